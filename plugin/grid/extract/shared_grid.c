/* SPDX-License-Identifier: BSD-3-Clause */
#include "extract/shared_grid.h"

#include <string.h>

#include "extract/collect.h"

/* Without freeing them. */
static void forget_loads(ird_network *network) {
    memset(&network->loads, 0, sizeof network->loads);
    network->instance_names = (ird_names){0};
    network->terminal_names = (ird_names){0};
}

ird_status ird_shared_grid_make(ird_grid *shared, const ird_grid *grid, ird_error *err) {
    size_t terminals = grid->terminals.count, islands = grid->islands.count;
    size_t landings = grid->landings.count;
    ird_grid made = *grid;
    made.terminals.items = ird_alloc(terminals, sizeof *made.terminals.items);
    made.islands.items = ird_alloc(islands, sizeof *made.islands.items);
    made.landings.items = ird_alloc(landings, sizeof *made.landings.items);
    made.terminals.capacity = terminals;
    made.islands.capacity = islands;
    made.landings.capacity = landings;
    forget_loads(&made.network);
    if (made.terminals.items == NULL || made.islands.items == NULL ||
        made.landings.items == NULL) {
        ird_shared_grid_free(&made);
        return ird_fail_memory(err, "sharing a grid");
    }
    if (terminals > 0) { /* memcpy must not see the pointer of an empty array */
        memcpy(made.terminals.items, grid->terminals.items,
               terminals * sizeof *made.terminals.items);
    }
    if (islands > 0) {
        memcpy(made.islands.items, grid->islands.items,
               islands * sizeof *made.islands.items);
    }
    if (landings > 0) {
        memcpy(made.landings.items, grid->landings.items,
               landings * sizeof *made.landings.items);
    }
    *shared = made;
    return IRD_OK;
}

void ird_shared_grid_take_loads(ird_grid *shared, const ird_grid *grid,
                                ird_network *netlist) {
    *shared = *grid;
    forget_loads(&shared->network);
    ird_network_swap_loads(&shared->network, netlist);
    ird_network_free(netlist);
}

void ird_shared_grid_free(ird_grid *shared) {
    ird_free(shared->terminals.items);
    ird_free(shared->landings.items);
    ird_free(shared->islands.items);
    ird_free(shared->network.loads.items);
    ird_names_free(&shared->network.instance_names);
    ird_names_free(&shared->network.terminal_names);
    *shared = (ird_grid){0};
}

ird_status ird_grid_mark_loads(ird_grid *grid, const ird_design *design,
                               const ird_technology *tech, ird_error *err) {
    ird_network *network = &grid->network;
    IRD_TRY(ird_vec_reserve(&network->loads, grid->terminals.count,
                            "marking where loads are", err));
    for (size_t i = 0; i < grid->terminals.count; i++) {
        const ird_grid_terminal *t = &grid->terminals.items[i];
        if (t->layer >= 0 &&
            !ird_source_at_terminal(grid->sources.type, grid, design, tech, i)) {
            network->loads.items[network->loads.count++] =
                (ird_load){t->node, t->component, t->pin, 0};
        }
    }
    return IRD_OK;
}
