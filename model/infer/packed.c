/* SPDX-License-Identifier: BSD-3-Clause */
#include "model/infer/packed.h"

#include <string.h>

#include "base/alloc.h"
#include "model/kernels/conv.h"
#include "model/kernels/winograd.h"

/* Hands out the packed memory; with a NULL block it only counts. */
typedef struct arena_cursor {
    float *memory;
    size_t used;
} arena_cursor;

/* Sizes are multiples of 16 floats, so that every piece is aligned. */
static float *take(arena_cursor *cursor, size_t count) {
    float *piece = cursor->memory != NULL ? cursor->memory + cursor->used : NULL;
    cursor->used += count;
    return piece;
}

/* Which tap of the folded kernel the tap k of a kernel meets in output pixels of that
 * parity: the small image's pixel is floor((parity + k - kernel / 2) / 2). */
static size_t folded_tap(size_t parity, size_t k, size_t kernel) {
    size_t half = kernel / 2;
    return (parity + k + 2 - half) / 2 - (parity + 2 - half) / 2;
}

/* One kernel [k][k] as one parity of the output sees the small image. */
static void fold_kernel(float *folded, const float *kernel, size_t size, size_t parity) {
    size_t small = ird_folded_kernel(size);
    double sums[4] = {0};
    for (size_t ky = 0; ky < size; ky++) {
        for (size_t kx = 0; kx < size; kx++) {
            size_t ty = folded_tap(parity / 2, ky, size);
            size_t tx = folded_tap(parity % 2, kx, size);
            sums[ty * small + tx] += (double)kernel[ky * size + kx];
        }
    }
    for (size_t i = 0; i < small * small; i++) {
        folded[i] = (float)sums[i];
    }
}

/* The weights of one part of a convolution, from the whole kernel's. */
typedef struct part_weights {
    const float *first; /* of output channel 0 and the part's channel 0 */
    size_t stride;      /* from an output channel to the next */
    size_t outputs, channels, kernel;
} part_weights;

static void pack_folded(float *packed, ird_path path, const part_weights *w,
                        size_t parity, float *scratch) {
    size_t size = ird_folded_kernel(w->kernel), taps = size * size;
    for (size_t o = 0; o < w->outputs; o++) {
        for (size_t c = 0; c < w->channels; c++) {
            fold_kernel(scratch + (o * w->channels + c) * taps,
                        w->first + o * w->stride + c * w->kernel * w->kernel, w->kernel,
                        parity);
        }
    }
    ird_conv_pack(path, packed, scratch, w->channels * taps, w->outputs, w->channels,
                  taps);
}

static part_weights weights_of(const ird_plan *plan, const float *arena,
                               const ird_fused *fused, size_t part) {
    const ird_parameter *p = &plan->parameters[fused->step->weight];
    size_t kernel = p->shape[2];
    return (part_weights){
        .first = arena + p->offset + fused->parts[part].first * kernel * kernel,
        .stride = p->shape[1] * kernel * kernel,
        .outputs = p->shape[0],
        .channels = plan->tensors[fused->parts[part].tensor].channels,
        .kernel = kernel,
    };
}

/* How a part is computed, which decides what is packed. */
typedef enum way { WAY_DIRECT, WAY_FOLDED, WAY_WINOGRAD } way;

static way way_of(const ird_plan *plan, const ird_fused *fused, size_t part,
                  const part_weights *w) {
    const ird_tensor *t = &plan->tensors[fused->output];
    if (fused->parts[part].upsampled) {
        return WAY_FOLDED;
    }
    return w->kernel == 3 &&
                   ird_winograd_pays(w->outputs, w->channels, t->rows, t->columns)
               ? WAY_WINOGRAD
               : WAY_DIRECT;
}

static size_t packed_size(const part_weights *w, way how) {
    size_t kernel = how == WAY_FOLDED ? ird_folded_kernel(w->kernel) : w->kernel;
    return how == WAY_WINOGRAD
               ? ird_winograd_packed_size(w->outputs, w->channels)
               : ird_conv_packed_size(w->outputs, w->channels, kernel * kernel);
}

