/* SPDX-License-Identifier: BSD-3-Clause
 *
 * A level of a multigrid as its cycles read it, in single precision: nodes in the order
 * of their groups, cut into blocks that stay in the cache, each edge once with two
 * numbers within its block; the few edges between blocks stand apart. Sweeps are of
 * Gauss-Seidel within a block and of Jacobi between blocks, so that threads can take
 * blocks and bits do not hang on who did. With G = D - L - L', and z, r, x of one level:
 *     down:  z = (D - L)^-1 r, and the rest of the residual, L' z, summed over the
 * groups; up:    z = (D - L')^-1 (r + L (z + what the groups found)). Edges carry their
 * share g / D of the first of the two nodes, which both sweeps take. Internal to engine/.
 */
#ifndef IRD_ENGINE_LEVELS_H
#define IRD_ENGINE_LEVELS_H

#include <stdbool.h>

#include "engine/groups.h"

enum { IRD_BLOCK_NODES = 8192, IRD_BLOCK_SUMS = 4 };

/* Where a block begins; it ends where the next one begins. */
typedef struct ird_block {
    size_t node, edge, outer, group;
} ird_block;

/* An edge to another block, seen from this one. */
typedef struct ird_outer {
    int32_t own, other;             /* nodes, */
    int32_t own_group, other_group; /* and of which groups they are */
    float siemens;
} ird_outer;

typedef struct ird_level {
    size_t n, count, edges; /* nodes, blocks, edges within blocks */
    ird_block *blocks;      /* count + 1 */
    uint16_t *degree; /* per node: its edges to later ones of its block, which are: */
    uint16_t *far;    /* per edge: that node, in the block */
    float *share;     /* and g / diagonal of this one */
    float *diagonal, *leak;
    uint16_t *group;                    /* per node: its group, of those of its block */
    int32_t *coarse;                    /* per group: the node of the next level */
    ird_outer *outer;                   /* sorted by block */
    float *outer_a;                     /* per outer edge: scratch */
    double *siemens;                    /* finest only: per edge, */
    double *outer_siemens, *exact_leak; /* and per outer edge and node */
    double *sums;                       /* per block, IRD_BLOCK_SUMS */
    float *r, *z, *q, *second;          /* coarser ones */
    float take_z, take_second;          /* the solution of this level, of z and second */
} ird_level;

/* What a level is made of. within: the nodes of graph by groups, those groups in the
 * order of `coarse`, which says where each is on the next level. A level keeps nothing of
 * it; order and place, which it fills, say which node of graph is which here, and the
 * reverse. */
typedef struct ird_level_plan {
    const ird_graph *graph;
    const ird_groups *groups;
    const int32_t *group_order, *coarse;
    int32_t *order, *place;
    bool is_finest;
} ird_level_plan;

/* On failure what was made is freed by ird_level_free. */
ird_status ird_level_make(ird_level *level, const ird_level_plan *plan,
                          ird_workers *workers, ird_error *err);
void ird_level_free(ird_level *level); /* leaves an empty one */
size_t ird_level_bytes(const ird_level *level);

#endif
