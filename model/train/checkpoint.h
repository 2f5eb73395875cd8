/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The state of a training and its file: a safetensors file of the arrays, with the step
 * and the options in the metadata.
 */
#ifndef IRD_MODEL_TRAIN_CHECKPOINT_H
#define IRD_MODEL_TRAIN_CHECKPOINT_H

#include "model/train/trainer.h"

typedef struct ird_train_state {
    size_t step; /* steps done */
    size_t size; /* of each array */
    float *parameters, *moment1, *moment2, *average;
} ird_train_state; /* all zero is an empty one */

ird_status ird_train_state_create(ird_train_state *state, size_t size, ird_error *err);
void ird_train_state_free(ird_train_state *state);

ird_status ird_train_state_save(const ird_train_state *state,
                                const ird_train_options *options, const char *path,
                                ird_error *err);

/* See ird_trainer_resume. */
ird_status ird_train_state_load(ird_train_state *state, const ird_train_options *options,
                                const char *path, ird_error *err);

#endif
