/* SPDX-License-Identifier: BSD-3-Clause */
#include "solve/node_map.h"

#include <math.h>
#include <string.h>

#include "solve/wires.h"

static const char *const doing = "making a map of drops";

int32_t ird_node_map_layer(const ird_network *network) {
    size_t layers = ird_names_count(&network->layer_names);
    int32_t best = -1;
    size_t most = 0;
    for (size_t layer = 0; layer < layers; layer++) {
        size_t count = 0;
        for (size_t i = 0; i < network->loads.count; i++) {
            const ird_node *node = &network->nodes.items[network->loads.items[i].node];
            count += node->layer == (int16_t)layer ? 1 : 0;
        }
        for (size_t i = 0; network->loads.count == 0 && i < network->nodes.count; i++) {
            count += network->nodes.items[i].layer == (int16_t)layer ? 1 : 0;
        }
        if (count > most) {
            most = count;
            best = (int32_t)layer;
        }
    }
    return best;
}

/* ---- by pixel ---------------------------------------------------------------------- */

/* The pixel of a coordinate; a node on the far edge belongs to the last one. */
static bool pixel_of(double at, double low, double high, size_t count, size_t *pixel) {
    if (!(at >= low && at <= high) || !(high > low)) {
        return false;
    }
    *pixel = (size_t)((at - low) / (high - low) * (double)count);
    *pixel -= *pixel == count ? 1 : 0;
    return true;
}

ird_status ird_node_map_pixels(const ird_network *network, const double *drop_v,
                               int32_t layer, const ird_node_window *window,
                               double *worst, double *mean, ird_error *err) {
    size_t pixels = window->rows * window->columns;
    double *sum = ird_alloc_zero(pixels, sizeof *sum);
    double *most = ird_alloc(pixels, sizeof *most);
    size_t *count = ird_alloc_zero(pixels, sizeof *count);
    ird_status status = IRD_OK;
    if (sum == NULL || most == NULL || count == NULL) {
        status = ird_fail_memory(err, doing);
        goto done;
    }
    double um = 1 / (double)network->units;
    for (size_t i = 0; i < network->nodes.count; i++) {
        const ird_node *node = &network->nodes.items[i];
        size_t row, column;
        if (node->kind == IRD_NODE_NAMED || (layer >= 0 && node->layer != layer) ||
            isnan(drop_v[i]) ||
            !pixel_of((double)node->x_dbu * um, window->x0_um, window->x1_um,
                      window->columns, &column) ||
            !pixel_of((double)node->y_dbu * um, window->y0_um, window->y1_um,
                      window->rows, &row)) {
            continue;
        }
        size_t at = row * window->columns + column;
        most[at] = count[at] == 0 || drop_v[i] > most[at] ? drop_v[i] : most[at];
        sum[at] += drop_v[i];
        count[at]++;
    }
    for (size_t i = 0; i < pixels; i++) {
        if (worst != NULL) {
            worst[i] = count[i] > 0 ? most[i] : (double)NAN;
        }
        if (mean != NULL) {
            mean[i] = count[i] > 0 ? sum[i] / (double)count[i] : (double)NAN;
        }
    }
done:
    ird_free(sum);
    ird_free(most);
    ird_free(count);
    return status;
}

/* ---- by sampling ------------------------------------------------------------------- */

/* A natural cubic spline through (at[i], value[i]); bend holds second derivatives. */
typedef struct spline {
    size_t count;
    double *at, *value, *bend, *scratch;
} spline;

/* Wires nearer to one another than this part of the usual distance count as one: a
 * spline through both would turn their small difference into a steep slope. */
#define NEAR_PART 0.25

/* The wires that reach this place, or all of them where none does. */
static void set_knots(spline *s, const ird_wires *wires, double along_um) {
    s->count = 0;
    for (int all = 0; all < 2 && s->count == 0; all++) {
        for (size_t wire = 0; wire + 1 <= wires->first.count; wire++) {
            bool is_covered;
            double drop_v = ird_wires_drop_v(wires, wire, along_um, &is_covered);
            double at = wires->points.items[wires->first.items[wire]].across_um;
            bool is_near =
                s->count > 0 && at - s->at[s->count - 1] < NEAR_PART * wires->spacing_um;
            if ((is_covered || all > 0) && !is_near) {
                s->at[s->count] = at;
                s->value[s->count++] = drop_v;
            }
        }
    }
}

