/* SPDX-License-Identifier: BSD-3-Clause */
#include "query/estimate.h"

#include <math.h>

#include "dynamic/dynamic.h"
#include "extract/expected.h"
#include "ranks/ranks.h"
#include "session/net_solution.h"
#include "switching/clock.h"

static const char *const doing = "estimating what work takes";

void ird_estimate_free(ird_estimate *estimate) {
    if (estimate != NULL) {
        ird_free(estimate->phases.items);
        *estimate = (ird_estimate){0};
    }
}

/* The phase comes after what those before it keep. */
static ird_status add_phase(ird_estimate *e, const char *name, int32_t net,
                            const ird_cost *cost, bool is_there, ird_error *err) {
    IRD_TRY(ird_vec_reserve(&e->phases, 1, doing, err));
    e->phases.items[e->phases.count++] =
        (ird_estimated_phase){name, net, is_there, *cost};
    if (!is_there) {
        e->ranks.count = cost->ranks.count > 0 ? cost->ranks.count : e->ranks.count;
        e->ranks.rank_bytes = fmax(e->ranks.rank_bytes, cost->ranks.rank_bytes);
        e->ranks.all_bytes += cost->ranks.all_bytes; /* those of a net stay */
        e->ranks.are_here = e->ranks.are_here || cost->ranks.are_here;
        e->peak_bytes = fmax(e->peak_bytes, e->kept_bytes + cost->peak_bytes);
        e->kept_bytes += cost->kept_bytes;
    }
    return IRD_OK;
}

ird_span ird_estimate_span(const ird_estimate *estimate, const ird_pace *pace) {
    ird_span all = {.is_learned = true};
    for (size_t i = 0; i < estimate->phases.count; i++) {
        const ird_estimated_phase *p = &estimate->phases.items[i];
        if (p->is_there) {
            continue;
        }
        ird_span one = ird_pace_span(pace, p->cost.kind, p->cost.reference_s);
        all.low_s += one.low_s;
        all.high_s += one.high_s;
        all.is_learned = all.is_learned && one.is_learned;
    }
    return all;
}

ird_ranks_need ird_estimate_ranks(double nodes, size_t count, const char *hosts,
                                  double *own_bytes) {
    const ird_ranks ranks = {.count = count, .hosts = hosts};
    ird_solve_options options = ird_solve_defaults;
    ird_factor_cost cost;
    options.engine.method = IRD_SOLVE_RANKS;
    options.engine.ranks = &ranks;
    ird_factor_guess(&cost, nodes, 2 * nodes, nodes, &options, SIZE_MAX);
    *own_bytes = (double)cost.peak_bytes;
    return cost.ranks;
}

/* ---- one net -------------------------------------------------------------------------
 */

/* What is known of a net. */
typedef struct known_net {
    ird_cell *grid;          /* NULL: it is not extracted yet */
    ird_extract_cost counts; /* then */
    ird_factor_cost factor;
    bool has_factor;
} known_net;

static ird_status know_net(known_net *k, ird_session *session, int32_t net,
                           const ird_solve_wish *wish, const ird_monitor *monitor,
                           ird_error *err) {
    *k = (known_net){0};
    IRD_TRY(ird_session_find_grid(session, net, wish->grid, &k->grid, err));
    if (k->grid != NULL) {
        const ird_net_grid *grid = ird_net_grid_root(k->grid)->value;
        k->has_factor = ird_session_has_factor(session, k->grid, &wish->options);
        return ird_factor_expect(&k->factor, &grid->grid.network, &wish->options, monitor,
                                 err);
    }
    ird_extract_expect(&k->counts, &session->design, net, wish->grid.kind);
    ird_factor_guess(&k->factor, k->counts.nodes, k->counts.resistors, k->counts.core,
                     &wish->options, ird_monitor_room(monitor));
    return IRD_OK;
}

