/* SPDX-License-Identifier: BSD-3-Clause
 *
 * From merged metal to nodes and resistors. For patch/ and extract/.
 */
#ifndef IRD_EXTRACT_ASSEMBLE_H
#define IRD_EXTRACT_ASSEMBLE_H

#include "extract/collect.h"

/* Fill in metals, vias, islands, terminals, sources and the network of grid. Numbering
 * follows the order of layers and of the work on each, so that it repeats exactly. */
ird_status ird_assemble(ird_grid *grid, ird_work *work, const ird_source_plan *plan,
                        const ird_monitor *monitor, ird_error *err);

/* A point that conducts, and its node in the network. */
typedef struct ird_part_point {
    int32_t layer, node;
    ird_point at;
} ird_part_point;

typedef struct ird_part_points {
    ird_part_point *items; /* free with ird_free */
    size_t count;
    size_t first_stub; /* nodes from here on stand for metal that is not in the part */
} ird_part_points;

/* The network alone of a work that is a part: nodes, resistors and sources, without
 * terminals, metals, vias and islands. points: of vias and pins, for nodes may stand
 * where another point that is one with them does. */
ird_status ird_assemble_part(ird_grid *grid, ird_work *work, const ird_source_plan *plan,
                             ird_part_points *points, ird_error *err);

/* Join the metal that conducts into each other and sum up each island (islands.c). */
ird_status ird_assemble_islands(ird_grid *grid, ird_work *work,
                                const ird_source_plan *plan, ird_error *err);

#endif
