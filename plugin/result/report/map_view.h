/* SPDX-License-Identifier: BSD-3-Clause
 *
 * A map as blocks of text, for a look at it in the shell. Row 0 stands at the bottom. A
 * block of a map that is wider than the text shows the largest of its pixels, so that no
 * hotspot is averaged away.
 */
#ifndef IRD_REPORT_MAP_VIEW_H
#define IRD_REPORT_MAP_VIEW_H

#include <stdbool.h>

#include "base/text.h"
#include "base/map/map.h"

typedef struct ird_map_view_options {
    size_t width; /* characters for the longer side of the map, 1 or more; a map with
                     fewer pixels takes no more than it has */
    bool colour;  /* half blocks in 24-bit colours (UTF-8 and escape sequences); else one
                     of ten characters stands for two of the half blocks */
} ird_map_view_options;

/* A line of what is shown, the picture with the corners of its window, the scale, and the
 * largest value with its place. NO_MEMORY leaves out as it was. */
ird_status ird_report_map_view(ird_text *out, const ird_map *map, const char *name,
                               const ird_map_view_options *options, ird_error *err);

#endif
