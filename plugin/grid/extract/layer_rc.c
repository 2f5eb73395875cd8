/* SPDX-License-Identifier: BSD-3-Clause */
#include "extract/layer_rc.h"

#include <math.h>
#include <string.h>

#include "base/quantity.h"

static const char DOING[] = "setting layer resistances";

const char *ird_rc_origin_name(ird_rc_origin origin) {
    switch (origin) {
    case IRD_RC_LEF:
        return "LEF";
    case IRD_RC_SET:
        return "set_layer_rc";
    case IRD_RC_ASSUMED:
        return "assumed";
    case IRD_RC_NONE:
        break;
    }
    return "none";
}

void ird_layer_rc_free(ird_layer_rc *rc) {
    if (rc != NULL) {
        ird_free(rc->values.items);
        *rc = (ird_layer_rc){0};
    }
}

void ird_rc_settings_free(ird_rc_settings *settings) {
    if (settings != NULL) {
        ird_free(settings->items.items);
        *settings = (ird_rc_settings){0};
    }
}

ird_status ird_rc_settings_copy(ird_rc_settings *copy, const ird_technology *tech,
                                const ird_rc_settings *from,
                                const ird_technology *from_tech, ird_error *err) {
    ird_rc_settings made = {0};
    IRD_TRY(ird_vec_reserve(&made.items, from->items.count + 1,
                            "keeping layer resistances", err));
    for (size_t i = 0; i < from->items.count; i++) {
        ird_rc_setting setting = from->items.items[i];
        const char *name = ird_names_get(&from_tech->layer_names, setting.layer);
        setting.layer = ird_names_find(&tech->layer_names, name, strlen(name));
        if (setting.layer >= 0) {
            made.items.items[made.items.count++] = setting;
        }
    }
    *copy = made;
    return IRD_OK;
}

static ird_status find_layer(const ird_technology *tech, const char *name,
                             ird_layer_kind kind, int32_t *layer, ird_error *err) {
    const char *what = kind == IRD_LAYER_CUT ? "cut" : "routing";
    int32_t id = ird_names_find(&tech->layer_names, name, strlen(name));
    if (id < 0 || tech->layers.items[id].kind != kind) {
        ird_fail(err, IRD_RC_LAYER,
                 "\"%s\" is no %s layer of the LEF files read so far; use a name that "
                 "report_layer_rc lists",
                 name, what);
        ird_error_detail(err, name, strlen(name));
        return IRD_RC_LAYER;
    }
    *layer = id;
    return IRD_OK;
}

static ird_status keep(ird_rc_settings *settings, int32_t layer, double ohm,
                       ird_error *err) {
    for (size_t i = 0; i < settings->items.count; i++) {
        if (settings->items.items[i].layer == layer) {
            settings->items.items[i].ohm = ohm;
            return IRD_OK;
        }
    }
    ird_status status = ird_vec_reserve(&settings->items, 1, DOING, err);
    if (status == IRD_OK) {
        settings->items.items[settings->items.count++] = (ird_rc_setting){layer, ohm};
    }
    return status;
}

static ird_status check_value(double resistance, double unit_ohm, const char *layer,
                              ird_error *err) {
    double ohm = resistance * unit_ohm;
    if (isfinite(ohm) && ohm > 0) {
        return IRD_OK;
    }
    return ird_fail(err, IRD_RC_VALUE,
                    "the resistance of layer %s must be positive and finite, not %g",
                    layer, resistance);
}

static const double KILO = 1e3;
static const double CONTRADICTION = 100; /* times what LEF has, or a part of it */
static const double SHEET_MOST_OHM = 100, CUT_MOST_OHM = 1000;

/* Refuse a resistance in kilo-ohm, which nobody has said it is in, that cannot be. */
static ird_status check_unsaid(const ird_technology *tech, int32_t layer, double ohm,
                               ird_error *err) {
    const ird_layer *at = &tech->layers.items[layer];
    bool is_cut = at->kind == IRD_LAYER_CUT;
    double lef_ohm = is_cut ? at->cut_ohm : at->sheet_ohm;
    bool has_lef = isfinite(lef_ohm) && lef_ohm > 0;
    double most_ohm = is_cut ? CUT_MOST_OHM : SHEET_MOST_OHM;
    bool contradicts =
        has_lef ? ohm >= CONTRADICTION * lef_ohm || ohm * CONTRADICTION <= lef_ohm
                : ohm > most_ohm;
    if (!contradicts) {
        return IRD_OK;
    }
    char read[3][IRD_QUANTITY_SIZE];
    const char *name = ird_names_get(&tech->layer_names, layer);
    ird_fail(err, IRD_RC_UNIT,
             "the resistance of layer %.100s is %s ohm %s if it is in kohm, %s if it is "
             "in ohm; %s %s ohm: say which by -units ohm or -units kohm, or source_rc "
             "-liberty",
             name, ird_quantity_digits(read[0], ohm), is_cut ? "a cut" : "a square",
             ird_quantity_digits(read[1], ohm / KILO),
             has_lef ? "LEF has" : "no process has more than",
             ird_quantity_digits(read[2], has_lef ? lef_ohm : most_ohm));
    ird_error_detail(err, name, strlen(name));
    return IRD_RC_UNIT;
}

