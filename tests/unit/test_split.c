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
    CHECK(ird_spice_parse(&network, NULL, NULL, text, strlen(text), "x.sp", 0, NULL,
                          &err) == IRD_OK);
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

/* What matters in time goes with the nets: nodes and resistors count through. */
static void test_in_time(void) {
    const char *text = "R1 n1_0_0 n1_1_0 1\nR2 n0_0_0 n0_1_0 2\nL1 n0_1_0 n0_2_0 1n\n"
                       "V1 n1_0_0 0 1\nV2 n0_0_0 0 0\nR3 n1_1_0 n1_2_0 1\n"
                       "L2 n1_2_0 n1_3_0 2n\nC1 n1_2_0 n0_1_0 1f\nC2 n0_2_0 0 2f\n"
                       "I1 n1_3_0 0 1m\nI2 n0_2_0 0 1m\n";
    ird_network network = {0};
    ird_transient t = {0};
    ird_network_list list = {0};
    ird_error err = {0};
    CHECK(ird_spice_parse(&network, &t, NULL, text, strlen(text), "x.sp", 0, NULL,
                          &err) == IRD_OK);
    CHECK(ird_network_split(&network, &t, &list, &err) == IRD_OK);
    CHECK(list.items.count == 2);
    /* power: nodes n1_0, n1_1, n1_2, n1_3, resistors R1, R3, L2; ground behind them */
    CHECK(list.items.items[0].nodes.count == 4 && list.items.items[1].nodes.count == 3);
    CHECK(t.inductors.items[0].resistor == 4 && t.inductors.items[1].resistor == 2);
    CHECK(t.capacitors.items[0].a == 2 && t.capacitors.items[0].b == 5);
    CHECK(t.capacitors.items[1].a == 6 && t.capacitors.items[1].b == IRD_REFERENCE);
    CHECK(t.drains.items[0].from == 3 && t.drains.items[0].to == IRD_REFERENCE);
    /* ground currents written as for a power net are turned round */
    CHECK(t.drains.items[1].from == IRD_REFERENCE && t.drains.items[1].to == 6);
    CHECK_NEAR(list.items.items[1].loads.items[0].ampere, -1e-3, 0);
    ird_network_list_free(&list);
    ird_transient_free(&t);
}

static void test_supply_and_ground(void) {
    ird_network network = parsed(both);
    ird_network_list list = {0};
    ird_error err = {0};
    CHECK(ird_network_split(&network, NULL, &list, &err) == IRD_OK);
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
    CHECK(ird_network_split(&network, NULL, &list, &err) == IRD_OK);
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
        CHECK(ird_network_split(&network, NULL, &list, &err) == IRD_OK);
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
        ird_status status = ird_network_split(&network, NULL, &list, &err);
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

/* Read with what it has in time, split and written as a circuit: each allocation in turn
 * fails, with one clear error, nothing leaked and nothing half done. */
static ird_status read_split_write(const char *text, ird_error *err) {
    ird_network network = {0};
    ird_transient t = {0};
    ird_network_list list = {0};
    const ird_network *nets[4];
    ird_status status =
        ird_spice_parse(&network, &t, NULL, text, strlen(text), "x.sp", 0, NULL, err);
    CHECK(status == IRD_OK || (t.drains.count == 0 && network.nodes.count == 0));
    if (status == IRD_OK) {
        status = ird_network_split(&network, &t, &list, err);
        CHECK((network.nodes.count == 0) == (status == IRD_OK));
    }
    for (size_t i = 0; i < list.items.count; i++) {
        nets[i] = &list.items.items[i];
    }
    if (status == IRD_OK) {
        const ird_spice_circuit circuit = {nets, list.items.count, &t, 1e-12, 1e-9};
        status = ird_spice_write_circuit(&circuit, "split_circuit.sp", err);
    }
    ird_network_list_free(&list);
    ird_transient_free(&t);
    ird_network_free(&network);
    return status;
}

static void test_in_time_memory(void) {
    const char *text = "R1 n1_0_0 n1_1_0 1\nR2 n0_0_0 n0_1_0 2\nL1 n0_1_0 n0_2_0 1n\n"
                       "V1 n1_0_0 0 1\nV2 n0_0_0 0 0\nC1 n1_1_0 n0_1_0 1f\n"
                       "I1 n1_1_0 0 PULSE(0 1m 0 1p 1p 1p 9p)\n"
                       "I2 n0_2_0 0 PWL(0 0 1n 1m)\nI3 n1_1_0 0 sin(1 2)\n";
    ird_error err = {0};
    long live = failing_alloc_live();
    CHECK(read_split_write(text, &err) == IRD_OK);
    size_t n = 1;
    for (bool fired = true; fired && n < MAX_CALLS; n++) {
        failing_alloc_arm(n);
        ird_status status = read_split_write(text, &err);
        fired = failing_alloc_fired();
        failing_alloc_arm(0);
        /* an output says by what the system failed */
        bool is_told = status == IRD_NO_MEMORY || status == IRD_FILE_WRITE;
        CHECK(fired ? is_told : status == IRD_OK);
        CHECK(failing_alloc_live() == live);
    }
    CHECK(n > 40 && n < MAX_CALLS);
}

int main(void) {
    RUN(test_in_time);
    RUN(test_in_time_memory);
    RUN(test_supply_and_ground);
    RUN(test_several_supplies);
    RUN(test_one_net_stays_as_it_is);
    RUN(test_failures);
    return check_summary("split");
}
