/* SPDX-License-Identifier: BSD-3-Clause
 *
 * From maps to drops: what a model's answer means, its bound and its range, by hand;
 * tiles of any size and place; and with the real models, tilings against one another.
 */
#include "check.h"
#include "made_model.h"
#include "mesh.h"

#include "model/pdn/inputs.h"
#include "predict/predict_whole.h"
#include "predict/predict.h"
#include "predict/predict_map.h"
#include "predict/view.h"

enum { TILE_PIXELS = IRD_TILE * IRD_TILE };

/* ---- metadata ---- */

static ird_status open_with(const char *target, const char *bound, const char *range,
                            ird_predictor *predictor) {
    const made_model m = {.channels = "[\"base\", \"switching\"]",
                          .target = target,
                          .bound = bound,
                          .range = range};
    ird_error err = {0};
    ird_surrogate *surrogate = made_model_load(&m, "predict.safetensors");
    ird_status status = ird_predictor_open(predictor, surrogate, &err);
    if (status != IRD_OK) {
        CHECK(strstr(err.text, "made up") != NULL);
    }
    ird_surrogate_free(surrogate);
    return status;
}

#define NINE "3, 3, 3, 3, 3, 3, 3, 3, 3"
#define GOOD_BOUND "{\"factors\": [" NINE ", 3], \"floor\": 0.5}"
#define GOOD_RANGE "{\"base\": [0, 1, 0.5, 1], \"switching\": [0.25, 0.5, 1, 1]}"

static void test_metadata(void) {
    ird_predictor p = {0};
    CHECK(open_with(NULL, NULL, NULL, &p) == IRD_OK);
    CHECK(p.target == IRD_PREDICTS_RELATIVE && !p.has_range && p.bound_factors[0] == 0);
    CHECK(open_with("correction", GOOD_BOUND, GOOD_RANGE, &p) == IRD_OK);
    CHECK(p.target == IRD_PREDICTS_CORRECTION && p.has_range);
    CHECK(p.bound_factors[0] == 3 && p.bound_factors[9] == 3 && p.bound_floor == 0.5);
    CHECK(p.range[1].least_mean == 0.25 && p.range[1].largest_mean == 0.5);
    CHECK(p.range[0].least_top == 0.5 && p.range[0].largest_top == 1);
    CHECK(open_with("drop", NULL, NULL, &p) == IRD_OK);
    CHECK(p.target == IRD_PREDICTS_DROP && !p.has_range && p.bound_factors[0] == 0);
    static const char *const bounds[] = {
        "",
        "3",
        "[3, 0.5]",
        "{\"factors\": 3",
        "{\"factors\": [" NINE ", 3]}",
        "{\"factors\": [" NINE "], \"floor\": 0.5}",
        "{\"floor\": 0.5}",
        "{\"factors\": [" NINE ", -1], \"floor\": 0.5}",
        "{\"factors\": [" NINE ", 3], \"floor\": -1}",
        "{\"factors\": [" NINE ", \"3\"], \"floor\": 0.5}",
        "{\"factors\": [" NINE ", 1e999], \"floor\": 0.5}",
        "{\"factors\": [" NINE ", NaN], \"floor\": 0.5}",
        "{\"factors\": [" NINE ", null], \"floor\": 0.5}",
    };
    static const char *const ranges[] = {
        "[]",
        "{}",
        "{\"base\": [0, 1, 0.5, 1]}",
        "{\"base\": [0, 1, 0.5, 1], \"switching\": [0, 1, 1]}",
        "{\"base\": [0, 1, 0.5, 1], \"switching\": [0, 1, 1, 1, 1]}",
        "{\"base\": [0, 1, 0.5, 1], \"switching\": [0, 1, \"1\", 1]}",
        "{\"base\": [0, 1, 0.5, 1], \"switching\": 1}",
        "{\"base\": [0, 1, 0.5, 1], \"switching\": [0, 1, 1, Infinity]}",
    };
    static const char *const targets[] = {"", "volts", "relative", "Drop", "drop "};
    const ird_predictor before = p;
    for (size_t i = 0; i < sizeof bounds / sizeof *bounds; i++) {
        if (!CHECK(open_with("drop", bounds[i], GOOD_RANGE, &p) == IRD_MODEL_FORMAT)) {
            fprintf(stderr, "    %s\n", bounds[i]);
        }
    }
    for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++) {
        if (!CHECK(open_with("drop", GOOD_BOUND, ranges[i], &p) == IRD_MODEL_FORMAT)) {
            fprintf(stderr, "    %s\n", ranges[i]);
        }
    }
    for (size_t i = 0; i < sizeof targets / sizeof *targets; i++) {
        CHECK(open_with(targets[i], GOOD_BOUND, GOOD_RANGE, &p) == IRD_MODEL_FORMAT);
    }
    CHECK(p.target == before.target && p.surrogate == before.surrogate);
}

