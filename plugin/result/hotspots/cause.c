/* SPDX-License-Identifier: BSD-3-Clause */
#include "hotspots/cause.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

const char *ird_cause_name(ird_cause cause) {
    return cause == IRD_CAUSE_WEAK_GRID ? "weak_grid" : "high_current";
}

/* Whole numbers that add up to 100, but never 0 or 100 for a part that there is. */
const char *ird_cause_write(char buffer[IRD_CAUSE_SIZE], const ird_cause_parts *parts) {
    buffer[0] = '\0';
    if (!isnan(parts->grid_percent)) {
        double grid = round(parts->grid_percent);
        grid = parts->grid_percent > 0 && grid < 1 ? 1 : grid;
        grid = parts->grid_percent < 100 && grid > 99 ? 99 : grid;
        snprintf(buffer, IRD_CAUSE_SIZE, "%.0f %% grid, %.0f %% current", grid,
                 100 - grid);
    }
    return buffer;
}

static int compare(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median_of(double *values, size_t count) {
    if (count == 0) {
        return 0;
    }
    qsort(values, count, sizeof *values, compare);
    return count % 2 == 1 ? values[count / 2]
                          : (values[count / 2 - 1] + values[count / 2]) / 2;
}

ird_status ird_cause_median_make(ird_cause_median *median, const ird_map *map,
                                 const ird_raster *raster, bool is_below,
                                 ird_error *err) {
    size_t count = ird_map_count(map), loaded = 0;
    double *values = ird_alloc(count, 2 * sizeof *values);
    if (values == NULL) {
        return ird_fail_memory(err, "finding causes");
    }
    double *strengths = values + count;
    double supply = is_below ? raster->options.supply_v : 0;
    for (size_t i = 0; i < count; i++) {
        if (raster->current_a.values[i] > 0 && isfinite(map->values[i]) &&
            !ird_map_is_empty(map, i)) {
            values[loaded] = is_below ? supply - map->values[i] : map->values[i];
            strengths[loaded++] = raster->power_grid.values[i];
        }
    }
    *median = (ird_cause_median){.drop = median_of(values, loaded),
                                 .strength = median_of(strengths, loaded),
                                 .supply = supply};
    ird_free(values);
    return IRD_OK;
}

ird_cause_parts ird_cause_parts_of(const ird_cause_median *median, double value,
                                   double strength) {
    const double none = (double)NAN;
    ird_cause_parts parts = {none, none, none, none, none};
    double drop = median->supply > 0 ? median->supply - value : value;
    if (!(median->drop > 0 && median->strength > 0 && drop > 0 && strength > 0)) {
        return parts;
    }
    parts.drop_factor = drop / median->drop;
    parts.grid_factor = median->strength / strength;
    parts.current_factor = parts.drop_factor / parts.grid_factor;
    if (parts.drop_factor > 1) {
        double part = log(parts.grid_factor) / log(parts.drop_factor);
        parts.grid_percent = 100 * fmin(fmax(part, 0), 1);
        parts.current_percent = 100 - parts.grid_percent;
    }
    return parts;
}
