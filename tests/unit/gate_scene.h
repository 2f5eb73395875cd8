/* SPDX-License-Identifier: BSD-3-Clause
 *
 * A net with known drops for the tests of gate and reports: 8 x 8 um in 4 x 4 pixels,
 * supply 1 V, 10 mV everywhere but for two hot pixels, each with one cell:
 *
 *     row 3 | 10 10 10 55      ram0 at (6 6)-(8 8): 55 mV
 *     row 2 | 10 10 10 10
 *     row 1 | 10 60 10 10      core/u1 at (2 2)-(4 4): 60 mV
 *     row 0 | 10 10 10 10
 */
#ifndef IRD_TESTS_GATE_SCENE_H
#define IRD_TESTS_GATE_SCENE_H

#include "fixture.h"
#include "gate/gate.h"

typedef struct gate_scene {
    fixture f;
    ird_power power;
    ird_raster raster;
    ird_map drop;
    ird_hotspot_list hotspots; /* above 50 mV */
    ird_answer net;            /* "VDD", "default", with everything known */
    ird_answers answers;
} gate_scene;

/* first: the name of the cell at (2 2). unit: VOLT, or NORMALISED, where values are over
 * 60 mV. A failure ends the program. */
void gate_scene_create(gate_scene *scene, const char *first, ird_unit unit);
void gate_scene_free(gate_scene *scene);

#endif
