/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Effective resistances as values: what -resistance of solve asks for.
 */
#ifndef IRD_COMMAND_RESISTANCE_VALUES_H
#define IRD_COMMAND_RESISTANCE_VALUES_H

#include "command/context.h"
#include "query/answers.h"

/* Those of the instances, a list of names, into the dict of the net. Raises
 * SESSION_INSTANCE. */
int ird_tcl_put_resistances(ird_context *context, const ird_solved *solved,
                            Tcl_Obj *instances, Tcl_Obj *dict);

#endif
