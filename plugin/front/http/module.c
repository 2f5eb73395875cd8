/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The package irdrop_http: commands of the namespace ::irdrop::http, for the Tcl files of
 * irdrop alone. The user's door is irdrop::serve.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/temporary.h"
#include "http/json_value.h"
#include "http/server.h"
#include "http/worker.h"

DLLEXPORT int Irdrop_http_Init(Tcl_Interp *interp);

/* One for each interpreter. */
typedef struct http_state {
    ird_server *server; /* NULL where nothing is served */
} http_state;

static const char state_key[] = "irdrop_http";

static void state_deleted(ClientData data, Tcl_Interp *interp) {
    http_state *state = data;
    (void)interp;
    if (state->server != NULL) {
        ird_server_stop(state->server);
    }
    ird_free(state);
}

static int fail(Tcl_Interp *interp, const char *text) {
    Tcl_SetObjResult(interp, Tcl_NewStringObj(text, -1));
    return TCL_ERROR;
}

/* start PORT LIMIT_BYTES PATIENCE_MS CONNECTIONS ROUTES PREFIX: a list of port and token.
 */
static int start(ClientData data, Tcl_Interp *interp, int objc, Tcl_Obj *const objv[]) {
    http_state *state = data;
    int number[4];
    if (objc != 7) {
        Tcl_WrongNumArgs(interp, 1, objv,
                         "port limit_bytes patience_ms connections routes prefix");
        return TCL_ERROR;
    }
    for (int i = 0; i < 4; i++) {
        if (Tcl_GetIntFromObj(interp, objv[i + 1], &number[i]) != TCL_OK) {
            return TCL_ERROR;
        }
        if (number[i] < (i == 0 ? 0 : 1) || (i == 0 && number[i] > 65535)) {
            return fail(interp, "a port is at most 65535, and the limits are above 0");
        }
    }
    if (state->server != NULL) {
        return fail(interp, "something is served already");
    }
    const ird_server_options options = {
        .port = (unsigned)number[0],
        .limit_bytes = (size_t)number[1],
        .patience_ms = (unsigned)number[2],
        .connections = (unsigned)number[3],
        .routes = objv[5],
        .prefix = objv[6],
    };
    if (ird_server_start(interp, &options, &state->server) != TCL_OK) {
        return TCL_ERROR;
    }
    Tcl_Obj *both[] = {Tcl_NewWideIntObj((Tcl_WideInt)ird_server_port(state->server)),
                       Tcl_NewStringObj(ird_server_token(state->server), -1)};
    Tcl_SetObjResult(interp, Tcl_NewListObj(2, both));
    return TCL_OK;
}

static int stop(ClientData data, Tcl_Interp *interp, int objc, Tcl_Obj *const objv[]) {
    http_state *state = data;
    if (objc != 1) {
        Tcl_WrongNumArgs(interp, 1, objv, NULL);
        return TCL_ERROR;
    }
    if (state->server != NULL) {
        ird_server *server = state->server;
        state->server = NULL;
        ird_server_stop(server);
    }
    return TCL_OK;
}

/* connections: how many there are. */
static int connections(ClientData data, Tcl_Interp *interp, int objc,
                       Tcl_Obj *const objv[]) {
    const http_state *state = data;
    if (objc != 1) {
        Tcl_WrongNumArgs(interp, 1, objv, NULL);
        return TCL_ERROR;
    }
    size_t count = state->server != NULL ? ird_server_connections(state->server) : 0;
    Tcl_SetObjResult(interp, Tcl_NewWideIntObj((Tcl_WideInt)count));
    return TCL_OK;
}

static int answer(ClientData data, Tcl_Interp *interp, int objc, Tcl_Obj *const objv[]) {
    http_state *state = data;
    Tcl_WideInt id;
    int status;
    if (objc != 5) {
        Tcl_WrongNumArgs(interp, 1, objv, "id status headers body");
        return TCL_ERROR;
    }
    if (Tcl_GetWideIntFromObj(interp, objv[1], &id) != TCL_OK ||
        Tcl_GetIntFromObj(interp, objv[2], &status) != TCL_OK) {
        return TCL_ERROR;
    }
    if (state->server == NULL) {
        return fail(interp, "nothing is served");
    }
    return ird_server_answer(state->server, id, (unsigned)status, objv[3], objv[4]);
}

