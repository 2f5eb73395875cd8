/* SPDX-License-Identifier: BSD-3-Clause */
#include "command/suggest.h"

#include <stdio.h>
#include <string.h>

enum { LONGEST_NAME = 40 };

static size_t min3(size_t a, size_t b, size_t c) {
    size_t least = a < b ? a : b;
    return least < c ? least : c;
}

/* Letters to insert, to leave out, to replace, and neighbours to exchange: the distance
 * of Damerau, by one row of the table after the other. */
static size_t distance_of(const char *a, size_t a_size, const char *b, size_t b_size) {
    size_t rows[3][LONGEST_NAME + 1];
    for (size_t j = 0; j <= b_size; j++) {
        rows[0][j] = j;
    }
    for (size_t i = 1; i <= a_size; i++) {
        size_t *now = rows[i % 3];
        const size_t *above = rows[(i + 2) % 3];
        const size_t *two_above = rows[(i + 1) % 3];
        now[0] = i;
        for (size_t j = 1; j <= b_size; j++) {
            now[j] =
                min3(above[j] + 1, now[j - 1] + 1, above[j - 1] + (a[i - 1] != b[j - 1]));
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] &&
                two_above[j - 2] + 1 < now[j]) {
                now[j] = two_above[j - 2] + 1;
            }
        }
    }
    return rows[a_size % 3][b_size];
}

void ird_suggest(ird_suggestion *best, const char *name) {
    size_t word_size = strlen(best->word);
    size_t name_size = strlen(name);
    size_t shorter = word_size < name_size ? word_size : name_size;
    size_t longer = word_size < name_size ? name_size : word_size;
    if (longer > LONGEST_NAME || shorter < 2) {
        return;
    }
    size_t distance = distance_of(best->word, word_size, name, name_size);
    if (distance * 3 > longer) {
        if (shorter < 4 || strncmp(best->word, name, shorter) != 0) {
            return;
        }
        distance += LONGEST_NAME; /* near, but behind all that are alike */
    }
    if (best->name == NULL || distance < best->distance) {
        best->name = name;
        best->distance = distance;
    }
}

const char *ird_suggestion_text(const ird_suggestion *best, char *text, size_t size) {
    text[0] = '\0';
    if (best->name != NULL) {
        snprintf(text, size, " (did you mean %s?)", best->name);
    }
    return text;
}
