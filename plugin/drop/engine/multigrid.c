/* SPDX-License-Identifier: BSD-3-Clause */
#include "engine/multigrid.h"

#include <math.h>
#include <string.h>

#include "base/alloc.h"
#include "engine/cg.h"
#include "engine/cholmod.h"
#include "engine/sweeps.h"

static const char *const doing = "building the grids of a multigrid solver";

enum {
    MOST_LEVELS = 24,
    COARSEST = 1000 /* nodes that are factored instead of coarsened */
};

/* A level that keeps more than this part of its nodes is factored, whatever its size. */
#define LEAST_COARSENING 0.75

/* A first step that leaves less than this part of the residual is enough. */
#define ENOUGH 0.25

/* Conjugate gradients end there, and compute the residual anew where so much of it is
 * left since they did that last. */
#define TOLERANCE 1e-11
#define RENEW 1e-4
enum { MOST_ITERATIONS = 500 };

struct ird_multigrid {
    ird_level levels[MOST_LEVELS]; /* of the last one n, z and r alone */
    size_t count;
    ird_cholmod *coarsest; /* of the last level */
    double *x;             /* for that */
    ird_graph graph;       /* where it is the only one; else empty */
    ird_workers *workers;
    size_t bytes;
};

void ird_multigrid_free(ird_multigrid *m) {
    if (m == NULL) {
        return;
    }
    for (size_t i = 0; i < m->count; i++) {
        ird_level_free(&m->levels[i]);
    }
    ird_cholmod_free(m->coarsest);
    ird_free(m->x);
    ird_graph_free(&m->graph);
    ird_workers_free(m->workers);
    ird_free(m);
}

size_t ird_multigrid_bytes(const ird_multigrid *m) {
    return m->bytes;
}

/* Bytes of a node and an edge, with all that coarser levels have: meshes of 6e4 to 2e6
 * nodes took 71.6 a node, and 24 more while levels were made. */
enum { NODE_BYTES = 30, EDGE_BYTES = 22, MAKING_BYTES = 25, FACTORED_BYTES = 400 };

size_t ird_multigrid_most_bytes(const ird_graph *graph, size_t *peak) {
    size_t n = graph->n, edges = graph->start[n] / 2;
    size_t kept = n > COARSEST ? NODE_BYTES * n + EDGE_BYTES * edges
                               : FACTORED_BYTES * n + ird_graph_bytes(graph);
    *peak = kept + MAKING_BYTES * n;
    return kept;
}

/* ---- building ------------------------------------------------------------------------
 */

/* What is there while levels are made: their graphs as they were found, and the groups.
 * Levels beyond those of the multigrid are for their order alone. within is a level by
 * groups of groups of groups, so that what is near in the graph is near in memory; order
 * and place are what became of that in blocks. */
typedef struct draft {
    size_t count;
    ird_graph *graphs[MOST_LEVELS];
    ird_graph own[MOST_LEVELS];
    ird_groups groups[MOST_LEVELS];
    int32_t *within[MOST_LEVELS], *order[MOST_LEVELS], *place[MOST_LEVELS];
} draft;

static void free_draft(draft *d) {
    for (size_t i = 0; i < MOST_LEVELS; i++) {
        ird_graph_free(&d->own[i]);
        ird_groups_free(&d->groups[i]);
        ird_free(d->within[i]);
        ird_free(d->order[i]);
        ird_free(d->place[i]);
    }
    ird_free(d);
}

/* Graphs down to one that is small, or will not become so, and further for the order. */
static ird_status coarsen(ird_multigrid *m, draft *d, ird_error *err) {
    d->count = 1;
    while (d->graphs[d->count - 1]->n > 1 && d->count < MOST_LEVELS) {
        size_t at = d->count - 1;
        const ird_graph *fine = d->graphs[at];
        IRD_TRY(ird_groups_make(&d->groups[at], fine, m->workers, err));
        if ((double)d->groups[at].count > LEAST_COARSENING * (double)fine->n) {
            break;
        }
        IRD_TRY(
            ird_groups_collapse(&d->groups[at], fine, &d->own[at + 1], m->workers, err));
        d->graphs[at + 1] = &d->own[at + 1];
        d->count++;
        m->count += fine->n > COARSEST ? 1 : 0;
    }
    return IRD_OK;
}

/* Each group in the order of the next level, with its nodes. */
static ird_status number_level(draft *d, size_t at, ird_error *err) {
    size_t n = d->graphs[at]->n, next = 0;
    int32_t *within = d->within[at] = ird_alloc(n, sizeof *within);
    if (within == NULL) {
        return ird_fail_memory(err, doing);
    }
    const ird_groups *groups = &d->groups[at];
    for (size_t i = 0; i < n && at + 1 == d->count; i++) {
        within[i] = (int32_t)i;
    }
    for (size_t i = 0; at + 1 < d->count && i < groups->count; i++) {
        int32_t group = d->within[at + 1][i];
        for (int32_t k = groups->start[group]; k < groups->start[group + 1]; k++) {
            within[next++] = groups->member[k];
        }
    }
    return IRD_OK;
}