static void test_embedded(void) {
    static const char *const names[] = {"paper", "pdn", "pdn3"};
    static const ird_predict_target targets[] = {
        IRD_PREDICTS_RELATIVE, IRD_PREDICTS_CORRECTION, IRD_PREDICTS_DROP};
    for (size_t i = 0; i < 3; i++) {
        ird_surrogate *surrogate = NULL;
        ird_predictor p = {0};
        ird_error err = {0};
        mesh_need(ird_surrogate_embedded(&surrogate, names[i], &err), &err);
        mesh_need(ird_predictor_open(&p, surrogate, &err), &err);
        CHECK(p.target == targets[i]);
        CHECK(p.has_range == (i > 0) && (p.bound_factors[0] > 0) == (i > 0));
        ird_surrogate_free(surrogate);
    }
}

/* ---- one sample ---- */

typedef struct maps {
    double power_grid[TILE_PIXELS], cell_density[TILE_PIXELS], switching[TILE_PIXELS];
    double base[TILE_PIXELS], change[TILE_PIXELS];
    double drop[TILE_PIXELS], bound[TILE_PIXELS];
    double gain[TILE_PIXELS], relative[TILE_PIXELS], spread[TILE_PIXELS];
} maps;

static maps m; /* too large for a stack */

static ird_predict_inputs fill_inputs(void) {
    uint64_t seed = 8;
    for (size_t i = 0; i < TILE_PIXELS; i++) {
        m.power_grid[i] = mesh_random(&seed);
        m.cell_density[i] = mesh_random(&seed);
        m.switching[i] = mesh_random(&seed);
        m.base[i] = mesh_random(&seed);
        m.change[i] = 0.1 * (mesh_random(&seed) - 0.5) * m.base[i];
    }
    ird_pdn_inputs(m.change, IRD_TILE, IRD_TILE, m.gain, m.relative, m.spread);
    return (ird_predict_inputs){.rows = IRD_TILE,
                                .columns = IRD_TILE,
                                .power_grid = m.power_grid,
                                .cell_density = m.cell_density,
                                .switching = m.switching,
                                .base = m.base,
                                .change = m.change,
                                .scale_v = 0.03,
                                .mean_v = 0.02};
}

static double off(const double *got, const double *want) {
    double worst = 0;
    for (size_t i = 0; i < TILE_PIXELS; i++) {
        worst = fmax(worst, fabs(got[i] - want[i]));
    }
    return worst;
}

