/* SPDX-License-Identifier: BSD-3-Clause */
#include "plan/vias.h"

#include <string.h>

static const char DOING[] = "making vias";

/* Columns and rows of a via, at most: more would cost much and change nothing. */
enum { MAX_STEPS = 200 };

/* Nothing depends on the size of an assumed cut but that it has one. */
enum { ASSUMED_CUT_DBU = 2 };

void ird_via_kitchen_free(ird_via_kitchen *kitchen) {
    ird_free(kitchen->recipes.items);
    ird_free(kitchen->made.items);
    *kitchen = (ird_via_kitchen){0};
}

int32_t ird_via_next_layer(const ird_technology *tech, int32_t layer) {
    for (size_t i = (size_t)layer + 1; i < tech->layers.count; i++) {
        if (tech->layers.items[i].kind == IRD_LAYER_ROUTING) {
            return (int32_t)i;
        }
    }
    return -1;
}

/* --- recipes -------------------------------------------------------------------------
 */

static ird_status add_recipe(ird_via_kitchen *kitchen, const ird_via_recipe *recipe) {
    IRD_TRY(ird_vec_reserve(&kitchen->recipes, 1, DOING, kitchen->laying->err));
    kitchen->recipes.items[kitchen->recipes.count++] = *recipe;
    return IRD_OK;
}

/* The larger overhang lies along the layer, the smaller one across it; both are the
 * larger one where LEF gives the layer no direction. */
static void set_enclosure(const ird_laying *laying, int32_t layer, const double *um,
                          int64_t enclosure[2]) {
    int64_t units = laying->view.units;
    int64_t first = ird_dbu_of_um(um[0], units), second = ird_dbu_of_um(um[1], units);
    int64_t more = first > second ? first : second;
    int64_t less = first > second ? second : first;
    ird_direction direction = laying->tech->layers.items[layer].direction;
    enclosure[0] = direction == IRD_DIRECTION_VERTICAL ? less : more;
    enclosure[1] = direction == IRD_DIRECTION_HORIZONTAL ? less : more;
}

static ird_via_recipe recipe_of_rule(const ird_laying *laying, const ird_via_rule *rule,
                                     bool is_turned) {
    int64_t units = laying->view.units;
    int low = is_turned ? 1 : 0;
    ird_via_recipe r = {
        .bottom = rule->metal[low], .cut = rule->cut, .top = rule->metal[1 - low]};
    r.cut_dbu[0] = ird_dbu_of_um(rule->cut_box.x1_um - rule->cut_box.x0_um, units);
    r.cut_dbu[1] = ird_dbu_of_um(rule->cut_box.y1_um - rule->cut_box.y0_um, units);
    for (int i = 0; i < 2; i++) {
        int64_t step = ird_dbu_of_um(rule->cut_spacing_um[i], units);
        r.step_dbu[i] = step > r.cut_dbu[i] ? step : 0;
    }
    set_enclosure(laying, r.bottom, rule->enclosure_um[low], r.enclosure_dbu[0]);
    set_enclosure(laying, r.top, rule->enclosure_um[1 - low], r.enclosure_dbu[1]);
    r.cut_ohm = rule->cut_ohm > 0 ? rule->cut_ohm : 0;
    return r;
}

/* By rules: all that fit the pair of layers. */
static ird_status add_rules(ird_via_kitchen *kitchen, int32_t bottom, int32_t top) {
    const ird_technology *tech = kitchen->laying->tech;
    for (size_t i = 0; i < tech->via_rules.count; i++) {
        const ird_via_rule *rule = &tech->via_rules.items[i];
        bool is_turned = rule->metal[0] == top && rule->metal[1] == bottom;
        bool fits = is_turned || (rule->metal[0] == bottom && rule->metal[1] == top);
        if (!fits || rule->cut < 0) {
            continue;
        }
        ird_via_recipe made = recipe_of_rule(kitchen->laying, rule, is_turned);
        made.rule = (int32_t)i + 1;
        if (made.cut_dbu[0] > 0 && made.cut_dbu[1] > 0) {
            IRD_TRY(add_recipe(kitchen, &made));
        }
    }
    return IRD_OK;
}

