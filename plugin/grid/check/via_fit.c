/* SPDX-License-Identifier: BSD-3-Clause */
#include "check/via_fit.h"

#include <string.h>

static const char DOING[] = "looking for vias that fit";

void ird_via_fit_free(ird_via_fit *fit) {
    ird_free(fit->needs.items);
    memset(fit, 0, sizeof *fit);
}

typedef struct search {
    ird_via_fit *fit;
    int32_t low, high;
    bool is_low_across;
    ird_error *err;
} search;

/* A via of that cut of width x height, and the least enclosures of its metals. */
static ird_status add(search *s, int32_t cut, int64_t width, int64_t height, int64_t low,
                      int64_t high) {
    low = low > 0 ? low : 0;
    high = high > 0 ? high : 0;
    ird_via_need need = {cut, width + 2 * (s->is_low_across ? high : low),
                         height + 2 * (s->is_low_across ? low : high)};
    for (size_t i = 0; i < s->fit->needs.count; i++) {
        const ird_via_need *there = &s->fit->needs.items[i];
        if (there->cut == cut && there->x_dbu <= need.x_dbu &&
            there->y_dbu <= need.y_dbu) {
            return IRD_OK;
        }
    }
    IRD_TRY(ird_vec_reserve(&s->fit->needs, 1, DOING, s->err));
    s->fit->needs.items[s->fit->needs.count++] = need;
    return IRD_OK;
}

static bool is_between(const search *s, int32_t bottom, int32_t cut, int32_t top) {
    return cut >= 0 && bottom >= s->low && top <= s->high && top > bottom;
}

/* The bounds of what a via has on each of its three layers. */
typedef struct bounds {
    int32_t layers[3]; /* bottom, cut, top */
    ird_rect box[3];
    bool is_there[3];
} bounds;

static void take_shape(void *context, const ird_shape *shape) {
    bounds *b = context;
    for (size_t i = 0; i < 3; i++) {
        if (shape->layer != b->layers[i]) {
            continue;
        }
        ird_rect *box = &b->box[i];
        ird_rect by = shape->box;
        if (b->is_there[i]) {
            by.x0_dbu = by.x0_dbu < box->x0_dbu ? by.x0_dbu : box->x0_dbu;
            by.y0_dbu = by.y0_dbu < box->y0_dbu ? by.y0_dbu : box->y0_dbu;
            by.x1_dbu = by.x1_dbu > box->x1_dbu ? by.x1_dbu : box->x1_dbu;
            by.y1_dbu = by.y1_dbu > box->y1_dbu ? by.y1_dbu : box->y1_dbu;
        }
        *box = by;
        b->is_there[i] = true;
    }
}

static int64_t least_enclosure(ird_rect outer, ird_rect inner) {
    int64_t sides[4] = {inner.x0_dbu - outer.x0_dbu, inner.y0_dbu - outer.y0_dbu,
                        outer.x1_dbu - inner.x1_dbu, outer.y1_dbu - inner.y1_dbu};
    int64_t least = sides[0];
    for (size_t i = 1; i < 4; i++) {
        least = sides[i] < least ? sides[i] : least;
    }
    return least;
}

static ird_status add_via(search *s, const ird_design *design, const ird_technology *tech,
                          int32_t via, int32_t bottom, int32_t cut, int32_t top) {
    if (!is_between(s, bottom, cut, top)) {
        return IRD_OK;
    }
    bounds b = {.layers = {bottom, cut, top}};
    ird_via_at place = {.via = via, .orient = IRD_ORIENT_N};
    ird_via_visit(design, tech, &place, take_shape, &b);
    if (!b.is_there[0] || !b.is_there[1] || !b.is_there[2]) {
        return IRD_OK;
    }
    return add(s, cut, b.box[1].x1_dbu - b.box[1].x0_dbu,
               b.box[1].y1_dbu - b.box[1].y0_dbu, least_enclosure(b.box[0], b.box[1]),
               least_enclosure(b.box[2], b.box[1]));
}

static ird_status add_rule(search *s, const ird_design *design,
                           const ird_via_rule *rule) {
    int32_t bottom = rule->metal[0] < rule->metal[1] ? 0 : 1;
    if (!rule->is_generate || rule->metal[0] < 0 || rule->metal[1] < 0 ||
        !is_between(s, rule->metal[bottom], rule->cut, rule->metal[1 - bottom])) {
        return IRD_OK;
    }
    int64_t least[2];
    for (int32_t i = 0; i < 2; i++) {
        const double *e = rule->enclosure_um[i == 0 ? bottom : 1 - bottom];
        least[i] = ird_dbu_of_um(e[0] < e[1] ? e[0] : e[1], design->units);
    }
    const ird_rect_um *cut = &rule->cut_box;
    return add(s, rule->cut, ird_dbu_of_um(cut->x1_um - cut->x0_um, design->units),
               ird_dbu_of_um(cut->y1_um - cut->y0_um, design->units), least[0], least[1]);
}

ird_status ird_via_fit_make(ird_via_fit *fit, const ird_design *design,
                            const ird_technology *tech, int32_t low, int32_t high,
                            bool is_low_across, ird_error *err) {
    ird_via_fit made = {0};
    search s = {&made, low, high, is_low_across, err};
    ird_status status = IRD_OK;
    for (size_t i = 0; i < tech->vias.count && status == IRD_OK; i++) {
        const ird_via *v = &tech->vias.items[i];
        status = add_via(&s, design, tech, (int32_t)i, v->bottom, v->cut, v->top);
    }
    for (size_t i = 0; i < design->design_vias.count && status == IRD_OK; i++) {
        const ird_design_via *v = &design->design_vias.items[i];
        status = add_via(&s, design, tech, -1 - (int32_t)i, v->bottom, v->cut, v->top);
    }
    for (size_t i = 0; i < tech->via_rules.count && status == IRD_OK; i++) {
        status = add_rule(&s, design, &tech->via_rules.items[i]);
    }
    if (status != IRD_OK) {
        ird_via_fit_free(&made);
        return status;
    }
    *fit = made;
    return IRD_OK;
}

bool ird_via_fits(const ird_via_fit *fit, ird_rect crossing) {
    int64_t width = crossing.x1_dbu - crossing.x0_dbu;
    int64_t height = crossing.y1_dbu - crossing.y0_dbu;
    for (size_t i = 0; i < fit->needs.count; i++) {
        bool fits = false;
        for (size_t k = 0; k < fit->needs.count && !fits; k++) {
            const ird_via_need *need = &fit->needs.items[k];
            fits = need->cut == fit->needs.items[i].cut && need->x_dbu <= width &&
                   need->y_dbu <= height;
        }
        if (!fits) {
            return false;
        }
    }
    return true;
}
