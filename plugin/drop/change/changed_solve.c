/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Conjugate gradients on a changed network, with the old factor as preconditioner.
 *
 * With M = G^-1 less what leaves the constraints, a residual may be moved along them
 * freely: M C = 0. So those of nodes that are one are summed up at one of them, and those
 * of nodes that are held are no residuals: they are what the source there feeds.
 */
#include <math.h>
#include <string.h>

#include "base/clock.h"
#include "change/changed.h"
#include "engine/dense.h"

static const char *const doing = "solving a changed power grid";
static const char *const not_soon = "the steps from the old solution do not end soon";

#define RESIDUAL_LIMIT 1e-10
#define KIRCHHOFF_LIMIT 1e-9
/* Steps go on until the largest residual is this part of the first, or of the scale of
 * the equations: what rounding leaves. */
#define ENOUGH 1e-11
#define ROUNDING 1e-17
/* A residual computed anew may be so many times what steps have come to. */
#define TRUE_OF_STEPS 1e3
enum { MOST_STEPS = 80, MOST_STARTS = 4 };

typedef struct solver {
    ird_changed *c;
    const ird_load *loads;
    size_t load_count;
    double sign; /* -1 for a ground net */
    ird_changed_rhs rhs;
    double *x, *r;     /* the factor's scratch */
    double *held_a;    /* what each group feeds ... */
    double load_a;     /* sum of the loads that are reached */
    double absolute_a; /* sum of their absolute values */
    size_t steps;
} solver;

static bool is_new(const ird_changed *c, int32_t slot) {
    return slot >= (int32_t)c->n;
}

static bool is_lost(const ird_changed *c, int32_t slot) {
    return slot == IRD_FLOATING ||
           (slot >= 0 && !is_new(c, slot) && c->is_cut != NULL && c->is_cut[slot]);
}

/* x and what comes of it are 0 where nothing is reached. */
static void mask(const ird_changed *c, double *x) {
    for (size_t i = 0; c->is_cut != NULL && i < c->n; i++) {
        x[i] = c->is_cut[i] ? 0 : x[i];
    }
}

/* s = L^-1 (rhs + ties' x) of the new unknowns into beside.rhs; rhs may be NULL. */
static ird_status solve_beside(ird_changed *c, const double *rhs, const double *x,
                               ird_error *err) {
    ird_beside *beside = &c->beside;
    if (beside->m == 0) {
        return IRD_OK;
    }
    if (rhs != NULL) {
        memcpy(beside->rhs, rhs, beside->m * sizeof *rhs);
    } else {
        memset(beside->rhs, 0, beside->m * sizeof *beside->rhs);
    }
    for (size_t i = 0; i < c->links.count; i++) {
        const ird_change_link *link = &c->links.items[i];
        if (link->a >= 0 && !is_new(c, link->a) && is_new(c, link->b)) {
            beside->rhs[link->b - (int32_t)c->n] += link->siemens * x[link->a];
        }
    }
    return ird_beside_solve(beside, err);
}

/* out += sign D x, with the new unknowns as they are in beside.rhs. */
static void add_links(const ird_changed *c, double sign, const double *x, double *out) {
    for (size_t i = 0; i < c->links.count; i++) {
        const ird_change_link *link = &c->links.items[i];
        int32_t a = link->a, b = link->b;
        if (a < 0 || is_new(c, a)) {
            continue;
        }
        out[a] += sign * link->own * x[a];
        if (is_new(c, b)) {
            out[a] -= sign * link->siemens * c->beside.rhs[b - (int32_t)c->n];
        } else if (b >= 0) {
            out[a] -= sign * link->siemens * x[b];
            out[b] += sign * link->siemens * (x[b] - x[a]);
        }
    }
}

/* q = G' p */
static ird_status multiply(ird_changed *c, const double *p, double *q, ird_error *err) {
    IRD_TRY(solve_beside(c, NULL, p, err));
    ird_balance_multiply(&c->factor->balance, p, q);
    add_links(c, 1, p, q);
    mask(c, q);
    return IRD_OK;
}

/* Move residuals along the constraints, see above. */
static void fold(const ird_changed *c, double *r) {
    for (size_t i = 0; i < c->constraints.count; i++) {
        const ird_constraint *tie = &c->constraints.items[i];
        if (tie->b >= 0) {
            r[tie->b] += r[tie->a];
        }
        r[tie->a] = 0;
    }
}

