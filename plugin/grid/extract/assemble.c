/* SPDX-License-Identifier: BSD-3-Clause */
#include "extract/assemble.h"

#include <string.h>

#include "base/disjoint.h"
#include "base/short_sort.h"
#include "extract/contacts.h"
#include "metal/lump.h"

static const char DOING[] = "building the network of a net";

/* A point on a slab that is, or becomes, a node. Raw nodes are numbered: the probes of
 * all layers, then the joints of all layers, then the source points, then the phantoms.
 */
typedef enum attachment_kind {
    FROM_VIA,
    FROM_TIE,
    FROM_JOINT,
    FROM_SOURCE,
    FROM_PHANTOM
} attachment_kind;

typedef struct attachment {
    int64_t u_dbu, v_dbu;
    uint32_t raw;
    attachment_kind kind;
} attachment;

typedef struct assembly {
    ird_grid *grid;
    ird_work *work;
    const ird_source_plan *plan;
    size_t slab_count;
    uint32_t first_joint, first_point; /* raw nodes */
    uint32_t *starts;                  /* per slab, and one more: into attachments */
    attachment *attachments;
    size_t attachment_count;
    ird_wiring wiring;   /* a phantom is an extra node of it, one to which no other
                            point falls: it only cuts a wire in two */
    bool *is_source;     /* per raw node */
    int32_t *pin_of;     /* per raw node: DEF pin that it lies in, -1 none */
    int32_t *node_of;    /* per raw node: node of the network, -1 not yet */
    ird_point *place_of; /* per raw node: in the axes of its layer, x for u, once lumped;
                            NULL in a drawn network, where it stays where it is */
    size_t first_stub; /* of a part: nodes from here on stand for metal that it has not */
    ird_lump_list lumps;       /* scratch: the points of one slab */
    IRD_VEC(attachment) chain; /* scratch: those that are nodes, in order */
} assembly;

static void assembly_free(assembly *a) {
    ird_free(a->starts);
    ird_free(a->attachments);
    ird_wiring_free(&a->wiring);
    ird_free(a->is_source);
    ird_free(a->pin_of);
    ird_free(a->node_of);
    ird_free(a->place_of);
    ird_free(a->lumps.items.items);
    ird_free(a->chain.items);
}

/* Calls visit for each attachment, with the slab among those of all layers. */
static void each_attachment(assembly *a,
                            void (*visit)(assembly *a, uint32_t slab, attachment at)) {
    for (size_t i = 0; i < a->work->layer_count; i++) {
        const ird_work_layer *layer = &a->work->layers[i];
        size_t probes = layer->is_streamed ? 0 : layer->node_probes; /* no source there */
        for (size_t k = 0; k < probes; k++) {
            const ird_probe *probe = &layer->probes.items[k];
            if (probe->slab >= 0) {
                visit(a, layer->first_slab + (uint32_t)probe->slab,
                      (attachment){probe->u_dbu, probe->v_dbu,
                                   layer->first_probe + (uint32_t)k,
                                   k < layer->via_probes ? FROM_VIA : FROM_TIE});
            }
        }
        for (size_t k = 0; k < layer->metal.joints.count && !a->work->is_drawn; k++) {
            const ird_joint *joint = &layer->metal.joints.items[k];
            int64_t middle = joint->v0_dbu + (joint->v1_dbu - joint->v0_dbu) / 2;
            attachment at = {joint->u_dbu, middle,
                             a->first_joint + layer->first_joint + (uint32_t)k,
                             FROM_JOINT};
            visit(a, layer->first_slab + joint->before, at);
            visit(a, layer->first_slab + joint->after, at);
        }
    }
    for (size_t k = 0; k < a->plan->points.count; k++) {
        const ird_source_point *point = &a->plan->points.items[k];
        visit(a, a->work->layers[point->layer].first_slab + point->slab,
              (attachment){point->u_dbu, point->v_dbu, a->first_point + (uint32_t)k,
                           point->is_joint ? FROM_JOINT : FROM_SOURCE});
    }
}

static void count_attachment(assembly *a, uint32_t slab, attachment at) {
    (void)at;
    a->starts[slab + 1]++;
    a->attachment_count++;
}

/* starts[slab] is the next free place of the slab while this runs. */
static void place_attachment(assembly *a, uint32_t slab, attachment at) {
    if (a->place_of != NULL) {
        a->place_of[at.raw] = (ird_point){at.u_dbu, at.v_dbu};
    }
    a->attachments[a->starts[slab]++] = at;
}

