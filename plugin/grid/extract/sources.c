/* SPDX-License-Identifier: BSD-3-Clause */
#include "extract/sources.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "extract/candidates.h"

static const char DOING[] = "placing sources";

const ird_source_options ird_source_defaults = {
    .type = IRD_SOURCE_AUTO,
    .bump_pitch_x_um = 140,
    .bump_pitch_y_um = 140,
    .bump_size_um = 70,
    .bump_interval = 3,
    .strap_pitch_tracks = 10,
};

const char *ird_source_type_name(ird_source_type type) {
    static const char *const names[] = {"auto",   "pins", "pads", "bumps",
                                        "straps", "full", "file", "switches"};
    return (size_t)type < sizeof names / sizeof *names ? names[type] : "unknown";
}

void ird_source_plan_free(ird_source_plan *plan) {
    if (plan != NULL) {
        ird_free(plan->points.items);
        ird_free(plan->areas.items);
        *plan = (ird_source_plan){0};
    }
}

bool ird_source_is_pad(const ird_design *design, const ird_technology *tech,
                       int32_t component) {
    int32_t id = design->components.items[component].macro;
    if (id < 0) {
        return false;
    }
    const ird_macro *macro = &tech->macros.items[id];
    if (macro->class_ == IRD_MACRO_PAD) {
        return true;
    }
    return macro->class_ == IRD_MACRO_COVER && macro->class_detail >= 0 &&
           strcmp(ird_names_get(&tech->keyword_names, macro->class_detail), "BUMP") == 0;
}

/* Pins of the component on the net, which stand together around the terminal. */
static size_t count_own(const ird_grid *grid, size_t terminal) {
    const ird_grid_terminal *all = grid->terminals.items;
    size_t first = terminal, end = terminal + 1;
    while (first > 0 && all[first - 1].component == all[terminal].component) {
        first--;
    }
    while (end < grid->terminals.count && all[end].component == all[terminal].component) {
        end++;
    }
    return end - first;
}

bool ird_grid_is_switch(const ird_grid *grid, const ird_design *design,
                        const ird_technology *tech, size_t terminal) {
    const ird_grid_terminal *t = &grid->terminals.items[terminal];
    const ird_macro *macro =
        &tech->macros.items[design->components.items[t->component].macro];
    ird_pin_use use = IRD_USE_OTHER;
    size_t count = 0;
    if (t->layer < 0 || !ird_macro_is_switch(tech, macro)) {
        return false;
    }
    for (size_t i = 0; i < macro->pin_count; i++) {
        const ird_macro_pin *pin = &tech->macro_pins.items[macro->first_pin + i];
        use = pin->name == t->pin ? pin->use : use;
    }
    for (size_t i = 0; i < macro->pin_count; i++) {
        const ird_macro_pin *pin = &tech->macro_pins.items[macro->first_pin + i];
        count += pin->use == use && ird_macro_pin_has_metal(tech, pin);
    }
    return (use == IRD_USE_POWER || use == IRD_USE_GROUND) &&
           count > count_own(grid, terminal);
}

size_t ird_grid_switches(const ird_grid *grid, const ird_design *design,
                         const ird_technology *tech, size_t *first) {
    size_t count = 0;
    for (size_t i = grid->terminals.count; i-- > 0;) {
        if (ird_grid_is_switch(grid, design, tech, i)) {
            *first = i;
            count++;
        }
    }
    return count;
}

/* Whether the component is one of the switches that are known to feed the net. */
static bool feeds(const ird_grid *grid, int32_t component) {
    size_t low = 0, high = grid->fed_by.count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (grid->fed_by.items[middle] < component) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < grid->fed_by.count && grid->fed_by.items[low] == component;
}

