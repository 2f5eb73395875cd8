/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Answers held against common sense: what no real design does is a slip of a unit or a
 * file, and is said in every report. The gate judges no answer that is in doubt, unless
 * its rules allow it.
 */
#ifndef IRD_PLAUSIBLE_PLAUSIBLE_H
#define IRD_PLAUSIBLE_PLAUSIBLE_H

#include "answer/answer.h"

typedef struct ird_doubt {
    ird_status id;  /* DOUBT_... */
    char text[320]; /* a sentence without its stop */
} ird_doubt;

enum { IRD_DOUBTS = 8 };

/* What is odd about the answer, at most one of each kind, and how many:
 *
 *   a drop above the supply, or an average worse than the worst;
 *   a supply outside 0.2 to 6 V: near-threshold logic to 5 V pads with their tolerance;
 *   more than 10 W for each mm2 of the die, which no cooling takes away, of a die of at
 *   least 2000 um2: on that of a few cells it says nothing;
 *   more than 1 A for each place of a source: bumps and bond wires carry some 0.1 A;
 *   resistances of layers (network/odd_layer.h); sources outside of the die. */
size_t ird_doubts_find(ird_doubt doubts[IRD_DOUBTS], const ird_answer *answer);

/* The same of a solved net, for who has no answer of it. */
ird_status ird_doubts_of_solved(ird_doubt doubts[IRD_DOUBTS], size_t *count,
                                const ird_solved *solved, ird_error *err);

/* Whether a map is like the other one turned (rows for columns), and not like it as it
 * is: their correlation rises by more than 0.2 to above 0.8. */
bool ird_doubt_turned(ird_doubt *doubt, const ird_map *a, const ird_map *b);

/* Whether a corner changes nothing: its worst drop is that without it. */
bool ird_doubt_corner(ird_doubt *doubt, const char *corner, double worst_v,
                      double plain_worst_v);

#endif
