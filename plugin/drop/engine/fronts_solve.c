/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdatomic.h>
#include <string.h>

#include "engine/dense.h"
#include "engine/dense_quick.h"
#include "engine/fronts_tree.h"

/* Subtrees that a solve is cut into, whatever the number of threads. */
enum { PIECES = 8 };

static const char *const doing = "factoring a power grid";

/* ---- borders ----------------------------------------------------------------------- */

/* Where value stands in the sorted list; it is there. */
static size_t find(const int32_t *list, size_t count, int32_t value) {
    size_t low = 0;
    while (count > 1) {
        size_t half = count / 2;
        low += list[low + half] <= value ? half : 0;
        count -= half;
    }
    return low;
}

static ird_status list_border(ird_fronts *f, ird_subtree *subtree, ird_error *err) {
    size_t root = (size_t)subtree->root, rows = ird_fronts_rows(f, root);
    subtree->border = f->dissection.n + f->borders.count;
    ird_status status = ird_vec_reserve(&f->borders, rows, doing, err);
    if (status == IRD_OK) {
        memcpy(f->borders.items + f->borders.count, f->rows.items + f->row_start[root],
               rows * sizeof *f->borders.items);
        f->borders.count += rows;
    }
    return status;
}

/* Rows behind the subtree become the copies of them. */
static void turn_rows(ird_fronts *f, const ird_subtree *subtree) {
    const ird_part *top = &f->dissection.parts.items[subtree->root];
    const int32_t *border = f->borders.items + (subtree->border - f->dissection.n);
    size_t count = ird_fronts_rows(f, (size_t)subtree->root);
    int32_t end = top->first + top->count;
    for (size_t i = f->row_start[subtree->first]; i < f->row_start[subtree->root + 1];
         i++) {
        int32_t *row = &f->rows.items[i];
        if (*row >= end) {
            *row = (int32_t)(subtree->border + find(border, count, *row));
        }
    }
}

ird_status ird_fronts_furnish(ird_fronts *fronts, ird_error *err) {
    size_t n = fronts->dissection.n;
    size_t pieces = n >= IRD_FRONTS_SHARED && n < INT32_MAX / 2 ? PIECES : 1;
    ird_status status = ird_cut_make(&fronts->cut, fronts, pieces, err);
    if (status == IRD_OK) {
        status = ird_vec_reserve(&fronts->borders, 1, doing, err);
    }
    for (size_t i = 0; i < fronts->cut.subtrees.count && status == IRD_OK; i++) {
        status = list_border(fronts, &fronts->cut.subtrees.items[i], err);
    }
    if (status != IRD_OK) {
        return status;
    }
    for (size_t i = 0; i < fronts->cut.subtrees.count; i++) {
        turn_rows(fronts, &fronts->cut.subtrees.items[i]);
    }
    fronts->permuted = ird_alloc(n + fronts->borders.count, sizeof *fronts->permuted);
    size_t threads = ird_fronts_threads(fronts);
    if (fronts->is_quick) {
        fronts->work_quick = ird_alloc_zero(fronts->widest, threads * sizeof(float));
    } else {
        fronts->work = ird_alloc(fronts->widest, threads * sizeof(double));
    }
    bool has_work = fronts->work != NULL || fronts->work_quick != NULL;
    return fronts->permuted != NULL && has_work ? IRD_OK : ird_fail_memory(err, doing);
}

/* ---- one part ---------------------------------------------------------------------- */

/* A handful, for which calling memcpy takes longer than copying. */
static inline void copy_few(double *restrict to, const double *restrict from,
                            size_t count) {
    enum { AT_ONCE = 4 };
    for (; count >= AT_ONCE; count -= AT_ONCE, to += AT_ONCE, from += AT_ONCE) {
        memcpy(to, from, AT_ONCE * sizeof *to);
    }
    if (count >= 2) {
        memcpy(to, from, 2 * sizeof *to);
        to += 2;
        from += 2;
    }
    if (count % 2 == 1) {
        *to = *from;
    }
}

