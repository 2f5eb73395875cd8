/* SPDX-License-Identifier: BSD-3-Clause */
#include "model/net/spec.h"

#include <json-c/json.h>
#include <math.h>
#include <string.h>

#include "base/alloc.h"

static const char *const derived_names[] = {"none", "ratio", "ratio_scaled", "sheet"};
static const char *const pool_names[] = {"max", "average"};
static const char *const output_names[] = {"none", "sigmoid", "minmax", "response"};
static const char *const form_names[] = {"plain", "sheet"};

#define COUNT_OF(array) (sizeof(array) / sizeof *(array))

ird_net_spec ird_net_spec_paper(void) {
    return (ird_net_spec){
        .channels = 3,
        .channel_names = {"power_grid", "cell_density", "switching"},
        .stem = 4,
        .levels = 2,
        .widths = {32, 32},
        .convs = 2,
        .border = 8,
        .skip = true,
        .gate = false,
        .derived = IRD_DERIVED_RATIO,
        .pool = IRD_POOL_MAX,
        .slope = 0,
        .output = IRD_OUTPUT_MINMAX,
    };
}

ird_net_spec ird_net_spec_pdn(void) {
    return (ird_net_spec){
        .channels = 6,
        .channel_names = {"power_grid", "cell_density", "switching", "base", "change",
                          "spread"},
        .stem = 4,
        .levels = 2,
        .widths = {24, 32},
        .convs = 2,
        .border = 8,
        .skip = true,
        .derived = IRD_DERIVED_NONE,
        .pool = IRD_POOL_AVERAGE,
        .output = IRD_OUTPUT_NONE,
    };
}

/* A sheet, and hardly a network. */
ird_net_spec ird_net_spec_pdn3(void) {
    return (ird_net_spec){
        .channels = 3,
        .channel_names = {"power_grid", "cell_density", "switching"},
        .stem = 2,
        .levels = 1,
        .widths = {1},
        .convs = 1,
        .border = 0,
        .skip = true,
        .derived = IRD_DERIVED_SHEET,
        .pool = IRD_POOL_AVERAGE,
        .output = IRD_OUTPUT_RESPONSE,
        .form = IRD_FORM_SHEET,
    };
}

size_t ird_net_spec_size_multiple(const ird_net_spec *spec) {
    return spec->stem << (spec->levels - 1);
}

static ird_status fail(ird_error *err, const char *what) {
    return ird_fail(err, IRD_MODEL_FORMAT, "the network's description has %s", what);
}

ird_status ird_net_spec_check(const ird_net_spec *spec, ird_error *err) {
    if (spec->channels < 1 || spec->channels > IRD_NET_MAX_CHANNELS) {
        return fail(err, "no input channels, or more than 8");
    }
    if (spec->stem != 1 && spec->stem != 2 && spec->stem != 4 && spec->stem != 8) {
        return fail(err, "a stem other than 1, 2, 4 or 8");
    }
    if (spec->levels < 1 || spec->levels > IRD_NET_MAX_LEVELS) {
        return fail(err, "no widths, or more than 5");
    }
    for (size_t i = 0; i < spec->levels; i++) {
        if (spec->widths[i] < 1 || spec->widths[i] > 1024) {
            return fail(err, "a width outside 1 to 1024");
        }
    }
    if (spec->convs < 1 || spec->convs > 4) {
        return fail(err, "convs outside 1 to 4");
    }
    if (spec->border > 64 || 2 * spec->border % ird_net_spec_size_multiple(spec) != 0) {
        return fail(err, "a border above 64, or one that the poolings do not divide");
    }
    if (spec->derived != IRD_DERIVED_NONE && spec->channels < 3) {
        return fail(err, "a derived ratio of fewer than 3 channels");
    }
    if (spec->form == IRD_FORM_SHEET &&
        (spec->derived != IRD_DERIVED_SHEET || spec->output != IRD_OUTPUT_RESPONSE ||
         spec->stem < 2)) {
        return fail(err, "a sheet without its maps, without a response or a stem");
    }
    if (!(spec->slope >= 0 && spec->slope <= 1)) {
        return fail(err, "a slope outside 0 to 1");
    }
    return IRD_OK;
}

/* ---- from JSON ---- */

