/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The far part of what currents drop, as measured on the grid. The map is covered by
 * hats x hats hats: over the middles of as many squares, each 1 at its own and 0 from the
 * next ones on, linear between, which add up to 1. What the places that draw drop under
 * one hat is known, each drawing by its size. A current is taken for as much under each
 * hat as it has there, shared by size: what is left adds up to nothing under any hat and
 * is felt near by alone.
 */
#ifndef IRD_MODEL_PDN_FAR_PART_H
#define IRD_MODEL_PDN_FAR_PART_H

#include <stddef.h>

#include "base/error.h"

/* What was measured: sizes is the current of all hats at once. */
typedef struct ird_far_drops {
    size_t hats;         /* a side, at least 2 and at most the side of the map */
    const double *sizes; /* [side][side] */
    const double *drops; /* [hats][hats][side][side] */
} ird_far_drops;

typedef struct ird_far_part ird_far_part;

/* Hat number `hat` of a row over pixel number `pixel`. */
double ird_hat(size_t side, size_t hats, size_t hat, size_t pixel);

/* Raises NO_MEMORY. */
ird_status ird_far_create(ird_far_part **far, const ird_far_drops *measured, size_t side,
                          ird_error *err);
void ird_far_free(ird_far_part *far); /* NULL is fine */

/* drops := the far part; currents := what is left of them. */
void ird_far_run(ird_far_part *far, double *drops, double *currents);

/* gradient, by what is left of a current, becomes that by the current, and the far part
 * of `gain` times the drop at a pixel is added. */
void ird_far_adjoint(ird_far_part *far, double *gradient, size_t pixel, double gain);

size_t ird_far_bytes(const ird_far_part *far);

#endif
