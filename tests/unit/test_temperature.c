/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Drops of hot grids, worked out by hand: resistors are scaled, each by its metal.
 */
#include "grid_text.h"

#include "extract/temperature.h"

/* A cell of 1 A that draws over 30 um of rail (15 ohm), two cuts in parallel and 89 um of
 * strap (4.45 ohm cold); see test_extract.c for the cuts. */
static const char CELL_AT_20[] = "- u1 CELL + PLACED ( 19000 6000 ) N ;\n";
static const char PIN_ON_TOP[] =
    "- VDD + NET VDD + SPECIAL + USE POWER + PORT + LAYER m2 ( -100 -500 ) ( 100 500 ) "
    "+ FIXED ( 50000 99500 ) N ;\n";
static const char RAIL_AND_STRAP[] =
    "+ ROUTED m1 200 + SHAPE FOLLOWPIN ( 0 10000 ) ( 100000 * )\n"
    "NEW m2 1000 + SHAPE STRIPE ( 50000 0 ) ( * 100000 )\n"
    "NEW m1 0 + SHAPE STRIPE ( 50000 10000 ) VV\n";

static const double SPREAD_OHM = 0.1 * 0.5 / 0.2 / 6; /* kept as a float */
static const double RAIL_OHM = 15, CUTS_OHM = 1;

static void test_law(void) {
    grid_text g = {0};
    grid_text_read(&g, CELL_AT_20, PIN_ON_TOP, RAIL_AND_STRAP);
    CHECK(g.rc.celsius == 25 && g.rc.values.items[0].factor == 1);
    CHECK(g.rc.values.items[0].per_kelvin == 0.0039);
    CHECK(g.rc.values.items[1].per_kelvin == 0.0045); /* a cut layer */
    double per_kelvin[5] = {NAN, NAN, 0.0043, NAN, NAN};
    ird_layer_rc_heat(&g.rc, 125, per_kelvin);
    CHECK_NEAR(g.rc.values.items[0].ohm, 0.1 * 1.39, 1e-15);
    CHECK_NEAR(g.rc.values.items[1].ohm, 2 * 1.45, 1e-15);
    CHECK_NEAR(g.rc.values.items[2].ohm, 0.05 * 1.43, 1e-15);
    CHECK(g.rc.celsius == 125);
    grid_text_free(&g);
}

/* 25 to 125 C: wires 1.39 times, cuts 1.45 times; the drop as a whole is neither. */
static void test_hot_everywhere(void) {
    grid_text g = {0};
    grid_text_read(&g, CELL_AT_20, PIN_ON_TOP, RAIL_AND_STRAP);
    grid_text_extract(&g);
    CHECK_NEAR(grid_text_drop(&g, "u1"), RAIL_OHM + CUTS_OHM + 4.45 - SPREAD_OHM, 1e-8);
    ird_layer_rc_heat(&g.rc, 125, NULL);
    grid_text_extract(&g);
    CHECK_NEAR(grid_text_drop(&g, "u1"),
               1.39 * (RAIL_OHM + 4.45 - SPREAD_OHM) + 1.45 * CUTS_OHM, 1e-8);
    grid_text_free(&g);
}

/* A via with a RESISTANCE of its own is hot, too. */
static void test_via_of_its_own(void) {
    static char lef[8192];
    grid_text g = {0};
    const char *at = strstr(GRID_LEF, "VIA VV\n");
    snprintf(lef, sizeof lef, "%.*sVIA VV\n RESISTANCE 3 ;\n%s", (int)(at - GRID_LEF),
             GRID_LEF, at + strlen("VIA VV\n"));
    static char def[4096];
    int size = snprintf(
        def, sizeof def,
        "VERSION 5.8 ;\nDESIGN d ;\nUNITS DISTANCE MICRONS 1000 ;\n"
        "DIEAREA ( 0 0 ) ( 200000 200000 ) ;\nCOMPONENTS 1 ;\n%sEND COMPONENTS\n"
        "PINS 1 ;\n%sEND PINS\nSPECIALNETS 1 ;\n- VDD ( * VDD ) + USE POWER\n%s ;\n"
        "END SPECIALNETS\nEND DESIGN\n",
        CELL_AT_20, PIN_ON_TOP, RAIL_AND_STRAP);
    grid_text_load(&g, lef, def, (size_t)size);
    g.options = (ird_extract_options){
        .net = 0, .swing_v = 1, .source_v = 1, .sources = ird_source_defaults};
    ird_layer_rc_heat(&g.rc, 125, NULL);
    grid_text_extract(&g);
    CHECK_NEAR(grid_text_drop(&g, "u1"), 1.39 * (RAIL_OHM + 4.45 - SPREAD_OHM) + 1.45 * 3,
               1e-8);
    grid_text_free(&g);
}

