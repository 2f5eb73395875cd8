/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Drops between parallel wires: a natural cubic spline across them, at one place along
 * them. Internal to raster/.
 */
#ifndef IRD_RASTER_ACROSS_H
#define IRD_RASTER_ACROSS_H

#include "raster/wires.h"

/* Where the spline meets a wire. */
typedef struct ird_knot {
    double at_um;
    ird_wire_place place;
} ird_knot;

/* The wires [first, last) that reach the place along_um, or all of those where none does;
 * knots has room for last - first. Returns how many there are. They stay good while the
 * wires' drops change. */
size_t ird_across_knots(const ird_wires *wires, size_t first, size_t last,
                        double along_um, ird_knot *knots);

/* The spline through (at[i], value[i]); bend holds second derivatives. */
typedef struct ird_across {
    size_t count;
    double *at, *value, *bend, *scratch;
} ird_across; /* all zero is an empty one */

/* Room for that many knots. */
ird_status ird_across_open(ird_across *across, size_t knots, ird_error *err);
void ird_across_free(ird_across *across);

void ird_across_set(ird_across *across, const ird_wires *wires, const ird_knot *knots,
                    size_t count);

/* The value there, at least 0; constant beyond the outermost wires. *piece, 0 at first,
 * is where the last place was: places in a row are found fast. */
double ird_across_at(const ird_across *across, double at_um, size_t *piece);

/* The same, kept within the values of the two knots on either side. */
double ird_across_within(const ird_across *across, double at_um, size_t *piece);

#endif
