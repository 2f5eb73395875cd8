/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What the nodes of a changed network stand for, and which of them become one by ties of
 * no resistance or are held by new sources.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/disjoint.h"
#include "change/changed.h"

static const char *const doing = "changing a power grid";

/* More constraints than this cost more solves than a factor is worth. */
enum { MOST_CONSTRAINTS = 64 };

/* Sets of slots. An item is a slot that a tie or a source touches. */
typedef struct slot_sets {
    ird_changed *changed;
    IRD_VEC(int32_t) items; /* sorted, each once */
    uint32_t *parent;
} slot_sets;

static void free_sets(slot_sets *sets) {
    ird_free(sets->items.items);
    ird_free(sets->parent);
}

/* Before anything is merged. */
static int32_t first_slot(const ird_changed *c, int32_t node) {
    size_t old = c->change->network->nodes.count;
    if ((size_t)node >= old) {
        return (int32_t)(c->n + ((size_t)node - old));
    }
    int32_t unknown = c->factor->topology.unknown_of[node];
    if (unknown < IRD_FLOATING && c->new_of_group[-2 - unknown] >= 0) {
        return (int32_t)c->n + c->new_of_group[-2 - unknown];
    }
    return unknown;
}

int32_t ird_changed_slot(const ird_changed *c, int32_t node) {
    int32_t slot = first_slot(c, node);
    return slot >= (int32_t)c->n ? c->slot_of_new[slot - (int32_t)c->n] : slot;
}

static bool is_pin(const ird_change *change, int32_t node) {
    uint8_t kind = ird_change_node(change, node)->kind;
    return kind == IRD_NODE_ITERM || kind == IRD_NODE_BTERM;
}

static bool merges(const ird_changed *c, const ird_resistor *r) {
    return ird_merging_takes(&c->factor->options.merging, r->ohm,
                             is_pin(c->change, r->a) || is_pin(c->change, r->b));
}

/* ---- sources ------------------------------------------------------------------------
 */

/* Which sources are left: flags over old and new ones. */
static ird_status flag_sources(const ird_changed *c, bool **is_gone, ird_error *err) {
    const ird_change *change = c->change;
    size_t all = change->network->sources.count + change->sources.count;
    *is_gone = ird_alloc_zero(all, sizeof **is_gone);
    if (*is_gone == NULL) {
        return ird_fail_memory(err, doing);
    }
    for (size_t i = 0; i < change->removed_sources.count; i++) {
        (*is_gone)[change->removed_sources.items[i]] = true;
    }
    return IRD_OK;
}

static const ird_source *source_at(const ird_changed *c, size_t i) {
    size_t old = c->change->network->sources.count;
    return i < old ? &c->change->network->sources.items[i]
                   : &c->change->sources.items[i - old];
}

/* Old groups, and which of them are gone. */
static ird_status find_groups(ird_changed *c, const bool *is_gone, ird_error *err) {
    const ird_topology *topology = &c->factor->topology;
    size_t old = c->change->network->sources.count, groups = topology->group_count;
    c->new_of_group = ird_alloc(groups, sizeof *c->new_of_group);
    if (c->new_of_group == NULL) {
        return ird_fail_memory(err, doing);
    }
    IRD_TRY(ird_vec_reserve(&c->held_v, groups, doing, err));
    for (size_t g = 0; g < groups; g++) {
        c->new_of_group[g] = 0;
        c->held_v.items[c->held_v.count++] = c->factor->group_drop_v[g];
    }
    for (size_t i = 0; i < old; i++) {
        if (!is_gone[i]) {
            c->new_of_group[topology->group_of[i]] = -1;
        }
    }
    c->new_count = c->change->nodes.count;
    for (size_t g = 0; g < groups; g++) {
        if (c->new_of_group[g] == 0) {
            c->new_of_group[g] = (int32_t)c->new_count++;
        }
    }
    return IRD_OK;
}

