/* SPDX-License-Identifier: BSD-3-Clause */
#include "extract/expected.h"

/* Nodes: a pin has one, a via two, which it shares with those above and below it and with
 * the ends of wires. Pins of a rail are chains and fall out, as do ends. */
static const double NODES_A_PIN = 1, NODES_A_VIA = 1, NODES_A_WIRE = 1;
static const double RESISTORS_A_NODE = 1.06, CORE_A_VIA = 0.6;
/* What stays is nodes, resistors, terminals, slabs; on the way shapes and joints. */
static const double KEPT_A_NODE = 170, PEAK_A_NODE = 175, KEPT_A_VIA = 200,
                    PEAK_A_VIA = 1200;
static const double NODE_S = 0.6e-6, VIA_S = 4e-6;

/* Pins of the net: "*" is all instances. */
static size_t count_pins(const ird_design *design, const ird_special_net *net) {
    size_t pins = 0;
    const ird_connection *connections = design->connections.items + net->first_connection;
    for (size_t i = 0; i < net->connection_count; i++) {
        bool is_all = connections[i].component == IRD_EVERY_COMPONENT;
        pins += is_all ? design->components.count : connections[i].component >= 0 ? 1 : 0;
    }
    return pins > 0 ? pins : design->components.count;
}

void ird_extract_expect(ird_extract_cost *cost, const ird_design *design, int32_t net,
                        ird_network_kind kind) {
    const ird_special_net *n = &design->special_nets.items[net];
    (void)kind;
    *cost = (ird_extract_cost){
        .pins = count_pins(design, n), .wires = n->wire_count, .vias = n->via_count};
    cost->nodes = NODES_A_PIN * (double)cost->pins + NODES_A_VIA * (double)cost->vias +
                  NODES_A_WIRE * (double)cost->wires;
    cost->resistors = RESISTORS_A_NODE * cost->nodes;
    cost->core = CORE_A_VIA * (double)cost->vias;
    double vias = (double)cost->vias;
    cost->peak_bytes = PEAK_A_NODE * cost->nodes + PEAK_A_VIA * vias;
    cost->kept_bytes = KEPT_A_NODE * cost->nodes + KEPT_A_VIA * vias;
    cost->reference_s = NODE_S * cost->nodes + VIA_S * vias;
}
