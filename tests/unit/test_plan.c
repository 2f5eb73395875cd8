/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Planned grids small enough to add up by hand: where stripes and rails lie, which vias
 * join them, with how many cuts, and what resistance comes out. Every instance draws 1 A,
 * so that drops are resistances. Sources are on the top layer, at one of its points.
 */
#include "plan_text.h"

/* A row of five cuts, 0.9 um long on a rail of 0.2 um, counts less by a sixth of it (kept
 * as a float). */
static const double ROW_OHM = 0.4 - 0.1 * 0.9 / 0.2 / 6;

#define COUNT(lines) (sizeof(lines) / sizeof *(lines))

/* One row from 6 to 10 um: VDD is its upper rail. The cell hangs at x = 50 um. */
static const char ROW_WITH_CELL[] =
    "ROW r low 0 6000 N DO 50 BY 1 STEP 2000 0 ;\n"
    "COMPONENTS 1 ;\n- u1 CELL + PLACED ( 49000 6000 ) N ;\nEND COMPONENTS\n";

static const ird_special_net *net_of(const grid_text *g, const char *name) {
    int32_t id = ird_grid_find_net(&g->design, name);
    return CHECK(id >= 0) ? &g->design.special_nets.items[id] : NULL;
}

/* Wires of the net with this box. */
static size_t count_boxes(const grid_text *g, const char *net, const char *layer,
                          ird_rect box) {
    const ird_special_net *of = net_of(g, net);
    int32_t on = ird_names_find(&g->tech.layer_names, layer, strlen(layer));
    size_t count = 0;
    for (size_t i = 0; of != NULL && i < of->wire_count; i++) {
        const ird_wire *wire = &g->design.wires.items[of->first_wire + i];
        count += wire->layer == on && memcmp(&wire->box, &box, sizeof box) == 0;
    }
    return count;
}

/* Cuts of the vias of the net at a point on a cut layer; 0 for no via. */
static int cuts_at(const grid_text *g, const char *net, const char *layer, int64_t x,
                   int64_t y) {
    const ird_special_net *of = net_of(g, net);
    int32_t cut = ird_names_find(&g->tech.layer_names, layer, strlen(layer));
    int count = 0;
    for (size_t i = 0; of != NULL && i < of->via_count; i++) {
        const ird_via_at *place = &g->design.via_places.items[of->first_via + i];
        if (place->via < 0 && place->at.x_dbu == x && place->at.y_dbu == y) {
            const ird_design_via *via = &g->design.design_vias.items[-1 - place->via];
            count += via->cut == cut ? via->cut_count : 0;
        }
    }
    return count;
}

/* Two stripes and a rail between: each side has 85 squares of m2 (4.25 ohm), a via in
 * 1 um x 0.2 um, and 30 um of rail (15 ohm). Across m2 the rule leaves 0.9 um, room for
 * 1 + 0.8 / 0.2 = 5 cuts; across m1 0.14 um, room for one. 2 ohm / 5 = 0.4 ohm. */
static void test_ladder(void) {
    grid_text g = {0};
    ird_plan plan = {0};
    ird_plan_layout layout = {0};
    const ird_plan_line lines[] = {
        plan_rails("VDD"),
        plan_stripes("VDD", "m2", 1, 60, 20),
        plan_source("VDD", 20, 95),
        plan_source("VDD", 80, 95),
    };
    plan_text_read(&g, ROW_WITH_CELL);
    plan_text_lay(&g, &plan, &layout, lines, COUNT(lines));
    CHECK(cuts_at(&g, "VDD", "v1", 20000, 10000) == 5);
    CHECK_NEAR(plan_text_drop(&g, &plan, "VDD", "u1"), (4.25 + ROW_OHM + 15) / 2, 1e-8);
    CHECK(layout.nets == 1 && layout.wires == 3 && layout.vias == 2 && layout.cuts == 10);
    CHECK(layout.assumed_vias == 0 && layout.narrow_vias == 0);
    CHECK(g.grid.islands.count == 1 && g.grid.ignored_vias == 0);
    plan_text_free(&g, &plan, &layout);
}

/* A stack from m1 to m4: v1 by the rule, 5 cuts; v2 by repeating V2 at 0.2 um, 5 cuts in
 * 0.9 um x 0.1 um; v3 assumed. 85 squares of m4, 0.4 + 0.2 + 0.5 ohm, 30 um of rail. */
