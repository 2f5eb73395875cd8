/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The new unknowns of a changed network as a system of their own, with their ties to old
 * ones and to what is held as leaks: chains are eliminated and the rest factored, like
 * any network.
 */
#include <string.h>

#include "change/changed.h"

static const char *const doing = "adding nodes to a power grid";

void ird_beside_free(ird_beside *beside) {
    ird_reduction_free(&beside->reduction);
    ird_engine_free(&beside->engine);
    ird_free(beside->at);
    ird_free(beside->rhs);
    ird_free(beside->sum);
    memset(beside, 0, sizeof *beside);
}

static bool is_new(const ird_changed *c, int32_t slot) {
    return slot >= (int32_t)c->n;
}

/* Number the new slots that are left: slot_of_new become n + those numbers, and the ends
 * of links, too. */
static ird_status number_new(ird_changed *c, ird_error *err) {
    int32_t n = (int32_t)c->n;
    int32_t *number = ird_alloc(c->new_count, sizeof *number);
    if (number == NULL) {
        return ird_fail_memory(err, doing);
    }
    for (size_t i = 0; i < c->new_count; i++) {
        bool is_first = c->slot_of_new[i] == n + (int32_t)i;
        number[i] = is_first ? n + (int32_t)c->beside.m++ : -1;
    }
    for (size_t i = 0; i < c->links.count; i++) {
        ird_change_link *link = &c->links.items[i];
        link->a = is_new(c, link->a) ? number[link->a - n] : link->a;
        link->b = is_new(c, link->b) ? number[link->b - n] : link->b;
    }
    for (size_t i = 0; i < c->new_count; i++) {
        int32_t slot = c->slot_of_new[i];
        c->slot_of_new[i] = slot >= n ? number[slot - n] : slot;
    }
    ird_free(number);
    return IRD_OK;
}

static void count_edges(const ird_changed *c, ird_graph *graph) {
    int32_t n = (int32_t)c->n;
    for (size_t i = 0; i < c->links.count; i++) {
        const ird_change_link *link = &c->links.items[i];
        if (is_new(c, link->a) && is_new(c, link->b)) {
            graph->start[link->a - n + 1]++;
            graph->start[link->b - n + 1]++;
        } else if (is_new(c, link->a) || is_new(c, link->b)) {
            graph->leak[(is_new(c, link->a) ? link->a : link->b) - n] += link->siemens;
        }
    }
    for (size_t i = 0; i < graph->n; i++) {
        graph->start[i + 1] += graph->start[i];
    }
}

static void place_edges(const ird_changed *c, ird_graph *graph) {
    int32_t n = (int32_t)c->n;
    for (size_t i = 0; i < c->links.count; i++) {
        const ird_change_link *link = &c->links.items[i];
        if (!is_new(c, link->a) || !is_new(c, link->b)) {
            continue;
        }
        size_t at_a = graph->start[link->a - n]++;
        size_t at_b = graph->start[link->b - n]++;
        graph->neighbour[at_a] = link->b - n;
        graph->neighbour[at_b] = link->a - n;
        graph->siemens[at_a] = graph->siemens[at_b] = link->siemens;
    }
    memmove(graph->start + 1, graph->start, graph->n * sizeof *graph->start);
    graph->start[0] = 0;
}

static ird_status make_graph(const ird_changed *c, ird_graph *graph, ird_error *err) {
    graph->n = c->beside.m;
    graph->start = ird_alloc_zero(graph->n + 1, sizeof *graph->start);
    graph->leak = ird_alloc_zero(graph->n, sizeof *graph->leak);
    if (graph->start == NULL || graph->leak == NULL) {
        return ird_fail_memory(err, doing);
    }
    count_edges(c, graph);
    size_t edges = graph->start[graph->n];
    graph->neighbour = ird_alloc(edges, sizeof *graph->neighbour);
    graph->siemens = ird_alloc(edges, sizeof *graph->siemens);
    if (graph->neighbour == NULL || graph->siemens == NULL) {
        return ird_fail_memory(err, doing);
    }
    place_edges(c, graph);
    return IRD_OK;
}

