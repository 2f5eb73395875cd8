/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What an answer rests on: which current was set for a net, how much of it was drawn, and
 * what was left out for which reason. One place gathers it; reports and gate read it.
 */
#ifndef IRD_ANSWER_BASIS_H
#define IRD_ANSWER_BASIS_H

#include "answer/solved.h"
#include "base/text.h"
#include "channels/cell_loads.h"

/* Why an instance or its current has no part in an answer. */
typedef enum ird_left_out {
    IRD_LEFT_UNPLACED,
    IRD_LEFT_UNCONNECTED, /* no pin of it is on metal of the net */
    IRD_LEFT_ISLAND,      /* on metal that no source reaches */
    IRD_LEFT_SIZELESS,    /* a macro without area, which no map can hold */
    IRD_LEFT_POWERLESS    /* the power file does not name it, or gives no power */
} ird_left_out;

enum { IRD_LEFT_OUTS = IRD_LEFT_POWERLESS + 1 };

/* "unplaced", "unconnected", "on islands", "without size", "without power" */
const char *ird_left_out_name(ird_left_out reason);

typedef struct ird_basis {
    bool is_known;
    size_t cells; /* instances on the net: in the answer or left out of it */
    double set_a; /* what they draw by the power that was set or read */
    double drawn_a;
    size_t left[IRD_LEFT_OUTS];   /* instances, by reason; each counts once */
    double left_a[IRD_LEFT_OUTS]; /* and their current; 0 for POWERLESS */
    ird_odd_layers odd_layers;    /* of the net, by their resistance */
    size_t source_places;         /* 0: not known */
    size_t sources_outside;       /* of these, beside the die */
    size_t assumed_layers;        /* layers of the net whose resistance is assumed */
    double matched;               /* part of the names of the power file that are known */
    double activity_matched;      /* part of the driven nets that an activity file has */
    bool is_power_assumed;        /* nobody gave any */
    bool connections_assumed;     /* the DEF names no pin of the net: it feeds all of its
                                     use */
    size_t unknown_names;         /* in the power file but not in the design */
} ird_basis;                      /* all zero: nothing is known */

/* Instances on another net of the same use are not looked at: their current is not this
 * net's. One that is on no such net at all is left out of every one. */

/* Whether an instance is on no net of the use, for each of the design; free *unfed with
 * ird_free. */
ird_status ird_find_unfed(bool **unfed, const ird_design *design,
                          const ird_technology *tech, ird_pin_use use, ird_error *err);

/* Of a solved net. */
ird_status ird_basis_of_solved(ird_basis *basis, const ird_solved *solved,
                               ird_error *err);

/* Of a net whose maps are drawn from a design; physical cells are not counted. */
ird_status ird_basis_of_cells(ird_basis *basis, const ird_cell_loads *loads, int32_t net,
                              ird_error *err);

/* "4.000 mA of 25.00 mA drawn, 3 of 5 cells; left out: unplaced 1, unconnected 1";
 * nothing where it is not known. */
ird_status ird_basis_write(ird_text *out, const ird_basis *basis, ird_error *err);

size_t ird_basis_left(const ird_basis *basis);   /* instances left out, for any reason */
double ird_basis_left_a(const ird_basis *basis); /* and their current */

#endif
