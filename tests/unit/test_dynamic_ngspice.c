/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Drops in time against ngspice: by Gear's method, with steps so small that they no
 * longer matter, on the circuits as ird_spice_write_circuit writes them.
 */
#include "check.h"

#include "dynamic/dynamic.h"
#include "network/spice.h"
#include "network/split.h"

enum { MOST_PROBES = 4, RUNGS = 20, SIDE = 10 };

typedef struct scene {
    const char *name;
    ird_network_list nets;
    ird_transient t;
    int32_t probes[MOST_PROBES]; /* the first is the worst node */
    double stop_s;
    bool is_narrow; /* its pulses are no wider than eight steps of 5 ps */
    bool rings;
} scene;

static ird_error err;

static void need(ird_status status) {
    if (!CHECK(status == IRD_OK)) {
        fprintf(stderr, "    %s\n", err.text);
        exit(1);
    }
}

static void skip_without_ngspice(void) {
    if (system("command -v ngspice >/dev/null 2>&1") != 0) {
        printf("SKIPPED: ngspice is not installed\n");
        exit(77);
    }
}

static const ird_network **list_nets(const scene *s) {
    static const ird_network *nets[4];
    for (size_t i = 0; i < s->nets.items.count; i++) {
        nets[i] = &s->nets.items.items[i];
    }
    return nets;
}

static ird_dynamic solve(const scene *s, double step_s, size_t refined) {
    ird_dynamic d = {0};
    const ird_dynamic_input input = {list_nets(s), s->nets.items.count, &s->t};
    const ird_dynamic_wish wish = {.step_s = step_s,
                                   .stop_s = s->stop_s,
                                   .cycle_s = s->stop_s / 4,
                                   .refined = refined,
                                   .probes = s->probes,
                                   .probe_count = MOST_PROBES,
                                   .splits = true,
                                   .solve = ird_solve_defaults};
    need(ird_dynamic_solve(&d, &input, &wish, NULL, &err));
    return d;
}

/* Name of a node as the circuit has it. */
static void name_of(const scene *s, int32_t node, char *name, size_t size) {
    size_t net = 0;
    while ((size_t)node >= s->nets.items.items[net].nodes.count) {
        node -= (int32_t)s->nets.items.items[net++].nodes.count;
    }
    const ird_network *n = &s->nets.items.items[net];
    size_t length = 0;
    if (net > 0 && n->nodes.items[node].kind == IRD_NODE_NAMED) {
        length = (size_t)snprintf(name, size, "net%zu_", net);
    }
    ird_network_node_name(n, node, name + length, size - length);
}

/* What ngspice gives: rows of time, then voltages. */
typedef struct table {
    size_t rows;
    double *at_s, *volt[MOST_PROBES];
} table;

static void free_table(table *t) {
    free(t->at_s);
    for (int k = 0; k < MOST_PROBES; k++) {
        free(t->volt[k]);
    }
}

/* Print the circuit's text but for .END, then what ngspice is to do. */
static void write_deck(const scene *s, double most_step_s) {
    char line[4096], name[128];
    const ird_spice_circuit circuit = {list_nets(s), s->nets.items.count, &s->t,
                                       most_step_s, s->stop_s};
    need(ird_spice_write_circuit(&circuit, "dynamic_circuit.sp", &err));
    FILE *in = fopen("dynamic_circuit.sp", "r"), *out = fopen("dynamic_deck.sp", "w");
    while (fgets(line, sizeof line, in) != NULL) {
        bool is_card = strncmp(line, ".TRAN", 5) == 0 || strncmp(line, ".END", 4) == 0;
        fputs(is_card ? "" : line, out);
    }
    fprintf(out, ".option reltol=1e-4 abstol=1e-12 vntol=1e-9 chgtol=1e-16\n.control\n"
                 "save");
    for (int k = 0; k < MOST_PROBES; k++) {
        name_of(s, s->probes[k], name, sizeof name);
        fprintf(out, " v(%s)", name);
    }
    fprintf(out, "\ntran %.17g %.17g 0 %.17g\nset wr_singlescale\nwrdata dynamic.data",
            most_step_s, s->stop_s, most_step_s);
    for (int k = 0; k < MOST_PROBES; k++) {
        name_of(s, s->probes[k], name, sizeof name);
        fprintf(out, " v(%s)", name);
    }
    fputs("\nquit\n.endc\n.end\n", out);
    fclose(in);
    fclose(out);
}

