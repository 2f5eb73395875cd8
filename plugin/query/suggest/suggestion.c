/* SPDX-License-Identifier: BSD-3-Clause */
#include "suggest/suggestion.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "suggest/suggesting.h"
#include "readers/readers.h"
#include "session/rc_setting.h"
#include "session/supply.h"

static const char DOING[] = "looking for what would help";

/* A step must take this part off the objective. */
static const double LEAST_GAIN = 5e-4;

/* Of those that promise less than this part of the best, the gain for metal does not
 * count: hundreds of tiny pieces are no mend. */
static const double LEAST_PART = 0.1;

/* Of its promise a candidate must keep this part, else a few others are tried, too: metal
 * over metal, or the end of a stripe that missed its wire. */
static const double KEPT_PART = 0.5;

/* Vias that promise this part of the best one are laid together with it. */
static const double VIAS_PART = 0.02;

/* Candidates that are promised something better, and of these those that are solved. */
enum { TRIES = 1, POOR_TRIES = 3, LISTED = 12, LISTED_SLOW = 4 };
static const double SLOW_S = 2; /* a trial on large designs */
/* One that is promised to reach the target goes before all that are not. */
static const double MEETS = 1e6;

const char *ird_mend_kind_name(ird_mend_kind kind) {
    static const char *const names[] = {
        [IRD_MEND_VIAS] = "vias",
        [IRD_MEND_STRIPE] = "stripe",
        [IRD_MEND_WIDEN] = "widen",
        [IRD_MEND_SOURCE] = "source",
    };
    return names[kind];
}

const char *ird_suggest_end_name(ird_suggest_end end) {
    static const char *const names[] = {
        [IRD_SUGGEST_MET] = "met",         [IRD_SUGGEST_BUDGET] = "budget",
        [IRD_SUGGEST_NO_GAIN] = "no_gain", [IRD_SUGGEST_NO_ROOM] = "no_room",
        [IRD_SUGGEST_STEPS] = "steps",
    };
    return names[end];
}

void ird_suggestion_free(ird_suggestion *suggestion) {
    ird_plan_free(&suggestion->plan);
    ird_free(suggestion->steps.items);
    ird_free(suggestion->metal.items);
    *suggestion = (ird_suggestion){0};
}

/* --- what is asked -------------------------------------------------------------------
 */

/* What the sources drop whatever the metal: the current through all their resistances
 * side by side; 0 for ideal ones. */
static double floor_v(const ird_net_grid *solved) {
    double ohm = solved->grid.options.sources.package_ohm;
    size_t count = solved->solution.source_count;
    return ohm > 0 && count > 0
               ? fabs(solved->solution.total_current_a) * ohm / (double)count
               : 0;
}

static ird_status check_target(const ird_suggesting *s) {
    const ird_net_grid *solved = s->present.solved;
    double target_v = s->wish->target_v, least_v = floor_v(solved);
    if (isnan(target_v)) {
        return IRD_OK;
    }
    if (!(target_v > 0)) {
        return ird_fail(s->err, IRD_SUGGEST_TARGET,
                        "a worst drop of 0 is none that any metal reaches; give one "
                        "above it, as 3%% or 20mV");
    }
    if (target_v < least_v && !s->wish->allow[IRD_MEND_SOURCE]) {
        return ird_fail(s->err, IRD_SUGGEST_TARGET,
                        "%.4g mV cannot be reached by metal: the sources of net %.100s "
                        "alone drop %.4g mV, %.4g A over %.4g ohm at each of %zu of "
                        "them; give a larger target, or allow sources",
                        1e3 * target_v, s->net_name, 1e3 * least_v,
                        fabs(solved->solution.total_current_a),
                        solved->grid.options.sources.package_ohm,
                        solved->solution.source_count);
    }
    return IRD_OK;
}