static bool read_size(json_object *value, size_t *out) {
    int64_t number = json_object_get_int64(value);
    if (!json_object_is_type(value, json_type_int) || number < 0 || number > 4096) {
        return false;
    }
    *out = (size_t)number;
    return true;
}

static bool read_bool(json_object *value, bool *out) {
    *out = json_object_get_boolean(value) != 0;
    return json_object_is_type(value, json_type_boolean);
}

static bool read_slope(json_object *value, double *out) {
    *out = json_object_get_double(value);
    return json_object_is_type(value, json_type_double) ||
           json_object_is_type(value, json_type_int);
}

static bool read_choice(json_object *value, const char *const *names, size_t count,
                        int *out) {
    const char *text = json_object_get_string(value);
    for (size_t i = 0; text != NULL && i < count; i++) {
        if (strcmp(text, names[i]) == 0) {
            *out = (int)i;
            return true;
        }
    }
    return false;
}

static bool read_widths(json_object *value, ird_net_spec *spec) {
    if (!json_object_is_type(value, json_type_array)) {
        return false;
    }
    size_t count = json_object_array_length(value);
    if (count > IRD_NET_MAX_LEVELS) {
        return false;
    }
    spec->levels = count;
    for (size_t i = 0; i < count; i++) {
        if (!read_size(json_object_array_get_idx(value, i), &spec->widths[i])) {
            return false;
        }
    }
    return true;
}

static bool read_channels(json_object *value, ird_net_spec *spec) {
    if (!json_object_is_type(value, json_type_array)) {
        return false;
    }
    size_t count = json_object_array_length(value);
    if (count > IRD_NET_MAX_CHANNELS) {
        return false;
    }
    spec->channels = count;
    memset(spec->channel_names, 0, sizeof spec->channel_names);
    for (size_t i = 0; i < count; i++) {
        json_object *item = json_object_array_get_idx(value, i);
        size_t length = (size_t)json_object_get_string_len(item);
        if (!json_object_is_type(item, json_type_string) || length == 0 ||
            length >= IRD_NET_NAME_SIZE) {
            return false;
        }
        memcpy(spec->channel_names[i], json_object_get_string(item), length);
    }
    return true;
}

/* The members of the JSON object, in the order in which they are written. */
typedef enum member {
    CHANNELS,
    STEM,
    WIDTHS,
    CONVS,
    BORDER,
    SKIP,
    GATE,
    DERIVED,
    POOL,
    SLOPE,
    OUTPUT,
    FORM, /* may be missing: younger than the others */
    MEMBER_COUNT
} member;

static const char *const member_names[MEMBER_COUNT] = {
    "channels", "stem",    "widths", "convs", "border", "skip",
    "gate",     "derived", "pool",   "slope", "output", "form"};

static bool read_member(ird_net_spec *spec, member which, json_object *value) {
    int choice = 0;
    bool ok = false;
    switch (which) {
    case CHANNELS:
        return read_channels(value, spec);
    case STEM:
        return read_size(value, &spec->stem);
    case WIDTHS:
        return read_widths(value, spec);
    case CONVS:
        return read_size(value, &spec->convs);
    case BORDER:
        return read_size(value, &spec->border);
    case SKIP:
        return read_bool(value, &spec->skip);
    case GATE:
        return read_bool(value, &spec->gate);
    case DERIVED:
        ok = read_choice(value, derived_names, COUNT_OF(derived_names), &choice);
        spec->derived = (ird_derived)choice;
        return ok;
    case POOL:
        ok = read_choice(value, pool_names, COUNT_OF(pool_names), &choice);
        spec->pool = (ird_pool)choice;
        return ok;
    case SLOPE:
        return read_slope(value, &spec->slope);
    case OUTPUT:
        ok = read_choice(value, output_names, COUNT_OF(output_names), &choice);
        spec->output = (ird_output_layer)choice;
        return ok;
    case FORM:
        ok = read_choice(value, form_names, COUNT_OF(form_names), &choice);
        spec->form = (ird_form)choice;
        return ok;
    case MEMBER_COUNT:
        break;
    }
    return false;
}

static member find_member(const char *name) {
    for (int i = 0; i < MEMBER_COUNT; i++) {
        if (strcmp(name, member_names[i]) == 0) {
            return (member)i;
        }
    }
    return MEMBER_COUNT;
}

