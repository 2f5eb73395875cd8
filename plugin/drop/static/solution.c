/* SPDX-License-Identifier: BSD-3-Clause */
#include <math.h>
#include <string.h>

#include "base/clock.h"
#include "ranks/ranks.h"
#include "static/factor.h"

static const char *const doing = "solving a power grid";

#define RESIDUAL_LIMIT 1e-10
#define KIRCHHOFF_LIMIT 1e-9
/* Refinement goes on until both are this much better, or REFINEMENTS were made. */
#define MARGIN 0.1
/* With a factor in single precision this residual is aimed at, near what one in double
 * precision gives; a round that leaves more than GAIN of it was none. */
#define ROUGH_ENOUGH 1e-14
#define GAIN 0.1
enum { REFINEMENTS = 3 };

void ird_solution_free(ird_solution *solution) {
    if (solution != NULL) {
        ird_free(solution->drop_v);
        ird_free(solution->source_a);
        ird_free(solution->unconnected);
        memset(solution, 0, sizeof *solution);
    }
}

/* A solve in progress: vectors over the unknowns and sums over the groups of sources. */
typedef struct solver {
    ird_factor *factor;
    const ird_load *loads;
    size_t load_count;
    double sign;       /* -1 for a ground net */
    double *j;         /* right-hand side; j and d are the factor's scratch */
    double *d;         /* drops */
    double *r;         /* j - G d, where the drops of the nodes come in the end */
    double *group_a;   /* what each group feeds ... */
    double *direct_a;  /* ... of which to loads right at its nodes */
    double load_a;     /* sum of the loads at unknowns and sources */
    double absolute_a; /* sum of their absolute values */
} solver;

static ird_status solver_open(solver *s, ird_error *err) {
    ird_factor *factor = s->factor;
    size_t n = factor->topology.unknowns;
    s->j = factor->load_a;
    s->d = factor->drop_v;
    memset(s->j, 0, n * sizeof *s->j);
    s->group_a = ird_alloc_zero(factor->topology.group_count, 2 * sizeof *s->group_a);
    if (s->group_a == NULL) {
        return ird_fail_memory(err, doing);
    }
    s->direct_a = s->group_a + factor->topology.group_count;
    return IRD_OK;
}

/* The loads of the unknowns and what sources that are below the supply add. */
static void set_rhs(solver *s, ird_solution *solution) {
    const ird_topology *topology = &s->factor->topology;
    for (size_t i = 0; i < s->load_count; i++) {
        const ird_load *load = &s->loads[i];
        int32_t unknown = topology->unknown_of[load->node];
        double ampere = s->sign * load->ampere;
        if (unknown == IRD_FLOATING) {
            solution->unconnected[solution->unconnected_count++] = i;
            solution->unconnected_a += ampere;
            continue;
        }
        s->load_a += ampere;
        s->absolute_a += fabs(ampere);
        if (unknown >= 0) {
            s->j[unknown] += ampere;
        } else {
            s->direct_a[-2 - unknown] += ampere;
        }
    }
    ird_factor_add_sources(s->factor, s->j);
}

/* What each group of sources feeds: through its resistors and right at its nodes. */
static void set_source_currents(solver *s) {
    const ird_factor *factor = s->factor;
    memcpy(s->group_a, s->direct_a, factor->topology.group_count * sizeof *s->group_a);
    for (size_t i = 0; i < factor->balance.feeds.count; i++) {
        const ird_feed *feed = &factor->balance.feeds.items[i];
        double own_v = factor->group_drop_v[feed->group];
        if (feed->other >= 0) {
            s->group_a[feed->group] += feed->siemens * (s->d[feed->other] - own_v);
        } else {
            int32_t other = -2 - feed->other;
            double ampere = feed->siemens * (factor->group_drop_v[other] - own_v);
            s->group_a[feed->group] += ampere;
            s->group_a[other] -= ampere;
        }
    }
}

