/* SPDX-License-Identifier: BSD-3-Clause */
#include "dynamic/stepper.h"

#include <math.h>
#include <stdatomic.h>
#include <string.h>

#include "base/many_targets.h"
#include "base/radix.h"

static const char *const doing = "preparing steps in time";

static void drop_parts(ird_stepper *stepper) {
    if (stepper->factor != NULL) {
        ird_circuit_give(stepper->circuit, stepper->step_s, stepper->factor);
    }
    ird_free(stepper->slot_of);
    ird_free(stepper->held);
    ird_free(stepper->couplings.items);
    ird_free(stepper->coils.items);
    ird_free(stepper->decaps.items);
    ird_free(stepper->rhs_a);
    ird_free(stepper->middle_v);
    ird_free(stepper->residual_a);
    ird_free(stepper->u_v);
    ird_free(stepper->coil_a);
    ird_free(stepper->decap_v);
    ird_free(stepper->into_a);
    ird_free(stepper->last_v);
    ird_free(stepper->turns);
    ird_free(stepper->drawn.items);
}

/* Where there is no memory to keep it it is made again. */
static bool keep_spare(ird_stepper *stepper) {
    ird_circuit *circuit = stepper->circuit;
    ird_error none;
    if (circuit == NULL || !circuit->keeps || !stepper->is_whole ||
        ird_vec_reserve(&circuit->steppers, 1, doing, &none) != IRD_OK) {
        return false;
    }
    ird_stepper *kept = ird_alloc(1, sizeof *kept);
    if (kept == NULL) {
        return false;
    }
    *kept = *stepper;
    circuit->steppers.items[circuit->steppers.count++] = kept;
    return true;
}

static bool take_spare(ird_stepper *stepper, ird_circuit *circuit, double step_s) {
    for (size_t i = 0; i < circuit->steppers.count; i++) {
        ird_stepper *kept = circuit->steppers.items[i];
        if (kept->step_s == step_s) {
            *stepper = *kept;
            ird_free(kept);
            circuit->steppers.items[i] =
                circuit->steppers.items[--circuit->steppers.count];
            ird_stepper_clear(stepper);
            return true;
        }
    }
    return false;
}

void ird_stepper_free(ird_stepper *stepper) {
    ird_workers_free(stepper->workers);
    stepper->workers = NULL;
    if (!keep_spare(stepper)) {
        drop_parts(stepper);
    }
    memset(stepper, 0, sizeof *stepper);
}

/* ---- slots --------------------------------------------------------------------------
 */

static ird_status number_slots(ird_stepper *s, ird_error *err) {
    const ird_topology *topology = &s->factor->topology;
    s->unknowns = topology->unknowns;
    s->slots = topology->unknowns + topology->group_count + 1;
    s->slot_of = ird_alloc(topology->node_count, sizeof *s->slot_of);
    if (s->slot_of == NULL) {
        return ird_fail_memory(err, doing);
    }
    for (size_t i = 0; i < topology->node_count; i++) {
        int32_t unknown = topology->unknown_of[i];
        s->slot_of[i] =
            unknown < IRD_FLOATING ? (int32_t)s->unknowns + (-2 - unknown) : unknown;
    }
    return IRD_OK;
}

static int32_t slot(const ird_stepper *s, int32_t node) {
    return node >= 0 ? s->slot_of[node] : (int32_t)s->slots - 1;
}

/* Whether something between two nodes has an effect; the slots of its ends. */
static bool find_ends(const ird_stepper *s, int32_t node_a, int32_t node_b, int32_t *a,
                      int32_t *b) {
    *a = slot(s, node_a);
    *b = slot(s, node_b);
    return *a >= 0 && *b >= 0 && *a != *b &&
           (ird_stepper_has(s, *a) || ird_stepper_has(s, *b));
}

static ird_status add_memory(ird_memory made, ird_memory **items, size_t *count,
                             size_t *capacity, ird_error *err) {
    IRD_VEC(ird_memory) list = {*items, *count, *capacity};
    ird_status status = ird_vec_reserve(&list, 1, doing, err);
    if (status == IRD_OK) {
        list.items[list.count++] = made;
    }
    *items = list.items;
    *count = list.count;
    *capacity = list.capacity;
    return status;
}

