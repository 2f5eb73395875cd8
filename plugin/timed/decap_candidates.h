/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Which fillers of the design could be decaps, and where their capacitance would be.
 */
#ifndef IRD_TIMED_DECAP_CANDIDATES_H
#define IRD_TIMED_DECAP_CANDIDATES_H

#include "timed/net_transient.h"

/* What is asked for; patterns of names of cells, none: by what cells are. */
typedef struct ird_decap_cells {
    const char *const *fillers; /* else those without logic that are SPACER, or fillers by
                                   Liberty, or have "fill" in their name */
    size_t filler_count;
    const char *const *decaps; /* else all that set_decap says a capacitance of */
    size_t decap_count;
} ird_decap_cells;

typedef struct ird_decap_candidate {
    int32_t component, from, to; /* macros */
    double farad;                /* that it would hold more */
    size_t first, count;         /* in capacitors */
    bool is_taken;
} ird_decap_candidate;

typedef struct ird_decap_candidates {
    IRD_VEC(ird_decap_candidate) items; /* by component */
    ird_transient more;                 /* its capacitors: of all candidates */
    size_t fillers, unmatched, unconnected;
} ird_decap_candidates; /* all zero is an empty one */

void ird_decap_candidates_free(ird_decap_candidates *candidates);

/* For each filler the decap of the same size and site that holds most, of equals that
 * with less leakage. Raises DECAP_FILLERS where there is no filler, and DECAP_CELLS where
 * no decap of any filler's size is known. */
ird_status ird_decap_candidates_find(ird_decap_candidates *candidates,
                                     const ird_session *session,
                                     const ird_net_transient *net,
                                     const ird_decap_cells *cells, ird_error *err);

#endif
