/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Maps: rasterize, map get/info/list/delete, drop_map, read_map.
 */
#include <string.h>

#include "binding/drop_map_options.h"
#include "command/note_values.h"
#include "binding/nouns.h"
#include "command/request.h"
#include "base/map/map_file.h"
#include "query/answers.h"
#include "query/drop_map.h"
#include "session/power_setting.h"

typedef struct rasterize_options {
    ird_request_options raster;
    ird_count_option window;
} rasterize_options;

static void put_handles(ird_session *session, ird_result *result, Tcl_Obj *dict) {
    for (int k = 0; k < (int)IRD_RASTER_MAP_COUNT; k++) {
        ird_map_kind kind = (ird_map_kind)k;
        ird_tcl_put_text(dict, ird_map_kind_name(kind),
                         ird_map_table_name(&session->maps, result, kind));
    }
}

static void put_cells(Tcl_Obj *dict, const ird_raster *raster) {
    ird_tcl_put_size(dict, "cells_counted", raster->cells_counted);
    ird_tcl_put_size(dict, "cells_outside", raster->cells_outside);
    ird_tcl_put_size(dict, "cells_unplaced", raster->cells_unplaced);
    ird_tcl_put_size(dict, "cells_physical", raster->cells_physical);
    ird_tcl_put_size(dict, "cells_unconnected", raster->cells_unconnected);
    ird_tcl_put_size(dict, "cells_sizeless", raster->cells_sizeless);
    ird_tcl_put_size(dict, "pixels_overfull", raster->pixels_overfull);
    ird_tcl_put_size(dict, "pixels_floating", raster->pixels_floating);
    ird_tcl_put_number(dict, "area_um2", raster->area_total_um2);
    ird_tcl_put_number(dict, "current_a", raster->current_total_a);
    ird_tcl_put_number(dict, "current_outside_a", raster->current_outside_a);
    ird_tcl_put_number(dict, "current_unconnected_a", raster->current_unconnected_a);
}

static Tcl_Obj *describe_raster(ird_session *session, ird_result *result,
                                const ird_power *power) {
    static const char *const source_origins[] = {
        [IRD_SOURCES_PINS] = "pins",       [IRD_SOURCES_TOP_LAYER] = "top_layer",
        [IRD_SOURCES_NONE] = "none",       [IRD_SOURCES_NETWORK] = "spice",
        [IRD_SOURCES_PADS] = "pads",       [IRD_SOURCES_BUMPS] = "bumps",
        [IRD_SOURCES_STRAPS] = "straps",   [IRD_SOURCES_FULL] = "full",
        [IRD_SOURCES_FILE] = "file",       [IRD_SOURCES_SWITCHES] = "switches",
        [IRD_SOURCES_PLANNED] = "planned",
    };
    _Static_assert(sizeof source_origins / sizeof *source_origins == IRD_SOURCES_COUNT,
                   "a word for each origin");
    const ird_raster *raster = &result->raster;
    const ird_raster_options *options = &raster->options;
    const char *network = ird_session_network_of(session, result, false);
    Tcl_Obj *dict = Tcl_NewDictObj();
    put_handles(session, result, dict);
    ird_tcl_put_size(dict, "size", options->size);
    ird_tcl_put(dict, "window_um", ird_tcl_rect_um(&options->window));
    ird_tcl_put_text(dict, "net",
                     ird_names_get(&session->design.special_net_names, options->net));
    ird_tcl_put_number(dict, "supply_v", options->supply_v);
    ird_tcl_put_text(dict, "supply_origin",
                     ird_supply_origin_name(result->supply_origin));
    ird_tcl_put_text(dict, "network", network != NULL ? network : "");
    ird_tcl_put_number(dict, "power_w", power->total_w);
    ird_tcl_put_text(dict, "power_origin", ird_power_origin_name(power->origin));
    ird_tcl_put_size(dict, "sources", raster->source_count);
    ird_tcl_put_text(dict, "source_origin", source_origins[raster->source_origin]);
    put_cells(dict, raster);
    return dict;
}

