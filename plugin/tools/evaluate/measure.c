/* SPDX-License-Identifier: BSD-3-Clause */
#include "evaluate/measure.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "evaluate/scene.h"
#include "base/map/map_file.h"
#include "model/pdn/plain_sheet.h"
#include "model/synth/gaussian.h"
#include "predict/predict.h"
#include "base/clock.h"
#include "query/drop_map.h"
#include "mapped/net_raster.h"

static const char *const doing = "evaluating";

enum { SIDE = IRD_SCENE_SIDE, PIXELS = SIDE * SIDE, REPEATS = 9 };

const char *ird_method_name(ird_method method) {
    static const char *const names[] = {"formula", "sheet",  "pdn3",  "coarse",
                                        "base",    "change", "model", "exact"};
    return names[method];
}

ird_status ird_evaluate_open_model(ird_surrogate **surrogate, const char *model,
                                   ird_error *err) {
    return strpbrk(model, "./") == NULL ? ird_surrogate_embedded(surrogate, model, err)
                                        : ird_surrogate_load(surrogate, model, err);
}

/* ---- times ---- */

static int compare_doubles(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Median of REPEATS runs of work, in seconds. */
static ird_status median_time(ird_status (*work)(ird_scene *s, ird_error *err),
                              ird_scene *s, double *seconds, ird_error *err) {
    double times[REPEATS];
    for (size_t i = 0; i < REPEATS; i++) {
        double begin_s = ird_clock_s();
        IRD_TRY(work(s, err));
        times[i] = ird_clock_s() - begin_s;
    }
    qsort(times, REPEATS, sizeof *times, compare_doubles);
    *seconds = times[REPEATS / 2];
    return IRD_OK;
}

static ird_status solve_base(ird_scene *s, ird_error *err) {
    return ird_scene_solve_coarse(s, err);
}

static ird_status draw_base(ird_scene *s, ird_error *err) {
    (void)err;
    ird_view_draw(s->view, &s->drops, ird_scene_loads(s), s->base, s->change);
    return IRD_OK;
}

static ird_status solve_coarse(ird_scene *s, ird_error *err) {
    ird_net_coarse *coarse = s->net.coarse->value;
    const ird_network *network = &s->grid->grid.network;
    return ird_drops_solve(&s->plain_drops, s->plain, network, &coarse->wires,
                           network->loads.items, network->loads.count, err);
}

static ird_status draw_cells(ird_scene *s, ird_error *err) {
    ird_raster raster = {0};
    IRD_TRY(ird_session_rasterize_cells(&s->session, &s->raster->options, NULL, &raster,
                                        err));
    ird_raster_free(&raster);
    return IRD_OK;
}

static ird_status run_model(ird_scene *s, ird_error *err) {
    return ird_predict(&s->predictor, &s->inputs, s->drop.values, s->bound, err);
}

static ird_status solve_again(ird_scene *s, ird_error *err) {
    ird_solution again = {0};
    const ird_network *network = &s->grid->grid.network;
    IRD_TRY(ird_solve(&again, s->grid->factor, network->loads.items, network->loads.count,
                      err));
    ird_view_draw_v(s->view, again.drop_v, ird_scene_loads(s), again.worst_drop_v,
                    s->drop.values);
    ird_solution_free(&again);
    return IRD_OK;
}

/* ---- methods ---- */

/* What the values in s->drop are worth. */
static ird_status judge(ird_scene *s, ird_method_figures *f, ird_error *err) {
    f->worst_v = ird_map_max(&s->drop, NULL);
    f->is_there = true;
    return ird_map_compare(&f->comparison, &s->drop, &s->exact, err);
}

static ird_status measure_formula(ird_scene *s, ird_case_figures *f, ird_error *err) {
    ird_method_figures *m = &f->methods[IRD_METHOD_FORMULA];
    double *scratch = ird_alloc(ird_gaussian_scratch(SIDE), sizeof *scratch);
    if (scratch == NULL) {
        return ird_fail_memory(err, doing);
    }
    double begin_s = ird_clock_s(), cross = 0, square = 0;
    for (size_t i = 0; i < PIXELS; i++) {
        s->drop.values[i] = s->inputs.switching[i] * s->inputs.cell_density[i] /
                            (s->inputs.power_grid[i] + 0.1);
    }
    ird_gaussian(s->drop.values, SIDE, 3, scratch);
    m->update_s = ird_clock_s() - begin_s;
    ird_free(scratch);
    for (size_t i = 0; i < PIXELS; i++) {
        cross += s->drop.values[i] * s->exact.values[i];
        square += s->drop.values[i] * s->drop.values[i];
    }
    for (size_t i = 0; i < PIXELS && square > 0; i++) {
        s->drop.values[i] *= cross / square;
    }
    m->grid_s = s->grid_s;
    return judge(s, m, err);
}

/* The sheet in volts, as a three-channel model's answer is. */
static ird_status measure_sheet(ird_scene *s, ird_case_figures *f, ird_error *err) {
    ird_method_figures *m = &f->methods[IRD_METHOD_SHEET];
    float maps[3 * PIXELS], drops[PIXELS];
    ird_plain_sheet *sheet = NULL;
    for (size_t i = 0; i < PIXELS; i++) {
        maps[i] = (float)s->inputs.power_grid[i];
        maps[PIXELS + i] = (float)s->inputs.cell_density[i];
        maps[2 * PIXELS + i] = (float)s->inputs.switching[i];
    }
    double begin_s = ird_clock_s();
    IRD_TRY(ird_plain_sheet_create(&sheet, maps, SIDE, SIDE, IRD_SHEET_SOFT, err));
    m->grid_s = s->grid_s + ird_clock_s() - begin_s;
    begin_s = ird_clock_s();
    ird_plain_sheet_run(sheet, drops, maps);
    m->update_s = ird_clock_s() - begin_s;
    ird_plain_sheet_free(sheet);
    for (size_t i = 0; i < PIXELS; i++) {
        s->drop.values[i] = fmax(0, (double)drops[i]) * s->inputs.mean_v;
    }
    return judge(s, m, err);
}

/* A coarse solution, drawn over scale_v. */
static ird_status judge_coarse(ird_scene *s, double scale_v, ird_method_figures *m,
                               ird_error *err) {
    for (size_t i = 0; i < PIXELS; i++) {
        s->drop.values[i] = s->base[i] * scale_v;
    }
    return judge(s, m, err);
}

/* The coarse network alone, on the factor of the scene's. */
static ird_status measure_coarse(ird_scene *s, ird_case_figures *f, ird_error *err) {
    const ird_coarse_options options = {IRD_COARSE_CELLS, 0, false, 1, 0};
    ird_method_figures *m = &f->methods[IRD_METHOD_COARSE];
    const ird_net_coarse *coarse = s->net.net;
    ird_net_factor *factor = coarse->factor->value;
    double begin_s = ird_clock_s();
    IRD_TRY(ird_coarse_create(&s->plain, factor->factor, &options, NULL, err));
    double made_s = ird_clock_s() - begin_s;
    m->grid_s = s->grid_s - ird_coarse_get_info(coarse->coarse).build_s + made_s;
    IRD_TRY(median_time(solve_coarse, s, &m->update_s, err));
    m->update_s += f->draw_s;
    ird_view_draw(s->view, &s->plain_drops, ird_scene_loads(s), s->base, s->change);
    return judge_coarse(s, s->plain_drops.scale_v, m, err);
}

static ird_status measure_base(ird_scene *s, ird_case_figures *f, ird_error *err) {
    ird_method_figures *m = &f->methods[IRD_METHOD_BASE];
    m->grid_s = s->grid_s;
    m->update_s = f->solve_s + f->draw_s;
    return judge_coarse(s, s->drops.scale_v, m, err);
}

/* Drawn anew and not as base + change, whose interpolated pixels may exceed all nodes. */
static ird_status measure_change(ird_scene *s, ird_case_figures *f, ird_error *err) {
    ird_method_figures *m = &f->methods[IRD_METHOD_CHANGE];
    const ird_network *network = &s->grid->grid.network;
    const ird_drops *drops = &s->drops;
    int32_t layer = ird_node_map_layer(network);
    double *moved = ird_alloc(network->nodes.count, sizeof *moved), most_v = 0;
    if (moved == NULL) {
        return ird_fail_memory(err, doing);
    }
    for (size_t i = 0; i < network->nodes.count; i++) {
        moved[i] = drops->drop_v[i] + drops->change_v[i];
        if (network->nodes.items[i].layer == layer && moved[i] > most_v) {
            most_v = moved[i];
        }
    }
    ird_view_draw_v(s->view, moved, ird_scene_loads(s), most_v, s->drop.values);
    ird_free(moved);
    m->grid_s = s->grid_s;
    m->update_s = f->solve_s + f->draw_s;
    return judge(s, m, err);
}

static double share_within(const ird_scene *s) {
    size_t within = 0;
    for (size_t i = 0; i < PIXELS; i++) {
        within += fabs(s->drop.values[i] - s->exact.values[i]) <= s->bound[i];
    }
    return (double)within / PIXELS;
}

static bool has_channel(const ird_surrogate *model, const char *name) {
    const ird_surrogate_info info = ird_surrogate_get_info(model);
    for (size_t i = 0; i < info.channel_count; i++) {
        if (strcmp(info.channel_names[i], name) == 0) {
            return true;
        }
    }
    return false;
}

/* The sheet of the grid, made once. */
static ird_status use_sheet(ird_scene *s, ird_error *err) {
    if (s->sheet.sheet == NULL) {
        IRD_TRY(ird_session_fit_sheet(&s->session, &s->net, s->seed, &s->sheet, err));
    }
    if (s->sheet.sheet != NULL) {
        ird_predictor_use_sheet(&s->predictor, s->sheet.sheet);
    }
    return IRD_OK;
}

/* A model: none where it wants the channel "local" of a network without a design. */
static ird_status measure_model(ird_scene *s, ird_surrogate *model, ird_case_figures *f,
                                ird_method method, ird_error *err) {
    ird_method_figures *m = &f->methods[method];
    double network_s = 0;
    if (s->inputs.local == NULL && has_channel(model, "local")) {
        return IRD_OK;
    }
    IRD_TRY(ird_predictor_open(&s->predictor, model, err));
    if (s->predictor.takes_sheet) {
        IRD_TRY(use_sheet(s, err));
    }
    IRD_TRY(median_time(run_model, s, &network_s, err));
    m->grid_s = s->grid_s + (s->predictor.sheet != NULL ? s->sheet.build_s : 0);
    m->update_s = network_s;
    if (method == IRD_METHOD_MODEL) {
        f->network_s = network_s;
        f->within_bound =
            s->predictor.bound_factors[0] > 0 ? share_within(s) : (double)NAN;
        m->update_s +=
            s->predictor.target == IRD_PREDICTS_CORRECTION ? f->solve_s + f->draw_s : 0;
    }
    return judge(s, m, err);
}

static ird_status measure_embedded(ird_scene *s, ird_case_figures *f, ird_error *err) {
    ird_surrogate *pdn3 = NULL;
    IRD_TRY(ird_surrogate_embedded(&pdn3, "pdn3", err));
    ird_status status = measure_model(s, pdn3, f, IRD_METHOD_PDN3, err);
    ird_surrogate_free(pdn3);
    return status;
}

static ird_status measure_exact(ird_scene *s, ird_case_figures *f, ird_error *err) {
    ird_method_figures *m = &f->methods[IRD_METHOD_EXACT];
    m->grid_s = s->factor_s;
    IRD_TRY(median_time(solve_again, s, &m->update_s, err));
    return judge(s, m, err);
}

static ird_status measure_all(ird_scene *s, ird_case_figures *f, ird_error *err) {
    const ird_network *network = &s->grid->grid.network;
    f->nodes = network->nodes.count;
    f->resistors = network->resistors.count;
    f->sources = network->sources.count;
    f->loads = network->loads.count;
    f->supply_v = s->raster->options.supply_v;
    f->exact_worst_v = ird_map_max(&s->exact, NULL);
    f->read_s = s->read_s;
    IRD_TRY(median_time(draw_cells, s, &f->raster_s, err));
    IRD_TRY(median_time(solve_base, s, &f->solve_s, err));
    IRD_TRY(median_time(draw_base, s, &f->draw_s, err));
    IRD_TRY(measure_formula(s, f, err));
    IRD_TRY(measure_sheet(s, f, err));
    IRD_TRY(measure_embedded(s, f, err));
    IRD_TRY(measure_base(s, f, err));
    IRD_TRY(measure_change(s, f, err));
    IRD_TRY(measure_model(s, s->session.model, f, IRD_METHOD_MODEL, err));
    IRD_TRY(measure_exact(s, f, err));
    return measure_coarse(s, f, err); /* last: it draws over base and change */
}

/* ---- maps of 1 um ---- */

/* The part of a map that has so many rows and columns. */
static ird_status crop(ird_map *map, size_t rows, size_t columns, ird_error *err) {
    ird_map part = {0};
    IRD_TRY(ird_map_create(&part, rows, columns, map->window, map->unit, err));
    for (size_t row = 0; row < rows; row++) {
        memcpy(part.values + row * columns, map->values + row * map->columns,
               columns * sizeof *part.values);
    }
    ird_map_free(map);
    *map = part;
    return IRD_OK;
}

/* A map may have a row or column more than the other, where the die ends between two. */
static ird_status fit(ird_map *a, ird_map *b, ird_error *err) {
    size_t rows = a->rows < b->rows ? a->rows : b->rows;
    size_t columns = a->columns < b->columns ? a->columns : b->columns;
    size_t more_rows = (a->rows < b->rows ? b->rows : a->rows) - rows;
    size_t more = (a->columns < b->columns ? b->columns : a->columns) - columns;
    if (more_rows > 1 || more > 1 || more_rows + more == 0) {
        return IRD_OK; /* comparing says what is wrong, if anything */
    }
    IRD_TRY(crop(a, rows, columns, err));
    return crop(b, rows, columns, err);
}

/* From reading the netlist on, as a user's process does it. */
static ird_status make_fine(const ird_case *c, const char *model, bool of_prediction,
                            ird_result **result, double *seconds, ird_error *err) {
    const ird_drop_map_request request = {.of_prediction = of_prediction,
                                          .as_iccad23 = true};
    ird_session session = {0};
    const ird_net_grid *grid = NULL;
    int32_t net = -1;
    double begin_s = ird_clock_s();
    ird_status status = ird_scene_read(&session, c, model, &net, err);
    if (status == IRD_OK && !of_prediction) {
        const ird_solve_wish wish = ird_session_solve_wish(&session);
        status = ird_session_solve(&session, net, &wish, NULL, &grid, NULL, err);
    }
    if (status == IRD_OK) {
        status = ird_session_make_drop_map(&session, grid, &request, NULL, result, err);
    }
    *seconds = ird_clock_s() - begin_s;
    ird_session_free(&session);
    return status;
}

static ird_status measure_fine(const ird_case *c, const char *model, bool of_prediction,
                               ird_fine_figures *f, ird_error *err) {
    ird_map golden = {0};
    ird_result *made = NULL;
    IRD_TRY(ird_map_read(&golden, c->golden, err));
    ird_status status = make_fine(c, model, of_prediction, &made, &f->seconds, err);
    if (status == IRD_OK) {
        status = fit(&made->map, &golden, err);
    }
    if (status == IRD_OK) {
        status = ird_map_compare(&f->comparison, &made->map, &golden, err);
    }
    ird_result_drop(made);
    ird_map_free(&golden);
    return status;
}

ird_status ird_evaluate_case(ird_case_figures *figures, const ird_case *c,
                             const char *model, uint64_t seed, ird_error *err) {
    ird_case_figures f = {.within_bound = (double)NAN};
    ird_scene s = {.seed = seed};
    ird_status status = ird_scene_open(&s, c, model, err);
    if (status == IRD_OK && !(ird_map_max(&s.exact, NULL) > 0)) {
        status = ird_fail(err, IRD_EVALUATE_NO_CASE,
                          "%.100s draws no current, so that there is nothing to measure; "
                          "give its loads or a power report",
                          c->name);
    }
    if (status == IRD_OK) {
        status = measure_all(&s, &f, err);
    }
    ird_scene_close(&s);
    f.has_fine = c->golden != NULL && f.methods[IRD_METHOD_MODEL].is_there;
    if (status == IRD_OK && f.has_fine) {
        status = measure_fine(c, model, true, &f.fine_model, err);
    }
    if (status == IRD_OK && f.has_fine) {
        status = measure_fine(c, model, false, &f.fine_exact, err);
    }
    if (status == IRD_OK) {
        *figures = f;
    }
    return status;
}
