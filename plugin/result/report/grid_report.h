/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What is wrong with a power grid, as report_check_grid prints it.
 */
#ifndef IRD_REPORT_GRID_REPORT_H
#define IRD_REPORT_GRID_REPORT_H

#include "base/text.h"
#include "check/check_grid.h"

/* How many findings there are, and a line for each. */
ird_status ird_report_findings(ird_text *out, const ird_findings *findings,
                               const ird_grid *grid, const ird_design *design,
                               const ird_technology *tech, const ird_layer_rc *rc,
                               ird_error *err);

#endif
