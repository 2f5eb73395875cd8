/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What conducts in a changed network and did not before, or does no more; what no source
 * reaches afterwards.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/disjoint.h"
#include "change/changed.h"

static const char *const doing = "changing a power grid";

/* Less than this part of what was added and taken away is nothing but rounding. */
#define NOTHING 1e-12
enum { TAKEN = 2 };

/* Order of the ends of a link: old, new, held. */
static int rank_of(const ird_changed *c, int32_t slot) {
    return slot < 0 ? 2 : slot >= (int32_t)c->n;
}

static ird_status add_link(ird_changed *c, int32_t a, int32_t b, double siemens,
                           double own, ird_error *err) {
    int rank_a = rank_of(c, a), rank_b = rank_of(c, b);
    bool swaps = rank_a > rank_b || (rank_a == rank_b && a > b);
    if (a == b) {
        return IRD_OK;
    }
    IRD_TRY(ird_vec_reserve(&c->links, 1, doing, err));
    c->links.items[c->links.count++] = swaps ? (ird_change_link){b, a, siemens, own}
                                             : (ird_change_link){a, b, siemens, own};
    return IRD_OK;
}

static ird_status add_new(ird_changed *c, const uint8_t *is_removed, const char **why,
                          ird_error *err) {
    const ird_change *change = c->change;
    size_t old = change->network->resistors.count;
    for (size_t i = 0; i < change->resistors.count; i++) {
        const ird_resistor *r = &change->resistors.items[i].resistor;
        int32_t a = ird_changed_slot(c, r->a), b = ird_changed_slot(c, r->b);
        if (is_removed[old + i] || a == b) {
            continue;
        }
        if (a == IRD_FLOATING || b == IRD_FLOATING) {
            *why = "an island is tied to the grid";
            return IRD_OK;
        }
        IRD_TRY(add_link(c, a, b, 1 / r->ohm, 1 / r->ohm, err));
    }
    return IRD_OK;
}

/* is_removed becomes TAKEN for what was taken away, so that naming it twice is no more.
 */
static ird_status take_away(ird_changed *c, uint8_t *is_removed, bool *has_any,
                            const char **why, ird_error *err) {
    const ird_network *network = c->change->network;
    for (size_t k = 0; k < c->change->removed.count; k++) {
        size_t i = c->change->removed.items[k];
        if (i >= network->resistors.count || is_removed[i] == TAKEN) {
            continue;
        }
        is_removed[i] = TAKEN;
        const ird_resistor *r = &network->resistors.items[i];
        int32_t a = ird_changed_slot(c, r->a), b = ird_changed_slot(c, r->b);
        if (r->a == r->b || a == IRD_FLOATING) {
            continue;
        }
        if (ird_topology_merges(network, r, &c->factor->options.merging)) {
            *why = "a resistor goes that was merged into one node";
            return IRD_OK;
        }
        *has_any = *has_any || a != b;
        IRD_TRY(add_link(c, a, b, -1 / r->ohm, -1 / r->ohm, err));
    }
    return IRD_OK;
}

static int32_t slot_of_group(const ird_changed *c, int32_t group) {
    int32_t number = c->new_of_group[group];
    return number >= 0 ? c->slot_of_new[number] : -2 - group;
}

/* Resistors at groups of sources that are gone: the diagonal of the old matrix has them
 * already. */
static ird_status release_groups(ird_changed *c, bool *has_any, const char **why,
                                 ird_error *err) {
    const ird_balance *balance = &c->factor->balance;
    if (c->new_count == c->change->nodes.count) {
        return IRD_OK;
    }
    *has_any = true;
    for (size_t i = c->change->nodes.count; i < c->new_count; i++) {
        if (c->slot_of_new[i] >= 0 && c->slot_of_new[i] < (int32_t)c->n) {
            *why = "a source gives way to a tie of no resistance";
            return IRD_OK;
        }
    }
    for (size_t i = 0; i < balance->feeds.count; i++) {
        const ird_feed *feed = &balance->feeds.items[i];
        bool is_gone = c->new_of_group[feed->group] >= 0;
        int32_t slot = slot_of_group(c, feed->group);
        if (feed->other >= 0 && is_gone) {
            IRD_TRY(add_link(c, feed->other, slot, feed->siemens, 0, err));
        } else if (feed->other < 0 &&
                   (is_gone || c->new_of_group[-2 - feed->other] >= 0)) {
            int32_t other = slot_of_group(c, -2 - feed->other);
            IRD_TRY(add_link(c, slot, other, feed->siemens, feed->siemens, err));
        }
    }
    return IRD_OK;
}

static int compare_links(const void *left, const void *right) {
    const ird_change_link *x = left, *y = right;
    int by_a = (x->a > y->a) - (x->a < y->a);
    return by_a != 0 ? by_a : (x->b > y->b) - (x->b < y->b);
}

