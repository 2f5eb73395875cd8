/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Between planar maps and blocked images. Private to this folder.
 */
#ifndef IRD_INFER_EDGES_H
#define IRD_INFER_EDGES_H

#include "model/kernels/conv.h"
#include "model/net/tensor_plan.h"

/* Symmetric border and space-to-depth in one pass: `in` is [channels][rows][columns],
 * line holds one extended row. */
void ird_fill_stem(ird_blocked stem, const float *in, size_t channels,
                   const ird_plan *plan, float *line);

/* Depth-to-space and border cut off, of so many maps; line holds one row with border. */
void ird_gather_maps(float *out, ird_blocked head, size_t maps, const ird_plan *plan,
                     float *line);

/* The output layer, in place; in is the network's input. */
void ird_finish(float *out, const float *in, const ird_plan *plan);

/* 2x2 pooling; `blocks` and the size are the output's. */
void ird_pool_blocked(ird_blocked out, ird_blocked in, size_t blocks, size_t rows,
                      size_t columns, ird_pool kind);

#endif
