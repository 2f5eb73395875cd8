/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The power grid of one net, from the shapes of the design to a resistive network.
 *
 *   metal   special wires, the metal of vias, power pins of placed instances and DEF
 *           pins of the net, merged per layer and cut into slabs (metal.h).
 *   vias    R = resistance of the cut layer / number of cuts, one resistor a via, or one
 *           a cut where the via is larger than min(10 um, 10 pitches) of its metals.
 *   loads   P / V of the instance, shared equally between its pins on the net.
 *
 * In the drawn network
 *   wires   are legs, in which current runs straight, whichever way they lie (pieces.h):
 *           nodes where vias, pins and sources touch them, R = sheet resistance x
 *           distance / width between, and none where the metal only changes;
 *           and sheets, where it turns or spreads: a mesh, as a rule reduced to what
 *           touches it (drawn.h, sheet.h). 2 % off on random unions of shapes.
 *   pins    touch the metal at one place for all their shapes that meet: in the middle of
 *           the one that reaches from side to side of the cell, else of the largest. That
 *           node is the terminal's; one of kind ITERM stands between, tied by
 *           IRD_PIN_LINK_OHM, for a pin of several such places alone.
 *   sources drive all the metal that they cover.
 *
 * In a network like PDNSim's
 *   nodes   are every via, every pin shape (at its middle), every joint of two slabs and
 *           every source point. Points that lie close together become one as in PDNSim
 *           (lump.h), and its points that only cut a wire in two are nodes as well, so
 *           that segments are PDNSim's (gcd: all 2503); eliminated exactly, they cost a
 *           hundredth of the time.
 *   wires   In a slab nodes are connected in the order along it:
 *               R = sheet resistance x distance / width
 *           along the preferred direction; across it where the vias and joints of the
 *           slab lie farther apart that way, counted in squares (bars of a ring, jogs).
 *   pins    each instance pin is a node of its own (kind ITERM) at the mean of its
 *           shapes, tied to the nodes of its shapes by IRD_PIN_LINK_OHM, as PDNSim does:
 *           a cell shorts the piece of rail that it stands on.
 *
 * Shapes drawn again cost nothing, for metal is merged. Vias drawn again at the same
 * place count in parallel, which no chip does, because PDNSim counts them so; the number
 * is reported, and counts_repeated_once takes the one with most cuts alone.
 *
 * Time and memory grow linearly: 1.9 s for a million instances with tabs on their pins,
 * 22 s for ten million, on two cores.
 */
#ifndef IRD_EXTRACT_EXTRACT_H
#define IRD_EXTRACT_EXTRACT_H

#include "base/monitor.h"
#include "design/design.h"
#include "extract/layer_rc.h"
#include "extract/sources.h"
#include "network/network.h"
#include "network/odd_layer.h"
#include "power/power.h"

#define IRD_PIN_LINK_OHM 1e-3

typedef enum ird_network_kind {
    IRD_NETWORK_DRAWN,      /* the metal as drawn; the default */
    IRD_NETWORK_LIKE_PDNSIM /* lumped as PDNSim does, to compare with it */
} ird_network_kind;

/* "drawn", "pdnsim"; and for people: "metal as drawn", "lumped nodes like PDNSim". */
const char *ird_network_kind_name(ird_network_kind kind);
const char *ird_network_kind_phrase(ird_network_kind kind);

/* How a network is asked for, where one may be there already. */
typedef struct ird_grid_wish {
    ird_network_kind kind;
    bool takes_moved; /* one that is there with its cells moved (move.h) will do */
} ird_grid_wish;

struct ird_switches; /* switches.h */

typedef struct ird_extract_options {
    int32_t net; /* special net */
    bool is_ground;
    double swing_v;  /* supply minus ground, > 0: the current is P / swing_v */
    double source_v; /* of the sources, where their file says nothing else */
    ird_source_options sources;
    const struct ird_switches *switches; /* those that feed the net are its sources where
                                            it has no pin or pad; NULL: none */
    bool counts_repeated_once;
    ird_network_kind kind;
    size_t threads; /* for large drawn networks; 0: as many as the process may use, up to
                       16. The network is the same for any number */
} ird_extract_options;

/* The merged metal of a layer: its slabs (metal.h) added up. */
typedef struct ird_grid_metal {
    size_t slabs;
    double area_dbu2;
    double longer_dbu; /* the longer sides of the slabs */
} ird_grid_metal;

/* A power pin of a placed instance. There are as many as cells: kept small. */
typedef struct ird_grid_terminal {
    ird_point at;           /* mean of the middles of its shapes */
    int32_t component, pin; /* pin: in pin_names of the technology */
    int32_t node;           /* in the network; -1 where it has no shape */
    uint32_t island;        /* of its metal; only where node >= 0 */
    uint32_t landing;       /* 1 + that among the landings of the grid; 0: node has all */
    int16_t layer;          /* of its first shape; -1 where it has none */
    bool is_fixed;          /* of a macro, pad or the like; see ird_macro_is_fixed */
} ird_grid_terminal;

/* Of a moved cell (move.h), whose current enters between two nodes: */
typedef struct ird_grid_landing {
    int32_t node;       /* the other one */
    double share;       /* part of the current that it takes */
    double between_ohm; /* of the point where it enters against the two nodes */
} ird_grid_landing;

