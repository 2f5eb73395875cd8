/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The resistances in use, as report_layer_rc prints them.
 */
#ifndef IRD_REPORT_RC_REPORT_H
#define IRD_REPORT_RC_REPORT_H

#include "base/text.h"
#include "extract/layer_rc.h"

/* The resistance of each layer and its origin; the missing ones named and counted. */
ird_status ird_report_rc_table(ird_text *out, const ird_technology *tech,
                               const ird_layer_rc *rc, ird_error *err);

#endif
