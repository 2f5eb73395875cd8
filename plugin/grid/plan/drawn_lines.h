/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The grid of a net as a designer thinks of it: stripes and rails by layer, with their
 * middles, and vias by cut layer. What could be planned otherwise.
 */
#ifndef IRD_PLAN_DRAWN_LINES_H
#define IRD_PLAN_DRAWN_LINES_H

#include "design/design.h"

/* All pieces of straight metal on a layer that have one middle. */
typedef struct ird_drawn_line {
    int32_t layer;
    bool runs_x;
    bool is_rail;                  /* one of its pieces is a FOLLOWPIN */
    bool is_planned;               /* one of its pieces is not in the DEF */
    int64_t middle_dbu, width_dbu; /* across it; the width of the widest piece */
    int64_t from_dbu, to_dbu;      /* along it: the ends of the outermost pieces */
} ird_drawn_line;

/* The vias of a net through a cut layer. */
typedef struct ird_drawn_vias {
    int32_t bottom, cut, top;
    size_t count;
    int32_t cuts; /* of the last of them */
    size_t all_cuts;
} ird_drawn_vias;

typedef struct ird_drawn_lines {
    IRD_VEC(ird_drawn_line) lines; /* by layer, direction and middle */
    IRD_VEC(ird_drawn_vias) vias;  /* by cut layer */
} ird_drawn_lines;                 /* all zero is an empty one */

void ird_drawn_lines_free(ird_drawn_lines *lines); /* leaves an empty one */

/* Those of a special net, into an empty one. */
ird_status ird_drawn_lines_find(ird_drawn_lines *lines, const ird_design *design,
                                const ird_technology *tech, int32_t net, ird_error *err);

#endif
