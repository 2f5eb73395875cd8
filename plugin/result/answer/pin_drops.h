/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Drops at the pins of a solved net: the power pins of the instances of a design, or the
 * loads of a network that came as a file.
 */
#ifndef IRD_ANSWER_PIN_DROPS_H
#define IRD_ANSWER_PIN_DROPS_H

#include "base/text.h"
#include "answer/solved.h"

/* Drops that differ by less than this part of them are alike: rounding. */
#define IRD_DROPS_ALIKE 1e-6

/* A load of a file that names no instance has the name of its node. */
typedef struct ird_pin_drop {
    int32_t name; /* in names of the list */
    int32_t node;
    const char *terminal, *layer; /* "" where not known */
    ird_point_um at;
    double drop_v;    /* NAN where no source reaches */
    double voltage_v; /* NAN likewise */
    double ampere;
} ird_pin_drop;

typedef struct ird_pin_drops {
    IRD_VEC(ird_pin_drop) items; /* in the order of the design or file */
    const ird_names *names;
    ird_names own_names;
    size_t unconnected; /* pins that no source reaches */
} ird_pin_drops;        /* all zero is an empty one */

void ird_pin_drops_free(ird_pin_drops *drops);

/* The pins of a solved net. Good as long as what it points to. */
ird_status ird_pin_drops_make(ird_pin_drops *drops, const ird_solved *solved,
                              ird_error *err);

const ird_names *ird_pin_drops_names(const ird_pin_drops *drops);
const char *ird_pin_drop_name(const ird_pin_drops *drops, size_t pin);

/* The node of the worst pin with metal of that name; -1 where there is none. */
int32_t ird_pin_drops_worst_node(const ird_pin_drops *drops, const char *name);

/* What they come to, without a list of them. */
typedef struct ird_pin_summary {
    size_t count, unconnected;
    double worst_v, average_v; /* over the connected ones; NAN without any */
    bool has_worst;
    ird_point_um worst_at;
    ird_text worst_name;
} ird_pin_summary; /* all zero is an empty one */

void ird_pin_summary_free(ird_pin_summary *summary);

ird_status ird_pin_summary_make(ird_pin_summary *summary, const ird_solved *solved,
                                ird_error *err);

/* Of a moved cell the drop is that of the point of the wire where its current enters. */
double ird_terminal_drop_v(const ird_solved *solved, size_t terminal);

#endif