static ird_status check_layers(const ird_suggesting *s) {
    const ird_technology *tech = &s->session->tech;
    for (size_t i = 0; i < s->wish->layer_count; i++) {
        const ird_layer *layer = &tech->layers.items[s->wish->layers[i]];
        const char *name = ird_names_get(&tech->layer_names, s->wish->layers[i]);
        if (layer->kind != IRD_LAYER_ROUTING ||
            (layer->direction != IRD_DIRECTION_HORIZONTAL &&
             layer->direction != IRD_DIRECTION_VERTICAL)) {
            ird_fail(s->err, IRD_SUGGEST_LAYER, "layer %.100s takes no stripes: it is %s",
                     name,
                     layer->kind != IRD_LAYER_ROUTING
                         ? "no routing layer"
                         : "a routing layer without a DIRECTION in LEF");
            ird_error_detail(s->err, name, strlen(name));
            return IRD_SUGGEST_LAYER;
        }
    }
    return IRD_OK;
}

/* Planned sources take the place of those that are found: adding one to these would
 * remove them all. */
static ird_status check_sources(const ird_suggesting *s) {
    const ird_source_info *sources = &s->present.solved->grid.sources;
    if (!s->wish->allow[IRD_MEND_SOURCE] || sources->type == IRD_SOURCE_FILE) {
        return IRD_OK;
    }
    return ird_fail(s->err, IRD_SUGGEST_SOURCES,
                    "sources can be added to those that add_sources plans or that "
                    "set_sources -file reads, and those of net %.100s are found (%s); "
                    "plan them first, or leave sources out of -allow",
                    s->net_name, ird_source_type_name(sources->type));
}

/* --- trying --------------------------------------------------------------------------
 */

/* The lines taken so far and those of some candidates. */
static ird_status lines_with(const ird_suggesting *s, const ird_mend *const *mends,
                             size_t count, ird_plan *plan) {
    IRD_TRY(ird_plan_copy(plan, &s->made->plan, NULL, s->err));
    for (size_t i = 0; i < count; i++) {
        IRD_TRY(ird_mend_add_lines(s, mends[i], plan));
    }
    return IRD_OK;
}

/* A trial and what came of it. */
typedef struct attempt {
    ird_tried_plan tried;
    ird_space_check check;
    double objective_v; /* fall of it */
    double gained_v;
    double um2;
    bool is_legal;
} attempt;

static void attempt_free(attempt *a) {
    ird_tried_plan_free(&a->tried);
    *a = (attempt){0};
}

static bool is_clean(const attempt *a) {
    const ird_plan_layout *layout = &a->tried.layout;
    return a->check.blocked == 0 && a->check.widths == 0 && a->check.few_cuts == 0 &&
           layout->narrow_vias == 0;
}

/* Lay, check and solve some candidates together. What was not legal about the plan of the
 * session already is not held against them. */
static ird_status try(ird_suggesting *s, const ird_mend *const *mends, size_t count,
                      double objective_v, attempt *a) {
    ird_plan plan = {0};
    ird_space_check before = {0};
    ird_status status = lines_with(s, mends, count, &plan);
    if (status == IRD_OK) {
        status = ird_tried_plan_make(&a->tried, s->session, s->net_name, &plan,
                                     &s->wish->solve, s->monitor, s->err);
    }
    ird_plan_free(&plan);
    IRD_TRY(status);
    IRD_TRY(
        ird_space_check_planned(s->space, &a->tried.session.design, &a->check, s->err));
    IRD_TRY(
        ird_space_check_planned(s->space, &s->present.session.design, &before, s->err));
    a->check.blocked -=
        before.blocked < a->check.blocked ? before.blocked : a->check.blocked;
    a->check.widths -= before.widths < a->check.widths ? before.widths : a->check.widths;
    a->check.few_cuts -=
        before.few_cuts < a->check.few_cuts ? before.few_cuts : a->check.few_cuts;
    a->um2 = a->check.metal_um2 - before.metal_um2;
    a->is_legal = is_clean(a);
    a->objective_v = objective_v - ird_suggesting_objective_v(s, a->tried.solved);
    a->gained_v =
        s->present.solved->solution.worst_drop_v - a->tried.solved->solution.worst_drop_v;
    s->made->tried++;
    s->made->illegal += !a->is_legal;
    return IRD_OK;
}

