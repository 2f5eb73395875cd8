/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Drops in time against what is worked out by hand, and against the static solution.
 */
#include "check.h"

#include "dynamic/dynamic.h"

static ird_error err;

static ird_network nodes_only(int count) {
    ird_network network = {.units = 1000};
    int32_t layer, node;
    CHECK(ird_network_add_layer(&network, "m1", 2, &layer, &err) == IRD_OK);
    for (int i = 0; i < count; i++) {
        CHECK(ird_network_add_node(&network, IRD_NODE_GRID, layer, 0, i, &node, &err) ==
              IRD_OK);
    }
    return network;
}

static void wire(ird_network *network, int32_t a, int32_t b, double ohm) {
    CHECK(ird_network_add_resistor(network, a, b, ohm, NULL) == IRD_OK);
}

static void feed(ird_network *network, int32_t node, double volt) {
    CHECK(ird_network_add_source(network, node, volt, NULL) == IRD_OK);
}

static void store(ird_transient *t, int32_t a, int32_t b, double farad, double ohm) {
    const ird_capacitor made = {a, b, farad, ohm, IRD_CAPACITANCE_UNKNOWN};
    CHECK(ird_transient_add_capacitor(t, &made, &err) == IRD_OK);
}

static int32_t drain(ird_transient *t, int32_t from, int32_t to, double idle_a) {
    int32_t made = -1;
    CHECK(ird_transient_add_drain(t, from, to, idle_a, &made, &err) == IRD_OK);
    return made;
}

static void pulse(ird_transient *t, int32_t at, double start_s, double width_s,
                  double charge_c) {
    const ird_pulse made = {start_s, charge_c, (float)width_s, at};
    CHECK(ird_transient_add_pulse(t, &made, &err) == IRD_OK);
}

/* A current that jumps from 0 to ampere. */
static void jump(ird_transient *t, int32_t at, double when_s, double ampere) {
    CHECK(ird_transient_add_course(t, at, &err) == IRD_OK);
    CHECK(ird_transient_add_point(t, when_s, 0, &err) == IRD_OK);
    CHECK(ird_transient_add_point(t, when_s, ampere, &err) == IRD_OK);
}

static ird_dynamic solve(const ird_network *const *networks, size_t count,
                         const ird_transient *t, const ird_dynamic_wish *wish) {
    ird_dynamic d = {0};
    const ird_dynamic_input input = {networks, count, t};
    if (!CHECK(ird_dynamic_solve(&d, &input, wish, NULL, &err) == IRD_OK)) {
        fprintf(stderr, "    %s\n", err.text);
        exit(1);
    }
    CHECK(d.kirchhoff < 1e-9);
    CHECK(d.residual < 1e-9);
    return d;
}

static ird_dynamic_wish wish_of(double step_s, double stop_s, const int32_t *probes,
                                size_t count) {
    return (ird_dynamic_wish){.step_s = step_s,
                              .stop_s = stop_s,
                              .probes = probes,
                              .probe_count = count,
                              .solve = ird_solve_defaults};
}

/* 1 V behind 100 ohm, 1 pF, from some time on 1 mA: d = 0.1 V (1 - exp(-t / 100 ps)),
 * wherever in a step it begins. The source gives the current through the resistor. */
static void test_rc(void) {
    const double starts_s[] = {10e-12, 10.3e-12, 10.8e-12};
    const int32_t probe = 1;
    for (size_t k = 0; k < 3; k++) {
        ird_network n = nodes_only(2);
        ird_transient t = {0};
        feed(&n, 0, 1);
        wire(&n, 0, 1, 100);
        store(&t, 1, IRD_REFERENCE, 1e-12, 0);
        jump(&t, drain(&t, 1, IRD_REFERENCE, 0), starts_s[k], 1e-3);
        ird_dynamic_wish wish = wish_of(1e-12, 400e-12, &probe, 1);
        wish.wants_sources = true;
        const ird_network *nets[] = {&n};
        ird_dynamic d = solve(nets, 1, &t, &wish);
        for (size_t i = 0; i < d.course.count; i++) {
            double since_s = fmax(d.course.at_s[i] - starts_s[k], 0);
            double want_v = 0.1 * (1 - exp(-since_s / 100e-12));
            CHECK_NEAR(d.course.drop_v[i], want_v, 1e-4);
            CHECK_NEAR(d.course.source_a[i], want_v / 100, 1e-6);
        }
        /* All of the charge: what was drawn less what the capacitor gave. */
        double drawn_c = 1e-3 * (400e-12 - starts_s[k]);
        CHECK_NEAR(d.drawn_c, drawn_c, 1e-3 * drawn_c);
        CHECK_NEAR(d.fed_c[0], drawn_c - 1e-12 * d.worst_drop_v, 1e-3 * drawn_c);
        CHECK(d.worst_node == 1 && d.steps + d.quiet_steps >= 100);
        CHECK(d.damped_steps >= 2);
        ird_dynamic_free(&d);
        ird_transient_free(&t);
        ird_network_free(&n);
    }
}

