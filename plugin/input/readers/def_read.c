/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The statements and sections of a DEF file.
 */
#include "readers/readers.h"

#include <string.h>

#include "readers/def_reader.h"

static const ird_format def_format = {.doing = "reading DEF",
                                      .truncated = IRD_DEF_TRUNCATED,
                                      .syntax = IRD_DEF_SYNTAX,
                                      .range = IRD_DEF_RANGE};

static ird_status read_design_name(ird_def_reader *r) {
    ird_token name;
    IRD_TRY(ird_parse_name(&r->p, "the name of the design", &name));
    char *copy = ird_copy_string(name.text, name.size);
    if (copy == NULL) {
        return ird_fail_memory(r->p.err, def_format.doing);
    }
    ird_free(r->design->name);
    r->design->name = copy;
    return ird_parse_expect_char(&r->p, ';');
}

/* UNITS DISTANCE MICRONS n ; */
static ird_status read_units(ird_def_reader *r) {
    ird_parser *p = &r->p;
    int64_t units;
    IRD_TRY(ird_parse_expect(p, "DISTANCE"));
    IRD_TRY(ird_parse_expect(p, "MICRONS"));
    IRD_TRY(ird_parse_integer(p, "the database units per micron", INT64_MIN, INT64_MAX,
                              &units));
    if (units <= 0 || units > IRD_UNITS_LIMIT) {
        return ird_parse_fail(p, IRD_DEF_UNITS,
                              "UNITS DISTANCE MICRONS %s is no number of database units "
                              "per micron; expected 100 to %d",
                              ird_parse_quoted(&p->token).text, IRD_UNITS_LIMIT);
    }
    r->design->units = units;
    return ird_parse_expect_char(p, ';');
}

static void grow(ird_rect *box, bool is_first, ird_rect with) {
    if (is_first) {
        *box = with;
        return;
    }
    box->x0_dbu = with.x0_dbu < box->x0_dbu ? with.x0_dbu : box->x0_dbu;
    box->y0_dbu = with.y0_dbu < box->y0_dbu ? with.y0_dbu : box->y0_dbu;
    box->x1_dbu = with.x1_dbu > box->x1_dbu ? with.x1_dbu : box->x1_dbu;
    box->y1_dbu = with.y1_dbu > box->y1_dbu ? with.y1_dbu : box->y1_dbu;
}

/* Two opposite corners become the four of the rectangle. */
static ird_status complete_die(ird_def_reader *r) {
    ird_design *design = r->design;
    for (size_t i = 0; i < design->die_points.count; i++) {
        ird_point p = design->die_points.items[i];
        grow(&design->die, i == 0, (ird_rect){p.x_dbu, p.y_dbu, p.x_dbu, p.y_dbu});
    }
    return design->die_points.count == 2
               ? ird_design_set_die(design, design->die, def_format.doing, r->p.err)
               : IRD_OK;
}

/* DIEAREA pt pt [pt ...] ; */
static ird_status read_die_area(ird_def_reader *r) {
    ird_parser *p = &r->p;
    ird_design *design = r->design;
    design->die_points.count = 0;
    r->has_star = false;
    for (;;) {
        IRD_TRY(ird_parse_next(p));
        if (ird_token_is_char(&p->token, ';')) {
            break;
        }
        ird_parse_back(p);
        ird_point point;
        IRD_TRY(ird_def_read_point(r, &point));
        IRD_TRY(ird_vec_reserve(&design->die_points, 1, def_format.doing, p->err));
        design->die_points.items[design->die_points.count++] = point;
    }
    if (design->die_points.count < 2) {
        return ird_parse_fail(p, IRD_DEF_SYNTAX, "DIEAREA needs at least two points");
    }
    return complete_die(r);
}

/* DO nx BY ny [STEP sx sy] of a row. */
static ird_status read_row_steps(ird_def_reader *r, ird_row *row) {
    enum { MAX_SITES = 1 << 24 };
    ird_parser *p = &r->p;
    IRD_TRY(ird_parse_integer(p, "a number of sites", 0, MAX_SITES, &row->count_x));
    IRD_TRY(ird_parse_expect(p, "BY"));
    IRD_TRY(ird_parse_integer(p, "a number of sites", 0, MAX_SITES, &row->count_y));
    IRD_TRY(ird_parse_next(p));
    if (!ird_token_is(&p->token, "STEP")) {
        ird_parse_back(p);
        return IRD_OK;
    }
    IRD_TRY(ird_parse_dbu(p, &row->step_x_dbu));
    IRD_TRY(ird_parse_dbu(p, &row->step_y_dbu));
    if (row->step_x_dbu > IRD_DBU_LIMIT >> 24 || row->step_x_dbu < -IRD_DBU_LIMIT >> 24 ||
        row->step_y_dbu > IRD_DBU_LIMIT >> 24 || row->step_y_dbu < -IRD_DBU_LIMIT >> 24) {
        return ird_parse_fail(p, IRD_DEF_RANGE, "a row with steps that are too large");
    }
    return IRD_OK;
}

