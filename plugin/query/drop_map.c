/* SPDX-License-Identifier: BSD-3-Clause */
#include "query/drop_map.h"

#include <string.h>

#include "raster/drop_layout.h"
#include "query/dynamic_view.h"
#include "report/time_basis.h"
#include "query/tiled_map.h"
#include "query/covered_map.h"
#include "mapped/net_coarse.h"
#include "session/supply.h"

static const char DOING[] = "making a map of drops";

static ird_rect_um die_um(const ird_session *session) {
    const ird_rect die = session->design.die;
    double um = 1.0 / (double)session->design.units;
    return (ird_rect_um){(double)die.x0_dbu * um, (double)die.y0_dbu * um,
                         (double)die.x1_dbu * um, (double)die.y1_dbu * um};
}

static ird_rect_um window_of(const ird_session *session,
                             const ird_drop_map_request *request) {
    return request->window.x0_um < request->window.x1_um ? request->window
                                                         : die_um(session);
}

/* Drops would be made up where there is no die. */
static ird_status check_window(const ird_session *session,
                               const ird_drop_map_request *request, ird_error *err) {
    const ird_rect_um die = die_um(session), window = window_of(session, request);
    bool is_given = request->window.x0_um < request->window.x1_um;
    if (!is_given || (window.x0_um < die.x1_um && window.x1_um > die.x0_um &&
                      window.y0_um < die.y1_um && window.y1_um > die.y0_um)) {
        return IRD_OK;
    }
    return ird_fail(err, IRD_RASTER_WINDOW,
                    "the window (%g, %g) - (%g, %g) lies beside the die (%g, %g) - (%g, "
                    "%g); give one that overlaps it",
                    window.x0_um, window.y0_um, window.x1_um, window.y1_um, die.x0_um,
                    die.y0_um, die.x1_um, die.y1_um);
}

static double iccad23_pitch_um(const ird_drop_map_request *request) {
    return request->pitch_um > 0 ? request->pitch_um : 1.0;
}

static ird_status lay_out(const ird_session *session, const ird_drop_map_request *request,
                          ird_drop_layout *layout, ird_error *err) {
    return ird_drop_layout_make(layout, window_of(session, request),
                                request->size > 0 ? request->size : IRD_SIZE_DEFAULT,
                                request->pitch_um, err);
}

/* The network without currents, which predictions look at, too: what lies between loads
 * does not hang on them. */
static const ird_network *network_of(const ird_net_grid *solved) {
    const ird_net_grid *root = ird_net_grid_root(solved->parts[0])->value;
    return &root->grid.network;
}

static ird_status draw_solution(ird_session *session, const ird_net_grid *solved,
                                const ird_drop_map_request *request, ird_map *map,
                                ird_error *err) {
    const ird_network *network = &solved->grid.network;
    const ird_solution *solution = &solved->solution;
    const ird_cover cover = {network_of(solved), solution->drop_v, ird_loads_of(network)};
    ird_drop_layout layout;
    if (request->as_iccad23) {
        return ird_drop_layout_draw_iccad23(network, solution->drop_v,
                                            iccad23_pitch_um(request), map, err);
    }
    IRD_TRY(check_window(session, request, err));
    IRD_TRY(lay_out(session, request, &layout, err));
    IRD_TRY(ird_drop_layout_draw(&layout, cover.network, cover.drop_v, cover.loads,
                                 solution->worst_drop_v, map, err));
    return ird_session_cover_map(session, solved->net, solved->supply_v, &cover, map,
                                 NULL, err);
}

/* As the map of a solution is: what is at a load of the coarse network, or nothing. */
static ird_status cover_prediction(ird_session *session, const ird_result *from,
                                   ird_result *result, const ird_monitor *monitor,
                                   ird_error *err) {
    ird_net_scene scene;
    const ird_coarse_drops *drops = NULL;
    IRD_TRY(ird_session_need_scene(session, from->net, from->wish, monitor, &scene, err));
    IRD_TRY(ird_session_need_drops(session, &scene, &drops, err));
    const ird_cover cover = {ird_net_scene_network(&scene), drops->drops.drop_v,
                             ird_loads_of(&scene.grid->grid.network)};
    return ird_session_cover_map(session, from->net, from->supply_v, &cover, &result->map,
                                 &result->bound, err);
}

