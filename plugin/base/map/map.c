/* SPDX-License-Identifier: BSD-3-Clause */
#include "base/map/map.h"

#include <math.h>
#include <string.h>

#include "base/alloc.h"

ird_status ird_map_create(ird_map *map, size_t rows, size_t columns, ird_rect_um window,
                          ird_unit unit, ird_error *err) {
    size_t count;
    double *values = ird_size_product(rows, columns, &count)
                         ? ird_alloc_zero(count, sizeof *values)
                         : NULL;
    if (values == NULL) {
        return ird_fail_memory(err, "making a map");
    }
    *map = (ird_map){rows, columns, values, window, unit};
    return IRD_OK;
}

ird_status ird_map_copy(ird_map *copy, const ird_map *map, ird_error *err) {
    ird_status status =
        ird_map_create(copy, map->rows, map->columns, map->window, map->unit, err);
    if (status == IRD_OK) {
        memcpy(copy->values, map->values, ird_map_count(map) * sizeof *map->values);
    }
    return status;
}

void ird_map_free(ird_map *map) {
    if (map != NULL) {
        ird_free(map->values);
        memset(map, 0, sizeof *map);
    }
}

const char *ird_unit_name(ird_unit unit) {
    switch (unit) {
    case IRD_UNIT_VOLT:
        return "V";
    case IRD_UNIT_AMPERE:
        return "A";
    case IRD_UNIT_UM2:
        return "um2";
    case IRD_UNIT_NORMALISED:
    case IRD_UNIT_UNKNOWN:
        break;
    }
    return "";
}

size_t ird_map_count(const ird_map *map) {
    return map->rows * map->columns;
}

/* Kahan's summation as Neumaier improved it (ZAMM 54, 1974): maps hold up to 2^24 values
 * and their sums are compared to 1e-9. */
double ird_map_sum(const ird_map *map) {
    double sum = 0;
    double lost = 0;
    for (size_t i = 0; i < ird_map_count(map); i++) {
        double value = map->values[i];
        double next = sum + value;
        lost += fabs(sum) >= fabs(value) ? (sum - next) + value : (value - next) + sum;
        sum = next;
    }
    return sum + lost;
}

static double extreme(const ird_map *map, double sign, size_t *index) {
    size_t best = 0;
    for (size_t i = 1; i < ird_map_count(map); i++) {
        if (sign * map->values[i] > sign * map->values[best]) {
            best = i;
        }
    }
    if (index != NULL) {
        *index = best;
    }
    return ird_map_count(map) > 0 ? map->values[best] : 0;
}

double ird_map_max(const ird_map *map, size_t *index) {
    return extreme(map, 1, index);
}

double ird_map_min(const ird_map *map, size_t *index) {
    return extreme(map, -1, index);
}

double ird_map_pitch_x_um(const ird_map *map) {
    return (map->window.x1_um - map->window.x0_um) / (double)map->columns;
}

double ird_map_pitch_y_um(const ird_map *map) {
    return (map->window.y1_um - map->window.y0_um) / (double)map->rows;
}

ird_rect_um ird_map_pixel_box(const ird_map *map, size_t row, size_t column) {
    double pitch_x_um = ird_map_pitch_x_um(map);
    double pitch_y_um = ird_map_pitch_y_um(map);
    return (ird_rect_um){map->window.x0_um + (double)column * pitch_x_um,
                         map->window.y0_um + (double)row * pitch_y_um,
                         map->window.x0_um + (double)(column + 1) * pitch_x_um,
                         map->window.y0_um + (double)(row + 1) * pitch_y_um};
}

/* Where a coordinate lies between the middles of pixels: the lower one and the part of
 * the way to the next. */
static size_t cell_of(double position, size_t count, double *part) {
    if (!(position > 0.0)) {
        *part = 0.0;
        return 0;
    }
    if (position >= (double)(count - 1)) {
        *part = 0.0;
        return count - 1;
    }
    size_t low = (size_t)position;
    *part = position - (double)low;
    return low;
}

double ird_map_at(const ird_map *map, double x_um, double y_um) {
    double right, up;
    size_t column = cell_of((x_um - map->window.x0_um) / ird_map_pitch_x_um(map) - 0.5,
                            map->columns, &right);
    size_t row = cell_of((y_um - map->window.y0_um) / ird_map_pitch_y_um(map) - 0.5,
                         map->rows, &up);
    const double *low = map->values + row * map->columns + column;
    const double *high = up > 0.0 ? low + map->columns : low;
    size_t next = right > 0.0 ? 1 : 0;
    return (1.0 - up) * ((1.0 - right) * low[0] + right * low[next]) +
           up * ((1.0 - right) * high[0] + right * high[next]);
}
