/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The viridis colour map by S. van der Walt and N. Smith (2015, matplotlib; CC0):
 * uniform to the eye, and readable in grey and by the colour-blind.
 */
#ifndef IRD_BASE_MAP_COLOURS_H
#define IRD_BASE_MAP_COLOURS_H

#include <stdint.h>

typedef struct ird_colour {
    uint8_t red, green, blue;
} ird_colour;

/* Colour of a share in [0,1], cut to it; light grey for NaN. */
ird_colour ird_colour_of(double share);

#endif
