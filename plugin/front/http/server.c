/* SPDX-License-Identifier: BSD-3-Clause */
#include "http/server.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/alloc.h"
#include "http/main_loop.h"
#include "http/state.h"

enum {
    CONNECTION_BYTES = 32768, /* of a request's head, and to read and write by */
    SWEEP_MS = 1000,
    ANSWER_PATIENCE = 4,
    BACKLOG = 64
};

/* --- its end -------------------------------------------------------------------------
 */

static void free_server(ird_server *server) {
    for (size_t i = 0; i < server->guard.route_count; i++) {
        ird_free(server->guard.routes[i]);
    }
    ird_free(server->guard.routes);
    if (server->prefix != NULL) {
        Tcl_DecrRefCount(server->prefix);
    }
    ird_free(server);
}

/* The memory goes with the last who looks at it. */
static void release(ird_server *server) {
    if (--server->depth == 0 && server->is_stopped) {
        free_server(server);
    }
}

/* Suspended connections must go on before the daemon may stop. */
static void answer_all(ird_server *server) {
    for (ird_request *r = server->requests; r != NULL; r = r->next) {
        if ((r->is_whole || r->is_handed) && r->response == NULL) {
            r->response = ird_response_error("The shell no longer serves this page");
            r->status = MHD_HTTP_SERVICE_UNAVAILABLE;
            r->is_whole = r->is_handed = false;
            MHD_resume_connection(r->connection);
        }
    }
}

void ird_server_stop(ird_server *server) {
    if (server->is_stopped) {
        return;
    }
    server->depth++;
    server->is_stopped = true;
    ird_main_loop_leave();
    Tcl_DeleteFileHandler(server->epoll_fd);
    Tcl_DeleteTimerHandler(server->timer);
    answer_all(server);
    MHD_run(server->daemon);
    MHD_stop_daemon(server->daemon);
    server->daemon = NULL;
    release(server);
}

/* --- requests that are whole ---------------------------------------------------------
 */

static void put(Tcl_Obj *dict, const char *key, Tcl_Obj *value) {
    Tcl_DictObjPut(NULL, dict, Tcl_NewStringObj(key, -1), value);
}

/* What a client says is UTF-8; whatever it is, it becomes a text. */
static Tcl_Obj *text_of(const char *bytes) {
    Tcl_Encoding utf8 = Tcl_GetEncoding(NULL, "utf-8");
    Tcl_DString text;
    Tcl_ExternalToUtfDString(utf8, bytes != NULL ? bytes : "", -1, &text);
    Tcl_Obj *value = Tcl_NewStringObj(Tcl_DStringValue(&text), Tcl_DStringLength(&text));
    Tcl_DStringFree(&text);
    Tcl_FreeEncoding(utf8);
    return value;
}

static enum MHD_Result add_argument(void *dict, enum MHD_ValueKind kind, const char *key,
                                    const char *value) {
    (void)kind;
    Tcl_DictObjPut(NULL, dict, text_of(key), text_of(value));
    return MHD_YES;
}

static Tcl_Obj *describe(const ird_request *request) {
    Tcl_Obj *dict = Tcl_NewDictObj();
    Tcl_Obj *query = Tcl_NewDictObj();
    MHD_get_connection_values(request->connection, MHD_GET_ARGUMENT_KIND, add_argument,
                              query);
    put(dict, "id", Tcl_NewWideIntObj(request->id));
    put(dict, "method", text_of(request->method));
    put(dict, "path", text_of(request->path));
    put(dict, "query", query);
    put(dict, "type",
        text_of(MHD_lookup_connection_value(request->connection, MHD_HEADER_KIND,
                                            "Content-Type")));
    put(dict, "body",
        Tcl_NewByteArrayObj((const unsigned char *)request->body,
                            (Tcl_Size)request->size));
    return dict;
}

static ird_request *find(const ird_server *server, Tcl_WideInt id) {
    for (ird_request *r = server->requests; r != NULL; r = r->next) {
        if (r->id == id && r->is_handed) {
            return r;
        }
    }
    return NULL;
}

static void on_time(ClientData data);

/* libmicrohttpd is not woken by a connection that goes on: a timer of no time does that.
 */
static void respond(ird_server *server, ird_request *request, unsigned status,
                    struct MHD_Response *response) {
    request->response = response;
    request->status = status;
    request->is_handed = false;
    MHD_resume_connection(request->connection);
    Tcl_DeleteTimerHandler(server->timer);
    server->timer = Tcl_CreateTimerHandler(0, on_time, server);
}

