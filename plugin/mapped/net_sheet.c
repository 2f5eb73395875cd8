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

/* Pixels that a place covers, as numbers of their edges. */
typedef struct covered {
    double x0, x1, y0, y1;
} covered;

/* What draws in the examples: the cells of a design, on a grid of its own, or else the
 * nodes of a network. */
typedef struct drawers {
    ird_session *session;
    const ird_net_scene *scene;
    const ird_network *network; /* without currents */
    ird_raster_options options; /* of the die */
    ird_drawing_place *places;
    covered *boxes; /* of each place */
    double *currents, *under;
    size_t count, solved;
    bool has_cells;
    ird_grid cells;
    ird_uniform_loads nodes;
} drawers;

/* ---- places ---- */

static ird_status make_places(drawers *d, size_t count, ird_error *err) {
    d->count = count;
    d->places = ird_alloc_zero(count, sizeof *d->places);
    d->boxes = ird_alloc(count, sizeof *d->boxes);
    d->currents = ird_alloc(count, sizeof *d->currents);
    d->under = ird_alloc(count, sizeof *d->under);
    return d->places != NULL && d->boxes != NULL && d->currents != NULL &&
                   d->under != NULL
               ? IRD_OK
               : ird_fail_memory(err, DOING);
}

static void free_places(drawers *d) {
    ird_free(d->places);
    ird_free(d->boxes);
    ird_free(d->currents);
    ird_free(d->under);
    d->places = NULL;
    d->boxes = NULL;
    d->currents = d->under = NULL;
}

static void put_place(drawers *d, size_t i, ird_rect box, double size) {
    const ird_rect_um *w = &d->options.window;
    double um = 1 / (double)d->session->design.units;
    double x = SIDE / (w->x1_um - w->x0_um), y = SIDE / (w->y1_um - w->y0_um);
    covered c = {((double)box.x0_dbu * um - w->x0_um) * x,
                 ((double)box.x1_dbu * um - w->x0_um) * x,
                 ((double)box.y0_dbu * um - w->y0_um) * y,
                 ((double)box.y1_dbu * um - w->y0_um) * y};
    d->boxes[i] = c;
    d->places[i] =
        (ird_drawing_place){(c.x0 + c.x1) / 2 / SIDE, (c.y0 + c.y1) / 2 / SIDE, size};
}

/* What an idle cell counts for, of one that draws: a user's power may say otherwise. */
static const double IDLE_PART = 0.005;

static ird_status place_cells(drawers *d, ird_error *err) {
    const ird_design *design = &d->session->design;
    const ird_technology *tech = &d->session->tech;
    ird_power spread = {0};
    IRD_TRY(make_places(d, design->components.count, err));
    IRD_TRY(ird_power_spread(&spread, design, tech, 1, IRD_POWER_TOTAL, err));
    size_t drawing = spread.idle[IRD_IDLE_NOT] > 0 ? spread.idle[IRD_IDLE_NOT] : 1;
    for (size_t i = 0; i < d->count; i++) {
        const ird_macro *macro = &tech->macros.items[design->components.items[i].macro];
        double idle = ird_macro_idle(tech, macro) < IRD_IDLE_SPACER
                          ? 0
                          : IDLE_PART / (double)drawing;
        double size = spread.instance_w[i] > 0 ? spread.instance_w[i] : idle;
        put_place(d, i, ird_component_box(design, tech, i), size);
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
        const ird_rect point = {node->x_dbu, node->y_dbu, node->x_dbu, node->y_dbu};
        put_place(d, i, point, fabs(load->ampere));
    }
    return IRD_OK;
}

static void close_drawers(drawers *d) {
    free_places(d);
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
    return place_nodes(d, err);
}

/* ---- examples ---- */

/* The currents as loads. */
static ird_status put_loads(drawers *d, ird_drawing_loads *loads, ird_error *err) {
    if (!d->has_cells) {
        for (size_t i = 0; i < d->count; i++) {
            d->nodes.loads.items[i].ampere =
                d->network->is_ground ? -d->currents[i] : d->currents[i];
        }
        *loads = (ird_drawing_loads){d->nodes.loads.items, d->count};
        return IRD_OK;
    }
    const ird_power power = {.instance_w = d->currents, .count = d->count};
    IRD_TRY(ird_grid_set_power(&d->cells, &d->session->design, &d->session->tech, &power,
                               err));
    *loads = ird_loads_of(&d->cells.network);
    return IRD_OK;
}

/* And as a map. */
static ird_status draw_currents(drawers *d, ird_raster *raster, ird_drawing_loads *loads,
                                ird_error *err) {
    IRD_TRY(put_loads(d, loads, err));
    if (!d->has_cells) {
        return ird_rasterize_loads(raster, d->network, loads->items, loads->count,
                                   &d->options, err);
    }
    const ird_power power = {
        .instance_w = d->currents, .count = d->count, .total_w = 1, .set_w = 1};
    return ird_rasterize_cells(raster, &d->session->design, &d->session->tech, &power,
                               &d->options, NULL, err);
}

