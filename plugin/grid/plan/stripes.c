/* SPDX-License-Identifier: BSD-3-Clause */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "plan/laying.h"

static const char DOING[] = "laying stripes";

ird_status ird_laying_layer(const ird_laying *laying, const char *name, int32_t *layer) {
    const ird_technology *tech = laying->tech;
    int32_t found = ird_names_find(&tech->layer_names, name, strlen(name));
    if (found < 0 || tech->layers.items[found].kind != IRD_LAYER_ROUTING) {
        ird_fail(laying->err, IRD_PLAN_LAYER,
                 "the plan names layer \"%.100s\", which is %s; give a routing layer",
                 name, found < 0 ? "not in the LEF files read" : "no routing layer");
        ird_error_detail(laying->err, name, strlen(name));
        return IRD_PLAN_LAYER;
    }
    *layer = found;
    return IRD_OK;
}

ird_rect ird_plan_region_of(const ird_plan_line *line, const ird_design *design) {
    switch (line->region) {
    case IRD_PLAN_REGION_CORE:
        return design->core;
    case IRD_PLAN_REGION_DIE:
        return design->die;
    case IRD_PLAN_REGION_BOX:
        return (ird_rect){ird_dbu_of_um(line->box.x0_um, design->units),
                          ird_dbu_of_um(line->box.y0_um, design->units),
                          ird_dbu_of_um(line->box.x1_um, design->units),
                          ird_dbu_of_um(line->box.y1_um, design->units)};
    case IRD_PLAN_REGION_DEFAULT:
        break;
    }
    return line->kind == IRD_PLAN_BUMPS ? design->die : design->core;
}

ird_status ird_plan_series_make(ird_plan_series *series, const ird_plan_line *line,
                                int axis, double low_um, double high_um, ird_error *err) {
    double pitch_um = line->pitch_um[axis];
    double offset_um = line->has_offset ? line->offset_um[axis] : pitch_um / 2;
    double room_um = high_um - low_um - offset_um;
    double slack_um = 1e-9 * (high_um - low_um); /* of the arithmetic */
    double count = room_um < -slack_um ? 0 : 1;
    if (count > 0 && pitch_um > 0) {
        count = 1 + floor((room_um + slack_um) / pitch_um);
    }
    if (count > IRD_PLAN_PIECES_MAX) {
        return ird_fail(err, IRD_PLAN_TOO_LARGE,
                        "a pitch of the plan for net %.100s gives more than %.0f pieces; "
                        "give a larger one, in um",
                        line->net, IRD_PLAN_PIECES_MAX);
    }
    *series = (ird_plan_series){low_um + offset_um, pitch_um, (size_t)count};
    return IRD_OK;
}

/* --- blocks ------------------------------------------------------------------------- */

/* Highest layer with a supply pin of the macro; -1 without any. */
static int32_t top_pin_layer(const ird_technology *tech, const ird_macro *macro) {
    int32_t top = -1;
    for (size_t k = 0; k < macro->pin_count; k++) {
        const ird_macro_pin *pin = &tech->macro_pins.items[macro->first_pin + k];
        for (size_t s = 0; s < pin->shape_count; s++) {
            int32_t layer = tech->pin_shapes.items[pin->first_shape + s].layer;
            top = layer > top ? layer : top;
        }
    }
    return top;
}

ird_status ird_laying_find_blocks(ird_laying *laying) {
    const ird_design *design = &laying->view;
    for (size_t i = 0; i < design->components.count; i++) {
        const ird_component *component = &design->components.items[i];
        const ird_macro *macro = &laying->tech->macros.items[component->macro];
        if (macro->class_ != IRD_MACRO_BLOCK || component->placement == IRD_UNPLACED) {
            continue;
        }
        IRD_TRY(ird_vec_reserve(&laying->blocks, 1, DOING, laying->err));
        laying->blocks.items[laying->blocks.count++] =
            (ird_laying_block){ird_component_box(design, laying->tech, i),
                               top_pin_layer(laying->tech, macro)};
    }
    return IRD_OK;
}

/* --- pieces of metal -----------------------------------------------------------------
 */

