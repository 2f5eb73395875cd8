/* SPDX-License-Identifier: BSD-3-Clause */
#include "metal/legs.h"

#include <math.h>
#include <stdlib.h>

static const char DOING[] = "telling straight metal from the rest";

/* In widths: how far a disturbance reaches, and how long a leg is at least with no, one
 * and two ends joined. Between two stubs of a rail, which disturb little, less is enough.
 */
static const double REACH = 0.75;
static const double LENGTH_MIN[3] = {2.0, 1.0, 1.5};
static const double LENGTH_MIN_RAIL = 0.6;

/* A contact is let be where what it disturbs is less than this part of the resistance
 * behind it, or of that to the next one. So are many on one leg, the cuts of a large via:
 * each has little of the current. */
static const double SMALL_PART_BEHIND = 0.08, SMALL_PART = 0.03;
enum { CUTS_MAX = 32 };

/* ---- which slabs are legs ---------------------------------------------------------- */

enum { JOINED_LOW = 1, JOINED_HIGH = 2, RAIL_LOW = 4, RAIL_HIGH = 8, AT_EDGE = 16 };

/* A stub: it is shorter along u than the slab is wide, and holds all of its end. */
static bool is_stub_on(const ird_uv_box *other, const ird_uv_box *slab) {
    return other->v0_dbu <= slab->v0_dbu && other->v1_dbu >= slab->v1_dbu &&
           ird_uv_length(other) <= ird_uv_width(slab);
}

bool ird_touches_edge(const ird_uv_box *box, const ird_uv_box *edge) {
    return box->u0_dbu <= edge->u1_dbu && box->u1_dbu >= edge->u0_dbu &&
           box->v0_dbu <= edge->v1_dbu && box->v1_dbu >= edge->v0_dbu &&
           (box->u0_dbu < edge->u1_dbu && box->u1_dbu > edge->u0_dbu);
}

static void mark_joined(ird_legs *s) {
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
            if (ird_touches_edge(&metal->slabs.items[k], &s->field->edges[i].box)) {
                s->joined[k] |= AT_EDGE;
            }
        }
    }
}

static bool is_long(const ird_uv_box *box, uint8_t joined) {
    int ends = ((joined & JOINED_LOW) != 0) + ((joined & JOINED_HIGH) != 0);
    bool is_rail = ends == 2 && (joined & RAIL_LOW) && (joined & RAIL_HIGH);
    double least = is_rail ? LENGTH_MIN_RAIL : LENGTH_MIN[ends];
    return !(joined & AT_EDGE) && ird_uv_length(box) >= least * ird_uv_width(box);
}

/* ---- contacts that cut a leg ------------------------------------------------------- */

/* How many squares the way to the contact is longer than to a line across the leg in its
 * middle: by the larger side of the contact, whichever way it lies. */
static double disturbance(const ird_contact *contact, double width) {
    double side = fmax(ird_uv_width(&contact->box), ird_uv_length(&contact->box));
    side = fmax(side, width / 50);
    return side < width ? log(width / side) / 3.14159265358979 : 0;
}

int ird_stop_compare(const void *a, const void *b) {
    const ird_stop *x = a, *y = b;
    if (x->place != y->place) {
        return x->place < y->place ? -1 : 1;
    }
    return (x->raw > y->raw) - (x->raw < y->raw);
}

static double from_low_end(const ird_legs *s, size_t slab, const ird_stop *at) {
    double end = (double)s->field->metal->slabs.items[slab].u0_dbu;
    return (s->joined[slab] & JOINED_LOW) != 0 ? at->place - end : (double)INFINITY;
}

static double from_high_end(const ird_legs *s, size_t slab, const ird_stop *at) {
    double end = (double)s->field->metal->slabs.items[slab].u1_dbu;
    return (s->joined[slab] & JOINED_HIGH) != 0 ? end - at->place : (double)INFINITY;
}

/* The contacts of the slab that cut it, by their place, into stops; raw is their index.
 */
