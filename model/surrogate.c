/* SPDX-License-Identifier: BSD-3-Clause */
#include "model/surrogate.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "model/infer/infer.h"
#include "model/layers/layers.h"
#include "model/net/weights.h"
#include "model/weights/embedded.h"

#define INFO_SIDE 64

struct ird_surrogate {
    ird_weights weights;
    ird_path path;
    ird_packed *packed;
    ird_infer *infer; /* for the size of the last run */
    size_t rows, columns, threads;
    char *origin, *architecture;
    const char *channel_names[IRD_NET_MAX_CHANNELS];
    const char **metadata_names, **metadata_values;
    uint64_t multiply_adds;
};

/* Make the workspaces fit rows x columns; as before when that fails. */
static ird_status resize(ird_surrogate *s, size_t rows, size_t columns, size_t threads,
                         ird_error *err) {
    if (s->infer != NULL && rows == s->rows && columns == s->columns &&
        threads == s->threads) {
        return IRD_OK;
    }
    ird_infer *infer = NULL;
    ird_plan *plan = ird_alloc(1, sizeof *plan);
    ird_status status = plan != NULL
                            ? ird_plan_make(plan, &s->weights.spec, rows, columns, err)
                            : ird_fail_memory(err, "preparing the network");
    if (status == IRD_OK) {
        status = ird_infer_create(&infer, s->packed, plan, threads, err);
    }
    if (status == IRD_OK) {
        ird_infer_free(s->infer);
        s->infer = infer;
        s->rows = rows;
        s->columns = columns;
        s->threads = threads;
    }
    ird_free(plan);
    return status;
}

/* Pack the weights; the size matters only for what is counted. */
static ird_status prepare(ird_surrogate *s, ird_error *err) {
    size_t multiple = ird_net_spec_size_multiple(&s->weights.spec);
    size_t side = (INFO_SIDE + multiple - 1) / multiple * multiple;
    ird_plan *plan = ird_alloc(1, sizeof *plan);
    ird_status status = plan != NULL
                            ? ird_plan_make(plan, &s->weights.spec, side, side, err)
                            : ird_fail_memory(err, "loading a model");
    if (status == IRD_OK) {
        s->multiply_adds = plan->multiply_adds;
        status = ird_path_choose(&s->path, err);
    }
    if (status == IRD_OK) {
        status = ird_packed_create(&s->packed, plan, s->weights.arena, s->path, err);
    }
    ird_free(plan);
    return status;
}

/* What ird_surrogate_get_info hands out beside the weights. */
static ird_status describe(ird_surrogate *s, const char *origin, ird_error *err) {
    const ird_weights *w = &s->weights;
    s->origin = ird_copy_string(origin, strlen(origin));
    s->architecture = ird_net_spec_json(&w->spec);
    s->metadata_names = ird_alloc(w->metadata_count, sizeof *s->metadata_names);
    s->metadata_values = ird_alloc(w->metadata_count, sizeof *s->metadata_values);
    if (s->origin == NULL || s->architecture == NULL || s->metadata_names == NULL ||
        s->metadata_values == NULL) {
        return ird_fail_memory(err, "loading a model");
    }
    for (size_t i = 0; i < w->metadata_count; i++) {
        s->metadata_names[i] = w->metadata[i].name;
        s->metadata_values[i] = w->metadata[i].value;
    }
    for (size_t i = 0; i < w->spec.channels; i++) {
        s->channel_names[i] = w->spec.channel_names[i];
    }
    return IRD_OK;
}

/* A surrogate of the weights, which it takes over; they are freed when it fails. */
static ird_status create(ird_surrogate **surrogate, ird_weights *weights,
                         const char *origin, ird_error *err) {
    ird_surrogate *s = ird_alloc_zero(1, sizeof *s);
    if (s == NULL) {
        ird_weights_free(weights);
        return ird_fail_memory(err, "loading a model");
    }
    s->weights = *weights;
    ird_status status = describe(s, origin, err);
    if (status == IRD_OK) {
        status = prepare(s, err);
    }
    if (status == IRD_OK) {
        *surrogate = s;
    } else {
        ird_surrogate_free(s);
    }
    return status;
}

ird_status ird_surrogate_embedded(ird_surrogate **surrogate, const char *name,
                                  ird_error *err) {
    ird_weights weights = {0};
    ird_status status = ird_weights_embedded(&weights, name, err);
    return status == IRD_OK ? create(surrogate, &weights, "embedded", err) : status;
}

ird_status ird_surrogate_load(ird_surrogate **surrogate, const char *path,
                              ird_error *err) {
    ird_weights weights = {0};
    ird_status status = ird_weights_load(&weights, path, err);
    return status == IRD_OK ? create(surrogate, &weights, path, err) : status;
}

