/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Which waiver covers what. Internal to gate/.
 */
#ifndef IRD_GATE_WAIVE_H
#define IRD_GATE_WAIVE_H

#include "gate/gate.h"

/* What is to be waived. */
typedef struct ird_waiver_query {
    const ird_answer *net;
    ird_limit_kind kind;
    const char *layer;      /* NULL: of no single one */
    const ird_rect_um *box; /* NULL: it has no place */
    const char *const *instances;
    size_t instance_count; /* all of those at fault; 0: not known */
    double drop_v;         /* the worst of what is at fault; NAN: it is no drop in V */
} ird_waiver_query;

/* Index of the first waiver that matches and has not expired, or -1. Where uses is not
 * NULL, it counts what was used and what would have been. */
ptrdiff_t ird_waiver_find(const ird_rules *rules, const char *today,
                          const ird_waiver_query *query, ird_waiver_use *uses);

bool ird_waiver_expired(const ird_waiver *waiver, const char *today);

#endif