/* ROW name site x y orient [DO ...] [+ PROPERTY ...] ; */
static ird_status read_row(ird_def_reader *r) {
    ird_parser *p = &r->p;
    ird_design *design = r->design;
    ird_row row = {.count_x = 1, .count_y = 1};
    ird_token name;
    ird_token site;
    IRD_TRY(ird_parse_name(p, "the name of a row", &name));
    IRD_TRY(ird_parse_name(p, "the name of a site", &site));
    IRD_TRY(ird_parse_dbu(p, &row.at.x_dbu));
    IRD_TRY(ird_parse_dbu(p, &row.at.y_dbu));
    IRD_TRY(ird_def_read_orient(r, &row.orient));
    IRD_TRY(ird_parse_next(p));
    if (ird_token_is(&p->token, "DO")) {
        IRD_TRY(read_row_steps(r, &row));
    } else {
        ird_parse_back(p);
    }
    IRD_TRY(
        ird_names_add(&design->row_names, name.text, name.size, &row.name, NULL, p->err));
    IRD_TRY(ird_names_add(&design->keyword_names, site.text, site.size, &row.site, NULL,
                          p->err));
    IRD_TRY(ird_vec_reserve(&design->rows, 1, def_format.doing, p->err));
    design->rows.items[design->rows.count++] = row;
    return ird_parse_skip_statement(p);
}

/* What a row covers; a step that is not given is the size of the site. */
static ird_rect row_box(const ird_def_reader *r, const ird_row *row) {
    const ird_design *design = r->design;
    const char *site_name = ird_names_get(&design->keyword_names, row->site);
    int32_t site = ird_names_find(&r->tech->site_names, site_name, strlen(site_name));
    int64_t width = 0;
    int64_t height = 0;
    if (site >= 0) {
        const ird_site *s = &r->tech->sites.items[site];
        bool swaps = ird_orient_swaps(row->orient);
        width = ird_dbu_of_um(swaps ? s->height_um : s->width_um, design->units);
        height = ird_dbu_of_um(swaps ? s->width_um : s->height_um, design->units);
    }
    int64_t step_x = row->step_x_dbu != 0 ? row->step_x_dbu : width;
    int64_t step_y = row->step_y_dbu != 0 ? row->step_y_dbu : height;
    int64_t last_x = row->count_x > 0 ? (row->count_x - 1) * step_x : 0;
    int64_t last_y = row->count_y > 0 ? (row->count_y - 1) * step_y : 0;
    ird_rect box = ird_rect_normalised(row->at.x_dbu, row->at.y_dbu,
                                       row->at.x_dbu + last_x, row->at.y_dbu + last_y);
    box.x1_dbu += width;
    box.y1_dbu += height;
    return box;
}

/* The count of a section that is skipped; some, as PROPERTYDEFINITIONS, have none. */
static ird_status read_count_if_any(ird_def_reader *r) {
    double count;
    r->entries = 0;
    r->declared = -1;
    IRD_TRY(ird_parse_next(&r->p));
    if (ird_parse_token_number(&r->p.token, &count) && count >= 0 && count < 1e15) {
        r->declared = (int64_t)count;
        return ird_parse_expect_char(&r->p, ';');
    }
    ird_parse_back(&r->p);
    return IRD_OK;
}

/* Statements up to END and the keyword that the section began with. */
static ird_status skip_section(ird_def_reader *r) {
    ird_parser *p = &r->p;
    ird_token keyword = p->token;
    IRD_TRY(read_count_if_any(r));
    for (;;) {
        IRD_TRY(ird_parse_next(p));
        if (ird_token_is(&p->token, "END")) {
            IRD_TRY(ird_parse_next(p));
            if (p->token.size == keyword.size &&
                memcmp(p->token.text, keyword.text, keyword.size) == 0) {
                return r->declared < 0
                           ? IRD_OK
                           : ird_def_check_count(r, ird_parse_quoted(&keyword).text);
            }
        }
        r->entries += ird_token_is_char(&p->token, '-');
        IRD_TRY(ird_parse_skip_statement(p));
    }
}

