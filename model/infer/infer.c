/* SPDX-License-Identifier: BSD-3-Clause */
#include "model/infer/infer.h"

#include <stdatomic.h>
#include <string.h>

#include "base/alloc.h"
#include "model/infer/edges.h"
#include "model/infer/packed.h"
#include "model/kernels/winograd.h"
#include "model/layers/layers.h"
#include "base/workers.h"

/* What one thread works in. */
typedef struct desk {
    float *memory;                    /* of the images, frames and all */
    ird_blocked images[IRD_PLAN_MAX]; /* by tensor; only what the schedule names */
    float *line;                      /* one row of the input with its border */
    float *derived[IRD_STEMS];        /* what a stem begins with, of the input */
    float *scratch;                   /* of ird_winograd_run */
    /* Of a sheet: what was derived of the grid that the images hold the features
     * of. */
    float *grid;
    bool has_grid;
    float *sheet; /* of a network with one: fields, sheet, currents, and what is solved */
} desk;

struct ird_infer {
    const ird_packed *packed;
    ird_plan plan;
    ird_schedule schedule; /* points into plan */
    ird_workers *workers;  /* NULL for one thread */
    size_t desk_count;
    desk *desks;
};

/* A call with everything but its input set. */
static ird_conv_call start_call(const ird_infer *infer, const desk *d,
                                const ird_fused *fused) {
    const ird_tensor *t = &infer->plan.tensors[fused->output];
    ird_blocked out = d->images[fused->output];
    return (ird_conv_call){
        .kernel_rows = fused->step->kernel,
        .kernel_columns = fused->step->kernel,
        .output = out.pixels,
        .output_row = out.row,
        .output_block = out.block,
        .output_step = 1,
        .rows = t->rows,
        .columns = t->columns,
        .blocks = ird_blocks(t->channels),
        .slope = 1,
    };
}

static size_t channels_of(const ird_infer *infer, const ird_fused *fused, size_t part) {
    return infer->plan.tensors[fused->parts[part].tensor].channels;
}

/* ---- creating ---- */

enum { FRAME = 1 }; /* pixels around an image: as far as a 3x3 kernel reaches */

/* Place an image of the tensor behind what memory holds, once. */
static void place_image(desk *d, const ird_plan *plan, size_t tensor, size_t *size) {
    ird_blocked *image = &d->images[tensor];
    if (image->row != 0) {
        return;
    }
    const ird_tensor *t = &plan->tensors[tensor];
    /* To an even number: the last tiles of ird_winograd_run reach beyond odd ones. */
    size_t rows = t->rows + t->rows % 2, columns = t->columns + t->columns % 2;
    image->row = (columns + 2 * FRAME) * IRD_LANES;
    image->block = (rows + 2 * FRAME) * image->row;
    if (d->memory != NULL) {
        image->pixels = d->memory + *size + FRAME * (image->row + IRD_LANES);
    }
    *size += ird_blocks(t->channels) * image->block;
}

/* Floats that all images take. */
static size_t place_images(desk *d, const ird_plan *plan, const ird_schedule *schedule) {
    size_t size = 0;
    memset(d->images, 0, sizeof d->images);
    for (size_t i = 0; i < schedule->stem_count; i++) {
        place_image(d, plan, schedule->stems[i].tensor, &size);
    }
    for (size_t i = 0; i < schedule->count; i++) {
        place_image(d, plan, schedule->steps[i].output, &size);
    }
    return size;
}

/* Floats that the most demanding convolution needs besides. */
static size_t scratch_size(const ird_infer *infer, const desk *d) {
    size_t most = 0;
    for (size_t i = 0; i < infer->schedule.count; i++) {
        const ird_fused *fused = &infer->schedule.steps[i];
        for (size_t part = 0; part < fused->part_count; part++) {
            if (infer->packed->steps[i].winograd[part]) {
                ird_conv_call call = start_call(infer, d, fused);
                call.channels = channels_of(infer, fused, part);
                size_t size = ird_winograd_scratch_size(&call);
                most = size > most ? size : most;
            }
        }
    }
    return most;
}

