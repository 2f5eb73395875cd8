/* SPDX-License-Identifier: BSD-3-Clause */
#include "report/capacitance_report.h"

#include "base/quantity.h"
#include "base/writer.h"

static const double PICO = 1e-12;

/* What the parts rest on, as far as there is anything to tell. */
static void write_basis(ird_writer *s, const ird_capacitance_nets *nets) {
    const ird_cell_capacitance *cells = nets->cells;
    char number[IRD_QUANTITY_SIZE];
    ird_write(s, "pins: %zu cells by Liberty, %zu by their area\n", cells->by_liberty,
              cells->by_area);
    if (!cells->has_nets) {
        ird_write(s, "no loads: the design has no nets; read a DEF with its NETS\n");
    }
    if (cells->unsaid > 0) {
        ird_write(s, "%zu decap cells hold nothing here: give theirs by set_decap\n",
                  cells->unsaid);
    }
    if (nets->unsaid_layers > 0) {
        ird_write(s,
                  "%zu layers of the nets have neither CPERSQDIST nor EDGECAPACITANCE in "
                  "LEF\n",
                  nets->unsaid_layers);
    }
    if (nets->unconnected_f > 0) {
        ird_write(s, "left out: %s pF of cells without a pin on %s\n",
                  ird_quantity_digits(number, nets->unconnected_f / PICO),
                  nets->count > 1 ? "these nets" : "this net");
    }
}

ird_status ird_report_capacitance(ird_text *out, const ird_capacitance_nets *nets,
                                  ird_error *err) {
    static const ird_capacitance_kind kinds[] = {
        IRD_CAPACITANCE_INTRINSIC, IRD_CAPACITANCE_LOAD, IRD_CAPACITANCE_DECAP,
        IRD_CAPACITANCE_GRID};
    ird_writer s = {.out = out, .err = err};
    char number[IRD_QUANTITY_SIZE];
    double sum = 0;
    ird_write(&s, "capacitance of %s%s%s\n", nets->names[0],
              nets->count > 1 ? " to " : "",
              nets->count > 1 ? nets->names[1] : ", to ground");
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        double farad = nets->farad[kinds[i]];
        sum += farad;
        ird_write(&s, "%-10s %12s pF\n", ird_capacitance_name(kinds[i]),
                  ird_quantity_digits(number, farad / PICO));
    }
    ird_write(&s, "%-10s %12s pF\n", "total", ird_quantity_digits(number, sum / PICO));
    write_basis(&s, nets);
    return s.status;
}
