/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Floorplans written down as LEF and DEF, for planned grids.
 */
#ifndef IRD_TESTS_PLAN_TEXT_H
#define IRD_TESTS_PLAN_TEXT_H

#include "grid_text.h"
#include "plan/layout.h"

/* m1 and m3 run along x, m2 and m4 along y; 0.1, 0.05, 0.02 and 0.01 ohm per square; a
 * cut of v1 has 2 ohm, one of v2 1 ohm, one of v3 0.5 ohm. Vias between m1 and m2 are
 * made by a rule, between m2 and m3 by repeating a via, and between m3 and m4 LEF has
 * none. CELL (2 x 4 um) has rails across its edges, TALL (2 x 6 um) half rails inside,
 * BOTH (2 x 5 um) one of VDD on m1 and a wider one on m3 over it, RAM (20 x 20 um) a
 * strap of VDD on m3 along y. */
static const char PLAN_LEF[] =
    "VERSION 5.8 ;\nUNITS\n DATABASE MICRONS 1000 ;\nEND UNITS\n"
    "LAYER m1\n TYPE ROUTING ;\n DIRECTION HORIZONTAL ;\n PITCH 1 ;\n WIDTH 0.2 ;\n"
    " RESISTANCE RPERSQ 0.1 ;\nEND m1\n"
    "LAYER v1\n TYPE CUT ;\n RESISTANCE 2 ;\nEND v1\n"
    "LAYER m2\n TYPE ROUTING ;\n DIRECTION VERTICAL ;\n PITCH 1 ;\n WIDTH 0.2 ;\n"
    " RESISTANCE RPERSQ 0.05 ;\nEND m2\n"
    "LAYER v2\n TYPE CUT ;\n SPACING 0.1 ;\n RESISTANCE 1 ;\nEND v2\n"
    "LAYER m3\n TYPE ROUTING ;\n DIRECTION HORIZONTAL ;\n PITCH 2 ;\n WIDTH 0.4 ;\n"
    " RESISTANCE RPERSQ 0.02 ;\nEND m3\n"
    "LAYER v3\n TYPE CUT ;\n RESISTANCE 0.5 ;\nEND v3\n"
    "LAYER m4\n TYPE ROUTING ;\n DIRECTION VERTICAL ;\n PITCH 2 ;\n WIDTH 0.4 ;\n"
    " RESISTANCE RPERSQ 0.01 ;\nEND m4\n"
    "LAYER m5\n TYPE ROUTING ;\n PITCH 2 ;\n WIDTH 0.4 ;\nEND m5\n"
    "VIARULE R1 GENERATE\n LAYER m1 ;\n ENCLOSURE 0.1 0.03 ;\n LAYER m2 ;\n"
    " ENCLOSURE 0.05 0.05 ;\n LAYER v1 ;\n RECT -0.05 -0.05 0.05 0.05 ;\n"
    " SPACING 0.2 BY 0.2 ;\nEND R1\n"
    "VIA V1\n LAYER m1 ;\n RECT -0.1 -0.1 0.1 0.1 ;\n LAYER v1 ;\n"
    " RECT -0.05 -0.05 0.05 0.05 ;\n LAYER m2 ;\n RECT -0.1 -0.1 0.1 0.1 ;\nEND V1\n"
    "VIA V2 DEFAULT\n LAYER m2 ;\n RECT -0.1 -0.1 0.1 0.1 ;\n LAYER v2 ;\n"
    " RECT -0.05 -0.05 0.05 0.05 ;\n LAYER m3 ;\n RECT -0.1 -0.1 0.1 0.1 ;\nEND V2\n"
    "SITE low\n CLASS CORE ;\n SIZE 2 BY 4 ;\nEND low\n"
    "SITE middle\n CLASS CORE ;\n SIZE 2 BY 5 ;\nEND middle\n"
    "SITE high\n CLASS CORE ;\n SIZE 2 BY 6 ;\nEND high\n"
    "MACRO CELL\n CLASS CORE ;\n SIZE 2 BY 4 ;\n"
    " PIN VDD\n  USE POWER ;\n  PORT\n   LAYER m1 ;\n   RECT 0 3.9 2 4.1 ;\n  END\n"
    " END VDD\n PIN VSS\n  USE GROUND ;\n  PORT\n   LAYER m1 ;\n   RECT 0 -0.1 2 0.1 ;\n"
    "  END\n END VSS\n PIN A\n  USE SIGNAL ;\n END A\nEND CELL\n"
    "MACRO TALL\n CLASS CORE ;\n SIZE 2 BY 6 ;\n"
    " PIN VDD\n  USE POWER ;\n  PORT\n   LAYER m1 ;\n   RECT 0 5.8 2 6 ;\n  END\n"
    " END VDD\n PIN VSS\n  USE GROUND ;\n  PORT\n   LAYER m1 ;\n   RECT 0 0 2 0.2 ;\n"
    "  END\n END VSS\n PIN A\n  USE SIGNAL ;\n END A\nEND TALL\n"
    "MACRO BOTH\n CLASS CORE ;\n SIZE 2 BY 5 ;\n"
    " PIN VDD\n  USE POWER ;\n  PORT\n   LAYER m1 ;\n   RECT 0 4.9 2 5.1 ;\n  END\n"
    "  PORT\n   LAYER m3 ;\n   RECT 0 4.7 2 5.3 ;\n  END\n END VDD\n PIN A\n"
    "  USE SIGNAL ;\n END A\nEND BOTH\n"
    "MACRO RAM\n CLASS BLOCK ;\n SIZE 20 BY 20 ;\n"
    " PIN VDD\n  USE POWER ;\n  PORT\n   LAYER m3 ;\n   RECT 4 0 5 20 ;\n  END\n"
    " END VDD\n PIN VDDM\n  USE POWER ;\n  PORT\n   LAYER m3 ;\n   RECT 14 0 15 20 ;\n"
    "  END\n END VDDM\nEND RAM\nEND LIBRARY\n";

