/* SPDX-License-Identifier: BSD-3-Clause */
#include "report/ranking_report.h"

#include <math.h>
#include <string.h>

#include "base/number.h"
#include "base/quantity.h"

static const double NANO = 1e-9, PICO = 1e-12;
static const double LEAST_PERCENT = 0.01; /* less is nothing that samples can tell */

static const char *digits(char number[IRD_QUANTITY_SIZE], double value) {
    return ird_quantity_digits(number, value);
}

static const char *seconds(char number[IRD_QUANTITY_SIZE], double value) {
    return ird_quantity_write(number, value, "s");
}

/* --- text ----------------------------------------------------------------------------
 */

static void put_run(ird_writer *w, const ird_ranking_report *r) {
    char number[IRD_QUANTITY_SIZE];
    ird_write(w, "%-17s:", r->net_count > 1 ? "Nets" : "Net");
    for (size_t i = 0; i < r->net_count; i++) {
        ird_write(w, " %s", r->nets[i]);
    }
    ird_write(w, "\n%-17s: %zu of %s ns, ", "Cycles", r->cycles,
              digits(number, r->period_s / NANO));
    if (r->run == NULL) {
        ird_write(w, "drawn at random\n");
        return;
    }
    ird_write(w, "of %s", r->run);
    if (r->rest_s > 0) {
        ird_write(w, "; %s ns behind the last whole one are left out",
                  digits(number, r->rest_s / NANO));
    }
    ird_write(w, "\n");
    if (!r->has_delays) {
        ird_write(w, "%-17s: the run has none, currents are placed by stages or timing\n",
                  "Delays");
    }
}

static void put_worst(ird_writer *w, const ird_ranking_report *r) {
    char number[2][IRD_QUANTITY_SIZE];
    if (r->count == 0) {
        return;
    }
    const ird_ranking_row *worst = &r->rows[0];
    ird_write(w, "%-17s: %s mV", "Worst drop", digits(number[0], 1e3 * worst->drop_v));
    if (r->supply_v > 0) {
        ird_write(w, ", %s %%", digits(number[0], 100 * worst->drop_v / r->supply_v));
    }
    ird_write(w, ", in cycle %zu", worst->cycle);
    if (!isnan(worst->begin_s)) {
        ird_write(w, ", which begins at %s ns of the VCD",
                  digits(number[0], worst->begin_s / NANO));
    }
    ird_write(w, "\n%-17s: %s%s%s, %s ns behind the beginning of the cycle\n", "There",
              worst->net, worst->instance[0] != '\0' ? " at " : " node ",
              worst->instance[0] != '\0' ? worst->instance : worst->node,
              digits(number[0], worst->at_s / NANO));
}

/* Above what drop no cycle is, most likely. */
static void put_bound(ird_writer *w, const ird_ranking_report *r) {
    char number[3][IRD_QUANTITY_SIZE];
    double worst_v = r->rows[0].drop_v;
    if (isfinite(r->bound_v) && worst_v > 0 && r->bound_v > worst_v) {
        ird_write(w, "; with %s %% none is above %s mV",
                  digits(number[0], 100 * r->bound_chance),
                  digits(number[1], 1e3 * r->bound_v));
        ird_write(w, ", %s %% more", digits(number[2], 100 * (r->bound_v / worst_v - 1)));
    }
    ird_write(w, "\n");
}

/* At most so many percent, rounded up; a bound is not made smaller. Where many cycles
 * come near the worst what a worse one would lose still says something. */
static void put_missed(ird_writer *w, const ird_ranking_report *r) {
    char number[IRD_QUANTITY_SIZE];
    ird_write(w, "%-17s: ", "Chance of a miss");
    if (r->count == r->cycles) {
        ird_write(w, "all cycles were solved\n");
        return;
    }
    if (r->missed >= 1 && isfinite(r->bound_v)) {
        ird_write(w, "many come near the worst, and one of them may be worse");
    } else if (r->missed >= 1) {
        ird_write(w, "not bounded: few were solved");
    } else {
        ird_write(w, "at most %s %% that a cycle not solved is worse",
                  digits(number, fmax(100 * r->missed, LEAST_PERCENT)));
    }
    put_bound(w, r);
}

static void put_quantiles(ird_writer *w, const ird_ranking_report *r) {
    static const char *const parts[] = {"half", "90 %", "99 %"};
    char number[2][IRD_QUANTITY_SIZE];
    if (isnan(r->quantiles[0].drop_v)) {
        return;
    }
    ird_write(w, "%-17s: ", "Spread");
    for (int i = 0; i < 3; i++) {
        ird_write(w, "%s%s of the cycles below %s", i > 0 ? ", " : "", parts[i],
                  digits(number[0], 1e3 * r->quantiles[i].drop_v));
        ird_write(w, " +- %s mV", digits(number[1], 1e3 * r->quantiles[i].spread_v));
    }
    ird_write(w, "\n");
}

/* Where it is among the rows: what was drawn before is in no cycle of the run. */
static void put_first(ird_writer *w, const ird_ranking_report *r) {
    for (size_t i = 0; i < r->count && r->run != NULL; i++) {
        if (r->rows[i].cycle == 0) {
            ird_write(w,
                      "%-17s: cycle 0 begins at rest; to have what was drawn before it, "
                      "begin a few cycles earlier (-from) where the VCD has them\n",
                      "First cycle");
        }
    }
}

