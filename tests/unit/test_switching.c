/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Stages of a netlist of eleven cells, and the charge of its pulses, by hand.
 */
#include "check.h"
#include "fixture.h"

#include "switching/switching.h"

enum { BUF0, BUF1, FF0, FF1, INV, NAND, GATE, FF2, LOOP_A, LOOP_B, FILL, CELLS };

typedef struct bench {
    fixture f;
    ird_netlist netlist;
    ird_stages stages;
    ird_power power;
    ird_timing timing;
    double leakage_w[CELLS];
} bench;

static int32_t pin_name(bench *b, const char *name) {
    int32_t id;
    CHECK(ird_names_add(&b->f.tech.pin_names, name, strlen(name), &id, NULL, NULL) ==
          IRD_OK);
    return id;
}

/* A macro with inputs of these names and an output Z. */
static int32_t macro(bench *b, const char *name, const char *const *inputs) {
    ird_technology *tech = &b->f.tech;
    int32_t id = fixture_macro(&b->f, name, 1, 1, IRD_MACRO_CORE, true);
    ird_macro *made = &tech->macros.items[id];
    made->first_pin = tech->macro_pins.count;
    made->pin_count = 0;
    for (; *inputs != NULL; inputs++, made->pin_count++) {
        CHECK(ird_vec_reserve(&tech->macro_pins, 2, "testing", NULL) == IRD_OK);
        tech->macro_pins.items[tech->macro_pins.count++] =
            (ird_macro_pin){.name = pin_name(b, *inputs), .direction = IRD_PIN_INPUT};
    }
    CHECK(ird_vec_reserve(&tech->macro_pins, 1, "testing", NULL) == IRD_OK);
    tech->macro_pins.items[tech->macro_pins.count++] =
        (ird_macro_pin){.name = pin_name(b, "Z"), .direction = IRD_PIN_OUTPUT};
    made->pin_count++;
    return id;
}

/* A net from a cell (-1: an input of the design) to pins of others. */
static void net(bench *b, const char *name, int32_t driver, const char *const *sinks) {
    int32_t id;
    CHECK(ird_netlist_add(&b->netlist, name, strlen(name), driver, NULL) == IRD_OK);
    id = ird_names_find(&b->netlist.names, name, strlen(name));
    for (; *sinks != NULL; sinks++) {
        const char *cut = strchr(*sinks, '/');
        int32_t cell =
            ird_names_find(&b->f.design.component_names, *sinks, (size_t)(cut - *sinks));
        CHECK(ird_netlist_add_sink(&b->netlist,
                                   (ird_netlist_sink){id, cell, pin_name(b, cut + 1)},
                                   NULL) == IRD_OK);
    }
}

#define LIST(...) ((const char *const[]){__VA_ARGS__, NULL})

/*     clk - buf0 - buf1 - ff0 -- inv -- nand - ff1
 *                  |             /
 *                  gate - ff2 --'        (gate: a clock gate that en enables)
 *     loop_a and loop_b drive each other; fill drives nothing. */
static void create(bench *b) {
    *b = (bench){0};
    fixture_create(&b->f, 1000, 50, 50);
    int32_t buf = macro(b, "BUF", LIST("A"));
    int32_t ff = macro(b, "DFF", LIST("D", "CK"));
    int32_t nand = macro(b, "NAND", LIST("A", "B"));
    int32_t fill = fixture_macro(&b->f, "FILL", 1, 1, IRD_MACRO_CORE, false);
    static const char *const names[] = {"buf0", "buf1", "ff0",    "ff1",    "inv", "nand",
                                        "gate", "ff2",  "loop_a", "loop_b", "fill"};
    const int32_t macros[] = {buf, buf, ff, ff, buf, nand, nand, ff, nand, nand, fill};
    for (size_t i = 0; i < CELLS; i++) {
        fixture_cell(&b->f, names[i], macros[i], IRD_ORIENT_N, (double)i, 0);
    }
    net(b, "clk", -1, LIST("buf0/A"));
    net(b, "c0", BUF0, LIST("buf1/A", "gate/A"));
    net(b, "c1", BUF1, LIST("ff0/CK", "ff1/CK"));
    net(b, "q0", FF0, LIST("inv/A"));
    net(b, "n0", INV, LIST("nand/A", "gate/B"));
    net(b, "n1", NAND, LIST("ff1/D"));
    net(b, "c2", GATE, LIST("ff2/CK"));
    net(b, "q2", FF2, LIST("nand/B"));
    net(b, "q1", FF1, LIST("loop_a/A"));
    net(b, "la", LOOP_A, LIST("loop_b/A"));
    net(b, "lb", LOOP_B, LIST("loop_a/B"));
    b->power.count = CELLS;
    b->power.instance_w = ird_alloc_zero(CELLS, sizeof(double));
    for (size_t i = 0; i < CELLS; i++) {
        b->power.instance_w[i] = i == FILL ? 0 : 1e-6 * (double)(i + 1);
        b->leakage_w[i] = 1e-7;
    }
}

