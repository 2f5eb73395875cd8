/* SPDX-License-Identifier: BSD-3-Clause
 *
 * gcd and aes of the shared data: sums of the maps against totals that an awk script
 * added up from LEF SIZE, the DEF's components and the power report, and the number of
 * cells against the sinks of the published network.
 */
#include "check.h"

#include "hotspots/hotspots.h"
#include "channels/rasterize.h"
#include "readers/readers.h"
#include "report/report.h"

typedef struct shared_design {
    const char *def, *power;
    double area_um2, power_w; /* of cells that are no filler or tap */
    size_t cells, fillers;
    ird_source_origin origin; /* aes has power pins, gcd has none */
} shared_design;

static const shared_design designs[] = {
    {"nangate45/gcd.def", "nangate45/golden/gcd_power.csv", 707.56, 1.384087626488598e-04,
     510, 114, IRD_SOURCES_TOP_LAYER},
    {"nangate45/aes_bterms.def", "nangate45/golden/aes_power.csv", 26170.144,
     3.011645151883800e-02, 18119, 1716, IRD_SOURCES_PINS},
};

typedef struct loaded {
    ird_technology tech;
    ird_design design;
    ird_power power;
    ird_raster raster;
} loaded;

static void must(ird_status status, const ird_error *err) {
    if (!CHECK(status == IRD_OK)) {
        fprintf(stderr, "    %s: %s\n", err->file, err->text);
        exit(1);
    }
}

static void load(loaded *l, const shared_design *d, size_t size) {
    char path[1024];
    ird_error err = {0};
    must(ird_lef_read(&l->tech, shared_path(path, sizeof path, "nangate45/Nangate45.lef"),
                      NULL, &err),
         &err);
    must(ird_def_read(&l->design, &l->tech, shared_path(path, sizeof path, d->def), NULL,
                      &err),
         &err);
    must(ird_power_read(&l->power, &l->design, shared_path(path, sizeof path, d->power),
                        NULL, &err),
         &err);
    double units = (double)l->design.units;
    ird_rect die = l->design.die;
    ird_raster_options options = {
        .size = size,
        .window = {(double)die.x0_dbu / units, (double)die.y0_dbu / units,
                   (double)die.x1_dbu / units, (double)die.y1_dbu / units},
        .net = ird_names_find(&l->design.special_net_names, "VDD", 3),
        .supply_v = 1.1};
    must(ird_rasterize(&l->raster, &l->design, &l->tech, &l->power, &options, NULL, &err),
         &err);
}

static void unload(loaded *l) {
    ird_raster_free(&l->raster);
    ird_power_free(&l->power);
    ird_design_free(&l->design);
    ird_technology_free(&l->tech);
}

static void check_sums(const shared_design *d, const loaded *l) {
    double current_a = d->power_w / 1.1;
    CHECK_NEAR(ird_map_sum(&l->raster.area_um2), d->area_um2, 1e-9 * d->area_um2);
    CHECK_NEAR(ird_map_sum(&l->raster.current_a), current_a, 1e-9 * current_a);
    CHECK_NEAR(l->power.total_w, d->power_w, 1e-12 * d->power_w);
    CHECK(l->raster.cells_counted == d->cells && l->raster.cells_physical == d->fillers);
    CHECK(l->raster.cells_outside == 0 && l->raster.cells_unconnected == 0);
    CHECK(l->power.unknown_instances == 0 && l->power.missing_instances == 0);
    CHECK(l->raster.source_origin == d->origin && l->raster.source_count > 0);
    CHECK(!l->raster.resistance_assumed && l->raster.vias_assumed == 0);
    CHECK(l->raster.pixels_floating == 0);
}

static void check_report(const loaded *l) {
    ird_hotspot_list list = {0};
    ird_text text = {0};
    ird_error err = {0};
    ird_hotspot_options options = {
        .threshold = 0.5 * ird_map_max(&l->raster.current_a, NULL), .top_instances = 3};
    must(ird_hotspots_find(&list, &l->raster.current_a, &l->raster, &l->design, &l->tech,
                           &l->power, &options, &err),
         &err);
    ird_answer context = {.quantity = ird_quantities,
                          .design = &l->design,
                          .tech = &l->tech,
                          .raster = &l->raster,
                          .power = &l->power,
                          .map = &l->raster.current_a,
                          .threshold = options.threshold};
    must(ird_report_hotspots(&text, &context, &list, &err), &err);
    CHECK(list.count > 0 && list.items[0].top_count > 0);
    CHECK(strstr(ird_text_get(&text), "Net         VDD, power net, supply 1.100 V") !=
          NULL);
    ird_text_free(&text);
    ird_hotspot_list_free(&list);
}

int main(void) {
    static const size_t sizes[] = {64, 61};
    for (size_t i = 0; i < sizeof designs / sizeof *designs; i++) {
        for (size_t k = 0; k < 2; k++) {
            loaded l = {0};
            load(&l, &designs[i], sizes[k]);
            check_sums(&designs[i], &l);
            check_report(&l);
            unload(&l);
        }
    }
    return check_summary("shared maps");
}
