/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Every allocation of loading, training and sample files fails once: each time there is
 * one error, nothing leaks and nothing was set. */
#include "check.h"
#include "failing_alloc.h"

#include <errno.h>

#include "base/npy.h"
#include "model/data/set.h"
#include "model/net/weights.h"
#include "model/surrogate.h"
#include "model/train/trainer.h"

#define MOST 2000 /* allocations that one call may make */

static ird_train_options options_of(void) {
    ird_train_options o = {.spec = ird_net_spec_paper(),
                           .side = 16,
                           .threads = 2,
                           .batch = 2,
                           .steps = 4,
                           .warmup = 1,
                           .rate = 1e-3,
                           .loss = IRD_LOSS_MSE,
                           .seed = 1};
    return o;
}

/* Run again and again, with the first, the second, ... allocation failing, until one run
 * meets no failure. */
static void sweep(const char *name, ird_status (*run)(ird_error *err)) {
    size_t n = 0;
    for (n = 1; n < MOST; n++) {
        ird_error err = {0};
        long before = failing_alloc_live();
        failing_alloc_arm(n);
        ird_status status = run(&err);
        bool fired = failing_alloc_fired();
        failing_alloc_arm(0);
        CHECK(failing_alloc_live() == before);
        if (!fired) {
            CHECK(status == IRD_OK);
            break;
        }
        /* An output file says that it could not be written, and why. */
        CHECK(status == IRD_NO_MEMORY ||
              (status == IRD_FILE_WRITE && err.system_error == ENOMEM));
        CHECK(err.text[0] != '\0');
    }
    printf("%s: %zu allocations\n", name, n - 1);
    CHECK(n > 1 && n < MOST);
}

static ird_status load_embedded(ird_error *err) {
    ird_surrogate *surrogate = NULL;
    ird_status status = ird_surrogate_embedded(&surrogate, "paper", err);
    CHECK((status == IRD_OK) == (surrogate != NULL));
    ird_surrogate_free(surrogate);
    return status;
}

static ird_status run_two_sizes(ird_error *err) {
    static float channels[3 * 64 * 64], output[64 * 64];
    ird_surrogate *surrogate = NULL;
    ird_status status = ird_surrogate_embedded(&surrogate, "paper", err);
    if (status == IRD_OK) {
        status = ird_surrogate_run(surrogate, channels, 32, 64, output, err);
    }
    ird_surrogate_free(surrogate);
    return status;
}

static ird_status train_and_save(ird_error *err) {
    ird_trainer *trainer = NULL;
    ird_train_options o = options_of();
    ird_status status = ird_trainer_create(&trainer, &o, err);
    if (status == IRD_OK) {
        ird_trainer_step(trainer);
        status = ird_trainer_save(trainer, "failures.ckpt", err);
    }
    if (status == IRD_OK) {
        status = ird_trainer_resume(trainer, "failures.ckpt", err);
    }
    if (status == IRD_OK) {
        status = ird_weights_write("failures.safetensors", ird_trainer_plan(trainer),
                                   ird_trainer_weights(trainer), NULL, 0, err);
    }
    ird_trainer_free(trainer);
    return status;
}

static ird_status write_and_read_samples(ird_error *err) {
    static const char *const names[] = {"a", "b"};
    static double maps[2 * 16], label[16];
    ird_data_set set = {0};
    ird_data_sample sample = {0};
    ird_status status =
        ird_data_set_write("failures", names, 2, 0, 4, 4, maps, label, err);
    if (status == IRD_OK) {
        status = ird_data_set_open(&set, "failures", err);
    }
    if (status == IRD_OK) {
        status = ird_data_set_read(&set, names, 2, 0, &sample, err);
    }
    ird_data_sample_free(&sample);
    ird_data_set_free(&set);
    return status;
}

int main(void) {
    sweep("loading the embedded model", load_embedded);
    sweep("running it in another size", run_two_sizes);
    sweep("training, checkpoint, weights", train_and_save);
    sweep("samples", write_and_read_samples);
    return check_summary("model failures");
}
