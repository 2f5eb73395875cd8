/* SPDX-License-Identifier: BSD-3-Clause */
#include "report/dynamic_report.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "base/quantity.h"
#include "base/writer.h"
#include "plausible/plausible.h"
#include "report/drop_report.h"

static const double NANO = 1e-9, PICO = 1e-12;

/* --- spread --------------------------------------------------------------------------
 */

static int compare_values(const void *a, const void *b) {
    const double *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

static double at_rank(const double *sorted, size_t count, double rank) {
    double clamped = fmax(0, fmin((double)count - 1, rank));
    size_t below = (size_t)clamped;
    double part = clamped - (double)below;
    return below + 1 < count ? sorted[below] * (1 - part) + sorted[below + 1] * part
                             : sorted[below];
}

ird_quantile ird_quantile_of(double *values, size_t count, double part) {
    static const double DEVIATIONS = 1.96;
    if (count == 0) {
        return (ird_quantile){(double)NAN, (double)NAN, (double)NAN};
    }
    qsort(values, count, sizeof *values, compare_values);
    double n = (double)count;
    double middle = part * (n - 1);
    double wide = DEVIATIONS * sqrt(n * part * (1 - part));
    return (ird_quantile){at_rank(values, count, middle),
                          at_rank(values, count, middle - wide),
                          at_rank(values, count, middle + wide)};
}

/* --- what it rests on ----------------------------------------------------------------
 */

static const char *digits(char number[IRD_QUANTITY_SIZE], double value) {
    return ird_quantity_digits(number, value);
}

static double part_of(double value, double of) {
    return of > 0 ? 100 * value / of : 0;
}

static void put_when(ird_writer *w, const ird_switching *s) {
    static const char *const phrases[IRD_WHENS] = {
        [IRD_WHEN_EVEN] = "drawn evenly, for nothing says when they switch",
        [IRD_WHEN_TOGGLE] = "placed by the toggles of the simulation",
        [IRD_WHEN_WINDOW] = "placed by windows of timing",
        [IRD_WHEN_STAGE] =
            "placed by their depth behind the clock, no timing being known",
    };
    char number[IRD_QUANTITY_SIZE];
    double all_a = s->average_a - s->leakage_a;
    for (int i = 0; i < IRD_WHENS; i++) {
        if (s->of_when[i] > 0) {
            ird_write(w, "%zu instance%s (%s %% of the switching current) %s\n",
                      s->of_when[i], ird_plural(s->of_when[i]),
                      digits(number, part_of(s->when_a[i], all_a)), phrases[i]);
        }
    }
}

/* What pulses are as wide as, and whether they are too large. */
static void put_pulses(ird_writer *w, const ird_switching *s) {
    char number[IRD_QUANTITY_SIZE];
    if (s->swung_c > 0 && s->switched_c > s->swung_c) {
        ird_write(w,
                  "by power and load outputs would toggle %s times a cycle on average, "
                  "which is much: is the power that of this clock?\n",
                  digits(number, s->switched_c / s->swung_c));
    }
    if (s->assumes_slew_part) {
        ird_write(w, "slews are taken as from 20 to 80 %%, no Liberty saying it\n");
    } else if (s->slew_part > 0) {
        ird_write(w, "slews are over %s %% of the swing, by Liberty\n",
                  digits(number, 100 * s->slew_part));
    }
}

static void put_draws(ird_writer *w, const ird_dynamic_report *r) {
    const ird_switching *s = r->switching;
    char number[IRD_QUANTITY_SIZE];
    if (r->is_worst) {
        ird_write(w,
                  "all that may switch together does: an upper bound, no prediction\n");
    } else if (!r->has_toggles) {
        ird_write(w, "which instances switch in a cycle is drawn by seed %llu\n",
                  (unsigned long long)r->seed);
    }
    if (s->charged_toggles > 0) {
        ird_write(w,
                  "%zu instance%s without activity toggle%s as often as %s power and "
                  "capacitance say\n",
                  s->charged_toggles, ird_plural(s->charged_toggles),
                  s->charged_toggles == 1 ? "s" : "",
                  s->charged_toggles == 1 ? "its" : "their");
    }
    if (s->clocked > 0) {
        ird_write(w,
                  "%zu register%s draw%s at both edges of the clock, less what a toggle "
                  "takes\n",
                  s->clocked, ird_plural(s->clocked), s->clocked == 1 ? "s" : "");
    }
    if (s->assumed_toggles > 0) {
        ird_write(w, "%zu instance%s without activity toggle %s times a cycle\n",
                  s->assumed_toggles, ird_plural(s->assumed_toggles),
                  digits(number, IRD_TOGGLES_ASSUMED));
    }
    if (s->late > 0) {
        ird_write(w, "%zu window%s of timing end%s after the period\n", s->late,
                  ird_plural(s->late), s->late == 1 ? "s" : "");
    }
    put_pulses(w, s);
    if (r->leakage != NULL) {
        ird_write(w, "leakage %s\n", r->leakage);
    } else {
        ird_write(w, "no leakage is known: all power is taken for switching\n");
    }
}

static void put_netlist(ird_writer *w, const ird_transient *t) {
    ird_write(w, "%zu current%s and %zu capacitor%s of the netlist\n", t->drains.count,
              ird_plural(t->drains.count), t->capacitors.count,
              ird_plural(t->capacitors.count));
}

static void put_cells(ird_writer *w, const ird_cell_capacitance *cells) {
    if (cells->by_area > 0) {
        ird_write(w, "capacitance of %zu cell%s by area, no Liberty being known of %s\n",
                  cells->by_area, ird_plural(cells->by_area),
                  cells->by_area == 1 ? "it" : "them");
    }
    if (!cells->has_nets) {
        ird_write(w, "the design has no connectivity, so that loads hold nothing\n");
    }
    if (cells->unsaid > 0) {
        ird_write(w, "%zu decap%s hold%s nothing: give their capacitance by set_decap\n",
                  cells->unsaid, ird_plural(cells->unsaid),
                  cells->unsaid == 1 ? "s" : "");
    }
}

/* Steps that are wide for the pulses. */
static void put_coarse(ird_writer *w, const ird_dynamic_report *r) {
    const ird_dynamic *d = r->dynamic;
    char number[2][IRD_QUANTITY_SIZE];
    if (r->is_coarse) {
        ird_write(w, "steps of %s ps are coarse for pulses of %s ps: ",
                  digits(number[0], r->step_s / PICO),
                  digits(number[1], r->pulse_s / PICO));
        ird_write(w, d->fine_steps > 0
                         ? "finer ones tell the worst, other places may have "
                           "some %% more\n"
                         : "the worst may be 10 %% more\n");
    }
    if (d->short_pulses > 0) {
        ird_write(w, "%zu pulse%s shorter than two steps: ask for a smaller -step\n",
                  d->short_pulses, d->short_pulses == 1 ? " is" : "s are");
    }
}

ird_status ird_dynamic_assumptions(ird_text *out, const ird_dynamic_report *report,
                                   ird_error *err) {
    ird_writer w = {.out = out, .err = err};
    const ird_dynamic *d = report->dynamic;
    if (report->switching != NULL) {
        put_when(&w, report->switching);
        put_draws(&w, report);
        put_cells(&w, report->cells);
    } else {
        put_netlist(&w, report->transient);
    }
    if (!report->has_package && report->switching != NULL) {
        ird_write(&w, "no package: the sources are ideal\n");
    }
    put_coarse(&w, report);
    if (report->rings_too_fast) {
        char number[IRD_QUANTITY_SIZE];
        ird_write(&w, "the package rings once in %s ps: ask for a smaller -step\n",
                  digits(number, report->ring_s / PICO));
    }
    if (d->unconnected_count > 0) {
        char number[IRD_QUANTITY_SIZE];
        ird_write(&w, "%zu load%s of %s no source reaches\n", d->unconnected_count,
                  ird_plural(d->unconnected_count),
                  ird_quantity_write(number, d->unconnected_a, "A"));
    }
    return w.status;
}

/* --- report --------------------------------------------------------------------------
 */

/* What cannot be, of a net: such as more drop than it has supply. */
static void put_doubts(ird_writer *w, const ird_solved *net) {
    ird_doubt doubts[IRD_DOUBTS];
    size_t count = 0;
    if (w->status == IRD_OK) {
        w->status = ird_doubts_of_solved(doubts, &count, net, w->err);
    }
    for (size_t i = 0; i < count; i++) {
        ird_write(w, "%-17s: IRD-%04d %s\n", "Implausible", (int)doubts[i].id,
                  doubts[i].text);
    }
}

static void put_net(ird_writer *w, const ird_dynamic_report *r, size_t i) {
    const ird_solved *net = &r->nets[i];
    const ird_solution *s = net->solution;
    const ird_pin_summary *pins = &r->pins[i];
    char number[3][IRD_QUANTITY_SIZE];
    ird_write(w, "%-17s: %s\n", "Net", net->net);
    ird_write(w, "%-17s: %s V, %s\n", "Supply voltage", digits(number[0], net->supply_v),
              net->supply_origin);
    ird_write(w, "%-17s: %s mV", "Worstcase drop",
              digits(number[0], 1e3 * s->worst_drop_v));
    if (net->supply_v > 0) {
        ird_write(w, ", %s %%",
                  digits(number[0], part_of(s->worst_drop_v, net->supply_v)));
    }
    ird_write(w, ", at %s ns\n", digits(number[0], r->worst_at_s[i] / NANO));
    if (pins->has_worst) {
        ird_write(w, "%-17s: %s (%s %s) um, %s mV\n", "Worst instance",
                  ird_text_get(&pins->worst_name), digits(number[0], pins->worst_at.x_um),
                  digits(number[1], pins->worst_at.y_um),
                  digits(number[2], 1e3 * pins->worst_v));
    }
    ird_write(w, "%-17s: %s mV\n", "At time 0", digits(number[0], 1e3 * r->static_v[i]));
    ird_put_basis(w, net);
    ird_write(w, "%-17s: %s\n", "Network", net->network_phrase);
    put_doubts(w, net);
}

static void put_supply(ird_writer *w, const ird_dynamic_supply *supply) {
    char number[IRD_QUANTITY_SIZE];
    if (supply == NULL || supply->instances == 0) {
        return;
    }
    ird_write(w, "%-17s: %s V", "Effective supply", digits(number, supply->worst_v));
    ird_write(w, " at %s, at %s ns", supply->worst_name,
              digits(number, supply->at_s / NANO));
    ird_write(w, "; %s V on average %s\n", digits(number, supply->mean_v),
              supply->has_window ? "while it switches" : "over the time");
}

/* Most scenarios may be known by a score alone. */
static void put_spread(ird_writer *w, const ird_dynamic_report *r) {
    static const char *const parts[] = {"half", "90 %", "99 %"};
    char number[2][IRD_QUANTITY_SIZE];
    if (r->scenarios < 2) {
        return;
    }
    ird_write(w, "%-17s: %zu, ", "Scenarios", r->scenarios);
    if (r->chosen > 0) {
        ird_write(w, "of which %zu were solved, ", r->chosen);
    }
    ird_write(w, "of each place the worst; by all ");
    for (int i = 0; i < 3; i++) {
        ird_write(w, "%s%s stay below %s", i > 0 ? ", " : "", parts[i],
                  digits(number[0], 1e3 * r->quantiles[i].drop_v));
        ird_write(w, " +- %s mV", digits(number[1], 1e3 * r->quantiles[i].spread_v));
    }
    ird_write(w, "\n");
    if (r->chosen > 0 && r->missed < 1) {
        ird_write(w, "%-17s: at most %s %% that one of the others is worse\n",
                  "Chance of a miss", digits(number[0], fmax(100 * r->missed, 0.01)));
    } else if (r->chosen > 0) {
        ird_write(w, "%-17s: not bounded by so few; give a larger -chosen\n",
                  "Chance of a miss");
    }
}

/* How the worst drop differs from cycle to cycle. */
static void put_cycles(ird_writer *w, const ird_dynamic_report *r) {
    char number[3][IRD_QUANTITY_SIZE];
    size_t count = r->dynamic->cycle_count;
    double *sorted = ird_alloc(count, sizeof *sorted);
    if (sorted == NULL) {
        w->status =
            w->status != IRD_OK ? w->status : ird_fail_memory(w->err, "writing a report");
        return;
    }
    if (count > 1) {
        memcpy(sorted, r->dynamic->cycle_v, count * sizeof *sorted);
        const ird_quantile q = ird_quantile_of(sorted, count, 0.9);
        ird_write(w, "%-17s: 90 %% of the cycles stay below %s mV", "Spread",
                  digits(number[0], 1e3 * q.value));
        ird_write(w, " (%s to %s), half of them below %s mV\n",
                  digits(number[1], 1e3 * q.low), digits(number[2], 1e3 * q.high),
                  digits(number[0], 1e3 * ird_quantile_of(sorted, count, 0.5).value));
    }
    ird_free(sorted);
}

static void put_capacitance(ird_writer *w, const ird_dynamic_report *r) {
    char number[IRD_QUANTITY_SIZE];
    double sum = 0;
    for (int i = 0; i < IRD_CAPACITANCE_KINDS; i++) {
        sum += r->farad[i];
    }
    ird_write(w, "%-17s: %s pF", "Capacitance", digits(number, sum / PICO));
    const char *before = ": ";
    for (int i = 0; i < IRD_CAPACITANCE_KINDS; i++) {
        if (r->farad[i] > 0 && i != IRD_CAPACITANCE_UNKNOWN) {
            ird_write(w, "%s%s %s", before, ird_capacitance_name((ird_capacitance_kind)i),
                      digits(number, r->farad[i] / PICO));
            before = ", ";
        }
    }
    ird_write(w, "\n");
}

static void put_steps(ird_writer *w, const ird_dynamic_report *r) {
    const ird_dynamic *d = r->dynamic;
    char number[2][IRD_QUANTITY_SIZE];
    if (r->switching != NULL) {
        ird_write(w, "%-17s: %zu of %s ns", "Cycles", r->switching->cycles,
                  digits(number[0], r->switching->period_s / NANO));
        ird_write(w, ", %zu pulses\n", r->switching->events.count);
        put_cycles(w, r);
    } else {
        ird_write(w, "%-17s: %s ns\n", "Time", digits(number[0], r->stop_s / NANO));
    }
    ird_write(w, "%-17s: %zu of %s ps", "Steps", d->steps,
              digits(number[0], r->step_s / PICO));
    if (d->split_steps > 0) {
        ird_write(w, ", %zu of them as four where a drop bends", d->split_steps);
    }
    if (d->quiet_steps > 0) {
        ird_write(w, ", %zu longer ones where nothing switches", d->quiet_steps);
    }
    if (d->fine_steps > 0) {
        ird_write(w, ", %zu of %s ps in the worst %s (%s mV before)", d->fine_steps,
                  digits(number[0], d->fine_step_s / PICO),
                  r->switching != NULL ? "cycles" : "stretches",
                  digits(number[1], 1e3 * d->unrefined_v));
    }
    ird_number_write(number[0], sizeof number[0], 2, d->residual);
    ird_number_write(number[1], sizeof number[1], 2, d->kirchhoff);
    ird_write(w, "\n%-17s: residual %s, charge of the sources against what is drawn %s\n",
              "Accuracy", number[0], number[1]);
    ird_write(w, "%-17s: %s\n", "Solved in",
              ird_quantity_write(number[0], d->seconds, "s"));
}

static void put_assumptions(ird_writer *w, const ird_dynamic_report *r) {
    ird_text text = {0};
    if (w->status == IRD_OK) {
        w->status = ird_dynamic_assumptions(&text, r, w->err);
    }
    const char *line = ird_text_get(&text);
    const char *label = "Rests on";
    while (*line != '\0') {
        int length = (int)strcspn(line, "\n");
        ird_write(w, "%-17s: %.*s\n", label, length, line);
        line += length + (line[length] == '\n' ? 1 : 0);
        label = "";
    }
    ird_text_free(&text);
}

ird_status ird_report_dynamic(ird_text *out, const ird_dynamic_report *report,
                              ird_error *err) {
    ird_writer w = {.out = out, .err = err};
    ird_write(&w, "########## Drops in time #############\n");
    for (size_t i = 0; i < report->net_count; i++) {
        put_net(&w, report, i);
    }
    put_supply(&w, report->supply);
    put_spread(&w, report);
    put_capacitance(&w, report);
    put_steps(&w, report);
    put_assumptions(&w, report);
    ird_write(&w, "######################################\n");
    return w.status;
}
