/* SPDX-License-Identifier: BSD-3-Clause */
#include "network/split.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/disjoint.h"

static const char DOING[] = "telling the nets of a network apart";

/* Pieces are known by their root, one of their nodes. */
typedef struct splitter {
    const ird_network *from;
    uint32_t *parent; /* of each node */
    double *piece_v;  /* of each root: its highest source; NAN without any */
    double *ampere;   /* of each root: sum of its loads */
    double *levels_v; /* different voltages of pieces, the highest first */
    size_t level_count;
    int32_t *moved;        /* of each node: its index in its net */
    int32_t *places;       /* of each resistor: its index in the list */
    ird_network_list nets; /* one for each level */
    bool *is_reversed;     /* of each net: its loads have been turned round */
} splitter;

static void splitter_free(splitter *s) {
    ird_free(s->parent);
    ird_free(s->piece_v);
    ird_free(s->ampere);
    ird_free(s->levels_v);
    ird_free(s->moved);
    ird_free(s->places);
    ird_free(s->is_reversed);
    ird_network_list_free(&s->nets);
}

void ird_network_list_free(ird_network_list *list) {
    for (size_t i = 0; i < list->items.count; i++) {
        ird_network_free(&list->items.items[i]);
    }
    ird_free(list->items.items);
    *list = (ird_network_list){0};
}

static bool has_one_voltage(const ird_network *network) {
    for (size_t i = 1; i < network->sources.count; i++) {
        if (network->sources.items[i].volt != network->sources.items[0].volt) {
            return false;
        }
    }
    return true;
}

static uint32_t piece_of(const splitter *s, int32_t node) {
    return ird_disjoint_find(s->parent, (uint32_t)node);
}

static ird_status find_pieces(splitter *s, ird_error *err) {
    const ird_network *from = s->from;
    size_t count = from->nodes.count;
    s->parent = ird_alloc(count, sizeof *s->parent);
    s->piece_v = ird_alloc(count, sizeof *s->piece_v);
    s->ampere = ird_alloc_zero(count, sizeof *s->ampere);
    if (s->parent == NULL || s->piece_v == NULL || s->ampere == NULL) {
        return ird_fail_memory(err, DOING);
    }
    ird_disjoint_reset(s->parent, count);
    for (size_t i = 0; i < from->resistors.count; i++) {
        const ird_resistor *r = &from->resistors.items[i];
        ird_disjoint_join(s->parent, (uint32_t)r->a, (uint32_t)r->b);
    }
    for (size_t i = 0; i < count; i++) {
        s->piece_v[i] = (double)NAN;
    }
    for (size_t i = 0; i < from->sources.count; i++) {
        double *piece_v = &s->piece_v[piece_of(s, from->sources.items[i].node)];
        *piece_v = fmax(*piece_v, from->sources.items[i].volt);
    }
    for (size_t i = 0; i < from->loads.count; i++) {
        s->ampere[piece_of(s, from->loads.items[i].node)] += from->loads.items[i].ampere;
    }
    return IRD_OK;
}

static int compare_falling(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x < y) - (x > y);
}

static ird_status find_levels(splitter *s, ird_error *err) {
    size_t nodes = s->from->nodes.count, found = 0;
    s->levels_v = ird_alloc(nodes, sizeof *s->levels_v);
    if (s->levels_v == NULL) {
        return ird_fail_memory(err, DOING);
    }
    for (size_t i = 0; i < nodes; i++) {
        if (!isnan(s->piece_v[i])) {
            s->levels_v[found++] = s->piece_v[i];
        }
    }
    qsort(s->levels_v, found, sizeof *s->levels_v, compare_falling);
    for (size_t i = 0; i < found; i++) {
        if (i == 0 || s->levels_v[i] != s->levels_v[i - 1]) {
            s->levels_v[s->level_count++] = s->levels_v[i];
        }
    }
    return IRD_OK;
}

