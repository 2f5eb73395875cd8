/* SPDX-License-Identifier: BSD-3-Clause */
#include "gate/gate.h"

#include <math.h>
#include <string.h>

#include "gate/allow.h"
#include "gate/level.h"
#include "base/pattern.h"
#include "gate/sentence.h"
#include "gate/value.h"
#include "gate/waive.h"

typedef struct judge {
    ird_gate_result *result;
    const ird_answers *answers;
    ird_error *err;
} judge;

const char *ird_verdict_name(ird_verdict verdict) {
    static const char *const names[] = {
        [IRD_VERDICT_UNJUDGED] = "unjudged",
        [IRD_VERDICT_PASS] = "pass",
        [IRD_VERDICT_VIOLATED] = "violated",
    };
    return (size_t)verdict < sizeof names / sizeof *names ? names[verdict] : "unknown";
}

void ird_gate_result_free(ird_gate_result *result) {
    for (size_t i = 0; i < result->checks.count; i++) {
        ird_free(result->checks.items[i].message);
    }
    for (size_t i = 0; i < result->places.count; i++) {
        ird_free(result->places.items[i].message);
        ird_free(result->places.items[i].instances);
    }
    ird_free(result->checks.items);
    ird_free(result->places.items);
    ird_free(result->waivers);
    *result = (ird_gate_result){0};
}

bool ird_gate_waiver_unmatched(const ird_gate_result *result, size_t waiver) {
    const ird_waiver_use *use = &result->waivers[waiver];
    return use->used == 0 && use->expired_matches == 0;
}

/* --- places --------------------------------------------------------------------------
 */

/* Add a place to the check under construction, which owns *place from then on. */
static ird_status add_place(const judge *j, ird_gate_check *check,
                            ird_gate_place *place) {
    ird_gate_result *result = j->result;
    place->check = result->checks.count;
    place->id = place->waiver != NULL ? IRD_GATE_WAIVED : IRD_GATE_VIOLATION;
    ird_status status = ird_vec_reserve(&result->places, 1, "judging", j->err);
    if (status == IRD_OK) {
        status = ird_sentence_place(&place->message, place, check, result->rules->path,
                                    j->err);
    }
    if (status != IRD_OK) {
        ird_free(place->instances);
        return status;
    }
    check->waived += place->waiver != NULL;
    check->violations += place->waiver == NULL;
    result->places.items[result->places.count++] = *place;
    return IRD_OK;
}

static const ird_waiver *find_waiver(const judge *j, const ird_waiver_query *query) {
    ird_gate_result *result = j->result;
    ptrdiff_t found =
        ird_waiver_find(result->rules, result->today, query, result->waivers);
    return found >= 0 ? &result->rules->waivers.items[found] : NULL;
}

/* Names of the instances of a hotspot; NULL and no error where there are none. */
static ird_status name_instances(const ird_answer *net, const ird_hotspot *hotspot,
                                 const char ***names, ird_error *err) {
    *names = NULL;
    if (net->design == NULL || hotspot->top_count == 0) {
        return IRD_OK;
    }
    *names = ird_alloc(hotspot->top_count, sizeof **names);
    if (*names == NULL) {
        return ird_fail_memory(err, "judging");
    }
    for (size_t i = 0; i < hotspot->top_count; i++) {
        (*names)[i] =
            ird_names_get(&net->design->component_names, hotspot->top[i].component);
    }
    return IRD_OK;
}

/* --- limits of a place ---------------------------------------------------------------
 */

static bool overlaps(const ird_rect_um *a, const ird_rect_um *b) {
    return a->x0_um < b->x1_um && b->x0_um < a->x1_um && a->y0_um < b->y1_um &&
           b->y0_um < a->y1_um;
}

/* How far a pixel of a prediction may be off, towards the worse. */
static double bound_of(const ird_answer *net, size_t pixel) {
    const ird_map *bounds = net->bounds;
    double bound = bounds != NULL && ird_map_count(bounds) == ird_map_count(net->map)
                       ? bounds->values[pixel]
                       : net->bound;
    return net->quantity->least_is_worst ? -bound : bound;
}

