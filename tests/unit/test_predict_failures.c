/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Every allocation of a prediction, of one sample and of tiles, fails in turn.
 */
#include "check.h"
#include "failing_alloc.h"

#include "base/alloc.h"
#include "predict/predict.h"

enum { MAX_CALLS = 1000, ROWS = 16, COLUMNS = 16, PIXELS = ROWS * COLUMNS };

static double map[PIXELS], change[PIXELS], drop[PIXELS], bound[PIXELS];

static ird_status run(ird_error *err) {
    const ird_predict_inputs in = {.rows = ROWS,
                                   .columns = COLUMNS,
                                   .power_grid = map,
                                   .cell_density = map,
                                   .switching = map,
                                   .base = map,
                                   .change = change,
                                   .scale_v = 0.1,
                                   .mean_v = 0.1};
    const ird_tiling tiling = {ROWS, COLUMNS, 2, 40, 40}; /* one tile */
    ird_surrogate *surrogate = NULL;
    ird_predictor predictor = {0};
    ird_text text = {0};
    ird_status status = ird_surrogate_embedded(&surrogate, "pdn", err);
    if (status == IRD_OK) {
        status = ird_predictor_open(&predictor, surrogate, err);
    }
    if (status == IRD_OK) {
        status = ird_predict(&predictor, &in, drop, bound, err);
    }
    for (size_t i = 0; status == IRD_OK && i < ird_tiling_bands(&tiling); i++) {
        status = ird_predict_band(&predictor, &tiling, i, &in, drop, bound, err);
    }
    if (status == IRD_OK) {
        status = ird_predict_outside(&predictor, &in, &text, err);
        CHECK(status != IRD_OK || text.bytes.count > 0);
    }
    ird_text_free(&text);
    ird_surrogate_free(surrogate);
    return status;
}

int main(void) {
    ird_error err = {0};
    for (size_t i = 0; i < PIXELS; i++) {
        map[i] = 2 + sin((double)i); /* beyond what the model was trained on */
        change[i] = 0.01 * cos((double)i);
    }
    CHECK(run(&err) == IRD_OK);
    long live = failing_alloc_live();
    size_t n = 1;
    for (; n < MAX_CALLS; n++) {
        ird_error failure = {0};
        failing_alloc_arm(n);
        ird_status status = run(&failure);
        bool fired = failing_alloc_fired();
        failing_alloc_arm(0);
        CHECK(status == (fired ? IRD_NO_MEMORY : IRD_OK));
        if (!CHECK(failing_alloc_live() == live)) {
            fprintf(stderr, "    call %zu: %ld too many\n", n,
                    failing_alloc_live() - live);
            live = failing_alloc_live();
        }
        if (!fired) {
            break;
        }
    }
    printf("%zu allocations failed in turn\n", n - 1);
    CHECK(n > 20 && n < MAX_CALLS);
    return check_summary("predict_failures");
}
