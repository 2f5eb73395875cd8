/* SPDX-License-Identifier: BSD-3-Clause */
#include "query/gathering.h"

#include <math.h>
#include <string.h>

#include "base/pattern.h"
#include "query/compared_net.h"
#include "query/drop_map.h"
#include "query/dynamic_view.h"
#include "session/temperature_setting.h"
#include "mapped/net_raster.h"
#include "session/plan_setting.h"
#include "session/power_setting.h"
#include "session/supply.h"

ird_solved ird_session_solved(const ird_session *session, const ird_net_grid *grid,
                              const ird_power *power) {
    bool is_file = session->is_spice;
    const char *name = ird_session_net_name(session, grid->net);
    const ird_supply_setting *set =
        is_file ? NULL : ird_supply_settings_find(&session->supplies, name, strlen(name));
    return (ird_solved){
        .net = name,
        .corner = ird_session_corner(session),
        .grid = &grid->grid,
        .solution = &grid->solution,
        .factor = grid->factor,
        .design = &session->design,
        .tech = &session->tech,
        .special_net = &session->design.special_nets.items[grid->net],
        .supply_v = grid->supply_v,
        .supply_assumed = !is_file && grid->supply_origin == IRD_SUPPLY_ASSUMED,
        .supply_name = ird_supply_origin_name(grid->supply_origin),
        .supply_origin = ird_supply_origin_phrase(grid->supply_origin),
        .set_v = set != NULL ? set->voltage_v : (double)NAN,
        .feed_v = is_file ? (double)NAN : grid->feed_v,
        .source_v = grid->grid.options.source_v,
        .power = is_file ? NULL : power,
        .network_kind = ird_session_network_name(session, grid->grid.options.kind),
        .network_phrase = ird_session_network_phrase(session, grid->grid.options.kind),
        .has_temperature = !is_file && session->temperature.is_set,
        .celsius = session->temperature.celsius,
        .heat_map = !is_file ? session->temperature.map.path : NULL,
        .network_file = is_file ? "the SPICE file" : NULL,
        .source_origin = is_file ? "spice" : ird_session_source_origin(session, grid),
        .move = grid->move,
        .extract_s = grid->extract_s,
        .current_scale = 1,
        .own_scale = 1,
    };
}

static void ird_session_net_free(ird_session_net *part) {
    ird_result_drop(part->result);
    ird_result_drop(part->base);
    ird_answer_parts_free(&part->parts);
    ird_corner_answer_free(part->corner);
}

void ird_session_answers_free(ird_session_answers *answers) {
    for (size_t i = 0; i < answers->parts.count; i++) {
        ird_session_net_free(&answers->parts.items[i]);
    }
    ird_free(answers->nets.items);
    ird_free(answers->parts.items);
    ird_text_free(&answers->time_basis);
    *answers = (ird_session_answers){0};
}

/* Answers in the making. */
ird_status ird_gathering_begin(ird_gathering *g, ird_error *err) {
    ird_cell *power = NULL;
    if (g->session->has_design) {
        IRD_TRY(ird_session_need_power(g->session, g->monitor, &power, err));
        g->power = power->value;
    }
    return IRD_OK;
}

/* --- one net -------------------------------------------------------------------------
 */

/* Whether that solved net closes the loop with this one. The supply of a ground net is
 * that of the default power net, so that no other one does. */
static bool is_partner(const ird_gathering *g, const ird_net_grid *grid, int32_t other,
                       int32_t default_net) {
    bool is_ground = grid->grid.network.is_ground;
    ird_pin_use use = g->session->design.special_nets.items[other].use;
    return g->is_looked_at[other] && (use == IRD_USE_GROUND) != is_ground &&
           (!is_ground || other == default_net);
}

