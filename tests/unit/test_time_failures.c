/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Every allocation on the way to currents in time fails in turn: one error, outputs as
 * they were, no leak. The folder of the Tcl tests' data is the first argument.
 */
#include "check.h"
#include "failing_alloc.h"

#include "activity/toggles.h"
#include "charge/charge.h"
#include "charge/package.h"
#include "extract/temperature.h"
#include "readers/readers.h"

enum { MAX_CALLS = 20000 };

static const char *data;
static char folder[] = "time-XXXXXX";

/* What the steps work on; made once, without failures. */
static ird_technology tech;
static ird_design design;
static ird_netlist nets;
static ird_liberty liberty;
static ird_timing timing;
static ird_stages stages;
static ird_power power;
static ird_activity activity;
static ird_switching switching;
static ird_cell_capacitance cells;
static ird_layer_rc rc;
static ird_grid grid;

static const char *data_path(const char *name) {
    static char path[4096];
    snprintf(path, sizeof path, "%s/%s", data, name);
    return path;
}

static const char *own_path(const char *name) {
    static char path[128];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

static void write_file(const char *name, const char *text) {
    FILE *file = fopen(own_path(name), "w");
    CHECK(file != NULL && fputs(text, file) >= 0 && fclose(file) == 0);
}

static void must(ird_status status) {
    if (!CHECK(status == IRD_OK)) {
        exit(1);
    }
}

static ird_switching_input input_of(void) {
    return (ird_switching_input){.design = &design,
                                 .tech = &tech,
                                 .power = &power,
                                 .timing = &timing,
                                 .stages = &stages,
                                 .volt = 1,
                                 .period_s = 1e-9,
                                 .cycles = 4,
                                 .seed = 1,
                                 .is_worst = true};
}

static void write_inputs(void) {
    write_file("t.csv",
               "instance,begin_ns,end_ns,slew_ns\nu1/g1,0.1,0.2,0.05\nx,1,1,1\n");
    write_file("t.twf",
               "(TIMING_WINDOWS (CAUSED_BY NULL (NET \"u1/n1\" 1:1 1 * * 1 1 * *)"
               "(NET \"x\" 1 1 * * 1 1 * *)))");
    write_file("t.lib", "library (l) { cell (GATE) { pin (A) { capacitance : 1; } } "
                        "cell (FF) { ff (a, b) { } } }");
    write_file("p.sp",
               ".subckt p d1 d2 b\nR1 b m 1\nL1 m d1 1p\nR2 m d2 1\nC1 m 0 1p\n.ends\n");
    write_file("d.csv", "FF,1,2\nGATE,2\n");
    write_file("h.csv", "0,0,100,100,125\n");
}

static void create_inputs(void) {
    write_inputs();
    must(ird_lef_read(&tech, data_path("small.lef"), NULL, NULL));
    must(ird_lef_read(&tech, data_path("activity.lef"), NULL, NULL));
    must(ird_def_read(&design, &tech, data_path("activity.def"), NULL, NULL));
    must(ird_def_read_connections(&nets, &design, &tech, data_path("activity.def"), NULL,
                                  NULL));
    must(ird_liberty_read(&liberty, own_path("t.lib"), NULL, NULL));
    must(ird_timing_read(&timing, &design, &tech, &nets, own_path("t.csv"), NULL, NULL));
    must(ird_stages_find(&stages, &design, &tech, &liberty, &nets, NULL, NULL));
    must(ird_power_spread(&power, &design, &tech, 1, IRD_POWER_TOTAL, NULL));
    const ird_activity_options options = {0};
    must(ird_activity_read(&activity, &nets, power.instance_w, power.count,
                           data_path("activity.vcd"), &options, NULL, NULL));
    const ird_switching_input input = input_of();
    must(ird_switching_make(&switching, &input, NULL, NULL));
    must(ird_cell_capacitance_find(&cells, &design, &tech, &liberty, &nets, NULL, NULL));
    must(ird_layer_rc_build(&rc, &tech, NULL, NULL));
}

/* Two nodes with a wire between, a source, and pins and loads of the first instance. */
static void create_grid(void) {
    int32_t layer, node;
    grid.network.units = 1000;
    grid.options.swing_v = 1;
    must(ird_network_add_layer(&grid.network, "metal1", 6, &layer, NULL));
    for (int64_t i = 0; i < 2; i++) {
        must(ird_network_add_node(&grid.network, IRD_NODE_GRID, layer, 1000 * i, 0, &node,
                                  NULL));
    }
    must(ird_network_add_wire(&grid.network, 0, 1, 1, 100, NULL));
    must(ird_network_add_source(&grid.network, 0, 1, NULL));
    must(ird_network_add_load(&grid.network, 1, power.instance_w[0], 0, 0, NULL));
    must(ird_vec_reserve(&grid.terminals, 1, "testing", NULL));
    grid.terminals.items[grid.terminals.count++] = (ird_grid_terminal){.node = 1};
    must(ird_vec_reserve(&grid.metals, tech.layers.count, "testing", NULL));
    int32_t metal = ird_names_find(&tech.layer_names, "metal1", 6);
    for (size_t i = 0; i < tech.layers.count; i++) {
        grid.metals.items[grid.metals.count++] =
            (int32_t)i == metal ? (ird_grid_metal){1, 1000 * 100, 1000}
                                : (ird_grid_metal){0};
    }
    tech.layers.items[metal].area_pf_um2 = 1;
}

static void free_inputs(void) {
    static const char *const names[] = {"t.csv", "t.twf", "t.lib",
                                        "d.csv", "h.csv", "p.sp"};
    ird_grid_free(&grid);
    ird_layer_rc_free(&rc);
    ird_cell_capacitance_free(&cells);
    ird_switching_free(&switching);
    ird_activity_free(&activity);
    ird_power_free(&power);
    ird_stages_free(&stages);
    ird_timing_free(&timing);
    ird_liberty_free(&liberty);
    ird_netlist_free(&nets);
    ird_design_free(&design);
    ird_technology_free(&tech);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        CHECK(unlink(own_path(names[i])) == 0);
    }
    CHECK(rmdir(folder) == 0);
}

