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

/* What is known where a rasterized design lies under the map. */
static ird_status fill_from_base(ird_gate_net *net, ird_session_net *part,
                                 const ird_session *session, ird_error *err) {
    static const char *const origins[] = {
        [IRD_SUPPLY_ASSUMED] = "assumed: set it with set_supply",
        [IRD_SUPPLY_DEF] = "from the DEF",
        [IRD_SUPPLY_SET] = "as set",
    };
    const ird_design *design = &session->design;
    const ird_raster *raster = &part->base->raster;
    int32_t id = raster->options.net;
    net->net = ird_names_get(&design->special_net_names, id);
    net->is_ground = design->special_nets.items[id].use == IRD_USE_GROUND;
    net->supply_v = raster->options.supply_v;
    net->supply_assumed = part->base->supply_origin == IRD_SUPPLY_ASSUMED;
    net->supply_origin = origins[part->base->supply_origin];
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

/* Add the facts of a map. */
static ird_status add_net(ird_session_facts *facts, ird_session *session,
                          const ird_map_entry *entry, const char *name, ird_error *err) {
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
    if (base != NULL) {
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

ird_status ird_session_facts_map(ird_session_facts *facts, ird_session *session,
                                 const ird_map_entry *entry, const char *net,
                                 ird_error *err) {
    ird_session_facts made = {0};
    ird_status status = add_net(&made, session, entry, net, err);
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
    return status == IRD_OK ? add_net(facts, session, &entry, "", err) : status;
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
    ird_result *raster = session->raster != NULL ? ird_result_use(session->raster) : NULL;
    ird_result *prediction =
        session->prediction != NULL ? ird_result_use(session->prediction) : NULL;
    const ird_raster_options last = session->last;
    bool has_last = session->has_last;
    ird_status status = request->net_name != NULL
                            ? predict_net(&made, session, request, monitor, err)
                            : predict_named(&made, session, request, rules, monitor, err);
    /* One net is a question like that of predict; several are a look around, after which
     * the session looks where it looked before. */
    if (status != IRD_OK || made.nets.count > 1) {
        ird_result_drop(session->raster);
        ird_result_drop(session->prediction);
        session->raster = raster;
        session->prediction = prediction;
        session->last = last;
        session->has_last = has_last;
    } else {
        ird_result_drop(raster);
        ird_result_drop(prediction);
    }
    if (status != IRD_OK) {
        ird_session_facts_free(&made);
        return status;
    }
    finish(&made, session);
    *facts = made;
    return IRD_OK;
}