static table simulate(const scene *s, double most_step_s) {
    table t = {0};
    size_t room = 0;
    write_deck(s, most_step_s);
    CHECK(system("timeout 100 ngspice -b dynamic_deck.sp >dynamic_ngspice.log 2>&1") ==
          0);
    FILE *in = fopen("dynamic.data", "r");
    if (!CHECK(in != NULL)) {
        exit(1);
    }
    double row[MOST_PROBES + 1];
    for (;;) {
        for (int k = 0; k <= MOST_PROBES; k++) {
            if (fscanf(in, "%lf", &row[k]) != 1) {
                fclose(in);
                CHECK(t.rows > 10);
                return t;
            }
        }
        if (t.rows == room) {
            room = 2 * room + 1000;
            t.at_s = realloc(t.at_s, room * sizeof(double));
            for (int k = 0; k < MOST_PROBES; k++) {
                t.volt[k] = realloc(t.volt[k], room * sizeof(double));
            }
        }
        t.at_s[t.rows] = row[0];
        for (int k = 0; k < MOST_PROBES; k++) {
            t.volt[k][t.rows] = row[k + 1];
        }
        t.rows++;
    }
}

static double between(const table *t, int probe, double at_s) {
    size_t low = 0, high = t->rows - 1;
    while (high - low > 1) {
        size_t middle = (low + high) / 2;
        if (t->at_s[middle] <= at_s) {
            low = middle;
        } else {
            high = middle;
        }
    }
    double part = (at_s - t->at_s[low]) / (t->at_s[high] - t->at_s[low]);
    part = fmin(fmax(part, 0), 1);
    const double *v = t->volt[probe];
    return v[low] + part * (v[high] - v[low]);
}

/* Drop from a voltage, by the net of the node. */
static double drop_of(const scene *s, int32_t node, double volt) {
    size_t net = 0;
    while ((size_t)node >= s->nets.items.items[net].nodes.count) {
        node -= (int32_t)s->nets.items.items[net++].nodes.count;
    }
    const ird_network *n = &s->nets.items.items[net];
    double supply_v = ird_network_supply_v(n);
    return n->is_ground ? volt - supply_v : supply_v - volt;
}

/* The largest difference of a course, in parts of the worst. */
static double farthest(const scene *s, const ird_dynamic *d, const table *t,
                       double worst_v) {
    double most_v = 0;
    for (int k = 0; k < MOST_PROBES; k++) {
        for (size_t i = 0; i < d->course.count; i++) {
            double want_v = drop_of(s, s->probes[k], between(t, k, d->course.at_s[i]));
            double got_v = d->course.drop_v[(size_t)k * d->course.count + i];
            most_v = fmax(most_v, fabs(got_v - want_v));
        }
    }
    return most_v / worst_v;
}

static double worst_of(const scene *s, const table *t) {
    double worst_v = -INFINITY;
    for (size_t i = 0; i < t->rows; i++) {
        worst_v = fmax(worst_v, drop_of(s, s->probes[0], t->volt[0][i]));
    }
    return worst_v;
}

static void compare(scene *s) {
    ird_dynamic first = solve(s, 1e-12, 0);
    s->probes[0] = first.worst_node;
    ird_dynamic_free(&first);
    table t = simulate(s, 0.25e-12);
    double want_v = worst_of(s, &t);
    const double steps_s[] = {5e-12, 10e-12, 5e-12, 10e-12};
    const double limits[] = {0.015, 0.03, 0.005, 0.005};
    for (size_t k = 0; k < 4; k++) {
        ird_dynamic d = solve(s, steps_s[k], k < 2 ? 0 : 2);
        double apart = farthest(s, &d, &t, want_v);
        printf("%-8s %2.0f ps%s: worst %.6g mV, ngspice %.6g mV (%+.3f %%), courses "
               "within %.3f %%; %zu steps, %zu larger, %zu finer, %zu damped\n",
               s->name, steps_s[k] * 1e12, k < 2 ? "" : " refined", d.worst_drop_v * 1e3,
               want_v * 1e3, 100 * (d.worst_drop_v / want_v - 1), 100 * apart, d.steps,
               d.quiet_steps, d.fine_steps, d.damped_steps);
        bool is_coarse = steps_s[k] > 6e-12;
        CHECK_NEAR(d.worst_drop_v / want_v, 1, limits[k]);
        CHECK(apart <
              (is_coarse ? 0.012 : 0.01) * (s->is_narrow ? 1.1 : 1) * (s->rings ? 2 : 1));
        CHECK(d.kirchhoff < 1e-9);
        ird_dynamic_free(&d);
    }
    free_table(&t);
    ird_network_list_free(&s->nets);
    ird_transient_free(&s->t);
}

