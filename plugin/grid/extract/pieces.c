/* SPDX-License-Identifier: BSD-3-Clause */
#include "extract/pieces.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/disjoint.h"

static const char DOING[] = "telling straight metal from the rest";

/* In widths: how far a disturbance reaches, and how long a leg is at least with no, one
 * and two ends joined. Between two stubs of a rail, which disturb little, less is enough.
 */
static const double REACH = 0.75;
static const double LENGTH_MIN[3] = {2.0, 1.0, 1.5};
static const double LENGTH_MIN_RAIL = 0.6;

/* The longest straight part, in widths, that is worth no leg of its own. */
static const double INNER_MAX = 1;

/* A contact is let be where what it disturbs is less than this part of the resistance
 * behind it, or of that to the next one. So are many on one leg, the cuts of a large via:
 * each has little of the current. */
static const double SMALL_PART_BEHIND = 0.08, SMALL_PART = 0.03;
enum { CUTS_MAX = 32 };

#define NO_RAW UINT32_MAX
#define NO_REGION UINT32_MAX

typedef struct piece {
    ird_uv_box box;
    int64_t low_dbu, high_dbu; /* of a leg: its straight part along u */
    uint32_t raw[2];           /* of a leg: its ports; NO_RAW at a free end */
    bool is_leg;
    bool is_bare; /* a leg without a contact */
    bool is_idle; /* such a one that no current leaves, for it ends free, or in metal that
                     has nothing else to it */
    bool
        is_inner; /* a short bare leg with both ends in one region, which has all of it */
} piece;

/* Two pieces touch at u. */
typedef struct touch {
    uint32_t before, after;
} touch;

typedef struct member {
    uint32_t piece;
    uint8_t side; /* of a leg: 0 low, 1 high */
} member;

/* A node along a leg. */
typedef struct stop {
    double place;
    uint32_t raw;
} stop;

typedef struct placed {
    uint32_t region, contact;
} placed;

typedef struct splitter {
    const ird_field *field;
    IRD_VEC(piece) pieces;
    uint32_t *first_piece; /* per slab, and one more */
    IRD_VEC(touch) touches;
    uint32_t *parent;    /* per end of a piece: 2 piece + side */
    uint32_t *region_of; /* per root among them */
    size_t region_count;
    uint32_t *starts; /* per region, and one more: into members */
    member *members;
    IRD_VEC(placed) inside;  /* contacts in regions */
    uint32_t *inside_starts; /* per region, and one more */
    uint32_t *inside_order;  /* of inside */
    uint32_t *edge_region;   /* per edge of the field */
    IRD_VEC(stop) stops;     /* scratch: of one leg */
    IRD_VEC(stop) zones;     /* scratch: u of a contact that cuts a leg; raw is its end */
    uint8_t *joined;         /* per slab: bits 1 low, 2 high, 4 low rail, 8 high rail */
    ird_region region;       /* scratch */
} splitter;

void ird_region_free(ird_region *region) {
    ird_free(region->boxes.items);
    ird_free(region->edges.items);
    ird_free(region->contacts.items);
    *region = (ird_region){0};
}

static void splitter_free(splitter *s) {
    ird_free(s->pieces.items);
    ird_free(s->first_piece);
    ird_free(s->touches.items);
    ird_free(s->parent);
    ird_free(s->region_of);
    ird_free(s->starts);
    ird_free(s->members);
    ird_free(s->inside.items);
    ird_free(s->inside_starts);
    ird_free(s->inside_order);
    ird_free(s->edge_region);
    ird_free(s->stops.items);
    ird_free(s->zones.items);
    ird_free(s->joined);
    ird_region_free(&s->region);
}

static double length_of(const ird_uv_box *box) {
    return (double)(box->u1_dbu - box->u0_dbu);
}

static double width_of(const ird_uv_box *box) {
    return (double)(box->v1_dbu - box->v0_dbu);
}

/* ---- which slabs are legs ---------------------------------------------------------- */

enum { JOINED_LOW = 1, JOINED_HIGH = 2, RAIL_LOW = 4, RAIL_HIGH = 8, AT_EDGE = 16 };

/* A stub: it is shorter along u than the slab is wide, and holds all of its end. */
static bool is_stub_on(const ird_uv_box *other, const ird_uv_box *slab) {
    return other->v0_dbu <= slab->v0_dbu && other->v1_dbu >= slab->v1_dbu &&
           length_of(other) <= width_of(slab);
}

