/* SPDX-License-Identifier: BSD-3-Clause */
#include "answer/solved_pins.h"

#include <string.h>

#include "answer/pin_drops.h"

static const char DOING[] = "naming the pins of a net";

ird_pins ird_pins_of(const ird_solved *solved) {
    bool are_loads = solved->network_file != NULL;
    return (ird_pins){solved, are_loads,
                      are_loads ? solved->grid->network.loads.count
                                : solved->grid->terminals.count};
}

double ird_pin_drop_v(const ird_pins *p, size_t i) {
    return p->are_loads
               ? p->solved->solution->drop_v[p->solved->grid->network.loads.items[i].node]
               : ird_terminal_drop_v(p->solved, i);
}

ird_point_um ird_pin_place(const ird_pins *p, size_t i) {
    const ird_network *network = &p->solved->grid->network;
    if (p->are_loads) {
        const ird_node *node = &network->nodes.items[network->loads.items[i].node];
        double units = (double)network->units;
        return (ird_point_um){(double)node->x_dbu / units, (double)node->y_dbu / units};
    }
    const ird_grid_terminal *t = &p->solved->grid->terminals.items[i];
    double units = (double)p->solved->design->units;
    return (ird_point_um){(double)t->at.x_dbu / units, (double)t->at.y_dbu / units};
}

ird_status ird_pin_name_node(const ird_network *network, int32_t node, ird_text *text,
                             ird_error *err) {
    size_t size = ird_network_node_name(network, node, NULL, 0);
    ird_text_truncate(text, 0);
    ird_status status = ird_vec_reserve(&text->bytes, size + 1, DOING, err);
    if (status == IRD_OK) {
        ird_network_node_name(network, node, text->bytes.items, size + 1);
        text->bytes.count = size;
    }
    return status;
}

const char *ird_pin_instance(const ird_pins *p, size_t i) {
    const ird_network *network = &p->solved->grid->network;
    if (!p->are_loads) {
        return ird_names_get(&p->solved->design->component_names,
                             p->solved->grid->terminals.items[i].component);
    }
    int32_t instance = network->loads.items[i].instance;
    return instance >= 0 ? ird_names_get(&network->instance_names, instance) : NULL;
}

ird_status ird_pin_add_name(const ird_pins *p, size_t i, ird_text *name, ird_error *err) {
    const char *instance = ird_pin_instance(p, i);
    return instance != NULL
               ? ird_text_add(name, instance, strlen(instance), err)
               : ird_pin_name_node(&p->solved->grid->network,
                                   p->solved->grid->network.loads.items[i].node, name,
                                   err);
}
