/* SPDX-License-Identifier: BSD-3-Clause */
#include <string.h>

#include "base/short_sort.h"
#include "engine/dense.h"
#include "engine/dense_quick.h"
#include "engine/fronts_tree.h"

static const char *const doing = "factoring a power grid";

static size_t part_count(const ird_fronts *f) {
    return f->dissection.parts.count;
}

/* ---- symbolic ---------------------------------------------------------------------- */

static int compare_positions(const void *left, const void *right) {
    int32_t a = *(const int32_t *)left;
    int32_t b = *(const int32_t *)right;
    return (a > b) - (a < b);
}

static void sort_positions(int32_t *list, size_t count) {
    IRD_SHORT_SORT(int32_t, list, count, compare_positions);
}

typedef struct position_list {
    IRD_VEC(int32_t) items;
} position_list;

/* out = what is behind `last` in the sorted lists a and b, each once. */
static size_t merge(const int32_t *a, size_t a_count, const int32_t *b, size_t b_count,
                    int32_t last, int32_t *out) {
    size_t count = 0;
    size_t i = 0;
    size_t j = 0;
    while (i < a_count || j < b_count) {
        bool from_a = j == b_count || (i < a_count && a[i] <= b[j]);
        int32_t value = from_a ? a[i++] : b[j++];
        if (value > last && (count == 0 || out[count - 1] != value)) {
            out[count++] = value;
        }
    }
    return count;
}

/* Positions behind the part that its own nodes are joined to, sorted, into own. */
static ird_status list_own(const ird_fronts *f, const ird_graph *graph,
                           const ird_part *part, position_list *own, ird_error *err) {
    own->items.count = 0;
    int32_t end = part->first + part->count;
    for (int32_t i = part->first; i < end; i++) {
        int32_t node = f->dissection.order[i];
        size_t first = graph->start[node];
        size_t last = graph->start[node + 1];
        ird_status status = ird_vec_reserve(&own->items, last - first, doing, err);
        if (status != IRD_OK) {
            return status;
        }
        for (size_t e = first; e < last; e++) {
            int32_t other = f->position[graph->neighbour[e]];
            if (other >= end) {
                own->items.items[own->items.count++] = other;
            }
        }
    }
    sort_positions(own->items.items, own->items.count);
    return IRD_OK;
}

/* Rows of a part: those of its two parts and its own neighbours. */
static ird_status list_rows(ird_fronts *f, const ird_graph *graph, size_t index,
                            position_list *own, position_list *both, ird_error *err) {
    const ird_part *part = &f->dissection.parts.items[index];
    ird_status status = list_own(f, graph, part, own, err);
    if (status != IRD_OK) {
        return status;
    }
    int32_t last = part->first + part->count - 1;
    size_t merged = 0;
    if (part->left >= 0) {
        size_t left = ird_fronts_rows(f, (size_t)part->left);
        size_t right = part->right >= 0 ? ird_fronts_rows(f, (size_t)part->right) : 0;
        both->items.count = 0;
        status = ird_vec_reserve(&both->items, left + right, doing, err);
        if (status != IRD_OK) {
            return status;
        }
        merged = merge(f->rows.items + f->row_start[part->left], left,
                       f->rows.items + (right > 0 ? f->row_start[part->right] : 0), right,
                       last, both->items.items);
    }
    status = ird_vec_reserve(&f->rows, merged + own->items.count, doing, err);
    if (status == IRD_OK) {
        f->rows.count += merge(both->items.items, merged, own->items.items,
                               own->items.count, last, f->rows.items + f->rows.count);
        f->row_start[index + 1] = f->rows.count;
    }
    return status;
}

/* 1 + 4 + ... + n^2: a column of n rows takes n^2 multiplications and additions. */
static double squares(size_t n) {
    double m = (double)n;
    return m * (m + 1) * (2 * m + 1) / 6;
}

void ird_fronts_set_panels(ird_fronts *f, ird_fronts_form form) {
    for (size_t k = 0; k < part_count(f); k++) {
        size_t own = (size_t)f->dissection.parts.items[k].count;
        size_t height = own + ird_fronts_rows(f, k);
        f->panel_start[k + 1] = f->panel_start[k] + (form == IRD_FRONTS_QUICK
                                                         ? ird_quick_packed(height, own)
                                                         : ird_dense_packed(height, own));
    }
    f->entries[form] = f->panel_start[part_count(f)];
}

static void measure(ird_fronts *f) {
    for (int form = IRD_FRONTS_FORMS; form-- > 0;) {
        ird_fronts_set_panels(f, (ird_fronts_form)form);
    }
    for (size_t k = 0; k < part_count(f); k++) {
        size_t own = (size_t)f->dissection.parts.items[k].count;
        size_t rows = ird_fronts_rows(f, k);
        size_t work = own + rows + IRD_QUICK_QUAD;
        f->widest = work > f->widest ? work : f->widest;
        f->flops += squares(own + rows) - squares(rows);
    }
}

static ird_status analyse(ird_fronts *f, const ird_graph *graph, ird_error *err) {
    size_t n = graph->n;
    size_t parts = part_count(f);
    f->position = ird_alloc(n, sizeof *f->position);
    f->row_start = ird_alloc_zero(parts + 1, sizeof *f->row_start);
    f->panel_start = ird_alloc_zero(parts + 1, sizeof *f->panel_start);
    if (f->position == NULL || f->row_start == NULL || f->panel_start == NULL) {
        return ird_fail_memory(err, doing);
    }
    for (size_t i = 0; i < n; i++) {
        f->position[f->dissection.order[i]] = (int32_t)i;
    }
    position_list own = {0};
    position_list both = {0};
    /* Room for one, so that a graph without edges has a list, too. */
    ird_status status = ird_vec_reserve(&f->rows, 1, doing, err);
    if (status == IRD_OK) {
        status = ird_vec_reserve(&both.items, 1, doing, err);
    }
    for (size_t k = 0; status == IRD_OK && k < parts; k++) {
        status = list_rows(f, graph, k, &own, &both, err);
    }
    ird_free(own.items.items);
    ird_free(both.items.items);
    if (status == IRD_OK) {
        measure(f);
    }
    return status;
}

ird_status ird_fronts_analyse(ird_fronts **fronts, ird_dissection *dissection,
                              const ird_graph *graph, ird_error *err) {
    ird_fronts *made = ird_alloc_zero(1, sizeof *made);
    if (made == NULL) {
        ird_dissection_free(dissection);
        return ird_fail_memory(err, doing);
    }
    made->dissection = *dissection;
    memset(dissection, 0, sizeof *dissection);
    ird_status status = analyse(made, graph, err);
    if (status != IRD_OK) {
        ird_fronts_free(made);
        return status;
    }
    *fronts = made;
    return IRD_OK;
}

double ird_fronts_entries(const ird_fronts *fronts) {
    return (double)fronts->panel_start[part_count(fronts)];
}

double ird_fronts_flops(const ird_fronts *fronts) {
    return fronts->flops;
}

void ird_fronts_free(ird_fronts *fronts) {
    if (fronts == NULL) {
        return;
    }
    ird_dissection_free(&fronts->dissection);
    ird_free(fronts->position);
    ird_free(fronts->row_start);
    ird_free(fronts->rows.items);
    ird_free(fronts->panel_start);
    ird_free(fronts->values);
    ird_free(fronts->singles);
    ird_cut_free(&fronts->cut);
    ird_free(fronts->borders.items);
    ird_free(fronts->permuted);
    ird_free(fronts->work);
    ird_free(fronts->work_quick);
    ird_workers_free(fronts->workers);
    ird_free(fronts);
}
