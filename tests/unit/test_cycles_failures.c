/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Scoring cycles while every allocation fails in turn, stopped at each tick, and by one
 * thread or several.
 */
#include "check.h"

#include "cycles/chance.h"
#include "cycles/score.h"
#include "failing_alloc.h"
#include "failing_cholmod.h"
#include "mesh.h"

enum { MAX_CALLS = 20000, NODES = 30, CYCLES = 20, A_CYCLE = 6 };

typedef struct scene {
    ird_network nets[2];
    ird_transient t;
    ird_pulse pulses[CYCLES][A_CYCLE];
    ird_cycle_pulses cycles[CYCLES + 1];
} scene;

/* A ladder of power and one of ground, the first behind a package where it rings. */
static void make_scene(scene *s, bool rings) {
    ird_error err = {0};
    int32_t drain, coil, die;
    *s = (scene){0};
    for (int k = 0; k < 2; k++) {
        ird_network *n = &s->nets[k];
        int32_t layer = mesh_layer(n, "m1");
        n->units = 1000;
        n->is_ground = k == 1;
        for (int i = 0; i < NODES; i++) {
            mesh_node(n, layer, i, k);
            if (i > 0) {
                mesh_need(ird_network_add_resistor(n, i - 1, i, 2, &err), &err);
            }
        }
        mesh_need(ird_network_add_source(n, 0, k == 0 ? 1 : 0, &err), &err);
    }
    if (rings) {
        mesh_need(ird_network_add_package(&s->nets[0], 0, 0.1, &coil, &die, &err), &err);
        mesh_need(ird_transient_add_inductor(&s->t, &(ird_inductor){coil, 1e-12}, &err),
                  &err);
    }
    int32_t second = (int32_t)s->nets[0].nodes.count;
    for (int32_t i = 1; i < NODES; i++) {
        const ird_capacitor c = {i, second + i, 1e-14, i % 4 == 0 ? 3 : 0, 0};
        mesh_need(ird_transient_add_capacitor(&s->t, &c, &err), &err);
        mesh_need(ird_transient_add_drain(&s->t, i, second + i, 1e-6, &drain, &err),
                  &err);
    }
    for (int k = 0; k < CYCLES; k++) {
        for (int i = 0; i < A_CYCLE; i++) {
            s->pulses[k][i] =
                (ird_pulse){1e-11 * ((7 * k + 5 * i) % 19), 1e-15 * (1 + (3 * k + i) % 5),
                            3e-11F, (k + 4 * i) % (NODES - 1)};
        }
        s->cycles[k + 1] = (ird_cycle_pulses){s->pulses[k], A_CYCLE};
    }
}

static void free_scene(scene *s) {
    ird_transient_free(&s->t);
    ird_network_free(&s->nets[0]);
    ird_network_free(&s->nets[1]);
}

static ird_status run(const scene *s, ird_scorer_kind kind, size_t threads,
                      const ird_monitor *monitor, ird_cycle_score *scores,
                      ird_error *err) {
    const ird_network *nets[] = {&s->nets[0], &s->nets[1]};
    const ird_dynamic_input input = {nets, 2, &s->t};
    ird_scorer_wish wish = {
        .kind = kind, .period_s = 2e-10, .pulse_s = 3e-11, .solve = ird_solve_defaults};
    ird_scorer *scorer = NULL;
    wish.solve.engine.threads = threads;
    IRD_TRY(ird_scorer_create(&scorer, &input, &wish, monitor, err));
    /* spans need room of their own */
    ird_status status = ird_scorer_want_spans(scorer, 0.8, 1e-12, err);
    if (status == IRD_OK) {
        status = ird_scorer_run(scorer, s->cycles, s->cycles + 1, CYCLES, scores, err);
    }
    ird_scorer_free(scorer);
    return status;
}

