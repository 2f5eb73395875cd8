/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The way by which current comes to a place: from the place upwards, at each node through
 * the resistor that brings most of the current that is drawn at the place alone (the
 * response), as long as one of those also carries the current of the solution that way.
 */
#ifndef IRD_ADJOINT_CURRENT_PATH_H
#define IRD_ADJOINT_CURRENT_PATH_H

#include "adjoint/adjoint.h"

typedef struct ird_path_step {
    uint32_t resistor;
    int32_t from, to; /* nodes; from lies nearer to the source */
    double passes;    /* of the current that is drawn at the place alone */
} ird_path_step;

typedef struct ird_path {
    IRD_VEC(ird_path_step)
    steps;          /* from the source to the place. Between two of them lie
                       links that were merged, or nothing */
    int32_t source; /* index in the sources of the network where it begins;
                       -1: it comes to none */
} ird_path;         /* all zero is an empty one */

void ird_path_free(ird_path *path); /* leaves an empty one */

/* The adjoint is that of the node alone. The drops of the resistors of the path, with
 * that of its source, add up to the drop of the node, whichever way it takes.
 * NETWORK_NODE where no source reaches the node. */
ird_status ird_path_find(ird_path *path, const ird_adjoint *adjoint,
                         const ird_solution *solution, int32_t node, ird_error *err);

#endif
