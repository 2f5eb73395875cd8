/* SPDX-License-Identifier: BSD-3-Clause */
#include "trial/trial.h"

#include <string.h>

#include "base/clock.h"
#include "trial/trial_parts.h"
#include "session/net_solution.h"
#include "session/power_setting.h"

static const char DOING[] = "trying a change";

const char *ird_trial_kind_name(ird_trial_kind kind) {
    static const char *const names[] = {"plan",     "scale", "move", "decap",
                                        "resistor", "cut",   "draw", "feed"};
    return names[kind];
}

const char *ird_trial_method_name(ird_trial_method method) {
    static const char *const names[] = {"same", "currents", "updated", "fresh"};
    return names[method];
}

static void free_step(ird_trial_step *step) {
    ird_free(step->line.net);
    ird_free(step->line.layer);
    ird_free(step->line.upper);
    ird_free(step->name);
    ird_free(step->other);
}

static void forget_steps(ird_trial *trial, size_t first) {
    while (trial->steps.count > first) {
        free_step(&trial->steps.items[--trial->steps.count]);
    }
}

ird_status ird_trial_open(ird_trial **trial, ird_session *session, ird_error *err) {
    IRD_TRY(ird_session_need_design(session, "a trial", err));
    ird_trial *made = ird_alloc_zero(1, sizeof *made);
    if (made == NULL) {
        return ird_fail_memory(err, DOING);
    }
    made->session = session;
    made->looked_at = -1;
    *trial = made;
    return IRD_OK;
}

void ird_trial_free(ird_trial *trial) {
    if (trial != NULL) {
        ird_trial_scratch_close(trial);
        ird_trial_patch_drop(trial);
        forget_steps(trial, 0);
        ird_free(trial->steps.items);
        ird_free(trial->entries.items);
        ird_free(trial->stamps.items);
        ird_free(trial->nets.items);
        ird_free(trial);
    }
}

size_t ird_trial_entry_count(const ird_trial *trial) {
    return trial->entries.count;
}

size_t ird_trial_step_count(const ird_trial *trial) {
    return trial->steps.count;
}

const ird_trial_step *ird_trial_get_step(const ird_trial *trial, size_t step) {
    return &trial->steps.items[step];
}

size_t ird_trial_entry_of(const ird_trial *trial, size_t step) {
    size_t entry = trial->entries.count;
    while (entry > 0 && trial->entries.items[entry - 1] > step) {
        entry--;
    }
    return entry > 0 ? entry - 1 : 0;
}

/* ---- steps --------------------------------------------------------------------------
 */

static ird_status copy_text(char **copy, const char *text, ird_error *err) {
    *copy = text != NULL ? ird_copy_string(text, strlen(text)) : NULL;
    return text == NULL || *copy != NULL ? IRD_OK : ird_fail_memory(err, DOING);
}

/* There is room. What was copied is in the list also on error. */
static ird_status add_step(ird_trial *trial, const ird_trial_step *step, ird_error *err) {
    ird_trial_step *made = &trial->steps.items[trial->steps.count++];
    *made = *step;
    made->line.net = made->line.layer = made->line.upper = NULL;
    made->name = made->other = NULL;
    IRD_TRY(copy_text(&made->line.net, step->line.net, err));
    IRD_TRY(copy_text(&made->line.layer, step->line.layer, err));
    IRD_TRY(copy_text(&made->line.upper, step->line.upper, err));
    IRD_TRY(copy_text(&made->name, step->name, err));
    return copy_text(&made->other, step->other, err);
}

static bool is_of_spice(ird_trial_kind kind) {
    return kind >= IRD_TRIAL_RESISTOR;
}

static ird_status check_kind(const ird_trial *trial, const ird_trial_step *step,
                             ird_error *err) {
    if (!is_of_spice(step->kind)) {
        return ird_session_need_layout(trial->session, "this step of a trial", err);
    }
    return trial->session->is_spice
               ? IRD_OK
               : ird_fail(err, IRD_TRIAL_DESIGN,
                          "resistors, currents and sources between nodes are steps on a "
                          "SPICE network, and the design is from LEF and DEF; give "
                          "stripes, vias, sources or scales");
}

/* Do the steps anew where the session, or what is done, has changed. */
static ird_status need_scratch(ird_trial *trial, const ird_monitor *monitor,
                               ird_error *err) {
    bool is_current =
        trial->scratch.is_made && memcmp(trial->scratch.base, trial->session->stamps,
                                         sizeof trial->scratch.base) == 0;
    return is_current ? IRD_OK : ird_trial_scratch_make(trial, monitor, err);
}

