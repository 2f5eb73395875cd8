/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Layers of a net whose resistance no process has, or which a script and the LEF say
 * quite differently.
 */
#ifndef IRD_NETWORK_ODD_LAYER_H
#define IRD_NETWORK_ODD_LAYER_H

#include <stdbool.h>
#include <stdint.h>

typedef struct ird_odd_layer {
    int32_t layer;    /* of the technology; only where ohm > 0 */
    bool is_cut;      /* ohm is for a cut, else for a square */
    double ohm;       /* what is used; 0: there is no such layer */
    double other_ohm; /* what LEF says, or the end of the range that it is out of */
} ird_odd_layer;

/* The first of each kind. */
typedef struct ird_odd_layers {
    ird_odd_layer contradicting; /* set to 100 times what LEF says or a hundredth of it */
    ird_odd_layer beyond;        /* less than 0.0001 ohm; more than 100 a square, 1000 a
                                    cut */
} ird_odd_layers;

#endif
