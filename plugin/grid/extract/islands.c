/* SPDX-License-Identifier: BSD-3-Clause */
#include "base/disjoint.h"
#include "extract/assemble.h"

static const char DOING[] = "finding the islands of a net";

/* Both metals of a via are there. */
static bool is_whole(const ird_work *work, const ird_work_via *via) {
    return work->layers[via->metal[0]].probes.items[via->probe[0]].slab >= 0 &&
           work->layers[via->metal[1]].probes.items[via->probe[1]].slab >= 0;
}

static uint32_t cluster_of_via(const ird_work *work, const ird_work_via *via, int end) {
    return ird_work_cluster_at(work, via->metal[end], via->probe[end]);
}

static uint32_t cluster_of_tie(const ird_work *work, const ird_work_tie *tie) {
    return ird_work_cluster_at(work, tie->layer, tie->probe);
}

static void join_all(uint32_t *parent, const ird_work *work) {
    for (size_t i = 0; i < work->vias.count; i++) {
        const ird_work_via *via = &work->vias.items[i];
        if (is_whole(work, via)) {
            ird_disjoint_join(parent, cluster_of_via(work, via, 0),
                              cluster_of_via(work, via, 1));
        }
    }
    for (size_t i = 1; i < work->ties.count; i++) {
        const ird_work_tie *tie = &work->ties.items[i];
        if (tie->terminal == tie[-1].terminal) {
            ird_disjoint_join(parent, cluster_of_tie(work, tie),
                              cluster_of_tie(work, &tie[-1]));
        }
    }
}

static void grow(ird_rect *box, ird_rect by) {
    box->x0_dbu = by.x0_dbu < box->x0_dbu ? by.x0_dbu : box->x0_dbu;
    box->y0_dbu = by.y0_dbu < box->y0_dbu ? by.y0_dbu : box->y0_dbu;
    box->x1_dbu = by.x1_dbu > box->x1_dbu ? by.x1_dbu : box->x1_dbu;
    box->y1_dbu = by.y1_dbu > box->y1_dbu ? by.y1_dbu : box->y1_dbu;
}

/* Islands are numbered by their first cluster, which stands before its others. */
static ird_status number_islands(ird_grid *grid, ird_work *work, uint32_t *parent,
                                 uint32_t *island_of, ird_error *err) {
    uint32_t number = 0;
    for (size_t i = 0; i < work->layer_count; i++) {
        ird_work_layer *layer = &work->layers[i];
        for (size_t k = 0; k < layer->clusters.count; k++, number++) {
            ird_work_cluster *cluster = &layer->clusters.items[k];
            ird_rect box = ird_work_rect(layer, cluster->box);
            uint32_t root = ird_disjoint_find(parent, number);
            if (root == number) {
                IRD_TRY(ird_vec_reserve(&grid->islands, 1, DOING, err));
                island_of[number] = (uint32_t)grid->islands.count;
                grid->islands.items[grid->islands.count++] =
                    (ird_grid_island){.box = box, .layer = (int32_t)i};
            } else {
                island_of[number] = island_of[root];
            }
            ird_grid_island *island = &grid->islands.items[island_of[number]];
            cluster->island = island_of[number];
            island->slabs += cluster->slabs;
            island->layer = island->layer == (int32_t)i ? island->layer : -1;
            grow(&island->box, box);
        }
    }
    return IRD_OK;
}

static void count_source(ird_grid *grid, const ird_work *work, const uint32_t *island_of,
                         int32_t on, uint32_t slab) {
    const ird_work_layer *layer = &work->layers[on];
    uint32_t island = island_of[layer->first_cluster + layer->cluster_of[slab]];
    grid->islands.items[island].sources++;
}

static void count_sources(ird_grid *grid, const ird_work *work,
                          const ird_source_plan *plan, const uint32_t *island_of) {
    for (size_t i = 0; i < plan->areas.count && plan->joins_areas; i++) {
        const ird_source_area *area = &plan->areas.items[i];
        if (i == 0 || area->place != area[-1].place) {
            count_source(grid, work, island_of, area->layer, area->slab);
        }
    }
    for (size_t i = 0; i < plan->points.count && !plan->joins_areas; i++) {
        const ird_source_point *point = &plan->points.items[i];
        count_source(grid, work, island_of, point->layer, point->slab);
    }
    for (size_t i = 0; i < grid->terminals.count && plan->takes_terminals; i++) {
        const ird_grid_terminal *terminal = &grid->terminals.items[i];
        if (terminal->node >= 0 &&
            ird_source_at_terminal(plan->info.type, grid, work->design, work->tech, i)) {
            grid->islands.items[terminal->island].sources++;
        }
    }
}

static void sum_up(ird_grid *grid, const ird_work *work, const uint32_t *island_of) {
    for (size_t i = 0; i < work->vias.count; i++) {
        const ird_work_via *via = &work->vias.items[i];
        if (is_whole(work, via)) {
            grid->islands.items[island_of[cluster_of_via(work, via, 0)]].vias++;
        }
    }
    for (size_t i = 0; i < work->wires.count; i++) {
        const ird_work_wire *wire = &work->wires.items[i];
        if (work->layers[wire->layer].probes.items[wire->probe].slab >= 0) {
            uint32_t cluster = ird_work_cluster_at(work, wire->layer, wire->probe);
            grid->islands.items[island_of[cluster]].wires++;
        }
    }
    for (size_t i = 0; i < work->ties.count; i++) {
        const ird_work_tie *tie = &work->ties.items[i];
        ird_grid_terminal *terminal = &grid->terminals.items[tie->terminal];
        if (i > 0 && tie->terminal == tie[-1].terminal) {
            continue;
        }
        terminal->island = island_of[cluster_of_tie(work, tie)];
        grid->islands.items[terminal->island].terminals++;
    }
}

ird_status ird_assemble_islands(ird_grid *grid, ird_work *work,
                                const ird_source_plan *plan, ird_error *err) {
    size_t count = 0;
    for (size_t i = 0; i < work->layer_count; i++) {
        work->layers[i].first_cluster = (uint32_t)count;
        count += work->layers[i].clusters.count;
    }
    uint32_t *parent = ird_alloc(count, sizeof *parent);
    uint32_t *island_of = ird_alloc(count, sizeof *island_of);
    ird_status status =
        parent != NULL && island_of != NULL ? IRD_OK : ird_fail_memory(err, DOING);
    if (status == IRD_OK) {
        ird_disjoint_reset(parent, count);
        join_all(parent, work);
        status = number_islands(grid, work, parent, island_of, err);
    }
    if (status == IRD_OK) {
        sum_up(grid, work, island_of);
        count_sources(grid, work, plan, island_of);
    }
    ird_free(parent);
    ird_free(island_of);
    return status;
}