static ird_status sort_attachments(assembly *a, ird_error *err) {
    a->starts = ird_alloc_zero(a->slab_count + 1, sizeof *a->starts);
    if (a->starts == NULL) {
        return ird_fail_memory(err, DOING);
    }
    each_attachment(a, count_attachment);
    for (size_t i = 0; i < a->slab_count; i++) {
        a->starts[i + 1] += a->starts[i];
    }
    a->attachments = ird_alloc(a->attachment_count, sizeof *a->attachments);
    if (a->attachments == NULL) {
        return ird_fail_memory(err, DOING);
    }
    each_attachment(a, place_attachment);
    for (size_t i = a->slab_count; i > 0; i--) {
        a->starts[i] = a->starts[i - 1];
    }
    a->starts[0] = 0;
    return IRD_OK;
}

static int compare_along_u(const void *a, const void *b) {
    const attachment *x = a, *y = b;
    if (x->u_dbu != y->u_dbu) {
        return x->u_dbu < y->u_dbu ? -1 : 1;
    }
    return (x->raw > y->raw) - (x->raw < y->raw);
}

static int compare_along_v(const void *a, const void *b) {
    const attachment *x = a, *y = b;
    if (x->v_dbu != y->v_dbu) {
        return x->v_dbu < y->v_dbu ? -1 : 1;
    }
    return (x->raw > y->raw) - (x->raw < y->raw);
}

static void sort_along(attachment *items, size_t count, bool along_v) {
    if (along_v) {
        IRD_SHORT_SORT(attachment, items, count, compare_along_v);
    } else {
        IRD_SHORT_SORT(attachment, items, count, compare_along_u);
    }
}

static ird_uv_box spread_of(const attachment *items, size_t count, bool with_ties,
                            size_t *used) {
    ird_uv_box spread = {INT64_MAX, INT64_MIN, INT64_MAX, INT64_MIN};
    *used = 0;
    for (size_t i = 0; i < count; i++) {
        if (items[i].kind == FROM_TIE && !with_ties) {
            continue;
        }
        int64_t u = items[i].u_dbu, v = items[i].v_dbu;
        spread.u0_dbu = u < spread.u0_dbu ? u : spread.u0_dbu;
        spread.u1_dbu = u > spread.u1_dbu ? u : spread.u1_dbu;
        spread.v0_dbu = v < spread.v0_dbu ? v : spread.v0_dbu;
        spread.v1_dbu = v > spread.v1_dbu ? v : spread.v1_dbu;
        (*used)++;
    }
    return spread;
}

/* True where the current of a slab runs across the preferred direction: where its vias
 * and joints lie more squares apart that way. Instance pins only speak where fewer than
 * two others do. */
static bool runs_along_v(const attachment *items, size_t count, const ird_uv_box *slab) {
    size_t used = 0;
    ird_uv_box spread = spread_of(items, count, false, &used);
    if (used < 2) {
        spread = spread_of(items, count, true, &used);
    }
    if (used < 2) {
        return false;
    }
    double length_u = (double)(slab->u1_dbu - slab->u0_dbu);
    double length_v = (double)(slab->v1_dbu - slab->v0_dbu);
    double squares_u = (double)(spread.u1_dbu - spread.u0_dbu) / length_v;
    double squares_v = (double)(spread.v1_dbu - spread.v0_dbu) / length_u;
    return squares_v > squares_u;
}

/* A phantom to which nothing falls becomes a node in the chain: PDNSim has it, and the
 * segments of a wire end there. */
static ird_status keep_phantom(assembly *a, int32_t layer, const ird_lump_point *point,
                               ird_error *err) {
    ird_status status = ird_vec_reserve(&a->wiring.extra, 1, DOING, err);
    if (status == IRD_OK) {
        status = ird_vec_reserve(&a->chain, 1, DOING, err);
    }
    if (status == IRD_OK) {
        uint32_t raw = (uint32_t)(a->wiring.raw_count + a->wiring.extra.count);
        a->wiring.extra.items[a->wiring.extra.count++] =
            (ird_extra_node){{point->u_dbu, point->v_dbu}, layer, -1};
        a->chain.items[a->chain.count++] =
            (attachment){point->u_dbu, point->v_dbu, raw, FROM_PHANTOM};
    }
    return status;
}

/* Let the points of a slab that fall together become one: each moves to where its lump
 * is. */
