/* SPDX-License-Identifier: BSD-3-Clause */
#include "predict/predict.h"

#include <math.h>
#include <string.h>

#include "base/alloc.h"
#include "model/pdn/inputs.h"
#include "predict/sheet_answer.h"

static const char *const doing = "predicting";

/* Tiles of TILE pixels a side, STEP apart; they overlap by RAMP. */
enum { TILE = IRD_TILE, STEP = 48, RAMP = TILE - STEP, BATCH = 32 };

/* A rectangle of the maps that is one sample: rows x columns pixels from (row, column)
 * on, which may lie outside: pixels there repeat the nearest one inside. */
typedef struct patch {
    ptrdiff_t row, column;
    size_t rows, columns;
} patch;

/* Work space for one sample. */
typedef struct bench {
    double *change, *gain, *relative, *spread; /* one block, change first */
    size_t *at; /* pixel of the maps for each of the sample */
} bench;

static ird_status bench_open(bench *b, size_t pixels, ird_error *err) {
    b->change = ird_alloc(pixels, 4 * sizeof *b->change);
    if (b->change == NULL) {
        return ird_fail_memory(err, doing);
    }
    b->gain = b->change + pixels;
    b->relative = b->gain + pixels;
    b->spread = b->relative + pixels;
    b->at = ird_alloc(pixels, sizeof *b->at);
    return b->at != NULL ? IRD_OK : ird_fail_memory(err, doing);
}

static void bench_close(bench *b) {
    ird_free(b->change);
    ird_free(b->at);
}

static size_t clamp(ptrdiff_t at, size_t count) {
    return at < 0 ? 0 : at >= (ptrdiff_t)count ? count - 1 : (size_t)at;
}

/* Where the pixels of the patch are in the maps. */
static void place(const ird_predict_inputs *in, const patch *p, size_t *at) {
    for (size_t y = 0; y < p->rows; y++) {
        size_t row = clamp(p->row + (ptrdiff_t)y, in->rows) * in->columns;
        for (size_t x = 0; x < p->columns; x++) {
            *at++ = row + clamp(p->column + (ptrdiff_t)x, in->columns);
        }
    }
}

/* ---- a sample ---- */

/* The map that a channel is taken from: of the inputs, or of the bench (*is_own). */
static const double *channel_map(const ird_predict_inputs *in, const bench *b,
                                 const char *name, bool *is_own) {
    const struct {
        const char *name;
        const double *map;
        bool is_own;
    } channels[] = {
        {"power_grid", in->power_grid, false},
        {"cell_density", in->cell_density, false},
        {"switching", in->switching, false},
        {"base", in->base, false},
        {"local", in->local, false},
        {"distance", in->distance, false},
        {"change", in->change != NULL ? b->relative : NULL, true},
        {"spread", in->change != NULL ? b->spread : NULL, true},
    };
    for (size_t i = 0; i < sizeof channels / sizeof *channels; i++) {
        if (strcmp(channels[i].name, name) == 0) {
            *is_own = channels[i].is_own;
            return channels[i].map;
        }
    }
    return NULL;
}

static ird_status fail_channel(const ird_surrogate_info *info, const char *name,
                               ird_error *err) {
    ird_fail(
        err, IRD_SESSION_CHANNEL,
        "the model %.100s wants a channel \"%.100s\", which rasterize does not make; "
        "load another model",
        info->name, name);
    ird_error_detail(err, name, strlen(name));
    return IRD_SESSION_CHANNEL;
}

/* Channels of a patch in the order of the model, and its gain in the bench. */
static ird_status fill_sample(const ird_predictor *predictor,
                              const ird_predict_inputs *in, const patch *p, bench *b,
                              float *channels, ird_error *err) {
    const ird_surrogate_info info = ird_surrogate_get_info(predictor->surrogate);
    size_t pixels = p->rows * p->columns;
    place(in, p, b->at);
    if (in->change != NULL) {
        for (size_t i = 0; i < pixels; i++) {
            b->change[i] = in->change[b->at[i]];
        }
        ird_pdn_inputs(b->change, p->rows, p->columns, b->gain, b->relative, b->spread);
    }
    for (size_t c = 0; c < info.channel_count; c++) {
        bool is_own = false;
        const double *map = channel_map(in, b, info.channel_names[c], &is_own);
        if (map == NULL) {
            return fail_channel(&info, info.channel_names[c], err);
        }
        for (size_t i = 0; i < pixels; i++) {
            *channels++ = (float)map[is_own ? i : b->at[i]];
        }
    }
    return IRD_OK;
}