/* The solved nets that close the loop with this one; free *partners with ird_free. */
ird_status ird_gathering_partners(const ird_gathering *g, const ird_net_grid *grid,
                                  ird_solved **partners, size_t *count, ird_error *err) {
    ird_session *session = g->session;
    size_t nets = session->design.special_nets.count;
    int32_t default_net = -1;
    *count = 0;
    *partners = NULL;
    if (session->is_spice) {
        return IRD_OK; /* its loads are no instances of a design */
    }
    if (grid->grid.network.is_ground) {
        IRD_TRY(ird_session_default_net(session, &default_net, err));
    }
    *partners = ird_alloc(nets, sizeof **partners);
    if (*partners == NULL) {
        return ird_fail_memory(err, "judging");
    }
    for (size_t i = 0; i < nets; i++) {
        if (is_partner(g, grid, (int32_t)i, default_net)) {
            const ird_solve_wish wish = ird_session_wish_of(session, (int32_t)i);
            ird_cell *cell = NULL;
            ird_status status = ird_session_need_solution(session, (int32_t)i, &wish,
                                                          g->monitor, &cell, err);
            if (ird_session_is_unsolvable(status)) {
                continue; /* its own answer tells */
            }
            IRD_TRY(status);
            (*partners)[(*count)++] = ird_session_solved(session, cell->value, g->power);
        }
    }
    return IRD_OK;
}

static ird_status fill_solved(const ird_gathering *g, ird_answer *answer,
                              ird_answer_parts *parts, const ird_net_grid *grid,
                              ird_error *err) {
    const ird_solved solved = ird_session_solved(g->session, grid, g->power);
    ird_solved *partners = NULL;
    size_t count = 0;
    ird_status status = ird_gathering_partners(g, grid, &partners, &count, err);
    if (status == IRD_OK) {
        status = ird_answer_fill_solved(answer, parts, &solved, partners, count, err);
    }
    ird_free(partners);
    return status;
}

/* What is left of the supply at one instant is known of drops in time themselves. */
static ird_status fill_dynamic(const ird_gathering *g, ird_answer *answer,
                               ird_answer_parts *parts, const ird_net_grid *grid,
                               ird_error *err) {
    const ird_solved solved = ird_session_solved(g->session, grid, g->power);
    double *left_v = NULL;
    IRD_TRY(ird_session_dynamic_left(g->session, grid, &left_v, &answer->when_s, err));
    ird_status status = ird_answer_fill_left(answer, parts, &solved, left_v, err);
    ird_free(left_v);
    return status;
}

ird_drawn ird_gathering_drawn(const ird_gathering *g, const ird_result *base) {
    return (ird_drawn){
        .network_kind = ird_session_network_of(g->session, base, false),
        .network_phrase = ird_session_network_of(g->session, base, true),
        .raster = &base->raster,
        .design = &g->session->design,
        .tech = &g->session->tech,
        .power = g->power,
        .supply_assumed = base->supply_origin == IRD_SUPPLY_ASSUMED,
        .supply_origin = ird_supply_origin_phrase(base->supply_origin),
    };
}

static void put_prediction(ird_answer *answer, const ird_result *result) {
    answer->model = result->model;
    answer->model_origin = result->model_origin;
    answer->bound = result->facts.worst_bound_v;
    answer->predicted_s = result->facts.coarse_s + result->facts.network_s;
    answer->exact_s = result->facts.exact_s;
    answer->bounds = result->bound.values != NULL ? &result->bound : NULL;
    answer->outside = result->outside;
}

static ird_status fill(const ird_gathering *g, ird_answer *answer, ird_session_net *part,
                       const ird_map_entry *entry, const ird_result *base,
                       ird_error *err) {
    ird_session *session = g->session;
    const ird_net_grid *grid = NULL;
    if (ird_map_kind_is_solved(entry->kind)) {
        IRD_TRY(ird_session_solution_of(session, entry->result, g->monitor, &grid, err));
    }
    if (base != NULL && (grid == NULL || !session->is_spice)) {
        part->base = ird_result_use((ird_result *)base);
    }
    if (grid != NULL) {
        IRD_TRY(entry->kind == IRD_MAP_DYNAMIC
                    ? fill_dynamic(g, answer, &part->parts, grid, err)
                    : fill_solved(g, answer, &part->parts, grid, err));
    }
    if (part->base != NULL) {
        const ird_drawn drawn = ird_gathering_drawn(g, base);
        if (grid != NULL) {
            ird_answer_put_under(answer, &drawn);
        } else {
            IRD_TRY(ird_answer_fill_drawn(answer, &part->parts, &drawn, err));
        }
    }
    if (entry->kind == IRD_MAP_PREDICT) {
        put_prediction(answer, entry->result);
    }
    return g->found == NULL ? ird_answer_find_hotspots(answer, &part->parts, err)
                            : IRD_OK;
}

