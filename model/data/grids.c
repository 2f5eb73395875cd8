/* SPDX-License-Identifier: BSD-3-Clause */
#include "model/data/grids.h"

#include <stdio.h>
#include <string.h>

#include "model/data/sample_folder.h"
#include "model/net/tensor_file.h"
#include "model/pdn/inputs.h"
#include "model/synth/random.h"

static const char *const doing = "reading training samples";

enum { PIXELS = IRD_GRID_SIDE * IRD_GRID_SIDE };

const char *const ird_grid_map_names[IRD_GRID_MAPS] = {
    "power_grid", "cell_density", "switching", "base", "change",
    "local",      "distance",     "worst",     "mean"};
enum { BASE = 3, CHANGE = 4, WORST = 7, MEAN = 8 };

/* Channels that are computed, beside those read. */
enum { RELATIVE = IRD_GRID_MAPS, SPREAD };

/* The tensors of a file. */
enum { MAPS, SCALE };

struct ird_grids {
    ird_sample_folder folder;
    size_t samples; /* in each file */
    size_t siblings;
    bool reads_base; /* base or change are wanted: channels or what is corrected */
    int channels[IRD_NET_MAX_CHANNELS];
    size_t channel_count;
    int label;
    ird_grid_target target;
    char seed[24]; /* of the floorplans, as the first file has it */
    char *identity;
    ird_sample_source source;
};

const char *ird_grid_target_name(ird_grid_target target) {
    return target == IRD_TARGET_CORRECTION ? "correction" : "drop";
}

/* ---- opening ---- */

void ird_grids_free(ird_grids *grids) {
    if (grids == NULL) {
        return;
    }
    ird_sample_folder_free(&grids->folder);
    ird_free(grids->identity);
    ird_free(grids);
}

/* The numbers stay mapped; the header is read and forgotten. */
static ird_status open_file(ird_grids *grids, ird_sample_file *file, ird_error *err) {
    ird_tensor_file header = {0};
    ird_status status = ird_input_open(&file->input, file->path, err);
    if (status == IRD_OK) {
        status = ird_tensor_file_parse(&header, file->path, file->input.data,
                                       file->input.size, err);
    }
    if (status != IRD_OK) {
        return status;
    }
    const ird_named_tensor *maps = ird_tensor_file_find(&header, "maps");
    const ird_named_tensor *scale = ird_tensor_file_find(&header, "scale");
    bool fits = maps != NULL && scale != NULL && maps->rank == 4 && maps->shape[0] > 0 &&
                maps->shape[1] == IRD_GRID_MAPS && maps->shape[2] == IRD_GRID_SIDE &&
                maps->shape[3] == IRD_GRID_SIDE && scale->count == maps->shape[0] &&
                (grids->samples == 0 || grids->samples == maps->shape[0]);
    if (fits) {
        grids->samples = maps->shape[0];
        const char *seed = ird_tensor_file_metadata(&header, "seed");
        if (seed != NULL && grids->seed[0] == '\0') {
            snprintf(grids->seed, sizeof grids->seed, "%s", seed);
        }
        file->tensors[MAPS] = maps->bytes;
        file->tensors[SCALE] = scale->bytes;
    } else {
        status = ird_fail_at(err, IRD_MODEL_DATA, file->path, 0,
                             "does not hold the samples of a floorplan");
    }
    ird_tensor_file_free(&header);
    return status;
}

static int find_map(const char *name) {
    for (int i = 0; i < IRD_GRID_MAPS; i++) {
        if (strcmp(name, ird_grid_map_names[i]) == 0) {
            return i == CHANGE ? RELATIVE : i;
        }
    }
    return strcmp(name, "spread") == 0 ? SPREAD : -1;
}

static ird_status choose(ird_grids *grids, const ird_net_spec *spec, const char *label,
                         ird_error *err) {
    grids->label = strcmp(label, "worst") == 0 ? WORST : MEAN;
    if (grids->label == MEAN && strcmp(label, "mean") != 0) {
        return ird_fail(err, IRD_MODEL_OPTION,
                        "there is no label \"%.40s\"; choose worst "
                        "or mean",
                        label);
    }
    grids->channel_count = spec->channels;
    grids->reads_base = grids->target == IRD_TARGET_CORRECTION;
    for (size_t i = 0; i < spec->channels; i++) {
        grids->channels[i] = find_map(spec->channel_names[i]);
        grids->reads_base = grids->reads_base || grids->channels[i] == RELATIVE ||
                            grids->channels[i] == SPREAD;
        if (grids->channels[i] < 0 || grids->channels[i] == WORST ||
            grids->channels[i] == MEAN) {
            return ird_fail(err, IRD_MODEL_OPTION, "no samples have a channel \"%.40s\"",
                            spec->channel_names[i]);
        }
    }
    return IRD_OK;
}

/* ---- samples ---- */

typedef struct room {
    double change[PIXELS], gain[PIXELS], relative[PIXELS], spread[PIXELS];
    double base[PIXELS], label[PIXELS];
} room;

static ird_status open_room(const void *context, size_t side, void **scratch,
                            ird_error *err) {
    (void)context;
    if (side != IRD_GRID_SIDE) {
        return ird_fail(err, IRD_MODEL_OPTION,
                        "samples of power grids have %d pixels a "
                        "side, not %zu",
                        IRD_GRID_SIDE, side);
    }
    *scratch = ird_alloc(1, sizeof(room));
    return *scratch != NULL ? IRD_OK : ird_fail_memory(err, doing);
}

