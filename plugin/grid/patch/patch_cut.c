/* SPDX-License-Identifier: BSD-3-Clause
 *
 * A part of the metal of a net, extracted by itself.
 */
#include <stdlib.h>
#include <string.h>

#include "patch/patch_parts.h"

static const char *const doing = "extracting a part of a net";

void ird_part_free(ird_part *part) {
    ird_free(part->resistors.items);
    ird_free(part->sources.items);
    ird_free(part->nodes.items);
    ird_free(part->ties.items);
    ird_free(part->stubs.items);
    ird_free(part->doubles.items);
    *part = (ird_part){0};
}

/* ---- what is cut out ----------------------------------------------------------------
 */

static bool holds(const ird_patch_windows *windows, const ird_work *work, int32_t layer,
                  ird_point at) {
    bool is_vertical = work->layers[layer].is_vertical;
    int64_t u = is_vertical ? at.y_dbu : at.x_dbu, v = is_vertical ? at.x_dbu : at.y_dbu;
    for (size_t i = 0; i < windows->items.count; i++) {
        const ird_patch_window *window = &windows->items.items[i];
        if (window->layer == layer && u >= window->box.u0_dbu &&
            u <= window->box.u1_dbu && v >= window->box.v0_dbu &&
            v <= window->box.v1_dbu) {
            return true;
        }
    }
    return false;
}

/* Shapes are cut along the layer alone, where wires are long. */
static ird_status cut_shapes(ird_work *part, const ird_work *from,
                             const ird_patch_window *window, ird_error *err) {
    const ird_work_layer *layer = &from->layers[window->layer];
    ird_work_layer *to = &part->layers[window->layer];
    for (size_t i = 0; i < layer->shapes.count; i++) {
        ird_uv_box box = layer->shapes.items[i];
        if (box.u0_dbu > window->box.u1_dbu || box.u1_dbu < window->box.u0_dbu ||
            box.v0_dbu > window->box.v1_dbu || box.v1_dbu < window->box.v0_dbu) {
            continue;
        }
        box.u0_dbu = box.u0_dbu > window->box.u0_dbu ? box.u0_dbu : window->box.u0_dbu;
        box.u1_dbu = box.u1_dbu < window->box.u1_dbu ? box.u1_dbu : window->box.u1_dbu;
        IRD_TRY(ird_vec_reserve(&to->shapes, 1, doing, err));
        to->shapes.items[to->shapes.count++] = box;
    }
    return IRD_OK;
}

static ird_status cut_vias(ird_work *part, const ird_work *from,
                           const ird_patch_windows *windows, ird_error *err) {
    for (size_t i = 0; i < from->vias.count; i++) {
        const ird_work_via *via = &from->vias.items[i];
        if (holds(windows, from, via->metal[0], via->at) ||
            holds(windows, from, via->metal[1], via->at)) {
            IRD_TRY(ird_vec_reserve(&part->vias, 1, doing, err));
            part->vias.items[part->vias.count++] = *via;
        }
    }
    return IRD_OK;
}

static ird_status cut_ties(ird_work *part, const ird_work *from,
                           const ird_patch_windows *windows, ird_error *err) {
    for (size_t i = 0; i < from->ties.count; i++) {
        const ird_work_tie *tie = &from->ties.items[i];
        ird_rect box = from->tie_boxes.items[i];
        if (holds(windows, from, tie->layer, ird_rect_middle(box))) {
            IRD_TRY(ird_vec_reserve(&part->ties, 1, doing, err));
            IRD_TRY(ird_vec_reserve(&part->tie_boxes, 1, doing, err));
            part->ties.items[part->ties.count++] = *tie;
            part->tie_boxes.items[part->tie_boxes.count++] = box;
        }
    }
    return IRD_OK;
}

/* DEF pins, cut like shapes. */
static ird_status cut_pins(ird_work *part, const ird_work *from,
                           const ird_patch_window *window, ird_error *err) {
    const ird_work_layer *layer = &from->layers[window->layer];
    ird_rect within = ird_work_rect(layer, window->box);
    for (size_t i = 0; i < from->pin_boxes.count; i++) {
        ird_shape pin = from->pin_boxes.items[i];
        ird_uv_box box = ird_work_uv(layer, pin.box);
        if (pin.layer != window->layer || box.u0_dbu > window->box.u1_dbu ||
            box.u1_dbu < window->box.u0_dbu || box.v0_dbu > window->box.v1_dbu ||
            box.v1_dbu < window->box.v0_dbu) {
            continue;
        }
        box.u0_dbu = box.u0_dbu > window->box.u0_dbu ? box.u0_dbu : window->box.u0_dbu;
        box.u1_dbu = box.u1_dbu < window->box.u1_dbu ? box.u1_dbu : window->box.u1_dbu;
        pin.box = ird_work_rect(layer, box);
        (void)within;
        IRD_TRY(ird_vec_reserve(&part->pin_boxes, 1, doing, err));
        part->pin_boxes.items[part->pin_boxes.count++] = pin;
    }
    return IRD_OK;
}

