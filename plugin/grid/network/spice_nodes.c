/* SPDX-License-Identifier: BSD-3-Clause */
#include "network/spice_nodes.h"

#include <string.h>
#include <strings.h>

static const char *const doing = "reading SPICE";

void ird_spice_nodes_free(ird_spice_nodes *nodes) {
    ird_free(nodes->names.items);
    ird_free(nodes->slots);
    memset(nodes, 0, sizeof *nodes);
}

/* Eight bytes at a time: node names differ in their last digits. The bit that tells cases
 * apart is left out: SPICE has none. */
static uint32_t hash_of(ird_slice name) {
    static const uint64_t multiplier = UINT64_C(0x9E3779B97F4A7C15);
    static const uint64_t lower = UINT64_C(0x2020202020202020);
    uint64_t hash = name.size * multiplier;
    size_t at = 0;
    for (; at + 8 <= name.size; at += 8) {
        uint64_t word;
        memcpy(&word, name.data + at, 8);
        hash = (hash ^ (word | lower)) * multiplier;
        hash ^= hash >> 32;
    }
    uint64_t rest = 0;
    if (at < name.size) {
        memcpy(&rest, name.data + at, name.size - at);
    }
    hash = (hash ^ (rest | lower)) * multiplier;
    return (uint32_t)(hash >> 32);
}

static bool is_same(ird_slice a, ird_slice b) {
    return a.size == b.size && (memcmp(a.data, b.data, a.size) == 0 ||
                                strncasecmp(a.data, b.data, a.size) == 0);
}

static size_t slot_of(const ird_spice_nodes *nodes, ird_slice name, uint32_t hash) {
    size_t mask = nodes->slot_count - 1;
    size_t slot = hash & mask;
    for (; nodes->slots[slot].node >= 0; slot = (slot + 1) & mask) {
        const ird_slice *other = &nodes->names.items[nodes->slots[slot].node];
        if (nodes->slots[slot].hash == hash && is_same(*other, name)) {
            break;
        }
    }
    return slot;
}

static ird_status grow(ird_spice_nodes *nodes, ird_error *err) {
    ird_spice_nodes grown = {.slot_count =
                                 nodes->slot_count > 0 ? nodes->slot_count * 2 : 1024};
    grown.slots = ird_alloc(grown.slot_count, sizeof *grown.slots);
    if (grown.slots == NULL) {
        return ird_fail_memory(err, doing);
    }
    for (size_t i = 0; i < grown.slot_count; i++) {
        grown.slots[i].node = -1;
    }
    size_t mask = grown.slot_count - 1;
    for (size_t i = 0; i < nodes->slot_count; i++) {
        if (nodes->slots[i].node >= 0) {
            size_t slot = nodes->slots[i].hash & mask;
            while (grown.slots[slot].node >= 0) {
                slot = (slot + 1) & mask;
            }
            grown.slots[slot].hash = nodes->slots[i].hash;
            grown.slots[slot].node = nodes->slots[i].node;
        }
    }
    ird_free(nodes->slots);
    nodes->slots = grown.slots;
    nodes->slot_count = grown.slot_count;
    return IRD_OK;
}

/* The integer behind the last underscore, which is cut off; false where there is none.
 * *is_plain becomes false for one that printf would write in another way. */
static bool cut_integer(ird_slice *name, int64_t *value, bool *is_plain) {
    size_t at = name->size;
    int64_t number = 0;
    int64_t power = 1;
    while (at > 0 && name->data[at - 1] >= '0' && name->data[at - 1] <= '9') {
        if (name->size - at >= 18) {
            return false;
        }
        number += (name->data[--at] - '0') * power;
        power *= 10;
    }
    if (at == name->size || at == 0) {
        return false;
    }
    *is_plain = *is_plain && (name->data[at] != '0' || name->size - at == 1);
    bool is_negative = name->data[at - 1] == '-';
    *is_plain = *is_plain && !(is_negative && number == 0);
    at -= is_negative ? 1 : 0;
    if (at < 2 || name->data[at - 1] != '_') {
        return false;
    }
    name->size = at - 1;
    *value = is_negative ? -number : number;
    return true;
}

