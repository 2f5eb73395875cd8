/* SPDX-License-Identifier: BSD-3-Clause */
#include "session/results.h"

#include <string.h>

#include "channels/network_loads.h"
#include "quantity/quantity_table.h"
#include "session/activity_setting.h"
#include "session/net_coarse.h"
#include "session/plan_setting.h"
#include "session/power_setting.h"
#include "session/prediction.h"
#include "session/drop_map.h"
#include "session/net_solution.h"
#include "session/spice.h"
#include "session/supply.h"

static ird_rect_um rect_um(ird_rect rect, int64_t units) {
    double um = 1.0 / (double)units;
    return (ird_rect_um){(double)rect.x0_dbu * um, (double)rect.y0_dbu * um,
                         (double)rect.x1_dbu * um, (double)rect.y1_dbu * um};
}

ird_rect_um ird_session_core_um(const ird_session *session) {
    return rect_um(session->design.core, session->design.units);
}

static ird_status default_options(const ird_session *session, bool net_is_named,
                                  ird_raster_options *options, ird_error *err) {
    *options = (ird_raster_options){
        .size = IRD_SIZE_DEFAULT,
        .window = rect_um(session->design.die, session->design.units),
    };
    return net_is_named
               ? IRD_OK
               : ird_session_choose_net(session, NULL, "rasterizing", &options->net, err);
}

/* What rasterize is to be called with. */
static ird_status resolve(const ird_session *session, const ird_request *request,
                          ird_raster_options *options, ird_supply_origin *supply_origin,
                          ird_error *err) {
    const ird_design *design = &session->design;
    ird_status status;
    *options = session->chosen.last;
    if (request->fresh || !session->chosen.has_last) {
        status = default_options(session, request->net_name != NULL, options, err);
        if (status != IRD_OK) {
            return status;
        }
    }
    if (request->net_name != NULL) {
        status = ird_session_find_net(session, request->net_name, request->net_name_size,
                                      &options->net, err);
        if (status != IRD_OK) {
            return status;
        }
    }
    if (request->has_size) {
        options->size = request->size;
    }
    if (request->region == IRD_REGION_DIE) {
        options->window = rect_um(design->die, design->units);
    } else if (request->region == IRD_REGION_CORE) {
        options->window = rect_um(design->core, design->units);
    } else if (request->region == IRD_REGION_BOX) {
        options->window = request->box;
    }
    return ird_session_supply_v(session, options->net, &options->supply_v, supply_origin,
                                err);
}

static ird_source_origin origin_of(ird_source_type type) {
    switch (type) {
    case IRD_SOURCE_AUTO: /* never what was used */
    case IRD_SOURCE_PINS:
        break;
    case IRD_SOURCE_PADS:
        return IRD_SOURCES_PADS;
    case IRD_SOURCE_BUMPS:
        return IRD_SOURCES_BUMPS;
    case IRD_SOURCE_STRAPS:
        return IRD_SOURCES_STRAPS;
    case IRD_SOURCE_FULL:
        return IRD_SOURCES_FULL;
    case IRD_SOURCE_FILE:
        return IRD_SOURCES_FILE;
    case IRD_SOURCE_SWITCHES:
        return IRD_SOURCES_SWITCHES;
    }
    return IRD_SOURCES_PINS;
}

/* What an extracted grid tells of its sources. */
static void tell_sources(ird_raster *raster, const ird_session *session,
                         const ird_net_grid *grid) {
    const ird_source_info *info = &grid->grid.sources;
    raster->source_origin = session->is_spice ? IRD_SOURCES_NETWORK
                            : ird_session_sources_planned(session, grid)
                                ? IRD_SOURCES_PLANNED
                                : origin_of(info->type);
    raster->source_count =
        session->is_spice ? grid->grid.network.sources.count : info->places;
    raster->sources_assumed = info->is_default;
    raster->layers_assumed = grid->grid.assumed_layers;
}

