/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Preconditioners of conjugate gradients beside one another, on one core graph: seconds
 * of the processor to make them and to solve, steps, megabytes, residual.
 *
 *     bench-preconditioners mesh SIDE    SIDE x SIDE nodes (mesh.h)
 *     bench-preconditioners rails SIDE   SIDE rails of SIDE crossings under as many
 * stripes, joined by vias of 50 ohm; straps over every 14th rail; two sources in all
 *     bench-preconditioners long SIDE    the same, 64 times as high as wide
 *     bench-preconditioners FILE.sp
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/memory.h"
#include "benchmarks/mesh.h"
#include "engine/cg.h"
#include "engine/multigrid.h"
#include "engine/sampled.h"
#include "graph/dissect.h"
#include "graph/node_places.h"
#include "graph/reduce.h"
#include "graph/topology.h"
#include "network/spice.h"
#include "static/solve.h"

enum { STRAP_EVERY = 14, STRIPE_DBU = 20000, RAIL_DBU = 1400 };

static double seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static double held_mb(void) {
    return 1e-6 * (double)ird_memory_read("", 0).held_bytes;
}

/* In [0, 1). */
static double draw(uint64_t *state) {
    *state = *state * 6364136223846793005U + 1442695040888963407U;
    return (double)(*state >> 11) / 9007199254740992.0;
}

/* ---- rails under stripes under straps ------------------------------------------------
 */

typedef struct rails {
    ird_network *n;
    int rows, columns;
    int32_t stripes, straps; /* their first nodes */
    uint64_t state;
    ird_error *err;
} rails;

static ird_status add_layer(rails *r, const char *name, int every, int32_t *first) {
    int32_t layer, node = 0;
    *first = (int32_t)r->n->nodes.count;
    IRD_TRY(ird_network_add_layer(r->n, name, strlen(name), &layer, r->err));
    for (int y = 0; y < r->rows; y += every) {
        for (int x = 0; x < r->columns; x++) {
            IRD_TRY(ird_network_add_node(r->n, IRD_NODE_GRID, layer,
                                         (int64_t)x * STRIPE_DBU, (int64_t)y * RAIL_DBU,
                                         &node, r->err));
        }
    }
    return IRD_OK;
}

static ird_status join(rails *r, int32_t a, int32_t b, double ohm) {
    return ird_network_add_resistor(r->n, a, b, ohm, r->err);
}

static ird_status add_wires(rails *r) {
    for (int y = 0; y < r->rows; y++) {
        for (int x = 0; x < r->columns; x++) {
            int32_t at = y * r->columns + x, over = r->stripes + at;
            IRD_TRY(join(r, at, over, 50));
            if (x > 0) {
                IRD_TRY(join(r, at - 1, at, 8 * (0.8 + 0.4 * draw(&r->state))));
            }
            if (y > 0) {
                IRD_TRY(join(r, over - r->columns, over, 0.05));
            }
            if (y % STRAP_EVERY == 0) {
                int32_t strap = r->straps + y / STRAP_EVERY * r->columns + x;
                IRD_TRY(join(r, over, strap, 5));
                if (x > 0) {
                    IRD_TRY(join(r, strap - 1, strap, 0.3));
                }
            }
        }
    }
    return IRD_OK;
}

static ird_status make_rails(ird_network *n, int rows, int columns, ird_error *err) {
    rails r = {.n = n, .rows = rows, .columns = columns, .state = 7, .err = err};
    int32_t first;
    n->units = 1000;
    IRD_TRY(add_layer(&r, "m1", 1, &first));
    IRD_TRY(add_layer(&r, "m4", 1, &r.stripes));
    IRD_TRY(add_layer(&r, "m7", STRAP_EVERY, &r.straps));
    IRD_TRY(add_wires(&r));
    int straps = (rows + STRAP_EVERY - 1) / STRAP_EVERY;
    for (int i = 1; i <= 2; i++) {
        int32_t at = r.straps + straps * i / 3 * columns + columns * i / 3;
        IRD_TRY(ird_network_add_source(n, at, 1.0, err));
    }
    return IRD_OK;
}

