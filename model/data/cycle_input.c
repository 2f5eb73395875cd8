/* SPDX-License-Identifier: BSD-3-Clause */
#include "model/data/cycle_input.h"

#include <stdio.h>
#include <string.h>

#include "model/data/cycle_set.h"

enum { PIXELS = IRD_CYCLE_PIXELS, SLICES = IRD_CYCLE_SLICES };

const char *const ird_cycle_grid_names[IRD_CYCLE_GRID_MAPS] = {"power_grid",
                                                               "capacitance"};
const char *const ird_cycle_map_names[IRD_CYCLE_MAPS] = {
    "cycle", "slice1", "slice2", "slice3", "answer1", "answer2", "answer3",
    "step1", "step2",  "step3",  "drop",   "drop1",   "drop2",   "drop3"};

const char *ird_cycle_form_name(ird_cycle_form form) {
    static const char *const names[] = {"cycle", "slice", "step"};
    return names[form];
}

ird_net_spec ird_net_spec_cycle(ird_cycle_form form) {
    ird_net_spec spec = {.channels = 8,
                         .channel_names = {"slice1", "slice2", "slice3", "answer1",
                                           "answer2", "cycle", "capacitance",
                                           "power_grid"},
                         .stem = 4,
                         .levels = 3,
                         .widths = {16, 24, 32},
                         .convs = 2,
                         .border = 8,
                         .skip = true,
                         .derived = IRD_DERIVED_NONE,
                         .pool = IRD_POOL_AVERAGE,
                         .output = IRD_OUTPUT_NONE};
    if (form != IRD_CYCLE_FORM_SLICES) {
        const char *const names[] = {"slice", "answer", "cycle", "capacitance",
                                     "power_grid"};
        memset(spec.channel_names, 0, sizeof spec.channel_names);
        spec.channels = sizeof names / sizeof *names;
        for (size_t i = 0; i < spec.channels; i++) {
            bool is_step = form == IRD_CYCLE_FORM_STEP && i == 1;
            strcpy(spec.channel_names[i], is_step ? "step" : names[i]);
        }
    }
    return spec;
}

/* The map of a channel, -1 - g for map g of the grid; IRD_CYCLE_MAPS: there is none. */
static int find_map(const char *name, ird_cycle_form form, size_t slice) {
    char numbered[IRD_NET_NAME_SIZE + 24];
    snprintf(numbered, sizeof numbered, "%s%zu", name, slice + 1);
    for (int i = 0; i < IRD_CYCLE_GRID_MAPS; i++) {
        if (strcmp(name, ird_cycle_grid_names[i]) == 0) {
            return -1 - i;
        }
    }
    for (int i = 0; i < IRD_CYCLE_MAPS - 1 - SLICES; i++) { /* no drops */
        bool is_cycle = i == 0;
        bool is_it = form == IRD_CYCLE_FORM_SLICES || is_cycle
                         ? strcmp(name, ird_cycle_map_names[i]) == 0
                         : strcmp(numbered, ird_cycle_map_names[i]) == 0;
        if (is_it) {
            return i;
        }
    }
    return IRD_CYCLE_MAPS;
}

/* The answer or step that the drop is told by. */
static float base_at(ird_cycle_form form, size_t slice, const float *maps, size_t pixel) {
    enum { ANSWER = 1 + SLICES, STEP = ANSWER + SLICES };
    if (form != IRD_CYCLE_FORM_SLICES) {
        size_t map = (form == IRD_CYCLE_FORM_STEP ? STEP : ANSWER) + slice;
        return maps[map * PIXELS + pixel];
    }
    float most = 0;
    for (size_t i = 0; i < SLICES; i++) {
        float there = maps[(ANSWER + i) * PIXELS + pixel];
        most = there > most ? there : most;
    }
    return most;
}

ird_status ird_cycle_input_make(ird_cycle_input *input, const ird_net_spec *spec,
                                ird_cycle_form form, size_t slice, const float *grid,
                                const float *maps, double step_over_scale,
                                ird_error *err) {
    input->factor = form == IRD_CYCLE_FORM_STEP ? step_over_scale : 1;
    float per = input->factor > 0 ? (float)(1 / input->factor) : 0;
    for (size_t i = 0; i < spec->channels; i++) {
        int map = find_map(spec->channel_names[i], form, slice);
        if (map == IRD_CYCLE_MAPS) {
            return ird_fail(err, IRD_MODEL_OPTION, "no cycles have a channel \"%.40s\"",
                            spec->channel_names[i]);
        }
        const float *from =
            map < 0 ? grid + (size_t)(-1 - map) * PIXELS : maps + (size_t)map * PIXELS;
        for (size_t k = 0; k < PIXELS; k++) {
            input->channels[i * PIXELS + k] = map < 0 ? from[k] : from[k] * per;
        }
    }
    for (size_t k = 0; k < PIXELS; k++) {
        input->base[k] = 2 * per * base_at(form, slice, maps, k);
        input->gain[k] = input->base[k] + IRD_CYCLE_FLOOR;
    }
    return IRD_OK;
}
