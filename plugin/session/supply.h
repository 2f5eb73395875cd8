/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Power and ground nets of the session's design and their voltages.
 */
#ifndef IRD_SESSION_SUPPLY_H
#define IRD_SESSION_SUPPLY_H

#include "session/session.h"

/* Special net by name. Raises SESSION_NET_UNKNOWN, which lists the power nets, and
 * SESSION_NO_SPECIALNETS. */
ird_status ird_session_find_net(const ird_session *session, const char *name, size_t size,
                                int32_t *net, ird_error *err);

/* The net of that name, or the default one for NULL; of a SPICE file the first. Raises
 * SESSION_NO_DESIGN besides what these two raise. */
ird_status ird_session_choose_net(const ird_session *session, const char *name,
                                  const char *doing, int32_t *net, ird_error *err);

const char *ird_session_net_name(const ird_session *session, int32_t net);

/* The power net that feeds most cells, the first of equals. Raises
 * SESSION_NO_SPECIALNETS and SESSION_NO_POWER_NET. */
ird_status ird_session_default_net(const ird_session *session, int32_t *net,
                                   ird_error *err);

/* Voltage of a net by what the user set, else its file of sources, else the DEF or SPICE
 * file, else, where power switches feed it, what these say of the net before them; else
 * the Liberty of the live session (power; ground 0), else assumed (power
 * IRD_SUPPLY_ASSUMED_V, ground 0). */
ird_status ird_session_voltage_v(ird_session *session, int32_t net, double *volt,
                                 ird_supply_origin *origin, ird_error *err);

/* That of the net that feeds it through power switches; NAN where none does. */
ird_status ird_session_feed_v(ird_session *session, int32_t net, double *feed_v,
                              ird_error *err);

/* What cells on the net are fed with: its voltage for a power net; for a ground net the
 * voltage of the default power net above it. *origin is that of the power net. Raises
 * SESSION_SUPPLY when that is not above 0. */
ird_status ird_session_supply_v(ird_session *session, int32_t net, double *supply_v,
                                ird_supply_origin *origin, ird_error *err);

/* Set the voltage of a net of the design. */
ird_status ird_session_set_supply(ird_session *session, const char *name, size_t size,
                                  double voltage_v, ird_error *err);

/* The name of the corner that power and supply are of: the user's, else that of the live
 * session, else "default". */
const char *ird_session_corner(const ird_session *session);

/* Call it by a name; the settings are those of before. */
ird_status ird_session_set_corner(ird_session *session, const char *name, ird_error *err);

#endif
