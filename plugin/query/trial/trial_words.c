/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Steps of a trial as words.
 */
#include "base/quantity.h"
#include "trial/trial.h"

static const char *um(char buffer[IRD_QUANTITY_SIZE], double value) {
    return ird_quantity_digits(buffer, value);
}

static ird_status say_region(ird_text *out, const ird_plan_line *line, ird_error *err) {
    switch (line->region) {
    case IRD_PLAN_REGION_DEFAULT:
        return IRD_OK;
    case IRD_PLAN_REGION_CORE:
        return ird_text_printf(out, err, " in the core");
    case IRD_PLAN_REGION_DIE:
        return ird_text_printf(out, err, " in the die");
    case IRD_PLAN_REGION_BOX:
        break;
    }
    return ird_text_printf(out, err, " in (%g %g) to (%g %g) um", line->box.x0_um,
                           line->box.y0_um, line->box.x1_um, line->box.y1_um);
}

static ird_status say_stripes(ird_text *out, const ird_plan_line *line, ird_error *err) {
    char width[IRD_QUANTITY_SIZE], other[IRD_QUANTITY_SIZE];
    um(width, line->width_um);
    IRD_TRY(ird_text_printf(out, err, "%s of %s%s%s", ird_plan_kind_name(line->kind),
                            line->net, line->layer != NULL ? " on " : "",
                            line->layer != NULL ? line->layer : ""));
    if (line->width_um > 0) {
        IRD_TRY(ird_text_printf(out, err, ", %s um wide", width));
    }
    if (line->pitch_um[0] > 0) {
        IRD_TRY(ird_text_printf(out, err, " every %s um", um(other, line->pitch_um[0])));
    }
    if (line->has_offset) {
        IRD_TRY(ird_text_printf(out, err, " from %s um", um(other, line->offset_um[0])));
    }
    return say_region(out, line, err);
}

static ird_status say_line(ird_text *out, const ird_plan_line *line, ird_error *err) {
    char x[IRD_QUANTITY_SIZE], y[IRD_QUANTITY_SIZE];
    switch (line->kind) {
    case IRD_PLAN_RAILS:
    case IRD_PLAN_STRIPES:
    case IRD_PLAN_REMOVED:
    case IRD_PLAN_WIDENED:
        return say_stripes(out, line, err);
    case IRD_PLAN_SOURCE:
        return ird_text_printf(out, err, "source of %s at (%s %s) um", line->net,
                               um(x, line->at.x_um), um(y, line->at.y_um));
    case IRD_PLAN_BUMPS:
        return ird_text_printf(out, err, "bumps of %s every %s x %s um", line->net,
                               um(x, line->pitch_um[0]), um(y, line->pitch_um[1]));
    case IRD_PLAN_VIAS:
        break;
    }
    IRD_TRY(ird_text_printf(out, err, "vias of %s from %s to %s", line->net, line->layer,
                            line->upper != NULL ? line->upper : "the next layer"));
    return say_region(out, line, err);
}

ird_status ird_trial_describe(ird_text *out, const ird_trial_step *step, ird_error *err) {
    char value[IRD_QUANTITY_SIZE];
    switch (step->kind) {
    case IRD_TRIAL_PLAN:
        return say_line(out, &step->line, err);
    case IRD_TRIAL_SCALE:
        return ird_text_printf(out, err, "power x %s in (%g %g) to (%g %g) um",
                               ird_quantity_digits(value, step->factor), step->box.x0_um,
                               step->box.y0_um, step->box.x1_um, step->box.y1_um);
    case IRD_TRIAL_MOVE:
        return ird_text_printf(out, err, "%s to (%g %g) um", step->name, step->at.x_um,
                               step->at.y_um);
    case IRD_TRIAL_DECAP:
        return ird_text_printf(out, err, "cells %s hold %s", step->name,
                               ird_quantity_write(value, step->value, "F"));
    case IRD_TRIAL_RESISTOR:
        return ird_text_printf(out, err, "%s between %s and %s",
                               ird_quantity_write(value, step->value, "ohm"), step->name,
                               step->other);
    case IRD_TRIAL_CUT:
        return ird_text_printf(out, err, "nothing between %s and %s", step->name,
                               step->other);
    case IRD_TRIAL_DRAW:
        return ird_text_printf(out, err, "%s more at %s",
                               ird_quantity_write(value, step->value, "A"), step->name);
    case IRD_TRIAL_FEED:
        break;
    }
    return ird_text_printf(out, err, "a source of %s at %s",
                           ird_quantity_write(value, step->value, "V"), step->name);
}

ird_status ird_trial_describe_view(ird_text *out, const ird_trial_view *view,
                                   ird_error *err) {
    switch (view->method) {
    case IRD_TRIAL_SAME:
        return ird_text_printf(out, err, "nothing that the net has differs");
    case IRD_TRIAL_CURRENTS:
        return ird_text_printf(out, err, "the factor of before, with other currents");
    case IRD_TRIAL_UPDATED:
        return ird_text_printf(out, err, "the factor of before and %zu step%s from it",
                               view->steps_made, ird_plural(view->steps_made));
    case IRD_TRIAL_FRESH:
        break;
    }
    return ird_text_printf(out, err, "a factor of its own: %s", view->why);
}
