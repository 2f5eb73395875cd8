/* SPDX-License-Identifier: BSD-3-Clause
 *
 * A prediction in volts as text: its drops with their bounds, and how far to trust it.
 */
#ifndef IRD_REPORT_PREDICTION_REPORT_H
#define IRD_REPORT_PREDICTION_REPORT_H

#include "predict/prediction_facts.h"
#include "base/text.h"

typedef struct ird_prediction_report {
    const char *net;
    double supply_v;
    const char *network; /* "metal as drawn" */
    const char *model, *model_origin;
    const char *outside; /* what its inputs leave of the training range; NULL: all in */
    const ird_prediction_facts *facts;
} ird_prediction_report;

/* NO_MEMORY leaves what was written so far. */
ird_status ird_report_prediction(ird_text *out, const ird_prediction_report *report,
                                 ird_error *err);

#endif