static void test_stack(void) {
    grid_text g = {0};
    ird_plan plan = {0};
    ird_plan_layout layout = {0};
    const ird_plan_line lines[] = {
        plan_rails("VDD"),
        plan_stripes("VDD", "m4", 1, 0, 20),
        plan_source("VDD", 20, 95),
    };
    plan_text_read(&g, ROW_WITH_CELL);
    plan_text_lay(&g, &plan, &layout, lines, COUNT(lines));
    CHECK(cuts_at(&g, "VDD", "v1", 20000, 10000) == 5);
    CHECK(cuts_at(&g, "VDD", "v2", 20000, 10000) == 5);
    CHECK(cuts_at(&g, "VDD", "v3", 20000, 10000) == 1);
    CHECK_NEAR(plan_text_drop(&g, &plan, "VDD", "u1"), 0.85 + ROW_OHM + 0.2 + 0.5 + 15,
               1e-8);
    CHECK(layout.vias == 3 && layout.assumed_vias == 1);
    CHECK(net_of(&g, "VDD")->assumed_vias == 1 && g.grid.ignored_vias == 0);
    plan_text_free(&g, &plan, &layout);
}

/* The DEF has a rail and a stripe at 50 um, joined by one cut. A planned stripe at the
 * same place adds no via, one at 70 um does, and the planned m3 stripe joins both. */
static void test_joined_to_the_def(void) {
    grid_text g = {0};
    ird_plan plan = {0};
    ird_plan_layout layout = {0};
    const ird_plan_line lines[] = {
        plan_stripes("VDD", "m2", 1, 20, 50),
        plan_stripes("VDD", "m3", 2, 0, 60),
    };
    plan_text_read(&g, "SPECIALNETS 1 ;\n- VDD ( * VDD ) + USE POWER + ROUTED\n"
                       "m1 200 + SHAPE FOLLOWPIN ( 0 10000 ) ( 100000 * )\n"
                       "NEW m2 1000 + SHAPE STRIPE ( 50000 0 ) ( * 100000 )\n"
                       "NEW m2 1000 + SHAPE STRIPE ( 10000 0 ) ( * 100000 )\n"
                       "NEW m1 0 + SHAPE STRIPE ( 50000 10000 ) V1 ;\nEND SPECIALNETS\n");
    plan_text_lay(&g, &plan, &layout, lines, COUNT(lines));
    CHECK(layout.laid.items[0] == 3 && layout.laid.items[1] == 1); /* 50, 70, 90 um */
    CHECK(cuts_at(&g, "VDD", "v1", 50000, 10000) == 0);
    CHECK(cuts_at(&g, "VDD", "v1", 70000, 10000) == 5);
    CHECK(cuts_at(&g, "VDD", "v1", 10000, 10000) == 0); /* the DEF's own affair */
    /* 1 um x 2 um, 0.05 um of V2 across both: 5 x 10 cuts. */
    CHECK(cuts_at(&g, "VDD", "v2", 10000, 60000) == 50);
    CHECK(cuts_at(&g, "VDD", "v2", 50000, 60000) == 50);
    CHECK(layout.vias == 2 + 4 && layout.nets == 0);
    const ird_special_net *net = net_of(&g, "VDD");
    CHECK(net->planned_wires == 4 && net->wire_count == 7);
    CHECK(net->planned_vias == 6 && net->via_count == 7);
    plan_text_free(&g, &plan, &layout);
}

/* Rows N and FS of low cells, then a row of tall ones: VDD at 4 um for both low rows, VSS
 * at 0 and 8 um; TALL's half rails of 0.2 um are 0.4 um with their neighbour's, and VSS
 * at 8 um is that of both heights. The second row begins further right. */
