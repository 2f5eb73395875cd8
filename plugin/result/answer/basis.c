/* SPDX-License-Identifier: BSD-3-Clause */
#include "answer/basis.h"

#include <math.h>

#include "base/quantity.h"
#include "base/writer.h"

static const char DOING[] = "gathering what an answer rests on";

const char *ird_left_out_name(ird_left_out reason) {
    static const char *const names[] = {[IRD_LEFT_UNPLACED] = "unplaced",
                                        [IRD_LEFT_UNCONNECTED] = "unconnected",
                                        [IRD_LEFT_ISLAND] = "on islands",
                                        [IRD_LEFT_SIZELESS] = "without size",
                                        [IRD_LEFT_POWERLESS] = "without power"};
    _Static_assert(sizeof names / sizeof *names == IRD_LEFT_OUTS, "one for each reason");
    return (size_t)reason < IRD_LEFT_OUTS ? names[reason] : "unknown";
}

static void leave_out(ird_basis *basis, ird_left_out reason, size_t cells,
                      double ampere) {
    basis->cells += cells;
    basis->set_a += ampere;
    basis->left[reason] += cells;
    basis->left_a[reason] += ampere;
}

/* The terminals [first, end) of one instance. */
static void add_instance(ird_basis *basis, const ird_solved *solved, size_t first,
                         size_t end) {
    bool has_metal = false, is_fed = false;
    double drawn_a = 0, lost_a = 0;
    for (size_t i = first; i < end; i++) {
        const ird_grid_terminal *t = &solved->grid->terminals.items[i];
        bool feeds = t->node >= 0 && !isnan(solved->solution->drop_v[t->node]);
        has_metal = has_metal || t->node >= 0;
        is_fed = is_fed || feeds;
        *(feeds ? &drawn_a : &lost_a) +=
            solved->current_scale * ird_grid_ampere(solved->grid, i);
    }
    if (is_fed) { /* a pin of it on an island is current that is lost, all the same */
        basis->cells++;
        basis->set_a += drawn_a;
        basis->drawn_a += drawn_a;
        leave_out(basis, IRD_LEFT_ISLAND, 0, lost_a);
    } else {
        leave_out(basis, has_metal ? IRD_LEFT_ISLAND : IRD_LEFT_UNCONNECTED, 1, lost_a);
    }
}

/* Fillers, taps and the like without power are in no count. */
static bool draws_nothing(const ird_solved *solved, int32_t component) {
    if (solved->power == NULL || solved->power->instance_w[component] > 0) {
        return false;
    }
    int32_t macro = solved->design->components.items[component].macro;
    return ird_macro_is_physical_only(&solved->tech->macros.items[macro]);
}

/* Unplaced instances of the net that draw nothing by their nature. */
static ird_status count_unplaced_physical(const ird_solved *solved, size_t *count,
                                          ird_error *err) {
    const ird_design *design = solved->design;
    bool is_assumed;
    *count = 0;
    if (solved->grid->unplaced_instances == 0 || solved->special_net == NULL) {
        return IRD_OK;
    }
    int32_t net = (int32_t)(solved->special_net - design->special_nets.items);
    int32_t *pins = ird_alloc(design->components.count, sizeof *pins);
    if (pins == NULL) {
        return ird_fail_memory(err, DOING);
    }
    ird_status status =
        ird_special_net_components(design, solved->tech, net, pins, &is_assumed, err);
    for (size_t i = 0; i < design->components.count && status == IRD_OK; i++) {
        *count += pins[i] > 0 && design->components.items[i].placement == IRD_UNPLACED &&
                  draws_nothing(solved, (int32_t)i);
    }
    ird_free(pins);
    return status;
}

