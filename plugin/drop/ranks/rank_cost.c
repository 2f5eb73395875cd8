/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What processes that share a network take, by what they took: the table "By processes
 * that share the grid" of docs/benchmarks.md. Bytes are within 15 % of each of its rows
 * or, for schwarz and mumps, whose factors fill as the network will, above.
 */
#include "engine/kind.h"
#include "ranks/ranks.h"

#include <math.h>

/* Of a process without a network: MPI, PETSc and hypre. */
static const double ALONE = 45e6;
/* Of each process for a node of the whole, and for one of its own; where it is alone,
 * too. */
static const struct {
    double whole, own, own_alone;
} bytes[] = {
    [IRD_BY_BOOMERAMG] = {20, 410, 410}, [IRD_BY_GAMG] = {4, 650, 420},
    [IRD_BY_SCHWARZ] = {4, 1000, 1000},  [IRD_BY_ICC] = {2, 220, 220},
    [IRD_BY_MUMPS] = {4, 1100, 800},
};
_Static_assert(sizeof bytes / sizeof *bytes == IRD_PRECONDITIONERS, "a row each");

ird_ranks_need ird_ranks_expect(const ird_ranks *ranks, double nodes) {
    ird_preconditioner by = ranks->preconditioner;
    double count = fmax(1, fmin((double)ranks->count, nodes));
    double own = count > 1 ? bytes[by].own : bytes[by].own_alone;
    double largest = ALONE + bytes[by].whole * nodes + own * nodes / count;
    return (ird_ranks_need){(size_t)count, largest, largest * count,
                            ranks->hosts == NULL};
}

/* Seconds of the reference: of boomeramg, of a node in writing, reading and preparing,
 * and in solving; so much of it is not shared. */
static const double START_S = 0.2, LOAD_S = 3.5e-6, SOLVE_S = 3.2e-6, UNSHARED = 0.4;
/* Bytes of this process while it cuts: a number and a part for each node; and a part
 * that is being written. */
enum { CUT_BYTES = 8, ROW_BYTES = 20, END_BYTES = 12 };

void ird_ranks_cost(ird_engine_cost *cost, const ird_ranks *ranks, double nodes,
                    double ends, size_t threads) {
    const ird_ranks_need need = ird_ranks_expect(ranks, nodes);
    double count = (double)need.count;
    double share = UNSHARED + (1 - UNSHARED) / fmin(count, (double)threads);
    cost->method = IRD_SOLVE_RANKS;
    cost->peak_bytes =
        (size_t)(CUT_BYTES * nodes + (ROW_BYTES * nodes + END_BYTES * ends) / count);
    cost->ranks = ranks->folder == NULL ? need : (ird_ranks_need){0};
    cost->factor_s = START_S + LOAD_S * nodes * share;
    cost->solve_s = SOLVE_S * nodes * share;
}
