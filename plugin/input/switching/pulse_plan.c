/* SPDX-License-Identifier: BSD-3-Clause */
#include "switching/pulse_plan.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char DOING[] = "placing currents in time";

void ird_switching_plan_free(ird_switching_plan *plan) {
    if (plan != NULL) {
        ird_switching_free(&plan->about);
        ird_free(plan->cells);
        ird_free(plan->drawn);
        ird_free(plan);
    }
}

const ird_switching *ird_switching_plan_about(const ird_switching_plan *plan) {
    return &plan->about;
}

size_t ird_switching_plan_bytes(const ird_switching_plan *plan) {
    return plan->about.count *
           (sizeof *plan->cells + sizeof *plan->drawn + sizeof *plan->about.idle_a);
}

/* --- instances -----------------------------------------------------------------------
 */

typedef struct maker {
    const ird_switching_input *in;
    ird_switching *made;
    ird_switching_cell *cells;
    double mean_toggles; /* a cycle, of those whose rate is known; NAN: of none */
    double free_stage_s; /* not shortened to fit into the period */
} maker;

static ird_status check_window(const maker *m, size_t component, const ird_edge *edge,
                               ird_error *err) {
    if (!(edge->begin_s >= m->in->period_s) && !(edge->end_s < 0)) {
        return IRD_OK;
    }
    const char *name = ird_names_get(&m->in->design->component_names, (int32_t)component);
    ird_fail_at(
        err, IRD_TIMING_OUTSIDE, m->in->timing->file, 0,
        "the window of %.200s, from %g to %g ns, lies outside of the clock period "
        "of %g ns; give the period of this timing by set_clock",
        name, edge->begin_s * 1e9, edge->end_s * 1e9, m->in->period_s * 1e9);
    ird_error_detail(err, name, strlen(name));
    return IRD_TIMING_OUTSIDE;
}

static bool drives_clock(const maker *m, size_t i) {
    return (m->in->stages != NULL && m->in->stages->roles[i] == IRD_ROLE_CLOCK) ||
           (m->in->timing != NULL && m->in->timing->arrivals[i].is_clock);
}

/* The window by the timing; of a clock cell without one of its falling edge half a period
 * behind the other. */
static ird_status take_window(maker *m, size_t i, ird_switching_cell *c, ird_error *err) {
    const ird_arrival *arrival = &m->in->timing->arrivals[i];
    c->when = IRD_WHEN_WINDOW;
    c->edges[0] = arrival->rise;
    c->edges[1] = arrival->fall;
    for (int edge = 0; edge < 2; edge++) {
        IRD_TRY(check_window(m, i, &c->edges[edge], err));
        m->made->late += c->edges[edge].end_s > m->in->period_s;
    }
    return IRD_OK;
}

static bool is_register(const maker *m, size_t i) {
    return m->in->stages != NULL && m->in->stages->roles[i] == IRD_ROLE_REGISTER;
}

static void take_stage(maker *m, size_t i, ird_switching_cell *c) {
    const ird_stages *stages = m->in->stages;
    double stage_s = m->made->stage_s, end_s = stages->levels[i] * stage_s;
    double begin_s = end_s - stage_s;
    if (stages->roles[i] == IRD_ROLE_LOGIC) {
        begin_s = IRD_EARLY_STAGE * stages->earliest[i] * stage_s;
        end_s *= IRD_LATE_STAGE;
    }
    c->when = IRD_WHEN_STAGE;
    c->edges[0] = c->edges[1] = (ird_edge){begin_s, end_s, (double)NAN};
    if (c->is_clock) {
        c->edges[1].begin_s += m->in->period_s / 2;
        c->edges[1].end_s += m->in->period_s / 2;
    }
}

static ird_status take_when(maker *m, size_t i, ird_switching_cell *c, ird_error *err) {
    const ird_switching_input *in = m->in;
    c->is_clock = drives_clock(m, i);
    if (in->timing != NULL && ird_arrival_switches(&in->timing->arrivals[i])) {
        return take_window(m, i, c, err);
    }
    bool is_constant = in->timing != NULL && in->timing->arrivals[i].is_constant;
    if (!is_constant && in->stages != NULL && in->stages->levels[i] > 0) {
        take_stage(m, i, c);
    }
    return IRD_OK;
}

/* The most that fit into the window, one a stage; 2 at least. */
static double most_toggles(const maker *m, const ird_switching_cell *c) {
    double begin_s = fmin(c->edges[0].begin_s, c->edges[1].begin_s);
    double end_s = fmax(c->edges[0].end_s, c->edges[1].end_s);
    double stages = (end_s - begin_s) / m->made->stage_s;
    return stages > 2 ? stages : 2;
}

/* Half of C V of what the output swings; 0 where the capacitance is not known. */
static double swing_charge(const ird_switching_input *in, size_t i) {
    return in->swing_f != NULL ? 0.5 * in->swing_f[i] * in->volt : 0;
}

