/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The text about what is wrong with a grid, word for word.
 */
#include "grid_text.h"

#include "report/grid_report.h"

/* A strap with two vias at one place, a rail, a cell on it, one on nothing, one without a
 * place. */
static void test_findings(void) {
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
    CHECK(ird_check_grid(&findings, &g.grid, &g.design, &g.tech, &g.rc, &err) == IRD_OK);
    CHECK(ird_report_findings(&text, &findings, &g.grid, &g.design, &g.tech, &g.rc,
                              &err) == IRD_OK);
    CHECK_TEXT(ird_text_get(&text),
               "Net VDD: 2 findings\n"
               "repeated_via          net VDD: vias drawn again where one is already: 1; "
               "they count in parallel, as in PDNSim, so that the drop comes out low\n"
               "unconnected_instance  net VDD: pin VDD of instance u2 lies on metal that "
               "no source reaches at (19, 60) - (21, 64) um\n");
    ird_text_free(&text);
    ird_findings_free(&findings);
    grid_text_free(&g);
}

int main(void) {
    RUN(test_findings);
    return check_summary("grid_report");
}
