/* SPDX-License-Identifier: BSD-3-Clause */
#include "check.h"

#include <zlib.h>

#include "network/spice.h"

static ird_status parse(ird_network *n, ird_spice_info *info, const char *text,
                        ird_error *err) {
    return ird_spice_parse(n, NULL, info, text, strlen(text), "x.sp", 0, NULL, err);
}

static ird_network parsed(const char *text, ird_spice_info *info) {
    ird_network n = {0};
    ird_error err = {0};
    if (!CHECK(parse(&n, info, text, &err) == IRD_OK)) {
        fprintf(stderr, "    %s:%ld: %s\n", err.file, err.line, err.text);
        exit(1);
    }
    return n;
}

static void check_name(const ird_network *n, int32_t node, const char *want) {
    char name[100];
    CHECK(ird_network_node_name(n, node, name, sizeof name) == strlen(want));
    CHECK_TEXT(name, want);
}

static void test_pdnsim_dialect(void) {
    ird_spice_info info;
    ird_network n = parsed("* Netlist for VDD on default\n"
                           "\n* Resistive network\n"
                           "R0 Node_metal1_20330_22400 ITermNode_metal1_20330_22400 "
                           "R=1.000000e-03\n"
                           "R1 Node_metal1_20330_22400 BTermNode_my_m7_-5_0 R=2.838824\n"
                           "* Sinks\n"
                           "* Sink for top/_440_/VDD\n"
                           "I0 ITermNode_metal1_20330_22400 0 DC 1.773e-07\n"
                           "I1 Node_metal1_20330_22400 0 DC 2e-07\n"
                           "V0 BTermNode_my_m7_-5_0 0 DC 1.100000\n"
                           ".OPTION NUMDGT=6\n.OP\n.SAVE TYPE=IC FILE=compare.ic\n.END\n"
                           "this is behind the end\n",
                           &info);
    CHECK_TEXT(n.net, "VDD");
    CHECK(n.nodes.count == 3 && n.resistors.count == 2 && n.loads.count == 2);
    CHECK(n.nodes.items[0].kind == IRD_NODE_GRID && n.nodes.items[0].x_dbu == 20330 &&
          n.nodes.items[0].y_dbu == 22400);
    CHECK(n.nodes.items[1].kind == IRD_NODE_ITERM);
    CHECK(n.nodes.items[2].kind == IRD_NODE_BTERM && n.nodes.items[2].x_dbu == -5);
    CHECK_TEXT(ird_names_get(&n.layer_names, n.nodes.items[2].layer), "my_m7");
    CHECK(n.nodes.items[1].name == -1);
    check_name(&n, 1, "ITermNode_metal1_20330_22400");
    check_name(&n, 2, "BTermNode_my_m7_-5_0");
    CHECK_NEAR(n.resistors.items[0].ohm, 1e-3, 0);
    CHECK_NEAR(n.resistors.items[1].ohm, 2.838824, 0);
    CHECK_TEXT(ird_names_get(&n.instance_names, n.loads.items[0].instance), "top/_440_");
    CHECK_TEXT(ird_names_get(&n.terminal_names, n.loads.items[0].terminal), "VDD");
    CHECK(n.loads.items[1].instance == -1 && n.loads.items[1].terminal == -1);
    CHECK_NEAR(n.loads.items[0].ampere, 1.773e-7, 0);
    CHECK(n.sources.count == 1 && n.sources.items[0].volt == 1.1 && !n.is_ground);
    CHECK(info.cards == 4 && info.units_assumed && n.units == 2000);
    ird_network_free(&n);
}

