/* SPDX-License-Identifier: BSD-3-Clause */
#include "patch/move.h"

#include <math.h>
#include <string.h>

#include "base/radix.h"
#include "design/net_pins.h"
#include "extract/collect.h"

static const char DOING[] = "moving cells on a grid";

/* ---- keys -------------------------------------------------------------------------- */

static void mix(ird_grid_key *key, uint64_t word) {
    static const uint64_t odd[2] = {UINT64_C(0x9e3779b97f4a7c15),
                                    UINT64_C(0xc2b2ae3d27d4eb4f)};
    for (int i = 0; i < 2; i++) {
        uint64_t mixed = (key->word[i] ^ word) * odd[i];
        key->word[i] = mixed ^ (mixed >> 29);
    }
}

static void mix_rect(ird_grid_key *key, ird_rect rect) {
    mix(key, (uint64_t)rect.x0_dbu);
    mix(key, (uint64_t)rect.y0_dbu);
    mix(key, (uint64_t)rect.x1_dbu);
    mix(key, (uint64_t)rect.y1_dbu);
}

static void mix_number(ird_grid_key *key, double value) {
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    mix(key, bits);
}

static void mix_shapes(ird_grid_key *key, const ird_shape *shapes, size_t count) {
    mix(key, count);
    for (size_t i = 0; i < count; i++) {
        mix(key, (uint64_t)shapes[i].layer);
        mix_rect(key, shapes[i].box);
    }
}

static void mix_wires(ird_grid_key *key, const ird_design *design,
                      const ird_special_net *net) {
    mix(key, net->wire_count);
    for (size_t i = 0; i < net->wire_count; i++) {
        const ird_wire *wire = &design->wires.items[net->first_wire + i];
        mix(key, (uint64_t)wire->layer);
        mix(key, (uint64_t)wire->width_dbu);
        mix_rect(key, wire->box);
        if (wire->is_diagonal) {
            mix_rect(key, (ird_rect){wire->a.x_dbu, wire->a.y_dbu, wire->b.x_dbu,
                                     wire->b.y_dbu});
        }
    }
}

static void mix_vias(ird_grid_key *key, const ird_design *design,
                     const ird_special_net *net) {
    mix(key, net->via_count);
    for (size_t i = 0; i < net->via_count; i++) {
        const ird_via_at *place = &design->via_places.items[net->first_via + i];
        mix(key, (uint64_t)place->via);
        mix(key, (uint64_t)place->orient);
        mix(key, (uint64_t)place->at.x_dbu);
        mix(key, (uint64_t)place->at.y_dbu);
    }
    for (size_t i = 0; i < design->design_vias.count; i++) {
        const ird_design_via *via = &design->design_vias.items[i];
        mix(key, (uint64_t)via->cut);
        mix_shapes(key, design->via_shapes.items + via->first_shape, via->shape_count);
    }
}

static void mix_pins(ird_grid_key *key, const ird_design *design, int32_t special) {
    const char *name = ird_names_get(&design->special_net_names, special);
    int32_t net = ird_names_find(&design->net_names, name, strlen(name));
    for (size_t i = 0; i < design->pins.count && net >= 0; i++) {
        const ird_pin *pin = &design->pins.items[i];
        if (pin->net == net) {
            mix_shapes(key, design->pin_shapes.items + pin->first_shape,
                       pin->shape_count);
        }
    }
}

static void mix_fixed(ird_grid_key *key, const ird_design *design,
                      const ird_technology *tech) {
    for (size_t i = 0; i < design->components.count; i++) {
        const ird_component *placed = &design->components.items[i];
        if (ird_macro_is_fixed(&tech->macros.items[placed->macro])) {
            mix(key, (uint64_t)placed->macro);
            mix(key, (uint64_t)placed->placement);
            mix(key, (uint64_t)placed->orient);
            mix(key, (uint64_t)placed->at.x_dbu);
            mix(key, (uint64_t)placed->at.y_dbu);
        }
    }
}

ird_grid_key ird_grid_key_of(const ird_design *design, const ird_technology *tech,
                             int32_t net) {
    const ird_special_net *special = &design->special_nets.items[net];
    ird_grid_key key = {{1, 2}};
    mix(&key, (uint64_t)design->units);
    mix(&key, (uint64_t)special->use);
    mix_number(&key, special->voltage_v);
    mix_rect(&key, design->die);
    mix_rect(&key, design->core);
    mix_wires(&key, design, special);
    mix_vias(&key, design, special);
    mix_pins(&key, design, net);
    mix_fixed(&key, design, tech);
    return key;
}

