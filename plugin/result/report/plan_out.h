/* SPDX-License-Identifier: BSD-3-Clause
 *
 * A plan as the XML that ird_plan_read reads.
 */
#ifndef IRD_REPORT_PLAN_OUT_H
#define IRD_REPORT_PLAN_OUT_H

#include "plan/plan.h"

/* The file appears whole or not at all. Lines of one net that follow each other stand in
 * one element. Raises PLAN_NOTHING for an empty plan, FILE_WRITE, REPORT_XML. */
ird_status ird_plan_write(const ird_plan *plan, const char *path, ird_error *err);

#endif