/* The net of a node: the level of its piece. */
static size_t net_of(const splitter *s, int32_t node) {
    uint32_t piece = piece_of(s, node);
    double volt = s->piece_v[piece];
    if (isnan(volt)) {
        if (!(s->ampere[piece] < 0)) {
            return 0;
        }
        volt = 0;
    }
    const double *level =
        bsearch(&volt, s->levels_v, s->level_count, sizeof volt, compare_falling);
    return level != NULL ? (size_t)(level - s->levels_v) : 0;
}

/* The id in `to` of a name in `from`; -1 stays. */
static ird_status move_name(const ird_names *from, int32_t id, ird_names *to,
                            int32_t *moved, ird_error *err) {
    *moved = -1;
    if (id < 0) {
        return IRD_OK;
    }
    const char *name = ird_names_get(from, id);
    return ird_names_add(to, name, strlen(name), moved, NULL, err);
}

static ird_status move_node(splitter *s, int32_t node, ird_error *err) {
    const ird_network *from = s->from;
    ird_network *to = &s->nets.items.items[net_of(s, node)];
    ird_node made = from->nodes.items[node];
    int32_t layer;
    IRD_TRY(move_name(&from->layer_names, made.layer, &to->layer_names, &layer, err));
    IRD_TRY(move_name(&from->node_names, made.name, &to->node_names, &made.name, err));
    IRD_TRY(ird_vec_reserve(&to->nodes, 1, DOING, err));
    made.layer = (int16_t)layer;
    s->moved[node] = (int32_t)to->nodes.count;
    to->nodes.items[to->nodes.count++] = made;
    return IRD_OK;
}

static ird_status move_load(splitter *s, const ird_load *load, ird_error *err) {
    const ird_network *from = s->from;
    ird_network *to = &s->nets.items.items[net_of(s, load->node)];
    int32_t instance, terminal;
    IRD_TRY(move_name(&from->instance_names, load->instance, &to->instance_names,
                      &instance, err));
    IRD_TRY(move_name(&from->terminal_names, load->terminal, &to->terminal_names,
                      &terminal, err));
    return ird_network_add_load(to, s->moved[load->node], load->ampere, instance,
                                terminal, err);
}

static ird_status move_all(splitter *s, ird_error *err) {
    const ird_network *from = s->from;
    ird_network *nets = s->nets.items.items;
    for (size_t i = 0; i < from->nodes.count; i++) {
        IRD_TRY(move_node(s, (int32_t)i, err));
    }
    for (size_t i = 0; i < from->resistors.count; i++) {
        const ird_resistor *r = &from->resistors.items[i];
        IRD_TRY(ird_network_add_resistor(&nets[net_of(s, r->a)], s->moved[r->a],
                                         s->moved[r->b], r->ohm, err));
    }
    for (size_t i = 0; i < from->loads.count; i++) {
        IRD_TRY(move_load(s, &from->loads.items[i], err));
    }
    for (size_t i = 0; i < from->sources.count; i++) {
        const ird_source *source = &from->sources.items[i];
        IRD_TRY(ird_network_add_source(&nets[net_of(s, source->node)],
                                       s->moved[source->node], source->volt, err));
    }
    return IRD_OK;
}

static ird_status name_nets(splitter *s, ird_error *err) {
    ird_network_list *nets = &s->nets;
    size_t power_count = 0, power = 0;
    for (size_t i = 0; i < nets->items.count; i++) {
        s->is_reversed[i] = ird_network_settle_ground(&nets->items.items[i]);
        power_count += !nets->items.items[i].is_ground;
    }
    for (size_t i = 0; i < nets->items.count; i++) {
        char name[32] = "GROUND";
        if (!nets->items.items[i].is_ground) {
            power++;
            snprintf(name, sizeof name, power_count > 1 ? "POWER%zu" : "POWER", power);
        }
        IRD_TRY(ird_network_set_net(&nets->items.items[i], name, strlen(name), err));
    }
    return IRD_OK;
}

/* ---- what matters in time -----------------------------------------------------------
 */

