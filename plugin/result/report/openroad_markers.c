/* SPDX-License-Identifier: BSD-3-Clause
 *
 * OpenROAD's markers as JSON: one group IRDROP, its categories, and a violation a marker
 * that has a place. Every value is a string there, lengths in um.
 */
#include "base/exact.h"
#include "base/json/json_out.h"
#include "report/markers.h"
#include "report/time_basis.h"
#include "report/writers.h"

static json_object *make_point(ird_json_out *out, double x_um, double y_um) {
    char number[IRD_EXACT_SIZE];
    json_object *point = ird_json_object(out);
    ird_json_put(out, point, "x", ird_json_text(out, ird_exact_number(number, x_um)));
    ird_json_put(out, point, "y", ird_json_text(out, ird_exact_number(number, y_um)));
    return point;
}

static json_object *make_shapes(ird_json_out *out, const ird_rect_um *box) {
    json_object *points = ird_json_array(out);
    ird_json_append(out, points, make_point(out, box->x0_um, box->y0_um));
    ird_json_append(out, points, make_point(out, box->x1_um, box->y1_um));
    json_object *shape = ird_json_object(out);
    ird_json_put(out, shape, "type", ird_json_text(out, "box"));
    ird_json_put(out, shape, "points", points);
    json_object *shapes = ird_json_array(out);
    ird_json_append(out, shapes, shape);
    return shapes;
}

static json_object *make_source(ird_json_out *out, const char *type, const char *name) {
    json_object *source = ird_json_object(out);
    ird_json_put(out, source, "type", ird_json_text(out, type));
    ird_json_put(out, source, "name", ird_json_text(out, name));
    return source;
}

static json_object *make_violation(ird_json_out *out, const ird_marker *marker) {
    json_object *violation = ird_json_object(out);
    ird_json_put(out, violation, "visited", ird_json_text(out, "false"));
    ird_json_put(out, violation, "visible", ird_json_text(out, "true"));
    ird_json_put(out, violation, "waived",
                 ird_json_text(out, marker->waiver != NULL ? "true" : "false"));
    ird_json_put(out, violation, "comment", ird_json_text(out, marker->comment));
    if (marker->net->layer != NULL) {
        ird_json_put(out, violation, "layer", ird_json_text(out, marker->net->layer));
    }
    ird_json_put(out, violation, "shape", make_shapes(out, &marker->box));
    json_object *sources = ird_json_array(out);
    ird_json_append(out, sources, make_source(out, "net", marker->net->net));
    for (size_t i = 0; i < marker->instance_count; i++) {
        ird_json_append(out, sources, make_source(out, "inst", marker->instances[i]));
    }
    ird_json_put(out, violation, "sources", sources);
    return violation;
}

/* "Drop in time; in time: no package: ..." */
static json_object *make_description(ird_json_out *out, const char *title,
                                     const char *lines) {
    ird_text text = {0};
    if (out->status == IRD_OK) {
        out->status = ird_text_printf(&text, out->err, "%s%s", title,
                                      lines != NULL ? "; in time: " : "");
    }
    if (out->status == IRD_OK) {
        out->status = ird_time_basis_join(&text, lines, out->err);
    }
    json_object *made = ird_json_text(out, ird_text_get(&text));
    ird_text_free(&text);
    return made;
}

/* The category that begins at marker *i, which is moved behind it. */
static json_object *make_category(ird_json_out *out, const ird_marker_list *list,
                                  const char *title, size_t *i) {
    json_object *category = ird_json_object(out);
    json_object *violations = ird_json_array(out);
    const char *lines = list->items.items[*i].net->time_basis;
    do {
        const ird_marker *marker = &list->items.items[*i];
        if (marker->has_box) {
            ird_json_append(out, violations, make_violation(out, marker));
        }
        (*i)++;
    } while (*i < list->items.count && !ird_marker_starts_category(list, *i));
    ird_json_put(out, category, "description", make_description(out, title, lines));
    ird_json_put(out, category, "source", ird_json_text(out, "irdrop"));
    ird_json_put(out, category, "violations", violations);
    return category;
}

ird_status ird_write_markers(FILE *stream, const ird_report_input *input,
                             ird_error *err) {
    ird_marker_list list = {0};
    ird_status status = ird_marker_list_build(&list, input, err);
    if (status != IRD_OK) {
        return status;
    }
    ird_json_out out = {.err = err};
    const char *title = ird_report_title(input);
    json_object *categories = ird_json_object(&out);
    for (size_t i = 0; i < list.items.count;) {
        const char *name = list.items.items[i].category;
        ird_json_put(&out, categories, name, make_category(&out, &list, title, &i));
    }
    json_object *group = ird_json_object(&out);
    ird_json_put(&out, group, "description",
                 make_description(&out, title, ird_time_basis_of(input->answers)));
    ird_json_put(&out, group, "source", ird_json_text(&out, "irdrop"));
    ird_json_put(&out, group, "category", categories);
    json_object *root = ird_json_object(&out);
    ird_json_put(&out, root, "IRDROP", group);
    status = ird_json_finish(&out, root, stream);
    ird_marker_list_free(&list);
    return status;
}
