/* SPDX-License-Identifier: BSD-3-Clause */
#include "cycles/lane_circuit.h"

#include <math.h>
#include <string.h>

#include "base/disjoint.h"
#include "coarse/coarse.h"

static const char *const doing = "preparing to score cycles";

/* As in dynamic/stepper.c: no inductor is merged, however small. */
#define LEAST_COIL 2.0
/* Of C/h, in siemens, so that what is drawn can be had from held; it is nothing beside
 * any resistor. */
#define LEAST_HELD 1e-12

void ird_lane_circuit_free(ird_lane_circuit *circuit) {
    ird_factor_free(circuit->factor);
    ird_circuit_free(&circuit->circuit);
    ird_free(circuit->nodes);
    ird_free(circuit->pieces.items);
    ird_free(circuit->at);
    ird_free(circuit->from);
    ird_free(circuit->to);
    ird_free(circuit->per_held);
    ird_free(circuit->node_of);
    ird_free(circuit->coils.items);
    ird_free(circuit->decaps.items);
    memset(circuit, 0, sizeof *circuit);
}

/* ---- companions ---------------------------------------------------------------------
 */

/* A capacitor as it is taken: from a node to where nothing moves (b < 0), or between two
 * of one net. */
typedef struct part {
    int32_t a, b;
    double farad, ohm;
} part;

static bool has_coils(const ird_circuit *c, size_t net) {
    const ird_transient *t = c->transient;
    for (size_t i = 0; i < t->inductors.count; i++) {
        const ird_inductor *coil = &t->inductors.items[i];
        const ird_resistor *r = &c->whole.resistors.items[coil->resistor];
        if (coil->henry > 0 && ird_circuit_net(c, (size_t)r->a) == net) {
            return true;
        }
    }
    return false;
}

/* The parts of a capacitor, one or two; 0: it is none. moves: of each net, whether it is
 * behind inductors. */
static size_t part_capacitor(const ird_circuit *c, const bool *moves,
                             const ird_capacitor *cap, part parts[2]) {
    if (!(cap->farad > 0) || cap->a == cap->b) {
        return 0;
    }
    if (cap->a < 0 || cap->b < 0) {
        parts[0] = (part){cap->a < 0 ? cap->b : cap->a, -1, cap->farad, cap->ohm};
        return 1;
    }
    size_t net_a = ird_circuit_net(c, (size_t)cap->a);
    size_t net_b = ird_circuit_net(c, (size_t)cap->b);
    if (net_a == net_b) {
        parts[0] = (part){cap->a, cap->b, cap->farad, cap->ohm};
        return 1;
    }
    double a = moves[net_a] && !moves[net_b] ? 1 : 2;
    double b = moves[net_b] && !moves[net_a] ? 1 : 2;
    parts[0] = (part){cap->a, -1, a * cap->farad, cap->ohm / a};
    parts[1] = (part){cap->b, -1, b * cap->farad, cap->ohm / b};
    return 2;
}

typedef struct part_list {
    IRD_VEC(part) items;
} part_list;

static ird_status list_parts(part_list *list, const ird_circuit *c, ird_error *err) {
    const ird_transient *t = c->transient;
    bool *moves = ird_alloc_zero(c->net_count, sizeof *moves);
    if (moves == NULL) {
        return ird_fail_memory(err, doing);
    }
    ird_status status =
        ird_vec_reserve(&list->items, 2 * t->capacitors.count, doing, err);
    if (status != IRD_OK) {
        ird_free(moves);
        return status;
    }
    for (size_t i = 0; i < c->net_count; i++) {
        moves[i] = has_coils(c, i);
    }
    for (size_t i = 0; i < t->capacitors.count; i++) {
        list->items.count += part_capacitor(c, moves, &t->capacitors.items[i],
                                            list->items.items + list->items.count);
    }
    ird_free(moves);
    return IRD_OK;
}

/* From here on the resistors of inductors have the ohm of a step; the static solution
 * must be known by then. */
static void set_coils(ird_lane_circuit *c, const ird_merging *merging) {
    const ird_transient *t = c->circuit.transient;
    double most = fmax(merging->ohm, merging->pin_link_ohm);
    for (size_t i = 0; i < t->inductors.count; i++) {
        const ird_inductor *coil = &t->inductors.items[i];
        if (coil->henry > 0) {
            double ohm = c->circuit.coil_ohm[i] + coil->henry / c->step_s;
            c->circuit.whole.resistors.items[coil->resistor].ohm =
                fmax(ohm, LEAST_COIL * most);
        }
    }
}

