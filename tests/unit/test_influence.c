/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What capacitance would take off a drop, against solving again with a little of it.
 */
#include "check.h"

#include "dynamic/influence.h"

enum { SIDE = 8 };

static ird_error err;

typedef struct scene {
    ird_network nets[2];
    ird_transient t;
} scene;

/* A rail of VDD and one of VSS, fed at one end each (through 1 ohm, as by a package),
 * with 10 to 40 fF between them and pulses at other times at each. */
static void build(scene *s) {
    *s = (scene){0};
    for (int k = 0; k < 2; k++) {
        ird_network *n = &s->nets[k];
        int32_t layer, node;
        n->units = 1000;
        n->is_ground = k == 1;
        CHECK(ird_network_add_layer(n, "m1", 2, &layer, &err) == IRD_OK);
        for (int i = 0; i <= SIDE; i++) {
            CHECK(ird_network_add_node(n, IRD_NODE_GRID, layer, k, i, &node, &err) ==
                  IRD_OK);
        }
        for (int i = 0; i < SIDE; i++) {
            CHECK(ird_network_add_resistor(n, i, i + 1, i == 0 ? 1 : 20 + 3 * i + k,
                                           NULL) == IRD_OK);
        }
        CHECK(ird_network_add_source(n, 0, k == 0 ? 1.1 : 0, NULL) == IRD_OK);
    }
    for (int32_t i = 1; i <= SIDE; i++) {
        const ird_capacitor c = {i, SIDE + 1 + i, (10 + 4 * i) * 1e-15, 0,
                                 IRD_CAPACITANCE_LOAD};
        int32_t drain;
        CHECK(ird_transient_add_capacitor(&s->t, &c, &err) == IRD_OK);
        CHECK(ird_transient_add_drain(&s->t, i, SIDE + 1 + i, 1e-6, &drain, &err) ==
              IRD_OK);
        const ird_pulse p = {(20 + 9 * ((5 * i) % 7)) * 1e-12, (4 + i) * 1e-15, 40e-12F,
                             drain};
        CHECK(ird_transient_add_pulse(&s->t, &p, &err) == IRD_OK);
    }
}

static void clear(scene *s) {
    ird_transient_free(&s->t);
    ird_network_free(&s->nets[0]);
    ird_network_free(&s->nets[1]);
}

static const double step_s = 0.5e-12, stop_s = 250e-12;

/* The drop of a node at a time; or its worst, and when, where at_s is 0. */
static double drop_at(const scene *s, int32_t node, double *at_s) {
    const ird_network *nets[] = {&s->nets[0], &s->nets[1]};
    const ird_dynamic_input input = {nets, 2, &s->t};
    ird_dynamic_wish wish = {.step_s = step_s,
                             .stop_s = stop_s,
                             .keeps_step = true,
                             .probes = &node,
                             .probe_count = 1,
                             .instants_s = at_s,
                             .instant_count = *at_s > 0 ? 1 : 0,
                             .solve = ird_solve_defaults};
    ird_dynamic d = {0};
    double found = NAN;
    CHECK(ird_dynamic_solve(&d, &input, &wish, NULL, &err) == IRD_OK);
    if (*at_s > 0) {
        for (size_t i = 0; i < d.course.count; i++) {
            found = fabs(d.course.at_s[i] - *at_s) < 1e-18 ? d.course.drop_v[i] : found;
        }
    } else {
        found = d.drop_v[node];
        *at_s = d.at_s[node];
    }
    ird_dynamic_free(&d);
    return found;
}

static ird_influence_wish wish_of(const ird_influence_spot *spots, size_t spot_count,
                                  const ird_influence_place *places, size_t count) {
    return (ird_influence_wish){.step_s = step_s,
                                .reach_s = stop_s,
                                .solve = ird_solve_defaults,
                                .spots = spots,
                                .spot_count = spot_count,
                                .places = places,
                                .place_count = count};
}

enum { PLACES = 2 * SIDE };

/* Between the rails, and of one rail to ground, for a node of each net. */
static void test_differences(void) {
    scene s;
    build(&s);
    const int32_t ends[] = {SIDE, SIDE + 1 + 5};
    ird_influence_spot spots[2];
    ird_influence_place places[PLACES];
    double gains[2 * PLACES], drop_v[2];
    for (int k = 0; k < 2; k++) {
        double at_s = 0;
        drop_at(&s, ends[k], &at_s);
        spots[k] = (ird_influence_spot){ends[k], at_s};
        drop_v[k] = drop_at(&s, ends[k], &at_s);
    }
    for (int32_t i = 0; i < SIDE; i++) {
        places[i] = (ird_influence_place){i + 1, SIDE + 2 + i};
        places[SIDE + i] = i % 2 == 0
                               ? (ird_influence_place){i + 1, IRD_REFERENCE}
                               : (ird_influence_place){IRD_REFERENCE, SIDE + 2 + i};
    }
    const ird_network *nets[] = {&s.nets[0], &s.nets[1]};
    const ird_dynamic_input input = {nets, 2, &s.t};
    const ird_influence_wish wish = wish_of(spots, 2, places, PLACES);
    CHECK(ird_dynamic_influence(&input, &wish, NULL, gains, &err) == IRD_OK);
    double largest = 0;
    for (int i = 0; i < 2 * PLACES; i++) {
        largest = fmax(largest, fabs(gains[i]));
    }
    CHECK(largest > 0);
    for (int i = 0; i < PLACES; i++) {
        const double farad = 0.02e-15;
        const ird_capacitor more = {places[i].a, places[i].b, farad, 0,
                                    IRD_CAPACITANCE_DECAP};
        CHECK(ird_transient_add_capacitor(&s.t, &more, &err) == IRD_OK);
        for (int k = 0; k < 2; k++) {
            double at_s = spots[k].at_s;
            double fall = (drop_v[k] - drop_at(&s, ends[k], &at_s)) / farad;
            /* what comes in the step of the drop itself is of first order in the step */
            CHECK_NEAR(gains[k * PLACES + i], fall, 0.01 * fabs(fall) + 0.012 * largest);
        }
        s.t.capacitors.count--;
    }
    clear(&s);
}

