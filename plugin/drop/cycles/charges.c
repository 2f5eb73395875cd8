/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Scores by charge alone: of the whole circuit, and of the region and the time that have
 * most of it. No drop is solved.
 */
#include <math.h>
#include <string.h>

#include "cycles/kind.h"
#include "cycles/squares.h"

static const char *const doing = "scoring cycles by charge";

enum { MOST_SPANS = 1 << 16 };

/* What one thread fills: charge of each region (and the largest pulse there), half slice
 * after half slice. */
typedef struct region_sums {
    double *charge_c; /* spans x regions */
    double *largest_c;
    int32_t *node;
} region_sums;

typedef struct state {
    double period_s, span_s; /* of half a slice; of the whole cycle where spans is 1 */
    size_t spans;
    ird_squares regions; /* none: of all charge */
    region_sums *sums;   /* one a worker */
    size_t workers;
} state;

static void free_state(void *context) {
    state *s = context;
    if (s == NULL) {
        return;
    }
    for (size_t i = 0; s->sums != NULL && i < s->workers; i++) {
        ird_free(s->sums[i].charge_c);
        ird_free(s->sums[i].largest_c);
        ird_free(s->sums[i].node);
    }
    ird_free(s->sums);
    ird_squares_free(&s->regions);
    ird_free(s);
}

static ird_status make_sums(state *s, ird_error *err) {
    s->sums = ird_alloc_zero(s->workers, sizeof *s->sums);
    if (s->sums == NULL) {
        return ird_fail_memory(err, doing);
    }
    size_t count;
    if (!ird_size_product(s->spans, s->regions.count, &count)) {
        return ird_fail_memory(err, doing);
    }
    for (size_t i = 0; i < s->workers; i++) {
        s->sums[i].charge_c = ird_alloc(count, sizeof(double));
        s->sums[i].largest_c = ird_alloc(count, sizeof(double));
        s->sums[i].node = ird_alloc(count, sizeof(int32_t));
        if (s->sums[i].charge_c == NULL || s->sums[i].largest_c == NULL ||
            s->sums[i].node == NULL) {
            return ird_fail_memory(err, doing);
        }
    }
    return IRD_OK;
}

static ird_status create(void **made, const ird_dynamic_input *input,
                         const ird_scorer_wish *wish, size_t workers, ird_error *err,
                         bool by_region) {
    state *s = ird_alloc_zero(1, sizeof *s);
    if (s == NULL) {
        return ird_fail_memory(err, doing);
    }
    s->workers = workers;
    s->period_s = s->span_s = wish->period_s;
    s->spans = 1;
    if (by_region && wish->slice_s > 0 && wish->slice_s < wish->period_s) {
        double spans = ceil(2 * wish->period_s / wish->slice_s - 1e-6);
        s->spans = spans < MOST_SPANS ? (size_t)spans : MOST_SPANS;
        s->span_s = wish->period_s / (double)s->spans;
    }
    ird_status status = IRD_OK;
    if (by_region) {
        status = ird_squares_make(&s->regions, input, wish->region_um, err);
    }
    if (status == IRD_OK && by_region) {
        status = make_sums(s, err);
    }
    if (status != IRD_OK) {
        free_state(s);
        return status;
    }
    *made = s;
    return IRD_OK;
}

static ird_status create_charge(void **made, const ird_dynamic_input *input,
                                const ird_scorer_wish *wish, size_t workers,
                                const ird_monitor *monitor, ird_error *err) {
    (void)monitor;
    return create(made, input, wish, workers, err, false);
}

static ird_status create_regions(void **made, const ird_dynamic_input *input,
                                 const ird_scorer_wish *wish, size_t workers,
                                 const ird_monitor *monitor, ird_error *err) {
    (void)monitor;
    return create(made, input, wish, workers, err, true);
}

/* ---- scores -------------------------------------------------------------------------
 */