static ird_status make_last(ird_multigrid *m, const ird_graph *graph, ird_error *err) {
    ird_level *last = &m->levels[m->count - 1];
    size_t bytes = 0;
    last->n = graph->n;
    last->take_z = 1;
    last->r = ird_alloc_zero(last->n, 3 * sizeof *last->r);
    m->x = ird_alloc(last->n, sizeof *m->x);
    if (last->r == NULL || m->x == NULL) {
        return ird_fail_memory(err, doing);
    }
    last->z = last->r + last->n;
    last->second = last->z + last->n;
    IRD_TRY(ird_cholmod_analyse(&m->coarsest, graph, &bytes, err));
    m->bytes += bytes + last->n * (3 * sizeof(float) + sizeof(double));
    return ird_cholmod_factor(m->coarsest, err);
}

static ird_status make_level(ird_multigrid *m, draft *d, size_t at, ird_error *err) {
    size_t n = d->graphs[at]->n;
    d->order[at] = ird_alloc(n, sizeof *d->order[at]);
    d->place[at] = ird_alloc(n, sizeof *d->place[at]);
    if (d->order[at] == NULL || d->place[at] == NULL) {
        return ird_fail_memory(err, doing);
    }
    for (size_t i = 0; i < n; i++) {
        d->order[at][i] = d->place[at][i] = (int32_t)i;
    }
    if (at + 1 == m->count) {
        return IRD_OK;
    }
    const ird_level_plan plan = {d->graphs[at],    &d->groups[at], d->within[at + 1],
                                 d->place[at + 1], d->order[at],   d->place[at],
                                 at == 0};
    IRD_TRY(ird_level_make(&m->levels[at], &plan, m->workers, err));
    m->bytes += ird_level_bytes(&m->levels[at]);
    ird_graph_free(d->graphs[at]);
    ird_groups_free(&d->groups[at]);
    return IRD_OK;
}

static ird_status make_levels(ird_multigrid *m, draft *d, ird_error *err) {
    for (size_t at = d->count; at-- > 1;) {
        IRD_TRY(number_level(d, at, err));
    }
    for (size_t at = m->count; at-- > 0;) {
        IRD_TRY(make_level(m, d, at, err));
    }
    return IRD_OK;
}

static ird_status build(ird_multigrid *m, ird_graph *graph, int32_t *order, draft *d,
                        ird_error *err) {
    d->graphs[0] = graph;
    IRD_TRY(coarsen(m, d, err));
    IRD_TRY(make_last(m, d->graphs[m->count - 1], err));
    IRD_TRY(make_levels(m, d, err));
    memcpy(order, d->order[0], m->levels[0].n * sizeof *order);
    if (m->count == 1) {
        m->graph = *graph;
        memset(graph, 0, sizeof *graph);
    }
    return IRD_OK;
}

ird_status ird_multigrid_create(ird_multigrid **multigrid, ird_graph *graph,
                                int32_t *order, size_t threads, ird_error *err) {
    ird_multigrid *made = ird_alloc_zero(1, sizeof *made);
    draft *d = ird_alloc_zero(1, sizeof *d);
    ird_status status = made != NULL && d != NULL ? IRD_OK : ird_fail_memory(err, doing);
    if (made != NULL) {
        made->count = 1;
    }
    ird_error none; /* without more threads the caller does it all */
    if (status == IRD_OK && threads > 1 && graph->n >= IRD_MULTIGRID_SHARED &&
        ird_workers_create(&made->workers, threads, &none) != IRD_OK) {
        made->workers = NULL;
    }
    if (status == IRD_OK) {
        status = build(made, graph, order, d, err);
    }
    if (d != NULL) {
        free_draft(d);
    }
    ird_graph_free(graph);
    if (status != IRD_OK) {
        ird_multigrid_free(made);
        return status;
    }
    *multigrid = made;
    return IRD_OK;
}

/* ---- cycles --------------------------------------------------------------------------
 */

static void solve_coarsest(ird_multigrid *m, ird_level *l) {
    for (size_t i = 0; i < l->n; i++) {
        m->x[i] = (double)l->r[i];
    }
    bool is_good = ird_cholmod_solve(m->coarsest, m->x, NULL) == IRD_OK;
    for (size_t i = 0; i < l->n; i++) {
        l->z[i] = is_good ? (float)m->x[i] : 0;
    }
}

static void correct(ird_multigrid *m, size_t at);

static ird_sweeper sweeper_of(ird_multigrid *m, size_t at) {
    return (ird_sweeper){
        .level = &m->levels[at], .below = &m->levels[at + 1], .workers = m->workers};
}

