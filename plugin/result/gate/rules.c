/* SPDX-License-Identifier: BSD-3-Clause */
#include "gate/rules.h"

#include <string.h>

#include "gate/rules_parts.h"
#include "gate/value.h"

static const struct {
    const char *name;
    bool has_place;
} kinds[] = {
    [IRD_LIMIT_DROP] = {"drop", true},
    [IRD_LIMIT_RELATIVE_DROP] = {"relative-drop", true},
    [IRD_LIMIT_HOTSPOTS] = {"hotspots", true},
    [IRD_LIMIT_HOT_AREA] = {"hot-area", true},
    [IRD_LIMIT_EFFECTIVE_SUPPLY] = {"effective-supply", true},
    [IRD_LIMIT_UNCONNECTED] = {"unconnected-instances", false},
    [IRD_LIMIT_DEFAULT_SOURCES] = {"default-sources", false},
};
_Static_assert(sizeof kinds / sizeof *kinds == IRD_LIMIT_KINDS, "a row for each kind");

const char *ird_limit_kind_name(ird_limit_kind kind) {
    return (size_t)kind < IRD_LIMIT_KINDS ? kinds[kind].name : "unknown";
}

bool ird_limit_kind_has_place(ird_limit_kind kind) {
    return (size_t)kind < IRD_LIMIT_KINDS && kinds[kind].has_place;
}

static const struct {
    const char *name;
    bool is_share; /* else true or false */
    double fallback;
} allowances[] = {
    [IRD_ALLOW_ASSUMED_POWER] = {"allow_assumed_power", false, 0},
    [IRD_ALLOW_ASSUMED_SUPPLY] = {"allow_assumed_supply", false, 0},
    [IRD_ALLOW_ASSUMED_RESISTANCE] = {"allow_assumed_resistance", false, 0},
    [IRD_ALLOW_ASSUMED_CONNECTIONS] = {"allow_assumed_connections", false, 0},
    [IRD_ALLOW_LEFT_OUT] = {"allow_left_out", true, 0.01},
    [IRD_ALLOW_UNMATCHED] = {"allow_unmatched", true, 0.05},
    [IRD_ALLOW_IMPLAUSIBLE] = {"allow_implausible", false, 0},
};
_Static_assert(sizeof allowances / sizeof *allowances == IRD_ALLOWANCES,
               "a row for each allowance");

const char *ird_allowance_name(ird_allowance allowance) {
    return (size_t)allowance < IRD_ALLOWANCES ? allowances[allowance].name : "unknown";
}

double ird_allowance_default(ird_allowance allowance) {
    return (size_t)allowance < IRD_ALLOWANCES ? allowances[allowance].fallback : 0;
}

const char *ird_allowance_set(double *allowed, ird_allowance allowance,
                              const char *text) {
    bool flag;
    if (allowances[allowance].is_share) {
        return ird_value_share(text, allowed) ? NULL : "a share such as 2% or 0.02";
    }
    if (!ird_value_flag(text, &flag)) {
        return "true or false";
    }
    *allowed = flag ? 1 : 0;
    return NULL;
}

ird_status ird_rules_allow(ird_rules *rules, ird_allowance allowance, const char *text,
                           ird_error *err) {
    double allowed = 0;
    const char *wanted = ird_allowance_set(&allowed, allowance, text);
    if (wanted != NULL) {
        ird_fail(err, IRD_RULES_VALUE, "%s cannot be \"%.100s\"; give %s",
                 ird_allowance_name(allowance), text, wanted);
        ird_error_detail(err, text, strlen(text));
        return IRD_RULES_VALUE;
    }
    for (size_t i = 0; i < rules->limits.count; i++) {
        rules->limits.items[i].allow[allowance] = allowed;
    }
    return IRD_OK;
}

void ird_limit_free(ird_limit *limit) {
    ird_free(limit->net);
    ird_free(limit->corner);
    ird_free(limit->region_name);
    ird_free(limit->text);
}

