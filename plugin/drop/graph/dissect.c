/* SPDX-License-Identifier: BSD-3-Clause */
#include "graph/dissect.h"

#include <math.h>
#include <stdatomic.h>
#include <string.h>

#include "base/workers.h"

static const char *const doing = "ordering a power grid";

enum {
    WHOLE = 10,          /* parts up to this many nodes are not cut again */
    LARGEST_WHOLE = 512, /* more nodes than this at one place: no good */
    DEEPEST = 200,
    LEAST_SHARED = 20000 /* nodes of a part that is worth a thread */
};

/* u and v of a node, and the largest among it and its neighbours; together, for they are
 * looked at together. */
typedef struct keys {
    float key[2], reach[2];
} keys;

/* Bounds of the keys of a part; they may be wider than need be. */
typedef struct bounds {
    float low[2], high[2];
} bounds;

typedef struct cutter {
    const ird_graph *graph;
    int32_t *order;
    keys *keys;            /* per node */
    unsigned char *is_cut; /* 1 for nodes of separators */
    IRD_VEC(ird_part) parts;
    bool is_good;
} cutter;

void ird_dissection_free(ird_dissection *dissection) {
    if (dissection != NULL) {
        ird_free(dissection->order);
        ird_free(dissection->parts.items);
        memset(dissection, 0, sizeof *dissection);
    }
}

/* Mean length of the edges along each axis that do not stand across it; 1 without any. */
static void mean_lengths(const ird_graph *graph, const float *x, const float *y,
                         double mean[2]) {
    double sum[2] = {0, 0};
    size_t count[2] = {0, 0};
    for (size_t i = 0; i < graph->n; i++) {
        for (size_t e = graph->start[i]; e < graph->start[i + 1]; e++) {
            int32_t other = graph->neighbour[e];
            double along_x = fabs((double)x[i] - (double)x[other]);
            double along_y = fabs((double)y[i] - (double)y[other]);
            sum[0] += along_x;
            sum[1] += along_y;
            count[0] += along_x > 0 ? 1 : 0;
            count[1] += along_y > 0 ? 1 : 0;
        }
    }
    for (int axis = 0; axis < 2; axis++) {
        mean[axis] = count[axis] > 0 ? sum[axis] / (double)count[axis] : 1;
    }
}

/* The reach of nodes, from the keys of all. */
static void set_reach(const cutter *c, size_t first, size_t end) {
    const ird_graph *graph = c->graph;
    for (size_t i = first; i < end; i++) {
        keys *at = &c->keys[i];
        float reach[2] = {at->key[0], at->key[1]};
        for (size_t e = graph->start[i]; e < graph->start[i + 1]; e++) {
            const float *other = c->keys[graph->neighbour[e]].key;
            reach[0] = other[0] > reach[0] ? other[0] : reach[0];
            reach[1] = other[1] > reach[1] ? other[1] : reach[1];
        }
        memcpy(at->reach, reach, sizeof reach);
    }
}

static void set_keys(cutter *c, const float *x, const float *y) {
    double mean[2];
    mean_lengths(c->graph, x, y, mean);
    double per_x = 1 / mean[0];
    double per_y = 1 / mean[1];
    for (size_t i = 0; i < c->graph->n; i++) {
        double u = (double)x[i] * per_x;
        double v = (double)y[i] * per_y;
        keys at = {{(float)(u + v), (float)(u - v)}, {0, 0}};
        c->keys[i] = at;
    }
}

/* Hoare's selection: afterwards nodes[middle] is what it would be after sorting. */
static void select_middle(const cutter *c, int axis, int32_t *nodes, size_t count,
                          size_t middle) {
    const keys *of = c->keys;
    size_t low = 0;
    size_t high = count;
    while (high - low > 1) {
        float pivot = of[nodes[low + (high - low) / 2]].key[axis];
        size_t i = low;
        size_t j = high;
        while (i < j) {
            while (of[nodes[i]].key[axis] < pivot) {
                i++;
            }
            while (j > i && of[nodes[j - 1]].key[axis] > pivot) {
                j--;
            }
            if (i < j) {
                int32_t swap = nodes[i];
                nodes[i++] = nodes[j - 1];
                nodes[--j] = swap;
            }
        }
        if (middle < j) {
            high = j;
        } else if (middle >= i) {
            low = i;
        } else {
            return;
        }
    }
}