/* The power_grid channel: strength by the response of the coarse network. */
static ird_status draw_grid(ird_session *session, ird_result *made, bool takes_moved,
                            const ird_monitor *monitor, ird_error *err) {
    ird_raster *raster = &made->raster;
    const ird_raster_options *o = &raster->options;
    const ird_node_window window = ird_node_window_of(o->window, o->size, o->size);
    ird_net_scene scene;
    ird_view *view = NULL;
    IRD_TRY(ird_session_need_scene(session, o->net, takes_moved, monitor, &scene, err));
    IRD_TRY(ird_session_need_view(session, &scene, &window, &view, err));
    memcpy(raster->power_grid.values, ird_view_power_grid(view),
           ird_map_count(&raster->power_grid) * sizeof(double));
    made->grid_was_kept = scene.is_kept;
    tell_sources(raster, session, scene.grid);
    return IRD_OK;
}

/* What may be wrong with a grid and still leaves something to rasterize. */
static bool is_unsolvable(ird_status status) {
    return status == IRD_GRID_NO_METAL || status == IRD_SOURCE_MISSING ||
           status == IRD_SOLVE_NO_SOURCE || status == IRD_NETWORK_LAYER ||
           status == IRD_COARSE_PLACE;
}

static ird_status rasterize_cells(const ird_session *session, const ird_power *power,
                                  const ird_raster_options *options,
                                  const ird_monitor *monitor, ird_raster *raster,
                                  ird_error *err) {
    if (!session->is_spice) {
        return ird_rasterize_cells(raster, &session->design, &session->tech, power,
                                   options, monitor, err);
    }
    const ird_network *network =
        &ird_session_spice_grid(session, options->net)->grid.network;
    return ird_rasterize_loads(raster, network, network->loads.items,
                               network->loads.count, options, err);
}

ird_status ird_session_rasterize_cells(ird_session *session,
                                       const ird_raster_options *options,
                                       const ird_monitor *monitor, ird_raster *raster,
                                       ird_error *err) {
    ird_cell *power = NULL;
    IRD_TRY(ird_session_need_power(session, monitor, &power, err));
    return rasterize_cells(session, power->value, options, monitor, raster, err);
}

/* --- rasters as cells ----------------------------------------------------------------
 */

/* One question for a raster, with what it comes to. */
typedef struct look {
    ird_session *session;
    ird_raster_options options;
    ird_supply_origin supply_origin;
    ird_window_choice window;
    bool takes_moved;
    ird_cell *power;
    ird_key key;
    const ird_monitor *monitor;
} look;

/* Where the grid cannot be solved it is ranked by the least resistive path. */
static ird_status draw_raster(const look *l, ird_result *made, ird_error *err) {
    ird_session *session = l->session;
    made->supply_origin = l->supply_origin;
    made->generation = ird_session_generation(session);
    made->window = l->window;
    made->takes_moved = l->takes_moved;
    made->key = l->key;
    IRD_TRY(rasterize_cells(session, l->power->value, &l->options, l->monitor,
                            &made->raster, err));
    ird_status status = draw_grid(session, made, l->takes_moved, l->monitor, err);
    if (is_unsolvable(status) && !session->is_spice) {
        return ird_rasterize_grid(&made->raster, &session->design, &session->tech, err);
    }
    return status;
}

static ird_status make_raster(void *context, void **value, ird_error *err) {
    ird_result *made = ird_result_create();
    if (made == NULL) {
        return ird_fail_memory(err, "rasterizing");
    }
    ird_status status = draw_raster(context, made, err);
    if (status != IRD_OK) {
        ird_result_drop(made);
        return status;
    }
    *value = made;
    return IRD_OK;
}

static void free_result(void *value) {
    ird_result_drop(value);
}

static size_t result_bytes(const void *value) {
    const ird_result *result = value;
    return (ird_map_count(&result->map) * 2 +
            ird_map_count(&result->raster.power_grid) * IRD_RASTER_MAP_COUNT) *
           sizeof(double);
}

static const ird_stage raster_stage = {"raster", free_result, result_bytes};

