/* SPDX-License-Identifier: BSD-3-Clause */
#include "report/grid_report.h"

#include "base/quantity.h"

ird_status ird_report_findings(ird_text *out, const ird_findings *findings,
                               const ird_grid *grid, const ird_design *design,
                               const ird_technology *tech, const ird_layer_rc *rc,
                               ird_error *err) {
    size_t count = findings->items.count;
    IRD_TRY(ird_text_printf(out, err, "Net %s: %zu finding%s\n", grid->network.net, count,
                            ird_plural(count)));
    for (size_t i = 0; i < count; i++) {
        const ird_finding *finding = &findings->items.items[i];
        IRD_TRY(
            ird_text_printf(out, err, "%-21s ", ird_finding_kind_name(finding->kind)));
        IRD_TRY(ird_finding_text(out, finding, grid, design, tech, rc, err));
        IRD_TRY(ird_text_add(out, "\n", 1, err));
    }
    return IRD_OK;
}