static void drop(bench *b) {
    ird_power_free(&b->power);
    ird_stages_free(&b->stages);
    ird_timing_free(&b->timing);
    ird_netlist_free(&b->netlist);
    fixture_free(&b->f);
}

static void find_stages(bench *b, const char *clock_net) {
    ird_error err = {0};
    if (!CHECK(ird_stages_find(&b->stages, &b->f.design, &b->f.tech, NULL, &b->netlist,
                               clock_net, &err) == IRD_OK)) {
        fprintf(stderr, "    %s\n", err.text);
    }
}

/* With the net of the clock the gate's enable is no clock; nor is it without, for the
 * inputs of a gate are not followed then. */
static void test_stages(void) {
    bench b;
    create(&b);
    find_stages(&b, "clk");
    static const uint8_t roles[CELLS] = {3, 3, 2, 2, 1, 1, 3, 2, 1, 1, 0};
    static const int32_t levels[CELLS] = {1, 2, 4, 4, 5, 6, 2, 4, 5, 6, 0};
    for (size_t i = 0; i < CELLS; i++) {
        CHECK(b.stages.roles[i] == roles[i]);
        if (i != LOOP_A && i != LOOP_B) {
            CHECK(b.stages.levels[i] == levels[i]);
            /* nand is behind ff2, too */
            CHECK(b.stages.earliest[i] == levels[i] - (i == NAND));
        }
    }
    CHECK(b.stages.in_loops == 2 && b.stages.levels[LOOP_A] > 0);
    CHECK(b.stages.of_role[IRD_ROLE_CLOCK] == 3 &&
          b.stages.of_role[IRD_ROLE_REGISTER] == 3);
    find_stages(&b, NULL);
    CHECK(b.stages.roles[GATE] == IRD_ROLE_CLOCK && b.stages.levels[GATE] == 2);
    CHECK(b.stages.roles[INV] == IRD_ROLE_LOGIC && b.stages.levels[FF0] == 4);
    ird_error err = {0};
    CHECK(ird_stages_find(&b.stages, &b.f.design, &b.f.tech, NULL, &b.netlist, "none",
                          &err) == IRD_CLOCK_NET);
    CHECK(b.stages.roles[BUF0] == IRD_ROLE_CLOCK);
    drop(&b);
}

/* Liberty says what registers and clock pins are. */
static void test_stages_by_liberty(void) {
    bench b;
    create(&b);
    ird_liberty lib = {0};
    int32_t id;
    CHECK(ird_names_add(&lib.cell_names, "DFF", 3, &id, NULL, NULL) == IRD_OK);
    CHECK(ird_vec_reserve(&lib.cells, 1, "testing", NULL) == IRD_OK);
    lib.cells.items[lib.cells.count++] = (ird_liberty_cell){.is_sequential = false};
    CHECK(ird_stages_find(&b.stages, &b.f.design, &b.f.tech, &lib, &b.netlist, NULL,
                          NULL) == IRD_OK);
    CHECK(b.stages.of_role[IRD_ROLE_REGISTER] == 0);
    ird_liberty_free(&lib);
    drop(&b);
}

