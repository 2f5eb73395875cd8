/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Lines of a plan from options: for the commands that plan, and for those that try.
 */
#ifndef IRD_BINDING_PLAN_LINES_H
#define IRD_BINDING_PLAN_LINES_H

#include "command/command.h"
#include "plan/plan.h"

typedef struct ird_stripe_options {
    Tcl_Obj *net;
    Tcl_Obj *layer;
    ird_number_option width;
    ird_number_option pitch;
    ird_number_option offset;
    Tcl_Obj *region;
    ird_count_option direction;
    bool followpins;
    ird_count_option use;
} ird_stripe_options;

typedef struct ird_add_source_options {
    Tcl_Obj *net;
    Tcl_Obj *layer;
    Tcl_Obj *at;
    Tcl_Obj *pitch;
    Tcl_Obj *offset;
    ird_number_option size;
    Tcl_Obj *region;
    ird_count_option use;
} ird_add_source_options;

typedef struct ird_remove_options {
    Tcl_Obj *net;
    Tcl_Obj *layer;
    ird_number_option offset;
    Tcl_Obj *region;
} ird_remove_options;

typedef struct ird_widen_options {
    Tcl_Obj *net;
    Tcl_Obj *layer;
    ird_number_option width;
    ird_number_option offset;
    Tcl_Obj *region;
} ird_widen_options;

typedef struct ird_via_options {
    Tcl_Obj *net;
    Tcl_Obj *layer;
    Tcl_Obj *upper;
    Tcl_Obj *region;
} ird_via_options;

extern const ird_option ird_stripe_table[], ird_widen_table[], ird_via_table[],
    ird_remove_table[], ird_source_table[];

/* What becomes of a line; key is what its pieces are called. */
typedef int ird_line_use(ird_context *context, const ird_plan_line *line,
                         const char *key);

/* Call use with the line that the options of a call say. */
int ird_tcl_stripes(ird_context *context, const ird_call *call, ird_line_use *use);
int ird_tcl_widen(ird_context *context, const ird_call *call, ird_line_use *use);
int ird_tcl_vias(ird_context *context, const ird_call *call, ird_line_use *use);
int ird_tcl_remove(ird_context *context, const ird_call *call, ird_line_use *use);
int ird_tcl_sources(ird_context *context, const ird_call *call, ird_line_use *use);

/* A line as a dict, as plan_info lists it. */
Tcl_Obj *ird_tcl_plan_line(const ird_plan_line *line);

#endif
