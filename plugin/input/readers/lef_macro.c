/* SPDX-License-Identifier: BSD-3-Clause
 *
 * MACRO, its PINs and its OBS. Density and timing are skipped.
 */
#include "readers/lef_reader.h"

static ird_status read_use(ird_lef_reader *r, ird_macro_pin *pin) {
    static const ird_word uses[] = {
        {"SIGNAL", IRD_USE_SIGNAL}, {"POWER", IRD_USE_POWER},
        {"GROUND", IRD_USE_GROUND}, {"CLOCK", IRD_USE_CLOCK},
        {"ANALOG", IRD_USE_OTHER},  {"RESET", IRD_USE_OTHER},
        {"SCAN", IRD_USE_OTHER},    {"TIEOFF", IRD_USE_OTHER},
        {"DATA", IRD_USE_OTHER},    {NULL, 0},
    };
    int use;
    IRD_TRY(ird_parse_choice(&r->p, "USE of a pin", uses, &use));
    pin->use = (ird_pin_use)use;
    return ird_parse_expect_char(&r->p, ';');
}

static ird_status read_pin_direction(ird_lef_reader *r, ird_macro_pin *pin) {
    IRD_TRY(ird_parse_pin_direction(&r->p, &pin->direction));
    return ird_parse_skip_statement(&r->p); /* OUTPUT may be followed by TRISTATE */
}

static ird_status read_port(ird_lef_reader *r) {
    static const char *const skipped[] = {"CLASS", NULL};
    r->layer = -1;
    for (;;) {
        IRD_TRY(ird_parse_next(&r->p));
        if (ird_token_is(&r->p.token, "END")) {
            return IRD_OK;
        }
        bool is_known;
        IRD_TRY(ird_lef_read_shape(r, &is_known));
        if (!is_known) {
            IRD_TRY(ird_lef_skip_statement(r, skipped, "PORT"));
        }
    }
}

static ird_status read_pin_statement(ird_lef_reader *r, ird_macro_pin *pin) {
    static const char *const skipped[] = {"CAPACITANCE",
                                          "CURRENTSOURCE",
                                          "FALLSATCUR",
                                          "FALLSLEWLIMIT",
                                          "FALLTHRESH",
                                          "FALLVOLTAGETHRESHOLD",
                                          "FOREIGN",
                                          "GROUNDSENSITIVITY",
                                          "INPUTNOISEMARGIN",
                                          "IV_TABLES",
                                          "LEAKAGE",
                                          "LEQ",
                                          "MAXDELAY",
                                          "MAXLOAD",
                                          "MUSTJOIN",
                                          "NETEXPR",
                                          "OUTPUTNOISEMARGIN",
                                          "OUTPUTRESISTANCE",
                                          "POWER",
                                          "PROPERTY",
                                          "PULLDOWNRES",
                                          "RESISTANCE",
                                          "RISESATCUR",
                                          "RISESLEWLIMIT",
                                          "RISETHRESH",
                                          "RISEVOLTAGETHRESHOLD",
                                          "SHAPE",
                                          "SUPPLYSENSITIVITY",
                                          "TAPERRULE",
                                          "TIEOFFR",
                                          "VHI",
                                          "VLO",
                                          NULL};
    if (ird_token_is(&r->p.token, "USE")) {
        return read_use(r, pin);
    }
    if (ird_token_is(&r->p.token, "DIRECTION")) {
        return read_pin_direction(r, pin);
    }
    if (ird_token_is(&r->p.token, "PORT")) {
        return read_port(r);
    }
    return ird_lef_skip_statement(r, skipped, "PIN");
}

