/* SPDX-License-Identifier: BSD-3-Clause */
#include "base/disjoint.h"
#include "extract/collect.h"

static const char DOING[] = "finding what metal hangs together";

static void grow(ird_uv_box *box, const ird_uv_box *by) {
    box->u0_dbu = by->u0_dbu < box->u0_dbu ? by->u0_dbu : box->u0_dbu;
    box->u1_dbu = by->u1_dbu > box->u1_dbu ? by->u1_dbu : box->u1_dbu;
    box->v0_dbu = by->v0_dbu < box->v0_dbu ? by->v0_dbu : box->v0_dbu;
    box->v1_dbu = by->v1_dbu > box->v1_dbu ? by->v1_dbu : box->v1_dbu;
}

static void add_up(ird_grid_metal *sum, const ird_uv_box *slab) {
    double u = (double)(slab->u1_dbu - slab->u0_dbu);
    double v = (double)(slab->v1_dbu - slab->v0_dbu);
    sum->slabs++;
    sum->area_dbu2 += u * v;
    sum->longer_dbu += u > v ? u : v;
}

ird_status ird_clusters_find(ird_work_layer *layer, const ird_metal *metal,
                             uint32_t *cluster_of, ird_error *err) {
    size_t first = layer->clusters.count;
    ird_disjoint_reset(cluster_of, metal->slabs.count);
    for (size_t i = 0; i < metal->joints.count; i++) {
        const ird_joint *joint = &metal->joints.items[i];
        ird_disjoint_join(cluster_of, joint->before, joint->after);
    }
    /* A root stands before its other slabs, and none is asked for a root after it has got
     * its number: then the root of i is what stands at it, once flattened. */
    for (size_t i = 0; i < metal->slabs.count; i++) {
        cluster_of[i] = ird_disjoint_find(cluster_of, (uint32_t)i);
    }
    for (size_t i = 0; i < metal->slabs.count; i++) {
        const ird_uv_box *slab = &metal->slabs.items[i];
        if (cluster_of[i] == i) {
            IRD_TRY(ird_vec_reserve(&layer->clusters, 1, DOING, err));
            cluster_of[i] = (uint32_t)(layer->clusters.count - first);
            layer->clusters.items[layer->clusters.count++] =
                (ird_work_cluster){*slab, slab->u0_dbu, slab->v0_dbu, 0, 0};
        } else {
            cluster_of[i] = cluster_of[cluster_of[i]];
        }
        ird_work_cluster *of = &layer->clusters.items[first + cluster_of[i]];
        of->slabs++;
        grow(&of->box, slab);
        add_up(&layer->sum, slab);
    }
    return IRD_OK;
}

uint32_t ird_work_cluster_at(const ird_work *work, int32_t on, uint32_t probe) {
    const ird_work_layer *layer = &work->layers[on];
    uint32_t slab = (uint32_t)layer->probes.items[probe].slab;
    return layer->first_cluster + (layer->is_streamed ? slab : layer->cluster_of[slab]);
}
