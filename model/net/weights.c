/* SPDX-License-Identifier: BSD-3-Clause */
#include "model/net/weights.h"

#include <math.h>
#include <string.h>

#include "base/alloc.h"
#include "base/input.h"

/* A plan of some size: parameters do not depend on it. */
static ird_status plan_parameters(ird_plan *plan, const ird_net_spec *spec,
                                  ird_error *err) {
    size_t multiple = ird_net_spec_size_multiple(spec);
    size_t side = (64 + multiple - 1) / multiple * multiple;
    return ird_plan_make(plan, spec, side, side, err);
}

static ird_status read_spec(ird_net_spec *spec, const ird_tensor_file *file,
                            const char *origin, ird_error *err) {
    const char *format = ird_tensor_file_metadata(file, "format");
    const char *json = ird_tensor_file_metadata(file, "architecture");
    if (format == NULL || strcmp(format, IRD_WEIGHTS_FORMAT) != 0 || json == NULL) {
        return ird_fail_at(
            err, IRD_MODEL_FORMAT, origin, 0,
            "is no weight file of irdrop: its metadata lacks format \"%s\" "
            "or an architecture",
            IRD_WEIGHTS_FORMAT);
    }
    ird_error cause = {0};
    ird_status status = ird_net_spec_parse(spec, json, strlen(json), true, &cause);
    if (status != IRD_OK) {
        return ird_fail_at(err, status, origin, 0, "%s", cause.text);
    }
    return IRD_OK;
}

/* Copy one parameter out of the file, checking shape and values. */
static ird_status read_parameter(float *arena, const ird_parameter *p,
                                 const ird_tensor_file *file, const char *origin,
                                 ird_error *err) {
    const ird_named_tensor *tensor = ird_tensor_file_find(file, p->name);
    if (tensor == NULL || tensor->rank != p->rank ||
        memcmp(tensor->shape, p->shape, p->rank * sizeof *p->shape) != 0) {
        ird_fail_at(err, IRD_MODEL_SHAPE, origin, 0,
                    "tensor %s %s; the file's architecture and tensors must go together",
                    p->name, tensor == NULL ? "is missing" : "has a wrong shape");
        ird_error_detail(err, p->name, strlen(p->name));
        return IRD_MODEL_SHAPE;
    }
    float *values = arena + p->offset;
    memcpy(values, tensor->bytes, p->count * sizeof *values);
    for (size_t i = 0; i < p->count; i++) {
        if (!isfinite(values[i])) {
            ird_fail_at(err, IRD_MODEL_VALUE, origin, 0,
                        "tensor %s holds a NaN or an infinity; train or get the weights "
                        "again",
                        p->name);
            ird_error_detail(err, p->name, strlen(p->name));
            return IRD_MODEL_VALUE;
        }
    }
    return IRD_OK;
}

static ird_status read_parameters(ird_weights *w, const ird_plan *plan,
                                  const ird_tensor_file *file, const char *origin,
                                  ird_error *err) {
    w->arena_size = plan->arena_size;
    w->arena = ird_alloc_aligned(plan->arena_size, sizeof *w->arena);
    if (w->arena == NULL) {
        return ird_fail_memory(err, "reading weights");
    }
    if (file->tensor_count > plan->parameter_count) {
        return ird_fail_at(err, IRD_MODEL_SHAPE, origin, 0,
                           "holds %zu tensors where its architecture has %zu; the two "
                           "must go together",
                           file->tensor_count, plan->parameter_count);
    }
    for (size_t i = 0; i < plan->parameter_count; i++) {
        ird_status status =
            read_parameter(w->arena, &plan->parameters[i], file, origin, err);
        if (status != IRD_OK) {
            return status;
        }
    }
    return IRD_OK;
}

