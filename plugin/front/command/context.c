/* SPDX-License-Identifier: BSD-3-Clause */
#include "command/context.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

/* Errors are one line: a name with a newline in it must not make two. */
static void flatten(char *text) {
    for (; *text != '\0'; text++) {
        if ((unsigned char)*text < ' ') {
            *text = ' ';
        }
    }
}

static Tcl_Obj *error_message(const ird_error *err) {
    char id[16];
    char place[sizeof err->file + 32] = "";
    snprintf(id, sizeof id, "IRD-%04d", (int)err->status);
    if (err->file[0] != '\0' && err->line > 0) {
        snprintf(place, sizeof place, " %s:%ld", err->file, err->line);
    } else if (err->file[0] != '\0') {
        snprintf(place, sizeof place, " %s", err->file);
    }
    char line[sizeof id + sizeof place + sizeof err->text];
    snprintf(line, sizeof line, "%s%s: %s", id, place, err->text);
    flatten(line);
    return ird_tcl_text(line);
}

static void set_error_code(Tcl_Interp *interp, const ird_error *err) {
    if (err->system_error != 0) {
        Tcl_SetErrno(err->system_error);
        Tcl_PosixError(interp);
        return;
    }
    const ird_message *message = ird_message_of(err->status);
    Tcl_Obj *code = Tcl_NewListObj(0, NULL);
    Tcl_ListObjAppendElement(NULL, code, Tcl_NewStringObj("IRDROP", -1));
    Tcl_ListObjAppendElement(NULL, code, Tcl_NewStringObj(message->area, -1));
    Tcl_ListObjAppendElement(NULL, code, Tcl_NewStringObj(message->kind, -1));
    if (err->detail[0] != '\0') {
        Tcl_ListObjAppendElement(NULL, code, ird_tcl_text(err->detail));
    }
    Tcl_SetObjErrorCode(interp, code);
}

int ird_tcl_raise(Tcl_Interp *interp, const ird_error *err) {
    Tcl_ResetResult(interp);
    set_error_code(interp, err);
    Tcl_SetObjResult(interp, error_message(err));
    return TCL_ERROR;
}

int ird_tcl_fail(ird_context *context, const ird_error *err) {
    if (context->progress.stopped && err->status == IRD_INTERRUPTED) {
        return TCL_ERROR;
    }
    return ird_tcl_raise(context->interp, err);
}

int ird_tcl_fail_clash(ird_context *context, const char *text) {
    ird_error err;
    ird_fail(&err, IRD_OPTIONS_CLASH, "%s", text);
    return ird_tcl_fail(context, &err);
}

int ird_tcl_path(ird_context *context, Tcl_Obj *path, Tcl_DString *native) {
    Tcl_DString translated;
    Tcl_DStringInit(native);
    const char *name =
        Tcl_TranslateFileName(context->interp, Tcl_GetString(path), &translated);
    if (name == NULL) {
        return TCL_ERROR;
    }
    Tcl_UtfToExternalDString(NULL, name, -1, native);
    Tcl_DStringFree(&translated);
    if (strlen(Tcl_DStringValue(native)) != (size_t)Tcl_DStringLength(native)) {
        ird_error err;
        ird_fail(&err, IRD_PATH_INVALID,
                 "a path holds a zero character, which no file name can have; give "
                 "another path");
        return ird_tcl_fail(context, &err);
    }
    return TCL_OK;
}

void ird_tcl_native(Tcl_Obj *text, Tcl_DString *native) {
    Tcl_Size length;
    const char *utf = Tcl_GetStringFromObj(text, &length);
    Tcl_UtfToExternalDString(NULL, utf, length, native);
}

Tcl_Obj *ird_tcl_text(const char *native) {
    Tcl_DString utf;
    Tcl_ExternalToUtfDString(NULL, native, -1, &utf);
    Tcl_Obj *text = Tcl_NewStringObj(Tcl_DStringValue(&utf), Tcl_DStringLength(&utf));
    Tcl_DStringFree(&utf);
    return text;
}

Tcl_Obj *ird_tcl_point_um(const ird_point_um *point) {
    Tcl_Obj *numbers[] = {Tcl_NewDoubleObj(point->x_um), Tcl_NewDoubleObj(point->y_um)};
    return Tcl_NewListObj(2, numbers);
}

Tcl_Obj *ird_tcl_rect_um(const ird_rect_um *rect) {
    Tcl_Obj *corners[] = {Tcl_NewDoubleObj(rect->x0_um), Tcl_NewDoubleObj(rect->y0_um),
                          Tcl_NewDoubleObj(rect->x1_um), Tcl_NewDoubleObj(rect->y1_um)};
    return Tcl_NewListObj(4, corners);
}

int ird_tcl_print(ird_context *context, const char *text) {
    return ird_tcl_print_value(context, ird_tcl_text(text));
}

int ird_tcl_print_value(ird_context *context, Tcl_Obj *text) {
    Tcl_Obj *words[] = {Tcl_NewStringObj("::irdrop::host::print", -1), text};
    for (size_t i = 0; i < 2; i++) {
        Tcl_IncrRefCount(words[i]);
    }
    context->busy = false;
    int code = Tcl_EvalObjv(context->interp, 2, words, TCL_EVAL_GLOBAL);
    for (size_t i = 0; i < 2; i++) {
        Tcl_DecrRefCount(words[i]);
    }
    if (code == TCL_OK) {
        Tcl_ResetResult(context->interp);
    }
    return code;
}

Tcl_Obj *ird_tcl_numbers(const double *values, size_t count) {
    Tcl_Obj *list = Tcl_NewListObj(0, NULL);
    for (size_t i = 0; i < count; i++) {
        Tcl_ListObjAppendElement(NULL, list, Tcl_NewDoubleObj(values[i]));
    }
    return list;
}

Tcl_Obj *ird_tcl_lines(const char *text) {
    Tcl_Obj *list = Tcl_NewListObj(0, NULL);
    while (*text != '\0') {
        Tcl_Size length = (Tcl_Size)strcspn(text, "\n");
        Tcl_ListObjAppendElement(NULL, list, Tcl_NewStringObj(text, length));
        text += length + (text[length] == '\n' ? 1 : 0);
    }
    return list;
}

void ird_tcl_put(Tcl_Obj *dict, const char *key, Tcl_Obj *value) {
    Tcl_DictObjPut(NULL, dict, Tcl_NewStringObj(key, -1), value);
}

void ird_tcl_put_size(Tcl_Obj *dict, const char *key, size_t value) {
    ird_tcl_put(dict, key, Tcl_NewWideIntObj((Tcl_WideInt)value));
}

void ird_tcl_put_number(Tcl_Obj *dict, const char *key, double value) {
    ird_tcl_put(dict, key, Tcl_NewDoubleObj(value));
}

void ird_tcl_put_text(Tcl_Obj *dict, const char *key, const char *native) {
    ird_tcl_put(dict, key, ird_tcl_text(native));
}