/* ---- the core graph ------------------------------------------------------------------
 */

typedef struct core {
    ird_graph graph;
    int32_t *order; /* of a nested dissection */
} core;

static ird_status place(const ird_network *n, const ird_topology *topology,
                        const ird_reduction *reduction, ird_places *places,
                        ird_error *err) {
    int32_t *core_of = calloc(topology->unknowns + 1, sizeof *core_of);
    if (core_of == NULL) {
        return ird_fail_memory(err, "placing nodes");
    }
    for (size_t i = 0; i < places->n; i++) {
        core_of[ird_reduction_node(reduction, i)] = (int32_t)i + 1;
    }
    for (size_t i = 0; i < n->nodes.count; i++) {
        int32_t unknown = topology->unknown_of[i];
        int32_t at = unknown >= 0 ? core_of[unknown] - 1 : -1;
        if (at >= 0 && !places->is_known[at] &&
            n->nodes.items[i].kind != IRD_NODE_NAMED) {
            places->x[at] = (float)n->nodes.items[i].x_dbu;
            places->y[at] = (float)n->nodes.items[i].y_dbu;
            places->is_known[at] = true;
            places->known++;
        }
    }
    free(core_of);
    return IRD_OK;
}

static ird_status make_core(core *c, const ird_network *n, ird_error *err) {
    ird_topology topology = {0};
    ird_reduction reduction = {0};
    ird_places places = {0};
    ird_dissection dissection = {0};
    bool is_good = false;
    IRD_TRY(ird_topology_build(&topology, n, &ird_solve_defaults.merging, err));
    IRD_TRY(ird_topology_graph(&topology, n, NULL, 0, &c->graph, NULL, err));
    IRD_TRY(ird_reduce(&reduction, &c->graph, err));
    IRD_TRY(ird_places_make(&places, c->graph.n, err));
    IRD_TRY(place(n, &topology, &reduction, &places, err));
    IRD_TRY(ird_places_complete(&places, &c->graph, err));
    double begin_s = seconds();
    IRD_TRY(ird_dissect(&dissection, &c->graph, places.x, places.y, 1, &is_good, err));
    printf("core %zu nodes, %zu edges; dissection %.3f s\n", c->graph.n,
           c->graph.start[c->graph.n] / 2, seconds() - begin_s);
    c->order = dissection.order;
    dissection.order = NULL;
    ird_dissection_free(&dissection);
    ird_places_free(&places);
    ird_reduction_free(&reduction);
    ird_topology_free(&topology);
    return IRD_OK;
}

/* ---- one preconditioner --------------------------------------------------------------
 */

static void multiply(void *graph, const double *x, double *out) {
    ird_graph_multiply(graph, x, out);
}

static double residual(const ird_graph *g, const double *b, const double *x) {
    double *y = malloc(g->n * sizeof *y), most = 0, x_most = 0, b_most = 0;
    if (y == NULL) {
        return (double)NAN;
    }
    ird_graph_multiply(g, x, y);
    for (size_t i = 0; i < g->n; i++) {
        most = fmax(most, fabs(b[i] - y[i]));
        x_most = fmax(x_most, fabs(x[i]));
        b_most = fmax(b_most, fabs(b[i]));
    }
    free(y);
    return most / (ird_graph_norm(g) * x_most + b_most);
}

/* One of the two. */
typedef struct trial {
    const char *name;
    ird_graph *graph;
    ird_multigrid *multigrid;
    ird_sampled *sampled;
    double made_s, mb;
} trial;

static ird_status solve(const trial *t, double *x, size_t *steps, ird_error *err) {
    const ird_operator matrix = {multiply, t->graph};
    const ird_operator preconditioner = {ird_sampled_apply, t->sampled};
    return t->multigrid != NULL
               ? ird_multigrid_solve(t->multigrid, x, steps, err)
               : ird_cg(&matrix, &preconditioner, t->graph->n, x, steps, err);
}

