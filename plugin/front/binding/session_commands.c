/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The session as a whole: help, version, reset.
 */
#include <stdio.h>
#include <string.h>

#include "binding/nouns.h"
#include "command/suggest.h"
#include "command/unknown.h"

static const char *type_name(ird_option_type type) {
    static const char *const names[] = {
        [IRD_OPTION_FLAG] = "flag",   [IRD_OPTION_TEXT] = "text",
        [IRD_OPTION_COUNT] = "count", [IRD_OPTION_NUMBER] = "number",
        [IRD_OPTION_POWER] = "power", [IRD_OPTION_VOLTAGE] = "voltage",
        [IRD_OPTION_LEVEL] = "level", [IRD_OPTION_CHOICE] = "choice",
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

static void append_commands(Tcl_Obj *list, const char *pattern) {
    for (size_t t = 0; ird_command_tables[t] != NULL; t++) {
        for (const ird_command *c = ird_command_tables[t]; c->name != NULL; c++) {
            if (Tcl_StringMatch(c->name, pattern) != 0) {
                Tcl_ListObjAppendElement(NULL, list, describe_command(c));
            }
        }
    }
}

static Tcl_Obj *describe_message(const ird_message *message, const char *id) {
    Tcl_Obj *dict = Tcl_NewDictObj();
    ird_tcl_put_text(dict, "id", id);
    Tcl_Obj *code[] = {Tcl_NewStringObj("IRDROP", -1),
                       Tcl_NewStringObj(message->area, -1),
                       Tcl_NewStringObj(message->kind, -1)};
    ird_tcl_put(dict, "errorcode", Tcl_NewListObj(3, code));
    ird_tcl_put_text(dict, "meaning", message->meaning);
    return dict;
}

static void append_messages(Tcl_Obj *list, const char *pattern) {
    for (const ird_message *m = ird_messages(); m->status != IRD_OK; m++) {
        char id[16];
        snprintf(id, sizeof id, "IRD-%04d", (int)m->status);
        if (Tcl_StringCaseMatch(id, pattern, TCL_MATCH_NOCASE) != 0) {
            Tcl_ListObjAppendElement(NULL, list, describe_message(m, id));
        }
    }
}

static int fail_matching(ird_context *context, const char *pattern, bool is_message) {
    ird_error err;
    char meant[100] = "";
    ird_suggestion best = {.word = pattern};
    if (!is_message) {
        ird_unknown_suggest(&best);
    }
    ird_fail(&err, IRD_COMMAND_UNKNOWN,
             "no %s matches \"%.100s\"%s; irdrop::%s lists them all",
             is_message ? "message" : "command", pattern,
             ird_suggestion_text(&best, meant, sizeof meant),
             is_message ? "message_info" : "help");
    ird_error_detail(&err, pattern, strlen(pattern));
    return ird_tcl_fail(context, &err);
}

static bool is_empty(Tcl_Obj *list) {
    Tcl_Size found = 0;
    return Tcl_ListObjLength(NULL, list, &found) != TCL_OK || found == 0;
}

/* What `append` finds for the pattern, a list of dicts; NULL, with an error, when that is
 * nothing. */
static Tcl_Obj *matching(ird_context *context, const ird_call *call,
                         void (*append)(Tcl_Obj *list, const char *pattern)) {
    const char *pattern = call->argument_count > 0
                              ? strip_namespace(Tcl_GetString(call->arguments[0]))
                              : "*";
    Tcl_Obj *list = Tcl_NewListObj(0, NULL);
    append(list, pattern);
    if (is_empty(list)) {
        Tcl_DecrRefCount(list);
        fail_matching(context, pattern, append == append_messages);
        return NULL;
    }
    return list;
}

static int return_list(ird_context *context, Tcl_Obj *list) {
    if (list == NULL) {
        return TCL_ERROR;
    }
    Tcl_SetObjResult(context->interp, list);
    return TCL_OK;
}

static int run_command_info(ird_context *context, const ird_call *call) {
    return return_list(context, matching(context, call, append_commands));
}

static int run_message_info(ird_context *context, const ird_call *call) {
    return return_list(context, matching(context, call, append_messages));
}

/* Call a procedure of tcl/help.tcl, to which the layout of the text is left. */
static int format_text(ird_context *context, const char *procedure, Tcl_Obj *list) {
    if (list == NULL) {
        return TCL_ERROR;
    }
    Tcl_Obj *words[] = {Tcl_NewStringObj(procedure, -1), list};
    for (size_t i = 0; i < 2; i++) {
        Tcl_IncrRefCount(words[i]);
    }
    int code = Tcl_EvalObjv(context->interp, 2, words, TCL_EVAL_GLOBAL);
    for (size_t i = 0; i < 2; i++) {
        Tcl_DecrRefCount(words[i]);
    }
    return code;
}

/* Explain the commands that the pattern matches; where it matches none, it is a part of
 * their names: one such is explained, several are listed. */
static int help_on_commands(ird_context *context, const char *pattern) {
    Tcl_Obj *list = Tcl_NewListObj(0, NULL);
    append_commands(list, pattern);
    if (!is_empty(list)) {
        return format_text(context, "::irdrop::internal::explain_commands", list);
    }
    Tcl_DString part;
    Tcl_DStringInit(&part);
    Tcl_DStringAppend(&part, "*", 1);
    Tcl_DStringAppend(&part, pattern, -1);
    Tcl_DStringAppend(&part, "*", 1);
    append_commands(list, Tcl_DStringValue(&part));
    Tcl_DStringFree(&part);
    if (is_empty(list)) {
        Tcl_DecrRefCount(list);
        return fail_matching(context, pattern, false);
    }
    Tcl_Size found = 0;
    Tcl_ListObjLength(NULL, list, &found);
    return format_text(context,
                       found == 1 ? "::irdrop::internal::explain_commands"
                                  : "::irdrop::internal::list_commands",
                       list);
}

static int run_help(ird_context *context, const ird_call *call) {
    if (call->argument_count == 0) {
        return format_text(context, "::irdrop::internal::first_page",
                           matching(context, call, append_commands));
    }
    const char *pattern = strip_namespace(Tcl_GetString(call->arguments[0]));
    if (Tcl_StringCaseMatch(pattern, "IRD-*", TCL_MATCH_NOCASE) != 0) {
        return format_text(context, "::irdrop::internal::format_messages",
                           matching(context, call, append_messages));
    }
    if (call->argument_count == 1) {
        return help_on_commands(context, pattern);
    }
    Tcl_DString name;
    Tcl_DStringInit(&name);
    Tcl_DStringAppend(&name, pattern, -1);
    Tcl_DStringAppend(&name, " ", 1);
    Tcl_DStringAppend(&name, Tcl_GetString(call->arguments[1]), -1);
    int code = help_on_commands(context, Tcl_DStringValue(&name));
    Tcl_DStringFree(&name);
    return code;
}

static int run_version(ird_context *context, const ird_call *call) {
    (void)call;
    Tcl_SetObjResult(context->interp, Tcl_NewStringObj(IRD_VERSION, -1));
    return TCL_OK;
}

static int run_reset(ird_context *context, const ird_call *call) {
    (void)call;
    ird_session *session = &context->session;
    size_t made = session->maps.made; /* no handle ever names another map */
    /* The model that is there unless another is asked for need not be unpacked again. */
    ird_trial_free(context->trial);
    context->trial = NULL;
    bool is_kept = session->is_model_default;
    ird_surrogate *model = session->model;
    session->model = is_kept ? NULL : model;
    ird_session_free(session);
    session->maps.made = made;
    session->model = is_kept ? model : NULL;
    session->is_model_default = is_kept;
    context->guard.limit_bytes = 0; /* the pace is the machine's */
    context->guard.is_off = false;
    return TCL_OK;
}

const ird_command ird_session_commands[] = {
    {"help", run_help, "?PATTERN? ?WORD?", 0, 2, NULL, 0,
     "Explain commands and messages. Without a pattern: where to begin, and a line for "
     "each command. With one: arguments, options and result of every command that it "
     "matches (solve, report_*, map get); else the commands that have it in their names "
     "(pred); or what a message means (IRD-0201, IRD-02*).",
     "The text."},
    {"command_info", run_command_info, "?PATTERN?", 0, 1, NULL, 0,
     "Describe the commands as data, for scripts that make help, completion or tests "
     "from it.",
     "A list of dicts with the keys name, usage, arguments, min_arguments, "
     "max_arguments, help, result and options."},
    {"message_info", run_message_info, "?PATTERN?", 0, 1, NULL, 0,
     "Describe the messages as data. The pattern matches ids: IRD-02*.",
     "A list of dicts with the keys id, errorcode (IRDROP AREA KIND) and meaning."},
    {"version", run_version, "", 0, 0, NULL, 0, "Say which version this is.",
     "The version of the package."},
    {"reset", run_reset, "", 0, 0, NULL, 0,
     "Forget everything: technology, design, supplies, power, results, maps and the "
     "loaded model.",
     ""},
    {0},
};
