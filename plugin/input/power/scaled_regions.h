/* SPDX-License-Identifier: BSD-3-Clause
 *
 * More or less power in parts of the design, on top of whatever says what its instances
 * draw: what if this block were busier?
 */
#ifndef IRD_POWER_SCALED_REGIONS_H
#define IRD_POWER_SCALED_REGIONS_H

#include "base/store.h"
#include "power/power.h"

/* Instances whose middle lies in the box draw `factor` times as much. */
typedef struct ird_power_region {
    ird_rect_um box;
    double factor;
} ird_power_region;

/* In the order given; factors of regions that overlap multiply. */
typedef struct ird_power_regions {
    IRD_VEC(ird_power_region) items;
} ird_power_regions; /* all zero is an empty one */

/* Raises POWER_AMOUNT for a factor that is negative or no number. */
ird_status ird_power_regions_add(ird_power_regions *regions, const ird_rect_um *box,
                                 double factor, ird_error *err);

void ird_power_regions_key(const ird_power_regions *regions, ird_key *key);

/* A power with that: it shares all but powers and the name of the activity with base, and
 * is freed by ird_scaled_power_free. */
ird_status ird_power_scale_regions(ird_power *scaled, const ird_power *base,
                                   const ird_power_regions *regions,
                                   const ird_design *design, const ird_technology *tech,
                                   ird_error *err);

#endif
