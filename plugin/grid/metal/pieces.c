/* SPDX-License-Identifier: BSD-3-Clause */
#include "metal/pieces.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/disjoint.h"
#include "metal/legs.h"

static const char DOING[] = "telling straight metal from the rest";

/* The longest straight part, in widths, that is worth no leg of its own. */
static const double INNER_MAX = 1;

#define NO_REGION UINT32_MAX

typedef struct member {
    uint32_t piece;
    uint8_t side; /* of a leg: 0 low, 1 high */
} member;

typedef struct placed {
    uint32_t region, contact;
} placed;

typedef struct splitter {
    const ird_field *field;
    ird_legs legs;
    uint32_t *parent;    /* per end of a piece: 2 piece + side */
    uint32_t *region_of; /* per root among them */
    size_t region_count;
    uint32_t *starts; /* per region, and one more: into members */
    member *members;
    IRD_VEC(placed) inside;  /* contacts in regions */
    uint32_t *inside_starts; /* per region, and one more */
    uint32_t *inside_order;  /* of inside */
    uint32_t *edge_region;   /* per edge of the field */
    ird_region region;       /* scratch */
} splitter;

void ird_region_free(ird_region *region) {
    ird_free(region->boxes.items);
    ird_free(region->edges.items);
    ird_free(region->contacts.items);
    *region = (ird_region){0};
}

static void splitter_free(splitter *s) {
    ird_legs_free(&s->legs);
    ird_free(s->parent);
    ird_free(s->region_of);
    ird_free(s->starts);
    ird_free(s->members);
    ird_free(s->inside.items);
    ird_free(s->inside_starts);
    ird_free(s->inside_order);
    ird_free(s->edge_region);
    ird_region_free(&s->region);
}

/* ---- regions ----------------------------------------------------------------------- */

static uint32_t end_of(uint32_t p, int side) {
    return 2 * p + (uint32_t)side;
}

static void join_ends(splitter *s) {
    for (size_t i = 0; i < s->legs.items.count; i++) {
        if (!s->legs.items.items[i].is_leg) {
            ird_disjoint_join(s->parent, end_of((uint32_t)i, 0), end_of((uint32_t)i, 1));
        }
    }
    for (size_t i = 0; i < s->legs.touches.count; i++) {
        ird_disjoint_join(s->parent, end_of(s->legs.touches.items[i].before, 1),
                          end_of(s->legs.touches.items[i].after, 0));
    }
    for (size_t i = 0; i < s->field->edge_count; i++) {
        uint32_t first = NO_REGION;
        for (size_t k = 0; k < s->legs.items.count; k++) {
            if (ird_touches_edge(&s->legs.items.items[k].box, &s->field->edges[i].box)) {
                first = first == NO_REGION ? end_of((uint32_t)k, 0) : first;
                ird_disjoint_join(s->parent, first, end_of((uint32_t)k, 0));
            }
        }
        s->edge_region[i] = first;
    }
}

static bool has_end(const ird_piece *p, int side) {
    return p->is_leg ? p->raw[side] != IRD_NO_RAW : side == 0;
}

/* Number the regions in the order of their first piece, and list their members. */
static ird_status list_regions(splitter *s, ird_error *err) {
    size_t count = s->legs.items.count;
    memset(s->region_of, 0xff, 2 * count * sizeof *s->region_of);
    for (uint32_t e = 0; e < 2 * count; e++) {
        uint32_t root = ird_disjoint_find(s->parent, e);
        if (has_end(&s->legs.items.items[e / 2], (int)(e % 2)) &&
            s->region_of[root] == NO_REGION) {
            s->region_of[root] = (uint32_t)s->region_count++;
        }
    }
    s->starts = ird_alloc_zero(s->region_count + 2, sizeof *s->starts);
    s->members = ird_alloc(2 * count, sizeof *s->members);
    if (s->starts == NULL || s->members == NULL) {
        return ird_fail_memory(err, DOING);
    }
    for (int pass = 0; pass < 2; pass++) {
        for (uint32_t e = 0; e < 2 * count; e++) {
            if (!has_end(&s->legs.items.items[e / 2], (int)(e % 2))) {
                continue;
            }
            uint32_t region = s->region_of[ird_disjoint_find(s->parent, e)];
            if (pass == 0) {
                s->starts[region + 2]++;
            } else {
                s->members[s->starts[region + 1]++] = (member){e / 2, (uint8_t)(e % 2)};
            }
        }
        for (size_t i = 0; pass == 0 && i < s->region_count; i++) {
            s->starts[i + 2] += s->starts[i + 1];
        }
    }
    for (size_t i = 0; i < s->field->edge_count; i++) {
        s->edge_region[i] =
            s->edge_region[i] == NO_REGION
                ? NO_REGION
                : s->region_of[ird_disjoint_find(s->parent, s->edge_region[i])];
    }
    return IRD_OK;
}

