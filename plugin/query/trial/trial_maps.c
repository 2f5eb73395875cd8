/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Maps of a trial.
 */
#include <string.h>

#include "query/drop_map.h"
#include "trial/trial_parts.h"

/* After less before, pixel by pixel; empty where one of them is. */
static ird_status subtract(ird_result *const maps[2], ird_result **difference,
                           ird_error *err) {
    const ird_map *before = &maps[0]->map, *after = &maps[1]->map;
    ird_result *made = ird_result_create();
    if (made == NULL) {
        return ird_fail_memory(err, "comparing maps");
    }
    ird_status status = ird_map_copy(&made->map, after, err);
    if (status != IRD_OK) {
        ird_result_drop(made);
        return status;
    }
    for (size_t i = 0; i < ird_map_count(after); i++) {
        made->map.values[i] -= before->values[i];
    }
    ird_free(made->map.places);
    made->map.places = NULL;
    *difference = made;
    return IRD_OK;
}

static ird_status draw(ird_trial *trial, const ird_trial_view *view,
                       const ird_drop_map_request *request, const ird_monitor *monitor,
                       ird_result *maps[3], ird_error *err) {
    IRD_TRY(ird_session_make_drop_map(trial->session, view->before_grid, request, monitor,
                                      &maps[0], err));
    ird_trial_enter(trial);
    ird_status status = ird_session_make_drop_map(
        &trial->scratch.session, view->after_grid, request, monitor, &maps[1], err);
    ird_trial_leave(trial);
    IRD_TRY(status);
    return subtract(maps, &maps[2], err);
}

ird_status ird_trial_maps(ird_trial *trial, int32_t net, const ird_solve_wish *wish,
                          size_t size, const ird_monitor *monitor, ird_result *maps[3],
                          ird_error *err) {
    const ird_drop_map_request request = {.size = size};
    ird_result *made[3] = {NULL, NULL, NULL};
    ird_trial_view view;
    IRD_TRY(ird_trial_solve(trial, net, wish, monitor, &view, err));
    if (view.before_grid == NULL) {
        return ird_fail(err, IRD_TRIAL_STEP,
                        "net %.100s is new, so that there is no map before the trial",
                        view.after.net);
    }
    ird_status status = draw(trial, &view, &request, monitor, made, err);
    if (status != IRD_OK) {
        for (int i = 0; i < 3; i++) {
            ird_result_drop(made[i]);
        }
        return status;
    }
    memcpy(maps, made, sizeof made);
    return IRD_OK;
}