static int run_rasterize(ird_context *context, const ird_call *call) {
    const rasterize_options *options = call->options;
    ird_session *session = &context->session;
    const ird_monitor *monitor = &context->progress.monitor;
    ird_result *result = NULL;
    ird_cell *power = NULL;
    ird_tcl_request made;
    ird_error err;
    int code = ird_tcl_request_make(context, &options->raster, &made);
    if (code != TCL_OK) {
        goto done;
    }
    made.request.fresh = true;
    made.request.has_window = options->window.given;
    made.request.window = options->window.value;
    if (ird_map_table_reserve(&session->maps, IRD_RASTER_MAP_COUNT, &err) != IRD_OK ||
        ird_session_rasterize(session, &made.request, monitor, &result, &err) != IRD_OK ||
        ird_session_need_power(session, monitor, &power, &err) != IRD_OK) {
        code = ird_tcl_fail(context, &err);
        goto done;
    }
    Tcl_SetObjResult(context->interp, describe_raster(session, result, power->value));
done:
    ird_tcl_request_free(&made);
    return code;
}

const char *ird_tcl_map_word(Tcl_Obj *name) {
    const char *word = Tcl_GetString(name);
    const ird_quantity *quantity;
    ird_way way;
    if (!ird_quantity_parse(ird_quantities, word, &quantity, &way)) {
        return word;
    }
    return quantity == ird_quantities ? ird_way_name(way)
           : way == IRD_WAY_SOLVED    ? quantity->name
                                      : word;
}

int ird_tcl_get_map(ird_context *context, Tcl_Obj *name, ird_map_entry *entry) {
    ird_error err;
    if (ird_session_get_map(&context->session, ird_tcl_map_word(name),
                            &context->progress.monitor, entry, &err) != IRD_OK) {
        return ird_tcl_fail(context, &err);
    }
    return TCL_OK;
}

typedef struct get_options {
    ird_count_option format;
    ird_count_option like;
} get_options;

enum { FORMAT_FLAT, FORMAT_ROWS };
static const char *const formats[] = {
    [FORMAT_FLAT] = "flat", [FORMAT_ROWS] = "rows", NULL};

static int run_map_get(ird_context *context, const ird_call *call) {
    const get_options *options = call->options;
    ird_map_entry entry;
    if (ird_tcl_get_map(context, call->arguments[0], &entry) != TCL_OK) {
        return TCL_ERROR;
    }
    const ird_map *map = ird_result_map(entry.result, entry.kind);
    if (options->format.value == FORMAT_FLAT) {
        Tcl_SetObjResult(context->interp,
                         ird_tcl_numbers(map->values, map->rows * map->columns));
        return TCL_OK;
    }
    Tcl_Obj *rows = Tcl_NewListObj(0, NULL);
    for (size_t row = 0; row < map->rows; row++) {
        Tcl_ListObjAppendElement(
            NULL, rows, ird_tcl_numbers(map->values + row * map->columns, map->columns));
    }
    Tcl_SetObjResult(context->interp, rows);
    return TCL_OK;
}

static int run_map_info(ird_context *context, const ird_call *call) {
    ird_map_entry entry;
    if (ird_tcl_get_map(context, call->arguments[0], &entry) != TCL_OK) {
        return TCL_ERROR;
    }
    const ird_map *map = ird_result_map(entry.result, entry.kind);
    Tcl_Obj *dict = Tcl_NewDictObj();
    ird_tcl_put_text(dict, "of", ird_map_kind_name(entry.kind));
    ird_tcl_put_size(dict, "rows", map->rows);
    ird_tcl_put_size(dict, "columns", map->columns);
    ird_tcl_put_text(dict, "unit", ird_unit_name(map->unit));
    ird_tcl_put_text(dict, "network", map->network);
    ird_tcl_put_number(dict, "min", ird_map_min(map, NULL));
    ird_tcl_put_number(dict, "max", ird_map_max(map, NULL));
    ird_tcl_put_number(dict, "sum", ird_map_sum(map));
    ird_tcl_put(dict, "window_um", ird_tcl_rect_um(&map->window));
    ird_tcl_put_number(dict, "pitch_x_um", ird_map_pitch_x_um(map));
    ird_tcl_put_number(dict, "pitch_y_um", ird_map_pitch_y_um(map));
    Tcl_SetObjResult(context->interp, dict);
    return TCL_OK;
}

