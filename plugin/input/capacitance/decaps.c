/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What the user says that cells hold.
 */
#include <math.h>
#include <string.h>

#include "base/input.h"
#include "base/lines.h"
#include "base/number.h"
#include "capacitance/capacitance.h"

static const char DOING[] = "reading capacitance";

static void forget(ird_decaps *decaps, size_t count) {
    while (decaps->items.count > count) {
        ird_free(decaps->items.items[--decaps->items.count].pattern);
    }
}

void ird_decaps_free(ird_decaps *decaps) {
    if (decaps != NULL) {
        forget(decaps, 0);
        ird_free(decaps->items.items);
        *decaps = (ird_decaps){0};
    }
}

static ird_status keep(ird_decaps *decaps, ird_slice pattern, double farad, double ohm,
                       ird_error *err) {
    if (!(farad >= 0) || !(ohm >= 0) || !isfinite(farad) || !isfinite(ohm)) {
        ird_fail(err, IRD_CAPACITANCE_VALUE,
                 "the capacitance of %.*s is %g fF with %g ohm; both must be 0 or more",
                 ird_slice_quoted(pattern), pattern.data, farad * 1e15, ohm);
        ird_error_detail(err, pattern.data, pattern.size);
        return IRD_CAPACITANCE_VALUE;
    }
    IRD_TRY(ird_vec_reserve(&decaps->items, 1, DOING, err));
    char *copy = ird_copy_string(pattern.data, pattern.size);
    if (copy == NULL) {
        return ird_fail_memory(err, DOING);
    }
    decaps->items.items[decaps->items.count++] = (ird_decap){copy, farad, ohm};
    return IRD_OK;
}

ird_status ird_decaps_add(ird_decaps *decaps, const char *pattern, double farad,
                          double ohm, ird_error *err) {
    return keep(decaps, (ird_slice){pattern, strlen(pattern)}, farad, ohm, err);
}

/* --- a table -------------------------------------------------------------------------
 */

static bool take_number(ird_slice *rest, double *value) {
    ird_slice field = ird_slice_trimmed(ird_slice_cut(rest, ','));
    return ird_number_parse(field.data, field.size, value) && isfinite(*value);
}

static ird_status read_line(ird_decaps *decaps, ird_slice line, const char *path,
                            long number, bool may_be_heading, ird_error *err) {
    static const double FEMTO = 1e-15;
    double farad, ohm = 0;
    ird_slice rest = line;
    ird_slice cell = ird_slice_trimmed(ird_slice_cut(&rest, ','));
    bool has_number = take_number(&rest, &farad);
    if (!has_number && may_be_heading) {
        return IRD_OK;
    }
    if (!has_number || cell.size == 0 ||
        (rest.size > 0 && (!take_number(&rest, &ohm) || rest.size > 0))) {
        ird_fail_at(err, IRD_CAPACITANCE_TABLE, path, number,
                    "\"%.*s\" is no line of a table of capacitances; write "
                    "cell,capacitance_fF or cell,capacitance_fF,resistance_ohm",
                    ird_slice_quoted(line), line.data);
        ird_error_detail(err, line.data, line.size);
        return IRD_CAPACITANCE_TABLE;
    }
    ird_status status = keep(decaps, cell, farad * FEMTO, ohm, err);
    if (status == IRD_CAPACITANCE_VALUE && err != NULL) {
        const ird_error said = *err;
        ird_fail_at(err, status, path, number, "%s", said.text);
        ird_error_detail(err, cell.data, cell.size);
    }
    return status;
}

static ird_status read_lines(ird_decaps *decaps, ird_slice text, const char *path,
                             ird_error *err) {
    ird_lines lines = {.rest = text};
    ird_slice line;
    bool is_first = true;
    while (ird_lines_next(&lines, &line)) {
        line = ird_slice_trimmed(line);
        if (line.size > 0 && *line.data != '#') {
            IRD_TRY(read_line(decaps, line, path, lines.number, is_first, err));
            is_first = false;
        }
    }
    return IRD_OK;
}

ird_status ird_decaps_read(ird_decaps *decaps, const char *path, ird_error *err) {
    size_t before = decaps->items.count;
    ird_input input = {0};
    IRD_TRY(ird_input_open(&input, path, err));
    ird_status status =
        read_lines(decaps, (ird_slice){input.data, input.size}, path, err);
    ird_input_close(&input);
    if (status == IRD_OK && decaps->items.count == before) {
        status = ird_fail_at(err, IRD_CAPACITANCE_TABLE, path, 0,
                             "the table of capacitances is empty; write lines "
                             "cell,capacitance_fF");
    }
    if (status != IRD_OK) {
        forget(decaps, before);
    }
    return status;
}
