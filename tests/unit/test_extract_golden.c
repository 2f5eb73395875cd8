/* SPDX-License-Identifier: BSD-3-Clause
 *
 * From LEF and DEF to drops, against PDNSim's results for the same designs: instance
 * voltages, segment currents and the logs' worst drops. Currents are those of the sinks
 * that PDNSim wrote, or its power over the supply voltage.
 */
#include "check.h"

#include "extract/extract.h"
#include "readers/readers.h"
#include "static/solve.h"

static const double SUPPLY_V = 1.1;

typedef struct solved {
    ird_technology tech;
    ird_design design;
    ird_layer_rc rc;
    ird_power power;
    ird_source_file file;
    ird_grid grid;
    ird_factor *factor;
    ird_solution solution;
} solved;

static void stop_on(ird_status status, const ird_error *err) {
    if (!CHECK(status == IRD_OK)) {
        fprintf(stderr, "    %s:%ld: %s\n", err->file, err->line, err->text);
        exit(1);
    }
}

static void read_design(solved *s, const char *def) {
    char path[1024];
    ird_error err = {0};
    shared_path(path, sizeof path, "nangate45/Nangate45.lef");
    stop_on(ird_lef_read(&s->tech, path, NULL, &err), &err);
    shared_path(path, sizeof path, def);
    stop_on(ird_def_read(&s->design, &s->tech, path, NULL, &err), &err);
    stop_on(ird_layer_rc_build(&s->rc, &s->tech, NULL, &err), &err);
    s->power.count = s->design.components.count;
    s->power.instance_w = ird_alloc_zero(s->power.count, sizeof(double));
}

static void add_power(solved *s, const char *instance, double watt) {
    int32_t id = ird_names_find(&s->design.component_names, instance, strlen(instance));
    if (CHECK(id >= 0)) {
        s->power.instance_w[id] += watt;
    }
}

/* "* Sink for NAME/PIN", then "I0 NODE 0 DC AMPERE". */
static void read_sinks(solved *s, const char *name) {
    char path[1024], line[1024], instance[512] = "";
    FILE *f = fopen(shared_path(path, sizeof path, name), "r");
    while (fgets(line, sizeof line, f) != NULL) {
        double ampere;
        if (sscanf(line, "* Sink for %511[^/\n]", instance) == 1) {
            continue;
        }
        if (sscanf(line, "I%*d %*s 0 DC %lf", &ampere) == 1) {
            add_power(s, instance, ampere * SUPPLY_V);
        }
    }
    fclose(f);
}

static void read_power(solved *s, const char *name) {
    char path[1024], line[1024], instance[512];
    FILE *f = fopen(shared_path(path, sizeof path, name), "r");
    while (fgets(line, sizeof line, f) != NULL) {
        double watt;
        if (sscanf(line, "%511[^,],%lf", instance, &watt) == 2) {
            add_power(s, instance, watt);
        }
    }
    fclose(f);
}

static void solve(solved *s, const char *net, ird_source_type type, const char *places) {
    char path[1024];
    ird_error err = {0};
    ird_extract_options options = {.swing_v = SUPPLY_V,
                                   .sources = ird_source_defaults,
                                   .kind = IRD_NETWORK_LIKE_PDNSIM};
    options.net = ird_grid_find_net(&s->design, net);
    options.is_ground = strcmp(net, "VSS") == 0;
    options.source_v = options.is_ground ? 0 : SUPPLY_V;
    options.sources.type = type;
    if (places != NULL) {
        shared_path(path, sizeof path, places);
        stop_on(ird_source_file_read(&s->file, path, &err), &err);
        options.sources.file = &s->file;
    }
    ird_factor_free(s->factor);
    s->factor = NULL;
    stop_on(ird_extract(&s->grid, &s->design, &s->tech, &s->rc, &s->power, &options, NULL,
                        &err),
            &err);
    stop_on(
        ird_factor_create(&s->factor, &s->grid.network, &ird_solve_defaults, NULL, &err),
        &err);
    stop_on(ird_solve(&s->solution, s->factor, NULL, 0, &err), &err);
    CHECK(s->solution.residual <= 1e-10 && s->solution.kirchhoff <= 1e-9);
    CHECK(s->solution.unconnected_count == 0 && s->grid.islands.count == 1);
}

static void close_design(solved *s) {
    ird_solution_free(&s->solution);
    ird_factor_free(s->factor);
    ird_grid_free(&s->grid);
    ird_source_file_free(&s->file);
    ird_power_free(&s->power);
    ird_layer_rc_free(&s->rc);
    ird_design_free(&s->design);
    ird_technology_free(&s->tech);
}

