/* SPDX-License-Identifier: BSD-3-Clause */
#include "dynamic/circuit.h"

#include "dynamic/stepper.h"

#include <math.h>
#include <string.h>

static const char *const doing = "joining networks for a solution in time";

void ird_circuit_free(ird_circuit *circuit) {
    circuit->keeps = false;
    for (size_t i = 0; i < circuit->steppers.count; i++) {
        ird_stepper_free(circuit->steppers.items[i]);
        ird_free(circuit->steppers.items[i]);
    }
    ird_free(circuit->steppers.items);
    for (size_t i = 0; i < circuit->spare.count; i++) {
        ird_factor_free(circuit->spare.items[i].factor);
    }
    for (size_t i = 0; i < circuit->net_count && circuit->own_static != NULL; i++) {
        ird_factor_free(circuit->own_static[i]);
    }
    ird_free(circuit->own_static);
    ird_free(circuit->spare.items);
    ird_network_free(&circuit->whole);
    ird_free(circuit->first_node);
    ird_free(circuit->first_source);
    ird_free(circuit->is_ground);
    ird_free(circuit->coil_ohm);
    memset(circuit, 0, sizeof *circuit);
}

static ird_status number(ird_circuit *c, const ird_dynamic_input *input, ird_error *err) {
    size_t nets = input->network_count;
    c->net_count = nets;
    c->first_node = ird_alloc_zero(nets + 1, sizeof *c->first_node);
    c->first_source = ird_alloc_zero(nets + 1, sizeof *c->first_source);
    c->is_ground = ird_alloc_zero(nets, sizeof *c->is_ground);
    c->own_static = ird_alloc_zero(nets, sizeof *c->own_static);
    c->coil_ohm = ird_alloc(input->transient->inductors.count, sizeof *c->coil_ohm);
    if (c->first_node == NULL || c->first_source == NULL || c->is_ground == NULL ||
        c->own_static == NULL || c->coil_ohm == NULL) {
        return ird_fail_memory(err, doing);
    }
    for (size_t i = 0; i < nets; i++) {
        const ird_network *net = input->networks[i];
        c->first_node[i + 1] = c->first_node[i] + net->nodes.count;
        c->first_source[i + 1] = c->first_source[i] + net->sources.count;
        c->is_ground[i] = net->is_ground;
    }
    if (c->first_node[nets] > INT32_MAX) {
        return ird_fail(err, IRD_NETWORK_TOO_LARGE,
                        "the nets that are solved together have more than %d nodes",
                        INT32_MAX);
    }
    return IRD_OK;
}

size_t ird_circuit_net(const ird_circuit *circuit, size_t node) {
    size_t net = 0;
    while (net + 1 < circuit->net_count && node >= circuit->first_node[net + 1]) {
        net++;
    }
    return net;
}

/* Errors name the nodes of sources alone: the others have all one name. */
static ird_status add_source(ird_circuit *c, const ird_network *net, size_t first,
                             const ird_source *source, double supply_v, ird_error *err) {
    char name[256];
    size_t size = ird_network_node_name(net, source->node, name, sizeof name);
    int32_t node = (int32_t)first + source->node;
    IRD_TRY(ird_names_add(&c->whole.node_names, name,
                          size < sizeof name ? size : sizeof name - 1,
                          &c->whole.nodes.items[node].name, NULL, err));
    return ird_network_add_source(&c->whole, node, source->volt - supply_v, err);
}

static ird_status add_net(ird_circuit *c, const ird_network *net, size_t index,
                          ird_error *err) {
    size_t first = c->first_node[index];
    double supply_v = ird_network_supply_v(net);
    IRD_TRY(
        ird_network_reserve(&c->whole, net->nodes.count, net->resistors.count, 0, err));
    for (size_t i = 0; i < net->nodes.count; i++) {
        ird_node node = net->nodes.items[i];
        node.name = 0;
        c->whole.nodes.items[c->whole.nodes.count++] = node;
    }
    for (size_t i = 0; i < net->resistors.count; i++) {
        ird_resistor r = net->resistors.items[i];
        r.a += (int32_t)first;
        r.b += (int32_t)first;
        c->whole.resistors.items[c->whole.resistors.count++] = r;
    }
    for (size_t i = 0; i < net->sources.count; i++) {
        IRD_TRY(add_source(c, net, first, &net->sources.items[i], supply_v, err));
    }
    return IRD_OK;
}

ird_status ird_circuit_join(ird_circuit *circuit, const ird_dynamic_input *input,
                            ird_error *err) {
    static const char name[] = "a node";
    const ird_transient *t = input->transient;
    int32_t id;
    circuit->transient = t;
    IRD_TRY(number(circuit, input, err));
    IRD_TRY(
        ird_names_add(&circuit->whole.node_names, name, sizeof name - 1, &id, NULL, err));
    circuit->whole.units = input->networks[0]->units;
    for (size_t i = 0; i < input->network_count; i++) {
        IRD_TRY(add_net(circuit, input->networks[i], i, err));
    }
    IRD_TRY(ird_transient_check(t, circuit->whole.nodes.count,
                                circuit->whole.resistors.count, err));
    for (size_t i = 0; i < t->inductors.count; i++) {
        circuit->coil_ohm[i] =
            circuit->whole.resistors.items[t->inductors.items[i].resistor].ohm;
    }
    return IRD_OK;
}

