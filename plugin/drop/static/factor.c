/* SPDX-License-Identifier: BSD-3-Clause */
#include "static/factor.h"

#include <string.h>

#include "base/clock.h"
#include "engine/cg.h"

static const char *const doing = "factoring a power grid";

static ird_status set_group_drops(ird_factor *factor, ird_error *err) {
    const ird_topology *topology = &factor->topology;
    factor->supply_v = ird_network_supply_v(factor->network);
    factor->group_drop_v = ird_alloc(topology->group_count, sizeof(double));
    if (factor->group_drop_v == NULL) {
        return ird_fail_memory(err, doing);
    }
    double sign = factor->network->is_ground ? -1 : 1;
    for (size_t i = 0; i < topology->group_count; i++) {
        factor->group_drop_v[i] = sign * (factor->supply_v - topology->group_v[i]);
    }
    return IRD_OK;
}

/* Where the nodes of the core are, in database units from a corner, as far as the network
 * says. */
static ird_status place_core(const ird_factor *factor, ird_places *places,
                             ird_error *err) {
    const ird_network *network = factor->network;
    ird_extent extent;
    int32_t *core_of = ird_alloc(factor->topology.unknowns, sizeof *core_of);
    if (core_of == NULL) {
        return ird_fail_memory(err, doing);
    }
    memset(core_of, 0xff, factor->topology.unknowns * sizeof *core_of);
    for (size_t i = 0; i < places->n; i++) {
        core_of[ird_reduction_node(&factor->reduction, i)] = (int32_t)i;
    }
    bool has_any = ird_network_extent(network, &extent);
    for (size_t i = network->nodes.count; has_any && i-- > 0;) {
        const ird_node *node = &network->nodes.items[i];
        int32_t unknown = factor->topology.unknown_of[i];
        int32_t at = unknown >= 0 ? core_of[unknown] : -1;
        if (at >= 0 && node->kind != IRD_NODE_NAMED) {
            places->x[at] = (float)(node->x_dbu - extent.x0_dbu);
            places->y[at] = (float)(node->y_dbu - extent.y0_dbu);
            places->known += places->is_known[at] ? 0 : 1;
            places->is_known[at] = true;
        }
    }
    ird_free(core_of);
    return IRD_OK;
}

/* Number the unknowns anew, in the order of elimination; order is that of the core. */
static ird_status renumber(ird_factor *factor, const int32_t *order, ird_error *err) {
    ird_reduction *reduction = &factor->reduction;
    ird_topology *topology = &factor->topology;
    size_t steps = reduction->steps.count;
    int32_t *number = ird_alloc(topology->unknowns, sizeof *number);
    if (number == NULL) {
        return ird_fail_memory(err, doing);
    }
    for (size_t i = 0; i < steps; i++) {
        number[reduction->order[i]] = (int32_t)i;
    }
    for (size_t i = 0; i < reduction->core; i++) {
        number[ird_reduction_node(reduction, (size_t)order[i])] = (int32_t)(steps + i);
    }
    for (size_t i = 0; i < topology->node_count; i++) {
        int32_t *unknown = &topology->unknown_of[i];
        *unknown = *unknown >= 0 ? number[*unknown] : *unknown;
    }
    ird_reduction_renumber(reduction, number);
    ird_free(number);
    return IRD_OK;
}

static ird_status factor_core(ird_factor *factor, ird_graph *graph,
                              const ird_monitor *monitor, ird_error *err) {
    size_t core = factor->reduction.core;
    ird_places places = {0};
    int32_t *order = ird_alloc(core, sizeof *order);
    ird_status status =
        order != NULL ? ird_places_make(&places, core, err) : ird_fail_memory(err, doing);
    if (status == IRD_OK) {
        status = place_core(factor, &places, err);
    }
    if (status == IRD_OK) {
        status = ird_engine_prepare(&factor->engine, graph, &places,
                                    &factor->options.engine, monitor, order, err);
    }
    if (status == IRD_OK) {
        status = renumber(factor, order, err);
    }
    ird_places_free(&places);
    ird_free(order);
    return status;
}

/* ---- what it takes -----------------------------------------------------------------
 */

/* Seconds of the reference for a node and a resistor: merging, summing, chains. */
static const double NODE_S = 60e-9, RESISTOR_S = 60e-9;
/* And to solve for an unknown, eliminated before or not, with its residual. */
static const double UNKNOWN_S = 12e-9;

static double build_s(const ird_network *network) {
    return NODE_S * (double)network->nodes.count +
           RESISTOR_S * (double)network->resistors.count;
}

