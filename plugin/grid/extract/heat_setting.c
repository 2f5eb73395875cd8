/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What a user says of the temperature.
 */
#include <math.h>
#include <string.h>

#include "base/pattern.h"
#include "extract/temperature.h"

static const char DOING[] = "setting the temperature";

void ird_temperature_free(ird_temperature *temperature) {
    if (temperature != NULL) {
        for (size_t i = 0; i < temperature->metals.count; i++) {
            ird_free(temperature->metals.items[i].pattern);
        }
        ird_free(temperature->metals.items);
        ird_heat_map_free(&temperature->map);
        *temperature = (ird_temperature){0};
    }
}

ird_status ird_temperature_set(ird_temperature *temperature, double celsius,
                               const char *path, ird_error *err) {
    ird_heat_map map = {0};
    if (!(celsius >= IRD_LEAST_CELSIUS && celsius <= IRD_MOST_CELSIUS)) {
        return ird_fail(err, IRD_TEMPERATURE_VALUE,
                        "a temperature of %g C cannot be taken; give one from %g to %g C",
                        celsius, IRD_LEAST_CELSIUS, IRD_MOST_CELSIUS);
    }
    if (path != NULL) {
        IRD_TRY(ird_heat_map_read(&map, path, err));
    }
    ird_heat_map_free(&temperature->map);
    temperature->map = map;
    temperature->celsius = celsius;
    temperature->is_set = true;
    return IRD_OK;
}

static bool conducts(const ird_technology *tech, size_t layer) {
    ird_layer_kind kind = tech->layers.items[layer].kind;
    return kind == IRD_LAYER_ROUTING || kind == IRD_LAYER_CUT;
}

static bool matches(const ird_technology *tech, size_t layer, const char *pattern) {
    return conducts(tech, layer) &&
           ird_pattern_matches(pattern,
                               ird_names_get(&tech->layer_names, (int32_t)layer));
}

static ird_status check_metal(const ird_technology *tech, const char *pattern,
                              double per_kelvin, ird_error *err) {
    static const double PERCENT = 100;
    bool is_there = false;
    for (size_t i = 0; i < tech->layers.count && !is_there; i++) {
        is_there = matches(tech, i, pattern);
    }
    if (!is_there) {
        ird_fail(err, IRD_RC_LAYER,
                 "\"%.200s\" is no routing or cut layer of the LEF files read so far; "
                 "use a name that report_layer_rc lists",
                 pattern);
        ird_error_detail(err, pattern, strlen(pattern));
        return IRD_RC_LAYER;
    }
    if (!(per_kelvin >= IRD_LEAST_PER_KELVIN && per_kelvin <= IRD_MOST_PER_KELVIN)) {
        return ird_fail(err, IRD_TEMPERATURE_VALUE,
                        "a coefficient of %g %% per K cannot be taken; give one from %g "
                        "to %g %% per K",
                        per_kelvin * PERCENT, IRD_LEAST_PER_KELVIN * PERCENT,
                        IRD_MOST_PER_KELVIN * PERCENT);
    }
    return IRD_OK;
}

ird_status ird_temperature_set_metal(ird_temperature *temperature,
                                     const ird_technology *tech, const char *pattern,
                                     double per_kelvin, ird_error *err) {
    IRD_TRY(check_metal(tech, pattern, per_kelvin, err));
    IRD_TRY(ird_vec_reserve(&temperature->metals, 1, DOING, err));
    char *copy = ird_copy_string(pattern, strlen(pattern));
    if (copy == NULL) {
        return ird_fail_memory(err, DOING);
    }
    temperature->metals.items[temperature->metals.count++] =
        (ird_metal_setting){copy, per_kelvin};
    return IRD_OK;
}

ird_status ird_temperature_apply(const ird_temperature *temperature,
                                 const ird_technology *tech, ird_layer_rc *rc,
                                 ird_error *err) {
    size_t count = tech->layers.count;
    double *per_kelvin = ird_alloc(count, sizeof *per_kelvin);
    if (per_kelvin == NULL) {
        return ird_fail_memory(err, DOING);
    }
    for (size_t i = 0; i < count; i++) {
        per_kelvin[i] = (double)NAN;
        for (size_t k = 0; k < temperature->metals.count; k++) {
            const ird_metal_setting *metal = &temperature->metals.items[k];
            per_kelvin[i] =
                matches(tech, i, metal->pattern) ? metal->per_kelvin : per_kelvin[i];
        }
    }
    ird_layer_rc_heat(rc,
                      temperature->is_set ? temperature->celsius : IRD_REFERENCE_CELSIUS,
                      per_kelvin);
    ird_free(per_kelvin);
    return IRD_OK;
}