int ird_server_answer(ird_server *server, Tcl_WideInt id, unsigned status,
                      Tcl_Obj *headers, Tcl_Obj *body) {
    ird_request *request = find(server, id);
    if (request == NULL) {
        Tcl_SetObjResult(server->interp,
                         Tcl_NewStringObj("nobody waits for that answer", -1));
        return TCL_ERROR;
    }
    Tcl_Size size;
    const unsigned char *bytes = Tcl_GetByteArrayFromObj(body, &size);
    struct MHD_Response *response = bytes != NULL && status >= 200 && status <= 599
                                        ? ird_response_make(bytes, (size_t)size, headers)
                                        : NULL;
    if (response == NULL) {
        Tcl_SetObjResult(server->interp,
                         Tcl_NewStringObj("an answer is a status of 200 to 599, a dict "
                                          "of headers and bytes",
                                          -1));
        return TCL_ERROR;
    }
    respond(server, request, status, response);
    return TCL_OK;
}

/* Take what the handler returned, {status headers body}, or nothing. */
static int take_result(ird_server *server, Tcl_WideInt id) {
    Tcl_Obj *result = Tcl_GetObjResult(server->interp);
    Tcl_Obj **words;
    Tcl_Size count;
    int status;
    Tcl_IncrRefCount(result);
    int code = Tcl_ListObjGetElements(server->interp, result, &count, &words);
    if (code == TCL_OK && count > 0) {
        code =
            count == 3 ? Tcl_GetIntFromObj(server->interp, words[0], &status) : TCL_ERROR;
        if (code == TCL_OK) {
            code = ird_server_answer(server, id, (unsigned)status, words[1], words[2]);
        }
    }
    Tcl_DecrRefCount(result);
    return code;
}

/* Call the handler for one request. It may do anything: stop the server, wait for events,
 * in which other requests are handed over. */
static void hand_over(ird_server *server, ird_request *request) {
    Tcl_Interp *interp = server->interp;
    Tcl_WideInt id = request->id;
    request->is_whole = false;
    request->is_handed = true;
    Tcl_Obj *script = Tcl_DuplicateObj(server->prefix);
    Tcl_IncrRefCount(script);
    Tcl_ListObjAppendElement(NULL, script, describe(request));
    Tcl_Preserve(interp);
    Tcl_InterpState state = Tcl_SaveInterpState(interp, TCL_OK);
    int code = Tcl_EvalObjEx(interp, script, TCL_EVAL_GLOBAL);
    if (code == TCL_OK && !server->is_stopped) {
        code = take_result(server, id);
    }
    request = server->is_stopped ? NULL : find(server, id);
    if (code != TCL_OK && request != NULL) {
        respond(server, request, MHD_HTTP_INTERNAL_SERVER_ERROR,
                ird_response_error(Tcl_GetStringResult(interp)));
    }
    Tcl_RestoreInterpState(interp, state);
    Tcl_Release(interp);
    Tcl_DecrRefCount(script);
}

/* The oldest request that is to be handed over. */
static ird_request *next_whole(const ird_server *server) {
    ird_request *oldest = NULL;
    for (ird_request *r = server->requests; r != NULL; r = r->next) {
        oldest = r->is_whole ? r : oldest;
    }
    return oldest;
}

/* --- events --------------------------------------------------------------------------
 */

static void pump(ird_server *server);

static void on_time(ClientData data) {
    ird_server *server = data;
    server->timer = NULL;
    pump(server);
}

static void on_readable(ClientData data, int mask) {
    (void)mask;
    pump(data);
}

/* End connections whose client takes too long. */
static void sweep(ird_server *server) {
    int64_t now_ms = ird_server_now_ms();
    for (ird_link *l = server->links; l != NULL; l = l->next) {
        int64_t patience_ms = (int64_t)server->options.patience_ms *
                              (l->phase == IRD_LINK_WRITING ? ANSWER_PATIENCE : 1);
        if (l->phase != IRD_LINK_WORKING && now_ms - l->since_ms > patience_ms) {
            shutdown(l->fd, SHUT_RDWR);
        }
    }
}

static void set_timer(ird_server *server) {
    MHD_UNSIGNED_LONG_LONG ms = SWEEP_MS;
    bool has_timeout = MHD_get_timeout(server->daemon, &ms) == MHD_YES;
    Tcl_DeleteTimerHandler(server->timer);
    server->timer = NULL;
    if (has_timeout || server->links != NULL) {
        int wait_ms = has_timeout && ms < SWEEP_MS ? (int)ms : SWEEP_MS;
        server->timer = Tcl_CreateTimerHandler(wait_ms, on_time, server);
    }
}

