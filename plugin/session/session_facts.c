/* SPDX-License-Identifier: BSD-3-Clause */
#include "session/session_facts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "gate/pattern.h"
#include "channels/cell_loads.h"
#include "session/drop_figures.h"
#include "session/drop_map.h"
#include "session/net_solution.h"
#include "session/power_setting.h"
#include "session/supply.h"
#include "raster/node_map.h"

static void free_part(ird_session_net *part) {
    ird_result_drop(part->result);
    ird_result_drop(part->base);
    ird_hotspot_list_free(&part->hotspots);
    ird_free(part->unconnected.items);
    ird_pin_drops_free(&part->pins);
    ird_free(part->instances.items);
    ird_free(part->supplies.items);
}

void ird_session_facts_free(ird_session_facts *facts) {
    for (size_t i = 0; i < facts->parts.count; i++) {
        free_part(&facts->parts.items[i]);
    }
    ird_free(facts->nets.items);
    ird_free(facts->parts.items);
    *facts = (ird_session_facts){0};
}

/* Facts in the making. */
typedef struct gathering {
    ird_session *session;
    const ird_power *power;
    const bool *is_looked_at; /* nets of the design whose solutions close the loop with
                                 that of another */
    const ird_monitor *monitor;
    ird_session_facts made;
} gathering;

static ird_status begin(gathering *g, ird_error *err) {
    ird_cell *power = NULL;
    if (g->session->has_design) {
        IRD_TRY(ird_session_need_power(g->session, g->monitor, &power, err));
        g->power = power->value;
    }
    return IRD_OK;
}

/* --- one net -------------------------------------------------------------------------
 */

static ird_status name_unconnected(const gathering *g, ird_session_net *part,
                                   const ird_raster *raster, ird_error *err) {
    const ird_session *session = g->session;
    const ird_design *design = &session->design;
    ird_cell_loads loads = {0};
    ird_status status =
        ird_cell_loads_create(&loads, design, &session->tech, g->power,
                              raster->options.net, raster->options.supply_v, err);
    for (size_t i = 0; i < design->components.count && status == IRD_OK; i++) {
        if (ird_cell_loads_get(&loads, i).kind != IRD_CELL_LOAD_UNCONNECTED) {
            continue;
        }
        status = ird_vec_reserve(&part->unconnected, 1, "judging", err);
        if (status == IRD_OK) {
            part->unconnected.items[part->unconnected.count++] =
                ird_names_get(&design->component_names, (int32_t)i);
        }
    }
    ird_cell_loads_free(&loads);
    return status;
}

/* What is known where a rasterized design lies under the map. */
static ird_status fill_from_base(const gathering *g, ird_gate_net *net,
                                 ird_session_net *part, ird_error *err) {
    const ird_session *session = g->session;
    const ird_design *design = &session->design;
    const ird_raster *raster = &part->base->raster;
    int32_t id = raster->options.net;
    net->net = ird_names_get(&design->special_net_names, id);
    net->is_ground = design->special_nets.items[id].use == IRD_USE_GROUND;
    net->supply_v = raster->options.supply_v;
    net->supply_assumed = part->base->supply_origin == IRD_SUPPLY_ASSUMED;
    net->supply_origin = ird_supply_origin_phrase(part->base->supply_origin);
    net->sources_known = true;
    net->sources_default = raster->sources_assumed;
    net->source_count = raster->source_count;
    net->raster = raster;
    net->design = design;
    net->tech = &session->tech;
    net->power = g->power;
    net->unconnected_known = true;
    ird_status status = name_unconnected(g, part, raster, err);
    net->unconnected = part->unconnected.count;
    net->unconnected_names = part->unconnected.items;
    return status;
}

/* --- one solution --------------------------------------------------------------------
 */

/* Whether that solved net closes the loop with this one. The supply of a ground net is
 * that of the default power net, so that no other one does. */
static bool is_partner(const gathering *g, const ird_net_grid *grid, int32_t other,
                       int32_t default_net) {
    bool is_ground = grid->grid.network.is_ground;
    ird_pin_use use = g->session->design.special_nets.items[other].use;
    return g->is_looked_at[other] && (use == IRD_USE_GROUND) != is_ground &&
           (!is_ground || other == default_net);
}

