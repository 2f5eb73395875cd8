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

/* In the place of those of the other one. */
static ird_status copy_terminals(ird_grid *made, ird_error *err) {
    size_t count = made->terminals.count;
    ird_grid_terminal *copy = ird_alloc(count, sizeof *copy);
    if (copy == NULL) {
        return ird_fail_memory(err, "sharing a grid");
    }
    if (count > 0) { /* memcpy must not see the pointer of an empty array */
        memcpy(copy, made->terminals.items, count * sizeof *copy);
    }
    made->terminals.items = copy;
    made->terminals.capacity = count;
    made->borrows_terminals = false;
    return IRD_OK;
}

ird_status ird_shared_grid_make(ird_grid *shared, const ird_grid *grid,
                                bool borrows_terminals, ird_error *err) {
    size_t islands = grid->islands.count;
    size_t landings = grid->landings.count;
    ird_grid made = *grid;
    made.borrows_terminals = true;
    made.amperes = NULL;
    made.islands.items = ird_alloc(islands, sizeof *made.islands.items);
    made.landings.items = ird_alloc(landings, sizeof *made.landings.items);
    made.islands.capacity = islands;
    made.landings.capacity = landings;
    forget_loads(&made.network);
    if (made.islands.items == NULL || made.landings.items == NULL) {
        ird_shared_grid_free(&made);
        return ird_fail_memory(err, "sharing a grid");
    }
    if (!borrows_terminals && copy_terminals(&made, err) != IRD_OK) {
        ird_shared_grid_free(&made);
        return IRD_NO_MEMORY;
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
    ird_free(shared->borrows_terminals ? NULL : shared->terminals.items);
    ird_free(shared->amperes);
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
