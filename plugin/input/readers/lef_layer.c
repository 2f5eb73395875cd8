/* SPDX-License-Identifier: BSD-3-Clause
 *
 * LAYER and SITE.
 */
#include <math.h>
#include <string.h>

#include "readers/lef58.h"
#include "readers/lef_reader.h"

enum { RESISTANCE_LIMIT = 1000000000, CAPACITANCE_LIMIT = 1000000 };

static ird_status read_type(ird_lef_reader *r, ird_layer *layer) {
    static const ird_word kinds[] = {
        {"ROUTING", IRD_LAYER_ROUTING}, {"CUT", IRD_LAYER_CUT},
        {"OVERLAP", IRD_LAYER_OVERLAP}, {"MASTERSLICE", IRD_LAYER_MASTERSLICE},
        {"IMPLANT", IRD_LAYER_IMPLANT}, {NULL, 0},
    };
    IRD_TRY(ird_parse_next(&r->p));
    layer->kind = (ird_layer_kind)ird_parse_lookup(&r->p.token, kinds, IRD_LAYER_OTHER);
    IRD_TRY(ird_parse_next(&r->p));
    layer->is_backside |= ird_token_is(&r->p.token, "BACKSIDE");
    ird_parse_back(&r->p);
    return ird_parse_skip_statement(&r->p);
}

static ird_status read_direction(ird_lef_reader *r, ird_layer *layer) {
    static const ird_word directions[] = {
        {"HORIZONTAL", IRD_DIRECTION_HORIZONTAL},
        {"VERTICAL", IRD_DIRECTION_VERTICAL},
        {"DIAG45", IRD_DIRECTION_DIAGONAL},
        {"DIAG135", IRD_DIRECTION_DIAGONAL},
        {NULL, 0},
    };
    int direction;
    IRD_TRY(ird_parse_choice(&r->p, "direction of a layer", directions, &direction));
    layer->direction = (ird_direction)direction;
    return ird_parse_expect_char(&r->p, ';');
}

/* PITCH both | PITCH x y */
static ird_status read_pitch(ird_lef_reader *r, ird_layer *layer) {
    IRD_TRY(ird_lef_read_um(r, &layer->pitch_x_um));
    layer->pitch_y_um = layer->pitch_x_um;
    IRD_TRY(ird_parse_next(&r->p));
    if (ird_token_is_char(&r->p.token, ';')) {
        return IRD_OK;
    }
    ird_parse_back(&r->p);
    IRD_TRY(ird_lef_read_um(r, &layer->pitch_y_um));
    return ird_parse_expect_char(&r->p, ';');
}

/* RESISTANCE RPERSQ value of a routing layer, RESISTANCE value of a cut layer. Tables
 * (PWL) are left out and told: the number stays unknown. */
static ird_status read_resistance(ird_lef_reader *r, ird_layer *layer) {
    double *target = &layer->cut_ohm;
    IRD_TRY(ird_parse_next(&r->p));
    if (ird_token_is(&r->p.token, "RPERSQ")) {
        target = &layer->sheet_ohm;
        IRD_TRY(ird_parse_next(&r->p));
    }
    double value;
    if (ird_token_is_char(&r->p.token, ';')) {
        return ird_parse_fail(&r->p, IRD_LEF_SYNTAX, "RESISTANCE without a value");
    }
    if (ird_parse_token_number(&r->p.token, &value)) {
        if (!(fabs(value) <= RESISTANCE_LIMIT)) {
            return ird_parse_fail(&r->p, IRD_LEF_RANGE,
                                  "a resistance of %s ohm is out of range",
                                  ird_parse_quoted(&r->p.token).text);
        }
        *target = value;
    } else {
        IRD_TRY(ird_parse_note(&r->p, IRD_LEF_TABLE, &r->p.token,
                               "a RESISTANCE that is no number, but \"%s\", is not read; "
                               "give the layer's by set_layer_rc",
                               ird_parse_quoted(&r->p.token).text));
    }
    return ird_parse_skip_statement(&r->p);
}

/* EDGECAPACITANCE value ; and what stands behind CAPACITANCE CPERSQDIST. Tables (PWL) are
 * left out and told. */
static ird_status read_capacitance(ird_lef_reader *r, double *target) {
    IRD_TRY(ird_parse_next(&r->p));
    ird_token word = r->p.token;
    double value;
    if (!ird_parse_token_number(&word, &value)) {
        IRD_TRY(ird_parse_note(&r->p, IRD_LEF_TABLE, &word,
                               "a capacitance that is no number, but \"%s\", is not read",
                               ird_parse_quoted(&word).text));
    } else if (!(value >= 0 && value <= CAPACITANCE_LIMIT)) {
        return ird_parse_fail(&r->p, IRD_LEF_RANGE, "a capacitance of %s is out of range",
                              ird_parse_quoted(&word).text);
    } else {
        *target = value;
    }
    return ird_parse_skip_statement(&r->p);
}

