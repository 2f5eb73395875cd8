/* SPDX-License-Identifier: BSD-3-Clause
 *
 * A net after the steps of a trial, where they add metal: its network is patched where
 * the metal is, and solved by the factor of before.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "extract/shared_grid.h"
#include "trial/trial_parts.h"
#include "session/power_setting.h"
#include "session/temperature_setting.h"

static const char *const doing = "trying a change";

void ird_trial_patch_close(ird_trial *trial) {
    ird_trial_patch *patch = &trial->patch;
    ird_changed_free(patch->changed);
    patch->changed = NULL;
    ird_change_free(&patch->change);
    if (patch->has_after) {
        ird_solution_free(&patch->after.solution);
        ird_shared_grid_free(&patch->after.grid);
    }
    patch->has_after = false;
    patch->merged.count = 0;
    patch->why = NULL;
}

void ird_trial_patch_drop(ird_trial *trial) {
    ird_trial_patch_close(trial);
    ird_free(trial->patch.merged.items);
    ird_patch_book_free(trial->patch.book);
    ird_layer_rc_free(&trial->patch.rc);
    ird_cell_drop(trial->patch.before);
    trial->patch = (ird_trial_patch){0};
}

/* ---- what the steps add --------------------------------------------------------------
 */

/* A via by what it is, whatever its number. */
typedef struct via_key {
    int64_t x_dbu, y_dbu;
    int32_t bottom, cut, top, count, orient;
    size_t at; /* in the list */
} via_key;

typedef struct wire_key {
    ird_rect box;
    int32_t layer;
    size_t at;
} wire_key;

static int compare_i64(int64_t a, int64_t b) {
    return (a > b) - (a < b);
}

static int compare_wires(const void *left, const void *right) {
    const wire_key *a = left, *b = right;
    int order = compare_i64(a->layer, b->layer);
    order = order != 0 ? order : compare_i64(a->box.x0_dbu, b->box.x0_dbu);
    order = order != 0 ? order : compare_i64(a->box.y0_dbu, b->box.y0_dbu);
    order = order != 0 ? order : compare_i64(a->box.x1_dbu, b->box.x1_dbu);
    return order != 0 ? order : compare_i64(a->box.y1_dbu, b->box.y1_dbu);
}

static int compare_vias(const void *left, const void *right) {
    const via_key *a = left, *b = right;
    int order = compare_i64(a->x_dbu, b->x_dbu);
    order = order != 0 ? order : compare_i64(a->y_dbu, b->y_dbu);
    order = order != 0 ? order : compare_i64(a->cut, b->cut);
    order = order != 0 ? order : compare_i64(a->count, b->count);
    order = order != 0 ? order : compare_i64(a->bottom, b->bottom);
    order = order != 0 ? order : compare_i64(a->top, b->top);
    return order != 0 ? order : compare_i64(a->orient, b->orient);
}

static via_key key_of_via(const ird_design *design, const ird_technology *tech,
                          const ird_via_at *place) {
    via_key key = {.x_dbu = place->at.x_dbu,
                   .y_dbu = place->at.y_dbu,
                   .orient = (int32_t)place->orient};
    if (place->via >= 0) {
        const ird_via *via = &tech->vias.items[place->via];
        key.bottom = via->bottom;
        key.cut = via->cut;
        key.top = via->top;
        key.count = (int32_t)via->cut_count;
    } else {
        const ird_design_via *via = &design->design_vias.items[-1 - place->via];
        key.bottom = via->bottom;
        key.cut = via->cut;
        key.top = via->top;
        key.count = (int32_t)via->cut_count;
    }
    return key;
}

/* Metal of a net in two designs: what the second has and the first has not. */
typedef struct added_metal {
    ird_wire *wires;
    ird_via_at *vias;
    ird_patch_metal metal;
    bool loses; /* the first has some that the second has not */
} added_metal;

/* How many both have alike at the beginning of their lists: what the DEF has, as a rule.
 */
