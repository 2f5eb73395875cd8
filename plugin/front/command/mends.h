/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What else would mend a design than metal: for a command of its own and for suggest.
 * Each sets the result of the interpreter.
 */
#ifndef IRD_COMMAND_MENDS_H
#define IRD_COMMAND_MENDS_H

#include "command/command.h"

typedef struct ird_decap_call {
    ird_level_option target;
    Tcl_Obj *fillers, *cells;
    Tcl_Obj *tcl, *def, *lyrdb;
    bool report;
} ird_decap_call;

int ird_tcl_suggest_decaps(ird_context *context, const ird_decap_call *call);

typedef struct ird_spread_call {
    Tcl_Obj *net;
    ird_level_option target;
    ird_number_option used;
    ird_count_option steps, form;
    Tcl_Obj *tcl;
    bool report;
} ird_spread_call;

extern const char *const ird_spread_forms[];

int ird_tcl_suggest_spread(ird_context *context, const ird_spread_call *call);

#endif
