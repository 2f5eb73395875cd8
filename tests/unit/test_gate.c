/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The gate on a scene whose drops are written in gate_scene.h: every kind of limit held,
 * violated and not judged; waivers used, unused and expired. Verdicts by hand.
 */
#include "check.h"
#include "gate_scene.h"

static const char path[] = "test_gate_rules.xml";
static const char today[] = "2026-11-22";

/* Rules, a result on the facts of a scene, and what comes with them. */
typedef struct trial {
    gate_scene scene;
    ird_rules rules;
    ird_gate_result result;
    ird_error err;
} trial;

static void write_rules(const char *body) {
    FILE *file = fopen(path, "w");
    if (CHECK(file != NULL)) {
        fprintf(file, "<irdrop-rules version='1'>%s</irdrop-rules>", body);
        CHECK(fclose(file) == 0);
    }
}

static void begin(trial *t, ird_unit unit) {
    memset(t, 0, sizeof *t);
    gate_scene_create(&t->scene, "core/u1", unit);
}

/* The verdict on the rules with this body. */
static ird_verdict judge(trial *t, const char *body) {
    ird_gate_result_free(&t->result);
    ird_rules_free(&t->rules);
    write_rules(body);
    if (!CHECK(ird_rules_read(&t->rules, path, &t->err) == IRD_OK) ||
        !CHECK(ird_gate_judge(&t->result, &t->rules, &t->scene.answers, today, &t->err) ==
               IRD_OK)) {
        fprintf(stderr, "    %s: %s\n", body, t->err.text);
        exit(1);
    }
    return t->result.verdict;
}

/* The same for one limit on all nets. */
static ird_verdict judge_limit(trial *t, const char *limit) {
    char body[512];
    snprintf(body, sizeof body, "<limits>%s</limits>", limit);
    return judge(t, body);
}

static void end(trial *t) {
    ird_gate_result_free(&t->result);
    ird_rules_free(&t->rules);
    gate_scene_free(&t->scene);
    remove(path);
}

static void check_box(const ird_gate_place *place, double x0, double y0, double x1,
                      double y1) {
    CHECK(place->has_box);
    CHECK_NEAR(place->box.x0_um, x0, 1e-9);
    CHECK_NEAR(place->box.y0_um, y0, 1e-9);
    CHECK_NEAR(place->box.x1_um, x1, 1e-9);
    CHECK_NEAR(place->box.y1_um, y1, 1e-9);
}

/* What nobody judged does not pass, and a kind that nothing judges is an error. */
static void test_not_judged(void) {
    const ird_gate_result nothing = {0};
    const ird_gate_check no_check = {0};
    CHECK(nothing.verdict == IRD_VERDICT_UNJUDGED);
    CHECK(no_check.verdict == IRD_VERDICT_UNJUDGED);
    CHECK_TEXT(ird_verdict_name((ird_verdict)99), "unknown");
    CHECK_TEXT(ird_limit_kind_name((ird_limit_kind)99), "unknown");
    trial t;
    begin(&t, IRD_UNIT_VOLT);
    CHECK(judge_limit(&t, "<drop max='99%'/>") == IRD_VERDICT_PASS);
    t.rules.limits.items[0].kind = (ird_limit_kind)99;
    ird_gate_result made = {0};
    CHECK(ird_gate_judge(&made, &t.rules, &t.scene.answers, today, &t.err) ==
          IRD_GATE_KIND);
    CHECK(made.checks.items == NULL);
    end(&t);
}

/* What an answer rests on, by hand: 4 of 100 mA and 4 of 100 cells are left out. */
static ird_verdict judge_basis(trial *t, const ird_basis *basis, const char *allow) {
    char body[512];
    snprintf(body, sizeof body, "<limits %s><drop max='9%%'/></limits>", allow);
    t->scene.net.basis = *basis;
    return judge(t, body);
}

static bool says(const trial *t, const char *words) {
    return strstr(t->result.checks.items[0].message, words) != NULL;
}