static bounds exact_bounds(const cutter *c, const int32_t *nodes, size_t count) {
    const keys *first = &c->keys[nodes[0]];
    bounds box = {{first->key[0], first->key[1]}, {first->key[0], first->key[1]}};
    for (size_t i = 1; i < count; i++) {
        const keys *at = &c->keys[nodes[i]];
        for (int axis = 0; axis < 2; axis++) {
            box.low[axis] = fminf(box.low[axis], at->key[axis]);
            box.high[axis] = fmaxf(box.high[axis], at->key[axis]);
        }
    }
    return box;
}

static int longer_axis(const bounds *box) {
    return box->high[0] - box->low[0] >= box->high[1] - box->low[1] ? 0 : 1;
}

/* Whether a node below the line has a neighbour above it. Separators found before count
 * as neither; and parts that they hold apart have no edges between them, so any other
 * neighbour is in the same part. */
static bool is_at_line(const cutter *c, int axis, int32_t node, float line) {
    const ird_graph *graph = c->graph;
    if (c->keys[node].reach[axis] < line) {
        return false;
    }
    for (size_t e = graph->start[node]; e < graph->start[node + 1]; e++) {
        int32_t other = graph->neighbour[e];
        if (c->keys[other].key[axis] >= line && !c->is_cut[other]) {
            return true;
        }
    }
    return false;
}

/* The line that halves the nodes along the longer side of the box; nodes are left sorted
 * by it as far as select_middle does. False where there are none below it. */
static bool halve(const cutter *c, int32_t *nodes, size_t count, const bounds *box,
                  int *axis, float *line) {
    *axis = longer_axis(box);
    select_middle(c, *axis, nodes, count, count / 2);
    *line = c->keys[nodes[count / 2]].key[*axis];
    for (size_t i = 0; i < count / 2; i++) {
        if (c->keys[nodes[i]].key[*axis] < *line) {
            return true;
        }
    }
    return false;
}

/* Smallest key above `value`, for a line that leaves nodes on both sides. */
static float next_key(const cutter *c, int axis, const int32_t *nodes, size_t count,
                      float value) {
    float next = INFINITY;
    for (size_t i = 0; i < count; i++) {
        float other = c->keys[nodes[i]].key[axis];
        next = other > value && other < next ? other : next;
    }
    return next;
}

/* Where to cut. Half of the nodes may lie right on the line, at the low end: then it is
 * moved behind them. False where all nodes are at one place. */
static bool find_line(const cutter *c, int32_t *nodes, size_t count, bounds *box,
                      int *axis, float *line) {
    if (halve(c, nodes, count, box, axis, line)) {
        return true;
    }
    *box = exact_bounds(c, nodes, count);
    if (halve(c, nodes, count, box, axis, line)) {
        return true;
    }
    *line = next_key(c, *axis, nodes, count, *line);
    return box->high[*axis] > box->low[*axis];
}

/* Sort nodes into below, above and at the line; the sizes of the first two, and the
 * bounds of all on entry, of each on return. */
static bool cut(cutter *c, int32_t *nodes, size_t count, size_t *below, size_t *above,
                bounds box[2]) {
    int axis;
    float line;
    if (!find_line(c, nodes, count, &box[0], &axis, &line)) {
        return false;
    }
    box[1] = box[0];
    box[0].high[axis] = line;
    box[1].low[axis] = line;
    size_t low = 0;
    size_t end = count;
    for (size_t i = 0; i < end;) {
        int32_t node = nodes[i];
        if (c->keys[node].key[axis] >= line) {
            i++;
        } else if (is_at_line(c, axis, node, line)) {
            nodes[i] = nodes[--end];
            nodes[end] = node;
        } else {
            nodes[i++] = nodes[low];
            nodes[low++] = node;
        }
    }
    for (size_t i = end; i < count; i++) {
        c->is_cut[nodes[i]] = 1;
    }
    *below = low;
    *above = end - low;
    return true;
}

