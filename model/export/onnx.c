/* SPDX-License-Identifier: BSD-3-Clause */
#include "model/export/onnx.h"

#include <float.h>
#include <stdio.h>

#include "model/export/onnx_graph.h"
#include "model/export/onnx_sheet.h"
#include "model/export/onnx_solve.h"

enum { AXIS_CHANNEL = 1, AXIS_ROW = 2, AXIS_COLUMN = 3 };

/* What is written, and the step that is being translated. */
typedef struct writer {
    ird_onnx_graph graph;
    const ird_plan *plan;
    const ird_step *step;
} writer;

static ird_onnx_name name_of(const ird_plan *plan, size_t tensor) {
    ird_onnx_name name;
    if (tensor == 0) {
        snprintf(name.text, sizeof name.text, "channels");
    } else if (tensor == plan->steps[plan->step_count - 1].output) {
        snprintf(name.text, sizeof name.text, "drop");
    } else {
        snprintf(name.text, sizeof name.text, "t%zu", tensor);
    }
    return name;
}

static ird_onnx_name input_of(const writer *w, size_t number) {
    return name_of(w->plan, w->step->inputs[number]);
}

static ird_onnx_name output_of(const writer *w) {
    return name_of(w->plan, w->step->output);
}

/* A node with the step's output and no attributes. */
static void put_last(writer *w, const char *operator, const char * a, const char *b) {
    ird_onnx_node node = ird_onnx_open(operator, output_of(w), 2, a, b);
    ird_onnx_close(&w->graph, &node);
}

/* ---- input ---- */

/* Largest or smallest value of each sample, [batch, 1, 1, 1]. */
static ird_onnx_name reduce(writer *w, const char *operator, const char * in) {
    static const int64_t axes[] = {AXIS_CHANNEL, AXIS_ROW, AXIS_COLUMN};
    ird_onnx_node node = ird_onnx_open(operator, ird_onnx_fresh(&w->graph), 1, in);
    ird_onnx_ints(&node, "axes", axes, 3);
    ird_onnx_int(&node, "keepdims", 1);
    ird_onnx_close(&w->graph, &node);
    return node.output;
}

/* ratio / largest, or ratio where the largest is not positive. */
static ird_onnx_name scale_by_largest(writer *w, ird_onnx_name ratio) {
    ird_onnx_graph *g = &w->graph;
    const float zero = 0, one = 1;
    ird_onnx_name largest = reduce(w, "ReduceMax", ratio.text);
    ird_onnx_name none = ird_onnx_numbers(g, &zero, 1),
                  unit = ird_onnx_numbers(g, &one, 1);
    ird_onnx_name positive = ird_onnx_apply(g, "Greater", largest.text, none.text);
    ird_onnx_node divisor = ird_onnx_open("Where", ird_onnx_fresh(g), 3, positive.text,
                                          largest.text, unit.text);
    ird_onnx_close(g, &divisor);
    return ird_onnx_apply(g, "Div", ratio.text, divisor.output.text);
}

static void put_currents(writer *w, ird_onnx_name out) {
    ird_onnx_currents(&w->graph, out, name_of(w->plan, 0),
                      w->plan->spec.output == IRD_OUTPUT_RESPONSE ? 1 : 0);
}

static void put_sheet(writer *w) {
    ird_onnx_graph *g = &w->graph;
    ird_onnx_name grid = ird_onnx_fresh(g), current = ird_onnx_fresh(g);
    ird_onnx_strengths(g, grid, input_of(w, 0), &w->plan->tensors[0]);
    put_currents(w, current);
    ird_onnx_concat(g, output_of(w), AXIS_CHANNEL, grid.text, current.text);
}

/* b c / (a + 0.1), behind the channels; or the maps of "sheet". */
static void put_derive(writer *w) {
    ird_onnx_graph *g = &w->graph;
    if (w->plan->spec.derived == IRD_DERIVED_SHEET) {
        put_sheet(w);
        return;
    }
    const float least = 0.1F;
    ird_onnx_name in = input_of(w, 0);
    ird_onnx_name a = ird_onnx_slice(&w->graph, in.text, AXIS_CHANNEL, 0, 1, 1);
    ird_onnx_name b = ird_onnx_slice(&w->graph, in.text, AXIS_CHANNEL, 1, 2, 1);
    ird_onnx_name c = ird_onnx_slice(&w->graph, in.text, AXIS_CHANNEL, 2, 3, 1);
    ird_onnx_name offset = ird_onnx_numbers(g, &least, 1);
    ird_onnx_name under = ird_onnx_apply(g, "Add", a.text, offset.text);
    ird_onnx_name over = ird_onnx_apply(g, "Mul", b.text, c.text);
    ird_onnx_name ratio = ird_onnx_apply(g, "Div", over.text, under.text);
    if (w->plan->spec.derived == IRD_DERIVED_RATIO_SCALED) {
        ratio = scale_by_largest(w, ratio);
    }
    ird_onnx_concat(&w->graph, output_of(w), AXIS_CHANNEL, in.text, ratio.text);
}

