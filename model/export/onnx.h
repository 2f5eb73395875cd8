/* SPDX-License-Identifier: BSD-3-Clause
 *
 * A network as an ONNX file (operator set 13), for other engines to run.
 *
 * Input "channels" [batch, channels, rows, columns], output "drop" [batch, 1, rows,
 * columns], both float; batch is free, rows and columns are the plan's. Weights keep the
 * names that they have in the weight file. What ONNX has no operator for:
 *   - the symmetric border (the edge repeated; ONNX's "reflect" leaves it out) is put
 *     together from reversed slices,
 *   - space-to-depth with the channel as the slowest index (ONNX's own makes it the
 *     fastest) is a transposition between two reshapings,
 *   - the drops of a sheet are found in steps until each sample has converged
 *     (onnx_solve.h),
 *   - min-max divides by the larger of max - min and the least normal float, so that a
 *     flat map becomes 0 here, too.
 */
#ifndef IRD_EXPORT_ONNX_H
#define IRD_EXPORT_ONNX_H

#include "model/net/tensor_plan.h"

/* arena: the parameters, in the order of the plan. Raises FILE_WRITE and NO_MEMORY. */
ird_status ird_onnx_write(const char *path, const ird_plan *plan, const float *arena,
                          ird_error *err);

#endif
