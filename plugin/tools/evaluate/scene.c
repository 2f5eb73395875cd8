/* SPDX-License-Identifier: BSD-3-Clause */
#include "evaluate/scene.h"

#include <ctype.h>
#include <math.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "base/clock.h"
#include "session/power_setting.h"
#include "session/sources_setting.h"
#include "mapped/prediction.h"
#include "session/spice.h"
#include "session/supply.h"

static const char *const doing = "evaluating";

enum { SIDE = IRD_SCENE_SIDE, PIXELS = SIDE * SIDE };

/* ---- reading ---- */

static bool has_pin(const ird_design *design, const char *net) {
    int32_t id = ird_names_find(&design->net_names, net, strlen(net));
    for (size_t i = 0; i < design->pins.count && id >= 0; i++) {
        if (design->pins.items[i].net == id) {
            return true;
        }
    }
    return false;
}

/* Supply, and sources where the DEF has no pin, by the file of that name. */
static ird_status use_sources(ird_session *session, const char *net, const char *path,
                              ird_error *err) {
    ird_source_options options = ird_source_defaults;
    ird_source_file file = {0};
    IRD_TRY(ird_source_file_read(&file, path, err));
    double volt = file.volt;
    options.type = IRD_SOURCE_FILE;
    ird_source_file_free(&file);
    if (volt > 0) {
        IRD_TRY(ird_session_set_supply(session, net, strlen(net), volt, err));
    }
    return has_pin(&session->design, net)
               ? IRD_OK
               : ird_session_set_sources(session, net, &options, path, err);
}

static ird_status find_sources(ird_session *session, const char *net, const char *begin,
                               ird_error *err) {
    ird_text path = {0};
    ird_status status = ird_text_printf(&path, err, "%s%s.loc", begin, net);
    for (size_t i = strlen(begin); status == IRD_OK && i < path.bytes.count; i++) {
        path.bytes.items[i] = (char)tolower((unsigned char)path.bytes.items[i]);
    }
    if (status == IRD_OK && access(ird_text_get(&path), R_OK) == 0) {
        status = use_sources(session, net, ird_text_get(&path), err);
    }
    ird_text_free(&path);
    return status;
}

static ird_status read_design(ird_session *session, const ird_case *c, ird_error *err) {
    int32_t net = -1;
    IRD_TRY(ird_session_read_lef(session, (const char *const *)c->lefs.items.items,
                                 c->lefs.items.count, NULL, err));
    IRD_TRY(ird_session_read_def(session, c->def, NULL, err));
    IRD_TRY(ird_session_default_net(session, &net, err));
    const char *name = ird_session_net_name(session, net);
    if (c->sources != NULL) {
        IRD_TRY(find_sources(session, name, c->sources, err));
    }
    if (c->supply_v > 0) {
        IRD_TRY(ird_session_set_supply(session, name, strlen(name), c->supply_v, err));
    }
    return c->power != NULL ? ird_session_read_power(session, c->power, NULL, NULL, err)
                            : IRD_OK;
}

ird_status ird_scene_read(ird_session *session, const ird_case *c, const char *model,
                          int32_t *net, ird_error *err) {
    ird_spice_info info;
    IRD_TRY(strpbrk(model, "./") == NULL ? ird_session_use_model(session, model, err)
                                         : ird_session_load_model(session, model, err));
    IRD_TRY(c->network != NULL
                ? ird_session_read_spice(session, c->network, 0, &info, NULL, err)
                : read_design(session, c, err));
    return ird_session_choose_net(session, NULL, doing, net, err);
}

/* ---- solving and drawing ---- */

static ird_status need_volts(ird_scene *s, ird_error *err) {
    IRD_TRY(ird_predictor_open(&s->predictor, s->session.model, err));
    return s->predictor.target != IRD_PREDICTS_RELATIVE
               ? IRD_OK
               : ird_fail(err, IRD_PREDICT_RELATIVE,
                          "the model carries no volts; measure it on samples, or take "
                          "another");
}

static ird_node_window die_of(const ird_design *design) {
    double um = 1.0 / (double)design->units;
    return (ird_node_window){(double)design->die.x0_dbu * um,
                             (double)design->die.y0_dbu * um,
                             (double)design->die.x1_dbu * um,
                             (double)design->die.y1_dbu * um,
                             SIDE,
                             SIDE};
}

ird_drawing_loads ird_scene_loads(const ird_scene *s) {
    return ird_loads_of(&s->net.grid->grid.network);
}

ird_status ird_scene_solve_coarse(ird_scene *s, ird_error *err) {
    ird_net_coarse *coarse = s->net.coarse->value;
    const ird_network *network = &s->net.grid->grid.network;
    return ird_drops_solve(&s->drops, coarse->coarse, network, &coarse->wires,
                           network->loads.items, network->loads.count, err);
}

