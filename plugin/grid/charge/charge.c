/* SPDX-License-Identifier: BSD-3-Clause */
#include "charge/charge.h"

#include <math.h>
#include <string.h>

#include "charge/ends.h"

/* --- cells ---------------------------------------------------------------------------
 */

/* A capacitance of an instance, as a capacitor for each way between the nets. */
static ird_status add_capacitor(ird_transient *transient, const ird_ways *ways,
                                double farad, double ohm, ird_capacitance_kind kind,
                                ird_error *err) {
    for (size_t i = 0; i < ways->count && farad > 0; i++) {
        const ird_way *way = &ways->items[i];
        const ird_capacitor made = {way->from, way->to, farad * way->part,
                                    ohm / way->part, kind};
        IRD_TRY(ird_transient_add_capacitor(transient, &made, err));
    }
    return IRD_OK;
}

static ird_status add_held(ird_transient *transient, const ird_held *held,
                           const ird_ways *ways, ird_error *err) {
    IRD_TRY(add_capacitor(transient, ways, (double)held->intrinsic_f, 0,
                          IRD_CAPACITANCE_INTRINSIC, err));
    IRD_TRY(add_capacitor(transient, ways, (double)held->load_f, 0, IRD_CAPACITANCE_LOAD,
                          err));
    return add_capacitor(transient, ways, held->decap_f, held->decap_ohm,
                         IRD_CAPACITANCE_DECAP, err);
}

static ird_status add_cells(ird_transient *transient, const ird_ends *ends,
                            const ird_cell_capacitance *cells, size_t *first,
                            ird_charge_left *left, ird_error *err) {
    ird_ways ways = {0};
    ird_status status = IRD_OK;
    size_t before = transient->capacitors.count;
    for (size_t i = 0; i < cells->count && status == IRD_OK; i++) {
        const ird_held *held = &cells->items[i];
        double all_f = (double)held->intrinsic_f + (double)held->load_f + held->decap_f;
        if (first != NULL) {
            first[i] = transient->capacitors.count - before;
        }
        if (!(all_f > 0)) {
            continue;
        }
        status = ird_ends_ways(ends, i, &ways, err);
        if (status == IRD_OK) {
            left->farad += ways.count == 0 ? all_f : 0;
            status = add_held(transient, held, &ways, err);
        }
    }
    if (first != NULL) {
        first[cells->count] = transient->capacitors.count - before;
    }
    ird_free(ways.items);
    return status;
}

ird_status ird_charge_list_cells(ird_transient *transient, const ird_charge_grids *grids,
                                 int32_t second_node, const ird_cell_capacitance *cells,
                                 size_t *first, ird_charge_left *left, ird_error *err) {
    ird_ends ends = {0};
    ird_status status = ird_ends_of_pins(&ends, grids, second_node, cells->count, err);
    if (status == IRD_OK) {
        status = add_cells(transient, &ends, cells, first, left, err);
    }
    ird_ends_free(&ends);
    return status;
}

ird_status ird_charge_add_cells(ird_transient *transient, const ird_charge_grids *grids,
                                int32_t second_node, const ird_cell_capacitance *cells,
                                ird_charge_left *left, ird_error *err) {
    return ird_charge_list_cells(transient, grids, second_node, cells, NULL, left, err);
}

/* --- wires ---------------------------------------------------------------------------
 */

typedef struct wires {
    const ird_grid *grid;
    const ird_technology *tech;
    double *farad;     /* of each layer of the technology */
    double *length_um; /* of the resistors of each */
    int32_t *layers;   /* of the technology, for each of the network; -1: none */
    double *node_f;    /* of each node */
} wires;

static double or_zero(double value) {
    return value > 0 ? value : 0; /* a NAN as well */
}

/* Capacitance of each layer by the metal that it has; *unsaid counts those of which LEF
 * says none. */
static void find_layers(wires *w, size_t *unsaid) {
    static const double PICO = 1e-12;
    double units = (double)w->grid->network.units;
    for (size_t i = 0; i < w->grid->metals.count; i++) {
        const ird_grid_metal *metal = &w->grid->metals.items[i];
        const ird_layer *layer = &w->tech->layers.items[i];
        double area_um2 = metal->area_dbu2 / units / units;
        double longer_um = metal->longer_dbu / units;
        if (metal->slabs > 0) {
            w->farad[i] = PICO * (or_zero(layer->area_pf_um2) * area_um2 +
                                  or_zero(layer->edge_pf_um) * 2 * longer_um);
            w->length_um[i] = -1; /* it has metal */
        }
    }
    for (size_t i = 0; i < w->tech->layers.count; i++) {
        *unsaid += w->length_um[i] < 0 && !(w->farad[i] > 0);
        w->length_um[i] = 0;
    }
}

