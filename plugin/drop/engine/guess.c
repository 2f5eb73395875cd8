/* SPDX-License-Identifier: BSD-3-Clause */
#include <math.h>

#include "engine/kind.h"

/* Of a grid whose layers lie over one another, after its chains and stars: entries over
 * n log2 n (a plane mesh has 1.6), and operations over n^1.5 (9.6 there). */
static const double ENTRIES = 1.8, FLOPS = 12;
/* What updates that wait take beside the factor, of its entries. */
static const double WAITING = 0.25;
/* Seconds of the reference, as in the engines' own files. */
static const double FLOP_S = 0.05e-9, ENTRY_S = 22e-9, NODE_S = 0.6e-6, READ_S = 1.5e-9,
                    PASS_S = 30e-9, GRIDS_S = 0.5e-6, STEPS_S = 1.2e-6;
/* Bytes of a node with its share of four edges: the graph, and multigrid or a sampled
 * factor on it, and more on the way. */
enum { GRAPH_BYTES = 90, GRIDS_BYTES = 125, MAKING_BYTES = 30 };

static void guess_multigrid(ird_engine_cost *cost, double n) {
    cost->method = IRD_SOLVE_MULTIGRID;
    cost->entries = cost->flops = 0;
    cost->kept_bytes = (size_t)(GRIDS_BYTES * n);
    cost->peak_bytes = (size_t)(MAKING_BYTES * n);
    cost->factor_s = GRIDS_S * n;
    cost->solve_s = STEPS_S * n;
}

static void guess_factor(ird_engine_cost *cost, double n, bool is_single) {
    double value = is_single ? sizeof(float) : sizeof(double);
    cost->method = is_single ? IRD_SOLVE_SINGLE : IRD_SOLVE_DIRECT;
    cost->entries = ENTRIES * n * log2(n + 2);
    cost->flops = FLOPS * n * sqrt(n);
    cost->kept_bytes = (size_t)(cost->entries * value + 12 * n);
    cost->peak_bytes = (size_t)(WAITING * cost->entries * sizeof(double));
    cost->factor_s = FLOP_S * cost->flops + ENTRY_S * cost->entries + NODE_S * n;
    cost->solve_s = (READ_S * cost->entries + PASS_S * n) * (is_single ? 2 : 1);
}

/* Ends of edges at a node. */
static const double ENDS = 4;

void ird_engine_guess(ird_engine_cost *cost, double n, const ird_engine_options *options,
                      size_t room_bytes) {
    *cost = (ird_engine_cost){0};
    double beside = n * (IRD_ENGINE_BESIDE_BYTES + IRD_ENGINE_SOLVE_BYTES);
    size_t limit = ird_engine_limit(options, room_bytes, (size_t)(GRAPH_BYTES * n));
    if (options->method == IRD_SOLVE_RANKS) {
        ird_ranks_cost(cost, options->ranks, n, ENDS * n, ird_engine_threads(options));
    } else {
        guess_factor(cost, n, options->method == IRD_SOLVE_SINGLE);
    }
    bool is_auto = options->method == IRD_SOLVE_AUTO;
    if (is_auto && cost->kept_bytes + cost->peak_bytes > limit) {
        cost->declined_bytes = cost->kept_bytes + cost->peak_bytes;
        guess_factor(cost, n, true);
    }
    if (options->method == IRD_SOLVE_MULTIGRID ||
        (is_auto && cost->kept_bytes + cost->peak_bytes > limit)) {
        guess_multigrid(cost, n);
    }
    double after = (double)cost->kept_bytes + beside;
    double peak = (double)(cost->kept_bytes + cost->peak_bytes) + GRAPH_BYTES * n;
    cost->peak_bytes = (size_t)(peak > after ? peak : after);
}
