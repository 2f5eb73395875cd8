/* SPDX-License-Identifier: BSD-3-Clause */
#include "mapped/net_raster.h"

#include <string.h>

#include "channels/network_loads.h"
#include "mapped/net_coarse.h"
#include "session/plan_setting.h"
#include "session/power_setting.h"
#include "session/spice.h"
#include "session/supply.h"

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
    raster->odd_layers = grid->grid.odd_layers;
    raster->sources_outside = info->outside;
}

/* The power_grid channel: strength by the response of the coarse network. */
static ird_status draw_grid(ird_session *session, ird_result *made, ird_grid_wish wish,
                            const ird_monitor *monitor, ird_error *err) {
    ird_raster *raster = &made->raster;
    const ird_raster_options *o = &raster->options;
    const ird_node_window window = ird_node_window_of(o->window, o->size, o->size);
    ird_net_scene scene;
    ird_view *view = NULL;
    IRD_TRY(ird_session_need_scene(session, o->net, wish, monitor, &scene, err));
    IRD_TRY(ird_session_need_view(session, &scene, &window, &view, err));
    memcpy(raster->power_grid.values, ird_view_power_grid(view),
           ird_map_count(&raster->power_grid) * sizeof(double));
    made->grid_was_kept = scene.is_kept;
    tell_sources(raster, session, scene.grid);
    return IRD_OK;
}

bool ird_session_is_unsolvable(ird_status status) {
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

typedef struct drawing {
    ird_session *session;
    const ird_raster_wish *wish;
    const ird_cell *power;
    ird_key key;
    const ird_monitor *monitor;
} drawing;

/* Where the grid cannot be solved it is ranked by the least resistive path. */
static ird_status draw_raster(const drawing *d, ird_result *made, ird_error *err) {
    ird_session *session = d->session;
    made->supply_origin = d->wish->supply_origin;
    made->generation = ird_session_generation(session);
    made->window = d->wish->window;
    made->wish = d->wish->grid;
    made->key = d->key;
    IRD_TRY(rasterize_cells(session, d->power->value, &d->wish->options, d->monitor,
                            &made->raster, err));
    ird_status status = draw_grid(session, made, d->wish->grid, d->monitor, err);
    if (ird_session_is_unsolvable(status) && !session->is_spice) {
        return ird_rasterize_grid(&made->raster, &session->design, &session->tech, err);
    }
    ird_map_rest_on(&made->raster.power_grid,
                    ird_session_network_phrase(session, made->wish.kind));
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
static void make_key(drawing *d) {
    const ird_raster_options *o = &d->wish->options;
    const ird_session *session = d->session;
    ird_key key = ird_key_of(&raster_stage);
    ird_key_number(&key, ird_session_generation(d->session)); /* made->generation */
    for (int i = 0; i < IRD_STAMP_COUNT; i++) {
        if (i != IRD_STAMP_MODEL && i != IRD_STAMP_POWER && i != IRD_STAMP_ACTIVITY) {
            ird_session_key_input(session, &key, (ird_stamp)i);
        }
    }
    ird_key_add(&key, &d->power->key);
    ird_key_number(&key, (uint64_t)d->wish->grid.kind);
    ird_key_number(&key, d->wish->grid.takes_moved);
    ird_key_number(&key, o->size);
    ird_key_number(&key, (uint64_t)o->net);
    ird_key_real(&key, o->supply_v);
    ird_key_real(&key, o->window.x0_um);
    ird_key_real(&key, o->window.y0_um);
    ird_key_real(&key, o->window.x1_um);
    ird_key_real(&key, o->window.y1_um);
    d->key = key;
}

ird_status ird_session_need_raster(ird_session *session, const ird_raster_wish *wish,
                                   const ird_monitor *monitor, ird_result **raster,
                                   ird_error *err) {
    drawing d = {.session = session, .wish = wish, .monitor = monitor};
    ird_cell *power = NULL, *cell = NULL;
    IRD_TRY(ird_session_need_power_in(session, wish->window, monitor, &power, err));
    d.power = power;
    make_key(&d);
    IRD_TRY(ird_store_need(&session->store, &raster_stage,
                           ird_session_net_name(session, wish->options.net), d.key,
                           make_raster, &d, &cell, err));
    *raster = cell->value;
    return IRD_OK;
}
