/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Who is let in. A page of some other site that the user has open, and other users of the
 * machine, can reach 127.0.0.1, too: so a request is held against all of this before
 * anything else sees it. No Tcl, no network.
 */
#ifndef IRD_HTTP_GUARD_H
#define IRD_HTTP_GUARD_H

#include <stdbool.h>
#include <stddef.h>

enum { IRD_GUARD_TOKEN_SIZE = 33 }; /* 128 bits in hexadecimal, and the end */

typedef struct ird_guard {
    char token[IRD_GUARD_TOKEN_SIZE];
    unsigned port;
    char **routes; /* "GET api/page": a method and the path behind the token */
    size_t route_count;
    size_t limit_bytes; /* of a body */
} ird_guard;

/* What of a request is looked at. NULL: it does not say. */
typedef struct ird_guard_head {
    const char *method;
    const char *path; /* without the query, percent signs resolved */
    const char *host, *origin, *marker, *length; /* Host, Origin, X-Irdrop,
                                                    Content-Length */
} ird_guard_head;

typedef struct ird_guard_verdict {
    unsigned status;  /* 0: it may come in; else the status of the answer ... */
    const char *why;  /* ... and its text, of no character that JSON escapes */
    const char *path; /* behind the token, where it may come in */
} ird_guard_verdict;

/* A new token from the system's random numbers; false where it gives none. */
bool ird_guard_make_token(char token[IRD_GUARD_TOKEN_SIZE]);

/* In this order: Host (403), token (404, as for a wrong route, so that guessing tells
 * nothing), Origin (403), path (404), method (405), X-Irdrop of a POST (403), length (411
 * where it is no number, 413 beyond the limit). HEAD is let in where GET is. */
ird_guard_verdict ird_guard_check(const ird_guard *guard, const ird_guard_head *head);

#endif
