/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Preparing a changed network: by the old factor, or by one of its own.
 */
#include <math.h>
#include <string.h>

#include "base/clock.h"
#include "change/changed.h"
#include "engine/dense.h"

static const char *const doing = "changing a power grid";

const char *ird_change_method_name(ird_change_method method) {
    static const char *const names[] = {"loads", "updated", "fresh"};
    return names[method];
}

ird_changed_info ird_changed_get_info(const ird_changed *changed) {
    return changed->info;
}

/* All that was prepared but for a factor of its own. */
static void free_parts(ird_changed *c) {
    ird_free(c->slot_of_new);
    ird_free(c->new_of_group);
    ird_free(c->held_v.items);
    ird_free(c->held_of_source);
    ird_free(c->held_sources);
    ird_free(c->links.items);
    ird_free(c->constraints.items);
    ird_beside_free(&c->beside);
    ird_free(c->columns);
    ird_free(c->small);
    ird_free(c->part);
    ird_free(c->is_cut);
    ird_free(c->z);
    ird_free(c->p);
    ird_free(c->q);
}

void ird_changed_free(ird_changed *changed) {
    if (changed == NULL) {
        return;
    }
    free_parts(changed);
    ird_factor_free(changed->fresh);
    if (changed->network != NULL) {
        ird_network_free(changed->network);
        ird_free(changed->network);
    }
    ird_free(changed);
}

/* ---- the dense part -----------------------------------------------------------------
 */

/* C'x of a constraint. */
static double over(const ird_constraint *tie, const double *x) {
    return x[tie->a] - (tie->b >= 0 ? x[tie->b] : 0);
}

static ird_status make_columns(ird_changed *c, ird_error *err) {
    size_t k = c->constraints.count, n = c->n;
    c->columns = ird_alloc(k, n * sizeof *c->columns);
    c->small = ird_alloc(k, k * sizeof *c->small);
    c->part = ird_alloc(k, sizeof *c->part);
    if (c->columns == NULL || c->small == NULL || c->part == NULL) {
        return ird_fail_memory(err, doing);
    }
    for (size_t i = 0; i < k; i++) {
        const ird_constraint *tie = &c->constraints.items[i];
        double *column = c->columns + i * n;
        size_t iterations = 0;
        memset(column, 0, n * sizeof *column);
        column[tie->a] = 1;
        if (tie->b >= 0) {
            column[tie->b] = -1;
        }
        IRD_TRY(ird_factor_apply(c->factor, column, column, false, &iterations, err));
        c->info.solves++;
        for (size_t u = 0; c->is_cut != NULL && u < n; u++) {
            column[u] = c->is_cut[u] ? 0 : column[u];
        }
    }
    for (size_t i = 0; i < k; i++) {
        for (size_t l = 0; l < k; l++) {
            c->small[i * k + l] = over(&c->constraints.items[l], c->columns + i * n);
        }
    }
    return IRD_OK;
}

/* Solve with the factored small matrix, lower part by columns. */
static void solve_small(const ird_changed *c, double *x) {
    size_t k = c->constraints.count;
    for (size_t i = 0; i < k; i++) {
        x[i] /= c->small[i * k + i];
        for (size_t l = i + 1; l < k; l++) {
            x[l] -= c->small[i * k + l] * x[i];
        }
    }
    for (size_t i = k; i-- > 0;) {
        for (size_t l = i + 1; l < k; l++) {
            x[i] -= c->small[i * k + l] * x[l];
        }
        x[i] /= c->small[i * k + i];
    }
}

void ird_changed_constrain(ird_changed *c, double *x, bool takes_held) {
    size_t k = c->constraints.count;
    for (size_t i = 0; i < k; i++) {
        const ird_constraint *tie = &c->constraints.items[i];
        double held_v = tie->b < 0 && takes_held ? c->held_v.items[-2 - tie->b] : 0;
        c->part[i] = over(tie, x) - held_v;
    }
    if (k > 0) {
        solve_small(c, c->part);
    }
    for (size_t i = 0; i < k; i++) {
        const double *column = c->columns + i * c->n;
        for (size_t u = 0; u < c->n; u++) {
            x[u] -= c->part[i] * column[u];
        }
    }
}

