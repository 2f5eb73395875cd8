/* SPDX-License-Identifier: BSD-3-Clause */
#include "binding/liberty_head.h"

#include <math.h>

#include "command/context.h"

static int liberty_voltage_proc(ClientData data, Tcl_Interp *interp, int count,
                                Tcl_Obj *const words[]) {
    (void)data;
    Tcl_DString native;
    ird_liberty_head head = {.nominal_v = (double)NAN};
    if (count != 2) {
        Tcl_WrongNumArgs(interp, 1, words, "FILE");
        return TCL_ERROR;
    }
    const char *path = Tcl_TranslateFileName(interp, Tcl_GetString(words[1]), &native);
    if (path == NULL) {
        return TCL_ERROR;
    }
    Tcl_DString bytes;
    Tcl_UtfToExternalDString(NULL, path, -1, &bytes);
    Tcl_DStringFree(&native);
    ird_error err;
    ird_status status = ird_liberty_read_head(&head, Tcl_DStringValue(&bytes), &err);
    Tcl_DStringFree(&bytes);
    if (status == IRD_FILE_OPEN) {
        return ird_tcl_raise(interp, &err);
    }
    Tcl_SetObjResult(interp, status == IRD_OK && !isnan(head.nominal_v)
                                 ? Tcl_NewDoubleObj(head.nominal_v)
                                 : Tcl_NewObj());
    return TCL_OK;
}

void ird_liberty_head_create(Tcl_Interp *interp) {
    Tcl_CreateObjCommand(interp, "::irdrop::internal::liberty_voltage",
                         liberty_voltage_proc, NULL, NULL);
}
