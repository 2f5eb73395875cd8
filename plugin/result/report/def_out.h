/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The DEF of a design with what a plan adds to some of its nets. All else is the file as
 * it was read, byte for byte.
 */
#ifndef IRD_REPORT_DEF_OUT_H
#define IRD_REPORT_DEF_OUT_H

#include "design/design.h"

/* What was written. */
typedef struct ird_def_written {
    size_t nets, new_nets; /* with planned shapes; of those not in the file before */
    size_t wires, vias;
    size_t new_vias; /* added to VIAS, for neither DEF nor LEF has them */
    size_t assumed;  /* via places that no via or via rule of LEF describes */
} ird_def_written;

/* From source, the file that design without its plan was read from, to path. wanted: one
 * a special net of the design; nets without planned shapes stay as they are. Where a via
 * is new VIAS grows by it (a rule of LEF and its numbers, or its boxes). Raises
 * WRITE_CHANGED where the file is not that of the design, FILE_WRITE and what opening
 * source raises. */
ird_status ird_def_write(const char *source, const char *path, const ird_design *design,
                         const ird_technology *tech, const bool *wanted,
                         ird_def_written *written, ird_error *err);

#endif
