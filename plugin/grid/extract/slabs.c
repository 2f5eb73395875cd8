/* SPDX-License-Identifier: BSD-3-Clause */
#include "extract/slabs.h"

#include "extract/assemble.h"

void ird_grid_slabs_free(ird_grid_slabs *slabs) {
    ird_free(slabs->items.items);
    *slabs = (ird_grid_slabs){0};
}

static ird_status list_slabs(ird_grid_slabs *slabs, const ird_work *work,
                             ird_error *err) {
    for (size_t i = 0; i < work->layer_count; i++) {
        const ird_work_layer *layer = &work->layers[i];
        size_t count = layer->metal.slabs.count;
        IRD_TRY(ird_vec_reserve(&slabs->items, count, "listing the metal of a net", err));
        for (size_t k = 0; k < count; k++) {
            const ird_work_cluster *cluster =
                &layer->clusters.items[layer->cluster_of[k]];
            slabs->items.items[slabs->items.count++] =
                (ird_grid_slab){ird_work_rect(layer, layer->metal.slabs.items[k]),
                                (int32_t)i, cluster->island};
        }
    }
    return IRD_OK;
}

ird_status ird_grid_slabs_find(ird_grid_slabs *slabs, const ird_grid *grid,
                               const ird_design *design, const ird_technology *tech,
                               const ird_layer_rc *rc, ird_error *err) {
    ird_grid_slabs made = {0};
    ird_grid scratch = {.options = grid->options};
    ird_source_plan none = {0};
    ird_work work = {.design = design,
                     .tech = tech,
                     .rc = rc,
                     .is_drawn = grid->options.kind == IRD_NETWORK_DRAWN};
    ird_status status = ird_work_collect(&work, &scratch, err);
    if (status == IRD_OK) {
        status = ird_work_merge(&work, NULL, err);
    }
    if (status == IRD_OK) {
        status = ird_assemble_islands(&scratch, &work, &none, err);
    }
    if (status == IRD_OK) {
        status = list_slabs(&made, &work, err);
    }
    ird_work_free(&work);
    ird_grid_free(&scratch);
    if (status != IRD_OK) {
        ird_grid_slabs_free(&made);
        return status;
    }
    *slabs = made;
    return IRD_OK;
}
