/* SPDX-License-Identifier: BSD-3-Clause */
#include "gate/level.h"

#include <math.h>

/* Numbers in V need a result in V and a supply that somebody stated, unless the rules
 * allow an assumed one: currents follow from power and supply, so that it would make up
 * every drop. */
static const char *check_volts(const ird_answer *net, const ird_limit *limit) {
    if (net->quantity->unit != IRD_UNIT_VOLT) {
        return "it is no voltage, of which V and % of the supply say something; give a "
               "share of the worst";
    }
    if ((net->map != NULL && net->map->unit != net->quantity->unit) ||
        isnan(ird_answer_worst(net))) {
        return "the result is relative and carries no volts; solve the grid exactly, or "
               "load a model that predicts volts";
    }
    if (net->supply_assumed && !(limit->allow[IRD_ALLOW_ASSUMED_SUPPLY] > 0)) {
        return "the supply voltage is only assumed; give it with irdrop::set_supply";
    }
    if (isnan(net->supply_v)) {
        return "the supply voltage is not known; give it with irdrop::set_supply";
    }
    return NULL;
}

static const char *check_map(const ird_answer *net) {
    return net->map != NULL ? NULL : "there is no map of its drop; make one by predict";
}

static double scale_of(const ird_answer *net) {
    return net->map->unit == IRD_UNIT_NORMALISED ? 1 : ird_answer_map_worst(net);
}

static const char *set_level(ird_bar *bar, const ird_level *level, const ird_limit *limit,
                             const ird_answer *net) {
    if (level->unit == IRD_LEVEL_RELATIVE) {
        const char *why = check_map(net);
        if (why == NULL) {
            bar->takes_bound = false;
            bar->scale = scale_of(net);
            bar->threshold = level->value * bar->scale;
        }
        return why;
    }
    bar->takes_bound = net->bound > 0;
    bar->threshold = level->unit == IRD_LEVEL_PERCENT ? level->value / 100 * net->supply_v
                                                      : level->value;
    return check_volts(net, limit);
}

const char *ird_bar_set(ird_bar *bar, const ird_limit *limit, const ird_answer *net) {
    *bar = (ird_bar){.scale = 1};
    const char *why = NULL;
    switch (limit->kind) {
    case IRD_LIMIT_DROP:
    case IRD_LIMIT_RELATIVE_DROP:
        why = set_level(bar, &limit->level, limit, net);
        break;
    case IRD_LIMIT_EFFECTIVE_SUPPLY:
        why = set_level(bar, &limit->level, limit, net);
        bar->supply_v = net->supply_v;
        bar->threshold = bar->supply_v - bar->threshold;
        break;
    default:
        if ((why = check_map(net)) != NULL) {
            break;
        }
        bar->threshold = net->threshold;
        bar->takes_bound = net->bound > 0;
        if (limit->above.given) {
            why = set_level(bar, &limit->above, limit, net);
        }
    }
    if (why == NULL && limit->has_region) {
        why = check_map(net);
    }
    return why;
}