static ird_status keep_pin(ird_lef_reader *r, const ird_token *name, ird_macro_pin pin,
                           ird_macro *macro) {
    ird_technology *tech = r->tech;
    ird_parser *p = &r->p;
    bool is_supply = pin.use == IRD_USE_POWER || pin.use == IRD_USE_GROUND;
    const ird_token *lost = &r->builder.lost_layer;
    if (is_supply) {
        IRD_TRY(ird_lef_tell_lost(r, "supply pin"));
    }
    if (is_supply && lost->size > 0) {
        pin.has_lost_shapes = true;
        if (r->builder.boxes.count == 0) {
            IRD_TRY(ird_parse_note(p, IRD_LEF_PIN_BARE, lost,
                                   "supply pin \"%s\" has no shape left, so that nothing "
                                   "connects it; read the technology LEF that defines "
                                   "layer \"%s\" first",
                                   ird_parse_quoted(name).text,
                                   ird_parse_quoted(lost).text));
        }
    }
    pin.first_shape = tech->pin_shapes.count;
    if (is_supply) {
        IRD_TRY(ird_lef_keep_shapes(r, IRD_LEF_PIN));
        pin.shape_count = r->builder.boxes.count;
    } else { /* it is in the way of metal, as OBS is */
        IRD_TRY(ird_lef_keep_shapes(r, IRD_LEF_OBS));
    }
    IRD_TRY(ird_vec_reserve(&tech->macro_pins, 1, p->format->doing, p->err));
    IRD_TRY(
        ird_names_add(&tech->pin_names, name->text, name->size, &pin.name, NULL, p->err));
    tech->macro_pins.items[tech->macro_pins.count++] = pin;
    macro->pin_count++;
    macro->has_signal_pin |= !is_supply;
    return IRD_OK;
}

static ird_status read_pin(ird_lef_reader *r, ird_macro *macro) {
    ird_parser *p = &r->p;
    ird_macro_pin pin = {.use = IRD_USE_SIGNAL, .direction = IRD_PIN_INPUT};
    ird_token name;
    IRD_TRY(ird_parse_name(p, "the name of a pin", &name));
    ird_lef_begin_shapes(r);
    for (;;) {
        IRD_TRY(ird_parse_next(p));
        if (ird_token_is(&p->token, "END")) {
            break;
        }
        IRD_TRY(read_pin_statement(r, &pin));
    }
    IRD_TRY(ird_lef_end(r, &name));
    return keep_pin(r, &name, pin, macro);
}

static ird_status read_class(ird_lef_reader *r, ird_macro *macro) {
    static const ird_word classes[] = {
        {"CORE", IRD_MACRO_CORE},
        {"BLOCK", IRD_MACRO_BLOCK},
        {"PAD", IRD_MACRO_PAD},
        {"RING", IRD_MACRO_RING},
        {"COVER", IRD_MACRO_COVER},
        {"ENDCAP", IRD_MACRO_ENDCAP},
        {NULL, 0},
    };
    ird_parser *p = &r->p;
    int class_;
    IRD_TRY(ird_parse_choice(p, "CLASS of a macro", classes, &class_));
    macro->class_ = (ird_macro_class)class_;
    IRD_TRY(ird_parse_next(p));
    if (ird_token_is_char(&p->token, ';')) {
        return IRD_OK;
    }
    IRD_TRY(ird_names_add(&r->tech->keyword_names, p->token.text, p->token.size,
                          &macro->class_detail, NULL, p->err));
    return ird_parse_skip_statement(p);
}

/* A pattern of sites may follow: the first one says how high the rows are. */
static ird_status read_site(ird_lef_reader *r, ird_macro *macro) {
    ird_parser *p = &r->p;
    ird_token site;
    IRD_TRY(ird_parse_name(p, "the site of a macro", &site));
    if (macro->site < 0) {
        IRD_TRY(ird_names_add(&r->tech->keyword_names, site.text, site.size, &macro->site,
                              NULL, p->err));
    }
    return ird_parse_skip_statement(p);
}

static ird_status read_size(ird_lef_reader *r, ird_macro *macro) {
    ird_parser *p = &r->p;
    IRD_TRY(ird_lef_read_um(r, &macro->width_um));
    IRD_TRY(ird_parse_expect(p, "BY"));
    IRD_TRY(ird_lef_read_um(r, &macro->height_um));
    if (macro->width_um < 0 || macro->height_um < 0) {
        return ird_parse_fail(p, IRD_LEF_RANGE, "a macro with a negative SIZE");
    }
    return ird_parse_skip_statement(p);
}

/* OBS: shapes up to END. Those on layers that no LEF defines, and vias that none does,
 * are in the way of nothing that could be laid. */
static ird_status read_obs(ird_lef_reader *r) {
    ird_lef_begin_shapes(r);
    for (;;) {
        IRD_TRY(ird_parse_next(&r->p));
        if (ird_token_is(&r->p.token, "END")) {
            return ird_lef_keep_shapes(r, IRD_LEF_OBS);
        }
        bool is_known;
        IRD_TRY(ird_lef_read_shape(r, &is_known));
        if (!is_known) {
            IRD_TRY(ird_parse_skip_statement(&r->p));
        }
    }
}

