/* SPDX-License-Identifier: BSD-3-Clause */
#include "world/samples.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "channels/network_loads.h"
#include "model/net/tensor_file.h"
#include "predict/view.h"
#include "world/draw.h"
#include "world/softness.h"
#include "world/world.h"

static const char *const doing = "making training samples";

#define SAMPLE_STREAM UINT64_C(0x73616d706c65)
#define ORDINARY_STREAM UINT64_C(0x6f7264696e6172)
/* Where the floorplan that was drawn is not of the kind that is wanted. */
#define NEXT_OF_ITS_OWN (UINT64_C(1) << 32)
enum { SIDE = IRD_GRID_SIDE, PIXELS = SIDE * SIDE, JUDGED = 4 };

/* In the order of ird_grid_map_names. */
enum { POWER_GRID, CELL_DENSITY, SWITCHING, BASE, CHANGE, LOCAL, DISTANCE, WORST, MEAN };

void ird_samples_free(ird_samples *samples) {
    if (samples != NULL) {
        ird_free(samples->maps);
        ird_free(samples->scale);
        memset(samples, 0, sizeof *samples);
    }
}

/* What is made once for a floorplan. */
typedef struct stage {
    ird_samples_kind kind;
    ird_world world;
    bool is_ordinary;
    ird_random random;
    ird_grid grid;
    ird_factor *exact, *merged;
    ird_coarse *coarse;
    ird_wires wires;
    bool hides_cells; /* density and switching as of a network without cells */
    ird_power power;
    ird_solution solution;
    ird_drops drops;
    double values[3][PIXELS]; /* scratch */
} stage;

static void stage_close(stage *s) {
    ird_drops_free(&s->drops);
    ird_solution_free(&s->solution);
    ird_power_free(&s->power);
    ird_wires_free(&s->wires);
    ird_coarse_free(s->coarse);
    ird_factor_free(s->merged);
    ird_factor_free(s->exact);
    ird_grid_free(&s->grid);
    ird_world_free(&s->world);
    ird_free(s);
}

/* Up to WEAKEST times the resistance of the rails, less on the way up. On a die of many
 * more cells than these and with as many more sources, a cell hangs on what is around it:
 * so it is told with few cells. */
static void weaken_rails(stage *s) {
    static const double WEAKEST = 100;
    ird_world *w = &s->world;
    double factor =
        ird_draw_chance(&s->random, 0.75) ? ird_draw_log(&s->random, 1, WEAKEST) : 1;
    size_t count = w->facts.layer_count;
    for (size_t g = 0; g + 1 < count; g++) {
        double here = pow(factor, 1 - (double)g / (double)(count - 1));
        ird_layer *metal = &w->tech.layers.items[w->facts.layers[g].layer];
        metal[0].sheet_ohm *= here;
        metal[1].cut_ohm *= here; /* to the next metal */
    }
}

/* The most cuts of a via from this metal to the next. */
static double most_cuts(const ird_design *design, int32_t metal) {
    int32_t most = 1;
    for (size_t i = 0; i < design->design_vias.count; i++) {
        const ird_design_via *via = &design->design_vias.items[i];
        most = via->bottom == metal && via->cut_count > most ? via->cut_count : most;
    }
    return (double)most;
}

/* As flows draw them: each layer of wires several times stronger than the one below, and
 * few, small vias between, so that most of the drop may be in vias and lower layers. */
static void draw_resistances(stage *s) {
    ird_world *w = &s->world;
    ird_random *random = &s->random;
    ird_layer *layers = w->tech.layers.items;
    double wire_ohm_um = ird_draw_log(random, 0.7, 6);
    double via_ohm = ird_draw_log(random, 4, 40);
    for (size_t g = 0; g < w->facts.layer_count; g++) {
        const ird_world_layer *on = &w->facts.layers[g];
        bool is_top = g + 1 == w->facts.layer_count;
        int32_t next = is_top ? on->layer : w->facts.layers[g + 1].layer;
        double width_um = (double)on->width_dbu / (double)w->design.units;
        layers[on->layer].sheet_ohm = wire_ohm_um * width_um;
        for (int32_t k = on->layer; k < next; k += 2) { /* a stack */
            layers[k + 1].cut_ohm = via_ohm * most_cuts(&w->design, k);
        }
        wire_ohm_um /= ird_draw_log(random, 2.5, 12);
        via_ohm *= ird_draw_log(random, 0.3, 1.2);
    }
}

