/* SPDX-License-Identifier: BSD-3-Clause */
#include "raster/across.h"

#include <math.h>
#include <string.h>

static const char *const doing = "interpolating drops";

/* Wires nearer to one another than this part of the usual distance count as one, the
 * longer: a spline through both would turn their small difference into a steep slope. */
#define NEAR_PART 0.25

static double length_um(const ird_wires *wires, size_t wire) {
    const ird_wire_point *points = wires->points.items;
    return points[wires->first.items[wire + 1] - 1].along_um -
           points[wires->first.items[wire]].along_um;
}

size_t ird_across_knots(const ird_wires *wires, size_t first, size_t last,
                        double along_um, ird_knot *knots) {
    double along = fmin(fmax(along_um, wires->low_um), wires->high_um);
    size_t count = 0, kept = 0; /* the wire of the last knot */
    for (int all = 0; all < 2 && count == 0; all++) {
        for (size_t wire = first; wire < last; wire++) {
            bool is_covered;
            ird_wire_place place = ird_wires_find(wires, wire, along, &is_covered);
            double at = wires->points.items[wires->first.items[wire]].across_um;
            bool is_near =
                count > 0 && at - knots[count - 1].at_um < NEAR_PART * wires->spacing_um;
            if ((!is_covered && all == 0) ||
                (is_near && length_um(wires, wire) <= length_um(wires, kept))) {
                continue;
            }
            count -= is_near ? 1 : 0;
            knots[count++] = (ird_knot){at, place};
            kept = wire;
        }
    }
    return count;
}

/* The tridiagonal equations of the second derivatives, zero at both ends. */
static void set_bends(ird_across *s) {
    size_t n = s->count;
    s->bend[0] = 0;
    s->scratch[0] = 0;
    for (size_t i = 1; i + 1 < n; i++) {
        double before = s->at[i] - s->at[i - 1];
        double after = s->at[i + 1] - s->at[i];
        double slopes = (s->value[i + 1] - s->value[i]) / after -
                        (s->value[i] - s->value[i - 1]) / before;
        double pivot = 2 * (before + after) - before * s->scratch[i - 1];
        s->scratch[i] = after / pivot;
        s->bend[i] = (6 * slopes - before * s->bend[i - 1]) / pivot;
    }
    s->bend[n - 1] = 0;
    for (size_t i = n - 1; i-- > 1;) {
        s->bend[i] -= s->scratch[i] * s->bend[i + 1];
    }
}

/* Piece i is between knots i and i + 1. */
double ird_across_at(const ird_across *s, double at, size_t *piece) {
    if (at <= s->at[0] || s->count == 1) {
        return s->value[0];
    }
    if (at >= s->at[s->count - 1]) {
        return s->value[s->count - 1];
    }
    while (at < s->at[*piece]) {
        (*piece)--;
    }
    while (at >= s->at[*piece + 1]) {
        (*piece)++;
    }
    size_t i = *piece;
    double width = s->at[i + 1] - s->at[i];
    double b = (at - s->at[i]) / width;
    double a = 1 - b;
    double bends = (a * a * a - a) * s->bend[i] + (b * b * b - b) * s->bend[i + 1];
    double drop_v = a * s->value[i] + b * s->value[i + 1] + bends * width * width / 6;
    return drop_v > 0 ? drop_v : 0;
}

double ird_across_within(const ird_across *s, double at, size_t *piece) {
    double drop_v = ird_across_at(s, at, piece);
    if (at <= s->at[0] || at >= s->at[s->count - 1]) {
        return drop_v; /* that of the outermost knot */
    }
    const double *ends = &s->value[*piece];
    double least = ends[0] < ends[1] ? ends[0] : ends[1];
    double most = ends[0] < ends[1] ? ends[1] : ends[0];
    return drop_v < least ? least : drop_v > most ? most : drop_v;
}

ird_status ird_across_open(ird_across *s, size_t knots, ird_error *err) {
    s->at = ird_alloc(knots, 4 * sizeof *s->at);
    if (s->at == NULL) {
        return ird_fail_memory(err, doing);
    }
    s->value = s->at + knots;
    s->bend = s->value + knots;
    s->scratch = s->bend + knots;
    return IRD_OK;
}

void ird_across_free(ird_across *s) {
    ird_free(s->at);
    memset(s, 0, sizeof *s);
}

void ird_across_set(ird_across *s, const ird_wires *wires, const ird_knot *knots,
                    size_t count) {
    s->count = count;
    for (size_t i = 0; i < count; i++) {
        s->at[i] = knots[i].at_um;
        s->value[i] = ird_wires_drop_v(wires, knots[i].place);
    }
    set_bends(s);
}
