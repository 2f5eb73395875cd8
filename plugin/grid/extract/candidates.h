/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The points of a layer that sources may take (the rule stands in sources.h), and finding
 * them by place. Internal to extract/.
 */
#ifndef IRD_EXTRACT_CANDIDATES_H
#define IRD_EXTRACT_CANDIDATES_H

#include "extract/collect.h"

typedef struct ird_candidate {
    int64_t u_dbu, v_dbu;
    uint32_t slab;
    bool is_joint;
} ird_candidate;

typedef struct ird_candidates {
    int32_t layer;
    IRD_VEC(ird_candidate) items; /* by u, then by v */
    uint32_t *slabs_by_v;         /* the slabs of the layer by low v */
    const ird_uv_box *slabs;      /* those of the layer */
    size_t slab_count;
    int64_t tallest_dbu; /* largest extent of a slab in v */
} ird_candidates;        /* all zero is an empty one */

void ird_candidates_free(ird_candidates *candidates);

/* Only slabs_by_v and what goes with it. */
ird_status ird_candidates_sort_slabs(ird_candidates *candidates, const ird_work *work,
                                     int32_t layer, ird_error *err);

/* All of it. */
ird_status ird_candidates_make(ird_candidates *candidates, const ird_work *work,
                               int32_t layer, ird_error *err);

/* Index of the first candidate with u >= u_dbu. */
size_t ird_candidates_from(const ird_candidates *candidates, int64_t u_dbu);

/* Where in slabs_by_v to begin looking for slabs that reach up to v_dbu. */
size_t ird_candidates_first_slab(const ird_candidates *candidates, int64_t v_dbu);

/* The candidate with the smallest distance; the first of several. NULL without any. */
const ird_candidate *ird_candidates_nearest(const ird_candidates *candidates,
                                            int64_t u_dbu, int64_t v_dbu);

#endif