/* The network, where it is not there. */
static ird_status add_extraction(ird_estimate *e, const known_net *k, int32_t net,
                                 ird_error *err) {
    const ird_cost cost = {.kind = IRD_COST_EXTRACTION,
                           .doing = "extracting a power grid",
                           .nodes = (double)k->factor.nodes,
                           .peak_bytes = k->counts.peak_bytes,
                           .kept_bytes = k->counts.kept_bytes,
                           .reference_s = k->counts.reference_s,
                           .is_counted = k->grid != NULL};
    e->nodes += cost.nodes;
    e->method = k->factor.method;
    e->declined_bytes = fmax(e->declined_bytes, (double)k->factor.declined_bytes);
    return add_phase(e, "extract", net, &cost, k->grid != NULL, err);
}

static ird_status add_static(ird_estimate *e, const known_net *k, int32_t net,
                             ird_error *err) {
    const ird_factor_cost *f = &k->factor;
    ird_cost cost = {.kind = IRD_COST_FACTOR,
                     .doing = "factoring a power grid",
                     .nodes = (double)f->core,
                     .peak_bytes = (double)f->peak_bytes,
                     .kept_bytes = (double)f->kept_bytes,
                     .reference_s = f->factor_s,
                     .is_counted = f->is_counted,
                     .ranks = f->ranks};
    IRD_TRY(add_phase(e, "factor", net, &cost, k->has_factor, err));
    cost = (ird_cost){.kind = IRD_COST_SOLUTION,
                      .doing = "solving a power grid",
                      .nodes = (double)f->nodes,
                      .peak_bytes = (double)f->nodes * 4 * sizeof(double),
                      .kept_bytes = (double)f->nodes * sizeof(double),
                      .reference_s = f->solve_s,
                      .is_counted = f->is_counted};
    return add_phase(e, "solve", net, &cost, false, err);
}

ird_status ird_session_estimate_static(ird_estimate *estimate, ird_session *session,
                                       const int32_t *nets, size_t count,
                                       const ird_solve_wish *wish,
                                       const ird_monitor *monitor, ird_error *err) {
    known_net k;
    for (size_t i = 0; i < count; i++) {
        IRD_TRY(know_net(&k, session, nets[i], wish, monitor, err));
        IRD_TRY(add_extraction(estimate, &k, nets[i], err));
        IRD_TRY(add_static(estimate, &k, nets[i], err));
    }
    return IRD_OK;
}

/* A node of what a prediction adds, found on designs of a million cells: core, groups and
 * pixels of nodes, drops and view stay; points of wires do not. */
static const double MAPS_KEPT_A_NODE = 140, MAPS_PEAK_A_NODE = 160, MAPS_NODE_S = 0.4e-6;

ird_status ird_session_estimate_maps(ird_estimate *estimate, ird_session *session,
                                     int32_t net, const ird_solve_wish *wish,
                                     const ird_monitor *monitor, ird_error *err) {
    IRD_TRY(ird_session_estimate_static(estimate, session, &net, 1, wish, monitor, err));
    const double nodes = estimate->nodes;
    const ird_cost cost = {.kind = IRD_COST_SOLUTION,
                           .doing = "predicting drops",
                           .nodes = nodes,
                           .peak_bytes = MAPS_PEAK_A_NODE * nodes,
                           .kept_bytes = MAPS_KEPT_A_NODE * nodes,
                           .reference_s = MAPS_NODE_S * nodes};
    return add_phase(estimate, "predict", net, &cost, false, err);
}

ird_status ird_session_estimate_trial(ird_estimate *estimate, ird_session *session,
                                      int32_t net, const ird_solve_wish *wish,
                                      const ird_monitor *monitor, ird_error *err) {
    known_net k;
    ird_extract_cost counts;
    IRD_TRY(ird_session_estimate_static(estimate, session, &net, 1, wish, monitor, err));
    IRD_TRY(know_net(&k, session, net, wish, monitor, err));
    ird_extract_expect(&counts, &session->design, net, wish->grid.kind);
    const ird_factor_cost *f = &k.factor;
    const ird_cost cost = {
        .kind = IRD_COST_FACTOR,
        .doing = "trying a change of a power grid",
        .nodes = (double)f->nodes,
        .peak_bytes = fmax(counts.peak_bytes, counts.kept_bytes + (double)f->peak_bytes),
        .kept_bytes = counts.kept_bytes + (double)f->kept_bytes,
        .reference_s = counts.reference_s + f->factor_s + f->solve_s,
        .ranks = f->ranks};
    return add_phase(estimate, "try", net, &cost, false, err);
}