/* Fronts in single precision, and what ties pins to rails as one node: it moves drops by
 * less than a thousandth and leaves a tenth of the core. */
static ird_solve_options options_of(const ird_solve_options *options) {
    ird_solve_options wanted = *options;
    wanted.engine.method = IRD_SOLVE_SINGLE;
    wanted.merging.pin_link_ohm =
        fmax(wanted.merging.pin_link_ohm, ird_coarse_solve_options.merging.pin_link_ohm);
    return wanted;
}

static ird_status make_factor(ird_lane_circuit *c, const part_list *parts,
                              const ird_solve_options *options,
                              const ird_monitor *monitor, ird_error *err) {
    size_t count = parts->items.count;
    ird_companion *companions = ird_alloc(count, sizeof *companions);
    ird_solve_options wanted = options_of(options);
    if (companions == NULL) {
        return ird_fail_memory(err, doing);
    }
    for (size_t i = 0; i < count; i++) {
        const part *p = &parts->items.items[i];
        companions[i] = (ird_companion){p->a, p->b, 1 / (p->ohm + c->step_s / p->farad)};
    }
    set_coils(c, &wanted.merging);
    ird_status status = ird_factor_create_with(&c->factor, &c->circuit.whole, companions,
                                               count, &wanted, monitor, err);
    ird_free(companions);
    if (status == IRD_OK && !ird_engine_has_lanes(&c->factor->engine)) {
        return ird_fail(err, IRD_CYCLE_SCORER,
                        "the grid cannot be solved for several cycles at once: it gives "
                        "no order for dense fronts");
    }
    return status;
}

/* ---- pieces -------------------------------------------------------------------------
 */

/* The piece of each eliminated unknown, numbered as they first come, into piece_of. */
static ird_status find_pieces(const ird_reduction *reduction, int32_t *piece_of,
                              size_t *count, ird_error *err) {
    size_t n = reduction->steps.count;
    uint32_t *parent = ird_alloc(n, sizeof *parent);
    if (parent == NULL) {
        return ird_fail_memory(err, doing);
    }
    ird_disjoint_reset(parent, n);
    for (size_t i = 0; i < n; i++) {
        const ird_elimination *s = &reduction->steps.items[i];
        if (s->a >= 0 && (size_t)s->a < n) {
            ird_disjoint_join(parent, (uint32_t)i, (uint32_t)s->a);
        }
        if (s->b >= 0 && (size_t)s->b < n) {
            ird_disjoint_join(parent, (uint32_t)i, (uint32_t)s->b);
        }
    }
    *count = 0;
    memset(piece_of, 0xff, n * sizeof *piece_of);
    for (size_t i = 0; i < n; i++) {
        uint32_t root = ird_disjoint_find(parent, (uint32_t)i);
        if (piece_of[root] < 0) {
            piece_of[root] = (int32_t)(*count)++;
        }
        piece_of[i] = piece_of[root];
    }
    ird_free(parent);
    return IRD_OK;
}

/* Where each unknown goes: pieces one behind the other, each in its order of elimination,
 * then the core. */
static ird_status order_unknowns(ird_lane_circuit *c, ird_error *err) {
    size_t eliminated = c->eliminated, count = 0;
    int32_t *piece_of = ird_alloc(eliminated, sizeof *piece_of);
    c->at = ird_alloc(c->unknowns, sizeof *c->at);
    if (piece_of == NULL || c->at == NULL) {
        ird_free(piece_of);
        return ird_fail_memory(err, doing);
    }
    ird_status status = find_pieces(&c->factor->reduction, piece_of, &count, err);
    if (status == IRD_OK) {
        status = ird_vec_reserve(&c->pieces, count + 2, doing, err);
    }
    if (status == IRD_OK) {
        int32_t *first = c->pieces.items;
        memset(first, 0, (count + 2) * sizeof *first);
        for (size_t i = 0; i < eliminated; i++) {
            first[piece_of[i] + 2]++;
        }
        for (size_t i = 1; i < count + 1; i++) {
            first[i + 1] += first[i];
        }
        for (size_t i = 0; i < c->unknowns; i++) {
            c->at[i] = i < eliminated ? first[piece_of[i] + 1]++ : (int32_t)i;
        }
        c->pieces.count = count + 1;
    }
    ird_free(piece_of);
    return status;
}

/* ---- vectors ------------------------------------------------------------------------
 */

