/* SPDX-License-Identifier: BSD-3-Clause
 *
 * From the first line of a request to the whole of it: what libmicrohttpd calls.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include "base/alloc.h"
#include "http/state.h"

/* Of connections; the oldest idle one goes when this few are free. */
enum { SPARE_LINKS = 4 };

int64_t ird_server_now_ms(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void ird_link_enter(ird_link *link, ird_link_phase phase) {
    link->phase = phase;
    link->since_ms = ird_server_now_ms();
}

/* --- connections ---------------------------------------------------------------------
 */

static void cut_idlest(ird_server *server) {
    ird_link *idlest = NULL;
    for (ird_link *l = server->links; l != NULL; l = l->next) {
        if (l->phase == IRD_LINK_READING &&
            (idlest == NULL || l->since_ms < idlest->since_ms)) {
            idlest = l;
        }
    }
    if (idlest != NULL) {
        shutdown(idlest->fd, SHUT_RDWR); /* which libmicrohttpd sees as its end */
    }
}

static void add_link(ird_server *server, struct MHD_Connection *connection,
                     void **context) {
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    ird_link *link = ird_alloc_zero(1, sizeof *link);
    *context = link;
    if (link == NULL || info == NULL) {
        ird_free(link);
        *context = NULL;
        return; /* its requests are refused */
    }
    link->fd = info->connect_fd;
    ird_link_enter(link, IRD_LINK_READING);
    if (server->link_count + SPARE_LINKS >= server->options.connections) {
        cut_idlest(server);
    }
    link->next = server->links;
    if (link->next != NULL) {
        link->next->before = link;
    }
    server->links = link;
    server->link_count++;
}

static void remove_link(ird_server *server, ird_link *link) {
    if (link == NULL) {
        return;
    }
    if (link->before != NULL) {
        link->before->next = link->next;
    } else {
        server->links = link->next;
    }
    if (link->next != NULL) {
        link->next->before = link->before;
    }
    server->link_count--;
    ird_free(link);
}

void ird_link_notify(void *data, struct MHD_Connection *connection, void **context,
                     enum MHD_ConnectionNotificationCode code) {
    if (code == MHD_CONNECTION_NOTIFY_STARTED) {
        add_link(data, connection, context);
    } else {
        remove_link(data, *context);
        *context = NULL;
    }
}

/* --- requests ------------------------------------------------------------------------
 */

static ird_link *link_of(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return info != NULL ? info->socket_context : NULL;
}

static const char *header(struct MHD_Connection *connection, const char *name) {
    return MHD_lookup_connection_value(connection, MHD_HEADER_KIND, name);
}

static enum MHD_Result queue(ird_link *link, struct MHD_Connection *connection,
                             unsigned status, struct MHD_Response *response) {
    if (response == NULL) {
        return MHD_NO;
    }
    if (link != NULL) {
        ird_link_enter(link, IRD_LINK_WRITING);
    }
    enum MHD_Result result = MHD_queue_response(connection, status, response);
    MHD_destroy_response(response);
    return result;
}

/* What was refused may be followed by a body that nobody reads: the connection ends. */
static enum MHD_Result refuse(ird_link *link, struct MHD_Connection *connection,
                              unsigned status, const char *why) {
    struct MHD_Response *response = ird_response_error(why);
    if (response != NULL) {
        MHD_add_response_header(response, "Connection", "close");
    }
    if (response != NULL && status == MHD_HTTP_METHOD_NOT_ALLOWED) {
        MHD_add_response_header(response, "Allow", "GET, HEAD, POST");
    }
    return queue(link, connection, status, response);
}

static void add_request(ird_server *server, ird_request *request) {
    request->id = ++server->last_id;
    request->next = server->requests;
    if (request->next != NULL) {
        request->next->before = request;
    }
    server->requests = request;
}

static void free_request(ird_server *server, ird_request *request) {
    if (request->before != NULL) {
        request->before->next = request->next;
    } else {
        server->requests = request->next;
    }
    if (request->next != NULL) {
        request->next->before = request->before;
    }
    if (request->response != NULL) {
        MHD_destroy_response(request->response);
    }
    server->body_bytes -= request->room;
    ird_free(request->method);
    ird_free(request->path);
    free(request->body);
    ird_free(request);
}

static enum MHD_Result begin(ird_server *server, struct MHD_Connection *connection,
                             const char *url, const char *method, void **context) {
    ird_link *link = link_of(connection);
    const ird_guard_head head = {
        .method = method,
        .path = url,
        .host = header(connection, "Host"),
        .origin = header(connection, "Origin"),
        .marker = header(connection, "X-Irdrop"),
        .length = header(connection, "Content-Length"),
    };
    ird_guard_verdict verdict = ird_guard_check(&server->guard, &head);
    if (verdict.status != 0) {
        return refuse(link, connection, verdict.status, verdict.why);
    }
    /* Two bodies of the largest size at once, or many small ones. */
    if (server->body_bytes > server->guard.limit_bytes) {
        return refuse(link, connection, MHD_HTTP_SERVICE_UNAVAILABLE,
                      "Too much is being sent at once; send it again later");
    }
    ird_request *request = ird_alloc_zero(1, sizeof *request);
    if (request == NULL || link == NULL) {
        ird_free(request);
        return MHD_NO;
    }
    request->connection = connection;
    request->link = link;
    request->method = ird_copy_string(method, strlen(method));
    request->path = ird_copy_string(verdict.path, strlen(verdict.path));
    add_request(server, request);
    *context = request;
    ird_link_enter(link, IRD_LINK_READING);
    return request->method != NULL && request->path != NULL ? MHD_YES : MHD_NO;
}

static bool grow(ird_server *server, ird_request *request, size_t needed) {
    enum { FIRST = 4096 };
    size_t room = request->room > 0 ? request->room : FIRST;
    while (room < needed) {
        room *= 2;
    }
    if (room == request->room) {
        return true;
    }
    char *body = realloc(request->body, room);
    if (body == NULL) {
        return false;
    }
    server->body_bytes += room - request->room;
    request->body = body;
    request->room = room;
    return true;
}

/* A part of the body. Of one that is too large no more is kept, but it is read on for a
 * while, for an answer can be sent only behind it. */
static enum MHD_Result take_part(ird_server *server, ird_request *request,
                                 const char *upload, size_t size) {
    enum { READ_ON = 2 };
    size_t limit = server->guard.limit_bytes;
    request->sent += size;
    if (request->is_too_large || request->sent > limit) {
        request->is_too_large = true;
        return request->sent <= READ_ON * limit ? MHD_YES : MHD_NO;
    }
    if (!grow(server, request, request->size + size)) {
        return MHD_NO;
    }
    memcpy(request->body + request->size, upload, size);
    request->size += size;
    return MHD_YES;
}

enum MHD_Result ird_request_come(void *data, struct MHD_Connection *connection,
                                 const char *url, const char *method, const char *version,
                                 const char *upload, size_t *upload_size,
                                 void **context) {
    ird_server *server = data;
    ird_request *request = *context;
    (void)version;
    if (request == NULL) {
        return begin(server, connection, url, method, context);
    }
    if (*upload_size > 0) {
        size_t size = *upload_size;
        *upload_size = 0;
        return take_part(server, request, upload, size);
    }
    if (request->response != NULL) {
        struct MHD_Response *response = request->response;
        request->response = NULL;
        return queue(request->link, connection, request->status, response);
    }
    if (request->is_too_large) {
        return refuse(request->link, connection, MHD_HTTP_CONTENT_TOO_LARGE,
                      "More was sent than is taken at once; send less");
    }
    request->is_whole = true;
    ird_link_enter(request->link, IRD_LINK_WORKING);
    MHD_suspend_connection(connection);
    return MHD_YES;
}

void ird_request_end(void *data, struct MHD_Connection *connection, void **context,
                     enum MHD_RequestTerminationCode code) {
    ird_request *request = *context;
    (void)code;
    ird_link *link = link_of(connection);
    if (link != NULL) {
        ird_link_enter(link, IRD_LINK_READING);
    }
    if (request != NULL) {
        free_request(data, request);
        *context = NULL;
    }
}
