/* SPDX-License-Identifier: BSD-3-Clause */
#include "coarse/coarse.h"

#include <math.h>
#include <string.h>

#include "base/clock.h"
#include "coarse/cells.h"
#include "engine/cholmod.h"

static const char *const doing = "making the coarse network";

/* Bounds of what calibration may make of a coarse drop. */
#define RATIO_LEAST 0.05
#define RATIO_MOST 20.0

/* A round that takes less of the energy is the last one. */
#define ENOUGH 1e-7

/* Bounds are widened by at most 1 / (1 - sqrt 0.9), 20 times. */
#define WIDEST 0.9

const ird_coarse_options ird_coarse_defaults = {IRD_COARSE_CELLS, IRD_COARSE_SWEEPS, true,
                                                IRD_COARSE_ROUNDS, 0};

const ird_solve_options ird_coarse_solve_options = {
    .merging = {.ohm = 1e-6, .pin_link_ohm = 1.001e-3}};

struct ird_coarse {
    ird_factor *factor;
    ird_coarse_options options;
    ird_graph
        core; /* what chains left, kept for the sweeps, in the network's order ... */
    int32_t *unknown; /* ... and the unknown of each of its nodes */
    ird_cells cells;
    ird_cholmod *factored; /* of the cells; NULL where there are none */
    double *ratio;         /* one a node of the core: true over coarse drop */
    double *diagonal_ohm;  /* 1 / diagonal of the core's matrix */
    double *response;      /* one a node of the network */
    /* Scratch of a solve. */
    double *x, *y;                             /* unknowns of the factor */
    double *j, *z, *residual, *change, *image; /* core */
    bool has_residual;             /* that of z, which rounds keep up to date */
    double *before, *before_image; /* the last change, and what the core makes of it */
    double before_energy;          /* 0: there is none */
    double *cell_x;
    double taken, taken_before; /* of the energy of the error, by the last two changes */
    ird_coarse_info info;
};

void ird_coarse_free(ird_coarse *coarse) {
    if (coarse == NULL) {
        return;
    }
    ird_graph_free(&coarse->core);
    ird_free(coarse->unknown);
    ird_cells_free(&coarse->cells);
    ird_cholmod_free(coarse->factored);
    double *const owned[] = {coarse->ratio,       coarse->diagonal_ohm,
                             coarse->response,    coarse->x,
                             coarse->y,           coarse->j,
                             coarse->z,           coarse->residual,
                             coarse->cell_x,      coarse->change,
                             coarse->image,       coarse->before,
                             coarse->before_image};
    for (size_t i = 0; i < sizeof owned / sizeof *owned; i++) {
        ird_free(owned[i]);
    }
    ird_free(coarse);
}

ird_coarse_info ird_coarse_get_info(const ird_coarse *coarse) {
    return coarse->info;
}

const double *ird_coarse_response(const ird_coarse *coarse) {
    return coarse->response;
}

/* ---- a solution ---- */

/* The right-hand side of the unknowns, into x; with_sources adds what sources that are
 * below the supply bring. */
static void set_rhs(ird_coarse *coarse, const ird_load *loads, size_t count,
                    bool with_sources) {
    const ird_factor *factor = coarse->factor;
    const ird_topology *topology = &factor->topology;
    double sign = factor->network->is_ground ? -1 : 1;
    memset(coarse->x, 0, topology->unknowns * sizeof *coarse->x);
    for (size_t i = 0; i < count; i++) {
        int32_t unknown = topology->unknown_of[loads[i].node];
        if (unknown >= 0) {
            coarse->x[unknown] += sign * loads[i].ampere;
        }
    }
    if (with_sources) {
        ird_factor_add_sources(factor, coarse->x);
    }
}

/* From the right-hand side in x to that of the core. */
static void eliminate_chains(ird_coarse *coarse) {
    ird_reduction_forward(&coarse->factor->reduction, coarse->x);
    for (size_t i = 0; i < coarse->core.n; i++) {
        coarse->j[i] = coarse->x[coarse->unknown[i]];
    }
}

