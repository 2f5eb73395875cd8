/* SPDX-License-Identifier: BSD-3-Clause */
#include "command/note_values.h"

#include <stdio.h>

#include "query/session_notes.h"

static Tcl_Obj *describe(const ird_note *note) {
    Tcl_Obj *dict = Tcl_NewDictObj();
    char id[16];
    snprintf(id, sizeof id, "IRD-%04d", (int)note->id);
    ird_tcl_put_text(dict, "id", id);
    ird_tcl_put_text(dict, "file", note->file);
    ird_tcl_put_size(dict, "line", (size_t)note->line);
    ird_tcl_put_size(dict, "count", note->count);
    ird_tcl_put_text(dict, "text", note->text);
    return dict;
}

static void append(Tcl_Obj *list, const ird_notes *notes) {
    for (size_t i = 0; i < notes->items.count; i++) {
        Tcl_ListObjAppendElement(NULL, list, describe(&notes->items.items[i]));
    }
}

Tcl_Obj *ird_tcl_note_list(const ird_notes *notes) {
    Tcl_Obj *list = Tcl_NewListObj(0, NULL);
    append(list, notes);
    return list;
}

Tcl_Obj *ird_tcl_notes(const ird_session *session) {
    const ird_notes *lists[IRD_NOTE_LISTS];
    size_t count = ird_session_notes(session, lists);
    Tcl_Obj *list = Tcl_NewListObj(0, NULL);
    for (size_t i = 0; i < count; i++) {
        append(list, lists[i]);
    }
    return list;
}

Tcl_Obj *ird_tcl_doubts(const ird_doubt *doubts, size_t count) {
    Tcl_Obj *list = Tcl_NewListObj(0, NULL);
    for (size_t i = 0; i < count; i++) {
        Tcl_Obj *dict = Tcl_NewDictObj();
        char id[16];
        snprintf(id, sizeof id, "IRD-%04d", (int)doubts[i].id);
        ird_tcl_put_text(dict, "id", id);
        ird_tcl_put_text(dict, "text", doubts[i].text);
        Tcl_ListObjAppendElement(NULL, list, dict);
    }
    return list;
}

Tcl_Obj *ird_tcl_doubts_of(const ird_solved *solved) {
    ird_doubt doubts[IRD_DOUBTS];
    size_t count = 0;
    ird_error err;
    ird_status status = ird_doubts_of_solved(doubts, &count, solved, &err);
    return ird_tcl_doubts(doubts, status == IRD_OK ? count : 0);
}

int ird_tcl_return_notes(ird_context *context, const ird_notes *notes, size_t first) {
    ird_text text = {0};
    ird_status status = IRD_OK;
    for (size_t i = first; i < notes->items.count && status == IRD_OK; i++) {
        status = i > first ? ird_text_add(&text, "\n", 1, NULL) : IRD_OK;
        if (status == IRD_OK) {
            status = ird_note_write(&text, &notes->items.items[i], NULL);
        }
    }
    if (status == IRD_OK) {
        Tcl_SetObjResult(context->interp, ird_tcl_text(ird_text_get(&text)));
    }
    ird_text_free(&text);
    return TCL_OK; /* the file is read, told or not */
}
