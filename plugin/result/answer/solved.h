/* SPDX-License-Identifier: BSD-3-Clause
 *
 * A solved net, as whoever speaks of its drops wants it: the network, its solution and
 * where its voltage, currents and sources come from. Networks that came as a file and
 * networks extracted from a design are of one kind here: what differs are the phrases,
 * and that the pins of the one are loads and of the other terminals. All of it is
 * borrowed.
 */
#ifndef IRD_ANSWER_SOLVED_H
#define IRD_ANSWER_SOLVED_H

#include "patch/move.h"
#include "static/solve.h"

/* What a corner makes of what was set: factors > 0 on it. */
typedef struct ird_corner {
    const char *name;
    double power, resistance, supply;
} ird_corner;

typedef struct ird_solved {
    const char *net;
    const char *corner;        /* that supply and power are of; "default" */
    const ird_corner *factors; /* by which that differs from what was set; NULL: not */
    const ird_grid *grid;      /* of a file: the network alone */
    const ird_solution *solution;
    ird_factor *factor;
    const ird_design *design;
    const ird_technology *tech;
    const ird_special_net *special_net; /* of the design */
    double supply_v;                    /* of the cells; 0: not known */
    bool supply_assumed;
    const char *supply_name;   /* "set", "def", ..., for programs */
    const char *supply_origin; /* "from the DEF", for people */
    double set_v;              /* what the user set for the net; NAN: nothing */
    double source_v;           /* of the net without drops */
    double feed_v; /* of the one that feeds it through switches; NAN: none does */
    const ird_power *power;   /* NULL: the network came with its currents */
    const char *network_file; /* what the network came as: "the SPICE file"; NULL: it was
                                 extracted */
    const char *network_kind; /* "drawn", "pdnsim" or "spice", for programs */
    const char *network_phrase; /* "metal as drawn", for people */
    bool has_temperature;       /* somebody has said that of its metal: */
    double celsius;
    const char *heat_map;      /* file of where it differs; NULL: nowhere */
    const char *source_origin; /* "pads", "planned", ... */
    ird_move move;             /* of cells since the network was extracted */
    double extract_s;
    double spent_s;       /* on the answer in all; less where much of it was there. 0: not
                             known */
    double current_scale; /* of the currents of the grid; 1 */
    double own_scale;     /* of the drop that a moved pin's own current adds; 1 */
} ird_solved;

/* The figures of a net, over all its nodes as PDNSim counts them. */
typedef struct ird_drop_figures {
    double worst_drop_v, average_drop_v;
    double worst_voltage_v, average_voltage_v;
    double percent;       /* worst drop of the supply of the cells; NAN where not known */
    double total_power_w; /* of the connected loads; NAN likewise */
} ird_drop_figures;

ird_drop_figures ird_drop_figures_of(const ird_solved *solved);

/* Whether a network is not quite that of its cells: pins moved or went since. */
bool ird_solved_is_moved(const ird_solved *solved);

/* Of a layer of the network; NULL for -1. */
const char *ird_solved_layer_name(const ird_solved *solved, int32_t layer);

#endif
