/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdatomic.h>
#include <string.h>

#include "engine/dense.h"
#include "engine/dense_quick.h"
#include "engine/fronts_tree.h"

static const char *const doing = "factoring a power grid";

/* What all threads share. */
typedef struct work_list {
    ird_fronts *fronts;
    const ird_graph *graph;
    const ird_cut *cut;
    double **kept; /* per subtree: the update that its root leaves */
    const ird_monitor *monitor;
    ird_error *err;
    atomic_size_t next, entries; /* subtree to take; entries made */
    atomic_bool stops, is_singular;
    ird_status status; /* of the monitor, set by the thread that calls */
} work_list;

/* One thread's room. */
typedef struct builder {
    work_list *list;
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

/* ---- sizes ------------------------------------------------------------------------- */

typedef struct sizes {
    size_t stack[2], panel;
} sizes;

static void raise(size_t *most, size_t value) {
    *most = value > *most ? value : *most;
}

static int32_t subtree_of_root(const ird_cut *cut, int32_t root) {
    size_t low = 0, high = cut->subtrees.count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (cut->subtrees.items[middle].root < root) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    bool is_one = low < cut->subtrees.count && cut->subtrees.items[low].root == root;
    return is_one ? (int32_t)low : -1;
}

/* The front of part k; top is what stands on the stacks. */
static void measure_front(const ird_fronts *f, const ird_cut *cut, int32_t k,
                          bool is_kept, size_t top[2], sizes *most) {
    const ird_part *part = &f->dissection.parts.items[k];
    size_t own = (size_t)part->count, rows = ird_fronts_rows(f, (size_t)k);
    int side = part->depth % 2;
    raise(&most->panel, (own + rows) * own);
    top[side] += is_kept ? 0 : rows * rows;
    raise(&most->stack[side], top[side]);
    for (int i = 0; i < 2; i++) {
        int32_t below = i == 0 ? part->left : part->right;
        size_t waiting = below >= 0 ? ird_fronts_rows(f, (size_t)below) : 0;
        top[1 - side] -= subtree_of_root(cut, below) >= 0 ? 0 : waiting * waiting;
    }
}

/* Room for any subtree, and for the parts above. */
static sizes measure_cut(const ird_fronts *f, const ird_cut *cut) {
    sizes most = {0};
    for (size_t i = 0; i < cut->subtrees.count; i++) {
        const ird_subtree *subtree = &cut->subtrees.items[i];
        size_t top[2] = {0, 0};
        for (int32_t k = subtree->first; k <= subtree->root; k++) {
            measure_front(f, cut, k, k == subtree->root, top, &most);
        }
    }
    size_t top[2] = {0, 0};
    for (size_t i = 0; i < cut->above.count; i++) {
        measure_front(f, cut, cut->above.items[i], false, top, &most);
    }
    return most;
}

static size_t kept_count(const ird_fronts *f, const ird_subtree *subtree) {
    size_t rows = ird_fronts_rows(f, (size_t)subtree->root);
    return rows * rows;
}

static size_t value_bytes(ird_fronts_form form) {
    return form == IRD_FRONTS_DOUBLE ? sizeof(double) : sizeof(float);
}

static size_t bytes_of(const ird_fronts *f, const ird_cut *cut, ird_fronts_form form,
                       size_t threads) {
    sizes room = measure_cut(f, cut);
    size_t waiting = (room.stack[0] + room.stack[1] + room.panel) * threads;
    for (size_t i = 0; i < cut->subtrees.count; i++) {
        waiting += kept_count(f, &cut->subtrees.items[i]);
    }
    return f->entries[form] * value_bytes(form) + waiting * sizeof(double) +
           f->rows.count * sizeof(int32_t) + threads * f->dissection.n * sizeof(int32_t);
}

/* In one piece. */
size_t ird_fronts_bytes(const ird_fronts *fronts, ird_fronts_form form) {
    ird_subtree all = {0, (int32_t)fronts->dissection.parts.count - 1, 0};
    ird_cut whole = {.subtrees = {.items = &all, .count = 1}};
    return bytes_of(fronts, &whole, form, 1);
}

/* Rows, and what solving reads of the tree. */
size_t ird_fronts_analysed_bytes(const ird_fronts *fronts) {
    return fronts->rows.capacity * sizeof(int32_t) +
           fronts->dissection.parts.count * (sizeof(ird_part) + 2 * sizeof(size_t)) +
           fronts->dissection.n * sizeof(int32_t);
}

/* Values beside them, and a vector. */
size_t ird_fronts_kept_bytes(const ird_fronts *fronts, ird_fronts_form form) {
    return fronts->entries[form] * value_bytes(form) + ird_fronts_analysed_bytes(fronts) +
           fronts->dissection.n * sizeof(double);
}

ird_status ird_fronts_peak_bytes(const ird_fronts *fronts, const ird_fronts_wish *wish,
                                 size_t *bytes, ird_error *err) {
    size_t threads = fronts->dissection.n >= IRD_FRONTS_SHARED ? wish->threads : 1;
    ird_cut cut = {0};
    *bytes = ird_fronts_bytes(fronts, wish->form);
    if (threads == 1) {
        return IRD_OK;
    }
    IRD_TRY(ird_cut_make(&cut, fronts, threads, err));
    size_t by_all = bytes_of(fronts, &cut, wish->form, threads);
    *bytes = by_all <= wish->limit_bytes ? by_all : *bytes;
    ird_cut_free(&cut);
    return IRD_OK;
}

/* ---- one front --------------------------------------------------------------------- */

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
    size_t count = ird_fronts_rows(f, below);
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
    for (size_t i = 0; i < ird_fronts_rows(f, index); i++) {
        b->where[rows[i]] = part->count + (int32_t)i;
    }
}

