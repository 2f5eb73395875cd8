/* SPDX-License-Identifier: BSD-3-Clause
 *
 * More or less power in parts of the design of a session (power/scaled_regions.h).
 */
#ifndef IRD_TRIAL_POWER_REGIONS_H
#define IRD_TRIAL_POWER_REGIONS_H

#include "session/session.h"

/* On top of what was given before. Raises SESSION_NO_DESIGN, SESSION_SPICE and
 * POWER_AMOUNT. */
ird_status ird_session_scale_power(ird_session *session, const ird_rect_um *box,
                                   double factor, ird_error *err);

/* Forget all of them. */
void ird_session_clear_scaled_power(ird_session *session);

#endif
