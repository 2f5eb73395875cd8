/* SPDX-License-Identifier: BSD-3-Clause
 *
 * From merged metal to nodes and resistors. Internal to extract/.
 */
#ifndef IRD_EXTRACT_ASSEMBLE_H
#define IRD_EXTRACT_ASSEMBLE_H

#include "extract/collect.h"

/* Fill in slabs, vias, islands, terminals, sources and the network of grid. Numbering
 * follows the order of layers and of the work on each, so that it repeats exactly. */
ird_status ird_assemble(ird_grid *grid, ird_work *work, const ird_source_plan *plan,
                        const ird_monitor *monitor, ird_error *err);

/* Join the slabs that conduct into each other and sum up each island (islands.c). */
ird_status ird_assemble_islands(ird_grid *grid, const ird_work *work,
                                const ird_source_plan *plan, ird_error *err);

#endif
