/* SPDX-License-Identifier: BSD-3-Clause */
#include "power/power.h"

#include <math.h>
#include <string.h>

#include "base/number.h"

const char *ird_power_origin_name(ird_power_origin origin) {
    static const char *const names[] = {
        [IRD_POWER_ASSUMED] = "assumed",
        [IRD_POWER_TOTAL] = "total",
        [IRD_POWER_REPORT] = "report",
        [IRD_POWER_ACTIVITY] = "activity",
    };
    return names[origin];
}

void ird_power_free(ird_power *power) {
    if (power != NULL) {
        ird_free(power->instance_w);
        ird_free(power->base_w);
        ird_free(power->activity_file);
        ird_free(power->file);
        ird_free(power->unknown_example);
        memset(power, 0, sizeof *power);
    }
}

void ird_power_unscale(ird_power *power) {
    if (power->base_w == NULL) {
        return;
    }
    ird_free(power->instance_w);
    ird_free(power->activity_file);
    power->instance_w = power->base_w;
    power->base_w = NULL;
    power->activity_file = NULL;
    power->origin = power->base_origin;
    long double total_w = 0;
    for (size_t i = 0; i < power->count; i++) {
        total_w += (long double)power->instance_w[i];
    }
    power->total_w = (double)total_w;
}

/* Area by which a component takes part in the spread. */
static double weight_of(const ird_design *design, const ird_technology *tech,
                        size_t component, bool with_physical) {
    const ird_macro *macro =
        &tech->macros.items[design->components.items[component].macro];
    if (!with_physical && ird_macro_is_physical_only(macro)) {
        return 0;
    }
    return ird_component_area_um2(design, tech, component);
}

static double weigh_all(double *weights, const ird_design *design,
                        const ird_technology *tech, bool with_physical) {
    double sum = 0;
    for (size_t i = 0; i < design->components.count; i++) {
        weights[i] = weight_of(design, tech, i, with_physical);
        sum += weights[i];
    }
    return sum;
}

ird_status ird_power_spread(ird_power *power, const ird_design *design,
                            const ird_technology *tech, double total_w,
                            ird_power_origin origin, ird_error *err) {
    if (!(total_w >= 0) || !isfinite(total_w)) {
        char watts[32];
        ird_number_write(watts, sizeof watts, 6, total_w);
        return ird_fail(err, IRD_POWER_AMOUNT,
                        "the total power is %s W; give a number from 0 up", watts);
    }
    size_t count = design->components.count;
    double *instance_w = ird_alloc(count, sizeof *instance_w);
    if (instance_w == NULL) {
        return ird_fail_memory(err, "spreading the power");
    }
    double sum = weigh_all(instance_w, design, tech, false);
    if (!(sum > 0)) {
        sum = weigh_all(instance_w, design, tech, true);
    }
    for (size_t i = 0; i < count; i++) {
        instance_w[i] = sum > 0 ? total_w * (instance_w[i] / sum) : 0;
    }
    *power = (ird_power){.instance_w = instance_w,
                         .count = count,
                         .total_w = sum > 0 ? total_w : 0,
                         .origin = origin};
    return IRD_OK;
}
