/* SPDX-License-Identifier: BSD-3-Clause */
#include "channels/network_loads.h"

static ird_status make_maps(ird_raster *raster, ird_error *err) {
    size_t size = raster->options.size;
    return size >= 1 && size <= IRD_RASTER_SIZE_LIMIT
               ? ird_raster_create_maps(raster, err)
               : ird_fail(
                     err, IRD_RASTER_SIZE,
                     "maps of %zu x %zu pixels cannot be made; give a size of 1 to %d",
                     size, size, IRD_RASTER_SIZE_LIMIT);
}

/* Currents of the loads, then density, switching and area. */
static void place_loads(ird_raster *raster, const ird_network *network,
                        const ird_load *loads, size_t count) {
    ird_map *current = &raster->current_a;
    double sign = network->is_ground ? -1 : 1;
    const ird_node_window window =
        ird_node_window_of(current->window, current->rows, current->columns);
    for (size_t i = 0; i < count; i++) {
        const ird_load *load = &loads[i];
        size_t pixel;
        if (ird_node_map_pixel(network, (size_t)load->node, &window, &pixel)) {
            current->values[pixel] += sign * load->ampere;
            raster->current_total_a += sign * load->ampere;
            raster->cells_counted++;
        } else {
            raster->current_outside_a += sign * load->ampere;
            raster->cells_outside++;
        }
    }
    double most_a = ird_map_max(current, NULL);
    double pixel_um2 = ird_map_pitch_x_um(current) * ird_map_pitch_y_um(current);
    for (size_t i = 0; i < ird_map_count(current); i++) {
        bool draws = current->values[i] > 0;
        raster->cell_density.values[i] = draws ? 1.0 : 0.0;
        raster->switching.values[i] = draws ? current->values[i] / most_a : 0.0;
        raster->area_um2.values[i] = draws ? pixel_um2 : 0.0;
        raster->area_total_um2 += raster->area_um2.values[i];
    }
}

ird_status ird_rasterize_loads(ird_raster *raster, const ird_network *network,
                               const ird_load *loads, size_t count,
                               const ird_raster_options *options, ird_error *err) {
    ird_raster made = {.options = *options};
    ird_status status = make_maps(&made, err);
    if (status != IRD_OK) {
        ird_raster_free(&made);
        return status;
    }
    place_loads(&made, network, loads, count);
    *raster = made;
    return IRD_OK;
}