static int fork_worker(ClientData data, Tcl_Interp *interp, int objc,
                       Tcl_Obj *const objv[]) {
    (void)data;
    if (objc != 2) {
        Tcl_WrongNumArgs(interp, 1, objv, "prefix");
        return TCL_ERROR;
    }
    return ird_worker_fork(interp, objv[1]);
}

static int kill_worker(ClientData data, Tcl_Interp *interp, int objc,
                       Tcl_Obj *const objv[]) {
    int pid;
    (void)data;
    if (objc != 2) {
        Tcl_WrongNumArgs(interp, 1, objv, "pid");
        return TCL_ERROR;
    }
    return Tcl_GetIntFromObj(interp, objv[1], &pid) == TCL_OK
               ? ird_worker_kill(interp, pid)
               : TCL_ERROR;
}

/* folder: the path of a new folder that nobody else can read, with the number of this
 * process in its name. */
static int folder(ClientData data, Tcl_Interp *interp, int objc, Tcl_Obj *const objv[]) {
    (void)data;
    char name[64];
    ird_text path = {0};
    ird_error err;
    if (objc != 1) {
        Tcl_WrongNumArgs(interp, 1, objv, NULL);
        return TCL_ERROR;
    }
    snprintf(name, sizeof name, "irdrop-serve-%ld-", (long)getpid());
    if (ird_temporary_folder(&path, name, "the pages", &err) != IRD_OK) {
        Tcl_SetObjResult(interp, Tcl_NewStringObj(err.text, -1));
        ird_text_free(&path);
        return TCL_ERROR;
    }
    Tcl_DString text;
    Tcl_ExternalToUtfDString(NULL, ird_text_get(&path), -1, &text);
    Tcl_DStringResult(interp, &text);
    ird_text_free(&path);
    return TCL_OK;
}

/* json BYTES: the value of a JSON text in UTF-8. */
static int json(ClientData data, Tcl_Interp *interp, int objc, Tcl_Obj *const objv[]) {
    (void)data;
    const char *why = "";
    if (objc != 2) {
        Tcl_WrongNumArgs(interp, 1, objv, "bytes");
        return TCL_ERROR;
    }
    Tcl_Size size;
    const unsigned char *bytes = Tcl_GetByteArrayFromObj(objv[1], &size);
    Tcl_Obj *value = ird_json_value((const char *)bytes, size, &why);
    if (value == NULL) {
        Tcl_SetObjResult(interp, Tcl_ObjPrintf("it is no JSON: %s", why));
        return TCL_ERROR;
    }
    Tcl_SetObjResult(interp, value);
    return TCL_OK;
}

int Irdrop_http_Init(Tcl_Interp *interp) {
    static const struct {
        const char *name;
        Tcl_ObjCmdProc *command;
    } commands[] = {
        {"start", start},      {"stop", stop},
        {"answer", answer},    {"json", json},
        {"folder", folder},    {"fork", fork_worker},
        {"kill", kill_worker}, {"connections", connections},
    };
    if (Tcl_InitStubs(interp, "8.6-10", 0) == NULL) {
        return TCL_ERROR;
    }
    if (Tcl_GetAssocData(interp, state_key, NULL) != NULL) {
        return TCL_OK;
    }
    http_state *state = ird_alloc_zero(1, sizeof *state);
    if (state == NULL) {
        return fail(interp, "memory ran out");
    }
    Tcl_SetAssocData(interp, state_key, state_deleted, state);
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        char name[64] = "::irdrop::http::";
        strncat(name, commands[i].name, sizeof name - strlen(name) - 1);
        Tcl_CreateObjCommand(interp, name, commands[i].command, state, NULL);
    }
    return Tcl_PkgProvideEx(interp, "irdrop_http", IRD_VERSION, NULL);
}
