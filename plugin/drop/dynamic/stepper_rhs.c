/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Right-hand sides of steps: whole, and as what changes from one to the next.
 */
#include <math.h>
#include <string.h>

#include "dynamic/stepper.h"

static const char *const doing = "solving a power grid in time";

/* The voltage that capacitors to the reference had when a step began: that of now, or
 * where it has been made that before it. */
typedef enum beginning { IS_NOW, WAS_TURNED, WAS_MOVED } beginning;

typedef struct history {
    const ird_stepper *stepper;
    const double *idle_a;
    double *rhs;
    beginning began;
} history;

/* What is always drawn, and what capacitors to the reference remember. */
static double set_held(void *context, size_t from, size_t end) {
    const history *h = context;
    const ird_stepper *s = h->stepper;
    const double *u = s->u_v, *m = s->middle_v, *held = s->held, *idle_a = h->idle_a;
    double *rhs = h->rhs;
    for (size_t i = from; i < end; i++) {
        double begin_v = h->began == IS_NOW       ? u[i]
                         : h->began == WAS_TURNED ? 2 * m[i] - u[i]
                                                  : u[i] - (double)s->last_v[i];
        rhs[i] = idle_a[i] + held[i] * begin_v;
    }
    return 0;
}

/* What all others remember, by the state; *ampere: what each adds at its end a. */
static double coupling_a(const ird_stepper *s, const ird_coupling *c) {
    return c->siemens * (s->u_v[c->a] - s->u_v[c->b]);
}

static double decap_a(const ird_stepper *s, const ird_memory *c) {
    return c->siemens * s->decap_v[c->index];
}

static double coil_a(const ird_stepper *s, const ird_memory *c) {
    return -(c->siemens * c->keeps * s->coil_a[c->index]);
}

static inline void add_pair(double *rhs, int32_t a, int32_t b, double ampere) {
    rhs[a] += ampere;
    rhs[b] -= ampere;
}

/* Note what they remember now, and add it, or what it is more than before. */
static void add_history(ird_stepper *s, bool is_change, double *rhs) {
    for (size_t i = 0; i < s->couplings.count; i++) {
        ird_coupling *c = &s->couplings.items[i];
        double now_a = coupling_a(s, c), before_a = is_change ? c->ampere : 0;
        add_pair(rhs, c->a, c->b, now_a - before_a);
        c->ampere = now_a;
    }
    for (size_t i = 0; i < s->decaps.count; i++) {
        ird_memory *c = &s->decaps.items[i];
        double now_a = decap_a(s, c), before_a = is_change ? c->ampere : 0;
        add_pair(rhs, c->a, c->b, now_a - before_a);
        c->ampere = now_a;
    }
    for (size_t i = 0; i < s->coils.count; i++) {
        ird_memory *c = &s->coils.items[i];
        double now_a = coil_a(s, c), before_a = is_change ? c->ampere : 0;
        add_pair(rhs, c->a, c->b, now_a - before_a);
        c->ampere = now_a;
    }
}

/* What they remembered. */
static void add_noted(const ird_stepper *s, double *rhs) {
    for (size_t i = 0; i < s->couplings.count; i++) {
        const ird_coupling *c = &s->couplings.items[i];
        add_pair(rhs, c->a, c->b, c->ampere);
    }
    for (size_t i = 0; i < s->decaps.count; i++) {
        const ird_memory *c = &s->decaps.items[i];
        add_pair(rhs, c->a, c->b, c->ampere);
    }
    for (size_t i = 0; i < s->coils.count; i++) {
        const ird_memory *c = &s->coils.items[i];
        add_pair(rhs, c->a, c->b, c->ampere);
    }
}

/* What sources and the constant ends of capacitors and inductors add: their slots keep
 * their values. */