static void pack_part(float *to, ird_path path, const part_weights *w, way how,
                      size_t parity, float *scratch) {
    switch (how) {
    case WAY_DIRECT:
        ird_conv_pack(path, to, w->first, w->stride, w->outputs, w->channels,
                      w->kernel * w->kernel);
        break;
    case WAY_FOLDED:
        pack_folded(to, path, w, parity, scratch);
        break;
    case WAY_WINOGRAD:
        ird_winograd_pack(path, to, w->first, w->stride, w->outputs, w->channels,
                          scratch);
        break;
    }
}

/* The first part of a step starts at it. */
static void pack_bias(ird_packed *packed, size_t number, const ird_plan *plan,
                      const ird_step *step, const float *arena, arena_cursor *cursor) {
    size_t padded = ird_blocks(plan->tensors[step->output].channels) * IRD_LANES;
    float *bias = take(cursor, padded);
    if (bias != NULL) {
        memset(bias, 0, padded * sizeof *bias);
        const ird_parameter *b = &plan->parameters[step->bias];
        memcpy(bias, arena + b->offset, b->count * sizeof *bias);
    }
    packed->steps[number].bias = bias;
}

/* Pack one step, or count what it takes. scratch holds what a part's weights turn into.
 */
static void pack_step(ird_packed *packed, size_t number, const ird_plan *plan,
                      const float *arena, const ird_fused *fused, arena_cursor *cursor,
                      float *scratch) {
    pack_bias(packed, number, plan, fused->step, arena, cursor);
    for (size_t part = 0; part < fused->part_count; part++) {
        part_weights w = weights_of(plan, arena, fused, part);
        way how = way_of(plan, fused, part, &w);
        packed->steps[number].winograd[part] = how == WAY_WINOGRAD;
        for (size_t parity = 0; parity < (how == WAY_FOLDED ? IRD_PARITIES : 1);
             parity++) {
            float *to = take(cursor, packed_size(&w, how));
            packed->steps[number].weights[part][parity] = to;
            if (to != NULL) {
                pack_part(to, packed->path, &w, how, parity, scratch);
            }
        }
    }
}

static void pack_steps(ird_packed *packed, const ird_schedule *schedule,
                       const ird_plan *plan, const float *arena, arena_cursor *cursor,
                       float *scratch) {
    cursor->used = 0;
    for (size_t i = 0; i < schedule->count; i++) {
        if (schedule->steps[i].step->op == IRD_OP_CONV) {
            pack_step(packed, i, plan, arena, &schedule->steps[i], cursor, scratch);
        }
    }
}

ird_status ird_packed_create(ird_packed **packed, const ird_plan *plan,
                             const float *arena, ird_path path, ird_error *err) {
    static const char doing[] = "packing the network's weights";
    arena_cursor cursor = {0};
    ird_schedule *schedule = ird_alloc(1, sizeof *schedule);
    ird_packed *p = ird_alloc_zero(1, sizeof *p);
    /* Neither a part's folded weights nor one position of its transformed ones are more
     * than the whole kernel's. */
    float *scratch = ird_alloc(plan->arena_size, sizeof *scratch);
    ird_status status = IRD_OK;
    if (schedule == NULL || p == NULL || scratch == NULL) {
        status = ird_fail_memory(err, doing);
        goto done;
    }
    p->path = path;
    ird_schedule_make(schedule, plan);
    pack_steps(p, schedule, plan, arena, &cursor, scratch);
    p->memory = ird_alloc_aligned(cursor.used, sizeof *p->memory);
    if (p->memory == NULL) {
        status = ird_fail_memory(err, doing);
        goto done;
    }
    cursor.memory = p->memory;
    pack_steps(p, schedule, plan, arena, &cursor, scratch);
    *packed = p;
    p = NULL;
done:
    ird_free(scratch);
    ird_free(schedule);
    ird_packed_free(p);
    return status;
}

void ird_packed_free(ird_packed *packed) {
    if (packed != NULL) {
        ird_free_aligned(packed->memory);
        ird_free(packed);
    }
}
