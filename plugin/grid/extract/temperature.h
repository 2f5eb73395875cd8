/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Resistances at the temperatures of a map. The law and its coefficients are those of
 * layer_rc.h.
 */
#ifndef IRD_EXTRACT_TEMPERATURE_H
#define IRD_EXTRACT_TEMPERATURE_H

#include "base/geometry.h"
#include "extract/extract.h"

typedef struct ird_heat_box {
    ird_rect_um box;
    double celsius;
} ird_heat_box;

/* Where boxes overlap the later one holds; beyond all of them the temperature is that of
 * the rest. */
typedef struct ird_heat_map {
    char *path; /* that it was read from; owned */
    IRD_VEC(ird_heat_box) boxes;
    ird_rect_um bound;
    size_t *starts; /* of each bin, in entries; one more than bins */
    int32_t *entries;
} ird_heat_map; /* all zero is one without boxes */

void ird_heat_map_free(ird_heat_map *map); /* leaves an empty one */

/* Read lines x0,y0,x1,y1,celsius, in um of the design; a first line of words and lines
 * that begin with # are passed over. Raises TEMPERATURE_MAP, TEMPERATURE_VALUE and those
 * of ird_input_open. */
ird_status ird_heat_map_read(ird_heat_map *map, const char *path, ird_error *err);

double ird_heat_map_at(const ird_heat_map *map, double x_um, double y_um,
                       double rest_celsius);

/* What a layer's resistance changes by, as a user said. */
typedef struct ird_metal_setting {
    char *pattern; /* of names of layers; owned */
    double per_kelvin;
} ird_metal_setting;

/* The temperature of the metal, as a user said. */
typedef struct ird_temperature {
    bool is_set;
    double celsius; /* where is_set: beyond the boxes of the map */
    ird_heat_map map;
    IRD_VEC(ird_metal_setting) metals; /* the last one that matches a layer holds */
} ird_temperature;                     /* all zero: nothing was said */

void ird_temperature_free(ird_temperature *temperature); /* nothing was said */

/* From now on the metal has this temperature, and that of a map (path; NULL: none), which
 * is read now. Raises TEMPERATURE_VALUE and what ird_heat_map_read raises. */
ird_status ird_temperature_set(ird_temperature *temperature, double celsius,
                               const char *path, ird_error *err);

/* From now on layers of such names change so. Raises RC_LAYER where none has one, and
 * TEMPERATURE_VALUE. */
ird_status ird_temperature_set_metal(ird_temperature *temperature,
                                     const ird_technology *tech, const char *pattern,
                                     double per_kelvin, ird_error *err);

/* Bring resistances, those at the reference, to the temperature beyond the map, with the
 * coefficients that were said. */
ird_status ird_temperature_apply(const ird_temperature *temperature,
                                 const ird_technology *tech, ird_layer_rc *rc,
                                 ird_error *err);

/* Bring the resistors of metal in a grid that was extracted with rc, whose temperature
 * is that of the rest, to the temperatures of the map: a wire to the mean along the
 * straight line between its ends, a via to that of its place. What is no metal of a layer
 * (links of pins, packages, switches) stays. */
ird_status ird_grid_heat(ird_grid *grid, const ird_technology *tech,
                         const ird_layer_rc *rc, const ird_heat_map *map, ird_error *err);

#endif
