/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Every allocation of power, maps, hotspots and reports fails in turn: one error, outputs
 * as they were, no leak, no file left behind.
 */
#include "check.h"
#include "failing_alloc.h"
#include "fixture.h"

#include <errno.h>
#include <sys/stat.h>

#include "base/lines.h"
#include "hotspots/hotspots.h"
#include "base/map/compare.h"
#include "base/map/map_file.h"
#include "base/map/picture.h"
#include "report/map_view.h"
#include "report/report.h"

enum { MAX_CALLS = 10000 };

static char folder[64];
static char paths[3][96]; /* text, JSON and CSV report */

/* What the steps work on; made once, without failures. */
static fixture f;
static ird_power power;
static ird_raster raster;
static ird_hotspot_list hotspots;

static const ird_raster_options options = {
    .size = 8, .window = {0, 0, 8, 8}, .net = 0, .supply_v = 1};
static const ird_hotspot_options hot = {.threshold = 0.001, .top_instances = 2};

static void must(ird_status status) {
    if (!CHECK(status == IRD_OK)) {
        exit(1);
    }
}

static void write_report(size_t i, const char *text) {
    snprintf(paths[i], sizeof paths[i], "%s/report%zu", folder, i);
    FILE *file = fopen(paths[i], "w");
    CHECK(file != NULL && fputs(text, file) >= 0);
    CHECK(file != NULL && fclose(file) == 0);
}

static void create_reports(void) {
    write_report(0, "x (Watts)\n-----\n1 2 3 4 u\\[1\\]\n1 2 3 4 none\n1 2 3 4 u2\n");
    write_report(1, "[{\"name\":\"u\\[1]\",\"total\":4},{\"name\":\"u3\",\"total\":1},"
                    "{\"name\":\"none\",\"total\":nan}]");
    write_report(2, "instance,power_w\nu[1],4\nu2,1e-3\nnone,3\n");
}

static void create_inputs(void) {
    fixture_create(&f, 1000, 8, 8);
    int32_t m1 = fixture_metal(&f, "m1", 0.4);
    int32_t via = fixture_cut(&f, "v1", 4);
    int32_t m2 = fixture_metal(&f, "m2", 0.1);
    int32_t cell = fixture_macro(&f, "CELL", 3, 1, IRD_MACRO_CORE, true);
    fixture_net(&f, "VDD", IRD_USE_POWER);
    for (int y = 0; y < 8; y++) {
        fixture_wire(&f, m1, 0.2, 0, y, 8, y);
        fixture_via(&f, m1, via, m2, 1, 4, y);
    }
    fixture_wire(&f, m2, 1, 4, 0, 4, 8);
    fixture_pin(&f, "VDD", m2, 3, 7, 5, 8);
    fixture_cell(&f, "u\\[1\\]", cell, IRD_ORIENT_N, 0.5, 0.5);
    fixture_cell(&f, "u2", cell, IRD_ORIENT_E, 4.5, 4.5);
    fixture_cell(&f, "u3", cell, IRD_ORIENT_S, 2, 2.5);
    must(ird_power_spread(&power, &f.design, &f.tech, 1, IRD_POWER_TOTAL, NULL));
    must(ird_rasterize(&raster, &f.design, &f.tech, &power, &options, NULL, NULL));
    must(ird_hotspots_find(&hotspots, &raster.current_a, &raster, &f.design, &f.tech,
                           &power, &hot, NULL));
    CHECK(hotspots.count > 0);
}

static void free_inputs(void) {
    ird_hotspot_list_free(&hotspots);
    ird_raster_free(&raster);
    ird_power_free(&power);
    fixture_free(&f);
}

/* --- steps: each gives back what it made ---------------------------------------------
 */

static ird_status spread(ird_error *err) {
    ird_power made = {.count = 99};
    ird_status status =
        ird_power_spread(&made, &f.design, &f.tech, 1, IRD_POWER_TOTAL, err);
    CHECK(status == IRD_OK || (made.count == 99 && made.instance_w == NULL));
    ird_power_free(&made);
    return status;
}

static ird_status read_power(size_t i, ird_error *err) {
    ird_power made = {.count = 99};
    ird_status status = ird_power_read(&made, &f.design, paths[i], NULL, err);
    CHECK(status == IRD_OK || (made.count == 99 && made.instance_w == NULL));
    CHECK(status != IRD_OK || (made.unknown_instances == 1 && made.instance_w[0] == 4));
    ird_power_free(&made);
    return status;
}

static ird_status read_text(ird_error *err) {
    return read_power(0, err);
}

static ird_status read_json(ird_error *err) {
    return read_power(1, err);
}

static ird_status read_csv(ird_error *err) {
    return read_power(2, err);
}

static ird_status rasterize(ird_error *err) {
    ird_raster made = {.cells_counted = 99};
    ird_status status =
        ird_rasterize(&made, &f.design, &f.tech, &power, &options, NULL, err);
    CHECK(status == IRD_OK ? made.cells_counted == 3 : made.cells_counted == 99);
    ird_raster_free(&made);
    return status;
}

