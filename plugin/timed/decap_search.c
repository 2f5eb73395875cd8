/* SPDX-License-Identifier: BSD-3-Clause */
#include "timed/decap_search.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "dynamic/influence.h"

static const char DOING[] = "looking for decaps";

enum {
    SPOTS = 16,     /* drops that a batch is taken for */
    FEWEST = 4,     /* swaps of a batch, at least ... */
    PART = 4,       /* ... and at most that part of the candidates */
    TRIMS = 6,      /* solutions to find how many of the last batch are needed */
    CHUNKS = 64,    /* looks at all candidates in a batch */
    LOOK_BACK = 120 /* steps that what a decap gave before a drop counts for */
};

/* Where a target cannot be met: so much of what all candidates gain will do. */
#define NEARLY 0.95
/* A promise beyond this part of the drop is none: gains are of small changes. */
#define PROMISE_LIMIT 0.5
#define LEAST_TRUST 0.3
/* Drops of a net nearer than this part of the die's diagonal, and than so many steps, are
 * one: rails side by side are not, for they share little. */
#define APART 0.015
#define APART_STEPS 8
/* A response is kept in single precision for each spot, step and place: so many. */
#define MOST_VALUES 40e6

typedef struct spot {
    int32_t node;
    double at_s, drop_v;
    double gain_v; /* of what the batch has so far, by the adjoint alone */
} spot;

typedef struct search {
    ird_session *session;
    const ird_monitor *monitor;
    size_t scenarios;
    const ird_net_transient **nets; /* of each scenario */
    ird_dynamic_wish *wishes;
    ird_decap_candidates candidates;
    ird_decap_plan *plan;
    double goal_v;
    double trust;    /* the part of what was promised last that came true, at its spots */
    ird_dynamic now; /* the last solution: of the scenario with the worst drop */
    size_t worst;    /* which that is */
    spot spots[SPOTS];
    size_t spot_count;
    double *gains_v;       /* [spot][candidate], of this batch */
    int32_t *picked;       /* candidates of this batch in their order */
    ird_dynamic before_it; /* what now was before the batch */
} search;

static void free_search(search *s) {
    ird_free(s->nets);
    ird_free(s->wishes);
    ird_free(s->gains_v);
    ird_free(s->picked);
    ird_dynamic_free(&s->now);
    ird_dynamic_free(&s->before_it);
    ird_decap_candidates_free(&s->candidates);
}

/* --- solving -------------------------------------------------------------------------
 */

/* The circuit of a scenario with what is taken; all: with every candidate. Only its
 * capacitors are its own. */
static ird_status with_swaps(const search *s, size_t scenario, bool all,
                             ird_transient *made, ird_error *err) {
    const ird_transient *base = s->nets[scenario]->timed;
    *made = *base;
    memset(&made->capacitors, 0, sizeof made->capacitors);
    IRD_TRY(ird_vec_reserve(&made->capacitors,
                            base->capacitors.count + s->candidates.more.capacitors.count,
                            DOING, err));
    memcpy(made->capacitors.items, base->capacitors.items,
           base->capacitors.count * sizeof *base->capacitors.items);
    made->capacitors.count = base->capacitors.count;
    for (size_t i = 0; i < s->candidates.items.count; i++) {
        const ird_decap_candidate *c = &s->candidates.items.items[i];
        for (size_t k = 0; k < c->count && (all || c->is_taken); k++) {
            made->capacitors.items[made->capacitors.count++] =
                s->candidates.more.capacitors.items[c->first + k];
        }
    }
    return IRD_OK;
}

static ird_status solve_scenarios(search *s, bool all, ird_transient *circuits,
                                  ird_dynamic_input *inputs, ird_dynamic *results,
                                  ird_error *err) {
    for (size_t i = 0; i < s->scenarios; i++) {
        IRD_TRY(with_swaps(s, i, all, &circuits[i], err));
        inputs[i] = (ird_dynamic_input){s->nets[i]->networks, s->nets[i]->net_count,
                                        &circuits[i]};
    }
    return ird_dynamic_solve_all(results, inputs, s->wishes, s->scenarios, s->monitor,
                                 err);
}