/* Supply voltage of what is left, as ird_network_supply_v takes it. */
static ird_status find_supply(ird_changed *c, const bool *is_gone, ird_error *err) {
    bool is_ground = c->change->network->is_ground;
    size_t all = c->change->network->sources.count + c->change->sources.count;
    c->supply_v = (double)NAN;
    for (size_t i = 0; i < all; i++) {
        if (is_gone[i]) {
            continue;
        }
        double volt = source_at(c, i)->volt;
        if (!(is_ground ? c->supply_v <= volt : c->supply_v >= volt)) {
            c->supply_v = volt;
        }
        c->source_count++;
    }
    if (c->source_count == 0) {
        return ird_fail(err, IRD_SOLVE_NO_SOURCE,
                        "the change leaves the power grid without a voltage source; keep "
                        "one or add another");
    }
    double risen_v = c->supply_v - c->factor->supply_v;
    c->shift_v = is_ground ? -risen_v : risen_v;
    return IRD_OK;
}

/* ---- sets ---------------------------------------------------------------------------
 */

static int compare_slots(const void *left, const void *right) {
    int32_t a = *(const int32_t *)left, b = *(const int32_t *)right;
    return (a > b) - (a < b);
}

static ird_status add_item(slot_sets *sets, int32_t slot, ird_error *err) {
    IRD_TRY(ird_vec_reserve(&sets->items, 1, doing, err));
    sets->items.items[sets->items.count++] = slot;
    return IRD_OK;
}

static uint32_t item_of(const slot_sets *sets, int32_t slot) {
    const int32_t *at = bsearch(&slot, sets->items.items, sets->items.count,
                                sizeof *sets->items.items, compare_slots);
    return (uint32_t)(at - sets->items.items);
}

static ird_status list_items(slot_sets *sets, const bool *is_removed, ird_error *err) {
    const ird_changed *c = sets->changed;
    const ird_change *change = c->change;
    for (size_t i = 0; i < c->new_count; i++) {
        IRD_TRY(add_item(sets, (int32_t)(c->n + i), err));
    }
    for (size_t i = 0; i < change->resistors.count; i++) {
        const ird_resistor *r = &change->resistors.items[i].resistor;
        if (!is_removed[i] && merges(c, r)) {
            IRD_TRY(add_item(sets, first_slot(c, r->a), err));
            IRD_TRY(add_item(sets, first_slot(c, r->b), err));
        }
    }
    for (size_t i = 0; i < change->sources.count; i++) {
        IRD_TRY(add_item(sets, first_slot(c, change->sources.items[i].node), err));
    }
    int32_t *items = sets->items.items;
    size_t count = 0;
    if (sets->items.count > 0) {
        qsort(items, sets->items.count, sizeof *items, compare_slots);
    }
    for (size_t i = 0; i < sets->items.count; i++) {
        if (i == 0 || items[i] != items[i - 1]) {
            items[count++] = items[i];
        }
    }
    sets->items.count = count;
    sets->parent = ird_alloc(count, sizeof *sets->parent);
    if (sets->parent == NULL) {
        return ird_fail_memory(err, doing);
    }
    ird_disjoint_reset(sets->parent, count);
    return IRD_OK;
}

static void join_items(slot_sets *sets, const bool *is_removed) {
    const ird_changed *c = sets->changed;
    for (size_t i = 0; i < c->change->resistors.count; i++) {
        const ird_resistor *r = &c->change->resistors.items[i].resistor;
        if (!is_removed[i] && merges(c, r)) {
            ird_disjoint_join(sets->parent, item_of(sets, first_slot(c, r->a)),
                              item_of(sets, first_slot(c, r->b)));
        }
    }
}

/* What a set becomes: a held voltage where it has one, else an unknown. */
typedef struct set_fate {
    int32_t held; /* -2 - group, or 0 */
    int32_t old;  /* its first old unknown, or -1 */
    int32_t made; /* its first new one, or -1 */
} set_fate;

