/* SPDX-License-Identifier: BSD-3-Clause */
#include "http/json_value.h"

#include <json-c/json.h>
#include <stdio.h>

enum { DEEPEST = 16 };

static Tcl_Obj *convert(struct json_object *object);

static Tcl_Obj *convert_object(struct json_object *object) {
    Tcl_Obj *dict = Tcl_NewDictObj();
    json_object_object_foreach(object, key, value) {
        Tcl_DictObjPut(NULL, dict, Tcl_NewStringObj(key, -1), convert(value));
    }
    return dict;
}

static Tcl_Obj *convert_array(struct json_object *object) {
    Tcl_Obj *list = Tcl_NewListObj(0, NULL);
    for (size_t i = 0; i < json_object_array_length(object); i++) {
        Tcl_ListObjAppendElement(NULL, list,
                                 convert(json_object_array_get_idx(object, i)));
    }
    return list;
}

static Tcl_Obj *convert(struct json_object *object) {
    switch (json_object_get_type(object)) {
    case json_type_object:
        return convert_object(object);
    case json_type_array:
        return convert_array(object);
    case json_type_boolean:
        return Tcl_NewBooleanObj(json_object_get_boolean(object));
    case json_type_int:
        return Tcl_NewWideIntObj((Tcl_WideInt)json_object_get_int64(object));
    case json_type_double:
        return Tcl_NewDoubleObj(json_object_get_double(object));
    case json_type_string:
        return Tcl_NewStringObj(json_object_get_string(object),
                                (Tcl_Size)json_object_get_string_len(object));
    case json_type_null:
        break;
    }
    return Tcl_NewObj();
}

Tcl_Obj *ird_json_value(const char *text, Tcl_Size size, const char **why) {
    struct json_tokener *tokener = json_tokener_new_ex(DEEPEST);
    if (tokener == NULL) {
        *why = "memory ran out";
        return NULL;
    }
    json_tokener_set_flags(tokener, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
    struct json_object *object = json_tokener_parse_ex(tokener, text, (int)size);
    enum json_tokener_error error = json_tokener_get_error(tokener);
    Tcl_Obj *value = NULL;
    if (error == json_tokener_success) {
        value = convert(object);
    } else {
        *why = error == json_tokener_continue ? "it ends too early"
                                              : json_tokener_error_desc(error);
    }
    json_object_put(object);
    json_tokener_free(tokener);
    return value;
}

void ird_json_quote(Tcl_DString *to, const char *text) {
    char escape[8];
    Tcl_DStringAppend(to, "\"", 1);
    for (; *text != '\0'; text++) {
        unsigned char c = (unsigned char)*text;
        if (c == '"' || c == '\\' || c < ' ') {
            snprintf(escape, sizeof escape, "\\u%04x", c);
            Tcl_DStringAppend(to, escape, -1);
        } else {
            Tcl_DStringAppend(to, text, 1);
        }
    }
    Tcl_DStringAppend(to, "\"", 1);
}
