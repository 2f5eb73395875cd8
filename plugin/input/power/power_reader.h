/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What the three readers of power reports share: where the rows go.
 */
#ifndef IRD_POWER_POWER_READER_H
#define IRD_POWER_POWER_READER_H

#include "base/lines.h"
#include "power/instance_match.h"
#include "power/power.h"

typedef struct ird_power_reader {
    const char *path;
    ird_slice text; /* the whole file */
    const ird_monitor *monitor;
    ird_instance_match match;
    ird_power power; /* as read so far; instance_w is NAN for those not seen yet */
    size_t rows;
    double unit_w; /* of the numbers of a table */
} ird_power_reader;

/* One instance of the report; leakage_w is part of the power, NAN where it is not said.
 * Raises POWER_REPEATED, POWER_VALUE and INTERRUPTED; `at` is where in the text the row
 * stands. */
ird_status ird_power_reader_add(ird_power_reader *reader, ird_slice name, double power_w,
                                double leakage_w, long line, const char *at,
                                ird_error *err);

/* The reader of the JSON form. */
ird_status ird_power_read_json(ird_power_reader *reader, ird_error *err);

#endif
