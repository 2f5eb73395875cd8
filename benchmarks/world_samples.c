/* SPDX-License-Identifier: BSD-3-Clause
 *
 * bench-world COUNT ?SEED? ?SHARED?: makes so many random floorplans, solves a few
 * current patterns on each, and prints how their figures spread, what each step takes and
 * how often each kind occurs; then the same figures of the real designs below SHARED,
 * with the part of the worlds that lie below each.
 */
#include <inttypes.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "benchmarks/clock.h"
#include "network/spice.h"
#include "readers/readers.h"
#include "static/solve.h"
#include "world/world.h"

enum { VECTORS = 3, PIXELS = 64 };

/* The figures of one grid with one current pattern. */
enum figure {
    DIE,
    NODES,
    LOADS,
    SOURCES,
    LAYERS,
    WIRE_LOW,
    WIRE_HIGH,
    VIA_LOW,
    VIA_HIGH,
    WORST_MEAN,
    PEAK_MEAN,
    PIXEL_99,
    CELL_PEAK,
    CELL_99,
    EMPTY,
    DROP,
    LOOSE,
    FIGURES
};

static const char *const FIGURE_NAMES[FIGURES] = {
    "longer side, um",
    "nodes",
    "loads",
    "source nodes",
    "layers with wires",
    "wires: 5 % of ohm/um",
    "wires: 95 % of ohm/um",
    "vias: 5 % of ohm",
    "vias: 95 % of ohm",
    "worst / mean drop at loads",
    "pixel current, max / mean",
    "pixel current, 99 % / mean",
    "load current, max / mean",
    "load current, 99 % / mean",
    "empty pixels, %",
    "worst drop, % of supply",
    "loads without a source, %",
};

typedef double figures[FIGURES];

enum { MAKE, EXTRACT, FACTOR, SOLVE, POWER, STEPS };
static const char *const STEP_NAMES[STEPS] = {"make", "extract", "factor", "solve",
                                              "power"};

static void stop_on(ird_status status, const ird_error *err, const char *what) {
    if (status != IRD_OK) {
        fprintf(stderr, "%s: IRD-%04d %s\n", what, (int)status, err->text);
        exit(1);
    }
}

static double quantile(const double *sorted, size_t count, double part) {
    size_t i = (size_t)(part * (double)(count - 1) + 0.5);
    return count > 0 ? sorted[i] : (double)NAN;
}

/* Resistance of a um of wire by layer, and of vias: the two ends of their spread. */
static void measure_ohm(const ird_network *net, figures f) {
    double *wires = calloc(net->resistors.count + 1, sizeof *wires);
    double *vias = calloc(net->resistors.count + 1, sizeof *vias);
    size_t wire_count = 0, via_count = 0, layers = 0;
    bool is_used[64] = {false};
    for (size_t i = 0; i < net->resistors.count; i++) {
        const ird_resistor *r = &net->resistors.items[i];
        const ird_node *a = &net->nodes.items[r->a], *b = &net->nodes.items[r->b];
        double dx = (double)(a->x_dbu - b->x_dbu), dy = (double)(a->y_dbu - b->y_dbu);
        double um = hypot(dx, dy) / (double)net->units;
        if (a->layer < 0 || b->layer < 0 || a->kind == IRD_NODE_ITERM ||
            b->kind == IRD_NODE_ITERM) {
            continue;
        }
        if (a->layer != b->layer) {
            vias[via_count++] = r->ohm;
        } else if (um > 0) {
            wires[wire_count++] = r->ohm / um;
            layers += a->layer < 64 && !is_used[a->layer];
            is_used[a->layer & 63] = true;
        }
    }
    qsort(wires, wire_count, sizeof *wires, clock_compare);
    qsort(vias, via_count, sizeof *vias, clock_compare);
    f[WIRE_LOW] = quantile(wires, wire_count, 0.05);
    f[WIRE_HIGH] = quantile(wires, wire_count, 0.95);
    f[VIA_LOW] = quantile(vias, via_count, 0.05);
    f[VIA_HIGH] = quantile(vias, via_count, 0.95);
    f[LAYERS] = (double)layers;
    free(wires);
    free(vias);
}

