/* SPDX-License-Identifier: BSD-3-Clause
 *
 * A map: rows x columns values over a window of the design. Row-major, row 0 at the
 * lowest y, column 0 at the lowest x; pictures are flipped on writing.
 */
#ifndef IRD_BASE_MAP_MAP_H
#define IRD_BASE_MAP_MAP_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/geometry.h"
#include "base/lines.h"

typedef enum ird_unit {
    IRD_UNIT_NORMALISED, /* a share, in [0,1] */
    IRD_UNIT_VOLT,
    IRD_UNIT_AMPERE,
    IRD_UNIT_UM2,
    IRD_UNIT_UNKNOWN /* read from a file that does not say */
} ird_unit;

typedef struct ird_map {
    size_t rows, columns;
    double *values;     /* rows * columns; owned */
    ird_rect_um window; /* what it covers; all zero where a file did not say */
    ird_unit unit;
    bool *is_empty;       /* pixels in which there is nothing: their value is 0 and does
                             not count for what is said of the map; NULL: none. Owned */
    ird_point_um *places; /* where in each pixel its value is; NAN: at no single place;
                             NULL: not known. Owned */
    double most;        /* > 0: colours go up to it where the largest value is less, as of
                           maps that are looked at one after the other */
    char network[32];   /* what it rests on, for people: "metal as drawn"; "": on none, or
                           not known */
    char in_time[1024]; /* of drops in time: what was assumed besides; "": of others */
} ird_map;              /* all zero is an empty one */

ird_status ird_map_create(ird_map *map, size_t rows, size_t columns, ird_rect_um window,
                          ird_unit unit, ird_error *err); /* values are zero */
ird_status ird_map_copy(ird_map *copy, const ird_map *map, ird_error *err);
void ird_map_free(ird_map *map); /* leaves an empty one */

/* Say what the map rests on; NULL is none. More than there is room for is cut. */
void ird_map_rest_on(ird_map *map, const char *network);

/* The same of what drops in time rest on besides. */
void ird_map_rest_in_time(ird_map *map, const char *assumed);

/* What files say of it, behind "# " or as a comment: "network: metal as drawn". The
 * second reads it; what says something else changes nothing. */
#define IRD_MAP_NETWORK_WORD "network: "
#define IRD_MAP_TIME_WORD "in time: "
void ird_map_rest_on_said(ird_map *map, ird_slice said);

/* All of it in one line, "network: metal as drawn; in time: no package: ..."; returns
 * buffer. */
enum { IRD_MAP_SAID_SIZE = 1152 };
const char *ird_map_said(const ird_map *map, char buffer[IRD_MAP_SAID_SIZE]);

/* "V", "A", "um2", or "" for the rest. */
const char *ird_unit_name(ird_unit unit);

size_t ird_map_count(const ird_map *map); /* rows * columns */
double ird_map_sum(const ird_map *map);
double ird_map_mean(const ird_map *map); /* of the pixels that are not empty */
double ird_map_max(const ird_map *map, size_t *index); /* index may be NULL */
double ird_map_min(const ird_map *map, size_t *index);

/* Pitch in um per pixel, and the rectangle and middle of a pixel. */
double ird_map_pitch_x_um(const ird_map *map);
double ird_map_pitch_y_um(const ird_map *map);
ird_rect_um ird_map_pixel_box(const ird_map *map, size_t row, size_t column);
ird_point_um ird_map_middle(const ird_map *map, size_t index);

/* Where in a pixel its value is; the middle where that is not known. */
ird_point_um ird_map_place(const ird_map *map, size_t index);

static inline bool ird_map_is_empty(const ird_map *map, size_t index) {
    return map->is_empty != NULL && map->is_empty[index];
}

bool ird_map_has_empty(const ird_map *map);

/* The value at a place by bilinear interpolation between the middles of the pixels;
 * beyond the outermost ones it stays what it is there. Of empty pixels the others count
 * alone; NAN where there are none. */
double ird_map_at(const ird_map *map, double x_um, double y_um);

#endif
