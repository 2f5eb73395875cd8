/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What a power grid is made of, as text: the resistance of each layer and where it comes
 * from, the network and its sources. What was assumed is said as a warning.
 */
#ifndef IRD_REPORT_GRID_REPORT_H
#define IRD_REPORT_GRID_REPORT_H

#include "base/text.h"
#include "extract/check_grid.h"

/* A line a routing or cut layer, lowest first. NO_MEMORY leaves out as it was. */
ird_status ird_report_layer_rc(ird_text *out, const ird_layer_rc *rc,
                               const ird_technology *tech, ird_error *err);

/* Metal, network, instance pins and sources of one net. NO_MEMORY leaves out as it was.
 */
ird_status ird_report_grid(ird_text *out, const ird_grid *grid,
                           const ird_technology *tech, ird_error *err);

/* Kinds and counts of the findings, then a line for each of at most `limit` a kind. */
ird_status ird_report_findings(ird_text *out, const ird_findings *findings, size_t limit,
                               const ird_grid *grid, const ird_design *design,
                               const ird_technology *tech, const ird_layer_rc *rc,
                               ird_error *err);

#endif