/* One link a pair of slots; what cancels goes. */
static void sum_links(ird_changed *c) {
    ird_change_link *links = c->links.items;
    size_t count = c->links.count, left = 0;
    if (count > 1) {
        qsort(links, count, sizeof *links, compare_links);
    }
    for (size_t i = 0, end; i < count; i = end) {
        ird_change_link sum = {links[i].a, links[i].b, 0, 0};
        double moved = 0;
        for (end = i; end < count && compare_links(&links[i], &links[end]) == 0; end++) {
            sum.siemens += links[end].siemens;
            sum.own += links[end].own;
            moved += fabs(links[end].siemens);
        }
        sum.siemens = fabs(sum.siemens) <= NOTHING * moved ? 0 : sum.siemens;
        sum.own = fabs(sum.own) <= NOTHING * moved ? 0 : sum.own;
        if (sum.siemens != 0 || sum.own != 0) {
            links[left++] = sum;
        }
    }
    c->links.count = left;
}

/* ---- what is reached ----------------------------------------------------------------
 */

/* Number of a slot among those of the sets below: all that is held is one. */
static uint32_t number_of(const ird_changed *c, int32_t slot) {
    return slot >= 0 ? (uint32_t)slot : (uint32_t)(c->n + c->new_count);
}

/* A small set of slots, to see whether what is taken away is replaced nearby. */
typedef struct near_sets {
    IRD_VEC(uint32_t) numbers;
    uint32_t *parent;
} near_sets;

static int compare_numbers(const void *left, const void *right) {
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    return (a > b) - (a < b);
}

static ird_status add_near(near_sets *sets, uint32_t number, ird_error *err) {
    IRD_TRY(ird_vec_reserve(&sets->numbers, 1, doing, err));
    sets->numbers.items[sets->numbers.count++] = number;
    return IRD_OK;
}

static uint32_t near_of(near_sets *sets, uint32_t number) {
    const uint32_t *at = bsearch(&number, sets->numbers.items, sets->numbers.count,
                                 sizeof *sets->numbers.items, compare_numbers);
    return ird_disjoint_find(sets->parent, (uint32_t)(at - sets->numbers.items));
}

/* The ends of links and constraints, joined where they conduct. */
static ird_status join_near(const ird_changed *c, near_sets *sets, ird_error *err) {
    for (size_t i = 0; i < c->links.count; i++) {
        IRD_TRY(add_near(sets, number_of(c, c->links.items[i].a), err));
        IRD_TRY(add_near(sets, number_of(c, c->links.items[i].b), err));
    }
    for (size_t i = 0; i < c->constraints.count; i++) {
        IRD_TRY(add_near(sets, number_of(c, c->constraints.items[i].a), err));
        IRD_TRY(add_near(sets, number_of(c, c->constraints.items[i].b), err));
    }
    sets->parent = ird_alloc(sets->numbers.count, sizeof *sets->parent);
    if (sets->parent == NULL) {
        return ird_fail_memory(err, doing);
    }
    ird_disjoint_reset(sets->parent, sets->numbers.count);
    if (sets->numbers.count > 0) {
        qsort(sets->numbers.items, sets->numbers.count, sizeof *sets->numbers.items,
              compare_numbers);
    }
    for (size_t i = 0; i < c->links.count; i++) {
        const ird_change_link *link = &c->links.items[i];
        if (link->siemens > 0) {
            ird_disjoint_join(sets->parent, near_of(sets, number_of(c, link->a)),
                              near_of(sets, number_of(c, link->b)));
        }
    }
    for (size_t i = 0; i < c->constraints.count; i++) {
        const ird_constraint *tie = &c->constraints.items[i];
        ird_disjoint_join(sets->parent, near_of(sets, number_of(c, tie->a)),
                          near_of(sets, number_of(c, tie->b)));
    }
    return IRD_OK;
}

/* Whether all that is taken away is replaced nearby, so that nothing can be cut off. */
static ird_status is_replaced(const ird_changed *c, bool *is_all, ird_error *err) {
    near_sets sets = {0};
    ird_status status = join_near(c, &sets, err);
    *is_all = c->new_count == c->change->nodes.count;
    for (size_t i = 0; status == IRD_OK && i < c->links.count && *is_all; i++) {
        const ird_change_link *link = &c->links.items[i];
        *is_all = link->siemens > 0 || near_of(&sets, number_of(c, link->a)) ==
                                           near_of(&sets, number_of(c, link->b));
    }
    ird_free(sets.numbers.items);
    ird_free(sets.parent);
    return status;
}

/* Sets of all slots; the last number is what is held. */
static void join_all(const ird_changed *c, const uint8_t *is_removed, uint32_t *parent) {
    const ird_change *change = c->change;
    size_t all = change->network->resistors.count + change->resistors.count;
    ird_disjoint_reset(parent, c->n + c->new_count + 1);
    for (size_t i = 0; i < all; i++) {
        const ird_resistor *r = ird_change_get_resistor(change, i);
        int32_t a = ird_changed_slot(c, r->a), b = ird_changed_slot(c, r->b);
        if (!is_removed[i] && a != IRD_FLOATING && a != b) {
            ird_disjoint_join(parent, number_of(c, a), number_of(c, b));
        }
    }
    for (size_t i = 0; i < c->constraints.count; i++) {
        const ird_constraint *tie = &c->constraints.items[i];
        ird_disjoint_join(parent, number_of(c, tie->a), number_of(c, tie->b));
    }
}

