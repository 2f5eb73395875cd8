/* SPDX-License-Identifier: BSD-3-Clause */
#include "activity/pass.h"

#include <stdio.h>
#include <string.h>

#include "base/number.h"

void ird_activity_pass_free(ird_activity_pass *pass) {
    ird_stream_close(&pass->stream);
    ird_signals_free(&pass->signals);
    ird_free(pass->sources);
    ird_free(pass->toggles);
    ird_free(pass->window_sums.items);
    ird_notes_free(&pass->notes);
    memset(pass, 0, sizeof *pass);
}

ird_status ird_activity_pass_match(ird_activity_pass *pass, ird_error *err) {
    size_t nets = pass->netlist->drivers.count;
    const char *path = pass->stream.path;
    pass->sources = ird_alloc(nets, sizeof *pass->sources);
    pass->toggles = ird_alloc_zero(nets, sizeof *pass->toggles);
    if (pass->sources == NULL || pass->toggles == NULL) {
        return ird_fail_memory(err, "matching nets");
    }
    IRD_TRY(ird_signals_choose_scope(&pass->signals, pass->netlist, pass->scope, path,
                                     &pass->top, err));
    return ird_signals_match(&pass->signals, pass->netlist, pass->top, path,
                             pass->sources, err);
}

void ird_activity_pass_count(const ird_activity_pass *pass, uint32_t *counts,
                             size_t components) {
    memset(counts, 0, components * sizeof *counts);
    for (size_t net = 0; net < pass->netlist->drivers.count; net++) {
        int32_t driver = pass->netlist->drivers.items[net];
        if (driver != IRD_NO_DRIVER && pass->sources[net].code != IRD_NO_CODE) {
            counts[driver]++;
        }
    }
}

ird_status ird_activity_pass_fail(const ird_activity_pass *pass, ird_status status,
                                  ird_slice word, ird_error *err, const char *format,
                                  ...) {
    char text[sizeof err->text];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    ird_fail_at(err, status, pass->stream.path, ird_stream_line(&pass->stream, word.data),
                "%s", text);
    ird_error_detail(err, word.data, word.size);
    return status;
}

bool ird_timescale_parse(ird_slice text, double *seconds) {
    static const struct {
        const char *name;
        double seconds;
    } units[] = {{"fs", 1e-15}, {"ps", 1e-12}, {"ns", 1e-9},
                 {"us", 1e-6},  {"ms", 1e-3},  {"s", 1}};
    text = ird_slice_trimmed(text);
    size_t digits = 0;
    while (digits < text.size && (unsigned char)(text.data[digits] - '0') < 10) {
        digits++;
    }
    double number;
    ird_slice unit =
        ird_slice_trimmed((ird_slice){text.data + digits, text.size - digits});
    if (!ird_number_parse(text.data, digits, &number) || !(number > 0)) {
        return false;
    }
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        if (ird_slice_is(unit, units[i].name)) {
            *seconds = number * units[i].seconds;
            return true;
        }
    }
    return false;
}
