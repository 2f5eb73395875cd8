/* SPDX-License-Identifier: BSD-3-Clause */
#include "engine/cholmod.h"

#include <limits.h>
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

ird_status ird_cholmod_analyse(ird_cholmod **direct, const ird_graph *graph,
                               size_t *memory_bytes, ird_error *err) {
    ird_cholmod *made = ird_alloc_zero(1, sizeof *made);
    if (made == NULL) {
        return ird_fail_memory(err, "factoring a power grid");
    }
    cholmod_common *common = &made->common;
    cholmod_start(common);
    common->print = 0;
    common->nmethods = 1;
    common->method[0].ordering = CHOLMOD_AMD;
    size_t entries = graph->start[graph->n] / 2 + graph->n;
    ird_status status = IRD_OK;
    if (entries > INT_MAX) {
        common->status = CHOLMOD_TOO_LARGE;
        status = fail_cholmod(made, err);
        goto failed;
    }
    made->matrix = cholmod_allocate_sparse(graph->n, graph->n, entries, 0, 1, -1,
                                           CHOLMOD_REAL, common);
    if (made->matrix != NULL) {
        fill_matrix(made->matrix, graph);
        made->factor = cholmod_analyze(made->matrix, common);
    }
    if (made->factor == NULL) {
        status = fail_cholmod(made, err);
        goto failed;
    }
    *memory_bytes = made->factor->is_super
                        ? made->factor->xsize * sizeof(double)
                        : (size_t)common->lnz * (sizeof(double) + sizeof(int));
    *direct = made;
    return IRD_OK;
failed:
    ird_cholmod_free(made);
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
