/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Grids small enough to add up their resistances by hand. Every instance draws 1 A, so
 * that drops are resistances. In a network like PDNSim's, and where it has several
 * shapes, the pin of an instance hangs at its rail by LINK ohm.
 */
#include "grid_text.h"

#include <math.h>

static const double LINK = 1e-3;

/* Two cuts of 2 ohm, 0.5 um long on a rail of 0.2 um, 0.1 ohm a square: the rail sees
 * less, a sixth of the row (rounded as extraction keeps it). */
static const double VV_OHM = 1 - (double)(float)(0.1 * 0.5 / 0.2 / 6);

/* A rail at y = 10 um, a strap at x = 50 um, a source at the top of the strap. */
static const char RAIL_AND_STRAP[] =
    "+ ROUTED m1 200 + SHAPE FOLLOWPIN ( 0 10000 ) ( 100000 * )\n"
    "NEW m2 1000 + SHAPE STRIPE ( 50000 0 ) ( * 100000 )\n"
    "NEW m1 0 + SHAPE STRIPE ( 50000 10000 ) VV\n";
static const char PIN_ON_TOP[] =
    "- VDD + NET VDD + SPECIAL + DIRECTION INOUT + USE POWER\n"
    "+ PORT + LAYER m2 ( -500 -500 ) ( 500 500 ) + FIXED ( 50000 99500 ) N ;\n";
static const char CELL_AT_20[] = "- u1 CELL + PLACED ( 19000 6000 ) N ;\n";

static size_t slabs_of(const grid_text *g) {
    size_t count = 0;
    for (size_t i = 0; i < g->grid.metals.count; i++) {
        count += g->grid.metals.items[i].slabs;
    }
    return count;
}

/* From the lower end of the DEF pin: 89 squares of m2, two cuts in parallel, 30 um of a
 * rail of 0.2 um: 4.45 + 1 + 15 ohm. */
static void test_rail_via_strap(void) {
    grid_text g = {0};
    grid_text_read(&g, CELL_AT_20, PIN_ON_TOP, RAIL_AND_STRAP);
    grid_text_extract(&g);
    CHECK_NEAR(grid_text_drop(&g, "u1"), 4.45 + VV_OHM + 15, 1e-9);
    CHECK(g.grid.sources.type == IRD_SOURCE_PINS && !g.grid.sources.is_default);
    CHECK(g.grid.sources.places == 1 && g.grid.sources.nodes == 1);
    CHECK(slabs_of(&g) == 2 && g.grid.islands.count == 1);
    CHECK(g.grid.terminals.count == 1 && g.grid.network.loads.count == 1);
    const ird_grid_terminal *terminal = &g.grid.terminals.items[0];
    CHECK(terminal->at.x_dbu == 20000 && terminal->at.y_dbu == 10000);
    CHECK_TEXT(g.grid.network.net, "VDD");
    CHECK(!g.grid.network.is_ground && g.grid.network.units == 1000);
    grid_text_free(&g);
}

/* The same lumped: on m2 points fall to the first within 5 um, and its fillers begin at
 * 5 um: the via at 10 um falls to 5, both ends of the pin to 95. 90 squares. */
static void test_lumped(void) {
    grid_text g = {0};
    grid_text_read(&g, CELL_AT_20, PIN_ON_TOP, RAIL_AND_STRAP);
    g.options.kind = IRD_NETWORK_LIKE_PDNSIM;
    grid_text_extract(&g);
    CHECK_NEAR(grid_text_drop(&g, "u1"), 4.5 + 1 + 15 + LINK, 1e-9);
    CHECK(g.grid.sources.nodes == 1);
    grid_text_free(&g);
}

