/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What candidates will gain, by a few solves of the present factor.
 */
#include <math.h>
#include <string.h>

#include "suggest/suggestion_contacts.h"

static const char DOING[] = "looking for what would help";

/* Currents into the grid beside those of its loads. */
typedef struct flows {
    IRD_VEC(ird_load) loads; /* first those of the network */
    size_t own;
} flows;

static ird_status add_flow(flows *f, ird_net_place at, double into_a, ird_error *err) {
    IRD_TRY(ird_vec_reserve(&f->loads, 2, DOING, err));
    f->loads.items[f->loads.count++] = (ird_load){at.a, -1, -1, -into_a * (1 - at.t)};
    f->loads.items[f->loads.count++] = (ird_load){at.b, -1, -1, -into_a * at.t};
    return IRD_OK;
}

static ird_status begin_flows(const ird_suggesting *s, flows *f) {
    const ird_network *network = &s->present.solved->grid.network;
    IRD_TRY(ird_vec_reserve(&f->loads, network->loads.count, DOING, s->err));
    if (network->loads.count > 0) {
        memcpy(f->loads.items, network->loads.items,
               network->loads.count * sizeof *f->loads.items);
    }
    f->loads.count = f->own = network->loads.count;
    return IRD_OK;
}

/* Fall of the objective by these currents. Where the network is a ground net its loads
 * are negative, and so are those of the flows. */
static ird_status solve_flows(const ird_suggesting *s, flows *f, ird_solution *solution) {
    const ird_net_grid *solved = s->present.solved;
    if (solved->grid.network.is_ground) {
        for (size_t i = f->own; i < f->loads.count; i++) {
            f->loads.items[i].ampere = -f->loads.items[i].ampere;
        }
    }
    return ird_solve(solution, solved->factor, f->loads.items, f->loads.count, s->err);
}

/* What the present grid would gain, had it that solution. */
static ird_promise promise_of(const ird_suggesting *s, const ird_solution *solution,
                              double objective_v) {
    return (ird_promise){
        .gain_v = objective_v - ird_suggesting_soft_v(s, solution),
        .worst_gain_v = s->present.solved->solution.worst_drop_v - solution->worst_drop_v,
    };
}

/* The chain of a stripe on the grid, twice made better: contacts feed each other through
 * the grid, which the first estimate leaves out. What the solution with the currents
 * found so far says of a contact, with its own current taken back, is what it is behind
 * its own resistance. */
static ird_status promise_stripe(ird_suggesting *s, ird_stripes *of, const ird_mend *mend,
                                 double objective_v, ird_promise *promise) {
    enum { ROUNDS = 3 };
    double low = ird_mend_um(s, mend->from_dbu), high = ird_mend_um(s, mend->to_dbu);
    size_t first = 0, count = 0;
    ird_stripes_meet(of, mend->middle_dbu);
    for (size_t i = 0; i < s->contacts.count; i++) {
        bool is_in =
            s->contacts.items[i].along_um >= low && s->contacts.items[i].along_um <= high;
        first = is_in && count == 0 ? i : first;
        count += is_in;
    }
    ird_contact *contacts = s->contacts.items + first;
    const ird_net_place *places = s->places.items + first;
    double *current_a = s->scratch.items + 2 * count;
    ird_solution solution = {0};
    ird_status status = IRD_OK;
    for (int round = 0; round < ROUNDS && status == IRD_OK; round++) {
        flows f = {0};
        ird_stripe_gain_v(contacts, count, of->ohm_per_um, s->scratch.items, current_a);
        status = begin_flows(s, &f);
        for (size_t k = 0; k < count && status == IRD_OK; k++) {
            status = add_flow(&f, places[k], current_a[k], s->err);
        }
        if (status == IRD_OK) {
            status = solve_flows(s, &f, &solution);
        }
        ird_free(f.loads.items);
        for (size_t k = 0; k < count && status == IRD_OK; k++) {
            double grid_ohm = s->grid_ohm[of->here.items[first + k].line->layer];
            contacts[k].drop_v =
                ird_net_value(solution.drop_v, places[k]) + grid_ohm * current_a[k];
        }
    }
    if (status == IRD_OK) {
        *promise = promise_of(s, &solution, objective_v);
    }
    ird_solution_free(&solution);
    return status;
}