/* Where the tensors of a sheet stand: the last of the grid's steps makes it. */
typedef struct sheet_room {
    float *fields, *sheet, *currents, *solved;
    size_t size; /* floats of all */
} sheet_room;

static sheet_room place_sheet(const ird_plan *plan, float *memory) {
    const ird_step *step = &plan->steps[plan->grid_steps - 1];
    size_t fields = ird_tensor_size(&plan->tensors[step->inputs[0]]);
    size_t sheet = ird_tensor_size(&plan->tensors[step->output]);
    size_t currents = ird_tensor_size(&plan->tensors[step[1].output]);
    size_t solved = ird_tensor_size(&plan->tensors[step[2].output]);
    sheet_room room = {.size = fields + sheet + currents + solved};
    if (memory != NULL) {
        room.solved = memory; /* multiples of a double first */
        room.currents = memory + solved;
        room.sheet = room.currents + currents;
        room.fields = room.sheet + sheet;
    }
    return room;
}

/* Room for what is derived of the input. */
static bool set_derived(desk *d, const ird_infer *infer) {
    bool is_set = true;
    for (size_t i = 0; i < infer->schedule.stem_count; i++) {
        const ird_step *first = infer->schedule.stems[i].first;
        if (first != NULL) {
            d->derived[i] =
                ird_alloc_aligned(ird_tensor_size(&infer->plan.tensors[first->output]),
                                  sizeof **d->derived);
            is_set = is_set && d->derived[i] != NULL;
        }
    }
    return is_set;
}

/* Images are zeroed once: no run writes into the frames. */
static ird_status set_desk(desk *d, const ird_infer *infer, ird_error *err) {
    const ird_plan *plan = &infer->plan;
    size_t size = place_images(d, plan, &infer->schedule);
    d->memory = ird_alloc_aligned(size, sizeof *d->memory);
    d->line = ird_alloc(plan->columns + 2 * plan->spec.border, sizeof *d->line);
    d->scratch = ird_alloc_aligned(scratch_size(infer, d), sizeof *d->scratch);
    bool is_set = set_derived(d, infer);
    if (plan->spec.form == IRD_FORM_SHEET) {
        d->sheet = ird_alloc_aligned(place_sheet(plan, NULL).size, sizeof *d->sheet);
        is_set = is_set && d->sheet != NULL;
    }
    if (plan->grid_steps > 0) {
        d->grid = ird_alloc(plan->rows * plan->columns,
                            (plan->spec.channels - 2) * sizeof *d->grid);
        is_set = is_set && d->grid != NULL;
    }
    if (d->memory == NULL || d->line == NULL || d->scratch == NULL || !is_set) {
        return ird_fail_memory(err, "making room for the network");
    }
    memset(d->memory, 0, size * sizeof *d->memory);
    place_images(d, plan, &infer->schedule);
    return IRD_OK;
}

ird_status ird_infer_create(ird_infer **infer, const ird_packed *packed,
                            const ird_plan *plan, size_t threads, ird_error *err) {
    static const char doing[] = "making room for the network";
    ird_infer *made = ird_alloc_zero(1, sizeof *made);
    if (made == NULL) {
        return ird_fail_memory(err, doing);
    }
    made->packed = packed;
    made->plan = *plan;
    ird_schedule_make(&made->schedule, &made->plan);
    made->desks = ird_alloc_zero(threads, sizeof *made->desks);
    ird_status status = made->desks != NULL ? IRD_OK : ird_fail_memory(err, doing);
    while (status == IRD_OK && made->desk_count < threads) {
        status = set_desk(&made->desks[made->desk_count++], made, err);
    }
    if (status == IRD_OK && threads > 1) {
        status = ird_workers_create(&made->workers, threads, err);
    }
    if (status != IRD_OK) {
        ird_infer_free(made);
        return status;
    }
    *infer = made;
    return IRD_OK;
}

