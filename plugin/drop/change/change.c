/* SPDX-License-Identifier: BSD-3-Clause */
#include "change/change.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *const doing = "changing a power-grid network";

void ird_change_free(ird_change *change) {
    if (change != NULL) {
        ird_free(change->nodes.items);
        ird_free(change->resistors.items);
        ird_free(change->removed.items);
        ird_free(change->sources.items);
        ird_free(change->removed_sources.items);
        memset(change, 0, sizeof *change);
    }
}

static bool has_node(const ird_change *change, int32_t node) {
    return node >= 0 && (size_t)node < change->network->nodes.count + change->nodes.count;
}

static ird_status check_node(const ird_change *change, int32_t node, const char *what,
                             ird_error *err) {
    return has_node(change, node)
               ? IRD_OK
               : ird_fail(err, IRD_NETWORK_NODE, "a %s names node %d, which is not there",
                          what, node);
}

const ird_node *ird_change_node(const ird_change *change, int32_t node) {
    size_t old = change->network->nodes.count;
    return (size_t)node < old ? &change->network->nodes.items[node]
                              : &change->nodes.items[(size_t)node - old];
}

const ird_resistor *ird_change_get_resistor(const ird_change *change, size_t resistor) {
    size_t old = change->network->resistors.count;
    return resistor < old ? &change->network->resistors.items[resistor]
                          : &change->resistors.items[resistor - old].resistor;
}

ird_status ird_change_add_node(ird_change *change, const ird_node *node, int32_t *number,
                               ird_error *err) {
    size_t count = change->network->nodes.count + change->nodes.count;
    if (count >= INT32_MAX) {
        return ird_fail(err, IRD_NETWORK_TOO_LARGE,
                        "the power grid has more than %d nodes; split it by net",
                        INT32_MAX);
    }
    IRD_TRY(ird_vec_reserve(&change->nodes, 1, doing, err));
    change->nodes.items[change->nodes.count++] = *node;
    *number = (int32_t)count;
    return IRD_OK;
}

ird_status ird_change_add_resistor(ird_change *change, int32_t a, int32_t b, double ohm,
                                   int32_t section, ird_error *err) {
    IRD_TRY(check_node(change, a, "resistor", err));
    IRD_TRY(check_node(change, b, "resistor", err));
    if (!isfinite(ohm) || ohm < 0) {
        return ird_fail(err, IRD_NETWORK_VALUE,
                        "a resistance of %g cannot be; give a finite value, 0 or more",
                        ohm);
    }
    IRD_TRY(ird_vec_reserve(&change->resistors, 1, doing, err));
    change->resistors.items[change->resistors.count++] =
        (ird_change_resistor){{a, b, ohm}, section};
    return IRD_OK;
}

ird_status ird_change_remove_resistor(ird_change *change, size_t resistor,
                                      ird_error *err) {
    if (resistor >= change->network->resistors.count + change->resistors.count) {
        return ird_fail(err, IRD_NETWORK_VALUE, "resistor %zu is not there", resistor);
    }
    IRD_TRY(ird_vec_reserve(&change->removed, 1, doing, err));
    change->removed.items[change->removed.count++] = resistor;
    return IRD_OK;
}

ird_status ird_change_add_source(ird_change *change, int32_t node, double volt,
                                 ird_error *err) {
    IRD_TRY(check_node(change, node, "source", err));
    if (!isfinite(volt)) {
        return ird_fail(err, IRD_NETWORK_VALUE,
                        "a voltage of %g cannot be; give a finite value", volt);
    }
    IRD_TRY(ird_vec_reserve(&change->sources, 1, doing, err));
    change->sources.items[change->sources.count++] = (ird_source){node, volt};
    return IRD_OK;
}

ird_status ird_change_remove_source(ird_change *change, size_t source, ird_error *err) {
    if (source >= change->network->sources.count + change->sources.count) {
        return ird_fail(err, IRD_NETWORK_VALUE, "source %zu is not there", source);
    }
    IRD_TRY(ird_vec_reserve(&change->removed_sources, 1, doing, err));
    change->removed_sources.items[change->removed_sources.count++] = source;
    return IRD_OK;
}

ird_change_mark ird_change_get_mark(const ird_change *change) {
    return (ird_change_mark){change->nodes.count, change->resistors.count,
                             change->removed.count, change->sources.count,
                             change->removed_sources.count};
}

void ird_change_undo(ird_change *change, ird_change_mark mark) {
    change->nodes.count = mark.nodes;
    change->resistors.count = mark.resistors;
    change->removed.count = mark.removed;
    change->sources.count = mark.sources;
    change->removed_sources.count = mark.removed_sources;
}

/* ---- the changed network ------------------------------------------------------------
 */

