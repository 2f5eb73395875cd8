/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Networks and solutions that other programs published: PDNSim's per-instance voltages
 * and the maps of the ICCAD 2023 contest.
 */
#include "check.h"

#include "network/spice.h"
#include "raster/node_map.h"
#include "static/solve.h"

typedef struct solved_file {
    ird_network network;
    ird_factor *factor;
    ird_solution solution;
} solved_file;

/* The factor points into s, which must stay where it is. */
static void solve_file(solved_file *s, const char *name) {
    char path[1024];
    ird_error err = {0};
    shared_path(path, sizeof path, name);
    memset(s, 0, sizeof *s);
    if (!CHECK(ird_spice_read(&s->network, NULL, NULL, path, 2000, NULL, &err) ==
               IRD_OK) ||
        !CHECK(ird_factor_create(&s->factor, &s->network, &ird_solve_defaults, NULL,
                                 &err) == IRD_OK) ||
        !CHECK(ird_solve(&s->solution, s->factor, NULL, 0, &err) == IRD_OK)) {
        fprintf(stderr, "    %s:%ld: %s\n", err.file, err.line, err.text);
        exit(1);
    }
    CHECK(s->solution.residual <= 1e-10 && s->solution.kirchhoff <= 1e-9);
}

static void close_file(solved_file *s) {
    ird_solution_free(&s->solution);
    ird_factor_free(s->factor);
    ird_network_free(&s->network);
}

/* Voltage of an instance through its load, NAN where it has none. */
static double instance_voltage_v(const solved_file *s, const char *instance) {
    int32_t id = ird_names_find(&s->network.instance_names, instance, strlen(instance));
    for (size_t i = 0; id >= 0 && i < s->network.loads.count; i++) {
        if (s->network.loads.items[i].instance == id) {
            return ird_solution_voltage_v(&s->solution, &s->network,
                                          s->network.loads.items[i].node);
        }
    }
    return (double)NAN;
}

static void check_voltages(const solved_file *s, const char *name, size_t want) {
    char path[1024], line[1024], instance[256];
    FILE *f = fopen(shared_path(path, sizeof path, name), "r");
    size_t compared = 0;
    double worst_v = 0;
    while (fgets(line, sizeof line, f) != NULL) {
        double volt;
        if (sscanf(line, "%255[^,],%*[^,],%*[^,],%*f,%*f,%lf", instance, &volt) != 2) {
            continue; /* the header */
        }
        double ours_v = instance_voltage_v(s, instance);
        if (!isnan(ours_v)) { /* instances without current have no load */
            worst_v = fmax(worst_v, fabs(ours_v - volt));
            compared++;
        }
    }
    fclose(f);
    printf("%s: %zu instances, largest difference %.3g V\n", name, compared, worst_v);
    CHECK(compared == want);
    CHECK_NEAR(worst_v, 0, 1e-6);
}

static int32_t find_node(const ird_network *network, const char *layer, double x_um,
                         double y_um) {
    int32_t id = ird_names_find(&network->layer_names, layer, strlen(layer));
    for (size_t i = 0; i < network->nodes.count; i++) {
        const ird_node *node = &network->nodes.items[i];
        if (node->kind == IRD_NODE_GRID && node->layer == id &&
            fabs((double)node->x_dbu - 2000 * x_um) < 0.5 &&
            fabs((double)node->y_dbu - 2000 * y_um) < 0.5) {
            return (int32_t)i;
        }
    }
    return -1;
}

/* Absolute current between two nodes, parallel resistors together. */
static double segment_current_a(const solved_file *s, int32_t a, int32_t b) {
    double sum_a = 0;
    for (size_t i = 0; i < s->network.resistors.count; i++) {
        const ird_resistor *r = &s->network.resistors.items[i];
        if ((r->a == a && r->b == b) || (r->a == b && r->b == a)) {
            double ampere = ird_solution_current_a(&s->solution, s->factor, i);
            sum_a += r->a == a ? ampere : -ampere;
        }
    }
    return fabs(sum_a);
}

/* PDNSim's segment currents have 4 digits, and so have the sinks of its netlist. Currents
 * that all but cancel are off by more than that, but not by more than 1e-3 of the largest
 * (81 uA). */
static void check_segments(const solved_file *s, const char *name) {
    char path[1024], line[1024], layer_a[64], layer_b[64];
    FILE *f = fopen(shared_path(path, sizeof path, name), "r");
    size_t compared = 0, large = 0;
    while (fgets(line, sizeof line, f) != NULL) {
        double xa, ya, xb, yb, want_a;
        if (sscanf(line, "%63[^,],%lf,%lf,%63[^,],%lf,%lf,%lf", layer_a, &xa, &ya,
                   layer_b, &xb, &yb, &want_a) != 7) {
            continue;
        }
        int32_t a = find_node(&s->network, layer_a, xa, ya);
        int32_t b = find_node(&s->network, layer_b, xb, yb);
        double got_a = segment_current_a(s, a, b);
        CHECK_NEAR(got_a, want_a, 1e-3 * 8.1e-5);
        if (want_a > 2e-6) {
            CHECK_NEAR(got_a, want_a, 2e-3 * want_a);
            large++;
        }
        compared++;
    }
    fclose(f);
    CHECK(compared == 2503 && large == 312);
}

