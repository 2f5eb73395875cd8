/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Switching activity from a simulation, and what it does to the power of instances.
 *
 * A toggle of a net is a change between 0 and 1. What lies between does not matter: 0 x 1
 * is one toggle, 0 x 0 is none (SAIF calls that a glitch and counts it apart), and a
 * first value is none. That is how SAIF defines TC, so that both formats of one run give
 * the same activities.
 *
 * The activity of an instance is the toggle rate of the nets that it drives: their mean,
 * so that a flip-flop with two outputs is not twice as active as one with one. Power by
 * activity is
 *
 *   P'_i = P_i a_i / m,    m = sum(P_i a_i) / sum(P_i) over the instances with activity,
 *
 * P_i being what the instance draws without it, by cell area or from a power report: the
 * whole of it is scaled, leakage too, for the parts are not known here. Instances without
 * activity are taken at the mean, so that the total stays. In a time window a_i is that
 * of the window and m still that of the whole run: the total is then the power of the
 * window.
 *
 * Passed over by the structure of the file, for it says nothing of toggles: in SAIF all
 * lists but INSTANCE, NET, PORT, their entries' TC, DURATION, DIVIDER and TIMESCALE, with
 * the state and path dependent ones; in VCD the declarations and remarks $comment, $date,
 * $version and others that begin with a dollar sign before $enddefinitions, $comment,
 * $date, $version and $vcdclose behind it, and variables that have no bits. Anything else
 * that does not belong is an error with its line.
 */
#ifndef IRD_ACTIVITY_ACTIVITY_H
#define IRD_ACTIVITY_ACTIVITY_H

#include "base/monitor.h"
#include "base/notes.h"
#include "design/design.h"
#include "design/netlist.h"
#include "power/power.h"

typedef enum ird_activity_format {
    IRD_ACTIVITY_BY_CONTENT,
    IRD_ACTIVITY_SAIF,
    IRD_ACTIVITY_VCD
} ird_activity_format;

typedef struct ird_activity_options {
    ird_activity_format format;
    const char *scope; /* "tb/dut", the design in the file; NULL: the scope that holds
                          most of the design's nets */
    double window_s;   /* length of the time windows of a VCD; 0: the whole run is one */
    size_t block;      /* of ird_stream_open */
} ird_activity_options;

typedef struct ird_activity {
    ird_activity_format format;
    char *file, *scope; /* owned; scope "" is the whole file */
    double *rate_hz;    /* toggles a second of each component; NAN: none of the nets that
                           it drives is in the file. Owned */
    size_t count;       /* of components */
    double duration_s;
    double first_s; /* the first time of a VCD, in its own time */
    size_t driven_nets,
        matched_nets;     /* nets that an instance drives; those in the file */
    double window_s;      /* as rounded to the file's time scale; 0: none */
    size_t window;        /* the one that rate_hz is of */
    size_t peak_window;   /* the one with the largest current */
    double *window_share; /* current of each window over that of the run; owned */
    size_t window_count;
    double mean_hz;  /* m above, of the whole run, where there are windows */
    ird_notes notes; /* what the reader has to tell of the file */
} ird_activity;      /* all zero is an empty one */

void ird_activity_free(ird_activity *activity); /* leaves an empty one */

/* Read the activity of the nets. power_w, the P_i above, weighs the instances where
 * windows are asked for; the window of the largest current is then chosen. Raises the
 * ACTIVITY_*, SAIF_* and VCD_* messages and those of ird_stream_open and _more. */
ird_status ird_activity_read(ird_activity *activity, const ird_netlist *netlist,
                             const double *power_w, size_t components, const char *path,
                             const ird_activity_options *options,
                             const ird_monitor *monitor, ird_error *err);

/* The rates of another window of the same file, for count components: window counts from
 * 0. Free them with ird_free. */
ird_status ird_activity_read_window(const ird_activity *activity,
                                    const ird_netlist *netlist, size_t window,
                                    size_t block, const ird_monitor *monitor,
                                    double **rate_hz, ird_error *err);

/* The power scaled by the activity, as above, at rate_hz (those of any window) or, where
 * that is NULL, at its own. *scaled shares all but the power of instances and the name of
 * the activity's file with base, which must outlive it; free it with
 * ird_scaled_power_free. Raises ACTIVITY_SILENT. */
ird_status ird_activity_apply(const ird_activity *activity, const double *rate_hz,
                              const ird_power *base, ird_power *scaled, ird_error *err);
void ird_scaled_power_free(ird_power *scaled); /* leaves an empty one */

/* Part of the nets that instances drive which are in the file; below IRD_ACTIVITY_LOW
 * something is wrong, most often the scope. */
#define IRD_ACTIVITY_LOW 0.5
double ird_activity_matched_share(const ird_activity *activity);

#endif
