/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Where a layer has room for more metal of a net.
 *
 * In the way are, each with the distance that the layer asks for (SPACING, SPACING RANGE,
 * SPACINGTABLE; of a table of PARALLELRUNLENGTH the entry of the wider metal and of the
 * length over which both run side by side):
 *   - wires, vias and pins of other special nets, and pins of the design on other nets;
 *   - OBS, signal pins and supply pins on other nets of placed cells and macros;
 *   - BLOCKAGES on layers (those for placement are in nobody's way);
 *   - routed wires and vias of signal nets, where the caller has read them;
 *   - metal of the net itself that would come near without touching.
 * Metal of the net that is touched or crossed is no obstacle. What FILLS has is taken to
 * be made anew. Widths keep to MINWIDTH (or WIDTH), MAXWIDTH and LEF58_WIDTHTABLE, edges
 * to MANUFACTURINGGRID.
 */
#ifndef IRD_SPACE_SPACE_H
#define IRD_SPACE_SPACE_H

#include "base/monitor.h"
#include "design/design.h"
#include "design/routing.h"

/* A part of a strip, along it. */
typedef struct ird_span {
    int64_t low_dbu, high_dbu;
} ird_span;

typedef struct ird_spans {
    IRD_VEC(ird_span) items; /* in order, apart from each other */
} ird_spans;                 /* all zero is an empty one */

typedef struct ird_space ird_space;

void ird_space_free(ird_space *space); /* NULL is fine */

/* For a special net. design and tech must outlive the space, and stay as they are;
 * routing may be NULL and is not needed afterwards. Raises NO_MEMORY, INTERRUPTED. */
ird_status ird_space_make(ird_space **space, const ird_design *design,
                          const ird_technology *tech, int32_t net,
                          const ird_routing *routing, const ird_monitor *monitor,
                          ird_error *err);

/* Manufacturing grid in database units, at least 1. */
int64_t ird_space_grid_dbu(const ird_space *space);

/* Largest distance that metal so wide keeps on the layer, whatever it runs beside. */
int64_t ird_space_distance_dbu(const ird_space *space, int32_t layer, int64_t width_dbu);

/* The least legal width of the layer that is not below the one wanted, even and on the
 * grid so that its middle is, too; 0 where there is none. */
int64_t ird_space_width_dbu(const ird_space *space, int32_t layer, int64_t wanted_dbu);

/* The parts of a strip of metal, a box that runs along x or y, where it may be laid;
 * spans is emptied first. */
ird_status ird_space_find(const ird_space *space, int32_t layer, bool runs_x,
                          ird_rect strip, ird_spans *spans, ird_error *err);

void ird_spans_free(ird_spans *spans); /* leaves an empty one */

/* Whether a box of metal may be laid; *why (may be NULL) is what is in the way, if not.
 */
typedef enum ird_in_the_way {
    IRD_WAY_FREE,
    IRD_WAY_OUTSIDE,  /* of the die */
    IRD_WAY_NET,      /* metal or a pin of another special net */
    IRD_WAY_CELL,     /* OBS or a pin of a cell */
    IRD_WAY_BLOCKAGE, /* BLOCKAGES */
    IRD_WAY_SIGNAL,   /* a pin of the design or a routed wire */
    IRD_WAY_OWN       /* metal of the net itself, too near without touching */
} ird_in_the_way;
bool ird_space_is_free(const ird_space *space, int32_t layer, ird_rect box,
                       ird_in_the_way *why);

const char *ird_in_the_way_phrase(ird_in_the_way why); /* "metal of another net", ... */

/* What is not legal about the shapes that a plan has added to the net in design, which is
 * the design of the space with more in it: planned wires and vias, each metal by
 * ird_space_is_free, widths, and cuts by MINIMUMCUT. */
typedef struct ird_space_check {
    size_t shapes, blocked; /* of them, in the way of something */
    size_t widths;          /* not allowed */
    size_t few_cuts;        /* vias with fewer than the metal asks for */
    ird_in_the_way why;     /* of the first that is blocked ... */
    ird_shape first;        /* ... and it */
    double metal_um2;       /* of wires and of metals inside stacks, what lies on metal
                               that the net had left out */
    double wire_um2;        /* of that the wires alone */
} ird_space_check;
ird_status ird_space_check_planned(const ird_space *space, const ird_design *design,
                                   ird_space_check *check, ird_error *err);

/* More metal of the net, from now on there as if the design had it. */
ird_status ird_space_add(ird_space *space, int32_t layer, ird_rect box, ird_error *err);

/* Area of the net's wires on a layer (each wire by itself), and of all layers. */
double ird_space_wire_um2(const ird_space *space, int32_t layer);

#endif
