/* SPDX-License-Identifier: BSD-3-Clause */
#include "command/ranks_advice.h"

#include <stdio.h>

#include "command/ranks_options.h"
#include "command/work_guard.h"
#include "query/estimate.h"

enum { RANKS_LEAST = 2, RANKS_ADVISED = 1024 };

void ird_ranks_advise(char advice[IRD_RANKS_ADVICE_SIZE], const ird_cost *cost,
                      const ird_memory *memory) {
    char each[IRD_GUARD_WORD];
    advice[0] = '\0';
    if (cost->kind != IRD_COST_FACTOR || cost->ranks.count > 0 ||
        !ird_tcl_has_ranks_program()) {
        return;
    }
    const ird_memory machine = ird_memory_read("", 0);
    double own, room = (double)memory->there_bytes, all = (double)machine.there_bytes;
    ird_ranks_need need = ird_estimate_ranks(cost->nodes, RANKS_LEAST, NULL, &own);
    if (own <= room && own + need.all_bytes <= all) {
        snprintf(advice, IRD_RANKS_ADVICE_SIZE,
                 "solve -engine petsc -ranks %d has processes share it, %s each; ",
                 RANKS_LEAST, ird_guard_bytes(each, need.rank_bytes));
        return;
    }
    size_t count = RANKS_LEAST;
    while (count < RANKS_ADVISED && need.rank_bytes > all) {
        count *= 2;
        need = ird_estimate_ranks(cost->nodes, count, "", &own);
    }
    if (own <= room && need.rank_bytes <= all) {
        snprintf(advice, IRD_RANKS_ADVICE_SIZE,
                 "solve -engine petsc -ranks %zu -hosts FILE has other machines share "
                 "it, %s each; ",
                 count, ird_guard_bytes(each, need.rank_bytes));
    }
}