static ird_switching_input input_of(const bench *b) {
    return (ird_switching_input){.design = &b->f.design,
                                 .tech = &b->f.tech,
                                 .power = &b->power,
                                 .leakage_w = b->leakage_w,
                                 .stages = &b->stages,
                                 .volt = 2,
                                 .period_s = 1e-9,
                                 .stage_s = 50e-12,
                                 .cycles = 3,
                                 .seed = 1};
}

static ird_switching make(const ird_switching_input *in) {
    ird_switching made = {0};
    ird_error err = {0};
    if (!CHECK(ird_switching_make(&made, in, NULL, &err) == IRD_OK)) {
        fprintf(stderr, "    %s\n", err.text);
    }
    return made;
}

static double charge_of(const ird_switching *made, int32_t component, size_t *count) {
    double sum = 0;
    *count = 0;
    for (size_t i = 0; i < made->events.count; i++) {
        if (made->events.items[i].component == component) {
            sum += made->events.items[i].charge_c;
            ++*count;
        }
    }
    return sum;
}

/* Every instance toggles a whole number of times a cycle: the charge of each cycle is the
 * average current times the period. Registers, of whose outputs nothing is known, draw
 * theirs at the two edges of the clock. */
static void test_charge(void) {
    bench b;
    double rates[CELLS];
    create(&b);
    find_stages(&b, "clk");
    for (size_t i = 0; i < CELLS; i++) {
        rates[i] = i < 2 ? 2e9 : 1e9;
    }
    ird_switching_input in = input_of(&b);
    in.rate_hz = rates;
    ird_switching made = make(&in);
    CHECK(made.events.count == 3 * (2 + 2 + 3 * 2 + 5) && made.clocked == 3);
    double total_c = 0;
    for (size_t i = 0; i < FILL; i++) {
        double watt = 1e-6 * (double)(i + 1);
        size_t count;
        double charge_c = charge_of(&made, (int32_t)i, &count);
        CHECK(count == (i < 2 || b.stages.roles[i] == IRD_ROLE_REGISTER ? 6 : 3));
        CHECK_NEAR(made.idle_a[i], 0.05e-6, 1e-20);
        CHECK_NEAR(charge_c / (3 * (watt - 1e-7) / 2 * 1e-9), 1, 1e-12);
        total_c += charge_c + made.idle_a[i] * 3e-9;
    }
    CHECK_NEAR(total_c / (3e-9 * 55e-6 / 2), 1, 1e-12);
    CHECK_NEAR(made.average_a, 27.5e-6, 1e-18);
    CHECK_NEAR(made.leakage_a, 0.5e-6, 1e-18);
    CHECK(made.of_when[IRD_WHEN_STAGE] == 10 && made.assumed_toggles == 0);
    ird_switching_free(&made);
    drop(&b);
}

/* Each pulse lies in its window: logic from 0.8 delays for each stage of the shortest way
 * to 1.25 of the longest. The second one of clock cells, and of registers, which draw at
 * both edges of the clock, is half a period later. */
static void test_stage_times(void) {
    bench b;
    create(&b);
    find_stages(&b, "clk");
    ird_switching_input in = input_of(&b);
    in.cycles = 200;
    ird_switching made = make(&in);
    size_t clock = 0, early = 0;
    for (size_t i = 0; i < made.events.count; i++) {
        const ird_event *e = &made.events.items[i];
        double at_s = e->start_s + (double)e->width_s / 2;
        double in_cycle = at_s / 1e-9 - floor(at_s / 1e-9);
        double level = b.stages.levels[e->component], from = (level - 1) * 0.05;
        if (b.stages.roles[e->component] != IRD_ROLE_LOGIC) {
            early += in_cycle < 0.5;
            in_cycle = in_cycle >= 0.5 ? in_cycle - 0.5 : in_cycle;
            clock++;
        } else {
            from = 0.8 * b.stages.earliest[e->component] * 0.05;
            level *= 1.25;
        }
        bool is_first = e->start_s == 0; /* pushed to the beginning */
        CHECK(is_first || (in_cycle >= from - 1e-9 && in_cycle <= level * 0.05 + 1e-9));
        CHECK_NEAR(e->width_s, 55e-12, 1e-17);
    }
    CHECK(clock == (3 + 3) * 2 * 200 && early == clock / 2);
    ird_switching_free(&made);
    /* The deepest level ends within 0.9 of the period. */
    in.stage_s = 1e-9;
    in.cycles = 1;
    made = make(&in);
    CHECK_NEAR(made.stage_s, 0.9e-9 / 1.25 / b.stages.deepest, 1e-22);
    ird_switching_free(&made);
    drop(&b);
}

