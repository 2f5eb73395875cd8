/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The sheet form's last steps (layers/solve_typed.inc) as nodes. Private to this folder.
 *
 * ONNX has no linear solver: a Loop node takes steps of conjugate gradients in float.
 * Each sample of a batch goes on until it has converged and then stands still, so that it
 * is answered alike in whatever company; the loop ends with the last of them. The matrix,
 * scaled to a diagonal of ones, is taken as that of a sheet of one conductance, which the
 * cosine transform inverts (P. Concus, G. H. Golub, "Use of fast direct methods for the
 * efficient numerical solution of nonseparable elliptic equations", SIAM J. Numer. Anal.
 * 10 (1973); G. Strang, "The discrete cosine transform", SIAM Review 41 (1999)).
 */
#ifndef IRD_EXPORT_ONNX_SOLVE_H
#define IRD_EXPORT_ONNX_SOLVE_H

#include "model/export/onnx_graph.h"
#include "model/net/tensor_plan.h"

/* Of fields and the plan's input three maps: conductances to the pixel on the right and
 * to the one below, and the part of a current that stays. */
void ird_onnx_fields(ird_onnx_graph *graph, ird_onnx_name out, ird_onnx_name fields,
                     ird_onnx_name in);

/* y of those three maps and of what CURRENTS makes; the shape is that of the input. */
void ird_onnx_solve(ird_onnx_graph *graph, ird_onnx_name out, ird_onnx_name sheet,
                    ird_onnx_name currents, ird_onnx_name in, const ird_tensor *shape);

#endif
