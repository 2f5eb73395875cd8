/* SPDX-License-Identifier: BSD-3-Clause
 *
 * A plan laid onto a design: the shapes and vias of its lines, as if the DEF had them.
 *
 *   nets     One that SPECIALNETS does not have is made, of the use that the line gives,
 *            or else that pins of its name have in the cells or in PINS. Where it is the
 *            only net of its use it feeds every pin of that use, as such a net of the DEF
 *            does (design.h); among several those pins that are called like it.
 *   rails    At the y of each row where the cells of its height have pins of the net that
 *            run the width of the cell, turned as the row is. Width and layer are theirs
 *            where the line gives none, of several layers the highest. A pin at the edge
 *            of the cell gives a rail that the rows on both sides share.
 *   stripes  Middles at offset + k pitch from the lower or left edge of the region, as
 *            long as they lie in it; they run from edge to edge, over the core to the
 *            outer edge of rails that lie on its edge.
 *   widened  Metal of the new width on the middle of wires of the DEF and of lines
 * before, from end to end; their vias stay as they are. removed  Wires of the DEF go
 * before anything is laid, with vias of theirs that no other wire of that layer holds.
 *   blocks   Rails and stripes end at placed cells of CLASS BLOCK, on layers up to their
 *            highest supply pin (LEF's OBS is not read).
 *   vias     Where shapes of a net cross, one of them planned, on two layers that have
 *            stripes or rails of the net and none between; a layer also meets the next
 *            one below it that runs across where that one runs along it. Supply pins of
 *            blocks and pads, and DEF pins on layers without wires, are joined to the
 *            next wires above (DEF pins: and below). A stack has a via on each cut layer
 *            that has none in the crossing yet. Shapes that run along each other are
 *            joined by squares every 10 um or less.
 *            A line of vias joins the crossings of two layers whatever their metal is
 *            of, where their middles lie in its region (the die when not given).
 *   cuts     As many as VIARULE GENERATE allows in the crossing, at most 200 each way:
 *            1 + floor((width - 2 enclosure - cut) / spacing). A metal is enclosed by its
 *            larger overhang along its direction, where the wire goes on, and by the
 *            smaller one across it. Without a rule the cut of the default (or first) VIA
 *            of these layers is repeated at SPACING of the cut layer; without such a via
 *            one cut is assumed. Where not even one fits, one is taken and counted as
 *            narrow. Extraction gives each via the resistance of its cut layer over the
 *            number of cuts.
 */
#ifndef IRD_PLAN_LAYOUT_H
#define IRD_PLAN_LAYOUT_H

#include "base/monitor.h"
#include "design/design.h"
#include "network/vsrc.h"
#include "plan/plan.h"

/* What is odd about a line, though it counts. */
typedef enum ird_plan_oddity {
    IRD_ODD_NARROW,   /* stripes below the WIDTH of their layer */
    IRD_ODD_WIDE,     /* wider than the die, which cuts them */
    IRD_ODD_REPEATED, /* half of the piece or more on metal of the net that is there:
                          of the DEF, of a line before, or of the line itself */
    IRD_ODD_OUTSIDE   /* stripes outside of the die, left out; sources, taken to metal */
} ird_plan_oddity;

typedef struct ird_plan_remark {
    size_t line; /* of the plan, from 0 */
    ird_plan_oddity kind;
    size_t count;        /* of pieces or places */
    double um, limit_um; /* NARROW and WIDE: the width, and that of the layer or die */
} ird_plan_remark;

enum { IRD_PLAN_REMARK_SIZE = 400 };

/* A remark as a sentence without its stop. */
const char *ird_plan_remark_text(char buffer[IRD_PLAN_REMARK_SIZE],
                                 const ird_plan_remark *remark, const ird_plan *plan);

/* What a plan makes of a design. */
typedef struct ird_plan_layout {
    ird_design parts; /* of these only what the plan replaces: the special nets and their
                         names, wires, vias and connections. While the layout is on, what
                         stood there before */
    bool is_on;
    IRD_VEC(size_t) laid; /* pieces of metal or sources, of each line of the plan */
    IRD_VEC(ird_plan_remark) remarks; /* by line */
    size_t nets;                      /* that the plan made */
    size_t wires, vias, assumed_vias, cuts;
    size_t narrow_vias;   /* wider than the crossing */
    size_t shorted_wires; /* planned, but on metal of another net */
} ird_plan_layout;        /* all zero is an empty one */

void ird_plan_layout_free(ird_plan_layout *layout); /* leaves an empty one */

/* Lay the plan onto the design, which stays as it is until the layout is put on. Raises
 * PLAN_LAYER, PLAN_USE, PLAN_NO_RAILS, PLAN_TOO_LARGE, PLAN_CUT, PLAN_VALUE. A line that
 * lays nothing is no error here; laid tells. */
ird_status ird_plan_lay(ird_plan_layout *layout, const ird_plan *plan,
                        const ird_design *design, const ird_technology *tech,
                        const ird_monitor *monitor, ird_error *err);

/* PLAN_NOTHING where a line (from 0) of the plan has laid nothing. */
ird_status ird_plan_check_laid(const ird_plan_layout *layout, const ird_plan *plan,
                               size_t line, ird_error *err);

/* Exchange the parts with those of the design that the layout was made for: on, or off
 * again. Cannot fail. */
void ird_plan_layout_toggle(ird_plan_layout *layout, ird_design *design);

/* True where the plan has sources for the net of that name. */
bool ird_plan_has_sources(const ird_plan *plan, const char *net);

/* Sources of the line outside of the die, with no part of them on it. Raises
 * PLAN_TOO_LARGE. */
ird_status ird_plan_count_outside(const ird_plan_line *line, const ird_design *design,
                                  size_t *outside, size_t *all, ird_error *err);

/* Append the sources of a net to the places of a file, as the extraction takes them. */
ird_status ird_plan_add_places(ird_source_file *file, const ird_plan *plan,
                               const char *net, const ird_design *design, ird_error *err);

/* The same into an empty file, after the places of another one where that is not NULL,
 * whose voltage it takes. What was made stays on failure. */
ird_status ird_plan_add_sources(ird_source_file *planned, const ird_plan *plan,
                                const char *net, const ird_source_file *file,
                                const ird_design *design, ird_error *err);

#endif