/* Of the new slots alone, where no old one can be cut off. */
static void join_new(const ird_changed *c, uint32_t *parent) {
    uint32_t fed = (uint32_t)c->new_count;
    ird_disjoint_reset(parent, c->new_count + 1);
    for (size_t i = 0; i < c->links.count; i++) {
        const ird_change_link *link = &c->links.items[i];
        int rank_a = rank_of(c, link->a), rank_b = rank_of(c, link->b);
        if (link->siemens > 0 && (rank_a == 1 || rank_b == 1)) {
            ird_disjoint_join(parent,
                              rank_a == 1 ? (uint32_t)link->a - (uint32_t)c->n : fed,
                              rank_b == 1 ? (uint32_t)link->b - (uint32_t)c->n : fed);
        }
    }
}

/* Slots of new nodes that no source reaches become FLOATING, with the links there. */
static void drop_unreached(ird_changed *c, uint32_t *parent, size_t first, uint32_t fed) {
    uint32_t root = ird_disjoint_find(parent, fed);
    ird_change_link *links = c->links.items;
    int32_t n = (int32_t)c->n;
    size_t left = 0;
    for (size_t i = 0; i < c->links.count; i++) {
        int32_t end = rank_of(c, links[i].a) == 1   ? links[i].a
                      : rank_of(c, links[i].b) == 1 ? links[i].b
                                                    : -1;
        bool is_lost =
            end >= 0 &&
            ird_disjoint_find(parent, (uint32_t)(first + (size_t)(end - n))) != root;
        if (!is_lost) {
            links[left++] = links[i];
        }
    }
    c->links.count = left;
    for (size_t i = 0; i < c->new_count; i++) {
        int32_t slot = c->slot_of_new[i];
        if (slot >= n &&
            ird_disjoint_find(parent, (uint32_t)(first + (size_t)(slot - n))) != root) {
            c->slot_of_new[i] = IRD_FLOATING;
        }
    }
}

/* Constraints among what is cut off go, and what is cut off is marked. */
static ird_status cut_off(ird_changed *c, uint32_t *parent, ird_error *err) {
    uint32_t root = ird_disjoint_find(parent, (uint32_t)(c->n + c->new_count));
    bool has_any = false;
    c->is_cut = ird_alloc_zero(c->n, sizeof *c->is_cut);
    if (c->is_cut == NULL) {
        return ird_fail_memory(err, doing);
    }
    for (size_t i = 0; i < c->n; i++) {
        c->is_cut[i] = ird_disjoint_find(parent, (uint32_t)i) != root;
        has_any = has_any || c->is_cut[i];
    }
    if (!has_any) {
        ird_free(c->is_cut);
        c->is_cut = NULL;
        return IRD_OK;
    }
    size_t left = 0;
    for (size_t i = 0; i < c->constraints.count; i++) {
        if (!c->is_cut[c->constraints.items[i].a]) {
            c->constraints.items[left++] = c->constraints.items[i];
        }
    }
    c->constraints.count = left;
    for (size_t i = 0; i < c->factor->topology.node_count; i++) {
        int32_t slot = c->factor->topology.unknown_of[i];
        c->info.cut_off += slot >= 0 && c->is_cut[slot] ? 1 : 0;
    }
    return IRD_OK;
}

static ird_status find_reached(ird_changed *c, const uint8_t *is_removed, bool takes_away,
                               ird_error *err) {
    bool is_all = true;
    if (takes_away) {
        IRD_TRY(is_replaced(c, &is_all, err));
    }
    size_t first = is_all ? 0 : c->n;
    uint32_t *parent = ird_alloc(first + c->new_count + 1, sizeof *parent);
    if (parent == NULL) {
        return ird_fail_memory(err, doing);
    }
    ird_status status = IRD_OK;
    if (is_all) {
        join_new(c, parent);
    } else {
        join_all(c, is_removed, parent);
        status = cut_off(c, parent, err);
    }
    if (status == IRD_OK) {
        drop_unreached(c, parent, first, (uint32_t)(first + c->new_count));
    }
    ird_free(parent);
    return status;
}

ird_status ird_changed_find_links(ird_changed *c, const char **why, ird_error *err) {
    const ird_change *change = c->change;
    size_t all = change->network->resistors.count + change->resistors.count;
    uint8_t *is_removed = ird_alloc_zero(all, sizeof *is_removed);
    bool takes_away = false;
    if (is_removed == NULL) {
        return ird_fail_memory(err, doing);
    }
    for (size_t i = 0; i < change->removed.count; i++) {
        is_removed[change->removed.items[i]] = true;
    }
    ird_status status = add_new(c, is_removed, why, err);
    if (status == IRD_OK && *why == NULL) {
        status = take_away(c, is_removed, &takes_away, why, err);
    }
    if (status == IRD_OK && *why == NULL) {
        status = release_groups(c, &takes_away, why, err);
    }
    if (status == IRD_OK && *why == NULL) {
        sum_links(c);
        status = find_reached(c, is_removed, takes_away, err);
    }
    ird_free(is_removed);
    return status;
}