static ird_status redraw_resistances(stage *s, ird_error *err) {
    if (s->is_ordinary) {
        draw_resistances(s);
    } else {
        weaken_rails(s);
    }
    ird_layer_rc_free(&s->world.rc);
    return ird_layer_rc_build(&s->world.rc, &s->world.tech, NULL, err);
}

/* Regular all over and fed in many places, as most of what a flow draws. */
static bool is_ordinary(const ird_world *world) {
    static const unsigned ODD = IRD_WORLD_ZONES | IRD_WORLD_MISSING_STRIPES |
                                IRD_WORLD_CUT_STRIPES | IRD_WORLD_MISSING_VIAS |
                                IRD_WORLD_BARE_REGION | IRD_WORLD_LOOSE_RAILS |
                                IRD_WORLD_RINGS;
    const ird_world_facts *facts = &world->facts;
    return (facts->features & ODD) == 0 && facts->layer_count >= 3 &&
           world->design.components.count >= 2000 && facts->source != IRD_WORLD_FEW &&
           facts->source != IRD_WORLD_CORNER;
}

/* Floorplan number index of the kind that is wanted: the next of its own that is. */
static ird_status make_world(stage *s, uint64_t seed, uint64_t *index, ird_error *err) {
    IRD_TRY(ird_world_make(&s->world, seed, *index, err));
    while (s->is_ordinary && !is_ordinary(&s->world)) {
        ird_world_free(&s->world);
        *index += NEXT_OF_ITS_OWN;
        IRD_TRY(ird_world_make(&s->world, seed, *index, err));
    }
    return IRD_OK;
}

/* From floorplan index on, which is set to the one that is taken. */
static ird_status stage_open(stage *s, uint64_t seed, uint64_t *index, ird_error *err) {
    s->random = ird_random_stream(seed ^ SAMPLE_STREAM, *index);
    IRD_TRY(make_world(s, seed, index, err));
    if (s->kind == IRD_SAMPLES_PDN3) {
        IRD_TRY(redraw_resistances(s, err));
    }
    IRD_TRY(ird_world_power(&s->power, &s->world, 0, err));
    const ird_extract_options options = ird_world_options(&s->world);
    IRD_TRY(ird_extract(&s->grid, &s->world.design, &s->world.tech, &s->world.rc,
                        &s->power, &options, NULL, err));
    IRD_TRY(
        ird_factor_create(&s->exact, &s->grid.network, &ird_solve_defaults, NULL, err));
    IRD_TRY(ird_factor_create(&s->merged, &s->grid.network, &ird_coarse_solve_options,
                              NULL, err));
    double kind = ird_random_uniform(&s->random, 0, 1);
    ird_coarse_options coarse = ird_coarse_defaults;
    coarse.cells = kind < 0.4 ? 64 : kind < 0.7 ? 32 : 16;
    coarse.is_calibrated = ird_draw_chance(&s->random, 0.75);
    s->hides_cells = ird_draw_chance(&s->random, 0.4);
    if (s->kind == IRD_SAMPLES_PDN3) { /* for its exact uniform response alone */
        coarse = (ird_coarse_options){.cells = 16, .is_calibrated = true};
    }
    IRD_TRY(ird_coarse_create(&s->coarse, s->merged, &coarse, NULL, err));
    return ird_view_wires(&s->wires, &s->grid.network, s->coarse, err);
}

