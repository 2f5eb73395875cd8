/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Maps: rasterize, map get/info/list/delete, write_map, read_map.
 */
#include <string.h>

#include "binding/note_values.h"
#include "binding/nouns.h"
#include "binding/request.h"
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

typedef struct drop_map_options {
    Tcl_Obj *of;
    Tcl_Obj *net;
    ird_count_option size;
    ird_number_option pitch;
    Tcl_Obj *region;
    ird_count_option convention;
    ird_count_option like;
} drop_map_options;

enum { CONVENTION_ROWS_ARE_Y, CONVENTION_ICCAD23 };
static const char *const conventions[] = {
    [CONVENTION_ROWS_ARE_Y] = "irdrop", [CONVENTION_ICCAD23] = "iccad23", NULL};

static bool is_laid_out(const drop_map_options *options) {
    return options->net != NULL || options->size.given || options->pitch.given ||
           options->region != NULL || options->convention.given;
}

static bool is_of_dynamic(const drop_map_options *options) {
    return options->of != NULL &&
           strcmp(ird_tcl_map_word(options->of), ird_map_kind_name(IRD_MAP_DYNAMIC)) == 0;
}

/* What a map of drops is asked for: of is solve, dynamic, predict or NULL for solve. */
static int make_drop_request(ird_context *context, const drop_map_options *options,
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
        !is_of_dynamic(options)) {
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

/* The map that the options describe, with one user. */
static int make_drop_map(ird_context *context, const drop_map_options *options,
                         ird_result **result) {
    ird_session *session = &context->session;
    const ird_monitor *monitor = &context->progress.monitor;
    ird_drop_map_request request;
    const ird_net_grid *solved = NULL;
    ird_error err;
    int32_t net;
    ird_status status = IRD_OK;
    if (make_drop_request(context, options, &request) != TCL_OK) {
        return TCL_ERROR;
    }
    if (is_of_dynamic(options)) {
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
    const drop_map_options *options = call->options;
    ird_map_table *table = &context->session.maps;
    ird_result *result = NULL;
    ird_error err;
    if (ird_map_table_reserve(table, 1, &err) != IRD_OK) {
        return ird_tcl_fail(context, &err);
    }
    if (make_drop_map(context, options, &result) != TCL_OK) {
        return TCL_ERROR;
    }
    bool is_predicted =
        options->of != NULL &&
        strcmp(ird_tcl_map_word(options->of), ird_way_name(IRD_WAY_PREDICTED)) == 0;
    ird_map_kind kind = is_predicted             ? IRD_MAP_PREDICT
                        : is_of_dynamic(options) ? IRD_MAP_DYNAMIC
                                                 : IRD_MAP_SOLVE;
    Tcl_SetObjResult(context->interp,
                     ird_tcl_text(ird_map_table_name(table, result, kind)));
    ird_result_drop(result);
    return TCL_OK;
}

/* The map that write_map is about: *owned is to be dropped, if it is one. */
static int map_to_write(ird_context *context, const drop_map_options *options,
                        ird_result **owned, const ird_map **map) {
    ird_map_entry entry;
    *owned = NULL;
    if (is_laid_out(options)) {
        if (make_drop_map(context, options, owned) != TCL_OK) {
            return TCL_ERROR;
        }
        *map = &(*owned)->map;
        return TCL_OK;
    }
    Tcl_Obj *name = options->of != NULL ? options->of : Tcl_NewStringObj("predict", -1);
    Tcl_IncrRefCount(name);
    int code = ird_tcl_get_map(context, name, &entry);
    Tcl_DecrRefCount(name);
    if (code == TCL_OK) {
        *map = ird_result_map(entry.result, entry.kind);
    }
    return code;
}

/* --- one time after the other --------------------------------------------------------
 */

typedef struct write_map_options {
    drop_map_options map;
    ird_number_option at_ns;
    ird_count_option frames;
} write_map_options;

enum { FRAMES_MOST = 10000 };

/* Where frames are written, and what is said of them. */
typedef struct frame_files {
    const char *path;
    size_t count;   /* 1: the path itself */
    Tcl_Obj **rows; /* one a frame */
} frame_files;

/* drops.png as drops_0007.png. */
static ird_status name_frame(const frame_files *files, size_t index, ird_text *name,
                             ird_error *err) {
    const char *point = strrchr(files->path, '.');
    const char *slash = strrchr(files->path, '/');
    size_t size = strlen(files->path);
    size_t stem = point != NULL && (slash == NULL || slash < point)
                      ? (size_t)(point - files->path)
                      : size;
    IRD_TRY(ird_text_add(name, files->path, stem, err));
    if (files->count > 1) {
        IRD_TRY(ird_text_printf(name, err, "_%04zu", index + 1));
    }
    return ird_text_add(name, files->path + stem, size - stem, err);
}

static ird_status write_frame(void *context, size_t net, size_t index, double at_s,
                              double worst_v, const ird_map *map, ird_error *err) {
    (void)net;
    frame_files *files = context;
    ird_text name = {0};
    ird_status status = name_frame(files, index, &name, err);
    if (status == IRD_OK) {
        status = ird_map_write(map, ird_text_get(&name), err);
    }
    if (status == IRD_OK) {
        Tcl_Obj *row = Tcl_NewDictObj();
        ird_tcl_put(row, "file", ird_tcl_text(ird_text_get(&name)));
        ird_tcl_put_number(row, "at_s", at_s);
        ird_tcl_put_number(row, "worst_drop_v", worst_v);
        Tcl_IncrRefCount(row);
        if (files->rows[index] != NULL) {
            Tcl_DecrRefCount(files->rows[index]);
        }
        files->rows[index] = row;
    }
    ird_text_free(&name);
    return status;
}

/* Evenly through all of the time that was solved, its end being the last one. */
static ird_status choose_times(ird_context *context, const write_map_options *o,
                               double *times_s, ird_error *err) {
    const ird_net_dynamic *dynamic = NULL;
    IRD_TRY(ird_session_last_dynamic(&context->session, &context->progress.monitor,
                                     &dynamic, err));
    for (size_t i = 0; i < o->frames.value; i++) {
        times_s[i] = dynamic->steps.stop_s * (double)(i + 1) / (double)o->frames.value;
    }
    times_s[0] = o->at_ns.given ? o->at_ns.value * 1e-9 : times_s[0];
    return IRD_OK;
}

static int put_frames(ird_context *context, const write_map_options *o,
                      const ird_drop_map_request *request, const double *times_s,
                      frame_files *files) {
    const ird_film_wish wish = {
        .net = o->map.net != NULL ? Tcl_GetString(o->map.net) : NULL,
        .request = *request,
        .times_s = times_s,
        .count = files->count,
        .sink = write_frame,
        .context = files,
    };
    ird_error err;
    if (ird_session_film(&context->session, &wish, NULL, &context->progress.monitor,
                         &err) != IRD_OK) {
        return ird_tcl_fail(context, &err);
    }
    Tcl_Obj *list = Tcl_NewListObj(0, NULL);
    for (size_t i = 0; i < files->count; i++) {
        if (files->rows[i] != NULL) {
            Tcl_ListObjAppendElement(NULL, list, files->rows[i]);
        }
    }
    Tcl_SetObjResult(context->interp, list);
    return TCL_OK;
}

static int check_frames(ird_context *context, const write_map_options *o) {
    if (!is_of_dynamic(&o->map)) {
        return ird_tcl_fail_clash(context, "-at and -frames belong to -of dynamic");
    }
    if (o->at_ns.given && o->frames.given) {
        return ird_tcl_fail_clash(context,
                                  "-at and -frames exclude each other; give one of them");
    }
    if (o->frames.given && (o->frames.value == 0 || o->frames.value > FRAMES_MOST)) {
        return ird_tcl_fail_clash(context, "-frames takes a number from 1 to 10000");
    }
    return TCL_OK;
}

static int write_frames(ird_context *context, const write_map_options *o, Tcl_Obj *file) {
    ird_drop_map_request request;
    Tcl_DString path;
    ird_error err;
    if (check_frames(context, o) != TCL_OK ||
        make_drop_request(context, &o->map, &request) != TCL_OK ||
        ird_tcl_path(context, file, &path) != TCL_OK) {
        return TCL_ERROR;
    }
    frame_files files = {.path = Tcl_DStringValue(&path),
                         .count = o->at_ns.given ? 1 : o->frames.value};
    double *times_s = ird_alloc(files.count, sizeof *times_s);
    files.rows = ird_alloc_zero(files.count, sizeof *files.rows);
    ird_status status = times_s != NULL && files.rows != NULL
                            ? choose_times(context, o, times_s, &err)
                            : ird_fail_memory(&err, "writing maps");
    int code = status == IRD_OK ? put_frames(context, o, &request, times_s, &files)
                                : ird_tcl_fail(context, &err);
    for (size_t i = 0; files.rows != NULL && i < files.count; i++) {
        if (files.rows[i] != NULL) {
            Tcl_DecrRefCount(files.rows[i]);
        }
    }
    ird_free(files.rows);
    ird_free(times_s);
    Tcl_DStringFree(&path);
    return code;
}

static int run_write_map(ird_context *context, const ird_call *call) {
    const write_map_options *write = call->options;
    Tcl_DString path;
    ird_result *owned = NULL;
    const ird_map *map = NULL;
    ird_error err;
    if (write->at_ns.given || write->frames.given) {
        return write_frames(context, write, call->arguments[0]);
    }
    int code = ird_tcl_path(context, call->arguments[0], &path);
    if (code == TCL_OK) {
        code = map_to_write(context, &write->map, &owned, &map);
    }
    if (code == TCL_OK && ird_map_write(map, Tcl_DStringValue(&path), &err) != IRD_OK) {
        code = ird_tcl_fail(context, &err);
    }
    ird_result_drop(owned);
    Tcl_DStringFree(&path);
    return code;
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

#define DROP_MAP_ROWS                                                                    \
    {"-net",                                                                             \
     IRD_OPTION_TEXT,                                                                    \
     offsetof(drop_map_options, net),                                                    \
     false,                                                                              \
     "NET",                                                                              \
     "The net; when not given the one solved last, of dynamic the first.",               \
     NULL},                                                                              \
        {"-size",                                                                        \
         IRD_OPTION_COUNT,                                                               \
         offsetof(drop_map_options, size),                                               \
         false,                                                                          \
         "N",                                                                            \
         "For drops: pixels along each side, 64 when not given.",                        \
         NULL},                                                                          \
        {"-pitch",                                                                       \
         IRD_OPTION_NUMBER,                                                              \
         offsetof(drop_map_options, pitch),                                              \
         false,                                                                          \
         "UM",                                                                           \
         "For drops: side of a pixel; -size holds when it is not given.",                \
         NULL},                                                                          \
        {"-region",                                                                      \
         IRD_OPTION_TEXT,                                                                \
         offsetof(drop_map_options, region),                                             \
         false,                                                                          \
         "REGION",                                                                       \
         "For drops: die (when not given), core or x0 y0 x1 y1 in um.",                  \
         NULL},                                                                          \
        {"-convention",                                                                  \
         IRD_OPTION_CHOICE,                                                              \
         offsetof(drop_map_options, convention),                                         \
         false,                                                                          \
         "CONVENTION",                                                                   \
         "For drops: irdrop (rows are y; a pixel has its worst load), "                  \
         "or "                                                                           \
         "iccad23 (rows are x; sampled at multiples of the pitch, 1 um when not "        \
         "given, from 0 on).",                                                           \
         conventions},                                                                   \
        IRD_LIKE_ROW(drop_map_options, like)

static const ird_option write_table[] = {
    {"-of", IRD_OPTION_TEXT, offsetof(drop_map_options, of), false, "MAP",
     "A map handle, or the last power_grid, cell_density, switching, area, current, "
     "predict, solve or dynamic (the worst in time). Not given: predict, or solve where "
     "it "
     "is laid out by the other options.",
     NULL},
    {"-at", IRD_OPTION_NUMBER, offsetof(write_map_options, at_ns), false, "NS",
     "Of dynamic: the drops at this time in ns, not the worst; the worst in time when "
     "not "
     "given.",
     NULL},
    {"-frames", IRD_OPTION_COUNT, offsetof(write_map_options, frames), false, "N",
     "Of dynamic: as many maps, evenly through all of the time, with the same colours, "
     "as "
     "NAME_0001.png and so on; one map when not given.",
     NULL},
    DROP_MAP_ROWS,
    {0},
};

static const ird_option drop_map_table[] = {
    {"-of", IRD_OPTION_TEXT, offsetof(drop_map_options, of), false, "WHAT",
     "solve (when not given), dynamic or predict.", NULL},
    DROP_MAP_ROWS,
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
     "A dict: of (what it shows), rows, columns, unit, min, max, sum, window_um, "
     "pitch_x_um, pitch_y_um."},
    {"map list", run_map_list, "", 0, 0, NULL, 0, "The maps that have a handle.",
     "A list of handles, oldest first."},
    {"map delete", run_map_delete, "MAP ?MAP ...?", 1, IRD_ANY_COUNT, NULL, 0,
     "Forget handles. A map itself goes with its last handle, unless it is the last of "
     "its kind.",
     ""},
    {"drop_map", run_drop_map, "", 0, 0, drop_map_table, sizeof(drop_map_options),
     "Make a map of the solution, in volts, or of the prediction at pixels of your own "
     "choice. Solves what is not solved.",
     "Its handle."},
    {"write_map", run_write_map, "FILE", 1, 1, write_table, sizeof(write_map_options),
     "Write a map: .npy (float64), .csv or .png by the extension of the file.",
     "Nothing; with -at or -frames a list of dicts: file, at_s, worst_drop_v (at that "
     "time)."},
    {"read_map", run_read_map, "FILE", 1, 1, NULL, 0, "Read a map from .npy or .csv.",
     "Its handle."},
    {0},
};