/* Into found: of the scenario with the worst drop. */
static ird_status solve(search *s, bool all, ird_dynamic *found, size_t *worst,
                        ird_error *err) {
    ird_transient *circuits = ird_alloc_zero(s->scenarios, sizeof *circuits);
    ird_dynamic_input *inputs = ird_alloc_zero(s->scenarios, sizeof *inputs);
    ird_dynamic *results = ird_alloc_zero(s->scenarios, sizeof *results);
    ird_status status = circuits != NULL && inputs != NULL && results != NULL
                            ? solve_scenarios(s, all, circuits, inputs, results, err)
                            : ird_fail_memory(err, DOING);
    if (status == IRD_OK) {
        *worst = 0;
        for (size_t i = 1; i < s->scenarios; i++) {
            *worst = results[i].worst_drop_v > results[*worst].worst_drop_v ? i : *worst;
        }
        ird_dynamic_free(found);
        *found = results[*worst];
        results[*worst] = (ird_dynamic){0};
        s->plan->solves++;
    }
    for (size_t i = 0; i < s->scenarios; i++) {
        if (circuits != NULL) {
            ird_free(circuits[i].capacitors.items);
        }
        if (results != NULL) {
            ird_dynamic_free(&results[i]);
        }
    }
    ird_free(circuits);
    ird_free(inputs);
    ird_free(results);
    return status;
}

/* --- spots ---------------------------------------------------------------------------
 */

static const ird_node *node_at(const search *s, int32_t node, size_t *of) {
    const ird_net_transient *net = s->nets[s->worst];
    for (size_t i = 0; i < net->net_count; i++) {
        size_t count = net->networks[i]->nodes.count;
        if ((size_t)node < count) {
            *of = i;
            return &net->networks[i]->nodes.items[node];
        }
        node -= (int32_t)count;
    }
    return NULL;
}

static bool is_apart(const search *s, int32_t node) {
    const ird_rect *die = &s->session->design.die;
    double reach = APART * hypot((double)(die->x1_dbu - die->x0_dbu),
                                 (double)(die->y1_dbu - die->y0_dbu));
    size_t net = 0, other = 0;
    const ird_node *here = node_at(s, node, &net);
    for (size_t i = 0; i < s->spot_count; i++) {
        const ird_node *there = node_at(s, s->spots[i].node, &other);
        double apart = hypot((double)(here->x_dbu - there->x_dbu),
                             (double)(here->y_dbu - there->y_dbu));
        double apart_s = fabs(s->now.at_s[node] - s->spots[i].at_s);
        if (net == other && apart < reach &&
            apart_s < APART_STEPS * s->wishes[0].step_s) {
            return false;
        }
    }
    return true;
}

typedef struct ranked {
    double drop_v;
    int32_t node;
} ranked;

static int compare_ranked(const void *a, const void *b) {
    const ranked *x = a, *y = b;
    if (x->drop_v != y->drop_v) {
        return x->drop_v < y->drop_v ? 1 : -1;
    }
    return (x->node > y->node) - (x->node < y->node);
}

/* The worst places above the goal, apart from one another. */
static ird_status find_spots(search *s, ird_error *err) {
    size_t count = 0, steps = LOOK_BACK + 2;
    double most = MOST_VALUES / (double)(s->candidates.more.capacitors.count * steps);
    size_t room = most < 1 ? 1 : most < SPOTS ? (size_t)most : SPOTS;
    ranked *order = ird_alloc(s->now.node_count, sizeof *order);
    if (order == NULL) {
        return ird_fail_memory(err, DOING);
    }
    for (size_t i = 0; i < s->now.node_count; i++) {
        if (s->now.drop_v[i] > s->goal_v) { /* not where it is a NAN */
            order[count++] = (ranked){s->now.drop_v[i], (int32_t)i};
        }
    }
    qsort(order, count, sizeof *order, compare_ranked);
    s->spot_count = 0;
    for (size_t i = 0; i < count && s->spot_count < room; i++) {
        if (is_apart(s, order[i].node)) {
            s->spots[s->spot_count++] =
                (spot){order[i].node, s->now.at_s[order[i].node], order[i].drop_v, 0};
        }
    }
    ird_free(order);
    return IRD_OK;
}

