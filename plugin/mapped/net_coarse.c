/* SPDX-License-Identifier: BSD-3-Clause */
#include "mapped/net_coarse.h"

#include <math.h>
#include <string.h>

#include "base/clock.h"
#include "session/net_solution.h"
#include "session/supply.h"

static const char DOING[] = "making the coarse network";

/* Least bound as part of the mean drop of a uniform current, which is there, too, where
 * all loads stand beside sources. */
#define LEAST_BOUND 1e-4

/* --- the coarse network ---------------------------------------------------------------
 */

static void free_coarse(void *value) {
    ird_net_coarse *coarse = value;
    ird_wires_free(&coarse->wires);
    ird_coarse_free(coarse->coarse);
    ird_cell_drop(coarse->factor);
    ird_free(coarse);
}

static size_t coarse_bytes(const void *value) {
    const ird_net_coarse *coarse = value;
    const ird_net_factor *factor = coarse->factor->value;
    return ird_factor_get_info(factor->factor).nodes * 4 * sizeof(double);
}

static const ird_stage coarse_stage = {"coarse network", free_coarse, coarse_bytes};

typedef struct coarsening {
    ird_session *session;
    ird_cell *loaded;
    const ird_calibration *by; /* or NULL */
    const ird_monitor *monitor;
} coarsening;

static ird_status calibrate(ird_net_coarse *made, const ird_calibration *by,
                            ird_error *err) {
    const ird_net_grid *solved = by->solution->value;
    const ird_network *network = &solved->grid.network;
    made->is_exact = true;
    return ird_coarse_calibrate(made->coarse, network->loads.items, network->loads.count,
                                solved->solution.drop_v, err);
}

/* That of the exact solution, whose factor then serves both. But on a large grid of
 * PDNSim's lumps, or a netlist that may have them, the links of pins are merged: they are
 * a thousand times stiffer than what sweeps get right in a few rounds. */
static const ird_solve_options *merging_of(const ird_session *session,
                                           const ird_grid *grid) {
    bool has_links = session->is_spice || grid->options.kind == IRD_NETWORK_LIKE_PDNSIM;
    return has_links && grid->network.nodes.count > IRD_COARSE_LINKED
               ? &ird_coarse_solve_options
               : &ird_solve_defaults;
}

static ird_status build(const coarsening *c, ird_net_coarse *made, ird_error *err) {
    ird_coarse_options options = ird_coarse_defaults;
    const ird_net_grid *loaded = c->loaded->value;
    ird_cell *cell = NULL;
    double begin_s = ird_clock_s();
    IRD_TRY(ird_session_need_factor(c->session, c->loaded,
                                    merging_of(c->session, &loaded->grid), c->monitor,
                                    &cell, NULL, err));
    const ird_net_factor *factor = cell->value;
    const ird_net_grid *root = factor->root->value;
    const ird_network *network = &root->grid.network;
    bool is_factored = ird_factor_get_info(factor->factor).method != IRD_SOLVE_MULTIGRID;
    made->factor = ird_cell_use(cell);
    made->is_calibrated = is_factored || network->nodes.count < IRD_COARSE_LARGE;
    options.is_calibrated = made->is_calibrated;
    options.most_rounds = network->nodes.count <= IRD_COARSE_SMALL
                              ? IRD_COARSE_SMALL_ROUNDS
                              : IRD_COARSE_MOST_ROUNDS;
    IRD_TRY(ird_coarse_create(&made->coarse, factor->factor, &options, c->monitor, err));
    IRD_TRY(ird_view_wires(&made->wires, network, made->coarse, err));
    if (c->by != NULL) {
        IRD_TRY(calibrate(made, c->by, err));
    }
    made->build_s = ird_clock_s() - begin_s;
    return IRD_OK;
}

static ird_status make_coarse(void *context, void **value, ird_error *err) {
    const coarsening *c = context;
    ird_net_coarse *made = ird_alloc_zero(1, sizeof *made);
    if (made == NULL) {
        return ird_fail_memory(err, DOING);
    }
    ird_status status = build(c, made, err);
    if (status != IRD_OK) {
        free_coarse(made);
        return status;
    }
    *value = made;
    return IRD_OK;
}

static const ird_calibration *find_calibration(const ird_session *session,
                                               const char *net, const ird_key *network) {
    for (size_t i = 0; i < session->calibrations.count; i++) {
        const ird_calibration *c = &session->calibrations.items[i];
        if (strcmp(c->net, net) == 0 && ird_key_equal(&c->network, network)) {
            return c;
        }
    }
    return NULL;
}