/* left_v[component] becomes the least of itself and what is left between the two nets. */
static ird_status lower_supplies(const gathering *g, const ird_net_grid *grid,
                                 int32_t partner, double *left_v, ird_error *err) {
    const ird_solve_wish wish = ird_session_wish_of(g->session, partner);
    size_t count = g->session->design.components.count;
    bool is_ground = grid->grid.network.is_ground;
    ird_cell *cell = NULL;
    IRD_TRY(
        ird_session_need_solution(g->session, partner, &wish, g->monitor, &cell, err));
    const ird_net_grid *other = cell->value;
    double *one_v = ird_alloc(count, sizeof *one_v);
    if (one_v == NULL) {
        return ird_fail_memory(err, "judging");
    }
    ird_status status = ird_session_left_v(g->session, is_ground ? other : grid,
                                           is_ground ? grid : other, one_v, err);
    for (size_t k = 0; k < count && status == IRD_OK; k++) {
        left_v[k] = fmin(left_v[k], one_v[k]); /* the other one where one is NAN */
    }
    ird_free(one_v);
    return status;
}

/* left_v[component]: the least by any partner, NAN by none. */
static ird_status least_supplies(const gathering *g, const ird_net_grid *grid,
                                 int32_t default_net, double *left_v, ird_error *err) {
    const ird_design *design = &g->session->design;
    for (size_t i = 0; i < design->components.count; i++) {
        left_v[i] = (double)NAN;
    }
    for (size_t i = 0; i < design->special_nets.count; i++) {
        if (is_partner(g, grid, (int32_t)i, default_net)) {
            IRD_TRY(lower_supplies(g, grid, (int32_t)i, left_v, err));
        }
    }
    return IRD_OK;
}

static int compare_supplies(const void *a, const void *b) {
    const ird_gate_supply *x = a, *y = b;
    if (x->left_v < y->left_v || x->left_v > y->left_v) {
        return x->left_v < y->left_v ? -1 : 1;
    }
    return strcmp(x->name, y->name);
}

static ird_rect_um box_um(const ird_session *session, size_t component) {
    const ird_rect box = ird_component_box(&session->design, &session->tech, component);
    double units = (double)session->design.units;
    return (ird_rect_um){(double)box.x0_dbu / units, (double)box.y0_dbu / units,
                         (double)box.x1_dbu / units, (double)box.y1_dbu / units};
}

static ird_status list_supplies(const gathering *g, ird_session_net *part,
                                const ird_net_grid *grid, ird_error *err) {
    const ird_session *session = g->session;
    size_t count = session->design.components.count;
    int32_t default_net = -1;
    if (session->is_spice) {
        return IRD_OK; /* its loads are no instances of a design */
    }
    if (grid->grid.network.is_ground) {
        IRD_TRY(ird_session_default_net(session, &default_net, err));
    }
    double *left_v = ird_alloc(count, sizeof *left_v);
    if (left_v == NULL) {
        return ird_fail_memory(err, "judging");
    }
    ird_status status = least_supplies(g, grid, default_net, left_v, err);
    for (size_t i = 0; i < count && status == IRD_OK; i++) {
        if (isnan(left_v[i])) {
            continue;
        }
        status = ird_vec_reserve(&part->supplies, 1, "judging", err);
        if (status == IRD_OK) {
            part->supplies.items[part->supplies.count++] = (ird_gate_supply){
                ird_names_get(&session->design.component_names, (int32_t)i),
                box_um(session, i), left_v[i]};
        }
    }
    ird_free(left_v);
    if (status == IRD_OK && part->supplies.count > 0) {
        qsort(part->supplies.items, part->supplies.count, sizeof *part->supplies.items,
              compare_supplies);
    }
    return status;
}

/* NULL where it has none. */
static const char *layer_name(const ird_net_grid *grid, int32_t layer) {
    return layer >= 0 ? ird_names_get(&grid->grid.network.layer_names, layer) : NULL;
}

static const char *worst_layer(const ird_net_grid *grid) {
    int32_t node = grid->solution.worst_node;
    return node >= 0 ? layer_name(grid, grid->grid.network.nodes.items[node].layer)
                     : NULL;
}

