/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The local pages: serve. What serves is a module of its own (../http) and the Tcl files
 * tcl/serve*.tcl; here is the door to them.
 */
#include <string.h>

#include "binding/nouns.h"

enum { LIMIT_MIB = 64, LARGEST_MIB = 1024, LARGEST_PORT = 65535 };

typedef struct serve_options {
    ird_count_option port;
    bool open;
    bool stop;
    ird_count_option limit;
} serve_options;

static int check_numbers(ird_context *context, const serve_options *options) {
    ird_error err;
    if (options->port.value > LARGEST_PORT) {
        ird_fail(&err, IRD_OPTION_VALUE,
                 "option -port cannot be %zu; give 1 to %d, or 0 for a free one",
                 options->port.value, LARGEST_PORT);
        return ird_tcl_fail(context, &err);
    }
    if (options->limit.given &&
        (options->limit.value < 1 || options->limit.value > LARGEST_MIB)) {
        ird_fail(&err, IRD_OPTION_VALUE, "option -limit cannot be %zu; give 1 to %d MiB",
                 options->limit.value, LARGEST_MIB);
        return ird_tcl_fail(context, &err);
    }
    return options->stop && (options->open || options->port.given || options->limit.given)
               ? ird_tcl_fail_clash(context,
                                    "-stop ends what is served; leave the others out")
               : TCL_OK;
}

/* The message of ::irdrop::server::run as an error of ours, by the word that its
 * errorCode ends with. */
static int fail_serve(ird_context *context) {
    static const struct {
        const char *word;
        ird_status status;
    } kinds[] = {{"NOMODULE", IRD_SERVE_NO_MODULE}, {"PORT", IRD_SERVE_PORT}};
    ird_status status = IRD_SERVE_FAILED;
    ird_error err;
    Tcl_Obj *options = Tcl_GetReturnOptions(context->interp, TCL_ERROR);
    Tcl_Obj *key = Tcl_NewStringObj("-errorcode", -1);
    Tcl_Obj *code = NULL;
    Tcl_IncrRefCount(options);
    Tcl_IncrRefCount(key);
    Tcl_DictObjGet(NULL, options, key, &code);
    for (size_t i = 0; code != NULL && i < sizeof kinds / sizeof *kinds; i++) {
        Tcl_Obj *last = NULL;
        if (Tcl_ListObjIndex(NULL, code, 2, &last) == TCL_OK && last != NULL &&
            strcmp(Tcl_GetString(last), kinds[i].word) == 0) {
            status = kinds[i].status;
        }
    }
    ird_fail(&err, status, "%.800s", Tcl_GetStringResult(context->interp));
    Tcl_DecrRefCount(key);
    Tcl_DecrRefCount(options);
    return ird_tcl_fail(context, &err);
}

static int run_serve(ird_context *context, const ird_call *call) {
    const serve_options *options = call->options;
    if (check_numbers(context, options) != TCL_OK) {
        return TCL_ERROR;
    }
    size_t mib = options->limit.given ? options->limit.value : LIMIT_MIB;
    Tcl_Obj *words[] = {Tcl_NewStringObj("::irdrop::server::run", -1),
                        Tcl_NewStringObj(options->stop ? "stop" : "start", -1),
                        Tcl_NewWideIntObj((Tcl_WideInt)options->port.value),
                        Tcl_NewWideIntObj((Tcl_WideInt)mib),
                        Tcl_NewBooleanObj(options->open)};
    enum { COUNT = sizeof words / sizeof *words };
    for (size_t i = 0; i < COUNT; i++) {
        Tcl_IncrRefCount(words[i]);
    }
    context->busy = false; /* nothing of the session is in use */
    int code = Tcl_EvalObjv(context->interp, COUNT, words, TCL_EVAL_GLOBAL);
    for (size_t i = 0; i < COUNT; i++) {
        Tcl_DecrRefCount(words[i]);
    }
    return code == TCL_OK ? TCL_OK : fail_serve(context);
}

static const ird_option serve_table[] = {
    {"-port", IRD_OPTION_COUNT, offsetof(serve_options, port), false, "N",
     "The port to listen on; one that is free when it is 0 or not given.", NULL},
    {"-open", IRD_OPTION_FLAG, offsetof(serve_options, open), false, NULL,
     "Open the page in the browser, by xdg-open.", NULL},
    {"-stop", IRD_OPTION_FLAG, offsetof(serve_options, stop), false, NULL,
     "Serve no longer, and end what still works for a page.", NULL},
    {"-limit", IRD_OPTION_COUNT, offsetof(serve_options, limit), false, "MIB",
     "Largest upload in MiB; 64 when not given.", NULL},
    {0},
};

const ird_command ird_serve_commands[] = {
    {"serve", run_serve, "", 0, 0, serve_table, sizeof(serve_options),
     "Serve a page to a browser on this machine: the last analysis, which it shows anew "
     "when another one was made, predictions of uploaded maps and designs, and changes "
     "of the power grid to try. Only this machine can reach it, and only who knows the "
     "address, which is another one each time. What a page asks for works on copies: the "
     "design of the shell stays as it is. Pages are answered while the shell waits for "
     "input: at its prompt, and at the end of a script, which then goes on until Ctrl-C "
     "or exit; scripts may call vwait. Called again it returns the address that there "
     "is.",
     "The address of the page; nothing with -stop."},
    {0},
};
