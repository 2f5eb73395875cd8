/* SPDX-License-Identifier: BSD-3-Clause */
#include <math.h>
#include <string.h>

#include "suggest/suggesting.h"

static const char DOING[] = "looking for what would help";

/* The soft maximum is as wide as this part of the worst drop. */
static const double SOFT_PART = 0.03;

/* Nodes of each layer next to the worst one whose resistance is asked for. */
enum { PROBES = 3 };

void ird_suggesting_free(ird_suggesting *s) {
    ird_adjoint_free(&s->adjoint);
    ird_net_lines_free(&s->lines);
    ird_tried_plan_free(&s->present);
    ird_space_free(s->space);
    ird_layer_rc_free(&s->rc);
    ird_free(s->via_ohm);
    ird_free(s->grid_ohm);
    ird_free(s->up);
    ird_free(s->mends.items.items);
    ird_free(s->refused.items);
    ird_free(s->contacts.items);
    ird_free(s->places.items);
    ird_free(s->scratch.items);
    ird_spans_free(&s->spans);
}

/* --- lines ---------------------------------------------------------------------------
 */

typedef struct wires {
    IRD_VEC(ird_net_line) items;
} wires;

static ird_status add_wire(wires *to, const ird_wire *wire, ird_error *err) {
    bool runs_x =
        wire->box.x1_dbu - wire->box.x0_dbu >= wire->box.y1_dbu - wire->box.y0_dbu;
    if (!ird_wire_is_grid(wire)) {
        return IRD_OK;
    }
    IRD_TRY(ird_vec_reserve(&to->items, 1, DOING, err));
    to->items.items[to->items.count++] =
        (ird_net_line){.box = wire->box,
                       .layer = wire->layer,
                       .runs_x = runs_x,
                       .is_rail = wire->shape == IRD_SHAPE_FOLLOWPIN};
    return IRD_OK;
}

static ird_status make_lines(ird_suggesting *s) {
    const ird_net_grid *solved = s->present.solved;
    const ird_design *design = &s->present.session.design;
    const ird_special_net *net = &design->special_nets.items[solved->net];
    const ird_network *network = &solved->grid.network;
    wires found = {0};
    bool *is_fed = ird_alloc(network->nodes.count, sizeof *is_fed);
    ird_status status = is_fed != NULL ? IRD_OK : ird_fail_memory(s->err, DOING);
    for (size_t i = 0; i < net->wire_count && status == IRD_OK; i++) {
        status = add_wire(&found, &design->wires.items[net->first_wire + i], s->err);
    }
    for (size_t i = 0; i < network->nodes.count && status == IRD_OK; i++) {
        is_fed[i] = !isnan(solved->solution.drop_v[i]);
    }
    if (status == IRD_OK) {
        status =
            ird_net_lines_make(&s->lines, network, found.items.items, found.items.count,
                               s->session->tech.layers.count, is_fed, s->err);
    }
    ird_free(found.items.items);
    ird_free(is_fed);
    return status;
}

/* --- resistances ---------------------------------------------------------------------
 */

static void find_up(ird_suggesting *s) {
    const ird_technology *tech = &s->session->tech;
    int32_t above = -1;
    for (size_t i = tech->layers.count; i-- > 0;) {
        s->up[i] = above;
        if (tech->layers.items[i].kind == IRD_LAYER_ROUTING) {
            above = (int32_t)i;
        }
    }
}

/* Mean conductance of the vias of the net between neighbouring routing layers; where it
 * has none there, that of four cuts. */
static ird_status find_via_ohms(ird_suggesting *s) {
    const ird_network *network = &s->present.solved->grid.network;
    size_t count = s->session->tech.layers.count;
    double *sum = ird_alloc_zero(count, sizeof *sum);
    if (sum == NULL) {
        return ird_fail_memory(s->err, DOING);
    }
    size_t *vias = ird_alloc_zero(count, sizeof *vias);
    if (vias == NULL) {
        ird_free(sum);
        return ird_fail_memory(s->err, DOING);
    }
    for (size_t i = 0; i < network->resistors.count; i++) {
        ird_conductor of = ird_network_conductor(network, i);
        double ohm = network->resistors.items[i].ohm;
        if (of.kind == IRD_CONDUCTOR_VIA && of.layer_a >= 0 &&
            (size_t)of.layer_a < count && s->up[of.layer_a] == of.layer_b && ohm > 0) {
            sum[of.layer_a] += 1 / ohm;
            vias[of.layer_a]++;
        }
    }
    for (size_t i = 0; i < count; i++) {
        double cut_ohm = IRD_ASSUMED_CUT_OHM;
        for (int32_t k = (int32_t)i + 1; k < s->up[i]; k++) {
            if (s->session->tech.layers.items[k].kind == IRD_LAYER_CUT) {
                cut_ohm = s->rc.values.items[k].ohm;
            }
        }
        s->via_ohm[i] = vias[i] > 0 ? (double)vias[i] / sum[i] : cut_ohm / 4;
    }
    ird_free(sum);
    ird_free(vias);
    return IRD_OK;
}

double ird_suggesting_stack_ohm(const ird_suggesting *s, int32_t low, int32_t high) {
    double ohm = 0;
    for (int32_t i = low; i >= 0 && i < high; i = s->up[i]) {
        ohm += s->via_ohm[i];
    }
    return ohm;
}

