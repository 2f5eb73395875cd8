/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What a trial changes, as text: before, after and the difference.
 */
#ifndef IRD_REPORT_WHATIF_REPORT_H
#define IRD_REPORT_WHATIF_REPORT_H

#include "answer/before_after.h"
#include "base/text.h"

typedef struct ird_whatif_report {
    const char *net;
    const char *network;      /* "metal as drawn" */
    const char *const *steps; /* a sentence each */
    size_t step_count;
    const ird_before_after *both;
    const char *found_by; /* "the factor of the session and 3 steps ..." */
    double seconds;
    bool has_decaps; /* a step that counts in time alone */
} ird_whatif_report;

ird_status ird_report_whatif(ird_text *out, const ird_whatif_report *report,
                             ird_error *err);

#endif
