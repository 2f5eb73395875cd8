/* SPDX-License-Identifier: BSD-3-Clause */
#include "patch/patch.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "patch/patch_parts.h"

static const char *const doing = "patching the network of a net";

/* Where the windows hold more than this of all shapes, extracting all is as fast. */
static const double MOST_OF_ALL = 0.3;
enum { LEAST_OF_ALL = 1000 };
/* Windows grow so many times, threefold each, before the net is extracted whole. */
enum { GROWTHS = 4 };
/* Resistances that differ by less are the same; what the whole network has may differ a
 * little more, for it adds up in another order. */
#define SAME 1e-12
#define SAME_AS_WHOLE 1e-9

void ird_patch_free(ird_patch *patch) {
    ird_free(patch->nodes.items);
    ird_free(patch->added.items);
    ird_free(patch->removed.items);
    ird_free(patch->sources.items);
    ird_free(patch->merged.items);
    *patch = (ird_patch){0};
}

/* ---- the book -----------------------------------------------------------------------
 */

void ird_patch_book_free(ird_patch_book *book) {
    if (book != NULL) {
        ird_free(book->map.places);
        ird_free(book->map.slots);
        ird_free(book->flags);
        ird_free(book->start);
        ird_free(book->resistors);
        ird_free(book->by_place);
        ird_free(book->layer_start);
        for (size_t i = 0; book->shapes != NULL && i < book->work.layer_count; i++) {
            ird_free(book->shapes[i].by_v);
        }
        ird_free(book->shapes);
        ird_work_free(&book->work);
        ird_grid_free(&book->scratch);
        ird_free(book);
    }
}

static bool is_grid_node(const ird_network *network, int32_t node) {
    return network->nodes.items[node].kind == IRD_NODE_GRID;
}

/* Numbers of the places of all nodes: their own, so that a place that is taken already
 * has two. Nodes of pins and packages stand at no place of metal. */
static ird_status number_places(ird_patch_book *book, ird_error *err) {
    const ird_network *network = &book->grid->network;
    size_t count = network->nodes.count;
    ird_place_map *map = &book->map;
    book->flags = ird_alloc_zero(count, sizeof *book->flags);
    map->places = ird_alloc(count + 64, sizeof *map->places);
    map->slot_count = 1024;
    while (map->slot_count < 3 * count) {
        map->slot_count *= 2;
    }
    map->slots = ird_alloc_zero(map->slot_count, sizeof *map->slots);
    if (book->flags == NULL || map->places == NULL || map->slots == NULL) {
        return ird_fail_memory(err, doing);
    }
    map->capacity = count + 64;
    for (size_t i = 0; i < count; i++) {
        const ird_node *node = &network->nodes.items[i];
        ird_point at = {node->x_dbu, node->y_dbu};
        bool is_grid = node->kind == IRD_NODE_GRID;
        int32_t layer = is_grid ? node->layer : -2 - node->layer, number = -1;
        if (is_grid && ird_place_find(map, layer, at) >= 0) {
            int32_t other = ird_place_find(map, layer, at);
            book->flags[i] |= IRD_PATCH_DOUBLE;
            book->flags[other] |= IRD_PATCH_DOUBLE;
            at = (ird_point){(int64_t)i, INT64_MIN}; /* at no place */
        } else if (!is_grid) {
            at = (ird_point){(int64_t)i, INT64_MIN};
        }
        IRD_TRY(ird_place_number(map, layer, at, &number, err));
    }
    return IRD_OK;
}

static void flag_nodes(ird_patch_book *book) {
    const ird_network *network = &book->grid->network;
    for (size_t i = 0; i < network->loads.count; i++) {
        book->flags[network->loads.items[i].node] |= IRD_PATCH_LOADED;
    }
    for (size_t i = 0; i < book->grid->terminals.count; i++) {
        int32_t node = book->grid->terminals.items[i].node;
        if (node >= 0) {
            book->flags[node] |= IRD_PATCH_LOADED;
        }
    }
    for (size_t i = 0; i < network->sources.count; i++) {
        book->flags[network->sources.items[i].node] |= IRD_PATCH_SOURCE;
    }
    for (size_t i = 0; i < network->resistors.count; i++) {
        const ird_resistor *r = &network->resistors.items[i];
        if (!is_grid_node(network, r->a) || !is_grid_node(network, r->b)) {
            book->flags[r->a] |= IRD_PATCH_LOADED;
            book->flags[r->b] |= IRD_PATCH_LOADED;
        }
    }
}

