/* SPDX-License-Identifier: BSD-3-Clause */
#include "command/command.h"

#include <stdio.h>
#include <string.h>

#include "base/pages.h"
#include "command/analyses.h"
#include "command/like.h"
#include "command/option.h"
#include "command/sigint.h"
#include "command/suggest.h"
#include "command/unknown.h"
#include "query/choices.h"

const ird_option ird_options_of_another[] = {{0}};

/* Ctrl-C came when nothing was left to stop. Without an error a script that calls one
 * command after the other would run on. */
static int fail_late(ird_context *context) {
    ird_error err;
    ird_fail(&err, IRD_INTERRUPTED_LATE,
             "interrupted when the command was done; what it did stays");
    return ird_tcl_fail(context, &err);
}

/* Run one command: parse, then call its function with the session to itself. A command
 * that a signal handler or trace runs inside another one is refused. */
static int run_bound(const ird_bound_command *bound, int objc, Tcl_Obj *const objv[],
                     void *options, Tcl_Obj **arguments) {
    ird_context *context = bound->context;
    ird_call call = {.options = options, .arguments = arguments};
    ird_error err;
    if (context->busy) {
        ird_fail(&err, IRD_COMMAND_BUSY,
                 "another irdrop command is running in this interpreter; wait for it");
        return ird_tcl_fail(context, &err);
    }
    if (ird_command_parse(context, bound->command, objc, objv, options, arguments,
                          &call.argument_count) != TCL_OK) {
        return TCL_ERROR;
    }
    if (ird_session_begin_command(&context->session, &err) != IRD_OK) {
        return ird_tcl_fail(context, &err);
    }
    const ird_network_kind *like = ird_tcl_like(bound->command, options);
    if (like != NULL && context->session.is_spice) {
        ird_session_need_layout(&context->session, "-like", &err);
        return ird_tcl_fail(context, &err);
    }
    ird_session_set_command_network(&context->session, like);
    bool watches = ird_sigint_watch(context->interp);
    ird_progress_start(&context->progress, context->interp, &context->guard, watches);
    const ird_analysis_mark before = ird_analysis_mark_now(context);
    context->busy = true;
    int code = bound->command->run(context, &call);
    context->busy = false;
    if (code == TCL_OK) {
        ird_analysis_note(context, &before);
    }
    ird_session_end_command(&context->session, code != TCL_OK);
    ird_pages_trim();
    ird_progress_end(&context->progress);
    if (watches) {
        ird_sigint_unwatch();
    }
    return watches && ird_sigint_came() && code == TCL_OK ? fail_late(context) : code;
}

static int command_proc(ClientData data, Tcl_Interp *interp, int objc,
                        Tcl_Obj *const objv[]) {
    const ird_bound_command *bound = data;
    ird_context *context = bound->context;
    int code = TCL_ERROR;
    void *options = ird_alloc_zero(bound->command->options_size, 1);
    Tcl_Obj **arguments = ird_alloc((size_t)objc, sizeof(Tcl_Obj *));
    if (options == NULL || arguments == NULL) {
        ird_error err;
        ird_fail_memory(&err, "parsing a command");
        ird_tcl_fail(context, &err);
        goto done;
    }
    Tcl_Preserve(context);
    Tcl_Preserve(interp);
    code = run_bound(bound, objc, objv, options, arguments);
    Tcl_Release(interp);
    Tcl_Release(context);
done:
    ird_free(arguments);
    ird_free(options);
    return code;
}

/* A namespace with an ensemble of the same name over what it exports. */
static int create_ensemble(Tcl_Interp *interp, const char *name, const char *parent) {
    Tcl_Namespace *outer =
        parent != NULL ? Tcl_FindNamespace(interp, parent, NULL, TCL_LEAVE_ERR_MSG)
                       : NULL;
    if (parent != NULL && outer == NULL) {
        return TCL_ERROR;
    }
    Tcl_Namespace *space = Tcl_FindNamespace(interp, name, NULL, 0);
    if (space == NULL) {
        space = Tcl_CreateNamespace(interp, name, NULL, NULL);
    }
    Tcl_Command ensemble =
        space != NULL ? Tcl_CreateEnsemble(interp, name, space, TCL_ENSEMBLE_PREFIX)
                      : NULL;
    if (ensemble == NULL || ird_unknown_attach(interp, ensemble) != TCL_OK) {
        return TCL_ERROR;
    }
    const char *tail = strrchr(name, ':') + 1;
    return outer != NULL ? Tcl_Export(interp, outer, tail, 0) : TCL_OK;
}

