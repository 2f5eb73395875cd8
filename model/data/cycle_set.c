/* SPDX-License-Identifier: BSD-3-Clause */
#include "model/data/cycle_set.h"

#include <dirent.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/input.h"
#include "model/net/tensor_file.h"
#include "model/synth/random.h"

static const char *const DOING = "reading cycles";

enum { PIXELS = IRD_CYCLE_PIXELS, VALIDATION_EVERY = 20 };
enum { DROP = IRD_CYCLE_MAPS - 1 - IRD_CYCLE_SLICES };

typedef struct cycle_file {
    char *path;
    ird_input input;
    size_t cycles;
    const char *grid, *maps, *figures; /* little-endian floats, perhaps not aligned */
} cycle_file;

struct ird_cycles {
    IRD_VEC(cycle_file) files;
    ird_net_spec spec;
    ird_cycle_form form;
    char seed[24];
    char *identity;
    ird_sample_source source;
};

void ird_cycles_free(ird_cycles *cycles) {
    if (cycles == NULL) {
        return;
    }
    for (size_t i = 0; i < cycles->files.count; i++) {
        ird_input_close(&cycles->files.items[i].input);
        ird_free(cycles->files.items[i].path);
    }
    ird_free(cycles->files.items);
    ird_free(cycles->identity);
    ird_free(cycles);
}

/* ---- opening ---- */

static int compare_paths(const void *a, const void *b) {
    return strcmp(((const cycle_file *)a)->path, ((const cycle_file *)b)->path);
}

static ird_status add_file(ird_cycles *c, const char *directory, const char *name,
                           ird_error *err) {
    size_t size = strlen(directory) + strlen(name) + 2;
    IRD_TRY(ird_vec_reserve(&c->files, 1, DOING, err));
    char *path = ird_alloc(size, 1);
    if (path == NULL) {
        return ird_fail_memory(err, DOING);
    }
    snprintf(path, size, "%s/%s", directory, name);
    c->files.items[c->files.count++] = (cycle_file){.path = path};
    return IRD_OK;
}

static ird_status list_files(ird_cycles *c, const char *directory, ird_error *err) {
    DIR *folder = opendir(directory);
    if (folder == NULL) {
        return ird_fail_at(err, IRD_FILE_OPEN, directory, 0, "is no folder of samples");
    }
    ird_status status = IRD_OK;
    for (struct dirent *e; status == IRD_OK && (e = readdir(folder)) != NULL;) {
        uint64_t number;
        int end = 0;
        if (sscanf(e->d_name, "cycles_%" SCNu64 ".safetensors%n", &number, &end) == 1 &&
            end > 0 && e->d_name[end] == '\0') {
            status = add_file(c, directory, e->d_name, err);
        }
    }
    closedir(folder);
    if (status == IRD_OK && c->files.count < VALIDATION_EVERY) {
        status = ird_fail_at(err, IRD_MODEL_DATA, directory, 0,
                             "has fewer than %d floorplans; make some by irdrop-synth "
                             "-kind cycle",
                             VALIDATION_EVERY);
    }
    if (status == IRD_OK) {
        qsort(c->files.items, c->files.count, sizeof *c->files.items, compare_paths);
    }
    return status;
}

static bool is_shaped(const ird_named_tensor *t, size_t rank, size_t first, size_t all) {
    return t != NULL && t->rank == rank && t->shape[0] == first && t->count == all;
}

/* The numbers stay mapped; the header is read and forgotten. */
static ird_status open_file(ird_cycles *c, cycle_file *file, ird_error *err) {
    ird_tensor_file header = {0};
    IRD_TRY(ird_input_open(&file->input, file->path, err));
    IRD_TRY(ird_tensor_file_parse(&header, file->path, file->input.data, file->input.size,
                                  err));
    const ird_named_tensor *grid = ird_tensor_file_find(&header, "grid");
    const ird_named_tensor *maps = ird_tensor_file_find(&header, "maps");
    const ird_named_tensor *figures = ird_tensor_file_find(&header, "figures");
    const char *seed = ird_tensor_file_metadata(&header, "seed");
    size_t n = maps != NULL ? maps->shape[0] : 0;
    bool fits = n > 0 &&
                is_shaped(grid, 3, IRD_CYCLE_GRID_MAPS, IRD_CYCLE_GRID_MAPS * PIXELS) &&
                is_shaped(maps, 4, n, n * IRD_CYCLE_MAPS * PIXELS) &&
                is_shaped(figures, 2, n, n * IRD_CYCLE_FIGURES);
    if (fits) {
        file->cycles = n;
        file->grid = grid->bytes;
        file->maps = maps->bytes;
        file->figures = figures->bytes;
        if (seed != NULL && c->seed[0] == '\0') {
            snprintf(c->seed, sizeof c->seed, "%s", seed);
        }
    }
    ird_tensor_file_free(&header);
    return fits ? IRD_OK
                : ird_fail_at(err, IRD_MODEL_DATA, file->path, 0,
                              "does not hold the cycles of a floorplan");
}

/* ---- samples ---- */

typedef struct room {
    float grid[IRD_CYCLE_GRID_MAPS * PIXELS], maps[IRD_CYCLE_MAPS * PIXELS];
    ird_cycle_input input;
} room;

static ird_status open_room(const void *context, size_t side, void **scratch,
                            ird_error *err) {
    (void)context;
    if (side != IRD_CYCLE_SIDE) {
        return ird_fail(err, IRD_MODEL_OPTION,
                        "samples of cycles have %d pixels a side, not %zu",
                        IRD_CYCLE_SIDE, side);
    }
    *scratch = ird_alloc(1, sizeof(room));
    return *scratch != NULL ? IRD_OK : ird_fail_memory(err, DOING);
}

