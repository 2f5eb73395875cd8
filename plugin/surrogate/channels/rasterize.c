/* SPDX-License-Identifier: BSD-3-Clause */
#include "channels/rasterize.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/number.h"
#include "channels/cell_loads.h"
#include "channels/pixels.h"

enum { CELLS_A_TICK = 4096 };

void ird_raster_free(ird_raster *raster) {
    if (raster == NULL) {
        return;
    }
    ird_map_free(&raster->cell_density);
    ird_map_free(&raster->switching);
    ird_map_free(&raster->power_grid);
    ird_map_free(&raster->area_um2);
    ird_map_free(&raster->current_a);
    memset(raster, 0, sizeof *raster);
}

static ird_rect_um die_um(const ird_design *design) {
    double units = (double)design->units;
    return (ird_rect_um){
        (double)design->die.x0_dbu / units, (double)design->die.y0_dbu / units,
        (double)design->die.x1_dbu / units, (double)design->die.y1_dbu / units};
}

/* "(0 0 100 50) um" */
static const char *box_text(char *buffer, size_t size, ird_rect_um box) {
    const double corners[] = {box.x0_um, box.y0_um, box.x1_um, box.y1_um};
    char numbers[4][32];
    for (size_t i = 0; i < 4; i++) {
        ird_number_write(numbers[i], sizeof numbers[i], 10, corners[i]);
    }
    snprintf(buffer, size, "(%s %s %s %s) um", numbers[0], numbers[1], numbers[2],
             numbers[3]);
    return buffer;
}

static ird_status check_window(const ird_design *design, ird_rect_um window,
                               ird_error *err) {
    char given[160];
    char die[160];
    ird_rect_um whole = die_um(design);
    double units = (double)design->units;
    box_text(given, sizeof given, window);
    box_text(die, sizeof die, whole);
    if (!isfinite(window.x0_um) || !isfinite(window.y0_um) || !isfinite(window.x1_um) ||
        !isfinite(window.y1_um) || (window.x1_um - window.x0_um) * units < 1 ||
        (window.y1_um - window.y0_um) * units < 1) {
        return ird_fail(err, IRD_RASTER_WINDOW,
                        "the window %s is empty; give x0 y0 x1 y1 with x0 < x1 and "
                        "y0 < y1 inside the die %s",
                        given, die);
    }
    if (window.x0_um >= whole.x1_um || window.x1_um <= whole.x0_um ||
        window.y0_um >= whole.y1_um || window.y1_um <= whole.y0_um) {
        return ird_fail(err, IRD_RASTER_WINDOW,
                        "the window %s lies beside the die %s; give one that overlaps it",
                        given, die);
    }
    return IRD_OK;
}

static ird_status check_options(const ird_design *design, const ird_power *power,
                                const ird_raster_options *options, ird_error *err) {
    if (options->size < 1 || options->size > IRD_RASTER_SIZE_LIMIT) {
        return ird_fail(err, IRD_RASTER_SIZE,
                        "a map of size %zu cannot be made; give 1 to %d", options->size,
                        IRD_RASTER_SIZE_LIMIT);
    }
    if (options->net < 0 || (size_t)options->net >= design->special_nets.count) {
        return ird_fail(err, IRD_RASTER_NET,
                        "the design has no special net of index %d; it has %zu",
                        (int)options->net, design->special_nets.count);
    }
    if (!(options->supply_v > 0) || !isfinite(options->supply_v)) {
        char volts[32];
        ird_number_write(volts, sizeof volts, 6, options->supply_v);
        return ird_fail(err, IRD_RASTER_SUPPLY,
                        "the supply of net %s is %s V; give a voltage above 0",
                        ird_names_get(&design->special_net_names, options->net), volts);
    }
    if (power->count != design->components.count) {
        return ird_fail(
            err, IRD_RASTER_POWER,
            "the power is for %zu instances but the design has %zu; set or read "
            "it again",
            power->count, design->components.count);
    }
    return check_window(design, options->window, err);
}

