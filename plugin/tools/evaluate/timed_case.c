/* SPDX-License-Identifier: BSD-3-Clause */
#include "evaluate/timed_case.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "evaluate/scene.h"
#include "session/net_grid.h"
#include "timed/net_dynamic.h"
#include "timed/time_setting.h"
#include "world/cycle_samples.h"
#include "world/time_world.h"

static const char DOING[] = "evaluating cycles";

void ird_timed_case_free(ird_timed_case *timed) {
    if (timed != NULL) {
        if (timed->inner != NULL) {
            timed->free_inner(timed->inner);
        }
        ird_free(timed->pulses);
        ird_free(timed->first);
        ird_free(timed->exact_v);
        memset(timed, 0, sizeof *timed);
    }
}

static double processor_s(void) {
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static int compare_starts(const void *a, const void *b) {
    const ird_pulse *x = a, *y = b;
    if (x->start_s != y->start_s) {
        return x->start_s < y->start_s ? -1 : 1;
    }
    return (x->drain > y->drain) - (x->drain < y->drain);
}

static ird_status sort_pulses(ird_timed_case *timed, ird_error *err) {
    size_t count = timed->transient->pulses.count, at = 0;
    timed->pulses = ird_alloc(count, sizeof *timed->pulses);
    timed->first = ird_alloc(timed->cycles + 2, sizeof *timed->first);
    timed->exact_v = ird_alloc(timed->cycles, sizeof *timed->exact_v);
    if (timed->pulses == NULL || timed->first == NULL || timed->exact_v == NULL) {
        return ird_fail_memory(err, DOING);
    }
    if (count > 0) {
        memcpy(timed->pulses, timed->transient->pulses.items,
               count * sizeof *timed->pulses);
    }
    qsort(timed->pulses, count, sizeof *timed->pulses, compare_starts);
    for (size_t cycle = 0; cycle < timed->cycles + 2; cycle++) {
        double begin_s = timed->period_s * (double)cycle;
        while (cycle > 0 && at < count && timed->pulses[at].start_s < begin_s) {
            at++;
        }
        timed->first[cycle] = at;
    }
    return IRD_OK;
}

/* All but inner is made from what it shows. */
static ird_status solve(ird_timed_case *timed, bool splits, ird_error *err) {
    ird_dynamic result = {0};
    const ird_network *networks[] = {timed->network};
    const ird_dynamic_input input = {networks, 1, timed->transient};
    ird_dynamic_wish wish = {.step_s = timed->step_s,
                             .stop_s = timed->period_s * (double)(timed->cycles + 1),
                             .cycle_s = timed->period_s,
                             .splits = splits,
                             .solve = ird_solve_defaults};
    wish.solve.engine.threads = 1;
    IRD_TRY(sort_pulses(timed, err));
    double begun_s = processor_s();
    IRD_TRY(ird_dynamic_solve(&result, &input, &wish, NULL, err));
    timed->exact_s =
        (processor_s() - begun_s) * (double)timed->cycles / (double)(timed->cycles + 1);
    memcpy(timed->exact_v, result.cycle_v + 1, timed->cycles * sizeof *timed->exact_v);
    ird_dynamic_free(&result);
    return IRD_OK;
}

/* ---- floorplans ---- */

typedef struct floorplan {
    ird_world world;
    ird_power power;
    ird_grid grid;
    ird_world_time time;
} floorplan;

static void free_floorplan(void *inner) {
    floorplan *f = inner;
    ird_world_time_free(&f->time);
    ird_grid_free(&f->grid);
    ird_power_free(&f->power);
    ird_world_free(&f->world);
    ird_free(f);
}

static ird_status make_floorplan(ird_timed_case *timed, floorplan *f, uint64_t seed,
                                 uint64_t index, ird_error *err) {
    IRD_TRY(ird_world_make(&f->world, seed, index, err));
    if (f->world.design.components.count > IRD_CYCLE_CELLS) {
        return IRD_OK;
    }
    IRD_TRY(ird_world_power(&f->power, &f->world, 0, err));
    const ird_extract_options options = ird_world_options(&f->world);
    IRD_TRY(ird_extract(&f->grid, &f->world.design, &f->world.tech, &f->world.rc,
                        &f->power, &options, NULL, err));
    IRD_TRY(ird_world_time_make(&f->time, &f->world, &f->grid, &f->power, 0,
                                timed->cycles + 1, err));
    timed->network = f->time.network;
    timed->transient = &f->time.transient;
    timed->period_s = f->time.period_s;
    timed->step_s = f->time.step_s;
    timed->pulse_s = f->time.pulse_s;
    ird_status status = solve(timed, true, err);
    if (status == IRD_OK) {
        timed->grid = &f->grid.network;
    }
    return status == IRD_SOLVE_NO_SOURCE ? IRD_OK : status;
}

ird_status ird_timed_case_of_world(ird_timed_case *timed, uint64_t seed, uint64_t index,
                                   size_t cycles, ird_error *err) {
    ird_timed_case made = {.cycles = cycles, .free_inner = free_floorplan};
    floorplan *f = ird_alloc_zero(1, sizeof *f);
    if (f == NULL) {
        return ird_fail_memory(err, DOING);
    }
    made.inner = f;
    ird_status status = make_floorplan(&made, f, seed, index, err);
    if (status != IRD_OK) {
        ird_timed_case_free(&made);
        return status;
    }
    *timed = made;
    return IRD_OK;
}

/* ---- designs ---- */

static void free_session(void *inner) {
    ird_session_free(inner);
    ird_free(inner);
}

static ird_status read_design(ird_timed_case *timed, ird_session *session,
                              const ird_timed_design *design, ird_error *err) {
    ird_time_wish wish = {.net_count = 1, .solve = ird_solve_defaults};
    ird_time_steps steps;
    ird_cell *cell = NULL;
    IRD_TRY(ird_scene_read(session, design->files, "pdn", &wish.nets[0], err));
    if (design->liberty_count > 0) {
        IRD_TRY(ird_session_read_liberty(session, design->liberties,
                                         design->liberty_count, NULL, err));
    }
    IRD_TRY(ird_session_set_clock(session, design->period_s, NULL, 0, err));
    wish.switching = (ird_switching_wish){
        .cycles = timed->cycles + 1, .seed = design->seed, .is_vectorless = true};
    IRD_TRY(ird_session_need_transient(session, wish.nets, 1, &wish.switching, NULL,
                                       &cell, err));
    const ird_net_transient *net = cell->value;
    IRD_TRY(ird_time_wish_steps(&wish, net, &steps, err));
    timed->grid = &((const ird_net_grid *)net->grids[0]->value)->grid.network;
    timed->network = net->networks[0];
    timed->transient = net->timed;
    timed->period_s = design->period_s;
    timed->step_s = steps.step_s;
    timed->pulse_s = steps.pulse_s;
    return solve(timed, steps.splits, err);
}

ird_status ird_timed_case_of_design(ird_timed_case *timed, const ird_timed_design *design,
                                    size_t cycles, ird_error *err) {
    ird_timed_case made = {.cycles = cycles, .free_inner = free_session};
    ird_session *session = ird_alloc_zero(1, sizeof *session);
    if (session == NULL) {
        return ird_fail_memory(err, DOING);
    }
    made.inner = session;
    ird_status status = read_design(&made, session, design, err);
    if (status != IRD_OK) {
        ird_timed_case_free(&made);
        return status;
    }
    *timed = made;
    return IRD_OK;
}
