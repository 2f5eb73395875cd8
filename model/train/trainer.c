/* SPDX-License-Identifier: BSD-3-Clause */
#include "model/train/trainer.h"

#include <cblas.h>
#include <math.h>
#include <string.h>

#include "base/alloc.h"
#include "model/layers/layers.h"
#include "base/workers.h"
#include "model/synth/random.h"
#include "model/train/checkpoint.h"
#include "model/train/optimizer.h"

/* The generator's rectangles need some room. */
#define LEAST_SIDE 8

/* Streams of random numbers beside the training samples'. */
#define INITIAL_STREAM UINT64_C(0x696e6974)
#define FLIP_SEED UINT64_C(0x666c6970)

/* What one thread works in. */
typedef struct bench {
    float *workspace, *dworkspace, *scratch, *darena;
    float *label, *gain, *predicted; /* turned like the input; output times gain */
    ird_sample sample;               /* as the source draws it */
    void *source_scratch;
    double loss;
    double square; /* of its part of the gradient */
    ird_figures figures;
} bench;

struct ird_trainer {
    ird_train_options options;
    ird_plan plan;
    ird_train_state state;
    size_t validation;
    ird_workers *workers;
    bench *benches;
    int blas_threads; /* as they were before */
};

/* ---- making and freeing ---- */

static ird_status make_bench(bench *b, const ird_plan *plan,
                             const ird_sample_source *source, ird_error *err) {
    size_t pixels = plan->rows * plan->columns;
    b->workspace = ird_alloc_aligned(plan->workspace_size, sizeof(float));
    b->dworkspace = ird_alloc_aligned(plan->workspace_size, sizeof(float));
    b->scratch = ird_alloc_aligned(plan->columns_size, sizeof(float));
    b->darena = ird_alloc_aligned(plan->arena_size, sizeof(float));
    b->label = ird_alloc(pixels, 3 * sizeof(float));
    b->sample.channels = ird_alloc(pixels, (source->channels + 2) * sizeof(double));
    if (b->workspace == NULL || b->dworkspace == NULL || b->scratch == NULL ||
        b->darena == NULL || b->label == NULL || b->sample.channels == NULL) {
        return ird_fail_memory(err, "training");
    }
    b->gain = b->label + pixels;
    b->predicted = b->gain + pixels;
    b->sample.label = b->sample.channels + pixels * source->channels;
    b->sample.gain = b->sample.label + pixels;
    return source->open(source->context, plan->rows, &b->source_scratch, err);
}

static void free_bench(bench *b, const ird_sample_source *source) {
    ird_free_aligned(b->workspace);
    ird_free_aligned(b->dworkspace);
    ird_free_aligned(b->scratch);
    ird_free_aligned(b->darena);
    ird_free(b->label);
    ird_free(b->sample.channels);
    source->close(b->source_scratch);
}

/* Normal, with the deviation that keeps the size of activations through a rectifier (He
 * and others, 2015); biases as they start. */
static void draw_parameters(ird_trainer *t) {
    double slope = t->options.spec.slope;
    ird_random random = ird_random_stream(t->options.seed, INITIAL_STREAM);
    for (size_t i = 0; i < t->plan.parameter_count; i++) {
        const ird_parameter *p = &t->plan.parameters[i];
        for (size_t k = 0; p->rank == 1 && k < p->count; k++) {
            t->state.parameters[p->offset + k] = p->start;
        }
        double fan_in = (double)(p->shape[1] * p->shape[2] * p->shape[3]);
        double deviation = sqrt(2 / ((1 + slope * slope) * fan_in));
        for (size_t k = 0; p->rank == 4 && k < p->count; k++) {
            t->state.parameters[p->offset + k] =
                (float)((double)p->start * deviation * ird_random_normal(&random));
        }
    }
    memcpy(t->state.average, t->state.parameters, t->plan.arena_size * sizeof(float));
}

ird_status ird_trainer_create(ird_trainer **trainer, const ird_train_options *options,
                              ird_error *err) {
    if (options->side < LEAST_SIDE) {
        return ird_fail(err, IRD_MODEL_INPUT, "samples have sides of at least %d pixels",
                        LEAST_SIDE);
    }
    const ird_sample_source *source =
        options->source != NULL ? options->source : &ird_paper_source;
    if (options->spec.channels != source->channels) {
        return ird_fail(err, IRD_MODEL_INPUT,
                        "the network has %zu channels, its samples have %zu",
                        options->spec.channels, source->channels);
    }
    ird_trainer *t = ird_alloc_zero(1, sizeof *t);
    if (t == NULL) {
        return ird_fail_memory(err, "training");
    }
    t->options = *options;
    t->options.source = source;
    t->blas_threads = openblas_get_num_threads();
    openblas_set_num_threads(1); /* the threads are ours, one sample each */
    ird_status status =
        ird_plan_make(&t->plan, &options->spec, options->side, options->side, err);
    if (status == IRD_OK) {
        status = ird_train_state_create(&t->state, t->plan.arena_size, err);
    }
    if (status == IRD_OK) {
        draw_parameters(t);
        t->benches = ird_alloc_zero(options->threads, sizeof *t->benches);
        status = t->benches != NULL ? IRD_OK : ird_fail_memory(err, "training");
    }
    for (size_t i = 0; status == IRD_OK && i < options->threads; i++) {
        status = make_bench(&t->benches[i], &t->plan, source, err);
    }
    if (status == IRD_OK) {
        status = ird_workers_create(&t->workers, options->threads, err);
    }
    if (status != IRD_OK) {
        ird_trainer_free(t);
        return status;
    }
    *trainer = t;
    return IRD_OK;
}