static void test_basis(void) {
    const ird_basis good = {.is_known = true,
                            .cells = 100,
                            .set_a = 0.1,
                            .drawn_a = 0.0995,
                            .left = {1},
                            .left_a = {0.0005},
                            .matched = 1,
                            .activity_matched = 1};
    ird_basis basis = good;
    trial t;
    begin(&t, IRD_UNIT_VOLT);
    CHECK(judge_basis(&t, &basis, "") == IRD_VERDICT_PASS);
    basis.left[IRD_LEFT_ISLAND] = 3;
    basis.left_a[IRD_LEFT_ISLAND] = 0.0035;
    CHECK(judge_basis(&t, &basis, "") == IRD_VERDICT_UNJUDGED);
    CHECK(says(&t, "4.000 mA of 100.0 mA and 4 of 100 cells are left out (unplaced 1, on "
                   "islands 3)"));
    CHECK(judge_basis(&t, &basis, "allow_left_out='3%'") == IRD_VERDICT_UNJUDGED);
    CHECK(judge_basis(&t, &basis, "allow_left_out='4%'") == IRD_VERDICT_PASS);
    basis = good;
    basis.matched = 0.94;
    CHECK(judge_basis(&t, &basis, "") == IRD_VERDICT_UNJUDGED);
    CHECK(says(&t, "the power file is of another design"));
    CHECK(judge_basis(&t, &basis, "allow_unmatched='7%'") == IRD_VERDICT_PASS);
    basis = good;
    basis.activity_matched = 0.5;
    CHECK(judge_basis(&t, &basis, "") == IRD_VERDICT_UNJUDGED);
    basis = good;
    basis.is_power_assumed = true;
    CHECK(judge_basis(&t, &basis, "") == IRD_VERDICT_UNJUDGED);
    CHECK(judge_basis(&t, &basis, "allow_assumed_power='true'") == IRD_VERDICT_PASS);
    basis = good;
    basis.assumed_layers = 2;
    CHECK(judge_basis(&t, &basis, "") == IRD_VERDICT_UNJUDGED);
    CHECK(judge_basis(&t, &basis, "allow_assumed_resistance='true'") == IRD_VERDICT_PASS);
    basis = good;
    basis.connections_assumed = true;
    CHECK(judge_basis(&t, &basis, "") == IRD_VERDICT_UNJUDGED);
    CHECK(says(&t, "names no pin of the net"));
    CHECK(judge_basis(&t, &basis, "allow_assumed_connections='true'") ==
          IRD_VERDICT_PASS);
    basis = (ird_basis){.is_known = true, .matched = 1, .activity_matched = 1};
    CHECK(judge_basis(&t, &basis, "") == IRD_VERDICT_UNJUDGED); /* nothing is drawn */
    CHECK(says(&t, "nothing draws current"));
    end(&t);
}

/* A prediction counts as bad as it may be: 60 mV and 3 mV, and at the other place 55 mV
 * and what its own pixel may be off. */
static void test_bound(void) {
    trial t;
    begin(&t, IRD_UNIT_VOLT);
    t.scene.net.bound = 0.003;
    CHECK(judge_limit(&t, "<drop max='62.9mV'/>") == IRD_VERDICT_VIOLATED);
    CHECK_NEAR(t.result.checks.items[0].value, 0.063, 1e-12);
    CHECK_NEAR(t.result.checks.items[0].margin, 0.003, 1e-12);
    CHECK(strstr(t.result.checks.items[0].message,
                 "predicted: worst drop 63.00 mV (6.300 %), 3.000 mV of it how far the "
                 "prediction may be off, at most 62.9mV") != NULL);
    CHECK(judge_limit(&t, "<drop max='63.1mV'/>") == IRD_VERDICT_PASS);
    CHECK(judge_limit(&t, "<effective-supply min='937.1mV'/>") == IRD_VERDICT_VIOLATED);
    CHECK(judge_limit(&t, "<effective-supply min='936.9mV'/>") == IRD_VERDICT_PASS);
    CHECK(judge_limit(&t, "<relative-drop max='0.999'/>") == IRD_VERDICT_VIOLATED);
    CHECK_NEAR(t.result.checks.items[0].value, 1, 1e-12);
    ird_map bounds = {0};
    CHECK(ird_map_create(&bounds, 4, 4, t.scene.drop.window, IRD_UNIT_VOLT, NULL) ==
          IRD_OK);
    bounds.values[15] = 0.01;
    t.scene.net.bounds = &bounds;
    CHECK(judge_limit(&t, "<drop max='64mV'/>") == IRD_VERDICT_VIOLATED);
    CHECK_NEAR(t.result.checks.items[0].value, 0.065, 1e-12);
    CHECK_NEAR(t.result.checks.items[0].margin, 0.01, 1e-12);
    ird_map_free(&bounds);
    end(&t);
}