static size_t count_same_wires(const ird_design *const designs[2], int32_t net) {
    const ird_special_net *a = &designs[0]->special_nets.items[net];
    const ird_special_net *b = &designs[1]->special_nets.items[net];
    size_t same = 0;
    for (; same < a->wire_count && same < b->wire_count; same++) {
        const ird_wire *x = &designs[0]->wires.items[a->first_wire + same];
        const ird_wire *y = &designs[1]->wires.items[b->first_wire + same];
        const wire_key left = {x->box, x->layer, 0}, right = {y->box, y->layer, 0};
        if (compare_wires(&left, &right) != 0) {
            break;
        }
    }
    return same;
}

static size_t count_same_vias(const ird_design *const designs[2],
                              const ird_technology *tech, int32_t net) {
    const ird_special_net *a = &designs[0]->special_nets.items[net];
    const ird_special_net *b = &designs[1]->special_nets.items[net];
    size_t same = 0;
    for (; same < a->via_count && same < b->via_count; same++) {
        const via_key left = key_of_via(
            designs[0], tech, &designs[0]->via_places.items[a->first_via + same]);
        const via_key right = key_of_via(
            designs[1], tech, &designs[1]->via_places.items[b->first_via + same]);
        if (compare_vias(&left, &right) != 0) {
            break;
        }
    }
    return same;
}

static ird_status add_wires(added_metal *added, const ird_design *const designs[2],
                            int32_t net, ird_error *err) {
    wire_key *keys[2] = {NULL, NULL};
    size_t counts[2], same = count_same_wires(designs, net);
    ird_status status = IRD_OK;
    for (int d = 0; d < 2 && status == IRD_OK; d++) {
        const ird_special_net *of = &designs[d]->special_nets.items[net];
        size_t first = of->first_wire + same;
        counts[d] = of->wire_count - same;
        keys[d] = ird_alloc(counts[d], sizeof *keys[d]);
        status = keys[d] != NULL ? IRD_OK : ird_fail_memory(err, doing);
        for (size_t i = 0; i < counts[d] && status == IRD_OK; i++) {
            const ird_wire *wire = &designs[d]->wires.items[first + i];
            keys[d][i] = (wire_key){wire->box, wire->layer, first + i};
        }
        if (status == IRD_OK && counts[d] > 1) {
            qsort(keys[d], counts[d], sizeof *keys[d], compare_wires);
        }
    }
    if (status == IRD_OK) {
        added->wires = ird_alloc(counts[1], sizeof *added->wires);
        status = added->wires != NULL ? IRD_OK : ird_fail_memory(err, doing);
    }
    for (size_t i = 0, k = 0; status == IRD_OK && (i < counts[0] || k < counts[1]);) {
        int order = i == counts[0]   ? 1
                    : k == counts[1] ? -1
                                     : compare_wires(&keys[0][i], &keys[1][k]);
        added->loses = added->loses || order < 0;
        if (order > 0) {
            added->wires[added->metal.wire_count++] =
                designs[1]->wires.items[keys[1][k].at];
        }
        i += order <= 0;
        k += order >= 0;
    }
    ird_free(keys[0]);
    ird_free(keys[1]);
    added->metal.wires = added->wires;
    return status;
}

static ird_status add_vias(added_metal *added, const ird_design *const designs[2],
                           const ird_technology *tech, int32_t net, ird_error *err) {
    via_key *keys[2] = {NULL, NULL};
    size_t counts[2], same = count_same_vias(designs, tech, net);
    ird_status status = IRD_OK;
    for (int d = 0; d < 2 && status == IRD_OK; d++) {
        const ird_special_net *of = &designs[d]->special_nets.items[net];
        size_t first = of->first_via + same;
        counts[d] = of->via_count - same;
        keys[d] = ird_alloc(counts[d], sizeof *keys[d]);
        status = keys[d] != NULL ? IRD_OK : ird_fail_memory(err, doing);
        for (size_t i = 0; i < counts[d] && status == IRD_OK; i++) {
            keys[d][i] =
                key_of_via(designs[d], tech, &designs[d]->via_places.items[first + i]);
            keys[d][i].at = first + i;
        }
        if (status == IRD_OK && counts[d] > 1) {
            qsort(keys[d], counts[d], sizeof *keys[d], compare_vias);
        }
    }
    if (status == IRD_OK) {
        added->vias = ird_alloc(counts[1], sizeof *added->vias);
        status = added->vias != NULL ? IRD_OK : ird_fail_memory(err, doing);
    }
    for (size_t i = 0, k = 0; status == IRD_OK && (i < counts[0] || k < counts[1]);) {
        int order = i == counts[0]   ? 1
                    : k == counts[1] ? -1
                                     : compare_vias(&keys[0][i], &keys[1][k]);
        added->loses = added->loses || order < 0;
        if (order > 0) {
            added->vias[added->metal.via_count++] =
                designs[1]->via_places.items[keys[1][k].at];
        }
        i += order <= 0;
        k += order >= 0;
    }
    ird_free(keys[0]);
    ird_free(keys[1]);
    added->metal.vias = added->vias;
    return status;
}