/* Pins that a source reaches give voltages, the others their instances' names. */
static ird_status list_pins(ird_session_net *part, ird_error *err) {
    const ird_pin_drops *pins = &part->pins;
    ird_status status =
        ird_vec_reserve(&part->instances, pins->items.count, "judging", err);
    if (status == IRD_OK) {
        status = ird_vec_reserve(&part->unconnected, pins->unconnected, "judging", err);
    }
    for (size_t i = 0; i < pins->items.count && status == IRD_OK; i++) {
        const ird_pin_drop *pin = &pins->items.items[i];
        const char *name = ird_pin_drop_name(pins, i);
        if (isnan(pin->drop_v)) {
            part->unconnected.items[part->unconnected.count++] = name;
        } else {
            part->instances.items[part->instances.count++] = (ird_gate_instance){
                name, pin->terminal, pin->layer, pin->at, pin->voltage_v};
        }
    }
    return status;
}

static ird_status fill_from_solution(const gathering *g, ird_gate_net *net,
                                     ird_session_net *part, const ird_net_grid *grid,
                                     ird_error *err) {
    const ird_session *session = g->session;
    ird_status status = ird_session_pin_drops(session, grid, &part->pins, err);
    if (status != IRD_OK || (status = list_pins(part, err)) != IRD_OK ||
        (status = list_supplies(g, part, grid, err)) != IRD_OK) {
        return status;
    }
    net->net = ird_session_net_name(session, grid->net);
    net->layer = layer_name(grid, ird_node_map_layer(&grid->grid.network));
    net->worst_layer = worst_layer(grid);
    net->is_ground = grid->grid.network.is_ground;
    net->supply_v = grid->supply_v;
    net->supply_assumed = !session->is_spice && grid->supply_origin == IRD_SUPPLY_ASSUMED;
    net->supply_origin = session->is_spice
                             ? "from the netlist"
                             : ird_supply_origin_phrase(grid->supply_origin);
    net->worst_drop_v = grid->solution.worst_drop_v;
    net->average_drop_v = grid->solution.average_drop_v;
    net->supplies = part->supplies.items;
    net->supply_count = part->supplies.count;
    net->sources_known = true;
    net->sources_default = grid->grid.sources.is_default;
    net->source_count = grid->solution.source_count;
    net->unconnected_known = true;
    net->unconnected = part->unconnected.count;
    net->unconnected_names = part->unconnected.items;
    net->instances = part->instances.items;
    net->instance_count = part->instances.count;
    return IRD_OK;
}

/* What lies under a solution's map, so that its hotspots have instances and causes. */
static void put_design_under(const gathering *g, ird_gate_net *net,
                             const ird_raster *raster) {
    const ird_session *session = g->session;
    const ird_map *under = &raster->power_grid;
    const ird_map *map = net->map;
    if (under->rows == map->rows && under->columns == map->columns &&
        memcmp(&under->window, &map->window, sizeof map->window) == 0) {
        net->raster = raster;
        net->design = &session->design;
        net->tech = &session->tech;
        net->power = g->power;
    }
}

/* Add the facts of a map. */
static ird_status add_net(gathering *g, const ird_map_entry *entry, const char *name,
                          ird_error *err) {
    ird_session *session = g->session;
    ird_session_facts *facts = &g->made;
    const ird_result *base = NULL;
    IRD_TRY(ird_session_need_base(session, entry, g->monitor, &base, err));
    ird_session_net part = {.result = ird_result_use(entry->result)};
    ird_gate_net net = {
        .net = name,
        .corner = "default",
        .supply_v = NAN,
        .map = ird_result_map(entry->result, entry->kind),
        .threshold = ird_session_threshold(entry, base),
        .worst_drop_v = NAN,
        .average_drop_v = NAN,
    };
    ird_status status = IRD_OK;
    const ird_net_grid *grid = entry->kind == IRD_MAP_SOLVE
                                   ? ird_session_solution_of(session, entry->result)
                                   : NULL;
    if (grid != NULL) {
        status = fill_from_solution(g, &net, &part, grid, err);
        if (base != NULL && !session->is_spice) {
            part.base = ird_result_use((ird_result *)base);
            put_design_under(g, &net, &base->raster);
        }
    } else if (base != NULL) {
        part.base = ird_result_use((ird_result *)base);
        status = fill_from_base(g, &net, &part, err);
    }
    if (entry->kind == IRD_MAP_PREDICT) {
        net.model = entry->result->model;
        net.model_origin = entry->result->model_origin;
        net.bound_v = entry->result->facts.worst_bound_v;
        net.outside = entry->result->outside;
    }
    const ird_hotspot_options options = {.threshold = net.threshold,
                                         .top_instances = SIZE_MAX};
    if (status != IRD_OK ||
        (status = ird_hotspots_find(&part.hotspots, net.map, net.raster, net.design,
                                    net.tech, net.power, &options, err)) != IRD_OK ||
        (status = ird_vec_reserve(&facts->nets, 1, "judging", err)) != IRD_OK ||
        (status = ird_vec_reserve(&facts->parts, 1, "judging", err)) != IRD_OK) {
        free_part(&part);
        return status;
    }
    facts->parts.items[facts->parts.count++] = part;
    facts->nets.items[facts->nets.count++] = net;
    return IRD_OK;
}

