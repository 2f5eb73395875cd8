/* SPDX-License-Identifier: BSD-3-Clause */
#include "answer/make_answer.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "answer/effective.h"
#include "channels/cell_loads.h"
#include "raster/node_map.h"

static const char DOING[] = "gathering what an answer rests on";

void ird_answer_parts_free(ird_answer_parts *parts) {
    if (parts != NULL) {
        ird_hotspot_list_free(&parts->hotspots);
        ird_free(parts->unconnected.items);
        ird_pin_drops_free(&parts->drops);
        ird_free(parts->pins.items);
        ird_free(parts->supplies.items);
        ird_free(parts->shares);
        *parts = (ird_answer_parts){0};
    }
}

ird_answer ird_answer_of_map(const ird_quantity *quantity, ird_way way, const char *net,
                             const ird_map *map, double supply_v) {
    return (ird_answer){
        .quantity = quantity,
        .way = way,
        .net = net,
        .corner = "default",
        .supply_v = (double)NAN,
        .map = map,
        .threshold = ird_quantity_threshold(quantity, map, supply_v),
        .worst = (double)NAN,
        .average = (double)NAN,
        .when_s = (double)NAN,
    };
}

/* --- drawn from a design -------------------------------------------------------------
 */

/* Add the names of instances that no net of the use of this one feeds; fillers, taps and
 * the like without power need none. */
static ird_status list_unfed(ird_answer_parts *parts, const ird_design *design,
                             const ird_technology *tech, const ird_power *power,
                             int32_t net, ird_error *err) {
    bool *unfed = NULL;
    ird_status status = IRD_OK;
    IRD_TRY(
        ird_find_unfed(&unfed, design, tech, design->special_nets.items[net].use, err));
    for (size_t i = 0; i < design->components.count && status == IRD_OK; i++) {
        int32_t macro = design->components.items[i].macro;
        bool draws = power != NULL && power->instance_w[i] > 0;
        if (!unfed[i] ||
            (!draws && ird_macro_is_physical_only(&tech->macros.items[macro]))) {
            continue;
        }
        status = ird_vec_reserve(&parts->unconnected, 1, DOING, err);
        if (status == IRD_OK) {
            parts->unconnected.items[parts->unconnected.count++] =
                ird_names_get(&design->component_names, (int32_t)i);
        }
    }
    ird_free(unfed);
    return status;
}

/* What all the cells draw. */
static ird_status count_cells(ird_answer *answer, const ird_drawn *drawn,
                              ird_error *err) {
    int32_t net = drawn->raster->options.net;
    ird_cell_loads loads = {0};
    IRD_TRY(ird_cell_loads_create(&loads, drawn->design, drawn->tech, drawn->power, net,
                                  drawn->raster->options.supply_v, err));
    ird_status status = ird_basis_of_cells(&answer->basis, &loads, net, err);
    ird_cell_loads_free(&loads);
    answer->basis.assumed_layers = drawn->raster->layers_assumed;
    answer->basis.connections_assumed =
        drawn->raster->connections_assumed &&
        drawn->design->special_nets.items[net].planned_wires == 0;
    answer->basis.odd_layers = drawn->raster->odd_layers;
    answer->basis.sources_outside = drawn->raster->sources_outside;
    answer->basis.source_places = drawn->raster->source_count;
    return status;
}

static void put_design(ird_answer *answer, const ird_drawn *drawn) {
    answer->raster = drawn->raster;
    answer->design = drawn->design;
    answer->tech = drawn->tech;
    answer->power = drawn->power;
}

ird_status ird_answer_fill_drawn(ird_answer *answer, ird_answer_parts *parts,
                                 const ird_drawn *drawn, ird_error *err) {
    const ird_raster *raster = drawn->raster;
    int32_t id = raster->options.net;
    answer->net = ird_names_get(&drawn->design->special_net_names, id);
    answer->is_ground = drawn->design->special_nets.items[id].use == IRD_USE_GROUND;
    answer->supply_v = raster->options.supply_v;
    answer->supply_assumed = drawn->supply_assumed;
    answer->supply_origin = drawn->supply_origin;
    answer->network_kind = drawn->network_kind;
    answer->network_phrase = drawn->network_phrase;
    answer->sources_known = true;
    answer->sources_default = raster->sources_assumed;
    answer->source_count = raster->source_count;
    put_design(answer, drawn);
    answer->unconnected_known = true;
    IRD_TRY(count_cells(answer, drawn, err));
    IRD_TRY(list_unfed(parts, drawn->design, drawn->tech, drawn->power, id, err));
    answer->unconnected = parts->unconnected.count;
    answer->unconnected_names = parts->unconnected.items;
    return IRD_OK;
}