static ird_way way_of(ird_map_kind kind) {
    return kind == IRD_MAP_PREDICT        ? IRD_WAY_PREDICTED
           : ird_map_kind_is_solved(kind) ? IRD_WAY_SOLVED
                                          : IRD_WAY_READ;
}

/* An answer with its part, which is owned from then on; status: of filling it in. */
ird_status ird_gathering_keep(ird_session_answers *answers, const ird_answer *answer,
                              ird_session_net *part, ird_status status, ird_error *err) {
    if (status != IRD_OK ||
        (status = ird_vec_reserve(&answers->nets, 1, "judging", err)) != IRD_OK ||
        (status = ird_vec_reserve(&answers->parts, 1, "judging", err)) != IRD_OK) {
        ird_session_net_free(part);
        return status;
    }
    answers->parts.items[answers->parts.count++] = *part;
    answers->nets.items[answers->nets.count++] = *answer;
    return IRD_OK;
}

/* Add the answer that a map gives. */
ird_status ird_gathering_add_map(ird_gathering *g, const ird_map_entry *entry,
                                 const char *name, ird_error *err) {
    const ird_result *base = NULL;
    IRD_TRY(ird_session_need_base(g->session, entry, g->monitor, &base, err));
    ird_session_net part = {.result = ird_result_use(entry->result)};
    ird_answer answer =
        ird_answer_of_map(ird_map_kind_quantity(entry->kind), way_of(entry->kind), name,
                          ird_result_map(entry->result, entry->kind), (double)NAN);
    answer.threshold = ird_session_threshold(entry, base);
    answer.corner = ird_session_corner(g->session);
    return ird_gathering_keep(&g->made, &answer, &part,
                              fill(g, &answer, &part, entry, base, err), err);
}

/* The same of a solution of which there is no map, for no source reaches what one is
 * drawn of: what it rests on tells. */
static ird_status add_unmapped(ird_gathering *g, const ird_net_grid *grid,
                               ird_error *err) {
    ird_session_net part = {0};
    ird_answer answer = {.quantity = ird_quantities,
                         .way = IRD_WAY_SOLVED,
                         .corner = ird_session_corner(g->session),
                         .design = &g->session->design,
                         .tech = &g->session->tech,
                         .power = g->power,
                         .when_s = (double)NAN};
    ird_status status = fill_solved(g, &answer, &part.parts, grid, err);
    return ird_gathering_keep(&g->made, &answer, &part, status, err);
}

/* What the last drops in time rest on, to all that are of them. */
static ird_status tell_time(ird_gathering *g, ird_error *err) {
    if (!g->is_in_time) {
        return IRD_OK;
    }
    ird_status status =
        ird_session_time_basis(&g->made.time_basis, g->session, g->monitor, err);
    for (size_t i = 0; i < g->made.nets.count && status == IRD_OK; i++) {
        ird_answer *answer = &g->made.nets.items[i];
        if (answer->quantity == ird_map_kind_quantity(IRD_MAP_DYNAMIC)) {
            answer->time_basis = ird_text_get(&g->made.time_basis);
        }
    }
    return status;
}

/* Pointers between the arrays, which have stopped moving. */
static void finish(ird_session_answers *answers, const ird_session *session) {
    for (size_t i = 0; i < answers->nets.count; i++) {
        answers->nets.items[i].hotspots = answers->nets.items[i].map != NULL
                                              ? &answers->parts.items[i].parts.hotspots
                                              : NULL;
    }
    const char *name = session->has_design ? session->design.name : NULL;
    answers->answers = (ird_answers){
        .design = name != NULL ? name : "",
        .items = answers->nets.items,
        .count = answers->nets.count,
    };
}

