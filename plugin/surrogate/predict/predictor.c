/* SPDX-License-Identifier: BSD-3-Clause */
#include <json-c/json.h>
#include <math.h>
#include <string.h>

#include "base/number.h"
#include "predict/predict.h"

static ird_status fail_metadata(const ird_surrogate *surrogate, const char *name,
                                ird_error *err) {
    return ird_fail(
        err, IRD_MODEL_FORMAT,
        "the model %.100s has damaged metadata \"%s\"; train it again or take "
        "another",
        ird_surrogate_get_info(surrogate).name, name);
}

static bool read_number(json_object *object, double *number) {
    *number = json_object_get_double(object);
    return object != NULL && isfinite(*number) &&
           (json_object_is_type(object, json_type_double) ||
            json_object_is_type(object, json_type_int));
}

/* A list of so many numbers. */
static bool read_numbers(json_object *list, size_t count, double *numbers) {
    if (!json_object_is_type(list, json_type_array) ||
        json_object_array_length(list) != count) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        if (!read_number(json_object_array_get_idx(list, i), &numbers[i])) {
            return false;
        }
    }
    return true;
}

static bool read_bound(ird_predictor *p, json_object *bound) {
    json_object *factors = NULL, *floor = NULL;
    bool is_good = json_object_object_get_ex(bound, "factors", &factors) &&
                   json_object_object_get_ex(bound, "floor", &floor) &&
                   read_numbers(factors, IRD_PDN_PARTS, p->bound_factors) &&
                   read_number(floor, &p->bound_floor) && p->bound_floor >= 0;
    for (size_t i = 0; i < IRD_PDN_PARTS; i++) {
        is_good = is_good && p->bound_factors[i] >= 0;
    }
    return is_good;
}

static bool read_range(ird_predictor *p, json_object *range) {
    const ird_surrogate_info info = ird_surrogate_get_info(p->surrogate);
    for (size_t c = 0; c < info.channel_count; c++) {
        json_object *list = NULL;
        double n[4];
        if (!json_object_object_get_ex(range, info.channel_names[c], &list) ||
            !read_numbers(list, 4, n)) {
            return false;
        }
        p->range[c] = (ird_channel_range){n[0], n[1], n[2], n[3]};
    }
    json_object *worst = NULL;
    double limits[2] = {0, 0};
    if (json_object_object_get_ex(range, "worst_over_mean", &worst) &&
        !read_numbers(worst, 2, limits)) {
        return false;
    }
    p->least_worst = limits[0];
    p->largest_worst = limits[1];
    p->has_range = true;
    return true;
}

/* A metadata value that is JSON; what is not there is left as it was. */
static ird_status read_json(ird_predictor *p, const char *name,
                            bool (*read)(ird_predictor *p, json_object *value),
                            ird_error *err) {
    const char *text = ird_surrogate_metadata(p->surrogate, name);
    if (text == NULL) {
        return IRD_OK;
    }
    json_object *value = json_tokener_parse(text);
    bool is_good =
        value != NULL && json_object_is_type(value, json_type_object) && read(p, value);
    json_object_put(value);
    return is_good ? IRD_OK : fail_metadata(p->surrogate, name, err);
}

ird_status ird_predictor_open(ird_predictor *predictor, ird_surrogate *surrogate,
                              ird_error *err) {
    static const char *const names[] = {"relative", "correction", "drop"};
    ird_predictor made = {.surrogate = surrogate};
    const char *target = ird_surrogate_metadata(surrogate, "target");
    if (ird_surrogate_get_info(surrogate).channel_count > IRD_PREDICT_CHANNELS) {
        return fail_metadata(surrogate, "architecture", err);
    }
    for (size_t i = 1; target != NULL && i <= sizeof names / sizeof *names; i++) {
        if (i == sizeof names / sizeof *names) {
            return fail_metadata(surrogate, "target", err);
        }
        if (strcmp(target, names[i]) == 0) {
            made.target = (ird_predict_target)i;
            break;
        }
    }
    if (made.target != IRD_PREDICTS_RELATIVE) {
        ird_status status = read_json(&made, "bound", read_bound, err);
        if (status == IRD_OK) {
            status = read_json(&made, "range", read_range, err);
        }
        if (status != IRD_OK) {
            return status;
        }
    }
    made.takes_sheet = made.target == IRD_PREDICTS_DROP &&
                       strcmp(ird_surrogate_get_info(surrogate).origin, "embedded") == 0;
    *predictor = made;
    return IRD_OK;
}

