/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Cycles from files, and what networks are given of them: sets that do not meet, channels
 * by name in each form, labels, damaged files. The files here are made up, each map and
 * each floorplan telling its number.
 */
#include "check.h"
#include "training.h"

#include <unistd.h>

#include "base/alloc.h"
#include "model/data/cycle_set.h"
#include "model/net/tensor_file.h"

enum { FILES = 41, CYCLES = 2, SIDE = IRD_CYCLE_SIDE, PIXELS = IRD_CYCLE_PIXELS };

static void need(ird_status status, const ird_error *err) {
    if (!CHECK(status == IRD_OK)) {
        fprintf(stderr, "    %s\n", err->text);
        exit(1);
    }
}

/* Map m of cycle c in file f has f + c / 4 + (m + 1) / 64 everywhere, a map of the grid
 * its number and a half more than f; a step is half as much as the scale. */
static float value_of(size_t file, size_t cycle, size_t map) {
    return (float)((double)file + 0.25 * (double)cycle + ((double)map + 1) / 64);
}

static void write_file(const char *path, size_t file, size_t maps) {
    ird_error err = {0};
    float *grid = ird_alloc(IRD_CYCLE_GRID_MAPS, PIXELS * sizeof *grid);
    float *all = ird_alloc(CYCLES * IRD_CYCLE_MAPS, PIXELS * sizeof *all);
    float figures[CYCLES * IRD_CYCLE_FIGURES];
    for (size_t i = 0; i < (size_t)IRD_CYCLE_GRID_MAPS * PIXELS; i++) {
        grid[i] = (float)((double)file + 0.5 + (double)(i / PIXELS));
    }
    for (size_t i = 0; i < CYCLES * maps * PIXELS; i++) {
        all[i] = value_of(file, i / PIXELS / maps, i / PIXELS % maps);
    }
    for (size_t i = 0; i < CYCLES; i++) {
        const float f[IRD_CYCLE_FIGURES] = {2, 1, 3, 4, 5};
        memcpy(figures + i * IRD_CYCLE_FIGURES, f, sizeof f);
    }
    const ird_named_tensor tensors[] = {
        {"grid",
         3,
         {IRD_CYCLE_GRID_MAPS, SIDE, SIDE},
         IRD_CYCLE_GRID_MAPS * PIXELS,
         grid},
        {"maps", 4, {CYCLES, maps, SIDE, SIDE}, CYCLES * maps * PIXELS, all},
        {"figures", 2, {CYCLES, IRD_CYCLE_FIGURES}, CYCLES * IRD_CYCLE_FIGURES, figures}};
    need(ird_tensor_file_write(path, tensors, 3, NULL, 0, &err), &err);
    ird_free(grid);
    ird_free(all);
}

static void path_of(char *path, size_t size, size_t file) {
    snprintf(path, size, "cycles_in/cycles_%06d.safetensors", (int)file);
}

static void write_files(void) {
    char path[200];
    CHECK(system("rm -rf cycles_in && mkdir cycles_in") == 0);
    for (size_t file = 0; file < FILES; file++) {
        path_of(path, sizeof path, file);
        write_file(path, file, IRD_CYCLE_MAPS);
    }
    CHECK(system("cd cycles_in && touch cycles_000099.none notes") == 0);
}

typedef struct room {
    double channels[8 * PIXELS], label[PIXELS], gain[PIXELS];
    ird_sample sample;
    void *scratch;
} room;

static ird_cycles *open_form(ird_cycle_form form, room *r) {
    ird_cycles *cycles = NULL;
    ird_error err = {0};
    const ird_net_spec spec = ird_net_spec_cycle(form);
    need(ird_cycles_open(&cycles, "cycles_in", &spec, form, &err), &err);
    const ird_sample_source *source = ird_cycles_source(cycles);
    r->sample = (ird_sample){.channels = r->channels, .label = r->label, .gain = r->gain};
    need(source->open(source->context, SIDE, &r->scratch, &err), &err);
    return cycles;
}

static void close_form(ird_cycles *cycles, room *r) {
    ird_cycles_source(cycles)->close(r->scratch);
    ird_cycles_free(cycles);
}

/* All cycles of a floorplan are on one side; training is drawn from all others. */
static void test_sets(room *r) {
    ird_cycles *cycles = open_form(IRD_CYCLE_FORM_SLICES, r);
    const ird_sample_source *source = ird_cycles_source(cycles);
    int kinds = 0, drawn[CYCLES * FILES] = {0};
    CHECK(ird_cycles_floorplans(cycles, IRD_SET_TRAINING) == FILES - 2);
    CHECK(ird_cycles_floorplans(cycles, IRD_SET_VALIDATION) == 2);
    for (uint64_t i = 0; i < 400; i++) {
        source->draw(source->context, r->scratch, IRD_SET_TRAINING, 9, i, &r->sample);
        size_t file = (size_t)r->channels[0]; /* slice1 */
        size_t cycle = r->channels[0] - (double)file > 0.25;
        CHECK(file != 19 && file != 39 && file < FILES);
        kinds += drawn[CYCLES * file + cycle]++ == 0;
    }
    /* 400 of 78 leave out 78 exp(-400 / 78) = 0.5 on average. */
    CHECK(kinds > 70);
    for (uint64_t i = 0; i < 4; i++) {
        source->draw(source->context, r->scratch, IRD_SET_VALIDATION, 9, i, &r->sample);
        size_t file = (size_t)r->channels[0];
        CHECK(file == 19 || file == 39);
    }
    close_form(cycles, r);
}

