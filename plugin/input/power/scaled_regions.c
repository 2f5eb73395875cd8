/* SPDX-License-Identifier: BSD-3-Clause */
#include "power/scaled_regions.h"

#include <math.h>
#include <string.h>

static const char DOING[] = "scaling the power of a region";

ird_status ird_power_regions_add(ird_power_regions *regions, const ird_rect_um *box,
                                 double factor, ird_error *err) {
    if (!(factor >= 0) || !isfinite(factor)) {
        return ird_fail(err, IRD_POWER_AMOUNT,
                        "a factor of power is negative or no number; give one such as "
                        "1.5");
    }
    IRD_TRY(ird_vec_reserve(&regions->items, 1, DOING, err));
    regions->items.items[regions->items.count++] = (ird_power_region){*box, factor};
    return IRD_OK;
}

void ird_power_regions_key(const ird_power_regions *regions, ird_key *key) {
    for (size_t i = 0; i < regions->items.count; i++) {
        const ird_power_region *region = &regions->items.items[i];
        ird_key_real(key, region->box.x0_um);
        ird_key_real(key, region->box.y0_um);
        ird_key_real(key, region->box.x1_um);
        ird_key_real(key, region->box.y1_um);
        ird_key_real(key, region->factor);
    }
}

static bool is_in(const ird_rect_um *box, ird_rect cell, double units) {
    double x_um = (double)(cell.x0_dbu + cell.x1_dbu) / (2 * units);
    double y_um = (double)(cell.y0_dbu + cell.y1_dbu) / (2 * units);
    return x_um >= box->x0_um && x_um <= box->x1_um && y_um >= box->y0_um &&
           y_um <= box->y1_um;
}

static double factor_of(const ird_power_regions *regions, const ird_design *design,
                        const ird_technology *tech, size_t component) {
    double factor = 1;
    if (design->components.items[component].placement == IRD_UNPLACED) {
        return factor;
    }
    ird_rect cell = ird_component_box(design, tech, component);
    for (size_t i = 0; i < regions->items.count; i++) {
        const ird_power_region *region = &regions->items.items[i];
        if (is_in(&region->box, cell, (double)design->units)) {
            factor *= region->factor;
        }
    }
    return factor;
}

static ird_status share(ird_power *made, const ird_power *base, ird_error *err) {
    *made = *base;
    made->instance_w = ird_alloc(base->count, sizeof *made->instance_w);
    made->leakage_w =
        base->leakage_w != NULL ? ird_alloc(base->count, sizeof *made->leakage_w) : NULL;
    made->activity_file =
        base->activity_file != NULL
            ? ird_copy_string(base->activity_file, strlen(base->activity_file))
            : NULL;
    if (made->instance_w == NULL ||
        (base->leakage_w != NULL) != (made->leakage_w != NULL) ||
        (base->activity_file != NULL) != (made->activity_file != NULL)) {
        ird_free(made->instance_w);
        ird_free(made->leakage_w);
        ird_free(made->activity_file);
        return ird_fail_memory(err, DOING);
    }
    return IRD_OK;
}

ird_status ird_power_scale_regions(ird_power *scaled, const ird_power *base,
                                   const ird_power_regions *regions,
                                   const ird_design *design, const ird_technology *tech,
                                   ird_error *err) {
    ird_power made;
    IRD_TRY(share(&made, base, err));
    made.regions = regions->items.count;
    made.total_w = 0;
    for (size_t i = 0; i < base->count; i++) {
        double factor = factor_of(regions, design, tech, i);
        made.instance_w[i] = base->instance_w[i] * factor;
        made.total_w += made.instance_w[i];
        if (made.leakage_w != NULL) {
            made.leakage_w[i] = base->leakage_w[i] * factor;
        }
    }
    *scaled = made;
    return IRD_OK;
}