static void measure_currents(const ird_network *net, const ird_extent *box, figures f) {
    static double pixels[PIXELS * PIXELS];
    double *loads = calloc(net->loads.count + 1, sizeof *loads), sum = 0;
    size_t empty = 0, count = PIXELS * PIXELS;
    memset(pixels, 0, sizeof pixels);
    for (size_t i = 0; i < net->loads.count; i++) {
        const ird_node *node = &net->nodes.items[net->loads.items[i].node];
        double u =
            (double)(node->x_dbu - box->x0_dbu) / (double)(box->x1_dbu - box->x0_dbu + 1);
        double v =
            (double)(node->y_dbu - box->y0_dbu) / (double)(box->y1_dbu - box->y0_dbu + 1);
        loads[i] = fabs(net->loads.items[i].ampere);
        pixels[(size_t)(v * PIXELS) * PIXELS + (size_t)(u * PIXELS)] += loads[i];
        sum += loads[i];
    }
    for (size_t i = 0; i < count; i++) {
        empty += pixels[i] <= 0;
    }
    qsort(pixels, count, sizeof *pixels, clock_compare);
    qsort(loads, net->loads.count, sizeof *loads, clock_compare);
    f[PEAK_MEAN] = pixels[count - 1] / (sum / (double)count);
    f[PIXEL_99] = quantile(pixels, count, 0.99) / (sum / (double)count);
    f[CELL_PEAK] = quantile(loads, net->loads.count, 1) * (double)net->loads.count / sum;
    f[CELL_99] = quantile(loads, net->loads.count, 0.99) * (double)net->loads.count / sum;
    f[EMPTY] = 100 * (double)empty / (double)count;
    free(loads);
}

/* Worst over mean drop at the loads; f[DROP] is the worst, in % of the supply. */
static void measure_drops(const ird_network *net, const ird_solution *solution,
                          double supply_v, figures f) {
    double worst_v = 0, sum_v = 0;
    size_t count = 0;
    for (size_t i = 0; i < net->loads.count; i++) {
        double drop_v = solution->drop_v[net->loads.items[i].node];
        if (!isnan(drop_v)) {
            worst_v = fmax(worst_v, drop_v);
            sum_v += drop_v;
            count++;
        }
    }
    f[WORST_MEAN] = worst_v * (double)count / sum_v;
    f[DROP] = 100 * worst_v / supply_v;
}

static void measure(const ird_network *net, const ird_solution *solution, double supply_v,
                    figures f) {
    ird_extent box = {0};
    ird_network_extent(net, &box);
    double units = (double)net->units;
    f[DIE] = fmax((double)(box.x1_dbu - box.x0_dbu), (double)(box.y1_dbu - box.y0_dbu)) /
             units;
    f[NODES] = (double)net->nodes.count;
    f[LOADS] = (double)net->loads.count;
    f[SOURCES] = (double)net->sources.count;
    measure_drops(net, solution, supply_v, f);
    f[LOOSE] = 100 * (double)solution->unconnected_count / (double)net->loads.count;
    measure_ohm(net, f);
    measure_currents(net, &box, f);
}

typedef struct tally {
    figures *rows;
    double *times[STEPS];
    size_t count, row_count;
    size_t sources[IRD_WORLD_SOURCE_COUNT], features[IRD_WORLD_FEATURE_COUNT];
    size_t grounds, blocks;
} tally;

