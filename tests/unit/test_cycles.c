/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Scores of cycles: charges by hand.
 */
#include "check.h"

#include "cycles/score.h"

enum { NODES = 9 };

static ird_error err;

typedef struct scene {
    ird_network net;
    ird_transient t;
} scene;

/* A rail of nodes 1 um apart, fed at node 0 through 1 ohm, then 20 ohm each; a drain and
 * 10 fF at each of the others, drain i at node i + 1. */
static void build(scene *s) {
    int32_t layer, node, drain;
    *s = (scene){0};
    s->net.units = 1000;
    CHECK(ird_network_add_layer(&s->net, "m1", 2, &layer, &err) == IRD_OK);
    for (int i = 0; i < NODES; i++) {
        CHECK(ird_network_add_node(&s->net, IRD_NODE_GRID, layer, 1000 * i, 0, &node,
                                   &err) == IRD_OK);
        if (i > 0) {
            CHECK(ird_network_add_resistor(&s->net, i - 1, i, i == 1 ? 1 : 20, &err) ==
                  IRD_OK);
            const ird_capacitor c = {i, IRD_REFERENCE, 10e-15, 0, IRD_CAPACITANCE_LOAD};
            CHECK(ird_transient_add_capacitor(&s->t, &c, &err) == IRD_OK);
            CHECK(ird_transient_add_drain(&s->t, i, IRD_REFERENCE, 1e-6, &drain, &err) ==
                  IRD_OK);
        }
    }
    CHECK(ird_network_add_source(&s->net, 0, 1.1, &err) == IRD_OK);
}

static void clear(scene *s) {
    ird_transient_free(&s->t);
    ird_network_free(&s->net);
}

static ird_status make(ird_scorer **scorer, const scene *s, ird_scorer_wish *wish) {
    static const ird_network *nets[1];
    nets[0] = &s->net;
    const ird_dynamic_input input = {nets, 1, &s->t};
    wish->solve = ird_solve_defaults;
    return ird_scorer_create(scorer, &input, wish, NULL, &err);
}

/* Three cycles of 1 ns: much charge far apart; less at one place; less at one time. */
static const ird_pulse spread[] = {{0, 5e-15, 40e-12F, 0}, {0.5e-9, 5e-15, 40e-12F, 7}};
static const ird_pulse placed[] = {{0, 4e-15, 40e-12F, 3}, {0.8e-9, 3e-15, 40e-12F, 3}};
static const ird_pulse timed[] = {{0.2e-9, 3e-15, 40e-12F, 2},
                                  {0.21e-9, 3e-15, 40e-12F, 3}};
static const ird_cycle_pulses three[] = {{spread, 2}, {placed, 2}, {timed, 2}};

static void test_charge(void) {
    scene s;
    ird_scorer *scorer = NULL;
    ird_scorer_wish wish = {.kind = IRD_SCORER_CHARGE, .period_s = 1e-9};
    ird_cycle_score score[3];
    build(&s);
    CHECK(make(&scorer, &s, &wish) == IRD_OK);
    CHECK(ird_scorer_run(scorer, NULL, three, 3, score, &err) == IRD_OK);
    CHECK_NEAR(score[0].worst_v, 10e-15, 1e-25);
    CHECK_NEAR(score[1].worst_v, 7e-15, 1e-25);
    CHECK_NEAR(score[2].worst_v, 6e-15, 1e-25);
    CHECK(isnan(score[0].at_s) && score[0].node == -1);
    CHECK(!ird_scorer_is_volt(IRD_SCORER_CHARGE));
    CHECK_TEXT(ird_scorer_name(IRD_SCORER_REGIONS), "regions");
    ird_scorer_free(scorer);
    clear(&s);
}

