/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Drops of two results held against each other at the places of a solved net: its
 * instances or its nodes, instead of pixels.
 */
#ifndef IRD_SESSION_COMPARE_PLACES_H
#define IRD_SESSION_COMPARE_PLACES_H

#include "base/map/compare.h"
#include "session/net_solution.h"

typedef enum ird_compare_by {
    IRD_COMPARE_PIXELS,
    IRD_COMPARE_INSTANCES, /* power pins of instances */
    IRD_COMPARE_NODES      /* nodes of the layer that feeds the cells */
} ird_compare_by;

/* a and b: "solve" for the exact drops; a map by handle or name, read at the places; or a
 * voltage file of PDNSim (INSTANCES), whose voltages are taken from the supply of the
 * net. Places where one of the two has no value are left out; *count tells how many stay.
 * The net is the one solved last. Raises COMPARE_PLACES where none stays, COMPARE_FILE.
 */
ird_status ird_session_compare(ird_session *session, const char *a, const char *b,
                               ird_compare_by by, const ird_monitor *monitor,
                               ird_comparison *comparison, size_t *count, ird_error *err);

#endif
