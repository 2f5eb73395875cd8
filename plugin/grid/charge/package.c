/* SPDX-License-Identifier: BSD-3-Clause */
#include "charge/package.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const char DOING[] = "putting sources behind a package";

void ird_packages_free(ird_packages *packages) {
    if (packages != NULL) {
        for (size_t i = 0; i < packages->items.count; i++) {
            ird_free(packages->items.items[i].net);
            ird_subcircuit_free(&packages->items.items[i].circuit);
        }
        ird_free(packages->items.items);
        *packages = (ird_packages){0};
    }
}

static ird_package *find(const ird_packages *packages, const char *net) {
    for (size_t i = 0; i < packages->items.count; i++) {
        if (strcmp(packages->items.items[i].net, net) == 0) {
            return &packages->items.items[i];
        }
    }
    return NULL;
}

const ird_package *ird_packages_find(const ird_packages *packages, const char *net) {
    return find(packages, net);
}

static bool is_value(double value) {
    return value >= 0 && isfinite(value);
}

ird_status ird_packages_set(ird_packages *packages, const char *net,
                            const ird_package *package, ird_error *err) {
    if (!is_value(package->ohm) || !is_value(package->henry) ||
        !is_value(package->farad)) {
        ird_fail(err, IRD_PACKAGE_VALUE,
                 "resistance, inductance and capacitance of the package of %.200s must "
                 "be 0 or more",
                 net);
        ird_error_detail(err, net, strlen(net));
        return IRD_PACKAGE_VALUE;
    }
    ird_subcircuit circuit = {0};
    IRD_TRY(ird_vec_reserve(&packages->items, 1, DOING, err));
    IRD_TRY(ird_subcircuit_copy(&circuit, &package->circuit, err));
    ird_package *there = find(packages, net);
    if (there == NULL) {
        char *copy = ird_copy_string(net, strlen(net));
        if (copy == NULL) {
            ird_subcircuit_free(&circuit);
            return ird_fail_memory(err, DOING);
        }
        there = &packages->items.items[packages->items.count++];
        *there = (ird_package){.net = copy};
    }
    ird_subcircuit_free(&there->circuit);
    there->circuit = circuit;
    there->ohm = package->ohm;
    there->henry = package->henry;
    there->farad = package->farad;
    there->is_whole = package->is_whole;
    return IRD_OK;
}

bool ird_packages_forget(ird_packages *packages, const char *net) {
    ird_package *there = find(packages, net);
    if (there == NULL) {
        return false;
    }
    ird_free(there->net);
    ird_subcircuit_free(&there->circuit);
    *there = packages->items.items[--packages->items.count];
    return true;
}

/* --- a network of its own ------------------------------------------------------------
 */

void ird_network_branch_free(ird_network *branch) {
    ird_names_free(&branch->node_names);
    ird_free(branch->nodes.items);
    ird_free(branch->resistors.items);
    ird_free(branch->sections.items);
    ird_free(branch->sources.items);
    *branch = (ird_network){0};
}

/* A copy of an array as made, which fails as NULL. */
#define COPY_VEC(made, from)                                                             \
    do {                                                                                 \
        size_t copy_count = (from)->count;                                               \
        (made)->items = ird_alloc(copy_count, sizeof *(from)->items);                    \
        (made)->count = (made)->capacity = copy_count;                                   \
        if ((made)->items != NULL && copy_count > 0) {                                   \
            memcpy((made)->items, (from)->items, copy_count * sizeof *(from)->items);    \
        }                                                                                \
    } while (0)

static ird_status copy_names(ird_names *made, const ird_names *from, ird_error *err) {
    for (size_t i = 0; i < ird_names_count(from); i++) {
        const char *name = ird_names_get(from, (int32_t)i);
        int32_t id;
        IRD_TRY(ird_names_add(made, name, strlen(name), &id, NULL, err));
    }
    return IRD_OK;
}

ird_status ird_network_branch(ird_network *branch, const ird_network *network,
                              ird_error *err) {
    ird_network made = *network;
    made.node_names = (ird_names){0};
    COPY_VEC(&made.nodes, &network->nodes);
    COPY_VEC(&made.resistors, &network->resistors);
    COPY_VEC(&made.sections, &network->sections);
    COPY_VEC(&made.sources, &network->sources);
    if (made.nodes.items == NULL || made.resistors.items == NULL ||
        made.sections.items == NULL || made.sources.items == NULL) {
        ird_network_branch_free(&made);
        return ird_fail_memory(err, DOING);
    }
    ird_status status = copy_names(&made.node_names, &network->node_names, err);
    if (status != IRD_OK) {
        ird_network_branch_free(&made);
        return status;
    }
    *branch = made;
    return IRD_OK;
}

/* --- sources -------------------------------------------------------------------------
 */

