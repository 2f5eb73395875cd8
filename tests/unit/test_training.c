/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The trainer: its losses against a second computation, overfitting, and that a state is
 * all that a training depends on. */
#include "check.h"
#include "training.h"

#include "base/alloc.h"
#include "model/train/optimizer.h"
#include "model/train/trainer.h"

static ird_train_options options_of(const char *network) {
    ird_train_options o = {.spec = ird_net_spec_paper(),
                           .side = 8,
                           .threads = 1,
                           .batch = 2,
                           .steps = 6,
                           .warmup = 2,
                           .rate = 0.02,
                           .last_rate = 0.1,
                           .average = 0,
                           .loss = IRD_LOSS_MSE,
                           .seed = 3,
                           .samples = 8};
    ird_error err = {0};
    CHECK(ird_net_spec_parse(&o.spec, network, strlen(network), false, &err) == IRD_OK);
    return o;
}

#define TINY                                                                             \
    "{\"stem\": 1, \"widths\": [2], \"convs\": 1, \"border\": 0, \"derived\": "          \
    "\"none\", "                                                                         \
    "\"slope\": 0.1}"
#define SMALL "{\"stem\": 2, \"widths\": [4, 6], \"border\": 2}"

/* Printed by trajectory.py, which shares no code with the trainer. */
static void test_losses_follow_the_second_computation(void) {
    static const double expected[] = {1.974241012e-01, 1.459318310e-01, 1.156413919e-01,
                                      1.091517393e-01, 1.237801602e-01, 1.142977487e-01};
    ird_train_options o = options_of(TINY);
    ird_trainer *trainer = training_make(&o);
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        /* Single precision through six steps of Adam, which divides by small numbers. */
        CHECK_NEAR(ird_trainer_step(trainer) / expected[i], 1, 2e-4);
    }
    ird_trainer_free(trainer);
}

/* A network that can learn at all learns one sample by heart. */
static void test_overfits_one_sample(void) {
    ird_train_options o =
        options_of("{\"stem\": 2, \"widths\": [12, 16], \"border\": 2}");
    o.side = 16;
    o.samples = 1;
    o.batch = 8; /* its eight turns */
    o.steps = 1200;
    o.rate = 0.005;
    ird_trainer *trainer = training_make(&o);
    double first = ird_trainer_step(trainer), last = first;
    for (size_t i = 1; i < o.steps; i++) {
        last = ird_trainer_step(trainer);
    }
    printf("one sample: loss %.2e, then %.2e\n", first, last);
    /* Five seeds on two kernels ended between 1 / 160 and 1 / 2100 of where they began,
     * for last bits decide which way 1,200 steps of Adam go. */
    CHECK(last < first / 50);
    ird_trainer_free(trainer);
}

static void test_same_seed_same_weights(void) {
    ird_train_options o = options_of(SMALL);
    o.threads = 2;
    o.batch = 5;
    o.average = 0.9;
    ird_trainer *a = training_make(&o), *b = training_make(&o);
    training_run(a, 5);
    training_run(b, 5);
    CHECK(training_same_weights(a, b));
    o.seed = 4;
    ird_trainer *c = training_make(&o);
    training_run(c, 5);
    CHECK(!training_same_weights(a, c));
    ird_trainer_free(a);
    ird_trainer_free(b);
    ird_trainer_free(c);
}

/* The first step of Adam is rate times sign, however long the gradient; the second, after
 * a shortened first, hangs on its length. */
static void test_clip(void) {
    ird_train_options o = options_of(SMALL);
    ird_trainer *free_one = training_make(&o), *wide, *narrow;
    o.clip = 1e6; /* longer than any */
    wide = training_make(&o);
    o.clip = 1e-3;
    narrow = training_make(&o);
    training_run(free_one, 3);
    training_run(wide, 3);
    training_run(narrow, 3);
    CHECK(training_same_weights(free_one, wide));
    CHECK(!training_same_weights(free_one, narrow));
    ird_trainer_free(free_one);
    ird_trainer_free(wide);
    ird_trainer_free(narrow);
}