typedef enum def_statement {
    SIMPLE,  /* ends with ; */
    SKIPPED, /* a section that is not needed */
    HISTORY,
    EXTENSION,
    DIVIDER,
    BUS_BITS,
    DESIGN,
    UNITS,
    DIEAREA,
    ROW,
    VIAS, /* from here on: sections with a count */
    COMPONENTS,
    PINS,
    BLOCKAGES,
    SPECIALNETS,
    NETS
} def_statement;

static const ird_word statements[] = {
    {"ROW", ROW},
    {"TRACKS", SIMPLE},
    {"GCELLGRID", SIMPLE},
    {"DESIGN", DESIGN},
    {"UNITS", UNITS},
    {"DIEAREA", DIEAREA},
    {"VIAS", VIAS},
    {"COMPONENTS", COMPONENTS},
    {"PINS", PINS},
    {"BLOCKAGES", BLOCKAGES},
    {"SPECIALNETS", SPECIALNETS},
    {"NETS", NETS},
    {"VERSION", SIMPLE},
    {"DIVIDERCHAR", DIVIDER},
    {"BUSBITCHARS", BUS_BITS},
    {"NAMESCASESENSITIVE", SIMPLE},
    {"TECHNOLOGY", SIMPLE},
    {"TECH", SIMPLE},
    {"ARRAY", SIMPLE},
    {"FLOORPLAN", SIMPLE},
    {"SITE", SIMPLE},
    {"CANPLACE", SIMPLE},
    {"CANNOTOCCUPY", SIMPLE},
    {"COMPONENTMASKSHIFT", SIMPLE},
    {"PROPERTY", SIMPLE},
    {"HISTORY", HISTORY},
    {"BEGINEXT", EXTENSION},
    {"PROPERTYDEFINITIONS", SKIPPED},
    {"STYLES", SKIPPED},
    {"NONDEFAULTRULES", SKIPPED},
    {"REGIONS", SKIPPED},
    {"PINPROPERTIES", SKIPPED},
    {"SLOTS", SKIPPED},
    {"FILLS", SKIPPED},
    {"SCANCHAINS", SKIPPED},
    {"GROUPS", SKIPPED},
    {"DEFAULTCAP", SKIPPED},
    {"CONSTRAINTS", SKIPPED},
    {"ASSERTIONS", SKIPPED},
    {"IOTIMINGS", SKIPPED},
    {"TIMINGDISABLES", SKIPPED},
    {"PARTITIONS", SKIPPED},
    {NULL, 0},
};

/* The count behind the keyword of a section: a number and `;`. It is not relied on, but
 * told where it differs. */
static ird_status read_count(ird_def_reader *r) {
    r->entries = 0;
    IRD_TRY(
        ird_parse_integer(&r->p, "the number of entries", 0, INT64_MAX, &r->declared));
    return ird_parse_expect_char(&r->p, ';');
}

/* The row of the table for the statement that the token begins; that without a word for
 * none. */
static const ird_word *find_statement(const ird_token *token) {
    const ird_word *word = statements;
    while (word->word != NULL && !ird_token_is(token, word->word)) {
        word++;
    }
    return word;
}

/* Whether a `;` in front of next ends a HISTORY: what follows is the end of the line, or
 * another statement. Its text may hold others. */
static bool ends_history(ird_lexer lexer) {
    while (lexer.next < lexer.end && strchr(" \t\r", *lexer.next) != NULL) {
        lexer.next++;
    }
    if (lexer.next == lexer.end || *lexer.next == '\n' || *lexer.next == '\0') {
        return true;
    }
    ird_token token = ird_lexer_read(&lexer);
    return find_statement(&token)->word != NULL || ird_token_is(&token, "END");
}

static ird_status skip_history(ird_def_reader *r) {
    do {
        if (!ird_lexer_skip_text(&r->p.lexer)) {
            return ird_parse_next(&r->p); /* raises the end of the file */
        }
    } while (!ends_history(r->p.lexer));
    return IRD_OK;
}

