/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Maps of drops with what stands for nothing taken out (raster/cover.h): cells are looked
 * up in the session's design.
 */
#ifndef IRD_QUERY_COVERED_MAP_H
#define IRD_QUERY_COVERED_MAP_H

#include "raster/cover.h"
#include "mapped/net_raster.h"

/* The map of a net whose cells have that supply, of any size. bound, a map like it or
 * NULL, loses the same pixels. */
ird_status ird_session_cover_map(ird_session *session, int32_t net, double supply_v,
                                 const ird_cover *cover, ird_map *map, ird_map *bound,
                                 ird_error *err);

#endif
