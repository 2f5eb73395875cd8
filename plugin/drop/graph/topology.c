/* SPDX-License-Identifier: BSD-3-Clause */
#include "graph/topology.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/disjoint.h"

static const char *const doing = "finding what is connected in a power grid";

void ird_topology_free(ird_topology *topology) {
    if (topology != NULL) {
        ird_free(topology->unknown_of);
        ird_free(topology->group_of);
        ird_free(topology->group_v);
        ird_free(topology->group_sources);
        ird_free(topology->islands.items);
        memset(topology, 0, sizeof *topology);
    }
}

/* The root of a set is its smallest node, so that sets keep the order of the nodes. */
static size_t root_of(uint32_t *parent, size_t node) {
    return ird_disjoint_find(parent, (uint32_t)node);
}

static uint32_t *alone(size_t count) {
    uint32_t *parent = ird_alloc(count, sizeof *parent);
    if (parent != NULL) {
        ird_disjoint_reset(parent, count);
    }
    return parent;
}

static bool is_pin(const ird_network *network, int32_t node) {
    uint8_t kind = network->nodes.items[node].kind;
    return kind == IRD_NODE_ITERM || kind == IRD_NODE_BTERM;
}

/* Values that were printed and read again must still count as equal to the limit. */
static bool within(double ohm, double limit_ohm) {
    return ohm <= limit_ohm * (1 + 1e-9);
}

bool ird_merging_takes(const ird_merging *merging, double ohm, bool is_at_pin) {
    return within(ohm, merging->ohm) || (is_at_pin && within(ohm, merging->pin_link_ohm));
}

bool ird_topology_merges(const ird_network *network, const ird_resistor *resistor,
                         const ird_merging *merging) {
    return ird_merging_takes(
        merging, resistor->ohm,
        within(resistor->ohm, merging->pin_link_ohm) &&
            (is_pin(network, resistor->a) || is_pin(network, resistor->b)));
}

/* Sets of nodes that are one, and sets that are connected at all. */
static void find_sets(ird_topology *topology, const ird_network *network,
                      const ird_merging *merging, uint32_t *same, uint32_t *connected) {
    for (size_t i = 0; i < network->resistors.count; i++) {
        const ird_resistor *r = &network->resistors.items[i];
        ird_disjoint_join(connected, (uint32_t)r->a, (uint32_t)r->b);
        if (ird_topology_merges(network, r, merging)) {
            ird_disjoint_join(same, (uint32_t)r->a, (uint32_t)r->b);
            topology->pin_links += within(r->ohm, merging->ohm) ? 0 : 1;
        }
    }
}

/* Number the groups of sources that share a node. Marks in unknown_of the root of a
 * merged set that has a group. */
static ird_status group_sources(ird_topology *topology, const ird_network *network,
                                uint32_t *same, ird_error *err) {
    size_t count = network->sources.count;
    topology->group_of = ird_alloc(count, sizeof *topology->group_of);
    topology->group_v = ird_alloc(count, sizeof *topology->group_v);
    topology->group_sources = ird_alloc_zero(count, sizeof *topology->group_sources);
    if (topology->group_of == NULL || topology->group_v == NULL ||
        topology->group_sources == NULL) {
        return ird_fail_memory(err, doing);
    }
    double supply_v = ird_network_supply_v(network);
    topology->is_uniform = true;
    for (size_t i = 0; i < count; i++) {
        const ird_source *source = &network->sources.items[i];
        int32_t *mark = &topology->unknown_of[root_of(same, (size_t)source->node)];
        if (*mark == IRD_FLOATING) {
            *mark = -2 - (int32_t)topology->group_count;
            topology->group_v[topology->group_count++] = source->volt;
        }
        int32_t group = -2 - *mark;
        topology->group_of[i] = group;
        topology->group_sources[group]++;
        topology->is_uniform = topology->is_uniform && source->volt == supply_v;
        if (fabs(topology->group_v[group] - source->volt) > 1e-9) {
            char name[128];
            ird_network_node_name(network, source->node, name, sizeof name);
            return ird_fail(err, IRD_SOLVE_SOURCES,
                            "node %s has sources of %g V and of %g V; keep one of them",
                            name, topology->group_v[group], source->volt);
        }
    }
    return IRD_OK;
}

/* Unknowns in the order of their first node. An unknown's root stands before its other
 * nodes, so one pass numbers both. */
