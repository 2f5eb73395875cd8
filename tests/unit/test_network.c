/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The whole network: its plan, its derivatives against central differences, and the two
 * ways of running it against each other. */
#include "check.h"

#include "base/alloc.h"
#include "model/layers/layers.h"

/* Numbers in [-1, 1] that depend on the seed alone. */
static double random_number(uint64_t *state) {
    *state = *state * 6364136223846793005U + 1442695040888963407U;
    return (double)(int64_t)(*state >> 11) / 4503599627370496.0 - 1;
}

#define SHEET(more)                                                                      \
    "{\"form\": \"sheet\", \"derived\": \"sheet\", \"output\": \"response\"" more "}"

static ird_net_spec small_spec(const char *json) {
    ird_net_spec spec = ird_net_spec_paper();
    ird_error err = {0};
    const char *small = "{\"stem\": 2, \"widths\": [3, 4], \"border\": 2}";
    CHECK(ird_net_spec_parse(&spec, small, strlen(small), false, &err) == IRD_OK);
    if (!CHECK(ird_net_spec_parse(&spec, json, strlen(json), false, &err) == IRD_OK)) {
        fprintf(stderr, "    %s: %s\n", json, err.text);
    }
    return spec;
}

typedef struct bench {
    ird_plan plan;
    double *arena, *darena, *workspace, *dworkspace, *scratch, *target;
} bench;

static void bench_free(bench *b) {
    ird_free(b->arena);
    ird_free(b->darena);
    ird_free(b->workspace);
    ird_free(b->dworkspace);
    ird_free(b->scratch);
    ird_free(b->target);
}

/* A network with random parameters and a random input, and weights that make a number
 * of its output. */
static void bench_make(bench *b, const char *json, size_t side) {
    ird_error err = {0};
    ird_net_spec spec = small_spec(json);
    CHECK(ird_plan_make(&b->plan, &spec, side, side, &err) == IRD_OK);
    b->arena = ird_alloc_zero(b->plan.arena_size, sizeof(double));
    b->darena = ird_alloc_zero(b->plan.arena_size, sizeof(double));
    b->workspace = ird_alloc_zero(b->plan.workspace_size, sizeof(double));
    b->dworkspace = ird_alloc_zero(b->plan.workspace_size, sizeof(double));
    b->scratch = ird_alloc_zero(b->plan.columns_size, sizeof(double));
    b->target = ird_alloc_zero(side * side, sizeof(double));
    uint64_t state = 7;
    for (size_t i = 0; i < b->plan.arena_size; i++) {
        b->arena[i] = 0.6 * random_number(&state);
    }
    for (size_t i = 0; i < ird_tensor_size(&b->plan.tensors[0]); i++) {
        b->workspace[i] = 0.5 + 0.5 * random_number(&state);
    }
    for (size_t i = 0; i < side * side; i++) {
        b->target[i] = random_number(&state);
    }
}

static double loss_of(bench *b, double *scratch) {
    ird_net_forward_f64(&b->plan, b->arena, b->workspace, scratch);
    const double *out = b->workspace + ird_plan_output(&b->plan)->offset;
    double loss = 0;
    for (size_t i = 0; i < b->plan.rows * b->plan.columns; i++) {
        loss += b->target[i] * out[i];
    }
    return loss;
}

static double slope_at(bench *b, size_t i, double step, double *scratch) {
    double keep = b->arena[i];
    b->arena[i] = keep + step;
    double up = loss_of(b, scratch);
    b->arena[i] = keep - step;
    double down = loss_of(b, scratch);
    b->arena[i] = keep;
    return (up - down) / (2 * step);
}

/* Every parameter's derivative. Where two step sizes disagree, the step crosses a kink
 * (ReLU, maximum, minimum): skipped and counted. */