/* Solve for r of level `at` by up to two steps of conjugate gradients, each along what a
 * cycle finds: z, and second. Every other level makes one: a mesh of 1e7 nodes takes 36
 * steps in place of 35, each an eighth shorter; one on the first level took 49 of 34.
 * With a step along z, r falls by step q, q = G z. The solution is the best in the span
 * of both, as take_z z + take_second second. */
static void correct(ird_multigrid *m, size_t at) {
    ird_level *l = &m->levels[at];
    if (at + 1 == m->count) {
        solve_coarsest(m, l);
        return;
    }
    ird_sweeper s = sweeper_of(m, at);
    ird_sweep_down(&s, 0, l->z);
    double before = s.sums[0];
    correct(m, at + 1);
    ird_sweep_up(&s, l->z, true);
    ird_sweep_product(&s);
    double energy = s.sums[0];
    double step = energy > 0 ? s.sums[1] / energy : 0;
    double after = before - 2 * step * s.sums[3] + step * step * s.sums[2];
    l->take_z = (float)step;
    l->take_second = 0;
    bool is_enough = at % 2 == 0 || after <= ENOUGH * ENOUGH * before;
    if (is_enough || !(energy > 0)) {
        return;
    }
    ird_sweep_down(&s, step, l->second);
    correct(m, at + 1);
    ird_sweep_up(&s, l->second, false);
    double along = s.sums[0], overlap = s.sums[1] / energy, own = s.sums[2];
    ird_sweep_outer_energy(&s, l->second);
    own += s.sums[0] - overlap * overlap * energy;
    double further = own > 0 ? along / own : 0;
    l->take_second = (float)further;
    l->take_z = (float)(step - further * overlap);
}

/* ---- conjugate gradients -------------------------------------------------------------
 */

/* The flexible form of beta, (r_new - r_old) z_new / (r_old z_old): the preconditioner
 * iterates inside and is not quite the same every time; r_new - r_old = -alpha q. */
static void iterate(ird_multigrid *m, ird_finest *f, size_t *iterations) {
    ird_sweeper s = sweeper_of(m, 0);
    double alpha = 0, rz_before = 1, enough = 0, renewed = 0;
    s.finest = f;
    for (size_t k = 0; k < MOST_ITERATIONS; k++) {
        ird_sweep_down(&s, alpha, f->z);
        double rr = s.sums[0];
        enough = k == 0 ? TOLERANCE * TOLERANCE * rr : enough;
        renewed = k == 0 ? rr : renewed;
        if (rr <= enough) {
            break;
        }
        if (rr <= RENEW * RENEW * renewed) {
            ird_sweep_residual(&s);
            renewed = s.sums[0];
            ird_sweep_down(&s, 0, f->z);
        }
        correct(m, 1);
        ird_sweep_up(&s, f->z, true);
        double rz = s.sums[0];
        double beta = k > 0 ? -alpha * s.sums[1] / rz_before : 0;
        ird_sweep_direction(&s, beta);
        if (!(s.sums[0] > 0)) {
            break;
        }
        alpha = rz / s.sums[0];
        rz_before = rz;
        (*iterations)++;
    }
}

static ird_status solve_levels(ird_multigrid *m, double *x, size_t *iterations,
                               ird_error *err) {
    size_t n = m->levels[0].n;
    double most = 0;
    for (size_t i = 0; i < n; i++) {
        most = fmax(most, fabs(x[i]));
    }
    if (!(most > 0)) {
        return IRD_OK;
    }
    double *b = ird_alloc(n, 2 * sizeof *b);
    float *z = ird_alloc_zero(n, 3 * sizeof *z);
    ird_status status =
        b != NULL && z != NULL ? IRD_OK : ird_fail_memory(err, "solving a power grid");
    if (status == IRD_OK) {
        ird_finest f = {.x = x, .r = b + n, .b = b, .z = z, .p = z + n, .q = z + 2 * n};
        for (size_t i = 0; i < n; i++) {
            b[i] = f.r[i] = x[i] / most;
            x[i] = 0;
        }
        iterate(m, &f, iterations);
        for (size_t i = 0; i < n; i++) {
            x[i] *= most;
        }
    }
    ird_free(b);
    ird_free(z);
    return status;
}

static void multiply(void *graph, const double *x, double *out) {
    ird_graph_multiply(graph, x, out);
}

static void apply_coarsest(void *multigrid, const double *r, double *z) {
    ird_multigrid *m = multigrid;
    memcpy(z, r, m->levels[0].n * sizeof *z);
    if (ird_cholmod_solve(m->coarsest, z, NULL) != IRD_OK) {
        memcpy(z, r, m->levels[0].n * sizeof *z);
    }
}

ird_status ird_multigrid_solve(ird_multigrid *m, double *x, size_t *iterations,
                               ird_error *err) {
    if (m->count > 1) {
        return solve_levels(m, x, iterations, err);
    }
    ird_operator matrix = {multiply, &m->graph};
    ird_operator preconditioner = {apply_coarsest, m};
    return ird_cg(&matrix, &preconditioner, m->levels[0].n, x, iterations, err);
}
