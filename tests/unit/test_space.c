/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Room for metal of a net on small floorplans, by hand. 1000 database units a um; m1 runs
 * along x, m2 along y. Metal keeps 0.2 um, where it is wider than 1 um and runs beside
 * other metal for more than 5 um 0.6 um; m2 keeps 0.3 um whatever its width.
 */
#include "read_text.h"
#include "space/space.h"

static const char LEF[] =
    "VERSION 5.8 ;\nUNITS\n DATABASE MICRONS 1000 ;\nEND UNITS\n"
    "MANUFACTURINGGRID 0.005 ;\n"
    "LAYER m1\n TYPE ROUTING ;\n DIRECTION HORIZONTAL ;\n PITCH 1 ;\n WIDTH 0.2 ;\n"
    " MAXWIDTH 4 ;\n MINIMUMCUT 2 WIDTH 1.5 ;\n"
    " SPACINGTABLE PARALLELRUNLENGTH 0 5\n  WIDTH 0 0.2 0.2\n  WIDTH 1 0.2 0.6 ;\n"
    "END m1\n"
    "LAYER v1\n TYPE CUT ;\n SPACING 0.1 ;\nEND v1\n"
    "LAYER m2\n TYPE ROUTING ;\n DIRECTION VERTICAL ;\n PITCH 1 ;\n WIDTH 0.2 ;\n"
    " SPACING 0.3 ;\n PROPERTY LEF58_WIDTHTABLE \"WIDTHTABLE 0.2 0.5 1.2 ;\" ;\nEND m2\n"
    "VIA one DEFAULT\n LAYER m1 ;\n RECT -0.1 -0.1 0.1 0.1 ;\n LAYER v1 ;\n"
    " RECT -0.05 -0.05 0.05 0.05 ;\n LAYER m2 ;\n RECT -0.1 -0.1 0.1 0.1 ;\nEND one\n"
    "MACRO RAM\n CLASS BLOCK ;\n SIZE 10 BY 20 ;\n ORIGIN 0 0 ;\n"
    " PIN VDD\n  USE POWER ;\n  PORT\n   LAYER m1 ;\n   RECT 0 4 10 5 ;\n  END\n END "
    "VDD\n"
    " PIN VSS\n  USE GROUND ;\n  PORT\n   LAYER m1 ;\n   RECT 0 8 10 9 ;\n  END\n END "
    "VSS\n"
    " PIN A\n  PORT\n   LAYER m1 ;\n   RECT 0 12 1 13 ;\n  END\n END A\n"
    " OBS\n  LAYER m1 ;\n   RECT 2 14 8 16 ;\n END\nEND RAM\n"
    "END LIBRARY\n";

static const char DEF_HEAD[] =
    "VERSION 5.8 ;\nDESIGN d ;\nUNITS DISTANCE MICRONS 1000 ;\n"
    "DIEAREA ( 0 0 ) ( 100000 100000 ) ;\n";

typedef struct scene {
    ird_technology tech;
    ird_design design;
    ird_routing routing;
    ird_space *space;
    ird_spans spans;
    ird_error err;
} scene;

/* sections: between DIEAREA and END DESIGN. VDD is the net that more is laid of. */
static void open_scene(scene *s, const char *sections) {
    static char def[4096];
    *s = (scene){.space = NULL};
    int size = snprintf(def, sizeof def, "%s%sEND DESIGN\n", DEF_HEAD, sections);
    CHECK(size > 0 && (size_t)size < sizeof def);
    CHECK_OK(read_lef_text(&s->tech, LEF, &s->err), &s->err);
    CHECK_OK(read_def_text(&s->design, &s->tech, def, &s->err), &s->err);
    ird_input input = text_input(def, (size_t)size);
    CHECK_OK(ird_def_read_routing_input(&s->routing, &s->design, &s->tech, &input, NULL,
                                        &s->err),
             &s->err);
    int32_t net = find_name(&s->design.special_net_names, "VDD");
    CHECK_OK(
        ird_space_make(&s->space, &s->design, &s->tech, net, &s->routing, NULL, &s->err),
        &s->err);
}

