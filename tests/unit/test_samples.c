/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Training samples of the calibrated model: the same whoever makes them, sound numbers,
 * and labels that an exact solution made here gives again.
 */
#include "between.h"
#include "check.h"
#include "mesh.h"

#include "base/input.h"
#include "coarse/coarse.h"
#include "channels/network_loads.h"
#include "model/net/tensor_file.h"
#include "raster/node_map.h"
#include "world/samples.h"
#include "world/world.h"

enum { SEED = 5, FLOORPLANS = 5, SIDE = IRD_GRID_SIDE, PIXELS = SIDE * SIDE };

/* The last one has a coarse network that is not calibrated, which one in four has. */
static const uint64_t floorplans[FLOORPLANS] = {0, 1, 3, 5, 17};

static ird_samples all[FLOORPLANS]; /* of those, made once */

/* Sample of whole die number i, the close ones standing between. */
static const size_t whole_at[IRD_WHOLE] = {0, 2, 3, 5, 6, 8};

static const float *map_of(const ird_samples *s, size_t sample, const char *name) {
    size_t map = 0;
    while (strcmp(ird_grid_map_names[map], name) != 0) {
        map++;
    }
    return s->maps + (sample * IRD_GRID_MAPS + map) * PIXELS;
}

static ird_samples make(uint64_t seed, uint64_t index) {
    ird_samples samples = {0};
    ird_error err = {0};
    mesh_need(ird_samples_make(&samples, IRD_SAMPLES_PDN, seed, index, &err), &err);
    return samples;
}

static void test_reproducible(void) {
    ird_samples a = make(SEED, 3), b = make(SEED, 3), c = make(SEED + 1, 3);
    size_t bytes = (size_t)IRD_SAMPLES * IRD_GRID_MAPS * PIXELS * sizeof *a.maps;
    CHECK(memcmp(a.maps, b.maps, bytes) == 0);
    CHECK(memcmp(a.scale, b.scale, IRD_SAMPLES * sizeof *a.scale) == 0);
    CHECK(memcmp(a.maps, c.maps, bytes) != 0);
    ird_samples_free(&a);
    ird_samples_free(&b);
    ird_samples_free(&c);
    CHECK(a.maps == NULL && a.scale == NULL);
}

static void find_range(const float *map, double *least, double *most) {
    *least = INFINITY;
    *most = -INFINITY;
    for (size_t i = 0; i < PIXELS; i++) {
        *least = fmin(*least, (double)map[i]);
        *most = fmax(*most, (double)map[i]);
    }
}

static double difference_of(const float *a, const float *b) {
    double most = 0;
    for (size_t i = 0; i < PIXELS; i++) {
        most = fmax(most, fabs((double)a[i] - (double)b[i]));
    }
    return most;
}

/* Ranges that each map keeps. Whole dies hold the worst node, so that base has a 1. */
static void check_ranges(const ird_samples *s) {
    double least, most;
    bool is_finite = true;
    for (size_t i = 0; i < (size_t)IRD_SAMPLES * IRD_GRID_MAPS * PIXELS; i++) {
        is_finite = is_finite && isfinite(s->maps[i]);
    }
    CHECK(is_finite);
    for (size_t k = 0; k < IRD_SAMPLES; k++) {
        CHECK(isfinite(s->scale[k]) && s->scale[k] > 0);
        static const char *const shares[] = {"cell_density", "switching",  "base",
                                             "distance",     "power_grid", "local"};
        for (size_t i = 0; i < sizeof shares / sizeof *shares; i++) {
            find_range(map_of(s, k, shares[i]), &least, &most);
            if (!CHECK(least >= 0 && most <= 1)) {
                fprintf(stderr, "    %s %.9g %.9g sample %zu\n", shares[i], least, most,
                        k);
            }
        }
        find_range(map_of(s, k, "worst"), &least, &most);
        CHECK(least >= 0 && most > 0);
        size_t above = 0;
        for (size_t i = 0; i < PIXELS; i++) {
            above += map_of(s, k, "mean")[i] > map_of(s, k, "worst")[i] * 1.000001F;
        }
        CHECK(above == 0);
    }
    for (size_t i = 0; i < IRD_WHOLE; i++) {
        find_range(map_of(s, whole_at[i], "base"), &least, &most);
        CHECK_NEAR(most, 1, 0);
        find_range(map_of(s, whole_at[i], "switching"), &least, &most);
        CHECK_NEAR(most, 1, 1e-7);
    }
}