static ird_status refuse(ird_suggesting *s, const ird_mend *mend) {
    IRD_TRY(ird_vec_reserve(&s->refused, 1, DOING, s->err));
    s->refused.items[s->refused.count++] = *mend;
    return IRD_OK;
}

/* --- taking --------------------------------------------------------------------------
 */

static double um_of(const ird_suggesting *s, int64_t dbu) {
    return (double)dbu / (double)s->session->design.units;
}

static void describe(const ird_suggesting *s, const ird_mend *mend, ird_mend_step *step) {
    *step = (ird_mend_step){.kind = mend->kind,
                            .layer = mend->layer,
                            .layer_b = mend->layer_b,
                            .runs_x = mend->runs_x,
                            .width_um = um_of(s, mend->width_dbu),
                            .at_um = um_of(s, mend->middle_dbu),
                            .from_um = um_of(s, mend->from_dbu),
                            .to_um = um_of(s, mend->to_dbu)};
    if (mend->kind == IRD_MEND_SOURCE) {
        step->place =
            (ird_point_um){um_of(s, mend->middle_dbu), um_of(s, mend->from_dbu)};
    } else if (mend->kind == IRD_MEND_VIAS) {
        step->place = (ird_point_um){um_of(s, mend->box.x0_dbu + mend->box.x1_dbu) / 2,
                                     um_of(s, mend->box.y0_dbu + mend->box.y1_dbu) / 2};
    }
}

/* The metal of what was taken is in the way of other metal from now on. */
static ird_status note_metal(ird_suggesting *s, const attempt *a) {
    const ird_design *design = &a->tried.session.design;
    const ird_special_net *net = &design->special_nets.items[a->tried.solved->net];
    const ird_design *before = &s->present.session.design;
    const ird_special_net *old = &before->special_nets.items[s->present.solved->net];
    for (size_t i = old->wire_count; i < net->wire_count; i++) {
        const ird_wire *wire = &design->wires.items[net->first_wire + i];
        IRD_TRY(ird_space_add(s->space, wire->layer, wire->box, s->err));
    }
    return IRD_OK;
}

/* Take what was tried: one step a candidate; what they gain together is in the last. */
static ird_status take(ird_suggesting *s, const ird_mend *const *mends, size_t count,
                       ird_promise promise, attempt *a) {
    ird_suggestion *made = s->made;
    const ird_plan_layout *now = &a->tried.layout, *old = &s->present.layout;
    IRD_TRY(ird_vec_reserve(&made->steps, 1, DOING, s->err));
    ird_mend_step step;
    describe(s, mends[0], &step);
    step.first_line = made->plan.lines.count;
    step.line_count = count;
    step.vias = now->vias - old->vias;
    step.cuts = now->cuts - old->cuts;
    step.metal_um2 = a->um2;
    step.promised_v = promise.worst_gain_v;
    step.promised_soft_v = promise.gain_v;
    step.objective_v = a->objective_v;
    step.gained_v = a->gained_v;
    step.worst_v = a->tried.solved->solution.worst_drop_v;
    IRD_TRY(note_metal(s, a));
    for (size_t i = 0; i < count; i++) {
        IRD_TRY(ird_mend_add_lines(s, mends[i], &made->plan));
    }
    made->steps.items[made->steps.count++] = step;
    made->metal_um2 += a->um2;
    made->after_v = step.worst_v;
    ird_tried_plan_free(&s->present);
    s->present = a->tried;
    a->tried = (ird_tried_plan){0};
    return IRD_OK;
}

/* --- choosing ------------------------------------------------------------------------
 */

static double score_of(const ird_mend *mend, double most_v) {
    double part = mend->gain_v / (LEAST_PART * most_v);
    part = part < 1 ? part * part : 1;
    return part * mend->gain_v / mend->um2;
}

