/* SPDX-License-Identifier: BSD-3-Clause */
#include "dynamic/currents.h"

#include <math.h>
#include <string.h>

#include "base/radix.h"

static const char *const doing = "sorting currents in time";

/* Pulses are sorted by their starts in femtoseconds: near enough, for those that start a
 * little too early are looked at a little longer. */
#define PER_SECOND 1e15
/* A current that changes by more than this part of its height within a step jumps. */
#define ABRUPT 0.4

void ird_currents_free(ird_currents *currents) {
    ird_free(currents->from);
    ird_free(currents->to);
    ird_free(currents->idle_a);
    ird_free(currents->order);
    ird_free(currents->active.items);
    ird_free(currents->jumps.items);
    ird_free(currents->waves);
    ird_free(currents->courses);
    ird_free(currents->heights_a);
    memset(currents, 0, sizeof *currents);
}

static ird_status sort_pulses(ird_currents *c, ird_error *err) {
    const ird_transient *t = c->transient;
    size_t count = t->pulses.count;
    int64_t *keys = ird_alloc(count, sizeof *keys);
    c->order = ird_alloc(count, sizeof *c->order);
    if (keys == NULL || c->order == NULL) {
        ird_free(keys);
        return ird_fail_memory(err, doing);
    }
    for (size_t i = 0; i < count; i++) {
        const ird_pulse *p = &t->pulses.items[i];
        double start = fmin(fmax(p->start_s * PER_SECOND, -9e18), 9e18);
        keys[i] = (int64_t)floor(start);
        c->longest_s = fmax(c->longest_s, (double)p->width_s);
    }
    ird_status status = ird_radix_order(keys, count, c->order, doing, err);
    ird_free(keys);
    return status;
}

static int32_t place(const int32_t *place_of, int32_t node) {
    return node >= 0 ? place_of[node] : -1;
}

/* A current, and of it what evens out the step behind. */
typedef struct amount {
    double ampere, ahead_a;
} amount;

/* What goes from one place to another; there is room. */
static inline void add_between(int32_t from, int32_t to, amount drawn, ird_draws *draws) {
    if (from >= 0 && drawn.ampere != 0) {
        draws->items[draws->count++] = (ird_draw){from, drawn.ampere, drawn.ahead_a};
    }
    if (to >= 0 && drawn.ampere != 0) {
        draws->items[draws->count++] = (ird_draw){to, -drawn.ampere, -drawn.ahead_a};
    }
}

static inline void add(const ird_currents *c, int32_t drain, amount drawn,
                       ird_draws *draws) {
    add_between(c->from[drain], c->to[drain], drawn, draws);
}

/* Between its highest and its lowest current. */
static double height_of(const ird_transient *t, const ird_course *course) {
    double low_a = INFINITY, high_a = -INFINITY;
    for (size_t i = course->first; i < course->first + course->count; i++) {
        low_a = fmin(low_a, t->points.items[i].ampere);
        high_a = fmax(high_a, t->points.items[i].ampere);
    }
    return course->count > 0 ? high_a - low_a : 0;
}

ird_status ird_currents_make(ird_currents *currents, const ird_transient *transient,
                             const int32_t *place_of, size_t places, bool is_static,
                             ird_error *err) {
    const ird_transient *t = transient;
    ird_currents c = {.transient = t, .places = places, .is_static = is_static};
    c.from = ird_alloc(t->drains.count, sizeof *c.from);
    c.to = ird_alloc(t->drains.count, sizeof *c.to);
    c.idle_a = ird_alloc_zero(places, sizeof *c.idle_a);
    c.waves = ird_alloc_zero(t->waves.count, sizeof *c.waves);
    c.courses = ird_alloc_zero(t->courses.count, sizeof *c.courses);
    c.heights_a = ird_alloc_zero(t->courses.count, sizeof *c.heights_a);
    ird_status status = IRD_OK;
    if (c.from == NULL || c.to == NULL || c.idle_a == NULL || c.waves == NULL ||
        c.courses == NULL || c.heights_a == NULL) {
        status = ird_fail_memory(err, doing);
    }
    for (size_t i = 0; i < t->drains.count && status == IRD_OK; i++) {
        const ird_drain *d = &t->drains.items[i];
        c.from[i] = place(place_of, d->from);
        c.to[i] = place(place_of, d->to);
        if (c.from[i] >= 0) {
            c.idle_a[c.from[i]] += d->idle_a;
        }
        if (c.to[i] >= 0) {
            c.idle_a[c.to[i]] -= d->idle_a;
        }
    }
    for (size_t i = 0; i < t->courses.count && status == IRD_OK; i++) {
        c.heights_a[i] = height_of(t, &t->courses.items[i]);
    }
    if (status == IRD_OK) {
        status = sort_pulses(&c, err);
    }
    if (status != IRD_OK) {
        ird_currents_free(&c);
        return status;
    }
    *currents = c;
    ird_currents_rewind(currents);
    return IRD_OK;
}