static void check_gradient(const char *json, bool blas) {
    bench b = {0};
    bench_make(&b, json, 8);
    double *scratch = blas ? b.scratch : NULL;
    loss_of(&b, scratch);
    const ird_tensor *output = ird_plan_output(&b.plan);
    memcpy(b.dworkspace + output->offset, b.target, 64 * sizeof(double));
    ird_net_backward_f64(&b.plan, b.darena, b.dworkspace, b.arena, b.workspace, scratch);
    size_t kinks = 0;
    double worst = 0;
    for (size_t i = 0; i < b.plan.arena_size; i++) {
        double wide = slope_at(&b, i, 1e-5, scratch);
        double narrow = slope_at(&b, i, 2e-6, scratch);
        double scale = 1e-3 + fabs(narrow);
        if (fabs(wide - narrow) > 1e-5 * scale) {
            kinks++;
            continue;
        }
        double error = fabs(b.darena[i] - narrow) / scale;
        worst = error > worst || isnan(error) ? error : worst;
    }
    printf("%-60s %4zu parameters, %2zu kinks, worst error %.1e\n", json,
           b.plan.arena_size, kinks, worst);
    CHECK(isfinite(worst));
    /* Rounding: sums of hundreds of terms to 1e-16 each, over steps of 2e-6. */
    CHECK(worst < 3e-5);
    CHECK(kinks < b.plan.arena_size / 5);
    bench_free(&b);
}

static const char *const variants[] = {
    "{}",
    "{\"output\": \"none\"}",
    "{\"output\": \"sigmoid\"}",
    "{\"gate\": true}",
    "{\"gate\": true, \"derived\": \"none\", \"slope\": 0.1}",
    "{\"derived\": \"ratio_scaled\", \"pool\": \"average\"}",
    "{\"skip\": false, \"convs\": 1}",
    "{\"border\": 0, \"stem\": 1, \"widths\": [2, 3, 4]}",
    "{\"stem\": 4, \"widths\": [6], \"slope\": 1}",
    "{\"derived\": \"sheet\", \"output\": \"response\"}",
    SHEET(""),
};

static void test_gradients(void) {
    for (size_t i = 0; i < sizeof variants / sizeof *variants; i++) {
        check_gradient(variants[i], i % 2 == 0);
        check_gradient(variants[i], i % 2 == 1);
    }
}

/* ---- the sheet form ---- */

/* The answer to a current, which is channel 2 where channel 1 is 1; on the same grid. */
static void answer(bench *b, const double *current, double *out) {
    size_t pixels = b->plan.rows * b->plan.columns;
    for (size_t i = 0; i < pixels; i++) {
        b->workspace[pixels + i] = 1;
        b->workspace[2 * pixels + i] = current[i];
    }
    ird_net_forward_f64(&b->plan, b->arena, b->workspace, b->scratch);
    memcpy(out, b->workspace + ird_plan_output(&b->plan)->offset, pixels * sizeof *out);
}

/* Of currents of one sum: the answer to their mean is the mean of the answers, scale does
 * not count, and a uniform current is answered by u = 1 / p - 1. */
static void test_linear_in_the_current(void) {
    enum { SIDE = 8, PIXELS = SIDE * SIDE };
    bench b = {0};
    double first[PIXELS], second[PIXELS], both[PIXELS], a[PIXELS], c[PIXELS], sum[PIXELS];
    double total = 0, most = 0;
    uint64_t state = 21;
    bench_make(&b, SHEET(", \"convs\": 3"), SIDE);
    for (size_t i = 0; i < PIXELS; i++) {
        first[i] = 0.5 + 0.5 * random_number(&state);
        second[i] = i == 37 ? 1 : 0; /* one hot pixel */
        total += first[i];
    }
    for (size_t i = 0; i < PIXELS; i++) {
        second[i] *= total;
        both[i] = 0.5 * (0.25 * first[i] + 0.75 * second[i]);
    }
    answer(&b, first, a);
    answer(&b, second, c);
    answer(&b, both, sum);
    for (size_t i = 0; i < PIXELS; i++) {
        most = fmax(most, fabs(c[i] - a[i]));
        CHECK_NEAR(sum[i], 0.25 * a[i] + 0.75 * c[i], 1e-10 * (1 + fabs(c[i])));
    }
    CHECK(most > 0.01);
    for (size_t i = 0; i < PIXELS; i++) {
        both[i] = 0.3;
    }
    answer(&b, both, sum);
    for (size_t i = 0; i < PIXELS; i++) {
        CHECK_NEAR(sum[i], 1 / fmax(b.workspace[i], 0.01) - 1, 1e-9);
    }
    bench_free(&b);
}