static double most_gain(const ird_suggesting *s) {
    double most = 0;
    for (size_t i = 0; i < s->mends.items.count; i++) {
        most = fmax(most, s->mends.items.items[i].gain_v);
    }
    return most;
}

/* The best that is left: marked as looked at. */
static const ird_mend *next_best(ird_suggesting *s, double most_v) {
    ird_mend *best = NULL;
    double score = 0;
    for (size_t i = 0; i < s->mends.items.count; i++) {
        ird_mend *mend = &s->mends.items.items[i];
        double own = mend->is_refused ? 0 : score_of(mend, most_v);
        if (own > score) {
            score = own;
            best = mend;
        }
    }
    if (best != NULL) {
        best->is_refused = true;
    }
    return best;
}

/* Neighbours of one that is tried are much like it. */
static void pass_over_neighbours(ird_suggesting *s, const ird_mend *of) {
    int64_t near = 4 * of->width_dbu;
    for (size_t i = 0; i < s->mends.items.count && of->kind == IRD_MEND_STRIPE; i++) {
        ird_mend *mend = &s->mends.items.items[i];
        int64_t apart = mend->middle_dbu - of->middle_dbu;
        int64_t common = (mend->to_dbu < of->to_dbu ? mend->to_dbu : of->to_dbu) -
                         (mend->from_dbu > of->from_dbu ? mend->from_dbu : of->from_dbu);
        int64_t shorter = mend->to_dbu - mend->from_dbu < of->to_dbu - of->from_dbu
                              ? mend->to_dbu - mend->from_dbu
                              : of->to_dbu - of->from_dbu;
        int64_t longer =
            mend->to_dbu - mend->from_dbu + of->to_dbu - of->from_dbu - shorter;
        if (mend->kind == of->kind && mend->layer == of->layer && llabs(apart) < near &&
            2 * common > shorter && longer < 2 * shorter) {
            mend->is_refused = true;
        }
    }
}

static bool fits_budget(const ird_suggesting *s, double um2) {
    return isnan(s->wish->budget_um2) || s->made->metal_um2 + um2 <= s->wish->budget_um2;
}

static bool meets_target(const ird_suggesting *s, const ird_tried_plan *tried) {
    return !isnan(s->wish->target_v) &&
           tried->solved->solution.worst_drop_v <= s->wish->target_v;
}

/* Whether a is the better choice: one that meets the target goes before one that does
 * not, with less metal; else what gains more for its metal, weighed as candidates are. */
static bool is_better(const ird_suggesting *s, const attempt *a, const attempt *than,
                      double most_v) {
    bool meets = meets_target(s, &a->tried), other = meets_target(s, &than->tried);
    if (meets != other) {
        return meets;
    }
    if (meets) {
        return a->um2 < than->um2;
    }
    ird_mend x = {.gain_v = a->objective_v, .um2 = fmax(a->um2, 1e-6)};
    ird_mend y = {.gain_v = than->objective_v, .um2 = fmax(than->um2, 1e-6)};
    return score_of(&x, most_v) > score_of(&y, most_v);
}

static bool on_one_wire(const ird_mend *a, const ird_mend *b) {
    return a->layer == b->layer && a->layer_b == b->layer_b && a->runs_x == b->runs_x &&
           (a->runs_x ? a->box.y0_dbu < b->box.y1_dbu && b->box.y0_dbu < a->box.y1_dbu
                      : a->box.x0_dbu < b->box.x1_dbu && b->box.x0_dbu < a->box.x1_dbu);
}

typedef struct vias {
    IRD_VEC(const ird_mend *) items;
    double most_v;
} vias;

/* Vias that are missing: those that promise something beside the best, and all others of
 * the same wire, for they cost next to nothing. */