/* What a limit finds in the map of a net. */
typedef struct finding {
    ird_bar bar;
    ird_map part;
    size_t pixels; /* of part */
    ird_hotspot_list regions;
    const ird_waiver **waivers; /* of each region, or NULL */
    size_t open, open_pixels;   /* regions that are not waived */
    double margin;              /* in the worst value of part: how far it may be off */
} finding;

/* The part of the map that a limit is about, as bad as it may be: the rest is NAN, as
 * are empty pixels. */
static ird_status cut_map(const judge *j, const ird_gate_check *check, finding *f) {
    const ird_limit *limit = check->limit;
    const ird_answer *net = check->net;
    ird_map *part = &f->part;
    double worst = NAN;
    IRD_TRY(ird_map_copy(part, net->map, j->err));
    for (size_t i = 0; i < ird_map_count(part); i++) {
        ird_rect_um pixel = ird_map_pixel_box(part, i / part->columns, i % part->columns);
        double *value = &part->values[i];
        double margin = f->bar.takes_bound ? bound_of(net, i) : 0;
        if (ird_map_is_empty(part, i) ||
            (limit->has_region && !overlaps(&pixel, &limit->region))) {
            *value = NAN;
        }
        *value += margin;
        f->pixels += isnan(*value) ? 0 : 1;
        if (isnan(worst) || ird_quantity_is_worse(net->quantity, *value, worst)) {
            worst = isnan(*value) ? worst : *value;
            f->margin = margin;
        }
    }
    return IRD_OK;
}

static void free_finding(finding *f) {
    ird_map_free(&f->part);
    ird_hotspot_list_free(&f->regions);
    ird_free(f->waivers);
}

/* The peak of a region as a drop; NAN where the map is of something else. */
static double peak_v(const ird_answer *net, const ird_hotspot *region) {
    return net->map != NULL && net->map->unit == IRD_UNIT_VOLT ? region->peak
                                                               : (double)NAN;
}

static ird_status find_regions(const judge *j, const ird_gate_check *check, finding *f) {
    const ird_answer *net = check->net;
    const ird_hotspot_options options = {.threshold = f->bar.threshold,
                                         .top_instances = SIZE_MAX,
                                         .is_part = true,
                                         .is_below = net->quantity->least_is_worst};
    ird_status status = ird_hotspots_find(&f->regions, &f->part, net->raster, net->design,
                                          net->tech, net->power, &options, j->err);
    if (status != IRD_OK) {
        return status;
    }
    f->waivers = ird_alloc_zero(f->regions.count, sizeof *f->waivers);
    if (f->waivers == NULL) {
        return ird_fail_memory(j->err, "judging");
    }
    for (size_t i = 0; i < f->regions.count && status == IRD_OK; i++) {
        const ird_hotspot *region = &f->regions.items[i];
        const char **names;
        status = name_instances(net, region, &names, j->err);
        const ird_waiver_query query = {
            .net = net,
            .kind = check->limit->kind,
            .layer = net->layer,
            .box = &region->box,
            .instances = names,
            .instance_count = names != NULL ? region->top_count : 0,
            .drop_v = peak_v(net, region),
        };
        f->waivers[i] = status == IRD_OK ? find_waiver(j, &query) : NULL;
        f->open += f->waivers[i] == NULL;
        f->open_pixels += f->waivers[i] == NULL ? region->pixels : 0;
        ird_free(names);
    }
    return status;
}

/* A value of the map as the check has it. */
static double as_checked(const ird_limit *limit, const ird_bar *bar, double value) {
    switch (limit->kind) {
    case IRD_LIMIT_EFFECTIVE_SUPPLY:
        return bar->supply_v - value;
    case IRD_LIMIT_RELATIVE_DROP:
        return bar->scale > 0 ? value / bar->scale : 0;
    default:
        return value;
    }
}

