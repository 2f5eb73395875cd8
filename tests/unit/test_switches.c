/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Power switches: which there are, which way they feed, and nets that feed each other
 * solved together. Values by hand from Ohm's law.
 */
#include "grid_text.h"

#include "chain/chain.h"

/* One layer of 0.1 ohm per square along x. CELL has its pin VDD at its top, PSW the
 * switched one there, VDDG 2 um higher and an enable that it hands on. LS is a level
 * shifter: two supplies, data in and out. RET is a flip-flop with two supplies. FOOT
 * switches a ground. */
static const char LEF[] =
    "VERSION 5.8 ;\nUNITS\n DATABASE MICRONS 1000 ;\nEND UNITS\n"
    "LAYER m1\n TYPE ROUTING ;\n DIRECTION HORIZONTAL ;\n PITCH 1 ;\n WIDTH 0.2 ;\n"
    " RESISTANCE RPERSQ 0.1 ;\nEND m1\n"
    "MACRO CELL\n CLASS CORE ;\n SIZE 1 BY 2 ;\n"
    " PIN VDD\n  USE POWER ;\n  PORT\n   LAYER m1 ;\n   RECT 0 1.5 1 2.5 ;\n  END\n END "
    "VDD\n"
    " PIN A\n  USE SIGNAL ;\n END A\nEND CELL\n"
    "MACRO PSW\n CLASS CORE ;\n SIZE 1 BY 4 ;\n"
    " PIN VDD\n  USE POWER ;\n  PORT\n   LAYER m1 ;\n   RECT 0 1.5 1 2.5 ;\n  END\n END "
    "VDD\n"
    " PIN VDDG\n  USE POWER ;\n  PORT\n   LAYER m1 ;\n   RECT 0 3.5 1 4.5 ;\n  END\n END "
    "VDDG\n"
    " PIN SLEEP\n  DIRECTION INPUT ;\n  USE SIGNAL ;\n END SLEEP\n"
    " PIN SLEEP_OUT\n  DIRECTION OUTPUT ;\n  USE SIGNAL ;\n END SLEEP_OUT\nEND PSW\n"
    "MACRO LS\n CLASS CORE ;\n SIZE 1 BY 4 ;\n"
    " PIN VDD\n  USE POWER ;\n  PORT\n   LAYER m1 ;\n   RECT 0 1.5 1 2.5 ;\n  END\n END "
    "VDD\n"
    " PIN VDDG\n  USE POWER ;\n  PORT\n   LAYER m1 ;\n   RECT 0 3.5 1 4.5 ;\n  END\n END "
    "VDDG\n"
    " PIN A\n  DIRECTION INPUT ;\n  USE SIGNAL ;\n END A\n"
    " PIN Y\n  DIRECTION OUTPUT ;\n  USE SIGNAL ;\n END Y\nEND LS\n"
    "MACRO RET\n CLASS CORE ;\n SIZE 1 BY 4 ;\n"
    " PIN VDD\n  USE POWER ;\n  PORT\n   LAYER m1 ;\n   RECT 0 1.5 1 2.5 ;\n  END\n END "
    "VDD\n"
    " PIN VDDG\n  USE POWER ;\n  PORT\n   LAYER m1 ;\n   RECT 0 3.5 1 4.5 ;\n  END\n END "
    "VDDG\n"
    " PIN CK\n  DIRECTION INPUT ;\n  USE CLOCK ;\n END CK\n"
    " PIN RETN\n  DIRECTION INPUT ;\n  USE SIGNAL ;\n END RETN\nEND RET\n"
    "END LIBRARY\n";

typedef struct chain_text {
    grid_text g; /* without a grid of its own */
    ird_grid grids[3];
    ird_grid *list[3];
    size_t nets;
    ird_switches switches;
    ird_switch_flow flows[8];
    ird_chain_info info;
} chain_text;