/* ---- wires by place ---------------------------------------------------------------- */

/* A piece of wire between two nodes, along u. */
typedef struct rail {
    int64_t v_dbu, u0_dbu, u1_dbu;
    int32_t node[2]; /* at u0 and u1 */
    double ohm;
} rail;

typedef struct rail_layer {
    bool is_vertical;
    IRD_VEC(rail) rails;  /* by v, then by u0 */
    IRD_VEC(size_t) rows; /* where each v begins, and the end */
    int64_t *u0_dbu;      /* of each rail, and ... */
    int64_t *v_dbu;       /* ... v of each row: what is searched, close together */
} rail_layer;

/* tag: bits of the hash, so that a pin is only looked at where it may be the one. */
typedef struct slot {
    uint32_t pin; /* one more than its index; 0: empty */
    uint32_t tag;
} slot;

struct ird_grid_base {
    rail_layer *layers; /* one a layer of the technology; empty without pins on it */
    size_t count;
    ird_grid_terminal *pins; /* those of the extraction */
    size_t pin_count, placed_count;
    slot *slots; /* placed pins by the hash of their place */
    size_t mask; /* slots less one, a power of two less one */
};

void ird_grid_base_free(ird_grid_base *base) {
    if (base == NULL) {
        return;
    }
    for (size_t i = 0; base->layers != NULL && i < base->count; i++) {
        ird_free(base->layers[i].rails.items);
        ird_free(base->layers[i].rows.items);
        ird_free(base->layers[i].u0_dbu);
        ird_free(base->layers[i].v_dbu);
    }
    ird_free(base->layers);
    ird_free(base->pins);
    ird_free(base->slots);
    ird_free(base);
}

static uint64_t hash_pin(const ird_grid_terminal *t) {
    uint64_t hash = (uint64_t)t->at.x_dbu * UINT64_C(0x9e3779b97f4a7c15);
    hash = (hash ^ (uint64_t)t->at.y_dbu) * UINT64_C(0xc2b2ae3d27d4eb4f);
    hash = (hash ^ (uint64_t)t->pin) * UINT64_C(0x9e3779b97f4a7c15);
    return hash ^ (hash >> 32);
}

static bool is_at(const ird_grid_terminal *there, const ird_grid_terminal *t) {
    return there->at.x_dbu == t->at.x_dbu && there->at.y_dbu == t->at.y_dbu &&
           there->pin == t->pin && there->layer == t->layer;
}

/* A pin of the base at the place of the terminal that is not taken; SIZE_MAX without.
 * Pins of cells on both sides of a rail may have the same place. likely: the pin that it
 * is where the cell has not moved. */
static size_t free_pin_at(const ird_grid_base *base, const bool *is_taken, size_t likely,
                          const ird_grid_terminal *t) {
    if (likely < base->pin_count && !is_taken[likely] && !base->pins[likely].is_fixed &&
        is_at(&base->pins[likely], t)) {
        return likely;
    }
    uint64_t hash = hash_pin(t);
    for (size_t i = (size_t)hash;; i++) {
        slot at = base->slots[i & base->mask];
        if (at.pin == 0) {
            return SIZE_MAX;
        }
        if (at.tag == (uint32_t)(hash >> 32) && !is_taken[at.pin - 1] &&
            !base->pins[at.pin - 1].is_fixed && is_at(&base->pins[at.pin - 1], t)) {
            return at.pin - 1;
        }
    }
}

static ird_status keep_pins(ird_grid_base *base, const ird_grid *grid, ird_error *err) {
    size_t count = grid->terminals.count, slots = 16;
    while (slots < 2 * count) {
        slots *= 2;
    }
    base->pins = ird_alloc(count, sizeof *base->pins);
    base->slots = ird_alloc_zero(slots, sizeof *base->slots);
    if (base->pins == NULL || base->slots == NULL) {
        return ird_fail_memory(err, DOING);
    }
    base->mask = slots - 1;
    base->pin_count = count;
    for (size_t i = 0; i < count; i++) {
        base->pins[i] = grid->terminals.items[i];
        if (base->pins[i].layer >= 0) {
            uint64_t hash = hash_pin(&base->pins[i]);
            size_t at = (size_t)hash;
            while (base->slots[at & base->mask].pin != 0) {
                at++;
            }
            base->slots[at & base->mask] =
                (slot){(uint32_t)i + 1, (uint32_t)(hash >> 32)};
            base->placed_count++;
        }
    }
    return IRD_OK;
}