/* The worst of what the limit is about. */
static double worst_of(const finding *f, const ird_gate_check *check) {
    const ird_quantity *quantity = check->net->quantity;
    double worst = NAN;
    for (size_t i = 0; i < ird_map_count(&f->part); i++) {
        worst = ird_quantity_worse(quantity, worst, f->part.values[i]);
    }
    bool by_nodes =
        !check->limit->has_region && check->limit->kind != IRD_LIMIT_RELATIVE_DROP;
    return by_nodes ? ird_quantity_worse(quantity, worst, check->net->worst) : worst;
}

static void decide(const finding *f, ird_gate_check *check) {
    const ird_limit *limit = check->limit;
    double worst = worst_of(f, check);
    bool violated = f->open > 0;
    switch (limit->kind) {
    case IRD_LIMIT_HOTSPOTS:
        check->value = (double)f->open;
        check->bound = (double)limit->count;
        violated = f->open > limit->count;
        break;
    case IRD_LIMIT_HOT_AREA:
        check->value = (double)f->open_pixels / (double)f->pixels;
        check->bound = limit->share;
        violated = check->value > check->bound;
        break;
    default:
        check->value = as_checked(limit, &f->bar, worst);
        check->bound = as_checked(limit, &f->bar, f->bar.threshold);
        check->margin = f->margin;
        check->unit = limit->kind == IRD_LIMIT_RELATIVE_DROP
                          ? ""
                          : ird_unit_name(check->net->quantity->unit);
        /* A node can be worse than the pixel that it is in. */
        violated = violated ||
                   (f->regions.count == 0 &&
                    ird_quantity_is_worse(check->net->quantity, worst, f->bar.threshold));
    }
    check->verdict = violated ? IRD_VERDICT_VIOLATED : IRD_VERDICT_PASS;
}

static ird_status add_region(const judge *j, ird_gate_check *check, const finding *f,
                             size_t i) {
    const ird_hotspot *region = &f->regions.items[i];
    ird_gate_place place = {
        .has_box = true,
        .box = region->box,
        .peak_at = region->peak_at,
        .value = as_checked(check->limit, &f->bar, region->peak),
        .cells = region->instances,
        .waiver = f->waivers[i],
    };
    ird_status status = name_instances(check->net, region, &place.instances, j->err);
    if (status != IRD_OK) {
        return status;
    }
    place.instance_count = place.instances != NULL ? region->top_count : 0;
    return add_place(j, check, &place);
}

/* Over the limit, but not by a region of the map: no place is known. */
static ird_status add_whole_net(const judge *j, ird_gate_check *check,
                                const char *layer) {
    const ird_waiver_query query = {.net = check->net,
                                    .kind = check->limit->kind,
                                    .layer = layer,
                                    .drop_v = ird_answer_worst(check->net)};
    ird_gate_place place = {.value = check->value, .waiver = find_waiver(j, &query)};
    if (place.waiver != NULL) {
        check->verdict = IRD_VERDICT_PASS;
    }
    return add_place(j, check, &place);
}

/* *why is set where the check cannot be judged. */
static ird_status judge_place(const judge *j, ird_gate_check *check, const char **why) {
    finding f = {0};
    ird_status status = IRD_OK;
    *why = ird_bar_set(&f.bar, check->limit, check->net);
    if (*why != NULL) {
        return IRD_OK;
    }
    if (check->net->map != NULL) {
        status = cut_map(j, check, &f);
        if (status == IRD_OK && f.pixels == 0) {
            *why = "no pixel of the map lies there; make a map that covers it";
            goto done;
        }
        if (status != IRD_OK || (status = find_regions(j, check, &f)) != IRD_OK) {
            goto done;
        }
    }
    decide(&f, check);
    for (size_t i = 0; i < f.regions.count && status == IRD_OK; i++) {
        if (f.waivers[i] != NULL || check->verdict == IRD_VERDICT_VIOLATED) {
            status = add_region(j, check, &f, i);
        }
    }
    if (status == IRD_OK && f.regions.count == 0 &&
        check->verdict == IRD_VERDICT_VIOLATED) {
        status = add_whole_net(j, check, check->net->worst_layer);
    }
done:
    free_finding(&f);
    return status;
}

/* --- limits of an instance -----------------------------------------------------------
 */