void ird_surrogate_free(ird_surrogate *s) {
    if (s == NULL) {
        return;
    }
    ird_weights_free(&s->weights);
    ird_packed_free(s->packed);
    ird_infer_free(s->infer);
    ird_free(s->origin);
    ird_free(s->architecture);
    ird_free(s->metadata_names);
    ird_free(s->metadata_values);
    ird_free(s);
}

ird_status ird_surrogate_run_batch(ird_surrogate *s, const float *channels, size_t rows,
                                   size_t columns, size_t batch, size_t threads,
                                   float *output, ird_error *err) {
    ird_status status = resize(s, rows, columns, threads, err);
    if (status != IRD_OK) {
        return status;
    }
    size_t map = rows * columns, count = s->weights.spec.channels * map * batch;
    for (size_t i = 0; i < count; i++) {
        if (!isfinite(channels[i])) {
            return ird_fail(
                err, IRD_MODEL_INPUT,
                "channel %s holds a NaN or an infinity at row %zu, column %zu",
                s->channel_names[i / map % s->weights.spec.channels], i / columns % rows,
                i % columns);
        }
    }
    ird_infer_run(s->infer, output, channels, batch);
    return IRD_OK;
}

ird_status ird_surrogate_run(ird_surrogate *s, const float *channels, size_t rows,
                             size_t columns, float *output, ird_error *err) {
    return ird_surrogate_run_batch(s, channels, rows, columns, 1, 1, output, err);
}

const char *ird_surrogate_metadata(const ird_surrogate *s, const char *name) {
    return ird_weights_metadata(&s->weights, name);
}

ird_surrogate_info ird_surrogate_get_info(const ird_surrogate *s) {
    const char *name = ird_weights_metadata(&s->weights, "name");
    return (ird_surrogate_info){
        .name = name != NULL ? name : "unnamed",
        .origin = s->origin,
        .architecture = s->architecture,
        .kernels = ird_path_name(s->path),
        .channel_names = s->channel_names,
        .channel_count = s->weights.spec.channels,
        .parameters = s->weights.arena_size,
        .multiply_adds = s->multiply_adds,
        .size_multiple = ird_net_spec_size_multiple(&s->weights.spec),
        .metadata_count = s->weights.metadata_count,
        .metadata_names = s->metadata_names,
        .metadata_values = s->metadata_values,
    };
}

/* ---- gradients ---- */

/* All numbers of a backward pass in one block. */
typedef struct gradient_room {
    double *arena, *darena, *workspace, *dworkspace, *scratch;
} gradient_room;

static ird_status make_room(gradient_room *room, const ird_plan *plan,
                            const float *weights, ird_error *err) {
    size_t numbers = 2 * plan->arena_size + 2 * plan->workspace_size + plan->columns_size;
    room->arena = ird_alloc_zero(numbers, sizeof *room->arena);
    if (room->arena == NULL) {
        return ird_fail_memory(err, "finding what a prediction hangs on");
    }
    room->darena = room->arena + plan->arena_size;
    room->workspace = room->darena + plan->arena_size;
    room->dworkspace = room->workspace + plan->workspace_size;
    room->scratch = room->dworkspace + plan->workspace_size;
    for (size_t i = 0; i < plan->arena_size; i++) {
        room->arena[i] = (double)weights[i];
    }
    return IRD_OK;
}

/* The plan ends before its output is scaled. */
static void end_before_scaling(ird_plan *plan) {
    if (plan->steps[plan->step_count - 1].op == IRD_OP_MINMAX) {
        plan->step_count--;
    }
}

ird_status ird_surrogate_gradient(ird_surrogate *s, const float *channels, size_t rows,
                                  size_t columns, size_t pixel, double *gradient,
                                  double *value, ird_error *err) {
    gradient_room room = {0};
    ird_plan *plan = ird_alloc(1, sizeof *plan);
    ird_status status = plan != NULL
                            ? ird_plan_make(plan, &s->weights.spec, rows, columns, err)
                            : ird_fail_memory(err, "finding what a prediction hangs on");
    if (status == IRD_OK) {
        end_before_scaling(plan);
        status = make_room(&room, plan, s->weights.arena, err);
    }
    if (status == IRD_OK) {
        size_t count = ird_tensor_size(&plan->tensors[0]);
        size_t out = ird_plan_output(plan)->offset;
        for (size_t i = 0; i < count; i++) {
            room.workspace[plan->tensors[0].offset + i] = (double)channels[i];
        }
        ird_net_forward_f64(plan, room.arena, room.workspace, room.scratch);
        room.dworkspace[out + pixel] = 1;
        ird_net_backward_to_input_f64(plan, room.darena, room.dworkspace, room.arena,
                                      room.workspace, room.scratch);
        memcpy(gradient, room.dworkspace + plan->tensors[0].offset,
               count * sizeof *gradient);
        if (value != NULL) {
            *value = room.workspace[out + pixel];
        }
    }
    ird_free(room.arena);
    ird_free(plan);
    return status;
}