/* What stands between the keywords of the sections. */
static void read_chain(chain_text *c, const char *components, const char *pins,
                       const char *nets) {
    static char def[16384];
    *c = (chain_text){0};
    int size = snprintf(def, sizeof def,
                        "VERSION 5.8 ;\nDESIGN d ;\nUNITS DISTANCE MICRONS 1000 ;\n"
                        "DIEAREA ( 0 0 ) ( 101000 101000 ) ;\n"
                        "COMPONENTS 1 ;\n%sEND COMPONENTS\nPINS 1 ;\n%sEND PINS\n"
                        "SPECIALNETS 1 ;\n%sEND SPECIALNETS\nEND DESIGN\n",
                        components, pins, nets);
    CHECK(size > 0 && (size_t)size < sizeof def);
    grid_text_load(&c->g, LEF, def, (size_t)size);
    c->nets = c->g.design.special_nets.count;
    for (size_t i = 0; i < c->g.power.count; i++) {
        int32_t macro = c->g.design.components.items[i].macro;
        bool draws = strcmp(ird_names_get(&c->g.tech.macro_names, macro), "CELL") == 0;
        c->g.power.instance_w[i] = draws ? 1e-3 : 0;
    }
}

static void find(chain_text *c, double psw_ohm) {
    ird_error err = {0};
    double ohms[8];
    for (size_t i = 0; i < c->g.tech.macros.count; i++) {
        bool is = strcmp(ird_names_get(&c->g.tech.macro_names, (int32_t)i), "PSW") == 0;
        ohms[i] = is ? psw_ohm : (double)NAN;
    }
    ird_switch_settings settings = {.macro_ohm = ohms};
    grid_text_stop(
        ird_switches_find(&c->switches, &c->g.design, &c->g.tech, &settings, &err), &err);
}

/* Each grid alone has then the solution that it has among all. */
static ird_status apply(chain_text *c, ird_error *err) {
    for (size_t i = 0; i < c->nets; i++) {
        if (ird_switches_feed(&c->switches, (int32_t)i)) {
            IRD_TRY(ird_grid_feed(c->list[i], &c->switches, c->flows, err));
        }
        IRD_TRY(ird_grid_carry(c->list[i], &c->switches, c->flows, err));
    }
    return IRD_OK;
}

static void solve_chain(chain_text *c) {
    ird_error err = {0};
    for (size_t i = 0; i < c->nets; i++) {
        ird_extract_options options = {.net = (int32_t)i,
                                       .swing_v = 1,
                                       .source_v = 1,
                                       .sources = ird_source_defaults,
                                       .switches = &c->switches};
        grid_text_stop(ird_extract(&c->grids[i], &c->g.design, &c->g.tech, &c->g.rc,
                                   &c->g.power, &options, NULL, &err),
                       &err);
        c->list[i] = &c->grids[i];
    }
    grid_text_stop(ird_chain_solve(c->flows, &c->info, c->list, c->nets, &c->switches,
                                   &ird_solve_defaults, NULL, &err),
                   &err);
    grid_text_stop(apply(c, &err), &err);
}

/* The drop of a net alone at the pin of an instance. */
static double drop_alone(chain_text *c, size_t net, const char *instance,
                         const char *pin) {
    ird_error err = {0};
    ird_factor *factor = NULL;
    ird_solution solution = {0};
    const ird_grid *grid = &c->grids[net];
    grid_text_stop(
        ird_factor_create(&factor, &grid->network, &ird_solve_defaults, NULL, &err),
        &err);
    grid_text_stop(ird_solve(&solution, factor, NULL, 0, &err), &err);
    int32_t component =
        ird_names_find(&c->g.design.component_names, instance, strlen(instance));
    int32_t id = ird_names_find(&c->g.tech.pin_names, pin, strlen(pin));
    int32_t at = ird_grid_find_terminal(grid, component, id);
    double drop_v =
        CHECK(at >= 0) ? solution.drop_v[grid->terminals.items[at].node] : (double)NAN;
    ird_solution_free(&solution);
    ird_factor_free(factor);
    return drop_v;
}

