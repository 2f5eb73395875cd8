/* SPDX-License-Identifier: BSD-3-Clause */
#include "metal/drawn.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/disjoint.h"
#include "metal/rail_walk.h"
#include "metal/legs.h"
#include "metal/pin_box.h"
#include "metal/rail_shape.h"
#include "metal/region_cache.h"
#include "metal/sheet.h"

static const char DOING[] = "building the network of a net";

/* A mesh is reduced where that costs less than this many multiplications, and leaves no
 * more ports than this; less is enough to leave it as it is once many have been. */
static const double REDUCE_WORK = 5e8, REDUCE_WORK_ALL = 2e9, REDUCE_WORK_LATER = 1e7;
enum { REDUCE_PORTS = 10, REDUCE_PARTS = 100 };

/* Regions are drawn twice: those between the legs along the preferred direction, where
 * legs across it are found, and in those what is left, which are sheets. */
typedef struct level {
    ird_wiring *out;   /* where the networks of its regions go */
    ird_wiring wiring; /* scratch: of one region */
    ird_region_cache cache;
    ird_region alone; /* scratch: the region with nodes of its own */
    ird_region shape; /* scratch: what its resistance depends on */
    ird_rail_memo rails;
    ird_drawer *drawer;
    bool is_turned; /* u is v of the layer */
} level;

struct ird_drawer {
    const ird_drawn_layer *of;
    bool is_modest, is_refused;
    level across, sheets;
    ird_wiring *wiring; /* of the sheet that is drawn: scratch of the level */
    IRD_VEC(ird_sheet_port) ports;
    double work; /* done so far to reduce sheets */
    IRD_VEC(uint32_t) raws;
    IRD_VEC(double) siemens;
};

/* ---- sheets ------------------------------------------------------------------------ */

static ird_status add_sheet_port(ird_drawer *d, ird_uv_box box, bool is_spread,
                                 uint32_t raw, ird_error *err) {
    for (size_t i = 0; i < d->ports.count; i++) {
        if (d->raws.items[i] == raw &&
            memcmp(&d->ports.items[i].box, &box, sizeof box) == 0) {
            return IRD_OK;
        }
    }
    IRD_TRY(ird_vec_reserve(&d->ports, 1, DOING, err));
    IRD_TRY(ird_vec_reserve(&d->raws, 1, DOING, err));
    d->ports.items[d->ports.count++] = (ird_sheet_port){box, raw, is_spread};
    d->raws.items[d->raws.count++] = raw;
    return IRD_OK;
}

/* A contact without extent gets some: a sixteenth of the metal around it. */
static ird_uv_box with_extent(const ird_region *region, ird_uv_box box) {
    int64_t half = 1;
    for (size_t i = 0; i < region->boxes.count; i++) {
        const ird_uv_box *metal = &region->boxes.items[i];
        int64_t u = metal->u1_dbu - metal->u0_dbu, v = metal->v1_dbu - metal->v0_dbu;
        if (box.u0_dbu >= metal->u0_dbu && box.u1_dbu <= metal->u1_dbu &&
            box.v0_dbu >= metal->v0_dbu && box.v1_dbu <= metal->v1_dbu) {
            half = (u < v ? u : v) / 32 + 1;
        }
    }
    if (box.u0_dbu >= box.u1_dbu) {
        box = (ird_uv_box){box.u0_dbu - half, box.u0_dbu + half, box.v0_dbu, box.v1_dbu};
    }
    if (box.v0_dbu >= box.v1_dbu) {
        box = (ird_uv_box){box.u0_dbu, box.u1_dbu, box.v0_dbu - half, box.v0_dbu + half};
    }
    return box;
}

/* True where all of the contact lies in a source: no current spreads from it. */
static bool is_in_source(const ird_region *region, const ird_contact *contact) {
    const ird_uv_box *box = &contact->box;
    for (size_t i = 0; i < region->contacts.count; i++) {
        const ird_uv_box *area = &region->contacts.items[i].box;
        if (region->contacts.items[i].is_area && area->u0_dbu <= box->u0_dbu &&
            area->u1_dbu >= box->u1_dbu && area->v0_dbu <= box->v0_dbu &&
            area->v1_dbu >= box->v1_dbu) {
            return true;
        }
    }
    return false;
}

