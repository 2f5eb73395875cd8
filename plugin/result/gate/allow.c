/* SPDX-License-Identifier: BSD-3-Clause */
#include "gate/allow.h"

#include <math.h>

#include "base/quantity.h"
#include "base/writer.h"
#include "plausible/plausible.h"

/* Begins a reason, behind another one. */
static void begin(ird_writer *w) {
    ird_write(w, "%s", w->out->bytes.count > 0 ? "; " : "");
}

static double part_of(double part, double whole) {
    return whole > 0 ? part / whole : 0;
}

/* "9.09 mA of 9.09 mA and 12 of 12 cells are left out (unplaced 3, on islands 9)" */
static void say_left_out(ird_writer *w, const ird_basis *basis) {
    char number[2][IRD_QUANTITY_SIZE];
    const char *joint = "";
    begin(w);
    ird_write(w, "%s of %s and %zu of %zu cell%s are left out (",
              ird_quantity_write(number[0], ird_basis_left_a(basis), "A"),
              ird_quantity_write(number[1], basis->set_a, "A"), ird_basis_left(basis),
              basis->cells, ird_plural(basis->cells));
    for (size_t i = 0; i < IRD_LEFT_OUTS; i++) {
        if (basis->left[i] > 0) {
            ird_write(w, "%s%s %zu", joint, ird_left_out_name((ird_left_out)i),
                      basis->left[i]);
            joint = ", ";
        }
    }
    ird_write(w, "%s)", *joint == '\0' ? "of cells that draw elsewhere, too" : "");
}

static void check_left_out(ird_writer *w, const ird_limit *limit,
                           const ird_basis *basis) {
    double allowed = limit->allow[IRD_ALLOW_LEFT_OUT];
    if (part_of(ird_basis_left_a(basis), basis->set_a) > allowed ||
        part_of((double)ird_basis_left(basis), (double)basis->cells) > allowed) {
        say_left_out(w, basis);
    } else if (!(basis->drawn_a > 0) && allowed < 1) {
        begin(w);
        ird_write(w, "nothing draws current from the net");
    }
}

static void check_unmatched(ird_writer *w, const ird_limit *limit,
                            const ird_basis *basis) {
    double allowed = limit->allow[IRD_ALLOW_UNMATCHED];
    char number[IRD_QUANTITY_SIZE];
    if (1 - basis->matched > allowed) {
        begin(w);
        ird_write(w,
                  "the power file is of another design: %zu of its names, %s %%, are not "
                  "in this one",
                  basis->unknown_names,
                  ird_quantity_digits(number, 100 * (1 - basis->matched)));
    }
    if (1 - basis->activity_matched > allowed) {
        begin(w);
        ird_write(w, "the activity file has %s %% of the nets that instances drive",
                  ird_quantity_digits(number, 100 * basis->activity_matched));
    }
}

static void check_assumed(ird_writer *w, const ird_limit *limit,
                          const ird_answer *answer) {
    const ird_basis *basis = &answer->basis;
    if (basis->is_power_assumed && !(limit->allow[IRD_ALLOW_ASSUMED_POWER] > 0)) {
        begin(w);
        ird_write(w, "the power is only assumed; give it with irdrop::set_power or "
                     "irdrop::read_power");
    }
    if (answer->supply_assumed && !(limit->allow[IRD_ALLOW_ASSUMED_SUPPLY] > 0)) {
        begin(w);
        ird_write(w,
                  "the supply voltage is only assumed; give it with irdrop::set_supply");
    }
    if (basis->assumed_layers > 0 && !(limit->allow[IRD_ALLOW_ASSUMED_RESISTANCE] > 0)) {
        begin(w);
        ird_write(w,
                  "%zu layer%s of the net %s an assumed resistance; give %s with "
                  "irdrop::set_layer_rc",
                  basis->assumed_layers, ird_plural(basis->assumed_layers),
                  basis->assumed_layers == 1 ? "has" : "have",
                  basis->assumed_layers == 1 ? "it" : "them");
    }
    if (basis->connections_assumed &&
        !(limit->allow[IRD_ALLOW_ASSUMED_CONNECTIONS] > 0)) {
        begin(w);
        ird_write(w, "the DEF names no pin of the net, which is only assumed to feed "
                     "every cell; write it with its connections, ( * PIN )");
    }
}

static void check_plausible(ird_writer *w, const ird_limit *limit,
                            const ird_answer *answer) {
    ird_doubt doubts[IRD_DOUBTS];
    size_t count = ird_doubts_find(doubts, answer);
    for (size_t i = 0; i < count && !(limit->allow[IRD_ALLOW_IMPLAUSIBLE] > 0); i++) {
        begin(w);
        ird_write(w, "implausible (IRD-%04d): %s", (int)doubts[i].id, doubts[i].text);
    }
}

ird_status ird_allow_check(ird_text *why, const ird_limit *limit,
                           const ird_answer *answer, ird_error *err) {
    ird_writer w = {why, IRD_OK, err};
    if (!ird_limit_kind_has_place(limit->kind)) {
        return IRD_OK;
    }
    check_plausible(&w, limit, answer);
    if (!answer->basis.is_known) {
        return w.status;
    }
    check_assumed(&w, limit, answer);
    check_left_out(&w, limit, &answer->basis);
    check_unmatched(&w, limit, &answer->basis);
    return w.status;
}