ird_status ird_raster_create_maps(ird_raster *raster, ird_error *err) {
    const struct {
        ird_map *map;
        ird_unit unit;
    } maps[] = {{&raster->cell_density, IRD_UNIT_NORMALISED},
                {&raster->switching, IRD_UNIT_NORMALISED},
                {&raster->power_grid, IRD_UNIT_NORMALISED},
                {&raster->area_um2, IRD_UNIT_UM2},
                {&raster->current_a, IRD_UNIT_AMPERE}};
    size_t n = raster->options.size, columns = ird_raster_columns(&raster->options);
    ird_status status = IRD_OK;
    for (size_t i = 0; i < sizeof maps / sizeof *maps && status == IRD_OK; i++) {
        status = ird_map_create(maps[i].map, n, columns, raster->options.window,
                                maps[i].unit, err);
    }
    return status;
}

/* Totals in long double: they are compared with the sums of the maps. */
typedef struct totals {
    long double area_um2, current_a, outside_a, unconnected_a;
} totals;

/* Share a placed cell out to the pixels by area. */
static void add_cell(ird_raster *raster, const ird_pixels *pixels,
                     const ird_cell_load *load, double um2_per_dbu2, totals *sums) {
    bool draws = load->kind == IRD_CELL_LOAD_DRAWS;
    ird_pixel_span span;
    double whole = (double)(load->box.x1_dbu - load->box.x0_dbu) *
                   (double)(load->box.y1_dbu - load->box.y0_dbu);
    double inside = 0;
    if (ird_pixels_clip(pixels, load->box, &span)) {
        inside = (span.x1_dbu - span.x0_dbu) * (span.y1_dbu - span.y0_dbu);
        raster->cells_counted++;
    } else {
        raster->cells_outside++;
        span = (ird_pixel_span){0};
    }
    double density_a = draws ? load->current_a / whole : 0;
    for (size_t row = span.row0; row < span.row1; row++) {
        double height = ird_pixels_height_dbu(pixels, &span, row);
        for (size_t column = span.column0; column < span.column1; column++) {
            double part = height * ird_pixels_width_dbu(pixels, &span, column);
            size_t i = row * pixels->columns + column;
            raster->area_um2.values[i] += part * um2_per_dbu2;
            raster->current_a.values[i] += part * density_a;
        }
    }
    sums->area_um2 += (long double)inside * (long double)um2_per_dbu2;
    if (draws) {
        long double share = (long double)inside / (long double)whole;
        sums->current_a += share * (long double)load->current_a;
        sums->outside_a += (1 - share) * (long double)load->current_a;
    }
}

static void count_load(ird_raster *raster, const ird_cell_load *load, totals *sums) {
    switch (load->kind) {
    case IRD_CELL_LOAD_DRAWS:
        break;
    case IRD_CELL_LOAD_UNCONNECTED:
        raster->cells_unconnected++;
        sums->unconnected_a += (long double)load->current_a;
        break;
    case IRD_CELL_LOAD_PHYSICAL:
        raster->cells_physical++;
        break;
    case IRD_CELL_LOAD_UNPLACED:
        raster->cells_unplaced++;
        sums->outside_a += (long double)load->current_a;
        break;
    case IRD_CELL_LOAD_SIZELESS:
        raster->cells_sizeless++;
        sums->outside_a += (long double)load->current_a;
        break;
    }
}

static ird_status add_cells(ird_raster *raster, const ird_pixels *pixels,
                            const ird_cell_loads *loads, const ird_monitor *monitor,
                            ird_error *err) {
    double units = (double)loads->design->units;
    double um2_per_dbu2 = 1 / (units * units);
    size_t count = loads->design->components.count;
    totals sums = {0, 0, 0, 0};
    for (size_t i = 0; i < count; i++) {
        if (i % CELLS_A_TICK == 0) {
            ird_status status =
                ird_monitor_tick(monitor, "rasterizing", (double)i / (double)count, err);
            if (status != IRD_OK) {
                return status;
            }
        }
        ird_cell_load load = ird_cell_loads_get(loads, i);
        count_load(raster, &load, &sums);
        if (load.kind == IRD_CELL_LOAD_DRAWS || load.kind == IRD_CELL_LOAD_UNCONNECTED) {
            add_cell(raster, pixels, &load, um2_per_dbu2, &sums);
        }
    }
    raster->area_total_um2 = (double)sums.area_um2;
    raster->current_total_a = (double)sums.current_a;
    raster->current_outside_a = (double)sums.outside_a;
    raster->current_unconnected_a = (double)sums.unconnected_a;
    return IRD_OK;
}

