/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What a piece of long work will take, told before it begins (monitor.h).
 */
#ifndef IRD_BASE_COST_H
#define IRD_BASE_COST_H

#include <stdbool.h>
#include <stddef.h>

/* Kinds of work, each with a pace of its own (pace.h). */
typedef enum ird_cost_kind {
    IRD_COST_EXTRACTION, /* a power grid from the shapes of a design */
    IRD_COST_FACTOR,     /* its factor, with all that comes before */
    IRD_COST_SOLUTION,   /* drops by a factor, or by iterating */
    IRD_COST_TIME,       /* drops in time */
    IRD_COST_CYCLES      /* ranking of cycles, before any is solved exactly */
} ird_cost_kind;

enum { IRD_COST_KINDS = IRD_COST_CYCLES + 1 };

/* What processes take that share the work. All zero: there are none. */
typedef struct ird_ranks_need {
    size_t count;
    double rank_bytes, all_bytes; /* the largest of them, and all together */
    bool are_here;                /* all are on this machine */
} ird_ranks_need;

typedef struct ird_cost {
    ird_cost_kind kind;
    const char *doing;   /* "factoring a power grid" */
    const char *instead; /* what takes less, as the end of a sentence; NULL: nothing */
    double nodes;
    double peak_bytes;    /* on top of what is held, at worst on the way ... */
    double kept_bytes;    /* ... and of it what stays */
    double reference_s;   /* on the machine where the figures in the code were taken */
    bool is_counted;      /* nodes and bytes are those of the work itself, analysed; else
                             they follow from counts of what it is made from */
    ird_ranks_need ranks; /* beside that */
} ird_cost;

#endif
