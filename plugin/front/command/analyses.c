/* SPDX-License-Identifier: BSD-3-Clause */
#include "command/analyses.h"

ird_analysis_mark ird_analysis_mark_now(const ird_context *context) {
    const ird_session *session = &context->session;
    return (ird_analysis_mark){ird_session_generation(session) +
                                   session->stamps[IRD_STAMP_MODEL],
                               session->store.clock};
}

/* What was looked at last, and on which inputs. */
static ird_key looked_at(const ird_session *session) {
    static const ird_stage stage = {.name = "analysis"};
    const ird_choices *chosen = &session->chosen;
    ird_key key = ird_key_of(&stage);
    ird_key_number(&key, session->stamp);
    ird_key_number(&key, chosen->has_last ? (uint64_t)chosen->last.net + 1 : 0);
    ird_key_number(&key, chosen->has_last ? chosen->last.size : 0);
    ird_key_number(&key, chosen->solved_generation);
    ird_key_number(&key, chosen->in_time_generation);
    for (size_t i = 0; i < chosen->solved.count; i++) {
        ird_key_number(&key, (uint64_t)chosen->solved.items[i].net);
    }
    return key;
}

void ird_analysis_note(ird_context *context, const ird_analysis_mark *before) {
    const ird_session *session = &context->session;
    const ird_analysis_mark now = ird_analysis_mark_now(context);
    if (now.inputs != before->inputs || now.wanted == before->wanted) {
        return;
    }
    ird_key key = looked_at(session);
    if (!ird_key_equal(&key, &context->analysis)) {
        context->analysis = key;
        context->analyses++;
    }
}

static int analyses_proc(ClientData data, Tcl_Interp *interp, int count,
                         Tcl_Obj *const words[]) {
    const ird_context *context = data;
    if (count != 1) {
        Tcl_WrongNumArgs(interp, 1, words, NULL);
        return TCL_ERROR;
    }
    Tcl_SetObjResult(interp, Tcl_NewWideIntObj((Tcl_WideInt)context->analyses));
    return TCL_OK;
}

void ird_analyses_create(ird_context *context) {
    Tcl_CreateObjCommand(context->interp, "::irdrop::internal::analyses", analyses_proc,
                         context, NULL);
}