/* The line of the present grid that a wider one lies over. */
static const ird_net_line *line_under(const ird_suggesting *s, const ird_mend *mend) {
    for (size_t i = s->lines.first_of_layer[mend->layer];
         i < s->lines.first_of_layer[mend->layer + 1]; i++) {
        const ird_net_line *line = &s->lines.items.items[i];
        if (line->runs_x == mend->runs_x && ird_line_middle(line) == mend->middle_dbu &&
            (line->runs_x ? line->box.x0_dbu : line->box.y0_dbu) == mend->from_dbu &&
            (line->runs_x ? line->box.x1_dbu : line->box.y1_dbu) == mend->to_dbu) {
            return line;
        }
    }
    return NULL;
}

/* Currents that the new metal beside each piece of a line carries: of the drop over the
 * piece, with its own share taken back, as it parts between old and new metal. */
static ird_status flow_beside(const ird_suggesting *s, const ird_net_line *line,
                              double more, const double *drop_v, double *current_a,
                              flows *f) {
    const ird_network *network = &s->present.solved->grid.network;
    const int32_t *nodes = s->lines.nodes.items + line->first;
    int64_t width = line->runs_x ? line->box.y1_dbu - line->box.y0_dbu
                                 : line->box.x1_dbu - line->box.x0_dbu;
    double siemens_um = ird_mend_um(s, width) / s->rc.values.items[line->layer].ohm;
    for (size_t i = 0; i + 1 < line->count; i++) {
        const ird_node *a = &network->nodes.items[nodes[i]];
        const ird_node *b = &network->nodes.items[nodes[i + 1]];
        double um =
            ird_mend_um(s, line->runs_x ? b->x_dbu - a->x_dbu : b->y_dbu - a->y_dbu);
        double over_v = drop_v[nodes[i]] - drop_v[nodes[i + 1]];
        if (!(um > 0) || !isfinite(over_v)) {
            continue;
        }
        double siemens = siemens_um / um;
        current_a[i] = siemens * more / (1 + more) * (over_v + current_a[i] / siemens);
        const ird_net_place from = {nodes[i], nodes[i], 0};
        const ird_net_place to = {nodes[i + 1], nodes[i + 1], 0};
        IRD_TRY(add_flow(f, from, current_a[i], s->err));
        IRD_TRY(add_flow(f, to, -current_a[i], s->err));
    }
    return IRD_OK;
}

static ird_status promise_wider(ird_suggesting *s, const ird_mend *mend,
                                double objective_v, ird_promise *promise) {
    enum { ROUNDS = 4 };
    const ird_net_line *line = line_under(s, mend);
    if (line == NULL) {
        return IRD_OK;
    }
    int64_t width = line->runs_x ? line->box.y1_dbu - line->box.y0_dbu
                                 : line->box.x1_dbu - line->box.x0_dbu;
    double more = (double)(mend->width_dbu - width) / (double)width;
    double *current_a = ird_alloc_zero(line->count, sizeof *current_a);
    ird_solution solution = {0};
    ird_status status = current_a != NULL ? IRD_OK : ird_fail_memory(s->err, DOING);
    for (int round = 0; round < ROUNDS && status == IRD_OK; round++) {
        const double *drop_v =
            round == 0 ? s->present.solved->solution.drop_v : solution.drop_v;
        flows f = {0};
        status = begin_flows(s, &f);
        if (status == IRD_OK) {
            status = flow_beside(s, line, more, drop_v, current_a, &f);
        }
        if (status == IRD_OK) {
            status = solve_flows(s, &f, &solution);
        }
        ird_free(f.loads.items);
    }
    if (status == IRD_OK) {
        *promise = promise_of(s, &solution, objective_v);
    }
    ird_solution_free(&solution);
    ird_free(current_a);
    return status;
}

/* Vias that are laid together, by the same rounds. Those without both ends on the grid
 * are left out. */
