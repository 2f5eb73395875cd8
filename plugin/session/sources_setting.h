/* SPDX-License-Identifier: BSD-3-Clause
 *
 * How the sources of nets are placed, as the user said.
 */
#ifndef IRD_SESSION_SOURCES_SETTING_H
#define IRD_SESSION_SOURCES_SETTING_H

#include "session/session.h"

/* ird_source_settings_set for the session. Raises SESSION_NET_UNKNOWN where a design has
 * been read that has no such net. */
ird_status ird_session_set_sources(ird_session *session, const char *net,
                                   const ird_source_options *options, const char *path,
                                   ird_error *err);

/* What was set for a net of the design, or NULL. */
const ird_source_setting *ird_session_find_sources(const ird_session *session,
                                                   const char *net);

#endif
