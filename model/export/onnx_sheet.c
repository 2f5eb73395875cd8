/* SPDX-License-Identifier: BSD-3-Clause */
#include "model/export/onnx_sheet.h"

enum { AXIS_CHANNEL = 1, AXIS_ROW = 2, AXIS_COLUMN = 3 };

ird_onnx_name ird_onnx_slice(ird_onnx_graph *g, const char *in, int64_t axis,
                             int64_t start, int64_t end, int64_t stride) {
    ird_onnx_name starts = ird_onnx_list(g, &start, 1), ends = ird_onnx_list(g, &end, 1);
    ird_onnx_name axes = ird_onnx_list(g, &axis, 1);
    ird_onnx_name strides = ird_onnx_list(g, &stride, 1);
    ird_onnx_node node = ird_onnx_open("Slice", ird_onnx_fresh(g), 5, in, starts.text,
                                       ends.text, axes.text, strides.text);
    ird_onnx_close(g, &node);
    return node.output;
}

void ird_onnx_concat(ird_onnx_graph *g, ird_onnx_name out, int64_t axis, const char *a,
                     const char *b) {
    ird_onnx_node node = ird_onnx_open("Concat", out, 2, a, b);
    ird_onnx_int(&node, "axis", axis);
    ird_onnx_close(g, &node);
}

ird_onnx_name ird_onnx_channel(ird_onnx_graph *g, ird_onnx_name in, int64_t number) {
    return ird_onnx_slice(g, in.text, AXIS_CHANNEL, number, number + 1, 1);
}

ird_onnx_name ird_onnx_response(ird_onnx_graph *g, ird_onnx_name in) {
    const float one = 1;
    ird_onnx_name strength = ird_onnx_with(g, "Max", ird_onnx_channel(g, in, 0), 0.01F);
    ird_onnx_name unit = ird_onnx_numbers(g, &one, 1);
    ird_onnx_name rest = ird_onnx_apply(g, "Sub", unit.text, strength.text);
    return ird_onnx_apply(g, "Div", rest.text, strength.text);
}

/* factor log(x + least) + offset */
static ird_onnx_name logarithm(ird_onnx_graph *g, ird_onnx_name x, float least,
                               float factor, float offset) {
    ird_onnx_name log = ird_onnx_one(g, "Log", ird_onnx_with(g, "Add", x, least));
    return ird_onnx_with(g, "Add", ird_onnx_with(g, "Mul", log, factor), offset);
}

static ird_onnx_name log_size(ird_onnx_graph *g, ird_onnx_name x) {
    return logarithm(g, ird_onnx_one(g, "Abs", x), 1e-4F, 0.25F, 1);
}

/* Each pixel's neighbour before or behind it along an axis, at the edge itself. */
static ird_onnx_name shifted(ird_onnx_graph *g, ird_onnx_name u, int64_t axis,
                             int64_t size, bool before) {
    ird_onnx_name out = ird_onnx_fresh(g);
    ird_onnx_name edge = before ? ird_onnx_slice(g, u.text, axis, 0, 1, 1)
                                : ird_onnx_slice(g, u.text, axis, size - 1, size, 1);
    ird_onnx_name rest = before ? ird_onnx_slice(g, u.text, axis, 0, size - 1, 1)
                                : ird_onnx_slice(g, u.text, axis, 1, size, 1);
    ird_onnx_concat(g, out, axis, before ? edge.text : rest.text,
                    before ? rest.text : edge.text);
    return out;
}

/* Sizes of the first and the second difference along an axis. */
static void differences(ird_onnx_graph *g, ird_onnx_name u, int64_t axis, size_t size,
                        ird_onnx_name *first, ird_onnx_name *second) {
    ird_onnx_name low = shifted(g, u, axis, (int64_t)size, true);
    ird_onnx_name high = shifted(g, u, axis, (int64_t)size, false);
    ird_onnx_name both = ird_onnx_apply(g, "Add", low.text, high.text);
    ird_onnx_name twice = ird_onnx_with(g, "Mul", u, 2);
    *first = log_size(g, ird_onnx_apply(g, "Sub", high.text, low.text));
    *second = log_size(g, ird_onnx_apply(g, "Sub", both.text, twice.text));
}