/* ---- whether it may be ----------------------------------------------------------------
 */

static const char *why_not_steps(const ird_trial *trial) {
    for (size_t i = 0; i < trial->steps.count; i++) {
        const ird_trial_step *step = &trial->steps.items[i];
        if (step->kind == IRD_TRIAL_MOVE) {
            return "cells moved";
        }
        if (step->kind == IRD_TRIAL_PLAN &&
            (step->line.kind == IRD_PLAN_SOURCE || step->line.kind == IRD_PLAN_BUMPS)) {
            return "sources are placed anew";
        }
        if (step->kind == IRD_TRIAL_PLAN && step->line.kind == IRD_PLAN_REMOVED) {
            return "metal goes";
        }
    }
    return NULL;
}

static const char *why_not_net(const ird_trial *trial, const ird_net_grid *before) {
    const ird_grid *grid = &before->grid;
    if (ird_net_grid_is_moved(before)) {
        return "cells moved before";
    }
    if (trial->session->temperature.map.path != NULL) {
        return "the temperature differs from place to place";
    }
    return grid->draws.carried > 0 || grid->fed_by.count > 0 ? "switches are on the net"
                                                             : NULL;
}

/* ---- the patch as a change
 * -------------------------------------------------------------
 */

static ird_status need_book(ird_trial *trial, ird_cell *before, ird_error *err) {
    ird_trial_patch *patch = &trial->patch;
    const ird_net_grid *grid = before->value;
    if (patch->before == before && patch->book != NULL) {
        return IRD_OK;
    }
    ird_trial_patch_drop(trial);
    patch->before = ird_cell_use(before);
    IRD_TRY(ird_session_hot_rc(trial->session, &patch->rc, err));
    return ird_patch_book_make(&patch->book, &grid->grid, &trial->session->design,
                               &trial->session->tech, &patch->rc, err);
}

static ird_status make_change(ird_change *change, const ird_patch *patch, double source_v,
                              ird_error *err) {
    int32_t node = -1;
    for (size_t i = 0; i < patch->nodes.count; i++) {
        IRD_TRY(ird_change_add_node(change, &patch->nodes.items[i], &node, err));
    }
    for (size_t i = 0; i < patch->added.count; i++) {
        const ird_patch_resistor *r = &patch->added.items[i];
        IRD_TRY(ird_change_add_resistor(change, r->a, r->b, r->ohm, r->section, err));
    }
    for (size_t i = 0; i < patch->removed.count; i++) {
        IRD_TRY(ird_change_remove_resistor(change, patch->removed.items[i], err));
    }
    for (size_t i = 0; i < patch->sources.count; i++) {
        IRD_TRY(ird_change_add_source(change, patch->sources.items[i], source_v, err));
    }
    return IRD_OK;
}

static ird_status find_change(ird_trial *trial, int32_t net, ird_cell *before,
                              ird_error *err) {
    ird_trial_patch *own = &trial->patch;
    const ird_net_grid *grid = before->value;
    const ird_design *const designs[] = {&trial->session->design,
                                         &trial->scratch.session.design};
    added_metal added = {.wires = NULL};
    ird_patch patch = {.why = NULL};
    ird_status status = add_wires(&added, designs, net, err);
    if (status == IRD_OK) {
        status = add_vias(&added, designs, &trial->session->tech, net, err);
    }
    if (status == IRD_OK && added.loses) {
        own->why = "metal goes";
    } else if (status == IRD_OK) {
        status = need_book(trial, before, err);
        if (status == IRD_OK) {
            status = ird_patch_make(&patch, own->book, designs[1], &added.metal, err);
        }
        own->why = patch.why;
        own->windows = patch.windows;
    }
    if (status == IRD_OK && own->why == NULL) {
        own->change.network = &grid->grid.network;
        status = make_change(&own->change, &patch, grid->grid.options.source_v, err);
    }
    if (status == IRD_OK && patch.merged.count > 0) {
        status = ird_vec_reserve(&own->merged, patch.merged.count, doing, err);
    }
    for (size_t i = 0; status == IRD_OK && i < patch.merged.count; i++) {
        own->merged.items[own->merged.count++] = patch.merged.items[i];
    }
    ird_patch_free(&patch);
    ird_free(added.wires);
    ird_free(added.vias);
    return status;
}

