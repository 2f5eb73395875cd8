/* SPDX-License-Identifier: BSD-3-Clause */
#include "command/work_guard.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "command/ranks_advice.h"

/* What needs less is not held against what there is: looking that up takes as long as a
 * small solution. */
static const double SMALL_BYTES = 16e6;

const char *ird_guard_bytes(char word[IRD_GUARD_WORD], double bytes) {
    static const char *const units[] = {"B", "kB", "MB", "GB", "TB"};
    size_t unit = 0;
    while (bytes >= 999.5 && unit + 1 < sizeof units / sizeof *units) {
        bytes /= 1000;
        unit++;
    }
    snprintf(word, IRD_GUARD_WORD, bytes < 9.95 ? "%.1f %s" : "%.0f %s", bytes,
             units[unit]);
    return word;
}

const char *ird_guard_span(char word[IRD_GUARD_WORD], const ird_span *span) {
    static const struct {
        double from_s, unit_s;
        const char *name;
    } units[] = {{7200, 3600, "h"}, {180, 60, "min"}, {0.995, 1, "s"}, {0, 1e-3, "ms"}};
    size_t i = 0;
    while (span->high_s < units[i].from_s) {
        i++;
    }
    snprintf(word, IRD_GUARD_WORD, "%.2g to %.2g %s", span->low_s / units[i].unit_s,
             span->high_s / units[i].unit_s, units[i].name);
    return word;
}

const char *ird_guard_count(char word[IRD_GUARD_WORD], double count) {
    char digits[32];
    size_t out = 0;
    int size = snprintf(digits, sizeof digits, "%.0f", fmin(count, 1e18));
    for (int i = 0; i < size; i++) {
        if (i > 0 && (size - i) % 3 == 0) {
            word[out++] = ',';
        }
        word[out++] = digits[i];
    }
    word[out] = '\0';
    return word;
}

ird_memory ird_guard_memory(const ird_guard *guard) {
    if (guard->is_off) {
        return (ird_memory){.there_bytes = SIZE_MAX, .bound = IRD_MEMORY_MACHINE};
    }
    return ird_memory_read("", guard->limit_bytes);
}

/* What processes on this machine take with this one must be there; limits of one process
 * are for the largest. */
static bool ranks_fit(double peak_bytes, const ird_ranks_need *ranks,
                      ird_memory *machine) {
    *machine = (ird_memory){.there_bytes = SIZE_MAX};
    if (ranks->count == 0 || !ranks->are_here) {
        return true;
    }
    *machine = ird_memory_read("", 0);
    double needs = machine->bound == IRD_MEMORY_ADDRESSES
                       ? fmax(peak_bytes, ranks->rank_bytes)
                       : peak_bytes + ranks->all_bytes;
    return needs <= (double)machine->there_bytes;
}

bool ird_guard_fits(const ird_guard *guard, double peak_bytes,
                    const ird_ranks_need *ranks) {
    ird_memory machine;
    return guard->is_off || (peak_bytes <= (double)ird_guard_memory(guard).there_bytes &&
                             ranks_fit(peak_bytes, ranks, &machine));
}

static ird_status refuse_ranks(const ird_cost *cost, const ird_memory *machine,
                               ird_error *err) {
    char nodes[IRD_GUARD_WORD], all[IRD_GUARD_WORD], each[IRD_GUARD_WORD],
        there[IRD_GUARD_WORD];
    return ird_fail(
        err, IRD_COST_MEMORY,
        "%s of %s nodes by %zu processes would take about %s, %s the largest, and %s %s "
        "are left: -hosts FILE has other machines share it; -method auto takes less than "
        "all of them; irdrop::set_memory none tries anyway",
        cost->doing, ird_guard_count(nodes, cost->nodes), cost->ranks.count,
        ird_guard_bytes(all, cost->peak_bytes + cost->ranks.all_bytes),
        ird_guard_bytes(each, cost->ranks.rank_bytes),
        ird_guard_bytes(there, (double)machine->there_bytes),
        ird_memory_bound_phrase(machine->bound));
}

static ird_status refuse(const ird_cost *cost, const ird_memory *memory, ird_error *err) {
    char needs[IRD_GUARD_WORD], there[IRD_GUARD_WORD], nodes[IRD_GUARD_WORD],
        shared[IRD_RANKS_ADVICE_SIZE];
    ird_ranks_advise(shared, cost, memory);
    return ird_fail(err, IRD_COST_MEMORY,
                    "%s of %s nodes would take %s%s, and %s %s are left: %s%s%s"
                    "irdrop::set_memory none tries anyway",
                    cost->doing, ird_guard_count(nodes, cost->nodes),
                    cost->is_counted ? "" : "about ",
                    ird_guard_bytes(needs, cost->peak_bytes),
                    ird_guard_bytes(there, (double)memory->there_bytes),
                    ird_memory_bound_phrase(memory->bound),
                    cost->instead != NULL ? cost->instead : "",
                    cost->instead != NULL ? "; " : "", shared);
}

ird_status ird_guard_check(const ird_guard *guard, const ird_cost *cost, ird_error *err) {
    ird_memory memory;
    double all_bytes = cost->peak_bytes + cost->ranks.all_bytes;
    if (guard->is_off || (guard->limit_bytes == 0 && all_bytes < SMALL_BYTES)) {
        return IRD_OK;
    }
    memory = ird_guard_memory(guard);
    if (cost->peak_bytes > (double)memory.there_bytes) {
        return refuse(cost, &memory, err);
    }
    return ranks_fit(cost->peak_bytes, &cost->ranks, &memory)
               ? IRD_OK
               : refuse_ranks(cost, &memory, err);
}
