/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Current patterns. Each cell has a current of its kind, width and a heavy-tailed factor
 * of its own; over it lies activity that varies by module, in blobs and rectangles; on
 * top come what made earlier surrogates read peaks too low when it was missing: clock
 * lines, hot rows, and single hot cells.
 */
#include <math.h>

#include "world/floorplan.h"

static const char DOING[] = "drawing currents";

enum { BLOBS = 6, BOXES = 4, LINES = 5, HOT_CELLS = 12 };

typedef struct blob {
    double x, y, width, height, gain; /* in parts of the die */
} blob;

/* A band across the die: a clock spine (its clock cells and flip-flops), or hot rows. */
typedef struct line {
    double at, width, gain;
    bool is_vertical, is_clock;
} line;

typedef struct pattern {
    double sigma; /* of the factor of each cell */
    double kind_gain[IRD_WORLD_BLOCK];
    double module[256];
    double floor; /* outside of the first box, where all is concentrated in it */
    bool is_uniform;
    size_t blob_count, box_count, line_count, hot_count;
    blob blobs[BLOBS], boxes[BOXES];
    line lines[LINES];
    double hot_low, hot_high; /* times the mean */
    double block_share;
} pattern;

static void draw_blobs(pattern *p, ird_random *random) {
    p->blob_count = ird_random_below(random, BLOBS + 1);
    for (size_t i = 0; i < p->blob_count; i++) {
        p->blobs[i] = (blob){.x = ird_random_uniform(random, 0, 1),
                             .y = ird_random_uniform(random, 0, 1),
                             .width = ird_draw_log(random, 0.015, 0.3),
                             .height = ird_draw_log(random, 0.015, 0.3),
                             .gain = ird_draw_log(random, 0.3, 12)};
    }
    p->box_count = ird_draw_chance(random, 0.5) ? ird_random_below(random, BOXES + 1) : 0;
    bool is_concentrated = ird_draw_chance(random, 0.06);
    p->box_count = is_concentrated && p->box_count == 0 ? 1 : p->box_count;
    p->floor = is_concentrated ? ird_draw_log(random, 0.001, 0.05) : 1;
    for (size_t i = 0; i < p->box_count; i++) {
        p->boxes[i] = (blob){
            .x = ird_random_uniform(random, 0, 1),
            .y = ird_random_uniform(random, 0, 1),
            .width = ird_draw_log(random, 0.05, 0.4),
            .height = ird_draw_log(random, 0.05, 0.4),
            .gain = ird_draw_chance(random, 0.3) ? 0 : ird_draw_log(random, 0.2, 8)};
    }
    p->boxes[0].gain = is_concentrated ? 1 / p->floor : p->boxes[0].gain;
}

static void draw_lines(pattern *p, ird_random *random) {
    p->line_count =
        ird_draw_chance(random, 0.4) ? 1 + ird_random_below(random, LINES) : 0;
    for (size_t i = 0; i < p->line_count; i++) {
        bool is_clock = ird_draw_chance(random, 0.5);
        p->lines[i] = (line){.at = ird_random_uniform(random, 0, 1),
                             .width = ird_draw_log(random, 0.004, 0.02),
                             .gain = ird_draw_log(random, 1.5, 10),
                             .is_vertical = is_clock && ird_draw_chance(random, 0.7),
                             .is_clock = is_clock};
    }
}

static void draw_pattern(pattern *p, const ird_world *world, ird_random *random) {
    *p = (pattern){.sigma = ird_random_uniform(random, 0.2, 1.4),
                   .is_uniform = ird_draw_chance(random, 0.05),
                   .block_share = ird_draw_log(random, 0.01, 0.5)};
    p->kind_gain[IRD_WORLD_LOGIC] = 1;
    p->kind_gain[IRD_WORLD_FLOP] = ird_draw_log(random, 1, 7);
    p->kind_gain[IRD_WORLD_CLOCK] =
        p->kind_gain[IRD_WORLD_FLOP] * ird_draw_log(random, 1, 3);
    double sigma = ird_draw_chance(random, 0.3) ? 0 : ird_random_uniform(random, 0, 1.5);
    double idle = ird_draw_chance(random, 0.3) ? ird_random_uniform(random, 0, 0.6) : 0;
    idle = world->facts.modules > 2 ? idle : 0;
    for (size_t i = 0; i < IRD_FLOORPLAN_MODULES; i++) {
        p->module[i] = ird_draw_lognormal(random, sigma);
        p->module[i] *= ird_draw_chance(random, idle) ? 0 : 1;
    }
    draw_blobs(p, random);
    draw_lines(p, random);
    p->hot_count =
        ird_draw_chance(random, 0.35) ? 1 + ird_random_below(random, HOT_CELLS) : 0;
    if (ird_draw_chance(random, 0.2)) { /* a calm one */
        p->hot_count = p->line_count = 0;
        p->sigma /= 2;
    }
    p->hot_low = ird_draw_log(random, 4, 30);
    p->hot_high = p->hot_low * ird_draw_log(random, 1, 3);
}

