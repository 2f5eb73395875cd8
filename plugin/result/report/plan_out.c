/* SPDX-License-Identifier: BSD-3-Clause */
#include "report/plan_out.h"

#include <stdio.h>
#include <string.h>

#include "base/number.h"
#include "base/output.h"
#include "report/xml_out.h"

enum { LIST_SIZE = 4 * IRD_NUMBER_SIZE };

static void put_um(ird_xml_out *xml, const char *name, const double *um, size_t count) {
    char list[LIST_SIZE];
    size_t used = 0;
    for (size_t i = 0; i < count; i++) {
        char number[IRD_NUMBER_SIZE];
        used += (size_t)snprintf(list + used, sizeof list - used, "%s%s",
                                 i > 0 ? " " : "", ird_number_um(number, um[i]));
    }
    ird_xml_attribute(xml, name, list);
}

static void put_region(ird_xml_out *xml, const ird_plan_line *line) {
    const double corners[] = {line->box.x0_um, line->box.y0_um, line->box.x1_um,
                              line->box.y1_um};
    switch (line->region) {
    case IRD_PLAN_REGION_DEFAULT:
        break;
    case IRD_PLAN_REGION_CORE:
        ird_xml_attribute(xml, "region", "core");
        break;
    case IRD_PLAN_REGION_DIE:
        ird_xml_attribute(xml, "region", "die");
        break;
    case IRD_PLAN_REGION_BOX:
        put_um(xml, "region", corners, 4);
        break;
    }
}

static void put_line(ird_xml_out *xml, const ird_plan_line *line) {
    size_t axes = line->kind == IRD_PLAN_BUMPS ? 2 : 1;
    ird_xml_begin(xml, ird_plan_kind_name(line->kind));
    if (line->layer != NULL) {
        ird_xml_attribute(xml, "layer", line->layer);
    }
    if (line->upper != NULL) {
        ird_xml_attribute(xml, "upper", line->upper);
    }
    if (line->width_um > 0) {
        put_um(xml, "width", &line->width_um, 1);
    }
    if (line->pitch_um[0] > 0) {
        put_um(xml, "pitch", line->pitch_um, axes);
    }
    if (line->has_offset) {
        put_um(xml, "offset", line->offset_um, axes);
    }
    if (line->kind == IRD_PLAN_SOURCE) {
        put_um(xml, "x", &line->at.x_um, 1);
        put_um(xml, "y", &line->at.y_um, 1);
    }
    if (line->size_um > 0) {
        put_um(xml, "size", &line->size_um, 1);
    }
    put_region(xml, line);
    if (line->direction != IRD_DIRECTION_NONE) {
        ird_xml_attribute(xml, "direction",
                          line->direction == IRD_DIRECTION_VERTICAL ? "vertical"
                                                                    : "horizontal");
    }
    ird_xml_end(xml);
}

static void begin_net(ird_xml_out *xml, const ird_plan_line *line) {
    ird_xml_begin(xml, "net");
    ird_xml_attribute(xml, "name", line->net);
    if (line->use != IRD_USE_OTHER) {
        ird_xml_attribute(xml, "use", line->use == IRD_USE_GROUND ? "ground" : "power");
    }
}

static bool same_net(const ird_plan_line *a, const ird_plan_line *b) {
    return strcmp(a->net, b->net) == 0 && a->use == b->use;
}

static ird_status write_plan(FILE *stream, const ird_plan *plan, ird_error *err) {
    ird_xml_out xml;
    ird_xml_out_open(&xml, stream, err);
    ird_xml_begin(&xml, "irdrop-plan");
    ird_xml_attribute(&xml, "version", "1");
    for (size_t i = 0; i < plan->lines.count; i++) {
        const ird_plan_line *line = &plan->lines.items[i];
        if (i == 0 || !same_net(line - 1, line)) {
            begin_net(&xml, line);
        }
        put_line(&xml, line);
        if (i + 1 == plan->lines.count || !same_net(line, line + 1)) {
            ird_xml_end(&xml);
        }
    }
    return ird_xml_out_close(&xml);
}

ird_status ird_plan_write(const ird_plan *plan, const char *path, ird_error *err) {
    ird_output output = {0};
    if (plan->lines.count == 0) {
        return ird_fail(err, IRD_PLAN_NOTHING,
                        "nothing is planned that could be written; run add_stripes or "
                        "add_sources first");
    }
    ird_status status = ird_output_open(&output, path, err);
    if (status == IRD_OK) {
        status = write_plan(output.stream, plan, err);
    }
    if (status == IRD_OK) {
        status = ird_output_commit(&output, err);
    }
    ird_output_discard(&output);
    return status;
}
