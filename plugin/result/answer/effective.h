/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What is left for each instance where a power and a ground net are solved: supply less
 * both drops, each at the instance's worst pin.
 */
#ifndef IRD_ANSWER_EFFECTIVE_H
#define IRD_ANSWER_EFFECTIVE_H

#include "answer/solved.h"

typedef struct ird_effective_supply {
    size_t instances; /* on both nets and connected to both; 0: nothing else is set */
    double swing_v;   /* supply minus ground without any drop */
    double worst_v, average_v;
    int32_t worst_component;
} ird_effective_supply;

/* left_v[component], one for each of the design; NAN where it is not on both. */
ird_status ird_left_v(const ird_solved *power, const ird_solved *ground, double *left_v,
                      ird_error *err);

ird_status ird_effective_supply_make(ird_effective_supply *effective,
                                     const ird_solved *power, const ird_solved *ground,
                                     ird_error *err);

/* Each net with the first of the other kind that an instance shares with it: effective
 * and partner (an index, or SIZE_MAX) of each. */
ird_status ird_effective_pairs(const ird_solved *nets, size_t count,
                               ird_effective_supply *effective, size_t *partner,
                               ird_error *err);

#endif
