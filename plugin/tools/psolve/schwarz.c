/* SPDX-License-Identifier: BSD-3-Clause */
#include "schwarz.h"

#include <string.h>

#include "base/alloc.h"
#include "engine/engine.h"

typedef struct block {
    ird_engine engine;
    int32_t *order;
    double *work;
    size_t n;
} block;

static PetscErrorCode end_block(PC pc) {
    block *b = NULL;
    PetscCall(PCShellGetContext(pc, &b));
    if (b != NULL) {
        ird_engine_free(&b->engine);
        ird_free(b->order);
        ird_free(b->work);
        ird_free(b);
    }
    return 0;
}

/* The matrix of a part as a graph: what leads out of it is a leak. */
static PetscErrorCode graph_of(Mat matrix, ird_graph *graph) {
    PetscInt n, columns;
    PetscCall(MatGetSize(matrix, &n, NULL));
    graph->n = (size_t)n;
    graph->start = ird_alloc_zero((size_t)n + 1, sizeof *graph->start);
    graph->leak = ird_alloc_zero((size_t)n, sizeof *graph->leak);
    if (graph->start == NULL || graph->leak == NULL) {
        return PETSC_ERR_MEM;
    }
    for (PetscInt i = 0; i < n; i++) {
        PetscCall(MatGetRow(matrix, i, &columns, NULL, NULL));
        graph->start[i + 1] = graph->start[i] + (size_t)(columns > 0 ? columns - 1 : 0);
        PetscCall(MatRestoreRow(matrix, i, &columns, NULL, NULL));
    }
    graph->neighbour = ird_alloc(graph->start[n], sizeof *graph->neighbour);
    graph->siemens = ird_alloc(graph->start[n], sizeof *graph->siemens);
    return graph->neighbour != NULL && graph->siemens != NULL ? 0 : PETSC_ERR_MEM;
}

static PetscErrorCode fill_graph(Mat matrix, ird_graph *graph) {
    size_t out = 0;
    for (size_t i = 0; i < graph->n; i++) {
        PetscInt count;
        const PetscInt *columns;
        const PetscScalar *values;
        PetscCall(MatGetRow(matrix, (PetscInt)i, &count, &columns, &values));
        double leak = 0;
        for (PetscInt k = 0; k < count; k++) {
            leak += values[k];
            if (columns[k] != (PetscInt)i) {
                graph->neighbour[out] = columns[k];
                graph->siemens[out++] = -values[k];
            }
        }
        graph->leak[i] = leak > 0 ? leak : 0; /* rounding */
        PetscCall(MatRestoreRow(matrix, (PetscInt)i, &count, &columns, &values));
    }
    return 0;
}

static PetscErrorCode factor(block *b, ird_graph *graph) {
    const ird_engine_options options = {.method = IRD_SOLVE_SINGLE, .threads = 1};
    ird_places places = {0};
    ird_error err;
    b->n = graph->n;
    b->order = ird_alloc(b->n, sizeof *b->order);
    b->work = ird_alloc(b->n, sizeof *b->work);
    bool is_made = b->order != NULL && b->work != NULL &&
                   ird_places_make(&places, b->n, &err) == IRD_OK &&
                   ird_engine_prepare(&b->engine, graph, &places, &options, NULL,
                                      b->order, &err) == IRD_OK;
    ird_places_free(&places);
    return is_made ? 0 : PETSC_ERR_MEM;
}

static PetscErrorCode set_up(PC pc) {
    block *b = NULL;
    Mat matrix;
    ird_graph graph = {0};
    PetscCall(PCShellGetContext(pc, &b));
    PetscCall(PCGetOperators(pc, NULL, &matrix));
    PetscErrorCode code = graph_of(matrix, &graph);
    if (code == 0) {
        code = fill_graph(matrix, &graph);
    }
    if (code == 0) {
        code = factor(b, &graph);
    }
    ird_graph_free(&graph);
    return code;
}

static PetscErrorCode apply(PC pc, Vec r, Vec z) {
    block *b = NULL;
    const PetscScalar *from;
    PetscScalar *to;
    size_t none = 0;
    PetscCall(PCShellGetContext(pc, &b));
    PetscCall(VecGetArrayRead(r, &from));
    PetscCall(VecGetArray(z, &to));
    for (size_t i = 0; i < b->n; i++) {
        b->work[i] = from[b->order[i]];
    }
    ird_status status = ird_engine_solve(&b->engine, b->work, b->work, &none, NULL);
    for (size_t i = 0; i < b->n; i++) {
        to[b->order[i]] = b->work[i];
    }
    PetscCall(VecRestoreArray(z, &to));
    PetscCall(VecRestoreArrayRead(r, &from));
    return status == IRD_OK ? 0 : PETSC_ERR_LIB;
}

PetscErrorCode ird_schwarz_block(PC pc) {
    block *b = ird_alloc_zero(1, sizeof *b);
    if (b == NULL) {
        return PETSC_ERR_MEM;
    }
    PetscCall(PCSetType(pc, PCSHELL));
    PetscCall(PCShellSetContext(pc, b));
    PetscCall(PCShellSetSetUp(pc, set_up));
    PetscCall(PCShellSetApply(pc, apply));
    PetscCall(PCShellSetDestroy(pc, end_block));
    return PCShellSetName(pc, "irdrop");
}