/* What instances that no waiver covers have in common: a place, whose box, peak and value
 * are those of the first. */
static ird_status start_open(const judge *j, ird_gate_place *open, size_t most) {
    *open = (ird_gate_place){.instances = ird_alloc(most, sizeof *open->instances)};
    return open->instances != NULL ? IRD_OK : ird_fail_memory(j->err, "judging");
}

/* An instance at fault, in place but for its name: a place of its own where a waiver
 * covers it, else one more of open. */
static ird_status add_instance(const judge *j, ird_gate_check *check, const char *name,
                               ird_gate_place place, ird_gate_place *open) {
    const ird_waiver_query query = {
        .net = check->net,
        .kind = check->limit->kind,
        .box = place.has_box ? &place.box : NULL,
        .instances = &name,
        .instance_count = 1,
        .drop_v = check->limit->kind == IRD_LIMIT_EFFECTIVE_SUPPLY
                      ? check->net->supply_v - place.value
                      : (double)NAN,
    };
    place.cells = 1;
    place.waiver = find_waiver(j, &query);
    if (place.waiver == NULL) {
        if (open->cells == 0) {
            place.instances = open->instances;
            *open = place;
            open->cells = 0;
        }
        open->cells++;
        open->instances[open->instance_count++] = name;
        return IRD_OK;
    }
    place.instances = ird_alloc(1, sizeof *place.instances);
    if (place.instances == NULL) {
        return ird_fail_memory(j->err, "judging");
    }
    place.instances[0] = name;
    place.instance_count = 1;
    return add_place(j, check, &place);
}

/* Instances with less than the limit: the supplies begin with the least. By the map where
 * they are not known. */
static ird_status judge_supplies(const judge *j, ird_gate_check *check,
                                 const char **why) {
    const ird_answer *net = check->net;
    if (net->supplies == NULL) {
        return judge_place(j, check, why);
    }
    const ird_limit *limit = check->limit;
    ird_gate_place open;
    ird_bar bar;
    if ((*why = ird_bar_set(&bar, limit, net)) != NULL) {
        return IRD_OK;
    }
    ird_status status = start_open(j, &open, net->supply_count);
    check->verdict = IRD_VERDICT_PASS;
    check->bound = bar.supply_v - bar.threshold;
    check->unit = "V";
    for (size_t i = 0; i < net->supply_count && status == IRD_OK; i++) {
        const ird_answer_supply *supply = &net->supplies[i];
        if (limit->has_region && !overlaps(&supply->box, &limit->region)) {
            continue;
        }
        if (check->instance == NULL) {
            check->instance = supply->name;
            check->value = supply->left_v;
        }
        if (!(supply->left_v < check->bound)) {
            break;
        }
        const ird_gate_place place = {
            .has_box = true,
            .box = supply->box,
            .peak_at = {(supply->box.x0_um + supply->box.x1_um) / 2,
                        (supply->box.y0_um + supply->box.y1_um) / 2},
            .value = supply->left_v,
        };
        status = add_instance(j, check, supply->name, place, &open);
    }
    if (check->instance == NULL) {
        *why = "no instance that both nets feed lies there";
    }
    if (status == IRD_OK && open.cells > 0) {
        check->verdict = IRD_VERDICT_VIOLATED;
        return add_place(j, check, &open);
    }
    ird_free(open.instances);
    return status;
}

/* --- limits of a net -----------------------------------------------------------------
 */

/* One place for the instances that are not waived, and one for each that is. */
static ird_status judge_names(const judge *j, ird_gate_check *check) {
    const ird_answer *net = check->net;
    ird_gate_place open;
    ird_status status = start_open(j, &open, net->unconnected);
    for (size_t i = 0; i < net->unconnected && status == IRD_OK; i++) {
        status =
            add_instance(j, check, net->unconnected_names[i], (ird_gate_place){0}, &open);
    }
    check->verdict = IRD_VERDICT_PASS;
    check->value = (double)open.instance_count;
    if (status == IRD_OK && open.instance_count > check->limit->count) {
        check->verdict = IRD_VERDICT_VIOLATED;
        open.value = check->value;
        return add_place(j, check, &open);
    }
    ird_free(open.instances);
    return status;
}

