/* SPDX-License-Identifier: BSD-3-Clause */
#include "query/explained.h"

#include <math.h>
#include <string.h>

#include "query/checked_grid.h"
#include "query/drop_map.h"
#include "mapped/net_raster.h"
#include "session/power_setting.h"
#include "session/supply.h"

/* ---- places ------------------------------------------------------------------------ */

int32_t ird_explain_pin_at(const ird_pin_drops *pins, ird_point_um at) {
    const ird_pin_drop *best = NULL;
    double least_um = INFINITY;
    for (size_t i = 0; i < pins->items.count; i++) {
        const ird_pin_drop *pin = &pins->items.items[i];
        double far_um = hypot(pin->at.x_um - at.x_um, pin->at.y_um - at.y_um);
        if (pin->node < 0 || isnan(pin->drop_v) || isnan(far_um)) {
            continue;
        }
        if (far_um < least_um || (far_um == least_um && pin->drop_v > best->drop_v)) {
            least_um = far_um;
            best = pin;
        }
    }
    return best != NULL ? best->node : -1;
}

/* Of alike ones the first that draws. */
static int32_t worst_pin(const ird_pin_drops *pins) {
    const ird_pin_drop *worst = NULL;
    for (size_t i = 0; i < pins->items.count; i++) {
        const ird_pin_drop *pin = &pins->items.items[i];
        if (pin->node < 0 || isnan(pin->drop_v)) {
            continue;
        }
        double alike_v = worst != NULL ? IRD_DROPS_ALIKE * fabs(worst->drop_v) : 0;
        if (worst == NULL || pin->drop_v > worst->drop_v + alike_v ||
            (!(worst->ampere > 0) && pin->ampere > 0 &&
             pin->drop_v >= worst->drop_v - alike_v)) {
            worst = pin;
        }
    }
    return worst != NULL ? worst->node : -1;
}

/* The exact map of the net and what lies under it; base NULL where that is not known. */
static ird_status need_map(ird_session *session, const ird_net_grid *grid,
                           const ird_monitor *monitor, ird_map_entry *entry,
                           const ird_result **base, ird_error *err) {
    *entry = (ird_map_entry){.kind = IRD_MAP_SOLVE};
    IRD_TRY(ird_session_net_map(session, grid, monitor, &entry->result, err));
    return ird_session_need_base(session, entry, monitor, base, err);
}

static ird_status find_hotspot(ird_session *session, const ird_net_grid *grid,
                               size_t rank, const ird_monitor *monitor,
                               ird_point_um *peak_at, ird_error *err) {
    ird_map_entry entry;
    const ird_result *base = NULL;
    ird_hotspot_list list = {0};
    IRD_TRY(need_map(session, grid, monitor, &entry, &base, err));
    const ird_hotspot_options options = {.threshold =
                                             ird_session_threshold(&entry, base)};
    IRD_TRY(ird_hotspots_find(&list, ird_result_map(entry.result, entry.kind), NULL, NULL,
                              NULL, NULL, &options, err));
    ird_status status = IRD_OK;
    if (rank >= 1 && rank <= list.count) {
        *peak_at = list.items[rank - 1].peak_at;
    } else {
        status = ird_fail(err, IRD_EXPLAIN_PLACE,
                          "there is no hotspot %zu: the exact map of the net has %zu "
                          "above %.4g mV; report_hotspots -of solve lists them, and "
                          "without -at it is the worst place",
                          rank, list.count, 1e3 * options.threshold);
    }
    ird_hotspot_list_free(&list);
    return status;
}

/* Not beside the net. */
static ird_status check_point(const ird_network *network, ird_point_um at,
                              ird_error *err) {
    double units = network->units > 0 ? (double)network->units : 1;
    ird_extent box = {0};
    if (ird_network_extent(network, &box) && at.x_um * units >= (double)box.x0_dbu &&
        at.x_um * units <= (double)box.x1_dbu && at.y_um * units >= (double)box.y0_dbu &&
        at.y_um * units <= (double)box.y1_dbu) {
        return IRD_OK;
    }
    return ird_fail(err, IRD_EXPLAIN_PLACE,
                    "(%g, %g) um lies beside the net, which has metal in (%g, %g) - (%g, "
                    "%g)",
                    at.x_um, at.y_um, (double)box.x0_dbu / units,
                    (double)box.y0_dbu / units, (double)box.x1_dbu / units,
                    (double)box.y1_dbu / units);
}

