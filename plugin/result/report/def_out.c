/* SPDX-License-Identifier: BSD-3-Clause */
#include "report/def_out.h"

#include <stdlib.h>
#include <string.h>

#include "base/input.h"
#include "base/output.h"
#include "base/text.h"
#include "base/writer.h"
#include "readers/lexer.h"
#include "report/planned_vias.h"

static const char DOING[] = "writing DEF";

/* Places in the file, as offsets; SIZE_MAX: not there. */
typedef struct section {
    size_t count, count_size; /* of the number of entries */
    size_t end;               /* of the word END */
    long long entries;
} section;

typedef struct layout {
    section vias, nets; /* VIAS, SPECIALNETS */
    size_t before_vias; /* where VIAS would stand */
    size_t before_nets; /* where SPECIALNETS would stand */
    size_t *semicolon;  /* of each special net of the design, in the file */
} layout;

/* Something put in at a place of the file, in the place of some bytes of it. */
typedef struct edit {
    size_t at, gone, order;
    ird_text text;
} edit;

typedef struct writing {
    const ird_design *design;
    const ird_technology *tech;
    const bool *wanted;
    ird_input input;
    layout found;
    ird_planned_vias vias;
    IRD_VEC(edit) edits;
    ird_def_written written;
    ird_error *err;
} writing;

/* --- the file ------------------------------------------------------------------------
 */

static size_t offset_of(const ird_lexer *lexer, const ird_token *token) {
    return (size_t)(token->text - lexer->start);
}

/* The number behind the keyword of a section. */
static void take_count(ird_lexer *lexer, section *s) {
    ird_token number = ird_lexer_read(lexer);
    s->count = offset_of(lexer, &number);
    s->count_size = number.size;
    s->entries = 0;
    for (size_t i = 0; i < number.size && number.text[i] >= '0' && number.text[i] <= '9';
         i++) {
        s->entries = s->entries * 10 + (number.text[i] - '0');
    }
    ird_lexer_skip_statement(lexer, &number);
}

/* Entries up to END; visit is called with the name of each and the offset of its `;`. */
static void walk_section(writing *w, ird_lexer *lexer, section *s, bool are_nets) {
    for (;;) {
        ird_token token = ird_lexer_read(lexer);
        if (token.kind != IRD_TOKEN_WORD || ird_token_is(&token, "END")) {
            s->end = offset_of(lexer, &token);
            ird_lexer_read(lexer);
            return;
        }
        if (!ird_token_is_char(&token, '-')) {
            continue;
        }
        ird_token name = ird_lexer_read(lexer);
        ird_token next = name;
        while (next.kind != IRD_TOKEN_END && !ird_token_is_char(&next, ';')) {
            next = ird_lexer_read(lexer);
        }
        int32_t id =
            are_nets ? ird_names_find(&w->design->special_net_names, name.text, name.size)
                     : -1;
        if (id >= 0) {
            w->found.semicolon[id] = offset_of(lexer, &next);
        }
    }
}

static void note_first(size_t *place, size_t offset) {
    *place = *place == SIZE_MAX ? offset : *place;
}

/* What DEF has behind VIAS, and behind SPECIALNETS, where it has it. */
static bool is_one_of(const ird_token *token, const char *const *words) {
    for (; *words != NULL; words++) {
        if (ird_token_is(token, *words)) {
            return true;
        }
    }
    return false;
}

