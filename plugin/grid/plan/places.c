/* SPDX-License-Identifier: BSD-3-Clause */
#include <math.h>
#include <string.h>

#include "plan/laying.h"

static const char DOING[] = "planning sources";

bool ird_plan_has_sources(const ird_plan *plan, const char *net) {
    for (size_t i = 0; i < plan->lines.count; i++) {
        const ird_plan_line *line = &plan->lines.items[i];
        if ((line->kind == IRD_PLAN_SOURCE || line->kind == IRD_PLAN_BUMPS) &&
            strcmp(line->net, net) == 0) {
            return true;
        }
    }
    return false;
}

static ird_status add_place(ird_source_file *file, const ird_plan_line *line,
                            int32_t layer, double x_um, double y_um, ird_error *err) {
    IRD_TRY(ird_vec_reserve(&file->places, 1, DOING, err));
    file->places.items[file->places.count++] = (ird_source_place){
        .x_um = x_um, .y_um = y_um, .size_um = line->size_um, .name = -1, .layer = layer};
    return IRD_OK;
}

static ird_status add_bumps(ird_source_file *file, const ird_plan_line *line,
                            int32_t layer, const ird_design *design, ird_error *err) {
    ird_rect region = ird_plan_region_of(line, design);
    double units = (double)design->units;
    ird_plan_series x = {0}, y = {0};
    IRD_TRY(ird_plan_series_make(&x, line, 0, (double)region.x0_dbu / units,
                                 (double)region.x1_dbu / units, err));
    IRD_TRY(ird_plan_series_make(&y, line, 1, (double)region.y0_dbu / units,
                                 (double)region.y1_dbu / units, err));
    if ((double)x.count * (double)y.count > IRD_PLAN_PIECES_MAX) {
        return ird_fail(
            err, IRD_PLAN_TOO_LARGE,
            "the bumps of net %.100s are more than %.0f; give a larger pitch, "
            "in um",
            line->net, IRD_PLAN_PIECES_MAX);
    }
    for (size_t k = 0; k < y.count; k++) {
        for (size_t i = 0; i < x.count; i++) {
            IRD_TRY(add_place(file, line, layer, x.first_um + (double)i * x.pitch_um,
                              y.first_um + (double)k * y.pitch_um, err));
        }
    }
    return IRD_OK;
}

ird_status ird_plan_add_places(ird_source_file *file, const ird_plan *plan,
                               const char *net, const ird_design *design,
                               ird_error *err) {
    for (size_t i = 0; i < plan->lines.count; i++) {
        const ird_plan_line *line = &plan->lines.items[i];
        int32_t layer = -1;
        if (strcmp(line->net, net) != 0) {
            continue;
        }
        if (line->layer != NULL) {
            IRD_TRY(ird_names_add(&file->layer_names, line->layer, strlen(line->layer),
                                  &layer, NULL, err));
        }
        if (line->kind == IRD_PLAN_SOURCE) {
            IRD_TRY(add_place(file, line, layer, line->at.x_um, line->at.y_um, err));
        } else if (line->kind == IRD_PLAN_BUMPS) {
            IRD_TRY(add_bumps(file, line, layer, design, err));
        }
    }
    return IRD_OK;
}

/* Places of one file after those of another; their names are not needed. */
static ird_status append_places(ird_source_file *to, const ird_source_file *from,
                                ird_error *err) {
    IRD_TRY(ird_vec_reserve(&to->places, from->places.count, DOING, err));
    for (size_t i = 0; i < from->places.count; i++) {
        ird_source_place place = from->places.items[i];
        place.name = -1;
        if (place.layer >= 0) {
            const char *layer = ird_names_get(&from->layer_names, place.layer);
            IRD_TRY(ird_names_add(&to->layer_names, layer, strlen(layer), &place.layer,
                                  NULL, err));
        }
        to->places.items[to->places.count++] = place;
    }
    return IRD_OK;
}

ird_status ird_plan_add_sources(ird_source_file *planned, const ird_plan *plan,
                                const char *net, const ird_source_file *file,
                                const ird_design *design, ird_error *err) {
    planned->volt = file != NULL ? file->volt : (double)NAN;
    if (file != NULL) {
        IRD_TRY(append_places(planned, file, err));
    }
    return ird_plan_add_places(planned, plan, net, design, err);
}

/* Whether no part of the place lies on the die. */
static bool is_outside(const ird_source_place *place, const ird_design *design) {
    double units = (double)design->units, half_um = place->size_um / 2;
    ird_rect die = design->die;
    return (place->x_um + half_um) * units < (double)die.x0_dbu ||
           (place->x_um - half_um) * units > (double)die.x1_dbu ||
           (place->y_um + half_um) * units < (double)die.y0_dbu ||
           (place->y_um - half_um) * units > (double)die.y1_dbu;
}

ird_status ird_plan_count_outside(const ird_plan_line *line, const ird_design *design,
                                  size_t *outside, size_t *all, ird_error *err) {
    ird_source_file file = {0};
    const ird_plan alone = {
        .lines = {.items = (ird_plan_line *)line, .count = 1, .capacity = 1}};
    ird_status status = ird_plan_add_places(&file, &alone, line->net, design, err);
    *outside = 0;
    *all = file.places.count;
    for (size_t i = 0; i < file.places.count && status == IRD_OK; i++) {
        *outside += is_outside(&file.places.items[i], design);
    }
    ird_source_file_free(&file);
    return status;
}
