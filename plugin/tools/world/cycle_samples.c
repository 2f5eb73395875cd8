/* SPDX-License-Identifier: BSD-3-Clause */
#include "world/cycle_samples.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "dynamic/dynamic.h"
#include "model/net/tensor_file.h"
#include "slices/slices.h"
#include "world/time_world.h"

static const char *const DOING = "making samples of cycles";

enum { SIDE = IRD_CYCLE_SIDE, PIXELS = IRD_CYCLE_PIXELS, SLICES = IRD_CYCLE_SLICES };

/* In the order of ird_cycle_map_names. */
enum { CYCLE, SLICE, ANSWER = SLICE + SLICES, STEP = ANSWER + SLICES };
enum { DROP = STEP + SLICES, DROP_AT };

/* What is drawn behind the end of a slice belongs to its drop, too. */
#define TAIL 0.5
enum { FRAMES_A_STEP = 2 };

void ird_cycle_samples_free(ird_cycle_samples *samples) {
    if (samples != NULL) {
        ird_free(samples->grid);
        ird_free(samples->maps);
        ird_free(samples->figures);
        memset(samples, 0, sizeof *samples);
    }
}

typedef struct stage {
    ird_world world;
    ird_power power;
    ird_grid grid;
    ird_world_time time;
    ird_slicer *slicer;
    ird_slices *slices; /* one a cycle */
    double *worst_v;    /* [cycles][1 + SLICES][PIXELS] */
    double *frames_s;
    ird_dynamic dynamic;
    size_t cycles; /* that are kept */
} stage;

static void stage_close(stage *s) {
    ird_dynamic_free(&s->dynamic);
    ird_free(s->frames_s);
    ird_free(s->worst_v);
    ird_free(s->slices);
    ird_slicer_free(s->slicer);
    ird_world_time_free(&s->time);
    ird_grid_free(&s->grid);
    ird_power_free(&s->power);
    ird_world_free(&s->world);
}

/* *is_there: it is not too large, and something of it is fed. */
static ird_status stage_open(stage *s, uint64_t seed, uint64_t index, bool *is_there,
                             ird_error *err) {
    *is_there = false;
    IRD_TRY(ird_world_make(&s->world, seed, index, err));
    if (s->world.design.components.count > IRD_CYCLE_CELLS) {
        return IRD_OK;
    }
    IRD_TRY(ird_world_power(&s->power, &s->world, 0, err));
    const ird_extract_options options = ird_world_options(&s->world);
    IRD_TRY(ird_extract(&s->grid, &s->world.design, &s->world.tech, &s->world.rc,
                        &s->power, &options, NULL, err));
    IRD_TRY(ird_world_time_make(&s->time, &s->world, &s->grid, &s->power, 0,
                                s->cycles + 1, err));
    const ird_slicer_wish wish = {
        .period_s = s->time.period_s, .wants_answer = true, .wants_step = true};
    ird_status status =
        ird_slicer_create(&s->slicer, &s->grid.network, &s->time.transient, &wish, err);
    if (status == IRD_NETWORK_LAYER || status == IRD_SOLVE_NO_SOURCE) {
        return IRD_OK;
    }
    const int32_t *nodes, *pixels;
    *is_there = status == IRD_OK && ird_slicer_places(s->slicer, &nodes, &pixels) > 0;
    return status;
}

static ird_status cut(stage *s, ird_error *err) {
    const ird_transient *t = &s->time.transient;
    s->slices = ird_alloc(s->cycles, sizeof *s->slices);
    if (s->slices == NULL) {
        return ird_fail_memory(err, DOING);
    }
    for (size_t i = 0; i < s->cycles; i++) {
        IRD_TRY(ird_slicer_cut(s->slicer, t->pulses.items, t->pulses.count,
                               s->time.period_s * (double)(i + 1), &s->slices[i], err));
    }
    return IRD_OK;
}

static void raise(const stage *s, const double *drop_v, double *worst_v) {
    const int32_t *nodes, *pixels;
    size_t count = ird_slicer_places(s->slicer, &nodes, &pixels);
    for (size_t i = 0; i < count; i++) {
        double there_v = drop_v[nodes[i]], *pixel = &worst_v[pixels[i]];
        *pixel = there_v > *pixel ? there_v : *pixel;
    }
}