static void check_memory(const scene *s, ird_scorer_kind kind) {
    ird_error err = {0};
    ird_cycle_score want[CYCLES], got[CYCLES];
    CHECK(run(s, kind, 1, NULL, want, &err) == IRD_OK);
    long live = failing_alloc_live();
    size_t n = 1;
    for (; n < MAX_CALLS; n++) {
        failing_alloc_arm(n);
        ird_status status = run(s, kind, 1, NULL, got, &err);
        bool fired = failing_alloc_fired();
        failing_alloc_arm(0);
        CHECK(status == IRD_OK || status == IRD_NO_MEMORY);
        CHECK(failing_alloc_live() == live);
        if (status == IRD_OK) {
            CHECK(got[0].worst_v == want[0].worst_v);
        }
        if (!fired) {
            break;
        }
    }
    printf("%s: %zu allocations failed in turn\n", ird_scorer_name(kind), n - 1);
    CHECK(n > 1 && n < MAX_CALLS);
}

typedef struct stopper {
    size_t calls, stop_at; /* 0: never */
} stopper;

static bool tick(void *context, const char *stage, double fraction) {
    stopper *s = context;
    (void)stage;
    CHECK(fraction >= 0 && fraction <= 1.001);
    return ++s->calls != s->stop_at;
}

static void check_interrupted(const scene *s, ird_scorer_kind kind) {
    ird_error err = {0};
    ird_cycle_score scores[CYCLES];
    stopper all = {0};
    const ird_monitor monitor = {.tick = tick, .context = &all};
    CHECK(run(s, kind, 1, &monitor, scores, &err) == IRD_OK && all.calls > 0);
    for (size_t i = 1; i <= all.calls; i++) {
        stopper one = {.stop_at = i};
        const ird_monitor stops = {.tick = tick, .context = &one};
        CHECK(run(s, kind, 1, &stops, scores, &err) == IRD_INTERRUPTED);
        CHECK(one.calls == i);
    }
}

static void check_threads(const scene *s, ird_scorer_kind kind) {
    ird_error err = {0};
    ird_cycle_score one[CYCLES], other[CYCLES];
    CHECK(run(s, kind, 1, NULL, one, &err) == IRD_OK);
    for (size_t threads = 2; threads < 5; threads++) {
        CHECK(run(s, kind, threads, NULL, other, &err) == IRD_OK);
        for (int i = 0; i < CYCLES; i++) {
            CHECK(one[i].worst_v == other[i].worst_v && one[i].node == other[i].node);
        }
    }
}

/* What scores of two stages say, while every allocation fails in turn. */
static ird_status learn(double *q90_v, ird_error *err) {
    enum { MANY = 60 };
    static const double part = 0.9;
    ird_scored_cycle cycles[MANY];
    ird_score_quantile quantile = {0};
    ird_score_law law = {0};
    for (int i = 0; i < MANY; i++) {
        cycles[i] = ird_unscored_cycle;
        cycles[i].score[0] = 1 + i * 7 % MANY;
        cycles[i].score[1] = i % 2 == 0 ? 1 + i * 7 % MANY : (double)NAN;
        cycles[i].exact_v = i % 3 == 0 ? 1 + i * 7 % MANY : (double)NAN;
    }
    ird_status status = ird_score_law_make(&law, cycles, MANY, err);
    if (status == IRD_OK) {
        status = ird_score_law_quantiles(&law, &part, 1, &quantile, err);
    }
    ird_score_law_free(&law);
    *q90_v = quantile.drop_v;
    return status;
}

static void check_law(void) {
    ird_error err = {0};
    double want_v, got_v;
    CHECK(learn(&want_v, &err) == IRD_OK);
    long live = failing_alloc_live();
    bool fired = true;
    for (size_t n = 1; fired && n < MAX_CALLS; n++) {
        failing_alloc_arm(n);
        ird_status status = learn(&got_v, &err);
        fired = failing_alloc_fired();
        failing_alloc_arm(0);
        CHECK(status == (fired ? IRD_NO_MEMORY : IRD_OK));
        CHECK(failing_alloc_live() == live);
    }
    CHECK(!fired && got_v == want_v);
}

int main(void) {
    check_law();
    for (int rings = 0; rings < 2; rings++) {
        scene s;
        make_scene(&s, rings == 1);
        for (int kind = 0; kind < IRD_SCORER_KINDS; kind++) {
            check_memory(&s, (ird_scorer_kind)kind);
            check_interrupted(&s, (ird_scorer_kind)kind);
            check_threads(&s, (ird_scorer_kind)kind);
        }
        free_scene(&s);
    }
    return check_summary("cycles failures");
}
