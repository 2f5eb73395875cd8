/* SPDX-License-Identifier: BSD-3-Clause */
#include "world/softness.h"

#include <math.h>
#include <string.h>

#include "base/alloc.h"
#include "model/layers/layers.h"

enum { SIDE = IRD_GRID_SIDE, PIXELS = SIDE * SIDE, WORST = 7 };

static const ird_tensor SHAPE = {3, SIDE, SIDE, 0};

/* Fields of no network, and those that make up for what a sheet starts with. */
static const float SOFT = 0, STIFF = 6.19F;

typedef struct room {
    float fields[IRD_SHEET_FIELDS][PIXELS], currents[IRD_CURRENT_MAPS][PIXELS];
    float drops[PIXELS];
    double solved[2 * PIXELS]; /* as four maps of floats */
    double sheet[PIXELS * (SIDE + 1) + (IRD_SHEET_FIELDS + 1) * PIXELS / 2];
} room;

/* The mean error of the sheet of such fields over all samples, in units of their worst
 * drops. */
static double error_of(room *r, float field, const float *maps, const float *scale,
                       size_t samples) {
    double sum = 0;
    for (size_t i = 0; i < PIXELS; i++) {
        r->fields[0][i] = r->fields[1][i] = field;
        r->fields[2][i] = 0;
    }
    ird_sheet_f32((float *)r->sheet, r->fields[0], maps, &SHAPE);
    for (size_t k = 0; k < samples; k++) {
        const float *sample = maps + k * IRD_GRID_MAPS * PIXELS;
        const float *label = sample + WORST * PIXELS;
        ird_currents_f32(r->currents[0], sample, &SHAPE, 1);
        ird_sheet_solve_f32((float *)r->solved, (float *)r->sheet, r->currents[0],
                            &SHAPE);
        ird_respond_f32(r->drops, (float *)r->solved, sample, PIXELS);
        for (size_t i = 0; i < PIXELS && scale[k] > 0; i++) {
            sum += fabs((double)(r->drops[i] / scale[k] - label[i]));
        }
    }
    return sum;
}

ird_status ird_grid_is_soft(bool *is_soft, const float *maps, const float *scale,
                            size_t samples, ird_error *err) {
    room *r = ird_alloc(1, sizeof *r);
    if (r == NULL) {
        return ird_fail_memory(err, "making training samples");
    }
    *is_soft = error_of(r, SOFT, maps, scale, samples) <
               error_of(r, STIFF, maps, scale, samples);
    ird_free(r);
    return IRD_OK;
}
