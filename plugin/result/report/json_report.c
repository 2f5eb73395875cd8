/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The whole result as JSON: nets with their hotspots, and what the gate found.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "plausible/plausible.h"
#include "base/json/json_out.h"
#include "report/markers.h"
#include "report/time_basis.h"
#include "report/writers.h"

static json_object *make_box(ird_json_out *out, const ird_rect_um *box) {
    const double corners[] = {box->x0_um, box->y0_um, box->x1_um, box->y1_um};
    json_object *array = ird_json_array(out);
    for (size_t i = 0; i < 4; i++) {
        ird_json_append(out, array, ird_json_number(out, corners[i]));
    }
    return array;
}

static json_object *make_point(ird_json_out *out, ird_point_um at) {
    json_object *array = ird_json_array(out);
    ird_json_append(out, array, ird_json_number(out, at.x_um));
    ird_json_append(out, array, ird_json_number(out, at.y_um));
    return array;
}

/* A text, or null for NULL. */
static json_object *make_optional(ird_json_out *out, const char *text) {
    return text != NULL ? ird_json_text(out, text) : NULL;
}

/* --- nets ----------------------------------------------------------------------------
 */

static json_object *make_top(ird_json_out *out, const ird_answer *net,
                             const ird_hotspot *hotspot) {
    json_object *array = ird_json_array(out);
    for (size_t i = 0;
         net->design != NULL && i < hotspot->top_count && i < IRD_MARKER_INSTANCES; i++) {
        const ird_hotspot_instance *top = &hotspot->top[i];
        const char *name = ird_names_get(&net->design->component_names, top->component);
        json_object *instance = ird_json_object(out);
        ird_json_put(out, instance, "instance", ird_json_text(out, name));
        ird_json_put(out, instance, "current_a", ird_json_number(out, top->current_a));
        ird_json_append(out, array, instance);
    }
    return array;
}

static json_object *make_hotspot(ird_json_out *out, const ird_report_input *input,
                                 const ird_answer *net, const ird_hotspot *hotspot) {
    const ird_waiver *waiver = NULL;
    json_object *o = ird_json_object(out);
    if (input->gate != NULL && out->status == IRD_OK) {
        out->status = ird_gate_waiver_of(&waiver, input->gate, net, hotspot, out->err);
    }
    ird_json_put(out, o, "rank", ird_json_count(out, hotspot->rank));
    ird_json_put(out, o, "box_um", make_box(out, &hotspot->box));
    ird_json_put(out, o, "peak_at_um", make_point(out, hotspot->peak_at));
    ird_json_put(out, o, "peak", ird_json_number(out, hotspot->peak));
    ird_json_put(out, o, "mean", ird_json_number(out, hotspot->mean));
    ird_json_put(out, o, "pixels", ird_json_count(out, hotspot->pixels));
    ird_json_put(out, o, "waived", ird_json_flag(out, waiver != NULL));
    if (net->raster != NULL) {
        ird_json_put(out, o, "instances", ird_json_count(out, hotspot->instances));
        ird_json_put(out, o, "current_a", ird_json_number(out, hotspot->current_a));
        ird_json_put(out, o, "cause", ird_json_text(out, ird_cause_name(hotspot->cause)));
        ird_json_put(out, o, "cause_grid_percent",
                     ird_json_number(out, hotspot->parts.grid_percent));
        ird_json_put(out, o, "cause_current_percent",
                     ird_json_number(out, hotspot->parts.current_percent));
        ird_json_put(out, o, "top", make_top(out, net, hotspot));
    }
    return o;
}

/* "worst_drop_v" and its like. */
static void put_value(ird_json_out *out, json_object *o, const ird_quantity *quantity,
                      const char *before, const char *what, double value) {
    char key[80];
    snprintf(key, sizeof key, "%s_%s%s%s", before, quantity->name, what,
             quantity->suffix);
    ird_json_put(out, o, key, ird_json_number(out, value));
}

static void put_values(ird_json_out *out, json_object *o, const ird_answer *net) {
    const ird_quantity *quantity = net->quantity;
    bool relative = net->map != NULL && net->map->unit != quantity->unit;
    put_value(out, o, quantity, "worst", "", ird_answer_worst(net));
    put_value(out, o, quantity, "average", "", ird_answer_average(net));
    if (relative) {
        ird_json_put(out, o, "worst_relative",
                     ird_json_number(out, ird_answer_map_worst(net)));
        ird_json_put(out, o, "average_relative",
                     ird_json_number(out, ird_answer_map_mean(net)));
    }
    ird_json_put(
        out, o, "unit",
        ird_json_text(out, relative ? "relative" : ird_unit_name(quantity->unit)));
    ird_json_put(out, o, "threshold", ird_json_number(out, net->threshold));
}

/* How far a prediction with a unit can be trusted. */
static void put_trust(ird_json_out *out, json_object *o, const ird_answer *net) {
    if (net->bound > 0) {
        put_value(out, o, net->quantity, "worst", "_bound", net->bound);
        ird_json_put(out, o, "outside_training", make_optional(out, net->outside));
    }
}