/* What is needed beside the engine is made before it and after it: a graph with its
 * reduction, then a balance with branches of all resistors. */
static ird_status expect_core(ird_factor *factor, const ird_graph *graph,
                              const ird_monitor *monitor, ird_engine_cost *cost,
                              ird_error *err) {
    ird_places places = {0};
    ird_status status = ird_places_make(&places, factor->reduction.core, err);
    if (status == IRD_OK) {
        status = place_core(factor, &places, err);
    }
    if (status == IRD_OK) {
        status = ird_engine_expect(graph, &places, &factor->options.engine, monitor, cost,
                                   err);
    }
    ird_places_free(&places);
    return status;
}

static void fill_info(ird_factor *factor) {
    ird_factor_info *info = &factor->info;
    const ird_topology *topology = &factor->topology;
    info->nodes = factor->network->nodes.count;
    info->resistors = factor->network->resistors.count;
    info->sources = factor->network->sources.count;
    info->merged = topology->merged;
    info->pin_links = topology->pin_links;
    info->unknowns = topology->unknowns;
    info->core = factor->reduction.core;
    info->floating = topology->floating;
    info->island_count = topology->islands.count;
    info->islands = topology->islands.items;
    const ird_engine_info *engine = &factor->engine.info;
    info->method = engine->method;
    info->engine = engine->engine;
    info->ordering = engine->ordering;
    info->factor_nonzeros = engine->nonzeros;
    info->memory_bytes = engine->memory_bytes;
    info->order_s = engine->order_s;
    info->factor_s = engine->factor_s;
    info->ranks = engine->ranks;
    info->preconditioner = engine->preconditioner;
    info->declined_bytes = engine->cost.declined_bytes;
}

static ird_status allocate_scratch(ird_factor *factor, ird_error *err) {
    size_t n = factor->topology.unknowns;
    factor->load_a = ird_alloc(n, sizeof *factor->load_a);
    factor->drop_v = ird_alloc(n, sizeof *factor->drop_v);
    if (factor->load_a == NULL || factor->drop_v == NULL) {
        return ird_fail_memory(err, doing);
    }
    return IRD_OK;
}

ird_status ird_factor_residual(ird_factor *factor, double **residual_a, ird_error *err) {
    if (factor->residual_a == NULL) {
        factor->residual_a =
            ird_alloc(factor->topology.unknowns, sizeof *factor->residual_a);
    }
    *residual_a = factor->residual_a;
    return *residual_a != NULL ? IRD_OK : ird_fail_memory(err, doing);
}

static ird_status build(ird_factor *factor, const ird_companion *companions, size_t count,
                        ird_graph *graph, const ird_monitor *monitor, ird_error *err) {
    double begin_s = ird_clock_s();
    const ird_network *network = factor->network;
    ird_topology *topology = &factor->topology;
    ird_status status =
        ird_topology_build(topology, network, &factor->options.merging, err);
    if (status == IRD_OK) {
        status = set_group_drops(factor, err);
    }
    if (status == IRD_OK) {
        status = ird_topology_graph(topology, network, companions, count, graph,
                                    &factor->info.parallel, err);
    }
    if (status == IRD_OK) {
        factor->norm = ird_graph_norm(graph);
        status = ird_reduce(&factor->reduction, graph, err);
    }
    if (status == IRD_OK) {
        status = ird_monitor_tick(monitor, "factoring a power grid", 0.2, err);
    }
    factor->info.build_s = ird_clock_s() - begin_s;
    return status;
}

static ird_status begin(ird_factor **factor, const ird_network *network,
                        const ird_solve_options *options, ird_error *err) {
    ird_factor *made = ird_alloc_zero(1, sizeof *made);
    if (made == NULL) {
        return ird_fail_memory(err, doing);
    }
    made->network = network;
    made->options = *options;
    *factor = made;
    return IRD_OK;
}

ird_status ird_factor_expect(ird_factor_cost *cost, const ird_network *network,
                             const ird_solve_options *options, const ird_monitor *monitor,
                             ird_error *err) {
    return ird_factor_expect_with(cost, network, NULL, 0, options, monitor, err);
}

