/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Results and the handles by which a script names their maps. A result never changes
 * once made and lives as long as somebody uses it, so that a script can keep the map of
 * yesterday's placement beside today's.
 */
#ifndef IRD_MAPS_RESULT_H
#define IRD_MAPS_RESULT_H

#include "model/surrogate.h"
#include "predict/prediction_facts.h"
#include "channels/rasterize.h"
#include "base/store.h"
#include "extract/extract.h"
#include "quantity/quantity_table.h"
#include "static/solve.h"

/* Where the voltage of a supply comes from. */
typedef enum ird_supply_origin {
    IRD_SUPPLY_ASSUMED,
    IRD_SUPPLY_LIBERTY, /* operating conditions of the live session */
    IRD_SUPPLY_DEF,     /* + VOLTAGE of the special net */
    IRD_SUPPLY_NETLIST, /* sources of a SPICE network */
    IRD_SUPPLY_SOURCES, /* file of source locations */
    IRD_SUPPLY_FEED,    /* of the net that feeds it through power switches */
    IRD_SUPPLY_SET      /* by the user */
} ird_supply_origin;

/* "assumed", "def", ...; and for people: "from the DEF", ... */
const char *ird_supply_origin_name(ird_supply_origin origin);
const char *ird_supply_origin_phrase(ird_supply_origin origin);

/* Of the time windows of an activity the one of this number, else that of the largest
 * current. */
typedef struct ird_window_choice {
    bool is_given;
    size_t number;
} ird_window_choice;

static inline bool ird_window_choice_equal(ird_window_choice a, ird_window_choice b) {
    return a.is_given == b.is_given && (!a.is_given || a.number == b.number);
}

typedef struct ird_result {
    size_t users;
    ird_raster raster; /* of rasterize; empty in other results */
    ird_supply_origin supply_origin;
    double supply_v;         /* that the drops of solve are part of; 0 in other results */
    int32_t net;             /* of solve; special net of the design */
    ird_map map;             /* of predict, solve, read_map; empty for rasterize */
    struct ird_result *base; /* the raster that a prediction was made from, or NULL; its
                                own share */
    ird_map bound;           /* of a calibrated prediction: how far it may be off, in V */
    ird_prediction_facts facts;
    char *outside; /* what its inputs leave of the training range; NULL: all in */
    char *model;   /* what made a prediction, and where that came from */
    char *model_origin;
    uint64_t generation;      /* of the session when it was made ... */
    ird_window_choice window; /* ... and what it looked at */
    bool grid_was_kept;       /* of rasterize: the coarse network was there */
    ird_grid_wish wish;       /* the network that it was made on ... */
    ird_solve_options solve;  /* ... and, of a solution, how that was solved */
    ird_key key; /* of its cell; of a map of a solution that of the solution */
} ird_result;

/* A new, empty result with one user; NULL when memory runs out. */
ird_result *ird_result_create(void);
ird_result *ird_result_use(ird_result *result); /* one user more; returns result */
void ird_result_drop(ird_result *result);       /* one less; NULL is fine */

/* Say what made it, for the model may be replaced before the result goes. */
ird_status ird_result_name_model(ird_result *result, const ird_surrogate *model,
                                 ird_error *err);

/* Another map of the prediction, and its bound where it is in volts, are in redrawn: say
 * what made it, what the inputs leave of the training range and, in volts, the facts,
 * with the drops and bounds of this map. */
ird_status ird_result_describe_redrawn(ird_result *redrawn, const ird_result *prediction,
                                       ird_error *err);

/* What a map shows. */
typedef enum ird_map_kind {
    IRD_MAP_POWER_GRID,
    IRD_MAP_CELL_DENSITY,
    IRD_MAP_SWITCHING,
    IRD_MAP_AREA,
    IRD_MAP_CURRENT,
    IRD_MAP_PREDICT,
    IRD_MAP_SOLVE,
    IRD_MAP_DYNAMIC, /* the worst drop in time */
    IRD_MAP_FILE
} ird_map_kind;

enum { IRD_RASTER_MAP_COUNT = 5 }; /* the first five are made by rasterize */

/* "power_grid", ...; the names by which the last result of each kind can be asked for. */
const char *ird_map_kind_name(ird_map_kind kind);

/* What such a map is a map of: the row of ird_quantities. */
const ird_quantity *ird_map_kind_quantity(ird_map_kind kind);

/* Whether it is drawn from the nodes of a network. */
bool ird_map_kind_is_solved(ird_map_kind kind);

/* The map of that kind in a result. */
const ird_map *ird_result_map(const ird_result *result, ird_map_kind kind);

typedef struct ird_map_entry {
    char name[24]; /* "map12" */
    ird_map_kind kind;
    ird_result *result;
} ird_map_entry;

typedef struct ird_map_table {
    IRD_VEC(ird_map_entry) entries;
    size_t made; /* handles made so far: a name is never used twice */
} ird_map_table;

void ird_map_table_free(ird_map_table *table); /* leaves an empty one */

/* Make sure that `count` handles can be added without failing. */
ird_status ird_map_table_reserve(ird_map_table *table, size_t count, ird_error *err);

/* The handle of a map, made when it has none: room must have been reserved. The name
 * is good until the table changes. */
const char *ird_map_table_name(ird_map_table *table, ird_result *result,
                               ird_map_kind kind);

/* NULL where there is no such handle. */
const ird_map_entry *ird_map_table_find(const ird_map_table *table, const char *name);

void ird_map_table_remove(ird_map_table *table, const ird_map_entry *entry);

#endif
