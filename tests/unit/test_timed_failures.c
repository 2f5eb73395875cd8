/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Every allocation of what the timed commands ask of a session fails in turn: drops in
 * time of two nets with their scenarios, a waveform, maps over time, a netlist. One
 * error, nothing is lost, and the session answers as before. The folder of the tests'
 * data is the first argument.
 */
#include "check.h"
#include "failing_alloc.h"

#include "query/choices.h"
#include "query/drop_map.h"
#include "query/page_extras.h"
#include "query/ranked_cycles.h"
#include "report/formats.h"
#include <stdlib.h>
#include <unistd.h>

#include "session/power_setting.h"
#include "session/session.h"
#include "session/supply.h"
#include "timed/time_setting.h"

enum { MOST_CALLS = 50000 };

static const char *data;
static ird_session session;
static ird_time_wish wish;
static char timing[] = "timed-XXXXXX";

static void must(ird_status status, const ird_error *err) {
    if (!CHECK(status == IRD_OK)) {
        fprintf(stderr, "    %s\n", err->text);
        exit(1);
    }
}

static ird_status solve(ird_error *err) {
    const ird_net_dynamic *dynamic = NULL;
    return ird_session_solve_dynamic(&session, &wish, NULL, &dynamic, err);
}

static ird_status probe_with(const ird_monitor *monitor, ird_error *err) {
    static const int32_t node = 0, component = 0;
    const ird_time_probes probes = {
        {.probes = &node, .probe_count = 1, .wants_sources = true}, &component};
    ird_dynamic_course course = {0};
    ird_status status =
        ird_session_probe_dynamic(&session, &wish, &probes, monitor, &course, err);
    CHECK((status == IRD_OK) == (course.count > 0));
    ird_dynamic_course_free(&course);
    return status;
}

/* From steps that are kept, once they are. */
static ird_status probe(ird_error *err) {
    return probe_with(NULL, err);
}

/* Solved anew. */
static ird_status probe_first(ird_error *err) {
    ird_store_forget(&session.store, IRD_SESSION_PASSING);
    return probe_with(NULL, err);
}

static bool count_tick(void *context, const char *stage, double fraction) {
    size_t *ticks = context;
    (void)stage;
    (void)fraction;
    ++*ticks;
    return true;
}

static size_t narrow_room(void *context) {
    (void)context;
    return 1000;
}

/* How often a question for a waveform is heard of: never where nothing is solved. */
static size_t ticks_of_probe(size_t (*room)(void *context)) {
    size_t ticks = 0;
    ird_error err = {0};
    const ird_monitor monitor = {.tick = count_tick, .context = &ticks, .room = room};
    must(ird_session_begin_command(&session, &err), &err);
    must(probe_with(&monitor, &err), &err);
    ird_session_end_command(&session, false);
    return ticks;
}

/* Steps are kept for the second question, whatever net it is of, until an input changes,
 * and not where there is no room for them. */
static void test_kept(void) {
    ird_error err = {0};
    ird_store_forget(&session.store, IRD_SESSION_PASSING);
    CHECK(ticks_of_probe(narrow_room) > 0);
    CHECK(ticks_of_probe(NULL) > 0);
    CHECK(ticks_of_probe(NULL) == 0);
    CHECK(ticks_of_probe(narrow_room) == 0);
    must(ird_session_set_power(&session, 26e-3, &err), &err);
    CHECK(ticks_of_probe(NULL) > 0);
    CHECK(ticks_of_probe(NULL) == 0);
    wish.switching.seed++;
    CHECK(ticks_of_probe(NULL) > 0);
    wish.switching.seed--;
    must(ird_session_set_power(&session, 25e-3, &err), &err);
}

/* Only some of the scenarios. */
static ird_status choose(ird_error *err) {
    ird_time_wish chosen = wish;
    const ird_net_dynamic *dynamic = NULL;
    chosen.scenarios = 12;
    chosen.chosen = 8;
    chosen.switching.cycles = 1;
    return ird_session_solve_dynamic(&session, &chosen, NULL, &dynamic, err);
}

/* With all that is printed of it. */
static ird_status rank(ird_error *err) {
    ird_ranking_wish ranked = ird_session_ranking_wish(&session);
    const ird_ranking *ranking = NULL;
    ird_ranking_view view = {0};
    ird_text text = {0};
    ranked.in_time = wish;
    ranked.cycles = 20;
    ranked.top = ranked.samples = 3;
    ird_status status =
        ird_session_rank(&session, &ranked, NULL, NULL, NULL, &ranking, err);
    if (status == IRD_OK) {
        status = ird_ranking_view_make(&view, &session, ranking, err);
    }
    if (status == IRD_OK) {
        status = ird_report_ranking(&text, &view.report, 4, err);
    }
    if (status == IRD_OK) {
        status = ird_ranking_csv(&text, &view.report, err);
    }
    ird_ranking_view_free(&view);
    ird_text_free(&text);
    return status;
}

