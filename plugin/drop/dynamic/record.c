/* SPDX-License-Identifier: BSD-3-Clause */
#include "dynamic/record.h"

#include <math.h>
#include <stdatomic.h>
#include <string.h>

#include "base/many_targets.h"
#include "dynamic/moments_kept.h"
#include "dynamic/peaks.h"

static const char *const doing = "keeping a solution in time";

void ird_record_free(ird_record *record) {
    ird_free(record->sign);
    ird_free(record->worst_v);
    ird_free(record->at_s);
    ird_frames_free(&record->frames);
    ird_pairs_free(&record->pairs);
    ird_free(record->rise_v);
    ird_free(record->fed_a);
    ird_free(record->samples.at_s.items);
    ird_free(record->samples.rows.items);
    memset(record, 0, sizeof *record);
}

static void set_signs(ird_record *r) {
    const ird_circuit *circuit = r->circuit;
    const ird_stepper *s = r->stepper;
    for (size_t net = 0; net < circuit->net_count; net++) {
        for (size_t i = circuit->first_node[net]; i < circuit->first_node[net + 1]; i++) {
            if (s->slot_of[i] >= 0) {
                r->sign[s->slot_of[i]] = circuit->is_ground[net] ? -1 : 1;
            }
        }
    }
}

ird_status ird_record_make(ird_record *record, const ird_dynamic_wish *wish,
                           const ird_circuit *circuit, const ird_stepper *stepper,
                           ird_error *err) {
    ird_record r = {.wish = wish, .circuit = circuit, .stepper = stepper};
    size_t n = stepper->unknowns;
    size_t sources = wish->wants_sources ? circuit->whole.sources.count : 0;
    r.samples.width = wish->probe_count + sources;
    r.sign = ird_alloc_zero(stepper->slots, sizeof *r.sign);
    r.worst_v = ird_alloc(n, sizeof *r.worst_v);
    r.at_s = ird_alloc_zero(n, sizeof *r.at_s);
    r.fed_a = ird_alloc_zero(stepper->slots - n, sizeof *r.fed_a);
    r.rise_v = ird_alloc_zero(n, sizeof *r.rise_v);
    ird_status status = IRD_OK;
    if (r.sign == NULL || r.worst_v == NULL || r.at_s == NULL || r.fed_a == NULL ||
        r.rise_v == NULL) {
        status = ird_fail_memory(err, doing);
    }
    if (status == IRD_OK) {
        const ird_frame_places places = {circuit->whole.nodes.count, stepper->slots,
                                         stepper->slot_of,           circuit->first_node,
                                         circuit->is_ground,         stepper->step_s};
        status = ird_frames_make(&r.frames, wish, &places, err);
    }
    if (status == IRD_OK) {
        set_signs(&r);
        status = ird_pairs_make(&r.pairs, wish, stepper, r.sign, err);
    }
    if (status != IRD_OK) {
        ird_record_free(&r);
        return status;
    }
    ird_record_forget(&r);
    *record = r;
    return IRD_OK;
}

typedef struct worst_work {
    ird_record *record;
    const ird_stepper *stepper;
    const ird_arrival_at *to;
    atomic_uint_least64_t top_bits; /* of a drop in V that is above cycle_v */
    atomic_uint_least64_t cut_bits; /* of a step that is cut: up to there */
} worst_work;

/* The same whoever comes first. */
static void keep_top(atomic_uint_least64_t *top_bits, double top_v) {
    uint_least64_t known = atomic_load(top_bits), bits;
    double known_v;
    memcpy(&bits, &top_v, sizeof bits);
    do {
        memcpy(&known_v, &known, sizeof known_v);
    } while (top_v > known_v && !atomic_compare_exchange_weak(top_bits, &known, bits));
}

/* A node whose drop is drop_v, after it rose in the two last steps by rise_v and next_v;
 * the most that it dropped by since the last one, where that is its worst. */
static double keep_node(worst_work *work, size_t i, double drop_v, float rise_v,
                        float next_v) {
    ird_record *r = work->record;
    const ird_arrival_at *to = work->to;
    double most_v = drop_v;
    if (rise_v > 0 && next_v < 0) {
        const ird_top t = ird_top_of((double)rise_v, (double)next_v);
        double top_v = drop_v - (double)next_v + t.above_v;
        if (top_v > r->worst_v[i]) {
            r->worst_v[i] = top_v;
            r->at_s[i] = to->at_s + (t.behind - 1) * to->step_s;
            most_v = top_v;
        }
        if (top_v > r->cycle_v) {
            keep_top(&work->top_bits, top_v);
        }
    } else if (drop_v > r->worst_v[i]) {
        r->worst_v[i] = drop_v;
        r->at_s[i] = to->at_s;
    }
    return most_v;
}

/* Nodes that are looked at together: few become worse in a step. */
enum { TOGETHER = 64 };
#define ROUNDED 1.00001F /* so that single precision takes nothing off a bound */