static bool touches_edge(const ird_uv_box *box, const ird_uv_box *edge) {
    return box->u0_dbu <= edge->u1_dbu && box->u1_dbu >= edge->u0_dbu &&
           box->v0_dbu <= edge->v1_dbu && box->v1_dbu >= edge->v0_dbu &&
           (box->u0_dbu < edge->u1_dbu && box->u1_dbu > edge->u0_dbu);
}

static void mark_joined(splitter *s) {
    const ird_metal *metal = s->field->metal;
    for (size_t i = 0; i < metal->joints.count; i++) {
        const ird_joint *joint = &metal->joints.items[i];
        const ird_uv_box *before = &metal->slabs.items[joint->before];
        const ird_uv_box *after = &metal->slabs.items[joint->after];
        s->joined[joint->before] |=
            (uint8_t)(JOINED_HIGH | (is_stub_on(after, before) ? RAIL_HIGH : 0));
        s->joined[joint->after] |=
            (uint8_t)(JOINED_LOW | (is_stub_on(before, after) ? RAIL_LOW : 0));
    }
    /* The edges of a turned field lie along u, at the sides of slabs. */
    for (size_t i = 0; i < s->field->edge_count; i++) {
        for (size_t k = 0; k < metal->slabs.count; k++) {
            if (touches_edge(&metal->slabs.items[k], &s->field->edges[i].box)) {
                s->joined[k] |= AT_EDGE;
            }
        }
    }
}

static bool is_long(const ird_uv_box *box, uint8_t joined) {
    int ends = ((joined & JOINED_LOW) != 0) + ((joined & JOINED_HIGH) != 0);
    bool is_rail = ends == 2 && (joined & RAIL_LOW) && (joined & RAIL_HIGH);
    double least = is_rail ? LENGTH_MIN_RAIL : LENGTH_MIN[ends];
    return !(joined & AT_EDGE) && length_of(box) >= least * width_of(box);
}

/* ---- contacts that cut a leg ------------------------------------------------------- */

/* How many squares the way to the contact is longer than to a line across the leg in its
 * middle: by the larger side of the contact, whichever way it lies. */
static double disturbance(const ird_contact *contact, double width) {
    double side = fmax(width_of(&contact->box), length_of(&contact->box));
    side = fmax(side, width / 50);
    return side < width ? log(width / side) / 3.14159265358979 : 0;
}

static int compare_stops(const void *a, const void *b) {
    const stop *x = a, *y = b;
    if (x->place != y->place) {
        return x->place < y->place ? -1 : 1;
    }
    return (x->raw > y->raw) - (x->raw < y->raw);
}

static double middle_u(const ird_contact *contact) {
    return (double)contact->box.u0_dbu / 2 + (double)contact->box.u1_dbu / 2;
}

static double from_low_end(const splitter *s, size_t slab, const stop *at) {
    double end = (double)s->field->metal->slabs.items[slab].u0_dbu;
    return (s->joined[slab] & JOINED_LOW) != 0 ? at->place - end : (double)INFINITY;
}

static double from_high_end(const splitter *s, size_t slab, const stop *at) {
    double end = (double)s->field->metal->slabs.items[slab].u1_dbu;
    return (s->joined[slab] & JOINED_HIGH) != 0 ? end - at->place : (double)INFINITY;
}

/* The contacts of the slab that cut it, by their place, into stops; raw is their index.
 */
