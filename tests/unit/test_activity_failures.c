/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Every allocation of reading activity fails in turn: one error, outputs as they were, no
 * leak. The folder of the Tcl tests' data is the first argument.
 */
#include "check.h"
#include "failing_alloc.h"

#include <zlib.h>

#include "activity/activity.h"
#include "readers/readers.h"

enum { MAX_CALLS = 10000 };

static const char *data;
static char packed_path[] = "irdrop-activity-XXXXXX";

/* What the steps work on; made once, without failures. */
static ird_technology tech;
static ird_design design;
static ird_netlist nets;

static const char *data_path(const char *name) {
    static char path[4096];
    snprintf(path, sizeof path, "%s/%s", data, name);
    return path;
}

static void must(ird_status status) {
    if (!CHECK(status == IRD_OK)) {
        exit(1);
    }
}

static void pack_vcd(void) {
    char text[8192];
    FILE *file = fopen(data_path("activity.vcd"), "r");
    size_t size = file != NULL ? fread(text, 1, sizeof text, file) : 0;
    CHECK(file != NULL && fclose(file) == 0 && size > 0);
    gzFile packed = gzdopen(mkstemp(packed_path), "wb");
    CHECK(gzwrite(packed, text, (unsigned)size) == (int)size);
    CHECK(gzclose(packed) == Z_OK);
}

static void create_inputs(void) {
    must(ird_lef_read(&tech, data_path("small.lef"), NULL, NULL));
    must(ird_lef_read(&tech, data_path("activity.lef"), NULL, NULL));
    must(ird_def_read(&design, &tech, data_path("activity.def"), NULL, NULL));
    must(ird_def_read_nets(&nets, &design, &tech, data_path("activity.def"), NULL, NULL));
    pack_vcd();
}

static void free_inputs(void) {
    ird_netlist_free(&nets);
    ird_design_free(&design);
    ird_technology_free(&tech);
    CHECK(unlink(packed_path) == 0);
}

/* --- steps: each gives back what it made ---------------------------------------------
 */

static ird_status read_nets(ird_error *err) {
    ird_netlist made = {.driven = 99};
    ird_status status =
        ird_def_read_nets(&made, &design, &tech, data_path("activity.def"), NULL, err);
    CHECK(made.driven == (status == IRD_OK ? 5 : 99));
    ird_netlist_free(&made);
    return status;
}

static ird_status read_activity(const char *path, double window_s, ird_error *err) {
    static const double power_w[] = {1, 1, 1, 1};
    ird_activity made = {.count = 99};
    ird_activity_options options = {.window_s = window_s};
    ird_status status =
        ird_activity_read(&made, &nets, power_w, 4, path, &options, NULL, err);
    CHECK(status == IRD_OK ? made.matched_nets == 4 : made.count == 99);
    ird_activity_free(&made);
    return status;
}

static ird_status read_saif(ird_error *err) {
    return read_activity(data_path("activity.saif"), 0, err);
}

static ird_status read_vcd(ird_error *err) {
    return read_activity(data_path("activity.vcd"), 0, err);
}

static ird_status read_windows(ird_error *err) {
    return read_activity(data_path("activity.vcd"), 25e-9, err);
}

static ird_status read_packed(ird_error *err) {
    return read_activity(packed_path, 0, err);
}

static ird_status fail_scope(ird_error *err) {
    ird_activity made = {.count = 99};
    ird_activity_options options = {.scope = "elsewhere"};
    ird_status status = ird_activity_read(&made, &nets, NULL, 4,
                                          data_path("activity.vcd"), &options, NULL, err);
    CHECK(made.count == 99);
    return status == IRD_ACTIVITY_SCOPE ? IRD_OK : status;
}

static ird_status scale_power(ird_error *err) {
    static double rates[] = {1, 2};
    static char file[] = "run";
    const ird_activity activity = {.rate_hz = rates, .count = 2, .file = file};
    double base_w[] = {3, 0};
    const ird_power base = {.count = 2, .instance_w = base_w};
    ird_power power = {0};
    ird_status status = ird_activity_apply(&activity, NULL, &base, &power, err);
    CHECK(base_w[0] == 3);
    CHECK(status == IRD_OK || (power.instance_w == NULL && power.activity_file == NULL));
    ird_scaled_power_free(&power);
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

int main(int argc, char **argv) {
    data = argc > 1 ? argv[1] : ".";
    create_inputs();
    sweep("nets", read_nets);
    sweep("SAIF", read_saif);
    sweep("VCD", read_vcd);
    sweep("windows", read_windows);
    sweep("gzip", read_packed);
    sweep("scope", fail_scope);
    sweep("power", scale_power);
    free_inputs();
    return check_summary("activity failures");
}
