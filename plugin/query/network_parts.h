/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The network of a net in parts, for programs that share it (ranks/part_file.h).
 */
#ifndef IRD_QUERY_NETWORK_PARTS_H
#define IRD_QUERY_NETWORK_PARTS_H

#include "session/session.h"

typedef struct ird_network_parts {
    size_t parts;       /* fewer than wanted where there are fewer nodes */
    size_t nodes, core; /* of the network, and of all parts */
    double total_current_a;
} ird_network_parts;

/* Write the network of a net, with the currents of the present power, in so many parts
 * into folder: complete, or not at all. A folder that holds parts and nothing else is
 * replaced. Raises FILE_WRITE. */
ird_status ird_session_write_parts(ird_session *session, int32_t net, size_t parts,
                                   const char *folder, const ird_monitor *monitor,
                                   ird_network_parts *written, ird_error *err);

#endif