static ird_status list_neighbours(ird_patch_book *book, ird_error *err) {
    const ird_network *network = &book->grid->network;
    size_t nodes = network->nodes.count, count = network->resistors.count;
    book->start = ird_alloc_zero(nodes + 2, sizeof *book->start);
    book->resistors = ird_alloc(2 * count, sizeof *book->resistors);
    if (book->start == NULL || book->resistors == NULL) {
        return ird_fail_memory(err, doing);
    }
    for (size_t i = 0; i < count; i++) {
        book->start[network->resistors.items[i].a + 2]++;
        book->start[network->resistors.items[i].b + 2]++;
    }
    for (size_t i = 1; i < nodes; i++) {
        book->start[i + 1] += book->start[i];
    }
    for (size_t i = 0; i < count; i++) {
        const ird_resistor *r = &network->resistors.items[i];
        book->resistors[book->start[r->a + 1]++] = (uint32_t)i;
        book->resistors[book->start[r->b + 1]++] = (uint32_t)i;
    }
    return IRD_OK;
}

static int compare_placed(const void *left, const void *right) {
    const ird_placed_node *a = left, *b = right;
    return (a->u_dbu > b->u_dbu) - (a->u_dbu < b->u_dbu);
}

static ird_status sort_places(ird_patch_book *book, ird_error *err) {
    const ird_network *network = &book->grid->network;
    size_t nodes = network->nodes.count, layers = book->work.layer_count;
    book->by_place = ird_alloc(nodes, sizeof *book->by_place);
    book->layer_start = ird_alloc_zero(layers + 2, sizeof *book->layer_start);
    ird_placed_node *sorted = book->by_place;
    if (book->by_place == NULL || book->layer_start == NULL) {
        return ird_fail_memory(err, doing);
    }
    for (size_t i = 0; i < nodes; i++) {
        const ird_node *node = &network->nodes.items[i];
        if (node->kind == IRD_NODE_GRID && node->layer >= 0) {
            book->layer_start[node->layer + 2]++;
        }
    }
    for (size_t i = 1; i < layers; i++) {
        book->layer_start[i + 1] += book->layer_start[i];
    }
    for (size_t i = 0; i < nodes; i++) {
        const ird_node *node = &network->nodes.items[i];
        if (node->kind == IRD_NODE_GRID && node->layer >= 0) {
            bool is_vertical = book->work.layers[node->layer].is_vertical;
            sorted[book->layer_start[node->layer + 1]++] =
                is_vertical ? (ird_placed_node){node->y_dbu, node->x_dbu}
                            : (ird_placed_node){node->x_dbu, node->y_dbu};
        }
    }
    for (size_t i = 0; i < layers; i++) {
        size_t first = book->layer_start[i], end = book->layer_start[i + 1];
        if (end - first > 1) {
            qsort(sorted + first, end - first, sizeof *sorted, compare_placed);
        }
    }
    return IRD_OK;
}

/* What keeps a net from being patched at all. */
static const char *why_not(const ird_grid *grid) {
    if (grid->options.kind != IRD_NETWORK_DRAWN) {
        return "networks like PDNSim's are extracted whole";
    }
    if (grid->options.sources.package_ohm > 0) {
        return "sources behind a package are found anew";
    }
    return grid->fed_by.count > 0 || grid->sources.type == IRD_SOURCE_SWITCHES
               ? "the net is fed through switches"
               : NULL;
}

static ird_status fill_book(ird_patch_book *book, ird_error *err) {
    IRD_TRY(ird_work_collect(&book->work, &book->scratch, err));
    for (size_t i = 0; i < book->work.layer_count; i++) {
        book->shape_count += book->work.layers[i].shapes.count;
    }
    IRD_TRY(ird_patch_sort_shapes(book, err));
    IRD_TRY(number_places(book, err));
    flag_nodes(book);
    IRD_TRY(list_neighbours(book, err));
    return sort_places(book, err);
}

