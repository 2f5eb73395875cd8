/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Every allocation of reading and laying a plan fails in turn: one error, outputs as they
 * were, no leak. libxml2 has an allocator of its own, which does not fail here.
 */
#include "failing_alloc.h"
#include "plan_text.h"

enum { MAX_CALLS = 10000 };

static const char SECTIONS[] =
    "ROW a low 0 6000 N DO 50 BY 1 STEP 2000 0 ;\n"
    "ROW b low 0 10000 FS DO 50 BY 1 STEP 2000 0 ;\n"
    "COMPONENTS 1 ;\n- ram RAM + FIXED ( 40000 40000 ) N ;\nEND COMPONENTS\n"
    "PINS 1 ;\n- VDD + NET VDD + USE POWER + LAYER m4 ( 0 0 ) ( 2000 2000 )\n"
    "+ FIXED ( 60000 8000 ) N ;\nEND PINS\n"
    "SPECIALNETS 1 ;\n- VDD ( * VDD ) + USE POWER + ROUTED\n"
    "m1 200 + SHAPE FOLLOWPIN ( 0 10000 ) ( 100000 * )\n"
    "NEW m2 1000 + SHAPE STRIPE ( 50000 0 ) ( * 30000 )\n"
    "NEW m1 0 + SHAPE STRIPE ( 50000 10000 ) V1 ;\nEND SPECIALNETS\n";

static ird_status make_plan(ird_plan *plan, ird_error *err) {
    const ird_plan_line lines[] = {
        plan_rails("VDD"),
        plan_stripes("VDD", "m2", 1, 20, 10),
        plan_rails("VSS"),
        plan_stripes("VSS", "m3", 1, 20, 10),
        plan_source("VSS", 1, 1),
        {.kind = IRD_PLAN_BUMPS,
         .net = (char *)"VSS",
         .use = IRD_USE_OTHER,
         .layer = (char *)"m3",
         .pitch_um = {40, 40}},
        {.kind = IRD_PLAN_REMOVED,
         .net = (char *)"VDD",
         .use = IRD_USE_OTHER,
         .layer = (char *)"m2"},
        {.kind = IRD_PLAN_WIDENED,
         .net = (char *)"VDD",
         .use = IRD_USE_OTHER,
         .layer = (char *)"m2",
         .width_um = 3},
        {.kind = IRD_PLAN_VIAS,
         .net = (char *)"VDD",
         .use = IRD_USE_OTHER,
         .layer = (char *)"m1",
         .upper = (char *)"m2"},
    };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        IRD_TRY(ird_plan_add(plan, &lines[i], err));
    }
    return IRD_OK;
}

typedef struct scene {
    grid_text g;
    ird_plan plan;
} scene;

static ird_status step_add(scene *s, ird_error *err) {
    ird_plan plan = {0};
    (void)s;
    ird_status status = make_plan(&plan, err);
    ird_plan_free(&plan);
    return status;
}

static ird_status step_lay(scene *s, ird_error *err) {
    ird_plan_layout layout = {0};
    ird_status status =
        ird_plan_lay(&layout, &s->plan, &s->g.design, &s->g.tech, NULL, err);
    CHECK((status == IRD_OK) == (layout.vias > 0));
    ird_plan_layout_free(&layout);
    return status;
}

static ird_status step_places(scene *s, ird_error *err) {
    ird_source_file file = {0};
    ird_status status = ird_plan_add_places(&file, &s->plan, "VSS", &s->g.design, err);
    ird_source_file_free(&file);
    return status;
}

static ird_status step_read(scene *s, ird_error *err) {
    ird_plan plan = {0};
    (void)s;
    ird_status status =
        ird_plan_read(&plan, IRD_SOURCE_DIR "/flow/plan_example.xml", err);
    CHECK((status == IRD_OK) == (plan.lines.count > 0));
    ird_plan_free(&plan);
    return status;
}

/* Sweep: fail call n of step() for n = 1, 2, ... until it succeeds. */
static void sweep(const char *name, size_t at_least,
                  ird_status (*step)(scene *s, ird_error *err)) {
    scene s = {0};
    ird_error set_up = {0};
    size_t n = 0;
    ird_status status = IRD_NO_MEMORY;
    failing_alloc_arm(0);
    plan_text_read(&s.g, SECTIONS);
    grid_text_stop(make_plan(&s.plan, &set_up), &set_up);
    while (status != IRD_OK && n < MAX_CALLS) {
        long live = failing_alloc_live();
        ird_error err = {0};
        failing_alloc_arm(++n);
        status = step(&s, &err);
        failing_alloc_arm(0);
        CHECK(status == err.status && (status == IRD_OK || status == IRD_NO_MEMORY));
        CHECK(failing_alloc_live() == live);
    }
    printf("%s: %zu allocations\n", name, n - 1);
    CHECK(status == IRD_OK && n > at_least);
    ird_plan_free(&s.plan);
    grid_text_free(&s.g);
}

int main(void) {
    sweep("add", 8, step_add);
    sweep("lay", 40, step_lay);
    sweep("places", 3, step_places);
    sweep("read", 20, step_read);
    return check_summary("plan_failures");
}
