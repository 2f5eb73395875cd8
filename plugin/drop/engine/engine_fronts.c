/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The engine of dense fronts on a nested dissection, in double or in single precision.
 */
#include <math.h>
#include <string.h>

#include "base/alloc.h"
#include "engine/cholmod.h"
#include "engine/fronts.h"
#include "engine/kind.h"
#include "graph/stars.h"

/* Dissection and its dense fronts are for graphs that fill: meshes from DISSECT_FROM
 * nodes on (2.5 times as fast as CHOLMOD at 1e4 and 1e5), and anything large. Graphs with
 * fewer edges a node, such as the grid of aes with its pins, hardly fill under minimum
 * degree; small dense fronts then only add zeros. But first the stars among them are
 * taken out, and what that leaves is looked at. */
enum { DISSECT_FROM = 2000, DISSECT_ALWAYS_FROM = 200000 };
#define DISSECT_EDGES 1.8 /* a node */

/* Of n log2 n entries a square mesh has 1.6. With more than POOR, and wherever there were
 * stars, minimum degree is tried, too, unless that would take long: where nodes lie much
 * closer in some places than in others it fills less (aes, VDD with VSS: 2.0 against
 * 4.0). With more than FILL_LIMIT, where it is not a netlist that says where nodes are,
 * no places suit the graph. */
#define POOR 3.0
#define FILL_LIMIT 4.0

/* Above this many bytes, and unless the user set a limit of his own, single precision
 * with refinement is preferred. On a mesh of 1e7 nodes it took 21 s and 4.0 GB to the
 * first drops and 0.85 s for other loads, double precision 23 s, 5.7 GB and 0.53 s. */
#define LARGE_FACTOR ((size_t)2 << 30)

typedef struct state {
    ird_fronts *fronts;
    ird_stars
        stars; /* empty where there are too few of them; else fronts is of the rest */
    ird_fronts_form form;
    bool is_by_degree;
} state;

static bool is_single(const state *s) {
    return s->form != IRD_FRONTS_DOUBLE;
}

static bool wants_fronts(const ird_graph *graph, const ird_engine_options *options) {
    double edges = (double)graph->start[graph->n] / 2;
    return options->method == IRD_SOLVE_SINGLE || graph->n >= DISSECT_ALWAYS_FROM ||
           (graph->n >= DISSECT_FROM && edges >= DISSECT_EDGES * (double)graph->n);
}

/* What the fronts are of. */
static const ird_graph *rest_of(const state *s, const ird_graph *graph) {
    return s->stars.items.count > 0 ? &s->stars.rest : graph;
}

static double filling(const ird_fronts *fronts, size_t n) {
    return ird_fronts_entries(fronts) / ((double)n * log2((double)n));
}

/* Cut by places, and analyse; *fronts stays NULL where those are of no use. */
static ird_status dissect(ird_fronts **fronts, const ird_graph *graph, ird_places *places,
                          size_t threads, ird_error *err) {
    ird_dissection dissection;
    bool is_good = false;
    ird_status status = ird_places_complete(places, graph, err);
    if (status == IRD_OK) {
        status =
            ird_dissect(&dissection, graph, places->x, places->y, threads, &is_good, err);
    }
    return status == IRD_OK && is_good
               ? ird_fronts_analyse(fronts, &dissection, graph, err)
               : status;
}

/* Take an order by degree instead where that fills less. */
static ird_status try_by_degree(state *s, const ird_graph *graph, ird_error *err) {
    ird_dissection dissection;
    ird_fronts *other = NULL;
    IRD_TRY(ird_cholmod_dissect(&dissection, graph, err));
    IRD_TRY(ird_fronts_analyse(&other, &dissection, graph, err));
    if (ird_fronts_entries(other) < ird_fronts_entries(s->fronts)) {
        ird_fronts *swap = s->fronts;
        s->fronts = other;
        other = swap;
        s->is_by_degree = true;
    }
    ird_fronts_free(other);
    return IRD_OK;
}