/* One a thing of so many: whether it is removed. */
static ird_status flag_removed(const size_t *removed, size_t count, size_t all,
                               bool **flags, ird_error *err) {
    *flags = ird_alloc_zero(all, sizeof **flags);
    if (*flags == NULL) {
        return ird_fail_memory(err, doing);
    }
    for (size_t i = 0; i < count; i++) {
        (*flags)[removed[i]] = true;
    }
    return IRD_OK;
}

static ird_status copy_names(ird_names *to, const ird_names *from, ird_error *err) {
    for (size_t i = 0; i < ird_names_count(from); i++) {
        const char *name = ird_names_get(from, (int32_t)i);
        int32_t id;
        IRD_TRY(ird_names_add(to, name, strlen(name), &id, NULL, err));
    }
    return IRD_OK;
}

static ird_status apply_nodes(const ird_change *change, ird_network *made,
                              ird_error *err) {
    const ird_network *network = change->network;
    size_t old = network->nodes.count, more = change->nodes.count;
    IRD_TRY(ird_vec_reserve(&made->nodes, old + more, doing, err));
    memcpy(made->nodes.items, network->nodes.items, old * sizeof *made->nodes.items);
    if (more > 0) {
        memcpy(made->nodes.items + old, change->nodes.items,
               more * sizeof *made->nodes.items);
    }
    made->nodes.count = old + more;
    return IRD_OK;
}

static ird_status apply_resistors(const ird_change *change, ird_network *made,
                                  ird_error *err) {
    const ird_network *network = change->network;
    size_t old = network->resistors.count, all = old + change->resistors.count;
    bool *is_gone = NULL;
    IRD_TRY(
        flag_removed(change->removed.items, change->removed.count, all, &is_gone, err));
    ird_status status = ird_vec_reserve(&made->resistors, all, doing, err);
    if (status == IRD_OK) {
        status = ird_vec_reserve(&made->sections, all, doing, err);
    }
    for (size_t i = 0; status == IRD_OK && i < all; i++) {
        int32_t section = 0;
        if (i >= old) {
            section = change->resistors.items[i - old].section;
        } else if (i < network->sections.count) {
            section = network->sections.items[i];
        }
        if (!is_gone[i]) {
            made->resistors.items[made->resistors.count++] =
                *ird_change_get_resistor(change, i);
            made->sections.items[made->sections.count++] = section;
        }
    }
    ird_free(is_gone);
    return status;
}

static ird_status apply_sources(const ird_change *change, ird_network *made,
                                ird_error *err) {
    const ird_network *network = change->network;
    size_t old = network->sources.count, all = old + change->sources.count;
    bool *is_gone = NULL;
    IRD_TRY(flag_removed(change->removed_sources.items, change->removed_sources.count,
                         all, &is_gone, err));
    ird_status status = ird_vec_reserve(&made->sources, all, doing, err);
    for (size_t i = 0; status == IRD_OK && i < all; i++) {
        if (!is_gone[i]) {
            made->sources.items[made->sources.count++] =
                i < old ? network->sources.items[i] : change->sources.items[i - old];
        }
    }
    ird_free(is_gone);
    return status;
}

static ird_status apply(const ird_change *change, const ird_load *loads, size_t count,
                        ird_network *made, ird_error *err) {
    const ird_network *network = change->network;
    made->is_ground = network->is_ground;
    made->units = network->units;
    if (network->net != NULL) {
        IRD_TRY(ird_network_set_net(made, network->net, strlen(network->net), err));
    }
    IRD_TRY(copy_names(&made->layer_names, &network->layer_names, err));
    IRD_TRY(copy_names(&made->node_names, &network->node_names, err));
    IRD_TRY(copy_names(&made->instance_names, &network->instance_names, err));
    IRD_TRY(copy_names(&made->terminal_names, &network->terminal_names, err));
    IRD_TRY(apply_nodes(change, made, err));
    IRD_TRY(apply_resistors(change, made, err));
    IRD_TRY(apply_sources(change, made, err));
    IRD_TRY(ird_vec_reserve(&made->loads, count, doing, err));
    if (count > 0) {
        memcpy(made->loads.items, loads, count * sizeof *loads);
    }
    made->loads.count = count;
    return IRD_OK;
}

ird_status ird_change_apply(const ird_change *change, const ird_load *loads, size_t count,
                            ird_network *changed, ird_error *err) {
    ird_network made = {0};
    const ird_network *network = change->network;
    ird_status status = apply(change, loads != NULL ? loads : network->loads.items,
                              loads != NULL ? count : network->loads.count, &made, err);
    if (status != IRD_OK) {
        ird_network_free(&made);
        return status;
    }
    *changed = made;
    return IRD_OK;
}
