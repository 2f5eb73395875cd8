/* SPDX-License-Identifier: BSD-3-Clause */
#include "suggest/suggestion_text.h"

#include <math.h>
#include <string.h>

#include "base/number.h"
#include "base/quantity.h"
#include "base/writer.h"
#include "query/solved_nets.h"
#include "session/supply.h"

static const char *mv(char buffer[IRD_QUANTITY_SIZE], double volt) {
    return ird_quantity_digits(buffer, 1e3 * volt);
}

static const char *name_of(const ird_technology *tech, int32_t layer) {
    return ird_names_get(&tech->layer_names, layer);
}

ird_status ird_report_mend(ird_text *out, const ird_suggestion *suggestion, size_t number,
                           const ird_technology *tech, ird_error *err) {
    const ird_mend_step *step = &suggestion->steps.items[number];
    ird_writer s = {.out = out, .err = err};
    char at[4][IRD_NUMBER_SIZE];
    switch (step->kind) {
    case IRD_MEND_VIAS:
        ird_write(&s, "%zu missing via%s %s - %s at (%s, %s) um%s", step->line_count,
                  ird_plural(step->line_count), name_of(tech, step->layer),
                  name_of(tech, step->layer_b), ird_number_um(at[0], step->place.x_um),
                  ird_number_um(at[1], step->place.y_um),
                  step->line_count > 1 ? " and beside" : "");
        break;
    case IRD_MEND_STRIPE:
    case IRD_MEND_WIDEN:
        ird_write(&s, "%s on %s %s um wide, %s %s um, %s %s to %s um",
                  step->kind == IRD_MEND_WIDEN ? "widen the stripe" : "stripe",
                  name_of(tech, step->layer), ird_number_um(at[0], step->width_um),
                  step->runs_x ? "y" : "x", ird_number_um(at[1], step->at_um),
                  step->runs_x ? "x" : "y", ird_number_um(at[2], step->from_um),
                  ird_number_um(at[3], step->to_um));
        break;
    case IRD_MEND_SOURCE:
        ird_write(&s, "source on %s at (%s, %s) um", name_of(tech, step->layer),
                  ird_number_um(at[0], step->place.x_um),
                  ird_number_um(at[1], step->place.y_um));
        break;
    }
    return s.status;
}

static void write_steps(ird_writer *s, const ird_suggestion *suggestion,
                        const ird_technology *tech) {
    ird_write(s, "%4s %9s %9s %9s %9s  %s\n", "step", "promised", "true", "worst",
              "metal", "what");
    ird_write(s, "%4s %9s %9s %9s %9s\n", "", "mV", "mV", "mV", "um^2");
    for (size_t i = 0; i < suggestion->steps.count && s->status == IRD_OK; i++) {
        const ird_mend_step *step = &suggestion->steps.items[i];
        char text[4][IRD_QUANTITY_SIZE];
        ird_write(s, "%4zu %9s %9s %9s %9s  ", i + 1, mv(text[0], step->promised_v),
                  mv(text[1], step->gained_v), mv(text[2], step->worst_v),
                  ird_quantity_digits(text[3], step->metal_um2));
        if (s->status == IRD_OK) {
            s->status = ird_report_mend(s->out, suggestion, i, tech, s->err);
        }
        ird_write(s, "\n");
    }
}

/* Why it ended. */
static void write_end(ird_writer *s, const ird_suggestion *suggestion) {
    char to[IRD_QUANTITY_SIZE], best[IRD_QUANTITY_SIZE];
    bool has_target = !isnan(suggestion->target_v);
    const char *target = has_target ? mv(to, suggestion->target_v) : "";
    mv(best, suggestion->after_v);
    switch (suggestion->end) {
    case IRD_SUGGEST_MET:
        ird_write(s, "The target of %s mV is met%s.\n", target,
                  suggestion->steps.count == 0 ? " by what is there; nothing is suggested"
                                               : "");
        break;
    case IRD_SUGGEST_BUDGET:
    case IRD_SUGGEST_STEPS:
        ird_write(s, "%s: %s mV is the best that was found%s%s%s.\n",
                  suggestion->end == IRD_SUGGEST_BUDGET ? "The budget of metal is used up"
                                                        : "These are all steps asked for",
                  best, has_target ? "; the target of " : "", target,
                  has_target ? " mV is not met" : "");
        break;
    case IRD_SUGGEST_NO_GAIN:
        ird_write(s,
                  "Nothing that is legal and allowed helps any more: %s mV is the best "
                  "that was found%s%s%s.\n",
                  best, has_target ? "; the target of " : "", target,
                  has_target ? " mV is not met" : "");
        break;
    case IRD_SUGGEST_NO_ROOM:
        ird_write(s,
                  "There is no room for anything that is allowed: %s mV stays%s%s%s.\n",
                  best, has_target ? "; the target of " : "", target,
                  has_target ? " mV is not met" : "");
        break;
    }
}

