/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The texts about a grid, word for word.
 */
#include "grid_text.h"

#include "report/grid_report.h"

static void check_report(ird_text *text, ird_status status, const char *want) {
    CHECK(status == IRD_OK);
    CHECK_TEXT(ird_text_get(text), want);
    ird_text_free(text);
}

static void test_layers(void) {
    grid_text g = {0};
    ird_text text = {0};
    ird_error err = {0};
    grid_text_read(&g, "", "", "");
    g.rc.values.items[3] = (ird_rc_value){2, IRD_RC_ASSUMED, 1, 0.0045, 1};
    g.rc.values.items[4] = (ird_rc_value){0.0123456, IRD_RC_SET, -1, 0.0039, 1};
    check_report(&text, ird_report_layer_rc(&text, &g.rc, &g.tech, &err),
                 "Layer        Kind     Resistance          Origin\n"
                 "m1           routing      0.1000 ohm/sq   LEF\n"
                 "v1           cut           2.000 ohm/cut  LEF\n"
                 "m2           routing     0.05000 ohm/sq   LEF\n"
                 "v2           cut           2.000 ohm/cut  assumed as for v1\n"
                 "m3           routing     0.01235 ohm/sq   set_layer_rc\n"
                 "Warning: 1 layer without a resistance; set them with set_layer_rc.\n");
    grid_text_free(&g);
}

/* A strap with two vias at one place, a rail, a cell on it, one on nothing, one without a
 * place. Lumped: the via and the pin on the rail, each fallen on no other, the points of
 * the strap that are sources, those beside the bump (at 5 and 95 um), the via on it, and
 * two pins. */
static void test_grid_and_findings(void) {
    grid_text g = {0};
    ird_text text = {0};
    ird_error err = {0};
    ird_findings findings = {0};
    grid_text_read(&g,
                   "- u1 CELL + PLACED ( 19000 6000 ) N ;\n"
                   "- u2 CELL + PLACED ( 19000 60000 ) N ;\n- u3 CELL ;\n",
                   "",
                   "+ ROUTED m1 200 + SHAPE FOLLOWPIN ( 0 10000 ) ( 100000 * )\n"
                   "NEW m2 1000 + SHAPE STRIPE ( 50000 0 ) ( * 100000 )\n"
                   "NEW m1 0 + SHAPE STRIPE ( 50000 10000 ) V1\n"
                   "NEW m1 0 + SHAPE STRIPE ( 50000 10000 ) V1\n");
    g.options.kind = IRD_NETWORK_LIKE_PDNSIM;
    grid_text_extract(&g);
    check_report(
        &text, ird_report_grid(&text, &g.grid, &g.tech, &err),
        "Net         VDD\n"
        "Metal       3 pieces from 8 shapes, 2 islands\n"
        "Network     15 nodes, 13 resistors, 1 via\n"
        "Pins        2 of instances, 2 draw current, 1 reach no source, 1 instance "
        "without a place\n"
        "Sources     7 nodes from 1 x generated bump, 0 beside all metal; top "
        "layer m2\n"
        "Warning: the design has no pins or pads on this net, so that its sources "
        "are assumed; give them with set_sources.\n"
        "Warning: 1 via drawn again at the same place count in parallel, as in "
        "PDNSim.\n");
    CHECK(ird_check_grid(&findings, &g.grid, &g.design, &g.tech, &g.rc, &err) == IRD_OK);
    check_report(
        &text,
        ird_report_findings(&text, &findings, 1, &g.grid, &g.design, &g.tech, &g.rc,
                            &err),
        "island                0\n"
        "floating_shape        0\n"
        "rail_without_strap    0\n"
        "missing_via           0\n"
        "missing_resistance    0\n"
        "repeated_via          1\n"
        "  net VDD: vias drawn again where one is already: 1; they count in "
        "parallel, as in PDNSim, so that the drop comes out low\n"
        "switched_net          0\n"
        "unconnected_instance  1\n"
        "  net VDD: pin VDD of instance u2 lies on metal that no source reaches at "
        "(19, 60) - (21, 64) um\n");
    ird_findings_free(&findings);
    grid_text_free(&g);
}

int main(void) {
    RUN(test_layers);
    RUN(test_grid_and_findings);
    return check_summary("grid_report");
}