/* What the output of a pixel says, in V, and how far it may be off. */
typedef struct answer {
    double drop, bound;
} answer;

static answer read_output(const ird_predictor *predictor, const ird_predict_inputs *in,
                          double output, double base, double gain) {
    switch (predictor->target) {
    case IRD_PREDICTS_CORRECTION: {
        double may_v = gain * fmax(in->widening, 1) * in->scale_v;
        double least_v = fmax(predictor->bound_floor * in->scale_v, in->least_v);
        return (answer){fmax(0, (base + output * gain) * in->scale_v),
                        predictor->bound_factors[ird_pdn_part(ird_pdn_spread(gain))] *
                            (may_v + least_v)};
    }
    case IRD_PREDICTS_DROP:
        return (answer){fmax(0, output) * in->mean_v,
                        predictor->bound_factors[0] * fmax(0, output) * in->mean_v};
    case IRD_PREDICTS_RELATIVE:
        break;
    }
    return (answer){output, 0};
}

double ird_predict_common_bound_v(const ird_predictor *predictor, double mean_v) {
    return predictor->target == IRD_PREDICTS_DROP
               ? predictor->bound_factors[0] * predictor->bound_floor * mean_v
               : 0;
}

/* ---- one sample ---- */

ird_status ird_predict(const ird_predictor *predictor, const ird_predict_inputs *in,
                       double *drop, double *bound, ird_error *err) {
    size_t pixels = in->rows * in->columns;
    size_t count = ird_surrogate_get_info(predictor->surrogate).channel_count;
    const patch all = {0, 0, in->rows, in->columns};
    bench b = {0};
    float *channels = ird_alloc_aligned(count + 1, pixels * sizeof *channels);
    float *output = channels != NULL ? channels + count * pixels : NULL;
    ird_status status =
        channels != NULL ? bench_open(&b, pixels, err) : ird_fail_memory(err, doing);
    if (status == IRD_OK) {
        status = fill_sample(predictor, in, &all, &b, channels, err);
    }
    if (status == IRD_OK) {
        status = ird_sheet_answers(predictor, in)
                     ? ird_sheet_answer(predictor, in, output, err)
                     : ird_surrogate_run(predictor->surrogate, channels, in->rows,
                                         in->columns, output, err);
    }
    double mean = 0;
    for (size_t i = 0; i < pixels && status == IRD_OK; i++) {
        answer a = read_output(predictor, in, (double)output[i],
                               in->base != NULL ? in->base[i] : 0,
                               in->change != NULL ? b.gain[i] : 0);
        drop[i] = a.drop;
        mean += a.drop / (double)pixels;
        if (bound != NULL) {
            bound[i] = a.bound;
        }
    }
    double common = ird_predict_common_bound_v(predictor, mean);
    for (size_t i = 0; i < pixels && status == IRD_OK && bound != NULL; i++) {
        bound[i] += common;
    }
    bench_close(&b);
    ird_free_aligned(channels);
    return status;
}

/* ---- gradients ---- */

void ird_prediction_gradient_free(ird_prediction_gradient *gradient) {
    ird_free(gradient->values);
    ird_free(gradient->channels);
    *gradient = (ird_prediction_gradient){0};
}

/* What one unit of output is worth at the pixel; an answer that is cut at 0 hangs on
 * nothing. */
static double worth_of(const ird_predictor *predictor, const ird_predict_inputs *in,
                       double drop, double gain) {
    switch (predictor->target) {
    case IRD_PREDICTS_CORRECTION:
        return drop > 0 ? gain * in->scale_v : 0;
    case IRD_PREDICTS_DROP:
        return drop > 0 ? in->mean_v : 0;
    case IRD_PREDICTS_RELATIVE:
        break;
    }
    return 1;
}

/* From derivatives of the output to those of the answer; of a correction the base also
 * counts by itself. */
static void scale_gradient(const ird_predictor *predictor, const ird_predict_inputs *in,
                           double gain, ird_prediction_gradient *g) {
    size_t pixels = g->rows * g->columns;
    double worth = worth_of(predictor, in, g->answer, gain);
    for (size_t i = 0; i < g->channel_count * pixels; i++) {
        g->values[i] *= worth;
    }
    for (size_t c = 0; c < g->channel_count; c++) {
        if (predictor->target == IRD_PREDICTS_CORRECTION && g->answer > 0 &&
            strcmp(g->names[c], "base") == 0) {
            g->values[c * pixels + g->pixel] += in->scale_v;
        }
    }
}