static ird_status judge_unconnected(const judge *j, ird_gate_check *check,
                                    const char **why) {
    const ird_answer *net = check->net;
    if (!net->unconnected_known) {
        *why = "it is not known which instances the net feeds; read the design";
        return IRD_OK;
    }
    check->bound = (double)check->limit->count;
    if (net->unconnected_names != NULL) {
        return judge_names(j, check);
    }
    check->value = (double)net->unconnected;
    if (net->unconnected <= check->limit->count) {
        check->verdict = IRD_VERDICT_PASS;
        return IRD_OK;
    }
    const ird_waiver_query query = {
        .net = net, .kind = check->limit->kind, .drop_v = (double)NAN};
    ird_gate_place place = {.value = check->value,
                            .cells = net->unconnected,
                            .waiver = find_waiver(j, &query)};
    check->verdict = place.waiver != NULL ? IRD_VERDICT_PASS : IRD_VERDICT_VIOLATED;
    return add_place(j, check, &place);
}

static ird_status judge_sources(const judge *j, ird_gate_check *check, const char **why) {
    const ird_answer *net = check->net;
    if (!net->sources_known) {
        *why = "it is not known where the net's sources come from; read the design";
        return IRD_OK;
    }
    check->value = net->sources_default ? 1 : 0;
    check->bound = check->limit->allowed ? 1 : 0;
    if (check->value <= check->bound) {
        check->verdict = IRD_VERDICT_PASS;
        return IRD_OK;
    }
    check->verdict = IRD_VERDICT_VIOLATED;
    return add_whole_net(j, check, NULL);
}

/* --- all of them ---------------------------------------------------------------------
 */

/* How a kind is judged: a verdict, or *why there is none. */
typedef ird_status judge_kind(const judge *j, ird_gate_check *check, const char **why);

static judge_kind *const judges[] = {
    [IRD_LIMIT_DROP] = judge_place,
    [IRD_LIMIT_RELATIVE_DROP] = judge_place,
    [IRD_LIMIT_HOTSPOTS] = judge_place,
    [IRD_LIMIT_HOT_AREA] = judge_place,
    [IRD_LIMIT_EFFECTIVE_SUPPLY] = judge_supplies,
    [IRD_LIMIT_UNCONNECTED] = judge_unconnected,
    [IRD_LIMIT_DEFAULT_SOURCES] = judge_sources,
};
_Static_assert(sizeof judges / sizeof *judges == IRD_LIMIT_KINDS, "one for each kind");

/* Judge limit on net, or on none where net is NULL. */
static ird_status judge_limit(const judge *j, const ird_limit *limit,
                              const ird_answer *net) {
    ird_gate_result *result = j->result;
    ird_gate_check check = {.limit = limit, .net = net, .unit = ""};
    ird_text basis = {0};
    const char *why = NULL;
    ird_status status = ird_vec_reserve(&result->checks, 1, "judging", j->err);
    if (status != IRD_OK) {
        return status;
    }
    if ((size_t)limit->kind >= IRD_LIMIT_KINDS) {
        return ird_fail(j->err, IRD_GATE_KIND,
                        "nothing judges a limit of kind %d; remove it from the rules",
                        (int)limit->kind);
    }
    if (net == NULL) {
        why =
            "no net and corner that was looked at has this name; name the net with -net";
    } else if ((status = ird_allow_check(&basis, limit, net, j->err)) == IRD_OK) {
        why = basis.bytes.count > 0 ? ird_text_get(&basis) : NULL;
    }
    if (status == IRD_OK && why == NULL) {
        status = judges[limit->kind](j, &check, &why);
    }
    if (why != NULL) {
        check.verdict = IRD_VERDICT_UNJUDGED;
        check.id = IRD_GATE_UNJUDGED;
        check.value = check.bound = NAN;
    }
    if (status == IRD_OK) {
        status = ird_sentence_check(&check.message, &check, why, j->err);
    }
    if (status == IRD_OK) {
        result->checks.items[result->checks.count++] = check;
    }
    ird_text_free(&basis);
    return status;
}