/* r = j' - G' x, not folded. */
static ird_status residual(solver *s, double *most_v, double *most_a, ird_error *err) {
    ird_changed *c = s->c;
    IRD_TRY(solve_beside(c, s->rhs.beside, s->x, err));
    ird_imbalance most = ird_balance_residual(&c->factor->balance, s->rhs.j, s->x, s->r);
    add_links(c, -1, s->x, s->r);
    mask(c, s->r);
    *most_v = most.most_v;
    *most_a = most.load_a;
    return IRD_OK;
}

static ird_status precondition(ird_changed *c, const double *r, double *z,
                               ird_error *err) {
    size_t iterations = 0;
    IRD_TRY(ird_factor_apply(c->factor, r, z, true, &iterations, err));
    c->info.solves++;
    mask(c, z);
    ird_changed_constrain(c, z, false);
    return IRD_OK;
}

static double dot(const double *a, const double *b, size_t n) {
    double sum = 0;
    for (size_t i = 0; i < n; i++) {
        sum += a[i] * b[i];
    }
    return sum;
}

/* Steps on x and r until no residual is above enough_a. The flexible form of beta, for a
 * factor in single precision is not quite the same every time. */
static ird_status step(solver *s, double enough_a, ird_error *err) {
    ird_changed *c = s->c;
    size_t n = c->n;
    double *x = s->x, *r = s->r, *z = c->z, *p = c->p, *q = c->q;
    double rz_before = 1, alpha = 0;
    for (size_t k = 0; k < MOST_STEPS && ird_dense_largest(r, n) > enough_a; k++) {
        IRD_TRY(precondition(c, r, z, err));
        double rz = dot(r, z, n);
        double beta = k > 0 ? -alpha * dot(q, z, n) / rz_before : 0;
        for (size_t i = 0; i < n; i++) {
            p[i] = k > 0 ? z[i] + beta * p[i] : z[i];
        }
        IRD_TRY(multiply(c, p, q, err));
        fold(c, q);
        double pq = dot(p, q, n);
        if (!(pq > 0)) {
            break;
        }
        alpha = rz / pq;
        for (size_t i = 0; i < n; i++) {
            x[i] += alpha * p[i];
            r[i] -= alpha * q[i];
        }
        rz_before = rz;
        s->steps++;
    }
    return IRD_OK;
}

/* Solve from x on; *scaled becomes the scaled residual. r is left unfolded. */
static ird_status iterate(solver *s, double *scaled, ird_error *err) {
    ird_changed *c = s->c;
    double most_v, most_a, before_a = (double)INFINITY, enough_a = 0;
    mask(c, s->x);
    ird_changed_constrain(c, s->x, s->rhs.takes_held);
    for (size_t start = 0;; start++) {
        IRD_TRY(residual(s, &most_v, &most_a, err));
        double scale = c->norm * most_v + most_a;
        /* What is held has residuals that are none. */
        memcpy(c->z, s->r, c->n * sizeof *c->z);
        fold(c, c->z);
        double now_a = ird_dense_largest(c->z, c->n);
        *scaled = scale > 0 ? now_a / scale : 0;
        if (start == 0) {
            enough_a = ENOUGH * now_a;
        }
        enough_a = fmax(enough_a, ROUNDING * scale);
        bool is_done = now_a <= TRUE_OF_STEPS * enough_a && start > 0;
        if (now_a == 0 || is_done || start == MOST_STARTS || !(now_a < 0.5 * before_a)) {
            break;
        }
        before_a = start > 0 ? now_a : before_a;
        memcpy(s->r, c->z, c->n * sizeof *c->z);
        IRD_TRY(step(s, enough_a, err));
        ird_changed_constrain(c, s->x, s->rhs.takes_held);
    }
    return IRD_OK;
}

/* ---- right-hand sides ---------------------------------------------------------------
 */