static ird_status read_section(ird_def_reader *r, int section) {
    IRD_TRY(read_count(r));
    switch (section) {
    case VIAS:
        return ird_def_read_vias(r);
    case COMPONENTS:
        return ird_def_read_components(r);
    case PINS:
        return ird_def_read_pins(r);
    case BLOCKAGES:
        return ird_def_read_blockages(r);
    case SPECIALNETS:
        return ird_def_read_special_nets(r);
    default:
        if (r->routing != NULL) {
            return ird_def_read_routing_section(r);
        }
        return r->netlist != NULL ? ird_def_read_nets_section(r) : ird_def_count_nets(r);
    }
}

static bool wants_nets_alone(const ird_def_reader *r) {
    return r->netlist != NULL || r->routing != NULL;
}

/* How a statement is taken where only the nets are wanted. */
static int skipped_for_nets(int statement) {
    if (statement == NETS || statement <= BUS_BITS) {
        return statement;
    }
    return statement < VIAS ? SIMPLE : SKIPPED;
}

static ird_status read_statement(ird_def_reader *r) {
    ird_parser *p = &r->p;
    const ird_word *word = find_statement(&p->token);
    if (word->word == NULL) {
        return ird_parse_fail(p, IRD_DEF_SYNTAX, "\"%s\" begins no statement of DEF",
                              ird_parse_quoted(&p->token).text);
    }
    ird_parse_open(p, word->word);
    int statement = wants_nets_alone(r) ? skipped_for_nets(word->value) : word->value;
    switch (statement) {
    case SIMPLE:
        return ird_parse_skip_statement(p);
    case SKIPPED:
        return skip_section(r);
    case DIVIDER:
        return ird_def_read_divider(r);
    case BUS_BITS:
        return ird_def_read_bus_bits(r);
    case HISTORY:
        return skip_history(r);
    case EXTENSION:
        return ird_parse_skip_extension(&r->p);
    case DESIGN:
        return read_design_name(r);
    case UNITS:
        return read_units(r);
    case DIEAREA:
        return read_die_area(r);
    case ROW:
        return read_row(r);
    default:
        return read_section(r, statement);
    }
}

/* What can only be said once all has been read. */
static ird_status complete(ird_def_reader *r) {
    ird_design *design = r->design;
    if (design->units == 0) {
        design->units = IRD_DEF_UNITS_ASSUMED;
        IRD_TRY(ird_parse_note(&r->p, IRD_DEF_NO_UNITS, &r->p.token,
                               "UNITS DISTANCE MICRONS is missing; %d database units per "
                               "um are taken",
                               IRD_DEF_UNITS_ASSUMED));
    }
    if (design->name == NULL) {
        design->name = ird_copy_string("", 0);
        if (design->name == NULL) {
            return ird_fail_memory(r->p.err, def_format.doing);
        }
    }
    design->core = design->die;
    for (size_t i = 0; i < design->rows.count; i++) {
        grow(&design->core, i == 0, row_box(r, &design->rows.items[i]));
    }
    return IRD_OK;
}

/* The file ends between two statements; `behind` is the last, NULL where there is none.
 */
static ird_status fail_no_end(ird_def_reader *r, const char *behind) {
    if (behind == NULL) {
        return ird_parse_fail(
            &r->p, IRD_DEF_TRUNCATED,
            "the file is empty or was cut short: END DESIGN is missing");
    }
    return ird_parse_fail(&r->p, IRD_DEF_TRUNCATED,
                          "END DESIGN is missing: the file ends behind %s, which is "
                          "complete, but what should follow may be lost; it was cut "
                          "short, write or copy it again, or add END DESIGN",
                          behind);
}

static ird_status read_file(ird_def_reader *r) {
    ird_parser *p = &r->p;
    const char *behind = NULL;
    for (;;) {
        ird_parse_next_or_end(p);
        if (p->token.kind == IRD_TOKEN_END) {
            return fail_no_end(r, behind);
        }
        if (p->token.kind == IRD_TOKEN_OPEN_STRING) {
            p->lexer.next = p->token.text - 1;
            return ird_parse_next(p); /* raises it */
        }
        if (ird_token_is(&p->token, "END")) {
            ird_parse_open(p, "END");
            IRD_TRY(ird_parse_expect(p, "DESIGN"));
            IRD_TRY(wants_nets_alone(r) ? IRD_OK : complete(r));
            return ird_parse_note_rest(&r->p, IRD_DEF_AFTER_END, "END DESIGN", "");
        }
        if (!ird_token_is_char(&p->token, ';')) {
            IRD_TRY(read_statement(r));
            behind = p->open_structure;
        }
        IRD_TRY(ird_parse_tick(p));
    }
}

