/* SPDX-License-Identifier: BSD-3-Clause */
#include "base/map/map.h"

#include <math.h>
#include <stdio.h>
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
    *map = (ird_map){.rows = rows,
                     .columns = columns,
                     .values = values,
                     .window = window,
                     .unit = unit};
    return IRD_OK;
}

/* What is known of its pixels beside their values; the copy is freed on failure. */
static ird_status copy_marks(ird_map *copy, const ird_map *map, ird_error *err) {
    size_t count = ird_map_count(map);
    if (map->is_empty != NULL) {
        copy->is_empty = ird_alloc(count, sizeof *copy->is_empty);
    }
    if (map->places != NULL) {
        copy->places = ird_alloc(count, sizeof *copy->places);
    }
    if ((map->is_empty != NULL && copy->is_empty == NULL) ||
        (map->places != NULL && copy->places == NULL)) {
        ird_map_free(copy);
        return ird_fail_memory(err, "making a map");
    }
    if (map->is_empty != NULL) {
        memcpy(copy->is_empty, map->is_empty, count * sizeof *map->is_empty);
    }
    if (map->places != NULL) {
        memcpy(copy->places, map->places, count * sizeof *map->places);
    }
    return IRD_OK;
}

ird_status ird_map_copy(ird_map *copy, const ird_map *map, ird_error *err) {
    ird_status status =
        ird_map_create(copy, map->rows, map->columns, map->window, map->unit, err);
    if (status == IRD_OK) {
        memcpy(copy->values, map->values, ird_map_count(map) * sizeof *map->values);
        memcpy(copy->network, map->network, sizeof copy->network);
        memcpy(copy->in_time, map->in_time, sizeof copy->in_time);
        status = copy_marks(copy, map, err);
    }
    return status;
}

void ird_map_rest_on(ird_map *map, const char *network) {
    snprintf(map->network, sizeof map->network, "%s", network != NULL ? network : "");
}

void ird_map_rest_on_said(ird_map *map, ird_slice said) {
    size_t word = strlen(IRD_MAP_NETWORK_WORD);
    if (said.size > word && memcmp(said.data, IRD_MAP_NETWORK_WORD, word) == 0) {
        const char *end = memchr(said.data, ';', said.size);
        size_t size = end != NULL ? (size_t)(end - said.data) : said.size;
        snprintf(map->network, sizeof map->network, "%.*s", (int)(size - word),
                 said.data + word);
    }
}

void ird_map_rest_in_time(ird_map *map, const char *assumed) {
    snprintf(map->in_time, sizeof map->in_time, "%s", assumed);
}

const char *ird_map_said(const ird_map *map, char buffer[IRD_MAP_SAID_SIZE]) {
    snprintf(buffer, IRD_MAP_SAID_SIZE, "%s%s%s%s%s",
             map->network[0] != '\0' ? IRD_MAP_NETWORK_WORD : "", map->network,
             map->network[0] != '\0' && map->in_time[0] != '\0' ? "; " : "",
             map->in_time[0] != '\0' ? IRD_MAP_TIME_WORD : "", map->in_time);
    return buffer;
}

void ird_map_free(ird_map *map) {
    if (map != NULL) {
        ird_free(map->values);
        ird_free(map->is_empty);
        ird_free(map->places);
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

double ird_map_mean(const ird_map *map) {
    size_t count = 0;
    for (size_t i = 0; i < ird_map_count(map); i++) {
        count += ird_map_is_empty(map, i) ? 0 : 1;
    }
    return count > 0 ? ird_map_sum(map) / (double)count : 0;
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

ird_point_um ird_map_middle(const ird_map *map, size_t index) {
    ird_rect_um box = ird_map_pixel_box(map, index / map->columns, index % map->columns);
    return (ird_point_um){(box.x0_um + box.x1_um) / 2, (box.y0_um + box.y1_um) / 2};
}

ird_point_um ird_map_place(const ird_map *map, size_t index) {
    bool is_known = map->places != NULL && !isnan(map->places[index].x_um);
    return is_known ? map->places[index] : ird_map_middle(map, index);
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

/* The weighted mean of four pixels without the empty ones. */
static double mean_of_full(const ird_map *map, const size_t *pixels,
                           const double *weights) {
    double sum = 0, weight = 0;
    for (int i = 0; i < 4; i++) {
        if (weights[i] > 0 && !ird_map_is_empty(map, pixels[i])) {
            sum += weights[i] * map->values[pixels[i]];
            weight += weights[i];
        }
    }
    return weight > 0 ? sum / weight : (double)NAN;
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
    if (map->is_empty != NULL) {
        size_t at = (size_t)(low - map->values), above = (size_t)(high - map->values);
        const size_t pixels[] = {at, at + next, above, above + next};
        const double weights[] = {(1.0 - up) * (1.0 - right), (1.0 - up) * right,
                                  up * (1.0 - right), up * right};
        return mean_of_full(map, pixels, weights);
    }
    return (1.0 - up) * ((1.0 - right) * low[0] + right * low[next]) +
           up * ((1.0 - right) * high[0] + right * high[next]);
}

bool ird_map_has_empty(const ird_map *map) {
    size_t i = 0;
    while (i < ird_map_count(map) && !ird_map_is_empty(map, i)) {
        i++;
    }
    return i < ird_map_count(map);
}