static void grow(ird_rect_um *all, const ird_rect_um *box, bool is_first) {
    if (is_first) {
        *all = *box;
        return;
    }
    all->x0_um = box->x0_um < all->x0_um ? box->x0_um : all->x0_um;
    all->y0_um = box->y0_um < all->y0_um ? box->y0_um : all->y0_um;
    all->x1_um = box->x1_um > all->x1_um ? box->x1_um : all->x1_um;
    all->y1_um = box->y1_um > all->y1_um ? box->y1_um : all->y1_um;
}

/* The least that a metal of the via reaches over its cuts on opposite sides. */
static int64_t reach(double metal_low, double metal_high, double low, double high,
                     int64_t units) {
    double below = low - metal_low, above = metal_high - high;
    int64_t least = ird_dbu_of_um(below < above ? below : above, units);
    return least > 0 ? least : 0;
}

/* The first cut of a fixed via, repeated at the spacing of its layer. */
static bool recipe_of_via(const ird_laying *laying, const ird_via *via,
                          ird_via_recipe *recipe) {
    const ird_technology *tech = laying->tech;
    int64_t units = laying->view.units;
    const int32_t metal[] = {via->bottom, via->top};
    static const ird_rect_um nowhere = {0, 0, 0, 0};
    ird_rect_um cut = nowhere, cuts = nowhere, box[2] = {nowhere, nowhere};
    size_t count = 0, found[2] = {0, 0};
    for (size_t i = 0; i < via->shape_count; i++) {
        const ird_shape_um *shape = &tech->via_shapes.items[via->first_shape + i];
        if (shape->layer == via->cut) {
            cut = count == 0 ? shape->box : cut;
            grow(&cuts, &shape->box, count++ == 0);
        }
        for (int k = 0; k < 2; k++) {
            if (shape->layer == metal[k]) {
                grow(&box[k], &shape->box, found[k]++ == 0);
            }
        }
    }
    ird_via_recipe r = {.bottom = via->bottom, .cut = via->cut, .top = via->top};
    r.cut_dbu[0] = ird_dbu_of_um(cut.x1_um - cut.x0_um, units);
    r.cut_dbu[1] = ird_dbu_of_um(cut.y1_um - cut.y0_um, units);
    double spacing_um = tech->layers.items[via->cut].spacing_um;
    for (int i = 0; i < 2 && spacing_um > 0; i++) {
        r.step_dbu[i] = r.cut_dbu[i] + ird_dbu_of_um(spacing_um, units);
    }
    for (int k = 0; k < 2; k++) {
        r.enclosure_dbu[k][0] =
            reach(box[k].x0_um, box[k].x1_um, cuts.x0_um, cuts.x1_um, units);
        r.enclosure_dbu[k][1] =
            reach(box[k].y0_um, box[k].y1_um, cuts.y0_um, cuts.y1_um, units);
    }
    if (via->resistance_ohm > 0) {
        r.cut_ohm = via->resistance_ohm * (double)count;
    }
    *recipe = r;
    return count > 0 && found[0] > 0 && found[1] > 0 && r.cut_dbu[0] > 0 &&
           r.cut_dbu[1] > 0;
}

/* By the default via of the pair of layers, else the first one. */
static ird_status add_via(ird_via_kitchen *kitchen, int32_t bottom, int32_t top) {
    const ird_technology *tech = kitchen->laying->tech;
    ird_via_recipe recipe;
    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < tech->vias.count; i++) {
            const ird_via *via = &tech->vias.items[i];
            if (via->bottom == bottom && via->top == top && via->cut >= 0 &&
                (pass == 1 || via->is_default) &&
                recipe_of_via(kitchen->laying, via, &recipe)) {
                return add_recipe(kitchen, &recipe);
            }
        }
    }
    return IRD_OK;
}

/* One cut on the layer between. */
static ird_status add_assumed(ird_via_kitchen *kitchen, int32_t bottom, int32_t top) {
    const ird_technology *tech = kitchen->laying->tech;
    for (int32_t i = bottom + 1; i < top; i++) {
        if (tech->layers.items[i].kind == IRD_LAYER_CUT) {
            const ird_via_recipe recipe = {.bottom = bottom,
                                           .cut = i,
                                           .top = top,
                                           .is_assumed = true,
                                           .cut_dbu = {ASSUMED_CUT_DBU, ASSUMED_CUT_DBU}};
            return add_recipe(kitchen, &recipe);
        }
    }
    const char *low = ird_names_get(&tech->layer_names, bottom);
    const char *high = ird_names_get(&tech->layer_names, top);
    return ird_fail(kitchen->laying->err, IRD_PLAN_CUT,
                    "LEF has no cut layer between %.100s and %.100s, so that planned "
                    "stripes cannot be joined there; read the technology LEF",
                    low, high);
}

