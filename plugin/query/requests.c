/* SPDX-License-Identifier: BSD-3-Clause */
#include "query/requests.h"

#include <string.h>

#include "quantity/quantity_table.h"
#include "query/drop_map.h"
#include "session/net_grid.h"
#include "mapped/net_raster.h"
#include "mapped/prediction.h"
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
static ird_status resolve(ird_session *session, const ird_request *request,
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

/* --- questions for a raster ----------------------------------------------------------
 */

typedef struct look {
    ird_session *session;
    ird_raster_wish wish;
    const ird_monitor *monitor;
} look;

static look look_by(ird_session *session, const ird_monitor *monitor) {
    return (look){.session = session,
                  .wish = {.grid = ird_session_grid_wish(session)},
                  .monitor = monitor};
}

/* What the request comes to. */
static ird_status begin_look(look *l, const ird_request *request, ird_error *err) {
    ird_session *session = l->session;
    const ird_choices *chosen = &session->chosen;
    ird_raster_wish *wish = &l->wish;
    IRD_TRY(ird_session_need_design(session, "rasterizing", err));
    IRD_TRY(resolve(session, request, &wish->options, &wish->supply_origin, err));
    wish->grid.takes_moved = request->takes_moved ||
                             (!request->fresh && chosen->has_last && chosen->takes_moved);
    wish->window = chosen->window;
    if (request->has_window || request->fresh) {
        wish->window = (ird_window_choice){request->has_window, request->window};
    }
    return IRD_OK;
}

static ird_status need_raster(const look *l, ird_result **raster, ird_error *err) {
    return ird_session_need_raster(l->session, &l->wish, l->monitor, raster, err);
}

/* What was asked is what is meant the next time. */
static void keep_look(const look *l) {
    ird_session *session = l->session;
    session->chosen.last = l->wish.options;
    session->chosen.has_last = true;
    session->chosen.takes_moved = l->wish.grid.takes_moved;
    if (!ird_window_choice_equal(session->chosen.window, l->wish.window)) {
        session->chosen.window = l->wish.window;
        session->chosen.solved.count = 0; /* that was with another power */
    }
}

ird_status ird_session_rasterize(ird_session *session, const ird_request *request,
                                 const ird_monitor *monitor, ird_result **raster,
                                 ird_error *err) {
    look l = look_by(session, monitor);
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
    look l = look_by(session, monitor);
    return predict(&l, request, prediction, err);
}

ird_status ird_session_predict(ird_session *session, const ird_request *request,
                               const ird_monitor *monitor, ird_result **prediction,
                               ird_error *err) {
    look l = look_by(session, monitor);
    IRD_TRY(predict(&l, request, prediction, err));
    keep_look(&l);
    return IRD_OK;
}

/* The kind whose last map has this name; false for a name of none. */
static bool kind_of_name(const char *name, ird_map_kind *kind) {
    for (int k = 0; k <= (int)IRD_MAP_DYNAMIC; k++) {
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
             "cell_density, switching, area, current, predict, solve or dynamic",
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
    if (kind == IRD_MAP_DYNAMIC) {
        return ird_session_dynamic_map(session, NULL, monitor, result, err);
    }
    return kind == IRD_MAP_PREDICT
               ? ird_session_predict(session, &as_before, monitor, result, err)
               : ird_session_rasterize(session, &as_before, monitor, result, err);
}

/* A map that was made does not change with what the command says of the network. */
static ird_status check_network(const ird_session *session, const ird_map_entry *entry,
                                ird_error *err) {
    ird_network_kind kind = entry->result->wish.kind;
    bool is_of_grid = entry->kind == IRD_MAP_POWER_GRID ||
                      entry->kind == IRD_MAP_PREDICT ||
                      ird_map_kind_is_solved(entry->kind);
    if (session->command_kind == NULL || !is_of_grid || *session->command_kind == kind) {
        return IRD_OK;
    }
    return ird_fail(err, IRD_OPTIONS_CLASH,
                    "%s is of a network of %s, so that -like %s does not go with it; "
                    "leave -like out",
                    entry->name, ird_network_kind_phrase(kind),
                    ird_network_kind_name(*session->command_kind));
}

ird_status ird_session_get_map(ird_session *session, const char *name,
                               const ird_monitor *monitor, ird_map_entry *entry,
                               ird_error *err) {
    ird_map_kind kind;
    ird_result *result = NULL;
    const ird_map_entry *found = ird_map_table_find(&session->maps, name);
    if (found != NULL) {
        *entry = *found;
        return check_network(session, found, err);
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
    look l = {.session = session, .wish = {.grid = result->wish}, .monitor = monitor};
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
    bool has_raster = ird_map_kind_is_solved(entry->kind) && map->rows == map->columns &&
                      map->rows <= IRD_RASTER_SIZE_LIMIT &&
                      map->window.x0_um < map->window.x1_um;
    return has_raster ? raster_under(session, result, monitor, base, err) : IRD_OK;
}

double ird_session_threshold(const ird_map_entry *entry, const ird_result *base) {
    double supply_v =
        base != NULL ? base->raster.options.supply_v : entry->result->supply_v;
    return ird_quantity_threshold(ird_map_kind_quantity(entry->kind),
                                  ird_result_map(entry->result, entry->kind), supply_v);
}

const char *ird_session_network_of(const ird_session *session, const ird_result *raster,
                                   bool for_people) {
    ird_source_origin origin = raster->raster.source_origin;
    if (origin == IRD_SOURCES_TOP_LAYER || origin == IRD_SOURCES_NONE) {
        return NULL; /* ranked by the least resistive path */
    }
    return for_people ? ird_session_network_phrase(session, raster->wish.kind)
                      : ird_session_network_name(session, raster->wish.kind);
}

/* NULL where it is none. */
static const char *name_of_phrase(const char *phrase) {
    static const ird_network_kind kinds[] = {IRD_NETWORK_DRAWN, IRD_NETWORK_LIKE_PDNSIM};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (strcmp(phrase, ird_network_kind_phrase(kinds[i])) == 0) {
            return ird_network_kind_name(kinds[i]);
        }
    }
    return strcmp(phrase, IRD_NETWORK_OF_SPICE) == 0 ? IRD_NETWORK_SPICE : NULL;
}

const char *ird_session_network_of_map(const ird_session *session,
                                       const ird_map_entry *entry, bool for_people) {
    if (ird_map_kind_is_solved(entry->kind)) {
        return (for_people ? ird_session_network_phrase
                           : ird_session_network_name)(session, entry->result->wish.kind);
    }
    if (entry->kind == IRD_MAP_POWER_GRID) {
        return ird_session_network_of(session, entry->result, for_people);
    }
    if (entry->kind == IRD_MAP_FILE) {
        const char *phrase = entry->result->map.network;
        return for_people && name_of_phrase(phrase) != NULL ? phrase
                                                            : name_of_phrase(phrase);
    }
    return entry->kind == IRD_MAP_PREDICT && entry->result->base != NULL
               ? ird_session_network_of(session, entry->result->base, for_people)
               : NULL;
}
