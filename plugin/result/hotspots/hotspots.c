/* SPDX-License-Identifier: BSD-3-Clause */
#include "hotspots/hotspots.h"

#include <math.h>
#include <string.h>

#include "hotspots/regions.h"
#include "channels/cell_loads.h"
#include "channels/pixels.h"

static const char *const doing = "finding hotspots";

const char *ird_hotspot_cause(char buffer[IRD_CAUSE_SIZE], const ird_hotspot *hotspot) {
    return *ird_cause_write(buffer, &hotspot->parts) != '\0'
               ? buffer
               : ird_cause_name(hotspot->cause);
}

void ird_hotspot_list_free(ird_hotspot_list *list) {
    if (list == NULL) {
        return;
    }
    for (size_t i = 0; i < list->count; i++) {
        ird_free(list->items[i].top);
    }
    ird_free(list->items);
    memset(list, 0, sizeof *list);
}

/* --- geometry ------------------------------------------------------------------------
 */

static ird_hotspot hotspot_of(const ird_map *drop, const ird_region *region,
                              size_t rank) {
    ird_rect_um low = ird_map_pixel_box(drop, region->row0, region->column0);
    ird_rect_um high = ird_map_pixel_box(drop, region->row1, region->column1);
    return (ird_hotspot){.rank = rank,
                         .box = {low.x0_um, low.y0_um, high.x1_um, high.y1_um},
                         .peak_at = ird_map_place(drop, region->peak_index),
                         .peak = region->peak,
                         .mean = region->sum / (double)region->pixels,
                         .pixels = region->pixels};
}

/* The map, over a window that counts pixels where it has none of its own. */
static ird_map with_window(const ird_map *drop) {
    ird_map map = *drop;
    if (map.window.x0_um >= map.window.x1_um || map.window.y0_um >= map.window.y1_um) {
        map.window = (ird_rect_um){0, 0, (double)map.columns, (double)map.rows};
    }
    return map;
}

static ird_status create_list(ird_hotspot_list *list, const ird_map *drop,
                              const ird_regions *regions, size_t max_count,
                              ird_error *err) {
    size_t count =
        max_count > 0 && max_count < regions->count ? max_count : regions->count;
    ird_hotspot *items = ird_alloc(count, sizeof *items);
    if (items == NULL) {
        return ird_fail_memory(err, doing);
    }
    ird_map map = with_window(drop);
    for (size_t i = 0; i < count; i++) {
        items[i] = hotspot_of(&map, &regions->items[i], i + 1);
    }
    *list = (ird_hotspot_list){items, count, regions->count};
    return IRD_OK;
}

/* --- instances -----------------------------------------------------------------------
 */

/* Keep the largest currents, in order; of equal ones the instance that came first. */
static void add_top(ird_hotspot *hotspot, size_t limit, ird_hotspot_instance instance) {
    size_t i = hotspot->top_count;
    if (!(instance.current_a > 0) || limit == 0 ||
        (i == limit && hotspot->top[i - 1].current_a >= instance.current_a)) {
        return;
    }
    i = i == limit ? i - 1 : hotspot->top_count++;
    for (; i > 0 && hotspot->top[i - 1].current_a < instance.current_a; i--) {
        hotspot->top[i] = hotspot->top[i - 1];
    }
    hotspot->top[i] = instance;
}

/* Work space of the walk over the instances: the area that the present one shares with
 * each hotspot, and which of them it touches. */
typedef struct tally {
    ird_hotspot_list *list;
    const ird_regions *regions;
    const ird_pixels *pixels;
    size_t top_limit;
    double *shared_dbu2;
    IRD_VEC(int32_t) touched;
} tally;

static ird_status share_out(tally *t, ird_rect box, ird_error *err) {
    ird_pixel_span span;
    t->touched.count = 0;
    if (!ird_pixels_clip(t->pixels, box, &span)) {
        return IRD_OK;
    }
    for (size_t row = span.row0; row < span.row1; row++) {
        double height = ird_pixels_height_dbu(t->pixels, &span, row);
        for (size_t column = span.column0; column < span.column1; column++) {
            int32_t region = t->regions->of_pixel[row * t->pixels->columns + column];
            if (region < 0 || (size_t)region >= t->list->count) {
                continue;
            }
            if (t->shared_dbu2[region] == 0) {
                ird_status status = ird_vec_reserve(&t->touched, 1, doing, err);
                if (status != IRD_OK) {
                    return status;
                }
                t->touched.items[t->touched.count++] = region;
            }
            t->shared_dbu2[region] +=
                height * ird_pixels_width_dbu(t->pixels, &span, column);
        }
    }
    return IRD_OK;
}

