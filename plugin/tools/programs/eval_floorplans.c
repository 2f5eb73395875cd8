/* SPDX-License-Identifier: BSD-3-Clause
 *
 * A model in volts on random floorplans that it has not seen, beside the coarse solution
 * that its samples carry. */
#include <dirent.h>
#include <math.h>
#include <string.h>

#include "base/alloc.h"
#include "base/map/compare.h"
#include "model/data/grids.h"
#include "predict/predict.h"
#include "programs/eval.h"
#include "world/samples.h"

static const char *const doing = "evaluating";

enum { SIDE = IRD_GRID_SIDE, PIXELS = SIDE * SIDE };

/* What is compared with the label: the answer of the model, what its samples carry, and
 * that of sheets (model/pdn/fitted_sheet.h) which the first samples of a floorplan were
 * given to: for the others. */
enum { MODEL, BASE, CHANGE, FITTED, METHODS };

enum { OF_A_FLOORPLAN = IRD_ALONE_SAMPLES, GIVEN = OF_A_FLOORPLAN * 2 / 3 };

typedef struct sums {
    size_t samples;
    double mae_percent, worst_percent, cc, f1;
} sums;

typedef struct job {
    ird_surrogate *surrogate;
    ird_predict_target target;
    bool takes_sheet;
    ird_fitted_sheet *sheet;  /* of the floorplan */
    double *examples;         /* currents and drops of GIVEN samples, one block */
    ird_net_spec coarse_spec; /* of base and change */
    ird_grids *grids, *coarse;
    void *scratch;
    double *channels, *label, *gain, *base; /* one block, channels first */
    float *inputs, *output;                 /* likewise */
    ird_map maps[METHODS], exact;
    sums sums[METHODS];
} job;

bool ird_eval_has_floorplans(const char *directory) {
    DIR *folder = opendir(directory);
    bool found = false;
    for (struct dirent *e; folder != NULL && (e = readdir(folder)) != NULL;) {
        size_t size = strlen(e->d_name);
        found = found || (strncmp(e->d_name, "grid_", 5) == 0 && size > 12 &&
                          strcmp(e->d_name + size - 12, ".safetensors") == 0);
    }
    if (folder != NULL) {
        closedir(folder);
    }
    return found;
}

static void job_close(job *j) {
    for (int m = 0; m < METHODS; m++) {
        ird_map_free(&j->maps[m]);
    }
    ird_map_free(&j->exact);
    ird_fitted_sheet_free(j->sheet);
    ird_free(j->examples);
    ird_free_aligned(j->inputs);
    ird_free(j->channels);
    ird_free(j->scratch);
    ird_grids_free(j->coarse);
    ird_grids_free(j->grids);
}

static ird_status job_open(job *j, const char *directory, ird_error *err) {
    const ird_surrogate_info info = ird_surrogate_get_info(j->surrogate);
    const ird_rect_um unit = {0, 0, 1, 1};
    ird_predictor predictor;
    ird_net_spec spec;
    IRD_TRY(ird_predictor_open(&predictor, j->surrogate, err));
    j->target = predictor.target;
    j->takes_sheet = predictor.takes_sheet;
    IRD_TRY(ird_net_spec_parse(&spec, info.architecture, strlen(info.architecture), true,
                               err));
    IRD_TRY(ird_grids_open(&j->grids, directory, &spec, "worst",
                           j->target == IRD_PREDICTS_CORRECTION ? IRD_TARGET_CORRECTION
                                                                : IRD_TARGET_DROP,
                           err));
    j->coarse_spec = ird_net_spec_pdn();
    IRD_TRY(ird_grids_open(&j->coarse, directory, &j->coarse_spec, "worst",
                           IRD_TARGET_CORRECTION, err));
    const ird_sample_source *source = ird_grids_source(j->grids);
    IRD_TRY(source->open(source->context, SIDE, &j->scratch, err));
    j->channels = ird_alloc(IRD_NET_MAX_CHANNELS + 3, PIXELS * sizeof *j->channels);
    j->inputs = ird_alloc_aligned(IRD_NET_MAX_CHANNELS + 1, PIXELS * sizeof *j->inputs);
    j->examples = ird_alloc(2 * GIVEN, PIXELS * sizeof *j->examples);
    if (j->channels == NULL || j->inputs == NULL || j->examples == NULL) {
        return ird_fail_memory(err, doing);
    }
    j->label = j->channels + (size_t)IRD_NET_MAX_CHANNELS * PIXELS;
    j->gain = j->label + PIXELS;
    j->base = j->gain + PIXELS;
    j->output = j->inputs + (size_t)IRD_NET_MAX_CHANNELS * PIXELS;
    for (int m = 0; m < METHODS; m++) {
        IRD_TRY(ird_map_create(&j->maps[m], SIDE, SIDE, unit, IRD_UNIT_UNKNOWN, err));
    }
    return ird_map_create(&j->exact, SIDE, SIDE, unit, IRD_UNIT_UNKNOWN, err);
}

