/* SPDX-License-Identifier: BSD-3-Clause
 *
 * A session of a trial's own, with its steps done.
 */
#include <string.h>

#include "trial/power_regions.h"
#include "trial/trial_parts.h"
#include "session/plan_setting.h"
#include "timed/time_setting.h"

static const char DOING[] = "trying a change";

void ird_trial_enter(ird_trial *trial) {
    ird_session *scratch = &trial->scratch.session;
    scratch->store = trial->session->store;
    scratch->stamp = trial->session->stamp;
    scratch->command_kind = trial->session->command_kind;
    trial->session->store = (ird_store){0};
}

void ird_trial_leave(ird_trial *trial) {
    ird_session *scratch = &trial->scratch.session;
    trial->session->store = scratch->store;
    trial->session->stamp = scratch->stamp;
    scratch->store = (ird_store){0};
    scratch->command_kind = NULL;
}

void ird_trial_scratch_close(ird_trial *trial) {
    ird_trial_scratch *scratch = &trial->scratch;
    ird_session *session = &scratch->session;
    ird_trial_spice_close(trial);
    ird_trial_patch_close(trial);
    trial->looked_at = -1;
    if (!scratch->is_made) {
        return;
    }
    if (session->layout.is_on) {
        ird_plan_layout_toggle(&session->layout, &session->design);
    }
    ird_plan_layout_free(&session->layout);
    ird_plan_free(&session->plan);
    ird_free(session->power_regions.items.items);
    ird_decaps_free(&session->decaps);
    ird_free(session->chosen.solved.items);
    if (scratch->owns_components) {
        ird_free(session->design.components.items);
    }
    *scratch = (ird_trial_scratch){0};
}

/* ---- a copy that shares -------------------------------------------------------------
 */

static ird_status copy_settings(ird_session *scratch, const ird_session *session,
                                ird_error *err) {
    const ird_power_regions *regions = &session->power_regions;
    IRD_TRY(ird_plan_copy(&scratch->plan, &session->plan, NULL, err));
    for (size_t i = 0; i < regions->items.count; i++) {
        const ird_power_region *region = &regions->items.items[i];
        IRD_TRY(ird_power_regions_add(&scratch->power_regions, &region->box,
                                      region->factor, err));
    }
    IRD_TRY(
        ird_vec_reserve(&scratch->decaps.items, session->decaps.items.count, DOING, err));
    for (size_t i = 0; i < session->decaps.items.count; i++) {
        const ird_decap *decap = &session->decaps.items.items[i];
        IRD_TRY(ird_decaps_add(&scratch->decaps, decap->pattern, decap->farad, decap->ohm,
                               err));
    }
    return IRD_OK;
}

/* All is shared but what has been emptied here. The design is as it is read where steps
 * are laid with the plan, else with the plan on it. */
static void share(ird_trial *trial, bool lays) {
    ird_session *scratch = &trial->scratch.session;
    *scratch = *trial->session;
    scratch->store = (ird_store){0};
    memset(&scratch->maps, 0, sizeof scratch->maps);
    memset(&scratch->plan, 0, sizeof scratch->plan);
    memset(&scratch->layout, 0, sizeof scratch->layout);
    memset(&scratch->power_regions, 0, sizeof scratch->power_regions);
    memset(&scratch->decaps, 0, sizeof scratch->decaps);
    memset(&scratch->calibrations, 0, sizeof scratch->calibrations);
    memset(&scratch->chosen.solved, 0, sizeof scratch->chosen.solved);
    memset(&scratch->before, 0, sizeof scratch->before);
    scratch->model = NULL;
    scratch->is_running = false;
    ird_plan_layout layout = trial->session->layout; /* of pointers alone */
    if (lays && layout.is_on) {
        ird_plan_layout_toggle(&layout, &scratch->design);
    }
}

/* ---- steps --------------------------------------------------------------------------
 */

/* From this step on. */
static bool has_kind(const ird_trial *trial, size_t first, ird_trial_kind kind) {
    for (size_t i = first; i < trial->steps.count; i++) {
        if (trial->steps.items[i].kind == kind) {
            return true;
        }
    }
    return false;
}

