/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What a slicer is made of. Internal to slices/.
 */
#ifndef IRD_SLICES_SLICER_H
#define IRD_SLICES_SLICER_H

#include "coarse/coarse.h"
#include "slices/slices.h"

enum { IRD_SLICES_REGION = 4, IRD_SLICES_REGIONS = 256, IRD_SLICES_HALVES = 256 };

struct ird_slicer {
    const ird_network *grid;
    const ird_transient *transient;
    double period_s, half_s; /* a slice is two halves long */
    size_t halves;           /* in a period */
    bool wants_answer;
    double sign; /* of loads: -1 for a ground net */

    ird_factor *merged; /* of the coarse network */
    ird_coarse *coarse;
    ird_network still; /* the grid with C/h against what does not move; no nodes: not
                          wanted */
    ird_factor *step;
    double *drop_v; /* one a node: of the coarse network */
    ird_solution solution;

    int32_t *nodes, *pixels;  /* of the places */
    size_t places, drawn;     /* drawn: pixels with any */
    int32_t *place;           /* one a drain; -1: on no node of the grid */
    double *idle_a, *place_c; /* one a place: always drawn; scratch */
    ird_load *loads;          /* one a place */
    double ohm, farad;        /* R and C */
    double region_ohm[IRD_SLICES_REGIONS];
    float power_grid[IRD_SLICES_PIXELS], capacitance[IRD_SLICES_PIXELS];

    double pixel_c[IRD_SLICES_PIXELS]; /* scratch */
    double region_c[IRD_SLICES_HALVES][IRD_SLICES_REGIONS];
};

/* The node of a net alone that a drain draws at, or a capacitor holds; -1: none. */
static inline int32_t ird_slicer_end(const ird_slicer *s, int32_t a, int32_t b) {
    int32_t node = a >= 0 ? a : b;
    return (size_t)node < s->grid->nodes.count ? node : -1;
}

static inline size_t ird_slicer_region(size_t pixel) {
    size_t row = pixel / IRD_SLICES_SIDE / IRD_SLICES_REGION;
    size_t column = pixel % IRD_SLICES_SIDE / IRD_SLICES_REGION;
    return row * (IRD_SLICES_SIDE / IRD_SLICES_REGION) + column;
}

#endif