void ird_onnx_strengths(ird_onnx_graph *g, ird_onnx_name out, ird_onnx_name in,
                        const ird_tensor *shape) {
    ird_onnx_name u = ird_onnx_response(g, in), maps[IRD_STRENGTH_MAPS];
    maps[0] = ird_onnx_channel(g, in, 0);
    maps[1] = logarithm(g, u, 0.02F, 0.5F, 0);
    differences(g, u, AXIS_COLUMN, shape->columns, &maps[2], &maps[4]);
    differences(g, u, AXIS_ROW, shape->rows, &maps[3], &maps[5]);
    bool has_others = shape->channels > 3;
    ird_onnx_node node = ird_onnx_open(
        "Concat", has_others ? ird_onnx_fresh(g) : out, IRD_STRENGTH_MAPS, maps[0].text,
        maps[1].text, maps[2].text, maps[3].text, maps[4].text, maps[5].text);
    ird_onnx_int(&node, "axis", AXIS_CHANNEL);
    ird_onnx_close(g, &node);
    if (has_others) {
        ird_onnx_name others =
            ird_onnx_slice(g, in.text, AXIS_CHANNEL, 3, (int64_t)shape->channels, 1);
        ird_onnx_concat(g, out, AXIS_CHANNEL, node.output.text, others.text);
    }
}

/* Of each sample, [batch, 1, 1, 1]. */
static ird_onnx_name mean_of(ird_onnx_graph *g, ird_onnx_name in) {
    static const int64_t axes[] = {AXIS_CHANNEL, AXIS_ROW, AXIS_COLUMN};
    ird_onnx_node node = ird_onnx_open("ReduceMean", ird_onnx_fresh(g), 1, in.text);
    ird_onnx_ints(&node, "axes", axes, 3);
    ird_onnx_int(&node, "keepdims", 1);
    ird_onnx_close(g, &node);
    return node.output;
}

ird_onnx_name ird_onnx_where(ird_onnx_graph *g, ird_onnx_name is_so, ird_onnx_name a,
                             float otherwise) {
    ird_onnx_name b = ird_onnx_numbers(g, &otherwise, 1);
    ird_onnx_node node =
        ird_onnx_open("Where", ird_onnx_fresh(g), 3, is_so.text, a.text, b.text);
    ird_onnx_close(g, &node);
    return node.output;
}

void ird_onnx_currents(ird_onnx_graph *g, ird_onnx_name out, ird_onnx_name in,
                       float less) {
    ird_onnx_name a = ird_onnx_channel(g, in, 1), b = ird_onnx_channel(g, in, 2);
    ird_onnx_name current = ird_onnx_apply(g, "Mul", a.text, b.text);
    ird_onnx_name mean = mean_of(g, current);
    ird_onnx_name is_drawn = ird_onnx_with(g, "Greater", mean, 0);
    ird_onnx_name divisor = ird_onnx_where(g, is_drawn, mean, 1);
    ird_onnx_name ratio = ird_onnx_apply(g, "Div", current.text, divisor.text);
    ird_onnx_name relative =
        ird_onnx_with(g, "Sub", ird_onnx_where(g, is_drawn, ratio, 1), less);
    ird_onnx_name u = ird_onnx_response(g, in);
    ird_onnx_name weighed = ird_onnx_apply(g, "Mul", u.text, relative.text);
    ird_onnx_concat(g, out, AXIS_CHANNEL, relative.text, weighed.text);
}

void ird_onnx_respond(ird_onnx_graph *g, ird_onnx_name out, ird_onnx_name y,
                      ird_onnx_name in) {
    ird_onnx_name more = ird_onnx_with(g, "Add", y, 1), u = ird_onnx_response(g, in);
    ird_onnx_node node = ird_onnx_open("Mul", out, 2, u.text, more.text);
    ird_onnx_close(g, &node);
}
