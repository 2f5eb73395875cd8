/* SPDX-License-Identifier: BSD-3-Clause
 *
 * A square mesh with random conductances in [0.1, 1.1) S and random loads, a source every
 * 100 nodes along both axes.
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

#endif
