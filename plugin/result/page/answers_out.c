/* SPDX-License-Identifier: BSD-3-Clause
 *
 * An answer with its maps, its shares and what it says of each cell.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "page/data_out.h"

/* --- maps ----------------------------------------------------------------------------
 */

static bool has_place(const ird_map *map) {
    return map->window.x0_um < map->window.x1_um && map->window.y0_um < map->window.y1_um;
}

/* Nothing there is NaN. */
static json_object *values_of(ird_json_out *out, const ird_map *map) {
    size_t count = ird_map_count(map);
    double *values = ird_alloc(count, sizeof *values);
    if (values == NULL) {
        out->status = out->status != IRD_OK
                          ? out->status
                          : ird_fail_memory(out->err, "writing a report");
        return NULL;
    }
    for (size_t i = 0; i < count; i++) {
        values[i] = ird_map_is_empty(map, i) ? (double)NAN : map->values[i];
    }
    json_object *o = ird_page_floats(out, values, count);
    ird_free(values);
    return o;
}

enum { NO_PLACE = 65535, HIGH_SIDE = 65534 };

static uint16_t part_of(double at, double low, double high) {
    return isnan(at) || !(high > low)
               ? NO_PLACE
               : (uint16_t)lrint(fmin(fmax((at - low) / (high - low), 0), 1) * HIGH_SIDE);
}

/* Where in each pixel its value is, across or up. */
static json_object *places_of(ird_json_out *out, const ird_map *map, bool is_x) {
    size_t count = ird_map_count(map);
    uint16_t *parts = ird_alloc(count, sizeof *parts);
    if (parts == NULL) {
        out->status = out->status != IRD_OK
                          ? out->status
                          : ird_fail_memory(out->err, "writing a report");
        return NULL;
    }
    for (size_t i = 0; i < count; i++) {
        ird_rect_um box = ird_map_pixel_box(map, i / map->columns, i % map->columns);
        parts[i] = is_x ? part_of(map->places[i].x_um, box.x0_um, box.x1_um)
                        : part_of(map->places[i].y_um, box.y0_um, box.y1_um);
    }
    json_object *o = ird_page_shorts(out, parts, count);
    ird_free(parts);
    return o;
}

static json_object *map_of(ird_json_out *out, const char *id, const char *title,
                           const ird_map *map) {
    const ird_rect_um pixels = {0, 0, (double)map->columns, (double)map->rows};
    json_object *o = ird_json_object(out);
    ird_json_put(out, o, "id", ird_json_text(out, id));
    ird_json_put(out, o, "title", ird_json_text(out, title));
    ird_json_put(out, o, "unit", ird_json_text(out, ird_unit_name(map->unit)));
    ird_json_put(out, o, "rows", ird_json_count(out, map->rows));
    ird_json_put(out, o, "columns", ird_json_count(out, map->columns));
    ird_json_put(out, o, "window",
                 ird_page_box(out, has_place(map) ? &map->window : &pixels));
    ird_json_put(out, o, "has_place", ird_json_flag(out, has_place(map)));
    ird_json_put(out, o, "values", values_of(out, map));
    if (has_place(map) && map->places != NULL) {
        ird_json_put(out, o, "places_x", places_of(out, map, true));
        ird_json_put(out, o, "places_y", places_of(out, map, false));
    }
    return o;
}

static json_object *maps_of(ird_json_out *out, const ird_answer *answer,
                            bool with_inputs) {
    json_object *list = ird_json_array(out);
    char title[96];
    if (answer->map == NULL) {
        return list;
    }
    snprintf(title, sizeof title, "%s, %s", answer->quantity->label,
             ird_way_phrase(answer->way));
    ird_json_append(out, list, map_of(out, "drop", title, answer->map));
    if (answer->bounds != NULL) {
        ird_json_append(out, list,
                        map_of(out, "bound", "How far it may be off", answer->bounds));
    }
    if (with_inputs && answer->raster != NULL) {
        const ird_raster *raster = answer->raster;
        ird_json_append(
            out, list,
            map_of(out, "power_grid", "Strength of the power grid", &raster->power_grid));
        ird_json_append(
            out, list,
            map_of(out, "cell_density", "Cell density", &raster->cell_density));
        ird_json_append(
            out, list,
            map_of(out, "switching", "Switching activity", &raster->switching));
        ird_json_append(
            out, list,
            map_of(out, "current", "Current of the cells", &raster->current_a));
    }
    return list;
}

/* --- figures -------------------------------------------------------------------------
 */

static bool is_relative(const ird_answer *answer) {
    return answer->map != NULL && answer->map->unit != answer->quantity->unit;
}

