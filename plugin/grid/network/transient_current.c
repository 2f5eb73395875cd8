/* SPDX-License-Identifier: BSD-3-Clause */
#include <math.h>

#include "network/transient.h"

double ird_pulse_ampere(const ird_pulse *pulse, double at_s) {
    double half_s = 0.5 * (double)pulse->width_s;
    double from_peak_s = fabs(at_s - pulse->start_s - half_s);
    return from_peak_s < half_s
               ? pulse->charge_c / half_s * ((half_s - from_peak_s) / half_s)
               : 0;
}

double ird_pulse_charge(const ird_pulse *pulse, double at_s) {
    double half_s = 0.5 * (double)pulse->width_s;
    double after = (at_s - pulse->start_s) / half_s; /* 0 to 2 */
    if (after <= 0 || after >= 2) {
        return after <= 0 ? 0 : pulse->charge_c;
    }
    double part = after <= 1 ? 0.5 * after * after : 1 - 0.5 * (2 - after) * (2 - after);
    return pulse->charge_c * part;
}

/* How far up a wave is, 0 to 1, so long after its beginning. */
static double height(const ird_wave *wave, double at_s) {
    double fall_s = at_s - wave->rise_s - wave->width_s;
    if (at_s < 0 || fall_s >= wave->fall_s) {
        return 0;
    }
    if (at_s < wave->rise_s) {
        return at_s / wave->rise_s;
    }
    return fall_s <= 0 ? 1 : 1 - fall_s / wave->fall_s;
}

/* The integral of height from the beginning on. */
static double area(const ird_wave *wave, double at_s) {
    double rise_s = fmin(fmax(at_s, 0), wave->rise_s);
    double width_s = fmin(fmax(at_s - wave->rise_s, 0), wave->width_s);
    double fall_s = fmin(fmax(at_s - wave->rise_s - wave->width_s, 0), wave->fall_s);
    double sum = width_s;
    sum += wave->rise_s > 0 ? 0.5 * rise_s * rise_s / wave->rise_s : 0;
    sum += wave->fall_s > 0 ? fall_s * (1 - 0.5 * fall_s / wave->fall_s) : 0;
    return sum;
}

/* Time since the present period began; how many went before. */
static double phase(const ird_wave *wave, double at_s, double *before) {
    double since_s = at_s - wave->delay_s;
    *before = 0;
    if (wave->period_s > 0 && since_s >= wave->period_s) {
        *before = floor(since_s / wave->period_s);
        since_s = fmax(since_s - *before * wave->period_s, 0);
    }
    return since_s;
}

double ird_wave_ampere(const ird_wave *wave, double at_s) {
    double before;
    double since_s = phase(wave, at_s, &before);
    return wave->low_a + (wave->high_a - wave->low_a) * height(wave, since_s);
}

double ird_wave_charge(const ird_wave *wave, double at_s) {
    double before;
    double since_s = phase(wave, at_s, &before);
    double up_s = area(wave, since_s);
    up_s += before > 0 ? before * area(wave, wave->period_s) : 0;
    return wave->low_a * at_s + (wave->high_a - wave->low_a) * up_s;
}

size_t ird_course_point_behind(const ird_course_point *points, size_t count,
                               double at_s) {
    size_t low = 0;
    while (low < count) {
        size_t middle = low + (count - low) / 2;
        if (points[middle].at_s <= at_s) {
            low = middle + 1;
        } else {
            count = middle;
        }
    }
    return low;
}

static double between(const ird_course_point *a, const ird_course_point *b, double at_s) {
    return a->ampere + (b->ampere - a->ampere) * ((at_s - a->at_s) / (b->at_s - a->at_s));
}

double ird_course_ampere(const ird_transient *transient, const ird_course *course,
                         double at_s) {
    const ird_course_point *points = transient->points.items + course->first;
    if (course->count == 0) {
        return 0;
    }
    size_t next = ird_course_point_behind(points, course->count, at_s);
    if (next == 0 || next == course->count) {
        return points[next == 0 ? 0 : next - 1].ampere;
    }
    return between(&points[next - 1], &points[next], at_s);
}

double ird_course_charge(const ird_transient *transient, const ird_course *course,
                         double at_s) {
    const ird_course_point *points = transient->points.items + course->first;
    if (course->count == 0) {
        return 0;
    }
    size_t next = ird_course_point_behind(points, course->count, at_s);
    const ird_course_point *last = &points[next == 0 ? 0 : next - 1];
    double ampere = ird_course_ampere(transient, course, at_s);
    return last->charge_c + 0.5 * (ampere + last->ampere) * (at_s - last->at_s);
}