/* By the energy of a toggle, half of C V^2; NAN where the capacitance is not known. */
static double toggles_by_charge(const maker *m, size_t i, const ird_switching_cell *c,
                                double switching_w) {
    double toggle_j = swing_charge(m->in, i) * m->in->volt;
    double toggles = switching_w * m->in->period_s / toggle_j;
    return toggle_j > 0 ? fmin(fmax(toggles, IRD_TOGGLES_LEAST), most_toggles(m, c))
                        : (double)NAN;
}

/* Toggles a cycle: known, those of a clock, by power and capacitance, the mean of the
 * known ones, or assumed. */
static double toggles_of(maker *m, size_t i, const ird_switching_cell *c,
                         double switching_w) {
    double rate_hz = m->in->rate_hz != NULL ? m->in->rate_hz[i] : (double)NAN;
    if (!isnan(rate_hz)) {
        return rate_hz * m->in->period_s;
    }
    if (c->is_clock) {
        return 2;
    }
    double by_charge = toggles_by_charge(m, i, c, switching_w);
    if (!isnan(by_charge) && !is_register(m, i)) {
        m->made->charged_toggles++;
        return by_charge;
    }
    m->made->assumed_toggles++;
    return m->mean_toggles > 0 ? m->mean_toggles : IRD_TOGGLES_ASSUMED;
}

static float width_of(const maker *m, const ird_switching_cell *c) {
    double slew_s = fmax(c->edges[0].slew_s, c->edges[1].slew_s);
    double width_s = IRD_WIDTH_STAGES * m->free_stage_s;
    if (slew_s > 0) {
        bool is_said = m->in->slew_part > 0;
        m->made->slew_part = is_said ? m->in->slew_part : IRD_SLEW_PART;
        m->made->assumes_slew_part = !is_said;
        width_s = slew_s / m->made->slew_part;
    }
    return (float)fmin(fmax(width_s, IRD_WIDTH_LEAST_S), m->in->period_s);
}

/* What switching takes in a cycle, as toggles and edges of the clock. */
static void take_charge(maker *m, size_t i, ird_switching_cell *c, double cycle_c) {
    c->width_s = width_of(m, c);
    c->charge_c = c->toggles > 0 ? cycle_c / c->toggles : 0;
    bool has_time = !isnan(c->edges[0].begin_s) || !isnan(c->edges[1].begin_s);
    if (is_register(m, i) && !c->is_clock && has_time) {
        c->charge_c = fmin(c->charge_c, swing_charge(m->in, i));
        c->edge_c = 0.5 * (cycle_c - c->toggles * c->charge_c);
        m->made->clocked++;
    }
}

/* The power of an instance as leakage, pulses or an even current. */
static ird_status take_cell(maker *m, size_t i, ird_error *err) {
    const ird_switching_input *in = m->in;
    ird_switching *made = m->made;
    ird_switching_cell *c = &m->cells[i];
    double power_a = in->power->instance_w[i] / in->volt;
    double leakage_w = in->leakage_w != NULL ? in->leakage_w[i] : 0;
    double idle_a = fmin(fmax(leakage_w, 0) / in->volt, power_a);
    double rest_a = power_a - idle_a;
    *c = (ird_switching_cell){.edges = {ird_arrival_none.rise, ird_arrival_none.fall}};
    made->average_a += power_a;
    made->leakage_a += idle_a;
    if (rest_a > 0) {
        IRD_TRY(take_when(m, i, c, err));
        bool is_simulated =
            in->toggles != NULL && in->rate_hz != NULL && !isnan(in->rate_hz[i]);
        bool has_time = c->when != IRD_WHEN_EVEN;
        c->toggles =
            has_time || is_simulated ? toggles_of(m, i, c, rest_a * in->volt) : 0;
        bool is_clocked = has_time && is_register(m, i);
        c->when = c->toggles > 0 || is_clocked
                      ? (is_simulated ? IRD_WHEN_TOGGLE : c->when)
                      : IRD_WHEN_EVEN;
        made->of_when[c->when]++;
        made->when_a[c->when] += rest_a;
        double swing_c = swing_charge(in, i);
        made->swung_c += swing_c;
        made->switched_c += swing_c > 0 ? rest_a * in->period_s : 0;
    }
    if (c->when == IRD_WHEN_EVEN) {
        idle_a = power_a;
    } else {
        take_charge(m, i, c, rest_a * in->period_s);
    }
    made->idle_a[i] = idle_a;
    return IRD_OK;
}

static void find_mean_toggles(maker *m) {
    double sum = 0, count = 0;
    for (size_t i = 0; m->in->rate_hz != NULL && i < m->made->count; i++) {
        if (!isnan(m->in->rate_hz[i]) && !drives_clock(m, i)) {
            sum += m->in->rate_hz[i] * m->in->period_s;
            count++;
        }
    }
    m->mean_toggles = count > 0 ? sum / count : (double)NAN;
}

/* --- the instant of most charge ------------------------------------------------------
 */

typedef struct mark {
    double at_s;
    double charge_c; /* that can be drawn from here on, or no more */
} mark;

static int compare_marks(const void *a, const void *b) {
    const mark *x = a, *y = b;
    if (x->at_s != y->at_s) {
        return x->at_s < y->at_s ? -1 : 1;
    }
    return (x->charge_c < y->charge_c) - (x->charge_c > y->charge_c); /* begins first */
}

