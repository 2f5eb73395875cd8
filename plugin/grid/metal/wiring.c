/* SPDX-License-Identifier: BSD-3-Clause */
#include "metal/wiring.h"

#include "base/disjoint.h"

static const char DOING[] = "building the network of a net";

#define NONE UINT32_MAX

void ird_wiring_free(ird_wiring *wiring) {
    ird_free(wiring->parent);
    ird_free(wiring->less_ohm);
    ird_free(wiring->extra.items);
    ird_free(wiring->wires.items);
    *wiring = (ird_wiring){0};
}

ird_status ird_wiring_add(ird_wiring *wiring, uint32_t a, uint32_t b, double ohm,
                          int64_t width_dbu, ird_error *err) {
    ird_status status = ird_vec_reserve(&wiring->wires, 1, DOING, err);
    if (status == IRD_OK) {
        wiring->wires.items[wiring->wires.count++] =
            (ird_wiring_wire){a, b, ohm, width_dbu};
    }
    return status;
}

ird_status ird_wiring_add_node(ird_wiring *wiring, int32_t layer, int64_t u_dbu,
                               int64_t v_dbu, uint32_t *raw, ird_error *err) {
    ird_status status = ird_vec_reserve(&wiring->extra, 1, DOING, err);
    if (status == IRD_OK) {
        *raw = (uint32_t)(wiring->raw_count + wiring->extra.count);
        wiring->extra.items[wiring->extra.count++] =
            (ird_extra_node){{u_dbu, v_dbu}, layer, -1};
    }
    return status;
}

/* The wires at an extra node: the first two, and how many there are. */
typedef struct ends {
    uint32_t wire[2], count;
} ends;

typedef struct simplifier {
    ird_wiring *wiring;
    size_t from; /* raw */
    ends *at;    /* per extra node from `from` on */
} simplifier;

static ends *ends_of(simplifier *s, uint32_t raw) {
    return raw >= s->from ? &s->at[raw - s->from] : NULL;
}

static void put_wire(simplifier *s, uint32_t raw, uint32_t wire) {
    ends *e = ends_of(s, raw);
    if (e != NULL) {
        if (e->count < 2) {
            e->wire[e->count] = wire;
        }
        e->count++;
    }
}

static uint32_t other_end(const ird_wiring_wire *wire, uint32_t raw) {
    return wire->a == raw ? wire->b : wire->a;
}

/* Gone wires have two equal ends. */
static void drop_wire(ird_wiring_wire *wire) {
    wire->b = wire->a;
}

static void drop_node(simplifier *s, uint32_t raw) {
    s->wiring->extra.items[raw - s->wiring->raw_count].layer = -1;
    s->at[raw - s->from].count = 0;
}

/* Back from a dead end: only where the node before has its wires listed, two at most. */
static void drop_dead_end(simplifier *s, uint32_t raw) {
    while (true) {
        ends *e = ends_of(s, raw);
        if (e == NULL || e->count != 1) {
            return;
        }
        uint32_t gone = e->wire[0];
        ird_wiring_wire *wire = &s->wiring->wires.items[gone];
        uint32_t next = other_end(wire, raw);
        drop_wire(wire);
        drop_node(s, raw);
        ends *n = ends_of(s, next);
        if (n == NULL || n->count > 2) {
            return;
        }
        n->wire[0] = n->wire[0] == gone ? n->wire[1] : n->wire[0];
        n->count--;
        raw = next;
    }
}

int64_t ird_wiring_narrower(int64_t a_dbu, int64_t b_dbu) {
    if (a_dbu == 0 || b_dbu == 0) {
        return a_dbu > b_dbu ? a_dbu : b_dbu;
    }
    return a_dbu < b_dbu ? a_dbu : b_dbu;
}

static void join_in_series(simplifier *s, uint32_t raw) {
    ends *e = ends_of(s, raw);
    ird_wiring_wire *kept = &s->wiring->wires.items[e->wire[0]];
    ird_wiring_wire *gone = &s->wiring->wires.items[e->wire[1]];
    uint32_t far = other_end(gone, raw);
    uint32_t near = other_end(kept, raw);
    if (far == raw || near == raw || e->wire[0] == e->wire[1]) {
        return;
    }
    *kept = (ird_wiring_wire){near, far, kept->ohm + gone->ohm,
                              ird_wiring_narrower(kept->width_dbu, gone->width_dbu)};
    drop_wire(gone);
    ends *f = ends_of(s, far);
    for (uint32_t k = 0; f != NULL && k < f->count && k < 2; k++) {
        f->wire[k] = f->wire[k] == e->wire[1] ? e->wire[0] : f->wire[k];
    }
    drop_node(s, raw);
}

