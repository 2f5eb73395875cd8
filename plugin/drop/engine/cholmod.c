/* SPDX-License-Identifier: BSD-3-Clause */
#include "engine/cholmod.h"

#include <limits.h>
#include <stdbool.h>
#include <string.h>
#include <suitesparse/cholmod.h>

#include "base/alloc.h"

struct ird_cholmod {
    cholmod_common common;
    cholmod_sparse *matrix; /* lower triangle; gone once factored */
    cholmod_factor *factor;
    cholmod_dense *solution, *scratch_y, *scratch_e; /* kept from solve to solve */
};

static ird_status fail_cholmod(const ird_cholmod *direct, ird_error *err) {
    switch (direct->common.status) {
    case CHOLMOD_TOO_LARGE:
        return ird_fail(err, IRD_SOLVE_TOO_LARGE,
                        "the factor of the power grid needs more than 31-bit indices; "
                        "use the multigrid method");
    case CHOLMOD_NOT_POSDEF:
        return ird_fail(err, IRD_SOLVE_SINGULAR,
                        "the equations of the power grid are singular in double "
                        "precision; look for resistances that are far too large");
    default:
        return ird_fail_memory(err, "factoring a power grid");
    }
}

/* The lower triangle of G by columns. */
static void fill_matrix(cholmod_sparse *matrix, const ird_graph *graph) {
    int *column = matrix->p;
    int *row = matrix->i;
    double *value = matrix->x;
    size_t at = 0;
    for (size_t i = 0; i < graph->n; i++) {
        column[i] = (int)at;
        size_t diagonal = at++;
        double sum = graph->leak[i];
        for (size_t e = graph->start[i]; e < graph->start[i + 1]; e++) {
            sum += graph->siemens[e];
            if ((size_t)graph->neighbour[e] > i) {
                row[at] = graph->neighbour[e];
                value[at++] = -graph->siemens[e];
            }
        }
        row[diagonal] = (int)i;
        value[diagonal] = sum;
    }
    column[graph->n] = (int)at;
}

/* supernodal as CHOLMOD's. */
static ird_status analyse(ird_cholmod *made, const ird_graph *graph, int supernodal,
                          ird_error *err) {
    cholmod_common *common = &made->common;
    common->print = 0;
    common->nmethods = 1;
    common->method[0].ordering = CHOLMOD_AMD;
    common->supernodal = supernodal;
    size_t entries = graph->start[graph->n] / 2 + graph->n;
    if (entries > INT_MAX) {
        common->status = CHOLMOD_TOO_LARGE;
        return fail_cholmod(made, err);
    }
    made->matrix = cholmod_allocate_sparse(graph->n, graph->n, entries, 0, 1, -1,
                                           CHOLMOD_REAL, common);
    if (made->matrix != NULL) {
        fill_matrix(made->matrix, graph);
        made->factor = cholmod_analyze(made->matrix, common);
    }
    return made->factor != NULL ? IRD_OK : fail_cholmod(made, err);
}

static ird_status start(ird_cholmod **made, ird_error *err) {
    *made = ird_alloc_zero(1, sizeof **made);
    if (*made == NULL) {
        return ird_fail_memory(err, "factoring a power grid");
    }
    cholmod_start(&(*made)->common);
    return IRD_OK;
}

ird_status ird_cholmod_analyse(ird_cholmod **direct, const ird_graph *graph,
                               size_t *memory_bytes, ird_error *err) {
    ird_cholmod *made = NULL;
    IRD_TRY(start(&made, err));
    ird_status status = analyse(made, graph, CHOLMOD_AUTO, err);
    if (status != IRD_OK) {
        ird_cholmod_free(made);
        return status;
    }
    *memory_bytes = made->factor->is_super
                        ? made->factor->xsize * sizeof(double)
                        : (size_t)made->common.lnz * (sizeof(double) + sizeof(int));
    *direct = made;
    return IRD_OK;
}

/* ---- as a tree of parts -------------------------------------------------------------
 */

/* What is made of supernodes, which CHOLMOD numbers so that those below one stand right
 * before it. */
typedef struct planting {
    const int *super, *rows_start, *rows;
    size_t count;
    int32_t *above;   /* per supernode: the one it goes into; count: none */
    int32_t *waiting; /* how many below have not come yet; count + 1, as the next two */
    int32_t *left, *right; /* parts below, -1: not yet */
    ird_dissection *out;
} planting;

static void find_above(planting *p, int32_t *super_of) {
    for (size_t i = 0; i < p->count; i++) {
        for (int k = p->super[i]; k < p->super[i + 1]; k++) {
            super_of[k] = (int32_t)i;
        }
        p->left[i] = p->right[i] = -1;
    }
    p->left[p->count] = p->right[p->count] = -1;
    for (size_t i = 0; i < p->count; i++) {
        int next = p->rows_start[i] + (p->super[i + 1] - p->super[i]);
        bool is_root = next >= p->rows_start[i + 1];
        p->above[i] = is_root ? (int32_t)p->count : super_of[p->rows[next]];
        p->waiting[p->above[i]]++;
    }
}

/* There is room: a part for each supernode, and one for each third and further below. */
static int32_t add_part(planting *p, int32_t first, int32_t columns, int32_t left,
                        int32_t right) {
    int32_t at = (int32_t)p->out->parts.count;
    p->out->parts.items[p->out->parts.count++] =
        (ird_part){first, columns, left, right, 0};
    return at;
}

