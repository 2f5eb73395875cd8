/* SPDX-License-Identifier: BSD-3-Clause */
#include "http/guard.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/random.h>

bool ird_guard_make_token(char token[IRD_GUARD_TOKEN_SIZE]) {
    unsigned char bytes[(IRD_GUARD_TOKEN_SIZE - 1) / 2];
    ssize_t got;
    do {
        got = getrandom(bytes, sizeof bytes, 0);
    } while (got < 0 && errno == EINTR);
    for (size_t i = 0; i < sizeof bytes; i++) {
        snprintf(token + 2 * i, 3, "%02x", bytes[i]);
    }
    return got == (ssize_t)sizeof bytes;
}

/* Whether text is the address of this server, behind `scheme`. */
static bool is_here(const ird_guard *guard, const char *text, const char *scheme) {
    static const char *const names[] = {"127.0.0.1", "localhost"};
    char wanted[64];
    for (size_t i = 0; text != NULL && i < 2; i++) {
        snprintf(wanted, sizeof wanted, "%s%s:%u", scheme, names[i], guard->port);
        if (strcasecmp(text, wanted) == 0) {
            return true;
        }
    }
    return false;
}

/* What stands behind "/TOKEN/", or NULL. The time that it takes does not tell how much of
 * a token was right. */
static const char *behind_token(const ird_guard *guard, const char *path) {
    const size_t size = IRD_GUARD_TOKEN_SIZE - 1;
    unsigned char differs = 0;
    if (strlen(path) < size + 2 || path[0] != '/' || path[size + 1] != '/') {
        return NULL;
    }
    for (size_t i = 0; i < size; i++) {
        differs |= (unsigned char)(path[i + 1] ^ guard->token[i]);
    }
    return differs == 0 ? path + size + 2 : NULL;
}

/* Whether there is the path at all, and with this method. */
static void find_route(const ird_guard *guard, const char *method, const char *path,
                       bool *has_path, bool *has_route) {
    const char *as = strcmp(method, "HEAD") == 0 ? "GET" : method;
    size_t size = strlen(as);
    *has_path = *has_route = false;
    for (size_t i = 0; i < guard->route_count; i++) {
        const char *route = guard->routes[i];
        const char *space = strchr(route, ' ');
        if (space != NULL && strcmp(space + 1, path) == 0) {
            *has_path = true;
            *has_route = *has_route || ((size_t)(space - route) == size &&
                                        memcmp(route, as, size) == 0);
        }
    }
}

static ird_guard_verdict check_length(const ird_guard *guard, const char *length) {
    if (length == NULL) {
        return (ird_guard_verdict){0};
    }
    size_t digits = strspn(length, "0123456789");
    if (digits == 0 || length[digits] != '\0') {
        return (ird_guard_verdict){411, "Content-Length is no number", NULL};
    }
    errno = 0;
    unsigned long long bytes = strtoull(length, NULL, 10);
    if (errno != 0 || bytes > guard->limit_bytes) {
        return (ird_guard_verdict){413, "More was sent than is taken at once; send less",
                                   NULL};
    }
    return (ird_guard_verdict){0};
}

ird_guard_verdict ird_guard_check(const ird_guard *guard, const ird_guard_head *head) {
    static const ird_guard_verdict nothing = {404, "There is nothing here", NULL};
    bool has_path, has_route;
    if (!is_here(guard, head->host, "")) {
        return (ird_guard_verdict){
            403, "The Host of the request is not this server; use the address as printed",
            NULL};
    }
    const char *path = behind_token(guard, head->path);
    if (path == NULL) {
        return nothing;
    }
    if (head->origin != NULL && !is_here(guard, head->origin, "http://")) {
        return (ird_guard_verdict){403, "Pages of other sites are not answered", NULL};
    }
    find_route(guard, head->method, path, &has_path, &has_route);
    if (!has_path) {
        return nothing;
    }
    if (!has_route) {
        return (ird_guard_verdict){405, "This is asked for by another method", NULL};
    }
    if (strcmp(head->method, "POST") == 0 &&
        (head->marker == NULL || strcmp(head->marker, "1") != 0)) {
        return (ird_guard_verdict){
            403, "A POST needs the header X-Irdrop: 1, which forms cannot send", NULL};
    }
    ird_guard_verdict verdict = check_length(guard, head->length);
    verdict.path = verdict.status == 0 ? path : NULL;
    return verdict;
}
