/* SPDX-License-Identifier: BSD-3-Clause */
#include "engine/fronts.h"

#include <stdlib.h>
#include <string.h>

#include "engine/dense.h"

static const char *const doing = "factoring a power grid";

struct ird_fronts {
    ird_dissection dissection;
    int32_t *position;     /* per node: its place in the order of elimination */
    size_t *row_start;     /* per part, and one more: its rows are ... */
    IRD_VEC(int32_t) rows; /* ... positions behind its own nodes, ascending */
    size_t *panel_start;   /* per part, and one more: its columns in the factor */
    double *values;        /* the factor in double ... */
    float *singles;        /* ... or in single precision */
    double *work;          /* of the widest front */
    double *permuted;      /* a vector in the order of elimination */
    size_t widest, largest_panel;
    size_t stack_peak[2]; /* see builder */
};

static size_t part_count(const ird_fronts *f) {
    return f->dissection.parts.count;
}

static size_t row_count(const ird_fronts *f, size_t part) {
    return f->row_start[part + 1] - f->row_start[part];
}

/* ---- symbolic ---------------------------------------------------------------------- */

static int compare_positions(const void *left, const void *right) {
    int32_t a = *(const int32_t *)left;
    int32_t b = *(const int32_t *)right;
    return (a > b) - (a < b);
}

static void sort_positions(int32_t *list, size_t count) {
    if (count > 24) {
        qsort(list, count, sizeof *list, compare_positions);
        return;
    }
    for (size_t i = 1; i < count; i++) {
        int32_t value = list[i];
        size_t at = i;
        for (; at > 0 && list[at - 1] > value; at--) {
            list[at] = list[at - 1];
        }
        list[at] = value;
    }
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
        size_t left = row_count(f, (size_t)part->left);
        size_t right = row_count(f, (size_t)part->right);
        both->items.count = 0;
        status = ird_vec_reserve(&both->items, left + right, doing, err);
        if (status != IRD_OK) {
            return status;
        }
        merged = merge(f->rows.items + f->row_start[part->left], left,
                       f->rows.items + f->row_start[part->right], right, last,
                       both->items.items);
    }
    status = ird_vec_reserve(&f->rows, merged + own->items.count, doing, err);
    if (status == IRD_OK) {
        f->rows.count += merge(both->items.items, merged, own->items.items,
                               own->items.count, last, f->rows.items + f->rows.count);
        f->row_start[index + 1] = f->rows.count;
    }
    return status;
}

/* Sizes of what the numeric part needs. */
static void measure(ird_fronts *f) {
    size_t stack[2] = {0, 0};
    for (size_t k = 0; k < part_count(f); k++) {
        const ird_part *part = &f->dissection.parts.items[k];
        size_t own = (size_t)part->count;
        size_t rows = row_count(f, k);
        size_t panel = (own + rows) * own;
        f->panel_start[k + 1] = f->panel_start[k] + ird_dense_packed(own + rows, own);
        f->largest_panel = panel > f->largest_panel ? panel : f->largest_panel;
        f->widest = own + rows > f->widest ? own + rows : f->widest;
        int side = part->depth % 2;
        stack[side] += rows * rows;
        f->stack_peak[side] =
            stack[side] > f->stack_peak[side] ? stack[side] : f->stack_peak[side];
        if (part->left >= 0) {
            size_t left = row_count(f, (size_t)part->left);
            size_t right = row_count(f, (size_t)part->right);
            stack[1 - side] -= left * left + right * right;
        }
    }
}