/* What the raster follows from beside the power. */
static void key_look(look *l) {
    const ird_raster_options *o = &l->options;
    const ird_session *session = l->session;
    ird_key key = ird_key_of(&raster_stage);
    ird_key_number(&key, ird_session_generation(l->session)); /* made->generation */
    for (int i = 0; i < IRD_STAMP_COUNT; i++) {
        if (i != IRD_STAMP_MODEL && i != IRD_STAMP_POWER && i != IRD_STAMP_ACTIVITY) {
            ird_session_key_input(session, &key, (ird_stamp)i);
        }
    }
    ird_key_add(&key, &l->power->key);
    ird_key_number(&key, l->takes_moved);
    ird_key_number(&key, o->size);
    ird_key_number(&key, (uint64_t)o->net);
    ird_key_real(&key, o->supply_v);
    ird_key_real(&key, o->window.x0_um);
    ird_key_real(&key, o->window.y0_um);
    ird_key_real(&key, o->window.x1_um);
    ird_key_real(&key, o->window.y1_um);
    l->key = key;
}

/* What the request comes to, and the power that it is about. */
static ird_status begin_look(look *l, const ird_request *request, ird_error *err) {
    ird_session *session = l->session;
    IRD_TRY(ird_session_need_design(session, "rasterizing", err));
    IRD_TRY(resolve(session, request, &l->options, &l->supply_origin, err));
    l->takes_moved =
        request->takes_moved ||
        (!request->fresh && session->chosen.has_last && session->chosen.takes_moved);
    l->window = session->chosen.window;
    if (request->has_window || request->fresh) {
        l->window = (ird_window_choice){request->has_window, request->window};
    }
    IRD_TRY(ird_session_need_power_in(session, l->window, l->monitor, &l->power, err));
    key_look(l);
    return IRD_OK;
}

static ird_status need_raster(look *l, ird_result **raster, ird_error *err) {
    ird_cell *cell = NULL;
    IRD_TRY(ird_store_need(&l->session->store, &raster_stage,
                           ird_session_net_name(l->session, l->options.net), l->key,
                           make_raster, l, &cell, err));
    *raster = cell->value;
    return IRD_OK;
}

/* What was asked is what is meant the next time. */
static void keep_look(const look *l) {
    ird_session *session = l->session;
    session->chosen.last = l->options;
    session->chosen.has_last = true;
    session->chosen.takes_moved = l->takes_moved;
    if (!ird_window_choice_equal(session->chosen.window, l->window)) {
        session->chosen.window = l->window;
        session->chosen.solved.count = 0; /* that was with another power */
    }
}

ird_status ird_session_rasterize(ird_session *session, const ird_request *request,
                                 const ird_monitor *monitor, ird_result **raster,
                                 ird_error *err) {
    look l = {.session = session, .monitor = monitor};
    IRD_TRY(begin_look(&l, request, err));
    IRD_TRY(need_raster(&l, raster, err));
    keep_look(&l);
    return IRD_OK;
}

/* Where no cell is placed nothing is drawn, and there is no drop to predict: 0 V would
 * look like an answer. */
static ird_status need_cells(const ird_result *raster, const ird_session *session,
                             ird_error *err) {
    const ird_raster *r = &raster->raster;
    if (session->is_spice || r->cells_counted + r->cells_outside > 0 ||
        r->current_total_a != 0.0) {
        return IRD_OK;
    }
    return ird_fail(err, IRD_PREDICT_NOTHING,
                    "nothing is drawn from net %.100s: no cell is placed; predict after "
                    "placement, or look at the power grid by uniform_drop",
                    ird_session_net_name(session, r->options.net));
}

static ird_status predict(look *l, const ird_request *request, ird_result **prediction,
                          ird_error *err) {
    ird_result *raster = NULL;
    IRD_TRY(begin_look(l, request, err));
    IRD_TRY(need_raster(l, &raster, err));
    IRD_TRY(need_cells(raster, l->session, err));
    return ird_session_need_prediction(l->session, raster, l->monitor, prediction, err);
}

ird_status ird_session_look(ird_session *session, const ird_request *request,
                            const ird_monitor *monitor, ird_result **prediction,
                            ird_error *err) {
    look l = {.session = session, .monitor = monitor};
    return predict(&l, request, prediction, err);
}

ird_status ird_session_predict(ird_session *session, const ird_request *request,
                               const ird_monitor *monitor, ird_result **prediction,
                               ird_error *err) {
    look l = {.session = session, .monitor = monitor};
    IRD_TRY(predict(&l, request, prediction, err));
    keep_look(&l);
    return IRD_OK;
}