bool ird_source_at_terminal(ird_source_type type, const ird_grid *grid,
                            const ird_design *design, const ird_technology *tech,
                            size_t terminal) {
    return (type == IRD_SOURCE_PADS &&
            ird_source_is_pad(design, tech, grid->terminals.items[terminal].component)) ||
           (type == IRD_SOURCE_SWITCHES &&
            (grid->fed_by.count > 0
                 ? feeds(grid, grid->terminals.items[terminal].component)
                 : ird_grid_is_switch(grid, design, tech, terminal)));
}

static ird_status add_point(ird_source_plan *plan, int32_t layer,
                            const ird_candidate *candidate, ird_error *err) {
    ird_status status = ird_vec_reserve(&plan->points, 1, DOING, err);
    if (status == IRD_OK) {
        plan->points.items[plan->points.count++] =
            (ird_source_point){layer, candidate->slab, candidate->u_dbu, candidate->v_dbu,
                               candidate->is_joint};
    }
    return status;
}

/* Sources of one box that is already cut with a slab. */
static ird_status add_cut(ird_source_plan *plan, const ird_candidates *points,
                          ird_uv_box cut, ird_error *err) {
    bool is_empty = true;
    ird_status status = IRD_OK;
    for (size_t i = ird_candidates_from(points, cut.u0_dbu);
         i < points->items.count && points->items.items[i].u_dbu <= cut.u1_dbu &&
         status == IRD_OK;
         i++) {
        const ird_candidate *point = &points->items.items[i];
        if (point->v_dbu >= cut.v0_dbu && point->v_dbu <= cut.v1_dbu) {
            is_empty = false;
            status = add_point(plan, points->layer, point, err);
        }
    }
    if (status == IRD_OK && is_empty) {
        const ird_candidate *point = ird_candidates_nearest(
            points, (cut.u0_dbu + cut.u1_dbu) / 2, (cut.v0_dbu + cut.v1_dbu) / 2);
        status = point != NULL ? add_point(plan, points->layer, point, err) : IRD_OK;
    }
    return status;
}

/* The part of a slab that a source drives, and the two ends of it. */
static ird_status add_area(ird_source_plan *plan, const ird_source_area *area,
                           ird_error *err) {
    int64_t middle = area->box.v0_dbu + (area->box.v1_dbu - area->box.v0_dbu) / 2;
    ird_candidate low = {area->box.u0_dbu, middle, area->slab, false};
    ird_candidate high = {area->box.u1_dbu, middle, area->slab, false};
    ird_status status = ird_vec_reserve(&plan->areas, 1, DOING, err);
    if (status == IRD_OK) {
        status = add_point(plan, area->layer, &low, err);
    }
    if (status == IRD_OK) {
        status = add_point(plan, area->layer, &high, err);
    }
    if (status == IRD_OK) {
        plan->areas.items[plan->areas.count++] = *area;
    }
    return status;
}

static bool cut_box(ird_uv_box *box, const ird_uv_box *slab) {
    box->u0_dbu = box->u0_dbu > slab->u0_dbu ? box->u0_dbu : slab->u0_dbu;
    box->u1_dbu = box->u1_dbu < slab->u1_dbu ? box->u1_dbu : slab->u1_dbu;
    box->v0_dbu = box->v0_dbu > slab->v0_dbu ? box->v0_dbu : slab->v0_dbu;
    box->v1_dbu = box->v1_dbu < slab->v1_dbu ? box->v1_dbu : slab->v1_dbu;
    return box->u0_dbu <= box->u1_dbu && box->v0_dbu <= box->v1_dbu;
}

/* In a drawn network a source drives all the metal that it covers: one slab of it here.
 */
static ird_status add_part(ird_source_plan *plan, const ird_candidates *points,
                           ird_uv_box cut, size_t i, ird_error *err) {
    ird_source_area area = {points->layer, points->slabs_by_v[i], cut,
                            (uint32_t)plan->info.places - 1};
    return add_area(plan, &area, err);
}

/* The same at a single point. */
static ird_status add_place(ird_source_plan *plan, int32_t layer,
                            const ird_candidate *point, ird_error *err) {
    ird_source_area area = {layer,
                            point->slab,
                            {point->u_dbu, point->u_dbu, point->v_dbu, point->v_dbu},
                            (uint32_t)plan->info.places - 1};
    return add_area(plan, &area, err);
}

