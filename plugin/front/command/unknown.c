/* SPDX-License-Identifier: BSD-3-Clause */
#include "command/unknown.h"

#include <stdio.h>
#include <string.h>

#include "command/suggest.h"

static const char handler[] = "::irdrop::internal::unknown";

/* Calls visit with the word of each command in an ensemble: "" is the one of all,
 * "map" that of the commands map get, map info, ... */
static void each_word(const char *ensemble, void (*visit)(void *to, const char *word),
                      void *to) {
    size_t skip = strlen(ensemble) + (ensemble[0] != '\0');
    for (size_t t = 0; ird_command_tables[t] != NULL; t++) {
        for (const ird_command *c = ird_command_tables[t]; c->name != NULL; c++) {
            if (skip == 0 ||
                (strncmp(c->name, ensemble, skip - 1) == 0 && c->name[skip - 1] == ' ')) {
                visit(to, c->name + skip);
            }
        }
    }
}

static void suggest(void *best, const char *word) {
    ird_suggest(best, word);
}

typedef struct word_list {
    const char *start; /* of the words to list */
    size_t used;
    char text[400]; /* " predict prediction_info" */
} word_list;

static void list_word(void *to, const char *word) {
    word_list *list = to;
    size_t size = strcspn(word, " "); /* of map get in the ensemble of all: map */
    size_t room = sizeof list->text - list->used;
    bool is_repeated = list->used > size && list->text[list->used - size - 1] == ' ' &&
                       strncmp(list->text + list->used - size, word, size) == 0;
    if (strncmp(word, list->start, strlen(list->start)) == 0 && !is_repeated &&
        size + 2 < room) {
        list->used +=
            (size_t)snprintf(list->text + list->used, room, " %.*s", (int)size, word);
    }
}

/* The handler: objv is it, the full name of the ensemble and the words of the call. The
 * word is no command, or several begin with it. Where nothing is near it Tcl's own
 * message says all that there are, from which tclreadline completes; an empty result asks
 * for it.
 */
static int unknown_proc(ClientData data, Tcl_Interp *interp, int objc,
                        Tcl_Obj *const objv[]) {
    (void)data;
    if (objc < 3) {
        Tcl_WrongNumArgs(interp, 1, objv, "ENSEMBLE WORD ?ARGUMENT ...?");
        return TCL_ERROR;
    }
    ird_error err;
    char meant[100];
    const char *ensemble = Tcl_GetString(objv[1]);
    ensemble += strncmp(ensemble, "::", 2) == 0 ? 2 : 0;
    const char *inner = strrchr(ensemble, ':');
    inner = inner != NULL ? inner + 1 : "";
    const char *word = Tcl_GetString(objv[2]);
    word_list list = {.start = word};
    ird_suggestion best = {.word = word};
    each_word(inner, list_word, &list);
    each_word(inner, suggest, &best);
    if (word[0] != '\0' && list.used > 0) {
        ird_fail(&err, IRD_COMMAND_UNKNOWN,
                 "%.60s %.100s could be one of%s; give more letters of it", ensemble,
                 word, list.text);
    } else if (best.name != NULL) {
        ird_fail(&err, IRD_COMMAND_UNKNOWN,
                 "%.60s has no command \"%.100s\"%s; irdrop help lists them", ensemble,
                 word, ird_suggestion_text(&best, meant, sizeof meant));
    } else {
        Tcl_ResetResult(interp);
        return TCL_OK;
    }
    ird_error_detail(&err, word, strlen(word));
    return ird_tcl_raise(interp, &err);
}

int ird_unknown_attach(Tcl_Interp *interp, Tcl_Command ensemble) {
    Tcl_CmdInfo info;
    if (Tcl_GetCommandInfo(interp, handler, &info) == 0) {
        Tcl_CreateObjCommand(interp, handler, unknown_proc, NULL, NULL);
    }
    Tcl_Obj *words = Tcl_NewListObj(0, NULL);
    Tcl_IncrRefCount(words);
    Tcl_ListObjAppendElement(NULL, words, Tcl_NewStringObj(handler, -1));
    int code = Tcl_SetEnsembleUnknownHandler(interp, ensemble, words);
    Tcl_DecrRefCount(words);
    return code;
}

void ird_unknown_suggest(ird_suggestion *best) {
    each_word("", suggest, best);
}