void ird_infer_free(ird_infer *infer) {
    if (infer == NULL) {
        return;
    }
    ird_workers_free(infer->workers);
    for (size_t i = 0; i < infer->desk_count; i++) {
        ird_free_aligned(infer->desks[i].memory);
        ird_free(infer->desks[i].line);
        ird_free(infer->desks[i].grid);
        ird_free_aligned(infer->desks[i].sheet);
        for (size_t k = 0; k < IRD_STEMS; k++) {
            ird_free_aligned(infer->desks[i].derived[k]);
        }
        ird_free_aligned(infer->desks[i].scratch);
    }
    ird_free(infer->desks);
    ird_free(infer);
}

/* ---- running ---- */

/* One quarter of the output: the pixels of one parity, from the small image. */
static void run_parity(ird_path path, ird_conv_call call, ird_blocked in, size_t parity) {
    size_t kernel = call.kernel_rows;
    size_t offset = parity / 2 * call.output_row + parity % 2 * IRD_LANES;
    call.input = in.pixels + ird_folded_start(parity / 2, kernel) * (ptrdiff_t)in.row +
                 ird_folded_start(parity % 2, kernel) * IRD_LANES;
    call.kernel_rows = call.kernel_columns = ird_folded_kernel(kernel);
    call.output += offset;
    call.factor = call.factor != NULL ? call.factor + offset : NULL;
    call.output_row *= 2;
    call.output_step = 2;
    call.rows /= 2;
    call.columns /= 2;
    ird_conv_run(path, &call);
}

static void run_part(const ird_infer *infer, const desk *d, size_t step, size_t part,
                     ird_conv_call call) {
    const ird_packed *packed = infer->packed;
    const ird_part *p = &infer->schedule.steps[step].parts[part];
    ird_blocked in = d->images[p->tensor];
    call.channels = channels_of(infer, &infer->schedule.steps[step], part);
    call.input_row = in.row;
    call.input_block = in.block;
    call.weights = packed->steps[step].weights[part][0];
    if (!p->upsampled) {
        call.input = in.pixels - call.kernel_rows / 2 * (in.row + IRD_LANES);
        if (packed->steps[step].winograd[part]) {
            ird_winograd_run(packed->path, &call, d->scratch);
        } else {
            ird_conv_run(packed->path, &call);
        }
        return;
    }
    for (size_t parity = 0; parity < IRD_PARITIES; parity++) {
        call.weights = packed->steps[step].weights[part][parity];
        run_parity(packed->path, call, in, parity);
    }
}

/* The first part starts at the bias, the last one finishes. */
static void run_convolution(const ird_infer *infer, const desk *d, size_t step) {
    const ird_fused *fused = &infer->schedule.steps[step];
    ird_conv_call call = start_call(infer, d, fused);
    call.bias = infer->packed->steps[step].bias;
    for (size_t part = 0; part < fused->part_count; part++) {
        if (part + 1 == fused->part_count) {
            call.slope = fused->step->activate ? (float)infer->plan.spec.slope : 1;
            if (fused->factor != IRD_NO_TENSOR) {
                call.factor = d->images[fused->factor].pixels;
            }
        }
        run_part(infer, d, step, part, call);
        call.bias = NULL;
    }
}

static void fill_stems(const ird_infer *infer, const desk *d, const float *input,
                       size_t first) {
    const ird_plan *plan = &infer->plan;
    for (size_t i = first; i < infer->schedule.stem_count; i++) {
        const ird_stem *stem = &infer->schedule.stems[i];
        size_t channels = plan->spec.channels;
        if (stem->first != NULL) {
            ird_net_derive_f32(plan, stem->first, d->derived[i], input);
            channels = plan->tensors[stem->first->output].channels;
        }
        ird_fill_stem(d->images[stem->tensor],
                      stem->first != NULL ? d->derived[i] : input, channels, plan,
                      d->line);
    }
}

