/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Networks of all shapes, solved by every method. The first byte is the number of nodes,
 * less two; then four bytes each add a resistor, a load or a source, or take a node's
 * coordinates away.
 */
#include "fuzz_reader.h"

#include <math.h>

#include "failing_alloc.h"
#include "network/network.h"
#include "adjoint/adjoint.h"
#include "static/solve.h"

enum { MOST_NODES = 97, A_ROW = 8 };

static const double ohms[] = {1,    2,   0.5, 3e-3, 1e-3, 40,  1e-7, 1e-6,
                              1e-5, 1e3, 1e6, 1e9,  0,    0.1, 7,    1e-12};
enum { OHMS = sizeof ohms / sizeof *ohms };

static ird_status add_nodes(ird_network *network, int32_t count, ird_error *err) {
    int32_t layer, node;
    ird_status status = ird_network_add_layer(network, "m1", 2, &layer, err);
    network->units = 1000;
    for (int32_t i = 0; i < count && status == IRD_OK; i++) {
        status = ird_network_add_node(network, IRD_NODE_GRID, layer, 10 * (i % A_ROW),
                                      10 * (i / A_ROW), &node, err);
    }
    return status;
}

static ird_status add(ird_network *network, const uint8_t *word, ird_error *err) {
    int32_t count = (int32_t)network->nodes.count;
    int32_t a = word[1] % count, b = word[2] % count;
    double volt = 1 - 0.01 * (word[3] % 2);
    switch (word[0] % 8) {
    case 0: /* a pin */
        network->nodes.items[a].kind = IRD_NODE_ITERM;
        return IRD_OK;
    case 1:
        network->nodes.items[a].kind = IRD_NODE_NAMED;
        return IRD_OK;
    case 2:
        return ird_network_add_load(network, a, 1e-3 * word[3], -1, -1, err);
    case 3:
        return ird_network_add_source(network, a, volt, err);
    case 4:
        return ird_network_add_resistor(network, a, (a + 1) % count, ohms[word[3] % OHMS],
                                        err);
    case 5:
        return ird_network_add_resistor(network, a, (a + A_ROW) % count,
                                        ohms[word[3] % OHMS], err);
    default:
        return ird_network_add_resistor(network, a, b, ohms[word[3] % OHMS], err);
    }
}

static void look_at(ird_factor *factor, const ird_solution *solution) {
    ird_error err = {0};
    for (size_t i = 0; i < solution->node_count; i++) {
        FUZZ_REQUIRE(isnan(solution->drop_v[i]) ==
                     !ird_factor_reaches(factor, (int32_t)i));
    }
    FUZZ_REQUIRE(solution->residual <= 1e-10 && solution->kirchhoff <= 1e-9);
    if (solution->worst_node >= 0) {
        ird_layer_share *shares = NULL;
        size_t count = 0;
        double ohm = 0;
        FUZZ_REQUIRE(ird_factor_layer_shares(factor, solution, solution->worst_node,
                                             &shares, &count, &err) == IRD_OK);
        FUZZ_REQUIRE(ird_factor_resistance(factor, &solution->worst_node, 1, &ohm,
                                           &err) == IRD_OK);
        FUZZ_REQUIRE(!isnan(ohm));
        ird_free(shares);
    }
}

static void solve(const ird_network *network, const ird_solve_options *options,
                  size_t fail_at) {
    ird_factor *factor = NULL;
    ird_solution solution = {0};
    ird_error err = {0};
    failing_alloc_arm(fail_at);
    ird_status status = ird_factor_create(&factor, network, options, NULL, &err);
    for (int twice = 0; twice < 2 && status == IRD_OK; twice++) {
        status = ird_solve(&solution, factor, NULL, 0, &err);
    }
    failing_alloc_arm(0);
    FUZZ_REQUIRE(status == err.status);
    if (status == IRD_OK) {
        look_at(factor, &solution);
    }
    ird_solution_free(&solution);
    ird_factor_free(factor);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const ird_solve_method methods[] = {IRD_SOLVE_AUTO, IRD_SOLVE_SINGLE,
                                               IRD_SOLVE_MULTIGRID};
    ird_network network = {0};
    ird_error err = {0};
    long live = failing_alloc_live();
    failing_alloc_limit(IRD_FUZZ_LARGEST_BLOCK);
    ird_status status =
        size > 0 ? add_nodes(&network, 2 + data[0] % (MOST_NODES - 1), &err) : IRD_OK;
    for (size_t i = 1; i + 4 <= size && i < 2000 && status == IRD_OK; i += 4) {
        status = add(&network, data + i, &err);
    }
    for (size_t i = 0; size > 0 && i < sizeof methods / sizeof *methods; i++) {
        ird_solve_options options = ird_solve_defaults;
        options.engine.method = methods[i];
        options.merging.pin_link_ohm = size % 2 == 0 ? 1.001e-3 : 0;
        solve(&network, &options, 0);
        solve(&network, &options, failing_call(data, size));
    }
    ird_network_free(&network);
    FUZZ_REQUIRE(failing_alloc_live() == live);
    return 0;
}