/* The answer is the channel: its place in the model's own order decides. */
static void test_targets_by_hand(void) {
    const ird_predict_inputs in = fill_inputs();
    static const char *const all =
        "[\"spread\", \"base\", \"change\", \"power_grid\", \"switching\", "
        "\"cell_density\"]";
    const double *shown[] = {m.spread,     m.base,      m.relative,
                             m.power_grid, m.switching, m.cell_density};
    double *want = ird_alloc(TILE_PIXELS, 2 * sizeof *want);
    double *want_bound = want + TILE_PIXELS;
    for (size_t c = 0; c < 18; c++) {
        static const char *const targets[] = {NULL, "correction", "drop"};
        const made_model model = {.channels = all,
                                  .shown = c % 6,
                                  .number = -0.1,
                                  .target = targets[c / 6],
                                  .bound = GOOD_BOUND};
        ird_surrogate *surrogate = made_model_load(&model, "predict.safetensors");
        ird_predictor p = {0};
        ird_error err = {0};
        mesh_need(ird_predictor_open(&p, surrogate, &err), &err);
        mesh_need(ird_predict(&p, &in, m.drop, m.bound, &err), &err);
        double mean = 0;
        for (size_t i = 0; i < TILE_PIXELS; i++) {
            double y = shown[c % 6][i] - 0.1;
            want[i] = c / 6 == 0   ? y
                      : c / 6 == 1 ? fmax(0, (m.base[i] + y * m.gain[i]) * 0.03)
                                   : fmax(0, y) * 0.02;
            mean += want[i] / TILE_PIXELS;
        }
        for (size_t i = 0; i < TILE_PIXELS; i++) {
            want_bound[i] = c / 6 == 0   ? 0
                            : c / 6 == 1 ? 3 * (m.gain[i] + 0.5) * 0.03
                                         : 3 * (want[i] + 0.5 * mean);
        }
        CHECK(off(m.drop, want) < 3e-6); /* single precision */
        CHECK(off(m.bound, want_bound) < 1e-5);
        if (c / 6 == 1) { /* wider, and not below three times 20 mV where gain is 0 */
            ird_predict_inputs wide = in;
            wide.widening = 4;
            wide.least_v = 0.02;
            mesh_need(ird_predict(&p, &wide, m.drop, m.bound, &err), &err);
            for (size_t i = 0; i < TILE_PIXELS; i++) {
                want_bound[i] = 3 * (4 * m.gain[i] * 0.03 + 0.02);
            }
            CHECK(off(m.bound, want_bound) < 1e-5);
        }
        mesh_need(ird_predict(&p, &in, want, NULL, &err), &err);
        CHECK(off(m.drop, want) == 0);
        ird_surrogate_free(surrogate);
    }
    ird_free(want);
}

/* Twice the volts, twice the answer and bound, to the bit. */
static void test_scales_exactly(void) {
    static const char *const names[] = {"pdn", "pdn3"};
    for (size_t k = 0; k < 2; k++) {
        ird_predict_inputs in = fill_inputs();
        ird_surrogate *surrogate = NULL;
        ird_predictor p = {0};
        ird_error err = {0};
        double *first = ird_alloc(TILE_PIXELS, 2 * sizeof *first);
        double *bound = first + TILE_PIXELS;
        mesh_need(ird_surrogate_embedded(&surrogate, names[k], &err), &err);
        mesh_need(ird_predictor_open(&p, surrogate, &err), &err);
        mesh_need(ird_predict(&p, &in, first, bound, &err), &err);
        in.scale_v *= 2;
        in.mean_v *= 2;
        mesh_need(ird_predict(&p, &in, m.drop, m.bound, &err), &err);
        size_t unequal = 0, positive = 0;
        for (size_t i = 0; i < TILE_PIXELS; i++) {
            unequal += m.drop[i] != 2 * first[i] || m.bound[i] != 2 * bound[i];
            positive += m.drop[i] > 0 && m.bound[i] > 0;
        }
        CHECK(unequal == 0);
        CHECK(positive > TILE_PIXELS / 2);
        ird_surrogate_free(surrogate);
        ird_free(first);
    }
}

static void test_channels_that_are_not_there(void) {
    ird_predict_inputs in = fill_inputs();
    ird_error err = {0};
    const made_model models[] = {
        {.channels = "[\"power_grid\", \"temporals\"]", .target = "drop"},
        {.channels = "[\"power_grid\", \"change\"]", .target = "drop"},
        {.channels = "[\"power_grid\", \"base\"]", .target = "drop"}};
    static const char *const told[] = {"temporals", "change", "base"};
    const ird_tiling tiling = {IRD_TILE, IRD_TILE, 1, 0, 0};
    for (size_t i = 0; i < 3; i++) {
        ird_surrogate *surrogate = made_model_load(&models[i], "predict.safetensors");
        ird_predictor p = {0};
        mesh_need(ird_predictor_open(&p, surrogate, &err), &err);
        CHECK((ird_predict(&p, &in, m.drop, m.bound, &err) == IRD_SESSION_CHANNEL) ==
              (i == 0));
        in.base = in.change = NULL; /* as where there is no coarse solution */
        CHECK(ird_predict(&p, &in, m.drop, NULL, &err) == IRD_SESSION_CHANNEL);
        CHECK(strstr(err.text, told[i]) != NULL);
        CHECK(ird_predict_band(&p, &tiling, 0, &in, m.drop, NULL, &err) ==
              IRD_SESSION_CHANNEL);
        in = fill_inputs();
        ird_surrogate_free(surrogate);
    }
}

