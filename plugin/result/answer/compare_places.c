/* SPDX-License-Identifier: BSD-3-Clause */
#include "answer/compare_places.h"

#include <math.h>
#include <string.h>

#include "base/input.h"
#include "base/lines.h"
#include "base/number.h"
#include "answer/pin_drops.h"
#include "raster/node_map.h"

static const char DOING[] = "comparing drops";

/* Where two results are compared. */
typedef struct places {
    const ird_solved *solved;
    ird_pin_drops pins; /* of INSTANCES */
    IRD_VEC(int32_t) nodes;
    size_t count;
    ird_compare_by by;
} places;

static void places_free(places *p) {
    ird_pin_drops_free(&p->pins);
    ird_free(p->nodes.items);
}

/* The nodes of the layer that feeds most cells, and those of others that feed any. */
static ird_status list_nodes(places *p, ird_error *err) {
    const ird_network *network = &p->solved->grid->network;
    int32_t layer = ird_node_map_layer(network);
    ird_load_list others = {0};
    IRD_TRY(ird_node_map_others(&others, network, err));
    ird_status status =
        ird_vec_reserve(&p->nodes, network->nodes.count + others.count, DOING, err);
    for (size_t i = 0; status == IRD_OK && i < network->nodes.count; i++) {
        if (network->nodes.items[i].layer == layer && layer >= 0) {
            p->nodes.items[p->nodes.count++] = (int32_t)i;
        }
    }
    for (size_t i = 0; status == IRD_OK && i < others.count; i++) {
        p->nodes.items[p->nodes.count++] = others.items[i].node;
    }
    ird_free(others.items);
    p->count = p->nodes.count;
    return status;
}

static ird_status places_make(places *p, ird_error *err) {
    if (p->by == IRD_COMPARE_NODES) {
        return list_nodes(p, err);
    }
    IRD_TRY(ird_pin_drops_make(&p->pins, p->solved, err));
    p->count = p->pins.items.count;
    return IRD_OK;
}

static ird_point_um place_at(const places *p, size_t i) {
    const ird_network *network = &p->solved->grid->network;
    if (p->by == IRD_COMPARE_INSTANCES) {
        return p->pins.items.items[i].at;
    }
    const ird_node *node = &network->nodes.items[p->nodes.items[i]];
    double units = (double)network->units;
    return (ird_point_um){(double)node->x_dbu / units, (double)node->y_dbu / units};
}

static void read_solution(const places *p, double *drop_v) {
    for (size_t i = 0; i < p->count; i++) {
        drop_v[i] = p->by == IRD_COMPARE_INSTANCES
                        ? p->pins.items.items[i].drop_v
                        : p->solved->solution->drop_v[p->nodes.items[i]];
    }
}

static ird_status read_map(const places *p, const ird_map *map, const char *name,
                           double *drop_v, ird_error *err) {
    if (!(map->window.x0_um < map->window.x1_um)) {
        return ird_fail(err, IRD_COMPARE_PLACES,
                        "the map %.100s has no window, so that it cannot be read at "
                        "instances or nodes; compare it with a map of the same size",
                        name);
    }
    for (size_t i = 0; i < p->count; i++) {
        ird_point_um at = place_at(p, i);
        bool is_inside = at.x_um >= map->window.x0_um && at.x_um <= map->window.x1_um &&
                         at.y_um >= map->window.y0_um && at.y_um <= map->window.y1_um;
        drop_v[i] = is_inside ? ird_map_at(map, at.x_um, at.y_um) : (double)NAN;
    }
    return IRD_OK;
}

/* One line of a voltage file into the drop of each pin of its instance. */
static ird_status read_line(const places *p, const int32_t *first, const int32_t *next,
                            ird_slice line, const char *path, long number, double *drop_v,
                            ird_error *err) {
    const ird_network *network = &p->solved->grid->network;
    const ird_names *names = ird_pin_drops_names(&p->pins);
    ird_slice rest = line, instance = ird_slice_cut(&rest, ',');
    ird_slice terminal = ird_slice_trimmed(ird_slice_cut(&rest, ',')), field = {0};
    double volt;
    size_t fields = 2;
    for (; rest.size > 0; fields++) {
        field = ird_slice_cut(&rest, ',');
    }
    if (fields != 6 || !ird_number_parse(field.data, field.size, &volt) ||
        !isfinite(volt)) {
        return ird_fail_at(err, IRD_COMPARE_FILE, path, number,
                           "a voltage file has six fields a line, the last one a "
                           "voltage; write it with write_report -format voltages");
    }
    int32_t name = ird_names_find(names, instance.data, instance.size);
    double below_v = p->solved->solution->supply_v - volt;
    for (int32_t i = name >= 0 ? first[name] : -1; i >= 0; i = next[i]) {
        const char *own = p->pins.items.items[i].terminal;
        if (own[0] != '\0' && terminal.size > 0 && !ird_slice_is(terminal, own)) {
            continue; /* of another net */
        }
        drop_v[i] = network->is_ground ? -below_v : below_v;
    }
    return IRD_OK;
}