/* --- steps: each gives back what it made ---------------------------------------------
 */

static ird_status read_connections(ird_error *err) {
    ird_netlist made = {.driven = 99};
    ird_status status = ird_def_read_connections(&made, &design, &tech,
                                                 data_path("activity.def"), NULL, err);
    CHECK(made.driven == (status == IRD_OK ? 5 : 99));
    ird_netlist_free(&made);
    return status;
}

static ird_status read_timing(const char *name, ird_error *err) {
    ird_timing made = {.rows = 99};
    ird_status status =
        ird_timing_read(&made, &design, &tech, &nets, own_path(name), NULL, err);
    CHECK(made.rows == (status == IRD_OK ? 2 : 99));
    ird_timing_free(&made);
    return status;
}

static ird_status read_csv(ird_error *err) {
    return read_timing("t.csv", err);
}

static ird_status read_twf(ird_error *err) {
    return read_timing("t.twf", err);
}

static ird_status read_liberty(ird_error *err) {
    ird_liberty made = {0};
    ird_status status = ird_liberty_read(&made, own_path("t.lib"), NULL, err);
    CHECK(made.cells.count == (status == IRD_OK ? 2 : 0));
    ird_liberty_free(&made);
    return status;
}

static ird_status read_decaps(ird_error *err) {
    ird_decaps made = {0};
    ird_status status = ird_decaps_read(&made, own_path("d.csv"), err);
    CHECK(made.items.count == (status == IRD_OK ? 2 : 0));
    ird_decaps_free(&made);
    return status;
}

static ird_status heat(ird_error *err) {
    ird_temperature made = {0};
    ird_status status = ird_temperature_set(&made, 50, own_path("h.csv"), err);
    if (status == IRD_OK) {
        status = ird_temperature_set_metal(&made, &tech, "*", 0.004, err);
    }
    ird_layer_rc hot = {0};
    if (status == IRD_OK) {
        status = ird_layer_rc_build(&hot, &tech, NULL, err);
    }
    if (status == IRD_OK) {
        status = ird_temperature_apply(&made, &tech, &hot, err);
    }
    ird_layer_rc_free(&hot);
    ird_temperature_free(&made);
    return status;
}

static ird_status find_stages(ird_error *err) {
    ird_stages made = {.deepest = 99};
    ird_status status =
        ird_stages_find(&made, &design, &tech, &liberty, &nets, "clk", err);
    CHECK((made.deepest == 99) == (status != IRD_OK));
    ird_stages_free(&made);
    return status;
}

