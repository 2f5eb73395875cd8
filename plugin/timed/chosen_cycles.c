/* SPDX-License-Identifier: BSD-3-Clause */
#include "timed/chosen_cycles.h"

#include <math.h>
#include <string.h>

#include "session/net_solution.h"

static const char DOING[] = "solving chosen cycles";

/* --- how long the nets remember ------------------------------------------------------
 */

/* Twice what is between nets: both of its ends move against each other. */
static void load_capacitors(const ird_net_transient *net, size_t at, int32_t first_node,
                            ird_load *loads) {
    size_t count = net->networks[at]->nodes.count;
    double part = net->net_count > 1 ? 2 : 1;
    for (size_t i = 0; i < count; i++) {
        loads[i] = (ird_load){(int32_t)i, -1, -1, 0};
    }
    for (size_t i = 0; i < net->timed->capacitors.count; i++) {
        const ird_capacitor *c = &net->timed->capacitors.items[i];
        const int32_t ends[] = {c->a, c->b};
        for (int k = 0; k < 2; k++) {
            int64_t node = (int64_t)ends[k] - first_node;
            if (ends[k] >= 0 && node >= 0 && (size_t)node < count) {
                loads[node].ampere += ends[1 - k] >= 0 ? part * c->farad : c->farad;
            }
        }
    }
}

/* The largest Elmore delay of one net without its package, and all of its capacitance. */
static ird_status find_elmore(ird_session *session, const ird_net_transient *net,
                              size_t at, int32_t first_node,
                              const ird_solve_options *options,
                              const ird_monitor *monitor, double *elmore_s, double *farad,
                              ird_error *err) {
    size_t count = net->networks[at]->nodes.count;
    const ird_net_grid *grid = net->grids[at]->value;
    size_t own = grid->grid.network.nodes.count; /* those of a package are behind */
    ird_solution solution = {0};
    ird_cell *cell = NULL;
    IRD_TRY(ird_session_need_factor(session, net->grids[at], options, monitor, &cell,
                                    NULL, err));
    const ird_net_factor *factor = cell->value;
    ird_load *loads = ird_alloc(count, sizeof *loads);
    if (loads == NULL) {
        return ird_fail_memory(err, DOING);
    }
    load_capacitors(net, at, first_node, loads);
    *farad = 0;
    for (size_t i = 0; i < own; i++) {
        *farad += loads[i].ampere;
        loads[i].ampere =
            grid->grid.network.is_ground ? -loads[i].ampere : loads[i].ampere;
    }
    ird_status status = ird_solve(&solution, factor->factor, loads, own, err);
    *elmore_s = 0;
    for (size_t i = 0; status == IRD_OK && i < own; i++) {
        double delay_s = fabs(solution.drop_v[i]);
        *elmore_s = delay_s > *elmore_s ? delay_s : *elmore_s;
    }
    ird_solution_free(&solution);
    ird_free(loads);
    return status;
}

/* How long a package is felt: 2 L / R where it rings, R C where it does not. The ohm of
 * the net beyond it, on the way to its capacitance, is that of a third of the Elmore
 * delay. */
static double package_time_s(const ird_net_transient *net, size_t at,
                             int32_t first_resistor, double elmore_s, double farad) {
    const ird_network *network = net->networks[at];
    double per_henry = 0, siemens = 0;
    for (size_t i = 0; i < net->timed->inductors.count; i++) {
        const ird_inductor *coil = &net->timed->inductors.items[i];
        int64_t own = (int64_t)coil->resistor - first_resistor;
        if (own >= 0 && (size_t)own < network->resistors.count && coil->henry > 0) {
            double ohm = network->resistors.items[own].ohm;
            per_henry += 1 / coil->henry;
            siemens += ohm > 0 ? 1 / ohm : 0;
        }
    }
    if (!(per_henry > 0) || !(farad > 0)) {
        return 0;
    }
    double ohm = (siemens > 0 ? 1 / siemens : 0) + elmore_s / (3 * farad);
    bool rings = ohm * ohm * farad * per_henry < 4;
    return rings ? 2 / (per_henry * ohm) : ohm * farad;
}

