/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Quantiles of worst drops as a dict.
 */
#ifndef IRD_BINDING_QUANTILE_VALUES_H
#define IRD_BINDING_QUANTILE_VALUES_H

#include "command/command.h"
#include "report/dynamic_report.h"

/* q50, q90 and q99, of each drop_v and spread_v. */
Tcl_Obj *ird_tcl_quantiles(const ird_score_quantile quantiles[3]);

#endif