/* The hull of both edges: an upper bound needs no more. */
static void find_together(maker *m, mark *marks) {
    size_t count = 0;
    for (size_t i = 0; i < m->made->count; i++) {
        const ird_switching_cell *c = &m->cells[i];
        if (ird_switching_is_drawn(c) && !c->is_clock) {
            double charge_c = c->charge_c + c->edge_c;
            marks[count++] =
                (mark){fmin(c->edges[0].begin_s, c->edges[1].begin_s), charge_c};
            marks[count++] =
                (mark){fmax(c->edges[0].end_s, c->edges[1].end_s), -charge_c};
        }
    }
    qsort(marks, count, sizeof *marks, compare_marks);
    double sum = 0, most = -1;
    for (size_t i = 0; i < count; i++) {
        sum += marks[i].charge_c;
        if (marks[i].charge_c > 0 && sum > most) {
            most = sum;
            m->made->together_s = marks[i].at_s;
        }
    }
}

/* --- the whole -----------------------------------------------------------------------
 */

/* Of the technology, or as given. */
static double free_stage_of(const ird_switching_input *in) {
    double half_pitch_um = ird_technology_half_pitch_um(in->tech);
    double stage_s =
        half_pitch_um > 0 ? IRD_STAGE_S_PER_UM * half_pitch_um : IRD_STAGE_ASSUMED_S;
    return in->stage_s > 0 ? in->stage_s : stage_s;
}

static double stage_of(const ird_switching_input *in) {
    double stage_s = free_stage_of(in);
    if (in->stages != NULL && in->stages->deepest > 0) {
        stage_s = fmin(stage_s, IRD_CYCLE_PART / IRD_LATE_STAGE * in->period_s /
                                    (double)in->stages->deepest);
    }
    return stage_s;
}

static ird_status check(const ird_switching_input *in, ird_error *err) {
    if (!(in->period_s > 0) || !isfinite(in->period_s)) {
        return ird_fail(err, IRD_CLOCK_PERIOD,
                        "the clock period must be above 0; give it by set_clock -period");
    }
    if (in->timing == NULL && in->stages == NULL && in->toggles == NULL) {
        return ird_fail(err, IRD_SWITCHING_TIMES,
                        "nothing says when instances switch; give read_timing, a VCD by "
                        "read_activity, or a DEF with its NETS");
    }
    return IRD_OK;
}

static ird_status list_drawn(ird_switching_plan *p, ird_error *err) {
    size_t random = 0;
    p->drawn = ird_alloc(2 * p->about.count, sizeof *p->drawn);
    if (p->drawn == NULL) {
        return ird_fail_memory(err, DOING);
    }
    uint32_t *others = p->drawn + p->about.count; /* until all of the first are known */
    for (size_t i = 0; i < p->about.count; i++) {
        const ird_switching_cell *c = &p->cells[i];
        if (c->edge_c > 0 || (ird_switching_is_drawn(c) && !ird_switching_is_random(c))) {
            p->drawn[p->first_random++] = (uint32_t)i;
        }
        if (ird_switching_is_random(c)) {
            others[random++] = (uint32_t)i;
            p->random_c += c->charge_c * c->toggles;
        }
    }
    memmove(p->drawn + p->first_random, others, random * sizeof *others);
    p->drawn_count = p->first_random + random;
    return IRD_OK;
}

static ird_status make(ird_switching_plan *p, maker *m, ird_error *err) {
    size_t count = p->about.count;
    p->about.idle_a = ird_alloc_zero(count, sizeof *p->about.idle_a);
    p->cells = ird_alloc(count, sizeof *p->cells);
    if (p->about.idle_a == NULL || p->cells == NULL) {
        return ird_fail_memory(err, DOING);
    }
    m->cells = p->cells;
    find_mean_toggles(m);
    for (size_t i = 0; i < count; i++) {
        IRD_TRY(take_cell(m, i, err));
    }
    if (p->is_worst) {
        mark *marks = ird_alloc(2 * count, sizeof *marks);
        if (marks == NULL) {
            return ird_fail_memory(err, DOING);
        }
        find_together(m, marks);
        ird_free(marks);
    }
    return list_drawn(p, err);
}

ird_status ird_switching_plan_create(ird_switching_plan **plan,
                                     const ird_switching_input *input, ird_error *err) {
    IRD_TRY(check(input, err));
    ird_switching_plan *made = ird_alloc_zero(1, sizeof *made);
    if (made == NULL) {
        return ird_fail_memory(err, DOING);
    }
    made->about = (ird_switching){.count = input->design->components.count,
                                  .period_s = input->period_s,
                                  .cycles = input->cycles,
                                  .stage_s = stage_of(input)};
    made->seed = input->seed;
    made->is_worst = input->is_worst;
    maker m = {.in = input, .made = &made->about, .free_stage_s = free_stage_of(input)};
    ird_status status = make(made, &m, err);
    if (status != IRD_OK) {
        ird_switching_plan_free(made);
        return status;
    }
    *plan = made;
    return IRD_OK;
}