/* The kind whose last map has this name; false for a name of none. */
static bool kind_of_name(const char *name, ird_map_kind *kind) {
    for (int k = 0; k <= (int)IRD_MAP_SOLVE; k++) {
        if (strcmp(ird_map_kind_name((ird_map_kind)k), name) == 0) {
            *kind = (ird_map_kind)k;
            return true;
        }
    }
    return false;
}

static ird_status fail_map(const char *name, ird_error *err) {
    ird_fail(err, IRD_SESSION_MAP_UNKNOWN,
             "there is no map \"%.100s\"; give a handle of irdrop::map list, power_grid, "
             "cell_density, switching, area, current, predict or solve",
             name);
    ird_error_detail(err, name, strlen(name));
    return IRD_SESSION_MAP_UNKNOWN;
}

/* The last result of that kind, made now where there is none. */
static ird_status make_kind(ird_session *session, ird_map_kind kind,
                            const ird_monitor *monitor, ird_result **result,
                            ird_error *err) {
    static const ird_request as_before = {0};
    if (kind == IRD_MAP_SOLVE) {
        return ird_session_solve_map(session, monitor, result, err);
    }
    return kind == IRD_MAP_PREDICT
               ? ird_session_predict(session, &as_before, monitor, result, err)
               : ird_session_rasterize(session, &as_before, monitor, result, err);
}

ird_status ird_session_get_map(ird_session *session, const char *name,
                               const ird_monitor *monitor, ird_map_entry *entry,
                               ird_error *err) {
    ird_map_kind kind;
    ird_result *result = NULL;
    const ird_map_entry *found = ird_map_table_find(&session->maps, name);
    if (found != NULL) {
        *entry = *found;
        return IRD_OK;
    }
    if (!kind_of_name(name, &kind)) {
        return fail_map(name, err);
    }
    IRD_TRY(make_kind(session, kind, monitor, &result, err));
    *entry = (ird_map_entry){.kind = kind, .result = result};
    return IRD_OK;
}

bool ird_session_is_current(const ird_session *session, const ird_result *result) {
    return result->generation == ird_session_generation(session) &&
           ird_window_choice_equal(result->window, session->chosen.window);
}

/* Of a square map of a solution: the raster of its window. */
static ird_status raster_under(ird_session *session, const ird_result *result,
                               const ird_monitor *monitor, const ird_result **base,
                               ird_error *err) {
    const ird_map *map = &result->map;
    const char *net = ird_session_net_name(session, result->net);
    const ird_request request = {
        .has_size = true,
        .size = map->rows,
        .region = IRD_REGION_BOX,
        .box = map->window,
        .net_name = net,
        .net_name_size = strlen(net),
    };
    look l = {.session = session, .monitor = monitor};
    ird_result *raster = NULL;
    IRD_TRY(begin_look(&l, &request, err));
    IRD_TRY(need_raster(&l, &raster, err));
    *base = raster;
    return IRD_OK;
}

ird_status ird_session_need_base(ird_session *session, const ird_map_entry *entry,
                                 const ird_monitor *monitor, const ird_result **base,
                                 ird_error *err) {
    const ird_result *result = entry->result;
    const ird_result *under = result->base != NULL ? result->base : result;
    const ird_map *map = &result->map;
    *base = NULL;
    if (!ird_session_is_current(session, under)) {
        return IRD_OK;
    }
    if (under->raster.power_grid.values != NULL) {
        *base = under;
        return IRD_OK;
    }
    bool has_raster = entry->kind == IRD_MAP_SOLVE && map->rows == map->columns &&
                      map->rows <= IRD_RASTER_SIZE_LIMIT &&
                      map->window.x0_um < map->window.x1_um;
    return has_raster ? raster_under(session, result, monitor, base, err) : IRD_OK;
}

double ird_session_threshold(const ird_map_entry *entry, const ird_result *base) {
    double supply_v =
        base != NULL ? base->raster.options.supply_v : entry->result->supply_v;
    return ird_quantity_threshold(ird_quantities,
                                  ird_result_map(entry->result, entry->kind), supply_v);
}