static const char *write_map(const char *text) {
    static char path[] = "heat_XXXXXX";
    static bool is_made;
    int file = is_made ? -1 : mkstemp(path);
    is_made = true;
    if (file >= 0) {
        close(file);
    }
    FILE *out = fopen(path, "w");
    CHECK(out != NULL && fputs(text, out) >= 0 && fclose(out) == 0);
    return path;
}

/* The rail from 20 to 35 um is at 125 C, the rest at 25: half of it is 1.39 times. Where
 * all is hot already, the map brings the rest down. */
static void test_map(void) {
    grid_text g = {0};
    ird_heat_map map = {0};
    ird_error err = {0};
    grid_text_read(&g, CELL_AT_20, PIN_ON_TOP, RAIL_AND_STRAP);
    CHECK(ird_heat_map_read(&map,
                            write_map("x0,y0,x1,y1,celsius\n# hot\n0,0,35,60,300\n"
                                      "35,20,0,0,125\n"),
                            &err) == IRD_OK);
    CHECK(map.boxes.count == 2 && ird_heat_map_at(&map, 10, 10, 25) == 125);
    CHECK(ird_heat_map_at(&map, 10, 40, 25) == 300);
    CHECK(ird_heat_map_at(&map, 36, 10, 25) == 25 &&
          ird_heat_map_at(&map, 10, 61, 30) == 30);
    grid_text_extract(&g);
    CHECK(ird_grid_heat(&g.grid, &g.tech, &g.rc, &map, &err) == IRD_OK);
    double want = RAIL_OHM * (1 + 1.39) / 2 + CUTS_OHM + 4.45 - SPREAD_OHM;
    CHECK_NEAR(grid_text_drop(&g, "u1"), want, 1e-8);
    ird_layer_rc_heat(&g.rc, 75, NULL);
    grid_text_extract(&g);
    CHECK(ird_grid_heat(&g.grid, &g.tech, &g.rc, &map, &err) == IRD_OK);
    want = RAIL_OHM * (1.195 + 1.39) / 2 + 1.225 * CUTS_OHM + 1.195 * (4.45 - SPREAD_OHM);
    CHECK_NEAR(grid_text_drop(&g, "u1"), want, 1e-8);
    ird_heat_map_free(&map);
    grid_text_free(&g);
}

static void test_bad_maps(void) {
    static const struct {
        const char *text;
        ird_status status;
        long line;
    } bad[] = {{"", IRD_TEMPERATURE_MAP, 0},
               {"x0,y0,x1,y1,celsius\n", IRD_TEMPERATURE_MAP, 0},
               {"0,0,1,1\n", IRD_TEMPERATURE_MAP, 1},
               {"x0,y0\n0,0,1,1,30,4\n", IRD_TEMPERATURE_MAP, 2},
               {"0,0,1,1,hot\n", IRD_TEMPERATURE_MAP, 1},
               {"0,0,1,1,30\nx,y\n", IRD_TEMPERATURE_MAP, 2},
               {"0,0,1,1,-80\n", IRD_TEMPERATURE_VALUE, 1},
               {"0,0,1,1,401\n", IRD_TEMPERATURE_VALUE, 1}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        ird_heat_map map = {0};
        ird_error err = {0};
        CHECK(ird_heat_map_read(&map, write_map(bad[i].text), &err) == bad[i].status);
        CHECK(err.line == bad[i].line && map.boxes.count == 0);
    }
    unlink(write_map(""));
}

int main(void) {
    RUN(test_law);
    RUN(test_hot_everywhere);
    RUN(test_via_of_its_own);
    RUN(test_map);
    RUN(test_bad_maps);
    return check_summary("temperature");
}