static void number_unknowns(ird_topology *topology, uint32_t *same, uint32_t *connected,
                            const unsigned char *is_fed) {
    size_t unknowns = 0;
    for (size_t i = 0; i < topology->node_count; i++) {
        size_t root = root_of(same, i);
        if (root != i) {
            topology->merged++;
            topology->unknown_of[i] = topology->unknown_of[root];
            topology->floating += topology->unknown_of[i] == IRD_FLOATING ? 1 : 0;
        } else if (topology->unknown_of[i] == IRD_FLOATING) {
            if (is_fed[root_of(connected, root)]) {
                topology->unknown_of[i] = (int32_t)unknowns++;
            } else {
                topology->floating++;
            }
        }
    }
    topology->unknowns = unknowns;
}

static void widen(ird_extent *box, const ird_node *node, bool is_first) {
    if (is_first) {
        ird_extent point = {node->x_dbu, node->y_dbu, node->x_dbu, node->y_dbu};
        *box = point;
        return;
    }
    box->x0_dbu = node->x_dbu < box->x0_dbu ? node->x_dbu : box->x0_dbu;
    box->y0_dbu = node->y_dbu < box->y0_dbu ? node->y_dbu : box->y0_dbu;
    box->x1_dbu = node->x_dbu > box->x1_dbu ? node->x_dbu : box->x1_dbu;
    box->y1_dbu = node->y_dbu > box->y1_dbu ? node->y_dbu : box->y1_dbu;
}

static int compare_islands(const void *left, const void *right) {
    const ird_island *a = left;
    const ird_island *b = right;
    if (a->nodes != b->nodes) {
        return a->nodes > b->nodes ? -1 : 1;
    }
    return a->first_node < b->first_node ? -1 : 1;
}

/* List the islands; island_of (one a node, by root) is scratch. */
static ird_status list_islands(ird_topology *topology, const ird_network *network,
                               uint32_t *connected, uint32_t *island_of, ird_error *err) {
    for (size_t i = 0; i < topology->node_count; i++) {
        if (topology->unknown_of[i] != IRD_FLOATING) {
            continue;
        }
        size_t root = root_of(connected, i);
        bool is_first = root == i;
        if (is_first) {
            ird_status status = ird_vec_reserve(&topology->islands, 1, doing, err);
            if (status != IRD_OK) {
                return status;
            }
            ird_island island = {.first_node = (int32_t)root};
            island_of[root] = (uint32_t)topology->islands.count;
            topology->islands.items[topology->islands.count++] = island;
        }
        ird_island *island = &topology->islands.items[island_of[root]];
        island->nodes++;
        widen(&island->box, &network->nodes.items[i], is_first);
    }
    for (size_t i = 0; i < network->loads.count; i++) {
        size_t node = (size_t)network->loads.items[i].node;
        if (topology->unknown_of[node] == IRD_FLOATING) {
            topology->islands.items[island_of[root_of(connected, node)]].loads++;
        }
    }
    if (topology->islands.count > 0) {
        qsort(topology->islands.items, topology->islands.count,
              sizeof *topology->islands.items, compare_islands);
    }
    return IRD_OK;
}

ird_status ird_topology_build(ird_topology *topology, const ird_network *network,
                              const ird_merging *merging, ird_error *err) {
    memset(topology, 0, sizeof *topology);
    size_t count = network->nodes.count;
    if (network->sources.count == 0) {
        return ird_fail(err, IRD_SOLVE_NO_SOURCE,
                        "the power grid has no voltage source; give it one");
    }
    topology->node_count = count;
    uint32_t *same = alone(count);
    uint32_t *connected = alone(count);
    unsigned char *is_fed = ird_alloc_zero(count, 1);
    topology->unknown_of = ird_alloc(count, sizeof *topology->unknown_of);
    ird_status status = IRD_OK;
    if (same == NULL || connected == NULL || is_fed == NULL ||
        topology->unknown_of == NULL) {
        status = ird_fail_memory(err, doing);
        goto done;
    }
    for (size_t i = 0; i < count; i++) {
        topology->unknown_of[i] = IRD_FLOATING;
    }
    find_sets(topology, network, merging, same, connected);
    status = group_sources(topology, network, same, err);
    if (status != IRD_OK) {
        goto done;
    }
    for (size_t i = 0; i < network->sources.count; i++) {
        is_fed[root_of(connected, (size_t)network->sources.items[i].node)] = 1;
    }
    number_unknowns(topology, same, connected, is_fed);
    if (topology->floating > 0) {
        status = list_islands(topology, network, connected, same, err);
    }
done:
    ird_free(same);
    ird_free(connected);
    ird_free(is_fed);
    if (status != IRD_OK) {
        ird_topology_free(topology);
    }
    return status;
}
