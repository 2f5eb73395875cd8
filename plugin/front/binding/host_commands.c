/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The design of the host program: read_db takes it, annotate marks the hotspots in it.
 * What is different from host to host is in tcl/host.tcl; here the files that go to and
 * fro are read, written and removed.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/temporary.h"
#include "binding/nouns.h"
#include "binding/report_request.h"
#include "query/live_design.h"
#include "session/supply.h"

typedef struct db_options {
    Tcl_Obj *net;
    ird_number_option voltage;
    Tcl_Obj *corner;
    bool no_power;
} db_options;

/* Names and paths for the session, in the encoding of the system: all of them in one
 * growing text, so that one call frees them. */
typedef struct live_words {
    const char **lefs;
    ird_live_voltage *voltages;
    char **texts; /* what the two above point to */
    size_t text_count;
    ird_live_files files;
} live_words;

static void free_words(live_words *words) {
    for (size_t i = 0; i < words->text_count; i++) {
        ird_free(words->texts[i]);
    }
    ird_free(words->texts);
    ird_free(words->voltages);
    ird_free(words->lefs);
}

/* The next text, in the encoding of the system; NULL for want of memory. */
static const char *keep(live_words *words, Tcl_Obj *object) {
    Tcl_DString native;
    ird_tcl_native(object, &native);
    char *text =
        ird_copy_string(Tcl_DStringValue(&native), (size_t)Tcl_DStringLength(&native));
    Tcl_DStringFree(&native);
    if (text != NULL) {
        words->texts[words->text_count++] = text;
    }
    return text;
}

static int fail_memory(ird_context *context) {
    ird_error err;
    ird_fail_memory(&err, "reading the live design");
    return ird_tcl_fail(context, &err);
}

/* The value of a key; NULL without such a key. */
static Tcl_Obj *get(Tcl_Obj *dict, const char *key) {
    Tcl_Obj *name = Tcl_NewStringObj(key, -1);
    Tcl_Obj *value = NULL;
    Tcl_IncrRefCount(name);
    Tcl_DictObjGet(NULL, dict, name, &value);
    Tcl_DecrRefCount(name);
    return value;
}

/* Take apart what ::irdrop::host::write_design returned, and add -voltage. */
static int make_files(ird_context *context, Tcl_Obj *written, const db_options *options,
                      live_words *words) {
    Tcl_Obj **lefs, **voltages;
    Tcl_Size lef_count, voltage_words;
    Tcl_Obj *power = get(written, "power");
    if (Tcl_ListObjGetElements(context->interp, get(written, "lefs"), &lef_count,
                               &lefs) != TCL_OK ||
        Tcl_ListObjGetElements(context->interp, get(written, "voltages"), &voltage_words,
                               &voltages) != TCL_OK) {
        return TCL_ERROR;
    }
    size_t voltage_count = (size_t)voltage_words / 2;
    words->lefs = ird_alloc_zero((size_t)lef_count, sizeof *words->lefs);
    words->voltages = ird_alloc_zero(voltage_count + 1, sizeof *words->voltages);
    words->texts =
        ird_alloc_zero((size_t)lef_count + voltage_count + 4, sizeof *words->texts);
    if (words->lefs == NULL || words->voltages == NULL || words->texts == NULL) {
        return fail_memory(context);
    }
    bool is_whole = true;
    for (Tcl_Size i = 0; i < lef_count; i++) {
        words->lefs[i] = keep(words, lefs[i]);
        is_whole = is_whole && words->lefs[i] != NULL;
    }
    for (size_t i = 0; i < voltage_count; i++) {
        ird_live_voltage *voltage = &words->voltages[i];
        voltage->net = keep(words, voltages[2 * i]);
        is_whole = is_whole && voltage->net != NULL;
        if (Tcl_GetDoubleFromObj(context->interp, voltages[2 * i + 1],
                                 &voltage->voltage_v) != TCL_OK) {
            return TCL_ERROR;
        }
    }
    if (options->net != NULL) {
        words->voltages[voltage_count++] =
            (ird_live_voltage){keep(words, options->net), options->voltage.value, true};
        is_whole = is_whole && words->voltages[voltage_count - 1].net != NULL;
    }
    Tcl_Obj *corner = get(written, "corner");
    Tcl_Obj *liberty_v = get(get(written, "liberty"), "volt");
    double supply_v = 0.0;
    if (liberty_v != NULL &&
        Tcl_GetDoubleFromObj(context->interp, liberty_v, &supply_v) != TCL_OK) {
        return TCL_ERROR;
    }
    words->files = (ird_live_files){
        .lefs = words->lefs,
        .lef_count = (size_t)lef_count,
        .def = keep(words, get(written, "def")),
        .power = Tcl_GetString(power)[0] != '\0' ? keep(words, power) : NULL,
        .corner = Tcl_GetString(corner)[0] != '\0' ? keep(words, corner) : NULL,
        .supply_v = supply_v,
        .voltages = words->voltages,
        .voltage_count = voltage_count,
    };
    is_whole = is_whole && words->files.def != NULL &&
               (options->no_power || words->files.power != NULL);
    return is_whole ? TCL_OK : fail_memory(context);
}

