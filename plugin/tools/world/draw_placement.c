/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Rows and what stands in them. A row is filled from left to right along the rail of the
 * net that is solved: runs of abutted cells, then a gap, so that on average the share of
 * its module is met. Real placements have both, dense rails and holes.
 */
#include <stdio.h>
#include <string.h>

#include "world/floorplan.h"

static const char DOING[] = "placing cells";

enum { NAME_SIZE = 32, MODULE_OF_BLOCKS = 255 };

/* Cells come in runs of this many on average before a gap is made. */
static const double RUN_MIN = 1.2, RUN_MAX = 8;

typedef struct filler {
    ird_floorplan *plan;
    IRD_VEC(uint8_t) modules;
    int32_t first[IRD_WORLD_BLOCK + 1]; /* macros of a kind stand together */
    double run;
    bool is_mirrored; /* the row: power below */
} filler;

static ird_status add_component(filler *f, int32_t macro, ird_point at, ird_orient orient,
                                uint8_t module, ird_error *err) {
    int32_t id;
    ird_design *design = &f->plan->world->design;
    char name[NAME_SIZE];
    int size = snprintf(name, sizeof name, "u%zu", design->components.count);
    IRD_TRY(ird_vec_reserve(&design->components, 1, DOING, err));
    IRD_TRY(ird_vec_reserve(&f->modules, 1, DOING, err));
    IRD_TRY(ird_names_add(&design->component_names, name, (size_t)size, &id, NULL, err));
    f->modules.items[f->modules.count++] = module;
    design->components.items[design->components.count++] =
        (ird_component){macro, IRD_PLACED, orient, at};
    return IRD_OK;
}

static ird_status add_rows(ird_floorplan *plan, ird_error *err) {
    ird_design *design = &plan->world->design;
    int32_t site;
    IRD_TRY(ird_names_add(&design->keyword_names, "core", 4, &site, NULL, err));
    IRD_TRY(ird_vec_reserve(&design->rows, (size_t)plan->rows, DOING, err));
    for (int64_t r = 0; r < plan->rows; r++) {
        char name[NAME_SIZE];
        int size = snprintf(name, sizeof name, "ROW_%lld", (long long)r);
        ird_row row = {
            .site = site,
            .at = {design->core.x0_dbu, design->core.y0_dbu + r * plan->row_dbu},
            .orient = r % 2 ? IRD_ORIENT_FS : IRD_ORIENT_N,
            .count_x = plan->columns,
            .count_y = 1,
            .step_x_dbu = plan->site_dbu};
        IRD_TRY(
            ird_names_add(&design->row_names, name, (size_t)size, &row.name, NULL, err));
        design->rows.items[design->rows.count++] = row;
    }
    return IRD_OK;
}

static int32_t choose_macro(filler *f) {
    ird_random *random = &f->plan->random;
    const double *share = f->plan->share;
    double u = ird_random_uniform(random, 0, 1);
    ird_world_cell_kind kind = u < share[0]                         ? IRD_WORLD_FLOP
                               : u < share[0] + share[1]            ? IRD_WORLD_CLOCK
                               : u < share[0] + share[1] + share[2] ? IRD_WORLD_TAP
                                                                    : IRD_WORLD_LOGIC;
    int32_t count = f->first[kind + 1] - f->first[kind];
    return f->first[kind] + (int32_t)ird_random_below(random, (size_t)count);
}

static size_t module_at(const ird_floorplan *plan, int64_t x, int64_t y) {
    for (size_t i = 0; i < plan->module_count; i++) {
        ird_rect box = plan->modules[i].box;
        if (x >= box.x0_dbu && x < box.x1_dbu && y >= box.y0_dbu && y < box.y1_dbu) {
            return i;
        }
    }
    return 0;
}

/* Sites left empty after a cell of so many, or 0. */
static int64_t gap_after(filler *f, double utilisation, double sites) {
    ird_random *random = &f->plan->random;
    double share = (1 - utilisation) / utilisation * sites;
    if (!ird_draw_chance(random, 1 / f->run)) {
        return 0;
    }
    double length =
        -share * f->run * log(1 - ird_random_uniform(random, 0, 1)); /* exponential */
    return (int64_t)floor(length + ird_random_uniform(random, 0, 1));
}