/* Drops, and how far each may have become worse than its worst so far, or that of the
 * cycle: a top is no more
 * than an eighth of the larger of its two slopes above the highest value. Without a
 * branch, for signs are random. */
IRD_MANY_TARGETS
static void look_at(const worst_work *work, size_t from, size_t count,
                    double *restrict drops_v, float *restrict rises_v,
                    double *restrict above_v) {
    const ird_record *r = work->record;
    const double *restrict u = work->stepper->u_v + from;
    const double *restrict worst_v = r->worst_v + from;
    const float *restrict last_v = work->stepper->last_v + from;
    const float *restrict sign = r->sign + from;
    float *restrict rise_v = r->rise_v + from, part = work->to->is_smooth ? 1 : 0;
    double cycle_v = r->cycle_v;
    for (size_t i = 0; i < count; i++) {
        double drop_v = (double)sign[i] * u[i];
        float next_v = part * sign[i] * last_v[i], before_v = rise_v[i];
        drops_v[i] = drop_v;
        rises_v[i] = before_v;
        rise_v[i] = next_v;
        float fall_v = -next_v, fell_v = fall_v > 0 ? fall_v : 0;
        float higher_v = before_v > fell_v ? before_v : fell_v;
        double bound_v = drop_v + (double)(ROUNDED * (fell_v + 0.125F * higher_v));
        above_v[i] = bound_v - (worst_v[i] < cycle_v ? worst_v[i] : cycle_v);
    }
}

IRD_MANY_TARGETS
int64_t ird_largest_rank(const double *values, size_t count) {
    int64_t most = INT64_MIN;
    for (size_t i = 0; i < count; i++) {
        int64_t bits;
        memcpy(&bits, &values[i], sizeof bits);
        bits = bits < 0 ? bits ^ INT64_MAX : bits;
        most = bits > most ? bits : most;
    }
    return most;
}

static double keep_worst_of(void *context, size_t from, size_t end) {
    worst_work *work = context;
    const ird_record *r = work->record;
    double most_v = -INFINITY, drops_v[TOGETHER], above_v[TOGETHER];
    float rises_v[TOGETHER];
    for (size_t i = from; i < end; i += TOGETHER) {
        size_t count = end - i < TOGETHER ? end - i : TOGETHER;
        look_at(work, i, count, drops_v, rises_v, above_v);
        double here_v = ird_value_of_rank(ird_largest_rank(drops_v, count));
        bool is_worse = ird_largest_rank(above_v, count) > 0;
        most_v = here_v > most_v ? here_v : most_v;
        for (size_t k = 0; k < count && is_worse; k++) {
            here_v = keep_node(work, i + k, drops_v[k], rises_v[k], r->rise_v[i + k]);
            most_v = here_v > most_v ? here_v : most_v;
        }
    }
    return most_v;
}

/* ---- steps in which a cycle ends ----------------------------------------------------
 */

/* A drop of a node; sides: the worst of all nodes up to the end of the cycle, and behind
 * it. */
static void keep_side(const worst_work *work, size_t i, double drop_v, double at_s,
                      double sides_v[2]) {
    ird_record *r = work->record;
    bool is_behind = at_s > work->to->cut_s;
    sides_v[is_behind] = fmax(sides_v[is_behind], drop_v);
    if (!(is_behind && work->to->is_end) && drop_v > r->worst_v[i]) {
        r->worst_v[i] = drop_v;
        r->at_s[i] = at_s;
    }
}

/* All that a node may be worst by in a step, each where it is. */
static double keep_cut_of(void *context, size_t from, size_t end) {
    worst_work *work = context;
    ird_record *r = work->record;
    const ird_stepper *s = work->stepper;
    const ird_arrival_at *to = work->to;
    double most_v = -INFINITY, sides_v[2] = {0, 0};
    double back = (to->at_s - to->cut_s) / to->step_s;
    double part = fmin(back * s->last_scale, 1); /* of what changed last */
    double bend = to->is_smooth && r->was_smooth ? 0.5 * back * (back - 1) : 0;
    for (size_t i = from; i < end; i++) {
        double drop_v = (double)r->sign[i] * s->u_v[i];
        double last_v = (double)(r->sign[i] * s->last_v[i]);
        double rise_v = (double)r->rise_v[i], next_v = to->is_smooth ? last_v : 0;
        r->rise_v[i] = (float)next_v;
        most_v = fmax(most_v, drop_v);
        if (back < 1) {
            double cut_v = drop_v - part * last_v + bend * (last_v - rise_v);
            keep_side(work, i, cut_v, to->cut_s, sides_v);
        }
        if (rise_v > 0 && next_v < 0) {
            const ird_top t = ird_top_of(rise_v, next_v);
            keep_side(work, i, drop_v - next_v + t.above_v,
                      to->at_s + (t.behind - 1) * to->step_s, sides_v);
        }
        keep_side(work, i, drop_v, to->at_s, sides_v);
    }
    keep_top(&work->cut_bits, sides_v[0]);
    keep_top(&work->top_bits, sides_v[1]);
    return most_v;
}

