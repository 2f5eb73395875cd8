/* SPDX-License-Identifier: BSD-3-Clause */
#include <math.h>
#include <string.h>

#include "base/disjoint.h"
#include "dynamic/circuit.h"
#include "dynamic/currents.h"
#include "static/factor.h"

static const char *const doing = "finding the operating point of a power grid";

/* Inductors whose ends are one node for the static solution. What flows through them
 * follows from the others: they form no loop, so that some node has but one of them. */
typedef struct shorts {
    const ird_circuit *circuit;
    const ird_topology *topology;
    uint32_t *piece;  /* of each node, by resistors that are merged and no inductors */
    uint8_t *is_held; /* of each piece: it has a source */
    int32_t *degree;  /* of each piece: shorts that are not known yet */
    double *out_a;    /* of each piece: current that leaves, less what is drawn there */
    IRD_VEC(int32_t) coils; /* not known yet */
} shorts;

static bool is_short(const shorts *s, const ird_resistor *r) {
    return s->topology->unknown_of[r->a] == s->topology->unknown_of[r->b];
}

static ird_status list_shorts(shorts *s, uint8_t *is_coil, const ird_merging *merging,
                              ird_error *err) {
    const ird_transient *t = s->circuit->transient;
    for (size_t i = 0; i < t->inductors.count; i++) {
        int32_t index = t->inductors.items[i].resistor;
        const ird_resistor *r = &s->circuit->whole.resistors.items[index];
        if (ird_topology_merges(&s->circuit->whole, r, merging) &&
            t->inductors.items[i].henry > 0 && r->a != r->b &&
            s->topology->unknown_of[r->a] != IRD_FLOATING) {
            IRD_TRY(ird_vec_reserve(&s->coils, 1, doing, err));
            s->coils.items[s->coils.count++] = (int32_t)i;
            is_coil[index] = 1;
        }
    }
    return IRD_OK;
}

/* Nodes that are one without them. */
static void find_pieces(shorts *s, const uint8_t *is_coil, const ird_merging *merging) {
    const ird_network *whole = &s->circuit->whole;
    ird_disjoint_reset(s->piece, whole->nodes.count);
    for (size_t i = 0; i < whole->resistors.count; i++) {
        const ird_resistor *r = &whole->resistors.items[i];
        if (!is_coil[i] && ird_topology_merges(whole, r, merging)) {
            ird_disjoint_join(s->piece, (uint32_t)r->a, (uint32_t)r->b);
        }
    }
    for (size_t i = 0; i < whole->sources.count; i++) {
        uint32_t node = (uint32_t)whole->sources.items[i].node;
        s->is_held[ird_disjoint_find(s->piece, node)] = 1;
    }
}

static const ird_resistor *coil_of(const shorts *s, size_t k) {
    const ird_circuit *c = s->circuit;
    int32_t coil = s->coils.items[k];
    return &c->whole.resistors.items[c->transient->inductors.items[coil].resistor];
}

/* joined is scratch, one a node. */
static ird_status refuse_loops(shorts *s, uint32_t *joined, ird_error *err) {
    const ird_network *whole = &s->circuit->whole;
    ird_disjoint_reset(joined, whole->nodes.count);
    uint32_t first = UINT32_MAX;
    for (size_t i = 0; i < whole->sources.count; i++) {
        uint32_t node = (uint32_t)whole->sources.items[i].node;
        uint32_t piece = ird_disjoint_find(s->piece, node);
        first = first == UINT32_MAX ? piece : first;
        ird_disjoint_join(joined, first, piece);
    }
    for (size_t k = 0; k < s->coils.count; k++) {
        const ird_resistor *r = coil_of(s, k);
        uint32_t a = ird_disjoint_find(s->piece, (uint32_t)r->a);
        uint32_t b = ird_disjoint_find(s->piece, (uint32_t)r->b);
        if (ird_disjoint_find(joined, a) == ird_disjoint_find(joined, b)) {
            return ird_fail(err, IRD_TRANSIENT_LOOP,
                            "inductor %d closes a loop of inductors and sources without "
                            "resistance, in which any current could flow; give it a "
                            "resistance",
                            s->coils.items[k]);
        }
        ird_disjoint_join(joined, a, b);
        s->degree[a]++;
        s->degree[b]++;
    }
    return IRD_OK;
}

/* What leaves each piece through resistors. */
static void sum_currents(shorts *s, const double *u, const double *drawn_a) {
    const ird_network *whole = &s->circuit->whole;
    for (size_t i = 0; i < whole->nodes.count; i++) {
        s->out_a[ird_disjoint_find(s->piece, (uint32_t)i)] -= drawn_a[i];
    }
    for (size_t i = 0; i < whole->resistors.count; i++) {
        const ird_resistor *r = &whole->resistors.items[i];
        if (is_short(s, r)) {
            continue;
        }
        double ampere = (u[r->a] - u[r->b]) / r->ohm;
        s->out_a[ird_disjoint_find(s->piece, (uint32_t)r->a)] += ampere;
        s->out_a[ird_disjoint_find(s->piece, (uint32_t)r->b)] -= ampere;
    }
}