/* Sources of a box. Where it meets no metal: the nearest point. */
static ird_status add_box(ird_source_plan *plan, const ird_work *work,
                          const ird_candidates *points, ird_rect box, ird_error *err) {
    const ird_work_layer *layer = &work->layers[points->layer];
    ird_uv_box uv = ird_work_uv(layer, box);
    bool is_met = false;
    ird_status status = IRD_OK;
    plan->info.places++;
    for (size_t i = ird_candidates_first_slab(points, uv.v0_dbu);
         i < points->slab_count && status == IRD_OK; i++) {
        const ird_uv_box *slab = &layer->metal.slabs.items[points->slabs_by_v[i]];
        if (slab->v0_dbu > uv.v1_dbu) {
            break;
        }
        ird_uv_box cut = uv;
        if (cut_box(&cut, slab)) {
            is_met = true;
            status = work->is_drawn ? add_part(plan, points, cut, i, err)
                                    : add_cut(plan, points, cut, err);
        }
    }
    if (is_met || status != IRD_OK) {
        return status;
    }
    plan->info.missed++;
    const ird_candidate *point = ird_candidates_nearest(
        points, (uv.u0_dbu + uv.u1_dbu) / 2, (uv.v0_dbu + uv.v1_dbu) / 2);
    if (point == NULL) {
        return IRD_OK;
    }
    return work->is_drawn ? add_place(plan, points->layer, point, err)
                          : add_point(plan, points->layer, point, err);
}

static ird_rect square(double x_dbu, double y_dbu, double size_x_dbu, double size_y_dbu) {
    return (ird_rect){llround(x_dbu - size_x_dbu / 2), llround(y_dbu - size_y_dbu / 2),
                      llround(x_dbu + size_x_dbu / 2), llround(y_dbu + size_y_dbu / 2)};
}

/* Generated sources are refused beyond this: a die is not that large, or a pitch that
 * small, but by mistake. */
static const double PLACES_MAX = 1e6;

static ird_status check_count(double count, ird_error *err) {
    if (count <= PLACES_MAX) {
        return IRD_OK;
    }
    return ird_fail(err, IRD_SOURCE_OPTION,
                    "the pitch of the sources gives more than %.0f of them on this die; "
                    "choose a larger one",
                    PLACES_MAX);
}

static ird_status plan_bumps(ird_source_plan *plan, const ird_work *work,
                             const ird_candidates *points,
                             const ird_source_options *options, ird_error *err) {
    double units = (double)work->design->units;
    ird_rect die = work->design->die;
    double dx = options->bump_pitch_x_um * units, dy = options->bump_pitch_y_um * units;
    double size = options->bump_size_um * units;
    ird_status status = check_count((double)(die.x1_dbu - die.x0_dbu) / dx *
                                        ((double)(die.y1_dbu - die.y0_dbu) / dy),
                                    err);
    int interval = options->bump_interval;
    int row = 0;
    for (double x = (double)die.x0_dbu + dx / 2;
         status == IRD_OK && x < (double)die.x1_dbu; x += dx) {
        int column = 0;
        for (double y = (double)die.y0_dbu + dy / 2; y < (double)die.y1_dbu; y += dy) {
            if ((row % interval + column) % interval == 0 && status == IRD_OK) {
                status = add_box(plan, work, points, square(x, y, size, size), err);
            }
            column++;
        }
        row++;
    }
    if (status == IRD_OK && plan->info.places == 0) { /* smaller than half a pitch */
        double x = ((double)die.x0_dbu + (double)die.x1_dbu) / 2;
        double y = ((double)die.y0_dbu + (double)die.y1_dbu) / 2;
        status = add_box(plan, work, points, square(x, y, size, size), err);
    }
    return status;
}

/* The layer that straps over the net would lie on: the next routing layer, else its own.
 */
