/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Vias while they are read, the same for LEF (in um) and DEF (in database units): boxes,
 * polygons, or the arrays of cuts that VIA ... VIARULE statements describe.
 */
#ifndef IRD_READERS_VIA_BUILDER_H
#define IRD_READERS_VIA_BUILDER_H

#include "design/technology.h"
#include "readers/parse.h"

typedef struct ird_via_box {
    int32_t layer;
    bool begins_shape; /* a polygon becomes several boxes; only its first begins it */
    ird_box box;
} ird_via_box;

/* CUTSIZE, LAYERS, ... of LEF/DEF 5.8, "VIA viaName VIARULE". */
typedef struct ird_via_array {
    bool has_layers, has_size;
    double cut_size[2], cut_spacing[2]; /* x, y; spacing is edge to edge */
    double enclosure[4], offset[4];     /* bottom x, y, top x, y */
    double origin[2];
    int64_t rows, columns;
    int32_t bottom, cut, top;
    ird_token pattern; /* size 0: all cuts are there */
} ird_via_array;

typedef struct ird_via_builder {
    IRD_VEC(ird_via_box) boxes;
    ird_polygon polygon; /* scratch */
    ird_boxes pieces;    /* scratch */
    ird_via_array array;
    ird_token lost_layer; /* the first unknown layer, whose shapes are dropped; size 0:
                             none */
    size_t lost_shapes;   /* on all unknown layers */
    int32_t rule;         /* the via rule that it names and LEF has, or -1 */
} ird_via_builder;        /* all zero is a new one */

void ird_via_builder_free(ird_via_builder *builder);

/* Begin another via. */
void ird_via_builder_reset(ird_via_builder *builder);

ird_status ird_via_builder_add_box(ird_via_builder *builder, ird_parser *p, int32_t layer,
                                   ird_box box);

/* Adds builder->polygon. */
ird_status ird_via_builder_add_polygon(ird_via_builder *builder, ird_parser *p,
                                       int32_t layer);

/* What a reader must tell apart: how its lengths are read, and who knows its layers. */
typedef struct ird_via_source {
    const ird_technology *tech;
    bool is_whole; /* lengths are whole database units */
    double limit;  /* of lengths */
} ird_via_source;

/* If p->token is a keyword of an array of cuts, read its values; *is_known tells. */
ird_status ird_via_builder_read_array(ird_via_builder *builder, ird_parser *p,
                                      const ird_via_source *source, bool *is_known);

/* Boxes of the array: cuts centred at ORIGIN, metals grown by ENCLOSURE, moved by OFFSET.
 * Nothing without CUTSIZE and LAYERS. */
ird_status ird_via_builder_expand(ird_via_builder *builder, ird_parser *p,
                                  const ird_via_source *source);

/* The layers that the boxes join, -1 where there is none, and the number of cuts, each
 * as its cut class counts it. units: of the boxes' lengths in a um. */
typedef struct ird_via_stack {
    int32_t bottom, cut, top, cut_count;
} ird_via_stack;
ird_via_stack ird_via_builder_stack(const ird_via_builder *builder,
                                    const ird_technology *tech, double units);

/* Ohm of a whole via of these layers by its rule, which may be none (-1); 0 where that
 * has no RESISTANCE. */
double ird_via_rule_ohm(const ird_technology *tech, int32_t rule, ird_via_stack stack);

/* VIARULE name, behind the keyword; a rule that LEF does not have is none. */
ird_status ird_via_builder_read_rule(ird_via_builder *builder, ird_parser *p,
                                     const ird_technology *tech);

/* Layer by its name for shapes that can be dropped: -1 where it is unknown, which the
 * builder remembers. */
int32_t ird_via_builder_find_layer(ird_via_builder *builder, const ird_technology *tech,
                                   const ird_token *name);

/* Tell, by that message, of the shapes that were dropped, if any. `what` they are of. */
ird_status ird_via_builder_note_lost(const ird_via_builder *builder, ird_parser *p,
                                     ird_status id, const char *what);

#endif