/* 10 ohm and 1 fF answer within 10 fs, a step is 1 ps: the drop follows the current, and
 * c more is late by 10 ohm c: by that times how fast it rose to its top, a triangle of 10
 * fC within 20 ps, whose sides are 0.1 mA/ps. What it does behind its top must not count.
 */
static void test_fast(void) {
    scene s = {0};
    int32_t layer, node, drain;
    ird_network *n = &s.nets[0];
    n->units = 1000;
    CHECK(ird_network_add_layer(n, "m1", 2, &layer, &err) == IRD_OK);
    for (int i = 0; i < 2; i++) {
        CHECK(ird_network_add_node(n, IRD_NODE_GRID, layer, 0, i, &node, &err) == IRD_OK);
    }
    CHECK(ird_network_add_resistor(n, 0, 1, 10, NULL) == IRD_OK);
    CHECK(ird_network_add_source(n, 0, 1.1, NULL) == IRD_OK);
    const ird_capacitor c = {1, IRD_REFERENCE, 1e-15, 0, IRD_CAPACITANCE_LOAD};
    CHECK(ird_transient_add_capacitor(&s.t, &c, &err) == IRD_OK);
    CHECK(ird_transient_add_drain(&s.t, 1, IRD_REFERENCE, 0, &drain, &err) == IRD_OK);
    const ird_pulse p = {30e-12, 10e-15, 20e-12F, drain};
    CHECK(ird_transient_add_pulse(&s.t, &p, &err) == IRD_OK);
    const ird_network *nets[] = {n};
    const ird_dynamic_input input = {nets, 1, &s.t};
    const ird_influence_spot spot = {1, 40e-12};
    const ird_influence_place place = {1, IRD_REFERENCE};
    ird_influence_wish wish = wish_of(&spot, 1, &place, 1);
    wish.step_s = 1e-12;
    double gain, slope = 10 * 0.1e-3 / 1e-12; /* V/s */
    CHECK(ird_dynamic_influence(&input, &wish, NULL, &gain, &err) == IRD_OK);
    CHECK_NEAR(gain, 10 * slope, 0.2 * 10 * slope);
    clear(&s);
}

/* What was longer ago than asked for counts for nothing: less, but not more, is found. */
static void test_reach(void) {
    scene s;
    build(&s);
    double at_s = 0, whole, part;
    drop_at(&s, SIDE, &at_s);
    const ird_influence_spot spot = {SIDE, at_s};
    const ird_influence_place place = {SIDE, 2 * SIDE + 1};
    const ird_network *nets[] = {&s.nets[0], &s.nets[1]};
    const ird_dynamic_input input = {nets, 2, &s.t};
    ird_influence_wish wish = wish_of(&spot, 1, &place, 1);
    CHECK(ird_dynamic_influence(&input, &wish, NULL, &whole, &err) == IRD_OK);
    wish.reach_s = 5e-12;
    CHECK(ird_dynamic_influence(&input, &wish, NULL, &part, &err) == IRD_OK);
    CHECK(part < 0.6 * whole && part > 0);
    clear(&s);
}

static void test_bad_nodes(void) {
    scene s;
    build(&s);
    ird_influence_spot spot = {SIDE, 100e-12};
    ird_influence_place place = {SIDE, 99};
    const ird_network *nets[] = {&s.nets[0], &s.nets[1]};
    const ird_dynamic_input input = {nets, 2, &s.t};
    ird_influence_wish wish = wish_of(&spot, 1, &place, 1);
    double gain;
    CHECK(ird_dynamic_influence(&input, &wish, NULL, &gain, &err) == IRD_TRANSIENT_NODE);
    place.b = IRD_REFERENCE;
    spot.node = -1;
    CHECK(ird_dynamic_influence(&input, &wish, NULL, &gain, &err) == IRD_TRANSIENT_NODE);
    clear(&s);
}

int main(void) {
    RUN(test_differences);
    RUN(test_fast);
    RUN(test_reach);
    RUN(test_bad_nodes);
    return check_summary("influence");
}
