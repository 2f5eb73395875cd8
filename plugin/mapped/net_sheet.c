/* SPDX-License-Identifier: BSD-3-Clause */
#include "mapped/net_sheet.h"

#include <math.h>
#include <string.h>

#include "base/clock.h"
#include "channels/network_loads.h"
#include "extract/shared_grid.h"
#include "predict/random_currents.h"
#include "session/net_solution.h"
#include "session/switch_setting.h"

static const char DOING[] = "fitting a sheet";

enum { SIDE = IRD_TILE, PIXELS = SIDE * SIDE };

/* What draws in the examples: the cells of a design, on a grid of its own, or else the
 * nodes of a network. */
typedef struct drawers {
    ird_session *session;
    const ird_net_scene *scene;
    const ird_network *network; /* without currents */
    ird_raster_options options; /* of the die */
    ird_drawing_place *places;
    double *currents;
    size_t count;
    bool has_cells;
    ird_grid cells;
    ird_uniform_loads nodes;
} drawers;

/* ---- places ---- */

static ird_status make_places(drawers *d, size_t count, ird_error *err) {
    d->count = count;
    d->places = ird_alloc_zero(count, sizeof *d->places);
    d->currents = ird_alloc(count, sizeof *d->currents);
    return d->places != NULL && d->currents != NULL ? IRD_OK
                                                    : ird_fail_memory(err, DOING);
}

static void put_place(drawers *d, size_t i, double x_dbu, double y_dbu, double size) {
    const ird_rect_um *w = &d->options.window;
    double um = 1 / (double)d->session->design.units;
    d->places[i] =
        (ird_drawing_place){(x_dbu * um - w->x0_um) / (w->x1_um - w->x0_um),
                            (y_dbu * um - w->y0_um) / (w->y1_um - w->y0_um), size};
}

static ird_status place_cells(drawers *d, ird_error *err) {
    const ird_design *design = &d->session->design;
    const ird_technology *tech = &d->session->tech;
    ird_power spread = {0};
    IRD_TRY(make_places(d, design->components.count, err));
    IRD_TRY(ird_power_spread(&spread, design, tech, 1, IRD_POWER_TOTAL, err));
    for (size_t i = 0; i < d->count; i++) {
        const ird_rect box = ird_component_box(design, tech, i);
        put_place(d, i, (double)(box.x0_dbu + box.x1_dbu) / 2,
                  (double)(box.y0_dbu + box.y1_dbu) / 2, spread.instance_w[i]);
    }
    ird_power_free(&spread);
    return ird_shared_grid_make(&d->cells, &d->scene->grid->grid, true, err);
}

/* Of a netlist with loads these, each alike; else the wires. */
static ird_status list_nodes(drawers *d, ird_error *err) {
    const ird_drawing_loads loads = ird_loads_of(&d->scene->grid->grid.network);
    if (!d->session->is_spice || loads.count == 0) {
        return ird_uniform_loads_make(&d->nodes, d->network, err);
    }
    IRD_TRY(ird_vec_reserve(&d->nodes.loads, loads.count, DOING, err));
    for (size_t i = 0; i < loads.count; i++) {
        ird_load load = loads.items[i];
        load.ampere = 1;
        d->nodes.loads.items[d->nodes.loads.count++] = load;
    }
    return IRD_OK;
}

static ird_status place_nodes(drawers *d, ird_error *err) {
    IRD_TRY(list_nodes(d, err));
    IRD_TRY(make_places(d, d->nodes.loads.count, err));
    for (size_t i = 0; i < d->count; i++) {
        const ird_load *load = &d->nodes.loads.items[i];
        const ird_node *node = &d->network->nodes.items[load->node];
        put_place(d, i, (double)node->x_dbu, (double)node->y_dbu, fabs(load->ampere));
    }
    return IRD_OK;
}

static void close_drawers(drawers *d) {
    ird_free(d->places);
    ird_free(d->currents);
    ird_uniform_loads_free(&d->nodes);
    if (d->has_cells) {
        ird_shared_grid_free(&d->cells);
    }
}

/* Whether cells draw anything from the net, by their sizes. */
static ird_status cells_draw(drawers *d, bool *draws, ird_error *err) {
    ird_power power = {.instance_w = d->currents, .count = d->count};
    for (size_t i = 0; i < d->count; i++) {
        d->currents[i] = d->places[i].size;
    }
    IRD_TRY(ird_grid_set_power(&d->cells, &d->session->design, &d->session->tech, &power,
                               err));
    const ird_drawing_loads loads = ird_loads_of(&d->cells.network);
    *draws = ird_net_scene_mean_of_v(d->scene, loads) > 0;
    return IRD_OK;
}

