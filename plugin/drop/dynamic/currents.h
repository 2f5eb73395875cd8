/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What is drawn at each place at the times of the steps. Internal to dynamic/.
 */
#ifndef IRD_DYNAMIC_CURRENTS_H
#define IRD_DYNAMIC_CURRENTS_H

#include "network/transient.h"

/* What is drawn at a place beside its idle current; a place may come again. */
typedef struct ird_draw {
    int32_t place;
    double ampere;
    double ahead_a; /* of it, what evens out the step behind that time */
} ird_draw;

typedef struct ird_draws {
    ird_draw *items;
    size_t count, capacity;
} ird_draws; /* an IRD_VEC */

/* Time of one step and of those beside it: before <= now <= after, and before < after. */
typedef struct ird_instants {
    double before_s, now_s, after_s;
} ird_instants;

/* A current that changes at one stroke within a step: what its means over both halves of
 * the step are more than its values at the ends. */
typedef struct ird_jump {
    int32_t drain;
    double first_a, second_a;
} ird_jump;

/* A current that does not change until then. */
typedef struct ird_steady {
    double until_s, ampere;
} ird_steady;

/* A pulse that has begun, with what it draws at the last two times it was asked for: the
 * first two of the next ones. Kept side by side, for pulses and drains stand anywhere. */
typedef struct ird_active {
    ird_pulse pulse;
    int32_t from, to; /* places */
    double at_s[2], ampere[2], charge_c[2];
} ird_active;

typedef struct ird_currents {
    const ird_transient *transient;
    size_t places;      /* of which currents are given */
    int32_t *from, *to; /* place of each drain; -1: none */
    double *idle_a;     /* one a place: what drains always draw */
    uint32_t *order;    /* pulses as they start */
    double longest_s;   /* pulse */
    size_t next;        /* in order: not looked at yet */
    IRD_VEC(ird_active) active;
    IRD_VEC(ird_jump) jumps;     /* between before and now */
    ird_steady *waves, *courses; /* what is known of each */
    double *heights_a;           /* of courses */
    bool is_static;              /* no memory: currents of the instant */
} ird_currents;                  /* all zero is an empty one */

void ird_currents_free(ird_currents *currents);

/* place_of has one a node: < 0 none. What has IRD_REFERENCE at an end has none there. */
ird_status ird_currents_make(ird_currents *currents, const ird_transient *transient,
                             const int32_t *place_of, size_t places, bool is_static,
                             ird_error *err);

/* Begin again, at any time. */
void ird_currents_rewind(ird_currents *currents);

/* What is drawn at now besides idle currents (dynamic.h), into draws, and the jumps up to
 * now: time goes forward until it is rewound. Jumps are no part of what draws even out.
 */
ird_status ird_currents_at(ird_currents *currents, const ird_instants *time,
                           ird_draws *draws, ird_error *err);

/* Add the jumps to the currents of the first half of the step; those of the second half
 * are what is drawn at its end and the jumps. */
ird_status ird_currents_add_jumps(const ird_currents *currents, ird_draws *first,
                                  const ird_draws *end, ird_draws *second,
                                  ird_error *err);

/* Take what evens out the step behind that time out of what is drawn. */
void ird_currents_drop_ahead(ird_draws *draws);

/* No current changes from `from_s` to then; INFINITY where none ever does. Of the time
 * that ird_currents_at was last asked for. */
double ird_currents_quiet_until(const ird_currents *currents, double from_s);

/* The current of each drain at a time, into ampere. */
void ird_currents_of_drains(const ird_transient *transient, double at_s, double *ampere);

/* The charge that each drain draws from one time to another. */
void ird_currents_charge(const ird_transient *transient, double from_s, double to_s,
                         double *charge_c);

#endif
