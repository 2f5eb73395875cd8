/* SPDX-License-Identifier: BSD-3-Clause */
#include "metal/rail_walk.h"

#include <math.h>
#include <stdlib.h>

#include "base/disjoint.h"
#include "metal/legs.h"

static const char DOING[] = "building the network of a net";

typedef struct walker {
    const ird_field *field;
    ird_find_rail *find_rail;
    ird_legs legs;
    IRD_VEC(ird_stop) stops;  /* contacts on the straight part of a leg */
    IRD_VEC(uint32_t) behind; /* those in its high end */
    ird_region region;        /* what came since the last leg */
    size_t passed, total;     /* contacts, of what hangs together */
    bool has_last;            /* current may come from what lies before: */
    uint32_t last;            /* the last node, */
    double ohm;               /* and the resistance from there on */
    int64_t width_dbu;        /* where that is narrowest; 0: nowhere known */
} walker;

static void walker_free(walker *w) {
    ird_legs_free(&w->legs);
    ird_free(w->stops.items);
    ird_free(w->behind.items);
    ird_region_free(&w->region);
}

/* ---- along the way ----------------------------------------------------------------- */

static void go(walker *w, double ohm, int64_t width_dbu) {
    w->ohm += ohm;
    w->width_dbu = ird_wiring_narrower(w->width_dbu, width_dbu);
}

static void stand_on(walker *w, uint32_t raw) {
    w->has_last = true;
    w->last = raw;
    w->ohm = 0;
    w->width_dbu = 0;
}

/* The resistor from the last node, if there is one, to this. */
static ird_status reach(walker *w, uint32_t raw, ird_error *err) {
    if (w->has_last) {
        IRD_TRY(
            ird_wiring_add(w->field->wiring, w->last, raw, w->ohm, w->width_dbu, err));
    }
    stand_on(w, raw);
    return IRD_OK;
}

/* ---- regions ----------------------------------------------------------------------- */

static void begin_region(walker *w) {
    w->region.boxes.count = w->region.edges.count = w->region.contacts.count = 0;
}

static ird_status add_box(walker *w, ird_uv_box box, ird_error *err) {
    IRD_TRY(ird_vec_reserve(&w->region.boxes, 1, DOING, err));
    if (box.u0_dbu < box.u1_dbu) {
        w->region.boxes.items[w->region.boxes.count++] = box;
    }
    return IRD_OK;
}

static ird_status add_contact(walker *w, uint32_t index, ird_error *err) {
    IRD_TRY(ird_vec_reserve(&w->region.contacts, 1, DOING, err));
    w->region.contacts.items[w->region.contacts.count++] = w->field->contacts[index];
    w->passed++;
    return IRD_OK;
}

static ird_status add_edge(walker *w, const ird_piece *leg, int64_t u, ird_error *err) {
    IRD_TRY(ird_vec_reserve(&w->region.edges, 2, DOING, err));
    w->region.edges.items[w->region.edges.count++] =
        (ird_region_port){{u, u, leg->box.v0_dbu, leg->box.v1_dbu}, IRD_NO_RAW};
    return IRD_OK;
}

/* Contacts sit on the rail by their place. */
static ird_status walk_rail(walker *w, const ird_uv_box *way, double ohm, bool goes_on,
                            ird_error *err) {
    ird_region *region = &w->region;
    double done = 0, length = ird_uv_length(way);
    int64_t width = way->v1_dbu - way->v0_dbu;
    if (region->contacts.count > 1) {
        qsort(region->contacts.items, region->contacts.count, sizeof(ird_contact),
              ird_contact_compare);
    }
    for (size_t i = 0; i < region->contacts.count; i++) {
        const ird_contact *contact = &region->contacts.items[i];
        double place = ird_contact_middle(contact) - (double)way->u0_dbu;
        double part = fmin(fmax(place / length, done), 1);
        go(w, ohm * (part - done), width);
        IRD_TRY(reach(w, contact->raw, err));
        done = part;
    }
    w->has_last = w->has_last && goes_on;
    go(w, ohm * (1 - done), width);
    return IRD_OK;
}