/* Rough far away, finer as it comes near; the last stretch has the steps of the cycle. */
static void plan_stretches(ird_warmth *w, double period_s, double step_s, double ring_s) {
    enum { COARSER = 8, FEW = 40, A_RING = 16 };
    double most_s = IRD_WARM_CYCLES_MOST * period_s;
    double fine_s = fmin(fmax(w->elmore_s, COARSER * step_s), FEW * step_s);
    double near_s = fmax(IRD_WARM_TIMES * w->elmore_s, fine_s);
    double far_s = IRD_WARM_TIMES * w->package_s;
    w->is_short = fmax(near_s, far_s) > most_s;
    near_s = fmin(near_s, most_s);
    far_s = fmin(far_s, most_s);
    double coarse_s = fmin(COARSER * step_s, fmax(ring_s / A_RING, step_s));
    w->count = 0;
    if (far_s > near_s + 4 * COARSER * step_s) {
        double ample_s = fmax(coarse_s, fmin(ring_s / A_RING, period_s / A_RING));
        w->stretches[w->count++] = (ird_warm_up){-far_s, ample_s};
    }
    if (near_s > fine_s + COARSER * step_s) {
        w->stretches[w->count++] = (ird_warm_up){-near_s, coarse_s};
    } else {
        fine_s = near_s;
    }
    w->stretches[w->count++] = (ird_warm_up){-fine_s, step_s};
    w->back = (size_t)ceil(-w->stretches[0].from_s / period_s);
}

ird_status ird_warmth_find(ird_warmth *warmth, ird_session *session,
                           const ird_cycle_source *source, double step_s,
                           const ird_solve_options *options, const ird_monitor *monitor,
                           ird_error *err) {
    const ird_net_transient *net = source->net;
    int32_t node = 0, resistor = 0;
    ird_warmth made = {0};
    for (size_t i = 0; i < net->net_count; i++) {
        double elmore_s = 0, farad = 0;
        IRD_TRY(
            find_elmore(session, net, i, node, options, monitor, &elmore_s, &farad, err));
        double package_s = package_time_s(net, i, resistor, elmore_s, farad);
        made.elmore_s = fmax(made.elmore_s, elmore_s);
        made.package_s = fmax(made.package_s, package_s);
        node += (int32_t)net->networks[i]->nodes.count;
        resistor += (int32_t)net->networks[i]->resistors.count;
    }
    plan_stretches(&made, source->period_s, step_s, ird_net_transient_ring_s(net));
    *warmth = made;
    return IRD_OK;
}

/* --- solving -------------------------------------------------------------------------
 */

typedef struct solving {
    ird_cycle_source *source;
    const ird_chosen_wish *wish;
    ird_chosen_cycle *chosen;
    const ird_monitor *monitor;
    size_t done, waiting, most; /* of chosen: solved, collected behind those */
    ird_pulses *pulses;         /* of each that waits */
    ird_warmth *warmths;        /* likewise */
    ird_transient *transients;
    ird_dynamic_input *inputs;
    ird_dynamic_wish *wishes;
    ird_dynamic *results;
    double steps, seconds, all_steps;
} solving;

static void free_solving(solving *s) {
    for (size_t i = 0; i < s->most; i++) {
        if (s->pulses != NULL) {
            ird_free(s->pulses[i].items);
        }
    }
    ird_free(s->pulses);
    ird_free(s->warmths);
    ird_free(s->transients);
    ird_free(s->inputs);
    ird_free(s->wishes);
    ird_free(s->results);
}

/* So many at a time that their results take no more than this. */
static size_t choose_most(const ird_net_transient *net, const ird_solve_options *options,
                          size_t count) {
    static const double ROOM = 256e6;
    enum { VALUES = 4 /* of each node */ };
    double nodes = 1, threads = (double)ird_dynamic_at_once(options);
    for (size_t i = 0; i < net->net_count; i++) {
        nodes += (double)net->networks[i]->nodes.count;
    }
    double most = fmax(ROOM / (nodes * VALUES * sizeof(double)), threads);
    return most < (double)count ? (size_t)most : count;
}

static ird_status make_solving(solving *s, size_t count, ird_error *err) {
    s->most = choose_most(s->source->net, &s->wish->solve, count);
    s->pulses = ird_alloc_zero(s->most, sizeof *s->pulses);
    s->warmths = ird_alloc_zero(s->most, sizeof *s->warmths);
    s->transients = ird_alloc_zero(s->most, sizeof *s->transients);
    s->inputs = ird_alloc_zero(s->most, sizeof *s->inputs);
    s->wishes = ird_alloc_zero(s->most, sizeof *s->wishes);
    s->results = ird_alloc_zero(s->most, sizeof *s->results);
    return s->pulses != NULL && s->warmths != NULL && s->transients != NULL &&
                   s->inputs != NULL && s->wishes != NULL && s->results != NULL
               ? IRD_OK
               : ird_fail_memory(err, DOING);
}

/* A run begins at rest with its first cycle: nothing was before. */
static void cut_warmth(ird_warmth *w, double begin_s) {
    size_t first = 0;
    while (first < w->count &&
           (first + 1 < w->count ? w->stretches[first + 1].from_s : 0) <= begin_s) {
        first++;
    }
    w->count -= first;
    memmove(w->stretches, w->stretches + first, w->count * sizeof *w->stretches);
    if (w->count > 0) {
        w->stretches[0].from_s = fmax(w->stretches[0].from_s, begin_s);
    }
}

