/* SPDX-License-Identifier: BSD-3-Clause
 *
 * An answer: a quantity of one net, predicted or solved, with what it rests on. The gate
 * judges it, hotspots are found in it, reports write it down. All of it is borrowed;
 * pointers that may be NULL and numbers that may be NAN say what is not known.
 */
#ifndef IRD_ANSWER_ANSWER_H
#define IRD_ANSWER_ANSWER_H

#include "answer/basis.h"
#include "hotspots/hotspots.h"
#include "network/network.h"
#include "quantity/quantity_table.h"
#include "adjoint/adjoint.h"
#include "static/solve.h"

/* The voltage at a pin of an instance. */
typedef struct ird_answer_pin {
    const char *name, *terminal, *layer;
    ird_point_um at;
    double voltage_v;
    double ampere; /* that it draws; > 0 for a ground net, too */
} ird_answer_pin;

/* What is left for an instance: supply less the drops of the net and of the one that
 * closes the loop. */
typedef struct ird_answer_supply {
    const char *name;
    ird_rect_um box;
    double left_v;
} ird_answer_supply;

typedef struct ird_answer {
    const ird_quantity *quantity;
    ird_way way;
    const char *net;
    const char *corner; /* "default" */
    const char *layer;  /* that the map is of; NULL: no single one */
    bool is_ground;
    double supply_v; /* of the loop that the net closes; NAN: not known */
    bool supply_assumed;
    const char *supply_origin;        /* "from the DEF"; may be NULL */
    const char *model, *model_origin; /* what predicted, and whose it is; may be NULL */
    double bound;          /* how far the worst pixel of a prediction in the unit of the
                              quantity may be off; 0: not known, or no such prediction */
    const ird_map *bounds; /* how far each pixel may be off; NULL: as bound */
    double predicted_s,
        exact_s;         /* what the prediction took for the currents on a grid that
                            is there, and what an exact solution does; 0: not known */
    const char *outside; /* what of its inputs the model was not trained on; NULL */
    const ird_map
        *map; /* in the unit of the quantity, or relative; NULL: there is none */
    const ird_network *network; /* that it was solved on; NULL: none */
    double source_v;            /* that its drops are counted from; 0: that of network */
    const char *network_kind; /* what it rests on: "drawn", "pdnsim" or "spice"; NULL: not
                                 known, or no network */
    const char *network_phrase; /* "metal as drawn", likewise */
    const double *values;       /* of each node of network, or of each resistor where
                                   are_of_resistors is set; NULL: not known */
    bool are_of_resistors;
    double worst, average;   /* over values, where that is known better than by the map;
                                else   NAN */
    double when_s;           /* the time of the worst; NAN: it does not change */
    const char *worst_layer; /* of worst; NULL: not known */
    const ird_answer_supply *supplies; /* the least first; NULL: not known */
    size_t supply_count;
    const ird_hotspot_list *hotspots; /* of map, above threshold; may be NULL */
    double threshold;                 /* what counts as hot where nobody says otherwise */
    bool unconnected_known;
    size_t unconnected;                   /* instances that get nothing from the net */
    const char *const *unconnected_names; /* as many; NULL: not known */
    const ird_layer_share *shares; /* of worst, the largest first; NULL: not known */
    size_t share_count;
    bool sources_known, sources_default; /* default: assumed, for want of real ones */
    size_t source_count;
    const ird_answer_pin *pins; /* NULL: not known */
    size_t pin_count;
    ird_basis basis;        /* what was set, drawn and left out */
    const char *time_basis; /* of drops in time: what they rest on besides, a line each;
                               NULL: not known, or they are not */
    /* What lies under the map: NULL where that is not known, all but design's may be. */
    const ird_raster *raster;
    const ird_design *design;
    const ird_technology *tech;
    const ird_power *power;
} ird_answer;

/* Answers about one design. */
typedef struct ird_answers {
    const char *design; /* its name; "" where there is none */
    const ird_answer *items;
    size_t count;
} ird_answers;

/* Whether no answer before this one is of the same net. */
bool ird_answers_is_new_net(const ird_answers *answers, size_t at);

/* Whether it is of a corner that somebody has named. */
bool ird_answer_has_corner(const ird_answer *answer);

/* Worst and mean value of the map; NAN without one. Values that are NAN do not count. */
double ird_answer_map_worst(const ird_answer *answer);
double ird_answer_map_mean(const ird_answer *answer);

/* The same over values and map, in the unit of the quantity; NAN where only relative
 * values are known. */
double ird_answer_worst(const ird_answer *answer);
double ird_answer_average(const ird_answer *answer);

/* The voltage that drops of the answer are counted from, in its corner; NAN: not known.
 */
double ird_answer_source_v(const ird_answer *answer);

/* The pin that is left the least, of alike ones the first that draws: a cell that draws
 * nothing at the end of its rail has the voltage of the one before it. NULL where
 * voltages of pins are not known. */
const ird_answer_pin *ird_answer_worst_pin(const ird_answer *answer);

#endif
