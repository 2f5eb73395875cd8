/* SPDX-License-Identifier: BSD-3-Clause */
#include "command/resistance_values.h"

#include <string.h>

/* The node of an instance's worst pin. */
static int find_instance(ird_context *context, const ird_pin_drops *pins, Tcl_Obj *word,
                         int32_t *node) {
    Tcl_DString native;
    ird_error err;
    ird_tcl_native(word, &native);
    const char *name = Tcl_DStringValue(&native);
    *node = ird_pin_drops_worst_node(pins, name);
    if (*node < 0) {
        ird_fail(&err, IRD_SESSION_INSTANCE,
                 "no instance \"%.200s\" has a pin on the metal of the net; give a name "
                 "that irdrop::instance_voltages lists",
                 name);
        ird_error_detail(&err, name, strlen(name));
    }
    Tcl_DStringFree(&native);
    return *node >= 0 ? TCL_OK : ird_tcl_fail(context, &err);
}

int ird_tcl_put_resistances(ird_context *context, const ird_solved *solved,
                            Tcl_Obj *instances, Tcl_Obj *dict) {
    Tcl_Size count;
    Tcl_Obj **words;
    ird_pin_drops pins = {0};
    ird_error err;
    if (Tcl_ListObjGetElements(context->interp, instances, &count, &words) != TCL_OK) {
        return TCL_ERROR;
    }
    if (ird_pin_drops_make(&pins, solved, &err) != IRD_OK) {
        return ird_tcl_fail(context, &err);
    }
    int32_t *nodes = ird_alloc((size_t)count, sizeof *nodes);
    double *ohm = ird_alloc((size_t)count, sizeof *ohm);
    int code = TCL_OK;
    if (nodes == NULL || ohm == NULL) {
        ird_fail_memory(&err, "solving");
        code = ird_tcl_fail(context, &err);
    }
    for (Tcl_Size i = 0; i < count && code == TCL_OK; i++) {
        code = find_instance(context, &pins, words[i], &nodes[i]);
    }
    if (code == TCL_OK && ird_factor_resistance(solved->factor, nodes, (size_t)count, ohm,
                                                &err) != IRD_OK) {
        code = ird_tcl_fail(context, &err);
    }
    if (code == TCL_OK) {
        Tcl_Obj *found = Tcl_NewDictObj();
        for (Tcl_Size i = 0; i < count; i++) {
            Tcl_DictObjPut(NULL, found, words[i], Tcl_NewDoubleObj(ohm[i]));
        }
        ird_tcl_put(dict, "resistance", found);
    }
    ird_free(ohm);
    ird_free(nodes);
    ird_pin_drops_free(&pins);
    return code;
}
