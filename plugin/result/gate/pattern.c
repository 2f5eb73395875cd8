/* SPDX-License-Identifier: BSD-3-Clause */
#include "gate/pattern.h"

#include <stddef.h>
#include <string.h>

/* After a mismatch only the last * needs to take one more byte: what earlier ones took
 * was the least that they could. Linear memory, at most quadratic time. */
bool ird_pattern_matches(const char *pattern, const char *name) {
    const char *star = NULL;
    const char *taken = name;
    while (*name != '\0') {
        if (*pattern == '*') {
            star = pattern++;
            taken = name;
        } else if (*pattern == '?' || *pattern == *name) {
            pattern++;
            name++;
        } else if (star != NULL) {
            pattern = star + 1;
            name = ++taken;
        } else {
            return false;
        }
    }
    return pattern[strspn(pattern, "*")] == '\0';
}

bool ird_pattern_is_name(const char *pattern) {
    return strpbrk(pattern, "*?") == NULL;
}
