/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Who the server of the local pages lets in, without a server.
 */
#include "check.h"

#include "http/guard.h"

static char page[] = "GET ", data[] = "GET api/page", try[] = "POST api/try";
static char *routes[] = {page, data, try};
static ird_guard guard = {.token = "0123456789abcdef0123456789abcdef",
                          .port = 8080,
                          .routes = routes,
                          .route_count = 3,
                          .limit_bytes = 1000};

#define TOKEN "/0123456789abcdef0123456789abcdef/"

static ird_guard_head good(void) {
    return (ird_guard_head){
        .method = "GET", .path = TOKEN "api/page", .host = "127.0.0.1:8080"};
}

static unsigned status_of(ird_guard_head head) {
    return ird_guard_check(&guard, &head).status;
}

static void test_host(void) {
    static const char *const bad[] = {NULL,
                                      "",
                                      "127.0.0.1",
                                      "127.0.0.1:8081",
                                      "127.0.0.1:80800",
                                      "evil.example:8080",
                                      "localhost.evil.example:8080",
                                      "[::1]:8080",
                                      "127.0.0.1:8080 "};
    ird_guard_head head = good();
    CHECK(status_of(head) == 0);
    CHECK_TEXT(ird_guard_check(&guard, &head).path, "api/page");
    head.host = "LocalHost:8080";
    CHECK(status_of(head) == 0);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        head.host = bad[i];
        CHECK(status_of(head) == 403);
    }
}

static void test_path(void) {
    static const char *const bad[] = {"",
                                      "/",
                                      "/api/page",
                                      "/0123456789abcdef0123456789abcdef",
                                      "/0123456789abcdef0123456789abcdee/api/page",
                                      "/0123456789ABCDEF0123456789ABCDEF/api/page",
                                      "//0123456789abcdef0123456789abcdef/api/page",
                                      TOKEN "../etc/passwd",
                                      TOKEN "api/page/",
                                      TOKEN "api/../api/page",
                                      TOKEN "/api/page",
                                      TOKEN "api/pag",
                                      "*"};
    ird_guard_head head = good();
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        head.path = bad[i];
        CHECK(status_of(head) == 404);
    }
    head.path = TOKEN;
    CHECK(status_of(head) == 0);
}

static void test_origin_method_marker_and_length(void) {
    ird_guard_head head = good();
    head.origin = "http://127.0.0.1:8080";
    CHECK(status_of(head) == 0);
    head.origin = "http://localhost:8080";
    CHECK(status_of(head) == 0);
    head.origin = "https://127.0.0.1:8080";
    CHECK(status_of(head) == 403);
    head.origin = "null";
    CHECK(status_of(head) == 403);
    head = good();
    head.method = "HEAD";
    CHECK(status_of(head) == 0);
    head.method = "POST";
    CHECK(status_of(head) == 405);
    head.method = "GE";
    CHECK(status_of(head) == 405);
    head.method = "POST";
    head.path = TOKEN "api/try";
    CHECK(status_of(head) == 403);
    head.marker = "0";
    CHECK(status_of(head) == 403);
    head.marker = "1";
    CHECK(status_of(head) == 0);
    head.length = "1000";
    CHECK(status_of(head) == 0);
    head.length = "1001";
    CHECK(status_of(head) == 413);
    head.length = "99999999999999999999999999";
    CHECK(status_of(head) == 413);
    head.length = "-1";
    CHECK(status_of(head) == 411);
    head.length = "";
    CHECK(status_of(head) == 411);
}

static void test_tokens_differ(void) {
    char a[IRD_GUARD_TOKEN_SIZE], b[IRD_GUARD_TOKEN_SIZE];
    CHECK(ird_guard_make_token(a) && ird_guard_make_token(b));
    CHECK(strlen(a) == 32 && strspn(a, "0123456789abcdef") == 32);
    CHECK(strcmp(a, b) != 0);
}

int main(void) {
    RUN(test_host);
    RUN(test_path);
    RUN(test_origin_method_marker_and_length);
    RUN(test_tokens_differ);
    return check_summary("guard");
}
