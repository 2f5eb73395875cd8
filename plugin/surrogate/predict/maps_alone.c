/* SPDX-License-Identifier: BSD-3-Clause */
#include "predict/maps_alone.h"

#include <string.h>

#include "base/alloc.h"
#include "base/quantity.h"
#include "model/surrogate.h"
#include "model/synth/paper.h"
#include "predict/predict.h"

static const char DOING[] = "predicting from maps";

/* Of the samples that are built in. */
static const uint64_t SEED = 14;

const char *ird_maps_alone_name(ird_maps_alone which) {
    static const char *const names[] = {"power_grid", "cell_density", "switching"};
    return names[which];
}

/* Beyond [0,1] as far as single precision rounds is meant for it. */
static const double ROUNDING = 1e-6;

static bool is_share(double value) {
    return value >= -ROUNDING && value <= 1 + ROUNDING;
}

static ird_status check_maps(const ird_map *const maps[IRD_ALONE_COUNT], ird_error *err) {
    for (int m = 0; m < (int)IRD_ALONE_COUNT; m++) {
        const ird_map *map = maps[m];
        const char *name = ird_maps_alone_name((ird_maps_alone)m);
        if (map->rows != maps[0]->rows || map->columns != maps[0]->columns) {
            return ird_fail(err, IRD_COMPARE_SHAPE,
                            "%s has %zu x %zu pixels and %s %zu x %zu; give maps of one "
                            "size",
                            ird_maps_alone_name(IRD_ALONE_POWER_GRID), maps[0]->rows,
                            maps[0]->columns, name, map->rows, map->columns);
        }
        for (size_t i = 0; i < ird_map_count(map); i++) {
            if (!is_share(map->values[i])) {
                char value[IRD_QUANTITY_SIZE];
                ird_quantity_digits(value, map->values[i]);
                ird_fail(err, IRD_PREDICT_MAPS,
                         "%s has the value %s in row %zu, column %zu; give values from 0 "
                         "to 1",
                         name, value, i / map->columns, i % map->columns);
                ird_error_detail(err, name, strlen(name));
                return IRD_PREDICT_MAPS;
            }
        }
    }
    return IRD_OK;
}

static ird_status open_model(ird_surrogate **surrogate, const char *model,
                             ird_error *err) {
    return strpbrk(model, "./") == NULL ? ird_surrogate_embedded(surrogate, model, err)
                                        : ird_surrogate_load(surrogate, model, err);
}

/* The map of a channel of the model, or NULL. */
static const ird_map *find_channel(const char *name,
                                   const ird_map *const maps[IRD_ALONE_COUNT]) {
    for (int m = 0; m < (int)IRD_ALONE_COUNT; m++) {
        if (strcmp(name, ird_maps_alone_name((ird_maps_alone)m)) == 0) {
            return maps[m];
        }
    }
    return NULL;
}

static ird_status fill_channels(float *channels, const ird_surrogate *surrogate,
                                const ird_map *const maps[IRD_ALONE_COUNT],
                                ird_error *err) {
    const ird_surrogate_info info = ird_surrogate_get_info(surrogate);
    const char *target = ird_surrogate_metadata(surrogate, "target");
    for (size_t c = 0; c < info.channel_count; c++) {
        const ird_map *map = find_channel(info.channel_names[c], maps);
        if (map == NULL || target != NULL) {
            return ird_fail(err, IRD_PREDICT_RELATIVE,
                            "the model %.100s needs a design besides the three maps; "
                            "give paper, or one that was trained on such maps",
                            info.name);
        }
        for (size_t i = 0; i < ird_map_count(map); i++) {
            *channels++ = (float)map->values[i];
        }
    }
    return IRD_OK;
}

static ird_status run(ird_surrogate *surrogate, ird_map *drop,
                      const ird_map *const maps[IRD_ALONE_COUNT], ird_error *err) {
    size_t pixels = ird_map_count(drop);
    size_t count = ird_surrogate_get_info(surrogate).channel_count;
    float *numbers = ird_alloc_aligned(count + 1, pixels * sizeof *numbers);
    if (numbers == NULL) {
        return ird_fail_memory(err, DOING);
    }
    float *output = numbers + count * pixels;
    ird_status status = fill_channels(numbers, surrogate, maps, err);
    if (status == IRD_OK) {
        status =
            ird_surrogate_run(surrogate, numbers, drop->rows, drop->columns, output, err);
    }
    for (size_t i = 0; i < pixels && status == IRD_OK; i++) {
        drop->values[i] = (double)output[i];
    }
    ird_free_aligned(numbers);
    return status;
}

ird_status ird_predict_maps(ird_map *drop, const char *model,
                            const ird_map *const maps[IRD_ALONE_COUNT], ird_error *err) {
    ird_surrogate *surrogate = NULL;
    ird_map made = {0};
    ird_status status = check_maps(maps, err);
    if (status == IRD_OK) {
        status = open_model(&surrogate, model, err);
    }
    if (status == IRD_OK) {
        status = ird_map_create(&made, maps[0]->rows, maps[0]->columns, maps[0]->window,
                                IRD_UNIT_NORMALISED, err);
    }
    if (status == IRD_OK) {
        status = run(surrogate, &made, maps, err);
    }
    ird_surrogate_free(surrogate);
    if (status == IRD_OK) {
        ird_map_free(drop);
        *drop = made;
    } else {
        ird_map_free(&made);
    }
    return status;
}

/* --- samples -------------------------------------------------------------------------
 */

static ird_status fill_sample(ird_map maps[IRD_ALONE_COUNT], ird_map *label,
                              uint64_t number, size_t size, ird_error *err) {
    ird_paper_scratch scratch = {0};
    size_t pixels = size * size;
    double *channels = ird_alloc(IRD_ALONE_COUNT * pixels, sizeof *channels);
    ird_status status = channels != NULL ? ird_paper_scratch_create(&scratch, size, err)
                                         : ird_fail_memory(err, DOING);
    if (status == IRD_OK) {
        ird_paper_sample(&scratch, SEED, number, channels, label->values);
        for (size_t m = 0; m < IRD_ALONE_COUNT; m++) {
            memcpy(maps[m].values, channels + m * pixels, pixels * sizeof *channels);
        }
    }
    ird_paper_scratch_free(&scratch);
    ird_free(channels);
    return status;
}

ird_status ird_sample_maps(ird_map maps[IRD_ALONE_COUNT], ird_map *label, uint64_t number,
                           size_t size, ird_error *err) {
    const ird_rect_um nowhere = {0, 0, 0, 0};
    ird_map made[IRD_ALONE_COUNT + 1] = {{0}};
    ird_status status = IRD_OK;
    for (size_t m = 0; m <= IRD_ALONE_COUNT && status == IRD_OK; m++) {
        status = ird_map_create(&made[m], size, size, nowhere, IRD_UNIT_NORMALISED, err);
    }
    if (status == IRD_OK) {
        status = fill_sample(made, &made[IRD_ALONE_COUNT], number, size, err);
    }
    for (size_t m = 0; m <= IRD_ALONE_COUNT; m++) {
        ird_map *to = m < IRD_ALONE_COUNT ? &maps[m] : label;
        if (status == IRD_OK) {
            ird_map_free(to);
            *to = made[m];
        } else {
            ird_map_free(&made[m]);
        }
    }
    return status;
}