static ird_status run(const trial *t, ird_error *err) {
    const ird_graph *g = t->graph;
    double *b = malloc(g->n * sizeof *b), *x = malloc(g->n * sizeof *x);
    if (b == NULL || x == NULL) {
        return ird_fail_memory(err, "solving");
    }
    uint64_t state = 3;
    size_t steps = 0;
    for (size_t i = 0; i < g->n; i++) {
        b[i] = x[i] = 1e-6 * draw(&state);
    }
    double begin_s = seconds();
    IRD_TRY(solve(t, x, &steps, err));
    printf("  %-10s make %8.3f s, solve %8.3f s, %4zu steps, %7.1f MB, residual %.1e\n",
           t->name, t->made_s, seconds() - begin_s, steps, t->mb, residual(g, b, x));
    fflush(stdout);
    free(b);
    free(x);
    return IRD_OK;
}

static ird_status try_sampled(const core *c, ird_error *err) {
    ird_graph graph = {0};
    trial t = {.name = "sampled", .graph = &graph};
    double begin_s = seconds();
    IRD_TRY(ird_sampled_reorder(&graph, &c->graph, c->order, err));
    double before_mb = held_mb();
    IRD_TRY(ird_sampled_create(&t.sampled, &graph, err));
    t.made_s = seconds() - begin_s;
    t.mb = held_mb() - before_mb;
    ird_status status = run(&t, err);
    ird_sampled_free(t.sampled);
    ird_graph_free(&graph);
    return status;
}

/* It takes a graph over, and has an order of its own. */
static ird_status try_multigrid(const core *c, ird_error *err) {
    ird_graph spent = {0}, graph = {0};
    int32_t *order = malloc(c->graph.n * sizeof *order);
    trial t = {.name = "multigrid", .graph = &graph};
    for (size_t i = 0; order != NULL && i < c->graph.n; i++) {
        order[i] = (int32_t)i;
    }
    if (order == NULL) {
        return ird_fail_memory(err, "solving");
    }
    IRD_TRY(ird_sampled_reorder(&spent, &c->graph, order, err));
    double before_mb = held_mb(), begin_s = seconds();
    size_t spent_bytes = ird_graph_bytes(&spent);
    IRD_TRY(ird_multigrid_create(&t.multigrid, &spent, order, 1, err));
    t.made_s = seconds() - begin_s;
    t.mb = held_mb() - before_mb + 1e-6 * (double)spent_bytes;
    IRD_TRY(ird_sampled_reorder(&graph, &c->graph, order, err));
    ird_status status = run(&t, err);
    ird_multigrid_free(t.multigrid);
    ird_graph_free(&graph);
    free(order);
    return status;
}

static ird_status compare(const core *c, ird_error *err) {
    IRD_TRY(try_sampled(c, err));
    return try_multigrid(c, err);
}

int main(int argc, char **argv) {
    ird_network network = {0};
    core c = {0};
    ird_error err = {0};
    int side = argc > 2 ? (int)strtol(argv[2], NULL, 10) : 0;
    ird_status status;
    if (argc < 2 || (argc == 3 && side < 16)) {
        fputs("usage: bench-preconditioners mesh|rails|long SIDE | FILE.sp\n", stderr);
        return 2;
    }
    if (strcmp(argv[1], "mesh") == 0) {
        status = bench_mesh(&network, side, &err);
    } else if (strcmp(argv[1], "rails") == 0) {
        status = make_rails(&network, side, side, &err);
    } else if (strcmp(argv[1], "long") == 0) {
        status = make_rails(&network, side * 8, side / 8, &err);
    } else {
        status = ird_spice_read(&network, NULL, NULL, argv[1], 0, NULL, &err);
    }
    if (status == IRD_OK) {
        status = make_core(&c, &network, &err);
    }
    if (status == IRD_OK) {
        status = compare(&c, &err);
    }
    if (status != IRD_OK) {
        fprintf(stderr, "%s\n", err.text);
    }
    ird_graph_free(&c.graph);
    ird_free(c.order);
    ird_network_free(&network);
    return status == IRD_OK ? 0 : 1;
}
