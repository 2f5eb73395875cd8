/* SPDX-License-Identifier: BSD-3-Clause
 *
 * A layer of a drawn net merged and wired band by band, on several threads: of its slabs,
 * of which a row of cells has many, those of a band alone are ever there. The wiring is
 * the same to the last bit for any number of threads. Internal to extract/.
 */
#ifndef IRD_EXTRACT_WIRED_BANDS_H
#define IRD_EXTRACT_WIRED_BANDS_H

#include "extract/collect.h"
#include "metal/wiring.h"

/* Clusters, sum, order and the slabs of the probes of the layer, and its wires behind
 * those that are there. via_ohm: per via probe, what is in series with it. */
ird_status ird_stream_layer(ird_wiring *wiring, ird_work *work, int32_t on,
                            const float *via_ohm, const ird_monitor *monitor,
                            ird_error *err);

#endif
