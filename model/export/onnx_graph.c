/* SPDX-License-Identifier: BSD-3-Clause */
#include "model/export/onnx_graph.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/output.h"

/* Field numbers of onnx.proto, by message. */
enum {
    NODE_INPUT = 1,
    NODE_OUTPUT = 2,
    NODE_NAME = 3,
    NODE_OPERATOR = 4,
    NODE_ATTRIBUTE = 5
};
enum {
    ATTRIBUTE_NAME = 1,
    ATTRIBUTE_FLOAT = 2,
    ATTRIBUTE_INT = 3,
    ATTRIBUTE_TEXT = 4,
    ATTRIBUTE_GRAPH = 6,
    ATTRIBUTE_INTS = 8,
    ATTRIBUTE_TYPE = 20
};
enum { /* AttributeType */
       TYPE_FLOAT = 1,
       TYPE_INT = 2,
       TYPE_TEXT = 3,
       TYPE_GRAPH = 5,
       TYPE_INTS = 7
};
enum { TENSOR_DIMS = 1, TENSOR_TYPE = 2, TENSOR_NAME = 8, TENSOR_RAW = 9 };
enum {
    GRAPH_NODE = 1,
    GRAPH_NAME = 2,
    GRAPH_INITIALIZER = 5,
    GRAPH_INPUT = 11,
    GRAPH_OUTPUT = 12
};
enum { VALUE_NAME = 1, VALUE_TYPE = 2 };
enum { TYPE_TENSOR = 1, TENSOR_TYPE_ELEMENT = 1, TENSOR_TYPE_SHAPE = 2 };
enum { SHAPE_DIM = 1, DIM_VALUE = 1, DIM_NAME = 2 };
enum { MODEL_IR_VERSION = 1, MODEL_PRODUCER = 2, MODEL_GRAPH = 7, MODEL_OPERATORS = 8 };
enum { OPERATORS_DOMAIN = 1, OPERATORS_VERSION = 2 };
enum { IR_VERSION = 7, OPERATOR_SET = 13 }; /* both of ONNX 1.8 */

ird_onnx_name ird_onnx_fresh(ird_onnx_graph *graph) {
    ird_onnx_name name;
    snprintf(name.text, sizeof name.text, "v%zu", graph->values++);
    return name;
}

ird_onnx_node ird_onnx_open(const char *operator, ird_onnx_name output,
                            size_t input_count, ...) {
    ird_onnx_node node = {.output = output};
    va_list inputs;
    va_start(inputs, input_count);
    for (size_t i = 0; i < input_count; i++) {
        ird_pb_text(&node.message, NODE_INPUT, va_arg(inputs, const char *));
    }
    va_end(inputs);
    ird_pb_text(&node.message, NODE_OUTPUT, output.text);
    ird_pb_text(&node.message, NODE_NAME, output.text);
    ird_pb_text(&node.message, NODE_OPERATOR, operator);
    return node;
}

/* The rest of an attribute whose value has been written. */
static void close_attribute(ird_onnx_node *node, ird_pb *attribute, const char *name,
                            uint64_t type) {
    ird_pb_text(attribute, ATTRIBUTE_NAME, name);
    ird_pb_varint(attribute, ATTRIBUTE_TYPE, type);
    ird_pb_message(&node->message, NODE_ATTRIBUTE, attribute);
}

void ird_onnx_int(ird_onnx_node *node, const char *name, int64_t value) {
    ird_pb attribute = {0};
    ird_pb_varint(&attribute, ATTRIBUTE_INT, (uint64_t)value);
    close_attribute(node, &attribute, name, TYPE_INT);
}

void ird_onnx_ints(ird_onnx_node *node, const char *name, const int64_t *values,
                   size_t count) {
    ird_pb attribute = {0};
    for (size_t i = 0; i < count; i++) {
        ird_pb_varint(&attribute, ATTRIBUTE_INTS, (uint64_t)values[i]);
    }
    close_attribute(node, &attribute, name, TYPE_INTS);
}