static ird_status fail_sources(const ird_changed *c, const ird_source *source,
                               double other_v, ird_error *err) {
    char name[128] = "a new node";
    if ((size_t)source->node < c->change->network->nodes.count) {
        ird_network_node_name(c->change->network, source->node, name, sizeof name);
    }
    return ird_fail(err, IRD_SOLVE_SOURCES,
                    "node %s would have sources of %g V and of %g V; keep one of them",
                    name, other_v, source->volt);
}

/* Old groups in the sets, of which a set may have several. */
static ird_status hold_by_groups(const slot_sets *sets, set_fate *fates, ird_error *err) {
    const ird_changed *c = sets->changed;
    for (size_t i = 0; i < sets->items.count; i++) {
        int32_t slot = sets->items.items[i];
        set_fate *fate = &fates[ird_disjoint_find(sets->parent, (uint32_t)i)];
        if (slot >= IRD_FLOATING) {
            continue;
        }
        double own_v = c->held_v.items[-2 - slot];
        double other_v = fate->held != 0 ? c->held_v.items[-2 - fate->held] : own_v;
        if (fabs(own_v - other_v) > 1e-9) {
            return ird_fail(err, IRD_SOLVE_SOURCES,
                            "a tie without resistance joins sources that differ by %g V",
                            fabs(own_v - other_v));
        }
        fate->held = fate->held != 0 ? fate->held : slot;
    }
    return IRD_OK;
}

/* New sources, and the group of each that is left. */
static ird_status hold_by_sources(slot_sets *sets, set_fate *fates, const bool *is_gone,
                                  ird_error *err) {
    ird_changed *c = sets->changed;
    const ird_network *network = c->change->network;
    size_t old = network->sources.count, all = old + c->change->sources.count;
    c->held_of_source = ird_alloc(c->source_count, sizeof *c->held_of_source);
    if (c->held_of_source == NULL) {
        return ird_fail_memory(err, doing);
    }
    for (size_t i = 0, at = 0; i < all; i++) {
        if (is_gone[i]) {
            continue;
        }
        if (i < old) {
            c->held_of_source[at++] = c->factor->topology.group_of[i];
            continue;
        }
        const ird_source *source = source_at(c, i);
        uint32_t item = item_of(sets, first_slot(c, source->node));
        set_fate *fate = &fates[ird_disjoint_find(sets->parent, item)];
        double over_v = c->factor->supply_v - source->volt;
        double drop_v = network->is_ground ? -over_v : over_v;
        if (fate->held == 0) {
            IRD_TRY(ird_vec_reserve(&c->held_v, 1, doing, err));
            fate->held = -2 - (int32_t)c->held_v.count;
            c->held_v.items[c->held_v.count++] = drop_v;
        }
        double there_v = c->held_v.items[-2 - fate->held];
        if (fabs(there_v - drop_v) > 1e-9) {
            double rise_v = network->is_ground ? there_v : -there_v;
            return fail_sources(c, source, c->factor->supply_v + rise_v, err);
        }
        c->held_of_source[at++] = -2 - fate->held;
    }
    return IRD_OK;
}

/* The unknowns of the sets: new ones become what their set is, old ones are bound. */
static ird_status settle_sets(slot_sets *sets, set_fate *fates, const char **why,
                              ird_error *err) {
    ird_changed *c = sets->changed;
    for (size_t i = 0; i < sets->items.count; i++) {
        int32_t slot = sets->items.items[i];
        set_fate *fate = &fates[ird_disjoint_find(sets->parent, (uint32_t)i)];
        bool is_old = slot >= 0 && slot < (int32_t)c->n;
        if (slot == IRD_FLOATING) {
            *why = "an island is tied to the grid";
            return IRD_OK;
        }
        if (slot < IRD_FLOATING && slot != fate->held) {
            *why = "sources are tied together";
            return IRD_OK;
        }
        if (is_old && (fate->held != 0 || fate->old >= 0)) {
            IRD_TRY(ird_vec_reserve(&c->constraints, 1, doing, err));
            c->constraints.items[c->constraints.count++] =
                (ird_constraint){slot, fate->held != 0 ? fate->held : fate->old};
        }
        fate->old = is_old && fate->old < 0 ? slot : fate->old;
        fate->made = slot >= (int32_t)c->n && fate->made < 0 ? slot : fate->made;
    }
    for (size_t i = 0; i < sets->items.count; i++) {
        int32_t slot = sets->items.items[i];
        const set_fate *fate = &fates[ird_disjoint_find(sets->parent, (uint32_t)i)];
        if (slot >= (int32_t)c->n) {
            int32_t old_or_new = fate->old >= 0 ? fate->old : fate->made;
            c->slot_of_new[slot - (int32_t)c->n] =
                fate->held != 0 ? fate->held : old_or_new;
        }
    }
    if (c->constraints.count > MOST_CONSTRAINTS) {
        *why = "more ties of no resistance and new sources than pays";
    }
    return IRD_OK;
}