static void test_iccad_and_ibm_dialects(void) {
    ird_network n = parsed("R0 n1_m1_0_0 n1_m1_4000_0 4.463529 \n"
                           "I0 n1_m1_4000_0 0 2.7e-08\n"
                           "V0 n1_m1_0_0 0 1.1\r\n.op\n.end",
                           NULL);
    check_name(&n, 1, "n1_m1_4000_0");
    CHECK_TEXT(ird_names_get(&n.layer_names, n.nodes.items[1].layer), "m1");
    CHECK(n.nodes.items[1].x_dbu == 4000 && n.nodes.items[1].y_dbu == 0);
    ird_network_free(&n);

    ird_spice_info info;
    n = parsed("* ibm\nrr1 n3_18414_4100 n3_18414_04200 0.5\nV12 n3_1_2 n2_1_2 0\n"
               "L1 n2_1_2 _X_n2 1n\nC1 n2_1_2 0 1p ic=0\nv1 0 _X_n2 -1.8\n"
               "i1 0 n3_18414_4100 3m\n",
               &info);
    CHECK(info.shorts == 2 && info.capacitors == 1);
    CHECK(n.resistors.count == 3 && n.resistors.items[1].ohm == 0);
    CHECK_TEXT(ird_names_get(&n.layer_names, n.nodes.items[0].layer), "n3");
    check_name(&n, 1, "n3_18414_04200");
    CHECK(n.nodes.items[4].kind == IRD_NODE_NAMED && n.nodes.items[4].layer == -1);
    check_name(&n, 4, "_X_n2");
    CHECK_NEAR(n.sources.items[0].volt, 1.8, 0);
    CHECK_NEAR(n.loads.items[0].ampere, -3e-3, 0);
    ird_network_free(&n);
}

static void test_numbers(void) {
    static const struct {
        const char *text;
        double value;
    } good[] = {{"1", 1},          {"-2.5", -2.5},  {"1.5k", 1500},
                {"3MEG", 3e6},     {"3m", 3e-3},    {"2.7U", 2.7e-6},
                {"10nA", 10e-9},   {"4p", 4e-12},   {"5f", 5e-15},
                {"2T", 2e12},      {"1g", 1e9},     {"1e3k", 1e6},
                {"1.1V", 1.1},     {"100Ohm", 100}, {"20mOhms", 0.02},
                {"10MIL", 254e-6}, {"1E", 1},       {"2e-3", 2e-3},
                {".5", 0.5},       {"+7.", 7},      {"1.000e-03", 1e-3}};
    double value;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        bool ok = ird_spice_number(good[i].text, strlen(good[i].text), &value);
        CHECK(ok);
        CHECK_NEAR(value, good[i].value, 0);
    }
    static const char *const bad[] = {"",    "k",   "-",     ".",    "1.2.3", "1k5",
                                      "nan", "inf", "1e999", "0x10", "1 2",   "--1"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        if (!CHECK(!ird_spice_number(bad[i], strlen(bad[i]), &value))) {
            fprintf(stderr, "    \"%s\" gave %g\n", bad[i], value);
        }
    }
}

static void test_continuation_and_comments(void) {
    ird_network n = parsed("A power grid\n"
                           "$ a whole line\n ; and another\n"
                           "R1 a_1_2 $ first node\n"
                           "* between\n\n"
                           "  + b_1_2\n"
                           "+\n"
                           "+ R = 3k ; three\n"
                           "R2 a_1_2,b_1_2 (5) tc=0.1\n"
                           "I1 a_1_2 b_1_2 DC 1m AC 1\n"
                           "V1 a_1_2 GND dc=1\n",
                           NULL);
    CHECK(n.resistors.count == 2 && n.nodes.count == 2);
    CHECK_NEAR(n.resistors.items[0].ohm, 3000, 0);
    CHECK_NEAR(n.resistors.items[1].ohm, 5, 0);
    CHECK(n.loads.count == 2 && n.loads.items[0].ampere == 1e-3 &&
          n.loads.items[1].ampere == -1e-3);
    ird_network_free(&n);
}

static void test_names_have_no_case(void) {
    ird_network n = parsed("r1 n1_M7_0_0 n1_M7_2_0 1\n"
                           "R2 N1_m7_2_0 n1_M8_2_0 1\n"
                           "R3 node_met_1_1 NODE_MET_1_1 1\n"
                           "R4 Node_met_1_1 a 1\nR5 A n1_m8_2_0 1\n"
                           "V1 GnD n1_m7_0_0 -1\n",
                           NULL);
    CHECK(n.nodes.count == 5 && n.resistors.count == 5);
    CHECK(n.resistors.items[1].a == n.resistors.items[0].b);
    CHECK(n.resistors.items[2].a == n.resistors.items[2].b);
    CHECK(ird_names_count(&n.layer_names) == 3); /* M7, M8, met */
    check_name(&n, 1, "n1_M7_2_0");
    check_name(&n, 3, "node_met_1_1"); /* as it was written first */
    CHECK(n.nodes.items[3].kind == IRD_NODE_GRID);
    CHECK(n.sources.items[0].node == 0 && n.sources.items[0].volt == 1);
    CHECK(n.notes.items.count == 0);
    ird_network_free(&n);
}