/* --- gains ---------------------------------------------------------------------------
 */

static void sum_gains(search *s, const double *per_farad) {
    size_t count = s->candidates.items.count;
    const ird_transient *more = &s->candidates.more;
    for (size_t k = 0; k < s->spot_count; k++) {
        const double *gains = per_farad + k * more->capacitors.count;
        for (size_t i = 0; i < count; i++) {
            const ird_decap_candidate *c = &s->candidates.items.items[i];
            double gain_v = 0;
            for (size_t j = c->first; j < c->first + c->count; j++) {
                gain_v += gains[j] * more->capacitors.items[j].farad;
            }
            s->gains_v[k * count + i] = gain_v;
        }
    }
}

static ird_status ask_influence(search *s, const ird_influence_place *places,
                                double *per_farad, ird_error *err) {
    ird_influence_spot spots[SPOTS];
    ird_transient circuit;
    double step_s = s->wishes[s->worst].step_s;
    for (size_t i = 0; i < s->spot_count; i++) {
        spots[i] = (ird_influence_spot){s->spots[i].node, s->spots[i].at_s};
    }
    const ird_influence_wish wish = {.step_s = step_s,
                                     .reach_s = LOOK_BACK * step_s,
                                     .solve = s->wishes[s->worst].solve,
                                     .spots = spots,
                                     .spot_count = s->spot_count,
                                     .places = places,
                                     .place_count = s->candidates.more.capacitors.count};
    ird_status status = with_swaps(s, s->worst, false, &circuit, err);
    if (status == IRD_OK) {
        const ird_net_transient *net = s->nets[s->worst];
        const ird_dynamic_input input = {net->networks, net->net_count, &circuit};
        status = ird_dynamic_influence(&input, &wish, s->monitor, per_farad, err);
    }
    ird_free(circuit.capacitors.items);
    return status;
}

static ird_status find_gains(search *s, ird_error *err) {
    const ird_transient *more = &s->candidates.more;
    size_t count = more->capacitors.count;
    ird_influence_place *places = ird_alloc(count, sizeof *places);
    double *per_farad = ird_alloc(count, SPOTS * sizeof *per_farad);
    ird_status status =
        places != NULL && per_farad != NULL ? IRD_OK : ird_fail_memory(err, DOING);
    for (size_t i = 0; i < count && status == IRD_OK; i++) {
        const ird_capacitor *cap = &more->capacitors.items[i];
        places[i] = (ird_influence_place){cap->a, cap->b};
    }
    if (status == IRD_OK) {
        status = ask_influence(s, places, per_farad, err);
    }
    if (status == IRD_OK) {
        sum_gains(s, per_farad);
    }
    ird_free(places);
    ird_free(per_farad);
    return status;
}

/* --- a batch -------------------------------------------------------------------------
 */

/* What is left of a drop by a gain that is one of little capacitance: charge shared with
 * c times as much more falls as 1 / (1 + c). Less of it where the last batch held less.
 */
static double promised(const search *s, const spot *p) {
    double left_v = p->gain_v > 0 ? p->drop_v / (1 + p->gain_v / p->drop_v) : p->drop_v;
    return p->drop_v - s->trust * (p->drop_v - left_v);
}

/* After a batch was solved. */
static void learn(search *s) {
    double said_v = 0, found_v = 0;
    for (size_t k = 0; k < s->spot_count; k++) {
        const spot *p = &s->spots[k];
        said_v += p->drop_v - promised(s, p);
        found_v += p->drop_v - s->now.drop_v[p->node];
    }
    double part = said_v > 0 ? s->trust * found_v / said_v : s->trust;
    s->trust = fmax(LEAST_TRUST, fmin(1, part));
}

static bool is_done(const search *s, const spot *p) {
    return promised(s, p) <= s->goal_v;
}