/* A DEF pin over the whole strap: the via inside it is at the supply. */
static void test_pin_over_the_strap(void) {
    grid_text g = {0};
    grid_text_read(&g, CELL_AT_20,
                   "- VDD + NET VDD + SPECIAL + USE POWER + PORT + LAYER m2 "
                   "( -500 -50000 ) ( 500 50000 ) + FIXED ( 50000 50000 ) N ;\n",
                   RAIL_AND_STRAP);
    grid_text_extract(&g);
    CHECK_NEAR(grid_text_drop(&g, "u1"), VV_OHM + 15, 1e-9);
    CHECK(g.grid.sources.nodes == 2);
    grid_text_free(&g);
}

/* Shapes drawn again change nothing; a via drawn again halves its resistance unless it is
 * to count once. */
static void test_repeated(void) {
    char wires[1024];
    snprintf(wires, sizeof wires,
             "%sNEW m1 200 + SHAPE FOLLOWPIN ( 0 10000 ) ( 100000 * )\n"
             "NEW m2 1000 + SHAPE STRIPE ( 50000 20000 ) ( * 60000 )\n"
             "NEW m1 0 + SHAPE STRIPE ( 50000 10000 ) VV\n",
             RAIL_AND_STRAP);
    grid_text g = {0};
    grid_text_read(&g, CELL_AT_20, PIN_ON_TOP, wires);
    grid_text_extract(&g);
    CHECK(g.grid.repeated_vias == 1 && slabs_of(&g) == 2);
    CHECK_NEAR(grid_text_drop(&g, "u1"), 4.45 + 0.5 + (VV_OHM - 1) + 15, 1e-9);
    g.options.counts_repeated_once = true;
    grid_text_extract(&g);
    CHECK_NEAR(grid_text_drop(&g, "u1"), 4.45 + VV_OHM + 15, 1e-9);
    grid_text_free(&g);
}

/* Two rails joined by a bar of 1 um on the same layer: straight to the inner corners, and
 * each corner of 0.2 um with 1 um has 0.965 squares (a uniform mesh, extrapolated from
 * cells of 0.05, 0.025 and 0.0125 um). */
static void test_bar_on_the_same_layer(void) {
    grid_text g = {0};
    grid_text_read(&g, CELL_AT_20,
                   "- VDD + NET VDD + SPECIAL + USE POWER + PORT + LAYER m1 "
                   "( 0 -100 ) ( 1000 100 ) + FIXED ( 0 50000 ) N ;\n",
                   "+ ROUTED m1 200 + SHAPE FOLLOWPIN ( 0 10000 ) ( 100000 * )\n"
                   "NEW m1 200 + SHAPE STRIPE ( 0 50000 ) ( 100000 * )\n"
                   "NEW m1 1000 + SHAPE RING ( 100500 9900 ) ( * 50100 )\n");
    grid_text_extract(&g);
    double upper = 0.1 * 99 / 0.2, bar = 0.1 * 39.8 / 1, lower = 0.1 * 80 / 0.2;
    CHECK_NEAR(grid_text_drop(&g, "u1"), upper + bar + lower + 2 * 0.1 * 0.965, 0.02);
    grid_text_free(&g);
}

/* A strap that widens from 1 um to 4 um at y = 40 um, as two RECTs that touch. A step on
 * one side from a to b has ((a^2 + b^2) / (a b) ln((b + a) / (b - a)) - 2 ln(4 a b /
 * (b^2 - a^2))) / pi squares more than the straight parts (conformal map); on both sides,
 * two halves side by side, half of that. */
static void test_rects_of_different_width(void) {
    grid_text g = {0};
    grid_text_read(&g, CELL_AT_20, PIN_ON_TOP,
                   "+ ROUTED m1 200 + SHAPE FOLLOWPIN ( 0 10000 ) ( 100000 * )\n"
                   "NEW m1 0 + SHAPE STRIPE ( 50000 10000 ) V1\n"
                   "+ RECT m2 ( 49500 0 ) ( 50500 40000 )\n"
                   "+ RECT m2 ( 48000 40000 ) ( 52000 100000 )\n");
    grid_text_extract(&g);
    double step = (17.0 / 4 * log(5.0 / 3) - 2 * log(16.0 / 15)) / 3.14159265358979 / 2;
    double strap = 0.05 * (30 / 1.0 + 59 / 4.0 + step);
    CHECK_NEAR(grid_text_drop(&g, "u1"), strap + 2 + 15, 0.003);
    grid_text_free(&g);
}

