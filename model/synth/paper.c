/* SPDX-License-Identifier: BSD-3-Clause */
#include "model/synth/paper.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "base/alloc.h"
#include "model/synth/gaussian.h"
#include "model/synth/random.h"

/* Side of the maps in which the pixels of this file are meant. */
#define UNIT_SIDE 64.0
#define LABEL_SIGMA 3.0

typedef struct painter {
    ird_random random;
    size_t size;
    double pixel; /* pixels of this map for one of 64 */
    double *scratch;
} painter;

ird_status ird_paper_scratch_create(ird_paper_scratch *scratch, size_t size,
                                    ird_error *err) {
    scratch->size = size;
    scratch->numbers = ird_alloc(ird_gaussian_scratch(size), sizeof(double));
    return scratch->numbers != NULL ? IRD_OK : ird_fail_memory(err, "making samples");
}

void ird_paper_scratch_free(ird_paper_scratch *scratch) {
    ird_free(scratch->numbers);
    memset(scratch, 0, sizeof *scratch);
}

/* Scale to [low, 1]; a flat map becomes low. */
static void scale_to(double *map, size_t count, double low) {
    double least = map[0], most = map[0];
    for (size_t i = 1; i < count; i++) {
        least = fmin(least, map[i]);
        most = fmax(most, map[i]);
    }
    double factor = most > least ? (1 - low) / (most - least) : 0;
    for (size_t i = 0; i < count; i++) {
        map[i] = low + (map[i] - least) * factor;
    }
}

static double uniform(painter *p, double low, double high) {
    return ird_random_uniform(&p->random, low, high);
}

/* ---- the paper's kind ---- */

/* Add height * exp(-r^2 / 2 sigma^2), the product of two curves. */
static void add_blob(painter *p, double *map, double height) {
    double x0 = uniform(p, -1, UNIT_SIDE + 1) * p->pixel;
    double y0 = uniform(p, -1, UNIT_SIDE + 1) * p->pixel;
    double sigma = uniform(p, 4, 16) * p->pixel;
    double *across = p->scratch;
    for (size_t x = 0; x < p->size; x++) {
        double d = ((double)x - x0) / sigma;
        across[x] = exp(-0.5 * d * d);
    }
    for (size_t y = 0; y < p->size; y++) {
        double d = ((double)y - y0) / sigma;
        double factor = height * exp(-0.5 * d * d);
        for (size_t x = 0; x < p->size; x++) {
            map[y * p->size + x] += factor * across[x];
        }
    }
}

static void add_blobs(painter *p, double *map, double sign) {
    size_t count = 3 + ird_random_below(&p->random, 5);
    for (size_t i = 0; i < count; i++) {
        add_blob(p, map, sign * uniform(p, 0.3, 1));
    }
}

static void smooth_noise(painter *p, double *map, double sigma) {
    for (size_t i = 0; i < p->size * p->size; i++) {
        map[i] = uniform(p, 0, 1);
    }
    ird_gaussian(map, p->size, sigma * p->pixel, p->scratch);
}

static void paint_paper(painter *p, double *grid, double *density, double *switching) {
    size_t count = p->size * p->size;
    memset(grid, 0, count * sizeof *grid);
    memset(density, 0, count * sizeof *density);
    add_blobs(p, grid, -1);
    add_blobs(p, density, 1);
    smooth_noise(p, switching, LABEL_SIGMA);
    scale_to(grid, count, 0);
    scale_to(density, count, 0);
    scale_to(switching, count, 0);
}

/* ---- a design's kind ---- */

/* Set a random rectangle to value. */
static void fill_rectangle(painter *p, double *map, double value) {
    size_t side = 3 + ird_random_below(&p->random, p->size - 3);
    size_t other = 3 + ird_random_below(&p->random, p->size - 3);
    size_t x0 = ird_random_below(&p->random, p->size - side + 1);
    size_t y0 = ird_random_below(&p->random, p->size - other + 1);
    for (size_t y = y0; y < y0 + other; y++) {
        for (size_t x = x0; x < x0 + side; x++) {
            map[y * p->size + x] = value;
        }
    }
}

/* Blocks and rows of cells: density with a grain, zero here and there. */
static void paint_blocks(painter *p, double *density) {
    double ground = uniform(p, 0, 1) < 0.5 ? 0 : uniform(p, 0.2, 0.8);
    double grain = uniform(p, 0, 0.4);
    for (size_t i = 0; i < p->size * p->size; i++) {
        density[i] = ground;
    }
    for (size_t i = 1 + ird_random_below(&p->random, 8); i > 0; i--) {
        bool empty = uniform(p, 0, 1) < 0.2;
        fill_rectangle(p, density, empty ? 0 : uniform(p, 0.3, 1));
    }
    for (size_t i = 0; i < p->size * p->size; i++) {
        density[i] *= 1 - grain * uniform(p, 0, 1);
    }
}

/* Strength in bands across or along, with voids; its weakest pixel is above zero. */
static void paint_bands(painter *p, double *grid) {
    double depth = uniform(p, 0, 0.6), phase = uniform(p, 0, 6.3);
    double period = uniform(p, 3, 24) * p->pixel;
    bool upright = uniform(p, 0, 1) < 0.5;
    for (size_t i = 0; i < p->size * p->size; i++) {
        size_t at = upright ? i % p->size : i / p->size;
        grid[i] = depth * cos(6.283185307179586 * (double)at / period + phase);
    }
    add_blobs(p, grid, -1);
    scale_to(grid, p->size * p->size, uniform(p, 0, 0.5));
}

static void paint_design(painter *p, double *grid, double *density, double *switching) {
    size_t count = p->size * p->size;
    paint_bands(p, grid);
    paint_blocks(p, density);
    smooth_noise(p, switching, uniform(p, 0.3, 4));
    scale_to(switching, count, 0);
    double sharpness = uniform(p, 1, 3), most = 0;
    for (size_t i = 0; i < count; i++) {
        switching[i] = density[i] > 0 ? pow(switching[i], sharpness) : 0;
        most = fmax(most, switching[i]);
    }
    for (size_t i = 0; i < count && most > 0; i++) {
        switching[i] /= most;
    }
}

void ird_paper_label(ird_paper_scratch *scratch, const double *channels, double *label) {
    size_t count = scratch->size * scratch->size;
    const double *grid = channels, *density = channels + count;
    const double *switching = channels + 2 * count;
    for (size_t i = 0; i < count; i++) {
        label[i] = switching[i] * density[i] / (grid[i] + 0.1);
    }
    ird_gaussian(label, scratch->size, LABEL_SIGMA * (double)scratch->size / UNIT_SIDE,
                 scratch->numbers);
    scale_to(label, count, 0);
}

void ird_paper_sample(ird_paper_scratch *scratch, uint64_t seed, uint64_t index,
                      double *channels, double *label) {
    size_t count = scratch->size * scratch->size;
    painter p = {.random = ird_random_stream(seed, index),
                 .size = scratch->size,
                 .pixel = (double)scratch->size / UNIT_SIDE,
                 .scratch = scratch->numbers};
    if (ird_random_below(&p.random, 5) < 4) {
        paint_paper(&p, channels, channels + count, channels + 2 * count);
    } else {
        paint_design(&p, channels, channels + count, channels + 2 * count);
    }
    ird_paper_label(scratch, channels, label);
}