/* base and change of the sample, in units of the worst coarse drop, and its label. */
static void read_coarse(job *j, ird_sample_set set, size_t at) {
    ird_sample sample = {.channels = j->channels, .label = j->label, .gain = j->gain};
    size_t change = 0;
    while (strcmp(j->coarse_spec.channel_names[change], "change") != 0) {
        change++;
    }
    ird_grids_read(j->coarse, j->scratch, set, at, &sample, j->base);
    for (size_t i = 0; i < PIXELS; i++) {
        double more = j->channels[change * PIXELS + i] * j->gain[i];
        j->exact.values[i] = j->label[i] + j->base[i];
        j->maps[BASE].values[i] = j->base[i];
        j->maps[CHANGE].values[i] = fmax(0, j->base[i] + more);
    }
}

/* The model's answer in the same units: for a model that answers in I R, weight is one
 * over the worst coarse drop in I R. */
static ird_status run_model(job *j, ird_sample_set set, size_t at, ird_error *err) {
    const ird_surrogate_info info = ird_surrogate_get_info(j->surrogate);
    ird_sample sample = {.channels = j->channels, .label = j->label, .gain = j->gain};
    ird_grids_read(j->grids, j->scratch, set, at, &sample, NULL);
    for (size_t i = 0; i < info.channel_count * PIXELS; i++) {
        j->inputs[i] = (float)j->channels[i];
    }
    IRD_TRY(ird_surrogate_run(j->surrogate, j->inputs, SIDE, SIDE, j->output, err));
    bool corrects = j->target == IRD_PREDICTS_CORRECTION;
    for (size_t i = 0; i < PIXELS; i++) {
        double drop = corrects ? j->base[i] + (double)j->output[i] * j->gain[i]
                               : (double)j->output[i] * sample.weight;
        j->maps[MODEL].values[i] = fmax(0, drop);
    }
    return IRD_OK;
}

/* ---- sheets ---- */

/* Currents over their mean and drops as multiples of I R; the power grid stands in the
 * first channel. Returned is I R in units of the scale of base. */
static double read_example(job *j, ird_sample_set set, size_t at, double *currents,
                           double *drops) {
    ird_sample sample = {.channels = j->channels, .label = j->label, .gain = j->gain};
    double mean = 0;
    ird_grids_read(j->grids, j->scratch, set, at, &sample, NULL);
    for (size_t i = 0; i < PIXELS; i++) {
        currents[i] = j->channels[PIXELS + i] * j->channels[2 * PIXELS + i];
        drops[i] = j->label[i];
        mean += currents[i] / PIXELS;
    }
    for (size_t i = 0; i < PIXELS; i++) {
        currents[i] = mean > 0 ? currents[i] / mean : 1;
    }
    return sample.weight;
}

