/* SPDX-License-Identifier: BSD-3-Clause */
#include "base/alloc.h"
#include "model/synth/paper.h"
#include "model/train/source.h"

/* No training sample is ever one of validation. */
#define VALIDATION_SEED UINT64_C(0x76616c6964)

static ird_status open_paper(const void *context, size_t side, void **scratch,
                             ird_error *err) {
    (void)context;
    ird_paper_scratch *made = ird_alloc_zero(1, sizeof *made);
    if (made == NULL) {
        return ird_fail_memory(err, "training");
    }
    ird_status status = ird_paper_scratch_create(made, side, err);
    if (status != IRD_OK) {
        ird_free(made);
        return status;
    }
    *scratch = made;
    return IRD_OK;
}

static void close_paper(void *scratch) {
    if (scratch != NULL) {
        ird_paper_scratch_free(scratch);
        ird_free(scratch);
    }
}

static void draw_paper(const void *context, void *scratch, ird_sample_set set,
                       uint64_t seed, uint64_t index, ird_sample *sample) {
    (void)context;
    const ird_paper_scratch *room = scratch;
    ird_paper_sample(scratch, set == IRD_SET_VALIDATION ? VALIDATION_SEED : seed, index,
                     sample->channels, sample->label);
    for (size_t i = 0; i < room->size * room->size; i++) {
        sample->gain[i] = 1;
    }
    sample->weight = 1;
    sample->worst_over_mean = 0;
}

const ird_sample_source ird_paper_source = {
    .identity = "paper generator",
    .channels = IRD_PAPER_CHANNELS,
    .open = open_paper,
    .close = close_paper,
    .draw = draw_paper,
};
