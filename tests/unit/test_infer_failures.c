/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Every allocation of packing, preparing and exporting a network fails in turn:
 * NO_MEMORY, outputs as they were, no leak, no file left behind.
 */
#include <sys/stat.h>

#include "check.h"
#include "failing_alloc.h"

#include "base/alloc.h"
#include "model/export/onnx.h"
#include "model/infer/infer.h"

enum { SIDE = 16, THREADS = 2, MAX_CALLS = 10000 };

static ird_plan plan;
static float *arena;
static char folder[] = "infer-failures-XXXXXX";
static char path[64];

static ird_status infer_once(ird_error *err) {
    ird_packed *packed = NULL;
    ird_infer *infer = NULL;
    ird_status status = ird_packed_create(&packed, &plan, arena, IRD_PATH_PORTABLE, err);
    CHECK((packed != NULL) == (status == IRD_OK));
    if (status == IRD_OK) {
        status = ird_infer_create(&infer, packed, &plan, THREADS, err);
        CHECK((infer != NULL) == (status == IRD_OK));
    }
    if (status == IRD_OK) {
        static float inputs[2 * 3 * SIDE * SIDE], outputs[2 * SIDE * SIDE];
        long live = failing_alloc_live();
        failing_alloc_arm(1);
        ird_infer_run(infer, outputs, inputs, 2);
        CHECK(!failing_alloc_fired()); /* a run allocates nothing */
        failing_alloc_arm(0);
        CHECK(failing_alloc_live() == live);
    }
    ird_infer_free(infer);
    ird_packed_free(packed);
    return status;
}

static ird_status export_once(ird_error *err) {
    ird_status status = ird_onnx_write(path, &plan, arena, err);
    CHECK((access(path, F_OK) == 0) == (status == IRD_OK));
    unlink(path);
    return status;
}

/* The N-th allocation fails, for N = 1, 2, ... until none is left to fail. */
static void sweep(ird_status (*once)(ird_error *err)) {
    long live = failing_alloc_live();
    bool finished = false;
    for (size_t n = 1; !finished && CHECK(n < MAX_CALLS); n++) {
        ird_error err = {0};
        failing_alloc_arm(n);
        ird_status status = once(&err);
        finished = status == IRD_OK;
        failing_alloc_arm(0);
        CHECK(finished ? n > 3 : status == IRD_NO_MEMORY || status == IRD_FILE_WRITE);
        CHECK(failing_alloc_live() == live);
    }
}

static void test_infer(void) {
    sweep(infer_once);
}

static void test_export(void) {
    sweep(export_once);
    CHECK(rmdir(folder) == 0 && mkdir(folder, 0700) == 0); /* nothing was left in it */
}

/* What is changed of the paper's network. */
static const char *const networks[] = {
    "{\"widths\": [4, 5], \"gate\": true}",
    "{\"widths\": [4, 5], \"derived\": \"sheet\", \"form\": \"sheet\", "
    "\"output\": \"response\"}",
};

int main(void) {
    if (!CHECK(mkdtemp(folder) != NULL)) {
        return check_summary("infer_failures");
    }
    snprintf(path, sizeof path, "%s/net.onnx", folder);
    for (size_t i = 0; i < sizeof networks / sizeof *networks; i++) {
        ird_net_spec spec = ird_net_spec_paper();
        ird_status status =
            ird_net_spec_parse(&spec, networks[i], strlen(networks[i]), false, NULL);
        if (CHECK(status == IRD_OK) &&
            CHECK(ird_plan_make(&plan, &spec, SIDE, SIDE, NULL) == IRD_OK)) {
            arena = ird_alloc_zero(plan.arena_size, sizeof *arena);
            RUN(test_infer);
            RUN(test_export);
            ird_free(arena);
        }
    }
    CHECK(rmdir(folder) == 0);
    return check_summary("infer_failures");
}
