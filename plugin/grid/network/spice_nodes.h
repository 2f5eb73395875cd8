/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The node names of a SPICE text that is being read: a hash table on slices of the text
 * itself. Internal to network/.
 */
#ifndef IRD_NETWORK_SPICE_NODES_H
#define IRD_NETWORK_SPICE_NODES_H

#include "base/lines.h"
#include "network/network.h"

typedef struct ird_spice_nodes {
    IRD_VEC(ird_slice) names; /* one a node of the network */
    struct {
        uint32_t hash;
        int32_t node; /* -1: empty */
    } * slots;
    size_t slot_count; /* a power of two, or 0 */
} ird_spice_nodes;     /* all zero is an empty one */

void ird_spice_nodes_free(ird_spice_nodes *nodes);

/* The node of that name; added to network, with layer and coordinates out of its name,
 * where it is new. */
ird_status ird_spice_nodes_get(ird_spice_nodes *nodes, ird_network *network,
                               ird_slice name, int32_t *node, ird_error *err);

#endif