static void test_ranges(void) {
    for (size_t at = 0; at < FLOORPLANS; at++) {
        check_ranges(&all[at]);
    }
}

/* ---- labels ---- */

/* The floorplan with its exact drops, made here. */
typedef struct scene {
    ird_world world;
    ird_power power;
    ird_grid grid;
    ird_solution solution;
    double worst[PIXELS], mean[PIXELS], between[PIXELS];
} scene;

static void open_scene(scene *s, uint64_t index) {
    ird_error err = {0};
    mesh_need(ird_world_make(&s->world, SEED, index, &err), &err);
    mesh_need(ird_world_power(&s->power, &s->world, 0, &err), &err);
    const ird_extract_options options = ird_world_options(&s->world);
    mesh_need(ird_extract(&s->grid, &s->world.design, &s->world.tech, &s->world.rc,
                          &s->power, &options, NULL, &err),
              &err);
}

static void close_scene(scene *s) {
    ird_solution_free(&s->solution);
    ird_grid_free(&s->grid);
    ird_power_free(&s->power);
    ird_world_free(&s->world);
}

static ird_node_window die_of(const scene *s) {
    return (ird_node_window){0,    0,   s->world.facts.die_x_um, s->world.facts.die_y_um,
                             SIDE, SIDE};
}

/* The worst and the mean load of pixels that have any. */
static void put_loads(scene *s, const double *drop_v) {
    const ird_network *n = &s->grid.network;
    const ird_node_window die = die_of(s);
    size_t count[PIXELS] = {0};
    for (size_t i = 0; i < n->loads.count; i++) {
        size_t at, node = (size_t)n->loads.items[i].node;
        if (isnan(drop_v[node]) || !ird_node_map_pixel(n, node, &die, &at)) {
            continue;
        }
        bool is_first = count[at]++ == 0;
        s->worst[at] = is_first ? drop_v[node] : fmax(s->worst[at], drop_v[node]);
        s->mean[at] = is_first ? drop_v[node] : s->mean[at] + drop_v[node];
    }
    for (size_t i = 0; i < PIXELS; i++) {
        s->mean[i] /= count[i] > 0 ? (double)count[i] : 1;
    }
}

/* Drops as maps in V: the worst and the mean load or node of a pixel, elsewhere the
 * spline within its wires, which most_v cuts. */
static void draw(scene *s, const double *drop_v, bool with_loads, double most_v) {
    ird_error err = {0};
    const ird_network *n = &s->grid.network;
    const ird_node_window die = die_of(s);
    double x_um[SIDE], y_um[SIDE];
    for (size_t i = 0; i < SIDE; i++) {
        x_um[i] = die.x1_um * ((double)i + 0.5) / SIDE;
        y_um[i] = die.y1_um * ((double)i + 0.5) / SIDE;
    }
    int32_t layer = ird_node_map_layer(n);
    mesh_need(ird_node_map_pixels(n, drop_v, layer, &die, s->worst, s->mean, &err), &err);
    mesh_need(
        ird_node_map_sample(n, drop_v, layer, x_um, SIDE, y_um, SIDE, s->between, &err),
        &err);
    ird_wires wires = {0};
    mesh_need(ird_wires_collect(&wires, n, drop_v, layer, &err), &err);
    for (size_t i = 0; i < PIXELS; i++) {
        double between_v =
            between_wires(&wires, x_um[i % SIDE], y_um[i / SIDE], s->between[i]);
        between_v = fmin(between_v, most_v);
        s->worst[i] = isnan(s->worst[i]) ? between_v : s->worst[i];
        s->mean[i] = isnan(s->mean[i]) ? between_v : s->mean[i];
    }
    ird_wires_free(&wires);
    if (with_loads) {
        put_loads(s, drop_v);
    }
}

