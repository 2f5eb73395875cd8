/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Drawn networks of the shared cases, whose right values come from Ohm's law by hand and
 * from a mesh of the drawn metal, and of a placed design of sky130.
 */
#include "check.h"

#include "extract/extract.h"
#include "readers/readers.h"
#include "static/solve.h"

typedef struct scene {
    ird_technology tech;
    ird_design design;
    ird_rc_settings settings;
    ird_layer_rc rc;
    ird_power power;
    ird_grid grid;
} scene;

static void stop_on(ird_status status, const ird_error *err) {
    if (!CHECK(status == IRD_OK)) {
        fprintf(stderr, "    %s:%ld: %s\n", err->file, err->line, err->text);
        exit(1);
    }
}

static void read_scene(scene *s, const char *lef, const char *cells, const char *def) {
    char path[1024];
    ird_error err = {0};
    stop_on(ird_lef_read(&s->tech, shared_path(path, sizeof path, lef), NULL, &err),
            &err);
    if (cells != NULL) {
        stop_on(ird_lef_read(&s->tech, shared_path(path, sizeof path, cells), NULL, &err),
                &err);
    }
    stop_on(ird_def_read(&s->design, &s->tech, shared_path(path, sizeof path, def), NULL,
                         &err),
            &err);
    s->power.count = s->design.components.count;
    s->power.instance_w = ird_alloc_zero(s->power.count, sizeof(double));
}

/* Worst drop at a terminal, in mV, and which instance has it. */
static double worst_mv(scene *s, double supply_v, const char **instance) {
    ird_error err = {0};
    ird_factor *factor = NULL;
    ird_solution solution = {0};
    ird_extract_options options = {.net = ird_grid_find_net(&s->design, "VDD"),
                                   .swing_v = supply_v,
                                   .source_v = supply_v,
                                   .sources = ird_source_defaults};
    stop_on(ird_layer_rc_build(&s->rc, &s->tech, &s->settings, &err), &err);
    stop_on(ird_extract(&s->grid, &s->design, &s->tech, &s->rc, &s->power, &options, NULL,
                        &err),
            &err);
    stop_on(ird_factor_create(&factor, &s->grid.network, &ird_solve_defaults, NULL, &err),
            &err);
    stop_on(ird_solve(&solution, factor, NULL, 0, &err), &err);
    double worst = 0;
    for (size_t i = 0; i < s->grid.terminals.count; i++) {
        const ird_grid_terminal *t = &s->grid.terminals.items[i];
        if (t->node >= 0 && solution.drop_v[t->node] > worst) {
            worst = solution.drop_v[t->node];
            *instance = ird_names_get(&s->design.component_names, t->component);
        }
    }
    ird_solution_free(&solution);
    ird_factor_free(factor);
    return 1e3 * worst;
}

static void close_scene(scene *s) {
    ird_grid_free(&s->grid);
    ird_power_free(&s->power);
    ird_layer_rc_free(&s->rc);
    ird_rc_settings_free(&s->settings);
    ird_technology_free(&s->tech);
    ird_design_free(&s->design);
}

/* 3 mA x 0.225 + 2 mA x (2 + 3.5) at u2. */
static void test_by_hand(void) {
    scene s = {0};
    const char *instance = "";
    read_scene(&s, "../cases/hand/tiny.lef", NULL, "../cases/hand/tiny.def");
    s.power.instance_w[0] = 1e-3;
    s.power.instance_w[1] = 2e-3;
    CHECK_NEAR(worst_mv(&s, 1, &instance), 11.675, 0.001 * 11.675);
    CHECK_TEXT(instance, "u2");
    close_scene(&s);
}

static void test_wide(void) {
    static const struct {
        const char *name;
        double right_mv;
    } cases[] = {{"V", 10.0},      {"L1", 20.0},      {"L4", 5.08},    {"Lpath", 21.7},
                 {"Lrect", 19.98}, {"Lpoly", 19.98},  {"Taper", 5.43}, {"Pad", 2.54},
                 {"Ring", 6.68},   {"Hcross", 20.33}, {"U4", 30.2}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        scene s = {0};
        char def[64];
        const char *instance = "";
        snprintf(def, sizeof def, "../cases/wide/%s.def", cases[i].name);
        read_scene(&s, "../cases/base.lef", NULL, def);
        s.power.instance_w[0] = 1e-3;
        double got_mv = worst_mv(&s, 1, &instance);
        printf("%-8s right %7.3f mV, %+.2f %%\n", cases[i].name, cases[i].right_mv,
               100 * (got_mv / cases[i].right_mv - 1));
        CHECK_NEAR(got_mv, cases[i].right_mv, 0.01 * cases[i].right_mv);
        close_scene(&s);
    }
}

/* 1 mA through 100 squares of 0.1 ohm, from the edge of the pin of the pad on. */
static void test_pad(void) {
    scene s = {0};
    const char *instance = "";
    read_scene(&s, "../cases/power_share/pad.lef", NULL, "../cases/power_share/a.def");
    s.power.instance_w[0] = 1e-3;
    double got_mv = worst_mv(&s, 1, &instance);
    CHECK(got_mv > 9.99 && got_mv < 10.026);
    CHECK_TEXT(instance, "u1");
    close_scene(&s);
}

static void set_resistances(scene *s) {
    static const char *const layers[] = {"li1", "met1", "met2", "met3", "met4", "met5"};
    static const double kohm_um[] = {7.176e-2, 8.929e-4, 8.929e-4,
                                     1.567e-4, 1.567e-4, 1.781e-5};
    static const char *const cuts[] = {"mcon", "via", "via2", "via3", "via4"};
    static const double ohm[] = {9.249146, 4.5, 3.368786, 0.376635, 0.0058};
    ird_error err = {0};
    for (size_t i = 0; i < 6; i++) {
        stop_on(
            ird_rc_set_layer(&s->settings, &s->tech, layers[i], kohm_um[i], 1e3, &err),
            &err);
    }
    for (size_t i = 0; i < 5; i++) {
        stop_on(ird_rc_set_via(&s->settings, &s->tech, cuts[i], ohm[i], 1, &err), &err);
    }
}

static void test_sky130(void) {
    scene s = {0};
    char path[1024];
    const char *instance = "";
    ird_error err = {0};
    read_scene(&s, "sky130hd/sky130hd.tlef", "sky130hd/sky130hd_std_cell.lef",
               "gcd_sky130/gcd.def.gz");
    shared_path(path, sizeof path, "gcd_sky130/power_instances.rpt");
    ird_power_free(&s.power);
    stop_on(ird_power_read(&s.power, &s.design, path, NULL, &err), &err);
    set_resistances(&s);
    CHECK_NEAR(worst_mv(&s, 1.8, &instance), 0.146, 0.01 * 0.146);
    CHECK_TEXT(instance, "_423_");
    close_scene(&s);
}

int main(void) {
    RUN(test_by_hand);
    RUN(test_wide);
    RUN(test_pad);
    RUN(test_sky130);
    return check_summary("drawn_cases");
}