static ird_status lump_slab(assembly *a, int32_t on, attachment *items, size_t count,
                            const ird_uv_box *box, bool with_fillers, ird_error *err) {
    int64_t pitch_dbu = a->work->layers[on].point_pitch_dbu;
    ird_lump_list *list = &a->lumps;
    list->items.count = 0;
    ird_status status = IRD_OK;
    for (size_t i = 0; i < count && status == IRD_OK; i++) {
        status = ird_lump_add(list, box, items[i].u_dbu, items[i].v_dbu,
                              items[i].kind == FROM_JOINT, (uint32_t)i, err);
    }
    if (status == IRD_OK) {
        status = ird_lump_add_phantoms(list, box, with_fillers, pitch_dbu, err);
    }
    if (status != IRD_OK) {
        return status;
    }
    ird_lump_points(list->items.items, list->items.count, pitch_dbu / 2);
    for (size_t i = 0; i < list->items.count; i++) {
        const ird_lump_point *point = &list->items.items[i];
        ird_lump_point *kept = &list->items.items[point->kept];
        if (point->id == IRD_LUMP_PHANTOM) {
            continue;
        }
        uint32_t raw = items[point->id].raw;
        items[point->id].u_dbu = kept->u_dbu;
        items[point->id].v_dbu = kept->v_dbu;
        a->place_of[raw] = (ird_point){kept->u_dbu, kept->v_dbu};
        if (kept->id == IRD_LUMP_PHANTOM) {
            kept->id = point->id; /* the first to fall to a phantom stands for it */
        }
        ird_disjoint_join(a->wiring.parent, raw, items[kept->id].raw);
    }
    for (size_t i = 0; i < list->items.count && status == IRD_OK; i++) {
        const ird_lump_point *point = &list->items.items[i];
        if (point->id == IRD_LUMP_PHANTOM && point->kept == i) {
            status = keep_phantom(a, on, point, err);
        }
    }
    return status;
}

/* The nodes of one slab into chain, in the order along it. */
static ird_status order_slab(assembly *a, int32_t on, attachment *items, size_t count,
                             const ird_uv_box *box, bool *along_v, ird_error *err) {
    a->chain.count = 0;
    ird_status status = ird_vec_reserve(&a->chain, count, DOING, err);
    if (status == IRD_OK && a->grid->options.kind == IRD_NETWORK_LIKE_PDNSIM) {
        status = lump_slab(a, on, items, count, box, on == a->plan->info.layer, err);
    }
    if (status == IRD_OK) {
        status = ird_vec_reserve(&a->chain, count, DOING, err);
    }
    if (status != IRD_OK) {
        return status;
    }
    memcpy(a->chain.items + a->chain.count, items, count * sizeof *items);
    a->chain.count += count;
    *along_v = runs_along_v(items, count, box);
    sort_along(a->chain.items, a->chain.count, *along_v);
    return IRD_OK;
}

/* The resistors of one slab, between neighbours in the order along it. A slab without
 * attachments floats and has no nodes. */
static ird_status chain_slab(assembly *a, int32_t on, uint32_t slab, double sheet_ohm,
                             ird_error *err) {
    const ird_work_layer *layer = &a->work->layers[on];
    const uint32_t *start = &a->starts[layer->first_slab + slab];
    const ird_uv_box *box = &layer->metal.slabs.items[slab];
    size_t count = start[1] - start[0];
    bool along_v = false;
    if (count == 0) {
        return IRD_OK;
    }
    ird_status status =
        order_slab(a, on, a->attachments + start[0], count, box, &along_v, err);
    if (status == IRD_OK) {
        status = ird_vec_reserve(&a->wiring.wires, a->chain.count, DOING, err);
    }
    int64_t width = along_v ? box->u1_dbu - box->u0_dbu : box->v1_dbu - box->v0_dbu;
    size_t last = 0;
    for (size_t i = 1; i < a->chain.count && status == IRD_OK; i++) {
        const attachment *from = &a->chain.items[last], *to = &a->chain.items[i];
        int64_t distance = along_v ? to->v_dbu - from->v_dbu : to->u_dbu - from->u_dbu;
        if (distance != 0) {
            a->wiring.wires.items[a->wiring.wires.count++] = (ird_wiring_wire){
                from->raw, to->raw, sheet_ohm * (double)distance / (double)width, width};
        } else if (to->kind != FROM_PHANTOM) {
            /* Phantoms stand last at a place, and beside a node they are none. */
            ird_disjoint_join(a->wiring.parent, from->raw, to->raw);
        } else {
            a->wiring.extra.items[to->raw - a->wiring.raw_count].layer = -1;
            continue;
        }
        last = i;
    }
    return status;
}