/* The prediction at other pixels: a relative one interpolated, one in volts predicted
 * anew in tiles. */
static ird_status draw_prediction(ird_session *session,
                                  const ird_drop_map_request *request, ird_result *result,
                                  const ird_monitor *monitor, ird_error *err) {
    static const ird_request as_before = {0};
    const ird_drop_map_request whole_die = {0};
    ird_drop_layout layout;
    ird_result *from = NULL;
    IRD_TRY(check_window(session, request, err));
    IRD_TRY(ird_session_predict(session, &as_before, monitor, &from, err));
    IRD_TRY(request->as_iccad23
                ? ird_drop_layout_iccad23(&layout, window_of(session, &whole_die),
                                          iccad23_pitch_um(request), err)
                : lay_out(session, request, &layout, err));
    size_t rows = layout.rows, columns = layout.columns;
    const ird_rect_um window = layout.window;
    result->supply_v = from->supply_v;
    result->net = from->net;
    result->wish = from->wish;
    IRD_TRY(ird_map_create(&result->map, rows, columns, window, from->map.unit, err));
    if (from->facts.is_calibrated) {
        const ird_tiled_request tiled = {.net = from->net,
                                         .supply_v = from->supply_v,
                                         .average_v = from->facts.average_v,
                                         .wish = from->wish,
                                         .is_sampled = request->as_iccad23};
        IRD_TRY(
            ird_map_create(&result->bound, rows, columns, window, IRD_UNIT_VOLT, err));
        IRD_TRY(ird_session_predict_tiled(session, &tiled, &result->map, &result->bound,
                                          monitor, err));
        IRD_TRY(request->as_iccad23
                    ? IRD_OK
                    : cover_prediction(session, from, result, monitor, err));
    } else {
        ird_map_resample(&from->map, &result->map);
    }
    ird_map_rest_on(&result->map, request->as_iccad23 ? NULL : from->map.network);
    IRD_TRY(ird_result_describe_redrawn(result, from, err));
    if (request->as_iccad23) {
        IRD_TRY(ird_map_transpose(&result->map, err));
    }
    return request->as_iccad23 && from->facts.is_calibrated
               ? ird_map_transpose(&result->bound, err)
               : IRD_OK;
}

ird_status ird_session_make_drop_map(ird_session *session, const ird_net_grid *solved,
                                     const ird_drop_map_request *request,
                                     const ird_monitor *monitor, ird_result **result,
                                     ird_error *err) {
    ird_status status;
    ird_result *made = ird_result_create();
    if (made == NULL) {
        return ird_fail_memory(err, DOING);
    }
    if (request->of_prediction) {
        status = draw_prediction(session, request, made, monitor, err);
    } else {
        made->supply_origin = solved->supply_origin;
        made->supply_v = solved->supply_v;
        made->net = solved->net;
        made->wish = solved->wish.grid;
        made->wish.kind = solved->grid.options.kind;
        made->solve = solved->wish.options;
        made->key = solved->answer;
        status = draw_solution(session, solved, request, &made->map, err);
    }
    if (status != IRD_OK) {
        ird_result_drop(made);
        return status;
    }
    if (!request->of_prediction && !request->as_iccad23) {
        ird_map_rest_on(&made->map, ird_session_network_phrase(session, made->wish.kind));
    }
    made->generation = ird_session_generation(session);
    made->window = session->chosen.window;
    *result = made;
    return IRD_OK;
}

static void free_map(void *value) {
    ird_result_drop(value);
}

static size_t map_bytes(const void *value) {
    return ird_map_count(&((const ird_result *)value)->map) * sizeof(double);
}

static const ird_stage map_stage = {"map of a solution", free_map, map_bytes};

typedef struct drawing {
    ird_session *session;
    const ird_net_grid *solved;
    const ird_monitor *monitor;
} drawing;

static ird_status make_map(void *context, void **value, ird_error *err) {
    static const ird_drop_map_request by_default = {0};
    const drawing *d = context;
    ird_result *made = NULL;
    IRD_TRY(ird_session_make_drop_map(d->session, d->solved, &by_default, d->monitor,
                                      &made, err));
    *value = made;
    return IRD_OK;
}