static ird_status fit_sheet(job *j, ird_sample_set set, size_t first, ird_error *err) {
    double *drops = j->examples + (size_t)GIVEN * PIXELS;
    const ird_sheet_examples examples = {j->examples, drops, GIVEN, 0, NULL};
    for (size_t i = 0; i < GIVEN; i++) {
        read_example(j, set, first + i, j->examples + i * PIXELS, drops + i * PIXELS);
    }
    ird_fitted_sheet_free(j->sheet);
    j->sheet = NULL;
    return ird_fitted_sheet_create(&j->sheet, j->channels, SIDE, &examples, err);
}

static void run_sheet(job *j, ird_sample_set set, size_t at) {
    double *currents = j->examples, *drops = currents + PIXELS;
    double *answer = j->maps[FITTED].values;
    double weight = read_example(j, set, at, currents, drops);
    ird_fitted_sheet_run(j->sheet, answer, currents);
    for (size_t i = 0; i < PIXELS; i++) {
        answer[i] *= weight;
    }
}

static ird_status add(job *j, int method, ird_error *err) {
    ird_comparison c;
    double most = ird_map_max(&j->exact, NULL);
    double worst = ird_map_max(&j->maps[method], NULL);
    sums *s = &j->sums[method];
    if (!(most > 0)) {
        return IRD_OK; /* a window beside the wires */
    }
    IRD_TRY(ird_map_compare(&c, &j->maps[method], &j->exact, err));
    s->samples++;
    s->mae_percent += 100 * c.mae / most;
    s->worst_percent += 100 * fabs(worst / most - 1);
    s->cc += isnan(c.cc) ? 0 : c.cc;
    s->f1 += c.f1_90;
    return IRD_OK;
}

static ird_status measure_set(job *j, ird_sample_set set, ird_error *err) {
    size_t count = ird_grids_count(j->grids, set);
    for (size_t i = 0; i < count; i++) {
        read_coarse(j, set, i);
        IRD_TRY(run_model(j, set, i, err));
        for (int m = 0; m < FITTED; m++) {
            IRD_TRY(add(j, m, err));
        }
        if (j->takes_sheet && i % OF_A_FLOORPLAN == 0) {
            IRD_TRY(fit_sheet(j, set, i, err));
        }
        if (j->takes_sheet && i % OF_A_FLOORPLAN >= GIVEN) {
            run_sheet(j, set, i);
            IRD_TRY(add(j, FITTED, err));
        }
    }
    return IRD_OK;
}

static void print(const job *j) {
    static const char *const suffixes[METHODS] = {"", "_base", "_change", "_fitted"};
    const ird_surrogate_info info = ird_surrogate_get_info(j->surrogate);
    printf("samples %zu\n", j->sums[MODEL].samples);
    for (int m = 0; m < (j->takes_sheet ? METHODS : FITTED); m++) {
        const sums *s = &j->sums[m];
        double n = s->samples > 0 ? (double)s->samples : 1;
        printf("mae_percent%s %.4f\n", suffixes[m], s->mae_percent / n);
        printf("worst_percent_off%s %.3f\n", suffixes[m], s->worst_percent / n);
        printf("cc%s %.5f\n", suffixes[m], s->cc / n);
        printf("f1_mean%s %.4f\n", suffixes[m], s->f1 / n);
    }
    printf("params %zu\n", info.parameters);
    printf("macs %llu\n", (unsigned long long)info.multiply_adds);
}

ird_status ird_eval_floorplans(const ird_eval_request *request, ird_surrogate *surrogate,
                               ird_error *err) {
    job j = {.surrogate = surrogate};
    ird_status status = job_open(&j, request->data, err);
    if (status == IRD_OK) {
        status = measure_set(&j, IRD_SET_TRAINING, err);
    }
    if (status == IRD_OK) {
        status = measure_set(&j, IRD_SET_VALIDATION, err);
    }
    if (status == IRD_OK) {
        print(&j);
    }
    job_close(&j);
    return status;
}