/* The terminals of an instance stand together. */
static ird_status add_instances(ird_basis *basis, const ird_solved *solved,
                                ird_error *err) {
    const ird_grid *grid = solved->grid;
    size_t end = 0;
    for (size_t first = 0; first < grid->terminals.count; first = end) {
        int32_t component = grid->terminals.items[first].component;
        end = first;
        while (end < grid->terminals.count &&
               grid->terminals.items[end].component == component) {
            end++;
        }
        if (!draws_nothing(solved, component)) {
            add_instance(basis, solved, first, end);
        }
    }
    leave_out(basis, IRD_LEFT_UNCONNECTED, 0, solved->current_scale * grid->unloaded_a);
    size_t physical;
    IRD_TRY(count_unplaced_physical(solved, &physical, err));
    leave_out(basis, IRD_LEFT_UNPLACED, grid->unplaced_instances - physical,
              solved->current_scale * grid->unplaced_a);
    return IRD_OK;
}

/* Cells that a report does not name, or gives less than nothing or no number, but for
 * fillers and the like, which draw nothing. */
static size_t count_powerless(const ird_power *power, const ird_design *design,
                              const ird_technology *tech) {
    size_t most = power->missing_instances + power->negative + power->not_a_number;
    size_t count = 0;
    for (size_t i = 0; most > 0 && i < power->count; i++) {
        int32_t macro = design->components.items[i].macro;
        count += !(power->instance_w[i] > 0) &&
                 !ird_macro_is_physical_only(&tech->macros.items[macro]);
    }
    return count < most ? count : most;
}

static void set_power(ird_basis *basis, const ird_power *power, const ird_design *design,
                      const ird_technology *tech) {
    double known = (double)(power->count - power->missing_instances);
    double unknown = (double)power->unknown_instances;
    basis->is_power_assumed =
        power->origin == IRD_POWER_ASSUMED ||
        (power->origin == IRD_POWER_ACTIVITY && power->base_origin == IRD_POWER_ASSUMED);
    basis->unknown_names = power->unknown_instances;
    basis->matched = unknown > 0 ? known / (known + unknown) : 1;
    basis->activity_matched =
        power->origin == IRD_POWER_ACTIVITY ? power->activity_matched : 1;
    basis->left[IRD_LEFT_POWERLESS] = count_powerless(power, design, tech);
}

ird_status ird_find_unfed(bool **unfed, const ird_design *design,
                          const ird_technology *tech, ird_pin_use use, ird_error *err) {
    size_t count = design->components.count;
    bool is_assumed;
    ird_status status = IRD_OK;
    bool *made = ird_alloc(count, sizeof *made);
    int32_t *pins = ird_alloc(count, sizeof *pins);
    if (made == NULL || pins == NULL) {
        status = ird_fail_memory(err, DOING);
    }
    for (size_t i = 0; i < count && status == IRD_OK; i++) {
        made[i] = true;
    }
    for (size_t n = 0; n < design->special_nets.count && status == IRD_OK; n++) {
        if (design->special_nets.items[n].use != use) {
            continue;
        }
        status =
            ird_special_net_components(design, tech, (int32_t)n, pins, &is_assumed, err);
        for (size_t i = 0; i < count && status == IRD_OK; i++) {
            made[i] = made[i] && pins[i] == 0;
        }
    }
    ird_free(pins);
    if (status != IRD_OK) {
        ird_free(made);
        return status;
    }
    *unfed = made;
    return IRD_OK;
}

/* Instances that draw power and are on no net of the use of this one. */
static ird_status add_unfed(ird_basis *basis, const ird_solved *solved, ird_error *err) {
    const ird_power *power = solved->power;
    bool *unfed = NULL;
    if (power == NULL || solved->special_net == NULL || !(solved->supply_v > 0)) {
        return IRD_OK;
    }
    IRD_TRY(ird_find_unfed(&unfed, solved->design, solved->tech, solved->special_net->use,
                           err));
    for (size_t i = 0; i < power->count; i++) {
        if (unfed[i] && power->instance_w[i] > 0) {
            leave_out(basis, IRD_LEFT_UNCONNECTED, 1,
                      power->instance_w[i] / solved->supply_v);
        }
    }
    ird_free(unfed);
    return IRD_OK;
}