/* (c b a | a b c d | d c b) along one axis. Ends are counted from the back, where the
 * place before the first element is -size - 1. */
static void extend_axis(writer *w, ird_onnx_name in, ird_onnx_name out, int64_t axis,
                        size_t size) {
    int64_t border = (int64_t)w->step->amount, last = (int64_t)size - 1;
    ird_onnx_name before =
        ird_onnx_slice(&w->graph, in.text, axis, border - 1, -last - 2, -1);
    ird_onnx_name after = ird_onnx_slice(&w->graph, in.text, axis, last, -border - 1, -1);
    ird_onnx_node node =
        ird_onnx_open("Concat", out, 3, before.text, in.text, after.text);
    ird_onnx_int(&node, "axis", axis);
    ird_onnx_close(&w->graph, &node);
}

static void put_extend(writer *w) {
    const ird_tensor *t = &w->plan->tensors[w->step->inputs[0]];
    ird_onnx_name taller = ird_onnx_fresh(&w->graph);
    extend_axis(w, input_of(w, 0), taller, AXIS_ROW, t->rows);
    extend_axis(w, taller, output_of(w), AXIS_COLUMN, t->columns);
}

/* [batch, c, y f, x f] seen as [batch, c, y, f, x, f], turned to [batch, c, f, f, y, x].
 */
static void put_to_depth(writer *w) {
    static const int64_t order[] = {0, 1, 3, 5, 2, 4};
    ird_onnx_graph *g = &w->graph;
    const ird_tensor *in = &w->plan->tensors[w->step->inputs[0]];
    const ird_tensor *out = &w->plan->tensors[w->step->output];
    int64_t factor = (int64_t)w->step->amount;
    int64_t rows = (int64_t)out->rows, columns = (int64_t)out->columns;
    const int64_t apart[] = {-1, (int64_t)in->channels, rows, factor, columns, factor};
    const int64_t together[] = {-1, (int64_t)out->channels, rows, columns};
    ird_onnx_name split_shape = ird_onnx_list(g, apart, 6);
    ird_onnx_name shape = ird_onnx_list(g, together, 4);
    ird_onnx_name split =
        ird_onnx_apply(g, "Reshape", input_of(w, 0).text, split_shape.text);
    ird_onnx_node turned = ird_onnx_open("Transpose", ird_onnx_fresh(g), 1, split.text);
    ird_onnx_ints(&turned, "perm", order, 6);
    ird_onnx_close(g, &turned);
    put_last(w, "Reshape", turned.output.text, shape.text);
}

/* ---- between ---- */

static void put_activation(writer *w, ird_onnx_name in) {
    float slope = (float)w->plan->spec.slope;
    bool leaks = slope > 0;
    ird_onnx_node node =
        ird_onnx_open(leaks ? "LeakyRelu" : "Relu", output_of(w), 1, in.text);
    if (leaks) {
        ird_onnx_number(&node, "alpha", slope);
    }
    ird_onnx_close(&w->graph, &node);
}

static void put_conv(writer *w) {
    const ird_parameter *weight = &w->plan->parameters[w->step->weight];
    const char *bias = w->plan->parameters[w->step->bias].name;
    int64_t kernel = (int64_t)w->step->kernel, pad = kernel / 2;
    const int64_t kernels[] = {kernel, kernel}, pads[] = {pad, pad, pad, pad};
    bool activates = w->step->activate && w->plan->spec.slope < 1;
    ird_onnx_name out = activates ? ird_onnx_fresh(&w->graph) : output_of(w);
    ird_onnx_node node =
        ird_onnx_open("Conv", out, 3, input_of(w, 0).text, weight->name, bias);
    ird_onnx_ints(&node, "kernel_shape", kernels, 2);
    ird_onnx_ints(&node, "pads", pads, 4);
    ird_onnx_close(&w->graph, &node);
    if (activates) {
        put_activation(w, out);
    }
}

static void put_pool(writer *w) {
    static const int64_t two[] = {2, 2};
    bool largest = w->plan->spec.pool == IRD_POOL_MAX;
    ird_onnx_node node = ird_onnx_open(largest ? "MaxPool" : "AveragePool", output_of(w),
                                       1, input_of(w, 0).text);
    ird_onnx_ints(&node, "kernel_shape", two, 2);
    ird_onnx_ints(&node, "strides", two, 2);
    ird_onnx_close(&w->graph, &node);
}

static void put_upsample(writer *w) {
    static const float scales[] = {1, 1, 2, 2};
    ird_onnx_name factors = ird_onnx_numbers(&w->graph, scales, 4);
    ird_onnx_node node =
        ird_onnx_open("Resize", output_of(w), 3, input_of(w, 0).text, "", factors.text);
    ird_onnx_text(&node, "mode", "nearest");
    ird_onnx_text(&node, "coordinate_transformation_mode", "asymmetric");
    ird_onnx_text(&node, "nearest_mode", "floor");
    ird_onnx_close(&w->graph, &node);
}

/* ---- output ---- */

