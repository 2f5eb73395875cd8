/* SPDX-License-Identifier: BSD-3-Clause */
#include "dynamic/influence.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *const doing = "finding what capacitance would do";

/* The charge at a spot is a triangle of two steps, whose middle is one step behind its
 * beginning: so a response that is looked at j steps behind the beginning is that of
 * j - 1 steps behind the charge. What comes before the charge, half of it where a node
 * answers within a step, belongs to the first step behind it: what a drop does after its
 * worst must not count. */
enum { AHEAD = 1, MOST_BACK = 4000 };
#define CHARGE_C 1e-15

/* One frame of the run of all currents: how many steps before a spot it is. */
typedef struct moment {
    double at_s;
    size_t spot;
    int64_t back;
} moment;

typedef struct work {
    const ird_dynamic_input *input;
    const ird_influence_wish *wish;
    size_t back;   /* steps that are looked back, at most */
    size_t *backs; /* of each spot, not before time 0 */
    double *turn;  /* one a node: 1, or -1 at ground nets */
    size_t nodes;
    float *response;  /* [spot][back + 2][place], V for CHARGE_C */
    double *before_v; /* [spot][place]: u_a - u_b at the frame before */
    double *gain;     /* what is being made */
    moment *moments;
    double *times_s;
    size_t moment_count;
} work;

static void free_work(work *w) {
    ird_free(w->backs);
    ird_free(w->turn);
    ird_free(w->response);
    ird_free(w->before_v);
    ird_free(w->moments);
    ird_free(w->times_s);
}

static double u_of(const work *w, const double *drop_v, int32_t node) {
    double drop = node >= 0 ? drop_v[node] : 0;
    return node >= 0 && !isnan(drop) ? w->turn[node] * drop : 0;
}

static double across(const work *w, const double *drop_v, size_t place) {
    const ird_influence_place *p = &w->wish->places[place];
    return u_of(w, drop_v, p->a) - u_of(w, drop_v, p->b);
}

static float *response_of(const work *w, size_t spot, size_t at) {
    return w->response + (spot * (w->back + 2) + at) * w->wish->place_count;
}

/* --- making --------------------------------------------------------------------------
 */

static ird_status check_node(const work *w, int32_t node, bool may_be_reference,
                             ird_error *err) {
    bool is_there =
        node >= 0 ? (size_t)node < w->nodes : may_be_reference && node == IRD_REFERENCE;
    return is_there ? IRD_OK
                    : ird_fail(err, IRD_TRANSIENT_NODE,
                               "what capacitance would do is asked for at node %d; there "
                               "are %zu of them",
                               node, w->nodes);
}

static ird_status check(const work *w, ird_error *err) {
    for (size_t i = 0; i < w->wish->spot_count; i++) {
        IRD_TRY(check_node(w, w->wish->spots[i].node, false, err));
    }
    for (size_t i = 0; i < w->wish->place_count; i++) {
        IRD_TRY(check_node(w, w->wish->places[i].a, true, err));
        IRD_TRY(check_node(w, w->wish->places[i].b, true, err));
    }
    return IRD_OK;
}

static void set_turns(work *w) {
    size_t at = 0;
    for (size_t i = 0; i < w->input->network_count; i++) {
        const ird_network *network = w->input->networks[i];
        for (size_t k = 0; k < network->nodes.count; k++) {
            w->turn[at++] = network->is_ground ? -1 : 1;
        }
    }
}

static int compare_moments(const void *a, const void *b) {
    const moment *x = a, *y = b;
    if (x->at_s != y->at_s) {
        return x->at_s < y->at_s ? -1 : 1;
    }
    return x->spot != y->spot ? (x->spot > y->spot) - (x->spot < y->spot)
                              : (x->back < y->back) - (x->back > y->back);
}

/* Frames from the farthest one back up to each spot, by their times. */
static void list_moments(work *w) {
    const ird_influence_wish *wish = w->wish;
    for (size_t i = 0; i < wish->spot_count; i++) {
        double at_s = wish->spots[i].at_s;
        double most = floor(at_s / wish->step_s + 1e-9);
        w->backs[i] = most < (double)w->back ? (size_t)fmax(most, 0) : w->back;
        for (int64_t k = (int64_t)w->backs[i]; k >= 0; k--) {
            double then_s = fmax(at_s - (double)k * wish->step_s, 0);
            w->moments[w->moment_count++] = (moment){then_s, i, k};
        }
    }
    qsort(w->moments, w->moment_count, sizeof *w->moments, compare_moments);
    for (size_t i = 0; i < w->moment_count; i++) {
        w->times_s[i] = w->moments[i].at_s;
    }
}

