/* SPDX-License-Identifier: BSD-3-Clause */
#include "gate_scene.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void must(ird_status status) {
    if (status != IRD_OK) {
        fprintf(stderr, "the scene cannot be built: %d\n", (int)status);
        exit(1);
    }
}

void gate_scene_create(gate_scene *scene, const char *first, ird_unit unit) {
    static const char *const unconnected[] = {"a", "spare_1"};
    memset(scene, 0, sizeof *scene);
    fixture *f = &scene->f;
    fixture_create(f, 1000, 8, 8);
    int32_t metal = fixture_metal(f, "m1", 0.4);
    int32_t cell = fixture_macro(f, "CELL", 2, 2, IRD_MACRO_CORE, true);
    fixture_net(f, "VDD", IRD_USE_POWER);
    fixture_wire(f, metal, 0.2, 0, 4, 8, 4);
    fixture_cell(f, first, cell, IRD_ORIENT_N, 2, 2);
    fixture_cell(f, "ram0", cell, IRD_ORIENT_N, 6, 6);
    must(ird_power_spread(&scene->power, &f->design, &f->tech, 1e-3, IRD_POWER_TOTAL,
                          NULL));
    const ird_raster_options options = {
        .size = 4, .window = {0, 0, 8, 8}, .net = 0, .supply_v = 1};
    must(ird_rasterize(&scene->raster, &f->design, &f->tech, &scene->power, &options,
                       NULL, NULL));
    must(ird_map_create(&scene->drop, 4, 4, options.window, unit, NULL));
    double scale = unit == IRD_UNIT_VOLT ? 1 : 1 / 0.06;
    for (size_t i = 0; i < 16; i++) {
        scene->drop.values[i] = 0.01 * scale;
    }
    scene->drop.values[5] = 0.06 * scale;
    scene->drop.values[15] = 0.055 * scale;
    const ird_hotspot_options hot = {.threshold = 0.05 * scale, .top_instances = 9};
    must(ird_hotspots_find(&scene->hotspots, &scene->drop, &scene->raster, &f->design,
                           &f->tech, &scene->power, &hot, NULL));
    scene->net = (ird_answer){
        .quantity = ird_quantities,
        .way = IRD_WAY_PREDICTED,
        .net = "VDD",
        .corner = "default",
        .supply_v = 1,
        .supply_origin = "as set",
        .model = "test",
        .map = &scene->drop,
        .worst = (double)NAN,
        .average = (double)NAN,
        .hotspots = &scene->hotspots,
        .threshold = hot.threshold,
        .unconnected_known = true,
        .unconnected = 2,
        .unconnected_names = unconnected,
        .sources_known = true,
        .source_count = 4,
        .raster = &scene->raster,
        .design = &f->design,
        .tech = &f->tech,
        .power = &scene->power,
    };
    scene->answers = (ird_answers){"scene", &scene->net, 1};
}

void gate_scene_free(gate_scene *scene) {
    ird_hotspot_list_free(&scene->hotspots);
    ird_map_free(&scene->drop);
    ird_raster_free(&scene->raster);
    ird_power_free(&scene->power);
    fixture_free(&scene->f);
}
