/* SPDX-License-Identifier: BSD-3-Clause */
#include "world/time_world.h"

#include <stdlib.h>
#include <string.h>

#include "world/time_traits.h"

static const char DOING[] = "making a floorplan in time";

#define HELD_STREAM UINT64_C(0x68656c64)
#define STEP_LEAST_S 1e-12
#define STEP_MOST_S 5e-12
enum { STEPS_A_PULSE = 8 };

void ird_world_time_free(ird_world_time *time) {
    if (time != NULL) {
        ird_network_branch_free(&time->branch);
        ird_transient_free(&time->transient);
        memset(time, 0, sizeof *time);
    }
}

/* What a world's cells hold for their area; the factors of capacitance.h hold on average.
 */
typedef struct holding {
    double half_um, gate, wires_um, decap_f_um2, decap_ohm, block_f_um2;
} holding;

static holding draw_holding(const ird_world *world, ird_random *random) {
    return (holding){
        .half_um = 1.3e-3 * world->facts.feature_nm + 0.009,
        .gate = IRD_GATE_F_PER_UM * ird_draw_lognormal(random, 0.5),
        .wires_um = world->facts.row_um * ird_draw_log(random, 3, 30),
        .decap_f_um2 =
            ird_draw_chance(random, 0.5) ? ird_draw_log(random, 1e-15, 15e-15) : 0,
        .decap_ohm = ird_draw_chance(random, 0.5) ? ird_draw_log(random, 10, 1000) : 0,
        .block_f_um2 = ird_draw_log(random, 0.3e-15, 3e-15)};
}

static ird_held draw_held(const holding *h, double area_um2, uint8_t kind,
                          ird_random *random) {
    double gates_f = h->gate * area_um2 / h->half_um;
    double fanout = ird_draw_lognormal(random, 0.6), wire = ird_draw_lognormal(random, 1);
    double wire_f = IRD_WIRE_F_PER_UM * h->wires_um * wire;
    if (kind == IRD_WORLD_TAP) {
        return (ird_held){.decap_f = h->decap_f_um2 * area_um2,
                          .decap_ohm = h->decap_ohm};
    }
    if (kind == IRD_WORLD_BLOCK) {
        return (ird_held){.intrinsic_f = (float)(h->block_f_um2 * area_um2)};
    }
    return (ird_held){.intrinsic_f = (float)(IRD_INTRINSIC_PART * gates_f),
                      .load_f = (float)(IRD_LOAD_PART * (2 * fanout * gates_f + wire_f))};
}

static ird_status add_held(ird_world_time *time, const ird_world *world,
                           const ird_charge_grids *grids, ird_random *random,
                           ird_error *err) {
    const ird_design *design = &world->design;
    ird_charge_left left = {0};
    ird_cell_capacitance cells = {.count = design->components.count};
    const holding h = draw_holding(world, random);
    cells.items = ird_alloc_zero(cells.count, sizeof *cells.items);
    if (cells.items == NULL) {
        return ird_fail_memory(err, DOING);
    }
    for (size_t i = 0; i < cells.count; i++) {
        double area_um2 = ird_component_area_um2(design, &world->tech, i);
        uint8_t kind = world->kinds[design->components.items[i].macro];
        ird_held held = draw_held(&h, area_um2, kind, random);
        cells.items[i] = held;
        time->held_f += (double)held.intrinsic_f + (double)held.load_f + held.decap_f;
    }
    ird_status status = ird_charge_add_cells(
        &time->transient, grids, (int32_t)time->network->nodes.count, &cells, &left, err);
    ird_cell_capacitance_free(&cells);
    return status;
}

/* In one of three: resistance and wave impedance, sqrt(L/C), of all sources together are
 * parts of what the grid has. */
static ird_status add_package(ird_world_time *time, const ird_world *world,
                              const ird_grid *grid, ird_random *random, ird_error *err) {
    double part = ird_draw_log(random, 0.02, 0.5), wave = ird_draw_log(random, 0.05, 0.5);
    if (!ird_draw_chance(random, 1.0 / 3) || grid->network.sources.count == 0 ||
        !(time->held_f > 0)) {
        return IRD_OK;
    }
    double ohm = world->facts.ohm_um2 / (world->facts.die_x_um * world->facts.die_y_um);
    const ird_package package = {.ohm = part * ohm,
                                 .henry = wave * wave * ohm * ohm * time->held_f,
                                 .is_whole = true};
    IRD_TRY(ird_network_branch(&time->branch, &grid->network, err));
    time->network = &time->branch;
    return ird_charge_add_package(&time->transient, &time->branch, 0, 0, &package, err);
}

static int compare_starts(const void *a, const void *b) {
    const ird_pulse *x = a, *y = b;
    if (x->start_s != y->start_s) {
        return x->start_s < y->start_s ? -1 : 1;
    }
    return (x->drain > y->drain) - (x->drain < y->drain);
}

static ird_status add_currents(ird_world_time *time, const ird_time_traits *traits,
                               const ird_charge_grids *grids, const ird_power *power,
                               ird_error *err) {
    ird_charge_left left = {0};
    ird_switching switching = {.count = traits->count, .idle_a = traits->idle_a};
    ird_status status = ird_time_events(&switching, traits, time->cycles, err);
    if (status == IRD_OK) {
        status = ird_charge_add_currents(&time->transient, grids,
                                         (int32_t)time->network->nodes.count, &switching,
                                         power, &left, err);
    }
    ird_free(switching.events.items); /* what is idle belongs to the traits */
    if (status == IRD_OK) {
        qsort(time->transient.pulses.items, time->transient.pulses.count,
              sizeof *time->transient.pulses.items, compare_starts);
    }
    return status;
}

static ird_status make(ird_world_time *time, const ird_time_traits *traits,
                       const ird_world *world, const ird_grid *grid,
                       const ird_power *power, ird_error *err) {
    const ird_charge_grids grids = {grid, NULL};
    ird_random random = ird_random_stream(world->seed ^ HELD_STREAM, world->index);
    time->period_s = traits->period_s;
    time->stage_s = traits->stage_s;
    time->pulse_s = traits->pulse_s;
    time->step_s =
        ird_draw_clamped(traits->pulse_s / STEPS_A_PULSE, STEP_LEAST_S, STEP_MOST_S);
    time->network = &grid->network;
    IRD_TRY(add_held(time, world, &grids, &random, err));
    IRD_TRY(add_package(time, world, grid, &random, err));
    return add_currents(time, traits, &grids, power, err);
}

ird_status ird_world_time_make(ird_world_time *time, const ird_world *world,
                               const ird_grid *grid, const ird_power *power,
                               uint64_t vector, size_t cycles, ird_error *err) {
    ird_time_traits traits = {0};
    ird_world_time *made = time;
    made->cycles = cycles;
    ird_status status = ird_time_traits_draw(&traits, world, power, vector, err);
    if (status == IRD_OK) {
        status = make(made, &traits, world, grid, power, err);
    }
    ird_time_traits_free(&traits);
    if (status != IRD_OK) {
        ird_world_time_free(made);
    }
    return status;
}
