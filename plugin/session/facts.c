/* SPDX-License-Identifier: BSD-3-Clause */
#include "session/facts.h"

#include <math.h>
#include <string.h>

#include "gate/pattern.h"
#include "maps/cell_loads.h"
#include "session/supply.h"

static void free_part(ird_session_net *part) {
    ird_result_drop(part->result);
    ird_result_drop(part->base);
    ird_hotspot_list_free(&part->hotspots);
    ird_free(part->unconnected.items);
    ird_pin_drops_free(&part->pins);
    ird_free(part->instances.items);
}

void ird_session_facts_free(ird_session_facts *facts) {
    for (size_t i = 0; i < facts->parts.count; i++) {
        free_part(&facts->parts.items[i]);
    }
    ird_free(facts->nets.items);
    ird_free(facts->parts.items);
    *facts = (ird_session_facts){0};
}

/* --- one net -------------------------------------------------------------------------
 */

static ird_status name_unconnected(ird_session_net *part, const ird_session *session,
                                   const ird_raster *raster, ird_error *err) {
    const ird_design *design = &session->design;
    ird_cell_loads loads = {0};
    ird_status status =
        ird_cell_loads_create(&loads, design, &session->tech, &session->power,
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

static const char *const supply_origins[] = {
    [IRD_SUPPLY_ASSUMED] = "assumed: set it with set_supply",
    [IRD_SUPPLY_DEF] = "from the DEF",
    [IRD_SUPPLY_SET] = "as set",
};

/* What is known where a rasterized design lies under the map. */
static ird_status fill_from_base(ird_gate_net *net, ird_session_net *part,
                                 const ird_session *session, ird_error *err) {
    const ird_design *design = &session->design;
    const ird_raster *raster = &part->base->raster;
    int32_t id = raster->options.net;
    net->net = ird_names_get(&design->special_net_names, id);
    net->is_ground = design->special_nets.items[id].use == IRD_USE_GROUND;
    net->supply_v = raster->options.supply_v;
    net->supply_assumed = part->base->supply_origin == IRD_SUPPLY_ASSUMED;
    net->supply_origin = supply_origins[part->base->supply_origin];
    net->sources_known = true;
    net->sources_default = raster->source_origin != IRD_SOURCES_PINS;
    net->source_count = raster->source_count;
    net->raster = raster;
    net->design = design;
    net->tech = &session->tech;
    net->power = &session->power;
    net->unconnected_known = true;
    ird_status status = name_unconnected(part, session, raster, err);
    net->unconnected = part->unconnected.count;
    net->unconnected_names = part->unconnected.items;
    return status;
}

/* --- one solution --------------------------------------------------------------------
 */

/* The solved grid that the map is of; NULL where it is of none, or of an older one. */
static const ird_net_grid *grid_of(const ird_session *session,
                                   const ird_map_entry *entry) {
    for (size_t i = 0; i < session->grids.count; i++) {
        const ird_net_grid *grid = session->grids.items[i];
        if (grid->is_solved && grid->map == entry->result) {
            return grid;
        }
    }
    return NULL;
}

/* Worst drop of the first solved net that closes the loop with this one; NAN. */
static double partner_drop_v(const ird_session *session, const ird_net_grid *grid) {
    for (size_t i = 0; i < session->grids.count; i++) {
        const ird_net_grid *other = session->grids.items[i];
        if (other->is_solved &&
            other->grid.network.is_ground != grid->grid.network.is_ground) {
            return other->solution.worst_drop_v;
        }
    }
    return (double)NAN;
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

static ird_status fill_from_solution(ird_gate_net *net, ird_session_net *part,
                                     const ird_session *session, const ird_net_grid *grid,
                                     ird_error *err) {
    ird_status status = ird_session_pin_drops(session, grid, &part->pins, err);
    if (status != IRD_OK || (status = list_pins(part, err)) != IRD_OK) {
        return status;
    }
    net->net = ird_session_net_name(session, grid->net);
    net->is_ground = grid->grid.network.is_ground;
    net->supply_v = grid->supply_v;
    net->supply_assumed = !session->is_spice && grid->supply_origin == IRD_SUPPLY_ASSUMED;
    net->supply_origin =
        session->is_spice ? "from the netlist" : supply_origins[grid->supply_origin];
    net->worst_drop_v = grid->solution.worst_drop_v;
    net->average_drop_v = grid->solution.average_drop_v;
    net->partner_drop_v = partner_drop_v(session, grid);
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
static void put_design_under(ird_gate_net *net, const ird_session *session,
                             const ird_raster *raster) {
    const ird_map *under = &raster->power_grid;
    const ird_map *map = net->map;
    if (under->rows == map->rows && under->columns == map->columns &&
        memcmp(&under->window, &map->window, sizeof map->window) == 0) {
        net->raster = raster;
        net->design = &session->design;
        net->tech = &session->tech;
        net->power = &session->power;
    }
}

/* Add the facts of a map. raster: of the same net, for the map of a solution, or NULL. */
static ird_status add_net(ird_session_facts *facts, ird_session *session,
                          const ird_map_entry *entry, const char *name,
                          ird_result *raster, ird_error *err) {
    const ird_result *base = ird_session_base_of(session, entry);
    ird_session_net part = {.result = ird_result_use(entry->result)};
    ird_gate_net net = {
        .net = name,
        .corner = "default",
        .supply_v = NAN,
        .map = ird_result_map(entry->result, entry->kind),
        .threshold = ird_session_threshold(session, entry),
        .worst_drop_v = NAN,
        .average_drop_v = NAN,
        .partner_drop_v = NAN,
    };
    ird_status status = IRD_OK;
    const ird_net_grid *grid = grid_of(session, entry);
    if (grid != NULL) {
        status = fill_from_solution(&net, &part, session, grid, err);
        if (raster != NULL) {
            part.base = ird_result_use(raster);
            put_design_under(&net, session, &raster->raster);
        }
    } else if (base != NULL) {
        part.base = ird_result_use((ird_result *)base);
        status = fill_from_base(&net, &part, session, err);
    }
    if (entry->kind == IRD_MAP_PREDICT) {
        net.model = entry->result->model;
        net.model_origin = entry->result->model_origin;
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

/* What the session looked at, to be put back after a look at something else. */
typedef struct snapshot {
    ird_result *raster, *prediction; /* a user's share, or NULL */
    ird_raster_options last;
    bool has_last;
} snapshot;

static snapshot take_snapshot(const ird_session *session) {
    return (snapshot){
        .raster = session->raster != NULL ? ird_result_use(session->raster) : NULL,
        .prediction =
            session->prediction != NULL ? ird_result_use(session->prediction) : NULL,
        .last = session->last,
        .has_last = session->has_last,
    };
}

static void put_back(ird_session *session, snapshot *seen) {
    ird_result_drop(session->raster);
    ird_result_drop(session->prediction);
    session->raster = seen->raster;
    session->prediction = seen->prediction;
    session->last = seen->last;
    session->has_last = seen->has_last;
}

static void drop_snapshot(snapshot *seen) {
    ird_result_drop(seen->raster);
    ird_result_drop(seen->prediction);
}

/* The raster of the net that a solution is of, by default over the die as its map is. */
static ird_status raster_under(ird_session *session, const ird_map_entry *entry,
                               ird_result **raster, const ird_monitor *monitor,
                               ird_error *err) {
    const ird_net_grid *grid = grid_of(session, entry);
    *raster = NULL;
    if (grid == NULL || session->is_spice) {
        return IRD_OK;
    }
    const char *name = ird_session_net_name(session, grid->net);
    const ird_request request = {
        .fresh = true, .net_name = name, .net_name_size = strlen(name)};
    snapshot seen = take_snapshot(session);
    ird_status status = ird_session_rasterize(session, &request, monitor, err);
    if (status == IRD_OK) {
        *raster = ird_result_use(session->raster);
    }
    put_back(session, &seen);
    return status;
}

ird_status ird_session_facts_map(ird_session_facts *facts, ird_session *session,
                                 const ird_map_entry *entry, const char *net,
                                 const ird_monitor *monitor, ird_error *err) {
    ird_session_facts made = {0};
    ird_result *raster;
    ird_status status = raster_under(session, entry, &raster, monitor, err);
    if (status == IRD_OK) {
        status = add_net(&made, session, entry, net, raster, err);
    }
    ird_result_drop(raster);
    if (status != IRD_OK) {
        ird_session_facts_free(&made);
        return status;
    }
    finish(&made, session);
    *facts = made;
    return IRD_OK;
}

/* --- predictions ---------------------------------------------------------------------
 */

static ird_status predict_net(ird_session_facts *facts, ird_session *session,
                              const ird_request *request, const ird_monitor *monitor,
                              ird_error *err) {
    ird_status status = ird_session_predict(session, request, monitor, err);
    const ird_map_entry entry = {.kind = IRD_MAP_PREDICT, .result = session->prediction};
    return status == IRD_OK ? add_net(facts, session, &entry, "", NULL, err) : status;
}

static bool is_named(const ird_rules *rules, const char *net) {
    bool named = false;
    for (size_t i = 0; rules != NULL && i < rules->limits.count; i++) {
        const char *pattern = rules->limits.items[i].net;
        named = named || (ird_pattern_is_name(pattern) && strcmp(pattern, net) == 0);
    }
    return named;
}

static ird_status predict_named(ird_session_facts *facts, ird_session *session,
                                const ird_request *request, const ird_rules *rules,
                                const ird_monitor *monitor, ird_error *err) {
    const ird_design *design = &session->design;
    for (size_t i = 0; i < design->special_nets.count; i++) {
        const char *name = ird_names_get(&design->special_net_names, (int32_t)i);
        ird_pin_use use = design->special_nets.items[i].use;
        if ((use != IRD_USE_POWER && use != IRD_USE_GROUND) || !is_named(rules, name)) {
            continue;
        }
        ird_request one = *request;
        one.net_name = name;
        one.net_name_size = strlen(name);
        ird_status status = predict_net(facts, session, &one, monitor, err);
        if (status != IRD_OK) {
            return status;
        }
    }
    return facts->nets.count > 0 ? IRD_OK
                                 : predict_net(facts, session, request, monitor, err);
}

ird_status ird_session_facts_predict(ird_session_facts *facts, ird_session *session,
                                     const ird_request *request, const ird_rules *rules,
                                     const ird_monitor *monitor, ird_error *err) {
    ird_session_facts made = {0};
    snapshot seen = take_snapshot(session);
    ird_status status = request->net_name != NULL
                            ? predict_net(&made, session, request, monitor, err)
                            : predict_named(&made, session, request, rules, monitor, err);
    /* One net is a question like that of predict; several are a look around, after which
     * the session looks where it looked before. */
    if (status != IRD_OK || made.nets.count > 1) {
        put_back(session, &seen);
    } else {
        drop_snapshot(&seen);
    }
    if (status != IRD_OK) {
        ird_session_facts_free(&made);
        return status;
    }
    finish(&made, session);
    *facts = made;
    return IRD_OK;
}
