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
#include <stdlib.h>
#include <unistd.h>

#include "session/power_setting.h"
#include "session/session.h"
#include "session/supply.h"
#include "timed/time_setting.h"

enum { MOST_CALLS = 5000 };

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

static ird_status probe(ird_error *err) {
    static const int32_t node = 0;
    const ird_dynamic_wish probes = {
        .probes = &node, .probe_count = 1, .wants_sources = true};
    ird_dynamic result = {0};
    ird_status status =
        ird_session_probe_dynamic(&session, &wish, &probes, 0, NULL, &result, err);
    ird_dynamic_free(&result);
    return status;
}

static ird_status take_map(void *context, size_t index, double at_s, double worst_v,
                           const ird_map *map, ird_error *err) {
    (void)err;
    *(double *)context += at_s + worst_v + (double)index + (double)map->rows;
    return IRD_OK;
}

static ird_status film(ird_error *err) {
    static const double times_s[] = {1e-10, 3e-10};
    const ird_drop_map_request request = {.size = 8};
    double sum = 0;
    return ird_session_dynamic_frames(&session, NULL, &request, times_s, 2, take_map,
                                      &sum, NULL, err);
}

/* seeded: each try draws anew, so that nothing of the last one is there. */
static void sweep(const char *what, ird_status (*ask)(ird_error *err), bool seeded) {
    size_t failed = 0;
    for (size_t n = 1; n < MOST_CALLS; n++) {
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
            printf("%s: %zu of %zu allocations failed it\n", what, failed, n - 1);
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
    must(solve(&err), &err);
    sweep("probe", probe, false);
    sweep("frames", film, false);
    ird_session_free(&session);
    unlink(timing);
    CHECK(failing_alloc_live() == 0);
    return check_summary("timed failures");
}
