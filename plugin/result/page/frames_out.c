/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Drops in time as pictures and waveforms.
 */
#include <math.h>

#include "base/exact.h"
#include "base/number.h"
#include "page/data_out.h"

/* Twelve bits, the lower four of each number 0, which packs better. A page reads a number
 * as that many 65534ths of full_v, which is made to fit. */
enum { NOTHING = 65535, FULL = 65534, LEVELS = 4095, LEVEL = 16 };

/* With six digits, which is enough to draw and to read. */
static json_object *number(ird_json_out *out, double value) {
    enum { DIGITS = 6 };
    char text[IRD_EXACT_SIZE];
    ird_number_write(text, sizeof text, DIGITS, value);
    json_object *o = isfinite(value) ? json_object_new_double_s(value, text) : NULL;
    if (o == NULL && isfinite(value) && out->status == IRD_OK) {
        out->status = ird_fail_memory(out->err, "writing a report");
    }
    return o;
}

static json_object *numbers(ird_json_out *out, const double *values, size_t count) {
    json_object *list = ird_json_array(out);
    for (size_t i = 0; i < count; i++) {
        ird_json_append(out, list, number(out, values[i]));
    }
    return list;
}

static uint16_t level_of(const ird_map *map, size_t i, double full_v) {
    double value = map->values[i];
    if (ird_map_is_empty(map, i) || isnan(value)) {
        return NOTHING;
    }
    return full_v > 0
               ? (uint16_t)(LEVEL * lrint(fmin(fmax(value / full_v, 0), 1) * LEVELS))
               : 0;
}

static double full_of(const ird_page_frames *frames) {
    double full_v = 0;
    for (size_t i = 0; i < frames->count; i++) {
        double largest = ird_map_max(&frames->maps[i], NULL);
        full_v = largest > full_v ? largest : full_v;
    }
    return full_v;
}

static json_object *levels(ird_json_out *out, const ird_page_frames *frames,
                           double full_v) {
    size_t pixels = frames->count > 0 ? ird_map_count(frames->maps) : 0;
    uint16_t *values = ird_alloc(frames->count * pixels, sizeof *values);
    json_object *o = NULL;
    if (values != NULL) {
        for (size_t i = 0; i < frames->count; i++) {
            for (size_t k = 0; k < pixels; k++) {
                values[i * pixels + k] = level_of(&frames->maps[i], k, full_v);
            }
        }
        o = ird_page_shorts(out, values, frames->count * pixels);
    } else if (out->status == IRD_OK) {
        out->status = ird_fail_memory(out->err, "writing a report");
    }
    ird_free(values);
    return o;
}

static json_object *waves_of(ird_json_out *out, const ird_page_frames *frames) {
    json_object *list = ird_json_array(out);
    for (size_t i = 0; i < frames->wave_count; i++) {
        const ird_page_wave *wave = &frames->waves[i];
        json_object *o = ird_json_object(out);
        ird_json_put(out, o, "instance", ird_json_text(out, wave->instance));
        ird_json_put(out, o, "net", ird_json_text(out, frames->net));
        ird_json_put(out, o, "times_s", numbers(out, wave->at_s, wave->count));
        ird_json_put(out, o, "drop_v", numbers(out, wave->drop_v, wave->count));
        ird_json_append(out, list, o);
    }
    return list;
}

json_object *ird_page_frames_json(ird_json_out *out, const ird_page_frames *frames) {
    double full_v = full_of(frames);
    json_object *o = ird_json_object(out);
    ird_json_put(out, o, "net", ird_json_text(out, frames->net));
    if (frames->count > 0) {
        const ird_map *map = frames->maps;
        ird_json_put(out, o, "rows", ird_json_count(out, map->rows));
        ird_json_put(out, o, "columns", ird_json_count(out, map->columns));
        ird_json_put(out, o, "window", ird_page_box(out, &map->window));
    }
    ird_json_put(out, o, "times_s", numbers(out, frames->at_s, frames->count));
    ird_json_put(out, o, "worst_v", numbers(out, frames->worst_v, frames->count));
    ird_json_put(out, o, "values", levels(out, frames, full_v));
    ird_json_put(out, o, "full_v",
                 ird_json_number(out, full_v * FULL / (LEVELS * LEVEL)));
    ird_json_put(out, o, "waves", waves_of(out, frames));
    return o;
}