ird_status ird_mend_promise_vias(ird_suggesting *s, const ird_mend *const *mends,
                                 size_t count, double objective_v, ird_promise *promise) {
    enum { ROUNDS = 4 };
    ird_via_ends *ends = ird_alloc_zero(count, sizeof *ends);
    ird_solution solution = {0};
    ird_status status = ends != NULL ? IRD_OK : ird_fail_memory(s->err, DOING);
    double *current_a = ird_alloc_zero(count, sizeof *current_a);
    status =
        status == IRD_OK && current_a == NULL ? ird_fail_memory(s->err, DOING) : status;
    for (int round = 0; round < ROUNDS && status == IRD_OK; round++) {
        flows f = {0};
        status = begin_flows(s, &f);
        for (size_t i = 0; i < count && status == IRD_OK; i++) {
            const ird_mend *m = mends[i];
            ird_via_ends *e = &ends[i];
            if (round == 0 &&
                !ird_via_ends_find(s, m->box, m->layer, m->layer_b, m->runs_x, e)) {
                *e = (ird_via_ends){.low_at = {-1, -1, 0}};
            }
            if (e->low_at.a < 0) {
                continue;
            }
            current_a[i] = (e->low.drop_v - e->high.drop_v) /
                           (e->low.link_ohm + e->high.link_ohm +
                            ird_suggesting_stack_ohm(s, m->layer, m->layer_b));
            status = add_flow(&f, e->low_at, current_a[i], s->err);
            if (status == IRD_OK) {
                status = add_flow(&f, e->high_at, -current_a[i], s->err);
            }
        }
        if (status == IRD_OK) {
            status = solve_flows(s, &f, &solution);
        }
        ird_free(f.loads.items);
        for (size_t i = 0; i < count && status == IRD_OK; i++) {
            ird_via_ends *e = &ends[i];
            if (e->low_at.a >= 0) {
                e->low.drop_v = ird_net_value(solution.drop_v, e->low_at) +
                                e->low.link_ohm * current_a[i];
                e->high.drop_v = ird_net_value(solution.drop_v, e->high_at) -
                                 e->high.link_ohm * current_a[i];
            }
        }
    }
    if (status == IRD_OK) {
        *promise = promise_of(s, &solution, objective_v);
    }
    ird_solution_free(&solution);
    ird_free(ends);
    ird_free(current_a);
    return status;
}

/* An ideal source at a node: the current that brings its drop to 0, exactly. */
static ird_status promise_source(ird_suggesting *s, const ird_mend *mend,
                                 double objective_v, ird_promise *promise) {
    const ird_net_grid *solved = s->present.solved;
    const ird_network *network = &solved->grid.network;
    int32_t node = -1;
    double ohm = 0;
    for (size_t i = 0; i < network->nodes.count && node < 0; i++) {
        const ird_node *n = &network->nodes.items[i];
        if (n->layer == mend->layer && n->x_dbu == mend->middle_dbu &&
            n->y_dbu == mend->from_dbu && isfinite(solved->solution.drop_v[i])) {
            node = (int32_t)i;
        }
    }
    if (node < 0) {
        return IRD_OK;
    }
    IRD_TRY(ird_factor_resistance(solved->factor, &node, 1, &ohm, s->err));
    flows f = {0};
    ird_solution solution = {0};
    ird_status status = begin_flows(s, &f);
    if (status == IRD_OK && ohm > 0) {
        const ird_net_place at = {node, node, 0};
        status = add_flow(&f, at, solved->solution.drop_v[node] / ohm, s->err);
    }
    if (status == IRD_OK) {
        status = solve_flows(s, &f, &solution);
    }
    if (status == IRD_OK) {
        *promise = promise_of(s, &solution, objective_v);
    }
    ird_free(f.loads.items);
    ird_solution_free(&solution);
    return status;
}

ird_status ird_mend_promise(ird_suggesting *s, const ird_mend *mend, double objective_v,
                            ird_promise *promise) {
    ird_stripes of = {.s = s,
                      .layer = mend->layer,
                      .runs_x = mend->runs_x,
                      .width_dbu = mend->width_dbu};
    *promise = (ird_promise){mend->gain_v, 0};
    if (mend->kind == IRD_MEND_WIDEN) {
        return promise_wider(s, mend, objective_v, promise);
    }
    if (mend->kind == IRD_MEND_SOURCE) {
        return promise_source(s, mend, objective_v, promise);
    }
    of.ohm_per_um = s->rc.values.items[mend->layer].ohm / ird_mend_um(s, mend->width_dbu);
    ird_status status = ird_stripes_gather(&of);
    if (status == IRD_OK) {
        status = promise_stripe(s, &of, mend, objective_v, promise);
    }
    ird_free(of.all.items);
    ird_free(of.here.items);
    return status;
}
