/* SPDX-License-Identifier: BSD-3-Clause */
#include "world/softness.h"

#include <math.h>

#include "model/pdn/plain_sheet.h"

enum { SIDE = IRD_GRID_SIDE, PIXELS = SIDE * SIDE, WORST = 7 };

/* The sum of the errors of a sheet over all samples, in units of their worst drops. */
static ird_status find_error(double *sum, float stiffness, const float *maps,
                             const float *scale, size_t samples, ird_error *err) {
    float drops[PIXELS];
    ird_plain_sheet *sheet = NULL;
    IRD_TRY(ird_plain_sheet_create(&sheet, maps, SIDE, SIDE, stiffness, err));
    *sum = 0;
    for (size_t k = 0; k < samples; k++) {
        const float *sample = maps + k * IRD_GRID_MAPS * PIXELS;
        ird_plain_sheet_run(sheet, drops, sample);
        for (size_t i = 0; i < PIXELS && scale[k] > 0; i++) {
            *sum += fabs((double)(drops[i] / scale[k] - sample[WORST * PIXELS + i]));
        }
    }
    ird_plain_sheet_free(sheet);
    return IRD_OK;
}

ird_status ird_grid_is_soft(bool *is_soft, const float *maps, const float *scale,
                            size_t samples, ird_error *err) {
    double soft, stiff;
    IRD_TRY(find_error(&soft, IRD_SHEET_SOFT, maps, scale, samples, err));
    IRD_TRY(find_error(&stiff, IRD_SHEET_STIFF, maps, scale, samples, err));
    *is_soft = soft < stiff;
    return IRD_OK;
}