/* A tenth of the cycles, drawn: the same by the same seed, others by another one; the
 * mean is right within what so many draws spread. */
static void test_draws(void) {
    bench b;
    create(&b);
    find_stages(&b, "clk");
    ird_switching_input in = input_of(&b);
    in.cycles = 4000;
    ird_switching one = make(&in), again = make(&in);
    in.seed = 2;
    ird_switching other = make(&in);
    CHECK(one.events.count == again.events.count &&
          memcmp(one.events.items, again.events.items,
                 one.events.count * sizeof *one.events.items) == 0);
    CHECK(one.events.count != other.events.count ||
          memcmp(one.events.items, other.events.items,
                 one.events.count * sizeof *one.events.items) != 0);
    size_t count;
    charge_of(&one, INV, &count);
    CHECK_NEAR((double)count, 400,
               4 * sqrt(4000 * 0.1 * 0.9)); /* four standard deviations */
    charge_of(&one, BUF0, &count);
    CHECK(count == 8000 && one.assumed_toggles == 7);
    ird_switching_free(&one);
    ird_switching_free(&again);
    ird_switching_free(&other);
    drop(&b);
}

enum { MANY = 2000 };

/* The same instances with the thresholds of a Liberty; and with loads. */
static void check_slews_and_loads(ird_switching_input in) {
    in.slew_part = 0.4; /* as Nangate's Liberty has it: 30 to 70 % */
    ird_switching made = make(&in);
    CHECK(made.events.count > 0 && !made.assumes_slew_part);
    for (size_t i = 0; i < made.events.count; i++) {
        CHECK_NEAR(made.events.items[i].width_s, 150e-12, 1e-17);
    }
    CHECK(made.swung_c == 0); /* nothing is known of loads */
    ird_switching_free(&made);
    /* 1 uW at 1 V is 1 fC in 1 ns; a toggle of 0.5 fF takes 0.25 fC: 4 a cycle. */
    double swing_f[MANY];
    for (size_t i = 0; i < MANY; i++) {
        swing_f[i] = i % 2 == 0 ? 0.5e-15 : 0;
    }
    in.swing_f = swing_f;
    made = make(&in);
    CHECK_NEAR(made.switched_c / made.swung_c, 4, 1e-9);
    ird_switching_free(&made);
}