static ird_status list_ports(ird_drawer *d, const ird_region *region, bool spreads_pins,
                             ird_error *err) {
    d->ports.count = d->raws.count = 0;
    for (size_t i = 0; i < region->edges.count; i++) {
        const ird_region_port *edge = &region->edges.items[i];
        IRD_TRY(add_sheet_port(d, edge->box, false, edge->raw, err));
    }
    for (size_t i = 0; i < region->contacts.count; i++) {
        const ird_contact *contact = &region->contacts.items[i];
        bool is_spread =
            contact->is_pin && spreads_pins && !is_in_source(region, contact);
        ird_uv_box box =
            contact->is_pin && !is_spread ? ird_pin_box(region, contact) : contact->box;
        IRD_TRY(
            add_sheet_port(d, with_extent(region, box), is_spread, contact->raw, err));
    }
    return IRD_OK;
}

static ird_status add_squares(ird_drawer *d, uint32_t a, uint32_t b, double siemens,
                              ird_error *err) {
    return a == b ? IRD_OK
                  : ird_wiring_add(d->wiring, a, b, d->of->sheet_ohm / siemens, 0, err);
}

/* Ports that overlap are one node. */
static ird_status join_ports(ird_drawer *d, const ird_sheet_mesh *mesh, ird_error *err) {
    for (size_t p = 0; p < mesh->port_count; p++) {
        uint32_t a = d->raws.items[p], b = d->raws.items[mesh->joined[p]];
        if (a != b) {
            IRD_TRY(ird_wiring_add(d->wiring, a, b, 0, 0, err));
        }
    }
    return IRD_OK;
}

/* Three ports as a star, which leaves a single new node. */
static ird_status add_star(ird_drawer *d, const double *siemens, const ird_uv_box *box,
                           ird_error *err) {
    uint32_t middle = 0;
    double y[3] = {siemens[1], siemens[2], siemens[5]}; /* 0-1, 0-2, 1-2 */
    double sum = y[0] * y[1] + y[0] * y[2] + y[1] * y[2];
    IRD_TRY(ird_wiring_add_node(
        d->wiring, d->of->layer, box->u0_dbu + (box->u1_dbu - box->u0_dbu) / 2,
        box->v0_dbu + (box->v1_dbu - box->v0_dbu) / 2, &middle, err));
    for (int p = 0; p < 3; p++) {
        double opposite = y[2 - p];
        IRD_TRY(ird_wiring_add(d->wiring, d->raws.items[p], middle,
                               d->of->sheet_ohm * opposite / sum, 0, err));
    }
    return IRD_OK;
}

static ird_status add_reduced(ird_drawer *d, const ird_sheet_mesh *mesh,
                              const ird_region *region, ird_error *err) {
    size_t ports = mesh->port_count;
    double *siemens = d->siemens.items, most = 0;
    for (size_t p = 0; p < ports; p++) {
        for (size_t q = p + 1; q < ports; q++) {
            most = fmax(most, siemens[p * ports + q]);
        }
    }
    bool is_star = ports == 3 && mesh->joined[1] == 1 && mesh->joined[2] == 2 &&
                   siemens[1] > 1e-9 * most && siemens[2] > 1e-9 * most &&
                   siemens[5] > 1e-9 * most;
    if (is_star) {
        return add_star(d, siemens, &region->boxes.items[0], err);
    }
    for (size_t p = 0; p < ports; p++) {
        for (size_t q = p + 1; q < ports; q++) {
            if (siemens[p * ports + q] > 1e-9 * most) {
                IRD_TRY(add_squares(d, d->raws.items[p], d->raws.items[q],
                                    siemens[p * ports + q], err));
            }
        }
    }
    return IRD_OK;
}

/* The cells as nodes. */
static ird_status add_cells(ird_drawer *d, const ird_sheet_mesh *mesh, ird_error *err) {
    uint32_t first = (uint32_t)(d->wiring->raw_count + d->wiring->extra.count), raw = 0;
    for (size_t i = 0; i < mesh->cells.count; i++) {
        IRD_TRY(ird_wiring_add_node(d->wiring, d->of->layer, mesh->cells.items[i].u_dbu,
                                    mesh->cells.items[i].v_dbu, &raw, err));
    }
    for (size_t i = 0; i < mesh->links.count; i++) {
        const ird_sheet_link *link = &mesh->links.items[i];
        uint32_t ends[2] = {link->a, link->b};
        for (int k = 0; k < 2; k++) {
            ends[k] = ends[k] < mesh->port_count
                          ? d->raws.items[ends[k]]
                          : first + ends[k] - (uint32_t)mesh->port_count;
        }
        IRD_TRY(add_squares(d, ends[0], ends[1], link->siemens, err));
    }
    return IRD_OK;
}