/* Take a short that is the last one of a piece without a source: it brings what leaves
 * there. */
static bool take_leaf(shorts *s, size_t k, double *coil_a) {
    const ird_resistor *r = coil_of(s, k);
    uint32_t a = ird_disjoint_find(s->piece, (uint32_t)r->a);
    uint32_t b = ird_disjoint_find(s->piece, (uint32_t)r->b);
    bool at_a = s->degree[a] == 1 && !s->is_held[a];
    bool at_b = s->degree[b] == 1 && !s->is_held[b];
    if (!at_a && !at_b) {
        return false;
    }
    double ampere = at_a ? -s->out_a[a] : s->out_a[b]; /* from a to b */
    coil_a[s->coils.items[k]] = ampere;
    s->out_a[a] += ampere;
    s->out_a[b] -= ampere;
    s->degree[a]--;
    s->degree[b]--;
    s->coils.items[k] = s->coils.items[--s->coils.count];
    return true;
}

static ird_status solve_shorts(shorts *s, const ird_merging *merging, const double *u,
                               const double *drawn_a, double *coil_a, ird_error *err) {
    const ird_network *whole = &s->circuit->whole;
    size_t nodes = whole->nodes.count;
    uint8_t *is_coil = ird_alloc_zero(whole->resistors.count, sizeof *is_coil);
    uint32_t *joined = ird_alloc(nodes, sizeof *joined);
    s->piece = ird_alloc(nodes, sizeof *s->piece);
    s->is_held = ird_alloc_zero(nodes, sizeof *s->is_held);
    s->degree = ird_alloc_zero(nodes, sizeof *s->degree);
    s->out_a = ird_alloc_zero(nodes, sizeof *s->out_a);
    ird_status status = IRD_OK;
    if (is_coil == NULL || joined == NULL || s->piece == NULL || s->is_held == NULL ||
        s->degree == NULL || s->out_a == NULL) {
        status = ird_fail_memory(err, doing);
        goto done;
    }
    status = list_shorts(s, is_coil, merging, err);
    if (status != IRD_OK || s->coils.count == 0) {
        goto done;
    }
    find_pieces(s, is_coil, merging);
    status = refuse_loops(s, joined, err);
    if (status == IRD_OK) {
        sum_currents(s, u, drawn_a);
    }
    while (status == IRD_OK && s->coils.count > 0) {
        for (size_t k = s->coils.count; k-- > 0;) {
            take_leaf(s, k, coil_a);
        }
    }
done:
    ird_free(is_coil);
    ird_free(joined);
    ird_free(s->piece);
    ird_free(s->is_held);
    ird_free(s->degree);
    ird_free(s->out_a);
    ird_free(s->coils.items);
    return status;
}

/* ---- the operating point ------------------------------------------------------------
 */

/* What is drawn at each node, as loads, too. */
static ird_status list_loads(const ird_circuit *c, double at_s, const double *drain_a,
                             double *drawn_a, ird_load *loads, ird_error *err) {
    const ird_transient *t = c->transient;
    double *ampere = ird_alloc(t->drains.count, sizeof *ampere);
    if (ampere == NULL) {
        return ird_fail_memory(err, doing);
    }
    if (drain_a != NULL) {
        memcpy(ampere, drain_a, t->drains.count * sizeof *ampere);
    } else {
        ird_currents_of_drains(t, at_s, ampere);
    }
    for (size_t i = 0; i < t->drains.count; i++) {
        const ird_drain *d = &t->drains.items[i];
        if (d->from >= 0) {
            drawn_a[d->from] += ampere[i];
        }
        if (d->to >= 0) {
            drawn_a[d->to] -= ampere[i];
        }
    }
    ird_free(ampere);
    for (size_t i = 0; i < c->whole.nodes.count; i++) {
        loads[i] = (ird_load){(int32_t)i, -1, -1, drawn_a[i]};
    }
    return IRD_OK;
}

static void take_drops(const ird_circuit *c, const ird_solution *solution,
                       ird_circuit_state *state) {
    for (size_t i = 0; i < c->whole.nodes.count; i++) {
        state->u_v[i] = solution->drop_v[i] - solution->supply_v;
    }
}

static void take_memories(const ird_circuit *c, ird_circuit_state *state) {
    const ird_transient *t = c->transient;
    for (size_t i = 0; i < t->capacitors.count; i++) {
        const ird_capacitor *cap = &t->capacitors.items[i];
        state->decap_v[i] = (cap->a >= 0 ? state->u_v[cap->a] : 0) -
                            (cap->b >= 0 ? state->u_v[cap->b] : 0);
    }
    for (size_t i = 0; i < t->inductors.count; i++) {
        const ird_resistor *r = &c->whole.resistors.items[t->inductors.items[i].resistor];
        double volt = state->u_v[r->a] - state->u_v[r->b];
        state->coil_a[i] = volt != 0 ? volt / r->ohm : 0;
    }
}

