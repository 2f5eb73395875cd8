/* SPDX-License-Identifier: BSD-3-Clause */
#include "solve/dissect.h"

#include <math.h>
#include <string.h>

static const char *const doing = "ordering a power grid";

enum {
    WHOLE = 10,          /* parts up to this many nodes are not cut again */
    LARGEST_WHOLE = 512, /* more nodes than this at one place: no good */
    DEEPEST = 200
};

typedef struct cutter {
    const ird_graph *graph;
    ird_dissection *out;
    float *key[2];         /* u and v of each node */
    float *reach[2];       /* the largest key among it and its neighbours */
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
        c->key[0][i] = (float)(u + v);
        c->key[1][i] = (float)(u - v);
    }
    for (int axis = 0; axis < 2; axis++) {
        const float *key = c->key[axis];
        for (size_t i = 0; i < graph->n; i++) {
            float most = key[i];
            for (size_t e = graph->start[i]; e < graph->start[i + 1]; e++) {
                float other = key[graph->neighbour[e]];
                most = other > most ? other : most;
            }
            c->reach[axis][i] = most;
        }
    }
}

/* Hoare's selection: afterwards nodes[middle] is what it would be after sorting. */
static void select_middle(int32_t *nodes, size_t count, size_t middle, const float *key) {
    size_t low = 0;
    size_t high = count;
    while (high - low > 1) {
        float pivot = key[nodes[low + (high - low) / 2]];
        size_t i = low;
        size_t j = high;
        while (i < j) {
            while (key[nodes[i]] < pivot) {
                i++;
            }
            while (j > i && key[nodes[j - 1]] > pivot) {
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

static int longer_axis(const cutter *c, const int32_t *nodes, size_t count,
                       float *smallest) {
    float extent[2];
    float low_of[2];
    for (int axis = 0; axis < 2; axis++) {
        const float *key = c->key[axis];
        float low = key[nodes[0]];
        float high = low;
        for (size_t i = 1; i < count; i++) {
            float value = key[nodes[i]];
            low = value < low ? value : low;
            high = value > high ? value : high;
        }
        extent[axis] = high - low;
        low_of[axis] = low;
    }
    int axis = extent[0] >= extent[1] ? 0 : 1;
    *smallest = low_of[axis];
    return extent[axis] > 0 ? axis : -1;
}

/* Whether a node below the line has a neighbour above it. Separators found before count
 * as neither; and parts that they hold apart have no edges between them, so any other
 * neighbour is in the same part. */
static bool is_at_line(const cutter *c, int axis, int32_t node, float line) {
    const ird_graph *graph = c->graph;
    if (c->reach[axis][node] < line) {
        return false;
    }
    for (size_t e = graph->start[node]; e < graph->start[node + 1]; e++) {
        int32_t other = graph->neighbour[e];
        if (c->key[axis][other] >= line && !c->is_cut[other]) {
            return true;
        }
    }
    return false;
}

/* Smallest key above `value`, for a line that leaves nodes on both sides. */
static float next_key(const float *key, const int32_t *nodes, size_t count, float value) {
    float next = INFINITY;
    for (size_t i = 0; i < count; i++) {
        float other = key[nodes[i]];
        next = other > value && other < next ? other : next;
    }
    return next;
}

/* Sort nodes into below, above and at the line; the sizes of the first two. */
static bool cut(cutter *c, int32_t *nodes, size_t count, size_t *below, size_t *above) {
    float smallest;
    int axis = longer_axis(c, nodes, count, &smallest);
    if (axis < 0) {
        return false;
    }
    const float *key = c->key[axis];
    select_middle(nodes, count, count / 2, key);
    float line = key[nodes[count / 2]];
    if (line == smallest) {
        line = next_key(key, nodes, count, line);
    }
    size_t low = 0;
    size_t end = count;
    for (size_t i = 0; i < end;) {
        int32_t node = nodes[i];
        if (key[node] >= line) {
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
static ird_status dissect(cutter *c, size_t first, size_t count, int depth, int32_t *part,
                          ird_error *err) {
    ird_dissection *out = c->out;
    ird_part made = {(int32_t)first, (int32_t)count, -1, -1};
    size_t below = 0;
    size_t above = 0;
    bool is_whole = count <= WHOLE || depth > DEEPEST ||
                    !cut(c, out->order + first, count, &below, &above);
    c->is_good = c->is_good && (!is_whole || count <= LARGEST_WHOLE);
    ird_status status = IRD_OK;
    if (!is_whole && c->is_good) {
        made.first = (int32_t)(first + below + above);
        made.count = (int32_t)(count - below - above);
        status = dissect(c, first, below, depth + 1, &made.left, err);
        if (status == IRD_OK) {
            status = dissect(c, first + below, above, depth + 1, &made.right, err);
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
    float *values = ird_alloc(graph->n, 4 * sizeof *values);
    c.is_cut = ird_alloc_zero(graph->n, 1);
    dissection->order = ird_alloc(graph->n, sizeof *dissection->order);
    ird_status status = IRD_OK;
    if (values == NULL || c.is_cut == NULL || dissection->order == NULL) {
        status = ird_fail_memory(err, doing);
        goto done;
    }
    for (size_t i = 0; i < 2; i++) {
        c.key[i] = values + i * graph->n;
        c.reach[i] = values + (2 + i) * graph->n;
    }
    for (size_t i = 0; i < graph->n; i++) {
        dissection->order[i] = (int32_t)i;
    }
    set_keys(&c, x, y);
    int32_t root;
    status = dissect(&c, 0, graph->n, 0, &root, err);
done:
    ird_free(values);
    ird_free(c.is_cut);
    *is_good = c.is_good;
    if (status != IRD_OK || !c.is_good) {
        ird_dissection_free(dissection);
    }
    return status;
}
