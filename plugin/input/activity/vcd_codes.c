/* SPDX-License-Identifier: BSD-3-Clause */
#include "activity/vcd.h"

#include <string.h>

void ird_vcd_codes_free(ird_vcd_codes *codes) {
    ird_names_free(&codes->names);
    ird_free(codes->entries);
    memset(codes, 0, sizeof *codes);
}

/* The number of a code with its first character counting least, or most; from 1.
 * Different words of up to IRD_VCD_LONGEST_CODE have different ones. */
static uint64_t number_of(const char *code, bool is_little) {
    size_t size = strlen(code);
    uint64_t number = 0;
    for (size_t i = 0; i < size; i++) {
        char c = code[is_little ? size - 1 - i : i];
        number = number * 94 + (uint64_t)(unsigned char)c - ' ';
    }
    return number;
}

/* The order whose largest number is the smaller; NAMED when a table for it would be
 * mostly empty. *count is the room that the table needs. */
static void choose_order(ird_vcd_codes *codes, size_t *count) {
    enum { SPARSE = 4, SMALL = 1 << 16 };
    size_t ids = ird_names_count(&codes->names);
    uint64_t little = 0;
    uint64_t big = 0;
    *count = ids;
    codes->order = IRD_VCD_NAMED;
    for (size_t i = 0; i < ids; i++) {
        const char *code = ird_names_get(&codes->names, (int32_t)i);
        if (strlen(code) > IRD_VCD_LONGEST_CODE) {
            return;
        }
        uint64_t number = number_of(code, true);
        little = number > little ? number : little;
        number = number_of(code, false);
        big = number > big ? number : big;
    }
    uint64_t largest = little <= big ? little : big;
    if (largest < SMALL || largest / SPARSE < ids) {
        codes->order = little <= big ? IRD_VCD_LITTLE : IRD_VCD_BIG;
        *count = (size_t)largest + 1;
    }
}

ird_status ird_vcd_codes_build(ird_vcd_codes *codes, const ird_vcd_entry *by_id,
                               ird_error *err) {
    size_t ids = ird_names_count(&codes->names);
    choose_order(codes, &codes->count);
    codes->entries = ird_alloc_zero(codes->count, sizeof *codes->entries);
    if (codes->entries == NULL) {
        return ird_fail_memory(err, "reading VCD");
    }
    for (size_t i = 0; i < ids; i++) {
        uint64_t index = i;
        if (codes->order != IRD_VCD_NAMED) {
            index = number_of(ird_names_get(&codes->names, (int32_t)i),
                              codes->order == IRD_VCD_LITTLE);
        }
        codes->entries[index] = by_id[i];
    }
    if (codes->order != IRD_VCD_NAMED) {
        ird_names_free(&codes->names);
    }
    return IRD_OK;
}