static ird_status add_coils(ird_stepper *s, const ird_circuit *circuit, ird_error *err) {
    const ird_transient *t = circuit->transient;
    for (size_t i = 0; i < t->inductors.count; i++) {
        const ird_inductor *coil = &t->inductors.items[i];
        const ird_resistor *r = &circuit->whole.resistors.items[coil->resistor];
        ird_memory made = {.index = (int32_t)i, .keeps = 2 * coil->henry / s->step_s};
        made.siemens = 1 / (circuit->coil_ohm[i] + made.keeps);
        if (coil->henry > 0 && find_ends(s, r->a, r->b, &made.a, &made.b)) {
            IRD_TRY(add_memory(made, &s->coils.items, &s->coils.count, &s->coils.capacity,
                               err));
        }
    }
    return IRD_OK;
}

static ird_status add_capacitors(ird_stepper *s, const ird_circuit *circuit,
                                 ird_error *err) {
    const ird_transient *t = circuit->transient;
    IRD_TRY(ird_vec_reserve(&s->couplings, t->capacitors.count, doing, err));
    for (size_t i = 0; i < t->capacitors.count; i++) {
        const ird_capacitor *cap = &t->capacitors.items[i];
        ird_memory made = {.index = (int32_t)i,
                           .siemens = ird_stepper_siemens(cap, s->step_s)};
        if (!(made.siemens > 0) || !find_ends(s, cap->a, cap->b, &made.a, &made.b)) {
            continue;
        }
        if (cap->ohm > 0) {
            made.keeps = s->step_s / (2 * cap->farad);
            IRD_TRY(add_memory(made, &s->decaps.items, &s->decaps.count,
                               &s->decaps.capacity, err));
            continue;
        }
        bool is_turned = made.b < made.a;
        int32_t a = is_turned ? made.b : made.a, b = is_turned ? made.a : made.b;
        if ((size_t)b == s->slots - 1) {
            s->held[a] += made.siemens;
        } else {
            s->held_couplings += ird_stepper_has(s, b) ? 0 : 1;
            s->couplings.items[s->couplings.count++] =
                (ird_coupling){a, b, made.siemens, 0};
        }
    }
    return IRD_OK;
}

/* Couplings in the order of their ends, those between the same two as one. */
static ird_status sort_couplings(ird_stepper *s, ird_error *err) {
    size_t count = s->couplings.count, out = 0;
    if (count < 2) {
        return IRD_OK;
    }
    ird_coupling *list = s->couplings.items;
    int64_t *keys = ird_alloc(count, sizeof *keys);
    uint32_t *order = ird_alloc(count, sizeof *order);
    ird_coupling *sorted = ird_alloc(count, sizeof *sorted);
    ird_status status = IRD_OK;
    if (keys == NULL || order == NULL || sorted == NULL) {
        status = ird_fail_memory(err, doing);
        goto done;
    }
    for (size_t i = 0; i < count; i++) {
        keys[i] = (int64_t)list[i].a * (int64_t)s->slots + list[i].b;
    }
    status = ird_radix_order(keys, count, order, doing, err);
    for (size_t i = 0; i < count && status == IRD_OK; i++) {
        const ird_coupling *next = &list[order[i]];
        if (out > 0 && sorted[out - 1].a == next->a && sorted[out - 1].b == next->b) {
            sorted[out - 1].siemens += next->siemens;
        } else {
            sorted[out++] = *next;
        }
    }
    if (status == IRD_OK) {
        memcpy(list, sorted, out * sizeof *list);
        s->couplings.count = out;
    }
done:
    ird_free(keys);
    ird_free(order);
    ird_free(sorted);
    return status;
}