static ird_status find_node(ird_session *session, const ird_net_grid *grid,
                            const ird_solved *solved, const ird_explain_place_wish *place,
                            const ird_pin_drops *pins, const ird_monitor *monitor,
                            int32_t *node, ird_error *err) {
    ird_point_um at = place->at;
    switch (place->kind) {
    case IRD_PLACE_WORST:
        *node = worst_pin(pins);
        *node = *node >= 0 ? *node : solved->solution->worst_node;
        break;
    case IRD_PLACE_INSTANCE:
        *node = ird_pin_drops_worst_node(pins, place->instance);
        return *node >= 0
                   ? IRD_OK
                   : ird_fail(err, IRD_SESSION_INSTANCE,
                              "no instance \"%.200s\" has a pin on the metal of the net; "
                              "give a name that irdrop::instance_voltages lists, the "
                              "number of a hotspot or a list x y in um",
                              place->instance);
    case IRD_PLACE_HOTSPOT:
        IRD_TRY(find_hotspot(session, grid, place->rank, monitor, &at, err));
        *node = ird_explain_pin_at(pins, at);
        break;
    case IRD_PLACE_POINT:
        IRD_TRY(check_point(&solved->grid->network, at, err));
        *node = ird_explain_pin_at(pins, at);
        break;
    }
    return *node >= 0 ? IRD_OK
                      : ird_fail(err, IRD_EXPLAIN_PLACE,
                                 "net %s feeds no pin at a known place, so that there is "
                                 "nothing to explain there",
                                 solved->net);
}

/* ---- the cause --------------------------------------------------------------------- */

/* A network without places has no map, and then no such cause. */
static bool is_mapless(ird_status status) {
    return status == IRD_NETWORK_LAYER || status == IRD_RASTER_WINDOW ||
           status == IRD_COARSE_PLACE || ird_session_is_unsolvable(status);
}

/* The medians of the exact map of the net; without a base they stay unknown. */
static ird_status need_median(ird_session *session, const ird_net_grid *grid,
                              const ird_monitor *monitor, ird_cause_median *median,
                              const ird_raster **raster, ird_error *err) {
    ird_map_entry entry;
    const ird_result *base = NULL;
    ird_error other;
    ird_status status = need_map(session, grid, monitor, &entry, &base, &other);
    *raster = NULL;
    if (is_mapless(status) || (status == IRD_OK && base == NULL)) {
        return IRD_OK;
    }
    if (status != IRD_OK) {
        *err = other;
        return status;
    }
    *raster = &base->raster;
    return ird_cause_median_make(median, ird_result_map(entry.result, entry.kind),
                                 *raster, false, err);
}

static void set_cause(ird_explanation *explanation, const ird_cause_median *median,
                      const ird_raster *raster) {
    const ird_map *grid = &raster->power_grid;
    const ird_rect_um *window = &grid->window;
    double x = (explanation->at.x_um - window->x0_um) / (window->x1_um - window->x0_um);
    double y = (explanation->at.y_um - window->y0_um) / (window->y1_um - window->y0_um);
    if (!(x >= 0 && x <= 1 && y >= 0 && y <= 1)) {
        return;
    }
    size_t column = (size_t)fmin(x * (double)grid->columns, (double)grid->columns - 1);
    size_t row = (size_t)fmin(y * (double)grid->rows, (double)grid->rows - 1);
    explanation->cause = ird_cause_parts_of(median, explanation->drop_v,
                                            grid->values[row * grid->columns + column]);
}

/* ---- all of it --------------------------------------------------------------------- */

/* Findings of the grid; a grid that cannot be checked has none. */
static ird_status check(ird_checked_grid *checked, ird_session *session,
                        const ird_net_grid *grid, const ird_monitor *monitor,
                        ird_error *err) {
    ird_error other;
    if (session->is_spice) {
        return IRD_OK;
    }
    ird_status status =
        ird_checked_grid_make(checked, session, grid->net, monitor, &other);
    if (status == IRD_NO_MEMORY || status == IRD_INTERRUPTED) {
        *err = other;
        return status;
    }
    return IRD_OK;
}

ird_status ird_session_explain_nodes(ird_explanation *explanations, ird_session *session,
                                     const ird_net_grid *grid, const ird_solved *solved,
                                     const int32_t *nodes, size_t count,
                                     const ird_explain_options *options,
                                     const ird_monitor *monitor, ird_error *err) {
    ird_checked_grid checked = {0};
    ird_cause_median median;
    const ird_raster *raster = NULL;
    ird_status status = check(&checked, session, grid, monitor, err);
    if (status == IRD_OK) {
        status = need_median(session, grid, monitor, &median, &raster, err);
    }
    for (size_t i = 0; i < count && status == IRD_OK; i++) {
        status = ird_explain(&explanations[i], solved, nodes[i], &checked.findings,
                             options, monitor, err);
        if (status == IRD_OK && raster != NULL) {
            set_cause(&explanations[i], &median, raster);
        }
    }
    ird_checked_grid_free(&checked);
    return status;
}

