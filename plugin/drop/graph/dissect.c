/* SPDX-License-Identifier: BSD-3-Clause */
#include "graph/dissect.h"

#include <math.h>
#include <string.h>

static const char *const doing = "ordering a power grid";

enum {
    WHOLE = 10,          /* parts up to this many nodes are not cut again */
    LARGEST_WHOLE = 512, /* more nodes than this at one place: no good */
    DEEPEST = 200
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
    ird_dissection *out;
    keys *keys;            /* per node */
    unsigned char *is_cut; /* 1 for nodes of separators */
    bool is_good;
} cutter;

void ird_dissection_free(ird_dissection *dissection) {
    if (dissection != NULL) {
        ird_free(dissection->order);
        ird_free(dissection->parts.items);
        memset(dissection, 0, sizeof *dissection);
    }
}

/* Mean length of the edges along an axis that do not stand across it; 1 without any. */
static double mean_length(const ird_graph *graph, const float *place) {
    double sum = 0;
    size_t count = 0;
    for (size_t i = 0; i < graph->n; i++) {
        for (size_t e = graph->start[i]; e < graph->start[i + 1]; e++) {
            double length = fabs((double)place[i] - (double)place[graph->neighbour[e]]);
            sum += length;
            count += length > 0 ? 1 : 0;
        }
    }
    return count > 0 ? sum / (double)count : 1;
}

static void set_keys(cutter *c, const float *x, const float *y) {
    const ird_graph *graph = c->graph;
    double per_x = 1 / mean_length(graph, x);
    double per_y = 1 / mean_length(graph, y);
    for (size_t i = 0; i < graph->n; i++) {
        double u = (double)x[i] * per_x;
        double v = (double)y[i] * per_y;
        keys at = {{(float)(u + v), (float)(u - v)}, {0, 0}};
        c->keys[i] = at;
    }
    for (size_t i = 0; i < graph->n; i++) {
        keys *at = &c->keys[i];
        memcpy(at->reach, at->key, sizeof at->key);
        for (size_t e = graph->start[i]; e < graph->start[i + 1]; e++) {
            const keys *other = &c->keys[graph->neighbour[e]];
            at->reach[0] = fmaxf(at->reach[0], other->key[0]);
            at->reach[1] = fmaxf(at->reach[1], other->key[1]);
        }
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
    ird_dissection *out = c->out;
    ird_part made = {(int32_t)first, (int32_t)count, -1, -1, depth};
    bounds halves[2] = {*box, *box};
    size_t below = 0;
    size_t above = 0;
    bool is_whole = count <= WHOLE || depth > DEEPEST ||
                    !cut(c, out->order + first, count, &below, &above, halves);
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
        status = ird_vec_reserve(&out->parts, 1, doing, err);
    }
    if (status == IRD_OK) {
        *part = (int32_t)out->parts.count;
        out->parts.items[out->parts.count++] = made;
    }
    return status;
}

ird_status ird_dissect(ird_dissection *dissection, const ird_graph *graph, const float *x,
                       const float *y, bool *is_good, ird_error *err) {
    memset(dissection, 0, sizeof *dissection);
    dissection->n = graph->n;
    cutter c = {.graph = graph, .out = dissection, .is_good = true};
    c.keys = ird_alloc(graph->n, sizeof *c.keys);
    c.is_cut = ird_alloc_zero(graph->n, 1);
    dissection->order = ird_alloc(graph->n, sizeof *dissection->order);
    ird_status status = IRD_OK;
    if (c.keys == NULL || c.is_cut == NULL || dissection->order == NULL) {
        status = ird_fail_memory(err, doing);
        goto done;
    }
    for (size_t i = 0; i < graph->n; i++) {
        dissection->order[i] = (int32_t)i;
    }
    set_keys(&c, x, y);
    int32_t root;
    bounds box = exact_bounds(&c, dissection->order, graph->n);
    status = dissect(&c, 0, graph->n, &box, 0, &root, err);
done:
    ird_free(c.keys);
    ird_free(c.is_cut);
    *is_good = c.is_good;
    if (status != IRD_OK || !c.is_good) {
        ird_dissection_free(dissection);
    }
    return status;
}