/* Currents of the pattern, solved exactly and coarsely. */
static ird_status stage_solve(stage *s, uint64_t pattern, ird_error *err) {
    const ird_world *w = &s->world;
    IRD_TRY(ird_world_power(&s->power, w, pattern, err));
    IRD_TRY(ird_grid_set_power(&s->grid, &w->design, &w->tech, &s->power, err));
    ird_solution_free(&s->solution);
    IRD_TRY(ird_solve(&s->solution, s->exact, NULL, 0, err));
    if (s->kind == IRD_SAMPLES_PDN3) {
        s->drops.scale_v = s->solution.worst_drop_v;
        return IRD_OK;
    }
    return ird_drops_solve(&s->drops, s->coarse, &s->grid.network, &s->wires, NULL, 0,
                           err);
}

static void keep(float *maps, int map, const double *values) {
    for (size_t i = 0; i < PIXELS; i++) {
        maps[(size_t)map * PIXELS + i] = (float)values[i];
    }
}

static ird_status draw_cells(stage *s, const ird_raster_options *options, bool draws_grid,
                             float *maps, ird_error *err) {
    const ird_world *w = &s->world;
    const ird_network *network = &s->grid.network;
    ird_raster raster = {0};
    ird_grid_strength_info info;
    ird_status status = s->hides_cells
                            ? ird_rasterize_loads(&raster, network, network->loads.items,
                                                  network->loads.count, options, err)
                            : ird_rasterize_cells(&raster, &w->design, &w->tech,
                                                  &s->power, options, NULL, err);
    if (status == IRD_OK) {
        keep(maps, CELL_DENSITY, raster.cell_density.values);
        keep(maps, SWITCHING, raster.switching.values);
    }
    if (status == IRD_OK && draws_grid) {
        status = ird_grid_strength(&raster.power_grid, &info, &w->design, &w->tech,
                                   w->net, err);
        keep(maps, LOCAL, raster.power_grid.values);
    }
    ird_raster_free(&raster);
    return status;
}

/* The mean drop of the loads in each pixel; without one what it had. */
static void draw_mean(const stage *s, const ird_node_window *window, double *count,
                      double *mean) {
    const ird_drawing_loads loads = ird_loads_of(&s->grid.network);
    memset(count, 0, PIXELS * sizeof *count);
    for (size_t i = 0; i < loads.count; i++) {
        size_t at, node = (size_t)loads.items[i].node;
        double there_v = s->solution.drop_v[node];
        if (!isnan(there_v) && ird_node_map_pixel(&s->grid.network, node, window, &at)) {
            mean[at] = (count[at] > 0 ? mean[at] : 0) + there_v;
            count[at]++;
        }
    }
    for (size_t i = 0; i < PIXELS; i++) {
        mean[i] /= fmax(count[i], 1);
    }
}

/* Labels over the scale of base. */
static ird_status draw_labels(stage *s, ird_view *view, float *maps, ird_error *err) {
    const ird_network *network = &s->grid.network;
    double *worst = s->values[0], *mean = s->values[1];
    /* Where no connected cell draws anything there is no scale, and nothing to scale. */
    double scale_v = s->drops.scale_v > 0 ? s->drops.scale_v : 1;
    ird_view_draw_v(view, s->solution.drop_v, ird_loads_of(network),
                    s->solution.worst_drop_v, worst);
    IRD_TRY(ird_node_map_pixels(network, s->solution.drop_v, ird_node_map_layer(network),
                                ird_view_window(view), NULL, mean, err));
    draw_mean(s, ird_view_window(view), s->values[2], mean);
    for (size_t i = 0; i < PIXELS; i++) {
        mean[i] = (isnan(mean[i]) ? worst[i] : mean[i]) / scale_v;
        worst[i] /= scale_v;
    }
    keep(maps, WORST, worst);
    keep(maps, MEAN, mean);
    return IRD_OK;
}

/* Maps of the grid alone, that another sample of the window has. */
static void copy_grid(float *maps, const float *same) {
    static const int of_grid[] = {POWER_GRID, LOCAL, DISTANCE};
    for (size_t i = 0; i < sizeof of_grid / sizeof *of_grid; i++) {
        size_t at = (size_t)of_grid[i] * PIXELS;
        memcpy(maps + at, same + at, PIXELS * sizeof *maps);
    }
}

