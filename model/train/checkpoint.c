/* SPDX-License-Identifier: BSD-3-Clause */
#include "model/train/checkpoint.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/input.h"

#define FORMAT "irdrop checkpoint 1"
#define ARRAYS 4

static const char *const array_names[ARRAYS] = {"parameters", "moment1", "moment2",
                                                "average"};

/* Bits of a state's arrays in the order of array_names. */
static void list_arrays(const ird_train_state *state, float *arrays[ARRAYS]) {
    arrays[0] = state->parameters;
    arrays[1] = state->moment1;
    arrays[2] = state->moment2;
    arrays[3] = state->average;
}

ird_status ird_train_state_create(ird_train_state *state, size_t size, ird_error *err) {
    memset(state, 0, sizeof *state);
    state->size = size;
    state->parameters = ird_alloc_aligned(size, sizeof(float));
    state->moment1 = ird_alloc_aligned(size, sizeof(float));
    state->moment2 = ird_alloc_aligned(size, sizeof(float));
    state->average = ird_alloc_aligned(size, sizeof(float));
    float *arrays[ARRAYS];
    list_arrays(state, arrays);
    for (size_t i = 0; i < ARRAYS; i++) {
        if (arrays[i] == NULL) {
            ird_train_state_free(state);
            return ird_fail_memory(err, "training");
        }
        memset(arrays[i], 0, size * sizeof(float));
    }
    return IRD_OK;
}

void ird_train_state_free(ird_train_state *state) {
    ird_free_aligned(state->parameters);
    ird_free_aligned(state->moment1);
    ird_free_aligned(state->moment2);
    ird_free_aligned(state->average);
    memset(state, 0, sizeof *state);
}

/* Everything that a step depends on beside the state, as one line. A checkpoint is
 * resumed only by the options that made it. NULL when memory runs out. */
static char *options_line(const ird_train_options *o) {
    char *spec = ird_net_spec_json(&o->spec);
    const char *source = (o->source != NULL ? o->source : &ird_paper_source)->identity;
    size_t size = 512 + strlen(source) + (spec != NULL ? strlen(spec) : 0);
    char *line = spec != NULL ? ird_alloc(size, 1) : NULL;
    if (line != NULL) {
        snprintf(line, size,
                 "side %zu threads %zu batch %zu siblings %zu steps %zu warmup %zu rate "
                 "%a last %a "
                 "average %a clip %a loss %s seed %" PRIu64
                 " samples %zu of %s network %s",
                 o->side, o->threads, o->batch, o->siblings, o->steps, o->warmup, o->rate,
                 o->last_rate, o->average, o->clip, ird_loss_name(o->loss), o->seed,
                 o->samples, source, spec);
    }
    ird_free(spec);
    return line;
}

ird_status ird_train_state_save(const ird_train_state *state,
                                const ird_train_options *options, const char *path,
                                ird_error *err) {
    char *line = options_line(options);
    if (line == NULL) {
        return ird_fail_memory(err, "writing a checkpoint");
    }
    char step[32];
    snprintf(step, sizeof step, "%zu", state->step);
    ird_metadata_pair metadata[] = {
        {"format", FORMAT}, {"step", step}, {"options", line}};
    ird_named_tensor tensors[ARRAYS];
    float *arrays[ARRAYS];
    list_arrays(state, arrays);
    for (size_t i = 0; i < ARRAYS; i++) {
        tensors[i] = (ird_named_tensor){.name = array_names[i],
                                        .rank = 1,
                                        .shape = {state->size},
                                        .count = state->size,
                                        .bytes = arrays[i]};
    }
    ird_status status = ird_tensor_file_write(path, tensors, ARRAYS, metadata,
                                              sizeof metadata / sizeof *metadata, err);
    ird_free(line);
    return status;
}

/* The step that the metadata names; false where there is none. */
static bool read_step(const ird_tensor_file *file, size_t *step) {
    const char *format = ird_tensor_file_metadata(file, "format");
    const char *text = ird_tensor_file_metadata(file, "step");
    return format != NULL && strcmp(format, FORMAT) == 0 && text != NULL &&
           sscanf(text, "%zu", step) == 1;
}

static ird_status read_arrays(ird_train_state *state, const ird_train_options *options,
                              const ird_tensor_file *file, const char *path,
                              ird_error *err) {
    size_t step = 0;
    const ird_named_tensor *tensors[ARRAYS];
    bool complete = read_step(file, &step);
    for (size_t i = 0; i < ARRAYS; i++) {
        tensors[i] = ird_tensor_file_find(file, array_names[i]);
        complete = complete && tensors[i] != NULL && tensors[i]->count == state->size;
    }
    char *line = options_line(options);
    if (line == NULL) {
        return ird_fail_memory(err, "reading a checkpoint");
    }
    const char *made_by = ird_tensor_file_metadata(file, "options");
    bool same = made_by != NULL && strcmp(made_by, line) == 0;
    ird_free(line);
    if (!complete || !same) {
        return ird_fail_at(err, IRD_MODEL_CHECKPOINT, path, 0,
                           "is no checkpoint of a training with these options; give the "
                           "same options, or remove it to start afresh");
    }
    float *arrays[ARRAYS];
    list_arrays(state, arrays);
    for (size_t i = 0; i < ARRAYS; i++) {
        memcpy(arrays[i], tensors[i]->bytes, state->size * sizeof(float));
    }
    state->step = step;
    return IRD_OK;
}

ird_status ird_train_state_load(ird_train_state *state, const ird_train_options *options,
                                const char *path, ird_error *err) {
    ird_input input = {0};
    ird_tensor_file file = {0};
    ird_status status = ird_input_open(&input, path, err);
    if (status == IRD_OK) {
        status = ird_tensor_file_parse(&file, path, input.data, input.size, err);
    }
    if (status == IRD_OK) {
        status = read_arrays(state, options, &file, path, err);
    }
    ird_tensor_file_free(&file);
    ird_input_close(&input);
    return status;
}