/* Steps of the grid run once for two currents, against two whole passes. */
static void test_shared_grid(void) {
    bench b = {0};
    bench_make(&b, SHEET(""), 8);
    const ird_plan *plan = &b.plan;
    const ird_tensor *output = ird_plan_output(plan);
    double *wanted = ird_alloc_zero(plan->arena_size, sizeof *wanted), off = 0, most = 0;
    double *current = b.workspace + 2 * 64;
    for (int pass = 0; pass < 2; pass++) { /* apart, then shared */
        double *d = pass == 0 ? wanted : b.darena;
        memset(b.dworkspace, 0, plan->workspace_size * sizeof *b.dworkspace);
        for (size_t k = 0; k < 2; k++) {
            for (size_t i = 0; i < 64; i++) {
                current[i] = i % (k + 2) == 0 ? 0.9 : 0.2;
            }
            size_t first = pass == 1 && k == 1 ? plan->grid_steps : 0;
            ird_net_forward_steps_f64(plan, first, plan->step_count, b.arena, b.workspace,
                                      NULL);
            memset(b.dworkspace + plan->grid_size, 0,
                   (output->offset - plan->grid_size) * sizeof *b.dworkspace);
            memcpy(b.dworkspace + output->offset, b.target, 64 * sizeof(double));
            if (pass == 0) {
                ird_net_backward_f64(plan, d, b.dworkspace, b.arena, b.workspace, NULL);
            } else {
                ird_net_backward_steps_f64(plan, plan->grid_steps, plan->step_count, d,
                                           b.dworkspace, b.arena, b.workspace, NULL);
            }
        }
    }
    ird_net_backward_steps_f64(plan, 0, plan->grid_steps, b.darena, b.dworkspace, b.arena,
                               b.workspace, NULL);
    for (size_t i = 0; i < plan->arena_size; i++) {
        off = fmax(off, fabs(b.darena[i] - wanted[i]));
        most = fmax(most, fabs(wanted[i]));
    }
    CHECK(plan->grid_steps > 0 && most > 0);
    CHECK(off < 1e-12 * most);
    ird_free(wanted);
    bench_free(&b);
}

/* By hand: 4 input channels (3 and the ratio) of a 72 x 72 extended map are 64 of 18 x
 * 18; five 3x3 convolutions and one 1x1 there, two on 9 x 9. */
static void test_plan_of_the_paper_model(void) {
    static ird_plan plan;
    ird_net_spec spec = ird_net_spec_paper();
    const char *json = "{\"stem\": 4, \"widths\": [32, 64], \"border\": 4, \"convs\": 2,"
                       "\"gate\": false, \"derived\": \"ratio\"}";
    ird_error err = {0};
    CHECK(ird_net_spec_parse(&spec, json, strlen(json), false, &err) == IRD_OK);
    CHECK(ird_plan_make(&plan, &spec, 64, 64, &err) == IRD_OK);
    size_t level0 = 9 * (64 * 32 + 32 * 32 + 96 * 32 + 32 * 32), head = 32 * 16;
    size_t level1 = 9 * (32 * 64 + 64 * 64);
    CHECK(plan.arena_size == level0 + head + level1 + 4 * 32 + 2 * 64 + 16);
    CHECK(plan.multiply_adds == 324 * (level0 + head) + 81 * level1);
    CHECK_TEXT(plan.parameters[0].name, "enc0.conv0.weight");
    CHECK_TEXT(plan.parameters[5].name, "mid.conv0.bias");
    CHECK_TEXT(plan.parameters[plan.parameter_count - 1].name, "head.bias");
    CHECK(ird_plan_make(&plan, &spec, 60, 64, &err) == IRD_MODEL_INPUT);
    CHECK(ird_plan_make(&plan, &spec, 0, 64, &err) == IRD_MODEL_INPUT);
    CHECK(ird_plan_make(&plan, &spec, 64, 8192, &err) == IRD_MODEL_INPUT);
}