static void read_map(const ird_sample_file *file, size_t sample, int map,
                     double *values) {
    const char *from = file->tensors[MAPS] +
                       (sample * IRD_GRID_MAPS + (size_t)map) * PIXELS * sizeof(float);
    for (size_t i = 0; i < PIXELS; i++) {
        float value;
        memcpy(&value, from + i * sizeof value, sizeof value);
        values[i] = (double)value;
    }
}

size_t ird_grids_count(const ird_grids *grids, ird_sample_set set) {
    return grids->samples * ird_sample_folder_count(&grids->folder, set);
}

void ird_grids_read(const ird_grids *grids, void *scratch, ird_sample_set set,
                    size_t index, ird_sample *sample, double *base) {
    room *r = scratch;
    const ird_sample_file *file =
        ird_sample_folder_file(&grids->folder, set, index / grids->samples);
    size_t at = index % grids->samples;
    float scale;
    memcpy(&scale, file->tensors[SCALE] + at * sizeof scale, sizeof scale);
    if (grids->reads_base || base != NULL) {
        read_map(file, at, CHANGE, r->change);
        read_map(file, at, BASE, r->base);
        ird_pdn_inputs(r->change, IRD_GRID_SIDE, IRD_GRID_SIDE, r->gain, r->relative,
                       r->spread);
    }
    read_map(file, at, grids->label, sample->label);
    for (size_t i = 0; i < grids->channel_count; i++) {
        double *to = sample->channels + i * PIXELS;
        int map = grids->channels[i];
        if (map == RELATIVE || map == SPREAD) {
            memcpy(to, map == SPREAD ? r->spread : r->relative, PIXELS * sizeof *to);
        } else {
            read_map(file, at, map, to);
        }
    }
    bool corrects = grids->target == IRD_TARGET_CORRECTION;
    for (size_t i = 0; i < PIXELS; i++) {
        sample->label[i] =
            corrects ? sample->label[i] - r->base[i] : sample->label[i] * (double)scale;
        sample->gain[i] = corrects ? r->gain[i] : 1;
    }
    sample->worst_over_mean = (double)scale;
    sample->weight = corrects ? 1 : scale > 0 ? 1 / (double)scale : 0;
    if (base != NULL) {
        memcpy(base, r->base, sizeof r->base);
    }
}

/* One of a floorplan's, which siblings share. */
static size_t draw_sibling(const ird_grids *grids, uint64_t seed, uint64_t index) {
    ird_random floorplan = ird_random_stream(seed, index / grids->siblings);
    ird_random own = ird_random_stream(~seed, index);
    size_t files = ird_grids_count(grids, IRD_SET_TRAINING) / grids->samples;
    return ird_random_below(&floorplan, files) * grids->samples +
           ird_random_below(&own, grids->samples);
}

/* Training samples are drawn at random, validation samples in order. */
static void draw(const void *context, void *scratch, ird_sample_set set, uint64_t seed,
                 uint64_t index, ird_sample *sample) {
    const ird_grids *grids = context;
    size_t count = ird_grids_count(grids, set);
    ird_random random = ird_random_stream(seed, index);
    size_t at = set != IRD_SET_TRAINING ? (size_t)(index * 7919 % count)
                : grids->siblings > 1   ? draw_sibling(grids, seed, index)
                                        : ird_random_below(&random, count);
    ird_grids_read(grids, scratch, set, at, sample, NULL);
}

const ird_sample_source *ird_grids_source(const ird_grids *grids) {
    return &grids->source;
}

static ird_status set_source(ird_grids *grids, ird_error *err) {
    char text[160];
    int size =
        snprintf(text, sizeof text, "%zu floorplans of seed %s, %zu samples each, %s %s",
                 grids->folder.files.count, grids->seed, grids->samples,
                 ird_grid_map_names[grids->label], ird_grid_target_name(grids->target));
    if (grids->siblings > 1) {
        size += snprintf(text + size, sizeof text - (size_t)size, ", %zu siblings",
                         grids->siblings);
    }
    ird_free(grids->identity);
    grids->identity = ird_copy_string(text, (size_t)size);
    grids->source = (ird_sample_source){grids,     grids->identity, grids->channel_count,
                                        open_room, ird_free,        draw};
    return grids->identity != NULL ? IRD_OK : ird_fail_memory(err, doing);
}

ird_status ird_grids_set_siblings(ird_grids *grids, size_t siblings, ird_error *err) {
    grids->siblings = siblings;
    return set_source(grids, err);
}

ird_status ird_grids_open(ird_grids **grids, const char *directory,
                          const ird_net_spec *spec, const char *label,
                          ird_grid_target target, ird_error *err) {
    ird_grids *made = ird_alloc_zero(1, sizeof *made);
    if (made == NULL) {
        return ird_fail_memory(err, doing);
    }
    made->target = target;
    made->siblings = 1;
    ird_status status = choose(made, spec, label, err);
    if (status == IRD_OK) {
        status = ird_sample_folder_list(&made->folder, directory, "grid", "pdn", err);
    }
    for (size_t i = 0; i < made->folder.files.count && status == IRD_OK; i++) {
        status = open_file(made, &made->folder.files.items[i], err);
    }
    if (status == IRD_OK) {
        status = set_source(made, err);
    }
    if (status != IRD_OK) {
        ird_grids_free(made);
        return status;
    }
    *grids = made;
    return IRD_OK;
}
