/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Parts of longer runs: what is before them is gone through in large steps.
 */
#include "check.h"

#include "dynamic/dynamic.h"
#include "mesh.h"

static ird_error err;

static ird_dynamic solve(const ird_dynamic_input *input, const ird_dynamic_wish *wish) {
    ird_dynamic d = {0};
    mesh_need(ird_dynamic_solve(&d, input, wish, NULL, &err), &err);
    return d;
}

/* 0.1 A through 0.5 ohm and 1 nH, 100 pF behind them, and none any more from -1 ns on.
 * With d'' + 2 a d' + w0^2 d = 0, a = R/2L, w^2 = w0^2 - a^2, d(0) = I R and, as the coil
 * still brings I, d'(0) = -I/C:
 *     d = exp(-a t) (A cos wt + B sin wt),  A = I R,  B = (a A - I/C) / w. */
static void test_let_go(void) {
    static const double R = 0.5, L = 1e-9, C = 100e-12, I = 0.1;
    ird_network n = {.units = 1000};
    ird_transient t = {0};
    int32_t layer, node, coil, die, at;
    mesh_need(ird_network_add_layer(&n, "m1", 2, &layer, &err), &err);
    mesh_need(ird_network_add_node(&n, IRD_NODE_GRID, layer, 0, 0, &node, &err), &err);
    mesh_need(ird_network_add_source(&n, node, 1, &err), &err);
    mesh_need(ird_network_add_package(&n, 0, R, &coil, &die, &err), &err);
    mesh_need(ird_transient_add_inductor(&t, &(ird_inductor){coil, L}, &err), &err);
    mesh_need(
        ird_transient_add_capacitor(
            &t, &(ird_capacitor){die, IRD_REFERENCE, C, 0, IRD_CAPACITANCE_LOAD}, &err),
        &err);
    mesh_need(ird_transient_add_drain(&t, die, IRD_REFERENCE, 0, &at, &err), &err);
    const ird_network *nets[] = {&n};
    const ird_dynamic_input input = {nets, 1, &t};
    const ird_warm_up warm[] = {{-1e-9, 20e-12}, {-0.4e-9, 5e-12}};
    ird_dynamic_wish wish = {.step_s = 2e-12,
                             .stop_s = 3e-9,
                             .cycle_s = 3e-9,
                             .keeps_step = true,
                             .warm_ups = warm,
                             .warm_count = 2,
                             .settled_a = &I,
                             .probes = &die,
                             .probe_count = 1,
                             .solve = ird_solve_defaults};
    ird_dynamic d = solve(&input, &wish);
    /* In 40 steps a ring the rule slows it by (w h)^2 / 12, 1/3000 of an angle of 3. */
    double swing_v = I * sqrt(L / C);
    double a = R / (2 * L), w = sqrt(1 / (L * C) - a * a), most_v = 0;
    for (size_t i = 0; i < d.course.count; i++) {
        double t_s = d.course.at_s[i] + 1e-9;
        double want_v = exp(-a * t_s) *
                        (I * R * cos(w * t_s) + (a * I * R - I / C) / w * sin(w * t_s));
        CHECK_NEAR(d.course.drop_v[i], want_v, 1e-3 * swing_v);
        most_v = i > 0 ? fmax(most_v, want_v) : most_v;
    }
    CHECK(d.course.count == 1501 && d.course.at_s[0] == 0);
    CHECK_NEAR(d.static_v[die], I * R, 1e-12);
    CHECK_NEAR(d.worst_drop_v, most_v, 1e-3 * swing_v);
    CHECK(d.worst_drop_v == d.cycle_v[0] && d.worst_at_s > 0 && d.cycle_count == 1);
    ird_dynamic_free(&d);
    const ird_warm_up bad[][2] = {{{-1e-9, 0}, {-0.4e-9, 5e-12}},
                                  {{-1e-9, 20e-12}, {0, 5e-12}},
                                  {{-1e-9, 20e-12}, {-2e-9, 5e-12}}};
    for (size_t i = 0; i < 3; i++) {
        wish.warm_ups = bad[i];
        CHECK(ird_dynamic_solve(&d, &input, &wish, NULL, &err) == IRD_TRANSIENT_STEP);
    }
    ird_transient_free(&t);
    ird_network_free(&n);
}

enum { CYCLES = 10 };
static const double PERIOD_S = 0.8e-9;

/* Pulses of each load in some of the cycles, some over their ends, and in cycles 3 and 7
 * in most of them. */
