/* SPDX-License-Identifier: BSD-3-Clause */
#include "switching/switching.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char DOING[] = "placing currents in time";

const char *ird_when_name(ird_when when) {
    static const char *const names[] = {"even", "toggles", "windows", "stages"};
    return names[when];
}

void ird_switching_free(ird_switching *switching) {
    if (switching != NULL) {
        ird_free(switching->events.items);
        ird_free(switching->idle_a);
        *switching = (ird_switching){0};
    }
}

/* --- draws ---------------------------------------------------------------------------
 */

/* Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators (2014), the finisher
 * of SplitMix64. */
static uint64_t mix(uint64_t x) {
    x += UINT64_C(0x9e3779b97f4a7c15);
    x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
    return x ^ (x >> 31);
}

/* From 0 to below 1, of seed, cycle, instance and what it is for. */
static double draw(uint64_t seed, size_t cycle, size_t component, uint64_t use) {
    uint64_t x = mix(mix(mix(mix(seed) ^ cycle) ^ component) ^ use);
    return (double)(x >> 11) * 0x1p-53;
}

/* --- instances -----------------------------------------------------------------------
 */

/* What is known of an instance. */
typedef struct cell {
    ird_edge edges[2]; /* when it may rise, and fall; begin NAN: it does not */
    double toggles;    /* a cycle */
    double charge_c;   /* of one */
    double edge_c;     /* of a register, at each edge of its clock */
    float width_s;
    uint8_t when; /* an ird_when */
    bool is_clock;
} cell;

