/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Where the supply comes in: the kinds of sources, and where to put those that nothing
 * in the design says. The generated ones, and the points that a source box picks, are
 * chosen as PDNSim does, so that the two can be compared:
 *
 *   Source points of a layer: of the vias, instance pins and joints of each slab, its
 *   middle, and fillers every d along it from d/2 on, those that lumping keeps (lump.h),
 *   where d = min(10 um, 10 x the pitch of the layer) and the reach of lumping is d/2.
 *   A box is cut with each slab of the layer. The points inside become sources; a cut
 *   without a point takes the point nearest to its middle, and so does a box that meets
 *   no metal at all, which is counted.
 *   Bumps begin half a pitch inside the die. A die without room for one has one bump in
 *   its middle, a core without room for a strap one strap in its middle.
 *
 * That is so in a network like PDNSim's. In a drawn one the box itself is the source, all
 * the metal that it covers; FULL takes all metal of the top layer, and a box beside all
 * metal the nearest of those points.
 *
 * A DEF pin is metal that somebody else drives, so its whole box is at the supply
 * voltage: every node of the network inside it is a source, and so are the two ends of
 * the box. The same holds in a drawn network for all shapes of the pin of a pad, which
 * are one source with a single node; in one like PDNSim's it is the node of the pin.
 */
#ifndef IRD_EXTRACT_SOURCES_H
#define IRD_EXTRACT_SOURCES_H

#include "network/vsrc.h"

typedef enum ird_source_type {
    IRD_SOURCE_AUTO, /* pins; without any, pads; without any, switches that are known to
                        feed the net (switches.h); without any, bumps */
    IRD_SOURCE_PINS, /* DEF pins of the net */
    IRD_SOURCE_PADS, /* power pins of instances of CLASS PAD or COVER BUMP */
    IRD_SOURCE_BUMPS,
    IRD_SOURCE_STRAPS,
    IRD_SOURCE_FULL,    /* every source point of the top layer */
    IRD_SOURCE_FILE,    /* places from a file, see vsrc.h */
    IRD_SOURCE_SWITCHES /* power pins of the switches that are known to feed the net, or
                           of cells that may be some; each is tied to the supply by
                           package_ohm. What the net before them drops is not in it,
                           unless ../../drop/chain puts it there */
} ird_source_type;

const char *ird_source_type_name(ird_source_type type); /* "pins", ... */

typedef struct ird_source_options {
    ird_source_type type;
    double bump_pitch_x_um, bump_pitch_y_um, bump_size_um;
    int bump_interval;           /* every so many-th bump of a row is there */
    double strap_pitch_tracks;   /* pitch of the straps over that of their layer */
    const ird_source_file *file; /* FILE; its layers are sought in the technology */
    double package_ohm;          /* between the ideal supply and each source; 0: none */
} ird_source_options;

/* AUTO; bumps every 140 um, 70 um wide, one in three; straps every 10 tracks. */
extern const ird_source_options ird_source_defaults;

/* Raises SOURCE_OPTION for what cannot be. Extraction checks the same. */
ird_status ird_source_options_check(const ird_source_options *options, ird_error *err);

typedef struct ird_source_info {
    ird_source_type type; /* what was used, never AUTO */
    bool is_default;      /* generated because neither the user nor the design said */
    size_t places;        /* pins' boxes, pads, bumps, straps or lines of the file */
    size_t missed;        /* places without metal under them, taken to the nearest */
    size_t outside;       /* places of a file with no part of them on the die */
    size_t nodes;         /* nodes of the network that are sources */
    int32_t layer;        /* the top layer of the net */
} ird_source_info;

#endif