ird_status ird_patch_book_make(ird_patch_book **book, const ird_grid *grid,
                               const ird_design *design, const ird_technology *tech,
                               const ird_layer_rc *rc, ird_error *err) {
    ird_patch_book *made = ird_alloc_zero(1, sizeof *made);
    if (made == NULL) {
        return ird_fail_memory(err, doing);
    }
    made->grid = grid;
    made->tech = tech;
    made->scratch.options = grid->options;
    made->work = (ird_work){.design = design, .tech = tech, .rc = rc, .is_drawn = true};
    made->why = why_not(grid);
    ird_status status = made->why == NULL ? fill_book(made, err) : IRD_OK;
    if (status != IRD_OK) {
        ird_patch_book_free(made);
        return status;
    }
    *book = made;
    return IRD_OK;
}

/* ---- what differs -------------------------------------------------------------------
 */

/* A comparison of the part without what is new and the part with it. */
typedef struct difference {
    ird_patch *patch;
    ird_patch_book *book;
    const ird_part *before, *after;
    size_t whole;        /* nodes of the whole network */
    int32_t *new_of;     /* per number from `whole` on: its node, -1 not yet */
    uint8_t *is_touched; /* per number */
    uint32_t *degree;    /* per number: resistors of before at it */
    bool is_good;
} difference;

static bool has_number(const int32_t *items, size_t count, int32_t number) {
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (items[middle] < number) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < count && items[low] == number;
}

static bool is_source(const ird_part *part, int32_t number) {
    return has_number(part->sources.items, part->sources.count, number);
}

static bool has_node(const ird_part *part, int32_t number) {
    return has_number(part->nodes.items, part->nodes.count, number);
}

/* No current depends on it. */
static bool is_idle(const ird_part *part, const ird_part_resistor *r) {
    return is_source(part, r->low) && is_source(part, r->high);
}

static int compare_groups(const ird_part_resistor *a, const ird_part_resistor *b) {
    if (a->low != b->low) {
        return a->low < b->low ? -1 : 1;
    }
    if (a->high != b->high) {
        return a->high < b->high ? -1 : 1;
    }
    return (a->is_via > b->is_via) - (a->is_via < b->is_via);
}

static bool are_same(double a, double b, double by) {
    return fabs(a - b) <= by * fmax(fabs(a), fabs(b));
}

static void touch(difference *d, const ird_part_resistor *r) {
    d->is_touched[r->low] = d->is_touched[r->high] = 1;
}

/* An end of a via that spreads its current otherwise, unless its metal is not looked at.
 */
static void touch_metal(difference *d, int32_t number) {
    if (!has_number(d->before->stubs.items, d->before->stubs.count, number)) {
        d->is_touched[number] = 1;
    }
}

/* The node of a number in the patched network. */
static ird_status node_of(difference *d, int32_t number, int32_t *node, ird_error *err) {
    if ((size_t)number < d->whole) {
        *node = number;
        return IRD_OK;
    }
    int32_t *made = &d->new_of[(size_t)number - d->whole];
    if (*made < 0) {
        IRD_TRY(ird_vec_reserve(&d->patch->nodes, 1, doing, err));
        *made = (int32_t)(d->whole + d->patch->nodes.count);
        d->patch->nodes.items[d->patch->nodes.count++] = d->book->map.places[number];
    }
    *node = *made;
    return IRD_OK;
}

static ird_status add(difference *d, const ird_part_resistor *r, double ohm,
                      ird_error *err) {
    ird_patch_resistor made = {.ohm = ohm, .section = r->section};
    IRD_TRY(node_of(d, r->low, &made.a, err));
    IRD_TRY(node_of(d, r->high, &made.b, err));
    IRD_TRY(ird_vec_reserve(&d->patch->added, 1, doing, err));
    d->patch->added.items[d->patch->added.count++] = made;
    return IRD_OK;
}

static bool is_removed(const ird_patch *patch, size_t resistor) {
    for (size_t i = 0; i < patch->removed.count; i++) {
        if (patch->removed.items[i] == resistor) {
            return true;
        }
    }
    return false;
}

/* The resistor of the whole network that is that of the part: of a via whatever its
 * resistance. SIZE_MAX where there is none that is not yet removed. */
static size_t find_whole(const difference *d, const ird_part_resistor *r) {
    const ird_patch_book *book = d->book;
    const ird_network *network = &book->grid->network;
    if ((size_t)r->high >= d->whole) {
        return SIZE_MAX;
    }
    for (size_t k = book->start[r->low]; k < book->start[r->low + 1]; k++) {
        size_t i = book->resistors[k];
        const ird_resistor *w = &network->resistors.items[i];
        int32_t other = w->a == r->low ? w->b : w->a;
        if (other == r->high && (r->is_via || are_same(w->ohm, r->ohm, SAME_AS_WHOLE)) &&
            !is_removed(d->patch, i)) {
            return i;
        }
    }
    return SIZE_MAX;
}