/* How much of the grid is planned, where some is. */
static void put_plan(ird_json_out *out, json_object *o, const ird_answer *net) {
    if (net->raster == NULL || net->design == NULL) {
        return;
    }
    const ird_special_net *of =
        &net->design->special_nets.items[net->raster->options.net];
    if (of->planned_wires > 0) {
        ird_json_put(out, o, "planned_wires", ird_json_count(out, of->planned_wires));
        ird_json_put(out, o, "planned_vias", ird_json_count(out, of->planned_vias));
    }
}

/* What was set, drawn and left out. */
static void put_basis(ird_json_out *out, json_object *o, const ird_basis *basis) {
    if (!basis->is_known) {
        return;
    }
    json_object *b = ird_json_object(out);
    json_object *left = ird_json_object(out);
    for (size_t i = 0; i < IRD_LEFT_OUTS; i++) {
        ird_json_put(out, left, ird_left_out_name((ird_left_out)i),
                     ird_json_count(out, basis->left[i]));
    }
    ird_json_put(out, b, "cells", ird_json_count(out, basis->cells));
    ird_json_put(out, b, "set_a", ird_json_number(out, basis->set_a));
    ird_json_put(out, b, "drawn_a", ird_json_number(out, basis->drawn_a));
    ird_json_put(out, b, "left_out_a", ird_json_number(out, ird_basis_left_a(basis)));
    ird_json_put(out, b, "left_out", left);
    ird_json_put(out, b, "power_assumed", ird_json_flag(out, basis->is_power_assumed));
    ird_json_put(out, b, "connections_assumed",
                 ird_json_flag(out, basis->connections_assumed));
    ird_json_put(out, b, "layers_assumed", ird_json_count(out, basis->assumed_layers));
    ird_json_put(out, b, "unknown_names", ird_json_count(out, basis->unknown_names));
    ird_json_put(out, o, "rests_on", b);
}

/* What cannot be: ids and sentences. */
static void put_doubts(ird_json_out *out, json_object *o, const ird_answer *net) {
    ird_doubt doubts[IRD_DOUBTS];
    size_t count = ird_doubts_find(doubts, net);
    json_object *list = ird_json_array(out);
    for (size_t i = 0; i < count; i++) {
        char id[16];
        json_object *one = ird_json_object(out);
        snprintf(id, sizeof id, "IRD-%04d", (int)doubts[i].id);
        ird_json_put(out, one, "id", ird_json_text(out, id));
        ird_json_put(out, one, "message", ird_json_text(out, doubts[i].text));
        ird_json_append(out, list, one);
    }
    ird_json_put(out, o, "implausible", list);
}

static json_object *make_net(ird_json_out *out, const ird_report_input *input,
                             const ird_answer *net) {
    json_object *o = ird_json_object(out);
    ird_json_put(out, o, "net", ird_json_text(out, net->net));
    ird_json_put(out, o, "corner", ird_json_text(out, net->corner));
    ird_json_put(out, o, "network", make_optional(out, net->network_kind));
    ird_json_put(out, o, "way", ird_json_text(out, ird_way_name(net->way)));
    ird_json_put(out, o, "layer", make_optional(out, net->layer));
    ird_json_put(out, o, "model", make_optional(out, net->model));
    ird_json_put(out, o, "supply_v", ird_json_number(out, net->supply_v));
    ird_json_put(out, o, "supply_assumed", ird_json_flag(out, net->supply_assumed));
    if (net->sources_known) {
        ird_json_put(out, o, "sources", ird_json_count(out, net->source_count));
        ird_json_put(out, o, "sources_assumed", ird_json_flag(out, net->sources_default));
    }
    if (net->unconnected_known) {
        ird_json_put(out, o, "unconnected_instances",
                     ird_json_count(out, net->unconnected));
    }
    put_plan(out, o, net);
    put_values(out, o, net);
    put_trust(out, o, net);
    put_basis(out, o, &net->basis);
    if (net->time_basis != NULL) {
        ird_json_put(out, o, "time_rests_on", ird_time_basis_list(out, net->time_basis));
    }
    put_doubts(out, o, net);
    json_object *hotspots = ird_json_array(out);
    for (size_t i = 0; net->hotspots != NULL && i < net->hotspots->count; i++) {
        ird_json_append(out, hotspots,
                        make_hotspot(out, input, net, &net->hotspots->items[i]));
    }
    ird_json_put(out, o, "hotspots", hotspots);
    return o;
}

/* --- gate ----------------------------------------------------------------------------
 */