static void turn(const rail_layer *layer, int64_t x, int64_t y, int64_t *u, int64_t *v) {
    *u = layer->is_vertical ? y : x;
    *v = layer->is_vertical ? x : y;
}

static ird_status add_rail(rail_layer *layer, const ird_network *network,
                           const ird_resistor *r, ird_error *err) {
    const ird_node *a = &network->nodes.items[r->a], *b = &network->nodes.items[r->b];
    rail made = {.node = {r->a, r->b}, .ohm = r->ohm};
    int64_t v_b;
    turn(layer, a->x_dbu, a->y_dbu, &made.u0_dbu, &made.v_dbu);
    turn(layer, b->x_dbu, b->y_dbu, &made.u1_dbu, &v_b);
    if (made.v_dbu != v_b) {
        return IRD_OK;
    }
    if (made.u0_dbu > made.u1_dbu) {
        made = (rail){v_b, made.u1_dbu, made.u0_dbu, {r->b, r->a}, r->ohm};
    }
    ird_status status = ird_vec_reserve(&layer->rails, 1, DOING, err);
    if (status == IRD_OK) {
        layer->rails.items[layer->rails.count++] = made;
    }
    return status;
}

/* The rails in the stable order of their u0, or of their v. */
static ird_status sort_rails(rail_layer *layer, bool by_v, ird_error *err) {
    size_t count = layer->rails.count;
    int64_t *keys = ird_alloc(count, sizeof *keys);
    uint32_t *order = ird_alloc(count, sizeof *order);
    rail *sorted = ird_alloc(count, sizeof *sorted);
    ird_status status = IRD_OK;
    if (keys == NULL || order == NULL || sorted == NULL) {
        status = ird_fail_memory(err, DOING);
        goto done;
    }
    for (size_t i = 0; i < count; i++) {
        const rail *r = &layer->rails.items[i];
        keys[i] = by_v ? r->v_dbu : r->u0_dbu;
    }
    status = ird_radix_order(keys, count, order, DOING, err);
    for (size_t i = 0; i < count && status == IRD_OK; i++) {
        sorted[i] = layer->rails.items[order[i]];
    }
    if (status == IRD_OK) {
        ird_free(layer->rails.items);
        layer->rails.items = sorted;
        layer->rails.capacity = count;
        sorted = NULL;
    }
done:
    ird_free(keys);
    ird_free(order);
    ird_free(sorted);
    return status;
}

static ird_status list_places(rail_layer *layer, ird_error *err) {
    size_t rows = layer->rows.count - 1;
    layer->u0_dbu = ird_alloc(layer->rails.count, sizeof *layer->u0_dbu);
    layer->v_dbu = ird_alloc(rows, sizeof *layer->v_dbu);
    if (layer->u0_dbu == NULL || layer->v_dbu == NULL) {
        return ird_fail_memory(err, DOING);
    }
    for (size_t i = 0; i < layer->rails.count; i++) {
        layer->u0_dbu[i] = layer->rails.items[i].u0_dbu;
    }
    for (size_t i = 0; i < rows; i++) {
        layer->v_dbu[i] = layer->rails.items[layer->rows.items[i]].v_dbu;
    }
    return IRD_OK;
}

static ird_status finish_layer(rail_layer *layer, ird_error *err) {
    size_t count = layer->rails.count;
    ird_status status = count > 0 ? sort_rails(layer, false, err) : IRD_OK;
    if (status == IRD_OK && count > 0) {
        status = sort_rails(layer, true, err);
    }
    for (size_t i = 0; i <= count && status == IRD_OK; i++) {
        const rail *r = layer->rails.items + i;
        if (i > 0 && i < count && r[0].v_dbu == r[-1].v_dbu) {
            continue;
        }
        status = ird_vec_reserve(&layer->rows, 1, DOING, err);
        if (status == IRD_OK) {
            layer->rows.items[layer->rows.count++] = i;
        }
    }
    return status == IRD_OK ? list_places(layer, err) : status;
}

