/* SPDX-License-Identifier: BSD-3-Clause
 *
 * JSON objects of json-c under construction. Each function takes the value over whatever
 * happens, and after the first failure the rest does nothing.
 */
#ifndef IRD_BASE_JSON_JSON_OUT_H
#define IRD_BASE_JSON_JSON_OUT_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/error.h"

typedef struct ird_json_out {
    ird_status status;
    ird_error *err;
} ird_json_out;

json_object *ird_json_object(ird_json_out *out);
json_object *ird_json_array(ird_json_out *out);
json_object *ird_json_text(ird_json_out *out, const char *text); /* any bytes */
/* With every digit; null where it is not finite, for JSON has no such number. */
json_object *ird_json_number(ird_json_out *out, double value);
json_object *ird_json_count(ird_json_out *out, size_t value);
json_object *ird_json_flag(ird_json_out *out, bool value);

/* object may be NULL after a failure. */
void ird_json_put(ird_json_out *out, json_object *object, const char *key,
                  json_object *value);
void ird_json_append(ird_json_out *out, json_object *array, json_object *value);

/* Write root with its end of line and free it. */
ird_status ird_json_finish(ird_json_out *out, json_object *root, FILE *stream);

#endif
