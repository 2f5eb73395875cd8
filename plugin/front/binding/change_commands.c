/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What is planned, into the flow: write_def, write_eco, write_pdn.
 */
#include <string.h>

#include "binding/nouns.h"
#include "query/planned_files.h"

typedef struct write_options {
    Tcl_Obj *nets;
    ird_count_option format;
    Tcl_Obj *grid;
} write_options;

/* The nets of -nets, to be freed with ird_free; all that the plan has lines for without.
 */
static int choose_nets(ird_context *context, Tcl_Obj *nets, ird_planned_nets *made) {
    Tcl_Size count = 0;
    Tcl_Obj **words = NULL;
    ird_error err;
    if (ird_planned_nets_make(made, &context->session, nets == NULL, &err) != IRD_OK) {
        return ird_tcl_fail(context, &err);
    }
    if (nets == NULL) {
        return TCL_OK;
    }
    if (Tcl_ListObjGetElements(context->interp, nets, &count, &words) != TCL_OK) {
        return TCL_ERROR;
    }
    for (Tcl_Size i = 0; i < count; i++) {
        int32_t net;
        if (ird_tcl_choose_net(context, words[i], "writing planned shapes", &net) !=
            TCL_OK) {
            return TCL_ERROR;
        }
        made->wanted[net] = true;
    }
    return TCL_OK;
}

static int run_write_def(ird_context *context, const ird_call *call) {
    const write_options *options = call->options;
    ird_planned_nets nets = {0};
    ird_def_written written;
    Tcl_DString path;
    ird_error err;
    int code = ird_tcl_path(context, call->arguments[0], &path);
    if (code == TCL_OK) {
        code = choose_nets(context, options->nets, &nets);
    }
    if (code == TCL_OK &&
        ird_session_write_def(&context->session, Tcl_DStringValue(&path), &nets,
                              &context->progress.monitor, &written, &err) != IRD_OK) {
        code = ird_tcl_fail(context, &err);
    }
    if (code == TCL_OK) {
        Tcl_Obj *dict = Tcl_NewDictObj();
        ird_tcl_put_size(dict, "nets", written.nets);
        ird_tcl_put_size(dict, "new_nets", written.new_nets);
        ird_tcl_put_size(dict, "wires", written.wires);
        ird_tcl_put_size(dict, "vias", written.vias);
        ird_tcl_put_size(dict, "new_vias", written.new_vias);
        ird_tcl_put_size(dict, "assumed_vias", written.assumed);
        ird_tcl_put_size(dict, "sources_left_out", nets.sources);
        Tcl_SetObjResult(context->interp, dict);
    }
    Tcl_DStringFree(&path);
    ird_planned_nets_free(&nets);
    return code;
}

/* By the extension where -format does not say it. */
static bool is_lyrdb(const write_options *options, const char *path) {
    const char *dot = strrchr(path, '.');
    return options->format.given ? options->format.value == 1
                                 : dot != NULL && strcmp(dot, ".lyrdb") == 0;
}

static int run_write_eco(ird_context *context, const ird_call *call) {
    const write_options *options = call->options;
    ird_planned_nets nets = {0};
    ird_eco_written written;
    Tcl_DString path;
    ird_error err;
    int code = ird_tcl_path(context, call->arguments[0], &path);
    if (code == TCL_OK) {
        code = choose_nets(context, options->nets, &nets);
    }
    if (code == TCL_OK &&
        ird_session_write_eco(&context->session, Tcl_DStringValue(&path), &nets,
                              is_lyrdb(options, Tcl_DStringValue(&path)), IRD_VERSION,
                              &written, &err) != IRD_OK) {
        code = ird_tcl_fail(context, &err);
    }
    if (code == TCL_OK) {
        Tcl_Obj *dict = Tcl_NewDictObj();
        ird_tcl_put_size(dict, "nets", written.nets);
        ird_tcl_put_size(dict, "wires", written.wires);
        ird_tcl_put_size(dict, "vias", written.vias);
        ird_tcl_put_size(dict, "new_vias", written.new_vias);
        ird_tcl_put_size(dict, "sources_left_out", nets.sources);
        Tcl_SetObjResult(context->interp, dict);
    }
    Tcl_DStringFree(&path);
    ird_planned_nets_free(&nets);
    return code;
}