/* 1 V behind 0.5 ohm and 1 nH, 100 pF, from 0.1 ns on 0.1 A: a = R/2L = 0.25e9, w0^2 =
 * 1/LC, w = sqrt(w0^2 - a^2). With d(0) = 0 and d'(0) = I/C
 *     d = I R + exp(-a t) (A cos wt + B sin wt),  A = -I R,  B = (I/C + a A) / w.
 * The first peak is where d' = 0; it stands above I R. */
static double rlc(double at_s, double r, double l, double c, double ampere) {
    double a = r / (2 * l), w = sqrt(1 / (l * c) - a * a);
    double cosine = -ampere * r, sine = (ampere / c + a * cosine) / w;
    return ampere * r + exp(-a * at_s) * (cosine * cos(w * at_s) + sine * sin(w * at_s));
}

static void test_rlc(void) {
    ird_network n = nodes_only(1);
    ird_transient t = {0};
    int32_t coil, die;
    const int32_t probe = 0;
    feed(&n, 0, 1);
    CHECK(ird_network_add_package(&n, 0, 0.5, &coil, &die, &err) == IRD_OK);
    CHECK(ird_transient_add_inductor(&t, &(ird_inductor){coil, 1e-9}, &err) == IRD_OK);
    store(&t, die, IRD_REFERENCE, 100e-12, 0);
    jump(&t, drain(&t, die, IRD_REFERENCE, 0), 0.1e-9, 0.1);
    ird_dynamic_wish wish = wish_of(2e-12, 12e-9, &probe, 1);
    wish.wants_sources = true;
    const ird_network *nets[] = {&n};
    ird_dynamic d = solve(nets, 1, &t, &wish);
    double most_v = 0, last_v = 0, crossings = 0, first_s = 0, last_s = 0;
    for (size_t i = 0; i < d.course.count; i++) {
        double since_s = d.course.at_s[i] - 0.1e-9, got_v = d.course.drop_v[i];
        double want_v = since_s > 0 ? rlc(since_s, 0.5, 1e-9, 100e-12, 0.1) : 0;
        CHECK_NEAR(got_v, want_v, 1e-3 * 0.3);
        most_v = fmax(most_v, got_v);
        if (i > 0 && (last_v - 0.05) * (got_v - 0.05) < 0) {
            double part = (0.05 - last_v) / (got_v - last_v);
            last_s =
                d.course.at_s[i - 1] + part * (d.course.at_s[i] - d.course.at_s[i - 1]);
            first_s = crossings == 0 ? last_s : first_s;
            crossings++;
        }
        last_v = got_v;
    }
    double w = sqrt(1e19 - 0.25e9 * 0.25e9);
    CHECK_NEAR((crossings - 1) / (last_s - first_s), w / acos(-1), 1e-3 * w / 3);
    double peak_v = 0;
    for (double at_s = 0; at_s < 2e-9; at_s += 1e-13) {
        peak_v = fmax(peak_v, rlc(at_s, 0.5, 1e-9, 100e-12, 0.1));
    }
    CHECK_NEAR(most_v, peak_v, 1e-3 * peak_v);
    CHECK_NEAR(d.worst_drop_v, peak_v, 1e-3 * peak_v);
    ird_dynamic_free(&d);
    ird_transient_free(&t);
    ird_network_free(&n);
}

/* The same when the current takes half a ring to rise, in steps of a sixteenth of one:
 * its top lies between two of them and would be missed by up to (pi / 16)^2 / 2 = 1.9 %
 * of what rings. The response to a ramp is the mean of that to steps. */
