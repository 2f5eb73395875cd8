/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The capacitance that cells hold between their supplies while they do not switch.
 *
 *   load       of what an output drives: the input pins of its net by Liberty, and the
 *              wire, its half perimeter times IRD_WIRE_F_PER_UM (0.2 fF/um: Weste and
 *              Harris, CMOS VLSI Design, 4th ed., 6.2.2). IRD_LOAD_PART of it counts: an
 *              output ties what it drives to the one supply or to the other, so that half
 *              of the gates, and half of the wires, lie between the two.
 *   intrinsic  inside of the cell: IRD_INTRINSIC_PART of its input pins. The drains of a
 *              cell have about half the capacitance of its gates where they share
 *              diffusion (the same, 2.3), and half of that lies between the supplies.
 *   decap      cells that are there for it, as the user gives them.
 *
 * Without Liberty the inputs of a cell have together IRD_GATE_F_PER_UM times its area
 * over the half pitch of the densest routing layer. That is what the inverters and NANDs
 * of open libraries at 130, 45 and 7 nm have within a factor of 2 (0.10 to 0.23 fF/um);
 * the value is below their mean, for less capacitance is more drop.
 */
#ifndef IRD_CAPACITANCE_CAPACITANCE_H
#define IRD_CAPACITANCE_CAPACITANCE_H

#include "design/design.h"
#include "design/netlist.h"
#include "liberty/liberty.h"

#define IRD_WIRE_F_PER_UM 0.2e-15
#define IRD_GATE_F_PER_UM 0.15e-15
#define IRD_LOAD_PART 0.5
#define IRD_INTRINSIC_PART 0.25

/* What a cell of a name holds, as the user says. */
typedef struct ird_decap {
    char *pattern; /* of names of cells; owned */
    double farad;  /* >= 0 */
    double ohm;    /* in series, >= 0 */
} ird_decap;

typedef struct ird_decaps {
    IRD_VEC(ird_decap) items; /* the last one that matches a cell holds */
} ird_decaps;                 /* all zero is none */

void ird_decaps_free(ird_decaps *decaps); /* leaves none */

/* Raises CAPACITANCE_VALUE where a value is negative or not finite. */
ird_status ird_decaps_add(ird_decaps *decaps, const char *pattern, double farad,
                          double ohm, ird_error *err);

/* Add the lines of a file, cell,capacitance_fF or cell,capacitance_fF,resistance_ohm; a
 * first line of words and lines that begin with # are passed over. All or none of them.
 * Raises CAPACITANCE_TABLE, CAPACITANCE_VALUE and those of ird_input_open. */
ird_status ird_decaps_read(ird_decaps *decaps, const char *path, ird_error *err);

/* One a component, in F and ohm. */
typedef struct ird_held {
    float intrinsic_f, load_f;
    double decap_f, decap_ohm;
} ird_held;

typedef struct ird_cell_capacitance {
    ird_held *items; /* owned */
    size_t count;
    double intrinsic_f, load_f, decap_f; /* of all components */
    double wire_f;                       /* of load_f, of the wires */
    size_t by_liberty, by_area;          /* cells with inputs, by where they are from */
    size_t decaps;                       /* cells that hold what the user gave */
    size_t unsaid; /* cells without logic that are called decap, or are one by Liberty,
                      of which nobody has given any: they hold nothing */
    bool has_nets; /* there is connectivity; else there are no loads */
} ird_cell_capacitance; /* all zero is an empty one */

void ird_cell_capacitance_free(ird_cell_capacitance *cells); /* leaves an empty one */

/* liberty and netlist (with its sinks) may be NULL; decaps has one value a macro, its
 * farad NAN where nothing is said. */
ird_status ird_cell_capacitance_find(ird_cell_capacitance *cells,
                                     const ird_design *design, const ird_technology *tech,
                                     const ird_liberty *liberty,
                                     const ird_netlist *netlist, const ird_decap *decaps,
                                     ird_error *err);

#endif
