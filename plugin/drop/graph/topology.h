/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Which nodes of a network are one, which hang at a source and which at none, and the
 * graph of what is left. Internal to graph/, static/, cycles/ and change/.
 */
#ifndef IRD_GRAPH_TOPOLOGY_H
#define IRD_GRAPH_TOPOLOGY_H

#include "graph/graph.h"
#include "graph/nodes.h"

enum { IRD_FLOATING = -1 };

typedef struct ird_topology {
    size_t node_count;
    int32_t *unknown_of; /* per node: unknown >= 0, FLOATING, or -2 - group of sources */
    int32_t *group_of;   /* per source of the network: its group */
    double *group_v;     /* per group: its voltage */
    size_t *group_sources; /* per group: how many sources it has */
    size_t group_count;
    bool is_uniform; /* all groups have the supply voltage */
    size_t unknowns, merged, pin_links, floating;
    IRD_VEC(ird_island) islands;
} ird_topology; /* all zero is an empty one */

void ird_topology_free(ird_topology *topology);

/* Raises SOLVE_NO_SOURCE and SOLVE_SOURCES. */
ird_status ird_topology_build(ird_topology *topology, const ird_network *network,
                              const ird_merging *merging, ird_error *err);

/* True for a resistor that is merged away, by its resistance and whether it ties a pin.
 */
bool ird_merging_takes(const ird_merging *merging, double ohm, bool is_at_pin);
bool ird_topology_merges(const ird_network *network, const ird_resistor *resistor,
                         const ird_merging *merging);

/* What a step in time adds to the equations besides resistors: a conductance between two
 * nodes, or a node and what is held (b = -1). It makes no nodes one and joins no islands
 * to sources; at an island it is left out. */
typedef struct ird_companion {
    int32_t a, b;
    double siemens;
} ird_companion;

/* The unknowns at its ends, *b < 0 where that is held. False where it has no effect. */
bool ird_topology_companion(const ird_topology *topology, const ird_companion *companion,
                            int32_t *a, int32_t *b);

/* The graph of the unknowns, parallel resistors summed and counted. companions may be
 * NULL. */
ird_status ird_topology_graph(const ird_topology *topology, const ird_network *network,
                              const ird_companion *companions, size_t count,
                              ird_graph *graph, size_t *parallel, ird_error *err);

#endif