static ird_status own_components(ird_trial *trial, ird_error *err) {
    ird_design *design = &trial->scratch.session.design;
    size_t count = design->components.count;
    ird_component *items = ird_alloc(count, sizeof *items);
    if (items == NULL) {
        return ird_fail_memory(err, DOING);
    }
    if (count > 0) {
        memcpy(items, design->components.items, count * sizeof *items);
    }
    design->components.items = items;
    design->components.capacity = count;
    trial->scratch.owns_components = true;
    return IRD_OK;
}

static ird_status move_one(ird_session *scratch, const ird_trial_step *step,
                           ird_error *err) {
    ird_design *design = &scratch->design;
    size_t size = strlen(step->name);
    int32_t component = ird_names_find(&design->component_names, step->name, size);
    ird_point at = {ird_dbu_of_um(step->at.x_um, design->units),
                    ird_dbu_of_um(step->at.y_um, design->units)};
    ird_status status = IRD_OK;
    if (component < 0) {
        status = ird_fail(err, IRD_SESSION_INSTANCE,
                          "no instance \"%.200s\" is in the design", step->name);
    } else if (at.x_dbu < design->die.x0_dbu || at.x_dbu > design->die.x1_dbu ||
               at.y_dbu < design->die.y0_dbu || at.y_dbu > design->die.y1_dbu) {
        status = ird_fail(err, IRD_PLAN_OUTSIDE,
                          "instance %.200s would come to (%g, %g) um, outside of the die",
                          step->name, step->at.x_um, step->at.y_um);
    }
    if (status != IRD_OK) {
        ird_error_detail(err, step->name, size);
        return status;
    }
    ird_component *moved = &design->components.items[component];
    moved->at = at;
    moved->placement = moved->placement == IRD_UNPLACED ? IRD_PLACED : moved->placement;
    return IRD_OK;
}

static ird_status move_all(ird_trial *trial, size_t first, ird_error *err) {
    ird_session *scratch = &trial->scratch.session;
    if (!has_kind(trial, first, IRD_TRIAL_MOVE)) {
        return IRD_OK;
    }
    if (!trial->scratch.owns_components) {
        IRD_TRY(own_components(trial, err));
    }
    for (size_t i = first; i < trial->steps.count; i++) {
        if (trial->steps.items[i].kind == IRD_TRIAL_MOVE) {
            IRD_TRY(move_one(scratch, &trial->steps.items[i], err));
        }
    }
    ird_session_touch(scratch, IRD_STAMP_DESIGN);
    return IRD_OK;
}

static ird_status lay_all(ird_trial *trial, size_t first, const ird_monitor *monitor,
                          ird_error *err) {
    ird_plan more = {0};
    ird_status status = IRD_OK;
    for (size_t i = first; i < trial->steps.count && status == IRD_OK; i++) {
        if (trial->steps.items[i].kind == IRD_TRIAL_PLAN) {
            status = ird_plan_add(&more, &trial->steps.items[i].line, err);
        }
    }
    if (status == IRD_OK && more.lines.count > 0) {
        status = ird_session_add_plan(&trial->scratch.session, &more, monitor, err);
    }
    ird_plan_free(&more);
    return status;
}

static ird_status set_others(ird_trial *trial, size_t first, ird_error *err) {
    ird_session *scratch = &trial->scratch.session;
    for (size_t i = first; i < trial->steps.count; i++) {
        const ird_trial_step *step = &trial->steps.items[i];
        if (step->kind == IRD_TRIAL_SCALE) {
            IRD_TRY(ird_session_scale_power(scratch, &step->box, step->factor, err));
        } else if (step->kind == IRD_TRIAL_DECAP) {
            IRD_TRY(
                ird_session_set_decap(scratch, step->name, step->value, step->ohm, err));
        }
    }
    return IRD_OK;
}

static ird_status do_steps(ird_trial *trial, size_t first, const ird_monitor *monitor,
                           ird_error *err) {
    IRD_TRY(move_all(trial, first, err));
    IRD_TRY(lay_all(trial, first, monitor, err));
    IRD_TRY(set_others(trial, first, err));
    if (trial->session->is_spice) {
        ird_trial_spice_close(trial);
    }
    return trial->session->is_spice ? ird_trial_spice_make(trial, err) : IRD_OK;
}

