/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The three entry points that Tcl looks up in the module.
 */
#include "command/analyses.h"
#include "command/command.h"
#include "command/fact_dicts.h"
#include "binding/liberty_head.h"
#include "binding/page_asset.h"
#include "command/ranks_options.h"
#include "binding/scripts.h"

DLLEXPORT int Irdrop_Init(Tcl_Interp *interp);
DLLEXPORT int Irdrop_SafeInit(Tcl_Interp *interp);
DLLEXPORT int Irdrop_Unload(Tcl_Interp *interp, int flags);

static const char state_key[] = "irdrop";

static void free_context(ird_tcl_block *block) {
    ird_context *context = (void *)block;
    ird_trial_free(context->trial);
    ird_session_free(&context->session);
    ird_tcl_ranks_free(context);
    ird_free(context->commands);
    ird_free(context);
}

static void state_deleted(ClientData data, Tcl_Interp *interp) {
    (void)interp;
    Tcl_EventuallyFree(data, free_context);
}

static int eval_scripts(Tcl_Interp *interp) {
    for (size_t i = 0; ird_scripts[i].text != NULL; i++) {
        if (Tcl_EvalEx(interp, ird_scripts[i].text, (Tcl_Size)ird_scripts[i].size,
                       TCL_EVAL_GLOBAL) != TCL_OK) {
            return TCL_ERROR;
        }
    }
    return TCL_OK;
}

static int delete_all(Tcl_Interp *interp) {
    Tcl_Namespace *space = Tcl_FindNamespace(interp, "::irdrop", NULL, 0);
    if (space != NULL) {
        Tcl_DeleteNamespace(space);
    }
    Tcl_DeleteAssocData(interp, state_key);
    return TCL_OK;
}

/* Load into a trusted interpreter: namespace, ensemble, build facts, package. Loading
 * again (another path to the same module) changes nothing. */
int Irdrop_Init(Tcl_Interp *interp) {
    if (Tcl_InitStubs(interp, "8.6-10", 0) == NULL) {
        return TCL_ERROR;
    }
    if (Tcl_GetAssocData(interp, state_key, NULL) == NULL) {
        ird_context *context = ird_alloc_zero(1, sizeof *context);
        if (context == NULL) {
            ird_error err;
            ird_fail_memory(&err, "loading irdrop");
            return ird_tcl_raise(interp, &err);
        }
        context->interp = interp;
        Tcl_SetAssocData(interp, state_key, state_deleted, context);
        if (ird_commands_create(context) != TCL_OK || eval_scripts(interp) != TCL_OK) {
            delete_all(interp);
            return TCL_ERROR;
        }
        ird_liberty_head_create(interp);
        ird_analyses_create(context);
        ird_page_asset_create(interp);
        ird_facts_register(interp);
    }
    return Tcl_PkgProvideEx(interp, "irdrop", IRD_VERSION, NULL);
}

int Irdrop_SafeInit(Tcl_Interp *interp) {
    if (Tcl_InitStubs(interp, "8.6-10", 0) == NULL) {
        return TCL_ERROR;
    }
    ird_error err;
    ird_fail(&err, IRD_SAFE_INTERP,
             "irdrop reads and writes files, which a safe interpreter must not; load it "
             "into a trusted interpreter and alias the commands that you allow");
    return ird_tcl_raise(interp, &err);
}

/* Take away the commands and the state; the code itself stays mapped (-z nodelete),
 * because threads of the BLAS library outlive an unload. */
int Irdrop_Unload(Tcl_Interp *interp, int flags) {
    (void)flags;
    delete_all(interp);
    return Tcl_EvalEx(interp, "package forget irdrop", -1, TCL_EVAL_GLOBAL);
}
