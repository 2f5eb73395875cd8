/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The least resistive paths from any source of a lattice to each of its nodes. They form
 * trees with the sources as roots.
 */
#ifndef IRD_CHANNELS_PATH_TREE_H
#define IRD_CHANNELS_PATH_TREE_H

#include "channels/grid_lattice.h"

typedef struct ird_path_tree {
    double *ohm;    /* for each node the resistance of its path; infinity without one */
    double *load_a; /* current drawn at each node, then that through the edge above it */
    double *drop_v; /* for each node in order: see ird_path_tree_drop */
    size_t *parent; /* the next node on the way to the source; itself at a source */
    size_t *order;  /* the nodes that a source reaches, nearest first */
    size_t reached;
} ird_path_tree; /* all zero is an empty one */

/* No node is a source, none draws current. */
ird_status ird_path_tree_create(ird_path_tree *tree, const ird_lattice *lattice,
                                ird_error *err);
void ird_path_tree_free(ird_path_tree *tree);

void ird_path_tree_add_source(ird_path_tree *tree, size_t node);

/* Set ohm, parent and order: Dijkstra's algorithm (Numerische Mathematik 1, 1959) with a
 * binary heap. */
ird_status ird_path_tree_grow(ird_path_tree *tree, const ird_lattice *lattice,
                              ird_error *err);

/* Set drop_v of the nodes in order, if every node's load_a flowed along its path alone:
 * at each the sum of resistance x current over the edges up to its source. */
void ird_path_tree_drop(ird_path_tree *tree);

#endif