static int32_t strap_layer(const ird_work *work, int32_t top) {
    for (size_t i = (size_t)top + 1; i < work->layer_count; i++) {
        if (work->tech->layers.items[i].kind == IRD_LAYER_ROUTING) {
            return (int32_t)i;
        }
    }
    return top;
}

static ird_status plan_straps(ird_source_plan *plan, const ird_work *work,
                              const ird_candidates *points,
                              const ird_source_options *options, ird_error *err) {
    const ird_layer *on = &work->tech->layers.items[strap_layer(work, points->layer)];
    bool crosses_x = !work->layers[points->layer].is_vertical; /* straps go along y */
    double units = (double)work->design->units;
    double pitch_um = crosses_x ? on->pitch_x_um : on->pitch_y_um;
    double pitch = options->strap_pitch_tracks * pitch_um * units;
    double width = on->width_um > 0 ? on->width_um * units : 0;
    if (!(pitch > 0)) {
        return ird_fail(err, IRD_SOURCE_OPTION,
                        "the layer of the straps has no PITCH in LEF; use -type bumps, "
                        "full or pins");
    }
    ird_rect core = work->design->core, die = work->design->die;
    double from = (double)(crosses_x ? core.x0_dbu : core.y0_dbu);
    double to = (double)(crosses_x ? core.x1_dbu : core.y1_dbu);
    ird_status status = check_count((to - from) / pitch, err);
    /* A core smaller than half a pitch has one strap, in its middle. */
    double first = pitch / 2 < to - from ? from + pitch / 2 : (from + to) / 2;
    for (double at = first; at <= to && status == IRD_OK; at += pitch) {
        ird_rect box = crosses_x ? square(at, 0, width, 0) : square(0, at, 0, width);
        if (crosses_x) {
            box.y0_dbu = die.y0_dbu;
            box.y1_dbu = die.y1_dbu;
        } else {
            box.x0_dbu = die.x0_dbu;
            box.x1_dbu = die.x1_dbu;
        }
        status = add_box(plan, work, points, box, err);
    }
    return status;
}

/* All metal of the layer. */
static ird_status plan_all(ird_source_plan *plan, const ird_candidates *points,
                           ird_error *err) {
    ird_status status = IRD_OK;
    for (size_t i = 0; i < points->slab_count && status == IRD_OK; i++) {
        plan->info.places++;
        status = add_part(plan, points, points->slabs[points->slabs_by_v[i]], i, err);
    }
    return status;
}

static ird_status plan_full(ird_source_plan *plan, const ird_candidates *points,
                            ird_error *err) {
    ird_status status = IRD_OK;
    for (size_t i = 0; i < points->items.count && status == IRD_OK; i++) {
        status = add_point(plan, points->layer, &points->items.items[i], err);
    }
    plan->info.places = points->items.count;
    return status;
}

/* The layer of a place in the technology; NO_LAYER where the file names none that
 * the technology has as a routing layer. */
enum { NO_LAYER = -2 };

static int32_t layer_of_place(const ird_work *work, const ird_source_file *file,
                              const ird_source_place *place) {
    if (place->layer < 0) {
        return work->top;
    }
    const char *name = ird_names_get(&file->layer_names, place->layer);
    int32_t id = ird_names_find(&work->tech->layer_names, name, strlen(name));
    bool is_routing = id >= 0 && work->tech->layers.items[id].kind == IRD_LAYER_ROUTING;
    return is_routing ? id : NO_LAYER;
}

/* Beyond a metre no die lies, and database units would not fit. */
static const double REACH_UM = 1e6;

