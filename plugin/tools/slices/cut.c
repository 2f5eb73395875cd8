/* SPDX-License-Identifier: BSD-3-Clause
 *
 * A cycle into its slices.
 */
#include <math.h>
#include <string.h>

#include "slices/slicer.h"

enum { PIXELS = IRD_SLICES_PIXELS };

/* Charge of a pulse between two times. */
static double between_c(const ird_pulse *pulse, double from_s, double to_s) {
    return ird_pulse_charge(pulse, to_s) - ird_pulse_charge(pulse, from_s);
}

/* What a pulse has in each half of a slice, by region, and in the cycle, by pixel. */
static void add_pulse(ird_slicer *s, const ird_pulse *pulse, double from_s) {
    int32_t place = s->place[pulse->drain];
    double begin_s = pulse->start_s - from_s, end_s = begin_s + (double)pulse->width_s;
    if (place < 0 || end_s <= 0 || begin_s >= s->period_s) {
        return;
    }
    size_t pixel = (size_t)s->pixels[place], region = ird_slicer_region(pixel);
    size_t half = begin_s > 0 ? (size_t)(begin_s / s->half_s) : 0;
    for (; half < s->halves && (double)half * s->half_s < end_s; half++) {
        double at_s = from_s + (double)half * s->half_s;
        double charge_c = between_c(pulse, at_s, at_s + s->half_s);
        s->region_c[half][region] += charge_c;
        s->pixel_c[pixel] += charge_c;
    }
}

/* The largest product of charge and response in a slice. */
static double worst_region(const ird_slicer *s, size_t half) {
    double worst = 0;
    for (size_t i = 0; i < IRD_SLICES_REGIONS; i++) {
        double charge_c = s->region_c[half][i] + s->region_c[half + 1][i];
        worst = fmax(worst, charge_c * s->region_ohm[i]);
    }
    return worst;
}

/* The worst slices that do not overlap: the halves that they begin with. */
static void choose(const ird_slicer *s, ird_slices *slices, size_t *first) {
    double worth[IRD_SLICES_HALVES];
    for (size_t i = 0; i + 1 < s->halves; i++) {
        worth[i] = worst_region(s, i);
    }
    double most = 0;
    for (size_t i = 0; i + 1 < s->halves; i++) {
        most = fmax(most, worth[i]);
    }
    slices->count = 0;
    while (slices->count < IRD_SLICES_MOST) {
        size_t best = 0;
        for (size_t i = 1; i + 1 < s->halves; i++) {
            best = worth[i] > worth[best] ? i : best;
        }
        if (!(worth[best] > 1e-9 * most)) { /* sums of charges have rounding */
            return;
        }
        if (slices->count == 0) {
            slices->region_v = worth[best] / (2 * s->half_s);
        }
        first[slices->count] = best;
        slices->from_s[slices->count++] = (double)best * s->half_s;
        size_t low = best > 0 ? best - 1 : 0;
        for (size_t i = low; i <= best + 1 && i + 1 < s->halves; i++) {
            worth[i] = 0;
        }
    }
}

/* The charge of each place in a slice, idle currents included. */
static void gather(ird_slicer *s, const ird_pulse *pulses, size_t count, double from_s) {
    double length_s = 2 * s->half_s;
    for (size_t i = 0; i < s->places; i++) {
        s->place_c[i] = s->idle_a[i] * length_s;
    }
    for (size_t i = 0; i < count; i++) {
        const ird_pulse *p = &pulses[i];
        int32_t place = s->place[p->drain];
        if (place >= 0 && p->start_s < from_s + length_s &&
            p->start_s + (double)p->width_s > from_s) {
            s->place_c[place] += between_c(p, from_s, from_s + length_s);
        }
    }
    memset(s->pixel_c, 0, sizeof s->pixel_c);
    for (size_t i = 0; i < s->places; i++) {
        s->pixel_c[s->pixels[i]] += s->place_c[i];
        s->loads[i] = (ird_load){s->nodes[i], -1, -1, s->sign * s->place_c[i] / length_s};
    }
}

static double keep(float *map, const double *values) {
    double most = 0;
    for (size_t i = 0; i < PIXELS; i++) {
        map[i] = (float)values[i];
        most = fmax(most, values[i]);
    }
    return most;
}

/* One slice in coulomb and volt; *answer_v and *step_v grow to its worst. */
static ird_status solve(ird_slicer *s, ird_slices *slices, size_t at, double *answer_v,
                        ird_error *err) {
    keep(slices->slice[at], s->pixel_c);
    if (s->wants_answer) {
        IRD_TRY(ird_coarse_solve(s->coarse, s->loads, s->places, s->drop_v, NULL, err));
        ird_slicer_draw_v(s, s->drop_v, s->pixel_c);
        *answer_v = fmax(*answer_v, keep(slices->answer[at], s->pixel_c));
    }
    if (s->step != NULL) {
        ird_solution_free(&s->solution);
        IRD_TRY(ird_solve(&s->solution, s->step, s->loads, s->places, err));
        ird_slicer_draw_v(s, s->solution.drop_v, s->pixel_c);
        slices->step_v = fmax(slices->step_v, keep(slices->step[at], s->pixel_c));
    }
    return IRD_OK;
}

static void scale(float *map, double factor) {
    for (size_t i = 0; i < PIXELS; i++) {
        map[i] = (float)((double)map[i] * factor);
    }
}

/* Coulomb and volt to what has no unit. */
static void scale_all(const ird_slicer *s, ird_slices *slices) {
    double per_v = slices->scale_v > 0 ? 1 / slices->scale_v : 0;
    double per_a = s->ohm * (double)s->drawn * per_v / 10;
    scale(slices->cycle, per_a / s->period_s);
    for (size_t i = 0; i < slices->count; i++) {
        scale(slices->slice[i], per_a / (2 * s->half_s));
        scale(slices->answer[i], per_v);
        scale(slices->step[i], per_v);
    }
}

ird_status ird_slicer_cut(ird_slicer *s, const ird_pulse *pulses, size_t count,
                          double from_s, ird_slices *slices, ird_error *err) {
    size_t first[IRD_SLICES_MOST];
    double answer_v = 0;
    memset(slices, 0, sizeof *slices);
    memset(s->pixel_c, 0, sizeof s->pixel_c);
    memset(s->region_c, 0, s->halves * sizeof *s->region_c);
    for (size_t i = 0; i < s->places; i++) {
        size_t pixel = (size_t)s->pixels[i];
        s->pixel_c[pixel] += s->idle_a[i] * s->period_s;
        for (size_t half = 0; half < s->halves; half++) {
            s->region_c[half][ird_slicer_region(pixel)] += s->idle_a[i] * s->half_s;
        }
    }
    for (size_t i = 0; i < count; i++) {
        add_pulse(s, &pulses[i], from_s);
    }
    keep(slices->cycle, s->pixel_c);
    for (size_t i = 0; i < PIXELS; i++) {
        slices->total_c += s->pixel_c[i];
    }
    choose(s, slices, first);
    for (size_t i = 0; i < slices->count; i++) {
        gather(s, pulses, count, from_s + slices->from_s[i]);
        IRD_TRY(solve(s, slices, i, &answer_v, err));
    }
    slices->scale_v = s->wants_answer ? answer_v : slices->step_v;
    scale_all(s, slices);
    return IRD_OK;
}