static void test_rails(void) {
    grid_text g = {0};
    ird_plan plan = {0};
    ird_plan_layout layout = {0};
    ird_plan_line wide = plan_rails("VDD");
    wide.layer = (char *)"m3";
    wide.width_um = 0.6;
    const ird_plan_line lines[] = {plan_rails("VDD"), plan_rails("VSS"), wide};
    plan_text_read(&g, "ROW a low 0 0 N DO 40 BY 1 STEP 2000 0 ;\n"
                       "ROW b low 10000 4000 FS DO 40 BY 1 STEP 2000 0 ;\n"
                       "ROW c high 0 8000 N DO 10 BY 1 STEP 2000 0 ;\n"
                       "ROW d low 60000 8000 N DO 5 BY 1 STEP 2000 0 ;\n");
    plan_text_lay(&g, &plan, &layout, lines, COUNT(lines));
    CHECK(count_boxes(&g, "VDD", "m1", (ird_rect){0, 3900, 90000, 4100}) == 1);
    CHECK(count_boxes(&g, "VDD", "m1", (ird_rect){0, 13800, 20000, 14200}) == 1);
    CHECK(count_boxes(&g, "VDD", "m1", (ird_rect){60000, 11900, 70000, 12100}) == 1);
    CHECK(layout.laid.items[0] == 3);
    CHECK(count_boxes(&g, "VSS", "m1", (ird_rect){0, -100, 80000, 100}) == 1);
    CHECK(count_boxes(&g, "VSS", "m1", (ird_rect){10000, 7900, 90000, 8100}) == 1);
    CHECK(count_boxes(&g, "VSS", "m1", (ird_rect){0, 7800, 20000, 8200}) == 1);
    CHECK(layout.laid.items[1] == 3);
    CHECK(count_boxes(&g, "VDD", "m3", (ird_rect){0, 3700, 90000, 4300}) == 1);
    CHECK(net_of(&g, "VDD")->use == IRD_USE_POWER);
    CHECK(net_of(&g, "VSS")->use == IRD_USE_GROUND);
    plan_text_free(&g, &plan, &layout);
}

/* Over the core a stripe reaches to the outer edges of the rails, whichever came first in
 * the plan; over a box it does not. */
static void test_stripes_reach_over_the_rails(void) {
    grid_text g = {0};
    ird_plan plan = {0};
    ird_plan_layout layout = {0};
    ird_plan_line core = plan_stripes("VDD", "m2", 1, 0, 20);
    core.region = IRD_PLAN_REGION_DEFAULT;
    ird_plan_line box = plan_stripes("VDD", "m2", 1, 0, 40);
    box.region = IRD_PLAN_REGION_BOX;
    box.box = (ird_rect_um){0, 6, 100, 10};
    const ird_plan_line lines[] = {core, box, plan_rails("VDD"), plan_rails("VSS")};
    plan_text_read(&g, ROW_WITH_CELL);
    plan_text_lay(&g, &plan, &layout, lines, COUNT(lines));
    CHECK(count_boxes(&g, "VDD", "m2", (ird_rect){19500, 5900, 20500, 10100}) == 1);
    CHECK(count_boxes(&g, "VDD", "m2", (ird_rect){39500, 6000, 40500, 10000}) == 1);
    CHECK(layout.laid.items[0] == 1 && layout.laid.items[2] == 1);
    CHECK(cuts_at(&g, "VDD", "v1", 20000, 10000) == 5);
    /* Half of the rail lies under the other: 0.1 um, less 0.06 um, is less than a cut. */
    CHECK(cuts_at(&g, "VDD", "v1", 40000, 9950) == 5 && layout.narrow_vias == 1);
    plan_text_free(&g, &plan, &layout);
}

/* Stripes of VDD and VSS at the same places, then touching, then one on a wire of the
 * DEF: all that overlap count, on both sides where both are planned. */
static void test_shorts(void) {
    grid_text g = {0};
    ird_plan plan = {0};
    ird_plan_layout layout = {0};
    const ird_plan_line lines[] = {
        plan_stripes("VDD", "m2", 1, 30, 10), /* 10, 40, 70, 100 */
        plan_stripes("VSS", "m2", 1, 30, 41), /* 41 touches, 71 touches */
        plan_stripes("VSS", "m2", 1, 60, 9.5),
        plan_stripes("VDD", "m3", 1, 0, 50),
    };
    plan_text_read(&g, "SPECIALNETS 1 ;\n- VSS ( * VSS ) + USE GROUND + ROUTED\n"
                       "m3 1000 + SHAPE STRIPE ( 0 50500 ) ( 10000 * ) ;\n"
                       "END SPECIALNETS\n");
    plan_text_lay(&g, &plan, &layout, lines, COUNT(lines));
    CHECK(net_of(&g, "VDD")->shorted_wires == 3); /* 10, 70 and that on m3 */
    CHECK(net_of(&g, "VSS")->shorted_wires == 2);
    CHECK(layout.shorted_wires == 5);
    plan_text_free(&g, &plan, &layout);
}