/* The exact solution with its factor, then the coarse network with its view. */
static ird_status solve(ird_scene *s, int32_t net, ird_error *err) {
    static const ird_request whole_die = {.fresh = true};
    double begin_s = ird_clock_s();
    const ird_solve_wish wish = ird_session_solve_wish(&s->session);
    ird_cell *loaded = NULL;
    ird_result *raster = NULL;
    IRD_TRY(ird_session_need_loaded(&s->session, net, wish.grid, NULL, &loaded, err));
    double there_s = ird_clock_s();
    s->read_s += there_s - begin_s;
    IRD_TRY(ird_session_solve(&s->session, net, &wish, NULL, &s->grid, NULL, err));
    double solved_s = ird_clock_s();
    s->factor_s = solved_s - there_s;
    const ird_node_window die = die_of(&s->session.design);
    IRD_TRY(ird_session_need_scene(&s->session, net, wish.grid, NULL, &s->net, err));
    IRD_TRY(ird_session_need_view(&s->session, &s->net, &die, &s->view, err));
    s->grid_s = ird_clock_s() - solved_s;
    IRD_TRY(ird_session_rasterize(&s->session, &whole_die, NULL, &raster, err));
    s->raster = &raster->raster;
    return ird_scene_solve_coarse(s, err);
}

static ird_status make_room(ird_scene *s, ird_error *err) {
    const ird_rect_um window = s->raster->options.window;
    IRD_TRY(ird_map_create(&s->exact, SIDE, SIDE, window, IRD_UNIT_VOLT, err));
    IRD_TRY(ird_map_create(&s->drop, SIDE, SIDE, window, IRD_UNIT_VOLT, err));
    s->base = ird_alloc(PIXELS, 4 * sizeof *s->base);
    if (s->base == NULL) {
        return ird_fail_memory(err, doing);
    }
    s->change = s->base + PIXELS;
    s->distance = s->change + PIXELS;
    s->bound = s->distance + PIXELS;
    return IRD_OK;
}

/* The channels that the session does not make. */
static ird_status draw_others(ird_scene *s, const ird_node_window *window,
                              ird_error *err) {
    const ird_session *session = &s->session;
    ird_grid_strength_info info;
    double diagonal_um =
        hypot(window->x1_um - window->x0_um, window->y1_um - window->y0_um);
    ird_view_distance(&s->grid->grid.network, diagonal_um, window, s->distance);
    if (session->is_spice) {
        return IRD_OK;
    }
    IRD_TRY(ird_map_copy(&s->local, &s->raster->power_grid, err));
    return ird_grid_strength(&s->local, &info, &session->design, &session->tech,
                             s->grid->net, err);
}

static ird_status draw(ird_scene *s, ird_error *err) {
    ird_view *view = s->view;
    const ird_drops *drops = &s->drops;
    const ird_solution *solution = &s->grid->solution;
    IRD_TRY(make_room(s, err));
    ird_view_draw_v(view, solution->drop_v, ird_scene_loads(s), solution->worst_drop_v,
                    s->exact.values);
    ird_view_draw(view, drops, ird_scene_loads(s), s->base, s->change);
    IRD_TRY(draw_others(s, ird_view_window(view), err));
    s->inputs = (ird_predict_inputs){
        .rows = SIDE,
        .columns = SIDE,
        .power_grid = s->raster->power_grid.values,
        .cell_density = s->raster->cell_density.values,
        .switching = s->raster->switching.values,
        .base = s->base,
        .change = s->change,
        .local = s->local.values,
        .distance = s->distance,
        .scale_v = drops->scale_v,
        .mean_v = ird_net_scene_mean_v(&s->net),
        .widening = drops->widening,
        .least_v = ird_net_scene_least_bound_v(&s->net),
    };
    return IRD_OK;
}

ird_status ird_scene_open(ird_scene *scene, const ird_case *c, const char *model,
                          ird_error *err) {
    int32_t net = -1;
    double begin_s = ird_clock_s();
    IRD_TRY(ird_scene_read(&scene->session, c, model, &net, err));
    scene->read_s = ird_clock_s() - begin_s;
    IRD_TRY(need_volts(scene, err));
    IRD_TRY(solve(scene, net, err));
    return draw(scene, err);
}

void ird_scene_close(ird_scene *s) {
    ird_drops_free(&s->drops);
    ird_drops_free(&s->plain_drops);
    ird_coarse_free(s->plain);
    ird_fitted_sheet_free(s->sheet.sheet);
    ird_free(s->base);
    ird_map_free(&s->drop);
    ird_map_free(&s->local);
    ird_map_free(&s->exact);
    ird_session_free(&s->session);
}
