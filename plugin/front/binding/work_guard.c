/* SPDX-License-Identifier: BSD-3-Clause */
#include "binding/work_guard.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

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

ird_status ird_guard_check(const ird_guard *guard, const ird_cost *cost, ird_error *err) {
    char needs[IRD_GUARD_WORD], there[IRD_GUARD_WORD], nodes[IRD_GUARD_WORD];
    if (guard->is_off || (guard->limit_bytes == 0 && cost->peak_bytes < SMALL_BYTES)) {
        return IRD_OK;
    }
    const ird_memory memory = ird_guard_memory(guard);
    if (cost->peak_bytes <= (double)memory.there_bytes) {
        return IRD_OK;
    }
    return ird_fail(
        err, IRD_COST_MEMORY,
        "%s of %s nodes would take %s%s, and %s %s are left: %s%s"
        "irdrop::set_memory none tries anyway",
        cost->doing, ird_guard_count(nodes, cost->nodes),
        cost->is_counted ? "" : "about ", ird_guard_bytes(needs, cost->peak_bytes),
        ird_guard_bytes(there, (double)memory.there_bytes),
        ird_memory_bound_phrase(memory.bound), cost->instead != NULL ? cost->instead : "",
        cost->instead != NULL ? "; " : "");
}
