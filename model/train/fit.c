/* SPDX-License-Identifier: BSD-3-Clause */
#include "model/train/fit.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "model/pdn/inputs.h"

static const char *const doing = "measuring a model";

#define COVERED 0.97
#define GAIN_FLOOR 5e-4
/* Least factor: with the floor it leaves room for what no coarse solution sees, such as
 * the links between pins and rails that it merges (5e-4 of the worst drop on aes). */
#define LEAST_FACTOR 1.0
#define MEAN_FLOOR 0.1
enum { PIXELS = IRD_GRID_SIDE * IRD_GRID_SIDE, MOST_SAMPLES = 2000 };

/* ---- bound ---- */

typedef struct scores {
    ird_grid_target target;
    float *values[IRD_PDN_PARTS]; /* of the pixels of each part; grown as needed */
    size_t count[IRD_PDN_PARTS], capacity[IRD_PDN_PARTS];
    bool is_full; /* memory ran out */
} scores;

static void keep_score(scores *s, size_t part, double score) {
    if (s->count[part] == s->capacity[part]) {
        size_t wanted = 2 * s->capacity[part] + PIXELS;
        float *more = ird_realloc(s->values[part], wanted, sizeof *more);
        if (more == NULL) {
            s->is_full = true;
            return;
        }
        s->values[part] = more;
        s->capacity[part] = wanted;
    }
    s->values[part][s->count[part]++] = (float)score;
}

static void score(void *context, const ird_sample *sample, const float *predicted) {
    scores *s = context;
    bool corrects = s->target == IRD_TARGET_CORRECTION;
    double mean = 0;
    for (size_t i = 0; i < PIXELS; i++) {
        mean += fabs((double)predicted[i]) / PIXELS;
    }
    for (size_t i = 0; i < PIXELS; i++) {
        double gain = sample->gain[i];
        double size =
            corrects ? gain + GAIN_FLOOR : fabs((double)predicted[i]) + MEAN_FLOOR * mean;
        double error = fabs(sample->label[i] - (double)predicted[i]);
        size_t part = corrects ? ird_pdn_part(ird_pdn_spread(gain)) : 0;
        keep_score(s, part, size > 0 ? error / size : 0);
    }
}

static int compare_floats(const void *a, const void *b) {
    float x = *(const float *)a, y = *(const float *)b;
    return (x > y) - (x < y);
}

/* COVERED of the scores of a part are at most this; 0 for a part without any. */
static double factor_of(scores *s, size_t part) {
    size_t count = s->count[part];
    if (count == 0) {
        return 0;
    }
    qsort(s->values[part], count, sizeof *s->values[part], compare_floats);
    return (double)s->values[part][(size_t)(COVERED * (double)(count - 1))];
}

/* A part with few pixels takes the largest factor of the others where its own is less. */
static char *print_bound(scores *s) {
    char text[IRD_PDN_PARTS * 16 + 64];
    double factors[IRD_PDN_PARTS], most = 0;
    for (size_t i = 0; i < IRD_PDN_PARTS; i++) {
        factors[i] = factor_of(s, i);
        most = s->count[i] >= PIXELS ? fmax(most, factors[i]) : most;
    }
    size_t at = 0;
    for (size_t i = 0; i < IRD_PDN_PARTS; i++) {
        double factor = s->count[i] >= PIXELS ? factors[i] : fmax(factors[i], most);
        factor = s->target == IRD_TARGET_CORRECTION ? fmax(factor, LEAST_FACTOR) : factor;
        at += (size_t)snprintf(text + at, sizeof text - at, "%s%.4g",
                               i == 0 ? "{\"factors\": [" : ", ", factor);
    }
    at += (size_t)snprintf(text + at, sizeof text - at, "], \"floor\": %g}",
                           s->target == IRD_TARGET_CORRECTION ? GAIN_FLOOR : MEAN_FLOOR);
    return ird_copy_string(text, at);
}

/* ---- range ---- */

typedef struct ranges {
    size_t channels, samples;
    double least_mean[IRD_NET_MAX_CHANNELS], largest_mean[IRD_NET_MAX_CHANNELS];
    double least_top[IRD_NET_MAX_CHANNELS], largest_top[IRD_NET_MAX_CHANNELS];
    double least_worst, largest_worst;
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
    double worst = sample->worst_over_mean;
    r->least_worst = r->samples == 0 ? worst : fmin(r->least_worst, worst);
    r->largest_worst = fmax(r->largest_worst, worst);
    r->samples++;
}

static char *print_range(const ranges *r, const ird_net_spec *spec) {
    char text[(IRD_NET_MAX_CHANNELS + 1) * 128];
    size_t at = 0;
    for (size_t c = 0; c < r->channels; c++) {
        at += (size_t)snprintf(text + at, sizeof text - at,
                               "%s\"%s\": [%.4g, %.4g, %.4g, %.4g]", c == 0 ? "{" : ", ",
                               spec->channel_names[c], r->least_mean[c],
                               r->largest_mean[c], r->least_top[c], r->largest_top[c]);
    }
    at += (size_t)snprintf(text + at, sizeof text - at,
                           ", \"worst_over_mean\": [%.4g, %.4g]}", r->least_worst,
                           r->largest_worst);
    return ird_copy_string(text, at);
}

static size_t some_of(const ird_grids *grids, ird_sample_set set) {
    size_t count = ird_grids_count(grids, set);
    return count < MOST_SAMPLES ? count : MOST_SAMPLES;
}

ird_status ird_fit(ird_trainer *trainer, const ird_grids *grids, const ird_net_spec *spec,
                   ird_grid_target target, char **bound, char **range, ird_error *err) {
    scores s = {.target = target};
    ranges r = {.channels = spec->channels};
    ird_trainer_visit(trainer, IRD_SET_VALIDATION, some_of(grids, IRD_SET_VALIDATION),
                      score, &s);
    ird_trainer_visit(trainer, IRD_SET_TRAINING, some_of(grids, IRD_SET_TRAINING), widen,
                      &r);
    char *made[2] = {s.is_full ? NULL : print_bound(&s), print_range(&r, spec)};
    for (size_t i = 0; i < IRD_PDN_PARTS; i++) {
        ird_free(s.values[i]);
    }
    if (made[0] == NULL || made[1] == NULL) {
        ird_free(made[0]);
        ird_free(made[1]);
        return ird_fail_memory(err, doing);
    }
    *bound = made[0];
    *range = made[1];
    return IRD_OK;
}