/* Nodes at the ends, and between them whatever it is. */
static ird_status visit(walker *w, bool has_low, bool has_high, ird_error *err) {
    ird_region *region = &w->region;
    const ird_field *f = w->field;
    for (size_t i = 0; i < region->edges.count; i++) {
        ird_region_port *edge = &region->edges.items[i];
        int64_t v = edge->box.v0_dbu + (edge->box.v1_dbu - edge->box.v0_dbu) / 2;
        IRD_TRY(ird_wiring_add_node(f->wiring, f->layer, edge->box.u0_dbu, v, &edge->raw,
                                    err));
    }
    if (has_low) {
        IRD_TRY(reach(w, region->edges.items[0].raw, err));
    }
    IRD_TRY(f->visit(f->context, region, err));
    w->has_last = has_high;
    if (has_high) {
        stand_on(w, region->edges.items[region->edges.count - 1].raw);
    }
    return IRD_OK;
}

/* The edge at its high end, if it has one, is the last. */
static ird_status end_region(walker *w, bool has_high, ird_error *err) {
    ird_region *region = &w->region;
    size_t edges = region->edges.count, contacts = region->contacts.count;
    bool has_low = edges > (has_high ? 1 : 0), is_rail = false;
    ird_uv_box way;
    double ohm;
    if (edges + contacts < 2) { /* nothing, or nowhere to go from it */
        w->has_last = false;
        return IRD_OK;
    }
    w->has_last = w->has_last && has_low;
    if (edges == 2 || contacts > 1) {
        IRD_TRY(w->find_rail(w->field->context, region, &way, &ohm, &is_rail, err));
    }
    return is_rail ? walk_rail(w, &way, ohm, has_high, err)
                   : visit(w, has_low, has_high, err);
}

/* ---- legs -------------------------------------------------------------------------- */

/* The contacts of a slab that lie on this piece of it: into the region before a leg, onto
 * it, and into what comes behind it; or all into the region that the piece belongs to. */
static ird_status sort_contacts(walker *w, size_t slab, uint32_t p, ird_error *err) {
    const ird_field *f = w->field;
    const ird_piece *at = &w->legs.items.items[p];
    bool is_first = p == w->legs.first_piece[slab];
    bool is_last = p + 1 == w->legs.first_piece[slab + 1];
    for (uint32_t i = f->starts[slab]; i < f->starts[slab + 1]; i++) {
        const ird_contact *c = &f->contacts[i];
        double middle = ird_contact_middle(c);
        if ((!is_first && middle < (double)at->box.u0_dbu) ||
            (!is_last && middle >= (double)at->box.u1_dbu)) {
            continue;
        }
        if (!at->is_leg || (middle < (double)at->low_dbu && at->raw[0] != IRD_NO_RAW)) {
            IRD_TRY(add_contact(w, i, err));
        } else if (middle > (double)at->high_dbu && at->raw[1] != IRD_NO_RAW) {
            IRD_TRY(ird_vec_reserve(&w->behind, 1, DOING, err));
            w->behind.items[w->behind.count++] = i;
        } else {
            ird_spread_via(f, c, ird_uv_width(&at->box));
            IRD_TRY(ird_vec_reserve(&w->stops, 1, DOING, err));
            w->stops.items[w->stops.count++] = (ird_stop){middle, c->raw};
        }
    }
    return IRD_OK;
}