/* A subcircuit on its way into a network. */
typedef struct placing {
    ird_transient *transient;
    ird_network *network;
    int32_t first_node, first_resistor;
    int32_t *nodes; /* of the network, one a node of the subcircuit */
} placing;

static ird_status add_nodes(const placing *p, const ird_subcircuit *circuit,
                            ird_error *err) {
    for (int32_t i = 0; i < circuit->nodes; i++) {
        char name[40];
        int length = snprintf(name, sizeof name, "package_%d", i);
        IRD_TRY(ird_network_add_named_node(p->network, name, (size_t)length, &p->nodes[i],
                                           err));
    }
    return IRD_OK;
}

static int32_t timed_node(const placing *p, int32_t node) {
    return node < 0 ? IRD_REFERENCE : p->first_node + p->nodes[node];
}

static ird_status add_part(const placing *p, const ird_subcircuit_part *part,
                           ird_error *err) {
    if (part->kind == IRD_SUBCIRCUIT_FARAD) {
        const ird_capacitor made = {timed_node(p, part->a), timed_node(p, part->b),
                                    part->value, 0, IRD_CAPACITANCE_PACKAGE};
        return ird_transient_add_capacitor(p->transient, &made, err);
    }
    bool is_coil = part->kind == IRD_SUBCIRCUIT_HENRY;
    IRD_TRY(ird_network_add_resistor(p->network, p->nodes[part->a], p->nodes[part->b],
                                     is_coil ? 0 : part->value, err));
    const ird_inductor made = {
        p->first_resistor + (int32_t)p->network->resistors.count - 1, part->value};
    return is_coil ? ird_transient_add_inductor(p->transient, &made, err) : IRD_OK;
}

/* Each source's place on the die is tied to its port, and it stands at the board. */
static ird_status move_sources(const placing *p, const ird_subcircuit *circuit,
                               ird_error *err) {
    for (size_t i = 0; i < p->network->sources.count; i++) {
        ird_source *source = &p->network->sources.items[i];
        int32_t port = 1 + (int32_t)(i % (size_t)circuit->die_ports);
        IRD_TRY(
            ird_network_add_resistor(p->network, p->nodes[port], source->node, 0, err));
        source->node = p->nodes[0];
    }
    return IRD_OK;
}

static ird_status add_circuit(placing *p, const ird_package *package, ird_error *err) {
    const ird_subcircuit *circuit = &package->circuit;
    if (p->network->sources.count < (size_t)circuit->die_ports) {
        ird_fail(err, IRD_PACKAGE_SOURCES,
                 "net %.200s has %zu sources, and the subcircuit of its package %d ports "
                 "at the die; give one with less",
                 package->net, p->network->sources.count, circuit->die_ports);
        ird_error_detail(err, package->net, strlen(package->net));
        return IRD_PACKAGE_SOURCES;
    }
    p->nodes = ird_alloc((size_t)circuit->nodes, sizeof *p->nodes);
    ird_status status =
        p->nodes != NULL ? add_nodes(p, circuit, err) : ird_fail_memory(err, DOING);
    for (size_t i = 0; i < circuit->parts.count && status == IRD_OK; i++) {
        status = add_part(p, &circuit->parts.items[i], err);
    }
    if (status == IRD_OK) {
        status = move_sources(p, circuit, err);
    }
    ird_free(p->nodes);
    return status;
}

ird_status ird_charge_add_package(ird_transient *transient, ird_network *network,
                                  int32_t first_node, int32_t first_resistor,
                                  const ird_package *package, ird_error *err) {
    size_t count = network->sources.count;
    if (count == 0) {
        ird_fail(err, IRD_PACKAGE_SOURCES,
                 "net %.200s has no source that a package could stand at; place sources "
                 "by set_sources",
                 package->net);
        ird_error_detail(err, package->net, strlen(package->net));
        return IRD_PACKAGE_SOURCES;
    }
    placing p = {transient, network, first_node, first_resistor, NULL};
    if (package->circuit.nodes > 0) {
        return add_circuit(&p, package, err);
    }
    double part = package->is_whole ? (double)count : 1;
    for (size_t i = 0; i < count; i++) {
        int32_t resistor, die;
        IRD_TRY(ird_network_add_package(network, i, package->ohm * part, &resistor, &die,
                                        err));
        if (package->henry > 0) {
            const ird_inductor made = {first_resistor + resistor, package->henry * part};
            IRD_TRY(ird_transient_add_inductor(transient, &made, err));
        }
        if (package->farad > 0) {
            const ird_capacitor made = {first_node + die, IRD_REFERENCE,
                                        package->farad / part, 0,
                                        IRD_CAPACITANCE_PACKAGE};
            IRD_TRY(ird_transient_add_capacitor(transient, &made, err));
        }
    }
    return IRD_OK;
}