ird_status ird_factor_expect_with(ird_factor_cost *cost, const ird_network *network,
                                  const ird_companion *companions, size_t count,
                                  const ird_solve_options *options,
                                  const ird_monitor *monitor, ird_error *err) {
    ird_factor *made = NULL;
    ird_graph graph = {0};
    ird_engine_cost engine = {0};
    ird_status status = begin(&made, network, options, err);
    if (status == IRD_OK) {
        status = build(made, companions, count, &graph, monitor, err);
    }
    if (status == IRD_OK) {
        status = expect_core(made, &graph, monitor, &engine, err);
    }
    if (status == IRD_OK) {
        *cost = (ird_factor_cost){
            .nodes = network->nodes.count,
            .unknowns = made->topology.unknowns,
            .core = made->reduction.core,
            .method = engine.method,
            .is_counted = engine.is_counted,
            .peak_bytes = engine.peak_bytes,
            .kept_bytes =
                engine.kept_bytes + made->topology.unknowns * IRD_ENGINE_BESIDE_BYTES,
            .factor_bytes = engine.kept_bytes,
            .entries = engine.entries,
            .flops = engine.flops,
            .factor_s = build_s(network) + engine.factor_s,
            .solve_s = engine.solve_s + UNKNOWN_S * (double)made->topology.unknowns,
            .declined_bytes = engine.declined_bytes,
            .ranks = engine.ranks};
    }
    ird_graph_free(&graph);
    ird_factor_free(made);
    return status;
}

void ird_factor_guess(ird_factor_cost *cost, double nodes, double resistors, double core,
                      const ird_solve_options *options, size_t room_bytes) {
    ird_engine_cost engine;
    ird_engine_guess(&engine, core, &options->engine, room_bytes);
    *cost = (ird_factor_cost){
        .nodes = (size_t)nodes,
        .unknowns = (size_t)nodes,
        .core = (size_t)core,
        .method = engine.method,
        .peak_bytes = engine.peak_bytes,
        .kept_bytes = engine.kept_bytes + (size_t)nodes * IRD_ENGINE_BESIDE_BYTES,
        .factor_bytes = engine.kept_bytes,
        .entries = engine.entries,
        .flops = engine.flops,
        .factor_s = NODE_S * nodes + RESISTOR_S * resistors + engine.factor_s,
        .solve_s = engine.solve_s + UNKNOWN_S * nodes,
        .declined_bytes = engine.declined_bytes,
        .ranks = engine.ranks};
}

/* What it took, for the pace of what comes. */
static void tell_time(const ird_factor *factor, const ird_monitor *monitor) {
    const ird_factor_info *info = &factor->info;
    const ird_cost cost = {.kind = IRD_COST_FACTOR,
                           .doing = doing,
                           .nodes = (double)info->nodes,
                           .reference_s = build_s(factor->network) +
                                          factor->engine.info.cost.factor_s};
    ird_monitor_took(monitor, &cost, info->build_s + info->order_s + info->factor_s);
}

ird_status ird_factor_create(ird_factor **factor, const ird_network *network,
                             const ird_solve_options *options, const ird_monitor *monitor,
                             ird_error *err) {
    return ird_factor_create_with(factor, network, NULL, 0, options, monitor, err);
}

ird_status ird_factor_create_with(ird_factor **factor, const ird_network *network,
                                  const ird_companion *companions, size_t count,
                                  const ird_solve_options *options,
                                  const ird_monitor *monitor, ird_error *err) {
    ird_factor *made = NULL;
    ird_graph graph = {0};
    ird_status status = begin(&made, network, options, err);
    if (status == IRD_OK) {
        status = build(made, companions, count, &graph, monitor, err);
    }
    if (status == IRD_OK) {
        status = factor_core(made, &graph, monitor, err);
    }
    ird_graph_free(&graph);
    if (status == IRD_OK) {
        status = ird_balance_build(&made->balance, &made->topology, network, err);
    }
    if (status == IRD_OK) {
        status = ird_balance_add(&made->balance, &made->topology, companions, count, err);
    }
    if (status == IRD_OK) {
        status = allocate_scratch(made, err);
    }
    if (status != IRD_OK) {
        ird_factor_free(made);
        return status;
    }
    fill_info(made);
    tell_time(made, monitor);
    *factor = made;
    return IRD_OK;
}

void ird_factor_free(ird_factor *factor) {
    if (factor == NULL) {
        return;
    }
    ird_topology_free(&factor->topology);
    ird_reduction_free(&factor->reduction);
    ird_engine_free(&factor->engine);
    ird_free(factor->group_drop_v);
    ird_balance_free(&factor->balance);
    ird_free(factor->load_a);
    ird_free(factor->drop_v);
    ird_free(factor->residual_a);
    ird_free(factor->by_pair);
    ird_free(factor->response_ohm);
    ird_free(factor->pairs.items);
    ird_free(factor);
}

ird_factor_info ird_factor_get_info(const ird_factor *factor) {
    ird_factor_info info = factor->info;
    info.rank_bytes = factor->engine.info.rank_bytes;
    info.rank_cpu_s = factor->engine.info.rank_cpu_s;
    return info;
}