/* CAPACITANCE CPERSQDIST value ; other forms, which LEF does not have, are passed over.
 */
static ird_status read_area_capacitance(ird_lef_reader *r, ird_layer *layer) {
    IRD_TRY(ird_parse_next(&r->p));
    return ird_token_is(&r->p.token, "CPERSQDIST")
               ? read_capacitance(r, &layer->area_pf_um2)
               : ird_parse_skip_statement(&r->p);
}

/* PROPERTY name value [name value] ... ; */
static ird_status read_property(ird_lef_reader *r, ird_layer *layer) {
    for (;;) {
        ird_token name;
        ird_token value;
        IRD_TRY(ird_parse_next(&r->p));
        if (ird_token_is_char(&r->p.token, ';')) {
            return IRD_OK;
        }
        name = r->p.token;
        IRD_TRY(ird_parse_name(&r->p, "the value of a property", &value));
        IRD_TRY(ird_lef58_read(r, &name, &value, layer));
    }
}

/* The first one counts: WIDTH also stands in the tables of current densities. */
static ird_status read_um_statement(ird_lef_reader *r, double *value_um) {
    double value;
    IRD_TRY(ird_lef_read_um(r, &value));
    *value_um = isnan(*value_um) ? value : *value_um;
    return ird_parse_skip_statement(&r->p);
}

/* OFFSET both | OFFSET x y */
static ird_status read_offset(ird_lef_reader *r, ird_layer *layer) {
    double value;
    IRD_TRY(ird_lef_read_um(r, &layer->offset_x_um));
    layer->offset_y_um = layer->offset_x_um;
    IRD_TRY(ird_parse_next(&r->p));
    if (ird_parse_token_number(&r->p.token, &value)) {
        layer->offset_y_um = value;
    }
    return ird_token_is_char(&r->p.token, ';') ? IRD_OK : ird_parse_skip_statement(&r->p);
}

/* Design rules and currents: statements of a layer that are not needed. */
static const char *const layer_skipped[] = {"ACCURRENTDENSITY",
                                            "ARRAYSPACING",
                                            "CAPMULTIPLIER",
                                            "CURRENTDEN",
                                            "DCCURRENTDENSITY",
                                            "DENSITYCHECKSTEP",
                                            "DENSITYCHECKWINDOW",
                                            "DIAGMINEDGELENGTH",
                                            "DIAGPITCH",
                                            "DIAGSPACING",
                                            "DIAGWIDTH",
                                            "ENCLOSURE",
                                            "FILLACTIVESPACING",
                                            "FREQUENCY",
                                            "LENGTHTHRESHOLD",
                                            "MASK",
                                            "MAXADJACENTSLOTSPACING",
                                            "MAXCOAXIALSLOTSPACING",
                                            "MAXEDGESLOTSPACING",
                                            "MAXIMUMDENSITY",
                                            "MINENCLOSEDAREA",
                                            "MINIMUMDENSITY",
                                            "MINSIZE",
                                            "MINSTEP",
                                            "PREFERENCLOSURE",
                                            "PROTRUSIONWIDTH",
                                            "SHRINKAGE",
                                            "SLOTLENGTH",
                                            "SLOTWIDTH",
                                            "SLOTWIRELENGTH",
                                            "SLOTWIREWIDTH",
                                            "SPLITWIREWIDTH",
                                            "TABLEENTRIES",
                                            "TWOWIDTHS",
                                            "WIREEXTENSION",
                                            NULL};

enum {
    TYPE,
    DIRECTION,
    WIDTH,
    PITCH,
    SPACING,
    SPACINGTABLE,
    RESISTANCE,
    THICKNESS,
    HEIGHT,
    CAPACITANCE,
    EDGECAPACITANCE,
    AREA,
    MINWIDTH,
    MAXWIDTH,
    OFFSET,
    MINIMUMCUT,
    PROPERTY
};

static const ird_word layer_words[] = {
    {"TYPE", TYPE},
    {"DIRECTION", DIRECTION},
    {"WIDTH", WIDTH},
    {"PITCH", PITCH},
    {"SPACING", SPACING},
    {"SPACINGTABLE", SPACINGTABLE},
    {"THICKNESS", THICKNESS},
    {"RESISTANCE", RESISTANCE},
    {"HEIGHT", HEIGHT},
    {"CAPACITANCE", CAPACITANCE},
    {"EDGECAPACITANCE", EDGECAPACITANCE},
    {"AREA", AREA},
    {"MINWIDTH", MINWIDTH},
    {"MAXWIDTH", MAXWIDTH},
    {"OFFSET", OFFSET},
    {"MINIMUMCUT", MINIMUMCUT},
    {"PROPERTY", PROPERTY},
    {NULL, 0},
};