static void test_drop(void) {
    trial t;
    begin(&t, IRD_UNIT_VOLT);
    CHECK(judge_limit(&t, "<drop max='5%'/>") == IRD_VERDICT_VIOLATED);
    CHECK_NEAR(t.result.checks.items[0].value, 0.06, 1e-12);
    CHECK_NEAR(t.result.checks.items[0].bound, 0.05, 1e-12);
    CHECK_TEXT(
        t.result.checks.items[0].message,
        "Net VDD, corner default, predicted: worst drop 60.00 mV (6.000 %), at most 5%.");
    if (CHECK(t.result.places.count == 2)) {
        const ird_gate_place *place = t.result.places.items;
        check_box(&place[0], 2, 2, 4, 4);
        check_box(&place[1], 6, 6, 8, 8);
        CHECK_NEAR(place[1].value, 0.055, 1e-12);
        CHECK(place[0].instance_count == 1 && place[0].id == IRD_GATE_VIOLATION);
        CHECK_TEXT(place[0].instances[0], "core/u1");
        CHECK(strstr(place[0].message, "drop 60.00 mV (6.000 %) at (3.00 3.00) um") !=
              NULL);
        CHECK(strstr(place[0].message, "limit drop 5% of test_gate_rules.xml:1") != NULL);
    }
    /* Equal to the limit is within it. */
    CHECK(judge_limit(&t, "<drop max='0.06V'/>") == IRD_VERDICT_PASS);
    CHECK(judge_limit(&t, "<drop max='59.9mV'/>") == IRD_VERDICT_VIOLATED);
    CHECK(t.result.places.count == 1);
    end(&t);
}

static void test_regions(void) {
    trial t;
    begin(&t, IRD_UNIT_VOLT);
    CHECK(judge_limit(&t, "<region x0='5' y0='5' x1='8' y1='8'/><drop max='5%'/>") ==
          IRD_VERDICT_VIOLATED);
    CHECK(t.result.places.count == 1);
    CHECK_NEAR(t.result.checks.items[0].value, 0.055, 1e-12);
    CHECK(judge_limit(&t, "<region x0='4' y0='0' x1='8' y1='4'/><drop max='5%'/>") ==
          IRD_VERDICT_PASS);
    CHECK_NEAR(t.result.checks.items[0].value, 0.01, 1e-12);
    CHECK(judge_limit(&t, "<region x0='9' y0='0' x1='10' y1='4'/><drop max='5%'/>") ==
          IRD_VERDICT_UNJUDGED);
    CHECK(t.result.checks.items[0].id == IRD_GATE_UNJUDGED);
    end(&t);
}

static void test_relative(void) {
    trial t;
    begin(&t, IRD_UNIT_NORMALISED);
    CHECK(judge_limit(&t, "<relative-drop max='0.95'/>") == IRD_VERDICT_VIOLATED);
    CHECK(t.result.places.count == 1); /* 0.055 / 0.06 is 0.92 */
    CHECK(judge_limit(&t, "<relative-drop max='1'/>") == IRD_VERDICT_PASS);
    CHECK(judge_limit(&t, "<hotspots max='1' above='0.9'/>") == IRD_VERDICT_VIOLATED);
    CHECK(judge_limit(&t, "<hotspots max='1' above='0.95'/>") == IRD_VERDICT_PASS);
    CHECK(judge_limit(&t, "<drop max='5%'/>") == IRD_VERDICT_UNJUDGED);
    CHECK(strstr(t.result.checks.items[0].message, "carries no volts") != NULL);
    CHECK(judge_limit(&t, "<effective-supply min='90%'/>") == IRD_VERDICT_UNJUDGED);
    CHECK(judge_limit(&t, "<hotspots max='1' above='5%'/>") == IRD_VERDICT_UNJUDGED);
    /* In volts the worst of the whole map is 1, whatever the region. */
    end(&t);
    begin(&t, IRD_UNIT_VOLT);
    CHECK(judge_limit(&t, "<region x0='6' y0='6' x1='8' y1='8'/>"
                          "<relative-drop max='0.9'/>") == IRD_VERDICT_VIOLATED);
    CHECK_NEAR(t.result.checks.items[0].value, 0.055 / 0.06, 1e-12);
    end(&t);
}