static void run_pool(const ird_infer *infer, const desk *d, const ird_fused *fused) {
    const ird_tensor *t = &infer->plan.tensors[fused->output];
    ird_blocked out = d->images[fused->output], in = d->images[fused->parts[0].tensor];
    size_t blocks = ird_blocks(t->channels);
    ird_pool_blocked(out, in, blocks, t->rows, t->columns, infer->plan.spec.pool);
}

/* Whether the grid of a sheet is that of the sample before; keeps it. */
static bool knows_grid(const ird_infer *infer, desk *d, const float *input) {
    const ird_plan *plan = &infer->plan;
    size_t plane = plan->rows * plan->columns, others = plan->spec.channels - 3;
    if (plan->grid_steps == 0) {
        return false;
    }
    bool is_same =
        d->has_grid && memcmp(d->grid, input, plane * sizeof *input) == 0 &&
        memcmp(d->grid + plane, input + 3 * plane, others * plane * sizeof *input) == 0;
    memcpy(d->grid, input, plane * sizeof *input);
    memcpy(d->grid + plane, input + 3 * plane, others * plane * sizeof *input);
    d->has_grid = true;
    return is_same;
}

static void run_sheet(const ird_infer *infer, const desk *d, float *output,
                      const float *input, bool knows_grid) {
    const ird_plan *plan = &infer->plan;
    const ird_tensor *shape = &plan->tensors[0];
    sheet_room room = place_sheet(plan, d->sheet);
    if (!knows_grid) {
        ird_gather_maps(room.fields, d->images[infer->schedule.head], IRD_SHEET_FIELDS,
                        plan, d->line);
        ird_sheet_f32(room.sheet, room.fields, input, shape);
    }
    ird_net_derive_f32(plan, &plan->steps[plan->grid_steps], room.currents, input);
    ird_sheet_solve_f32(room.solved, room.sheet, room.currents, shape);
    memcpy(output, room.solved, plan->rows * plan->columns * sizeof *output);
}

static void run_sample(const ird_infer *infer, desk *d, float *output,
                       const float *input) {
    const ird_schedule *schedule = &infer->schedule;
    bool knows = knows_grid(infer, d, input);
    fill_stems(infer, d, input, knows ? 1 : 0);
    for (size_t i = 0; i < schedule->count; i++) {
        const ird_fused *fused = &schedule->steps[i];
        size_t number = (size_t)(fused->step - infer->plan.steps);
        if (knows && number < infer->plan.grid_steps) {
            continue;
        }
        if (fused->step->op == IRD_OP_CONV) {
            run_convolution(infer, d, i);
        } else {
            run_pool(infer, d, fused);
        }
    }
    if (d->sheet != NULL) {
        run_sheet(infer, d, output, input, knows);
    } else {
        ird_gather_maps(output, d->images[schedule->head], 1, &infer->plan, d->line);
    }
    ird_finish(output, input, &infer->plan);
}

/* A batch under way. */
typedef struct batch_work {
    const ird_infer *infer;
    float *outputs;
    const float *inputs;
    size_t count;
    atomic_size_t next; /* first sample that nobody has taken */
} batch_work;

/* Takes samples until none is left, so that a slower thread takes fewer. */
static void run_samples(void *context, size_t worker) {
    batch_work *work = context;
    const ird_infer *infer = work->infer;
    size_t output = infer->plan.rows * infer->plan.columns;
    size_t input = infer->plan.spec.channels * output;
    for (;;) {
        size_t sample = atomic_fetch_add(&work->next, 1);
        if (sample >= work->count) {
            return;
        }
        run_sample(infer, &infer->desks[worker], work->outputs + sample * output,
                   work->inputs + sample * input);
    }
}

void ird_infer_run(ird_infer *infer, float *outputs, const float *inputs, size_t batch) {
    batch_work work = {infer, outputs, inputs, batch, 0};
    if (infer->workers != NULL && batch > 1) {
        ird_workers_run(infer->workers, run_samples, &work);
    } else {
        run_samples(&work, 0);
    }
}