/* Cut the nodes order[first, first + count) down; *part is the part on top. */
static ird_status dissect(cutter *c, size_t first, size_t count, const bounds *box,
                          int depth, int32_t *part, ird_error *err) {
    ird_part made = {(int32_t)first, (int32_t)count, -1, -1, depth};
    bounds halves[2] = {*box, *box};
    size_t below = 0;
    size_t above = 0;
    bool is_whole = count <= WHOLE || depth > DEEPEST ||
                    !cut(c, c->order + first, count, &below, &above, halves);
    c->is_good = c->is_good && (!is_whole || count <= LARGEST_WHOLE);
    ird_status status = IRD_OK;
    if (!is_whole && c->is_good) {
        made.first = (int32_t)(first + below + above);
        made.count = (int32_t)(count - below - above);
        status = dissect(c, first, below, &halves[0], depth + 1, &made.left, err);
        if (status == IRD_OK) {
            status =
                dissect(c, first + below, above, &halves[1], depth + 1, &made.right, err);
        }
    }
    if (status == IRD_OK) {
        status = ird_vec_reserve(&c->parts, 1, doing, err);
    }
    if (status == IRD_OK) {
        *part = (int32_t)c->parts.count;
        c->parts.items[c->parts.count++] = made;
    }
    return status;
}

/* ---- by several threads ------------------------------------------------------------ */

/* A part near the root. Those of a level have no edges between them, so that each may be
 * cut by another thread; they are put together in the order of one thread. */
typedef struct branch {
    size_t first, count;
    bounds halves[2]; /* of all of it; once it is cut those of its halves */
    cutter own;
    bool is_leaf; /* cut down to the end: its parts are in own, the last is on top */
    ird_part made;
    size_t below, above, left; /* else: its halves are the branches left and left + 1 */
    ird_status status;
    ird_error error;
} branch;

typedef struct shared_cut {
    const cutter *all;
    ird_workers *workers;
    IRD_VEC(branch) branches;
    size_t from, end; /* the level that is cut now */
    bool is_last;
    atomic_size_t next;
} shared_cut;

static void cut_branch(branch *b, bool is_last) {
    int32_t root;
    b->is_leaf = is_last || b->count < LEAST_SHARED;
    if (b->is_leaf) {
        b->status = dissect(&b->own, b->first, b->count, &b->halves[0], b->made.depth,
                            &root, &b->error);
    } else if (cut(&b->own, b->own.order + b->first, b->count, &b->below, &b->above,
                   b->halves)) {
        b->made.first = (int32_t)(b->first + b->below + b->above);
        b->made.count = (int32_t)(b->count - b->below - b->above);
    } else { /* too many at one place */
        b->is_leaf = true;
        b->own.is_good = false;
    }
}

static void cut_level(void *context, size_t worker) {
    shared_cut *crew = context;
    (void)worker;
    for (size_t i; (i = crew->from + atomic_fetch_add(&crew->next, 1)) < crew->end;) {
        cut_branch(&crew->branches.items[i], crew->is_last);
    }
}

static void add_branch(shared_cut *crew, size_t first, size_t count, const bounds *box,
                       int depth) {
    branch *b = &crew->branches.items[crew->branches.count++];
    *b = (branch){.first = first,
                  .count = count,
                  .halves = {*box, *box},
                  .own = *crew->all,
                  .made = {(int32_t)first, (int32_t)count, -1, -1, depth}};
}

/* Where all is well so far; there is room for all branches. */
static ird_status cut_levels(shared_cut *crew, int levels, const bounds *box,
                             ird_error *err) {
    add_branch(crew, 0, crew->all->graph->n, box, 0);
    for (int level = 0; crew->from < crew->branches.count; level++) {
        crew->end = crew->branches.count;
        crew->is_last = level == levels;
        atomic_store(&crew->next, 0);
        ird_workers_run(crew->workers, cut_level, crew);
        size_t from = crew->from;
        crew->from = crew->end;
        for (size_t i = from; i < crew->end; i++) {
            branch *b = &crew->branches.items[i];
            if (b->status != IRD_OK) {
                if (err != NULL) {
                    *err = b->error;
                }
                return b->status;
            }
            if (!b->is_leaf) {
                b->left = crew->branches.count;
                add_branch(crew, b->first, b->below, &b->halves[0], level + 1);
                add_branch(crew, b->first + b->below, b->above, &b->halves[1], level + 1);
            }
        }
    }
    return IRD_OK;
}

