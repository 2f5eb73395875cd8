/* SPDX-License-Identifier: BSD-3-Clause */
#include "predict/sheet_answer.h"

#include <string.h>

#include "base/alloc.h"

static const char DOING[] = "predicting";

bool ird_sheet_answers(const ird_predictor *predictor, const ird_predict_inputs *in) {
    return predictor->sheet != NULL && in->rows == in->columns &&
           in->rows == ird_fitted_sheet_side(predictor->sheet);
}

/* As multiples of their mean, which is returned. */
static double put_currents(double *currents, const ird_predict_inputs *in) {
    size_t pixels = in->rows * in->columns;
    double mean = 0;
    for (size_t i = 0; i < pixels; i++) {
        currents[i] = in->cell_density[i] * in->switching[i];
        mean += currents[i] / (double)pixels;
    }
    for (size_t i = 0; i < pixels; i++) {
        currents[i] = mean > 0 ? currents[i] / mean : 1;
    }
    return mean;
}

ird_status ird_sheet_answer(const ird_predictor *predictor, const ird_predict_inputs *in,
                            float *output, ird_error *err) {
    size_t pixels = in->rows * in->columns;
    double *currents = ird_alloc(2 * pixels, sizeof *currents);
    if (currents == NULL) {
        return ird_fail_memory(err, DOING);
    }
    double *drops = currents + pixels;
    put_currents(currents, in);
    ird_fitted_sheet_run(predictor->sheet, drops, currents);
    for (size_t i = 0; i < pixels; i++) {
        output[i] = (float)drops[i];
    }
    ird_free(currents);
    return IRD_OK;
}

/* From derivatives by currents over their mean to one by a map that, times the other one,
 * is the current. */
static void put_channel(double *gradient, const double *other, const double *by_current,
                        const double *currents, double mean, size_t pixels) {
    double carried = 0; /* what moves the mean moves all */
    for (size_t i = 0; i < pixels; i++) {
        carried += by_current[i] * currents[i] / (double)pixels;
    }
    for (size_t i = 0; i < pixels && mean > 0; i++) {
        gradient[i] = (by_current[i] - carried) / mean * other[i];
    }
}

ird_status ird_sheet_gradient(const ird_predictor *predictor,
                              const ird_predict_inputs *in, size_t pixel,
                              double *gradient, double *value, ird_error *err) {
    const ird_surrogate_info info = ird_surrogate_get_info(predictor->surrogate);
    size_t pixels = in->rows * in->columns;
    double *currents = ird_alloc(2 * pixels, sizeof *currents);
    if (currents == NULL) {
        return ird_fail_memory(err, DOING);
    }
    double *by_current = currents + pixels;
    double mean = put_currents(currents, in);
    ird_fitted_sheet_adjoint(predictor->sheet, by_current, currents, pixel);
    *value = 0;
    for (size_t i = 0; i < pixels; i++) {
        *value += by_current[i] * currents[i];
    }
    memset(gradient, 0, info.channel_count * pixels * sizeof *gradient);
    for (size_t c = 0; c < info.channel_count; c++) {
        const char *name = info.channel_names[c];
        const double *other = strcmp(name, "switching") == 0      ? in->cell_density
                              : strcmp(name, "cell_density") == 0 ? in->switching
                                                                  : NULL;
        double strength = in->power_grid[pixel];
        if (strcmp(name, "power_grid") == 0 && strength > 0 && strength < 1) {
            double slope = -1 / (strength * strength); /* of u = 1 / strength - 1 */
            gradient[c * pixels + pixel] = *value / (1 / strength - 1) * slope;
        }
        if (other != NULL) {
            put_channel(gradient + c * pixels, other, by_current, currents, mean, pixels);
        }
    }
    ird_free(currents);
    return IRD_OK;
}
