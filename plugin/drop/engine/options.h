/* SPDX-License-Identifier: BSD-3-Clause
 *
 * How the equations of a network are solved, as far as one may choose.
 */
#ifndef IRD_ENGINE_OPTIONS_H
#define IRD_ENGINE_OPTIONS_H

#include <stddef.h>

typedef enum ird_solve_method {
    IRD_SOLVE_AUTO,   /* the first of the three below that fits into the memory limit;
                         without a limit SINGLE from 2 GB on, to save memory, and
                         MULTIGRID for meshes from 6 million nodes on */
    IRD_SOLVE_DIRECT, /* sparse Cholesky factor in double precision */
    IRD_SOLVE_SINGLE, /* the factor in single precision, refined, if need be by conjugate
                         gradients */
    IRD_SOLVE_MULTIGRID, /* conjugate gradients, preconditioned by multigrid, or by a
                            sampled factor where wires of two layers cross */
    IRD_SOLVE_RANKS      /* by processes that share the network: PETSc */
} ird_solve_method;

enum { IRD_SOLVE_METHODS = IRD_SOLVE_RANKS + 1 };

const char *ird_solve_method_name(ird_solve_method method); /* "direct", ... */

typedef enum ird_ordering {
    IRD_ORDER_AUTO,     /* nested dissection where it pays, else minimum degree */
    IRD_ORDER_BY_DEGREE /* minimum degree */
} ird_ordering;

typedef struct ird_engine_options {
    ird_solve_method method;
    ird_ordering ordering;
    size_t memory_limit_bytes; /* for the factor; 0: half of what the machine has */
    size_t threads; /* for large grids; 0: as many as the process may use, up to 16. Drops
                       have the same bits for any number */
    size_t prefers_single; /* not 0: AUTO takes single precision wherever that is to be
                            had: for who solves for small changes */
    const struct ird_ranks *ranks; /* for RANKS (ranks/ranks.h); equal where it is the
                                      same one */
} ird_engine_options;

#endif
