/* SPDX-License-Identifier: BSD-3-Clause
 *
 * JSON that a page sent, as a Tcl value.
 */
#ifndef IRD_HTTP_JSON_VALUE_H
#define IRD_HTTP_JSON_VALUE_H

#include "command/compat.h"

/* An object as a dict, an array as a list, true and false as 1 and 0, null as "". NULL,
 * with *why set to what is wrong, for what is no JSON or nested deeper than 16. */
Tcl_Obj *ird_json_value(const char *text, Tcl_Size size, const char **why);

/* A text as JSON has it, with its quotes, appended. */
void ird_json_quote(Tcl_DString *to, const char *text);

#endif