/* From z (and change) to x (and y), behind what eliminate_chains left in x. */
static void fill_chains(ird_coarse *coarse, bool with_change) {
    for (size_t i = 0; i < coarse->core.n; i++) {
        coarse->x[coarse->unknown[i]] = coarse->z[i];
    }
    if (!with_change) {
        ird_reduction_backward(&coarse->factor->reduction, coarse->x);
        return;
    }
    for (size_t i = 0; i < coarse->core.n; i++) {
        coarse->y[coarse->unknown[i]] = coarse->change[i];
    }
    ird_reduction_backward_two(&coarse->factor->reduction, coarse->x, coarse->y);
}

/* z = P (P' S P)^-1 P' j */
static ird_status solve_cells(ird_coarse *coarse, const double *j, double *z,
                              ird_error *err) {
    if (coarse->factored == NULL) {
        return IRD_OK;
    }
    ird_cells_gather(&coarse->cells, j, coarse->cell_x);
    ird_status status = ird_cholmod_solve(coarse->factored, coarse->cell_x, err);
    if (status == IRD_OK) {
        ird_cells_spread(&coarse->cells, coarse->cell_x, z);
    }
    return status;
}

static void relax(const ird_coarse *coarse, size_t i, const double *j, double *z) {
    const ird_graph *core = &coarse->core;
    double sum = j[i];
    for (size_t e = core->start[i]; e < core->start[i + 1]; e++) {
        sum += core->siemens[e] * z[core->neighbour[e]];
    }
    z[i] = sum * coarse->diagonal_ohm[i];
}

static void sweep(const ird_coarse *coarse, const double *j, double *z) {
    for (size_t i = 0; i < coarse->core.n; i++) {
        relax(coarse, i, j, z);
    }
    for (size_t i = coarse->core.n; i-- > 0;) {
        relax(coarse, i, j, z);
    }
}

static void scale(double *z, const double *ratio, size_t count) {
    for (size_t i = 0; i < count; i++) {
        z[i] *= ratio[i];
    }
}

/* From the unknowns to the nodes; sources have source_v of their groups. */
static void spread_nodes(const ird_coarse *coarse, const double *x,
                         const double *source_v, double *drop_v) {
    const ird_topology *topology = &coarse->factor->topology;
    for (size_t i = 0; i < coarse->factor->network->nodes.count; i++) {
        int32_t unknown = topology->unknown_of[i];
        drop_v[i] = unknown >= 0              ? x[unknown]
                    : unknown == IRD_FLOATING ? (double)NAN
                    : source_v != NULL        ? source_v[-2 - unknown]
                                              : 0;
    }
}

/* The same for drops and their change in one pass; the change of a source is zero. */
static void spread_two(const ird_coarse *coarse, double *drop_v, double *change_v) {
    const int32_t *unknown_of = coarse->factor->topology.unknown_of;
    const double *source_v = coarse->factor->group_drop_v;
    for (size_t i = 0; i < coarse->factor->network->nodes.count; i++) {
        int32_t unknown = unknown_of[i];
        bool is_known = unknown >= 0, is_floating = unknown == IRD_FLOATING;
        drop_v[i] = is_known      ? coarse->x[unknown]
                    : is_floating ? (double)NAN
                                  : source_v[-2 - unknown];
        change_v[i] = is_known ? coarse->y[unknown] : is_floating ? (double)NAN : 0;
    }
}

/* Take out of change what the last one, at hand with its image, has already taken: so
 * rounds converge as conjugate gradients do (flexible: Notay, SIAM J. Sci. Comput. 22,
 * 2000), where coarse cells see little of the grid. */
