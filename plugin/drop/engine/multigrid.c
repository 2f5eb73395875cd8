/* SPDX-License-Identifier: BSD-3-Clause */
#include "engine/multigrid.h"

#include <math.h>
#include <string.h>

#include "base/alloc.h"
#include "engine/cholmod.h"

static const char *const doing = "building the grids of a multigrid solver";

enum {
    MOST_LEVELS = 24,
    COARSEST = 20000 /* nodes that are factored instead of coarsened */
};

/* A level that keeps more than this part of its nodes is factored, whatever its size. */
#define LEAST_COARSENING 0.75

/* A first step that leaves less than this part of the residual is enough. */
#define ENOUGH 0.25

/* Vectors of a level: r and z are what its cycle works on; the others belong to the steps
 * of conjugate gradients made on it for the level above. */
typedef struct level {
    const ird_graph *graph;
    ird_graph own;    /* what graph points to, but on the finest level */
    int32_t *group;   /* per node: its node on the next level */
    double *diagonal; /* 1 / G_ii */
    double *residual;
    double *r, *z, *direction, *product, *previous, *kept;
} level;

struct ird_multigrid {
    level levels[MOST_LEVELS];
    size_t count;
    ird_cholmod *coarsest; /* of the last level */
    size_t bytes;
};

static void free_level(level *l) {
    ird_graph_free(&l->own);
    ird_free(l->group);
    ird_free(l->diagonal);
    ird_free(l->residual);
    ird_free(l->r);
}

void ird_multigrid_free(ird_multigrid *multigrid) {
    if (multigrid == NULL) {
        return;
    }
    for (size_t i = 0; i < multigrid->count; i++) {
        free_level(&multigrid->levels[i]);
    }
    ird_cholmod_free(multigrid->coarsest);
    ird_free(multigrid);
}

size_t ird_multigrid_bytes(const ird_multigrid *multigrid) {
    return multigrid->bytes;
}

/* Each level has 0.35 of the nodes above it and half of its edges, at the most (graphs of
 * 1e5 to 1e7 nodes: 0.26 to 0.32, and 0.26 to 0.42); the coarsest is factored. While the
 * first pairs are joined there are two graphs of half the nodes. */
size_t ird_multigrid_most_bytes(const ird_graph *graph, size_t *peak) {
    double n = (double)graph->n, edges = (double)graph->start[graph->n];
    double node = sizeof(size_t) + sizeof(double),
           edge = sizeof(int32_t) + sizeof(double);
    double finest = n * (2 * sizeof(double) + sizeof(int32_t));
    double coarser = 0.35 / (1 - 0.35) * n * (8 * sizeof(double) + 4 + node) +
                     0.5 / (1 - 0.5) * edges * edge;
    double last = n < COARSEST ? n : COARSEST;
    double factored = 25.0 * last * (sizeof(double) + sizeof(int32_t));
    *peak = (size_t)(finest + coarser + factored + 0.5 * n * node + edges * edge);
    return (size_t)(finest + coarser + factored);
}

/* ---- coarsening -------------------------------------------------------------------- */

/* Pair every node with its strongest free neighbour; one without joins the group of its
 * strongest neighbour. Returns the number of groups. */
static size_t pair_nodes(const ird_graph *graph, int32_t *group) {
    size_t groups = 0;
    for (size_t i = 0; i < graph->n; i++) {
        group[i] = -1;
    }
    for (size_t i = 0; i < graph->n; i++) {
        if (group[i] >= 0) {
            continue;
        }
        int32_t free_one = -1;
        int32_t any = -1;
        double free_siemens = 0;
        double any_siemens = 0;
        for (size_t e = graph->start[i]; e < graph->start[i + 1]; e++) {
            int32_t j = graph->neighbour[e];
            if (group[j] < 0 && graph->siemens[e] > free_siemens) {
                free_siemens = graph->siemens[e];
                free_one = j;
            } else if (group[j] >= 0 && graph->siemens[e] > any_siemens) {
                any_siemens = graph->siemens[e];
                any = j;
            }
        }
        if (free_one < 0 && any >= 0) {
            group[i] = group[any];
            continue;
        }
        group[i] = (int32_t)groups++;
        if (free_one >= 0) {
            group[free_one] = group[i];
        }
    }
    return groups;
}