/* Depth column-row-depth: the channel is the slowest index, as in put_to_depth. */
static void put_to_space(writer *w) {
    ird_onnx_node node =
        ird_onnx_open("DepthToSpace", output_of(w), 1, input_of(w, 0).text);
    ird_onnx_int(&node, "blocksize", (int64_t)w->step->amount);
    ird_onnx_text(&node, "mode", "CRD");
    ird_onnx_close(&w->graph, &node);
}

static void put_crop(writer *w) {
    int64_t border = (int64_t)w->step->amount;
    const int64_t starts[] = {border, border}, ends[] = {-border, -border};
    static const int64_t axes[] = {AXIS_ROW, AXIS_COLUMN};
    ird_onnx_graph *g = &w->graph;
    ird_onnx_name from = ird_onnx_list(g, starts, 2), to = ird_onnx_list(g, ends, 2);
    ird_onnx_name along = ird_onnx_list(g, axes, 2);
    ird_onnx_node node = ird_onnx_open("Slice", output_of(w), 4, input_of(w, 0).text,
                                       from.text, to.text, along.text);
    ird_onnx_close(g, &node);
}

static void put_sigmoid(writer *w) {
    ird_onnx_node node = ird_onnx_open("Sigmoid", output_of(w), 1, input_of(w, 0).text);
    ird_onnx_close(&w->graph, &node);
}

static void put_minmax(writer *w) {
    ird_onnx_graph *g = &w->graph;
    const float least = FLT_MIN;
    ird_onnx_name in = input_of(w, 0);
    ird_onnx_name low = reduce(w, "ReduceMin", in.text);
    ird_onnx_name high = reduce(w, "ReduceMax", in.text);
    ird_onnx_name floor = ird_onnx_numbers(g, &least, 1);
    ird_onnx_name range = ird_onnx_apply(g, "Sub", high.text, low.text);
    ird_onnx_name divisor = ird_onnx_apply(g, "Max", range.text, floor.text);
    ird_onnx_name above = ird_onnx_apply(g, "Sub", in.text, low.text);
    put_last(w, "Div", above.text, divisor.text);
}

static void put_step(writer *w) {
    switch (w->step->op) {
    case IRD_OP_DERIVE:
        put_derive(w);
        break;
    case IRD_OP_EXTEND:
        put_extend(w);
        break;
    case IRD_OP_TO_DEPTH:
        put_to_depth(w);
        break;
    case IRD_OP_CONV:
        put_conv(w);
        break;
    case IRD_OP_MULTIPLY:
        put_last(w, "Mul", input_of(w, 0).text, input_of(w, 1).text);
        break;
    case IRD_OP_POOL:
        put_pool(w);
        break;
    case IRD_OP_UPSAMPLE:
        put_upsample(w);
        break;
    case IRD_OP_CONCAT:
        ird_onnx_concat(&w->graph, output_of(w), AXIS_CHANNEL, input_of(w, 0).text,
                        input_of(w, 1).text);
        break;
    case IRD_OP_TO_SPACE:
        put_to_space(w);
        break;
    case IRD_OP_CROP:
        put_crop(w);
        break;
    case IRD_OP_SIGMOID:
        put_sigmoid(w);
        break;
    case IRD_OP_MINMAX:
        put_minmax(w);
        break;
    case IRD_OP_STRENGTHS:
        ird_onnx_strengths(&w->graph, output_of(w), input_of(w, 0), &w->plan->tensors[0]);
        break;
    case IRD_OP_CURRENTS:
        put_currents(w, output_of(w));
        break;
    case IRD_OP_SHEET:
        ird_onnx_fields(&w->graph, output_of(w), input_of(w, 0), name_of(w->plan, 0));
        break;
    case IRD_OP_SOLVE:
        ird_onnx_solve(&w->graph, output_of(w), input_of(w, 0), input_of(w, 1),
                       name_of(w->plan, 0), &w->plan->tensors[0]);
        break;
    case IRD_OP_RESPOND:
        ird_onnx_respond(&w->graph, output_of(w), input_of(w, 0), name_of(w->plan, 0));
        break;
    }
}

/* ---- the file ---- */

ird_status ird_onnx_write(const char *path, const ird_plan *plan, const float *arena,
                          ird_error *err) {
    writer w = {.plan = plan};
    for (size_t i = 0; i < plan->parameter_count; i++) {
        const ird_parameter *p = &plan->parameters[i];
        ird_onnx_tensor(&w.graph, p->name, p->shape, p->rank, arena + p->offset,
                        p->count);
    }
    for (size_t i = 0; i < plan->step_count; i++) {
        w.step = &plan->steps[i];
        put_step(&w);
    }
    ird_onnx_name in = name_of(plan, 0);
    ird_onnx_name out = name_of(plan, plan->steps[plan->step_count - 1].output);
    return ird_onnx_save(
        path, &w.graph,
        (ird_onnx_value){in.text, plan->spec.channels, plan->rows, plan->columns},
        (ird_onnx_value){out.text, 1, plan->rows, plan->columns}, err);
}