/* Cells of one row between two places. */
static ird_status fill(filler *f, int64_t row, ird_span span, ird_error *err) {
    ird_floorplan *plan = f->plan;
    ird_rect core = plan->world->design.core;
    int64_t y = core.y0_dbu + row * plan->row_dbu;
    int64_t site = (span.low_dbu - core.x0_dbu + plan->site_dbu - 1) / plan->site_dbu;
    int64_t end = (span.high_dbu - core.x0_dbu) / plan->site_dbu;
    ird_orient orient = f->is_mirrored ? IRD_ORIENT_FS : IRD_ORIENT_N;
    while (site < end) {
        int64_t x = core.x0_dbu + site * plan->site_dbu;
        size_t module = module_at(plan, x, y + plan->row_dbu / 2);
        double utilisation = plan->modules[module].utilisation;
        if (utilisation <= 0) {
            int64_t to = plan->modules[module].box.x1_dbu - core.x0_dbu;
            int64_t next = (to + plan->site_dbu - 1) / plan->site_dbu;
            site = next > site ? next : site + 1;
            continue;
        }
        int32_t macro = choose_macro(f);
        double width_um = plan->world->tech.macros.items[macro].width_um;
        int64_t sites = (int64_t)(width_um / plan->world->facts.site_um + 0.5);
        if (site + sites > end) {
            break;
        }
        IRD_TRY(add_component(f, macro, (ird_point){x, y}, orient, (uint8_t)module, err));
        site += sites + gap_after(f, utilisation, (double)sites);
    }
    return IRD_OK;
}

/* The pieces of the rail of a row that are there, without what blocks keep. */
static ird_status fill_row(filler *f, int64_t row, ird_error *err) {
    ird_floorplan *plan = f->plan;
    ird_rect core = plan->world->design.core;
    int64_t parity = plan->world->net == 0 ? 1 : 0;
    int64_t rail = row % 2 == parity ? row : row + 1;
    int64_t y = core.y0_dbu + rail * plan->row_dbu, low = core.y0_dbu;
    low += row * plan->row_dbu;
    f->is_mirrored = row % 2 == 1;
    ird_rect box = {core.x0_dbu, low, core.x1_dbu, low + plan->row_dbu};
    for (size_t i = 0; i < plan->pieces.count; i++) {
        const ird_grid_piece *piece = &plan->pieces.items[i];
        if (piece->g > 0) {
            continue;
        }
        if (!piece->is_fed || piece->box.y0_dbu >= y || piece->box.y1_dbu <= y) {
            continue;
        }
        ird_span spans[IRD_FLOORPLAN_SPANS] = {{piece->box.x0_dbu, piece->box.x1_dbu}};
        size_t count = 1;
        for (size_t k = 0; k < plan->block_count; k++) {
            ird_rect out = plan->blocks[k].keepout;
            if (ird_boxes_overlap(out, box)) {
                ird_spans_cut(spans, &count, out.x0_dbu, out.x1_dbu);
            }
        }
        for (size_t k = 0; k < count; k++) {
            IRD_TRY(fill(f, row, spans[k], err));
        }
    }
    return IRD_OK;
}

static ird_status place(filler *f, ird_error *err) {
    ird_floorplan *plan = f->plan;
    IRD_TRY(add_rows(plan, err));
    for (size_t i = 0; i < plan->block_count; i++) {
        ird_point at = {plan->blocks[i].box.x0_dbu, plan->blocks[i].box.y0_dbu};
        IRD_TRY(add_component(f, plan->blocks[i].macro, at, IRD_ORIENT_N,
                              MODULE_OF_BLOCKS, err));
    }
    for (int64_t row = 0; row < plan->rows; row++) {
        IRD_TRY(fill_row(f, row, err));
    }
    if (f->modules.count == 0) { /* no rail is fed: one cell stands for all */
        ird_point at = {plan->world->design.core.x0_dbu, plan->world->design.core.y0_dbu};
        return add_component(f, 0, at, IRD_ORIENT_N, 0, err);
    }
    return IRD_OK;
}

ird_status ird_floorplan_place(ird_floorplan *plan, ird_error *err) {
    filler f = {.plan = plan, .run = ird_draw_log(&plan->random, RUN_MIN, RUN_MAX)};
    int32_t kind = 0;
    for (size_t i = 0; i < plan->world->tech.macros.count; i++) {
        while (kind < plan->world->kinds[i]) {
            f.first[++kind] = (int32_t)i;
        }
    }
    while (kind < IRD_WORLD_BLOCK) {
        f.first[++kind] = (int32_t)plan->world->tech.macros.count;
    }
    ird_status status = place(&f, err);
    if (status != IRD_OK) {
        ird_free(f.modules.items);
        return status;
    }
    plan->world->modules = f.modules.items;
    return IRD_OK;
}