/* BOTH has pins on m1 and m3: the rail is on m3. Asked for on m1 it is as wide as there;
 * on m2, where it has none, as on m3. */
static void test_rails_on_the_highest_layer(void) {
    static const char *const layers[] = {NULL, "m1", "m2"};
    static const char *const on[] = {"m3", "m1", "m2"};
    static const int64_t half[] = {300, 100, 300};
    for (size_t i = 0; i < 3; i++) {
        grid_text g = {0};
        ird_plan plan = {0};
        ird_plan_layout layout = {0};
        ird_plan_line line = plan_rails("VDD");
        line.layer = (char *)layers[i];
        plan_text_read(&g, "ROW a middle 0 0 N DO 40 BY 1 STEP 2000 0 ;\n");
        plan_text_lay(&g, &plan, &layout, &line, 1);
        const ird_rect box = {0, 5000 - half[i], 80000, 5000 + half[i]};
        CHECK(layout.wires == 1 && count_boxes(&g, "VDD", on[i], box) == 1);
        plan_text_free(&g, &plan, &layout);
    }
}

/* Middles at 10 + 30 k um from the edge of the region, the last one on its other edge;
 * without an offset the first one at half a pitch. What leaves the die is cut off. */
static void test_where_stripes_lie(void) {
    grid_text g = {0};
    ird_plan plan = {0};
    ird_plan_layout layout = {0};
    ird_plan_line boxed = plan_stripes("VDD", "m2", 0.5, 30, 10);
    boxed.region = IRD_PLAN_REGION_BOX;
    boxed.box = (ird_rect_um){20, 40, 90, 60};
    ird_plan_line half = plan_stripes("VDD", "m3", 2, 40, 0);
    half.has_offset = false;
    ird_plan_line turned = plan_stripes("VDD", "m4", 1, 0, 5);
    turned.direction = IRD_DIRECTION_HORIZONTAL;
    const ird_plan_line lines[] = {boxed, half, turned};
    plan_text_read(&g, "");
    plan_text_lay(&g, &plan, &layout, lines, COUNT(lines));
    CHECK(layout.laid.items[0] == 3);
    CHECK(count_boxes(&g, "VDD", "m2", (ird_rect){29750, 40000, 30250, 60000}) == 1);
    CHECK(count_boxes(&g, "VDD", "m2", (ird_rect){59750, 40000, 60250, 60000}) == 1);
    CHECK(count_boxes(&g, "VDD", "m2", (ird_rect){89750, 40000, 90250, 60000}) == 1);
    CHECK(layout.laid.items[1] == 3);
    CHECK(count_boxes(&g, "VDD", "m3", (ird_rect){0, 19000, 100000, 21000}) == 1);
    CHECK(count_boxes(&g, "VDD", "m3", (ird_rect){0, 99000, 100000, 100000}) == 1);
    CHECK(count_boxes(&g, "VDD", "m4", (ird_rect){0, 4500, 100000, 5500}) == 1);
    plan_text_free(&g, &plan, &layout);
}

/* The RAM reaches up to m3: stripes on m2 and rails end at it, m4 runs over it and is
 * joined to its strap. */
static void test_blocks(void) {
    grid_text g = {0};
    ird_plan plan = {0};
    ird_plan_layout layout = {0};
    const ird_plan_line lines[] = {
        plan_rails("VDD"),
        plan_stripes("VDD", "m2", 1, 0, 50),
        plan_stripes("VDD", "m4", 1, 0, 44.5),
    };
    plan_text_read(&g, "ROW r low 0 46000 N DO 50 BY 1 STEP 2000 0 ;\n"
                       "COMPONENTS 1 ;\n- ram RAM + FIXED ( 40000 40000 ) N ;\n"
                       "END COMPONENTS\n");
    plan_text_lay(&g, &plan, &layout, lines, COUNT(lines));
    CHECK(count_boxes(&g, "VDD", "m1", (ird_rect){0, 49900, 40000, 50100}) == 1);
    CHECK(count_boxes(&g, "VDD", "m1", (ird_rect){60000, 49900, 100000, 50100}) == 1);
    CHECK(count_boxes(&g, "VDD", "m2", (ird_rect){49500, 0, 50500, 40000}) == 1);
    CHECK(count_boxes(&g, "VDD", "m2", (ird_rect){49500, 60000, 50500, 100000}) == 1);
    CHECK(count_boxes(&g, "VDD", "m4", (ird_rect){44000, 0, 45000, 100000}) == 1);
    CHECK(layout.wires == 5);
    /* Strap and stripe lie on each other for 20 um of 1 um: squares at 40.5, 50, 59.5. */
    CHECK(cuts_at(&g, "VDD", "v3", 44500, 40500) == 1);
    CHECK(cuts_at(&g, "VDD", "v3", 44500, 50000) == 1);
    CHECK(cuts_at(&g, "VDD", "v3", 44500, 59500) == 1);
    CHECK(layout.vias == 3 && layout.assumed_vias == 3);
    plan_text_free(&g, &plan, &layout);
}

