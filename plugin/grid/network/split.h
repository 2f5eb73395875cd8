/* SPDX-License-Identifier: BSD-3-Clause
 *
 * A netlist may hold several nets: IBM's power grids have supply and ground in one file,
 * joined by nothing but the reference node. Pieces that no resistor joins and whose
 * sources differ in voltage are nets of their own.
 */
#ifndef IRD_NETWORK_SPLIT_H
#define IRD_NETWORK_SPLIT_H

#include "network/transient.h"

typedef struct ird_network_list {
    IRD_VEC(ird_network) items;
} ird_network_list; /* all zero is an empty one */

void ird_network_list_free(ird_network_list *list); /* leaves an empty one */

/* Move what is in network to an empty list, the net of the highest voltage first. A net
 * alone is moved as it is; of several the one at 0 V is named GROUND, another POWER, and
 * more of them POWER1, POWER2, ... A piece without sources goes to the net at 0 V where
 * current flows into it, else to the first. Nodes and resistors of the transient, which
 * may be NULL, count through the list then. After an error all are as they were. */
ird_status ird_network_split(ird_network *network, ird_transient *transient,
                             ird_network_list *list, ird_error *err);

#endif
