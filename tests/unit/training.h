/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What tests of the trainer have in common.
 */
#ifndef IRD_TESTS_TRAINING_H
#define IRD_TESTS_TRAINING_H

#include "check.h"

#include <stdlib.h>
#include <string.h>

#include "model/train/trainer.h"

static inline ird_trainer *training_make(const ird_train_options *options) {
    ird_trainer *trainer = NULL;
    ird_error err = {0};
    if (!CHECK(ird_trainer_create(&trainer, options, &err) == IRD_OK)) {
        fprintf(stderr, "    %s\n", err.text);
        exit(1);
    }
    return trainer;
}

static inline void training_run(ird_trainer *trainer, size_t count) {
    for (size_t i = 0; i < count; i++) {
        ird_trainer_step(trainer);
    }
}

static inline bool training_same_weights(const ird_trainer *a, const ird_trainer *b) {
    size_t size = ird_trainer_plan(a)->arena_size * sizeof(float);
    return memcmp(ird_trainer_weights(a), ird_trainer_weights(b), size) == 0;
}

#endif
