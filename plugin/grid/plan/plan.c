/* SPDX-License-Identifier: BSD-3-Clause */
#include "plan/plan.h"

#include <math.h>
#include <string.h>

#include "base/lines.h"
#include "base/number.h"
#include "base/quantity.h"

static const char DOING[] = "planning a grid";

/* Beyond a metre no die lies. */
static const double REACH_UM = 1e6;

const char *ird_plan_kind_name(ird_plan_kind kind) {
    static const char *const names[] = {"rails",   "stripes", "source", "bumps",
                                        "removed", "widened", "vias"};
    return names[kind];
}

static void free_line(ird_plan_line *line) {
    ird_free(line->net);
    ird_free(line->layer);
    ird_free(line->upper);
    *line = (ird_plan_line){0};
}

void ird_plan_truncate(ird_plan *plan, size_t count) {
    while (plan->lines.count > count) {
        free_line(&plan->lines.items[--plan->lines.count]);
    }
}

void ird_plan_free(ird_plan *plan) {
    ird_plan_truncate(plan, 0);
    ird_free(plan->lines.items);
    *plan = (ird_plan){0};
}

static bool is_length(double um) {
    return isfinite(um) && um >= 0 && um <= REACH_UM;
}

static bool is_place(double um) {
    return isfinite(um) && fabs(um) <= REACH_UM;
}

static bool is_box(const ird_rect_um *box) {
    return is_place(box->x0_um) && is_place(box->y0_um) && is_place(box->x1_um) &&
           is_place(box->y1_um) && box->x0_um < box->x1_um && box->y0_um < box->y1_um;
}

/* What cannot be about a line of stripes, or NULL. */
static const char *wrong_stripes(const ird_plan_line *line) {
    if (line->layer == NULL) {
        return "stripes need a layer";
    }
    if (!(line->width_um > 0)) {
        return "stripes need a width above 0";
    }
    if (line->pitch_um[0] > 0 && line->pitch_um[0] <= line->width_um) {
        return "the pitch of stripes must be larger than their width, or they touch";
    }
    if (!(line->pitch_um[0] > 0) && !line->has_offset) {
        return "stripes need a pitch; a single one needs an offset instead";
    }
    return NULL;
}

/* What cannot be about a line, or NULL. */
static const char *wrong_line(const ird_plan_line *line) {
    if (line->net == NULL || line->net[0] == '\0') {
        return "a net is missing";
    }
    if (!is_length(line->width_um) || !is_length(line->size_um) ||
        !is_length(line->pitch_um[0]) || !is_length(line->pitch_um[1]) ||
        !is_length(line->offset_um[0]) || !is_length(line->offset_um[1])) {
        return "widths, pitches, offsets and sizes are in um, not negative and at most "
               "a metre";
    }
    if (!is_place(line->at.x_um) || !is_place(line->at.y_um)) {
        return "places are in um, at most a metre from the origin";
    }
    if (line->region == IRD_PLAN_REGION_BOX && !is_box(&line->box)) {
        return "a region is x0 y0 x1 y1 in um with x0 < x1 and y0 < y1";
    }
    if (line->kind == IRD_PLAN_BUMPS &&
        !(line->pitch_um[0] > 0 && line->pitch_um[1] > 0)) {
        return "bumps need a pitch above 0";
    }
    if (line->kind == IRD_PLAN_REMOVED && line->layer == NULL) {
        return "what is removed needs a layer";
    }
    if (line->kind == IRD_PLAN_WIDENED &&
        (line->layer == NULL || !(line->width_um > 0))) {
        return "what is widened needs a layer and a width above 0";
    }
    if (line->kind == IRD_PLAN_VIAS && line->layer == NULL) {
        return "vias need the layer that they begin on";
    }
    return line->kind == IRD_PLAN_STRIPES ? wrong_stripes(line) : NULL;
}

/* A copy that owns its texts. */
static ird_status copy_line(ird_plan_line *copy, const ird_plan_line *line,
                            ird_error *err) {
    ird_plan_line made = *line;
    made.net = ird_copy_string(line->net, strlen(line->net));
    made.layer =
        line->layer != NULL ? ird_copy_string(line->layer, strlen(line->layer)) : NULL;
    made.upper =
        line->upper != NULL ? ird_copy_string(line->upper, strlen(line->upper)) : NULL;
    if (made.net == NULL || (line->layer != NULL && made.layer == NULL) ||
        (line->upper != NULL && made.upper == NULL)) {
        free_line(&made);
        return ird_fail_memory(err, DOING);
    }
    *copy = made;
    return IRD_OK;
}

