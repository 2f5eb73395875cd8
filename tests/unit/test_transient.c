/* SPDX-License-Identifier: BSD-3-Clause */
#include "check.h"

#include "network/transient.h"

static ird_error err;

/* 10 fC within 40 ps: up to 0.5 mA at 20 ps after its start, half of that at 10 and 30.
 */
static void test_pulse(void) {
    const ird_pulse p = {100e-12, 10e-15, 40e-12F, 0};
    CHECK_NEAR(ird_pulse_ampere(&p, 99e-12), 0, 0);
    CHECK_NEAR(ird_pulse_ampere(&p, 110e-12), 0.25e-3, 1e-9);
    CHECK_NEAR(ird_pulse_ampere(&p, 120e-12), 0.5e-3, 1e-9);
    CHECK_NEAR(ird_pulse_ampere(&p, 130e-12), 0.25e-3, 1e-9);
    CHECK_NEAR(ird_pulse_ampere(&p, 141e-12), 0, 0);
    CHECK_NEAR(ird_pulse_charge(&p, 100e-12), 0, 1e-24);
    CHECK_NEAR(ird_pulse_charge(&p, 110e-12), 1.25e-15, 1e-21);
    CHECK_NEAR(ird_pulse_charge(&p, 120e-12), 5e-15, 1e-21);
    CHECK_NEAR(ird_pulse_charge(&p, 130e-12), 8.75e-15, 1e-21);
    CHECK_NEAR(ird_pulse_charge(&p, 1), 10e-15, 0);
}

/* 1 A, 3 A from 1 s on: up within 2 s, there for 3 s, down within 4 s, again after 20 s.
 * Above the 1 A that are 2 * (1 + 3 + 2) C a period. */
static void test_wave(void) {
    const ird_wave w = {1, 3, 1, 2, 3, 4, 20, 0};
    const double at_s[] = {0, 1, 2, 3, 6, 8, 10, 20, 22, 23, 48};
    const double ampere[] = {1, 1, 2, 3, 3, 2, 1, 1, 2, 3, 2};
    for (size_t i = 0; i < sizeof at_s / sizeof *at_s; i++) {
        CHECK_NEAR(ird_wave_ampere(&w, at_s[i]), ampere[i], 1e-12);
    }
    CHECK_NEAR(ird_wave_charge(&w, 1) - ird_wave_charge(&w, 0), 1, 1e-12);
    CHECK_NEAR(ird_wave_charge(&w, 2) - ird_wave_charge(&w, 1), 1.5, 1e-12);
    CHECK_NEAR(ird_wave_charge(&w, 6) - ird_wave_charge(&w, 3), 9, 1e-12);
    CHECK_NEAR(ird_wave_charge(&w, 8) - ird_wave_charge(&w, 6), 5, 1e-12);
    CHECK_NEAR(ird_wave_charge(&w, 41) - ird_wave_charge(&w, 1), 40 + 24, 1e-12);
    const ird_wave once = {0, 1, 0, 0, 1, 0, 0, 0};
    CHECK_NEAR(ird_wave_charge(&once, 100) - ird_wave_charge(&once, 0), 1, 1e-12);
    CHECK_NEAR(ird_wave_ampere(&once, 0), 1, 0);
    CHECK_NEAR(ird_wave_ampere(&once, 1.5), 0, 0);
}

/* 2 A until 1 s, then to 4 A at 3 s, a jump to 0 there, and 1 A at 5 s. */
static void test_course(void) {
    ird_transient t = {0};
    const double at_s[] = {1, 3, 3, 5}, ampere[] = {2, 4, 0, 1};
    CHECK(ird_transient_add_course(&t, 0, &err) == IRD_OK);
    for (size_t i = 0; i < 4; i++) {
        CHECK(ird_transient_add_point(&t, at_s[i], ampere[i], &err) == IRD_OK);
    }
    const ird_course *c = &t.courses.items[0];
    CHECK_NEAR(ird_course_ampere(&t, c, 0), 2, 0);
    CHECK_NEAR(ird_course_ampere(&t, c, 2), 3, 0);
    CHECK_NEAR(ird_course_ampere(&t, c, 3), 0, 0);
    CHECK_NEAR(ird_course_ampere(&t, c, 4), 0.5, 0);
    CHECK_NEAR(ird_course_ampere(&t, c, 9), 1, 0);
    CHECK_NEAR(ird_course_charge(&t, c, 1) - ird_course_charge(&t, c, 0), 2, 1e-15);
    CHECK_NEAR(ird_course_charge(&t, c, 2) - ird_course_charge(&t, c, 1), 2.5, 1e-15);
    CHECK_NEAR(ird_course_charge(&t, c, 7) - ird_course_charge(&t, c, 1), 9, 1e-15);
    CHECK(ird_transient_add_point(&t, 4, 0, &err) == IRD_TRANSIENT_BACKWARDS);
    CHECK(ird_transient_add_point(&t, (double)NAN, 0, &err) == IRD_TRANSIENT_VALUE);
    CHECK(c->count == 4 && t.points.count == 4);
    ird_transient_free(&t);
}

