/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The power grid of one net as a network: nodes, resistors, current loads and ideal
 * voltage sources. What a SPICE file says and what extraction from DEF produces; what the
 * solver and the writers read. It keeps the resistors as they were given: parallel ones
 * are summed, tiny ones merged and islands found by whoever solves it.
 *
 *     ird_network net = {0};
 *     ird_network_reserve(&net, node_count, resistor_count, load_count, err);
 *     ird_network_add_layer(&net, "metal1", 6, &layer, err);
 *     ird_network_add_node(&net, IRD_NODE_GRID, layer, x_dbu, y_dbu, &a, err);
 *     ird_network_add_wire(&net, a, b, 2.84, 140, err);      140 database units wide
 *     ird_network_add_resistor(&net, a, c, 0.05, err);       whatever it is made of
 *     ird_network_add_load(&net, a, 1e-6, instance, terminal, err);
 *     ird_network_add_source(&net, b, 1.1, err);
 *
 * Every function that adds checks its arguments and leaves the network as it was when it
 * fails. Adding is a few nanoseconds once room is reserved.
 */
#ifndef IRD_NETWORK_NETWORK_H
#define IRD_NETWORK_NETWORK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/alloc.h"
#include "base/names.h"
#include "base/notes.h"

typedef enum ird_node_kind {
    IRD_NODE_GRID,  /* a point of a wire or a via */
    IRD_NODE_ITERM, /* power pin of an instance */
    IRD_NODE_BTERM, /* pin of the design */
    IRD_NODE_NAMED  /* known by its name alone: no layer, no coordinates */
} ird_node_kind;

typedef struct ird_node {
    int64_t x_dbu, y_dbu; /* 0 where kind is NAMED */
    int32_t name;         /* in node_names; -1 where kind, layer and place say it all */
    int16_t layer;        /* in layer_names; -1 where kind is NAMED */
    uint8_t kind;         /* an ird_node_kind */
} ird_node;

typedef struct ird_resistor {
    int32_t a, b; /* nodes */
    double ohm;   /* >= 0 and finite */
} ird_resistor;

/* What a resistor is made of, as far as who built the network knows. */
typedef enum ird_conductor_kind {
    IRD_CONDUCTOR_UNKNOWN, /* of a netlist, a package, the link of a pin */
    IRD_CONDUCTOR_WIRE,    /* metal of one layer */
    IRD_CONDUCTOR_VIA      /* cuts between two */
} ird_conductor_kind;

typedef struct ird_conductor {
    ird_conductor_kind kind;
    int32_t layer_a, layer_b; /* of its ends, layer_a <= layer_b; -1: not known */
    int32_t width_dbu;        /* of a wire, across its current; else 0 */
    int32_t cuts;             /* of a via; else 0 */
} ird_conductor;

/* Current that flows out of the node into the cell: positive for a power net, negative
 * for a ground net. instance and terminal are ids in instance_names and terminal_names;
 * where those are empty (a network extracted from a design) they are the index of the
 * component and the id of the pin name in the technology. -1: not known. */
typedef struct ird_load {
    int32_t node;
    int32_t instance, terminal;
    double ampere;
} ird_load;

typedef struct ird_source {
    int32_t node;
    double volt;
} ird_source;

typedef struct ird_network {
    char *net;      /* name of the net; NULL where the input does not say. Owned */
    bool is_ground; /* drop is then the voltage itself, not supply minus voltage */
    int64_t units;  /* database units per um */
    ird_names layer_names, node_names, instance_names, terminal_names;
    IRD_VEC(ird_node) nodes;
    IRD_VEC(ird_resistor) resistors;
    /* One a resistor, the width of a wire or the cuts of a via; 0 and whatever is missing
     * at the end: not known. Apart, for solving reads resistors alone. */
    IRD_VEC(int32_t) sections;
    IRD_VEC(ird_load) loads;
    IRD_VEC(ird_source) sources;
    ird_notes notes; /* what the reader has to tell of the file, where it was read */
} ird_network;       /* all zero is an empty one */

