/* SPDX-License-Identifier: BSD-3-Clause
 *
 * SPICE networks in the place of a design, and networks written as SPICE.
 */
#ifndef IRD_SESSION_SPICE_H
#define IRD_SESSION_SPICE_H

#include "network/spice.h"
#include "session/net_grid.h"

/* Put a SPICE network in the place of the design: a design without cells whose die is the
 * extent of the nodes, with one special net. Its currents, sources and voltages are those
 * of the file. units: database units per um, 0 for what the file says. */
ird_status ird_session_read_spice(ird_session *session, const char *path, int64_t units,
                                  ird_spice_info *info, const ird_monitor *monitor,
                                  ird_error *err);

/* Write the network of a net with the currents of the present power. */
ird_status ird_session_write_spice(ird_session *session, int32_t net, const char *path,
                                   const ird_monitor *monitor, ird_error *err);

/* The network of a net of the file. */
const ird_net_grid *ird_session_spice_grid(const ird_session *session, int32_t net);

/* The networks are about to be replaced; the design stays. */
void ird_session_forget_spice(ird_session *session);

#endif
