/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What the terminal that prints the reports can do.
 */
#ifndef IRD_COMMAND_TERMINAL_H
#define IRD_COMMAND_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>

#include "command/compat.h"

/* Whether reports go straight to a terminal; not where the host keeps them in a log. */
bool ird_terminal_prints(Tcl_Interp *interp);

/* Whether it shows 24-bit colours and half blocks: COLORTERM or TERM say so, NO_COLOR
 * does not forbid it, and texts are in UTF-8. */
bool ird_terminal_has_colours(void);

/* Characters of a line; 0 where that is not known. */
size_t ird_terminal_columns(void);

#endif
