/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The metal of the signal nets of a routed design, for who adds metal to it.
 */
#ifndef IRD_DESIGN_ROUTING_H
#define IRD_DESIGN_ROUTING_H

#include "design/design.h"

typedef struct ird_routing {
    IRD_VEC(ird_shape) shapes; /* wires, and the metal of vias */
    size_t nets;               /* that have any */
} ird_routing;                 /* all zero is an empty one */

void ird_routing_free(ird_routing *routing); /* leaves an empty one */

#endif