static void forward(const ird_fronts *f, size_t index, double *work) {
    const ird_part *part = &f->dissection.parts.items[index];
    const int32_t *rows = f->rows.items + f->row_start[index];
    size_t own = (size_t)part->count;
    size_t below = ird_fronts_rows(f, index);
    double *x = f->permuted;
    if (own == 0) {
        return;
    }
    copy_few(work, x + part->first, own);
    memset(work + own, 0, below * sizeof *work);
    if (f->values != NULL) {
        ird_dense_forward(f->values + f->panel_start[index], own + below, own, work);
    } else {
        ird_dense_forward_single(f->singles + f->panel_start[index], own + below, own,
                                 work);
    }
    copy_few(x + part->first, work, own);
    for (size_t i = 0; i < below; i++) {
        x[rows[i]] += work[own + i];
    }
}

static void backward(const ird_fronts *f, size_t index, double *work) {
    const ird_part *part = &f->dissection.parts.items[index];
    const int32_t *rows = f->rows.items + f->row_start[index];
    size_t own = (size_t)part->count;
    size_t below = ird_fronts_rows(f, index);
    double *x = f->permuted;
    if (own == 0) {
        return;
    }
    copy_few(work, x + part->first, own);
    for (size_t i = 0; i < below; i++) {
        work[own + i] = x[rows[i]];
    }
    if (f->values != NULL) {
        ird_dense_backward(f->values + f->panel_start[index + 1], own + below, own, work);
    } else {
        ird_dense_backward_single(f->singles + f->panel_start[index + 1], own + below,
                                  own, work);
    }
    copy_few(x + part->first, work, own);
}

/* A front of quick panels, its own values in work; the vector is in double all the same,
 * so that what parts add to one another is not rounded once more each time. */
typedef struct quick {
    const int32_t *rows;
    size_t own, below;
    double *x, *first;
} quick;

static quick take_own(const ird_fronts *f, size_t index, float *work) {
    const ird_part *part = &f->dissection.parts.items[index];
    quick q = {f->rows.items + f->row_start[index], (size_t)part->count,
               ird_fronts_rows(f, index), f->permuted, f->permuted + part->first};
    for (size_t i = 0; i < q.own; i++) {
        work[i] = (float)q.first[i];
    }
    return q;
}

static void forward_quick(const ird_fronts *f, size_t index, float *work) {
    const quick q = take_own(f, index, work);
    if (q.own == 0) {
        return;
    }
    ird_quick_forward(f->singles + f->panel_start[index], q.own + q.below, q.own, work);
    for (size_t i = IRD_QUICK_BLOCK; i < q.own; i++) {
        q.first[i] = (double)work[i];
    }
    for (size_t i = 0; i < q.below; i++) {
        q.x[q.rows[i]] += (double)work[q.own + i];
    }
}

static void backward_quick(const ird_fronts *f, size_t index, float *work) {
    const quick q = take_own(f, index, work);
    if (q.own == 0) {
        return;
    }
    for (size_t i = 0; i < q.below; i++) {
        work[q.own + i] = (float)q.x[q.rows[i]];
    }
    for (size_t i = 0; i < IRD_QUICK_QUAD - 1; i++) {
        work[q.own + q.below + i] = 0;
    }
    ird_quick_backward(f->singles + f->panel_start[index + 1], q.own + q.below, q.own,
                       work);
    for (size_t i = 0; i < q.own; i++) {
        q.first[i] = (double)work[i];
    }
}

static void forward_any(const ird_fronts *f, size_t index, size_t worker) {
    if (f->is_quick) {
        forward_quick(f, index, f->work_quick + worker * f->widest);
    } else {
        forward(f, index, f->work + worker * f->widest);
    }
}

static void backward_any(const ird_fronts *f, size_t index, size_t worker) {
    if (f->is_quick) {
        backward_quick(f, index, f->work_quick + worker * f->widest);
    } else {
        backward(f, index, f->work + worker * f->widest);
    }
}

