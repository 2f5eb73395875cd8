/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What an interpolated value is kept within: the drops of the two wires on either side of
 * a place, found among all of them.
 */
#ifndef IRD_TESTS_BETWEEN_H
#define IRD_TESTS_BETWEEN_H

#include <math.h>

#include "raster/wires.h"

static inline double between_wires(const ird_wires *wires, double x_um, double y_um,
                                   double value) {
    double along = wires->is_vertical ? y_um : x_um;
    double at = wires->is_vertical ? x_um : y_um;
    double below = -INFINITY, above = INFINITY, low_v = value, high_v = value;
    along = fmin(fmax(along, wires->low_um), wires->high_um);
    for (int any = 0; any < 2 && isinf(below) && isinf(above); any++) {
        for (size_t i = 0; i < wires->first.count; i++) {
            bool covers = false;
            ird_wire_place place = ird_wires_find(wires, i, along, &covers);
            double across = wires->points.items[wires->first.items[i]].across_um;
            double there_v = ird_wires_drop_v(wires, place);
            if ((covers || any == 1) && across <= at && across > below) {
                below = across;
                low_v = there_v;
            }
            if ((covers || any == 1) && across > at && across < above) {
                above = across;
                high_v = there_v;
            }
        }
    }
    low_v = isinf(below) ? high_v : low_v;
    high_v = isinf(above) ? low_v : high_v;
    return fmin(fmax(value, fmin(low_v, high_v)), fmax(low_v, high_v));
}

#endif
