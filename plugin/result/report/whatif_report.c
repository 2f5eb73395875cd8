/* SPDX-License-Identifier: BSD-3-Clause */
#include "report/whatif_report.h"

#include <math.h>
#include <stdio.h>

#include "base/number.h"
#include "base/quantity.h"
#include "base/writer.h"

enum { COLUMN = 14 };

static void put_digits(char text[IRD_QUANTITY_SIZE + 8], double value, const char *unit) {
    char number[IRD_QUANTITY_SIZE];
    snprintf(text, IRD_QUANTITY_SIZE + 8, "%s%s%s",
             isnan(value) ? "-" : ird_quantity_digits(number, value),
             isnan(value) || unit[0] == '\0' ? "" : " ", isnan(value) ? "" : unit);
}

/* Label, before, after and what that changes. */
static void put_row(ird_writer *s, const ird_before_after *both, const char *label,
                    double before, double after, const char *unit) {
    char text[3][IRD_QUANTITY_SIZE + 8];
    put_digits(text[0], both->has_before ? before : (double)NAN, unit);
    put_digits(text[1], after, unit);
    put_digits(text[2], both->has_before ? after - before : (double)NAN, unit);
    ird_write(s, "%-17s: %-*s %-*s %s%s\n", label, COLUMN, text[0], COLUMN, text[1],
              both->has_before && after > before ? "+" : "", text[2]);
}

static void put_count(ird_writer *s, const ird_before_after *both, const char *label,
                      size_t before, size_t after) {
    char text[3][32] = {"-", "", "-"};
    if (both->has_before) {
        snprintf(text[0], sizeof text[0], "%zu", before);
        snprintf(text[2], sizeof text[2], "%s%lld", after > before ? "+" : "",
                 (long long)after - (long long)before);
    }
    snprintf(text[1], sizeof text[1], "%zu", after);
    ird_write(s, "%-17s: %-*s %-*s %s\n", label, COLUMN, text[0], COLUMN, text[1],
              text[2]);
}

static void put_drops(ird_writer *s, const ird_before_after *both) {
    const ird_drop_figures *a = &both->before.figures, *b = &both->after.figures;
    ird_write(s, "%-17s  %-*s %-*s %s\n", "", COLUMN, "before", COLUMN, "after",
              "change");
    put_row(s, both, "Worstcase IR drop", 1e3 * a->worst_drop_v, 1e3 * b->worst_drop_v,
            "mV");
    put_row(s, both, "Percentage drop", a->percent, b->percent, "%");
    put_row(s, both, "Average IR drop", 1e3 * a->average_drop_v, 1e3 * b->average_drop_v,
            "mV");
    put_row(s, both, "At instances", 1e3 * both->before.pins.worst_v,
            1e3 * both->after.pins.worst_v, "mV");
    if (!isnan(both->limit_v)) {
        char label[32], number[IRD_QUANTITY_SIZE];
        snprintf(label, sizeof label, "Over %.8s mV",
                 ird_quantity_digits(number, 1e3 * both->limit_v));
        put_count(s, both, label, both->before.over, both->after.over);
    }
    put_row(s, both, "Current", 1e3 * both->before.current_a, 1e3 * both->after.current_a,
            "mA");
    put_count(s, both, "Sources", both->before.sources, both->after.sources);
}

static void put_place(ird_writer *s, const ird_point_um *at) {
    char x[32], y[32];
    ird_number_write_fixed(x, sizeof x, 2, at->x_um);
    ird_number_write_fixed(y, sizeof y, 2, at->y_um);
    ird_write(s, " at (%s %s) um", x, y);
}

static void put_worst(ird_writer *s, const char *label, const ird_pin_summary *pins) {
    if (pins->has_worst) {
        ird_write(s, "%-17s: %s", label, ird_text_get(&pins->worst_name));
        put_place(s, &pins->worst_at);
        ird_write(s, "\n");
    }
}

static void put_pin(ird_writer *s, const char *label, size_t count,
                    const ird_changed_pin *pin) {
    char number[2][IRD_QUANTITY_SIZE];
    ird_write(s, "%-17s: %zu pin%s", label, count, ird_plural(count));
    if (pin->is_any) {
        ird_write(s, ", most %s", ird_text_get(&pin->name));
        put_place(s, &pin->at);
        ird_write(s, ", %s to %s mV", ird_quantity_digits(number[0], 1e3 * pin->before_v),
                  ird_quantity_digits(number[1], 1e3 * pin->after_v));
    }
    ird_write(s, "\n");
}

ird_status ird_report_whatif(ird_text *out, const ird_whatif_report *report,
                             ird_error *err) {
    const ird_before_after *both = report->both;
    ird_writer s = {.out = out, .err = err};
    char number[IRD_QUANTITY_SIZE];
    ird_write(&s, "########## What if ####################\n");
    ird_write(&s, "%-17s: %s\n", "Net", report->net);
    for (size_t i = 0; i < report->step_count; i++) {
        ird_write(&s, "%-17s: %s\n", i == 0 ? "Steps" : "", report->steps[i]);
    }
    if (report->step_count == 0) {
        ird_write(&s, "%-17s: none\n", "Steps");
    }
    put_drops(&s, both);
    put_worst(&s, "Worst before", &both->before.pins);
    put_worst(&s, "Worst after", &both->after.pins);
    if (both->has_before) {
        put_pin(&s, "Better", both->better, &both->most_better);
        put_pin(&s, "Worse", both->worse, &both->most_worse);
    }
    if (report->has_decaps) {
        ird_write(&s, "%-17s: decaps count for drops in time alone\n", "Note");
    }
    ird_write(&s, "%-17s: %s\n", "Network", report->network);
    ird_write(&s, "%-17s: %s, %s\n", "Found by", report->found_by,
              ird_quantity_write(number, report->seconds, "s"));
    ird_write(&s, "######################################\n");
    return s.status;
}