static void close_scene(scene *s) {
    ird_spans_free(&s->spans);
    ird_space_free(s->space);
    ird_routing_free(&s->routing);
    ird_design_free(&s->design);
    ird_technology_free(&s->tech);
}

enum { M1 = 0, M2 = 2 };

/* The free parts of a strip of m1 along the die, from low y to high y. */
static size_t find_m1(scene *s, int64_t low, int64_t high) {
    const ird_rect strip = {0, low, 100000, high};
    CHECK_OK(ird_space_find(s->space, M1, true, strip, &s->spans, &s->err), &s->err);
    return s->spans.items.count;
}

#define CHECK_SPAN(s, i, low, high)                                                      \
    CHECK((i) < (s).spans.items.count && (s).spans.items.items[i].low_dbu == (low) &&    \
          (s).spans.items.items[i].high_dbu == (high))

static const char NETS[] =
    "SPECIALNETS 2 ;\n- VDD ( * VDD ) + USE POWER\n"
    " + ROUTED m1 400 + SHAPE STRIPE ( 0 20000 ) ( 100000 20000 )\n"
    " NEW m2 500 + SHAPE STRIPE ( 50000 0 ) ( 50000 100000 ) ;\n"
    "- VSS ( * VSS ) + USE GROUND\n"
    " + ROUTED m1 400 + SHAPE STRIPE ( 30000 40000 ) ( 60000 40000 )\n"
    " NEW m1 2000 + SHAPE STRIPE ( 30000 60000 ) ( 33000 60000 ) ;\nEND SPECIALNETS\n";

/* The narrow stripe of VSS lies from y 39.8 to 40.2: 0.2 um from it is free, less is not,
 * and it takes its own length and 0.2 um at both ends. */
static void test_other_nets(void) {
    scene s;
    open_scene(&s, NETS);
    CHECK(find_m1(&s, 40400, 40800) == 1);
    CHECK_SPAN(s, 0, 0, 100000);
    CHECK(find_m1(&s, 40395, 40795) == 2);
    CHECK_SPAN(s, 0, 0, 30000 - 200);
    CHECK_SPAN(s, 1, 60000 + 200, 100000);
    CHECK(find_m1(&s, 39000, 39600) == 1);
    CHECK(find_m1(&s, 39005, 39605) == 2);
    close_scene(&s);
}

/* A stripe of 1.2 um keeps 0.6 um to the one of 30 um, and to the piece of 3 um, which
 * runs beside it for less than 5 um, 0.2 um; so does a narrow stripe to that. */
static void test_wide_metal(void) {
    scene s;
    open_scene(&s, NETS);
    CHECK(find_m1(&s, 40795, 41995) == 2);
    CHECK_SPAN(s, 0, 0, 30000 - 600);
    CHECK(find_m1(&s, 40800, 42000) == 1);
    CHECK(find_m1(&s, 61200, 62400) == 1);
    CHECK(find_m1(&s, 61195, 62395) == 2);
    CHECK_SPAN(s, 1, 33200, 100000);
    CHECK(ird_space_distance_dbu(s.space, M1, 1000) == 200);
    CHECK(ird_space_distance_dbu(s.space, M1, 1005) == 600);
    CHECK(ird_space_distance_dbu(s.space, M2, 1200) == 300);
    close_scene(&s);
}

/* Its own stripe from y 19.8 to 20.2 may be touched or lain upon, but not come near. */
static void test_own_metal(void) {
    scene s;
    open_scene(&s, NETS);
    CHECK(find_m1(&s, 20200, 20600) == 1 && find_m1(&s, 19900, 20100) == 1);
    CHECK(find_m1(&s, 20400, 20800) == 1);
    CHECK(find_m1(&s, 20205, 20605) == 0 && find_m1(&s, 20395, 20795) == 0);
    const ird_rect upon = {50000, 19000, 50500, 21000};
    CHECK(ird_space_is_free(s.space, M1, upon, NULL));
    const ird_rect near = {50000, 20300, 50500, 21000};
    ird_in_the_way why = IRD_WAY_FREE;
    CHECK(!ird_space_is_free(s.space, M1, near, &why) && why == IRD_WAY_OWN);
    CHECK_OK(ird_space_add(s.space, M1, (ird_rect){0, 70000, 100000, 70400}, &s.err),
             &s.err);
    CHECK(find_m1(&s, 70500, 70900) == 0 && find_m1(&s, 70600, 71000) == 1);
    close_scene(&s);
}