/* cell_density and switching out of area and current. Where cells overlap, the density is
 * cut to 1 and the current divided by the cut one, so that the product stays true. */
static void normalise(ird_raster *raster, double pixel_um2) {
    static const double full = 1 + 1e-9; /* rounding is no overlap */
    double largest = 0;
    for (size_t i = 0; i < ird_map_count(&raster->area_um2); i++) {
        double density = raster->area_um2.values[i] / pixel_um2;
        raster->pixels_overfull += density > full;
        raster->cell_density.values[i] = fmin(density, 1);
        if (density > 0) {
            double rate = raster->current_a.values[i] / raster->cell_density.values[i];
            raster->switching.values[i] = rate;
            largest = fmax(largest, rate);
        }
    }
    for (size_t i = 0; i < ird_map_count(&raster->switching) && largest > 0; i++) {
        raster->switching.values[i] /= largest;
    }
}

ird_status ird_rasterize_grid(ird_raster *raster, const ird_design *design,
                              const ird_technology *tech, ird_error *err) {
    ird_grid_strength_info info;
    ird_status status = ird_grid_strength(&raster->power_grid, &info, design, tech,
                                          raster->options.net, err);
    if (status == IRD_OK) {
        raster->source_origin = info.source_origin;
        raster->source_count = info.source_count;
        raster->sources_assumed = info.source_origin != IRD_SOURCES_PINS;
        raster->resistance_assumed = info.resistance_assumed;
        raster->layers_assumed = info.layers_assumed;
        raster->vias_assumed = info.vias_assumed;
        raster->pixels_floating = info.pixels_floating;
    }
    return status;
}

ird_status ird_rasterize_cells(ird_raster *raster, const ird_design *design,
                               const ird_technology *tech, const ird_power *power,
                               const ird_raster_options *options,
                               const ird_monitor *monitor, ird_error *err) {
    ird_status status = check_options(design, power, options, err);
    if (status != IRD_OK) {
        return status;
    }
    ird_raster made = {.options = *options};
    ird_pixels pixels = {0};
    ird_cell_loads loads = {0};
    size_t n = options->size;
    if ((status = ird_raster_create_maps(&made, err)) != IRD_OK ||
        (status = ird_pixels_create(&pixels, n, ird_raster_columns(options),
                                    options->window, design->units, err)) != IRD_OK ||
        (status = ird_cell_loads_create(&loads, design, tech, power, options->net,
                                        options->supply_v, err)) != IRD_OK ||
        (status = add_cells(&made, &pixels, &loads, monitor, err)) != IRD_OK) {
        goto done;
    }
    double units = (double)design->units;
    normalise(&made, pixels.area_dbu2 / (units * units));
    made.connections_assumed = loads.connections_assumed;
    *raster = made;
    made = (ird_raster){0};
done:
    ird_cell_loads_free(&loads);
    ird_pixels_free(&pixels);
    ird_raster_free(&made);
    return status;
}

ird_status ird_rasterize(ird_raster *raster, const ird_design *design,
                         const ird_technology *tech, const ird_power *power,
                         const ird_raster_options *options, const ird_monitor *monitor,
                         ird_error *err) {
    ird_raster made = {0};
    ird_status status =
        ird_rasterize_cells(&made, design, tech, power, options, monitor, err);
    if (status == IRD_OK) {
        status = ird_rasterize_grid(&made, design, tech, err);
    }
    if (status != IRD_OK) {
        ird_raster_free(&made);
        return status;
    }
    *raster = made;
    return IRD_OK;
}