static void solve_pattern(scene *s, uint64_t pattern) {
    ird_error err = {0};
    const ird_world *w = &s->world;
    ird_power_free(&s->power);
    ird_solution_free(&s->solution);
    s->power = (ird_power){0};
    mesh_need(ird_world_power(&s->power, w, pattern, &err), &err);
    mesh_need(ird_grid_set_power(&s->grid, &w->design, &w->tech, &s->power, &err), &err);
    s->solution = mesh_solve(&s->grid.network, NULL, 0);
    draw(s, s->solution.drop_v, true, s->solution.worst_drop_v);
}

/* Largest difference of the map times factor from what is wanted, over its largest. */
static double difference(const float *map, double factor, const double *want) {
    double off = 0, most = 0;
    for (size_t i = 0; i < PIXELS; i++) {
        off = fmax(off, fabs((double)map[i] * factor - want[i]));
        most = fmax(most, want[i]);
    }
    return off / most;
}

/* Mean response by the exact solver with pin links merged: by which scale makes volts. */
static double mean_response(const ird_network *n, double *drop_v) {
    ird_uniform_loads uniform = {0};
    ird_factor *factor = NULL;
    ird_solution solution = {0};
    ird_error err = {0};
    double sum = 0, weight = 0;
    mesh_need(ird_uniform_loads_make(&uniform, n, &err), &err);
    mesh_need(ird_factor_create(&factor, n, &ird_coarse_solve_options, NULL, &err), &err);
    mesh_need(
        ird_solve(&solution, factor, uniform.loads.items, uniform.loads.count, &err),
        &err);
    for (size_t i = 0; i < uniform.loads.count; i++) {
        const ird_load *load = &uniform.loads.items[i];
        if (!isnan(solution.drop_v[load->node])) {
            sum += fabs(load->ampere) * solution.drop_v[load->node];
            weight += fabs(load->ampere);
        }
    }
    memcpy(drop_v, solution.drop_v, n->nodes.count * sizeof *drop_v);
    ird_solution_free(&solution);
    ird_factor_free(factor);
    ird_uniform_loads_free(&uniform);
    return sum / weight;
}

/* Labels are the exact drops up to one factor a sample, which is scale I R where the
 * coarse network was calibrated, as three in four are; power_grid follows from the exact
 * response then. */
static void test_labels(void) {
    size_t calibrated = 0;
    for (size_t at = 0; at < FLOORPLANS; at++) {
        uint64_t index = floorplans[at];
        scene *s = calloc(1, sizeof *s);
        const ird_samples samples = all[at];
        open_scene(s, index);
        double *response = ird_alloc(s->grid.network.nodes.count, sizeof *response);
        double ohm = mean_response(&s->grid.network, response), off = 0, factor_off = 0;
        for (size_t i = 0; i < IRD_WHOLE; i++) {
            const float *worst = map_of(&samples, whole_at[i], "worst");
            const float *mean = map_of(&samples, whole_at[i], "mean");
            solve_pattern(s, i);
            double least, most, most_v = 0;
            find_range(worst, &least, &most);
            for (size_t k = 0; k < PIXELS; k++) {
                most_v = fmax(most_v, s->worst[k]);
            }
            double factor_v = most_v / most;
            CHECK(difference(worst, factor_v, s->worst) < 1e-6);
            CHECK(difference(mean, factor_v, s->mean) < 1e-6);
            double told_v =
                (double)samples.scale[whole_at[i]] * s->solution.total_current_a * ohm;
            factor_off = fmax(factor_off, fabs(told_v / factor_v - 1));
        }
        draw(s, response, false, INFINITY);
        for (size_t i = 0; i < PIXELS; i++) {
            double want = ohm / (s->worst[i] + ohm);
            off = fmax(off, fabs((double)map_of(&samples, 0, "power_grid")[i] - want));
        }
        bool is_calibrated = factor_off < 1e-5;
        calibrated += is_calibrated;
        CHECK(is_calibrated == (off < 1e-5));
        printf("floorplan %d: factor %.1e power_grid %.1e off\n", (int)index, factor_off,
               off);
        ird_free(response);
        close_scene(s);
        free(s);
    }
    CHECK(calibrated == FLOORPLANS - 1);
}