bool ird_factor_reaches(const ird_factor *factor, int32_t node) {
    return factor->topology.unknown_of[node] != IRD_FLOATING;
}

void ird_factor_add_sources(const ird_factor *factor, double *rhs) {
    const ird_balance *balance = &factor->balance;
    for (size_t i = 0; !factor->topology.is_uniform && i < balance->feeds.count; i++) {
        const ird_feed *feed = &balance->feeds.items[i];
        if (feed->other >= 0) {
            rhs[feed->other] += feed->siemens * factor->group_drop_v[feed->group];
        }
    }
}

/* ---- solving ----------------------------------------------------------------------- */

static ird_status apply_once(ird_factor *factor, const double *rhs, double *x,
                             size_t *iterations, ird_error *err) {
    size_t steps = factor->reduction.steps.count;
    if (steps == 0) {
        return ird_engine_solve(&factor->engine, rhs, x, iterations, err);
    }
    if (rhs != x) {
        memcpy(x, rhs, factor->topology.unknowns * sizeof *x);
    }
    ird_reduction_forward(&factor->reduction, x);
    ird_status status =
        ird_engine_solve(&factor->engine, x + steps, x + steps, iterations, err);
    if (status == IRD_OK) {
        ird_reduction_backward(&factor->reduction, x);
    }
    return status;
}

static void multiply(void *balance, const double *x, double *out) {
    ird_balance_multiply(balance, x, out);
}

/* What is rough neither iterates nor fails. */
static void precondition(void *factor, const double *r, double *z) {
    size_t none = 0;
    apply_once(factor, r, z, &none, NULL);
}

ird_status ird_factor_apply(ird_factor *factor, const double *rhs, double *x,
                            bool is_rough, size_t *iterations, ird_error *err) {
    if (!factor->engine.info.is_rough || is_rough) {
        return apply_once(factor, rhs, x, iterations, err);
    }
    size_t n = factor->topology.unknowns;
    ird_operator matrix = {multiply, &factor->balance};
    ird_operator preconditioner = {precondition, factor};
    if (rhs != x) {
        memcpy(x, rhs, n * sizeof *x);
    }
    return ird_cg(&matrix, &preconditioner, n, x, iterations, err);
}

/* ---- the core again ---------------------------------------------------------------- */

/* The numbers that unknowns have by their first nodes, as topology gives them: unknown_of
 * as it was then, and number[those] = the numbers of now. */
static void number_by_nodes(const ird_topology *topology, int32_t *unknown_of,
                            int32_t *by_node, int32_t *number) {
    int32_t count = 0;
    memset(by_node, 0xff, topology->unknowns * sizeof *by_node);
    for (size_t i = 0; i < topology->node_count; i++) {
        int32_t unknown = topology->unknown_of[i];
        if (unknown >= 0 && by_node[unknown] < 0) {
            number[count] = unknown;
            by_node[unknown] = count++;
        }
        unknown_of[i] = unknown >= 0 ? by_node[unknown] : unknown;
    }
}

ird_status ird_factor_make_core(const ird_factor *factor, ird_graph *graph,
                                int32_t **unknown, ird_error *err) {
    ird_topology topology = factor->topology; /* but for unknown_of */
    int32_t *by_node = ird_alloc(topology.unknowns, sizeof *by_node);
    int32_t *number = ird_alloc(topology.unknowns, sizeof *number);
    int32_t *of_core = ird_alloc(factor->reduction.core, sizeof *of_core);
    topology.unknown_of = ird_alloc(topology.node_count, sizeof *topology.unknown_of);
    ird_reduction reduction = {0};
    ird_status status = IRD_OK;
    if (by_node == NULL || number == NULL || of_core == NULL ||
        topology.unknown_of == NULL) {
        status = ird_fail_memory(err, doing);
        goto done;
    }
    number_by_nodes(&factor->topology, topology.unknown_of, by_node, number);
    status = ird_topology_graph(&topology, factor->network, NULL, 0, graph, NULL, err);
    if (status == IRD_OK) {
        status = ird_reduce(&reduction, graph, err);
    }
    if (status == IRD_OK) {
        for (size_t i = 0; i < reduction.core; i++) {
            of_core[i] = number[ird_reduction_node(&reduction, i)];
        }
        *unknown = of_core;
        of_core = NULL;
    }
done:
    ird_free(by_node);
    ird_free(number);
    ird_free(of_core);
    ird_free(topology.unknown_of);
    ird_reduction_free(&reduction);
    return status;
}
