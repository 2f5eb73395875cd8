/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The models: load_model, model_info.
 */
#include "binding/nouns.h"

typedef struct load_options {
    Tcl_Obj *embedded;
} load_options;

static int run_load_model(ird_context *context, const ird_call *call) {
    const load_options *options = call->options;
    ird_error err;
    Tcl_DString text;
    if ((call->argument_count > 0) == (options->embedded != NULL)) {
        ird_fail(&err, IRD_OPTIONS_CLASH,
                 "load_model takes either a file or -embedded and a name; give one of "
                 "them");
        return ird_tcl_fail(context, &err);
    }
    ird_status status = IRD_OK;
    int code = TCL_OK;
    if (options->embedded != NULL) {
        ird_tcl_native(options->embedded, &text);
        status = ird_session_use_model(&context->session, Tcl_DStringValue(&text), &err);
    } else {
        code = ird_tcl_path(context, call->arguments[0], &text);
        if (code == TCL_OK) {
            status =
                ird_session_load_model(&context->session, Tcl_DStringValue(&text), &err);
        }
    }
    Tcl_DStringFree(&text);
    return status == IRD_OK ? code : ird_tcl_fail(context, &err);
}

static int run_model_info(ird_context *context, const ird_call *call) {
    (void)call;
    ird_error err;
    if (ird_session_need_model(&context->session, &err) != IRD_OK) {
        return ird_tcl_fail(context, &err);
    }
    const ird_surrogate_info info = ird_surrogate_get_info(context->session.model);
    Tcl_Obj *dict = Tcl_NewDictObj();
    ird_tcl_put_text(dict, "name", info.name);
    ird_tcl_put_text(dict, "origin", info.origin);
    ird_tcl_put_text(dict, "architecture", info.architecture);
    ird_tcl_put_text(dict, "kernels", info.kernels);
    Tcl_Obj *channels = Tcl_NewListObj(0, NULL);
    for (size_t i = 0; i < info.channel_count; i++) {
        Tcl_ListObjAppendElement(NULL, channels, ird_tcl_text(info.channel_names[i]));
    }
    ird_tcl_put(dict, "channels", channels);
    ird_tcl_put_size(dict, "parameters", info.parameters);
    ird_tcl_put_size(dict, "multiply_adds", (size_t)info.multiply_adds);
    ird_tcl_put_size(dict, "size_multiple", info.size_multiple);
    Tcl_Obj *metadata = Tcl_NewDictObj();
    for (size_t i = 0; i < info.metadata_count; i++) {
        ird_tcl_put(metadata, info.metadata_names[i],
                    ird_tcl_text(info.metadata_values[i]));
    }
    ird_tcl_put(dict, "metadata", metadata);
    Tcl_SetObjResult(context->interp, dict);
    return TCL_OK;
}

static const ird_option load_table[] = {
    {"-embedded", IRD_OPTION_TEXT, offsetof(load_options, embedded), false, "NAME",
     "A model that came with the program: pdn (used unless told otherwise), pdn3 (from "
     "the three maps alone) or paper (relative); when not given FILE is read.",
     NULL},
    {0},
};

const ird_command ird_model_commands[] = {
    {"load_model", run_load_model, "?FILE?", 0, 1, load_table, sizeof(load_options),
     "Predict with the weights of a safetensors file from now on, or with an embedded "
     "model again.",
     ""},
    {"model_info", run_model_info, "", 0, 0, NULL, 0, "Describe the model in use.",
     "A dict: name, origin (embedded or a path), architecture (JSON), kernels (portable, "
     "avx2 or avx512: the best that the processor has, or what the environment variable "
     "IRDROP_KERNELS named when the model was loaded), channels, parameters, "
     "multiply_adds "
     "(of one 64x64 map), size_multiple (of rows and columns), metadata (a dict, as in "
     "the "
     "file)."},
    {0},
};
