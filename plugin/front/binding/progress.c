/* SPDX-License-Identifier: BSD-3-Clause */
#include "binding/progress.h"

#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "binding/sigint.h"

static const double quiet_s = 2.0; /* what takes less shows nothing */
static const double every_s = 0.2;

static double now_s(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* Has something outside asked the script to stop? Runs the handlers of signals that
 * arrived, as Tcl does between two commands. */
static bool asked_to_stop(Tcl_Interp *interp) {
    if (Tcl_AsyncReady() && Tcl_AsyncInvoke(interp, TCL_OK) != TCL_OK) {
        return true;
    }
    return Tcl_InterpDeleted(interp) ||
           Tcl_Canceled(interp, TCL_LEAVE_ERR_MSG) != TCL_OK ||
           (Tcl_LimitReady(interp) && Tcl_LimitCheck(interp) != TCL_OK);
}

static bool tick(void *context, const char *stage, double fraction) {
    ird_progress *progress = context;
    if (asked_to_stop(progress->interp)) {
        progress->stopped = true;
        return false;
    }
    if (progress->watches && ird_sigint_came()) {
        return false;
    }
    if (!progress->terminal) {
        return true;
    }
    double now = now_s();
    double since = progress->shown_s > 0.0 ? progress->shown_s + every_s
                                           : progress->started_s + quiet_s;
    if (now >= since) {
        fprintf(stderr, "\r\033[Kirdrop: %s %3.0f %%", stage, 100.0 * fraction);
        fflush(stderr);
        progress->shown_s = now;
    }
    return true;
}

void ird_progress_start(ird_progress *progress, Tcl_Interp *interp, bool watches_sigint) {
    *progress = (ird_progress){
        .interp = interp,
        .started_s = now_s(),
        .terminal = isatty(STDERR_FILENO) == 1,
        .watches = watches_sigint,
    };
    progress->monitor = (ird_monitor){.tick = tick, .context = progress};
}

void ird_progress_end(ird_progress *progress) {
    if (progress->shown_s > 0.0) {
        fputs("\r\033[K", stderr);
        fflush(stderr);
    }
    progress->shown_s = 0.0;
}