static double field_at(const pattern *p, double x, double y) {
    double field = 1;
    for (size_t i = 0; i < p->blob_count; i++) {
        const blob *b = &p->blobs[i];
        double u = (x - b->x) / b->width, v = (y - b->y) / b->height;
        double far = u * u + v * v;
        field += far < 12 ? b->gain * exp(-far / 2) : 0;
    }
    field *= p->floor;
    for (size_t i = 0; i < p->box_count; i++) {
        const blob *b = &p->boxes[i];
        if (fabs(x - b->x) < b->width / 2 && fabs(y - b->y) < b->height / 2) {
            field *= b->gain;
        }
    }
    return field;
}

static double lines_at(const pattern *p, double x, double y, uint8_t kind) {
    double gain = 1;
    for (size_t i = 0; i < p->line_count; i++) {
        const line *l = &p->lines[i];
        bool is_hit = fabs((l->is_vertical ? x : y) - l->at) < l->width / 2;
        bool takes = !l->is_clock || kind == IRD_WORLD_CLOCK || kind == IRD_WORLD_FLOP;
        gain *= is_hit && takes ? l->gain : 1;
    }
    return gain;
}

static double cell_weight(const pattern *p, const ird_world *world, size_t i,
                          ird_random *random) {
    const ird_component *cell = &world->design.components.items[i];
    const ird_macro *macro = &world->tech.macros.items[cell->macro];
    uint8_t kind = world->kinds[cell->macro];
    double factor = ird_draw_lognormal(random, p->sigma);
    if (kind == IRD_WORLD_TAP || kind == IRD_WORLD_BLOCK) {
        return 0;
    }
    double x = (ird_um(cell->at.x_dbu) + macro->width_um / 2) / world->facts.die_x_um;
    double y = (ird_um(cell->at.y_dbu) + macro->height_um / 2) / world->facts.die_y_um;
    if (p->is_uniform) {
        return 1;
    }
    return factor * p->kind_gain[kind] * sqrt(macro->width_um / world->facts.site_um) *
           p->module[world->modules[i]] * field_at(p, x, y) * lines_at(p, x, y, kind);
}

/* Single hot cells, at a multiple of the mean of those that draw something. */
static void add_hot_cells(const pattern *p, const ird_world *world, double *weights,
                          double mean, ird_random *random) {
    size_t count = world->design.components.count;
    for (size_t i = 0; i < p->hot_count; i++) {
        size_t at = ird_random_below(random, count);
        double gain = ird_draw_log(random, p->hot_low, p->hot_high);
        uint8_t kind = world->kinds[world->design.components.items[at].macro];
        if (kind != IRD_WORLD_BLOCK && kind != IRD_WORLD_TAP) {
            weights[at] += gain * mean;
        }
    }
}

/* Blocks share block_share of all; of several, some are hotter. */
static void add_blocks(const pattern *p, const ird_world *world, double *weights,
                       double cells, ird_random *random) {
    size_t count = world->facts.blocks; /* they stand first */
    double sum = 0;
    for (size_t i = 0; i < count; i++) {
        weights[i] = ird_draw_lognormal(random, 1) *
                     ird_component_area_um2(&world->design, &world->tech, i);
        sum += weights[i];
    }
    double all = cells > 0 ? cells * p->block_share / (1 - p->block_share) : 1;
    for (size_t i = 0; i < count; i++) {
        weights[i] *= all / sum;
    }
}

static double sum_of(const double *values, size_t count, size_t *positive) {
    double sum = 0;
    *positive = 0;
    for (size_t i = 0; i < count; i++) {
        sum += values[i];
        *positive += values[i] > 0;
    }
    return sum;
}

ird_status ird_world_power(ird_power *power, const ird_world *world, uint64_t vector,
                           ird_error *err) {
    size_t count = world->design.components.count, positive;
    ird_random base = ird_random_stream(world->seed, world->index);
    ird_random random = ird_random_stream(~base.key, vector);
    double *watts = ird_alloc(count, sizeof *watts);
    if (watts == NULL) {
        return ird_fail_memory(err, DOING);
    }
    pattern p;
    draw_pattern(&p, world, &random);
    for (size_t i = 0; i < count; i++) {
        watts[i] = cell_weight(&p, world, i, &random);
    }
    double cells = sum_of(watts, count, &positive);
    if (positive > 0) {
        add_hot_cells(&p, world, watts, cells / (double)positive, &random);
        cells = sum_of(watts, count, &positive);
    }
    add_blocks(&p, world, watts, cells, &random);
    double sum = sum_of(watts, count, &positive);
    for (size_t i = 0; i < count && !(sum > 0); i++) { /* all idle: all draw alike */
        watts[i] = 1;
    }
    sum = sum > 0 ? sum : (double)count;
    double drop_v = world->supply_v * ird_draw_log(&random, 0.0003, 0.01);
    double total_w = world->supply_v * drop_v / world->facts.ohm_um2 *
                     world->facts.die_x_um * world->facts.die_y_um;
    for (size_t i = 0; i < count; i++) {
        watts[i] *= total_w / sum;
    }
    ird_power_free(power);
    *power = (ird_power){.instance_w = watts,
                         .count = count,
                         .total_w = total_w,
                         .origin = IRD_POWER_REPORT};
    return IRD_OK;
}