/* From its low end, or its first contact where that is free, to its high end. */
static ird_status walk_leg(walker *w, const ird_piece *leg, ird_error *err) {
    ird_wiring *wiring = w->field->wiring;
    double from = (double)leg->low_dbu, width = ird_uv_width(&leg->box);
    int64_t width_dbu = leg->box.v1_dbu - leg->box.v0_dbu;
    if (w->stops.count > 1) {
        qsort(w->stops.items, w->stops.count, sizeof(ird_stop), ird_stop_compare);
    }
    for (size_t i = 0; i < w->stops.count; i++) {
        const ird_stop *to = &w->stops.items[i];
        double squares = (to->place - from) / width;
        if (i > 0 && squares <= 0) {
            ird_disjoint_join(wiring->parent, w->last, to->raw);
            ird_forget_spread(wiring, w->last, to->raw);
            stand_on(w, to->raw);
        } else {
            go(w, squares > 0 ? w->field->sheet_ohm * squares : 0, width_dbu);
            IRD_TRY(reach(w, to->raw, err));
        }
        from = to->place;
    }
    double squares = ((double)leg->high_dbu - from) / width;
    go(w, squares > 0 ? w->field->sheet_ohm * squares : 0, width_dbu);
    return IRD_OK;
}

/* A leg, with the end of the region before it and the beginning of that behind it. No
 * current goes along one without contacts that has none on one of its sides. */
static ird_status pass_leg(walker *w, const ird_piece *leg, ird_error *err) {
    size_t before = w->passed, here = before + w->stops.count;
    bool is_idle = w->stops.count == 0 && (before == 0 || here == w->total);
    if (leg->raw[0] != IRD_NO_RAW) {
        ird_uv_box end = leg->box;
        end.u1_dbu = leg->low_dbu;
        IRD_TRY(add_box(w, end, err));
        IRD_TRY(is_idle ? IRD_OK : add_edge(w, leg, leg->low_dbu, err));
        IRD_TRY(end_region(w, !is_idle, err));
    }
    w->passed = here;
    IRD_TRY(is_idle ? IRD_OK : walk_leg(w, leg, err));
    begin_region(w);
    if (leg->raw[1] != IRD_NO_RAW) {
        ird_uv_box end = leg->box;
        end.u0_dbu = leg->high_dbu;
        IRD_TRY(is_idle ? IRD_OK : add_edge(w, leg, leg->high_dbu, err));
        IRD_TRY(add_box(w, end, err));
        for (size_t i = 0; i < w->behind.count; i++) {
            IRD_TRY(add_contact(w, w->behind.items[i], err));
        }
    }
    return IRD_OK;
}

/* Slabs [first, end), each of which joins the next. */
static ird_status walk(walker *w, size_t first, size_t end, ird_error *err) {
    w->passed = 0;
    w->total = w->field->starts[end] - w->field->starts[first];
    w->has_last = false;
    begin_region(w);
    for (size_t slab = first; slab < end && w->total > 1; slab++) {
        uint32_t last = w->legs.first_piece[slab + 1];
        for (uint32_t p = w->legs.first_piece[slab]; p < last; p++) {
            const ird_piece *piece = &w->legs.items.items[p];
            w->stops.count = w->behind.count = 0;
            IRD_TRY(sort_contacts(w, slab, p, err));
            IRD_TRY(piece->is_leg ? pass_leg(w, piece, err)
                                  : add_box(w, piece->box, err));
        }
    }
    return end_region(w, false, err);
}

static ird_status walk_all(walker *w, ird_error *err) {
    const ird_metal *metal = w->field->metal;
    size_t first = 0, joint = 0;
    for (size_t i = 1; i <= metal->slabs.count; i++) {
        if (joint < metal->joints.count && metal->joints.items[joint].after == i) {
            joint++;
            continue;
        }
        IRD_TRY(walk(w, first, i, err));
        first = i;
    }
    return IRD_OK;
}

ird_status ird_rail_walk_wire(const ird_field *field, ird_find_rail *find_rail,
                              ird_error *err) {
    walker w = {.field = field, .find_rail = find_rail};
    ird_status status = ird_legs_make(&w.legs, field, err);
    if (status == IRD_OK) {
        status = walk_all(&w, err);
    }
    walker_free(&w);
    return status;
}