void ird_currents_rewind(ird_currents *currents) {
    currents->next = 0;
    currents->active.count = 0;
    for (size_t i = 0; i < currents->transient->waves.count; i++) {
        currents->waves[i] = (ird_steady){-INFINITY, 0};
    }
    for (size_t i = 0; i < currents->transient->courses.count; i++) {
        currents->courses[i] = (ird_steady){-INFINITY, 0};
    }
}

/* ---- the current at a step ----------------------------------------------------------
 */

/* Current and charge before, now and after. */
typedef struct three {
    double ampere[3], charge_c[3];
} three;

/* The current now, and half of what was drawn beside it more than the straight lines say;
 * not where it jumps. */
static amount smooth(const three *of, const ird_instants *time, bool jumps_before,
                     bool jumps_after) {
    double first_s = time->now_s - time->before_s, second_s = time->after_s - time->now_s;
    double first_c = of->charge_c[1] - of->charge_c[0] -
                     0.5 * first_s * (of->ampere[0] + of->ampere[1]);
    double second_c = of->charge_c[2] - of->charge_c[1] -
                      0.5 * second_s * (of->ampere[1] + of->ampere[2]);
    first_c = jumps_before ? 0 : first_c;
    second_c = jumps_after ? 0 : second_c;
    double ahead_a = second_c / (first_s + second_s);
    return (amount){of->ampere[1] + first_c / (first_s + second_s) + ahead_a, ahead_a};
}

static double end_of(const ird_pulse *pulse) {
    return pulse->start_s + (double)pulse->width_s;
}

/* Pulses that have begun by `after` join, those that were over `before` leave. */
static ird_status update_active(ird_currents *c, const ird_instants *time,
                                ird_error *err) {
    const ird_pulse *pulses = c->transient->pulses.items;
    size_t kept = 0, count = c->transient->pulses.count;
    for (size_t i = 0; i < c->active.count; i++) {
        if (end_of(&c->active.items[i].pulse) > time->before_s) {
            if (kept < i) {
                c->active.items[kept] = c->active.items[i];
            }
            kept++;
        }
    }
    c->active.count = kept;
    for (; c->next < count && pulses[c->order[c->next]].start_s < time->after_s;
         c->next++) {
        const ird_pulse *p = &pulses[c->order[c->next]];
        if (end_of(p) > time->before_s) {
            IRD_TRY(ird_vec_reserve(&c->active, 1, doing, err));
            c->active.items[c->active.count++] =
                (ird_active){.pulse = *p,
                             .from = c->from[p->drain],
                             .to = c->to[p->drain],
                             .at_s = {(double)NAN, (double)NAN}};
        }
    }
    return IRD_OK;
}

static void add_pulses(ird_currents *c, const ird_instants *time, ird_draws *draws) {
    const double at_s[] = {time->before_s, time->now_s, time->after_s};
    for (size_t i = 0; i < c->active.count; i++) {
        ird_active *active = &c->active.items[i];
        three of;
        for (int k = 0; k < 3; k++) {
            if (k < 2 && active->at_s[k] == at_s[k]) {
                of.ampere[k] = active->ampere[k];
                of.charge_c[k] = active->charge_c[k];
            } else {
                of.ampere[k] = ird_pulse_ampere(&active->pulse, at_s[k]);
                of.charge_c[k] = ird_pulse_charge(&active->pulse, at_s[k]);
            }
        }
        for (int k = 0; k < 2; k++) {
            active->at_s[k] = at_s[k + 1];
            active->ampere[k] = of.ampere[k + 1];
            active->charge_c[k] = of.charge_c[k + 1];
        }
        add_between(active->from, active->to,
                    c->is_static ? (amount){of.ampere[1], 0}
                                 : smooth(&of, time, false, false),
                    draws);
    }
}

/* Note a jump between before and now; half_c is the charge at the middle. */
static ird_status note_jump(ird_currents *c, int32_t drain, const three *of,
                            double half_c, const ird_instants *time, ird_error *err) {
    double half_s = 0.5 * (time->now_s - time->before_s);
    IRD_TRY(ird_vec_reserve(&c->jumps, 1, doing, err));
    c->jumps.items[c->jumps.count++] =
        (ird_jump){drain, (half_c - of->charge_c[0]) / half_s - of->ampere[0],
                   (of->charge_c[1] - half_c) / half_s - of->ampere[1]};
    return IRD_OK;
}