static ird_status take_away(difference *d, size_t resistor, ird_error *err) {
    if (resistor == SIZE_MAX) {
        d->is_good = false;
        return IRD_OK;
    }
    IRD_TRY(ird_vec_reserve(&d->patch->removed, 1, doing, err));
    d->patch->removed.items[d->patch->removed.count++] = resistor;
    return IRD_OK;
}

/* A resistor of before, of after, or one that became another (a via that spreads its
 * current less or more: the whole network's changes by as much). */
static ird_status differ(difference *d, const ird_part_resistor *before,
                         const ird_part_resistor *after, ird_error *err) {
    bool is_idle_before = before == NULL || is_idle(d->before, before);
    bool is_idle_after = after == NULL || is_idle(d->after, after);
    if (is_idle_before && is_idle_after) {
        return IRD_OK;
    }
    if (before != NULL && after != NULL && before->is_via) {
        touch_metal(d, before->low);
        touch_metal(d, before->high);
        size_t whole = find_whole(d, before);
        IRD_TRY(take_away(d, whole, err));
        return whole != SIZE_MAX ? add(d, after,
                                       d->book->grid->network.resistors.items[whole].ohm +
                                           after->ohm - before->ohm,
                                       err)
                                 : IRD_OK;
    }
    touch(d, before != NULL ? before : after);
    if (before != NULL) {
        IRD_TRY(take_away(d, find_whole(d, before), err));
    }
    return after != NULL ? add(d, after, after->ohm, err) : IRD_OK;
}

/* One group of resistors between two places: those of before from i to i_end, of after
 * from k to k_end, both by their ohm. */
static ird_status compare_group(difference *d, size_t i, size_t i_end, size_t k,
                                size_t k_end, ird_error *err) {
    const ird_part_resistor *before = d->before->resistors.items;
    const ird_part_resistor *after = d->after->resistors.items;
    bool is_paired = i_end - i == k_end - k;
    while (i < i_end || k < k_end) {
        bool has_both = i < i_end && k < k_end;
        if (has_both && are_same(before[i].ohm, after[k].ohm, SAME)) {
            i++;
            k++;
        } else if (has_both && is_paired) {
            IRD_TRY(differ(d, &before[i++], &after[k++], err));
        } else if (k == k_end || (has_both && before[i].ohm < after[k].ohm)) {
            IRD_TRY(differ(d, &before[i++], NULL, err));
        } else {
            IRD_TRY(differ(d, NULL, &after[k++], err));
        }
    }
    return IRD_OK;
}

static ird_status compare_resistors(difference *d, ird_error *err) {
    const ird_part_resistor *before = d->before->resistors.items;
    const ird_part_resistor *after = d->after->resistors.items;
    size_t i_count = d->before->resistors.count, k_count = d->after->resistors.count;
    size_t i = 0, k = 0;
    while (i < i_count || k < k_count) {
        const ird_part_resistor *first =
            k == k_count || (i < i_count && compare_groups(&before[i], &after[k]) <= 0)
                ? &before[i]
                : &after[k];
        size_t i_end = i, k_end = k;
        while (i_end < i_count && compare_groups(&before[i_end], first) == 0) {
            i_end++;
        }
        while (k_end < k_count && compare_groups(&after[k_end], first) == 0) {
            k_end++;
        }
        IRD_TRY(compare_group(d, i, i_end, k, k_end, err));
        i = i_end;
        k = k_end;
    }
    return IRD_OK;
}

static bool has_tie(const ird_part *part, const ird_part_resistor *tie) {
    for (size_t i = 0; i < part->ties.count; i++) {
        if (part->ties.items[i].low == tie->low &&
            part->ties.items[i].high == tie->high) {
            return true;
        }
    }
    return false;
}

static bool is_in(ird_rect box, const ird_node *node) {
    return node->x_dbu >= box.x0_dbu && node->x_dbu <= box.x1_dbu &&
           node->y_dbu >= box.y0_dbu && node->y_dbu <= box.y1_dbu;
}