/* The value before the function, else that at its start. */
static void test_sources_in_time(void) {
    ird_network n =
        parsed("r1 a b 1\n"
               "i1 a 0 2.2e-5 pulse(2.2e-5 0.05 2e-10 1e-10 1e-10 1e-11 3e-09 )\n"
               "i2 a 0 pulse (3e-5 0.05)\n"
               "i3 a 0 PWL(0 4e-5, 1n 1)\n"
               "i4 a 0 DC 5e-5 sin(1 2\n+ 3)\n"
               "i5 a 0 sin(6e-5 2 3)\n"
               "v1 b 0 pwl(0 1.5 1n 0)\n"
               ".tran 1p 1n\n.zap 7\n.end\n\n* more\n",
               NULL);
    static const double want[] = {2.2e-5, 3e-5, 4e-5, 5e-5, 6e-5};
    CHECK(n.loads.count == 5);
    for (size_t i = 0; i < n.loads.count; i++) {
        CHECK_NEAR(n.loads.items[i].ampere, want[i], 0);
    }
    CHECK_NEAR(n.sources.items[0].volt, 1.5, 0);
    CHECK(ird_notes_total(&n.notes, IRD_SPICE_TRANSIENT) == 6);
    CHECK(ird_notes_total(&n.notes, IRD_SPICE_CARD) == 1);
    CHECK(ird_notes_total(&n.notes, IRD_SPICE_AFTER_END) == 1);
    CHECK(n.notes.items.items[0].line == 2);
    ird_network_free(&n);
}

static void test_ground_net(void) {
    ird_spice_info info;
    ird_network n = parsed("R1 a b 1\nI1 b 0 2m\nV1 a 0 0\n", &info);
    CHECK(n.is_ground && info.loads_reversed && n.loads.items[0].ampere == -2e-3);
    ird_network_free(&n);
    n = parsed("R1 a b 1\nI1 0 b 2m\nV1 a 0 0\n", &info);
    CHECK(n.is_ground && !info.loads_reversed && n.loads.items[0].ampere == -2e-3);
    ird_network_free(&n);
}

