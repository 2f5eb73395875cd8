/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The resistors of all metal of a net as it is drawn. Internal to extract/.
 */
#ifndef IRD_EXTRACT_CONTACTS_H
#define IRD_EXTRACT_CONTACTS_H

#include "extract/collect.h"
#include "metal/pieces.h"

/* Raw nodes: the probes of all layers, and from first_point on those of the plan, whose
 * points are two an area; the two become one. */
ird_status ird_contacts_wire(ird_wiring *wiring, ird_work *work,
                             const ird_source_plan *plan, uint32_t first_point,
                             const ird_monitor *monitor, ird_error *err);

/* Where a node probe touches the slab under it; via_ohm: per via probe of the layer. */
ird_contact ird_contact_of_probe(const ird_work_layer *layer, size_t probe, uint32_t slab,
                                 const ird_uv_box *metal, const float *via_ohm);

#endif