void ird_trainer_free(ird_trainer *t) {
    if (t == NULL) {
        return;
    }
    ird_workers_free(t->workers);
    for (size_t i = 0; t->benches != NULL && i < t->options.threads; i++) {
        free_bench(&t->benches[i], t->options.source);
    }
    ird_free(t->benches);
    ird_train_state_free(&t->state);
    openblas_set_num_threads(t->blas_threads);
    ird_free(t);
}

const ird_plan *ird_trainer_plan(const ird_trainer *t) {
    return &t->plan;
}

size_t ird_trainer_steps_done(const ird_trainer *t) {
    return t->state.step;
}

const float *ird_trainer_weights(const ird_trainer *t) {
    return t->options.average > 0 ? t->state.average : t->state.parameters;
}

/* ---- a step ---- */

static size_t siblings_of(const ird_train_options *o) {
    return o->siblings > 1 ? o->siblings : 1;
}

/* Copy a square map, turned by one of the eight symmetries of the square: bit 0 mirrors
 * columns, bit 1 rows, bit 2 swaps the two. */
static void copy_turned(float *to, const double *from, size_t side, unsigned turn) {
    for (size_t y = 0; y < side; y++) {
        for (size_t x = 0; x < side; x++) {
            size_t fy = turn & 2U ? side - 1 - y : y, fx = turn & 1U ? side - 1 - x : x;
            size_t at = turn & 4U ? fx * side + fy : fy * side + fx;
            *to++ = (float)from[at];
        }
    }
}

/* A sample into the bench's input tensor, label and gain. */
static void load_sample(ird_trainer *t, bench *b, ird_sample_set set, uint64_t index,
                        unsigned turn) {
    const ird_sample_source *source = t->options.source;
    size_t side = t->plan.rows;
    source->draw(source->context, b->source_scratch, set, t->options.seed, index,
                 &b->sample);
    for (size_t c = 0; c < source->channels; c++) {
        copy_turned(b->workspace + c * side * side, b->sample.channels + c * side * side,
                    side, turn);
    }
    copy_turned(b->label, b->sample.label, side, turn);
    copy_turned(b->gain, b->sample.gain, side, turn);
}

/* The network's answer to the sample that is loaded, times its gain; from step first on,
 * where the workspace holds what comes before. */
static void run_network(ird_trainer *t, bench *b, const float *parameters, size_t first) {
    const float *output = b->workspace + ird_plan_output(&t->plan)->offset;
    ird_net_forward_steps_f32(&t->plan, first, t->plan.step_count, parameters,
                              b->workspace, b->scratch);
    for (size_t i = 0; i < t->plan.rows * t->plan.columns; i++) {
        b->predicted[i] = output[i] * b->gain[i];
    }
}

/* Loss and its gradient by the output of the sample that was run. */
static void take_loss(ird_trainer *t, bench *b) {
    const ird_tensor *output = ird_plan_output(&t->plan);
    size_t pixels = ird_tensor_size(output);
    float weight = (float)b->sample.weight;
    float *doutput = b->dworkspace + output->offset;
    b->loss += (double)weight * ird_loss_gradient(t->options.loss, doutput, b->predicted,
                                                  b->label, pixels,
                                                  weight / (float)t->options.batch);
    for (size_t k = 0; k < pixels; k++) {
        doutput[k] *= b->gain[k];
    }
}

/* Samples of one grid: its steps forward and backward once, the current's for each. */
static void gradient_of_siblings(ird_trainer *t, bench *b, uint64_t first) {
    const ird_train_options *o = &t->options;
    const ird_plan *plan = &t->plan;
    const float *parameters = t->state.parameters;
    size_t own = ird_plan_output(plan)->offset - plan->grid_size;
    ird_random flip = ird_random_stream(o->seed ^ FLIP_SEED, first);
    unsigned turn = (unsigned)(ird_random_bits(&flip) & 7U);
    memset(b->dworkspace, 0, plan->grid_size * sizeof(float));
    for (size_t i = 0; i < siblings_of(o); i++) {
        uint64_t drawn = first + i;
        uint64_t index = o->samples > 0 ? drawn % o->samples : drawn;
        load_sample(t, b, IRD_SET_TRAINING, index, turn);
        run_network(t, b, parameters, i > 0 ? plan->grid_steps : 0);
        memset(b->dworkspace + plan->grid_size, 0, own * sizeof(float));
        take_loss(t, b);
        ird_net_backward_steps_f32(plan, plan->grid_steps, plan->step_count, b->darena,
                                   b->dworkspace, parameters, b->workspace, b->scratch);
    }
    ird_net_backward_steps_f32(plan, 0, plan->grid_steps, b->darena, b->dworkspace,
                               parameters, b->workspace, b->scratch);
}