/* All maps of one sample, of the pattern that was solved last. same: the maps of another
 * sample of the same window, or NULL. */
static ird_status draw(stage *s, ird_view *view, ird_rect_um window, const float *same,
                       float *maps, ird_error *err) {
    const ird_world *w = &s->world;
    const ird_raster_options options = {
        .size = SIDE, .window = window, .net = w->net, .supply_v = w->supply_v};
    IRD_TRY(draw_cells(s, &options, same == NULL, maps, err));
    if (same != NULL) {
        copy_grid(maps, same);
    } else {
        keep(maps, POWER_GRID, ird_view_power_grid(view));
        ird_view_distance(&s->grid.network, hypot(w->facts.die_x_um, w->facts.die_y_um),
                          ird_view_window(view), s->values[0]);
        keep(maps, DISTANCE, s->values[0]);
    }
    if (s->kind == IRD_SAMPLES_PDN) {
        ird_view_draw(view, &s->drops, ird_loads_of(&s->grid.network), s->values[0],
                      s->values[1]);
        keep(maps, BASE, s->values[0]);
        keep(maps, CHANGE, s->values[1]);
    }
    return draw_labels(s, view, maps, err);
}

static ird_status open_view(stage *s, const ird_rect_um *window, ird_view **view,
                            ird_error *err) {
    const ird_node_window w = ird_node_window_of(*window, SIDE, SIDE);
    return ird_view_create(view, &s->grid.network, s->coarse, &s->wires, &w, false, err);
}

/* A square of 0.1 to 0.7 times the longer side, its middle on the die. */
static ird_rect_um draw_close(ird_random *random, const ird_world_facts *facts) {
    double side = fmax(facts->die_x_um, facts->die_y_um) * ird_draw_log(random, 0.1, 0.7);
    double x = ird_random_uniform(random, 0, facts->die_x_um) - side / 2;
    double y = ird_random_uniform(random, 0, facts->die_y_um) - side / 2;
    return (ird_rect_um){x, y, x + side, y + side};
}

static float scale_of(const stage *s) {
    double mean_v =
        s->solution.total_current_a * ird_coarse_get_info(s->coarse).r_char_ohm;
    return mean_v > 0 ? (float)(s->drops.scale_v / mean_v) : 0;
}

/* A window for every other pattern of the calibrated model. */
static bool has_close(const stage *s, size_t pattern) {
    return s->kind == IRD_SAMPLES_PDN && pattern % 2 == 0;
}

static ird_status draw_near(stage *s, float *maps, ird_error *err) {
    ird_rect_um window = draw_close(&s->random, &s->world.facts);
    ird_view *view = NULL;
    ird_status status = open_view(s, &window, &view, err);
    if (status == IRD_OK) {
        status = draw(s, view, window, NULL, maps, err);
    }
    ird_view_free(view);
    return status;
}

/* An ordinary floorplan whose grid is not soft is not taken: that is seen by its first
 * samples, and the others are not made then. */
static ird_status judge(const stage *s, const ird_samples *samples, size_t made,
                        bool *is_taken, ird_error *err) {
    return s->is_ordinary && made == JUDGED
               ? ird_grid_is_soft(is_taken, samples->maps, samples->scale, JUDGED, err)
               : IRD_OK;
}

static ird_status draw_all(stage *s, ird_samples *samples, bool *is_taken,
                           ird_error *err) {
    const ird_world_facts *facts = &s->world.facts;
    const ird_rect_um die = {0, 0, facts->die_x_um, facts->die_y_um};
    const size_t size = (size_t)IRD_GRID_MAPS * PIXELS;
    ird_view *whole = NULL;
    ird_status status = open_view(s, &die, &whole, err);
    *is_taken = true;
    for (size_t i = 0, made = 0; status == IRD_OK && *is_taken && made < samples->count;
         i++) {
        status = stage_solve(s, i, err);
        if (status == IRD_OK) {
            status = draw(s, whole, die, i > 0 ? samples->maps : NULL,
                          samples->maps + made * size, err);
            samples->scale[made++] = scale_of(s);
        }
        if (status == IRD_OK) {
            status = judge(s, samples, made, is_taken, err);
        }
        if (status == IRD_OK && has_close(s, i)) {
            status = draw_near(s, samples->maps + made * size, err);
            samples->scale[made++] = scale_of(s);
        }
    }
    ird_view_free(whole);
    return status;
}