/* ---- the answer -----------------------------------------------------------------------
 */

/* An average counts nodes that are one as one. */
static void average_once(ird_trial_patch *own) {
    ird_solution *solution = &own->after.solution;
    double sum = 0;
    size_t count = 0;
    for (size_t i = 0; i < solution->node_count; i++) {
        if (!isnan(solution->drop_v[i])) {
            sum += solution->drop_v[i];
            count++;
        }
    }
    for (size_t i = 0; i < own->merged.count; i++) {
        double drop_v = solution->drop_v[own->merged.items[i]];
        sum -= isnan(drop_v) ? 0 : drop_v;
        count -= isnan(drop_v) ? 0 : 1;
    }
    solution->average_drop_v = count > 0 ? sum / (double)count : 0;
}

static ird_status solve(ird_trial *trial, ird_cell *before, const ird_power *power,
                        const ird_monitor *monitor, ird_error *err) {
    static const ird_load none;
    ird_trial_patch *own = &trial->patch;
    const ird_net_grid *from = before->value;
    own->after = *from;
    own->after.solution = (ird_solution){0};
    IRD_TRY(ird_shared_grid_make(&own->after.grid, &from->grid, false, err));
    own->has_after = true;
    IRD_TRY(ird_grid_set_power(&own->after.grid, &trial->scratch.session.design,
                               &trial->session->tech, power, err));
    const ird_network *network = &own->after.grid.network;
    IRD_TRY(ird_changed_create(&own->changed, from->factor, &own->change, monitor, err));
    IRD_TRY(ird_changed_solve(&own->after.solution, own->changed,
                              network->loads.count > 0 ? network->loads.items : &none,
                              network->loads.count, &from->solution, err));
    if (own->merged.count > 0) {
        average_once(own);
    }
    return IRD_OK;
}

ird_status ird_trial_patch_look(ird_trial *trial, int32_t net, ird_cell *before,
                                const ird_monitor *monitor, ird_trial_view *view,
                                ird_error *err) {
    ird_trial_patch *own = &trial->patch;
    ird_session *scratch = &trial->scratch.session;
    ird_cell *power = NULL;
    ird_trial_enter(trial);
    ird_status status = ird_session_need_power(scratch, monitor, &power, err);
    ird_trial_leave(trial);
    IRD_TRY(status);
    if ((!own->has_after && own->why == NULL) || own->before != before) {
        ird_trial_patch_close(trial);
        own->why = why_not_steps(trial);
        own->why = own->why != NULL ? own->why : why_not_net(trial, before->value);
        status = own->why == NULL ? find_change(trial, net, before, err) : IRD_OK;
        if (status == IRD_OK && own->why == NULL) {
            status = solve(trial, before, power->value, monitor, err);
        }
        if (status != IRD_OK) {
            ird_trial_patch_close(trial);
            return status;
        }
    }
    view->why = own->why != NULL ? own->why : "";
    if (own->why != NULL) {
        return IRD_OK;
    }
    const ird_changed_info info = ird_changed_get_info(own->changed);
    view->after = ird_session_solved(scratch, &own->after, power->value);
    view->after_grid = &own->after;
    view->method = IRD_TRIAL_UPDATED;
    view->steps_made = own->after.solution.iterations;
    view->change = &own->change;
    view->new_nodes = own->change.nodes.count;
    view->new_resistors = own->change.resistors.count;
    view->gone_resistors = own->change.removed.count;
    if (info.method == IRD_CHANGE_FRESH) {
        view->method = IRD_TRIAL_FRESH;
        view->why = info.why;
    }
    return IRD_OK;
}
