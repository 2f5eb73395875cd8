/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The whole result as JSON: nets with their hotspots, and what the gate found.
 */
#include "report/json_out.h"
#include "report/markers.h"
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

static json_object *make_top(ird_json_out *out, const ird_gate_net *net,
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
                                 const ird_gate_net *net, const ird_hotspot *hotspot) {
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
        ird_json_put(out, o, "top", make_top(out, net, hotspot));
    }
    return o;
}

static void put_drops(ird_json_out *out, json_object *o, const ird_gate_net *net) {
    bool relative = net->map != NULL && net->map->unit != IRD_UNIT_VOLT;
    ird_json_put(out, o, "worst_drop_v",
                 ird_json_number(out, ird_gate_worst_drop_v(net)));
    ird_json_put(out, o, "average_drop_v",
                 ird_json_number(out, ird_gate_average_drop_v(net)));
    if (relative) {
        ird_json_put(out, o, "worst_relative",
                     ird_json_number(out, ird_gate_map_worst(net)));
        ird_json_put(out, o, "average_relative",
                     ird_json_number(out, ird_gate_map_mean(net)));
    }
    ird_json_put(out, o, "unit", ird_json_text(out, relative ? "relative" : "V"));
    ird_json_put(out, o, "threshold", ird_json_number(out, net->threshold));
}

/* How far a prediction in volts can be trusted. */
static void put_trust(ird_json_out *out, json_object *o, const ird_gate_net *net) {
    if (net->bound_v > 0) {
        ird_json_put(out, o, "worst_drop_bound_v", ird_json_number(out, net->bound_v));
        ird_json_put(out, o, "outside_training", make_optional(out, net->outside));
    }
}

/* How much of the grid is planned, where some is. */
static void put_plan(ird_json_out *out, json_object *o, const ird_gate_net *net) {
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

static json_object *make_net(ird_json_out *out, const ird_report_input *input,
                             const ird_gate_net *net) {
    json_object *o = ird_json_object(out);
    ird_json_put(out, o, "net", ird_json_text(out, net->net));
    ird_json_put(out, o, "corner", ird_json_text(out, net->corner));
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
    put_drops(out, o, net);
    put_trust(out, o, net);
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
    ird_json_put(out, o, "verdict", ird_json_text(out, ird_verdict_name(check->verdict)));
    ird_json_put(out, o, "value", ird_json_number(out, check->value));
    ird_json_put(out, o, "bound", ird_json_number(out, check->bound));
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
    for (size_t i = 0; i < input->facts->net_count; i++) {
        ird_json_append(&out, nets, make_net(&out, input, &input->facts->nets[i]));
    }
    ird_json_put(&out, root, "generator", ird_json_text(&out, "irdrop"));
    ird_json_put(&out, root, "version", ird_json_text(&out, input->version));
    ird_json_put(&out, root, "design", ird_json_text(&out, input->facts->design));
    ird_json_put(&out, root, "nets", nets);
    ird_json_put(&out, root, "gate",
                 input->gate != NULL ? make_gate(&out, input->gate) : NULL);
    return ird_json_finish(&out, root, stream);
}