/* ::irdrop::map::get for "map get", with the ensemble ::irdrop::map made on its first
 * command. */
static int create_command(ird_context *context, ird_bound_command *bound) {
    Tcl_Interp *interp = context->interp;
    const char *name = bound->command->name;
    const char *space = strchr(name, ' ');
    char ensemble[128] = "::irdrop";
    const char *tail = name;
    if (space != NULL) {
        snprintf(ensemble, sizeof ensemble, "::irdrop::%.*s", (int)(space - name), name);
        tail = space + 1;
        if (Tcl_FindCommand(interp, ensemble, NULL, 0) == NULL &&
            create_ensemble(interp, ensemble, "::irdrop") != TCL_OK) {
            return TCL_ERROR;
        }
    }
    char full[256];
    snprintf(full, sizeof full, "%s::%s", ensemble, tail);
    Tcl_CreateObjCommand(interp, full, command_proc, bound, NULL);
    Tcl_Namespace *owner = Tcl_FindNamespace(interp, ensemble, NULL, TCL_LEAVE_ERR_MSG);
    return owner != NULL ? Tcl_Export(interp, owner, tail, 0) : TCL_ERROR;
}

static size_t count_commands(void) {
    size_t count = 0;
    for (size_t t = 0; ird_command_tables[t] != NULL; t++) {
        for (const ird_command *c = ird_command_tables[t]; c->name != NULL; c++) {
            count++;
        }
    }
    return count;
}

int ird_commands_create(ird_context *context) {
    context->commands = ird_alloc(count_commands(), sizeof *context->commands);
    if (context->commands == NULL) {
        ird_error err;
        ird_fail_memory(&err, "loading irdrop");
        return ird_tcl_fail(context, &err);
    }
    if (create_ensemble(context->interp, "::irdrop", NULL) != TCL_OK) {
        return TCL_ERROR;
    }
    ird_bound_command *bound = context->commands;
    for (size_t t = 0; ird_command_tables[t] != NULL; t++) {
        for (const ird_command *c = ird_command_tables[t]; c->name != NULL; c++) {
            *bound = (ird_bound_command){.context = context, .command = c};
            if (create_command(context, bound++) != TCL_OK) {
                return TCL_ERROR;
            }
        }
    }
    return TCL_OK;
}

void ird_command_usage(const ird_command *command, Tcl_DString *usage) {
    Tcl_DStringInit(usage);
    for (const ird_option *o = command->options; o != NULL && o->name != NULL; o++) {
        Tcl_DStringAppend(usage, o->required ? "" : "?", -1);
        Tcl_DStringAppend(usage, o->name, -1);
        if (o->value != NULL) {
            Tcl_DStringAppend(usage, " ", -1);
            Tcl_DStringAppend(usage, o->value, -1);
        }
        Tcl_DStringAppend(usage, o->required ? " " : "? ", -1);
    }
    Tcl_DStringAppend(usage, command->arguments, -1);
    Tcl_Size length = Tcl_DStringLength(usage);
    if (length > 0 && Tcl_DStringValue(usage)[length - 1] == ' ') {
        Tcl_DStringSetLength(usage, length - 1);
    }
}

static int fail_count(ird_context *context, const ird_command *command,
                      Tcl_Obj *const objv[]) {
    Tcl_DString usage;
    ird_command_usage(command, &usage);
    Tcl_WrongNumArgs(context->interp, 1, objv,
                     Tcl_DStringLength(&usage) > 0 ? Tcl_DStringValue(&usage) : NULL);
    Tcl_DStringFree(&usage);
    return TCL_ERROR;
}

/* Every required option stands among objv: `given` has a bit for each option. */
static int check_required(ird_context *context, const ird_command *command,
                          unsigned long given) {
    const ird_option *o = command->options;
    for (size_t i = 0; o != NULL && o[i].name != NULL; i++) {
        if (o[i].required && (given & (1UL << i)) == 0) {
            ird_error err;
            Tcl_DString usage;
            ird_command_usage(command, &usage);
            ird_fail(&err, IRD_OPTION_MISSING, "option %s is missing; use irdrop::%s %s",
                     o[i].name, command->name, Tcl_DStringValue(&usage));
            Tcl_DStringFree(&usage);
            ird_error_detail(&err, o[i].name, strlen(o[i].name));
            return ird_tcl_fail(context, &err);
        }
    }
    return TCL_OK;
}

