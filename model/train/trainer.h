/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Training of a network on samples of a source: ever new ones, or again and again its
 * first few. A step is a pure function of the state
 * and the options: sample i of step n is drawn by number, gradients are added up in the
 * order of the threads, so the same seed and thread count give the same weights bit for
 * bit, also across a stop and a resume.
 */
#ifndef IRD_MODEL_TRAIN_TRAINER_H
#define IRD_MODEL_TRAIN_TRAINER_H

#include <stdint.h>

#include "model/eval/figures.h"
#include "model/net/tensor_plan.h"
#include "model/net/tensor_file.h"
#include "model/train/loss.h"
#include "model/train/source.h"

typedef struct ird_train_options {
    const ird_sample_source *source; /* must outlive the trainer; NULL: the paper's */
    ird_net_spec spec;
    size_t side;     /* pixels along each side of a sample */
    size_t threads;  /* 1 to batch */
    size_t batch;    /* samples a step */
    size_t siblings; /* so many of them at a time have the same grid, and the same turn:
                        what a sheet makes of it is made once; 0 is as 1. batch
                        is a multiple of it, threads at most batch / siblings */
    size_t steps, warmup;
    double rate, last_rate; /* the last one as a share of the first */
    double clip;            /* longest gradient, a longer one is shortened; 0: none is */
    double average;         /* decay of the averaged weights; 0 keeps the last ones */
    ird_loss loss;
    uint64_t seed;
    size_t samples; /* train on the first so many samples only; 0 for ever new ones */
} ird_train_options;

typedef struct ird_trainer ird_trainer;

/* Fresh parameters, drawn from the seed. Raises the errors of ird_plan_make, also for a
 * side below 8 and for channels that the source does not have. OpenBLAS runs on one
 * thread until the trainer is freed. */
ird_status ird_trainer_create(ird_trainer **trainer, const ird_train_options *options,
                              ird_error *err);
void ird_trainer_free(ird_trainer *trainer); /* NULL is fine */

const ird_plan *ird_trainer_plan(const ird_trainer *trainer);
size_t ird_trainer_steps_done(const ird_trainer *trainer);

/* The weights to keep: averaged where the options ask for that. */
const float *ird_trainer_weights(const ird_trainer *trainer);

/* One step; the mean loss of its batch before the step. */
double ird_trainer_step(ird_trainer *trainer);

/* Figures of the kept weights on `count` samples that are never trained on, answer and
 * label times the weight of the sample. */
ird_figures ird_trainer_validate(ird_trainer *trainer, size_t count);

/* Call visit for the first `count` samples of a set with the answer of the kept weights
 * ([side][side], times gain), one after another on this thread. */
void ird_trainer_visit(ird_trainer *trainer, ird_sample_set set, size_t count,
                       void (*visit)(void *context, const ird_sample *sample,
                                     const float *predicted),
                       void *context);

/* Everything that the next step needs, written whole or not at all (FILE_WRITE). */
ird_status ird_trainer_save(const ird_trainer *trainer, const char *path, ird_error *err);

/* Take the state from such a file. Raises MODEL_FORMAT for a damaged file and
 * MODEL_CHECKPOINT for one of other options; the trainer is as it was then. */
ird_status ird_trainer_resume(ird_trainer *trainer, const char *path, ird_error *err);

#endif
