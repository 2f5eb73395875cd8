/* SPDX-License-Identifier: BSD-3-Clause */
#include "hotspots/regions.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"

static const char *const doing = "finding hotspots";

enum { COLD = -1, NOT_SEEN = -2 };

/* Pixels that are labelled but whose neighbours were not looked at yet. */
typedef struct todo {
    IRD_VEC(size_t) pixels;
} todo;

static void add_pixel(ird_region *region, const ird_map *map, size_t index) {
    size_t row = index / map->columns;
    size_t column = index % map->columns;
    double value = map->values[index];
    region->row0 = row < region->row0 ? row : region->row0;
    region->row1 = row > region->row1 ? row : region->row1;
    region->column0 = column < region->column0 ? column : region->column0;
    region->column1 = column > region->column1 ? column : region->column1;
    region->pixels++;
    region->sum += value;
    if (value > region->peak || (value == region->peak && index < region->peak_index)) {
        region->peak = value;
        region->peak_index = index;
    }
}

/* Label the neighbours of a pixel that are hot and not seen yet. */
static ird_status spread(const ird_map *map, int32_t *of_pixel, int32_t label,
                         size_t index, todo *left, ird_error *err) {
    size_t row = index / map->columns;
    size_t column = index % map->columns;
    size_t row1 = row + 1 < map->rows ? row + 1 : row;
    size_t column1 = column + 1 < map->columns ? column + 1 : column;
    for (size_t r = row > 0 ? row - 1 : 0; r <= row1; r++) {
        for (size_t c = column > 0 ? column - 1 : 0; c <= column1; c++) {
            size_t next = r * map->columns + c;
            if (of_pixel[next] != NOT_SEEN) {
                continue;
            }
            ird_status status = ird_vec_reserve(&left->pixels, 1, doing, err);
            if (status != IRD_OK) {
                return status;
            }
            of_pixel[next] = label;
            left->pixels.items[left->pixels.count++] = next;
        }
    }
    return IRD_OK;
}

static ird_status grow_region(ird_region *region, const ird_map *map, int32_t *of_pixel,
                              size_t seed, todo *left, ird_error *err) {
    ird_status status = spread(map, of_pixel, region->label, seed, left, err);
    while (status == IRD_OK && left->pixels.count > 0) {
        size_t index = left->pixels.items[--left->pixels.count];
        add_pixel(region, map, index);
        status = spread(map, of_pixel, region->label, index, left, err);
    }
    return status;
}

/* Total order: no two regions share a peak_index. */
static int compare_regions(const void *left, const void *right) {
    const ird_region *a = left;
    const ird_region *b = right;
    if (a->peak != b->peak) {
        return a->peak > b->peak ? -1 : 1;
    }
    if (a->pixels != b->pixels) {
        return a->pixels > b->pixels ? -1 : 1;
    }
    return a->peak_index < b->peak_index ? -1 : 1;
}

/* Sort the regions and let the pixels follow. */
static ird_status rank(ird_regions *regions, size_t pixels, ird_error *err) {
    int32_t *place = ird_alloc(regions->count, sizeof *place);
    if (place == NULL) {
        return ird_fail_memory(err, doing);
    }
    if (regions->count > 0) {
        qsort(regions->items, regions->count, sizeof *regions->items, compare_regions);
    }
    for (size_t i = 0; i < regions->count; i++) {
        place[regions->items[i].label] = (int32_t)i;
    }
    for (size_t i = 0; i < pixels; i++) {
        if (regions->of_pixel[i] >= 0) {
            regions->of_pixel[i] = place[regions->of_pixel[i]];
        }
    }
    ird_free(place);
    return IRD_OK;
}

ird_status ird_regions_find(ird_regions *regions, const ird_map *map, double threshold,
                            ird_error *err) {
    IRD_VEC(ird_region) found = {0};
    todo left = {0};
    size_t pixels = ird_map_count(map);
    ird_status status = IRD_OK;
    int32_t *of_pixel = ird_alloc(pixels, sizeof *of_pixel);
    if (of_pixel == NULL) {
        return ird_fail_memory(err, doing);
    }
    for (size_t i = 0; i < pixels; i++) {
        of_pixel[i] =
            map->values[i] > threshold && !ird_map_is_empty(map, i) ? NOT_SEEN : COLD;
    }
    for (size_t i = 0; i < pixels; i++) {
        if (of_pixel[i] != NOT_SEEN) {
            continue;
        }
        if (found.count == INT32_MAX) {
            status = ird_fail_memory(err, doing);
            goto done;
        }
        if ((status = ird_vec_reserve(&found, 1, doing, err)) != IRD_OK) {
            goto done;
        }
        ird_region region = {.row0 = SIZE_MAX,
                             .column0 = SIZE_MAX,
                             .peak = map->values[i],
                             .peak_index = i,
                             .label = (int32_t)found.count};
        if ((status = grow_region(&region, map, of_pixel, i, &left, err)) != IRD_OK) {
            goto done;
        }
        found.items[found.count++] = region;
    }
    ird_regions made = {found.items, found.count, of_pixel};
    if ((status = rank(&made, pixels, err)) != IRD_OK) {
        goto done;
    }
    *regions = made;
    found.items = NULL;
    of_pixel = NULL;
done:
    ird_free(left.pixels.items);
    ird_free(found.items);
    ird_free(of_pixel);
    return status;
}

void ird_regions_free(ird_regions *regions) {
    if (regions != NULL) {
        ird_free(regions->items);
        ird_free(regions->of_pixel);
        memset(regions, 0, sizeof *regions);
    }
}