ird_status ird_rc_set_layer(ird_rc_settings *settings, const ird_technology *tech,
                            const char *layer, double resistance, double unit_ohm,
                            ird_error *err) {
    int32_t id = -1;
    bool is_unsaid = unit_ohm == IRD_RC_UNIT_UNSAID;
    unit_ohm = is_unsaid ? KILO : unit_ohm;
    ird_status status = find_layer(tech, layer, IRD_LAYER_ROUTING, &id, err);
    if (status == IRD_OK) {
        status = check_value(resistance, unit_ohm, layer, err);
    }
    if (status != IRD_OK) {
        return status;
    }
    double width_um = tech->layers.items[id].width_um;
    if (!(width_um > 0)) {
        return ird_fail(err, IRD_RC_WIDTH,
                        "layer %s has no WIDTH in LEF, so that a resistance per length "
                        "says nothing; give the layer a WIDTH or RESISTANCE RPERSQ",
                        layer);
    }
    double ohm = resistance * unit_ohm * width_um;
    if (is_unsaid) {
        IRD_TRY(check_unsaid(tech, id, ohm, err));
    }
    return keep(settings, id, ohm, err);
}

ird_status ird_rc_set_via(ird_rc_settings *settings, const ird_technology *tech,
                          const char *layer, double resistance, double unit_ohm,
                          ird_error *err) {
    int32_t id = -1;
    bool is_unsaid = unit_ohm == IRD_RC_UNIT_UNSAID;
    unit_ohm = is_unsaid ? KILO : unit_ohm;
    ird_status status = find_layer(tech, layer, IRD_LAYER_CUT, &id, err);
    if (status == IRD_OK) {
        status = check_value(resistance, unit_ohm, layer, err);
    }
    if (status == IRD_OK && is_unsaid) {
        status = check_unsaid(tech, id, resistance * unit_ohm, err);
    }
    return status == IRD_OK ? keep(settings, id, resistance * unit_ohm, err) : status;
}

/* The nearest layer of the same kind with a value of its own: below, else above. */
static void assume(ird_rc_value *values, const ird_technology *tech, size_t layer) {
    ird_layer_kind kind = tech->layers.items[layer].kind;
    ird_rc_value *value = &values[layer];
    value->origin = IRD_RC_ASSUMED;
    value->assumed_from = -1;
    value->ohm = kind == IRD_LAYER_CUT ? IRD_ASSUMED_CUT_OHM : IRD_ASSUMED_SHEET_OHM;
    size_t count = tech->layers.count;
    for (size_t step = 1; step < 2 * count; step++) {
        /* Steps 1 .. layer go down, the rest goes up. */
        size_t other = step <= layer ? layer - step : step;
        if (other >= count) {
            return;
        }
        bool is_own =
            values[other].origin == IRD_RC_LEF || values[other].origin == IRD_RC_SET;
        if (is_own && tech->layers.items[other].kind == kind) {
            value->ohm = values[other].ohm;
            value->assumed_from = (int32_t)other;
            return;
        }
    }
}

ird_status ird_layer_rc_build(ird_layer_rc *rc, const ird_technology *tech,
                              const ird_rc_settings *settings, ird_error *err) {
    size_t count = tech->layers.count;
    ird_rc_value *values = ird_alloc_zero(count, sizeof *values);
    if (values == NULL) {
        return ird_fail_memory(err, DOING);
    }
    for (size_t i = 0; i < count; i++) {
        const ird_layer *layer = &tech->layers.items[i];
        double ohm = layer->kind == IRD_LAYER_CUT ? layer->cut_ohm : layer->sheet_ohm;
        bool conducts = layer->kind == IRD_LAYER_CUT || layer->kind == IRD_LAYER_ROUTING;
        values[i].assumed_from = -1;
        values[i].factor = 1;
        values[i].per_kelvin = layer->kind == IRD_LAYER_CUT ? IRD_TUNGSTEN_PER_KELVIN
                                                            : IRD_COPPER_PER_KELVIN;
        if (conducts && isfinite(ohm) && ohm > 0) {
            values[i].ohm = ohm;
            values[i].origin = IRD_RC_LEF;
        }
    }
    for (size_t i = 0; settings != NULL && i < settings->items.count; i++) {
        ird_rc_setting setting = settings->items.items[i];
        if (setting.layer >= 0 && (size_t)setting.layer < count) {
            values[setting.layer].ohm = setting.ohm;
            values[setting.layer].origin = IRD_RC_SET;
        }
    }
    for (size_t i = 0; i < count; i++) {
        ird_layer_kind kind = tech->layers.items[i].kind;
        if (values[i].origin == IRD_RC_NONE &&
            (kind == IRD_LAYER_CUT || kind == IRD_LAYER_ROUTING)) {
            assume(values, tech, i);
        }
    }
    ird_layer_rc_free(rc);
    rc->values.items = values;
    rc->values.count = count;
    rc->values.capacity = count;
    rc->celsius = IRD_REFERENCE_CELSIUS;
    return IRD_OK;
}

void ird_layer_rc_heat(ird_layer_rc *rc, double celsius, const double *per_kelvin) {
    for (size_t i = 0; i < rc->values.count; i++) {
        ird_rc_value *value = &rc->values.items[i];
        if (per_kelvin != NULL && !isnan(per_kelvin[i])) {
            value->per_kelvin = per_kelvin[i];
        }
        value->factor = 1 + value->per_kelvin * (celsius - IRD_REFERENCE_CELSIUS);
        value->ohm *= value->factor;
    }
    rc->celsius = celsius;
}
