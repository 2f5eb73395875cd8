/* SPDX-License-Identifier: BSD-3-Clause
 *
 * KLayout's report database (.lyrdb): categories, one cell, and an item a marker.
 */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "base/exact.h"
#include "report/markers.h"
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

static void put_tag(ird_xml_out *xml) {
    ird_xml_begin(xml, "tags");
    ird_xml_begin(xml, "tag");
    ird_xml_leaf(xml, "name", "waived");
    ird_xml_leaf(xml, "description", "A waiver of the rules covers it");
    ird_xml_end(xml);
    ird_xml_end(xml);
}

static void put_categories(ird_xml_out *xml, const ird_marker_list *list) {
    ird_xml_begin(xml, "categories");
    for (size_t i = 0; i < list->items.count; i++) {
        if (ird_marker_starts_category(list, i)) {
            ird_xml_begin(xml, "category");
            ird_xml_leaf(xml, "name", list->items.items[i].category);
            ird_xml_leaf(xml, "description", "");
            ird_xml_end(xml);
        }
    }
    ird_xml_end(xml);
}

static void put_cell(ird_xml_out *xml, const char *cell) {
    ird_xml_begin(xml, "cells");
    ird_xml_begin(xml, "cell");
    ird_xml_leaf(xml, "name", cell);
    ird_xml_end(xml);
    ird_xml_end(xml);
}

static void put_description(ird_xml_out *xml, const ird_report_input *input) {
    const char *title = ird_report_title(input);
    const char *network =
        input->answers->count > 0 ? input->answers->items[0].network_phrase : NULL;
    char text[200];
    snprintf(text, sizeof text, "%s%s%s", title, network != NULL ? ", network: " : "",
             network != NULL ? network : "");
    ird_xml_leaf(xml, "description", text);
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
    put_description(xml, input);
    ird_xml_leaf(xml, "generator", generator);
    ird_xml_leaf(xml, "top-cell", cell);
    put_tag(xml);
    put_categories(xml, &list);
    put_cell(xml, cell);
    ird_xml_begin(xml, "items");
    for (size_t i = 0; i < list.items.count; i++) {
        put_item(&w, &list.items.items[i], cell);
    }
    status = ird_xml_out_close(xml);
    ird_text_free(&w.scratch);
    ird_marker_list_free(&list);
    return status;
}