static ird_status add_instance(tally *t, const ird_cell_load *load, size_t component,
                               ird_error *err) {
    ird_status status = share_out(t, load->box, err);
    double whole_dbu2 = (double)(load->box.x1_dbu - load->box.x0_dbu) *
                        (double)(load->box.y1_dbu - load->box.y0_dbu);
    double rate_a = load->kind == IRD_CELL_LOAD_DRAWS ? load->current_a / whole_dbu2 : 0;
    for (size_t i = 0; i < t->touched.count; i++) {
        int32_t region = t->touched.items[i];
        ird_hotspot *hotspot = &t->list->items[region];
        double current_a = rate_a * t->shared_dbu2[region];
        t->shared_dbu2[region] = 0;
        hotspot->instances++;
        hotspot->current_a += current_a;
        add_top(hotspot, t->top_limit,
                (ird_hotspot_instance){(int32_t)component, current_a});
    }
    return status;
}

static ird_status create_tops(tally *t, ird_error *err) {
    for (size_t i = 0; i < t->list->count; i++) {
        ird_hotspot *hotspot = &t->list->items[i];
        hotspot->top = ird_alloc(t->top_limit, sizeof *hotspot->top);
        if (hotspot->top == NULL) {
            return ird_fail_memory(err, doing);
        }
    }
    t->shared_dbu2 = ird_alloc_zero(t->list->count, sizeof *t->shared_dbu2);
    return t->shared_dbu2 != NULL ? IRD_OK : ird_fail_memory(err, doing);
}

static ird_status tally_instances(ird_hotspot_list *list, const ird_regions *regions,
                                  const ird_pixels *pixels, const ird_cell_loads *loads,
                                  size_t top_instances, ird_error *err) {
    size_t count = loads->design->components.count;
    tally t = {.list = list,
               .regions = regions,
               .pixels = pixels,
               .top_limit = top_instances < count ? top_instances : count};
    ird_status status = create_tops(&t, err);
    for (size_t i = 0; i < count && status == IRD_OK; i++) {
        ird_cell_load load = ird_cell_loads_get(loads, i);
        if (load.kind == IRD_CELL_LOAD_DRAWS || load.kind == IRD_CELL_LOAD_UNCONNECTED) {
            status = add_instance(&t, &load, i, err);
        }
    }
    ird_free(t.touched.items);
    ird_free(t.shared_dbu2);
    return status;
}

/* --- cause ---------------------------------------------------------------------------
 */

/* Means of the window over its pixels with cells. */
typedef struct reference {
    double strength, current_a;
} reference;

static reference reference_of(const ird_raster *raster) {
    reference sum = {0, 0};
    size_t count = 0;
    for (size_t i = 0; i < ird_map_count(&raster->area_um2); i++) {
        if (raster->area_um2.values[i] > 0) {
            sum.strength += raster->power_grid.values[i];
            sum.current_a += raster->current_a.values[i];
            count++;
        }
    }
    double n = count > 0 ? (double)count : 1;
    return (reference){sum.strength / n, sum.current_a / n};
}

/* The larger part; where parts are not known the larger ratio of the region. */
static ird_cause cause_of(const ird_hotspot *hotspot) {
    bool is_grid = isnan(hotspot->parts.grid_percent)
                       ? 1 / hotspot->grid_ratio > hotspot->current_ratio
                       : hotspot->parts.grid_percent >= 50;
    return is_grid ? IRD_CAUSE_WEAK_GRID : IRD_CAUSE_HIGH_CURRENT;
}

/* Without cells (a network from SPICE) the current is that of the pixels. */
static void set_causes(ird_hotspot_list *list, const ird_regions *regions,
                       const ird_raster *raster, const ird_cause_median *median,
                       bool has_cells) {
    reference window = reference_of(raster);
    for (size_t i = 0; i < ird_map_count(&raster->power_grid); i++) {
        int32_t region = regions->of_pixel[i];
        if (region >= 0 && (size_t)region < list->count) {
            list->items[region].grid_strength += raster->power_grid.values[i];
            list->items[region].current_a +=
                has_cells ? 0.0 : raster->current_a.values[i];
        }
    }
    for (size_t i = 0; i < list->count; i++) {
        ird_hotspot *hotspot = &list->items[i];
        double pixels = (double)hotspot->pixels;
        hotspot->grid_strength /= pixels;
        hotspot->grid_ratio =
            window.strength > 0 ? hotspot->grid_strength / window.strength : 1;
        hotspot->current_ratio =
            window.current_a > 0 ? hotspot->current_a / pixels / window.current_a : 0;
        size_t peak = regions->items[i].peak_index;
        hotspot->parts =
            ird_cause_parts_of(median, hotspot->peak, raster->power_grid.values[peak]);
        hotspot->cause = cause_of(hotspot);
    }
}

/* --- the whole -----------------------------------------------------------------------
 */

static bool same_window(ird_rect_um a, ird_rect_um b) {
    return a.x0_um == b.x0_um && a.y0_um == b.y0_um && a.x1_um == b.x1_um &&
           a.y1_um == b.y1_um;
}