static void put_how(ird_writer *w, const ird_ranking_report *r) {
    char number[2][IRD_QUANTITY_SIZE];
    if (r->scored_walked < r->cycles) {
        ird_write(w, "%-17s: all by heat, %zu of them by %s", "Scored", r->scored_walked,
                  r->scored_by);
    } else {
        ird_write(w, "%-17s: all by %s", "Scored", r->scored_by);
    }
    if (r->scored_again > 0) {
        ird_write(w, ", %zu of them by %s, %zu of these in half as large ones",
                  r->scored_again, r->again_by, r->scored_finely);
    }
    ird_write(w,
              "\n%-17s: the best %zu and %zu of the others, drawn at random, in steps "
              "of %s ps",
              "Solved exactly", r->top, r->samples, digits(number[0], r->step_s / PICO));
    if (r->solved_near > 0) {
        ird_write(w, ", where they drop by more than %s %% of their worst by a walk",
                  digits(number[0], 100 * r->solved_near));
    }
    ird_write(w, ", each from %s ns before it on\n", digits(number[0], r->warm_s / NANO));
    if (r->warm_is_short) {
        ird_write(w,
                  "%-17s: the package rings longer than that; solve -dynamic through "
                  "the cycles before the worst shows how much it matters\n",
                  "Warm-up");
    }
    put_first(w, r);
    ird_write(w, "%-17s: ", "Time");
    if (r->run != NULL) {
        ird_write(w, "reading %s, ", seconds(number[0], r->read_s));
    }
    ird_write(w, "scoring %s", seconds(number[0], r->score_s));
    ird_write(w, ", exact %s", seconds(number[0], r->exact_s));
    ird_write(w, "; all exactly would take about %s\n", seconds(number[0], r->all_s));
}

static void put_rows(ird_writer *w, const ird_ranking_report *r, size_t most) {
    char number[4][IRD_QUANTITY_SIZE];
    size_t count = r->count < most ? r->count : most;
    ird_write(w, "\n%9s %14s %10s %12s %10s  %s\n", "cycle", "begins (ns)", "drop (mV)",
              "expected", "at (ns)", "where");
    for (size_t i = 0; i < count; i++) {
        const ird_ranking_row *row = &r->rows[i];
        bool is_named = row->instance[0] != '\0';
        ird_write(w, "%9zu %14s %10s", row->cycle,
                  isnan(row->begin_s) ? "-" : digits(number[0], row->begin_s / NANO),
                  digits(number[1], 1e3 * row->drop_v));
        ird_write(w, " %12s %10s  %s %s%s\n", digits(number[2], 1e3 * row->predicted_v),
                  digits(number[3], row->at_s / NANO), row->net,
                  is_named ? row->instance : row->node,
                  row->is_sample ? "  (drawn at random)" : "");
    }
    if (count < r->count) {
        ird_write(w, "%9s and %zu more\n", "", r->count - count);
    }
}

ird_status ird_report_ranking(ird_text *out, const ird_ranking_report *report,
                              size_t most, ird_error *err) {
    ird_writer w = {.out = out, .err = err};
    ird_write(&w, "########## Worst cycles ##############\n");
    put_run(&w, report);
    put_worst(&w, report);
    put_missed(&w, report);
    put_quantiles(&w, report);
    put_how(&w, report);
    put_rows(&w, report, most);
    ird_write(&w, "######################################\n");
    return w.status;
}

/* --- CSV -----------------------------------------------------------------------------
 */

static void put_field(ird_writer *w, double value) {
    enum { SIZE = 32, DIGITS = 9 };
    char number[SIZE] = "";
    if (!isnan(value)) {
        ird_number_write(number, SIZE, DIGITS, value);
    }
    ird_write(w, ",%s", number);
}

/* Escaped names may hold anything. */
static void put_name(ird_writer *w, const char *name) {
    if (strpbrk(name, ",\"") == NULL) {
        ird_write(w, ",%s", name);
        return;
    }
    ird_write(w, ",\"");
    for (const char *c = name; *c != '\0'; c++) {
        ird_write(w, "%s%c", *c == '"' ? "\"" : "", *c);
    }
    ird_write(w, "\"");
}

ird_status ird_ranking_csv(ird_text *out, const ird_ranking_report *report,
                           ird_error *err) {
    ird_writer w = {.out = out, .err = err};
    ird_write(&w, "cycle,begin_ns,drop_v,predicted_v,at_ns,net,node,instance,sample\n");
    for (size_t i = 0; i < report->count; i++) {
        const ird_ranking_row *row = &report->rows[i];
        ird_write(&w, "%zu", row->cycle);
        put_field(&w, row->begin_s / NANO);
        put_field(&w, row->drop_v);
        put_field(&w, row->predicted_v);
        put_field(&w, row->at_s / NANO);
        put_name(&w, row->net);
        put_name(&w, row->node);
        put_name(&w, row->instance);
        ird_write(&w, ",%d\n", row->is_sample);
    }
    return w.status;
}
