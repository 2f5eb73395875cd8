/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What work may take: memory that is there, or that the user allows, and the pace by
 * which seconds are told. One for each interpreter.
 */
#ifndef IRD_COMMAND_WORK_GUARD_H
#define IRD_COMMAND_WORK_GUARD_H

#include "base/cost.h"
#include "base/error.h"
#include "base/memory.h"
#include "base/pace.h"
#include "base/text.h"

typedef struct ird_guard {
    ird_pace pace;
    size_t limit_bytes; /* for all that the process holds; 0: what there is */
    bool is_off;        /* whatever work needs, it is tried */
} ird_guard;            /* all zero: what there is */

/* What may be taken; SIZE_MAX where the guard is off. */
ird_memory ird_guard_memory(const ird_guard *guard);

/* Whether so much, and what processes take that share it, is there. */
bool ird_guard_fits(const ird_guard *guard, double peak_bytes,
                    const ird_ranks_need *ranks);

/* COST_MEMORY where work cannot fit. */
ird_status ird_guard_check(const ird_guard *guard, const ird_cost *cost, ird_error *err);

/* "1.2 GB"; "3 to 8 s", "about 1 h"; "1,234,567". */
enum { IRD_GUARD_WORD = 64 };
const char *ird_guard_bytes(char word[IRD_GUARD_WORD], double bytes);
const char *ird_guard_span(char word[IRD_GUARD_WORD], const ird_span *span);
const char *ird_guard_count(char word[IRD_GUARD_WORD], double count);

#endif