static ird_status make_vectors(ird_stepper *s, const ird_circuit *circuit,
                               ird_error *err) {
    const ird_transient *t = circuit->transient;
    s->held = ird_alloc_zero(s->slots, sizeof *s->held);
    s->rhs_a = ird_alloc(s->slots, sizeof *s->rhs_a);
    s->middle_v = ird_alloc(s->slots, sizeof *s->middle_v);
    s->u_v = ird_alloc(s->slots, sizeof *s->u_v);
    s->into_a = ird_alloc(s->slots - s->unknowns, 2 * sizeof *s->into_a);
    s->last_v = ird_alloc(s->unknowns, sizeof *s->last_v);
    s->turns = ird_alloc(s->unknowns, sizeof *s->turns);
    s->residual_a = ird_alloc(s->slots, sizeof *s->residual_a);
    s->coil_a = ird_alloc(t->inductors.count, sizeof *s->coil_a);
    s->decap_v = ird_alloc(t->capacitors.count, sizeof *s->decap_v);
    if (s->held == NULL || s->rhs_a == NULL || s->middle_v == NULL || s->u_v == NULL ||
        s->into_a == NULL || s->residual_a == NULL || s->coil_a == NULL ||
        s->decap_v == NULL || s->last_v == NULL || s->turns == NULL) {
        return ird_fail_memory(err, doing);
    }
    ird_stepper_clear(s);
    return IRD_OK;
}

/* ---- shares -------------------------------------------------------------------------
 */

/* Fewer unknowns are passed over in less time than threads take to begin. */
enum { SHARED_FROM = 100000, MOST_WORKERS = 16 };

/* Without threads all is done by one. */
static void start_workers(ird_stepper *s, const ird_solve_options *options) {
    size_t threads = ird_engine_threads(&options->engine);
    ird_error none;
    threads = threads < MOST_WORKERS ? threads : MOST_WORKERS;
    if (s->unknowns >= SHARED_FROM && threads > 1 &&
        ird_workers_create(&s->workers, threads, &none) != IRD_OK) {
        s->workers = NULL;
    }
}

typedef struct sharing {
    ird_share_task *task;
    void *context;
    size_t n, count;
    double most[MOST_WORKERS];
} sharing;

static void take_share(void *context, size_t worker) {
    sharing *s = context;
    s->most[worker] =
        s->task(s->context, s->n * worker / s->count, s->n * (worker + 1) / s->count);
}

double ird_stepper_share(const ird_stepper *stepper, ird_share_task *task,
                         void *context) {
    if (stepper->workers == NULL) {
        return task(context, 0, stepper->unknowns);
    }
    sharing s = {.task = task,
                 .context = context,
                 .n = stepper->unknowns,
                 .count = ird_workers_count(stepper->workers)};
    ird_workers_run(stepper->workers, take_share, &s);
    double most = s.most[0];
    for (size_t i = 1; i < s.count; i++) {
        most = s.most[i] > most ? s.most[i] : most;
    }
    return most;
}

ird_status ird_stepper_make(ird_stepper *stepper, ird_circuit *circuit, double step_s,
                            const ird_solve_options *options, const ird_monitor *monitor,
                            ird_error *err) {
    if (take_spare(stepper, circuit, step_s)) {
        start_workers(stepper, options);
        return IRD_OK;
    }
    ird_stepper made = {.step_s = step_s, .circuit = circuit};
    ird_status status = ird_stepper_make_factor(&made, circuit, options, monitor, err);
    if (status == IRD_OK) {
        status = number_slots(&made, err);
    }
    if (status == IRD_OK) {
        status = make_vectors(&made, circuit, err);
    }
    if (status == IRD_OK) {
        status = add_coils(&made, circuit, err);
    }
    if (status == IRD_OK) {
        status = add_capacitors(&made, circuit, err);
    }
    if (status == IRD_OK) {
        status = sort_couplings(&made, err);
    }
    if (status != IRD_OK) {
        ird_stepper_free(&made);
        return status;
    }
    made.is_whole = true;
    start_workers(&made, options);
    *stepper = made;
    return IRD_OK;
}

/* ---- one step -----------------------------------------------------------------------
 */

enum { MOST_ROUNDS = 6 };
#define RESIDUAL_GOAL 1e-12
#define RESIDUAL_LIMIT 1e-9
/* Of the worst, by which a change of the middle may be missed between two looks. */
#define DRIFT_LIMIT 1e-6

static double look(ird_stepper *s) {
    ird_imbalance most =
        ird_balance_residual(&s->factor->balance, s->rhs_a, s->middle_v, s->residual_a);
    double scale = s->factor->norm * most.most_v + most.load_a;
    return scale > 0 ? most.most_a / scale : 0;
}

/* m += r; the most that r is. */
static double add_change(void *context, size_t from, size_t end) {
    ird_stepper *s = context;
    double *m = s->middle_v, most_v = 0;
    const double *r = s->residual_a;
    for (size_t i = from; i < end; i++) {
        m[i] += r[i];
        most_v = fabs(r[i]) > most_v ? fabs(r[i]) : most_v;
    }
    return most_v;
}

