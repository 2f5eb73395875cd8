/* SPDX-License-Identifier: BSD-3-Clause
 *
 * A prediction of the session: the model's answer to a raster, in volts where it is a
 * calibrated one, with how far it may be off and what it took.
 */
#ifndef IRD_MAPPED_PREDICTION_H
#define IRD_MAPPED_PREDICTION_H

#include "session/session.h"

/* From a raster of the session. Good until ird_session_end_command. Raises
 * SESSION_CHANNEL where the model wants an input that is not made, MODEL_INPUT, and for a
 * calibrated model the errors of ird_session_need_scene. */
ird_status ird_session_need_prediction(ird_session *session, ird_result *raster,
                                       const ird_monitor *monitor,
                                       ird_result **prediction, ird_error *err);

/* IRD_OK where the prediction is in volts, else PREDICT_RELATIVE. */
ird_status ird_prediction_need_volts(const ird_result *prediction, ird_error *err);

/* Its error against the exact solution of its net, of the same network and currents. The
 * session remembers it with the prediction. */
ird_status ird_session_verify(ird_session *session, const ird_result *prediction,
                              const ird_monitor *monitor, ird_error *err);

/* The facts of a prediction, with its error where ird_session_verify has found it. */
ird_prediction_facts ird_session_facts_of(const ird_session *session,
                                          const ird_result *prediction);

/* From now on predictions on the same network are calibrated by the exact solution of the
 * present loads: updates are right where currents stay alike. The prediction is made
 * again and verified. */
ird_status ird_session_calibrate_prediction(ird_session *session,
                                            const ird_result *prediction,
                                            const ird_monitor *monitor,
                                            ird_result **calibrated, ird_error *err);

#endif
