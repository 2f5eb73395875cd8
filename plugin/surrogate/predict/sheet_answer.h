/* SPDX-License-Identifier: BSD-3-Clause
 *
 * A fitted sheet in the place of a three-channel network: its answer to the maps and how
 * that hangs on them.
 */
#ifndef IRD_PREDICT_SHEET_ANSWER_H
#define IRD_PREDICT_SHEET_ANSWER_H

#include "predict/predict.h"

/* Whether the predictor answers inputs of that size by a sheet. */
bool ird_sheet_answers(const ird_predictor *predictor, const ird_predict_inputs *inputs);

/* output: one a pixel, as multiples of I R. Where nothing is drawn the current counts as
 * uniform. */
ird_status ird_sheet_answer(const ird_predictor *predictor,
                            const ird_predict_inputs *inputs, float *output,
                            ird_error *err);

/* As ird_surrogate_gradient, for the channels of the model. How currents spread is fitted
 * to one grid and held: of the power grid the pixel's own strength counts alone. */
ird_status ird_sheet_gradient(const ird_predictor *predictor,
                              const ird_predict_inputs *inputs, size_t pixel,
                              double *gradient, double *value, ird_error *err);

#endif
