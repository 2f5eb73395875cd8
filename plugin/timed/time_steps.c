/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The steps of a solution in time, by its pulses and packages.
 */
#include <math.h>
#include <stdlib.h>

#include "timed/net_dynamic.h"

static const char DOING[] = "choosing steps in time";

typedef struct peak {
    float width_s, ampere;
} peak;

static int compare_widths(const void *a, const void *b) {
    const peak *x = a, *y = b;
    return (x->width_s > y->width_s) - (x->width_s < y->width_s);
}

/* From the beginning of each way up or down to the end of the first piece of the way
 * back.
 */
static size_t course_peaks(const ird_transient *t, const ird_course *course,
                           peak *peaks) {
    const ird_course_point *points = t->points.items + course->first;
    double from_s = 0, last = 0;
    size_t out = 0;
    for (size_t i = 1; i < course->count; i++) {
        double rise = points[i].ampere - points[i - 1].ampere;
        if (rise * last < 0 && points[i].at_s > from_s) {
            peaks[out++] = (peak){(float)(points[i].at_s - from_s), (float)fabs(rise)};
        }
        if (rise * last < 0 || last == 0) {
            from_s = points[i - 1].at_s;
        }
        last = rise != 0 ? rise : last;
    }
    return out;
}

static size_t list_peaks(const ird_transient *t, peak *peaks) {
    size_t out = 0;
    for (; out < t->pulses.count; out++) {
        const ird_pulse *pulse = &t->pulses.items[out];
        double width_s = (double)pulse->width_s;
        double ampere = width_s > 0 ? fabs((double)pulse->charge_c) / width_s : 0;
        peaks[out] = (peak){pulse->width_s, (float)ampere};
    }
    for (size_t i = 0; i < t->waves.count; i++) {
        const ird_wave *wave = &t->waves.items[i];
        double busy_s = wave->rise_s + wave->width_s + wave->fall_s;
        double ampere = fabs(wave->high_a - wave->low_a);
        if (ampere > 0 && busy_s > 0) {
            peaks[out++] = (peak){(float)busy_s, (float)ampere};
        }
    }
    for (size_t i = 0; i < t->courses.count; i++) {
        out += course_peaks(t, &t->courses.items[i], peaks + out);
    }
    return out;
}

/* The width that pulses, waves and peaks of courses of a tenth of all peak current are
 * narrower than, for it is the strong ones that drops come from; INFINITY without any. */
static ird_status narrow_width(const ird_transient *transient, double *width_s,
                               ird_error *err) {
    static const double PART = 0.1;
    peak *peaks = ird_alloc(transient->pulses.count + transient->waves.count +
                                transient->points.count,
                            sizeof *peaks);
    if (peaks == NULL) {
        return ird_fail_memory(err, DOING);
    }
    size_t count = list_peaks(transient, peaks), at = 0;
    qsort(peaks, count, sizeof *peaks, compare_widths);
    double all = 0, narrower = 0;
    for (size_t i = 0; i < count; i++) {
        all += (double)peaks[i].ampere;
    }
    while (at + 1 < count && narrower + (double)peaks[at].ampere <= PART * all) {
        narrower += (double)peaks[at++].ampere;
    }
    *width_s = count > 0 ? (double)peaks[at].width_s : (double)INFINITY;
    ird_free(peaks);
    return IRD_OK;
}

/* Where the pulses, and a package, say what it should be. */
static double step_of(const ird_time_steps *steps, const ird_transient *t) {
    double step_s = isinf(steps->pulse_s) ? IRD_STEP_USUAL_S : steps->pulse_s / 10;
    step_s = fmax(IRD_STEP_LEAST_S, fmin(IRD_STEP_MOST_S, step_s));
    step_s = fmax(fmin(step_s, steps->ring_s / IRD_STEPS_A_RING), IRD_STEP_RING_S);
    return t->step_s > 0 ? t->step_s : step_s;
}

ird_status ird_time_wish_steps(const ird_time_wish *wish, const ird_net_transient *net,
                               ird_time_steps *steps, ird_error *err) {
    ird_time_steps made = {.refined = wish->refined,
                           .ring_s = ird_net_transient_ring_s(net)};
    IRD_TRY(narrow_width(net->timed, &made.pulse_s, err));
    made.step_s = wish->step_s > 0 ? wish->step_s
                  : wish->is_fast  ? IRD_STEP_FAST_S
                                   : step_of(&made, net->timed);
    made.stop_s = wish->stop_s > 0 ? wish->stop_s : ird_net_transient_stop_s(net);
    made.splits = !wish->is_fast && !(wish->has_refined && wish->refined == 0);
    bool is_coarse = made.step_s * IRD_STEPS_A_PULSE > made.pulse_s;
    if (!wish->has_refined && !wish->is_fast && is_coarse) {
        made.refined = 1;
    }
    *steps = made;
    return IRD_OK;
}
