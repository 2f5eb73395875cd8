/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Groups of about four nodes of a graph, each of which becomes a node of a coarser one:
 * nodes are paired along their strongest edges, and the pairs once more. A node or pair
 * with no free neighbour joins that of its strongest neighbour, unless there are many
 * already. Only nodes of one stretch of 2^16 are joined, so that threads can take
 * stretches; groups have the same numbers for any number of threads, those of a stretch
 * one after the other. Internal to engine/.
 */
#ifndef IRD_ENGINE_GROUPS_H
#define IRD_ENGINE_GROUPS_H

#include "base/workers.h"
#include "graph/graph.h"

enum { IRD_GROUP_MOST = 16 }; /* nodes of one */

typedef struct ird_groups {
    size_t n, count;
    int32_t *of;     /* per node: its group */
    int32_t *start;  /* count + 1: those of group g are member[start[g], start[g + 1]) */
    int32_t *member; /* n */
    size_t stretches;
    int32_t *first; /* stretches + 1: groups of each */
} ird_groups;       /* all zero is an empty one */

void ird_groups_free(ird_groups *groups); /* leaves an empty one */

/* workers may be NULL. */
ird_status ird_groups_make(ird_groups *groups, const ird_graph *graph,
                           ird_workers *workers, ird_error *err);

/* The graph of the groups: conductances between two of them add up, and so do leaks. */
ird_status ird_groups_collapse(const ird_groups *groups, const ird_graph *fine,
                               ird_graph *coarse, ird_workers *workers, ird_error *err);

/* Call task(context, worker) for each of the workers, or once where there are none. */
void ird_groups_share(ird_workers *workers, void (*task)(void *context, size_t worker),
                      void *context);

#endif