static json_object *make_check(ird_json_out *out, const ird_gate_check *check) {
    const ird_limit *limit = check->limit;
    json_object *o = ird_json_object(out);
    ird_json_put(out, o, "limit", ird_json_text(out, ird_limit_kind_name(limit->kind)));
    ird_json_put(out, o, "allowed", ird_json_text(out, limit->text));
    ird_json_put(out, o, "net",
                 ird_json_text(out, check->net != NULL ? check->net->net : limit->net));
    ird_json_put(
        out, o, "corner",
        ird_json_text(out, check->net != NULL ? check->net->corner : limit->corner));
    ird_json_put(out, o, "region_um",
                 limit->has_region ? make_box(out, &limit->region) : NULL);
    ird_json_put(out, o, "judged",
                 check->net != NULL ? ird_json_text(out, ird_way_name(check->net->way))
                                    : NULL);
    ird_json_put(out, o, "verdict", ird_json_text(out, ird_verdict_name(check->verdict)));
    ird_json_put(out, o, "value", ird_json_number(out, check->value));
    ird_json_put(out, o, "bound", ird_json_number(out, check->bound));
    ird_json_put(out, o, "may_be_off", ird_json_number(out, fabs(check->margin)));
    ird_json_put(out, o, "unit", ird_json_text(out, check->unit));
    ird_json_put(out, o, "violations", ird_json_count(out, check->violations));
    ird_json_put(out, o, "waived", ird_json_count(out, check->waived));
    ird_json_put(out, o, "message", ird_json_text(out, check->message));
    return o;
}

static json_object *make_place(ird_json_out *out, const ird_gate_place *place) {
    json_object *o = ird_json_object(out);
    ird_json_put(out, o, "check", ird_json_count(out, place->check));
    ird_json_put(out, o, "waived", ird_json_flag(out, place->waiver != NULL));
    ird_json_put(out, o, "box_um", place->has_box ? make_box(out, &place->box) : NULL);
    ird_json_put(out, o, "value", ird_json_number(out, place->value));
    json_object *instances = ird_json_array(out);
    for (size_t i = 0; i < place->instance_count; i++) {
        ird_json_append(out, instances, ird_json_text(out, place->instances[i]));
    }
    ird_json_put(out, o, "instances", instances);
    ird_json_put(out, o, "message", ird_json_text(out, place->message));
    return o;
}

static json_object *make_waiver(ird_json_out *out, const ird_gate_result *gate,
                                size_t i) {
    const ird_waiver *waiver = &gate->rules->waivers.items[i];
    const ird_waiver_use *use = &gate->waivers[i];
    json_object *o = ird_json_object(out);
    ird_json_put(out, o, "line", ird_json_count(out, (size_t)waiver->line));
    ird_json_put(out, o, "reason", ird_json_text(out, waiver->reason));
    ird_json_put(out, o, "owner", ird_json_text(out, waiver->owner));
    ird_json_put(out, o, "expires", ird_json_text(out, waiver->expires));
    ird_json_put(out, o, "used", ird_json_count(out, use->used));
    ird_json_put(out, o, "expired", ird_json_flag(out, use->expired));
    ird_json_put(out, o, "would_waive", ird_json_count(out, use->expired_matches));
    return o;
}

static json_object *make_gate(ird_json_out *out, const ird_gate_result *gate) {
    json_object *o = ird_json_object(out);
    json_object *checks = ird_json_array(out);
    json_object *places = ird_json_array(out);
    json_object *waivers = ird_json_array(out);
    for (size_t i = 0; i < gate->checks.count; i++) {
        ird_json_append(out, checks, make_check(out, &gate->checks.items[i]));
    }
    for (size_t i = 0; i < gate->places.count; i++) {
        ird_json_append(out, places, make_place(out, &gate->places.items[i]));
    }
    for (size_t i = 0; i < gate->rules->waivers.count; i++) {
        ird_json_append(out, waivers, make_waiver(out, gate, i));
    }
    ird_json_put(out, o, "verdict", ird_json_text(out, ird_verdict_name(gate->verdict)));
    ird_json_put(out, o, "today", ird_json_text(out, gate->today));
    ird_json_put(out, o, "rules", make_optional(out, gate->rules->path));
    ird_json_put(out, o, "checks", checks);
    ird_json_put(out, o, "places", places);
    ird_json_put(out, o, "waivers", waivers);
    return o;
}

ird_status ird_write_json(FILE *stream, const ird_report_input *input, ird_error *err) {
    ird_json_out out = {.err = err};
    json_object *root = ird_json_object(&out);
    json_object *nets = ird_json_array(&out);
    for (size_t i = 0; i < input->answers->count; i++) {
        ird_json_append(&out, nets, make_net(&out, input, &input->answers->items[i]));
    }
    ird_json_put(&out, root, "generator", ird_json_text(&out, "irdrop"));
    ird_json_put(&out, root, "version", ird_json_text(&out, input->version));
    ird_json_put(&out, root, "design", ird_json_text(&out, input->answers->design));
    ird_json_put(&out, root, "nets", nets);
    ird_json_put(&out, root, "gate",
                 input->gate != NULL ? make_gate(&out, input->gate) : NULL);
    return ird_json_finish(&out, root, stream);
}
