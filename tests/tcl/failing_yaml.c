/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Preloaded before a tclsh: the N-th allocation of libyaml fails (environment
 * IRD_FAIL_AT), and at the end one line, "yaml LIVE COUNT FIRED", tells how many blocks
 * of it are left and how many it asked for. For the GNU C library.
 */
#include <dlfcn.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void *__libc_malloc(size_t size);
void *__libc_realloc(void *block, size_t size);
void __libc_free(void *block);

static long live, count, fail_at = -1;
static bool fired;

static bool is_yaml(const void *caller) {
    Dl_info info;
    return dladdr(caller, &info) != 0 && info.dli_fname != NULL &&
           strstr(info.dli_fname, "libyaml") != NULL;
}

/* Whether this one is to fail. */
static bool fails(void) {
    if (fail_at < 0) {
        const char *said = getenv("IRD_FAIL_AT");
        fail_at = said != NULL ? atol(said) : 0;
    }
    count++;
    fired = fired || count == fail_at;
    return count == fail_at;
}

void *malloc(size_t size) {
    if (is_yaml(__builtin_return_address(0))) {
        if (fails()) {
            errno = ENOMEM;
            return NULL;
        }
        live++;
    }
    return __libc_malloc(size);
}

void *realloc(void *block, size_t size) {
    if (is_yaml(__builtin_return_address(0))) {
        if (fails()) {
            errno = ENOMEM;
            return NULL;
        }
        live += block == NULL ? 1 : 0;
    }
    return __libc_realloc(block, size);
}

char *strdup(const char *text) {
    bool is_theirs = is_yaml(__builtin_return_address(0));
    if (is_theirs && fails()) {
        errno = ENOMEM;
        return NULL;
    }
    size_t size = strlen(text) + 1;
    char *copy = __libc_malloc(size);
    if (copy != NULL) {
        memcpy(copy, text, size);
        live += is_theirs ? 1 : 0;
    }
    return copy;
}

void free(void *block) {
    if (block != NULL && is_yaml(__builtin_return_address(0))) {
        live--;
    }
    __libc_free(block);
}

__attribute__((destructor)) static void tell(void) {
    fprintf(stderr, "yaml %ld %ld %d\n", live, count, fired);
}