/* A netlist as the program reads it. */
static scene read_scene(const char *name, const char *text, double stop_s) {
    scene s = {.name = name, .stop_s = stop_s};
    ird_network n = {0};
    need(ird_spice_parse(&n, &s.t, NULL, text, strlen(text), name, 1000, NULL, &err));
    need(ird_network_split(&n, &s.t, &s.nets, &err));
    return s;
}

/* A source behind a package, rungs of 0.4 ohm and 20 pH with capacitors, a pulse in the
 * middle and one at the end. */
static void test_rlc_ladder(void) {
    char *text = NULL;
    size_t size = 0;
    FILE *f = open_memstream(&text, &size);
    fputs("V1 bump 0 1\nRp bump inner 0.1\nLp inner die_0 100p\nCp die_0 0 5p\n", f);
    for (int i = 0; i < RUNGS; i++) {
        fprintf(f, "R%d die_%d mid_%d 0.4\nL%d mid_%d die_%d 2p\nC%d die_%d 0 2p\n", i, i,
                i, i, i, i + 1, i, i + 1);
    }
    fputs("I1 die_20 0 PULSE(0 10m 100p 30p 40p 60p 500p)\n"
          "I2 die_10 0 PWL(0 0 200p 0 230p 15m 270p 2m 400p 0)\n.tran 5p 2n\n.end\n",
          f);
    fclose(f);
    scene s = read_scene("ladder", text, 2e-9);
    for (int32_t k = 1; k < MOST_PROBES; k++) {
        s.probes[k] = 9 * k;
    }
    compare(&s);
    free(text);
}

/* As IBM's transient power grids: two nets of two layers in one file, joined by
 * capacitors, packages in front of their sources, all currents PULSE. */
static void ibm_net(FILE *f, int net, const char *pad) {
    for (int i = 0; i < SIDE * SIDE; i++) {
        int x = i % SIDE, y = i / SIDE;
        if (x + 1 < SIDE) {
            fprintf(f, "R%dx%d n%d_%d_%d n%d_%d_%d %g\n", net, i, net, x * 100, y * 100,
                    net, (x + 1) * 100, y * 100, 0.3 + 0.05 * (i % 5));
        }
        if (y + 1 < SIDE) {
            fprintf(f, "R%dy%d n%d_%d_%d n%d_%d_%d %g\n", net, i, net, x * 100, y * 100,
                    net, x * 100, (y + 1) * 100, 0.4 + 0.05 * (i % 7));
        }
    }
    for (int k = 0; k < 2; k++) {
        int at = k * (SIDE - 1) * 100;
        fprintf(f, "V%d%d _X_n%d_%d 0 %s\nL%d%d _X_n%d_%d m%d_%d 50p\n", net, k, net, k,
                pad, net, k, net, k, net, k);
        fprintf(f, "RL%d%d m%d_%d n%d_%d_%d 0.2\n", net, k, net, k, net, at, at);
    }
}

static void test_ibm_style(void) {
    char *text = NULL;
    size_t size = 0;
    FILE *f = open_memstream(&text, &size);
    ibm_net(f, 1, "1.8");
    ibm_net(f, 2, "0");
    for (int i = 0; i < SIDE * SIDE; i++) {
        int x = i % SIDE * 100, y = i / SIDE * 100, delay_ps = i * 37 % 400;
        fprintf(f, "C%d n1_%d_%d n2_%d_%d %gf\n", i, x, y, x, y, 900.0 + i % 9);
        if (i % 3 == 0) {
            fprintf(f, "iB0_%d n1_%d_%d 0 0 PULSE(0 %gm %dp 30p 30p 25p 700p)\n", i, x, y,
                    0.5 + 0.2 * (i % 4), delay_ps);
            fprintf(f, "iB1_%d 0 n2_%d_%d 0 PULSE(0 %gm %dp 30p 30p 25p 700p)\n", i, x, y,
                    0.5 + 0.2 * (i % 4), delay_ps);
        }
    }
    fputs(".tran 10p 1500p\n.op\n.end\n", f);
    fclose(f);
    scene s = read_scene("ibm", text, 1.5e-9);
    CHECK(s.nets.items.count == 2 && s.t.inductors.count == 4);
    CHECK(s.t.capacitors.count == SIDE * SIDE && s.t.waves.count == 68);
    CHECK_NEAR(s.t.stop_s, 1.5e-9, 1e-20);
    s.probes[1] = 5;
    s.probes[2] = (int32_t)s.nets.items.items[0].nodes.count + 55;
    s.probes[3] = 77;
    compare(&s);
    free(text);
}

