/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Samples of power grids from files, and training on them: sets that do not meet,
 * channels by name, both targets, damaged files, and what is measured of a trained
 * network. The files here are made up, each telling its number.
 */
#include "check.h"
#include "training.h"

#include <unistd.h>

#include "base/alloc.h"
#include "model/layers/layers.h"
#include "model/net/tensor_file.h"
#include "model/pdn/inputs.h"
#include "model/train/fit.h"

enum { FILES = 41, SAMPLES = 2, SIDE = IRD_GRID_SIDE, PIXELS = SIDE * SIDE };
enum { POWER_GRID, CELL_DENSITY, SWITCHING, BASE, CHANGE, LOCAL, DISTANCE, WORST, MEAN };

static const char *const folder = "grids_in";

static void need(ird_status status, const ird_error *err) {
    if (!CHECK(status == IRD_OK)) {
        fprintf(stderr, "    %s\n", err->text);
        exit(1);
    }
}

static double number(uint64_t *state) {
    *state = *state * 6364136223846793005U + 1442695040888963407U;
    return (double)(*state >> 11) / 9007199254740992.0;
}

/* Smooth maps; power_grid is (file + sample / 2) / 100 everywhere. The label lies off
 * base by half the change, which a network can learn. */
static void fill(float *maps, size_t file, size_t sample) {
    uint64_t state = 100 * file + sample + 1;
    double phase = 6 * number(&state), slope = number(&state);
    for (size_t i = 0; i < PIXELS; i++) {
        double x = (double)(i % SIDE) / SIDE, y = (double)(i / SIDE) / SIDE;
        double base = 0.2 + 0.3 * (1 + sin(phase + 5 * x)) * (slope + (1 - slope) * y);
        double change = 0.01 * sin(9 * y + phase) * cos(20 * x) * (1.1 - y);
        const double values[IRD_GRID_MAPS] = {
            [POWER_GRID] = ((double)file + 0.5 * (double)sample) / 100,
            [CELL_DENSITY] = x,
            [SWITCHING] = y,
            [BASE] = base,
            [CHANGE] = change,
            [LOCAL] = x * y,
            [DISTANCE] = 1 - x,
            [WORST] = base + 0.5 * change,
            [MEAN] = base + 0.25 * change};
        for (size_t m = 0; m < IRD_GRID_MAPS; m++) {
            maps[m * PIXELS + i] = (float)values[m];
        }
    }
}

static float scale_of(size_t file, size_t sample) {
    return (float)(1 + 0.25 * (double)file + 2 * (double)sample);
}

static void write_file(const char *path, size_t file, size_t samples, size_t maps) {
    ird_error err = {0};
    float *values = ird_alloc(samples * IRD_GRID_MAPS, PIXELS * sizeof *values);
    float scales[4];
    for (size_t k = 0; k < samples; k++) {
        fill(values + k * IRD_GRID_MAPS * PIXELS, file, k);
        scales[k] = scale_of(file, k);
    }
    const ird_named_tensor tensors[] = {
        {"maps", 4, {samples, maps, SIDE, SIDE}, samples * maps * PIXELS, values},
        {"scale", 1, {samples}, samples, scales}};
    need(ird_tensor_file_write(path, tensors, 2, NULL, 0, &err), &err);
    ird_free(values);
}

static void file_path(char *path, size_t size, size_t file) {
    snprintf(path, size, "%s/grid_%06d.safetensors", folder, (int)file);
}

static void write_files(void) {
    char path[200];
    CHECK(system("rm -rf grids_in && mkdir grids_in") == 0);
    for (size_t file = 0; file < FILES; file++) {
        file_path(path, sizeof path, file);
        write_file(path, file, SAMPLES, IRD_GRID_MAPS);
    }
    /* What is none of them is passed over. */
    CHECK(
        system("cd grids_in && touch grid_1.safetensors.new notes grid_x.safetensors") ==
        0);
}

