/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The die: how it is filled decides its size, then come zones of the grid and blocks.
 */
#include "world/floorplan.h"

#include <string.h>

static const char DOING[] = "making a floorplan";

size_t ird_floorplan_tile(ird_floorplan *plan, ird_rect box, ird_rect *boxes,
                          size_t count) {
    ird_random *random = &plan->random;
    size_t made = 1;
    boxes[0] = box;
    while (made < count) {
        size_t at = 0; /* the largest one is cut next, now and then another */
        for (size_t i = 1; i < made; i++) {
            double a = (double)(boxes[i].x1_dbu - boxes[i].x0_dbu) *
                       (double)(boxes[i].y1_dbu - boxes[i].y0_dbu);
            double b = (double)(boxes[at].x1_dbu - boxes[at].x0_dbu) *
                       (double)(boxes[at].y1_dbu - boxes[at].y0_dbu);
            at = a > b ? i : at;
        }
        at = ird_draw_chance(random, 0.3) ? ird_random_below(random, made) : at;
        ird_rect low = boxes[at], high = low;
        double width = (double)(low.x1_dbu - low.x0_dbu);
        double height = (double)(low.y1_dbu - low.y0_dbu);
        double part = ird_random_uniform(random, 0.3, 0.7);
        if (ird_draw_chance(random, width / (width + height))) {
            low.x1_dbu = high.x0_dbu = low.x0_dbu + ird_even(width * part);
        } else {
            low.y1_dbu = high.y0_dbu = low.y0_dbu + ird_even(height * part);
        }
        boxes[at] = low;
        boxes[made++] = high;
    }
    return made;
}

/* Parts of a unit square, 2^20 each way, and how full they are; their mean. */
enum { UNIT = 1 << 20 };

static double mean_utilisation(const ird_floorplan *plan) {
    double sum = 0;
    for (size_t i = 0; i < plan->module_count; i++) {
        ird_rect box = plan->modules[i].box;
        sum += plan->modules[i].utilisation * (double)(box.x1_dbu - box.x0_dbu) / UNIT *
               (double)(box.y1_dbu - box.y0_dbu) / UNIT;
    }
    return sum;
}

static double draw_modules(ird_floorplan *plan) {
    ird_random *random = &plan->random;
    ird_rect boxes[IRD_FLOORPLAN_MODULES];
    size_t count = (size_t)floor(ird_draw_log(random, 1, IRD_FLOORPLAN_MODULES));
    plan->module_count =
        ird_floorplan_tile(plan, (ird_rect){0, 0, UNIT, UNIT}, boxes, count);
    double level = ird_random_uniform(random, 0.3, 0.97);
    double spread = ird_random_uniform(random, 0, 0.35);
    double empty = ird_draw_chance(random, 0.4) ? ird_random_uniform(random, 0, 0.4) : 0;
    for (size_t i = 0; i < count; i++) {
        ird_module *module = &plan->modules[i];
        module->box = boxes[i];
        module->utilisation =
            ird_draw_clamped(level + spread * ird_random_normal(random), 0.1, 0.98);
        if (count > 1 && ird_draw_chance(random, empty)) {
            module->utilisation = ird_draw_chance(random, 0.5) ? 0 : 0.03;
        }
    }
    if (mean_utilisation(plan) < 0.08) { /* all but empty: fill them evenly */
        for (size_t i = 0; i < count; i++) {
            plan->modules[i].utilisation = level;
        }
    }
    return mean_utilisation(plan);
}

static double mean_cell_sites(const ird_floorplan *plan) {
    const ird_world *world = plan->world;
    double sum[IRD_WORLD_BLOCK] = {0}, count[IRD_WORLD_BLOCK] = {0};
    for (size_t i = 0; i < world->tech.macros.count; i++) {
        sum[world->kinds[i]] +=
            world->tech.macros.items[i].width_um / world->facts.site_um;
        count[world->kinds[i]]++;
    }
    double logic = 1 - plan->share[0] - plan->share[1] - plan->share[2];
    return logic * sum[IRD_WORLD_LOGIC] / count[IRD_WORLD_LOGIC] +
           plan->share[0] * sum[IRD_WORLD_FLOP] / count[IRD_WORLD_FLOP] +
           plan->share[1] * sum[IRD_WORLD_CLOCK] / count[IRD_WORLD_CLOCK] +
           plan->share[2] * sum[IRD_WORLD_TAP] / count[IRD_WORLD_TAP];
}

/* Sides between 30 um (or what 20,000 cells need) and 1000 um. */
static void size_die(ird_floorplan *plan, double utilisation) {
    enum { CELLS_MIN = 300, CELLS_MAX = 20000, ROWS_MIN = 10, SITES_MIN = 40 };
    ird_random *random = &plan->random;
    ird_world_facts *facts = &plan->world->facts;
    double cell_um2 = mean_cell_sites(plan) * facts->site_um * facts->row_um /
                      utilisation / (1 - plan->block_area);
    double cells = ird_draw_chance(random, 0.12)
                       ? ird_draw_log(random, CELLS_MIN, 3000)
                       : 7500 * ird_draw_lognormal(random, 0.75);
    cells = ird_draw_clamped(cells, CELLS_MIN, CELLS_MAX);
    cells = ird_draw_clamped(900 / cell_um2, cells, CELLS_MAX);
    cells = ird_draw_clamped(cells, 0, 1e6 / cell_um2);
    double aspect = ird_draw_chance(random, 0.5) ? 1 : ird_draw_log(random, 0.6, 1.6);
    double side_um = sqrt(cells * cell_um2);
    plan->rows = (int64_t)fmax(side_um * sqrt(aspect) / facts->row_um, ROWS_MIN);
    plan->columns = (int64_t)fmax(side_um / sqrt(aspect) / facts->site_um, SITES_MIN);
    int64_t rail = facts->layers[0].width_dbu;
    double margin_um = ird_draw_chance(random, 0.3)
                           ? 0
                           : facts->row_um * ird_random_uniform(random, 0.5, 6);
    plan->margin_dbu = rail + ird_even(margin_um * IRD_FLOORPLAN_UNITS);
    facts->utilisation = utilisation;
}