static uint32_t region_at(splitter *s, uint32_t p, int side) {
    return s->region_of[ird_disjoint_find(s->parent, end_of(p, side))];
}

static ird_status put_inside(splitter *s, uint32_t region, uint32_t contact,
                             ird_error *err) {
    IRD_TRY(ird_vec_reserve(&s->inside, 1, DOING, err));
    s->inside.items[s->inside.count++] = (placed){region, contact};
    return IRD_OK;
}

/* ---- contacts along legs and in regions -------------------------------------------- */

static ird_status add_stop(splitter *s, double place, uint32_t raw, ird_error *err) {
    IRD_TRY(ird_vec_reserve(&s->legs.stops, 1, DOING, err));
    s->legs.stops.items[s->legs.stops.count++] = (ird_stop){place, raw};
    return IRD_OK;
}

static bool meets(const ird_uv_box *a, int64_t u0, int64_t u1) {
    return a->u0_dbu == a->u1_dbu ? a->u0_dbu >= u0 && a->u0_dbu <= u1
                                  : a->u0_dbu < u1 && a->u1_dbu > u0;
}

/* An area drives all of a leg that it covers. */
static ird_status place_area(splitter *s, uint32_t p, uint32_t index, ird_error *err) {
    const ird_piece *leg = &s->legs.items.items[p];
    const ird_contact *c = &s->field->contacts[index];
    if (c->box.u0_dbu <= leg->high_dbu && c->box.u1_dbu >= leg->low_dbu) {
        double low =
            (double)(c->box.u0_dbu > leg->low_dbu ? c->box.u0_dbu : leg->low_dbu);
        double high =
            (double)(c->box.u1_dbu < leg->high_dbu ? c->box.u1_dbu : leg->high_dbu);
        IRD_TRY(add_stop(s, low, c->raw, err));
        IRD_TRY(add_stop(s, high, c->raw, err));
    }
    if (leg->raw[0] != IRD_NO_RAW && meets(&c->box, leg->box.u0_dbu, leg->low_dbu)) {
        IRD_TRY(put_inside(s, region_at(s, p, 0), index, err));
    }
    if (leg->raw[1] != IRD_NO_RAW && meets(&c->box, leg->high_dbu, leg->box.u1_dbu)) {
        IRD_TRY(put_inside(s, region_at(s, p, 1), index, err));
    }
    return IRD_OK;
}

static ird_status place_contact(splitter *s, uint32_t p, uint32_t index, ird_error *err) {
    const ird_piece *at = &s->legs.items.items[p];
    const ird_contact *c = &s->field->contacts[index];
    double middle = ird_contact_middle(c);
    if (!at->is_leg) {
        return put_inside(s, region_at(s, p, 0), index, err);
    }
    if (c->is_area) {
        return place_area(s, p, index, err);
    }
    if (middle < (double)at->low_dbu) {
        return put_inside(s, region_at(s, p, 0), index, err);
    }
    if (middle > (double)at->high_dbu) {
        return put_inside(s, region_at(s, p, 1), index, err);
    }
    ird_spread_via(s->field, c, ird_uv_width(&at->box));
    return add_stop(s, middle, c->raw, err);
}

static bool is_in_piece(const ird_contact *c, const ird_piece *p, bool is_last) {
    double middle = ird_contact_middle(c);
    if (c->is_area) {
        return meets(&c->box, p->box.u0_dbu, p->box.u1_dbu);
    }
    return middle < (double)p->box.u1_dbu || is_last;
}

/* A field's contacts that reach over several slabs: areas, which are cut per slab in the
 * layer, but not in a turned field. */
static ird_status place_on_slab(splitter *s, size_t slab, uint32_t p, ird_error *err) {
    const ird_field *f = s->field;
    const ird_piece *at = &s->legs.items.items[p];
    bool is_first = p == s->legs.first_piece[slab],
         is_last = p + 1 == s->legs.first_piece[slab + 1];
    for (uint32_t i = f->starts[slab]; i < f->starts[slab + 1]; i++) {
        const ird_contact *c = &f->contacts[i];
        bool is_below =
            !is_first && !c->is_area && ird_contact_middle(c) < (double)at->box.u0_dbu;
        if (!is_below && is_in_piece(c, at, is_last)) {
            IRD_TRY(place_contact(s, p, i, err));
        }
    }
    return IRD_OK;
}

static int64_t middle_of(int64_t a, int64_t b) {
    return a + (b - a) / 2;
}

