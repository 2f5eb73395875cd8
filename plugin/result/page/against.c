/* SPDX-License-Identifier: BSD-3-Clause
 *
 * An earlier run: its report as JSON, or a page or its data, which have its maps, too.
 */
#include <string.h>

#include "base/pack.h"
#include "page/data_out.h"

enum { MOST = 1 << 28 }; /* bytes that a page may unpack to */

static ird_status fail_foreign(ird_error *err, const char *name) {
    return ird_fail_at(err, IRD_REPORT_AGAINST, name, 0,
                       "this is no report of irdrop; give a .json or .html file that "
                       "write_report has written");
}

/* The data inside of a page; text is empty where it is no page. */
static ird_status unpack(ird_text *json, const ird_page_extras *extras, ird_error *err) {
    static const char begin[] = IRD_PAGE_DATA_BEGIN;
    static const char end[] = IRD_PAGE_DATA_END;
    const char *at =
        memmem(extras->against, extras->against_size, begin, sizeof begin - 1);
    if (at == NULL) {
        return IRD_OK;
    }
    at += sizeof begin - 1;
    size_t left = extras->against_size - (size_t)(at - extras->against);
    const char *stop = memmem(at, left, end, sizeof end - 1);
    ird_text bytes = {0};
    ird_status status = stop != NULL
                            ? ird_base64_decode(&bytes, at, (size_t)(stop - at), err)
                            : fail_foreign(err, extras->against_name);
    if (status == IRD_OK) {
        status = ird_inflate(json, ird_text_get(&bytes), bytes.bytes.count, MOST, err);
    }
    ird_text_free(&bytes);
    return status;
}

static json_object *parse(const char *text, size_t size) {
    struct json_tokener *tokener = json_tokener_new();
    json_object *root = NULL;
    if (tokener != NULL && size < MOST) {
        root = json_tokener_parse_ex(tokener, text, (int)size);
        if (json_tokener_get_error(tokener) != json_tokener_success) {
            json_object_put(root);
            root = NULL;
        }
    }
    if (tokener != NULL) {
        json_tokener_free(tokener);
    }
    return root;
}

static bool is_report(json_object *o) {
    json_object *generator = NULL, *nets = NULL;
    return json_object_is_type(o, json_type_object) &&
           json_object_object_get_ex(o, "generator", &generator) &&
           json_object_is_type(generator, json_type_string) &&
           strcmp(json_object_get_string(generator), "irdrop") == 0 &&
           json_object_object_get_ex(o, "nets", &nets) &&
           json_object_is_type(nets, json_type_array);
}

static bool is_kept(const char *key) {
    static const char *const left_out[] = {"cell_drop",   "cell_current", "shares",
                                           "supply_left", "sources",      "header"};
    size_t i = 0;
    while (i < sizeof left_out / sizeof *left_out && strcmp(key, left_out[i]) != 0) {
        i++;
    }
    return i == sizeof left_out / sizeof *left_out;
}

/* The first map of an answer, that of the drop. */
static json_object *first_map(ird_json_out *out, json_object *maps) {
    json_object *list = ird_json_array(out);
    if (json_object_is_type(maps, json_type_array) &&
        json_object_array_length(maps) > 0) {
        ird_json_append(out, list, json_object_get(json_object_array_get_idx(maps, 0)));
    }
    return list;
}

/* Answers without what only their own page shows. */
static json_object *trim(ird_json_out *out, json_object *answers) {
    json_object *list = ird_json_array(out);
    for (size_t i = 0; i < json_object_array_length(answers); i++) {
        json_object *from = json_object_array_get_idx(answers, i);
        json_object *to = ird_json_object(out);
        if (json_object_is_type(from, json_type_object)) {
            json_object_object_foreach(from, key, value) {
                if (strcmp(key, "maps") == 0) {
                    ird_json_put(out, to, key, first_map(out, value));
                } else {
                    ird_json_put(out, to, key,
                                 is_kept(key) ? json_object_get(value)
                                              : ird_json_array(out));
                }
            }
        }
        ird_json_append(out, list, to);
    }
    return list;
}

/* What is put into the page of it. */
static json_object *take(ird_json_out *out, json_object *root, const char *name) {
    json_object *report = NULL, *answers = NULL;
    if (is_report(root)) {
        report = root;
    } else if (!json_object_is_type(root, json_type_object) ||
               !json_object_object_get_ex(root, "report", &report) ||
               !is_report(report) ||
               !json_object_object_get_ex(root, "answers", &answers) ||
               !json_object_is_type(answers, json_type_array)) {
        out->status = fail_foreign(out->err, name);
        return NULL;
    }
    json_object *o = ird_json_object(out);
    ird_json_put(out, o, "name", ird_json_text(out, name));
    ird_json_put(out, o, "report", json_object_get(report));
    if (answers != NULL) {
        ird_json_put(out, o, "answers", trim(out, answers));
    }
    return o;
}

json_object *ird_page_against(ird_json_out *out, const ird_page_extras *extras) {
    ird_text json = {0};
    json_object *o = NULL;
    if (extras->against == NULL || out->status != IRD_OK) {
        return NULL;
    }
    out->status = unpack(&json, extras, out->err);
    if (out->status == IRD_OK) {
        bool is_page = json.bytes.count > 0;
        json_object *root = parse(is_page ? ird_text_get(&json) : extras->against,
                                  is_page ? json.bytes.count : extras->against_size);
        o = take(out, root, extras->against_name);
        json_object_put(root);
    }
    ird_text_free(&json);
    return o;
}
