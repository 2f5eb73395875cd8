/* SPDX-License-Identifier: BSD-3-Clause */
#include "base/text.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

static const char *const doing = "writing text";

void ird_text_free(ird_text *text) {
    if (text != NULL) {
        ird_free(text->bytes.items);
        memset(text, 0, sizeof *text);
    }
}

ird_status ird_text_add(ird_text *text, const char *bytes, size_t size, ird_error *err) {
    if (size == SIZE_MAX) {
        return ird_fail_memory(err, doing);
    }
    ird_status status = ird_vec_reserve(&text->bytes, size + 1, doing, err);
    if (status == IRD_OK) {
        memcpy(text->bytes.items + text->bytes.count, bytes, size);
        text->bytes.count += size;
        text->bytes.items[text->bytes.count] = '\0';
    }
    return status;
}

ird_status ird_text_vprintf(ird_text *text, ird_error *err, const char *format,
                            va_list args) {
    va_list measured;
    va_copy(measured, args);
    int size = vsnprintf(NULL, 0, format, measured);
    va_end(measured);
    if (size < 0) {
        return ird_fail_memory(err, doing);
    }
    ird_status status = ird_vec_reserve(&text->bytes, (size_t)size + 1, doing, err);
    if (status == IRD_OK) {
        vsnprintf(text->bytes.items + text->bytes.count, (size_t)size + 1, format, args);
        text->bytes.count += (size_t)size;
    }
    return status;
}

ird_status ird_text_printf(ird_text *text, ird_error *err, const char *format, ...) {
    va_list args;
    va_start(args, format);
    ird_status status = ird_text_vprintf(text, err, format, args);
    va_end(args);
    return status;
}

void ird_text_truncate(ird_text *text, size_t size) {
    if (size < text->bytes.count) {
        text->bytes.count = size;
        text->bytes.items[size] = '\0';
    }
}

const char *ird_text_get(const ird_text *text) {
    return text->bytes.count > 0 ? text->bytes.items : "";
}