static ird_status read_toggles(ird_error *err) {
    ird_toggles made = {0};
    ird_status status = ird_activity_read_toggles(
        &activity, &nets, 0, activity.duration_s, 0, NULL, &made, err);
    CHECK((made.items.count > 0) == (status == IRD_OK));
    ird_free(made.items.items);
    return status;
}

static ird_status make_switching(ird_error *err) {
    ird_switching made = {.cycles = 99};
    const ird_switching_input input = input_of();
    ird_status status = ird_switching_make(&made, &input, NULL, err);
    CHECK((made.cycles == 99) == (status != IRD_OK));
    ird_switching_free(&made);
    return status;
}

static ird_status find_cells(ird_error *err) {
    ird_cell_capacitance made = {.decaps = 99};
    ird_status status =
        ird_cell_capacitance_find(&made, &design, &tech, &liberty, &nets, NULL, err);
    CHECK((made.decaps == 99) == (status != IRD_OK));
    ird_cell_capacitance_free(&made);
    return status;
}

static ird_status add_charge(ird_error *err) {
    ird_transient made = {0};
    ird_charge_left left = {0};
    size_t unsaid = 0;
    const ird_charge_grids grids = {&grid, NULL};
    ird_status status = ird_charge_add_cells(&made, &grids, 2, &cells, &left, err);
    if (status == IRD_OK) {
        status = ird_charge_add_wires(&made, &grid, 0, &tech, &unsaid, err);
    }
    if (status == IRD_OK) {
        status =
            ird_charge_add_currents(&made, &grids, 2, &switching, &power, &left, err);
    }
    CHECK(status != IRD_OK || made.capacitors.count > 1);
    ird_transient_free(&made);
    return status;
}

static ird_status add_package(ird_error *err) {
    ird_packages said = {0};
    ird_network branch = {0};
    ird_transient made = {0};
    const ird_package package = {.ohm = 1, .henry = 1e-12, .farad = 1e-12};
    ird_status status = ird_packages_set(&said, "VDD", &package, err);
    if (status == IRD_OK) {
        status = ird_network_branch(&branch, &grid.network, err);
    }
    if (status == IRD_OK) {
        status = ird_charge_add_package(&made, &branch, 0, 0,
                                        ird_packages_find(&said, "VDD"), err);
    }
    CHECK(grid.network.nodes.count == 2);
    ird_network_branch_free(&branch);
    ird_transient_free(&made);
    ird_packages_free(&said);
    return status;
}

/* --- sweep ---------------------------------------------------------------------------
 */

static void sweep(const char *name, ird_status (*run)(ird_error *err)) {
    long live = failing_alloc_live();
    for (size_t n = 1; n < MAX_CALLS; n++) {
        ird_error err = {0};
        failing_alloc_arm(n);
        ird_status status = run(&err);
        bool fired = failing_alloc_fired();
        failing_alloc_arm(0);
        if (!CHECK(failing_alloc_live() == live) ||
            !CHECK(status == (fired ? IRD_NO_MEMORY : IRD_OK)) ||
            !CHECK(!fired || err.status == IRD_NO_MEMORY)) {
            fprintf(stderr, "    %s, allocation %zu: %d %s\n", name, n, (int)status,
                    err.text);
            return;
        }
        if (!fired) {
            CHECK(n > 2);
            return;
        }
    }
    CHECK(false); /* the sweep has no end */
}

/* Read, and set for a net twice. */
static ird_status read_subcircuit(ird_error *err) {
    ird_package package = {0};
    ird_packages packages = {0};
    ird_status status =
        ird_subcircuit_read(&package.circuit, own_path("p.sp"), NULL, err);
    for (int k = 0; k < 2 && status == IRD_OK; k++) {
        status = ird_packages_set(&packages, "VDD", &package, err);
    }
    ird_packages_free(&packages);
    ird_subcircuit_free(&package.circuit);
    return status;
}

/* A subcircuit: board, two ports at the die and a node between them; each source's place
 * tied to a port. */