ird_status ird_trial_apply(ird_trial *trial, const ird_trial_step *steps, size_t count,
                           const ird_monitor *monitor, ird_error *err) {
    size_t before = trial->steps.count, known = trial->entries.count + 1;
    double begin_s = ird_clock_s();
    IRD_TRY(ird_vec_reserve(&trial->entries, 1, DOING, err));
    IRD_TRY(ird_vec_reserve(&trial->steps, count, DOING, err));
    ird_status status = IRD_OK;
    for (size_t i = 0; i < count && status == IRD_OK; i++) {
        status = check_kind(trial, &steps[i], err);
        if (status == IRD_OK) {
            status = add_step(trial, &steps[i], err);
        }
    }
    if (trial->stamps.count > known) {
        trial->stamps.count = known;
    }
    trial->entries.items[trial->entries.count++] = before;
    if (status == IRD_OK) {
        status = ird_trial_scratch_add(trial, monitor, err);
    }
    trial->laid_s = ird_clock_s() - begin_s;
    if (status != IRD_OK) {
        trial->entries.count--;
        forget_steps(trial, before);
        ird_trial_scratch_close(trial); /* made again when it is needed */
    }
    return status;
}

ird_status ird_trial_undo(ird_trial *trial, size_t entries, const ird_monitor *monitor,
                          ird_error *err) {
    size_t left = entries < trial->entries.count ? trial->entries.count - entries : 0;
    if (entries == 0 || trial->entries.count == 0) {
        return IRD_OK;
    }
    forget_steps(trial, trial->entries.items[left]);
    trial->entries.count = left;
    ird_trial_scratch_close(trial);
    trial->laid_s = 0;
    return left > 0 ? ird_trial_scratch_make(trial, monitor, err) : IRD_OK;
}

/* ---- answers ------------------------------------------------------------------------
 */

static ird_status look_after(ird_trial *trial, int32_t net, const ird_solve_wish *wish,
                             const ird_monitor *monitor, const ird_net_grid *before,
                             ird_trial_view *view, ird_error *err) {
    ird_session *scratch = &trial->scratch.session;
    ird_cell *after = NULL, *power = NULL;
    IRD_TRY(ird_session_need_solution(scratch, net, wish, monitor, &after, err));
    IRD_TRY(ird_session_need_power(scratch, monitor, &power, err));
    const ird_net_grid *made = after->value;
    view->after_grid = made;
    view->after = ird_session_solved(scratch, made, power->value);
    view->why = "";
    view->method = IRD_TRIAL_FRESH;
    if (before != NULL && ird_key_equal(&before->network, &made->network)) {
        view->method = ird_key_equal(&before->answer, &made->answer) ? IRD_TRIAL_SAME
                                                                     : IRD_TRIAL_CURRENTS;
    } else {
        view->why = "the changed design was extracted anew";
    }
    return IRD_OK;
}

static ird_status look_before(ird_trial *trial, int32_t net, const ird_solve_wish *wish,
                              const ird_monitor *monitor, ird_cell **before,
                              ird_trial_view *view, ird_error *err) {
    ird_session *session = trial->session;
    ird_cell *power = NULL;
    if ((size_t)net >= session->design.special_nets.count) {
        return IRD_OK; /* a step makes it */
    }
    double begin_s = ird_clock_s();
    IRD_TRY(ird_session_need_solution(session, net, wish, monitor, before, err));
    IRD_TRY(ird_session_need_power(session, monitor, &power, err));
    view->before_grid = (*before)->value;
    view->before = ird_session_solved(session, view->before_grid, power->value);
    view->before_s = ird_clock_s() - begin_s;
    return IRD_OK;
}

/* Whether the steps change what the network of nets is made of. */
static bool is_laid(const ird_trial *trial) {
    return memcmp(&trial->scratch.session.stamps[IRD_STAMP_DESIGN],
                  &trial->session->stamps[IRD_STAMP_DESIGN],
                  2 * sizeof *trial->session->stamps) != 0;
}