/* Density and switching are those of the cells, or of the loads of the network alone. */
static void test_channels(void) {
    size_t of_cells = 0, of_loads = 0;
    ird_error err = {0};
    for (size_t at = 0; at < FLOORPLANS; at++) {
        uint64_t index = floorplans[at];
        scene *s = calloc(1, sizeof *s);
        const ird_samples samples = all[at];
        open_scene(s, index);
        solve_pattern(s, 5);
        const ird_node_window die = die_of(s);
        const ird_raster_options options = {
            .size = SIDE,
            .window = {die.x0_um, die.y0_um, die.x1_um, die.y1_um},
            .net = s->world.net,
            .supply_v = s->world.supply_v};
        ird_raster cells = {0}, loads = {0};
        const ird_network *n = &s->grid.network;
        mesh_need(ird_rasterize(&cells, &s->world.design, &s->world.tech, &s->power,
                                &options, NULL, &err),
                  &err);
        mesh_need(ird_rasterize_loads(&loads, n, n->loads.items, n->loads.count, &options,
                                      &err),
                  &err);
        const float *density = map_of(&samples, 8, "cell_density");
        const float *switching = map_of(&samples, 8, "switching");
        bool is_cells = difference(density, 1, cells.cell_density.values) < 1e-6 &&
                        difference(switching, 1, cells.switching.values) < 1e-6;
        bool is_loads = difference(density, 1, loads.cell_density.values) < 1e-6 &&
                        difference(switching, 1, loads.switching.values) < 1e-6;
        CHECK(is_cells != is_loads);
        CHECK(difference(map_of(&samples, 8, "local"), 1, cells.power_grid.values) <
              1e-6);
        of_cells += is_cells;
        of_loads += is_loads;
        ird_raster_free(&cells);
        ird_raster_free(&loads);
        close_scene(s);
        free(s);
    }
    printf("%zu floorplans with cells, %zu with loads alone\n", of_cells, of_loads);
    CHECK(of_cells > 0 && of_loads > 0);
}

/* Distance to the nearest source, of a floorplan with sources in known places. */
static void test_distance(void) {
    scene *s = calloc(1, sizeof *s);
    const ird_samples samples = all[1];
    open_scene(s, floorplans[1]);
    const ird_network *n = &s->grid.network;
    double x_um = s->world.facts.die_x_um, y_um = s->world.facts.die_y_um, off = 0;
    for (size_t i = 0; i < PIXELS; i += 37) {
        double x = x_um * ((double)(i % SIDE) + 0.5) / SIDE, nearest = 1e9;
        double y = y_um * ((double)(i / SIDE) + 0.5) / SIDE;
        for (size_t k = 0; k < n->sources.count; k++) {
            const ird_node *node = &n->nodes.items[n->sources.items[k].node];
            double dx = (double)node->x_dbu / (double)n->units - x;
            double dy = (double)node->y_dbu / (double)n->units - y;
            nearest = fmin(nearest, sqrt(dx * dx + dy * dy));
        }
        double want = 1 - nearest / sqrt(x_um * x_um + y_um * y_um);
        off = fmax(off, fabs((double)map_of(&samples, 0, "distance")[i] - want));
    }
    CHECK(off < 1e-6);
    close_scene(s);
    free(s);
}