static ird_status take_map(void *context, size_t net, size_t index, double at_s,
                           double worst_v, const ird_map *map, ird_error *err) {
    (void)err;
    *(double *)context += at_s + worst_v + (double)(net + index) + (double)map->rows;
    return IRD_OK;
}

static ird_status film(ird_error *err) {
    static const double times_s[] = {1e-10, 3e-10};
    double sum = 0;
    const ird_film_wish filmed = {.request = {.size = 8},
                                  .times_s = times_s,
                                  .count = 2,
                                  .sink = take_map,
                                  .context = &sum};
    return ird_session_film(&session, &filmed, NULL, NULL, err);
}

/* A page with all that it shows besides. */
static ird_status write_page(ird_error *err) {
    ird_session_answers answers = {0};
    ird_session_page page = {0};
    FILE *stream = fopen("/dev/null", "w");
    CHECK(stream != NULL);
    ird_status status = ird_session_answers_solve(&answers, &session, IRD_WAY_SOLVED,
                                                  NULL, NULL, NULL, NULL, err);
    if (status == IRD_OK) {
        status =
            ird_session_page_make(&page, &session, &answers.answers, NULL, NULL, err);
    }
    if (status == IRD_OK) {
        const ird_report_input input = {
            .version = "1", .answers = &answers.answers, .page = &page.extras};
        CHECK(page.extras.answer_count == 3 && page.extras.frames_count == 2);
        status = ird_report_print(stream, IRD_REPORT_HTML, &input, err);
    }
    ird_session_page_free(&page);
    ird_session_answers_free(&answers);
    fclose(stream);
    return status;
}

/* Each of the first so many, then one in so many: a page makes thousands. */
enum { DENSE = 400 };

static size_t step_of(size_t n) {
    return n < DENSE ? 1 : n / 20;
}

/* seeded: each try draws anew, so that nothing of the last one is there. */
static void sweep(const char *what, ird_status (*ask)(ird_error *err), bool seeded) {
    size_t failed = 0;
    for (size_t n = 1; n < MOST_CALLS; n += step_of(n)) {
        ird_error err = {0};
        wish.switching.seed += seeded ? 1 : 0;
        must(ird_session_begin_command(&session, &err), &err);
        failing_alloc_arm(n);
        ird_status status = ask(&err);
        bool fired = failing_alloc_fired();
        failing_alloc_arm(0);
        ird_session_end_command(&session, status != IRD_OK);
        CHECK(status == IRD_OK || status == IRD_NO_MEMORY);
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
    static const char windows[] =
        "instance,begin_ns,end_ns\nu1,0.1,0.2\nu2,0.3,0.5\nu3,0,1\n";
    char lef[4096], def[4096];
    const char *const lefs[] = {lef};
    ird_error err = {0};
    snprintf(lef, sizeof lef, "%s/small.lef", data);
    snprintf(def, sizeof def, "%s/small.def", data);
    int file = mkstemp(timing);
    CHECK(file >= 0 && write(file, windows, strlen(windows)) > 0 && close(file) == 0);
    must(ird_session_read_lef(&session, lefs, 1, NULL, &err), &err);
    must(ird_session_read_def(&session, def, NULL, &err), &err);
    must(ird_session_set_power(&session, 25e-3, &err), &err);
    must(ird_session_set_supply(&session, "VDD", 3, 1.1, &err), &err);
    must(ird_session_set_clock(&session, 1e-9, NULL, 0, &err), &err);
    must(ird_session_read_timing(&session, timing, NULL, &err), &err);
    wish = ird_session_time_wish(&session);
    wish.net_count = 2;
    must(ird_session_find_net(&session, "VDD", 3, &wish.nets[0], &err), &err);
    must(ird_session_find_net(&session, "VSS", 3, &wish.nets[1], &err), &err);
    wish.switching.cycles = 2;
    wish.scenarios = 2;
    wish.solve.engine.threads = 1; /* what counts allocations does not share */
    wish.refined = wish.has_refined = 1;
}

int main(int argc, char **argv) {
    ird_error err = {0};
    data = argc > 1 ? argv[1] : ".";
    begin();
    must(solve(&err), &err);
    sweep("solve", solve, true);
    sweep("chosen scenarios", choose, true);
    sweep("ranking", rank, true);
    must(solve(&err), &err);
    sweep("probe", probe_first, false);
    sweep("probe again", probe, false);
    test_kept();
    must(solve(&err), &err);
    sweep("frames", film, false);
    sweep("page", write_page, false);
    ird_session_free(&session);
    unlink(timing);
    CHECK(failing_alloc_live() == 0);
    return check_summary("timed failures");
}