/* The tridiagonal equations of the second derivatives, zero at both ends. */
static void set_bends(spline *s) {
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

/* Piece i is between knots i and i + 1; *piece is where the last place was. */
static double spline_at(const spline *s, double at, size_t *piece) {
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

static ird_status spline_open(spline *s, size_t knots, ird_error *err) {
    s->at = ird_alloc(knots, 4 * sizeof *s->at);
    if (s->at == NULL) {
        return ird_fail_memory(err, doing);
    }
    s->value = s->at + knots;
    s->bend = s->value + knots;
    s->scratch = s->bend + knots;
    return IRD_OK;
}

ird_status ird_node_map_sample(const ird_network *network, const double *drop_v,
                               int32_t layer, const double *x_um, size_t columns,
                               const double *y_um, size_t rows, double *values,
                               ird_error *err) {
    ird_wires wires;
    spline s = {0};
    ird_status status = ird_wires_collect(&wires, network, drop_v, layer, err);
    if (status != IRD_OK) {
        return status;
    }
    status = spline_open(&s, wires.first.count, err);
    size_t along_count = wires.is_vertical ? rows : columns;
    size_t across_count = wires.is_vertical ? columns : rows;
    const double *along = wires.is_vertical ? y_um : x_um;
    const double *across = wires.is_vertical ? x_um : y_um;
    size_t along_step = wires.is_vertical ? columns : 1;
    size_t across_step = wires.is_vertical ? 1 : columns;
    for (size_t i = 0; status == IRD_OK && i < along_count; i++) {
        set_knots(&s, &wires, fmin(fmax(along[i], wires.low_um), wires.high_um));
        set_bends(&s);
        size_t piece = 0;
        for (size_t j = 0; j < across_count; j++) {
            values[i * along_step + j * across_step] = spline_at(&s, across[j], &piece);
        }
    }
    ird_free(s.at);
    ird_wires_free(&wires);
    return status;
}

static ird_status count_samples(const ird_network *network, double pitch_um, size_t *rows,
                                size_t *columns, ird_error *err) {
    ird_extent extent;
    if (!ird_network_extent(network, &extent) || extent.x0_dbu < 0 || extent.y0_dbu < 0) {
        return ird_fail(err, IRD_NETWORK_LAYER,
                        "this convention needs nodes with coordinates from 0 on");
    }
    double pitch_dbu = pitch_um * (double)network->units;
    double x = floor((double)extent.x1_dbu / pitch_dbu) + 1;
    double y = floor((double)extent.y1_dbu / pitch_dbu) + 1;
    if (!(pitch_dbu > 0) || x > 30000 || y > 30000) {
        return ird_fail(err, IRD_NETWORK_LAYER,
                        "a pitch of %g um does not give a map of at most 30000 x 30000",
                        pitch_um);
    }
    *rows = (size_t)x;
    *columns = (size_t)y;
    return IRD_OK;
}

ird_status ird_node_map_iccad23(const ird_network *network, const double *drop_v,
                                int32_t layer, double pitch_um, double **values,
                                size_t *rows, size_t *columns, ird_error *err) {
    size_t x_count = 0;
    size_t y_count = 0;
    ird_status status = count_samples(network, pitch_um, &x_count, &y_count, err);
    if (status != IRD_OK) {
        return status;
    }
    size_t longer = x_count > y_count ? x_count : y_count;
    double *places_um = ird_alloc(longer, sizeof *places_um);
    double *sampled = ird_alloc(x_count * y_count, sizeof *sampled);
    double *turned = ird_alloc(x_count * y_count, sizeof *turned);
    if (places_um == NULL || sampled == NULL || turned == NULL) {
        status = ird_fail_memory(err, doing);
        goto done;
    }
    for (size_t i = 0; i < longer; i++) {
        places_um[i] = (double)i * pitch_um;
    }
    status = ird_node_map_sample(network, drop_v, layer, places_um, x_count, places_um,
                                 y_count, sampled, err);
    if (status == IRD_OK) {
        for (size_t x = 0; x < x_count; x++) {
            for (size_t y = 0; y < y_count; y++) {
                turned[x * y_count + y] = sampled[y * x_count + x];
            }
        }
        *values = turned;
        turned = NULL;
        *rows = x_count;
        *columns = y_count;
    }
done:
    ird_free(places_um);
    ird_free(sampled);
    ird_free(turned);
    return status;
}
