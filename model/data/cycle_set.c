/* SPDX-License-Identifier: BSD-3-Clause */
#include "model/data/cycle_set.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "model/data/sample_folder.h"
#include "model/net/tensor_file.h"
#include "model/synth/random.h"

static const char *const DOING = "reading cycles";

enum { PIXELS = IRD_CYCLE_PIXELS };
enum { DROP = IRD_CYCLE_MAPS - 1 - IRD_CYCLE_SLICES };

/* The tensors of a file. */
enum { GRID, MAPS, FIGURES };

struct ird_cycles {
    ird_sample_folder folder;
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
    ird_sample_folder_free(&cycles->folder);
    ird_free(cycles->identity);
    ird_free(cycles);
}

/* ---- opening ---- */

static bool is_shaped(const ird_named_tensor *t, size_t rank, size_t first, size_t all) {
    return t != NULL && t->rank == rank && t->shape[0] == first && t->count == all;
}

/* The numbers stay mapped; the header is read and forgotten. */
static ird_status open_file(ird_cycles *c, ird_sample_file *file, ird_error *err) {
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
        file->samples = n;
        file->tensors[GRID] = grid->bytes;
        file->tensors[MAPS] = maps->bytes;
        file->tensors[FIGURES] = figures->bytes;
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

size_t ird_cycles_floorplans(const ird_cycles *c, ird_sample_set set) {
    return ird_sample_folder_count(&c->folder, set);
}

/* One slice of a cycle, or the cycle. */
static void read_sample(const ird_cycles *c, room *r, const ird_sample_file *file,
                        size_t cycle, size_t slice, ird_sample *sample) {
    float figures[IRD_CYCLE_FIGURES];
    const ird_cycle_input *input = &r->input;
    ird_error err;
    memcpy(r->grid, file->tensors[GRID], sizeof r->grid);
    memcpy(r->maps, file->tensors[MAPS] + cycle * sizeof r->maps, sizeof r->maps);
    memcpy(figures, file->tensors[FIGURES] + cycle * sizeof figures, sizeof figures);
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
    const ird_sample_file *file = ird_sample_folder_file(&c->folder, set, at);
    size_t cycle = is_random ? ird_random_below(&random, file->samples)
                             : (size_t)(index / files % file->samples);
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
                        c->folder.files.count, c->seed, ird_cycle_form_name(c->form));
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
        status = ird_sample_folder_list(&made->folder, directory, "cycles", "cycle", err);
    }
    for (size_t i = 0; i < made->folder.files.count && status == IRD_OK; i++) {
        status = open_file(made, &made->folder.files.items[i], err);
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
