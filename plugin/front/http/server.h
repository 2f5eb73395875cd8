/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The server: libmicrohttpd on one port of 127.0.0.1, polled by the event loop of the
 * interpreter's thread. Tcl is never called while libmicrohttpd runs: a request that is
 * whole is set aside, its connection suspended, and handed over when it has returned.
 */
#ifndef IRD_HTTP_SERVER_H
#define IRD_HTTP_SERVER_H

#include "command/compat.h"

typedef struct ird_server ird_server;

typedef struct ird_server_options {
    unsigned port;        /* 0: one that is free */
    size_t limit_bytes;   /* of a body */
    unsigned patience_ms; /* for a request to come in whole, and with an idle connection;
                             four times that for an answer to be read */
    unsigned connections; /* at once */
    Tcl_Obj *routes;      /* a list of "GET path" */
    Tcl_Obj *prefix; /* called with a dict: id, method, path (behind the token), query (a
                        dict), type (Content-Type), body (bytes). Returns a list of
                        status, headers (a dict) and body (bytes), or nothing where
                        ird_server_answer does that later. An error of it is
                        answered by 500 */
} ird_server_options;

/* TCL_ERROR with a result where the port cannot be had, or the options are wrong. */
int ird_server_start(Tcl_Interp *interp, const ird_server_options *options,
                     ird_server **server);

/* Whoever waits for an answer is told 503. The memory goes when nothing of it runs. */
void ird_server_stop(ird_server *server);

/* Answer a request that was handed over; TCL_ERROR for one that is answered or gone, or a
 * header that cannot be. */
int ird_server_answer(ird_server *server, Tcl_WideInt id, unsigned status,
                      Tcl_Obj *headers, Tcl_Obj *body);

unsigned ird_server_port(const ird_server *server);
const char *ird_server_token(const ird_server *server);
size_t ird_server_connections(const ird_server *server);

#endif