/* Nodes that become one are tied by nothing. */
static ird_status compare_ties(difference *d, ird_error *err) {
    for (size_t i = 0; i < d->after->ties.count; i++) {
        const ird_part_resistor *tie = &d->after->ties.items[i];
        if (!has_tie(d->before, tie)) {
            touch(d, tie);
            IRD_TRY(add(d, tie, 0, err));
            IRD_TRY(ird_vec_reserve(&d->patch->merged, 1, doing, err));
            d->patch->merged.items[d->patch->merged.count++] =
                has_node(d->after, tie->low) ? tie->high : tie->low;
        }
    }
    for (size_t i = 0; i < d->before->ties.count; i++) {
        d->is_good = d->is_good && has_tie(d->after, &d->before->ties.items[i]);
    }
    return IRD_OK;
}

/* The source of the whole network in whose DEF pin the node lies, where that is one node
 * alone; else -1. */
static int32_t source_around(const difference *d, int32_t number) {
    const ird_network *network = &d->book->grid->network;
    const ird_node *at = &d->book->map.places[number];
    for (size_t i = 0; i < d->book->work.pin_boxes.count; i++) {
        const ird_shape *pin = &d->book->work.pin_boxes.items[i];
        int32_t found = -1;
        size_t count = 0;
        if (pin->layer != at->layer || !is_in(pin->box, at)) {
            continue;
        }
        for (size_t k = 0; k < network->sources.count; k++) {
            int32_t node = network->sources.items[k].node;
            if (network->nodes.items[node].layer == pin->layer &&
                is_in(pin->box, &network->nodes.items[node])) {
                found = node;
                count++;
            }
        }
        return count == 1 ? found : -1;
    }
    return -1;
}

/* A new node in a DEF pin is one with the source there, or one more. */
static ird_status feed(difference *d, int32_t number, ird_error *err) {
    int32_t node = -1, around = source_around(d, number);
    d->is_touched[number] = 1;
    if (around >= 0 && (size_t)number >= d->whole) {
        const ird_part_resistor tie = {.low = around, .high = number};
        IRD_TRY(add(d, &tie, 0, err));
        IRD_TRY(node_of(d, number, &node, err));
        IRD_TRY(ird_vec_reserve(&d->patch->merged, 1, doing, err));
        d->patch->merged.items[d->patch->merged.count++] = node;
        return IRD_OK;
    }
    IRD_TRY(node_of(d, number, &node, err));
    IRD_TRY(ird_vec_reserve(&d->patch->sources, 1, doing, err));
    d->patch->sources.items[d->patch->sources.count++] = node;
    return IRD_OK;
}

static ird_status compare_sources(difference *d, ird_error *err) {
    for (size_t i = 0; i < d->after->sources.count; i++) {
        int32_t number = d->after->sources.items[i];
        bool is_new = (size_t)number >= d->whole
                          ? !is_source(d->before, number) &&
                                d->new_of[(size_t)number - d->whole] >= 0
                          : !is_source(d->before, number);
        if (is_new) {
            IRD_TRY(feed(d, number, err));
        }
    }
    for (size_t i = 0; i < d->before->sources.count; i++) {
        int32_t number = d->before->sources.items[i];
        d->is_good =
            d->is_good && ((size_t)number >= d->whole || is_source(d->after, number));
    }
    return IRD_OK;
}

/* ---- whether it is what the whole network has ----------------------------------------
 */

static bool has_resistor(const difference *d, const ird_part_resistor *wanted) {
    const ird_part_resistor *items = d->before->resistors.items;
    size_t low = 0, high = d->before->resistors.count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare_groups(&items[middle], wanted) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    for (; low < d->before->resistors.count && compare_groups(&items[low], wanted) == 0;
         low++) {
        if (wanted->is_via || are_same(items[low].ohm, wanted->ohm, SAME_AS_WHOLE)) {
            return true;
        }
    }
    return false;
}

/* All resistors of the whole network at the node are in the part, and no others. */
static bool is_whole(const difference *d, int32_t node) {
    const ird_patch_book *book = d->book;
    const ird_network *network = &book->grid->network;
    size_t count = 0;
    for (size_t k = book->start[node]; k < book->start[node + 1]; k++) {
        const ird_resistor *r = &network->resistors.items[book->resistors[k]];
        bool is_metal = is_grid_node(network, r->a) && is_grid_node(network, r->b);
        bool is_still = (book->flags[r->a] & book->flags[r->b] & IRD_PATCH_SOURCE) != 0;
        if (!is_metal || r->a == r->b || is_still) {
            continue;
        }
        const ird_part_resistor wanted = {.low = r->a < r->b ? r->a : r->b,
                                          .high = r->a < r->b ? r->b : r->a,
                                          .is_via = network->nodes.items[r->a].layer !=
                                                    network->nodes.items[r->b].layer,
                                          .ohm = r->ohm};
        count++;
        if (!has_resistor(d, &wanted)) {
            return false;
        }
    }
    return count == d->degree[node];
}