static ird_net_spec spec_of(const char *json) {
    ird_net_spec spec = ird_net_spec_pdn();
    ird_error err = {0};
    need(ird_net_spec_parse(&spec, json, strlen(json), false, &err), &err);
    return spec;
}

static ird_grids *open_grids(const ird_net_spec *spec, const char *label,
                             ird_grid_target target) {
    ird_grids *grids = NULL;
    ird_error err = {0};
    need(ird_grids_open(&grids, folder, spec, label, target, &err), &err);
    return grids;
}

/* Room for a sample of up to eight channels. */
typedef struct room {
    double channels[8 * PIXELS], label[PIXELS], gain[PIXELS], base[PIXELS];
    ird_sample sample;
    void *scratch;
} room;

static room *open_room(const ird_grids *grids) {
    room *r = calloc(1, sizeof *r);
    ird_error err = {0};
    const ird_sample_source *source = ird_grids_source(grids);
    r->sample = (ird_sample){.channels = r->channels, .label = r->label, .gain = r->gain};
    need(source->open(source->context, SIDE, &r->scratch, &err), &err);
    return r;
}

static void close_room(const ird_grids *grids, room *r) {
    ird_grids_source(grids)->close(r->scratch);
    free(r);
}

/* ---- reading ---- */

/* Which file and sample it is, by its power_grid, times two. */
static size_t tell(const room *r) {
    return (size_t)lround(200 * r->channels[0]);
}

/* Every sample is in one set, every twentieth file in validation. */
static void test_sets(void) {
    const ird_net_spec spec = spec_of("{\"channels\": [\"power_grid\"]}");
    ird_grids *grids = open_grids(&spec, "worst", IRD_TARGET_DROP);
    room *r = open_room(grids);
    int seen[2 * FILES] = {0};
    CHECK(ird_grids_count(grids, IRD_SET_TRAINING) == (FILES - 2) * SAMPLES);
    CHECK(ird_grids_count(grids, IRD_SET_VALIDATION) == 2 * SAMPLES);
    for (int set = IRD_SET_TRAINING; set <= IRD_SET_VALIDATION; set++) {
        for (size_t i = 0; i < ird_grids_count(grids, (ird_sample_set)set); i++) {
            ird_grids_read(grids, r->scratch, (ird_sample_set)set, i, &r->sample, NULL);
            size_t at = tell(r);
            CHECK(at < 2 * FILES && seen[at]++ == 0);
            bool is_kept = at / 2 == 19 || at / 2 == 39;
            CHECK(is_kept == (set == IRD_SET_VALIDATION));
        }
    }
    const ird_sample_source *source = ird_grids_source(grids);
    int drawn[2 * FILES] = {0}, kinds = 0;
    for (uint64_t i = 0; i < 300; i++) {
        source->draw(source->context, r->scratch, IRD_SET_TRAINING, 9, i, &r->sample);
        size_t at = tell(r);
        CHECK(at / 2 != 19 && at / 2 != 39);
        kinds += drawn[at]++ == 0;
    }
    /* 300 of 78 leave out 78 exp(-300 / 78) = 1.7 on average. */
    CHECK(kinds > 68);
    memset(drawn, 0, sizeof drawn);
    for (uint64_t i = 0; i < 4; i++) { /* validation takes each once before it repeats */
        source->draw(source->context, r->scratch, IRD_SET_VALIDATION, 9, i, &r->sample);
        CHECK(drawn[tell(r)]++ == 0);
    }
    close_room(grids, r);
    ird_grids_free(grids);
}

