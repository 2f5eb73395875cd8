/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The capacitance of one or two nets, as report_capacitance prints it.
 */
#ifndef IRD_REPORT_CAPACITANCE_REPORT_H
#define IRD_REPORT_CAPACITANCE_REPORT_H

#include "base/text.h"
#include "capacitance/capacitance.h"
#include "network/transient.h"

/* What it is told of. */
typedef struct ird_capacitance_nets {
    const char *names[2];
    size_t count;
    const double *farad; /* by kind */
    const ird_cell_capacitance *cells;
    double unconnected_f;
    size_t unsaid_layers;
} ird_capacitance_nets;

ird_status ird_report_capacitance(ird_text *out, const ird_capacitance_nets *nets,
                                  ird_error *err);

#endif