static size_t validation_files(const ird_cycles *c) {
    return c->files.count / VALIDATION_EVERY;
}

size_t ird_cycles_floorplans(const ird_cycles *c, ird_sample_set set) {
    size_t validation = validation_files(c);
    return set == IRD_SET_VALIDATION ? validation : c->files.count - validation;
}

/* Every VALIDATION_EVERY-th, from the last of each, or one of the others. */
static const cycle_file *file_of(const ird_cycles *c, ird_sample_set set, size_t at) {
    size_t others = VALIDATION_EVERY - 1;
    size_t file = set == IRD_SET_VALIDATION ? at * VALIDATION_EVERY + others
                  : at < validation_files(c) * others
                      ? at / others * VALIDATION_EVERY + at % others
                      : at + validation_files(c);
    return &c->files.items[file];
}

/* One slice of a cycle, or the cycle. */
static void read_sample(const ird_cycles *c, room *r, const cycle_file *file,
                        size_t cycle, size_t slice, ird_sample *sample) {
    float figures[IRD_CYCLE_FIGURES];
    const ird_cycle_input *input = &r->input;
    ird_error err;
    memcpy(r->grid, file->grid, sizeof r->grid);
    memcpy(r->maps, file->maps + cycle * sizeof r->maps, sizeof r->maps);
    memcpy(figures, file->figures + cycle * sizeof figures, sizeof figures);
    double scale_v = (double)figures[IRD_CYCLE_SCALE_V];
    double step = scale_v > 0 ? (double)figures[IRD_CYCLE_STEP_V] / scale_v : 0;
    bool is_one = c->form != IRD_CYCLE_FORM_SLICES;
    const float *label = r->maps + (DROP + (is_one ? 1 + slice : 0)) * PIXELS;
    /* Channels are known since it was opened: nothing can fail. */
    (void)ird_cycle_input_make(&r->input, &c->spec, c->form, slice, r->grid, r->maps,
                               step, &err);
    for (size_t i = 0; i < c->spec.channels * PIXELS; i++) {
        sample->channels[i] = (double)input->channels[i];
    }
    double most = 0;
    for (size_t i = 0; i < PIXELS; i++) {
        double drop = input->factor > 0 ? (double)label[i] / input->factor : 0;
        most = fmax(most, drop);
        sample->label[i] = drop - (double)input->base[i];
        sample->gain[i] = (double)input->gain[i];
    }
    /* A drop of much more than its base is the end of an earlier cycle: one such sample
     * must not outweigh all others. */
    sample->weight = input->factor > 0 && scale_v > 0 ? 1 / fmax(1, most * most / 4) : 0;
    sample->worst_over_mean = 0;
}

/* Training samples are drawn at random, validation samples in order. */
static void draw(const void *context, void *scratch, ird_sample_set set, uint64_t seed,
                 uint64_t index, ird_sample *sample) {
    const ird_cycles *c = context;
    ird_random random = ird_random_stream(seed, index);
    size_t files = ird_cycles_floorplans(c, set);
    bool is_random = set == IRD_SET_TRAINING;
    size_t at = is_random ? ird_random_below(&random, files) : (size_t)(index % files);
    const cycle_file *file = file_of(c, set, at);
    size_t cycle = is_random ? ird_random_below(&random, file->cycles)
                             : (size_t)(index / files % file->cycles);
    size_t slice = is_random ? ird_random_below(&random, IRD_CYCLE_SLICES)
                             : (size_t)(index % IRD_CYCLE_SLICES);
    read_sample(c, scratch, file, cycle, slice, sample);
}

const ird_sample_source *ird_cycles_source(const ird_cycles *c) {
    return &c->source;
}

/* That the network's channels are there, once and for all. */
static ird_status try_channels(const ird_cycles *c, ird_error *err) {
    room *r = ird_alloc_zero(1, sizeof *r);
    if (r == NULL) {
        return ird_fail_memory(err, DOING);
    }
    ird_status status =
        ird_cycle_input_make(&r->input, &c->spec, c->form, 0, r->grid, r->maps, 1, err);
    ird_free(r);
    return status;
}

static ird_status set_source(ird_cycles *c, ird_error *err) {
    char text[160];
    int size = snprintf(text, sizeof text, "%zu floorplans in time of seed %s, form %s",
                        c->files.count, c->seed, ird_cycle_form_name(c->form));
    c->identity = ird_copy_string(text, (size_t)size);
    c->source =
        (ird_sample_source){c, c->identity, c->spec.channels, open_room, ird_free, draw};
    return c->identity != NULL ? IRD_OK : ird_fail_memory(err, DOING);
}

ird_status ird_cycles_open(ird_cycles **cycles, const char *directory,
                           const ird_net_spec *spec, ird_cycle_form form,
                           ird_error *err) {
    ird_cycles *made = ird_alloc_zero(1, sizeof *made);
    if (made == NULL) {
        return ird_fail_memory(err, DOING);
    }
    made->spec = *spec;
    made->form = form;
    ird_status status = try_channels(made, err);
    if (status == IRD_OK) {
        status = list_files(made, directory, err);
    }
    for (size_t i = 0; i < made->files.count && status == IRD_OK; i++) {
        status = open_file(made, &made->files.items[i], err);
    }
    if (status == IRD_OK) {
        status = set_source(made, err);
    }
    if (status != IRD_OK) {
        ird_cycles_free(made);
        return status;
    }
    *cycles = made;
    return IRD_OK;
}
