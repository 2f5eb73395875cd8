/* SPDX-License-Identifier: BSD-3-Clause */
#include "report/eco_out.h"

#include <stdio.h>
#include <string.h>

#include "base/exact.h"
#include "base/output.h"
#include "base/text.h"
#include "base/writer.h"
#include "report/planned_vias.h"
#include "report/xml_out.h"

/* A name as a word of Tcl. */
static void put_word(ird_writer *out, const char *word) {
    ird_write(out, " ");
    for (const char *c = word; *c != '\0'; c++) {
        ird_write(out, strchr(" \t[]{}$\\\";#", *c) != NULL ? "\\%c" : "%c", *c);
    }
}

static const char head[] =
    "namespace eval irdrop_eco {\n"
    "    variable block [ord::get_db_block]\n"
    "    variable tech [ord::get_db_tech]\n"
    "}\n"
    "# A via of the design, made where it is not there.\n"
    "proc irdrop_eco::via {name boxes} {\n"
    "    variable block\n"
    "    variable tech\n"
    "    if {[$block findVia $name] ne \"NULL\"} { return }\n"
    "    set via [odb::dbVia_create $block $name]\n"
    "    foreach {layer x0 y0 x1 y1} $boxes {\n"
    "        odb::dbBox_create $via [layer $layer] $x0 $y0 $x1 $y1\n"
    "    }\n"
    "}\n"
    "proc irdrop_eco::layer {name} {\n"
    "    variable tech\n"
    "    set layer [$tech findLayer $name]\n"
    "    if {$layer eq \"NULL\"} { error \"layer $name is not in this technology\" }\n"
    "    return $layer\n"
    "}\n"
    "proc irdrop_eco::find_via {name} {\n"
    "    variable block\n"
    "    variable tech\n"
    "    set via [$block findVia $name]\n"
    "    if {$via eq \"NULL\"} { set via [$tech findVia $name] }\n"
    "    if {$via eq \"NULL\"} { error \"via $name is not in this design\" }\n"
    "    return $via\n"
    "}\n"
    "# wires: layer x0 y0 x1 y1 shape ...; vias: name x y shape ...; in database units.\n"
    "proc irdrop_eco::net {name wires vias} {\n"
    "    variable block\n"
    "    set net [$block findNet $name]\n"
    "    if {$net eq \"NULL\"} { error \"net $name is not in this design\" }\n"
    "    set swire [odb::dbSWire_create $net ROUTED]\n"
    "    foreach {layer x0 y0 x1 y1 shape} $wires {\n"
    "        odb::dbSBox_create $swire [layer $layer] $x0 $y0 $x1 $y1 $shape\n"
    "    }\n"
    "    foreach {via x y shape} $vias {\n"
    "        odb::dbSBox_create $swire [find_via $via] $x $y $shape\n"
    "    }\n"
    "}\n";

typedef struct writing {
    const ird_design *design;
    const ird_technology *tech;
    const bool *wanted;
    ird_planned_vias vias;
    ird_eco_written written;
    ird_error *err;
} writing;

static void write_head(const writing *w, ird_writer *out) {
    ird_write(out,
              "# Shapes that irdrop suggests or a plan of it has, for OpenROAD: source "
              "this in a\n# session with the design.\n");
    ird_write(out, "%s", head);
    ird_write(out,
              "if {[$irdrop_eco::block getDbUnitsPerMicron] != %lld} {\n"
              "    error \"this is for a design of %lld database units per micron\"\n"
              "}\n",
              (long long)w->design->units, (long long)w->design->units);
}

static void write_via(const writing *w, ird_writer *out, const ird_planned_via *via) {
    const ird_design_via *v = &w->design->design_vias.items[-1 - via->via];
    ird_write(out, "irdrop_eco::via");
    put_word(out, via->name);
    ird_write(out, " {\n");
    for (size_t i = 0; i < v->shape_count; i++) {
        const ird_shape *shape = &w->design->via_shapes.items[v->first_shape + i];
        ird_write(out, "    %s %lld %lld %lld %lld\n",
                  ird_names_get(&w->tech->layer_names, shape->layer),
                  (long long)shape->box.x0_dbu, (long long)shape->box.y0_dbu,
                  (long long)shape->box.x1_dbu, (long long)shape->box.y1_dbu);
    }
    ird_write(out, "}\n");
}

static const char *shape_of(ird_wire_shape shape) {
    const char *name = ird_wire_shape_name(shape);
    return name != NULL ? name : "NONE";
}