ird_status ird_gathering_end(ird_gathering *g, ird_status status,
                             ird_session_answers *answers, ird_error *err) {
    if (status == IRD_OK) {
        status = tell_time(g, err);
    }
    if (status != IRD_OK) {
        ird_session_answers_free(&g->made);
        return status;
    }
    finish(&g->made, g->session);
    *answers = g->made;
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

ird_status ird_session_answers_map(ird_session_answers *answers, ird_session *session,
                                   const ird_map_entry *entry, const char *net,
                                   const ird_hotspot_list *found,
                                   const ird_monitor *monitor, ird_error *err) {
    ird_gathering g = {.session = session, .monitor = monitor, .found = found};
    bool *is_solved = NULL;
    IRD_TRY(list_solved(session, &is_solved, err));
    g.is_looked_at = is_solved;
    ird_status status = ird_gathering_begin(&g, err);
    if (status == IRD_OK) {
        status = ird_gathering_add_map(&g, entry, net, err);
    }
    ird_free(is_solved);
    status = ird_gathering_end(&g, status, answers, err);
    if (status == IRD_OK && found != NULL) {
        answers->nets.items[0].hotspots = found;
    }
    return status;
}

static ird_status add_dynamic(ird_gathering *g, const char *net, ird_error *err) {
    ird_map_entry entry = {.kind = IRD_MAP_DYNAMIC};
    IRD_TRY(ird_session_dynamic_map(g->session, net, g->monitor, &entry.result, err));
    g->is_in_time = true;
    return ird_gathering_add_map(g, &entry, "", err);
}

/* Of the nets of the last drops in time. */
ird_status ird_gathering_add_dynamic(ird_gathering *g, ird_error *err) {
    const ird_net_dynamic *dynamic = NULL;
    IRD_TRY(ird_session_last_dynamic(g->session, g->monitor, &dynamic, err));
    for (size_t i = 0; i < dynamic->net_count; i++) {
        IRD_TRY(
            add_dynamic(g, ird_session_net_name(g->session, dynamic->nets[i].net), err));
    }
    return IRD_OK;
}

ird_status ird_session_answers_dynamic(ird_session_answers *answers, ird_session *session,
                                       const char *net, const ird_monitor *monitor,
                                       ird_error *err) {
    ird_gathering g = {.session = session, .monitor = monitor};
    IRD_TRY(ird_gathering_begin(&g, err));
    ird_status status =
        net != NULL ? add_dynamic(&g, net, err) : ird_gathering_add_dynamic(&g, err);
    return ird_gathering_end(&g, status, answers, err);
}

/* --- predictions ---------------------------------------------------------------------
 */

/* One net that was asked for is a question like that of predict; several, or those that
 * rules name, are a look around, after which the session looks where it looked before. */
static ird_status predict_net(ird_gathering *g, const ird_request *request,
                              bool is_question, ird_error *err) {
    ird_map_entry entry = {.kind = IRD_MAP_PREDICT};
    IRD_TRY(is_question
                ? ird_session_predict(g->session, request, g->monitor, &entry.result, err)
                : ird_session_look(g->session, request, g->monitor, &entry.result, err));
    return ird_gathering_add_map(g, &entry, "", err);
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

static ird_status predict_named(ird_gathering *g, const ird_request *request,
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

ird_status ird_session_answers_predict(ird_session_answers *answers, ird_session *session,
                                       const ird_request *request, const ird_rules *rules,
                                       const ird_monitor *monitor, ird_error *err) {
    ird_gathering g = {.session = session, .monitor = monitor};
    IRD_TRY(ird_session_need_design(session, "rasterizing", err));
    IRD_TRY(ird_gathering_begin(&g, err));
    ird_status status = request->net_name != NULL
                            ? predict_net(&g, request, true, err)
                            : predict_named(&g, request, rules, err);
    return ird_gathering_end(&g, status, answers, err);
}

/* --- solutions -----------------------------------------------------------------------
 */

/* The map of a solved net that is asked for; drop it. */
ird_status ird_gathering_draw(const ird_gathering *g, const ird_net_grid *solved,
                              const ird_request *request, ird_result **result,
                              ird_error *err) {
    ird_session *session = g->session;
    ird_drop_map_request wanted = {0};
    if (request != NULL && request->region == IRD_REGION_CORE) {
        wanted.window = ird_session_core_um(session);
    } else if (request != NULL && request->region == IRD_REGION_BOX) {
        wanted.window = request->box;
    }
    bool is_default = request == NULL ||
                      (!request->has_size && wanted.window.x1_um <= wanted.window.x0_um);
    if (is_default) {
        IRD_TRY(ird_session_net_map(session, solved, g->monitor, result, err));
        ird_result_use(*result);
        return IRD_OK;
    }
    wanted.size = request->has_size ? request->size : 0;
    return ird_session_make_drop_map(session, solved, &wanted, g->monitor, result, err);
}

/* request: what its map covers; NULL for the die. */
ird_status ird_gathering_add_solved(ird_gathering *g, int32_t net,
                                    const ird_request *request, ird_error *err) {
    const ird_solve_wish wish = ird_session_wish_of(g->session, net);
    ird_map_entry entry = {.kind = IRD_MAP_SOLVE};
    ird_cell *cell = NULL;
    IRD_TRY(ird_session_need_solution(g->session, net, &wish, g->monitor, &cell, err));
    ird_status status = ird_gathering_draw(g, cell->value, request, &entry.result, err);
    if (ird_session_is_unsolvable(status)) {
        return add_unmapped(g, cell->value, err);
    }
    IRD_TRY(status);
    status = ird_gathering_add_map(g, &entry, "", err);
    ird_result_drop(entry.result);
    return status == IRD_OK ? ird_gathering_add_corners(g, cell->value, request, err)
                            : status;
}

/* The same; where the grid cannot be solved, the answer is a prediction if there can be
 * one. */
static ird_status add_best(ird_gathering *g, int32_t net, const ird_request *request,
                           ird_error *err) {
    ird_status status = ird_gathering_add_solved(g, net, request, err);
    if (g->way == IRD_WAY_SOLVED || !ird_session_is_unsolvable(status)) {
        return status;
    }
    const char *name = ird_session_net_name(g->session, net);
    ird_request instead = request != NULL ? *request : (ird_request){0};
    ird_map_entry entry = {.kind = IRD_MAP_PREDICT};
    ird_error other;
    instead.net_name = name;
    instead.net_name_size = strlen(name);
    if (ird_session_look(g->session, &instead, g->monitor, &entry.result, &other) !=
        IRD_OK) {
        return status; /* err tells why it is not solved */
    }
    return ird_gathering_add_map(g, &entry, "", err);
}

/* Of every net that is looked at, beginning with `first` where that is one. */
static ird_status add_all_solved(ird_gathering *g, const ird_request *request,
                                 int32_t first, ird_error *err) {
    size_t count = g->session->design.special_nets.count;
    if (first >= 0 && g->is_looked_at[first]) {
        IRD_TRY(add_best(g, first, request, err));
    }
    for (size_t i = 0; i < count; i++) {
        if (g->is_looked_at[i] && (int32_t)i != first) {
            IRD_TRY(add_best(g, (int32_t)i, request, err));
        }
    }
    return IRD_OK;
}

/* The nets that were solved, and those that the rules name; where that leaves none, the
 * default net, which then was asked for. */
static ird_status look_at(ird_gathering *g, bool *is_looked_at, const ird_rules *rules,
                          int32_t *first, ird_error *err) {
    ird_session *session = g->session;
    const ird_net_grid *solved = NULL;
    bool any = false;
    for (size_t i = 0; i < session->design.special_nets.count; i++) {
        is_looked_at[i] = is_looked_at[i] || is_wanted(session, (int32_t)i, rules);
        any = any || is_looked_at[i];
    }
    *first = ird_session_last_solved(session);
    if (any) {
        return IRD_OK;
    }
    IRD_TRY(ird_session_choose_net(session, NULL, "an exact solution", first, err));
    is_looked_at[*first] = true;
    ird_error other;
    ird_status status =
        ird_session_solve_as_before(session, *first, g->monitor, &solved, &other);
    if (status != IRD_OK && !ird_session_is_unsolvable(status)) {
        *err = other;
        return status;
    }
    return IRD_OK;
}

/* The net that the request names, which then was asked for. */
static ird_status answer_one(ird_gathering *g, const ird_request *request,
                             bool *is_looked_at, ird_error *err) {
    const ird_net_grid *solved = NULL;
    ird_error other;
    int32_t net;
    IRD_TRY(ird_session_find_net(g->session, request->net_name, request->net_name_size,
                                 &net, err));
    ird_status status =
        ird_session_solve_as_before(g->session, net, g->monitor, &solved, &other);
    if (status != IRD_OK && !ird_session_is_unsolvable(status)) {
        *err = other;
        return status;
    }
    is_looked_at[net] = true;
    return add_best(g, net, request, err);
}

ird_status ird_session_answers_solve(ird_session_answers *answers, ird_session *session,
                                     ird_way way, const ird_request *request,
                                     const ird_rules *rules, const ird_corners *corners,
                                     const ird_monitor *monitor, ird_error *err) {
    ird_gathering g = {
        .session = session, .monitor = monitor, .way = way, .corners = corners};
    bool *is_looked_at = NULL;
    int32_t first = -1;
    IRD_TRY(ird_session_need_design(session, "an exact solution", err));
    IRD_TRY(ird_gathering_begin(&g, err));
    IRD_TRY(list_solved(session, &is_looked_at, err));
    g.is_looked_at = is_looked_at;
    ird_status status;
    if (request != NULL && request->net_name != NULL) {
        status = answer_one(&g, request, is_looked_at, err);
    } else if ((status = look_at(&g, is_looked_at, rules, &first, err)) == IRD_OK) {
        status = add_all_solved(&g, request, first, err);
    }
    ird_free(is_looked_at);
    return ird_gathering_end(&g, status, answers, err);
}

ird_status ird_session_answers_nets(const ird_session *session,
                                    const ird_request *request, const ird_rules *rules,
                                    int32_t **nets, size_t *count, ird_error *err) {
    size_t all = session->design.special_nets.count;
    bool *is_looked_at = NULL;
    int32_t *made = ird_alloc(all + 1, sizeof *made);
    size_t found = 0;
    ird_status status = made != NULL ? list_solved(session, &is_looked_at, err)
                                     : ird_fail_memory(err, "an exact solution");
    bool is_named_one = request->net_name != NULL;
    for (size_t i = 0; i < all && status == IRD_OK && !is_named_one; i++) {
        if (is_looked_at[i] || is_wanted(session, (int32_t)i, rules)) {
            made[found++] = (int32_t)i;
        }
    }
    if (status == IRD_OK && found == 0) {
        status = ird_session_choose_net(session, request->net_name, "an exact solution",
                                        &made[found++], err);
    }
    ird_free(is_looked_at);
    if (status != IRD_OK) {
        ird_free(made);
        return status;
    }
    *nets = made;
    *count = found;
    return IRD_OK;
}

/* --- held against each other ---------------------------------------------------------
 */

/* What a word of compare names, and the net that it is of; -1: of no one in particular.
 */
static ird_status find_side(ird_session *session, const char *name, ird_compare_by by,
                            const ird_monitor *monitor, ird_compare_side *side,
                            int32_t *net, ird_error *err) {
    ird_map_entry entry;
    *net = -1;
    *side = (ird_compare_side){
        .name = name, .is_solution = strcmp(name, ird_map_kind_name(IRD_MAP_SOLVE)) == 0};
    if (side->is_solution) {
        return IRD_OK;
    }
    ird_status status = ird_session_get_map(session, name, monitor, &entry, err);
    if (status == IRD_OK) {
        side->map = ird_result_map(entry.result, entry.kind);
        *net = ird_session_net_of_map(session, &entry);
    } else if (status == IRD_SESSION_MAP_UNKNOWN && by == IRD_COMPARE_INSTANCES) {
        return ird_session_net_of_file(session, name, net, err);
    }
    return status;
}

/* The solution at whose places is compared: of the net that a side is of, else the last.
 */
static ird_status solution_of(ird_session *session, const ird_compare_side sides[2],
                              const int32_t nets[2], const ird_monitor *monitor,
                              const ird_net_grid **grid, ird_error *err) {
    int32_t net = nets[0] >= 0 ? nets[0] : nets[1];
    if (nets[1] >= 0 && net != nets[1]) {
        return ird_fail(err, IRD_COMPARE_PLACES,
                        "%.400s is of net %.60s and %.400s of net %.60s; compare results "
                        "of one net",
                        sides[0].name, ird_session_net_name(session, nets[0]),
                        sides[1].name, ird_session_net_name(session, nets[1]));
    }
    if (net < 0) {
        return ird_session_last_solution(session, monitor, grid, err);
    }
    return ird_session_look_at_solution(session, net, monitor, grid, err);
}

ird_status ird_session_compare(ird_session *session, const char *a, const char *b,
                               ird_compare_by by, const ird_monitor *monitor,
                               ird_comparison *comparison, size_t *count,
                               ird_error *err) {
    const ird_net_grid *grid = NULL;
    ird_compare_side sides[2];
    int32_t nets[2];
    IRD_TRY(find_side(session, a, by, monitor, &sides[0], &nets[0], err));
    IRD_TRY(find_side(session, b, by, monitor, &sides[1], &nets[1], err));
    IRD_TRY(solution_of(session, sides, nets, monitor, &grid, err));
    const ird_solved solved = ird_session_solved(session, grid, NULL);
    return ird_compare_places(&solved, by, sides, comparison, count, err);
}

/* --- an even current -----------------------------------------------------------------
 */

/* What the net draws in all: by the total given, else of the instances on it; without
 * instances the total that was set or is assumed. */
static double total_current_a(const ird_session *session, const ird_power *power,
                              const ird_grid *grid, double total_w,
                              ird_power_origin *origin) {
    const ird_power_setting *setting = &session->power_setting;
    *origin = power->origin;
    if (!isnan(total_w) || session->design.components.count == 0) {
        bool is_set = setting->origin == IRD_POWER_TOTAL;
        *origin = isnan(total_w) && !is_set ? IRD_POWER_ASSUMED : IRD_POWER_TOTAL;
        double watt = is_set ? setting->total_w : IRD_POWER_ASSUMED_W;
        return (isnan(total_w) ? watt : total_w) / grid->options.swing_v;
    }
    double sum = grid->unplaced_a + grid->unloaded_a;
    for (size_t i = 0; i < grid->terminals.count; i++) {
        sum += ird_grid_ampere(grid, i);
    }
    return sum;
}

ird_status ird_session_solve_uniform(ird_session *session, int32_t net, double total_w,
                                     const ird_monitor *monitor, ird_uniform_drop *drop,
                                     ird_solved *solved, ird_power_origin *origin,
                                     ird_error *err) {
    ird_cell *loaded = NULL, *factor = NULL, *power = NULL;
    ird_layer_rc rc = {0};
    if (total_w < 0) { /* not where it is not given */
        return ird_fail(err, IRD_POWER_AMOUNT,
                        "the total power is negative; give what the design draws, for "
                        "example -total 25mW");
    }
    IRD_TRY(ird_session_need_layout(session, "a current drawn evenly", err));
    IRD_TRY(ird_session_need_power(session, monitor, &power, err));
    IRD_TRY(ird_session_need_loaded(session, net, ird_session_grid_wish(session), monitor,
                                    &loaded, err));
    IRD_TRY(ird_session_need_factor(session, loaded, &ird_solve_defaults, monitor,
                                    &factor, NULL, err));
    IRD_TRY(ird_session_hot_rc(session, &rc, err));
    const ird_net_grid *grid = loaded->value;
    ird_factor *by = ((const ird_net_factor *)factor->value)->factor;
    const ird_even_input input = {&grid->grid, by, &rc, &session->design, &session->tech};
    double total_a = total_current_a(session, power->value, &grid->grid, total_w, origin);
    ird_status status = ird_uniform_drop_solve(drop, &input, total_a, err);
    ird_layer_rc_free(&rc);
    *solved = ird_session_solved(session, grid, power->value);
    solved->factor = by;
    solved->solution = NULL;
    return status;
}
