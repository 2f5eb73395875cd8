/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Solving with a tree of fronts for several right-hand sides at once: as fronts_solve.c
 * does for one, by one thread.
 */
#include <string.h>

#include "engine/dense.h"
#include "engine/fronts_tree.h"

bool ird_fronts_has_lanes(const ird_fronts *fronts) {
    return fronts->singles != NULL && !fronts->is_quick;
}

size_t ird_fronts_lanes_room(const ird_fronts *fronts) {
    return fronts->dissection.n + fronts->borders.count + fronts->widest;
}

/* The vector in the order of elimination with the borders behind, and the work of a
 * front. */
typedef struct pass {
    const ird_fronts *fronts;
    ird_lanes *x, *permuted, *work;
} pass;

static void forward(const pass *p, size_t index) {
    const ird_fronts *f = p->fronts;
    const ird_part *part = &f->dissection.parts.items[index];
    const int32_t *rows = f->rows.items + f->row_start[index];
    size_t own = (size_t)part->count, below = ird_fronts_rows(f, index);
    ird_lanes *x = p->permuted, *work = p->work;
    if (own == 0) {
        return;
    }
    memcpy(work, x + part->first, own * sizeof *work);
    memset(work + own, 0, below * sizeof *work);
    ird_dense_forward_lanes(f->singles + f->panel_start[index], own + below, own, work);
    memcpy(x + part->first, work, own * sizeof *work);
    for (size_t i = 0; i < below; i++) {
        x[rows[i]] += work[own + i];
    }
}

static void backward(const pass *p, size_t index) {
    const ird_fronts *f = p->fronts;
    const ird_part *part = &f->dissection.parts.items[index];
    const int32_t *rows = f->rows.items + f->row_start[index];
    size_t own = (size_t)part->count, below = ird_fronts_rows(f, index);
    ird_lanes *x = p->permuted, *work = p->work;
    if (own == 0) {
        return;
    }
    memcpy(work, x + part->first, own * sizeof *work);
    for (size_t i = 0; i < below; i++) {
        work[own + i] = x[rows[i]];
    }
    ird_dense_backward_lanes(f->singles + f->panel_start[index + 1], own + below, own,
                             work);
    memcpy(x + part->first, work, own * sizeof *work);
}

void ird_fronts_solve_lanes(const ird_fronts *fronts, ird_lanes *x, ird_lanes *room) {
    const ird_fronts *f = fronts;
    size_t n = f->dissection.n, count = f->cut.above.count;
    const int32_t *order = f->dissection.order;
    const int32_t *above = f->cut.above.items;
    pass p = {f, x, room, room + n + f->borders.count};
    for (size_t i = 0; i < n; i++) {
        p.permuted[i] = x[order[i]];
    }
    memset(p.permuted + n, 0, f->borders.count * sizeof *p.permuted);
    for (size_t i = 0; i < f->cut.subtrees.count; i++) {
        const ird_subtree *s = &f->cut.subtrees.items[i];
        for (int32_t k = s->first; k <= s->root; k++) {
            forward(&p, (size_t)k);
        }
    }
    for (size_t i = 0; i < f->borders.count; i++) {
        p.permuted[f->borders.items[i]] += p.permuted[n + i];
    }
    for (size_t i = 0; i < count; i++) {
        forward(&p, (size_t)above[i]);
    }
    for (size_t i = count; i-- > 0;) {
        backward(&p, (size_t)above[i]);
    }
    for (size_t i = 0; i < f->borders.count; i++) {
        p.permuted[n + i] = p.permuted[f->borders.items[i]];
    }
    for (size_t i = f->cut.subtrees.count; i-- > 0;) {
        const ird_subtree *s = &f->cut.subtrees.items[i];
        for (int32_t k = s->root; k >= s->first; k--) {
            backward(&p, (size_t)k);
        }
    }
    for (size_t i = 0; i < n; i++) {
        x[order[i]] = p.permuted[i];
    }
}
