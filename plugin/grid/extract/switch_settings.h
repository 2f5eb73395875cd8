/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What a user said of power switches, by the names of macros and nets.
 */
#ifndef IRD_EXTRACT_SWITCH_SETTINGS_H
#define IRD_EXTRACT_SWITCH_SETTINGS_H

#include "extract/source_settings.h"
#include "extract/switches.h"

/* Macros whose names match a pattern (base/pattern.h) are switches of that resistance;
 * infinite: they are none. */
typedef struct ird_macro_switch {
    char *pattern;
    double ohm;
} ird_macro_switch;

typedef struct ird_macro_switches {
    IRD_VEC(ird_macro_switch) items; /* the last one that matches counts */
} ird_macro_switches;                /* all zero is an empty one */

void ird_macro_switches_free(ird_macro_switches *macros); /* leaves an empty one */

/* Raises SOURCE_OPTION for a resistance below 0. */
ird_status ird_macro_switches_add(ird_macro_switches *macros, const char *pattern,
                                  double ohm, ird_error *err);

/* The switches of a design by these settings. Where nobody said the resistance of a
 * switch, that of the sources of its net counts (set_sources -type switches). is_planned
 * has one a special net: a plan has sources for it. */
ird_status ird_switches_find_set(ird_switches *switches, const ird_design *design,
                                 const ird_technology *tech,
                                 const ird_macro_switches *macros,
                                 const ird_source_settings *sources,
                                 const bool *is_planned, ird_error *err);

#endif
