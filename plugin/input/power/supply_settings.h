/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Voltages that a user set, by the names of nets, so that they outlive a design.
 */
#ifndef IRD_POWER_SUPPLY_SETTINGS_H
#define IRD_POWER_SUPPLY_SETTINGS_H

#include <stddef.h>

#include "base/alloc.h"
#include "base/error.h"

typedef struct ird_supply_setting {
    char *net;
    double voltage_v;
} ird_supply_setting;

typedef struct ird_supply_settings {
    IRD_VEC(ird_supply_setting) items;
} ird_supply_settings; /* all zero is an empty one */

void ird_supply_settings_free(ird_supply_settings *settings); /* leaves an empty one */

/* In the place of what was set for that net. */
ird_status ird_supply_settings_set(ird_supply_settings *settings, const char *net,
                                   size_t size, double voltage_v, ird_error *err);

/* Add all that another one has. */
ird_status ird_supply_settings_copy(ird_supply_settings *to,
                                    const ird_supply_settings *from, ird_error *err);

/* What was set for the net of that name, or NULL. */
const ird_supply_setting *ird_supply_settings_find(const ird_supply_settings *settings,
                                                   const char *net, size_t size);

#endif
