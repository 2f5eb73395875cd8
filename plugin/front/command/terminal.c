/* SPDX-License-Identifier: BSD-3-Clause */
#include "command/terminal.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

bool ird_terminal_prints(Tcl_Interp *interp) {
    int answer = 0;
    Tcl_InterpState state = Tcl_SaveInterpState(interp, TCL_OK);
    if (Tcl_EvalEx(interp, "::irdrop::host::prints_to_stdout", -1, TCL_EVAL_GLOBAL) ==
        TCL_OK) {
        Tcl_GetBooleanFromObj(NULL, Tcl_GetObjResult(interp), &answer);
    }
    Tcl_RestoreInterpState(interp, state);
    return answer != 0 && isatty(STDOUT_FILENO) == 1;
}

/* The variable is set and, unless word is NULL, holds word. */
static bool has(const char *variable, const char *word) {
    const char *value = getenv(variable);
    return value != NULL && *value != '\0' &&
           (word == NULL || strstr(value, word) != NULL);
}

bool ird_terminal_has_colours(void) {
    return !has("NO_COLOR", NULL) &&
           (has("COLORTERM", "truecolor") || has("COLORTERM", "24bit") ||
            has("TERM", "-direct") || has("TERM", "-truecolor")) &&
           strcmp(Tcl_GetEncodingName(NULL), "utf-8") == 0;
}

size_t ird_terminal_columns(void) {
    struct winsize size;
    return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}