/* The layer of a resistor of metal, and how long it is; -1 where it is none. */
static int32_t layer_of(const wires *w, const ird_resistor *r, double *length_um) {
    const ird_network *network = &w->grid->network;
    const ird_node *a = &network->nodes.items[r->a];
    const ird_node *b = &network->nodes.items[r->b];
    if (a->kind != IRD_NODE_GRID || b->kind != IRD_NODE_GRID || a->layer != b->layer) {
        return -1;
    }
    *length_um = hypot((double)(a->x_dbu - b->x_dbu), (double)(a->y_dbu - b->y_dbu)) /
                 (double)network->units;
    return w->layers[a->layer];
}

static void spread(wires *w) {
    const ird_network *network = &w->grid->network;
    double length_um = 0;
    for (size_t i = 0; i < network->resistors.count; i++) {
        int32_t layer = layer_of(w, &network->resistors.items[i], &length_um);
        if (layer >= 0) {
            w->length_um[layer] += length_um;
        }
    }
    for (size_t i = 0; i < network->resistors.count; i++) {
        const ird_resistor *r = &network->resistors.items[i];
        int32_t layer = layer_of(w, r, &length_um);
        if (layer >= 0 && w->length_um[layer] > 0) {
            double half_f = w->farad[layer] * length_um / w->length_um[layer] / 2;
            w->node_f[r->a] += half_f;
            w->node_f[r->b] += half_f;
        }
    }
}

static ird_status add_wires(wires *w, ird_transient *transient, int32_t first_node,
                            size_t *unsaid, ird_error *err) {
    const ird_network *network = &w->grid->network;
    for (size_t i = 0; i < ird_names_count(&network->layer_names); i++) {
        const char *name = ird_names_get(&network->layer_names, (int32_t)i);
        w->layers[i] = ird_names_find(&w->tech->layer_names, name, strlen(name));
    }
    find_layers(w, unsaid);
    spread(w);
    for (size_t i = 0; i < network->nodes.count; i++) {
        const ird_capacitor made = {first_node + (int32_t)i, IRD_REFERENCE, w->node_f[i],
                                    0, IRD_CAPACITANCE_GRID};
        if (w->node_f[i] > 0) {
            IRD_TRY(ird_transient_add_capacitor(transient, &made, err));
        }
    }
    return IRD_OK;
}

ird_status ird_charge_add_wires(ird_transient *transient, const ird_grid *grid,
                                int32_t first_node, const ird_technology *tech,
                                size_t *unsaid, ird_error *err) {
    size_t layers = tech->layers.count;
    wires w = {.grid = grid, .tech = tech};
    w.farad = ird_alloc_zero(layers, sizeof *w.farad);
    w.length_um = ird_alloc_zero(layers, sizeof *w.length_um);
    w.layers = ird_alloc(ird_names_count(&grid->network.layer_names), sizeof *w.layers);
    w.node_f = ird_alloc_zero(grid->network.nodes.count, sizeof *w.node_f);
    ird_status status =
        w.farad != NULL && w.length_um != NULL && w.layers != NULL && w.node_f != NULL
            ? add_wires(&w, transient, first_node, unsaid, err)
            : ird_fail_memory(err, "finding the capacitance of wires");
    ird_free(w.farad);
    ird_free(w.length_um);
    ird_free(w.layers);
    ird_free(w.node_f);
    return status;
}

/* --- currents ------------------------------------------------------------------------
 */

/* Part of what an instance draws that is in its pulses. */
static double pulsed_part(const ird_switching *switching, const ird_power *power,
                          const ird_charge_grids *grids, size_t i) {
    double whole_a = power->instance_w[i] / grids->first->options.swing_v;
    return whole_a > 0 ? fmax(1 - switching->idle_a[i] / whole_a, 0) : 0;
}

static const char PLACING[] = "placing currents in time";

void ird_charge_drains_free(ird_charge_drains *drains) {
    ird_free(drains->first);
    ird_free(drains->parts.items);
    ird_free(drains->mean_a.items);
    *drains = (ird_charge_drains){0};
}

size_t ird_charge_drains_bytes(const ird_charge_drains *drains) {
    return drains->count * sizeof *drains->first +
           2 * drains->mean_a.count * sizeof *drains->mean_a.items;
}

static ird_status add_ways(ird_transient *transient, ird_charge_drains *made,
                           const ird_ways *ways, double pulsed, ird_error *err) {
    IRD_TRY(ird_vec_reserve(&made->parts, ways->count, PLACING, err));
    IRD_TRY(ird_vec_reserve(&made->mean_a, ways->count, PLACING, err));
    for (size_t k = 0; k < ways->count; k++) {
        const ird_way *way = &ways->items[k];
        int32_t drain;
        IRD_TRY(ird_transient_add_drain(transient, way->from, way->to,
                                        way->ampere * (1 - pulsed), &drain, err));
        made->parts.items[made->parts.count++] = way->part;
        made->mean_a.items[made->mean_a.count++] = way->ampere;
    }
    return IRD_OK;
}