static ird_status fill_rails(ird_grid_base *made, const ird_grid *grid,
                             const bool *has_pins, const bool *is_fed, ird_error *err) {
    const ird_network *network = &grid->network;
    ird_status status = IRD_OK;
    for (size_t i = 0; i < network->resistors.count && status == IRD_OK; i++) {
        const ird_resistor *r = &network->resistors.items[i];
        const ird_node *a = &network->nodes.items[r->a];
        const ird_node *b = &network->nodes.items[r->b];
        if (a->layer == b->layer && a->kind == IRD_NODE_GRID &&
            b->kind == IRD_NODE_GRID && has_pins[a->layer] && is_fed[r->a]) {
            status = add_rail(&made->layers[a->layer], network, r, err);
        }
    }
    for (size_t i = 0; i < made->count && status == IRD_OK; i++) {
        status = finish_layer(&made->layers[i], err);
    }
    return status;
}

ird_status ird_grid_base_make(ird_grid_base **base, const ird_grid *grid,
                              const ird_technology *tech, const bool *is_fed,
                              ird_error *err) {
    size_t count = tech->layers.count;
    bool *has_pins = ird_alloc_zero(count, sizeof *has_pins);
    ird_grid_base *made = ird_alloc_zero(1, sizeof *made);
    ird_status status = IRD_OK;
    if (made != NULL) {
        made->layers = ird_alloc_zero(count, sizeof *made->layers);
        made->count = count;
    }
    if (has_pins == NULL || made == NULL || made->layers == NULL) {
        status = ird_fail_memory(err, DOING);
        goto done;
    }
    for (size_t i = 0; i < count; i++) {
        made->layers[i].is_vertical =
            tech->layers.items[i].direction == IRD_DIRECTION_VERTICAL;
    }
    for (size_t i = 0; i < grid->terminals.count; i++) {
        const ird_grid_terminal *t = &grid->terminals.items[i];
        if (t->layer >= 0 && !t->is_fixed) {
            has_pins[t->layer] = true;
        }
    }
    status = keep_pins(made, grid, err);
    if (status == IRD_OK) {
        status = fill_rails(made, grid, has_pins, is_fed, err);
    }
done:
    ird_free(has_pins);
    if (status != IRD_OK) {
        ird_grid_base_free(made);
        return status;
    }
    *base = made;
    return IRD_OK;
}

/* Squared distance from (u, v) to the rail. */
static double distance_to(const rail *r, int64_t u, int64_t v) {
    int64_t du = u < r->u0_dbu ? r->u0_dbu - u : u > r->u1_dbu ? u - r->u1_dbu : 0;
    double dv = (double)(v - r->v_dbu);
    return (double)du * (double)du + dv * dv;
}

/* How many of the values, which ascend, are below the limit. */
static size_t count_below(const int64_t *values, size_t count, int64_t limit) {
    size_t below = 0;
    while (count > 0) {
        size_t half = count / 2;
        bool is_below = values[below + half] < limit;
        below += is_below ? half + 1 : 0;
        count = is_below ? count - half - 1 : half;
    }
    return below;
}

/* The nearer of the two rails of a row between which u lies. */
static void look_at_row(const rail_layer *layer, size_t row, int64_t u, int64_t v,
                        const rail **best, double *best_distance) {
    size_t first = layer->rows.items[row], end = layer->rows.items[row + 1];
    size_t low = first + count_below(layer->u0_dbu + first, end - first, u + 1);
    for (size_t i = low > first ? low - 1 : low; i <= low && i < end; i++) {
        double distance = distance_to(&layer->rails.items[i], u, v);
        if (distance < *best_distance) {
            *best_distance = distance;
            *best = &layer->rails.items[i];
        }
    }
}

/* The nearest rail within reach, or NULL. */
static const rail *nearest(const rail_layer *layer, int64_t u, int64_t v, double reach) {
    size_t rows = layer->rows.count > 0 ? layer->rows.count - 1 : 0;
    size_t low = count_below(layer->v_dbu, rows, v);
    const rail *best = NULL;
    double distance = reach * reach;
    for (size_t side = 0; side < 2; side++) {
        for (size_t step = 0; side == 0 ? low + step < rows : step < low; step++) {
            size_t row = side == 0 ? low + step : low - 1 - step;
            double dv = (double)(layer->v_dbu[row] - v);
            if (dv * dv >= distance) {
                break;
            }
            look_at_row(layer, row, u, v, &best, &distance);
        }
    }
    return best;
}

/* ---- moving ------------------------------------------------------------------------ */

