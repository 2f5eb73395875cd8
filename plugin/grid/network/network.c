/* SPDX-License-Identifier: BSD-3-Clause */
#include "network/network.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static const char *const doing = "building a power-grid network";

void ird_network_free(ird_network *network) {
    if (network == NULL) {
        return;
    }
    ird_free(network->net);
    ird_names_free(&network->layer_names);
    ird_names_free(&network->node_names);
    ird_names_free(&network->instance_names);
    ird_names_free(&network->terminal_names);
    ird_free(network->nodes.items);
    ird_free(network->resistors.items);
    ird_free(network->sections.items);
    ird_free(network->loads.items);
    ird_free(network->sources.items);
    ird_notes_free(&network->notes);
    memset(network, 0, sizeof *network);
}

ird_status ird_network_reserve(ird_network *network, size_t nodes, size_t resistors,
                               size_t loads, ird_error *err) {
    ird_status status = ird_vec_reserve(&network->nodes, nodes, doing, err);
    if (status == IRD_OK) {
        status = ird_vec_reserve(&network->resistors, resistors, doing, err);
    }
    if (status == IRD_OK) {
        status = ird_vec_reserve(&network->loads, loads, doing, err);
    }
    return status;
}

void ird_network_fit(ird_network *network) {
    ird_vec_fit(&network->nodes);
    ird_vec_fit(&network->resistors);
    ird_vec_fit(&network->sections);
    ird_vec_fit(&network->loads);
}

ird_status ird_network_set_net(ird_network *network, const char *name, size_t size,
                               ird_error *err) {
    char *copy = ird_copy_string(name, size);
    if (copy == NULL) {
        return ird_fail_memory(err, doing);
    }
    ird_free(network->net);
    network->net = copy;
    return IRD_OK;
}

ird_status ird_network_add_layer(ird_network *network, const char *name, size_t size,
                                 int32_t *layer, ird_error *err) {
    size_t count = ird_names_count(&network->layer_names);
    if (count >= INT16_MAX && ird_names_find(&network->layer_names, name, size) < 0) {
        return ird_fail(err, IRD_NETWORK_TOO_LARGE,
                        "the power grid has more than %d layers", INT16_MAX);
    }
    return ird_names_add(&network->layer_names, name, size, layer, NULL, err);
}

static ird_status push_node(ird_network *network, ird_node node, int32_t *id,
                            ird_error *err) {
    if (network->nodes.count >= INT32_MAX) {
        return ird_fail(err, IRD_NETWORK_TOO_LARGE,
                        "the power grid has more than %d nodes; split it by net",
                        INT32_MAX);
    }
    ird_status status = ird_vec_reserve(&network->nodes, 1, doing, err);
    if (status == IRD_OK) {
        *id = (int32_t)network->nodes.count;
        network->nodes.items[network->nodes.count++] = node;
    }
    return status;
}

ird_status ird_network_add_node(ird_network *network, ird_node_kind kind, int32_t layer,
                                int64_t x_dbu, int64_t y_dbu, int32_t *node,
                                ird_error *err) {
    if (layer < 0 || (size_t)layer >= ird_names_count(&network->layer_names) ||
        kind == IRD_NODE_NAMED) {
        return ird_fail(err, IRD_NETWORK_NODE,
                        "a node needs a layer that was added before; %d is none", layer);
    }
    ird_node made = {x_dbu, y_dbu, -1, (int16_t)layer, (uint8_t)kind};
    return push_node(network, made, node, err);
}

ird_status ird_network_add_named_node(ird_network *network, const char *name, size_t size,
                                      int32_t *node, ird_error *err) {
    ird_node made = {0, 0, -1, -1, IRD_NODE_NAMED};
    bool added = false;
    ird_status status =
        ird_names_add(&network->node_names, name, size, &made.name, &added, err);
    if (status == IRD_OK && !added) {
        status = ird_fail(err, IRD_NETWORK_NAME, "there are two nodes named %.*s",
                          (int)(size < 200 ? size : 200), name);
    }
    if (status == IRD_OK) {
        status = push_node(network, made, node, err);
        if (status != IRD_OK) {
            ird_names_truncate(&network->node_names, (size_t)made.name);
        }
    }
    return status;
}

