/* SPDX-License-Identifier: BSD-3-Clause */
#include "base/disjoint.h"
#include "extract/assemble.h"

static const char DOING[] = "finding the islands of a net";

static uint32_t slab_of_tie(const ird_work *work, const ird_work_tie *tie) {
    const ird_work_layer *layer = &work->layers[tie->layer];
    return layer->first_slab + (uint32_t)layer->probes.items[tie->probe].slab;
}

static void join_all(uint32_t *parent, const ird_grid *grid, const ird_work *work) {
    for (size_t i = 0; i < work->layer_count; i++) {
        const ird_work_layer *layer = &work->layers[i];
        for (size_t k = 0; k < layer->metal.joints.count; k++) {
            const ird_joint *joint = &layer->metal.joints.items[k];
            ird_disjoint_join(parent, layer->first_slab + joint->before,
                              layer->first_slab + joint->after);
        }
    }
    for (size_t i = 0; i < grid->vias.count; i++) {
        ird_disjoint_join(parent, grid->vias.items[i].bottom, grid->vias.items[i].top);
    }
    for (size_t i = 1; i < work->ties.count; i++) {
        const ird_work_tie *tie = &work->ties.items[i];
        if (tie->terminal == tie[-1].terminal) {
            ird_disjoint_join(parent, slab_of_tie(work, tie),
                              slab_of_tie(work, &tie[-1]));
        }
    }
}

static void grow(ird_rect *box, ird_rect by) {
    box->x0_dbu = by.x0_dbu < box->x0_dbu ? by.x0_dbu : box->x0_dbu;
    box->y0_dbu = by.y0_dbu < box->y0_dbu ? by.y0_dbu : box->y0_dbu;
    box->x1_dbu = by.x1_dbu > box->x1_dbu ? by.x1_dbu : box->x1_dbu;
    box->y1_dbu = by.y1_dbu > box->y1_dbu ? by.y1_dbu : box->y1_dbu;
}

/* Islands are numbered by their first slab. */
static ird_status number_islands(ird_grid *grid, uint32_t *parent, ird_error *err) {
    for (size_t i = 0; i < grid->slabs.count; i++) {
        ird_grid_slab *slab = &grid->slabs.items[i];
        uint32_t root = ird_disjoint_find(parent, (uint32_t)i);
        if (root == i) {
            ird_status status = ird_vec_reserve(&grid->islands, 1, DOING, err);
            if (status != IRD_OK) {
                return status;
            }
            slab->island = (uint32_t)grid->islands.count;
            grid->islands.items[grid->islands.count++] =
                (ird_grid_island){.box = slab->box};
        } else {
            slab->island = grid->slabs.items[root].island;
        }
        ird_grid_island *island = &grid->islands.items[slab->island];
        island->slabs++;
        grow(&island->box, slab->box);
    }
    return IRD_OK;
}

static void count_source(ird_grid *grid, const ird_work_layer *layer, uint32_t slab) {
    uint32_t island = grid->slabs.items[layer->first_slab + slab].island;
    grid->islands.items[island].sources++;
}

static void count_sources(ird_grid *grid, const ird_work *work,
                          const ird_source_plan *plan) {
    for (size_t i = 0; i < plan->areas.count && plan->joins_areas; i++) {
        const ird_source_area *area = &plan->areas.items[i];
        if (i == 0 || area->place != area[-1].place) {
            count_source(grid, &work->layers[area->layer], area->slab);
        }
    }
    for (size_t i = 0; i < plan->points.count && !plan->joins_areas; i++) {
        const ird_source_point *point = &plan->points.items[i];
        count_source(grid, &work->layers[point->layer], point->slab);
    }
    for (size_t i = 0; i < grid->terminals.count && plan->takes_terminals; i++) {
        const ird_grid_terminal *terminal = &grid->terminals.items[i];
        if (terminal->node >= 0 &&
            ird_source_at_terminal(plan->info.type, grid, work->design, work->tech, i)) {
            grid->islands.items[terminal->island].sources++;
        }
    }
}

static void sum_up(ird_grid *grid, const ird_work *work) {
    for (size_t i = 0; i < grid->vias.count; i++) {
        uint32_t slab = grid->vias.items[i].bottom;
        grid->islands.items[grid->slabs.items[slab].island].vias++;
    }
    for (size_t i = 0; i < grid->wires.count; i++) {
        uint32_t slab = grid->wires.items[i].slab;
        grid->islands.items[grid->slabs.items[slab].island].wires++;
    }
    for (size_t i = 0; i < work->ties.count; i++) {
        const ird_work_tie *tie = &work->ties.items[i];
        ird_grid_terminal *terminal = &grid->terminals.items[tie->terminal];
        if (i > 0 && tie->terminal == tie[-1].terminal) {
            continue;
        }
        terminal->island = grid->slabs.items[slab_of_tie(work, tie)].island;
        grid->islands.items[terminal->island].terminals++;
    }
}

ird_status ird_assemble_islands(ird_grid *grid, const ird_work *work,
                                const ird_source_plan *plan, ird_error *err) {
    uint32_t *parent = ird_alloc(grid->slabs.count, sizeof *parent);
    if (parent == NULL) {
        return ird_fail_memory(err, DOING);
    }
    ird_disjoint_reset(parent, grid->slabs.count);
    join_all(parent, grid, work);
    ird_status status = number_islands(grid, parent, err);
    if (status == IRD_OK) {
        sum_up(grid, work);
        count_sources(grid, work, plan);
    }
    ird_free(parent);
    return status;
}