static void write_net(writing *w, ird_writer *out, size_t id) {
    const ird_special_net *net = &w->design->special_nets.items[id];
    ird_write(out, "irdrop_eco::net");
    put_word(out, ird_names_get(&w->design->special_net_names, (int32_t)id));
    ird_write(out, " {\n");
    for (size_t i = 0; i < net->planned_wires; i++) {
        const ird_wire *wire = &w->design->wires.items[ird_first_planned_wire(net) + i];
        ird_write(out, "    %s %lld %lld %lld %lld %s\n",
                  ird_names_get(&w->tech->layer_names, wire->layer),
                  (long long)wire->box.x0_dbu, (long long)wire->box.y0_dbu,
                  (long long)wire->box.x1_dbu, (long long)wire->box.y1_dbu,
                  shape_of(wire->shape));
    }
    ird_write(out, "} {\n");
    for (size_t i = 0; i < net->planned_vias; i++) {
        const ird_via_at *at =
            &w->design->via_places.items[ird_first_planned_via(net) + i];
        ird_write(out, "    %s %lld %lld %s\n", ird_planned_vias_name(&w->vias, at->via),
                  (long long)at->at.x_dbu, (long long)at->at.y_dbu, shape_of(at->shape));
    }
    ird_write(out, "}\n");
    w->written.nets++;
    w->written.wires += net->planned_wires;
    w->written.vias += net->planned_vias;
}

static bool is_written(const writing *w, size_t net) {
    const ird_special_net *n = &w->design->special_nets.items[net];
    return w->wanted[net] && n->planned_wires + n->planned_vias > 0;
}

ird_status ird_eco_write(const char *path, const ird_design *design,
                         const ird_technology *tech, const bool *wanted,
                         ird_eco_written *written, ird_error *err) {
    writing w = {.design = design, .tech = tech, .wanted = wanted, .err = err};
    ird_text text = {0};
    ird_writer out = {.out = &text, .err = err};
    ird_status status = ird_planned_vias_make(&w.vias, design, tech, wanted, err);
    if (status == IRD_OK) {
        write_head(&w, &out);
        for (size_t i = 0; i < w.vias.items.count; i++) {
            if (w.vias.items.items[i].is_new) {
                write_via(&w, &out, &w.vias.items.items[i]);
                w.written.new_vias++;
            }
        }
        for (size_t n = 0; n < design->special_nets.count; n++) {
            if (is_written(&w, n)) {
                write_net(&w, &out, n);
            }
        }
        status = out.status;
    }
    if (status == IRD_OK) {
        status = ird_output_write(path, ird_text_get(&text), text.bytes.count, err);
    }
    ird_text_free(&text);
    ird_planned_vias_free(&w.vias);
    if (status == IRD_OK) {
        *written = w.written;
    }
    return status;
}

/* --- KLayout -------------------------------------------------------------------------
 */

static void put_category_name(char *name, size_t size, const writing *w, size_t net,
                              int32_t layer, bool is_via) {
    snprintf(name, size, "%.100s planned %s %.100s",
             ird_names_get(&w->design->special_net_names, (int32_t)net),
             is_via ? "vias through" : "metal on",
             ird_names_get(&w->tech->layer_names, layer));
}

static void put_item(const writing *w, ird_xml_out *xml, const char *category,
                     const char *cell, const ird_rect *box) {
    char text[4 * IRD_EXACT_SIZE + 32], quoted[256], number[4][IRD_EXACT_SIZE];
    double units = (double)w->design->units;
    snprintf(quoted, sizeof quoted, "'%s'", category);
    snprintf(text, sizeof text, "box: (%s,%s;%s,%s)",
             ird_exact_number(number[0], (double)box->x0_dbu / units),
             ird_exact_number(number[1], (double)box->y0_dbu / units),
             ird_exact_number(number[2], (double)box->x1_dbu / units),
             ird_exact_number(number[3], (double)box->y1_dbu / units));
    ird_xml_begin(xml, "item");
    ird_xml_leaf(xml, "tags", "");
    ird_xml_leaf(xml, "category", quoted);
    ird_xml_leaf(xml, "cell", cell);
    ird_xml_leaf(xml, "visited", "false");
    ird_xml_leaf(xml, "multiplicity", "1");
    ird_xml_begin(xml, "values");
    ird_xml_leaf(xml, "value", text);
    ird_xml_end(xml);
    ird_xml_end(xml);
}

typedef struct extent {
    ird_rect box;
    bool has_any;
} extent;