static bool has_node(const ird_network *network, int32_t node) {
    return node >= 0 && (size_t)node < network->nodes.count;
}

static ird_status fail_node(ird_error *err, int32_t node, const char *what) {
    return ird_fail(err, IRD_NETWORK_NODE, "a %s names node %d, which is not there", what,
                    node);
}

static ird_status fail_value(ird_error *err, double value, const char *what) {
    return ird_fail(err, IRD_NETWORK_VALUE, "a %s of %g cannot be; give a finite value%s",
                    what, value, strcmp(what, "resistance") == 0 ? ", 0 or more" : "");
}

ird_status ird_network_add_resistor(ird_network *network, int32_t a, int32_t b,
                                    double ohm, ird_error *err) {
    if (!has_node(network, a) || !has_node(network, b)) {
        return fail_node(err, has_node(network, a) ? b : a, "resistor");
    }
    if (!isfinite(ohm) || ohm < 0) {
        return fail_value(err, ohm, "resistance");
    }
    ird_status status = ird_vec_reserve(&network->resistors, 1, doing, err);
    if (status == IRD_OK) {
        ird_resistor made = {a, b, ohm};
        network->resistors.items[network->resistors.count++] = made;
    }
    return status;
}

/* What the last resistor is made of, those before it that nobody spoke of being unknown.
 * Takes the resistor back where that fails. */
static ird_status add_section(ird_network *network, int32_t section, ird_error *err) {
    size_t count = network->resistors.count, known = network->sections.count;
    ird_status status = ird_vec_reserve(&network->sections, count - known, doing, err);
    if (status != IRD_OK) {
        network->resistors.count--;
        return status;
    }
    for (; known + 1 < count; known++) {
        network->sections.items[known] = 0;
    }
    network->sections.items[known] = section;
    network->sections.count = count;
    return IRD_OK;
}

/* Whether both ends have a layer, and the same one. */
static bool is_on_layer(const ird_network *network, int32_t a, int32_t b, bool is_same) {
    if (!has_node(network, a) || !has_node(network, b)) {
        return false;
    }
    int32_t layer_a = network->nodes.items[a].layer;
    int32_t layer_b = network->nodes.items[b].layer;
    return layer_a >= 0 && layer_b >= 0 && (layer_a == layer_b) == is_same;
}

ird_status ird_network_add_wire(ird_network *network, int32_t a, int32_t b, double ohm,
                                int64_t width_dbu, ird_error *err) {
    if (width_dbu <= 0 || width_dbu > INT32_MAX) {
        return ird_fail(err, IRD_NETWORK_VALUE,
                        "a wire is 1 to %d database units wide, not %" PRId64, INT32_MAX,
                        width_dbu);
    }
    if (!is_on_layer(network, a, b, true)) {
        return ird_fail(err, IRD_NETWORK_NODE,
                        "a wire has two nodes of one layer, not "
                        "%d and %d",
                        a, b);
    }
    ird_status status = ird_network_add_resistor(network, a, b, ohm, err);
    return status == IRD_OK ? add_section(network, (int32_t)width_dbu, err) : status;
}

ird_status ird_network_add_via(ird_network *network, int32_t a, int32_t b, double ohm,
                               int32_t cuts, ird_error *err) {
    if (cuts <= 0) {
        return ird_fail(err, IRD_NETWORK_VALUE, "a via has 1 cut or more, not %d", cuts);
    }
    if (!is_on_layer(network, a, b, false)) {
        return ird_fail(err, IRD_NETWORK_NODE,
                        "a via has nodes of two layers, not "
                        "%d and %d",
                        a, b);
    }
    ird_status status = ird_network_add_resistor(network, a, b, ohm, err);
    return status == IRD_OK ? add_section(network, cuts, err) : status;
}

ird_conductor ird_network_conductor(const ird_network *network, size_t resistor) {
    const ird_resistor *r = &network->resistors.items[resistor];
    int32_t a = network->nodes.items[r->a].layer, b = network->nodes.items[r->b].layer;
    ird_conductor made = {.layer_a = a < b ? a : b, .layer_b = a < b ? b : a};
    int32_t section =
        resistor < network->sections.count ? network->sections.items[resistor] : 0;
    if (section > 0 && a == b) {
        made.kind = IRD_CONDUCTOR_WIRE;
        made.width_dbu = section;
    } else if (section > 0) {
        made.kind = IRD_CONDUCTOR_VIA;
        made.cuts = section;
    }
    return made;
}