/* Every member of object into spec; seen tells which there were. */
static ird_status read_members(ird_net_spec *spec, json_object *object, bool *seen,
                               ird_error *err) {
    json_object_object_foreach(object, key, value) {
        member which = find_member(key);
        if (which == MEMBER_COUNT) {
            return ird_fail(err, IRD_MODEL_FORMAT,
                            "the network's description has an unknown member \"%s\"",
                            key);
        }
        if (!read_member(spec, which, value)) {
            return ird_fail(err, IRD_MODEL_FORMAT,
                            "the network's description has a bad value for \"%s\"", key);
        }
        seen[which] = true;
    }
    return IRD_OK;
}

/* The JSON object of size bytes, or NULL. */
static json_object *parse_object(const char *json, size_t size) {
    if (size > INT32_MAX) {
        return NULL;
    }
    json_tokener *tokener = json_tokener_new();
    if (tokener == NULL) {
        return NULL;
    }
    json_tokener_set_flags(tokener, JSON_TOKENER_STRICT);
    json_object *object = json_tokener_parse_ex(tokener, json, (int)size);
    json_tokener_free(tokener);
    if (!json_object_is_type(object, json_type_object)) {
        json_object_put(object);
        return NULL;
    }
    return object;
}

ird_status ird_net_spec_parse(ird_net_spec *spec, const char *json, size_t size, bool all,
                              ird_error *err) {
    json_object *object = parse_object(json, size);
    if (object == NULL) {
        return fail(err, "no JSON object");
    }
    ird_net_spec read = *spec;
    bool seen[MEMBER_COUNT] = {false};
    ird_status status = read_members(&read, object, seen, err);
    for (int i = 0; status == IRD_OK && all && i < FORM; i++) {
        if (!seen[i]) {
            status = ird_fail(err, IRD_MODEL_FORMAT,
                              "the network's description lacks \"%s\"", member_names[i]);
        }
    }
    if (status == IRD_OK) {
        status = ird_net_spec_check(&read, err);
    }
    if (status == IRD_OK) {
        *spec = read;
    }
    json_object_put(object);
    return status;
}

/* ---- to JSON ---- */

static json_object *make_member(const ird_net_spec *spec, member which) {
    json_object *list = NULL;
    switch (which) {
    case CHANNELS:
        list = json_object_new_array();
        for (size_t i = 0; i < spec->channels; i++) {
            json_object_array_add(list, json_object_new_string(spec->channel_names[i]));
        }
        return list;
    case STEM:
        return json_object_new_int64((int64_t)spec->stem);
    case WIDTHS:
        list = json_object_new_array();
        for (size_t i = 0; i < spec->levels; i++) {
            json_object_array_add(list, json_object_new_int64((int64_t)spec->widths[i]));
        }
        return list;
    case CONVS:
        return json_object_new_int64((int64_t)spec->convs);
    case BORDER:
        return json_object_new_int64((int64_t)spec->border);
    case SKIP:
        return json_object_new_boolean(spec->skip);
    case GATE:
        return json_object_new_boolean(spec->gate);
    case DERIVED:
        return json_object_new_string(derived_names[spec->derived]);
    case POOL:
        return json_object_new_string(pool_names[spec->pool]);
    case SLOPE:
        return json_object_new_double(spec->slope);
    case OUTPUT:
        return json_object_new_string(output_names[spec->output]);
    case FORM:
        return json_object_new_string(form_names[spec->form]);
    case MEMBER_COUNT:
        break;
    }
    return NULL;
}

char *ird_net_spec_json(const ird_net_spec *spec) {
    json_object *object = json_object_new_object();
    if (object == NULL) {
        return NULL;
    }
    char *copy = NULL;
    bool complete = true;
    int count = spec->form == IRD_FORM_PLAIN ? FORM : MEMBER_COUNT;
    for (int i = 0; i < count && complete; i++) {
        json_object *value = make_member(spec, (member)i);
        complete =
            value != NULL && json_object_object_add(object, member_names[i], value) == 0;
    }
    const char *text =
        complete ? json_object_to_json_string_ext(object, JSON_C_TO_STRING_PLAIN) : NULL;
    if (text != NULL) {
        copy = ird_copy_string(text, strlen(text));
    }
    json_object_put(object);
    return copy;
}
