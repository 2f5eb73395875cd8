/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Planned metal that lies on metal of another net. Each net is extracted alone, so that
 * nothing else would tell.
 */
#include <stdlib.h>

#include "plan/laying.h"

static const char DOING[] = "looking for shorts";

/* A wire of some net; is_shorted is NULL for one of the DEF. */
typedef struct piece {
    ird_rect box;
    int32_t net;
    bool *is_shorted;
} piece;

typedef struct pieces {
    IRD_VEC(piece) items;
    size_t running_x;
} pieces;

static ird_status add_piece(ird_laying *laying, pieces *list, const ird_wire *wire,
                            int32_t net, bool *is_shorted) {
    IRD_TRY(ird_vec_reserve(&list->items, 1, DOING, laying->err));
    list->items.items[list->items.count++] = (piece){wire->box, net, is_shorted};
    list->running_x +=
        wire->box.x1_dbu - wire->box.x0_dbu > wire->box.y1_dbu - wire->box.y0_dbu;
    return IRD_OK;
}

/* All metal of a layer; flags has one entry a planned wire of all nets, in order. */
static ird_status gather(ird_laying *laying, int32_t layer, pieces *list, bool *flags) {
    const ird_design *design = &laying->view;
    size_t next = 0;
    list->items.count = 0;
    list->running_x = 0;
    for (size_t i = 0; i < laying->nets.count; i++) {
        const ird_special_net *net = &design->special_nets.items[i];
        const ird_laying_net *planned = &laying->nets.items[i];
        for (size_t k = 0; k < net->wire_count; k++) {
            const ird_wire *wire = &design->wires.items[net->first_wire + k];
            if (wire->layer == layer && !wire->is_diagonal) {
                IRD_TRY(add_piece(laying, list, wire, (int32_t)i, NULL));
            }
        }
        for (size_t k = 0; k < planned->wires.count; k++, next++) {
            const ird_wire *wire = &planned->wires.items[k];
            if (wire->layer == layer) {
                IRD_TRY(add_piece(laying, list, wire, (int32_t)i, &flags[next]));
            }
        }
    }
    return IRD_OK;
}

static int compare_by_x(const void *a, const void *b) {
    const piece *p = a, *q = b;
    return (p->box.x0_dbu > q->box.x0_dbu) - (p->box.x0_dbu < q->box.x0_dbu);
}

static int compare_by_y(const void *a, const void *b) {
    const piece *p = a, *q = b;
    return (p->box.y0_dbu > q->box.y0_dbu) - (p->box.y0_dbu < q->box.y0_dbu);
}

static bool overlap(const ird_rect *a, const ird_rect *b) {
    return a->x0_dbu < b->x1_dbu && b->x0_dbu < a->x1_dbu && a->y0_dbu < b->y1_dbu &&
           b->y0_dbu < a->y1_dbu;
}

/* Flag the planned pieces of overlapping pairs, in the order across most of the layer. */
static void compare_pieces(pieces *list) {
    piece *items = list->items.items;
    bool by_y = 2 * list->running_x > list->items.count;
    if (list->items.count > 1) {
        qsort(items, list->items.count, sizeof *items,
              by_y ? compare_by_y : compare_by_x);
    }
    for (size_t i = 0; i < list->items.count; i++) {
        for (size_t k = i + 1; k < list->items.count; k++) {
            const ird_rect *a = &items[i].box, *b = &items[k].box;
            if (by_y ? b->y0_dbu >= a->y1_dbu : b->x0_dbu >= a->x1_dbu) {
                break;
            }
            if (items[i].net == items[k].net || !overlap(a, b)) {
                continue;
            }
            if (items[i].is_shorted != NULL) {
                *items[i].is_shorted = true;
            }
            if (items[k].is_shorted != NULL) {
                *items[k].is_shorted = true;
            }
        }
    }
}

/* True where some net has planned metal on the layer. */
static bool is_planned_on(const ird_laying *laying, int32_t layer) {
    for (size_t i = 0; i < laying->nets.count; i++) {
        const ird_laying_net *net = &laying->nets.items[i];
        for (size_t k = 0; k < net->wires.count; k++) {
            if (net->wires.items[k].layer == layer) {
                return true;
            }
        }
    }
    return false;
}

ird_status ird_laying_count_shorts(ird_laying *laying) {
    pieces list = {0};
    ird_status status = IRD_OK;
    bool *flags = ird_alloc_zero(laying->made->wires, sizeof *flags);
    if (flags == NULL) {
        return ird_fail_memory(laying->err, DOING);
    }
    for (size_t on = 0; on < laying->tech->layers.count && status == IRD_OK; on++) {
        if (is_planned_on(laying, (int32_t)on)) {
            status = gather(laying, (int32_t)on, &list, flags);
            compare_pieces(&list);
        }
    }
    for (size_t i = 0, next = 0; i < laying->nets.count && status == IRD_OK; i++) {
        ird_laying_net *net = &laying->nets.items[i];
        for (size_t k = 0; k < net->wires.count; k++) {
            net->shorted_wires += flags[next++];
        }
        laying->made->shorted_wires += net->shorted_wires;
    }
    ird_free(list.items.items);
    ird_free(flags);
    return status;
}
