/* SPDX-License-Identifier: BSD-3-Clause */
#include "model/infer/edges.h"

#include <string.h>

#include "model/layers/layers.h"

/* Position in 0..size of at, which counts from -border, after reflection at the edges. */
static size_t reflected(size_t at, size_t border, size_t size) {
    if (at < border) {
        return border - 1 - at;
    }
    at -= border;
    return at < size ? at : 2 * size - 1 - at;
}

static void extend_line(float *line, const float *row, size_t border, size_t columns) {
    memcpy(line + border, row, columns * sizeof *line);
    for (size_t i = 0; i < border; i++) {
        line[border - 1 - i] = row[i];
        line[border + columns + i] = row[columns - 1 - i];
    }
}

/* count runs of `run` floats, packed on one side and IRD_LANES apart on the other. The
 * cases let the compiler copy a run by one instruction. */
static void spread_runs(float *lanes, const float *line, size_t count, size_t run) {
    switch (run) {
    case 1:
        for (size_t x = 0; x < count; x++) {
            lanes[x * IRD_LANES] = line[x];
        }
        break;
    case 2:
        for (size_t x = 0; x < count; x++) {
            memcpy(lanes + x * IRD_LANES, line + x * 2, 2 * sizeof *line);
        }
        break;
    case 4:
        for (size_t x = 0; x < count; x++) {
            memcpy(lanes + x * IRD_LANES, line + x * 4, 4 * sizeof *line);
        }
        break;
    default:
        for (size_t x = 0; x < count; x++) {
            memcpy(lanes + x * IRD_LANES, line + x * run, run * sizeof *line);
        }
        break;
    }
}

static void gather_runs(float *line, const float *lanes, size_t count, size_t run) {
    switch (run) {
    case 1:
        for (size_t x = 0; x < count; x++) {
            line[x] = lanes[x * IRD_LANES];
        }
        break;
    case 4:
        for (size_t x = 0; x < count; x++) {
            memcpy(line + x * 4, lanes + x * IRD_LANES, 4 * sizeof *line);
        }
        break;
    default:
        for (size_t x = 0; x < count; x++) {
            memcpy(line + x * run, lanes + x * IRD_LANES, run * sizeof *line);
        }
        break;
    }
}

/* The run of channels (c f + dy) f + (0 to f - 1) never crosses a block: f divides 16. */
static float *lanes_of(ird_blocked image, size_t channel, size_t y) {
    return image.pixels + channel / IRD_LANES * image.block + y * image.row +
           channel % IRD_LANES;
}

void ird_fill_stem(ird_blocked stem, const float *in, size_t channels,
                   const ird_plan *plan, float *line) {
    size_t f = plan->spec.stem, border = plan->spec.border;
    size_t rows = plan->rows + 2 * border, columns = plan->columns + 2 * border;
    for (size_t c = 0; c < channels; c++) {
        for (size_t y = 0; y < rows; y++) {
            size_t from = c * plan->rows + reflected(y, border, plan->rows);
            extend_line(line, in + from * plan->columns, border, plan->columns);
            float *lanes = lanes_of(stem, (c * f + y % f) * f, y / f);
            spread_runs(lanes, line, columns / f, f);
        }
    }
}

void ird_gather_maps(float *out, ird_blocked head, size_t maps, const ird_plan *plan,
                     float *line) {
    size_t f = plan->spec.stem, border = plan->spec.border;
    for (size_t at = 0; at < maps * plan->rows; at++) {
        size_t map = at / plan->rows, y = at % plan->rows + border;
        gather_runs(line, lanes_of(head, (map * f + y % f) * f, y / f),
                    (plan->columns + 2 * border) / f, f);
        memcpy(out + at * plan->columns, line + border, plan->columns * sizeof *out);
    }
}

void ird_finish(float *out, const float *in, const ird_plan *plan) {
    size_t count = plan->rows * plan->columns;
    if (plan->spec.output == IRD_OUTPUT_SIGMOID) {
        ird_sigmoid_f32(out, out, count);
    } else if (plan->spec.output == IRD_OUTPUT_MINMAX) {
        ird_minmax_f32(out, out, count);
    } else if (plan->spec.output == IRD_OUTPUT_RESPONSE) {
        ird_respond_f32(out, out, in, count);
    }
}

/* The four pixels of one output pixel, lane by lane. */
static void pool_pixel(float *to, const float *from, size_t row, ird_pool kind) {
    const float *below = from + row;
    for (size_t i = 0; i < IRD_LANES; i++) {
        float a = from[i], b = from[i + IRD_LANES], c = below[i],
              d = below[i + IRD_LANES];
        if (kind == IRD_POOL_MAX) {
            float upper = a > b ? a : b, lower = c > d ? c : d;
            to[i] = upper > lower ? upper : lower;
        } else {
            to[i] = 0.25F * (a + b + c + d);
        }
    }
}

void ird_pool_blocked(ird_blocked out, ird_blocked in, size_t blocks, size_t rows,
                      size_t columns, ird_pool kind) {
    for (size_t block = 0; block < blocks; block++) {
        for (size_t y = 0; y < rows; y++) {
            float *to = out.pixels + block * out.block + y * out.row;
            const float *from = in.pixels + block * in.block + 2 * y * in.row;
            for (size_t x = 0; x < columns; x++) {
                pool_pixel(to + x * IRD_LANES, from + 2 * x * IRD_LANES, in.row, kind);
            }
        }
    }
}