/* Where the new unknowns of the core are, as far as they are new nodes. core_of: of each
 * new unknown its node of the core, or -1. */
static void place_core(const ird_changed *c, const int32_t *core_of, ird_places *places) {
    for (size_t i = c->change->nodes.count; i-- > 0;) {
        const ird_node *node = &c->change->nodes.items[i];
        int32_t slot = c->slot_of_new[i];
        int32_t at = is_new(c, slot) ? core_of[slot - (int32_t)c->n] : -1;
        if (at >= 0 && node->kind != IRD_NODE_NAMED) {
            places->x[at] = (float)node->x_dbu;
            places->y[at] = (float)node->y_dbu;
            places->known += places->is_known[at] ? 0 : 1;
            places->is_known[at] = true;
        }
    }
}

/* at: the places of the unknowns in the vectors to solve, by the order of elimination. */
static ird_status factor_core(ird_changed *c, ird_graph *graph, ird_error *err) {
    ird_beside *beside = &c->beside;
    size_t core = beside->reduction.core, steps = beside->reduction.steps.count;
    ird_places places = {0};
    int32_t *order = ird_alloc(core, sizeof *order);
    ird_status status =
        order != NULL ? ird_places_make(&places, core, err) : ird_fail_memory(err, doing);
    if (status == IRD_OK) {
        ird_engine_options options = ird_solve_defaults.engine;
        options.method = IRD_SOLVE_DIRECT;
        options.threads = 1;
        memset(beside->at, 0xff, beside->m * sizeof *beside->at);
        for (size_t i = 0; i < core; i++) {
            beside->at[ird_reduction_node(&beside->reduction, i)] = (int32_t)i;
        }
        place_core(c, beside->at, &places);
        status = ird_engine_prepare(&beside->engine, graph, &places, &options, NULL,
                                    order, err);
    }
    if (status == IRD_OK) {
        for (size_t i = 0; i < steps; i++) {
            beside->at[beside->reduction.order[i]] = (int32_t)i;
        }
        for (size_t i = 0; i < core; i++) {
            beside->at[ird_reduction_node(&beside->reduction, (size_t)order[i])] =
                (int32_t)(steps + i);
        }
        ird_reduction_renumber(&beside->reduction, beside->at);
    }
    ird_places_free(&places);
    ird_free(order);
    return status;
}

ird_status ird_beside_make(ird_changed *c, ird_error *err) {
    ird_beside *beside = &c->beside;
    ird_graph graph = {0};
    IRD_TRY(number_new(c, err));
    size_t m = beside->m;
    beside->at = ird_alloc(m, sizeof *beside->at);
    beside->rhs = ird_alloc_zero(m, sizeof *beside->rhs);
    beside->sum = ird_alloc_zero(m, sizeof *beside->sum);
    if (beside->at == NULL || beside->rhs == NULL || beside->sum == NULL) {
        return ird_fail_memory(err, doing);
    }
    if (m == 0) {
        return IRD_OK;
    }
    ird_status status = make_graph(c, &graph, err);
    if (status == IRD_OK) {
        status = ird_reduce(&beside->reduction, &graph, err);
    }
    if (status == IRD_OK) {
        status = factor_core(c, &graph, err);
    }
    ird_graph_free(&graph);
    return status;
}

ird_status ird_beside_solve(ird_beside *beside, ird_error *err) {
    size_t steps = beside->reduction.steps.count, none = 0;
    double *x = beside->sum;
    if (beside->m == 0) {
        return IRD_OK;
    }
    for (size_t i = 0; i < beside->m; i++) {
        x[beside->at[i]] = beside->rhs[i];
    }
    ird_reduction_forward(&beside->reduction, x);
    IRD_TRY(ird_engine_solve(&beside->engine, x + steps, x + steps, &none, err));
    ird_reduction_backward(&beside->reduction, x);
    for (size_t i = 0; i < beside->m; i++) {
        beside->rhs[i] = x[beside->at[i]];
    }
    return IRD_OK;
}
