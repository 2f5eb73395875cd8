/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Why it drops there: one place of a solved net, and what makes its drop. The adjoint of
 * that drop (adjoint/adjoint.h) tells the part of every layer, wire, via and cell; each
 * of the lists of layers and of cells adds up to the drop, but for what sources below the
 * supply make of it (rest_v).
 */
#ifndef IRD_EXPLAIN_EXPLAIN_H
#define IRD_EXPLAIN_EXPLAIN_H

#include "adjoint/adjoint.h"
#include "answer/pin_drops.h"
#include "answer/solved.h"
#include "check/check_grid.h"
#include "hotspots/cause.h"

/* Metal as people see it: of a path the straight wire of one layer, or the stack of vias,
 * that the current takes in one go; of what adds most all the metal on one line of a
 * layer, or all vias of one place. */
typedef enum ird_piece_kind {
    IRD_PIECE_WIRE,
    IRD_PIECE_VIA,
    IRD_PIECE_LINK /* of a pin, or between nodes without layers or places */
} ird_piece_kind;

/* "wire", "via", "link" */
const char *ird_piece_kind_name(ird_piece_kind kind);

typedef struct ird_piece {
    ird_piece_kind kind;
    int32_t layer_a, layer_b; /* of the network, -1: not known. Of a path that on the
                                 source's side comes first, else the lower one */
    ird_point_um from, to;    /* NAN: not known. Of a path from the source on */
    size_t resistors;
    double ohm;       /* of a path: of all of it; else NAN */
    double current_a; /* of a path: its drop over ohm; else the largest in it */
    double drop_v;    /* of a path: from one end to the other; else NAN */
    double share_v;   /* what it adds to the drop */
    double passes;    /* of a path: the part of a current drawn at the place alone that
                         comes this way, 0 to 1; else NAN */
} ird_piece;

/* What the loads of one instance add. */
typedef struct ird_explained_cell {
    const char *name, *master; /* master: "" where not known */
    ird_point_um at;           /* NAN: not known */
    double distance_um;        /* from the place; NAN likewise */
    double current_a, power_w; /* power_w: NAN without a supply */
    double share_v;
} ird_explained_cell;

typedef enum ird_clustering {
    IRD_CLUSTER_DISTANCE,
    IRD_CLUSTER_MODULE,
    IRD_CLUSTER_MASTER
} ird_clustering;

enum { IRD_CLUSTERINGS = IRD_CLUSTER_MASTER + 1 };

/* "distance", "module", "master" */
const char *ird_clustering_name(ird_clustering clustering);

typedef struct ird_cluster {
    const char *name; /* "within 10 um", "core/dsp", "NAND2_X1"; "" : at the top, or not
                         known. In cluster_names */
    size_t instances;
    double current_a, power_w, share_v;
    double nearest_um; /* of its cells from the place; NAN: not known */
} ird_cluster;

/* What is missing near the place, the largest gain first. */
typedef enum ird_lack_kind {
    IRD_LACK_VIA,    /* wires that cross without one */
    IRD_LACK_GAP,    /* between two pieces of one line, as if it had been cut */
    IRD_LACK_END,    /* a stripe that ends where its neighbours go on */
    IRD_LACK_NARROW, /* a stripe narrower than is usual on its layer */
    IRD_LACK_SOURCE_FAR,
    IRD_LACK_SOURCE_ONE /* nearly all comes from one source */
} ird_lack_kind;

/* "missing_via", "stripe_gap", "stripe_end", "narrow_stripe", "far_source",
 * "single_source" */
const char *ird_lack_kind_name(ird_lack_kind kind);

typedef struct ird_lack {
    ird_lack_kind kind;
    int32_t layer, layer_b; /* of the network; -1: none */
    ird_rect_um box;
    ird_point_um at;
    double distance_um; /* from the place */
    size_t crossings;   /* of a wire without any via: at so many */
    double gain_v; /* that the drop would lose: exact for one via or bridge by itself,
                      to first order for a narrow stripe; NAN: not known */
    ird_text text; /* a sentence */
} ird_lack;

typedef struct ird_explained_source {
    size_t source; /* first in the network of those at the place */
    ird_point_um at;
    double volt;
    double distance_um;
    double part; /* of the current of the place that comes from there, 0 to 1 */
} ird_explained_source;

enum { IRD_EXPLAINED_SOURCES = 64 };

typedef struct ird_explanation {
    const char *net;
    int32_t node;
    const char *layer;    /* NULL: not known */
    const char *instance; /* whose load is there; NULL: none */
    ird_point_um at;      /* of the node; NAN: not known */
    double supply_v;      /* of the cells; 0: not known */
    double drop_v, rest_v;
    double ohm; /* effective resistance between the place and all sources */
    double path_ohm;
    ird_cause_parts cause; /* not known without a raster */

    ird_layer_share *layers; /* by what they add */
    size_t layer_count;
    IRD_VEC(ird_piece) path;           /* from the source to the place */
    int32_t path_source;               /* of the network, -1: none */
    double path_start_v;               /* drop of that source */
    IRD_VEC(ird_piece) most;           /* what adds most, the largest first */
    IRD_VEC(ird_explained_cell) cells; /* by what they add, all of them */
    IRD_VEC(ird_cluster)
    clusters[IRD_CLUSTERINGS]; /* all, by what they add;
                                  those of distances by these */
    ird_names cluster_names, node_names;
    IRD_VEC(ird_lack) lacks;
    bool lacks_known;      /* wires and vias were looked at: not those
                              of a network that came as a file */
    size_t lacks_left_out; /* farther off or of less effect */
    IRD_VEC(ird_explained_source)
    sources; /* by part; one a place, at most
                IRD_EXPLAINED_SOURCES */
    size_t source_places;
    const ird_network *network;
} ird_explanation; /* all zero is an empty one */

void ird_explanation_free(ird_explanation *explanation); /* leaves an empty one */

typedef struct ird_explain_options {
    size_t most;  /* pieces to keep */
    size_t lacks; /* what is missing to keep */
} ird_explain_options;

/* findings (may be NULL): what check_grid found of the same grid. The cause is left
 * unknown. Pointers lead into solved and into the explanation. Raises NETWORK_NODE for a
 * node that no source reaches. */
ird_status ird_explain(ird_explanation *explanation, const ird_solved *solved,
                       int32_t node, const ird_findings *findings,
                       const ird_explain_options *options, const ird_monitor *monitor,
                       ird_error *err);

/* Explanations of several places, for reports. */
typedef struct ird_explained_place {
    size_t
        rank; /* of the hotspot of the exact map; 0: the worst place of a net without */
    ird_explanation explanation;
} ird_explained_place;

typedef struct ird_explained_places {
    IRD_VEC(ird_explained_place) items;
} ird_explained_places; /* all zero is an empty one */

void ird_explained_places_free(ird_explained_places *places); /* leaves an empty one */

#endif