static int run_write_pdn(ird_context *context, const ird_call *call) {
    const write_options *options = call->options;
    ird_pdn_written written;
    Tcl_DString path, grid;
    ird_error err;
    Tcl_DStringInit(&grid);
    if (options->grid != NULL) {
        Tcl_DStringFree(&grid);
        ird_tcl_native(options->grid, &grid);
    }
    int code = ird_tcl_path(context, call->arguments[0], &path);
    if (code == TCL_OK &&
        ird_session_write_pdn(&context->session, Tcl_DStringValue(&path),
                              options->grid != NULL ? Tcl_DStringValue(&grid) : "grid",
                              &written, &err) != IRD_OK) {
        code = ird_tcl_fail(context, &err);
    }
    if (code == TCL_OK) {
        Tcl_Obj *dict = Tcl_NewDictObj();
        ird_tcl_put_size(dict, "stripes", written.stripes);
        ird_tcl_put_size(dict, "connects", written.connects);
        ird_tcl_put_size(dict, "left_out", written.left_out);
        Tcl_SetObjResult(context->interp, dict);
    }
    Tcl_DStringFree(&path);
    Tcl_DStringFree(&grid);
    return code;
}

static const char *const formats[] = {"tcl", "lyrdb", NULL};

#define NETS_ROW                                                                         \
    {                                                                                    \
        "-nets", IRD_OPTION_TEXT, offsetof(write_options, nets), false, "LIST",          \
            "The nets whose planned shapes are written; when not given all of the "      \
            "plan.",                                                                     \
            NULL                                                                         \
    }

static const ird_option def_table[] = {NETS_ROW, {0}};

static const ird_option eco_table[] = {
    NETS_ROW,
    {"-format", IRD_OPTION_CHOICE, offsetof(write_options, format), false, "FORMAT",
     "tcl: a script for OpenROAD; lyrdb: KLayout's report database, to look at. When not "
     "given by the extension of FILE, tcl where that is not .lyrdb.",
     formats},
    {0},
};

static const ird_option pdn_table[] = {
    {"-grid", IRD_OPTION_TEXT, offsetof(write_options, grid), false, "NAME",
     "Name of the grid in define_pdn_grid; grid when not given.", NULL},
    {0},
};

const ird_command ird_change_commands[] = {
    {"write_def", run_write_def, "FILE", 1, 1, def_table, sizeof(write_options),
     "Write the DEF of the design with the planned stripes, rails and vias in "
     "SPECIALNETS. All else is the file that was read, byte for byte; VIAS grows where a "
     "planned via is neither in DEF nor LEF. Read again it gives the drops that the plan "
     "has. Planned sources have no place in DEF and are left out.",
     "A dict: nets (with planned shapes), new_nets (that the file did not have), wires, "
     "vias, new_vias, assumed_vias (that no via or rule of LEF describes), "
     "sources_left_out."},
    {"write_eco", run_write_eco, "FILE", 1, 1, eco_table, sizeof(write_options),
     "Write the planned stripes, rails and vias as a Tcl script that lays them in a live "
     "OpenROAD session (odb), or as boxes for KLayout.",
     "A dict: nets, wires, vias, new_vias, sources_left_out."},
    {"write_pdn", run_write_pdn, "FILE", 1, 1, pdn_table, sizeof(write_options),
     "Write the plan as add_pdn_stripe and add_pdn_connect commands, to be sourced "
     "between define_pdn_grid and pdngen of OpenROAD. What pdn cannot lay, as pieces of "
     "stripes and sources, is left out and told in comments.",
     "A dict: stripes (commands), connects, left_out (lines of the plan)."},
    {0},
};