/* When a wave that is flat at a time changes again; that time where it is not flat. */
static double wave_until(const ird_wave *w, double at_s) {
    double since_s = at_s - w->delay_s, begin_s = w->delay_s;
    if (since_s < 0 || w->low_a == w->high_a) {
        return since_s < 0 ? w->delay_s : (double)INFINITY;
    }
    if (w->period_s > 0) {
        double before = floor(since_s / w->period_s);
        begin_s += before * w->period_s;
        since_s = at_s - begin_s;
    }
    double fall_s = w->rise_s + w->width_s;
    if (since_s >= w->rise_s && since_s < fall_s) {
        return begin_s + fall_s;
    }
    if (since_s >= fall_s + w->fall_s) {
        return w->period_s > 0 ? begin_s + w->period_s : (double)INFINITY;
    }
    return at_s;
}

static ird_status add_wave(ird_currents *c, const ird_wave *w, const ird_instants *time,
                           ird_draws *draws, ird_error *err) {
    const double at_s[] = {time->before_s, time->now_s, time->after_s};
    double most_a = ABRUPT * fabs(w->high_a - w->low_a);
    three of;
    for (int k = 0; k < 3; k++) {
        of.ampere[k] = ird_wave_ampere(w, at_s[k]);
        of.charge_c[k] = ird_wave_charge(w, at_s[k]);
    }
    bool before = fabs(of.ampere[1] - of.ampere[0]) > most_a;
    bool after = fabs(of.ampere[2] - of.ampere[1]) > most_a;
    add(c, w->drain,
        c->is_static ? (amount){of.ampere[1], 0} : smooth(&of, time, before, after),
        draws);
    double half_c = ird_wave_charge(w, 0.5 * (time->before_s + time->now_s));
    return before ? note_jump(c, w->drain, &of, half_c, time, err) : IRD_OK;
}

static ird_status add_waves(ird_currents *c, const ird_instants *time, ird_draws *draws,
                            ird_error *err) {
    for (size_t i = 0; i < c->transient->waves.count; i++) {
        const ird_wave *w = &c->transient->waves.items[i];
        ird_steady *steady = &c->waves[i];
        if (time->after_s > steady->until_s) {
            double until_s = wave_until(w, time->before_s);
            *steady = (ird_steady){until_s, ird_wave_ampere(w, time->before_s)};
        }
        if (time->after_s <= steady->until_s) {
            add(c, w->drain, (amount){steady->ampere, 0}, draws);
        } else {
            IRD_TRY(add_wave(c, w, time, draws, err));
        }
    }
    return IRD_OK;
}

static double course_until(const ird_course_point *points, size_t count, double at_s) {
    size_t next = ird_course_point_behind(points, count, at_s);
    if (next == count) {
        return (double)INFINITY;
    }
    bool is_flat = next == 0 || points[next].ampere == points[next - 1].ampere;
    return is_flat ? points[next].at_s : at_s;
}

static ird_status add_course(ird_currents *c, const ird_course *course,
                             const ird_instants *time, ird_draws *draws, ird_error *err) {
    const ird_transient *t = c->transient;
    const double at_s[] = {time->before_s, time->now_s, time->after_s};
    three of;
    for (int k = 0; k < 3; k++) {
        of.ampere[k] = ird_course_ampere(t, course, at_s[k]);
        of.charge_c[k] = ird_course_charge(t, course, at_s[k]);
    }
    double most_a = ABRUPT * c->heights_a[course - t->courses.items];
    bool before = fabs(of.ampere[1] - of.ampere[0]) > most_a;
    bool after = fabs(of.ampere[2] - of.ampere[1]) > most_a;
    add(c, course->drain,
        c->is_static ? (amount){of.ampere[1], 0} : smooth(&of, time, before, after),
        draws);
    double half_c = ird_course_charge(t, course, 0.5 * (time->before_s + time->now_s));
    return before ? note_jump(c, course->drain, &of, half_c, time, err) : IRD_OK;
}

static ird_status add_courses(ird_currents *c, const ird_instants *time, ird_draws *draws,
                              ird_error *err) {
    const ird_transient *t = c->transient;
    for (size_t i = 0; i < t->courses.count; i++) {
        const ird_course *course = &t->courses.items[i];
        const ird_course_point *points = t->points.items + course->first;
        ird_steady *steady = &c->courses[i];
        if (time->after_s > steady->until_s) {
            *steady = (ird_steady){course_until(points, course->count, time->before_s),
                                   ird_course_ampere(t, course, time->before_s)};
        }
        if (time->after_s <= steady->until_s) {
            add(c, course->drain, (amount){steady->ampere, 0}, draws);
        } else {
            IRD_TRY(add_course(c, course, time, draws, err));
        }
    }
    return IRD_OK;
}

