/* SPDX-License-Identifier: BSD-3-Clause
 *
 * irdrop-eval: measures a model, on samples, on floorplans or on real power grids. */
#include "programs/eval.h"

#include <string.h>

#include "evaluate/measure.h"
#include "predict/predict.h"

ird_status ird_eval_open_table(const ird_eval_request *r, FILE **table, ird_error *err) {
    *table = NULL;
    if (r->table == NULL) {
        return IRD_OK;
    }
    *table = strcmp(r->table, "-") == 0 ? stdout : fopen(r->table, "w");
    return *table != NULL
               ? IRD_OK
               : ird_fail_at(err, IRD_FILE_WRITE, r->table, 0, "cannot write file");
}

ird_status ird_eval_close_table(const ird_eval_request *r, FILE *table, ird_status status,
                                ird_error *err) {
    if (table != NULL && table != stdout && fclose(table) != 0 && status == IRD_OK) {
        return ird_fail_at(err, IRD_FILE_WRITE, r->table, 0, "cannot write file");
    }
    return status;
}

/* What the model is measured on: that which it was made for. */
static ird_status measure(const ird_eval_request *r, ird_surrogate *surrogate,
                          ird_error *err) {
    ird_predictor predictor;
    IRD_TRY(ird_predictor_open(&predictor, surrogate, err));
    if (predictor.target == IRD_PREDICTS_RELATIVE) {
        return r->cases.count == 0
                   ? ird_eval_samples(r, surrogate, err)
                   : ird_fail(err, IRD_PREDICT_RELATIVE,
                              "the model carries no volts, so that it cannot be measured "
                              "on power grids; give samples by -data DIR");
    }
    return r->data != NULL && ird_eval_has_floorplans(r->data)
               ? ird_eval_floorplans(r, surrogate, err)
               : ird_eval_cases(r, surrogate, err);
}

static ird_status run(const ird_eval_request *r, ird_error *err) {
    ird_surrogate *surrogate = NULL;
    IRD_TRY(ird_evaluate_open_model(&surrogate, r->model, err));
    ird_status status = measure(r, surrogate, err);
    ird_surrogate_free(surrogate);
    return status;
}

int main(int argc, char **argv) {
    ird_eval_request r = {.model = "paper", .seed = IRD_EVALUATE_SEED};
    const ird_option options[] = {
        {"-model", IRD_OPTION_TEXT, &r.model, "an embedded model, or a weight file"},
        {"-data", IRD_OPTION_TEXT, &r.data,
         "folder with input_CHANNEL/N.npy and labels_ir_drop/N.npy; for a model in volts "
         "one of real cases (CASE/netlist.sp, DEF with LEF and power report), or of "
         "irdrop-synth -kind pdn"},
        {"-case", IRD_OPTION_WORDS, &r.cases,
         "for a model in volts: a SPICE file, or a DEF with -lef; may be repeated"},
        {"-lef", IRD_OPTION_WORDS, &r.lefs, "of the DEF files of -case; may be repeated"},
        {"-power", IRD_OPTION_TEXT, &r.power, "power report of the DEF files of -case"},
        {"-voltage", IRD_OPTION_NUMBER, &r.voltage_v, "supply of them; 0: as they say"},
        {"-seed", IRD_OPTION_COUNT, &r.seed,
         "pdn3 on real cases: of the random currents that its sheets are fitted to"},
        {"-table", IRD_OPTION_TEXT, &r.table,
         "write figures of each sample, or case and method, as CSV; - is standard "
         "output"},
        {"-sweep", IRD_OPTION_FLAG, &r.sweep, "samples: print F1 over thresholds"},
    };
    ird_options_result read =
        ird_options_read("measures a model on samples, floorplans or real power grids",
                         options, sizeof options / sizeof *options, argc, argv);
    if (read != IRD_OPTIONS_GO) {
        return read == IRD_OPTIONS_HELP ? 0 : 2;
    }
    if (r.data == NULL && r.cases.count == 0) {
        fprintf(stderr, "irdrop-eval: name the samples or cases with -data DIR\n");
        return 2;
    }
    ird_error err = {0};
    ird_status status = run(&r, &err);
    if (status != IRD_OK) {
        fprintf(stderr, "irdrop-eval: %s%s%s (IRD-%04d)\n", err.file,
                err.file[0] != '\0' ? ": " : "", err.text, (int)status);
        return 1;
    }
    return 0;
}