static ird_status chain_slabs(assembly *a, const ird_monitor *monitor, ird_error *err) {
    ird_status status = ird_monitor_tick(monitor, DOING, 0.6, err);
    for (size_t i = 0; i < a->work->layer_count && status == IRD_OK; i++) {
        const ird_work_layer *layer = &a->work->layers[i];
        double sheet_ohm = a->work->rc->values.items[i].ohm;
        for (size_t k = 0; k < layer->metal.slabs.count && status == IRD_OK; k++) {
            status = chain_slab(a, (int32_t)i, (uint32_t)k, sheet_ohm, err);
        }
    }
    return status;
}

static bool is_inside(const attachment *at, const ird_uv_box *box) {
    return at->u_dbu >= box->u0_dbu && at->u_dbu <= box->u1_dbu &&
           at->v_dbu >= box->v0_dbu && at->v_dbu <= box->v1_dbu;
}

/* Every raw node that is a source: the points, and all nodes inside areas. */
static void mark_sources(assembly *a) {
    for (size_t k = 0; k < a->plan->points.count; k++) {
        a->is_source[a->first_point + k] = true;
    }
    for (size_t k = 0; k < a->plan->areas.count; k++) {
        const ird_source_area *area = &a->plan->areas.items[k];
        uint32_t slab = a->work->layers[area->layer].first_slab + area->slab;
        for (uint32_t i = a->starts[slab]; i < a->starts[slab + 1]; i++) {
            if (is_inside(&a->attachments[i], &area->box)) {
                a->is_source[a->attachments[i].raw] = true;
                a->pin_of[a->attachments[i].raw] = (int32_t)area->place;
                if (a->plan->joins_areas) {
                    ird_disjoint_join(a->wiring.parent, a->attachments[i].raw,
                                      a->first_point + 2 * (uint32_t)k);
                }
            }
        }
    }
}

/* The node of a raw node; made when its set has none yet. */
static ird_status make_node(assembly *a, uint32_t raw, int32_t on, ird_point place,
                            ird_error *err) {
    uint32_t root = ird_disjoint_find(a->wiring.parent, raw);
    ird_status status = IRD_OK;
    if (a->node_of[root] < 0) {
        place = a->place_of != NULL ? a->place_of[raw] : place;
        ird_point at = ird_work_point(&a->work->layers[on], place.x_dbu, place.y_dbu);
        status = ird_network_add_node(&a->grid->network, IRD_NODE_GRID, on, at.x_dbu,
                                      at.y_dbu, &a->node_of[root], err);
    }
    a->node_of[raw] = a->node_of[root];
    a->is_source[root] |= a->is_source[raw];
    return status;
}

static ird_status make_layers(assembly *a, ird_error *err) {
    const ird_names *names = &a->work->tech->layer_names;
    ird_status status = IRD_OK;
    for (size_t i = 0; i < a->work->layer_count && status == IRD_OK; i++) {
        const char *name = ird_names_get(names, (int32_t)i);
        int32_t id = -1; /* equal to i: layers have different names */
        status = ird_network_add_layer(&a->grid->network, name, strlen(name), &id, err);
    }
    return status;
}

static int32_t node_of_raw(const assembly *a, uint32_t raw) {
    return raw < a->wiring.raw_count
               ? a->node_of[raw]
               : a->wiring.extra.items[raw - a->wiring.raw_count].node;
}

/* True for an extra node that is one with a node before it, whose node it takes. */
static bool takes_node(assembly *a, size_t extra) {
    uint32_t raw = (uint32_t)(a->wiring.raw_count + extra);
    uint32_t root = a->work->is_drawn ? ird_disjoint_find(a->wiring.parent, raw) : raw;
    if (root != raw) {
        a->wiring.extra.items[extra].node = node_of_raw(a, root);
    }
    return root != raw;
}

