/* SPDX-License-Identifier: BSD-3-Clause */
#include "command/progress.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "command/sigint.h"

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

/* ---- what work will take ------------------------------------------------------------
 */

/* "factoring a power grid: 999,900 nodes, 450 MB of 21 GB, 2 to 5 s" */
static void announce(ird_progress *progress, const ird_cost *cost, const ird_span *span) {
    char nodes[IRD_GUARD_WORD], needs[IRD_GUARD_WORD], there[IRD_GUARD_WORD] = "",
                                                       time[IRD_GUARD_WORD];
    const ird_memory memory = ird_guard_memory(progress->guard);
    if (memory.there_bytes < SIZE_MAX) {
        ird_guard_bytes(there, (double)memory.there_bytes);
    }
    fprintf(stderr, "\r\033[Kirdrop: %s: %s%s nodes, %s%s%s, %s\n", cost->doing,
            cost->is_counted ? "" : "about ", ird_guard_count(nodes, cost->nodes),
            ird_guard_bytes(needs, cost->peak_bytes), there[0] != '\0' ? " of " : "",
            there, ird_guard_span(time, span));
    fflush(stderr);
}

static ird_status expect(void *context, const ird_cost *cost, ird_error *err) {
    ird_progress *progress = context;
    IRD_TRY(ird_guard_check(progress->guard, cost, err));
    if (progress->terminal && cost->reference_s > 0.1 * quiet_s) {
        ird_pace_time(&progress->guard->pace);
        const ird_span span =
            ird_pace_span(&progress->guard->pace, cost->kind, cost->reference_s);
        if (sqrt(span.low_s * span.high_s) > quiet_s) {
            announce(progress, cost, &span);
        }
    }
    return IRD_OK;
}

static void took(void *context, const ird_cost *cost, double seconds) {
    const ird_progress *progress = context;
    ird_pace_learn(&progress->guard->pace, cost->kind, cost->reference_s, seconds);
}

static size_t room(void *context) {
    const ird_progress *progress = context;
    return ird_guard_memory(progress->guard).there_bytes;
}

void ird_progress_start(ird_progress *progress, Tcl_Interp *interp, ird_guard *guard,
                        bool watches_sigint) {
    *progress = (ird_progress){
        .interp = interp,
        .guard = guard,
        .started_s = now_s(),
        .terminal = isatty(STDERR_FILENO) == 1,
        .watches = watches_sigint,
    };
    progress->monitor = (ird_monitor){
        .tick = tick, .context = progress, .expect = expect, .took = took, .room = room};
}

void ird_progress_end(ird_progress *progress) {
    if (progress->shown_s > 0.0) {
        fputs("\r\033[K", stderr);
        fflush(stderr);
    }
    progress->shown_s = 0.0;
}