static void test_refused(void) {
    ird_transient t = {0};
    const ird_capacitor bad_c[] = {{0, 1, -1, 0, 0}, {0, 1, 1, -1, 0}, {0, 1, NAN, 0, 0}};
    for (size_t i = 0; i < 3; i++) {
        CHECK(ird_transient_add_capacitor(&t, &bad_c[i], &err) == IRD_TRANSIENT_VALUE);
    }
    CHECK(ird_transient_add_inductor(&t, &(ird_inductor){0, -1}, &err) ==
          IRD_TRANSIENT_VALUE);
    CHECK(ird_transient_add_drain(&t, 0, -1, INFINITY, NULL, &err) ==
          IRD_TRANSIENT_VALUE);
    CHECK(ird_transient_add_pulse(&t, &(ird_pulse){0, 1, 0, 0}, &err) ==
          IRD_TRANSIENT_VALUE);
    CHECK(ird_transient_add_wave(&t, &(ird_wave){0, 1, 0, 1, 1, 1, 2, 0}, &err) ==
          IRD_TRANSIENT_VALUE);
    CHECK(ird_transient_add_wave(&t, &(ird_wave){0, 1, -1, 1, 1, 1, 0, 0}, &err) ==
          IRD_TRANSIENT_VALUE);
    CHECK(t.capacitors.count + t.inductors.count + t.drains.count + t.pulses.count +
              t.waves.count ==
          0);
    ird_transient_free(&t);
}

/* Node 3 of three, resistor 1 of one, drain 1 of one. */
static void test_places(void) {
    ird_transient t = {0};
    CHECK(ird_transient_add_capacitor(&t, &(ird_capacitor){2, IRD_REFERENCE, 1, 0, 3},
                                      &err) == IRD_OK);
    CHECK(ird_transient_add_drain(&t, 0, IRD_REFERENCE, 1, NULL, &err) == IRD_OK);
    CHECK(ird_transient_check(&t, 3, 1, &err) == IRD_OK);
    CHECK(ird_transient_check(&t, 2, 1, &err) == IRD_TRANSIENT_NODE);
    CHECK(ird_transient_add_inductor(&t, &(ird_inductor){1, 1}, &err) == IRD_OK);
    CHECK(ird_transient_check(&t, 3, 1, &err) == IRD_TRANSIENT_NODE);
    t.inductors.count = 0;
    CHECK(ird_transient_add_pulse(&t, &(ird_pulse){0, 1, 1, 1}, &err) == IRD_OK);
    CHECK(ird_transient_check(&t, 3, 1, &err) == IRD_TRANSIENT_NODE);
    double farad[IRD_CAPACITANCE_KINDS];
    ird_transient_capacitance(&t, farad);
    CHECK_NEAR(farad[IRD_CAPACITANCE_DECAP], 1, 0);
    CHECK_NEAR(farad[IRD_CAPACITANCE_LOAD], 0, 0);
    CHECK_TEXT(ird_capacitance_name(IRD_CAPACITANCE_DECAP), "decap");
    ird_transient_free(&t);
}

static void test_package(void) {
    ird_network n = {.units = 1000};
    int32_t die, resistor, node;
    CHECK(ird_network_add_named_node(&n, "vdd", 3, &die, &err) == IRD_OK);
    CHECK(ird_network_add_source(&n, die, 1.1, &err) == IRD_OK);
    CHECK(ird_network_add_package(&n, 0, -1, &resistor, &node, &err) ==
          IRD_NETWORK_VALUE);
    CHECK(ird_network_add_package(&n, 1, 1, &resistor, &node, &err) == IRD_NETWORK_NODE);
    CHECK(n.nodes.count == 1 && n.resistors.count == 0 && n.sources.items[0].node == die);
    CHECK(ird_network_add_package(&n, 0, 0.05, &resistor, &node, &err) == IRD_OK);
    CHECK(node == die && resistor == 0 && n.nodes.count == 2);
    CHECK(n.sources.items[0].node == 1 && n.resistors.items[0].b == die);
    CHECK_NEAR(n.resistors.items[0].ohm, 0.05, 0);
    ird_network_free(&n);
}

int main(void) {
    RUN(test_pulse);
    RUN(test_wave);
    RUN(test_course);
    RUN(test_refused);
    RUN(test_places);
    RUN(test_package);
    return check_summary("transient");
}