static ird_status make_nodes(assembly *a, ird_error *err) {
    ird_status status = make_layers(a, err);
    for (size_t i = 0; i < a->work->layer_count && status == IRD_OK; i++) {
        const ird_work_layer *layer = &a->work->layers[i];
        size_t probes = layer->order != NULL ? layer->probes.count : layer->node_probes;
        for (size_t n = 0; n < probes && status == IRD_OK; n++) {
            uint32_t k = layer->order != NULL ? layer->order[n] : (uint32_t)n;
            if (k != IRD_NO_PROBE && layer->probes.items[k].slab >= 0) {
                const ird_probe *probe = &layer->probes.items[k];
                status = make_node(a, layer->first_probe + k, (int32_t)i,
                                   (ird_point){probe->u_dbu, probe->v_dbu}, err);
            }
        }
        size_t joints = a->work->is_drawn ? 0 : layer->metal.joints.count;
        for (size_t k = 0; k < joints && status == IRD_OK; k++) {
            status = make_node(a, a->first_joint + layer->first_joint + (uint32_t)k,
                               (int32_t)i, (ird_point){0, 0}, err);
        }
    }
    for (size_t k = 0; k < a->plan->points.count && status == IRD_OK; k++) {
        const ird_source_point *point = &a->plan->points.items[k];
        status = make_node(a, a->first_point + (uint32_t)k, point->layer,
                           (ird_point){point->u_dbu, point->v_dbu}, err);
    }
    for (size_t k = 0; k < a->wiring.extra.count && status == IRD_OK; k++) {
        ird_extra_node *p = &a->wiring.extra.items[k];
        if (p->layer < 0 || takes_node(a, k)) {
            continue;
        }
        ird_point at =
            ird_work_point(&a->work->layers[p->layer], p->at.x_dbu, p->at.y_dbu);
        status = ird_network_add_node(&a->grid->network, IRD_NODE_GRID, p->layer,
                                      at.x_dbu, at.y_dbu, &p->node, err);
    }
    return status;
}

static uint32_t raw_of_probe(const assembly *a, int32_t layer, uint32_t probe) {
    return a->work->layers[layer].first_probe + probe;
}

static ird_status make_resistors(assembly *a, ird_error *err) {
    ird_network *network = &a->grid->network;
    ird_status status = IRD_OK;
    for (size_t i = 0; i < a->wiring.wires.count && status == IRD_OK; i++) {
        const ird_wiring_wire *w = &a->wiring.wires.items[i];
        int32_t from = node_of_raw(a, w->a), to = node_of_raw(a, w->b);
        if (from != to) {
            status =
                w->width_dbu > 0
                    ? ird_network_add_wire(network, from, to, w->ohm, w->width_dbu, err)
                    : ird_network_add_resistor(network, from, to, w->ohm, err);
        }
    }
    for (size_t i = 0; i < a->work->vias.count && status == IRD_OK; i++) {
        const ird_work_via *via = &a->work->vias.items[i];
        int32_t ends[2];
        double ohm = via->ohm;
        for (int k = 0; k < 2; k++) {
            uint32_t raw = raw_of_probe(a, via->metal[k], via->probe[k]);
            ends[k] = a->node_of[raw];
            /* In a source no current goes along the metal. */
            ohm -= a->wiring.less_ohm != NULL && !a->is_source[raw]
                       ? (double)a->wiring.less_ohm[raw]
                       : 0;
        }
        if (ends[0] >= 0 && ends[0] == ends[1]) {
            continue; /* both ends in one source */
        }
        if (ends[0] >= 0 && ends[1] >= 0) {
            status = ird_network_add_via(network, ends[0], ends[1],
                                         ohm > via->ohm / 20 ? ohm : via->ohm / 20,
                                         via->cuts, err);
        } else if (a->work->is_part && (ends[0] >= 0 || ends[1] >= 0)) {
            int on = ends[0] >= 0 ? 1 : 0; /* the metal that is not of the part */
            int32_t stub = -1;
            status = ird_network_add_node(network, IRD_NODE_GRID, via->metal[on],
                                          via->at.x_dbu, via->at.y_dbu, &stub, err);
            if (status == IRD_OK) {
                status = ird_network_add_via(network, ends[1 - on], stub,
                                             ohm > via->ohm / 20 ? ohm : via->ohm / 20,
                                             via->cuts, err);
            }
        } else {
            a->grid->ignored_vias++;
        }
    }
    return status;
}

/* In a drawn network a terminal with one tie is the node where it touches the metal. */
static void share_nodes(assembly *a) {
    const ird_work_tie *ties = a->work->ties.items;
    size_t count = a->work->ties.count;
    for (size_t i = 0; i < count; i++) {
        bool is_alone = (i == 0 || ties[i - 1].terminal != ties[i].terminal) &&
                        (i + 1 == count || ties[i + 1].terminal != ties[i].terminal);
        if (is_alone) {
            a->grid->terminals.items[ties[i].terminal].node =
                a->node_of[raw_of_probe(a, ties[i].layer, ties[i].probe)];
        }
    }
}

