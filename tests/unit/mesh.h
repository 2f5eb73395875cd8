/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Small power grids with numbers that depend on a seed alone: a plane mesh, and rails
 * under stripes as chips have them.
 */
#ifndef IRD_TESTS_MESH_H
#define IRD_TESTS_MESH_H

#include "check.h"

#include "network/network.h"
#include "static/solve.h"

/* In [0, 1). */
static inline double mesh_random(uint64_t *state) {
    *state = *state * 6364136223846793005U + 1442695040888963407U;
    return (double)(*state >> 11) / 9007199254740992.0;
}

static inline void mesh_need(ird_status status, const ird_error *err) {
    if (!CHECK(status == IRD_OK)) {
        fprintf(stderr, "    %s\n", err->text);
        exit(1);
    }
}

static inline int32_t mesh_layer(ird_network *n, const char *name) {
    ird_error err = {0};
    int32_t layer = -1;
    mesh_need(ird_network_add_layer(n, name, strlen(name), &layer, &err), &err);
    return layer;
}

static inline int32_t mesh_node(ird_network *n, int32_t layer, double x_um, double y_um) {
    ird_error err = {0};
    int32_t node = -1;
    mesh_need(ird_network_add_node(n, IRD_NODE_GRID, layer, llround(x_um * 1000),
                                   llround(y_um * 1000), &node, &err),
              &err);
    return node;
}

static inline void mesh_wire(ird_network *n, int32_t a, int32_t b, double ohm) {
    ird_error err = {0};
    mesh_need(ird_network_add_resistor(n, a, b, ohm, &err), &err);
}

static inline void mesh_load(ird_network *n, int32_t node, double ampere) {
    ird_error err = {0};
    mesh_need(ird_network_add_load(n, node, ampere, -1, -1, &err), &err);
}

static inline void mesh_source(ird_network *n, int32_t node, double volt) {
    ird_error err = {0};
    mesh_need(ird_network_add_source(n, node, volt, &err), &err);
}

/* side x side nodes of one layer, 1 um apart, each joined to its neighbours by 0.5 to 2.5
 * ohm; a load of up to 1 mA at each, sources of 1.1 V at `sources` of them. Node (x, y)
 * is y * side + x. */
static inline void mesh_make(ird_network *n, int32_t side, int sources, uint64_t seed) {
    *n = (ird_network){.units = 1000};
    int32_t layer = mesh_layer(n, "m1");
    for (int32_t i = 0; i < side * side; i++) {
        mesh_node(n, layer, i % side, (double)(i / side));
    }
    for (int32_t i = 0; i < side * side; i++) {
        if (i % side + 1 < side) {
            mesh_wire(n, i, i + 1, 0.5 + 2 * mesh_random(&seed));
        }
        if (i / side + 1 < side) {
            mesh_wire(n, i, i + side, 0.5 + 2 * mesh_random(&seed));
        }
        mesh_load(n, i, 1e-3 * mesh_random(&seed));
    }
    for (int32_t i = 0; i < sources; i++) {
        mesh_source(n, (2 * i + 1) * side * side / (2 * sources), 1.1);
    }
}

/* Rails of metal1, 1 um apart, with a node every um, under stripes of metal2 8 um apart,
 * joined where they cross; cells draw at random places, and hard in one corner. Sources
 * at both ends of each second stripe. */
static inline void mesh_make_rails(ird_network *n, int32_t columns, int32_t rows,
                                   uint64_t seed) {
    *n = (ird_network){.units = 1000};
    int32_t m1 = mesh_layer(n, "metal1"), m2 = mesh_layer(n, "metal2");
    for (int32_t i = 0; i < columns * rows; i++) {
        double x_um = i % columns, y_um = (double)(i / columns);
        mesh_node(n, m1, x_um, y_um);
        if (i % columns > 0) {
            mesh_wire(n, i - 1, i, 1 + mesh_random(&seed));
        }
        if (mesh_random(&seed) < 0.6) {
            bool is_hot = x_um < columns / 3.0 && y_um < rows / 3.0;
            mesh_load(n, i, (is_hot ? 4e-5 : 1e-5) * mesh_random(&seed));
        }
    }
    for (int32_t x = 4; x < columns; x += 8) {
        int32_t below = -1;
        for (int32_t y = 0; y < rows; y++) {
            int32_t node = mesh_node(n, m2, x, y);
            mesh_wire(n, y * columns + x, node, 2);
            if (below >= 0) {
                mesh_wire(n, below, node, 0.3);
            }
            if ((y == 0 || y == rows - 1) && x % 16 == 4) {
                mesh_source(n, node, 1.1);
            }
            below = node;
        }
    }
}

/* The exact drops, one a node; free with ird_solution_free. */
static inline ird_solution mesh_solve(const ird_network *n, const ird_load *loads,
                                      size_t count) {
    ird_factor *factor = NULL;
    ird_solution solution = {0};
    ird_error err = {0};
    mesh_need(ird_factor_create(&factor, n, &ird_solve_defaults, NULL, &err), &err);
    mesh_need(ird_solve(&solution, factor, loads, count, &err), &err);
    ird_factor_free(factor);
    return solution;
}

#endif
