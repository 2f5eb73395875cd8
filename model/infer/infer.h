/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Fast inference: the same network and the same answer as ird_net_forward_f32 to a few
 * roundings, an order of magnitude faster. Weights are packed once, the workspace is
 * allocated once, a run allocates nothing. One sample is the work of one thread; a batch
 * is spread over threads.
 */
#ifndef IRD_INFER_INFER_H
#define IRD_INFER_INFER_H

#include "model/kernels/path.h"
#include "model/net/tensor_plan.h"

/* The weights of a network, packed for the kernels of one path. Read only: any number of
 * contexts can share them. */
typedef struct ird_packed ird_packed;

/* plan: of the network, best for the size of input that will be the usual one (others
 * work as well). arena: its parameters, which are copied. path: one that
 * ird_path_supported. Raises NO_MEMORY. */
ird_status ird_packed_create(ird_packed **packed, const ird_plan *plan,
                             const float *arena, ird_path path, ird_error *err);
void ird_packed_free(ird_packed *packed); /* NULL is fine */

/* Workspaces for one size of input, one for each thread. */
typedef struct ird_infer ird_infer;

/* plan: of the same network; its rows and columns are the size. The packed weights must
 * outlive the context, the plan need not. threads: at least 1, the caller's among them.
 * Raises NO_MEMORY. */
ird_status ird_infer_create(ird_infer **infer, const ird_packed *packed,
                            const ird_plan *plan, size_t threads, ird_error *err);
void ird_infer_free(ird_infer *infer); /* NULL is fine */

/* inputs: batch samples of [channels][rows][columns]; outputs: batch maps of
 * [rows][columns]. Not safe for concurrent calls on one context. */
void ird_infer_run(ird_infer *infer, float *outputs, const float *inputs, size_t batch);

#endif
