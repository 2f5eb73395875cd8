/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What a user says by the names of nets, layers and macros, and the lines of a plan:
 * kept, replaced, copied, and left as it was by what is wrong.
 */
#include "grid_text.h"

#include "extract/switch_settings.h"
#include "plan/plan.h"
#include "power/supply_settings.h"

static void test_supplies(void) {
    ird_supply_settings a = {0}, b = {0};
    CHECK(ird_supply_settings_set(&a, "VDD", 3, 1.1, NULL) == IRD_OK);
    CHECK(ird_supply_settings_set(&a, "VSS", 3, 0, NULL) == IRD_OK);
    CHECK(ird_supply_settings_set(&a, "VDDX", 3, 0.9, NULL) == IRD_OK); /* VDD again */
    CHECK(ird_supply_settings_set(&b, "VSS", 3, 0.1, NULL) == IRD_OK);
    CHECK(ird_supply_settings_copy(&b, &a, NULL) == IRD_OK);
    CHECK(a.items.count == 2 && b.items.count == 2);
    CHECK_NEAR(ird_supply_settings_find(&b, "VDD", 3)->voltage_v, 0.9, 0);
    CHECK_NEAR(ird_supply_settings_find(&b, "VSS", 3)->voltage_v, 0, 0);
    CHECK(ird_supply_settings_find(&b, "VDDX", 4) == NULL);
    CHECK(ird_supply_settings_find(&b, "VD", 2) == NULL);
    ird_supply_settings_free(&a);
    ird_supply_settings_free(&b);
}

static void test_sources(void) {
    ird_source_settings s = {0};
    ird_source_options options = ird_source_defaults;
    ird_error err = {0};
    options.type = IRD_SOURCE_BUMPS;
    CHECK(ird_source_settings_set(&s, "VDD", &options, NULL, &err) == IRD_OK);
    options.package_ohm = -1;
    CHECK(ird_source_settings_set(&s, "VDD", &options, NULL, &err) == IRD_SOURCE_OPTION);
    CHECK(ird_source_settings_set(&s, "VSS", &options, NULL, &err) == IRD_SOURCE_OPTION);
    CHECK(s.items.count == 1 && ird_source_settings_find(&s, "VSS") == NULL);
    CHECK_NEAR(ird_source_settings_find(&s, "VDD")->options.package_ohm, 0, 0);
    options.package_ohm = 2;
    options.type = IRD_SOURCE_PINS;
    CHECK(ird_source_settings_set(&s, "VDD", &options, NULL, &err) == IRD_OK);
    CHECK(s.items.count == 1);
    CHECK(ird_source_settings_find(&s, "VDD")->options.type == IRD_SOURCE_PINS);
    ird_source_settings_free(&s);
}

/* The last pattern that matches counts; a negative resistance adds nothing. */
static void test_switches(void) {
    ird_macro_switches macros = {0};
    ird_error err = {0};
    CHECK(ird_macro_switches_add(&macros, "PSW*", 5, &err) == IRD_OK);
    CHECK(ird_macro_switches_add(&macros, "PSW_X?", -1, &err) == IRD_SOURCE_OPTION);
    CHECK(ird_macro_switches_add(&macros, "PSW_X?", INFINITY, &err) == IRD_OK);
    CHECK(macros.items.count == 2);
    CHECK_TEXT(macros.items.items[1].pattern, "PSW_X?");
    ird_macro_switches_free(&macros);
    CHECK(macros.items.count == 0);
}

static void read_lef(ird_technology *tech, const char *text) {
    ird_error err = {0};
    ird_input input = {.data = text, .size = strlen(text), .path = "layers.lef"};
    grid_text_stop(ird_lef_read_input(tech, &input, NULL, &err), &err);
}

/* Another technology has its layers in another order, and lacks one. */
static void test_layers(void) {
    static const char other[] =
        "VERSION 5.8 ;\nLAYER m3\n TYPE ROUTING ;\n DIRECTION HORIZONTAL ;\n PITCH 2 ;\n"
        " WIDTH 0.4 ;\nEND m3\nLAYER v1\n TYPE CUT ;\nEND v1\nEND LIBRARY\n";
    ird_technology from_tech = {0}, tech = {0};
    ird_rc_settings from = {0}, copy = {0};
    ird_error err = {0};
    read_lef(&from_tech, GRID_LEF);
    read_lef(&tech, other);
    CHECK(ird_rc_set_via(&from, &from_tech, "v1", 7, 1, &err) == IRD_OK);
    CHECK(ird_rc_set_via(&from, &from_tech, "v2", 8, 1, &err) == IRD_OK);
    CHECK(ird_rc_settings_copy(&copy, &tech, &from, &from_tech, &err) == IRD_OK);
    if (CHECK(copy.items.count == 1)) {
        CHECK(copy.items.items[0].layer == 1);
        CHECK_NEAR(copy.items.items[0].ohm, 7, 0);
    }
    ird_rc_settings_free(&copy);
    ird_rc_settings_free(&from);
    ird_technology_free(&tech);
    ird_technology_free(&from_tech);
}

static void add_source(ird_plan *plan, char *net, double x_um) {
    ird_error err = {0};
    const ird_plan_line line = {.kind = IRD_PLAN_SOURCE, .net = net, .at = {x_um, 0}};
    grid_text_stop(ird_plan_add(plan, &line, &err), &err);
}

static void test_plan_lines(void) {
    static char vdd[] = "VDD", vss[] = "VSS";
    ird_plan plan = {0}, rest = {0};
    ird_error err = {0};
    add_source(&plan, vdd, 1);
    add_source(&plan, vss, 2);
    add_source(&plan, vdd, 3);
    CHECK(ird_plan_without_net(&rest, &plan, "VDD", &err) == IRD_OK);
    CHECK(rest.lines.count == 1 && rest.lines.items[0].at.x_um == 2);
    ird_plan_free(&rest);
    CHECK(ird_plan_without_net(&rest, &plan, "V", &err) == IRD_PLAN_NET);
    CHECK(rest.lines.count == 0);
    CHECK(ird_plan_without_line(&rest, &plan, 0, &err) == IRD_PLAN_LINE);
    CHECK(ird_plan_without_line(&rest, &plan, 4, &err) == IRD_PLAN_LINE);
    CHECK(ird_plan_without_line(&rest, &plan, 3, &err) == IRD_OK);
    CHECK(rest.lines.count == 2 && rest.lines.items[1].at.x_um == 2);
    CHECK(plan.lines.count == 3);
    ird_plan_free(&rest);
    ird_plan_free(&plan);
}

int main(void) {
    RUN(test_supplies);
    RUN(test_sources);
    RUN(test_switches);
    RUN(test_layers);
    RUN(test_plan_lines);
    return check_summary("settings");
}