static ird_status check_places(const ird_work *work, const ird_source_file *file,
                               ird_error *err) {
    for (size_t i = 0; i < file->places.count; i++) {
        const ird_source_place *place = &file->places.items[i];
        if (layer_of_place(work, file, place) == NO_LAYER) {
            const char *name = ird_names_get(&file->layer_names, place->layer);
            ird_fail(
                err, IRD_SOURCE_LAYER,
                "line %ld of the source file names layer \"%s\", which is no routing "
                "layer of the LEF files read so far",
                place->line, name);
            ird_error_detail(err, name, strlen(name));
            return IRD_SOURCE_LAYER;
        }
        if (!(fabs(place->x_um) <= REACH_UM) || !(fabs(place->y_um) <= REACH_UM) ||
            !(place->size_um >= 0 && place->size_um <= REACH_UM)) {
            return ird_fail(err, IRD_SOURCE_OPTION,
                            "line %ld of the source file lies beyond a metre or has no "
                            "size; coordinates are in um",
                            place->line);
        }
    }
    return IRD_OK;
}

/* Whether no part of the box, not even its edge, is on the die. */
static bool is_beyond(const ird_rect *box, const ird_rect *die) {
    return box->x1_dbu < die->x0_dbu || box->x0_dbu > die->x1_dbu ||
           box->y1_dbu < die->y0_dbu || box->y0_dbu > die->y1_dbu;
}

/* Places on one layer. Their layers may differ in a Voltus file. */
static ird_status plan_places(ird_source_plan *plan, const ird_work *work,
                              const ird_candidates *points, const ird_source_file *file,
                              ird_error *err) {
    double units = (double)work->design->units;
    ird_status status = IRD_OK;
    for (size_t i = 0; i < file->places.count && status == IRD_OK; i++) {
        const ird_source_place *place = &file->places.items[i];
        if (layer_of_place(work, file, place) == points->layer) {
            double size = place->size_um * units;
            ird_rect box = square(place->x_um * units, place->y_um * units, size, size);
            plan->info.outside += is_beyond(&box, &work->design->die);
            status = add_box(plan, work, points, box, err);
        }
    }
    return status;
}

static bool has_place_on(const ird_work *work, const ird_source_file *file,
                         int32_t layer) {
    for (size_t i = 0; i < file->places.count; i++) {
        if (layer_of_place(work, file, &file->places.items[i]) == layer) {
            return true;
        }
    }
    return false;
}

/* The slabs under one pin box; edges that only touch do not count. */
static ird_status plan_pin(ird_source_plan *plan, const ird_work_layer *layer,
                           const ird_candidates *slabs, const ird_shape *pin,
                           uint32_t place, ird_error *err) {
    ird_uv_box uv = ird_work_uv(layer, pin->box);
    ird_status status = IRD_OK;
    for (size_t i = ird_candidates_first_slab(slabs, uv.v0_dbu);
         i < slabs->slab_count && status == IRD_OK; i++) {
        uint32_t slab = slabs->slabs_by_v[i];
        const ird_uv_box *metal = &layer->metal.slabs.items[slab];
        ird_source_area area = {pin->layer, slab, uv, place};
        if (metal->v0_dbu >= uv.v1_dbu) {
            break;
        }
        if (cut_box(&area.box, metal) && area.box.u0_dbu < area.box.u1_dbu &&
            area.box.v0_dbu < area.box.v1_dbu) {
            status = add_area(plan, &area, err);
        }
    }
    return status;
}

/* pin_boxes of one layer. */
static ird_status plan_pins_on(ird_source_plan *plan, const ird_work *work, int32_t on,
                               ird_error *err) {
    ird_candidates slabs = {0};
    ird_status status = IRD_OK;
    for (size_t p = 0; p < work->pin_boxes.count && status == IRD_OK; p++) {
        const ird_shape *pin = &work->pin_boxes.items[p];
        if (pin->layer != on) {
            continue;
        }
        if (slabs.slabs_by_v == NULL) {
            status = ird_candidates_sort_slabs(&slabs, work, on, err);
        }
        if (status == IRD_OK) {
            plan->info.places++;
            status = plan_pin(plan, &work->layers[on], &slabs, pin, (uint32_t)p, err);
        }
    }
    ird_candidates_free(&slabs);
    return status;
}

