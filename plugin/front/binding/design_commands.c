/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Technology and design: read_lef, read_def, design_info.
 */
#include "command/note_values.h"
#include "binding/nouns.h"

/* Native forms of all paths, in one block of their own each. */
static int native_paths(ird_context *context, const ird_call *call, char **paths) {
    for (size_t i = 0; i < call->argument_count; i++) {
        Tcl_DString native;
        int code = ird_tcl_path(context, call->arguments[i], &native);
        if (code == TCL_OK) {
            paths[i] = ird_copy_string(Tcl_DStringValue(&native),
                                       (size_t)Tcl_DStringLength(&native));
        }
        Tcl_DStringFree(&native);
        if (code != TCL_OK) {
            return code;
        }
        if (paths[i] == NULL) {
            ird_error err;
            ird_fail_memory(&err, "reading LEF");
            return ird_tcl_fail(context, &err);
        }
    }
    return TCL_OK;
}

static int run_read_lef(ird_context *context, const ird_call *call) {
    ird_error err;
    int code = TCL_ERROR;
    char **paths = ird_alloc_zero(call->argument_count, sizeof *paths);
    if (paths == NULL) {
        ird_fail_memory(&err, "reading LEF");
        return ird_tcl_fail(context, &err);
    }
    if (native_paths(context, call, paths) != TCL_OK) {
        goto done;
    }
    size_t told = context->session.tech.notes.items.count;
    if (ird_session_read_lef(&context->session, (const char *const *)paths,
                             call->argument_count, &context->progress.monitor,
                             &err) != IRD_OK) {
        code = ird_tcl_fail(context, &err);
    } else {
        code = ird_tcl_return_notes(context, &context->session.tech.notes, told);
    }
done:
    for (size_t i = 0; i < call->argument_count; i++) {
        ird_free(paths[i]);
    }
    ird_free(paths);
    return code;
}

static int run_read_def(ird_context *context, const ird_call *call) {
    Tcl_DString path;
    int code = ird_tcl_path(context, call->arguments[0], &path);
    ird_error err;
    if (code == TCL_OK &&
        ird_session_read_def(&context->session, Tcl_DStringValue(&path),
                             &context->progress.monitor, &err) != IRD_OK) {
        code = ird_tcl_fail(context, &err);
    }
    Tcl_DStringFree(&path);
    return code == TCL_OK
               ? ird_tcl_return_notes(context, &context->session.design.notes, 0)
               : code;
}

static Tcl_Obj *rect_um(ird_rect rect, int64_t units) {
    double um = (double)units;
    ird_rect_um box = {(double)rect.x0_dbu / um, (double)rect.y0_dbu / um,
                       (double)rect.x1_dbu / um, (double)rect.y1_dbu / um};
    return ird_tcl_rect_um(&box);
}

/* Names of the special nets of one use. */
static Tcl_Obj *net_names(const ird_design *design, ird_pin_use use) {
    Tcl_Obj *list = Tcl_NewListObj(0, NULL);
    for (size_t i = 0; i < design->special_nets.count; i++) {
        if (design->special_nets.items[i].use == use) {
            const char *name = ird_names_get(&design->special_net_names, (int32_t)i);
            Tcl_ListObjAppendElement(NULL, list, ird_tcl_text(name));
        }
    }
    return list;
}

static int run_design_info(ird_context *context, const ird_call *call) {
    (void)call;
    const ird_design *design = &context->session.design;
    ird_error err;
    if (ird_session_need_design(&context->session, "design_info", &err) != IRD_OK) {
        return ird_tcl_fail(context, &err);
    }
    Tcl_Obj *info = Tcl_NewDictObj();
    ird_tcl_put_text(info, "name", design->name != NULL ? design->name : "");
    ird_tcl_put_size(info, "units", (size_t)design->units);
    ird_tcl_put(info, "die_um", rect_um(design->die, design->units));
    ird_tcl_put(info, "core_um", rect_um(design->core, design->units));
    ird_tcl_put_size(info, "components", design->components.count);
    ird_tcl_put_size(info, "unplaced", design->unplaced_count);
    ird_tcl_put_size(info, "pins", design->pins.count);
    ird_tcl_put_size(info, "nets", design->net_count);
    ird_tcl_put_size(info, "special_nets", design->special_nets.count);
    ird_tcl_put(info, "power_nets", net_names(design, IRD_USE_POWER));
    ird_tcl_put(info, "ground_nets", net_names(design, IRD_USE_GROUND));
    ird_tcl_put_size(info, "wires", design->wires.count);
    ird_tcl_put_size(info, "vias", design->via_places.count);
    ird_tcl_put_size(info, "rows", design->rows.count);
    ird_tcl_put_size(info, "blockages", design->blockages.count);
    ird_tcl_put_size(info, "layers", context->session.tech.layers.count);
    ird_tcl_put_size(info, "macros", context->session.tech.macros.count);
    ird_tcl_put_size(info, "lef_files", context->session.tech.files);
    ird_tcl_put_size(info, "lef_repeated", context->session.tech.repeated);
    ird_tcl_put(info, "notes", ird_tcl_notes(&context->session));
    Tcl_SetObjResult(context->interp, info);
    return TCL_OK;
}

const ird_command ird_design_commands[] = {
    {"read_lef", run_read_lef, "FILE ?FILE ...?", 1, IRD_ANY_COUNT, NULL, 0,
     "Read LEF files, plain or .gz: layers, vias, macros. They add to what was read "
     "before; a name that is known already keeps its first definition. After an error in "
     "one of them none counts as read.",
     "What there is to tell of the files, such as shapes that were dropped: a line each, "
     "with its id; empty when nothing."},
    {"read_def", run_read_def, "FILE", 1, 1, NULL, 0,
     "Read a DEF file, plain or .gz, in the place of the present design. Supplies and "
     "power that were set stay set; a power report is read again for the new instances.",
     "What there is to tell of the file, such as sections that hold fewer entries than "
     "they declare: a line each, with its id; empty when nothing."},
    {"design_info", run_design_info, "", 0, 0, NULL, 0,
     "Count what the design consists of.",
     "A dict: name, units (per um), die_um and core_um (x0 y0 x1 y1), components, "
     "unplaced, pins, nets, special_nets, power_nets, ground_nets, wires, vias, rows, "
     "blockages, layers, macros, lef_files, lef_repeated, notes (what the readers have "
     "to "
     "tell of all files read: a list of dicts id, file, line of the first, count, "
     "text)."},
    {0},
};