/* What is held brings to the old unknowns and to the new ones. */
static void add_held(solver *s) {
    const ird_changed *c = s->c;
    const ird_balance *balance = &c->factor->balance;
    for (size_t i = 0; i < balance->feeds.count; i++) {
        const ird_feed *feed = &balance->feeds.items[i];
        if (feed->other >= 0 && c->new_of_group[feed->group] < 0) {
            s->rhs.j[feed->other] += feed->siemens * c->held_v.items[feed->group];
        }
    }
    for (size_t i = 0; i < c->links.count; i++) {
        const ird_change_link *link = &c->links.items[i];
        if (link->b >= 0 || link->a < 0) {
            continue;
        }
        double ampere = link->siemens * c->held_v.items[-2 - link->b];
        if (is_new(c, link->a)) {
            s->rhs.beside[link->a - (int32_t)c->n] += ampere;
        } else {
            s->rhs.j[link->a] += ampere;
        }
    }
}

static void set_rhs(solver *s, ird_solution *made) {
    ird_changed *c = s->c;
    for (size_t i = 0; i < s->load_count; i++) {
        const ird_load *load = &s->loads[i];
        int32_t slot = ird_changed_slot(c, load->node);
        double ampere = s->sign * load->ampere;
        if (is_lost(c, slot)) {
            made->unconnected[made->unconnected_count++] = i;
            made->unconnected_a += ampere;
            continue;
        }
        s->load_a += ampere;
        s->absolute_a += fabs(ampere);
        if (is_new(c, slot)) {
            s->rhs.beside[slot - (int32_t)c->n] += ampere;
        } else if (slot >= 0) {
            s->rhs.j[slot] += ampere;
        } else {
            s->rhs.direct_a[-2 - slot] += ampere;
        }
    }
    if (!c->is_uniform) {
        add_held(s);
    }
    mask(c, s->rhs.j);
}

/* ---- results ------------------------------------------------------------------------
 */

static double drop_at(const solver *s, int32_t slot) {
    const ird_changed *c = s->c;
    if (is_lost(c, slot)) {
        return (double)NAN;
    }
    if (slot < IRD_FLOATING) {
        return c->held_v.items[-2 - slot];
    }
    return is_new(c, slot) ? c->beside.rhs[slot - (int32_t)c->n] : s->x[slot];
}

/* Where to start from: drops of before, from the supply of the old factor. */
static void set_start(solver *s, const ird_solution *before) {
    const ird_changed *c = s->c;
    const ird_topology *topology = &c->factor->topology;
    memset(s->x, 0, c->n * sizeof *s->x);
    double over_v =
        before != NULL ? s->sign * (c->factor->supply_v - before->supply_v) : 0;
    size_t count = before == NULL                              ? 0
                   : before->node_count < topology->node_count ? before->node_count
                                                               : topology->node_count;
    for (size_t i = 0; i < count; i++) {
        int32_t unknown = topology->unknown_of[i];
        double drop_v = unknown >= 0 ? before->drop_v[i] + over_v : 0;
        if (unknown >= 0 && isfinite(drop_v)) {
            s->x[unknown] = drop_v;
        }
    }
}

/* What each group feeds: at its nodes, through old resistors, through links, and at old
 * unknowns that it holds, where the residual is what is missing. */
static void set_held_currents(solver *s) {
    const ird_changed *c = s->c;
    const ird_balance *balance = &c->factor->balance;
    const double *held_v = c->held_v.items;
    memcpy(s->held_a, s->rhs.direct_a, c->held_v.count * sizeof *s->held_a);
    for (size_t i = 0; i < balance->feeds.count; i++) {
        const ird_feed *feed = &balance->feeds.items[i];
        if (c->new_of_group[feed->group] >= 0) {
            continue;
        }
        if (feed->other >= 0) {
            bool is_cut = c->is_cut != NULL && c->is_cut[feed->other];
            double over_v = is_cut ? 0 : s->x[feed->other] - held_v[feed->group];
            s->held_a[feed->group] += feed->siemens * over_v;
        } else if (c->new_of_group[-2 - feed->other] < 0) {
            int32_t other = -2 - feed->other;
            double ampere = feed->siemens * (held_v[other] - held_v[feed->group]);
            s->held_a[feed->group] += ampere;
            s->held_a[other] -= ampere;
        }
    }
    for (size_t i = 0; i < c->links.count; i++) {
        const ird_change_link *link = &c->links.items[i];
        if (link->b >= 0) {
            continue;
        }
        double own_v = drop_at(s, link->a);
        double ampere = link->siemens * (own_v - held_v[-2 - link->b]);
        ampere = isnan(ampere) ? 0 : ampere;
        s->held_a[-2 - link->b] += ampere;
        if (link->a < 0) {
            s->held_a[-2 - link->a] -= ampere;
        }
    }
    for (size_t i = c->constraints.count; i-- > 0;) {
        const ird_constraint *tie = &c->constraints.items[i];
        if (tie->b < 0) {
            s->held_a[-2 - tie->b] += s->r[tie->a];
        }
    }
}

