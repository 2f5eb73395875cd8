/* SPDX-License-Identifier: BSD-3-Clause */
#include "session/network_raster.h"

#include <math.h>
#include <stdlib.h>

#include "maps/network_loads.h"
#include "session/solution.h"
#include "solve/node_map.h"

static const char DOING[] = "rasterizing a network";

static ird_node_window window_of(const ird_map *map) {
    const ird_rect_um *w = &map->window;
    return (ird_node_window){w->x0_um, w->y0_um,  w->x1_um,
                             w->y1_um, map->rows, map->columns};
}

/* One ampere in each pixel that has nodes on the layer, shared by them. */
static ird_status spread_evenly(const ird_network *network, int32_t layer,
                                const ird_map *map, ird_load **loads, size_t *count,
                                ird_error *err) {
    size_t *nodes_in = ird_alloc_zero(ird_map_count(map), sizeof *nodes_in);
    ird_load *made = ird_alloc(network->nodes.count, sizeof *made);
    size_t pixel;
    const ird_node_window window = window_of(map);
    if (nodes_in == NULL || made == NULL) {
        ird_free(nodes_in);
        ird_free(made);
        return ird_fail_memory(err, DOING);
    }
    *count = 0;
    for (size_t i = 0; i < network->nodes.count; i++) {
        if (network->nodes.items[i].layer == layer &&
            ird_node_map_pixel(network, i, &window, &pixel)) {
            nodes_in[pixel]++;
            made[(*count)++] = (ird_load){(int32_t)i, -1, -1, 0};
        }
    }
    for (size_t i = 0; i < *count; i++) {
        ird_node_map_pixel(network, (size_t)made[i].node, &window, &pixel);
        made[i].ampere = (network->is_ground ? -1.0 : 1.0) / (double)nodes_in[pixel];
    }
    ird_free(nodes_in);
    *loads = made;
    return IRD_OK;
}

/* Mean drop of each pixel into the map; between nodes it is interpolated. */
static ird_status draw_drops(const ird_network *network, const ird_solution *solution,
                             int32_t layer, ird_map *map, ird_error *err) {
    const ird_rect_um *w = &map->window;
    const ird_node_window window = window_of(map);
    double *at_um = ird_alloc(2 * map->rows, sizeof *at_um);
    double *mean = ird_alloc(ird_map_count(map), sizeof *mean);
    ird_status status = IRD_OK;
    if (at_um == NULL || mean == NULL) {
        status = ird_fail_memory(err, DOING);
        goto done;
    }
    for (size_t i = 0; i < map->rows; i++) { /* the map is square */
        double part = ((double)i + 0.5) / (double)map->rows;
        at_um[i] = w->x0_um + part * (w->x1_um - w->x0_um);
        at_um[map->rows + i] = w->y0_um + part * (w->y1_um - w->y0_um);
    }
    status = ird_node_map_sample(network, solution->drop_v, layer, at_um, map->columns,
                                 at_um + map->rows, map->rows, map->values, err);
    if (status == IRD_OK) {
        status = ird_node_map_pixels(network, solution->drop_v, layer, &window, NULL,
                                     mean, err);
    }
    for (size_t i = 0; i < ird_map_count(map) && status == IRD_OK; i++) {
        map->values[i] = fmax(0.0, isnan(mean[i]) ? map->values[i] : mean[i]);
    }
done:
    ird_free(at_um);
    ird_free(mean);
    return status;
}

static int compare_values(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* From drops to strengths. */
static ird_status rate(ird_map *map, ird_error *err) {
    size_t count = ird_map_count(map);
    double *sorted = ird_alloc(count, sizeof *sorted);
    if (sorted == NULL) {
        return ird_fail_memory(err, DOING);
    }
    for (size_t i = 0; i < count; i++) {
        sorted[i] = map->values[i];
    }
    qsort(sorted, count, sizeof *sorted, compare_values);
    double least = sorted[0];
    double median = (sorted[(count - 1) / 2] + sorted[count / 2]) / 2;
    for (size_t i = 0; i < count; i++) {
        map->values[i] = median > 0 ? (least + median) / (map->values[i] + median) : 1.0;
    }
    ird_free(sorted);
    return IRD_OK;
}

static ird_status rate_grid(ird_raster *raster, ird_net_grid *grid,
                            const ird_monitor *monitor, ird_error *err) {
    const ird_network *network = &grid->grid.network;
    int32_t layer = ird_node_map_layer(network);
    ird_solution solution = {0};
    ird_load *loads = NULL;
    size_t count = 0;
    ird_status status = ird_session_need_factor(grid, &ird_solve_defaults, monitor, err);
    if (status == IRD_OK) {
        status = spread_evenly(network, layer, &raster->power_grid, &loads, &count, err);
    }
    if (status == IRD_OK) {
        status = ird_solve(&solution, grid->factor, loads, count, err);
    }
    if (status == IRD_OK) {
        status = draw_drops(network, &solution, layer, &raster->power_grid, err);
    }
    if (status == IRD_OK) {
        status = rate(&raster->power_grid, err);
    }
    ird_free(loads);
    ird_solution_free(&solution);
    return status;
}

ird_status ird_network_rasterize(ird_raster *raster, ird_net_grid *grid,
                                 const ird_raster_options *options,
                                 const ird_monitor *monitor, ird_error *err) {
    ird_raster made = {0};
    const ird_network *network = &grid->grid.network;
    ird_status status = ird_rasterize_loads(&made, network, network->loads.items,
                                            network->loads.count, options, err);
    if (status == IRD_OK) {
        made.source_origin = IRD_SOURCES_NETWORK;
        made.source_count = network->sources.count;
        status = rate_grid(&made, grid, monitor, err);
    }
    if (status != IRD_OK) {
        ird_raster_free(&made);
        return status;
    }
    *raster = made;
    return IRD_OK;
}