/* ---- for the maps alone ---- */

/* Drops as multiples of I R, over their largest. */
static double drops_off(const ird_samples *a, size_t i, const ird_samples *b, size_t k) {
    const float *first = map_of(a, i, "worst"), *second = map_of(b, k, "worst");
    double off = 0;
    for (size_t at = 0; at < PIXELS; at++) {
        off =
            fmax(off, fabs((double)(first[at] * a->scale[i] - second[at] * b->scale[k])));
    }
    return off / (double)a->scale[i];
}

/* One in four is a floorplan of the other kind, with patterns of its whole die; where the
 * rails have their own resistance the grid and the drops are the same, too. The others
 * are ordinary ones of their own. */
static void test_alone(void) {
    static const uint64_t some[] = {0, 2, 16};
    size_t kept = 0, weakened = 0, ordinary = 0;
    for (size_t at = 0; at < sizeof some / sizeof *some; at++) {
        ird_samples alone = {0}, other = make(SEED, some[at]);
        ird_error err = {0};
        mesh_need(ird_samples_make(&alone, IRD_SAMPLES_PDN3, SEED, some[at], &err), &err);
        CHECK(other.count == IRD_SAMPLES && alone.count == IRD_ALONE_SAMPLES);
        bool is_same = difference_of(map_of(&alone, 0, "distance"),
                                     map_of(&other, 0, "distance")) < 1e-6;
        bool is_kept = difference_of(map_of(&alone, 0, "power_grid"),
                                     map_of(&other, 0, "power_grid")) < 1e-6;
        kept += is_kept;
        weakened += is_same && !is_kept;
        ordinary += !is_same;
        for (size_t i = 0; i < IRD_WHOLE; i++) {
            CHECK((difference_of(map_of(&alone, i, "distance"),
                                 map_of(&other, whole_at[i], "distance")) < 1e-6) ==
                  is_same);
            CHECK((drops_off(&alone, i, &other, whole_at[i]) < 2e-5) == is_kept);
            double least, most;
            find_range(map_of(&alone, i, "worst"), &least, &most);
            CHECK_NEAR(most, 1, 1e-6);
            find_range(map_of(&alone, i, "base"), &least, &most);
            CHECK(least == 0 && most == 0);
        }
        const float *last = map_of(&alone, IRD_ALONE_SAMPLES - 1, "worst");
        CHECK(difference_of(last, map_of(&alone, 0, "worst")) > 1e-3);
        ird_samples_free(&alone);
        ird_samples_free(&other);
    }
    printf("alone: %zu grids as they are, %zu with weaker rails, %zu ordinary ones\n",
           kept, weakened, ordinary);
    CHECK(kept == 1 && weakened == 1 && ordinary == 1);
}

/* ---- files ---- */