/* What the host says when it cannot write its design, as an error of ours. */
static int fail_host(ird_context *context) {
    ird_error err;
    ird_fail(&err, IRD_HOST_FAILED, "the host could not give its design: %.400s",
             Tcl_GetStringResult(context->interp));
    return ird_tcl_fail(context, &err);
}

/* Call a procedure of tcl/host.tcl; its result, with a reference, or NULL. */
static Tcl_Obj *call_host(ird_context *context, Tcl_Obj *const *words, size_t count) {
    for (size_t i = 0; i < count; i++) {
        Tcl_IncrRefCount(words[i]);
    }
    int code = Tcl_EvalObjv(context->interp, (Tcl_Size)count, words, TCL_EVAL_GLOBAL);
    for (size_t i = 0; i < count; i++) {
        Tcl_DecrRefCount(words[i]);
    }
    if (code != TCL_OK) {
        return NULL;
    }
    Tcl_Obj *result = Tcl_GetObjResult(context->interp);
    Tcl_IncrRefCount(result);
    return result;
}

/* Only OpenROAD holds a placed design. needs: what the command does with it; instead:
 * what to use elsewhere. */
static int check_host(ird_context *context, const char *needs, const char *instead) {
    Tcl_Obj *const words[] = {Tcl_NewStringObj("::irdrop::host::kind", -1)};
    Tcl_Obj *kind = call_host(context, words, 1);
    if (kind == NULL) {
        return TCL_ERROR;
    }
    int code = TCL_OK;
    if (strcmp(Tcl_GetString(kind), "openroad") != 0) {
        ird_error err;
        bool is_opensta = strcmp(Tcl_GetString(kind), "opensta") == 0;
        ird_fail(&err, IRD_HOST_NONE, "%s OpenROAD, and this is %s; use %s here", needs,
                 is_opensta ? "OpenSTA" : "a plain Tcl shell", instead);
        code = ird_tcl_fail(context, &err);
    }
    Tcl_DecrRefCount(kind);
    return code;
}

static int read_written(ird_context *context, Tcl_Obj *written,
                        const db_options *options) {
    live_words words = {0};
    ird_error err;
    int code = make_files(context, written, options, &words);
    if (code == TCL_OK &&
        ird_session_read_live(&context->session, &words.files, &context->progress.monitor,
                              &err) != IRD_OK) {
        code = ird_tcl_fail(context, &err);
    }
    free_words(&words);
    return code;
}

