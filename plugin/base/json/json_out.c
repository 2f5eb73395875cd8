/* SPDX-License-Identifier: BSD-3-Clause */
#include "base/json/json_out.h"

#include <math.h>

#include "base/alloc.h"
#include "base/exact.h"

static json_object *made(ird_json_out *out, json_object *value) {
    if (value == NULL && out->status == IRD_OK) {
        out->status = ird_fail_memory(out->err, "writing a report");
    }
    return value;
}

json_object *ird_json_object(ird_json_out *out) {
    return made(out, json_object_new_object());
}

json_object *ird_json_array(ird_json_out *out) {
    return made(out, json_object_new_array());
}

json_object *ird_json_text(ird_json_out *out, const char *text) {
    char *copy = NULL;
    if (out->status == IRD_OK) {
        out->status = ird_exact_name(&copy, text, out->err);
    }
    json_object *value = copy != NULL ? made(out, json_object_new_string(copy)) : NULL;
    ird_free(copy);
    return value;
}

json_object *ird_json_number(ird_json_out *out, double value) {
    char text[IRD_EXACT_SIZE];
    return isfinite(value)
               ? made(out, json_object_new_double_s(value, ird_exact_number(text, value)))
               : NULL;
}

json_object *ird_json_count(ird_json_out *out, size_t value) {
    return made(out, json_object_new_int64((int64_t)value));
}

json_object *ird_json_flag(ird_json_out *out, bool value) {
    return made(out, json_object_new_boolean(value));
}

void ird_json_put(ird_json_out *out, json_object *object, const char *key,
                  json_object *value) {
    if (object == NULL || json_object_object_add(object, key, value) != 0) {
        json_object_put(value);
        made(out, NULL);
    }
}

void ird_json_append(ird_json_out *out, json_object *array, json_object *value) {
    if (array == NULL || json_object_array_add(array, value) != 0) {
        json_object_put(value);
        made(out, NULL);
    }
}

ird_status ird_json_finish(ird_json_out *out, json_object *root, FILE *stream) {
    const int flags = JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_SPACED |
                      JSON_C_TO_STRING_NOSLASHESCAPE;
    if (out->status == IRD_OK) {
        const char *text = json_object_to_json_string_ext(root, flags);
        if (made(out, text != NULL ? root : NULL) != NULL) {
            fputs(text, stream);
            fputc('\n', stream);
        }
    }
    json_object_put(root);
    return out->status;
}