/* Two metals connected at a place. */
typedef struct ird_grid_via {
    int32_t cut; /* layer */
    ird_point at;
    int32_t bottom, top; /* layers */
    bool is_assumed;     /* its resistance */
} ird_grid_via;

/* A wire of the design, straight and not diagonal, with metal in its middle. */
typedef struct ird_grid_wire {
    uint32_t wire; /* in wires of the design */
} ird_grid_wire;

/* Metal that conducts into each other. */
typedef struct ird_grid_island {
    ird_rect box;
    int32_t layer; /* -1: several */
    size_t slabs, wires, vias, terminals, sources;
    double ampere; /* of its terminals */
} ird_grid_island;

/* What the instances of the design draw, and how much of it the loads of the network
 * hold. set_a is the sum of the others. */
typedef struct ird_grid_draws {
    double set_a;       /* of all instances: the power over swing_v */
    double drawn_a;     /* in the loads, those on islands without a source included */
    double source_a;    /* of instances that are sources: pads, bumps, switches */
    double unplaced_a;  /* on the net, without a place */
    double unloaded_a;  /* on the net, without a pin on any metal */
    double elsewhere_a; /* without a pin on this net: on another one, or unconnected */
    /* How many instances those are, of which each draws something. */
    size_t drawn, source, unplaced, unloaded, elsewhere;
    double carried_a; /* not in set_a: what switches hand on to other nets */
    size_t carried;   /* by so many of them */
} ird_grid_draws;

/* How switches feed the net (switches.h). */
typedef struct ird_grid_fed {
    int32_t from;    /* the special net that feeds it, of several the first, if any do */
    size_t switches; /* that are connected */
    size_t assumed;  /* of those, without a resistance given */
    double before_v; /* at worst: drop where the switches are fed ... */
    double over_v;   /* ... and over a switch */
} ird_grid_fed;

typedef struct ird_grid {
    ird_network network;         /* loads: instance is the component, terminal the pin */
    ird_extract_options options; /* without the file of the sources and
                                    the switches */
    IRD_VEC(ird_grid_metal) metals; /* one a layer of the technology */
    IRD_VEC(ird_grid_terminal) terminals;
    bool borrows_terminals; /* of another grid (shared_grid.h) */
    double *amperes; /* per terminal, > 0: out of a power net or into a ground net; NULL:
                        all 0 */
    IRD_VEC(ird_grid_landing) landings;
    IRD_VEC(ird_grid_via) vias;
    IRD_VEC(ird_grid_wire) wires;
    IRD_VEC(ird_grid_island) islands;
    IRD_VEC(int32_t) fed_by; /* switches that feed the net: components, in order */
    ird_source_info sources;
    size_t shapes;              /* before merging */
    size_t repeated_vias;       /* at a place that has one already */
    size_t unplaced_instances;  /* on the net but without a place; left out */
    size_t shapeless_terminals; /* pins on the net without metal in LEF */
    size_t well_pins;           /* pins on the net that tie wells; left out */
    size_t diagonal_wires;      /* like PDNSim approximated by a staircase of boxes */
    size_t ignored_vias;        /* without two metals, or metal missing under them */
    size_t assumed_layers;      /* layers of the net with an assumed resistance */
    ird_odd_layers odd_layers;  /* and with one that cannot be */
    bool connections_assumed;   /* the net names no pins; see design.h */
    double unplaced_a;          /* current of the unplaced instances */
    double unloaded_a;          /* current of those without a pin on any metal */
    ird_grid_draws draws;       /* all of that together */
    ird_grid_fed fed;           /* once ird_grid_carry has been asked */
} ird_grid;                     /* all zero is an empty one */

void ird_grid_free(ird_grid *grid); /* leaves an empty one */

static inline double ird_grid_ampere(const ird_grid *grid, size_t terminal) {
    return grid->amperes != NULL ? grid->amperes[terminal] : 0;
}

/* power may be NULL: then there are no loads. Raises GRID_NO_METAL, GRID_SUPPLY,
 * GRID_TOO_LARGE, SOURCE_MISSING (no DEF pin or pad, though asked for). */
ird_status ird_extract(ird_grid *grid, const ird_design *design,
                       const ird_technology *tech, const ird_layer_rc *rc,
                       const ird_power *power, const ird_extract_options *options,
                       const ird_monitor *monitor, ird_error *err);

/* Other currents on the same grid: the currents of terminals and islands and the loads of
 * the network, whose nodes, resistors and sources stay as they are, so that its factor
 * stays good. power may be NULL; the design and technology are those of the grid, which
 * is as it was when that fails. */
ird_status ird_grid_set_power(ird_grid *grid, const ird_design *design,
                              const ird_technology *tech, const ird_power *power,
                              ird_error *err);

/* Whether a terminal may be that of a power switch: it has a routing layer, its cell may
 * be a switch (power/idle.h) and has another supply pin of the same use, on a routing
 * layer, that is not on this net. */
bool ird_grid_is_switch(const ird_grid *grid, const ird_design *design,
                        const ird_technology *tech, size_t terminal);

/* How many of them there are; *first is the first where there are any. */
size_t ird_grid_switches(const ird_grid *grid, const ird_design *design,
                         const ird_technology *tech, size_t *first);

/* Index of the special net, by name; -1 where there is none. */
int32_t ird_grid_find_net(const ird_design *design, const char *name);

#endif