/* The nets whose voltage is that of the host's Liberty. */
static Tcl_Obj *nets_by_liberty(ird_session *session) {
    Tcl_Obj *list = Tcl_NewListObj(0, NULL);
    for (size_t i = 0; i < session->design.special_nets.count; i++) {
        ird_supply_origin origin;
        double volt;
        ird_error err;
        if (ird_session_voltage_v(session, (int32_t)i, &volt, &origin, &err) == IRD_OK &&
            origin == IRD_SUPPLY_LIBERTY) {
            Tcl_ListObjAppendElement(
                NULL, list, ird_tcl_text(ird_session_net_name(session, (int32_t)i)));
        }
    }
    return list;
}

/* Tell what was taken for granted, which may run a script. */
static int say_taken(ird_context *context, Tcl_Obj *written) {
    Tcl_Obj *const words[] = {Tcl_NewStringObj("::irdrop::host::say_taken", -1), written,
                              nets_by_liberty(&context->session)};
    context->busy = false;
    Tcl_Obj *said = call_host(context, words, 3);
    if (said == NULL) {
        return TCL_ERROR;
    }
    Tcl_DecrRefCount(said);
    return TCL_OK;
}

/* Let the host write into the folder and read that. */
static int read_through(ird_context *context, Tcl_Obj *folder,
                        const db_options *options) {
    Tcl_Obj *const words[] = {Tcl_NewStringObj("::irdrop::host::write_design", -1),
                              folder, Tcl_NewBooleanObj(!options->no_power),
                              options->corner != NULL ? options->corner : Tcl_NewObj()};
    Tcl_Obj *written = call_host(context, words, 4);
    if (written == NULL) {
        return fail_host(context);
    }
    int code = read_written(context, written, options);
    if (code == TCL_OK) {
        code = say_taken(context, written);
    }
    Tcl_DecrRefCount(written);
    return code;
}

/* Remove a folder with what is in it, whatever the result of the interpreter. */
static void remove_folder(Tcl_Obj *folder) {
    Tcl_Obj *failed = NULL;
    if (Tcl_FSRemoveDirectory(folder, 1, &failed) != TCL_OK && failed != NULL) {
        Tcl_DecrRefCount(failed);
    }
}

/* A new folder for the files between irdrop and the host, under TMPDIR; NULL with the
 * error raised. */
static Tcl_Obj *make_folder(ird_context *context) {
    ird_text path = {0};
    Tcl_Obj *folder = NULL;
    ird_error err;
    if (ird_temporary_folder(&path, "irdrop-", "the files of the host", &err) != IRD_OK) {
        ird_tcl_fail(context, &err);
    } else {
        folder = ird_tcl_text(ird_text_get(&path));
        Tcl_IncrRefCount(folder);
    }
    ird_text_free(&path);
    return folder;
}

static int run_read_db(ird_context *context, const ird_call *call) {
    const db_options *options = call->options;
    if ((options->net != NULL) != options->voltage.given) {
        ird_error err;
        ird_fail(&err, IRD_OPTIONS_CLASH,
                 "-net and -voltage belong together: the net and its voltage; give both "
                 "or none");
        return ird_tcl_fail(context, &err);
    }
    if (check_host(context, "read_db takes the design out of",
                   "read_lef, read_def and read_power") != TCL_OK) {
        return TCL_ERROR;
    }
    Tcl_Obj *folder = make_folder(context);
    if (folder == NULL) {
        return TCL_ERROR;
    }
    int code = read_through(context, folder, options);
    if (code == TCL_OK) {
        Tcl_ResetResult(context->interp);
    }
    remove_folder(folder);
    Tcl_DecrRefCount(folder);
    return code;
}

typedef struct annotate_options {
    ird_gate_options gate;
    ird_request_options raster;
} annotate_options;

/* What the host says when it does not take the markers. */
static int fail_markers(ird_context *context) {
    ird_error err;
    ird_fail(&err, IRD_HOST_MARKERS,
             "the host did not take the markers: %.300s; write_report makes files of "
             "them, .lyrdb for KLayout",
             Tcl_GetStringResult(context->interp));
    return ird_tcl_fail(context, &err);
}

/* Write the markers into the folder and let the host load them; their number is the
 * result. */
