/* SPDX-License-Identifier: BSD-3-Clause */
#include "http/main_loop.h"

/* Of the process, as Tcl's main loop is, which is given no data. */
static int serving;

static void main_loop(void) {
    while (serving > 0) {
        Tcl_DoOneEvent(0);
    }
}

void ird_main_loop_enter(Tcl_Interp *interp) {
    if (serving++ == 0 && Tcl_PkgPresent(interp, "Tk", NULL, 0) == NULL) {
        Tcl_ResetResult(interp);
        Tcl_SetMainLoop(main_loop);
    }
}

void ird_main_loop_leave(void) {
    serving--;
}