static void test_regions(void) {
    scene s;
    ird_scorer *scorer = NULL;
    ird_scorer_wish wish = {
        .kind = IRD_SCORER_REGIONS, .period_s = 1e-9, .region_um = 0.9};
    ird_cycle_score score[3];
    build(&s);
    CHECK(make(&scorer, &s, &wish) == IRD_OK);
    CHECK(ird_scorer_run(scorer, NULL, three, 3, score, &err) == IRD_OK);
    CHECK_NEAR(score[0].worst_v, 5e-15, 1e-24);
    CHECK_NEAR(score[1].worst_v, 7e-15, 1e-24);
    CHECK_NEAR(score[2].worst_v, 3e-15, 1e-24);
    CHECK(score[1].node == 4 && isnan(score[1].at_s));
    ird_scorer_free(scorer);
    /* In 200 ps: the two pulses at one place are apart, so 4 fC count; regions of 4 um
     * hold the two of the third cycle. */
    wish.slice_s = 0.2e-9;
    wish.region_um = 4;
    CHECK(make(&scorer, &s, &wish) == IRD_OK);
    CHECK(ird_scorer_run(scorer, NULL, three, 3, score, &err) == IRD_OK);
    CHECK_NEAR(score[0].worst_v, 5e-15, 1e-24);
    CHECK_NEAR(score[1].worst_v, 4e-15, 1e-24);
    CHECK_NEAR(score[2].worst_v, 3e-15, 1e-24);
    ird_scorer_free(scorer);
    wish.region_um = 4.5; /* nodes 0 to 4, and the others */
    CHECK(make(&scorer, &s, &wish) == IRD_OK);
    CHECK(ird_scorer_run(scorer, NULL, three, 3, score, &err) == IRD_OK);
    CHECK_NEAR(score[2].worst_v, 6e-15, 1e-24);
    CHECK_NEAR(score[2].at_s, 0.2e-9, 1e-15);
    CHECK(score[2].node == 3 || score[2].node == 4);
    ird_scorer_free(scorer);
    clear(&s);
}

/* A pulse from 20 ps before the end of the cycle before to 20 ps behind it: half of its
 * charge belongs to this cycle, the other half to that one. */
static void test_before(void) {
    static const ird_pulse late = {0.98e-9, 8e-15, 40e-12F, 2};
    static const ird_cycle_pulses before[] = {{&late, 1}, {&late, 0}};
    static const ird_cycle_pulses cycles[] = {{NULL, 0}, {&late, 1}};
    scene s;
    ird_scorer *scorer = NULL;
    ird_scorer_wish wish = {
        .kind = IRD_SCORER_REGIONS, .period_s = 1e-9, .region_um = 0.9};
    ird_cycle_score score[2];
    build(&s);
    CHECK(make(&scorer, &s, &wish) == IRD_OK);
    CHECK(ird_scorer_run(scorer, before, cycles, 2, score, &err) == IRD_OK);
    CHECK_NEAR(score[0].worst_v, 4e-15, 1e-21);
    CHECK_NEAR(score[1].worst_v, 4e-15, 1e-21);
    ird_scorer_free(scorer);
    clear(&s);
}

static void test_refused(void) {
    static const ird_pulse stray = {0, 1e-15, 40e-12F, NODES};
    static const ird_cycle_pulses cycles[] = {{&stray, 1}};
    scene s;
    ird_scorer *scorer = NULL;
    ird_scorer_wish wish = {.kind = IRD_SCORER_CHARGE};
    ird_cycle_score score;
    build(&s);
    CHECK(make(&scorer, &s, &wish) == IRD_CYCLE_SCORER);
    wish.period_s = 1e-9;
    wish.slice_s = 2e-9;
    CHECK(make(&scorer, &s, &wish) == IRD_CYCLE_SCORER);
    wish.slice_s = 0;
    wish.kind = IRD_SCORER_KINDS;
    CHECK(make(&scorer, &s, &wish) == IRD_CYCLE_SCORER);
    wish.kind = IRD_SCORER_CHARGE;
    CHECK(scorer == NULL && make(&scorer, &s, &wish) == IRD_OK);
    CHECK(ird_scorer_run(scorer, NULL, cycles, 1, &score, &err) == IRD_TRANSIENT_NODE);
    ird_scorer_free(scorer);
    ird_scorer_free(NULL);
    clear(&s);
}

int main(void) {
    RUN(test_charge);
    RUN(test_regions);
    RUN(test_before);
    RUN(test_refused);
    return check_summary("cycles");
}