static void write_metal(ird_writer *s, const ird_suggestion *suggestion,
                        const ird_technology *tech) {
    for (size_t i = 0; i < suggestion->metal.count; i++) {
        const ird_mend_metal *metal = &suggestion->metal.items[i];
        char text[3][IRD_QUANTITY_SIZE];
        ird_write(s, "Metal on %-8s: %s um^2 more, %s %% of the core's area, beside %s\n",
                  name_of(tech, metal->layer),
                  ird_quantity_digits(text[0], metal->added_um2),
                  ird_quantity_digits(text[1], 100 * metal->added_um2 / metal->area_um2),
                  ird_quantity_digits(text[2], metal->had_um2));
    }
}

ird_status ird_report_suggestion(ird_text *out, const ird_suggestion *suggestion,
                                 const ird_technology *tech, ird_error *err) {
    ird_writer s = {.out = out, .err = err};
    char text[4][IRD_QUANTITY_SIZE];
    double supply_v = suggestion->supply_v;
    ird_write(&s, "Net              : %s\n", suggestion->net);
    ird_write(&s, "Worst drop       : %s mV %s %% before, %s mV %s %% after\n",
              mv(text[0], suggestion->before_v),
              ird_quantity_digits(text[1], 100 * suggestion->before_v / supply_v),
              mv(text[2], suggestion->after_v),
              ird_quantity_digits(text[3], 100 * suggestion->after_v / supply_v));
    if (suggestion->steps.count > 0) {
        write_steps(&s, suggestion, tech);
        write_metal(&s, suggestion, tech);
    }
    write_end(&s, suggestion);
    ird_write(&s,
              "Looked at        : %zu candidates, %zu solved anew, %zu of them refused "
              "for their shapes\n",
              suggestion->candidates, suggestion->tried, suggestion->illegal);
    if (!suggestion->knows_routing && suggestion->steps.count > 0) {
        ird_write(&s, "Not looked at    : routed signal wires, for the design has no DEF "
                      "file to read them from\n");
    }
    return s.status;
}

ird_status ird_report_suggestion_short(ird_text *out, const ird_suggestion *suggestion,
                                       const ird_technology *tech, ird_error *err) {
    ird_writer s = {.out = out, .err = err};
    size_t vias = 0, said = 0;
    char text[2][IRD_QUANTITY_SIZE];
    for (size_t i = 0; i < suggestion->steps.count; i++) {
        const ird_mend_step *step = &suggestion->steps.items[i];
        vias += step->kind == IRD_MEND_VIAS ? step->line_count : 0;
    }
    if (vias > 0) {
        ird_write(&s, "%zu missing via%s", vias, ird_plural(vias));
        said++;
    }
    for (size_t i = 0; i < suggestion->metal.count; i++) {
        const ird_mend_metal *metal = &suggestion->metal.items[i];
        size_t stripes = 0;
        for (size_t k = 0; k < suggestion->steps.count; k++) {
            const ird_mend_step *step = &suggestion->steps.items[k];
            stripes += step->kind != IRD_MEND_VIAS && step->layer == metal->layer;
        }
        ird_write(&s, "%s%zu stripe%s on %s (%s %% of the core's area)",
                  said++ > 0 ? ", " : "", stripes, ird_plural(stripes),
                  name_of(tech, metal->layer),
                  ird_quantity_digits(text[0], 100 * metal->added_um2 / metal->area_um2));
    }
    if (said == 0) {
        ird_write(&s, "nothing that is legal");
    }
    ird_write(&s, " would bring the worst drop to %s mV",
              mv(text[1], suggestion->after_v));
    return s.status;
}