/* What a candidate does for the spots that are not done yet. */
static double score(const search *s, size_t candidate) {
    size_t count = s->candidates.items.count;
    double sum_v = 0;
    for (size_t k = 0; k < s->spot_count; k++) {
        const spot *p = &s->spots[k];
        if (!is_done(s, p)) {
            double weight = (p->drop_v - s->goal_v) / s->goal_v;
            sum_v += weight * s->gains_v[k * count + candidate];
        }
    }
    return sum_v;
}

typedef struct scored {
    double score;
    int32_t candidate;
} scored;

static int compare_scored(const void *a, const void *b) {
    const scored *x = a, *y = b;
    if (x->score != y->score) {
        return x->score < y->score ? 1 : -1;
    }
    return (x->candidate > y->candidate) - (x->candidate < y->candidate);
}

static bool is_enough(const search *s) {
    bool all_done = true, is_far = false;
    for (size_t k = 0; k < s->spot_count; k++) {
        const spot *p = &s->spots[k];
        all_done = all_done && is_done(s, p);
        is_far = is_far || p->gain_v > PROMISE_LIMIT * p->drop_v;
    }
    return all_done || is_far;
}

static void take(search *s, int32_t candidate, size_t at) {
    size_t count = s->candidates.items.count;
    s->candidates.items.items[candidate].is_taken = true;
    s->picked[at] = candidate;
    for (size_t k = 0; k < s->spot_count; k++) {
        s->spots[k].gain_v += s->gains_v[k * count + (size_t)candidate];
    }
}

/* Returns how many were taken; room is as long as the candidates. */
static size_t pick(search *s, scored *room, size_t most) {
    size_t taken = 0, chunk = most / CHUNKS + 1;
    while (taken < most && !is_enough(s)) {
        size_t found = 0;
        for (size_t i = 0; i < s->candidates.items.count; i++) {
            double value = s->candidates.items.items[i].is_taken ? 0 : score(s, i);
            if (value > 0) {
                room[found++] = (scored){value, (int32_t)i};
            }
        }
        if (found == 0) {
            break;
        }
        qsort(room, found, sizeof *room, compare_scored);
        for (size_t i = 0; i < found && i < chunk && taken < most && !is_enough(s); i++) {
            take(s, room[i].candidate, taken++);
        }
    }
    return taken;
}

static size_t count_left(const search *s) {
    size_t left = 0;
    for (size_t i = 0; i < s->candidates.items.count; i++) {
        left += !s->candidates.items.items[i].is_taken;
    }
    return left;
}

static ird_status note_batch(search *s, size_t taken, ird_error *err) {
    ird_decap_plan *plan = s->plan;
    size_t count = s->candidates.items.count, number = plan->batches.count;
    double promised_v = 0;
    for (size_t k = 0; k < s->spot_count; k++) {
        promised_v = fmax(promised_v, promised(s, &s->spots[k]));
    }
    IRD_TRY(ird_vec_reserve(&plan->batches, 1, DOING, err));
    IRD_TRY(ird_vec_reserve(&plan->swaps, taken, DOING, err));
    plan->batches.items[plan->batches.count++] = (ird_decap_batch){
        taken, taken, s->before_it.worst_drop_v, promised_v, s->now.worst_drop_v};
    for (size_t i = 0; i < taken; i++) {
        const ird_decap_candidate *c = &s->candidates.items.items[s->picked[i]];
        double gain_v = 0;
        for (size_t k = 0; k < s->spot_count; k++) {
            gain_v = fmax(gain_v, s->gains_v[k * count + (size_t)s->picked[i]]);
        }
        plan->swaps.items[plan->swaps.count++] =
            (ird_decap_swap){c->component, c->from, c->to, c->farad, gain_v, number};
    }
    return IRD_OK;
}