/* Siblings are of one file, other four of others; the seed tells which. */
static void test_siblings(void) {
    const ird_net_spec spec = spec_of("{\"channels\": [\"power_grid\"]}");
    ird_grids *grids = open_grids(&spec, "worst", IRD_TARGET_DROP);
    ird_error err = {0};
    room *r = open_room(grids);
    need(ird_grids_set_siblings(grids, 4, &err), &err);
    const ird_sample_source *source = ird_grids_source(grids);
    CHECK(strstr(source->identity, "4 siblings") != NULL);
    int drawn[FILES] = {0}, kinds = 0, both = 0;
    for (uint64_t group = 0; group < 100; group++) {
        size_t file = 0, samples = 0;
        for (uint64_t i = 0; i < 4; i++) {
            source->draw(source->context, r->scratch, IRD_SET_TRAINING, 9, 4 * group + i,
                         &r->sample);
            CHECK(i == 0 || tell(r) / 2 == file);
            file = tell(r) / 2;
            samples |= (size_t)1 << tell(r) % 2;
        }
        CHECK(file != 19 && file != 39);
        both += samples == 3;
        kinds += drawn[file]++ == 0;
    }
    /* 100 of 39 files leave out 39 exp(-100 / 39) = 3; one of 8 groups has one sample. */
    CHECK(kinds > 30 && both > 70 && both < 98);
    close_room(grids, r);
    ird_grids_free(grids);
}

static double difference(const double *a, const float *b, double factor) {
    double off = 0;
    for (size_t i = 0; i < PIXELS; i++) {
        off = fmax(off, fabs(a[i] - factor * (double)b[i]));
    }
    return off;
}

/* Training sample 21 is sample 1 of file 10. */
static void test_channels_and_targets(void) {
    const ird_net_spec spec =
        spec_of("{\"channels\": [\"distance\", \"change\", \"base\", \"spread\", "
                "\"local\", \"switching\"]}");
    float *maps = ird_alloc(IRD_GRID_MAPS, PIXELS * sizeof *maps);
    double *change = ird_alloc(PIXELS, 4 * sizeof *change), *gain = change + PIXELS;
    double *relative = gain + PIXELS, *spread = relative + PIXELS;
    fill(maps, 10, 1);
    for (size_t i = 0; i < PIXELS; i++) {
        change[i] = (double)maps[CHANGE * PIXELS + i];
    }
    ird_pdn_inputs(change, SIDE, SIDE, gain, relative, spread);
    static const char *const labels[] = {"worst", "mean"};
    for (int k = 0; k < 4; k++) {
        ird_grid_target target = k < 2 ? IRD_TARGET_CORRECTION : IRD_TARGET_DROP;
        ird_grids *grids = open_grids(&spec, labels[k % 2], target);
        room *r = open_room(grids);
        ird_grids_read(grids, r->scratch, IRD_SET_TRAINING, 21, &r->sample, r->base);
        const double *c = r->channels;
        CHECK(difference(c, maps + DISTANCE * PIXELS, 1) == 0);
        CHECK(memcmp(c + PIXELS, relative, PIXELS * sizeof *c) == 0);
        CHECK(difference(c + 2 * PIXELS, maps + BASE * PIXELS, 1) == 0);
        CHECK(memcmp(c + 3 * PIXELS, spread, PIXELS * sizeof *c) == 0);
        CHECK(difference(c + 4 * PIXELS, maps + LOCAL * PIXELS, 1) == 0);
        CHECK(difference(c + 5 * PIXELS, maps + SWITCHING * PIXELS, 1) == 0);
        CHECK(difference(r->base, maps + BASE * PIXELS, 1) == 0);
        const float *label = maps + (k % 2 == 0 ? WORST : MEAN) * PIXELS;
        double scale = (double)scale_of(10, 1);
        if (target == IRD_TARGET_CORRECTION) {
            for (size_t i = 0; i < PIXELS; i++) {
                r->label[i] += r->base[i];
            }
            CHECK(difference(r->label, label, 1) < 1e-15);
            CHECK(memcmp(r->gain, gain, PIXELS * sizeof *gain) == 0);
            CHECK_NEAR(r->sample.weight, 1, 0);
        } else {
            CHECK(difference(r->label, label, scale) < 1e-15 * scale);
            CHECK(r->gain[0] == 1 && r->gain[PIXELS - 1] == 1);
            CHECK_NEAR(r->sample.weight * scale, 1, 1e-15);
        }
        close_room(grids, r);
        ird_grids_free(grids);
    }
    ird_free(change);
    ird_free(maps);
}