ird_status ird_session_mend_sentence(ird_session *session, const char *net,
                                     double target_v, const ird_monitor *monitor,
                                     ird_text *text, ird_error *err) {
    ird_suggestion suggestion = {0};
    ird_suggest_wish wish = {.target_v = target_v,
                             .budget_um2 = (double)NAN,
                             .most_steps = IRD_SUGGEST_STEPS_USUAL};
    ird_writer s = {.out = text, .err = err};
    char by[IRD_QUANTITY_SIZE];
    wish.allow[IRD_MEND_VIAS] = wish.allow[IRD_MEND_STRIPE] = wish.allow[IRD_MEND_WIDEN] =
        true;
    IRD_TRY(ird_session_find_net(session, net, strlen(net), &wish.net, err));
    wish.solve = ird_session_wish_of(session, wish.net);
    wish.solve.grid.takes_moved = false;
    ird_status status = ird_session_suggest(&suggestion, session, &wish, monitor, err);
    if (status == IRD_SUGGEST_TARGET) {
        ird_write(&s, "Net %s: %s.\n", net, err->text);
        return s.status;
    }
    IRD_TRY(status);
    if (suggestion.before_v > target_v) {
        ird_write(&s, "Net %s fails by %s mV; ", net,
                  mv(by, suggestion.before_v - target_v));
        if (s.status == IRD_OK) {
            s.status =
                ird_report_suggestion_short(text, &suggestion, &session->tech, err);
        }
        ird_write(&s, "%s.\n",
                  suggestion.end == IRD_SUGGEST_MET
                      ? " and pass"
                      : ", the best that was found, which does not pass");
    }
    ird_suggestion_free(&suggestion);
    return s.status;
}

/* --- commands ------------------------------------------------------------------------
 */

/* A word for Tcl: in braces, or with backslashes where these do not do. */
static void write_word(ird_writer *s, const char *word) {
    if (strpbrk(word, " \t[]{}$\\\";") == NULL && *word != '\0') {
        ird_write(s, " %s", word);
        return;
    }
    ird_write(s, " ");
    for (const char *c = word; *c != '\0'; c++) {
        ird_write(s, strchr(" \t[]{}$\\\";", *c) != NULL ? "\\%c" : "%c", *c);
    }
}

ird_status ird_report_plan_command(ird_text *out, const ird_plan_line *line,
                                   ird_error *err) {
    ird_writer s = {.out = out, .err = err};
    char text[4][IRD_NUMBER_SIZE];
    bool is_source = line->kind == IRD_PLAN_SOURCE;
    ird_write(&s, "irdrop::%s -net", is_source ? "add_sources" : "add_stripes");
    write_word(&s, line->net);
    if (line->layer != NULL) {
        ird_write(&s, " -layer");
        write_word(&s, line->layer);
    }
    if (is_source) {
        ird_write(&s, " -at {%s %s}", ird_number_um(text[0], line->at.x_um),
                  ird_number_um(text[1], line->at.y_um));
        return s.status;
    }
    ird_write(&s, " -width %s", ird_number_um(text[0], line->width_um));
    if (line->pitch_um[0] > 0) {
        ird_write(&s, " -pitch %s", ird_number_um(text[0], line->pitch_um[0]));
    }
    if (line->has_offset) {
        ird_write(&s, " -offset %s", ird_number_um(text[0], line->offset_um[0]));
    }
    if (line->region == IRD_PLAN_REGION_BOX) {
        ird_write(&s, " -region {%s %s %s %s}", ird_number_um(text[0], line->box.x0_um),
                  ird_number_um(text[1], line->box.y0_um),
                  ird_number_um(text[2], line->box.x1_um),
                  ird_number_um(text[3], line->box.y1_um));
    }
    if (line->direction != IRD_DIRECTION_NONE) {
        ird_write(&s, " -direction %s",
                  line->direction == IRD_DIRECTION_VERTICAL ? "vertical" : "horizontal");
    }
    return s.status;
}
