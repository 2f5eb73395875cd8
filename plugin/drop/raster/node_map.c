/* SPDX-License-Identifier: BSD-3-Clause */
#include "raster/node_map.h"

#include <math.h>
#include <string.h>

#include "raster/across.h"

static const char *const doing = "making a map of drops";

/* No stack of metals has more. */
enum { IRD_MAX_LAYERS = 256 };

int32_t ird_node_map_layer(const ird_network *network) {
    size_t count[IRD_MAX_LAYERS] = {0};
    size_t layers = ird_names_count(&network->layer_names);
    layers = layers < IRD_MAX_LAYERS ? layers : IRD_MAX_LAYERS;
    size_t items = network->loads.count > 0 ? network->loads.count : network->nodes.count;
    for (size_t i = 0; i < items; i++) {
        size_t at = network->loads.count > 0 ? (size_t)network->loads.items[i].node : i;
        int16_t layer = network->nodes.items[at].layer;
        if (layer >= 0 && (size_t)layer < layers) {
            count[layer]++;
        }
    }
    int32_t best = -1;
    size_t most = 0;
    for (size_t layer = 0; layer < layers; layer++) {
        if (count[layer] > most) {
            most = count[layer];
            best = (int32_t)layer;
        }
    }
    return best;
}

/* The next load at or behind `from` that is on another layer; the count where none is. */
static size_t next_other(const ird_network *network, int32_t layer, size_t from) {
    while (from < network->loads.count &&
           network->nodes.items[network->loads.items[from].node].layer == layer) {
        from++;
    }
    return from;
}

bool ird_node_map_alike(const ird_network *a, const ird_network *b) {
    int32_t layer = ird_node_map_layer(a);
    if (layer != ird_node_map_layer(b)) {
        return false;
    }
    size_t i = next_other(a, layer, 0), k = next_other(b, layer, 0);
    while (i < a->loads.count && k < b->loads.count &&
           a->loads.items[i].node == b->loads.items[k].node) {
        i = next_other(a, layer, i + 1);
        k = next_other(b, layer, k + 1);
    }
    return i >= a->loads.count && k >= b->loads.count;
}

ird_status ird_node_map_others(ird_load_list *others, const ird_network *network,
                               ird_error *err) {
    int32_t layer = ird_node_map_layer(network);
    ird_load_list made = {0};
    bool *is_there = ird_alloc_zero(network->nodes.count, sizeof *is_there);
    if (is_there == NULL) {
        return ird_fail_memory(err, doing);
    }
    ird_status status = IRD_OK;
    for (size_t i = 0; i < network->loads.count && status == IRD_OK; i++) {
        int32_t node = network->loads.items[i].node;
        if (network->nodes.items[node].layer == layer || is_there[node]) {
            continue;
        }
        is_there[node] = true;
        status = ird_vec_reserve(&made, 1, doing, err);
        if (status == IRD_OK) {
            made.items[made.count++] = (ird_load){node, -1, -1, 1};
        }
    }
    ird_free(is_there);
    if (status != IRD_OK) {
        ird_free(made.items);
        return status;
    }
    *others = made;
    return IRD_OK;
}

/* ---- by pixel ---------------------------------------------------------------------- */

/* So far below a border, in pixels, a place counts as on it: far above rounding, so that
 * all windows of a map agree on the pixel of a node there. */
#define ON_BORDER 1e-9

/* The pixel of a coordinate: the upper one on a border, the last one at the far edge. */
static bool pixel_of(double at, double low, double high, size_t count, size_t *pixel) {
    double place = (at - low) * (double)count / (high - low) + ON_BORDER;
    if (!(high > low) || !(place >= 0 && place <= (double)count + 2 * ON_BORDER)) {
        return false;
    }
    *pixel = place < (double)count ? (size_t)place : count - 1;
    return true;
}

bool ird_node_map_pixel(const ird_network *network, size_t node,
                        const ird_node_window *window, size_t *pixel) {
    const ird_node *n = &network->nodes.items[node];
    double units = (double)network->units;
    size_t row, column;
    if (n->kind == IRD_NODE_NAMED ||
        !pixel_of((double)n->x_dbu / units, window->x0_um, window->x1_um, window->columns,
                  &column) ||
        !pixel_of((double)n->y_dbu / units, window->y0_um, window->y1_um, window->rows,
                  &row)) {
        return false;
    }
    *pixel = row * window->columns + column;
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
    for (size_t i = 0; i < network->nodes.count; i++) {
        size_t at;
        if ((layer >= 0 && network->nodes.items[i].layer != layer) || isnan(drop_v[i]) ||
            !ird_node_map_pixel(network, i, window, &at)) {
            continue;
        }
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

ird_status ird_node_map_sample(const ird_network *network, const double *drop_v,
                               int32_t layer, const double *x_um, size_t columns,
                               const double *y_um, size_t rows, double *values,
                               ird_error *err) {
    ird_wires wires;
    ird_across s = {0};
    ird_status status = ird_wires_collect(&wires, network, drop_v, layer, err);
    if (status != IRD_OK) {
        return status;
    }
    size_t count = wires.first.count;
    ird_knot *knots = ird_alloc(count, sizeof *knots);
    status =
        knots != NULL ? ird_across_open(&s, count, err) : ird_fail_memory(err, doing);
    size_t along_count = wires.is_vertical ? rows : columns;
    size_t across_count = wires.is_vertical ? columns : rows;
    const double *along = wires.is_vertical ? y_um : x_um;
    const double *across = wires.is_vertical ? x_um : y_um;
    size_t along_step = wires.is_vertical ? columns : 1;
    size_t across_step = wires.is_vertical ? 1 : columns;
    for (size_t i = 0; status == IRD_OK && i < along_count; i++) {
        ird_across_set(&s, &wires, knots,
                       ird_across_knots(&wires, 0, count, along[i], knots));
        size_t piece = 0;
        for (size_t j = 0; j < across_count; j++) {
            values[i * along_step + j * across_step] =
                ird_across_at(&s, across[j], &piece);
        }
    }
    ird_free(knots);
    ird_across_free(&s);
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
