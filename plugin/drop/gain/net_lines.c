/* SPDX-License-Identifier: BSD-3-Clause */
#include "gain/net_lines.h"

#include <stdlib.h>
#include <string.h>

static const char DOING[] = "looking for what would help";

void ird_net_lines_free(ird_net_lines *lines) {
    ird_free(lines->items.items);
    ird_free(lines->nodes.items);
    ird_free(lines->first_of_layer);
    *lines = (ird_net_lines){0};
}

static int64_t across_of(const ird_net_line *line) {
    return line->runs_x ? line->box.y0_dbu : line->box.x0_dbu;
}

static int compare_lines(const void *a, const void *b) {
    const ird_net_line *p = a, *q = b;
    const int64_t x[] = {p->layer,      p->runs_x,     across_of(p), p->box.x0_dbu,
                         p->box.y0_dbu, p->box.x1_dbu, p->box.y1_dbu};
    const int64_t y[] = {q->layer,      q->runs_x,     across_of(q), q->box.x0_dbu,
                         q->box.y0_dbu, q->box.x1_dbu, q->box.y1_dbu};
    for (size_t i = 0; i < sizeof x / sizeof *x; i++) {
        if (x[i] != y[i]) {
            return x[i] < y[i] ? -1 : 1;
        }
    }
    return 0;
}

/* A node of the network under a key: its layer, then its place across. */
typedef struct keyed {
    int64_t across, along;
    int32_t node;
} keyed;

static int compare_across(const void *a, const void *b) {
    const keyed *p = a, *q = b;
    if (p->across != q->across) {
        return p->across < q->across ? -1 : 1;
    }
    return (p->along > q->along) - (p->along < q->along);
}

static int compare_along(const void *a, const void *b) {
    const keyed *p = a, *q = b;
    return (p->along > q->along) - (p->along < q->along);
}

typedef struct nodes {
    IRD_VEC(keyed) items;
} nodes;

/* The nodes of a layer, for lines in one direction, in order across. */
static ird_status gather(nodes *found, const ird_network *network, int32_t layer,
                         bool runs_x, const bool *is_fed, ird_error *err) {
    found->items.count = 0;
    for (size_t i = 0; i < network->nodes.count; i++) {
        const ird_node *node = &network->nodes.items[i];
        if (node->layer != layer || node->kind == IRD_NODE_NAMED ||
            (is_fed != NULL && !is_fed[i])) {
            continue;
        }
        IRD_TRY(ird_vec_reserve(&found->items, 1, DOING, err));
        found->items.items[found->items.count++] =
            runs_x ? (keyed){node->y_dbu, node->x_dbu, (int32_t)i}
                   : (keyed){node->x_dbu, node->y_dbu, (int32_t)i};
    }
    if (found->items.count > 1) {
        qsort(found->items.items, found->items.count, sizeof *found->items.items,
              compare_across);
    }
    return IRD_OK;
}

/* Those in the box of the line, in order along it. */
static ird_status take_nodes(ird_net_lines *lines, ird_net_line *line, const nodes *all,
                             nodes *scratch, ird_error *err) {
    const ird_rect *box = &line->box;
    int64_t low = line->runs_x ? box->y0_dbu : box->x0_dbu;
    int64_t high = line->runs_x ? box->y1_dbu : box->x1_dbu;
    int64_t from = line->runs_x ? box->x0_dbu : box->y0_dbu;
    int64_t to = line->runs_x ? box->x1_dbu : box->y1_dbu;
    size_t first = 0, end = all->items.count;
    while (first < end) {
        size_t middle = first + (end - first) / 2;
        if (all->items.items[middle].across < low) {
            first = middle + 1;
        } else {
            end = middle;
        }
    }
    scratch->items.count = 0;
    for (size_t i = first; i < all->items.count && all->items.items[i].across <= high;
         i++) {
        if (all->items.items[i].along >= from && all->items.items[i].along <= to) {
            IRD_TRY(ird_vec_reserve(&scratch->items, 1, DOING, err));
            scratch->items.items[scratch->items.count++] = all->items.items[i];
        }
    }
    if (scratch->items.count > 1) {
        qsort(scratch->items.items, scratch->items.count, sizeof *scratch->items.items,
              compare_along);
    }
    line->first = lines->nodes.count;
    line->count = scratch->items.count;
    IRD_TRY(ird_vec_reserve(&lines->nodes, scratch->items.count, DOING, err));
    for (size_t i = 0; i < scratch->items.count; i++) {
        lines->nodes.items[lines->nodes.count++] = scratch->items.items[i].node;
    }
    return IRD_OK;
}

