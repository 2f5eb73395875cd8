/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Drops in time of a SPICE network, all of its nets together.
 */
#ifndef IRD_TIMED_SPICE_DYNAMIC_H
#define IRD_TIMED_SPICE_DYNAMIC_H

#include "dynamic/dynamic.h"
#include "session/session.h"

/* The networks in their order, to be freed with ird_free. Raises SESSION_TIMELESS where
 * the present design is no SPICE network. */
ird_status ird_session_timed_networks(const ird_session *session, const char *doing,
                                      const ird_network ***networks, size_t *count,
                                      ird_error *err);

/* The node of that name, counting through the nets. Raises SESSION_NODE. */
ird_status ird_session_find_node(const ird_session *session, const char *name,
                                 int32_t *node, ird_error *err);

/* Where the wish says nothing of step and end (0), what .tran of the file says; a step of
 * 5 ps where that says nothing either. Raises SESSION_TIMELESS where no end is known. */
ird_status ird_session_solve_spice_dynamic(ird_session *session, ird_dynamic_wish *wish,
                                           const ird_monitor *monitor,
                                           ird_dynamic *result, ird_error *err);

/* Write the circuit with its currents in time; step and end as above, 5 ps and 1 ns where
 * nothing says them. */
ird_status ird_session_write_circuit(const ird_session *session, const char *path,
                                     ird_error *err);

#endif