/* Pointers between the arrays, which have stopped moving. */
static void finish(ird_session_facts *facts, const ird_session *session) {
    for (size_t i = 0; i < facts->nets.count; i++) {
        facts->nets.items[i].hotspots = &facts->parts.items[i].hotspots;
    }
    const char *name = session->has_design ? session->design.name : NULL;
    facts->facts = (ird_gate_facts){
        .design = name != NULL ? name : "",
        .nets = facts->nets.items,
        .net_count = facts->nets.count,
    };
}

static ird_status end(gathering *g, ird_status status, ird_session_facts *facts) {
    if (status != IRD_OK) {
        ird_session_facts_free(&g->made);
        return status;
    }
    finish(&g->made, g->session);
    *facts = g->made;
    return IRD_OK;
}

/* Nets of the design that were solved before; free with ird_free. */
static ird_status list_solved(const ird_session *session, bool **is_solved,
                              ird_error *err) {
    size_t count = session->design.special_nets.count;
    *is_solved = ird_alloc_zero(count, sizeof **is_solved);
    for (size_t i = 0; *is_solved != NULL && i < count; i++) {
        (*is_solved)[i] = ird_session_is_solved(session, (int32_t)i);
    }
    return *is_solved != NULL ? IRD_OK : ird_fail_memory(err, "judging");
}

ird_status ird_session_facts_map(ird_session_facts *facts, ird_session *session,
                                 const ird_map_entry *entry, const char *net,
                                 const ird_monitor *monitor, ird_error *err) {
    gathering g = {.session = session, .monitor = monitor};
    bool *is_solved = NULL;
    IRD_TRY(list_solved(session, &is_solved, err));
    g.is_looked_at = is_solved;
    ird_status status = begin(&g, err);
    if (status == IRD_OK) {
        status = add_net(&g, entry, net, err);
    }
    ird_free(is_solved);
    return end(&g, status, facts);
}

/* --- predictions ---------------------------------------------------------------------
 */

/* One net that was asked for is a question like that of predict; several, or those that
 * rules name, are a look around, after which the session looks where it looked before. */
static ird_status predict_net(gathering *g, const ird_request *request, bool is_question,
                              ird_error *err) {
    ird_map_entry entry = {.kind = IRD_MAP_PREDICT};
    IRD_TRY(is_question
                ? ird_session_predict(g->session, request, g->monitor, &entry.result, err)
                : ird_session_look(g->session, request, g->monitor, &entry.result, err));
    return add_net(g, &entry, "", err);
}

static bool is_named(const ird_rules *rules, const char *net) {
    bool named = false;
    for (size_t i = 0; rules != NULL && i < rules->limits.count; i++) {
        const char *pattern = rules->limits.items[i].net;
        named = named || (ird_pattern_is_name(pattern) && strcmp(pattern, net) == 0);
    }
    return named;
}

/* Whether it is a power or ground net that the rules name. */
static bool is_wanted(const ird_session *session, int32_t net, const ird_rules *rules) {
    ird_pin_use use = session->design.special_nets.items[net].use;
    return (use == IRD_USE_POWER || use == IRD_USE_GROUND) &&
           is_named(rules, ird_session_net_name(session, net));
}