/* Take the update of a part below into the front. */
static void take_update(builder *b, int32_t below, const ird_part *part, double *panel,
                        double *rest, size_t height) {
    int32_t kept = subtree_of_root(b->list->cut, below);
    size_t rows = ird_fronts_rows(b->fronts, (size_t)below);
    int side = 1 - part->depth % 2;
    if (kept < 0) {
        b->top[side] -= rows * rows;
    }
    const double *update =
        kept >= 0 ? b->list->kept[kept] : b->stack[side] + b->top[side];
    add_update(b, (size_t)below, update, part, panel, rest, height);
}

/* kept, where not NULL, takes the update instead of the stack. False where a pivot is not
 * positive. */
static bool build_front(builder *b, size_t index, double *kept) {
    ird_fronts *f = b->fronts;
    const ird_part *part = &f->dissection.parts.items[index];
    size_t own = (size_t)part->count;
    size_t rows = ird_fronts_rows(f, index);
    size_t height = own + rows;
    double *panel = b->panel;
    int side = part->depth % 2;
    double *rest = kept != NULL ? kept : b->stack[side] + b->top[side];
    memset(panel, 0, height * own * sizeof *panel);
    for (size_t j = 0; j < rows; j++) { /* the lower part is all that is used */
        memset(rest + j * rows + j, 0, (rows - j) * sizeof *rest);
    }
    set_where(b, index, part);
    add_equations(b, part, panel, height);
    if (part->right >= 0) {
        take_update(b, part->right, part, panel, rest, height);
    }
    if (part->left >= 0) {
        take_update(b, part->left, part, panel, rest, height);
    }
    if (!ird_dense_panel(panel, height, own)) {
        return false;
    }
    ird_dense_update(rest, rows, panel, height, own);
    b->top[side] += kept != NULL ? 0 : rows * rows;
    if (f->is_quick) {
        ird_quick_pack(panel, height, own, f->singles + f->panel_start[index]);
    } else if (f->singles != NULL) {
        ird_dense_pack_single(panel, height, own, f->singles + f->panel_start[index]);
    } else {
        ird_dense_pack(panel, height, own, f->values + f->panel_start[index]);
    }
    return true;
}

/* ---- all of them ------------------------------------------------------------------- */

/* Count the front, and tell the monitor of it where this is the thread that called, of
 * which *ticked is what it told last. */
static bool goes_on(work_list *list, size_t part, double *ticked) {
    const ird_fronts *f = list->fronts;
    size_t own = f->panel_start[part + 1] - f->panel_start[part];
    size_t made = atomic_fetch_add(&list->entries, own) + own;
    double done = (double)made / ird_fronts_entries(f);
    if (ticked != NULL && done > *ticked + 0.01) {
        *ticked = done;
        list->status = ird_monitor_tick(list->monitor, doing, done, list->err);
        if (list->status != IRD_OK) {
            atomic_store(&list->stops, true);
        }
    }
    return !atomic_load(&list->stops);
}

static bool build_part(builder *b, int32_t part, double *kept, double *ticked) {
    if (!build_front(b, (size_t)part, kept)) {
        atomic_store(&b->list->is_singular, true);
        atomic_store(&b->list->stops, true);
        return false;
    }
    return goes_on(b->list, (size_t)part, ticked);
}

/* Subtrees until none is left. */
static void build_subtrees(void *context, size_t worker) {
    builder *b = (builder *)context + worker;
    const ird_cut *cut = b->list->cut;
    double ticked = 0;
    for (;;) {
        size_t taken = atomic_fetch_add(&b->list->next, 1);
        if (taken >= cut->subtrees.count) {
            return;
        }
        const ird_subtree *subtree = &cut->subtrees.items[taken];
        b->top[0] = b->top[1] = 0;
        for (int32_t k = subtree->first; k <= subtree->root; k++) {
            double *kept = k == subtree->root ? b->list->kept[taken] : NULL;
            if (!build_part(b, k, kept, worker == 0 ? &ticked : NULL)) {
                return;
            }
        }
    }
}