static void run_world(tally *t, uint64_t seed, uint64_t index) {
    ird_world world = {0};
    ird_power power = {0};
    ird_grid grid = {0};
    ird_factor *factor = NULL;
    ird_error err = {0};
    char what[64];
    snprintf(what, sizeof what, "world %" PRIu64, index);
    double at[4] = {clock_seconds()};
    stop_on(ird_world_make(&world, seed, index, &err), &err, what);
    at[1] = clock_seconds();
    ird_extract_options options = ird_world_options(&world);
    stop_on(ird_extract(&grid, &world.design, &world.tech, &world.rc, NULL, &options,
                        NULL, &err),
            &err, what);
    at[2] = clock_seconds();
    stop_on(ird_factor_create(&factor, &grid.network, &ird_solve_defaults, NULL, &err),
            &err, what);
    at[3] = clock_seconds();
    double power_s = 0, solve_s = 0;
    for (uint64_t vector = 0; vector < VECTORS; vector++) {
        ird_solution solution = {0};
        double start = clock_seconds();
        stop_on(ird_world_power(&power, &world, vector, &err), &err, what);
        stop_on(ird_grid_set_power(&grid, &world.design, &world.tech, &power, &err), &err,
                what);
        double middle = clock_seconds();
        stop_on(ird_solve(&solution, factor, NULL, 0, &err), &err, what);
        power_s += (middle - start) / VECTORS;
        solve_s += (clock_seconds() - middle) / VECTORS;
        double *f = t->rows[t->row_count++];
        measure(&grid.network, &solution, world.supply_v, f);
        ird_solution_free(&solution);
    }
    const double times[STEPS] = {at[1] - at[0], at[2] - at[1], at[3] - at[2], solve_s,
                                 power_s};
    for (size_t i = 0; i < STEPS; i++) {
        t->times[i][t->count] = 1000 * times[i];
    }
    t->count++;
    t->sources[world.facts.source]++;
    t->grounds += world.is_ground;
    t->blocks += world.facts.blocks > 0;
    for (size_t bit = 0; bit < IRD_WORLD_FEATURE_COUNT; bit++) {
        t->features[bit] += world.facts.features >> bit & 1;
    }
    ird_factor_free(factor);
    ird_grid_free(&grid);
    ird_power_free(&power);
    ird_world_free(&world);
}

static void print_spread(const char *name, double *values, size_t count) {
    qsort(values, count, sizeof *values, clock_compare);
    static const double parts[] = {0, 0.05, 0.25, 0.5, 0.75, 0.95, 1};
    printf("| %-27s |", name);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        printf(" %8.4g |", quantile(values, count, parts[i]));
    }
    printf("\n");
}

static void print_worlds(tally *t) {
    double *column = calloc(t->row_count, sizeof *column);
    printf("| %-27s |    least |      5 %% |     25 %% |   median |     75 %% |     95 "
           "%% |     most |\n|---|---|---|---|---|---|---|---|\n",
           "figure");
    for (size_t k = 0; k < FIGURES; k++) {
        for (size_t i = 0; i < t->row_count; i++) {
            column[i] = t->rows[i][k];
        }
        print_spread(FIGURE_NAMES[k], column, t->row_count);
    }
    for (size_t k = 0; k < STEPS; k++) {
        char name[32];
        snprintf(name, sizeof name, "%s, ms", STEP_NAMES[k]);
        print_spread(name, t->times[k], t->count);
    }
    free(column);
    printf("\nof %zu worlds: ground %zu, blocks %zu\n", t->count, t->grounds, t->blocks);
    for (size_t i = 0; i < IRD_WORLD_SOURCE_COUNT; i++) {
        printf("  %s %zu\n", ird_world_source_name((ird_world_source)i), t->sources[i]);
    }
    for (size_t i = 0; i < IRD_WORLD_FEATURE_COUNT; i++) {
        printf("  %s %zu\n", ird_world_feature_name(i), t->features[i]);
    }
}

/* A real grid: its figures, each with the percentage of the worlds below it. */
static void print_real(const tally *t, const char *name, const ird_network *net,
                       double supply_v) {
    ird_factor *factor = NULL;
    ird_solution solution = {0};
    ird_error err = {0};
    figures f = {0};
    stop_on(ird_factor_create(&factor, net, &ird_solve_defaults, NULL, &err), &err, name);
    stop_on(ird_solve(&solution, factor, NULL, 0, &err), &err, name);
    measure(net, &solution, supply_v, f);
    printf("\n%s\n", name);
    for (size_t k = 0; k < FIGURES; k++) {
        size_t below = 0;
        for (size_t i = 0; i < t->row_count; i++) {
            below += t->rows[i][k] < f[k];
        }
        printf("  %-27s %8.4g  above %3.0f %%\n", FIGURE_NAMES[k], f[k],
               100 * (double)below / (double)t->row_count);
    }
    ird_solution_free(&solution);
    ird_factor_free(factor);
}