static ird_status find_hotspots(ird_error *err) {
    ird_hotspot_list made = {.found = 99};
    ird_status status = ird_hotspots_find(&made, &raster.current_a, &raster, &f.design,
                                          &f.tech, &power, &hot, err);
    CHECK(status == IRD_OK ? made.found < 99 : made.found == 99);
    ird_hotspot_list_free(&made);
    return status;
}

static ird_status write_text(ird_error *err) {
    ird_text text = {0};
    ird_answer context = {.quantity = ird_quantities,
                          .design = &f.design,
                          .tech = &f.tech,
                          .raster = &raster,
                          .power = &power,
                          .map = &raster.current_a,
                          .threshold = hot.threshold};
    ird_status status = ird_text_add(&text, "before", 6, err);
    if (status == IRD_OK) {
        status = ird_report_hotspots(&text, &context, &hotspots, err);
        CHECK(status == IRD_OK || strcmp(ird_text_get(&text), "before") == 0);
    }
    ird_text_free(&text);
    return status;
}

static ird_status show_map(ird_error *err) {
    ird_text text = {0};
    const ird_map_view_options view = {.width = 4, .colour = true};
    ird_status status = ird_text_add(&text, "before", 6, err);
    if (status == IRD_OK) {
        status = ird_report_map_view(&text, &raster.current_a, "current", &view, err);
        CHECK(status == IRD_OK || strcmp(ird_text_get(&text), "before") == 0);
    }
    ird_text_free(&text);
    return status;
}

static ird_status copy_map(ird_error *err) {
    ird_map copy = {.rows = 99};
    ird_status status = ird_map_copy(&copy, &raster.current_a, err);
    CHECK(status == IRD_OK ? copy.rows == 8 : copy.rows == 99);
    ird_map_free(&copy);
    return status;
}

/* Write, and read where that is possible; after a failed write there is no file. */
static ird_status through_file(const char *name, bool readable, ird_error *err) {
    char path[96];
    ird_map back = {0};
    snprintf(path, sizeof path, "%s/map/%s", folder, name);
    ird_status status = ird_map_write(&raster.current_a, path, err);
    if (status == IRD_OK) {
        status = readable ? ird_map_read(&back, path, err) : IRD_OK;
        CHECK(unlink(path) == 0);
    }
    CHECK(status == IRD_OK || back.values == NULL);
    ird_map_free(&back);
    return status;
}

static ird_status npy_file(ird_error *err) {
    return through_file("map.npy", true, err);
}

static ird_status csv_file(ird_error *err) {
    return through_file("map.csv", true, err);
}

static ird_status png_file(ird_error *err) {
    return through_file("map.png", false, err);
}

/* --- sweep ---------------------------------------------------------------------------
 */

typedef ird_status step(ird_error *err);

/* What opens an output reports a lack of memory as the reason of a failed write. */
static bool is_memory(const ird_error *err, ird_status status) {
    return err->status == status &&
           (status == IRD_NO_MEMORY ||
            (status == IRD_FILE_WRITE && err->system_error == ENOMEM));
}

static void sweep(const char *name, step *run) {
    long live = failing_alloc_live();
    size_t n = 0;
    ird_status status = IRD_NO_MEMORY;
    while (status != IRD_OK && n < MAX_CALLS) {
        ird_error err = {0};
        failing_alloc_arm(++n);
        status = run(&err);
        bool fired = failing_alloc_fired();
        failing_alloc_arm(0);
        if (!CHECK(status == IRD_OK ? !fired : fired && is_memory(&err, status)) ||
            !CHECK(failing_alloc_live() == live)) {
            fprintf(stderr, "    %s, allocation %zu: %s\n", name, n, err.text);
            break;
        }
    }
    CHECK(n > 1 && n < MAX_CALLS);
    printf("%s: %zu allocations\n", name, n - 1);
}

int main(void) {
    char map_folder[96];
    snprintf(folder, sizeof folder, "map_failures_XXXXXX");
    if (mkdtemp(folder) == NULL) {
        return 1;
    }
    snprintf(map_folder, sizeof map_folder, "%s/map", folder);
    CHECK(mkdir(map_folder, 0777) == 0);
    create_reports();
    create_inputs();
    sweep("spread", spread);
    sweep("text report", read_text);
    sweep("JSON report", read_json);
    sweep("CSV report", read_csv);
    sweep("rasterize", rasterize);
    sweep("hotspots", find_hotspots);
    sweep("report", write_text);
    sweep("show", show_map);
    sweep("copy", copy_map);
    sweep(".npy", npy_file);
    sweep(".csv", csv_file);
    sweep(".png", png_file);
    CHECK(rmdir(map_folder) == 0); /* it holds no file that a failure left */
    free_inputs();
    CHECK(failing_alloc_live() == 0);
    char command[96];
    snprintf(command, sizeof command, "rm -rf %s", folder);
    CHECK(system(command) == 0);
    return check_summary("map failures");
}
