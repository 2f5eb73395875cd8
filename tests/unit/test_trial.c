/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What a trial promises when something fails: the session and the trial are as they were,
 * and nothing leaks. Every allocation of every step fails in turn.
 */
#include "check.h"

#include "failing_alloc.h"
#include "trial/trial.h"
#include "session/net_solution.h"
#include "session/spice.h"
#include "session/supply.h"

static const char lef_path[] = IRD_TESTS_DIR "/tcl/data/small.lef";
static const char def_path[] = IRD_TESTS_DIR "/tcl/data/small.def";
static const char spice_path[] = "trial_grid.sp";

enum { MAX_CALLS = 20000 };

typedef struct scene {
    ird_session session;
    ird_trial *trial;
    int32_t net;
    bool is_spice;
} scene;

static void need(ird_status status, const ird_error *err) {
    if (!CHECK(status == IRD_OK)) {
        fprintf(stderr, "    %s\n", err->text);
        exit(1);
    }
}

static void open_scene(scene *s, bool is_spice) {
    ird_error err = {0};
    *s = (scene){.is_spice = is_spice};
    if (is_spice) {
        ird_spice_info info;
        FILE *f = fopen(spice_path, "w");
        CHECK(f != NULL);
        fputs("* rails\nV0 n1_m1_0_0 0 1.1\nR0 n1_m1_0_0 n1_m1_4000_0 2\n"
              "R1 n1_m1_4000_0 n1_m1_8000_0 2\nI0 n1_m1_8000_0 0 1m\n.end\n",
              f);
        fclose(f);
        need(ird_session_read_spice(&s->session, spice_path, 2000, &info, NULL, &err),
             &err);
    } else {
        const char *const paths[] = {lef_path};
        need(ird_session_read_lef(&s->session, paths, 1, NULL, &err), &err);
        need(ird_session_read_def(&s->session, def_path, NULL, &err), &err);
        need(ird_session_find_net(&s->session, "VDD", 3, &s->net, &err), &err);
    }
    need(ird_trial_open(&s->trial, &s->session, &err), &err);
}

static void close_scene(scene *s) {
    ird_trial_free(s->trial);
    ird_session_free(&s->session);
    remove(spice_path);
}

static ird_status apply(scene *s, ird_error *err) {
    const ird_trial_step steps[] = {
        {.kind = IRD_TRIAL_PLAN,
         .line = {.kind = IRD_PLAN_STRIPES,
                  .net = (char *)"VDD",
                  .use = IRD_USE_OTHER,
                  .layer = (char *)"metal2",
                  .width_um = 0.4,
                  .has_offset = true,
                  .offset_um = {3, 3}}},
        {.kind = IRD_TRIAL_SCALE, .box = {0, 0, 10, 10}, .factor = 2},
        {.kind = IRD_TRIAL_MOVE, .name = (char *)"u1", .at = {8, 4}}};
    const ird_trial_step of_spice[] = {
        {.kind = IRD_TRIAL_RESISTOR,
         .name = (char *)"n1_m1_0_0",
         .other = (char *)"n1_m1_8000_0",
         .value = 3},
        {.kind = IRD_TRIAL_DRAW, .name = (char *)"n1_m1_4000_0", .value = 1e-3},
        {.kind = IRD_TRIAL_FEED, .name = (char *)"n1_m1_4000_0", .value = 1.1}};
    return s->is_spice ? ird_trial_apply(s->trial, of_spice, 3, NULL, err)
                       : ird_trial_apply(s->trial, steps, 2, NULL, err);
}

static ird_status look(scene *s, ird_trial_view *view, ird_error *err) {
    const ird_solve_wish wish = ird_session_solve_wish(&s->session);
    return ird_trial_look(s->trial, s->net, &wish, NULL, view, err);
}

static ird_status look_once(scene *s, ird_error *err) {
    ird_trial_view view;
    return look(s, &view, err);
}