/* Analyse what is left of the stars; s->fronts stays NULL where it is not for fronts. */
static ird_status order(state *s, const ird_graph *graph, ird_places *places,
                        size_t threads, ird_error *err) {
    bool is_given = places->known == places->n;
    IRD_TRY(dissect(&s->fronts, graph, places, threads, err));
    bool is_odd = s->fronts != NULL &&
                  (s->stars.items.count > 0 || filling(s->fronts, graph->n) > POOR);
    if (is_odd && graph->n < DISSECT_ALWAYS_FROM) {
        IRD_TRY(try_by_degree(s, graph, err));
    }
    if (s->fronts != NULL && !is_given && filling(s->fronts, graph->n) > FILL_LIMIT) {
        ird_fronts_free(s->fronts);
        s->fronts = NULL;
    }
    return IRD_OK;
}

static bool wants_single(const ird_fronts *fronts, const ird_system *system) {
    const ird_engine_options *options = system->options;
    size_t bytes = ird_fronts_bytes(fronts, IRD_FRONTS_DOUBLE);
    if (options->method != IRD_SOLVE_AUTO) {
        return options->method == IRD_SOLVE_SINGLE;
    }
    bool is_large = options->prefers_single != 0 ||
                    (options->memory_limit_bytes == 0 && bytes > LARGE_FACTOR);
    return (is_large || bytes > system->limit_bytes) &&
           ird_fronts_bytes(fronts, IRD_FRONTS_SINGLE) <= system->limit_bytes;
}

/* Who solves for small changes can do with the digits of quick panels. */
static ird_fronts_form form_of(const ird_fronts *fronts, const ird_system *system) {
    const ird_engine_options *options = system->options;
    if (!wants_single(fronts, system)) {
        return IRD_FRONTS_DOUBLE;
    }
    return options->prefers_single != 0 && options->method == IRD_SOLVE_AUTO &&
                   ird_fronts_bytes(fronts, IRD_FRONTS_QUICK) <= system->limit_bytes
               ? IRD_FRONTS_QUICK
               : IRD_FRONTS_SINGLE;
}

static void free_state(void *context) {
    state *s = context;
    if (s != NULL) {
        ird_fronts_free(s->fronts);
        ird_stars_free(&s->stars);
        ird_free(s);
    }
}

/* Places of the nodes that are left. */
static ird_status place_rest(const ird_stars *stars, const ird_places *all,
                             ird_places *rest, ird_error *err) {
    IRD_TRY(ird_places_make(rest, stars->rest.n, err));
    const int32_t *order = stars->order + stars->items.count;
    for (size_t i = 0; i < rest->n; i++) {
        rest->x[i] = all->x[order[i]];
        rest->y[i] = all->y[order[i]];
        rest->is_known[i] = all->is_known[order[i]];
        rest->known += rest->is_known[i] ? 1 : 0;
    }
    return IRD_OK;
}

static ird_status order_rest(state *s, ird_system *system, ird_error *err) {
    ird_places places = {0};
    ird_status status = place_rest(&s->stars, system->places, &places, err);
    if (status == IRD_OK) {
        status = order(s, &s->stars.rest, &places, system->threads, err);
    }
    ird_places_free(&places);
    return status;
}

static ird_status analyse(void **made, ird_system *system, ird_error *err) {
    const ird_engine_options *options = system->options;
    if (options->ordering == IRD_ORDER_BY_DEGREE ||
        (options->method != IRD_SOLVE_SINGLE && system->graph.n < DISSECT_FROM)) {
        return IRD_OK;
    }
    state *s = ird_alloc_zero(1, sizeof *s);
    if (s == NULL) {
        return ird_fail_memory(err, "ordering a power grid");
    }
    ird_status status = ird_stars_make(&s->stars, &system->graph, err);
    if (status == IRD_OK && wants_fronts(rest_of(s, &system->graph), options)) {
        status = s->stars.items.count > 0
                     ? order_rest(s, system, err)
                     : order(s, &system->graph, system->places, system->threads, err);
    }
    if (status != IRD_OK || s->fronts == NULL) {
        free_state(s);
        return status;
    }
    s->form = form_of(s->fronts, system);
    *made = s;
    return IRD_OK;
}

static size_t bytes(const void *context) {
    const state *s = context;
    return ird_fronts_bytes(s->fronts, s->form) + s->stars.items.count * sizeof(ird_star);
}

/* Seconds of the reference: of factoring by one thread, where pivots and what is copied
 * go with the entries, of which another thread takes so much; of ordering; and of a
 * solve, which reads each entry twice and passes over the nodes. */
