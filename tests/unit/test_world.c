/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Random floorplans: reproducible to the bit, of every kind, within the sizes that
 * training can afford, and sound designs for extraction and solver.
 */
#include "check.h"

#include "static/solve.h"
#include "world/world.h"

enum { SEED = 7, KINDS = 300, SOLVED = 40, MODULES_MAX = 24 };

static void make(ird_world *world, uint64_t seed, uint64_t index) {
    ird_error err = {0};
    if (!CHECK(ird_world_make(world, seed, index, &err) == IRD_OK)) {
        fprintf(stderr, "    world %d: %s\n", (int)index, err.text);
        exit(1);
    }
}

static void draw(ird_power *power, const ird_world *world, uint64_t vector) {
    ird_error err = {0};
    if (!CHECK(ird_world_power(power, world, vector, &err) == IRD_OK)) {
        exit(1);
    }
}

static bool is_same_vias(const ird_design *a, const ird_design *b) {
    if (a->via_places.count != b->via_places.count) {
        return false;
    }
    for (size_t i = 0; i < a->via_places.count; i++) {
        const ird_via_at *x = &a->via_places.items[i], *y = &b->via_places.items[i];
        if (x->via != y->via || x->at.x_dbu != y->at.x_dbu ||
            x->at.y_dbu != y->at.y_dbu) {
            return false;
        }
    }
    return true;
}

static bool is_same_sources(const ird_world *a, const ird_world *b) {
    size_t places = a->places.places.count, pins = a->design.pin_shapes.count;
    if (places != b->places.places.count || pins != b->design.pin_shapes.count ||
        a->sources.type != b->sources.type ||
        a->sources.package_ohm != b->sources.package_ohm) {
        return false;
    }
    for (size_t i = 0; i < places; i++) {
        const ird_source_place *x = &a->places.places.items[i];
        const ird_source_place *y = &b->places.places.items[i];
        if (x->x_um != y->x_um || x->y_um != y->y_um) {
            return false;
        }
    }
    for (size_t i = 0; i < pins; i++) {
        if (memcmp(&a->design.pin_shapes.items[i].box, &b->design.pin_shapes.items[i].box,
                   sizeof(ird_rect)) != 0) {
            return false;
        }
    }
    return true;
}

static bool is_same_wires(const ird_design *a, const ird_design *b) {
    if (a->wires.count != b->wires.count) {
        return false;
    }
    for (size_t i = 0; i < a->wires.count; i++) {
        const ird_wire *x = &a->wires.items[i], *y = &b->wires.items[i];
        if (x->layer != y->layer || x->shape != y->shape ||
            memcmp(&x->box, &y->box, sizeof x->box) != 0) {
            return false;
        }
    }
    return true;
}

static bool is_same_cells(const ird_design *a, const ird_design *b) {
    if (a->components.count != b->components.count) {
        return false;
    }
    for (size_t i = 0; i < a->components.count; i++) {
        const ird_component *x = &a->components.items[i], *y = &b->components.items[i];
        if (x->macro != y->macro || x->orient != y->orient ||
            x->at.x_dbu != y->at.x_dbu || x->at.y_dbu != y->at.y_dbu) {
            return false;
        }
    }
    return true;
}

static bool is_same_layers(const ird_technology *a, const ird_technology *b) {
    if (a->layers.count != b->layers.count) {
        return false;
    }
    for (size_t i = 0; i < a->layers.count; i++) {
        const ird_layer *x = &a->layers.items[i], *y = &b->layers.items[i];
        if (memcmp(&x->pitch_x_um, &y->pitch_x_um, sizeof(double)) != 0 ||
            memcmp(&x->sheet_ohm, &y->sheet_ohm, sizeof(double)) != 0 ||
            memcmp(&x->cut_ohm, &y->cut_ohm, sizeof(double)) != 0) {
            return false;
        }
    }
    return true;
}

static bool is_same(const ird_world *a, const ird_world *b) {
    return is_same_layers(&a->tech, &b->tech) && is_same_wires(&a->design, &b->design) &&
           is_same_vias(&a->design, &b->design) &&
           is_same_cells(&a->design, &b->design) && is_same_sources(a, b) &&
           memcmp(a->modules, b->modules, a->design.components.count) == 0 &&
           a->net == b->net && a->supply_v == b->supply_v;
}

