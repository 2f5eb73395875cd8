/* SPDX-License-Identifier: BSD-3-Clause
 *
 * A map of the session as a figure: what it is called and what it rests on.
 */
#ifndef IRD_BINDING_MAP_FIGURE_H
#define IRD_BINDING_MAP_FIGURE_H

#include "picture/picture.h"
#include "query/requests.h"

/* Draw behind what out has. map: that of the entry, or one of a time of it, at_s; NAN: of
 * none. Raises what ird_tcl_picture_library and ird_picture_drawer raise. */
ird_status ird_tcl_figure(ird_text *out, const ird_session *session,
                          const ird_map_entry *entry, const ird_map *map, double at_s,
                          ird_picture_format format, ird_error *err);

#endif
