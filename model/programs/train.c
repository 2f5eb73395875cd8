/* SPDX-License-Identifier: BSD-3-Clause
 *
 * irdrop-train: trains a network on the paper's task, or on power grids, and writes its
 * weights. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/alloc.h"
#include "model/data/cycle_set.h"
#include "model/net/weights.h"
#include "model/programs/options.h"
#include "model/train/fit.h"
#include "model/train/trainer.h"

typedef struct request {
    ird_train_options train;
    const char *kind, *data, *label;
    const char *network, *loss, *name, *output, *checkpoint;
    ird_grids *grids; /* of kinds pdn and pdn3, else NULL */
    ird_grid_target target;
    bool is_of_cycles;
    ird_cycle_form form;
    ird_cycles *cycles; /* of those of cycles, else NULL */
    size_t seed, checkpoint_every, report_every, validation;
    char *line; /* the command, for the metadata */
} request;

static double seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static request defaults(void) {
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    return (request){
        .kind = "paper",
        .label = "worst",
        .train = {.spec = ird_net_spec_paper(),
                  .side = 64,
                  .threads = cores > 1 ? (size_t)cores : 1,
                  .batch = 16,
                  .siblings = 1,
                  .steps = 30000,
                  .warmup = 500,
                  .rate = 4e-3,
                  .last_rate = 0.002,
                  .average = 0.999},
        .network = "{}",
        .loss = "mse",
        .seed = 1,
        .checkpoint_every = 500,
        .report_every = 1000,
        .validation = 128,
    };
}

/* The kind is one of those that rank cycles. */
static bool choose_form(request *r) {
    for (int i = 0; i < IRD_CYCLE_FORMS; i++) {
        const char *name = ird_cycle_form_name((ird_cycle_form)i);
        if (strcmp(r->kind, name) == 0) {
            r->is_of_cycles = r->data != NULL;
            r->form = (ird_cycle_form)i;
            r->train.spec = ird_net_spec_cycle(r->form);
            r->name = r->name != NULL ? r->name : name;
        }
    }
    return r->is_of_cycles;
}

/* What is trained, and on what. */
static ird_status choose_kind(request *r, ird_error *err) {
    const struct {
        const char *name;
        ird_net_spec spec;
        ird_grid_target target;
    } kinds[] = {{"paper", ird_net_spec_paper(), IRD_TARGET_DROP},
                 {"pdn", ird_net_spec_pdn(), IRD_TARGET_CORRECTION},
                 {"pdn3", ird_net_spec_pdn3(), IRD_TARGET_DROP}};
    size_t k = 0;
    if (choose_form(r)) {
        return IRD_OK;
    }
    while (k < 3 && strcmp(kinds[k].name, r->kind) != 0) {
        k++;
    }
    if (k == 3 || (k == 0) != (r->data == NULL)) {
        return ird_fail(err, IRD_MODEL_OPTION,
                        "-kind is paper, or pdn, pdn3, cycle, slice or step with a "
                        "folder of samples by -data DIR");
    }
    r->train.spec = kinds[k].spec;
    r->target = kinds[k].target;
    r->name = r->name != NULL ? r->name : kinds[k].name;
    return IRD_OK;
}

