/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The resistors of all metal of a net as it is drawn. Internal to extract/.
 */
#ifndef IRD_EXTRACT_CONTACTS_H
#define IRD_EXTRACT_CONTACTS_H

#include "extract/collect.h"
#include "extract/wiring.h"

/* Raw nodes: the probes of all layers, and from first_point on those of the plan, whose
 * points are two an area; the two become one. */
ird_status ird_contacts_wire(ird_wiring *wiring, const ird_work *work,
                             const ird_source_plan *plan, uint32_t first_point,
                             const ird_monitor *monitor, ird_error *err);

#endif