static void test_top(void) {
    static const double ring_s = 2e-9, rise_s = 1e-9, fine_s = 1e-12;
    double peak_v = 0, peak_s = 0, mean_v = 0, least = 1;
    for (double at_s = 0; at_s < 2 * ring_s; at_s += fine_s) {
        double old_s = at_s - rise_s;
        mean_v += fine_s / rise_s * rlc(at_s, 0.5, 1e-9, 100e-12, 0.1);
        mean_v -= old_s > 0 ? fine_s / rise_s * rlc(old_s, 0.5, 1e-9, 100e-12, 0.1) : 0;
        peak_s = mean_v > peak_v ? at_s : peak_s;
        peak_v = fmax(peak_v, mean_v);
    }
    for (int k = 0; k < 4; k++) {
        ird_network n = nodes_only(1);
        ird_transient t = {0};
        int32_t coil, die;
        const int32_t probe = 0;
        double begin_s = 0.5e-9 + k * ring_s / 64;
        feed(&n, 0, 1);
        CHECK(ird_network_add_package(&n, 0, 0.5, &coil, &die, &err) == IRD_OK);
        CHECK(ird_transient_add_inductor(&t, &(ird_inductor){coil, 1e-9}, &err) ==
              IRD_OK);
        store(&t, die, IRD_REFERENCE, 100e-12, 0);
        const ird_wave ramp = {0,      0.1, begin_s, rise_s,
                               100e-9, 0,   0,       drain(&t, die, IRD_REFERENCE, 0)};
        CHECK(ird_transient_add_wave(&t, &ramp, &err) == IRD_OK);
        ird_dynamic_wish wish = wish_of(ring_s / 16, 8e-9, &probe, 1);
        const ird_network *nets[] = {&n};
        ird_dynamic d = solve(nets, 1, &t, &wish);
        CHECK_NEAR(d.worst_drop_v, peak_v, 0.005 * peak_v);
        CHECK_NEAR(d.worst_at_s, begin_s + peak_s, 0.03 * ring_s);
        double worst_v = d.worst_drop_v, worst_s = d.worst_at_s, most_v = 0;
        size_t count = d.course.count;
        for (size_t i = 0; i < count; i++) {
            most_v = fmax(most_v, d.course.drop_v[i]);
        }
        least = fmin(least, most_v / worst_v);
        ird_dynamic_free(&d);
        wish.instants_s = &worst_s; /* the course has it where it is asked for */
        wish.instant_count = 1;
        d = solve(nets, 1, &t, &wish);
        CHECK(d.course.count == count + 1);
        for (size_t i = 0; i < d.course.count; i++) {
            most_v = fmax(most_v, d.course.drop_v[i]);
            CHECK(i == 0 || d.course.at_s[i] > d.course.at_s[i - 1]);
        }
        CHECK_NEAR(most_v, worst_v, 1e-6 * worst_v);
        ird_dynamic_free(&d);
        ird_transient_free(&t);
        ird_network_free(&n);
    }
    CHECK(least < 0.995);
}

/* 3 pF and 1 pF, joined by 10 ohm and fed by 1 Tohm: 4 fC drawn from the small one are
 * 1 mV on both in the end, with nothing lost. */
static void test_charge_share(void) {
    ird_network n = nodes_only(3);
    ird_transient t = {0};
    const int32_t probes[] = {1, 2};
    feed(&n, 0, 1);
    wire(&n, 0, 1, 1e12);
    wire(&n, 1, 2, 10);
    store(&t, 1, IRD_REFERENCE, 3e-12, 0);
    store(&t, 2, IRD_REFERENCE, 1e-12, 0);
    pulse(&t, drain(&t, 2, IRD_REFERENCE, 0), 7e-12, 13e-12, 4e-15);
    ird_dynamic_wish wish = wish_of(5e-12, 500e-12, probes, 2);
    const ird_network *nets[] = {&n};
    ird_dynamic d = solve(nets, 1, &t, &wish);
    size_t last = d.course.count - 1;
    CHECK_NEAR(d.course.drop_v[last], 1e-3, 1e-6);
    CHECK_NEAR(d.course.drop_v[d.course.count + last], 1e-3, 1e-6);
    CHECK(d.worst_node == 2 && d.worst_drop_v > 1.5e-3);
    CHECK_NEAR(d.drawn_c, 4e-15, 1e-21);
    ird_dynamic_free(&d);
    ird_transient_free(&t);
    ird_network_free(&n);
}

/* A mesh with capacitors, fed at two corners. */
enum { SIDE = 12, NODES = SIDE * SIDE };

static ird_network mesh(void) {
    ird_network n = nodes_only(NODES);
    for (int i = 0; i < NODES; i++) {
        if (i % SIDE + 1 < SIDE) {
            wire(&n, i, i + 1, 1 + i % 7);
        }
        if (i / SIDE + 1 < SIDE) {
            wire(&n, i, i + SIDE, 1 + i % 5);
        }
    }
    feed(&n, 0, 1);
    feed(&n, NODES - 1, 1);
    return n;
}