/* The graph of the groups. */
static ird_status collapse(const ird_graph *fine, const int32_t *group, size_t groups,
                           ird_graph *coarse, ird_error *err) {
    ird_graph made = {.n = groups};
    size_t edges = fine->start[fine->n];
    made.start = ird_alloc_zero(groups + 1, sizeof *made.start);
    made.leak = ird_alloc_zero(groups, sizeof *made.leak);
    made.neighbour = ird_alloc(edges, sizeof *made.neighbour);
    made.siemens = ird_alloc(edges, sizeof *made.siemens);
    if (made.start == NULL || made.leak == NULL || made.neighbour == NULL ||
        made.siemens == NULL) {
        ird_graph_free(&made);
        return ird_fail_memory(err, doing);
    }
    for (size_t i = 0; i < fine->n; i++) {
        made.leak[group[i]] += fine->leak[i];
        for (size_t e = fine->start[i]; e < fine->start[i + 1]; e++) {
            made.start[group[i] + 1] += group[fine->neighbour[e]] != group[i] ? 1 : 0;
        }
    }
    for (size_t i = 0; i < groups; i++) {
        made.start[i + 1] += made.start[i];
    }
    for (size_t i = 0; i < fine->n; i++) {
        for (size_t e = fine->start[i]; e < fine->start[i + 1]; e++) {
            int32_t other = group[fine->neighbour[e]];
            if (other != group[i]) {
                size_t at = made.start[group[i]]++;
                made.neighbour[at] = other;
                made.siemens[at] = fine->siemens[e];
            }
        }
    }
    memmove(made.start + 1, made.start, groups * sizeof *made.start);
    made.start[0] = 0;
    ird_status status = ird_graph_sum_parallel(&made, NULL, err);
    if (status == IRD_OK) {
        status = ird_graph_shrink(&made, err);
    }
    if (status != IRD_OK) {
        ird_graph_free(&made);
        return status;
    }
    *coarse = made;
    return IRD_OK;
}

/* Groups of about four: pairs of pairs. */
static ird_status coarsen(level *fine, ird_graph *coarse, ird_error *err) {
    const ird_graph *graph = fine->graph;
    ird_graph pairs = {0};
    int32_t *second = NULL;
    fine->group = ird_alloc(graph->n, sizeof *fine->group);
    if (fine->group == NULL) {
        return ird_fail_memory(err, doing);
    }
    size_t count = pair_nodes(graph, fine->group);
    ird_status status = collapse(graph, fine->group, count, &pairs, err);
    if (status == IRD_OK) {
        second = ird_alloc(count, sizeof *second);
        status = second != NULL ? IRD_OK : ird_fail_memory(err, doing);
    }
    if (status == IRD_OK) {
        size_t groups = pair_nodes(&pairs, second);
        status = collapse(&pairs, second, groups, coarse, err);
    }
    for (size_t i = 0; status == IRD_OK && i < graph->n; i++) {
        fine->group[i] = second[fine->group[i]];
    }
    ird_free(second);
    ird_graph_free(&pairs);
    return status;
}

/* Vectors of a level. The finest needs only those of its own cycle. */
static ird_status furnish(ird_multigrid *m, level *l, bool is_finest, ird_error *err) {
    const ird_graph *graph = l->graph;
    size_t n = graph->n;
    size_t vectors = is_finest ? 0 : 6;
    l->diagonal = ird_alloc(n, sizeof *l->diagonal);
    l->residual = ird_alloc(n, sizeof *l->residual);
    l->r = ird_alloc(n, vectors * sizeof *l->r);
    if (l->diagonal == NULL || l->residual == NULL || l->r == NULL) {
        return ird_fail_memory(err, doing);
    }
    l->z = l->r + (is_finest ? 0 : n);
    l->direction = l->z + (is_finest ? 0 : n);
    l->product = l->direction + (is_finest ? 0 : n);
    l->previous = l->product + (is_finest ? 0 : n);
    l->kept = l->previous + (is_finest ? 0 : n);
    for (size_t i = 0; i < n; i++) {
        double sum = graph->leak[i];
        for (size_t e = graph->start[i]; e < graph->start[i + 1]; e++) {
            sum += graph->siemens[e];
        }
        l->diagonal[i] = 1 / sum;
    }
    m->bytes += (vectors + 2) * n * sizeof(double) + n * sizeof(int32_t);
    m->bytes += n * (sizeof(size_t) + sizeof(double)) +
                graph->start[n] * (sizeof(int32_t) + sizeof(double));
    return IRD_OK;
}

static ird_status build(ird_multigrid *m, ird_error *err) {
    ird_status status = IRD_OK;
    for (;;) {
        level *l = &m->levels[m->count - 1];
        status = furnish(m, l, m->count == 1, err);
        if (status != IRD_OK || l->graph->n <= COARSEST || m->count == MOST_LEVELS) {
            break;
        }
        level *next = l + 1;
        status = coarsen(l, &next->own, err);
        if (status != IRD_OK) {
            break;
        }
        next->graph = &next->own;
        if ((double)next->own.n > LEAST_COARSENING * (double)l->graph->n) {
            ird_graph_free(&next->own);
            break;
        }
        m->count++;
    }
    if (status == IRD_OK) {
        size_t bytes = 0;
        const ird_graph *last = m->levels[m->count - 1].graph;
        status = ird_cholmod_analyse(&m->coarsest, last, &bytes, err);
        m->bytes += bytes;
    }
    return status == IRD_OK ? ird_cholmod_factor(m->coarsest, err) : status;
}