/* A design of 100 x 100 um. sections: what stands between DIEAREA and END DESIGN. */
static inline void plan_text_read(grid_text *g, const char *sections) {
    static char def[16384];
    int size = snprintf(def, sizeof def,
                        "VERSION 5.8 ;\nDESIGN d ;\nUNITS DISTANCE MICRONS 1000 ;\n"
                        "DIEAREA ( 0 0 ) ( 100000 100000 ) ;\n%sEND DESIGN\n",
                        sections);
    CHECK(size > 0 && (size_t)size < sizeof def);
    grid_text_load(g, PLAN_LEF, def, (size_t)size);
}

static inline ird_plan_line plan_rails(const char *net) {
    return (ird_plan_line){
        .kind = IRD_PLAN_RAILS, .net = (char *)net, .use = IRD_USE_OTHER};
}

/* Stripes over the die. */
static inline ird_plan_line plan_stripes(const char *net, const char *layer,
                                         double width_um, double pitch_um,
                                         double offset_um) {
    return (ird_plan_line){.kind = IRD_PLAN_STRIPES,
                           .net = (char *)net,
                           .use = IRD_USE_OTHER,
                           .layer = (char *)layer,
                           .width_um = width_um,
                           .pitch_um = {pitch_um, pitch_um},
                           .has_offset = true,
                           .offset_um = {offset_um, offset_um},
                           .region = IRD_PLAN_REGION_DIE};
}

static inline ird_plan_line plan_source(const char *net, double x_um, double y_um) {
    return (ird_plan_line){.kind = IRD_PLAN_SOURCE,
                           .net = (char *)net,
                           .use = IRD_USE_OTHER,
                           .at = {x_um, y_um}};
}

/* Lay lines onto the design and put them on. */
static inline void plan_text_lay(grid_text *g, ird_plan *plan, ird_plan_layout *layout,
                                 const ird_plan_line *lines, size_t count) {
    ird_error err = {0};
    for (size_t i = 0; i < count; i++) {
        grid_text_stop(ird_plan_add(plan, &lines[i], &err), &err);
    }
    grid_text_stop(ird_plan_lay(layout, plan, &g->design, &g->tech, NULL, &err), &err);
    ird_plan_layout_toggle(layout, &g->design);
}

/* The drop at an instance for 1 A out of each, fed by the sources of the plan. */
static inline double plan_text_drop(grid_text *g, const ird_plan *plan, const char *net,
                                    const char *instance) {
    ird_error err = {0};
    ird_source_file file = {.volt = (double)NAN};
    grid_text_stop(ird_plan_add_places(&file, plan, net, &g->design, &err), &err);
    g->options = (ird_extract_options){.net = ird_grid_find_net(&g->design, net),
                                       .swing_v = 1,
                                       .source_v = 1,
                                       .sources = ird_source_defaults};
    g->options.sources.type = IRD_SOURCE_FILE;
    g->options.sources.file = &file;
    grid_text_extract(g);
    g->options.sources.file = NULL;
    ird_source_file_free(&file);
    return grid_text_drop(g, instance);
}

static inline void plan_text_free(grid_text *g, ird_plan *plan, ird_plan_layout *layout) {
    ird_plan_free(plan);
    grid_text_free(g);
    ird_plan_layout_free(layout);
}

#endif