/* Index of the worst pixel, or the count of pixels. */
static size_t worst_pixel(const ird_answer *answer) {
    const ird_map *map = answer->map;
    size_t count = ird_map_count(map), worst = count;
    for (size_t i = 0; i < count; i++) {
        if (!ird_map_is_empty(map, i) && !isnan(map->values[i]) &&
            (worst == count || ird_quantity_is_worse(answer->quantity, map->values[i],
                                                     map->values[worst]))) {
            worst = i;
        }
    }
    return worst;
}

static void put_worst(ird_json_out *out, json_object *o, const ird_answer *answer) {
    bool relative = is_relative(answer);
    size_t at = answer->map != NULL ? worst_pixel(answer) : 0;
    const ird_answer_pin *pin = ird_answer_worst_pin(answer);
    ird_json_put(out, o, "worst",
                 ird_json_number(out, relative ? ird_answer_map_worst(answer)
                                               : ird_answer_worst(answer)));
    ird_json_put(out, o, "average",
                 ird_json_number(out, relative ? ird_answer_map_mean(answer)
                                               : ird_answer_average(answer)));
    ird_json_put(out, o, "unit",
                 ird_json_text(out, ird_unit_name(relative ? answer->map->unit
                                                           : answer->quantity->unit)));
    ird_json_put(out, o, "worst_at",
                 answer->map != NULL && at < ird_map_count(answer->map)
                     ? ird_page_place(out, ird_map_place(answer->map, at))
                     : NULL);
    ird_json_put(out, o, "worst_layer", ird_page_optional(out, answer->worst_layer));
    ird_json_put(out, o, "worst_instance",
                 ird_page_optional(out, pin != NULL ? pin->name : NULL));
    ird_json_put(out, o, "bound", ird_json_number(out, answer->bound));
    ird_json_put(out, o, "outside_training", ird_page_optional(out, answer->outside));
    ird_json_put(out, o, "when_s", ird_json_number(out, answer->when_s));
    ird_json_put(out, o, "threshold", ird_json_number(out, answer->threshold));
}

static const char *layer_name(const ird_answer *answer, int32_t layer) {
    return layer < 0 ? "unknown" : ird_names_get(&answer->network->layer_names, layer);
}

static json_object *shares_of(ird_json_out *out, const ird_answer *answer) {
    json_object *list = ird_json_array(out);
    for (size_t i = 0; answer->network != NULL && i < answer->share_count; i++) {
        const ird_layer_share *share = &answer->shares[i];
        json_object *o = ird_json_object(out);
        char name[160];
        snprintf(name, sizeof name, "%.70s%s%.70s", layer_name(answer, share->layer_a),
                 share->layer_a == share->layer_b ? "" : " - ",
                 share->layer_a == share->layer_b ? ""
                                                  : layer_name(answer, share->layer_b));
        ird_json_put(out, o, "name", ird_json_text(out, name));
        ird_json_put(out, o, "drop_v", ird_json_number(out, share->drop_v));
        ird_json_append(out, list, o);
    }
    return list;
}

static json_object *supplies_of(ird_json_out *out, const ird_answer *answer) {
    json_object *list = ird_json_array(out);
    for (size_t i = 0; i < answer->supply_count && i < IRD_PAGE_SUPPLIES; i++) {
        json_object *o = ird_json_object(out);
        ird_json_put(out, o, "instance", ird_json_text(out, answer->supplies[i].name));
        ird_json_put(out, o, "left_v", ird_json_number(out, answer->supplies[i].left_v));
        ird_json_append(out, list, o);
    }
    return list;
}

/* Nodes next to each other at one place are one source to people. */
static json_object *sources_of(ird_json_out *out, const ird_answer *answer) {
    const ird_network *network = answer->network;
    json_object *list = ird_json_array(out);
    int64_t x_dbu = INT64_MIN, y_dbu = INT64_MIN;
    size_t shown = 0;
    for (size_t i = 0; network != NULL && network->units > 0 &&
                       i < network->sources.count && shown < IRD_PAGE_SOURCES;
         i++) {
        const ird_node *node = &network->nodes.items[network->sources.items[i].node];
        if (node->kind == IRD_NODE_NAMED ||
            (node->x_dbu == x_dbu && node->y_dbu == y_dbu)) {
            continue;
        }
        x_dbu = node->x_dbu;
        y_dbu = node->y_dbu;
        shown++;
        ird_json_append(
            out, list,
            ird_page_place(out, (ird_point_um){(double)x_dbu / (double)network->units,
                                               (double)y_dbu / (double)network->units}));
    }
    return list;
}

/* --- cells ---------------------------------------------------------------------------
 */