static ird_status add_port(splitter *s, ird_piece *leg, int side, ird_error *err) {
    int64_t u = side == 0 ? leg->low_dbu : leg->high_dbu;
    int64_t v = middle_of(leg->box.v0_dbu, leg->box.v1_dbu);
    const ird_field *f = s->field;
    return ird_wiring_add_node(f->wiring, f->layer, f->is_turned ? v : u,
                               f->is_turned ? u : v, &leg->raw[side], err);
}

/* Spread pins (sheet.h) hold where a region has few ports. */
static bool is_inner(splitter *s, const ird_piece *leg) {
    uint32_t p = (uint32_t)(leg - s->legs.items.items);
    return leg->is_bare && leg->raw[0] != IRD_NO_RAW && leg->raw[1] != IRD_NO_RAW &&
           (double)(leg->high_dbu - leg->low_dbu) <=
               INNER_MAX * ird_uv_width(&leg->box) &&
           region_at(s, p, 0) == region_at(s, p, 1);
}

/* The resistors along one leg, between its ports and contacts. */
static ird_status wire_leg(splitter *s, ird_piece *leg, ird_error *err) {
    const ird_field *f = s->field;
    leg->is_bare = s->legs.stops.count == 0;
    leg->is_inner = is_inner(s, leg);
    if (leg->is_inner) {
        return IRD_OK;
    }
    leg->is_idle =
        leg->is_bare && (leg->raw[0] == IRD_NO_RAW || leg->raw[1] == IRD_NO_RAW);
    if (leg->is_idle) {
        return IRD_OK;
    }
    for (int side = 0; side < 2; side++) {
        if (leg->raw[side] != IRD_NO_RAW) {
            IRD_TRY(add_port(s, leg, side, err));
            IRD_TRY(add_stop(s, (double)(side == 0 ? leg->low_dbu : leg->high_dbu),
                             leg->raw[side], err));
        }
    }
    if (s->legs.stops.count > 1) {
        qsort(s->legs.stops.items, s->legs.stops.count, sizeof(ird_stop),
              ird_stop_compare);
    }
    for (size_t i = 1; i < s->legs.stops.count; i++) {
        const ird_stop *a = &s->legs.stops.items[i - 1], *b = &s->legs.stops.items[i];
        double squares = (b->place - a->place) / ird_uv_width(&leg->box);
        bool are_raw = a->raw < f->wiring->raw_count && b->raw < f->wiring->raw_count;
        if (squares <= 0 && are_raw) {
            ird_disjoint_join(f->wiring->parent, a->raw, b->raw);
            ird_forget_spread(f->wiring, a->raw, b->raw);
        } else {
            IRD_TRY(ird_wiring_add(f->wiring, a->raw, b->raw,
                                   squares > 0 ? f->sheet_ohm * squares : 0,
                                   leg->box.v1_dbu - leg->box.v0_dbu, err));
        }
    }
    return IRD_OK;
}

static ird_status wire_legs(splitter *s, ird_error *err) {
    size_t slabs = s->field->metal->slabs.count;
    for (size_t i = 0; i < slabs; i++) {
        for (uint32_t p = s->legs.first_piece[i]; p < s->legs.first_piece[i + 1]; p++) {
            s->legs.stops.count = 0;
            IRD_TRY(place_on_slab(s, i, p, err));
            if (s->legs.items.items[p].is_leg) {
                IRD_TRY(wire_leg(s, &s->legs.items.items[p], err));
            }
        }
    }
    return IRD_OK;
}

/* ---- handing regions over ---------------------------------------------------------- */

static ird_status sort_inside(splitter *s, ird_error *err) {
    s->inside_starts = ird_alloc_zero(s->region_count + 2, sizeof *s->inside_starts);
    s->inside_order = ird_alloc(s->inside.count, sizeof *s->inside_order);
    if (s->inside_starts == NULL || s->inside_order == NULL) {
        return ird_fail_memory(err, DOING);
    }
    for (size_t i = 0; i < s->inside.count; i++) {
        s->inside_starts[s->inside.items[i].region + 2]++;
    }
    for (size_t i = 0; i < s->region_count; i++) {
        s->inside_starts[i + 2] += s->inside_starts[i + 1];
    }
    for (size_t i = 0; i < s->inside.count; i++) {
        const placed *at = &s->inside.items[i];
        s->inside_order[s->inside_starts[at->region + 1]++] = at->contact;
    }
    return IRD_OK;
}

/* How many ports and contacts each region has that may carry current. */
static void count_live(splitter *s, uint32_t *live) {
    for (uint32_t r = 0; r < s->region_count; r++) {
        live[r] = s->inside_starts[r + 1] - s->inside_starts[r];
        for (uint32_t i = s->starts[r]; i < s->starts[r + 1]; i++) {
            const ird_piece *p = &s->legs.items.items[s->members[i].piece];
            live[r] += p->is_leg && !p->is_idle && !p->is_inner;
        }
    }
    for (size_t i = 0; i < s->field->edge_count; i++) {
        if (s->edge_region[i] != NO_REGION) {
            live[s->edge_region[i]]++;
        }
    }
}

