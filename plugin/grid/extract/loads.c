/* SPDX-License-Identifier: BSD-3-Clause */
#include "design/net_pins.h"
#include "extract/collect.h"

static const char DOING[] = "sharing currents between the pins of a net";

static double ampere_of(const ird_grid *grid, const ird_power *power, size_t component) {
    return power != NULL && component < power->count
               ? power->instance_w[component] / grid->options.swing_v
               : 0;
}

static bool is_on_net(const ird_net_pins *pins, const ird_design *design,
                      const ird_technology *tech, size_t component) {
    const ird_macro *macro =
        &tech->macros.items[design->components.items[component].macro];
    for (size_t k = 0; k < macro->pin_count; k++) {
        const ird_macro_pin *pin = &tech->macro_pins.items[macro->first_pin + k];
        if (ird_net_pins_has(pins, (int32_t)component, pin)) {
            return true;
        }
    }
    return false;
}

/* Current of the instances of the net that have no place, into draws. */
static ird_status sum_unplaced(ird_grid_draws *draws, const ird_grid *grid,
                               const ird_design *design, const ird_technology *tech,
                               const ird_power *power, ird_error *err) {
    ird_net_pins pins = {0};
    ird_status status = IRD_OK;
    if (grid->unplaced_instances == 0 || power == NULL) {
        return IRD_OK;
    }
    status = ird_net_pins_make(&pins, design, tech, grid->options.net, err);
    for (size_t i = 0; i < design->components.count && status == IRD_OK; i++) {
        double ampere = ampere_of(grid, power, i);
        if (ampere != 0 && design->components.items[i].placement == IRD_UNPLACED &&
            is_on_net(&pins, design, tech, i)) {
            draws->unplaced_a += ampere;
            draws->unplaced++;
        }
    }
    ird_net_pins_free(&pins);
    return status;
}

/* Only pads and switches are sources themselves: else no terminal need be asked. */
static bool may_be_source(const ird_grid *grid) {
    return grid->sources.type == IRD_SOURCE_PADS ||
           grid->sources.type == IRD_SOURCE_SWITCHES;
}

/* Current of an instance, shared between its terminals [first, end) that have metal;
 * false where none has. */
static bool share(ird_grid *grid, ird_grid_draws *draws, size_t first, size_t end,
                  double ampere) {
    size_t fed = 0;
    for (size_t i = first; i < end; i++) {
        fed += grid->terminals.items[i].layer >= 0;
    }
    for (size_t i = first; i < end && fed > 0; i++) {
        const ird_grid_terminal *terminal = &grid->terminals.items[i];
        if (terminal->layer >= 0) {
            grid->amperes[i] = ampere / (double)fed;
            grid->islands.items[terminal->island].ampere += grid->amperes[i];
        }
    }
    if (fed == 0 && ampere != 0) {
        draws->unloaded_a += ampere;
        draws->unloaded++;
    }
    return fed > 0;
}

/* Whether the instance of terminals [first, end) is a source itself: of pads and switches
 * all terminals with metal are. */
static bool has_source(const ird_grid *grid, const ird_design *design,
                       const ird_technology *tech, size_t first, size_t end) {
    for (size_t i = first; i < end && may_be_source(grid); i++) {
        if (grid->terminals.items[i].layer >= 0 &&
            ird_source_at_terminal(grid->sources.type, grid, design, tech, i)) {
            return true;
        }
    }
    return false;
}

/* The loads of terminals [first, end), behind those that are there; there is room. */
static void put_loads(ird_grid *grid, const ird_design *design,
                      const ird_technology *tech, size_t first, size_t end) {
    ird_network *network = &grid->network;
    double sign = grid->options.is_ground ? -1 : 1;
    bool may_feed = may_be_source(grid);
    for (size_t i = first; i < end; i++) {
        const ird_grid_terminal *t = &grid->terminals.items[i];
        bool is_source =
            may_feed && ird_source_at_terminal(grid->sources.type, grid, design, tech, i);
        double ampere = grid->amperes[i];
        if (t->layer >= 0 && ampere != 0 && !is_source) {
            const ird_grid_landing *far =
                t->landing > 0 ? &grid->landings.items[t->landing - 1] : NULL;
            double far_a = far != NULL ? far->share * ampere : 0;
            network->loads.items[network->loads.count++] =
                (ird_load){t->node, t->component, t->pin, sign * (ampere - far_a)};
            if (far != NULL) {
                network->loads.items[network->loads.count++] =
                    (ird_load){far->node, t->component, t->pin, sign * far_a};
            }
        }
    }
}

