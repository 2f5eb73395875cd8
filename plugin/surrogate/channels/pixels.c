/* SPDX-License-Identifier: BSD-3-Clause */
#include "channels/pixels.h"

#include <math.h>
#include <string.h>

#include "base/alloc.h"

static double snapped(double dbu) {
    double nearest = nearbyint(dbu);
    return fabs(dbu - nearest) < 1e-6 ? nearest : dbu;
}

static void set_edges(double *edges, size_t count, double low, double high) {
    for (size_t i = 0; i < count; i++) {
        edges[i] = low + (high - low) * (double)i / (double)count;
    }
    edges[count] = high;
}

ird_status ird_pixels_create(ird_pixels *pixels, size_t rows, size_t columns,
                             ird_rect_um window, int64_t units, ird_error *err) {
    double *edges = ird_alloc(rows + columns + 2, sizeof *edges);
    if (edges == NULL) {
        return ird_fail_memory(err, "making a map");
    }
    double scale = (double)units;
    double x0 = snapped(window.x0_um * scale);
    double y0 = snapped(window.y0_um * scale);
    double x1 = snapped(window.x1_um * scale);
    double y1 = snapped(window.y1_um * scale);
    *pixels = (ird_pixels){rows, columns, edges, edges + columns + 1,
                           (x1 - x0) / (double)columns * ((y1 - y0) / (double)rows)};
    set_edges(pixels->x_dbu, columns, x0, x1);
    set_edges(pixels->y_dbu, rows, y0, y1);
    return IRD_OK;
}

void ird_pixels_free(ird_pixels *pixels) {
    if (pixels != NULL) {
        ird_free(pixels->x_dbu);
        memset(pixels, 0, sizeof *pixels);
    }
}

/* The interval between two edges that holds x; x lies between the first and the last.
 * The quotient may be off by one where x is an edge, for edges are rounded. */
static size_t interval_of(const double *edges, size_t count, double x) {
    double share = (x - edges[0]) / (edges[count] - edges[0]);
    size_t i = (size_t)(share * (double)count);
    i = i < count ? i : count - 1;
    while (i > 0 && x < edges[i]) {
        i--;
    }
    while (i + 1 < count && x >= edges[i + 1]) {
        i++;
    }
    return i;
}

/* One past the last interval that [.., x) reaches. */
static size_t end_of(const double *edges, size_t count, double x) {
    size_t i = interval_of(edges, count, x);
    return x > edges[i] ? i + 1 : i;
}

bool ird_pixels_clip(const ird_pixels *pixels, ird_rect box, ird_pixel_span *span) {
    const double *xs = pixels->x_dbu;
    const double *ys = pixels->y_dbu;
    span->x0_dbu = fmax((double)box.x0_dbu, xs[0]);
    span->x1_dbu = fmin((double)box.x1_dbu, xs[pixels->columns]);
    span->y0_dbu = fmax((double)box.y0_dbu, ys[0]);
    span->y1_dbu = fmin((double)box.y1_dbu, ys[pixels->rows]);
    if (!(span->x0_dbu < span->x1_dbu && span->y0_dbu < span->y1_dbu)) {
        return false;
    }
    span->column0 = interval_of(xs, pixels->columns, span->x0_dbu);
    span->column1 = end_of(xs, pixels->columns, span->x1_dbu);
    span->row0 = interval_of(ys, pixels->rows, span->y0_dbu);
    span->row1 = end_of(ys, pixels->rows, span->y1_dbu);
    return true;
}

double ird_pixels_width_dbu(const ird_pixels *pixels, const ird_pixel_span *span,
                            size_t column) {
    return fmin(span->x1_dbu, pixels->x_dbu[column + 1]) -
           fmax(span->x0_dbu, pixels->x_dbu[column]);
}

double ird_pixels_height_dbu(const ird_pixels *pixels, const ird_pixel_span *span,
                             size_t row) {
    return fmin(span->y1_dbu, pixels->y_dbu[row + 1]) -
           fmax(span->y0_dbu, pixels->y_dbu[row]);
}
