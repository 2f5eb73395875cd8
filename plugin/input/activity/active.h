/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The activity of a design by what a user said of it.
 */
#ifndef IRD_ACTIVITY_ACTIVE_H
#define IRD_ACTIVITY_ACTIVE_H

#include "activity/activity.h"

/* Where it comes from. Paths and scope are owned. */
typedef struct ird_activity_setting {
    char *path;     /* NULL: none */
    char *scope;    /* NULL: to be found */
    char *def_path; /* whose NETS; NULL: the DEF of the design */
    ird_activity_format format;
    double window_s; /* 0: the whole run */
    ird_notes notes; /* what the reader has to tell of the file */
} ird_activity_setting;

void ird_activity_setting_free(ird_activity_setting *setting); /* leaves an empty one */

/* All but the notes. */
ird_status ird_activity_setting_copy(ird_activity_setting *copy,
                                     const ird_activity_setting *setting, ird_error *err);

/* What an activity says of the design. */
typedef struct ird_active {
    ird_netlist netlist;
    ird_activity activity;
} ird_active;

void ird_active_free(ird_active *active); /* leaves an empty one */

/* Read the nets, from the DEF of the setting or else of def_path (NULL: the design has
 * none), and their activity; base weighs the instances. Raises ACTIVITY_NETS, and what
 * ird_activity_read and ird_def_read_nets raise. What was made stays on failure. */
ird_status ird_active_read(ird_active *active, const ird_activity_setting *setting,
                           const ird_design *design, const ird_technology *tech,
                           const char *def_path, const ird_power *base,
                           const ird_monitor *monitor, ird_error *err);

#endif
