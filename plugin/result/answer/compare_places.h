/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Drops of two results held against each other at the places of a solved net: its
 * instances or its nodes, instead of pixels.
 */
#ifndef IRD_ANSWER_COMPARE_PLACES_H
#define IRD_ANSWER_COMPARE_PLACES_H

#include "base/map/compare.h"
#include "answer/solved.h"

typedef enum ird_compare_by {
    IRD_COMPARE_PIXELS,
    IRD_COMPARE_INSTANCES, /* power pins of instances */
    IRD_COMPARE_NODES      /* nodes of the layer that feeds the cells */
} ird_compare_by;

/* What is held against what: the solution, or a map read at the places, or a voltage file
 * of PDNSim (INSTANCES), whose voltages are taken from the supply of the net. */
typedef struct ird_compare_side {
    const char *name; /* of the map, or the path of the file */
    bool is_solution;
    const ird_map *map; /* NULL for the others */
} ird_compare_side;

/* Places where one of the two has no value are left out; *count tells how many stay.
 * Raises COMPARE_PLACES where none stays, COMPARE_FILE. */
ird_status ird_compare_places(const ird_solved *solved, ird_compare_by by,
                              const ird_compare_side sides[2], ird_comparison *comparison,
                              size_t *count, ird_error *err);

#endif
