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
        ird_free(power->leakage_w);
        ird_free(power->activity_file);
        ird_free(power->file);
        ird_free(power->unknown_example);
        ird_notes_free(&power->notes);
        memset(power, 0, sizeof *power);
    }
}

ird_status ird_power_rename(ird_power *power, const char *name, ird_error *err) {
    char *copy = ird_copy_string(name, strlen(name));
    if (copy == NULL) {
        return ird_fail_memory(err, "reading a power report");
    }
    ird_free(power->file);
    power->file = copy;
    return IRD_OK;
}

/* Areas by which the components take part in the spread: those that are idle for this
 * reason. Their sum. */
static double weigh(double *weights, const ird_idle *idle_of, const ird_design *design,
                    const ird_technology *tech, ird_idle why) {
    double sum = 0;
    for (size_t i = 0; i < design->components.count; i++) {
        bool takes_part = idle_of[design->components.items[i].macro] == why;
        weights[i] = takes_part ? ird_component_area_um2(design, tech, i) : 0;
        sum += weights[i];
    }
    return sum;
}

static void count_idle(ird_power *power, const ird_idle *idle_of,
                       const ird_design *design, ird_idle drawing) {
    for (size_t i = 0; i < design->components.count; i++) {
        ird_idle why = idle_of[design->components.items[i].macro];
        power->idle[why == drawing ? IRD_IDLE_NOT : why]++;
    }
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
    ird_idle *idle_of = ird_alloc(tech->macros.count, sizeof *idle_of);
    if (instance_w == NULL || idle_of == NULL) {
        ird_free(instance_w);
        ird_free(idle_of);
        return ird_fail_memory(err, "spreading the power");
    }
    for (size_t i = 0; i < tech->macros.count; i++) {
        idle_of[i] = ird_macro_idle(tech, &tech->macros.items[i]);
    }
    ird_idle drawing = IRD_IDLE_NOT;
    double sum = weigh(instance_w, idle_of, design, tech, drawing);
    if (!(sum > 0)) {
        drawing = IRD_IDLE_NO_SIGNAL;
        sum = weigh(instance_w, idle_of, design, tech, drawing);
    }
    for (size_t i = 0; i < count; i++) {
        instance_w[i] = sum > 0 ? total_w * (instance_w[i] / sum) : 0;
    }
    *power = (ird_power){.instance_w = instance_w,
                         .count = count,
                         .total_w = sum > 0 ? total_w : 0,
                         .set_w = total_w,
                         .origin = origin};
    count_idle(power, idle_of, design, drawing);
    ird_free(idle_of);
    return IRD_OK;
}