static ird_status open_drawers(drawers *d, ird_error *err) {
    bool draws = false;
    if (!d->session->is_spice && d->session->design.components.count > 0) {
        d->has_cells = true; /* from here on close_drawers frees them */
        IRD_TRY(place_cells(d, err));
        IRD_TRY(cells_draw(d, &draws, err));
    }
    if (draws) {
        return IRD_OK;
    }
    close_drawers(d);
    d->has_cells = false;
    d->places = NULL;
    d->currents = NULL;
    return place_nodes(d, err);
}

/* ---- examples ---- */

/* The currents as loads and as a map. */
static ird_status draw_currents(drawers *d, ird_raster *raster, ird_drawing_loads *loads,
                                ird_error *err) {
    const ird_design *design = &d->session->design;
    const ird_technology *tech = &d->session->tech;
    if (!d->has_cells) {
        for (size_t i = 0; i < d->count; i++) {
            d->nodes.loads.items[i].ampere =
                d->network->is_ground ? -d->currents[i] : d->currents[i];
        }
        *loads = (ird_drawing_loads){d->nodes.loads.items, d->count};
        return ird_rasterize_loads(raster, d->network, loads->items, loads->count,
                                   &d->options, err);
    }
    const ird_power power = {
        .instance_w = d->currents, .count = d->count, .total_w = 1, .set_w = 1};
    IRD_TRY(ird_grid_set_power(&d->cells, design, tech, &power, err));
    *loads = ird_loads_of(&d->cells.network);
    return ird_rasterize_cells(raster, design, tech, &power, &d->options, NULL, err);
}

/* Over the mean current, and over I R. */
static void scale_example(const ird_raster *raster, double mean_v, double *currents,
                          double *drops) {
    double mean_a = ird_map_sum(&raster->current_a) / PIXELS;
    for (size_t i = 0; i < PIXELS; i++) {
        currents[i] = mean_a > 0 ? raster->current_a.values[i] / mean_a : 1;
        drops[i] = mean_v > 0 ? drops[i] / mean_v : 0;
    }
}

static ird_status make_example(drawers *d, ird_view *view, double *currents,
                               double *drops, ird_error *err) {
    const ird_net_factor *factor = d->scene->net->factor->value;
    ird_drawing_loads loads = {0};
    ird_raster raster = {0};
    ird_solution solution = {0};
    ird_status status = draw_currents(d, &raster, &loads, err);
    if (status == IRD_OK) {
        status = ird_solve(&solution, factor->factor, loads.items, loads.count, err);
    }
    if (status == IRD_OK) {
        ird_view_draw_v(view, solution.drop_v, loads, solution.worst_drop_v, drops);
        scale_example(&raster, ird_net_scene_mean_of_v(d->scene, loads), currents, drops);
    }
    ird_solution_free(&solution);
    ird_raster_free(&raster);
    return status;
}

static ird_status fit(drawers *d, ird_view *view, uint64_t seed, ird_net_sheet *made,
                      ird_error *err) {
    size_t count = made->examples, all = count + IRD_SHEET_APART;
    double *currents = ird_alloc(2 * all, PIXELS * sizeof *currents);
    ird_status status = currents != NULL ? IRD_OK : ird_fail_memory(err, DOING);
    const ird_sheet_examples examples = {currents, currents + all * PIXELS, count,
                                         IRD_SHEET_APART};
    for (size_t i = 0; i < all && status == IRD_OK; i++) {
        ird_random_currents(d->currents, d->places, d->count, seed, i, i >= count);
        status = make_example(d, view, currents + i * PIXELS,
                              currents + (all + i) * PIXELS, err);
    }
    if (status == IRD_OK) {
        status = ird_fitted_sheet_create(&made->sheet, ird_view_power_grid(view), SIDE,
                                         &examples, err);
    }
    ird_free(currents);
    return status;
}

/* One that solves anew in the time of a factor is none. */
static size_t count_examples(const ird_net_scene *scene) {
    const ird_net_factor *factor = scene->net->factor->value;
    const ird_factor_info info = ird_factor_get_info(factor->factor);
    if (info.method == IRD_SOLVE_MULTIGRID || info.ranks > 0) {
        return 0;
    }
    return info.nodes <= IRD_SHEET_FEW      ? (size_t)IRD_SHEET_EXAMPLES
           : info.nodes <= IRD_COARSE_SMALL ? (size_t)IRD_SHEET_EXAMPLES_MANY
                                            : (size_t)IRD_SHEET_EXAMPLES_LARGE;
}