static void take_shape(void *context, const ird_shape *shape) {
    extent *e = context;
    if (!e->has_any) {
        e->box = shape->box;
        e->has_any = true;
    }
    e->box.x0_dbu = shape->box.x0_dbu < e->box.x0_dbu ? shape->box.x0_dbu : e->box.x0_dbu;
    e->box.y0_dbu = shape->box.y0_dbu < e->box.y0_dbu ? shape->box.y0_dbu : e->box.y0_dbu;
    e->box.x1_dbu = shape->box.x1_dbu > e->box.x1_dbu ? shape->box.x1_dbu : e->box.x1_dbu;
    e->box.y1_dbu = shape->box.y1_dbu > e->box.y1_dbu ? shape->box.y1_dbu : e->box.y1_dbu;
}

/* The categories of a net, or (cell not NULL) their items. */
static void put_net(writing *w, ird_xml_out *xml, size_t id, const char *cell) {
    const ird_special_net *net = &w->design->special_nets.items[id];
    for (size_t layer = 0; layer < w->tech->layers.count; layer++) {
        char name[256];
        bool has_any = false;
        for (size_t i = 0; i < net->planned_wires; i++) {
            const ird_wire *wire =
                &w->design->wires.items[ird_first_planned_wire(net) + i];
            if (wire->layer != (int32_t)layer) {
                continue;
            }
            put_category_name(name, sizeof name, w, id, wire->layer, false);
            has_any = true;
            if (cell != NULL) {
                put_item(w, xml, name, cell, &wire->box);
            }
        }
        for (size_t i = 0; i < net->planned_vias; i++) {
            const ird_via_at *at =
                &w->design->via_places.items[ird_first_planned_via(net) + i];
            extent all = {.has_any = false};
            if (w->design->design_vias.items[-1 - at->via].cut != (int32_t)layer) {
                continue;
            }
            put_category_name(name, sizeof name, w, id, (int32_t)layer, true);
            has_any = true;
            ird_via_visit(w->design, w->tech, at, take_shape, &all);
            if (cell != NULL) {
                put_item(w, xml, name, cell, &all.box);
            }
        }
        if (has_any && cell == NULL) {
            ird_xml_begin(xml, "category");
            ird_xml_leaf(xml, "name", name);
            ird_xml_leaf(xml, "description", "");
            ird_xml_end(xml);
        }
    }
}

static ird_status put_database(writing *w, FILE *stream, const char *version) {
    ird_xml_out out, *xml = &out;
    char generator[64];
    const char *design = w->design->name;
    const char *cell = design != NULL && *design != '\0' ? design : "TOP";
    snprintf(generator, sizeof generator, "irdrop %.40s", version);
    ird_xml_out_open(xml, stream, w->err);
    ird_xml_begin(xml, "report-database");
    ird_xml_leaf(xml, "description", "Planned power grid");
    ird_xml_leaf(xml, "generator", generator);
    ird_xml_leaf(xml, "top-cell", cell);
    ird_xml_begin(xml, "tags");
    ird_xml_end(xml);
    ird_xml_begin(xml, "categories");
    for (size_t n = 0; n < w->design->special_nets.count; n++) {
        if (is_written(w, n)) {
            put_net(w, xml, n, NULL);
        }
    }
    ird_xml_end(xml);
    ird_xml_begin(xml, "cells");
    ird_xml_begin(xml, "cell");
    ird_xml_leaf(xml, "name", cell);
    ird_xml_end(xml);
    ird_xml_end(xml);
    ird_xml_begin(xml, "items");
    for (size_t n = 0; n < w->design->special_nets.count; n++) {
        if (is_written(w, n)) {
            put_net(w, xml, n, cell);
            w->written.nets++;
            w->written.wires += w->design->special_nets.items[n].planned_wires;
            w->written.vias += w->design->special_nets.items[n].planned_vias;
        }
    }
    return ird_xml_out_close(xml);
}

ird_status ird_eco_write_lyrdb(const char *path, const ird_design *design,
                               const ird_technology *tech, const bool *wanted,
                               const char *version, ird_eco_written *written,
                               ird_error *err) {
    writing w = {.design = design, .tech = tech, .wanted = wanted, .err = err};
    ird_output output = {0};
    ird_status status = ird_output_open(&output, path, err);
    if (status == IRD_OK) {
        status = put_database(&w, output.stream, version);
    }
    if (status == IRD_OK) {
        status = ird_output_commit(&output, err);
    }
    ird_output_discard(&output);
    if (status == IRD_OK) {
        *written = w.written;
    }
    return status;
}
