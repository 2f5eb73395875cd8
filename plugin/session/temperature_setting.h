/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The temperature of the metal, as the user said.
 */
#ifndef IRD_SESSION_TEMPERATURE_SETTING_H
#define IRD_SESSION_TEMPERATURE_SETTING_H

#include "session/session.h"

/* From now on all metal is at this temperature, but where a map (NULL: none), which is
 * read now, says otherwise. Raises TEMPERATURE_VALUE and what ird_heat_map_read raises.
 */
ird_status ird_session_set_temperature(ird_session *session, double celsius,
                                       const char *map_path, ird_error *err);

/* From now on layers of such names change with this coefficient. Raises SESSION_NO_LEF,
 * RC_LAYER (no layer has such a name) and TEMPERATURE_VALUE. */
ird_status ird_session_set_metal(ird_session *session, const char *pattern,
                                 double per_kelvin, ird_error *err);

/* Resistances are those of LEF and of the user again, and all metals the assumed ones. */
void ird_session_clear_temperature(ird_session *session);

/* The resistances in use at the temperature of the rest of the map. */
ird_status ird_session_hot_rc(const ird_session *session, ird_layer_rc *rc,
                              ird_error *err);

#endif