static ird_status fill(ird_net_lines *lines, const ird_network *network,
                       const bool *is_fed, nodes scratch[2], ird_error *err) {
    const ird_net_line *before = NULL;
    for (size_t i = 0; i < lines->items.count; i++) {
        ird_net_line *line = &lines->items.items[i];
        if (before == NULL || before->layer != line->layer ||
            before->runs_x != line->runs_x) {
            IRD_TRY(gather(&scratch[0], network, line->layer, line->runs_x, is_fed, err));
        }
        IRD_TRY(take_nodes(lines, line, &scratch[0], &scratch[1], err));
        before = line;
    }
    return IRD_OK;
}

static ird_status sort(ird_net_lines *lines, const ird_net_line *wires, size_t count,
                       ird_error *err) {
    IRD_TRY(ird_vec_reserve(&lines->items, count, DOING, err));
    if (count == 0) {
        return IRD_OK;
    }
    memcpy(lines->items.items, wires, count * sizeof *wires);
    qsort(lines->items.items, count, sizeof *lines->items.items, compare_lines);
    for (size_t i = 0; i < count; i++) {
        if (i == 0 || compare_lines(&lines->items.items[lines->items.count - 1],
                                    &lines->items.items[i]) != 0) {
            lines->items.items[lines->items.count++] = lines->items.items[i];
        }
    }
    for (size_t i = lines->items.count; i-- > 0;) {
        lines->first_of_layer[lines->items.items[i].layer] = i;
    }
    return IRD_OK;
}

ird_status ird_net_lines_make(ird_net_lines *lines, const ird_network *network,
                              const ird_net_line *wires, size_t count, size_t layers,
                              const bool *is_fed, ird_error *err) {
    nodes scratch[2] = {0};
    ird_net_lines made = {.layers = layers};
    made.first_of_layer = ird_alloc(layers + 1, sizeof *made.first_of_layer);
    ird_status status =
        made.first_of_layer != NULL ? IRD_OK : ird_fail_memory(err, DOING);
    for (size_t i = 0; status == IRD_OK && i <= layers; i++) {
        made.first_of_layer[i] = SIZE_MAX;
    }
    if (status == IRD_OK) {
        status = sort(&made, wires, count, err);
    }
    for (size_t i = layers + 1; status == IRD_OK && i-- > 0;) {
        size_t next = i < layers ? made.first_of_layer[i + 1] : made.items.count;
        made.first_of_layer[i] = i == layers || made.first_of_layer[i] == SIZE_MAX
                                     ? next
                                     : made.first_of_layer[i];
    }
    if (status == IRD_OK) {
        status = fill(&made, network, is_fed, scratch, err);
    }
    ird_free(scratch[0].items.items);
    ird_free(scratch[1].items.items);
    if (status != IRD_OK) {
        ird_net_lines_free(&made);
        return status;
    }
    ird_net_lines_free(lines);
    *lines = made;
    return IRD_OK;
}

bool ird_net_lines_find(const ird_net_lines *lines, const ird_network *network,
                        const ird_net_line *line, int64_t along_dbu,
                        ird_net_place *place) {
    const int32_t *on = lines->nodes.items + line->first;
    size_t low = 0, high = line->count;
    if (line->count == 0) {
        return false;
    }
#define ALONG(i)                                                                         \
    (line->runs_x ? network->nodes.items[on[i]].x_dbu : network->nodes.items[on[i]].y_dbu)
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (ALONG(middle) < along_dbu) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    size_t b = low < line->count ? low : line->count - 1;
    size_t a = low > 0 ? low - 1 : 0;
    int64_t from = ALONG(a), to = ALONG(b);
#undef ALONG
    a = low >= line->count ? b : a;
    *place = (ird_net_place){on[a], on[b], 0};
    if (a != b && to > from) {
        place->t = (double)(along_dbu - from) / (double)(to - from);
    }
    return true;
}