static void check_channel(const room *r, size_t channel, double value) {
    CHECK_NEAR(r->channels[channel * PIXELS], value, 1e-5);
    CHECK_NEAR(r->channels[channel * PIXELS + PIXELS - 1], value, 1e-5);
}

/* Validation sample 0: cycle 0, slice 1 of file 19. Maps count from cycle 1/64 on. */
static void test_forms(room *r) {
    enum { SLICE1 = 2, ANSWER1 = 5, STEP1 = 8, DROP = 11, DROP1 = 12 };
    for (int form = 0; form < IRD_CYCLE_FORMS; form++) {
        ird_cycles *cycles = open_form((ird_cycle_form)form, r);
        const ird_sample_source *source = ird_cycles_source(cycles);
        source->draw(source->context, r->scratch, IRD_SET_VALIDATION, 9, 0, &r->sample);
        bool is_step = form == IRD_CYCLE_FORM_STEP;
        double base, per = is_step ? 2 : 1; /* the worst step is half of the scale */
        check_channel(r, 0, per * (19 + SLICE1 / 64.0));
        if (form == IRD_CYCLE_FORM_SLICES) {
            CHECK(source->channels == 8);
            check_channel(r, 2, 19 + (SLICE1 + 2) / 64.0);
            check_channel(r, 3, 19 + ANSWER1 / 64.0);
            check_channel(r, 5, 19 + 1 / 64.0);
            check_channel(r, 6, 20.5);
            check_channel(r, 7, 19.5);
            base = 2 * (19 + (ANSWER1 + 2) / 64.0); /* the largest of three */
            CHECK_NEAR(r->label[5], 19 + DROP / 64.0 - base, 1e-5);
        } else {
            CHECK(source->channels == 5);
            check_channel(r, 1, per * (19 + (is_step ? STEP1 : ANSWER1) / 64.0));
            check_channel(r, 2, per * (19 + 1 / 64.0));
            check_channel(r, 3, 20.5);
            check_channel(r, 4, 19.5);
            base = 2 * per * (19 + (is_step ? STEP1 : ANSWER1) / 64.0);
            CHECK_NEAR(r->label[5], per * (19 + DROP1 / 64.0) - base, 1e-5);
        }
        CHECK_NEAR(r->gain[7], base + 0.02, 1e-5);
        double drop = is_step ? 2 * (19 + DROP1 / 64.0) : 0;
        drop = form == IRD_CYCLE_FORM_SLICES ? 19 + DROP / 64.0 : drop;
        drop = form == IRD_CYCLE_FORM_ONE ? 19 + DROP1 / 64.0 : drop;
        CHECK_NEAR(r->sample.weight, 4 / (drop * drop), 1e-8);
        close_form(cycles, r);
    }
}

static ird_status try_open(const char *directory, const char *channel, ird_error *err) {
    ird_net_spec spec = ird_net_spec_cycle(IRD_CYCLE_FORM_ONE);
    ird_cycles *cycles = NULL;
    snprintf(spec.channel_names[0], IRD_NET_NAME_SIZE, "%s", channel);
    ird_status status =
        ird_cycles_open(&cycles, directory, &spec, IRD_CYCLE_FORM_ONE, err);
    CHECK((cycles == NULL) == (status != IRD_OK));
    ird_cycles_free(cycles);
    return status;
}

static void test_errors(void) {
    ird_error err = {0};
    char path[200];
    CHECK(try_open("cycles_in", "slices", &err) == IRD_MODEL_OPTION);
    CHECK(strstr(err.text, "slices") != NULL);
    CHECK(try_open("cycles_in", "drop", &err) == IRD_MODEL_OPTION); /* a label */
    CHECK(try_open("cycles_nowhere", "slice", &err) == IRD_FILE_OPEN);
    CHECK(system("rm -rf cycles_few && mkdir cycles_few && "
                 "cp cycles_in/cycles_00000?.safetensors cycles_few") == 0);
    CHECK(try_open("cycles_few", "slice", &err) == IRD_MODEL_DATA);
    path_of(path, sizeof path, 7);
    CHECK(truncate(path, 5000) == 0);
    CHECK(try_open("cycles_in", "slice", &err) == IRD_MODEL_FORMAT);
    CHECK(strstr(err.file, "cycles_000007") != NULL);
    write_file(path, 7, IRD_CYCLE_MAPS - 1);
    CHECK(try_open("cycles_in", "slice", &err) == IRD_MODEL_DATA);
    write_file(path, 7, IRD_CYCLE_MAPS);
    CHECK(try_open("cycles_in", "slice", &err) == IRD_OK);
}

int main(void) {
    static room r;
    write_files();
    test_sets(&r);
    test_forms(&r);
    RUN(test_errors);
    return check_summary("cycles");
}