/* A wire of the DEF on the strap of the RAM: the stripe that crosses both has one via. A
 * pin of the DEF on m4, where no wire is, is joined to the wire below it. */
static void test_pins(void) {
    grid_text g = {0};
    ird_plan plan = {0};
    ird_plan_layout layout = {0};
    ird_plan_line line = plan_stripes("VDD", "m4", 1, 0, 50);
    line.direction = IRD_DIRECTION_HORIZONTAL;
    plan_text_read(&g, "COMPONENTS 1 ;\n- ram RAM + FIXED ( 40000 40000 ) N ;\n"
                       "END COMPONENTS\n"
                       "SPECIALNETS 1 ;\n- VDD ( * VDD ) + USE POWER + ROUTED\n"
                       "m3 1000 + SHAPE STRIPE ( 44500 40000 ) ( * 60000 ) ;\n"
                       "END SPECIALNETS\n");
    plan_text_lay(&g, &plan, &layout, &line, 1);
    CHECK(cuts_at(&g, "VDD", "v3", 44500, 50000) == 1 && layout.vias == 1);
    plan_text_free(&g, &plan, &layout);
    const ird_plan_line below = plan_stripes("VDD", "m3", 2, 0, 30);
    plan_text_read(&g, "PINS 1 ;\n- VDD + NET VDD + USE POWER\n"
                       "+ LAYER m4 ( 0 0 ) ( 4000 4000 ) + FIXED ( 60000 28000 ) N ;\n"
                       "END PINS\n");
    plan_text_lay(&g, &plan, &layout, &below, 1);
    CHECK(cuts_at(&g, "VDD", "v3", 62000, 30000) == 1 && layout.vias == 1);
    plan_text_free(&g, &plan, &layout);
}

/* m1 and m3 run alike, one over the other: joined by stacks at both ends and every 10 um.
 * m4 meets m3 below it, not m1. */
static void test_layers_that_run_alike(void) {
    grid_text g = {0};
    ird_plan plan = {0};
    ird_plan_layout layout = {0};
    ird_plan_line cut = plan_stripes("VDD", "m3", 0.2, 0, 50);
    cut.region = IRD_PLAN_REGION_BOX;
    cut.box = (ird_rect_um){10, 0, 40.2, 100};
    const ird_plan_line lines[] = {
        plan_stripes("VDD", "m1", 0.2, 0, 50),
        cut,
        plan_stripes("VDD", "m4", 1, 0, 20),
        plan_stripes("VDD", "m4", 1, 0, 80),
    };
    plan_text_read(&g, "");
    plan_text_lay(&g, &plan, &layout, lines, COUNT(lines));
    for (int64_t x = 10100; x <= 40100; x += 10000) {
        /* 0.2 um x 0.2 um: as patches both metals leave 0.1 um for the cut, but m1 needs
         * 0.1 um along itself. */
        CHECK(cuts_at(&g, "VDD", "v1", x, 50000) == 1);
        CHECK(cuts_at(&g, "VDD", "v2", x, 50000) == 1);
    }
    CHECK(cuts_at(&g, "VDD", "v3", 20000, 50000) == 1);
    CHECK(cuts_at(&g, "VDD", "v3", 80000, 50000) == 0);
    CHECK(layout.vias == 2 * 4 + 1 && layout.narrow_vias == 4);
    plan_text_free(&g, &plan, &layout);
}

/* --- nets ----------------------------------------------------------------------------
 */