static bool is_small(ird_drawer *d, const ird_sheet_mesh *mesh, double *work) {
    double band = (double)mesh->band + 1;
    *work = (double)mesh->cells.count * band * band;
    size_t ports = 0;
    for (size_t p = 0; p < mesh->port_count; p++) {
        ports += mesh->joined[p] == p;
    }
    if (ports > REDUCE_PORTS || mesh->port_count > REDUCE_PARTS || *work > REDUCE_WORK) {
        return false;
    }
    d->is_refused = d->is_refused || (d->is_modest && *work > REDUCE_WORK_LATER);
    return !d->is_refused && (*work <= REDUCE_WORK_LATER || d->work < REDUCE_WORK_ALL);
}

/* How many times its resistance a spread pin may have (sheet.h) before it is better a
 * smaller contact. One as wide as its strip may have that of a pin whose current enters
 * in the middle, as it does on a leg: half of its length against a third at an end, a
 * quarter against a twelfth between two. */
static const double RAISE_MAX = 1.2, RAISE_MAX_STRIP = 3.2;

static double raise_max(const ird_region *region) {
    for (size_t i = 0; i < region->contacts.count; i++) {
        const ird_contact *c = &region->contacts.items[i];
        if (c->is_pin && (c->spans_u || c->spans_v)) {
            return RAISE_MAX_STRIP;
        }
    }
    return RAISE_MAX;
}

/* False where it has to be tried again without spread pins. */
static ird_status try_sheet(ird_drawer *d, const ird_region *region, bool spreads_pins,
                            bool *is_done, ird_error *err) {
    ird_sheet_mesh mesh = {0};
    bool is_possible = false;
    double work;
    IRD_TRY(list_ports(d, region, spreads_pins, err));
    ird_sheet sheet = {.boxes = region->boxes.items,
                       .box_count = region->boxes.count,
                       .ports = d->ports.items,
                       .port_count = d->ports.count};
    ird_status status = ird_sheet_mesh_make(&mesh, &sheet, err);
    bool is_reduced = status == IRD_OK && is_small(d, &mesh, &work);
    if (d->is_refused) {
        *is_done = true;
        ird_sheet_mesh_free(&mesh);
        return status;
    }
    if (is_reduced) {
        d->work += work;
        d->siemens.count = 0;
        status =
            ird_vec_reserve(&d->siemens, mesh.port_count * mesh.port_count, DOING, err);
        if (status == IRD_OK) {
            status = ird_sheet_mesh_reduce(&mesh, raise_max(region), d->siemens.items,
                                           &is_possible, err);
        }
    }
    *is_done = is_possible || !spreads_pins;
    if (status == IRD_OK && *is_done) {
        status = join_ports(d, &mesh, err);
    }
    if (status == IRD_OK && *is_done) {
        status =
            is_possible ? add_reduced(d, &mesh, region, err) : add_cells(d, &mesh, err);
    }
    ird_sheet_mesh_free(&mesh);
    return status;
}

static ird_status draw_sheet(ird_drawer *d, const ird_region *region, ird_error *err) {
    bool is_done = false;
    IRD_TRY(try_sheet(d, region, true, &is_done, err));
    return is_done ? IRD_OK : try_sheet(d, region, false, &is_done, err);
}

/* ---- legs across the preferred direction ------------------------------------------- */

static ird_uv_box turned(ird_uv_box box) {
    return (ird_uv_box){box.v0_dbu, box.v1_dbu, box.u0_dbu, box.u1_dbu};
}

static void turn_region(ird_region *region) {
    for (size_t i = 0; i < region->boxes.count; i++) {
        region->boxes.items[i] = turned(region->boxes.items[i]);
    }
    for (size_t i = 0; i < region->edges.count; i++) {
        region->edges.items[i].box = turned(region->edges.items[i].box);
    }
    for (size_t i = 0; i < region->contacts.count; i++) {
        ird_contact *contact = &region->contacts.items[i];
        bool spans_u = contact->spans_u;
        contact->box = turned(contact->box);
        contact->spans_u = contact->spans_v;
        contact->spans_v = spans_u;
    }
}

/* Have more than a side in common; a source without extent may lie on one. */
static bool overlap_along(int64_t a0, int64_t a1, int64_t b0, int64_t b1) {
    return a0 == a1 ? a0 >= b0 && a0 <= b1 : a0 < b1 && a1 > b0;
}

