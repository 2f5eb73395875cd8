/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Real power grids to measure a calibrated model on: files in folders, found by their
 * names.
 *
 * Below a folder, at most three folders deep, a case is
 *   - netlist.sp or netlist.sp.gz, named like its folder; ir_drop_map.csv beside it is
 * the map that the contest ICCAD 2023 gives for it. In the folder itself any NAME.sp,
 *     NAME.spice or .gz of these;
 *   - a design, DEF.def (or .gz), for which there is a power report NAME_power.csv, .rpt
 *     or .json beside it or in golden/ below, NAME being DEF or its part before the first
 *     "_". Its technology is every .tlef and .lef beside it. Vsrc_NAME_NET.loc (NET in
 *     lower case) says the supply, and the sources where the DEF has no pin of the net.
 */
#ifndef IRD_EVALUATE_CASES_H
#define IRD_EVALUATE_CASES_H

#include "base/alloc.h"

typedef struct ird_paths {
    IRD_VEC(char *) items; /* owned */
} ird_paths;

typedef struct ird_case {
    char *name;
    char *network;   /* a SPICE file; NULL: a design */
    char *golden;    /* the contest's map of it, or NULL */
    char *def;       /* a design: all but these two may be missing */
    ird_paths lefs;  /* technology first */
    char *power;     /* report of its instances */
    char *sources;   /* "DIR/Vsrc_NAME_": begin of the names of source files */
    double supply_v; /* 0: not said */
} ird_case;          /* all zero is an empty one */

typedef struct ird_cases {
    IRD_VEC(ird_case) items;
} ird_cases; /* all zero is an empty one */

void ird_cases_free(ird_cases *cases); /* leaves an empty one */

/* Add those of a folder, in the order of their paths with numbers by value. Raises
 * EVALUATE_NO_CASE where there is none and FILE_OPEN where there is no such folder. */
ird_status ird_cases_find(ird_cases *cases, const char *directory, ird_error *err);

/* Add a SPICE file, or a DEF file with what belongs to it. power may be NULL, supply_v 0.
 * Raises EVALUATE_NO_CASE for a file of another kind, or a DEF without LEF. */
ird_status ird_cases_add(ird_cases *cases, const char *path, const char *const *lefs,
                         size_t lef_count, const char *power, double supply_v,
                         ird_error *err);

#endif