/* The only power net feeds every power pin, one of two those called like it. */
static void test_who_is_fed(void) {
    static const char sections[] =
        "COMPONENTS 1 ;\n- ram RAM + FIXED ( 40000 40000 ) N ;\nEND COMPONENTS\n";
    for (int both = 0; both < 2; both++) {
        grid_text g = {0};
        ird_plan plan = {0};
        ird_plan_layout layout = {0};
        ird_error err = {0};
        int32_t counts[1];
        bool assumed = false;
        const ird_plan_line lines[] = {
            plan_stripes("VDD", "m4", 1, 0, 44.5),
            plan_stripes("VDDM", "m4", 1, 0, 54.5),
        };
        plan_text_read(&g, sections);
        plan_text_lay(&g, &plan, &layout, lines, both ? 2 : 1);
        CHECK(ird_special_net_components(&g.design, &g.tech, 0, counts, &assumed, &err) ==
              IRD_OK);
        CHECK(counts[0] == (both ? 1 : 2) && assumed == !both);
        CHECK(layout.nets == (both ? 2U : 1U));
        plan_text_free(&g, &plan, &layout);
    }
}

/* Off again, the design has the very arrays that it had. */
static void test_off_again(void) {
    grid_text g = {0};
    ird_plan plan = {0};
    ird_plan_layout layout = {0};
    const ird_plan_line line = plan_stripes("VSS", "m2", 1, 10, 5);
    plan_text_read(&g, "SPECIALNETS 1 ;\n- VDD ( * VDD ) + USE POWER + ROUTED\n"
                       "m2 1000 + SHAPE STRIPE ( 50000 0 ) ( * 100000 ) ;\n"
                       "END SPECIALNETS\n");
    ird_design before = g.design;
    plan_text_lay(&g, &plan, &layout, &line, 1);
    CHECK(layout.is_on && g.design.special_nets.count == 2 && g.design.wires.count == 11);
    CHECK(net_of(&g, "VDD")->wire_count == 1 && net_of(&g, "VDD")->planned_wires == 0);
    ird_plan_layout_toggle(&layout, &g.design);
    CHECK(!layout.is_on && memcmp(&before, &g.design, sizeof before) == 0);
    plan_text_free(&g, &plan, &layout);
}

/* --- sources -------------------------------------------------------------------------
 */

static void test_places(void) {
    grid_text g = {0};
    ird_plan plan = {0};
    ird_error err = {0};
    ird_source_file file = {.volt = (double)NAN};
    const ird_plan_line bumps = {.kind = IRD_PLAN_BUMPS,
                                 .net = (char *)"VDD",
                                 .use = IRD_USE_OTHER,
                                 .layer = (char *)"m4",
                                 .pitch_um = {40, 50},
                                 .size_um = 5};
    const ird_plan_line source = plan_source("VDD", -1, 7);
    plan_text_read(&g, "");
    CHECK(ird_plan_add(&plan, &bumps, &err) == IRD_OK);
    CHECK(ird_plan_add(&plan, &source, &err) == IRD_OK);
    CHECK(ird_plan_has_sources(&plan, "VDD") && !ird_plan_has_sources(&plan, "VSS"));
    CHECK(ird_plan_add_places(&file, &plan, "VSS", &g.design, &err) == IRD_OK);
    CHECK(file.places.count == 0);
    CHECK(ird_plan_add_places(&file, &plan, "VDD", &g.design, &err) == IRD_OK);
    /* 20, 60, 100 um by 25, 75 um, then the single one. */
    if (CHECK(file.places.count == 7)) {
        const ird_source_place *at = file.places.items;
        CHECK_NEAR(at[0].x_um, 20, 1e-9);
        CHECK_NEAR(at[0].y_um, 25, 1e-9);
        CHECK_NEAR(at[5].x_um, 100, 1e-9);
        CHECK_NEAR(at[5].y_um, 75, 1e-9);
        CHECK_NEAR(at[5].size_um, 5, 0);
        CHECK_TEXT(ird_names_get(&file.layer_names, at[5].layer), "m4");
        CHECK(at[6].layer == -1);
        CHECK_NEAR(at[6].x_um, -1, 0);
    }
    ird_source_file_free(&file);
    ird_plan_free(&plan);
    grid_text_free(&g);
}

/* --- mistakes ------------------------------------------------------------------------
 */