static ird_status try_open(const char *directory, const char *json, const char *label,
                           ird_error *err) {
    const ird_net_spec spec = spec_of(json);
    ird_grids *grids = NULL;
    ird_status status =
        ird_grids_open(&grids, directory, &spec, label, IRD_TARGET_DROP, err);
    CHECK((grids == NULL) == (status != IRD_OK));
    ird_grids_free(grids);
    return status;
}

static void test_errors(void) {
    ird_error err = {0};
    char path[200];
    CHECK(try_open(folder, "{\"channels\": [\"temporals\"]}", "worst", &err) ==
          IRD_MODEL_OPTION);
    CHECK(strstr(err.text, "temporals") != NULL);
    CHECK(try_open(folder, "{\"channels\": [\"worst\"]}", "worst", &err) ==
          IRD_MODEL_OPTION);
    CHECK(try_open(folder, "{}", "best", &err) == IRD_MODEL_OPTION);
    CHECK(try_open("grids_nowhere", "{}", "worst", &err) == IRD_FILE_OPEN);
    CHECK(system("rm -rf grids_few && mkdir grids_few && "
                 "cp grids_in/grid_00000?.safetensors grids_few") == 0);
    CHECK(try_open("grids_few", "{}", "worst", &err) == IRD_MODEL_DATA);
    file_path(path, sizeof path, 7);
    CHECK(try_open(folder, "{}", "worst", &err) == IRD_OK);
    CHECK(truncate(path, 5000) == 0);
    CHECK(try_open(folder, "{}", "worst", &err) == IRD_MODEL_FORMAT);
    CHECK(strstr(err.file, "grid_000007") != NULL);
    write_file(path, 7, SAMPLES, IRD_GRID_MAPS - 1);
    CHECK(try_open(folder, "{}", "worst", &err) == IRD_MODEL_DATA);
    write_file(path, 7, 1, IRD_GRID_MAPS); /* fewer samples than the others */
    CHECK(try_open(folder, "{}", "worst", &err) == IRD_MODEL_DATA);
    write_file(path, 7, SAMPLES, IRD_GRID_MAPS);
    CHECK(try_open(folder, "{}", "worst", &err) == IRD_OK);
}

/* ---- training ---- */

#define TINY                                                                             \
    "{\"channels\": [\"change\", \"base\"], \"stem\": 4, \"widths\": [6], \"convs\": "   \
    "1, "                                                                                \
    "\"border\": 0}"

static ird_train_options options_of(const ird_net_spec *spec,
                                    const ird_sample_source *source) {
    return (ird_train_options){.source = source,
                               .spec = *spec,
                               .side = SIDE,
                               .threads = 2,
                               .batch = 3,
                               .steps = 40,
                               .warmup = 3,
                               .rate = 0.02,
                               .last_rate = 0.1,
                               .average = 0.9,
                               .loss = IRD_LOSS_L1,
                               .seed = 3};
}

/* The same losses to the bit, and less than half of them in the end. */
static void test_trajectory(void) {
    const ird_net_spec spec = spec_of(TINY);
    ird_grids *grids = open_grids(&spec, "worst", IRD_TARGET_CORRECTION);
    const ird_train_options o = options_of(&spec, ird_grids_source(grids));
    ird_trainer *a = training_make(&o), *b = training_make(&o);
    double first = 0, last = 0;
    for (size_t i = 0; i < o.steps; i++) {
        double loss = ird_trainer_step(a);
        CHECK(loss == ird_trainer_step(b));
        first += i < 3 ? loss : 0;
        last += i + 3 >= o.steps ? loss : 0;
    }
    printf("loss %.3e, then %.3e\n", first / 3, last / 3);
    CHECK(last < 0.5 * first);
    CHECK(training_same_weights(a, b));
    ird_trainer_free(a);
    ird_trainer_free(b);
    ird_grids_free(grids);
}

