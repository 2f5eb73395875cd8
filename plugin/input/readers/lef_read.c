/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The statements of a LEF file.
 */
#include <string.h>

#include "readers/lef_reader.h"
#include "readers/readers.h"

static const ird_format lef_format = {.doing = "reading LEF",
                                      .truncated = IRD_LEF_TRUNCATED,
                                      .syntax = IRD_LEF_SYNTAX,
                                      .range = IRD_LEF_RANGE};

ird_status ird_lef_begin(ird_lef_reader *r, const char *what, ird_token *name) {
    ird_parse_open(&r->p, what);
    return ird_parse_name(&r->p, "a name", name);
}

ird_status ird_lef_end(ird_lef_reader *r, const ird_token *name) {
    ird_parser *p = &r->p;
    IRD_TRY(ird_parse_next(p));
    if (p->token.size != name->size ||
        memcmp(p->token.text, name->text, name->size) != 0) {
        return ird_parse_fail(p, IRD_LEF_SYNTAX, "expected END %s, found END %s",
                              ird_parse_quoted(name).text,
                              ird_parse_quoted(&p->token).text);
    }
    return IRD_OK;
}

ird_status ird_lef_skip_statement(ird_lef_reader *r, const char *const *skipped,
                                  const char *what) {
    static const char antenna[] = "ANTENNA";
    ird_parser *p = &r->p;
    ird_token word = p->token;
    bool is_known = ird_token_is_char(&word, ';');
    for (; *skipped != NULL && !is_known; skipped++) {
        is_known = ird_token_is(&word, *skipped);
    }
    if (!is_known && word.size >= sizeof antenna - 1) {
        word.size = sizeof antenna - 1;
        is_known = ird_token_is(&word, antenna);
    }
    if (!is_known) {
        IRD_TRY(ird_parse_note(p, IRD_LEF_UNKNOWN_WORD, &p->token,
                               "\"%s\" begins no statement of a %s that is known; it is "
                               "passed over",
                               ird_parse_quoted(&p->token).text, what));
    }
    return ird_parse_skip_statement(p);
}

/* UNITS ... END UNITS; only DATABASE MICRONS matters. */
static ird_status read_units(ird_lef_reader *r) {
    ird_parser *p = &r->p;
    ird_parse_open(p, "UNITS");
    for (;;) {
        IRD_TRY(ird_parse_next(p));
        if (ird_token_is(&p->token, "END")) {
            return ird_parse_expect(p, "UNITS");
        }
        if (ird_token_is(&p->token, "DATABASE")) {
            int64_t units;
            IRD_TRY(ird_parse_expect(p, "MICRONS"));
            IRD_TRY(ird_parse_integer(p, "the database units per micron", INT64_MIN,
                                      INT64_MAX, &units));
            if (units <= 0 || units > IRD_UNITS_LIMIT) {
                return ird_parse_fail(p, IRD_LEF_UNITS,
                                      "DATABASE MICRONS %s is no number of database "
                                      "units per micron; expected 100 to %d",
                                      ird_parse_quoted(&p->token).text, IRD_UNITS_LIMIT);
            }
            r->tech->lef_units = units;
        }
        IRD_TRY(ird_parse_skip_statement(p));
    }
}

/* MANUFACTURINGGRID value ; */
static ird_status read_grid(ird_lef_reader *r) {
    double value;
    ird_parse_open(&r->p, "a statement");
    IRD_TRY(ird_parse_next(&r->p));
    if (ird_token_is_char(&r->p.token, ';')) {
        return IRD_OK;
    }
    if (ird_parse_token_number(&r->p.token, &value) && value > 0 &&
        value < IRD_UM_LIMIT) {
        r->tech->grid_um = value;
    }
    return ird_parse_skip_statement(&r->p);
}