static ird_status find_cuts(splitter *s, size_t slab, ird_error *err) {
    const ird_field *f = s->field;
    const ird_uv_box *box = &f->metal->slabs.items[slab];
    double width = width_of(box);
    uint32_t begin = f->starts[slab], end = f->starts[slab + 1];
    bool any = false;
    s->zones.count = 0;
    s->stops.count = 0;
    for (uint32_t i = begin; i < end && !any; i++) {
        double squares = disturbance(&f->contacts[i], width);
        any = squares > 0.01 &&
              squares * f->sheet_ohm > SMALL_PART_BEHIND * (double)f->contacts[i].ohm;
    }
    if (!any) {
        return IRD_OK;
    }
    IRD_TRY(ird_vec_reserve(&s->stops, end - begin, DOING, err));
    IRD_TRY(ird_vec_reserve(&s->zones, end - begin, DOING, err));
    for (uint32_t i = begin; i < end; i++) {
        s->stops.items[s->stops.count++] = (stop){middle_u(&f->contacts[i]), i};
    }
    qsort(s->stops.items, s->stops.count, sizeof(stop), compare_stops);
    for (size_t i = 0; i < s->stops.count; i++) {
        const stop *here = &s->stops.items[i];
        double low = i > 0 ? here->place - here[-1].place : from_low_end(s, slab, here);
        double high = i + 1 < s->stops.count ? here[1].place - here->place
                                             : from_high_end(s, slab, here);
        const ird_contact *contact = &f->contacts[here->raw];
        double squares = disturbance(contact, width);
        if (squares > 0.01 &&
            squares * f->sheet_ohm > SMALL_PART_BEHIND * (double)contact->ohm &&
            squares > SMALL_PART * fmin(low, high) / width) {
            s->zones.items[s->zones.count++] = *here;
        }
    }
    s->zones.count = s->zones.count <= CUTS_MAX ? s->zones.count : 0;
    return IRD_OK;
}

/* ---- pieces ------------------------------------------------------------------------ */

static ird_status add_piece(splitter *s, ird_uv_box box, bool is_leg, ird_error *err) {
    IRD_TRY(ird_vec_reserve(&s->pieces, 1, DOING, err));
    s->pieces.items[s->pieces.count++] = (piece){.box = box,
                                                 .is_leg = is_leg,
                                                 .raw = {NO_RAW, NO_RAW},
                                                 .low_dbu = box.u0_dbu,
                                                 .high_dbu = box.u1_dbu};
    return IRD_OK;
}

static ird_status add_next_piece(splitter *s, size_t first, ird_uv_box box, bool is_leg,
                                 ird_error *err) {
    if (box.u0_dbu >= box.u1_dbu) {
        return IRD_OK;
    }
    IRD_TRY(add_piece(s, box, is_leg, err));
    size_t last = s->pieces.count - 1;
    if (last > first) {
        IRD_TRY(ird_vec_reserve(&s->touches, 1, DOING, err));
        s->touches.items[s->touches.count++] =
            (touch){(uint32_t)last - 1, (uint32_t)last};
    }
    return IRD_OK;
}

/* A long slab, cut at the contacts in zones; what is left between them is a leg where it
 * is long enough still. */
static ird_status cut_slab(splitter *s, size_t slab, ird_error *err) {
    const ird_uv_box box = s->field->metal->slabs.items[slab];
    size_t first = s->pieces.count;
    int64_t from = box.u0_dbu;
    for (size_t i = 0; i <= s->zones.count; i++) {
        bool is_last = i == s->zones.count;
        ird_uv_box zone = box, gap = box;
        if (!is_last) {
            const ird_contact *contact = &s->field->contacts[s->zones.items[i].raw];
            zone.u0_dbu = contact->box.u0_dbu > from ? contact->box.u0_dbu : from;
            zone.u1_dbu =
                contact->box.u1_dbu < box.u1_dbu ? contact->box.u1_dbu : box.u1_dbu;
        }
        gap.u0_dbu = from;
        gap.u1_dbu = is_last ? box.u1_dbu : zone.u0_dbu;
        int ends = (i > 0 || (s->joined[slab] & JOINED_LOW)) +
                   (!is_last || (s->joined[slab] & JOINED_HIGH));
        bool is_leg = length_of(&gap) >= LENGTH_MIN[ends] * width_of(&gap);
        IRD_TRY(add_next_piece(s, first, gap, is_leg, err));
        if (!is_last && zone.u0_dbu < zone.u1_dbu) {
            IRD_TRY(add_next_piece(s, first, zone, false, err));
            from = zone.u1_dbu;
        }
    }
    return IRD_OK;
}

