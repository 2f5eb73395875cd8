/* SPDX-License-Identifier: BSD-3-Clause */
#include "solve/factor.h"

#include <math.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static const char *const doing = "factoring a power grid";

const ird_solve_options ird_solve_defaults = {IRD_SOLVE_AUTO, 1e-6, 0, 0, 1};

const char *ird_solve_method_name(ird_solve_method method) {
    static const char *const names[] = {"auto", "direct", "single", "multigrid"};
    return names[method];
}

double ird_factor_seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static size_t memory_limit(const ird_solve_options *options) {
    if (options->memory_limit_bytes > 0) {
        return options->memory_limit_bytes;
    }
    long pages = sysconf(_SC_PHYS_PAGES);
    long page = sysconf(_SC_PAGE_SIZE);
    return pages > 0 && page > 0 ? (size_t)pages / 2 * (size_t)page : SIZE_MAX;
}

/* Resistors with a source at one end: what sources feed through them. */
static ird_status list_feeds(ird_factor *factor, ird_error *err) {
    const int32_t *unknown_of = factor->topology.unknown_of;
    const ird_network *network = factor->network;
    for (size_t i = 0; i < network->resistors.count; i++) {
        const ird_resistor *r = &network->resistors.items[i];
        int32_t a = unknown_of[r->a];
        int32_t b = unknown_of[r->b];
        if ((a >= 0) == (b >= 0) && (a >= IRD_FLOATING || a == b)) {
            continue;
        }
        ird_status status = ird_vec_reserve(&factor->feeds, 1, doing, err);
        if (status != IRD_OK) {
            return status;
        }
        int32_t group = a < 0 ? a : b;
        ird_feed feed = {-2 - group, a < 0 ? b : a, 1 / r->ohm};
        factor->feeds.items[factor->feeds.count++] = feed;
    }
    return IRD_OK;
}

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

static ird_status factor_core(ird_factor *factor, ird_error *err) {
    if (factor->core.n == 0) {
        factor->info.method = IRD_SOLVE_DIRECT;
        factor->info.ordering = "none";
        return IRD_OK;
    }
    size_t bytes = 0;
    double begin_s = ird_factor_seconds();
    ird_status status = ird_direct_analyse(&factor->direct, &factor->core, &bytes, err);
    factor->info.order_s = ird_factor_seconds() - begin_s;
    if (status == IRD_OK && bytes > memory_limit(&factor->options)) {
        status = ird_fail(err, IRD_SOLVE_TOO_LARGE, "the factor needs %.1f GB",
                          (double)bytes * 1e-9);
    }
    if (status != IRD_OK) {
        return status;
    }
    ird_graph_free(&factor->core);
    begin_s = ird_factor_seconds();
    status = ird_direct_factor(factor->direct, err);
    factor->info.factor_s = ird_factor_seconds() - begin_s;
    factor->info.method = IRD_SOLVE_DIRECT;
    factor->info.ordering = "minimum degree";
    factor->info.memory_bytes = bytes;
    factor->info.factor_nonzeros = ird_direct_nonzeros(factor->direct);
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
}

static ird_status allocate_scratch(ird_factor *factor, ird_error *err) {
    size_t n = factor->topology.unknowns;
    factor->rhs = ird_alloc(n, sizeof *factor->rhs);
    factor->x = ird_alloc(n, sizeof *factor->x);
    factor->core_x = ird_alloc(factor->reduction.core, sizeof *factor->core_x);
    if (factor->rhs == NULL || factor->x == NULL || factor->core_x == NULL) {
        return ird_fail_memory(err, doing);
    }
    return IRD_OK;
}

static ird_status build(ird_factor *factor, const ird_monitor *monitor, ird_error *err) {
    double begin_s = ird_factor_seconds();
    const ird_network *network = factor->network;
    ird_topology *topology = &factor->topology;
    ird_status status = ird_topology_build(topology, network, &factor->options, err);
    if (status == IRD_OK) {
        status = list_feeds(factor, err);
    }
    if (status == IRD_OK) {
        status = set_group_drops(factor, err);
    }
    if (status == IRD_OK) {
        status = ird_topology_graph(topology, network, &factor->core,
                                    &factor->info.parallel, err);
    }
    if (status == IRD_OK) {
        factor->norm = ird_graph_norm(&factor->core);
        status = ird_reduce(&factor->reduction, &factor->core, err);
    }
    if (status == IRD_OK) {
        status = ird_monitor_tick(monitor, "factoring a power grid", 0.2, err);
    }
    factor->info.build_s = ird_factor_seconds() - begin_s;
    return status;
}

ird_status ird_factor_create(ird_factor **factor, const ird_network *network,
                             const ird_solve_options *options, const ird_monitor *monitor,
                             ird_error *err) {
    ird_factor *made = ird_alloc_zero(1, sizeof *made);
    if (made == NULL) {
        return ird_fail_memory(err, doing);
    }
    made->network = network;
    made->options = *options;
    ird_status status = build(made, monitor, err);
    if (status == IRD_OK) {
        status = factor_core(made, err);
    }
    if (status == IRD_OK) {
        status = allocate_scratch(made, err);
    }
    if (status != IRD_OK) {
        ird_factor_free(made);
        return status;
    }
    fill_info(made);
    *factor = made;
    return IRD_OK;
}

void ird_factor_free(ird_factor *factor) {
    if (factor == NULL) {
        return;
    }
    ird_topology_free(&factor->topology);
    ird_reduction_free(&factor->reduction);
    ird_graph_free(&factor->core);
    ird_direct_free(factor->direct);
    ird_free(factor->feeds.items);
    ird_free(factor->group_drop_v);
    ird_free(factor->rhs);
    ird_free(factor->x);
    ird_free(factor->core_x);
    ird_free(factor);
}

ird_factor_info ird_factor_get_info(const ird_factor *factor) {
    return factor->info;
}

ird_status ird_factor_apply(ird_factor *factor, double *rhs, double *x, ird_error *err) {
    ird_reduction_forward(&factor->reduction, rhs, factor->core_x);
    ird_status status = IRD_OK;
    if (factor->direct != NULL) {
        status = ird_direct_solve(factor->direct, factor->core_x, factor->core_x, err);
    }
    if (status == IRD_OK) {
        ird_reduction_backward(&factor->reduction, rhs, factor->core_x, x);
    }
    return status;
}