static void find_places(writing *w) {
    static const char *const behind_vias[] = {"STYLES",     "NONDEFAULTRULES",
                                              "REGIONS",    "COMPONENTMASKSHIFT",
                                              "COMPONENTS", "PINS",
                                              "BLOCKAGES",  "SPECIALNETS",
                                              "NETS",       NULL};
    static const char *const behind_nets[] = {"NETS", "SCANCHAINS", "GROUPS", "BEGINEXT",
                                              NULL};
    static const section none = {SIZE_MAX, 0, SIZE_MAX, 0};
    ird_lexer lexer;
    layout *f = &w->found;
    f->vias = f->nets = none;
    f->before_vias = f->before_nets = SIZE_MAX;
    ird_lexer_init(&lexer, w->input.data, w->input.size);
    for (;;) {
        ird_token token = ird_lexer_read(&lexer), last;
        size_t at = offset_of(&lexer, &token);
        if (token.kind != IRD_TOKEN_WORD) {
            return;
        }
        if (is_one_of(&token, behind_vias)) {
            note_first(&f->before_vias, at);
        }
        if (is_one_of(&token, behind_nets)) {
            note_first(&f->before_nets, at);
        }
        if (ird_token_is(&token, "VIAS") || ird_token_is(&token, "SPECIALNETS")) {
            bool are_nets = ird_token_is(&token, "SPECIALNETS");
            section *s = are_nets ? &f->nets : &f->vias;
            take_count(&lexer, s);
            walk_section(w, &lexer, s, are_nets);
        } else if (ird_token_is(&token, "END")) {
            token = ird_lexer_read(&lexer);
            if (ird_token_is(&token, "DESIGN")) {
                note_first(&f->before_vias, at);
                note_first(&f->before_nets, at);
                return;
            }
        } else if (!ird_lexer_skip_statement(&lexer, &last)) {
            return;
        }
    }
}

/* --- edits ---------------------------------------------------------------------------
 */

/* A new edit, to be written into; its text is the last of the list's. */
static ird_status begin_edit(writing *w, size_t at, size_t gone, ird_writer *out) {
    IRD_TRY(ird_vec_reserve(&w->edits, 1, DOING, w->err));
    w->edits.items[w->edits.count] =
        (edit){.at = at, .gone = gone, .order = w->edits.count};
    *out = (ird_writer){.out = &w->edits.items[w->edits.count++].text, .err = w->err};
    return IRD_OK;
}

static const char *layer_name(const writing *w, int32_t layer) {
    return ird_names_get(&w->tech->layer_names, layer);
}

static void write_box(ird_writer *out, const char *layer, const ird_rect *box) {
    ird_write(out, " + RECT %s ( %lld %lld ) ( %lld %lld )", layer,
              (long long)box->x0_dbu, (long long)box->y0_dbu, (long long)box->x1_dbu,
              (long long)box->y1_dbu);
}

static void write_via(const writing *w, ird_writer *out, const ird_planned_via *via) {
    const ird_design_via *v = &w->design->design_vias.items[-1 - via->via];
    ird_via_by_rule by;
    ird_write(out, "    - %s", via->name);
    if (ird_planned_via_by_rule(w->design, via->via, &by)) {
        ird_write(out, " + VIARULE %s + CUTSIZE %lld %lld",
                  ird_names_get(&w->tech->via_rule_names, by.rule),
                  (long long)by.cut_x_dbu, (long long)by.cut_y_dbu);
        ird_write(out, " + LAYERS %s %s %s", layer_name(w, by.bottom),
                  layer_name(w, by.cut), layer_name(w, by.top));
        ird_write(out, " + CUTSPACING %lld %lld + ENCLOSURE %lld %lld %lld %lld",
                  (long long)by.gap_x_dbu, (long long)by.gap_y_dbu,
                  (long long)by.bottom_x_dbu, (long long)by.bottom_y_dbu,
                  (long long)by.top_x_dbu, (long long)by.top_y_dbu);
        ird_write(out, " + ROWCOL %lld %lld", (long long)by.rows, (long long)by.columns);
    } else {
        for (size_t i = 0; i < v->shape_count; i++) {
            const ird_shape *shape = &w->design->via_shapes.items[v->first_shape + i];
            write_box(out, layer_name(w, shape->layer), &shape->box);
        }
    }
    ird_write(out, " ;\n");
}

static ird_status change_count(writing *w, const section *s, size_t more) {
    ird_writer out;
    IRD_TRY(begin_edit(w, s->count, s->count_size, &out));
    ird_write(&out, "%lld", s->entries + (long long)more);
    return out.status;
}

