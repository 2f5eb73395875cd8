/* SPDX-License-Identifier: BSD-3-Clause */
#include "gate/waive.h"

#include <string.h>

#include "base/pattern.h"

bool ird_waiver_expired(const ird_waiver *waiver, const char *today) {
    return strcmp(today, waiver->expires) > 0; /* ISO dates sort as text */
}

static bool holds(const ird_rect_um *outer, const ird_rect_um *inner) {
    /* A map's pixel edges are computed: 6.0000000000000009 is 6. */
    const double slack_um = 1e-6;
    return inner->x0_um >= outer->x0_um - slack_um &&
           inner->y0_um >= outer->y0_um - slack_um &&
           inner->x1_um <= outer->x1_um + slack_um &&
           inner->y1_um <= outer->y1_um + slack_um;
}

static bool in_any_box(const ird_waiver *waiver, const ird_rect_um *box) {
    bool in = waiver->boxes.count == 0;
    for (size_t i = 0; box != NULL && i < waiver->boxes.count; i++) {
        in = in || holds(&waiver->boxes.items[i], box);
    }
    return in;
}

static bool all_instances(const char *pattern, const ird_waiver_query *query) {
    bool all = query->instance_count > 0;
    for (size_t i = 0; all && i < query->instance_count; i++) {
        all = ird_pattern_matches(pattern, query->instances[i]);
    }
    return all;
}

/* A drop beyond the ceiling of a waiver is not what was accepted; nor is what is none. */
static bool is_below(const ird_level *up_to, const ird_waiver_query *query) {
    double most_v = up_to->unit == IRD_LEVEL_PERCENT
                        ? up_to->value / 100 * query->net->supply_v
                        : up_to->value;
    return !up_to->given || query->drop_v <= most_v;
}

static bool matches(const ird_waiver *waiver, const ird_waiver_query *query) {
    return (!waiver->has_kind || waiver->kind == query->kind) &&
           (waiver->net == NULL || ird_pattern_matches(waiver->net, query->net->net)) &&
           (waiver->layer == NULL ||
            (query->layer != NULL && ird_pattern_matches(waiver->layer, query->layer))) &&
           in_any_box(waiver, query->box) && is_below(&waiver->up_to, query) &&
           (waiver->instance == NULL || all_instances(waiver->instance, query));
}

ptrdiff_t ird_waiver_find(const ird_rules *rules, const char *today,
                          const ird_waiver_query *query, ird_waiver_use *uses) {
    ptrdiff_t found = -1;
    for (size_t i = 0; i < rules->waivers.count; i++) {
        const ird_waiver *waiver = &rules->waivers.items[i];
        bool expired = ird_waiver_expired(waiver, today);
        if ((found >= 0 && !expired) || !matches(waiver, query)) {
            continue;
        }
        if (!expired) {
            found = (ptrdiff_t)i;
        }
        if (uses != NULL) {
            uses[i].used += !expired;
            uses[i].expired_matches += expired;
        }
    }
    return found;
}