void ird_network_free(ird_network *network); /* leaves an empty one */

/* Make room for so many more; only for speed. */
ird_status ird_network_reserve(ird_network *network, size_t nodes, size_t resistors,
                               size_t loads, ird_error *err);

/* Give back the room for more of them; only for memory. */
void ird_network_fit(ird_network *network);

ird_status ird_network_set_net(ird_network *network, const char *name, size_t size,
                               ird_error *err);

/* Find or add the layer. */
ird_status ird_network_add_layer(ird_network *network, const char *name, size_t size,
                                 int32_t *layer, ird_error *err);

/* Always a new node: who builds the network knows which points are the same. */
ird_status ird_network_add_node(ird_network *network, ird_node_kind kind, int32_t layer,
                                int64_t x_dbu, int64_t y_dbu, int32_t *node,
                                ird_error *err);

/* A node of kind NAMED; the name must be new (NETWORK_NAME). */
ird_status ird_network_add_named_node(ird_network *network, const char *name, size_t size,
                                      int32_t *node, ird_error *err);

/* Nodes must exist (NETWORK_NODE), ohm be finite and not negative (NETWORK_VALUE). A
 * resistor from a node to itself is kept and carries no current. */
ird_status ird_network_add_resistor(ird_network *network, int32_t a, int32_t b,
                                    double ohm, ird_error *err);

/* The same for one that is known to be a wire of this width or a via of so many cuts,
 * both greater than 0 (NETWORK_VALUE), by the layers of its nodes: one layer, or two
 * (NETWORK_NODE). */
ird_status ird_network_add_wire(ird_network *network, int32_t a, int32_t b, double ohm,
                                int64_t width_dbu, ird_error *err);
ird_status ird_network_add_via(ird_network *network, int32_t a, int32_t b, double ohm,
                               int32_t cuts, ird_error *err);

ird_conductor ird_network_conductor(const ird_network *network, size_t resistor);

ird_status ird_network_add_load(ird_network *network, int32_t node, double ampere,
                                int32_t instance, int32_t terminal, ird_error *err);

ird_status ird_network_add_source(ird_network *network, int32_t node, double volt,
                                  ird_error *err);

/* The smallest rectangle that holds all nodes with coordinates, in database units; false
 * where there are none. */
typedef struct ird_extent {
    int64_t x0_dbu, y0_dbu, x1_dbu, y1_dbu;
} ird_extent;

bool ird_network_extent(const ird_network *network, ird_extent *extent);

/* Voltage that drops are counted from: the highest source of a power net, the lowest of a
 * ground net; NAN without sources. */
double ird_network_supply_v(const ird_network *network);

/* Sum of the loads, counted positive when cells draw (power) or return (ground). */
double ird_network_total_current_a(const ird_network *network);

/* The largest of the loads, whichever way it flows. */
double ird_network_largest_load_a(const ird_network *network);

/* Whether the two differ in nothing but their loads, so that a factor of one is a factor
 * of the other. */
bool ird_network_same_grid(const ird_network *a, const ird_network *b);

/* Exchange the loads and what they are called. */
void ird_network_swap_loads(ird_network *a, ird_network *b);

/* A net with all sources at 0 V is a ground net. Its cells push current in, so that loads
 * are negative; true where they were given as bare amounts and have been turned round. */
bool ird_network_settle_ground(ird_network *network);

/* Name of a node as PDNSim writes it (Node_metal1_100_200, ITermNode_..., BTermNode_...),
 * or its own name for one that has it. Returns the length that the whole name needs,
 * like snprintf. */
size_t ird_network_node_name(const ird_network *network, int32_t node, char *buffer,
                             size_t size);

/* The node of that name into *node, -1 where there is none. NO_MEMORY. */
ird_status ird_network_find_node(const ird_network *network, const char *name,
                                 int32_t *node, ird_error *err);

#endif
