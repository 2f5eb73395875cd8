/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The session as a whole: help, version, reset.
 */
#include <string.h>

#include "binding/nouns.h"

static const char *type_name(ird_option_type type) {
    static const char *const names[] = {
        [IRD_OPTION_FLAG] = "flag",     [IRD_OPTION_TEXT] = "text",
        [IRD_OPTION_COUNT] = "count",   [IRD_OPTION_NUMBER] = "number",
        [IRD_OPTION_POWER] = "power",   [IRD_OPTION_VOLTAGE] = "voltage",
        [IRD_OPTION_CHOICE] = "choice",
    };
    return names[type];
}

static Tcl_Obj *describe_option(const ird_option *option) {
    Tcl_Obj *dict = Tcl_NewDictObj();
    ird_tcl_put_text(dict, "name", option->name);
    ird_tcl_put_text(dict, "type", type_name(option->type));
    ird_tcl_put(dict, "required", Tcl_NewBooleanObj(option->required));
    ird_tcl_put_text(dict, "value", option->value != NULL ? option->value : "");
    Tcl_Obj *choices = Tcl_NewListObj(0, NULL);
    for (size_t i = 0; option->choices != NULL && option->choices[i] != NULL; i++) {
        Tcl_ListObjAppendElement(NULL, choices, ird_tcl_text(option->choices[i]));
    }
    ird_tcl_put(dict, "choices", choices);
    ird_tcl_put_text(dict, "help", option->help);
    return dict;
}

static Tcl_Obj *describe_command(const ird_command *command) {
    Tcl_Obj *dict = Tcl_NewDictObj();
    Tcl_DString usage;
    ird_command_usage(command, &usage);
    ird_tcl_put_text(dict, "name", command->name);
    ird_tcl_put_text(dict, "usage", Tcl_DStringValue(&usage));
    Tcl_DStringFree(&usage);
    ird_tcl_put_text(dict, "arguments", command->arguments);
    ird_tcl_put_size(dict, "min_arguments", command->min_arguments);
    ird_tcl_put_size(dict, "max_arguments", command->max_arguments);
    ird_tcl_put_text(dict, "help", command->help);
    ird_tcl_put_text(dict, "result", command->result);
    Tcl_Obj *options = Tcl_NewListObj(0, NULL);
    for (const ird_option *o = command->options; o != NULL && o->name != NULL; o++) {
        Tcl_ListObjAppendElement(NULL, options, describe_option(o));
    }
    ird_tcl_put(dict, "options", options);
    return dict;
}

/* A user types predict, irdrop::predict or ::irdrop::predict for the same thing. */
static const char *strip_namespace(const char *pattern) {
    pattern += strncmp(pattern, "::", 2) == 0 ? 2 : 0;
    pattern += strncmp(pattern, "irdrop::", 8) == 0 ? 8 : 0;
    return pattern;
}

/* The rows whose name matches the pattern, as a list of dicts; NULL when none does. */
static Tcl_Obj *matching_commands(ird_context *context, const ird_call *call) {
    const char *pattern =
        call->argument_count > 0 ? Tcl_GetString(call->arguments[0]) : "*";
    Tcl_Obj *list = Tcl_NewListObj(0, NULL);
    Tcl_Size found = 0;
    for (size_t t = 0; ird_command_tables[t] != NULL; t++) {
        for (const ird_command *c = ird_command_tables[t]; c->name != NULL; c++) {
            if (Tcl_StringMatch(c->name, strip_namespace(pattern)) != 0) {
                Tcl_ListObjAppendElement(NULL, list, describe_command(c));
                found++;
            }
        }
    }
    if (found == 0) {
        Tcl_DecrRefCount(list);
        ird_error err;
        ird_fail(&err, IRD_COMMAND_UNKNOWN,
                 "no command matches \"%.100s\"; irdrop::help lists them all", pattern);
        ird_error_detail(&err, pattern, strlen(pattern));
        ird_tcl_fail(context, &err);
        return NULL;
    }
    return list;
}

static int run_command_info(ird_context *context, const ird_call *call) {
    Tcl_Obj *list = matching_commands(context, call);
    if (list == NULL) {
        return TCL_ERROR;
    }
    Tcl_SetObjResult(context->interp, list);
    return TCL_OK;
}

/* The layout of the text is a matter of tcl/help.tcl. */
static int run_help(ird_context *context, const ird_call *call) {
    Tcl_Obj *list = matching_commands(context, call);
    if (list == NULL) {
        return TCL_ERROR;
    }
    Tcl_Obj *words[] = {Tcl_NewStringObj("::irdrop::internal::format_help", -1), list,
                        Tcl_NewBooleanObj(call->argument_count > 0)};
    for (size_t i = 0; i < 3; i++) {
        Tcl_IncrRefCount(words[i]);
    }
    int code = Tcl_EvalObjv(context->interp, 3, words, TCL_EVAL_GLOBAL);
    for (size_t i = 0; i < 3; i++) {
        Tcl_DecrRefCount(words[i]);
    }
    return code;
}

static int run_version(ird_context *context, const ird_call *call) {
    (void)call;
    Tcl_SetObjResult(context->interp, Tcl_NewStringObj(IRD_VERSION, -1));
    return TCL_OK;
}

static int run_reset(ird_context *context, const ird_call *call) {
    (void)call;
    ird_session_free(&context->session);
    return TCL_OK;
}

const ird_command ird_session_commands[] = {
    {"help", run_help, "?PATTERN?", 0, 1, NULL, 0,
     "Explain the commands. Without a pattern: one line for each command; with one: "
     "arguments, options and result of every command that it matches.",
     "The text."},
    {"command_info", run_command_info, "?PATTERN?", 0, 1, NULL, 0,
     "Describe the commands as data, for scripts that make help, completion or tests "
     "from it.",
     "A list of dicts with the keys name, usage, arguments, min_arguments, "
     "max_arguments, help, result and options."},
    {"version", run_version, "", 0, 0, NULL, 0, "Say which version this is.",
     "The version of the package."},
    {"reset", run_reset, "", 0, 0, NULL, 0,
     "Forget everything: technology, design, supplies, power, results, maps and the "
     "loaded model.",
     ""},
    {0},
};
