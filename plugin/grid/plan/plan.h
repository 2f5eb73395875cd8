/* SPDX-License-Identifier: BSD-3-Clause
 *
 * A power grid that is not drawn yet, as a designer describes it: lines that say what to
 * lay for a net. Names and um alone, so that a plan outlives the design it was made for;
 * layout.h lays it onto one.
 */
#ifndef IRD_PLAN_PLAN_H
#define IRD_PLAN_PLAN_H

#include <stdbool.h>

#include "base/alloc.h"
#include "base/geometry.h"
#include "design/technology.h"

typedef enum ird_plan_kind {
    IRD_PLAN_RAILS,   /* along the rows, where the cells have their supply pins */
    IRD_PLAN_STRIPES, /* parallel, at a pitch */
    IRD_PLAN_SOURCE,  /* one place where the supply comes in */
    IRD_PLAN_BUMPS,   /* a lattice of them */
    IRD_PLAN_REMOVED, /* stripes of the DEF that go */
    IRD_PLAN_WIDENED, /* stripes that are there, of the DEF or of lines before, wider */
    IRD_PLAN_VIAS     /* where metal of two layers crosses and has none */
} ird_plan_kind;

const char *ird_plan_kind_name(ird_plan_kind kind); /* "rails", ... */

typedef enum ird_plan_region {
    IRD_PLAN_REGION_DEFAULT, /* the core for metal, the die for bumps */
    IRD_PLAN_REGION_CORE,
    IRD_PLAN_REGION_DIE,
    IRD_PLAN_REGION_BOX
} ird_plan_region;

/* A line of a plan. What its kind does not use is zero. */
typedef struct ird_plan_line {
    ird_plan_kind kind;
    char *net;       /* owned, like layer */
    ird_pin_use use; /* POWER or GROUND; OTHER: by the design, or by the cells' pins */
    char *layer; /* NULL: rails: that of the pins; sources: the top layer of the net */
    char *upper; /* VIAS: up to which layer; NULL: the next one with stripes. Owned */
    double width_um; /* rails: 0 for that of the pins */
    /* Across the stripes, or x and y of bumps. Pitch 0: one stripe alone. */
    double pitch_um[2];
    /* From the lower or left edge of the region to the middle of the first. REMOVED and
     * WIDENED: to what that is; without it all on the layer. */
    bool has_offset; /* else half a pitch */
    double offset_um[2];
    ird_plan_region region;
    ird_rect_um box;
    ird_direction direction; /* NONE: that of the layer */
    ird_point_um at;         /* SOURCE */
    double size_um;          /* side of a source; 0: a point */
} ird_plan_line;

typedef struct ird_plan {
    IRD_VEC(ird_plan_line) lines;
} ird_plan; /* all zero is an empty one */

void ird_plan_free(ird_plan *plan); /* leaves an empty one */

/* Add a copy of the line, whose numbers are checked. Raises PLAN_VALUE; plan is as it was
 * then. */
ird_status ird_plan_add(ird_plan *plan, const ird_plan_line *line, ird_error *err);

/* Add the lines of another plan, all but those of a net (NULL: all). On failure `to` is
 * as it was. */
ird_status ird_plan_copy(ird_plan *to, const ird_plan *from, const char *but_net,
                         ird_error *err);

/* What is left without the lines of a net, into an empty plan. Raises PLAN_NET where it
 * has none. */
ird_status ird_plan_without_net(ird_plan *rest, const ird_plan *plan, const char *net,
                                ird_error *err);

/* The same without one line, counted from 1. Raises PLAN_LINE. */
ird_status ird_plan_without_line(ird_plan *rest, const ird_plan *plan, size_t line,
                                 ird_error *err);

/* Forget the lines from this number on. */
void ird_plan_truncate(ird_plan *plan, size_t count);

/* Add what a file says; flow/irdrop_plan.rng is its schema. Nothing but comments and
 * processing instructions is passed over: what the schema has not is an error. Raises the
 * PLAN messages with the line of the file, and those of ird_input_open; plan is as it was
 * then. */
ird_status ird_plan_read(ird_plan *plan, const char *path, ird_error *err);

/* A region as text: "core", "die" or "x0 y0 x1 y1" in um. False for anything else. */
bool ird_plan_region_parse(const char *text, ird_plan_region *region, ird_rect_um *box);

/* One or two numbers as text, the second like the first where there is one alone. */
bool ird_plan_pair_parse(const char *text, double pair[2]);

#endif
