/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Finds the component that a name in another tool's file means. LEF/DEF and Verilog write
 * backslashes into names ("u1/state\[3\]") and tools disagree on whether to keep them.
 */
#ifndef IRD_POWER_INSTANCE_MATCH_H
#define IRD_POWER_INSTANCE_MATCH_H

#include "base/lines.h"
#include "design/design.h"

typedef struct ird_instance_match {
    const ird_design *design;
    ird_names bare;              /* component names that have backslashes, without them */
    IRD_VEC(int32_t) components; /* component of each of these; -1: several have it */
    IRD_VEC(char) scratch;
} ird_instance_match;

/* Keeps the pointer to the design. */
ird_status ird_instance_match_create(ird_instance_match *match, const ird_design *design,
                                     ird_error *err);
void ird_instance_match_free(ird_instance_match *match);

/* The component of that name: as it stands, else without backslashes on the side of the
 * file, of the design, or both. -1 into *component where there is none, or several. */
ird_status ird_instance_match_find(ird_instance_match *match, ird_slice name,
                                   int32_t *component, ird_error *err);

#endif
