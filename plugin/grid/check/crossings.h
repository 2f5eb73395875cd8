/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Crossings of wires that lack a via. Internal to check/.
 */
#ifndef IRD_CHECK_CROSSINGS_H
#define IRD_CHECK_CROSSINGS_H

#include "check/check_grid.h"

/* Append a finding for each crossing without a via, and count all crossings. One without
 * a via in which none fits is no crossing. */
ird_status ird_check_crossings(ird_findings *findings, const ird_grid *grid,
                               const ird_design *design, const ird_technology *tech,
                               ird_error *err);

#endif
