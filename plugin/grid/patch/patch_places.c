/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Numbers of places: a table with open addressing.
 */
#include <string.h>

#include "patch/patch_parts.h"

static const char *const doing = "numbering places of a net";

static size_t hash_of(int32_t layer, ird_point at) {
    uint64_t key = (uint64_t)at.x_dbu * UINT64_C(0x9e3779b97f4a7c15);
    key ^= key >> 29;
    key = (key + (uint64_t)at.y_dbu) * UINT64_C(0xbf58476d1ce4e5b9);
    key ^= key >> 32;
    key = (key + (uint64_t)layer) * UINT64_C(0x94d049bb133111eb);
    return (size_t)(key ^ (key >> 31));
}

static bool is_at(const ird_node *place, int32_t layer, ird_point at) {
    return place->layer == layer && place->x_dbu == at.x_dbu && place->y_dbu == at.y_dbu;
}

/* The slot that holds the place, or the free one for it. */
static size_t slot_of(const ird_place_map *map, int32_t layer, ird_point at) {
    size_t mask = map->slot_count - 1, slot = hash_of(layer, at) & mask;
    while (map->slots[slot] != 0 &&
           !is_at(&map->places[map->slots[slot] - 1], layer, at)) {
        slot = (slot + 1) & mask;
    }
    return slot;
}

/* Put all places into the slots, which are empty. */
static void fill(ird_place_map *map) {
    for (size_t i = 0; i < map->count; i++) {
        const ird_node *place = &map->places[i];
        ird_point at = {place->x_dbu, place->y_dbu};
        size_t slot = slot_of(map, place->layer, at);
        if (map->slots[slot] == 0) { /* else an earlier one has the place */
            map->slots[slot] = (uint32_t)i + 1;
        }
    }
}

static ird_status grow(ird_place_map *map, ird_error *err) {
    size_t count = map->slot_count > 0 ? 2 * map->slot_count : 1024;
    uint32_t *slots = ird_alloc_zero(count, sizeof *slots);
    if (slots == NULL) {
        return ird_fail_memory(err, doing);
    }
    ird_free(map->slots);
    map->slots = slots;
    map->slot_count = count;
    fill(map);
    return IRD_OK;
}

void ird_place_truncate(ird_place_map *map, size_t count) {
    if (count < map->count) {
        map->count = count;
        memset(map->slots, 0, map->slot_count * sizeof *map->slots);
        fill(map);
    }
}

int32_t ird_place_find(const ird_place_map *map, int32_t layer, ird_point at) {
    return map->slot_count > 0 ? (int32_t)map->slots[slot_of(map, layer, at)] - 1 : -1;
}

/* A place more, without a slot. */
static ird_status append(ird_place_map *map, int32_t layer, ird_point at,
                         ird_error *err) {
    if (map->count == map->capacity) {
        size_t capacity = 2 * map->capacity + 64;
        ird_node *places = ird_realloc(map->places, capacity, sizeof *places);
        if (places == NULL) {
            return ird_fail_memory(err, doing);
        }
        map->places = places;
        map->capacity = capacity;
    }
    map->places[map->count++] = (ird_node){.x_dbu = at.x_dbu,
                                           .y_dbu = at.y_dbu,
                                           .name = -1,
                                           .layer = (int16_t)layer,
                                           .kind = IRD_NODE_GRID};
    return IRD_OK;
}

ird_status ird_place_double(ird_place_map *map, int32_t layer, ird_point at,
                            int32_t *number, ird_error *err) {
    IRD_TRY(append(map, layer, at, err));
    *number = (int32_t)map->count - 1;
    return IRD_OK;
}

ird_status ird_place_number(ird_place_map *map, int32_t layer, ird_point at,
                            int32_t *number, ird_error *err) {
    if (2 * map->count >= map->slot_count) {
        IRD_TRY(grow(map, err));
    }
    size_t slot = slot_of(map, layer, at);
    if (map->slots[slot] == 0) {
        IRD_TRY(append(map, layer, at, err));
        map->slots[slot] = (uint32_t)map->count;
    }
    *number = (int32_t)map->slots[slot] - 1;
    return IRD_OK;
}
