/* SPDX-License-Identifier: BSD-3-Clause */
#include "dynamic/pairs.h"

#include <math.h>
#include <stdlib.h>

#include "base/many_targets.h"
#include "dynamic/peaks.h"

static const char *const doing = "keeping what is left of supplies";

void ird_pairs_free(ird_pairs *pairs) {
    for (int k = 0; k < 2; k++) {
        ird_free(pairs->slot[k]);
        ird_free(pairs->turn[k]);
    }
    ird_free(pairs->sum_v);
    ird_free(pairs->rise_v);
    ird_free(pairs->worst_v);
    ird_free(pairs->at_s);
    ird_free(pairs->mean_v);
    ird_free(pairs->over_s);
    ird_free(pairs->spans);
    ird_free(pairs->open);
    ird_free(pairs->always);
    *pairs = (ird_pairs){0};
}

static void set_places(ird_pairs *p, const ird_stepper *stepper, const float *sign) {
    for (size_t i = 0; i < p->count; i++) {
        const ird_dynamic_pair *pair = &p->pairs[i];
        const int32_t nodes[] = {pair->power, pair->ground};
        for (int k = 0; k < 2; k++) {
            int32_t slot = nodes[k] >= 0 ? stepper->slot_of[nodes[k]] : -1;
            p->slot[k][i] = slot >= 0 ? slot : 0;
            p->turn[k][i] = slot >= 0 ? sign[slot] : 0;
        }
    }
}

static int compare_spans(const void *a, const void *b) {
    const ird_pair_span *x = a, *y = b;
    if (x->from_s != y->from_s) {
        return x->from_s < y->from_s ? -1 : 1;
    }
    return (x->pair > y->pair) - (x->pair < y->pair);
}

static ird_status list_spans(ird_pairs *p, ird_error *err) {
    size_t count = 0;
    for (size_t i = 0; i < p->count; i++) {
        count += p->pairs[i].span_count;
    }
    p->spans = ird_alloc(count, sizeof *p->spans);
    p->open = ird_alloc(count, sizeof *p->open);
    p->always = ird_alloc(p->count, sizeof *p->always);
    if (p->spans == NULL || p->open == NULL || p->always == NULL) {
        return ird_fail_memory(err, doing);
    }
    for (size_t i = 0; i < p->count; i++) {
        const ird_dynamic_pair *pair = &p->pairs[i];
        for (size_t k = 0; k < pair->span_count; k++) {
            p->spans[p->span_count++] =
                (ird_pair_span){pair->spans[k].from_s, pair->spans[k].to_s, (uint32_t)i};
        }
        if (pair->span_count == 0) {
            p->always[p->always_count++] = (uint32_t)i;
        }
    }
    if (count > 0) {
        qsort(p->spans, count, sizeof *p->spans, compare_spans);
    }
    return IRD_OK;
}

ird_status ird_pairs_make(ird_pairs *pairs, const ird_dynamic_wish *wish,
                          const ird_stepper *stepper, const float *sign, ird_error *err) {
    ird_pairs p = {.pairs = wish->pairs, .count = wish->pair_count};
    double **const lists[] = {&p.sum_v, &p.rise_v, &p.worst_v,
                              &p.at_s,  &p.mean_v, &p.over_s};
    bool is_short = false;
    for (size_t k = 0; k < sizeof lists / sizeof *lists; k++) {
        *lists[k] = ird_alloc_zero(p.count, sizeof **lists[k]);
        is_short = is_short || *lists[k] == NULL;
    }
    for (int k = 0; k < 2; k++) {
        p.slot[k] = ird_alloc(p.count, sizeof *p.slot[k]);
        p.turn[k] = ird_alloc(p.count, sizeof *p.turn[k]);
        is_short = is_short || p.slot[k] == NULL || p.turn[k] == NULL;
    }
    ird_status status = is_short ? ird_fail_memory(err, doing) : list_spans(&p, err);
    if (status != IRD_OK) {
        ird_pairs_free(&p);
        return status;
    }
    set_places(&p, stepper, sign);
    ird_pairs_forget(&p);
    *pairs = p;
    return IRD_OK;
}

void ird_pairs_forget(ird_pairs *pairs) {
    for (size_t i = 0; i < pairs->count; i++) {
        pairs->worst_v[i] = -(double)INFINITY;
    }
}

ird_dynamic_left ird_pairs_left(const ird_pairs *pairs, size_t index) {
    double over_s = pairs->over_s[index];
    return (ird_dynamic_left){pairs->worst_v[index], pairs->at_s[index],
                              over_s > 0 ? pairs->mean_v[index] / over_s : (double)NAN};
}

/* ---- sums ---------------------------------------------------------------------------
 */

/* Pairs that are looked at together: few become worse in a step. */
enum { TOGETHER = 64 };
/* Of a sum, more than rounding takes off a bound. */
#define ROUNDING 1e-12

static inline double sum_of(const ird_pairs *p, size_t i, const double *u) {
    return (double)p->turn[0][i] * u[p->slot[0][i]] +
           (double)p->turn[1][i] * u[p->slot[1][i]];
}

IRD_MANY_TARGETS
static void sum_some(const int32_t *restrict slot_a, const float *restrict turn_a,
                     const int32_t *restrict slot_b, const float *restrict turn_b,
                     const double *restrict u, size_t count, double *restrict sums_v) {
    for (size_t i = 0; i < count; i++) {
        sums_v[i] = (double)turn_a[i] * u[slot_a[i]] + (double)turn_b[i] * u[slot_b[i]];
    }
}