static void run_contest(const tally *t, const char *shared, const char *name) {
    char path[1024];
    ird_network net = {0};
    ird_error err = {0};
    snprintf(path, sizeof path, "%s/iccad23/%s/netlist.sp", shared, name);
    stop_on(ird_spice_read(&net, NULL, NULL, path, 0, NULL, &err), &err, name);
    print_real(t, name, &net, ird_network_supply_v(&net));
    ird_network_free(&net);
}

static void run_def(const tally *t, const char *shared, const char *name, const char *def,
                    const char *power_name, const char *places) {
    static const double SUPPLY_V = 1.1;
    char path[1024];
    ird_technology tech = {0};
    ird_design design = {0};
    ird_layer_rc rc = {0};
    ird_power power = {0};
    ird_grid grid = {0};
    ird_source_file file = {0};
    ird_error err = {0};
    snprintf(path, sizeof path, "%s/nangate45/Nangate45.lef", shared);
    stop_on(ird_lef_read(&tech, path, NULL, &err), &err, path);
    snprintf(path, sizeof path, "%s/nangate45/%s", shared, def);
    stop_on(ird_def_read(&design, &tech, path, NULL, &err), &err, path);
    stop_on(ird_layer_rc_build(&rc, &tech, NULL, &err), &err, path);
    snprintf(path, sizeof path, "%s/nangate45/golden/%s", shared, power_name);
    stop_on(ird_power_read(&power, &design, path, NULL, &err), &err, path);
    snprintf(path, sizeof path, "%s/nangate45/%s", shared, places);
    stop_on(ird_source_file_read(&file, path, &err), &err, path);
    ird_extract_options options = {.swing_v = SUPPLY_V,
                                   .source_v = SUPPLY_V,
                                   .net = ird_grid_find_net(&design, "VDD"),
                                   .sources = ird_source_defaults,
                                   .kind = IRD_NETWORK_DRAWN};
    options.sources.type = IRD_SOURCE_FILE;
    options.sources.file = &file;
    stop_on(ird_extract(&grid, &design, &tech, &rc, &power, &options, NULL, &err), &err,
            name);
    print_real(t, name, &grid.network, SUPPLY_V);
    ird_grid_free(&grid);
    ird_source_file_free(&file);
    ird_power_free(&power);
    ird_layer_rc_free(&rc);
    ird_design_free(&design);
    ird_technology_free(&tech);
}

int main(int argc, char **argv) {
    static const char *const contest[] = {"testcase1", "testcase2", "testcase11",
                                          "testcase12"};
    size_t count = argc > 1 ? (size_t)strtoul(argv[1], NULL, 10) : 200;
    uint64_t seed = argc > 2 ? strtoull(argv[2], NULL, 10) : 1;
    tally t = {.rows = calloc(count * VECTORS + 1, sizeof(figures))};
    for (size_t i = 0; i < STEPS; i++) {
        t.times[i] = calloc(count + 1, sizeof(double));
    }
    for (size_t i = 0; i < count; i++) {
        run_world(&t, seed, i);
    }
    print_worlds(&t);
    for (size_t i = 0; argc > 3 && i < sizeof contest / sizeof *contest; i++) {
        run_contest(&t, argv[3], contest[i]);
    }
    if (argc > 3) {
        run_def(&t, argv[3], "gcd", "gcd.def", "gcd_power.csv", "Vsrc_gcd_vdd.loc");
        run_def(&t, argv[3], "aes", "aes_bterms.def", "aes_power.csv",
                "Vsrc_aes_vdd.loc");
    }
    for (size_t i = 0; i < STEPS; i++) {
        free(t.times[i]);
    }
    free(t.rows);
    return 0;
}