static ird_status make_work(work *w, ird_error *err) {
    const ird_influence_wish *wish = w->wish;
    size_t spots = wish->spot_count, places = wish->place_count;
    w->back = (size_t)fmin(fmax(ceil(wish->reach_s / wish->step_s), 1), MOST_BACK);
    for (size_t i = 0; i < w->input->network_count; i++) {
        w->nodes += w->input->networks[i]->nodes.count;
    }
    IRD_TRY(check(w, err));
    w->backs = ird_alloc(spots, sizeof *w->backs);
    w->turn = ird_alloc(w->nodes, sizeof *w->turn);
    w->response = ird_alloc_zero(spots * (w->back + 2), places * sizeof *w->response);
    w->before_v = ird_alloc_zero(spots * places, sizeof *w->before_v);
    w->moments = ird_alloc(spots * (w->back + 2), sizeof *w->moments);
    w->times_s = ird_alloc(spots * (w->back + 2), sizeof *w->times_s);
    if (w->backs == NULL || w->turn == NULL || w->response == NULL ||
        w->before_v == NULL || w->moments == NULL || w->times_s == NULL) {
        return ird_fail_memory(err, doing);
    }
    set_turns(w);
    list_moments(w);
    return IRD_OK;
}

/* --- responses -----------------------------------------------------------------------
 */

typedef struct spot_run {
    const work *work;
    size_t spot;
    ird_transient transient; /* capacitors and inductors are borrowed */
} spot_run;

static ird_status keep_response(void *context, size_t index, double at_s,
                                const double *drop_v, ird_error *err) {
    const spot_run *run = context;
    float *row = response_of(run->work, run->spot, index);
    (void)at_s;
    (void)err;
    for (size_t i = 0; i < run->work->wish->place_count; i++) {
        row[i] = (float)across(run->work, drop_v, i);
    }
    return IRD_OK;
}

/* Nothing is drawn but a charge at the spot. */
static ird_status set_charge(spot_run *run, ird_error *err) {
    const work *w = run->work;
    const ird_transient *all = w->input->transient;
    int32_t node = w->wish->spots[run->spot].node, drain = 0;
    bool is_ground = w->turn[node] < 0;
    IRD_TRY(ird_transient_add_drain(&run->transient, is_ground ? IRD_REFERENCE : node,
                                    is_ground ? node : IRD_REFERENCE, 0, &drain, err));
    const ird_pulse pulse = {0, CHARGE_C, (float)(2 * w->wish->step_s), drain};
    IRD_TRY(ird_transient_add_pulse(&run->transient, &pulse, err));
    memcpy(&run->transient.capacitors, &all->capacitors, sizeof all->capacitors);
    memcpy(&run->transient.inductors, &all->inductors, sizeof all->inductors);
    return IRD_OK;
}

static void free_run(spot_run *run) {
    memset(&run->transient.capacitors, 0, sizeof run->transient.capacitors);
    memset(&run->transient.inductors, 0, sizeof run->transient.inductors);
    ird_transient_free(&run->transient);
}

static ird_status solve_runs(const work *w, spot_run *runs, ird_dynamic_input *inputs,
                             ird_dynamic_wish *wishes, ird_dynamic *results,
                             const ird_monitor *monitor, ird_error *err) {
    double *times_s = ird_alloc(w->back + 2, sizeof *times_s);
    if (times_s == NULL) {
        return ird_fail_memory(err, doing);
    }
    for (size_t j = 0; j < w->back + 2; j++) {
        times_s[j] = (double)j * w->wish->step_s;
    }
    ird_status status = IRD_OK;
    for (size_t i = 0; i < w->wish->spot_count && status == IRD_OK; i++) {
        runs[i] = (spot_run){.work = w, .spot = i};
        status = set_charge(&runs[i], err);
        inputs[i] = (ird_dynamic_input){w->input->networks, w->input->network_count,
                                        &runs[i].transient};
        wishes[i] = (ird_dynamic_wish){.step_s = w->wish->step_s,
                                       .stop_s = (double)(w->back + 3) * w->wish->step_s,
                                       .keeps_step = true,
                                       .frames_s = times_s,
                                       .frame_count = w->back + 2,
                                       .frame = keep_response,
                                       .frame_context = &runs[i],
                                       .solve = w->wish->solve};
    }
    if (status == IRD_OK) {
        status = ird_dynamic_solve_all(results, inputs, wishes, w->wish->spot_count,
                                       monitor, err);
    }
    ird_free(times_s);
    return status;
}