static void measure(solver *s, ird_solution *solution) {
    const ird_factor *factor = s->factor;
    ird_imbalance most = ird_balance_residual(&factor->balance, s->j, s->d, s->r);
    set_source_currents(s);
    double scale = factor->norm * most.most_v + most.load_a;
    solution->residual = scale > 0 ? most.most_a / scale : 0;
    double fed_a = 0;
    double moved_a = s->absolute_a;
    for (size_t i = 0; i < factor->topology.group_count; i++) {
        fed_a += s->group_a[i];
        moved_a = fmax(moved_a, fabs(s->group_a[i]));
    }
    solution->kirchhoff = moved_a > 0 ? fabs(fed_a - s->load_a) / moved_a : 0;
}

/* Whether another round of refinement is worth it. A factor in single precision is used
 * as it is while that gains: a round is worth several digits and costs half of a step of
 * conjugate gradients. *is_rough becomes false when they have to help. */
static bool wants_more(const ird_solution *solution, double residual_before,
                       bool *is_rough) {
    bool is_good = solution->residual <= MARGIN * RESIDUAL_LIMIT &&
                   solution->kirchhoff <= MARGIN * KIRCHHOFF_LIMIT;
    bool gains = solution->residual <= GAIN * residual_before;
    if (*is_rough && gains) {
        return !is_good || solution->residual > ROUGH_ENOUGH;
    }
    *is_rough = false;
    return !is_good;
}

/* Solve and refine until residual and balance are well below their limits or no longer
 * become better. */
static ird_status solve_refined(solver *s, ird_solution *solution, ird_error *err) {
    size_t n = s->factor->topology.unknowns;
    bool is_rough = s->factor->engine.info.is_rough;
    size_t rounds = is_rough ? 2 * REFINEMENTS : REFINEMENTS;
    for (size_t i = 0; i <= rounds; i++) {
        const double *rhs = i == 0 ? s->j : s->r;
        double *x = i == 0 ? s->d : s->r;
        double before = i == 0 ? (double)INFINITY : solution->residual;
        ird_status status =
            ird_factor_apply(s->factor, rhs, x, is_rough, &solution->iterations, err);
        if (status != IRD_OK) {
            return status;
        }
        for (size_t k = 0; i > 0 && k < n; k++) {
            s->d[k] += x[k];
        }
        measure(s, solution);
        solution->iterations += i > 0 ? 1 : 0;
        if (!wants_more(solution, before, &is_rough)) {
            break;
        }
    }
    if (!(solution->residual <= RESIDUAL_LIMIT &&
          solution->kirchhoff <= KIRCHHOFF_LIMIT)) {
        return ird_fail(err, IRD_SOLVE_INACCURATE,
                        "the solution of the power grid misses its accuracy: residual "
                        "%.2g, source against load current %.2g; look for resistances "
                        "that are far too small or too large",
                        solution->residual, solution->kirchhoff);
    }
    return IRD_OK;
}

static void spread_drops(const solver *s, ird_solution *solution) {
    const int32_t *unknown_of = s->factor->topology.unknown_of;
    double sum = 0, worst_v = -INFINITY;
    size_t reached = 0, worst = SIZE_MAX;
    for (size_t i = 0; i < solution->node_count; i++) {
        int32_t unknown = unknown_of[i];
        double drop_v = unknown >= 0 ? s->d[unknown] : (double)NAN;
        if (unknown < IRD_FLOATING) {
            drop_v = s->factor->group_drop_v[-2 - unknown];
        }
        solution->drop_v[i] = drop_v;
        if (unknown != IRD_FLOATING) {
            sum += drop_v;
            reached++;
            worst = drop_v > worst_v ? i : worst;
            worst_v = drop_v > worst_v ? drop_v : worst_v;
        }
    }
    solution->worst_node = worst != SIZE_MAX ? (int32_t)worst : -1;
    solution->worst_drop_v = worst != SIZE_MAX ? worst_v : 0;
    solution->average_drop_v = reached > 0 ? sum / (double)reached : 0;
}

static void spread_sources(const solver *s, ird_solution *solution) {
    const ird_topology *topology = &s->factor->topology;
    for (size_t i = 0; i < solution->source_count; i++) {
        int32_t group = topology->group_of[i];
        solution->source_a[i] =
            s->group_a[group] / (double)topology->group_sources[group];
    }
}