ird_status ird_session_fit_sheet(ird_session *session, const ird_net_scene *scene,
                                 uint64_t seed, ird_net_sheet *sheet, ird_error *err) {
    const ird_rect_um die = ird_design_die_um(&session->design);
    const ird_node_window window = ird_node_window_of(die, SIDE, SIDE);
    ird_net_sheet made = {.examples = count_examples(scene)};
    drawers d = {.session = session,
                 .scene = scene,
                 .network = ird_net_scene_network(scene),
                 .options = {.size = SIDE,
                             .window = die,
                             .net = scene->grid->net,
                             .supply_v = scene->grid->supply_v}};
    ird_view *view = NULL;
    double begin_s = ird_clock_s();
    IRD_TRY(ird_session_need_view(session, scene, &window, &view, err));
    ird_status status = made.examples > 0 ? open_drawers(&d, err) : IRD_OK;
    if (status == IRD_OK && made.examples > 0) {
        status = fit(&d, view, seed, &made, err);
    }
    close_drawers(&d);
    if (status == IRD_OK) {
        made.build_s = ird_clock_s() - begin_s;
        *sheet = made;
    }
    return status;
}

/* ---- as a cell ---- */

static void free_sheet(void *value) {
    ird_fitted_sheet_free(((ird_net_sheet *)value)->sheet);
    ird_free(value);
}

static size_t sheet_bytes(const void *value) {
    const ird_net_sheet *sheet = value;
    return sheet->sheet != NULL ? ird_fitted_sheet_bytes(sheet->sheet) : 0;
}

static const ird_stage sheet_stage = {"sheet", free_sheet, sheet_bytes};

typedef struct making {
    ird_session *session;
    const ird_net_scene *scene;
} making;

static ird_status make_sheet(void *context, void **value, ird_error *err) {
    const making *m = context;
    ird_net_sheet *made = ird_alloc_zero(1, sizeof *made);
    if (made == NULL) {
        return ird_fail_memory(err, DOING);
    }
    ird_status status =
        ird_session_fit_sheet(m->session, m->scene, IRD_SHEET_SEED, made, err);
    if (status != IRD_OK) {
        ird_free(made);
        return status;
    }
    *value = made;
    return IRD_OK;
}

/* Where currents are drawn, whatever they are. */
static void key_places(const ird_session *session, const ird_net_scene *scene,
                       ird_key *key) {
    const ird_network *network = &scene->grid->grid.network;
    if (!session->is_spice) {
        ird_session_key_input(session, key, IRD_STAMP_DESIGN);
        ird_session_key_input(session, key, IRD_STAMP_TECHNOLOGY);
        return;
    }
    for (size_t i = 0; i < network->loads.count; i++) {
        ird_key_number(key, (uint64_t)network->loads.items[i].node);
    }
}

ird_status ird_session_need_sheet(ird_session *session, const ird_net_scene *scene,
                                  const ird_net_sheet **sheet, ird_error *err) {
    making m = {session, scene};
    ird_cell *cell = NULL;
    ird_key key = ird_key_of(&sheet_stage);
    ird_key_add(&key, &scene->coarse->key);
    key_places(session, scene, &key);
    IRD_TRY(ird_store_need(&session->store, &sheet_stage, scene->loaded->net, key,
                           make_sheet, &m, &cell, err));
    *sheet = cell->value;
    return IRD_OK;
}

/* What switches carry is no current of the net's own cells. */
static ird_status find_switches(ird_session *session, int32_t net, bool *has_switches,
                                ird_error *err) {
    ird_cell *cell = NULL;
    if (session->is_spice) {
        return IRD_OK;
    }
    IRD_TRY(ird_session_need_switches(session, &cell, err));
    *has_switches = ((const ird_switches *)cell->value)->depth[net] >= 0;
    return IRD_OK;
}

ird_status ird_session_use_sheet(ird_session *session, const ird_net_scene *scene,
                                 ird_predictor *predictor, const ird_net_sheet **sheet,
                                 ird_error *err) {
    const ird_net_sheet *made = NULL;
    bool has_switches = false;
    IRD_TRY(find_switches(session, scene->grid->net, &has_switches, err));
    if (predictor->takes_sheet && !has_switches) {
        IRD_TRY(ird_session_need_sheet(session, scene, &made, err));
    }
    if (made != NULL && made->sheet != NULL) {
        ird_predictor_use_sheet(predictor, made->sheet);
    } else {
        made = NULL;
    }
    if (sheet != NULL) {
        *sheet = made;
    }
    return IRD_OK;
}
