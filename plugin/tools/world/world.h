/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Random floorplans with their power grids: technology, rows and cells, blocks, stripes,
 * vias and sources, as the readers would have made them from LEF and DEF, so that the
 * project's own extraction and solver take them as any other design. What a calibrated
 * surrogate is trained on: it must cover the chips that it will see, from 130 nm to 7 nm,
 * and is fitted to none of them.
 *
 *     ird_world world = {0};
 *     ird_world_make(&world, seed, index, err);
 *     ird_power power = {0};
 *     ird_world_power(&power, &world, vector, err);
 *     ird_extract_options options = ird_world_options(&world);
 *     ird_extract(&grid, &world.design, &world.tech, &world.rc, &power, &options, ...);
 *
 * World number `index` of a seed is the same whoever makes it, on any thread; so is
 * vector number `vector` of a world, whichever were drawn before. No state is shared.
 */
#ifndef IRD_WORLD_WORLD_H
#define IRD_WORLD_WORLD_H

#include "design/design.h"
#include "extract/extract.h"
#include "extract/layer_rc.h"
#include "power/power.h"

enum { IRD_WORLD_LAYERS = 6, IRD_WORLD_BLOCKS = 6, IRD_WORLD_CELLS = 24 };

/* Where the supply comes in. */
typedef enum ird_world_source {
    IRD_WORLD_PINS_AT_ENDS,    /* DEF pins at stripe ends, on one to four sides */
    IRD_WORLD_PINS_ON_STRIPES, /* DEF pins that cover whole stripes */
    IRD_WORLD_BUMPS,           /* an array of places over the top layer */
    IRD_WORLD_BUMPS_DEFAULT,   /* the bumps that extraction itself makes */
    IRD_WORLD_ALL_ENDS,        /* both ends of every top stripe */
    IRD_WORLD_FEW,             /* a few places anywhere */
    IRD_WORLD_CORNER,          /* one corner of the die only */
    IRD_WORLD_SOURCE_COUNT
} ird_world_source;

const char *ird_world_source_name(ird_world_source source); /* "pins at ends", ... */

/* What is irregular about a grid; a set of them. */
typedef enum ird_world_feature {
    IRD_WORLD_DUAL_RAILS = 1 << 0,      /* rails on the two lowest metals */
    IRD_WORLD_SKIPS_LAYERS = 1 << 1,    /* stacked vias past metals without stripes */
    IRD_WORLD_ZONES = 1 << 2,           /* regions with other pitches */
    IRD_WORLD_MISSING_STRIPES = 1 << 3, /* left out at random */
    IRD_WORLD_CUT_STRIPES = 1 << 4,     /* with a gap */
    IRD_WORLD_MISSING_VIAS = 1 << 5,    /* left out at random */
    IRD_WORLD_BARE_REGION = 1 << 6,     /* no vias to the rails in a region */
    IRD_WORLD_LOOSE_RAILS = 1 << 7,     /* rails that no via feeds are kept */
    IRD_WORLD_RINGS = 1 << 8,           /* around blocks */
    IRD_WORLD_PACKAGE = 1 << 9          /* resistance in front of each source */
} ird_world_feature;

enum { IRD_WORLD_FEATURE_COUNT = 10 };

const char *ird_world_feature_name(size_t bit); /* "dual rails", ... */

typedef enum ird_world_cell_kind {
    IRD_WORLD_LOGIC,
    IRD_WORLD_FLOP,
    IRD_WORLD_CLOCK,
    IRD_WORLD_TAP, /* draws nothing */
    IRD_WORLD_BLOCK
} ird_world_cell_kind;

/* A layer of the grid, lowest first: rails, then stripes. */
typedef struct ird_world_layer {
    int32_t layer; /* in the technology */
    int32_t metal; /* its number, from 1 */
    bool is_vertical, is_rail;
    int64_t width_dbu, pitch_dbu; /* of the wires of one net */
    int64_t offset_dbu[2];        /* of the first one of VDD and VSS, from the core */
    double sheet_ohm, cut_ohm;    /* cut_ohm: of a cut to the next metal above */
} ird_world_layer;

/* What was drawn, for statistics. */
typedef struct ird_world_facts {
    double feature_nm, row_um, site_um, die_x_um, die_y_um;
    double utilisation; /* planned, mean over the core */
    size_t layer_count; /* of the grid */
    ird_world_layer layers[IRD_WORLD_LAYERS];
    size_t zones, modules, blocks;
    ird_world_source source;
    size_t source_places;
    unsigned features; /* of ird_world_feature */
    double ohm_um2;    /* rough: V of drop at 1 A/um^2; sets the total current */
} ird_world_facts;

typedef struct ird_world {
    uint64_t seed, index;
    ird_technology tech;
    ird_design design;
    ird_layer_rc rc;
    int32_t net; /* the special net to be solved: 0 VDD, 1 VSS */
    bool is_ground;
    double supply_v;
    ird_source_options sources; /* its file is places, where it has one; see below */
    ird_source_file places;
    uint8_t kinds[IRD_WORLD_CELLS]; /* of each macro: an ird_world_cell_kind */
    uint8_t *modules;               /* of each component: the part of the die it is in */
    ird_world_facts facts;
} ird_world; /* all zero is an empty one */

/* world must be an empty one, and is when this fails. Raises NO_MEMORY alone. */
ird_status ird_world_make(ird_world *world, uint64_t seed, uint64_t index,
                          ird_error *err);

void ird_world_free(ird_world *world); /* leaves an empty one */

/* What to extract it with. Its source file points into the world. */
ird_extract_options ird_world_options(const ird_world *world);

/* Current pattern number `vector` as W per instance; power is replaced, and left as it
 * was on failure (NO_MEMORY). Every value is finite and >= 0, their sum > 0. */
ird_status ird_world_power(ird_power *power, const ird_world *world, uint64_t vector,
                           ird_error *err);

#endif
