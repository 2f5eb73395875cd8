/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Findings on a grid with one fault of each kind, and on one without.
 */
#include "grid_text.h"

static void check(grid_text *g, ird_findings *findings) {
    ird_error err = {0};
    grid_text_extract(g);
    grid_text_stop(ird_check_grid(findings, &g->grid, &g->design, &g->tech, &g->rc, &err),
                   &err);
}

static const ird_finding *only(const ird_findings *findings, ird_finding_kind kind) {
    CHECK(ird_findings_count(findings, kind) == 1);
    for (size_t i = 0; i < findings->items.count; i++) {
        if (findings->items.items[i].kind == kind) {
            return &findings->items.items[i];
        }
    }
    exit(1);
}

static void check_text_of(const grid_text *g, const ird_finding *finding,
                          const char *want) {
    ird_text text = {0};
    ird_error err = {0};
    CHECK(ird_finding_text(&text, finding, &g->grid, &g->design, &g->tech, &g->rc,
                           &err) == IRD_OK);
    CHECK_TEXT(ird_text_get(&text), want);
    ird_text_free(&text);
}

/* Two straps and three rails on them; the via at (20, 30) is missing, the rail at y = 90
 * has no via at all, u2 stands beside every rail, a piece of m2 and one of two pieces (m1
 * and m2 with a via) lie apart, and m2 has no resistance. */
static const char PINS[] =
    "- VDD + NET VDD + SPECIAL + USE POWER\n"
    "+ PORT + LAYER m2 ( -500 -500 ) ( 500 500 ) + FIXED ( 20000 99500 ) N ;\n";
static const char WIRES[] = "+ ROUTED m1 200 + SHAPE FOLLOWPIN ( 0 10000 ) ( 100000 * )\n"
                            "NEW m1 200 + SHAPE FOLLOWPIN ( 0 30000 ) ( 100000 * )\n"
                            "NEW m1 200 + SHAPE FOLLOWPIN ( 0 90000 ) ( 10000 * )\n"
                            "NEW m2 1000 + SHAPE STRIPE ( 20000 0 ) ( * 100000 )\n"
                            "NEW m2 1000 + SHAPE STRIPE ( 80000 0 ) ( * 50000 )\n"
                            "NEW m1 0 + SHAPE STRIPE ( 20000 10000 ) V1\n"
                            "NEW m1 0 + SHAPE STRIPE ( 80000 10000 ) V1\n"
                            "NEW m1 0 + SHAPE STRIPE ( 80000 30000 ) V1\n"
                            "NEW m2 1000 + SHAPE STRIPE ( 150000 150000 ) ( * 160000 )\n"
                            "NEW m2 1000 + SHAPE STRIPE ( 180000 180000 ) ( * 190000 )\n"
                            "NEW m1 0 + SHAPE STRIPE ( 180000 185000 ) V1\n";
static const char COMPONENTS[] = "- u1 CELL + PLACED ( 40000 6000 ) N ;\n"
                                 "- u2 CELL + PLACED ( 40000 60000 ) N ;\n"
                                 "- u3 CELL + PLACED ( 4000 86000 ) N ;\n";

static void test_one_of_each(void) {
    grid_text g = {0};
    ird_findings findings = {0};
    grid_text_read(&g, COMPONENTS, PINS, WIRES);
    g.rc.values.items[2] = (ird_rc_value){0.05, IRD_RC_ASSUMED, 0, 0, 1};
    check(&g, &findings);
    const ird_finding *via = only(&findings, IRD_FINDING_VIA);
    CHECK(via->box.x0_dbu == 19500 && via->box.x1_dbu == 20500);
    CHECK(via->box.y0_dbu == 29900 && via->box.y1_dbu == 30100);
    CHECK(findings.crossings == 4 && findings.crossings_with_via == 3);
    check_text_of(
        &g, via,
        "net VDD: m1 and m2 cross without a via at (19.5, 29.9) - (20.5, 30.1) um");
    const ird_finding *rail = only(&findings, IRD_FINDING_RAIL);
    CHECK(rail->box.y0_dbu == 89900 && rail->box.x1_dbu == 10000 && rail->instances == 1);
    const ird_finding *floating = only(&findings, IRD_FINDING_FLOATING);
    CHECK(floating->layer == 2 && floating->box.y0_dbu == 150000);
    const ird_finding *island = only(&findings, IRD_FINDING_ISLAND);
    CHECK(island->layer == -1 && island->shapes == 2 && island->box.y1_dbu == 190000);
    const ird_finding *resistance = only(&findings, IRD_FINDING_RESISTANCE);
    CHECK(resistance->layer == 2);
    check_text_of(
        &g, resistance,
        "net VDD: layer m2 has no resistance; 0.05 ohm per square is assumed, as "
        "for m1; set it with set_layer_rc");
    CHECK(ird_findings_count(&findings, IRD_FINDING_REPEATED) == 0);
    CHECK(ird_findings_count(&findings, IRD_FINDING_INSTANCE) == 2);
    const ird_finding *last = &findings.items.items[findings.items.count - 2];
    CHECK(last->component == 1 && last->box.x0_dbu == 40000 && last->box.y1_dbu == 64000);
    check_text_of(
        &g, last,
        "net VDD: pin VDD of instance u2 lies on metal that no source reaches at "
        "(40, 60) - (42, 64) um");
    CHECK(last[1].component == 2);
    ird_findings_free(&findings);
    grid_text_free(&g);
}

