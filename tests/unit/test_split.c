/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Netlists of several nets. Figures by hand from the texts.
 */
#include "check.h"

#include "failing_alloc.h"
#include "network/spice.h"
#include "network/split.h"

enum { MAX_CALLS = 2000 };

static ird_network parsed(const char *text) {
    ird_network network = {0};
    ird_error err = {0};
    CHECK(ird_spice_parse(&network, NULL, text, strlen(text), "x.sp", 0, NULL, &err) ==
          IRD_OK);
    return network;
}

/* As IBM's: supply and ground, and behind them islands: one that draws, one that is drawn
 * from, one idle. */
static const char both[] = "R1 n1_0_0 n1_1000_0 1.0\n"
                           "R2 _X_n1_0_0 n1_0_0 0.5\n"
                           "V1 _X_n1_0_0 0 1.8\n"
                           "R3 n0_0_0 n0_1000_0 2.0\n"
                           "V2 n0_0_0 0 0\n"
                           "* Sink for u1/VDD\n"
                           "iB1 n1_1000_0 0 10m\n"
                           "* Sink for u1/VSS\n"
                           "iB2 0 n0_1000_0 10m\n"
                           "R4 n3_0_0 n3_1_0 1\niB3 n3_1_0 0 1m\n"
                           "R5 lost1 lost2 1\niB4 0 lost2 2m\n"
                           "R6 idle1 idle2 1\n";

static void test_supply_and_ground(void) {
    ird_network network = parsed(both);
    ird_network_list list = {0};
    ird_error err = {0};
    CHECK(ird_network_split(&network, &list, &err) == IRD_OK);
    CHECK(network.nodes.count == 0);
    if (!CHECK(list.items.count == 2)) {
        return;
    }
    const ird_network *power = &list.items.items[0], *ground = &list.items.items[1];
    CHECK_TEXT(power->net, "POWER");
    CHECK_TEXT(ground->net, "GROUND");
    CHECK(!power->is_ground && ground->is_ground);
    CHECK(power->nodes.count == 7 && ground->nodes.count == 4);
    CHECK(power->resistors.count == 4 && ground->resistors.count == 2);
    CHECK_NEAR(ird_network_total_current_a(power), 11e-3, 1e-15);
    CHECK_NEAR(ird_network_total_current_a(ground), 12e-3, 1e-15);
    CHECK_NEAR(ird_network_supply_v(power), 1.8, 0);
    CHECK(power->units == 2000 && ground->units == 2000);
    CHECK_TEXT(ird_names_get(&ground->layer_names, ground->nodes.items[1].layer), "n0");
    CHECK(ground->nodes.items[1].x_dbu == 1000 && ground->resistors.items[0].ohm == 2.0);
    CHECK_TEXT(ird_names_get(&ground->terminal_names, ground->loads.items[0].terminal),
               "VSS");
    char name[32];
    ird_network_node_name(ground, ground->loads.items[0].node, name, sizeof name);
    CHECK_TEXT(name, "n0_1000_0");
    ird_network_node_name(ground, 3, name, sizeof name);
    CHECK_TEXT(name, "lost2");
    ird_network_list_free(&list);
}

/* Three voltages; pieces of the same voltage are one net. */
static void test_several_supplies(void) {
    ird_network network =
        parsed("R1 a b 1\nV1 a 0 0.9\nR2 c d 1\nV2 c 0 1.8\n"
               "R3 e f 1\nV3 e 0 0.9\nV4 f 0 0.8\nR4 g h 1\nV5 g 0 0\n");
    ird_network_list list = {0};
    ird_error err = {0};
    CHECK(ird_network_split(&network, &list, &err) == IRD_OK);
    if (CHECK(list.items.count == 3)) {
        CHECK_TEXT(list.items.items[0].net, "POWER1");
        CHECK_TEXT(list.items.items[1].net, "POWER2");
        CHECK_TEXT(list.items.items[2].net, "GROUND");
        CHECK(list.items.items[1].nodes.count == 4);
        CHECK(list.items.items[1].sources.count == 3);
    }
    ird_network_list_free(&list);
}

static void test_one_net_stays_as_it_is(void) {
    static const char *const texts[] = {
        "* Netlist for VDD on c\nR1 a b 1\nR2 c d 1\nV1 a 0 1.1\n",       /* an island */
        "* Netlist for VDD on c\nR1 a b 1\nV1 a 0 1.1\nV2 b 0 1.0\n",     /* joined */
        "* Netlist for VDD on c\nR1 a b 1\nR2 c d 1\nI1 a 0 1\nI2 0 c 1", /* no source */
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        ird_network network = parsed(texts[i]);
        size_t nodes = network.nodes.count;
        ird_network_list list = {0};
        ird_error err = {0};
        CHECK(ird_network_split(&network, &list, &err) == IRD_OK);
        if (CHECK(list.items.count == 1)) {
            CHECK_TEXT(list.items.items[0].net, "VDD");
            CHECK(list.items.items[0].nodes.count == nodes);
        }
        ird_network_list_free(&list);
    }
}

static void test_failures(void) {
    bool fired = true;
    long live = failing_alloc_live();
    for (size_t call = 1; call < MAX_CALLS && fired; call++) {
        ird_network network = parsed(both);
        ird_network_list list = {0};
        ird_error err = {0};
        failing_alloc_arm(call);
        ird_status status = ird_network_split(&network, &list, &err);
        fired = failing_alloc_fired();
        failing_alloc_arm(0);
        CHECK(status == (fired ? IRD_NO_MEMORY : IRD_OK));
        CHECK(!fired || (network.nodes.count == 11 && list.items.count == 0));
        ird_network_free(&network);
        ird_network_list_free(&list);
    }
    CHECK(!fired);
    CHECK(failing_alloc_live() == live);
}

int main(void) {
    RUN(test_supply_and_ground);
    RUN(test_several_supplies);
    RUN(test_one_net_stays_as_it_is);
    RUN(test_failures);
    return check_summary("split");
}