ird_status ird_network_add_load(ird_network *network, int32_t node, double ampere,
                                int32_t instance, int32_t terminal, ird_error *err) {
    if (!has_node(network, node)) {
        return fail_node(err, node, "load");
    }
    if (!isfinite(ampere)) {
        return fail_value(err, ampere, "current");
    }
    ird_status status = ird_vec_reserve(&network->loads, 1, doing, err);
    if (status == IRD_OK) {
        ird_load made = {node, instance, terminal, ampere};
        network->loads.items[network->loads.count++] = made;
    }
    return status;
}

ird_status ird_network_add_source(ird_network *network, int32_t node, double volt,
                                  ird_error *err) {
    if (!has_node(network, node)) {
        return fail_node(err, node, "source");
    }
    if (!isfinite(volt)) {
        return fail_value(err, volt, "voltage");
    }
    ird_status status = ird_vec_reserve(&network->sources, 1, doing, err);
    if (status == IRD_OK) {
        ird_source made = {node, volt};
        network->sources.items[network->sources.count++] = made;
    }
    return status;
}

bool ird_network_extent(const ird_network *network, ird_extent *extent) {
    bool any = false;
    ird_extent e = {INT64_MAX, INT64_MAX, INT64_MIN, INT64_MIN};
    for (size_t i = 0; i < network->nodes.count; i++) {
        const ird_node *node = &network->nodes.items[i];
        if (node->kind == IRD_NODE_NAMED) {
            continue;
        }
        any = true;
        e.x0_dbu = node->x_dbu < e.x0_dbu ? node->x_dbu : e.x0_dbu;
        e.y0_dbu = node->y_dbu < e.y0_dbu ? node->y_dbu : e.y0_dbu;
        e.x1_dbu = node->x_dbu > e.x1_dbu ? node->x_dbu : e.x1_dbu;
        e.y1_dbu = node->y_dbu > e.y1_dbu ? node->y_dbu : e.y1_dbu;
    }
    if (any) {
        *extent = e;
    }
    return any;
}

double ird_network_supply_v(const ird_network *network) {
    double supply_v = NAN;
    for (size_t i = 0; i < network->sources.count; i++) {
        double volt = network->sources.items[i].volt;
        supply_v = network->is_ground ? fmin(supply_v, volt) : fmax(supply_v, volt);
    }
    return supply_v;
}

double ird_network_total_current_a(const ird_network *network) {
    double total = 0;
    for (size_t i = 0; i < network->loads.count; i++) {
        total += network->loads.items[i].ampere;
    }
    return network->is_ground ? -total : total;
}

double ird_network_largest_load_a(const ird_network *network) {
    double largest = 0;
    for (size_t i = 0; i < network->loads.count; i++) {
        largest = fmax(largest, fabs(network->loads.items[i].ampere));
    }
    return largest;
}

static bool same_nodes(const ird_network *a, const ird_network *b) {
    bool is_same = a->nodes.count == b->nodes.count;
    for (size_t i = 0; is_same && i < a->nodes.count; i++) {
        const ird_node *m = &a->nodes.items[i], *n = &b->nodes.items[i];
        is_same = m->x_dbu == n->x_dbu && m->y_dbu == n->y_dbu && m->name == n->name &&
                  m->layer == n->layer && m->kind == n->kind;
    }
    return is_same;
}

/* Numbers are compared as they are stored; they were read from the same text. */
static bool same_bits(double a, double b) {
    return memcmp(&a, &b, sizeof a) == 0;
}

