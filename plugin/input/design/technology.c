/* SPDX-License-Identifier: BSD-3-Clause */
#include "design/technology.h"

#include <string.h>

void ird_technology_free(ird_technology *tech) {
    if (tech == NULL) {
        return;
    }
    ird_names_free(&tech->layer_names);
    ird_names_free(&tech->via_names);
    ird_names_free(&tech->via_rule_names);
    ird_names_free(&tech->macro_names);
    ird_names_free(&tech->site_names);
    ird_names_free(&tech->pin_names);
    ird_names_free(&tech->keyword_names);
    ird_free(tech->layers.items);
    ird_free(tech->vias.items);
    ird_free(tech->via_shapes.items);
    ird_free(tech->via_rules.items);
    ird_free(tech->macros.items);
    ird_free(tech->sites.items);
    ird_free(tech->macro_pins.items);
    ird_free(tech->pin_shapes.items);
    memset(tech, 0, sizeof *tech);
}

ird_technology_mark ird_technology_get_mark(const ird_technology *tech) {
    return (ird_technology_mark){
        .layers = tech->layers.count,
        .vias = tech->vias.count,
        .via_shapes = tech->via_shapes.count,
        .via_rules = tech->via_rules.count,
        .macros = tech->macros.count,
        .sites = tech->sites.count,
        .macro_pins = tech->macro_pins.count,
        .pin_shapes = tech->pin_shapes.count,
        .pin_names = ird_names_count(&tech->pin_names),
        .keyword_names = ird_names_count(&tech->keyword_names),
        .lef_units = tech->lef_units,
        .files = tech->files,
        .repeated = tech->repeated,
        .unended = tech->unended,
    };
}

void ird_technology_rewind(ird_technology *tech, const ird_technology_mark *mark) {
    ird_names_truncate(&tech->layer_names, mark->layers);
    ird_names_truncate(&tech->via_names, mark->vias);
    ird_names_truncate(&tech->via_rule_names, mark->via_rules);
    ird_names_truncate(&tech->macro_names, mark->macros);
    ird_names_truncate(&tech->site_names, mark->sites);
    ird_names_truncate(&tech->pin_names, mark->pin_names);
    ird_names_truncate(&tech->keyword_names, mark->keyword_names);
    tech->layers.count = mark->layers;
    tech->vias.count = mark->vias;
    tech->via_shapes.count = mark->via_shapes;
    tech->via_rules.count = mark->via_rules;
    tech->macros.count = mark->macros;
    tech->sites.count = mark->sites;
    tech->macro_pins.count = mark->macro_pins;
    tech->pin_shapes.count = mark->pin_shapes;
    tech->lef_units = mark->lef_units;
    tech->files = mark->files;
    tech->repeated = mark->repeated;
    tech->unended = mark->unended;
}

bool ird_macro_is_physical_only(const ird_macro *macro) {
    return !macro->has_signal_pin && macro->class_ != IRD_MACRO_BLOCK &&
           macro->class_ != IRD_MACRO_PAD;
}