/* Where a node is; the slot behind all where it does not move. */
static int32_t place_of(const ird_lane_circuit *c, int32_t node) {
    int32_t unknown = node >= 0 ? c->factor->topology.unknown_of[node] : -2;
    return unknown >= 0 ? c->at[unknown] : (int32_t)c->unknowns;
}

/* Whether a node floats, so that what hangs at it has no effect. */
static bool floats(const ird_lane_circuit *c, int32_t node) {
    return node >= 0 && c->factor->topology.unknown_of[node] == IRD_FLOATING;
}

static void set_nodes(ird_lane_circuit *c, const ird_circuit_state *idle) {
    const ird_reduction *reduction = &c->factor->reduction;
    int32_t none = (int32_t)c->unknowns;
    for (size_t i = 0; i < c->unknowns; i++) {
        ird_lane_node *node = &c->nodes[c->at[i]];
        *node = (ird_lane_node){.a = none, .b = none, .held = (float)LEAST_HELD};
        if (i < c->eliminated) {
            const ird_elimination *s = &reduction->steps.items[i];
            node->a = s->a >= 0 ? c->at[s->a] : none;
            node->b = s->b >= 0 ? c->at[s->b] : none;
            node->share_a = s->a >= 0 ? (float)s->share_a : 0;
            node->share_b = s->b >= 0 ? (float)s->share_b : 0;
            node->ohm = (float)s->ohm;
        }
    }
    for (size_t i = c->circuit.whole.nodes.count; i-- > 0;) {
        int32_t at = place_of(c, (int32_t)i);
        if (at < none) {
            c->node_of[at] = (int32_t)i;
            c->nodes[at].sign =
                c->circuit.is_ground[ird_circuit_net(&c->circuit, i)] ? -1 : 1;
            c->nodes[at].idle_v = (float)idle->u_v[i];
        }
    }
}

static ird_status make_vectors(ird_lane_circuit *c, const ird_circuit_state *idle,
                               ird_error *err) {
    const ird_transient *t = c->circuit.transient;
    c->from = ird_alloc(t->drains.count, sizeof *c->from);
    c->to = ird_alloc(t->drains.count, sizeof *c->to);
    c->node_of = ird_alloc(c->unknowns, sizeof *c->node_of);
    c->nodes = ird_alloc(c->unknowns, sizeof *c->nodes);
    c->per_held = ird_alloc(c->unknowns, sizeof *c->per_held);
    if (c->per_held == NULL || c->from == NULL || c->to == NULL || c->node_of == NULL ||
        c->nodes == NULL) {
        return ird_fail_memory(err, doing);
    }
    set_nodes(c, idle);
    for (size_t i = 0; i < t->drains.count; i++) {
        int32_t from = place_of(c, t->drains.items[i].from);
        int32_t to = place_of(c, t->drains.items[i].to);
        c->from[i] = (size_t)from < c->unknowns ? from : -1;
        c->to[i] = (size_t)to < c->unknowns ? to : -1;
    }
    return IRD_OK;
}

/* A capacitor between two nodes of one net is taken as two to where nothing moves in what
 * is remembered. */
static ird_status add_capacitors(ird_lane_circuit *c, const part_list *parts,
                                 ird_error *err) {
    IRD_TRY(ird_vec_reserve(&c->decaps, parts->items.count, doing, err));
    for (size_t i = 0; i < parts->items.count; i++) {
        const part *p = &parts->items.items[i];
        double siemens = 1 / (p->ohm + c->step_s / p->farad);
        int32_t a = place_of(c, p->a), b = place_of(c, p->b);
        if (floats(c, p->a) || floats(c, p->b) || a == b) {
            continue;
        }
        if (p->ohm == 0 && ((size_t)a == c->unknowns || (size_t)b == c->unknowns)) {
            c->nodes[(size_t)a < c->unknowns ? a : b].held += (float)siemens;
        } else {
            c->decaps.items[c->decaps.count++] =
                (ird_lane_memory){a, b, (float)siemens, (float)(c->step_s / p->farad)};
        }
    }
    return IRD_OK;
}

static ird_status add_coils(ird_lane_circuit *c, ird_error *err) {
    const ird_transient *t = c->circuit.transient;
    IRD_TRY(ird_vec_reserve(&c->coils, t->inductors.count, doing, err));
    for (size_t i = 0; i < t->inductors.count; i++) {
        const ird_inductor *coil = &t->inductors.items[i];
        const ird_resistor *r = &c->circuit.whole.resistors.items[coil->resistor];
        int32_t a = place_of(c, r->a), b = place_of(c, r->b);
        if (coil->henry > 0 && !floats(c, r->a) && a != b) {
            c->coils.items[c->coils.count++] = (ird_lane_memory){
                a, b, (float)(1 / r->ohm), (float)(coil->henry / c->step_s)};
        }
    }
    return IRD_OK;
}

