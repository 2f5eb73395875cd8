/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The monitor that commands hand to the core: on a terminal a line before work that is
 * expected to take over two seconds, and a progress line after two seconds; a refusal of
 * what cannot fit (work_guard.h); and a stop when the user interrupts cancels or limits
 * the script.
 */
#ifndef IRD_COMMAND_PROGRESS_H
#define IRD_COMMAND_PROGRESS_H

#include <stdbool.h>

#include "base/monitor.h"
#include "command/compat.h"
#include "command/work_guard.h"

typedef struct ird_progress {
    ird_monitor monitor; /* what the core is given */
    Tcl_Interp *interp;
    ird_guard *guard;          /* of the interpreter */
    double started_s, shown_s; /* on the monotonic clock; shown_s 0: nothing shown */
    bool terminal;
    bool stopped; /* by Tcl, which left its own result and errorCode */
    bool watches; /* Ctrl-C is ours for this command (sigint.h) */
} ird_progress;

void ird_progress_start(ird_progress *progress, Tcl_Interp *interp, ird_guard *guard,
                        bool watches_sigint);
void ird_progress_end(ird_progress *progress); /* takes the line away */

#endif