/* The parts of a branch behind those that are there; *root is the one on top. */
static ird_status gather(cutter *c, const shared_cut *crew, size_t at, int32_t *root,
                         ird_error *err) {
    const branch *b = &crew->branches.items[at];
    int32_t shift = (int32_t)c->parts.count;
    ird_part made = b->made;
    if (!b->is_leaf) {
        IRD_TRY(gather(c, crew, b->left, &made.left, err));
        IRD_TRY(gather(c, crew, b->left + 1, &made.right, err));
    }
    IRD_TRY(ird_vec_reserve(&c->parts, b->own.parts.count + 1, doing, err));
    for (size_t i = 0; i < b->own.parts.count; i++) {
        ird_part *part = &c->parts.items[c->parts.count++];
        *part = b->own.parts.items[i];
        part->left += part->left >= 0 ? shift : 0;
        part->right += part->right >= 0 ? shift : 0;
    }
    if (!b->is_leaf) {
        c->parts.items[c->parts.count++] = made;
    }
    c->is_good = c->is_good && b->own.is_good;
    *root = (int32_t)c->parts.count - 1;
    return IRD_OK;
}

/* Enough levels for each thread to have two parts of the last. */
static int levels_for(size_t threads) {
    int levels = 1;
    for (size_t parts = 1; parts < threads; parts *= 2) {
        levels++;
    }
    return levels;
}

static ird_status dissect_shared(cutter *c, const bounds *box, ird_workers *workers,
                                 ird_error *err) {
    int levels = levels_for(ird_workers_count(workers));
    shared_cut crew = {.all = c, .workers = workers};
    int32_t root;
    IRD_TRY(ird_vec_reserve(&crew.branches, (size_t)2 << levels, doing, err));
    ird_status status = cut_levels(&crew, levels, box, err);
    if (status == IRD_OK) {
        status = gather(c, &crew, 0, &root, err);
    }
    for (size_t i = 0; i < crew.branches.count; i++) {
        ird_free(crew.branches.items[i].own.parts.items);
    }
    ird_free(crew.branches.items);
    return status;
}

static void set_reaches(void *context, size_t worker) {
    const shared_cut *crew = context;
    size_t n = crew->all->graph->n, count = ird_workers_count(crew->workers);
    set_reach(crew->all, n / count * worker,
              worker + 1 == count ? n : n / count * (worker + 1));
}

/* ---- all of it --------------------------------------------------------------------- */

static ird_status dissect_all(cutter *c, const float *x, const float *y, size_t threads,
                              ird_error *err) {
    size_t n = c->graph->n;
    ird_workers *workers = NULL;
    ird_error none;
    ird_status status;
    int32_t root;
    bool is_shared = threads > 1 && n >= 2 * LEAST_SHARED &&
                     ird_workers_create(&workers, threads, &none) == IRD_OK;
    set_keys(c, x, y);
    if (is_shared) {
        shared_cut crew = {.all = c, .workers = workers};
        ird_workers_run(workers, set_reaches, &crew);
    } else {
        set_reach(c, 0, n);
    }
    bounds box = exact_bounds(c, c->order, n);
    status = is_shared ? dissect_shared(c, &box, workers, err)
                       : dissect(c, 0, n, &box, 0, &root, err);
    ird_workers_free(workers);
    return status;
}

ird_status ird_dissect(ird_dissection *dissection, const ird_graph *graph, const float *x,
                       const float *y, size_t threads, bool *is_good, ird_error *err) {
    memset(dissection, 0, sizeof *dissection);
    dissection->n = graph->n;
    cutter c = {.graph = graph, .is_good = true};
    c.keys = ird_alloc(graph->n, sizeof *c.keys);
    c.is_cut = ird_alloc_zero(graph->n, 1);
    c.order = ird_alloc(graph->n, sizeof *c.order);
    ird_status status = IRD_OK;
    if (c.keys == NULL || c.is_cut == NULL || c.order == NULL) {
        status = ird_fail_memory(err, doing);
    }
    for (size_t i = 0; i < graph->n && status == IRD_OK; i++) {
        c.order[i] = (int32_t)i;
    }
    if (status == IRD_OK) {
        status = dissect_all(&c, x, y, threads, err);
    }
    dissection->order = c.order;
    dissection->parts.items = c.parts.items;
    dissection->parts.count = c.parts.count;
    dissection->parts.capacity = c.parts.capacity;
    ird_free(c.keys);
    ird_free(c.is_cut);
    *is_good = c.is_good;
    if (status != IRD_OK || !c.is_good) {
        ird_dissection_free(dissection);
    }
    return status;
}