static void test_reproducible(void) {
    for (uint64_t index = 0; index < 12; index++) {
        ird_world a = {0}, b = {0}, other = {0}, reseeded = {0};
        make(&a, SEED, index);
        make(&other, SEED, index + 1);
        make(&reseeded, SEED + 1, index);
        make(&b, SEED, index);
        CHECK(is_same(&a, &b));
        CHECK(!is_same(&a, &other));
        CHECK(!is_same(&a, &reseeded));
        ird_world_free(&a);
        ird_world_free(&b);
        ird_world_free(&other);
        ird_world_free(&reseeded);
    }
}

/* Every kind of source, grid and irregularity among the first worlds, and sizes. */
static void test_kinds(void) {
    size_t sources[IRD_WORLD_SOURCE_COUNT] = {0}, layers[IRD_WORLD_LAYERS + 1] = {0};
    unsigned features = 0;
    size_t grounds = 0, blocks = 0, few = 0, many = 0;
    double smallest = 1e9, largest = 0, oldest = 0, newest = 1e9;
    for (uint64_t index = 0; index < KINDS; index++) {
        ird_world world = {0};
        make(&world, SEED, index);
        const ird_world_facts *facts = &world.facts;
        sources[facts->source]++;
        CHECK(facts->layer_count >= 2 && facts->layer_count <= IRD_WORLD_LAYERS);
        layers[facts->layer_count]++;
        features |= facts->features;
        grounds += world.is_ground;
        blocks += facts->blocks > 0;
        few += world.design.components.count < 2000;
        many += world.design.components.count > 10000;
        double side = fmax(facts->die_x_um, facts->die_y_um);
        smallest = fmin(smallest, side);
        largest = fmax(largest, side);
        oldest = fmax(oldest, facts->feature_nm);
        newest = fmin(newest, facts->feature_nm);
        CHECK(side >= 15 && side <= 1500);
        CHECK(world.design.components.count <= 30000);
        ird_world_free(&world);
    }
    for (size_t i = 0; i < IRD_WORLD_SOURCE_COUNT; i++) {
        CHECK(sources[i] > 0);
    }
    for (size_t i = 2; i <= IRD_WORLD_LAYERS; i++) {
        CHECK(layers[i] > 0);
    }
    CHECK(features == (1U << IRD_WORLD_FEATURE_COUNT) - 1);
    CHECK(grounds > KINDS / 3 && grounds < KINDS * 2 / 3);
    CHECK(blocks > KINDS / 10 && blocks < KINDS * 2 / 3);
    CHECK(few > 0 && many > 0);
    CHECK(smallest < 60 && largest > 500);
    CHECK(newest < 8 && oldest > 110);
}

static int compare_boxes(const void *a, const void *b) {
    const ird_rect *x = a, *y = b;
    if (x->y0_dbu != y->y0_dbu) {
        return x->y0_dbu < y->y0_dbu ? -1 : 1;
    }
    return (x->x0_dbu > y->x0_dbu) - (x->x0_dbu < y->x0_dbu);
}

/* Cells of one row that overlap, of boxes that are sorted by it. */
static size_t count_overlaps(ird_rect *boxes, size_t count) {
    size_t overlaps = 0;
    qsort(boxes, count, sizeof *boxes, compare_boxes);
    for (size_t i = 1; i < count; i++) {
        overlaps += boxes[i].y0_dbu == boxes[i - 1].y0_dbu &&
                    boxes[i].x0_dbu < boxes[i - 1].x1_dbu;
    }
    return overlaps;
}