/* TWIN shorts the rail between the middles of its two shapes: u2 stands 10 um behind it.
 * From the via at 50: rail to 33, the cell from 33 to 29, rail to 20. */
static void test_cell_shorts_its_rail(void) {
    grid_text g = {0};
    grid_text_read(&g,
                   "- u1 CELL + PLACED ( 19000 6000 ) N ;\n"
                   "- u2 TWIN + PLACED ( 28000 6000 ) N ;\n",
                   PIN_ON_TOP, RAIL_AND_STRAP);
    g.power.instance_w[1] = 0;
    grid_text_extract(&g);
    double rail = 0.1 / 0.2;
    double beside = rail * 4, through = 2 * LINK; /* in parallel */
    double cell = beside * through / (beside + through);
    CHECK_NEAR(grid_text_drop(&g, "u1"), 4.45 + VV_OHM + rail * 17 + cell + rail * 9,
               1e-9);
    const ird_grid_terminal *twin = &g.grid.terminals.items[1];
    CHECK(twin->at.x_dbu == 31000 && twin->at.y_dbu == 10000);
    CHECK(ird_grid_ampere(&g.grid, 1) == 0);
    grid_text_free(&g);
}

/* DUO draws half of its current at each of its two pins, at 29 and 33 um; they are not
 * tied to each other. */
static void test_current_is_shared(void) {
    grid_text g = {0};
    grid_text_read(&g, "- u1 DUO + PLACED ( 28000 6000 ) N ;\n", PIN_ON_TOP,
                   RAIL_AND_STRAP);
    grid_text_extract(&g);
    CHECK(g.grid.terminals.count == 2 && g.grid.network.loads.count == 2);
    double rail = 0.1 / 0.2;
    double far = 4.45 + VV_OHM + rail * 17 + 0.5 * rail * 4; /* VDD, at 29 um */
    CHECK_NEAR(grid_text_drop(&g, "u1"), far, 1e-9);
    CHECK_NEAR(g.grid.islands.items[0].ampere, 1, 1e-12);
    grid_text_free(&g);
}

/* The two shapes of TWIN stand on pieces of a rail with a gap between: the cell makes
 * them one island, and feeds u1 through itself. */
static void test_cell_bridges_a_gap(void) {
    grid_text g = {0};
    grid_text_read(&g,
                   "- u1 CELL + PLACED ( 19000 6000 ) N ;\n"
                   "- u2 TWIN + PLACED ( 28000 6000 ) N ;\n",
                   PIN_ON_TOP,
                   "+ ROUTED m1 200 + SHAPE FOLLOWPIN ( 0 10000 ) ( 30000 * )\n"
                   "NEW m1 200 + SHAPE FOLLOWPIN ( 32000 10000 ) ( 100000 * )\n"
                   "NEW m2 1000 + SHAPE STRIPE ( 50000 0 ) ( * 100000 )\n"
                   "NEW m1 0 + SHAPE STRIPE ( 50000 10000 ) VV\n");
    g.power.instance_w[1] = 0;
    grid_text_extract(&g);
    CHECK(g.grid.islands.count == 1 && slabs_of(&g) == 3);
    double rail = 0.1 / 0.2;
    CHECK_NEAR(grid_text_drop(&g, "u1"), 4.45 + VV_OHM + rail * 17 + 2 * LINK + rail * 9,
               1e-9);
    grid_text_free(&g);
}

