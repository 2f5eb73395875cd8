/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Cells moved on a grid that stays, on grids small enough to add up by hand. Every
 * instance draws 1 A, so that drops are resistances.
 */
#include "failing_alloc.h"
#include "grid_text.h"

#include "patch/move.h"

/* A rail at y = 10 um, a strap at x = 50 um, a source at the top of the strap: 4.45 ohm
 * down the strap, 1 ohm in the via, 0.5 ohm each um of the rail. */
static const char WIRES[] = "+ ROUTED m1 200 + SHAPE FOLLOWPIN ( 0 10000 ) ( 100000 * )\n"
                            "NEW m2 1000 + SHAPE STRIPE ( 50000 0 ) ( * 100000 )\n"
                            "NEW m1 0 + SHAPE STRIPE ( 50000 10000 ) VV\n";
static const char PIN[] =
    "- VDD + NET VDD + SPECIAL + DIRECTION INOUT + USE POWER\n"
    "+ PORT + LAYER m2 ( -500 -500 ) ( 500 500 ) + FIXED ( 50000 99500 ) N ;\n";
/* Pins at x = 20 and x = 80. */
static const char CELLS[] = "- u1 CELL + PLACED ( 19000 6000 ) N ;\n"
                            "- u2 CELL + PLACED ( 79000 6000 ) N ;\n";

/* A row of two cuts counts by a sixth of its length (rounded as extraction keeps it).
 */
static const double DOWN = 5.45 - (double)(float)(0.1 * 0.5 / 0.2 / 6);

static ird_grid_base *base_of(const grid_text *g) {
    ird_error err = {0};
    ird_grid_base *base = NULL;
    size_t count = g->grid.network.nodes.count;
    bool *is_fed = ird_alloc(count, sizeof *is_fed);
    for (size_t i = 0; i < count; i++) {
        is_fed[i] = true;
    }
    grid_text_stop(ird_grid_base_make(&base, &g->grid, &g->tech, is_fed, &err), &err);
    ird_free(is_fed);
    return base;
}

/* Move to the cells of another design; false where they do not fit. */
static bool move_to(grid_text *g, const ird_grid_base *base, const grid_text *to,
                    bool is_exact, ird_move *move) {
    ird_error err = {0};
    bool is_fit = false;
    grid_text_stop(ird_grid_move(&g->grid, base, &to->design, &g->tech, 0, &to->power,
                                 is_exact, move, &is_fit, &err),
                   &err);
    return is_fit;
}

static double terminal_drop(const grid_text *g, const ird_grid_terminal *t) {
    const double *drop_v = g->solution.drop_v;
    if (t->landing == 0) {
        return drop_v[t->node];
    }
    const ird_grid_landing *far = &g->grid.landings.items[t->landing - 1];
    return (1 - far->share) * drop_v[t->node] + far->share * drop_v[far->node] +
           far->between_ohm *
               ird_grid_ampere(&g->grid, (size_t)(t - g->grid.terminals.items));
}

/* u1 goes to x = 40, two thirds of the way from its old node to the via: 10 um or 5 ohm
 * from it, and u2 stays. Both flow through strap and via. */
static void test_one_cell(void) {
    grid_text g = {0}, to = {0};
    ird_error err = {0};
    ird_move move;
    grid_text_read(&g, CELLS, PIN, WIRES);
    grid_text_extract(&g);
    CHECK_NEAR(grid_text_drop(&g, "u1"), 2 * DOWN + 15, 1e-9);
    ird_grid_base *base = base_of(&g);
    grid_text_read(&to,
                   "- u1 CELL + PLACED ( 39000 6000 ) N ;\n"
                   "- u2 CELL + PLACED ( 79000 6000 ) N ;\n",
                   PIN, WIRES);
    CHECK(!move_to(&g, base, &to, true, &move));
    CHECK(g.grid.terminals.items[0].at.x_dbu == 20000);
    CHECK(move_to(&g, base, &to, false, &move));
    CHECK(move.moved == 1 && move.vacant == 1);
    const ird_grid_terminal *u1 = &g.grid.terminals.items[0], *u2 = u1 + 1;
    CHECK(u1->at.x_dbu == 40000 && u1->landing == 1);
    CHECK_NEAR(g.grid.landings.items[0].share, 1.0 / 3, 1e-12);
    CHECK(g.grid.network.nodes.items[u1->node].x_dbu == 50000);
    CHECK(g.grid.network.nodes.items[g.grid.landings.items[0].node].x_dbu == 20000);
    CHECK(u2->landing == 0 && g.grid.network.loads.count == 3);
    grid_text_stop(ird_solve(&g.solution, g.factor, NULL, 0, &err), &err);
    CHECK_NEAR(terminal_drop(&g, u1), 2 * DOWN + 5, 1e-9);
    CHECK_NEAR(terminal_drop(&g, u2), 2 * DOWN + 15, 1e-9);
    CHECK_NEAR(g.solution.total_current_a, 2, 1e-12);
    CHECK_NEAR(g.grid.islands.items[0].ampere, 2, 1e-12);
    ird_grid_base_free(base);
    grid_text_free(&to);
    grid_text_free(&g);
}

/* Two cells change places, a third lies on the rail from the other side and comes and
 * goes: all places as before, or one vacant. */
