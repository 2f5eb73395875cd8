/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What a network or a sheet is told of grid and current (net/spec.h), as nodes.
 * Private to this folder.
 */
#ifndef IRD_EXPORT_ONNX_SHEET_H
#define IRD_EXPORT_ONNX_SHEET_H

#include "model/export/onnx_graph.h"
#include "model/net/tensor_plan.h"

/* Elements start, start + stride, ... of an axis, up to but without end. */
ird_onnx_name ird_onnx_slice(ird_onnx_graph *graph, const char *in, int64_t axis,
                             int64_t start, int64_t end, int64_t stride);

/* Concatenation of two along an axis, as `out`. */
void ird_onnx_concat(ird_onnx_graph *graph, ird_onnx_name out, int64_t axis,
                     const char *a, const char *b);

/* One channel, as a map of one. */
ird_onnx_name ird_onnx_channel(ird_onnx_graph *graph, ird_onnx_name in, int64_t number);

/* u = (1 - p) / p of the input's channel 0, a strength p, taken as at least 0.01. */
ird_onnx_name ird_onnx_response(ird_onnx_graph *graph, ird_onnx_name in);

/* Maps of the input, whose shape is given: of the grid; of the current; u (1 + y). */
void ird_onnx_strengths(ird_onnx_graph *graph, ird_onnx_name out, ird_onnx_name in,
                        const ird_tensor *shape);
void ird_onnx_currents(ird_onnx_graph *graph, ird_onnx_name out, ird_onnx_name in,
                       float less);
void ird_onnx_respond(ird_onnx_graph *graph, ird_onnx_name out, ird_onnx_name y,
                      ird_onnx_name in);

/* a where the condition holds, else the number. */
ird_onnx_name ird_onnx_where(ird_onnx_graph *g, ird_onnx_name is_so, ird_onnx_name a,
                             float otherwise);

#endif