static void forget_currents(ird_grid *grid) {
    for (size_t i = 0; i < grid->islands.count; i++) {
        grid->islands.items[i].ampere = 0;
    }
    grid->network.loads.count = 0;
}

/* Currents and loads, in one pass over the terminals, which are many. Those of an
 * instance stand together. */
static void share_all(ird_grid *grid, ird_grid_draws *draws, const ird_design *design,
                      const ird_technology *tech, const ird_power *power) {
    size_t end = 0;
    for (size_t first = 0; first < grid->terminals.count; first = end) {
        int32_t component = grid->terminals.items[first].component;
        end = first + 1;
        while (end < grid->terminals.count &&
               grid->terminals.items[end].component == component) {
            end++;
        }
        double ampere = ampere_of(grid, power, (size_t)component);
        const ird_grid_terminal *only = &grid->terminals.items[first];
        if (ampere == 0) {
            continue;
        }
        if (end == first + 1 && only->layer >= 0) { /* most have one */
            grid->amperes[first] = ampere;
            grid->islands.items[only->island].ampere += ampere;
        } else if (!share(grid, draws, first, end, ampere)) {
            continue;
        }
        put_loads(grid, design, tech, first, end);
        bool is_source = has_source(grid, design, tech, first, end);
        *(is_source ? &draws->source_a : &draws->drawn_a) += ampere;
        *(is_source ? &draws->source : &draws->drawn) += 1;
    }
}

/* What the instances draw that are neither unplaced on the net nor have terminals. */
static void find_elsewhere(ird_grid_draws *draws, const ird_grid *grid,
                           const ird_power *power) {
    size_t drawing = 0;
    for (size_t i = 0; power != NULL && i < power->count; i++) {
        drawing += power->instance_w[i] != 0;
        draws->set_a += ampere_of(grid, power, i);
    }
    size_t there = draws->drawn + draws->source + draws->unplaced + draws->unloaded;
    double there_a =
        draws->drawn_a + draws->source_a + draws->unplaced_a + draws->unloaded_a;
    draws->elsewhere = drawing - there;
    draws->elsewhere_a = draws->elsewhere > 0 ? draws->set_a - there_a : 0;
}

ird_status ird_grid_set_power(ird_grid *grid, const ird_design *design,
                              const ird_technology *tech, const ird_power *power,
                              ird_error *err) {
    ird_network *network = &grid->network;
    ird_grid_draws draws = {0};
    /* Each at its node, and at another one where it has a landing. */
    size_t most = power != NULL ? grid->terminals.count + grid->landings.count : 0;
    double *amperes = NULL;
    ird_status status = sum_unplaced(&draws, grid, design, tech, power, err);
    if (status == IRD_OK && network->loads.capacity < most) {
        status =
            ird_vec_reserve(&network->loads, most - network->loads.count, DOING, err);
    }
    if (status == IRD_OK && power != NULL) {
        amperes = ird_alloc_zero(grid->terminals.count, sizeof *amperes);
        status = amperes != NULL ? IRD_OK : ird_fail_memory(err, DOING);
    }
    if (status != IRD_OK) {
        return status;
    }
    ird_free(grid->amperes);
    grid->amperes = amperes;
    forget_currents(grid);
    if (power != NULL) {
        share_all(grid, &draws, design, tech, power);
    }
    find_elsewhere(&draws, grid, power);
    grid->draws = draws;
    grid->unplaced_a = draws.unplaced_a;
    grid->unloaded_a = draws.unloaded_a;
    return IRD_OK;
}
