/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Currents of the segments of a grid, as PDNSim's -em_outfile has them.
 */
#include <math.h>

#include "base/number.h"
#include "base/exact.h"
#include "report/writers.h"

static void put_node(FILE *stream, const ird_network *network, int32_t index) {
    const ird_node *node = &network->nodes.items[index];
    double units = (double)network->units;
    char x[IRD_EXACT_SIZE], y[IRD_EXACT_SIZE];
    ird_number_write_fixed(x, sizeof x, 4, (double)node->x_dbu / units);
    ird_number_write_fixed(y, sizeof y, 4, (double)node->y_dbu / units);
    fprintf(stream, "%s,%s,%s,",
            node->layer >= 0 ? ird_names_get(&network->layer_names, node->layer) : "", x,
            y);
}

/* Links to pins are no segments: PDNSim leaves them out. */
static bool is_segment(const ird_network *network, const ird_resistor *r) {
    return network->nodes.items[r->a].kind != IRD_NODE_ITERM &&
           network->nodes.items[r->b].kind != IRD_NODE_ITERM;
}

ird_status ird_write_em(FILE *stream, const ird_report_input *input, ird_error *err) {
    const ird_report_segments *segments = input->segments;
    (void)err;
    const ird_network *network = segments->network;
    ird_put_network_line(stream, &input->answers->items[0]);
    fputs("Node0 Layer,Node0 X location,Node0 Y location,Node1 Layer,Node1 X location,"
          "Node1 Y location,Current\n",
          stream);
    for (size_t i = 0; i < network->resistors.count; i++) {
        const ird_resistor *r = &network->resistors.items[i];
        double ampere = ird_solution_current_a(segments->solution, segments->factor, i);
        char number[IRD_EXACT_SIZE];
        if (isnan(ampere) || !is_segment(network, r)) {
            continue;
        }
        put_node(stream, network, r->a);
        put_node(stream, network, r->b);
        fprintf(stream, "%s\n", ird_exact_number(number, ampere));
    }
    return IRD_OK;
}
