/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Cycles as slices, on two loads with a resistor each: charges, drops and the choice of
 * slices by hand.
 */
#include "check.h"
#include "mesh.h"

#include "slices/slices.h"

enum { AT_A = 20 * IRD_SLICES_SIDE + 10, AT_B = IRD_SLICES_PIXELS - 1 };

static const double PERIOD_S = 1e-9, PICO = 1e-12, FEMTO = 1e-15;

typedef struct bench {
    ird_network net;
    ird_transient transient;
    int32_t a, b; /* drains */
} bench;

/* From one source 2 ohm to A, which holds 50 pF, and 4 ohm to B; 1 um a pixel. */
static void open_bench(bench *t, double idle_b_a) {
    ird_error err = {0};
    *t = (bench){.net = {.units = 1000}};
    int32_t layer = mesh_layer(&t->net, "m1");
    int32_t source = mesh_node(&t->net, layer, 0, 0);
    int32_t a = mesh_node(&t->net, layer, 10.5, 20.5);
    int32_t b = mesh_node(&t->net, layer, 64, 64);
    mesh_wire(&t->net, source, a, 2);
    mesh_wire(&t->net, source, b, 4);
    mesh_source(&t->net, source, 1.1);
    mesh_load(&t->net, a, 1e-3);
    mesh_load(&t->net, b, 1e-3);
    const ird_capacitor held = {a, IRD_REFERENCE, 50 * PICO, 0, IRD_CAPACITANCE_DECAP};
    mesh_need(ird_transient_add_capacitor(&t->transient, &held, &err), &err);
    mesh_need(ird_transient_add_drain(&t->transient, a, IRD_REFERENCE, 0, &t->a, &err),
              &err);
    mesh_need(
        ird_transient_add_drain(&t->transient, b, IRD_REFERENCE, idle_b_a, &t->b, &err),
        &err);
}

static void close_bench(bench *t) {
    ird_transient_free(&t->transient);
    ird_network_free(&t->net);
}

static ird_slices *cut(const bench *t, const ird_pulse *pulses, size_t count,
                       double from_s) {
    ird_error err = {0};
    ird_slicer *slicer = NULL;
    const ird_slicer_wish wish = {.period_s = PERIOD_S,
                                  .slice_s = 100 * PICO,
                                  .wants_answer = true,
                                  .wants_step = true};
    ird_slices *slices = malloc(sizeof *slices);
    mesh_need(ird_slicer_create(&slicer, &t->net, &t->transient, &wish, &err), &err);
    CHECK_NEAR(ird_slicer_slice_s(slicer), 100 * PICO, 1e-15 * PICO);
    mesh_need(ird_slicer_cut(slicer, pulses, count, from_s, slices, &err), &err);
    ird_slicer_free(slicer);
    return slices;
}

/* A pulse of 1 fC at A in [200, 300) ps, one of 2 fC at B in [600, 700) ps. */
static void test_by_hand(void) {
    bench t;
    open_bench(&t, 0);
    const ird_pulse pulses[] = {{200 * PICO, 1 * FEMTO, 100e-12F, t.a},
                                {600 * PICO, 2 * FEMTO, 100e-12F, t.b}};
    ird_slices *s = cut(&t, pulses, 2, 0);
    CHECK(s->count == 2);
    CHECK_NEAR(s->from_s[0], 600 * PICO, 1e-3 * PICO);
    CHECK_NEAR(s->from_s[1], 200 * PICO, 1e-3 * PICO);
    CHECK_NEAR(s->total_c, 3 * FEMTO, 1e-6 * FEMTO);
    /* 20 uA through 4 ohm; 10 uA through 2 ohm, and with C/h = 0.5 S beside them. */
    CHECK_NEAR(s->scale_v, 80e-6, 1e-10);
    CHECK_NEAR((double)s->answer[0][AT_B], 1, 1e-5);
    CHECK_NEAR((double)s->answer[0][AT_A], 0, 1e-5);
    CHECK_NEAR((double)s->answer[1][AT_A], 0.25, 1e-5);
    CHECK_NEAR((double)s->step[0][AT_B], 1, 1e-5);
    CHECK_NEAR((double)s->step[1][AT_A], 0.125, 1e-5);
    CHECK_NEAR(s->step_v, 80e-6, 1e-10);
    /* Charges alone tell maps of one unit apart; nothing elsewhere. */
    CHECK_NEAR((double)(s->slice[0][AT_B] / s->slice[1][AT_A]), 2, 1e-5);
    CHECK_NEAR((double)(s->cycle[AT_B] / s->slice[0][AT_B]), 0.1, 1e-5);
    double sum = 0;
    for (size_t i = 0; i < IRD_SLICES_PIXELS; i++) {
        sum += i != AT_A && i != AT_B ? fabs((double)s->cycle[i]) : 0;
    }
    CHECK(sum == 0);
    free(s);
    close_bench(&t);
}