static const double FLOP_S = 0.05e-9, ENTRY_S = 22e-9, SHARED = 0.6, NODE_S = 0.6e-6;
static const double READ_S = 1.5e-9, PASS_S = 30e-9;

static ird_status cost(const void *context, const ird_system *system,
                       ird_engine_cost *cost, ird_error *err) {
    const state *s = context;
    const ird_fronts_wish wish = {s->form, system->threads, system->limit_bytes};
    size_t stars = s->stars.items.count * sizeof(ird_star);
    IRD_TRY(ird_fronts_peak_bytes(s->fronts, &wish, &cost->peak_bytes, err));
    cost->method = is_single(s) ? IRD_SOLVE_SINGLE : IRD_SOLVE_DIRECT;
    cost->analysed_bytes = ird_fronts_analysed_bytes(s->fronts) + stars;
    cost->peak_bytes += stars;
    cost->kept_bytes = ird_fronts_kept_bytes(s->fronts, s->form) + stars;
    cost->entries = ird_fronts_entries(s->fronts);
    cost->flops = ird_fronts_flops(s->fronts);
    cost->is_counted = true;
    double nodes = (double)system->graph.n;
    bool is_shared = nodes >= IRD_FRONTS_SHARED;
    double threads = 1 + (is_shared ? SHARED * (double)(system->threads - 1) : 0);
    cost->factor_s =
        (FLOP_S * cost->flops + ENTRY_S * cost->entries) / threads + NODE_S * nodes;
    cost->solve_s =
        (READ_S * cost->entries + PASS_S * nodes) * (is_single(s) ? 2 : 1) / threads;
    return IRD_OK;
}

static ird_status factor(void *context, ird_system *system, int32_t *order,
                         ird_error *err) {
    state *s = context;
    const ird_fronts_wish wish = {s->form, system->threads, system->limit_bytes};
    IRD_TRY(ird_fronts_factor(s->fronts, rest_of(s, &system->graph), &wish,
                              system->monitor, err));
    if (s->stars.items.count > 0) {
        memcpy(order, s->stars.order, system->graph.n * sizeof *order);
    }
    return IRD_OK;
}

static ird_status solve(void *context, const double *rhs, double *x, size_t *iterations,
                        ird_error *err) {
    state *s = context;
    size_t stars = s->stars.items.count;
    (void)iterations;
    (void)err;
    if (stars == 0) {
        ird_fronts_solve(s->fronts, rhs, x);
        return IRD_OK;
    }
    if (rhs != x) {
        memcpy(x, rhs, (stars + s->stars.rest.n) * sizeof *x);
    }
    ird_stars_forward(&s->stars, x);
    ird_fronts_solve(s->fronts, x + stars, x + stars);
    ird_stars_backward(&s->stars, x);
    return IRD_OK;
}

static size_t lanes_room(const void *context) {
    const state *s = context;
    return ird_fronts_has_lanes(s->fronts) ? ird_fronts_lanes_room(s->fronts) : 0;
}

static void solve_lanes(const void *context, ird_lanes *x, ird_lanes *room) {
    const state *s = context;
    ird_stars_forward_lanes(&s->stars, x);
    ird_fronts_solve_lanes(s->fronts, x + s->stars.items.count, room);
    ird_stars_backward_lanes(&s->stars, x);
}

static void tell(const void *context, ird_engine_info *info) {
    const state *s = context;
    info->method = is_single(s) ? IRD_SOLVE_SINGLE : IRD_SOLVE_DIRECT;
    info->is_rough = is_single(s);
    info->ordering = s->is_by_degree ? "minimum degree" : "nested dissection";
    info->nonzeros = ird_fronts_entries(s->fronts) +
                     (double)(s->stars.items.count * (IRD_STAR_ENDS + 1));
    info->memory_bytes = bytes(s);
}

const ird_engine_kind ird_engine_fronts = {
    .name = "fronts",
    .methods = IRD_SERVES(IRD_SOLVE_AUTO) | IRD_SERVES(IRD_SOLVE_DIRECT) |
               IRD_SERVES(IRD_SOLVE_SINGLE),
    .analyse = analyse,
    .bytes = bytes,
    .cost = cost,
    .factor = factor,
    .solve = solve,
    .lanes_room = lanes_room,
    .solve_lanes = solve_lanes,
    .tell = tell,
    .free = free_state,
};