static void check_touched(difference *d) {
    const ird_part_resistor *before = d->before->resistors.items;
    for (size_t i = 0; i < d->before->resistors.count; i++) {
        if (!is_idle(d->before, &before[i])) {
            d->degree[before[i].low]++;
            d->degree[before[i].high]++;
        }
    }
    for (size_t n = 0; n < d->book->map.count && d->is_good; n++) {
        int32_t number = (int32_t)n;
        if (!d->is_touched[n]) {
            continue;
        }
        if (n >= d->whole) { /* nothing that stood in the part without what is new */
            d->is_good = !has_node(d->before, number);
            continue;
        }
        if (has_number(d->before->doubles.items, d->before->doubles.count, number) ||
            has_number(d->after->doubles.items, d->after->doubles.count, number)) {
            d->is_good = false; /* which of the two is the whole network's? */
            continue;
        }
        uint8_t flags = d->book->flags[n];
        bool was_source = (flags & IRD_PATCH_SOURCE) != 0;
        bool is_tied = false;
        for (size_t i = 0; i < d->after->ties.count; i++) {
            is_tied = is_tied || d->after->ties.items[i].low == number ||
                      d->after->ties.items[i].high == number;
        }
        d->is_good = (flags & IRD_PATCH_DOUBLE) == 0 && has_node(d->before, number) &&
                     was_source == is_source(d->before, number) && is_whole(d, number) &&
                     (has_node(d->after, number) || is_tied || flags == 0);
    }
}

/* Sources that are not DEF pins may be placed otherwise once there is other metal: only
 * where none is near is nothing to be feared. */
static bool may_move_sources(const difference *d, const ird_work *added) {
    const ird_network *network = &d->book->grid->network;
    if (d->book->grid->sources.type == IRD_SOURCE_PINS) {
        return false;
    }
    for (size_t i = 0; i < d->before->nodes.count; i++) {
        int32_t number = d->before->nodes.items[i];
        if ((size_t)number < d->whole &&
            (d->book->flags[number] & IRD_PATCH_SOURCE) != 0) {
            return true;
        }
    }
    for (size_t i = 0; i < network->sources.count; i++) {
        int32_t layer = network->nodes.items[network->sources.items[i].node].layer;
        if (layer >= 0 &&
            added->layers[layer].shapes.count > added->layers[layer].via_probes) {
            return true;
        }
    }
    return false;
}

static ird_status compare_parts(difference *d, ird_error *err) {
    size_t numbers = d->book->map.count;
    d->new_of = ird_alloc(numbers - d->whole, sizeof *d->new_of);
    d->is_touched = ird_alloc_zero(numbers, sizeof *d->is_touched);
    d->degree = ird_alloc_zero(numbers, sizeof *d->degree);
    if (d->new_of == NULL || d->is_touched == NULL || d->degree == NULL) {
        return ird_fail_memory(err, doing);
    }
    memset(d->new_of, 0xff, (numbers - d->whole) * sizeof *d->new_of);
    d->is_good = true;
    IRD_TRY(compare_resistors(d, err));
    IRD_TRY(compare_ties(d, err));
    IRD_TRY(compare_sources(d, err));
    check_touched(d);
    return IRD_OK;
}

/* ---- making one ---------------------------------------------------------------------
 */

