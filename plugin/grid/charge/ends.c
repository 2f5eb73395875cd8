/* SPDX-License-Identifier: BSD-3-Clause */
#include "charge/ends.h"

#include <math.h>

static const char DOING[] = "finding the pins of instances";

void ird_ends_free(ird_ends *ends) {
    for (int side = 0; side < 2; side++) {
        ird_free(ends->sides[side].starts);
        ird_free(ends->sides[side].items);
    }
    *ends = (ird_ends){0};
}

/* One after the other, what could be an end; false where there are no more. */
typedef bool next_end(const ird_grid *grid, size_t *at, int32_t *instance, ird_end *end);

static bool next_pin(const ird_grid *grid, size_t *at, int32_t *instance, ird_end *end) {
    while (*at < grid->terminals.count) {
        const ird_grid_terminal *t = &grid->terminals.items[(*at)++];
        if (t->node >= 0) {
            *instance = t->component;
            *end = (ird_end){t->node, 1};
            return true;
        }
    }
    return false;
}

static bool next_load(const ird_grid *grid, size_t *at, int32_t *instance, ird_end *end) {
    if (*at >= grid->network.loads.count) {
        return false;
    }
    const ird_load *load = &grid->network.loads.items[(*at)++];
    *instance = load->instance;
    *end = (ird_end){load->node, fabs(load->ampere)};
    return true;
}

static ird_status list(ird_end_list *made, const ird_grid *grid, int32_t first_node,
                       size_t instances, next_end *next, ird_error *err) {
    size_t count = 0;
    int32_t instance;
    ird_end end;
    made->starts = ird_alloc_zero(instances + 2, sizeof *made->starts);
    if (made->starts == NULL) {
        return ird_fail_memory(err, DOING);
    }
    size_t *to = made->starts + 1; /* shifted, so that it ends up in its place */
    for (size_t at = 0; grid != NULL && next(grid, &at, &instance, &end);) {
        if (instance >= 0 && (size_t)instance < instances) {
            to[instance + 1]++;
            count++;
        }
    }
    for (size_t i = 0; i < instances; i++) {
        to[i + 1] += to[i];
    }
    made->items = ird_alloc(count, sizeof *made->items);
    if (made->items == NULL) {
        return ird_fail_memory(err, DOING);
    }
    for (size_t at = 0; grid != NULL && next(grid, &at, &instance, &end);) {
        if (instance >= 0 && (size_t)instance < instances) {
            made->items[to[instance]++] = (ird_end){first_node + end.node, end.weight};
        }
    }
    return IRD_OK;
}

static ird_status list_both(ird_ends *ends, const ird_charge_grids *grids,
                            int32_t second_node, size_t instances, next_end *next,
                            ird_error *err) {
    ird_ends made = {.by_load = next == next_load};
    made.is_ground[0] = grids->first->options.is_ground;
    made.is_ground[1] =
        grids->second != NULL ? grids->second->options.is_ground : !made.is_ground[0];
    ird_status status = list(&made.sides[0], grids->first, 0, instances, next, err);
    if (status == IRD_OK) {
        status = list(&made.sides[1], grids->second, second_node, instances, next, err);
    }
    if (status != IRD_OK) {
        ird_ends_free(&made);
        return status;
    }
    *ends = made;
    return IRD_OK;
}

ird_status ird_ends_of_pins(ird_ends *ends, const ird_charge_grids *grids,
                            int32_t second_node, size_t instances, ird_error *err) {
    return list_both(ends, grids, second_node, instances, next_pin, err);
}

ird_status ird_ends_of_loads(ird_ends *ends, const ird_charge_grids *grids,
                             int32_t second_node, size_t instances, ird_error *err) {
    return list_both(ends, grids, second_node, instances, next_load, err);
}

/* --- ways ----------------------------------------------------------------------------
 */

typedef struct side {
    const ird_end *items;
    size_t count;
    double sum;
} side;

static side side_of(const ird_end_list *list, size_t instance) {
    side found = {list->items + list->starts[instance],
                  list->starts[instance + 1] - list->starts[instance], 0};
    for (size_t i = 0; i < found.count; i++) {
        found.sum += found.items[i].weight;
    }
    return found;
}

static ird_status add_way(ird_ways *ways, ird_way way, ird_error *err) {
    IRD_TRY(ird_vec_reserve(ways, 1, DOING, err));
    ways->items[ways->count++] = way;
    return IRD_OK;
}

/* To the ideal ground, or out of it. */
static ird_status add_alone(ird_ways *ways, const side *of, bool is_ground,
                            ird_error *err) {
    for (size_t i = 0; i < of->count && of->sum > 0; i++) {
        const ird_end *end = &of->items[i];
        ird_way way = {end->node, IRD_REFERENCE, end->weight / of->sum, end->weight};
        if (is_ground) {
            way.from = IRD_REFERENCE;
            way.to = end->node;
        }
        IRD_TRY(add_way(ways, way, err));
    }
    return IRD_OK;
}

/* Lay the shares of both sides beside each other: where one of them ends a way does. */
static ird_status add_pairs(ird_ways *ways, const side *from, const side *to,
                            ird_error *err) {
    static const double LEAST = 1e-12;
    double done = 0, from_end = 0, to_end = 0;
    for (size_t i = 0, k = 0; i < from->count && k < to->count;) {
        double from_next = from_end + from->items[i].weight / from->sum;
        double to_next = to_end + to->items[k].weight / to->sum;
        bool is_last = i + 1 == from->count && k + 1 == to->count;
        double end = is_last ? 1 : fmin(from_next, to_next);
        double part = end - done;
        if (part > LEAST) {
            IRD_TRY(add_way(
                ways,
                (ird_way){from->items[i].node, to->items[k].node, part, part * from->sum},
                err));
            done = end;
        }
        bool ends_from = from_next <= end + LEAST && i + 1 < from->count;
        bool ends_to = to_next <= end + LEAST && k + 1 < to->count;
        if (!ends_from && !ends_to) {
            break;
        }
        from_end = ends_from ? from_next : from_end;
        to_end = ends_to ? to_next : to_end;
        i += ends_from;
        k += ends_to;
    }
    return IRD_OK;
}

ird_status ird_ends_ways(const ird_ends *ends, size_t instance, ird_ways *ways,
                         ird_error *err) {
    static const double ALIKE = 1e-9;
    side first = side_of(&ends->sides[0], instance);
    side second = side_of(&ends->sides[1], instance);
    bool are_alike = fabs(first.sum - second.sum) <= ALIKE * first.sum;
    ways->count = 0;
    if (first.sum > 0 && second.sum > 0 && (are_alike || !ends->by_load)) {
        return ends->is_ground[0] ? add_pairs(ways, &second, &first, err)
                                  : add_pairs(ways, &first, &second, err);
    }
    IRD_TRY(add_alone(ways, &first, ends->is_ground[0], err));
    return add_alone(ways, &second, ends->is_ground[1], err);
}