static void add_cycles(ird_transient *t, const ird_network *n, uint64_t seed) {
    for (size_t i = 0; i < n->loads.count; i++) {
        const ird_load *load = &n->loads.items[i];
        int32_t drain = -1;
        const ird_capacitor c = {load->node, IRD_REFERENCE, 20e-15, 10,
                                 IRD_CAPACITANCE_LOAD};
        mesh_need(ird_transient_add_capacitor(t, &c, &err), &err);
        mesh_need(ird_transient_add_drain(t, load->node, IRD_REFERENCE,
                                          0.1 * load->ampere, &drain, &err),
                  &err);
        for (int cycle = 0; cycle < CYCLES; cycle++) {
            double often = cycle == 3 || cycle == 7 ? 0.8 : 0.1 + 0.05 * (cycle % 3);
            double at_s = PERIOD_S * (cycle - 0.05 + 1.1 * mesh_random(&seed));
            if (mesh_random(&seed) < often) {
                const ird_pulse p = {at_s, PERIOD_S * load->ampere, 60e-12F, drain};
                mesh_need(ird_transient_add_pulse(t, &p, &err), &err);
            }
        }
    }
}

/* Of each cycle alone, with the pulses by its own time, and warmed up through the cycle
 * before it in steps of 40 ps, of 5 ps at its end, the worst drop is that of the whole
 * run within 0.3 %. */
static void test_chosen_cycles(void) {
    ird_network n;
    ird_transient t = {0};
    mesh_make_rails(&n, 60, 40, 3);
    add_cycles(&t, &n, 5);
    const ird_network *nets[] = {&n};
    const ird_dynamic_input whole = {nets, 1, &t};
    ird_dynamic_wish wish = {.step_s = 5e-12,
                             .stop_s = CYCLES * PERIOD_S,
                             .cycle_s = PERIOD_S,
                             .splits = true,
                             .solve = ird_solve_defaults};
    ird_dynamic run = solve(&whole, &wish);
    CHECK(run.cycle_count == CYCLES);
    double *mean_a = malloc(t.drains.count * sizeof *mean_a);
    ird_pulses by_cycle[CYCLES] = {0};
    ird_transient parts[CYCLES];
    ird_dynamic_input inputs[CYCLES];
    ird_dynamic_wish wishes[CYCLES];
    ird_dynamic results[CYCLES] = {0};
    const ird_warm_up warm[] = {{-PERIOD_S, 40e-12}, {-60e-12, 5e-12}};
    for (size_t i = 0; i < t.drains.count; i++) {
        mean_a[i] = t.drains.items[i].idle_a;
    }
    for (size_t i = 0; i < t.pulses.count; i++) {
        const ird_pulse *p = &t.pulses.items[i];
        mean_a[p->drain] += p->charge_c / (CYCLES * PERIOD_S);
    }
    for (size_t k = 0; k < CYCLES; k++) {
        for (size_t i = 0; i < t.pulses.count; i++) {
            ird_pulse p = t.pulses.items[i];
            p.start_s -= (double)k * PERIOD_S;
            mesh_need(ird_pulses_add(&by_cycle[k], &p, &err), &err);
        }
        parts[k] = t;
        parts[k].pulses = by_cycle[k];
        inputs[k] = (ird_dynamic_input){nets, 1, &parts[k]};
        wishes[k] = wish;
        wishes[k].stop_s = PERIOD_S;
        wishes[k].warm_ups = warm;
        wishes[k].warm_count = k > 0 ? 2 : 0;
        wishes[k].settled_a = mean_a;
    }
    mesh_need(ird_dynamic_solve_all(results, inputs, wishes, CYCLES, NULL, &err), &err);
    for (size_t k = 0; k < CYCLES; k++) {
        printf("cycle %zu: %.6g mV, %.4f %% off\n", k, 1e3 * run.cycle_v[k],
               100 * (results[k].cycle_v[0] / run.cycle_v[k] - 1));
        bool is_quiet = run.cycle_v[k] < 0.6 * run.worst_drop_v;
        CHECK_NEAR(results[k].cycle_v[0] / run.cycle_v[k], 1, is_quiet ? 1e-2 : 3e-3);
        CHECK(results[k].cycle_count == 1);
        ird_dynamic_free(&results[k]);
        ird_free(by_cycle[k].items);
    }
    CHECK(run.cycle_v[3] > 1.3 * run.cycle_v[2]);
    free(mean_a);
    ird_dynamic_free(&run);
    ird_transient_free(&t);
    ird_network_free(&n);
}

int main(void) {
    RUN(test_let_go);
    RUN(test_chosen_cycles);
    return check_summary("warm_up");
}
