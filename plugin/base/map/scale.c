/* SPDX-License-Identifier: BSD-3-Clause */
#include "base/map/scale.h"

#include <math.h>

ird_scale ird_scale_of(const ird_map *map) {
    double low = (double)INFINITY;
    double high = -(double)INFINITY;
    for (size_t i = 0; i < ird_map_count(map); i++) {
        if (isfinite(map->values[i])) {
            low = fmin(low, map->values[i]);
            high = fmax(high, map->values[i]);
        }
    }
    if (map->unit == IRD_UNIT_NORMALISED) {
        low = fmin(low, 0);
        high = fmax(high, 1);
    } else if (map->unit != IRD_UNIT_UNKNOWN) {
        low = fmin(low, 0);
    }
    if (map->most > 0) { /* 0: none is given */
        high = fmax(high, map->most);
    }
    return (ird_scale){low, high};
}

double ird_scale_share(const ird_scale *scale, double value) {
    if (scale->high > scale->low) {
        return (value - scale->low) / (scale->high - scale->low);
    }
    return isnan(value) ? value : 0.5;
}