static const ird_grid_terminal *terminal_of(const solved *s, const char *instance) {
    int32_t id = ird_names_find(&s->design.component_names, instance, strlen(instance));
    for (size_t i = 0; i < s->grid.terminals.count; i++) {
        if (s->grid.terminals.items[i].component == id) {
            return &s->grid.terminals.items[i];
        }
    }
    return NULL;
}

/* Every instance of PDNSim's voltage file within `percent` of the worst drop, the worst
 * drop within worst_percent, and every terminal where PDNSim has it. */
static void check_voltages(const solved *s, const char *name, size_t want,
                           double worst_percent, double percent) {
    char path[1024], line[1024], instance[256];
    FILE *f = fopen(shared_path(path, sizeof path, name), "r");
    size_t compared = 0, misplaced = 0;
    double worst_v = 0, error_v = 0, our_worst_v = 0;
    double reference_v = s->grid.options.is_ground ? 0 : SUPPLY_V;
    while (fgets(line, sizeof line, f) != NULL) {
        double volt, x_um, y_um;
        if (sscanf(line, "%255[^,],%*[^,],%*[^,],%lf,%lf,%lf", instance, &x_um, &y_um,
                   &volt) != 4) {
            continue; /* the header */
        }
        const ird_grid_terminal *terminal = terminal_of(s, instance);
        if (!CHECK(terminal != NULL && terminal->node >= 0)) {
            continue;
        }
        double units = (double)s->design.units;
        misplaced += fabs((double)terminal->at.x_dbu / units - x_um) > 1e-3 ||
                     fabs((double)terminal->at.y_dbu / units - y_um) > 1e-3;
        double drop_v = fabs(reference_v - volt);
        double ours_v = s->solution.drop_v[terminal->node];
        worst_v = fmax(worst_v, drop_v);
        our_worst_v = fmax(our_worst_v, ours_v);
        error_v = fmax(error_v, fabs(ours_v - drop_v));
        compared++;
    }
    fclose(f);
    printf("%s: worst drop %.4g mV, PDNSim %.4g mV (%+.3f %%); largest difference of %zu "
           "instances %.3f uV (%.3f %% of the worst)\n",
           name, our_worst_v * 1e3, worst_v * 1e3, (our_worst_v / worst_v - 1) * 100,
           compared, error_v * 1e6, error_v / worst_v * 100);
    CHECK(compared == want && misplaced == 0);
    CHECK_NEAR(our_worst_v, worst_v, worst_percent / 100 * worst_v);
    CHECK_NEAR(error_v, 0, percent / 100 * worst_v);
}

typedef struct segment {
    int32_t layer[2];
    double x_um[2], y_um[2], ampere;
} segment;

static int compare_segments(const void *a, const void *b) {
    const segment *x = a, *y = b;
    return (fabs(x->ampere) < fabs(y->ampere)) - (fabs(x->ampere) > fabs(y->ampere));
}

enum { SEGMENTS_MAX = 10000 };

static size_t read_segments(const solved *s, const char *name, segment *segments) {
    char path[1024], line[1024], layer[2][64];
    FILE *f = fopen(shared_path(path, sizeof path, name), "r");
    size_t count = 0;
    while (count < SEGMENTS_MAX && fgets(line, sizeof line, f) != NULL) {
        segment *at = &segments[count];
        if (sscanf(line, "%63[^,],%lf,%lf,%63[^,],%lf,%lf,%lf", layer[0], &at->x_um[0],
                   &at->y_um[0], layer[1], &at->x_um[1], &at->y_um[1],
                   &at->ampere) != 7) {
            continue; /* the header */
        }
        for (int i = 0; i < 2; i++) {
            at->layer[i] =
                ird_names_find(&s->tech.layer_names, layer[i], strlen(layer[i]));
        }
        count++;
    }
    fclose(f);
    return count;
}

static bool is_end(const solved *s, int32_t node, const segment *at, int end) {
    const ird_node *n = &s->grid.network.nodes.items[node];
    double units = (double)s->design.units;
    return n->kind == IRD_NODE_GRID && n->layer == at->layer[end] &&
           fabs((double)n->x_dbu / units - at->x_um[end]) < 3e-4 &&
           fabs((double)n->y_dbu / units - at->y_um[end]) < 3e-4;
}

/* True when the resistor ends where the segment does; the file has 4 decimals of a um,
 * and PDNSim rounds halves of a unit its own way. */
static bool is_segment(const solved *s, const ird_resistor *r, const segment *at) {
    return (is_end(s, r->a, at, 0) && is_end(s, r->b, at, 1)) ||
           (is_end(s, r->a, at, 1) && is_end(s, r->b, at, 0));
}

/* Resistors between points of the grid, as PDNSim counts segments: not the pins' ties. */
static size_t count_segments(const solved *s) {
    size_t count = 0;
    for (size_t k = 0; k < s->grid.network.resistors.count; k++) {
        const ird_resistor *r = &s->grid.network.resistors.items[k];
        count += s->grid.network.nodes.items[r->a].kind == IRD_NODE_GRID &&
                 s->grid.network.nodes.items[r->b].kind == IRD_NODE_GRID;
    }
    return count;
}