/* FS: the pin lies at the bottom. Unplaced cells are counted with their current. */
static void test_orientation_and_unplaced(void) {
    grid_text g = {0};
    grid_text_read(&g,
                   "- u1 CELL + PLACED ( 19000 10000 ) FS ;\n- u2 CELL ;\n"
                   "- u3 CELL + UNPLACED ;\n",
                   PIN_ON_TOP, RAIL_AND_STRAP);
    g.power.instance_w[2] = 0.5;
    grid_text_extract(&g);
    CHECK_NEAR(grid_text_drop(&g, "u1"), 4.45 + VV_OHM + 15, 1e-9);
    CHECK(g.grid.unplaced_instances == 2);
    CHECK_NEAR(g.grid.unplaced_a, 1.5, 1e-12);
    const ird_grid_draws *draws = &g.grid.draws;
    CHECK(draws->drawn == 1 && draws->unplaced == 2 && draws->elsewhere == 0 &&
          draws->source == 0 && draws->unloaded == 0);
    CHECK_NEAR(draws->set_a, 2.5, 1e-12);
    CHECK_NEAR(draws->drawn_a, 1, 1e-12);
    CHECK_NEAR(draws->unplaced_a, 1.5, 1e-12);
    grid_text_free(&g);
}

/* A ground net: the loads come in, the drop is the same. */
static void test_ground(void) {
    grid_text g = {0};
    grid_text_read(&g, CELL_AT_20, PIN_ON_TOP, RAIL_AND_STRAP);
    g.options.is_ground = true;
    g.options.source_v = 0;
    g.options.swing_v = 2; /* half the current */
    grid_text_extract(&g);
    CHECK_NEAR(grid_text_drop(&g, "u1"), (19.45 + VV_OHM) / 2, 1e-9);
    CHECK(g.grid.network.loads.items[0].ampere < 0);
    grid_text_free(&g);
}

/* A package of 3 ohm in front of the pin; all of its nodes are one terminal. */
static void test_package(void) {
    grid_text g = {0};
    grid_text_read(&g, CELL_AT_20, PIN_ON_TOP, RAIL_AND_STRAP);
    g.options.sources.package_ohm = 3;
    grid_text_extract(&g);
    CHECK(g.grid.network.sources.count == 1);
    double pin = LINK / 2; /* its two ends are one, and each is tied */
    CHECK_NEAR(grid_text_drop(&g, "u1"), 3 + pin + 19.45 + VV_OHM, 1e-9);
    grid_text_free(&g);
}

/* A large via (its cuts 12 um apart, more than 10 um) has a resistor for each cut. */
static void test_large_via(void) {
    grid_text g = {0};
    grid_text_read(&g, CELL_AT_20, PIN_ON_TOP,
                   "+ ROUTED m1 200 + SHAPE FOLLOWPIN ( 0 10000 ) ( 100000 * )\n"
                   "NEW m2 40000 + SHAPE STRIPE ( 50000 0 ) ( * 100000 )\n"
                   "NEW m1 0 + SHAPE STRIPE ( 38000 10000 ) V1 DO 2 BY 1 STEP 12000 0\n");
    grid_text_extract(&g);
    CHECK(g.grid.vias.count == 2);
    grid_text_free(&g);
}

/* Bumps: the die is 200 um wide, so that the first bump alone, at (70, 70) with 35 um to
 * each side, is there. Of the points on the strap, 5, 15, ... 95 um and the via at 10
 * that falls to 5, those from 35 to 95 lie in it. */
static void test_default_sources(void) {
    grid_text g = {0};
    grid_text_read(&g, CELL_AT_20, "", RAIL_AND_STRAP);
    g.options.kind = IRD_NETWORK_LIKE_PDNSIM;
    grid_text_extract(&g);
    CHECK(g.grid.sources.type == IRD_SOURCE_BUMPS && g.grid.sources.is_default);
    CHECK(g.grid.sources.places == 1 && g.grid.sources.nodes == 7);
    CHECK_NEAR(grid_text_drop(&g, "u1"), 0.05 * 30 + 1 + 15 + LINK, 1e-9);
    g.options.sources.type = IRD_SOURCE_FULL;
    grid_text_extract(&g);
    CHECK(g.grid.sources.nodes == 10 && !g.grid.sources.is_default);
    CHECK_NEAR(grid_text_drop(&g, "u1"), 1 + 15 + LINK, 1e-9);
    grid_text_free(&g);
}

