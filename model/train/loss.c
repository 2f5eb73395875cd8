/* SPDX-License-Identifier: BSD-3-Clause */
#include "model/train/loss.h"

#include <math.h>
#include <string.h>

#define HUBER_DELTA 0.01
#define HOTSPOT_LEVEL 0.7F
#define HOTSPOT_WEIGHT 9.0
#define PEAKS_WEIGHT 4.0
#define WORST_WEIGHT 0.3

static const char *const names[] = {"mse", "l1", "huber", "hotspot", "peaks", "worst"};

bool ird_loss_parse(const char *name, ird_loss *loss) {
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strcmp(name, names[i]) == 0) {
            *loss = (ird_loss)i;
            return true;
        }
    }
    return false;
}

const char *ird_loss_name(ird_loss loss) {
    return names[loss];
}

/* Loss and slope of one error; most is the largest label. */
static double loss_at(ird_loss loss, double error, float label, float most,
                      double *slope) {
    double size = fabs(error), sign = error > 0 ? 1 : error < 0 ? -1 : 0;
    double weight = 1, share = most > 0 ? (double)label / (double)most : 0;
    switch (loss) {
    case IRD_LOSS_L1:
    case IRD_LOSS_WORST:
        *slope = sign;
        return size;
    case IRD_LOSS_PEAKS:
        weight = 1 + PEAKS_WEIGHT * share * share;
        *slope = weight * sign;
        return weight * size;
    case IRD_LOSS_HUBER:
        if (size > HUBER_DELTA) {
            *slope = HUBER_DELTA * sign;
            return HUBER_DELTA * (size - 0.5 * HUBER_DELTA);
        }
        *slope = error;
        return 0.5 * error * error;
    case IRD_LOSS_HOTSPOT:
        weight = label > HOTSPOT_LEVEL ? HOTSPOT_WEIGHT : 1;
        break;
    case IRD_LOSS_MSE:
        break;
    }
    *slope = 2 * weight * error;
    return weight * error * error;
}

/* The largest prediction against the largest label. */
static double worst_loss(float *dpredicted, const float *predicted, size_t count,
                         float most, float scale) {
    size_t at = 0;
    for (size_t i = 1; i < count; i++) {
        at = predicted[i] > predicted[at] ? i : at;
    }
    double error = (double)predicted[at] - (double)most;
    dpredicted[at] += scale * (float)(error > 0 ? WORST_WEIGHT : -WORST_WEIGHT);
    return WORST_WEIGHT * fabs(error);
}

double ird_loss_gradient(ird_loss loss, float *dpredicted, const float *predicted,
                         const float *label, size_t count, float scale) {
    double sum = 0;
    float most = 0;
    for (size_t i = 0; i < count; i++) {
        most = label[i] > most ? label[i] : most;
    }
    for (size_t i = 0; i < count; i++) {
        double slope;
        double error = (double)predicted[i] - (double)label[i];
        sum += loss_at(loss, error, label[i], most, &slope);
        dpredicted[i] = scale * (float)(slope / (double)count);
    }
    double worst = loss == IRD_LOSS_WORST
                       ? worst_loss(dpredicted, predicted, count, most, scale)
                       : 0;
    return sum / (double)count + worst;
}