static void free_chain(chain_text *c) {
    for (size_t i = 0; i < c->nets; i++) {
        ird_grid_free(&c->grids[i]);
    }
    ird_switches_free(&c->switches);
    grid_text_free(&c->g);
}

static const char PIN_VDD[] =
    "- VDD + NET VDD + SPECIAL + DIRECTION INOUT + USE POWER + PORT\n"
    " + LAYER m1 ( -100 -500 ) ( 100 500 ) + FIXED ( 250 4000 ) N ;\n";

/* --- one switch ----------------------------------------------------------------------
 */

static const char ONE_NETS[] =
    "- VDD ( sw VDDG ) ( PIN VDD ) + ROUTED m1 1000 + SHAPE STRIPE ( 0 4000 ) "
    "( 60000 4000 ) + USE POWER ;\n"
    "- VDD_SW ( * VDD ) + ROUTED m1 1000 + SHAPE FOLLOWPIN ( 40000 2000 ) "
    "( 101000 2000 ) + USE POWER ;\n";
static const char ONE_CELLS[] = "- u1 CELL + PLACED ( 100000 0 ) N ;\n"
                                "- sw PSW + PLACED ( 50000 0 ) N ;\n";

/* 1 mA over 50 um of VDD, 10 ohm of the switch and 50 um of VDD_SW, within the length of
 * the pins. */
static void test_one_switch(void) {
    chain_text c;
    read_chain(&c, ONE_CELLS, PIN_VDD, ONE_NETS);
    find(&c, 10);
    CHECK(c.switches.items.count == 1 && c.switches.items.items[0].feed_net == 0 &&
          c.switches.items.items[0].net == 1 && !c.switches.items.items[0].is_assumed);
    CHECK(ird_switches_feed(&c.switches, 1) && !ird_switches_feed(&c.switches, 0));
    CHECK(ird_switches_drain(&c.switches, 0) && !ird_switches_drain(&c.switches, 1));
    solve_chain(&c);
    CHECK(c.info.connected == 1);
    CHECK_NEAR(c.flows[0].ampere, 1e-3, 1e-12);
    CHECK_NEAR(c.flows[0].feed_drop_v, 5.0e-3, 0.1e-3);
    CHECK_NEAR(c.flows[0].drop_v - c.flows[0].feed_drop_v, 10e-3, 1e-9);
    CHECK_NEAR(drop_alone(&c, 0, "sw", "VDDG"), c.flows[0].feed_drop_v, 1e-12);
    CHECK_NEAR(drop_alone(&c, 1, "sw", "VDD"), c.flows[0].drop_v, 1e-12);
    CHECK_NEAR(drop_alone(&c, 1, "u1", "VDD"), 20.0e-3, 0.2e-3);
    CHECK(c.grids[0].draws.carried == 1 && c.grids[1].draws.carried == 0);
    CHECK_NEAR(c.grids[0].draws.carried_a, 1e-3, 1e-12);
    free_chain(&c);
}

/* Nothing said: the least resistance, and told. */
static void test_assumed_resistance(void) {
    chain_text c;
    read_chain(&c, ONE_CELLS, PIN_VDD, ONE_NETS);
    find(&c, (double)NAN);
    CHECK(c.switches.items.count == 1 && c.switches.items.items[0].is_assumed);
    solve_chain(&c);
    CHECK_NEAR(drop_alone(&c, 1, "u1", "VDD"), 10.0e-3, 0.2e-3);
    free_chain(&c);
}

/* Said to be none: nothing is joined. */
static void test_no_switch(void) {
    chain_text c;
    read_chain(&c, ONE_CELLS, PIN_VDD, ONE_NETS);
    find(&c, (double)INFINITY);
    CHECK(c.switches.items.count == 0);
    free_chain(&c);
}

