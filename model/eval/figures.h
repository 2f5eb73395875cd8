/* SPDX-License-Identifier: BSD-3-Clause
 *
 * How far a predicted map is from the label, for one sample and for many.
 */
#ifndef IRD_MODEL_EVAL_FIGURES_H
#define IRD_MODEL_EVAL_FIGURES_H

#include <stddef.h>

/* Pixels above a threshold in label and prediction. */
typedef struct ird_detection {
    size_t hits, false_alarms, misses;
} ird_detection;

/* Each is 1 where there is nothing to find and nothing was found. */
double ird_precision(const ird_detection *detection);
double ird_recall(const ird_detection *detection);
double ird_f1(const ird_detection *detection);

/* Count the pixels of one sample. */
ird_detection ird_detect(const float *predicted, const float *label, size_t count,
                         double predicted_threshold, double label_threshold);

typedef struct ird_figures {
    size_t samples;
    /* Sums over samples, for one sample the value itself. */
    double mse, psnr, mae, correlation;
    /* Extremes over samples. */
    double psnr_worst, max_error;
    /* Pixels of all samples together. */
    ird_detection above_07;    /* value > 0.7 in both */
    ird_detection above_09max; /* value > 0.9 x the largest value of the label in both */
} ird_figures;                 /* all zero is that of no samples */

/* 10 log10(1 / mse): PSNR in dB for a peak of 1; at most 200. */
double ird_psnr(double mse);

/* Figures of one sample of count pixels. */
ird_figures ird_figures_of(const float *predicted, const float *label, size_t count);

/* Add those of other samples. */
void ird_figures_add(ird_figures *sum, const ird_figures *more);

#endif