/* A node for each terminal, tied to the nodes of its shapes. */
static ird_status make_terminals(assembly *a, ird_error *err) {
    ird_network *network = &a->grid->network;
    ird_status status = IRD_OK;
    if (a->work->is_drawn && !a->plan->takes_terminals) {
        share_nodes(a);
    }
    for (size_t i = 0; i < a->grid->terminals.count && status == IRD_OK; i++) {
        ird_grid_terminal *t = &a->grid->terminals.items[i];
        if (t->layer < 0 || t->node >= 0) {
            continue;
        }
        status = ird_network_add_node(network, IRD_NODE_ITERM, t->layer, t->at.x_dbu,
                                      t->at.y_dbu, &t->node, err);
    }
    for (size_t i = 0; i < a->work->ties.count && status == IRD_OK; i++) {
        const ird_work_tie *tie = &a->work->ties.items[i];
        int32_t node = a->node_of[raw_of_probe(a, tie->layer, tie->probe)];
        int32_t iterm = a->grid->terminals.items[tie->terminal].node;
        if (node >= 0 && node != iterm) {
            status =
                ird_network_add_resistor(network, node, iterm, IRD_PIN_LINK_OHM, err);
        }
    }
    return status;
}

/* A source at the node, behind the resistance of the package where there is one. */
static ird_status make_source(assembly *a, int32_t node, ird_error *err) {
    ird_network *network = &a->grid->network;
    const ird_extract_options *options = &a->grid->options;
    ird_status status = IRD_OK;
    a->grid->sources.nodes++;
    if (options->sources.package_ohm > 0) {
        const ird_node at = network->nodes.items[node];
        int32_t outside = -1;
        status = ird_network_add_node(network, IRD_NODE_BTERM, at.layer, at.x_dbu,
                                      at.y_dbu, &outside, err);
        if (status == IRD_OK) {
            status = ird_network_add_resistor(network, node, outside,
                                              options->sources.package_ohm, err);
        }
        node = outside;
    }
    return status == IRD_OK
               ? ird_network_add_source(network, node, options->source_v, err)
               : status;
}

/* The nodes of one part of a DEF pin, tied to the node of the pin. */
static ird_status tie_area(assembly *a, const ird_source_area *area, int32_t *pin_node,
                           ird_error *err) {
    uint32_t slab = a->work->layers[area->layer].first_slab + area->slab;
    ird_rect box = ird_work_rect(&a->work->layers[area->layer], area->box);
    if (a->plan->info.type == IRD_SOURCE_PINS) {
        box = a->work->pin_boxes.items[area->place].box;
    }
    ird_status status = IRD_OK;
    if (*pin_node < 0) {
        status = ird_network_add_node(&a->grid->network, IRD_NODE_BTERM, area->layer,
                                      box.x0_dbu + (box.x1_dbu - box.x0_dbu) / 2,
                                      box.y0_dbu + (box.y1_dbu - box.y0_dbu) / 2,
                                      pin_node, err);
    }
    for (uint32_t i = a->starts[slab]; i < a->starts[slab + 1] && status == IRD_OK; i++) {
        /* Lumping has moved the node since, perhaps out of the pin. */
        if (a->pin_of[a->attachments[i].raw] == (int32_t)area->place) {
            int32_t node = a->node_of[a->attachments[i].raw];
            status = ird_network_add_resistor(&a->grid->network, node, *pin_node,
                                              IRD_PIN_LINK_OHM, err);
        }
    }
    return status;
}

/* With a package, a DEF pin is one terminal: its nodes are tied together before that. */
static ird_status make_pin_sources(assembly *a, ird_error *err) {
    size_t pins = a->plan->info.places;
    int32_t *pin_node = ird_alloc(pins, sizeof *pin_node);
    if (pin_node == NULL) {
        return ird_fail_memory(err, DOING);
    }
    for (size_t i = 0; i < pins; i++) {
        pin_node[i] = -1;
    }
    ird_status status = IRD_OK;
    for (size_t k = 0; k < a->plan->areas.count && status == IRD_OK; k++) {
        const ird_source_area *area = &a->plan->areas.items[k];
        status = tie_area(a, area, &pin_node[area->place], err);
    }
    for (size_t i = 0; i < pins && status == IRD_OK; i++) {
        status = pin_node[i] >= 0 ? make_source(a, pin_node[i], err) : IRD_OK;
    }
    ird_free(pin_node);
    return status;
}