/* Cells on two supplies that switch none. */
static void test_no_switches_by_their_pins(void) {
    static const char *const macros[] = {"LS", "RET"};
    for (size_t i = 0; i < 2; i++) {
        char cells[256];
        chain_text c;
        snprintf(
            cells, sizeof cells,
            "- u1 CELL + PLACED ( 100000 0 ) N ;\n- sw %s + PLACED ( 50000 0 ) N ;\n",
            macros[i]);
        read_chain(&c, cells, PIN_VDD, ONE_NETS);
        find(&c, 10);
        CHECK(c.switches.items.count == 0);
        free_chain(&c);
    }
}

/* Without any pin that net feeds which has no cells but switches. */
static void test_way_without_sources(void) {
    chain_text c;
    read_chain(&c, ONE_CELLS, "",
               "- VDD_SW ( * VDD ) + ROUTED m1 1000 + SHAPE FOLLOWPIN ( 40000 2000 ) "
               "( 101000 2000 ) + USE POWER ;\n"
               "- VDD ( sw VDDG ) + ROUTED m1 1000 + SHAPE STRIPE ( 0 4000 ) "
               "( 60000 4000 ) + USE POWER ;\n");
    find(&c, 10);
    CHECK(c.switches.items.count == 1 && c.switches.items.items[0].feed_net == 1 &&
          c.switches.items.items[0].net == 0);
    free_chain(&c);
}

/* --- several -------------------------------------------------------------------------
 */

/* Two switches of 1 ohm, at 10 and at 90 um of a VDD that is fed at 0, on a strong net
 * whose only cell stands beside the first: current goes back through the second, where a
 * cell of VDD itself (cell pin named by hand) draws. */
static void test_current_flows_back(void) {
    chain_text c;
    read_chain(
        &c,
        "- u1 CELL + PLACED ( 12000 0 ) N ;\n- a PSW + PLACED ( 10000 0 ) N ;\n"
        "- b PSW + PLACED ( 90000 0 ) N ;\n- v CELL + PLACED ( 95000 2000 ) N ;\n",
        PIN_VDD,
        "- VDD ( a VDDG ) ( b VDDG ) ( v VDD ) ( PIN VDD ) + ROUTED m1 200 + SHAPE "
        "STRIPE ( 0 4000 ) ( 96000 4000 ) + USE POWER ;\n"
        "- VDD_SW ( u1 VDD ) ( a VDD ) ( b VDD ) + ROUTED m1 4000 + SHAPE "
        "FOLLOWPIN ( 0 1000 ) ( 101000 1000 ) + USE POWER ;\n");
    find(&c, 1);
    CHECK(c.switches.items.count == 2);
    solve_chain(&c);
    CHECK(c.flows[0].ampere > 1e-3 && c.flows[1].ampere < -1e-4);
    CHECK_NEAR(c.flows[0].ampere + c.flows[1].ampere, 1e-3, 1e-12);
    static const char *const names[] = {"a", "b"};
    for (size_t i = 0; i < 2; i++) {
        CHECK_NEAR(drop_alone(&c, 0, names[i], "VDDG"), c.flows[i].feed_drop_v, 1e-12);
        CHECK_NEAR(drop_alone(&c, 1, names[i], "VDD"), c.flows[i].drop_v, 1e-12);
    }
    free_chain(&c);
}