static int annotate_through(ird_context *context, Tcl_Obj *folder,
                            const annotate_options *options) {
    Tcl_DString native;
    Tcl_Obj *path = Tcl_DuplicateObj(folder);
    Tcl_AppendToObj(path, "/markers.json", -1);
    Tcl_IncrRefCount(path);
    int code = ird_tcl_path(context, path, &native);
    if (code == TCL_OK) {
        code = ird_tcl_report_write(context, &options->gate, &options->raster,
                                    IRD_REPORT_MARKERS, NULL, Tcl_DStringValue(&native));
    }
    Tcl_DStringFree(&native);
    if (code == TCL_OK) {
        Tcl_Obj *const words[] = {Tcl_NewStringObj("::irdrop::host::load_markers", -1),
                                  path};
        Tcl_Obj *count = call_host(context, words, 2);
        if (count == NULL) {
            code = fail_markers(context);
        } else {
            Tcl_SetObjResult(context->interp, count);
            Tcl_DecrRefCount(count);
        }
    }
    Tcl_DecrRefCount(path);
    return code;
}

static int run_annotate(ird_context *context, const ird_call *call) {
    if (check_host(context, "annotate puts markers into the database of",
                   "write_report, .lyrdb for KLayout or -format markers for OpenROAD,") !=
        TCL_OK) {
        return TCL_ERROR;
    }
    Tcl_Obj *folder = make_folder(context);
    if (folder == NULL) {
        return TCL_ERROR;
    }
    int code = annotate_through(context, folder, call->options);
    remove_folder(folder);
    Tcl_DecrRefCount(folder);
    return code;
}

static const ird_option db_table[] = {
    {"-net", IRD_OPTION_TEXT, offsetof(db_options, net), false, "NET",
     "The net whose voltage -voltage is; when not given that must not be given either.",
     NULL},
    {"-voltage", IRD_OPTION_VOLTAGE, offsetof(db_options, voltage), false, "VOLTAGE",
     "Voltage of -net: a number of V, or one with its unit, as in 850mV. When not "
     "given, PWR_NETS_VOLTAGES and GND_NETS_VOLTAGES of the environment hold where they "
     "are set; power nets without any voltage take that of the Liberty of the session, "
     "as "
     "in PDNSim, which is told.",
     NULL},
    {"-corner", IRD_OPTION_TEXT, offsetof(db_options, corner), false, "CORNER",
     "The corner (in newer hosts: scene) that the power is of, by its name; when not "
     "given the first of the session. Reports and metrics carry the name.",
     NULL},
    {"-no_power", IRD_OPTION_FLAG, offsetof(db_options, no_power), false, NULL,
     "Do not ask for the power of the instances, which needs Liberty files; set_power or "
     "read_power say it.",
     NULL},
    {0},
};

static const ird_option annotate_table[] = {
    IRD_GATE_ROWS(annotate_options),
    IRD_REQUEST_ROWS(annotate_options),
    {0},
};

const ird_command ird_host_commands[] = {
    {"read_db", run_read_db, "", 0, 0, db_table, sizeof(db_options),
     "Take the design that OpenROAD holds, in the place of the present one: its "
     "technology, cells, placement, power grid and the power of each instance as "
     "report_power has it. Voltages and -total power that were set stay set. A DEF that "
     "is read later does not keep that power. What set_pdnsim_net_voltage, "
     "set_pdnsim_inst_power and set_pdnsim_source_settings say to PDNSim cannot be read: "
     "where they were used, say it by set_supply, read_power and set_sources, too.",
     ""},
    {"annotate", run_annotate, "", 0, 0, annotate_table, sizeof(annotate_options),
     "Put the hotspots, and with limits what check finds, into the database of OpenROAD "
     "as markers of the category IRDROP, in the place of those of an earlier call: its "
     "DRC viewer shows them, and write_db keeps them. What a waiver covers is marked as "
     "waived. What is not given is as for check.",
     "How many markers there are."},
    {0},
};
