/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Rails with the tabs of cells on them, merged: what metal.h makes of any shapes, several
 * times as fast where the metal across a layer is everywhere one piece from side to side,
 * or none.
 */
#ifndef IRD_METAL_COMB_H
#define IRD_METAL_COMB_H

#include "metal/metal.h"

/* As ird_metal_merge, to the last slab, joint and probe, into metal whose room is used
 * again; all shapes have an area. *is_comb is false where they lie otherwise: then metal
 * and probes hold nothing of use. */
ird_status ird_comb_merge(ird_metal *metal, const ird_uv_box *shapes, size_t shape_count,
                          ird_probe *probes, size_t probe_count, bool *is_comb,
                          ird_error *err);

#endif