void ird_predictor_use_sheet(ird_predictor *predictor, ird_fitted_sheet *sheet) {
    static const double LEAST_PART = 1e-6;
    ird_sheet_bound bound = ird_fitted_sheet_bound(sheet);
    predictor->sheet = sheet;
    predictor->bound_factors[0] = fmax(bound.part, LEAST_PART);
    predictor->bound_floor = bound.floor / predictor->bound_factors[0];
    predictor->has_range = false;
    predictor->least_worst = predictor->largest_worst = 0;
}

/* How far beyond its range a figure may lie before it is told, as part of the range. */
#define SLACK 0.02

static bool is_outside(double value, double least, double most) {
    double slack = SLACK * fmax(most - least, 0.05 * fabs(most));
    return value < least - slack || value > most + slack;
}

static ird_status tell(ird_text *outside, const char *channel, const char *figure,
                       double value, double least, double most, ird_error *err) {
    char text[3][32];
    ird_number_write(text[0], sizeof text[0], 3, value);
    ird_number_write(text[1], sizeof text[1], 3, least);
    ird_number_write(text[2], sizeof text[2], 3, most);
    return ird_text_printf(outside, err, "%s%s (%s %s, trained on %s to %s)",
                           outside->bytes.count > 0 ? ", " : "", channel, figure, text[0],
                           text[1], text[2]);
}

ird_status ird_predict_outside(const ird_predictor *predictor,
                               const ird_predict_inputs *inputs, ird_text *outside,
                               ird_error *err) {
    const ird_surrogate_info info = ird_surrogate_get_info(predictor->surrogate);
    size_t pixels = inputs->rows * inputs->columns;
    ird_status status = IRD_OK;
    for (size_t c = 0; c < info.channel_count && predictor->has_range; c++) {
        const char *name = info.channel_names[c];
        const ird_channel_range *r = &predictor->range[c];
        const double *map = strcmp(name, "power_grid") == 0     ? inputs->power_grid
                            : strcmp(name, "cell_density") == 0 ? inputs->cell_density
                            : strcmp(name, "switching") == 0    ? inputs->switching
                            : strcmp(name, "base") == 0         ? inputs->base
                                                                : NULL;
        double mean = 0, top = map != NULL ? map[0] : 0;
        for (size_t i = 0; map != NULL && i < pixels; i++) {
            mean += map[i] / (double)pixels;
            top = fmax(top, map[i]);
        }
        if (map != NULL && status == IRD_OK &&
            is_outside(mean, r->least_mean, r->largest_mean)) {
            status =
                tell(outside, name, "mean", mean, r->least_mean, r->largest_mean, err);
        }
        if (map != NULL && status == IRD_OK &&
            is_outside(top, r->least_top, r->largest_top)) {
            status =
                tell(outside, name, "largest", top, r->least_top, r->largest_top, err);
        }
    }
    double worst = inputs->mean_v > 0 ? inputs->scale_v / inputs->mean_v : 0;
    if (status == IRD_OK && predictor->largest_worst > 0 && worst > 0 &&
        is_outside(worst, predictor->least_worst, predictor->largest_worst)) {
        status = tell(outside, "worst coarse drop", "over mean response", worst,
                      predictor->least_worst, predictor->largest_worst, err);
    }
    return status;
}
