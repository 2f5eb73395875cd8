/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What the parts of the server share. Internal to http/.
 */
#ifndef IRD_HTTP_STATE_H
#define IRD_HTTP_STATE_H

#include <microhttpd.h>
#include <stdbool.h>
#include <stdint.h>

#include "http/guard.h"
#include "http/server.h"

/* What a connection waits for. */
typedef enum ird_link_phase {
    IRD_LINK_READING, /* the client: for a request, or the rest of one */
    IRD_LINK_WORKING, /* us */
    IRD_LINK_WRITING  /* the client, to read the answer */
} ird_link_phase;

typedef struct ird_link {
    struct ird_link *next, *before;
    int fd;
    ird_link_phase phase;
    int64_t since_ms; /* that it is in this phase */
} ird_link;

typedef struct ird_request {
    struct ird_request *next, *before;
    struct MHD_Connection *connection;
    ird_link *link;
    Tcl_WideInt id;
    char *method, *path; /* owned */
    char *body;          /* owned */
    size_t size, room;
    size_t sent; /* what came in, kept or not */
    bool is_too_large;
    bool is_whole;                 /* to be handed over */
    bool is_handed;                /* an answer is awaited */
    unsigned status;               /* of the answer, once there is one */
    struct MHD_Response *response; /* owned until it is queued */
} ird_request;

struct ird_server {
    Tcl_Interp *interp;
    Tcl_Obj *prefix;
    struct MHD_Daemon *daemon;
    int epoll_fd;
    Tcl_TimerToken timer;
    ird_guard guard;
    ird_server_options options;
    ird_link *links;
    size_t link_count;
    ird_request *requests; /* the newest first */
    Tcl_WideInt last_id;
    size_t body_bytes; /* of all requests */
    int depth;         /* of calls that will look at this again */
    bool is_stopped;
};

int64_t ird_server_now_ms(void);
void ird_link_enter(ird_link *link, ird_link_phase phase);

/* The callbacks of libmicrohttpd (incoming.c). */
void ird_link_notify(void *data, struct MHD_Connection *connection, void **context,
                     enum MHD_ConnectionNotificationCode code);
enum MHD_Result ird_request_come(void *data, struct MHD_Connection *connection,
                                 const char *url, const char *method, const char *version,
                                 const char *upload, size_t *upload_size, void **context);
void ird_request_end(void *data, struct MHD_Connection *connection, void **context,
                     enum MHD_RequestTerminationCode code);

/* An answer of ours in JSON, with the headers that every answer has; NULL for want of
 * memory. id: of a message, or NULL. */
struct MHD_Response *ird_response_error(const char *message);

/* An answer of bytes; the headers that every answer has where `headers` does not say
 * otherwise. NULL where a header cannot be. */
struct MHD_Response *ird_response_make(const void *bytes, size_t size, Tcl_Obj *headers);

#endif