static ird_status plan_pins(ird_source_plan *plan, const ird_work *work, ird_error *err) {
    ird_status status = IRD_OK;
    for (size_t on = 0; on < work->layer_count && status == IRD_OK; on++) {
        status = plan_pins_on(plan, work, (int32_t)on, err);
    }
    return status;
}

/* One shape of a pad; slabs has a place for each layer. */
static ird_status plan_pad(ird_source_plan *plan, const ird_work *work,
                           ird_candidates *slabs, const ird_shape *shape,
                           ird_error *err) {
    ird_candidates *on = &slabs[shape->layer];
    if (on->slabs_by_v == NULL) {
        IRD_TRY(ird_candidates_sort_slabs(on, work, shape->layer, err));
    }
    return plan_pin(plan, &work->layers[shape->layer], on, shape,
                    (uint32_t)plan->info.places - 1, err);
}

/* In a drawn network the whole pin of a pad is one source, all its shapes. */
static ird_status plan_pads(ird_source_plan *plan, const ird_work *work, ird_error *err) {
    ird_candidates *slabs = ird_alloc_zero(work->layer_count, sizeof *slabs);
    ird_status status = slabs != NULL ? IRD_OK : ird_fail_memory(err, DOING);
    plan->joins_areas = true;
    for (size_t i = 0; i < work->pads.count && status == IRD_OK; i++) {
        const ird_work_pad *pad = &work->pads.items[i];
        plan->info.places += i == 0 || pad->terminal != pad[-1].terminal;
        status = plan_pad(plan, work, slabs, &pad->shape, err);
    }
    for (size_t i = 0; slabs != NULL && i < work->layer_count; i++) {
        ird_candidates_free(&slabs[i]);
    }
    ird_free(slabs);
    return status;
}

static size_t count_terminals(const ird_work *work, const ird_grid *grid,
                              ird_source_type type) {
    size_t count = 0;
    for (size_t i = 0; i < grid->terminals.count; i++) {
        count += grid->terminals.items[i].layer >= 0 &&
                 ird_source_at_terminal(type, grid, work->design, work->tech, i);
    }
    return count;
}

/* The types that pick source points of a layer. */
static ird_status plan_points(ird_source_plan *plan, const ird_work *work,
                              const ird_source_options *options, ird_error *err) {
    bool is_file = plan->info.type == IRD_SOURCE_FILE;
    ird_status status = is_file ? check_places(work, options->file, err) : IRD_OK;
    for (size_t on = 0; on < work->layer_count && status == IRD_OK; on++) {
        ird_candidates points = {0};
        bool is_wanted = is_file ? has_place_on(work, options->file, (int32_t)on)
                                 : (int32_t)on == plan->info.layer;
        if (!is_wanted) {
            continue;
        }
        status = ird_candidates_make(&points, work, (int32_t)on, err);
        if (status == IRD_OK && plan->info.type == IRD_SOURCE_BUMPS) {
            status = plan_bumps(plan, work, &points, options, err);
        } else if (status == IRD_OK && plan->info.type == IRD_SOURCE_STRAPS) {
            status = plan_straps(plan, work, &points, options, err);
        } else if (status == IRD_OK && plan->info.type == IRD_SOURCE_FULL) {
            status = work->is_drawn ? plan_all(plan, &points, err)
                                    : plan_full(plan, &points, err);
        } else if (status == IRD_OK) {
            status = plan_places(plan, work, &points, options->file, err);
        }
        ird_candidates_free(&points);
    }
    return status;
}

ird_status ird_source_options_check(const ird_source_options *options, ird_error *err) {
    bool is_bad = options->type == IRD_SOURCE_FILE &&
                  (options->file == NULL || options->file->places.count == 0);
    bool is_pitch_bad = !(options->bump_pitch_x_um > 0) ||
                        !(options->bump_pitch_y_um > 0) ||
                        !(options->bump_size_um >= 0) || options->bump_interval < 1 ||
                        !(options->strap_pitch_tracks > 0);
    if (!is_bad && !is_pitch_bad && options->package_ohm >= 0 &&
        isfinite(options->package_ohm)) {
        return IRD_OK;
    }
    return ird_fail(err, IRD_SOURCE_OPTION,
                    "sources need a positive pitch and interval, a size and a package "
                    "resistance that are not negative, and places if they are to come "
                    "from a file");
}

