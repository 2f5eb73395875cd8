/* SPDX-License-Identifier: BSD-3-Clause */
#include "answer/pin_drops.h"

#include <math.h>
#include <string.h>

#include "answer/solved_pins.h"

static const char DOING[] = "listing the drops of pins";

double ird_terminal_drop_v(const ird_solved *solved, size_t terminal) {
    const double *drop_v = solved->solution->drop_v;
    const ird_grid_terminal *t = &solved->grid->terminals.items[terminal];
    if (t->node < 0 || t->landing == 0) {
        return t->node >= 0 ? drop_v[t->node] : (double)NAN;
    }
    const ird_grid_landing *far = &solved->grid->landings.items[t->landing - 1];
    return (1 - far->share) * drop_v[t->node] + far->share * drop_v[far->node] +
           solved->own_scale * far->between_ohm * ird_grid_ampere(solved->grid, terminal);
}

/* ---- one pin ----------------------------------------------------------------------- */

static double ampere_at(const ird_pins *p, size_t i) {
    return p->are_loads ? fabs(p->solved->grid->network.loads.items[i].ampere)
                        : ird_grid_ampere(p->solved->grid, i);
}

/* The first pin that draws with the drop of the worst, or all but that: a cell that draws
 * nothing at the end of a rail has what the last one has that does. */
static size_t choose_worst(const ird_pins *p, size_t worst, double worst_v) {
    for (size_t i = 0; i < p->count && !(ampere_at(p, worst) > 0); i++) {
        if (ampere_at(p, i) > 0 &&
            ird_pin_drop_v(p, i) >= worst_v - IRD_DROPS_ALIKE * fabs(worst_v)) {
            return i;
        }
    }
    return worst;
}

/* ---- the summary ------------------------------------------------------------------- */

void ird_pin_summary_free(ird_pin_summary *summary) {
    if (summary != NULL) {
        ird_text_free(&summary->worst_name);
        *summary = (ird_pin_summary){0};
    }
}

ird_status ird_pin_summary_make(ird_pin_summary *summary, const ird_solved *solved,
                                ird_error *err) {
    ird_pins p = ird_pins_of(solved);
    ird_pin_summary made = {
        .count = p.count, .worst_v = (double)NAN, .average_v = (double)NAN};
    double sum_v = 0;
    size_t worst = 0;
    for (size_t i = 0; i < p.count; i++) {
        double drop_v = ird_pin_drop_v(&p, i);
        if (isnan(drop_v)) {
            made.unconnected++;
            continue;
        }
        sum_v += drop_v;
        if (!made.has_worst || drop_v > made.worst_v) {
            made.has_worst = true;
            made.worst_v = drop_v;
            worst = i;
        }
    }
    if (made.has_worst) {
        worst = choose_worst(&p, worst, made.worst_v);
        made.average_v = sum_v / (double)(p.count - made.unconnected);
        made.worst_at = ird_pin_place(&p, worst);
        ird_status status = ird_pin_add_name(&p, worst, &made.worst_name, err);
        if (status != IRD_OK) {
            ird_pin_summary_free(&made);
            return status;
        }
    }
    *summary = made;
    return IRD_OK;
}

/* ---- the list ---------------------------------------------------------------------- */

void ird_pin_drops_free(ird_pin_drops *drops) {
    if (drops != NULL) {
        ird_free(drops->items.items);
        ird_names_free(&drops->own_names);
        *drops = (ird_pin_drops){0};
    }
}

const ird_names *ird_pin_drops_names(const ird_pin_drops *drops) {
    return drops->names != NULL ? drops->names : &drops->own_names;
}

const char *ird_pin_drop_name(const ird_pin_drops *drops, size_t pin) {
    return ird_names_get(ird_pin_drops_names(drops), drops->items.items[pin].name);
}

