/* SPDX-License-Identifier: BSD-3-Clause */
#include "binding/map_figure.h"

#include <math.h>
#include <stdio.h>

#include "base/number.h"
#include "base/quantity.h"
#include "base/writer.h"
#include "binding/picture_library.h"
#include "session/supply.h"

static const char *name_of(ird_map_kind kind) {
    switch (kind) {
    case IRD_MAP_POWER_GRID:
        return "Strength of the power grid";
    case IRD_MAP_CELL_DENSITY:
        return "Cell density";
    case IRD_MAP_SWITCHING:
        return "Switching activity";
    case IRD_MAP_AREA:
        return "Cell area";
    case IRD_MAP_CURRENT:
        return "Current of the cells";
    case IRD_MAP_PREDICT:
        return "Predicted drop";
    case IRD_MAP_SOLVE:
        return "Drop";
    case IRD_MAP_DYNAMIC:
        return "Worst drop in time";
    case IRD_MAP_FILE:
        return "Map of a file";
    }
    return "Map";
}

/* The raster that a map is of or was made from; NULL: there is none. */
static const ird_raster *raster_of(const ird_map_entry *entry) {
    const ird_result *result = entry->result;
    if ((int)entry->kind < IRD_RASTER_MAP_COUNT) {
        return &result->raster;
    }
    return entry->kind == IRD_MAP_PREDICT && result->base != NULL ? &result->base->raster
                                                                  : NULL;
}

/* The net of a map; -1: not known. */
static int32_t net_of(const ird_map_entry *entry) {
    const ird_raster *raster = raster_of(entry);
    return ird_map_kind_is_solved(entry->kind) ? entry->result->net
           : raster != NULL                    ? raster->options.net
                                               : -1;
}

static double supply_of(const ird_map_entry *entry) {
    const ird_raster *raster = raster_of(entry);
    return ird_map_kind_is_solved(entry->kind) ? entry->result->supply_v
           : raster != NULL                    ? raster->options.supply_v
                                               : 0;
}

/* A unit for people and how many of it make one of the map. */
typedef struct unit {
    const char *name;
    double per_unit;
} unit;

static unit unit_of(const ird_map *map, double most) {
    switch (map->unit) {
    case IRD_UNIT_VOLT:
        return (unit){"mV", 1e3};
    case IRD_UNIT_AMPERE:
        return most < 1e-3 ? (unit){"uA", 1e6} : (unit){"mA", 1e3};
    case IRD_UNIT_UM2:
        return (unit){"um2", 1};
    case IRD_UNIT_NORMALISED:
        return (unit){"share", 1};
    case IRD_UNIT_UNKNOWN:
        break;
    }
    return (unit){"unit not known", 1};
}

/* "59.86 mV" with its part of the supply. */
static void put_value(ird_writer *w, const ird_map *map, double value, double supply_v) {
    char text[IRD_QUANTITY_SIZE];
    bool has_prefix = map->unit == IRD_UNIT_VOLT || map->unit == IRD_UNIT_AMPERE;
    ird_write(w, "%s",
              has_prefix ? ird_quantity_write(text, value, ird_unit_name(map->unit))
                         : ird_quantity_digits(text, value));
    if (map->unit == IRD_UNIT_VOLT && supply_v > 0) {
        ird_write(w, ", %s %%", ird_quantity_digits(text, 100 * value / supply_v));
    }
}

static void put_title(ird_writer *w, const ird_session *session,
                      const ird_map_entry *entry, double at_s) {
    int32_t net = net_of(entry);
    char text[IRD_QUANTITY_SIZE];
    ird_write(w, "%s", isnan(at_s) ? name_of(entry->kind) : "Drop");
    if (session->has_design && entry->kind != IRD_MAP_FILE &&
        session->design.name != NULL) {
        ird_write(w, " of %s", session->design.name);
    }
    if (net >= 0) {
        ird_write(w, ", net %s", ird_session_net_name(session, net));
    }
    if (ird_map_kind_is_solved(entry->kind)) {
        ird_write(w, ", solved exactly");
    }
    if (!isnan(at_s)) {
        ird_write(w, ", at %s", ird_quantity_write(text, at_s, "s"));
    }
}

static void put_rest(ird_writer *w, const ird_session *session,
                     const ird_map_entry *entry) {
    const char *network = ird_session_network_of_map(session, entry, true);
    double supply_v = supply_of(entry);
    char text[IRD_QUANTITY_SIZE];
    const char *between = "";
    if (supply_v > 0) {
        ird_write(w, "supply %s V", ird_quantity_digits(text, supply_v));
        between = "; ";
    }
    if (network != NULL) {
        ird_write(w, "%snetwork: %s", between, network);
        between = "; ";
    }
    if (entry->kind == IRD_MAP_PREDICT && entry->result->model != NULL) {
        ird_write(w, "%smodel %s", between, entry->result->model);
        between = "; ";
    }
    if (*between != '\0') {
        ird_write(w, "\n");
    }
}

static void put_largest(ird_writer *w, const ird_map *map, double supply_v) {
    size_t at = 0;
    double largest = ird_map_max(map, &at);
    ird_point_um place = ird_map_place(map, at);
    bool has_um = map->window.x0_um < map->window.x1_um;
    char x[32], y[32];
    ird_write(w, "largest ");
    put_value(w, map, largest, supply_v);
    if (has_um && !isnan(place.x_um)) {
        ird_number_write_fixed(x, sizeof x, 2, place.x_um);
        ird_number_write_fixed(y, sizeof y, 2, place.y_um);
        ird_write(w, ", at (%s %s) um", x, y);
    }
    ird_write(w, "%s", ird_map_has_empty(map) ? "; grey: nothing is there" : "");
}

/* What stands in a figure. */
typedef struct words {
    ird_text title, lines, label, mark;
} words;

static void free_words(words *said) {
    ird_text_free(&said->title);
    ird_text_free(&said->lines);
    ird_text_free(&said->label);
    ird_text_free(&said->mark);
}

static ird_status make_words(words *said, const ird_session *session,
                             const ird_map_entry *entry, const ird_map *map, double at_s,
                             const char *unit_name, ird_error *err) {
    ird_writer w = {&said->title, IRD_OK, err};
    put_title(&w, session, entry, at_s);
    w.out = &said->lines;
    put_rest(&w, session, entry);
    put_largest(&w, map, supply_of(entry));
    w.out = &said->label;
    ird_write(&w, "%s", unit_name);
    w.out = &said->mark;
    put_value(&w, map, ird_map_max(map, NULL), 0);
    return w.status;
}

ird_status ird_tcl_figure(ird_text *out, const ird_session *session,
                          const ird_map_entry *entry, const ird_map *map, double at_s,
                          ird_picture_format format, ird_error *err) {
    ird_picture_drawer *draw = NULL;
    words said = {0};
    const ird_scale scale = ird_scale_of(map);
    const unit shown = unit_of(map, scale.high);
    IRD_TRY(ird_tcl_picture_library(&draw, err));
    ird_status status = make_words(&said, session, entry, map, at_s, shown.name, err);
    if (status == IRD_OK) {
        const ird_picture picture = {
            .map = map,
            .title = ird_text_get(&said.title),
            .lines = ird_text_get(&said.lines),
            .label = ird_text_get(&said.label),
            .per_unit = shown.per_unit,
            .scale = scale,
            .mark = entry->kind >= IRD_MAP_PREDICT && entry->kind <= IRD_MAP_DYNAMIC
                        ? ird_text_get(&said.mark)
                        : NULL,
        };
        status = draw(out, &picture, format, err);
    }
    free_words(&said);
    return status;
}
