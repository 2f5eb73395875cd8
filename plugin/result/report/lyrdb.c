/* SPDX-License-Identifier: BSD-3-Clause
 *
 * KLayout's report database (.lyrdb): categories, one cell, and an item a marker.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "base/exact.h"
#include "base/quantity.h"
#include "report/explain_report.h"
#include "report/markers.h"
#include "report/time_basis.h"
#include "report/writers.h"
#include "report/xml_out.h"

typedef struct writer {
    ird_xml_out xml;
    ird_text scratch;
    ird_error *err;
} writer;

static void add(writer *w, const char *text) {
    if (w->xml.status == IRD_OK) {
        w->xml.status = ird_text_add(&w->scratch, text, strlen(text), w->err);
    }
}

/* A word of KLayout's own syntax: quoted, for a dot in a category's name would part it
 * from a category inside. */
static void add_quoted(writer *w, const char *text) {
    add(w, "'");
    for (; *text != '\0'; text++) {
        const char pair[] = {'\\', *text, '\0'};
        add(w, *text == '\'' || *text == '\\' ? pair : pair + 1);
    }
    add(w, "'");
}

static void put_scratch(writer *w, const char *element) {
    ird_xml_leaf(&w->xml, element, ird_text_get(&w->scratch));
    ird_text_truncate(&w->scratch, 0);
}

static void put_box(writer *w, const ird_rect_um *box) {
    const double corners[] = {box->x0_um, box->y0_um, box->x1_um, box->y1_um};
    static const char *const before[] = {"box: (", ",", ";", ","};
    for (size_t i = 0; i < 4; i++) {
        char number[IRD_EXACT_SIZE];
        add(w, before[i]);
        add(w, ird_exact_number(number, corners[i]));
    }
    add(w, ")");
    put_scratch(w, "value");
}

static void put_text(writer *w, const char *text) {
    add(w, "text: ");
    add_quoted(w, text);
    put_scratch(w, "value");
}

static void put_item(writer *w, const ird_marker *marker, const char *cell) {
    ird_xml_out *xml = &w->xml;
    ird_xml_begin(xml, "item");
    ird_xml_leaf(xml, "tags", marker->waiver != NULL ? "waived" : "");
    add_quoted(w, marker->category);
    put_scratch(w, "category");
    ird_xml_leaf(xml, "cell", cell);
    ird_xml_leaf(xml, "visited", "false");
    ird_xml_leaf(xml, "multiplicity", "1");
    ird_xml_begin(xml, "values");
    if (marker->has_box) {
        put_box(w, &marker->box);
    }
    put_text(w, marker->value_text);
    put_text(w, marker->comment);
    for (size_t i = 0; i < marker->instance_count; i++) {
        put_text(w, marker->instances[i]);
    }
    ird_xml_end(xml);
    ird_xml_end(xml);
}

/* ---- why it drops ------------------------------------------------------------------ */

static void add_place(writer *w, ird_point_um at) {
    char number[IRD_EXACT_SIZE];
    add(w, ird_exact_number(number, at.x_um));
    add(w, ",");
    add(w, ird_exact_number(number, at.y_um));
}

/* A wire of the path as an edge, a stack of vias as a small box. */
static void put_piece(writer *w, const ird_piece *piece) {
    const double half_um = 0.1;
    bool is_point =
        piece->from.x_um == piece->to.x_um && piece->from.y_um == piece->to.y_um;
    if (isnan(piece->from.x_um) || isnan(piece->to.x_um)) {
        return;
    }
    if (is_point) {
        const ird_rect_um box = {piece->from.x_um - half_um, piece->from.y_um - half_um,
                                 piece->from.x_um + half_um, piece->from.y_um + half_um};
        put_box(w, &box);
        return;
    }
    add(w, "edge: (");
    add_place(w, piece->from);
    add(w, ";");
    add_place(w, piece->to);
    add(w, ")");
    put_scratch(w, "value");
}

static void begin_item(writer *w, const char *net, const char *kind, const char *cell) {
    char category[300];
    ird_xml_begin(&w->xml, "item");
    ird_xml_leaf(&w->xml, "tags", "");
    snprintf(category, sizeof category, "%.250s %s", net, kind);
    add_quoted(w, category);
    put_scratch(w, "category");
    ird_xml_leaf(&w->xml, "cell", cell);
    ird_xml_leaf(&w->xml, "visited", "false");
    ird_xml_leaf(&w->xml, "multiplicity", "1");
    ird_xml_begin(&w->xml, "values");
}

static void end_item(writer *w) {
    ird_xml_end(&w->xml);
    ird_xml_end(&w->xml);
}

/* The path of the current, with a line of text for each piece of it. */
static void put_path(writer *w, const ird_explained_place *place, const char *cell) {
    const ird_explanation *e = &place->explanation;
    char line[400], name[IRD_PIECE_NAME_SIZE], number[3][IRD_QUANTITY_SIZE];
    begin_item(w, e->net, "path", cell);
    for (size_t i = 0; i < e->path.count; i++) {
        put_piece(w, &e->path.items[i]);
    }
    snprintf(line, sizeof line, "%s at %s %s",
             ird_quantity_write(number[0], e->drop_v, "V"),
             e->layer != NULL ? e->layer : "", e->instance != NULL ? e->instance : "");
    put_text(w, line);
    for (size_t i = 0; i < e->path.count; i++) {
        const ird_piece *piece = &e->path.items[i];
        snprintf(line, sizeof line, "%s: %s, %s, %s", ird_piece_name(name, e, piece),
                 ird_quantity_write(number[0], piece->current_a, "A"),
                 ird_quantity_write(number[1], piece->ohm, "ohm"),
                 ird_quantity_write(number[2], piece->drop_v, "V"));
        put_text(w, line);
    }
    end_item(w);
}

