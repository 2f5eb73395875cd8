/* SPDX-License-Identifier: BSD-3-Clause
 *
 * How slow the cells of a Liberty file are, to be held against the same cells at another
 * voltage: of each cell the geometric mean of all entries of its tables cell_rise and
 * cell_fall. The ratio of two such means is the mean of the ratios of their entries, each
 * at the same slew and load.
 */
#ifndef IRD_LIBERTY_DELAYS_H
#define IRD_LIBERTY_DELAYS_H

#include "base/alloc.h"
#include "base/monitor.h"
#include "base/names.h"

typedef struct ird_liberty_delay {
    double log_sum; /* of the natural logarithms of the entries above 0 */
    size_t count;   /* of these, and ... */
    size_t others;  /* ... of those that are not */
    double axes;    /* sum of what the indices say: of tables that are alike the same */
} ird_liberty_delay;

/* The index of a cell is the id of its name. */
typedef struct ird_liberty_delays {
    ird_names cell_names;
    IRD_VEC(ird_liberty_delay) cells;
    double nominal_v; /* nom_voltage, else that of the first operating conditions */
} ird_liberty_delays; /* all zero is an empty one */

void ird_liberty_delays_free(ird_liberty_delays *delays); /* leaves an empty one */

/* Of tables with more than 16 rows the first ones count. Raises what ird_liberty_read
 * raises, and LIBERTY_VOLTAGE where the file says no voltage. */
ird_status ird_liberty_read_delays(ird_liberty_delays *delays, const char *path,
                                   const ird_monitor *monitor, ird_error *err);

/* How much slower a cell of `low` is than that of `high`: NAN where one of them has it
 * not, or has tables that are not at the same slews and loads. */
double ird_liberty_delay_ratio(const ird_liberty_delays *high,
                               const ird_liberty_delays *low, const char *cell);

#endif
