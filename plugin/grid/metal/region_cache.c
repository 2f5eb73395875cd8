/* SPDX-License-Identifier: BSD-3-Clause */
#include "metal/region_cache.h"

#include "metal/drawn.h"

#include <pthread.h>
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

/* For the words of a shape. */
static const ird_region_net *find(const ird_region_cache *cache, const int64_t *words,
                                  size_t count) {
    if (cache->slots == NULL) {
        return NULL;
    }
    uint64_t hash = hash_of(words, count);
    for (size_t i = (size_t)hash;; i++) {
        uint32_t slot = cache->slots[i & cache->mask];
        if (slot == 0) {
            return NULL;
        }
        const ird_region_entry *entry = &cache->entries.items[slot - 1];
        if (entry->hash == hash && entry->words == count &&
            memcmp(cache->words.items + entry->first_word, words,
                   count * sizeof *words) == 0) {
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

/* Room for a net of that size, and the net, whose wires and nodes are to be filled in. */
static ird_status add(ird_region_cache *cache, const int64_t *words, size_t count,
                      size_t wires, size_t nodes, ird_region_net *net, ird_error *err) {
    IRD_TRY(make_slots(cache, err));
    IRD_TRY(ird_vec_reserve(&cache->words, count, DOING, err));
    IRD_TRY(ird_vec_reserve(&cache->wires, wires, DOING, err));
    IRD_TRY(ird_vec_reserve(&cache->nodes, nodes, DOING, err));
    IRD_TRY(ird_vec_reserve(&cache->entries, 1, DOING, err));
    *net = (ird_region_net){cache->wires.count, wires, cache->nodes.count, nodes};
    cache->wires.count += wires;
    cache->nodes.count += nodes;
    memcpy(cache->words.items + cache->words.count, words, count * sizeof *words);
    cache->entries.items[cache->entries.count++] =
        (ird_region_entry){hash_of(words, count), cache->words.count, count, *net};
    cache->words.count += count;
    put_slot(cache, (uint32_t)cache->entries.count - 1);
    return IRD_OK;
}

/* ---- shared by threads ------------------------------------------------------------- */

struct ird_region_store {
    pthread_mutex_t lock;
    ird_region_cache cache;
};

ird_status ird_region_store_create(ird_region_store **store, ird_error *err) {
    ird_region_store *made = ird_alloc_zero(1, sizeof *made);
    if (made == NULL || pthread_mutex_init(&made->lock, NULL) != 0) {
        ird_free(made);
        return ird_fail_memory(err, DOING);
    }
    *store = made;
    return IRD_OK;
}

ird_status ird_drawn_shared_create(ird_drawn_shared *shared, ird_error *err) {
    *shared = (ird_drawn_shared){0};
    ird_status status = ird_region_store_create(&shared->across, err);
    if (status == IRD_OK) {
        status = ird_region_store_create(&shared->sheets, err);
    }
    if (status != IRD_OK) {
        ird_drawn_shared_free(shared);
    }
    return status;
}

void ird_drawn_shared_free(ird_drawn_shared *shared) {
    ird_region_store_free(shared->across);
    ird_region_store_free(shared->sheets);
    *shared = (ird_drawn_shared){0};
}

void ird_region_store_free(ird_region_store *store) {
    if (store != NULL) {
        pthread_mutex_destroy(&store->lock);
        ird_region_cache_free(&store->cache);
        ird_free(store);
    }
}

/* A network of one cache into another, for the shape that `shape` was asked for last. */
static ird_status copy_net(ird_region_cache *to, const ird_region_cache *from,
                           const ird_region_cache *shape, const ird_region_net *net,
                           ird_region_net *made, ird_error *err) {
    const ird_region_net of = *net;
    IRD_TRY(
        add(to, shape->shape.items, shape->shape.count, of.wires, of.nodes, made, err));
    for (size_t i = 0; i < of.wires; i++) {
        to->wires.items[made->first_wire + i] = from->wires.items[of.first_wire + i];
    }
    for (size_t i = 0; i < of.nodes; i++) {
        to->nodes.items[made->first_node + i] = from->nodes.items[of.first_node + i];
    }
    return IRD_OK;
}

/* The network for the shape that the cache was asked for last and does not have, into it;
 * NULL where nobody has it. */
static const ird_region_net *take(ird_region_cache *cache, ird_error *err,
                                  ird_status *status) {
    ird_region_store *store = cache->store;
    ird_region_net made;
    pthread_mutex_lock(&store->lock);
    const ird_region_net *there =
        find(&store->cache, cache->shape.items, cache->shape.count);
    if (there != NULL) {
        *status = copy_net(cache, &store->cache, cache, there, &made, err);
    }
    pthread_mutex_unlock(&store->lock);
    return there != NULL && *status == IRD_OK
               ? &cache->entries.items[cache->entries.count - 1].net
               : NULL;
}

/* The network that was just added to the cache, for the others. */
static ird_status give(const ird_region_cache *cache, const ird_region_net *net,
                       ird_error *err) {
    ird_region_store *store = cache->store;
    ird_region_net made;
    pthread_mutex_lock(&store->lock);
    bool is_there = find(&store->cache, cache->shape.items, cache->shape.count) != NULL;
    ird_status status =
        is_there ? IRD_OK : copy_net(&store->cache, cache, cache, net, &made, err);
    pthread_mutex_unlock(&store->lock);
    return status;
}

/* ---- one of them ------------------------------------------------------------------- */

const ird_region_net *ird_region_cache_find(ird_region_cache *cache,
                                            const ird_region *region, ird_error *err,
                                            ird_status *status) {
    *status = describe(cache, region, err);
    if (*status != IRD_OK) {
        return NULL;
    }
    const ird_region_net *own = find(cache, cache->shape.items, cache->shape.count);
    return own != NULL || cache->store == NULL ? own : take(cache, err, status);
}

ird_status ird_region_cache_add(ird_region_cache *cache, const ird_wiring *wiring,
                                ird_region_net *net, ird_error *err) {
    size_t wires = wiring->wires.count, nodes = wiring->extra.count;
    IRD_TRY(add(cache, cache->shape.items, cache->shape.count, wires, nodes, net, err));
    for (size_t i = 0; i < wires; i++) {
        cache->wires.items[net->first_wire + i] = wiring->wires.items[i];
    }
    for (size_t i = 0; i < nodes; i++) {
        cache->nodes.items[net->first_node + i] = wiring->extra.items[i].at;
    }
    return cache->store != NULL ? give(cache, net, err) : IRD_OK;
}