static bool overlaps(const ird_uv_box *a, const ird_uv_box *metal) {
    return overlap_along(a->u0_dbu, a->u1_dbu, metal->u0_dbu, metal->u1_dbu) &&
           overlap_along(a->v0_dbu, a->v1_dbu, metal->v0_dbu, metal->v1_dbu);
}

/* Contacts by slab; an area is one of every slab that it overlaps. */
typedef struct by_slab {
    IRD_VEC(ird_contact) items;
    uint32_t *starts;
} by_slab;

static ird_status add_to_slab(by_slab *sorted, const ird_metal *metal,
                              const ird_contact *contact, size_t slab, ird_error *err) {
    IRD_TRY(ird_vec_reserve(&sorted->items, 1, DOING, err));
    sorted->items.items[sorted->items.count] = *contact;
    ird_contact *added = &sorted->items.items[sorted->items.count++];
    added->slab = (uint32_t)slab;
    added->spans_v = metal->slabs.items[slab].v0_dbu >= contact->box.v0_dbu &&
                     metal->slabs.items[slab].v1_dbu <= contact->box.v1_dbu;
    return IRD_OK;
}

static ird_status sort_by_slab(by_slab *sorted, const ird_metal *metal,
                               const ird_region *region, const ird_probe *probes,
                               ird_error *err) {
    sorted->starts = ird_alloc(metal->slabs.count + 1, sizeof *sorted->starts);
    if (sorted->starts == NULL) {
        return ird_fail_memory(err, DOING);
    }
    for (size_t k = 0; k < metal->slabs.count; k++) {
        sorted->starts[k] = (uint32_t)sorted->items.count;
        for (size_t i = 0; i < region->contacts.count; i++) {
            const ird_contact *contact = &region->contacts.items[i];
            if (contact->is_area ? overlaps(&contact->box, &metal->slabs.items[k])
                                 : probes[i].slab == (int32_t)k) {
                IRD_TRY(add_to_slab(sorted, metal, contact, k, err));
            }
        }
    }
    sorted->starts[metal->slabs.count] = (uint32_t)sorted->items.count;
    return IRD_OK;
}

static ird_status merge_turned(ird_metal *metal, const ird_region *region,
                               ird_probe *probes, ird_error *err) {
    for (size_t i = 0; i < region->contacts.count; i++) {
        const ird_uv_box *box = &region->contacts.items[i].box;
        probes[i] = (ird_probe){box->u0_dbu + (box->u1_dbu - box->u0_dbu) / 2,
                                box->v0_dbu + (box->v1_dbu - box->v0_dbu) / 2, -1};
    }
    return ird_metal_merge(metal, region->boxes.items, region->boxes.count, probes,
                           region->contacts.count, NULL, err);
}

static ird_status visit_region(void *context, ird_region *region, ird_error *err);

/* Two boxes that make one, side by side. */
static bool make_one(const ird_uv_box *a, const ird_uv_box *b, ird_uv_box *one) {
    bool same_v = a->v0_dbu == b->v0_dbu && a->v1_dbu == b->v1_dbu;
    bool same_u = a->u0_dbu == b->u0_dbu && a->u1_dbu == b->u1_dbu;
    bool meet_u = a->u0_dbu <= b->u1_dbu && a->u1_dbu >= b->u0_dbu;
    bool meet_v = a->v0_dbu <= b->v1_dbu && a->v1_dbu >= b->v0_dbu;
    one->u0_dbu = a->u0_dbu < b->u0_dbu ? a->u0_dbu : b->u0_dbu;
    one->u1_dbu = a->u1_dbu > b->u1_dbu ? a->u1_dbu : b->u1_dbu;
    one->v0_dbu = a->v0_dbu < b->v0_dbu ? a->v0_dbu : b->v0_dbu;
    one->v1_dbu = a->v1_dbu > b->v1_dbu ? a->v1_dbu : b->v1_dbu;
    return (same_v && meet_u) || (same_u && meet_v);
}

/* The parts of a source, which were cut at slabs, are one again where that is a box: many
 * small ones along a slanted edge do not cut a leg. */