/* *taken is 0 where nothing more would help. */
static ird_status take_batch(search *s, size_t *taken, ird_error *err) {
    size_t left = count_left(s), most = left / PART;
    *taken = 0;
    IRD_TRY(find_spots(s, err));
    if (s->spot_count == 0 || left == 0) {
        return IRD_OK;
    }
    IRD_TRY(find_gains(s, err));
    scored *room = ird_alloc(s->candidates.items.count, sizeof *room);
    if (room == NULL) {
        return ird_fail_memory(err, DOING);
    }
    *taken = pick(s, room, most < FEWEST ? FEWEST : most);
    ird_free(room);
    if (*taken == 0) {
        return IRD_OK;
    }
    ird_dynamic_free(&s->before_it);
    s->before_it = s->now;
    s->now = (ird_dynamic){0};
    IRD_TRY(solve(s, false, &s->now, &s->worst, err));
    ird_status status = note_batch(s, *taken, err);
    learn(s);
    return status;
}

/* --- the last batch ------------------------------------------------------------------
 */

static void keep_first(search *s, size_t taken, size_t kept) {
    for (size_t i = 0; i < taken; i++) {
        s->candidates.items.items[s->picked[i]].is_taken = i < kept;
    }
}

/* No more of the last batch than are needed. */
static ird_status trim(search *s, size_t taken, ird_error *err) {
    size_t low = 0, high = taken; /* so many are too few; so many will do */
    ird_dynamic tried = {0};
    size_t worst;
    ird_status status = IRD_OK;
    for (int i = 0; i < TRIMS && high - low > 1 && status == IRD_OK; i++) {
        size_t middle = low + (high - low) / 2;
        keep_first(s, taken, middle);
        status = solve(s, false, &tried, &worst, err);
        if (status == IRD_OK && tried.worst_drop_v <= s->goal_v) {
            ird_dynamic swap = s->now;
            s->now = tried;
            tried = swap;
            high = middle;
        } else {
            low = middle;
        }
    }
    ird_dynamic_free(&tried);
    keep_first(s, taken, high);
    s->plan->swaps.count -= taken - high;
    s->plan->batches.items[s->plan->batches.count - 1].kept = high;
    return status;
}

/* --- the whole -----------------------------------------------------------------------
 */

/* The scenarios that are looked at: all, or of many those that were chosen as the ones
 * that decide; that they were is known, or is found now. */
static ird_status list_scenarios(const search *s, const ird_time_wish *in_time,
                                 size_t **numbers, size_t *count, ird_error *err) {
    size_t all = in_time->scenarios > 0 ? in_time->scenarios : 1;
    ird_cell *cell = NULL;
    bool are_chosen = in_time->chosen > 0 && in_time->chosen < all;
    if (are_chosen) {
        IRD_TRY(ird_session_need_dynamic(s->session, in_time, s->monitor, &cell, err));
    }
    const ird_net_dynamic *dynamic = are_chosen ? cell->value : NULL;
    *numbers = ird_alloc(all, sizeof **numbers);
    if (*numbers == NULL) {
        return ird_fail_memory(err, DOING);
    }
    *count = 0;
    for (size_t i = 0; i < all; i++) {
        if (dynamic == NULL || dynamic->is_solved[i]) {
            (*numbers)[(*count)++] = i;
        }
    }
    return IRD_OK;
}

static ird_status need_circuits(search *s, const ird_time_wish *in_time,
                                const size_t *numbers, ird_error *err) {
    for (size_t i = 0; i < s->scenarios; i++) {
        IRD_TRY(ird_session_time_circuit(s->session, in_time, numbers[i], s->monitor,
                                         &s->nets[i], &s->wishes[i], err));
    }
    return IRD_OK;
}

static ird_status prepare(search *s, const ird_time_wish *in_time,
                          const ird_decap_cells *cells, ird_error *err) {
    size_t *numbers = NULL, count = 0;
    IRD_TRY(list_scenarios(s, in_time, &numbers, &count, err));
    s->nets = ird_alloc_zero(count, sizeof *s->nets);
    s->wishes = ird_alloc_zero(count, sizeof *s->wishes);
    ird_status status =
        s->nets != NULL && s->wishes != NULL ? IRD_OK : ird_fail_memory(err, DOING);
    if (status == IRD_OK) {
        s->scenarios = count;
        s->plan->scenarios = count;
        status = need_circuits(s, in_time, numbers, err);
    }
    ird_free(numbers);
    IRD_TRY(status);
    IRD_TRY(
        ird_decap_candidates_find(&s->candidates, s->session, s->nets[0], cells, err));
    s->gains_v = ird_alloc(s->candidates.items.count, SPOTS * sizeof *s->gains_v);
    s->picked = ird_alloc(s->candidates.items.count, sizeof *s->picked);
    return s->gains_v != NULL && s->picked != NULL ? IRD_OK : ird_fail_memory(err, DOING);
}

