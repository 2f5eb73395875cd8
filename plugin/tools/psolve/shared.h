/* SPDX-License-Identifier: BSD-3-Clause
 *
 * A network in parts (ranks/part_file.h), solved by the processes of an MPI program, each
 * of which has one: conjugate gradients of PETSc. Every function is called by all of them
 * and has one result for all: where one fails, each returns its status and message.
 * What PETSc itself refuses ends them all, with one line.
 */
#ifndef IRD_PSOLVE_SHARED_H
#define IRD_PSOLVE_SHARED_H

#include <stdbool.h>

#include "ranks/ranks.h"

typedef struct ird_shared ird_shared;

/* What solving told. */
typedef struct ird_shared_answer {
    size_t nodes, iterations;
    double residual; /* max |G d - j| / (max |G| row sum x max |d| + max |j|) */
    double rank_bytes, all_bytes; /* most memory of a rank, and of all together */
    double rank_cpu_s;            /* processor seconds of the busiest rank */
} ird_shared_answer;

/* Called by the first rank alone, now and then. */
typedef struct ird_shared_told {
    void (*tell)(void *context, const char *stage, double fraction);
    void *context;
} ird_shared_told;

/* The parts of folder, prepared. There may be more ranks than parts. Raises what
 * ird_part_open does, PART_FILE where a part is missing or of another network. */
ird_status ird_shared_load(ird_shared **shared, const char *folder,
                           ird_preconditioner preconditioner, const ird_shared_told *told,
                           ird_error *err);

/* Read the currents, write the drops. Those are as far as a residual of 1e-12 of the
 * currents, or as conjugate gradients get; the answer's residual says how far. */
ird_status ird_shared_solve(ird_shared *shared, ird_shared_answer *answer,
                            ird_error *err);

/* Memory and processor seconds of the ranks so far into answer. */
void ird_shared_measure(ird_shared_answer *answer);

void ird_shared_free(ird_shared *shared); /* NULL is fine */

/* Make the status of all that of the first that failed. */
ird_status ird_agree(ird_status status, ird_error *err);

#endif