/* 510 sinks: grep -c '^I' of the netlist. 0.504 mV: PDNSim's report. */
static void test_gcd(void) {
    solved_file s;
    solve_file(&s, "nangate45/gcd_write_sp_test_vdd.spok");
    check_voltages(&s, "nangate45/gcd_test_vdd-voltage.rptok", 510);
    check_segments(&s, "nangate45/gcd_em_test_vdd-em.rptok");
    CHECK_NEAR(s.solution.worst_drop_v, 0.504e-3, 0.0005e-3);
    CHECK_NEAR(s.solution.average_drop_v, 3.13e-4, 0.005e-4);
    close_file(&s);
}

/* 18,119 sinks; 9.88 mV and 1.91 mV: PDNSim's report. */
static void test_aes(void) {
    solved_file s;
    solve_file(&s, "nangate45/golden/aes_vdd.sp.gz");
    ird_factor_info info = ird_factor_get_info(s.factor);
    CHECK(info.resistors == 162111 && info.sources == 1125 && info.island_count == 0);
    check_voltages(&s, "nangate45/golden/aes_vdd_voltage.csv", 18119);
    close_file(&s);
}

enum { MAP_MAX = 300 };

/* The contest's map: one row a micron of x. */
static size_t read_map(const char *name, double map[MAP_MAX][MAP_MAX]) {
    char path[1024], cell[64];
    FILE *f = fopen(shared_path(path, sizeof path, name), "r");
    size_t row = 0, column = 0;
    char separator;
    while (row < MAP_MAX && fscanf(f, "%63[^,\n]%c", cell, &separator) == 2) {
        map[row][column++] = strtod(cell, NULL);
        if (separator == '\n') {
            row++;
            column = 0;
        }
    }
    fclose(f);
    return row;
}

/* F1 of the pixels above 0.9 x the maximum of the golden map, and the mean error. */
static void check_map(const solved_file *s, double golden[MAP_MAX][MAP_MAX],
                      size_t want) {
    double *map = NULL;
    size_t rows = 0, columns = 0;
    CHECK(ird_node_map_layer(&s->network) ==
          ird_names_find(&s->network.layer_names, "m1", 2));
    CHECK(ird_node_map_iccad23(&s->network, s->solution.drop_v,
                               ird_node_map_layer(&s->network), 1, &map, &rows, &columns,
                               NULL) == IRD_OK);
    if (!CHECK(rows == want && columns == want)) {
        exit(1);
    }
    double most = 0, sum = 0, both = 0, ours = 0, theirs = 0;
    for (size_t i = 0; i < rows * columns; i++) {
        most = fmax(most, golden[i / columns][i % columns]);
    }
    for (size_t i = 0; i < rows * columns; i++) {
        double value = golden[i / columns][i % columns];
        sum += fabs(map[i] - value);
        both += map[i] > 0.9 * most && value > 0.9 * most;
        ours += map[i] > 0.9 * most;
        theirs += value > 0.9 * most;
    }
    double f1 = 2 * both / (ours + theirs);
    double mean_v = sum / (double)(rows * columns);
    printf("    map: mean error %.4f mV, F1 %.3f\n", 1e3 * mean_v, f1);
    CHECK(mean_v <= 0.02e-3);
    CHECK(f1 >= 0.90);
    ird_free(map);
}

static void test_iccad(const char *folder, size_t rows) {
    static double map[MAP_MAX][MAP_MAX];
    char name[256];
    snprintf(name, sizeof name, "iccad23/%s/netlist.sp", folder);
    solved_file s;
    solve_file(&s, name);
    snprintf(name, sizeof name, "iccad23/%s/ir_drop_map.csv", folder);
    CHECK(read_map(name, map) == rows);
    int32_t m1 = ird_names_find(&s.network.layer_names, "m1", 2);
    size_t compared = 0;
    double worst_v = 0;
    for (size_t i = 0; i < s.network.nodes.count; i++) {
        const ird_node *node = &s.network.nodes.items[i];
        size_t x = (size_t)node->x_dbu / 2000, y = (size_t)node->y_dbu / 2000;
        if (node->layer != m1 || node->x_dbu % 2000 != 0 || node->y_dbu % 2000 != 0 ||
            x >= rows || y >= rows) {
            continue;
        }
        worst_v = fmax(worst_v, fabs(s.solution.drop_v[i] - map[x][y]));
        compared++;
    }
    printf("%s: %zu nodes, largest difference %.3g V\n", folder, compared, worst_v);
    CHECK(compared > 500);
    CHECK_NEAR(worst_v, 0, 1e-6);
    check_map(&s, map, rows);
    close_file(&s);
}

int main(void) {
    RUN(test_gcd);
    RUN(test_aes);
    test_iccad("testcase1", 298);
    test_iccad("testcase2", 298);
    test_iccad("testcase11", 204);
    test_iccad("testcase12", 204);
    return check_summary("solve_golden");
}