ird_status ird_session_explain(ird_explanation *explanation, ird_session *session,
                               const ird_net_grid *grid, const ird_solved *solved,
                               const ird_explain_place_wish *place,
                               const ird_explain_options *options,
                               const ird_monitor *monitor, ird_error *err) {
    ird_pin_drops pins = {0};
    int32_t node = -1;
    ird_status status = ird_pin_drops_make(&pins, solved, err);
    if (status == IRD_OK) {
        status = find_node(session, grid, solved, place, &pins, monitor, &node, err);
    }
    ird_pin_drops_free(&pins);
    return status == IRD_OK
               ? ird_session_explain_nodes(explanation, session, grid, solved, &node, 1,
                                           options, monitor, err)
               : status;
}

/* ---- of answers -------------------------------------------------------------------- */

static bool is_explained(const ird_explained_places *places, const char *net) {
    for (size_t i = 0; i < places->items.count; i++) {
        if (strcmp(places->items.items[i].explanation.net, net) == 0) {
            return true;
        }
    }
    return false;
}

static bool can_explain(const ird_answer *answer) {
    return answer->way == IRD_WAY_SOLVED && answer->network != NULL &&
           strcmp(answer->quantity->name, "drop") == 0 && !ird_answer_has_corner(answer);
}

/* Nodes of the hotspots of the answer, or of its worst place. */
static size_t choose_nodes(const ird_answer *answer, const ird_pin_drops *pins,
                           int32_t *nodes) {
    size_t count = 0;
    size_t hot = answer->hotspots != NULL ? answer->hotspots->count : 0;
    for (size_t i = 0; i < hot && count < IRD_EXPLAINED_HOTSPOTS; i++) {
        nodes[count++] = ird_explain_pin_at(pins, answer->hotspots->items[i].peak_at);
    }
    if (count == 0) {
        nodes[count++] = worst_pin(pins);
    }
    return nodes[0] >= 0 ? count : 0;
}

static ird_status explain_answer(ird_explained_places *places, ird_session *session,
                                 const ird_answer *answer, const ird_monitor *monitor,
                                 ird_error *err) {
    static const ird_explain_options options = {.most = 10, .lacks = 20};
    const ird_net_grid *grid = NULL;
    ird_cell *power = NULL;
    ird_pin_drops pins = {0};
    int32_t net = -1, nodes[IRD_EXPLAINED_HOTSPOTS];
    ird_explanation made[IRD_EXPLAINED_HOTSPOTS] = {{0}};
    IRD_TRY(ird_session_choose_net(session, answer->net, "explain", &net, err));
    IRD_TRY(ird_session_look_at_solution(session, net, monitor, &grid, err));
    IRD_TRY(ird_session_need_power(session, monitor, &power, err));
    const ird_solved solved = ird_session_solved(session, grid, power->value);
    IRD_TRY(ird_pin_drops_make(&pins, &solved, err));
    size_t count = choose_nodes(answer, &pins, nodes);
    bool is_hot = answer->hotspots != NULL && answer->hotspots->count > 0;
    ird_pin_drops_free(&pins);
    ird_status status = ird_session_explain_nodes(made, session, grid, &solved, nodes,
                                                  count, &options, monitor, err);
    if (status == IRD_OK) {
        status = ird_vec_reserve(&places->items, count, "explaining a drop", err);
    }
    for (size_t i = 0; i < count; i++) {
        if (status == IRD_OK) {
            places->items.items[places->items.count++] =
                (ird_explained_place){is_hot ? i + 1 : 0, made[i]};
        } else {
            ird_explanation_free(&made[i]);
        }
    }
    return status;
}

ird_status ird_session_explain_answers(ird_explained_places *places, ird_session *session,
                                       const ird_answer *answers, size_t count,
                                       const ird_monitor *monitor, ird_error *err) {
    for (size_t i = 0; i < count; i++) {
        if (can_explain(&answers[i]) && !is_explained(places, answers[i].net)) {
            IRD_TRY(explain_answer(places, session, &answers[i], monitor, err));
        }
    }
    return IRD_OK;
}