static ird_status make_sources(assembly *a, ird_error *err) {
    a->grid->sources = a->plan->info;
    if (a->plan->areas.count > 0 && !a->plan->joins_areas &&
        a->grid->options.sources.package_ohm > 0) {
        return make_pin_sources(a, err);
    }
    ird_status status = IRD_OK;
    for (uint32_t raw = 0; raw < a->wiring.raw_count && status == IRD_OK; raw++) {
        if (a->wiring.parent[raw] == raw && a->is_source[raw] && a->node_of[raw] >= 0) {
            status = make_source(a, a->node_of[raw], err);
        }
    }
    for (size_t i = 0; i < a->grid->terminals.count && a->plan->takes_terminals; i++) {
        const ird_grid_terminal *t = &a->grid->terminals.items[i];
        if (status == IRD_OK && t->node >= 0 &&
            ird_source_at_terminal(a->plan->info.type, a->grid, a->work->design,
                                   a->work->tech, i)) {
            status = make_source(a, t->node, err);
        }
    }
    return status;
}

/* What the design has, beside the network. */
static ird_status list_metal(assembly *a, ird_error *err) {
    ird_grid *grid = a->grid;
    ird_status status = ird_vec_reserve(&grid->metals, a->work->layer_count, DOING, err);
    if (status == IRD_OK) {
        status = ird_vec_reserve(&grid->vias, a->work->vias.count, DOING, err);
    }
    for (size_t i = 0; i < a->work->layer_count && status == IRD_OK; i++) {
        grid->metals.items[grid->metals.count++] = a->work->layers[i].sum;
    }
    for (size_t i = 0; i < a->work->vias.count && status == IRD_OK; i++) {
        const ird_work_via *via = &a->work->vias.items[i];
        const ird_work_layer *bottom = &a->work->layers[via->metal[0]];
        const ird_work_layer *top = &a->work->layers[via->metal[1]];
        int32_t low = bottom->probes.items[via->probe[0]].slab;
        int32_t high = top->probes.items[via->probe[1]].slab;
        if (low >= 0 && high >= 0) {
            grid->vias.items[grid->vias.count++] = (ird_grid_via){
                via->cut, via->at, via->metal[0], via->metal[1], via->is_assumed};
        }
    }
    for (size_t i = 0; i < a->work->wires.count && status == IRD_OK; i++) {
        const ird_work_wire *from = &a->work->wires.items[i];
        const ird_work_layer *layer = &a->work->layers[from->layer];
        int32_t slab = layer->probes.items[from->probe].slab;
        status = slab < 0 ? IRD_OK : ird_vec_reserve(&grid->wires, 1, DOING, err);
        if (slab >= 0 && status == IRD_OK) {
            grid->wires.items[grid->wires.count++] = (ird_grid_wire){from->wire};
        }
    }
    return status;
}

static ird_status prepare(assembly *a, ird_error *err) {
    for (size_t i = 0; i < a->work->layer_count; i++) {
        const ird_work_layer *layer = &a->work->layers[i];
        a->slab_count += layer->metal.slabs.count;
        a->first_joint += (uint32_t)layer->probes.count;
        a->first_point += a->work->is_drawn ? 0 : (uint32_t)layer->metal.joints.count;
    }
    a->first_point += a->first_joint;
    a->wiring.raw_count = a->first_point + a->plan->points.count;
    a->wiring.parent = ird_alloc(a->wiring.raw_count, sizeof *a->wiring.parent);
    a->node_of = ird_alloc(a->wiring.raw_count, sizeof *a->node_of);
    if (a->work->is_drawn) {
        a->wiring.less_ohm =
            ird_alloc_zero(a->wiring.raw_count, sizeof *a->wiring.less_ohm);
    }
    a->is_source = ird_alloc_zero(a->wiring.raw_count, sizeof *a->is_source);
    a->pin_of = ird_alloc(a->wiring.raw_count, sizeof *a->pin_of);
    if (!a->work->is_drawn) {
        a->place_of = ird_alloc(a->wiring.raw_count, sizeof *a->place_of);
    }
    if (a->pin_of == NULL || (!a->work->is_drawn && a->place_of == NULL) ||
        a->wiring.parent == NULL || a->node_of == NULL || a->is_source == NULL ||
        (a->work->is_drawn && a->wiring.less_ohm == NULL)) {
        return ird_fail_memory(err, DOING);
    }
    ird_disjoint_reset(a->wiring.parent, a->wiring.raw_count);
    for (size_t i = 0; i < a->wiring.raw_count; i++) {
        a->node_of[i] = -1;
        a->pin_of[i] = -1;
    }
    return sort_attachments(a, err);
}