static ird_status read_layer_statement(ird_lef_reader *r, ird_layer *layer) {
    switch (ird_parse_lookup(&r->p.token, layer_words, -1)) {
    case TYPE:
        return read_type(r, layer);
    case DIRECTION:
        return read_direction(r, layer);
    case WIDTH:
        return read_um_statement(r, &layer->width_um);
    case PITCH:
        return read_pitch(r, layer);
    case SPACING:
        return ird_lef_read_spacing(r, layer);
    case SPACINGTABLE:
        return ird_lef_read_spacing_table(r, layer);
    case RESISTANCE:
        return read_resistance(r, layer);
    case THICKNESS:
        return read_um_statement(r, &layer->thickness_um);
    case HEIGHT:
        return read_um_statement(r, &layer->height_um);
    case CAPACITANCE:
        return read_area_capacitance(r, layer);
    case EDGECAPACITANCE:
        return read_capacitance(r, &layer->edge_pf_um);
    case AREA:
        return read_um_statement(r, &layer->min_area_um2);
    case MINWIDTH:
        return read_um_statement(r, &layer->min_width_um);
    case MAXWIDTH:
        return read_um_statement(r, &layer->max_width_um);
    case OFFSET:
        return read_offset(r, layer);
    case MINIMUMCUT:
        return ird_lef_read_min_cut(r, layer);
    case PROPERTY:
        return read_property(r, layer);
    default:
        return ird_lef_skip_statement(r, layer_skipped, "LAYER");
    }
}

ird_status ird_lef_read_layer(ird_lef_reader *r) {
    ird_technology *tech = r->tech;
    ird_token name;
    IRD_TRY(ird_lef_begin(r, "LAYER", &name));
    ird_layer layer = {
        .kind = IRD_LAYER_OTHER,
        .width_um = NAN,
        .pitch_x_um = NAN,
        .pitch_y_um = NAN,
        .spacing_um = NAN,
        .thickness_um = NAN,
        .height_um = NAN,
        .sheet_ohm = NAN,
        .cut_ohm = NAN,
        .area_pf_um2 = NAN,
        .edge_pf_um = NAN,
        .min_area_um2 = NAN,
        .min_width_um = NAN,
        .max_width_um = NAN,
        .offset_x_um = NAN,
        .offset_y_um = NAN,
    };
    for (;;) {
        IRD_TRY(ird_parse_next(&r->p));
        if (ird_token_is(&r->p.token, "END")) {
            break;
        }
        IRD_TRY(read_layer_statement(r, &layer));
    }
    IRD_TRY(ird_lef_end(r, &name));
    int32_t id;
    bool added;
    IRD_TRY(ird_vec_reserve(&tech->layers, 1, r->p.format->doing, r->p.err));
    IRD_TRY(
        ird_names_add(&tech->layer_names, name.text, name.size, &id, &added, r->p.err));
    if (added) {
        tech->layers.items[tech->layers.count++] = layer;
    } else {
        tech->repeated++;
    }
    return IRD_OK;
}

ird_status ird_lef_read_site(ird_lef_reader *r) {
    static const char *const skipped[] = {"CLASS", "SYMMETRY", "ROWPATTERN", "PROPERTY",
                                          NULL};
    ird_technology *tech = r->tech;
    ird_token name;
    IRD_TRY(ird_lef_begin(r, "SITE", &name));
    ird_site site = {0};
    for (;;) {
        IRD_TRY(ird_parse_next(&r->p));
        if (ird_token_is(&r->p.token, "END")) {
            break;
        }
        if (ird_token_is(&r->p.token, "SIZE")) {
            IRD_TRY(ird_lef_read_um(r, &site.width_um));
            IRD_TRY(ird_parse_expect(&r->p, "BY"));
            IRD_TRY(ird_lef_read_um(r, &site.height_um));
            IRD_TRY(ird_parse_skip_statement(&r->p));
        } else {
            IRD_TRY(ird_lef_skip_statement(r, skipped, "SITE"));
        }
    }
    IRD_TRY(ird_lef_end(r, &name));
    int32_t id;
    bool added;
    IRD_TRY(ird_vec_reserve(&tech->sites, 1, r->p.format->doing, r->p.err));
    IRD_TRY(
        ird_names_add(&tech->site_names, name.text, name.size, &id, &added, r->p.err));
    if (added) {
        tech->sites.items[tech->sites.count++] = site;
    } else {
        tech->repeated++;
    }
    return IRD_OK;
}