static void test_places_are_taken_over(void) {
    static const char *const after[] = {
        "- u3 CELL + PLACED ( 19000 6000 ) N ;\n- u1 CELL + PLACED ( 79000 6000 ) N ;\n"
        "- u2 CELL + PLACED ( 79000 10000 ) FS ;\n",
        "- u1 CELL + PLACED ( 79000 6000 ) N ;\n"
        "- u2 CELL + PLACED ( 79000 10000 ) FS ;\n"};
    grid_text g = {0};
    ird_move move;
    grid_text_read(&g,
                   "- u1 CELL + PLACED ( 19000 6000 ) N ;\n"
                   "- u2 CELL + PLACED ( 79000 6000 ) N ;\n"
                   "- u3 CELL + PLACED ( 79000 10000 ) FS ;\n",
                   PIN, WIRES);
    grid_text_extract(&g);
    ird_grid_base *base = base_of(&g);
    for (size_t i = 0; i < 2; i++) {
        grid_text to = {0};
        grid_text_read(&to, after[i], PIN, WIRES);
        CHECK(move_to(&g, base, &to, true, &move) == (i == 0));
        CHECK(move_to(&g, base, &to, false, &move));
        CHECK(move.moved == 0 && move.vacant == i);
        CHECK(g.grid.terminals.count == 3 - i && g.grid.network.loads.count == 3 - i);
        /* Those that lie on the rail from both sides share a node. */
        CHECK((g.grid.terminals.items[0].node == g.grid.terminals.items[1].node) ==
              (i == 1));
        grid_text_free(&to);
    }
    ird_grid_base_free(base);
    grid_text_free(&g);
}

/* 3 um above the rail, the cell being 4 um high; and further along than any wire. */
static void test_cells_beside_the_grid(void) {
    static const char *const places[] = {"- u1 CELL + PLACED ( 19000 9000 ) N ;\n",
                                         "- u1 CELL + PLACED ( 120000 6000 ) N ;\n"};
    grid_text g = {0};
    ird_move move;
    grid_text_read(&g, CELLS, PIN, WIRES);
    grid_text_extract(&g);
    ird_grid_base *base = base_of(&g);
    for (size_t i = 0; i < 2; i++) {
        grid_text to = {0};
        grid_text_read(&to, places[i], PIN, WIRES);
        CHECK(!move_to(&g, base, &to, false, &move));
        CHECK(g.grid.terminals.count == 2);
        grid_text_free(&to);
    }
    ird_grid_base_free(base);
    grid_text_free(&g);
}

static ird_grid_key key_of(const char *cells, const char *pins, const char *wires) {
    grid_text g = {0};
    grid_text_read(&g, cells, pins, wires);
    ird_grid_key key = ird_grid_key_of(&g.design, &g.tech, 0);
    grid_text_free(&g);
    return key;
}

static bool same_key(ird_grid_key a, ird_grid_key b) {
    return memcmp(&a, &b, sizeof a) == 0;
}

static void test_keys(void) {
    static const char *const pad = "- p PAD + FIXED ( 49000 97000 ) N ;\n";
    ird_grid_key key = key_of(CELLS, PIN, WIRES);
    CHECK(same_key(key, key_of("- u7 CELL + PLACED ( 0 6000 ) N ;\n", PIN, WIRES)));
    CHECK(!same_key(key, key_of(pad, PIN, WIRES)));
    CHECK(!same_key(key, key_of(CELLS, "", WIRES)));
    CHECK(!same_key(key, key_of(CELLS, PIN,
                                "+ VOLTAGE 1100 + ROUTED m1 200 ( 0 10000 ) "
                                "( 100000 * )\n")));
    char wires[1024];
    snprintf(wires, sizeof wires, "%sNEW m1 0 + SHAPE STRIPE ( 50000 10000 ) VV\n",
             WIRES);
    CHECK(!same_key(key, key_of(CELLS, PIN, wires)));
    snprintf(wires, sizeof wires, "%sNEW m1 200 ( 0 20000 ) ( 10 * )\n", WIRES);
    CHECK(!same_key(key, key_of(CELLS, PIN, wires)));
}

/* Every allocation fails in turn: one error, the grid as it was, no leak. */
static void test_failures(void) {
    grid_text g = {0}, to = {0};
    grid_text_read(&g, CELLS, PIN, WIRES);
    grid_text_extract(&g);
    grid_text_read(&to, "- u1 CELL + PLACED ( 39000 6000 ) N ;\n", PIN, WIRES);
    size_t n = 0;
    for (ird_status status = IRD_NO_MEMORY; status != IRD_OK && n < 1000;) {
        bool is_fed[64], is_fit = false;
        ird_error err = {0};
        ird_grid_base *base = NULL;
        ird_move move;
        memset(is_fed, 1, sizeof is_fed);
        CHECK(g.grid.network.nodes.count <= 64);
        long live = failing_alloc_live();
        failing_alloc_arm(++n);
        status = ird_grid_base_make(&base, &g.grid, &g.tech, is_fed, &err);
        if (status == IRD_OK) {
            status = ird_grid_move(&g.grid, base, &to.design, &g.tech, 0, &to.power,
                                   false, &move, &is_fit, &err);
        }
        failing_alloc_arm(0);
        CHECK(status == IRD_OK || status == IRD_NO_MEMORY);
        CHECK(g.grid.terminals.count == (status == IRD_OK ? 1 : 2));
        ird_grid_base_free(base);
        CHECK(status == IRD_OK || failing_alloc_live() == live);
    }
    CHECK(n > 10 && n < 1000);
    grid_text_free(&to);
    grid_text_free(&g);
}

int main(void) {
    RUN(test_one_cell);
    RUN(test_places_are_taken_over);
    RUN(test_cells_beside_the_grid);
    RUN(test_keys);
    RUN(test_failures);
    return check_summary("move");
}
