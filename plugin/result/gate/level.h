/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What a limit means for the map of a net. Internal to gate/.
 */
#ifndef IRD_GATE_LEVEL_H
#define IRD_GATE_LEVEL_H

#include "answer/answer.h"
#include "gate/rules.h"

/* A limit of a place, in the unit of the map. */
typedef struct ird_bar {
    double threshold; /* what is above it is at fault */
    double scale;     /* relative values: map value over this */
    double supply_v;  /* EFFECTIVE_SUPPLY: what drops are taken from */
    bool takes_bound; /* how far a prediction may be off counts as if it were so */
} ird_bar;

/* NULL, or what is not known and how to make it known: a sentence without its stop. */
const char *ird_bar_set(ird_bar *bar, const ird_limit *limit, const ird_answer *net);

#endif
