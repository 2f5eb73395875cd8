/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Options of solving by processes that share the network.
 */
#ifndef IRD_COMMAND_RANKS_OPTIONS_H
#define IRD_COMMAND_RANKS_OPTIONS_H

#include "command/command.h"
#include "ranks/ranks.h"

typedef struct ird_ranks_options {
    ird_count_option engine, ranks, preconditioner;
    Tcl_Obj *hosts;
} ird_ranks_options;

extern const char *const ird_engine_words[], *const ird_preconditioner_words[];

/* Rows for an options struct with a member `shared` of that type. */
#define IRD_RANKS_ROWS(type)                                                             \
    {"-engine",                                                                          \
     IRD_OPTION_CHOICE,                                                                  \
     offsetof(type, shared.engine),                                                      \
     false,                                                                              \
     "ENGINE",                                                                           \
     "own (when not given): what -method says, in this process; petsc: irdrop-psolve "   \
     "under mpirun, for grids that one machine does not hold: PETSc's conjugate "        \
     "gradients, by -ranks processes of which each has a part of the die.",              \
     ird_engine_words},                                                                  \
        {"-ranks",                                                                       \
         IRD_OPTION_COUNT,                                                               \
         offsetof(type, shared.ranks),                                                   \
         false,                                                                          \
         "N",                                                                            \
         "How many processes share the grid, with -engine petsc; 2 when not given.",     \
         NULL},                                                                          \
        {"-hosts",                                                                       \
         IRD_OPTION_TEXT,                                                                \
         offsetof(type, shared.hosts),                                                   \
         false,                                                                          \
         "FILE",                                                                         \
         "The machines for them, as mpirun reads it; this one when not given. All must " \
         "see the folder TMPDIR, where the parts go.",                                   \
         NULL},                                                                          \
    {                                                                                    \
        "-preconditioner", IRD_OPTION_CHOICE, offsetof(type, shared.preconditioner),     \
            false, "P",                                                                  \
            "What makes the steps few, with -engine petsc: boomeramg (when not given: "  \
            "multigrid of hypre, the best that was measured), gamg (multigrid of "       \
            "PETSc), schwarz (our factor of each part), icc (little memory, many "       \
            "steps), mumps (a factor of the whole).",                                    \
            ird_preconditioner_words                                                     \
    }

/* What they ask for into *ranks, NULL where that is nothing; it lives as long as the
 * interpreter, and equal options get the same. Raises OPTIONS_CLASH and the errors of
 * files. */
int ird_tcl_ranks(ird_context *context, const ird_ranks_options *options,
                  const ird_ranks **ranks);

/* Whether there is an irdrop-psolve to be started. */
bool ird_tcl_has_ranks_program(void);

void ird_tcl_ranks_free(ird_context *context); /* after the session */

#endif
