/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Answers of a session: what it has solved and predicted, as the result wing wants it.
 */
#ifndef IRD_QUERY_ANSWERS_H
#define IRD_QUERY_ANSWERS_H

#include "answer/compare_places.h"
#include "answer/corner.h"
#include "answer/make_answer.h"
#include "base/text.h"
#include "even/even_drop.h"
#include "gate/rules.h"
#include "query/requests.h"
#include "query/solved_nets.h"

/* A solved net of the session, good until ird_session_end_command. power: the present
 * one; NULL where nothing is said of it. */
ird_solved ird_session_solved(const ird_session *session, const ird_net_grid *grid,
                              const ird_power *power);

/* What the answer of a net in a corner points to; its own. */
typedef struct ird_corner_answer ird_corner_answer;
void ird_corner_answer_free(ird_corner_answer *corner);

/* An answer's parts and what its maps live in. */
typedef struct ird_session_net {
    ird_result *result;        /* a user's share in what the map is of */
    ird_result *base;          /* and in what lies under it, or NULL */
    ird_corner_answer *corner; /* or NULL */
    ird_answer_parts parts;
} ird_session_net;

typedef struct ird_session_answers {
    ird_answers answers; /* points into what follows, and into the session's design */
    IRD_VEC(ird_answer) nets;
    IRD_VEC(ird_session_net) parts; /* of each net */
    ird_text time_basis;            /* of those in time */
} ird_session_answers;              /* all zero is an empty one */

void ird_session_answers_free(ird_session_answers *answers); /* leaves an empty one */

/* Answers of the prediction for request. Where it names no net: of every power and ground
 * net that a limit of rules (may be NULL) names without * and ?, and of the default net
 * where there is none. The answers are good until the session changes; after an error it
 * is as it was. */
ird_status ird_session_answers_predict(ird_session_answers *answers, ird_session *session,
                                       const ird_request *request, const ird_rules *rules,
                                       const ird_monitor *monitor, ird_error *err);

/* Answers of the exact solutions: of every net that has one, the last one first, and of
 * every power and ground net that a limit of rules (may be NULL) names without * and ?,
 * solved now where it is not; of the default net where there is none. Where request (may
 * be NULL) names a net, of that alone; its size and region are those of the maps. way is
 * SOLVED, or PREDICTED: then the answer of a net whose grid cannot be solved is a
 * prediction, if there can be one. Behind each solved net stands the same in each of the
 * corners (may be NULL). What was solved stays so, but for an error, and the session goes
 * on looking at the net that it did. */
ird_status ird_session_answers_solve(ird_session_answers *answers, ird_session *session,
                                     ird_way way, const ird_request *request,
                                     const ird_rules *rules, const ird_corners *corners,
                                     const ird_monitor *monitor, ird_error *err);

/* The nets that it would look at, of which none is solved now; free *nets with ird_free.
 */
ird_status ird_session_answers_nets(const ird_session *session,
                                    const ird_request *request, const ird_rules *rules,
                                    int32_t **nets, size_t *count, ird_error *err);

/* Answers of a map that is there already. With the map of a solution come what it says
 * about nodes and instances, as long as the session keeps it. net names the map where
 * nothing is known of what lies under it. found (may be NULL): its hotspots, if they were
 * found before, which have to outlive the answers. */
ird_status ird_session_answers_map(ird_session_answers *answers, ird_session *session,
                                   const ird_map_entry *entry, const char *net,
                                   const ird_hotspot_list *found,
                                   const ird_monitor *monitor, ird_error *err);

/* Answers of the last drops in time: of each net that they were found for, or of the one
 * of that name (NULL: all). */
ird_status ird_session_answers_dynamic(ird_session_answers *answers, ird_session *session,
                                       const char *net, const ird_monitor *monitor,
                                       ird_error *err);

/* What else is to be seen of the nets of some answers: the prediction beside a solution,
 * the solution beside a prediction, on a map of the same pixels, and drops in time where
 * they were solved. A look, that leaves out what cannot be had. */
ird_status ird_session_answers_beside(ird_session_answers *answers, ird_session *session,
                                      const ird_answers *shown,
                                      const ird_monitor *monitor, ird_error *err);

/* a and b: "solve" for the exact drops; a map by handle or name; or the path of a voltage
 * file; see ird_compare_places. The net is the one solved last. */
ird_status ird_session_compare(ird_session *session, const char *a, const char *b,
                               ird_compare_by by, const ird_monitor *monitor,
                               ird_comparison *comparison, size_t *count, ird_error *err);

/* The drop of a current that is drawn evenly, and the net that it is of; the solution of
 * net is not set. The current is that of total_w, or, where that is NAN, of all instances
 * on the net by the present power, placed or not; *origin tells where the power is from.
 * Leaves the last solution as it is. Raises what need_grid and ird_uniform_drop_solve
 * raise. */
ird_status ird_session_solve_uniform(ird_session *session, int32_t net, double total_w,
                                     const ird_monitor *monitor, ird_uniform_drop *drop,
                                     ird_solved *solved, ird_power_origin *origin,
                                     ird_error *err);

#endif