/* The new metal alone, as a work. */
static ird_status collect_added(ird_work *added, ird_grid *scratch,
                                const ird_patch_book *book, const ird_design *design,
                                const ird_patch_metal *metal, ird_error *err) {
    int32_t net = book->grid->options.net;
    ird_design view = *design; /* borrows all */
    ird_special_net *nets = ird_alloc_zero((size_t)net + 1, sizeof *nets);
    if (nets == NULL) {
        return ird_fail_memory(err, doing);
    }
    nets[net] =
        (ird_special_net){.wire_count = metal->wire_count, .via_count = metal->via_count};
    view.special_nets.items = nets;
    view.special_nets.count = (size_t)net + 1;
    view.wires.items = (ird_wire *)metal->wires;
    view.wires.count = metal->wire_count;
    view.via_places.items = (ird_via_at *)metal->vias;
    view.via_places.count = metal->via_count;
    scratch->options = book->grid->options;
    added->design = &view;
    added->tech = book->tech;
    added->rc = book->work.rc;
    added->is_drawn = true;
    ird_status status = ird_work_open(added, err);
    if (status == IRD_OK) {
        status = ird_work_collect_metal(added, scratch, err);
    }
    added->design = design;
    added->wires.count = 0;
    ird_free(nets);
    return status;
}

/* Whether metal of stripes comes to a layer, and not of vias alone: in via_probes, which
 * a work without probes does not use, stands how many shapes the vias have. */
static void count_via_shapes(ird_work *added, const ird_patch_metal *metal) {
    for (size_t i = 0; i < added->layer_count; i++) {
        added->layers[i].via_probes = added->layers[i].shapes.count;
    }
    for (size_t i = 0; i < metal->wire_count; i++) {
        int32_t layer = metal->wires[i].layer;
        if (layer >= 0 && (size_t)layer < added->layer_count &&
            added->layers[layer].via_probes > 0) {
            added->layers[layer].via_probes--;
        }
    }
}

static size_t count_shapes(const ird_work *work) {
    size_t count = 0;
    for (size_t i = 0; i < work->layer_count; i++) {
        count += work->layers[i].shapes.count;
    }
    return count;
}

/* One try with windows of a size; is_good tells whether that was large enough. */
static ird_status try_windows(ird_patch *patch, ird_patch_book *book,
                              const ird_work *added, double grown, bool *is_good,
                              ird_error *err) {
    ird_patch_windows windows = {.items = {0}};
    ird_part before = {.resistors = {0}}, after = {.resistors = {0}};
    difference d = {.patch = patch,
                    .book = book,
                    .before = &before,
                    .after = &after,
                    .whole = book->grid->network.nodes.count};
    size_t most = (size_t)(MOST_OF_ALL * (double)book->shape_count) + LEAST_OF_ALL;
    bool is_much = count_shapes(added) > most / 3;
    ird_status status =
        is_much ? IRD_OK : ird_patch_find_windows(&windows, book, added, grown, err);
    if (status == IRD_OK && !is_much) {
        status = ird_part_make(&before, book, &windows, NULL, most, err);
    }
    is_much = is_much || before.is_much;
    if (status == IRD_OK && !is_much) {
        status = ird_part_make(&after, book, &windows, added, SIZE_MAX, err);
    }
    if (is_much) {
        patch->why = "much of the net lies around what is new";
    } else if (status == IRD_OK && may_move_sources(&d, added)) {
        patch->why = "other sources may be found once there is new metal";
    } else if (status == IRD_OK) {
        status = compare_parts(&d, err);
    }
    *is_good = d.is_good || patch->why != NULL;
    patch->windows = windows.items.count;
    ird_free(d.new_of);
    ird_free(d.is_touched);
    ird_free(d.degree);
    ird_free(windows.items.items);
    ird_part_free(&before);
    ird_part_free(&after);
    return status;
}

ird_status ird_patch_make(ird_patch *patch, ird_patch_book *book,
                          const ird_design *design, const ird_patch_metal *metal,
                          ird_error *err) {
    ird_patch made = {.why = book->why};
    ird_work added = {.design = design};
    ird_grid scratch = {.options = book->grid->options};
    bool is_good = made.why != NULL;
    ird_status status = IRD_OK;
    if (!is_good) {
        ird_place_truncate(&book->map, book->grid->network.nodes.count);
        status = collect_added(&added, &scratch, book, design, metal, err);
        if (status == IRD_OK) {
            count_via_shapes(&added, metal);
        }
    }
    double grown = 1;
    for (int i = 0; i < GROWTHS && status == IRD_OK && !is_good; i++, grown *= 3) {
        ird_patch_free(&made);
        status = try_windows(&made, book, &added, grown, &is_good, err);
    }
    if (!is_good) {
        made.why = "what is new changes metal too far around it";
    }
    ird_work_free(&added);
    ird_grid_free(&scratch);
    if (status != IRD_OK) {
        ird_patch_free(&made);
        return status;
    }
    *patch = made;
    return IRD_OK;
}
