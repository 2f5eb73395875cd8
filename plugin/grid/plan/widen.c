/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Stripes that are there, wider: metal of the new width on the same middle, from end to
 * end. Vias stay as they are; crossings without one get one.
 */
#include "plan/laying.h"

static bool runs_x(const ird_wire *wire) {
    return wire->box.x1_dbu - wire->box.x0_dbu >= wire->box.y1_dbu - wire->box.y0_dbu;
}

/* What the line names, and no wider yet, gets the width. */
static ird_status widen(ird_laying *laying, const ird_plan_line *line, int32_t net,
                        int32_t layer, const ird_wire *wire) {
    int64_t width = ird_dbu_of_um(line->width_um, laying->view.units);
    ird_rect box = wire->box;
    bool is_x = runs_x(wire);
    int64_t across = is_x ? box.y1_dbu - box.y0_dbu : box.x1_dbu - box.x0_dbu;
    if (!ird_wire_is_grid(wire) || wire->layer != layer || across >= width ||
        !ird_plan_line_meets(line, &laying->view, wire)) {
        return IRD_OK;
    }
    int64_t low = (is_x ? box.y0_dbu : box.x0_dbu) - (width - across) / 2;
    if (is_x) {
        box.y0_dbu = low;
        box.y1_dbu = low + width;
    } else {
        box.x0_dbu = low;
        box.x1_dbu = low + width;
    }
    return ird_rect_cut(&box, &laying->view.die)
               ? ird_laying_add(laying, net, layer, is_x, wire->shape, box)
               : IRD_OK;
}

ird_status ird_laying_widen(ird_laying *laying, const ird_plan_line *line, int32_t net) {
    const ird_special_net *special = &laying->view.special_nets.items[net];
    int32_t layer = -1;
    IRD_TRY(ird_laying_layer(laying, line->layer, &layer));
    size_t planned = laying->nets.items[net].wires.count;
    for (size_t k = 0; k < special->wire_count; k++) {
        IRD_TRY(widen(laying, line, net, layer,
                      &laying->view.wires.items[special->first_wire + k]));
    }
    for (size_t k = 0; k < planned; k++) {
        /* The list grows. */
        const ird_wire wire = laying->nets.items[net].wires.items[k];
        IRD_TRY(widen(laying, line, net, layer, &wire));
    }
    return IRD_OK;
}
