/* SPDX-License-Identifier: BSD-3-Clause
 *
 * A prediction of the session: the model's answer to a raster, in volts where it is a
 * calibrated one, with how far it may be off and what it took.
 */
#ifndef IRD_SESSION_PREDICTION_H
#define IRD_SESSION_PREDICTION_H

#include "session/session.h"

/* From a raster of the session; *prediction has one user. Raises SESSION_CHANNEL where
 * the model wants an input that is not made, MODEL_INPUT, and for a calibrated model the
 * errors of ird_session_need_coarse. */
ird_status ird_session_make_prediction(ird_session *session, ird_result *raster,
                                       const ird_monitor *monitor,
                                       ird_result **prediction, ird_error *err);

/* Error of the session's prediction against the exact solution of its net, which is
 * solved now where it is not. Kept with the prediction (ird_prediction_facts). */
ird_status ird_session_verify(ird_session *session, const ird_monitor *monitor,
                              ird_error *err);

/* The same, and the coarse network is calibrated by that solution from now on: updates of
 * the same grid are right where currents stay alike. The prediction is made again. */
ird_status ird_session_calibrate_prediction(ird_session *session,
                                            const ird_monitor *monitor, ird_error *err);

#endif
