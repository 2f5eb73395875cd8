/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Which nodes of a network count as one, and those that no source reaches: what of the
 * graph others ask for and are told.
 */
#ifndef IRD_GRAPH_NODES_H
#define IRD_GRAPH_NODES_H

#include "network/network.h"

/* Resistors of almost no resistance, whose two nodes become one. Pin links (PDNSim ties
 * each pin to every grid node under it by 1 milliohm) are better eliminated exactly like
 * any other resistor: merging them shorts those grid nodes to each other, which moved
 * drops by 5 uV of 9.9 mV on aes and saved 25 ms of 40. */
typedef struct ird_merging {
    double ohm;          /* resistors up to this are merged */
    double pin_link_ohm; /* the same for those at a pin; 0: none */
} ird_merging;

/* Connected nodes that no source reaches. */
typedef struct ird_island {
    size_t nodes, loads;
    int32_t first_node;
    ird_extent box; /* in database units; all zero where its nodes have no coordinates */
} ird_island;

#endif