static ird_status draw_drops(drawers *d, ird_view *view, ird_drawing_loads loads,
                             double *drops, ird_error *err) {
    const ird_net_factor *factor = d->scene->net->factor->value;
    ird_solution solution = {0};
    IRD_TRY(ird_solve(&solution, factor->factor, loads.items, loads.count, err));
    ird_view_draw_v(view, solution.drop_v, loads, solution.worst_drop_v, drops);
    ird_solution_free(&solution);
    d->solved++;
    return IRD_OK;
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
    ird_drawing_loads loads = {0};
    ird_raster raster = {0};
    ird_status status = draw_currents(d, &raster, &loads, err);
    if (status == IRD_OK) {
        status = draw_drops(d, view, loads, drops, err);
    }
    if (status == IRD_OK) {
        scale_example(&raster, ird_net_scene_mean_of_v(d->scene, loads), currents, drops);
    }
    ird_raster_free(&raster);
    return status;
}

/* ---- the far part ---- */

/* The mean of a hat over pixels from low to high. */
static double hat_over(size_t hats, size_t hat, double low, double high) {
    size_t first = (size_t)fmin(fmax(floor(low), 0), SIDE - 1);
    size_t last = (size_t)fmin(fmax(ceil(high) - 1, (double)first), SIDE - 1);
    double sum = 0;
    if (first == last) {
        return ird_hat(SIDE, hats, hat, first);
    }
    for (size_t i = first; i <= last; i++) {
        double from = fmax(low, (double)i), to = fmin(high, (double)(i + 1));
        sum += fmax(0, to - from) * ird_hat(SIDE, hats, hat, i);
    }
    return sum / (high - low);
}

/* Whether anything draws under a hat, of the rows that `under` has. */
static bool draw_under(drawers *d, size_t hats, size_t column) {
    double sum = 0;
    for (size_t i = 0; i < d->count; i++) {
        double part = d->under[i] * d->places[i].size;
        d->currents[i] =
            part > 0 ? part * hat_over(hats, column, d->boxes[i].x0, d->boxes[i].x1) : 0;
        sum += d->currents[i];
    }
    return sum > 0;
}

/* What each hat drops, over I R of all at once. */
static ird_status measure_hats(drawers *d, ird_view *view, size_t hats, double mean_v,
                               double *drops, ird_error *err) {
    ird_drawing_loads loads = {0};
    for (size_t row = 0; row < hats; row++) {
        for (size_t i = 0; i < d->count; i++) {
            d->under[i] = hat_over(hats, row, d->boxes[i].y0, d->boxes[i].y1);
        }
        for (size_t column = 0; column < hats; column++) {
            double *map = drops + (row * hats + column) * PIXELS;
            if (!(mean_v > 0) || !draw_under(d, hats, column)) {
                memset(map, 0, PIXELS * sizeof *map);
                continue;
            }
            IRD_TRY(put_loads(d, &loads, err));
            IRD_TRY(draw_drops(d, view, loads, map, err));
            for (size_t i = 0; i < PIXELS; i++) {
                map[i] /= mean_v;
            }
        }
    }
    return IRD_OK;
}

/* Into room for a map of sizes and one of drops for each hat. */
static ird_status measure_far(drawers *d, ird_view *view, size_t hats, double *sizes,
                              ird_error *err) {
    ird_drawing_loads loads = {0};
    ird_raster raster = {0};
    double mean_v = 0, *drops = sizes + PIXELS;
    for (size_t i = 0; i < d->count; i++) {
        d->currents[i] = d->places[i].size;
    }
    ird_status status = draw_currents(d, &raster, &loads, err);
    if (status == IRD_OK) {
        mean_v = ird_net_scene_mean_of_v(d->scene, loads);
        memset(drops, 0, PIXELS * sizeof *drops);
        scale_example(&raster, mean_v, sizes, drops);
    }
    ird_raster_free(&raster);
    return status == IRD_OK ? measure_hats(d, view, hats, mean_v, drops, err) : status;
}

static ird_status fit(drawers *d, ird_view *view, uint64_t seed, ird_net_sheet *made,
                      ird_error *err) {
    size_t count = made->examples, all = count + IRD_SHEET_APART;
    size_t maps = 2 * all + 1 + made->hats * made->hats;
    double *currents = ird_alloc(maps, PIXELS * sizeof *currents);
    double *drops = currents + all * PIXELS, *sizes = drops + all * PIXELS;
    const ird_far_drops far = {made->hats, sizes, sizes + PIXELS};
    const ird_sheet_examples examples = {currents, drops, count, IRD_SHEET_APART, &far};
    ird_status status = currents != NULL ? measure_far(d, view, made->hats, sizes, err)
                                         : ird_fail_memory(err, DOING);
    for (size_t i = 0; i < all && status == IRD_OK; i++) {
        ird_random_currents(d->currents, d->places, d->count, seed, i, i >= count);
        status = make_example(d, view, currents + i * PIXELS, drops + i * PIXELS, err);
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
    made.hats =
        made.examples == IRD_SHEET_EXAMPLES ? IRD_SHEET_HATS : IRD_SHEET_HATS_MANY;
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
        made.solutions = d.solved;
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
