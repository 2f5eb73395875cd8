/* SPDX-License-Identifier: BSD-3-Clause
 *
 * A plain tclsh waits for no events: at its prompt it reads lines, and at the end of a
 * script it ends. While something is served it has a main loop instead, as Tk gives it
 * one: the prompt goes on, and a script that has ended goes on serving.
 */
#ifndef IRD_HTTP_MAIN_LOOP_H
#define IRD_HTTP_MAIN_LOOP_H

#include "command/compat.h"

/* One more server, one less. Where Tk is, which has its own main loop, that one stays. */
void ird_main_loop_enter(Tcl_Interp *interp);
void ird_main_loop_leave(void);

#endif