static ird_status add_drains(ird_transient *transient, ird_charge_drains *made,
                             const ird_ends *ends, const ird_charge_grids *grids,
                             const ird_switching *switching, const ird_power *power,
                             ird_error *err) {
    ird_ways ways = {0};
    ird_status status = IRD_OK;
    for (size_t i = 0; i < switching->count && status == IRD_OK; i++) {
        double pulsed = pulsed_part(switching, power, grids, i);
        made->first[i] = transient->drains.count;
        status = ird_ends_ways(ends, i, &ways, err);
        if (status == IRD_OK) {
            status = add_ways(transient, made, &ways, pulsed, err);
        }
    }
    made->first[switching->count] = transient->drains.count;
    ird_free(ways.items);
    return status;
}

/* As ird_pulses_add asks for. */
static bool is_sound(const ird_pulse *p) {
    return isfinite(p->charge_c) && isfinite(p->start_s) && p->width_s > 0 &&
           isfinite(p->width_s);
}

ird_status ird_charge_add_pulses(const ird_charge_drains *drains, const ird_event *events,
                                 size_t count, ird_pulses *pulses, ird_charge_left *left,
                                 ird_error *err) {
    for (size_t i = 0; i < count; i++) {
        const ird_event *event = &events[i];
        size_t first = drains->first[event->component];
        size_t end = drains->first[event->component + 1];
        IRD_TRY(ird_vec_reserve(pulses, end - first, PLACING, err));
        for (size_t k = first; k < end; k++) {
            double part = drains->parts.items[k - drains->offset];
            ird_pulse *pulse = &pulses->items[pulses->count];
            pulse->start_s = event->start_s;
            pulse->charge_c = event->charge_c * part;
            pulse->width_s = event->width_s;
            pulse->drain = (int32_t)k;
            if (!is_sound(pulse)) { /* what is wrong with it is said there */
                const ird_pulse wrong = *pulse;
                return ird_pulses_add(pulses, &wrong, err);
            }
            pulses->count++;
        }
        if (first == end) {
            left->charge_c += event->charge_c;
            left->pulses++;
        }
    }
    return IRD_OK;
}

/* Loads that are of no instance of the design. */
static ird_status add_others(ird_transient *transient, ird_charge_drains *made,
                             const ird_grid *grid, int32_t first_node, ird_error *err) {
    for (size_t i = 0; grid != NULL && i < grid->network.loads.count; i++) {
        const ird_load *load = &grid->network.loads.items[i];
        int32_t drain;
        if (load->instance < 0 || (size_t)load->instance >= made->count) {
            IRD_TRY(ird_vec_reserve(&made->mean_a, 1, PLACING, err));
            IRD_TRY(ird_transient_add_drain(transient, first_node + load->node,
                                            IRD_REFERENCE, load->ampere, &drain, err));
            made->mean_a.items[made->mean_a.count++] = load->ampere;
        }
    }
    return IRD_OK;
}

ird_status ird_charge_add_drains(ird_transient *transient, ird_charge_drains *drains,
                                 const ird_charge_grids *grids, int32_t second_node,
                                 const ird_switching *switching, const ird_power *power,
                                 ird_error *err) {
    ird_ends ends = {0};
    size_t count = switching->count;
    ird_charge_drains made = {.first = ird_alloc(count + 1, sizeof *made.first),
                              .count = count,
                              .offset = transient->drains.count};
    ird_status status = made.first != NULL
                            ? ird_ends_of_loads(&ends, grids, second_node, count, err)
                            : ird_fail_memory(err, PLACING);
    if (status == IRD_OK) {
        status = add_drains(transient, &made, &ends, grids, switching, power, err);
    }
    if (status == IRD_OK) {
        status = add_others(transient, &made, grids->first, 0, err);
    }
    if (status == IRD_OK) {
        status = add_others(transient, &made, grids->second, second_node, err);
    }
    ird_ends_free(&ends);
    if (status != IRD_OK) {
        ird_charge_drains_free(&made);
        return status;
    }
    *drains = made;
    return IRD_OK;
}

ird_status ird_charge_add_currents(ird_transient *transient,
                                   const ird_charge_grids *grids, int32_t second_node,
                                   const ird_switching *switching, const ird_power *power,
                                   ird_charge_left *left, ird_error *err) {
    ird_charge_drains drains = {0};
    ird_status status = ird_charge_add_drains(transient, &drains, grids, second_node,
                                              switching, power, err);
    if (status == IRD_OK) {
        status =
            ird_charge_add_pulses(&drains, switching->events.items,
                                  switching->events.count, &transient->pulses, left, err);
    }
    ird_charge_drains_free(&drains);
    return status;
}