/* Room for the maps of the channels. */
static ird_status gradient_open(ird_prediction_gradient *g, ird_error *err) {
    size_t pixels = g->rows * g->columns;
    g->values = ird_alloc(g->channel_count * pixels, sizeof *g->values);
    g->channels = ird_alloc(g->channel_count * pixels, sizeof *g->channels);
    return g->values != NULL && g->channels != NULL ? IRD_OK
                                                    : ird_fail_memory(err, doing);
}

ird_status ird_predict_gradient(const ird_predictor *predictor,
                                const ird_predict_inputs *in, size_t pixel,
                                ird_prediction_gradient *gradient, ird_error *err) {
    const ird_surrogate_info info = ird_surrogate_get_info(predictor->surrogate);
    const patch all = {0, 0, in->rows, in->columns};
    size_t pixels = in->rows * in->columns;
    ird_prediction_gradient made = {.channel_count = info.channel_count,
                                    .rows = in->rows,
                                    .columns = in->columns,
                                    .pixel = pixel,
                                    .names = info.channel_names};
    bench b = {0};
    double output = 0;
    float *channels = ird_alloc_aligned(info.channel_count, pixels * sizeof *channels);
    ird_status status =
        channels != NULL ? bench_open(&b, pixels, err) : ird_fail_memory(err, doing);
    if (status == IRD_OK) {
        status = gradient_open(&made, err);
    }
    if (status == IRD_OK) {
        status = fill_sample(predictor, in, &all, &b, channels, err);
    }
    if (status == IRD_OK) {
        status =
            ird_sheet_answers(predictor, in)
                ? ird_sheet_gradient(predictor, in, pixel, made.values, &output, err)
                : ird_surrogate_gradient(predictor->surrogate, channels, in->rows,
                                         in->columns, pixel, made.values, &output, err);
    }
    if (status == IRD_OK) {
        double gain = in->change != NULL ? b.gain[pixel] : 0;
        made.answer = read_output(predictor, in, output,
                                  in->base != NULL ? in->base[pixel] : 0, gain)
                          .drop;
        for (size_t i = 0; i < info.channel_count * pixels; i++) {
            made.channels[i] = (double)channels[i];
        }
        scale_gradient(predictor, in, gain, &made);
        *gradient = made;
        made = (ird_prediction_gradient){0};
    }
    ird_prediction_gradient_free(&made);
    bench_close(&b);
    ird_free_aligned(channels);
    return status;
}

/* ---- tiles ---- */

/* Weight of a tile at one of its pixels along one axis: a ramp over the overlap. */
static double ramp(size_t at) {
    size_t edge = at < TILE - 1 - at ? at : TILE - 1 - at;
    return edge < RAMP ? ((double)edge + 0.5) / RAMP : 1;
}

/* Tile number i begins at first + i * STEP; the ramps of the first and last one lie
 * outside of the map. */
static ptrdiff_t tile_begin(size_t shift, size_t tile) {
    return (ptrdiff_t)(tile * STEP) - (ptrdiff_t)(RAMP + shift);
}

static size_t tile_count(size_t length, size_t shift) {
    return (length + RAMP + shift + STEP - 1) / STEP;
}

/* Sum of the weights of all tiles at a pixel along one axis. */
static double weight_at(size_t at, size_t shift) {
    size_t from_first = at + RAMP + shift;
    size_t last = from_first / STEP; /* the last tile that begins at or before it */
    double sum = ramp(from_first - last * STEP);
    if (last > 0 && from_first - (last - 1) * STEP < TILE) {
        sum += ramp(from_first - (last - 1) * STEP);
    }
    return sum;
}

size_t ird_tiling_bands(const ird_tiling *tiling) {
    return tile_count(tiling->rows, tiling->shift_rows);
}

void ird_tiling_rows(const ird_tiling *tiling, size_t band, size_t *first_row,
                     size_t *row_count) {
    ptrdiff_t begin = tile_begin(tiling->shift_rows, band);
    size_t end = clamp(begin + TILE - 1, tiling->rows) + 1;
    *first_row = clamp(begin, tiling->rows);
    *row_count = end - *first_row;
}

/* A row of tiles being predicted. */
typedef struct band_job {
    const ird_predictor *predictor;
    const ird_tiling *tiling;
    const ird_predict_inputs *in;
    ptrdiff_t row;    /* where the tiles begin */
    size_t first_row; /* of the inputs */
    double *drop, *bound;
    bench b;
    float *channels, *outputs; /* of a batch */
    double *gains;
} band_job;