/* The same with nothing wrong: no finding. */
static void test_sound_grid(void) {
    grid_text g = {0};
    ird_findings findings = {0};
    grid_text_read(&g, "- u1 CELL + PLACED ( 40000 6000 ) N ;\n", PINS,
                   "+ ROUTED m1 200 + SHAPE FOLLOWPIN ( 0 10000 ) ( 100000 * )\n"
                   "NEW m2 1000 + SHAPE STRIPE ( 20000 0 ) ( * 100000 )\n"
                   "NEW m1 0 + SHAPE STRIPE ( 20000 10000 ) V1\n");
    check(&g, &findings);
    CHECK(findings.items.count == 0 && findings.crossings == 1);
    ird_findings_free(&findings);
    grid_text_free(&g);
}

/* A rail without a strap that a DEF pin feeds is no finding. */
static void test_rail_with_a_pin(void) {
    grid_text g = {0};
    ird_findings findings = {0};
    grid_text_read(&g, "- u1 CELL + PLACED ( 40000 6000 ) N ;\n",
                   "- VDD + NET VDD + SPECIAL + USE POWER\n"
                   "+ PORT + LAYER m1 ( 0 -100 ) ( 200 100 ) + FIXED ( 0 10000 ) N ;\n",
                   "+ ROUTED m1 200 + SHAPE FOLLOWPIN ( 0 10000 ) ( 100000 * )\n");
    check(&g, &findings);
    CHECK(findings.items.count == 0);
    ird_findings_free(&findings);
    grid_text_free(&g);
}

/* Rails on m1 and a strap on m3 above, without wires on m2 between: a stack of vias at
 * (20, 10), half a stack at (20, 30), on either side of m2 at (20, 50). */
static void test_half_a_stack_is_missing(void) {
    grid_text g = {0};
    ird_findings findings = {0};
    grid_text_read(&g, "- u1 CELL + PLACED ( 40000 6000 ) N ;\n", "",
                   "+ ROUTED m1 200 + SHAPE FOLLOWPIN ( 0 10000 ) ( 100000 * )\n"
                   "NEW m1 200 + SHAPE FOLLOWPIN ( 0 30000 ) ( 100000 * )\n"
                   "NEW m1 200 + SHAPE FOLLOWPIN ( 0 50000 ) ( 100000 * )\n"
                   "NEW m3 1000 + SHAPE STRIPE ( 20000 0 ) ( * 100000 )\n"
                   "NEW m1 0 + SHAPE STRIPE ( 20000 10000 ) V1\n"
                   "NEW m2 0 + SHAPE STRIPE ( 20000 10000 ) V2\n"
                   "NEW m1 0 + SHAPE STRIPE ( 20000 30000 ) V1\n"
                   "NEW m2 0 + SHAPE STRIPE ( 20000 50000 ) V2\n");
    check(&g, &findings);
    CHECK(findings.crossings == 3 && findings.crossings_with_via == 1);
    CHECK(ird_findings_count(&findings, IRD_FINDING_VIA) == 2);
    ird_findings_free(&findings);
    grid_text_free(&g);
}

/* Three rails; a strap with vias to all, one to none, as a stripe that a layer above
 * feeds, and one to the first alone. */
static void test_strap_without_vias(void) {
    grid_text g = {0};
    ird_findings findings = {0};
    grid_text_read(&g, "- u1 CELL + PLACED ( 40000 6000 ) N ;\n", "",
                   "+ ROUTED m1 200 + SHAPE FOLLOWPIN ( 0 10000 ) ( 100000 * )\n"
                   "NEW m1 200 + SHAPE FOLLOWPIN ( 0 30000 ) ( 100000 * )\n"
                   "NEW m1 200 + SHAPE FOLLOWPIN ( 0 50000 ) ( 100000 * )\n"
                   "NEW m2 1000 + SHAPE STRIPE ( 20000 0 ) ( * 60000 )\n"
                   "NEW m2 1000 + SHAPE STRIPE ( 40000 0 ) ( * 60000 )\n"
                   "NEW m2 1000 + SHAPE STRIPE ( 60000 0 ) ( * 60000 )\n"
                   "NEW m1 0 + SHAPE STRIPE ( 20000 10000 ) V1\n"
                   "NEW m1 0 + SHAPE STRIPE ( 20000 30000 ) V1\n"
                   "NEW m1 0 + SHAPE STRIPE ( 20000 50000 ) V1\n"
                   "NEW m1 0 + SHAPE STRIPE ( 60000 10000 ) V1\n");
    check(&g, &findings);
    CHECK(findings.crossings == 9 && findings.crossings_with_via == 4);
    CHECK(ird_findings_count(&findings, IRD_FINDING_VIA) == 3);
    size_t whole = 0;
    for (size_t i = 0; i < findings.items.count; i++) {
        const ird_finding *finding = &findings.items.items[i];
        if (finding->kind == IRD_FINDING_VIA && finding->shapes == 3) {
            whole++;
            check_text_of(&g, finding,
                          "net VDD: a wire of m2 crosses 3 of m1 without any via at "
                          "(39.5, 9.9) - (40.5, 50.1) um");
        } else if (finding->kind == IRD_FINDING_VIA) {
            CHECK(finding->shapes == 1 && finding->box.x0_dbu == 59500);
        }
    }
    CHECK(whole == 1);
    ird_findings_free(&findings);
    grid_text_free(&g);
}

int main(void) {
    RUN(test_one_of_each);
    RUN(test_rail_with_a_pin);
    RUN(test_half_a_stack_is_missing);
    RUN(test_strap_without_vias);
    RUN(test_sound_grid);
    return check_summary("check_grid");
}