static ird_status make_pieces(splitter *s, ird_error *err) {
    const ird_metal *metal = s->field->metal;
    IRD_TRY(ird_vec_reserve(&s->pieces, metal->slabs.count, DOING, err));
    IRD_TRY(ird_vec_reserve(&s->touches, metal->joints.count, DOING, err));
    mark_joined(s);
    for (size_t i = 0; i < metal->slabs.count; i++) {
        const ird_uv_box *box = &metal->slabs.items[i];
        bool is_leg = is_long(box, s->joined[i]);
        s->first_piece[i] = (uint32_t)s->pieces.count;
        s->zones.count = 0;
        if (is_leg) {
            IRD_TRY(find_cuts(s, i, err));
        }
        if (s->zones.count > 0) {
            IRD_TRY(cut_slab(s, i, err));
        } else {
            IRD_TRY(add_piece(s, *box, is_leg, err));
        }
    }
    s->first_piece[metal->slabs.count] = (uint32_t)s->pieces.count;
    IRD_TRY(ird_vec_reserve(&s->touches, metal->joints.count, DOING, err));
    for (size_t i = 0; i < metal->joints.count; i++) {
        const ird_joint *joint = &metal->joints.items[i];
        s->touches.items[s->touches.count++] =
            (touch){s->first_piece[joint->before + 1] - 1, s->first_piece[joint->after]};
    }
    return IRD_OK;
}

/* A pin whose middle lies in the given up end of a leg has all of it there: where the
 * metal is cut off, its current would enter before. */
static void give_up_pins(const splitter *s, size_t slab, piece *p) {
    const ird_field *f = s->field;
    for (uint32_t i = f->starts[slab]; i < f->starts[slab + 1]; i++) {
        const ird_contact *c = &f->contacts[i];
        double middle = middle_u(c);
        if (!c->is_pin || c->is_area) {
            continue;
        }
        if (middle < (double)p->low_dbu && c->box.u1_dbu > p->low_dbu) {
            p->low_dbu = c->box.u1_dbu < p->box.u1_dbu ? c->box.u1_dbu : p->box.u1_dbu;
        }
        if (middle > (double)p->high_dbu && c->box.u0_dbu < p->high_dbu) {
            p->high_dbu = c->box.u0_dbu > p->box.u0_dbu ? c->box.u0_dbu : p->box.u0_dbu;
        }
    }
}

static void trim_leg(const splitter *s, size_t slab, piece *p, uint8_t ends) {
    double most = length_of(&p->box) / (ends == 3 ? 2 : 1);
    int64_t reach = llround(fmin(REACH * width_of(&p->box), most));
    p->low_dbu += (ends & 1) ? reach : 0;
    p->high_dbu -= (ends & 2) ? reach : 0;
    give_up_pins(s, slab, p);
    p->high_dbu = p->high_dbu < p->low_dbu ? p->low_dbu : p->high_dbu;
    for (int k = 0; k < 2; k++) {
        /* Its number; the node itself is made where its region wants it. */
        p->raw[k] = (ends & (1 << k)) ? 0 : NO_RAW;
    }
}

/* Give up the joined ends of legs to what they join. */
static ird_status trim_legs(splitter *s, ird_error *err) {
    size_t count = s->pieces.count;
    uint8_t *ends = ird_alloc_zero(count, sizeof *ends);
    if (ends == NULL) {
        return ird_fail_memory(err, DOING);
    }
    for (size_t i = 0; i < s->touches.count; i++) {
        ends[s->touches.items[i].before] |= 2;
        ends[s->touches.items[i].after] |= 1;
    }
    for (size_t slab = 0; slab < s->field->metal->slabs.count; slab++) {
        for (uint32_t p = s->first_piece[slab]; p < s->first_piece[slab + 1]; p++) {
            if (s->pieces.items[p].is_leg && ends[p] != 0) {
                trim_leg(s, slab, &s->pieces.items[p], ends[p]);
            }
        }
    }
    ird_free(ends);
    return IRD_OK;
}

/* ---- regions ----------------------------------------------------------------------- */

static uint32_t end_of(uint32_t p, int side) {
    return 2 * p + (uint32_t)side;
}

static void join_ends(splitter *s) {
    for (size_t i = 0; i < s->pieces.count; i++) {
        if (!s->pieces.items[i].is_leg) {
            ird_disjoint_join(s->parent, end_of((uint32_t)i, 0), end_of((uint32_t)i, 1));
        }
    }
    for (size_t i = 0; i < s->touches.count; i++) {
        ird_disjoint_join(s->parent, end_of(s->touches.items[i].before, 1),
                          end_of(s->touches.items[i].after, 0));
    }
    for (size_t i = 0; i < s->field->edge_count; i++) {
        uint32_t first = NO_REGION;
        for (size_t k = 0; k < s->pieces.count; k++) {
            if (touches_edge(&s->pieces.items[k].box, &s->field->edges[i].box)) {
                first = first == NO_REGION ? end_of((uint32_t)k, 0) : first;
                ird_disjoint_join(s->parent, first, end_of((uint32_t)k, 0));
            }
        }
        s->edge_region[i] = first;
    }
}

