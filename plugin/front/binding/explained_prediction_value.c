/* SPDX-License-Identifier: BSD-3-Clause */
#include "binding/explained_prediction_value.h"

#include <math.h>

#include "report/explain_report.h"

/* A map of the result as a map with a handle, which is taken over; room is reserved. */
static int name_map(ird_context *context, ird_map *map, Tcl_Obj **handle) {
    ird_result *result = ird_result_create();
    ird_error err;
    if (result == NULL) {
        ird_fail_memory(&err, "explaining a prediction");
        return ird_tcl_fail(context, &err);
    }
    result->map = *map;
    *map = (ird_map){0};
    *handle =
        ird_tcl_text(ird_map_table_name(&context->session.maps, result, IRD_MAP_FILE));
    ird_result_drop(result);
    return TCL_OK;
}

static void put_known(Tcl_Obj *dict, const char *key, double value) {
    if (isnan(value)) {
        ird_tcl_put_text(dict, key, "");
    } else {
        ird_tcl_put_number(dict, key, value);
    }
}

/* One of the two, with a list of its top pixels. */
static int put_hung(ird_context *context, Tcl_Obj *dict, const char *key,
                    ird_hung_map *map, bool has_exact) {
    Tcl_Obj *one = Tcl_NewDictObj(), *top = Tcl_NewListObj(0, NULL), *handle = NULL;
    Tcl_IncrRefCount(one);
    int code = name_map(context, &map->predicted, &handle);
    if (code == TCL_OK) {
        ird_tcl_put(one, "map", handle);
    }
    if (code == TCL_OK && has_exact) {
        code = name_map(context, &map->exact, &handle);
    }
    if (code == TCL_OK) {
        ird_tcl_put(one, "exact_map", has_exact ? handle : Tcl_NewStringObj("", -1));
    }
    for (size_t i = 0; i < map->top_count; i++) {
        Tcl_Obj *pixel = Tcl_NewDictObj();
        ird_tcl_put(pixel, "at", ird_tcl_point_um(&map->top[i].at));
        ird_tcl_put_number(pixel, "adds", map->top[i].predicted);
        put_known(pixel, "exact_adds", map->top[i].exact);
        Tcl_ListObjAppendElement(NULL, top, pixel);
    }
    put_known(one, "correlation", map->correlation);
    ird_tcl_put_size(one, "shared", map->shared);
    ird_tcl_put(one, "top", top);
    if (code == TCL_OK) {
        ird_tcl_put(dict, key, one);
    }
    Tcl_DecrRefCount(one);
    return code;
}

static ird_unit explained_unit(const ird_map *map) {
    return map->unit == IRD_UNIT_VOLT ? IRD_UNIT_VOLT : IRD_UNIT_UNKNOWN;
}

/* The gradient of a channel as a map. */
static int put_channel(ird_context *context, Tcl_Obj *dict,
                       const ird_explained_prediction *e, size_t channel) {
    const ird_prediction_gradient *g = &e->gradient;
    const ird_map *like = &e->prediction->map;
    size_t pixels = g->rows * g->columns;
    ird_map map = {0};
    ird_error err;
    Tcl_Obj *handle = NULL;
    if (ird_map_create(&map, g->rows, g->columns, like->window, explained_unit(like),
                       &err) != IRD_OK) {
        return ird_tcl_fail(context, &err);
    }
    for (size_t i = 0; i < pixels; i++) {
        map.values[i] = g->values[channel * pixels + i];
    }
    int code = name_map(context, &map, &handle);
    ird_map_free(&map);
    if (code == TCL_OK) {
        ird_tcl_put(dict, g->names[channel], handle);
    }
    return code;
}

int ird_tcl_explained_prediction(ird_context *context,
                                 ird_explained_prediction *explained, Tcl_Obj **dict) {
    const ird_prediction_gradient *g = &explained->gradient;
    Tcl_Obj *made = Tcl_NewDictObj(), *channels = Tcl_NewDictObj();
    ird_error err;
    int code = TCL_OK;
    Tcl_IncrRefCount(made);
    if (ird_map_table_reserve(&context->session.maps, g->channel_count + 4, &err) !=
        IRD_OK) {
        code = ird_tcl_fail(context, &err);
    }
    ird_tcl_put_text(made, "net", explained->net);
    ird_tcl_put_text(made, "model", explained->prediction->model);
    ird_tcl_put_text(made, "unit", explained->is_volt ? "V" : "");
    ird_tcl_put(made, "at", ird_tcl_point_um(&explained->at));
    ird_tcl_put_number(made, "drop", explained->drop);
    put_known(made, "exact_drop_v",
              explained->has_exact ? explained->exact_drop_v : (double)NAN);
    ird_tcl_put(made, "gradients", channels);
    for (size_t c = 0; c < g->channel_count && code == TCL_OK; c++) {
        code = put_channel(context, channels, explained, c);
    }
    if (code == TCL_OK) {
        code = put_hung(context, made, "currents", &explained->currents,
                        explained->has_exact);
    }
    if (code == TCL_OK) {
        code = put_hung(context, made, "metal", &explained->metal, explained->has_exact);
    }
    if (code == TCL_OK) {
        *dict = made;
    } else {
        Tcl_DecrRefCount(made);
    }
    return code;
}

int ird_tcl_print_explained_prediction(ird_context *context,
                                       const ird_explained_prediction *explained) {
    const ird_prediction_hangs hangs = {
        .net = explained->net,
        .model = explained->prediction->model,
        .at = explained->at,
        .drop = explained->drop,
        .exact_drop_v = explained->has_exact ? explained->exact_drop_v : (double)NAN,
        .is_volt = explained->is_volt,
        .currents = {explained->currents.top, explained->currents.top_count,
                     explained->currents.correlation, explained->currents.shared},
        .metal = {explained->metal.top, explained->metal.top_count,
                  explained->metal.correlation, explained->metal.shared},
    };
    ird_text text = {0};
    ird_error err;
    int code = ird_report_prediction_hangs(&text, &hangs, &err) == IRD_OK
                   ? TCL_OK
                   : ird_tcl_fail(context, &err);
    if (code == TCL_OK) {
        code = ird_tcl_print(context, ird_text_get(&text));
    }
    ird_text_free(&text);
    return code;
}