static void unite_areas(ird_region *region) {
    bool is_changed = true;
    while (is_changed) {
        is_changed = false;
        size_t kept = 0;
        for (size_t i = 0; i < region->contacts.count; i++) {
            ird_contact contact = region->contacts.items[i];
            size_t like = kept;
            for (size_t k = 0; k < kept && contact.is_area && like == kept; k++) {
                ird_contact *other = &region->contacts.items[k];
                ird_uv_box one;
                if (other->is_area && other->raw == contact.raw &&
                    make_one(&other->box, &contact.box, &one)) {
                    other->box = one;
                    like = k;
                }
            }
            is_changed |= like < kept;
            if (like == kept) {
                region->contacts.items[kept++] = contact;
            }
        }
        region->contacts.count = kept;
    }
}

/* A region of the layer: legs across it, and sheets. */
static ird_status draw_across(ird_drawer *d, ird_region *region, ird_error *err) {
    ird_metal metal = {0};
    by_slab sorted = {0};
    unite_areas(region);
    turn_region(region);
    ird_probe *probes = ird_alloc(region->contacts.count, sizeof *probes);
    ird_status status = probes != NULL ? IRD_OK : ird_fail_memory(err, DOING);
    if (status == IRD_OK) {
        status = merge_turned(&metal, region, probes, err);
    }
    if (status == IRD_OK) {
        status = sort_by_slab(&sorted, &metal, region, probes, err);
    }
    if (status == IRD_OK) {
        ird_field field = {.metal = &metal,
                           .contacts = sorted.items.items,
                           .starts = sorted.starts,
                           .edges = region->edges.items,
                           .edge_count = region->edges.count,
                           .layer = d->of->layer,
                           .sheet_ohm = d->of->sheet_ohm,
                           .is_turned = true,
                           .wiring = &d->across.wiring,
                           .visit = visit_region,
                           .context = &d->sheets};
        status = ird_field_wire(&field, err);
    }
    ird_metal_free(&metal);
    ird_free(sorted.items.items);
    ird_free(sorted.starts);
    ird_free(probes);
    return status;
}

/* ---- rails ------------------------------------------------------------------------- */

/* A line through a region, and which edge of it is at its low and high end: -1 none. */
typedef struct rail {
    ird_uv_box way;
    int edge[2];
} rail;

/* In widths of a rail: how long along it a stub is at most. And the least part of the
 * rail that is without stubs. */
static const double STUB_MAX = 2.5;
static const double BARE_MIN = 0.3;

/* The metal from side to side of the line, end to end; false where it has gaps, or where
 * it is no rail but part of something wider. */
static bool follow(const ird_region *region, ird_uv_box *way) {
    double covered = 0, bare = 0, width = (double)(way->v1_dbu - way->v0_dbu);
    way->u0_dbu = INT64_MAX;
    way->u1_dbu = INT64_MIN;
    for (size_t i = 0; i < region->boxes.count; i++) {
        const ird_uv_box *box = &region->boxes.items[i];
        double length = (double)(box->u1_dbu - box->u0_dbu);
        if (box->v0_dbu > way->v0_dbu || box->v1_dbu < way->v1_dbu) {
            continue;
        }
        covered += length;
        way->u0_dbu = box->u0_dbu < way->u0_dbu ? box->u0_dbu : way->u0_dbu;
        way->u1_dbu = box->u1_dbu > way->u1_dbu ? box->u1_dbu : way->u1_dbu;
        if (box->v0_dbu == way->v0_dbu && box->v1_dbu == way->v1_dbu) {
            bare += length;
        } else if (length > STUB_MAX * width) {
            return false;
        }
    }
    return covered > 0 && covered == (double)(way->u1_dbu - way->u0_dbu) &&
           bare >= BARE_MIN * covered;
}

/* Every contact is on the line and at least half as wide. */
static bool carries_all(const ird_region *region, const ird_uv_box *way) {
    int64_t width = way->v1_dbu - way->v0_dbu;
    for (size_t i = 0; i < region->contacts.count; i++) {
        const ird_uv_box *box = &region->contacts.items[i].box;
        int64_t middle = box->u0_dbu + (box->u1_dbu - box->u0_dbu) / 2;
        int64_t low = box->v0_dbu > way->v0_dbu ? box->v0_dbu : way->v0_dbu;
        int64_t high = box->v1_dbu < way->v1_dbu ? box->v1_dbu : way->v1_dbu;
        if (region->contacts.items[i].is_area || 2 * (high - low) < width ||
            middle < way->u0_dbu || middle > way->u1_dbu) {
            return false;
        }
    }
    return true;
}

