/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What the two readers of timing files share. Internal to timing/.
 */
#ifndef IRD_TIMING_TIMING_READER_H
#define IRD_TIMING_TIMING_READER_H

#include "base/lines.h"
#include "power/instance_match.h"
#include "timing/timing.h"

typedef struct ird_timing_reader {
    const char *path;
    ird_slice text; /* the whole file */
    const ird_technology *tech;
    const ird_netlist *netlist;
    const ird_monitor *monitor;
    ird_instance_match match;
    ird_timing timing; /* as read so far */
    size_t records;    /* for the monitor */
} ird_timing_reader;

/* Fail at a line about the text at fault, which goes into the detail. */
ird_status ird_timing_fail(const ird_timing_reader *r, ird_status status, long line,
                           ird_slice at, ird_error *err, const char *format, ...)
    __attribute__((format(printf, 6, 7)));

/* One more record, at that place of the text: ask the monitor now and then. */
ird_status ird_timing_tick(ird_timing_reader *r, const char *at, ird_error *err);

/* What a record says of an output of the component; -1: of what the design has not, which
 * is counted and told under its name. */
ird_status ird_timing_add(ird_timing_reader *r, int32_t component, ird_slice name,
                          const ird_arrival *arrival, long line, ird_error *err);

/* Whether the cell of the component has an input of that name. */
bool ird_timing_is_input(const ird_timing_reader *r, int32_t component, ird_slice pin);

/* The reader of TWF. */
ird_status ird_timing_read_twf(ird_timing_reader *r, ird_error *err);

#endif