/* The values of the cells that the page has. */
static json_object *chosen(ird_json_out *out, const double *values,
                           const ird_page_cells *cells) {
    size_t count = cells->items.count;
    double *some = ird_alloc(count, sizeof *some);
    json_object *o = NULL;
    if (some != NULL) {
        for (size_t i = 0; i < count; i++) {
            some[i] = values[cells->items.items[i]];
        }
        o = ird_page_short_floats(out, some, count);
    } else if (out->status == IRD_OK) {
        out->status = ird_fail_memory(out->err, "writing a report");
    }
    ird_free(some);
    return o;
}

/* Currents are those of the power over the supply, where the answer knows both. */
static void put_cells(ird_json_out *out, json_object *o, const ird_answer *answer,
                      bool with_currents, const ird_page_cells *cells) {
    const ird_design *design = answer->design;
    double *drop_v = NULL;
    if (out->status == IRD_OK) {
        out->status = ird_page_drops(&drop_v, answer, design, out->err);
    }
    if (drop_v == NULL) {
        return;
    }
    ird_json_put(out, o, "cell_drop", chosen(out, drop_v, cells));
    const ird_power *power = answer->power;
    if (with_currents && power != NULL && power->count == design->components.count &&
        answer->supply_v > 0) {
        for (size_t i = 0; i < power->count; i++) { /* those on the net alone */
            drop_v[i] =
                isnan(drop_v[i]) ? (double)NAN : power->instance_w[i] / answer->supply_v;
        }
        ird_json_put(out, o, "cell_current", chosen(out, drop_v, cells));
    }
    ird_free(drop_v);
}

/* --- all of it -----------------------------------------------------------------------
 */

/* Lines of text as pairs of a name and what is said. */
static json_object *header_of(ird_json_out *out, const char *header) {
    json_object *list = ird_json_array(out);
    while (header != NULL && *header != '\0' && out->status == IRD_OK) {
        size_t size = strcspn(header, "\n");
        size_t name = size < IRD_PAGE_NAME ? size : IRD_PAGE_NAME;
        ird_text line = {0};
        json_object *pair = ird_json_array(out);
        size_t end = name;
        while (end > 0 && header[end - 1] == ' ') {
            end--;
        }
        out->status = ird_text_add(&line, header, end, out->err);
        ird_json_append(out, pair, ird_json_text(out, ird_text_get(&line)));
        ird_text_truncate(&line, 0);
        if (out->status == IRD_OK) {
            out->status = ird_text_add(&line, header + name, size - name, out->err);
        }
        ird_json_append(out, pair, ird_json_text(out, ird_text_get(&line)));
        ird_json_append(out, list, pair);
        ird_text_free(&line);
        header += size + (header[size] == '\n' ? 1 : 0);
    }
    return list;
}

json_object *ird_page_answer(ird_json_out *out, const ird_answer *answer,
                             const char *header, bool with_inputs, bool with_currents,
                             const ird_page_cells *cells) {
    json_object *o = ird_json_object(out);
    ird_json_put(out, o, "net", ird_json_text(out, answer->net));
    ird_json_put(out, o, "corner", ird_json_text(out, answer->corner));
    ird_json_put(out, o, "quantity", ird_json_text(out, answer->quantity->name));
    ird_json_put(out, o, "label", ird_json_text(out, answer->quantity->label));
    ird_json_put(out, o, "title", ird_json_text(out, answer->quantity->title));
    ird_json_put(out, o, "people_unit",
                 ird_json_text(out, answer->quantity->people_unit));
    ird_json_put(out, o, "per_unit", ird_json_number(out, answer->quantity->per_unit));
    ird_json_put(out, o, "least_is_worst",
                 ird_json_flag(out, answer->quantity->least_is_worst));
    ird_json_put(out, o, "way", ird_json_text(out, ird_way_name(answer->way)));
    ird_json_put(out, o, "way_phrase", ird_json_text(out, ird_way_phrase(answer->way)));
    ird_json_put(out, o, "network", ird_page_optional(out, answer->network_phrase));
    ird_json_put(out, o, "is_ground", ird_json_flag(out, answer->is_ground));
    ird_json_put(out, o, "supply_v", ird_json_number(out, answer->supply_v));
    ird_json_put(out, o, "supply_origin",
                 ird_page_optional(out, answer->supply_assumed ? "assumed"
                                                               : answer->supply_origin));
    put_worst(out, o, answer);
    ird_json_put(out, o, "maps", maps_of(out, answer, with_inputs));
    ird_json_put(out, o, "shares", shares_of(out, answer));
    ird_json_put(out, o, "supply_left", supplies_of(out, answer));
    ird_json_put(out, o, "sources", sources_of(out, answer));
    ird_json_put(out, o, "header", header_of(out, header));
    if (cells != NULL && answer->design != NULL) {
        put_cells(out, o, answer, with_currents, cells);
    }
    return o;
}
