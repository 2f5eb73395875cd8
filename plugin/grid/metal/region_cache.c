/* SPDX-License-Identifier: BSD-3-Clause */
#include "metal/region_cache.h"

#include <string.h>

static const char DOING[] = "building the network of a net";

enum { FIRST_SLOTS = 256 };

void ird_region_cache_free(ird_region_cache *cache) {
    ird_free(cache->words.items);
    ird_free(cache->shape.items);
    ird_free(cache->wires.items);
    ird_free(cache->nodes.items);
    ird_free(cache->entries.items);
    ird_free(cache->slots);
    *cache = (ird_region_cache){0};
}

ird_point ird_region_origin(const ird_region *region) {
    return (ird_point){region->boxes.items[0].u0_dbu, region->boxes.items[0].v0_dbu};
}

static void put_box(ird_region_cache *cache, ird_uv_box box, ird_point from) {
    int64_t *to = cache->shape.items + cache->shape.count;
    to[0] = box.u0_dbu - from.x_dbu;
    to[1] = box.u1_dbu - from.x_dbu;
    to[2] = box.v0_dbu - from.y_dbu;
    to[3] = box.v1_dbu - from.y_dbu;
    cache->shape.count += 4;
}

static ird_status describe(ird_region_cache *cache, const ird_region *region,
                           ird_error *err) {
    ird_point from = ird_region_origin(region);
    size_t boxes = region->boxes.count, edges = region->edges.count;
    size_t contacts = region->contacts.count;
    cache->shape.count = 0;
    IRD_TRY(ird_vec_reserve(&cache->shape, 2 + 4 * (boxes + edges) + 5 * contacts, DOING,
                            err));
    cache->shape.items[0] = (int64_t)boxes;
    cache->shape.items[1] = (int64_t)edges;
    cache->shape.count = 2;
    for (size_t i = 0; i < boxes; i++) {
        put_box(cache, region->boxes.items[i], from);
    }
    for (size_t i = 0; i < edges; i++) {
        put_box(cache, region->edges.items[i].box, from);
    }
    for (size_t i = 0; i < contacts; i++) {
        const ird_contact *contact = &region->contacts.items[i];
        int32_t ohm_bits;
        memcpy(&ohm_bits, &contact->ohm, sizeof ohm_bits);
        put_box(cache, contact->box, from);
        cache->shape.items[cache->shape.count++] =
            (int64_t)ohm_bits * 16 + contact->is_pin + 2 * contact->is_area +
            4 * contact->spans_u + 8 * contact->spans_v;
    }
    return IRD_OK;
}

static uint64_t hash_of(const int64_t *words, size_t count) {
    uint64_t hash = count;
    for (size_t i = 0; i < count; i++) {
        hash = (hash ^ (uint64_t)words[i]) * UINT64_C(0x9e3779b97f4a7c15);
        hash ^= hash >> 29;
    }
    return hash;
}

const ird_region_net *ird_region_cache_find(ird_region_cache *cache,
                                            const ird_region *region, ird_error *err,
                                            ird_status *status) {
    *status = describe(cache, region, err);
    if (*status != IRD_OK || cache->slots == NULL) {
        return NULL;
    }
    uint64_t hash = hash_of(cache->shape.items, cache->shape.count);
    for (size_t i = (size_t)hash;; i++) {
        uint32_t slot = cache->slots[i & cache->mask];
        if (slot == 0) {
            return NULL;
        }
        const ird_region_entry *entry = &cache->entries.items[slot - 1];
        if (entry->hash == hash && entry->words == cache->shape.count &&
            memcmp(cache->words.items + entry->first_word, cache->shape.items,
                   entry->words * sizeof(int64_t)) == 0) {
            return &entry->net;
        }
    }
}

static void put_slot(ird_region_cache *cache, uint32_t entry) {
    size_t i = (size_t)cache->entries.items[entry].hash;
    while (cache->slots[i & cache->mask] != 0) {
        i++;
    }
    cache->slots[i & cache->mask] = entry + 1;
}

/* Twice the slots while more than half of them are taken. */
static ird_status make_slots(ird_region_cache *cache, ird_error *err) {
    size_t count = cache->slots == NULL ? 0 : cache->mask + 1;
    if (2 * (cache->entries.count + 1) <= count) {
        return IRD_OK;
    }
    count = count == 0 ? FIRST_SLOTS : 2 * count;
    uint32_t *slots = ird_alloc_zero(count, sizeof *slots);
    if (slots == NULL) {
        return ird_fail_memory(err, DOING);
    }
    ird_free(cache->slots);
    cache->slots = slots;
    cache->mask = count - 1;
    for (uint32_t i = 0; i < cache->entries.count; i++) {
        put_slot(cache, i);
    }
    return IRD_OK;
}

ird_status ird_region_cache_add(ird_region_cache *cache, const ird_wiring *wiring,
                                ird_region_net *net, ird_error *err) {
    size_t words = cache->shape.count;
    IRD_TRY(make_slots(cache, err));
    IRD_TRY(ird_vec_reserve(&cache->words, words, DOING, err));
    IRD_TRY(ird_vec_reserve(&cache->wires, wiring->wires.count, DOING, err));
    IRD_TRY(ird_vec_reserve(&cache->nodes, wiring->extra.count, DOING, err));
    IRD_TRY(ird_vec_reserve(&cache->entries, 1, DOING, err));
    *net = (ird_region_net){cache->wires.count, wiring->wires.count, cache->nodes.count,
                            wiring->extra.count};
    for (size_t i = 0; i < wiring->wires.count; i++) {
        cache->wires.items[cache->wires.count++] = wiring->wires.items[i];
    }
    for (size_t i = 0; i < wiring->extra.count; i++) {
        cache->nodes.items[cache->nodes.count++] = wiring->extra.items[i].at;
    }
    memcpy(cache->words.items + cache->words.count, cache->shape.items,
           words * sizeof(int64_t));
    cache->entries.items[cache->entries.count++] = (ird_region_entry){
        hash_of(cache->shape.items, words), cache->words.count, words, *net};
    cache->words.count += words;
    put_slot(cache, (uint32_t)cache->entries.count - 1);
    return IRD_OK;
}
