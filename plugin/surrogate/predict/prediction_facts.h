/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What a calibrated prediction says beside its map.
 */
#ifndef IRD_PREDICT_PREDICTION_FACTS_H
#define IRD_PREDICT_PREDICTION_FACTS_H

#include <stdbool.h>

#include "base/geometry.h"
#include "base/map/compare.h"

typedef struct ird_prediction_facts {
    bool is_calibrated; /* in volts; else nothing below is set */
    double worst_v, average_v;
    ird_point_um worst_at; /* the worst load of the worst pixel */
    double worst_bound_v;  /* how far that pixel may be off */
    double average_bound_v;
    double base_worst_v; /* of the coarse solution alone */
    double mean_ohm;     /* R_char, and the current that is drawn */
    double total_a;
    bool is_exactly_calibrated; /* by the user's own loads, not a uniform current */
    bool is_uncalibrated;       /* the grid was too large for either */
    bool is_constant;  /* its sheet has constants that no part of the grid chose */
    size_t solutions;  /* exact ones that its sheets come from; 0: none */
    bool is_grid_kept; /* from an earlier prediction */
    double grid_s, coarse_s, network_s; /* what each part took; grid_s 0 where kept */
    double exact_s; /* what the exact solution takes on that grid; 0: not known */
    /* In a copy of who asked for it: */
    bool is_verified;
    ird_comparison verified; /* against the exact solution, in V */
    double verified_worst_v; /* its worst drop, in the same pixels */
    double within_bound;     /* part of the pixels whose error is within the bound */
} ird_prediction_facts;

#endif