static ird_source_file parse_sources(const char *text) {
    ird_source_file file = {0};
    ird_error err = {0};
    grid_text_stop(ird_source_file_parse(&file, text, strlen(text), "sources.loc", &err),
                   &err);
    return file;
}

static void extract_file(grid_text *g, const char *text) {
    ird_source_file file = parse_sources(text);
    g->options.sources.type = IRD_SOURCE_FILE;
    g->options.sources.file = &file;
    grid_text_extract(g);
    ird_source_file_free(&file);
}

/* Places from a file: a box without points under it takes the nearest, here 55 um; one
 * beside all metal too, here 95 um. */
static void test_places(void) {
    grid_text g = {0};
    grid_text_read(&g, CELL_AT_20, PIN_ON_TOP, RAIL_AND_STRAP);
    g.options.kind = IRD_NETWORK_LIKE_PDNSIM;
    extract_file(&g, "50,57,2,0.9\n");
    CHECK(g.grid.sources.nodes == 1 && g.grid.sources.missed == 0);
    CHECK_NEAR(g.grid.network.sources.items[0].volt, 0.9, 0);
    CHECK_NEAR(grid_text_drop(&g, "u1"), 0.05 * 50 + 1 + 15 + LINK, 1e-9);
    extract_file(&g, "50,57,2,0.9\n10,150,4,0.9\n");
    CHECK(g.grid.sources.nodes == 2 && g.grid.sources.missed == 1);
    CHECK_NEAR(grid_text_drop(&g, "u1"), 0.05 * 50 + 1 + 15 + LINK, 1e-9);
    extract_file(&g, "10,150,4,0.9\n");
    CHECK_NEAR(grid_text_drop(&g, "u1"), 0.05 * 90 + 1 + 15 + LINK, 1e-9);
    grid_text_free(&g);
}

/* Voltus names the layer: on the rail the source point nearest to (23, 10) is the one at
 * 25 um, which falls to the pin of u1 at 20 um. Its voltage is the net's. */
static void test_places_on_a_layer(void) {
    grid_text g = {0};
    grid_text_read(&g, CELL_AT_20, PIN_ON_TOP, RAIL_AND_STRAP);
    g.options.kind = IRD_NETWORK_LIKE_PDNSIM;
    extract_file(&g, "* a 23 10 m1\n");
    CHECK_NEAR(g.grid.network.sources.items[0].volt, 1, 0);
    CHECK_NEAR(grid_text_drop(&g, "u1"), LINK, 1e-9);
    grid_text_free(&g);
}

/* A bump cell at the top of the strap is the source: its pin shape, 2 um wide, from 97 to
 * 99 um, all of which it holds at the supply. */
static void test_pads(void) {
    grid_text g = {0};
    grid_text_read(&g,
                   "- u1 CELL + PLACED ( 19000 6000 ) N ;\n"
                   "- bump PAD + FIXED ( 49000 97000 ) N ;\n",
                   "", RAIL_AND_STRAP);
    grid_text_extract(&g);
    CHECK(g.grid.sources.type == IRD_SOURCE_PADS && g.grid.sources.places == 1);
    CHECK(g.grid.network.loads.count == 1 && g.grid.islands.items[0].sources == 1);
    CHECK(g.grid.sources.nodes == 1 && g.grid.network.sources.count == 1);
    /* All of the bump is at the supply, so that the strap counts up to its edge. */
    double strap = 0.05 * 87 / 1.0;
    CHECK_NEAR(grid_text_drop(&g, "u1"), strap + VV_OHM + 15, 0.0001);
    g.options.sources.package_ohm = 3;
    grid_text_extract(&g);
    CHECK(g.grid.sources.nodes == 1 && g.grid.network.sources.count == 1);
    CHECK_NEAR(grid_text_drop(&g, "u1"), 3 + strap + VV_OHM + 15, 0.0001);
    grid_text_free(&g);
}

