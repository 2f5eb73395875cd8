/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Figures of a result under the names of METRICS 2.1, and under names of that form for
 * what it has none for.
 */
#ifndef IRD_REPORT_METRICS_H
#define IRD_REPORT_METRICS_H

#include "report/formats.h"

typedef struct ird_metric {
    char *name;
    double value;
    bool is_count;
} ird_metric;

typedef struct ird_metric_list {
    IRD_VEC(ird_metric) items;
} ird_metric_list;

void ird_metric_list_free(ird_metric_list *list);

/* What is not known is left out. Volts for each net and corner, totals over all. */
ird_status ird_metric_list_build(ird_metric_list *list, const ird_report_input *input,
                                 ird_error *err);

#endif