/* How far each may be above its worst so far (record.c); what it was and had risen by
 * before this step comes in before_v. */
IRD_MANY_TARGETS
static void look_at(const double *restrict sums_v, const double *restrict worst_v,
                    double smooth, size_t count, double *restrict sum_v,
                    double *restrict rise_v, double *restrict rises_v,
                    double *restrict above_v) {
    for (size_t i = 0; i < count; i++) {
        double sum = sums_v[i], next = smooth * (sum - sum_v[i]), before = rise_v[i];
        double fell = -next > 0 ? -next : 0, higher = before > fell ? before : fell;
        rises_v[i] = before;
        rise_v[i] = next;
        sum_v[i] = sum;
        above_v[i] = sum + fell + 0.125 * higher + ROUNDING * fabs(sum) - worst_v[i];
    }
}

/* The sum of a pair after it rose in the two last steps by before_v and rise_v. */
static void keep_sum(ird_pairs *p, size_t i, double before_v, const ird_arrival_at *to) {
    double sum_v = p->sum_v[i], next_v = p->rise_v[i];
    if (sum_v > p->worst_v[i]) {
        p->worst_v[i] = sum_v;
        p->at_s[i] = to->at_s;
    } else if (before_v > 0 && next_v < 0) {
        const ird_top t = ird_top_of(before_v, next_v);
        if (sum_v - next_v + t.above_v > p->worst_v[i]) {
            p->worst_v[i] = sum_v - next_v + t.above_v;
            p->at_s[i] = to->at_s + (t.behind - 1) * to->step_s;
        }
    }
}

static void keep_sums(ird_pairs *p, size_t from, size_t count, const double *u,
                      const ird_arrival_at *to) {
    double sums_v[TOGETHER], rises_v[TOGETHER], above_v[TOGETHER];
    sum_some(p->slot[0] + from, p->turn[0] + from, p->slot[1] + from, p->turn[1] + from,
             u, count, sums_v);
    look_at(sums_v, p->worst_v + from, to->is_smooth ? 1 : 0, count, p->sum_v + from,
            p->rise_v + from, rises_v, above_v);
    bool is_worse = ird_largest_rank(above_v, count) > 0;
    for (size_t i = 0; i < count && is_worse; i++) {
        keep_sum(p, from + i, rises_v[i], to);
    }
}

/* ---- means --------------------------------------------------------------------------
 */

static void add_mean(ird_pairs *p, size_t i, double part_s, const double *middle_v) {
    p->mean_v[i] += part_s * sum_of(p, i, middle_v);
    p->over_s[i] += part_s;
}

/* Spans that begin before the end of the step, as far as it lies in them. */
static void add_means(ird_pairs *p, const double *middle_v, const ird_arrival_at *to) {
    double from_s = to->at_s - to->step_s;
    size_t out = 0;
    for (; p->next_span < p->span_count && p->spans[p->next_span].from_s < to->at_s;
         p->next_span++) {
        p->open[p->open_count++] = (uint32_t)p->next_span;
    }
    for (size_t i = 0; i < p->open_count; i++) {
        const ird_pair_span *span = &p->spans[p->open[i]];
        double part_s = fmin(to->at_s, span->to_s) - fmax(from_s, span->from_s);
        if (part_s > 0) {
            add_mean(p, span->pair, part_s, middle_v);
        }
        p->open[out] = p->open[i];
        out += span->to_s > to->at_s ? 1 : 0;
    }
    p->open_count = out;
    for (size_t i = 0; i < p->always_count; i++) {
        add_mean(p, p->always[i], to->step_s, middle_v);
    }
}

static void worsen(ird_pairs *p, size_t i, double sum_v, double at_s) {
    if (sum_v > p->worst_v[i]) {
        p->worst_v[i] = sum_v;
        p->at_s[i] = at_s;
    }
}

/* Up to the end of what is looked at, by the straight line. */
static void keep_cut(ird_pairs *p, const double *u, const ird_arrival_at *to) {
    double part = 1 - fmin((to->at_s - to->cut_s) / to->step_s, 1);
    for (size_t i = 0; i < p->count; i++) {
        double sum_v = sum_of(p, i, u), change_v = sum_v - p->sum_v[i];
        double before_v = p->rise_v[i], next_v = to->is_smooth ? change_v : 0;
        if (part > 0) {
            worsen(p, i, p->sum_v[i] + part * change_v, to->cut_s);
        }
        if (before_v > 0 && next_v < 0) {
            const ird_top t = ird_top_of(before_v, next_v);
            double at_s = to->at_s + (t.behind - 1) * to->step_s;
            if (at_s <= to->cut_s) {
                worsen(p, i, p->sum_v[i] + t.above_v, at_s);
            }
        }
        p->sum_v[i] = sum_v;
        p->rise_v[i] = next_v;
    }
}

void ird_pairs_step(ird_pairs *pairs, const ird_stepper *stepper,
                    const ird_arrival_at *arrival) {
    if (arrival->is_end) {
        keep_cut(pairs, stepper->u_v, arrival);
    }
    for (size_t i = 0; i < pairs->count && !arrival->is_end; i += TOGETHER) {
        size_t left = pairs->count - i;
        keep_sums(pairs, i, left < TOGETHER ? left : TOGETHER, stepper->u_v, arrival);
    }
    add_means(pairs, stepper->middle_v, arrival);
}