static void test_resume_is_exact(void) {
    ird_train_options o = options_of(SMALL);
    ird_error err = {0};
    o.average = 0.9;
    ird_trainer *whole = training_make(&o), *begun = training_make(&o),
                *resumed = training_make(&o);
    training_run(whole, 6);
    training_run(begun, 3);
    CHECK(ird_trainer_save(begun, "training.ckpt", &err) == IRD_OK);
    CHECK(ird_trainer_resume(resumed, "training.ckpt", &err) == IRD_OK);
    CHECK(ird_trainer_steps_done(resumed) == 3);
    training_run(resumed, 3);
    CHECK(training_same_weights(whole, resumed));
    o.rate *= 2;
    ird_trainer *other = training_make(&o);
    CHECK(ird_trainer_resume(other, "training.ckpt", &err) == IRD_MODEL_CHECKPOINT);
    CHECK(ird_trainer_steps_done(other) == 0);
    CHECK(truncate("training.ckpt", 5000) == 0);
    CHECK(ird_trainer_resume(resumed, "training.ckpt", &err) == IRD_MODEL_FORMAT);
    CHECK(ird_trainer_resume(resumed, "no.ckpt", &err) == IRD_FILE_OPEN);
    ird_trainer_free(whole);
    ird_trainer_free(begun);
    ird_trainer_free(resumed);
    ird_trainer_free(other);
}

/* Values by hand, and each slope against the difference of two values. */
static void test_losses(void) {
    const float predicted[] = {0.5F, 0.2F, 0.805F}, label[] = {0.1F, 0.4F, 0.8F};
    float gradient[3], unused[3];
    CHECK_NEAR(ird_loss_gradient(IRD_LOSS_MSE, gradient, predicted, label, 3, 1),
               (0.16 + 0.04 + 0.000025) / 3, 1e-8);
    CHECK_NEAR(ird_loss_gradient(IRD_LOSS_L1, gradient, predicted, label, 3, 1),
               (0.4 + 0.2 + 0.005) / 3, 1e-7);
    CHECK_NEAR(ird_loss_gradient(IRD_LOSS_HUBER, gradient, predicted, label, 3, 1),
               (0.01 * 0.395 + 0.01 * 0.195 + 0.0000125) / 3, 1e-8);
    CHECK_NEAR(ird_loss_gradient(IRD_LOSS_HOTSPOT, gradient, predicted, label, 3, 1),
               (0.16 + 0.04 + 9 * 0.000025) / 3, 1e-7);
    /* The largest label is 0.8: weights 1 + 4 / 64, 1 + 4 / 4 and 5. */
    CHECK_NEAR(ird_loss_gradient(IRD_LOSS_PEAKS, gradient, predicted, label, 3, 1),
               (1.0625 * 0.4 + 2 * 0.2 + 5 * 0.005) / 3, 1e-7);
    for (int loss = IRD_LOSS_MSE; loss <= IRD_LOSS_PEAKS; loss++) {
        ird_loss_gradient((ird_loss)loss, gradient, predicted, label, 3, 2);
        for (size_t i = 0; i < 3; i++) {
            float up[3], down[3];
            memcpy(up, predicted, sizeof up);
            memcpy(down, predicted, sizeof down);
            up[i] += 0.001F;
            down[i] -= 0.001F;
            double high = ird_loss_gradient((ird_loss)loss, unused, up, label, 3, 1);
            double low = ird_loss_gradient((ird_loss)loss, unused, down, label, 3, 1);
            double step = (double)up[i] - (double)down[i];
            CHECK_NEAR((double)gradient[i], 2 * (high - low) / step, 1e-5);
        }
    }
    ird_loss loss = IRD_LOSS_MSE;
    CHECK(ird_loss_parse("huber", &loss) && loss == IRD_LOSS_HUBER);
    CHECK(!ird_loss_parse("Huber", &loss));
}

static void test_schedule(void) {
    CHECK_NEAR(ird_schedule(1, 0.1, 10, 110, 0), 0.1, 1e-12);
    CHECK_NEAR(ird_schedule(1, 0.1, 10, 110, 9), 1, 1e-12);
    CHECK_NEAR(ird_schedule(1, 0.1, 10, 110, 10), 1, 1e-12);
    CHECK_NEAR(ird_schedule(1, 0.1, 10, 110, 60), 0.55, 1e-12);
    CHECK_NEAR(ird_schedule(1, 0.1, 10, 110, 110), 0.1, 1e-12);
    CHECK_NEAR(ird_schedule(1, 0.1, 10, 110, 500), 0.1, 1e-12);
    CHECK_NEAR(ird_average_decay(0.999, 0), 0.1, 1e-12);
    CHECK_NEAR(ird_average_decay(0.999, 1000000), 0.999, 1e-12);
}

int main(void) {
    RUN(test_losses);
    RUN(test_schedule);
    RUN(test_losses_follow_the_second_computation);
    RUN(test_overfits_one_sample);
    RUN(test_same_seed_same_weights);
    RUN(test_clip);
    RUN(test_resume_is_exact);
    return check_summary("training");
}