/* DENSITY and TIMING: statements up to END, which TIMING and DENSITY may name. */
static ird_status skip_block(ird_lef_reader *r) {
    bool is_timing = ird_token_is(&r->p.token, "TIMING");
    for (;;) {
        IRD_TRY(ird_parse_next(&r->p));
        if (ird_token_is(&r->p.token, "END")) {
            return is_timing ? ird_parse_expect(&r->p, "TIMING") : IRD_OK;
        }
        IRD_TRY(ird_parse_skip_statement(&r->p));
    }
}

static ird_status read_macro_statement(ird_lef_reader *r, ird_macro *macro) {
    static const char *const skipped[] = {"CLOCKTYPE",
                                          "EEQ",
                                          "FIXEDMASK",
                                          "FOREIGN",
                                          "FUNCTION",
                                          "GENERATE",
                                          "GENERATED",
                                          "GENERATOR",
                                          "INOUTPINANTENNASIZE",
                                          "INPUTPINANTENNASIZE",
                                          "LEQ",
                                          "OUTPUTPINANTENNASIZE",
                                          "POWER",
                                          "PROPERTY",
                                          "SOURCE",
                                          "SYMMETRY",
                                          NULL};
    enum { CLASS, ORIGIN, SITE, SIZE, PIN, OBS, BLOCK };
    static const ird_word words[] = {
        {"CLASS", CLASS},   {"ORIGIN", ORIGIN}, {"SIZE", SIZE},
        {"PIN", PIN},       {"SITE", SITE},     {"OBS", OBS},
        {"DENSITY", BLOCK}, {"TIMING", BLOCK},  {NULL, 0},
    };
    switch (ird_parse_lookup(&r->p.token, words, -1)) {
    case CLASS:
        return read_class(r, macro);
    case ORIGIN:
        IRD_TRY(ird_lef_read_point(r, &macro->origin));
        return ird_parse_skip_statement(&r->p);
    case SITE:
        return read_site(r, macro);
    case SIZE:
        return read_size(r, macro);
    case PIN:
        return read_pin(r, macro);
    case OBS:
        return read_obs(r);
    case BLOCK:
        return skip_block(r);
    default:
        return ird_lef_skip_statement(r, skipped, "MACRO");
    }
}

static void move_shapes(ird_shape_um *shapes, size_t count, ird_point_um origin) {
    for (size_t i = 0; i < count; i++) {
        ird_rect_um *box = &shapes[i].box;
        box->x0_um += origin.x_um;
        box->x1_um += origin.x_um;
        box->y0_um += origin.y_um;
        box->y1_um += origin.y_um;
    }
}

ird_status ird_lef_read_macro(ird_lef_reader *r) {
    ird_technology *tech = r->tech;
    ird_parser *p = &r->p;
    ird_technology_mark mark = ird_technology_get_mark(tech);
    ird_macro macro = {.class_ = IRD_MACRO_NO_CLASS,
                       .class_detail = -1,
                       .site = -1,
                       .first_pin = tech->macro_pins.count,
                       .first_obs = tech->obs_shapes.count};
    ird_token name;
    IRD_TRY(ird_lef_begin(r, "MACRO", &name));
    for (;;) {
        IRD_TRY(ird_parse_next(p));
        if (ird_token_is(&p->token, "END")) {
            break;
        }
        IRD_TRY(read_macro_statement(r, &macro));
    }
    IRD_TRY(ird_lef_end(r, &name));
    macro.obs_count = tech->obs_shapes.count - macro.first_obs;
    if (tech->pin_shapes.count > mark.pin_shapes) {
        move_shapes(tech->pin_shapes.items + mark.pin_shapes,
                    tech->pin_shapes.count - mark.pin_shapes, macro.origin);
    }
    if (macro.obs_count > 0) {
        move_shapes(tech->obs_shapes.items + macro.first_obs, macro.obs_count,
                    macro.origin);
    }
    int32_t id;
    bool added;
    IRD_TRY(ird_vec_reserve(&tech->macros, 1, p->format->doing, p->err));
    IRD_TRY(ird_names_add(&tech->macro_names, name.text, name.size, &id, &added, p->err));
    if (added) {
        tech->macros.items[tech->macros.count++] = macro;
    } else {
        ird_technology_rewind(tech, &mark);
        tech->repeated++;
    }
    return IRD_OK;
}