/* A moment of the run: into its cycle, and the slices that it belongs to. */
static ird_status see(void *context, size_t index, double at_s, const double *drop_v,
                      ird_error *err) {
    stage *s = context;
    double period_s = s->time.period_s, slice_s = ird_slicer_slice_s(s->slicer);
    size_t cycle = (size_t)(at_s / period_s);
    (void)index;
    (void)err;
    if (cycle < 1 || cycle > s->cycles) {
        return IRD_OK;
    }
    const ird_slices *slices = &s->slices[cycle - 1];
    double *worst_v = s->worst_v + (cycle - 1) * (1 + SLICES) * PIXELS;
    double behind_s = at_s - period_s * (double)cycle;
    raise(s, drop_v, worst_v);
    for (size_t i = 0; i < slices->count; i++) {
        if (behind_s >= slices->from_s[i] &&
            behind_s <= slices->from_s[i] + (1 + TAIL) * slice_s) {
            raise(s, drop_v, worst_v + (i + 1) * PIXELS);
        }
    }
    return IRD_OK;
}

/* The exact run. */
static ird_status solve(stage *s, ird_error *err) {
    double stop_s = s->time.period_s * (double)(s->cycles + 1);
    double first_s = s->time.period_s; /* the first cycle is not kept */
    double each_s = s->time.step_s / FRAMES_A_STEP;
    size_t frames = (size_t)((stop_s - first_s) / each_s);
    const ird_network *networks[] = {s->time.network};
    const ird_dynamic_input input = {networks, 1, &s->time.transient};
    s->worst_v = ird_alloc_zero(s->cycles * (1 + SLICES), PIXELS * sizeof *s->worst_v);
    s->frames_s = ird_alloc(frames, sizeof *s->frames_s);
    if (s->worst_v == NULL || s->frames_s == NULL) {
        return ird_fail_memory(err, DOING);
    }
    for (size_t i = 0; i < frames; i++) {
        s->frames_s[i] = first_s + each_s * (double)i;
    }
    ird_dynamic_wish wish = {.step_s = s->time.step_s,
                             .stop_s = stop_s,
                             .cycle_s = s->time.period_s,
                             .splits = true,
                             .frames_s = s->frames_s,
                             .frame_count = frames,
                             .frame = see,
                             .frame_context = s,
                             .solve = ird_solve_defaults};
    wish.solve.engine.threads = 1;
    return ird_dynamic_solve(&s->dynamic, &input, &wish, NULL, err);
}

static void keep(float *maps, int map, const float *values) {
    memcpy(maps + (size_t)map * PIXELS, values, PIXELS * sizeof *maps);
}

static void fill(const stage *s, size_t cycle, float *maps, float *figures) {
    const ird_slices *slices = &s->slices[cycle];
    const double *worst_v = s->worst_v + cycle * (1 + SLICES) * PIXELS;
    double per_v = slices->scale_v > 0 ? 1 / slices->scale_v : 0;
    keep(maps, CYCLE, slices->cycle);
    for (int i = 0; i < SLICES; i++) {
        keep(maps, SLICE + i, slices->slice[i]);
        keep(maps, ANSWER + i, slices->answer[i]);
        keep(maps, STEP + i, slices->step[i]);
    }
    for (size_t i = 0; i < (size_t)(1 + SLICES) * PIXELS; i++) {
        maps[(size_t)DROP * PIXELS + i] = (float)(worst_v[i] * per_v);
    }
    figures[IRD_CYCLE_SCALE_V] = (float)slices->scale_v;
    figures[IRD_CYCLE_STEP_V] = (float)slices->step_v;
    figures[IRD_CYCLE_WORST_V] = (float)s->dynamic.cycle_v[cycle + 1];
    figures[IRD_CYCLE_TOTAL_C] = (float)slices->total_c;
    figures[IRD_CYCLE_REGION_V] = (float)slices->region_v;
}