ird_status ird_wiring_join(ird_wiring *wiring, ird_error *err) {
    size_t count = wiring->raw_count + wiring->extra.count, kept = 0;
    uint32_t *parent = ird_realloc(wiring->parent, count, sizeof *parent);
    if (parent == NULL) {
        return ird_fail_memory(err, DOING);
    }
    wiring->parent = parent;
    for (size_t i = wiring->raw_count; i < count; i++) {
        parent[i] = (uint32_t)i;
    }
    for (size_t i = 0; i < wiring->wires.count; i++) {
        const ird_wiring_wire *wire = &wiring->wires.items[i];
        if (wire->ohm > 0) {
            wiring->wires.items[kept++] = *wire;
        } else {
            ird_disjoint_join(parent, wire->a, wire->b);
        }
    }
    wiring->wires.count = kept;
    return IRD_OK;
}

void ird_wiring_compact(ird_wiring *wiring, size_t first_node, size_t first_wire) {
    ird_extra_node *extra = wiring->extra.items;
    size_t kept = first_node, first_raw = wiring->raw_count + first_node;
    for (size_t i = first_node; i < wiring->extra.count; i++) {
        extra[i].node = (int32_t)kept;
        kept += extra[i].layer >= 0;
    }
    for (size_t i = first_wire; i < wiring->wires.count; i++) {
        uint32_t *pair[2] = {&wiring->wires.items[i].a, &wiring->wires.items[i].b};
        for (int k = 0; k < 2; k++) {
            if (*pair[k] >= first_raw) {
                *pair[k] = (uint32_t)wiring->raw_count +
                           (uint32_t)extra[*pair[k] - wiring->raw_count].node;
            }
        }
    }
    kept = first_node;
    for (size_t i = first_node; i < wiring->extra.count; i++) {
        if (extra[i].layer >= 0) {
            extra[kept] = extra[i];
            extra[kept++].node = -1;
        }
    }
    wiring->extra.count = kept;
}

ird_status ird_wiring_append(ird_wiring *wiring, const ird_wiring *from,
                             size_t first_node, size_t nodes, size_t first_wire,
                             size_t wires, ird_error *err) {
    IRD_TRY(ird_vec_reserve(&wiring->extra, nodes, DOING, err));
    IRD_TRY(ird_vec_reserve(&wiring->wires, wires, DOING, err));
    uint32_t raw_count = (uint32_t)wiring->raw_count;
    uint32_t step = (uint32_t)(wiring->extra.count - first_node); /* modulo 2^32 */
    for (size_t i = 0; i < nodes; i++) {
        wiring->extra.items[wiring->extra.count++] = from->extra.items[first_node + i];
    }
    for (size_t i = 0; i < wires; i++) {
        ird_wiring_wire wire = from->wires.items[first_wire + i];
        wire.a += wire.a >= raw_count ? step : 0;
        wire.b += wire.b >= raw_count ? step : 0;
        wiring->wires.items[wiring->wires.count++] = wire;
    }
    return IRD_OK;
}

ird_status ird_wiring_simplify(ird_wiring *wiring, size_t from, size_t first_wire,
                               ird_error *err) {
    size_t count = wiring->extra.count - from;
    simplifier s = {.wiring = wiring, .from = wiring->raw_count + from};
    s.at = ird_alloc_zero(count, sizeof *s.at);
    if (s.at == NULL) {
        return ird_fail_memory(err, DOING);
    }
    for (size_t i = first_wire; i < wiring->wires.count; i++) {
        put_wire(&s, wiring->wires.items[i].a, (uint32_t)i);
        put_wire(&s, wiring->wires.items[i].b, (uint32_t)i);
    }
    for (size_t i = 0; i < count; i++) {
        drop_dead_end(&s, (uint32_t)(s.from + i));
    }
    for (size_t i = 0; i < count; i++) {
        if (s.at[i].count == 2) {
            join_in_series(&s, (uint32_t)(s.from + i));
        }
    }
    for (size_t i = 0; i < count; i++) {
        if (s.at[i].count == 0) {
            wiring->extra.items[from + i].layer = -1;
        }
    }
    size_t kept = first_wire;
    for (size_t i = first_wire; i < wiring->wires.count; i++) {
        if (wiring->wires.items[i].a != wiring->wires.items[i].b) {
            wiring->wires.items[kept++] = wiring->wires.items[i];
        }
    }
    wiring->wires.count = kept;
    ird_free(s.at);
    return IRD_OK;
}
