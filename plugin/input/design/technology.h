/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What LEF files say: layers, vias, via rules and macros. Several files add up; a name
 * that is there already keeps its first definition and is counted as repeated. Lengths
 * are in um, as LEF gives them.
 */
#ifndef IRD_DESIGN_TECHNOLOGY_H
#define IRD_DESIGN_TECHNOLOGY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/alloc.h"
#include "base/names.h"
#include "base/notes.h"
#include "base/geometry.h"

typedef enum ird_layer_kind {
    IRD_LAYER_ROUTING,
    IRD_LAYER_CUT,
    IRD_LAYER_MASTERSLICE,
    IRD_LAYER_OVERLAP,
    IRD_LAYER_IMPLANT,
    IRD_LAYER_OTHER /* a kind of a later LEF version, kept for its name */
} ird_layer_kind;

typedef enum ird_direction {
    IRD_DIRECTION_NONE,
    IRD_DIRECTION_HORIZONTAL,
    IRD_DIRECTION_VERTICAL,
    IRD_DIRECTION_DIAGONAL
} ird_direction;

/* The index of a layer is its place in the file, lowest first, so that it gives the order
 * of the stack. Where LEF is silent a number is NAN. */
typedef struct ird_layer {
    ird_layer_kind kind;
    ird_direction direction;
    double width_um;
    double pitch_x_um, pitch_y_um;
    double spacing_um;
    double thickness_um;
    double height_um;
    double sheet_ohm;                        /* RESISTANCE RPERSQ, ohm per square */
    double cut_ohm;                          /* RESISTANCE of a cut layer, ohm per cut */
    double area_pf_um2;                      /* CAPACITANCE CPERSQDIST, to ground ... */
    double edge_pf_um;                       /* ... and EDGECAPACITANCE of each edge */
    bool is_backside;                        /* LEF58_BACKSIDE or TYPE with BACKSIDE */
    size_t first_cut_class, cut_class_count; /* in cut_classes; of a cut layer */
    double min_width_um, max_width_um;       /* MINWIDTH, MAXWIDTH */
    double min_area_um2;                     /* AREA */
    double offset_x_um, offset_y_um;         /* OFFSET of the tracks */
    size_t first_spacing, spacing_count;     /* in spacings */
    size_t first_width, width_count;         /* in widths_um: the only ones allowed */
    size_t first_min_cut, min_cut_count;     /* in min_cuts */
} ird_layer;

/* Metal wider than width_um, beside another one for more than run_um, keeps this distance
 * (of SPACING, SPACING RANGE and SPACINGTABLE, each entry one; the largest that holds
 * counts). */
typedef struct ird_spacing_rule {
    double width_um, run_um, spacing_um;
} ird_spacing_rule;

/* MINIMUMCUT: a via on metal wider than width_um has so many cuts at least. Where LEF
 * says from above or from below, the other way is free. */
typedef struct ird_min_cut_rule {
    double width_um;
    int32_t cuts;
    bool from_above, from_below;
} ird_min_cut_rule;

/* CUTCLASS of LEF58_CUTCLASS: a cut of this size, either way round, counts as so many
 * where a resistance is given per cut. */
typedef struct ird_cut_class {
    double width_um, length_um;
    int32_t cuts;
} ird_cut_class;

/* A box on a layer, in um, about the origin of what it belongs to. Polygons of LEF are
 * cut into boxes when read (exactly where they are rectilinear). */
typedef struct ird_shape_um {
    int32_t layer;
    ird_rect_um box;
} ird_shape_um;

/* A via with fixed geometry: shapes [first_shape, +shape_count) of via_shapes. One that
 * a VIA ... VIARULE statement describes is expanded to boxes when read. */
typedef struct ird_via {
    size_t first_shape, shape_count;
    int32_t bottom, cut, top; /* layers; -1 where it has none */
    int32_t cut_count;        /* a bar as its cut class says */
    double resistance_ohm;    /* RESISTANCE of the whole via, else that of its rule over
                                 its cuts, or NAN */
    int32_t lost_layer;       /* in keyword_names: the first unknown layer, whose shapes
                                 were dropped; -1: none */
    bool is_default;
} ird_via;

/* VIARULE ... GENERATE: what a generated via of DEF is made by. Index 0 and 1 of the
 * pairs are the two metal layers in the order of the file. */
typedef struct ird_via_rule {
    int32_t metal[2], cut;
    double enclosure_um[2][2]; /* [metal][overhang 1, overhang 2] */
    ird_rect_um cut_box;       /* RECT of the cut, about its centre */
    double cut_spacing_um[2];  /* SPACING x BY y, centre to centre */
    double cut_ohm;            /* RESISTANCE per cut, or NAN */
    bool is_generate;
} ird_via_rule;

typedef enum ird_macro_class {
    IRD_MACRO_CORE,
    IRD_MACRO_BLOCK,
    IRD_MACRO_PAD,
    IRD_MACRO_RING,
    IRD_MACRO_COVER,
    IRD_MACRO_ENDCAP,
    IRD_MACRO_NO_CLASS
} ird_macro_class;

