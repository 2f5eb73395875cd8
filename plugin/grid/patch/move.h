/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Cells moved on a grid that stays: the network and its factor are kept, and the currents
 * of the cells go to where the cells are now.
 *
 * A pin that stands where one of the same name stood takes over its node; where all do,
 * the network is what extraction would make. The current of any other enters the nearest
 * wire of the pin's layer at the point next to it and is split between the two nodes of
 * the wire as its two parts conduct, which is exact for every other node; the drop at the
 * pin is that of the point, by its own current and none of others between the same nodes.
 * Not exact then: PDNSim's model ties a pin to every node under it, so that a cell shorts
 * the rail that it covers, and those shorts stay where cells were at extraction.
 * docs/benchmarks.md has figures.
 */
#ifndef IRD_PATCH_MOVE_H
#define IRD_PATCH_MOVE_H

#include "extract/extract.h"

/* What the network of a net follows from, but for cells of class CORE: equal keys, equal
 * grids. Settings (resistances, sources, voltages of nets) are the caller's to compare.
 */
typedef struct ird_grid_key {
    uint64_t word[2];
} ird_grid_key;

ird_grid_key ird_grid_key_of(const ird_design *design, const ird_technology *tech,
                             int32_t net);

/* What is kept of a grid to move cells on it: the pins and wires of its extraction, by
 * place. Good as long as its network. */
typedef struct ird_grid_base ird_grid_base;

/* is_fed: per node of the network, whether a source reaches it; wires of others are left
 * out. */
ird_status ird_grid_base_make(ird_grid_base **base, const ird_grid *grid,
                              const ird_technology *tech, const bool *is_fed,
                              ird_error *err);

void ird_grid_base_free(ird_grid_base *base); /* NULL is fine */

typedef struct ird_move {
    size_t moved;  /* pins where there was none before */
    size_t vacant; /* places of pins where there is none now */
} ird_move;

/* Put the cells of design, whose key is that of the grid, in the place of those that grid
 * was extracted with. *is_fit is false, and grid as it was, where a pin has no wire
 * nearer than half the larger side of its cell, or moved and vacant are not zero though
 * is_exact asks for that. power may be NULL. */
ird_status ird_grid_move(ird_grid *grid, const ird_grid_base *base,
                         const ird_design *design, const ird_technology *tech,
                         int32_t net, const ird_power *power, bool is_exact,
                         ird_move *move, bool *is_fit, ird_error *err);

#endif