static double kirchhoff(const solver *s) {
    double fed_a = 0, moved_a = s->absolute_a;
    for (size_t i = 0; i < s->c->held_v.count; i++) {
        fed_a += s->held_a[i];
        moved_a = fmax(moved_a, fabs(s->held_a[i]));
    }
    return moved_a > 0 ? fabs(fed_a - s->load_a) / moved_a : 0;
}

static void spread(const solver *s, ird_solution *made) {
    const ird_changed *c = s->c;
    double sum = 0, worst_v = -INFINITY;
    size_t reached = 0, worst = SIZE_MAX;
    for (size_t i = 0; i < made->node_count; i++) {
        double drop_v = drop_at(s, ird_changed_slot(c, (int32_t)i)) + c->shift_v;
        made->drop_v[i] = drop_v;
        if (!isnan(drop_v)) {
            sum += drop_v;
            reached++;
            worst = drop_v > worst_v ? i : worst;
            worst_v = drop_v > worst_v ? drop_v : worst_v;
        }
    }
    made->worst_node = worst != SIZE_MAX ? (int32_t)worst : -1;
    made->worst_drop_v = worst != SIZE_MAX ? worst_v : 0;
    made->average_drop_v = reached > 0 ? sum / (double)reached : 0;
    for (size_t i = 0; i < made->source_count; i++) {
        int32_t group = c->held_of_source[i];
        made->source_a[i] = s->held_a[group] / (double)c->held_sources[group];
    }
}

static ird_status open_solution(const ird_changed *c, size_t load_count,
                                ird_solution *made, ird_error *err) {
    made->node_count = c->change->network->nodes.count + c->change->nodes.count;
    made->source_count = c->source_count;
    made->supply_v = c->supply_v;
    made->drop_v = ird_alloc(made->node_count, sizeof *made->drop_v);
    made->source_a = ird_alloc(made->source_count, sizeof *made->source_a);
    made->unconnected = ird_alloc(load_count, sizeof *made->unconnected);
    return made->drop_v != NULL && made->source_a != NULL && made->unconnected != NULL
               ? IRD_OK
               : ird_fail_memory(err, doing);
}

static ird_status open_solver(solver *s, ird_error *err) {
    ird_changed *c = s->c;
    size_t groups = c->held_v.count;
    s->sign = c->change->network->is_ground ? -1 : 1;
    s->x = c->factor->drop_v;
    IRD_TRY(ird_factor_residual(c->factor, &s->r, err));
    s->rhs.j = c->factor->load_a;
    memset(s->rhs.j, 0, c->n * sizeof *s->rhs.j);
    s->held_a = ird_alloc_zero(2 * groups + c->beside.m, sizeof *s->held_a);
    if (s->held_a == NULL) {
        return ird_fail_memory(err, doing);
    }
    s->rhs.direct_a = s->held_a + groups;
    s->rhs.beside = s->rhs.direct_a + groups;
    return IRD_OK;
}

/* What misses its accuracy is done again by a factor of its own. */
static ird_status solve_anew(ird_solution *after, ird_changed *c, const ird_load *loads,
                             size_t count, ird_error *err) {
    IRD_TRY(ird_changed_factor_anew(c, not_soon, err));
    return ird_solve(after, c->fresh, loads, count, err);
}