static int run_map_list(ird_context *context, const ird_call *call) {
    (void)call;
    const ird_map_table *table = &context->session.maps;
    Tcl_Obj *list = Tcl_NewListObj(0, NULL);
    for (size_t i = 0; i < table->entries.count; i++) {
        Tcl_ListObjAppendElement(NULL, list, ird_tcl_text(table->entries.items[i].name));
    }
    Tcl_SetObjResult(context->interp, list);
    return TCL_OK;
}

static int run_map_delete(ird_context *context, const ird_call *call) {
    ird_map_table *table = &context->session.maps;
    for (size_t i = 0; i < call->argument_count; i++) {
        const char *name = Tcl_GetString(call->arguments[i]);
        if (ird_map_table_find(table, name) == NULL) {
            ird_error err;
            ird_fail(
                &err, IRD_SESSION_MAP_UNKNOWN,
                "there is no map \"%.100s\"; give a handle that irdrop::map list has",
                name);
            ird_error_detail(&err, name, strlen(name));
            return ird_tcl_fail(context, &err);
        }
    }
    for (size_t i = 0; i < call->argument_count; i++) {
        const char *name = Tcl_GetString(call->arguments[i]);
        const ird_map_entry *entry = ird_map_table_find(table, name);
        if (entry != NULL) {
            ird_map_table_remove(table, entry);
        }
    }
    return TCL_OK;
}

enum { CONVENTION_ROWS_ARE_Y, CONVENTION_ICCAD23 };
const char *const ird_tcl_drop_map_conventions[] = {
    [CONVENTION_ROWS_ARE_Y] = "irdrop", [CONVENTION_ICCAD23] = "iccad23", NULL};

bool ird_tcl_drop_map_is_laid_out(const ird_drop_map_options *options) {
    return options->net != NULL || options->size.given || options->pitch.given ||
           options->region != NULL || options->convention.given;
}

bool ird_tcl_drop_map_is_dynamic(const ird_drop_map_options *options) {
    return options->of != NULL &&
           strcmp(ird_tcl_map_word(options->of), ird_map_kind_name(IRD_MAP_DYNAMIC)) == 0;
}