/* Correct the middle by its residual until that is small; *drift_v: by how much. The
 * residual that is told is that which was found. */
static ird_status refine(ird_stepper *s, double *drift_v, ird_error *err) {
    size_t none = 0;
    double *r = s->residual_a, residual = look(s);
    s->residual = residual;
    *drift_v = 0;
    for (size_t round = 0; round < MOST_ROUNDS && !(residual <= RESIDUAL_GOAL); round++) {
        double before = residual;
        IRD_TRY(ird_factor_apply(s->factor, r, r, true, &none, err));
        *drift_v = fmax(*drift_v, ird_stepper_share(s, add_change, s));
        residual = look(s);
        if (residual > 0.1 * before) {
            break;
        }
    }
    if (!(residual <= RESIDUAL_LIMIT)) {
        return ird_fail(err, IRD_SOLVE_INACCURATE,
                        "a step in time misses its accuracy: residual %.2g; look for "
                        "resistances or capacitances that are far too small or too large",
                        residual);
    }
    return IRD_OK;
}

/* Where nobody looks the change is added while the state moves on. */
static ird_status solve_rough(ird_stepper *s, bool looks, ird_error *err) {
    size_t none = 0;
    double *r = s->residual_a, drift_v, worst_v = 0;
    IRD_TRY(ird_factor_apply(s->factor, r, r, true, &none, err));
    s->is_pending = !looks;
    if (!looks) {
        return IRD_OK;
    }
    ird_stepper_share(s, add_change, s);
    ird_stepper_sum_rhs(s);
    bool is_first = s->count == 1;
    IRD_TRY(refine(s, &drift_v, err));
    for (size_t i = 0; i < s->unknowns; i++) {
        worst_v = fmax(worst_v, fabs(s->middle_v[i]));
    }
    if (drift_v > DRIFT_LIMIT * worst_v && !is_first && s->look_every > 1) {
        s->look_every /= 2;
    }
    return IRD_OK;
}

/* The middle of a slot, whether it is in middle_v already or not. */
static double middle_of(const ird_stepper *s, int32_t at) {
    return s->middle_v[at] +
           (s->is_pending && ird_stepper_has(s, at) ? s->residual_a[at] : 0);
}

/* The new right-hand side becomes the old one, and gives way to its change. */
static double take_difference(void *context, size_t from, size_t end) {
    ird_stepper *s = context;
    double *new_a = s->residual_a, *old_a = s->rhs_a;
    for (size_t i = from; i < end; i++) {
        double rhs = new_a[i];
        new_a[i] -= old_a[i];
        old_a[i] = rhs;
    }
    return 0;
}

/* The middle from the right-hand side, which stands in its place, or, where the factor is
 * rough, in that of the residual. */
static ird_status solve_middle(ird_stepper *s, bool looks, ird_error *err) {
    size_t none = 0;
    double *m = s->middle_v, drift_v;
    if (s->factor->engine.info.is_rough) {
        return solve_rough(s, looks, err);
    }
    if (looks) {
        memcpy(s->rhs_a, m, s->unknowns * sizeof *m);
    }
    IRD_TRY(ird_factor_apply(s->factor, m, m, true, &none, err));
    return looks ? refine(s, &drift_v, err) : IRD_OK;
}

/* What capacitors and inductors bring into the slots that are no unknowns. */
static void add_into(const ird_stepper *s, double *into) {
    const double *u = s->u_v;
    size_t n = s->unknowns;
    for (size_t i = 0; i < s->couplings.count && s->held_couplings > 0; i++) {
        const ird_coupling *c = &s->couplings.items[i];
        if (!ird_stepper_has(s, c->b)) {
            into[(size_t)c->b - n] += c->siemens * (middle_of(s, c->a) - u[c->a]);
        }
    }
    const ird_memory *lists[] = {s->decaps.items, s->coils.items};
    const size_t counts[] = {s->decaps.count, s->coils.count};
    for (int k = 0; k < 2; k++) {
        for (size_t i = 0; i < counts[k]; i++) {
            const ird_memory *c = &lists[k][i];
            double volt =
                k == 0 ? middle_of(s, c->a) - middle_of(s, c->b) - s->decap_v[c->index]
                       : c->keeps * s->coil_a[c->index];
            if (!ird_stepper_has(s, c->a)) {
                into[(size_t)c->a - n] -= c->siemens * volt;
            }
            if (!ird_stepper_has(s, c->b)) {
                into[(size_t)c->b - n] += c->siemens * volt;
            }
        }
    }
}