static ird_status cut_out(ird_work *part, const ird_patch_book *book,
                          const ird_patch_windows *windows, const ird_work *added,
                          ird_error *err) {
    const ird_work *from = &book->work;
    IRD_TRY(ird_work_open(part, err));
    for (size_t i = 0; i < windows->items.count; i++) {
        const ird_patch_window *window = &windows->items.items[i];
        IRD_TRY(cut_shapes(part, from, window, err));
        IRD_TRY(cut_pins(part, from, window, err));
        if (added != NULL) {
            IRD_TRY(cut_shapes(part, added, window, err));
        }
    }
    IRD_TRY(cut_vias(part, from, windows, err));
    IRD_TRY(cut_ties(part, from, windows, err));
    return added != NULL ? cut_vias(part, added, windows, err) : IRD_OK;
}

/* ---- as numbers of places -----------------------------------------------------------
 */

static int compare_resistors(const void *left, const void *right) {
    const ird_part_resistor *a = left, *b = right;
    if (a->low != b->low) {
        return a->low < b->low ? -1 : 1;
    }
    if (a->high != b->high) {
        return a->high < b->high ? -1 : 1;
    }
    if (a->is_via != b->is_via) {
        return a->is_via ? 1 : -1;
    }
    return (a->ohm > b->ohm) - (a->ohm < b->ohm);
}

static int compare_numbers(const void *left, const void *right) {
    int32_t a = *(const int32_t *)left, b = *(const int32_t *)right;
    return (a > b) - (a < b);
}

static ird_status add_resistor(ird_part *part, int32_t a, int32_t b, bool is_via,
                               double ohm, int32_t section, ird_error *err) {
    if (a == b) {
        return IRD_OK;
    }
    IRD_TRY(ird_vec_reserve(&part->resistors, 1, doing, err));
    part->resistors.items[part->resistors.count++] =
        (ird_part_resistor){a < b ? a : b, a < b ? b : a, is_via, section, ohm};
    return IRD_OK;
}

/* A node at no place of the whole network. Of several at one place each is its own, if
 * the place has not been seen before. */
static ird_status number_new(ird_patch_book *book, const ird_node *node, size_t known,
                             int32_t *number, ird_error *err) {
    ird_point at = {node->x_dbu, node->y_dbu};
    int32_t there = ird_place_find(&book->map, node->layer, at);
    return there >= 0 && (size_t)there >= known
               ? ird_place_double(&book->map, node->layer, at, number, err)
               : ird_place_number(&book->map, node->layer, at, number, err);
}

static bool has_tie(const ird_part *part, int32_t a, int32_t b) {
    for (size_t i = 0; i < part->ties.count; i++) {
        const ird_part_resistor *tie = &part->ties.items[i];
        if (tie->low == (a < b ? a : b) && tie->high == (a < b ? b : a)) {
            return true;
        }
    }
    return false;
}

/* The number of each node: of its own place, or that of a point that is one with it and
 * has a node of the whole network. Several such are tied. */
static ird_status number_nodes(ird_part *part, ird_patch_book *book,
                               const ird_network *network, const ird_part_points *points,
                               int32_t *number, ird_error *err) {
    int32_t whole = (int32_t)book->grid->network.nodes.count;
    for (size_t i = 0; i < network->nodes.count; i++) {
        const ird_node *node = &network->nodes.items[i];
        number[i] = ird_place_find(&book->map, node->layer,
                                   (ird_point){node->x_dbu, node->y_dbu});
        number[i] = number[i] < whole ? number[i] : -1;
    }
    for (size_t i = 0; i < points->count; i++) {
        const ird_part_point *point = &points->items[i];
        int32_t found = ird_place_find(&book->map, point->layer, point->at);
        int32_t *own = &number[point->node];
        if (found < 0 || found >= whole || found == *own) {
            continue;
        }
        if (*own < 0) {
            *own = found;
        } else if (!has_tie(part, *own, found)) {
            IRD_TRY(ird_vec_reserve(&part->ties, 1, doing, err));
            part->ties.items[part->ties.count++] = (ird_part_resistor){
                *own < found ? *own : found, *own < found ? found : *own, false, 0, 0};
        }
    }
    size_t known = book->map.count; /* what stands beyond is of this part alone */
    for (size_t i = 0; i < network->nodes.count; i++) {
        const ird_node *node = &network->nodes.items[i];
        if (number[i] < 0) {
            IRD_TRY(number_new(book, node, known, &number[i], err));
        }
        IRD_TRY(ird_vec_reserve(&part->nodes, 1, doing, err));
        part->nodes.items[part->nodes.count++] = number[i];
        if (i >= points->first_stub) {
            IRD_TRY(ird_vec_reserve(&part->stubs, 1, doing, err));
            part->stubs.items[part->stubs.count++] = number[i];
        }
    }
    return IRD_OK;
}

