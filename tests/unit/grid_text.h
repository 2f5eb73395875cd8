/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Small power grids written down as LEF and DEF, extracted and solved.
 */
#ifndef IRD_TESTS_GRID_TEXT_H
#define IRD_TESTS_GRID_TEXT_H

#include "check.h"

#include "check/check_grid.h"
#include "readers/readers.h"
#include "static/solve.h"

typedef struct grid_text {
    ird_technology tech;
    ird_design design;
    ird_layer_rc rc;
    ird_power power;
    ird_extract_options options;
    ird_grid grid;
    ird_factor *factor;
    ird_solution solution;
} grid_text;

/* m1 runs along x, m2 along y, m3 along x; 0.1, 0.05 and 0.02 ohm per square. V1 has one
 * cut of 2 ohm, V2 one of 1 ohm, VV two cuts of 2 ohm. CELL is 2 um x 4 um with a rail
 * pin VDD at its top, TWIN has two pin shapes on it, 4 um apart, DUO two pins of one
 * shape each in the same places, VDD and VDB, and PAD is a bump. */
static const char GRID_LEF[] =
    "VERSION 5.8 ;\nUNITS\n DATABASE MICRONS 1000 ;\nEND UNITS\n"
    "LAYER m1\n TYPE ROUTING ;\n DIRECTION HORIZONTAL ;\n PITCH 1 ;\n WIDTH 0.2 ;\n"
    " RESISTANCE RPERSQ 0.1 ;\nEND m1\n"
    "LAYER v1\n TYPE CUT ;\n RESISTANCE 2 ;\nEND v1\n"
    "LAYER m2\n TYPE ROUTING ;\n DIRECTION VERTICAL ;\n PITCH 1 ;\n WIDTH 0.2 ;\n"
    " RESISTANCE RPERSQ 0.05 ;\nEND m2\n"
    "LAYER v2\n TYPE CUT ;\n RESISTANCE 1 ;\nEND v2\n"
    "LAYER m3\n TYPE ROUTING ;\n DIRECTION HORIZONTAL ;\n PITCH 2 ;\n WIDTH 0.4 ;\n"
    " RESISTANCE RPERSQ 0.02 ;\nEND m3\n"
    "VIA V1\n LAYER m1 ;\n RECT -0.1 -0.1 0.1 0.1 ;\n LAYER v1 ;\n"
    " RECT -0.05 -0.05 0.05 0.05 ;\n LAYER m2 ;\n RECT -0.1 -0.1 0.1 0.1 ;\nEND V1\n"
    "VIA VV\n LAYER m1 ;\n RECT -0.3 -0.1 0.3 0.1 ;\n LAYER v1 ;\n"
    " RECT -0.25 -0.05 -0.15 0.05 ;\n RECT 0.15 -0.05 0.25 0.05 ;\n LAYER m2 ;\n"
    " RECT -0.3 -0.1 0.3 0.1 ;\nEND VV\n"
    "VIA V2\n LAYER m2 ;\n RECT -0.1 -0.1 0.1 0.1 ;\n LAYER v2 ;\n"
    " RECT -0.05 -0.05 0.05 0.05 ;\n LAYER m3 ;\n RECT -0.1 -0.1 0.1 0.1 ;\nEND V2\n"
    "MACRO CELL\n CLASS CORE ;\n SIZE 2 BY 4 ;\n PIN VDD\n  USE POWER ;\n  PORT\n"
    "   LAYER m1 ;\n   RECT 0 3.9 2 4.1 ;\n  END\n END VDD\n PIN A\n  USE SIGNAL ;\n"
    " END A\nEND CELL\n"
    "MACRO TWIN\n CLASS CORE ;\n SIZE 6 BY 4 ;\n PIN VDD\n  USE POWER ;\n  PORT\n"
    "   LAYER m1 ;\n   RECT 0 3.9 2 4.1 ;\n   RECT 4 3.9 6 4.1 ;\n  END\n END VDD\n"
    " PIN A\n  USE SIGNAL ;\n END A\nEND TWIN\n"
    "MACRO DUO\n CLASS CORE ;\n SIZE 6 BY 4 ;\n PIN VDD\n  USE POWER ;\n  PORT\n"
    "   LAYER m1 ;\n   RECT 0 3.9 2 4.1 ;\n  END\n END VDD\n PIN VDB\n  USE POWER ;\n"
    "  PORT\n   LAYER m1 ;\n   RECT 4 3.9 6 4.1 ;\n  END\n END VDB\nEND DUO\n"
    "MACRO PAD\n CLASS COVER BUMP ;\n SIZE 2 BY 2 ;\n PIN VDD\n  USE POWER ;\n  PORT\n"
    "   LAYER m2 ;\n   RECT 0 0 2 2 ;\n  END\n END VDD\nEND PAD\nEND LIBRARY\n";