static void test_resume_is_exact(void) {
    const ird_net_spec spec = spec_of(TINY);
    ird_error err = {0};
    ird_grids *grids = open_grids(&spec, "worst", IRD_TARGET_CORRECTION);
    ird_grids *others = open_grids(&spec, "mean", IRD_TARGET_CORRECTION);
    ird_train_options o = options_of(&spec, ird_grids_source(grids));
    ird_trainer *whole = training_make(&o), *begun = training_make(&o),
                *resumed = training_make(&o);
    training_run(whole, 8);
    training_run(begun, 3);
    need(ird_trainer_save(begun, "grids.ckpt", &err), &err);
    need(ird_trainer_resume(resumed, "grids.ckpt", &err), &err);
    CHECK(!training_same_weights(whole, resumed));
    training_run(resumed, 5);
    CHECK(training_same_weights(whole, resumed));
    o.source = ird_grids_source(others);
    ird_trainer *other = training_make(&o);
    CHECK(ird_trainer_resume(other, "grids.ckpt", &err) == IRD_MODEL_CHECKPOINT);
    ird_trainer_free(whole);
    ird_trainer_free(begun);
    ird_trainer_free(resumed);
    ird_trainer_free(other);
    ird_grids_free(grids);
    ird_grids_free(others);
}

static void test_trainer_errors(void) {
    const ird_net_spec spec = spec_of(TINY), three = ird_net_spec_pdn3();
    ird_error err = {0};
    ird_trainer *trainer = NULL;
    ird_grids *grids = open_grids(&spec, "worst", IRD_TARGET_DROP);
    ird_train_options o = options_of(&spec, ird_grids_source(grids));
    o.side = 32;
    CHECK(ird_trainer_create(&trainer, &o, &err) == IRD_MODEL_OPTION);
    o.side = SIDE;
    o.spec = three;
    CHECK(ird_trainer_create(&trainer, &o, &err) == IRD_MODEL_INPUT);
    ird_grids_free(grids);
}

/* ---- gain and weight of a sample ---- */

/* A source of two samples, of which the second has the weight `other_weight`, the upper
 * half of all maps the gain 0, and the label there the value `garbage`. */
typedef struct made_up {
    double sign, garbage, other_weight, other_label;
} made_up;

static ird_status open_nothing(const void *context, size_t side, void **scratch,
                               ird_error *err) {
    (void)context, (void)side, (void)err;
    *scratch = NULL;
    return IRD_OK;
}

static void draw_made_up(const void *context, void *scratch, ird_sample_set set,
                         uint64_t seed, uint64_t index, ird_sample *sample) {
    const made_up *m = context;
    (void)scratch, (void)set, (void)seed;
    bool is_other = index % 2 == 1;
    for (size_t i = 0; i < 64; i++) {
        double x = (double)(i % 8) / 8, y = (double)(i / 8) / 8;
        sample->channels[i] = is_other ? y : x;
        sample->gain[i] = i < 32 ? m->sign * (0.5 + x) : 0;
        sample->label[i] = m->sign * (is_other ? m->other_label : x * (1 - y));
        sample->label[i] = i < 32 ? sample->label[i] : m->garbage;
    }
    sample->weight = is_other ? m->other_weight : 1;
}

static ird_trainer *train_on(const made_up *m) {
    static ird_net_spec spec;
    static ird_sample_source source; /* outlives the trainer */
    source = (ird_sample_source){m, "made up", 1, open_nothing, ird_free, draw_made_up};
    spec = spec_of("{\"channels\": [\"base\"], \"stem\": 2, \"widths\": [4], \"convs\": "
                   "1, \"border\": 0}");
    ird_train_options o = options_of(&spec, &source);
    o.side = 8;
    o.batch = 2;
    o.samples = 2;
    o.threads = 1;
    o.loss = IRD_LOSS_MSE;
    ird_trainer *trainer = training_make(&o);
    training_run(trainer, 6);
    return trainer;
}

