/* SPDX-License-Identifier: BSD-3-Clause
 *
 * A map as a figure for people: axes in um, a scale bar, a colour bar with its unit, the
 * worst place, and words above that say what it is.
 */
#ifndef IRD_PICTURE_PICTURE_H
#define IRD_PICTURE_PICTURE_H

#include "base/map/map.h"
#include "base/map/scale.h"
#include "base/text.h"

typedef enum ird_picture_format { IRD_PICTURE_PNG, IRD_PICTURE_SVG } ird_picture_format;

typedef struct ird_picture {
    const ird_map *map; /* without a window the axes count its pixels */
    const char *title;  /* "IR drop of demo45, net VDD" */
    const char *lines;  /* below it, what it rests on; lines end by \n. May be "" */
    const char *label;  /* of the colour bar: "drop, mV" */
    double per_unit;    /* so many of the unit of the label are one of the map's */
    ird_scale scale;    /* in the unit of the map: where the colours begin and end */
    const char *mark;   /* beside the largest value; NULL: it is not marked */
} ird_picture;

/* The bytes of the file behind those of out, 1000 points wide or less. Raises
 * PICTURE_DRAW (a map without pixels, or what Cairo says) and NO_MEMORY. */
typedef ird_status ird_picture_drawer(ird_text *out, const ird_picture *picture,
                                      ird_picture_format format, ird_error *err);

__attribute__((visibility("default"))) ird_picture_drawer irdrop_picture_draw;

/* The name of that function, and of the library that has it. */
#define IRD_PICTURE_FUNCTION "irdrop_picture_draw"
#define IRD_PICTURE_FILE "libirdrop_picture.so"

#endif
