/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What can be asked of a power grid, one row a quantity: its names, its unit, which end
 * of it is bad, what counts as too much of it, and which limits of the gate it knows.
 * Maps, hotspots, gate, reports and metrics read these rows, so that a quantity more is a
 * row here, a maker of its values, and nothing else.
 */
#ifndef IRD_QUANTITY_QUANTITY_TABLE_H
#define IRD_QUANTITY_QUANTITY_TABLE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/map/map.h"

/* What a threshold that nobody gave is a part of. */
typedef enum ird_threshold_kind {
    IRD_THRESHOLD_OF_SUPPLY, /* where the supply is not known, of the worst value */
    IRD_THRESHOLD_OF_WORST,
    IRD_THRESHOLD_ABSOLUTE /* in the unit of the quantity */
} ird_threshold_kind;

typedef struct ird_quantity {
    const char *name;    /* the word of -of, and of metrics and JSON: "drop" */
    const char *case_of; /* in metrics that one, with the own name at the end; or NULL */
    const char *label;   /* begins a line or a picture: "Drop" */
    const char *title;   /* of a report: "IR drop" */
    const char *text;    /* in a sentence: "drop" */
    const char *suffix;  /* of its keys in JSON, worst_NAMEsuffix: "_v" */
    ird_unit unit;
    const char *people_unit; /* of tables: "mV" ... */
    double per_unit;         /* ... of which this many are one of unit */
    bool least_is_worst;     /* else the largest value is */
    bool is_of_supply;       /* it is taken off the supply, so that % of that says more */
    ird_threshold_kind threshold_kind;
    double threshold;
    const char *limits; /* kinds of limits of the gate that it can be held against, each
                           between blanks */
} ird_quantity;

/* How an answer was found. */
typedef enum ird_way {
    IRD_WAY_PREDICTED,
    IRD_WAY_SOLVED,
    IRD_WAY_READ /* from a file: nothing is known of how */
} ird_way;

enum { IRD_WAYS = IRD_WAY_READ + 1 };

const char *ird_way_name(ird_way way);   /* "predict", "solve", "read" */
const char *ird_way_phrase(ird_way way); /* "predicted", "solved exactly", "read" */

/* The rows, ended by one without a name. The first is what is meant where nobody names a
 * quantity: the static drop. */
extern const ird_quantity ird_quantities[];

/* The row of that name in a table that ends like the one above; NULL where there is none.
 */
const ird_quantity *ird_quantity_find(const ird_quantity *table, const char *name,
                                      size_t size);

/* What a word of -of names: "predict" and "solve" the first quantity of the table found
 * that way, "QUANTITY:predict" and "QUANTITY:solve" another, "QUANTITY" alone its exact
 * answer. False for any other word, which may be a handle. */
bool ird_quantity_parse(const ird_quantity *table, const char *word,
                        const ird_quantity **quantity, ird_way *way);

/* What counts as hot in a map of it where nobody says otherwise. supply_v: 0 or NAN where
 * it is not known. A map without volts, whose worst place is 1, has a share of that. */
double ird_quantity_threshold(const ird_quantity *quantity, const ird_map *map,
                              double supply_v);

/* Whether the gate can hold it against limits of the kind with that name. */
bool ird_quantity_has_limit(const ird_quantity *quantity, const char *kind);

enum { IRD_QUANTITY_VALUE_SIZE = 128 };

/* For tables: "59.89 mV" in the unit for people, with " 5.444 %" where it is of the
 * supply and that is above 0. joint stands between the two, as in "59.89 mV, 5.444 %". */
const char *ird_quantity_text(char buffer[IRD_QUANTITY_VALUE_SIZE],
                              const ird_quantity *quantity, double value, double supply_v,
                              const char *joint);

/* The worse of two values; the other one where one is NAN. */
double ird_quantity_worse(const ird_quantity *quantity, double a, double b);

/* Whether a is worse than b. */
bool ird_quantity_is_worse(const ird_quantity *quantity, double a, double b);

#endif