static void test_superposition(void) {
    ird_network n = mesh();
    const ird_network *nets[] = {&n};
    const int32_t probes[] = {40, 77};
    ird_dynamic d[3] = {0};
    for (int k = 0; k < 3; k++) {
        ird_transient t = {0};
        for (int i = 0; i < NODES; i++) {
            store(&t, i, IRD_REFERENCE, 20e-15 + 1e-15 * (i % 9), i % 3 == 0 ? 5 : 0);
        }
        if (k != 1) {
            pulse(&t, drain(&t, 40, IRD_REFERENCE, 0), 20e-12, 40e-12, 30e-15);
        }
        if (k != 0) {
            pulse(&t, drain(&t, 77, IRD_REFERENCE, 0), 33e-12, 55e-12, 50e-15);
        }
        ird_dynamic_wish wish = wish_of(2e-12, 200e-12, probes, 2);
        d[k] = solve(nets, 1, &t, &wish);
        ird_transient_free(&t);
    }
    for (size_t i = 0; i < 2 * d[2].course.count; i++) {
        CHECK_NEAR(d[2].course.drop_v[i], d[0].course.drop_v[i] + d[1].course.drop_v[i],
                   1e-9 * d[2].worst_drop_v);
    }
    for (int k = 0; k < 3; k++) {
        ird_dynamic_free(&d[k]);
    }
    ird_network_free(&n);
}

/* The static drop of a network with those loads. */
static ird_solution settled(const ird_network *n, const ird_load *loads, size_t count) {
    ird_factor *factor = NULL;
    ird_solution s = {0};
    CHECK(ird_factor_create(&factor, n, &ird_solve_defaults, NULL, &err) == IRD_OK);
    CHECK(ird_solve(&s, factor, loads, count, &err) == IRD_OK);
    ird_factor_free(factor);
    return s;
}

static void test_without_memory(void) {
    ird_network n = mesh();
    const ird_network *nets[] = {&n};
    ird_transient t = {0};
    int32_t probes[NODES];
    for (int i = 0; i < NODES; i++) {
        probes[i] = i;
        pulse(&t, drain(&t, i, IRD_REFERENCE, 1e-6 * (i % 4)), 1e-12 * (i % 60),
              1e-12 * (5 + i % 50), 1e-15 * (1 + i % 8));
        store(&t, i, IRD_REFERENCE, 0, 0);
    }
    ird_dynamic_wish wish = wish_of(5e-12, 130e-12, probes, NODES);
    ird_dynamic d = solve(nets, 1, &t, &wish);
    CHECK(d.course.count == 27);
    for (size_t k = 0; k < d.course.count; k++) {
        ird_load loads[NODES];
        for (int i = 0; i < NODES; i++) {
            double ampere = ird_pulse_ampere(&t.pulses.items[i], d.course.at_s[k]);
            loads[i] = (ird_load){i, -1, -1, t.drains.items[i].idle_a + ampere};
        }
        ird_solution s = settled(&n, loads, NODES);
        for (size_t i = 0; i < NODES; i++) {
            CHECK_NEAR(d.course.drop_v[i * d.course.count + k], s.drop_v[i],
                       1e-9 * d.worst_drop_v);
        }
        ird_solution_free(&s);
    }
    ird_dynamic_free(&d);
    ird_transient_free(&t);
    ird_network_free(&n);
}

/* Constant currents, whatever there is of capacitors and inductors: the static drop, from
 * the beginning to the end. */
static void test_constant(void) {
    ird_network n = mesh();
    ird_transient t = {0};
    int32_t coil, die;
    CHECK(ird_network_add_package(&n, 0, 0.2, &coil, &die, &err) == IRD_OK);
    CHECK(ird_transient_add_inductor(&t, &(ird_inductor){coil, 1e-10}, &err) == IRD_OK);
    CHECK(ird_network_add_package(&n, 1, 0, &coil, &die, &err) == IRD_OK);
    CHECK(ird_transient_add_inductor(&t, &(ird_inductor){coil, 2e-10}, &err) == IRD_OK);
    for (int i = 0; i < NODES; i++) {
        store(&t, i, i % 5 == 0 ? (i + 30) % NODES : IRD_REFERENCE, 20e-15,
              i % 3 == 0 ? 5 : 0);
        CHECK(ird_network_add_load(&n, i, 1e-5 * (i % 4), -1, -1, &err) == IRD_OK);
    }
    CHECK(ird_transient_add_loads(&t, &n, 0, &err) == IRD_OK);
    const int32_t probe = 77;
    ird_dynamic_wish wish = wish_of(5e-12, 500e-12, &probe, 1);
    const ird_network *nets[] = {&n};
    ird_solution s = settled(&n, n.loads.items, n.loads.count);
    for (int k = 0; k < 2; k++) {
        wish.keeps_step = k == 0;
        ird_dynamic d = solve(nets, 1, &t, &wish);
        CHECK(d.quiet_steps > 0 || k == 0);
        for (size_t i = 0; i < d.node_count; i++) {
            CHECK_NEAR(d.drop_v[i], s.drop_v[i], 1e-9 * s.worst_drop_v);
            CHECK_NEAR(d.static_v[i], s.drop_v[i], 1e-9 * s.worst_drop_v);
        }
        for (size_t i = 0; i < d.course.count; i++) {
            CHECK_NEAR(d.course.drop_v[i], s.drop_v[77], 1e-9 * s.worst_drop_v);
        }
        CHECK_NEAR((d.fed_c[0] + d.fed_c[1]) / d.drawn_c, 1, 1e-9);
        CHECK_NEAR(d.fed_c[1] / (s.source_a[1] * 500e-12), 1, 1e-9);
        ird_dynamic_free(&d);
    }
    ird_solution_free(&s);
    ird_transient_free(&t);
    ird_network_free(&n);
}