ird_status ird_def_read_input(ird_design *design, const ird_technology *tech,
                              const ird_input *input, const ird_monitor *monitor,
                              ird_error *err) {
    ird_design fresh = {0};
    ird_def_reader r = {
        .design = &fresh,
        .tech = tech,
        .source = {.tech = tech, .is_whole = true, .limit = (double)IRD_DBU_LIMIT}};
    ird_parse_init(&r.p, &def_format, input, monitor, err);
    ird_status status = read_file(&r);
    if (status == IRD_OK) {
        status = ird_notes_move(&fresh.notes, &r.p.notes, err);
    }
    if (status == IRD_OK) {
        ird_names_fit(&fresh.component_names);
        ird_vec_fit(&fresh.components);
        ird_vec_fit(&fresh.wires);
        ird_vec_fit(&fresh.via_places);
        ird_design_free(design);
        *design = fresh;
    } else {
        ird_design_free(&fresh);
    }
    ird_via_builder_free(&r.builder);
    ird_parse_free(&r.p);
    return status;
}

ird_status ird_def_read(ird_design *design, const ird_technology *tech, const char *path,
                        const ird_monitor *monitor, ird_error *err) {
    ird_input input = {0};
    ird_status status = ird_input_open(&input, path, err);
    if (status == IRD_OK) {
        status = ird_def_read_input(design, tech, &input, monitor, err);
    }
    ird_input_close(&input);
    return status;
}

static ird_status read_nets(ird_netlist *netlist, const ird_design *design,
                            const ird_technology *tech, const ird_input *input,
                            bool takes_sinks, const ird_monitor *monitor,
                            ird_error *err) {
    ird_netlist fresh = {0};
    ird_def_reader r = {.tech = tech,
                        .netlist = &fresh,
                        .placed = design,
                        .takes_sinks = takes_sinks,
                        .divider = '/',
                        .bus_open = '[',
                        .bus_close = ']'};
    ird_parse_init(&r.p, &def_format, input, monitor, err);
    ird_status status = read_file(&r);
    ird_free(r.scratch.items);
    ird_parse_free(&r.p);
    if (status != IRD_OK) {
        ird_netlist_free(&fresh);
        return status;
    }
    ird_netlist_free(netlist);
    *netlist = fresh;
    return IRD_OK;
}

static ird_status open_nets(ird_netlist *netlist, const ird_design *design,
                            const ird_technology *tech, const char *path,
                            bool takes_sinks, const ird_monitor *monitor,
                            ird_error *err) {
    ird_input input = {0};
    ird_status status = ird_input_open(&input, path, err);
    if (status == IRD_OK) {
        status = read_nets(netlist, design, tech, &input, takes_sinks, monitor, err);
    }
    ird_input_close(&input);
    return status;
}

ird_status ird_def_read_nets(ird_netlist *netlist, const ird_design *design,
                             const ird_technology *tech, const char *path,
                             const ird_monitor *monitor, ird_error *err) {
    return open_nets(netlist, design, tech, path, false, monitor, err);
}

ird_status ird_def_read_connections(ird_netlist *netlist, const ird_design *design,
                                    const ird_technology *tech, const char *path,
                                    const ird_monitor *monitor, ird_error *err) {
    return open_nets(netlist, design, tech, path, true, monitor, err);
}

ird_status ird_def_read_routing(ird_routing *routing, const ird_design *design,
                                const ird_technology *tech, const char *path,
                                const ird_monitor *monitor, ird_error *err) {
    ird_input input = {0};
    ird_status status = ird_input_open(&input, path, err);
    if (status == IRD_OK) {
        status = ird_def_read_routing_input(routing, design, tech, &input, monitor, err);
    }
    ird_input_close(&input);
    return status;
}

ird_status ird_def_read_routing_input(ird_routing *routing, const ird_design *design,
                                      const ird_technology *tech, const ird_input *input,
                                      const ird_monitor *monitor, ird_error *err) {
    ird_routing fresh = {0};
    ird_design view = *design; /* vias are looked up in it */
    ird_def_reader r = {.tech = tech, .design = &view, .routing = &fresh};
    ird_parse_init(&r.p, &def_format, input, monitor, err);
    ird_status status = read_file(&r);
    ird_parse_free(&r.p);
    if (status != IRD_OK) {
        ird_routing_free(&fresh);
        return status;
    }
    ird_routing_free(routing);
    *routing = fresh;
    return IRD_OK;
}