static ird_status number_resistors(splitter *s, ird_error *err) {
    const ird_network *from = s->from;
    int32_t *next = ird_alloc_zero(s->level_count, sizeof *next);
    s->places = ird_alloc(from->resistors.count, sizeof *s->places);
    if (next == NULL || s->places == NULL) {
        ird_free(next);
        return ird_fail_memory(err, DOING);
    }
    for (size_t i = 1; i < s->level_count; i++) {
        size_t before = s->nets.items.items[i - 1].resistors.count;
        next[i] = next[i - 1] + (int32_t)before;
    }
    for (size_t i = 0; i < from->resistors.count; i++) {
        s->places[i] = next[net_of(s, from->resistors.items[i].a)]++;
    }
    ird_free(next);
    return IRD_OK;
}

static size_t first_node(const splitter *s, size_t net) {
    size_t first = 0;
    for (size_t i = 0; i < net; i++) {
        first += s->nets.items.items[i].nodes.count;
    }
    return first;
}

static int32_t place_of(const splitter *s, int32_t node) {
    return node >= 0 ? (int32_t)first_node(s, net_of(s, node)) + s->moved[node] : node;
}

static void move_transient(const splitter *s, ird_transient *t) {
    for (size_t i = 0; i < t->capacitors.count; i++) {
        ird_capacitor *c = &t->capacitors.items[i];
        c->a = place_of(s, c->a);
        c->b = place_of(s, c->b);
    }
    for (size_t i = 0; i < t->inductors.count; i++) {
        int32_t *resistor = &t->inductors.items[i].resistor;
        *resistor = s->places[*resistor];
    }
    for (size_t i = 0; i < t->drains.count; i++) {
        ird_drain *d = &t->drains.items[i];
        d->from = place_of(s, d->from);
        d->to = place_of(s, d->to);
    }
    for (size_t i = 0; i < s->level_count; i++) {
        if (s->is_reversed[i]) {
            ird_transient_reverse(t, first_node(s, i),
                                  s->nets.items.items[i].nodes.count);
        }
    }
}

/* ---- the whole ----------------------------------------------------------------------
 */

static ird_status make_nets(splitter *s, ird_error *err) {
    s->moved = ird_alloc(s->from->nodes.count, sizeof *s->moved);
    s->is_reversed = ird_alloc_zero(s->level_count, sizeof *s->is_reversed);
    if (s->moved == NULL || s->is_reversed == NULL) {
        return ird_fail_memory(err, DOING);
    }
    IRD_TRY(ird_vec_reserve(&s->nets.items, s->level_count, DOING, err));
    for (size_t i = 0; i < s->level_count; i++) {
        s->nets.items.items[s->nets.items.count++] =
            (ird_network){.units = s->from->units};
    }
    IRD_TRY(move_all(s, err));
    IRD_TRY(name_nets(s, err));
    return number_resistors(s, err);
}

/* The one net of a network. */
static ird_status move_alone(ird_network *network, ird_network_list *list,
                             ird_error *err) {
    IRD_TRY(ird_vec_reserve(&list->items, 1, DOING, err));
    list->items.items[list->items.count++] = *network;
    *network = (ird_network){0};
    return IRD_OK;
}

ird_status ird_network_split(ird_network *network, ird_transient *transient,
                             ird_network_list *list, ird_error *err) {
    splitter s = {.from = network};
    if (has_one_voltage(network)) {
        return move_alone(network, list, err);
    }
    ird_status status = find_pieces(&s, err);
    if (status == IRD_OK) {
        status = find_levels(&s, err);
    }
    if (status == IRD_OK && s.level_count == 1) {
        status = move_alone(network, list, err);
    } else if (status == IRD_OK && (status = make_nets(&s, err)) == IRD_OK) {
        if (transient != NULL) {
            move_transient(&s, transient);
        }
        ird_network_free(network);
        *list = s.nets;
        s.nets = (ird_network_list){0};
    }
    splitter_free(&s);
    return status;
}
