/* SPDX-License-Identifier: BSD-3-Clause */
#include "report/rc_report.h"

#include "base/quantity.h"
#include "base/writer.h"

ird_status ird_report_rc_table(ird_text *out, const ird_technology *tech,
                               const ird_layer_rc *rc, ird_error *err) {
    ird_writer s = {.out = out, .err = err};
    size_t missing = 0;
    char celsius[IRD_QUANTITY_SIZE];
    ird_write(&s, "%-16s %16s  %-14s %6s  origin\n", "layer", "resistance", "unit",
              "%/K");
    for (size_t i = 0; i < rc->values.count; i++) {
        const ird_rc_value *value = &rc->values.items[i];
        char number[IRD_QUANTITY_SIZE], percent[IRD_QUANTITY_SIZE];
        if (value->origin == IRD_RC_NONE) {
            continue;
        }
        bool is_cut = tech->layers.items[i].kind == IRD_LAYER_CUT;
        ird_write(&s, "%-16s %16s  %-14s %6s  %s",
                  ird_names_get(&tech->layer_names, (int32_t)i),
                  ird_quantity_digits(number, value->ohm),
                  is_cut ? "ohm per cut" : "ohm/square",
                  ird_quantity_digits(percent, 100 * value->per_kelvin),
                  ird_rc_origin_name(value->origin));
        if (value->origin == IRD_RC_ASSUMED) {
            missing++;
            ird_write(&s, ", %s%s", value->assumed_from >= 0 ? "as " : "by default",
                      value->assumed_from >= 0
                          ? ird_names_get(&tech->layer_names, value->assumed_from)
                          : "");
        }
        ird_write(&s, "\n");
    }
    ird_write(&s, "%zu missing%s\n", missing,
              missing > 0 ? ": give them with set_layer_rc" : "");
    ird_write(&s, "at %s C\n", ird_quantity_digits(celsius, rc->celsius));
    return s.status;
}
