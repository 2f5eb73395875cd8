/* SPDX-License-Identifier: BSD-3-Clause */
#include "base/exact.h"

#include <stdint.h>
#include <string.h>

#include "base/number.h"
#include "base/text.h"

const char *ird_exact_number(char buffer[IRD_EXACT_SIZE], double value) {
    for (int digits = 15; digits <= 17; digits++) {
        double back;
        size_t size = ird_number_write(buffer, IRD_EXACT_SIZE, digits, value);
        if (ird_number_parse(buffer, size, &back) && !(back < value || back > value)) {
            break;
        }
    }
    return buffer;
}

/* Bytes of the UTF-8 character at text; 0 where there is none that XML 1.0 allows. */
static size_t character_size(const unsigned char *text) {
    static const struct {
        unsigned char mask, lead;
        uint32_t least;
    } forms[] = {
        {0x80, 0x00, 0}, {0xe0, 0xc0, 0x80}, {0xf0, 0xe0, 0x800}, {0xf8, 0xf0, 0x10000}};
    for (size_t size = 1; size <= 4; size++) {
        if ((text[0] & forms[size - 1].mask) != forms[size - 1].lead) {
            continue;
        }
        uint32_t code = text[0] & (unsigned char)~forms[size - 1].mask;
        for (size_t i = 1; i < size; i++) {
            if ((text[i] & 0xc0) != 0x80) {
                return 0;
            }
            code = code << 6 | (text[i] & 0x3f);
        }
        bool control = code < 0x20 && code != '\t' && code != '\n' && code != '\r';
        bool surrogate = code >= 0xd800 && code <= 0xdfff;
        return code >= forms[size - 1].least && code <= 0x10ffff && !control &&
                       !surrogate && code != 0xfffe && code != 0xffff
                   ? size
                   : 0;
    }
    return 0;
}

ird_status ird_exact_name(char **copy, const char *text, ird_error *err) {
    static const char replacement[] = "\xef\xbf\xbd";
    ird_text made = {0};
    ird_status status = IRD_OK;
    while (*text != '\0' && status == IRD_OK) {
        size_t size = character_size((const unsigned char *)text);
        status = size > 0 ? ird_text_add(&made, text, size, err)
                          : ird_text_add(&made, replacement, 3, err);
        text += size > 0 ? size : 1;
    }
    if (status == IRD_OK) {
        *copy = ird_copy_string(ird_text_get(&made), made.bytes.count);
        status = *copy != NULL ? IRD_OK : ird_fail_memory(err, "writing a report");
    }
    ird_text_free(&made);
    return status;
}
