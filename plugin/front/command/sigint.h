/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Ctrl-C in a shell that has no handler for it. Tcl installs none, so that it would end
 * the shell with all of its work; while a command of irdrop runs it stops that command
 * instead.
 */
#ifndef IRD_COMMAND_SIGINT_H
#define IRD_COMMAND_SIGINT_H

#include <stdbool.h>

#include "command/compat.h"

/* Watch for SIGINT where it would end an interactive shell: standard input is a terminal,
 * the script of the interpreter is what the user types (tcl_interactive), and nobody
 * handles or ignores the signal. A host's own handler is never touched. True when it is
 * watched now: the caller must end it. */
bool ird_sigint_watch(Tcl_Interp *interp);

bool ird_sigint_came(void); /* since the watch began */

void ird_sigint_unwatch(void);

#endif
