/* SPDX-License-Identifier: BSD-3-Clause */
#include "readers/lef58.h"

enum {
    MAX_CUTS = 1000, /* that one bar counts as */
    MAX_WIDTHS = 64  /* of a table */
};

/* The words of one property string. */
typedef struct lef58 {
    ird_lef_reader *r;
    ird_lexer lexer;
    ird_token token; /* the one last read; of size 0 at the end */
} lef58;

static bool next(lef58 *s) {
    s->token = ird_lexer_read(&s->lexer);
    return s->token.kind == IRD_TOKEN_WORD;
}

static bool at_end_of_statement(const lef58 *s) {
    return s->token.kind != IRD_TOKEN_WORD || ird_token_is_char(&s->token, ';');
}

static bool has_word(lef58 *s, const char *word) {
    while (next(s)) {
        if (ird_token_is(&s->token, word)) {
            return true;
        }
    }
    return false;
}

static ird_status read_number(lef58 *s, const char *what, double limit, double *value) {
    double number;
    next(s);
    if (!ird_parse_token_number(&s->token, &number) || !(number > 0) ||
        !(number <= limit)) {
        return ird_parse_fail_token(&s->r->p, IRD_LEF_SYNTAX, &s->token,
                                    "expected %s behind the word before, found \"%s\"",
                                    what, ird_parse_quoted(&s->token).text);
    }
    *value = number;
    return IRD_OK;
}

/* name WIDTH w [LENGTH l] [CUTS n] and words that do not matter, up to the `;`. */
static ird_status read_cut_class(lef58 *s, ird_cut_class *c) {
    double cuts = 1;
    next(s); /* the name */
    while (next(s) && !at_end_of_statement(s)) {
        if (ird_token_is(&s->token, "WIDTH")) {
            IRD_TRY(read_number(s, "the width of a cut", IRD_UM_LIMIT, &c->width_um));
        } else if (ird_token_is(&s->token, "LENGTH")) {
            IRD_TRY(read_number(s, "the length of a cut", IRD_UM_LIMIT, &c->length_um));
        } else if (ird_token_is(&s->token, "CUTS")) {
            IRD_TRY(read_number(s, "a number of cuts", MAX_CUTS, &cuts));
        }
    }
    c->length_um = c->length_um > 0 ? c->length_um : c->width_um;
    c->cuts = (int32_t)cuts >= 1 ? (int32_t)cuts : 1;
    return IRD_OK;
}

static ird_status read_cut_classes(lef58 *s, ird_layer *layer) {
    ird_technology *tech = s->r->tech;
    if (layer->cut_class_count == 0) {
        layer->first_cut_class = tech->cut_classes.count;
    }
    while (next(s)) {
        if (!ird_token_is(&s->token, "CUTCLASS")) {
            continue;
        }
        ird_cut_class c = {0};
        IRD_TRY(read_cut_class(s, &c));
        if (c.width_um > 0) {
            IRD_TRY(ird_vec_reserve(&tech->cut_classes, 1, s->r->p.format->doing,
                                    s->r->p.err));
            tech->cut_classes.items[tech->cut_classes.count++] = c;
            layer->cut_class_count++;
        }
    }
    return IRD_OK;
}

/* WIDTHTABLE w1 w2 ... [WRONGDIRECTION] [ORTHOGONAL]; those of the wrong direction are
 * not for stripes. */
static ird_status read_width_table(lef58 *s, ird_layer *layer) {
    double width_um[MAX_WIDTHS];
    size_t count = 0;
    while (next(s)) {
        if (ird_token_is(&s->token, "WIDTHTABLE")) {
            count = 0;
        } else if (ird_token_is(&s->token, "WRONGDIRECTION")) {
            count = 0;
        } else if (at_end_of_statement(s)) {
            for (size_t i = 0; i < count; i++) {
                IRD_TRY(ird_lef_add_width(s->r, layer, width_um[i]));
            }
            count = 0;
        } else if (count < MAX_WIDTHS &&
                   ird_parse_token_number(&s->token, &width_um[count]) &&
                   width_um[count] > 0 && width_um[count] < IRD_UM_LIMIT) {
            count++;
        }
    }
    return IRD_OK;
}

ird_status ird_lef58_read(ird_lef_reader *r, const ird_token *name,
                          const ird_token *value, ird_layer *layer) {
    lef58 s = {.r = r};
    ird_lexer_init(&s.lexer, value->text, value->size);
    s.lexer.start = r->p.lexer.start; /* lines are counted from there */
    if (ird_token_is(name, "LEF58_BACKSIDE")) {
        layer->is_backside = true;
    } else if (ird_token_is(name, "LEF58_TYPE")) {
        layer->is_backside |= has_word(&s, "BACKSIDE");
    } else if (ird_token_is(name, "LEF58_CUTCLASS")) {
        return read_cut_classes(&s, layer);
    } else if (ird_token_is(name, "LEF58_WIDTHTABLE")) {
        return read_width_table(&s, layer);
    }
    return IRD_OK;
}