static bool looks_like_option(Tcl_Obj *word) {
    const char *text = Tcl_GetString(word);
    return text[0] == '-' && text[1] != '\0';
}

/* "-net, -size or -region" into list, of the options that begin with the word; how many.
 */
static size_t list_options(const ird_option *table, const char *word, char *list,
                           size_t size) {
    size_t used = 0;
    size_t count = 0;
    const char *last = NULL;
    list[0] = '\0';
    for (const ird_option *o = table; o->name != NULL && used < size; o++) {
        if (strncmp(o->name, word, strlen(word)) != 0) {
            continue;
        }
        if (last != NULL) {
            used += (size_t)snprintf(list + used, size - used, "%s%s",
                                     count > 1 ? ", " : "", last);
        }
        last = o->name;
        count++;
    }
    if (last != NULL && used < size) {
        snprintf(list + used, size - used, "%s%s", count > 1 ? " or " : "", last);
    }
    return count;
}

/* In the form of Tcl's own message, from which tclreadline completes. */
static int fail_option(ird_context *context, const ird_command *command,
                       const ird_option *table, Tcl_Obj *given) {
    ird_error err;
    char list[800];
    char meant[100];
    Tcl_DString native;
    ird_tcl_native(given, &native);
    const char *word = Tcl_DStringValue(&native);
    ird_suggestion best = {.word = word};
    for (const ird_option *o = table; o->name != NULL; o++) {
        ird_suggest(&best, o->name);
    }
    if (list_options(table, word, list, sizeof list) > 0) {
        ird_fail(&err, IRD_OPTION_UNKNOWN, "%s: ambiguous option \"%.60s\": must be %s",
                 command->name, word, list);
    } else if (list_options(table, "", list, sizeof list) > 0) {
        ird_fail(&err, IRD_OPTION_UNKNOWN, "%s: bad option \"%.60s\"%s: must be %s",
                 command->name, word, ird_suggestion_text(&best, meant, sizeof meant),
                 list);
    } else {
        ird_fail(&err, IRD_OPTION_UNKNOWN, "%s has no options, such as \"%.60s\"",
                 command->name, word);
    }
    ird_error_detail(&err, word, strlen(word));
    Tcl_DStringFree(&native);
    return ird_tcl_fail(context, &err);
}

/* Take the option at objv[*i] with its value, if it has one, and move *i to the last
 * word taken. */
static int parse_option(ird_context *context, const ird_command *command, int objc,
                        Tcl_Obj *const objv[], int *i, void *options,
                        unsigned long *given) {
    static const ird_option none[] = {{0}};
    const ird_option *table = command->options != NULL ? command->options : none;
    int index;
    if (Tcl_GetIndexFromObjStruct(NULL, objv[*i], table, sizeof *table, "option", 0,
                                  &index) != TCL_OK) {
        return fail_option(context, command, table, objv[*i]);
    }
    const ird_option *option = &table[index];
    Tcl_Obj *value = NULL;
    if (option->value != NULL) {
        if (*i + 1 >= objc) {
            ird_error err;
            ird_fail(&err, IRD_OPTION_NO_VALUE,
                     "option %s has no value; give %s behind it", option->name,
                     option->value);
            ird_error_detail(&err, option->name, strlen(option->name));
            return ird_tcl_fail(context, &err);
        }
        value = objv[++*i];
    }
    *given |= 1UL << index;
    return ird_option_store(context, option, value, (char *)options + option->offset);
}

int ird_command_parse(ird_context *context, const ird_command *command, int objc,
                      Tcl_Obj *const objv[], void *options, Tcl_Obj **arguments,
                      size_t *argument_count) {
    unsigned long given = 0;
    bool options_end = false;
    size_t count = 0;
    for (int i = 1; i < objc; i++) {
        if (options_end || !looks_like_option(objv[i])) {
            arguments[count++] = objv[i];
            options_end = options_end || command->options == ird_options_of_another;
        } else if (strcmp(Tcl_GetString(objv[i]), "--") == 0) {
            options_end = true;
        } else if (parse_option(context, command, objc, objv, &i, options, &given) !=
                   TCL_OK) {
            return TCL_ERROR;
        }
    }
    if (count < command->min_arguments || count > command->max_arguments) {
        return fail_count(context, command, objv);
    }
    *argument_count = count;
    return check_required(context, command, given);
}