/* Back from where a region has nothing but one bare leg, to the next, and so on. */
static void idle_from(splitter *s, uint32_t *live, uint32_t region) {
    while (live[region] == 1) {
        uint32_t next = NO_REGION;
        for (uint32_t i = s->starts[region]; i < s->starts[region + 1]; i++) {
            const member *m = &s->members[i];
            ird_piece *p = &s->legs.items.items[m->piece];
            if (p->is_leg && p->is_bare && !p->is_idle && !p->is_inner) {
                p->is_idle = true;
                next = region_at(s, m->piece, 1 - m->side);
                break;
            }
        }
        if (next == NO_REGION) {
            return;
        }
        live[region]--;
        live[next]--;
        region = next;
    }
}

static ird_status find_idle(splitter *s, ird_error *err) {
    uint32_t *live = ird_alloc(s->region_count, sizeof *live);
    if (live == NULL) {
        return ird_fail_memory(err, DOING);
    }
    count_live(s, live);
    for (uint32_t r = 0; r < s->region_count; r++) {
        idle_from(s, live, r);
    }
    ird_free(live);
    return IRD_OK;
}

static ird_status add_member(splitter *s, const member *of, ird_error *err) {
    const ird_piece *p = &s->legs.items.items[of->piece];
    ird_region *region = &s->region;
    ird_uv_box box = p->box;
    if (p->is_inner && of->side == 1) {
        return IRD_OK;
    }
    if (p->is_leg && !p->is_inner) {
        int64_t u = of->side == 0 ? p->low_dbu : p->high_dbu;
        *(of->side == 0 ? &box.u1_dbu : &box.u0_dbu) = u;
        ird_uv_box edge = {u, u, box.v0_dbu, box.v1_dbu};
        IRD_TRY(ird_vec_reserve(&region->edges, 1, DOING, err));
        if (!p->is_idle) {
            region->edges.items[region->edges.count++] =
                (ird_region_port){edge, p->raw[of->side]};
        }
    }
    if (box.u0_dbu < box.u1_dbu) {
        IRD_TRY(ird_vec_reserve(&region->boxes, 1, DOING, err));
        region->boxes.items[region->boxes.count++] = box;
    }
    return IRD_OK;
}

static ird_status visit_region(splitter *s, uint32_t r, ird_error *err) {
    ird_region *region = &s->region;
    region->boxes.count = region->edges.count = region->contacts.count = 0;
    for (uint32_t i = s->starts[r]; i < s->starts[r + 1]; i++) {
        IRD_TRY(add_member(s, &s->members[i], err));
    }
    for (size_t i = 0; i < s->field->edge_count; i++) {
        if (s->edge_region[i] == r) {
            IRD_TRY(ird_vec_reserve(&region->edges, 1, DOING, err));
            region->edges.items[region->edges.count++] = s->field->edges[i];
        }
    }
    for (uint32_t i = s->inside_starts[r]; i < s->inside_starts[r + 1]; i++) {
        IRD_TRY(ird_vec_reserve(&region->contacts, 1, DOING, err));
        region->contacts.items[region->contacts.count++] =
            s->field->contacts[s->inside_order[i]];
    }
    return region->edges.count + region->contacts.count > 1
               ? s->field->visit(s->field->context, region, err)
               : IRD_OK;
}

static ird_status split(splitter *s, ird_error *err) {
    s->edge_region = ird_alloc(s->field->edge_count, sizeof *s->edge_region);
    if (s->edge_region == NULL) {
        return ird_fail_memory(err, DOING);
    }
    IRD_TRY(ird_legs_make(&s->legs, s->field, err));
    size_t ends = 2 * s->legs.items.count;
    s->parent = ird_alloc(ends, sizeof *s->parent);
    s->region_of = ird_alloc(ends, sizeof *s->region_of);
    if (s->parent == NULL || s->region_of == NULL) {
        return ird_fail_memory(err, DOING);
    }
    ird_disjoint_reset(s->parent, ends);
    join_ends(s);
    IRD_TRY(list_regions(s, err));
    IRD_TRY(wire_legs(s, err));
    IRD_TRY(sort_inside(s, err));
    IRD_TRY(find_idle(s, err));
    for (uint32_t r = 0; r < s->region_count; r++) {
        IRD_TRY(visit_region(s, r, err));
    }
    return IRD_OK;
}

ird_status ird_field_wire(const ird_field *field, ird_error *err) {
    splitter s = {.field = field};
    ird_status status = split(&s, err);
    splitter_free(&s);
    return status;
}