/* What flows into the sources during the step. */
static void set_into(ird_stepper *s) {
    const ird_balance *balance = &s->factor->balance;
    const double *u = s->u_v;
    size_t n = s->unknowns, ends = s->slots - n;
    double *into = s->into_a;
    memset(into, 0, ends * sizeof *into);
    for (size_t i = 0; i < balance->feeds.count; i++) {
        const ird_feed *feed = &balance->feeds.items[i];
        size_t group = (size_t)feed->group;
        bool is_group = feed->other < 0;
        size_t other = is_group ? (size_t)(-2 - feed->other) : 0;
        double other_v = is_group ? u[n + other] : middle_of(s, feed->other);
        double ampere = feed->siemens * (other_v - u[n + group]);
        into[group] += ampere;
        into[other] -= is_group ? ampere : 0;
    }
    add_into(s, into);
}

/* Whether what flows into sources and capacitors is what is drawn: the sum of all
 * equations. draws are of the unknowns and others. */
static void check_balance(ird_stepper *s, const double *idle_a, const ird_draws *draws,
                          const double *parts, size_t count) {
    size_t n = s->unknowns, ends = s->slots - n;
    double missed_a = 0;
    for (size_t i = 0; i < n; i++) {
        missed_a -= idle_a[i];
        missed_a += s->held[i] * (s->middle_v[i] - s->u_v[i]);
    }
    for (size_t k = 0; k < count; k++) {
        for (size_t i = 0; i < draws[k].count; i++) {
            const ird_draw *draw = &draws[k].items[i];
            bool is_inside = ird_stepper_has(s, draw->place);
            missed_a -= is_inside ? parts[k] * draw->ampere : 0;
        }
    }
    for (size_t g = 0; g < ends; g++) {
        missed_a += s->into_a[g];
    }
    s->missed_a = fabs(missed_a);
}

/* The right-hand side in the place of the middle; of a rough factor its change in that
 * of the residual. */
static ird_status set_up(ird_stepper *s, const double *idle_a, const ird_draws draws[2],
                         const double parts[2], ird_error *err) {
    bool is_rough = s->factor->engine.info.is_rough;
    if (s->follows) {
        return ird_stepper_change_rhs(s, draws, parts, err);
    }
    IRD_TRY(ird_stepper_set_rhs(s, idle_a, draws, parts,
                                is_rough ? s->residual_a : s->middle_v, err));
    if (is_rough) {
        ird_stepper_share(s, take_difference, s);
    }
    return IRD_OK;
}

/* Half a step of backward Euler: the middle, for the sum of those parts of two currents.
 */
static ird_status go_to_middle(ird_stepper *s, const double *idle_a,
                               const ird_draws draws[2], const double parts[2],
                               ird_error *err) {
    size_t n = s->unknowns;
    bool looks = s->until_look == 0;
    s->until_look = looks ? s->look_every - 1 : s->until_look - 1;
    s->count++;
    IRD_TRY(set_up(s, idle_a, draws, parts, err));
    memcpy(s->middle_v + n, s->u_v + n, (s->slots - n) * sizeof *s->middle_v);
    IRD_TRY(solve_middle(s, looks, err));
    set_into(s);
    for (size_t g = 0; g < s->slots - n; g++) {
        s->moved_a = fmax(s->moved_a, fabs(s->into_a[g]));
    }
    if (looks) {
        check_balance(s, idle_a, draws, parts, 2);
    }
    return IRD_OK;
}

/* So many turns are no signal. */
enum { TURNS = 3 };

typedef struct moving {
    ird_stepper *stepper;
    double part;
    atomic_bool rings;
    atomic_uint_least32_t
        bend_bits; /* of a float that is not negative: sorts as it does */
} moving;

/* The same whoever comes first. */
static void keep_bend(moving *move, float bend_v) {
    uint32_t bits;
    memcpy(&bits, &bend_v, sizeof bits);
    uint_least32_t known = atomic_load(&move->bend_bits);
    while (bits > known &&
           !atomic_compare_exchange_weak(&move->bend_bits, &known, bits)) {
    }
}

