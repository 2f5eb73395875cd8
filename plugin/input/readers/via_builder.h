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
} ird_via_builder; /* all zero is a new one */

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
    ird_status unknown_layer; /* message id */
    bool is_whole;            /* lengths are whole database units */
    double limit;             /* of lengths */
} ird_via_source;

/* If p->token is a keyword of an array of cuts, read its values; *is_known tells. */
ird_status ird_via_builder_read_array(ird_via_builder *builder, ird_parser *p,
                                      const ird_via_source *source, bool *is_known);

/* Boxes of the array: cuts centred at ORIGIN, metals grown by ENCLOSURE, moved by OFFSET.
 * Nothing without CUTSIZE and LAYERS. */
ird_status ird_via_builder_expand(ird_via_builder *builder, ird_parser *p,
                                  const ird_via_source *source);

/* The layers that the boxes join, -1 where there is none, and the number of cuts. */
typedef struct ird_via_stack {
    int32_t bottom, cut, top, cut_count;
} ird_via_stack;
ird_via_stack ird_via_builder_stack(const ird_via_builder *builder,
                                    const ird_technology *tech);

/* Layer by the name in p->token. */
ird_status ird_parse_layer(ird_parser *p, const ird_technology *tech,
                           ird_status unknown_layer, int32_t *layer);

#endif
