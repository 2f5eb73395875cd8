/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The power and ground nets of a design by name, and the one that is meant where none is
 * named.
 */
#ifndef IRD_DESIGN_SUPPLY_NETS_H
#define IRD_DESIGN_SUPPLY_NETS_H

#include "design/design.h"

/* Special net by name. Raises SESSION_NET_UNKNOWN, which lists the power nets, and
 * SESSION_NO_SPECIALNETS. */
ird_status ird_design_find_supply(const ird_design *design, const char *name, size_t size,
                                  int32_t *net, ird_error *err);

/* The power net that feeds most cells, the first of equals. Raises
 * SESSION_NO_SPECIALNETS and SESSION_NO_POWER_NET. */
ird_status ird_design_default_supply(const ird_design *design, const ird_technology *tech,
                                     int32_t *net, ird_error *err);

#endif
