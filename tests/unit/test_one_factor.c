/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What predicts, solves, looks for hotspots, judges, tries and steps through time needs
 * the static factor of a grid: made once, whoever comes first. Factors are counted where
 * they are made, by functions put before those of static/ at link time; those of a step
 * in time have companions, and are another matrix. The folder of the tests' data is the
 * first argument.
 */
#include "check.h"

#include <stdlib.h>
#include <unistd.h>

#include "query/answers.h"
#include "query/choices.h"
#include "query/drop_map.h"
#include "query/requests.h"
#include "query/solved_nets.h"
#include "trial/trial.h"
#include "session/power_setting.h"
#include "session/supply.h"
#include "static/factor.h"
#include "timed/time_setting.h"

static struct { size_t statics, stepped; } made;

ird_status __real_ird_factor_create(ird_factor **factor, const ird_network *network,
                                    const ird_solve_options *options,
                                    const ird_monitor *monitor, ird_error *err);
ird_status __real_ird_factor_create_with(ird_factor **factor, const ird_network *network,
                                         const ird_companion *companions, size_t count,
                                         const ird_solve_options *options,
                                         const ird_monitor *monitor, ird_error *err);
ird_status __wrap_ird_factor_create(ird_factor **factor, const ird_network *network,
                                    const ird_solve_options *options,
                                    const ird_monitor *monitor, ird_error *err);
ird_status __wrap_ird_factor_create_with(ird_factor **factor, const ird_network *network,
                                         const ird_companion *companions, size_t count,
                                         const ird_solve_options *options,
                                         const ird_monitor *monitor, ird_error *err);

ird_status __wrap_ird_factor_create(ird_factor **factor, const ird_network *network,
                                    const ird_solve_options *options,
                                    const ird_monitor *monitor, ird_error *err) {
    made.statics++;
    return __real_ird_factor_create(factor, network, options, monitor, err);
}

ird_status __wrap_ird_factor_create_with(ird_factor **factor, const ird_network *network,
                                         const ird_companion *companions, size_t count,
                                         const ird_solve_options *options,
                                         const ird_monitor *monitor, ird_error *err) {
    *(count > 0 ? &made.stepped : &made.statics) += 1;
    return __real_ird_factor_create_with(factor, network, companions, count, options,
                                         monitor, err);
}

static const char *data;
static ird_session session;
static ird_time_wish in_time;
static int32_t nets[2]; /* VDD, VSS */
static char timing[] = "one_factor-XXXXXX";

static void must(ird_status status, const ird_error *err) {
    if (!CHECK(status == IRD_OK)) {
        fprintf(stderr, "    %s\n", err->text);
        exit(1);
    }
}

static void begin(void) {
    static const char windows[] =
        "instance,begin_ns,end_ns\nu1,0.1,0.2\nu2,0.3,0.5\nu3,0,1\n";
    char lef[4096], def[4096];
    const char *const lefs[] = {lef};
    ird_error err = {0};
    session = (ird_session){0};
    made.statics = made.stepped = 0;
    snprintf(lef, sizeof lef, "%s/small.lef", data);
    snprintf(def, sizeof def, "%s/small.def", data);
    must(ird_session_read_lef(&session, lefs, 1, NULL, &err), &err);
    must(ird_session_read_def(&session, def, NULL, &err), &err);
    must(ird_session_set_power(&session, 25e-3, &err), &err);
    must(ird_session_set_clock(&session, 1e-9, NULL, 0, &err), &err);
    FILE *file = fopen(timing, "w");
    CHECK(file != NULL && fputs(windows, file) >= 0 && fclose(file) == 0);
    must(ird_session_read_timing(&session, timing, NULL, &err), &err);
    must(ird_session_find_net(&session, "VDD", 3, &nets[0], &err), &err);
    must(ird_session_find_net(&session, "VSS", 3, &nets[1], &err), &err);
    in_time = ird_session_time_wish(&session);
    in_time.net_count = 2;
    in_time.nets[0] = nets[0];
    in_time.nets[1] = nets[1];
    in_time.switching.cycles = 2;
}

/* ---- what asks ----------------------------------------------------------------------
 */

