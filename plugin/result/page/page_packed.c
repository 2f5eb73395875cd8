/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Numbers and small shapes as JSON.
 */
#include "page/data_out.h"

#include <math.h>
#include <string.h>

#include "base/pack.h"

/* The machine's own order of bytes, which is that of the page: little endian. */
_Static_assert(sizeof(float) == 4, "IEEE 754 single precision");

static json_object *packed(ird_json_out *out, const char *type, const void *bytes,
                           size_t size) {
    ird_text text = {0};
    json_object *o = ird_json_object(out);
    json_object *base64 = NULL;
    if (out->status == IRD_OK) {
        out->status = ird_base64_encode(&text, bytes, size, out->err);
    }
    if (out->status == IRD_OK) {
        base64 = json_object_new_string_len(ird_text_get(&text), (int)text.bytes.count);
        if (base64 == NULL) {
            out->status = ird_fail_memory(out->err, "writing a report");
        }
    }
    ird_text_free(&text);
    ird_json_put(out, o, "type", ird_json_text(out, type));
    ird_json_put(out, o, "base64", base64);
    return o;
}

/* The nearest number with so few bits in its mantissa. */
static float shortened(double value) {
    enum { CUT = 8 }; /* of 24: off by at most 1 part in 65,536 */
    float single = (float)value;
    uint32_t bits;
    if (!isfinite(single)) {
        return single;
    }
    memcpy(&bits, &single, sizeof bits);
    bits = (bits + (1u << (CUT - 1))) & ~((1u << CUT) - 1);
    memcpy(&single, &bits, sizeof bits);
    return single;
}

static json_object *floats(ird_json_out *out, const double *values, size_t count,
                           bool is_short) {
    float *singles = ird_alloc(count, sizeof *singles);
    if (singles == NULL) {
        out->status = out->status != IRD_OK
                          ? out->status
                          : ird_fail_memory(out->err, "writing a report");
        return NULL;
    }
    for (size_t i = 0; i < count; i++) {
        singles[i] = is_short ? shortened(values[i]) : (float)values[i];
    }
    json_object *o = packed(out, "f32", singles, count * sizeof *singles);
    ird_free(singles);
    return o;
}

json_object *ird_page_floats(ird_json_out *out, const double *values, size_t count) {
    return floats(out, values, count, false);
}

json_object *ird_page_short_floats(ird_json_out *out, const double *values,
                                   size_t count) {
    return floats(out, values, count, true);
}

json_object *ird_page_shorts(ird_json_out *out, const uint16_t *values, size_t count) {
    return packed(out, "u16", values, count * sizeof *values);
}

json_object *ird_page_box(ird_json_out *out, const ird_rect_um *box) {
    const double corners[] = {box->x0_um, box->y0_um, box->x1_um, box->y1_um};
    json_object *array = ird_json_array(out);
    for (size_t i = 0; i < sizeof corners / sizeof *corners; i++) {
        ird_json_append(out, array, ird_json_number(out, corners[i]));
    }
    return array;
}

json_object *ird_page_place(ird_json_out *out, ird_point_um at) {
    json_object *array = ird_json_array(out);
    ird_json_append(out, array, ird_json_number(out, at.x_um));
    ird_json_append(out, array, ird_json_number(out, at.y_um));
    return array;
}

json_object *ird_page_optional(ird_json_out *out, const char *text) {
    return text != NULL ? ird_json_text(out, text) : NULL;
}
