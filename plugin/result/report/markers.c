/* SPDX-License-Identifier: BSD-3-Clause */
#include "report/markers.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/quantity.h"
#include "base/text.h"
#include "base/exact.h"
#include "report/time_basis.h"

static void free_marker(ird_marker *marker) {
    ird_free(marker->category);
    ird_free(marker->value_text);
    ird_free(marker->comment);
    ird_free(marker->basis);
    ird_free(marker->instances);
}

void ird_marker_list_free(ird_marker_list *list) {
    for (size_t i = 0; i < list->items.count; i++) {
        free_marker(&list->items.items[i]);
    }
    ird_free(list->items.items);
    *list = (ird_marker_list){0};
}

bool ird_marker_starts_category(const ird_marker_list *list, size_t i) {
    const ird_marker *items = list->items.items;
    return i == 0 || strcmp(items[i].category, items[i - 1].category) != 0;
}

/* Set the texts, and put marker into the list, which owns it from then on whatever the
 * result. */
static ird_status add(ird_marker_list *list, ird_marker *marker, const char *kind,
                      const char *comment, ird_error *err) {
    char number[IRD_QUANTITY_SIZE];
    ird_text category = {0}, basis = {0};
    const char *value = *marker->unit != '\0'
                            ? ird_quantity_write(number, marker->value, marker->unit)
                            : ird_quantity_digits(number, marker->value);
    ird_status status = ird_vec_reserve(&list->items, 1, "writing a report", err);
    if (status != IRD_OK ||
        (status = ird_text_printf(&category, err, "%s %s", marker->net->net, kind)) !=
            IRD_OK ||
        (status = ird_exact_name(&marker->category, ird_text_get(&category), err)) !=
            IRD_OK ||
        (status = ird_exact_name(&marker->value_text, value, err)) != IRD_OK ||
        (status = ird_exact_name(&marker->comment, comment, err)) != IRD_OK ||
        (status = ird_time_basis_join(&basis, marker->net->time_basis, err)) != IRD_OK ||
        (status = ird_exact_name(&marker->basis, ird_text_get(&basis), err)) != IRD_OK) {
        free_marker(marker);
    } else {
        list->items.items[list->items.count++] = *marker;
    }
    ird_text_free(&category);
    ird_text_free(&basis);
    return status;
}

static ird_status add_hotspot(ird_marker_list *list, const ird_report_input *input,
                              const ird_answer *net, const ird_hotspot *hotspot,
                              ird_error *err) {
    ird_marker marker = {.net = net,
                         .has_box = true,
                         .box = hotspot->box,
                         .value = hotspot->peak,
                         .unit = ird_unit_name(net->map->unit)};
    ird_text comment = {0};
    char cause[IRD_CAUSE_SIZE];
    ird_status status = IRD_OK;
    if (input->gate != NULL) {
        IRD_TRY(ird_gate_waiver_of(&marker.waiver, input->gate, net, hotspot, err));
    }
    size_t count = hotspot->top_count < IRD_MARKER_INSTANCES ? hotspot->top_count
                                                             : IRD_MARKER_INSTANCES;
    marker.instances = ird_alloc(count, sizeof *marker.instances);
    if (marker.instances == NULL) {
        return ird_fail_memory(err, "writing a report");
    }
    for (size_t i = 0; net->design != NULL && i < count; i++) {
        marker.instances[marker.instance_count++] =
            ird_names_get(&net->design->component_names, hotspot->top[i].component);
    }
    if (status == IRD_OK) {
        status = ird_text_printf(
            &comment, err, "hotspot %zu of %s, %zu instance%s%s%s%s%s", hotspot->rank,
            net->net, hotspot->instances, ird_plural(hotspot->instances),
            net->raster != NULL ? ", " : "",
            net->raster != NULL ? ird_hotspot_cause(cause, hotspot) : "",
            net->network_phrase != NULL ? ", network: " : "",
            net->network_phrase != NULL ? net->network_phrase : "");
    }
    if (status == IRD_OK) {
        status = add(list, &marker, "hotspot", ird_text_get(&comment), err);
    } else {
        free_marker(&marker);
    }
    ird_text_free(&comment);
    return status;
}

static ird_status add_place(ird_marker_list *list, const ird_gate_check *check,
                            const ird_gate_place *place, ird_error *err) {
    size_t count = place->instance_count < IRD_MARKER_INSTANCES ? place->instance_count
                                                                : IRD_MARKER_INSTANCES;
    bool is_map_value = check->limit->kind == IRD_LIMIT_HOTSPOTS ||
                        check->limit->kind == IRD_LIMIT_HOT_AREA;
    ird_marker marker = {.net = check->net,
                         .has_box = place->has_box,
                         .box = place->box,
                         .value = place->value,
                         .unit = is_map_value ? ird_unit_name(check->net->map->unit)
                                              : check->unit,
                         .waiver = place->waiver,
                         .instance_count = count};
    marker.instances = ird_alloc(count, sizeof *marker.instances);
    if (marker.instances == NULL) {
        return ird_fail_memory(err, "writing a report");
    }
    for (size_t i = 0; i < count; i++) {
        marker.instances[i] = place->instances[i];
    }
    char kind[64];
    snprintf(kind, sizeof kind, "limit %s", ird_limit_kind_name(check->limit->kind));
    return add(list, &marker, kind, place->message, err);
}

/* By category; what the lists had in one order stays in it. */
static int compare(const void *a, const void *b) {
    const ird_marker *x = a;
    const ird_marker *y = b;
    int by_name = strcmp(x->category, y->category);
    return by_name != 0 ? by_name : (x->order > y->order) - (x->order < y->order);
}

ird_status ird_marker_list_build(ird_marker_list *list, const ird_report_input *input,
                                 ird_error *err) {
    ird_marker_list made = {0};
    ird_status status = IRD_OK;
    for (size_t n = 0; n < input->answers->count; n++) {
        const ird_answer *net = &input->answers->items[n];
        for (size_t i = 0; net->hotspots != NULL && i < net->hotspots->count; i++) {
            status = add_hotspot(&made, input, net, &net->hotspots->items[i], err);
            if (status != IRD_OK) {
                goto failed;
            }
        }
    }
    const ird_gate_result *gate = input->gate;
    for (size_t i = 0; gate != NULL && i < gate->places.count; i++) {
        const ird_gate_place *place = &gate->places.items[i];
        status = add_place(&made, &gate->checks.items[place->check], place, err);
        if (status != IRD_OK) {
            goto failed;
        }
    }
    for (size_t i = 0; i < made.items.count; i++) {
        made.items.items[i].order = i;
    }
    if (made.items.count > 0) {
        qsort(made.items.items, made.items.count, sizeof *made.items.items, compare);
    }
    *list = made;
    return IRD_OK;
failed:
    ird_marker_list_free(&made);
    return status;
}