ird_status ird_session_need_scene(ird_session *session, int32_t net, ird_grid_wish wish,
                                  const ird_monitor *monitor, ird_net_scene *scene,
                                  ird_error *err) {
    coarsening c = {.session = session, .monitor = monitor};
    ird_net_scene made = {0};
    IRD_TRY(ird_session_need_loaded(session, net, wish, monitor, &c.loaded, err));
    const ird_net_grid *grid = c.loaded->value;
    c.by = find_calibration(session, c.loaded->net, &grid->network);
    ird_key key = ird_key_of(&coarse_stage);
    ird_key_add(&key, &grid->network);
    if (c.by != NULL) {
        ird_key_add(&key, &c.by->solution->key);
    }
    made.is_kept =
        ird_store_find(&session->store, &coarse_stage, c.loaded->net, key) != NULL;
    IRD_TRY(ird_store_need(&session->store, &coarse_stage, c.loaded->net, key,
                           make_coarse, &c, &made.coarse, err));
    made.loaded = c.loaded;
    made.grid = grid;
    made.net = made.coarse->value;
    *scene = made;
    return IRD_OK;
}

/* The calibration that one by this solution stands for: one for each net and kind of
 * network. The count where there is none. */
static size_t find_replaced(const ird_session *session, const ird_cell *solution) {
    const ird_net_grid *made = solution->value;
    size_t at = 0;
    for (; at < session->calibrations.count; at++) {
        const ird_calibration *there = &session->calibrations.items[at];
        const ird_net_grid *grid = there->solution->value;
        if (strcmp(there->net, solution->net) == 0 &&
            made->grid.options.kind == grid->grid.options.kind) {
            break;
        }
    }
    return at;
}

ird_status ird_session_calibrate(ird_session *session, ird_cell *solution,
                                 ird_error *err) {
    const ird_net_grid *solved = solution->value;
    ird_calibration made = {.network = solved->network};
    IRD_TRY(ird_vec_reserve(&session->calibrations, 1, DOING, err));
    made.net = ird_copy_string(solution->net, strlen(solution->net));
    if (made.net == NULL) {
        return ird_fail_memory(err, DOING);
    }
    made.solution = ird_cell_use(solution);
    size_t at = find_replaced(session, solution);
    if (at < session->calibrations.count) {
        ird_free(session->calibrations.items[at].net);
        ird_cell_drop(session->calibrations.items[at].solution);
    } else {
        session->calibrations.count++;
    }
    session->calibrations.items[at] = made;
    return IRD_OK;
}

ird_cell *ird_session_calibration(const ird_session *session, const ird_cell *solution) {
    size_t at = find_replaced(session, solution);
    return at < session->calibrations.count ? session->calibrations.items[at].solution
                                            : NULL;
}

void ird_session_uncalibrate(ird_session *session, ird_cell *solution, ird_cell *former) {
    size_t at = find_replaced(session, solution);
    if (at == session->calibrations.count) {
        return; /* nothing has changed */
    }
    ird_calibration *there = &session->calibrations.items[at];
    ird_cell *dropped = there->solution;
    if (former != NULL) {
        there->solution = ird_cell_use(former);
        there->network = ((const ird_net_grid *)former->value)->network;
    } else {
        ird_free(there->net);
        *there = session->calibrations.items[--session->calibrations.count];
    }
    ird_cell_drop(dropped);
}

/* --- drops ----------------------------------------------------------------------------
 */

static void free_drops(void *value) {
    ird_coarse_drops *drops = value;
    ird_drops_free(&drops->drops);
    ird_cell_drop(drops->coarse);
    ird_free(drops);
}

static size_t drops_bytes(const void *value) {
    const ird_net_coarse *coarse = ((const ird_coarse_drops *)value)->coarse->value;
    const ird_net_factor *factor = coarse->factor->value;
    return ird_factor_get_info(factor->factor).nodes * 2 * sizeof(double);
}

static const ird_stage drops_stage = {"coarse drops", free_drops, drops_bytes};

static ird_status make_drops(void *context, void **value, ird_error *err) {
    static const ird_load none[1];
    const ird_net_scene *scene = context;
    const ird_network *network = &scene->grid->grid.network;
    double begin_s = ird_clock_s();
    ird_coarse_drops *made = ird_alloc_zero(1, sizeof *made);
    if (made == NULL) {
        return ird_fail_memory(err, DOING);
    }
    ird_status status =
        ird_drops_solve(&made->drops, scene->net->coarse, network, &scene->net->wires,
                        network->loads.count > 0 ? network->loads.items : none,
                        network->loads.count, err);
    if (status != IRD_OK) {
        ird_drops_free(&made->drops);
        ird_free(made);
        return status;
    }
    made->coarse = ird_cell_use(scene->coarse);
    made->solve_s = ird_clock_s() - begin_s;
    *value = made;
    return IRD_OK;
}