ird_status ird_basis_of_solved(ird_basis *basis, const ird_solved *solved,
                               ird_error *err) {
    const ird_solution *solution = solved->solution;
    ird_basis made = {.is_known = true,
                      .matched = 1,
                      .activity_matched = 1,
                      .odd_layers = solved->grid->odd_layers,
                      .source_places = solved->grid->sources.places,
                      .sources_outside = solved->grid->sources.outside,
                      .assumed_layers = solved->grid->assumed_layers};
    made.connections_assumed = solved->grid->connections_assumed &&
                               solved->special_net != NULL &&
                               solved->special_net->planned_wires == 0;
    if (solved->network_file == NULL) {
        IRD_TRY(add_instances(&made, solved, err));
    } else {
        size_t loads = solved->grid->network.loads.count;
        made.source_places = solution->source_count;
        made.cells = loads - solution->unconnected_count;
        made.drawn_a = made.set_a = fabs(solution->total_current_a);
        leave_out(&made, IRD_LEFT_ISLAND, solution->unconnected_count,
                  fabs(solution->unconnected_a));
    }
    if (solved->power != NULL) {
        IRD_TRY(add_unfed(&made, solved, err));
        set_power(&made, solved->power, solved->design, solved->tech);
    }
    *basis = made;
    return IRD_OK;
}

static void add_cell(ird_basis *basis, const ird_cell_load *load) {
    switch (load->kind) {
    case IRD_CELL_LOAD_DRAWS:
        basis->cells++;
        basis->set_a += load->current_a;
        basis->drawn_a += load->current_a;
        break;
    case IRD_CELL_LOAD_UNCONNECTED:
        leave_out(basis, IRD_LEFT_UNCONNECTED, 1, load->current_a);
        break;
    case IRD_CELL_LOAD_UNPLACED:
        leave_out(basis, IRD_LEFT_UNPLACED, 1, load->current_a);
        break;
    case IRD_CELL_LOAD_SIZELESS:
        leave_out(basis, IRD_LEFT_SIZELESS, 1, load->current_a);
        break;
    case IRD_CELL_LOAD_PHYSICAL:
        break;
    }
}

ird_status ird_basis_of_cells(ird_basis *basis, const ird_cell_loads *loads, int32_t net,
                              ird_error *err) {
    const ird_design *design = loads->design;
    bool *unfed = NULL;
    IRD_TRY(ird_find_unfed(&unfed, design, loads->tech,
                           design->special_nets.items[net].use, err));
    *basis = (ird_basis){.is_known = true};
    for (size_t i = 0; i < design->components.count; i++) {
        const ird_cell_load load = ird_cell_loads_get(loads, i);
        if (loads->connections[i] > 0 || unfed[i]) {
            add_cell(basis, &load);
        }
    }
    set_power(basis, loads->power, design, loads->tech);
    ird_free(unfed);
    return IRD_OK;
}

size_t ird_basis_left(const ird_basis *basis) {
    size_t count = 0;
    for (size_t i = 0; i < IRD_LEFT_OUTS; i++) {
        count += basis->left[i];
    }
    return count;
}

double ird_basis_left_a(const ird_basis *basis) {
    double sum_a = 0;
    for (size_t i = 0; i < IRD_LEFT_OUTS; i++) {
        sum_a += basis->left_a[i];
    }
    return sum_a;
}

ird_status ird_basis_write(ird_text *out, const ird_basis *basis, ird_error *err) {
    ird_writer w = {out, IRD_OK, err};
    char number[2][IRD_QUANTITY_SIZE];
    const char *joint = "; left out: ";
    if (!basis->is_known) {
        return IRD_OK;
    }
    ird_write(&w, "%s of %s drawn, %zu of %zu cell%s",
              ird_quantity_write(number[0], basis->drawn_a, "A"),
              ird_quantity_write(number[1], basis->set_a, "A"),
              basis->cells - ird_basis_left(basis), basis->cells,
              ird_plural(basis->cells));
    for (size_t i = 0; i < IRD_LEFT_OUTS; i++) {
        if (basis->left[i] > 0) {
            ird_write(&w, "%s%s %zu", joint, ird_left_out_name((ird_left_out)i),
                      basis->left[i]);
            joint = ", ";
        }
    }
    return w.status;
}