static bool has_end(const piece *p, int side) {
    return p->is_leg ? p->raw[side] != NO_RAW : side == 0;
}

/* Number the regions in the order of their first piece, and list their members. */
static ird_status list_regions(splitter *s, ird_error *err) {
    size_t count = s->pieces.count;
    memset(s->region_of, 0xff, 2 * count * sizeof *s->region_of);
    for (uint32_t e = 0; e < 2 * count; e++) {
        uint32_t root = ird_disjoint_find(s->parent, e);
        if (has_end(&s->pieces.items[e / 2], (int)(e % 2)) &&
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
            if (!has_end(&s->pieces.items[e / 2], (int)(e % 2))) {
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
    IRD_TRY(ird_vec_reserve(&s->stops, 1, DOING, err));
    s->stops.items[s->stops.count++] = (stop){place, raw};
    return IRD_OK;
}

static bool meets(const ird_uv_box *a, int64_t u0, int64_t u1) {
    return a->u0_dbu == a->u1_dbu ? a->u0_dbu >= u0 && a->u0_dbu <= u1
                                  : a->u0_dbu < u1 && a->u1_dbu > u0;
}

/* An area drives all of a leg that it covers. */
static ird_status place_area(splitter *s, uint32_t p, uint32_t index, ird_error *err) {
    const piece *leg = &s->pieces.items[p];
    const ird_contact *c = &s->field->contacts[index];
    if (c->box.u0_dbu <= leg->high_dbu && c->box.u1_dbu >= leg->low_dbu) {
        double low =
            (double)(c->box.u0_dbu > leg->low_dbu ? c->box.u0_dbu : leg->low_dbu);
        double high =
            (double)(c->box.u1_dbu < leg->high_dbu ? c->box.u1_dbu : leg->high_dbu);
        IRD_TRY(add_stop(s, low, c->raw, err));
        IRD_TRY(add_stop(s, high, c->raw, err));
    }
    if (leg->raw[0] != NO_RAW && meets(&c->box, leg->box.u0_dbu, leg->low_dbu)) {
        IRD_TRY(put_inside(s, region_at(s, p, 0), index, err));
    }
    if (leg->raw[1] != NO_RAW && meets(&c->box, leg->high_dbu, leg->box.u1_dbu)) {
        IRD_TRY(put_inside(s, region_at(s, p, 1), index, err));
    }
    return IRD_OK;
}

/* The current of a row of cuts enters all along it. Seen from its middle that is less by
 * a sixth of its length: the mean of r x - r x^2 / 2 L over the length L is r L / 3, and
 * not r L / 2. Up to the width of the leg a via counts as a point, as cells do, and from
 * two widths on for all of its length. */
static void spread_via(splitter *s, const ird_contact *contact, double width) {
    const ird_field *f = s->field;
    double length = length_of(&contact->box);
    double part = fmin(length / width - 1, 1);
    if (f->wiring->less_ohm != NULL && !contact->is_pin && part > 0) {
        f->wiring->less_ohm[contact->raw] =
            (float)(part * f->sheet_ohm * length / width / 6);
    }
}

static ird_status place_contact(splitter *s, uint32_t p, uint32_t index, ird_error *err) {
    const piece *at = &s->pieces.items[p];
    const ird_contact *c = &s->field->contacts[index];
    double middle = middle_u(c);
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
    spread_via(s, c, width_of(&at->box));
    return add_stop(s, middle, c->raw, err);
}

static bool is_in_piece(const ird_contact *c, const piece *p, bool is_last) {
    double middle = middle_u(c);
    if (c->is_area) {
        return meets(&c->box, p->box.u0_dbu, p->box.u1_dbu);
    }
    return middle < (double)p->box.u1_dbu || is_last;
}

/* A field's contacts that reach over several slabs: areas, which are cut per slab in the
 * layer, but not in a turned field. */
static ird_status place_on_slab(splitter *s, size_t slab, uint32_t p, ird_error *err) {
    const ird_field *f = s->field;
    const piece *at = &s->pieces.items[p];
    bool is_first = p == s->first_piece[slab],
         is_last = p + 1 == s->first_piece[slab + 1];
    for (uint32_t i = f->starts[slab]; i < f->starts[slab + 1]; i++) {
        const ird_contact *c = &f->contacts[i];
        bool is_below = !is_first && !c->is_area && middle_u(c) < (double)at->box.u0_dbu;
        if (!is_below && is_in_piece(c, at, is_last)) {
            IRD_TRY(place_contact(s, p, i, err));
        }
    }
    return IRD_OK;
}

static int64_t middle_of(int64_t a, int64_t b) {
    return a + (b - a) / 2;
}

static ird_status add_port(splitter *s, piece *leg, int side, ird_error *err) {
    int64_t u = side == 0 ? leg->low_dbu : leg->high_dbu;
    int64_t v = middle_of(leg->box.v0_dbu, leg->box.v1_dbu);
    const ird_field *f = s->field;
    return ird_wiring_add_node(f->wiring, f->layer, f->is_turned ? v : u,
                               f->is_turned ? u : v, &leg->raw[side], err);
}

/* Between what lies at one place the current does not go along the leg. */
static void forget_spread(ird_wiring *wiring, uint32_t a, uint32_t b) {
    if (wiring->less_ohm != NULL) {
        wiring->less_ohm[a] = wiring->less_ohm[b] = 0;
    }
}

/* Spread pins (sheet.h) hold where a region has few ports. */
static bool is_inner(splitter *s, const piece *leg) {
    uint32_t p = (uint32_t)(leg - s->pieces.items);
    return leg->is_bare && leg->raw[0] != NO_RAW && leg->raw[1] != NO_RAW &&
           (double)(leg->high_dbu - leg->low_dbu) <= INNER_MAX * width_of(&leg->box) &&
           region_at(s, p, 0) == region_at(s, p, 1);
}

/* The resistors along one leg, between its ports and contacts. */
static ird_status wire_leg(splitter *s, piece *leg, ird_error *err) {
    const ird_field *f = s->field;
    leg->is_bare = s->stops.count == 0;
    leg->is_inner = is_inner(s, leg);
    if (leg->is_inner) {
        return IRD_OK;
    }
    leg->is_idle = leg->is_bare && (leg->raw[0] == NO_RAW || leg->raw[1] == NO_RAW);
    if (leg->is_idle) {
        return IRD_OK;
    }
    for (int side = 0; side < 2; side++) {
        if (leg->raw[side] != NO_RAW) {
            IRD_TRY(add_port(s, leg, side, err));
            IRD_TRY(add_stop(s, (double)(side == 0 ? leg->low_dbu : leg->high_dbu),
                             leg->raw[side], err));
        }
    }
    if (s->stops.count > 1) {
        qsort(s->stops.items, s->stops.count, sizeof(stop), compare_stops);
    }
    for (size_t i = 1; i < s->stops.count; i++) {
        const stop *a = &s->stops.items[i - 1], *b = &s->stops.items[i];
        double squares = (b->place - a->place) / width_of(&leg->box);
        bool are_raw = a->raw < f->wiring->raw_count && b->raw < f->wiring->raw_count;
        if (squares <= 0 && are_raw) {
            ird_disjoint_join(f->wiring->parent, a->raw, b->raw);
            forget_spread(f->wiring, a->raw, b->raw);
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
        for (uint32_t p = s->first_piece[i]; p < s->first_piece[i + 1]; p++) {
            s->stops.count = 0;
            IRD_TRY(place_on_slab(s, i, p, err));
            if (s->pieces.items[p].is_leg) {
                IRD_TRY(wire_leg(s, &s->pieces.items[p], err));
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
            const piece *p = &s->pieces.items[s->members[i].piece];
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
            piece *p = &s->pieces.items[m->piece];
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
    const piece *p = &s->pieces.items[of->piece];
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
    size_t slabs = s->field->metal->slabs.count;
    s->joined = ird_alloc_zero(slabs, sizeof *s->joined);
    s->first_piece = ird_alloc(slabs + 1, sizeof *s->first_piece);
    s->edge_region = ird_alloc(s->field->edge_count, sizeof *s->edge_region);
    if (s->joined == NULL || s->first_piece == NULL || s->edge_region == NULL) {
        return ird_fail_memory(err, DOING);
    }
    IRD_TRY(make_pieces(s, err));
    IRD_TRY(trim_legs(s, err));
    size_t ends = 2 * s->pieces.count;
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
