/* SPDX-License-Identifier: BSD-3-Clause */
#include "report/grid_report.h"

#include <string.h>

#include "base/quantity.h"

/* The report whole, or out as it was. */
static ird_status finish(ird_text *out, ird_text *made, ird_status status,
                         ird_error *err) {
    if (status == IRD_OK) {
        status = ird_text_add(out, ird_text_get(made), strlen(ird_text_get(made)), err);
    }
    ird_text_free(made);
    return status;
}

/* --- layers ------------------------------------------------------------------------- */

static ird_status put_layer(ird_text *out, const ird_layer_rc *rc,
                            const ird_technology *tech, size_t layer, ird_error *err) {
    char digits[IRD_QUANTITY_SIZE];
    const ird_rc_value *value = &rc->values.items[layer];
    bool is_cut = tech->layers.items[layer].kind == IRD_LAYER_CUT;
    int32_t from = value->assumed_from;
    return ird_text_printf(
        out, err, "%-12s %-8s %10s %-8s %s%s%s\n",
        ird_names_get(&tech->layer_names, (int32_t)layer), is_cut ? "cut" : "routing",
        ird_quantity_digits(digits, value->ohm), is_cut ? "ohm/cut" : "ohm/sq",
        ird_rc_origin_name(value->origin), from >= 0 ? " as for " : "",
        from >= 0 ? ird_names_get(&tech->layer_names, from) : "");
}

ird_status ird_report_layer_rc(ird_text *out, const ird_layer_rc *rc,
                               const ird_technology *tech, ird_error *err) {
    ird_text made = {0};
    size_t assumed = 0;
    ird_status status = ird_text_printf(&made, err, "%-12s %-8s %10s %-8s %s\n", "Layer",
                                        "Kind", "Resistance", "", "Origin");
    for (size_t i = 0; i < rc->values.count && status == IRD_OK; i++) {
        if (rc->values.items[i].origin != IRD_RC_NONE) {
            assumed += rc->values.items[i].origin == IRD_RC_ASSUMED;
            status = put_layer(&made, rc, tech, i, err);
        }
    }
    if (status == IRD_OK && assumed > 0) {
        status = ird_text_printf(&made, err,
                                 "Warning: %zu layer%s without a resistance; set them "
                                 "with set_layer_rc.\n",
                                 assumed, ird_plural(assumed));
    }
    return finish(out, &made, status, err);
}

/* --- grid --------------------------------------------------------------------------- */

static const char *place_name(ird_source_type type) {
    switch (type) {
    case IRD_SOURCE_PINS:
        return "box of DEF pins";
    case IRD_SOURCE_PADS:
        return "pad";
    case IRD_SOURCE_SWITCHES:
        return "pin of a switch";
    case IRD_SOURCE_BUMPS:
        return "generated bump";
    case IRD_SOURCE_STRAPS:
        return "generated strap";
    case IRD_SOURCE_FULL:
        return "point of the top layer";
    case IRD_SOURCE_FILE:
        return "given place";
    case IRD_SOURCE_AUTO:
        break;
    }
    return "place";
}

static ird_status put_metal(ird_text *out, const ird_grid *grid, ird_error *err) {
    ird_status status = ird_text_printf(
        out, err,
        "Net         %s\nMetal       %zu piece%s from %zu shape%s, %zu island%s\n",
        grid->network.net, grid->slabs.count, ird_plural(grid->slabs.count), grid->shapes,
        ird_plural(grid->shapes), grid->islands.count, ird_plural(grid->islands.count));
    if (status == IRD_OK) {
        status =
            ird_text_printf(out, err, "Network     %zu nodes, %zu resistors, %zu via%s\n",
                            grid->network.nodes.count, grid->network.resistors.count,
                            grid->vias.count, ird_plural(grid->vias.count));
    }
    return status;
}

static ird_status put_pins(ird_text *out, const ird_grid *grid, ird_error *err) {
    size_t unconnected = ird_grid_unconnected(grid);
    ird_status status =
        ird_text_printf(out, err,
                        "Pins        %zu of instances, %zu draw current, %zu reach no "
                        "source, %zu instance%s without a place\n",
                        grid->terminals.count, grid->network.loads.count, unconnected,
                        grid->unplaced_instances, ird_plural(grid->unplaced_instances));
    if (status == IRD_OK && grid->well_pins > 0) {
        status = ird_text_printf(out, err,
                                 "Well pins   %zu of instances, which draw no current\n",
                                 grid->well_pins);
    }
    return status;
}