static double volt_of(atomic_uint_least64_t *bits_of) {
    uint_least64_t bits = atomic_load(bits_of);
    double volt;
    memcpy(&volt, &bits, sizeof volt);
    return volt;
}

static void keep_worst(ird_record *r, const ird_stepper *s, const ird_arrival_at *to) {
    worst_work work = {.record = r, .stepper = s, .to = to};
    atomic_init(&work.top_bits, 0); /* 0 V */
    atomic_init(&work.cut_bits, 0);
    r->step_worst_v =
        ird_stepper_share(s, to->is_cut ? keep_cut_of : keep_worst_of, &work);
    r->step_top_v = fmax(volt_of(&work.top_bits), r->step_worst_v);
    r->cut_top_v = volt_of(&work.cut_bits);
    r->was_smooth = to->is_smooth;
}

/* The drop of a node: 0 where there is none. */
static double drop_of(const ird_record *r, const double *u, int32_t node) {
    int32_t slot = node >= 0 ? r->stepper->slot_of[node] : -1;
    if (slot < 0) {
        return 0;
    }
    return (double)r->sign[slot] * u[slot] + 0.0; /* no -0 */
}

static ird_status keep_samples(ird_record *r, const ird_stepper *s, double at_s,
                               const ird_currents *currents, const ird_draws *draws,
                               ird_error *err) {
    ird_samples *samples = &r->samples;
    const ird_topology *topology = &s->factor->topology;
    if (samples->width == 0) {
        return IRD_OK;
    }
    IRD_TRY(ird_vec_reserve(&samples->at_s, 1, doing, err));
    IRD_TRY(ird_vec_reserve(&samples->rows, samples->width, doing, err));
    samples->at_s.items[samples->at_s.count++] = at_s;
    double *row = samples->rows.items + samples->rows.count;
    samples->rows.count += samples->width;
    for (size_t i = 0; i < r->wish->probe_count; i++) {
        int32_t node = r->wish->probes[i];
        bool is_there = s->slot_of[node] >= 0;
        row[i] = is_there ? drop_of(r, s->u_v, node) : (double)NAN;
    }
    if (!r->wish->wants_sources) {
        return IRD_OK;
    }
    ird_stepper_fed(s, currents->idle_a, draws, r->fed_a);
    for (size_t i = 0; i < r->circuit->whole.sources.count; i++) {
        int32_t group = topology->group_of[i];
        size_t net =
            ird_circuit_net(r->circuit, (size_t)r->circuit->whole.sources.items[i].node);
        row[r->wish->probe_count + i] = (r->circuit->is_ground[net] ? -1 : 1) *
                                        r->fed_a[group] /
                                        (double)topology->group_sources[group];
    }
    return IRD_OK;
}

/* All of it, for who asks later. */
static ird_status keep_moment(ird_record *r, const ird_stepper *s, ird_moment_kind kind,
                              double at_s, const ird_currents *currents,
                              const ird_draws *draws, ird_error *err) {
    if (!ird_moments_keep(r->moments)) {
        return IRD_OK;
    }
    ird_stepper_fed(s, currents->idle_a, draws, r->fed_a);
    return ird_moments_add(r->moments, r->moment_part, kind, at_s, s->u_v, r->fed_a, err);
}

void ird_record_forget(ird_record *record) {
    const ird_dynamic_wish *wish = record->wish;
    double floor_v = wish->floor_v > 0 ? wish->floor_v : -(double)INFINITY;
    for (size_t i = 0; i < record->stepper->unknowns; i++) {
        record->worst_v[i] = floor_v;
        record->at_s[i] = 0;
    }
    ird_pairs_forget(&record->pairs);
}

ird_status ird_record_amend(ird_record *record, const ird_stepper *stepper, double at_s,
                            const ird_currents *currents, const ird_draws *draws,
                            ird_error *err) {
    ird_samples *samples = &record->samples;
    if (samples->at_s.count > 0) {
        samples->at_s.count--;
        samples->rows.count -= samples->width;
    }
    ird_frames_amend(&record->frames, stepper->u_v);
    IRD_TRY(keep_moment(record, stepper, IRD_MOMENT_AMENDED, at_s, currents, draws, err));
    return keep_samples(record, stepper, at_s, currents, draws, err);
}

ird_status ird_record_step(ird_record *record, const ird_stepper *stepper,
                           const ird_arrival_at *arrival, const ird_currents *currents,
                           const ird_draws *draws, ird_error *err) {
    keep_worst(record, stepper, arrival);
    ird_pairs_step(&record->pairs, stepper, arrival);
    bool is_new = !(arrival->step_s > 0);
    IRD_TRY(ird_frames_step(&record->frames, stepper->u_v, arrival->at_s, is_new, err));
    IRD_TRY(keep_moment(record, stepper, is_new ? IRD_MOMENT_SET : IRD_MOMENT_STEP,
                        arrival->at_s, currents, draws, err));
    return keep_samples(record, stepper, arrival->at_s, currents, draws, err);
}
