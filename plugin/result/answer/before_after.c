/* SPDX-License-Identifier: BSD-3-Clause */
#include "answer/before_after.h"

#include <math.h>

#include "answer/solved_pins.h"

static const char *const doing = "comparing before and after";

/* Below this a drop has not changed. */
#define SAME_V 1e-9
#define LIMIT_OF_SUPPLY 0.05

static void free_side(ird_before_side *side) {
    ird_pin_summary_free(&side->pins);
}

void ird_before_after_free(ird_before_after *both) {
    free_side(&both->before);
    free_side(&both->after);
    ird_text_free(&both->most_better.name);
    ird_text_free(&both->most_worse.name);
    *both = (ird_before_after){0};
}

/* ---- pins ---------------------------------------------------------------------------
 */

/* A number of its instance: the component; of a file the node. */
static size_t instance_at(const ird_pins *p, size_t i) {
    return p->are_loads ? (size_t)p->solved->grid->network.loads.items[i].node
                        : (size_t)p->solved->grid->terminals.items[i].component;
}

static size_t instance_count(const ird_pins *p) {
    return p->are_loads ? p->solved->grid->network.nodes.count
                        : p->solved->design->components.count;
}

/* Instances with a pin above the limit; each counts once. */
static ird_status count_over(const ird_pins *p, double limit_v, size_t *over,
                             ird_error *err) {
    bool *is_seen = ird_alloc_zero(instance_count(p), sizeof *is_seen);
    if (is_seen == NULL) {
        return ird_fail_memory(err, doing);
    }
    *over = 0;
    for (size_t i = 0; i < p->count; i++) {
        bool *is_this = &is_seen[instance_at(p, i)];
        if (ird_pin_drop_v(p, i) > limit_v && !*is_this) {
            *is_this = true;
            ++*over;
        }
    }
    ird_free(is_seen);
    return IRD_OK;
}

static ird_status make_side(ird_before_side *side, const ird_solved *solved,
                            double limit_v, ird_error *err) {
    const ird_pins p = ird_pins_of(solved);
    side->figures = ird_drop_figures_of(solved);
    side->sources = solved->solution->source_count;
    side->current_a = solved->solution->total_current_a;
    IRD_TRY(ird_pin_summary_make(&side->pins, solved, err));
    return count_over(&p, limit_v, &side->over, err);
}

/* ---- what differs -------------------------------------------------------------------
 */

static ird_status name_pin(ird_changed_pin *to, const ird_pins *p, size_t at,
                           double before_v, ird_error *err) {
    to->is_any = true;
    to->at = ird_pin_place(p, at);
    to->before_v = before_v;
    to->after_v = ird_pin_drop_v(p, at);
    return ird_pin_add_name(p, at, &to->name, err);
}

static ird_status compare_pins(ird_before_after *both, const ird_pins *before,
                               const ird_pins *after, ird_error *err) {
    size_t most = SIZE_MAX, least = SIZE_MAX;
    double fell_v = SAME_V, rose_v = SAME_V;
    for (size_t i = 0; i < after->count && i < before->count; i++) {
        double by_v = ird_pin_drop_v(before, i) - ird_pin_drop_v(after, i);
        both->better += by_v > SAME_V;
        both->worse += by_v < -SAME_V;
        if (by_v > fell_v) {
            fell_v = by_v;
            most = i;
        } else if (-by_v > rose_v) {
            rose_v = -by_v;
            least = i;
        }
    }
    if (most != SIZE_MAX) {
        IRD_TRY(
            name_pin(&both->most_better, after, most, ird_pin_drop_v(before, most), err));
    }
    return least != SIZE_MAX ? name_pin(&both->most_worse, after, least,
                                        ird_pin_drop_v(before, least), err)
                             : IRD_OK;
}

ird_status ird_before_after_make(ird_before_after *both, const ird_solved *before,
                                 const ird_solved *after, double limit_v,
                                 ird_error *err) {
    double supply_v = after->supply_v > 0 ? after->supply_v : (double)NAN;
    ird_before_after made = {.has_before = before != NULL};
    made.limit_v = isnan(limit_v) ? LIMIT_OF_SUPPLY * supply_v : limit_v;
    ird_status status = make_side(&made.after, after, made.limit_v, err);
    if (status == IRD_OK && before != NULL) {
        status = make_side(&made.before, before, made.limit_v, err);
    }
    if (status == IRD_OK && before != NULL) {
        const ird_pins sides[] = {ird_pins_of(before), ird_pins_of(after)};
        status = compare_pins(&made, &sides[0], &sides[1], err);
    }
    if (status != IRD_OK) {
        ird_before_after_free(&made);
        return status;
    }
    *both = made;
    return IRD_OK;
}
