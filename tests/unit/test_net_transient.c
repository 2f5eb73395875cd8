/* SPDX-License-Identifier: BSD-3-Clause
 *
 * From files to networks with capacitors and pulses: what is drawn in time is what is
 * drawn on average. The folder of the Tcl tests' data is the first argument; the shared
 * sky130 design with everything where it is there.
 */
#include "check.h"

#include "session/activity_setting.h"
#include "timed/net_dynamic.h"
#include "timed/net_transient.h"
#include "session/power_setting.h"
#include "session/session.h"
#include "session/supply.h"
#include "timed/time_setting.h"

static const char *data;

static const char *data_path(const char *name) {
    static char path[2][4096];
    static int next;
    next = 1 - next;
    snprintf(path[next], sizeof path[next], "%s/%s", data, name);
    return path[next];
}

static void must(ird_status status, const ird_error *err) {
    if (!CHECK(status == IRD_OK)) {
        fprintf(stderr, "    %s: %s\n", err->file, err->text);
        exit(1);
    }
}

static ird_switching_wish wish_of(size_t cycles) {
    return (ird_switching_wish){.cycles = cycles, .seed = 1, .from_s = (double)NAN};
}

static const ird_net_transient *make(ird_session *s, const char *const *names,
                                     size_t count, const ird_switching_wish *wish) {
    int32_t nets[2] = {0, 0};
    ird_cell *cell = NULL;
    ird_error err = {0};
    for (size_t i = 0; i < count; i++) {
        must(ird_session_find_net(s, names[i], strlen(names[i]), &nets[i], &err), &err);
    }
    must(ird_session_need_transient(s, nets, count, wish, NULL, &cell, &err), &err);
    return cell->value;
}

/* Charge of all drains in so long, with the pulses. */
static double drawn_c(const ird_net_transient *made, double length_s) {
    const ird_transient *t = &made->transient;
    double sum = 0;
    for (size_t i = 0; i < t->drains.count; i++) {
        sum += t->drains.items[i].idle_a * length_s;
    }
    for (size_t i = 0; i < t->pulses.count; i++) {
        sum += t->pulses.items[i].charge_c;
    }
    return sum;
}

static double loads_a(const ird_net_transient *made, size_t at) {
    return fabs(ird_network_total_current_a(made->networks[at]));
}

/* Nothing switches in the small design (no net is driven, no timing): an error each time
 * that something is missing, and the session as it was. */
static void test_missing(void) {
    ird_session s = {0};
    ird_error err = {0};
    ird_cell *cell = NULL;
    const char *lef = data_path("small.lef");
    const ird_switching_wish wish = wish_of(2);
    int32_t net = 0;
    must(ird_session_read_lef(&s, &lef, 1, NULL, &err), &err);
    must(ird_session_read_def(&s, data_path("small.def"), NULL, &err), &err);
    must(ird_session_set_power(&s, 0.025, &err), &err);
    must(ird_session_find_net(&s, "VDD", 3, &net, &err), &err);
    CHECK(ird_session_need_transient(&s, &net, 1, &wish, NULL, &cell, &err) ==
          IRD_CLOCK_NONE);
    must(ird_session_set_clock(&s, 1e-9, NULL, 0, &err), &err);
    CHECK(ird_session_need_transient(&s, &net, 1, &wish, NULL, &cell, &err) ==
          IRD_SWITCHING_TIMES);
    must(ird_session_set_clock(&s, 1e-9, "no such net", 0, &err), &err);
    CHECK(ird_session_need_transient(&s, &net, 1, &wish, NULL, &cell, &err) ==
          IRD_SWITCHING_TIMES);
    ird_session_free(&s);
}

static void start(ird_session *s, char *path, size_t size) {
    ird_error err = {0};
    char second[4096];
    const char *lefs[] = {path, second};
    shared_path(path, size, "sky130hd/sky130hd.tlef");
    shared_path(second, sizeof second, "sky130hd/sky130hd_std_cell.lef");
    must(ird_session_read_lef(s, lefs, 2, NULL, &err), &err);
    must(ird_session_read_def(s, shared_path(path, size, "gcd_sky130/gcd.def.gz"), NULL,
                              &err),
         &err);
    must(ird_session_set_supply(s, "VDD", 3, 1.8, &err), &err);
    must(ird_session_read_power(s,
                                shared_path(path, size, "gcd_sky130/power_instances.rpt"),
                                NULL, NULL, &err),
         &err);
    must(ird_session_set_clock(s, 5e-9, NULL, 0, &err), &err);
}

/* Registers, clock cells and the rest of the netlist in stages: 35 flip-flops and five
 * clock buffers (grep), each of two toggles a cycle. */
static void test_stages_of_gcd(void) {
    ird_session s = {0};
    char path[4096];
    const char *const both[] = {"VDD", "VSS"};
    start(&s, path, sizeof path);
    ird_switching_wish wish = wish_of(40);
    const ird_net_transient *made = make(&s, both, 2, &wish);
    const ird_net_switching *net = made->switching->value;
    const ird_switching *sw = &net->switching;
    CHECK(sw->of_when[IRD_WHEN_STAGE] > 200 && net->has_stages && !net->has_timing);
    CHECK(net->leakage == IRD_LEAKAGE_REPORT);
    double length_s = 40 * 5e-9;
    /* 40 cycles of about 250 instances at a tenth: scaled to the mean within 2 %. */
    CHECK_NEAR(drawn_c(made, length_s) / (loads_a(made, 0) * length_s), 1, 0.02);
    CHECK_NEAR(loads_a(made, 0), 0.738e-3 / 1.8, 0.002e-3);
    CHECK_NEAR(loads_a(made, 1), loads_a(made, 0), 1e-12);
    CHECK(made->left.pulses == 0 && made->farad[IRD_CAPACITANCE_LOAD] > 1e-12);
    size_t between = 0;
    for (size_t i = 0; i < made->transient.drains.count; i++) {
        const ird_drain *d = &made->transient.drains.items[i];
        between += d->from >= 0 && d->to >= (int32_t)made->networks[0]->nodes.count;
    }
    CHECK(between == made->transient.drains.count && between > 200);
    /* The same again is the same cell; another seed is another. */
    CHECK(make(&s, both, 2, &wish) == made);
    wish.seed = 2;
    CHECK(make(&s, both, 2, &wish) != made);
    ird_session_free(&s);
}