static ird_status read_lines(const places *p, const int32_t *first, const int32_t *next,
                             const ird_input *input, double *drop_v, ird_error *err) {
    ird_lines lines = {.rest = {input->data, input->size}};
    ird_slice line;
    bool is_begun = false; /* comments may stand before the header alone */
    while (ird_lines_next(&lines, &line)) {
        line = ird_slice_trimmed(line);
        bool is_comment = !is_begun && line.size > 0 && *line.data == '#';
        bool is_header =
            !is_begun && line.size >= 8 && strncmp(line.data, "Instance", 8) == 0;
        is_begun = is_begun || !is_comment;
        if (line.size > 0 && !is_header && !is_comment) {
            IRD_TRY(
                read_line(p, first, next, line, input->path, lines.number, drop_v, err));
        }
    }
    return IRD_OK;
}

/* The pins by the name of their instance: first[name], then next[pin]. */
static ird_status read_file(const places *p, const char *path, double *drop_v,
                            ird_error *err) {
    const ird_names *names = ird_pin_drops_names(&p->pins);
    size_t name_count = ird_names_count(names);
    ird_input input = {0};
    ird_status status = ird_input_open(&input, path, err);
    if (status != IRD_OK) {
        return status;
    }
    int32_t *first = ird_alloc(name_count, sizeof *first);
    int32_t *next = ird_alloc(p->count, sizeof *next);
    if (first == NULL || next == NULL) {
        status = ird_fail_memory(err, DOING);
        goto done;
    }
    for (size_t i = 0; i < name_count; i++) {
        first[i] = -1;
    }
    for (size_t i = 0; i < p->count; i++) {
        int32_t name = p->pins.items.items[i].name;
        next[i] = first[name];
        first[name] = (int32_t)i;
        drop_v[i] = (double)NAN;
    }
    status = read_lines(p, first, next, &input, drop_v, err);
done:
    ird_free(next);
    ird_free(first);
    ird_input_close(&input);
    return status;
}

/* The values of one side; NAN where it has none. */
static ird_status read_side(const places *p, const ird_compare_side *side, double *drop_v,
                            ird_error *err) {
    if (side->is_solution) {
        read_solution(p, drop_v);
        return IRD_OK;
    }
    return side->map != NULL ? read_map(p, side->map, side->name, drop_v, err)
                             : read_file(p, side->name, drop_v, err);
}

/* The pairs that both have, as two maps of one row. */
static size_t keep_common(double *a, double *b, size_t count) {
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        if (!isnan(a[i]) && !isnan(b[i])) {
            a[kept] = a[i];
            b[kept] = b[i];
            kept++;
        }
    }
    return kept;
}

/* The figures of the places that both sides have. */
static ird_status compare_common(const ird_compare_side sides[2], double *of_a,
                                 double *of_b, size_t count, ird_comparison *comparison,
                                 size_t *kept, ird_error *err) {
    *kept = keep_common(of_a, of_b, count);
    const ird_map a = {
        .rows = 1, .columns = *kept, .values = of_a, .unit = IRD_UNIT_VOLT};
    const ird_map b = {
        .rows = 1, .columns = *kept, .values = of_b, .unit = IRD_UNIT_VOLT};
    return *kept > 0 ? ird_map_compare(comparison, &a, &b, err)
                     : ird_fail(err, IRD_COMPARE_PLACES,
                                "%.100s and %.100s have no place in common that a source "
                                "reaches; compare results of the same net",
                                sides[0].name, sides[1].name);
}

ird_status ird_compare_places(const ird_solved *solved, ird_compare_by by,
                              const ird_compare_side sides[2], ird_comparison *comparison,
                              size_t *count, ird_error *err) {
    places p = {.solved = solved, .by = by};
    double *values = NULL;
    ird_status status = places_make(&p, err);
    if (status == IRD_OK && (values = ird_alloc(p.count, 2 * sizeof *values)) == NULL) {
        status = ird_fail_memory(err, DOING);
    }
    for (size_t i = 0; i < 2 && status == IRD_OK; i++) {
        status = read_side(&p, &sides[i], values + i * p.count, err);
    }
    if (status == IRD_OK) {
        status = compare_common(sides, values, values + p.count, p.count, comparison,
                                count, err);
    }
    ird_free(values);
    places_free(&p);
    return status;
}