/* Cells stand inside the core, on rows, and do not overlap. */
static void test_placement(void) {
    for (uint64_t index = 0; index < 20; index++) {
        ird_world world = {0};
        make(&world, SEED, index);
        const ird_design *design = &world.design;
        size_t outside = 0, off_row = 0, modules = 0, count = design->components.count;
        int64_t row_dbu = ird_dbu_of_um(world.facts.row_um, design->units);
        ird_rect *boxes = calloc(count + 1, sizeof *boxes);
        for (size_t i = 0; i < count; i++) {
            ird_rect box = ird_component_box(design, &world.tech, i);
            outside +=
                box.x0_dbu < design->core.x0_dbu || box.x1_dbu > design->core.x1_dbu ||
                box.y0_dbu < design->core.y0_dbu || box.y1_dbu > design->core.y1_dbu;
            off_row += (box.y0_dbu - design->core.y0_dbu) % row_dbu != 0;
            modules += i >= world.facts.blocks && world.modules[i] >= MODULES_MAX;
            boxes[i] = box;
        }
        CHECK(outside == 0);
        CHECK(off_row == 0);
        size_t blocks = world.facts.blocks;
        CHECK(count_overlaps(boxes + blocks, count - blocks) == 0);
        free(boxes);
        CHECK(modules == 0);
        CHECK(ird_names_count(&design->component_names) == design->components.count);
        ird_world_free(&world);
    }
}

/* Vectors that differ, each the same whichever were drawn before it. */
static void test_power(void) {
    for (uint64_t index = 0; index < 10; index++) {
        ird_world world = {0};
        ird_power first = {0}, other = {0}, again = {0};
        make(&world, SEED, index);
        size_t bytes = world.design.components.count * sizeof(double);
        draw(&first, &world, 5);
        for (uint64_t vector = 0; vector < 8; vector++) {
            double sum = 0;
            size_t bad = 0;
            draw(&other, &world, vector);
            CHECK(other.count == world.design.components.count);
            for (size_t i = 0; i < other.count; i++) {
                bad += !isfinite(other.instance_w[i]) || other.instance_w[i] < 0;
                sum += other.instance_w[i];
            }
            CHECK(bad == 0);
            CHECK(sum > 0);
            CHECK_NEAR(other.total_w, sum, 1e-9 * sum);
            CHECK((memcmp(first.instance_w, other.instance_w, bytes) == 0) ==
                  (vector == 5));
        }
        draw(&again, &world, 5);
        CHECK(memcmp(first.instance_w, again.instance_w, bytes) == 0);
        ird_power_free(&first);
        ird_power_free(&other);
        ird_power_free(&again);
        ird_world_free(&world);
    }
}

/* Extraction and the exact solver take them; nearly all current has a way to a source. */
static void test_solved(void) {
    size_t floating = 0;
    for (uint64_t index = 0; index < SOLVED; index++) {
        ird_world world = {0};
        ird_power power = {0};
        ird_grid grid = {0};
        ird_factor *factor = NULL;
        ird_error err = {0};
        make(&world, SEED, index);
        draw(&power, &world, 0);
        ird_extract_options options = ird_world_options(&world);
        CHECK(ird_extract(&grid, &world.design, &world.tech, &world.rc, &power, &options,
                          NULL, &err) == IRD_OK);
        CHECK(grid.network.nodes.count >= 100 && grid.network.nodes.count <= 200000);
        CHECK(grid.ignored_vias == 0 && grid.shapeless_terminals == 0);
        CHECK(grid.assumed_layers == 0 && grid.unplaced_instances == 0);
        if (CHECK(ird_factor_create(&factor, &grid.network, &ird_solve_defaults, NULL,
                                    &err) == IRD_OK)) {
            ird_solution solution = {0};
            CHECK(ird_solve(&solution, factor, NULL, 0, &err) == IRD_OK);
            CHECK(solution.worst_drop_v > 0);
            floating += solution.unconnected_count > 0;
            CHECK(solution.unconnected_count <= grid.network.loads.count / 2);
            ird_solution_free(&solution);
        }
        ird_factor_free(factor);
        ird_grid_free(&grid);
        ird_power_free(&power);
        ird_world_free(&world);
    }
    CHECK(floating <= SOLVED / 8);
}

int main(void) {
    RUN(test_reproducible);
    RUN(test_kinds);
    RUN(test_placement);
    RUN(test_power);
    RUN(test_solved);
    return check_summary("world");
}
