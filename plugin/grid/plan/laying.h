/* SPDX-License-Identifier: BSD-3-Clause
 *
 * A layout under construction. Internal to plan/.
 */
#ifndef IRD_PLAN_LAYING_H
#define IRD_PLAN_LAYING_H

#include "plan/layout.h"

/* A block: its metal reaches up to this layer. */
typedef struct ird_laying_block {
    ird_rect box;
    int32_t top;
} ird_laying_block;

/* What is added to a net. */
typedef struct ird_laying_net {
    IRD_VEC(ird_wire) wires;
    IRD_VEC(size_t) line_of; /* the line of the plan of each wire */
    IRD_VEC(ird_via_at) vias;
    size_t assumed_vias, shorted_wires;
} ird_laying_net;

typedef struct ird_laying {
    const ird_technology *tech;
    ird_design rest; /* the design without what is removed, or zero */
    ird_design view; /* the design with the nets of the plan; owns nothing */
    ird_plan_layout *made;
    const ird_plan *plan;
    const int32_t *line_nets; /* the net of each of its lines, once they are made */
    size_t line;              /* of the plan, that is being laid */
    ird_rect reach;           /* of stripes over the core; set once the rails are laid */
    IRD_VEC(ird_laying_block) blocks;
    IRD_VEC(ird_laying_net) nets; /* one a special net of the view */
    const ird_monitor *monitor;
    ird_error *err;
} ird_laying;

/* Beyond this the pitch is a mistake. */
#define IRD_PLAN_PIECES_MAX 1e6

/* Routing layer of that name. Raises PLAN_LAYER. */
ird_status ird_laying_layer(const ird_laying *laying, const char *name, int32_t *layer);

/* The region of a line in database units. */
ird_rect ird_plan_region_of(const ird_plan_line *line, const ird_design *design);

/* Where a first piece has its middle, and how many follow at the pitch, in a span. */
typedef struct ird_plan_series {
    double first_um, pitch_um;
    size_t count;
} ird_plan_series;

/* Along axis 0 (x) or 1 (y) of pitch and offset, over [low, high] um. Raises
 * PLAN_TOO_LARGE. */
ird_status ird_plan_series_make(ird_plan_series *series, const ird_plan_line *line,
                                int axis, double low_um, double high_um, ird_error *err);

/* A piece of metal from end to end along x or y, less the blocks; the pieces that are
 * left go to the net. */
ird_status ird_laying_add(ird_laying *laying, int32_t net, int32_t layer, bool runs_x,
                          ird_wire_shape shape, ird_rect box);

/* The blocks of the design (stripes.c). */
ird_status ird_laying_find_blocks(ird_laying *laying);

/* The core, grown to the outer edge of the rails on its edges (stripes.c). */
void ird_laying_find_reach(ird_laying *laying);

/* Metal of one line. Rails come first. */
ird_status ird_laying_add_stripes(ird_laying *laying, const ird_plan_line *line,
                                  int32_t net);
ird_status ird_laying_add_rails(ird_laying *laying, const ird_plan_line *line,
                                int32_t net);

/* Wider metal on that which the line names (widen.c). */
ird_status ird_laying_widen(ird_laying *laying, const ird_plan_line *line, int32_t net);

/* How much planned metal overlaps that of other nets, and metal of its own (shorts.c). */
ird_status ird_laying_count_shorts(ird_laying *laying);

/* Remarks on the line that is being laid (remarks.c): any; on the width of its stripes on
 * a die that is so wide across them; on sources outside of the die. None of a count 0. */
ird_status ird_laying_remark(ird_laying *laying, ird_plan_oddity kind, size_t count,
                             double um, double limit_um);
ird_status ird_laying_check_width(ird_laying *laying, const ird_plan_line *line,
                                  int32_t layer, double die_um);
ird_status ird_laying_check_places(ird_laying *laying, const ird_plan_line *line);

/* Remarks in the order of the lines, which are laid in another. */
void ird_laying_sort_remarks(ird_laying *laying);

/* The design without the stripes that the plan removes, and without vias that stood on
 * these alone (remove.c): rest shares all but nets, wires and vias with it, which
 * ird_laying_free_rest frees, also after a failure; it is zero before. laid counts, by
 * the lines of the plan. */
bool ird_plan_removes(const ird_plan *plan);
/* Whether the wire is where such a line, or one that widens, says: its middle in the
 * region, where one is given, and its metal at the offset across it. */
bool ird_plan_line_meets(const ird_plan_line *line, const ird_design *design,
                         const ird_wire *wire);
ird_status ird_laying_remove(const ird_laying *laying, const ird_plan *plan,
                             const ird_design *design, ird_design *rest, size_t *laid);
void ird_laying_free_rest(ird_design *rest);

/* Vias of all nets that have planned metal. */
ird_status ird_laying_join(ird_laying *laying);

#endif