static ird_status put_sources(ird_text *out, const ird_grid *grid,
                              const ird_technology *tech, ird_error *err) {
    const ird_source_info *info = &grid->sources;
    const char *place = place_name(info->type);
    const char *layer =
        info->layer >= 0 ? ird_names_get(&tech->layer_names, info->layer) : "none";
    ird_status status = ird_text_printf(
        out, err,
        "Sources     %zu node%s from %zu x %s, %zu beside all metal; top layer %s\n",
        info->nodes, ird_plural(info->nodes), info->places, place, info->missed, layer);
    if (status == IRD_OK && info->is_default) {
        status = ird_text_printf(
            out, err,
            "Warning: the design has no pins or pads on this net, so that its "
            "sources are assumed; give them with set_sources.\n");
    }
    return status;
}

static ird_status put_warnings(ird_text *out, const ird_grid *grid, ird_error *err) {
    ird_status status = IRD_OK;
    if (grid->assumed_layers > 0) {
        status = ird_text_printf(out, err,
                                 "Warning: %zu layer%s of the net without a resistance; "
                                 "report_layer_rc lists what is assumed.\n",
                                 grid->assumed_layers, ird_plural(grid->assumed_layers));
    }
    if (status == IRD_OK && grid->repeated_vias > 0 &&
        !grid->options.counts_repeated_once) {
        status = ird_text_printf(out, err,
                                 "Warning: %zu via%s drawn again at the same place count "
                                 "in parallel, as in PDNSim.\n",
                                 grid->repeated_vias, ird_plural(grid->repeated_vias));
    }
    if (status == IRD_OK && grid->diagonal_wires > 0) {
        status = ird_text_printf(out, err,
                                 "Warning: %zu diagonal wire%s approximated by boxes.\n",
                                 grid->diagonal_wires, ird_plural(grid->diagonal_wires));
    }
    return status;
}

ird_status ird_report_grid(ird_text *out, const ird_grid *grid,
                           const ird_technology *tech, ird_error *err) {
    ird_text made = {0};
    ird_status status = put_metal(&made, grid, err);
    if (status == IRD_OK) {
        status = put_pins(&made, grid, err);
    }
    if (status == IRD_OK) {
        status = put_sources(&made, grid, tech, err);
    }
    if (status == IRD_OK) {
        status = put_warnings(&made, grid, err);
    }
    return finish(out, &made, status, err);
}

/* --- findings ----------------------------------------------------------------------- */

/* One kind: its count, its first findings, and how many are not shown. */
static ird_status put_kind(ird_text *out, const ird_findings *findings,
                           ird_finding_kind kind, size_t limit, const ird_grid *grid,
                           const ird_design *design, const ird_technology *tech,
                           const ird_layer_rc *rc, ird_error *err) {
    size_t count = ird_findings_count(findings, kind), shown = 0;
    ird_status status =
        ird_text_printf(out, err, "%-21s %zu\n", ird_finding_kind_name(kind), count);
    for (size_t i = 0; i < findings->items.count && shown < limit; i++) {
        const ird_finding *finding = &findings->items.items[i];
        if (finding->kind != kind || status != IRD_OK) {
            continue;
        }
        shown++;
        if ((status = ird_text_printf(out, err, "  ")) == IRD_OK &&
            (status = ird_finding_text(out, finding, grid, design, tech, rc, err)) ==
                IRD_OK) {
            status = ird_text_printf(out, err, "\n");
        }
    }
    if (status == IRD_OK && shown < count) {
        status = ird_text_printf(out, err, "  and %zu more\n", count - shown);
    }
    return status;
}

ird_status ird_report_findings(ird_text *out, const ird_findings *findings, size_t limit,
                               const ird_grid *grid, const ird_design *design,
                               const ird_technology *tech, const ird_layer_rc *rc,
                               ird_error *err) {
    ird_text made = {0};
    ird_status status = IRD_OK;
    for (int kind = 0; kind <= IRD_FINDING_INSTANCE && status == IRD_OK; kind++) {
        status = put_kind(&made, findings, (ird_finding_kind)kind, limit, grid, design,
                          tech, rc, err);
    }
    return finish(out, &made, status, err);
}
