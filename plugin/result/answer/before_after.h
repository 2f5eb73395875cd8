/* SPDX-License-Identifier: BSD-3-Clause
 *
 * A net before and after something was changed: the figures of both, and where they
 * differ most.
 */
#ifndef IRD_ANSWER_BEFORE_AFTER_H
#define IRD_ANSWER_BEFORE_AFTER_H

#include "answer/pin_drops.h"

typedef struct ird_before_side {
    ird_drop_figures figures; /* over all nodes, as solve gives them */
    ird_pin_summary pins;     /* over the pins of instances */
    size_t over;              /* instances with a pin above the limit */
    size_t sources;
    double current_a;
} ird_before_side;

/* An instance, at its worst pin. */
typedef struct ird_changed_pin {
    bool is_any;
    ird_text name;
    ird_point_um at;
    double before_v, after_v;
} ird_changed_pin;

typedef struct ird_before_after {
    double limit_v;  /* NAN where the supply is not known and none was given */
    bool has_before; /* else the net is new */
    ird_before_side before, after;
    size_t better, worse; /* pins whose drop fell and rose, by more than a nanovolt */
    ird_changed_pin most_better, most_worse;
} ird_before_after; /* all zero is an empty one */

void ird_before_after_free(ird_before_after *both); /* leaves an empty one */

/* before: NULL for a net that is new. limit_v: above it instances are counted; NAN: 5 %
 * of the supply of the cells. Pins are compared in their order: what the one has more, at
 * its end, is left out. */
ird_status ird_before_after_make(ird_before_after *both, const ird_solved *before,
                                 const ird_solved *after, double limit_v, ird_error *err);

#endif