static ird_status count_held(ird_changed *c, ird_error *err) {
    c->held_sources = ird_alloc_zero(c->held_v.count, sizeof *c->held_sources);
    if (c->held_sources == NULL) {
        return ird_fail_memory(err, doing);
    }
    c->is_uniform = true;
    for (size_t i = 0; i < c->source_count; i++) {
        int32_t group = c->held_of_source[i];
        c->held_sources[group]++;
        c->is_uniform = c->is_uniform && c->held_v.items[group] == 0;
    }
    return IRD_OK;
}

/* New resistors that are removed again: flags over them. */
static ird_status flag_new(const ird_change *change, bool **is_removed, ird_error *err) {
    size_t old = change->network->resistors.count;
    *is_removed = ird_alloc_zero(change->resistors.count, sizeof **is_removed);
    if (*is_removed == NULL) {
        return ird_fail_memory(err, doing);
    }
    for (size_t i = 0; i < change->removed.count; i++) {
        if (change->removed.items[i] >= old) {
            (*is_removed)[change->removed.items[i] - old] = true;
        }
    }
    return IRD_OK;
}

static ird_status merge_slots(ird_changed *c, const bool *is_gone, const bool *is_removed,
                              const char **why, ird_error *err) {
    slot_sets sets = {.changed = c};
    set_fate *fates = NULL;
    ird_status status = list_items(&sets, is_removed, err);
    if (status == IRD_OK) {
        join_items(&sets, is_removed);
        fates = ird_alloc(sets.items.count, sizeof *fates);
        status = fates != NULL ? IRD_OK : ird_fail_memory(err, doing);
    }
    for (size_t i = 0; status == IRD_OK && i < sets.items.count; i++) {
        fates[i] = (set_fate){0, -1, -1};
    }
    if (status == IRD_OK) {
        status = hold_by_groups(&sets, fates, err);
    }
    if (status == IRD_OK) {
        status = hold_by_sources(&sets, fates, is_gone, err);
    }
    if (status == IRD_OK) {
        status = settle_sets(&sets, fates, why, err);
    }
    ird_free(fates);
    free_sets(&sets);
    return status;
}

ird_status ird_changed_find_slots(ird_changed *c, const char **why, ird_error *err) {
    bool *is_gone = NULL, *is_removed = NULL;
    ird_status status = flag_sources(c, &is_gone, err);
    if (status == IRD_OK) {
        status = flag_new(c->change, &is_removed, err);
    }
    if (status == IRD_OK) {
        status = find_supply(c, is_gone, err);
    }
    if (status == IRD_OK) {
        status = find_groups(c, is_gone, err);
    }
    if (status == IRD_OK) {
        c->slot_of_new = ird_alloc(c->new_count, sizeof *c->slot_of_new);
        status = c->slot_of_new != NULL ? IRD_OK : ird_fail_memory(err, doing);
    }
    if (status == IRD_OK) {
        status = merge_slots(c, is_gone, is_removed, why, err);
    }
    if (status == IRD_OK && *why == NULL) {
        status = count_held(c, err);
    }
    ird_free(is_gone);
    ird_free(is_removed);
    return status;
}
