/* SPDX-License-Identifier: BSD-3-Clause */
#include <math.h>

#include "base/quantity.h"
#include "base/writer.h"
#include "report/drop_report.h"

/* The sources of a file keep its voltage, cells have what set_supply says. */
static void put_voltages(ird_writer *s, const ird_solved *solved) {
    char number[2][IRD_QUANTITY_SIZE];
    double set_v = solved->set_v;
    double source_v = solved->source_v;
    if (!isnan(set_v) && fabs(set_v - source_v) > 1e-9 * fabs(set_v)) {
        ird_write(s,
                  "the file of sources has %s V and set_supply %s V: drops are counted "
                  "from the one, currents are power by the other\n",
                  ird_quantity_digits(number[0], source_v),
                  ird_quantity_digits(number[1], set_v));
    }
}

/* Each net has its own, where somebody gave both. */
static void put_feed_voltage(ird_writer *s, const ird_solved *solved) {
    char number[2][IRD_QUANTITY_SIZE];
    double feed_v = solved->feed_v, source_v = solved->source_v;
    if (solved->grid->fed.switches > 0 && fabs(feed_v - source_v) > 1e-9 * fabs(feed_v)) {
        ird_write(
            s,
            "the net is at %s V and net %.100s, which feeds it, at %s V: drops are "
            "counted from the voltage of each\n",
            ird_quantity_digits(number[0], source_v),
            ird_names_get(&solved->design->special_net_names, solved->grid->fed.from),
            ird_quantity_digits(number[1], feed_v));
    }
}

static void put_switches(ird_writer *s, const ird_solved *solved) {
    const ird_grid *grid = solved->grid;
    size_t first = SIZE_MAX;
    size_t count = grid->sources.is_default
                       ? ird_grid_switches(grid, solved->design, solved->tech, &first)
                       : 0;
    if (count > 0) {
        int32_t component = grid->terminals.items[first].component;
        int32_t macro = solved->design->components.items[component].macro;
        ird_write(s,
                  "no pin or pad feeds the net, but %zu pin%s of cells that may be power "
                  "switches (%s) %s on it: give set_sources -type switches\n",
                  count, ird_plural(count),
                  ird_names_get(&solved->tech->macro_names, macro),
                  ird_form(count, "is", "are"));
    }
}

/* What comes to the net, and goes on from it, through switches. */
static void put_feed(ird_writer *s, const ird_solved *solved) {
    const ird_grid_fed *fed = &solved->grid->fed;
    char number[2][IRD_QUANTITY_SIZE];
    if (fed->switches > 0) {
        ird_write(
            s,
            "net %.100s feeds the net through %zu power switch%s, with a drop of %s "
            "mV before and %s mV over the worst\n",
            ird_names_get(&solved->design->special_net_names, fed->from), fed->switches,
            fed->switches == 1 ? "" : "es",
            ird_quantity_digits(number[0], 1e3 * fed->before_v),
            ird_quantity_digits(number[1], 1e3 * fed->over_v));
    }
    if (fed->assumed > 0) {
        ird_write(s, "%zu of its switches %s no resistance: give it with set_switch\n",
                  fed->assumed, ird_form(fed->assumed, "has", "have"));
    }
    if (solved->grid->draws.carried_a != 0) {
        ird_write(s, "it carries %s for nets behind power switches\n",
                  ird_quantity_write(number[0], solved->grid->draws.carried_a, "A"));
    }
}

/* What the readers have to tell of the files that the drops rest on. */
static void put_notes(ird_writer *s, const ird_solved *solved) {
    const ird_notes *const lists[] = {
        solved->network_file == NULL && solved->tech != NULL ? &solved->tech->notes
                                                             : NULL,
        solved->design != NULL ? &solved->design->notes : NULL,
        solved->power != NULL ? &solved->power->notes : NULL};
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        if (lists[i] != NULL && s->status == IRD_OK) {
            s->status = ird_notes_write(s->out, lists[i], s->err);
        }
    }
}

ird_status ird_drop_warnings(ird_text *out, const ird_solved *solved, ird_error *err) {
    ird_writer s = {.out = out, .err = err};
    put_notes(&s, solved);
    put_voltages(&s, solved);
    put_switches(&s, solved);
    put_feed(&s, solved);
    put_feed_voltage(&s, solved);
    if (solved->grid->diagonal_wires > 0 &&
        solved->grid->options.kind == IRD_NETWORK_LIKE_PDNSIM) {
        ird_write(&s,
                  "%zu diagonal wire%s taken as stairs of boxes: what %s is "
                  "right, the resistance an estimate\n",
                  solved->grid->diagonal_wires,
                  ird_form(solved->grid->diagonal_wires, " is", "s are"),
                  ird_form(solved->grid->diagonal_wires, "it connects", "they connect"));
    }
    if (ird_solved_is_moved(solved)) {
        ird_write(&s,
                  "%zu pin%s moved since the network was extracted and %zu place%s "
                  "empty: the drops come close; solve without -reuse placement for "
                  "exact ones\n",
                  solved->move.moved, ird_form(solved->move.moved, " has", "s have"),
                  solved->move.vacant, ird_form(solved->move.vacant, " is", "s are"));
    }
    return s.status;
}