static void test_bad_inputs(void) {
    static const struct {
        const char *text;
        ird_status status;
        long line;
        const char *message;
    } cases[] = {
        {"", IRD_SPICE_EMPTY, 0,
         "the file has no resistor; give the netlist of a power grid"},
        {"R1 a b 1\nR2 a\n", IRD_SPICE_SYNTAX, 2,
         "the line ends where a node should stand"},
        {"R1 a b\n\n", IRD_SPICE_SYNTAX, 1, "the line ends where a value should stand"},
        {"R1 a b\n+ xyz\n", IRD_SPICE_NUMBER, 2,
         "\"xyz\" is no number; write one like 1.5, 2e-3 or 3k"},
        {"R1 a b 1 2\n", IRD_SPICE_SYNTAX, 1,
         "the end of the line should stand where \"2\" is"},
        {"R1 a b -1\n", IRD_SPICE_NUMBER, 1,
         "a resistance of -1 ohm cannot be; write 0 or more"},
        {"R1 a 0 1\n", IRD_SPICE_SYNTAX, 1,
         "a resistor to node 0 has no meaning in the grid of one net; name two nodes of "
         "the grid"},
        {"R1 a b 1\nM1 a b c d\n", IRD_SPICE_ELEMENT, 2,
         "element \"M1\" cannot be read; a power grid has R, I, V, C and L elements"},
        {"R1 a b 1\nV1 a b 1.0\n", IRD_SPICE_ELEMENT, 2,
         "a voltage source of 1 V between two nodes of the grid cannot be read; let it "
         "stand between a node and 0"},
        {"R1 a b 1\n.include x\n", IRD_SPICE_ELEMENT, 2,
         ".include is not understood here; give a flat netlist of one file"},
        {"* c\n+ 5\n", IRD_SPICE_SYNTAX, 2,
         "an element to continue should stand where \"+\" is"},
        {"R1 = b 1\n", IRD_SPICE_SYNTAX, 1, "a node should stand where \"=\" is"},
        {"R1 a b 1e999\n", IRD_SPICE_NUMBER, 1,
         "\"1e999\" is no number; write one like 1.5, 2e-3 or 3k"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ird_network n = {0};
        ird_error err = {0};
        CHECK(parse(&n, NULL, cases[i].text, &err) == cases[i].status);
        CHECK_TEXT(err.text, cases[i].message);
        CHECK(err.line == cases[i].line);
        CHECK_TEXT(err.file, "x.sp");
        CHECK(n.nodes.items == NULL);
    }
}

/* Every beginning of a file either parses or fails with a message, and touches nothing
 * behind its end: the text is copied to where a sanitizer guards it. */
static void test_truncation(void) {
    static const char text[] = "* Netlist for V on d\nR0 n1_m1_0_0 n1_m1_4000_0 R=4.4\n"
                               "* Sink for u/VDD\nI0 n1_m1_0_0 0 DC 2e-8 $ x\n+ ; y\n"
                               "V0 n1_m1_0_0 0 1.1\n.op\n.end\n";
    for (size_t size = 0; size < sizeof text; size++) {
        char *copy = malloc(size > 0 ? size : 1);
        memcpy(copy, text, size);
        ird_network n = {0};
        ird_error err = {0};
        ird_status status =
            ird_spice_parse(&n, NULL, NULL, copy, size, "t", 0, NULL, &err);
        CHECK(status == IRD_OK || err.text[0] != '\0');
        ird_network_free(&n);
        free(copy);
    }
}

static void check_same(const ird_network *a, const ird_network *b) {
    CHECK(a->nodes.count == b->nodes.count && a->loads.count == b->loads.count);
    CHECK(a->resistors.count == b->resistors.count);
    for (size_t i = 0; i < a->resistors.count && i < b->resistors.count; i++) {
        CHECK(a->resistors.items[i].ohm == b->resistors.items[i].ohm);
    }
    for (size_t i = 0; i < a->nodes.count && i < b->nodes.count; i++) {
        char name[64];
        ird_network_node_name(a, (int32_t)i, name, sizeof name);
        check_name(b, (int32_t)i, name);
    }
    for (size_t i = 0; i < a->loads.count && i < b->loads.count; i++) {
        CHECK(a->loads.items[i].ampere == b->loads.items[i].ampere);
        CHECK(a->loads.items[i].instance == b->loads.items[i].instance);
    }
}

static void test_write_and_read_again(void) {
    ird_error err = {0};
    ird_network n = parsed("* Netlist for VSS on c\nR0 Node_m1_1_2 odd 0.1\n"
                           "R1 Node_m1_1_2 ITermNode_m1_3_4 R=0.33333333333333331\n"
                           "* Sink for u1/VSS\nI0 0 ITermNode_m1_3_4 1.7e-7\n"
                           "I1 0 odd 3e-9\nV0 Node_m1_1_2 0 0\n",
                           NULL);
    CHECK(ird_spice_write(&n, NULL, "spice_out.sp", &err) == IRD_OK);
    ird_network again = {0};
    CHECK(ird_spice_read(&again, NULL, NULL, "spice_out.sp", 2000, NULL, &err) == IRD_OK);
    check_same(&n, &again);
    CHECK_TEXT(again.net, "VSS");
    CHECK(again.is_ground);
    CHECK_TEXT(ird_names_get(&again.instance_names, 0), "u1");
    CHECK_TEXT(ird_names_get(&again.terminal_names, 0), "VSS");
    gzFile z = gzopen("spice_out.sp.gz", "wb");
    gzputs(z, "R0 a b 1\nV0 a 0 1\n");
    gzclose(z);
    CHECK(ird_spice_read(&again, NULL, NULL, "spice_out.sp.gz", 1000, NULL, &err) ==
          IRD_OK);
    CHECK(again.nodes.count == 2 && again.units == 1000);
    CHECK(ird_spice_read(&again, NULL, NULL, "no/such", 0, NULL, &err) == IRD_FILE_OPEN);
    CHECK(again.nodes.count == 2);
    CHECK(ird_spice_write(&n, NULL, "no/such/dir.sp", &err) == IRD_FILE_WRITE);
    ird_network_free(&n);
    ird_network_free(&again);
}

/* What matters in time, asked for: 1 ohm and 2 nH are a resistor and a short. */
static void test_in_time(void) {
    const char *text = "R1 a b 1\nL1 b n1_0_0 2n\nR2 n1_0_0 n1_10_0 3\n"
                       "C1 n1_10_0 0 5f ic=0\nC2 0 n1_0_0 C=7p\nC3 a b 1f\n"
                       "V1 a 0 1\n"
                       "I1 n1_10_0 0 2m PULSE(1m 3m 1n 0 20p 100p\n+ 1n)\n"
                       "I2 n1_10_0 n1_0_0 pwl 0 1u, 1n 2u 1n 4u\nI3 0 b DC 5u\n"
                       "I4 b 0 sin(1 2 3)\n.tran 10p 5n uic\n.end\n";
    ird_network n = {0};
    ird_transient t = {0};
    ird_spice_info info;
    ird_error err = {0};
    CHECK(ird_spice_parse(&n, &t, &info, text, strlen(text), "x.sp", 0, NULL, &err) ==
          IRD_OK);
    CHECK(n.resistors.count == 3 && n.resistors.items[1].ohm == 0 && info.shorts == 1);
    CHECK(t.inductors.count == 1 && t.inductors.items[0].resistor == 1);
    CHECK_NEAR(t.inductors.items[0].henry, 2e-9, 1e-24);
    CHECK(t.capacitors.count == 3 && info.capacitors == 3);
    CHECK(t.capacitors.items[1].a == 2 && t.capacitors.items[1].b == IRD_REFERENCE);
    CHECK_NEAR(t.capacitors.items[1].farad, 7e-12, 1e-27);
    CHECK(t.drains.count == 4 && t.waves.count == 1 && t.courses.count == 1);
    CHECK(t.drains.items[0].from == 3 && t.drains.items[0].to == IRD_REFERENCE);
    CHECK(t.drains.items[1].from == 3 && t.drains.items[1].to == 2);
    CHECK(t.drains.items[2].from == IRD_REFERENCE && t.drains.items[2].to == 1);
    CHECK_NEAR(t.drains.items[2].idle_a, 5e-6, 1e-20);
    CHECK_NEAR(t.drains.items[0].idle_a, 0, 0);
    /* a rise of 0 takes a step of .tran */
    CHECK_NEAR(t.waves.items[0].rise_s, 10e-12, 1e-26);
    CHECK_NEAR(t.waves.items[0].fall_s, 20e-12, 1e-26);
    CHECK_NEAR(t.waves.items[0].width_s, 100e-12, 1e-26);
    CHECK_NEAR(t.waves.items[0].period_s, 1e-9, 1e-24);
    CHECK(t.courses.items[0].count == 3 && t.courses.items[0].drain == 1);
    CHECK_NEAR(t.step_s, 10e-12, 1e-26);
    CHECK_NEAR(t.stop_s, 5e-9, 1e-23);
    CHECK(ird_transient_check(&t, n.nodes.count, n.resistors.count, &err) == IRD_OK);
    CHECK_NEAR(n.loads.items[0].ampere, 2e-3, 0); /* DC, as for a static solution */
    CHECK(ird_notes_total(&n.notes, IRD_SPICE_TRANSIENT) == 3);
    ird_transient_free(&t);
    ird_network_free(&n);
}

static void test_in_time_refused(void) {
    static const struct {
        const char *text;
        ird_status status;
    } cases[] = {{"C1 a 0 -1p\n", IRD_SPICE_NUMBER},
                 {"L1 a b -1p\n", IRD_SPICE_NUMBER},
                 {"L1 a 0 1p\n", IRD_SPICE_SYNTAX},
                 {"I1 a 0 PULSE(1)\n", IRD_SPICE_SYNTAX},
                 {"I1 a 0 PULSE(1 2 x)\n", IRD_SPICE_NUMBER},
                 {"I1 a 0 PULSE(0 1 0 1 1 1 2)\n", IRD_SPICE_NUMBER},
                 {"I1 a 0 PULSE(0 1 0 1 1 1 9 9)\n", IRD_SPICE_SYNTAX},
                 {"I1 a 0 PULSE(0 1 -1)\n", IRD_SPICE_NUMBER},
                 {"I1 a 0 PWL(0 1 2)\n", IRD_SPICE_SYNTAX},
                 {"I1 a 0 PWL()\n", IRD_SPICE_SYNTAX},
                 {"I1 a 0 PWL(0 1 2n 1 1n 3)\n", IRD_SPICE_NUMBER},
                 {".tran 1p\n", IRD_SPICE_NUMBER},
                 {".tran 0 1n\n", IRD_SPICE_NUMBER}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[100];
        ird_network n = {0};
        ird_transient t = {0};
        ird_error err = {0};
        snprintf(text, sizeof text, "R1 a b 1\n%s", cases[i].text);
        ird_status status =
            ird_spice_parse(&n, &t, NULL, text, strlen(text), "x.sp", 0, NULL, &err);
        if (!CHECK(status == cases[i].status && err.line == 2)) {
            fprintf(stderr, "    %s    %s\n", cases[i].text, err.text);
        }
        CHECK(n.nodes.count == 0 && t.drains.count == 0);
    }
}

/* What is written is read again. */
static void test_circuit(void) {
    const char *text = "R1 a b 1\nL1 b c 2n\nR2 c d 3\nC1 d 0 5f\nV1 a 0 1\nRs d e 0\n"
                       "I1 d 0 PULSE(1m 3m 1n 5p 20p 100p 1n)\nI2 d 0 pwl 0 1u 1n 2u\n"
                       "I3 0 b 5u\n.tran 10p 5n\n";
    ird_network n = {0}, again = {0};
    ird_transient t = {0}, read = {0};
    ird_error err = {0};
    CHECK(ird_spice_parse(&n, &t, NULL, text, strlen(text), "x.sp", 0, NULL, &err) ==
          IRD_OK);
    CHECK(ird_transient_add_pulse(&t, &(ird_pulse){1e-9, 2e-15, 50e-12F, 2}, &err) ==
          IRD_OK);
    n.resistors.items[1].ohm = 0.5;
    t.capacitors.items[0].ohm = 7;
    const ird_network *nets[] = {&n};
    const ird_spice_circuit circuit = {nets, 1, &t, 10e-12, 5e-9};
    CHECK(ird_spice_write_circuit(&circuit, "spice_circuit.sp", &err) == IRD_OK);
    CHECK(ird_spice_read(&again, &read, NULL, "spice_circuit.sp", 0, NULL, &err) ==
          IRD_OK);
    /* one more node and resistor each in the inductor and in the capacitor */
    CHECK(again.nodes.count == n.nodes.count + 2);
    CHECK(again.resistors.count == n.resistors.count + 2);
    CHECK(read.inductors.count == 1 && read.capacitors.count == 1);
    CHECK_NEAR(read.capacitors.items[0].farad, 5e-15, 0);
    CHECK(read.waves.count == 1 && read.courses.count == 2);
    CHECK_NEAR(read.waves.items[0].fall_s, 20e-12, 0);
    CHECK_NEAR(read.stop_s, 5e-9, 0);
    const ird_course *pulse = &read.courses.items[0];
    CHECK_NEAR(ird_course_charge(&read, pulse, 1e-8) - ird_course_charge(&read, pulse, 0),
               2e-15, 1e-20);
    ird_transient_free(&t);
    ird_transient_free(&read);
    ird_network_free(&n);
    ird_network_free(&again);
}

int main(void) {
    RUN(test_pdnsim_dialect);
    RUN(test_iccad_and_ibm_dialects);
    RUN(test_numbers);
    RUN(test_continuation_and_comments);
    RUN(test_names_have_no_case);
    RUN(test_sources_in_time);
    RUN(test_ground_net);
    RUN(test_bad_inputs);
    RUN(test_truncation);
    RUN(test_write_and_read_again);
    RUN(test_in_time);
    RUN(test_in_time_refused);
    RUN(test_circuit);
    return check_summary("spice");
}