/* Where few terminals need nodes of their own. */
static size_t most_nodes(const assembly *a) {
    size_t count = a->wiring.extra.count + a->wiring.raw_count - a->first_joint;
    for (size_t i = 0; i < a->work->layer_count; i++) {
        const ird_work_layer *layer = &a->work->layers[i];
        for (size_t k = 0; k < layer->node_probes; k++) {
            uint32_t raw = layer->first_probe + (uint32_t)k;
            count += a->wiring.parent[raw] == raw ? 1 : 0;
        }
    }
    return count + (a->work->is_drawn ? 0 : a->grid->terminals.count);
}

static ird_status make_network(assembly *a, ird_error *err) {
    if (a->work->is_part) {
        IRD_TRY(make_nodes(a, err));
        a->first_stub = a->grid->network.nodes.count;
        IRD_TRY(make_resistors(a, err));
        return make_sources(a, err);
    }
    size_t links = a->work->is_drawn ? 0 : a->work->ties.count;
    ird_status status =
        ird_network_reserve(&a->grid->network, most_nodes(a),
                            a->wiring.wires.count + a->work->vias.count + links, 0, err);
    if (status == IRD_OK) {
        status = make_nodes(a, err);
    }
    if (status == IRD_OK) {
        status = make_resistors(a, err);
    }
    if (status == IRD_OK) {
        status = make_terminals(a, err);
    }
    if (status == IRD_OK) {
        status = make_sources(a, err);
    }
    ird_network_fit(&a->grid->network);
    return status;
}

/* Of the probes that are nodes. */
static ird_status list_points(const assembly *a, ird_part_point **points, size_t *count,
                              ird_error *err) {
    size_t most = 0;
    for (size_t i = 0; i < a->work->layer_count; i++) {
        most += a->work->layers[i].node_probes;
    }
    *count = 0;
    *points = ird_alloc(most, sizeof **points);
    if (*points == NULL) {
        return ird_fail_memory(err, DOING);
    }
    for (size_t i = 0; i < a->work->layer_count; i++) {
        const ird_work_layer *layer = &a->work->layers[i];
        for (size_t k = 0; k < layer->node_probes; k++) {
            const ird_probe *probe = &layer->probes.items[k];
            int32_t node = a->node_of[layer->first_probe + k];
            if (probe->slab >= 0 && node >= 0) {
                (*points)[(*count)++] = (ird_part_point){
                    (int32_t)i, node, ird_work_point(layer, probe->u_dbu, probe->v_dbu)};
            }
        }
    }
    return IRD_OK;
}

ird_status ird_assemble_part(ird_grid *grid, ird_work *work, const ird_source_plan *plan,
                             ird_part_points *points, ird_error *err) {
    assembly a = {.grid = grid, .work = work, .plan = plan};
    ird_status status = prepare(&a, err);
    if (status == IRD_OK) {
        mark_sources(&a);
        status = ird_contacts_wire(&a.wiring, work, plan, a.first_point, NULL, err);
    }
    if (status == IRD_OK) {
        status = make_network(&a, err);
    }
    if (status == IRD_OK) {
        points->first_stub = a.first_stub;
        status = list_points(&a, &points->items, &points->count, err);
    }
    assembly_free(&a);
    return status;
}

ird_status ird_assemble(ird_grid *grid, ird_work *work, const ird_source_plan *plan,
                        const ird_monitor *monitor, ird_error *err) {
    assembly a = {.grid = grid, .work = work, .plan = plan};
    ird_status status = prepare(&a, err);
    if (status == IRD_OK) {
        mark_sources(&a);
        status = work->is_drawn ? ird_contacts_wire(&a.wiring, work, plan, a.first_point,
                                                    monitor, err)
                                : chain_slabs(&a, monitor, err);
    }
    if (status == IRD_OK) {
        status = make_network(&a, err);
    }
    if (status == IRD_OK) {
        status = list_metal(&a, err);
    }
    if (status == IRD_OK) {
        status = ird_assemble_islands(grid, work, plan, err);
    }
    assembly_free(&a);
    return status;
}
