/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Pins on a sheet of which several have to share a potential each, for only one of a
 * sheet can be spread (sheet.h). Internal to metal/.
 */
#ifndef IRD_METAL_PIN_BOX_H
#define IRD_METAL_PIN_BOX_H

#include "metal/pieces.h"

/* The part of the pin, perhaps without an extent along one axis, that is at one potential
 * and drops as much as the pin does on the average. */
ird_uv_box ird_pin_box(const ird_region *region, const ird_contact *pin);

#endif
