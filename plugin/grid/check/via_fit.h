/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Whether any via of the technology fits a crossing of two metals, so that a sliver where
 * none does is no place of a missing via.
 */
#ifndef IRD_CHECK_VIA_FIT_H
#define IRD_CHECK_VIA_FIT_H

#include "design/design.h"

/* What a via of one cut layer needs at least: its cuts, and on both sides the least
 * enclosure of the metal whose width lies that way. */
typedef struct ird_via_need {
    int32_t cut;
    int64_t x_dbu, y_dbu;
} ird_via_need;

typedef struct ird_via_fit {
    IRD_VEC(ird_via_need) needs;
} ird_via_fit; /* all zero is an empty one */

void ird_via_fit_free(ird_via_fit *fit);

/* The vias of LEF and DEF and the generated ones of LEF between two metals.
 * is_low_across: the wire of the lower one runs along x, that of the higher one along y;
 * else the other way round. */
ird_status ird_via_fit_make(ird_via_fit *fit, const ird_design *design,
                            const ird_technology *tech, int32_t low, int32_t high,
                            bool is_low_across, ird_error *err);

/* True where one of each cut layer fits, or where no via is known that could tell. */
bool ird_via_fits(const ird_via_fit *fit, ird_rect crossing);

#endif
