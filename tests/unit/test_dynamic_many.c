/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Drops in time by different engines, by several threads, and several side by side.
 */
#include "check.h"

#include "dynamic/circuit.h"
#include "dynamic/stepper.h"
#include "mesh.h"

static ird_error err;

static const double STEP_S = 5e-12;

/* 2 fF at each load, to the same node of a second net where that is wanted, and a pulse
 * of its charge at some time of the first 60 ps. */
static void add_currents(ird_transient *t, const ird_network *n, bool is_coupled,
                         uint64_t seed) {
    for (size_t i = 0; i < n->loads.count; i++) {
        const ird_load *load = &n->loads.items[i];
        int32_t to = is_coupled ? (int32_t)n->nodes.count + load->node : IRD_REFERENCE;
        int32_t drain = -1;
        const ird_capacitor c = {load->node, to, 2e-15, 0, IRD_CAPACITANCE_LOAD};
        mesh_need(ird_transient_add_capacitor(t, &c, &err), &err);
        mesh_need(
            ird_transient_add_drain(t, load->node, to, 0.1 * load->ampere, &drain, &err),
            &err);
        const ird_pulse p = {60e-12 * mesh_random(&seed), 100e-12 * load->ampere,
                             40e-12F + 40e-12F * (float)mesh_random(&seed), drain};
        mesh_need(ird_transient_add_pulse(t, &p, &err), &err);
    }
}

static ird_dynamic_wish wish_of(double stop_s, size_t threads) {
    ird_dynamic_wish wish = {.step_s = STEP_S, .stop_s = stop_s};
    wish.solve = ird_solve_defaults;
    wish.solve.engine.threads = threads;
    return wish;
}

static ird_dynamic solve(const ird_dynamic_input *input, const ird_dynamic_wish *wish) {
    ird_dynamic d = {0};
    mesh_need(ird_dynamic_solve(&d, input, wish, NULL, &err), &err);
    bool is_rough = d.info.method == IRD_SOLVE_SINGLE;
    if (!CHECK(d.kirchhoff < (is_rough ? 1e-7 : 1e-9)) ||
        !CHECK(d.residual < (is_rough ? 1e-6 : 1e-9))) {
        printf("kirchhoff %g, residual %g\n", d.kirchhoff, d.residual);
    }
    return d;
}

static double largest_difference(const ird_dynamic *a, const ird_dynamic *b) {
    double most_v = 0;
    for (size_t i = 0; i < a->node_count; i++) {
        most_v = fmax(most_v, fabs(a->drop_v[i] - b->drop_v[i]));
    }
    return most_v;
}

static bool is_same(const ird_dynamic *a, const ird_dynamic *b) {
    size_t size = a->node_count * sizeof(double);
    return memcmp(a->drop_v, b->drop_v, size) == 0 &&
           memcmp(a->at_s, b->at_s, size) == 0 && a->worst_drop_v == b->worst_drop_v;
}

/* Two nets whose rails are tied at every cell: stars, and fronts on what is left, against
 * CHOLMOD, and single precision; and the sum of both nets against one that has all: by
 * symmetry u of the ground net is -u of the power net, so a capacitor of C between them
 * is one of 2 C to the reference. */
static void test_coupled(void) {
    ird_network n;
    ird_transient both = {0}, one = {0};
    mesh_make_rails(&n, 100, 60, 3);
    add_currents(&both, &n, true, 5);
    add_currents(&one, &n, false, 5);
    for (size_t i = 0; i < one.capacitors.count; i++) {
        one.capacitors.items[i].farad *= 2;
    }
    ird_network ground = n; /* borrowed from n, but for its sources at 0 V */
    ird_source *sources = malloc(n.sources.count * sizeof *sources);
    for (size_t i = 0; i < n.sources.count; i++) {
        sources[i] = n.sources.items[i];
        sources[i].volt = 0;
    }
    ground.sources.items = sources;
    ground.is_ground = true;
    const ird_network *nets[] = {&n, &ground};
    const ird_dynamic_input pair = {nets, 2, &both}, single = {nets, 1, &one};
    ird_dynamic_wish wish = wish_of(300e-12, 1);
    ird_dynamic usual = solve(&pair, &wish);
    wish.solve.engine.method = IRD_SOLVE_DIRECT;
    ird_dynamic fronts = solve(&pair, &wish), alone = solve(&single, &wish);
    wish.solve.engine.ordering = IRD_ORDER_BY_DEGREE;
    ird_dynamic degree = solve(&pair, &wish);
    wish.solve = ird_solve_defaults;
    wish.solve.engine.method = IRD_SOLVE_SINGLE;
    ird_dynamic rough = solve(&pair, &wish);
    CHECK(usual.info.method == IRD_SOLVE_SINGLE);
    CHECK_NEAR(largest_difference(&usual, &fronts), 0, 1e-6 * fronts.worst_drop_v);
    CHECK(fronts.info.method == IRD_SOLVE_DIRECT && !is_same(&fronts, &rough));
    /* Quick panels are neither of both. */
    CHECK(!is_same(&usual, &fronts) && !is_same(&usual, &rough));
    printf("quick panels are %g of the worst off, residual %g, kirchhoff %g\n",
           largest_difference(&usual, &fronts) / fronts.worst_drop_v, usual.residual,
           usual.kirchhoff);
    printf("single precision is %g of the worst off, residual %g, kirchhoff %g\n",
           largest_difference(&rough, &fronts) / fronts.worst_drop_v, rough.residual,
           rough.kirchhoff);
    CHECK_TEXT(fronts.info.engine, "fronts");
    CHECK_TEXT(degree.info.engine, "cholmod");
    CHECK(fronts.worst_drop_v > 1e-3);
    CHECK_NEAR(largest_difference(&degree, &fronts), 0, 1e-9 * fronts.worst_drop_v);
    CHECK_NEAR(largest_difference(&rough, &fronts), 0, 1e-6 * fronts.worst_drop_v);
    for (size_t i = 0; i < n.nodes.count; i++) {
        CHECK(fabs(fronts.drop_v[i] - alone.drop_v[i]) < 1e-9 * alone.worst_drop_v);
        CHECK(fabs(fronts.drop_v[n.nodes.count + i] - alone.drop_v[i]) <
              1e-9 * alone.worst_drop_v);
    }
    ird_dynamic_free(&fronts);
    ird_dynamic_free(&alone);
    ird_dynamic_free(&degree);
    ird_dynamic_free(&usual);
    ird_dynamic_free(&rough);
    ird_transient_free(&both);
    ird_transient_free(&one);
    ird_network_free(&n);
    free(sources);
}