/* Statements up to END and the keyword (or name) that the block began with. */
static ird_status skip_block(ird_lef_reader *r, bool has_name) {
    ird_parser *p = &r->p;
    ird_token name = p->token;
    ird_parse_open(p, "a block");
    if (has_name) {
        IRD_TRY(ird_parse_name(p, "a name", &name));
    }
    for (;;) {
        IRD_TRY(ird_parse_next(p));
        if (ird_token_is(&p->token, "END")) {
            IRD_TRY(ird_parse_next(p));
            if (p->token.size == name.size &&
                memcmp(p->token.text, name.text, name.size) == 0) {
                return IRD_OK;
            }
        } else {
            IRD_TRY(ird_parse_skip_statement(p));
        }
    }
}

/* &alias and &define give names to texts, for use elsewhere; such uses are not replaced,
 * which is told. &alias ends with &endalias, &define with `;`. */
static ird_status skip_define(ird_lef_reader *r, bool is_alias) {
    ird_parser *p = &r->p;
    ird_parse_open(p, "a definition");
    IRD_TRY(ird_parse_note(p, IRD_LEF_DEFINE, &p->token,
                           "%s is passed over: what it defines is replaced nowhere",
                           ird_parse_quoted(&p->token).text));
    while (is_alias && !ird_token_is(&p->token, "&ENDALIAS")) {
        IRD_TRY(ird_parse_next(p));
    }
    return is_alias ? IRD_OK : ird_parse_skip_statement(p);
}

typedef enum lef_statement {
    SIMPLE, /* ends with ; */
    BLOCK,  /* ends with END and its keyword */
    NAMED_BLOCK,
    EXTENSION,
    ALIAS,
    DEFINE,
    GRID,
    UNITS,
    LAYER,
    VIA,
    VIARULE,
    NONDEFAULTRULE,
    SITE,
    MACRO
} lef_statement;

static const ird_word statements[] = {
    {"MACRO", MACRO},
    {"LAYER", LAYER},
    {"VIA", VIA},
    {"VIARULE", VIARULE},
    {"NONDEFAULTRULE", NONDEFAULTRULE},
    {"SITE", SITE},
    {"UNITS", UNITS},
    {"VERSION", SIMPLE},
    {"BUSBITCHARS", SIMPLE},
    {"DIVIDERCHAR", SIMPLE},
    {"NAMESCASESENSITIVE", SIMPLE},
    {"NOWIREEXTENSIONATPIN", SIMPLE},
    {"MANUFACTURINGGRID", GRID},
    {"USEMINSPACING", SIMPLE},
    {"CLEARANCEMEASURE", SIMPLE},
    {"MAXVIASTACK", SIMPLE},
    {"FIXEDMASK", SIMPLE},
    {"PROPERTY", SIMPLE},
    {"HISTORY", SIMPLE},
    {"MINFEATURE", SIMPLE},
    {"DIELECTRIC", SIMPLE},
    {"LIBRARY", SIMPLE},
    {"TECHNOLOGY", SIMPLE},
    {"UNIVERSALNOISEMARGIN", SIMPLE},
    {"EDGERATETHRESHOLD1", SIMPLE},
    {"EDGERATETHRESHOLD2", SIMPLE},
    {"EDGERATESCALEFACTOR", SIMPLE},
    {"INPUTPINANTENNASIZE", SIMPLE},
    {"OUTPUTPINANTENNASIZE", SIMPLE},
    {"INOUTPINANTENNASIZE", SIMPLE},
    {"ANTENNAINPUTGATEAREA", SIMPLE},
    {"ANTENNAINOUTDIFFAREA", SIMPLE},
    {"ANTENNAOUTPUTDIFFAREA", SIMPLE},
    {"PROPERTYDEFINITIONS", BLOCK},
    {"SPACING", BLOCK},
    {"IRDROP", BLOCK},
    {"NOISETABLE", BLOCK},
    {"CORRECTIONTABLE", BLOCK},
    {"ARRAY", NAMED_BLOCK},
    {"BEGINEXT", EXTENSION},
    {"&ALIAS", ALIAS},
    {"&DEFINE", DEFINE},
    {"&DEFINES", DEFINE},
    {"&DEFINEB", DEFINE},
    {NULL, 0},
};