ird_status ird_session_net_map(ird_session *session, const ird_net_grid *solved,
                               const ird_monitor *monitor, ird_result **result,
                               ird_error *err) {
    drawing d = {session, solved, monitor};
    ird_cell *cell = NULL;
    ird_key key = ird_key_of(&map_stage);
    ird_key_add(&key, &solved->answer);
    /* What lies under the map is looked for where the inputs are still these. */
    ird_key_number(&key, ird_session_generation(session));
    ird_key_number(
        &key, session->chosen.window.is_given ? session->chosen.window.number + 1 : 0);
    IRD_TRY(ird_store_need(&session->store, &map_stage,
                           ird_session_net_name(session, solved->net), key, make_map, &d,
                           &cell, err));
    *result = cell->value;
    return IRD_OK;
}

ird_status ird_session_solve_map(ird_session *session, const ird_monitor *monitor,
                                 ird_result **result, ird_error *err) {
    const ird_net_grid *solved = NULL;
    IRD_TRY(ird_session_last_solution(session, monitor, &solved, err));
    return ird_session_net_map(session, solved, monitor, result, err);
}

/* The net of the last drops in time that is asked for. */
static ird_status choose_shown(const ird_session *session, const ird_net_dynamic *dynamic,
                               const char *net, size_t *at, ird_error *err) {
    *at = 0;
    while (net != NULL && *at < dynamic->net_count &&
           strcmp(ird_session_net_name(session, dynamic->nets[*at].net), net) != 0) {
        ++*at;
    }
    return *at < dynamic->net_count
               ? IRD_OK
               : ird_fail(err, IRD_DYNAMIC_NET,
                          "net %.100s was not solved in time; name it in solve -dynamic "
                          "-nets",
                          net);
}

ird_status ird_session_dynamic_net(ird_session *session, const char *net,
                                   const ird_monitor *monitor, const ird_net_grid **shown,
                                   ird_error *err) {
    const ird_net_dynamic *dynamic = NULL;
    size_t at;
    IRD_TRY(ird_session_last_dynamic(session, monitor, &dynamic, err));
    IRD_TRY(choose_shown(session, dynamic, net, &at, err));
    *shown = &dynamic->nets[at];
    return IRD_OK;
}

/* What drops in time rest on besides, as files of the map say it. */
static ird_status tell_time(ird_session *session, const ird_monitor *monitor,
                            ird_map *map, ird_error *err) {
    ird_text lines = {0}, line = {0};
    ird_status status = ird_session_time_basis(&lines, session, monitor, err);
    if (status == IRD_OK) {
        status = ird_time_basis_join(&line, ird_text_get(&lines), err);
    }
    if (status == IRD_OK) {
        ird_map_rest_in_time(map, ird_text_get(&line));
    }
    ird_text_free(&lines);
    ird_text_free(&line);
    return status;
}

/* Maps that say nothing of a network, as the contest's, say nothing of time. */
static void take_time(ird_map *map, const ird_map *rests) {
    if (map->network[0] != '\0') {
        memcpy(map->in_time, rests->in_time, sizeof map->in_time);
    }
}

ird_status ird_session_dynamic_map(ird_session *session, const char *net,
                                   const ird_monitor *monitor, ird_result **result,
                                   ird_error *err) {
    const ird_net_grid *shown = NULL;
    ird_map rests = {0};
    IRD_TRY(ird_session_dynamic_net(session, net, monitor, &shown, err));
    IRD_TRY(tell_time(session, monitor, &rests, err));
    IRD_TRY(ird_session_net_map(session, shown, monitor, result, err));
    take_time(&(*result)->map, &rests);
    return IRD_OK;
}

/* --- one time after the other --------------------------------------------------------
 */

typedef struct filming {
    ird_session *session;
    const ird_film_wish *wish;
    const ird_monitor *monitor;
    const ird_net_dynamic *dynamic;
    size_t first_net, end_net;
    ird_map rests; /* no map: what is said of all frames */
} filming;