static bool same_branches(const ird_network *a, const ird_network *b) {
    bool is_same =
        a->resistors.count == b->resistors.count && a->sources.count == b->sources.count;
    for (size_t i = 0; is_same && i < a->resistors.count; i++) {
        const ird_resistor *m = &a->resistors.items[i], *n = &b->resistors.items[i];
        is_same = m->a == n->a && m->b == n->b && same_bits(m->ohm, n->ohm);
    }
    for (size_t i = 0; is_same && i < a->sources.count; i++) {
        const ird_source *m = &a->sources.items[i], *n = &b->sources.items[i];
        is_same = m->node == n->node && same_bits(m->volt, n->volt);
    }
    return is_same;
}

bool ird_network_same_grid(const ird_network *a, const ird_network *b) {
    bool has_names = a->net != NULL && b->net != NULL;
    return (has_names ? strcmp(a->net, b->net) == 0 : a->net == b->net) &&
           a->is_ground == b->is_ground && a->units == b->units && same_branches(a, b) &&
           same_nodes(a, b) && ird_names_equal(&a->layer_names, &b->layer_names) &&
           ird_names_equal(&a->node_names, &b->node_names);
}

void ird_network_swap_loads(ird_network *a, ird_network *b) {
    const ird_network old = *a;
    memcpy(&a->loads, &b->loads, sizeof a->loads);
    a->instance_names = b->instance_names;
    a->terminal_names = b->terminal_names;
    memcpy(&b->loads, &old.loads, sizeof b->loads);
    b->instance_names = old.instance_names;
    b->terminal_names = old.terminal_names;
}

bool ird_network_settle_ground(ird_network *network) {
    bool is_ground = network->sources.count > 0;
    for (size_t i = 0; i < network->sources.count; i++) {
        is_ground = is_ground && network->sources.items[i].volt == 0;
    }
    network->is_ground = is_ground;
    if (!is_ground || ird_network_total_current_a(network) >= 0) {
        return false;
    }
    for (size_t i = 0; i < network->loads.count; i++) {
        network->loads.items[i].ampere *= -1;
    }
    return true;
}

size_t ird_network_node_name(const ird_network *network, int32_t node, char *buffer,
                             size_t size) {
    static const char *const prefixes[] = {[IRD_NODE_GRID] = "Node",
                                           [IRD_NODE_ITERM] = "ITermNode",
                                           [IRD_NODE_BTERM] = "BTermNode",
                                           [IRD_NODE_NAMED] = ""};
    const ird_node *n = &network->nodes.items[node];
    int length;
    if (n->name >= 0) {
        length =
            snprintf(buffer, size, "%s", ird_names_get(&network->node_names, n->name));
    } else {
        length =
            snprintf(buffer, size, "%s_%s_%" PRId64 "_%" PRId64, prefixes[n->kind],
                     ird_names_get(&network->layer_names, n->layer), n->x_dbu, n->y_dbu);
    }
    return length > 0 ? (size_t)length : 0;
}

/* The two numbers at the end of a name: Node_metal1_100_200. */
static bool ends_with_place(const char *name, int64_t *x_dbu, int64_t *y_dbu) {
    const char *y = strrchr(name, '_'), *x = y;
    while (x != NULL && x > name && *--x != '_') {
    }
    return x != NULL && x < y && sscanf(x, "_%" SCNd64 "_%" SCNd64, x_dbu, y_dbu) == 2;
}

ird_status ird_network_find_node(const ird_network *network, const char *name,
                                 int32_t *node, ird_error *err) {
    size_t size =
        strlen(name) + 2; /* a longer name differs, and is not cut to this one */
    char *there = ird_alloc(size, 1);
    if (there == NULL) {
        return ird_fail_memory(err, "looking for a node");
    }
    int32_t own = ird_names_find(&network->node_names, name, strlen(name));
    int64_t x_dbu = 0, y_dbu = 0;
    bool has_place = ends_with_place(name, &x_dbu, &y_dbu);
    *node = -1;
    for (size_t i = 0; i < network->nodes.count && *node < 0; i++) {
        const ird_node *n = &network->nodes.items[i];
        bool may_be = n->name >= 0 ? n->name == own
                                   : has_place && n->x_dbu == x_dbu && n->y_dbu == y_dbu;
        if (may_be && ird_network_node_name(network, (int32_t)i, there, size) < size &&
            strcmp(there, name) == 0) {
            *node = (int32_t)i;
        }
    }
    ird_free(there);
    return IRD_OK;
}
