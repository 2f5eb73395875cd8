/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Drops between parallel wires: a natural cubic spline across them, at one place along
 * them. Internal to solve/.
 */
#ifndef IRD_SOLVE_ACROSS_H
#define IRD_SOLVE_ACROSS_H

#include "solve/wires.h"

/* The spline through (at[i], value[i]); bend holds second derivatives. */
typedef struct ird_across {
    size_t count;
    double *at, *value, *bend, *scratch;
} ird_across; /* all zero is an empty one */

/* Room for that many wires. */
ird_status ird_across_open(ird_across *across, size_t wires, ird_error *err);
void ird_across_free(ird_across *across);

/* Through the wires [first, last) that reach this place, or all of those where none
 * does. */
void ird_across_set(ird_across *across, const ird_wires *wires, size_t first, size_t last,
                    double along_um);

/* The value there, at least 0; constant beyond the outermost wires. *piece, 0 at first,
 * is where the last place was: places in a row are found fast. */
double ird_across_at(const ird_across *across, double at_um, size_t *piece);

#endif