/* ---- training range ---- */

static const char *outside_of(const char *range, const ird_predict_inputs *in,
                              char *buffer, size_t size) {
    const made_model model = {
        .channels = "[\"base\", \"switching\"]", .target = "drop", .range = range};
    ird_surrogate *surrogate = made_model_load(&model, "predict.safetensors");
    ird_predictor p = {0};
    ird_error err = {0};
    ird_text text = {0};
    mesh_need(ird_predictor_open(&p, surrogate, &err), &err);
    mesh_need(ird_predict_outside(&p, in, &text, &err), &err);
    snprintf(buffer, size, "%s", text.bytes.count > 0 ? ird_text_get(&text) : "");
    ird_text_free(&text);
    ird_surrogate_free(surrogate);
    return buffer;
}

/* base is 0.5 everywhere but 0.75 at one of 64 pixels x 64, switching 0. */
static void test_outside(void) {
    char text[400];
    ird_predict_inputs in = fill_inputs();
    for (size_t i = 0; i < TILE_PIXELS; i++) {
        m.base[i] = 0.5;
        m.switching[i] = 0;
    }
    m.base[77] = 0.75;
    CHECK_TEXT(outside_of(NULL, &in, text, sizeof text), "");
    CHECK_TEXT(outside_of("{\"base\": [0, 1, 0, 1], \"switching\": [0, 1, 0, 1]}", &in,
                          text, sizeof text),
               "");
    CHECK_TEXT(outside_of("{\"base\": [0, 0.25, 0, 1], \"switching\": [0, 1, 0, 1]}", &in,
                          text, sizeof text),
               "base (mean 0.5, trained on 0 to 0.25)");
    CHECK_TEXT(outside_of("{\"base\": [0, 1, 0, 0.5], \"switching\": [0, 1, 0.5, 1]}",
                          &in, text, sizeof text),
               "base (largest 0.75, trained on 0 to 0.5), switching (largest 0, trained "
               "on 0.5 to 1)");
    /* A little beyond is nothing to tell: 2 % of the range. */
    CHECK_TEXT(outside_of("{\"base\": [0, 1, 0, 0.74], \"switching\": [0, 1, 0, 1]}", &in,
                          text, sizeof text),
               "");
    CHECK(strstr(outside_of("{\"base\": [0, 1, 0, 0.73], \"switching\": [0, 1, 0, 1]}",
                            &in, text, sizeof text),
                 "base (largest 0.75") != NULL);
    /* Of the grid: the worst coarse drop over the mean response. */
    in.scale_v = 0.06;
    in.mean_v = 0.01;
    CHECK_TEXT(outside_of("{\"base\": [0, 1, 0, 1], \"switching\": [0, 1, 0, 1], "
                          "\"worst_over_mean\": [1, 4]}",
                          &in, text, sizeof text),
               "worst coarse drop (over mean response 6, trained on 1 to 4)");
}

/* ---- tiles ---- */

/* Every row is in a band; bands are in order, within the map, and at most 64 rows. */
static void test_bands(void) {
    static const size_t sizes[] = {1,  2,  15, 16, 17, 47,  48,
                                   49, 63, 64, 65, 96, 100, 777};
    for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++) {
        for (size_t shift = 0; shift < 48; shift++) {
            const ird_tiling tiling = {sizes[k], 5, 1, shift, 0};
            size_t next = 0, before = 0, bad = 0;
            for (size_t band = 0; band < ird_tiling_bands(&tiling); band++) {
                size_t first, count;
                ird_tiling_rows(&tiling, band, &first, &count);
                bad += count < 1 || count > IRD_TILE || first + count > sizes[k] ||
                       first > next || first < before;
                next = first + count > next ? first + count : next;
                before = first;
            }
            CHECK(bad == 0 && next == sizes[k]);
        }
    }
}