static void put_missing(writer *w, const ird_explanation *e, const char *cell) {
    for (size_t i = 0; i < e->lacks.count; i++) {
        const ird_lack *lack = &e->lacks.items[i];
        begin_item(w, e->net, "missing", cell);
        if (lack->box.x0_um < lack->box.x1_um) {
            put_box(w, &lack->box);
        }
        put_text(w, ird_text_get(&lack->text));
        end_item(w);
    }
}

static const ird_explained_places no_places;

static const ird_explained_places *explained_of(const ird_report_input *input) {
    return input->explained != NULL ? input->explained : &no_places;
}

/* The first of its net has the categories of it. */
static bool is_new_net(const ird_explained_places *places, size_t at) {
    for (size_t i = 0; i < at; i++) {
        if (strcmp(places->items.items[i].explanation.net,
                   places->items.items[at].explanation.net) == 0) {
            return false;
        }
    }
    return true;
}

static void put_category(ird_xml_out *xml, const char *name, const char *description) {
    ird_xml_begin(xml, "category");
    ird_xml_leaf(xml, "name", name);
    ird_xml_leaf(xml, "description", description);
    ird_xml_end(xml);
}

static void put_explained_categories(ird_xml_out *xml,
                                     const ird_explained_places *places) {
    char name[300];
    for (size_t i = 0; i < places->items.count; i++) {
        if (is_new_net(places, i)) {
            const char *net = places->items.items[i].explanation.net;
            snprintf(name, sizeof name, "%.250s path", net);
            put_category(xml, name, "The way by which current comes to a hotspot");
            snprintf(name, sizeof name, "%.250s missing", net);
            put_category(xml, name, "What is missing there, and what it would bring");
        }
    }
}

static void put_explained(writer *w, const ird_explained_places *places,
                          const char *cell) {
    for (size_t i = 0; i < places->items.count; i++) {
        put_path(w, &places->items.items[i], cell);
        put_missing(w, &places->items.items[i].explanation, cell);
    }
}

/* ---- the file ---------------------------------------------------------------------- */

static void put_tag(ird_xml_out *xml) {
    ird_xml_begin(xml, "tags");
    ird_xml_begin(xml, "tag");
    ird_xml_leaf(xml, "name", "waived");
    ird_xml_leaf(xml, "description", "A waiver of the rules covers it");
    ird_xml_end(xml);
    ird_xml_end(xml);
}

static void put_categories(ird_xml_out *xml, const ird_marker_list *list,
                           const ird_explained_places *places) {
    ird_xml_begin(xml, "categories");
    for (size_t i = 0; i < list->items.count; i++) {
        if (ird_marker_starts_category(list, i)) {
            put_category(xml, list->items.items[i].category, "");
        }
    }
    put_explained_categories(xml, places);
    ird_xml_end(xml);
}

static void put_cell(ird_xml_out *xml, const char *cell) {
    ird_xml_begin(xml, "cells");
    ird_xml_begin(xml, "cell");
    ird_xml_leaf(xml, "name", cell);
    ird_xml_end(xml);
    ird_xml_end(xml);
}

static void put_description(writer *w, const ird_report_input *input) {
    const char *network =
        input->answers->count > 0 ? input->answers->items[0].network_phrase : NULL;
    const char *in_time = ird_time_basis_of(input->answers);
    add(w, ird_report_title(input));
    add(w, network != NULL ? ", network: " : "");
    add(w, network != NULL ? network : "");
    add(w, in_time != NULL ? "; in time: " : "");
    if (w->xml.status == IRD_OK) {
        w->xml.status = ird_time_basis_join(&w->scratch, in_time, w->err);
    }
    put_scratch(w, "description");
}

ird_status ird_write_lyrdb(FILE *stream, const ird_report_input *input, ird_error *err) {
    ird_marker_list list = {0};
    ird_status status = ird_marker_list_build(&list, input, err);
    if (status != IRD_OK) {
        return status;
    }
    const char *design = input->answers->design;
    const char *cell = *design != '\0' ? design : "TOP";
    char generator[64];
    snprintf(generator, sizeof generator, "irdrop %s", input->version);
    writer w = {.err = err};
    ird_xml_out *xml = &w.xml;
    ird_xml_out_open(xml, stream, err);
    ird_xml_begin(xml, "report-database");
    put_description(&w, input);
    ird_xml_leaf(xml, "generator", generator);
    ird_xml_leaf(xml, "top-cell", cell);
    put_tag(xml);
    put_categories(xml, &list, explained_of(input));
    put_cell(xml, cell);
    ird_xml_begin(xml, "items");
    for (size_t i = 0; i < list.items.count; i++) {
        put_item(&w, &list.items.items[i], cell);
    }
    put_explained(&w, explained_of(input), cell);
    status = ird_xml_out_close(xml);
    ird_text_free(&w.scratch);
    ird_marker_list_free(&list);
    return status;
}