static ird_status look(ird_trial *trial, int32_t net, const ird_solve_wish *wish,
                       const ird_monitor *monitor, bool is_whole, ird_trial_view *view,
                       ird_error *err) {
    ird_trial_view made = {.why = ""};
    ird_cell *before = NULL;
    ird_status status = IRD_OK;
    IRD_TRY(look_before(trial, net, wish, monitor, &before, &made, err));
    double begin_s = ird_clock_s();
    IRD_TRY(need_scratch(trial, monitor, err));
    if (trial->session->is_spice) {
        status = ird_trial_spice_look(trial, net, before, &made, err);
    } else if (before != NULL && is_laid(trial) && !is_whole) {
        status = ird_trial_patch_look(trial, net, before, monitor, &made, err);
    }
    if (status == IRD_OK && made.after_grid == NULL) {
        const char *why = made.why;
        ird_trial_enter(trial);
        status = look_after(trial, net, wish, monitor, made.before_grid, &made, err);
        ird_trial_leave(trial);
        made.why = made.method == IRD_TRIAL_FRESH && why[0] != '\0' ? why : made.why;
    }
    IRD_TRY(status);
    /* Another look at what is there already tells what the first one took. */
    if (trial->looked_at != net) {
        trial->looked_s = ird_clock_s() - begin_s;
    }
    trial->looked_at = net;
    made.after_s = trial->laid_s + trial->looked_s;
    *view = made;
    return IRD_OK;
}

ird_status ird_trial_look(ird_trial *trial, int32_t net, const ird_solve_wish *wish,
                          const ird_monitor *monitor, ird_trial_view *view,
                          ird_error *err) {
    return look(trial, net, wish, monitor, false, view, err);
}

ird_status ird_trial_solve(ird_trial *trial, int32_t net, const ird_solve_wish *wish,
                           const ird_monitor *monitor, ird_trial_view *view,
                           ird_error *err) {
    return look(trial, net, wish, monitor, true, view, err);
}

/* Without a change the response is that of the factor alone. */
static ird_status respond(const ird_trial_view *view, const int32_t *node,
                          const double *weight, size_t count, double *response_ohm,
                          ird_error *err) {
    const ird_change none = {.network = &view->after_grid->grid.network};
    ird_changed *changed = NULL;
    IRD_TRY(ird_changed_create(&changed, view->after_grid->factor, &none, NULL, err));
    ird_status status =
        ird_changed_response(response_ohm, changed, node, weight, count, err);
    ird_changed_free(changed);
    return status;
}

ird_status ird_trial_response(ird_trial *trial, int32_t net, const ird_trial_view *view,
                              const int32_t *node, const double *weight, size_t count,
                              double *response_ohm, ird_error *err) {
    ird_changed *changed = trial->patch.has_after ? trial->patch.changed : NULL;
    if (trial->session->is_spice && (size_t)net < trial->nets.count) {
        changed = trial->nets.items[net].changed;
    }
    return changed != NULL && view->after_grid->factor == view->before_grid->factor
               ? ird_changed_response(response_ohm, changed, node, weight, count, err)
               : respond(view, node, weight, count, response_ohm, err);
}

ird_status ird_trial_session(ird_trial *trial, const ird_monitor *monitor,
                             ird_session **session, ird_error *err) {
    IRD_TRY(need_scratch(trial, monitor, err));
    *session = &trial->scratch.session;
    return IRD_OK;
}

/* ---- keeping ------------------------------------------------------------------------
 */

/* What the scratch session owns becomes the session's; cannot fail. */
static void take(ird_trial *trial) {
    ird_session *session = trial->session;
    ird_trial_scratch *scratch = &trial->scratch;
    ird_session *done = &scratch->session;
    bool lays = done->layout.is_on;
    if (lays) {
        if (session->layout.is_on) {
            ird_plan_layout_toggle(&session->layout, &session->design);
        }
        ird_plan_layout_free(&session->layout);
        session->layout = done->layout;
        done->layout = (ird_plan_layout){0};
    }
    if (scratch->owns_components) {
        ird_free(session->design.components.items);
    }
    session->design = done->design;
    scratch->owns_components = false;
    const ird_plan plan = session->plan;
    const ird_power_regions regions = session->power_regions;
    const ird_decaps decaps = session->decaps;
    session->plan = done->plan;
    session->power_regions = done->power_regions;
    session->decaps = done->decaps;
    done->plan = plan;
    done->power_regions = regions;
    done->decaps = decaps;
    session->chosen.window.is_given = done->chosen.window.is_given;
    memcpy(session->stamps, done->stamps, sizeof session->stamps);
}

ird_status ird_trial_keep(ird_trial *trial, const ird_monitor *monitor, ird_error *err) {
    IRD_TRY(need_scratch(trial, monitor, err));
    if (trial->session->is_spice) {
        IRD_TRY(ird_trial_spice_keep(trial, err));
    } else {
        take(trial);
    }
    ird_trial_scratch_close(trial);
    forget_steps(trial, 0);
    trial->entries.count = 0;
    trial->stamps.count = 0;
    return IRD_OK;
}