ird_status ird_multigrid_create(ird_multigrid **multigrid, const ird_graph *graph,
                                ird_error *err) {
    ird_multigrid *made = ird_alloc_zero(1, sizeof *made);
    if (made == NULL) {
        return ird_fail_memory(err, doing);
    }
    made->count = 1;
    made->levels[0].graph = graph;
    ird_status status = build(made, err);
    if (status != IRD_OK) {
        ird_multigrid_free(made);
        return status;
    }
    *multigrid = made;
    return IRD_OK;
}

/* ---- cycles ------------------------------------------------------------------------ */

/* From z = 0. */
static void sweep_forward(const level *l, const double *r, double *z) {
    const ird_graph *g = l->graph;
    for (size_t i = 0; i < g->n; i++) {
        double sum = r[i];
        for (size_t e = g->start[i]; e < g->start[i + 1]; e++) {
            int32_t j = g->neighbour[e];
            sum += (size_t)j < i ? g->siemens[e] * z[j] : 0;
        }
        z[i] = sum * l->diagonal[i];
    }
}

static void sweep_backward(const level *l, const double *r, double *z) {
    const ird_graph *g = l->graph;
    for (size_t i = g->n; i-- > 0;) {
        double sum = r[i];
        for (size_t e = g->start[i]; e < g->start[i + 1]; e++) {
            sum += g->siemens[e] * z[g->neighbour[e]];
        }
        z[i] = sum * l->diagonal[i];
    }
}

static double dot(const double *a, const double *b, size_t n) {
    double sum = 0;
    for (size_t i = 0; i < n; i++) {
        sum += a[i] * b[i];
    }
    return sum;
}

static void cycle(ird_multigrid *m, size_t at, const double *r, double *z);

/* Solve on level at for l->r into l->z: directly, or by up to two steps of conjugate
 * gradients. With x1 = a c, a = c'r / c'Gc for c = cycle(r), and d = cycle(r - a G c),
 * the second step takes the minimum over the span of c and d. */
static void correct(ird_multigrid *m, size_t at) {
    level *l = &m->levels[at];
    size_t n = l->graph->n;
    if (at == m->count - 1) {
        memcpy(l->z, l->r, n * sizeof *l->z);
        if (ird_cholmod_solve(m->coarsest, l->z, NULL) != IRD_OK) {
            memset(l->z, 0, n * sizeof *l->z);
        }
        return;
    }
    double before = dot(l->r, l->r, n);
    cycle(m, at, l->r, l->direction);
    ird_graph_multiply(l->graph, l->direction, l->product);
    double energy = dot(l->direction, l->product, n);
    double step = energy > 0 ? dot(l->direction, l->r, n) / energy : 0;
    for (size_t i = 0; i < n; i++) {
        l->z[i] = step * l->direction[i];
        l->r[i] -= step * l->product[i];
    }
    if (dot(l->r, l->r, n) <= ENOUGH * ENOUGH * before || !(energy > 0)) {
        return;
    }
    cycle(m, at, l->r, l->previous);
    double overlap = dot(l->previous, l->product, n) / energy;
    for (size_t i = 0; i < n; i++) {
        l->previous[i] -= overlap * l->direction[i];
    }
    ird_graph_multiply(l->graph, l->previous, l->kept);
    energy = dot(l->previous, l->kept, n);
    step = energy > 0 ? dot(l->previous, l->r, n) / energy : 0;
    for (size_t i = 0; i < n; i++) {
        l->z[i] += step * l->previous[i];
    }
}

/* One cycle on level at, which is not the last. Uses residual of its own level only, so
 * that correct may call it twice. */
static void cycle(ird_multigrid *m, size_t at, const double *r, double *z) {
    level *l = &m->levels[at];
    level *below = l + 1;
    size_t n = l->graph->n;
    sweep_forward(l, r, z);
    ird_graph_multiply(l->graph, z, l->residual);
    memset(below->r, 0, below->graph->n * sizeof *below->r);
    for (size_t i = 0; i < n; i++) {
        below->r[l->group[i]] += r[i] - l->residual[i];
    }
    correct(m, at + 1);
    for (size_t i = 0; i < n; i++) {
        z[i] += below->z[l->group[i]];
    }
    sweep_backward(l, r, z);
}

void ird_multigrid_apply(void *multigrid, const double *r, double *z) {
    ird_multigrid *m = multigrid;
    if (m->count > 1) {
        cycle(m, 0, r, z);
        return;
    }
    size_t n = m->levels[0].graph->n;
    memcpy(z, r, n * sizeof *z);
    if (ird_cholmod_solve(m->coarsest, z, NULL) != IRD_OK) {
        memcpy(z, r, n * sizeof *z);
    }
}
