/* SPDX-License-Identifier: BSD-3-Clause
 *
 * A relative model on a folder of samples. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/alloc.h"
#include "model/data/set.h"
#include "model/eval/figures.h"
#include "programs/eval.h"

/* Thresholds 0.50, 0.55, ... 0.95 of the sweep. */
#define SWEEP_COUNT 10

typedef struct sweep {
    ird_detection counts[SWEEP_COUNT];
    double least[SWEEP_COUNT], most[SWEEP_COUNT]; /* F1 of single samples */
} sweep;

typedef struct tally {
    ird_figures sum;
    double *seconds; /* of each run */
    sweep sweep;
} tally;

static double seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static double sweep_threshold(size_t i) {
    return 0.5 + 0.05 * (double)i;
}

static void add_to_sweep(sweep *s, const float *predicted, const float *label,
                         size_t count, bool first) {
    for (size_t i = 0; i < SWEEP_COUNT; i++) {
        double threshold = sweep_threshold(i);
        ird_detection d = ird_detect(predicted, label, count, threshold, threshold);
        double f1 = ird_f1(&d);
        s->counts[i].hits += d.hits;
        s->counts[i].false_alarms += d.false_alarms;
        s->counts[i].misses += d.misses;
        s->least[i] = first || f1 < s->least[i] ? f1 : s->least[i];
        s->most[i] = first || f1 > s->most[i] ? f1 : s->most[i];
    }
}

/* Run the model on one sample and add its figures; a line in the table. */
static ird_status measure(ird_surrogate *surrogate, const ird_data_set *set, size_t at,
                          tally *t, FILE *table, ird_error *err) {
    ird_data_sample sample = {0};
    ird_surrogate_info info = ird_surrogate_get_info(surrogate);
    ird_status status =
        ird_data_set_read(set, info.channel_names, info.channel_count, at, &sample, err);
    if (status != IRD_OK) {
        return status;
    }
    size_t count = sample.rows * sample.columns;
    float *predicted = ird_alloc(count, sizeof *predicted);
    double begun = seconds();
    status = predicted != NULL
                 ? ird_surrogate_run(surrogate, sample.channels, sample.rows,
                                     sample.columns, predicted, err)
                 : ird_fail_memory(err, "evaluating");
    if (status == IRD_OK) {
        t->seconds[at] = seconds() - begun;
        ird_figures f = ird_figures_of(predicted, sample.label, count);
        ird_figures_add(&t->sum, &f);
        add_to_sweep(&t->sweep, predicted, sample.label, count, at == 0);
        if (table != NULL) {
            fprintf(table, "%zu,%.6e,%.3f,%.6e,%.6e,%.6f,%.6f,%.6f\n", set->numbers[at],
                    f.mse, f.psnr, f.mae, f.max_error, f.correlation, ird_f1(&f.above_07),
                    ird_f1(&f.above_09max));
        }
    }
    ird_free(predicted);
    ird_data_sample_free(&sample);
    return status;
}

static int compare(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void print_figures(tally *t, const ird_surrogate_info *info) {
    const ird_figures *f = &t->sum;
    double n = (double)f->samples;
    qsort(t->seconds, f->samples, sizeof *t->seconds, compare);
    printf("samples %zu\n", f->samples);
    printf("mse %.6e\n", f->mse / n);
    printf("psnr_mean %.3f\n", f->psnr / n);
    printf("psnr_worst %.3f\n", f->psnr_worst);
    printf("psnr_of_mean %.3f\n", ird_psnr(f->mse / n));
    printf("mae %.6e\n", f->mae / n);
    printf("max_error %.6e\n", f->max_error);
    printf("cc %.8f\n", f->correlation / n);
    printf("f1_0.7 %.6f\n", ird_f1(&f->above_07));
    printf("precision_0.7 %.6f\n", ird_precision(&f->above_07));
    printf("recall_0.7 %.6f\n", ird_recall(&f->above_07));
    printf("f1_0.9max %.6f\n", ird_f1(&f->above_09max));
    printf("precision_0.9max %.6f\n", ird_precision(&f->above_09max));
    printf("recall_0.9max %.6f\n", ird_recall(&f->above_09max));
    printf("ms_per_sample %.4f\n", 1e3 * t->seconds[f->samples / 2]);
    printf("params %zu\n", info->parameters);
    printf("macs %" PRIu64 "\n", info->multiply_adds);
}

/* Does a fixed threshold hold across layouts? F1 of all pixels together, and of the
 * worst and best sample. */
static void print_sweep(const sweep *s) {
    printf("threshold precision recall f1 f1_worst_sample f1_best_sample\n");
    for (size_t i = 0; i < SWEEP_COUNT; i++) {
        printf("%.2f %.6f %.6f %.6f %.6f %.6f\n", sweep_threshold(i),
               ird_precision(&s->counts[i]), ird_recall(&s->counts[i]),
               ird_f1(&s->counts[i]), s->least[i], s->most[i]);
    }
}

static ird_status measure_all(const ird_eval_request *r, ird_surrogate *surrogate,
                              const ird_data_set *set, tally *t, ird_error *err) {
    FILE *table = NULL;
    IRD_TRY(ird_eval_open_table(r, &table, err));
    if (table != NULL) {
        fprintf(table, "sample,mse,psnr,mae,max_error,cc,f1_0.7,f1_0.9max\n");
    }
    ird_status status = IRD_OK;
    for (size_t i = 0; status == IRD_OK && i < set->count; i++) {
        status = measure(surrogate, set, i, t, table, err);
    }
    return ird_eval_close_table(r, table, status, err);
}

ird_status ird_eval_samples(const ird_eval_request *r, ird_surrogate *surrogate,
                            ird_error *err) {
    ird_data_set set = {0};
    tally t = {0};
    ird_status status = ird_data_set_open(&set, r->data, err);
    if (status == IRD_OK) {
        t.seconds = ird_alloc_zero(set.count, sizeof *t.seconds);
        status = t.seconds != NULL ? measure_all(r, surrogate, &set, &t, err)
                                   : ird_fail_memory(err, "evaluating");
    }
    if (status == IRD_OK) {
        ird_surrogate_info info = ird_surrogate_get_info(surrogate);
        print_figures(&t, &info);
        if (r->sweep) {
            print_sweep(&t.sweep);
        }
    }
    ird_free(t.seconds);
    ird_data_set_free(&set);
    return status;
}
