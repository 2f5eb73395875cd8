/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Losses of one sample: the value and its gradient by the prediction.
 */
#ifndef IRD_MODEL_TRAIN_LOSS_H
#define IRD_MODEL_TRAIN_LOSS_H

#include <stdbool.h>
#include <stddef.h>

typedef enum ird_loss {
    IRD_LOSS_MSE,     /* mean of e^2 */
    IRD_LOSS_L1,      /* mean of |e| */
    IRD_LOSS_HUBER,   /* mean of e^2 / 2 up to |e| = 0.01, then 0.01 (|e| - 0.005) */
    IRD_LOSS_HOTSPOT, /* mean of w e^2, w = 9 where the label is above 0.7, else 1 */
    IRD_LOSS_PEAKS,   /* mean of w |e|, w = 1 + 4 (label / largest label)^2 */
    IRD_LOSS_WORST /* mean of |e|, and 0.3 of that of the largest prediction and label */
} ird_loss;

/* "mse", "l1", "huber", "hotspot", "peaks", "worst"; false for another name. */
bool ird_loss_parse(const char *name, ird_loss *loss);
const char *ird_loss_name(ird_loss loss);

/* The loss of count pixels; dpredicted is set to its gradient times scale. */
double ird_loss_gradient(ird_loss loss, float *dpredicted, const float *predicted,
                         const float *label, size_t count, float scale);

#endif