/* Where the gain is 0 the answer is, whatever the network says, and nothing is learnt
 * from the label; of a sample without weight neither. Gain and label with the other sign
 * are the same task. */
static void test_gain_and_weight(void) {
    const made_up cases[] = {{1, 3, 0, 5}, {1, -2, 0, 5}, {1, 3, 0, -7}, {-1, 3, 0, 5}};
    const made_up others[] = {{1, 3, 0.5, 5}, {1, 3, 0.5, -7}};
    ird_trainer *first = train_on(&cases[0]);
    for (size_t i = 1; i < sizeof cases / sizeof *cases; i++) {
        ird_trainer *again = train_on(&cases[i]);
        CHECK(training_same_weights(first, again));
        ird_trainer_free(again);
    }
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        ird_trainer *other = train_on(&others[i]);
        CHECK(!training_same_weights(first, other));
        ird_trainer_free(other);
    }
    ird_trainer_free(first);
}

/* ---- what is measured of a trained network ---- */

typedef struct measured {
    const ird_trainer *trainer;
    ird_grid_target target;
    double factors[IRD_PDN_PARTS], floor;
    size_t within, nearer, count, samples;
    double least_mean, most_mean, least_top, most_top; /* of the second channel */
    double answer_off;
    bool checks_answer;
} measured;

/* The network's answer times gain, by the plain loops in double. */
static double answer_error(const measured *m, const ird_sample *sample,
                           const float *predicted) {
    const ird_plan *plan = ird_trainer_plan(m->trainer);
    const float *weights = ird_trainer_weights(m->trainer);
    double *arena = ird_alloc(plan->arena_size, sizeof *arena);
    double *workspace = ird_alloc(plan->workspace_size, sizeof *workspace), off = 0;
    for (size_t i = 0; i < plan->arena_size; i++) {
        arena[i] = (double)weights[i];
    }
    for (size_t i = 0; i < plan->spec.channels * PIXELS; i++) {
        workspace[i] = sample->channels[i];
    }
    ird_net_forward_f64(plan, arena, workspace, NULL);
    for (size_t i = 0; i < PIXELS; i++) {
        double want = workspace[ird_plan_output(plan)->offset + i] * sample->gain[i];
        off = fmax(off, fabs((double)predicted[i] - want));
    }
    ird_free(arena);
    ird_free(workspace);
    return off;
}

static void measure(void *context, const ird_sample *sample, const float *predicted) {
    measured *m = context;
    double mean = 0, channel_mean = 0, top = -INFINITY;
    for (size_t i = 0; i < PIXELS; i++) {
        mean += fabs((double)predicted[i]) / PIXELS;
        channel_mean += sample->channels[PIXELS + i] / PIXELS;
        top = fmax(top, sample->channels[PIXELS + i]);
    }
    for (size_t i = 0; i < PIXELS; i++) {
        double size = m->target == IRD_TARGET_CORRECTION
                          ? sample->gain[i] + m->floor
                          : fabs((double)predicted[i]) + m->floor * mean;
        double error = fabs(sample->label[i] - (double)predicted[i]);
        /* Parts of spread as inputs.h has them: tenths, by the gain's power of ten. */
        double spread = (log10(sample->gain[i] + 1e-6) + 6) / 6;
        int part = m->target == IRD_TARGET_CORRECTION
                       ? (int)fmin(9, fmax(0, floor(10 * spread)))
                       : 0;
        m->within += error <= m->factors[part] * size;
        m->nearer += error <= 0.9 * m->factors[part] * size;
        m->count++;
    }
    m->least_mean = fmin(m->least_mean, channel_mean);
    m->most_mean = fmax(m->most_mean, channel_mean);
    m->least_top = fmin(m->least_top, top);
    m->most_top = fmax(m->most_top, top);
    if (m->checks_answer && m->samples++ == 0) {
        m->answer_off = answer_error(m, sample, predicted);
    }
}