/* Ideal inductors in a loop, also one through sources, have no answer; the same one after
 * the other have. */
static void test_loops(void) {
    for (int k = 0; k < 3; k++) {
        ird_network n = nodes_only(3);
        ird_transient t = {0};
        ird_dynamic d = {0};
        feed(&n, 0, 1);
        wire(&n, 0, 1, 0);
        wire(&n, 1, 2, k == 2 ? 1 : 0);
        if (k == 0) {
            feed(&n, 2, 1);
        } else {
            wire(&n, 0, 2, 0);
        }
        drain(&t, 2, IRD_REFERENCE, 1e-3);
        store(&t, 2, IRD_REFERENCE, 1e-12, 0);
        for (int32_t i = 0; i < (int32_t)n.resistors.count; i++) {
            CHECK(ird_transient_add_inductor(&t, &(ird_inductor){i, 1e-12}, &err) ==
                  IRD_OK);
        }
        const ird_network *nets[] = {&n};
        const ird_dynamic_input input = {nets, 1, &t};
        ird_dynamic_wish wish = wish_of(1e-12, 10e-12, NULL, 0);
        ird_status status = ird_dynamic_solve(&d, &input, &wish, NULL, &err);
        CHECK(status == (k == 2 ? IRD_OK : IRD_TRANSIENT_LOOP));
        CHECK(k != 2 || fabs(d.worst_drop_v) < 1e-9);
        ird_dynamic_free(&d);
        ird_transient_free(&t);
        ird_network_free(&n);
    }
}

/* Half the step: the worst drop within 3 %, the mean difference below 0.5 % of it; with
 * and without refinement. */
static void test_half_step(void) {
    ird_network n = mesh();
    const ird_network *nets[] = {&n};
    ird_transient t = {0};
    for (int i = 0; i < NODES; i++) {
        store(&t, i, IRD_REFERENCE, 5e-15 + 1e-15 * (i % 9), 0);
        int32_t at = drain(&t, i, IRD_REFERENCE, 1e-6);
        for (int k = 0; k < 3; k++) {
            pulse(&t, at, 1e-12 * (20 + (i * 37 + 11 * k) % 150) + k * 300e-12,
                  1e-12 * (40 + i % 40), 1e-15 * (2 + i % 6));
        }
    }
    ird_dynamic d[2] = {0};
    for (int k = 0; k < 2; k++) {
        ird_dynamic_wish wish = wish_of(5e-12 / (k + 1), 1e-9, NULL, 0);
        d[k] = solve(nets, 1, &t, &wish);
    }
    double apart_v = 0;
    for (size_t i = 0; i < NODES; i++) {
        apart_v += fabs(d[0].drop_v[i] - d[1].drop_v[i]) / NODES;
    }
    CHECK_NEAR(d[0].worst_drop_v / d[1].worst_drop_v, 1, 0.03);
    CHECK(apart_v < 0.005 * d[1].worst_drop_v);
    ird_dynamic_free(&d[1]);
    ird_dynamic_wish wish = wish_of(5e-12, 1e-9, NULL, 0);
    wish.refined = 1;
    wish.cycle_s = 300e-12;
    d[1] = solve(nets, 1, &t, &wish);
    CHECK(d[1].fine_steps > 400 && d[1].fine_steps < 600);
    CHECK(d[1].unrefined_v == d[0].worst_drop_v);
    CHECK_NEAR(d[0].worst_drop_v / d[1].worst_drop_v, 1, 0.03);
    ird_dynamic_free(&d[0]);
    ird_dynamic_free(&d[1]);
    ird_transient_free(&t);
    ird_network_free(&n);
}

/* A current that rises by 1 mA a ns behind 100 ohm, without memory and with 1 pF: d =
 * 0.1 V/ns (t - tau (1 - exp(-t / tau))) rises, too. Cycles of 40 ps end within steps of
 * 7 ps: each is worst at its end, and so is what is looked at up to 190 ps. */