static void test_hotspots_and_area(void) {
    trial t;
    begin(&t, IRD_UNIT_VOLT);
    CHECK(judge_limit(&t, "<hotspots max='1'/>") == IRD_VERDICT_VIOLATED);
    CHECK(t.result.places.count == 2 && t.result.checks.items[0].violations == 2);
    CHECK(judge_limit(&t, "<hotspots max='2'/>") == IRD_VERDICT_PASS);
    CHECK(t.result.places.count == 0);
    CHECK(judge_limit(&t, "<hotspots max='1' above='56mV'/>") == IRD_VERDICT_PASS);
    /* 2 of 16 pixels. */
    CHECK(judge_limit(&t, "<hot-area max='12.4%'/>") == IRD_VERDICT_VIOLATED);
    CHECK_NEAR(t.result.checks.items[0].value, 0.125, 1e-12);
    CHECK(judge_limit(&t, "<hot-area max='12.5%'/>") == IRD_VERDICT_PASS);
    end(&t);
}

static void test_effective_supply(void) {
    trial t;
    begin(&t, IRD_UNIT_VOLT);
    CHECK(judge_limit(&t, "<effective-supply min='93.9%'/>") == IRD_VERDICT_PASS);
    CHECK_NEAR(t.result.checks.items[0].value, 0.94, 1e-12);
    CHECK(strstr(t.result.checks.items[0].message, "of this net alone") != NULL);
    CHECK(judge_limit(&t, "<effective-supply min='0.95V'/>") == IRD_VERDICT_VIOLATED);
    CHECK(t.result.places.count == 2);
    CHECK_NEAR(t.result.places.items[1].value, 0.945, 1e-12);
    end(&t);
}

/* Known of each instance: judged and waived one by one. */
static void test_supplies(void) {
    static const ird_answer_supply supplies[] = {
        {"core/u1", {2, 2, 4, 4}, 0.92},
        {"core/u2", {0, 0, 2, 2}, 0.93},
        {"ram0", {6, 6, 8, 8}, 0.96},
    };
    trial t;
    begin(&t, IRD_UNIT_VOLT);
    t.scene.net.supplies = supplies;
    t.scene.net.supply_count = 3;
    CHECK(judge_limit(&t, "<effective-supply min='91.9%'/>") == IRD_VERDICT_PASS);
    CHECK_TEXT(t.result.checks.items[0].message,
               "Net VDD, corner default, predicted: worst effective supply 920.0 mV "
               "(92.00 %) at "
               "core/u1, at least 91.9%.");
    CHECK(judge_limit(&t, "<effective-supply min='0.94V'/>") == IRD_VERDICT_VIOLATED);
    CHECK_NEAR(t.result.checks.items[0].bound, 0.94, 1e-12);
    if (CHECK(t.result.places.count == 1)) {
        const ird_gate_place *place = t.result.places.items;
        check_box(place, 2, 2, 4, 4);
        CHECK(place->cells == 2 && place->instance_count == 2);
        CHECK_TEXT(place->instances[0], "core/u1");
        CHECK_TEXT(place->instances[1], "core/u2");
        CHECK_NEAR(place->value, 0.92, 0);
        CHECK_NEAR(place->peak_at.x_um, 3, 0);
    }
    CHECK(judge_limit(&t, "<region x0='5' y0='5' x1='8' y1='8'/>"
                          "<effective-supply min='0.94V'/>") == IRD_VERDICT_PASS);
    CHECK_NEAR(t.result.checks.items[0].value, 0.96, 0);
    CHECK(judge_limit(&t, "<region x0='0' y0='6' x1='2' y1='8'/>"
                          "<effective-supply min='0.94V'/>") == IRD_VERDICT_UNJUDGED);
    /* A waiver leaves the worst that it does not cover; one of a layer covers none. */
    t.scene.net.layer = "m1";
    CHECK(judge(&t, "<limits><effective-supply min='0.94V'/></limits><waiver reason='r' "
                    "owner='o' expires='2027-01-01' instance='core/u1'/><waiver "
                    "layer='m1' reason='r' owner='o' expires='2027-01-01'/>") ==
          IRD_VERDICT_VIOLATED);
    if (CHECK(t.result.places.count == 2 && t.result.checks.items[0].waived == 1)) {
        CHECK_NEAR(t.result.places.items[0].value, 0.92, 0);
        CHECK_TEXT(t.result.places.items[1].instances[0], "core/u2");
        CHECK_NEAR(t.result.places.items[1].value, 0.93, 0);
        check_box(&t.result.places.items[1], 0, 0, 2, 2);
    }
    CHECK(judge(&t, "<limits><effective-supply min='0.94V'/></limits><waiver reason='r' "
                    "owner='o' expires='2027-01-01'><box x0='0' y0='0' x1='4' y1='4'/>"
                    "</waiver>") == IRD_VERDICT_PASS);
    t.scene.net.supply_assumed = true;
    CHECK(judge_limit(&t, "<effective-supply min='90%'/>") == IRD_VERDICT_UNJUDGED);
    end(&t);
}