/* Windows, and toggles of the VCD: over its whole run the charge is that of the average
 * but for the toggles at its last instant, which are outside of [0, 125 ns): 1 of 25. */
static void test_windows_and_toggles_of_gcd(void) {
    ird_session s = {0};
    ird_error err = {0};
    char path[4096];
    const char *const alone[] = {"VDD"};
    start(&s, path, sizeof path);
    must(ird_session_read_timing(
             &s, shared_path(path, sizeof path, "gcd_sky130/timing.csv"), NULL, &err),
         &err);
    ird_switching_wish wish = wish_of(10);
    const ird_net_transient *made = make(&s, alone, 1, &wish);
    const ird_net_switching *net = made->switching->value;
    CHECK(net->switching.of_when[IRD_WHEN_WINDOW] == 252 && net->switching.late > 0);
    const ird_activity_setting setting = {
        .path = (char *)(size_t)shared_path(path, sizeof path, "gcd_sky130/gcd.vcd.gz"),
        .format = IRD_ACTIVITY_VCD};
    must(ird_session_read_activity(&s, &setting, NULL, &err), &err);
    wish = wish_of(25); /* of 5 ns: all of its 125 ns */
    made = make(&s, alone, 1, &wish);
    net = made->switching->value;
    CHECK(net->has_toggles && net->switching.of_when[IRD_WHEN_TOGGLE] > 100);
    double length_s = 125e-9;
    double share = drawn_c(made, length_s) / (loads_a(made, 0) * length_s);
    CHECK(share <= 1 + 1e-12 && share > 1 - 1 / 25.0);
    wish = wish_of(26);
    int32_t id = made->nets[0];
    ird_cell *cell = NULL;
    CHECK(ird_session_need_transient(&s, &id, 1, &wish, NULL, &cell, &err) ==
          IRD_ACTIVITY_WINDOW);
    ird_session_free(&s);
}

/* The package stands at every source; the drops of an even current stay. */
static void test_package_of_gcd(void) {
    ird_session s = {0};
    ird_error err = {0};
    char path[4096];
    const char *const both[] = {"VDD", "VSS"};
    const ird_package package = {.ohm = 0.1, .henry = 50e-12, .farad = 1e-12};
    start(&s, path, sizeof path);
    const ird_switching_wish wish = wish_of(2);
    const ird_net_transient *bare = make(&s, both, 2, &wish);
    size_t nodes = bare->networks[0]->nodes.count;
    size_t sources = bare->networks[0]->sources.count;
    must(ird_session_set_package(&s, "VDD", &package, &err), &err);
    const ird_net_transient *made = make(&s, both, 2, &wish);
    CHECK(made != bare && made->networks[0]->nodes.count == nodes + sources);
    CHECK(made->networks[1] == bare->networks[1]);
    CHECK(made->transient.inductors.count == sources);
    CHECK_NEAR(made->farad[IRD_CAPACITANCE_PACKAGE], 1e-12 * (double)sources, 1e-20);
    CHECK(ird_transient_check(
              &made->transient,
              made->networks[0]->nodes.count + made->networks[1]->nodes.count,
              made->networks[0]->resistors.count + made->networks[1]->resistors.count,
              &err) == IRD_OK);
    ird_session_free(&s);
}

/* Ninety-five of a hundred pulses are 200 ps wide. Five of 30 ps have a twentieth of the
 * charge, which is a quarter of all peak current: steps are for these. As weak as a
 * twentieth of that they do not count. */
static void test_narrow_width(void) {
    ird_error err;
    ird_pulse pulses[100];
    ird_transient timed = {.pulses = {.items = pulses, .count = 100}};
    const ird_net_transient net = {.timed = &timed};
    const ird_time_wish wish = {.net_count = 1};
    for (int weak = 0; weak < 2; weak++) {
        ird_time_steps steps;
        for (int i = 0; i < 100; i++) {
            bool is_narrow = i % 20 == 7;
            double charge_c = is_narrow && weak ? 1e-15 / 20 : 1e-15;
            pulses[i] = (ird_pulse){.charge_c = i % 2 > 0 ? charge_c : -charge_c,
                                    .width_s = is_narrow ? 30e-12F : 200e-12F};
        }
        must(ird_time_wish_steps(&wish, &net, &steps, &err), &err);
        CHECK_NEAR(steps.pulse_s, weak ? 200e-12 : 30e-12, 1e-17);
        CHECK_NEAR(steps.step_s, weak ? IRD_STEP_MOST_S : 3e-12, 1e-17);
    }
}

int main(int argc, char **argv) {
    data = argc > 1 ? argv[1] : ".";
    RUN(test_missing);
    RUN(test_stages_of_gcd);
    RUN(test_windows_and_toggles_of_gcd);
    RUN(test_package_of_gcd);
    RUN(test_narrow_width);
    return check_summary("net transient");
}