ird_status ird_plan_add(ird_plan *plan, const ird_plan_line *line, ird_error *err) {
    const char *wrong = wrong_line(line);
    if (wrong != NULL) {
        return ird_fail(err, IRD_PLAN_VALUE, "%s", wrong);
    }
    IRD_TRY(ird_vec_reserve(&plan->lines, 1, DOING, err));
    IRD_TRY(copy_line(&plan->lines.items[plan->lines.count], line, err));
    plan->lines.count++;
    return IRD_OK;
}

ird_status ird_plan_copy(ird_plan *to, const ird_plan *from, const char *but_net,
                         ird_error *err) {
    size_t before = to->lines.count;
    for (size_t i = 0; i < from->lines.count; i++) {
        const ird_plan_line *line = &from->lines.items[i];
        if (but_net != NULL && strcmp(line->net, but_net) == 0) {
            continue;
        }
        ird_status status = ird_plan_add(to, line, err);
        if (status != IRD_OK) {
            ird_plan_truncate(to, before);
            return status;
        }
    }
    return IRD_OK;
}

ird_status ird_plan_without_net(ird_plan *rest, const ird_plan *plan, const char *net,
                                ird_error *err) {
    IRD_TRY(ird_plan_copy(rest, plan, net, err));
    if (rest->lines.count < plan->lines.count) {
        return IRD_OK;
    }
    ird_plan_free(rest);
    ird_fail(err, IRD_PLAN_NET,
             "the plan has nothing for a net \"%.100s\"; plan_info lists what it has",
             net);
    ird_error_detail(err, net, strlen(net));
    return IRD_PLAN_NET;
}

ird_status ird_plan_without_line(ird_plan *rest, const ird_plan *plan, size_t line,
                                 ird_error *err) {
    size_t count = plan->lines.count;
    if (line < 1 || line > count) {
        return ird_fail(err, IRD_PLAN_LINE,
                        "the plan has %zu line%s and none of number %zu; plan_info lists "
                        "them",
                        count, ird_plural(count), line);
    }
    for (size_t i = 0; i < count; i++) {
        ird_status status =
            i + 1 != line ? ird_plan_add(rest, &plan->lines.items[i], err) : IRD_OK;
        if (status != IRD_OK) {
            ird_plan_free(rest);
            return status;
        }
    }
    return IRD_OK;
}

/* The words of text as at most `most` numbers; how many, or 0 where one is none. */
static size_t parse_numbers(const char *text, double *numbers, size_t most) {
    ird_slice rest = ird_slice_trimmed((ird_slice){text, strlen(text)});
    size_t count = 0;
    while (rest.size > 0) {
        ird_slice word = ird_slice_word(&rest);
        if (count == most || !ird_number_parse(word.data, word.size, &numbers[count])) {
            return 0;
        }
        count++;
    }
    return count;
}

bool ird_plan_region_parse(const char *text, ird_plan_region *region, ird_rect_um *box) {
    double corner[4];
    if (strcmp(text, "core") == 0 || strcmp(text, "die") == 0) {
        *region = text[0] == 'c' ? IRD_PLAN_REGION_CORE : IRD_PLAN_REGION_DIE;
        return true;
    }
    if (parse_numbers(text, corner, 4) != 4) {
        return false;
    }
    ird_rect_um made = {corner[0], corner[1], corner[2], corner[3]};
    if (!is_box(&made)) {
        return false;
    }
    *region = IRD_PLAN_REGION_BOX;
    *box = made;
    return true;
}

bool ird_plan_pair_parse(const char *text, double pair[2]) {
    double numbers[2];
    size_t count = parse_numbers(text, numbers, 2);
    if (count == 0 || !is_length(numbers[0]) || !is_length(numbers[count - 1])) {
        return false;
    }
    pair[0] = numbers[0];
    pair[1] = numbers[count - 1];
    return true;
}