/* Every segment of PDNSim is a resistor with the same ends, and there are no others; the
 * largest hundred currents agree to 0.1 %. */
static void check_segments(const solved *s, const char *name) {
    static segment segments[SEGMENTS_MAX];
    size_t count = read_segments(s, name, segments), found = 0;
    double error = 0;
    CHECK(count > 2000);
    qsort(segments, count, sizeof *segments, compare_segments);
    for (size_t i = 0; i < count; i++) {
        double ours = 0;
        size_t hits = 0;
        for (size_t k = 0; k < s->grid.network.resistors.count; k++) {
            if (is_segment(s, &s->grid.network.resistors.items[k], &segments[i])) {
                ours = fabs(ird_solution_current_a(&s->solution, s->factor, k));
                hits++;
            }
        }
        found += hits == 1;
        double want = fabs(segments[i].ampere);
        if (hits == 1 && i < 100) {
            error = fmax(error, fabs(ours - want) / want);
        } else if (hits != 1) {
            fprintf(stderr, "    %zu resistors for layers %d %d at (%g, %g) (%g, %g)\n",
                    hits, segments[i].layer[0], segments[i].layer[1], segments[i].x_um[0],
                    segments[i].y_um[0], segments[i].x_um[1], segments[i].y_um[1]);
        }
    }
    printf("%s: %zu of %zu segments found among %zu, largest difference of the first 100 "
           "%.3f %%\n",
           name, found, count, count_segments(s), error * 100);
    CHECK(found == count && count_segments(s) == count);
    CHECK_NEAR(error, 0, 0.001);
}

static double source_current(const solved *s) {
    double sum = 0;
    for (size_t i = 0; i < s->solution.source_count; i++) {
        sum += s->solution.source_a[i];
    }
    return sum;
}

static void test_gcd(void) {
    solved s = {0};
    read_design(&s, "nangate45/gcd.def");
    read_sinks(&s, "nangate45/gcd_write_sp_test_vdd.spok");
    solve(&s, "VDD", IRD_SOURCE_FILE, "nangate45/Vsrc_gcd_vdd.loc");
    check_voltages(&s, "nangate45/gcd_test_vdd-voltage.rptok", 624, 0.2, 0.2);
    check_segments(&s, "nangate45/gcd_em_test_vdd-em.rptok");
    /* awk '/^I/{s+=$5}' of the netlist: 1.25826e-4 */
    CHECK_NEAR(source_current(&s), 1.25826e-4, 1e-9);
    CHECK(s.grid.sources.nodes == 2 && s.grid.repeated_vias == 372);
    solve(&s, "VSS", IRD_SOURCE_FILE, "nangate45/Vsrc_gcd_vss.loc");
    check_voltages(&s, "nangate45/gcd_all_vss-voltage.rptok", 624, 0.2, 0.5);
    CHECK_NEAR(source_current(&s), 1.25826e-4, 1e-9);
    solve(&s, "VDD", IRD_SOURCE_BUMPS, NULL);
    check_voltages(&s, "nangate45/golden/gcd_vdd_bumps_voltage.csv", 624, 0.2, 0.2);
    solve(&s, "VDD", IRD_SOURCE_STRAPS, NULL);
    check_voltages(&s, "nangate45/golden/gcd_vdd_straps_voltage.csv", 624, 0.3, 0.4);
    solve(&s, "VDD", IRD_SOURCE_AUTO, NULL);
    CHECK(s.grid.sources.is_default && s.grid.sources.type == IRD_SOURCE_BUMPS);
    close_design(&s);
}

/* 9.19 mV for VSS: PDNSim's log. */
static void test_aes(void) {
    solved s = {0};
    read_design(&s, "nangate45/aes_bterms.def");
    read_power(&s, "nangate45/golden/aes_power.csv");
    solve(&s, "VDD", IRD_SOURCE_AUTO, NULL);
    CHECK(!s.grid.sources.is_default && s.grid.sources.type == IRD_SOURCE_PINS);
    CHECK(s.grid.sources.places == 15);
    check_voltages(&s, "nangate45/golden/aes_vdd_voltage.csv", 19835, 0.2, 1.2);
    solve(&s, "VSS", IRD_SOURCE_AUTO, NULL);
    CHECK_NEAR(s.solution.worst_drop_v, 9.19e-3, 0.01e-3);
    printf("aes VSS: worst drop %.4g mV, PDNSim 9.19 mV\n",
           s.solution.worst_drop_v * 1e3);
    close_design(&s);
}

int main(void) {
    RUN(test_gcd);
    RUN(test_aes);
    return check_summary("extract_golden");
}