/* What AUTO means for this net. */
static ird_source_type choose_type(const ird_work *work, const ird_grid *grid,
                                   size_t pads) {
    if (work->pin_boxes.count > 0) {
        return IRD_SOURCE_PINS;
    }
    if (pads > 0) {
        return IRD_SOURCE_PADS;
    }
    return grid->fed_by.count > 0 ? IRD_SOURCE_SWITCHES : IRD_SOURCE_BUMPS;
}

static const char *missing_what(ird_source_type type) {
    switch (type) {
    case IRD_SOURCE_PINS:
        return "DEF pin with a shape";
    case IRD_SOURCE_PADS:
        return "pad or bump instance";
    case IRD_SOURCE_SWITCHES:
        return "pin of a switch, a cell with a signal pin and another supply pin that is "
               "on another net,";
    default:
        return "metal";
    }
}

void ird_source_stream_layers(ird_work *work, const ird_source_options *options) {
    bool is_auto = options->type == IRD_SOURCE_AUTO;
    const ird_source_file *file = options->type == IRD_SOURCE_FILE ? options->file : NULL;
    for (size_t i = 0; i < work->layer_count; i++) {
        work->layers[i].is_streamed = (int32_t)i != work->top;
    }
    bool are_pins = is_auto || options->type == IRD_SOURCE_PINS;
    for (size_t i = 0; i < work->pin_boxes.count && are_pins; i++) {
        work->layers[work->pin_boxes.items[i].layer].is_streamed = false;
    }
    bool are_pads = is_auto || options->type == IRD_SOURCE_PADS;
    for (size_t i = 0; i < work->pads.count && are_pads; i++) {
        work->layers[work->pads.items[i].shape.layer].is_streamed = false;
    }
    for (size_t i = 0; file != NULL && i < file->places.count; i++) {
        int32_t layer = layer_of_place(work, file, &file->places.items[i]);
        if (layer >= 0) {
            work->layers[layer].is_streamed = false;
        }
    }
}

ird_status ird_source_plan_make(ird_source_plan *plan, const ird_work *work,
                                const ird_grid *grid, const ird_source_options *options,
                                ird_error *err) {
    ird_status status = ird_source_options_check(options, err);
    if (status != IRD_OK) {
        return status;
    }
    size_t pads = count_terminals(work, grid, IRD_SOURCE_PADS);
    ird_source_info *info = &plan->info;
    info->layer = work->top;
    info->type = options->type;
    if (options->type == IRD_SOURCE_AUTO) {
        info->type = choose_type(work, grid, pads);
        info->is_default = info->type == IRD_SOURCE_BUMPS;
    }
    if (info->type == IRD_SOURCE_PINS) {
        status = plan_pins(plan, work, err);
    } else if (info->type == IRD_SOURCE_PADS && work->is_drawn) {
        status = plan_pads(plan, work, err);
    } else if (info->type == IRD_SOURCE_PADS || info->type == IRD_SOURCE_SWITCHES) {
        info->places = count_terminals(work, grid, info->type);
        plan->takes_terminals = info->places > 0;
    } else {
        status = plan_points(plan, work, options, err);
    }
    if (status == IRD_OK && plan->points.count == 0 && !plan->takes_terminals) {
        const char *net =
            ird_names_get(&work->design->special_net_names, grid->options.net);
        status = ird_fail(err, IRD_SOURCE_MISSING,
                          "net %.100s has no %s that could be a source; choose another "
                          "-type of set_sources",
                          net, missing_what(info->type));
        ird_error_detail(err, net, strlen(net));
    }
    return status;
}