/* The contact that is as wide as a rail without edges: the narrowest pin, else the widest
 * via, in whatever order they are. */
static const ird_uv_box *contact_across(const ird_region *region) {
    const ird_contact *found = &region->contacts.items[0];
    for (size_t i = 1; i < region->contacts.count; i++) {
        const ird_contact *other = &region->contacts.items[i];
        int64_t wider = (other->box.v1_dbu - other->box.v0_dbu) -
                        (found->box.v1_dbu - found->box.v0_dbu);
        wider = wider != 0 ? wider : other->box.v0_dbu - found->box.v0_dbu;
        bool is_better = other->is_pin ? wider < 0 : wider > 0;
        if (other->is_pin != found->is_pin ? other->is_pin : is_better) {
            found = other;
        }
    }
    return &found->box;
}

/* True where the region is a rail with stubs: at most two ports across the same line,
 * metal all the way along it, and no contact off it. */
static bool is_rail(const ird_region *region, rail *found) {
    size_t edges = region->edges.count;
    if (edges > 2) {
        return false;
    }
    const ird_uv_box *first =
        edges > 0 ? &region->edges.items[0].box : contact_across(region);
    *found = (rail){{0, 0, first->v0_dbu, first->v1_dbu}, {-1, -1}};
    if (first->v0_dbu >= first->v1_dbu || !follow(region, &found->way)) {
        return false;
    }
    for (size_t i = 0; i < edges; i++) {
        const ird_uv_box *edge = &region->edges.items[i].box;
        int side = edge->u0_dbu == found->way.u0_dbu ? 0 : 1;
        bool is_across = edge->u0_dbu == edge->u1_dbu && edge->v0_dbu == first->v0_dbu &&
                         edge->v1_dbu == first->v1_dbu &&
                         (side == 0 || edge->u0_dbu == found->way.u1_dbu);
        if (!is_across || found->edge[side] >= 0) {
            return false;
        }
        found->edge[side] = (int)i;
    }
    return carries_all(region, &found->way);
}

/* ---- regions of the layer ---------------------------------------------------------- */

/* The first contact with the node of this one: a source has one for all its parts. */
static size_t first_like(const ird_region *region, size_t contact) {
    const ird_contact *all = region->contacts.items;
    for (size_t i = 0; i < contact && all[contact].is_area; i++) {
        if (all[i].raw == all[contact].raw) {
            return i;
        }
    }
    return contact;
}

static ird_uv_box moved(ird_uv_box box, ird_point from) {
    return (ird_uv_box){box.u0_dbu - from.x_dbu, box.u1_dbu - from.x_dbu,
                        box.v0_dbu - from.y_dbu, box.v1_dbu - from.y_dbu};
}

/* What becomes of the region into the wiring of the level, where raw nodes are its edges,
 * then its contacts. All lies as seen from the origin of the region, so that it is the
 * same to the last bit wherever its shape is met first. */
static ird_status draw_alone(level *l, const ird_region *region, ird_error *err) {
    ird_wiring *wiring = &l->wiring;
    ird_region *copy = &l->alone;
    ird_point from = ird_region_origin(region);
    size_t edges = region->edges.count, contacts = region->contacts.count;
    copy->boxes.count = copy->edges.count = copy->contacts.count = 0;
    wiring->wires.count = wiring->extra.count = 0;
    wiring->raw_count = edges + contacts;
    IRD_TRY(ird_vec_reserve(&copy->boxes, region->boxes.count, DOING, err));
    IRD_TRY(ird_vec_reserve(&copy->edges, edges, DOING, err));
    IRD_TRY(ird_vec_reserve(&copy->contacts, contacts, DOING, err));
    uint32_t *parent = ird_realloc(wiring->parent, wiring->raw_count, sizeof *parent);
    if (parent == NULL) {
        return ird_fail_memory(err, DOING);
    }
    wiring->parent = parent;
    ird_disjoint_reset(parent, wiring->raw_count);
    for (size_t i = 0; i < region->boxes.count; i++) {
        copy->boxes.items[copy->boxes.count++] = moved(region->boxes.items[i], from);
    }
    for (size_t i = 0; i < edges; i++) {
        copy->edges.items[copy->edges.count++] =
            (ird_region_port){moved(region->edges.items[i].box, from), (uint32_t)i};
    }
    for (size_t i = 0; i < contacts; i++) {
        ird_contact *contact = &copy->contacts.items[copy->contacts.count++];
        *contact = region->contacts.items[i];
        contact->box = moved(contact->box, from);
        contact->raw = (uint32_t)(edges + first_like(region, i));
    }
    if (l->is_turned) {
        l->drawer->wiring = wiring;
        IRD_TRY(draw_sheet(l->drawer, copy, err));
    } else {
        IRD_TRY(draw_across(l->drawer, copy, err));
    }
    for (uint32_t i = 0; i < wiring->raw_count; i++) {
        uint32_t root = ird_disjoint_find(wiring->parent, i);
        if (root != i) {
            IRD_TRY(ird_wiring_add(wiring, i, root, 0, 0, err));
        }
    }
    IRD_TRY(ird_wiring_simplify(wiring, 0, 0, err));
    ird_wiring_compact(wiring, 0, 0);
    return IRD_OK;
}