/* New vias, in a section of their own where there is none. */
static ird_status edit_vias(writing *w) {
    const section *s = &w->found.vias;
    bool is_there = s->end != SIZE_MAX;
    ird_writer out;
    if (w->written.new_vias == 0) {
        return IRD_OK;
    }
    if (is_there) {
        IRD_TRY(change_count(w, s, w->written.new_vias));
    }
    IRD_TRY(begin_edit(w, is_there ? s->end : w->found.before_vias, 0, &out));
    if (!is_there) {
        ird_write(&out, "VIAS %zu ;\n", w->written.new_vias);
    }
    for (size_t i = 0; i < w->vias.items.count; i++) {
        if (w->vias.items.items[i].is_new) {
            write_via(w, &out, &w->vias.items.items[i]);
        }
    }
    if (!is_there) {
        ird_write(&out, "END VIAS\n");
    }
    return out.status;
}

/* The planned shapes of a net as one more wiring statement. */
static void write_shapes(const writing *w, ird_writer *out, const ird_special_net *net) {
    const char *word = "+ ROUTED";
    for (size_t i = 0; i < net->planned_wires; i++) {
        const ird_wire *wire = &w->design->wires.items[ird_first_planned_wire(net) + i];
        const char *shape = ird_wire_shape_name(wire->shape);
        ird_write(out, "\n      %s %s %lld", word, layer_name(w, wire->layer),
                  (long long)wire->width_dbu);
        if (shape != NULL) {
            ird_write(out, " + SHAPE %s", shape);
        }
        ird_write(out, " ( %lld %lld ) ( %lld %lld )", (long long)wire->a.x_dbu,
                  (long long)wire->a.y_dbu, (long long)wire->b.x_dbu,
                  (long long)wire->b.y_dbu);
        word = "NEW";
    }
    for (size_t i = 0; i < net->planned_vias; i++) {
        const ird_via_at *at =
            &w->design->via_places.items[ird_first_planned_via(net) + i];
        const ird_design_via *via = &w->design->design_vias.items[-1 - at->via];
        const char *shape = ird_wire_shape_name(at->shape);
        ird_write(out, "\n      %s %s 0", word, layer_name(w, via->top));
        if (shape != NULL) {
            ird_write(out, " + SHAPE %s", shape);
        }
        ird_write(out, " ( %lld %lld ) %s", (long long)at->at.x_dbu,
                  (long long)at->at.y_dbu, ird_planned_vias_name(&w->vias, at->via));
        word = "NEW";
    }
}

static ird_status edit_net(writing *w, size_t id) {
    const ird_special_net *net = &w->design->special_nets.items[id];
    ird_writer out;
    IRD_TRY(begin_edit(w, w->found.semicolon[id], 0, &out));
    write_shapes(w, &out, net);
    ird_write(&out, "\n    ");
    return out.status;
}

static void write_connections(const writing *w, ird_writer *out,
                              const ird_special_net *net) {
    for (size_t i = 0; i < net->connection_count; i++) {
        const ird_connection *c =
            &w->design->connections.items[net->first_connection + i];
        if (c->component == IRD_EVERY_COMPONENT) {
            ird_write(out, " ( * %s )", ird_names_get(&w->tech->pin_names, c->pin));
        } else if (c->component == IRD_DESIGN_PIN) {
            ird_write(out, " ( PIN %s )", ird_names_get(&w->design->pin_names, c->pin));
        } else {
            ird_write(out, " ( %s %s )",
                      ird_names_get(&w->design->component_names, c->component),
                      ird_names_get(&w->tech->pin_names, c->pin));
        }
    }
}

/* Nets that the plan made. */
static ird_status add_nets(writing *w) {
    const section *s = &w->found.nets;
    bool is_there = s->end != SIZE_MAX;
    ird_writer out;
    if (w->written.new_nets == 0) {
        return IRD_OK;
    }
    if (is_there) {
        IRD_TRY(change_count(w, s, w->written.new_nets));
    }
    IRD_TRY(begin_edit(w, is_there ? s->end : w->found.before_nets, 0, &out));
    if (!is_there) {
        ird_write(&out, "SPECIALNETS %zu ;\n", w->written.new_nets);
    }
    for (size_t n = 0; n < w->design->special_nets.count; n++) {
        const ird_special_net *net = &w->design->special_nets.items[n];
        if (!w->wanted[n] || w->found.semicolon[n] != SIZE_MAX) {
            continue;
        }
        ird_write(&out, "    - %s",
                  ird_names_get(&w->design->special_net_names, (int32_t)n));
        write_connections(w, &out, net);
        ird_write(&out, " + USE %s", net->use == IRD_USE_GROUND ? "GROUND" : "POWER");
        write_shapes(w, &out, net);
        ird_write(&out, " ;\n");
    }
    if (!is_there) {
        ird_write(&out, "END SPECIALNETS\n");
    }
    return out.status;
}

