/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Pieces of the page's data. Internal to page/.
 */
#ifndef IRD_PAGE_DATA_OUT_H
#define IRD_PAGE_DATA_OUT_H

#include "base/json/json_out.h"
#include "page/page.h"

/* Which cells of the design the page has, in its order. */
typedef struct ird_page_cells {
    IRD_VEC(int32_t) items; /* components */
    size_t left_out;        /* that have current or a signal pin, but no room */
} ird_page_cells;           /* all zero is an empty one */

void ird_page_cells_free(ird_page_cells *cells); /* leaves an empty one */

/* The cells that are placed and do something: of more than IRD_PAGE_CELLS those with the
 * largest drops of the first of the answers that knows drops of cells, blocks before
 * all. */
ird_status ird_page_cells_choose(ird_page_cells *cells, const ird_design *design,
                                 const ird_technology *tech, const ird_answers *answers,
                                 ird_error *err);

/* The drop of each component of the design by the pins of an answer, NAN for those
 * without one; its worst pin counts. Free with ird_free; NULL where the answer has no
 * pins. */
ird_status ird_page_drops(double **drop_v, const ird_answer *answer,
                          const ird_design *design, ird_error *err);

/* Numbers as an object Packed. NAN stays NAN. */
json_object *ird_page_floats(ird_json_out *out, const double *values, size_t count);
/* The same of what needs five digits, which packs better. */
json_object *ird_page_short_floats(ird_json_out *out, const double *values, size_t count);
json_object *ird_page_shorts(ird_json_out *out, const uint16_t *values, size_t count);

json_object *ird_page_box(ird_json_out *out, const ird_rect_um *box);
json_object *ird_page_place(ird_json_out *out, ird_point_um at);
json_object *ird_page_optional(ird_json_out *out, const char *text); /* null for NULL */

/* with_inputs: with the maps of the design under it; with_currents: with what each cell
 * draws. Both are the same for all answers of a net. */
json_object *ird_page_answer(ird_json_out *out, const ird_answer *answer,
                             const char *header, bool with_inputs, bool with_currents,
                             const ird_page_cells *cells);
json_object *ird_page_cells_json(ird_json_out *out, const ird_design *design,
                                 const ird_technology *tech, const ird_page_cells *cells);
json_object *ird_page_rows(ird_json_out *out, const ird_design *design,
                           const ird_technology *tech);
/* Wires and vias of the power and ground nets that the answers are of. */
json_object *ird_page_metal(ird_json_out *out, const ird_design *design,
                            const ird_technology *tech, const ird_answers *answers);
json_object *ird_page_frames_json(ird_json_out *out, const ird_page_frames *frames);

/* Why it drops at some places; places may be NULL. */
json_object *ird_page_explained(ird_json_out *out, const ird_explained_places *places);

/* What the text of an earlier run comes to; null for NULL. Raises REPORT_AGAINST. */
json_object *ird_page_against(ird_json_out *out, const ird_page_extras *extras);

/* The first and the last bytes around the data in a page. */
#define IRD_PAGE_DATA_BEGIN                                                              \
    "<script id=\"irdrop-data\" type=\"application/octet-stream\">"
#define IRD_PAGE_DATA_END "</script>"

#endif