void ird_onnx_number(ird_onnx_node *node, const char *name, float value) {
    ird_pb attribute = {0};
    ird_pb_float(&attribute, ATTRIBUTE_FLOAT, value);
    close_attribute(node, &attribute, name, TYPE_FLOAT);
}

void ird_onnx_text(ird_onnx_node *node, const char *name, const char *value) {
    ird_pb attribute = {0};
    ird_pb_text(&attribute, ATTRIBUTE_TEXT, value);
    close_attribute(node, &attribute, name, TYPE_TEXT);
}

void ird_onnx_output(ird_onnx_node *node, ird_onnx_name output) {
    ird_pb_text(&node->message, NODE_OUTPUT, output.text);
}

void ird_onnx_close(ird_onnx_graph *graph, ird_onnx_node *node) {
    ird_pb_message(&graph->body, GRAPH_NODE, &node->message);
}

ird_onnx_name ird_onnx_one(ird_onnx_graph *graph, const char *operator, ird_onnx_name a) {
    ird_onnx_node node = ird_onnx_open(operator, ird_onnx_fresh(graph), 1, a.text);
    ird_onnx_close(graph, &node);
    return node.output;
}

ird_onnx_name ird_onnx_apply(ird_onnx_graph *graph, const char *operator, const char * a,
                             const char *b) {
    ird_onnx_node node = ird_onnx_open(operator, ird_onnx_fresh(graph), 2, a, b);
    ird_onnx_close(graph, &node);
    return node.output;
}

ird_onnx_name ird_onnx_with(ird_onnx_graph *graph, const char *operator, ird_onnx_name a,
                            float number) {
    ird_onnx_name b = ird_onnx_numbers(graph, &number, 1);
    return ird_onnx_apply(graph, operator, a.text, b.text);
}

void ird_onnx_tensor(ird_onnx_graph *graph, const char *name, const size_t *shape,
                     size_t rank, const float *values, size_t count) {
    ird_pb tensor = {0};
    for (size_t i = 0; i < rank; i++) {
        ird_pb_varint(&tensor, TENSOR_DIMS, shape[i]);
    }
    ird_pb_varint(&tensor, TENSOR_TYPE, IRD_ONNX_FLOAT);
    ird_pb_text(&tensor, TENSOR_NAME, name);
    ird_pb_floats(&tensor, TENSOR_RAW, values, count);
    ird_pb_message(&graph->body, GRAPH_INITIALIZER, &tensor);
}

/* Without a dimension where rank is 0. */
static ird_onnx_name put_int64s(ird_onnx_graph *graph, size_t rank, const int64_t *values,
                                size_t count) {
    ird_onnx_name name = ird_onnx_fresh(graph);
    ird_pb tensor = {0};
    if (rank > 0) {
        ird_pb_varint(&tensor, TENSOR_DIMS, count);
    }
    ird_pb_varint(&tensor, TENSOR_TYPE, IRD_ONNX_INT64);
    ird_pb_text(&tensor, TENSOR_NAME, name.text);
    ird_pb_int64s(&tensor, TENSOR_RAW, values, count);
    ird_pb_message(&graph->body, GRAPH_INITIALIZER, &tensor);
    return name;
}

ird_onnx_name ird_onnx_list(ird_onnx_graph *graph, const int64_t *values, size_t count) {
    return put_int64s(graph, 1, values, count);
}

ird_onnx_name ird_onnx_count(ird_onnx_graph *graph, int64_t value) {
    return put_int64s(graph, 0, &value, 1);
}

ird_onnx_name ird_onnx_numbers(ird_onnx_graph *graph, const float *values, size_t count) {
    ird_onnx_name name = ird_onnx_fresh(graph);
    ird_onnx_tensor(graph, name.text, &count, 1, values, count);
    return name;
}

/* ---- bodies ---- */

ird_onnx_graph ird_onnx_open_body(const ird_onnx_graph *around) {
    ird_onnx_graph body = {.values = around->values};
    ird_pb_text(&body.body, GRAPH_NAME, "body");
    return body;
}

