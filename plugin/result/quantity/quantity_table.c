/* SPDX-License-Identifier: BSD-3-Clause */
#include "quantity/quantity_table.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/quantity.h"

/* A share of the worst place, where a map carries no unit. */
static const double RELATIVE_THRESHOLD = 0.7;

const ird_quantity ird_quantities[] = {
    {
        .name = "drop",
        .label = "Drop",
        .title = "IR drop",
        .text = "drop",
        .suffix = "_v",
        .unit = IRD_UNIT_VOLT,
        .people_unit = "mV",
        .per_unit = 1e3,
        .is_of_supply = true,
        .threshold_kind = IRD_THRESHOLD_OF_SUPPLY,
        .threshold = 0.05,
        .limits = " drop relative-drop hotspots hot-area effective-supply "
                  "unconnected-instances default-sources ",
    },
    {
        .name = "dynamic",
        .case_of = "drop",
        .label = "Drop in time",
        .title = "Dynamic IR drop",
        .text = "drop in time",
        .suffix = "_v",
        .unit = IRD_UNIT_VOLT,
        .people_unit = "mV",
        .per_unit = 1e3,
        .is_of_supply = true,
        .threshold_kind = IRD_THRESHOLD_OF_SUPPLY,
        .threshold = 0.1,
        .limits = " drop relative-drop hotspots hot-area effective-supply "
                  "unconnected-instances default-sources ",
    },
    {0},
};

const char *ird_way_name(ird_way way) {
    static const char *const names[] = {"predict", "solve", "read"};
    _Static_assert(sizeof names / sizeof *names == IRD_WAYS, "a word for each way");
    return (size_t)way < IRD_WAYS ? names[way] : "unknown";
}

const char *ird_way_phrase(ird_way way) {
    static const char *const phrases[] = {"predicted", "solved exactly", "read"};
    _Static_assert(sizeof phrases / sizeof *phrases == IRD_WAYS, "one for each way");
    return (size_t)way < IRD_WAYS ? phrases[way] : "unknown";
}

const ird_quantity *ird_quantity_find(const ird_quantity *table, const char *name,
                                      size_t size) {
    const ird_quantity *row = table;
    while (row->name != NULL &&
           (strlen(row->name) != size || memcmp(row->name, name, size) != 0)) {
        row++;
    }
    return row->name != NULL ? row : NULL;
}

/* predict or solve; nothing can be asked to be read. */
static bool parse_way(const char *word, ird_way *way) {
    for (int i = 0; i < (int)IRD_WAY_READ; i++) {
        if (strcmp(word, ird_way_name((ird_way)i)) == 0) {
            *way = (ird_way)i;
            return true;
        }
    }
    return false;
}

bool ird_quantity_parse(const ird_quantity *table, const char *word,
                        const ird_quantity **quantity, ird_way *way) {
    size_t size = strcspn(word, ":");
    ird_way found = IRD_WAY_SOLVED;
    const ird_quantity *row = table;
    if (word[size] == ':' || !parse_way(word, &found)) {
        row = ird_quantity_find(table, word, size);
        if (row == NULL || (word[size] == ':' && !parse_way(word + size + 1, &found))) {
            return false;
        }
    }
    *quantity = row;
    *way = found;
    return true;
}

bool ird_quantity_has_limit(const ird_quantity *quantity, const char *kind) {
    size_t size = strlen(kind);
    const char *at = strstr(quantity->limits, kind);
    while (at != NULL && (at[-1] != ' ' || at[size] != ' ')) {
        at = strstr(at + 1, kind);
    }
    return at != NULL;
}

const char *ird_quantity_text(char buffer[IRD_QUANTITY_VALUE_SIZE],
                              const ird_quantity *quantity, double value, double supply_v,
                              const char *joint) {
    char number[IRD_QUANTITY_SIZE], percent[IRD_QUANTITY_SIZE];
    bool has_percent = quantity->is_of_supply && supply_v > 0;
    ird_quantity_digits(number, value * quantity->per_unit);
    ird_quantity_digits(percent, has_percent ? value / supply_v * 100 : 0);
    snprintf(buffer, IRD_QUANTITY_VALUE_SIZE, "%s %s%s%s%s", number,
             quantity->people_unit, has_percent ? joint : "", has_percent ? percent : "",
             has_percent ? " %" : "");
    return buffer;
}

double ird_quantity_worse(const ird_quantity *quantity, double a, double b) {
    return quantity->least_is_worst ? fmin(a, b) : fmax(a, b);
}

bool ird_quantity_is_worse(const ird_quantity *quantity, double a, double b) {
    return quantity->least_is_worst ? a < b : a > b;
}

static double worst_of(const ird_quantity *quantity, const ird_map *map) {
    double worst = NAN;
    for (size_t i = 0; i < ird_map_count(map); i++) {
        worst = ird_quantity_worse(quantity, worst, map->values[i]);
    }
    return worst;
}

double ird_quantity_threshold(const ird_quantity *quantity, const ird_map *map,
                              double supply_v) {
    if (map->unit == IRD_UNIT_NORMALISED) {
        return RELATIVE_THRESHOLD;
    }
    if (map->unit == quantity->unit &&
        quantity->threshold_kind == IRD_THRESHOLD_ABSOLUTE) {
        return quantity->threshold;
    }
    if (map->unit == quantity->unit &&
        quantity->threshold_kind == IRD_THRESHOLD_OF_SUPPLY && supply_v > 0) {
        return quantity->threshold * supply_v;
    }
    return RELATIVE_THRESHOLD * worst_of(quantity, map);
}