static void make_conjugate(ird_coarse *coarse) {
    double along = 0;
    for (size_t i = 0; i < coarse->core.n && coarse->before_energy > 0; i++) {
        along += coarse->change[i] * coarse->before_image[i];
    }
    double part = coarse->before_energy > 0 ? along / coarse->before_energy : 0;
    for (size_t i = 0; i < coarse->core.n && part != 0; i++) {
        coarse->change[i] -= part * coarse->before[i];
    }
}

static void keep_change(ird_coarse *coarse, double energy) {
    size_t bytes = coarse->core.n * sizeof *coarse->before;
    memcpy(coarse->before, coarse->change, bytes);
    memcpy(coarse->before_image, coarse->image, bytes);
    coarse->before_energy = energy;
}

/* What one more round (coarse correction and sweep) would add to z, into change: as far
 * along that direction as takes the energy of the error lowest, so that no round makes it
 * worse, however much coarse cells hide. The residual becomes that of z with the change.
 */
static ird_status set_change(ird_coarse *coarse, ird_error *err) {
    size_t core = coarse->core.n;
    double *residual = coarse->residual, *change = coarse->change, *image = coarse->image;
    if (!coarse->has_residual) {
        ird_graph_multiply(&coarse->core, coarse->z, residual);
        for (size_t i = 0; i < core; i++) {
            residual[i] = coarse->j[i] - residual[i];
        }
    }
    ird_status status = solve_cells(coarse, residual, change, err);
    if (status != IRD_OK) {
        return status;
    }
    scale(change, coarse->ratio, core);
    sweep(coarse, residual, change);
    if (coarse->options.most_rounds > 0) {
        make_conjugate(coarse);
    }
    ird_graph_multiply(&coarse->core, change, image);
    double along = 0, energy = 0;
    for (size_t i = 0; i < core; i++) {
        along += residual[i] * change[i];
        energy += change[i] * image[i];
    }
    if (coarse->options.most_rounds > 0) {
        keep_change(coarse, energy);
    }
    double step = energy > 0 ? along / energy : 0;
    coarse->taken_before = coarse->taken;
    coarse->taken = step * along;
    for (size_t i = 0; i < core; i++) {
        change[i] *= step;
        residual[i] -= step * image[i];
    }
    coarse->has_residual = true;
    return IRD_OK;
}

double ird_coarse_widening(const ird_coarse *coarse) {
    double share = coarse->taken_before > 0 ? coarse->taken / coarse->taken_before : 0;
    return 1 / (1 - sqrt(fmin(fmax(share, 0), WIDEST)));
}

/* Whether the last round took what counts. */
static bool is_moving(const ird_coarse *coarse) {
    double energy = 0;
    for (size_t i = 0; i < coarse->core.n; i++) {
        energy += coarse->j[i] * coarse->z[i];
    }
    return coarse->taken > ENOUGH * energy;
}

/* z for the core's right-hand side j, by as many rounds as the options ask for. */
static ird_status solve_core(ird_coarse *coarse, ird_error *err) {
    ird_status status = solve_cells(coarse, coarse->j, coarse->z, err);
    if (status != IRD_OK) {
        return status;
    }
    scale(coarse->z, coarse->ratio, coarse->core.n);
    for (size_t i = 0; i < coarse->options.sweeps; i++) {
        sweep(coarse, coarse->j, coarse->z);
    }
    const ird_coarse_options *o = &coarse->options;
    coarse->taken = 0;
    coarse->before_energy = 0;
    coarse->has_residual = false;
    for (size_t round = 1;
         round < o->rounds || (round < o->most_rounds && is_moving(coarse)); round++) {
        status = set_change(coarse, err);
        if (status != IRD_OK) {
            return status;
        }
        for (size_t i = 0; i < coarse->core.n; i++) {
            coarse->z[i] += coarse->change[i];
        }
    }
    return IRD_OK;
}