static ird_status find_cuts(ird_legs *s, size_t slab, ird_error *err) {
    const ird_field *f = s->field;
    const ird_uv_box *box = &f->metal->slabs.items[slab];
    double width = ird_uv_width(box);
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
        s->stops.items[s->stops.count++] =
            (ird_stop){ird_contact_middle(&f->contacts[i]), i};
    }
    qsort(s->stops.items, s->stops.count, sizeof(ird_stop), ird_stop_compare);
    for (size_t i = 0; i < s->stops.count; i++) {
        const ird_stop *here = &s->stops.items[i];
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

static ird_status add_piece(ird_legs *s, ird_uv_box box, bool is_leg, ird_error *err) {
    IRD_TRY(ird_vec_reserve(&s->items, 1, DOING, err));
    s->items.items[s->items.count++] = (ird_piece){.box = box,
                                                   .is_leg = is_leg,
                                                   .raw = {IRD_NO_RAW, IRD_NO_RAW},
                                                   .low_dbu = box.u0_dbu,
                                                   .high_dbu = box.u1_dbu};
    return IRD_OK;
}

static ird_status add_next_piece(ird_legs *s, size_t first, ird_uv_box box, bool is_leg,
                                 ird_error *err) {
    if (box.u0_dbu >= box.u1_dbu) {
        return IRD_OK;
    }
    IRD_TRY(add_piece(s, box, is_leg, err));
    size_t last = s->items.count - 1;
    if (last > first) {
        IRD_TRY(ird_vec_reserve(&s->touches, 1, DOING, err));
        s->touches.items[s->touches.count++] =
            (ird_touch){(uint32_t)last - 1, (uint32_t)last};
    }
    return IRD_OK;
}

/* A long slab, cut at the contacts in zones; what is left between them is a leg where it
 * is long enough still. */
static ird_status cut_slab(ird_legs *s, size_t slab, ird_error *err) {
    const ird_uv_box box = s->field->metal->slabs.items[slab];
    size_t first = s->items.count;
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
        bool is_leg = ird_uv_length(&gap) >= LENGTH_MIN[ends] * ird_uv_width(&gap);
        IRD_TRY(add_next_piece(s, first, gap, is_leg, err));
        if (!is_last && zone.u0_dbu < zone.u1_dbu) {
            IRD_TRY(add_next_piece(s, first, zone, false, err));
            from = zone.u1_dbu;
        }
    }
    return IRD_OK;
}

