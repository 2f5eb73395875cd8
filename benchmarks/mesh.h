/* SPDX-License-Identifier: BSD-3-Clause
 *
 * A square mesh with random conductances in [0.1, 1.1) S and random loads, a source every
 * 100 nodes along both axes. And a grid as designs have it, which is harder: rails of 20
 * ohm from strap to strap, vias of 50 ohm up to straps of 0.2 ohm from rail to rail,
 * every 16 rails a thick wire across, and four sources in all.
 */
#ifndef IRD_BENCHMARKS_MESH_H
#define IRD_BENCHMARKS_MESH_H

#include "network/network.h"

enum { BENCH_SOURCE_PITCH = 100 };

static inline double bench_uniform(uint64_t *state) {
    *state = *state * UINT64_C(6364136223846793005) + 1442695040888963407U;
    return (double)(*state >> 11) * 0x1p-53;
}

static inline ird_status bench_nodes(ird_network *network, int32_t side, uint64_t *state,
                                     ird_error *err) {
    int32_t layer, node;
    ird_status status = ird_network_add_layer(network, "m1", 2, &layer, err);
    for (int32_t i = 0; status == IRD_OK && i < side * side; i++) {
        int32_t x = i % side, y = i / side;
        status = ird_network_add_node(network, IRD_NODE_GRID, layer, 200 * (int64_t)x,
                                      200 * (int64_t)y, &node, err);
        if (status == IRD_OK) {
            status = ird_network_add_load(network, node, 1e-6 * bench_uniform(state), -1,
                                          -1, err);
        }
        if (status == IRD_OK && x % BENCH_SOURCE_PITCH == BENCH_SOURCE_PITCH / 2 &&
            y % BENCH_SOURCE_PITCH == BENCH_SOURCE_PITCH / 2) {
            status = ird_network_add_source(network, node, 1.0, err);
        }
    }
    return status;
}

static inline ird_status bench_mesh(ird_network *network, int32_t side, ird_error *err) {
    uint64_t state = 1;
    size_t count = (size_t)side * (size_t)side;
    network->units = 1000;
    ird_status status = ird_network_reserve(network, count, 2 * count, count, err);
    if (status == IRD_OK) {
        status = bench_nodes(network, side, &state, err);
    }
    for (int32_t i = 0; status == IRD_OK && i < side * side; i++) {
        if (i % side + 1 < side) {
            status = ird_network_add_resistor(network, i, i + 1,
                                              1 / (0.1 + bench_uniform(&state)), err);
        }
        if (status == IRD_OK && i / side + 1 < side) {
            status = ird_network_add_resistor(network, i, i + side,
                                              1 / (0.1 + bench_uniform(&state)), err);
        }
    }
    return status;
}

enum { BENCH_RAILS_A_STRAP = 5, BENCH_RAILS_A_WIRE = 16 };

/* Nodes of a layer, a strap apart along x and so many rails along y, and their loads. */
static inline ird_status bench_layer(ird_network *network, const char *name,
                                     int32_t straps, int32_t rows, int32_t rails,
                                     uint64_t *state, ird_error *err) {
    int32_t layer, node;
    ird_status status = ird_network_add_layer(network, name, 2, &layer, err);
    for (int32_t i = 0; status == IRD_OK && i < straps * rows; i++) {
        status = ird_network_add_node(network, IRD_NODE_GRID, layer,
                                      20000 * (int64_t)(i % straps),
                                      2800 * (int64_t)(i / straps * rails), &node, err);
        if (status == IRD_OK && state != NULL) {
            status = ird_network_add_load(network, node, 1e-6 * bench_uniform(state), -1,
                                          -1, err);
        }
    }
    return status;
}

/* Straps, and what hangs on them, at one rail. */
static inline ird_status bench_crossing(ird_network *network, int32_t straps,
                                        int32_t rails, int32_t at, ird_error *err) {
    int32_t all = straps * rails, x = at % straps, y = at / straps;
    ird_status status = ird_network_add_resistor(network, at, all + at, 50, err);
    if (status == IRD_OK && x + 1 < straps) {
        status = ird_network_add_resistor(network, at, at + 1, 20, err);
    }
    if (status == IRD_OK && y + 1 < rails) {
        status = ird_network_add_resistor(network, all + at, all + at + straps, 0.2, err);
    }
    if (status != IRD_OK || y % BENCH_RAILS_A_WIRE != 0) {
        return status;
    }
    int32_t top = 2 * all + y / BENCH_RAILS_A_WIRE * straps + x;
    status = ird_network_add_resistor(network, all + at, top, 2, err);
    return status == IRD_OK && x + 1 < straps
               ? ird_network_add_resistor(network, top, top + 1, 0.05, err)
               : status;
}

static inline ird_status bench_grid(ird_network *network, int32_t rails, ird_error *err) {
    uint64_t state = 1;
    int32_t straps = rails / BENCH_RAILS_A_STRAP;
    int32_t wires = (rails + BENCH_RAILS_A_WIRE - 1) / BENCH_RAILS_A_WIRE;
    int32_t top = 2 * straps * rails;
    network->units = 1000;
    ird_status status = bench_layer(network, "m1", straps, rails, 1, &state, err);
    if (status == IRD_OK) {
        status = bench_layer(network, "m4", straps, rails, 1, NULL, err);
    }
    if (status == IRD_OK) {
        status = bench_layer(network, "m7", straps, wires, BENCH_RAILS_A_WIRE, NULL, err);
    }
    for (int32_t i = 0; status == IRD_OK && i < straps * rails; i++) {
        status = bench_crossing(network, straps, rails, i, err);
    }
    const int32_t corners[] = {0, straps - 1, (wires - 1) * straps, wires * straps - 1};
    for (size_t i = 0; status == IRD_OK && i < 4; i++) {
        status = ird_network_add_source(network, top + corners[i], 1.0, err);
    }
    return status;
}

#endif
