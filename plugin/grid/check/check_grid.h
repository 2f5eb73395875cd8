/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What is wrong with the power grid of a net, as a list of findings.
 *
 *   opens, islands    metal that no source reaches
 *   rails             an island of one layer without a via: no strap feeds it. Also found
 *                     where a generated source happens to lie on it
 *   missing vias      wires of two neighbouring wired layers that cross without a via,
 *                     where other crossings of these layers have one; one finding for a
 *                     wire of the higher layer that has none at any crossing. Also where
 *                     that is meant: the stripes over a macro that a layer above feeds
 *                     may pass the rails around it
 *   resistances       layers whose resistance is assumed
 *   repeated vias     drawn more than once at a place, so that the grid looks stronger
 *                     than it is
 *   switched nets     no pin or pad feeds the net, but switches join it to another
 *   instances         power pins on metal that no source reaches; those without any
 *                     metal where no other pin of the instance on the net has some
 */
#ifndef IRD_CHECK_CHECK_GRID_H
#define IRD_CHECK_CHECK_GRID_H

#include "base/text.h"
#include "extract/extract.h"

typedef enum ird_finding_kind {
    IRD_FINDING_ISLAND,
    IRD_FINDING_FLOATING, /* an island of one piece of metal, without instances */
    IRD_FINDING_RAIL,
    IRD_FINDING_VIA,
    IRD_FINDING_RESISTANCE,
    IRD_FINDING_REPEATED,
    IRD_FINDING_SWITCHED,
    IRD_FINDING_INSTANCE
} ird_finding_kind;

/* "island", "floating_shape", "rail_without_strap", "missing_via", "missing_resistance",
 * "repeated_via", "switched_net", "unconnected_instance". */
const char *ird_finding_kind_name(ird_finding_kind kind);

typedef struct ird_finding {
    ird_finding_kind kind;
    int32_t layer, layer_b; /* -1 where there is none; layer_b of a missing via: above */
    ird_rect box;           /* all zero where it has no place */
    int32_t component;      /* INSTANCE; the first of SWITCHED; else -1 */
    int32_t pin;            /* the same, in pin_names of the technology */
    size_t shapes;    /* pieces of merged metal; vias for REPEATED; crossings for VIA */
    size_t instances; /* pins on the metal */
} ird_finding;

typedef struct ird_findings {
    IRD_VEC(ird_finding) items;
    size_t crossings, crossings_with_via; /* of the layers that vias connect */
} ird_findings;                           /* all zero is an empty one */

void ird_findings_free(ird_findings *findings); /* leaves an empty one */

/* Findings in the order of their kinds, and within a kind in that of the grid. The design
 * and technology must be those that the grid was extracted from. */
ird_status ird_check_grid(ird_findings *findings, const ird_grid *grid,
                          const ird_design *design, const ird_technology *tech,
                          const ird_layer_rc *rc, ird_error *err);

/* Terminals that no source reaches: the INSTANCE findings alone, for a count. */
size_t ird_grid_unconnected(const ird_grid *grid);

size_t ird_findings_count(const ird_findings *findings, ird_finding_kind kind);

/* One sentence that says what is wrong and where, with names and um. */
ird_status ird_finding_text(ird_text *text, const ird_finding *finding,
                            const ird_grid *grid, const ird_design *design,
                            const ird_technology *tech, const ird_layer_rc *rc,
                            ird_error *err);

#endif
