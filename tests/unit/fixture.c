/* SPDX-License-Identifier: BSD-3-Clause */
#include "fixture.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static void must(ird_status status) {
    if (status != IRD_OK) {
        abort();
    }
}

static int32_t add_name(ird_names *names, const char *name) {
    int32_t id;
    must(ird_names_add(names, name, strlen(name), &id, NULL, NULL));
    return id;
}

#define ADD(vec, ...)                                                                    \
    do {                                                                                 \
        must(ird_vec_reserve((vec), 1, "building a fixture", NULL));                     \
        (vec)->items[(vec)->count++] = (__VA_ARGS__);                                    \
    } while (0)

static int64_t dbu(const fixture *f, double um) {
    return (int64_t)llround(um * (double)f->design.units);
}

void fixture_create(fixture *f, int64_t units, double width_um, double height_um) {
    memset(f, 0, sizeof *f);
    f->design.units = units;
    f->design.name = ird_copy_string("fixture", 7);
    f->design.die = (ird_rect){0, 0, dbu(f, width_um), dbu(f, height_um)};
    f->design.core = f->design.die;
}

void fixture_free(fixture *f) {
    ird_design_free(&f->design);
    ird_technology_free(&f->tech);
}

static int32_t add_layer(fixture *f, const char *name, ird_layer layer) {
    ADD(&f->tech.layers, layer);
    return add_name(&f->tech.layer_names, name);
}

int32_t fixture_metal(fixture *f, const char *name, double sheet_ohm) {
    return add_layer(
        f, name,
        (ird_layer){.kind = IRD_LAYER_ROUTING, .sheet_ohm = sheet_ohm, .cut_ohm = NAN});
}

int32_t fixture_cut(fixture *f, const char *name, double cut_ohm) {
    return add_layer(
        f, name,
        (ird_layer){.kind = IRD_LAYER_CUT, .sheet_ohm = NAN, .cut_ohm = cut_ohm});
}

static void add_macro_pin(fixture *f, const char *name, ird_pin_use use) {
    ADD(&f->tech.macro_pins,
        (ird_macro_pin){.name = add_name(&f->tech.pin_names, name), .use = use});
}

int32_t fixture_macro(fixture *f, const char *name, double width_um, double height_um,
                      ird_macro_class class_, bool has_signal) {
    ird_macro macro = {.class_ = class_,
                       .class_detail = -1,
                       .site = -1,
                       .width_um = width_um,
                       .height_um = height_um,
                       .first_pin = f->tech.macro_pins.count,
                       .pin_count = 2,
                       .has_signal_pin = has_signal};
    add_macro_pin(f, "VDD", IRD_USE_POWER);
    add_macro_pin(f, "VSS", IRD_USE_GROUND);
    ADD(&f->tech.macros, macro);
    return add_name(&f->tech.macro_names, name);
}

size_t fixture_cell(fixture *f, const char *name, int32_t macro, ird_orient orient,
                    double x_um, double y_um) {
    ird_component component = {.macro = macro,
                               .placement = IRD_PLACED,
                               .orient = orient,
                               .at = {dbu(f, x_um), dbu(f, y_um)}};
    ADD(&f->design.components, component);
    return (size_t)add_name(&f->design.component_names, name);
}

int32_t fixture_net(fixture *f, const char *name, ird_pin_use use) {
    ird_special_net net = {.use = use,
                           .voltage_v = NAN,
                           .first_wire = f->design.wires.count,
                           .first_via = f->design.via_places.count,
                           .first_connection = f->design.connections.count,
                           .connection_count = 1};
    ADD(&f->design.connections,
        (ird_connection){IRD_EVERY_COMPONENT, add_name(&f->tech.pin_names, name)});
    ADD(&f->design.special_nets, net);
    return add_name(&f->design.special_net_names, name);
}

static ird_special_net *last_net(fixture *f) {
    return &f->design.special_nets.items[f->design.special_nets.count - 1];
}

void fixture_wire(fixture *f, int32_t layer, double width_um, double ax_um, double ay_um,
                  double bx_um, double by_um) {
    int64_t half = dbu(f, width_um / 2);
    bool along_x = ay_um == by_um;
    ird_wire wire = {.layer = layer,
                     .width_dbu = dbu(f, width_um),
                     .a = {dbu(f, ax_um), dbu(f, ay_um)},
                     .b = {dbu(f, bx_um), dbu(f, by_um)}};
    wire.box = (ird_rect){
        wire.a.x_dbu - (along_x ? 0 : half), wire.a.y_dbu - (along_x ? half : 0),
        wire.b.x_dbu + (along_x ? 0 : half), wire.b.y_dbu + (along_x ? half : 0)};
    ADD(&f->design.wires, wire);
    last_net(f)->wire_count++;
}

void fixture_via(fixture *f, int32_t bottom, int32_t cut, int32_t top, int32_t cuts,
                 double x_um, double y_um) {
    ird_design_via via = {.bottom = bottom, .cut = cut, .top = top, .cut_count = cuts};
    ird_via_at place = {.via = -1 - (int32_t)f->design.design_vias.count,
                        .at = {dbu(f, x_um), dbu(f, y_um)}};
    ADD(&f->design.design_vias, via);
    ADD(&f->design.via_places, place);
    last_net(f)->via_count++;
}

void fixture_pin(fixture *f, const char *net, int32_t layer, double x0_um, double y0_um,
                 double x1_um, double y1_um) {
    ird_pin pin = {.net = add_name(&f->design.net_names, net),
                   .placement = IRD_PLACED,
                   .is_special = true,
                   .first_shape = f->design.pin_shapes.count,
                   .shape_count = 1};
    ird_shape shape = {layer,
                       {dbu(f, x0_um), dbu(f, y0_um), dbu(f, x1_um), dbu(f, y1_um)}};
    ADD(&f->design.pin_shapes, shape);
    ADD(&f->design.pins, pin);
}
