/* SPDX-License-Identifier: BSD-3-Clause */
#include "query/covered_map.h"

/* So many rows at a time: memory stays bounded however large the map is. */
enum { BAND_ROWS = 256 };

static ird_status cover_band(ird_session *session, ird_raster_options *options,
                             const ird_cover *cover, ird_map *map, size_t first_row,
                             size_t rows, ird_error *err) {
    ird_raster raster = {0};
    double pitch_um = ird_map_pitch_y_um(map);
    options->size = rows;
    options->window.y0_um = map->window.y0_um + (double)first_row * pitch_um;
    options->window.y1_um = options->window.y0_um + (double)rows * pitch_um;
    ird_status status =
        session->is_spice
            ? IRD_OK
            : ird_session_rasterize_cells(session, options, NULL, &raster, err);
    if (status == IRD_OK || status == IRD_RASTER_WINDOW) { /* beside the die is no cell */
        status =
            ird_cover_apply(cover, map, first_row, rows, raster.current_a.values, err);
    }
    ird_raster_free(&raster);
    return status;
}

ird_status ird_session_cover_map(ird_session *session, int32_t net, double supply_v,
                                 const ird_cover *cover, ird_map *map, ird_map *bound,
                                 ird_error *err) {
    ird_raster_options options = {
        .columns = map->columns, .window = map->window, .net = net, .supply_v = supply_v};
    IRD_TRY(ird_cover_open(map, err));
    for (size_t row = 0; row < map->rows; row += BAND_ROWS) {
        size_t rows = map->rows - row < BAND_ROWS ? map->rows - row : BAND_ROWS;
        IRD_TRY(cover_band(session, &options, cover, map, row, rows, err));
    }
    ird_cover_close(map);
    ird_cover_bound(map, bound);
    return IRD_OK;
}
