/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Building the graph of an ONNX model: nodes, attributes, constants. Numbers of the
 * fields and types are those of onnx.proto.
 *
 * Values are named by what makes them: tensor N of the plan is "t<N>", a value in between
 * gets a number of its own.
 */
#ifndef IRD_EXPORT_ONNX_GRAPH_H
#define IRD_EXPORT_ONNX_GRAPH_H

#include "model/export/protobuf.h"

enum { IRD_ONNX_NAME_SIZE = 64 };

typedef struct ird_onnx_name {
    char text[IRD_ONNX_NAME_SIZE];
} ird_onnx_name;

typedef struct ird_onnx_graph {
    ird_pb body;   /* a GraphProto: nodes and constants, in the order of adding */
    size_t values; /* names given so far */
} ird_onnx_graph;

/* A node under construction: open it, add attributes, close it. */
typedef struct ird_onnx_node {
    ird_pb message;
    ird_onnx_name output;
} ird_onnx_node;

ird_onnx_name ird_onnx_fresh(ird_onnx_graph *graph);

/* input_count names follow; "" leaves an optional input out. */
ird_onnx_node ird_onnx_open(const char *operator, ird_onnx_name output,
                            size_t input_count, ...);
void ird_onnx_int(ird_onnx_node *node, const char *name, int64_t value);
void ird_onnx_ints(ird_onnx_node *node, const char *name, const int64_t *values,
                   size_t count);
void ird_onnx_number(ird_onnx_node *node, const char *name, float value);
void ird_onnx_text(ird_onnx_node *node, const char *name, const char *value);
void ird_onnx_close(ird_onnx_graph *graph, ird_onnx_node *node);

/* A node with two inputs, no attributes and a name of its own for its output. */
ird_onnx_name ird_onnx_apply(ird_onnx_graph *graph, const char *operator, const char * a,
                             const char *b);

/* Constants. */
void ird_onnx_tensor(ird_onnx_graph *graph, const char *name, const size_t *shape,
                     size_t rank, const float *values, size_t count);
ird_onnx_name ird_onnx_list(ird_onnx_graph *graph, const int64_t *values, size_t count);
ird_onnx_name ird_onnx_numbers(ird_onnx_graph *graph, const float *values, size_t count);

/* Write the graph as a model, and use it up. Dimension 0 of both values is "batch".
 * Raises FILE_WRITE and NO_MEMORY. */
typedef struct ird_onnx_value {
    const char *name;
    size_t channels, rows, columns;
} ird_onnx_value;
ird_status ird_onnx_save(const char *path, ird_onnx_graph *graph, ird_onnx_value input,
                         ird_onnx_value output, ird_error *err);

#endif