static ird_status read_statement(ird_lef_reader *r) {
    ird_parser *p = &r->p;
    switch (ird_parse_lookup(&p->token, statements, -1)) {
    case SIMPLE:
        ird_parse_open(p, "a statement");
        return ird_parse_skip_statement(p);
    case BLOCK:
        return skip_block(r, false);
    case NAMED_BLOCK:
        return skip_block(r, true);
    case EXTENSION:
        ird_parse_open(&r->p, "BEGINEXT");
        return ird_parse_skip_extension(&r->p);
    case ALIAS:
        return skip_define(r, true);
    case DEFINE:
        return skip_define(r, false);
    case GRID:
        return read_grid(r);
    case UNITS:
        return read_units(r);
    case LAYER:
        return ird_lef_read_layer(r);
    case VIA:
        return ird_lef_read_via(r);
    case VIARULE:
        return ird_lef_read_via_rule(r);
    case NONDEFAULTRULE:
        return ird_lef_read_nondefault_rule(r);
    case SITE:
        return ird_lef_read_site(r);
    case MACRO:
        return ird_lef_read_macro(r);
    default:
        return ird_parse_fail(p, IRD_LEF_SYNTAX, "\"%s\" begins no statement of LEF",
                              ird_parse_quoted(&p->token).text);
    }
}

/* A file without END LIBRARY is legal, but one that ends with a header statement was cut
 * short: nothing stands behind the header. */
static ird_status end_without_library(ird_lef_reader *r, bool after_definition) {
    ird_parser *p = &r->p;
    if (p->token.kind == IRD_TOKEN_OPEN_STRING) {
        return ird_parse_next(p); /* raises it */
    }
    if (!after_definition) {
        return ird_parse_fail(
            p, IRD_LEF_EMPTY,
            "the file ends without END LIBRARY and without a layer, "
            "via, site or macro at its end; it is empty, no LEF, or was "
            "cut short");
    }
    r->tech->unended++;
    return ird_parse_note(p, IRD_LEF_NO_END, &p->token,
                          "END LIBRARY is missing; the file is taken as complete");
}

static ird_status read_library(ird_lef_reader *r) {
    ird_parser *p = &r->p;
    bool after_definition = false;
    for (;;) {
        ird_parse_next_or_end(p);
        if (p->token.kind == IRD_TOKEN_END || p->token.kind == IRD_TOKEN_OPEN_STRING) {
            return end_without_library(r, after_definition);
        }
        if (ird_token_is(&p->token, "END")) {
            ird_parse_open(p, "END");
            IRD_TRY(ird_parse_expect(p, "LIBRARY"));
            return ird_parse_note_rest(&r->p, IRD_LEF_AFTER_END, "END LIBRARY",
                                       "; give each library a file of its own");
        }
        if (!ird_token_is_char(&p->token, ';')) {
            int statement = ird_parse_lookup(&p->token, statements, -1);
            after_definition =
                statement != SIMPLE && statement != UNITS && statement != GRID;
            IRD_TRY(read_statement(r));
        }
        IRD_TRY(ird_parse_tick(p));
    }
}

ird_status ird_lef_read_input(ird_technology *tech, const ird_input *input,
                              const ird_monitor *monitor, ird_error *err) {
    ird_technology_mark mark = ird_technology_get_mark(tech);
    ird_lef_reader r = {.tech = tech, .source = {.tech = tech, .limit = IRD_UM_LIMIT}};
    ird_parse_init(&r.p, &lef_format, input, monitor, err);
    ird_status status = read_library(&r);
    if (status == IRD_OK) {
        status = ird_notes_move(&tech->notes, &r.p.notes, err);
    }
    if (status == IRD_OK) {
        tech->files++;
    } else {
        ird_technology_rewind(tech, &mark);
    }
    ird_via_builder_free(&r.builder);
    ird_parse_free(&r.p);
    return status;
}

ird_status ird_lef_read(ird_technology *tech, const char *path,
                        const ird_monitor *monitor, ird_error *err) {
    ird_input input = {0};
    ird_status status = ird_input_open(&input, path, err);
    if (status == IRD_OK) {
        status = ird_lef_read_input(tech, &input, monitor, err);
    }
    ird_input_close(&input);
    return status;
}