/* Index of the first recipe of the pair, made now where there is none. */
static ird_status need_recipe(ird_via_kitchen *kitchen, int32_t bottom, int32_t top,
                              size_t *first) {
    size_t before = kitchen->recipes.count;
    for (size_t i = 0; i < before; i++) {
        if (kitchen->recipes.items[i].bottom == bottom &&
            kitchen->recipes.items[i].top == top) {
            *first = i;
            return IRD_OK;
        }
    }
    IRD_TRY(add_rules(kitchen, bottom, top));
    if (kitchen->recipes.count == before) {
        IRD_TRY(add_via(kitchen, bottom, top));
    }
    if (kitchen->recipes.count == before) {
        IRD_TRY(add_assumed(kitchen, bottom, top));
    }
    *first = before;
    return IRD_OK;
}

ird_status ird_via_cut_layer(ird_via_kitchen *kitchen, int32_t bottom, int32_t top,
                             int32_t *cut) {
    size_t first;
    IRD_TRY(need_recipe(kitchen, bottom, top, &first));
    *cut = kitchen->recipes.items[first].cut;
    return IRD_OK;
}

/* --- vias ----------------------------------------------------------------------------
 */

/* Cuts along an axis; 0 where not one fits. */
static int64_t cuts_along(const ird_via_recipe *recipe, const ird_via_wish *wish,
                          int axis) {
    int64_t room = axis == 0 ? wish->width_dbu : wish->height_dbu;
    int64_t enclosure = 0;
    ird_via_metal goes_on = axis == 0 ? IRD_VIA_RUNS_X : IRD_VIA_RUNS_Y;
    for (int k = 0; k < 2; k++) {
        int64_t own = wish->metal[k] == goes_on ? 0 : recipe->enclosure_dbu[k][axis];
        enclosure = own > enclosure ? own : enclosure;
    }
    room -= 2 * enclosure + recipe->cut_dbu[axis];
    if (room < 0) {
        return 0;
    }
    int64_t count = 1 + (recipe->step_dbu[axis] > 0 ? room / recipe->step_dbu[axis] : 0);
    return count < MAX_STEPS ? count : MAX_STEPS;
}

/* The recipe of the pair that gives most cuts. */
static const ird_via_recipe *choose(const ird_via_kitchen *kitchen, size_t first,
                                    const ird_via_wish *wish, int64_t count[2]) {
    const ird_via_recipe *best = NULL;
    for (size_t i = first; i < kitchen->recipes.count; i++) {
        const ird_via_recipe *recipe = &kitchen->recipes.items[i];
        if (recipe->bottom != wish->bottom || recipe->top != wish->top) {
            continue;
        }
        int64_t x = cuts_along(recipe, wish, 0), y = cuts_along(recipe, wish, 1);
        if (best == NULL || x * y > count[0] * count[1]) {
            best = recipe;
            count[0] = x;
            count[1] = y;
        }
    }
    return best;
}

static ird_status add_box(ird_laying *laying, int32_t layer, ird_rect box) {
    ird_design *parts = &laying->made->parts;
    IRD_TRY(ird_vec_reserve(&parts->via_shapes, 1, DOING, laying->err));
    parts->via_shapes.items[parts->via_shapes.count++] = (ird_shape){layer, box};
    return IRD_OK;
}

static ird_rect centred(int64_t width, int64_t height) {
    return (ird_rect){-(width / 2), -(height / 2), width - width / 2,
                      height - height / 2};
}

/* Metal of a via: inside the wires that cross; a patch reaches over the cuts. */
static ird_status add_metal(ird_laying *laying, const ird_via_recipe *recipe,
                            const ird_via_wish *wish, int which,
                            const int64_t extent[2]) {
    const int64_t room[] = {wish->width_dbu, wish->height_dbu};
    int64_t size[2];
    for (int axis = 0; axis < 2; axis++) {
        bool is_patch = wish->metal[which] == IRD_VIA_PATCH;
        int64_t least = extent[axis] < room[axis] ? extent[axis] : room[axis];
        size[axis] =
            is_patch ? extent[axis] + 2 * recipe->enclosure_dbu[which][axis] : least;
    }
    return add_box(laying, which == 0 ? recipe->bottom : recipe->top,
                   centred(size[0], size[1]));
}

