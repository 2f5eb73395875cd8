/* SPDX-License-Identifier: BSD-3-Clause */
#include "base/map/colours.h"

#include <math.h>

/* Every 16th colour of the 256 of viridis and the last; between them it is so smooth that
 * straight lines stay within 2 of 255. */
static const ird_colour points[] = {
    {68, 1, 84},    {72, 24, 106},  {71, 45, 123},  {66, 64, 134},  {59, 82, 139},
    {51, 99, 141},  {44, 114, 142}, {38, 130, 142}, {33, 145, 140}, {31, 160, 136},
    {40, 174, 128}, {63, 188, 115}, {94, 201, 98},  {132, 212, 75}, {173, 220, 48},
    {216, 226, 25}, {253, 231, 37}};

static uint8_t between(uint8_t low, uint8_t high, double share) {
    return (uint8_t)lround((double)low + share * ((double)high - (double)low));
}

ird_colour ird_colour_of(double share) {
    enum { LAST = sizeof points / sizeof *points - 1 };
    if (isnan(share)) {
        return (ird_colour){220, 220, 220};
    }
    double at = fmin(fmax(share, 0), 1) * LAST;
    int i = at < LAST ? (int)at : LAST - 1;
    const ird_colour *low = &points[i];
    const ird_colour *high = &points[i + 1];
    return (ird_colour){between(low->red, high->red, at - i),
                        between(low->green, high->green, at - i),
                        between(low->blue, high->blue, at - i)};
}
