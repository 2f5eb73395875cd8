/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Which points of a slab fall together, as PDNSim has it: of the points in the order
 * joints, then points on the centre line, then the rest, each ascending along the slab,
 * a point falls to the first one before it that was kept and lies within `reach` of it
 * both along and across; joints are always kept.
 */
#ifndef IRD_METAL_LUMP_H
#define IRD_METAL_LUMP_H

#include <stdbool.h>
#include <stdint.h>

#include "metal/metal.h"

typedef enum ird_lump_rank {
    IRD_LUMP_JOINT,
    IRD_LUMP_CENTRE,
    IRD_LUMP_REST
} ird_lump_rank;

typedef struct ird_lump_point {
    int64_t u_dbu, v_dbu;
    uint32_t id;   /* the caller's; breaks ties */
    uint8_t rank;  /* an ird_lump_rank */
    uint32_t kept; /* out: index of the point that this one falls to; its own if kept */
} ird_lump_point;

typedef struct ird_lump_list {
    IRD_VEC(ird_lump_point) items;
} ird_lump_list;

/* The id of a point that is no node by itself. */
#define IRD_LUMP_PHANTOM UINT32_MAX

/* Add a point of the slab; its rank follows from its place. */
ird_status ird_lump_add(ird_lump_list *list, const ird_uv_box *slab, int64_t u_dbu,
                        int64_t v_dbu, bool is_joint, uint32_t id, ird_error *err);

/* Add the phantoms that PDNSim has in every slab: its middle and, with fillers, a point
 * every pitch along it from pitch / 2 on. */
ird_status ird_lump_add_phantoms(ird_lump_list *list, const ird_uv_box *slab,
                                 bool with_fillers, int64_t pitch_dbu, ird_error *err);

/* Sorts points by rank, u, v and id, and sets kept. O(n log n) while few points share a
 * neighbourhood. */
void ird_lump_points(ird_lump_point *points, size_t count, int64_t reach_dbu);

#endif