static void test_largest_plan_fits(void) {
    static ird_plan plan;
    ird_error err = {0};
    ird_net_spec spec = small_spec("{\"widths\": [1, 1, 1, 1, 1], \"convs\": 4, "
                                   "\"gate\": true, \"border\": 16}");
    CHECK(ird_plan_make(&plan, &spec, 64, 64, &err) == IRD_OK);
    CHECK(plan.tensor_count <= IRD_PLAN_MAX && plan.parameter_count <= IRD_PLAN_MAX);
    spec = small_spec(SHEET(
        ", \"widths\": [1, 1, 1, 1, 1], \"convs\": 4, \"gate\": true, \"border\": 16"));
    CHECK(ird_plan_make(&plan, &spec, 64, 64, &err) == IRD_OK);
    CHECK(plan.tensor_count <= IRD_PLAN_MAX && plan.parameter_count <= IRD_PLAN_MAX);
}

static ird_status parse(const char *json, bool all) {
    ird_net_spec spec = ird_net_spec_paper();
    ird_error err = {0};
    return ird_net_spec_parse(&spec, json, strlen(json), all, &err);
}

static void test_descriptions(void) {
    ird_net_spec spec = small_spec("{\"gate\": true, \"slope\": 0.25}");
    char *json = ird_net_spec_json(&spec);
    ird_net_spec again = {0};
    ird_error err = {0};
    CHECK(ird_net_spec_parse(&again, json, strlen(json), true, &err) == IRD_OK);
    CHECK(again.gate && again.slope == 0.25 && again.stem == 2 && again.levels == 2);
    CHECK(again.widths[1] == 4 && again.channels == 3 && again.border == 2);
    CHECK_TEXT(again.channel_names[2], "switching");
    for (size_t cut = 0; cut < strlen(json); cut++) {
        again = spec;
        CHECK(ird_net_spec_parse(&again, json, cut, true, &err) == IRD_MODEL_FORMAT);
    }
    ird_free(json);
    CHECK(parse("{\"stem\": 3}", false) == IRD_MODEL_FORMAT);
    CHECK(parse("{\"stem\": \"4\"}", false) == IRD_MODEL_FORMAT);
    CHECK(parse("{\"widths\": []}", false) == IRD_MODEL_FORMAT);
    CHECK(parse("{\"widths\": [1,1,1,1,1,1]}", false) == IRD_MODEL_FORMAT);
    CHECK(parse("{\"widths\": [0]}", false) == IRD_MODEL_FORMAT);
    CHECK(parse("{\"border\": 3}", false) == IRD_MODEL_FORMAT);
    CHECK(parse("{\"output\": \"tanh\"}", false) == IRD_MODEL_FORMAT);
    CHECK(parse("{\"depth\": 4}", false) == IRD_MODEL_FORMAT);
    CHECK(parse("{\"slope\": -1}", false) == IRD_MODEL_FORMAT);
    CHECK(parse("{\"channels\": [\"a\"]}", false) == IRD_MODEL_FORMAT);
    CHECK(parse("{\"form\": \"sheet\"}", false) == IRD_MODEL_FORMAT);
    CHECK(parse("{\"form\": \"linear\"}", false) == IRD_MODEL_FORMAT);
    CHECK(parse("{\"channels\": [\"a\", \"b\"], \"derived\": \"sheet\"}", false) ==
          IRD_MODEL_FORMAT);
    CHECK(parse(SHEET(", \"stem\": 1"), false) == IRD_MODEL_FORMAT);
    /* What is older than the sheet form reads as it did, and a plain one is written so.
     */
    json = ird_net_spec_json(&spec);
    CHECK(strstr(json, "form") == NULL);
    ird_free(json);
    spec = small_spec(SHEET(""));
    json = ird_net_spec_json(&spec);
    CHECK(ird_net_spec_parse(&again, json, strlen(json), true, &err) == IRD_OK);
    CHECK(again.form == IRD_FORM_SHEET && again.derived == IRD_DERIVED_SHEET &&
          again.output == IRD_OUTPUT_RESPONSE);
    ird_free(json);
    CHECK(parse("{\"stem\": 4}", true) == IRD_MODEL_FORMAT);
    CHECK(parse("[1]", false) == IRD_MODEL_FORMAT);
}

int main(void) {
    RUN(test_plan_of_the_paper_model);
    RUN(test_largest_plan_fits);
    RUN(test_descriptions);
    RUN(test_gradients);
    RUN(test_linear_in_the_current);
    RUN(test_shared_grid);
    return check_summary("network");
}