/* --- all of it -----------------------------------------------------------------------
 */

static void count(writing *w) {
    for (size_t n = 0; n < w->design->special_nets.count; n++) {
        const ird_special_net *net = &w->design->special_nets.items[n];
        if (w->wanted[n] && net->planned_wires + net->planned_vias > 0) {
            w->written.nets++;
            w->written.new_nets += w->found.semicolon[n] == SIZE_MAX;
            w->written.wires += net->planned_wires;
            w->written.vias += net->planned_vias;
            w->written.assumed += net->assumed_vias;
        }
    }
    for (size_t i = 0; i < w->vias.items.count; i++) {
        w->written.new_vias += w->vias.items.items[i].is_new;
    }
}

static int compare_edits(const void *a, const void *b) {
    const edit *p = a, *q = b;
    if (p->at != q->at) {
        return p->at < q->at ? -1 : 1;
    }
    return (p->order > q->order) - (p->order < q->order);
}

static ird_status make_edits(writing *w) {
    IRD_TRY(edit_vias(w));
    for (size_t n = 0; n < w->design->special_nets.count; n++) {
        const ird_special_net *net = &w->design->special_nets.items[n];
        if (w->wanted[n] && w->found.semicolon[n] != SIZE_MAX &&
            net->planned_wires + net->planned_vias > 0) {
            IRD_TRY(edit_net(w, n));
        }
    }
    IRD_TRY(add_nets(w));
    if (w->edits.count >
        1) { /* VIAS and SPECIALNETS, where both are new, in this order */
        qsort(w->edits.items, w->edits.count, sizeof *w->edits.items, compare_edits);
    }
    return IRD_OK;
}

static void put(FILE *stream, const char *bytes, size_t size) {
    if (size > 0) { /* what fails is found when the output is committed */
        fwrite(bytes, 1, size, stream);
    }
}

static void copy(const writing *w, FILE *stream) {
    size_t from = 0;
    for (size_t i = 0; i < w->edits.count; i++) {
        const edit *e = &w->edits.items[i];
        put(stream, w->input.data + from, e->at - from);
        put(stream, ird_text_get(&e->text), e->text.bytes.count);
        from = e->at + e->gone;
    }
    put(stream, w->input.data + from, w->input.size - from);
}

static ird_status write_file(writing *w, const char *path) {
    ird_output output = {0};
    size_t nets = w->design->special_nets.count;
    w->found.semicolon = ird_alloc(nets, sizeof *w->found.semicolon);
    if (w->found.semicolon == NULL) {
        return ird_fail_memory(w->err, DOING);
    }
    for (size_t i = 0; i < nets; i++) {
        w->found.semicolon[i] = SIZE_MAX;
    }
    find_places(w);
    IRD_TRY(ird_planned_vias_make(&w->vias, w->design, w->tech, w->wanted, w->err));
    count(w);
    IRD_TRY(make_edits(w));
    IRD_TRY(ird_output_open(&output, path, w->err));
    copy(w, output.stream);
    ird_status status = ird_output_commit(&output, w->err);
    ird_output_discard(&output);
    return status;
}

ird_status ird_def_write(const char *source, const char *path, const ird_design *design,
                         const ird_technology *tech, const bool *wanted,
                         ird_def_written *written, ird_error *err) {
    writing w = {.design = design, .tech = tech, .wanted = wanted, .err = err};
    ird_status status = ird_input_open(&w.input, source, err);
    if (status == IRD_OK) {
        status = write_file(&w, path);
    }
    for (size_t i = 0; i < w.edits.count; i++) {
        ird_text_free(&w.edits.items[i].text);
    }
    ird_free(w.edits.items);
    ird_free(w.found.semicolon);
    ird_planned_vias_free(&w.vias);
    ird_input_close(&w.input);
    if (status == IRD_OK) {
        *written = w.written;
    }
    return status;
}