/* A map by tiles, the inputs of each band being its rows of whole maps. */
static void predict_tiled(const ird_predictor *p, const ird_tiling *tiling,
                          const ird_predict_inputs *whole, double *drop, double *bound) {
    ird_error err = {0};
    size_t pixels = tiling->rows * tiling->columns;
    memset(drop, 0, pixels * sizeof *drop);
    memset(bound, 0, pixels * sizeof *bound);
    for (size_t band = 0; band < ird_tiling_bands(tiling); band++) {
        size_t first, count;
        ird_tiling_rows(tiling, band, &first, &count);
        size_t at = first * tiling->columns;
        ird_predict_inputs in = *whole;
        in.rows = count;
        in.power_grid += at;
        in.cell_density += at;
        in.switching += at;
        in.base += at;
        in.change += at;
        mesh_need(ird_predict_band(p, tiling, band, &in, drop, bound, &err), &err);
    }
    ird_tiling_finish(tiling, drop, bound);
}

/* A network that shows its channel gives the map again, whatever the tiles are: of sizes
 * beside 48 and 64, of a row, of a column, smaller than a tile. */
static void test_tiles_show_the_map(void) {
    static const size_t sizes[][2] = {{1, 1},   {1, 200}, {130, 1},   {20, 30}, {64, 64},
                                      {65, 48}, {97, 71}, {112, 113}, {49, 160}};
    static const size_t shifts[][2] = {{0, 0}, {24, 24}, {47, 1}, {13, 40}};
    const made_model model = {
        .channels = "[\"switching\"]",
        .target = "drop",
        .bound = "{\"factors\": [2, 2, 2, 2, 2, 2, 2, 2, 2, 2], \"floor\": 0}"};
    ird_surrogate *surrogate = made_model_load(&model, "predict.safetensors");
    ird_predictor p = {0};
    ird_error err = {0};
    mesh_need(ird_predictor_open(&p, surrogate, &err), &err);
    for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++) {
        size_t count = sizes[k][0] * sizes[k][1];
        double *map = ird_alloc(count, 3 * sizeof *map);
        double *drop = map + count, *bound = drop + count;
        uint64_t seed = k;
        for (size_t i = 0; i < count; i++) {
            map[i] = mesh_random(&seed);
        }
        const ird_predict_inputs in = {.rows = sizes[k][0],
                                       .columns = sizes[k][1],
                                       .power_grid = map,
                                       .cell_density = map,
                                       .switching = map,
                                       .base = map,
                                       .change = map,
                                       .scale_v = 1,
                                       .mean_v = 1};
        for (size_t s = 0; s < 4; s++) {
            const ird_tiling tiling = {sizes[k][0], sizes[k][1], 1 + s % 2, shifts[s][0],
                                       shifts[s][1]};
            predict_tiled(&p, &tiling, &in, drop, bound);
            double worst = 0;
            for (size_t i = 0; i < count; i++) {
                worst = fmax(worst, fabs(drop[i] - map[i]));
                worst = fmax(worst, fabs(bound[i] - 2 * map[i]));
            }
            CHECK(worst < 1e-5);
        }
        ird_free(map);
    }
    ird_surrogate_free(surrogate);
}

/* A network that spreads what it sees to [0, 1] answers for a slope with a sawtooth: tile
 * k begins at 48 k - 16, and its answer i pixels further is i / 63. In the 16 pixels that
 * two tiles share it goes over from (48 + i) / 63 to i / 63 in sixteen equal steps, the
 * first and last one of half the size. */
