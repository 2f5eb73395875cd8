/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Planned metal that lies on metal of another net, and on metal of its own net that is
 * there already. Each net is extracted alone, and its metal merged, so that nothing else
 * would tell.
 */
#include <stdlib.h>

#include "plan/laying.h"

static const char DOING[] = "looking for shorts";

/* What is found about a planned wire. */
typedef struct verdict {
    bool is_shorted, is_repeated;
} verdict;

/* A wire of some net; of is NULL for one of the DEF. Wires that are laid later have their
 * verdicts behind those of the same net that are laid before. */
typedef struct piece {
    ird_rect box;
    int32_t net;
    verdict *of;
} piece;

typedef struct pieces {
    IRD_VEC(piece) items;
    size_t running_x;
} pieces;

static ird_status add_piece(ird_laying *laying, pieces *list, const ird_wire *wire,
                            int32_t net, verdict *of) {
    IRD_TRY(ird_vec_reserve(&list->items, 1, DOING, laying->err));
    list->items.items[list->items.count++] = (piece){wire->box, net, of};
    list->running_x +=
        wire->box.x1_dbu - wire->box.x0_dbu > wire->box.y1_dbu - wire->box.y0_dbu;
    return IRD_OK;
}

/* All metal of a layer; flags has one entry a planned wire of all nets, in order. */
static ird_status gather(ird_laying *laying, int32_t layer, pieces *list,
                         verdict *flags) {
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

static double extent(int64_t low, int64_t high) {
    return (double)(high - low);
}

/* Part of the box that the other one covers. */
static double covered(const ird_rect *box, const ird_rect *by) {
    ird_rect both = *box;
    if (!ird_rect_cut(&both, by)) {
        return 0;
    }
    return extent(both.x0_dbu, both.x1_dbu) / extent(box->x0_dbu, box->x1_dbu) *
           (extent(both.y0_dbu, both.y1_dbu) / extent(box->y0_dbu, box->y1_dbu));
}

/* Of two overlapping pieces. Of one net, the planned one is repeated, of two planned ones
 * the later. */
static void judge(const piece *a, const piece *b) {
    static const double mostly = 0.5;
    if (a->net != b->net) {
        if (a->of != NULL) {
            a->of->is_shorted = true;
        }
        if (b->of != NULL) {
            b->of->is_shorted = true;
        }
        return;
    }
    const piece *later = b->of == NULL || (a->of != NULL && a->of > b->of) ? a : b;
    if (later->of != NULL &&
        covered(&later->box, later == a ? &b->box : &a->box) >= mostly) {
        later->of->is_repeated = true;
    }
}

/* Judge the planned pieces of overlapping pairs, in the order across most of the layer.
 */
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
            if (overlap(a, b)) {
                judge(&items[i], &items[k]);
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

/* A remark for each line with repeated pieces. */
static ird_status remark_repeated(ird_laying *laying, const verdict *flags) {
    size_t count = laying->made->laid.count;
    size_t *repeated = ird_alloc_zero(count, sizeof *repeated);
    ird_status status = IRD_OK;
    if (repeated == NULL) {
        return ird_fail_memory(laying->err, DOING);
    }
    for (size_t i = 0, next = 0; i < laying->nets.count; i++) {
        const ird_laying_net *net = &laying->nets.items[i];
        for (size_t k = 0; k < net->wires.count; k++) {
            repeated[net->line_of.items[k]] += flags[next++].is_repeated;
        }
    }
    for (size_t i = 0; i < count && status == IRD_OK; i++) {
        bool is_meant = laying->plan->lines.items[i].kind == IRD_PLAN_WIDENED;
        laying->line = i;
        status =
            ird_laying_remark(laying, IRD_ODD_REPEATED, is_meant ? 0 : repeated[i], 0, 0);
    }
    ird_free(repeated);
    return status;
}

ird_status ird_laying_count_shorts(ird_laying *laying) {
    pieces list = {0};
    ird_status status = IRD_OK;
    verdict *flags = ird_alloc_zero(laying->made->wires, sizeof *flags);
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
            net->shorted_wires += flags[next++].is_shorted;
        }
        laying->made->shorted_wires += net->shorted_wires;
    }
    if (status == IRD_OK) {
        status = remark_repeated(laying, flags);
    }
    ird_free(list.items.items);
    ird_free(flags);
    return status;
}