void ird_answer_put_under(ird_answer *answer, const ird_drawn *drawn) {
    const ird_map *under = &drawn->raster->power_grid;
    const ird_map *map = answer->map;
    if (under->rows == map->rows && under->columns == map->columns &&
        memcmp(&under->window, &map->window, sizeof map->window) == 0) {
        put_design(answer, drawn);
    }
}

/* --- a solved net --------------------------------------------------------------------
 */

/* left_v[component]: the least by any partner, NAN by none. */
static ird_status least_supplies(const ird_solved *solved, const ird_solved *partners,
                                 size_t partner_count, double *left_v, ird_error *err) {
    size_t count = solved->design->components.count;
    bool is_ground = solved->grid->network.is_ground;
    ird_status status = IRD_OK;
    double *one_v = ird_alloc(count, sizeof *one_v);
    if (one_v == NULL) {
        return ird_fail_memory(err, DOING);
    }
    for (size_t i = 0; i < count; i++) {
        left_v[i] = (double)NAN;
    }
    for (size_t i = 0; i < partner_count && status == IRD_OK; i++) {
        status = ird_left_v(is_ground ? &partners[i] : solved,
                            is_ground ? solved : &partners[i], one_v, err);
        for (size_t k = 0; k < count && status == IRD_OK; k++) {
            left_v[k] = fmin(left_v[k], one_v[k]); /* the other one where one is NAN */
        }
    }
    ird_free(one_v);
    return status;
}

static int compare_supplies(const void *a, const void *b) {
    const ird_answer_supply *x = a, *y = b;
    if (x->left_v < y->left_v || x->left_v > y->left_v) {
        return x->left_v < y->left_v ? -1 : 1;
    }
    return strcmp(x->name, y->name);
}

static ird_rect_um box_um(const ird_solved *solved, size_t component) {
    const ird_rect box = ird_component_box(solved->design, solved->tech, component);
    double units = (double)solved->design->units;
    return (ird_rect_um){(double)box.x0_dbu / units, (double)box.y0_dbu / units,
                         (double)box.x1_dbu / units, (double)box.y1_dbu / units};
}

static ird_status list_supplies(ird_answer_parts *parts, const ird_solved *solved,
                                const double *left_v, ird_error *err) {
    const ird_design *design = solved->design;
    for (size_t i = 0; i < design->components.count; i++) {
        if (isnan(left_v[i])) {
            continue;
        }
        IRD_TRY(ird_vec_reserve(&parts->supplies, 1, DOING, err));
        parts->supplies.items[parts->supplies.count++] =
            (ird_answer_supply){ird_names_get(&design->component_names, (int32_t)i),
                                box_um(solved, i), left_v[i]};
    }
    if (parts->supplies.count > 0) {
        qsort(parts->supplies.items, parts->supplies.count, sizeof *parts->supplies.items,
              compare_supplies);
    }
    return IRD_OK;
}

static const char *worst_layer(const ird_solved *solved) {
    int32_t node = solved->solution->worst_node;
    return node >= 0 ? ird_solved_layer_name(
                           solved, solved->grid->network.nodes.items[node].layer)
                     : NULL;
}

