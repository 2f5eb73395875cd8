/* SPDX-License-Identifier: BSD-3-Clause */
#include "model/train/optimizer.h"

#include <math.h>

#define BETA1 0.9
#define BETA2 0.999
/* Far below the usual 1e-8: late gradients of a loss near 1e-7 are that small. */
#define EPSILON 1e-10F

double ird_schedule(double rate, double last, size_t warmup, size_t steps, size_t step) {
    if (step < warmup) {
        return rate * (double)(step + 1) / (double)warmup;
    }
    double span = steps > warmup ? (double)(steps - warmup) : 1;
    double done = fmin((double)(step - warmup) / span, 1);
    return rate * (last + (1 - last) * 0.5 * (1 + cos(3.141592653589793 * done)));
}

double ird_average_decay(double decay, size_t step) {
    return fmin(decay, ((double)step + 1) / ((double)step + 10));
}

void ird_adam(float *parameters, const float *gradient, float *moment1, float *moment2,
              size_t count, double rate, size_t step) {
    double correction1 = 1 - pow(BETA1, (double)step + 1);
    double correction2 = 1 - pow(BETA2, (double)step + 1);
    float pace = (float)(rate / correction1), root = (float)(1 / sqrt(correction2));
    for (size_t i = 0; i < count; i++) {
        float g = gradient[i];
        moment1[i] = (float)BETA1 * moment1[i] + (float)(1 - BETA1) * g;
        moment2[i] = (float)BETA2 * moment2[i] + (float)(1 - BETA2) * g * g;
        parameters[i] -= pace * moment1[i] / (sqrtf(moment2[i]) * root + EPSILON);
    }
}
