/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Whether a node is in the network at all. Internal to adjoint/.
 */
#ifndef IRD_ADJOINT_CHECK_NODE_H
#define IRD_ADJOINT_CHECK_NODE_H

#include "static/solve.h"

/* NETWORK_NODE */
ird_status ird_adjoint_check_node(const ird_factor *factor, int32_t node, ird_error *err);

#endif