/* Pins that a source reaches give voltages, the others their instances' names. */
static ird_status list_pins(ird_answer_parts *parts, ird_error *err) {
    const ird_pin_drops *drops = &parts->drops;
    IRD_TRY(ird_vec_reserve(&parts->pins, drops->items.count, DOING, err));
    IRD_TRY(ird_vec_reserve(&parts->unconnected, drops->unconnected, DOING, err));
    for (size_t i = 0; i < drops->items.count; i++) {
        const ird_pin_drop *pin = &drops->items.items[i];
        const char *name = ird_pin_drop_name(drops, i);
        if (isnan(pin->drop_v)) {
            parts->unconnected.items[parts->unconnected.count++] = name;
        } else {
            parts->pins.items[parts->pins.count++] =
                (ird_answer_pin){name,    pin->terminal,  pin->layer,
                                 pin->at, pin->voltage_v, fabs(pin->ampere)};
        }
    }
    return IRD_OK;
}

static void put_solved(ird_answer *answer, const ird_solved *solved) {
    const ird_network *network = &solved->grid->network;
    answer->net = solved->net;
    answer->layer = ird_solved_layer_name(solved, ird_node_map_layer(network));
    answer->worst_layer = worst_layer(solved);
    answer->is_ground = network->is_ground;
    answer->supply_v = solved->supply_v;
    answer->supply_assumed = solved->supply_assumed;
    answer->supply_origin = solved->supply_origin;
    answer->network = network;
    answer->source_v = solved->solution->supply_v;
    answer->network_kind = solved->network_kind;
    answer->network_phrase = solved->network_phrase;
    answer->values = solved->solution->drop_v;
    answer->worst = solved->solution->worst_drop_v;
    answer->average = solved->solution->average_drop_v;
    answer->sources_known = true;
    answer->sources_default = solved->grid->sources.is_default;
    answer->source_count = solved->solution->source_count;
}

ird_status ird_answer_fill_left(ird_answer *answer, ird_answer_parts *parts,
                                const ird_solved *solved, const double *left_v,
                                ird_error *err) {
    IRD_TRY(ird_pin_drops_make(&parts->drops, solved, err));
    IRD_TRY(list_pins(parts, err));
    if (solved->network_file == NULL && solved->special_net != NULL) {
        int32_t net = (int32_t)(solved->special_net - solved->design->special_nets.items);
        IRD_TRY(list_unfed(parts, solved->design, solved->tech, solved->power, net, err));
    }
    if (left_v != NULL) {
        IRD_TRY(list_supplies(parts, solved, left_v, err));
    }
    put_solved(answer, solved);
    if (solved->factor != NULL && solved->solution->worst_node >= 0) {
        IRD_TRY(ird_factor_layer_shares(solved->factor, solved->solution,
                                        solved->solution->worst_node, &parts->shares,
                                        &parts->share_count, err));
    }
    answer->shares = parts->shares;
    answer->share_count = parts->share_count;
    IRD_TRY(ird_basis_of_solved(&answer->basis, solved, err));
    answer->supplies = parts->supplies.items;
    answer->supply_count = parts->supplies.count;
    answer->unconnected_known = true;
    answer->unconnected = parts->unconnected.count;
    answer->unconnected_names = parts->unconnected.items;
    answer->pins = parts->pins.items;
    answer->pin_count = parts->pins.count;
    return IRD_OK;
}

ird_status ird_answer_fill_solved(ird_answer *answer, ird_answer_parts *parts,
                                  const ird_solved *solved, const ird_solved *partners,
                                  size_t partner_count, ird_error *err) {
    double *left_v = NULL;
    ird_status status = IRD_OK;
    if (partner_count > 0) {
        left_v = ird_alloc(solved->design->components.count, sizeof *left_v);
        status = left_v != NULL
                     ? least_supplies(solved, partners, partner_count, left_v, err)
                     : ird_fail_memory(err, DOING);
    }
    if (status == IRD_OK) {
        status = ird_answer_fill_left(answer, parts, solved, left_v, err);
    }
    ird_free(left_v);
    return status;
}

ird_status ird_answer_find_hotspots(const ird_answer *answer, ird_answer_parts *parts,
                                    ird_error *err) {
    const ird_hotspot_options options = {.threshold = answer->threshold,
                                         .top_instances = SIZE_MAX,
                                         .is_below = answer->quantity->least_is_worst};
    return ird_hotspots_find(&parts->hotspots, answer->map, answer->raster,
                             answer->design, answer->tech, answer->power, &options, err);
}
