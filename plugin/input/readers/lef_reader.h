/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Inside of the LEF reader. Each ird_lef_read_<structure> is called with the keyword of
 * the structure in p.token and leaves behind its end. LEF knows no case in keywords.
 */
#ifndef IRD_READERS_LEF_READER_H
#define IRD_READERS_LEF_READER_H

#include "design/technology.h"
#include "readers/parse.h"
#include "readers/via_builder.h"

typedef struct ird_lef_reader {
    ird_parser p;
    ird_technology *tech;
    ird_via_builder builder; /* boxes of the via or pin being read */
    ird_via_source source;
    int32_t layer;         /* that the next shapes are on; -1: none or unknown */
    double path_width_um;  /* of PATH; NAN: the width of the layer */
    ird_token unknown_via; /* the first in this pin; size 0: none */
} ird_lef_reader; /* the builder knows the first unknown layer of this via or pin */

ird_status ird_lef_read_layer(ird_lef_reader *r);
/* Statements of a layer (lef_rules.c), behind their keywords. */
ird_status ird_lef_read_spacing(ird_lef_reader *r, ird_layer *layer);
ird_status ird_lef_read_spacing_table(ird_lef_reader *r, ird_layer *layer);
ird_status ird_lef_read_min_cut(ird_lef_reader *r, ird_layer *layer);
ird_status ird_lef_add_width(ird_lef_reader *r, ird_layer *layer, double width_um);

ird_status ird_lef_read_via(ird_lef_reader *r);
ird_status ird_lef_read_via_rule(ird_lef_reader *r);
ird_status ird_lef_read_nondefault_rule(ird_lef_reader *r);
ird_status ird_lef_read_site(ird_lef_reader *r);
ird_status ird_lef_read_macro(ird_lef_reader *r);

/* Start the boxes of a via or pin. */
void ird_lef_begin_shapes(ird_lef_reader *r);

/* If p.token is LAYER, WIDTH, RECT, POLYGON, PATH or VIA, read the statement into the
 * builder; *is_known tells. */
ird_status ird_lef_read_shape(ird_lef_reader *r, bool *is_known);

/* Tell of the shapes that were dropped with unknown layers, and fail where a via in a
 * port was unknown. `what` they are of. Where no layer is known at all the technology LEF
 * must come first: LEF_UNKNOWN_LAYER. */
ird_status ird_lef_tell_lost(ird_lef_reader *r, const char *what);

/* Append the boxes of the builder to shapes of the technology, which are of one type. */
typedef enum ird_lef_shapes { IRD_LEF_VIA, IRD_LEF_PIN, IRD_LEF_OBS } ird_lef_shapes;
ird_status ird_lef_keep_shapes(ird_lef_reader *r, ird_lef_shapes which);

/* Name behind the keyword of a structure; remembers the structure as open. */
ird_status ird_lef_begin(ird_lef_reader *r, const char *what, ird_token *name);

/* A statement of a structure whose word is none of those that are read: passed over,
 * quietly where `skipped`, a list ended by NULL, has the word or where it begins with
 * ANTENNA, else with a note. `what` is what it is a statement of. */
ird_status ird_lef_skip_statement(ird_lef_reader *r, const char *const *skipped,
                                  const char *what);

/* p.token is END: the name of the structure must follow. */
ird_status ird_lef_end(ird_lef_reader *r, const ird_token *name);

/* A length in um. */
ird_status ird_lef_read_um(ird_lef_reader *r, double *value_um);

/* Two of them, in parentheses or not. */
ird_status ird_lef_read_point(ird_lef_reader *r, ird_point_um *point);

#endif