/* Nodes of a layer nearest to the worst one. */
static size_t nearest(const ird_suggesting *s, int32_t layer, int32_t nodes[PROBES]) {
    const ird_net_grid *solved = s->present.solved;
    const ird_network *network = &solved->grid.network;
    const ird_node *worst = &network->nodes.items[solved->solution.worst_node];
    double best[PROBES];
    size_t count = 0;
    for (size_t i = 0; i < network->nodes.count; i++) {
        const ird_node *node = &network->nodes.items[i];
        if (node->layer != layer || isnan(solved->solution.drop_v[i])) {
            continue;
        }
        double far = hypot((double)(node->x_dbu - worst->x_dbu),
                           (double)(node->y_dbu - worst->y_dbu));
        if (count == PROBES && best[PROBES - 1] <= far) {
            continue;
        }
        size_t at = count < PROBES ? count++ : PROBES - 1;
        while (at > 0 && best[at - 1] > far) {
            best[at] = best[at - 1];
            nodes[at] = nodes[at - 1];
            at--;
        }
        best[at] = far;
        nodes[at] = (int32_t)i;
    }
    return count;
}

static ird_status find_grid_ohms(ird_suggesting *s) {
    const ird_net_grid *solved = s->present.solved;
    for (size_t i = 0; i < s->lines.layers; i++) {
        int32_t nodes[PROBES] = {-1, -1, -1};
        double ohm[PROBES];
        s->grid_ohm[i] = 0;
        if (s->lines.first_of_layer[i] == s->lines.first_of_layer[i + 1]) {
            continue;
        }
        size_t count = nearest(s, (int32_t)i, nodes);
        if (count > 0) {
            IRD_TRY(ird_factor_resistance(solved->factor, nodes, count, ohm, s->err));
        }
        for (size_t k = 0; k < count; k++) {
            s->grid_ohm[i] += ohm[k] / (double)count;
        }
    }
    return IRD_OK;
}

/* --- objective -----------------------------------------------------------------------
 */

static double soft_of(const ird_suggesting *s, const ird_network *network,
                      const double *drop_v) {
    double most_v = 0, sum = 0;
    for (size_t i = 0; i < network->loads.count; i++) {
        most_v = fmax(most_v, drop_v[network->loads.items[i].node]); /* passes NAN over */
    }
    for (size_t i = 0; i < network->loads.count; i++) {
        double v = drop_v[network->loads.items[i].node];
        sum += isnan(v) ? 0 : exp((v - most_v) / s->soft_v);
    }
    return sum > 0 ? most_v + s->soft_v * log(sum) : most_v;
}

double ird_suggesting_objective_v(const ird_suggesting *s, const ird_net_grid *solved) {
    return soft_of(s, &solved->grid.network, solved->solution.drop_v);
}

double ird_suggesting_soft_v(const ird_suggesting *s, const ird_solution *solution) {
    return soft_of(s, &s->present.solved->grid.network, solution->drop_v);
}

/* The weights by which the soft maximum falls with each drop. */
static ird_status weigh(ird_suggesting *s) {
    static const double least = 1e-6;
    const ird_net_grid *solved = s->present.solved;
    const ird_network *network = &solved->grid.network;
    IRD_VEC(ird_weight) weights = {0};
    double sum = 0;
    ird_status status = IRD_OK;
    for (size_t i = 0; i < network->loads.count && status == IRD_OK; i++) {
        int32_t node = network->loads.items[i].node;
        double part = exp(
            (solved->solution.drop_v[node] - solved->solution.worst_drop_v) / s->soft_v);
        if (!(part >= least)) {
            continue;
        }
        status = ird_vec_reserve(&weights, 1, DOING, s->err);
        if (status == IRD_OK) {
            weights.items[weights.count++] = (ird_weight){node, part};
            sum += part;
        }
    }
    for (size_t i = 0; i < weights.count; i++) {
        weights.items[i].weight /= sum;
    }
    if (status == IRD_OK && weights.count > 0) {
        status = ird_adjoint_solve(&s->adjoint, solved->factor, weights.items,
                                   weights.count, s->err);
    } else if (status == IRD_OK) {
        status = ird_adjoint_at(&s->adjoint, solved->factor, solved->solution.worst_node,
                                s->err);
    }
    ird_free(weights.items);
    return status;
}

ird_status ird_suggesting_look(ird_suggesting *s) {
    size_t count = s->session->tech.layers.count;
    if (s->via_ohm == NULL) {
        s->via_ohm = ird_alloc_zero(count, sizeof *s->via_ohm);
        s->grid_ohm = ird_alloc_zero(count, sizeof *s->grid_ohm);
        s->up = ird_alloc_zero(count, sizeof *s->up);
        if (s->via_ohm == NULL || s->grid_ohm == NULL || s->up == NULL) {
            return ird_fail_memory(s->err, DOING);
        }
        find_up(s);
    }
    s->soft_v = fmax(SOFT_PART * s->present.solved->solution.worst_drop_v, 1e-15);
    IRD_TRY(make_lines(s));
    IRD_TRY(find_via_ohms(s));
    IRD_TRY(find_grid_ohms(s));
    return weigh(s);
}
