/* SPDX-License-Identifier: BSD-3-Clause */
#include "metal/sheet_lines.h"

#include <math.h>
#include <stdlib.h>

static const char DOING[] = "meshing the metal of a layer";

/* A mesh beyond this is made coarser. */
static const double CELLS_MAX = 4e6;

/* How fine: the first cell at an edge is `first` of the way to the next one, and each
 * larger by `growth` times the way from the edge. */
typedef struct fineness {
    double first, growth;
} fineness;

size_t ird_sheet_lines_cell(const ird_sheet_lines *lines, int64_t place_dbu) {
    size_t low = 0, high = lines->count - 1; /* items[low] <= place < items[high] */
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        *(lines->items[middle] <= place_dbu ? &low : &high) = middle;
    }
    return low;
}

static int compare_places(const void *a, const void *b) {
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static size_t keep_each_once(int64_t *items, size_t count) {
    size_t kept = 0;
    qsort(items, count, sizeof *items, compare_places);
    for (size_t i = 0; i < count; i++) {
        if (kept == 0 || items[kept - 1] != items[i]) {
            items[kept++] = items[i];
        }
    }
    return kept;
}

/* Where boxes end along one axis, and how much of their high and low sides there has no
 * metal beyond. */
typedef struct edge {
    int64_t place_dbu;
    double exposed[2];
} edge;

/* An end of a box: a side from low to high along the other axis. */
typedef struct side {
    int64_t place_dbu, low_dbu, high_dbu;
    bool is_low; /* the box begins there */
} side;

static void list_sides(side *sides, const ird_uv_box *box, bool is_v) {
    side low = {box->u0_dbu, box->v0_dbu, box->v1_dbu, true};
    side high = {box->u1_dbu, box->v0_dbu, box->v1_dbu, false};
    if (is_v) {
        low = (side){box->v0_dbu, box->u0_dbu, box->u1_dbu, true};
        high = (side){box->v1_dbu, box->u0_dbu, box->u1_dbu, false};
    }
    sides[0] = low;
    sides[1] = high;
}

static int compare_sides(const void *a, const void *b) {
    const side *x = a, *y = b;
    if (x->place_dbu != y->place_dbu) {
        return x->place_dbu < y->place_dbu ? -1 : 1;
    }
    if (x->is_low != y->is_low) {
        return x->is_low ? 1 : -1;
    }
    return (x->low_dbu > y->low_dbu) - (x->low_dbu < y->low_dbu);
}

/* Of the sides at one place, those that end first, each kind in order and disjoint: how
 * much of them is in common. */
static double common(const side *ends, const side *begins, const side *last) {
    const side *first_begin = begins;
    double sum = 0;
    while (ends < first_begin && begins < last) {
        int64_t low = ends->low_dbu > begins->low_dbu ? ends->low_dbu : begins->low_dbu;
        int64_t high =
            ends->high_dbu < begins->high_dbu ? ends->high_dbu : begins->high_dbu;
        sum += low < high ? (double)(high - low) : 0;
        *(ends->high_dbu < begins->high_dbu ? &ends : &begins) += 1;
    }
    return sum;
}

/* Each place once; returns how many. */
static size_t list_edges(edge *edges, side *sides, size_t count) {
    size_t kept = 0;
    qsort(sides, count, sizeof *sides, compare_sides);
    for (size_t i = 0; i < count;) {
        size_t begin = i, end = i;
        double length[2] = {0, 0};
        for (; end < count && sides[end].place_dbu == sides[i].place_dbu; end++) {
            length[sides[end].is_low] +=
                (double)(sides[end].high_dbu - sides[end].low_dbu);
            begin += !sides[end].is_low;
        }
        double both = common(sides + i, sides + begin, sides + end);
        edges[kept++] = (edge){sides[i].place_dbu, {length[0] - both, length[1] - both}};
        i = end;
    }
    return kept;
}

/* Slanted edges are drawn as steps. A line that follows a step makes the metal narrower
 * by it, and so do all together; between two steps the metal is as wide as it is. There
 * the conductances of the mesh hold for current along the slant exactly, whatever the
 * size of its cells. So of STEPS_MIN or more steps, one after the other, lines go
 * between, STEPS_BETWEEN apart. At 45 degrees a step is as high as it is far from the one
 * before; STEP_GAP keeps teeth of a comb apart from that. */
static const double STEP_MAX = 1.0 / 24, STEP_GAP = 1.5, STEPS_BETWEEN = 4;
enum { STEPS_MIN = 6 };

static double gap_at(const edge *edges, size_t i) {
    return (double)(edges[i].place_dbu - edges[i - 1].place_dbu);
}

static double step_at(const edge *edges, size_t i) {
    return fmin(edges[i].exposed[0] + edges[i].exposed[1],
                fmax(gap_at(edges, i), gap_at(edges, i + 1)));
}

/* Whether a step may follow the last ones of its kinds, which it becomes. */
static bool follows(const edge *step, const edge *last[2]) {
    bool is_step = true;
    for (int k = 0; k < 2; k++) {
        double size = step->exposed[k];
        if (last[k] != NULL && size > 0) {
            double most = STEP_GAP * fmax(size, last[k]->exposed[k]);
            is_step = is_step && (double)(step->place_dbu - last[k]->place_dbu) <= most;
        }
        last[k] = size > 0 ? step : last[k];
    }
    return is_step;
}

/* How many steps follow each other from there on; not the first and last edge. */
static size_t count_steps(const edge *edges, size_t from, size_t count) {
    double most = STEP_MAX * (double)(edges[count - 1].place_dbu - edges[0].place_dbu);
    const edge *last[2] = {NULL, NULL};
    size_t i = from;
    while (i > 0 && i + 1 < count && edges[i].exposed[0] + edges[i].exposed[1] <= most &&
           follows(&edges[i], last)) {
        i++;
    }
    return i - from;
}

static size_t thin_steps(edge *edges, int64_t *out, size_t count) {
    size_t kept = 0;
    for (size_t i = 0; i < count;) {
        size_t steps = count_steps(edges, i, count);
        if (steps < STEPS_MIN) {
            steps = steps > 0 ? steps : 1;
            for (size_t k = 0; k < steps; k++) {
                out[kept++] = edges[i + k].place_dbu;
            }
            i += steps;
            continue;
        }
        int64_t last = edges[i - 1].place_dbu, next = edges[i + steps].place_dbu;
        for (size_t k = i; k + 1 < i + steps; k++) {
            int64_t middle =
                edges[k].place_dbu + (edges[k + 1].place_dbu - edges[k].place_dbu) / 2;
            double step = step_at(edges, k);
            if ((double)(middle - last) >= STEPS_BETWEEN * step &&
                (double)(next - middle) >= STEPS_BETWEEN / 2 * step) {
                out[kept++] = last = middle;
            }
        }
        i += steps;
    }
    return kept;
}

/* The low and high end of a box along one axis. */
static void list_ends(int64_t *ends, const ird_uv_box *box, bool is_v) {
    ends[0] = is_v ? box->v0_dbu : box->u0_dbu;
    ends[1] = is_v ? box->v1_dbu : box->u1_dbu;
}

/* Edges of boxes that lie closer than that to an edge of a port, or to the one before,
 * are left out: an eighth of the smallest contact, or a five-hundredth of the whole. */
static int64_t closest(const int64_t *ports, size_t port_count, int64_t extent_dbu) {
    int64_t least = extent_dbu / 500;
    for (size_t i = 1; i < port_count; i++) {
        int64_t gap = (ports[i] - ports[i - 1]) / 8;
        least = gap < least ? gap : least;
    }
    return least > 1 ? least : 1;
}

/* The edges that lines must follow, into lines; room is there. */
static void choose_edges(ird_sheet_lines *lines, const int64_t *boxes, size_t box_count,
                         const int64_t *ports, size_t port_count) {
    int64_t first = boxes[0], last = boxes[box_count - 1];
    int64_t gap = closest(ports, port_count, last - first);
    size_t p = 0;
    for (size_t i = 0; i < box_count; i++) {
        for (; p < port_count && ports[p] <= boxes[i]; p++) {
            if (ports[p] > first && ports[p] < last) {
                lines->items[lines->count++] = ports[p];
            }
        }
        bool is_end = i == 0 || i + 1 == box_count;
        bool is_near_last =
            lines->count > 0 && boxes[i] - lines->items[lines->count - 1] < gap;
        bool is_near_next = p < port_count && ports[p] - boxes[i] < gap;
        if (is_end || (!is_near_last && !is_near_next && last - boxes[i] >= gap)) {
            lines->items[lines->count++] = boxes[i];
        }
    }
    lines->count = keep_each_once(lines->items, lines->count);
}

/* The size of the cells at each edge: a part of the nearer gap, and not much larger than
 * at the edges around. */
static void size_cells(double *sizes, const ird_sheet_lines *edges, fineness fine) {
    size_t count = edges->count;
    const int64_t *x = edges->items;
    for (size_t i = 0; i < count; i++) {
        double below = i > 0 ? (double)(x[i] - x[i - 1]) : (double)INFINITY;
        double above = i + 1 < count ? (double)(x[i + 1] - x[i]) : (double)INFINITY;
        sizes[i] = fine.first * fmin(below, above);
    }
    for (size_t i = 1; i < count; i++) {
        sizes[i] = fmin(sizes[i], sizes[i - 1] + fine.growth * (double)(x[i] - x[i - 1]));
    }
    for (size_t i = count - 1; i-- > 0;) {
        sizes[i] = fmin(sizes[i], sizes[i + 1] + fine.growth * (double)(x[i + 1] - x[i]));
    }
}

/* Steps from the low end of a gap to its high end; those of the right length where out is
 * given, with their sum so scaled. */
static size_t step_through(double gap, double low_size, double high_size, double growth,
                           double scale, int64_t from, int64_t *out) {
    double place = 0;
    size_t count = 0;
    while (place < gap) {
        double size = fmin(low_size + growth * place, high_size + growth * (gap - place));
        /* A step is as large as its own middle asks for. */
        size = fmin(size * (1 + growth / 2), high_size + growth * (gap - place));
        place += fmax(size, 1);
        if (out != NULL) {
            out[count] = from + llround(place * scale);
        }
        count++;
    }
    return count;
}

static double length_of_steps(double gap, double low_size, double high_size,
                              double growth) {
    double place = 0;
    while (place < gap) {
        double size = fmin(low_size + growth * place, high_size + growth * (gap - place));
        size = fmin(size * (1 + growth / 2), high_size + growth * (gap - place));
        place += fmax(size, 1);
    }
    return place;
}

static size_t count_lines(const ird_sheet_lines *edges, const double *sizes,
                          fineness fine) {
    size_t count = 1;
    for (size_t i = 0; i + 1 < edges->count; i++) {
        count += step_through((double)(edges->items[i + 1] - edges->items[i]), sizes[i],
                              sizes[i + 1], fine.growth, 1, 0, NULL);
    }
    return count;
}

static ird_status fill(ird_sheet_lines *lines, const ird_sheet_lines *edges,
                       const double *sizes, fineness fine, ird_error *err) {
    lines->items = ird_alloc(count_lines(edges, sizes, fine), sizeof *lines->items);
    if (lines->items == NULL) {
        return ird_fail_memory(err, DOING);
    }
    lines->count = 1;
    lines->items[0] = edges->items[0];
    for (size_t i = 0; i + 1 < edges->count; i++) {
        double gap = (double)(edges->items[i + 1] - edges->items[i]);
        double sum = length_of_steps(gap, sizes[i], sizes[i + 1], fine.growth);
        lines->count += step_through(gap, sizes[i], sizes[i + 1], fine.growth, gap / sum,
                                     edges->items[i], lines->items + lines->count);
        lines->items[lines->count - 1] = edges->items[i + 1];
    }
    lines->count = keep_each_once(lines->items, lines->count);
    return IRD_OK;
}

typedef struct axis {
    ird_sheet_lines edges;
    double *sizes;
} axis;

static ird_status prepare(axis *of, const ird_sheet *sheet, bool is_v, ird_error *err) {
    size_t sides_count = 2 * sheet->box_count;
    side *sides = ird_alloc(sides_count, sizeof *sides);
    edge *edges = ird_alloc(sides_count, sizeof *edges);
    int64_t *boxes = ird_alloc(sides_count, sizeof *boxes);
    int64_t *ports = ird_alloc(sheet->port_count, 2 * sizeof *ports);
    size_t room = 2 * (sheet->box_count + sheet->port_count);
    of->edges.items = ird_alloc(room, sizeof *of->edges.items);
    of->sizes = ird_alloc(room, sizeof *of->sizes);
    bool has_room = sides != NULL && edges != NULL && boxes != NULL && ports != NULL &&
                    of->edges.items != NULL && of->sizes != NULL;
    if (has_room) {
        for (size_t i = 0; i < sheet->box_count; i++) {
            list_sides(sides + 2 * i, &sheet->boxes[i], is_v);
        }
        for (size_t i = 0; i < sheet->port_count; i++) {
            list_ends(ports + 2 * i, &sheet->ports[i].box, is_v);
        }
        size_t box_count =
            thin_steps(edges, boxes, list_edges(edges, sides, sides_count));
        size_t port_count = keep_each_once(ports, 2 * sheet->port_count);
        choose_edges(&of->edges, boxes, box_count, ports, port_count);
    }
    ird_free(sides);
    ird_free(edges);
    ird_free(boxes);
    ird_free(ports);
    return has_room ? IRD_OK : ird_fail_memory(err, DOING);
}

/* Few edges: each gap is worth several cells. Many (the vias of a plane): they make the
 * mesh fine by themselves. */
static fineness fineness_for(size_t edges) {
    return (fineness){edges <= 16 ? 0.125 : edges <= 48 ? 0.25 : 0.5, 0.5};
}

ird_status ird_sheet_lines_make(ird_sheet_lines *u, ird_sheet_lines *v,
                                const ird_sheet *sheet, ird_error *err) {
    axis along[2] = {0};
    ird_status status = prepare(&along[0], sheet, false, err);
    if (status == IRD_OK) {
        status = prepare(&along[1], sheet, true, err);
    }
    if (status == IRD_OK) {
        fineness fine[2] = {fineness_for(along[0].edges.count),
                            fineness_for(along[1].edges.count)};
        for (int tries = 0; tries < 12; tries++) {
            double cells = 1;
            for (int k = 0; k < 2; k++) {
                size_cells(along[k].sizes, &along[k].edges, fine[k]);
                cells *= (double)count_lines(&along[k].edges, along[k].sizes, fine[k]);
            }
            if (cells <= CELLS_MAX) {
                break;
            }
            for (int k = 0; k < 2; k++) {
                fine[k].first = fmin(1, fine[k].first * 1.5);
                fine[k].growth *= 1.5;
            }
        }
        status = fill(u, &along[0].edges, along[0].sizes, fine[0], err);
        if (status == IRD_OK) {
            status = fill(v, &along[1].edges, along[1].sizes, fine[1], err);
        }
    }
    for (int k = 0; k < 2; k++) {
        ird_free(along[k].edges.items);
        ird_free(along[k].sizes);
    }
    return status;
}