typedef enum ird_pin_use {
    IRD_USE_SIGNAL,
    IRD_USE_POWER,
    IRD_USE_GROUND,
    IRD_USE_CLOCK,
    IRD_USE_OTHER
} ird_pin_use;

typedef enum ird_pin_direction {
    IRD_PIN_INPUT,
    IRD_PIN_OUTPUT,
    IRD_PIN_INOUT,
    IRD_PIN_FEEDTHRU
} ird_pin_direction;

/* SITE: what a row of DEF repeats; its index is the id in site_names. */
typedef struct ird_site {
    double width_um, height_um;
} ird_site;

/* Pin of a macro. Only power and ground pins keep their shapes. The coordinates are those
 * of the macro with ORIGIN added, so that (0, 0) is the lower left corner of its box. */
typedef struct ird_macro_pin {
    int32_t name; /* in pin_names of the technology */
    ird_pin_use use;
    ird_pin_direction direction;
    bool has_lost_shapes;            /* on layers that were unknown when it was read */
    size_t first_shape, shape_count; /* in pin_shapes */
} ird_macro_pin;

typedef struct ird_macro {
    ird_macro_class class_;
    int32_t class_detail;        /* second word of CLASS, in keyword_names; -1: none */
    int32_t site;                /* SITE, its first one, in keyword_names; -1: none */
    double width_um, height_um;  /* SIZE */
    ird_point_um origin;         /* ORIGIN, for reference: already in the pin shapes */
    size_t first_pin, pin_count; /* in macro_pins */
    size_t first_obs, obs_count; /* in obs_shapes: OBS, and the signal pins */
    bool has_signal_pin;
} ird_macro;

/* True for what a placer does not move about in rows: blocks, pads, rings, bumps, end
 * caps. */
static inline bool ird_macro_is_fixed(const ird_macro *macro) {
    return macro->class_ != IRD_MACRO_CORE && macro->class_ != IRD_MACRO_NO_CLASS;
}

typedef struct ird_technology {
    ird_names layer_names, via_names, via_rule_names, macro_names, site_names, pin_names,
        keyword_names;
    IRD_VEC(ird_layer) layers;
    IRD_VEC(ird_cut_class) cut_classes;
    IRD_VEC(ird_via) vias;
    IRD_VEC(ird_shape_um) via_shapes;
    IRD_VEC(ird_via_rule) via_rules;
    IRD_VEC(ird_macro) macros;
    IRD_VEC(ird_site) sites;
    IRD_VEC(ird_macro_pin) macro_pins;
    IRD_VEC(ird_shape_um) pin_shapes;
    IRD_VEC(ird_shape_um) obs_shapes;
    IRD_VEC(ird_spacing_rule) spacings;
    IRD_VEC(double) widths_um;
    IRD_VEC(ird_min_cut_rule) min_cuts;
    double grid_um;    /* MANUFACTURINGGRID of the last file; 0: not given */
    int64_t lef_units; /* UNITS DATABASE MICRONS of the last file, 0: not given */
    size_t files;      /* LEF files read */
    size_t repeated;   /* definitions skipped because the name was there */
    size_t unended;    /* files without END LIBRARY: legal, but perhaps cut short */
    ird_notes notes;   /* what the reader has to tell of them */
} ird_technology;      /* all zero is an empty one */

void ird_technology_free(ird_technology *tech); /* leaves an empty one */

/* A place to come back to, for a reader that fails half-way: the technology only ever
 * grows at its ends. */
typedef struct ird_technology_mark {
    size_t layers, cut_classes, vias, via_shapes, via_rules, macros, sites, macro_pins,
        pin_shapes;
    size_t obs_shapes, spacings, widths, min_cuts;
    size_t pin_names, keyword_names;
    double grid_um;
    int64_t lef_units;
    size_t files, repeated, unended, notes;
} ird_technology_mark;

ird_technology_mark ird_technology_get_mark(const ird_technology *tech);
void ird_technology_rewind(ird_technology *tech, const ird_technology_mark *mark);

/* True for cells that hold no logic and switch nothing: fillers, taps, end caps and
 * decaps. Told by their pins (no signal pin) because CLASS is not kept up by all
 * libraries; blocks and pads are never such cells. */
bool ird_macro_is_physical_only(const ird_macro *macro);

/* Half the pitch of the densest routing layer, in um: how fine a process is. NAN where no
 * layer has a pitch. */
double ird_technology_half_pitch_um(const ird_technology *tech);

/* As how many cuts one of this size on the layer counts: by its cut class, else 1. */
int32_t ird_cuts_of(const ird_technology *tech, int32_t layer, double width_um,
                    double length_um);

/* True for a supply pin that ties a well or the substrate and draws no current from the
 * grid: none of its shapes is on a routing layer. They are on the layers of the wells
 * (MASTERSLICE, or another kind that is no metal), or were dropped with a layer that is
 * in no LEF, as libraries without the layers of the wells have it; such a pin, and one
 * without any shape, must have the name that libraries give to it: VPB, VNB, VPW, VNW,
 * VBP, VBN, NWELL, PWELL and the like. */
bool ird_macro_pin_is_well(const ird_technology *tech, const ird_macro_pin *pin);

#endif