static ird_status gather_vias(ird_suggesting *s, vias *list) {
    const ird_mend *all = s->mends.items.items;
    size_t chosen = 0;
    for (size_t i = 0; i < s->mends.items.count; i++) {
        if (all[i].kind == IRD_MEND_VIAS) {
            list->most_v = fmax(list->most_v, all[i].gain_v);
        }
    }
    for (int pass = 0; pass < 2 && list->most_v > 0; pass++) {
        for (size_t i = 0; i < s->mends.items.count; i++) {
            bool promises = all[i].gain_v >= VIAS_PART * list->most_v;
            bool is_beside = false;
            for (size_t k = 0; pass == 1 && k < chosen && !is_beside; k++) {
                is_beside = on_one_wire(&all[i], list->items.items[k]);
            }
            if (all[i].kind != IRD_MEND_VIAS || promises != (pass == 0) ||
                (pass == 1 && !is_beside) || !ird_mend_has_room(s, &all[i])) {
                continue;
            }
            IRD_TRY(ird_vec_reserve(&list->items, 1, DOING, s->err));
            list->items.items[list->items.count++] = &all[i];
        }
        chosen = list->items.count;
    }
    return IRD_OK;
}

/* All of them in one step. */
static ird_status take_vias(ird_suggesting *s, double objective_v, bool *taken) {
    vias list = {0};
    attempt a = {0};
    ird_promise promise = {0};
    ird_status status = gather_vias(s, &list);
    size_t count = list.items.count;
    if (status == IRD_OK && count > 0) {
        status = ird_mend_promise_vias(s, list.items.items, count, objective_v, &promise);
    }
    if (status == IRD_OK && promise.gain_v > LEAST_GAIN * objective_v) {
        status = try(s, list.items.items, count, objective_v, &a);
        if (status == IRD_OK && a.is_legal && fits_budget(s, a.um2) &&
            a.objective_v > LEAST_GAIN * objective_v) {
            status = take(s, list.items.items, count, promise, &a);
            *taken = status == IRD_OK;
        }
    }
    for (size_t i = 0; i < s->mends.items.count && !*taken && status == IRD_OK; i++) {
        ird_mend *mend = &s->mends.items.items[i];
        mend->is_refused |= mend->kind == IRD_MEND_VIAS && !(mend->gain_v > 0);
    }
    attempt_free(&a);
    ird_free(list.items.items);
    return status;
}

/* The best few by their gains, with better promises, into list. */
static ird_status shortlist(ird_suggesting *s, double objective_v, ird_mend *list,
                            size_t *listed, bool *over_budget) {
    double most_v = most_gain(s);
    size_t count = 0;
    size_t room = s->present.seconds > SLOW_S ? LISTED_SLOW : LISTED;
    while (count < room) {
        const ird_mend *mend = next_best(s, most_v);
        if (mend == NULL) {
            break;
        }
        if (!fits_budget(s, mend->um2)) {
            *over_budget = true;
            continue;
        }
        if (!ird_mend_has_room(s, mend)) {
            continue;
        }
        list[count] = *mend;
        ird_promise promise;
        IRD_TRY(ird_mend_promise(s, mend, objective_v, &promise));
        list[count].gain_v = promise.gain_v;
        list[count].worst_gain_v = promise.worst_gain_v;
        pass_over_neighbours(s, mend);
        count++;
        IRD_TRY(ird_monitor_tick(s->monitor, DOING, s->part, s->err));
    }
    *listed = count;
    return IRD_OK;
}

/* The best of a list by its promises, whose place in it is emptied. */
static bool next_promise(const ird_suggesting *s, ird_mend *list, size_t count,
                         double objective_v, double most_v, ird_mend *best) {
    size_t at = count;
    double score = 0;
    for (size_t i = 0; i < count; i++) {
        bool meets = objective_v - list[i].gain_v <= s->wish->target_v; /* NAN: never */
        double own = list[i].gain_v > 0 ? score_of(&list[i], most_v) : 0;
        own *= meets ? MEETS : 1;
        if (own > score) {
            score = own;
            at = i;
        }
    }
    if (at < count) {
        *best = list[at];
        list[at].gain_v = 0;
    }
    return at < count;
}