/* ---- once more ----------------------------------------------------------------------
 */

static bool same_memories(const ird_transient *a, const ird_transient *b) {
    bool is_same = a->capacitors.count == b->capacitors.count &&
                   a->inductors.count == b->inductors.count;
    for (size_t i = 0; is_same && i < a->capacitors.count; i++) {
        const ird_capacitor *x = &a->capacitors.items[i], *y = &b->capacitors.items[i];
        is_same =
            x->a == y->a && x->b == y->b && x->farad == y->farad && x->ohm == y->ohm;
    }
    for (size_t i = 0; is_same && i < a->inductors.count; i++) {
        const ird_inductor *x = &a->inductors.items[i], *y = &b->inductors.items[i];
        is_same = x->resistor == y->resistor && x->henry == y->henry;
    }
    return is_same;
}

static bool fits(const ird_circuit *c, const ird_dynamic_input *input,
                 const ird_solve_options *options) {
    bool is_same = c->networks != NULL && c->net_count == input->network_count &&
                   ird_solve_options_equal(&c->options, options) &&
                   same_memories(c->transient, input->transient);
    for (size_t i = 0; is_same && i < c->net_count; i++) {
        is_same = c->networks[i] == input->networks[i] ||
                  ird_network_same_grid(c->networks[i], input->networks[i]);
    }
    return is_same;
}

ird_status ird_circuit_renew(ird_circuit *circuit, const ird_dynamic_input *input,
                             const ird_solve_options *options, ird_error *err) {
    bool keeps = circuit->keeps;
    if (!fits(circuit, input, options)) {
        ird_circuit_free(circuit);
        circuit->keeps = keeps;
        circuit->options = *options;
        IRD_TRY(ird_circuit_join(circuit, input, err));
    }
    circuit->networks = input->networks;
    circuit->transient = input->transient;
    return ird_transient_check(input->transient, circuit->whole.nodes.count,
                               circuit->whole.resistors.count, err);
}

ird_factor *ird_circuit_take(ird_circuit *circuit, double step_s) {
    for (size_t i = 0; i < circuit->spare.count; i++) {
        if (circuit->spare.items[i].step_s == step_s) {
            ird_factor *factor = circuit->spare.items[i].factor;
            circuit->spare.items[i] = circuit->spare.items[--circuit->spare.count];
            return factor;
        }
    }
    return NULL;
}

/* Where there is no memory to keep it it is made again. */
void ird_circuit_give(ird_circuit *circuit, double step_s, ird_factor *factor) {
    ird_error none;
    if (factor == NULL) {
        return;
    }
    if (!circuit->keeps || ird_vec_reserve(&circuit->spare, 1, doing, &none) != IRD_OK) {
        ird_factor_free(factor);
        return;
    }
    circuit->spare.items[circuit->spare.count++] = (ird_spare_factor){step_s, factor};
}

bool ird_circuit_is_static(const ird_circuit *circuit) {
    const ird_transient *t = circuit->transient;
    for (size_t i = 0; i < t->capacitors.count; i++) {
        if (t->capacitors.items[i].farad > 0) {
            return false;
        }
    }
    for (size_t i = 0; i < t->inductors.count; i++) {
        if (t->inductors.items[i].henry > 0) {
            return false;
        }
    }
    return true;
}

/* ---- state ------------------------------------------------------------------------- */

ird_status ird_circuit_state_make(ird_circuit_state *state, const ird_circuit *circuit,
                                  ird_error *err) {
    const ird_transient *t = circuit->transient;
    state->u_v = ird_alloc_zero(circuit->whole.nodes.count, sizeof *state->u_v);
    state->coil_a = ird_alloc_zero(t->inductors.count, sizeof *state->coil_a);
    state->decap_v = ird_alloc_zero(t->capacitors.count, sizeof *state->decap_v);
    if (state->u_v == NULL || state->coil_a == NULL || state->decap_v == NULL) {
        ird_circuit_state_free(state);
        return ird_fail_memory(err, "solving a power grid in time");
    }
    return IRD_OK;
}

void ird_circuit_state_copy(ird_circuit_state *to, const ird_circuit_state *from,
                            const ird_circuit *circuit) {
    const ird_transient *t = circuit->transient;
    to->at_s = from->at_s;
    memcpy(to->u_v, from->u_v, circuit->whole.nodes.count * sizeof *to->u_v);
    memcpy(to->coil_a, from->coil_a, t->inductors.count * sizeof *to->coil_a);
    memcpy(to->decap_v, from->decap_v, t->capacitors.count * sizeof *to->decap_v);
}

void ird_circuit_state_free(ird_circuit_state *state) {
    ird_free(state->u_v);
    ird_free(state->coil_a);
    ird_free(state->decap_v);
    memset(state, 0, sizeof *state);
}