/* The network of a region of that shape. */
static ird_status need_net(level *l, const ird_region *region, ird_region_net *net,
                           ird_error *err) {
    ird_status status = IRD_OK;
    const ird_region_net *there = ird_region_cache_find(&l->cache, region, err, &status);
    if (there != NULL) {
        *net = *there;
        return IRD_OK;
    }
    IRD_TRY(status);
    IRD_TRY(draw_alone(l, region, err));
    *net = (ird_region_net){0};
    return l->drawer->is_refused ? IRD_OK
                                 : ird_region_cache_add(&l->cache, &l->wiring, net, err);
}

static uint32_t raw_of_end(const ird_region *region, uint32_t end, uint32_t first) {
    size_t edges = region->edges.count, contacts = region->contacts.count;
    if (end < edges) {
        return region->edges.items[end].raw;
    }
    return end < edges + contacts ? region->contacts.items[end - edges].raw
                                  : first + (end - (uint32_t)(edges + contacts));
}

static ird_status put_net(level *l, const ird_region *region, const ird_region_net *net,
                          ird_error *err) {
    ird_wiring *out = l->out;
    ird_point from = ird_region_origin(region);
    uint32_t first = (uint32_t)(out->raw_count + out->extra.count), raw = 0;
    for (size_t i = 0; i < net->nodes; i++) {
        ird_point at = l->cache.nodes.items[net->first_node + i];
        int64_t u = from.x_dbu + at.x_dbu, v = from.y_dbu + at.y_dbu;
        IRD_TRY(ird_wiring_add_node(out, l->drawer->of->layer, l->is_turned ? v : u,
                                    l->is_turned ? u : v, &raw, err));
    }
    for (size_t i = 0; i < net->wires; i++) {
        const ird_wiring_wire *wire = &l->cache.wires.items[net->first_wire + i];
        uint32_t a = raw_of_end(region, wire->a, first);
        uint32_t b = raw_of_end(region, wire->b, first);
        if (a != b) {
            IRD_TRY(ird_wiring_add(out, a, b, wire->ohm, wire->width_dbu, err));
        }
    }
    return IRD_OK;
}

/* The resistance of a rail is that of its metal without contacts; they sit on it by their
 * place. */
static ird_status put_rail(level *l, ird_region *region, const rail *on, double ohm,
                           ird_error *err) {
    bool has_last = on->edge[0] >= 0;
    uint32_t last = has_last ? region->edges.items[on->edge[0]].raw : 0;
    double done = 0, length = (double)(on->way.u1_dbu - on->way.u0_dbu);
    int64_t width = on->way.v1_dbu - on->way.v0_dbu;
    if (region->contacts.count > 1) { /* there may be no list at all */
        qsort(region->contacts.items, region->contacts.count, sizeof(ird_contact),
              ird_contact_compare);
    }
    for (size_t i = 0; i < region->contacts.count; i++) {
        const ird_uv_box *box = &region->contacts.items[i].box;
        double place = (double)box->u0_dbu / 2 + (double)box->u1_dbu / 2;
        double part = fmin(fmax((place - (double)on->way.u0_dbu) / length, done), 1);
        uint32_t raw = region->contacts.items[i].raw;
        if (has_last && last != raw) {
            IRD_TRY(ird_wiring_add(l->out, last, raw, ohm * (part - done), width, err));
        }
        last = raw;
        has_last = true;
        done = part;
    }
    return on->edge[1] < 0
               ? IRD_OK
               : ird_wiring_add(l->out, last, region->edges.items[on->edge[1]].raw,
                                ohm * (1 - done), width, err);
}

/* The network of the rail from end to end, but for straight_dbu of it; not one resistor
 * where it is none. */