/* A part goes below a supernode: where two are there and more come, both become one that
 * has no nodes. */
static void hang(planting *p, int32_t part, int32_t above, int32_t end) {
    p->waiting[above]--;
    if (p->left[above] < 0) {
        p->left[above] = part;
    } else if (p->waiting[above] > 0) {
        p->left[above] = add_part(p, end, 0, p->left[above], part);
    } else {
        p->right[above] = part;
    }
}

static void plant(planting *p) {
    for (size_t i = 0; i < p->count; i++) {
        int32_t first = p->super[i], end = p->super[i + 1];
        hang(p, add_part(p, first, end - first, p->left[i], p->right[i]), p->above[i],
             end);
    }
    if (p->right[p->count] >= 0) {
        add_part(p, p->super[p->count], 0, p->left[p->count], p->right[p->count]);
    }
    ird_part *parts = p->out->parts.items;
    for (size_t i = p->out->parts.count; i-- > 0;) {
        for (int k = 0; k < 2; k++) {
            int32_t below = k == 0 ? parts[i].left : parts[i].right;
            if (below >= 0) {
                parts[below].depth = parts[i].depth + 1;
            }
        }
    }
}

static ird_status plant_all(const ird_cholmod *made, ird_dissection *out,
                            ird_error *err) {
    const cholmod_factor *factor = made->factor;
    size_t count = factor->nsuper;
    planting p = {factor->super, factor->pi, factor->s, count, .out = out};
    int32_t *super_of = ird_alloc(factor->n, sizeof *super_of);
    p.above = ird_alloc(count, sizeof *p.above);
    p.waiting = ird_alloc_zero(count + 1, sizeof *p.waiting);
    p.left = ird_alloc(count + 1, sizeof *p.left);
    p.right = ird_alloc(count + 1, sizeof *p.right);
    out->n = factor->n;
    out->order = ird_alloc(factor->n, sizeof *out->order);
    ird_status status =
        super_of != NULL && p.above != NULL && p.waiting != NULL && p.left != NULL &&
                p.right != NULL && out->order != NULL
            ? ird_vec_reserve(&out->parts, 2 * count + 1, "ordering a power grid", err)
            : ird_fail_memory(err, "ordering a power grid");
    if (status == IRD_OK) {
        memcpy(out->order, factor->Perm, factor->n * sizeof *out->order);
        find_above(&p, super_of);
        plant(&p);
    }
    ird_free(super_of);
    ird_free(p.above);
    ird_free(p.waiting);
    ird_free(p.left);
    ird_free(p.right);
    return status;
}

ird_status ird_cholmod_dissect(ird_dissection *dissection, const ird_graph *graph,
                               ird_error *err) {
    ird_cholmod *made = NULL;
    memset(dissection, 0, sizeof *dissection);
    IRD_TRY(start(&made, err));
    ird_status status = analyse(made, graph, CHOLMOD_SUPERNODAL, err);
    if (status == IRD_OK) {
        status = plant_all(made, dissection, err);
    }
    ird_cholmod_free(made);
    if (status != IRD_OK) {
        ird_dissection_free(dissection);
    }
    return status;
}

ird_status ird_cholmod_factor(ird_cholmod *direct, ird_error *err) {
    cholmod_factorize(direct->matrix, direct->factor, &direct->common);
    if (direct->common.status != CHOLMOD_OK) {
        return fail_cholmod(direct, err);
    }
    cholmod_free_sparse(&direct->matrix, &direct->common);
    return IRD_OK;
}

const int32_t *ird_cholmod_order(const ird_cholmod *direct) {
    return direct->factor->Perm;
}

static ird_status solve(ird_cholmod *direct, int system, double *x, ird_error *err) {
    size_t n = direct->factor->n;
    cholmod_dense b = {.nrow = n, .ncol = 1, .nzmax = n, .d = n, .x = x};
    b.xtype = CHOLMOD_REAL;
    b.dtype = CHOLMOD_DOUBLE;
    if (!cholmod_solve2(system, direct->factor, &b, NULL, &direct->solution, NULL,
                        &direct->scratch_y, &direct->scratch_e, &direct->common)) {
        return fail_cholmod(direct, err);
    }
    memcpy(x, direct->solution->x, n * sizeof *x);
    return IRD_OK;
}

ird_status ird_cholmod_solve(ird_cholmod *direct, double *x, ird_error *err) {
    return solve(direct, CHOLMOD_A, x, err);
}

ird_status ird_cholmod_solve_ordered(ird_cholmod *direct, double *x, ird_error *err) {
    return solve(direct, CHOLMOD_LDLt, x, err);
}

double ird_cholmod_nonzeros(const ird_cholmod *direct) {
    return direct->common.lnz;
}

double ird_cholmod_flops(const ird_cholmod *direct) {
    return direct->common.fl;
}

void ird_cholmod_free(ird_cholmod *direct) {
    if (direct == NULL) {
        return;
    }
    cholmod_common *common = &direct->common;
    cholmod_free_sparse(&direct->matrix, common);
    cholmod_free_factor(&direct->factor, common);
    cholmod_free_dense(&direct->solution, common);
    cholmod_free_dense(&direct->scratch_y, common);
    cholmod_free_dense(&direct->scratch_e, common);
    cholmod_finish(common);
    ird_free(direct);
}