static ird_status find_responses(const work *w, const ird_monitor *monitor,
                                 ird_error *err) {
    size_t count = w->wish->spot_count;
    spot_run *runs = ird_alloc_zero(count, sizeof *runs);
    ird_dynamic_input *inputs = ird_alloc_zero(count, sizeof *inputs);
    ird_dynamic_wish *wishes = ird_alloc_zero(count, sizeof *wishes);
    ird_dynamic *results = ird_alloc_zero(count, sizeof *results);
    ird_status status =
        runs != NULL && inputs != NULL && wishes != NULL && results != NULL
            ? solve_runs(w, runs, inputs, wishes, results, monitor, err)
            : ird_fail_memory(err, doing);
    for (size_t i = 0; i < count; i++) {
        if (runs != NULL) {
            free_run(&runs[i]);
        }
        if (results != NULL) {
            ird_dynamic_free(&results[i]);
        }
    }
    ird_free(runs);
    ird_free(inputs);
    ird_free(wishes);
    ird_free(results);
    return status;
}

/* --- gains ---------------------------------------------------------------------------
 */

/* From the frame before of its spot to this one. */
static ird_status add_gains(void *context, size_t index, double at_s,
                            const double *drop_v, ird_error *err) {
    const work *w = context;
    const moment *m = &w->moments[index];
    size_t places = w->wish->place_count;
    double *before_v = w->before_v + m->spot * places;
    double *gain = w->gain + m->spot * places;
    bool is_first = m->back == (int64_t)w->backs[m->spot];
    const float *late = response_of(w, m->spot, (size_t)(m->back + AHEAD));
    const float *early = is_first ? late : late + places;
    bool is_last = m->back == 0;
    const float *before = is_last ? late - places : late;
    (void)at_s;
    (void)err;
    for (size_t i = 0; i < places; i++) {
        double now_v = across(w, drop_v, i);
        if (!is_first) {
            double mean_v = 0.5 * ((double)late[i] + (double)early[i]);
            mean_v += is_last ? 0.5 * ((double)late[i] + (double)before[i]) : 0;
            gain[i] += mean_v / CHARGE_C * (now_v - before_v[i]);
        }
        before_v[i] = now_v;
    }
    return IRD_OK;
}

static ird_status find_gains(work *w, const ird_monitor *monitor, ird_error *err) {
    ird_dynamic result = {0};
    double last_s = w->times_s[w->moment_count - 1];
    const ird_dynamic_wish wish = {.step_s = w->wish->step_s,
                                   .stop_s = last_s + 2 * w->wish->step_s,
                                   .splits = true,
                                   .frames_s = w->times_s,
                                   .frame_count = w->moment_count,
                                   .frame = add_gains,
                                   .frame_context = w,
                                   .solve = w->wish->solve};
    ird_status status = ird_dynamic_solve(&result, w->input, &wish, monitor, err);
    ird_dynamic_free(&result);
    return status;
}

ird_status ird_dynamic_influence(const ird_dynamic_input *input,
                                 const ird_influence_wish *wish,
                                 const ird_monitor *monitor, double *gain_v_per_f,
                                 ird_error *err) {
    work w = {.input = input, .wish = wish, .gain = gain_v_per_f};
    if (wish->spot_count == 0 || wish->place_count == 0) {
        return IRD_OK;
    }
    memset(gain_v_per_f, 0, wish->spot_count * wish->place_count * sizeof *gain_v_per_f);
    ird_status status = make_work(&w, err);
    if (status == IRD_OK) {
        status = find_responses(&w, monitor, err);
    }
    if (status == IRD_OK) {
        status = find_gains(&w, monitor, err);
    }
    free_work(&w);
    return status;
}
