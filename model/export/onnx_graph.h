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

/* TensorProto.DataType */
typedef enum ird_onnx_type {
    IRD_ONNX_FLOAT = 1,
    IRD_ONNX_INT64 = 7,
    IRD_ONNX_BOOL = 9
} ird_onnx_type;

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
void ird_onnx_output(ird_onnx_node *node, ird_onnx_name output); /* one more */
void ird_onnx_close(ird_onnx_graph *graph, ird_onnx_node *node);

/* The body of a Loop or If, which sees the values of the graph around it. Between opening
 * and closing it nothing is added to that graph; closing makes it an attribute of the
 * node, and uses it up. Inputs and outputs are in the order of adding, of whatever shape.
 */
ird_onnx_graph ird_onnx_open_body(const ird_onnx_graph *around);
ird_onnx_name ird_onnx_body_input(ird_onnx_graph *body, ird_onnx_type type);
void ird_onnx_body_output(ird_onnx_graph *body, ird_onnx_name name, ird_onnx_type type);
void ird_onnx_close_body(ird_onnx_node *node, ird_onnx_graph *around,
                         ird_onnx_graph *body);

/* Nodes without attributes, with names of their own for their outputs: of one input, of
 * two, and of one and a number. */
ird_onnx_name ird_onnx_one(ird_onnx_graph *graph, const char *operator, ird_onnx_name a);
ird_onnx_name ird_onnx_apply(ird_onnx_graph *graph, const char *operator, const char * a,
                             const char *b);
ird_onnx_name ird_onnx_with(ird_onnx_graph *graph, const char *operator, ird_onnx_name a,
                            float number);

/* Constants. */
void ird_onnx_tensor(ird_onnx_graph *graph, const char *name, const size_t *shape,
                     size_t rank, const float *values, size_t count);
ird_onnx_name ird_onnx_list(ird_onnx_graph *graph, const int64_t *values, size_t count);
ird_onnx_name ird_onnx_count(ird_onnx_graph *graph, int64_t value); /* of rank 0 */
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