/* The circuit with the pulses of one cycle; all else is shared. */
static void prepare(solving *s, size_t at, size_t cycle) {
    const ird_net_transient *net = s->source->net;
    ird_warmth *warmth = &s->warmths[at];
    double begin_s = -(double)cycle * s->source->period_s;
    *warmth = *s->wish->warmth;
    bool is_cut = warmth->stretches[0].from_s <= begin_s;
    cut_warmth(warmth, begin_s);
    s->transients[at] = *net->timed;
    s->transients[at].pulses = s->pulses[at];
    s->inputs[at] =
        (ird_dynamic_input){net->networks, net->net_count, &s->transients[at]};
    s->wishes[at] = (ird_dynamic_wish){.step_s = s->wish->steps.step_s,
                                       .stop_s = s->source->period_s,
                                       .cycle_s = s->source->period_s,
                                       .splits = s->wish->steps.splits,
                                       .solve = s->wish->solve};
    s->wishes[at].warm_ups = warmth->stretches;
    s->wishes[at].warm_count = warmth->count;
    s->wishes[at].settled_a = is_cut ? NULL : net->drains.mean_a.items;
}

static void take_result(solving *s, size_t at) {
    const ird_dynamic *d = &s->results[at];
    ird_chosen_cycle *chosen = &s->chosen[s->done + at];
    const ird_dynamic_wish *wish = &s->wishes[at];
    chosen->worst_v = d->worst_drop_v;
    chosen->at_s = d->worst_at_s;
    chosen->node = d->worst_node;
    double steps = (double)(d->steps + d->quiet_steps);
    s->seconds += d->seconds;
    s->steps += steps;
    s->all_steps += steps;
    for (size_t i = 0; i < wish->warm_count; i++) {
        double to_s = i + 1 < wish->warm_count ? wish->warm_ups[i + 1].from_s : 0;
        s->all_steps += (to_s - wish->warm_ups[i].from_s) / wish->warm_ups[i].step_s;
    }
}

static ird_status solve_waiting(solving *s, ird_error *err) {
    if (s->waiting == 0) {
        return IRD_OK;
    }
    ird_status status = ird_dynamic_solve_all(s->results, s->inputs, s->wishes,
                                              s->waiting, s->monitor, err);
    for (size_t i = 0; i < s->waiting && status == IRD_OK; i++) {
        take_result(s, i);
    }
    for (size_t i = 0; i < s->waiting; i++) {
        ird_dynamic_free(&s->results[i]);
        s->pulses[i].count = 0;
    }
    s->done += status == IRD_OK ? s->waiting : 0;
    s->waiting = 0;
    return status;
}

static ird_status collect(void *context, const ird_cycle_view *view, ird_error *err) {
    solving *s = context;
    double from_s = s->wish->warmth->stretches[0].from_s;
    double to_s = s->source->period_s + s->wish->steps.step_s;
    IRD_TRY(ird_cycle_view_pulses(view, s->source->period_s, from_s, to_s,
                                  &s->pulses[s->waiting], err));
    prepare(s, s->waiting, view->cycle);
    s->waiting++;
    return s->waiting == s->most ? solve_waiting(s, err) : IRD_OK;
}

ird_status ird_chosen_cycles_solve(ird_cycle_source *source, const ird_chosen_wish *wish,
                                   ird_chosen_cycle *chosen, size_t count,
                                   double *cycle_s, const ird_monitor *monitor,
                                   ird_error *err) {
    if (count == 0) {
        return IRD_OK;
    }
    solving s = {.source = source, .wish = wish, .chosen = chosen, .monitor = monitor};
    size_t *wanted = ird_alloc(count, sizeof *wanted);
    ird_status status =
        wanted != NULL ? make_solving(&s, count, err) : ird_fail_memory(err, DOING);
    for (size_t i = 0; i < count && status == IRD_OK; i++) {
        wanted[i] = chosen[i].cycle;
    }
    if (status == IRD_OK) {
        status = ird_cycle_source_look(source, wanted, count, wish->warmth->back, collect,
                                       &s, monitor, err);
    }
    if (status == IRD_OK) {
        status = solve_waiting(&s, err);
    }
    if (status == IRD_OK && cycle_s != NULL) {
        *cycle_s =
            s.all_steps > 0 ? s.seconds * s.steps / s.all_steps / (double)count : 0;
    }
    ird_free(wanted);
    free_solving(&s);
    return status;
}
