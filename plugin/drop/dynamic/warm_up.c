/* SPDX-License-Identifier: BSD-3-Clause
 *
 * To where a part of a longer run begins.
 */
#include <math.h>

#include "dynamic/walk.h"

static ird_status walk_one(const ird_dynamic_wish *wish, size_t at, ird_circuit *circuit,
                           ird_circuit_state *state, const ird_monitor *monitor,
                           ird_error *err) {
    double to_s = at + 1 < wish->warm_count ? wish->warm_ups[at + 1].from_s : 0;
    ird_walk walk = {0};
    state->at_s = wish->warm_ups[at].from_s;
    ird_status status =
        ird_walk_begin(&walk, wish, circuit, wish->warm_ups[at].step_s, 0, monitor, err);
    if (status == IRD_OK) {
        status = ird_walk_set(&walk, state, err);
    }
    if (status == IRD_OK) {
        status = ird_walk_to(&walk, to_s, err);
    }
    if (status == IRD_OK) {
        ird_stepper_get(&walk.near, state, circuit);
        state->at_s = to_s;
    }
    ird_walk_free(&walk);
    return status;
}

/* Nothing is looked at on the way. */
ird_status ird_walk_warm_up(const ird_dynamic_wish *wish, ird_circuit *circuit,
                            ird_circuit_state *state, const ird_monitor *monitor,
                            ird_error *err) {
    ird_dynamic_wish plain = *wish;
    plain.probe_count = plain.instant_count = plain.frame_count = plain.pair_count = 0;
    plain.wants_sources = false;
    plain.moments = NULL;
    plain.cycle_s = 0;
    plain.floor_v = (double)INFINITY;
    for (size_t i = 0; i < wish->warm_count; i++) {
        IRD_TRY(walk_one(&plain, i, circuit, state, monitor, err));
    }
    return IRD_OK;
}