/* The drops of a time as those of a solution of the net. */
static ird_status draw_net(const filming *f, size_t net, size_t index, double at_s,
                           const double *drop_v, ird_error *err) {
    const ird_net_grid *shown = &f->dynamic->nets[net];
    ird_net_grid frame = *shown;
    ird_solution *s = &frame.solution;
    ird_result *result = NULL;
    s->drop_v = (double *)(drop_v + ird_net_dynamic_first_node(f->dynamic, net));
    s->worst_drop_v = 0;
    for (size_t i = 0; i < s->node_count; i++) {
        s->worst_drop_v = s->drop_v[i] > s->worst_drop_v ? s->drop_v[i] : s->worst_drop_v;
    }
    IRD_TRY(ird_session_make_drop_map(f->session, &frame, &f->wish->request, f->monitor,
                                      &result, err));
    result->map.most = shown->solution.worst_drop_v;
    take_time(&result->map, &f->rests);
    ird_status status = f->wish->sink(f->wish->context, net, index, at_s, s->worst_drop_v,
                                      &result->map, err);
    ird_result_drop(result);
    return status;
}

static ird_status draw_frame(void *context, size_t index, double at_s,
                             const double *drop_v, ird_error *err) {
    const filming *f = context;
    for (size_t net = f->first_net; net < f->end_net; net++) {
        IRD_TRY(draw_net(f, net, index, at_s, drop_v, err));
    }
    return IRD_OK;
}

static ird_status check_times(const ird_film_wish *wish, double stop_s, ird_error *err) {
    double first_s = wish->count > 0 ? wish->times_s[0] : 0;
    double last_s = wish->count > 0 ? wish->times_s[wish->count - 1] : 0;
    return first_s >= 0 && last_s <= stop_s * (1 + 1e-9)
               ? IRD_OK
               : ird_fail(err, IRD_OPTION_VALUE,
                          "a map is asked for at %g ns; drops in time were solved from 0 "
                          "to %g ns",
                          (first_s < 0 ? first_s : last_s) * 1e9, stop_s * 1e9);
}

ird_status ird_session_film(ird_session *session, const ird_film_wish *wish,
                            ird_dynamic_course *courses, const ird_monitor *monitor,
                            ird_error *err) {
    ird_dynamic_course made = {0};
    filming f = {.session = session, .wish = wish, .monitor = monitor};
    IRD_TRY(ird_session_last_dynamic(session, monitor, &f.dynamic, err));
    IRD_TRY(choose_shown(session, f.dynamic, wish->net, &f.first_net, err));
    f.end_net = wish->has_all_nets ? f.dynamic->net_count : f.first_net + 1;
    IRD_TRY(check_times(wish, f.dynamic->steps.stop_s, err));
    IRD_TRY(tell_time(session, monitor, &f.rests, err));
    const ird_time_probes probes = {.wish = {.frames_s = wish->times_s,
                                             .frame_count = wish->count,
                                             .frame = draw_frame,
                                             .frame_context = &f,
                                             .probes = wish->probes,
                                             .probe_count = wish->probe_count}};
    const ird_time_wish as_before = ird_session_last_time_wish(session);
    ird_status status =
        ird_session_probe_dynamic(session, &as_before, &probes, monitor, &made, err);
    if (status == IRD_OK && courses != NULL) {
        *courses = made;
        return IRD_OK;
    }
    ird_dynamic_course_free(&made);
    return status;
}

static const ird_net_grid *find_shown(const ird_session *session,
                                      const ird_result *result) {
    const ird_net_grid *solved =
        ird_session_find_solution(session, result->net, &result->key);
    size_t at = 0;
    const ird_net_dynamic *dynamic =
        solved == NULL ? ird_session_dynamic_of(session, result->net, &result->key, &at)
                       : NULL;
    return dynamic != NULL ? &dynamic->nets[at] : solved;
}

ird_status ird_session_solution_of(ird_session *session, const ird_result *result,
                                   const ird_monitor *monitor,
                                   const ird_net_grid **solved, ird_error *err) {
    const ird_solve_wish wish = {result->solve, result->wish};
    ird_cell *cell = NULL;
    *solved = NULL;
    if (result->map.unit != IRD_UNIT_VOLT || !ird_session_is_current(session, result)) {
        return IRD_OK;
    }
    *solved = find_shown(session, result);
    if (*solved == NULL) {
        IRD_TRY(
            ird_session_need_solution(session, result->net, &wish, monitor, &cell, err));
        /* The same answer, though the network may be another one's no more. That of
         * cells moved on it is close alone. */
        *solved = !wish.grid.takes_moved || ird_key_equal(&cell->key, &result->key)
                      ? cell->value
                      : NULL;
    }
    return IRD_OK;
}
