/* SPDX-License-Identifier: BSD-3-Clause
 *
 * A solution in time whose every allocation fails in turn, that is stopped at each tick,
 * that is asked for what cannot be, and by one thread or two.
 */
#include "check.h"

#include "dynamic/dynamic.h"
#include "failing_alloc.h"
#include "failing_cholmod.h"
#include "mesh.h"

enum { MAX_CALLS = 20000, NODES = 40, SIDE = 225, SHARED_STEPS = 8 };

/* A ladder of power and one of ground, with all that there is between them. */
typedef struct scene {
    ird_network power, ground;
    ird_transient t;
} scene;

static void add_ladder(ird_network *n, bool is_ground, int32_t *coil, int32_t *die) {
    ird_error err = {0};
    int32_t layer = mesh_layer(n, "m1");
    n->units = 1000;
    n->is_ground = is_ground;
    for (int i = 0; i < NODES; i++) {
        mesh_node(n, layer, i, 0);
        if (i > 0) {
            mesh_need(ird_network_add_resistor(n, i - 1, i, 0.3, &err), &err);
        }
    }
    mesh_need(ird_network_add_source(n, 0, is_ground ? 0 : 1, &err), &err);
    mesh_need(ird_network_add_package(n, 0, is_ground ? 0.01 : 0, coil, die, &err), &err);
}

static void make_scene(scene *s) {
    ird_error err = {0};
    int32_t coils[2], dies[2], drain;
    *s = (scene){0};
    add_ladder(&s->power, false, &coils[0], &dies[0]);
    add_ladder(&s->ground, true, &coils[1], &dies[1]);
    int32_t second = (int32_t)s->power.nodes.count;
    ird_transient *t = &s->t;
    mesh_need(ird_transient_add_inductor(t, &(ird_inductor){coils[0], 1e-12}, &err),
              &err);
    coils[1] += (int32_t)s->power.resistors.count;
    mesh_need(ird_transient_add_inductor(t, &(ird_inductor){coils[1], 1e-12}, &err),
              &err);
    for (int i = 0; i < NODES; i++) {
        const ird_capacitor c = {i, second + i, 1e-14, i % 4 == 0 ? 3 : 0, 0};
        mesh_need(ird_transient_add_capacitor(t, &c, &err), &err);
        mesh_need(ird_transient_add_drain(t, i, second + i, 1e-5, &drain, &err), &err);
    }
    mesh_need(ird_transient_add_pulse(t, &(ird_pulse){1e-11, 1e-14, 3e-11F, 20}, &err),
              &err);
    const ird_wave wave = {0, 1e-3, 2e-11, 1e-12, 2e-11, 1e-11, 2e-9, 10};
    mesh_need(ird_transient_add_wave(t, &wave, &err), &err);
    mesh_need(ird_transient_add_course(t, 30, &err), &err);
    mesh_need(ird_transient_add_point(t, 1e-11, 0, &err), &err);
    mesh_need(ird_transient_add_point(t, 3e-11, 1e-3, &err), &err);
}

static void free_scene(scene *s) {
    ird_transient_free(&s->t);
    ird_network_free(&s->power);
    ird_network_free(&s->ground);
}

static ird_status take_frame(void *context, size_t index, double at_s,
                             const double *drop_v, ird_error *err) {
    size_t *seen = context;
    (void)err;
    CHECK(isfinite(drop_v[0]) && at_s > 0);
    *seen = index + 1;
    return IRD_OK;
}

static ird_status run(const scene *s, const ird_monitor *monitor, ird_dynamic *d,
                      ird_error *err) {
    static const int32_t probes[] = {5, NODES + 10};
    static const ird_time_span span = {1e-11, 5e-11};
    static const double frames_s[] = {0.31e-9, 1.2e-9};
    size_t seen = 0;
    static const ird_dynamic_pair pair = {20, NODES + 21, &span, 1};
    const ird_network *nets[] = {&s->power, &s->ground};
    const ird_dynamic_input input = {nets, 2, &s->t};
    const ird_dynamic_wish wish = {.step_s = 2e-12,
                                   .stop_s = 1.2e-9,
                                   .cycle_s = 1e-10,
                                   .refined = 1,
                                   .probes = probes,
                                   .probe_count = 2,
                                   .wants_sources = true,
                                   .pairs = &pair,
                                   .pair_count = 1,
                                   .frames_s = frames_s,
                                   .frame_count = 2,
                                   .frame = take_frame,
                                   .frame_context = &seen,
                                   .solve = ird_solve_defaults};
    ird_status status = ird_dynamic_solve(d, &input, &wish, monitor, err);
    CHECK(status != IRD_OK || seen == 2);
    return status;
}

typedef struct stopper {
    size_t calls, stop_at; /* 0: never */
} stopper;

static bool tick(void *context, const char *stage, double fraction) {
    (void)stage;
    stopper *s = context;
    CHECK(fraction >= 0 && fraction <= 1.001);
    return ++s->calls != s->stop_at;
}