/* What the last entry does not touch is as it was before it. */
static void keep_unchanged(const ird_trial *trial, uint64_t *stamps,
                           const uint64_t *before) {
    size_t first = trial->entries.items[trial->entries.count - 1];
    bool is_laid = has_kind(trial, first, IRD_TRIAL_PLAN);
    if (!is_laid && !has_kind(trial, first, IRD_TRIAL_MOVE) &&
        !trial->session->is_spice) {
        stamps[IRD_STAMP_DESIGN] = before[IRD_STAMP_DESIGN];
    }
    if (!is_laid) {
        stamps[IRD_STAMP_PLAN] = before[IRD_STAMP_PLAN];
    }
    if (!has_kind(trial, first, IRD_TRIAL_SCALE)) {
        stamps[IRD_STAMP_POWER] = before[IRD_STAMP_POWER];
    }
    if (!has_kind(trial, first, IRD_TRIAL_DECAP)) {
        stamps[IRD_STAMP_CAPACITANCE] = before[IRD_STAMP_CAPACITANCE];
    }
}

/* The same inputs as the last time that so many entries were done, so that results of
 * then are found again; else new ones. Room was reserved. */
static void take_stamps(ird_trial *trial) {
    ird_session *scratch = &trial->scratch.session;
    size_t done = trial->entries.count;
    if (done > 0 && done == trial->stamps.count) {
        keep_unchanged(trial, scratch->stamps, trial->stamps.items[done - 1].stamps);
    }
    if (done < trial->stamps.count) {
        memcpy(scratch->stamps, trial->stamps.items[done].stamps, sizeof scratch->stamps);
    } else if (done == trial->stamps.count) {
        memcpy(trial->stamps.items[trial->stamps.count++].stamps, scratch->stamps,
               sizeof scratch->stamps);
    }
}

ird_status ird_trial_scratch_make(ird_trial *trial, const ird_monitor *monitor,
                                  ird_error *err) {
    const ird_session *session = trial->session;
    bool lays = !session->is_spice && has_kind(trial, 0, IRD_TRIAL_PLAN);
    IRD_TRY(ird_session_need_design(session, "a trial", err));
    if (trial->stamps.count > 0 && memcmp(trial->stamps.items[0].stamps, session->stamps,
                                          sizeof session->stamps) != 0) {
        trial->stamps.count = 0; /* of other inputs */
    }
    IRD_TRY(ird_vec_reserve(&trial->stamps, 2, DOING, err));
    if (trial->stamps.count == 0) {
        memcpy(trial->stamps.items[trial->stamps.count++].stamps, session->stamps,
               sizeof session->stamps);
    }
    ird_trial_scratch_close(trial);
    share(trial, lays);
    trial->scratch.is_made = true;
    memcpy(trial->scratch.base, session->stamps, sizeof session->stamps);
    ird_trial_enter(trial);
    ird_status status = copy_settings(&trial->scratch.session, session, err);
    if (status == IRD_OK) {
        status = do_steps(trial, 0, monitor, err);
    }
    ird_trial_leave(trial);
    if (status != IRD_OK) {
        ird_trial_scratch_close(trial);
        return status;
    }
    take_stamps(trial);
    return IRD_OK;
}

/* Whether what the last entry does can be done on top: moved cells may be blocks, which
 * stripes end at, and stripes are laid onto the design without the session's plan. */
static bool adds_up(const ird_trial *trial, size_t first) {
    bool is_planned =
        trial->session->plan.lines.count > 0 || has_kind(trial, 0, IRD_TRIAL_PLAN);
    return !(is_planned && has_kind(trial, first, IRD_TRIAL_MOVE)) &&
           !(has_kind(trial, first, IRD_TRIAL_PLAN) && trial->session->layout.is_on &&
             !trial->scratch.session.layout.is_on);
}

ird_status ird_trial_scratch_add(ird_trial *trial, const ird_monitor *monitor,
                                 ird_error *err) {
    size_t first = trial->entries.items[trial->entries.count - 1];
    bool is_current =
        trial->scratch.is_made && memcmp(trial->scratch.base, trial->session->stamps,
                                         sizeof trial->scratch.base) == 0;
    if (!is_current || !adds_up(trial, first)) {
        return ird_trial_scratch_make(trial, monitor, err);
    }
    IRD_TRY(ird_vec_reserve(&trial->stamps, 2, DOING, err));
    trial->looked_at = -1;
    ird_trial_patch_close(trial);
    ird_trial_enter(trial);
    ird_status status = do_steps(trial, first, monitor, err);
    ird_trial_leave(trial);
    if (status != IRD_OK) {
        ird_trial_scratch_close(trial);
        return status;
    }
    take_stamps(trial);
    return IRD_OK;
}