static ird_status copy_metadata(ird_weights *w, const ird_tensor_file *file,
                                ird_error *err) {
    w->metadata = ird_alloc_zero(file->metadata_count, sizeof *w->metadata);
    for (size_t i = 0; w->metadata != NULL && i < file->metadata_count; i++) {
        const ird_metadata_pair *pair = &file->metadata[i];
        char *name = ird_copy_string(pair->name, strlen(pair->name));
        char *value = ird_copy_string(pair->value, strlen(pair->value));
        w->metadata[w->metadata_count++] = (ird_metadata_pair){name, value};
        if (name == NULL || value == NULL) {
            return ird_fail_memory(err, "reading weights");
        }
    }
    return w->metadata != NULL ? IRD_OK : ird_fail_memory(err, "reading weights");
}

ird_status ird_weights_parse(ird_weights *weights, const char *origin, const void *data,
                             size_t size, ird_error *err) {
    ird_tensor_file file = {0};
    ird_weights read = {0};
    ird_plan *plan = ird_alloc(1, sizeof *plan);
    ird_status status = plan != NULL ? IRD_OK : ird_fail_memory(err, "reading weights");
    if (status == IRD_OK) {
        status = ird_tensor_file_parse(&file, origin, data, size, err);
    }
    if (status == IRD_OK) {
        status = read_spec(&read.spec, &file, origin, err);
    }
    if (status == IRD_OK) {
        status = plan_parameters(plan, &read.spec, err);
    }
    if (status == IRD_OK) {
        status = read_parameters(&read, plan, &file, origin, err);
    }
    if (status == IRD_OK) {
        status = copy_metadata(&read, &file, err);
    }
    if (status == IRD_OK) {
        *weights = read;
    } else {
        ird_weights_free(&read);
    }
    ird_tensor_file_free(&file);
    ird_free(plan);
    return status;
}

ird_status ird_weights_load(ird_weights *weights, const char *path, ird_error *err) {
    ird_input input = {0};
    ird_status status = ird_input_open(&input, path, err);
    if (status == IRD_OK) {
        status = ird_weights_parse(weights, path, input.data, input.size, err);
    }
    ird_input_close(&input);
    return status;
}

void ird_weights_free(ird_weights *weights) {
    ird_free_aligned(weights->arena);
    for (size_t i = 0; i < weights->metadata_count; i++) {
        ird_free((void *)weights->metadata[i].name);
        ird_free((void *)weights->metadata[i].value);
    }
    ird_free(weights->metadata);
    memset(weights, 0, sizeof *weights);
}

const char *ird_weights_metadata(const ird_weights *weights, const char *name) {
    for (size_t i = 0; i < weights->metadata_count; i++) {
        if (strcmp(weights->metadata[i].name, name) == 0) {
            return weights->metadata[i].value;
        }
    }
    return NULL;
}

ird_status ird_weights_write(const char *path, const ird_plan *plan, const float *arena,
                             const ird_metadata_pair *metadata, size_t metadata_count,
                             ird_error *err) {
    char *json = ird_net_spec_json(&plan->spec);
    ird_named_tensor *tensors = ird_alloc_zero(plan->parameter_count, sizeof *tensors);
    ird_metadata_pair *pairs = ird_alloc_zero(metadata_count + 2, sizeof *pairs);
    ird_status status = IRD_OK;
    if (json == NULL || tensors == NULL || pairs == NULL) {
        status = ird_fail_memory(err, "writing weights");
        goto done;
    }
    pairs[0] = (ird_metadata_pair){"format", IRD_WEIGHTS_FORMAT};
    pairs[1] = (ird_metadata_pair){"architecture", json};
    for (size_t i = 0; i < metadata_count; i++) {
        pairs[2 + i] = metadata[i];
    }
    for (size_t i = 0; i < plan->parameter_count; i++) {
        const ird_parameter *p = &plan->parameters[i];
        tensors[i] = (ird_named_tensor){.name = p->name,
                                        .rank = p->rank,
                                        .count = p->count,
                                        .bytes = arena + p->offset};
        memcpy(tensors[i].shape, p->shape, sizeof p->shape);
    }
    status = ird_tensor_file_write(path, tensors, plan->parameter_count, pairs,
                                   metadata_count + 2, err);
done:
    ird_free(pairs);
    ird_free(tensors);
    ird_free(json);
    return status;
}
