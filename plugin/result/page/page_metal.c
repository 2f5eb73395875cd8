/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Wires and vias of the nets that a page shows.
 */
#include <string.h>

#include "page/data_out.h"

static const char doing[] = "writing a report";

/* What there is of a net on a layer: numbers in um. */
typedef struct sheet {
    const char *net;
    int32_t layer;
    bool is_via;
    size_t shapes;
    IRD_VEC(double) um;
} sheet;

typedef struct sheets {
    const ird_design *design;
    const ird_technology *tech;
    const char *net;
    IRD_VEC(sheet) items;
    ird_status status;
    ird_error *err;
} sheets;

static void free_sheets(sheets *s) {
    for (size_t i = 0; i < s->items.count; i++) {
        ird_free(s->items.items[i].um.items);
    }
    ird_free(s->items.items);
}

/* NULL when memory runs out. */
static sheet *sheet_of(sheets *s, int32_t layer, bool is_via) {
    for (size_t i = s->items.count; i-- > 0 && s->items.items[i].net == s->net;) {
        sheet *one = &s->items.items[i];
        if (one->layer == layer && one->is_via == is_via) {
            return one;
        }
    }
    s->status = ird_vec_reserve(&s->items, 1, doing, s->err);
    if (s->status != IRD_OK) {
        return NULL;
    }
    s->items.items[s->items.count] =
        (sheet){.net = s->net, .layer = layer, .is_via = is_via};
    return &s->items.items[s->items.count++];
}

/* Numbers in database units; beyond the limit shapes are only counted. */
static void add_shape(sheets *s, int32_t layer, bool is_via, const int64_t *dbu,
                      size_t count) {
    sheet *to = s->status == IRD_OK ? sheet_of(s, layer, is_via) : NULL;
    if (to == NULL || ++to->shapes > IRD_PAGE_SHAPES) {
        return;
    }
    s->status = ird_vec_reserve(&to->um, count, doing, s->err);
    for (size_t i = 0; i < count && s->status == IRD_OK; i++) {
        to->um.items[to->um.count++] = (double)dbu[i] / (double)s->design->units;
    }
}

static int32_t cut_of(const sheets *s, const ird_via_at *place) {
    return place->via >= 0 ? s->tech->vias.items[place->via].cut
                           : s->design->design_vias.items[-1 - place->via].cut;
}

static void add_net(sheets *s, const ird_special_net *net) {
    for (size_t i = 0; i < net->wire_count; i++) {
        const ird_wire *wire = &s->design->wires.items[net->first_wire + i];
        const int64_t box[] = {wire->box.x0_dbu, wire->box.y0_dbu, wire->box.x1_dbu,
                               wire->box.y1_dbu};
        add_shape(s, wire->layer, false, box, 4);
    }
    for (size_t i = 0; i < net->via_count; i++) {
        const ird_via_at *place = &s->design->via_places.items[net->first_via + i];
        const int64_t at[] = {place->at.x_dbu, place->at.y_dbu};
        if (cut_of(s, place) >= 0) {
            add_shape(s, cut_of(s, place), true, at, 2);
        }
    }
}

/* A layer of which only a part would fit is left out as a whole: half a grid misleads. */
static json_object *sheet_json(ird_json_out *out, const sheets *s, const sheet *one) {
    bool fits = one->shapes <= IRD_PAGE_SHAPES;
    json_object *o = ird_json_object(out);
    ird_json_put(out, o, "net", ird_json_text(out, one->net));
    ird_json_put(out, o, "layer",
                 ird_json_text(out, ird_names_get(&s->tech->layer_names, one->layer)));
    ird_json_put(out, o, "kind", ird_json_text(out, one->is_via ? "via" : "wire"));
    ird_json_put(out, o, "um",
                 ird_page_floats(out, one->um.items, fits ? one->um.count : 0));
    ird_json_put(out, o, "left_out", ird_json_count(out, fits ? 0 : one->shapes));
    return o;
}

json_object *ird_page_metal(ird_json_out *out, const ird_design *design,
                            const ird_technology *tech, const ird_answers *answers) {
    sheets s = {.design = design, .tech = tech, .status = out->status, .err = out->err};
    json_object *list = ird_json_array(out);
    for (size_t i = 0; i < answers->count && s.status == IRD_OK; i++) {
        const char *name = answers->items[i].net;
        int32_t net = ird_names_find(&design->special_net_names, name, strlen(name));
        if (net >= 0 && ird_answers_is_new_net(answers, i)) {
            s.net = name;
            add_net(&s, &design->special_nets.items[net]);
        }
    }
    out->status = s.status;
    for (size_t i = 0; i < s.items.count && out->status == IRD_OK; i++) {
        ird_json_append(out, list, sheet_json(out, &s, &s.items.items[i]));
    }
    free_sheets(&s);
    return list;
}