static ird_status run_charge(void *context, size_t worker, const ird_scorer_batch *batch,
                             ird_error *err) {
    (void)context;
    (void)worker;
    (void)err;
    for (size_t i = 0; i < batch->count; i++) {
        double charge_c = 0;
        for (size_t k = 0; k < batch->cycles[i].count; k++) {
            charge_c += batch->cycles[i].pulses[k].charge_c;
        }
        batch->scores[i] =
            (ird_cycle_score){.worst_v = charge_c, .at_s = (double)NAN, .node = -1};
    }
    return IRD_OK;
}

static void add_charge(region_sums *sums, size_t at, double charge_c, int32_t node) {
    sums->charge_c[at] += charge_c;
    if (charge_c > sums->largest_c[at]) {
        sums->largest_c[at] = charge_c;
        sums->node[at] = node;
    }
}

/* A pulse that begins so much later than it says, by the parts that it draws in each
 * span. */
static void add_pulse(const state *s, region_sums *sums, const ird_pulse *pulse,
                      double later_s) {
    ird_pulse p = *pulse;
    p.start_s += later_s;
    double end_s = p.start_s + (double)p.width_s;
    if (!(end_s > 0) || !(p.start_s < s->period_s)) {
        return;
    }
    size_t region = (size_t)s->regions.of[p.drain];
    int32_t node = s->regions.node_of[p.drain];
    size_t first = p.start_s > 0 ? (size_t)(p.start_s / s->span_s) : 0;
    double before_c = ird_pulse_charge(&p, (double)first * s->span_s);
    for (size_t i = first; i < s->spans; i++) {
        double until_s = (double)(i + 1) * s->span_s;
        double until_c = ird_pulse_charge(&p, until_s);
        add_charge(sums, i * s->regions.count + region, until_c - before_c, node);
        before_c = until_c;
        if (until_s >= end_s) {
            break;
        }
    }
}

/* The region and the slice (two spans, where there are more) with most charge. */
static ird_cycle_score find_most(const state *s, const region_sums *sums) {
    size_t width = s->spans > 1 ? 2 : 1, best = 0;
    ird_cycle_score score = {.worst_v = -INFINITY, .at_s = (double)NAN, .node = -1};
    for (size_t i = 0; i + width <= s->spans; i++) {
        const double *first = sums->charge_c + i * s->regions.count;
        const double *last = first + (width - 1) * s->regions.count;
        for (size_t r = 0; r < s->regions.count; r++) {
            double charge_c = width > 1 ? first[r] + last[r] : first[r];
            if (charge_c > score.worst_v) {
                score.worst_v = charge_c;
                best = i * s->regions.count + r;
            }
        }
    }
    size_t other = best + (width - 1) * s->regions.count;
    score.node =
        sums->node[sums->largest_c[other] > sums->largest_c[best] ? other : best];
    if (width > 1) {
        score.at_s = (double)(best / s->regions.count + 1) * s->span_s;
    }
    return score;
}

static ird_status run_regions(void *context, size_t worker, const ird_scorer_batch *batch,
                              ird_error *err) {
    const state *s = context;
    region_sums *sums = &s->sums[worker];
    size_t count = s->spans * s->regions.count;
    (void)err;
    for (size_t i = 0; i < batch->count; i++) {
        memset(sums->charge_c, 0, count * sizeof *sums->charge_c);
        memset(sums->largest_c, 0, count * sizeof *sums->largest_c);
        memset(sums->node, 0xff, count * sizeof *sums->node);
        for (size_t k = 0; batch->before != NULL && k < batch->before[i].count; k++) {
            add_pulse(s, sums, &batch->before[i].pulses[k], -s->period_s);
        }
        for (size_t k = 0; k < batch->cycles[i].count; k++) {
            add_pulse(s, sums, &batch->cycles[i].pulses[k], 0);
        }
        batch->scores[i] = find_most(s, sums);
    }
    return IRD_OK;
}

const ird_scorer_method ird_scorer_charge = {
    .name = "charge",
    .at_once = 16,
    .create = create_charge,
    .run = run_charge,
    .free = free_state,
};

const ird_scorer_method ird_scorer_regions = {
    .name = "regions",
    .at_once = 4,
    .create = create_regions,
    .run = run_regions,
    .free = free_state,
};
