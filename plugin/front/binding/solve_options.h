/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What solve and report_irdrop are given.
 */
#ifndef IRD_BINDING_SOLVE_OPTIONS_H
#define IRD_BINDING_SOLVE_OPTIONS_H

#include "command/ranks_options.h"
#include "binding/time_options.h"

typedef struct ird_tcl_solve_options {
    Tcl_Obj *net;
    Tcl_Obj *nets;
    Tcl_Obj *resistance;
    Tcl_Obj *corners;
    ird_count_option method;
    ird_count_option reuse;
    ird_count_option like;
    bool exact;
    ird_ranks_options shared;
    ird_time_options in_time;
} ird_tcl_solve_options;

/* What they ask for; raises OPTIONS_CLASH and the errors of files. */
int ird_tcl_solve_wish(ird_context *context, const ird_tcl_solve_options *options,
                       ird_solve_wish *wish);

#endif