static void test_unconnected(void) {
    trial t;
    begin(&t, IRD_UNIT_VOLT);
    CHECK(judge_limit(&t, "<unconnected-instances max='2'/>") == IRD_VERDICT_PASS);
    CHECK(judge_limit(&t, "<unconnected-instances max='1'/>") == IRD_VERDICT_VIOLATED);
    CHECK(t.result.places.count == 1 && t.result.places.items[0].cells == 2);
    CHECK(judge(&t, "<limits><unconnected-instances max='0'/></limits>"
                    "<waiver instance='spare_*' reason='r' owner='o' "
                    "expires='2026-11-22'/>") == IRD_VERDICT_VIOLATED);
    CHECK(t.result.places.count == 2 && t.result.waivers[0].used == 1);
    CHECK(t.result.checks.items[0].waived == 1);
    CHECK_TEXT(t.result.places.items[1].instances[0], "a");
    CHECK(t.result.places.items[1].instance_count == 1);
    t.scene.net.unconnected_names = NULL;
    CHECK(judge_limit(&t, "<unconnected-instances max='1'/>") == IRD_VERDICT_VIOLATED);
    CHECK(judge_limit(&t, "<unconnected-instances max='2'/>") == IRD_VERDICT_PASS);
    t.scene.net.unconnected_known = false;
    CHECK(judge_limit(&t, "<unconnected-instances max='2'/>") == IRD_VERDICT_UNJUDGED);
    end(&t);
}

static void test_sources(void) {
    static const char forbidden[] = "<default-sources allowed='false'/>";
    trial t;
    begin(&t, IRD_UNIT_VOLT);
    CHECK(judge_limit(&t, forbidden) == IRD_VERDICT_PASS);
    t.scene.net.sources_default = true;
    CHECK(judge_limit(&t, forbidden) == IRD_VERDICT_VIOLATED);
    CHECK(judge_limit(&t, "<default-sources allowed='true'/>") == IRD_VERDICT_PASS);
    CHECK(judge(&t, "<limits><default-sources allowed='false'/></limits><waiver "
                    "net='V*' reason='r' owner='o' expires='2027-01-01'/>") ==
          IRD_VERDICT_PASS);
    CHECK(t.result.checks.items[0].waived == 1);
    t.scene.net.sources_known = false;
    CHECK(judge_limit(&t, forbidden) == IRD_VERDICT_UNJUDGED);
    end(&t);
}

static void test_unknown_supply(void) {
    trial t;
    begin(&t, IRD_UNIT_VOLT);
    t.scene.net.supply_assumed = true;
    CHECK(judge_limit(&t, "<drop max='100mV'/>") == IRD_VERDICT_UNJUDGED);
    CHECK(strstr(t.result.checks.items[0].message, "set_supply") != NULL);
    t.scene.net.supply_assumed = false;
    t.scene.net.supply_v = (double)NAN;
    CHECK(judge_limit(&t, "<drop max='5%'/>") == IRD_VERDICT_UNJUDGED);
    CHECK(isnan(t.result.checks.items[0].value));
    end(&t);
}