static double after(const char *text, const char *name) {
    const char *at = strstr(text, name);
    return CHECK(at != NULL) ? strtod(at + strlen(name), NULL) : (double)NAN;
}

static void read_factors(const char *bound, double factors[IRD_PDN_PARTS]) {
    const char *at = strchr(bound, '[');
    for (int i = 0; i < IRD_PDN_PARTS && at != NULL; i++) {
        factors[i] = strtod(at + 1, NULL);
        at = strchr(at + 1, i + 1 < IRD_PDN_PARTS ? ',' : ']');
    }
    CHECK(at != NULL);
}

/* The bound holds for 97 % of validation pixels as formula and text say, and a smaller
 * one does not; the range is that of the training samples. */
static void test_fit(void) {
    const ird_net_spec spec = spec_of(TINY);
    ird_error err = {0};
    for (int target = IRD_TARGET_CORRECTION; target <= IRD_TARGET_DROP; target++) {
        ird_grids *grids = open_grids(&spec, "worst", (ird_grid_target)target);
        const ird_train_options o = options_of(&spec, ird_grids_source(grids));
        ird_trainer *trainer = training_make(&o);
        char *bound = NULL, *range = NULL;
        training_run(trainer, 15);
        need(
            ird_fit(trainer, grids, &spec, (ird_grid_target)target, &bound, &range, &err),
            &err);
        printf("%s %s\n", bound, range);
        measured m = {.trainer = trainer,
                      .target = (ird_grid_target)target,
                      .floor = after(bound, "\"floor\": "),
                      .checks_answer = true};
        read_factors(bound, m.factors);
        ird_trainer_visit(trainer, IRD_SET_VALIDATION, 2 * SAMPLES, measure, &m);
        double share = (double)m.within / (double)m.count;
        CHECK(m.count == (size_t)2 * SAMPLES * PIXELS);
        /* The factors have four digits; of a correction they are at least 1. */
        printf("share within %.5f\n", share);
        CHECK(share > 0.9695 && share <= (target == IRD_TARGET_DROP ? 0.9715 : 1));
        CHECK((double)m.nearer / (double)m.count < share - 0.001);
        CHECK(m.answer_off < 1e-5);
        m = (measured){.trainer = trainer,
                       .least_mean = INFINITY,
                       .most_mean = -INFINITY,
                       .least_top = INFINITY,
                       .most_top = -INFINITY};
        ird_trainer_visit(trainer, IRD_SET_TRAINING, (FILES - 2) * SAMPLES, measure, &m);
        const char *base = strstr(range, "\"base\": [");
        double figures[4] = {0};
        CHECK(base != NULL && sscanf(base, "\"base\": [%lf, %lf, %lf, %lf]", &figures[0],
                                     &figures[1], &figures[2], &figures[3]) == 4);
        CHECK_NEAR(figures[0], m.least_mean, 1e-4);
        CHECK_NEAR(figures[1], m.most_mean, 1e-4);
        CHECK_NEAR(figures[2], m.least_top, 1e-4);
        CHECK_NEAR(figures[3], m.most_top, 1e-4);
        CHECK(m.most_mean > m.least_mean + 0.1);
        ird_free(bound);
        ird_free(range);
        ird_trainer_free(trainer);
        ird_grids_free(grids);
    }
}

int main(void) {
    write_files();
    RUN(test_sets);
    RUN(test_siblings);
    RUN(test_channels_and_targets);
    RUN(test_errors);
    RUN(test_trajectory);
    RUN(test_resume_is_exact);
    RUN(test_trainer_errors);
    RUN(test_gain_and_weight);
    RUN(test_fit);
    CHECK(system("rm -rf grids_in grids_few grids.ckpt") == 0);
    return check_summary("grids");
}