static ird_status make_pieces(ird_legs *s, ird_error *err) {
    const ird_metal *metal = s->field->metal;
    IRD_TRY(ird_vec_reserve(&s->items, metal->slabs.count, DOING, err));
    IRD_TRY(ird_vec_reserve(&s->touches, metal->joints.count, DOING, err));
    mark_joined(s);
    for (size_t i = 0; i < metal->slabs.count; i++) {
        const ird_uv_box *box = &metal->slabs.items[i];
        bool is_leg = is_long(box, s->joined[i]);
        s->first_piece[i] = (uint32_t)s->items.count;
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
    s->first_piece[metal->slabs.count] = (uint32_t)s->items.count;
    IRD_TRY(ird_vec_reserve(&s->touches, metal->joints.count, DOING, err));
    for (size_t i = 0; i < metal->joints.count; i++) {
        const ird_joint *joint = &metal->joints.items[i];
        s->touches.items[s->touches.count++] = (ird_touch){
            s->first_piece[joint->before + 1] - 1, s->first_piece[joint->after]};
    }
    return IRD_OK;
}

/* A pin whose middle lies in the given up end of a leg has all of it there: where the
 * metal is cut off, its current would enter before. That may give up the middle of the
 * next pin, in whatever order they are. */
static bool give_up_pins(const ird_legs *s, size_t slab, ird_piece *p) {
    const ird_field *f = s->field;
    bool is_changed = false;
    for (uint32_t i = f->starts[slab]; i < f->starts[slab + 1]; i++) {
        const ird_contact *c = &f->contacts[i];
        double middle = ird_contact_middle(c);
        if (!c->is_pin || c->is_area) {
            continue;
        }
        int64_t low = c->box.u1_dbu < p->box.u1_dbu ? c->box.u1_dbu : p->box.u1_dbu;
        int64_t high = c->box.u0_dbu > p->box.u0_dbu ? c->box.u0_dbu : p->box.u0_dbu;
        if (middle < (double)p->low_dbu && low > p->low_dbu) {
            p->low_dbu = low;
            is_changed = true;
        }
        if (middle > (double)p->high_dbu && high < p->high_dbu) {
            p->high_dbu = high;
            is_changed = true;
        }
    }
    return is_changed;
}

static void trim_leg(const ird_legs *s, size_t slab, ird_piece *p, uint8_t ends) {
    double most = ird_uv_length(&p->box) / (ends == 3 ? 2 : 1);
    int64_t reach = llround(fmin(REACH * ird_uv_width(&p->box), most));
    p->low_dbu += (ends & 1) ? reach : 0;
    p->high_dbu -= (ends & 2) ? reach : 0;
    while (p->low_dbu <= p->high_dbu && give_up_pins(s, slab, p)) {
    }
    if (p->high_dbu <
        p->low_dbu) { /* nothing is left: cut in the middle, whichever end */
        p->low_dbu = p->high_dbu = p->high_dbu + (p->low_dbu - p->high_dbu) / 2;
    }
    for (int k = 0; k < 2; k++) {
        /* Its number; the node itself is made where its region wants it. */
        p->raw[k] = (ends & (1 << k)) ? 0 : IRD_NO_RAW;
    }
}

/* Give up the joined ends of legs to what they join. */
static ird_status trim_legs(ird_legs *s, ird_error *err) {
    size_t count = s->items.count;
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
            if (s->items.items[p].is_leg && ends[p] != 0) {
                trim_leg(s, slab, &s->items.items[p], ends[p]);
            }
        }
    }
    ird_free(ends);
    return IRD_OK;
}

void ird_spread_via(const ird_field *f, const ird_contact *contact, double width) {
    double length = ird_uv_length(&contact->box);
    double part = fmin(length / width - 1, 1);
    if (f->wiring->less_ohm != NULL && !contact->is_pin && part > 0) {
        f->wiring->less_ohm[contact->raw] =
            (float)(part * f->sheet_ohm * length / width / 6);
    }
}

void ird_forget_spread(ird_wiring *wiring, uint32_t a, uint32_t b) {
    if (wiring->less_ohm != NULL) {
        wiring->less_ohm[a] = wiring->less_ohm[b] = 0;
    }
}

int ird_contact_compare(const void *a, const void *b) {
    const ird_contact *x = a, *y = b;
    int64_t p = x->box.u0_dbu + x->box.u1_dbu, q = y->box.u0_dbu + y->box.u1_dbu;
    return p != q ? (p < q ? -1 : 1) : (x->raw > y->raw) - (x->raw < y->raw);
}

void ird_legs_free(ird_legs *legs) {
    ird_free(legs->items.items);
    ird_free(legs->first_piece);
    ird_free(legs->touches.items);
    ird_free(legs->stops.items);
    ird_free(legs->zones.items);
    ird_free(legs->joined);
    *legs = (ird_legs){0};
}

ird_status ird_legs_make(ird_legs *legs, const ird_field *field, ird_error *err) {
    size_t slabs = field->metal->slabs.count;
    legs->field = field;
    legs->joined = ird_alloc_zero(slabs, sizeof *legs->joined);
    legs->first_piece = ird_alloc(slabs + 1, sizeof *legs->first_piece);
    if (legs->joined == NULL || legs->first_piece == NULL) {
        return ird_fail_memory(err, DOING);
    }
    IRD_TRY(make_pieces(legs, err));
    return trim_legs(legs, err);
}
