/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Design rules of a layer: how far metals keep from each other, and how many cuts a via
 * on wide metal has. What is said beside these (ends of lines, jogs, samenet) is not
 * read.
 */
#include <math.h>

#include "readers/lef_reader.h"

enum { MAX_COLUMNS = 64 };

static ird_status add_spacing(ird_lef_reader *r, ird_layer *layer,
                              ird_spacing_rule rule) {
    ird_technology *tech = r->tech;
    if (!(rule.spacing_um >= 0) || !(rule.width_um >= 0) || !(rule.run_um >= 0)) {
        return IRD_OK;
    }
    IRD_TRY(ird_vec_reserve(&tech->spacings, 1, r->p.format->doing, r->p.err));
    if (layer->spacing_count == 0) {
        layer->first_spacing = tech->spacings.count;
    }
    tech->spacings.items[tech->spacings.count++] = rule;
    layer->spacing_count++;
    return IRD_OK;
}

ird_status ird_lef_add_width(ird_lef_reader *r, ird_layer *layer, double width_um) {
    ird_technology *tech = r->tech;
    IRD_TRY(ird_vec_reserve(&tech->widths_um, 1, r->p.format->doing, r->p.err));
    if (layer->width_count == 0) {
        layer->first_width = tech->widths_um.count;
    }
    tech->widths_um.items[tech->widths_um.count++] = width_um;
    layer->width_count++;
    return IRD_OK;
}

/* SPACING value [RANGE low high] ... ; the first plain one is that of the layer. One with
 * another condition holds for less than all metal and is passed over, but for the first,
 * which has always been taken for that of the layer. */
ird_status ird_lef_read_spacing(ird_lef_reader *r, ird_layer *layer) {
    ird_spacing_rule rule = {0, 0, 0};
    double value;
    IRD_TRY(ird_lef_read_um(r, &value));
    rule.spacing_um = value;
    if (isnan(layer->spacing_um)) {
        layer->spacing_um = value;
    }
    IRD_TRY(ird_parse_next(&r->p));
    if (ird_token_is(&r->p.token, "RANGE")) {
        IRD_TRY(ird_parse_next(&r->p));
        if (ird_parse_token_number(&r->p.token, &value) && value < IRD_UM_LIMIT) {
            rule.width_um = nextafter(value, 0); /* from that width on */
            IRD_TRY(add_spacing(r, layer, rule));
        }
    } else if (ird_token_is_char(&r->p.token, ';')) {
        return add_spacing(r, layer, rule);
    }
    return ird_token_is_char(&r->p.token, ';') ? IRD_OK : ird_parse_skip_statement(&r->p);
}

/* The rows of a table: WIDTH width spacing ...; *is_width tells whether one follows. */
typedef struct table {
    double run_um[MAX_COLUMNS];
    size_t columns, column; /* the next one of the row */
    bool in_row, is_two_widths;
    double width_um;
} table;

static ird_status take_number(ird_lef_reader *r, ird_layer *layer, table *t,
                              double value) {
    if (!t->in_row) {
        if (t->columns < MAX_COLUMNS) {
            t->run_um[t->columns++] = value;
        }
        return IRD_OK;
    }
    if (isnan(t->width_um)) {
        t->width_um = value;
        return IRD_OK;
    }
    bool is_first = isnan(layer->spacing_um);
    double run_um =
        !t->is_two_widths && t->column < t->columns ? t->run_um[t->column] : 0;
    t->column++;
    if (is_first) {
        layer->spacing_um = value;
    }
    return add_spacing(r, layer, (ird_spacing_rule){t->width_um, run_um, value});
}

/* SPACINGTABLE PARALLELRUNLENGTH length ... {WIDTH width spacing ...} ... ; and TWOWIDTHS
 * {WIDTH width [PRL length] spacing ...} ... ; of which each row counts for its width
 * beside metal of any width. Others (INFLUENCE) are passed over. */
ird_status ird_lef_read_spacing_table(ird_lef_reader *r, ird_layer *layer) {
    table t = {.width_um = (double)NAN};
    IRD_TRY(ird_parse_next(&r->p));
    t.is_two_widths = ird_token_is(&r->p.token, "TWOWIDTHS");
    if (!t.is_two_widths && !ird_token_is(&r->p.token, "PARALLELRUNLENGTH")) {
        ird_parse_back(&r->p);
        return ird_parse_skip_statement(&r->p);
    }
    for (;;) {
        double value;
        IRD_TRY(ird_parse_next(&r->p));
        if (ird_token_is_char(&r->p.token, ';')) {
            return IRD_OK;
        }
        if (ird_token_is(&r->p.token, "WIDTH")) {
            t.in_row = true;
            t.width_um = (double)NAN;
            t.column = 0;
        } else if (ird_token_is(&r->p.token, "PRL")) {
            IRD_TRY(ird_parse_next(&r->p)); /* the row is taken for any length */
        } else if (ird_parse_token_number(&r->p.token, &value) &&
                   fabs(value) <= IRD_UM_LIMIT) {
            IRD_TRY(take_number(r, layer, &t, value));
        }
    }
}

/* MINIMUMCUT n WIDTH w [WITHIN d] [FROMABOVE | FROMBELOW] [LENGTH l WITHIN d] ; */
ird_status ird_lef_read_min_cut(ird_lef_reader *r, ird_layer *layer) {
    static const double cuts_limit = 1000;
    ird_technology *tech = r->tech;
    ird_min_cut_rule rule = {.from_above = true, .from_below = true};
    double cuts = 0, value;
    IRD_TRY(ird_parse_next(&r->p));
    bool is_number = ird_parse_token_number(&r->p.token, &cuts);
    while (!ird_token_is_char(&r->p.token, ';')) {
        if (ird_token_is(&r->p.token, "FROMABOVE")) {
            rule.from_below = false;
        } else if (ird_token_is(&r->p.token, "FROMBELOW")) {
            rule.from_above = false;
        }
        bool is_width = ird_token_is(&r->p.token, "WIDTH");
        IRD_TRY(ird_parse_next(&r->p));
        if (is_width && ird_parse_token_number(&r->p.token, &value)) {
            rule.width_um = value;
        }
    }
    if (!is_number || !(cuts >= 1 && cuts <= cuts_limit) || !(rule.width_um >= 0)) {
        return IRD_OK;
    }
    rule.cuts = (int32_t)cuts;
    IRD_TRY(ird_vec_reserve(&tech->min_cuts, 1, r->p.format->doing, r->p.err));
    if (layer->min_cut_count == 0) {
        layer->first_min_cut = tech->min_cuts.count;
    }
    tech->min_cuts.items[tech->min_cuts.count++] = rule;
    layer->min_cut_count++;
    return IRD_OK;
}