static ird_status add_wire(ird_laying *laying, int32_t net, const ird_wire *wire) {
    ird_laying_net *to = &laying->nets.items[net];
    if (laying->made->wires + 1 > (size_t)IRD_PLAN_PIECES_MAX) {
        return ird_fail(laying->err, IRD_PLAN_TOO_LARGE,
                        "the plan has more than %.0f stripes and rails; give larger "
                        "pitches, in um",
                        IRD_PLAN_PIECES_MAX);
    }
    IRD_TRY(ird_vec_reserve(&to->wires, 1, DOING, laying->err));
    IRD_TRY(ird_vec_reserve(&to->line_of, 1, DOING, laying->err));
    to->wires.items[to->wires.count++] = *wire;
    to->line_of.items[to->line_of.count++] = laying->line;
    laying->made->wires++;
    return IRD_OK;
}

/* The part [low, high) of a wire along its direction. */
static ird_wire part_of(int32_t layer, bool runs_x, ird_wire_shape shape, ird_rect box,
                        int64_t low, int64_t high) {
    ird_wire wire = {.layer = layer, .shape = shape};
    if (runs_x) {
        int64_t y = box.y0_dbu + (box.y1_dbu - box.y0_dbu) / 2;
        wire.width_dbu = box.y1_dbu - box.y0_dbu;
        wire.a = (ird_point){low, y};
        wire.b = (ird_point){high, y};
        wire.box = (ird_rect){low, box.y0_dbu, high, box.y1_dbu};
    } else {
        int64_t x = box.x0_dbu + (box.x1_dbu - box.x0_dbu) / 2;
        wire.width_dbu = box.x1_dbu - box.x0_dbu;
        wire.a = (ird_point){x, low};
        wire.b = (ird_point){x, high};
        wire.box = (ird_rect){box.x0_dbu, low, box.x1_dbu, high};
    }
    return wire;
}

typedef struct span {
    int64_t low, high;
} span;

/* What a block covers of the box along its direction; false for nothing. */
static bool covered(const ird_laying_block *block, int32_t layer, bool runs_x,
                    ird_rect box, span *of) {
    const ird_rect *b = &block->box;
    if (block->top < layer || b->x0_dbu >= box.x1_dbu || b->x1_dbu <= box.x0_dbu ||
        b->y0_dbu >= box.y1_dbu || b->y1_dbu <= box.y0_dbu) {
        return false;
    }
    *of = runs_x ? (span){b->x0_dbu, b->x1_dbu} : (span){b->y0_dbu, b->y1_dbu};
    return true;
}

/* The first piece of [from, end) that no block covers; false where there is none. */
static bool next_piece(const ird_laying *laying, int32_t layer, bool runs_x, ird_rect box,
                       int64_t from, int64_t end, span *piece) {
    span block;
    *piece = (span){from, end};
    for (bool moved = true; moved;) { /* to the end of the blocks at its beginning */
        moved = false;
        for (size_t i = 0; i < laying->blocks.count; i++) {
            if (covered(&laying->blocks.items[i], layer, runs_x, box, &block) &&
                block.low <= piece->low && block.high > piece->low) {
                piece->low = block.high;
                moved = true;
            }
        }
    }
    for (size_t i = 0; i < laying->blocks.count; i++) {
        if (covered(&laying->blocks.items[i], layer, runs_x, box, &block) &&
            block.low > piece->low && block.low < piece->high) {
            piece->high = block.low;
        }
    }
    return piece->low < piece->high;
}

ird_status ird_laying_add(ird_laying *laying, int32_t net, int32_t layer, bool runs_x,
                          ird_wire_shape shape, ird_rect box) {
    int64_t from = runs_x ? box.x0_dbu : box.y0_dbu;
    int64_t end = runs_x ? box.x1_dbu : box.y1_dbu;
    span piece;
    while (next_piece(laying, layer, runs_x, box, from, end, &piece)) {
        ird_wire wire = part_of(layer, runs_x, shape, box, piece.low, piece.high);
        IRD_TRY(add_wire(laying, net, &wire));
        from = piece.high;
    }
    return IRD_OK;
}

/* --- stripes -------------------------------------------------------------------------
 */

static void grow_across(ird_rect *reach, const ird_rect *core, const ird_wire *wire) {
    const ird_rect *box = &wire->box;
    if (wire->shape != IRD_SHAPE_FOLLOWPIN || box->x0_dbu > core->x1_dbu ||
        box->x1_dbu < core->x0_dbu || box->y0_dbu > core->y1_dbu ||
        box->y1_dbu < core->y0_dbu) {
        return;
    }
    if (wire->a.y_dbu == wire->b.y_dbu) {
        reach->y0_dbu = box->y0_dbu < reach->y0_dbu ? box->y0_dbu : reach->y0_dbu;
        reach->y1_dbu = box->y1_dbu > reach->y1_dbu ? box->y1_dbu : reach->y1_dbu;
    } else {
        reach->x0_dbu = box->x0_dbu < reach->x0_dbu ? box->x0_dbu : reach->x0_dbu;
        reach->x1_dbu = box->x1_dbu > reach->x1_dbu ? box->x1_dbu : reach->x1_dbu;
    }
}