/* Steps taken apart, larger ones and those behind jumps, with a package and a capacitor
 * behind a resistance: single precision sets up its right-hand sides from one step to the
 * next, and anew where another stepper has gone on. Steps are too few for a look at the
 * residual to mend it. */
static void test_handed_over(void) {
    ird_network n;
    ird_transient t = {0};
    mesh_make_rails(&n, 60, 20, 3);
    add_currents(&t, &n, false, 5);
    const ird_inductor coil = {5, 3e-12};
    mesh_need(ird_transient_add_inductor(&t, &coil, &err), &err);
    for (int32_t i = 0; i < 40; i++) {
        const ird_capacitor c = {31 * i + 2, IRD_REFERENCE, 40e-15, 30 + i,
                                 IRD_CAPACITANCE_DECAP};
        mesh_need(ird_transient_add_capacitor(&t, &c, &err), &err);
    }
    const ird_wave w = {
        .drain = 3, .high_a = 2e-4, .delay_s = 22e-12, .width_s = 60e-12, .period_s = 0};
    mesh_need(ird_transient_add_wave(&t, &w, &err), &err);
    const ird_network *nets[] = {&n};
    const ird_dynamic_input input = {nets, 1, &t};
    ird_dynamic_wish wish = wish_of(1e-9, 1);
    wish.splits = true;
    wish.solve.engine.method = IRD_SOLVE_DIRECT;
    ird_dynamic exact = solve(&input, &wish);
    wish.solve.engine.method = IRD_SOLVE_SINGLE;
    ird_dynamic rough = solve(&input, &wish);
    CHECK(exact.split_steps > 3 && exact.quiet_steps > 0 && exact.damped_steps > 3);
    CHECK(rough.split_steps == exact.split_steps);
    CHECK(rough.quiet_steps == exact.quiet_steps);
    CHECK(rough.info.method == IRD_SOLVE_SINGLE && !is_same(&rough, &exact));
    double off = largest_difference(&rough, &exact) / exact.worst_drop_v;
    printf("handed over: %zu split, %zu larger, %zu damped of %zu steps, %g off\n",
           rough.split_steps, rough.quiet_steps, rough.damped_steps, rough.steps, off);
    CHECK_NEAR(off, 0, 5e-7);
    ird_dynamic_free(&exact);
    ird_dynamic_free(&rough);
    ird_transient_free(&t);
    ird_network_free(&n);
}

/* So many unknowns that passes over them are shared. */
static void test_threads(void) {
    ird_network n;
    ird_transient t = {0};
    mesh_make(&n, 330, 9, 11);
    add_currents(&t, &n, false, 3);
    const ird_network *nets[] = {&n};
    const ird_dynamic_input input = {nets, 1, &t};
    ird_dynamic_wish one = wish_of(60e-12, 1), three = wish_of(60e-12, 3);
    ird_dynamic a = solve(&input, &one), b = solve(&input, &three);
    CHECK(a.worst_drop_v > a.worst_static_v && is_same(&a, &b));
    ird_dynamic_free(&a);
    ird_dynamic_free(&b);
    ird_transient_free(&t);
    ird_network_free(&n);
}

enum { MANY = 5 };

typedef struct scene {
    ird_network network;
    const ird_network *nets[1];
    ird_transient transients[MANY];
    ird_dynamic_input inputs[MANY];
    ird_dynamic_wish wishes[MANY];
    ird_dynamic results[MANY];
} scene;