static void test_without_a_map(void) {
    trial t;
    begin(&t, IRD_UNIT_VOLT);
    t.scene.net.map = NULL;
    CHECK(judge_limit(&t, "<drop max='5%'/>") == IRD_VERDICT_UNJUDGED);
    CHECK(judge_limit(&t, "<hotspots max='5'/>") == IRD_VERDICT_UNJUDGED);
    t.scene.net.worst = 0.07;
    CHECK(judge_limit(&t, "<drop max='5%'/>") == IRD_VERDICT_VIOLATED);
    CHECK(t.result.places.count == 1 && !t.result.places.items[0].has_box);
    CHECK(judge_limit(&t, "<drop max='7%'/>") == IRD_VERDICT_PASS);
    CHECK(judge_limit(&t, "<region x0='0' y0='0' x1='1' y1='1'/><drop max='5%'/>") ==
          IRD_VERDICT_UNJUDGED);
    end(&t);
    /* A node that is worse than its pixel. */
    begin(&t, IRD_UNIT_VOLT);
    t.scene.net.worst = 0.07;
    CHECK(judge_limit(&t, "<drop max='65mV'/>") == IRD_VERDICT_VIOLATED);
    CHECK(t.result.places.count == 1 && !t.result.places.items[0].has_box);
    end(&t);
}

static void test_nets_and_corners(void) {
    trial t;
    begin(&t, IRD_UNIT_VOLT);
    CHECK(judge(&t, "<limits net='V?D'><drop max='7%'/></limits>") == IRD_VERDICT_PASS);
    CHECK(judge(&t, "<limits net='VSS'><drop max='7%'/></limits>") ==
          IRD_VERDICT_UNJUDGED);
    CHECK(t.result.checks.count == 1 && t.result.checks.items[0].net == NULL);
    CHECK(judge(&t, "<limits corner='slow'><drop max='7%'/></limits>") ==
          IRD_VERDICT_UNJUDGED);
    /* A violation weighs more than what could not be judged. */
    CHECK(judge(&t, "<limits net='VSS'><drop max='7%'/></limits>"
                    "<limits><drop max='1%'/><drop max='7%'/></limits>") ==
          IRD_VERDICT_VIOLATED);
    end(&t);
}

#define DROP "<limits><drop max='5%'/></limits>"
#define BOTH_WAIVED                                                                      \
    DROP "<waiver reason='r' owner='o' expires='2027-01-01'>"                            \
         "<box x0='2' y0='2' x1='4' y1='4'/><box x0='5' y0='5' x1='9' y1='9'/></waiver>"

static void test_waivers(void) {
    trial t;
    begin(&t, IRD_UNIT_VOLT);
    CHECK(judge(&t, BOTH_WAIVED) == IRD_VERDICT_PASS);
    CHECK(t.result.places.count == 2 && t.result.waivers[0].used == 2);
    CHECK(t.result.places.items[0].id == IRD_GATE_WAIVED);
    CHECK(strstr(t.result.places.items[0].message, "Waived until 2027-01-01 by o: r.") !=
          NULL);
    CHECK(t.result.checks.items[0].waived == 2);
    /* A box that does not hold all of the region waives nothing. */
    CHECK(judge(&t, DROP
                "<waiver reason='r' owner='o' expires='2027-01-01'>"
                "<box x0='2.1' y0='2' x1='4' y1='4'/></waiver>") == IRD_VERDICT_VIOLATED);
    CHECK(ird_gate_waiver_unmatched(&t.result, 0));
    CHECK(judge(&t, DROP "<waiver instance='ram*' reason='r' owner='o' "
                         "expires='2027-01-01'/>") == IRD_VERDICT_VIOLATED);
    CHECK(t.result.waivers[0].used == 1 && t.result.checks.items[0].violations == 1);
    CHECK(judge(&t, DROP "<waiver limit='hotspots' net='*' reason='r' owner='o' "
                         "expires='2027-01-01'/>") == IRD_VERDICT_VIOLATED);
    CHECK(ird_gate_waiver_unmatched(&t.result, 0));
    CHECK(judge(&t, DROP "<waiver layer='m*' reason='r' owner='o' "
                         "expires='2027-01-01'/>") == IRD_VERDICT_VIOLATED);
    t.scene.net.layer = "m1";
    CHECK(judge(&t, DROP "<waiver layer='m*' reason='r' owner='o' "
                         "expires='2027-01-01'/>") == IRD_VERDICT_PASS);
    /* A node beside the map has a layer of its own, unconnected instances have none. */
    t.scene.net.worst = 0.07;
    CHECK(judge(&t, "<limits><drop max='65mV'/></limits><waiver layer='m2' reason='r' "
                    "owner='o' expires='2027-01-01'/>") == IRD_VERDICT_VIOLATED);
    t.scene.net.worst_layer = "m2";
    CHECK(judge(&t, "<limits><drop max='65mV'/></limits><waiver layer='m2' reason='r' "
                    "owner='o' expires='2027-01-01'/>") == IRD_VERDICT_PASS);
    CHECK(judge(&t,
                "<limits><unconnected-instances max='0'/></limits><waiver layer='m*' "
                "reason='r' owner='o' expires='2027-01-01'/>") == IRD_VERDICT_VIOLATED);
    t.scene.net.worst = (double)NAN;
    /* What is waived does not count. */
    CHECK(judge(&t, "<limits><hotspots max='1'/></limits><waiver instance='ram*' "
                    "reason='r' owner='o' expires='2027-01-01'/>") == IRD_VERDICT_PASS);
    CHECK_NEAR(t.result.checks.items[0].value, 1, 0);
    end(&t);
}

