/* SPDX-License-Identifier: BSD-3-Clause */
#include "extract/contacts.h"

#include <string.h>

#include "base/disjoint.h"
#include "metal/drawn.h"
#include "extract/wired_bands.h"

static const char DOING[] = "building the network of a net";

typedef struct contacts {
    IRD_VEC(ird_contact) items; /* of one layer, by slab */
    uint32_t *starts;           /* per slab, and one more */
    float *via_ohm;             /* per via probe of the layer: ohm behind it */
} contacts;

ird_contact ird_contact_of_probe(const ird_work_layer *layer, size_t k, uint32_t slab,
                                 const ird_uv_box *metal, const float *via_ohm) {
    bool is_pin = k >= layer->via_probes;
    const ird_uv_box *box = &layer->touching.items[k];
    return (ird_contact){
        .box = *box,
        .slab = slab,
        .raw = layer->first_probe + (uint32_t)k,
        .ohm = is_pin ? 0 : via_ohm[k],
        .is_pin = is_pin,
        .spans_v = metal->v0_dbu >= box->v0_dbu && metal->v1_dbu <= box->v1_dbu,
    };
}

static ird_contact contact_of_area(const ird_source_area *area, uint32_t raw) {
    return (ird_contact){
        .box = area->box, .slab = area->slab, .raw = raw, .is_area = true};
}

/* In two passes over probes and areas: count, then place. starts[slab + 1] is the next
 * free place of a slab in the second. */
static void put(contacts *c, int pass, const ird_contact *contact) {
    if (pass == 0) {
        c->starts[contact->slab + 2]++;
    } else {
        c->items.items[c->starts[contact->slab + 1]++] = *contact;
    }
}

static void put_all(contacts *c, int pass, const ird_work *work, int32_t on,
                    const ird_source_plan *plan, uint32_t *parent, uint32_t first_point) {
    const ird_work_layer *layer = &work->layers[on];
    for (size_t k = 0; k < layer->node_probes; k++) {
        int32_t slab = layer->probes.items[k].slab;
        if (slab >= 0) {
            ird_contact contact = ird_contact_of_probe(
                layer, k, (uint32_t)slab, &layer->metal.slabs.items[slab], c->via_ohm);
            put(c, pass, &contact);
        }
    }
    for (size_t k = 0; k < plan->areas.count; k++) {
        if (plan->areas.items[k].layer == on) {
            uint32_t raw = ird_disjoint_find(parent, first_point + 2 * (uint32_t)k);
            ird_contact contact = contact_of_area(&plan->areas.items[k], raw);
            put(c, pass, &contact);
        }
    }
}

/* What is in series with each via, so that the little that it disturbs in wide metal need
 * not be looked at. */
static void list_via_ohms(contacts *c, const ird_work *work, int32_t on) {
    for (size_t i = 0; i < work->vias.count; i++) {
        const ird_work_via *via = &work->vias.items[i];
        for (int k = 0; k < 2; k++) {
            if (via->metal[k] == on) {
                c->via_ohm[via->probe[k]] = (float)via->ohm;
            }
        }
    }
}

static ird_status sort_contacts(contacts *c, const ird_work *work, int32_t on,
                                const ird_source_plan *plan, uint32_t *parent,
                                uint32_t first_point, ird_error *err) {
    const ird_work_layer *layer = &work->layers[on];
    size_t slabs = layer->metal.slabs.count;
    c->starts = ird_alloc_zero(slabs + 2, sizeof *c->starts);
    if (c->starts == NULL) {
        return ird_fail_memory(err, DOING);
    }
    IRD_TRY(
        ird_vec_reserve(&c->items, layer->node_probes + plan->areas.count, DOING, err));
    put_all(c, 0, work, on, plan, parent, first_point);
    for (size_t i = 1; i < slabs; i++) {
        c->starts[i + 1] += c->starts[i];
    }
    put_all(c, 1, work, on, plan, parent, first_point);
    return IRD_OK;
}

/* All of a layer whose slabs are there. */
static ird_status wire_whole(ird_wiring *wiring, const ird_work *work, int32_t on,
                             const ird_source_plan *plan, uint32_t first_point,
                             contacts *c, ird_error *err) {
    ird_drawer *drawer = NULL;
    bool is_refused = false;
    IRD_TRY(sort_contacts(c, work, on, plan, wiring->parent, first_point, err));
    ird_drawn_layer layer = {.metal = &work->layers[on].metal,
                             .contacts = c->items.items,
                             .starts = c->starts,
                             .layer = on,
                             .sheet_ohm = work->rc->values.items[on].ohm};
    IRD_TRY(ird_drawer_create(&drawer, false, NULL, err));
    ird_status status = ird_drawn_wire(drawer, &layer, wiring, &is_refused, err);
    ird_drawer_free(drawer);
    return status;
}

static ird_status wire_layer(ird_wiring *wiring, ird_work *work, int32_t on,
                             const ird_source_plan *plan, uint32_t first_point,
                             const ird_monitor *monitor, ird_error *err) {
    contacts c = {0};
    const ird_work_layer *layer = &work->layers[on];
    c.via_ohm = ird_alloc_zero(layer->via_probes, sizeof *c.via_ohm);
    if (c.via_ohm == NULL) {
        return ird_fail_memory(err, DOING);
    }
    list_via_ohms(&c, work, on);
    ird_status status = layer->is_streamed
                            ? ird_stream_layer(wiring, work, on, c.via_ohm, monitor, err)
                            : wire_whole(wiring, work, on, plan, first_point, &c, err);
    ird_free(c.items.items);
    ird_free(c.starts);
    ird_free(c.via_ohm);
    return status;
}

/* What is needed no more, before the network takes its room. */
static void forget_shapes(ird_work_layer *layer) {
    ird_free(layer->shapes.items);
    ird_free(layer->touching.items);
    memset(&layer->shapes, 0, sizeof layer->shapes);
    memset(&layer->touching, 0, sizeof layer->touching);
}

ird_status ird_contacts_wire(ird_wiring *wiring, ird_work *work,
                             const ird_source_plan *plan, uint32_t first_point,
                             const ird_monitor *monitor, ird_error *err) {
    for (size_t k = 0; k < plan->areas.count; k++) {
        uint32_t first = first_point + 2 * (uint32_t)k;
        ird_disjoint_join(wiring->parent, first, first + 1);
        /* The parts of a source stand together in the plan. */
        if (k > 0 && plan->areas.items[k].place == plan->areas.items[k - 1].place) {
            ird_disjoint_join(wiring->parent, first, first - 2);
        }
    }
    for (size_t i = 0; i < work->layer_count; i++) {
        IRD_TRY(ird_monitor_tick(monitor, DOING, 0.6, err));
        if (work->layers[i].has_metal) {
            IRD_TRY(
                wire_layer(wiring, work, (int32_t)i, plan, first_point, monitor, err));
            forget_shapes(&work->layers[i]);
        }
    }
    return ird_wiring_join(wiring, err);
}
