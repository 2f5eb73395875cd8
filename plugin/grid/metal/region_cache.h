/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What regions became, by their shape: cells repeat, and so does the metal of their pins.
 * Internal to metal/.
 */
#ifndef IRD_METAL_REGION_CACHE_H
#define IRD_METAL_REGION_CACHE_H

#include "metal/pieces.h"

/* Wires between the ports of a region, then its contacts, then nodes of its own. */
typedef struct ird_region_net {
    size_t first_wire, wires, first_node, nodes; /* in the cache */
} ird_region_net;

typedef struct ird_region_entry {
    uint64_t hash;
    size_t first_word, words;
    ird_region_net net;
} ird_region_entry;

typedef struct ird_region_cache {
    IRD_VEC(int64_t) words; /* of all shapes */
    IRD_VEC(int64_t) shape; /* that asked for last */
    IRD_VEC(ird_wiring_wire) wires;
    IRD_VEC(ird_point) nodes; /* from the origin of the region */
    IRD_VEC(ird_region_entry) entries;
    uint32_t *slots;                /* 1 + entry, or 0 */
    size_t mask;                    /* slots less one; 0 without slots */
    struct ird_region_store *store; /* what is shared with other caches, or NULL */
} ird_region_cache;                 /* all zero is an empty one */

void ird_region_cache_free(ird_region_cache *cache);

/* The origin of a region: shapes are told apart by what they look like from there. */
ird_point ird_region_origin(const ird_region *region);

/* The network for a region of that shape, or NULL. */
const ird_region_net *ird_region_cache_find(ird_region_cache *cache,
                                            const ird_region *region, ird_error *err,
                                            ird_status *status);

/* Keep a network, as seen from the origin, for the shape that was asked for last. */
ird_status ird_region_cache_add(ird_region_cache *cache, const ird_wiring *wiring,
                                ird_region_net *net, ird_error *err);

/* What several threads share, each with a cache of its own: what one has found the others
 * need not find. A network hangs on its shape alone, so that it does not matter who was
 * first. */
typedef struct ird_region_store ird_region_store;

ird_status ird_region_store_create(ird_region_store **store, ird_error *err);
void ird_region_store_free(ird_region_store *store); /* NULL is fine */

#endif
