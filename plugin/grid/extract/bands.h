/* SPDX-License-Identifier: BSD-3-Clause
 *
 * A layer cut along its wires into bands, between which no shape reaches: rails with the
 * pins on them, stripes. What is in one band touches nothing of another, so that each can
 * be merged and wired alone, in memory that a processor has near, and several at once.
 * Internal to extract/.
 */
#ifndef IRD_EXTRACT_BANDS_H
#define IRD_EXTRACT_BANDS_H

#include "extract/collect.h"

/* Shapes, pins and probes of the layer by band. Shapes without area are left out; a probe
 * that lies beside all metal is in any band. */
typedef struct ird_bands {
    size_t count;
    size_t solid; /* shapes with area, those of pins included */
    uint32_t *shape_starts, *pin_starts, *probe_starts; /* per band, and one more */
    uint32_t *shapes, *pins, *probes; /* their numbers, ascending in each band */
} ird_bands;                          /* all zero is an empty one */

void ird_bands_free(ird_bands *bands);

/* Linear in time. Thin bands side by side are one. The pins are those of work, which the
 * layer is one of, with shapes there; NULL: none. */
ird_status ird_bands_make(ird_bands *bands, const ird_work_layer *layer,
                          const ird_work *work, ird_error *err);

#endif