enum { AT_ONCE = 256 };

/* Move so many unknowns, by the part of the way to their middle; their changes. */
IRD_MANY_TARGETS
static void move_some(double *restrict u, const double *restrict m, double part,
                      size_t count, float *restrict change_v) {
    for (size_t i = 0; i < count; i++) {
        double change = part * (m[i] - u[i]);
        change_v[i] = (float)change;
        u[i] += change;
    }
}

/* The same for middles without their last change, part of which is pending; and what the
 * next right-hand side changes by. */
IRD_MANY_TARGETS
static void move_rough(double *restrict u, double *restrict m, double *restrict r,
                       const double *restrict held, double pending, double part,
                       size_t count, float *restrict change_v) {
    for (size_t i = 0; i < count; i++) {
        double middle = m[i] + pending * r[i], change = part * (middle - u[i]);
        m[i] = middle;
        change_v[i] = (float)change;
        u[i] += change;
        r[i] = held[i] * change;
    }
}

/* How much it is, how often it has turned, and by how much it is another one than before.
 */
IRD_MANY_TARGETS
static void watch_some(const float *restrict change_v, float ring_v, float scale,
                       size_t count, float *restrict last_v, float *restrict turns,
                       float *restrict size_v, float *restrict bend_v) {
    for (size_t i = 0; i < count; i++) {
        float change = change_v[i], size = fabsf(change), last = last_v[i];
        float more = turns[i] + 1;
        turns[i] = change * last < -ring_v * size ? more : 0;
        bend_v[i] = fabsf(change - scale * last);
        size_v[i] = size;
        last_v[i] = change;
    }
}

static void move_block(const moving *move, size_t from, size_t count, float *size_v,
                       float *bend_v) {
    ird_stepper *s = move->stepper;
    float change_v[AT_ONCE];
    double *u = s->u_v + from, *m = s->middle_v + from;
    if (s->factor->engine.info.is_rough) {
        move_rough(u, m, s->residual_a + from, s->held + from, s->is_pending ? 1 : 0,
                   move->part, count, change_v);
    } else {
        move_some(u, m, move->part, count, change_v);
    }
    watch_some(change_v, (float)s->ring_v, (float)s->last_scale, count, s->last_v + from,
               s->turns + from, size_v, bend_v);
}

/* Of values that are not negative: the bits of such floats sort as they do. */
IRD_MANY_TARGETS
static float largest_of(const float *values, size_t count, float most) {
    int32_t bits, known;
    memcpy(&known, &most, sizeof known);
    for (size_t i = 0; i < count; i++) {
        memcpy(&bits, &values[i], sizeof bits);
        known = bits > known ? bits : known;
    }
    memcpy(&most, &known, sizeof most);
    return most;
}

/* Returns the most that an unknown changes by. */
static double move_unknowns(void *context, size_t from, size_t end) {
    moving *move = context;
    const float *turns = move->stepper->turns;
    float size_v[AT_ONCE], bend_v[AT_ONCE];
    float most_v = 0, most_turns = 0, most_bend_v = 0;
    for (size_t i = from; i < end; i += AT_ONCE) {
        size_t count = end - i < AT_ONCE ? end - i : AT_ONCE;
        move_block(move, i, count, size_v, bend_v);
        most_v = largest_of(size_v, count, most_v);
        most_turns = largest_of(turns + i, count, most_turns);
        most_bend_v = largest_of(bend_v, count, most_bend_v);
    }
    keep_bend(move, most_bend_v);
    if (most_turns >= TURNS) {
        atomic_store(&move->rings, true);
    }
    return (double)most_v;
}

