/* SPDX-License-Identifier: BSD-3-Clause */
#include "adjoint/current_path.h"

#include <stdlib.h>
#include <string.h>

#include "adjoint/check_node.h"
#include "static/factor.h"

static const char *const doing = "following the current through a power grid";

/* Weight of a resistor whose current in the solution flows the other way: less than any
 * that flows along. */
#define AGAINST 1e-12

void ird_path_free(ird_path *path) {
    if (path != NULL) {
        ird_free(path->steps.items);
        *path = (ird_path){0};
    }
}

/* For each unknown the resistor that brings it most, -1 where none does. */
typedef struct feeders {
    int32_t *resistor;
    double *most_a;
} feeders;

static void find_feeders(feeders *into, const ird_adjoint *adjoint,
                         const ird_solution *solution) {
    const ird_factor *factor = adjoint->factor;
    const ird_network *network = factor->network;
    const double *u = adjoint->response_ohm, *d = solution->drop_v;
    for (size_t i = 0; i < factor->topology.unknowns; i++) {
        into->resistor[i] = -1;
        into->most_a[i] = 0;
    }
    for (size_t i = 0; i < network->resistors.count; i++) {
        const ird_resistor *r = &network->resistors.items[i];
        if (!ird_factor_reaches(factor, r->a) ||
            ird_topology_merges(network, r, &factor->options.merging)) {
            continue;
        }
        bool to_a = u[r->a] > u[r->b];
        int32_t low = to_a ? r->a : r->b, high = to_a ? r->b : r->a;
        int32_t unknown = factor->topology.unknown_of[low];
        double ampere = (u[low] - u[high]) / r->ohm * (d[low] > d[high] ? 1 : AGAINST);
        if (unknown >= 0 && ampere > into->most_a[unknown]) {
            into->most_a[unknown] = ampere;
            into->resistor[unknown] = (int32_t)i;
        }
    }
}

/* Some source of the group, that at the node if there is one. */
static int32_t source_of(const ird_factor *factor, int32_t node) {
    int32_t group = -2 - factor->topology.unknown_of[node], found = -1;
    for (size_t i = factor->network->sources.count; i-- > 0;) {
        if (factor->topology.group_of[i] == group &&
            (found < 0 || factor->network->sources.items[found].node != node)) {
            found = (int32_t)i;
        }
    }
    return found;
}

/* Upwards from the node; each step lies higher, so that it ends. */
static ird_status climb(ird_path *path, const ird_adjoint *adjoint, const feeders *by,
                        int32_t node, ird_error *err) {
    const ird_factor *factor = adjoint->factor;
    const double *u = adjoint->response_ohm;
    int32_t unknown = factor->topology.unknown_of[node];
    while (unknown >= 0 && by->resistor[unknown] >= 0) {
        uint32_t resistor = (uint32_t)by->resistor[unknown];
        const ird_resistor *r = &factor->network->resistors.items[resistor];
        bool to_a = u[r->a] > u[r->b];
        ird_path_step step = {
            .resistor = resistor, .from = to_a ? r->b : r->a, .to = to_a ? r->a : r->b};
        step.passes = (u[step.to] - u[step.from]) / r->ohm;
        IRD_TRY(ird_vec_reserve(&path->steps, 1, doing, err));
        path->steps.items[path->steps.count++] = step;
        node = step.from;
        unknown = factor->topology.unknown_of[node];
    }
    path->source = unknown < IRD_FLOATING ? source_of(factor, node) : -1;
    return IRD_OK;
}

static void turn_round(ird_path *path) {
    ird_path_step *steps = path->steps.items;
    for (size_t i = 0; i < path->steps.count / 2; i++) {
        ird_path_step step = steps[i];
        steps[i] = steps[path->steps.count - 1 - i];
        steps[path->steps.count - 1 - i] = step;
    }
}

ird_status ird_path_find(ird_path *path, const ird_adjoint *adjoint,
                         const ird_solution *solution, int32_t node, ird_error *err) {
    size_t unknowns = adjoint->factor->topology.unknowns;
    ird_path made = {.source = -1};
    feeders by = {ird_alloc(unknowns, sizeof *by.resistor),
                  ird_alloc(unknowns, sizeof *by.most_a)};
    ird_status status = by.resistor != NULL && by.most_a != NULL
                            ? ird_adjoint_check_node(adjoint->factor, node, err)
                            : ird_fail_memory(err, doing);
    if (status == IRD_OK && !ird_factor_reaches(adjoint->factor, node)) {
        status = ird_fail(err, IRD_NETWORK_NODE, "no source reaches node %d", node);
    }
    if (status == IRD_OK) {
        find_feeders(&by, adjoint, solution);
        status = climb(&made, adjoint, &by, node, err);
    }
    if (status == IRD_OK) {
        turn_round(&made);
        ird_path_free(path);
        *path = made;
    } else {
        ird_path_free(&made);
    }
    ird_free(by.resistor);
    ird_free(by.most_a);
    return status;
}