void ird_waiver_free(ird_waiver *waiver) {
    ird_free(waiver->reason);
    ird_free(waiver->owner);
    ird_free(waiver->expires);
    ird_free(waiver->net);
    ird_free(waiver->layer);
    ird_free(waiver->instance);
    ird_free(waiver->up_to_text);
    ird_free(waiver->boxes.items);
}

void ird_rules_truncate(ird_rules *rules, size_t limits, size_t waivers) {
    while (rules->limits.count > limits) {
        ird_limit_free(&rules->limits.items[--rules->limits.count]);
    }
    while (rules->waivers.count > waivers) {
        ird_waiver_free(&rules->waivers.items[--rules->waivers.count]);
    }
}

void ird_rules_free(ird_rules *rules) {
    ird_rules_truncate(rules, 0, 0);
    ird_free(rules->limits.items);
    ird_free(rules->waivers.items);
    ird_free(rules->path);
    *rules = (ird_rules){0};
}

ird_status ird_rules_copy(char **copy, const char *text, ird_error *err) {
    *copy = ird_copy_string(text, strlen(text));
    return *copy != NULL ? IRD_OK : ird_fail_memory(err, "reading rules");
}

ird_status ird_rules_take(ird_rules *rules, ird_limit *limit, ird_error *err) {
    ird_status status = ird_vec_reserve(&rules->limits, 1, "reading rules", err);
    if (status == IRD_OK) {
        rules->limits.items[rules->limits.count++] = *limit;
        *limit = (ird_limit){0};
    }
    return status;
}

const char *ird_limit_set(ird_limit *limit, const char *text) {
    switch (limit->kind) {
    case IRD_LIMIT_DROP:
    case IRD_LIMIT_EFFECTIVE_SUPPLY:
        return ird_value_level(text, false, &limit->level)
                   ? NULL
                   : "a number with %, mV or V, such as 5% or 50mV";
    case IRD_LIMIT_RELATIVE_DROP:
        limit->level = (ird_level){.given = true, .unit = IRD_LEVEL_RELATIVE};
        return ird_value_decimal(text, &limit->level.value) && limit->level.value >= 0
                   ? NULL
                   : "a number such as 0.8, a share of the worst of the map";
    case IRD_LIMIT_HOTSPOTS:
    case IRD_LIMIT_UNCONNECTED:
        return ird_value_count(text, &limit->count)
                   ? NULL
                   : "a whole number of at most nine digits";
    case IRD_LIMIT_HOT_AREA:
        return ird_value_share(text, &limit->share)
                   ? NULL
                   : "a share of the area such as 2% or 0.02, at most all of it";
    case IRD_LIMIT_DEFAULT_SOURCES:
        break;
    }
    return ird_value_flag(text, &limit->allowed) ? NULL : "true or false";
}

ird_status ird_rules_add(ird_rules *rules, ird_limit_kind kind, const char *text,
                         ird_error *err) {
    ird_limit limit = {.kind = kind};
    const char *wanted = ird_limit_set(&limit, text);
    ird_status status = IRD_OK;
    if (wanted != NULL) {
        status =
            ird_fail(err, IRD_RULES_VALUE, "the limit %s cannot be \"%.100s\"; give %s",
                     ird_limit_kind_name(kind), text, wanted);
        ird_error_detail(err, text, strlen(text));
        goto done;
    }
    if ((status = ird_rules_copy(&limit.net, "*", err)) != IRD_OK ||
        (status = ird_rules_copy(&limit.corner, "*", err)) != IRD_OK ||
        (status = ird_rules_copy(&limit.region_name, "", err)) != IRD_OK ||
        (status = ird_rules_copy(&limit.text, text, err)) != IRD_OK) {
        goto done;
    }
    for (size_t i = 0; i < IRD_ALLOWANCES; i++) {
        limit.allow[i] = ird_allowance_default((ird_allowance)i);
    }
    status = ird_rules_take(rules, &limit, err);
done:
    ird_limit_free(&limit);
    return status;
}
