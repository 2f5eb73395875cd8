/* SPDX-License-Identifier: BSD-3-Clause */
#include "base/lines.h"

#include <string.h>

enum { QUOTED = 80 };

static bool is_blank(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

bool ird_lines_next(ird_lines *lines, ird_slice *line) {
    if (lines->rest.size == 0) {
        return false;
    }
    *line = ird_slice_cut(&lines->rest, '\n');
    if (line->size > 0 && line->data[line->size - 1] == '\r') {
        line->size--;
    }
    lines->number++;
    return true;
}

ird_slice ird_slice_trimmed(ird_slice slice) {
    while (slice.size > 0 && is_blank(slice.data[0])) {
        slice.data++;
        slice.size--;
    }
    while (slice.size > 0 && is_blank(slice.data[slice.size - 1])) {
        slice.size--;
    }
    return slice;
}

ird_slice ird_slice_cut(ird_slice *rest, char separator) {
    const char *at = rest->size > 0 ? memchr(rest->data, separator, rest->size) : NULL;
    ird_slice piece = {rest->data, at != NULL ? (size_t)(at - rest->data) : rest->size};
    size_t taken = piece.size + (at != NULL ? 1 : 0);
    rest->data += taken;
    rest->size -= taken;
    return piece;
}

ird_slice ird_slice_word(ird_slice *rest) {
    ird_slice left = ird_slice_trimmed(*rest);
    ird_slice word = {left.data, 0};
    while (word.size < left.size && !is_blank(left.data[word.size])) {
        word.size++;
    }
    *rest = ird_slice_trimmed((ird_slice){left.data + word.size, left.size - word.size});
    return word;
}

bool ird_slice_is(ird_slice slice, const char *text) {
    return slice.size == strlen(text) && memcmp(slice.data, text, slice.size) == 0;
}

bool ird_slice_ends(ird_slice slice, const char *text) {
    size_t size = strlen(text);
    return slice.size >= size && memcmp(slice.data + slice.size - size, text, size) == 0;
}

int ird_slice_quoted(ird_slice slice) {
    return slice.size < QUOTED ? (int)slice.size : QUOTED;
}