static ird_status allocate_solution(ird_solution *solution, const ird_factor *factor,
                                    size_t load_count, ird_error *err) {
    solution->node_count = factor->network->nodes.count;
    solution->source_count = factor->network->sources.count;
    solution->supply_v = factor->supply_v;
    solution->drop_v = ird_alloc(solution->node_count, sizeof *solution->drop_v);
    solution->source_a = ird_alloc(solution->source_count, sizeof *solution->source_a);
    solution->unconnected = ird_alloc(load_count, sizeof *solution->unconnected);
    if (solution->drop_v == NULL || solution->source_a == NULL ||
        solution->unconnected == NULL) {
        return ird_fail_memory(err, doing);
    }
    return IRD_OK;
}

/* Most networks have none. */
static ird_status fit_unconnected(ird_solution *solution, ird_error *err) {
    size_t count = solution->unconnected_count > 0 ? solution->unconnected_count : 1;
    size_t *fit = ird_realloc(solution->unconnected, count, sizeof *fit);
    if (fit == NULL) {
        return ird_fail_memory(err, doing);
    }
    solution->unconnected = fit;
    return IRD_OK;
}

ird_status ird_solve(ird_solution *solution, ird_factor *factor, const ird_load *loads,
                     size_t count, ird_error *err) {
    double begin_s = ird_clock_s();
    const ird_network *network = factor->network;
    solver s = {.factor = factor, .sign = network->is_ground ? -1 : 1};
    s.loads = loads != NULL ? loads : network->loads.items;
    s.load_count = loads != NULL ? count : network->loads.count;
    ird_solution made = {0};
    ird_status status = allocate_solution(&made, factor, s.load_count, err);
    if (status == IRD_OK) {
        status = solver_open(&s, err);
    }
    s.r = made.drop_v; /* there are no fewer nodes than unknowns */
    if (status == IRD_OK) {
        set_rhs(&s, &made);
        status = solve_refined(&s, &made, err);
    }
    if (status == IRD_OK) {
        status = fit_unconnected(&made, err);
    }
    if (status == IRD_OK) {
        made.total_current_a = s.load_a;
        spread_drops(&s, &made);
        spread_sources(&s, &made);
        made.seconds = ird_clock_s() - begin_s;
        ird_solution_free(solution);
        *solution = made;
    } else {
        ird_solution_free(&made);
    }
    ird_free(s.group_a);
    return status;
}

ird_status ird_factor_write_currents(ird_factor *factor, const ird_load *loads,
                                     size_t count, ird_error *err) {
    const ird_network *network = factor->network;
    solver s = {.factor = factor, .sign = network->is_ground ? -1 : 1};
    s.loads = loads != NULL ? loads : network->loads.items;
    s.load_count = loads != NULL ? count : network->loads.count;
    ird_solution ignored = {.unconnected = ird_alloc(s.load_count, sizeof(size_t))};
    ird_status status =
        ignored.unconnected != NULL ? solver_open(&s, err) : ird_fail_memory(err, doing);
    if (status == IRD_OK) {
        set_rhs(&s, &ignored);
        ird_reduction_forward(&factor->reduction, s.j);
        status = ird_ranks_write_currents(
            &factor->engine, s.j + factor->reduction.steps.count, s.load_a, err);
    }
    ird_solution_free(&ignored);
    ird_free(s.group_a);
    return status;
}

double ird_solution_voltage_v(const ird_solution *solution, const ird_network *network,
                              int32_t node) {
    double drop_v = solution->drop_v[node];
    return solution->supply_v + (network->is_ground ? drop_v : -drop_v);
}

double ird_solution_current_a(const ird_solution *solution, const ird_factor *factor,
                              size_t resistor) {
    const ird_resistor *r = &factor->network->resistors.items[resistor];
    if (ird_topology_merges(factor->network, r, &factor->options.merging)) {
        return (double)NAN;
    }
    double volt = solution->drop_v[r->b] - solution->drop_v[r->a];
    return (factor->network->is_ground ? -volt : volt) / r->ohm;
}