/* With many alike the pulses of each cycle add up to the mean, by their scaling. */
static void test_mean_of_a_cycle(void) {
    bench b = {0};
    double rates[MANY];
    fixture_create(&b.f, 1000, 50, 50);
    int32_t cell = macro(&b, "BUF", LIST("A"));
    b.power.count = MANY;
    b.power.instance_w = ird_alloc_zero(MANY, sizeof(double));
    b.timing.arrivals = ird_alloc(MANY, sizeof *b.timing.arrivals);
    b.timing.count = MANY;
    b.timing.file = ird_copy_string("t", 1);
    for (size_t i = 0; i < MANY; i++) {
        char name[16];
        snprintf(name, sizeof name, "u%zu", i);
        fixture_cell(&b.f, name, cell, IRD_ORIENT_N, 0, 0);
        b.power.instance_w[i] = 1e-6;
        rates[i] = 0.25e9;
        b.timing.arrivals[i] = ird_arrival_none;
        b.timing.arrivals[i].rise = (ird_edge){0.2e-9, 0.4e-9, 60e-12};
    }
    ird_switching_input in = {.design = &b.f.design,
                              .tech = &b.f.tech,
                              .power = &b.power,
                              .timing = &b.timing,
                              .rate_hz = rates,
                              .volt = 1,
                              .period_s = 1e-9,
                              .cycles = 5,
                              .seed = 7};
    ird_switching made = make(&in);
    double cycle_c[5] = {0};
    for (size_t i = 0; i < made.events.count; i++) {
        const ird_event *e = &made.events.items[i];
        double at_s = e->start_s + (double)e->width_s / 2;
        double in_cycle = at_s / 1e-9 - floor(at_s / 1e-9);
        cycle_c[(size_t)(at_s / 1e-9)] += e->charge_c;
        CHECK(in_cycle >= 0.2 - 1e-9 && in_cycle <= 0.4 + 1e-9);
        CHECK_NEAR(e->width_s, 100e-12, 1e-17); /* 60 ps over 0.6 */
    }
    for (size_t i = 0; i < 5; i++) {
        CHECK_NEAR(cycle_c[i] / (MANY * 1e-6 * 1e-9), 1, 1e-12);
    }
    CHECK(made.of_when[IRD_WHEN_WINDOW] == MANY && made.late == 0);
    CHECK(made.assumes_slew_part && made.slew_part == 0.6);
    ird_switching_free(&made);
    check_slews_and_loads(in);
    /* Together: all in each cycle, at one instant, four times the mean. */
    in.is_worst = true;
    b.timing.arrivals[1].rise = (ird_edge){0.5e-9, 0.6e-9, 60e-12};
    made = make(&in);
    CHECK(made.events.count == 5 * MANY);
    CHECK_NEAR(made.drawn_c / (5 * 4 * MANY * 1e-6 * 1e-9), 1, 1e-12);
    CHECK_NEAR(made.events.items[0].start_s, made.together_s - 50e-12, 1e-17);
    CHECK(made.together_s >= 0.2e-9 && made.together_s <= 0.4e-9);
    CHECK_NEAR(made.events.items[1].start_s, 0.45e-9, 1e-17); /* its width is a float */
    ird_switching_free(&made);
    ird_power_free(&b.power);
    ird_timing_free(&b.timing);
    fixture_free(&b.f);
}

/* Toggles of a simulation keep the average over the run: 3 in 12 ns here. */
static void test_toggles(void) {
    bench b;
    double rates[CELLS];
    create(&b);
    find_stages(&b, "clk");
    for (size_t i = 0; i < CELLS; i++) {
        rates[i] = i == INV ? 3 / 12e-9 : 0;
    }
    static const ird_toggle toggles[] = {
        {0.11e-9, INV}, {1.37e-9, INV}, {1.4e-9, FILL}, {2.6e-9, INV}};
    ird_switching_input in = input_of(&b);
    in.rate_hz = rates;
    in.toggles = toggles;
    in.toggle_count = 4;
    in.cycles = 1;
    ird_switching made = make(&in);
    size_t count;
    double charge_c = charge_of(&made, INV, &count);
    /* and two edges at each of the three registers */
    CHECK(count == 3 && made.events.count == 3 + 6 && made.has_delays);
    CHECK_NEAR(charge_c / (4.9e-6 / 2 * 12e-9), 1, 1e-12);
    CHECK_NEAR(made.events.items[6 + 1].start_s, 1.37e-9 - 27.5e-12, 1e-18);
    /* The others never toggle: what they draw is even. */
    CHECK_NEAR(made.idle_a[NAND], 3e-6, 1e-20);
    CHECK(made.of_when[IRD_WHEN_TOGGLE] == 4 && made.of_when[IRD_WHEN_EVEN] == 6);
    ird_switching_free(&made);
    /* A run without delays: two instants in three cycles; times by stages. */
    static const ird_toggle edges[] = {{1e-9, INV}, {1e-9, INV}, {2e-9, INV}};
    in.toggles = edges;
    in.toggle_count = 3;
    in.cycles = 3;
    made = make(&in);
    CHECK(!made.has_delays && made.events.count == 3 * 6 + 3);
    for (size_t i = 0; i < 3; i++) { /* level 5: from 0.8 to 1.25 times it */
        double at_s = made.events.items[18 + i].start_s + 27.5e-12 - edges[i].at_s;
        CHECK(at_s >= 0.2e-9 - 1e-17 && at_s <= 0.3125e-9 + 1e-17);
    }
    ird_switching_free(&made);
    drop(&b);
}

/* A run at rest but for one cycle, which has four instants: it has delays, though that is
 * less than three a cycle. */
