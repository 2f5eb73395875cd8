/* SPDX-License-Identifier: BSD-3-Clause */
#include <math.h>

#include "base/quantity.h"
#include "base/writer.h"
#include "session/drop_report.h"
#include "session/supply.h"

/* The sources of a file keep its voltage, cells have what set_supply says. */
static void put_voltages(ird_writer *s, const ird_session *session,
                         const ird_net_grid *solved) {
    char number[2][IRD_QUANTITY_SIZE];
    ird_supply_origin origin;
    double set_v = ird_session_voltage_v(session, solved->net, &origin);
    double source_v = solved->grid.options.source_v;
    if (origin == IRD_SUPPLY_SET && fabs(set_v - source_v) > 1e-9 * fabs(set_v)) {
        ird_write(s,
                  "the file of sources has %s V and set_supply %s V: drops are counted "
                  "from the one, currents are power by the other\n",
                  ird_quantity_digits(number[0], source_v),
                  ird_quantity_digits(number[1], set_v));
    }
}

static void put_switches(ird_writer *s, const ird_session *session,
                         const ird_net_grid *solved) {
    size_t first = SIZE_MAX;
    size_t count =
        solved->grid.sources.is_default
            ? ird_grid_switches(&solved->grid, &session->design, &session->tech, &first)
            : 0;
    if (count > 0) {
        int32_t component = solved->grid.terminals.items[first].component;
        int32_t macro = session->design.components.items[component].macro;
        ird_write(s,
                  "no pin or pad feeds the net, but %zu pins of cells that may be power "
                  "switches (%s) are on it: give set_sources -type switches\n",
                  count, ird_names_get(&session->tech.macro_names, macro));
    }
}

ird_status ird_drop_warnings(ird_text *out, const ird_session *session,
                             const ird_net_grid *solved, ird_error *err) {
    ird_writer s = {.out = out, .err = err};
    if (session->is_spice) {
        return IRD_OK;
    }
    put_voltages(&s, session, solved);
    put_switches(&s, session, solved);
    if (solved->grid.diagonal_wires > 0) {
        ird_write(&s,
                  "%zu diagonal wires are taken as stairs of boxes: what they connect is "
                  "right, their resistance an estimate\n",
                  solved->grid.diagonal_wires);
    }
    if (ird_net_grid_is_moved(solved)) {
        ird_write(&s,
                  "%zu pins have moved since the network was extracted and %zu places "
                  "are empty: the drops come close; solve without -reuse placement for "
                  "exact ones\n",
                  solved->move.moved, solved->move.vacant);
    }
    return s.status;
}