ird_status ird_session_need_drops(ird_session *session, const ird_net_scene *scene,
                                  const ird_coarse_drops **drops, ird_error *err) {
    ird_net_scene s = *scene;
    ird_cell *cell = NULL;
    ird_key key = ird_key_of(&drops_stage);
    ird_key_add(&key, &scene->coarse->key);
    ird_key_add(&key, &scene->loaded->key);
    IRD_TRY(ird_store_need(&session->store, &drops_stage, scene->loaded->net, key,
                           make_drops, &s, &cell, err));
    *drops = cell->value;
    return IRD_OK;
}

/* --- views ----------------------------------------------------------------------------
 */

/* Drawing uses the view and the wires of its coarse network as scratch space. */
typedef struct net_view {
    ird_view *view;
    ird_cell *coarse;
} net_view;

static void free_view(void *value) {
    net_view *view = value;
    ird_view_free(view->view);
    ird_cell_drop(view->coarse);
    ird_free(view);
}

static size_t view_bytes(const void *value) {
    const ird_node_window *window = ird_view_window(((const net_view *)value)->view);
    return window->rows * window->columns * 4 * sizeof(double);
}

static const ird_stage view_stage = {"view", free_view, view_bytes};

typedef struct viewing {
    const ird_net_scene *scene;
    const ird_node_window *window;
} viewing;

static ird_status make_view(void *context, void **value, ird_error *err) {
    const viewing *v = context;
    ird_net_coarse *coarse = v->scene->coarse->value;
    net_view *made = ird_alloc_zero(1, sizeof *made);
    if (made == NULL) {
        return ird_fail_memory(err, DOING);
    }
    ird_status status =
        ird_view_create(&made->view, ird_net_scene_network(v->scene), coarse->coarse,
                        &coarse->wires, v->window, false, err);
    if (status != IRD_OK) {
        ird_free(made);
        return status;
    }
    made->coarse = ird_cell_use(v->scene->coarse);
    *value = made;
    return IRD_OK;
}

ird_status ird_session_need_view(ird_session *session, const ird_net_scene *scene,
                                 const ird_node_window *window, ird_view **view,
                                 ird_error *err) {
    viewing v = {scene, window};
    ird_cell *cell = NULL;
    ird_key key = ird_key_of(&view_stage);
    ird_key_add(&key, &scene->coarse->key);
    ird_key_real(&key, window->x0_um);
    ird_key_real(&key, window->y0_um);
    ird_key_real(&key, window->x1_um);
    ird_key_real(&key, window->y1_um);
    ird_key_number(&key, window->rows);
    ird_key_number(&key, window->columns);
    IRD_TRY(ird_store_need(&session->store, &view_stage, scene->loaded->net, key,
                           make_view, &v, &cell, err));
    *view = ((net_view *)cell->value)->view;
    return IRD_OK;
}

const ird_network *ird_net_scene_network(const ird_net_scene *scene) {
    const ird_net_factor *factor = scene->net->factor->value;
    return &((const ird_net_grid *)factor->root->value)->grid.network;
}

/* Currents that are connected. */
static double connected_a(const ird_net_scene *scene, ird_drawing_loads loads) {
    const double *response = ird_coarse_response(scene->net->coarse);
    double sum_a = 0;
    for (size_t i = 0; i < loads.count; i++) {
        sum_a += isnan(response[loads.items[i].node]) ? 0 : loads.items[i].ampere;
    }
    return fabs(sum_a);
}

double ird_net_scene_mean_of_v(const ird_net_scene *scene, ird_drawing_loads loads) {
    return connected_a(scene, loads) * ird_coarse_get_info(scene->net->coarse).r_char_ohm;
}

double ird_net_scene_mean_v(const ird_net_scene *scene) {
    return ird_net_scene_mean_of_v(scene, ird_loads_of(&scene->grid->grid.network));
}

/* What the largest load drops over a link that was merged is known. */
double ird_net_scene_least_bound_v(const ird_net_scene *scene) {
    const ird_network *network = &scene->grid->grid.network;
    const ird_net_factor *factor = scene->net->factor->value;
    double mean_v = ird_net_scene_mean_v(scene);
    double merged_v =
        connected_a(scene, ird_loads_of(network)) * ird_solve_defaults.merging.ohm;
    return fmax(LEAST_BOUND * mean_v, merged_v) +
           (ird_factor_get_info(factor->factor).pin_links > 0
                ? ird_network_largest_load_a(network) *
                      ird_coarse_solve_options.merging.pin_link_ohm
                : 0);
}
