/* SPDX-License-Identifier: BSD-3-Clause */
#include "model/eval/figures.h"

#include <math.h>

#define PSNR_LIMIT 200.0

double ird_psnr(double mse) {
    double psnr = -10 * log10(mse);
    return psnr < PSNR_LIMIT ? psnr : PSNR_LIMIT;
}

static double share(size_t part, size_t rest) {
    return part + rest == 0 ? 1 : (double)part / (double)(part + rest);
}

double ird_precision(const ird_detection *d) {
    return share(d->hits, d->false_alarms);
}

double ird_recall(const ird_detection *d) {
    return share(d->hits, d->misses);
}

double ird_f1(const ird_detection *d) {
    return share(2 * d->hits, d->false_alarms + d->misses);
}

ird_detection ird_detect(const float *predicted, const float *label, size_t count,
                         double predicted_threshold, double label_threshold) {
    ird_detection d = {0};
    for (size_t i = 0; i < count; i++) {
        int found = (double)predicted[i] > predicted_threshold;
        int there = (double)label[i] > label_threshold;
        d.hits += (size_t)(found && there);
        d.false_alarms += (size_t)(found && !there);
        d.misses += (size_t)(!found && there);
    }
    return d;
}

/* Pearson's; 0 where one of the two is flat. */
static double correlation_of(const float *a, const float *b, size_t count) {
    double mean_a = 0, mean_b = 0, ab = 0, aa = 0, bb = 0;
    for (size_t i = 0; i < count; i++) {
        mean_a += (double)a[i] / (double)count;
        mean_b += (double)b[i] / (double)count;
    }
    for (size_t i = 0; i < count; i++) {
        double da = (double)a[i] - mean_a, db = (double)b[i] - mean_b;
        ab += da * db;
        aa += da * da;
        bb += db * db;
    }
    return aa > 0 && bb > 0 ? ab / sqrt(aa * bb) : 0;
}

ird_figures ird_figures_of(const float *predicted, const float *label, size_t count) {
    ird_figures f = {.samples = 1};
    double largest = 0;
    for (size_t i = 0; i < count; i++) {
        double error = fabs((double)predicted[i] - (double)label[i]);
        f.mse += error * error / (double)count;
        f.mae += error / (double)count;
        f.max_error = fmax(f.max_error, error);
        largest = fmax(largest, (double)label[i]);
    }
    f.psnr = f.psnr_worst = ird_psnr(f.mse);
    f.correlation = correlation_of(predicted, label, count);
    f.above_07 = ird_detect(predicted, label, count, 0.7, 0.7);
    f.above_09max = ird_detect(predicted, label, count, 0.9 * largest, 0.9 * largest);
    return f;
}

static void add_detection(ird_detection *sum, const ird_detection *more) {
    sum->hits += more->hits;
    sum->false_alarms += more->false_alarms;
    sum->misses += more->misses;
}

void ird_figures_add(ird_figures *sum, const ird_figures *more) {
    if (sum->samples == 0 || more->psnr_worst < sum->psnr_worst) {
        sum->psnr_worst = more->psnr_worst;
    }
    sum->samples += more->samples;
    sum->mse += more->mse;
    sum->psnr += more->psnr;
    sum->mae += more->mae;
    sum->correlation += more->correlation;
    sum->max_error = fmax(sum->max_error, more->max_error);
    add_detection(&sum->above_07, &more->above_07);
    add_detection(&sum->above_09max, &more->above_09max);
}
