/* SPDX-License-Identifier: BSD-3-Clause */
#include "raster/drop_layout.h"

#include <math.h>

#include "raster/node_map.h"
#include "raster/node_raster.h"

static double pixels_of(double length_um, double pitch_um) {
    return fmax(1.0, ceil(length_um / pitch_um - 1e-9));
}

static ird_status set_size(ird_drop_layout *layout, double rows, double columns,
                           ird_error *err) {
    if (rows > 30000 || columns > 30000) {
        return ird_fail(err, IRD_RASTER_SIZE,
                        "a map of %.0f x %.0f pixels is larger than 30000 x 30000; take "
                        "a larger pitch or a smaller region",
                        rows, columns);
    }
    layout->rows = (size_t)rows;
    layout->columns = (size_t)columns;
    return IRD_OK;
}

ird_status ird_drop_layout_make(ird_drop_layout *layout, ird_rect_um window, size_t size,
                                double pitch_um, ird_error *err) {
    double rows = (double)size, columns = rows;
    if (pitch_um > 0) {
        columns = pixels_of(window.x1_um - window.x0_um, pitch_um);
        rows = pixels_of(window.y1_um - window.y0_um, pitch_um);
        window.x1_um = window.x0_um + columns * pitch_um;
        window.y1_um = window.y0_um + rows * pitch_um;
    }
    layout->window = window;
    return set_size(layout, rows, columns, err);
}

ird_status ird_drop_layout_iccad23(ird_drop_layout *layout, ird_rect_um die,
                                   double pitch_um, ird_error *err) {
    double columns = floor(die.x1_um / pitch_um + 1e-9) + 1;
    double rows = floor(die.y1_um / pitch_um + 1e-9) + 1;
    layout->window = (ird_rect_um){-pitch_um / 2, -pitch_um / 2,
                                   (columns - 0.5) * pitch_um, (rows - 0.5) * pitch_um};
    return set_size(layout, rows, columns, err);
}

ird_status ird_drop_layout_draw(const ird_drop_layout *layout, const ird_network *network,
                                const double *drop_v, ird_drawing_loads loads,
                                double most_v, ird_map *map, ird_error *err) {
    const ird_rect_um *w = &layout->window;
    const ird_node_window window = {w->x0_um, w->y0_um,     w->x1_um,
                                    w->y1_um, layout->rows, layout->columns};
    int32_t layer = ird_node_map_layer(network);
    ird_node_raster *raster = NULL;
    ird_wires wires = {0};
    IRD_TRY(ird_map_create(map, layout->rows, layout->columns, *w, IRD_UNIT_VOLT, err));
    IRD_TRY(ird_wires_collect(&wires, network, drop_v, layer, err));
    ird_status status = ird_node_raster_create(&raster, network, drop_v, layer, &wires,
                                               &window, false, err);
    if (status == IRD_OK) {
        ird_node_raster_draw(raster, drop_v, loads, most_v, map->values);
    }
    ird_node_raster_free(raster);
    ird_wires_free(&wires);
    return status;
}

ird_status ird_drop_layout_draw_iccad23(const ird_network *network, const double *drop_v,
                                        double pitch_um, ird_map *map, ird_error *err) {
    map->unit = IRD_UNIT_VOLT;
    return ird_node_map_iccad23(network, drop_v, ird_node_map_layer(network), pitch_um,
                                &map->values, &map->rows, &map->columns, err);
}

void ird_map_resample(const ird_map *from, ird_map *map) {
    const ird_rect_um *w = &map->window;
    for (size_t i = 0; i < ird_map_count(map); i++) {
        map->values[i] = ird_map_at(
            from, ird_node_map_middle(w->x0_um, w->x1_um, i % map->columns, map->columns),
            ird_node_map_middle(w->y0_um, w->y1_um, i / map->columns, map->rows));
    }
}

ird_status ird_map_transpose(ird_map *map, ird_error *err) {
    ird_map turned = {0};
    IRD_TRY(ird_map_create(&turned, map->columns, map->rows, (ird_rect_um){0}, map->unit,
                           err));
    for (size_t i = 0; i < ird_map_count(map); i++) {
        turned.values[i % map->columns * map->rows + i / map->columns] = map->values[i];
    }
    ird_map_free(map);
    *map = turned;
    return IRD_OK;
}
