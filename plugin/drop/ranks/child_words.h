/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What is said to mpirun, and what it and its ranks say. Internal to ranks/.
 */
#ifndef IRD_RANKS_CHILD_WORDS_H
#define IRD_RANKS_CHILD_WORDS_H

#include "ranks/ranks.h"

/* Command line and environment, each ended by NULL. */
typedef struct ird_child_words {
    ird_text text[4]; /* numbers and settings as text */
    char *words[16];
    char **environment;
} ird_child_words;

/* mpirun -n PARTS ?-hostfile HOSTS? PROGRAM FOLDER -serve -preconditioner NAME, by the
 * mpirun of IRDROP_MPIRUN or PATH. The environment has more processes than cores allowed
 * and, for root, that root may start them, and has what MPI keeps in files go into the
 * folder: for Open MPI; others pass it over. */
ird_status ird_child_words_make(ird_child_words *words, const ird_ranks *ranks,
                                size_t parts, const char *folder, ird_error *err);
void ird_child_words_free(ird_child_words *words);

/* "done ITERATIONS BYTES BYTES SECONDS" into answer; false for any other line. */
bool ird_child_answer(const char *line, ird_ranks_answer *answer);

/* "at FRACTION STAGE"; any other line changes nothing. */
void ird_child_progress(const char *line, char *stage, size_t size, double *fraction);

/* Why they ended, in a few words: what a rank said last in the log, or mpirun of a rank
 * that was ended, or first, or how mpirun itself did (as waitpid tells). */
void ird_child_reason(char *why, size_t size, const char *log, int how);

#endif