static ird_status need_rail(level *l, const ird_region *region, const rail *on,
                            ird_region_net *net, int64_t *straight_dbu, ird_error *err) {
    bool is_possible = false;
    *net = (ird_region_net){0};
    IRD_TRY(ird_rail_shape(&l->shape, region, &on->way, straight_dbu, &is_possible, err));
    return is_possible ? need_net(l, &l->shape, net, err) : IRD_OK;
}

/* *ohm, from end to end, where it is one and that is all there is to it. */
static ird_status find_rail(level *l, const ird_region *region, rail *on, double *ohm,
                            bool *is_found, ird_error *err) {
    ird_region_net net;
    int64_t straight_dbu;
    bool is_there = true;
    *is_found = is_rail(region, on);
    if (*is_found) {
        IRD_TRY(ird_rail_memo_find(&l->rails, region, &on->way, ohm, &is_there, err));
    }
    if (is_there) {
        return IRD_OK;
    }
    IRD_TRY(need_rail(l, region, on, &net, &straight_dbu, err));
    *is_found = net.wires == 1 && net.nodes == 0;
    if (*is_found) {
        *ohm = l->cache.wires.items[net.first_wire].ohm;
        *ohm += l->drawer->of->sheet_ohm * (double)straight_dbu /
                (double)(on->way.v1_dbu - on->way.v0_dbu);
        ird_rail_memo_keep(&l->rails, *ohm);
    }
    return IRD_OK;
}

static ird_status visit_region(void *context, ird_region *region, ird_error *err) {
    level *l = context;
    rail on;
    double ohm;
    ird_region_net net;
    bool is_found = region->edges.count == 2 || region->contacts.count > 1;
    if (is_found) {
        IRD_TRY(find_rail(l, region, &on, &ohm, &is_found, err));
    }
    if (is_found) {
        return put_rail(l, region, &on, ohm, err);
    }
    IRD_TRY(need_net(l, region, &net, err));
    return put_net(l, region, &net, err);
}

static ird_status find_walked_rail(void *context, const ird_region *region,
                                   ird_uv_box *way, double *ohm, bool *is_found,
                                   ird_error *err) {
    rail on;
    IRD_TRY(find_rail(context, region, &on, ohm, is_found, err));
    *way = on.way;
    return IRD_OK;
}

static void level_free(level *l) {
    ird_wiring_free(&l->wiring);
    ird_region_cache_free(&l->cache);
    ird_region_free(&l->alone);
    ird_region_free(&l->shape);
    ird_rail_memo_free(&l->rails);
}

ird_status ird_drawer_create(ird_drawer **drawer, bool is_modest,
                             const ird_drawn_shared *shared, ird_error *err) {
    ird_drawer *made = ird_alloc_zero(1, sizeof *made);
    if (made == NULL) {
        return ird_fail_memory(err, DOING);
    }
    made->is_modest = is_modest;
    made->across.drawer = made->sheets.drawer = made;
    made->sheets.out = &made->across.wiring;
    made->sheets.is_turned = true;
    made->across.cache.store = shared != NULL ? shared->across : NULL;
    made->sheets.cache.store = shared != NULL ? shared->sheets : NULL;
    *drawer = made;
    return IRD_OK;
}

void ird_drawer_free(ird_drawer *d) {
    if (d != NULL) {
        level_free(&d->across);
        level_free(&d->sheets);
        ird_free(d->ports.items);
        ird_free(d->raws.items);
        ird_free(d->siemens.items);
        ird_free(d);
    }
}

ird_status ird_drawn_wire(ird_drawer *d, const ird_drawn_layer *layer, ird_wiring *wiring,
                          bool *is_refused, ird_error *err) {
    d->of = layer;
    d->is_refused = false;
    d->across.out = wiring;
    size_t first_node = wiring->extra.count, first_wire = wiring->wires.count;
    ird_field field = {.metal = layer->metal,
                       .contacts = layer->contacts,
                       .starts = layer->starts,
                       .layer = layer->layer,
                       .sheet_ohm = layer->sheet_ohm,
                       .wiring = wiring,
                       .visit = visit_region,
                       .context = &d->across};
    IRD_TRY(layer->is_comb ? ird_rail_walk_wire(&field, find_walked_rail, err)
                           : ird_field_wire(&field, err));
    *is_refused = d->is_refused;
    return ird_wiring_simplify(wiring, first_node, first_wire, err);
}