void ird_laying_find_reach(ird_laying *laying) {
    const ird_design *design = &laying->view;
    laying->reach = design->core;
    for (size_t i = 0; i < design->wires.count; i++) {
        grow_across(&laying->reach, &design->core, &design->wires.items[i]);
    }
    for (size_t i = 0; i < laying->nets.count; i++) {
        const ird_laying_net *net = &laying->nets.items[i];
        for (size_t k = 0; k < net->wires.count; k++) {
            grow_across(&laying->reach, &design->core, &net->wires.items[k]);
        }
    }
}

static ird_status direction_of(const ird_laying *laying, const ird_plan_line *line,
                               int32_t layer, bool *runs_x) {
    ird_direction direction = line->direction != IRD_DIRECTION_NONE
                                  ? line->direction
                                  : laying->tech->layers.items[layer].direction;
    if (direction != IRD_DIRECTION_HORIZONTAL && direction != IRD_DIRECTION_VERTICAL) {
        return ird_fail(laying->err, IRD_PLAN_VALUE,
                        "layer %.100s has no DIRECTION in LEF; say whether its stripes "
                        "run horizontal or vertical",
                        line->layer);
    }
    *runs_x = direction == IRD_DIRECTION_HORIZONTAL;
    return IRD_OK;
}

/* What the stripes of a line have in common. */
typedef struct stripes {
    int32_t net, layer;
    bool runs_x;
    int64_t width_dbu;
    ird_rect reach;
} stripes;

static ird_status lay_series(ird_laying *laying, const stripes *all,
                             const ird_plan_series *series) {
    size_t outside = 0;
    for (size_t k = 0; k < series->count; k++) {
        double at_um = series->first_um + (double)k * series->pitch_um;
        int64_t low = ird_dbu_of_um(at_um, laying->view.units) - all->width_dbu / 2;
        ird_rect box = all->reach;
        if (all->runs_x) {
            box.y0_dbu = low;
            box.y1_dbu = low + all->width_dbu;
        } else {
            box.x0_dbu = low;
            box.x1_dbu = low + all->width_dbu;
        }
        if (!ird_rect_cut(&box, &laying->view.die)) {
            outside++;
            continue;
        }
        IRD_TRY(ird_laying_add(laying, all->net, all->layer, all->runs_x,
                               IRD_SHAPE_STRIPE, box));
    }
    return ird_laying_remark(laying, IRD_ODD_OUTSIDE, outside, 0, 0);
}

ird_status ird_laying_add_stripes(ird_laying *laying, const ird_plan_line *line,
                                  int32_t net) {
    const ird_design *design = &laying->view;
    double units = (double)design->units;
    int32_t layer = -1;
    bool runs_x = false;
    ird_plan_series series = {0};
    IRD_TRY(ird_laying_layer(laying, line->layer, &layer));
    IRD_TRY(direction_of(laying, line, layer, &runs_x));
    ird_rect region = ird_plan_region_of(line, design);
    bool is_box = line->region == IRD_PLAN_REGION_BOX;
    ird_rect reach =
        is_box || line->region == IRD_PLAN_REGION_DIE ? region : laying->reach;
    double low_um = (double)(runs_x ? region.y0_dbu : region.x0_dbu) / units;
    double high_um = (double)(runs_x ? region.y1_dbu : region.x1_dbu) / units;
    IRD_TRY(ird_plan_series_make(&series, line, 0, low_um, high_um, laying->err));
    int64_t width = ird_dbu_of_um(line->width_um, design->units);
    if (width < 1) {
        return ird_fail(laying->err, IRD_PLAN_VALUE,
                        "stripes of net %.100s on %.100s are narrower than a database "
                        "unit; their width is in um",
                        line->net, line->layer);
    }
    ird_rect die = design->die;
    double die_um =
        (double)(runs_x ? die.y1_dbu - die.y0_dbu : die.x1_dbu - die.x0_dbu) / units;
    IRD_TRY(ird_laying_check_width(laying, line, layer, die_um));
    const stripes all = {net, layer, runs_x, width, reach};
    return lay_series(laying, &all, &series);
}
