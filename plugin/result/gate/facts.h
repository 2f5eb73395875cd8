/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What is known of a design's nets, wherever it comes from: a prediction or an exact
 * solution. The gate judges it, reports write it down. All of it is borrowed; pointers
 * that may be NULL and numbers that may be NAN say what is not known.
 */
#ifndef IRD_GATE_FACTS_H
#define IRD_GATE_FACTS_H

#include "hotspots/hotspots.h"

/* The voltage at a pin of an instance. */
typedef struct ird_gate_instance {
    const char *name, *terminal, *layer;
    ird_point_um at;
    double voltage_v;
} ird_gate_instance;

/* What is left for an instance: supply less the drops of the net and of the one that
 * closes the loop. */
typedef struct ird_gate_supply {
    const char *name;
    ird_rect_um box;
    double left_v;
} ird_gate_supply;

typedef struct ird_gate_net {
    const char *net;
    const char *corner; /* "default" */
    const char *layer;  /* that the map is of; NULL: no single one */
    bool is_ground;
    double supply_v; /* of the loop that the net closes; NAN: not known */
    bool supply_assumed;
    const char *supply_origin;        /* "from the DEF"; may be NULL */
    const char *model, *model_origin; /* what predicted, and whose it is; may be NULL */
    double bound_v;                   /* how far the worst pixel of a prediction in V may
                                         be off; 0: not known, or no such prediction */
    const char *outside; /* what of its inputs the model was not trained on; NULL */
    const ird_map *map;  /* drop, in V or relative; NULL: there is none */
    double worst_drop_v, average_drop_v; /* over nodes, where that is known better than by
                                            the map; else NAN */
    const char *worst_layer;         /* of the node of worst_drop_v; NULL: not known */
    const ird_gate_supply *supplies; /* the least first; NULL: not known */
    size_t supply_count;
    const ird_hotspot_list *hotspots; /* of map, above threshold; may be NULL */
    double threshold;                 /* what counts as hot where nobody says otherwise */
    bool unconnected_known;
    size_t unconnected;                   /* instances that get nothing from the net */
    const char *const *unconnected_names; /* as many; NULL: not known */
    bool sources_known, sources_default;  /* default: assumed, for want of real ones */
    size_t source_count;
    const ird_gate_instance *instances; /* NULL: not known */
    size_t instance_count;
    /* What lies under the map: NULL where that is not known, all but design's may be. */
    const ird_raster *raster;
    const ird_design *design;
    const ird_technology *tech;
    const ird_power *power;
} ird_gate_net;

typedef struct ird_gate_facts {
    const char *design; /* its name; "" where there is none */
    const ird_gate_net *nets;
    size_t net_count;
} ird_gate_facts;

/* Largest and mean value of the map; NAN without one. Values that are NAN do not count.
 */
double ird_gate_map_worst(const ird_gate_net *net);
double ird_gate_map_mean(const ird_gate_net *net);

/* The same in V; NAN where only relative values are known. */
double ird_gate_worst_drop_v(const ird_gate_net *net);
double ird_gate_average_drop_v(const ird_gate_net *net);

#endif