static size_t count_wanted(const ird_session *session, const ird_rules *rules) {
    size_t wanted = 0;
    for (size_t i = 0; i < session->design.special_nets.count; i++) {
        wanted += is_wanted(session, (int32_t)i, rules);
    }
    return wanted;
}

static ird_status predict_named(gathering *g, const ird_request *request,
                                const ird_rules *rules, ird_error *err) {
    const ird_session *session = g->session;
    size_t wanted = count_wanted(session, rules);
    for (size_t i = 0; i < session->design.special_nets.count; i++) {
        if (!is_wanted(session, (int32_t)i, rules)) {
            continue;
        }
        ird_request one = *request;
        one.net_name = ird_session_net_name(session, (int32_t)i);
        one.net_name_size = strlen(one.net_name);
        IRD_TRY(predict_net(g, &one, wanted == 1, err));
    }
    return wanted > 0 ? IRD_OK : predict_net(g, request, true, err);
}

ird_status ird_session_facts_predict(ird_session_facts *facts, ird_session *session,
                                     const ird_request *request, const ird_rules *rules,
                                     const ird_monitor *monitor, ird_error *err) {
    gathering g = {.session = session, .monitor = monitor};
    IRD_TRY(ird_session_need_design(session, "rasterizing", err));
    IRD_TRY(begin(&g, err));
    ird_status status = request->net_name != NULL
                            ? predict_net(&g, request, true, err)
                            : predict_named(&g, request, rules, err);
    return end(&g, status, facts);
}

/* --- solutions -----------------------------------------------------------------------
 */

static ird_status add_solved(gathering *g, int32_t net, ird_error *err) {
    const ird_solve_wish wish = ird_session_wish_of(g->session, net);
    ird_map_entry entry = {.kind = IRD_MAP_SOLVE};
    ird_cell *cell = NULL;
    IRD_TRY(ird_session_need_solution(g->session, net, &wish, g->monitor, &cell, err));
    IRD_TRY(ird_session_net_map(g->session, cell->value, g->monitor, &entry.result, err));
    return add_net(g, &entry, "", err);
}

/* Of every net that is looked at, beginning with `first` where that is one. */
static ird_status add_all_solved(gathering *g, int32_t first, ird_error *err) {
    size_t count = g->session->design.special_nets.count;
    if (first >= 0 && g->is_looked_at[first]) {
        IRD_TRY(add_solved(g, first, err));
    }
    for (size_t i = 0; i < count; i++) {
        if (g->is_looked_at[i] && (int32_t)i != first) {
            IRD_TRY(add_solved(g, (int32_t)i, err));
        }
    }
    return IRD_OK;
}

/* The nets that were solved, and those that the rules name; where that leaves none, the
 * default net, which then was asked for. */
static ird_status look_at(gathering *g, bool *is_looked_at, const ird_rules *rules,
                          ird_error *err) {
    ird_session *session = g->session;
    const ird_net_grid *solved = NULL;
    bool any = false;
    for (size_t i = 0; i < session->design.special_nets.count; i++) {
        is_looked_at[i] = is_looked_at[i] || is_wanted(session, (int32_t)i, rules);
        any = any || is_looked_at[i];
    }
    if (!any) {
        IRD_TRY(ird_session_last_solution(session, g->monitor, &solved, err));
        is_looked_at[solved->net] = true;
    }
    return IRD_OK;
}

ird_status ird_session_facts_solve(ird_session_facts *facts, ird_session *session,
                                   const ird_rules *rules, const ird_monitor *monitor,
                                   ird_error *err) {
    gathering g = {.session = session, .monitor = monitor};
    bool *is_looked_at = NULL;
    IRD_TRY(ird_session_need_design(session, "an exact solution", err));
    IRD_TRY(begin(&g, err));
    IRD_TRY(list_solved(session, &is_looked_at, err));
    g.is_looked_at = is_looked_at;
    ird_status status = look_at(&g, is_looked_at, rules, err);
    if (status == IRD_OK) {
        status = add_all_solved(&g, ird_session_last_solved(session), err);
    }
    ird_free(is_looked_at);
    return end(&g, status, facts);
}