static ird_status analyse(ird_fronts *f, const ird_graph *graph, ird_error *err) {
    size_t n = graph->n;
    size_t parts = part_count(f);
    f->position = ird_alloc(n, sizeof *f->position);
    f->row_start = ird_alloc_zero(parts + 1, sizeof *f->row_start);
    f->panel_start = ird_alloc_zero(parts + 1, sizeof *f->panel_start);
    f->permuted = ird_alloc(n, sizeof *f->permuted);
    if (f->position == NULL || f->row_start == NULL || f->panel_start == NULL ||
        f->permuted == NULL) {
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
        f->work = ird_alloc(f->widest, sizeof *f->work);
        status = f->work != NULL ? IRD_OK : ird_fail_memory(err, doing);
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

size_t ird_fronts_bytes(const ird_fronts *fronts, bool is_single) {
    size_t entries = fronts->panel_start[part_count(fronts)];
    size_t bytes = entries * (is_single ? sizeof(float) : sizeof(double));
    size_t waiting =
        fronts->stack_peak[0] + fronts->stack_peak[1] + fronts->largest_panel;
    bytes += waiting * sizeof(double);
    return bytes + fronts->rows.count * sizeof(int32_t);
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
    ird_free(fronts->work);
    ird_free(fronts->permuted);
    ird_free(fronts);
}

/* ---- numeric ----------------------------------------------------------------------- */

typedef struct builder {
    ird_fronts *fronts;
    const ird_graph *graph;
    int32_t *where;   /* per position: its row in the front at hand */
    int32_t *target;  /* rows of an update in the front above */
    double *stack[2]; /* updates that wait for the front above, by the parity of their
                         depth: the two that go into a front are on one stack, what it
                         leaves goes on the other, and nothing needs moving */
    size_t top[2];
    double *panel; /* scratch: that of the front at hand */
} builder;

/* The equations of the part's own nodes. */
static void add_equations(const builder *b, const ird_part *part, double *panel,
                          size_t height) {
    const ird_fronts *f = b->fronts;
    const ird_graph *graph = b->graph;
    for (int32_t j = 0; j < part->count; j++) {
        int32_t at = part->first + j;
        int32_t node = f->dissection.order[at];
        double *column = panel + (size_t)j * height;
        double sum = graph->leak[node];
        for (size_t e = graph->start[node]; e < graph->start[node + 1]; e++) {
            int32_t other = f->position[graph->neighbour[e]];
            sum += graph->siemens[e];
            if (other > at) {
                column[b->where[other]] -= graph->siemens[e];
            }
        }
        column[j] += sum;
    }
}

/* Add the update of a part below, on the stack at update, into the front. */
static void add_update(const builder *b, size_t below, const double *update,
                       const ird_part *part, double *panel, double *rest, size_t height) {
    const ird_fronts *f = b->fronts;
    const int32_t *rows = f->rows.items + f->row_start[below];
    size_t count = row_count(f, below);
    size_t own = (size_t)part->count;
    for (size_t i = 0; i < count; i++) {
        b->target[i] = b->where[rows[i]];
    }
    for (size_t j = 0; j < count; j++) {
        size_t to = (size_t)b->target[j];
        const double *column = update + j * count;
        double *out = panel + to * height;
        int32_t shift = 0;
        if (to >= own) {
            out = rest + (to - own) * (height - own);
            shift = part->count;
        }
        for (size_t i = j; i < count; i++) {
            out[b->target[i] - shift] += column[i];
        }
    }
}

static void set_where(const builder *b, size_t index, const ird_part *part) {
    const ird_fronts *f = b->fronts;
    const int32_t *rows = f->rows.items + f->row_start[index];
    for (int32_t j = 0; j < part->count; j++) {
        b->where[part->first + j] = j;
    }
    for (size_t i = 0; i < row_count(f, index); i++) {
        b->where[rows[i]] = part->count + (int32_t)i;
    }
}

static ird_status build_front(builder *b, size_t index, ird_error *err) {
    ird_fronts *f = b->fronts;
    const ird_part *part = &f->dissection.parts.items[index];
    size_t own = (size_t)part->count;
    size_t rows = row_count(f, index);
    size_t height = own + rows;
    double *panel = b->panel;
    int side = part->depth % 2;
    double *rest = b->stack[side] + b->top[side];
    memset(panel, 0, height * own * sizeof *panel);
    for (size_t j = 0; j < rows; j++) { /* the lower part is all that is used */
        memset(rest + j * rows + j, 0, (rows - j) * sizeof *rest);
    }
    set_where(b, index, part);
    add_equations(b, part, panel, height);
    if (part->left >= 0) {
        size_t left = row_count(f, (size_t)part->left);
        size_t right = row_count(f, (size_t)part->right);
        double **below = &b->stack[1 - side];
        size_t *top = &b->top[1 - side];
        *top -= right * right;
        add_update(b, (size_t)part->right, *below + *top, part, panel, rest, height);
        *top -= left * left;
        add_update(b, (size_t)part->left, *below + *top, part, panel, rest, height);
    }
    if (!ird_dense_panel(panel, height, own)) {
        return ird_fail(err, IRD_SOLVE_SINGULAR,
                        "the equations of the power grid are singular in double "
                        "precision; look for resistances that are far too large");
    }
    ird_dense_update(rest, rows, panel, height, own);
    b->top[side] += rows * rows;
    if (f->singles != NULL) {
        ird_dense_pack_single(panel, height, own, f->singles + f->panel_start[index]);
    } else {
        ird_dense_pack(panel, height, own, f->values + f->panel_start[index]);
    }
    return IRD_OK;
}

static ird_status build_all(builder *b, const ird_monitor *monitor, ird_error *err) {
    size_t parts = part_count(b->fronts);
    double total = ird_fronts_entries(b->fronts);
    double ticked = 0;
    for (size_t k = 0; k < parts; k++) {
        ird_status status = build_front(b, k, err);
        double done = (double)b->fronts->panel_start[k + 1] / total;
        if (status == IRD_OK && done > ticked + 0.01) {
            ticked = done;
            status = ird_monitor_tick(monitor, doing, done, err);
        }
        if (status != IRD_OK) {
            return status;
        }
    }
    return IRD_OK;
}

static bool allocate_factor(ird_fronts *f, builder *b, bool is_single) {
    size_t entries = f->panel_start[part_count(f)];
    b->where = ird_alloc(b->graph->n, sizeof *b->where);
    b->target = ird_alloc(f->widest, sizeof *b->target);
    for (size_t i = 0; i < 2; i++) {
        b->stack[i] = ird_alloc(f->stack_peak[i], sizeof **b->stack);
    }
    b->panel = ird_alloc(f->largest_panel, sizeof *b->panel);
    if (is_single) {
        f->singles = ird_alloc(entries, sizeof *f->singles);
    } else {
        f->values = ird_alloc(entries, sizeof *f->values);
    }
    return b->where != NULL && b->target != NULL && b->stack[0] != NULL &&
           b->stack[1] != NULL && b->panel != NULL &&
           (is_single ? f->singles != NULL : f->values != NULL);
}

ird_status ird_fronts_factor(ird_fronts *fronts, const ird_graph *graph, bool is_single,
                             const ird_monitor *monitor, ird_error *err) {
    builder b = {.fronts = fronts, .graph = graph};
    ird_status status = allocate_factor(fronts, &b, is_single)
                            ? build_all(&b, monitor, err)
                            : ird_fail_memory(err, doing);
    ird_free(b.where);
    ird_free(b.target);
    ird_free(b.stack[0]);
    ird_free(b.stack[1]);
    ird_free(b.panel);
    ird_free(fronts->position);
    fronts->position = NULL;
    return status;
}

/* ---- solving ----------------------------------------------------------------------- */

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

static void forward(ird_fronts *f, size_t index) {
    const ird_part *part = &f->dissection.parts.items[index];
    const int32_t *rows = f->rows.items + f->row_start[index];
    size_t own = (size_t)part->count;
    size_t below = row_count(f, index);
    double *x = f->permuted;
    double *work = f->work;
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

static void backward(ird_fronts *f, size_t index) {
    const ird_part *part = &f->dissection.parts.items[index];
    const int32_t *rows = f->rows.items + f->row_start[index];
    size_t own = (size_t)part->count;
    size_t below = row_count(f, index);
    double *x = f->permuted;
    double *work = f->work;
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

void ird_fronts_solve(ird_fronts *fronts, const double *rhs, double *x) {
    size_t n = fronts->dissection.n;
    const int32_t *order = fronts->dissection.order;
    for (size_t i = 0; i < n; i++) {
        fronts->permuted[i] = rhs[order[i]];
    }
    for (size_t k = 0; k < part_count(fronts); k++) {
        forward(fronts, k);
    }
    for (size_t k = part_count(fronts); k-- > 0;) {
        backward(fronts, k);
    }
    for (size_t i = 0; i < n; i++) {
        x[order[i]] = fronts->permuted[i];
    }
}