static void test_cycle_ends(void) {
    static const double cycle_s = 40e-12, until_s = 190e-12;
    for (int k = 0; k < 2; k++) {
        ird_network n = nodes_only(2);
        ird_transient t = {0};
        double tau_s = k * 100e-12;
        feed(&n, 0, 1);
        wire(&n, 0, 1, 100);
        if (k > 0) {
            store(&t, 1, IRD_REFERENCE, 1e-12, 0);
        }
        CHECK(ird_transient_add_course(&t, drain(&t, 1, IRD_REFERENCE, 0), &err) ==
              IRD_OK);
        CHECK(ird_transient_add_point(&t, 0, 0, &err) == IRD_OK);
        CHECK(ird_transient_add_point(&t, 1e-9, 1e-3, &err) == IRD_OK);
        ird_dynamic_wish wish = wish_of(7e-12, 200e-12, NULL, 0);
        const ird_dynamic_pair pair = {1, -1, NULL, 0};
        wish.cycle_s = cycle_s;
        wish.until_s = until_s;
        wish.pairs = &pair;
        wish.pair_count = 1;
        const ird_network *nets[] = {&n};
        ird_dynamic d = solve(nets, 1, &t, &wish);
        CHECK(d.cycle_count == 5);
        for (size_t i = 0; i < d.cycle_count; i++) {
            double end_s = fmin((double)(i + 1) * cycle_s, until_s);
            double lag_s = k > 0 ? tau_s * (1 - exp(-end_s / tau_s)) : 0;
            double want_v = 1e8 * (end_s - lag_s);
            CHECK_NEAR(d.cycle_v[i], want_v, 2e-5);
        }
        CHECK_NEAR(d.worst_at_s, until_s, 1e-15);
        CHECK(d.worst_drop_v == d.cycle_v[4]);
        CHECK_NEAR(d.left[0].worst_v, d.worst_drop_v, 2e-5);
        CHECK_NEAR(d.left[0].at_s, until_s, 1e-15);
        ird_dynamic_free(&d);
        ird_transient_free(&t);
        ird_network_free(&n);
    }
}

/* A pair of pins: both drops at one instant, and their mean in a window. Two sources of
 * 0.5 ohm each, 2 mA from one net to the other: 1 mV on both sides, without any memory.
 */
static void test_pairs(void) {
    ird_network power = nodes_only(2), ground = nodes_only(2);
    ird_transient t = {0};
    ground.is_ground = true;
    feed(&power, 0, 1);
    feed(&ground, 0, 0);
    wire(&power, 0, 1, 0.5);
    wire(&ground, 0, 1, 0.5);
    int32_t at = drain(&t, 1, 3, 0);
    pulse(&t, at, 10e-12, 20e-12, 20e-15);
    const ird_time_span span = {10e-12, 30e-12};
    const ird_time_span ends[] = {{10e-12, 15e-12}, {25e-12, 30e-12}, {35e-12, 50e-12}};
    const ird_dynamic_pair pairs[] = {
        {1, 3, &span, 1}, {1, -1, NULL, 0}, {1, 3, ends, 2}, {1, 3, ends, 3}};
    ird_dynamic_wish wish = wish_of(1e-12, 40e-12, NULL, 0);
    wish.pairs = pairs;
    wish.pair_count = 4;
    const ird_network *nets[] = {&power, &ground};
    ird_dynamic d = solve(nets, 2, &t, &wish);
    CHECK_NEAR(d.left[0].worst_v, 2e-3, 1e-9);
    CHECK_NEAR(d.left[0].at_s, 20e-12, 1e-20);
    CHECK_NEAR(d.left[0].mean_v, 1e-3, 0.1e-3);
    CHECK_NEAR(d.left[1].worst_v, 1e-3, 1e-9);
    /* the outer halves of both flanks; then with 5 ps at which nothing is drawn */
    CHECK_NEAR(d.left[2].mean_v, 0.5e-3, 0.1e-3);
    CHECK_NEAR(d.left[3].mean_v, 0.5e-3 * 10 / 15, 0.1e-3);
    CHECK_NEAR(d.drop_v[1], 1e-3, 1e-9);
    CHECK_NEAR(d.drop_v[3], 1e-3, 1e-9);
    CHECK_NEAR(d.fed_c[0], 20e-15, 1e-18);
    CHECK_NEAR(d.fed_c[1], 20e-15, 1e-18);
    CHECK_NEAR(d.drawn_c, 20e-15, 1e-20);
    ird_dynamic_free(&d);
    ird_transient_free(&t);
    ird_network_free(&power);
    ird_network_free(&ground);
}

/* Sources of 1.1 and 1.0 V, a load right at one of them, one at an island; capacitors to
 * the nodes of sources, which hold as the reference does. Constant currents: the static
 * drop; then 5 fC more at a node of 2 fF behind 50 ohm, which the source beside it gives.
 */