static void predict(void) {
    static const ird_request of_vdd = {.net_name = "VDD", .net_name_size = 3};
    ird_result *prediction = NULL;
    ird_error err = {0};
    must(ird_session_predict(&session, &of_vdd, NULL, &prediction, &err), &err);
}

static void solve_both(void) {
    const ird_net_grid *solved = NULL;
    const ird_solve_wish wish = ird_session_solve_wish(&session);
    ird_error err = {0};
    for (int i = 0; i < 2; i++) {
        must(ird_session_solve(&session, nets[i], &wish, NULL, &solved, NULL, &err),
             &err);
    }
}

/* As hotspots -of solve has it. */
static void look_at_map(void) {
    ird_map_entry entry;
    ird_error err = {0};
    must(ird_session_get_map(&session, "solve", NULL, &entry, &err), &err);
}

/* As check has it. */
static void judge(void) {
    ird_session_answers answers = {0};
    ird_error err = {0};
    must(ird_session_answers_solve(&answers, &session, IRD_WAY_SOLVED, NULL, NULL, NULL,
                                   NULL, &err),
         &err);
    ird_session_answers_free(&answers);
}

/* As whatif has it: other currents, and a change of the grid by the factor of before. */
static void try_changes(void) {
    const ird_trial_step scaled = {
        .kind = IRD_TRIAL_SCALE, .box = {0, 0, 10, 10}, .factor = 2};
    const ird_solve_wish wish = ird_session_solve_wish(&session);
    ird_trial *trial = NULL;
    ird_trial_view view;
    ird_error err = {0};
    must(ird_trial_open(&trial, &session, &err), &err);
    must(ird_trial_apply(trial, &scaled, 1, NULL, &err), &err);
    must(ird_trial_look(trial, nets[0], &wish, NULL, &view, &err), &err);
    CHECK(view.method == IRD_TRIAL_CURRENTS);
    ird_trial_free(trial);
}

static void step(double step_s) {
    const ird_net_dynamic *dynamic = NULL;
    ird_error err = {0};
    in_time.step_s = step_s;
    in_time.refined = 0;
    in_time.has_refined = true;
    must(ird_session_solve_dynamic(&session, &in_time, NULL, &dynamic, &err), &err);
    CHECK(dynamic->result.worst_drop_v > 0);
}

/* ---- in which order -----------------------------------------------------------------
 */

static void test_predict_first(void) {
    begin();
    predict();
    CHECK(made.statics == 1);
    solve_both();
    predict();
    look_at_map();
    judge();
    try_changes();
    CHECK(made.statics == 2 && made.stepped == 0);
    step(10e-12);
    CHECK(made.statics == 2 && made.stepped == 1);
    step(20e-12);
    CHECK(made.statics == 2 && made.stepped == 2);
    step(20e-12);
    look_at_map();
    judge();
    CHECK(made.statics == 2 && made.stepped == 2);
    ird_session_free(&session);
}

/* Time comes first: its operating point has factors of its own, which go when it is
 * found. The answer has the same bits as when they were there. */
static void test_time_first(void) {
    const ird_net_dynamic *dynamic = NULL;
    ird_error err = {0};
    double worst_v[2];
    for (int i = 0; i < 2; i++) {
        begin();
        if (i == 1) {
            solve_both();
        }
        in_time.step_s = 10e-12;
        must(ird_session_solve_dynamic(&session, &in_time, NULL, &dynamic, &err), &err);
        worst_v[i] = dynamic->result.worst_drop_v;
        CHECK(made.statics == 2);
        ird_session_free(&session);
    }
    CHECK(worst_v[0] == worst_v[1]);
}

/* New power is no new grid; another plan is. */
static void test_power(void) {
    ird_error err = {0};
    begin();
    solve_both();
    must(ird_session_set_power(&session, 30e-3, &err), &err);
    solve_both();
    predict();
    step(10e-12);
    CHECK(made.statics == 2 && made.stepped == 1);
    ird_session_free(&session);
}

int main(int argc, char **argv) {
    data = argc > 1 ? argv[1] : ".";
    int file = mkstemp(timing);
    CHECK(file >= 0 && close(file) == 0);
    RUN(test_predict_first);
    RUN(test_time_first);
    RUN(test_power);
    unlink(timing);
    return check_summary("one factor");
}