static void test_memory(void) {
    scene s;
    make_scene(&s);
    ird_error err = {0};
    ird_dynamic want = {0};
    CHECK(run(&s, NULL, &want, &err) == IRD_OK);
    CHECK(want.quiet_steps > 0 && want.fine_steps > 0 && want.course.count > 100);
    long live = failing_alloc_live();
    size_t n = 1;
    for (; n < MAX_CALLS; n++) {
        ird_dynamic got = {0};
        ird_error failure = {0};
        failing_alloc_arm(n);
        ird_status status = run(&s, NULL, &got, &failure);
        bool fired = failing_alloc_fired();
        failing_alloc_arm(0);
        if (status == IRD_OK) {
            CHECK(got.worst_drop_v == want.worst_drop_v);
        } else {
            CHECK(status == IRD_NO_MEMORY && got.drop_v == NULL);
        }
        ird_dynamic_free(&got);
        CHECK(failing_alloc_live() == live);
        if (!fired) {
            break;
        }
    }
    printf("%zu allocations failed in turn\n", n - 1);
    CHECK(n > 100 && n < MAX_CALLS);
    ird_dynamic_free(&want);
    free_scene(&s);
}

static void test_interrupted(void) {
    scene s;
    make_scene(&s);
    ird_error err = {0};
    ird_dynamic d = {0};
    stopper all = {0};
    const ird_monitor monitor = {.tick = tick, .context = &all};
    CHECK(run(&s, &monitor, &d, &err) == IRD_OK);
    ird_dynamic_free(&d);
    CHECK(all.calls > 10);
    long live = failing_alloc_live();
    for (size_t i = 1; i <= all.calls; i++) {
        stopper one = {.stop_at = i};
        const ird_monitor stops = {.tick = tick, .context = &one};
        CHECK(run(&s, &stops, &d, &err) == IRD_INTERRUPTED);
        CHECK(one.calls == i && failing_alloc_live() == live && d.drop_v == NULL);
    }
    free_scene(&s);
}

static void test_refused(void) {
    scene s;
    make_scene(&s);
    ird_error err = {0};
    ird_dynamic d = {0};
    const double steps_s[] = {0, -1, NAN, 1, 1e-30};
    const ird_network *nets[] = {&s.power, &s.ground};
    const ird_dynamic_input input = {nets, 2, &s.t};
    for (size_t i = 0; i < 5; i++) {
        ird_dynamic_wish wish = {
            .step_s = steps_s[i], .stop_s = 1e-9, .solve = ird_solve_defaults};
        CHECK(ird_dynamic_solve(&d, &input, &wish, NULL, &err) == IRD_TRANSIENT_STEP);
    }
    const int32_t probe = 2 * NODES + 2;
    const ird_dynamic_pair pair = {0, probe, NULL, 0};
    ird_dynamic_wish wish = {
        .step_s = 1e-12, .stop_s = 1e-9, .probes = &probe, .probe_count = 1};
    CHECK(ird_dynamic_solve(&d, &input, &wish, NULL, &err) == IRD_TRANSIENT_NODE);
    wish = (ird_dynamic_wish){
        .step_s = 1e-12, .stop_s = 1e-9, .pairs = &pair, .pair_count = 1};
    CHECK(ird_dynamic_solve(&d, &input, &wish, NULL, &err) == IRD_TRANSIENT_NODE);
    s.t.capacitors.items[3].b = probe;
    CHECK(run(&s, NULL, &d, &err) == IRD_TRANSIENT_NODE);
    s.t.capacitors.items[3].b = 0;
    s.ground.sources.count = 0;
    s.power.sources.count = 0;
    CHECK(run(&s, NULL, &d, &err) == IRD_SOLVE_NO_SOURCE);
    CHECK(d.drop_v == NULL);
    free_scene(&s);
}

/* The same bits by one thread and by two, in double and in single precision. */
static void test_threads(void) {
    ird_network n;
    ird_transient t = {0};
    ird_error err = {0};
    mesh_make(&n, SIDE, 3, 7);
    mesh_need(ird_transient_add_loads(&t, &n, 0, &err), &err);
    for (int32_t i = 0; i < SIDE * SIDE; i++) {
        const ird_capacitor c = {i, IRD_REFERENCE, 1e-15 * (1 + i % 5), 0, 0};
        mesh_need(ird_transient_add_capacitor(&t, &c, &err), &err);
    }
    for (int32_t i = 0; i < (int32_t)t.drains.count; i += 7) {
        const ird_pulse p = {1e-12 * (i % 30), 1e-15, 4e-11F, i};
        mesh_need(ird_transient_add_pulse(&t, &p, &err), &err);
    }
    const ird_network *nets[] = {&n};
    const ird_dynamic_input input = {nets, 1, &t};
    const ird_solve_method methods[] = {IRD_SOLVE_DIRECT, IRD_SOLVE_SINGLE};
    for (int m = 0; m < 2; m++) {
        ird_dynamic d[2] = {0};
        ird_dynamic_wish wish = {
            .step_s = 5e-12, .stop_s = SHARED_STEPS * 5e-12, .solve = ird_solve_defaults};
        wish.solve.engine.method = methods[m];
        for (size_t k = 0; k < 2; k++) {
            wish.solve.engine.threads = k + 1;
            mesh_need(ird_dynamic_solve(&d[k], &input, &wish, NULL, &err), &err);
        }
        CHECK(memcmp(d[0].drop_v, d[1].drop_v, d[0].node_count * sizeof(double)) == 0);
        CHECK(memcmp(d[0].fed_c, d[1].fed_c, d[0].source_count * sizeof(double)) == 0);
        CHECK(d[0].residual < 1e-6 && d[0].kirchhoff < 1e-6);
        ird_dynamic_free(&d[0]);
        ird_dynamic_free(&d[1]);
    }
    ird_transient_free(&t);
    ird_network_free(&n);
}

int main(void) {
    failing_cholmod_install();
    RUN(test_memory);
    RUN(test_interrupted);
    RUN(test_refused);
    RUN(test_threads);
    return check_summary("dynamic failures");
}
