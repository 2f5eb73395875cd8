/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Adam with bias correction (Kingma and Ba, 2015), the rate's schedule, and a running
 * average of the parameters.
 */
#ifndef IRD_MODEL_TRAIN_OPTIMIZER_H
#define IRD_MODEL_TRAIN_OPTIMIZER_H

#include <stddef.h>

/* Linear from 0 over the first warmup of steps steps, then half a cosine from rate down
 * to rate * last. step counts from 0. */
double ird_schedule(double rate, double last, size_t warmup, size_t steps, size_t step);

/* Weight of the old average at a step: grows to decay, so that the random start is
 * forgotten. */
double ird_average_decay(double decay, size_t step);

/* One step, counted from 0, over count parameters. */
void ird_adam(float *parameters, const float *gradient, float *moment1, float *moment2,
              size_t count, double rate, size_t step);

#endif