static void test_files(void) {
    ird_error err = {0};
    ird_input input = {0};
    ird_tensor_file file = {0};
    const char *path = "samples_out/grid_000002.safetensors";
    CHECK(system("rm -rf samples_out && mkdir samples_out") == 0);
    mesh_need(ird_samples_write("samples_out", IRD_SAMPLES_PDN, SEED, 2, &err), &err);
    ird_samples samples = make(SEED, 2);
    mesh_need(ird_input_open(&input, path, &err), &err);
    mesh_need(ird_tensor_file_parse(&file, path, input.data, input.size, &err), &err);
    const ird_named_tensor *maps = ird_tensor_file_find(&file, "maps");
    const ird_named_tensor *scale = ird_tensor_file_find(&file, "scale");
    CHECK(maps->rank == 4 && maps->shape[0] == IRD_SAMPLES &&
          maps->shape[1] == IRD_GRID_MAPS && maps->shape[2] == SIDE &&
          maps->shape[3] == SIDE);
    CHECK(memcmp(maps->bytes, samples.maps, maps->count * sizeof(float)) == 0);
    CHECK(scale->count == IRD_SAMPLES &&
          memcmp(scale->bytes, samples.scale, scale->count * sizeof(float)) == 0);
    CHECK_TEXT(ird_tensor_file_metadata(&file, "seed"), "5");
    CHECK_TEXT(ird_tensor_file_metadata(&file, "index"), "2");
    ird_tensor_file_free(&file);
    ird_input_close(&input);
    ird_samples_free(&samples);
    /* One that is there is left alone, whatever it holds. */
    CHECK(system("echo mine > samples_out/grid_000002.safetensors") == 0);
    mesh_need(ird_samples_write("samples_out", IRD_SAMPLES_PDN, SEED, 2, &err), &err);
    CHECK(system("test \"$(cat samples_out/grid_000002.safetensors)\" = mine") == 0);
    CHECK(ird_samples_write("samples_out/nowhere", IRD_SAMPLES_PDN, SEED, 0, &err) ==
          IRD_FILE_WRITE);
}

/* irdrop-synth: the same files on one thread and two; what is missing is made again. */
static void test_program(const char *bin) {
    char command[4000];
    snprintf(command, sizeof command,
             "set -e; rm -rf synth_1 synth_2\n"
             "'%s'/irdrop-synth -kind pdn -output synth_1 -seed 5 -first 3 -count 4 "
             "-threads 1\n"
             "'%s'/irdrop-synth -kind pdn -output synth_2 -seed 5 -first 3 -count 4 "
             "-threads 2\n"
             "test \"$(ls synth_1 | wc -l)\" = 4; diff -r synth_1 synth_2\n"
             "test -f synth_1/grid_000006.safetensors\n"
             "rm synth_2/grid_000004.safetensors\n"
             "echo mine > synth_2/grid_000005.safetensors\n"
             "'%s'/irdrop-synth -kind pdn -output synth_2 -seed 5 -first 3 -count 4\n"
             "cmp synth_1/grid_000004.safetensors synth_2/grid_000004.safetensors\n"
             "grep -qx mine synth_2/grid_000005.safetensors\n"
             "'%s'/irdrop-synth -kind pdn3 -output synth_1 -seed 5 -first 3 -count 2\n"
             "cmp -s synth_1/grid_000003.safetensors synth_2/grid_000003.safetensors\n"
             "rm -rf synth_1 synth_2 synth_3\n"
             "'%s'/irdrop-synth -kind pdn3 -output synth_3 -seed 5 -first 3 -count 1\n"
             "test \"$(ls synth_3)\" = grid_000003.safetensors; rm -rf synth_3",
             bin, bin, bin, bin, bin);
    CHECK(system(command) == 0);
    snprintf(command, sizeof command,
             "'%s'/irdrop-synth -kind pnd -output synth_1 2>/dev/null; test $? = 2", bin);
    CHECK(system(command) == 0);
    snprintf(command, sizeof command,
             "'%s'/irdrop-synth -kind pdn -count 1 -output /proc/none 2>&1 | "
             "grep -q IRD-",
             bin);
    CHECK(system(command) == 0);
}

int main(int argc, char **argv) {
    for (size_t i = 0; i < FLOORPLANS; i++) {
        all[i] = make(SEED, floorplans[i]);
    }
    RUN(test_reproducible);
    RUN(test_ranges);
    RUN(test_labels);
    RUN(test_channels);
    RUN(test_distance);
    RUN(test_alone);
    RUN(test_files);
    if (argc > 1) {
        test_program(argv[1]);
    }
    for (size_t i = 0; i < FLOORPLANS; i++) {
        ird_samples_free(&all[i]);
    }
    return check_summary("samples");
}