typedef struct mover {
    const ird_grid *grid;
    const ird_grid_base *base;
    const ird_design *design;
    const ird_technology *tech;
    ird_net_pins pins;
    ird_shape *shapes; /* of the pins of the macros */
    /* Where pins are in their cells, for each pin of the macros and orientation. */
    ird_pin_spot *spots;
    bool *has_spot;
    bool *is_taken;    /* per pin of the base, whether one stands there again */
    size_t next_fixed; /* in pins of the base */
    uint32_t island;   /* that the sources reach */
    ird_grid made;     /* terminals and counts */
    ird_move move;
    bool is_exact, is_fit;
} mover;

/* Where the current of the terminal enters. False without a wire. There is room for a
 * landing. */
static bool attach(mover *m, ird_grid_terminal *t, double reach) {
    const rail_layer *layer = &m->base->layers[t->layer];
    int64_t u, v;
    turn(layer, t->at.x_dbu, t->at.y_dbu, &u, &v);
    const rail *r = nearest(layer, u, v, reach);
    if (r == NULL) {
        return false;
    }
    double part = (double)(u - r->u0_dbu) / (double)(r->u1_dbu - r->u0_dbu);
    part = fmin(fmax(part, 0), 1);
    int near = part > 0.5;
    t->node = r->node[near];
    double share = near == 0 ? part : 1 - part;
    t->landing = 0;
    if (share > 0) {
        m->made.landings.items[m->made.landings.count++] =
            (ird_grid_landing){r->node[1 - near], share, r->ohm * part * (1 - part)};
        t->landing = (uint32_t)m->made.landings.count;
    }
    t->island = m->island;
    return true;
}

/* What stood at the place of the terminal becomes the terminal's. */
static void take(mover *m, size_t pin, ird_grid_terminal *t) {
    int32_t component = t->component;
    m->move.vacant -= !m->is_taken[pin];
    m->is_taken[pin] = true;
    *t = m->base->pins[pin];
    t->component = component;
}

/* The terminals of fixed instances stand in the same order as before. */
static bool take_fixed(mover *m, ird_grid_terminal *t) {
    const ird_grid_base *base = m->base;
    while (m->next_fixed < base->pin_count && !base->pins[m->next_fixed].is_fixed) {
        m->next_fixed++;
    }
    if (m->next_fixed == base->pin_count || base->pins[m->next_fixed].pin != t->pin) {
        return false;
    }
    take(m, m->next_fixed++, t);
    return true;
}

/* The place of a pin before, if no other has taken it; else a wire. */
static bool place(mover *m, ird_grid_terminal *t, double reach) {
    size_t pin = free_pin_at(m->base, m->is_taken, m->made.terminals.count, t);
    if (pin != SIZE_MAX) {
        take(m, pin, t);
        return true;
    }
    m->move.moved++;
    return !m->is_exact && attach(m, t, reach);
}

static const ird_pin_spot *spot_of(mover *m, const ird_macro_pin *pin, ird_point size,
                                   ird_orient orient) {
    size_t at = (size_t)(pin - m->tech->macro_pins.items) * IRD_ORIENTS + (size_t)orient;
    if (!m->has_spot[at]) {
        m->spots[at] = ird_pin_spot_of(m->shapes, pin, size, orient);
        m->has_spot[at] = true;
    }
    return &m->spots[at];
}

static ird_status move_pin(mover *m, size_t component, const ird_macro_pin *pin,
                           ird_error *err) {
    const ird_component *placed = &m->design->components.items[component];
    const ird_macro *macro = &m->tech->macros.items[placed->macro];
    ird_point size = ird_macro_size(macro, m->design->units);
    const ird_pin_spot *spot = spot_of(m, pin, size, placed->orient);
    IRD_TRY(ird_vec_reserve(&m->made.landings, 1, DOING, err));
    ird_grid_terminal t =
        ird_pin_terminal((int32_t)component, pin, spot, macro, placed->at);
    if (t.is_fixed) {
        m->is_fit = m->is_fit && take_fixed(m, &t);
    } else if (t.layer >= 0) {
        int64_t reach = size.x_dbu > size.y_dbu ? size.x_dbu : size.y_dbu;
        m->is_fit = m->is_fit && place(m, &t, (double)reach / 2);
    }
    m->made.shapeless_terminals += t.layer < 0;
    ird_status status = ird_vec_reserve(&m->made.terminals, 1, DOING, err);
    if (status == IRD_OK) {
        m->made.terminals.items[m->made.terminals.count++] = t;
    }
    return status;
}