/* Fill in what the words of the command line mean. */
static ird_status settle(request *r, ird_error *err) {
    if (!ird_loss_parse(r->loss, &r->train.loss)) {
        return ird_fail(
            err, IRD_MODEL_OPTION,
            "there is no loss \"%s\"; choose mse, l1, huber, hotspot, peaks or worst",
            r->loss);
    }
    r->train.seed = r->seed;
    size_t siblings = r->train.siblings;
    if (siblings < 1 || r->train.batch % siblings != 0 ||
        (siblings > 1 && r->data == NULL)) {
        return ird_fail(err, IRD_MODEL_OPTION,
                        "siblings must be above zero and divide batch, and are of "
                        "floorplans");
    }
    if (r->train.threads < 1 || r->train.threads > r->train.batch / siblings ||
        r->train.steps < 1 || r->checkpoint_every < 1 || r->report_every < 1 ||
        r->validation < 1) {
        return ird_fail(
            err, IRD_MODEL_OPTION,
            "threads must be 1 to batch / siblings, and steps, validation and the "
            "intervals above zero");
    }
    IRD_TRY(choose_kind(r, err));
    IRD_TRY(
        ird_net_spec_parse(&r->train.spec, r->network, strlen(r->network), false, err));
    if (r->is_of_cycles) {
        IRD_TRY(ird_cycles_open(&r->cycles, r->data, &r->train.spec, r->form, err));
        r->train.source = ird_cycles_source(r->cycles);
    } else if (r->data != NULL) {
        IRD_TRY(
            ird_grids_open(&r->grids, r->data, &r->train.spec, r->label, r->target, err));
        IRD_TRY(ird_grids_set_siblings(r->grids, r->train.siblings, err));
        r->train.source = ird_grids_source(r->grids);
    }
    return IRD_OK;
}

/* ---- progress ---- */

typedef struct progress {
    double begun;
    size_t first_step; /* done when this run began */
    double loss;       /* mean since the last report */
    size_t losses;
    double psnr; /* of the last report; 0 before the first */
} progress;

/* One line that is rewritten, on a terminal only. */
static void show_progress(const request *r, const progress *p, size_t step, double loss) {
    if (!isatty(STDERR_FILENO)) {
        return;
    }
    double each = (seconds() - p->begun) / (double)(step - p->first_step);
    fprintf(stderr, "\rstep %zu of %zu  loss %.3e  validation %.2f dB  %.0f s left   ",
            step, r->train.steps, loss, p->psnr, each * (double)(r->train.steps - step));
}

/* A line that stays: validation with what the training is for. */
static void report(const request *r, progress *p, ird_trainer *trainer) {
    ird_figures f = ird_trainer_validate(trainer, r->validation);
    double n = (double)f.samples, elapsed = seconds() - p->begun;
    size_t step = ird_trainer_steps_done(trainer);
    double each = elapsed / (double)(step - p->first_step);
    fprintf(stderr,
            "%sstep %zu loss %.4e mae %.3e psnr %.2f worst %.2f mse %.3e f1_0.7 %.4f "
            "seconds %.0f "
            "left %.0f\n",
            isatty(STDERR_FILENO) ? "\r" : "", step, p->loss / (double)p->losses,
            f.mae / n, f.psnr / n, f.psnr_worst, f.mse / n, ird_f1(&f.above_07), elapsed,
            each * (double)(r->train.steps - step));
    p->loss = 0;
    p->losses = 0;
    p->psnr = f.psnr / n;
}

static ird_status train(const request *r, ird_trainer *trainer, ird_error *err) {
    progress p = {.begun = seconds(), .first_step = ird_trainer_steps_done(trainer)};
    double shown = 0;
    size_t step = p.first_step;
    while (step < r->train.steps) {
        double loss = ird_trainer_step(trainer);
        step = ird_trainer_steps_done(trainer);
        p.loss += loss;
        p.losses++;
        if (seconds() - shown > 0.5) {
            shown = seconds();
            show_progress(r, &p, step, loss);
        }
        if (step % r->report_every == 0 || step == r->train.steps) {
            report(r, &p, trainer);
        }
        if (r->checkpoint != NULL && step % r->checkpoint_every == 0) {
            ird_status status = ird_trainer_save(trainer, r->checkpoint, err);
            if (status != IRD_OK) {
                return status;
            }
        }
    }
    return IRD_OK;
}