/* Thrice the charge: the same maps over thrice the scale. A cycle later: the same. */
static void test_scales(void) {
    bench t;
    open_bench(&t, 0);
    ird_pulse pulses[] = {{230 * PICO, 1 * FEMTO, 100e-12F, t.a},
                          {600 * PICO, 2 * FEMTO, 100e-12F, t.b}};
    ird_slices *one = cut(&t, pulses, 2, 0);
    for (size_t i = 0; i < 2; i++) {
        pulses[i].charge_c *= 3;
        pulses[i].start_s += 4 * PERIOD_S;
    }
    ird_slices *other = cut(&t, pulses, 2, 4 * PERIOD_S);
    CHECK_NEAR(other->scale_v, 3 * one->scale_v, 1e-6 * one->scale_v);
    CHECK_NEAR((double)other->slice[1][AT_A], (double)one->slice[1][AT_A], 1e-4);
    CHECK_NEAR((double)other->step[1][AT_A], (double)one->step[1][AT_A], 1e-5);
    /* Of a triangle the first fifth has 2/25: a slice from 250 ps lacks that, and the one
     * from 200 ps the last three tenths, which are more. */
    CHECK_NEAR(one->from_s[1], 250 * PICO, 1e-3 * PICO);
    CHECK_NEAR((double)one->answer[1][AT_A], 0.25 * 23 / 25, 1e-5);
    free(one);
    free(other);
    close_bench(&t);
}

/* What is always drawn is drawn in every slice: 1 uA through 4 ohm more. */
static void test_idle(void) {
    bench t;
    open_bench(&t, 1e-6);
    const ird_pulse pulse = {600 * PICO, 2 * FEMTO, 100e-12F, t.b};
    ird_slices *s = cut(&t, &pulse, 1, 0);
    CHECK(s->count == IRD_SLICES_MOST);
    CHECK_NEAR(s->scale_v, 84e-6, 1e-10);
    CHECK_NEAR((double)s->answer[1][AT_B], 4.0 / 84, 1e-5);
    CHECK_NEAR(s->total_c, 3 * FEMTO, 1e-6 * FEMTO);
    free(s);
    s = cut(&t, &pulse, 1, 2 * PERIOD_S); /* another cycle, in which nothing switches */
    CHECK_NEAR(s->scale_v, 4e-6, 1e-10);
    free(s);
    close_bench(&t);
}

static void test_length(void) {
    bench t;
    ird_error err = {0};
    open_bench(&t, 0);
    CHECK_NEAR(ird_slices_length(&t.transient, PERIOD_S), PERIOD_S / 8, 1e-15);
    const ird_pulse pulses[] = {{0, 1 * FEMTO, 40e-12F, 0}, {0, 3 * FEMTO, 80e-12F, 0}};
    for (size_t i = 0; i < 2; i++) {
        mesh_need(ird_transient_add_pulse(&t.transient, &pulses[i], &err), &err);
    }
    CHECK_NEAR(ird_slices_length(&t.transient, PERIOD_S), 70 * PICO, 1e-3 * PICO);
    CHECK_NEAR(ird_slices_length(&t.transient, 0.1e-9), 25 * PICO, 1e-3 * PICO);
    close_bench(&t);
}

int main(void) {
    RUN(test_by_hand);
    RUN(test_scales);
    RUN(test_idle);
    RUN(test_length);
    return check_summary("slices");
}
