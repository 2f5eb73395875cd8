/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The ways that current of an instance takes from one net to the other, or to the ideal
 * ground. Internal to charge/.
 */
#ifndef IRD_CHARGE_ENDS_H
#define IRD_CHARGE_ENDS_H

#include "charge/charge.h"

/* A pin of an instance on one of the nets. */
typedef struct ird_end {
    int32_t node;  /* counted through both networks */
    double weight; /* A that it draws, or 1 */
} ird_end;

typedef struct ird_end_list {
    size_t *starts; /* of each instance, in items; one more than instances */
    ird_end *items;
} ird_end_list;

typedef struct ird_ends {
    ird_end_list sides[2];
    bool is_ground[2];
    bool by_load; /* weights are currents */
} ird_ends;       /* all zero is an empty one */

/* One way: current flows out of `from` and back into `to`, IRD_REFERENCE where the
 * instance has no end there. */
typedef struct ird_way {
    int32_t from, to;
    double part;   /* of the instance; all parts are 1 together */
    double ampere; /* its weight: what the loads there draw */
} ird_way;

typedef struct ird_ways {
    ird_way *items;
    size_t count, capacity;
} ird_ways;

void ird_ends_free(ird_ends *ends); /* leaves an empty one */

/* The pins with metal, all alike, or the loads with what they draw. */
ird_status ird_ends_of_pins(ird_ends *ends, const ird_charge_grids *grids,
                            int32_t second_node, size_t instances, ird_error *err);
ird_status ird_ends_of_loads(ird_ends *ends, const ird_charge_grids *grids,
                             int32_t second_node, size_t instances, ird_error *err);

/* Replace ways by those of an instance: the pins of one net against those of the other,
 * each with its share. Where it has ends on both nets that draw different currents, each
 * goes to the ideal ground, so that both nets keep what they draw. */
ird_status ird_ends_ways(const ird_ends *ends, size_t instance, ird_ways *ways,
                         ird_error *err);

#endif