static ird_status make_die(ird_floorplan *plan, ird_error *err) {
    ird_design *design = &plan->world->design;
    int64_t m = plan->margin_dbu;
    int64_t width = plan->columns * plan->site_dbu, height = plan->rows * plan->row_dbu;
    design->name = ird_copy_string("world", 5);
    if (design->name == NULL) {
        return ird_fail_memory(err, DOING);
    }
    design->units = IRD_FLOORPLAN_UNITS;
    design->core = (ird_rect){m, m, m + width, m + height};
    const ird_rect die = {0, 0, width + 2 * m, height + 2 * m};
    IRD_TRY(ird_design_set_die(design, die, DOING, err));
    plan->world->facts.die_x_um = ird_um(die.x1_dbu);
    plan->world->facts.die_y_um = ird_um(die.y1_dbu);
    for (size_t i = 0; i < plan->module_count; i++) {
        ird_rect *box = &plan->modules[i].box;
        *box =
            (ird_rect){m + width * box->x0_dbu / UNIT, m + height * box->y0_dbu / UNIT,
                       m + width * box->x1_dbu / UNIT, m + height * box->y1_dbu / UNIT};
    }
    return IRD_OK;
}

/* Regions with a stride of their own; two halves of which one is sparse, now and then. */
static void draw_zones(ird_floorplan *plan) {
    ird_random *random = &plan->random;
    ird_world_facts *facts = &plan->world->facts;
    ird_rect boxes[IRD_FLOORPLAN_ZONES];
    size_t count = 1;
    bool is_split = ird_draw_chance(random, 0.1);
    if (is_split) {
        count = 2;
    } else if (ird_draw_chance(random, 0.4)) {
        count = (size_t)floor(ird_draw_log(random, 2, IRD_FLOORPLAN_ZONES + 1));
    }
    plan->zone_count = ird_floorplan_tile(plan, plan->world->design.core, boxes, count);
    for (size_t i = 0; i < count; i++) {
        int64_t stride = count == 1 ? 1 : ird_draw_whole(random, 1, 4);
        stride = is_split ? (i == 0 ? 1 : ird_draw_whole(random, 3, 5)) : stride;
        plan->zones[i] = (ird_zone){boxes[i], stride};
    }
    facts->zones = count;
    facts->features |= count > 1 ? IRD_WORLD_ZONES : 0;
}

static void draw_defects(ird_floorplan *plan) {
    ird_random *random = &plan->random;
    unsigned *features = &plan->world->facts.features;
    ird_rect core = plan->world->design.core;
    plan->reaches_edge = ird_draw_chance(random, 0.5);
    if (ird_draw_chance(random, 0.15)) {
        *features |= IRD_WORLD_MISSING_STRIPES;
        plan->missing_stripes = ird_draw_log(random, 0.03, 0.3);
    }
    if (ird_draw_chance(random, 0.15)) {
        *features |= IRD_WORLD_CUT_STRIPES;
        plan->cut_stripes = ird_draw_log(random, 0.05, 0.5);
    }
    if (ird_draw_chance(random, 0.15)) {
        *features |= IRD_WORLD_MISSING_VIAS;
        plan->missing_vias = ird_draw_log(random, 0.01, 0.4);
    }
    if (ird_draw_chance(random, 0.1)) {
        *features |= IRD_WORLD_BARE_REGION;
        double width = (double)(core.x1_dbu - core.x0_dbu);
        double height = (double)(core.y1_dbu - core.y0_dbu);
        double w = width * ird_random_uniform(random, 0.1, 0.6);
        double h = height * ird_random_uniform(random, 0.1, 0.6);
        int64_t x = core.x0_dbu + ird_even(ird_random_uniform(random, 0, width - w));
        int64_t y = core.y0_dbu + ird_even(ird_random_uniform(random, 0, height - h));
        plan->bare = (ird_rect){x, y, x + ird_even(w), y + ird_even(h)};
    }
    if (ird_draw_chance(random, 0.03)) {
        *features |= IRD_WORLD_LOOSE_RAILS;
    }
}

ird_status ird_floorplan_die(ird_floorplan *plan, ird_error *err) {
    ird_random *random = &plan->random;
    plan->share[0] = ird_random_uniform(random, 0.05, 0.25);
    plan->share[1] = ird_random_uniform(random, 0.002, 0.02);
    plan->share[2] = ird_random_uniform(random, 0, 0.12);
    if (ird_draw_chance(random, 0.35)) {
        plan->block_goal = (size_t)ird_draw_whole(random, 1, IRD_WORLD_BLOCKS);
        plan->block_area = ird_random_uniform(random, 0.05, 0.5);
    }
    size_die(plan, draw_modules(plan));
    IRD_TRY(make_die(plan, err));
    plan->world->facts.modules = plan->module_count;
    draw_zones(plan);
    draw_defects(plan);
    return IRD_OK;
}