/* ---- in time -------------------------------------------------------------------------
 */

/* Two nets are one system, joined by the capacitance between them: its factor has about
 * so many times the entries and operations of both. */
static const double JOINED_ENTRIES = 2, JOINED_FLOPS = 4;
/* Steps that are taken where none is given, of pulses and of all that is done again. */
static const double USUAL_STEP_S = 5e-12, AGAIN = 1.3;
/* Vectors of a node in time, and of a scenario that waits; a node in a step beside the
 * solution, and in a step of a score, all of the reference. */
enum { VECTORS = 24, WAITING_BYTES = 64 };
static const double STEP_NODE_S = 60e-9, SCORE_NODE_S = 4e-9;
enum { SCORE_STEPS = 20 };

/* The factor of the nets as one system. */
static ird_factor_cost join(const known_net *nets, size_t count) {
    ird_factor_cost all = {0};
    double entries = count > 1 ? JOINED_ENTRIES : 1, flops = count > 1 ? JOINED_FLOPS : 1;
    for (size_t i = 0; i < count; i++) {
        const ird_factor_cost *f = &nets[i].factor;
        all.nodes += f->nodes;
        all.unknowns += f->unknowns;
        all.core += f->core;
        all.peak_bytes += (size_t)(entries * (double)f->peak_bytes);
        all.kept_bytes += (size_t)(entries * (double)f->kept_bytes);
        all.factor_s += flops * f->factor_s;
        all.solve_s += entries * f->solve_s;
    }
    return all;
}

static ird_status add_time(ird_estimate *e, const ird_factor_cost *f,
                           const ird_time_estimate *in_time, const ird_solve_wish *wish,
                           ird_error *err) {
    double step_s = in_time->step_s > 0 ? in_time->step_s : USUAL_STEP_S;
    double steps = in_time->stop_s / step_s * AGAIN;
    double nodes = (double)f->nodes, count = (double)in_time->solutions;
    double at_once = fmin(count, (double)ird_dynamic_at_once(&wish->options));
    double one_s = f->factor_s + steps * (f->solve_s + STEP_NODE_S * nodes);
    const ird_cost cost = {.kind = IRD_COST_TIME,
                           .doing = "solving power grids in time",
                           .nodes = nodes,
                           .peak_bytes = at_once * ((double)f->peak_bytes +
                                                    nodes * VECTORS * sizeof(double)) +
                                         fmin(count, 4 * at_once) * nodes * WAITING_BYTES,
                           .kept_bytes = 4 * nodes * sizeof(double),
                           .reference_s = one_s * ceil(count / fmax(at_once, 1))};
    return add_phase(e, "time", -1, &cost, false, err);
}

static ird_status add_scores(ird_estimate *e, const ird_factor_cost *f, size_t cycles,
                             ird_error *err) {
    double nodes = (double)f->nodes;
    const ird_cost cost = {.kind = IRD_COST_CYCLES,
                           .doing = "scoring cycles",
                           .nodes = nodes,
                           .peak_bytes = (double)f->kept_bytes / 2,
                           .reference_s =
                               (double)cycles * SCORE_STEPS * SCORE_NODE_S * nodes};
    return cycles > 0 ? add_phase(e, "score", -1, &cost, false, err) : IRD_OK;
}

ird_status ird_session_estimate_time(ird_estimate *estimate, ird_session *session,
                                     const int32_t *nets, size_t count,
                                     const ird_solve_wish *wish,
                                     const ird_time_estimate *in_time,
                                     const ird_monitor *monitor, ird_error *err) {
    known_net known[IRD_TRANSIENT_MOST];
    for (size_t i = 0; i < count; i++) {
        IRD_TRY(know_net(&known[i], session, nets[i], wish, monitor, err));
        IRD_TRY(add_extraction(estimate, &known[i], nets[i], err));
    }
    const ird_factor_cost joined = join(known, count);
    IRD_TRY(add_scores(estimate, &joined, in_time->scored_cycles, err));
    return add_time(estimate, &joined, in_time, wish, err);
}
