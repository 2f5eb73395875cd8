/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Values of options: numbers with units, choices.
 */
#ifndef IRD_COMMAND_OPTION_H
#define IRD_COMMAND_OPTION_H

#include "command/command.h"

/* Convert value as option says and put it into *member. Raises OPTION_VALUE. */
int ird_option_store(ird_context *context, const ird_option *option, Tcl_Obj *value,
                     void *member);

#endif