/* 1 A more at the worst node is its effective resistance: above 0, and the most. */
static ird_status respond(scene *s, ird_error *err) {
    ird_trial_view view;
    double *response = NULL;
    const double weight = 1;
    IRD_TRY(look(s, &view, err));
    const ird_solution *after = view.after.solution;
    response = ird_alloc(after->node_count, sizeof *response);
    ird_status status =
        response != NULL ? ird_trial_response(s->trial, s->net, &view, &after->worst_node,
                                              &weight, 1, response, err)
                         : ird_fail_memory(err, "testing");
    for (size_t i = 0; status == IRD_OK && i < after->node_count; i++) {
        CHECK(isnan(response[i]) == isnan(after->drop_v[i]));
        CHECK(!(response[i] > response[after->worst_node] * (1 + 1e-9)));
    }
    CHECK(status != IRD_OK || response[after->worst_node] > 0);
    ird_free(response);
    return status;
}

static ird_status draw_maps(scene *s, ird_error *err) {
    ird_result *maps[3];
    const ird_solve_wish wish = ird_session_solve_wish(&s->session);
    IRD_TRY(ird_trial_maps(s->trial, s->net, &wish, 8, NULL, maps, err));
    for (int i = 0; i < 3; i++) {
        ird_result_drop(maps[i]);
    }
    return IRD_OK;
}

static ird_status undo(scene *s, ird_error *err) {
    return ird_trial_undo(s->trial, 1, NULL, err);
}

static ird_status keep(scene *s, ird_error *err) {
    return ird_trial_keep(s->trial, NULL, err);
}

/* The step with one allocation after the other failing, until it is done. After a failure
 * the trial has as many entries as before, but for those that undo takes. */
static void sweep(scene *s, ird_status (*step)(scene *s, ird_error *err)) {
    for (size_t n = 1; n < MAX_CALLS; n++) {
        ird_error err = {0};
        size_t before = ird_trial_entry_count(s->trial);
        failing_alloc_arm(n);
        ird_status status = step(s, &err);
        bool has_fired = failing_alloc_fired();
        failing_alloc_arm(0);
        ird_store_end_scope(&s->session.store);
        if (!has_fired) {
            CHECK(status == IRD_OK);
            return;
        }
        CHECK(status == IRD_NO_MEMORY || status == IRD_OK);
        if (status == IRD_OK) {
            return; /* what failed was of no need */
        }
        CHECK(step == undo || ird_trial_entry_count(s->trial) == before);
        if (step == undo && ird_trial_entry_count(s->trial) != before) {
            return;
        }
    }
    CHECK(false);
}

static double worst_of(scene *s) {
    ird_error err = {0};
    ird_cell *cell = NULL;
    const ird_solve_wish wish = ird_session_solve_wish(&s->session);
    need(ird_session_need_solution(&s->session, s->net, &wish, NULL, &cell, &err), &err);
    return ((const ird_net_grid *)cell->value)->solution.worst_drop_v;
}

static void run(bool is_spice) {
    long live = failing_alloc_live();
    ird_error err = {0};
    ird_trial_view view;
    scene s;
    open_scene(&s, is_spice);
    double before_v = worst_of(&s);
    sweep(&s, apply);
    sweep(&s, look_once);
    need(look(&s, &view, &err), &err);
    double tried_v = view.after.solution->worst_drop_v;
    CHECK(tried_v < before_v || !is_spice);
    sweep(&s, respond);
    sweep(&s, draw_maps);
    CHECK_NEAR(worst_of(&s), before_v, 0);
    sweep(&s, apply);
    sweep(&s, undo);
    while (ird_trial_entry_count(s.trial) > 1) {
        need(undo(&s, &err), &err);
    }
    need(look(&s, &view, &err), &err);
    CHECK_NEAR(view.after.solution->worst_drop_v, tried_v, 1e-15);
    sweep(&s, keep);
    CHECK(ird_trial_step_count(s.trial) == 0);
    CHECK_NEAR(worst_of(&s), tried_v, 1e-9);
    close_scene(&s);
    CHECK(failing_alloc_live() == live);
}

static void test_design(void) {
    run(false);
}

static void test_spice(void) {
    run(true);
}

int main(void) {
    RUN(test_design);
    RUN(test_spice);
    return check_summary("trial");
}