static void build_above(builder *b) {
    const ird_cut *cut = b->list->cut;
    double ticked =
        (double)atomic_load(&b->list->entries) / ird_fronts_entries(b->fronts);
    b->top[0] = b->top[1] = 0;
    for (size_t i = 0; i < cut->above.count; i++) {
        if (!build_part(b, cut->above.items[i], NULL, &ticked)) {
            return;
        }
    }
}

static bool make_room(builder *b, const sizes *room) {
    b->where = ird_alloc(b->graph->n, sizeof *b->where);
    b->target = ird_alloc(b->fronts->widest, sizeof *b->target);
    for (size_t i = 0; i < 2; i++) {
        b->stack[i] = ird_alloc(room->stack[i], sizeof **b->stack);
    }
    b->panel = ird_alloc(room->panel, sizeof *b->panel);
    return b->where != NULL && b->target != NULL && b->stack[0] != NULL &&
           b->stack[1] != NULL && b->panel != NULL;
}

static void free_room(builder *b) {
    ird_free(b->where);
    ird_free(b->target);
    ird_free(b->stack[0]);
    ird_free(b->stack[1]);
    ird_free(b->panel);
}

static bool make_values(ird_fronts *f, ird_fronts_form form) {
    size_t entries = f->entries[form];
    ird_fronts_set_panels(f, form);
    f->is_quick = form == IRD_FRONTS_QUICK;
    if (form != IRD_FRONTS_DOUBLE) {
        f->singles = ird_alloc(entries, sizeof *f->singles);
    } else {
        f->values = ird_alloc(entries, sizeof *f->values);
    }
    return f->singles != NULL || f->values != NULL;
}

static ird_status build_all(work_list *list, builder *builders) {
    size_t threads = ird_fronts_threads(list->fronts);
    if (threads > 1) {
        ird_workers_run(list->fronts->workers, build_subtrees, builders);
    } else {
        build_subtrees(builders, 0);
    }
    if (!atomic_load(&list->stops)) {
        build_above(builders);
    }
    if (list->status == IRD_OK && atomic_load(&list->is_singular)) {
        return ird_fail(list->err, IRD_SOLVE_SINGULAR,
                        "the equations of the power grid are singular in double "
                        "precision; look for resistances that are far too large");
    }
    return list->status;
}

static ird_status build_cut(work_list *list, ird_fronts_form form) {
    ird_fronts *f = list->fronts;
    size_t threads = ird_fronts_threads(f), subtrees = list->cut->subtrees.count;
    sizes room = measure_cut(f, list->cut);
    builder *builders = ird_alloc_zero(threads, sizeof *builders);
    list->kept = ird_alloc_zero(subtrees, sizeof *list->kept);
    bool has_all = builders != NULL && list->kept != NULL && make_values(f, form);
    for (size_t i = 0; i < threads && has_all; i++) {
        builders[i] = (builder){.list = list, .fronts = f, .graph = list->graph};
        has_all = make_room(&builders[i], &room);
    }
    for (size_t i = 0; i < subtrees && has_all; i++) {
        list->kept[i] =
            ird_alloc(kept_count(f, &list->cut->subtrees.items[i]), sizeof **list->kept);
        has_all = list->kept[i] != NULL;
    }
    ird_status status =
        has_all ? build_all(list, builders) : ird_fail_memory(list->err, doing);
    for (size_t i = 0; i < threads && builders != NULL; i++) {
        free_room(&builders[i]);
    }
    for (size_t i = 0; i < subtrees && list->kept != NULL; i++) {
        ird_free(list->kept[i]);
    }
    ird_free(builders);
    ird_free(list->kept);
    return status;
}

/* Cut for that many threads, or into one piece where those need more than allowed or the
 * system gives none. */
static ird_status cut_for(ird_fronts *f, const ird_fronts_wish *wish, ird_cut *cut,
                          ird_error *err) {
    size_t threads = f->dissection.n >= IRD_FRONTS_SHARED ? wish->threads : 1;
    ird_status status = ird_cut_make(cut, f, threads, err);
    if (status != IRD_OK || threads == 1) {
        return status;
    }
    ird_error none;
    if (bytes_of(f, cut, wish->form, threads) <= wish->limit_bytes &&
        ird_workers_create(&f->workers, threads, &none) == IRD_OK) {
        return IRD_OK;
    }
    ird_cut_free(cut);
    return ird_cut_make(cut, f, 1, err);
}

ird_status ird_fronts_factor(ird_fronts *fronts, const ird_graph *graph,
                             const ird_fronts_wish *wish, const ird_monitor *monitor,
                             ird_error *err) {
    ird_cut cut = {0};
    work_list list = {.fronts = fronts,
                      .graph = graph,
                      .cut = &cut,
                      .monitor = monitor,
                      .err = err,
                      .status = IRD_OK};
    ird_status status = cut_for(fronts, wish, &cut, err);
    if (status == IRD_OK) {
        status = build_cut(&list, wish->form);
    }
    ird_cut_free(&cut);
    ird_free(fronts->position);
    fronts->position = NULL;
    return status == IRD_OK ? ird_fronts_furnish(fronts, err) : status;
}