static void test_blending_by_hand(void) {
    enum { LONG = 208, WIDE = 5 }; /* to where tile 4 begins its ramp */
    const made_model model = {
        .channels = "[\"switching\"]", .target = "drop", .output = "minmax"};
    ird_surrogate *surrogate = made_model_load(&model, "predict.safetensors");
    ird_predictor p = {0};
    ird_error err = {0};
    mesh_need(ird_predictor_open(&p, surrogate, &err), &err);
    for (int standing = 0; standing < 2; standing++) {
        double map[LONG * WIDE], drop[LONG * WIDE], bound[LONG * WIDE];
        size_t rows = standing ? LONG : WIDE, columns = standing ? WIDE : LONG;
        for (size_t i = 0; i < LONG * WIDE; i++) {
            map[i] = (double)(standing ? i / columns : i % columns) / 300;
        }
        const ird_predict_inputs in = {.rows = rows,
                                       .columns = columns,
                                       .power_grid = map,
                                       .cell_density = map,
                                       .switching = map,
                                       .base = map,
                                       .change = map,
                                       .scale_v = 1,
                                       .mean_v = 1};
        const ird_tiling tiling = {rows, columns, 1, 0, 0};
        predict_tiled(&p, &tiling, &in, drop, bound);
        double worst = 0;
        for (size_t at = 48; at < 176; at++) { /* tiles 1 to 3 lie wholly inside */
            double i = (double)((at + 16) % 48);
            double new_part = i < 16 ? (i + 0.5) / 16 : 1;
            double want = new_part * i / 63 + (1 - new_part) * (48 + i) / 63;
            for (size_t k = 0; k < WIDE; k++) {
                double got = drop[standing ? at * columns + k : k * columns + at];
                worst = fmax(worst, fabs(got - want));
            }
        }
        CHECK(worst < 1e-5);
    }
    ird_surrogate_free(surrogate);
}

/* ---- tilings of a real grid by the real models ---- */

typedef struct scene {
    ird_network network;
    ird_factor *factor;
    ird_coarse *coarse;
    ird_wires wires;
    ird_drops drops;
    ird_surrogate *surrogate;
    ird_predictor predictor;
} scene;

static void open_scene(scene *s, const char *model) {
    ird_error err = {0};
    const ird_network *n = &s->network;
    const ird_coarse_options options = {24, IRD_COARSE_SWEEPS, true, IRD_COARSE_ROUNDS,
                                        0};
    mesh_make_rails(&s->network, 161, 123, 77);
    mesh_need(ird_factor_create(&s->factor, n, &ird_coarse_solve_options, NULL, &err),
              &err);
    mesh_need(ird_coarse_create(&s->coarse, s->factor, &options, NULL, &err), &err);
    mesh_need(ird_view_wires(&s->wires, n, s->coarse, &err), &err);
    mesh_need(ird_drops_solve(&s->drops, s->coarse, n, &s->wires, NULL, 0, &err), &err);
    mesh_need(ird_surrogate_embedded(&s->surrogate, model, &err), &err);
    mesh_need(ird_predictor_open(&s->predictor, s->surrogate, &err), &err);
}

static void close_scene(scene *s) {
    ird_surrogate_free(s->surrogate);
    ird_drops_free(&s->drops);
    ird_wires_free(&s->wires);
    ird_coarse_free(s->coarse);
    ird_factor_free(s->factor);
    ird_network_free(&s->network);
}

/* Inputs of a window; free power_grid of them, which holds all. */
static ird_predict_inputs draw_inputs(scene *s, const ird_node_window *window) {
    size_t count = window->rows * window->columns;
    ird_view *view = NULL;
    ird_error err = {0};
    double *all = ird_alloc(5 * count, sizeof *all), most_a = 0;
    mesh_need(
        ird_view_create(&view, &s->network, s->coarse, &s->wires, window, false, &err),
        &err);
    memcpy(all, ird_view_power_grid(view), count * sizeof *all);
    ird_view_draw(view, &s->drops, ird_loads_of(&s->network), all + count,
                  all + 2 * count);
    ird_view_free(view);
    double *current_a = all + 3 * count, *density = all + 4 * count;
    memset(current_a, 0, count * sizeof *all);
    for (size_t i = 0; i < s->network.loads.count; i++) {
        size_t at;
        const ird_load *load = &s->network.loads.items[i];
        if (ird_node_map_pixel(&s->network, (size_t)load->node, window, &at)) {
            current_a[at] += load->ampere;
        }
    }
    for (size_t i = 0; i < count; i++) {
        density[i] = current_a[i] > 0 ? 1 : 0;
        most_a = fmax(most_a, current_a[i]);
    }
    for (size_t i = 0; i < count; i++) {
        current_a[i] /= most_a;
    }
    return (ird_predict_inputs){.rows = window->rows,
                                .columns = window->columns,
                                .power_grid = all,
                                .cell_density = density,
                                .switching = current_a,
                                .base = all + count,
                                .change = all + 2 * count,
                                .scale_v = s->drops.scale_v,
                                .mean_v = 0.01};
}