/* Let libmicrohttpd read and write, hand over what is whole, until nothing is. */
static void pump(ird_server *server) {
    server->depth++;
    bool goes_on = true;
    while (goes_on && !server->is_stopped) {
        MHD_run(server->daemon);
        ird_request *request = next_whole(server);
        goes_on = request != NULL;
        if (request != NULL) {
            hand_over(server, request);
        }
    }
    if (!server->is_stopped) {
        sweep(server);
        set_timer(server);
    }
    release(server);
}

/* --- its beginning -------------------------------------------------------------------
 */

static int fail(Tcl_Interp *interp, const char *what) {
    Tcl_SetObjResult(interp, Tcl_ObjPrintf("%s: %s", what, Tcl_PosixError(interp)));
    return TCL_ERROR;
}

/* A socket that listens on 127.0.0.1, and its port; -1 with errno. */
static int listen_on(unsigned port, unsigned *taken) {
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons((uint16_t)port),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    int yes = 1;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) != 0 ||
        bind(fd, (struct sockaddr *)&address, size) != 0 || listen(fd, BACKLOG) != 0 ||
        getsockname(fd, (struct sockaddr *)&address, &size) != 0) {
        int why = errno;
        if (fd >= 0) {
            close(fd);
        }
        errno = why;
        return -1;
    }
    *taken = ntohs(address.sin_port);
    return fd;
}

static bool copy_routes(ird_guard *guard, Tcl_Obj *routes) {
    Tcl_Obj **words;
    Tcl_Size count;
    if (Tcl_ListObjGetElements(NULL, routes, &count, &words) != TCL_OK) {
        return false;
    }
    guard->routes = ird_alloc_zero((size_t)count, sizeof *guard->routes);
    for (Tcl_Size i = 0; guard->routes != NULL && i < count; i++) {
        const char *route = Tcl_GetString(words[i]);
        guard->routes[i] = ird_copy_string(route, strlen(route));
        if (guard->routes[i] == NULL) {
            return false;
        }
        guard->route_count++;
    }
    return guard->routes != NULL;
}

static struct MHD_Daemon *start_daemon(ird_server *server, int fd) {
    return MHD_start_daemon(
        MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME, 0, NULL, NULL, ird_request_come, server,
        MHD_OPTION_LISTEN_SOCKET, fd, MHD_OPTION_CONNECTION_LIMIT,
        server->options.connections, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
        (size_t)CONNECTION_BYTES, MHD_OPTION_NOTIFY_CONNECTION, ird_link_notify, server,
        MHD_OPTION_NOTIFY_COMPLETED, ird_request_end, server, MHD_OPTION_END);
}

/* Listen, and have the event loop watch it. */
static int begin(ird_server *server) {
    int fd = listen_on(server->options.port, &server->guard.port);
    if (fd < 0) {
        return fail(server->interp, "cannot listen on that port");
    }
    server->daemon = start_daemon(server, fd);
    if (server->daemon == NULL) {
        close(fd);
        return fail(server->interp, "cannot start the server");
    }
    const union MHD_DaemonInfo *info =
        MHD_get_daemon_info(server->daemon, MHD_DAEMON_INFO_EPOLL_FD);
    if (info == NULL || info->epoll_fd < 0 || info->epoll_fd >= FD_SETSIZE) {
        MHD_stop_daemon(server->daemon);
        errno = EMFILE; /* Tcl watches no files beyond */
        return fail(server->interp, "cannot watch the server");
    }
    server->epoll_fd = info->epoll_fd;
    Tcl_CreateFileHandler(server->epoll_fd, TCL_READABLE, on_readable, server);
    ird_main_loop_enter(server->interp);
    return TCL_OK;
}

int ird_server_start(Tcl_Interp *interp, const ird_server_options *options,
                     ird_server **made) {
    ird_server *server = ird_alloc_zero(1, sizeof *server);
    if (server == NULL) {
        errno = ENOMEM;
        return fail(interp, "cannot start the server");
    }
    server->interp = interp;
    server->options = *options;
    server->guard.limit_bytes = options->limit_bytes;
    server->prefix = Tcl_DuplicateObj(options->prefix);
    Tcl_IncrRefCount(server->prefix);
    int code = TCL_OK;
    if (!copy_routes(&server->guard, options->routes) ||
        !ird_guard_make_token(server->guard.token)) {
        errno = ENOMEM;
        code = fail(interp, "cannot make the address of the server");
    }
    if (code == TCL_OK) {
        code = begin(server);
    }
    if (code != TCL_OK) {
        free_server(server);
        return TCL_ERROR;
    }
    *made = server;
    return TCL_OK;
}

unsigned ird_server_port(const ird_server *server) {
    return server->guard.port;
}

const char *ird_server_token(const ird_server *server) {
    return server->guard.token;
}

size_t ird_server_connections(const ird_server *server) {
    return server->link_count;
}