static ird_status move_component(mover *m, size_t component, ird_error *err) {
    const ird_component *placed = &m->design->components.items[component];
    const ird_macro *macro = &m->tech->macros.items[placed->macro];
    for (size_t k = 0; k < macro->pin_count; k++) {
        const ird_macro_pin *pin = &m->tech->macro_pins.items[macro->first_pin + k];
        if (!ird_net_pins_has(&m->pins, (int32_t)component, pin)) {
            m->made.well_pins += ird_net_pins_has_well(&m->pins, (int32_t)component, pin);
            continue;
        }
        if (placed->placement == IRD_UNPLACED) {
            m->made.unplaced_instances++;
            break;
        }
        ird_status status = move_pin(m, component, pin, err);
        if (status != IRD_OK) {
            return status;
        }
    }
    return IRD_OK;
}

static ird_status prepare(mover *m, int32_t net, ird_error *err) {
    m->is_taken = ird_alloc_zero(m->base->pin_count, sizeof *m->is_taken);
    m->move.vacant = m->base->placed_count;
    size_t spots = m->tech->macro_pins.count * IRD_ORIENTS;
    m->spots = ird_alloc(spots, sizeof *m->spots);
    m->has_spot = ird_alloc_zero(spots, sizeof *m->has_spot);
    if (m->is_taken == NULL || m->spots == NULL || m->has_spot == NULL) {
        return ird_fail_memory(err, DOING);
    }
    for (size_t i = 1; i < m->grid->islands.count; i++) {
        const ird_grid_island *islands = m->grid->islands.items;
        m->island =
            islands[i].sources > islands[m->island].sources ? (uint32_t)i : m->island;
    }
    ird_status status = ird_net_pins_make(&m->pins, m->design, m->tech, net, err);
    return status == IRD_OK
               ? ird_pin_shapes_make(m->tech, m->design->units, &m->shapes, err)
               : status;
}

/* Exchange what the cells determine. */
static void exchange(ird_grid *grid, ird_grid *moved) {
    ird_grid old = *grid;
    memcpy(&grid->terminals, &moved->terminals, sizeof grid->terminals);
    grid->borrows_terminals = moved->borrows_terminals;
    grid->amperes = moved->amperes;
    memcpy(&grid->landings, &moved->landings, sizeof grid->landings);
    grid->unplaced_instances = moved->unplaced_instances;
    grid->shapeless_terminals = moved->shapeless_terminals;
    grid->well_pins = moved->well_pins;
    grid->connections_assumed = moved->connections_assumed;
    grid->options.net = moved->options.net;
    memcpy(&moved->terminals, &old.terminals, sizeof moved->terminals);
    moved->borrows_terminals = old.borrows_terminals;
    moved->amperes = old.amperes;
    memcpy(&moved->landings, &old.landings, sizeof moved->landings);
    moved->unplaced_instances = old.unplaced_instances;
    moved->shapeless_terminals = old.shapeless_terminals;
    moved->well_pins = old.well_pins;
    moved->connections_assumed = old.connections_assumed;
    moved->options.net = old.options.net;
}

ird_status ird_grid_move(ird_grid *grid, const ird_grid_base *base,
                         const ird_design *design, const ird_technology *tech,
                         int32_t net, const ird_power *power, bool is_exact,
                         ird_move *move, bool *is_fit, ird_error *err) {
    mover m = {.grid = grid, .base = base, .design = design, .tech = tech};
    m.is_exact = is_exact;
    m.is_fit = true;
    ird_status status = prepare(&m, net, err);
    m.made.connections_assumed = m.pins.is_by_use;
    m.made.options.net = net;
    for (size_t i = 0; i < design->components.count && m.is_fit && status == IRD_OK;
         i++) {
        status = move_component(&m, i, err);
    }
    m.is_fit = m.is_fit && (!is_exact || m.move.vacant == 0);
    *is_fit = m.is_fit;
    *move = m.move;
    if (status == IRD_OK && m.is_fit) {
        exchange(grid, &m.made);
        status = ird_grid_set_power(grid, design, tech, power, err);
        if (status != IRD_OK) {
            exchange(grid, &m.made);
        }
    }
    ird_net_pins_free(&m.pins);
    ird_free(m.shapes);
    ird_free(m.spots);
    ird_free(m.has_spot);
    ird_free(m.is_taken);
    ird_grid_free(&m.made);
    return status;
}