static void test_two_tilings(void) {
    scene s = {0};
    open_scene(&s, "pdn");
    const ird_node_window window = {0, 0, 160, 122, 122, 160};
    const size_t count = window.rows * window.columns;
    ird_predict_inputs in = draw_inputs(&s, &window);
    double *drop = ird_alloc(4 * count, sizeof *drop), *bound = drop + count;
    double *moved = bound + count, *other_bound = moved + count;
    const ird_tiling tiling = {window.rows, window.columns, 2, 0, 0};
    const ird_tiling shifted = {window.rows, window.columns, 1, 24, 24};
    predict_tiled(&s.predictor, &tiling, &in, drop, bound);
    predict_tiled(&s.predictor, &shifted, &in, moved, other_bound);
    double most = 0, worst = 0;
    for (size_t i = 0; i < count; i++) {
        most = fmax(most, drop[i]);
        worst = fmax(worst, fabs(drop[i] - moved[i]));
    }
    printf("two tilings differ by %.3f %% of the worst drop\n", 100 * worst / most);
    CHECK(most > 0 && worst > 0);
    CHECK(worst < 0.005 * most);
    ird_free(drop);
    ird_free((void *)in.power_grid);
    close_scene(&s);
}

/* ---- from the maps alone ---- */

/* w = 1 + x + 2 y, x and y from 0 to 1 over the die, which is a straight line between
 * pixels; u is 3 and 1. Beyond the middles of the last pixels w stays. */
static void test_whole_by_hand(void) {
    double ratio[TILE_PIXELS], drop[2], bound[2];
    for (size_t i = 0; i < TILE_PIXELS; i++) {
        ratio[i] = 1 + ((double)(i % 64) + 0.5) / 64 + 2 * ((double)(i / 64) + 0.5) / 64;
    }
    const ird_whole whole = {{10, 20, 110, 220}, ratio, 0.2, 0.05};
    const ird_node_window part = {35,  70, 85,
                                  170, 1,  2}; /* middles at x 1/4 + 1/8, ... */
    const double strength[] = {0.25, 0.5};
    ird_whole_draw(&whole, &part, strength, 0.01, drop, bound);
    CHECK_NEAR(drop[0], 0.01 * 3 * (1 + 0.375 + 1), 1e-12);
    CHECK_NEAR(drop[1], 0.01 * 1 * (1 + 0.625 + 1), 1e-12);
    CHECK_NEAR(bound[0], 0.2 * drop[0] + 0.05 * 0.01, 1e-12);
    const ird_node_window corner = {109.9, 219.9, 110, 220, 1, 1};
    ird_whole_draw(&whole, &corner, strength, 0.01, drop, NULL);
    CHECK_NEAR(drop[0], 0.01 * 3 * (4 - 1.5 / 64), 1e-12);
}

/* Of the whole die in 64 x 64 pixels it is the network's own answer; a quarter of the die
 * in half as many has the same pixels; twice the currents elsewhere count. */
static void test_whole_of_a_model(void) {
    scene s = {0};
    ird_error err = {0};
    open_scene(&s, "pdn3");
    const ird_rect_um die = {0, 0, 160, 122};
    const ird_node_window window = {0, 0, 160, 122, 64, 64};
    const ird_node_window part = {80, 61, 160, 122, 32, 32};
    ird_predict_inputs in = draw_inputs(&s, &window), near = draw_inputs(&s, &part);
    ird_whole whole = {0};
    double *drop = ird_alloc(TILE_PIXELS, 2 * sizeof *drop);
    double *bound = drop + TILE_PIXELS, most = 0, apart = 0;
    mesh_need(ird_predict(&s.predictor, &in, m.drop, m.bound, &err), &err);
    mesh_need(ird_whole_make(&whole, &s.predictor, &in, die, &err), &err);
    ird_whole_draw(&whole, &window, in.power_grid, in.mean_v, drop, bound);
    for (size_t i = 0; i < TILE_PIXELS; i++) {
        most = fmax(most, m.drop[i]);
    }
    CHECK(most > 0);
    CHECK(off(drop, m.drop) < 1e-9 * most && off(bound, m.bound) < 1e-9 * most);
    ird_whole_draw(&whole, &part, near.power_grid, in.mean_v, drop, NULL);
    for (size_t i = 0; i < 32 * 32; i++) {
        double there = m.drop[(32 + i / 32) * 64 + 32 + i % 32];
        apart = fmax(apart, fabs(drop[i] - there));
    }
    CHECK(apart < 1e-9 * most);
    ird_whole_free(&whole);
    ird_free(drop);
    ird_free((void *)in.power_grid);
    ird_free((void *)near.power_grid);
    close_scene(&s);
}