/* Floats are of the shape that they are given, others of rank 0. */
static void put_typed(ird_onnx_graph *body, unsigned field, const char *name,
                      ird_onnx_type element) {
    ird_pb value = {0}, type = {0}, tensor = {0};
    ird_pb_varint(&tensor, TENSOR_TYPE_ELEMENT, element);
    if (element != IRD_ONNX_FLOAT) {
        ird_pb none = {0};
        ird_pb_message(&tensor, TENSOR_TYPE_SHAPE, &none);
    }
    ird_pb_message(&type, TYPE_TENSOR, &tensor);
    ird_pb_text(&value, VALUE_NAME, name);
    ird_pb_message(&value, VALUE_TYPE, &type);
    ird_pb_message(&body->body, field, &value);
}

ird_onnx_name ird_onnx_body_input(ird_onnx_graph *body, ird_onnx_type type) {
    ird_onnx_name name = ird_onnx_fresh(body);
    put_typed(body, GRAPH_INPUT, name.text, type);
    return name;
}

void ird_onnx_body_output(ird_onnx_graph *body, ird_onnx_name name, ird_onnx_type type) {
    put_typed(body, GRAPH_OUTPUT, name.text, type);
}

void ird_onnx_close_body(ird_onnx_node *node, ird_onnx_graph *around,
                         ird_onnx_graph *body) {
    ird_pb attribute = {0};
    around->values = body->values;
    ird_pb_message(&attribute, ATTRIBUTE_GRAPH, &body->body);
    close_attribute(node, &attribute, "body", TYPE_GRAPH);
}

/* ---- the model ---- */

static void put_dimension(ird_pb *shape, const char *name, size_t value) {
    ird_pb dimension = {0};
    if (name != NULL) {
        ird_pb_text(&dimension, DIM_NAME, name);
    } else {
        ird_pb_varint(&dimension, DIM_VALUE, value);
    }
    ird_pb_message(shape, SHAPE_DIM, &dimension);
}

static void put_value(ird_pb *graph, unsigned field, ird_onnx_value v) {
    ird_pb value = {0}, type = {0}, tensor = {0}, shape = {0};
    put_dimension(&shape, "batch", 0);
    put_dimension(&shape, NULL, v.channels);
    put_dimension(&shape, NULL, v.rows);
    put_dimension(&shape, NULL, v.columns);
    ird_pb_varint(&tensor, TENSOR_TYPE_ELEMENT, IRD_ONNX_FLOAT);
    ird_pb_message(&tensor, TENSOR_TYPE_SHAPE, &shape);
    ird_pb_message(&type, TYPE_TENSOR, &tensor);
    ird_pb_text(&value, VALUE_NAME, v.name);
    ird_pb_message(&value, VALUE_TYPE, &type);
    ird_pb_message(graph, field, &value);
}

static void put_model(ird_pb *model, ird_onnx_graph *graph, ird_onnx_value input,
                      ird_onnx_value output) {
    ird_pb operators = {0};
    ird_pb_text(&graph->body, GRAPH_NAME, "irdrop");
    put_value(&graph->body, GRAPH_INPUT, input);
    put_value(&graph->body, GRAPH_OUTPUT, output);
    ird_pb_text(&operators, OPERATORS_DOMAIN, "");
    ird_pb_varint(&operators, OPERATORS_VERSION, OPERATOR_SET);
    ird_pb_varint(model, MODEL_IR_VERSION, IR_VERSION);
    ird_pb_text(model, MODEL_PRODUCER, "irdrop");
    ird_pb_message(model, MODEL_GRAPH, &graph->body);
    ird_pb_message(model, MODEL_OPERATORS, &operators);
}

ird_status ird_onnx_save(const char *path, ird_onnx_graph *graph, ird_onnx_value input,
                         ird_onnx_value output, ird_error *err) {
    ird_pb model = {0};
    ird_output file = {0};
    put_model(&model, graph, input, output);
    ird_status status = model.failed ? ird_fail_memory(err, "writing ONNX")
                                     : ird_output_open(&file, path, err);
    if (status == IRD_OK) {
        fwrite(model.bytes.items, 1, model.bytes.count, file.stream);
        status = ird_output_commit(&file, err);
    }
    ird_output_discard(&file);
    ird_pb_free(&model);
    return status;
}