/* What a name says: "ITermNode_metal1_1_2", "n1_m1_1_2" (net 1, layer m1), "n1_1_2"
 * (layer n1). */
typedef struct place {
    ird_node_kind kind;
    ird_slice layer;
    int64_t x_dbu, y_dbu;
    bool is_regular; /* ird_network_node_name gives the same name */
} place;

static bool has_prefix(ird_slice name, const char *prefix) {
    size_t size = strlen(prefix);
    return name.size > size && strncasecmp(name.data, prefix, size) == 0;
}

static bool understand(ird_slice name, place *at) {
    static const struct {
        const char *prefix;
        ird_node_kind kind;
    } kinds[] = {{"Node_", IRD_NODE_GRID},
                 {"ITermNode_", IRD_NODE_ITERM},
                 {"BTermNode_", IRD_NODE_BTERM}};
    at->is_regular = true;
    if (!cut_integer(&name, &at->y_dbu, &at->is_regular) ||
        !cut_integer(&name, &at->x_dbu, &at->is_regular)) {
        return false;
    }
    at->kind = IRD_NODE_GRID;
    size_t skip = 0;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (has_prefix(name, kinds[i].prefix)) {
            at->kind = kinds[i].kind;
            skip = strlen(kinds[i].prefix);
            at->is_regular &= memcmp(name.data, kinds[i].prefix, skip) == 0;
        }
    }
    if (skip == 0) {
        at->is_regular = false;
        const char *bar = memchr(name.data, '_', name.size);
        skip = bar != NULL && bar + 1 < name.data + name.size
                   ? (size_t)(bar - name.data) + 1
                   : 0;
    }
    ird_slice layer = {name.data + skip, name.size - skip};
    at->layer = layer;
    return true;
}

/* The layer, by the first way in which its name was written. */
static ird_status add_layer(ird_network *network, ird_slice name, int32_t *layer,
                            ird_error *err) {
    size_t count = ird_names_count(&network->layer_names);
    *layer = ird_names_find(&network->layer_names, name.data, name.size);
    for (size_t i = 0; i < count && *layer < 0; i++) {
        const char *other = ird_names_get(&network->layer_names, (int32_t)i);
        *layer = is_same((ird_slice){other, strlen(other)}, name) ? (int32_t)i : -1;
    }
    return *layer >= 0 ? IRD_OK
                       : ird_network_add_layer(network, name.data, name.size, layer, err);
}

static ird_status add_node(ird_network *network, ird_slice name, int32_t *node,
                           ird_error *err) {
    place at;
    if (!understand(name, &at)) {
        return ird_network_add_named_node(network, name.data, name.size, node, err);
    }
    int32_t layer;
    ird_status status = add_layer(network, at.layer, &layer, err);
    if (status == IRD_OK && at.is_regular) {
        const char *written = ird_names_get(&network->layer_names, layer);
        at.is_regular = memcmp(written, at.layer.data, at.layer.size) == 0;
    }
    if (status == IRD_OK) {
        status =
            ird_network_add_node(network, at.kind, layer, at.x_dbu, at.y_dbu, node, err);
    }
    if (status == IRD_OK && !at.is_regular) {
        status = ird_names_add(&network->node_names, name.data, name.size,
                               &network->nodes.items[*node].name, NULL, err);
    }
    return status;
}

ird_status ird_spice_nodes_get(ird_spice_nodes *nodes, ird_network *network,
                               ird_slice name, int32_t *node, ird_error *err) {
    ird_status status = IRD_OK;
    if (nodes->names.count >= nodes->slot_count / 2) {
        status = grow(nodes, err);
    }
    if (status == IRD_OK) {
        status = ird_vec_reserve(&nodes->names, 1, doing, err);
    }
    if (status != IRD_OK) {
        return status;
    }
    uint32_t hash = hash_of(name);
    size_t slot = slot_of(nodes, name, hash);
    if (nodes->slots[slot].node < 0) {
        int32_t made;
        status = add_node(network, name, &made, err);
        if (status != IRD_OK) {
            return status;
        }
        nodes->names.items[nodes->names.count++] = name;
        nodes->slots[slot].hash = hash;
        nodes->slots[slot].node = made;
    }
    *node = nodes->slots[slot].node;
    return IRD_OK;
}