static ird_status judge_nets(const judge *j, const ird_limit *limit) {
    bool any = false;
    for (size_t i = 0; i < j->answers->count; i++) {
        const ird_answer *net = &j->answers->items[i];
        if (!ird_pattern_matches(limit->net, net->net) ||
            !ird_pattern_matches(limit->corner, net->corner) ||
            !ird_quantity_has_limit(net->quantity, ird_limit_kind_name(limit->kind))) {
            continue;
        }
        any = true;
        ird_status status = judge_limit(j, limit, net);
        if (status != IRD_OK) {
            return status;
        }
    }
    return any ? IRD_OK : judge_limit(j, limit, NULL);
}

static ird_verdict verdict_of(const ird_gate_result *result) {
    ird_verdict verdict =
        result->checks.count > 0 ? IRD_VERDICT_PASS : IRD_VERDICT_UNJUDGED;
    for (size_t i = 0; i < result->checks.count; i++) {
        ird_verdict one = result->checks.items[i].verdict;
        if (one == IRD_VERDICT_VIOLATED || verdict == IRD_VERDICT_PASS) {
            verdict = one == IRD_VERDICT_PASS ? verdict : one;
        }
    }
    return verdict;
}

ird_status ird_gate_ready(const ird_rules *rules, const char *today, ird_error *err) {
    if (rules->limits.count == 0) {
        return ird_fail(err, IRD_GATE_NO_LIMITS,
                        "there is no limit to check; give -rules FILE or a limit such as "
                        "-max_drop 5%% or -max_hotspots 0");
    }
    if (!ird_value_is_date(today)) {
        ird_status status =
            ird_fail(err, IRD_GATE_DATE,
                     "today cannot be \"%.100s\"; give a day as YYYY-MM-DD", today);
        ird_error_detail(err, today, strlen(today));
        return status;
    }
    return IRD_OK;
}

static ird_status start(ird_gate_result *made, const ird_rules *rules, const char *today,
                        ird_error *err) {
    ird_status status = ird_gate_ready(rules, today, err);
    if (status != IRD_OK) {
        return status;
    }
    made->rules = rules;
    memcpy(made->today, today, strlen(today));
    made->waivers = ird_alloc_zero(rules->waivers.count, sizeof *made->waivers);
    if (made->waivers == NULL) {
        return ird_fail_memory(err, "judging");
    }
    for (size_t i = 0; i < rules->waivers.count; i++) {
        made->waivers[i].expired = ird_waiver_expired(&rules->waivers.items[i], today);
    }
    return IRD_OK;
}

ird_status ird_gate_judge(ird_gate_result *result, const ird_rules *rules,
                          const ird_answers *answers, const char *today, ird_error *err) {
    ird_gate_result made = {0};
    const judge j = {&made, answers, err};
    ird_status status = start(&made, rules, today, err);
    for (size_t i = 0; status == IRD_OK && i < rules->limits.count; i++) {
        status = judge_nets(&j, &rules->limits.items[i]);
    }
    if (status != IRD_OK) {
        ird_gate_result_free(&made);
        return status;
    }
    made.verdict = verdict_of(&made);
    *result = made;
    return IRD_OK;
}

ird_status ird_gate_waiver_of(const ird_waiver **waiver, const ird_gate_result *result,
                              const ird_answer *net, const ird_hotspot *hotspot,
                              ird_error *err) {
    const char **names;
    ird_status status = name_instances(net, hotspot, &names, err);
    if (status != IRD_OK) {
        return status;
    }
    const ird_waiver_query query = {
        .net = net,
        .kind = IRD_LIMIT_HOTSPOTS,
        .layer = net->layer,
        .box = &hotspot->box,
        .instances = names,
        .instance_count = names != NULL ? hotspot->top_count : 0,
        .drop_v = peak_v(net, hotspot),
    };
    ptrdiff_t found = ird_waiver_find(result->rules, result->today, &query, NULL);
    ird_free(names);
    *waiver = found >= 0 ? &result->rules->waivers.items[found] : NULL;
    return IRD_OK;
}