static ird_status solve_updated(ird_solution *after, ird_changed *c,
                                const ird_load *loads, size_t count,
                                const ird_solution *before, ird_error *err) {
    solver s = {.c = c, .loads = loads, .load_count = count, .rhs = {.takes_held = true}};
    ird_solution made = {0};
    ird_status status = open_solution(c, count, &made, err);
    if (status == IRD_OK) {
        status = open_solver(&s, err);
    }
    if (status == IRD_OK) {
        set_rhs(&s, &made);
        set_start(&s, before);
        status = iterate(&s, &made.residual, err);
    }
    bool is_good = false;
    if (status == IRD_OK) {
        set_held_currents(&s);
        made.kirchhoff = kirchhoff(&s);
        made.iterations = s.steps;
        made.total_current_a = s.load_a;
        is_good = made.residual <= RESIDUAL_LIMIT && made.kirchhoff <= KIRCHHOFF_LIMIT;
        spread(&s, &made);
    }
    ird_free(s.held_a);
    if (status != IRD_OK || !is_good) {
        ird_solution_free(&made);
        return status != IRD_OK ? status : solve_anew(after, c, loads, count, err);
    }
    ird_solution_free(after);
    *after = made;
    return IRD_OK;
}

ird_status ird_changed_solve(ird_solution *after, ird_changed *changed,
                             const ird_load *loads, size_t count,
                             const ird_solution *before, ird_error *err) {
    double begin_s = ird_clock_s();
    const ird_network *network = changed->change->network;
    const ird_load none = {0};
    if (loads == NULL) {
        loads = network->loads.count > 0 ? network->loads.items : &none;
        count = network->loads.count;
    }
    ird_status status = changed->fresh != NULL
                            ? ird_solve(after, changed->fresh, loads, count, err)
                            : solve_updated(after, changed, loads, count, before, err);
    changed->info.solve_s = ird_clock_s() - begin_s;
    if (status == IRD_OK) {
        after->seconds = changed->info.solve_s;
    }
    return status;
}

/* ---- the adjoint --------------------------------------------------------------------
 */

static ird_status respond(double *response_ohm, ird_changed *c, const int32_t *node,
                          const double *weight, size_t count, double *scaled,
                          ird_error *err) {
    solver s = {.c = c};
    ird_status status = open_solver(&s, err);
    for (size_t i = 0; status == IRD_OK && i < count; i++) {
        int32_t slot = ird_changed_slot(c, node[i]);
        if (is_new(c, slot)) {
            s.rhs.beside[slot - (int32_t)c->n] += weight[i];
        } else if (slot >= 0 && !is_lost(c, slot)) {
            s.rhs.j[slot] += weight[i];
        }
    }
    if (status == IRD_OK) {
        set_start(&s, NULL);
        status = iterate(&s, scaled, err);
    }
    size_t nodes = c->change->network->nodes.count + c->change->nodes.count;
    for (size_t i = 0; status == IRD_OK && i < nodes; i++) {
        int32_t slot = ird_changed_slot(c, (int32_t)i);
        response_ohm[i] = slot < IRD_FLOATING ? 0 : drop_at(&s, slot);
    }
    ird_free(s.held_a);
    return status;
}

/* By a factor of its own: the drops of currents at the nodes, all sources being equal. */
static ird_status respond_fresh(double *response_ohm, ird_changed *c, const int32_t *node,
                                const double *weight, size_t count, ird_error *err) {
    ird_factor *factor = c->fresh;
    double *x = factor->drop_v;
    size_t iterations = 0;
    memset(x, 0, factor->topology.unknowns * sizeof *x);
    for (size_t i = 0; i < count; i++) {
        int32_t unknown = factor->topology.unknown_of[node[i]];
        if (unknown >= 0) {
            x[unknown] += weight[i];
        }
    }
    IRD_TRY(ird_factor_apply(factor, x, x, false, &iterations, err));
    for (size_t i = 0; i < factor->topology.node_count; i++) {
        int32_t unknown = factor->topology.unknown_of[i];
        response_ohm[i] = unknown >= 0              ? x[unknown]
                          : unknown == IRD_FLOATING ? (double)NAN
                                                    : 0;
    }
    return IRD_OK;
}

ird_status ird_changed_response(double *response_ohm, ird_changed *changed,
                                const int32_t *node, const double *weight, size_t count,
                                ird_error *err) {
    double scaled = 0;
    if (changed->fresh == NULL) {
        IRD_TRY(respond(response_ohm, changed, node, weight, count, &scaled, err));
        if (scaled <= RESIDUAL_LIMIT) {
            return IRD_OK;
        }
        IRD_TRY(ird_changed_factor_anew(changed, not_soon, err));
    }
    return respond_fresh(response_ohm, changed, node, weight, count, err);
}
