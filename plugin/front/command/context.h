/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What every command of the binding shares: the state of one interpreter, and the way
 * from core errors, paths and texts to Tcl and back.
 */
#ifndef IRD_COMMAND_CONTEXT_H
#define IRD_COMMAND_CONTEXT_H

#include <stdbool.h>

#include "base/error.h"
#include "command/compat.h"
#include "command/progress.h"
#include "trial/trial.h"
#include "session/session.h"

struct ird_bound_command;

/* One for each interpreter. */
typedef struct ird_context {
    Tcl_Interp *interp;
    ird_session session;
    ird_progress progress; /* of the command that runs */
    ird_trial *trial;      /* of whatif, or NULL */
    ird_guard guard;       /* what work may take */
    bool busy;             /* a command runs: a nested one must not touch the session */
    ird_key analysis;      /* what was looked at last (analyses.h), ... */
    uint64_t analyses;     /* ... and how often that was something new */
    struct ird_bound_command *commands;
    struct ird_tcl_ranks_kept *ranks; /* ranks_options.h */
} ird_context;

/* Turn err into the result and errorCode of the interpreter; always TCL_ERROR. The one
 * place that does so:
 *   result     IRD-0123: text, IRD-0123 file: text or IRD-0123 file:line: text
 *   errorCode  POSIX ENOENT {no such file ...} where a system call failed, else
 *              IRDROP AREA KIND ?detail?
 * A script cancelled or out of its limits keeps the result that Tcl gave it. */
int ird_tcl_fail(ird_context *context, const ird_error *err);

/* The same for options that do not go together; text says which and what to do. */
int ird_tcl_fail_clash(ird_context *context, const char *text);

/* The same where there is no context (yet). */
int ird_tcl_raise(Tcl_Interp *interp, const ird_error *err);

/* path as the system wants it, ~ and encoding resolved; free native with
 * Tcl_DStringFree whatever the result. */
int ird_tcl_path(ird_context *context, Tcl_Obj *path, Tcl_DString *native);

/* A name as files hold it, for looking it up in the design. */
void ird_tcl_native(Tcl_Obj *text, Tcl_DString *native);

/* The other way: a text of the core as a new value. */
Tcl_Obj *ird_tcl_text(const char *native);

/* x y; x0 y0 x1 y1. */
Tcl_Obj *ird_tcl_point_um(const ird_point_um *point);
Tcl_Obj *ird_tcl_rect_um(const ird_rect_um *rect);

/* Print text, which ends with a newline, where the shell's user reads it. Commands that
 * print do so last: printing may run a script. */
int ird_tcl_print(ird_context *context, const char *text);

/* The same for a text that is a value already. */
int ird_tcl_print_value(ird_context *context, Tcl_Obj *text);

/* A list of numbers; one of the lines of a text. */
Tcl_Obj *ird_tcl_numbers(const double *values, size_t count);
Tcl_Obj *ird_tcl_lines(const char *text);

/* Append key and value to the dict under construction, which owns nothing else yet. */
void ird_tcl_put(Tcl_Obj *dict, const char *key, Tcl_Obj *value);
void ird_tcl_put_size(Tcl_Obj *dict, const char *key, size_t value);
void ird_tcl_put_number(Tcl_Obj *dict, const char *key, double value);
void ird_tcl_put_text(Tcl_Obj *dict, const char *key, const char *native);

#endif
