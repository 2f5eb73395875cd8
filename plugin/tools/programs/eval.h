/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The parts of irdrop-eval: what a model is measured on. Each prints its figures.
 */
#ifndef IRD_PROGRAMS_EVAL_H
#define IRD_PROGRAMS_EVAL_H

#include <stdbool.h>
#include <stdio.h>

#include "model/programs/options.h"
#include "model/surrogate.h"

typedef struct ird_eval_request {
    const char *model, *data, *table;
    ird_option_words cases, lefs;
    const char *power;
    double voltage_v;
    size_t seed; /* of the random currents that sheets are fitted to */
    bool sweep;
} ird_eval_request;

/* A relative model on the samples of a folder as .npy. */
ird_status ird_eval_samples(const ird_eval_request *request, ird_surrogate *surrogate,
                            ird_error *err);

/* A model in volts on a folder of random floorplans (irdrop-synth -kind pdn). */
ird_status ird_eval_floorplans(const ird_eval_request *request, ird_surrogate *surrogate,
                               ird_error *err);

/* The same on real cases (evaluate/cases.h). */
ird_status ird_eval_cases(const ird_eval_request *request, ird_surrogate *surrogate,
                          ird_error *err);

/* Whether the folder has floorplans. */
bool ird_eval_has_floorplans(const char *directory);

/* The file of -table, "-" being standard output; NULL where none is asked for. */
ird_status ird_eval_open_table(const ird_eval_request *request, FILE **table,
                               ird_error *err);
/* status, or FILE_WRITE where that is IRD_OK and the table could not be written. */
ird_status ird_eval_close_table(const ird_eval_request *request, FILE *table,
                                ird_status status, ird_error *err);

#endif
