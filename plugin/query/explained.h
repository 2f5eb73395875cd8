/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Why it drops at a place of a net of the session.
 */
#ifndef IRD_QUERY_EXPLAINED_H
#define IRD_QUERY_EXPLAINED_H

#include "explain/explain.h"
#include "query/answers.h"

typedef enum ird_place_kind {
    IRD_PLACE_WORST,    /* of the net */
    IRD_PLACE_HOTSPOT,  /* by its rank among the hotspots of the exact map */
    IRD_PLACE_INSTANCE, /* its worst pin */
    IRD_PLACE_POINT     /* the nearest pin that the net feeds */
} ird_place_kind;

typedef struct ird_explain_place_wish {
    ird_place_kind kind;
    size_t rank;
    const char *instance;
    ird_point_um at;
} ird_explain_place_wish;

/* Explain the drop at a place of the net that solved is of; kept as long as that, and as
 * what follows from the session, until ird_session_end_command. Raises EXPLAIN_PLACE
 * where there is no such hotspot or place, SESSION_INSTANCE, and what ird_explain raises.
 */
ird_status ird_session_explain(ird_explanation *explanation, ird_session *session,
                               const ird_net_grid *grid, const ird_solved *solved,
                               const ird_explain_place_wish *place,
                               const ird_explain_options *options,
                               const ird_monitor *monitor, ird_error *err);

/* The same of many places, with one look at the grid: explanations[i] of the node of
 * nodes[i]. */
ird_status ird_session_explain_nodes(ird_explanation *explanations, ird_session *session,
                                     const ird_net_grid *grid, const ird_solved *solved,
                                     const int32_t *nodes, size_t count,
                                     const ird_explain_options *options,
                                     const ird_monitor *monitor, ird_error *err);

/* How many hotspots of a net reports explain. */
enum { IRD_EXPLAINED_HOTSPOTS = 5 };

/* Explain the worst hotspots, or the worst place, of each net that some answers solved,
 * behind what places has. A look; free *places whatever the result. */
ird_status ird_session_explain_answers(ird_explained_places *places, ird_session *session,
                                       const ird_answer *answers, size_t count,
                                       const ird_monitor *monitor, ird_error *err);

/* The node of the pin that is next to the point; -1 where there is none. */
int32_t ird_explain_pin_at(const ird_pin_drops *pins, ird_point_um at);

#endif
