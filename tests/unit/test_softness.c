/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Which grids count as soft: sheets of resistors that are solved here, by relaxation.
 */
#include "check.h"

#include <math.h>
#include <stdlib.h>

#include "model/synth/random.h"
#include "world/softness.h"

enum { SIDE = IRD_GRID_SIDE, PIXELS = SIDE * SIDE, SAMPLES = 2 };
enum { POWER_GRID, CELL_DENSITY, SWITCHING, WORST = 7 };

static bool is_fed(size_t i) {
    return i % SIDE % 21 == 10 && i / SIDE % 21 == 10;
}

/* Drops of a sheet of 1 S a square, held at some pixels by 2 S each. */
static void relax(double *drop, const double *current) {
    for (size_t i = 0; i < PIXELS; i++) {
        drop[i] = 0;
    }
    for (int sweep = 0; sweep < 3000; sweep++) {
        for (size_t i = 0; i < PIXELS; i++) {
            double sum = current[i], conductance = is_fed(i) ? 2 : 0;
            size_t x = i % SIDE, y = i / SIDE;
            sum += x > 0 ? drop[i - 1] : 0;
            sum += x + 1 < SIDE ? drop[i + 1] : 0;
            sum += y > 0 ? drop[i - SIDE] : 0;
            sum += y + 1 < SIDE ? drop[i + SIDE] : 0;
            conductance += (double)((x > 0) + (x + 1 < SIDE) + (y > 0) + (y + 1 < SIDE));
            drop[i] += 1.9 * (sum / conductance - drop[i]);
        }
    }
}

/* Maps of the sheet with so much resistance between each pixel and its cells, as a part
 * of the mean drop of a uniform current; labels over scale as in samples.h. */
static bool judge(double own) {
    float *maps = calloc((size_t)SAMPLES * IRD_GRID_MAPS * PIXELS, sizeof *maps);
    double *uniform = calloc(3 * PIXELS, sizeof *uniform);
    double *current = uniform + PIXELS, *drop = current + PIXELS;
    float scale[SAMPLES];
    ird_error err = {0};
    ird_random random = ird_random_stream(1, 1);
    bool is_soft = false;
    double mean = 0;
    for (size_t i = 0; i < PIXELS; i++) {
        current[i] = 1;
    }
    relax(uniform, current);
    for (size_t i = 0; i < PIXELS; i++) {
        mean += uniform[i] / PIXELS;
    }
    for (size_t k = 0; k < SAMPLES; k++) {
        float *sample = maps + k * IRD_GRID_MAPS * PIXELS;
        double sum = 0, worst = 0;
        for (size_t i = 0; i < PIXELS; i++) {
            current[i] = ird_random_uniform(&random, 0, 1);
            current[i] *= i % SIDE < SIDE / 3 ? 5 : 1;
            sum += current[i] / PIXELS;
        }
        for (size_t i = 0; i < PIXELS; i++) {
            current[i] /= sum;
        }
        relax(drop, current);
        for (size_t i = 0; i < PIXELS; i++) {
            drop[i] = (drop[i] / mean + own * current[i]) / (1 + own);
            worst = fmax(worst, drop[i]);
        }
        for (size_t i = 0; i < PIXELS; i++) {
            double u = (uniform[i] / mean + own) / (1 + own);
            sample[POWER_GRID * PIXELS + i] = (float)(1 / (1 + u));
            sample[CELL_DENSITY * PIXELS + i] = 0.5F;
            sample[SWITCHING * PIXELS + i] = (float)current[i];
            sample[WORST * PIXELS + i] = (float)(drop[i] / worst);
        }
        scale[k] = (float)worst;
    }
    CHECK(ird_grid_is_soft(&is_soft, maps, scale, SAMPLES, &err) == IRD_OK);
    free(maps);
    free(uniform);
    return is_soft;
}

/* All of the heat of the first is in the differences of its pixels, of the others half
 * and less. */
static void test_sheets(void) {
    CHECK(!judge(0));
    CHECK(judge(1));
    CHECK(judge(4));
}

int main(void) {
    RUN(test_sheets);
    return check_summary("softness");
}
