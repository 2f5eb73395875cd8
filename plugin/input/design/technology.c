/* SPDX-License-Identifier: BSD-3-Clause */
#include "design/technology.h"

#include <math.h>
#include <string.h>
#include <strings.h>

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
    ird_free(tech->cut_classes.items);
    ird_notes_free(&tech->notes);
    ird_free(tech->vias.items);
    ird_free(tech->via_shapes.items);
    ird_free(tech->via_rules.items);
    ird_free(tech->macros.items);
    ird_free(tech->sites.items);
    ird_free(tech->macro_pins.items);
    ird_free(tech->pin_shapes.items);
    ird_free(tech->obs_shapes.items);
    ird_free(tech->spacings.items);
    ird_free(tech->widths_um.items);
    ird_free(tech->min_cuts.items);
    memset(tech, 0, sizeof *tech);
}

ird_technology_mark ird_technology_get_mark(const ird_technology *tech) {
    return (ird_technology_mark){
        .layers = tech->layers.count,
        .cut_classes = tech->cut_classes.count,
        .vias = tech->vias.count,
        .via_shapes = tech->via_shapes.count,
        .via_rules = tech->via_rules.count,
        .macros = tech->macros.count,
        .sites = tech->sites.count,
        .macro_pins = tech->macro_pins.count,
        .pin_shapes = tech->pin_shapes.count,
        .obs_shapes = tech->obs_shapes.count,
        .spacings = tech->spacings.count,
        .widths = tech->widths_um.count,
        .min_cuts = tech->min_cuts.count,
        .grid_um = tech->grid_um,
        .pin_names = ird_names_count(&tech->pin_names),
        .keyword_names = ird_names_count(&tech->keyword_names),
        .lef_units = tech->lef_units,
        .files = tech->files,
        .repeated = tech->repeated,
        .unended = tech->unended,
        .notes = tech->notes.items.count,
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
    tech->cut_classes.count = mark->cut_classes;
    tech->vias.count = mark->vias;
    tech->via_shapes.count = mark->via_shapes;
    tech->via_rules.count = mark->via_rules;
    tech->macros.count = mark->macros;
    tech->sites.count = mark->sites;
    tech->macro_pins.count = mark->macro_pins;
    tech->pin_shapes.count = mark->pin_shapes;
    tech->obs_shapes.count = mark->obs_shapes;
    tech->spacings.count = mark->spacings;
    tech->widths_um.count = mark->widths;
    tech->min_cuts.count = mark->min_cuts;
    tech->grid_um = mark->grid_um;
    tech->lef_units = mark->lef_units;
    tech->files = mark->files;
    tech->repeated = mark->repeated;
    tech->unended = mark->unended;
    ird_notes_truncate(&tech->notes, mark->notes);
}

bool ird_macro_is_physical_only(const ird_macro *macro) {
    return !macro->has_signal_pin && macro->class_ != IRD_MACRO_BLOCK &&
           macro->class_ != IRD_MACRO_PAD;
}

int32_t ird_cuts_of(const ird_technology *tech, int32_t layer, double width_um,
                    double length_um) {
    static const double tolerance_um = 0.6e-3; /* sizes are rounded to database units */
    const ird_layer *cut = &tech->layers.items[layer];
    double small_um = fmin(width_um, length_um);
    double large_um = fmax(width_um, length_um);
    for (size_t i = 0; i < cut->cut_class_count; i++) {
        const ird_cut_class *c = &tech->cut_classes.items[cut->first_cut_class + i];
        if (fabs(small_um - fmin(c->width_um, c->length_um)) <= tolerance_um &&
            fabs(large_um - fmax(c->width_um, c->length_um)) <= tolerance_um) {
            return c->cuts;
        }
    }
    return 1;
}

/* Without regard to case, digits behind it, and the P or G of VPWELL and the like. */
static bool has_name_of_well(const char *name) {
    static const char *const names[] = {"VPB",   "VNB",    "VPW",    "VNW",
                                        "VBP",   "VBN",    "VBB",    "NWELL",
                                        "PWELL", "VNWELL", "VPWELL", "VSUB"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        size_t size = strlen(names[i]);
        if (strncasecmp(name, names[i], size) == 0 &&
            strspn(name + size, "0123456789_") == strlen(name + size)) {
            return true;
        }
    }
    return false;
}

bool ird_macro_pin_is_well(const ird_technology *tech, const ird_macro_pin *pin) {
    if (pin->use != IRD_USE_POWER && pin->use != IRD_USE_GROUND) {
        return false;
    }
    for (size_t i = 0; i < pin->shape_count; i++) {
        int32_t layer = tech->pin_shapes.items[pin->first_shape + i].layer;
        if (tech->layers.items[layer].kind == IRD_LAYER_ROUTING) {
            return false;
        }
    }
    return pin->shape_count > 0 ||
           has_name_of_well(ird_names_get(&tech->pin_names, pin->name));
}

double ird_technology_half_pitch_um(const ird_technology *tech) {
    double least = (double)NAN;
    for (size_t i = 0; i < tech->layers.count; i++) {
        const ird_layer *layer = &tech->layers.items[i];
        double pitch = fmin(layer->pitch_x_um, layer->pitch_y_um);
        if (layer->kind == IRD_LAYER_ROUTING && pitch > 0) {
            least = fmin(least, pitch / 2);
        }
    }
    return least;
}
