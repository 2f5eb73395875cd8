/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What a world is made from, between its parts: the die and its tiling, blocks, and the
 * wires of the net being drawn. Internal to world/. All coordinates are even, so that the
 * middle of any box is a whole one.
 */
#ifndef IRD_WORLD_FLOORPLAN_H
#define IRD_WORLD_FLOORPLAN_H

#include "world/draw.h"
#include "world/world.h"

enum {
    IRD_FLOORPLAN_UNITS = 4000, /* database units per um */
    IRD_FLOORPLAN_ZONES = 16,
    IRD_FLOORPLAN_MODULES = 24,
    IRD_FLOORPLAN_SPANS = 2 * (IRD_WORLD_BLOCKS + IRD_FLOORPLAN_ZONES + 2)
};

/* A part of the core with pitches of its own: every stride-th of the lowest stripes. */
typedef struct ird_zone {
    ird_rect box;
    int64_t stride;
} ird_zone;

/* A part of the core that is filled alike. */
typedef struct ird_module {
    ird_rect box;
    double utilisation;
} ird_module;

typedef struct ird_block {
    ird_rect box;
    ird_rect clear[2]; /* what rails and lowest stripes of a net leave free */
    ird_rect keepout;  /* of cells and other blocks */
    bool
        has_pins_apart; /* each shape is a pin of its own, with its part of the current */
    bool has_ring, passes; /* passes: the lowest stripes run across it, over its pins */
    int64_t ring_dbu;      /* width of the ring */
    int64_t pin_pitch_dbu, pin_width_dbu;
    int32_t macro;
} ird_block;

/* A straight wire, or the pin of a block, on layer g of the grid. */
typedef struct ird_grid_piece {
    ird_rect box;
    int32_t g;
    int32_t block; /* whose pin it is; -1 for a wire */
    ird_wire_shape shape;
    bool is_fed; /* rails: a via joins it to a layer above */
} ird_grid_piece;

typedef struct ird_span {
    int64_t low_dbu, high_dbu;
} ird_span;

typedef struct ird_floorplan {
    ird_world *world;
    ird_random random;
    int64_t site_dbu, row_dbu, rows, columns; /* columns: sites in a row */
    int64_t margin_dbu;
    double share[3];   /* of the cells: flip-flops, clock buffers, taps */
    double block_area; /* part of the core */
    size_t block_goal;
    int64_t cuts_max;     /* of a via, each way */
    int32_t first_stripe; /* grid layers below it are rails */
    size_t zone_count, module_count, block_count;
    ird_zone zones[IRD_FLOORPLAN_ZONES];
    ird_module modules[IRD_FLOORPLAN_MODULES];
    ird_block blocks[IRD_WORLD_BLOCKS];
    bool reaches_edge; /* stripes end at the die, not at the core */
    double missing_stripes, cut_stripes, missing_vias;
    ird_rect bare;
    IRD_VEC(ird_grid_piece) pieces; /* of the net drawn last, which is the world's */
} ird_floorplan;

static inline int64_t ird_even(double dbu) {
    return 2 * (int64_t)floor(dbu / 2 + 0.5);
}

static inline double ird_um(int64_t dbu) {
    return (double)dbu / IRD_FLOORPLAN_UNITS;
}

static inline bool ird_boxes_overlap(ird_rect a, ird_rect b) {
    return a.x0_dbu < b.x1_dbu && b.x0_dbu < a.x1_dbu && a.y0_dbu < b.y1_dbu &&
           b.y0_dbu < a.y1_dbu;
}

/* technology.c: metals, the layers of the grid, and cells. */
ird_status ird_floorplan_technology(ird_floorplan *plan, ird_error *err);
ird_status ird_floorplan_block_macro(ird_floorplan *plan, ird_block *block,
                                     ird_error *err);

/* floorplan.c: modules, die, zones, blocks. */
ird_status ird_floorplan_die(ird_floorplan *plan, ird_error *err);

/* Cut the box into up to `count` parts, into boxes; returns how many. */
size_t ird_floorplan_tile(ird_floorplan *plan, ird_rect box, ird_rect *boxes,
                          size_t count);

/* stripes.c: pitches of the layers; pieces of metal of net 0 or 1. */
void ird_floorplan_pitches(ird_floorplan *plan);
ird_status ird_floorplan_blocks(ird_floorplan *plan, ird_error *err);
ird_status ird_floorplan_stripes(ird_floorplan *plan, int net, ird_error *err);

/* Where pin number i of a block on a net lies in x; false where it has no more. */
bool ird_block_pin(const ird_floorplan *plan, const ird_block *block, int net, size_t i,
                   ird_span *span);

/* Take the range out of the spans; there is room for one more. */
void ird_spans_cut(ird_span *spans, size_t *count, int64_t low_dbu, int64_t high_dbu);

/* vias.c: vias where pieces of neighbouring layers cross, and the net in the design. */
ird_status ird_floorplan_net(ird_floorplan *plan, int net, ird_error *err);

/* placement.c: rows, cells and blocks. */
ird_status ird_floorplan_place(ird_floorplan *plan, ird_error *err);

/* sources.c */
ird_status ird_floorplan_sources(ird_floorplan *plan, ird_error *err);

#endif
