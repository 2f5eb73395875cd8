/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The models: load_model, model_info; and what needs no design: predict_maps,
 * sample_maps.
 */
#include <string.h>

#include "binding/nouns.h"
#include "predict/maps_alone.h"

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

/* --- maps alone ----------------------------------------------------------------------
 */

/* A map under a handle of its own; the map is taken. */
static ird_status keep_map(ird_session *session, ird_map *map, const char **handle,
                           ird_error *err) {
    IRD_TRY(ird_map_table_reserve(&session->maps, 1, err));
    ird_result *result = ird_result_create();
    if (result == NULL) {
        return ird_fail_memory(err, "keeping a map");
    }
    result->map = *map;
    *map = (ird_map){0};
    *handle = ird_map_table_name(&session->maps, result, IRD_MAP_FILE);
    ird_result_drop(result);
    return IRD_OK;
}

typedef struct predict_maps_options {
    Tcl_Obj *model;
} predict_maps_options;

/* The name of an embedded model as it is, of a file as the system wants it. */
static int model_word(ird_context *context, Tcl_Obj *model, Tcl_DString *word) {
    if (model != NULL && strpbrk(Tcl_GetString(model), "./") != NULL) {
        return ird_tcl_path(context, model, word);
    }
    Tcl_DStringInit(word);
    Tcl_DStringAppend(word, model != NULL ? Tcl_GetString(model) : "paper", -1);
    return TCL_OK;
}

static int run_predict_maps(ird_context *context, const ird_call *call) {
    const predict_maps_options *options = call->options;
    ird_result *kept[IRD_ALONE_COUNT] = {NULL};
    const ird_map *maps[IRD_ALONE_COUNT];
    ird_map drop = {0};
    const char *handle = NULL;
    ird_error err;
    Tcl_DString model;
    int code = model_word(context, options->model, &model);
    for (size_t m = 0; m < IRD_ALONE_COUNT && code == TCL_OK; m++) {
        ird_map_entry entry;
        code = ird_tcl_get_map(context, call->arguments[m], &entry);
        if (code == TCL_OK) {
            kept[m] = ird_result_use(entry.result);
            maps[m] = ird_result_map(entry.result, entry.kind);
        }
    }
    if (code == TCL_OK &&
        (ird_predict_maps(&drop, Tcl_DStringValue(&model), maps, &err) != IRD_OK ||
         keep_map(&context->session, &drop, &handle, &err) != IRD_OK)) {
        code = ird_tcl_fail(context, &err);
    }
    if (code == TCL_OK) {
        Tcl_SetObjResult(context->interp, ird_tcl_text(handle));
    }
    for (size_t m = 0; m < IRD_ALONE_COUNT; m++) {
        ird_result_drop(kept[m]);
    }
    ird_map_free(&drop);
    Tcl_DStringFree(&model);
    return code;
}

typedef struct sample_options {
    ird_count_option number;
    ird_count_option size;
} sample_options;

static int run_sample_maps(ird_context *context, const ird_call *call) {
    enum { SIZE = 64, LARGEST = 1024 };
    const sample_options *options = call->options;
    ird_map maps[IRD_ALONE_COUNT + 1] = {{0}};
    size_t size = options->size.given ? options->size.value : SIZE;
    const char *handle = NULL;
    ird_error err;
    if (size < SIZE / 4 || size > LARGEST) {
        ird_fail(&err, IRD_OPTION_VALUE, "option -size cannot be %zu; give 16 to 1024",
                 size);
        return ird_tcl_fail(context, &err);
    }
    ird_status status =
        ird_sample_maps(maps, &maps[IRD_ALONE_COUNT], options->number.value, size, &err);
    Tcl_Obj *dict = Tcl_NewDictObj();
    for (size_t m = 0; m <= IRD_ALONE_COUNT && status == IRD_OK; m++) {
        status = keep_map(&context->session, &maps[m], &handle, &err);
        if (status == IRD_OK) {
            ird_tcl_put_text(dict,
                             m < IRD_ALONE_COUNT ? ird_maps_alone_name((ird_maps_alone)m)
                                                 : "label",
                             handle);
        }
    }
    for (size_t m = 0; m <= IRD_ALONE_COUNT; m++) {
        ird_map_free(&maps[m]);
    }
    if (status != IRD_OK) {
        Tcl_DecrRefCount(dict);
        return ird_tcl_fail(context, &err);
    }
    Tcl_SetObjResult(context->interp, dict);
    return TCL_OK;
}

static const ird_option predict_maps_table[] = {
    {"-model", IRD_OPTION_TEXT, offsetof(predict_maps_options, model), false, "NAME|FILE",
     "An embedded model (paper when not given), or, where there is a dot or a slash in "
     "it, a weight file. One that needs more than the three maps is refused.",
     NULL},
    {0},
};

static const ird_option sample_table[] = {
    {"-number", IRD_OPTION_COUNT, offsetof(sample_options, number), false, "N",
     "Which one; each number is another sample, always the same. 0 when not given.",
     NULL},
    {"-size", IRD_OPTION_COUNT, offsetof(sample_options, size), false, "N",
     "Pixels along each side, 16 to 1024; 64 when not given.", NULL},
    {0},
};

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
    {"predict_maps", run_predict_maps, "POWER_GRID CELL_DENSITY SWITCHING",
     IRD_ALONE_COUNT, IRD_ALONE_COUNT, predict_maps_table, sizeof(predict_maps_options),
     "Predict a relative drop from three maps alone, of one size and with values from 0 "
     "to 1, which read_map has read or sample_maps has made: no design is needed, and "
     "none is touched.",
     "The handle of the map, in [0,1]."},
    {"sample_maps", run_sample_maps, "", 0, 0, sample_table, sizeof(sample_options),
     "Make three maps to try predict_maps on, and the truth to compare with: of the "
     "random ones that the paper model was trained on, but none of these.",
     "A dict: the handles power_grid, cell_density, switching and label."},
    {0},
};