static void test_subcircuit(void) {
    ird_network branch = {0};
    ird_transient made = {0};
    ird_package package = {.net = (char[]){"VDD"}};
    must(ird_subcircuit_read(&package.circuit, own_path("p.sp"), "P", NULL));
    CHECK(package.circuit.die_ports == 2 && package.circuit.nodes == 4);
    must(ird_network_branch(&branch, &grid.network, NULL));
    CHECK(ird_charge_add_package(&made, &branch, 0, 0, &package, NULL) ==
          IRD_PACKAGE_SOURCES);
    ird_transient_free(&made);
    ird_network_branch_free(&branch);
    must(ird_network_branch(&branch, &grid.network, NULL));
    size_t nodes = branch.nodes.count, resistors = branch.resistors.count;
    must(ird_network_add_source(&branch, 1, 1, NULL));
    must(ird_charge_add_package(&made, &branch, 10, 20, &package, NULL));
    CHECK(branch.nodes.count == nodes + 4 && branch.resistors.count == resistors + 3 + 2);
    CHECK(branch.sources.items[0].node == (int32_t)nodes &&
          branch.sources.items[1].node == (int32_t)nodes);
    CHECK(branch.resistors.items[resistors].ohm == 1 &&
          branch.resistors.items[resistors].a == (int32_t)nodes);
    CHECK(made.inductors.count == 1 &&
          made.inductors.items[0].resistor == 20 + (int32_t)resistors + 1);
    CHECK(branch.resistors.items[resistors + 3].a == (int32_t)nodes + 1 &&
          branch.resistors.items[resistors + 3].b == 0 &&
          branch.resistors.items[resistors + 4].a == (int32_t)nodes + 2 &&
          branch.resistors.items[resistors + 4].b == 1);
    CHECK(made.capacitors.count == 1 && made.capacitors.items[0].b == IRD_REFERENCE &&
          made.capacitors.items[0].a == 10 + (int32_t)nodes + 3);
    ird_subcircuit_free(&package.circuit);
    ird_transient_free(&made);
    ird_network_branch_free(&branch);
}

/* A package: inductance and its resistor by number, capacitance on the die's side; of
 * the whole by n. */
static void test_package(void) {
    ird_network branch = {0};
    ird_transient made = {0};
    const ird_package package = {.net = (char[]){"VDD"},
                                 .ohm = 1,
                                 .henry = 2e-12,
                                 .farad = 3e-12,
                                 .is_whole = true};
    must(ird_network_branch(&branch, &grid.network, NULL));
    must(ird_network_add_source(&branch, 1, 1, NULL));
    must(ird_charge_add_package(&made, &branch, 10, 20, &package, NULL));
    CHECK(branch.nodes.count == 4 && branch.resistors.count == 3);
    CHECK(branch.resistors.items[1].ohm == 2 && branch.sources.items[0].node == 2);
    CHECK(made.inductors.count == 2 && made.inductors.items[0].resistor == 21);
    CHECK_NEAR(made.inductors.items[1].henry, 4e-12, 1e-24);
    CHECK(made.capacitors.count == 2 && made.capacitors.items[0].a == 10 &&
          made.capacitors.items[1].a == 11);
    CHECK_NEAR(made.capacitors.items[0].farad, 1.5e-12, 1e-24);
    branch.sources.count = 0;
    CHECK(ird_charge_add_package(&made, &branch, 0, 0, &package, NULL) ==
          IRD_PACKAGE_SOURCES);
    ird_transient_free(&made);
    ird_network_branch_free(&branch);
    CHECK(grid.network.nodes.count == 2 && grid.network.sources.items[0].node == 0);
}

int main(int argc, char **argv) {
    data = argc > 1 ? argv[1] : ".";
    CHECK(mkdtemp(folder) != NULL);
    create_inputs();
    create_grid();
    test_package();
    test_subcircuit();
    sweep("connections", read_connections);
    sweep("CSV", read_csv);
    sweep("TWF", read_twf);
    sweep("Liberty", read_liberty);
    sweep("decaps", read_decaps);
    sweep("subcircuit", read_subcircuit);
    sweep("temperature", heat);
    sweep("stages", find_stages);
    sweep("toggles", read_toggles);
    sweep("switching", make_switching);
    sweep("cells", find_cells);
    sweep("charge", add_charge);
    sweep("package", add_package);
    free_inputs();
    return check_summary("time failures");
}