/* The tile in the pixels of the inputs. */
static patch patch_of(const band_job *job, size_t tile) {
    return (patch){job->row - (ptrdiff_t)job->first_row,
                   tile_begin(job->tiling->shift_columns, tile), TILE, TILE};
}

/* Add a tile's answer to the pixels under it. */
static void blend(band_job *job, const patch *p, const float *output,
                  const double *gain) {
    const ird_predict_inputs *in = job->in;
    for (size_t i = 0; i < (size_t)TILE * TILE; i++) {
        ptrdiff_t row = p->row + (ptrdiff_t)(i / TILE);
        ptrdiff_t column = p->column + (ptrdiff_t)(i % TILE);
        if (row < 0 || column < 0 || row >= (ptrdiff_t)in->rows ||
            column >= (ptrdiff_t)in->columns) {
            continue;
        }
        size_t from = (size_t)row * in->columns + (size_t)column;
        size_t to = job->first_row * in->columns + from;
        double weight = ramp(i / TILE) * ramp(i % TILE);
        answer a = read_output(job->predictor, in, (double)output[i],
                               in->base != NULL ? in->base[from] : 0, gain[i]);
        job->drop[to] += weight * a.drop;
        if (job->bound != NULL) {
            job->bound[to] += weight * a.bound;
        }
    }
}

static ird_status run_batch(band_job *job, size_t first, size_t count, ird_error *err) {
    size_t pixels = (size_t)TILE * TILE;
    size_t channels = ird_surrogate_get_info(job->predictor->surrogate).channel_count;
    for (size_t i = 0; i < count; i++) {
        const patch p = patch_of(job, first + i);
        ird_status status = fill_sample(job->predictor, job->in, &p, &job->b,
                                        job->channels + i * channels * pixels, err);
        if (status != IRD_OK) {
            return status;
        }
        if (job->in->change != NULL) {
            memcpy(job->gains + i * pixels, job->b.gain, pixels * sizeof *job->gains);
        }
    }
    ird_status status =
        ird_surrogate_run_batch(job->predictor->surrogate, job->channels, TILE, TILE,
                                count, job->tiling->threads, job->outputs, err);
    for (size_t i = 0; i < count && status == IRD_OK; i++) {
        const patch p = patch_of(job, first + i);
        blend(job, &p, job->outputs + i * pixels, job->gains + i * pixels);
    }
    return status;
}

static ird_status job_open(band_job *job, ird_error *err) {
    size_t tile = (size_t)TILE * TILE;
    size_t channels = ird_surrogate_get_info(job->predictor->surrogate).channel_count;
    job->gains = ird_alloc_zero(BATCH * tile, sizeof *job->gains);
    job->channels =
        ird_alloc_aligned(BATCH * (channels + 1), tile * sizeof *job->channels);
    if (job->gains == NULL || job->channels == NULL) {
        return ird_fail_memory(err, doing);
    }
    job->outputs = job->channels + BATCH * channels * tile;
    return bench_open(&job->b, tile, err);
}

ird_status ird_predict_band(const ird_predictor *predictor, const ird_tiling *tiling,
                            size_t band, const ird_predict_inputs *inputs, double *drop,
                            double *bound, ird_error *err) {
    band_job job = {.predictor = predictor,
                    .tiling = tiling,
                    .in = inputs,
                    .row = tile_begin(tiling->shift_rows, band),
                    .drop = drop,
                    .bound = bound};
    size_t rows, count = tile_count(tiling->columns, tiling->shift_columns);
    ird_tiling_rows(tiling, band, &job.first_row, &rows);
    ird_status status = job_open(&job, err);
    for (size_t i = 0; i < count && status == IRD_OK; i += BATCH) {
        status = run_batch(&job, i, count - i < BATCH ? count - i : BATCH, err);
    }
    ird_free(job.gains);
    bench_close(&job.b);
    ird_free_aligned(job.channels);
    return status;
}

void ird_tiling_finish(const ird_tiling *tiling, double *drop, double *bound) {
    for (size_t row = 0; row < tiling->rows; row++) {
        double weight = weight_at(row, tiling->shift_rows);
        for (size_t column = 0; column < tiling->columns; column++) {
            double sum = weight * weight_at(column, tiling->shift_columns);
            drop[row * tiling->columns + column] /= sum;
            if (bound != NULL) {
                bound[row * tiling->columns + column] /= sum;
            }
        }
    }
}
