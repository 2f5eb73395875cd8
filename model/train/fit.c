/* SPDX-License-Identifier: BSD-3-Clause */
#include "model/train/fit.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"

static const char *const doing = "measuring a model";

#define COVERED 0.97
#define GAIN_FLOOR 1e-4
#define MEAN_FLOOR 0.1
enum { PIXELS = IRD_GRID_SIDE * IRD_GRID_SIDE, MOST_SAMPLES = 2000 };

/* ---- bound ---- */

typedef struct scores {
    ird_grid_target target;
    float *values;
    size_t count;
} scores;

static void score(void *context, const ird_sample *sample, const float *predicted) {
    scores *s = context;
    bool corrects = s->target == IRD_TARGET_CORRECTION;
    double mean = 0;
    for (size_t i = 0; i < PIXELS; i++) {
        mean += fabs((double)predicted[i]) / PIXELS;
    }
    for (size_t i = 0; i < PIXELS; i++) {
        double size = corrects ? sample->gain[i] + GAIN_FLOOR
                               : fabs((double)predicted[i]) + MEAN_FLOOR * mean;
        double error = fabs(sample->label[i] - (double)predicted[i]);
        s->values[s->count++] = (float)(size > 0 ? error / size : 0);
    }
}

static int compare_floats(const void *a, const void *b) {
    float x = *(const float *)a, y = *(const float *)b;
    return (x > y) - (x < y);
}

static char *print_bound(scores *s) {
    char text[96];
    qsort(s->values, s->count, sizeof *s->values, compare_floats);
    double factor = (double)s->values[(size_t)(COVERED * (double)(s->count - 1))];
    int size = snprintf(text, sizeof text, "{\"factor\": %.4g, \"floor\": %g}", factor,
                        s->target == IRD_TARGET_CORRECTION ? GAIN_FLOOR : MEAN_FLOOR);
    return ird_copy_string(text, (size_t)size);
}

/* ---- range ---- */

typedef struct ranges {
    size_t channels, samples;
    double least_mean[IRD_NET_MAX_CHANNELS], largest_mean[IRD_NET_MAX_CHANNELS];
    double least_top[IRD_NET_MAX_CHANNELS], largest_top[IRD_NET_MAX_CHANNELS];
} ranges;

static void widen(void *context, const ird_sample *sample, const float *predicted) {
    ranges *r = context;
    (void)predicted;
    for (size_t c = 0; c < r->channels; c++) {
        const double *values = sample->channels + c * PIXELS;
        double mean = 0, top = values[0];
        for (size_t i = 0; i < PIXELS; i++) {
            mean += values[i] / PIXELS;
            top = fmax(top, values[i]);
        }
        bool is_first = r->samples == 0;
        r->least_mean[c] = is_first ? mean : fmin(r->least_mean[c], mean);
        r->largest_mean[c] = is_first ? mean : fmax(r->largest_mean[c], mean);
        r->least_top[c] = is_first ? top : fmin(r->least_top[c], top);
        r->largest_top[c] = is_first ? top : fmax(r->largest_top[c], top);
    }
    r->samples++;
}

static char *print_range(const ranges *r, const ird_net_spec *spec) {
    char text[IRD_NET_MAX_CHANNELS * 128];
    size_t at = 0;
    for (size_t c = 0; c < r->channels; c++) {
        at += (size_t)snprintf(text + at, sizeof text - at,
                               "%s\"%s\": [%.4g, %.4g, %.4g, %.4g]", c == 0 ? "{" : ", ",
                               spec->channel_names[c], r->least_mean[c],
                               r->largest_mean[c], r->least_top[c], r->largest_top[c]);
    }
    at += (size_t)snprintf(text + at, sizeof text - at, "}");
    return ird_copy_string(text, at);
}

static size_t some_of(const ird_grids *grids, ird_sample_set set) {
    size_t count = ird_grids_count(grids, set);
    return count < MOST_SAMPLES ? count : MOST_SAMPLES;
}

ird_status ird_fit(ird_trainer *trainer, const ird_grids *grids, const ird_net_spec *spec,
                   ird_grid_target target, char **bound, char **range, ird_error *err) {
    size_t samples = some_of(grids, IRD_SET_VALIDATION);
    scores s = {.target = target, .values = ird_alloc(samples, PIXELS * sizeof(float))};
    ranges r = {.channels = spec->channels};
    if (s.values == NULL) {
        return ird_fail_memory(err, doing);
    }
    ird_trainer_visit(trainer, IRD_SET_VALIDATION, samples, score, &s);
    ird_trainer_visit(trainer, IRD_SET_TRAINING, some_of(grids, IRD_SET_TRAINING), widen,
                      &r);
    char *made[2] = {print_bound(&s), print_range(&r, spec)};
    ird_free(s.values);
    if (made[0] == NULL || made[1] == NULL) {
        ird_free(made[0]);
        ird_free(made[1]);
        return ird_fail_memory(err, doing);
    }
    *bound = made[0];
    *range = made[1];
    return IRD_OK;
}
