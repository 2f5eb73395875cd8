/* SPDX-License-Identifier: BSD-3-Clause
 *
 * How well scores of cycles rank them, against their exact worst drops.
 */
#ifndef IRD_EVALUATE_RANK_FIGURES_H
#define IRD_EVALUATE_RANK_FIGURES_H

#include <stdbool.h>

#include "base/error.h"

typedef struct ird_ranking {
    double spearman; /* correlation of ranks, ties at their mean; NAN where all are equal
                      */
    size_t place;    /* of the true worst among the scores, from 1; of a tie the last */
    size_t first;    /* how many are 1 % of them, at least 1: which would be solved */
    bool is_found;   /* place <= first */
    double lost; /* what the worst of those first is below the true worst, as a part */
    double off;  /* score of the true worst over its drop, less 1 */
} ird_ranking;

/* count > 0 of each; the larger the worse. */
ird_status ird_rank(ird_ranking *ranking, const double *exact, const double *score,
                    size_t count, ird_error *err);

#endif
