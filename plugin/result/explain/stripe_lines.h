/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The stripes of a net: lines of one layer, where they are cut and where they end.
 * Internal to explain/.
 */
#ifndef IRD_EXPLAIN_STRIPE_LINES_H
#define IRD_EXPLAIN_STRIPE_LINES_H

#include "explain/parts.h"

/* A place where metal could go on, before anything is known of its effect. */
typedef struct ird_line_lack {
    ird_lack_kind kind; /* GAP, END or NARROW */
    int32_t layer;
    bool is_upright;
    int64_t low_dbu, high_dbu; /* its metal, across */
    int64_t from_dbu, to_dbu;  /* along: of the gap; of the metal that an end lacks, from
                                  its own end on; of a narrow piece */
    int64_t usual_dbu;         /* width of a NARROW piece's layer */
} ird_line_lack;

typedef struct ird_line_lacks {
    IRD_VEC(ird_line_lack) items;
} ird_line_lacks;

/* Of the wires that the grid was extracted from. */
ird_status ird_line_lacks_find(ird_line_lacks *lacks, const ird_solved *solved,
                               ird_error *err);

#endif