/* Cells that switch by triangles between two nets, their capacitors with a resistance in
 * part, and almost none at other nodes: as extraction makes it. */
static void test_cells(void) {
    char *text = NULL;
    size_t size = 0;
    FILE *f = open_memstream(&text, &size);
    ibm_net(f, 1, "0.8");
    ibm_net(f, 2, "0");
    fclose(f);
    scene s = read_scene("cells", text, 1e-9);
    int32_t second = (int32_t)s.nets.items.items[0].nodes.count;
    for (int32_t i = 0; i < SIDE * SIDE; i += 2) {
        const ird_capacitor c = {i, second + i, 5e-15 + 1e-15 * (i % 5),
                                 i % 3 == 0 ? 50 : 0, IRD_CAPACITANCE_LOAD};
        int32_t drain;
        need(ird_transient_add_capacitor(&s.t, &c, &err));
        need(ird_transient_add_drain(&s.t, i, second + i, 1e-6, &drain, &err));
        for (int k = 0; k < 2; k++) {
            const ird_pulse p = {1e-12 * (30 + (i * 53 + 7 * k) % 300) + 500e-12 * k,
                                 10e-15 + 1e-15 * (i % 7),
                                 (float)(40e-12 + 1e-12 * (i % 30)), drain};
            need(ird_transient_add_pulse(&s.t, &p, &err));
        }
    }
    const ird_capacitor decap = {55, second + 55, 20e-12, 0.1, IRD_CAPACITANCE_DECAP};
    need(ird_transient_add_capacitor(&s.t, &decap, &err));
    s.probes[1] = 45;
    s.probes[2] = second + 45;
    s.probes[3] = 10;
    compare(&s);
    free(text);
}

/* Narrow pulses of few cells behind a package, as of a small block: the worst is one of
 * them, a few steps wide, whose peak lies within a step. */
static void small_block(const char *name, double henry) {
    char *text = NULL;
    size_t size = 0;
    FILE *f = open_memstream(&text, &size);
    fputs("V1 bump 0 1.1\nRp bump n1_0_0 10\n", f);
    for (int i = 0; i < SIDE * SIDE; i++) {
        int x = i % SIDE, y = i / SIDE;
        if (x + 1 < SIDE) {
            fprintf(f, "Rx%d n1_%d_%d n1_%d_%d %g\n", i, x * 100, y * 100, (x + 1) * 100,
                    y * 100, 4.0 + i % 5);
        }
        if (x == 0 && y + 1 < SIDE) {
            fprintf(f, "Ry%d n1_%d_%d n1_%d_%d 0.5\n", i, x, y * 100, x, (y + 1) * 100);
        }
    }
    fputs(".end\n", f);
    fclose(f);
    scene s = read_scene(name, text, 1e-9);
    for (int32_t i = 0; i < SIDE * SIDE; i++) {
        const ird_capacitor c = {i, IRD_REFERENCE, 2e-15 + 1e-15 * (i % 5), 0,
                                 IRD_CAPACITANCE_LOAD};
        int32_t drain;
        need(ird_transient_add_capacitor(&s.t, &c, &err));
        need(ird_transient_add_drain(&s.t, i, IRD_REFERENCE, 1e-6, &drain, &err));
        for (int k = 0; k < 2 && i % 3 == 0; k++) {
            const ird_pulse p = {1e-12 * (30.3 + (i * 53 + 7 * k) % 300) + 500e-12 * k,
                                 5e-15 + 1e-15 * (i % 4), 41.4e-12F, drain};
            need(ird_transient_add_pulse(&s.t, &p, &err));
        }
    }
    if (henry > 0) {
        need(ird_transient_add_inductor(&s.t, &(ird_inductor){0, henry}, &err));
    }
    s.is_narrow = true;
    s.rings = henry > 0;
    s.probes[1] = 45;
    s.probes[2] = 57;
    s.probes[3] = 10;
    compare(&s);
    free(text);
}

static void test_narrow_pulses(void) {
    small_block("narrow", 0);
    small_block("narrow L", 1.5e-9);
}

int main(void) {
    skip_without_ngspice();
    RUN(test_rlc_ladder);
    RUN(test_ibm_style);
    RUN(test_cells);
    RUN(test_narrow_pulses);
    return check_summary("dynamic against ngspice");
}
