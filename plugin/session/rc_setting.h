/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Resistances of layers, as the user said.
 */
#ifndef IRD_SESSION_RC_SETTING_H
#define IRD_SESSION_RC_SETTING_H

#include "extract/layer_rc.h"
#include "session/session.h"

/* One of set_layer_rc's lines: is_via tells a cut layer from a routing layer. Raises
 * SESSION_NO_LEF and those of layer_rc.h. */
ird_status ird_session_set_layer_rc(ird_session *session, const char *layer, bool is_via,
                                    double resistance, double unit_ohm, ird_error *err);

/* Resistances that a script has set are undone by these two around it. */
ird_status ird_session_save_rc(const ird_session *session, ird_rc_settings *saved,
                               ird_error *err);
void ird_session_restore_rc(ird_session *session, ird_rc_settings *saved); /* takes it */

/* The values in use, one a layer of the technology. Raises SESSION_NO_LEF. */
ird_status ird_session_layer_rc(const ird_session *session, ird_layer_rc *rc,
                                ird_error *err);

#endif