/* At the pixels of the whole-die map tiles give nearly the same as one sample. */
static void test_tiles_and_one_sample(void) {
    scene s = {0};
    ird_error err = {0};
    open_scene(&s, "pdn");
    const ird_node_window window = {0, 0, 160, 122, 64, 64};
    ird_predict_inputs in = draw_inputs(&s, &window);
    const ird_tiling tiling = {64, 64, 1, 0, 0};
    double *drop = ird_alloc(TILE_PIXELS, 2 * sizeof *drop);
    predict_tiled(&s.predictor, &tiling, &in, drop, drop + TILE_PIXELS);
    mesh_need(ird_predict(&s.predictor, &in, m.drop, m.bound, &err), &err);
    double most = 0;
    for (size_t i = 0; i < TILE_PIXELS; i++) {
        most = fmax(most, m.drop[i]);
    }
    printf("tiles and one sample differ by %.3f %% of the worst drop\n",
           100 * off(drop, m.drop) / most);
    CHECK(off(drop, m.drop) < 0.01 * most);
    CHECK(off(drop, m.drop) > 0);
    ird_free(drop);
    ird_free((void *)in.power_grid);
    close_scene(&s);
}

/* Three of four pixels are within the bound of a prediction; the worst is off by 2 mV. */
static void test_verification_by_hand(void) {
    double map_v[] = {0.010, 0.020, 0.030, 0.040},
           exact_v[] = {0.011, 0.020, 0.030, 0.042};
    double bound_v[] = {0.002, 0.001, 0.001, 0.001};
    const ird_map map = {.rows = 2,
                         .columns = 2,
                         .window = {0, 0, 20, 20},
                         .unit = IRD_UNIT_VOLT,
                         .values = map_v};
    ird_map bound = map, exact = map;
    ird_prediction_facts facts = {0};
    bound.values = bound_v;
    exact.values = exact_v;
    ird_prediction_summarise(&facts, &map, &bound);
    CHECK_NEAR(facts.worst_v, 0.040, 0);
    CHECK_NEAR(facts.average_v, 0.025, 1e-15);
    CHECK_NEAR(facts.worst_at.x_um, 15, 1e-12);
    CHECK_NEAR(facts.worst_at.y_um, 15, 1e-12);
    CHECK_NEAR(facts.worst_bound_v, 0.001, 0);
    CHECK_NEAR(facts.average_bound_v, 0.00125, 1e-15);
    CHECK(ird_prediction_verify(&facts, &map, &bound, &exact, NULL) == IRD_OK);
    CHECK(facts.is_verified);
    CHECK_NEAR(facts.verified_worst_v, 0.042, 0);
    CHECK_NEAR(facts.within_bound, 0.75, 0);
}

int main(void) {
    RUN(test_metadata);
    RUN(test_embedded);
    RUN(test_targets_by_hand);
    RUN(test_scales_exactly);
    RUN(test_channels_that_are_not_there);
    RUN(test_outside);
    RUN(test_bands);
    RUN(test_tiles_show_the_map);
    RUN(test_blending_by_hand);
    RUN(test_two_tilings);
    RUN(test_whole_by_hand);
    RUN(test_whole_of_a_model);
    RUN(test_tiles_and_one_sample);
    RUN(test_verification_by_hand);
    return check_summary("predict");
}