ird_status ird_currents_add_jumps(const ird_currents *currents, ird_draws *first,
                                  const ird_draws *end, ird_draws *second,
                                  ird_error *err) {
    size_t room = 2 * currents->jumps.count;
    second->count = 0;
    IRD_TRY(ird_vec_reserve(first, room, doing, err));
    IRD_TRY(ird_vec_reserve(second, end->count + room, doing, err));
    for (size_t i = 0; i < end->count; i++) {
        second->items[second->count++] = end->items[i];
    }
    for (size_t i = 0; i < currents->jumps.count; i++) {
        const ird_jump *jump = &currents->jumps.items[i];
        add(currents, jump->drain, (amount){jump->first_a, 0}, first);
        add(currents, jump->drain, (amount){jump->second_a, 0}, second);
    }
    return IRD_OK;
}

void ird_currents_drop_ahead(ird_draws *draws) {
    for (size_t i = 0; i < draws->count; i++) {
        draws->items[i].ampere -= draws->items[i].ahead_a;
        draws->items[i].ahead_a = 0;
    }
}

ird_status ird_currents_at(ird_currents *currents, const ird_instants *time,
                           ird_draws *draws, ird_error *err) {
    const ird_transient *t = currents->transient;
    currents->jumps.count = 0;
    draws->count = 0;
    IRD_TRY(update_active(currents, time, err));
    size_t room = 2 * (currents->active.count + t->waves.count + t->courses.count);
    IRD_TRY(ird_vec_reserve(draws, room, doing, err));
    add_pulses(currents, time, draws);
    IRD_TRY(add_waves(currents, time, draws, err));
    return add_courses(currents, time, draws, err);
}

double ird_currents_quiet_until(const ird_currents *currents, double from_s) {
    const ird_transient *t = currents->transient;
    double until_s = (double)INFINITY;
    for (size_t i = 0; i < currents->active.count; i++) {
        if (end_of(&currents->active.items[i].pulse) > from_s) {
            return from_s;
        }
    }
    if (currents->next < t->pulses.count) {
        until_s = t->pulses.items[currents->order[currents->next]].start_s;
    }
    for (size_t i = 0; i < t->waves.count && until_s > from_s; i++) {
        until_s = fmin(until_s, wave_until(&t->waves.items[i], from_s));
    }
    for (size_t i = 0; i < t->courses.count && until_s > from_s; i++) {
        const ird_course *course = &t->courses.items[i];
        until_s = fmin(until_s, course_until(t->points.items + course->first,
                                             course->count, from_s));
    }
    return fmax(until_s, from_s);
}

void ird_currents_of_drains(const ird_transient *transient, double at_s, double *ampere) {
    for (size_t i = 0; i < transient->drains.count; i++) {
        ampere[i] = transient->drains.items[i].idle_a;
    }
    for (size_t i = 0; i < transient->pulses.count; i++) {
        const ird_pulse *p = &transient->pulses.items[i];
        ampere[p->drain] += ird_pulse_ampere(p, at_s);
    }
    for (size_t i = 0; i < transient->waves.count; i++) {
        const ird_wave *w = &transient->waves.items[i];
        ampere[w->drain] += ird_wave_ampere(w, at_s);
    }
    for (size_t i = 0; i < transient->courses.count; i++) {
        const ird_course *c = &transient->courses.items[i];
        ampere[c->drain] += ird_course_ampere(transient, c, at_s);
    }
}

void ird_currents_charge(const ird_transient *transient, double from_s, double to_s,
                         double *charge_c) {
    const ird_transient *t = transient;
    for (size_t i = 0; i < t->drains.count; i++) {
        charge_c[i] = t->drains.items[i].idle_a * (to_s - from_s);
    }
    for (size_t i = 0; i < t->pulses.count; i++) {
        const ird_pulse *p = &t->pulses.items[i];
        charge_c[p->drain] += ird_pulse_charge(p, to_s) - ird_pulse_charge(p, from_s);
    }
    for (size_t i = 0; i < t->waves.count; i++) {
        const ird_wave *w = &t->waves.items[i];
        charge_c[w->drain] += ird_wave_charge(w, to_s) - ird_wave_charge(w, from_s);
    }
    for (size_t i = 0; i < t->courses.count; i++) {
        const ird_course *c = &t->courses.items[i];
        charge_c[c->drain] +=
            ird_course_charge(t, c, to_s) - ird_course_charge(t, c, from_s);
    }
}