/* A source over the pin of a cell in metal so wide that it cuts the leg: the cell is at
 * the supply, and 38.5 um of 4 um go on from the edge of the source to the other one,
 * whose pin, 2 um along a leg 4 um wide, has less than a square before it. */
static void test_pin_in_source(void) {
    grid_text g = {0};
    grid_text_read(&g,
                   "- u1 CELL + PLACED ( 19000 6000 ) N ;\n"
                   "- u2 CELL + PLACED ( 59000 6000 ) N ;\n",
                   "", "+ ROUTED m1 4000 + SHAPE STRIPE ( 10000 10000 ) ( 70000 * )\n");
    extract_file(&g, "20,10,3,1\n");
    CHECK_NEAR(grid_text_drop(&g, "u1"), 0, 1e-9);
    double leg = 0.1 * 38.5 / 4, got = grid_text_drop(&g, "u2");
    CHECK(got > leg && got < leg + 0.1);
    grid_text_free(&g);
}

static void check_fails(grid_text *g, ird_status want) {
    ird_error err = {0};
    size_t nodes = g->grid.network.nodes.count;
    CHECK(ird_extract(&g->grid, &g->design, &g->tech, &g->rc, &g->power, &g->options,
                      NULL, &err) == want);
    CHECK(err.text[0] != '\0' && g->grid.network.nodes.count == nodes);
}

static void test_refusals(void) {
    grid_text g = {0};
    grid_text_read(&g, CELL_AT_20, "", RAIL_AND_STRAP);
    grid_text_extract(&g);
    g.options.sources.type = IRD_SOURCE_PINS;
    check_fails(&g, IRD_SOURCE_MISSING);
    g.options.sources.type = IRD_SOURCE_PADS;
    check_fails(&g, IRD_SOURCE_MISSING);
    g.options.sources.type = IRD_SOURCE_FILE;
    check_fails(&g, IRD_SOURCE_OPTION);
    g.options.sources = ird_source_defaults;
    g.options.sources.bump_pitch_x_um = 0;
    check_fails(&g, IRD_SOURCE_OPTION);
    static const char *const beyond[] = {"1,1e7,1,1\n", "a 1 2 m9\n", "a 1 2 v1\n"};
    for (size_t i = 0; i < 3; i++) {
        ird_source_file file = parse_sources(beyond[i]);
        g.options.sources = ird_source_defaults;
        g.options.sources.type = IRD_SOURCE_FILE;
        g.options.sources.file = &file;
        check_fails(&g, i == 0 ? IRD_SOURCE_OPTION : IRD_SOURCE_LAYER);
        ird_source_file_free(&file);
    }
    g.options.sources = ird_source_defaults;
    g.options.swing_v = 0;
    check_fails(&g, IRD_GRID_SUPPLY);
    g.options.swing_v = 1;
    g.options.net = 1;
    check_fails(&g, IRD_GRID_NO_METAL);
    grid_text_free(&g);
    grid_text_read(&g, "", "", "");
    check_fails(&g, IRD_GRID_NO_METAL);
    grid_text_free(&g);
}

int main(void) {
    RUN(test_rail_via_strap);
    RUN(test_lumped);
    RUN(test_pin_over_the_strap);
    RUN(test_repeated);
    RUN(test_bar_on_the_same_layer);
    RUN(test_rects_of_different_width);
    RUN(test_cell_shorts_its_rail);
    RUN(test_current_is_shared);
    RUN(test_cell_bridges_a_gap);
    RUN(test_orientation_and_unplaced);
    RUN(test_ground);
    RUN(test_package);
    RUN(test_large_via);
    RUN(test_default_sources);
    RUN(test_places);
    RUN(test_places_on_a_layer);
    RUN(test_pads);
    RUN(test_pin_in_source);
    RUN(test_refusals);
    return check_summary("extract");
}