/* The RAM stands at (20, 70) turned upside down (FS: y of a shape from the top, 90 um):
 * its VSS pin at y 81 to 82, its signal pin at 77 to 78 and its OBS at 74 to 76 are in
 * the way, its VDD pin at 85 to 86 may be touched. The unplaced one is nowhere. */
static void test_cells(void) {
    scene s;
    open_scene(&s, "COMPONENTS 2 ;\n- r RAM + FIXED ( 20000 70000 ) FS ;\n- q RAM ;\n"
                   "END COMPONENTS\n"
                   "SPECIALNETS 1 ;\n- VDD ( * VDD ) + USE POWER ;\nEND SPECIALNETS\n");
    CHECK(find_m1(&s, 81400, 81800) == 2);
    CHECK_SPAN(s, 0, 0, 20000 - 200);
    CHECK_SPAN(s, 1, 30000 + 200, 100000);
    CHECK(find_m1(&s, 77400, 77800) == 2);
    CHECK_SPAN(s, 1, 21000 + 200, 100000);
    CHECK(find_m1(&s, 75000, 75400) == 2);
    CHECK_SPAN(s, 0, 0, 22000 - 600); /* 6 um of metal that is 2 um wide */
    CHECK(find_m1(&s, 85400, 85800) == 1);
    const ird_rect box = {25000, 81000, 25500, 82000};
    ird_in_the_way why = IRD_WAY_FREE;
    CHECK(!ird_space_is_free(s.space, M1, box, &why) && why == IRD_WAY_CELL);
    CHECK(ird_space_is_free(s.space, M2, box, &why) && why == IRD_WAY_FREE);
    close_scene(&s);
}

/* A blockage of a layer is in the way, one of placement is not, nor is the die's edge
 * crossed. */
static void test_blockages(void) {
    scene s;
    ird_in_the_way why;
    open_scene(&s, "BLOCKAGES 2 ;\n- LAYER m1 RECT ( 10000 10000 ) ( 20000 20000 ) ;\n"
                   "- PLACEMENT RECT ( 50000 10000 ) ( 60000 20000 ) ;\nEND BLOCKAGES\n"
                   "SPECIALNETS 1 ;\n- VDD + USE POWER ;\nEND SPECIALNETS\n");
    CHECK(find_m1(&s, 15000, 15400) == 2);
    CHECK_SPAN(s, 0, 0, 9400); /* wide metal: a blockage is taken for such */
    CHECK_SPAN(s, 1, 20600, 100000);
    CHECK(find_m1(&s, 99800, 100200) == 0);
    const ird_rect out = {99900, 50000, 100100, 50400};
    CHECK(!ird_space_is_free(s.space, M1, out, &why) && why == IRD_WAY_OUTSIDE);
    const ird_rect in = {15000, 15000, 16000, 15400};
    CHECK(!ird_space_is_free(s.space, M1, in, &why) && why == IRD_WAY_BLOCKAGE);
    close_scene(&s);
}

/* Wires of NETS are as wide as their layer says and reach half of that beyond their ends;
 * vias have their metals; a net that is special, too, does not count. */
static void test_routing(void) {
    scene s;
    ird_in_the_way why;
    open_scene(&s,
               "PINS 1 ;\n- p + NET n + DIRECTION INPUT + LAYER m1 ( 0 0 ) ( 1000 200 )"
               " + PLACED ( 80000 90000 ) N ;\nEND PINS\n"
               "SPECIALNETS 1 ;\n- VDD + USE POWER ;\nEND SPECIALNETS\n"
               "NETS 3 ;\n- n ( PIN p ) + ROUTED m1 ( 10000 50000 ) ( 20000 * ) one\n"
               "  NEW m2 ( 20000 50000 ) ( * 60000 0 ) + USE SIGNAL ;\n"
               "- VDD + ROUTED m1 ( 0 30000 ) ( 90000 30000 ) ;\n"
               "- q ( r A ) + USE SIGNAL ;\nEND NETS\n");
    CHECK(s.routing.nets == 1 && s.routing.shapes.count == 4);
    CHECK_RECT(s.routing.shapes.items[0].box, 9900, 49900, 20100, 50100);
    CHECK_RECT(s.routing.shapes.items[3].box, 19900, 49900, 20100, 60100);
    CHECK(find_m1(&s, 49800, 50000) == 2);
    CHECK_SPAN(s, 0, 0, 9700);
    CHECK_SPAN(s, 1, 20300, 100000);
    CHECK(find_m1(&s, 30000, 30200) == 1);
    CHECK(find_m1(&s, 90100, 90300) == 2);
    const ird_rect over = {19000, 55000, 20500, 55500};
    CHECK(!ird_space_is_free(s.space, M2, over, &why) && why == IRD_WAY_SIGNAL);
    close_scene(&s);
}