/* The state becomes the middle (part 1) or the end of the step (part 2). */
static void move_on(ird_stepper *s, double part) {
    for (size_t i = 0; i < s->coils.count; i++) {
        const ird_memory *c = &s->coils.items[i];
        double *ampere = &s->coil_a[c->index];
        double volt = middle_of(s, c->a) - middle_of(s, c->b);
        double middle_a = c->siemens * (volt + c->keeps * *ampere);
        *ampere += part * (middle_a - *ampere);
    }
    for (size_t i = 0; i < s->decaps.count; i++) {
        const ird_memory *c = &s->decaps.items[i];
        double *volt = &s->decap_v[c->index];
        double middle_a = c->siemens * (middle_of(s, c->a) - middle_of(s, c->b) - *volt);
        *volt += part * c->keeps * middle_a;
    }
    moving move = {s, part, false, 0};
    s->change_v = ird_stepper_share(s, move_unknowns, &move);
    s->rings = atomic_load(&move.rings);
    uint32_t bits = atomic_load(&move.bend_bits);
    float bend_v;
    memcpy(&bend_v, &bits, sizeof bend_v);
    s->bend_v = (double)bend_v;
    s->last_scale = 1;
    s->last_part = part;
    s->is_pending = false;
    s->follows = s->factor->engine.info.is_rough;
}

ird_status ird_stepper_step(ird_stepper *stepper, ird_step_kind kind,
                            const double *idle_a, const ird_draws *begin,
                            const ird_draws *end, ird_error *err) {
    static const double parts[][2] = {[IRD_STEP_TRAPEZOID] = {0.5, 0.5},
                                      [IRD_STEP_DAMPED] = {1, 0},
                                      [IRD_STEP_STATIC] = {0, 1}};
    ird_stepper *s = stepper;
    const ird_draws draws[] = {*begin, *end};
    IRD_TRY(go_to_middle(s, idle_a, draws, parts[kind], err));
    move_on(s, kind == IRD_STEP_TRAPEZOID ? 2 : 1);
    if (kind != IRD_STEP_DAMPED) {
        return IRD_OK;
    }
    double change_v = s->change_v;
    size_t ends = s->slots - s->unknowns;
    memcpy(s->into_a + ends, s->into_a, ends * sizeof *s->into_a);
    IRD_TRY(go_to_middle(s, idle_a, draws, parts[IRD_STEP_STATIC], err));
    move_on(s, 1);
    for (size_t g = 0; g < ends; g++) {
        s->into_a[g] = 0.5 * (s->into_a[g] + s->into_a[ends + g]);
    }
    memset(s->turns, 0, s->unknowns * sizeof *s->turns);
    s->change_v += change_v;
    s->last_scale = 2; /* that was half a step */
    s->rings = false;
    return IRD_OK;
}

void ird_stepper_fed(const ird_stepper *stepper, const double *idle_a,
                     const ird_draws *end, double *fed_a) {
    const ird_stepper *s = stepper;
    const ird_balance *balance = &s->factor->balance;
    const double *u = s->u_v;
    size_t n = s->unknowns, groups = s->slots - n - 1;
    memcpy(fed_a, idle_a + n, groups * sizeof *fed_a);
    for (size_t i = 0; i < end->count; i++) {
        const ird_draw *draw = &end->items[i];
        if ((size_t)draw->place >= n && (size_t)draw->place < n + groups) {
            fed_a[(size_t)draw->place - n] += draw->ampere;
        }
    }
    for (size_t i = 0; i < balance->feeds.count; i++) {
        const ird_feed *feed = &balance->feeds.items[i];
        size_t group = (size_t)feed->group;
        bool is_group = feed->other < 0;
        size_t other = is_group ? n + (size_t)(-2 - feed->other) : (size_t)feed->other;
        double ampere = feed->siemens * (u[other] - u[n + group]);
        fed_a[group] += ampere;
        if (is_group) {
            fed_a[other - n] -= ampere;
        }
    }
    const ird_memory *lists[] = {s->coils.items, s->decaps.items};
    const size_t counts[] = {s->coils.count, s->decaps.count};
    for (int k = 0; k < 2; k++) {
        for (size_t i = 0; i < counts[k]; i++) {
            const ird_memory *c = &lists[k][i];
            double volt = u[c->a] - u[c->b], ohm = 1 / c->siemens - c->keeps;
            double ampere = k == 0 ? s->coil_a[c->index] - c->siemens * volt
                                   : (volt - s->decap_v[c->index]) / ohm;
            if ((size_t)c->a >= n && (size_t)c->a < n + groups) {
                fed_a[(size_t)c->a - n] -= ampere;
            }
            if ((size_t)c->b >= n && (size_t)c->b < n + groups) {
                fed_a[(size_t)c->b - n] += ampere;
            }
        }
    }
}
