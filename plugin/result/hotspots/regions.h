/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Connected regions of a map: pixels above a threshold that touch by a side or a corner.
 */
#ifndef IRD_HOTSPOTS_REGIONS_H
#define IRD_HOTSPOTS_REGIONS_H

#include <stdint.h>

#include "base/map/map.h"

typedef struct ird_region {
    size_t pixels;
    size_t row0, row1, column0, column1; /* its box, the ends inside */
    double peak, sum;
    size_t peak_index; /* in the values of the map; the first of equal ones */
    int32_t label;     /* as found, in the order of the map */
} ird_region;

typedef struct ird_regions {
    ird_region *items; /* highest peak first; then the larger, then the lower left */
    size_t count;
    int32_t *of_pixel; /* index into items for each pixel of the map, or -1 */
} ird_regions;         /* all zero is an empty one */

ird_status ird_regions_find(ird_regions *regions, const ird_map *map, double threshold,
                            ird_error *err);
void ird_regions_free(ird_regions *regions);

#endif
