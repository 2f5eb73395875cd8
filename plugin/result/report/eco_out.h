/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What a plan adds, for other programs: a Tcl script that lays it in OpenROAD's database
 * (odb), a script for its power grid generator (pdn), and KLayout's report database.
 *
 * Facts about OpenROAD, from its documentation and the signatures of its Tcl commands:
 *   odb   dbSWire_create net ROUTED, dbSBox_create swire layer x0 y0 x1 y1 STRIPE,
 *         dbSBox_create swire via x y STRIPE, dbVia_create block name, dbBox_create via
 *         layer x0 y0 x1 y1; lengths in database units; what is not found is NULL
 *   pdn   add_pdn_stripe lays stripes over all of its grid at a pitch from an offset from
 *         the lower or left edge of the core; it cannot lay a piece of one
 */
#ifndef IRD_REPORT_ECO_OUT_H
#define IRD_REPORT_ECO_OUT_H

#include "plan/plan.h"
#include "design/design.h"

typedef struct ird_eco_written {
    size_t nets, wires, vias, new_vias;
} ird_eco_written;

/* wanted: one a special net of the design. */
ird_status ird_eco_write(const char *path, const ird_design *design,
                         const ird_technology *tech, const bool *wanted,
                         ird_eco_written *written, ird_error *err);

/* The planned wires and vias as boxes, a category for each net and layer. version is that
 * of the program. */
ird_status ird_eco_write_lyrdb(const char *path, const ird_design *design,
                               const ird_technology *tech, const bool *wanted,
                               const char *version, ird_eco_written *written,
                               ird_error *err);

typedef struct ird_pdn_written {
    size_t stripes, connects;
    size_t left_out; /* lines of the plan that pdn cannot lay: as comments */
} ird_pdn_written;

/* The lines of a plan for the grid of that name. */
ird_status ird_pdn_write(const char *path, const ird_plan *plan, const char *grid,
                         const ird_design *design, const ird_technology *tech,
                         ird_pdn_written *written, ird_error *err);

#endif