/* Try what is listed by its promises until a few have been good; take the best. */
static ird_status take_listed(ird_suggesting *s, ird_mend *list, size_t count,
                              double objective_v, bool *taken, bool *over_budget) {
    attempt best = {0};
    ird_mend of = {0}, mend;
    double most_v = 0;
    size_t good = 0, poor = 0;
    ird_status status = IRD_OK;
    for (size_t i = 0; i < count; i++) {
        most_v = fmax(most_v, list[i].gain_v);
    }
    while (good < TRIES && poor < POOR_TRIES && status == IRD_OK &&
           next_promise(s, list, count, objective_v, most_v, &mend)) {
        const ird_mend *trying = &mend;
        attempt a = {0};
        status = try(s, &trying, 1, objective_v, &a);
        bool helps = status == IRD_OK && a.objective_v > LEAST_GAIN * objective_v;
        bool fits = status == IRD_OK && fits_budget(s, a.um2);
        *over_budget |= helps && a.is_legal && !fits;
        if (status == IRD_OK && !(a.is_legal && helps && fits)) {
            status = refuse(s, &mend);
        } else if (status == IRD_OK) {
            bool is_kept = a.objective_v > KEPT_PART * mend.gain_v;
            good += is_kept;
            poor += !is_kept;
            if (!best.is_legal || is_kept || is_better(s, &a, &best, most_v)) {
                attempt worse = best;
                best = a;
                a = worse;
                of = mend;
            }
        }
        attempt_free(&a);
    }
    if (status == IRD_OK && best.is_legal) {
        const ird_mend *taking = &of;
        status = take(s, &taking, 1, (ird_promise){of.gain_v, of.worst_gain_v}, &best);
        *taken = true;
    }
    attempt_free(&best);
    return status;
}

static ird_status take_best(ird_suggesting *s, double objective_v, bool *taken,
                            bool *over_budget) {
    ird_mend list[LISTED];
    size_t count = 0;
    IRD_TRY(shortlist(s, objective_v, list, &count, over_budget));
    return take_listed(s, list, count, objective_v, taken, over_budget);
}

/* One step, or the reason why there is none. */
static ird_status step(ird_suggesting *s, bool *is_done) {
    ird_suggestion *made = s->made;
    bool taken = false, over_budget = false;
    double before_v = made->before_v, now_v = made->after_v, to_v = s->wish->target_v;
    double part =
        isnan(to_v) || before_v <= to_v ? 0.5 : (before_v - now_v) / (before_v - to_v);
    s->part = part < 1 ? part : 1;
    IRD_TRY(ird_monitor_tick(s->monitor, DOING, s->part, s->err));
    IRD_TRY(ird_suggesting_look(s));
    IRD_TRY(ird_suggesting_find(s));
    made->candidates += s->mends.items.count;
    double objective_v = ird_suggesting_objective_v(s, s->present.solved);
    if (s->mends.items.count == 0) {
        made->end = made->steps.count > 0 || s->refused.count > 0 ? IRD_SUGGEST_NO_GAIN
                                                                  : IRD_SUGGEST_NO_ROOM;
        *is_done = true;
        return IRD_OK;
    }
    IRD_TRY(take_vias(s, objective_v, &taken));
    if (!taken) {
        IRD_TRY(take_best(s, objective_v, &taken, &over_budget));
    }
    if (!taken) {
        made->end = over_budget ? IRD_SUGGEST_BUDGET : IRD_SUGGEST_NO_GAIN;
        *is_done = true;
    }
    return IRD_OK;
}

static ird_status run(ird_suggesting *s) {
    ird_suggestion *made = s->made;
    for (;;) {
        if (meets_target(s, &s->present)) {
            made->end = IRD_SUGGEST_MET;
            return IRD_OK;
        }
        if (made->steps.count >= s->wish->most_steps) {
            made->end = IRD_SUGGEST_STEPS;
            return IRD_OK;
        }
        bool is_done = false;
        IRD_TRY(step(s, &is_done));
        if (is_done) {
            return IRD_OK;
        }
    }
}

