/* SPDX-License-Identifier: BSD-3-Clause */
#include "report/prediction_report.h"

#include <math.h>

#include "base/number.h"
#include "base/quantity.h"
#include "base/writer.h"

/* "9.940 mV (0.9036 %), may be off by 0.1600 mV" */
static void put_drop(ird_writer *w, const char *label,
                     const ird_prediction_report *report, double v, double bound_v) {
    char digits[3][IRD_QUANTITY_SIZE];
    ird_write(w, "%-17s: %s mV (%s %%)", label, ird_quantity_digits(digits[0], 1e3 * v),
              ird_quantity_digits(digits[1], 100 * v / report->supply_v));
    if (bound_v > 0) { /* 0 where nothing is drawn, and then it says nothing */
        ird_write(w, ", may be off by %s mV",
                  ird_quantity_digits(digits[2], 1e3 * bound_v));
    }
}

static void put_drops(ird_writer *w, const ird_prediction_report *report) {
    const ird_prediction_facts *f = report->facts;
    char x[32], y[32], digits[IRD_QUANTITY_SIZE];
    ird_number_write_fixed(x, sizeof x, 2, f->worst_at.x_um);
    ird_number_write_fixed(y, sizeof y, 2, f->worst_at.y_um);
    put_drop(w, "Worst drop", report, f->worst_v, f->worst_bound_v);
    ird_write(w, ", at (%s %s) um\n", x, y);
    put_drop(w, "Average drop", report, f->average_v, f->average_bound_v);
    ird_write(w, "\n%-17s: %s mV at worst\n", "Coarse alone",
              ird_quantity_digits(digits, 1e3 * f->base_worst_v));
}

/* What the numbers of a model of the maps alone rest on. */
static void put_sheet(ird_writer *w, const ird_prediction_facts *f) {
    if (f->solutions > 0) {
        ird_write(
            w, "%-17s: from %zu exact solutions of this grid, for currents of its own\n",
            "Sheet", f->solutions);
    } else if (f->is_constant) {
        ird_write(
            w,
            "%-17s: two constants of five other grids, for this one has switches or "
            "no factor\n",
            "Sheet");
    }
}

static void put_trust(ird_writer *w, const ird_prediction_report *report) {
    const ird_prediction_facts *f = report->facts;
    ird_write(w, "%-17s: %s\n", "Calibrated by",
              f->is_exactly_calibrated ? "an exact solution of this grid (-calibrate)"
              : f->is_uncalibrated
                  ? "nothing: the grid is too large for an exact solution on the way"
                  : "a uniform current, solved exactly");
    put_sheet(w, f);
    if (f->solutions > 0) {
        return; /* nothing was trained */
    }
    ird_write(w, "%-17s: %s%s\n", "Training range",
              report->outside != NULL ? "LEFT by " : "inputs are inside",
              report->outside != NULL ? report->outside : "");
    if (report->outside != NULL) {
        ird_write(w, "%-17s  the bound may not hold; look at predict -verify\n", "");
    }
}

static void put_seconds(ird_writer *w, const ird_prediction_facts *f) {
    char text[3][IRD_QUANTITY_SIZE];
    ird_quantity_write(text[0], f->grid_s, "s");
    ird_write(w, "%-17s: grid %s, coarse drops %s, network %s\n", "Time",
              f->is_grid_kept ? "kept" : text[0],
              ird_quantity_write(text[1], f->coarse_s, "s"),
              ird_quantity_write(text[2], f->network_s, "s"));
}

/* What one who has the grid is better served by. */
static void put_exact(ird_writer *w, const ird_prediction_facts *f) {
    char text[2][IRD_QUANTITY_SIZE];
    if (f->exact_s > 0) {
        ird_write(w, "%-17s: solve needs %s for these currents, the prediction took %s\n",
                  "Exact drops", ird_quantity_write(text[0], f->exact_s, "s"),
                  ird_quantity_write(text[1], f->coarse_s + f->network_s, "s"));
    }
}

static void put_verified(ird_writer *w, const ird_prediction_facts *f) {
    char text[5][IRD_QUANTITY_SIZE];
    if (!f->is_verified) {
        return;
    }
    if (isnan(f->verified.mae)) {
        ird_write(w, "%-17s: there is nothing of the net in the window\n",
                  "Exact solution");
        return;
    }
    double off = f->verified_worst_v > 0 ? f->worst_v / f->verified_worst_v - 1 : 0;
    ird_write(w, "%-17s: worst drop %s mV, predicted %s %% off\n", "Exact solution",
              ird_quantity_digits(text[0], 1e3 * f->verified_worst_v),
              ird_quantity_digits(text[1], 100 * off));
    ird_write(w, "%-17s  mean error %s mV, largest %s mV", "",
              ird_quantity_digits(text[2], 1e3 * f->verified.mae),
              ird_quantity_digits(text[3], 1e3 * f->verified.max_error));
    if (!isnan(f->verified.cc)) { /* a map that is all alike has none */
        ird_write(w, ", correlation %s", ird_quantity_digits(text[4], f->verified.cc));
    }
    ird_write(w, ", %.1f %% of pixels within the bound\n", 100 * f->within_bound);
}

ird_status ird_report_prediction(ird_text *out, const ird_prediction_report *report,
                                 ird_error *err) {
    ird_writer w = {out, IRD_OK, err};
    const ird_prediction_facts *f = report->facts;
    char text[2][IRD_QUANTITY_SIZE];
    ird_write(&w, "%-17s: %s, supply %s\n", "Net", report->net,
              ird_quantity_write(text[0], report->supply_v, "V"));
    ird_write(&w, "%-17s: %s\n", "Network", report->network);
    ird_write(&w, "%-17s: %s, %s\n", "Model", report->model, report->model_origin);
    ird_write(&w, "%-17s: %s in all, mean response %s ohm\n", "Current",
              ird_quantity_write(text[0], f->total_a, "A"),
              ird_quantity_digits(text[1], f->mean_ohm));
    put_drops(&w, report);
    put_trust(&w, report);
    put_seconds(&w, f);
    put_exact(&w, f);
    put_verified(&w, f);
    return w.status;
}