ird_status ird_coarse_solve(ird_coarse *coarse, const ird_load *loads, size_t count,
                            double *drop_v, double *change_v, ird_error *err) {
    const ird_factor *factor = coarse->factor;
    const ird_network *network = factor->network;
    set_rhs(coarse, loads != NULL ? loads : network->loads.items,
            loads != NULL ? count : network->loads.count, true);
    eliminate_chains(coarse);
    ird_status status = solve_core(coarse, err);
    if (status == IRD_OK && change_v != NULL) {
        status = set_change(coarse, err);
    }
    if (status != IRD_OK) {
        return status;
    }
    fill_chains(coarse, change_v != NULL);
    if (change_v == NULL) {
        spread_nodes(coarse, coarse->x, factor->group_drop_v, drop_v);
    } else {
        spread_two(coarse, drop_v, change_v);
    }
    return IRD_OK;
}

/* ---- calibration ---- */

/* True over coarse drops at the core, for the right-hand side in x, which is used up, and
 * the true drops in y. */
static ird_status set_ratio(ird_coarse *coarse, ird_error *err) {
    eliminate_chains(coarse);
    ird_status status = solve_cells(coarse, coarse->j, coarse->z, err);
    double most = 0;
    for (size_t i = 0; i < coarse->core.n && status == IRD_OK; i++) {
        most = fmax(most, coarse->z[i]);
    }
    for (size_t i = 0; i < coarse->core.n && status == IRD_OK; i++) {
        double exact = coarse->y[coarse->unknown[i]];
        bool is_small = !(coarse->z[i] > 1e-9 * most);
        double ratio = is_small ? 1 : exact / coarse->z[i];
        coarse->ratio[i] = fmin(fmax(ratio, RATIO_LEAST), RATIO_MOST);
    }
    return status;
}

ird_status ird_coarse_calibrate(ird_coarse *coarse, const ird_load *loads, size_t count,
                                const double *exact_v, ird_error *err) {
    const ird_factor *factor = coarse->factor;
    const ird_network *network = factor->network;
    for (size_t i = 0; i < network->nodes.count; i++) {
        int32_t unknown = factor->topology.unknown_of[i];
        if (unknown >= 0) {
            coarse->y[unknown] = exact_v[i];
        }
    }
    set_rhs(coarse, loads != NULL ? loads : network->loads.items,
            loads != NULL ? count : network->loads.count, true);
    return set_ratio(coarse, err);
}

static double mean_response(const ird_coarse *coarse, const ird_uniform_loads *uniform) {
    double sum = 0, weight = 0;
    for (size_t i = 0; i < uniform->loads.count; i++) {
        const ird_load *load = &uniform->loads.items[i];
        double response = coarse->response[load->node];
        if (!isnan(response)) {
            sum += fabs(load->ampere) * response;
            weight += fabs(load->ampere);
        }
    }
    return weight > 0 ? sum / weight : 0;
}

/* Response and ratio from one exact solution, or the coarse response alone. */
static ird_status respond(ird_coarse *coarse, ird_error *err) {
    ird_uniform_loads uniform = {0};
    size_t iterations = 0;
    ird_status status = ird_uniform_loads_make(&uniform, coarse->factor->network, err);
    if (status == IRD_OK && coarse->options.is_calibrated) {
        set_rhs(coarse, uniform.loads.items, uniform.loads.count, false);
        double begin_s = ird_clock_s();
        status = ird_factor_apply(coarse->factor, coarse->x, coarse->y, false,
                                  &iterations, err);
        coarse->info.exact_s = ird_clock_s() - begin_s;
        if (status == IRD_OK) {
            spread_nodes(coarse, coarse->y, NULL, coarse->response);
            status = set_ratio(coarse, err);
        }
    } else if (status == IRD_OK) {
        status = ird_coarse_solve(coarse, uniform.loads.items, uniform.loads.count,
                                  coarse->response, NULL, err);
    }
    if (status == IRD_OK) {
        coarse->info.r_char_ohm = mean_response(coarse, &uniform);
    }
    ird_uniform_loads_free(&uniform);
    return status;
}

/* ---- making ---- */