/* --- all of it -----------------------------------------------------------------------
 */

/* Wires of the steps by layer. */
static ird_status count_metal(ird_suggesting *s) {
    const ird_session *session = s->session;
    ird_rect core = session->design.core;
    double area =
        um_of(s, core.x1_dbu - core.x0_dbu) * um_of(s, core.y1_dbu - core.y0_dbu);
    for (size_t i = 0; i < session->tech.layers.count; i++) {
        double added = 0;
        for (size_t k = 0; k < s->made->steps.count; k++) {
            const ird_mend_step *of = &s->made->steps.items[k];
            if (of->layer == (int32_t)i &&
                (of->kind == IRD_MEND_STRIPE || of->kind == IRD_MEND_WIDEN)) {
                added += of->kind == IRD_MEND_STRIPE
                             ? of->width_um * (of->to_um - of->from_um)
                             : of->metal_um2;
            }
        }
        if (added > 0) {
            IRD_TRY(ird_vec_reserve(&s->made->metal, 1, DOING, s->err));
            s->made->metal.items[s->made->metal.count++] = (ird_mend_metal){
                (int32_t)i, added, ird_space_wire_um2(s->space, (int32_t)i), area};
        }
    }
    return IRD_OK;
}

static ird_status make_space(ird_suggesting *s) {
    ird_routing routing = {0};
    const ird_session *session = s->session;
    ird_status status = IRD_OK;
    if (session->def_path != NULL && access(session->def_path, R_OK) == 0) {
        status = ird_def_read_routing(&routing, &session->design, &session->tech,
                                      session->def_path, s->monitor, s->err);
        s->made->knows_routing = status == IRD_OK;
        s->made->routed_nets = routing.nets;
    }
    if (status == IRD_OK) {
        status = ird_space_make(&s->space, &session->design, &session->tech, s->wish->net,
                                &routing, s->monitor, s->err);
    }
    ird_routing_free(&routing);
    return status;
}

static ird_status suggest(ird_suggesting *s) {
    const ird_plan nothing = {0};
    ird_suggestion *made = s->made;
    IRD_TRY(check_layers(s));
    IRD_TRY(ird_session_layer_rc(s->session, &s->rc, s->err));
    IRD_TRY(ird_tried_plan_make(&s->present, s->session, s->net_name, &nothing,
                                &s->wish->solve, s->monitor, s->err));
    IRD_TRY(check_target(s));
    IRD_TRY(check_sources(s));
    made->net = s->net_name;
    made->target_v = s->wish->target_v;
    made->supply_v = s->present.solved->supply_v;
    made->before_v = made->after_v = s->present.solved->solution.worst_drop_v;
    if (!meets_target(s, &s->present)) {
        IRD_TRY(make_space(s));
        IRD_TRY(run(s));
        IRD_TRY(count_metal(s));
    }
    return IRD_OK;
}

ird_status ird_session_suggest(ird_suggestion *suggestion, ird_session *session,
                               const ird_suggest_wish *wish, const ird_monitor *monitor,
                               ird_error *err) {
    ird_suggestion made = {0};
    double begin_s = ird_clock_s();
    ird_suggesting s = {.session = session,
                        .wish = wish,
                        .monitor = monitor,
                        .net_name = ird_session_net_name(session, wish->net),
                        .made = &made,
                        .err = err};
    IRD_TRY(ird_session_need_layout(session, "suggest", err));
    ird_status status = suggest(&s);
    ird_suggesting_free(&s);
    if (status != IRD_OK) {
        ird_suggestion_free(&made);
        return status;
    }
    made.seconds = ird_clock_s() - begin_s;
    ird_suggestion_free(suggestion);
    *suggestion = made;
    return IRD_OK;
}
