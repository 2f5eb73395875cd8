/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Drops of a grid from its three maps and from what exact solutions of that grid have
 * told. For response u to a uniform current and current i over its mean
 *
 *     drop = F i + u sum over k of a_k w_k
 *
 * F i being the far part (far_part.h), which was measured, and w_k answers to what it
 * leaves of the current: that itself, those of sheets (net/spec.h) of one conductance,
 * and of rails that join pixels along one direction alone. The shares a_k of each pixel
 * are those that fit given drops best around it: least squares, weighted by a gaussian of
 * the distance and by the drop, and drawn towards the shares that fit best all over.
 * Where no far part was measured, the kinds answer all of the current, one more spreads
 * it over the die, and shares add up to 1, so that a uniform current is answered by u.
 * Nothing is learned but from this grid. Where the largest drops are told too low or too
 * high, drops near the largest one are lifted: times 1 + lift x (drop / largest drop)^4.
 */
#ifndef IRD_MODEL_PDN_FITTED_SHEET_H
#define IRD_MODEL_PDN_FITTED_SHEET_H

#include <stddef.h>

#include "base/error.h"
#include "model/pdn/far_part.h"

typedef struct ird_fitted_sheet ird_fitted_sheet;

/* How far a drop may be off: floor + part x drop, floor as a multiple of the mean drop.
 */
typedef struct ird_sheet_bound {
    double part, floor;
} ird_sheet_bound;

/* Examples are left out in so many turns to see how far the others are off. */
enum { IRD_SHEET_TURNS = 4 };

/* What the grid has answered: currents as multiples of their mean and drops of I R, one
 * map of side x side pixels after another. */
typedef struct ird_sheet_examples {
    const double *currents, *drops;
    size_t count; /* at least IRD_SHEET_TURNS ... */
    size_t apart; /* ... and behind them so many that nothing is fitted to: they widen the
                     bound */
    const ird_far_drops
        *far; /* in the same units, for sizes over their mean; NULL: none */
} ird_sheet_examples;

/* A sheet of the grid of power_grid, R / (u + R), side a multiple of 4. Raises NO_MEMORY.
 */
ird_status ird_fitted_sheet_create(ird_fitted_sheet **sheet, const double *power_grid,
                                   size_t side, const ird_sheet_examples *examples,
                                   ird_error *err);
void ird_fitted_sheet_free(ird_fitted_sheet *sheet); /* NULL is fine */

/* drops of currents, in the units of the examples. Not for concurrent calls. */
void ird_fitted_sheet_run(ird_fitted_sheet *sheet, double *drops, const double *currents);

/* What a unit of current in each pixel adds to the drop at one, which is lifted as it is
 * for these currents. */
void ird_fitted_sheet_adjoint(ird_fitted_sheet *sheet, double *gradient,
                              const double *currents, size_t pixel);

/* By examples that had no part in what they were held against: 97 % of the pixels of
 * every one were off by no more, and its worst drop. */
ird_sheet_bound ird_fitted_sheet_bound(const ird_fitted_sheet *sheet);

size_t ird_fitted_sheet_side(const ird_fitted_sheet *sheet);
size_t ird_fitted_sheet_bytes(const ird_fitted_sheet *sheet);

#endif
