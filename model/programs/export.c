/* SPDX-License-Identifier: BSD-3-Clause
 *
 * irdrop-export: writes a network in another program's format. */
#include <stdio.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "model/export/onnx.h"
#include "model/programs/options.h"
#include "model/weights/embedded.h"

typedef struct request {
    const char *onnx, *model, *weights;
    size_t rows, columns;
} request;

static ird_status write_network(const request *r, const ird_weights *weights,
                                ird_error *err) {
    ird_plan *plan = ird_alloc(1, sizeof *plan);
    ird_status status =
        plan != NULL ? ird_plan_make(plan, &weights->spec, r->rows, r->columns, err)
                     : ird_fail_memory(err, "exporting");
    if (status == IRD_OK) {
        status = ird_onnx_write(r->onnx, plan, weights->arena, err);
    }
    ird_free(plan);
    return status;
}

static ird_status run(const request *r, ird_error *err) {
    ird_weights weights = {0};
    ird_status status = r->weights != NULL
                            ? ird_weights_load(&weights, r->weights, err)
                            : ird_weights_embedded(&weights, r->model, err);
    if (status == IRD_OK) {
        status = write_network(r, &weights, err);
    }
    ird_weights_free(&weights);
    return status;
}

int main(int argc, char **argv) {
    request r = {.model = "pdn", .rows = 64, .columns = 64};
    const ird_option options[] = {
        {"-onnx", IRD_OPTION_TEXT, &r.onnx, "write the network as ONNX to this file"},
        {"-model", IRD_OPTION_TEXT, &r.model, "an embedded model: pdn, pdn3 or paper"},
        {"-weights", IRD_OPTION_TEXT, &r.weights, "weight file in place of -model"},
        {"-rows", IRD_OPTION_COUNT, &r.rows, "of the maps that the network will take"},
        {"-columns", IRD_OPTION_COUNT, &r.columns, "of the maps"},
    };
    ird_options_result read =
        ird_options_read("writes a network for other engines; the batch is left free",
                         options, sizeof options / sizeof *options, argc, argv);
    if (read != IRD_OPTIONS_GO) {
        return read == IRD_OPTIONS_HELP ? 0 : 2;
    }
    if (r.onnx == NULL) {
        fprintf(stderr, "irdrop-export: name the file to write with -onnx FILE\n");
        return 2;
    }
    ird_error err = {0};
    ird_status status = run(&r, &err);
    if (status != IRD_OK) {
        fprintf(stderr, "irdrop-export: %s%s%s (IRD-%04d)\n", err.file,
                err.file[0] != '\0' ? ": " : "", err.text, (int)status);
        return 1;
    }
    return 0;
}