static ird_status allocate(ird_coarse *coarse, ird_error *err) {
    size_t core = coarse->core.n, unknowns = coarse->factor->topology.unknowns;
    const struct {
        double **array;
        size_t count;
    } wanted[] = {
        {&coarse->ratio, core},
        {&coarse->diagonal_ohm, core},
        {&coarse->j, core},
        {&coarse->z, core},
        {&coarse->residual, core},
        {&coarse->change, core},
        {&coarse->image, core},
        {&coarse->before, coarse->options.most_rounds > 0 ? core : 0},
        {&coarse->before_image, coarse->options.most_rounds > 0 ? core : 0},
        {&coarse->x, unknowns},
        {&coarse->y, unknowns},
        {&coarse->cell_x, coarse->cells.count},
        {&coarse->response, coarse->factor->network->nodes.count},
    };
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
        *wanted[i].array = ird_alloc(wanted[i].count, sizeof(double));
        if (*wanted[i].array == NULL) {
            return ird_fail_memory(err, doing);
        }
    }
    for (size_t i = 0; i < core; i++) {
        double diagonal = coarse->core.leak[i];
        for (size_t e = coarse->core.start[i]; e < coarse->core.start[i + 1]; e++) {
            diagonal += coarse->core.siemens[e];
        }
        coarse->diagonal_ohm[i] = 1 / diagonal;
        coarse->ratio[i] = 1;
    }
    return IRD_OK;
}

static ird_status factor_cells(ird_coarse *coarse, ird_error *err) {
    ird_graph graph = {0};
    size_t memory;
    ird_status status = ird_cells_graph(&coarse->cells, &coarse->core, &graph, err);
    if (status == IRD_OK && graph.n > 0) {
        status = ird_cholmod_analyse(&coarse->factored, &graph, &memory, err);
        if (status == IRD_OK) {
            status = ird_cholmod_factor(coarse->factored, err);
        }
    }
    ird_graph_free(&graph);
    return status;
}

static ird_status build(ird_coarse *coarse, const ird_monitor *monitor, ird_error *err) {
    ird_status status =
        ird_factor_make_core(coarse->factor, &coarse->core, &coarse->unknown, err);
    if (status == IRD_OK) {
        status = ird_cells_make(&coarse->cells, coarse->factor, coarse->unknown,
                                coarse->core.n, coarse->options.cells, err);
    }
    if (status == IRD_OK) {
        status = ird_monitor_tick(monitor, doing, 0.3, err);
    }
    if (status == IRD_OK) {
        status = allocate(coarse, err);
    }
    if (status == IRD_OK) {
        status = factor_cells(coarse, err);
    }
    if (status == IRD_OK) {
        status = ird_monitor_tick(monitor, doing, 0.7, err);
    }
    return status == IRD_OK ? respond(coarse, err) : status;
}

ird_status ird_coarse_create(ird_coarse **coarse, ird_factor *factor,
                             const ird_coarse_options *options,
                             const ird_monitor *monitor, ird_error *err) {
    double begin_s = ird_clock_s();
    if (options->cells < 1 || options->cells > 4096) {
        return ird_fail(err, IRD_COARSE_CELLS_RANGE,
                        "a coarse network has 1 to 4096 cells along each side, not %zu",
                        options->cells);
    }
    ird_coarse *made = ird_alloc_zero(1, sizeof *made);
    if (made == NULL) {
        return ird_fail_memory(err, doing);
    }
    made->factor = factor;
    made->options = *options;
    ird_status status = build(made, monitor, err);
    if (status != IRD_OK) {
        ird_coarse_free(made);
        return status;
    }
    made->info.core = made->core.n;
    made->info.unknowns = made->cells.count;
    made->info.nonzeros =
        made->factored != NULL ? ird_cholmod_nonzeros(made->factored) : 0;
    made->info.build_s = ird_clock_s() - begin_s;
    *coarse = made;
    return IRD_OK;
}