/* Add up the gradients of this worker's share of the batch. */
static void gradient_task(void *context, size_t worker) {
    ird_trainer *t = context;
    const ird_train_options *o = &t->options;
    bench *b = &t->benches[worker];
    size_t siblings = siblings_of(o);
    memset(b->darena, 0, t->plan.arena_size * sizeof(float));
    b->loss = 0;
    for (size_t i = worker * siblings; i < o->batch; i += o->threads * siblings) {
        gradient_of_siblings(t, b, (uint64_t)t->state.step * o->batch + i);
    }
}

/* This worker's part of the arena: add up over threads in their order. */
static void sum_task(void *context, size_t worker) {
    ird_trainer *t = context;
    const ird_train_options *o = &t->options;
    size_t size = t->plan.arena_size;
    size_t begin = size * worker / o->threads, end = size * (worker + 1) / o->threads;
    float *sum = t->benches[0].darena;
    for (size_t k = 1; k < o->threads; k++) {
        for (size_t i = begin; i < end; i++) {
            sum[i] += t->benches[k].darena[i];
        }
    }
    double square = 0;
    for (size_t i = begin; i < end; i++) {
        square += (double)sum[i] * (double)sum[i];
    }
    t->benches[worker].square = square;
}

/* What a gradient that is too long is shortened by. */
static float shortening(const ird_trainer *t) {
    double square = 0;
    for (size_t k = 0; k < t->options.threads; k++) {
        square += t->benches[k].square;
    }
    double clip = t->options.clip;
    return clip > 0 && square > clip * clip ? (float)(clip / sqrt(square)) : 1;
}

/* This worker's part of the arena: move. */
static void update_task(void *context, size_t worker) {
    ird_trainer *t = context;
    const ird_train_options *o = &t->options;
    size_t size = t->plan.arena_size;
    size_t begin = size * worker / o->threads, end = size * (worker + 1) / o->threads;
    float *sum = t->benches[0].darena, by = shortening(t);
    for (size_t i = begin; i < end && by < 1; i++) {
        sum[i] *= by;
    }
    double rate = ird_schedule(o->rate, o->last_rate, o->warmup, o->steps, t->state.step);
    ird_adam(t->state.parameters + begin, sum + begin, t->state.moment1 + begin,
             t->state.moment2 + begin, end - begin, rate, t->state.step);
    float keep = (float)ird_average_decay(o->average, t->state.step);
    for (size_t i = begin; i < end; i++) {
        t->state.average[i] +=
            (1 - keep) * (t->state.parameters[i] - t->state.average[i]);
    }
}

double ird_trainer_step(ird_trainer *t) {
    ird_workers_run(t->workers, gradient_task, t);
    ird_workers_run(t->workers, sum_task, t);
    ird_workers_run(t->workers, update_task, t);
    double loss = 0;
    for (size_t k = 0; k < t->options.threads; k++) {
        loss += t->benches[k].loss;
    }
    t->state.step++;
    return loss / (double)t->options.batch;
}

/* ---- validation ---- */

static void validate_task(void *context, size_t worker) {
    ird_trainer *t = context;
    bench *b = &t->benches[worker];
    size_t pixels = t->plan.rows * t->plan.columns;
    b->figures = (ird_figures){0};
    for (size_t i = worker; i < t->validation; i += t->options.threads) {
        load_sample(t, b, IRD_SET_VALIDATION, i, 0);
        run_network(t, b, ird_trainer_weights(t), 0);
        for (size_t k = 0; k < pixels; k++) {
            b->predicted[k] *= (float)b->sample.weight;
            b->label[k] *= (float)b->sample.weight;
        }
        ird_figures figures = ird_figures_of(b->predicted, b->label, pixels);
        ird_figures_add(&b->figures, &figures);
    }
}

ird_figures ird_trainer_validate(ird_trainer *t, size_t count) {
    ird_figures sum = {0};
    t->validation = count;
    ird_workers_run(t->workers, validate_task, t);
    for (size_t k = 0; k < t->options.threads; k++) {
        if (t->benches[k].figures.samples > 0) {
            ird_figures_add(&sum, &t->benches[k].figures);
        }
    }
    return sum;
}

void ird_trainer_visit(ird_trainer *t, ird_sample_set set, size_t count,
                       void (*visit)(void *context, const ird_sample *sample,
                                     const float *predicted),
                       void *context) {
    bench *b = &t->benches[0];
    for (size_t i = 0; i < count; i++) {
        load_sample(t, b, set, i, 0);
        run_network(t, b, ird_trainer_weights(t), 0);
        visit(context, &b->sample, b->predicted);
    }
}

/* ---- checkpoints ---- */

ird_status ird_trainer_save(const ird_trainer *t, const char *path, ird_error *err) {
    return ird_train_state_save(&t->state, &t->options, path, err);
}

ird_status ird_trainer_resume(ird_trainer *t, const char *path, ird_error *err) {
    return ird_train_state_load(&t->state, &t->options, path, err);
}
