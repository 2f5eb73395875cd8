/* SPDX-License-Identifier: BSD-3-Clause */
#include "command/corner_option.h"

#include <math.h>
#include <string.h>

#include "session/supply.h"

static const char OPTION[] = "-corners";

void ird_tcl_corners_free(ird_tcl_corners *made) {
    ird_free(made->items);
    *made = (ird_tcl_corners){0};
}

static int fail_name(ird_context *context, const char *name) {
    ird_error err;
    ird_fail(&err, IRD_OPTION_VALUE,
             "corner \"%.100s\": each needs a name of its own, and %.100s is what "
             "is set; give for example slow",
             name, ird_session_corner(&context->session));
    ird_error_detail(&err, OPTION, strlen(OPTION));
    return ird_tcl_fail(context, &err);
}

static int check_name(ird_context *context, const ird_tcl_corners *made,
                      const char *name) {
    bool is_free =
        name[0] != '\0' && strcmp(name, ird_session_corner(&context->session)) != 0;
    for (size_t i = 0; i < made->corners.count; i++) {
        is_free = is_free && strcmp(name, made->items[i].name) != 0;
    }
    return is_free ? TCL_OK : fail_name(context, name);
}

static int parse_factors(ird_context *context, Tcl_Obj *factors, ird_corner *made) {
    static const char *const keys[] = {"power", "resistance", "supply", NULL};
    double *const values[] = {&made->power, &made->resistance, &made->supply};
    Tcl_Size count;
    Tcl_Obj **words;
    ird_error err;
    if (Tcl_ListObjGetElements(context->interp, factors, &count, &words) != TCL_OK) {
        return TCL_ERROR;
    }
    for (Tcl_Size i = 0; i < count; i += 2) {
        int key;
        double value = 0.0;
        if (Tcl_GetIndexFromObjStruct(NULL, words[i], keys, sizeof *keys, "factor", 0,
                                      &key) != TCL_OK) {
            ird_fail(&err, IRD_OPTION_VALUE,
                     "corner %.100s: \"%.100s\" is no factor of a corner; give power, "
                     "resistance or supply",
                     made->name, Tcl_GetString(words[i]));
            ird_error_detail(&err, OPTION, strlen(OPTION));
            return ird_tcl_fail(context, &err);
        }
        if (i + 1 == count ||
            Tcl_GetDoubleFromObj(NULL, words[i + 1], &value) != TCL_OK ||
            !(value > 0.0) || !isfinite(value)) {
            ird_fail(&err, IRD_OPTION_VALUE,
                     "corner %.100s: the factor %s must be a number above 0; give for "
                     "example %s 1.1",
                     made->name, keys[key], keys[key]);
            ird_error_detail(&err, OPTION, strlen(OPTION));
            return ird_tcl_fail(context, &err);
        }
        *values[key] = value;
    }
    return TCL_OK;
}

int ird_tcl_corners_parse(ird_context *context, Tcl_Obj *list, ird_tcl_corners *made) {
    Tcl_Size count;
    Tcl_Obj **words;
    ird_error err;
    if (list == NULL) {
        return TCL_OK;
    }
    if (Tcl_ListObjGetElements(context->interp, list, &count, &words) != TCL_OK) {
        return TCL_ERROR;
    }
    if (count % 2 != 0) {
        return ird_tcl_fail_clash(context,
                                  "-corners is a list of names and factors in turn; give "
                                  "for example {slow {power 1.2} fast {supply 1.1}}");
    }
    made->items = ird_alloc((size_t)count / 2, sizeof *made->items);
    made->corners.items = made->items;
    if (made->items == NULL) {
        ird_fail_memory(&err, "reading corners");
        return ird_tcl_fail(context, &err);
    }
    int code = TCL_OK;
    for (Tcl_Size i = 0; i < count && code == TCL_OK; i += 2) {
        ird_corner *corner = &made->items[made->corners.count];
        *corner = (ird_corner){Tcl_GetString(words[i]), 1.0, 1.0, 1.0};
        code = check_name(context, made, corner->name);
        if (code == TCL_OK) {
            code = parse_factors(context, words[i + 1], corner);
        }
        made->corners.count++;
    }
    return code;
}
