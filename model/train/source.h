/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Where a trainer takes its samples from. A sample is a pure function of its number, so
 * that training can be repeated and resumed; several threads draw at once, each in its
 * own scratch.
 */
#ifndef IRD_MODEL_TRAIN_SOURCE_H
#define IRD_MODEL_TRAIN_SOURCE_H

#include <stdint.h>

#include "base/error.h"

/* Room for one sample: [channels][side][side] and three times [side][side]. */
typedef struct ird_sample {
    double *channels;
    double *label;
    double *gain;  /* the network's output is multiplied by it before it is compared */
    double weight; /* of its loss */
    double worst_over_mean; /* figure of the grid: worst coarse drop over I R; 0: none */
} ird_sample;

typedef enum ird_sample_set { IRD_SET_TRAINING, IRD_SET_VALIDATION } ird_sample_set;

typedef struct ird_sample_source {
    const void *context;
    const char *identity; /* one line: a training is resumed with the same one only */
    size_t channels;
    ird_status (*open)(const void *context, size_t side, void **scratch, ird_error *err);
    void (*close)(void *scratch); /* NULL is fine */
    /* Sample `index` of the set; all of sample is set. seed belongs to the training. */
    void (*draw)(const void *context, void *scratch, ird_sample_set set, uint64_t seed,
                 uint64_t index, ird_sample *sample);
} ird_sample_source;

/* The paper's task, without end (synth/paper.h); gain and weight are 1. */
extern const ird_sample_source ird_paper_source;

#endif