/* What a map of drops is asked for: of is solve, dynamic, predict or NULL for solve. */
int ird_tcl_drop_map_request(ird_context *context, const ird_drop_map_options *options,
                             ird_drop_map_request *request) {
    ird_request_options raster = {.region = options->region};
    ird_tcl_request made;
    ird_error err;
    const char *of = options->of != NULL ? ird_tcl_map_word(options->of)
                                         : ird_way_name(IRD_WAY_SOLVED);
    *request = (ird_drop_map_request){
        .of_prediction = strcmp(of, ird_way_name(IRD_WAY_PREDICTED)) == 0,
        .as_iccad23 = options->convention.value == CONVENTION_ICCAD23,
        .size = options->size.value,
        .pitch_um = options->pitch.value,
    };
    ird_status status = IRD_OK;
    if (!request->of_prediction && strcmp(of, ird_way_name(IRD_WAY_SOLVED)) != 0 &&
        !ird_tcl_drop_map_is_dynamic(options)) {
        status = ird_fail(&err, IRD_OPTIONS_CLASH,
                          "-pitch, -size, -region, -net and -convention belong to -of "
                          "solve, dynamic and predict; other maps have pixels of their "
                          "own");
    } else if (request->of_prediction && options->net != NULL) {
        status = ird_fail(&err, IRD_OPTIONS_CLASH,
                          "-net belongs to -of solve; predict -net chooses the net of a "
                          "prediction");
    } else if ((options->size.given && options->pitch.given) ||
               (request->as_iccad23 &&
                (options->size.given || options->region != NULL))) {
        status = ird_fail(&err, IRD_OPTIONS_CLASH,
                          "-size and -pitch exclude each other, and the convention "
                          "iccad23 takes -pitch alone");
    } else if ((options->pitch.given && !(options->pitch.value > 0.0)) ||
               (options->size.given && options->size.value == 0)) {
        status = ird_fail(&err, IRD_RASTER_SIZE,
                          "a map needs a pitch or size above 0; give -pitch in um");
    }
    if (status != IRD_OK) {
        return ird_tcl_fail(context, &err);
    }
    int code = ird_tcl_request_make(context, &raster, &made);
    if (code == TCL_OK && made.request.region == IRD_REGION_BOX) {
        request->window = made.request.box;
    } else if (code == TCL_OK && made.request.region == IRD_REGION_CORE) {
        request->window = ird_session_core_um(&context->session);
    }
    ird_tcl_request_free(&made);
    return code;
}

ird_map_kind ird_tcl_drop_map_kind(const ird_drop_map_options *options) {
    bool is_predicted =
        options->of != NULL &&
        strcmp(ird_tcl_map_word(options->of), ird_way_name(IRD_WAY_PREDICTED)) == 0;
    return is_predicted                           ? IRD_MAP_PREDICT
           : ird_tcl_drop_map_is_dynamic(options) ? IRD_MAP_DYNAMIC
                                                  : IRD_MAP_SOLVE;
}

/* The map that the options describe, with one user. */
int ird_tcl_drop_map_make(ird_context *context, const ird_drop_map_options *options,
                          ird_result **result) {
    ird_session *session = &context->session;
    const ird_monitor *monitor = &context->progress.monitor;
    ird_drop_map_request request;
    const ird_net_grid *solved = NULL;
    ird_error err;
    int32_t net;
    ird_status status = IRD_OK;
    if (ird_tcl_drop_map_request(context, options, &request) != TCL_OK) {
        return TCL_ERROR;
    }
    if (ird_tcl_drop_map_is_dynamic(options)) {
        const char *name = options->net != NULL ? Tcl_GetString(options->net) : NULL;
        status = ird_session_dynamic_net(session, name, monitor, &solved, &err);
    } else if (options->net != NULL) {
        if (ird_tcl_choose_net(context, options->net, "drop_map", &net) != TCL_OK) {
            return TCL_ERROR;
        }
        status = ird_session_solve_as_before(session, net, monitor, &solved, &err);
    } else if (!request.of_prediction) {
        status = ird_session_last_solution(session, monitor, &solved, &err);
    }
    if (status == IRD_OK) {
        status =
            ird_session_make_drop_map(session, solved, &request, monitor, result, &err);
    }
    return status == IRD_OK ? TCL_OK : ird_tcl_fail(context, &err);
}

static int run_drop_map(ird_context *context, const ird_call *call) {
    const ird_drop_map_options *options = call->options;
    ird_map_table *table = &context->session.maps;
    ird_result *result = NULL;
    ird_error err;
    if (ird_map_table_reserve(table, 1, &err) != IRD_OK) {
        return ird_tcl_fail(context, &err);
    }
    if (ird_tcl_drop_map_make(context, options, &result) != TCL_OK) {
        return TCL_ERROR;
    }
    ird_map_kind kind = ird_tcl_drop_map_kind(options);
    Tcl_SetObjResult(context->interp,
                     ird_tcl_text(ird_map_table_name(table, result, kind)));
    ird_result_drop(result);
    return TCL_OK;
}