/* The boxes of a via of count columns and rows about its middle. */
static ird_status add_boxes(ird_laying *laying, const ird_via_recipe *recipe,
                            const ird_via_wish *wish, const int64_t count[2]) {
    int64_t extent[2];
    for (int axis = 0; axis < 2; axis++) {
        extent[axis] = recipe->cut_dbu[axis] + (count[axis] - 1) * recipe->step_dbu[axis];
    }
    ird_rect all = centred(extent[0], extent[1]);
    IRD_TRY(add_metal(laying, recipe, wish, 0, extent));
    for (int64_t i = 0; i < count[0] * count[1]; i++) {
        int64_t x = all.x0_dbu + i % count[0] * recipe->step_dbu[0];
        int64_t y = all.y0_dbu + i / count[0] * recipe->step_dbu[1];
        IRD_TRY(
            add_box(laying, recipe->cut,
                    (ird_rect){x, y, x + recipe->cut_dbu[0], y + recipe->cut_dbu[1]}));
    }
    return add_metal(laying, recipe, wish, 1, extent);
}

static bool same_wish(const ird_via_wish *a, const ird_via_wish *b) {
    return a->bottom == b->bottom && a->top == b->top && a->width_dbu == b->width_dbu &&
           a->height_dbu == b->height_dbu && a->metal[0] == b->metal[0] &&
           a->metal[1] == b->metal[1];
}

/* Put the via into the parts of the layout. */
static ird_status add_made(ird_via_kitchen *kitchen, const ird_via_wish *wish,
                           const ird_via_recipe *recipe, int64_t count[2]) {
    ird_laying *laying = kitchen->laying;
    ird_design *parts = &laying->made->parts;
    size_t first = parts->via_shapes.count;
    bool is_narrow = count[0] == 0 || count[1] == 0;
    count[0] += count[0] == 0;
    count[1] += count[1] == 0;
    IRD_TRY(ird_vec_reserve(&parts->design_vias, 1, DOING, laying->err));
    IRD_TRY(ird_vec_reserve(&kitchen->made, 1, DOING, laying->err));
    IRD_TRY(add_boxes(laying, recipe, wish, count));
    int32_t cuts = (int32_t)(count[0] * count[1]);
    kitchen->made.items[kitchen->made.count++] =
        (ird_made_via){*wish,
                       -1 - (int32_t)parts->design_vias.count,
                       recipe->cut,
                       cuts,
                       recipe->is_assumed,
                       is_narrow && !recipe->is_assumed};
    int32_t one = ird_cuts_of(laying->tech, recipe->cut,
                              (double)recipe->cut_dbu[0] / (double)laying->view.units,
                              (double)recipe->cut_dbu[1] / (double)laying->view.units);
    parts->design_vias.items[parts->design_vias.count++] =
        (ird_design_via){.first_shape = first,
                         .shape_count = parts->via_shapes.count - first,
                         .bottom = recipe->bottom,
                         .cut = recipe->cut,
                         .top = recipe->top,
                         .cut_count = cuts * one,
                         .resistance_ohm = recipe->cut_ohm / (double)cuts,
                         .planned_by = recipe->rule,
                         .lost_layer = -1};
    return IRD_OK;
}

ird_status ird_via_make(ird_via_kitchen *kitchen, const ird_via_wish *wish,
                        const ird_made_via **via) {
    size_t first;
    int64_t count[2] = {0, 0};
    for (size_t i = kitchen->made.count; i-- > 0;) { /* the last ones come again */
        if (same_wish(&kitchen->made.items[i].wish, wish)) {
            *via = &kitchen->made.items[i];
            return IRD_OK;
        }
    }
    IRD_TRY(need_recipe(kitchen, wish->bottom, wish->top, &first));
    const ird_via_recipe *recipe = choose(kitchen, first, wish, count);
    IRD_TRY(add_made(kitchen, wish, recipe, count));
    *via = &kitchen->made.items[kitchen->made.count - 1];
    return IRD_OK;
}
