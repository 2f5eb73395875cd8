/* SPDX-License-Identifier: BSD-3-Clause */
#include "command/sigint.h"

#include <signal.h>
#include <stdatomic.h>
#include <stddef.h>
#include <unistd.h>

/* The one writable static of the module: a signal belongs to the process, and its handler
 * has no other way to leave word. Atomic, for the handler may run in any thread. */
static atomic_int came;

static void note_sigint(int number) {
    (void)number;
    atomic_store(&came, 1);
}

static bool is_interactive(Tcl_Interp *interp) {
    int interactive = 0;
    Tcl_Obj *value = Tcl_GetVar2Ex(interp, "tcl_interactive", NULL, TCL_GLOBAL_ONLY);
    return value != NULL && Tcl_GetBooleanFromObj(NULL, value, &interactive) == TCL_OK &&
           interactive != 0 && isatty(STDIN_FILENO) == 1;
}

static bool has_default_action(void) {
    struct sigaction now;
    return sigaction(SIGINT, NULL, &now) == 0 && (now.sa_flags & SA_SIGINFO) == 0 &&
           now.sa_handler == SIG_DFL;
}

bool ird_sigint_watch(Tcl_Interp *interp) {
    if (!is_interactive(interp) || !has_default_action()) {
        return false;
    }
    struct sigaction ours = {.sa_handler = note_sigint, .sa_flags = SA_RESTART};
    sigemptyset(&ours.sa_mask);
    atomic_store(&came, 0);
    return sigaction(SIGINT, &ours, NULL) == 0;
}

bool ird_sigint_came(void) {
    return atomic_load(&came) != 0;
}

void ird_sigint_unwatch(void) {
    struct sigaction now;
    if (sigaction(SIGINT, NULL, &now) == 0 && (now.sa_flags & SA_SIGINFO) == 0 &&
        now.sa_handler == note_sigint) {
        struct sigaction fallback = {.sa_handler = SIG_DFL};
        sigemptyset(&fallback.sa_mask);
        sigaction(SIGINT, &fallback, NULL);
    }
}
