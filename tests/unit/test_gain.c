/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What new metal is worth, on systems small enough to solve by hand.
 */
#include "check.h"

#include "gain/net_lines.h"
#include "gain/stripe_gain.h"

/* Two contacts with drops of 5 and 1 V behind 1 ohm each and 2 ohm of stripe between: 1 A
 * flows into the first and out of the second. Responses of 3 and 0.5 ohm: 2.5 V. */
static void test_two_contacts(void) {
    const ird_contact contacts[] = {{0, 5, 3, 1}, {4, 1, 0.5, 1}};
    double scratch[4], current_a[2];
    CHECK_NEAR(ird_stripe_gain_v(contacts, 2, 0.5, scratch, current_a), 2.5, 1e-12);
    CHECK_NEAR(current_a[0], 1, 1e-12);
    CHECK_NEAR(current_a[1], -1, 1e-12);
    CHECK(ird_stripe_gain_v(contacts, 1, 0.5, scratch, NULL) == 0);
    CHECK_NEAR(ird_tie_gain_v(&contacts[0], &contacts[1], 2), 2.5, 1e-12);
}

/* A third contact in the middle, at 3 V: by symmetry nothing flows there, and its
 * response does not matter. */
static void test_middle(void) {
    const ird_contact contacts[] = {{0, 5, 3, 1}, {2, 3, 100, 1}, {4, 1, 0.5, 1}};
    double scratch[6], current_a[3];
    CHECK_NEAR(ird_stripe_gain_v(contacts, 3, 0.5, scratch, current_a), 2.5, 1e-12);
    CHECK_NEAR(current_a[1], 0, 1e-12);
}

/* At a place of 4 V and 2 ohm, with 3 ohm to where 0.7 V are lost a ampere: 4 / 5 A. */
static void test_source(void) {
    const ird_contact at = {0, 4, 0.7, 2};
    CHECK_NEAR(ird_source_gain_v(&at, 3), 0.56, 1e-12);
}

static int32_t add_node(ird_network *network, int32_t layer, int64_t x, int64_t y) {
    int32_t node = -1;
    ird_error err;
    CHECK(ird_network_add_node(network, IRD_NODE_GRID, layer, x, y, &node, &err) ==
          IRD_OK);
    return node;
}

/* Three nodes on a wire along x, one on another layer over it, one beside it, and one
 * that nothing feeds. */
static void test_lines(void) {
    ird_network network = {0};
    ird_error err;
    int32_t m[2];
    CHECK(ird_network_add_layer(&network, "a", 1, &m[0], &err) == IRD_OK);
    CHECK(ird_network_add_layer(&network, "b", 1, &m[1], &err) == IRD_OK);
    int32_t c = add_node(&network, 0, 900, 10), a = add_node(&network, 0, 100, 10);
    int32_t b = add_node(&network, 0, 500, 12);
    add_node(&network, 1, 300, 10);
    add_node(&network, 0, 300, 40);
    int32_t cut = add_node(&network, 0, 300, 10);
    const bool is_fed[] = {true, true, true, true, true, false};
    const ird_net_line wires[] = {
        {.box = {0, 0, 1000, 20}, .layer = 0, .runs_x = true},
        {.box = {0, 0, 1000, 20}, .layer = 0, .runs_x = true},
        {.box = {290, 0, 310, 1000}, .layer = 1, .runs_x = false},
    };
    ird_net_lines lines = {0};
    ird_net_place place;
    CHECK(ird_net_lines_make(&lines, &network, wires, 3, 3, is_fed, &err) == IRD_OK);
    CHECK(lines.items.count == 2 && lines.first_of_layer[0] == 0 &&
          lines.first_of_layer[1] == 1 && lines.first_of_layer[2] == 2 &&
          lines.first_of_layer[3] == 2);
    const ird_net_line *line = &lines.items.items[0];
    CHECK(line->count == 3 && lines.items.items[1].count == 1);
    CHECK(ird_net_lines_find(&lines, &network, line, 400, &place));
    CHECK(place.a == a && place.b == b);
    CHECK_NEAR(place.t, 0.75, 1e-12);
    const double values[] = {8, 0, 4, 0, 0, 0};
    CHECK_NEAR(ird_net_value(values, place), 3, 1e-12);
    CHECK(ird_net_lines_find(&lines, &network, line, 50, &place) && place.a == a &&
          place.b == a);
    CHECK(ird_net_lines_find(&lines, &network, line, 2000, &place) && place.a == c &&
          place.b == c);
    CHECK(cut == 5);
    ird_net_lines_free(&lines);
    ird_network_free(&network);
}

int main(void) {
    RUN(test_two_contacts);
    RUN(test_middle);
    RUN(test_source);
    RUN(test_lines);
    return check_summary("gain");
}
