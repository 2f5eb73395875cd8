/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Names for the vias that a plan has made, so that files can speak of them: that of a via
 * of DEF or LEF with the same shapes, or a new one. Internal to report/.
 */
#ifndef IRD_REPORT_PLANNED_VIAS_H
#define IRD_REPORT_PLANNED_VIAS_H

#include "base/text.h"
#include "design/design.h"

enum { IRD_VIA_NAME_SIZE = 256 };

/* A planned via under its name. */
typedef struct ird_planned_via {
    int32_t via; /* as in ird_via_at: below 0 */
    bool is_new; /* else DEF or LEF has it under that name */
    char name[IRD_VIA_NAME_SIZE];
} ird_planned_via;

typedef struct ird_planned_vias {
    IRD_VEC(ird_planned_via) items; /* by via, last made first */
} ird_planned_vias;                 /* all zero is an empty one */

void ird_planned_vias_free(ird_planned_vias *vias); /* leaves an empty one */

/* Those that planned shapes of the nets use: wanted, one a special net of the design. */
ird_status ird_planned_vias_make(ird_planned_vias *vias, const ird_design *design,
                                 const ird_technology *tech, const bool *wanted,
                                 ird_error *err);

const char *ird_planned_vias_name(const ird_planned_vias *vias, int32_t via);

/* How a via rule makes it: as the words of a via of DEF have it. false where it is by no
 * rule, or not about its middle. */
typedef struct ird_via_by_rule {
    int32_t rule, bottom, cut, top;
    int64_t cut_x_dbu, cut_y_dbu, gap_x_dbu, gap_y_dbu; /* gap: between edges of cuts */
    int64_t bottom_x_dbu, bottom_y_dbu, top_x_dbu, top_y_dbu; /* enclosures */
    int64_t rows, columns;
} ird_via_by_rule;
bool ird_planned_via_by_rule(const ird_design *design, int32_t via, ird_via_by_rule *by);

/* Wires and vias that are planned, of a net: behind its others. */
static inline size_t ird_first_planned_wire(const ird_special_net *net) {
    return net->first_wire + net->wire_count - net->planned_wires;
}
static inline size_t ird_first_planned_via(const ird_special_net *net) {
    return net->first_via + net->via_count - net->planned_vias;
}

/* Name of a + SHAPE of DEF; NULL for none. */
const char *ird_wire_shape_name(ird_wire_shape shape);

#endif