typedef struct maker {
    const ird_switching_input *in;
    ird_switching *made;
    cell *cells;
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
static ird_status take_window(maker *m, size_t i, cell *c, ird_error *err) {
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

static void take_stage(maker *m, size_t i, cell *c) {
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

static ird_status take_when(maker *m, size_t i, cell *c, ird_error *err) {
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
static double most_toggles(const maker *m, const cell *c) {
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
static double toggles_by_charge(const maker *m, size_t i, const cell *c,
                                double switching_w) {
    double toggle_j = swing_charge(m->in, i) * m->in->volt;
    double toggles = switching_w * m->in->period_s / toggle_j;
    return toggle_j > 0 ? fmin(fmax(toggles, IRD_TOGGLES_LEAST), most_toggles(m, c))
                        : (double)NAN;
}

/* Toggles a cycle: known, those of a clock, by power and capacitance, the mean of the
 * known ones, or assumed. */
static double toggles_of(maker *m, size_t i, const cell *c, double switching_w) {
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

static float width_of(const maker *m, const cell *c) {
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
static void take_charge(maker *m, size_t i, cell *c, double cycle_c) {
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
    cell *c = &m->cells[i];
    double power_a = in->power->instance_w[i] / in->volt;
    double leakage_w = in->leakage_w != NULL ? in->leakage_w[i] : 0;
    double idle_a = fmin(fmax(leakage_w, 0) / in->volt, power_a);
    double rest_a = power_a - idle_a;
    *c = (cell){.edges = {ird_arrival_none.rise, ird_arrival_none.fall}};
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

/* --- pulses --------------------------------------------------------------------------
 */

static ird_status add_event(maker *m, size_t i, double at_s, double charge_c,
                            ird_error *err) {
    const cell *c = &m->cells[i];
    double start_s = fmax(at_s - (double)c->width_s / 2, 0);
    if (!(charge_c > 0)) {
        return IRD_OK;
    }
    IRD_TRY(ird_vec_reserve(&m->made->events, 1, DOING, err));
    m->made->events.items[m->made->events.count++] =
        (ird_event){start_s, charge_c, c->width_s, (int32_t)i};
    return IRD_OK;
}

/* A place in the window of an edge; of the other edge where it has none. */
static double place(const cell *c, int edge, double part) {
    const ird_edge *on = &c->edges[edge];
    on = isnan(on->begin_s) ? &c->edges[1 - edge] : on;
    return on->begin_s + part * (on->end_s - on->begin_s);
}

/* How often an instance switches in the cycle. */
static size_t count_toggles(const maker *m, size_t cycle, size_t i) {
    const cell *c = &m->cells[i];
    double whole = floor(c->toggles);
    double rest = c->toggles - whole;
    if (m->in->is_worst) {
        return (size_t)ceil(c->toggles);
    }
    return (size_t)whole + (draw(m->in->seed, cycle, i, 0) < rest);
}

/* In the worst case: as near to the instant of most charge as the window allows, and
 * further toggles behind it. */
static double place_together(const maker *m, const cell *c, size_t toggle) {
    double best_s = (double)NAN;
    double wanted_s = m->made->together_s + (double)toggle * (double)c->width_s;
    for (int edge = 0; edge < 2; edge++) {
        const ird_edge *on = &c->edges[edge];
        double at_s = fmin(fmax(wanted_s, on->begin_s), on->end_s);
        bool is_nearer = isnan(best_s) || fabs(at_s - wanted_s) < fabs(best_s - wanted_s);
        best_s = !isnan(on->begin_s) && is_nearer ? at_s : best_s;
    }
    return best_s;
}

enum { USES = 3 /* of draws for each toggle */, EDGE_USE = UINT16_MAX };

/* Toggles of a cell come one behind the other: each in its part of the window. */
static ird_status switch_cell(maker *m, size_t cycle, size_t i, ird_error *err) {
    const cell *c = &m->cells[i];
    double begin_s = (double)cycle * m->in->period_s;
    size_t count = count_toggles(m, cycle, i);
    for (size_t k = 0; k < count; k++) {
        uint64_t use = 1 + USES * (uint64_t)k;
        double part = draw(m->in->seed, cycle, i, use);
        int edge =
            c->is_clock ? (int)(k % 2) : draw(m->in->seed, cycle, i, use + 1) < 0.5;
        part = c->is_clock ? part : ((double)k + part) / (double)count;
        double at_s = m->in->is_worst && !c->is_clock ? place_together(m, c, k)
                                                      : place(c, edge, part);
        IRD_TRY(add_event(m, i, begin_s + at_s, c->charge_c, err));
    }
    return IRD_OK;
}

/* What a register draws at both edges of its clock. */
static ird_status clock_cell(maker *m, size_t cycle, size_t i, ird_error *err) {
    const cell *c = &m->cells[i];
    double begin_s = (double)cycle * m->in->period_s;
    double part = draw(m->in->seed, cycle, i, EDGE_USE);
    double at_s = m->in->is_worst ? place_together(m, c, 0) : place(c, 0, part);
    IRD_TRY(add_event(m, i, begin_s + at_s, c->edge_c, err));
    return add_event(m, i, begin_s + at_s + m->in->period_s / 2, c->edge_c, err);
}

/* The pulses of a cycle from first on keep the mean: what was drawn is scaled. */
static void keep_mean(maker *m, size_t first, double wanted_c) {
    double drawn_c = 0;
    for (size_t i = first; i < m->made->events.count; i++) {
        drawn_c += m->made->events.items[i].charge_c;
    }
    if (!(drawn_c > 0)) {
        return;
    }
    double scale = fmin(fmax(wanted_c / drawn_c, 1 / IRD_SCALE_MOST), IRD_SCALE_MOST);
    for (size_t i = first; i < m->made->events.count; i++) {
        m->made->events.items[i].charge_c *= scale;
    }
}

static bool is_drawn(const cell *c) {
    return c->when == IRD_WHEN_WINDOW || c->when == IRD_WHEN_STAGE;
}

/* Whether the number of its toggles differs from cycle to cycle. */
static bool is_random(const cell *c) {
    return is_drawn(c) && c->toggles > floor(c->toggles);
}

static ird_status draw_cycle(maker *m, size_t cycle, ird_error *err) {
    double wanted_c = 0;
    for (size_t i = 0; i < m->made->count; i++) {
        const cell *c = &m->cells[i];
        if (c->edge_c > 0) {
            IRD_TRY(clock_cell(m, cycle, i, err));
        }
        if (is_drawn(c) && !is_random(c)) {
            IRD_TRY(switch_cell(m, cycle, i, err));
        }
    }
    size_t first = m->made->events.count;
    for (size_t i = 0; i < m->made->count; i++) {
        const cell *c = &m->cells[i];
        if (is_random(c)) {
            wanted_c += c->charge_c * c->toggles;
            IRD_TRY(switch_cell(m, cycle, i, err));
        }
    }
    if (!m->in->is_worst) {
        keep_mean(m, first, wanted_c);
    }
    return IRD_OK;
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
        const cell *c = &m->cells[i];
        if (is_drawn(c) && !c->is_clock) {
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

/* --- a simulation --------------------------------------------------------------------
 */

/* A run without delays has all its toggles at the edges of the clock: a few instants a
 * cycle. */
static bool has_delays(const maker *m) {
    static const double MOST_INSTANTS = 2.5;
    double last_s = -INFINITY, instants = 0;
    for (size_t i = 0; i < m->in->toggle_count; i++) {
        instants += m->in->toggles[i].at_s > last_s;
        last_s = m->in->toggles[i].at_s;
    }
    return instants > MOST_INSTANTS * (double)m->in->cycles;
}

/* How far behind its clock's edge an instance toggles, where the run has no delays. A
 * falling clock has an edge of its own. */
static double delay_of(const maker *m, const ird_toggle *toggle, size_t index) {
    const cell *c = &m->cells[toggle->component];
    double half_s = m->in->period_s / 2;
    double part = draw(m->in->seed, index, (size_t)toggle->component, 0);
    if (isnan(c->edges[0].begin_s) && isnan(c->edges[1].begin_s)) {
        return 0;
    }
    double delay_s = place(c, c->is_clock ? 0 : part < 0.5, part);
    return c->is_clock ? fmod(delay_s, half_s) : delay_s;
}

static ird_status take_toggles(maker *m, ird_error *err) {
    m->made->has_delays = has_delays(m);
    for (size_t i = 0; i < m->in->toggle_count; i++) {
        const ird_toggle *toggle = &m->in->toggles[i];
        if (m->cells[toggle->component].when == IRD_WHEN_TOGGLE) {
            double delay_s = m->made->has_delays ? 0 : delay_of(m, toggle, i);
            IRD_TRY(add_event(m, (size_t)toggle->component, toggle->at_s + delay_s,
                              m->cells[toggle->component].charge_c, err));
        }
    }
    return IRD_OK;
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

static ird_status make(maker *m, const ird_monitor *monitor, ird_error *err) {
    ird_switching *made = m->made;
    size_t count = made->count;
    made->idle_a = ird_alloc_zero(count, sizeof *made->idle_a);
    m->cells = ird_alloc(count, sizeof *m->cells);
    if (made->idle_a == NULL || m->cells == NULL) {
        return ird_fail_memory(err, DOING);
    }
    find_mean_toggles(m);
    for (size_t i = 0; i < count; i++) {
        IRD_TRY(take_cell(m, i, err));
    }
    if (m->in->is_worst) {
        mark *marks = ird_alloc(2 * count, sizeof *marks);
        if (marks == NULL) {
            return ird_fail_memory(err, DOING);
        }
        find_together(m, marks);
        ird_free(marks);
    }
    for (size_t cycle = 0; cycle < m->in->cycles; cycle++) {
        double done = (double)cycle / (double)m->in->cycles;
        IRD_TRY(ird_monitor_tick(monitor, DOING, done, err));
        IRD_TRY(draw_cycle(m, cycle, err));
    }
    IRD_TRY(take_toggles(m, err));
    for (size_t i = 0; i < made->events.count; i++) {
        made->drawn_c += made->events.items[i].charge_c;
    }
    return IRD_OK;
}

ird_status ird_switching_make(ird_switching *switching, const ird_switching_input *input,
                              const ird_monitor *monitor, ird_error *err) {
    IRD_TRY(check(input, err));
    ird_switching made = {.count = input->design->components.count,
                          .period_s = input->period_s,
                          .cycles = input->cycles,
                          .stage_s = stage_of(input)};
    maker m = {.in = input, .made = &made, .free_stage_s = free_stage_of(input)};
    ird_status status = make(&m, monitor, err);
    ird_free(m.cells);
    if (status != IRD_OK) {
        ird_switching_free(&made);
        return status;
    }
    ird_switching_free(switching);
    *switching = made;
    return IRD_OK;
}
