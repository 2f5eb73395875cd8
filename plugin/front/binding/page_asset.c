/* SPDX-License-Identifier: BSD-3-Clause */
#include "binding/page_asset.h"

#include "page/page.h"

static int page_asset_proc(ClientData data, Tcl_Interp *interp, int count,
                           Tcl_Obj *const words[]) {
    (void)data;
    if (count != 1) {
        Tcl_WrongNumArgs(interp, 1, words, NULL);
        return TCL_ERROR;
    }
    Tcl_SetObjResult(interp,
                     Tcl_NewStringObj(ird_page_asset, (Tcl_Size)ird_page_asset_size));
    return TCL_OK;
}

void ird_page_asset_create(Tcl_Interp *interp) {
    Tcl_CreateObjCommand(interp, "::irdrop::internal::page_asset", page_asset_proc, NULL,
                         NULL);
}