/* Whether all candidates together meet the target; else the goal is to come nearly as
 * far as they do. */
static ird_status set_goal(search *s, double target_v, ird_error *err) {
    ird_dynamic all = {0};
    size_t worst;
    IRD_TRY(solve(s, true, &all, &worst, err));
    double before_v = s->now.worst_drop_v, all_v = all.worst_drop_v;
    ird_dynamic_free(&all);
    s->plan->all_v = all_v;
    s->goal_v = all_v <= target_v ? target_v : before_v - NEARLY * (before_v - all_v);
    return IRD_OK;
}

static ird_status run(search *s, double target_v, ird_error *err) {
    size_t taken = 1;
    s->goal_v = target_v;
    IRD_TRY(solve(s, false, &s->now, &s->worst, err));
    s->plan->before_v = s->now.worst_drop_v;
    s->plan->all_v = (double)NAN;
    if (s->now.worst_drop_v > target_v) {
        IRD_TRY(set_goal(s, target_v, err));
    }
    while (s->now.worst_drop_v > s->goal_v && taken > 0) {
        IRD_TRY(take_batch(s, &taken, err));
    }
    if (s->plan->batches.count > 0 && s->now.worst_drop_v <= s->goal_v) {
        IRD_TRY(trim(s, taken, err));
    }
    s->plan->after_v = s->now.worst_drop_v;
    s->plan->is_met = s->now.worst_drop_v <= target_v;
    return IRD_OK;
}

static double leakage_w(const search *s, int32_t macro) {
    const char *name = ird_names_get(&s->session->tech.macro_names, macro);
    const ird_liberty_cell *cell = ird_liberty_find(&s->session->liberty, name);
    return cell != NULL ? cell->leakage_w : (double)NAN;
}

static void sum_up(search *s) {
    ird_decap_plan *plan = s->plan;
    plan->fillers = s->candidates.fillers;
    plan->unmatched = s->candidates.unmatched;
    plan->unconnected = s->candidates.unconnected;
    plan->candidates = s->candidates.items.count;
    plan->design = &s->session->design;
    plan->tech = &s->session->tech;
    plan->leakage_w = s->session->liberty.files > 0 ? 0 : (double)NAN;
    for (size_t i = 0; i < plan->swaps.count; i++) {
        const ird_decap_swap *swap = &plan->swaps.items[i];
        double from_w = leakage_w(s, swap->from);
        plan->added_f += swap->farad;
        plan->leakage_w += leakage_w(s, swap->to) - (isnan(from_w) ? 0 : from_w);
    }
}

ird_status ird_session_search_decaps(ird_session *session, const ird_time_wish *in_time,
                                     const ird_decap_wish *wish,
                                     const ird_monitor *monitor, ird_decap_plan *plan,
                                     ird_error *err) {
    double begin_s = ird_clock_s();
    ird_decap_plan made = {.target_v = wish->target_v};
    search s = {.session = session, .monitor = monitor, .plan = &made, .trust = 1};
    IRD_TRY(ird_session_need_layout(session, "suggesting decaps", err));
    ird_status status = prepare(&s, in_time, &wish->cells, err);
    if (status == IRD_OK) {
        status = run(&s, wish->target_v, err);
    }
    if (status == IRD_OK) {
        sum_up(&s);
        made.seconds = ird_clock_s() - begin_s;
    }
    free_search(&s);
    if (status != IRD_OK) {
        ird_decap_plan_free(&made);
        return status;
    }
    *plan = made;
    return IRD_OK;
}