/* ---- all of it ----------------------------------------------------------------------
 */

/* Before any pulse. */
static ird_status settle(ird_lane_circuit *c, ird_circuit_state *idle,
                         const ird_solve_options *options, const ird_monitor *monitor,
                         ird_error *err) {
    IRD_TRY(ird_circuit_state_make(idle, &c->circuit, err));
    return ird_circuit_settle(&c->circuit, idle, -INFINITY, options, monitor, err);
}

static ird_status fill(ird_lane_circuit *c, const part_list *parts,
                       const ird_circuit_state *idle, ird_error *err) {
    c->unknowns = c->factor->topology.unknowns;
    c->eliminated = c->factor->reduction.steps.count;
    c->room = ird_engine_lanes_room(&c->factor->engine);
    IRD_TRY(order_unknowns(c, err));
    IRD_TRY(make_vectors(c, idle, err));
    IRD_TRY(add_capacitors(c, parts, err));
    for (size_t i = 0; i < c->unknowns; i++) {
        c->per_held[i] = 1 / c->nodes[i].held;
    }
    return add_coils(c, err);
}

ird_status ird_lane_circuit_make(ird_lane_circuit *circuit,
                                 const ird_dynamic_input *input, double step_s,
                                 const ird_dynamic_statics *statics,
                                 const ird_solve_options *options,
                                 const ird_monitor *monitor, ird_error *err) {
    ird_lane_circuit made = {.step_s = step_s};
    ird_circuit_state idle = {0};
    part_list parts = {0};
    ird_status status = ird_circuit_join(&made.circuit, input, err);
    made.circuit.networks = input->networks;
    made.circuit.statics = statics;
    if (status == IRD_OK) {
        status = settle(&made, &idle, options, monitor, err);
    }
    if (status == IRD_OK) {
        status = list_parts(&parts, &made.circuit, err);
    }
    if (status == IRD_OK) {
        status = make_factor(&made, &parts, options, monitor, err);
    }
    if (status == IRD_OK) {
        status = fill(&made, &parts, &idle, err);
    }
    ird_circuit_state_free(&idle);
    ird_free(parts.items.items);
    if (status != IRD_OK) {
        ird_lane_circuit_free(&made);
        return status;
    }
    *circuit = made;
    circuit->factor->network = &circuit->circuit.whole;
    return IRD_OK;
}

double ird_lane_circuit_idle_v(const ird_lane_circuit *circuit) {
    double worst_v = circuit->unknowns > 0 ? -INFINITY : 0;
    for (size_t i = 0; i < circuit->unknowns; i++) {
        const ird_lane_node *node = &circuit->nodes[i];
        worst_v = fmax(worst_v, (double)(node->sign * node->idle_v));
    }
    return worst_v;
}

/* ---- the state ----------------------------------------------------------------------
 */

ird_status ird_lane_state_make(ird_lane_state *state, const ird_lane_circuit *circuit,
                               ird_error *err) {
    ird_lane_state made = {
        .u_v = ird_alloc_aligned(circuit->unknowns + 1, sizeof(ird_lanes)),
        .coil_a = ird_alloc_aligned(circuit->coils.count, sizeof(ird_lanes)),
        .decap_v = ird_alloc_aligned(circuit->decaps.count, sizeof(ird_lanes)),
        .room = ird_alloc_aligned(circuit->room, sizeof(ird_lanes)),
    };
    if (made.u_v == NULL || made.coil_a == NULL || made.decap_v == NULL ||
        made.room == NULL) {
        ird_lane_state_free(&made);
        return ird_fail_memory(err, doing);
    }
    *state = made;
    return IRD_OK;
}

void ird_lane_state_free(ird_lane_state *state) {
    ird_free_aligned(state->u_v);
    ird_free_aligned(state->coil_a);
    ird_free_aligned(state->decap_v);
    ird_free_aligned(state->room);
    memset(state, 0, sizeof *state);
}

void ird_lane_state_clear(ird_lane_state *state, const ird_lane_circuit *circuit) {
    memset(state->u_v, 0, (circuit->unknowns + 1) * sizeof *state->u_v);
    memset(state->coil_a, 0, circuit->coils.count * sizeof *state->coil_a);
    memset(state->decap_v, 0, circuit->decaps.count * sizeof *state->decap_v);
}