/* A net that a switch feeds feeds another one: 1 mA for u1 on C, 1 mA for u2 on B. */
static void test_three_nets(void) {
    chain_text c;
    read_chain(
        &c,
        "- u1 CELL + PLACED ( 100000 10000 ) N ;\n"
        "- u2 CELL + PLACED ( 40000 0 ) N ;\n"
        "- s1 PSW + PLACED ( 20000 0 ) N ;\n- s2 PSW + PLACED ( 60000 8000 ) FS ;\n",
        PIN_VDD,
        "- VDD ( s1 VDDG ) ( PIN VDD ) + ROUTED m1 1000 + SHAPE STRIPE ( 0 4000 ) "
        "( 21000 4000 ) + USE POWER ;\n"
        "- B ( s1 VDD ) ( u2 VDD ) ( s2 VDDG ) + ROUTED m1 1000 + SHAPE STRIPE "
        "( 20000 2000 ) ( 61000 2000 ) NEW m1 1000 + SHAPE STRIPE ( 60500 1500 ) "
        "( 60500 8500 ) + USE POWER ;\n"
        "- C ( s2 VDD ) ( u1 VDD ) + ROUTED m1 1000 + SHAPE STRIPE ( 60000 10000 ) "
        "( 62000 10000 ) NEW m1 1000 + SHAPE STRIPE ( 61500 9500 ) ( 61500 12500 ) "
        "NEW m1 1000 + SHAPE STRIPE ( 61000 12000 ) ( 101000 12000 ) "
        "+ USE POWER ;\n");
    find(&c, 10);
    CHECK(c.switches.items.count == 2 && c.switches.depth[0] == 0 &&
          c.switches.depth[1] == 1 && c.switches.depth[2] == 2);
    bool joined[3];
    CHECK(ird_switches_joined(&c.switches, 2, joined) == 3 && joined[0] && joined[1]);
    solve_chain(&c);
    CHECK_NEAR(c.flows[0].ampere, 2e-3, 1e-12);
    CHECK_NEAR(c.flows[1].ampere, 1e-3, 1e-12);
    CHECK_NEAR(c.flows[0].drop_v - c.flows[0].feed_drop_v, 20e-3, 1e-9);
    CHECK_NEAR(c.flows[1].drop_v - c.flows[1].feed_drop_v, 10e-3, 1e-9);
    CHECK_NEAR(drop_alone(&c, 1, "s1", "VDD"), c.flows[0].drop_v, 1e-12);
    CHECK_NEAR(drop_alone(&c, 1, "s2", "VDDG"), c.flows[1].feed_drop_v, 1e-12);
    CHECK_NEAR(drop_alone(&c, 2, "s2", "VDD"), c.flows[1].drop_v, 1e-12);
    CHECK(drop_alone(&c, 2, "u1", "VDD") > 36e-3);
    free_chain(&c);
}

/* Nothing drawn behind the switch: its net floats at what feeds it. */
static void test_nothing_drawn(void) {
    chain_text c;
    read_chain(
        &c, "- sw PSW + PLACED ( 50000 0 ) N ;\n- v CELL + PLACED ( 55000 2000 ) N ;\n",
        PIN_VDD,
        "- VDD ( sw VDDG ) ( v VDD ) ( PIN VDD ) + ROUTED m1 1000 + SHAPE STRIPE "
        "( 0 4000 ) ( 60000 4000 ) + USE POWER ;\n"
        "- VDD_SW ( sw VDD ) + ROUTED m1 1000 + SHAPE FOLLOWPIN ( 40000 2000 ) "
        "( 101000 2000 ) + USE POWER ;\n");
    find(&c, 10);
    solve_chain(&c);
    CHECK_NEAR(c.flows[0].ampere, 0, 1e-12);
    CHECK_NEAR(c.flows[0].feed_drop_v, 5e-3, 0.2e-3);
    CHECK(c.grids[1].network.sources.count == 1);
    CHECK_NEAR(1 - c.grids[1].network.sources.items[0].volt, c.flows[0].feed_drop_v,
               1e-9);
    free_chain(&c);
}

int main(void) {
    RUN(test_one_switch);
    RUN(test_assumed_resistance);
    RUN(test_no_switch);
    RUN(test_no_switches_by_their_pins);
    RUN(test_way_without_sources);
    RUN(test_current_flows_back);
    RUN(test_three_nets);
    RUN(test_nothing_drawn);
    return check_summary("switches");
}