/* Without inductors the networks are systems of their own while nothing changes, and each
 * has the factor that its static drops have. */
static bool is_apart(const ird_circuit *c) {
    bool is_apart = c->transient->inductors.count == 0 && c->networks != NULL;
    for (size_t i = 0; i < c->net_count && is_apart; i++) {
        is_apart = c->networks[i]->sources.count > 0;
    }
    return is_apart;
}

/* Drops of a ground net are -u. */
static ird_status solve_net(ird_circuit *c, size_t net, ird_factor *factor,
                            ird_load *loads, double *u_v, ird_error *err) {
    size_t count = c->first_node[net + 1] - c->first_node[net];
    double sign = c->is_ground[net] ? -1 : 1;
    ird_solution solution = {0};
    for (size_t i = 0; i < count; i++) {
        loads[i].node = (int32_t)i;
    }
    ird_status status = ird_solve(&solution, factor, loads, count, err);
    for (size_t i = 0; i < count && status == IRD_OK; i++) {
        u_v[i] = sign * solution.drop_v[i];
    }
    ird_solution_free(&solution);
    return status;
}

static ird_status settle_net(ird_circuit *c, size_t net, ird_load *loads, double *u_v,
                             const ird_solve_options *options, const ird_monitor *monitor,
                             ird_error *err) {
    if (c->statics != NULL) {
        pthread_mutex_lock(c->statics->lock);
        ird_status status = solve_net(c, net, c->statics->factors[net], loads, u_v, err);
        pthread_mutex_unlock(c->statics->lock);
        return status;
    }
    ird_factor **own = &c->own_static[net];
    if (*own == NULL) {
        IRD_TRY(ird_factor_create(own, c->networks[net], options, monitor, err));
    }
    ird_status status = solve_net(c, net, *own, loads, u_v, err);
    if (!c->keeps) {
        ird_factor_free(*own);
        *own = NULL;
    }
    return status;
}

static ird_status settle_apart(ird_circuit *c, ird_circuit_state *state, ird_load *loads,
                               const ird_solve_options *options,
                               const ird_monitor *monitor, ird_error *err) {
    for (size_t i = 0; i < c->net_count; i++) {
        size_t first = c->first_node[i];
        IRD_TRY(
            settle_net(c, i, loads + first, state->u_v + first, options, monitor, err));
    }
    return IRD_OK;
}

static ird_status settle_whole(ird_circuit *circuit, ird_circuit_state *state,
                               const double *drawn_a, const ird_load *loads,
                               const ird_solve_options *options,
                               const ird_monitor *monitor, ird_error *err) {
    ird_factor *factor = ird_circuit_take(circuit, 0);
    ird_solution solution = {0};
    ird_status status = IRD_OK;
    if (factor == NULL) {
        status = ird_factor_create(&factor, &circuit->whole, options, monitor, err);
    }
    if (status == IRD_OK) {
        status = ird_solve(&solution, factor, loads, circuit->whole.nodes.count, err);
    }
    if (status == IRD_OK) {
        take_drops(circuit, &solution, state);
        take_memories(circuit, state);
    }
    if (status == IRD_OK && circuit->transient->inductors.count > 0) {
        shorts s = {.circuit = circuit, .topology = &factor->topology};
        status =
            solve_shorts(&s, &options->merging, state->u_v, drawn_a, state->coil_a, err);
    }
    ird_solution_free(&solution);
    ird_circuit_give(circuit, 0, factor);
    return status;
}

ird_status ird_circuit_settle_by(ird_circuit *circuit, ird_circuit_state *state,
                                 double at_s, const double *drain_a,
                                 const ird_solve_options *options,
                                 const ird_monitor *monitor, ird_error *err) {
    size_t nodes = circuit->whole.nodes.count;
    double *drawn_a = ird_alloc_zero(nodes, sizeof *drawn_a);
    ird_load *loads = ird_alloc(nodes, sizeof *loads);
    ird_status status =
        drawn_a != NULL && loads != NULL ? IRD_OK : ird_fail_memory(err, doing);
    state->at_s = at_s;
    if (status == IRD_OK) {
        status = list_loads(circuit, at_s, drain_a, drawn_a, loads, err);
    }
    if (status == IRD_OK && is_apart(circuit)) {
        status = settle_apart(circuit, state, loads, options, monitor, err);
        take_memories(circuit, state);
    } else if (status == IRD_OK) {
        status = settle_whole(circuit, state, drawn_a, loads, options, monitor, err);
    }
    ird_free(drawn_a);
    ird_free(loads);
    return status;
}

ird_status ird_circuit_settle(ird_circuit *circuit, ird_circuit_state *state, double at_s,
                              const ird_solve_options *options,
                              const ird_monitor *monitor, ird_error *err) {
    return ird_circuit_settle_by(circuit, state, at_s, NULL, options, monitor, err);
}