static void test_sources(void) {
    ird_network n = nodes_only(6);
    ird_transient t = {0};
    feed(&n, 0, 1.1);
    feed(&n, 3, 1.0);
    wire(&n, 0, 1, 10);
    wire(&n, 1, 2, 10);
    wire(&n, 2, 3, 10);
    wire(&n, 4, 5, 1); /* an island */
    store(&t, 1, 0, 2e-15, 0);
    store(&t, 3, 2, 1e-15, 30);
    store(&t, 5, IRD_REFERENCE, 1e-15, 0);
    store(&t, 2, 5, 1e-15, 0);
    const ird_load loads[] = {{1, -1, -1, 1e-3}, {0, -1, -1, 2e-3}};
    int32_t at = drain(&t, 1, IRD_REFERENCE, 1e-3);
    drain(&t, 0, IRD_REFERENCE, 2e-3);
    drain(&t, 5, IRD_REFERENCE, 3e-3);
    const int32_t probes[] = {1, 4};
    ird_dynamic_wish wish = wish_of(1e-12, 100e-12, probes, 2);
    wish.wants_sources = true;
    const ird_network *nets[] = {&n};
    ird_solution s = settled(&n, loads, 2);
    for (int k = 0; k < 2; k++) {
        if (k == 1) {
            pulse(&t, at, 20e-12, 20e-12, 5e-15);
        }
        ird_dynamic d = solve(nets, 1, &t, &wish);
        CHECK(d.unconnected_count == 1);
        CHECK_NEAR(d.unconnected_a, 3e-3, 1e-12);
        CHECK(isnan(d.drop_v[4]) && isnan(d.course.drop_v[d.course.count]));
        CHECK_NEAR(d.static_v[1], s.drop_v[1], 1e-12);
        CHECK_NEAR(d.drawn_c, 3e-3 * 100e-12 + 5e-15 * k, 1e-20);
        CHECK_NEAR(d.fed_c[0] + d.fed_c[1], d.drawn_c, 1e-5 * d.drawn_c);
        size_t last = d.course.count - 1;
        CHECK_NEAR(d.course.drop_v[last], s.drop_v[1], 1e-6);
        CHECK_NEAR(d.course.source_a[last], s.source_a[0], 1e-7);
        CHECK_NEAR(d.course.source_a[d.course.count + last], s.source_a[1], 1e-7);
        CHECK(k == 1 || fabs(d.worst_drop_v - s.worst_drop_v) < 1e-12);
        CHECK(k == 0 || d.drop_v[1] > s.drop_v[1] + 1e-3);
        ird_dynamic_free(&d);
    }
    ird_solution_free(&s);
    ird_transient_free(&t);
    ird_network_free(&n);
}

/* What a ramp of 1 A/s from time 0 on makes of R and C. */
static double ramp(double at_s, double ohm, double tau_s) {
    return at_s > 0 ? ohm * (at_s - tau_s * (1 - exp(-at_s / tau_s))) : 0;
}

static double triangle(double at_s, const ird_pulse *p, double ohm, double tau_s) {
    double half_s = 0.5 * (double)p->width_s, slope = p->charge_c / (half_s * half_s);
    at_s -= p->start_s;
    return slope * (ramp(at_s, ohm, tau_s) - 2 * ramp(at_s - half_s, ohm, tau_s) +
                    ramp(at_s - 2 * half_s, ohm, tau_s));
}

/* How far the course of a node of 100 ohm is from two triangles by hand, in parts of the
 * worst, with steps of a tenth of them. */
static double apart_from_triangles(double tau_s, double start_s, bool splits) {
    const int32_t probe = 1;
    const double step_s = 4.4e-12;
    const ird_pulse pulses[] = {{start_s, 20e-15, 44e-12F, 0},
                                {start_s + 55e-12, 15e-15, 44e-12F, 0}};
    ird_network n = nodes_only(2);
    ird_transient t = {0};
    feed(&n, 0, 1);
    wire(&n, 0, 1, 100);
    store(&t, 1, IRD_REFERENCE, tau_s / 100, 0);
    int32_t at = drain(&t, 1, IRD_REFERENCE, 0);
    for (size_t k = 0; k < 2; k++) {
        pulse(&t, at, pulses[k].start_s, (double)pulses[k].width_s, pulses[k].charge_c);
    }
    ird_dynamic_wish wish = wish_of(step_s, 900e-12, &probe, 1);
    wish.splits = splits;
    const ird_network *nets[] = {&n};
    ird_dynamic d = solve(nets, 1, &t, &wish);
    double most_v = 0, worst_v = 0;
    for (double at_s = 0; at_s < 200e-12; at_s += 0.01e-12) {
        double want_v = triangle(at_s, &pulses[0], 100, tau_s) +
                        triangle(at_s, &pulses[1], 100, tau_s);
        worst_v = fmax(worst_v, want_v);
    }
    for (size_t i = 0; i < d.course.count; i++) {
        double want_v = triangle(d.course.at_s[i], &pulses[0], 100, tau_s) +
                        triangle(d.course.at_s[i], &pulses[1], 100, tau_s);
        most_v = fmax(most_v, fabs(d.course.drop_v[i] - want_v));
    }
    CHECK((d.split_steps > 0) == splits);
    if (splits) {
        CHECK_NEAR(d.worst_drop_v / worst_v, 1, 0.015);
        CHECK_NEAR(d.fed_c[0] / d.drawn_c, 1, 3e-3);
    }
    ird_dynamic_free(&d);
    ird_transient_free(&t);
    ird_network_free(&n);
    return most_v / worst_v;
}