static ird_status take_network(ird_part *part, ird_patch_book *book,
                               const ird_network *network, const ird_part_points *points,
                               ird_error *err) {
    int32_t *number = ird_alloc(network->nodes.count, sizeof *number);
    ird_status status = number != NULL
                            ? number_nodes(part, book, network, points, number, err)
                            : ird_fail_memory(err, doing);
    for (size_t i = 0; i < network->resistors.count && status == IRD_OK; i++) {
        const ird_resistor *r = &network->resistors.items[i];
        bool is_via =
            network->nodes.items[r->a].layer != network->nodes.items[r->b].layer;
        status = add_resistor(
            part, number[r->a], number[r->b], is_via, r->ohm,
            i < network->sections.count ? network->sections.items[i] : 0, err);
    }
    for (size_t i = 0; i < network->sources.count && status == IRD_OK; i++) {
        status = ird_vec_reserve(&part->sources, 1, doing, err);
        if (status == IRD_OK) {
            part->sources.items[part->sources.count++] =
                number[network->sources.items[i].node];
        }
    }
    ird_free(number);
    if (part->resistors.count > 1) {
        qsort(part->resistors.items, part->resistors.count, sizeof *part->resistors.items,
              compare_resistors);
    }
    if (part->sources.count > 1) {
        qsort(part->sources.items, part->sources.count, sizeof(int32_t), compare_numbers);
    }
    if (part->stubs.count > 1) {
        qsort(part->stubs.items, part->stubs.count, sizeof(int32_t), compare_numbers);
    }
    if (part->nodes.count > 1) {
        qsort(part->nodes.items, part->nodes.count, sizeof(int32_t), compare_numbers);
    }
    for (size_t i = 1; i < part->nodes.count && status == IRD_OK; i++) {
        if (part->nodes.items[i] == part->nodes.items[i - 1]) {
            status = ird_vec_reserve(&part->doubles, 1, doing, err);
        }
        if (status == IRD_OK && part->nodes.items[i] == part->nodes.items[i - 1]) {
            part->doubles.items[part->doubles.count++] = part->nodes.items[i];
        }
    }
    return status;
}

ird_status ird_part_make(ird_part *part, ird_patch_book *book,
                         const ird_patch_windows *windows, const ird_work *added,
                         size_t most, ird_error *err) {
    ird_work work = {.design = book->work.design,
                     .tech = book->tech,
                     .rc = book->work.rc,
                     .is_drawn = true,
                     .is_part = true};
    ird_grid grid = {.options = book->grid->options};
    ird_source_plan plan = {0};
    ird_part_points points = {NULL, 0, 0};
    ird_source_options sources = ird_source_defaults;
    sources.type = IRD_SOURCE_PINS;
    ird_status status = cut_out(&work, book, windows, added, err);
    for (size_t i = 0; status == IRD_OK && i < work.layer_count; i++) {
        part->shapes += work.layers[i].shapes.count;
    }
    if (status != IRD_OK || part->shapes > most) {
        part->is_much = true;
        ird_work_free(&work);
        return status;
    }
    status = ird_work_add_probes(&work, &grid, err);
    if (status == IRD_OK) {
        status = ird_work_merge(&work, NULL, err);
    }
    if (status == IRD_OK && work.pin_boxes.count > 0 &&
        book->grid->sources.type == IRD_SOURCE_PINS) {
        status = ird_source_plan_make(&plan, &work, &grid, &sources, err);
    }
    if (status == IRD_OK) {
        status = ird_assemble_part(&grid, &work, &plan, &points, err);
    }
    if (status == IRD_OK) {
        status = take_network(part, book, &grid.network, &points, err);
    }
    ird_free(points.items);
    ird_source_plan_free(&plan);
    ird_work_free(&work);
    ird_grid_free(&grid);
    return status;
}
