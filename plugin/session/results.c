/* SPDX-License-Identifier: BSD-3-Clause */
#include "session/results.h"

#include <string.h>

#include "channels/network_loads.h"
#include "session/activity_setting.h"
#include "session/net_coarse.h"
#include "session/power_setting.h"
#include "session/prediction.h"
#include "session/net_solution.h"
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
    *options = session->last;
    if (request->fresh || !session->has_last) {
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

static bool same_options(const ird_raster_options *a, const ird_raster_options *b) {
    return a->size == b->size && a->columns == b->columns && a->net == b->net &&
           memcmp(&a->supply_v, &b->supply_v, sizeof a->supply_v) == 0 &&
           memcmp(&a->window, &b->window, sizeof a->window) == 0;
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
    raster->source_origin =
        session->is_spice ? IRD_SOURCES_NETWORK : origin_of(info->type);
    raster->source_count =
        session->is_spice ? grid->grid.network.sources.count : info->places;
    raster->sources_assumed = info->is_default;
    raster->layers_assumed = grid->grid.assumed_layers;
}

/* The power_grid channel: strength by the response of the coarse network. */
static ird_status draw_grid(ird_session *session, ird_raster *raster,
                            const ird_monitor *monitor, ird_error *err) {
    const ird_raster_options *o = &raster->options;
    const ird_node_window window = ird_node_window_of(o->window, o->size, o->size);
    ird_net_grid *grid = NULL;
    IRD_TRY(ird_session_need_coarse(session, o->net, monitor, &grid, err));
    IRD_TRY(ird_session_need_view(grid, &window, err));
    memcpy(raster->power_grid.values, ird_view_power_grid(grid->coarse->view),
           ird_map_count(&raster->power_grid) * sizeof(double));
    tell_sources(raster, session, grid);
    return IRD_OK;
}

/* What may be wrong with a grid and still leaves something to rasterize. */
static bool is_unsolvable(ird_status status) {
    return status == IRD_GRID_NO_METAL || status == IRD_SOURCE_MISSING ||
           status == IRD_SOLVE_NO_SOURCE || status == IRD_NETWORK_LAYER ||
           status == IRD_COARSE_PLACE;
}

ird_status ird_session_rasterize_cells(const ird_session *session,
                                       const ird_raster_options *options,
                                       const ird_monitor *monitor, ird_raster *raster,
                                       ird_error *err) {
    if (!session->is_spice) {
        return ird_rasterize_cells(raster, &session->design, &session->tech,
                                   &session->power, options, monitor, err);
    }
    const ird_network *network = &session->grids.items[options->net]->grid.network;
    return ird_rasterize_loads(raster, network, network->loads.items,
                               network->loads.count, options, err);
}

/* Rasterize with the power as it is. Where the grid cannot be solved it is ranked by the
 * least resistive path. */
static ird_status draw_raster(ird_session *session, const ird_raster_options *options,
                              ird_supply_origin supply_origin, const ird_monitor *monitor,
                              ird_result **raster, ird_error *err) {
    ird_result *made = ird_result_create();
    if (made == NULL) {
        return ird_fail_memory(err, "rasterizing");
    }
    made->supply_origin = supply_origin;
    ird_status status =
        ird_session_rasterize_cells(session, options, monitor, &made->raster, err);
    if (status == IRD_OK) {
        status = draw_grid(session, &made->raster, monitor, err);
        if (is_unsolvable(status) && !session->is_spice) {
            status =
                ird_rasterize_grid(&made->raster, &session->design, &session->tech, err);
        }
    }
    if (status != IRD_OK) {
        ird_result_drop(made);
        return status;
    }
    *raster = made;
    return IRD_OK;
}

/* A user's share in the raster that was asked for: the session's own, or a new one. */
static ird_status make_raster(ird_session *session, const ird_request *request,
                              const ird_monitor *monitor, ird_result **raster,
                              ird_error *err) {
    ird_raster_options options;
    ird_supply_origin supply_origin;
    ird_window_change change = {0};
    ird_status status = ird_session_need_design(session, "rasterizing", err);
    if (status != IRD_OK ||
        (status = resolve(session, request, &options, &supply_origin, err)) != IRD_OK ||
        (status = ird_session_need_power(session, monitor, err)) != IRD_OK) {
        return status;
    }
    if (request->has_window || request->fresh) {
        size_t window =
            request->has_window ? request->window : session->activity.peak_window;
        status = ird_session_change_window(session, window, request->has_window, &change,
                                           monitor, err);
        if (status != IRD_OK) {
            return status;
        }
    }
    if (!change.is_made && session->raster != NULL &&
        same_options(&session->raster->raster.options, &options)) {
        *raster = ird_result_use(session->raster);
        return IRD_OK;
    }
    status = draw_raster(session, &options, supply_origin, monitor, raster, err);
    if (status != IRD_OK) {
        ird_session_undo_window(session, &change);
    } else if (change.is_made) {
        ird_session_outdate(session);
    }
    if (status == IRD_OK) {
        (*raster)->generation = session->generation;
    }
    ird_window_change_free(&change);
    return status;
}

/* Put the raster in its place; a prediction from another one goes. */
static void take_raster(ird_session *session, ird_result *raster) {
    if (session->raster != raster) {
        ird_result_drop(session->prediction);
        session->prediction = NULL;
    }
    ird_result_drop(session->raster);
    session->raster = raster;
    session->last = raster->raster.options;
    session->has_last = true;
}

ird_status ird_session_rasterize(ird_session *session, const ird_request *request,
                                 const ird_monitor *monitor, ird_error *err) {
    ird_result *raster = NULL;
    ird_status status = make_raster(session, request, monitor, &raster, err);
    if (status == IRD_OK) {
        take_raster(session, raster);
    }
    return status;
}

ird_status ird_session_predict(ird_session *session, const ird_request *request,
                               const ird_monitor *monitor, ird_error *err) {
    ird_result *raster = NULL;
    ird_result *prediction = NULL;
    ird_status status = make_raster(session, request, monitor, &raster, err);
    if (status != IRD_OK) {
        return status;
    }
    if (session->prediction == NULL || raster != session->raster) {
        status = ird_session_make_prediction(session, raster, monitor, &prediction, err);
        if (status != IRD_OK) {
            ird_result_drop(raster);
            return status;
        }
    }
    take_raster(session, raster);
    if (prediction != NULL) {
        ird_result_drop(session->prediction);
        session->prediction = prediction;
    }
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

ird_status ird_session_fail_map(const char *name, ird_error *err) {
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
    bool is_predicted = kind == IRD_MAP_PREDICT;
    ird_status status = is_predicted
                            ? ird_session_predict(session, &as_before, monitor, err)
                            : ird_session_rasterize(session, &as_before, monitor, err);
    *result = is_predicted ? session->prediction : session->raster;
    return status;
}

ird_status ird_session_get_map(ird_session *session, const char *name,
                               const ird_monitor *monitor, ird_map_entry *entry,
                               ird_error *err) {
    ird_map_kind kind;
    ird_status status;
    const ird_map_entry *found = ird_map_table_find(&session->maps, name);
    if (found != NULL) {
        *entry = *found;
        return IRD_OK;
    }
    if (!kind_of_name(name, &kind)) {
        return ird_session_fail_map(name, err);
    }
    ird_result *result;
    if ((status = make_kind(session, kind, monitor, &result, err)) != IRD_OK) {
        return status;
    }
    *entry = (ird_map_entry){.kind = kind, .result = result};
    return IRD_OK;
}

const ird_result *ird_session_base_of(const ird_session *session,
                                      const ird_map_entry *entry) {
    const ird_result *result = entry->result;
    const ird_result *base = result->base != NULL ? result->base : result;
    bool is_raster = base->raster.power_grid.values != NULL;
    return is_raster && base->generation == session->generation ? base : NULL;
}

ird_status ird_session_need_base(ird_session *session, const ird_map_entry *entry,
                                 const ird_monitor *monitor, ird_error *err) {
    ird_result *result = entry->result;
    const ird_map *map = &result->map;
    if (entry->kind != IRD_MAP_SOLVE || result->base != NULL ||
        result->generation != session->generation || map->rows != map->columns ||
        map->rows > IRD_RASTER_SIZE_LIMIT || !(map->window.x0_um < map->window.x1_um)) {
        return IRD_OK;
    }
    const char *net = ird_names_get(&session->design.special_net_names, result->net);
    const ird_request request = {
        .has_size = true,
        .size = map->rows,
        .region = IRD_REGION_BOX,
        .box = map->window,
        .net_name = net,
        .net_name_size = strlen(net),
    };
    return make_raster(session, &request, monitor, &result->base, err);
}

double ird_session_threshold(const ird_session *session, const ird_map_entry *entry) {
    const ird_map *map = ird_result_map(entry->result, entry->kind);
    const ird_result *base = ird_session_base_of(session, entry);
    if (map->unit == IRD_UNIT_NORMALISED) {
        return 0.7;
    }
    if (map->unit == IRD_UNIT_VOLT && base != NULL) {
        return 0.05 * base->raster.options.supply_v;
    }
    if (map->unit == IRD_UNIT_VOLT && entry->result->supply_v > 0) {
        return 0.05 * entry->result->supply_v;
    }
    return 0.7 * ird_map_max(map, NULL);
}
