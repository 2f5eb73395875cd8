/* SPDX-License-Identifier: BSD-3-Clause
 *
 * A network solved by processes that share it, on this machine or on several: what is
 * wanted of them, and the engine that writes the parts, has them solved and reads the
 * drops (kind.h). Who shares is the program irdrop-psolve (../../tools/psolve).
 */
#ifndef IRD_RANKS_RANKS_H
#define IRD_RANKS_RANKS_H

#include "base/monitor.h"
#include "base/text.h"

/* What each rank's part is solved by, roughly, in each step of conjugate gradients. */
typedef enum ird_preconditioner {
    IRD_BY_BOOMERAMG, /* multigrid of hypre */
    IRD_BY_GAMG,      /* smoothed aggregation of PETSc */
    IRD_BY_SCHWARZ,   /* our factor of each part and what lies around it */
    IRD_BY_ICC,       /* incomplete Cholesky of each part */
    IRD_BY_MUMPS      /* none: MUMPS factors the whole */
} ird_preconditioner;

enum { IRD_PRECONDITIONERS = IRD_BY_MUMPS + 1 };

const char *ird_preconditioner_name(ird_preconditioner preconditioner);

/* What solving once told. */
typedef struct ird_ranks_answer {
    size_t iterations;
    double rank_bytes; /* the most memory that a rank took ... */
    double all_bytes;  /* ... and all together */
    double rank_cpu_s; /* processor seconds of the busiest rank so far */
} ird_ranks_answer;

struct ird_ranks;

/* Who solves parts that lie in a folder. Errors of any kind. */
typedef struct ird_ranks_solver {
    /* Before the parts are written; state is for the others. */
    ird_status (*start)(void **state, const struct ird_ranks *ranks, size_t parts,
                        const char *folder, ird_error *err);
    /* The network lies there. */
    ird_status (*load)(void *state, ird_ranks_answer *answer, ird_error *err);
    /* The currents lie there: leave the drops. */
    ird_status (*solve)(void *state, ird_ranks_answer *answer, ird_error *err);
    void (*stop)(void *state); /* NULL is fine */
} ird_ranks_solver;

/* mpirun and irdrop-psolve as child processes. */
extern const ird_ranks_solver ird_ranks_children;

/* Whoever solves by it keeps it, and what it points to, as long as the factor. */
typedef struct ird_ranks {
    size_t count; /* 1 or more */
    ird_preconditioner preconditioner;
    const char *hosts;   /* file of hosts as mpirun reads it; NULL: this machine */
    const char *program; /* irdrop-psolve; NULL: there is none */
    const char *folder;  /* that is there, where the parts stay: nobody solves them, who
                            tries is told so. NULL: a folder that goes with the factor */
    const ird_ranks_solver *solver; /* NULL with a folder */
    void *context;                  /* for the solver */
    const ird_monitor *monitor;     /* told of each solve; may be NULL */
} ird_ranks;

/* What they take for a network of that many nodes, with about four edges each. */
ird_ranks_need ird_ranks_expect(const ird_ranks *ranks, double nodes);

struct ird_engine;

/* Write the currents of the nodes of an engine of RANKS, in its order, where its parts
 * are; total_a is that of all loads. FILE_WRITE. Nothing where there is no part. */
ird_status ird_ranks_write_currents(const struct ird_engine *engine, const double *rhs,
                                    double total_a, ird_error *err);

/* A new folder in TMPDIR, or /tmp; FILE_WRITE. And its end, with all that is in it; of
 * another folder, with the files in it, if there are no folders. */
ird_status ird_scratch_make(ird_text *folder, ird_error *err);
void ird_scratch_remove(const char *folder);

#endif