static void make_scene(scene *s, size_t threads) {
    memset(s, 0, sizeof *s);
    mesh_make_rails(&s->network, 60, 50, 7);
    s->nets[0] = &s->network;
    for (size_t i = 0; i < MANY; i++) {
        add_currents(&s->transients[i], &s->network, false, 100 + i);
        s->inputs[i] = (ird_dynamic_input){s->nets, 1, &s->transients[i]};
        s->wishes[i] = wish_of((double)(20 + 5 * i) * STEP_S, threads);
    }
}

static void free_scene(scene *s) {
    for (size_t i = 0; i < MANY; i++) {
        ird_transient_free(&s->transients[i]);
        ird_dynamic_free(&s->results[i]);
    }
    ird_network_free(&s->network);
}

/* As one after the other, whatever the threads. */
static void test_side_by_side(void) {
    const size_t threads[] = {1, 2, 4, 16};
    for (size_t k = 0; k < sizeof threads / sizeof *threads; k++) {
        scene s;
        make_scene(&s, threads[k]);
        CHECK(ird_dynamic_at_once(&s.wishes[0].solve) == threads[k]);
        CHECK(ird_dynamic_solve_all(s.results, s.inputs, s.wishes, MANY, NULL, &err) ==
              IRD_OK);
        for (size_t i = 0; i < MANY; i++) {
            ird_dynamic_wish alone = s.wishes[i];
            alone.solve.engine.threads = 1;
            ird_dynamic want = solve(&s.inputs[i], &alone);
            CHECK(is_same(&want, &s.results[i]));
            CHECK(want.steps == s.results[i].steps);
            ird_dynamic_free(&want);
        }
        CHECK(s.results[0].worst_drop_v != s.results[1].worst_drop_v);
        free_scene(&s);
    }
}

/* Currents alone differ: the factors stay; where a capacitor, the options or the networks
 * differ others are made. */
static void test_factors(void) {
    scene s;
    make_scene(&s, 1);
    ird_circuit circuit = {.keeps = true};
    const ird_factor *of[4];
    ird_network copy;
    mesh_make_rails(&copy, 60, 50, 7);
    const ird_network *copies[] = {&copy};
    s.inputs[1].networks = copies; /* the same grid */
    s.transients[2].capacitors.items[0].farad *= 2;
    s.wishes[3].solve.engine.ordering = IRD_ORDER_BY_DEGREE;
    for (size_t i = 0; i < 4; i++) {
        mesh_need(ird_dynamic_solve_in(&circuit, &s.results[i], &s.inputs[i],
                                       &s.wishes[i], NULL, &err),
                  &err);
        const ird_stepper *kept = NULL;
        for (size_t k = 0; k < circuit.steppers.count; k++) {
            const ird_stepper *other = circuit.steppers.items[k];
            CHECK(kept == NULL || other->step_s != STEP_S);
            kept = other->step_s == STEP_S ? other : kept;
        }
        CHECK(kept != NULL);
        of[i] = kept != NULL ? kept->factor : NULL;
    }
    CHECK(of[1] == of[0]);
    CHECK_TEXT(s.results[3].info.engine, "cholmod");
    ird_dynamic want = solve(&s.inputs[2], &s.wishes[2]);
    CHECK(is_same(&want, &s.results[2]));
    ird_dynamic_free(&want);
    ird_circuit_free(&circuit);
    ird_network_free(&copy);
    free_scene(&s);
}

static bool stop_soon(void *context, const char *stage, double fraction) {
    int *left = context;
    (void)stage;
    (void)fraction;
    return --*left > 0;
}

/* One that cannot be, and a user who gave up: nothing is left. */
static void test_failures(void) {
    for (size_t threads = 1; threads <= 3; threads += 2) {
        scene s;
        make_scene(&s, threads);
        s.wishes[2].step_s = -1;
        CHECK(ird_dynamic_solve_all(s.results, s.inputs, s.wishes, MANY, NULL, &err) ==
              IRD_TRANSIENT_STEP);
        CHECK(err.status == IRD_TRANSIENT_STEP && strstr(err.text, "-1 s") != NULL);
        int left = 2;
        const ird_monitor monitor = {.tick = stop_soon, .context = &left};
        s.wishes[2].step_s = STEP_S;
        CHECK(ird_dynamic_solve_all(s.results, s.inputs, s.wishes, MANY, &monitor,
                                    &err) == IRD_INTERRUPTED);
        for (size_t i = 0; i < MANY; i++) {
            CHECK(s.results[i].drop_v == NULL);
        }
        CHECK(ird_dynamic_solve_all(s.results, s.inputs, s.wishes, 0, NULL, &err) ==
              IRD_OK);
        free_scene(&s);
    }
}

int main(void) {
    RUN(test_coupled);
    RUN(test_handed_over);
    RUN(test_threads);
    RUN(test_side_by_side);
    RUN(test_factors);
    RUN(test_failures);
    return check_summary("dynamic_many");
}
