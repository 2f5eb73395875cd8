/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Which net something that is compared is of.
 */
#ifndef IRD_QUERY_COMPARED_NET_H
#define IRD_QUERY_COMPARED_NET_H

#include "session/session.h"

/* The special net that the pins in a voltage file are on, by the first line whose
 * instance and terminal the design has; -1 where there is none. Raises what opening a
 * file does. */
ird_status ird_session_net_of_file(const ird_session *session, const char *path,
                                   int32_t *net, ird_error *err);

/* The special net that a map is of; -1 where that is not known. */
int32_t ird_session_net_of_map(const ird_session *session, const ird_map_entry *entry);

#endif