static void test_expiry(void) {
    trial t;
    begin(&t, IRD_UNIT_VOLT);
    CHECK(judge(&t, DROP "<waiver net='*' reason='r' owner='o' expires='2026-11-22'/>") ==
          IRD_VERDICT_PASS);
    CHECK(!t.result.waivers[0].expired);
    CHECK(judge(&t, DROP "<waiver net='*' reason='r' owner='o' expires='2026-11-21'/>") ==
          IRD_VERDICT_VIOLATED);
    CHECK(t.result.waivers[0].expired && t.result.waivers[0].expired_matches == 2);
    CHECK(t.result.waivers[0].used == 0 && !ird_gate_waiver_unmatched(&t.result, 0));
    /* One that has not expired takes its place. */
    CHECK(judge(&t, DROP "<waiver net='*' reason='r' owner='o' expires='2026-11-21'/>"
                         "<waiver net='*' reason='r' owner='o' expires='2026-12-01'/>") ==
          IRD_VERDICT_PASS);
    CHECK(t.result.waivers[1].used == 2);
    end(&t);
}

static void test_hotspot_waiver(void) {
    const ird_waiver *waiver = NULL;
    trial t;
    begin(&t, IRD_UNIT_VOLT);
    judge(&t, DROP "<waiver instance='ram*' reason='r' owner='o' expires='2027-01-01'/>");
    for (size_t i = 0; i < 2; i++) {
        CHECK(ird_gate_waiver_of(&waiver, &t.result, &t.scene.net,
                                 &t.scene.hotspots.items[i], NULL) == IRD_OK);
        CHECK((waiver != NULL) == (i == 1));
    }
    end(&t);
}

static void test_refusals(void) {
    trial t;
    begin(&t, IRD_UNIT_VOLT);
    CHECK(ird_gate_judge(&t.result, &t.rules, &t.scene.answers, today, &t.err) ==
          IRD_GATE_NO_LIMITS);
    CHECK(ird_rules_add(&t.rules, IRD_LIMIT_DROP, "5%", NULL) == IRD_OK);
    CHECK(ird_gate_judge(&t.result, &t.rules, &t.scene.answers, "22.11.2026", &t.err) ==
          IRD_GATE_DATE);
    CHECK(t.result.checks.count == 0);
    end(&t);
}

int main(void) {
    RUN(test_not_judged);
    RUN(test_basis);
    RUN(test_bound);
    RUN(test_drop);
    RUN(test_regions);
    RUN(test_relative);
    RUN(test_hotspots_and_area);
    RUN(test_effective_supply);
    RUN(test_supplies);
    RUN(test_unconnected);
    RUN(test_sources);
    RUN(test_unknown_supply);
    RUN(test_without_a_map);
    RUN(test_nets_and_corners);
    RUN(test_waivers);
    RUN(test_expiry);
    RUN(test_hotspot_waiver);
    RUN(test_refusals);
    return check_summary("gate");
}