/* m1: WIDTH to MAXWIDTH, twice the grid; m2: those of its table alone. */
static void test_widths(void) {
    scene s;
    open_scene(&s, NETS);
    CHECK(ird_space_grid_dbu(s.space) == 5);
    CHECK(ird_space_width_dbu(s.space, M1, 100) == 200);
    CHECK(ird_space_width_dbu(s.space, M1, 401) == 410);
    CHECK(ird_space_width_dbu(s.space, M1, 4000) == 4000);
    CHECK(ird_space_width_dbu(s.space, M1, 4010) == 0);
    CHECK(ird_space_width_dbu(s.space, M2, 100) == 200);
    CHECK(ird_space_width_dbu(s.space, M2, 210) == 500);
    CHECK(ird_space_width_dbu(s.space, M2, 1300) == 0);
    CHECK_NEAR(ird_space_wire_um2(s.space, M1), 40, 1e-9);
    CHECK_NEAR(ird_space_wire_um2(s.space, M2), 50, 1e-9);
    close_scene(&s);
}

/* The last wires and vias of a net as if a plan had added them: a wire of 2 um on m1 at
 * y 80, one of a width that m2 has not, one too near to VSS, a via of one cut on m1 where
 * two are asked for, and one that is free. */
static void test_planned(void) {
    scene s;
    ird_space_check check;
    open_scene(&s, NETS);
    ird_design more = s.design;
    ird_special_net nets[2] = {s.design.special_nets.items[0],
                               s.design.special_nets.items[1]};
    const ird_wire wires[] = {
        {.layer = M1, .width_dbu = 2000, .box = {0, 79000, 10000, 81000}},
        {.layer = M2, .width_dbu = 400, .box = {70000, 0, 70400, 10000}},
        {.layer = M1, .width_dbu = 400, .box = {40000, 40300, 45000, 40700}},
    };
    const ird_via_at vias[] = {{.via = 0, .at = {5000, 80000}},
                               {.via = 0, .at = {50000, 20000}}};
    nets[0].first_wire = nets[0].first_via = 0;
    nets[0].wire_count = nets[0].planned_wires = 3;
    nets[0].via_count = nets[0].planned_vias = 2;
    more.special_nets.items = nets;
    more.wires.items = (ird_wire *)wires;
    more.via_places.items = (ird_via_at *)vias;
    CHECK_OK(ird_space_check_planned(s.space, &more, &check, &s.err), &s.err);
    CHECK(check.shapes == 3 + 4 && check.blocked == 1 && check.why == IRD_WAY_NET);
    CHECK_RECT(check.first.box, 40000, 40300, 45000, 40700);
    CHECK(check.widths == 1 && check.few_cuts == 1);
    CHECK_NEAR(check.wire_um2, 20 + 4 + 2, 1e-9);
    CHECK_NEAR(check.metal_um2, 26 + 2 * 0.04, 1e-9); /* both metals of the first via */
    more.special_nets.items = s.design.special_nets.items;
    CHECK_OK(ird_space_check_planned(s.space, &s.design, &check, &s.err), &s.err);
    CHECK(check.shapes == 0 && check.blocked == 0);
    close_scene(&s);
}

int main(void) {
    RUN(test_other_nets);
    RUN(test_wide_metal);
    RUN(test_own_metal);
    RUN(test_cells);
    RUN(test_blockages);
    RUN(test_routing);
    RUN(test_widths);
    RUN(test_planned);
    return check_summary("space");
}