static ird_status check_values(const ird_map *drop, bool is_part, ird_error *err) {
    for (size_t i = 0; i < ird_map_count(drop); i++) {
        if (!isfinite(drop->values[i]) && !(is_part && isnan(drop->values[i]))) {
            return ird_fail(err, IRD_HOTSPOT_SHAPE,
                            "row %zu, column %zu of the map is %s, so that its worst "
                            "places are not known; mend the file that it came from",
                            i / drop->columns, i % drop->columns,
                            isnan(drop->values[i]) ? "no number (NaN)" : "infinite");
        }
    }
    return IRD_OK;
}

static ird_status check_input(const ird_map *drop, const ird_raster *raster,
                              const ird_hotspot_options *options, ird_error *err) {
    if (ird_map_count(drop) == 0) {
        return ird_fail(err, IRD_HOTSPOT_SHAPE,
                        "the map is empty; make one with predict or read one");
    }
    IRD_TRY(check_values(drop, options->is_part, err));
    if (isnan(options->threshold)) {
        return ird_fail(err, IRD_HOTSPOT_THRESHOLD,
                        "the threshold is not a number; give a value of the map");
    }
    if (raster != NULL && (drop->rows != raster->area_um2.rows ||
                           drop->columns != raster->area_um2.columns ||
                           !same_window(drop->window, raster->area_um2.window))) {
        return ird_fail(
            err, IRD_HOTSPOT_SHAPE,
            "the map of %zu x %zu pixels and the rasterized design of %zu x %zu "
            "differ in size or window; predict again",
            drop->rows, drop->columns, raster->area_um2.rows, raster->area_um2.columns);
    }
    return IRD_OK;
}

/* What the design says about the regions. */
static ird_status explain(ird_hotspot_list *list, const ird_regions *regions,
                          const ird_map *drop, const ird_raster *raster,
                          const ird_design *design, const ird_technology *tech,
                          const ird_power *power, const ird_hotspot_options *options,
                          ird_error *err) {
    ird_pixels pixels = {0};
    ird_cell_loads loads = {0};
    ird_cause_median median;
    const ird_map *map = &raster->area_um2;
    ird_status status;
    if ((status = ird_pixels_create(&pixels, map->rows, map->columns, map->window,
                                    design->units, err)) == IRD_OK &&
        (status = ird_cell_loads_create(&loads, design, tech, power, raster->options.net,
                                        raster->options.supply_v, err)) == IRD_OK &&
        (status = tally_instances(list, regions, &pixels, &loads, options->top_instances,
                                  err)) == IRD_OK &&
        (status = ird_cause_median_make(&median, drop, raster, options->is_below, err)) ==
            IRD_OK) {
        set_causes(list, regions, raster, &median, design->components.count > 0);
    }
    ird_cell_loads_free(&loads);
    ird_pixels_free(&pixels);
    return status;
}

/* The values with the other sign. */
static void negate(ird_map *map) {
    for (size_t i = 0; i < ird_map_count(map); i++) {
        map->values[i] = -map->values[i];
    }
}

/* Regions of what is hot; below the threshold they are those of the negated map. */
static ird_status find_regions(ird_regions *regions, const ird_map *drop,
                               const ird_hotspot_options *options, ird_error *err) {
    ird_map negated = {0};
    if (!options->is_below) {
        return ird_regions_find(regions, drop, options->threshold, err);
    }
    IRD_TRY(ird_map_copy(&negated, drop, err));
    negate(&negated);
    ird_status status = ird_regions_find(regions, &negated, -options->threshold, err);
    ird_map_free(&negated);
    for (size_t i = 0; status == IRD_OK && i < regions->count; i++) {
        regions->items[i].peak = -regions->items[i].peak;
        regions->items[i].sum = -regions->items[i].sum;
    }
    return status;
}

ird_status ird_hotspots_find(ird_hotspot_list *list, const ird_map *drop,
                             const ird_raster *raster, const ird_design *design,
                             const ird_technology *tech, const ird_power *power,
                             const ird_hotspot_options *options, ird_error *err) {
    ird_regions regions = {0};
    ird_hotspot_list made = {0};
    ird_status status = check_input(drop, raster, options, err);
    if (status != IRD_OK) {
        return status;
    }
    if ((status = find_regions(&regions, drop, options, err)) != IRD_OK ||
        (status = create_list(&made, drop, &regions, options->max_count, err)) !=
            IRD_OK ||
        (raster != NULL && (status = explain(&made, &regions, drop, raster, design, tech,
                                             power, options, err)) != IRD_OK)) {
        goto done;
    }
    *list = made;
    made = (ird_hotspot_list){0};
done:
    ird_hotspot_list_free(&made);
    ird_regions_free(&regions);
    return status;
}