/* The map of a file as a new result with a handle. */
static ird_status read_map(ird_session *session, const char *path, const char **handle,
                           ird_error *err) {
    ird_status status = ird_map_table_reserve(&session->maps, 1, err);
    if (status != IRD_OK) {
        return status;
    }
    ird_result *result = ird_result_create();
    if (result == NULL) {
        return ird_fail_memory(err, "reading a map");
    }
    status = ird_map_read(&result->map, path, err);
    if (status == IRD_OK) {
        *handle = ird_map_table_name(&session->maps, result, IRD_MAP_FILE);
    }
    ird_result_drop(result);
    return status;
}

static int run_read_map(ird_context *context, const ird_call *call) {
    Tcl_DString path;
    const char *handle;
    ird_error err;
    int code = ird_tcl_path(context, call->arguments[0], &path);
    if (code == TCL_OK &&
        read_map(&context->session, Tcl_DStringValue(&path), &handle, &err) != IRD_OK) {
        code = ird_tcl_fail(context, &err);
    }
    if (code == TCL_OK) {
        Tcl_SetObjResult(context->interp, ird_tcl_text(handle));
    }
    Tcl_DStringFree(&path);
    return code;
}

static const ird_option rasterize_table[] = {
    IRD_REQUEST_ROWS(rasterize_options),
    {"-window", IRD_OPTION_COUNT, offsetof(rasterize_options, window), false, "N",
     "The time window of read_activity -window whose current to show, counted from 0; "
     "the "
     "one with the largest when not given.",
     NULL},
    {0},
};

static const ird_option get_table[] = {
    {"-format", IRD_OPTION_CHOICE, offsetof(get_options, format), false, "FORMAT",
     "flat (when not given): one list; rows: a list of rows, the lowest first.", formats},
    IRD_LIKE_ROW(get_options, like),
    {0},
};

static const ird_option drop_map_table[] = {
    {"-of", IRD_OPTION_TEXT, offsetof(ird_drop_map_options, of), false, "WHAT",
     "solve (when not given), dynamic or predict.", NULL},
    IRD_DROP_MAP_ROWS,
    {0},
};

const ird_command ird_map_commands[] = {
    {"rasterize", run_rasterize, "", 0, 0, rasterize_table, sizeof(rasterize_options),
     "Make the three maps that a model sees, and those of cell area and current. What is "
     "not given: 64 pixels a side, the die, and the power net that feeds most cells.",
     "A dict: handles of the maps power_grid, cell_density, switching, area and current; "
     "size, window_um, net, supply_v, supply_origin, network, power_w, power_origin, "
     "sources, "
     "source_origin, what was counted (cells_..., pixels_...), area_um2 and current_a in "
     "the window, current_outside_a, current_unconnected_a."},
    {"map get", run_map_get, "MAP", 1, 1, get_table, sizeof(get_options),
     "The values of a map, row 0 at the lowest y, column 0 at the lowest x.",
     "A list of numbers, or of rows."},
    {"map info", run_map_info, "MAP", 1, 1, NULL, 0, "Describe a map.",
     "A dict: of (what it shows), rows, columns, unit, network (that it rests on, {} "
     "where "
     "none is known), min, max, sum, window_um, pitch_x_um, pitch_y_um."},
    {"map list", run_map_list, "", 0, 0, NULL, 0, "The maps that have a handle.",
     "A list of handles, oldest first."},
    {"map delete", run_map_delete, "MAP ?MAP ...?", 1, IRD_ANY_COUNT, NULL, 0,
     "Forget handles. A map itself goes with its last handle, unless it is the last of "
     "its kind.",
     ""},
    {"drop_map", run_drop_map, "", 0, 0, drop_map_table, sizeof(ird_drop_map_options),
     "Make a map of the solution, in volts, or of the prediction at pixels of your own "
     "choice. Solves what is not solved.",
     "Its handle."},
    {"read_map", run_read_map, "FILE", 1, 1, NULL, 0, "Read a map from .npy or .csv.",
     "Its handle."},
    {0},
};
