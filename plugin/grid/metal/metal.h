/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The metal of one layer, merged. Shapes that overlap or touch along an edge conduct into
 * each other; their union is cut into slabs across the preferred direction of the layer,
 * wherever the cross-section changes. So along a slab the width is constant, and every
 * square of metal is counted once however many shapes cover it. Sweep line: O(n log n)
 * for n shapes as long as few of them are tall, memory O(n).
 */
#ifndef IRD_METAL_METAL_H
#define IRD_METAL_METAL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/alloc.h"
#include "base/error.h"
#include "base/monitor.h"

/* A box in the axes of its layer: u along the preferred direction, v across it. */
typedef struct ird_uv_box {
    int64_t u0_dbu, u1_dbu, v0_dbu, v1_dbu;
} ird_uv_box;

static inline bool ird_uv_has_area(const ird_uv_box *box) {
    return box->u0_dbu < box->u1_dbu && box->v0_dbu < box->v1_dbu;
}

/* Where slab `before` ends and slab `after` begins: the common part of their edges. */
typedef struct ird_joint {
    uint32_t before, after;
    int64_t u_dbu, v0_dbu, v1_dbu;
} ird_joint;

/* A point whose slab is asked for; slab is -1 where there is no metal. A point on an edge
 * belongs to the slab that ends there. */
typedef struct ird_probe {
    int64_t u_dbu, v_dbu;
    int32_t slab;
} ird_probe;

typedef struct ird_metal {
    IRD_VEC(ird_uv_box) slabs;
    IRD_VEC(ird_joint) joints;
} ird_metal; /* all zero is an empty one */

void ird_metal_free(ird_metal *metal); /* leaves an empty one */

/* Merge the shapes and answer the probes. Shapes without area are left out. The slabs
 * stand in the order of their low u, then of their low v. */
ird_status ird_metal_merge(ird_metal *metal, const ird_uv_box *shapes, size_t shape_count,
                           ird_probe *probes, size_t probe_count,
                           const ird_monitor *monitor, ird_error *err);

#endif