/* ---- all of them ------------------------------------------------------------------- */

typedef struct pass {
    ird_fronts *fronts;
    const double *rhs;
    double *x;
    atomic_size_t next; /* subtree to take */
} pass;

/* The values of a part's own nodes, or of all in a row of parts. */
static void gather(const pass *p, const ird_part *first, const ird_part *last) {
    const int32_t *order = p->fronts->dissection.order;
    double *x = p->fronts->permuted;
    for (int32_t i = first->first; i < last->first + last->count; i++) {
        x[i] = p->rhs[order[i]];
    }
}

static void scatter(const pass *p, const ird_part *first, const ird_part *last) {
    const int32_t *order = p->fronts->dissection.order;
    const double *x = p->fronts->permuted;
    for (int32_t i = first->first; i < last->first + last->count; i++) {
        p->x[order[i]] = x[i];
    }
}

static const ird_subtree *take(pass *p) {
    size_t taken = atomic_fetch_add(&p->next, 1);
    const ird_cut *cut = &p->fronts->cut;
    return taken < cut->subtrees.count ? &cut->subtrees.items[taken] : NULL;
}

static void forward_subtrees(void *context, size_t worker) {
    pass *p = context;
    ird_fronts *f = p->fronts;
    const ird_part *parts = f->dissection.parts.items;
    for (const ird_subtree *s = take(p); s != NULL; s = take(p)) {
        gather(p, &parts[s->first], &parts[s->root]);
        memset(f->permuted + s->border, 0,
               ird_fronts_rows(f, (size_t)s->root) * sizeof *f->permuted);
        for (int32_t k = s->first; k <= s->root; k++) {
            forward_any(f, (size_t)k, worker);
        }
    }
}

static void backward_subtrees(void *context, size_t worker) {
    pass *p = context;
    ird_fronts *f = p->fronts;
    const ird_part *parts = f->dissection.parts.items;
    for (const ird_subtree *s = take(p); s != NULL; s = take(p)) {
        for (int32_t k = s->root; k >= s->first; k--) {
            backward_any(f, (size_t)k, worker);
        }
        scatter(p, &parts[s->first], &parts[s->root]);
    }
}

static void share(pass *p, void (*task)(void *context, size_t worker)) {
    atomic_store(&p->next, 0);
    if (p->fronts->workers != NULL) {
        ird_workers_run(p->fronts->workers, task, p);
    } else {
        task(p, 0);
    }
}

/* What the subtrees leave at their borders, one after the other, then the parts above;
 * and back. */
static void solve_above(const pass *p) {
    ird_fronts *f = p->fronts;
    const ird_part *parts = f->dissection.parts.items;
    const int32_t *above = f->cut.above.items;
    size_t n = f->dissection.n, count = f->cut.above.count;
    double *x = f->permuted;
    for (size_t i = 0; i < count; i++) {
        gather(p, &parts[above[i]], &parts[above[i]]);
    }
    for (size_t i = 0; i < f->borders.count; i++) {
        x[f->borders.items[i]] += x[n + i];
    }
    for (size_t i = 0; i < count; i++) {
        forward_any(f, (size_t)above[i], 0);
    }
    for (size_t i = count; i-- > 0;) {
        backward_any(f, (size_t)above[i], 0);
    }
    for (size_t i = 0; i < f->borders.count; i++) {
        x[n + i] = x[f->borders.items[i]];
    }
}

void ird_fronts_solve(ird_fronts *fronts, const double *rhs, double *x) {
    const ird_part *parts = fronts->dissection.parts.items;
    pass p = {.fronts = fronts, .rhs = rhs, .x = x};
    share(&p, forward_subtrees);
    solve_above(&p);
    share(&p, backward_subtrees);
    for (size_t i = 0; i < fronts->cut.above.count; i++) {
        const ird_part *part = &parts[fronts->cut.above.items[i]];
        scatter(&p, part, part);
    }
}