/* What the samples were, and how the kept weights do on unseen ones. */
static void describe(const request *r, ird_trainer *trainer, char *data, char *errors,
                     size_t size) {
    ird_figures f = ird_trainer_validate(trainer, r->validation);
    double n = (double)f.samples;
    size_t count =
        r->train.samples > 0 ? r->train.samples : r->train.steps * r->train.batch;
    if (r->grids != NULL || r->cycles != NULL) {
        snprintf(data, size, "%zu draws from %s", count, r->train.source->identity);
        snprintf(errors, size,
                 "on %zu samples of unseen floorplans, in units of %s: mean absolute "
                 "error %.3e "
                 "root mean square %.3e",
                 f.samples, r->cycles != NULL ? "the scale" : "the worst coarse drop",
                 f.mae / n, sqrt(f.mse / n));
        return;
    }
    snprintf(data, size,
             "%zu samples of %zu x %zu pixels from the paper generator, seed %" PRIu64,
             count, r->train.side, r->train.side, r->train.seed);
    snprintf(errors, size,
             "on %zu unseen samples of the generator: psnr_mean %.2f psnr_worst %.2f mse "
             "%.3e f1_0.7 %.4f",
             f.samples, f.psnr / n, f.psnr_worst, f.mse / n, ird_f1(&f.above_07));
}

static const char *normalisation_of(const request *r) {
    return r->cycles != NULL  ? "drop = (base + output x gain) x scale"
           : r->grids == NULL ? "inputs and output in [0,1]"
           : r->target == IRD_TARGET_CORRECTION
               ? "drop = (base + output x gain) x worst coarse drop"
               : "drop = output x I_total x R_char";
}

/* Weights with what they are and how they were made. */
static ird_status write_weights(const request *r, ird_trainer *trainer, ird_error *err) {
    char data[256], errors[256], seed[32], *bound = NULL, *range = NULL;
    if (r->grids != NULL) {
        IRD_TRY(
            ird_fit(trainer, r->grids, &r->train.spec, r->target, &bound, &range, err));
    }
    describe(r, trainer, data, errors, sizeof data);
    snprintf(seed, sizeof seed, "%" PRIu64, r->train.seed);
    ird_metadata_pair pairs[] = {{"name", r->name},
                                 {"normalisation", normalisation_of(r)},
                                 {"loss", r->loss},
                                 {"command", r->line},
                                 {"seed", seed},
                                 {"training_data", data},
                                 {"measured_errors", errors},
                                 {"target", r->cycles != NULL
                                                ? ird_cycle_form_name(r->form)
                                                : ird_grid_target_name(r->target)},
                                 {"label", r->label},
                                 {"bound", bound},
                                 {"range", range}};
    size_t count = sizeof pairs / sizeof *pairs - (r->grids != NULL    ? 0
                                                   : r->cycles != NULL ? 3
                                                                       : 4);
    ird_status status =
        ird_weights_write(r->output, ird_trainer_plan(trainer),
                          ird_trainer_weights(trainer), pairs, count, err);
    ird_free(bound);
    ird_free(range);
    return status;
}

static ird_status run(request *r, ird_error *err) {
    ird_trainer *trainer = NULL;
    ird_status status = settle(r, err);
    if (status == IRD_OK) {
        status = ird_trainer_create(&trainer, &r->train, err);
    }
    if (status == IRD_OK) {
        const ird_plan *plan = ird_trainer_plan(trainer);
        fprintf(stderr, "parameters %zu multiply-adds %" PRIu64 "\n", plan->arena_size,
                plan->multiply_adds);
    }
    if (status == IRD_OK && r->checkpoint != NULL && access(r->checkpoint, F_OK) == 0) {
        status = ird_trainer_resume(trainer, r->checkpoint, err);
        if (status == IRD_OK) {
            fprintf(stderr, "resumed at step %zu\n", ird_trainer_steps_done(trainer));
        }
    }
    if (status == IRD_OK) {
        status = train(r, trainer, err);
    }
    if (status == IRD_OK) {
        status = write_weights(r, trainer, err);
    }
    ird_trainer_free(trainer);
    ird_grids_free(r->grids);
    ird_cycles_free(r->cycles);
    return status;
}

