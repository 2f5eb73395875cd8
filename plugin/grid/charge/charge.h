/* SPDX-License-Identifier: BSD-3-Clause
 *
 * From what cells hold and draw to the capacitors and currents of grids: of one net, or
 * of a power and a ground net that are solved together. Nodes of the second network count
 * behind those of the first (network/transient.h), from second_node on: with a package
 * the first has more of them than its grid.
 */
#ifndef IRD_CHARGE_CHARGE_H
#define IRD_CHARGE_CHARGE_H

#include "capacitance/capacitance.h"
#include "extract/extract.h"
#include "network/transient.h"
#include "switching/switching.h"

/* The grids, with their loads: the second is a ground net where the first is a power net;
 * NULL: one net alone, whose capacitors and currents end at the ideal ground. */
typedef struct ird_charge_grids {
    const ird_grid *first, *second;
} ird_charge_grids;

/* What did not find a place. */
typedef struct ird_charge_left {
    double farad;    /* of cells without a pin on any metal of the nets */
    double charge_c; /* of pulses of such cells */
    size_t pulses;
} ird_charge_left;

/* Capacitors of the cells, at the pins of their instances: between the nets where an
 * instance has pins on both, shared equally between the pins; a series resistance with
 * them. Kinds of no capacitance are left out. */
ird_status ird_charge_add_cells(ird_transient *transient, const ird_charge_grids *grids,
                                int32_t second_node, const ird_cell_capacitance *cells,
                                ird_charge_left *left, ird_error *err);

/* The same, and first[i] up to first[i + 1] are the capacitors of component i, counted
 * from the first that is added; first has room for one more than cells. */
ird_status ird_charge_list_cells(ird_transient *transient, const ird_charge_grids *grids,
                                 int32_t second_node, const ird_cell_capacitance *cells,
                                 size_t *first, ird_charge_left *left, ird_error *err);

/* Capacitance of the wires of a grid to the ideal ground, by LEF: area times CPERSQDIST
 * and both long edges of each piece of metal times EDGECAPACITANCE, spread over the
 * resistors of its layer by their length, half to each end. first_node is the number of
 * the grid's first node; *unsaid counts the layers with metal and without either value.
 */
ird_status ird_charge_add_wires(ird_transient *transient, const ird_grid *grid,
                                int32_t first_node, const ird_technology *tech,
                                size_t *unsaid, ird_error *err);

/* Currents: drains that draw what the loads of the grids do on average, and the pulses.
 * What is no part of a pulse (leakage, even currents, what power switches hand on) is
 * idle current. Between the nets where an instance has loads on both. */
ird_status ird_charge_add_currents(ird_transient *transient,
                                   const ird_charge_grids *grids, int32_t second_node,
                                   const ird_switching *switching, const ird_power *power,
                                   ird_charge_left *left, ird_error *err);

/* The drains of each instance, first[i] to first[i + 1], and of each how much of the
 * instance it draws, and how much that is on average. */
typedef struct ird_charge_drains {
    size_t *first;
    size_t count;  /* of instances */
    size_t offset; /* of the first drain in the transient */
    IRD_VEC(double)
    parts, mean_a;   /* of each drain, from that on; of those of no instance
                        mean_a alone */
} ird_charge_drains; /* all zero is an empty one */

void ird_charge_drains_free(ird_charge_drains *drains); /* leaves an empty one */
size_t ird_charge_drains_bytes(const ird_charge_drains *drains);

/* The same in two steps, for pulses that come later, cycle by cycle. */
ird_status ird_charge_add_drains(ird_transient *transient, ird_charge_drains *drains,
                                 const ird_charge_grids *grids, int32_t second_node,
                                 const ird_switching *switching, const ird_power *power,
                                 ird_error *err);
ird_status ird_charge_add_pulses(const ird_charge_drains *drains, const ird_event *events,
                                 size_t count, ird_pulses *pulses, ird_charge_left *left,
                                 ird_error *err);

#endif