/* Whether floorplan index is to be an ordinary one. */
static bool wants_ordinary(ird_samples_kind kind, uint64_t seed, uint64_t index) {
    static const double ORDINARY = 0.75;
    ird_random random = ird_random_stream(seed ^ ORDINARY_STREAM, index);
    return kind == IRD_SAMPLES_PDN3 && ird_draw_chance(&random, ORDINARY);
}

/* The samples of one floorplan, as far as it is taken. */
static ird_status make_one(ird_samples *made, ird_samples_kind kind, bool wants,
                           uint64_t seed, uint64_t *index, bool *is_taken,
                           ird_error *err) {
    stage *s = ird_alloc_zero(1, sizeof *s);
    if (s == NULL) {
        return ird_fail_memory(err, doing);
    }
    s->kind = kind;
    s->is_ordinary = wants;
    ird_status status = stage_open(s, seed, index, err);
    if (status == IRD_OK) {
        status = draw_all(s, made, is_taken, err);
    }
    stage_close(s);
    return status;
}

ird_status ird_samples_make(ird_samples *samples, ird_samples_kind kind, uint64_t seed,
                            uint64_t index, ird_error *err) {
    size_t count = kind == IRD_SAMPLES_PDN ? IRD_SAMPLES : IRD_ALONE_SAMPLES;
    ird_samples made = {.count = count};
    bool is_taken = false, wants = wants_ordinary(kind, seed, index);
    made.maps = ird_alloc_zero(count * IRD_GRID_MAPS, PIXELS * sizeof *made.maps);
    made.scale = ird_alloc(count, sizeof *made.scale);
    ird_status status = IRD_OK;
    if (made.maps == NULL || made.scale == NULL) {
        status = ird_fail_memory(err, doing);
    }
    while (status == IRD_OK && !is_taken) {
        status = make_one(&made, kind, wants, seed, &index, &is_taken, err);
        index += NEXT_OF_ITS_OWN;
    }
    if (status != IRD_OK) {
        ird_samples_free(&made);
        return status;
    }
    *samples = made;
    return IRD_OK;
}

ird_status ird_samples_write(const char *directory, ird_samples_kind kind, uint64_t seed,
                             uint64_t index, ird_error *err) {
    char path[4096], number[2][24];
    int size = snprintf(path, sizeof path, "%s/grid_%06" PRIu64 ".safetensors", directory,
                        index);
    if (size < 0 || (size_t)size >= sizeof path) {
        return ird_fail(err, IRD_FILE_WRITE, "the name of the folder is too long");
    }
    if (access(path, F_OK) == 0) {
        return IRD_OK;
    }
    ird_samples samples = {0};
    ird_status made = ird_samples_make(&samples, kind, seed, index, err);
    if (made == IRD_NETWORK_LAYER || made == IRD_SOLVE_NO_SOURCE) {
        return IRD_OK; /* no source feeds any cell: nothing to learn from */
    }
    if (made != IRD_OK) {
        return made;
    }
    snprintf(number[0], sizeof number[0], "%" PRIu64, seed);
    snprintf(number[1], sizeof number[1], "%" PRIu64, index);
    const ird_named_tensor tensors[] = {
        {"maps",
         4,
         {samples.count, IRD_GRID_MAPS, SIDE, SIDE},
         samples.count * IRD_GRID_MAPS * PIXELS,
         samples.maps},
        {"scale", 1, {samples.count}, samples.count, samples.scale},
    };
    const ird_metadata_pair metadata[] = {{"seed", number[0]}, {"index", number[1]}};
    ird_status status = ird_tensor_file_write(path, tensors, 2, metadata, 2, err);
    ird_samples_free(&samples);
    return status;
}
