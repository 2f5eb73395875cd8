/* SPDX-License-Identifier: BSD-3-Clause
 *
 * One result held against another: compare.
 */
#include "base/map/compare.h"
#include "command/like.h"
#include "command/note_values.h"
#include "binding/nouns.h"
#include "query/answers.h"

typedef struct compare_options {
    ird_count_option by;
    ird_count_option like;
} compare_options;

static const char *const compare_by[] = {[IRD_COMPARE_PIXELS] = "pixel",
                                         [IRD_COMPARE_INSTANCES] = "instance",
                                         [IRD_COMPARE_NODES] = "node",
                                         NULL};

/* count: of places, 0 for pixels. */
static Tcl_Obj *describe_comparison(const ird_comparison *figures, size_t count) {
    Tcl_Obj *dict = Tcl_NewDictObj();
    ird_tcl_put_number(dict, "mae", figures->mae);
    ird_tcl_put_number(dict, "rmse", figures->rmse);
    ird_tcl_put_number(dict, "psnr", figures->psnr_db);
    ird_tcl_put_number(dict, "max_error", figures->max_error);
    ird_tcl_put_number(dict, "cc", figures->cc);
    ird_tcl_put_number(dict, "f1_90", figures->f1_90);
    if (count > 0) {
        ird_tcl_put_size(dict, "count", count);
    }
    return dict;
}

/* What two maps are, besides their values. */
typedef struct compared_maps {
    ird_doubt turned; /* that one is the other turned; of the id OK where it is not */
    const char *networks[2];
} compared_maps;

static int compare_pixels(ird_context *context, const ird_call *call,
                          ird_comparison *figures, compared_maps *said) {
    ird_map_entry a, b;
    ird_error err;
    if (ird_tcl_get_map(context, call->arguments[0], &a) != TCL_OK) {
        return TCL_ERROR;
    }
    ird_result *kept = ird_result_use(a.result); /* b may take its place */
    said->networks[0] = ird_session_network_of_map(&context->session, &a, false);
    int code = ird_tcl_get_map(context, call->arguments[1], &b);
    if (code == TCL_OK) {
        const ird_map *maps[] = {ird_result_map(kept, a.kind),
                                 ird_result_map(b.result, b.kind)};
        said->networks[1] = ird_session_network_of_map(&context->session, &b, false);
        if (ird_map_compare(figures, maps[0], maps[1], &err) != IRD_OK) {
            code = ird_tcl_fail(context, &err);
        } else {
            ird_doubt_turned(&said->turned, maps[0], maps[1]);
        }
    }
    ird_result_drop(kept);
    return code;
}

static Tcl_Obj *list_networks(const compared_maps *said) {
    Tcl_Obj *networks = Tcl_NewListObj(0, NULL);
    for (int i = 0; i < 2; i++) {
        const char *name = said->networks[i];
        Tcl_ListObjAppendElement(NULL, networks, ird_tcl_text(name != NULL ? name : ""));
    }
    return networks;
}

/* At instances or nodes: a side that is no map is the path of a file. */
static int compare_places(ird_context *context, const ird_call *call, ird_compare_by by,
                          ird_comparison *figures, size_t *count) {
    Tcl_DString paths[2];
    ird_error err;
    int code = ird_tcl_path(context, call->arguments[0], &paths[0]);
    if (code != TCL_OK) {
        Tcl_DStringFree(&paths[0]);
        return code;
    }
    code = ird_tcl_path(context, call->arguments[1], &paths[1]);
    if (code == TCL_OK &&
        ird_session_compare(&context->session, Tcl_DStringValue(&paths[0]),
                            Tcl_DStringValue(&paths[1]), by, &context->progress.monitor,
                            figures, count, &err) != IRD_OK) {
        code = ird_tcl_fail(context, &err);
    }
    Tcl_DStringFree(&paths[0]);
    Tcl_DStringFree(&paths[1]);
    return code;
}

static int run_compare(ird_context *context, const ird_call *call) {
    const compare_options *options = call->options;
    ird_compare_by by = (ird_compare_by)options->by.value;
    ird_comparison figures;
    compared_maps said = {.turned = {.id = IRD_OK}};
    size_t count = 0;
    int code = by == IRD_COMPARE_PIXELS
                   ? compare_pixels(context, call, &figures, &said)
                   : compare_places(context, call, by, &figures, &count);
    if (code == TCL_OK) {
        Tcl_Obj *dict = describe_comparison(&figures, count);
        if (by == IRD_COMPARE_PIXELS) {
            ird_tcl_put(dict, "networks", list_networks(&said));
        }
        ird_tcl_put(dict, "implausible",
                    ird_tcl_doubts(&said.turned, said.turned.id != IRD_OK));
        Tcl_SetObjResult(context->interp, dict);
    }
    return code;
}

static const ird_option compare_table[] = {
    {"-by", IRD_OPTION_CHOICE, offsetof(compare_options, by), false, "WHAT",
     "pixel (when not given) of two maps of one shape; instance or node of the net that "
     "the map or file is of (two of different nets are refused), else of that solved "
     "last. solve stands for the exact drops, a map is read at the places, and for "
     "instances a file may be given as write_report -format voltages and PDNSim write "
     "it, whose terminals tell its net; beside one of PDNSim's own give -like pdnsim.",
     compare_by},
    IRD_LIKE_ROW(compare_options, like),
    {0},
};

const ird_command ird_compare_commands[] = {
    {"compare", run_compare, "RESULT REFERENCE", 2, 2, compare_table,
     sizeof(compare_options),
     "Error figures of a result against a reference: maps of the same shape, or drops at "
     "instances or nodes.",
     "A dict: mae, rmse, psnr (dB, by the range of the reference), max_error, cc "
     "(correlation), f1_90 (what lies above 90 % of the reference's maximum); of "
     "instances and nodes also count; of maps networks, what each rests on (drawn, "
     "pdnsim, spice; {} where that is not known, as of a file that does not say it); "
     "implausible, a list of "
     "id and text where one map is like the other one turned."},
    {0},
};