int32_t ird_pin_drops_worst_node(const ird_pin_drops *drops, const char *name) {
    const ird_pin_drop *worst = NULL;
    for (size_t i = 0; i < drops->items.count; i++) {
        const ird_pin_drop *pin = &drops->items.items[i];
        if (pin->node >= 0 && strcmp(ird_pin_drop_name(drops, i), name) == 0 &&
            (worst == NULL || pin->drop_v > worst->drop_v)) {
            worst = pin;
        }
    }
    return worst != NULL ? worst->node : -1;
}

/* Drop and voltage; the voltage of a moved cell differs from its node's by as much as the
 * drop does. */
static void set_drop(const ird_pins *p, size_t i, ird_pin_drop *pin) {
    const ird_network *network = &p->solved->grid->network;
    pin->drop_v = ird_pin_drop_v(p, i);
    pin->voltage_v = (double)NAN;
    if (pin->node >= 0) {
        double lower_v = pin->drop_v - p->solved->solution->drop_v[pin->node];
        pin->voltage_v = ird_solution_voltage_v(p->solved->solution, network, pin->node) +
                         (network->is_ground ? lower_v : -lower_v);
    }
}

static void set_terminal(const ird_pins *p, size_t i, ird_pin_drop *pin) {
    const ird_technology *tech = p->solved->tech;
    const ird_grid_terminal *t = &p->solved->grid->terminals.items[i];
    pin->name = t->component;
    pin->terminal = ird_names_get(&tech->pin_names, t->pin);
    pin->layer = t->layer >= 0 ? ird_names_get(&tech->layer_names, t->layer) : "";
    pin->node = t->node;
    pin->ampere = p->solved->current_scale * ird_grid_ampere(p->solved->grid, i);
}

static void set_load(const ird_pins *p, size_t i, ird_pin_drop *pin) {
    const ird_network *network = &p->solved->grid->network;
    const ird_load *load = &network->loads.items[i];
    int32_t layer = network->nodes.items[load->node].layer;
    pin->terminal = load->terminal >= 0
                        ? ird_names_get(&network->terminal_names, load->terminal)
                        : "";
    pin->layer = layer >= 0 ? ird_names_get(&network->layer_names, layer) : "";
    pin->node = load->node;
    pin->ampere =
        p->solved->current_scale * (network->is_ground ? -load->ampere : load->ampere);
}

static ird_status name_load(const ird_pins *p, size_t i, ird_text *text,
                            ird_pin_drops *drops, int32_t *name, ird_error *err) {
    const char *known = ird_pin_instance(p, i);
    if (known == NULL) {
        const ird_network *network = &p->solved->grid->network;
        ird_status status =
            ird_pin_name_node(network, network->loads.items[i].node, text, err);
        if (status != IRD_OK) {
            return status;
        }
        known = ird_text_get(text);
    }
    return ird_names_add(&drops->own_names, known, strlen(known), name, NULL, err);
}

static ird_status list(const ird_pins *p, ird_pin_drops *drops, ird_text *text,
                       ird_error *err) {
    ird_status status = ird_vec_reserve(&drops->items, p->count, DOING, err);
    for (size_t i = 0; i < p->count && status == IRD_OK; i++) {
        ird_pin_drop *pin = &drops->items.items[drops->items.count++];
        pin->at = ird_pin_place(p, i);
        if (p->are_loads) {
            set_load(p, i, pin);
            status = name_load(p, i, text, drops, &pin->name, err);
        } else {
            set_terminal(p, i, pin);
        }
        set_drop(p, i, pin);
        drops->unconnected += isnan(pin->drop_v) ? 1 : 0;
    }
    return status;
}

ird_status ird_pin_drops_make(ird_pin_drops *drops, const ird_solved *solved,
                              ird_error *err) {
    ird_pins p = ird_pins_of(solved);
    ird_pin_drops made = {0};
    ird_text text = {0};
    made.names = p.are_loads ? NULL : &solved->design->component_names;
    ird_status status = list(&p, &made, &text, err);
    ird_text_free(&text);
    if (status != IRD_OK) {
        ird_pin_drops_free(&made);
        return status;
    }
    *drops = made;
    return IRD_OK;
}
