/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Inputs of the calibrated model that follow from the coarse solution's change, the same
 * in training and prediction. Changes span many powers of ten: they are measured against
 * their own size around the pixel,
 *     gain    root of the mean square of change over 5 x 5 pixels
 *     change  := change / gain, cut to [-5, 5]
 *     spread  (log10(gain + 1e-6) + 6) / 6, cut to [0, 1]
 * and the network's answer is in units of gain, so that it vanishes where the coarse
 * solution has converged.
 */
#ifndef IRD_MODEL_PDN_INPUTS_H
#define IRD_MODEL_PDN_INPUTS_H

#include <stddef.h>

/* How far a model is off is told apart by spread: so many equal parts of [0, 1]. */
enum { IRD_PDN_PARTS = 10 };

/* spread of a gain, and the part that a spread lies in. */
double ird_pdn_spread(double gain);
size_t ird_pdn_part(double spread);

/* gain, relative and spread: rows * columns values each; change is left as it is. */
void ird_pdn_inputs(const double *change, size_t rows, size_t columns, double *gain,
                    double *relative, double *spread);

#endif