/* ---- preparing ----------------------------------------------------------------------
 */

static ird_status prepare(ird_changed *c, const char **why, ird_error *err) {
    size_t n = c->n;
    IRD_TRY(ird_changed_find_slots(c, why, err));
    if (*why == NULL) {
        IRD_TRY(ird_changed_find_links(c, why, err));
    }
    if (*why != NULL) {
        return IRD_OK;
    }
    IRD_TRY(ird_beside_make(c, err));
    c->norm = c->factor->norm;
    for (size_t i = 0; i < c->links.count; i++) {
        c->norm = fmax(c->norm, 2 * fabs(c->links.items[i].siemens));
    }
    c->z = ird_alloc(n, sizeof *c->z);
    c->p = ird_alloc(n, sizeof *c->p);
    c->q = ird_alloc(n, sizeof *c->q);
    if (c->z == NULL || c->p == NULL || c->q == NULL) {
        return ird_fail_memory(err, doing);
    }
    IRD_TRY(make_columns(c, err));
    size_t k = c->constraints.count;
    if (k > 0 && !ird_dense_panel(c->small, k, k)) {
        *why = "a tie of no resistance closes a ring of them";
    }
    bool is_same = c->links.count == 0 && k == 0 && c->new_count == 0;
    c->info.method = is_same ? IRD_CHANGE_LOADS : IRD_CHANGE_UPDATED;
    c->info.new_nodes = c->beside.m;
    c->info.constraints = k;
    return IRD_OK;
}

/* Nodes that a source reached before and none does now. */
static size_t count_cut_off(const ird_changed *c) {
    size_t count = 0;
    for (size_t i = 0; i < c->change->network->nodes.count; i++) {
        count += ird_factor_reaches(c->factor, (int32_t)i) &&
                 !ird_factor_reaches(c->fresh, (int32_t)i);
    }
    return count;
}

static ird_status factor_anew(ird_changed *c, const char *why, const ird_monitor *monitor,
                              ird_error *err) {
    ird_factor *factor = c->factor;
    const ird_change *change = c->change;
    free_parts(c);
    *c = (ird_changed){.factor = factor, .change = change, .n = c->n};
    c->info = (ird_changed_info){.method = IRD_CHANGE_FRESH, .why = why};
    c->network = ird_alloc_zero(1, sizeof *c->network);
    if (c->network == NULL) {
        return ird_fail_memory(err, doing);
    }
    IRD_TRY(ird_change_apply(change, NULL, 0, c->network, err));
    IRD_TRY(ird_factor_create(&c->fresh, c->network, &factor->options, monitor, err));
    c->info.cut_off = count_cut_off(c);
    return IRD_OK;
}

ird_status ird_changed_factor_anew(ird_changed *c, const char *why, ird_error *err) {
    return factor_anew(c, why, NULL, err);
}

ird_status ird_changed_create(ird_changed **changed, ird_factor *factor,
                              const ird_change *change, const ird_monitor *monitor,
                              ird_error *err) {
    double begin_s = ird_clock_s();
    const char *why = NULL;
    ird_changed *made = ird_alloc_zero(1, sizeof *made);
    if (made == NULL) {
        return ird_fail_memory(err, doing);
    }
    made->factor = factor;
    made->change = change;
    made->n = factor->topology.unknowns;
    made->info.why = "";
    ird_status status = prepare(made, &why, err);
    if (status == IRD_OK && why != NULL) {
        status = factor_anew(made, why, monitor, err);
    }
    if (status != IRD_OK) {
        ird_changed_free(made);
        return status;
    }
    made->info.prepare_s = ird_clock_s() - begin_s;
    *changed = made;
    return IRD_OK;
}

ird_status ird_change_solve(ird_solution *after, ird_factor *factor,
                            const ird_change *change, const ird_load *loads, size_t count,
                            const ird_solution *before, ird_changed_info *info,
                            ird_error *err) {
    ird_changed *changed = NULL;
    IRD_TRY(ird_changed_create(&changed, factor, change, NULL, err));
    ird_status status = ird_changed_solve(after, changed, loads, count, before, err);
    if (status == IRD_OK && info != NULL) {
        *info = ird_changed_get_info(changed);
    }
    ird_changed_free(changed);
    return status;
}