static void add_constants(const ird_stepper *s, double *rhs) {
    const ird_balance *balance = &s->factor->balance;
    const double *u = s->u_v;
    if (s->factor->topology.is_uniform) {
        bool is_zero = true;
        for (size_t g = s->unknowns; g < s->slots; g++) {
            is_zero = is_zero && u[g] == 0;
        }
        if (is_zero) {
            return;
        }
    }
    for (size_t i = 0; i < balance->feeds.count; i++) {
        const ird_feed *feed = &balance->feeds.items[i];
        if (feed->other >= 0) {
            rhs[feed->other] += feed->siemens * u[s->unknowns + (size_t)feed->group];
        }
    }
    for (size_t i = 0; i < s->couplings.count; i++) {
        const ird_coupling *c = &s->couplings.items[i];
        if (!ird_stepper_has(s, c->b)) {
            rhs[c->a] += c->siemens * u[c->b];
        }
    }
    for (size_t i = 0; i < s->decaps.count; i++) {
        const ird_memory *c = &s->decaps.items[i];
        if (!ird_stepper_has(s, c->a) || !ird_stepper_has(s, c->b)) {
            bool at_a = ird_stepper_has(s, c->a);
            rhs[at_a ? c->a : c->b] += c->siemens * u[at_a ? c->b : c->a];
        }
    }
}

/* Add parts of what is drawn, whose sum, all counted positive, becomes moved_a; of a
 * rough factor they are noted. */
static ird_status add_draws(ird_stepper *s, const ird_draws draws[2],
                            const double parts[2], double *rhs, ird_error *err) {
    bool is_noted = s->factor->engine.info.is_rough;
    s->drawn.count = 0;
    s->moved_a = 0;
    if (is_noted) {
        IRD_VEC(ird_draw) list = {s->drawn.items, 0, s->drawn.capacity};
        ird_status status =
            ird_vec_reserve(&list, draws[0].count + draws[1].count, doing, err);
        s->drawn = (ird_draws){list.items, 0, list.capacity};
        IRD_TRY(status);
    }
    for (int k = 0; k < 2; k++) {
        double sum_a = 0;
        for (size_t i = 0; i < draws[k].count && parts[k] != 0; i++) {
            int32_t place = draws[k].items[i].place;
            double ampere = parts[k] * draws[k].items[i].ampere;
            rhs[place] += ampere;
            sum_a += fabs(ampere);
            if (is_noted) {
                s->drawn.items[s->drawn.count++] = (ird_draw){place, ampere, 0};
            }
        }
        s->moved_a += sum_a;
    }
    return IRD_OK;
}

ird_status ird_stepper_set_rhs(ird_stepper *stepper, const double *idle_a,
                               const ird_draws draws[2], const double parts[2],
                               double *rhs, ird_error *err) {
    ird_stepper *s = stepper;
    history h = {s, idle_a, rhs, IS_NOW};
    s->idle_a = idle_a;
    ird_stepper_share(s, set_held, &h);
    add_history(s, false, rhs);
    IRD_TRY(add_draws(s, draws, parts, rhs, err));
    add_constants(s, rhs);
    return IRD_OK;
}

/* What is always drawn, and what constant ends add, does not change. */
ird_status ird_stepper_change_rhs(ird_stepper *stepper, const ird_draws draws[2],
                                  const double parts[2], ird_error *err) {
    ird_stepper *s = stepper;
    double *rhs = s->residual_a;
    add_history(s, true, rhs);
    for (size_t i = 0; i < s->drawn.count; i++) {
        rhs[s->drawn.items[i].place] -= s->drawn.items[i].ampere;
    }
    return add_draws(s, draws, parts, rhs, err);
}

static void sum_up(ird_stepper *s, beginning began) {
    double *rhs = s->rhs_a;
    history h = {s, s->idle_a, rhs, began};
    ird_stepper_share(s, set_held, &h);
    add_noted(s, rhs);
    for (size_t i = 0; i < s->drawn.count; i++) {
        rhs[s->drawn.items[i].place] += s->drawn.items[i].ampere;
    }
    add_constants(s, rhs);
}

void ird_stepper_sum_rhs(ird_stepper *stepper) {
    if (stepper->follows) {
        sum_up(stepper, IS_NOW);
    }
}

void ird_stepper_leave(ird_stepper *stepper) {
    if (stepper->follows) {
        sum_up(stepper, stepper->last_part == 2 ? WAS_TURNED : WAS_MOVED);
        stepper->follows = false;
    }
}