/* What the program ends with. */
static int run_and_tell(request *r) {
    ird_error err = {0};
    ird_status status =
        r->line != NULL ? run(r, &err) : ird_fail_memory(&err, "training");
    ird_free(r->line);
    if (status != IRD_OK) {
        fprintf(stderr, "irdrop-train: %s%s%s (IRD-%04d)\n", err.file,
                err.file[0] != '\0' ? ": " : "", err.text, (int)status);
    }
    return status == IRD_OK ? 0 : 1;
}

int main(int argc, char **argv) {
    request r = defaults();
    ird_train_options *t = &r.train;
    const ird_option options[] = {
        {"-output", IRD_OPTION_FILE, &r.output, "weight file to write (safetensors)"},
        {"-kind", IRD_OPTION_TEXT, &r.kind,
         "paper: the paper's task; pdn: the correction of a coarse solution; pdn3: the "
         "drop from power_grid, cell_density and switching alone; cycle, slice, step: "
         "the "
         "worst drop of a cycle from its slices, one net a slice, and what an exact step "
         "misses"},
        {"-data", IRD_OPTION_FILE, &r.data, "folder of irdrop-synth -kind pdn or cycle"},
        {"-label", IRD_OPTION_TEXT, &r.label, "worst or mean node of each pixel"},
        {"-network", IRD_OPTION_TEXT, &r.network,
         "JSON; what it leaves out is as in the embedded model of the kind"},
        {"-name", IRD_OPTION_TEXT, &r.name, "name kept in the weight file"},
        {"-seed", IRD_OPTION_COUNT, &r.seed, "of parameters and samples"},
        {"-steps", IRD_OPTION_COUNT, &t->steps, "optimizer steps"},
        {"-batch", IRD_OPTION_COUNT, &t->batch, "samples a step"},
        {"-siblings", IRD_OPTION_COUNT, &t->siblings,
         "floorplans: so many samples of a batch at a time are of one floorplan"},
        {"-threads", IRD_OPTION_COUNT, &t->threads,
         "results depend on it in the last digits"},
        {"-rate", IRD_OPTION_NUMBER, &t->rate, "highest learning rate"},
        {"-last_rate", IRD_OPTION_NUMBER, &t->last_rate, "at the end, as a share"},
        {"-warmup", IRD_OPTION_COUNT, &t->warmup, "steps up to the highest rate"},
        {"-average", IRD_OPTION_NUMBER, &t->average,
         "decay of averaged weights; 0 keeps the last"},
        {"-clip", IRD_OPTION_NUMBER, &t->clip, "longest gradient; 0: as it is"},
        {"-loss", IRD_OPTION_TEXT, &r.loss, "mse, l1, huber, hotspot, peaks or worst"},
        {"-samples", IRD_OPTION_COUNT, &t->samples,
         "train on the first so many only; 0: always new ones"},
        {"-side", IRD_OPTION_COUNT, &t->side, "pixels of a sample"},
        {"-validation", IRD_OPTION_COUNT, &r.validation, "samples for the reports"},
        {"-report_every", IRD_OPTION_COUNT, &r.report_every, "steps"},
        {"-checkpoint", IRD_OPTION_FILE, &r.checkpoint,
         "file to write and, where it exists, to go on from"},
        {"-checkpoint_every", IRD_OPTION_COUNT, &r.checkpoint_every, "steps"},
    };
    const size_t count = sizeof options / sizeof *options;
    ird_options_result read =
        ird_options_read("trains a network on the paper's task or on power grids",
                         options, count, argc, argv);
    if (read != IRD_OPTIONS_GO) {
        return read == IRD_OPTIONS_HELP ? 0 : 2;
    }
    if (r.output == NULL) {
        fprintf(stderr, "irdrop-train: name the weight file with -output FILE\n");
        return 2;
    }
    r.line = ird_options_line(options, count, argc, argv);
    return run_and_tell(&r);
}