/* Where a drop bends the steps are split: it is right at every time, whatever the time
 * constant beside the step and wherever in a step a pulse begins. */
static void test_bends(void) {
    const double tau_s[] = {0.1e-12, 0.5e-12, 1.1e-12, 2.2e-12, 4.4e-12, 10e-12, 50e-12};
    double most = 0, most_even = 0;
    for (size_t i = 0; i < sizeof tau_s / sizeof *tau_s; i++) {
        for (int k = 0; k < 8; k++) {
            double start_s = 44e-12 + 0.55e-12 * k;
            most = fmax(most, apart_from_triangles(tau_s[i], start_s, true));
            most_even = fmax(most_even, apart_from_triangles(tau_s[i], start_s, false));
        }
    }
    printf("triangles by hand: courses within %.3f %%, %.3f %% without splitting\n",
           100 * most, 100 * most_even);
    CHECK(most < 0.0125);
    CHECK(most_even > 0.03);
}

/* The same behind an inductor, with a capacitor behind a resistance: like steps that are
 * a hundred times as many. */
static void test_bends_with_memories(void) {
    const int32_t probes[] = {1, 2};
    ird_network n = nodes_only(4);
    ird_transient t = {0};
    feed(&n, 0, 1);
    wire(&n, 0, 1, 2);
    wire(&n, 1, 2, 40);
    wire(&n, 1, 3, 30);
    CHECK(ird_transient_add_inductor(&t, &(ird_inductor){0, 50e-12}, &err) == IRD_OK);
    store(&t, 1, IRD_REFERENCE, 1e-12, 3);
    store(&t, 2, IRD_REFERENCE, 30e-15, 0);
    store(&t, 3, 2, 40e-15, 0);
    int32_t at[] = {drain(&t, 2, IRD_REFERENCE, 1e-6), drain(&t, 3, IRD_REFERENCE, 0)};
    for (int k = 0; k < 6; k++) {
        pulse(&t, at[k % 2], 31.3e-12 + 61.7e-12 * k, 44e-12, 20e-15);
    }
    ird_dynamic_wish wish = wish_of(0.04e-12, 500e-12, probes, 2);
    wish.keeps_step = true;
    const ird_network *nets[] = {&n};
    ird_dynamic want = solve(nets, 1, &t, &wish);
    wish = wish_of(4e-12, 500e-12, probes, 2);
    wish.splits = true;
    ird_dynamic d = solve(nets, 1, &t, &wish);
    CHECK(d.split_steps > 10 && d.split_steps < d.steps);
    double most_v = 0;
    for (size_t i = 0; i < d.course.count; i++) {
        size_t k = (size_t)(d.course.at_s[i] / 0.04e-12 + 0.5);
        k = k < want.course.count ? k : want.course.count - 1;
        for (size_t p = 0; p < 2; p++) {
            most_v = fmax(most_v, fabs(d.course.drop_v[p * d.course.count + i] -
                                       want.course.drop_v[p * want.course.count + k]));
        }
    }
    printf("with memories: courses within %.3f %%\n", 100 * most_v / want.worst_drop_v);
    CHECK(most_v < 0.01 * want.worst_drop_v);
    CHECK_NEAR(d.worst_drop_v / want.worst_drop_v, 1, 5e-3);
    CHECK_NEAR(d.fed_c[0] / want.fed_c[0], 1, 2e-3);
    ird_dynamic_free(&want);
    ird_dynamic_free(&d);
    ird_transient_free(&t);
    ird_network_free(&n);
}

int main(void) {
    RUN(test_rc);
    RUN(test_rlc);
    RUN(test_top);
    RUN(test_charge_share);
    RUN(test_superposition);
    RUN(test_without_memory);
    RUN(test_constant);
    RUN(test_loops);
    RUN(test_half_step);
    RUN(test_cycle_ends);
    RUN(test_bends);
    RUN(test_bends_with_memories);
    RUN(test_pairs);
    RUN(test_sources);
    return check_summary("dynamic");
}