static void test_run_at_rest(void) {
    static const ird_toggle toggles[] = {
        {40.1e-9, INV}, {40.1e-9, NAND}, {40.2e-9, INV}, {40.3e-9, INV}, {40.4e-9, NAND}};
    ird_delays delays = {0};
    ird_delays_add(&delays, toggles, 0);
    CHECK(!ird_delays_are_there(&delays));
    ird_delays_add(&delays, toggles, 5);
    ird_delays_add(&delays, toggles, 2); /* (5 * 4 + 2 * 1) / 7 is 3.1 */
    CHECK(ird_delays_are_there(&delays));
    ird_delays_add(&delays, toggles, 2);
    ird_delays_add(&delays, toggles, 2); /* 26 / 11 */
    CHECK(!ird_delays_are_there(&delays));

    bench b;
    double rates[CELLS] = {0};
    create(&b);
    find_stages(&b, "clk");
    rates[INV] = rates[NAND] = 3 / 50e-9;
    ird_switching_input in = input_of(&b);
    in.rate_hz = rates;
    in.toggles = toggles;
    in.toggle_count = 5;
    in.cycles = 50;
    ird_switching made = make(&in);
    CHECK(made.has_delays);
    ird_switching_free(&made);
    drop(&b);
}

/* The pulses of one cycle, by its own time, are those of a run, which begins at 0. */
static void check_cycle(const ird_switching *run, const ird_events *cycle,
                        double begin_s) {
    size_t found = 0;
    for (size_t i = 0; i < cycle->count; i++) {
        const ird_event *e = &cycle->items[i];
        for (size_t k = 0; k < run->events.count; k++) {
            const ird_event *r = &run->events.items[k];
            double off_s = fmax(e->start_s + begin_s, 0) - r->start_s;
            found += r->component == e->component && r->charge_c == e->charge_c &&
                     r->width_s == e->width_s && fabs(off_s) < 1e-20;
        }
    }
    CHECK(found == cycle->count);
}

static void test_one_cycle(void) {
    bench b;
    double rates[CELLS] = {0};
    ird_error err = {0};
    create(&b);
    find_stages(&b, "clk");
    rates[INV] = rates[NAND] = 3 / 3e-9;
    /* Without delays: when they draw hangs on the time of the toggle in the run. */
    static const ird_toggle toggles[] = {{0, INV},     {0, NAND},   {1e-9, INV},
                                         {1e-9, NAND}, {2e-9, INV}, {2e-9, NAND}};
    for (int simulated = 0; simulated < 2; simulated++) {
        ird_switching_input in = input_of(&b);
        in.rate_hz = simulated ? rates : NULL;
        in.toggles = simulated ? toggles : NULL;
        in.toggle_count = simulated ? 6 : 0;
        ird_switching run = make(&in);
        ird_switching_plan *plan = NULL;
        in.toggle_count = 0; /* not read */
        in.cycles = 0;
        CHECK(ird_switching_plan_create(&plan, &in, &err) == IRD_OK);
        CHECK(ird_switching_plan_about(plan)->average_a == run.average_a);
        size_t pulses = 0;
        for (size_t cycle = 0; cycle < 3; cycle++) {
            ird_events events = {0};
            const ird_cycle_time time = {.cycle = cycle,
                                         .least_s = cycle > 0 ? -INFINITY : 0};
            ird_toggle own[2] = {toggles[2 * cycle], toggles[2 * cycle + 1]};
            own[0].at_s = own[1].at_s = 0;
            const ird_run_part part = {own, 2, (double)cycle * 1e-9, false};
            CHECK(ird_switching_draw(plan, &time, &events, &err) == IRD_OK);
            if (simulated) {
                CHECK(ird_switching_take(plan, &time, &part, &events, &err) == IRD_OK);
            }
            check_cycle(&run, &events, (double)cycle * 1e-9);
            pulses += events.count;
            ird_free(events.items);
        }
        CHECK(pulses == run.events.count);
        ird_switching_plan_free(plan);
        ird_switching_free(&run);
    }
    drop(&b);
}

