/* SPDX-License-Identifier: BSD-3-Clause */
#include "answer/before_after.h"

#include <math.h>
#include <string.h>

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

/* Instances with a pin above the limit; each counts once. */
static ird_status count_over(const ird_pin_drops *pins, double limit_v, size_t *over,
                             ird_error *err) {
    size_t names = ird_names_count(ird_pin_drops_names(pins));
    bool *is_seen = ird_alloc_zero(names, sizeof *is_seen);
    if (is_seen == NULL) {
        return ird_fail_memory(err, doing);
    }
    *over = 0;
    for (size_t i = 0; i < pins->items.count; i++) {
        const ird_pin_drop *pin = &pins->items.items[i];
        if (pin->drop_v > limit_v && !is_seen[pin->name]) {
            is_seen[pin->name] = true;
            ++*over;
        }
    }
    ird_free(is_seen);
    return IRD_OK;
}

static ird_status make_side(ird_before_side *side, const ird_solved *solved,
                            double limit_v, ird_pin_drops *pins, ird_error *err) {
    side->figures = ird_drop_figures_of(solved);
    side->sources = solved->solution->source_count;
    side->current_a = solved->solution->total_current_a;
    IRD_TRY(ird_pin_summary_make(&side->pins, solved, err));
    IRD_TRY(ird_pin_drops_make(pins, solved, err));
    return count_over(pins, limit_v, &side->over, err);
}

static ird_status name_pin(ird_changed_pin *to, const ird_pin_drops *pins, size_t at,
                           double before_v, ird_error *err) {
    const ird_pin_drop *pin = &pins->items.items[at];
    const char *name = ird_pin_drop_name(pins, at);
    to->is_any = true;
    to->at = pin->at;
    to->before_v = before_v;
    to->after_v = pin->drop_v;
    return ird_text_add(&to->name, name, strlen(name), err);
}

static ird_status compare_pins(ird_before_after *both, const ird_pin_drops *before,
                               const ird_pin_drops *after, ird_error *err) {
    size_t count = after->items.count, most = SIZE_MAX, least = SIZE_MAX;
    double fell_v = SAME_V, rose_v = SAME_V;
    if (before->items.count != count) {
        return IRD_OK;
    }
    for (size_t i = 0; i < count; i++) {
        double by_v = before->items.items[i].drop_v - after->items.items[i].drop_v;
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
        IRD_TRY(name_pin(&both->most_better, after, most,
                         before->items.items[most].drop_v, err));
    }
    return least != SIZE_MAX ? name_pin(&both->most_worse, after, least,
                                        before->items.items[least].drop_v, err)
                             : IRD_OK;
}

ird_status ird_before_after_make(ird_before_after *both, const ird_solved *before,
                                 const ird_solved *after, double limit_v,
                                 ird_error *err) {
    double supply_v = after->supply_v > 0 ? after->supply_v : (double)NAN;
    ird_before_after made = {.has_before = before != NULL};
    ird_pin_drops pins[2] = {{.items = {0}}, {.items = {0}}};
    made.limit_v = isnan(limit_v) ? LIMIT_OF_SUPPLY * supply_v : limit_v;
    ird_status status = make_side(&made.after, after, made.limit_v, &pins[1], err);
    if (status == IRD_OK && before != NULL) {
        status = make_side(&made.before, before, made.limit_v, &pins[0], err);
    }
    if (status == IRD_OK && before != NULL) {
        status = compare_pins(&made, &pins[0], &pins[1], err);
    }
    ird_pin_drops_free(&pins[0]);
    ird_pin_drops_free(&pins[1]);
    if (status != IRD_OK) {
        ird_before_after_free(&made);
        return status;
    }
    *both = made;
    return IRD_OK;
}
