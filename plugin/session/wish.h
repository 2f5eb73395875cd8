/* SPDX-License-Identifier: BSD-3-Clause
 *
 * How the drops of a net are asked for.
 */
#ifndef IRD_SESSION_WISH_H
#define IRD_SESSION_WISH_H

#include "extract/extract.h"
#include "static/solve.h"

typedef struct ird_solve_wish {
    ird_solve_options options;
    ird_grid_wish grid;
} ird_solve_wish;

/* A net that somebody asked to solve, and how. */
typedef struct ird_solved_net {
    int32_t net;
    ird_solve_wish wish;
} ird_solved_net;

#endif
