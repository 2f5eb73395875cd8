/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What of a SPICE netlist matters in time alone: PULSE, PWL and .tran.
 */
#include <math.h>

#include "network/spice_reader.h"

/* A number, or the end of the statement: *is_there tells which. */
static ird_status read_number(ird_spice_reader *r, double *value, bool *is_there,
                              ird_error *err) {
    ird_slice token = ird_spice_next(r);
    *is_there = token.size > 0;
    return !*is_there || ird_spice_number(token.data, token.size, value)
               ? IRD_OK
               : ird_spice_fail_number(r, token, err);
}

/* The text of an error of the transient, with the place in the file. */
static ird_status fail_here(const ird_spice_reader *r, const ird_error *of,
                            ird_error *err) {
    return ird_fail_at(err, IRD_SPICE_NUMBER, r->path, r->line, "%s", of->text);
}

/* PULSE(V1 V2 TD TR TF PW PER). Whether it can be is asked once .tran is known. */
static ird_status read_pulse(ird_spice_reader *r, ird_wave *wave, ird_error *err) {
    double values[7] = {0};
    size_t count = 0;
    bool is_there = true;
    for (; count < 7; count++) {
        IRD_TRY(read_number(r, &values[count], &is_there, err));
        if (!is_there) {
            break;
        }
    }
    if (count < 2) {
        return ird_spice_fail_syntax(r, (ird_slice){r->at, 0}, "two values of a pulse",
                                     err);
    }
    ird_slice rest = is_there ? ird_spice_next(r) : (ird_slice){r->at, 0};
    if (rest.size > 0) {
        return ird_spice_fail_syntax(r, rest, "the end of the line", err);
    }
    *wave = (ird_wave){.low_a = values[0],
                       .high_a = values[1],
                       .delay_s = values[2],
                       .rise_s = values[3],
                       .fall_s = values[4],
                       .width_s = values[5],
                       .period_s = values[6]};
    return IRD_OK;
}

/* PWL(T1 V1 T2 V2 ...) */
static ird_status read_points(ird_spice_reader *r, ird_spice_course *course,
                              ird_error *err) {
    ird_transient *t = r->transient;
    ird_error own = {0};
    bool is_there = true;
    course->first = t->courses.count;
    IRD_TRY(ird_transient_add_course(t, 0, err));
    for (;;) {
        double at_s = 0, ampere = 0;
        IRD_TRY(read_number(r, &at_s, &is_there, err));
        if (!is_there) {
            break;
        }
        IRD_TRY(read_number(r, &ampere, &is_there, err));
        if (!is_there) {
            return ird_spice_fail_syntax(r, (ird_slice){r->at, 0}, "the value at a time",
                                         err);
        }
        ird_status status = ird_transient_add_point(t, at_s, ampere, &own);
        if (status != IRD_OK) {
            return status == IRD_NO_MEMORY ? ird_fail_memory(err, "reading SPICE")
                                           : fail_here(r, &own, err);
        }
    }
    if (t->courses.items[course->first].count == 0) {
        return ird_spice_fail_syntax(r, (ird_slice){r->at, 0}, "a time", err);
    }
    return IRD_OK;
}

ird_status ird_spice_read_course(ird_spice_reader *r, ird_slice token,
                                 ird_spice_course *course, double *value,
                                 ird_error *err) {
    const ird_transient *t = r->transient;
    if (ird_spice_is_word(token, "pulse")) {
        course->is_wave = true;
        IRD_TRY(read_pulse(r, &course->wave, err));
        *value = course->wave.low_a;
        return IRD_OK;
    }
    course->is_points = true;
    IRD_TRY(read_points(r, course, err));
    *value = t->points.items[t->courses.items[course->first].first].ampere;
    return IRD_OK;
}

ird_status ird_spice_add_drain(ird_spice_reader *r, int32_t from, int32_t to,
                               double value, const ird_spice_course *course,
                               ird_error *err) {
    ird_transient *t = r->transient;
    bool is_timed = course->is_wave || course->is_points;
    int32_t drain;
    IRD_TRY(ird_transient_add_drain(t, from, to, is_timed ? 0 : value, &drain, err));
    if (course->is_points) {
        t->courses.items[course->first].drain = drain;
    }
    if (!course->is_wave) {
        return IRD_OK;
    }
    ird_error own = {0};
    ird_wave wave = course->wave;
    wave.drain = drain;
    ird_status status = ird_transient_add_wave(t, &wave, &own);
    if (status != IRD_OK) {
        return status == IRD_NO_MEMORY ? ird_fail_memory(err, "reading SPICE")
                                       : fail_here(r, &own, err);
    }
    return IRD_OK;
}

ird_status ird_spice_read_tran(ird_spice_reader *r, ird_error *err) {
    double step_s = 0, stop_s = 0;
    bool is_there;
    IRD_TRY(read_number(r, &step_s, &is_there, err));
    if (is_there) {
        IRD_TRY(read_number(r, &stop_s, &is_there, err));
    }
    if (!is_there || !(step_s > 0) || !(stop_s > 0)) {
        return ird_fail_at(err, IRD_SPICE_NUMBER, r->path, r->line,
                           ".tran of %g s to %g s cannot be; write its step and its end, "
                           "both greater than 0",
                           step_s, stop_s);
    }
    r->transient->step_s = step_s;
    r->transient->stop_s = stop_s;
    while (ird_spice_next(r).size > 0) {
    }
    return IRD_OK;
}

/* As SPICE does: a rise or a fall of 0 takes a step of .tran, a width of 0 lasts to its
 * end. Within a period a wave is cut short where it would be too long then. */
void ird_spice_settle_waves(ird_transient *transient) {
    for (size_t i = 0; i < transient->waves.count; i++) {
        ird_wave *w = &transient->waves.items[i];
        w->width_s = w->width_s > 0 ? w->width_s : transient->stop_s;
        w->rise_s = w->rise_s > 0 ? w->rise_s : transient->step_s;
        w->fall_s = w->fall_s > 0 ? w->fall_s : transient->step_s;
        if (w->period_s > 0) {
            w->rise_s = fmin(w->rise_s, w->period_s);
            w->width_s = fmin(w->width_s, w->period_s - w->rise_s);
            w->fall_s = fmin(w->fall_s, w->period_s - w->rise_s - w->width_s);
        }
    }
}
