/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The JSON form of power reports. The array is walked here and each object is copied,
 * mended where the tool writes what is not JSON, and parsed by json-c alone, so that
 * memory does not grow with the file.
 */
#include "power/power_reader.h"

#include <json-c/json.h>
#include <math.h>
#include <string.h>

typedef struct json_reader {
    ird_power_reader *reader;
    const char *at, *end;
    long line; /* of at */
    IRD_VEC(char) object;
    json_tokener *tokener;
} json_reader;

static ird_status fail_syntax(const json_reader *json, const char *what, ird_error *err) {
    return ird_fail_at(err, IRD_POWER_SYNTAX, json->reader->path, json->line,
                       "%s; write the report again with report_power -instances -format "
                       "json",
                       what);
}

static void skip_blanks(json_reader *json) {
    for (; json->at < json->end && strchr(" \t\r\n", *json->at) != NULL &&
           *json->at != '\0';
         json->at++) {
        json->line += *json->at == '\n';
    }
}

/* --- one object ----------------------------------------------------------------------
 */

static bool starts(const char *at, const char *end, const char *word) {
    size_t size = strlen(word);
    return (size_t)(end - at) >= size && memcmp(at, word, size) == 0;
}

/* What a backslash in a string does: the tool writes names without escaping theirs, so
 * that only \" and \\ and \u with four digits are taken for JSON's. */
static bool is_escape(const char *at, const char *end) {
    if (end - at >= 2 && (at[1] == '"' || at[1] == '\\')) {
        return true;
    }
    if (end - at < 6 || at[1] != 'u') {
        return false;
    }
    bool all = true;
    for (size_t i = 2; i < 6; i++) {
        all = all && memchr("0123456789abcdefABCDEF", at[i], 22) != NULL;
    }
    return all;
}

static ird_status put(json_reader *json, const char *text, size_t size, ird_error *err) {
    ird_status status =
        ird_vec_reserve(&json->object, size, "reading a power report", err);
    if (status == IRD_OK) {
        memcpy(json->object.items + json->object.count, text, size);
        json->object.count += size;
    }
    return status;
}

/* Copy one character, or one escape, of a string; *length tells how much was taken. */
static ird_status copy_in_string(json_reader *json, size_t *length, ird_error *err) {
    *length = 1;
    if (*json->at != '\\') {
        return put(json, json->at, 1, err);
    }
    if (is_escape(json->at, json->end)) {
        *length = 2;
        return put(json, json->at, 2, err);
    }
    return put(json, "\\\\", 2, err);
}

/* The same outside strings, where nan of either sign may stand for a number. */
static ird_status copy_plain(json_reader *json, size_t *length, ird_error *err) {
    *length = 1;
    if (starts(json->at, json->end, "-nan")) {
        *length = 4;
        return put(json, "NaN", 3, err);
    }
    return put(json, json->at, 1, err);
}

/* Copy the object that begins here, mended, and step behind it. */
static ird_status copy_object(json_reader *json, ird_error *err) {
    size_t depth = 0;
    bool in_string = false;
    json->object.count = 0;
    while (json->at < json->end) {
        char c = *json->at;
        size_t length;
        ird_status status = in_string ? copy_in_string(json, &length, err)
                                      : copy_plain(json, &length, err);
        if (status != IRD_OK) {
            return status;
        }
        json->line += c == '\n';
        json->at += length;
        if (c == '"') {
            in_string = !in_string;
        } else if (!in_string && c == '{') {
            depth++;
        } else if (!in_string && c == '}' && --depth == 0) {
            return put(json, "", 1, err); /* the NUL */
        }
    }
    return fail_syntax(json, "the file ends inside an object", err);
}

static ird_status add_object(json_reader *json, json_object *object, const char *at,
                             ird_error *err) {
    json_object *name;
    json_object *total;
    if (!json_object_object_get_ex(object, "name", &name) ||
        !json_object_is_type(name, json_type_string)) {
        return fail_syntax(json, "an instance has no \"name\" that is a string", err);
    }
    if (!json_object_object_get_ex(object, "total", &total) ||
        !(json_object_is_type(total, json_type_double) ||
          json_object_is_type(total, json_type_int))) {
        ird_status status =
            ird_fail_at(err, IRD_POWER_VALUE, json->reader->path, json->line,
                        "instance %.80s has no \"total\" that is a number",
                        json_object_get_string(name));
        ird_error_detail(err, json_object_get_string(name),
                         (size_t)json_object_get_string_len(name));
        return status;
    }
    ird_slice text = {json_object_get_string(name),
                      (size_t)json_object_get_string_len(name)};
    json_object *leakage;
    double leakage_w = (double)NAN;
    if (json_object_object_get_ex(object, "leakage", &leakage)) {
        double value = json_object_get_double(leakage);
        leakage_w = isfinite(value) ? value : 0;
    }
    return ird_power_reader_add(json->reader, text, json_object_get_double(total),
                                leakage_w, json->line, at, err);
}

static ird_status read_object(json_reader *json, ird_error *err) {
    const char *at = json->at;
    ird_status status = copy_object(json, err);
    if (status != IRD_OK) {
        return status;
    }
    if (json->object.count > INT32_MAX) {
        return fail_syntax(json, "an object is larger than 2 GB", err);
    }
    json_tokener_reset(json->tokener);
    json_object *object =
        json_tokener_parse_ex(json->tokener, json->object.items, (int)json->object.count);
    if (object == NULL) {
        return fail_syntax(
            json, json_tokener_error_desc(json_tokener_get_error(json->tokener)), err);
    }
    status = add_object(json, object, at, err);
    json_object_put(object);
    return status;
}

/* --- the array -----------------------------------------------------------------------
 */

static ird_status read_array(json_reader *json, ird_error *err) {
    skip_blanks(json);
    json->at++; /* the [ that told the form */
    skip_blanks(json);
    bool more = !(json->at < json->end && *json->at == ']');
    while (more) {
        if (json->at == json->end || *json->at != '{') {
            return fail_syntax(json, "an object of an instance is missing", err);
        }
        ird_status status = read_object(json, err);
        if (status != IRD_OK) {
            return status;
        }
        skip_blanks(json);
        more = json->at < json->end && *json->at == ',';
        if (more) {
            json->at++;
            skip_blanks(json);
        }
    }
    if (json->at == json->end || *json->at != ']') {
        return fail_syntax(json, "the array of instances has no end", err);
    }
    json->at++;
    skip_blanks(json);
    if (json->at != json->end) {
        return fail_syntax(json, "something follows the array of instances", err);
    }
    return IRD_OK;
}

ird_status ird_power_read_json(ird_power_reader *reader, ird_error *err) {
    json_reader json = {.reader = reader,
                        .at = reader->text.data,
                        .end = reader->text.data + reader->text.size,
                        .line = 1,
                        .tokener = json_tokener_new()};
    if (json.tokener == NULL) {
        return ird_fail_memory(err, "reading a power report");
    }
    ird_status status = read_array(&json, err);
    ird_free(json.object.items);
    json_tokener_free(json.tokener);
    return status;
}