static inline void grid_text_stop(ird_status status, const ird_error *err) {
    if (!CHECK(status == IRD_OK)) {
        fprintf(stderr, "    %s:%ld: %s\n", err->file, err->line, err->text);
        exit(1);
    }
}

/* Technology, design and resistances from texts, and 1 W for each instance. */
static inline void grid_text_load(grid_text *g, const char *lef, const char *def,
                                  size_t size) {
    ird_error err = {0};
    ird_input lef_input = {.data = lef, .size = strlen(lef), .path = "text.lef"};
    ird_input def_input = {.data = def, .size = size, .path = "text.def"};
    grid_text_stop(ird_lef_read_input(&g->tech, &lef_input, NULL, &err), &err);
    grid_text_stop(ird_def_read_input(&g->design, &g->tech, &def_input, NULL, &err),
                   &err);
    grid_text_stop(ird_layer_rc_build(&g->rc, &g->tech, NULL, &err), &err);
    g->power.count = g->design.components.count;
    g->power.instance_w = ird_alloc_zero(g->power.count, sizeof(double));
    for (size_t i = 0; i < g->power.count; i++) {
        g->power.instance_w[i] = 1;
    }
}

/* components, pins and wires: what stands between the keywords of the sections; the net
 * is VDD and takes every pin VDD and VDB. */
static inline void grid_text_read(grid_text *g, const char *components, const char *pins,
                                  const char *wires) {
    static char def[16384];
    int size = snprintf(def, sizeof def,
                        "VERSION 5.8 ;\nDESIGN d ;\nUNITS DISTANCE MICRONS 1000 ;\n"
                        "DIEAREA ( 0 0 ) ( 200000 200000 ) ;\n"
                        "COMPONENTS 1 ;\n%sEND COMPONENTS\nPINS 1 ;\n%sEND PINS\n"
                        "SPECIALNETS 1 ;\n- VDD ( * VDD ) ( * VDB ) + USE POWER\n%s ;\n"
                        "END SPECIALNETS\nEND DESIGN\n",
                        components, pins, wires);
    CHECK(size > 0 && (size_t)size < sizeof def);
    grid_text_load(g, GRID_LEF, def, (size_t)size);
    g->options = (ird_extract_options){
        .net = 0, .swing_v = 1, .source_v = 1, .sources = ird_source_defaults};
}

static inline void grid_text_extract(grid_text *g) {
    ird_error err = {0};
    grid_text_stop(ird_extract(&g->grid, &g->design, &g->tech, &g->rc, &g->power,
                               &g->options, NULL, &err),
                   &err);
}

/* The drop at the first pin of an instance for the loads of all, in V. */
static inline double grid_text_drop(grid_text *g, const char *instance) {
    ird_error err = {0};
    ird_factor_free(g->factor);
    g->factor = NULL;
    grid_text_stop(
        ird_factor_create(&g->factor, &g->grid.network, &ird_solve_defaults, NULL, &err),
        &err);
    grid_text_stop(ird_solve(&g->solution, g->factor, NULL, 0, &err), &err);
    int32_t id = ird_names_find(&g->design.component_names, instance, strlen(instance));
    for (size_t i = 0; i < g->grid.terminals.count; i++) {
        if (g->grid.terminals.items[i].component == id) {
            return g->solution.drop_v[g->grid.terminals.items[i].node];
        }
    }
    return (double)NAN;
}

static inline void grid_text_free(grid_text *g) {
    ird_solution_free(&g->solution);
    ird_factor_free(g->factor);
    ird_grid_free(&g->grid);
    ird_power_free(&g->power);
    ird_layer_rc_free(&g->rc);
    ird_design_free(&g->design);
    ird_technology_free(&g->tech);
    *g = (grid_text){0};
}

#endif
