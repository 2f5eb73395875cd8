/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Every allocation of a suggestion fails in turn, and of the files that it is written
 * into: one error, nothing is lost, and the session answers as before. The folder of the
 * tests' data is the first argument.
 */
#include "check.h"
#include "failing_alloc.h"

#include <stdlib.h>
#include <unistd.h>

#include "query/choices.h"
#include "query/planned_files.h"
#include "suggest/suggestion_text.h"
#include "session/plan_setting.h"
#include "session/power_setting.h"
#include "session/session.h"
#include "session/supply.h"

enum { MOST_CALLS = 100000, DENSE = 300 };

static const char *data;
static ird_session session;
static ird_suggestion kept; /* what was suggested without failures */

static void must(ird_status status, const ird_error *err) {
    if (!CHECK(status == IRD_OK)) {
        fprintf(stderr, "    %s\n", err->text);
        exit(1);
    }
}

static ird_suggest_wish wish_of(void) {
    ird_suggest_wish wish = {.target_v = 1e-3,
                             .budget_um2 = (double)NAN,
                             .most_steps = 2,
                             .allow = {true, true, true, false}};
    ird_error err = {0};
    must(ird_session_find_net(&session, "VDD", 3, &wish.net, &err), &err);
    wish.solve = ird_session_solve_wish(&session);
    wish.solve.options.engine.threads = 1; /* what counts allocations does not share */
    return wish;
}

static ird_status suggest(ird_error *err) {
    ird_suggest_wish wish = wish_of();
    ird_suggestion made = {0};
    ird_text text = {0};
    ird_status status = ird_session_suggest(&made, &session, &wish, NULL, err);
    if (status == IRD_OK) {
        CHECK(made.steps.count == kept.steps.count && made.steps.count > 0);
        CHECK_NEAR(made.after_v, kept.after_v, 1e-12);
        status = ird_report_suggestion(&text, &made, &session.tech, err);
    }
    ird_text_free(&text);
    ird_suggestion_free(&made);
    return status;
}

static ird_status write_all(ird_error *err) {
    ird_planned_nets nets = {0};
    ird_def_written def;
    ird_eco_written eco;
    ird_pdn_written pdn;
    ird_status status = ird_planned_nets_make(&nets, &session, true, err);
    if (status == IRD_OK) {
        status = ird_session_write_def(&session, "/dev/null", &nets, NULL, &def, err);
    }
    if (status == IRD_OK) {
        status =
            ird_session_write_eco(&session, "/dev/null", &nets, false, "1", &eco, err);
    }
    if (status == IRD_OK) {
        status = ird_session_write_pdn(&session, "/dev/null", "grid", &pdn, err);
    }
    ird_planned_nets_free(&nets);
    return status;
}

static void sweep(const char *what, ird_status (*ask)(ird_error *err)) {
    size_t failed = 0;
    for (size_t n = 1; n < MOST_CALLS; n += n < DENSE ? 1 : n / 20) {
        ird_error err = {0};
        must(ird_session_begin_command(&session, &err), &err);
        failing_alloc_arm(n);
        ird_status status = ask(&err);
        bool fired = failing_alloc_fired();
        failing_alloc_arm(0);
        ird_session_end_command(&session, status != IRD_OK);
        if (!CHECK(status == IRD_OK || status == IRD_NO_MEMORY)) {
            fprintf(stderr, "    %s at %zu: %s\n", what, n, err.text);
        }
        failed += status != IRD_OK;
        if (!fired) {
            printf("%s: %zu of those among %zu allocations failed it\n", what, failed,
                   n - 1);
            CHECK(n > 10 && status == IRD_OK);
            return;
        }
    }
    CHECK(false); /* the sweep has no end */
}

static void begin(void) {
    char lef[4096], def[4096];
    const char *const lefs[] = {lef};
    ird_error err = {0};
    snprintf(lef, sizeof lef, "%s/small.lef", data);
    snprintf(def, sizeof def, "%s/small.def", data);
    must(ird_session_read_lef(&session, lefs, 1, NULL, &err), &err);
    must(ird_session_read_def(&session, def, NULL, &err), &err);
    must(ird_session_set_power(&session, 25e-3, &err), &err);
    must(ird_session_set_supply(&session, "VDD", 3, 1.1, &err), &err);
    const ird_suggest_wish wish = wish_of();
    must(ird_session_begin_command(&session, &err), &err);
    must(ird_session_suggest(&kept, &session, &wish, NULL, &err), &err);
    ird_session_end_command(&session, false);
}

int main(int argc, char **argv) {
    ird_error err = {0};
    data = argc > 1 ? argv[1] : ".";
    begin();
    sweep("suggest", suggest);
    must(ird_session_add_plan(&session, &kept.plan, NULL, &err), &err);
    sweep("files", write_all);
    ird_suggestion_free(&kept);
    ird_session_free(&session);
    CHECK(failing_alloc_live() == 0);
    return check_summary("suggest failures");
}