/* A register draws half of C V for each toggle of its output and the rest at the edges of
 * its clock; logic of more energy than two toggles take toggles as often as its window
 * has stages: 8 a cycle in a window of 8. */
static void test_glitches_and_edges(void) {
    bench b;
    double swing_f[CELLS] = {0};
    create(&b);
    find_stages(&b, "clk");
    for (size_t i = 0; i < CELLS; i++) {
        b.leakage_w[i] = 0;
    }
    b.power.instance_w[FF0] = 10e-6;     /* 5 fC a cycle at 2 V */
    b.power.instance_w[INV] = 40e-6;     /* 20 fC */
    swing_f[FF0] = swing_f[INV] = 1e-15; /* 1 fC a toggle */
    b.stages.earliest[INV] = 4;
    b.stages.levels[INV] = 9; /* from 3.2 to 11.25 */
    ird_switching_input in = input_of(&b);
    in.swing_f = swing_f;
    in.cycles = 1000;
    ird_switching made = make(&in);
    size_t edges = 0, toggles = 0, glitches = 0;
    double most_c = 0;
    for (size_t i = 0; i < made.events.count; i++) {
        const ird_event *e = &made.events.items[i];
        bool is_edge = fabs(e->charge_c - 2.45e-15) < 1e-22; /* (5 - 0.1) / 2 */
        edges += e->component == FF0 && is_edge;
        toggles += e->component == FF0 && !is_edge;
        glitches += e->component == INV;
        most_c = e->component == INV ? fmax(most_c, e->charge_c) : most_c;
    }
    CHECK(edges == 2000);
    CHECK_NEAR((double)toggles, 100, 4 * sqrt(1000 * 0.1 * 0.9));
    CHECK_NEAR((double)glitches, 8050, 4 * sqrt(1000 * 0.05 * 0.95));
    CHECK(most_c < 1.25 * 20e-15 / 8.05 + 1e-20);
    ird_switching_free(&made);
    drop(&b);
}

static void test_bad(void) {
    bench b;
    create(&b);
    find_stages(&b, "clk");
    ird_switching made = {0};
    ird_error err = {0};
    ird_switching_input in = input_of(&b);
    in.period_s = 0;
    CHECK(ird_switching_make(&made, &in, NULL, &err) == IRD_CLOCK_PERIOD);
    in.period_s = -1;
    CHECK(ird_switching_make(&made, &in, NULL, &err) == IRD_CLOCK_PERIOD);
    in = input_of(&b);
    in.stages = NULL;
    CHECK(ird_switching_make(&made, &in, NULL, &err) == IRD_SWITCHING_TIMES);
    b.timing.count = CELLS;
    b.timing.file = ird_copy_string("t", 1);
    b.timing.arrivals = ird_alloc(CELLS, sizeof *b.timing.arrivals);
    for (size_t i = 0; i < CELLS; i++) {
        b.timing.arrivals[i] = ird_arrival_none;
    }
    in.timing = &b.timing;
    b.timing.arrivals[INV].fall = (ird_edge){1.1e-9, 1.2e-9, (double)NAN};
    CHECK(ird_switching_make(&made, &in, NULL, &err) == IRD_TIMING_OUTSIDE);
    CHECK_TEXT(err.detail, "inv");
    b.timing.arrivals[INV].fall = (ird_edge){-0.2e-9, -0.1e-9, (double)NAN};
    CHECK(ird_switching_make(&made, &in, NULL, &err) == IRD_TIMING_OUTSIDE);
    b.timing.arrivals[INV].fall = (ird_edge){0.9e-9, 1.2e-9, (double)NAN};
    CHECK(ird_switching_make(&made, &in, NULL, &err) == IRD_OK);
    CHECK(made.late == 1);
    ird_switching_free(&made);
    drop(&b);
}

int main(void) {
    RUN(test_stages);
    RUN(test_stages_by_liberty);
    RUN(test_charge);
    RUN(test_stage_times);
    RUN(test_draws);
    RUN(test_mean_of_a_cycle);
    RUN(test_toggles);
    RUN(test_run_at_rest);
    RUN(test_one_cycle);
    RUN(test_glitches_and_edges);
    RUN(test_bad);
    return check_summary("switching");
}
