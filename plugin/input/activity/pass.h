/* SPDX-License-Identifier: BSD-3-Clause
 *
 * One pass over a simulation file: what is asked and what comes out of it.
 */
#ifndef IRD_ACTIVITY_PASS_H
#define IRD_ACTIVITY_PASS_H

#include "activity/signals.h"
#include "base/notes.h"
#include "base/stream.h"

typedef struct ird_activity_pass {
    const ird_netlist *netlist;
    const char *scope; /* as in ird_activity_options */
    const ird_monitor *monitor;
    double window_s;       /* 0: no windows */
    const double *power_w; /* of components, for window_sums; NULL: none wanted */
    size_t component_count;
    int64_t window; /* toggles are wanted of this one; -1: of the whole run */
    const struct ird_cycle_wish *cycles; /* whose toggles are wanted; or NULL */
    const int32_t *edges_of; /* a net: its edges in place of toggles, component is 1 where
                                it rises; or NULL */
    ird_stream stream;

    ird_signals signals;
    int32_t top;             /* the scope that is the design */
    ird_net_source *sources; /* of each net */
    uint64_t *toggles;       /* of each net that has a source */
    ird_notes notes;         /* what there is to tell of the file */
    double first_s;          /* the first time of the file */
    double duration_s;
    double window_rounded_s;
    IRD_VEC(double)
    window_sums; /* of each window: toggles times the power of the driver,
                    over the matched nets of the driver */
} ird_activity_pass;

void ird_activity_pass_free(ird_activity_pass *pass);

/* Read the stream, which is open. */
ird_status ird_saif_read(ird_activity_pass *pass, ird_error *err);
ird_status ird_vcd_read(ird_activity_pass *pass, ird_error *err);

/* All signals are known: choose the scope and find the source of each net. */
ird_status ird_activity_pass_match(ird_activity_pass *pass, ird_error *err);

/* For each component how many of the nets that it drives have a source, into
 * counts[components]. */
void ird_activity_pass_count(const ird_activity_pass *pass, uint32_t *counts,
                             size_t components);

/* Fail at a place in the stream's buffer. The word at fault goes into the detail; its
 * size may be 0. */
ird_status ird_activity_pass_fail(const ird_activity_pass *pass, ird_status status,
                                  ird_slice word, ird_error *err, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

/* "1ns", "10 ps", "100us" into seconds; false for anything else. */
bool ird_timescale_parse(ird_slice text, double *seconds);

#endif
