/* SPDX-License-Identifier: BSD-3-Clause
 *
 * irdrop-synth: writes samples of the paper's generator as .npy files. */
#include <stdio.h>

#include "base/alloc.h"
#include "model/data/set.h"
#include "model/programs/options.h"
#include "model/synth/paper.h"

typedef struct request {
    const char *output;
    size_t count, first, seed, side;
} request;

static ird_status run(const request *r, ird_error *err) {
    static const char *const names[] = {"power_grid", "cell_density", "switching"};
    ird_paper_scratch scratch = {0};
    size_t pixels = r->side * r->side;
    double *channels = ird_alloc(pixels, IRD_PAPER_CHANNELS * sizeof(double));
    double *label = ird_alloc(pixels, sizeof(double));
    ird_status status = channels != NULL && label != NULL
                            ? ird_paper_scratch_create(&scratch, r->side, err)
                            : ird_fail_memory(err, "making samples");
    for (size_t i = 0; status == IRD_OK && i < r->count; i++) {
        ird_paper_sample(&scratch, r->seed, r->first + i, channels, label);
        status = ird_data_set_write(r->output, names, IRD_PAPER_CHANNELS, r->first + i,
                                    r->side, r->side, channels, label, err);
    }
    ird_paper_scratch_free(&scratch);
    ird_free(channels);
    ird_free(label);
    return status;
}

int main(int argc, char **argv) {
    request r = {.count = 100, .seed = 1, .side = 64};
    const ird_option options[] = {
        {"-output", IRD_OPTION_TEXT, &r.output, "folder to write to"},
        {"-count", IRD_OPTION_COUNT, &r.count, "samples"},
        {"-first", IRD_OPTION_COUNT, &r.first, "number of the first one"},
        {"-seed", IRD_OPTION_COUNT, &r.seed, "a sample depends on it and on its number"},
        {"-side", IRD_OPTION_COUNT, &r.side, "pixels along each side, 8 to 1024"},
    };
    ird_options_result read =
        ird_options_read("writes samples of the paper's task as .npy files", options,
                         sizeof options / sizeof *options, argc, argv);
    if (read != IRD_OPTIONS_GO) {
        return read == IRD_OPTIONS_HELP ? 0 : 2;
    }
    if (r.output == NULL || r.side < 8 || r.side > 1024) {
        fprintf(stderr, "irdrop-synth: name a folder with -output DIR; -side is 8 to "
                        "1024\n");
        return 2;
    }
    ird_error err = {0};
    ird_status status = run(&r, &err);
    if (status != IRD_OK) {
        fprintf(stderr, "irdrop-synth: %s%s%s (IRD-%04d)\n", err.file,
                err.file[0] != '\0' ? ": " : "", err.text, (int)status);
        return 1;
    }
    return 0;
}