static void check_wrong(const char *sections, const ird_plan_line *line,
                        ird_status status, const char *text) {
    grid_text g = {0};
    ird_plan plan = {0};
    ird_plan_layout layout = {0};
    ird_error err = {0};
    plan_text_read(&g, sections);
    ird_status got = ird_plan_add(&plan, line, &err);
    if (got == IRD_OK) {
        got = ird_plan_lay(&layout, &plan, &g.design, &g.tech, NULL, &err);
    }
    CHECK(got == status && err.status == status && strstr(err.text, text) != NULL);
    CHECK(layout.wires == 0 && layout.laid.items == NULL);
    if (got != status || strstr(err.text, text) == NULL) {
        fprintf(stderr, "    %d: %s\n", (int)got, err.text);
    }
    plan_text_free(&g, &plan, &layout);
}

static void test_mistakes(void) {
    ird_plan_line line = plan_stripes("VDD", "m7", 1, 10, 5);
    check_wrong("", &line, IRD_PLAN_LAYER, "\"m7\", which is not in the LEF");
    line.layer = (char *)"v1";
    check_wrong("", &line, IRD_PLAN_LAYER, "\"v1\", which is no routing layer");
    line.layer = (char *)"m5";
    check_wrong("", &line, IRD_PLAN_VALUE, "no DIRECTION");
    line = plan_stripes("VPP", "m2", 1, 10, 5);
    check_wrong("", &line, IRD_PLAN_USE, "power or ground");
    line = plan_stripes("VDD", "m2", 1, 10, 5);
    line.use = IRD_USE_GROUND;
    check_wrong("SPECIALNETS 1 ;\n- VDD + USE POWER ;\nEND SPECIALNETS\n", &line,
                IRD_PLAN_USE, "is a power net");
    line = plan_stripes("VDD", "m2", 1, 0.9, 5);
    check_wrong("", &line, IRD_PLAN_VALUE, "larger than their width");
    line = plan_stripes("VDD", "m2", 0, 10, 5);
    check_wrong("", &line, IRD_PLAN_VALUE, "width above 0");
    line = plan_stripes("VDD", "m2", 1e-4, 10, 5);
    check_wrong("", &line, IRD_PLAN_VALUE, "narrower than a database unit");
    line = plan_stripes("VDD", "m2", 1e-3, 2e-5, 5);
    line.pitch_um[0] = 1.5e-3;
    line.width_um = 1e-3;
    line.region = IRD_PLAN_REGION_BOX;
    line.box = (ird_rect_um){0, 0, 9e5, 1};
    check_wrong("", &line, IRD_PLAN_TOO_LARGE, "larger one");
    line = plan_rails("VDD");
    check_wrong("", &line, IRD_PLAN_NO_RAILS, "no ROWs");
    line = plan_rails("VDDM");
    check_wrong("ROW r low 0 6000 N DO 50 BY 1 STEP 2000 0 ;\n"
                "SPECIALNETS 1 ;\n- VDD ( * VDD ) + USE POWER ;\nEND SPECIALNETS\n",
                &line, IRD_PLAN_NO_RAILS, "runs its width");
}

/* m4 and m5 have no cut layer between them. */
static void test_no_cut_layer(void) {
    grid_text g = {0};
    ird_plan plan = {0};
    ird_plan_layout layout = {0};
    ird_error err = {0};
    ird_plan_line m5 = plan_stripes("VDD", "m5", 1, 0, 5);
    m5.direction = IRD_DIRECTION_HORIZONTAL;
    const ird_plan_line m4 = plan_stripes("VDD", "m4", 1, 0, 5);
    plan_text_read(&g, "");
    CHECK(ird_plan_add(&plan, &m4, &err) == IRD_OK);
    CHECK(ird_plan_add(&plan, &m5, &err) == IRD_OK);
    CHECK(ird_plan_lay(&layout, &plan, &g.design, &g.tech, NULL, &err) == IRD_PLAN_CUT);
    CHECK(strstr(err.text, "between m4 and m5") != NULL);
    plan_text_free(&g, &plan, &layout);
}

int main(void) {
    RUN(test_ladder);
    RUN(test_stack);
    RUN(test_joined_to_the_def);
    RUN(test_rails);
    RUN(test_stripes_reach_over_the_rails);
    RUN(test_shorts);
    RUN(test_rails_on_the_highest_layer);
    RUN(test_where_stripes_lie);
    RUN(test_blocks);
    RUN(test_pins);
    RUN(test_layers_that_run_alike);
    RUN(test_who_is_fed);
    RUN(test_off_again);
    RUN(test_places);
    RUN(test_mistakes);
    RUN(test_no_cut_layer);
    return check_summary("plan");
}