static ird_status take(const stage *s, ird_cycle_samples *made, ird_error *err) {
    made->cycles = s->cycles;
    made->grid = ird_alloc(IRD_CYCLE_GRID_MAPS, PIXELS * sizeof *made->grid);
    made->maps = ird_alloc(s->cycles * IRD_CYCLE_MAPS, PIXELS * sizeof *made->maps);
    made->figures = ird_alloc(s->cycles * IRD_CYCLE_FIGURES, sizeof *made->figures);
    if (made->grid == NULL || made->maps == NULL || made->figures == NULL) {
        return ird_fail_memory(err, DOING);
    }
    keep(made->grid, 0, ird_slicer_power_grid(s->slicer));
    keep(made->grid, 1, ird_slicer_capacitance(s->slicer));
    for (size_t i = 0; i < s->cycles; i++) {
        fill(s, i, made->maps + i * IRD_CYCLE_MAPS * PIXELS,
             made->figures + i * IRD_CYCLE_FIGURES);
    }
    return IRD_OK;
}

ird_status ird_cycle_samples_make(ird_cycle_samples *samples, uint64_t seed,
                                  uint64_t index, size_t cycles, ird_error *err) {
    ird_cycle_samples made = {0};
    stage s = {.cycles = cycles};
    bool is_there = false;
    ird_status status = stage_open(&s, seed, index, &is_there, err);
    if (status == IRD_OK && is_there) {
        status = cut(&s, err);
    }
    if (status == IRD_OK && is_there) {
        status = solve(&s, err);
    }
    if (status == IRD_OK && is_there) {
        status = take(&s, &made, err);
    }
    stage_close(&s);
    if (status != IRD_OK) {
        ird_cycle_samples_free(&made);
        return status;
    }
    *samples = made;
    return IRD_OK;
}

/* ---- files ---- */

static ird_status write_none(const char *path, ird_error *err) {
    FILE *file = fopen(path, "w");
    return file != NULL && fclose(file) == 0
               ? IRD_OK
               : ird_fail_at(err, IRD_FILE_WRITE, path, 0, "cannot be written");
}

static ird_status write_samples(const char *path, const ird_cycle_samples *s,
                                uint64_t seed, uint64_t index, ird_error *err) {
    char number[2][24];
    snprintf(number[0], sizeof number[0], "%" PRIu64, seed);
    snprintf(number[1], sizeof number[1], "%" PRIu64, index);
    const ird_named_tensor tensors[] = {
        {"grid",
         3,
         {IRD_CYCLE_GRID_MAPS, SIDE, SIDE},
         IRD_CYCLE_GRID_MAPS * PIXELS,
         s->grid},
        {"maps",
         4,
         {s->cycles, IRD_CYCLE_MAPS, SIDE, SIDE},
         s->cycles * IRD_CYCLE_MAPS * PIXELS,
         s->maps},
        {"figures",
         2,
         {s->cycles, IRD_CYCLE_FIGURES},
         s->cycles * IRD_CYCLE_FIGURES,
         s->figures},
    };
    const ird_metadata_pair metadata[] = {{"seed", number[0]}, {"index", number[1]}};
    return ird_tensor_file_write(path, tensors, 3, metadata, 2, err);
}

ird_status ird_cycle_samples_write(const char *directory, uint64_t seed, uint64_t index,
                                   size_t cycles, ird_error *err) {
    char path[2][4096];
    static const char *const endings[] = {"safetensors", "none"};
    for (int i = 0; i < 2; i++) {
        int size = snprintf(path[i], sizeof path[i], "%s/cycles_%06" PRIu64 ".%s",
                            directory, index, endings[i]);
        if (size < 0 || (size_t)size >= sizeof path[i]) {
            return ird_fail(err, IRD_FILE_WRITE, "the name of the folder is too long");
        }
        if (access(path[i], F_OK) == 0) {
            return IRD_OK;
        }
    }
    ird_cycle_samples samples = {0};
    IRD_TRY(ird_cycle_samples_make(&samples, seed, index, cycles, err));
    ird_status status = samples.maps != NULL
                            ? write_samples(path[0], &samples, seed, index, err)
                            : write_none(path[1], err);
    ird_cycle_samples_free(&samples);
    return status;
}
