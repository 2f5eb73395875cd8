/* SPDX-License-Identifier: BSD-3-Clause */
#include "maps/result.h"

#include <stdio.h>
#include <string.h>

#include "predict/predict_map.h"

ird_result *ird_result_create(void) {
    ird_result *result = ird_alloc_zero(1, sizeof *result);
    if (result != NULL) {
        result->users = 1;
    }
    return result;
}

ird_result *ird_result_use(ird_result *result) {
    result->users++;
    return result;
}

void ird_result_drop(ird_result *result) {
    if (result == NULL || --result->users > 0) {
        return;
    }
    ird_raster_free(&result->raster);
    ird_map_free(&result->map);
    ird_map_free(&result->bound);
    ird_free(result->outside);
    ird_result_drop(result->base);
    ird_free(result->model);
    ird_free(result->model_origin);
    ird_free(result);
}

static ird_status copy_text(char **copy, const char *text, ird_error *err) {
    if (text == NULL) {
        return IRD_OK;
    }
    *copy = ird_copy_string(text, strlen(text));
    return *copy != NULL ? IRD_OK : ird_fail_memory(err, "predicting");
}

ird_status ird_result_name_model(ird_result *result, const ird_surrogate *model,
                                 ird_error *err) {
    const ird_surrogate_info info = ird_surrogate_get_info(model);
    IRD_TRY(copy_text(&result->model, info.name, err));
    return copy_text(&result->model_origin, info.origin, err);
}

ird_status ird_result_describe_redrawn(ird_result *redrawn, const ird_result *prediction,
                                       ird_error *err) {
    IRD_TRY(copy_text(&redrawn->model, prediction->model, err));
    IRD_TRY(copy_text(&redrawn->model_origin, prediction->model_origin, err));
    IRD_TRY(copy_text(&redrawn->outside, prediction->outside, err));
    if (prediction->facts.is_calibrated) {
        redrawn->facts = prediction->facts;
        ird_prediction_summarise(&redrawn->facts, &redrawn->map, &redrawn->bound);
    }
    return IRD_OK;
}

const char *ird_map_kind_name(ird_map_kind kind) {
    static const char *const names[] = {
        [IRD_MAP_POWER_GRID] = "power_grid",
        [IRD_MAP_CELL_DENSITY] = "cell_density",
        [IRD_MAP_SWITCHING] = "switching",
        [IRD_MAP_AREA] = "area",
        [IRD_MAP_CURRENT] = "current",
        [IRD_MAP_PREDICT] = "predict",
        [IRD_MAP_SOLVE] = "solve",
        [IRD_MAP_DYNAMIC] = "dynamic",
        [IRD_MAP_FILE] = "file",
    };
    return names[kind];
}

const ird_quantity *ird_map_kind_quantity(ird_map_kind kind) {
    const char *name =
        kind == IRD_MAP_DYNAMIC ? ird_map_kind_name(kind) : ird_quantities[0].name;
    return ird_quantity_find(ird_quantities, name, strlen(name));
}

bool ird_map_kind_is_solved(ird_map_kind kind) {
    return kind == IRD_MAP_SOLVE || kind == IRD_MAP_DYNAMIC;
}

const ird_map *ird_result_map(const ird_result *result, ird_map_kind kind) {
    switch (kind) {
    case IRD_MAP_POWER_GRID:
        return &result->raster.power_grid;
    case IRD_MAP_CELL_DENSITY:
        return &result->raster.cell_density;
    case IRD_MAP_SWITCHING:
        return &result->raster.switching;
    case IRD_MAP_AREA:
        return &result->raster.area_um2;
    case IRD_MAP_CURRENT:
        return &result->raster.current_a;
    case IRD_MAP_PREDICT:
    case IRD_MAP_SOLVE:
    case IRD_MAP_DYNAMIC:
    case IRD_MAP_FILE:
        break;
    }
    return &result->map;
}

void ird_map_table_free(ird_map_table *table) {
    for (size_t i = 0; i < table->entries.count; i++) {
        ird_result_drop(table->entries.items[i].result);
    }
    ird_free(table->entries.items);
    memset(table, 0, sizeof *table);
}

ird_status ird_map_table_reserve(ird_map_table *table, size_t count, ird_error *err) {
    return ird_vec_reserve(&table->entries, count, "making a map", err);
}

const char *ird_map_table_name(ird_map_table *table, ird_result *result,
                               ird_map_kind kind) {
    for (size_t i = 0; i < table->entries.count; i++) {
        ird_map_entry *entry = &table->entries.items[i];
        if (entry->result == result && entry->kind == kind) {
            return entry->name;
        }
    }
    ird_map_entry *entry = &table->entries.items[table->entries.count++];
    *entry = (ird_map_entry){.kind = kind, .result = ird_result_use(result)};
    snprintf(entry->name, sizeof entry->name, "map%zu", ++table->made);
    return entry->name;
}

const ird_map_entry *ird_map_table_find(const ird_map_table *table, const char *name) {
    for (size_t i = 0; i < table->entries.count; i++) {
        if (strcmp(table->entries.items[i].name, name) == 0) {
            return &table->entries.items[i];
        }
    }
    return NULL;
}

void ird_map_table_remove(ird_map_table *table, const ird_map_entry *entry) {
    size_t index = (size_t)(entry - table->entries.items);
    ird_result_drop(entry->result);
    memmove(&table->entries.items[index], &table->entries.items[index + 1],
            (table->entries.count - index - 1) * sizeof *entry);
    table->entries.count--;
}

const char *ird_supply_origin_name(ird_supply_origin origin) {
    static const char *const names[] = {
        [IRD_SUPPLY_ASSUMED] = "assumed", [IRD_SUPPLY_LIBERTY] = "liberty",
        [IRD_SUPPLY_DEF] = "def",         [IRD_SUPPLY_NETLIST] = "spice",
        [IRD_SUPPLY_SOURCES] = "sources", [IRD_SUPPLY_FEED] = "feed",
        [IRD_SUPPLY_SET] = "set",
    };
    return names[origin];
}

const char *ird_supply_origin_phrase(ird_supply_origin origin) {
    static const char *const phrases[] = {
        [IRD_SUPPLY_ASSUMED] = "assumed: set it with set_supply",
        [IRD_SUPPLY_LIBERTY] = "from the Liberty of the live session",
        [IRD_SUPPLY_DEF] = "from the DEF",
        [IRD_SUPPLY_NETLIST] = "from the SPICE file",
        [IRD_SUPPLY_SOURCES] = "from the file of sources",
        [IRD_SUPPLY_FEED] = "of the net that feeds it",
        [IRD_SUPPLY_SET] = "as set",
    };
    return phrases[origin];
}
