/* SPDX-License-Identifier: BSD-3-Clause */
#include "base/lines.h"

#include <string.h>

enum { QUOTED = 80 };

static bool is_blank(char c) {
    unsigned code = (unsigned char)c; /* most are letters and digits, above them all */
    return code <= ' ' && (code == ' ' || code - '\t' <= '\r' - '\t');
}

static const char *skip_blanks(const char *at, const char *end) {
    while (at < end && is_blank(*at)) {
        at++;
    }
    return at;
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
    if (slice.size == 0) {
        return slice; /* its data may be NULL */
    }
    const char *first = skip_blanks(slice.data, slice.data + slice.size);
    slice.size -= (size_t)(first - slice.data);
    slice.data = first;
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
    if (rest->size == 0) {
        return *rest;
    }
    const char *at = rest->data, *end = rest->data + rest->size;
    at = skip_blanks(at, end);
    const char *word = at;
    while (at < end && !is_blank(*at)) {
        at++;
    }
    size_t size = (size_t)(at - word);
    at = skip_blanks(at, end);
    while (end > at && is_blank(end[-1])) {
        end--;
    }
    *rest = (ird_slice){at, (size_t)(end - at)};
    return (ird_slice){word, size};
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
