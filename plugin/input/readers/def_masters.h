/* SPDX-License-Identifier: BSD-3-Clause
 *
 * A DEF file again with other macros for some of its components: only their names in
 * COMPONENTS change, every other byte is as it was.
 */
#ifndef IRD_READERS_DEF_MASTERS_H
#define IRD_READERS_DEF_MASTERS_H

#include "base/monitor.h"
#include "design/design.h"

typedef struct ird_master_swap {
    int32_t component;
    int32_t macro; /* that it becomes */
} ird_master_swap;

/* Copy the DEF at `from`, which design was read from, to the file `to` (plain, also where
 * `from` is gzipped), with the macros of swaps; no component twice. Raises DEF_CHANGED
 * where `from` is another file by now, and those of ird_input_open and ird_output_open.
 */
ird_status ird_def_swap_masters(const char *from, const char *to,
                                const ird_design *design, const ird_technology *tech,
                                const ird_master_swap *swaps, size_t count,
                                const ird_monitor *monitor, ird_error *err);

#endif
