/* SPDX-License-Identifier: BSD-3-Clause */
#include "extract/switches.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "design/net_pins.h"

static const char DOING[] = "following power switches";

void ird_switches_free(ird_switches *switches) {
    if (switches != NULL) {
        ird_free(switches->items.items);
        ird_free(switches->depth);
        *switches = (ird_switches){0};
    }
}

/* --- finding -------------------------------------------------------------------------
 */

typedef struct finder {
    const ird_design *design;
    const ird_technology *tech;
    const ird_switch_settings *settings;
    ird_net_pins *pins; /* one a special net */
    size_t net_count;
    IRD_VEC(ird_switch) found; /* which way they feed is not known yet */
    int32_t *depth;
} finder;

static void finder_free(finder *f) {
    for (size_t i = 0; f->pins != NULL && i < f->net_count; i++) {
        ird_net_pins_free(&f->pins[i]);
    }
    ird_free(f->pins);
    ird_free(f->found.items);
    ird_free(f->depth);
}

static ird_status prepare(finder *f, ird_error *err) {
    f->pins = ird_alloc_zero(f->net_count, sizeof *f->pins);
    f->depth = ird_alloc(f->net_count, sizeof *f->depth);
    if (f->pins == NULL || f->depth == NULL) {
        return ird_fail_memory(err, DOING);
    }
    for (size_t i = 0; i < f->net_count; i++) {
        f->depth[i] = -1;
        IRD_TRY(ird_net_pins_make(&f->pins[i], f->design, f->tech, (int32_t)i, err));
    }
    return IRD_OK;
}

/* The special net that a pin is on, or -1. */
static int32_t net_of(const finder *f, int32_t component, const ird_macro_pin *pin) {
    for (size_t i = 0; i < f->net_count; i++) {
        if (ird_net_pins_has(&f->pins[i], component, pin)) {
            return (int32_t)i;
        }
    }
    return -1;
}

/* Two pins of that use on two nets. */
static bool find_pair(const finder *f, int32_t component, const ird_macro *macro,
                      ird_pin_use use, ird_switch *found) {
    found->feed_net = -1;
    for (size_t i = 0; i < macro->pin_count; i++) {
        const ird_macro_pin *pin = &f->tech->macro_pins.items[macro->first_pin + i];
        int32_t net = pin->use == use && ird_macro_pin_has_metal(f->tech, pin)
                          ? net_of(f, component, pin)
                          : -1;
        if (net >= 0 && found->feed_net < 0) {
            found->feed_net = net;
            found->feed_pin = pin->name;
        } else if (net >= 0 && net != found->feed_net) {
            found->net = net;
            found->pin = pin->name;
            return true;
        }
    }
    return false;
}

/* The resistance of a macro as a switch; NAN where it is none. */
static double ohm_of(const finder *f, size_t macro, bool *is_assumed) {
    double said = f->settings != NULL && f->settings->macro_ohm != NULL
                      ? f->settings->macro_ohm[macro]
                      : (double)NAN;
    *is_assumed = isnan(said);
    if (!isnan(said)) {
        return isfinite(said) ? fmax(said, IRD_SWITCH_LEAST_OHM) : (double)NAN;
    }
    return ird_macro_is_switch(f->tech, &f->tech->macros.items[macro])
               ? IRD_SWITCH_LEAST_OHM
               : (double)NAN;
}

static ird_status find_all(finder *f, ird_error *err) {
    const ird_technology *tech = f->tech;
    double *ohms = ird_alloc(tech->macros.count, sizeof *ohms);
    bool *assumed = ird_alloc(tech->macros.count, sizeof *assumed);
    ird_status status = IRD_OK;
    if (ohms == NULL || assumed == NULL) {
        status = ird_fail_memory(err, DOING);
        goto done;
    }
    for (size_t i = 0; i < tech->macros.count; i++) {
        ohms[i] = ohm_of(f, i, &assumed[i]);
    }
    for (size_t i = 0; i < f->design->components.count && status == IRD_OK; i++) {
        int32_t macro = f->design->components.items[i].macro;
        ird_switch found = {.component = (int32_t)i};
        if (isnan(ohms[macro])) {
            continue;
        }
        const ird_macro *is = &tech->macros.items[macro];
        if (find_pair(f, (int32_t)i, is, IRD_USE_POWER, &found) ||
            find_pair(f, (int32_t)i, is, IRD_USE_GROUND, &found)) {
            found.ohm = ohms[macro];
            found.is_assumed = assumed[macro];
            status = ird_vec_reserve(&f->found, 1, DOING, err);
            if (status == IRD_OK) {
                f->found.items[f->found.count++] = found;
            }
        }
    }
done:
    ird_free(ohms);
    ird_free(assumed);
    return status;
}

/* --- which way they feed -------------------------------------------------------------
 */

/* Whether a pin of the design with metal is on the net. */
static bool has_pin(const finder *f, int32_t net) {
    const ird_design *design = f->design;
    const char *name = ird_names_get(&design->special_net_names, net);
    int32_t id = ird_names_find(&design->net_names, name, strlen(name));
    for (size_t i = 0; id >= 0 && i < design->pins.count; i++) {
        if (design->pins.items[i].net == id && design->pins.items[i].shape_count > 0) {
            return true;
        }
    }
    return false;
}

/* The nets that pads or bumps are on begin a chain, like those with pins. */
static void mark_pads(finder *f, bool *has_source) {
    for (size_t i = 0; i < f->design->components.count; i++) {
        const ird_component *at = &f->design->components.items[i];
        const ird_macro *macro = &f->tech->macros.items[at->macro];
        ird_idle why = ird_macro_idle(f->tech, macro);
        for (size_t k = 0; k < macro->pin_count && at->placement != IRD_UNPLACED &&
                           (why == IRD_IDLE_PAD || why == IRD_IDLE_BUMP);
             k++) {
            const ird_macro_pin *pin = &f->tech->macro_pins.items[macro->first_pin + k];
            int32_t net = net_of(f, (int32_t)i, pin);
            if (net >= 0 && ird_macro_pin_has_metal(f->tech, pin)) {
                has_source[net] = true;
            }
        }
    }
}

static ird_status mark_sources(finder *f, ird_error *err) {
    bool *has_source = ird_alloc_zero(f->net_count, sizeof *has_source);
    if (has_source == NULL) {
        return ird_fail_memory(err, DOING);
    }
    mark_pads(f, has_source);
    for (size_t i = 0; i < f->net_count; i++) {
        bool is_said = f->settings != NULL && f->settings->has_source != NULL &&
                       f->settings->has_source[i];
        if (is_said || has_source[i] || has_pin(f, (int32_t)i)) {
            f->depth[i] = 0;
        }
    }
    ird_free(has_source);
    return IRD_OK;
}

/* One step away from the sources; false where there is none. */
static bool advance(finder *f, int32_t depth) {
    bool has_advanced = false;
    for (size_t i = 0; i < f->found.count; i++) {
        const ird_switch *s = &f->found.items[i];
        const int32_t ends[] = {s->feed_net, s->net};
        for (int k = 0; k < 2; k++) {
            if (f->depth[ends[k]] == depth && f->depth[ends[1 - k]] < 0) {
                f->depth[ends[1 - k]] = depth + 1;
                has_advanced = true;
            }
        }
    }
    return has_advanced;
}

/* Pins of cells that are no switches, on each net. */
static ird_status count_pins(const finder *f, size_t *counts, ird_error *err) {
    bool *is_switch = ird_alloc_zero(f->design->components.count, sizeof *is_switch);
    if (is_switch == NULL) {
        return ird_fail_memory(err, DOING);
    }
    for (size_t i = 0; i < f->found.count; i++) {
        is_switch[f->found.items[i].component] = true;
    }
    for (size_t i = 0; i < f->design->components.count; i++) {
        const ird_macro *macro =
            &f->tech->macros.items[f->design->components.items[i].macro];
        for (size_t k = 0; k < macro->pin_count && !is_switch[i]; k++) {
            int32_t net =
                net_of(f, (int32_t)i, &f->tech->macro_pins.items[macro->first_pin + k]);
            if (net >= 0) {
                counts[net]++;
            }
        }
    }
    ird_free(is_switch);
    return IRD_OK;
}

/* The net on which a chain without any source begins; -1 where all are done. */
static int32_t choose_root(const finder *f, const size_t *counts) {
    int32_t best = -1;
    for (size_t i = 0; i < f->found.count; i++) {
        const int32_t ends[] = {f->found.items[i].feed_net, f->found.items[i].net};
        for (int k = 0; k < 2; k++) {
            if (f->depth[ends[k]] < 0 && (best < 0 || counts[ends[k]] < counts[best])) {
                best = ends[k];
            }
        }
    }
    return best;
}

static void advance_all(finder *f) {
    int32_t depth = 0;
    while (advance(f, depth)) {
        depth++;
    }
}

static ird_status order_nets(finder *f, ird_error *err) {
    IRD_TRY(mark_sources(f, err));
    advance_all(f);
    size_t *counts = ird_alloc_zero(f->net_count, sizeof *counts);
    if (counts == NULL) {
        return ird_fail_memory(err, DOING);
    }
    ird_status status = IRD_OK;
    if (choose_root(f, counts) >= 0) {
        status = count_pins(f, counts, err);
    }
    for (int32_t root = 0; status == IRD_OK && (root = choose_root(f, counts)) >= 0;) {
        f->depth[root] = 0;
        advance_all(f);
    }
    ird_free(counts);
    return status;
}

/* Those that feed, turned their way; forgets the depths of nets that none is on. */
static void settle(finder *f) {
    size_t kept = 0;
    for (size_t i = 0; i < f->found.count; i++) {
        ird_switch s = f->found.items[i];
        if (f->depth[s.feed_net] > f->depth[s.net]) {
            const ird_switch turned = s;
            s.feed_net = turned.net;
            s.feed_pin = turned.pin;
            s.net = turned.feed_net;
            s.pin = turned.feed_pin;
        }
        if (f->depth[s.feed_net] < f->depth[s.net]) {
            f->found.items[kept++] = s;
        }
    }
    f->found.count = kept;
    for (size_t i = 0; i < f->net_count; i++) {
        bool is_on = false;
        for (size_t k = 0; k < kept && !is_on; k++) {
            const ird_switch *s = &f->found.items[k];
            is_on = s->feed_net == (int32_t)i || s->net == (int32_t)i;
        }
        f->depth[i] = is_on ? f->depth[i] : -1;
    }
}

ird_status ird_switches_find(ird_switches *switches, const ird_design *design,
                             const ird_technology *tech,
                             const ird_switch_settings *settings, ird_error *err) {
    finder f = {.design = design,
                .tech = tech,
                .settings = settings,
                .net_count = design->special_nets.count};
    ird_status status = prepare(&f, err);
    if (status == IRD_OK) {
        status = find_all(&f, err);
    }
    if (status == IRD_OK && f.found.count > 0) {
        status = order_nets(&f, err);
    }
    if (status == IRD_OK) {
        settle(&f);
        ird_switches_free(switches);
        switches->items.items = f.found.items;
        switches->items.count = f.found.count;
        switches->items.capacity = f.found.capacity;
        switches->depth = f.depth;
        switches->net_count = f.net_count;
        f.found.items = NULL;
        f.depth = NULL;
    }
    finder_free(&f);
    return status;
}

bool ird_switches_feed(const ird_switches *switches, int32_t net) {
    for (size_t i = 0; i < switches->items.count; i++) {
        if (switches->items.items[i].net == net) {
            return true;
        }
    }
    return false;
}

bool ird_switches_drain(const ird_switches *switches, int32_t net) {
    for (size_t i = 0; i < switches->items.count; i++) {
        if (switches->items.items[i].feed_net == net) {
            return true;
        }
    }
    return false;
}

size_t ird_switches_joined(const ird_switches *switches, int32_t net, bool *is_joined) {
    size_t count = 1;
    bool has_grown = true;
    for (size_t i = 0; i < switches->net_count; i++) {
        is_joined[i] = (int32_t)i == net;
    }
    while (has_grown) {
        has_grown = false;
        for (size_t i = 0; i < switches->items.count; i++) {
            const ird_switch *s = &switches->items.items[i];
            if (is_joined[s->feed_net] != is_joined[s->net]) {
                is_joined[s->feed_net] = is_joined[s->net] = true;
                has_grown = true;
                count++;
            }
        }
    }
    return count;
}

/* --- what they make of a grid --------------------------------------------------------
 */

/* Terminals stand by component. */
static size_t first_terminal(const ird_grid *grid, int32_t component) {
    size_t low = 0, high = grid->terminals.count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (grid->terminals.items[middle].component < component) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

int32_t ird_grid_find_terminal(const ird_grid *grid, int32_t component, int32_t pin) {
    for (size_t i = first_terminal(grid, component);
         i < grid->terminals.count && grid->terminals.items[i].component == component;
         i++) {
        const ird_grid_terminal *t = &grid->terminals.items[i];
        if (t->pin == pin && t->node >= 0) {
            return (int32_t)i;
        }
    }
    return -1;
}

/* Below this part of the largest current the resistance on the way is no figure. */
static const double LEAST_SHARE = 1e-6;

static double largest_flow(const ird_grid *grid, const ird_switches *switches,
                           const ird_switch_flow *flows) {
    double largest_a = 0;
    for (size_t i = 0; i < switches->items.count; i++) {
        if (switches->items.items[i].net == grid->options.net && flows[i].is_connected) {
            largest_a = fmax(largest_a, flows[i].ampere);
        }
    }
    return largest_a;
}

/* Whether a switch feeds its net as a source; else it is a load of it. Where nothing is
 * drawn all are sources: the net floats at what feeds it. */
static bool is_source(const ird_switch_flow *flow, double largest_a) {
    return !(largest_a > 0) || flow->ampere > LEAST_SHARE * largest_a;
}

/* Current of a terminal: out of a net that feeds, or back out of one that is fed. */
static ird_status carry_at(ird_grid *grid, int32_t at, double ampere, ird_error *err) {
    if (at < 0 || ampere == 0) {
        return IRD_OK;
    }
    const ird_grid_terminal *terminal = &grid->terminals.items[at];
    double sign = grid->options.is_ground ? -1 : 1;
    IRD_TRY(ird_network_add_load(&grid->network, terminal->node, sign * ampere,
                                 terminal->component, terminal->pin, err));
    grid->amperes[at] += ampere;
    grid->islands.items[terminal->island].ampere += ampere;
    grid->draws.carried_a += ampere;
    grid->draws.carried++;
    return IRD_OK;
}

static ird_grid_fed fed_of(int32_t net, const ird_switches *switches,
                           const ird_switch_flow *flows) {
    ird_grid_fed fed = {0};
    for (size_t i = 0; i < switches->items.count; i++) {
        const ird_switch *s = &switches->items.items[i];
        const ird_switch_flow *flow = &flows[i];
        if (s->net != net || !flow->is_connected) {
            continue;
        }
        fed.from = fed.switches == 0 ? s->feed_net : fed.from;
        fed.switches++;
        fed.assumed += s->is_assumed;
        fed.before_v = fmax(fed.before_v, flow->feed_drop_v);
        fed.over_v = fmax(fed.over_v, flow->drop_v - flow->feed_drop_v);
    }
    return fed;
}

ird_status ird_grid_carry(ird_grid *grid, const ird_switches *switches,
                          const ird_switch_flow *flows, ird_error *err) {
    double largest_a = largest_flow(grid, switches, flows);
    grid->fed = fed_of(grid->options.net, switches, flows);
    for (size_t i = 0; i < switches->items.count; i++) {
        const ird_switch *s = &switches->items.items[i];
        if (!flows[i].is_connected) {
            continue;
        }
        if (s->feed_net == grid->options.net) {
            int32_t at = ird_grid_find_terminal(grid, s->component, s->feed_pin);
            IRD_TRY(carry_at(grid, at, flows[i].ampere, err));
        } else if (s->net == grid->options.net && !is_source(&flows[i], largest_a)) {
            int32_t at = ird_grid_find_terminal(grid, s->component, s->pin);
            IRD_TRY(carry_at(grid, at, -flows[i].ampere, err));
        }
    }
    return IRD_OK;
}

/* A source behind the resistance of a switch and, where the way to it drops something, a
 * second one. */
static ird_status add_source(ird_grid *grid, int32_t node, double switch_ohm,
                             double way_ohm, double volt, ird_error *err) {
    ird_network *network = &grid->network;
    const double ohms[] = {switch_ohm, way_ohm};
    const ird_node at = network->nodes.items[node];
    for (int k = 0; k < 2; k++) {
        int32_t outside = -1;
        if (ohms[k] > 0) {
            IRD_TRY(ird_network_add_node(network, IRD_NODE_BTERM, at.layer, at.x_dbu,
                                         at.y_dbu, &outside, err));
            IRD_TRY(ird_network_add_resistor(network, node, outside, ohms[k], err));
            node = outside;
        }
    }
    grid->sources.nodes++;
    return ird_network_add_source(network, node, volt, err);
}

ird_status ird_grid_feed(ird_grid *grid, const ird_switches *switches,
                         const ird_switch_flow *flows, ird_error *err) {
    double largest_a = largest_flow(grid, switches, flows);
    double sign = grid->options.is_ground ? -1 : 1;
    grid->network.sources.count = 0;
    grid->sources.nodes = 0;
    for (size_t i = 0; i < switches->items.count; i++) {
        const ird_switch *s = &switches->items.items[i];
        const ird_switch_flow *flow = &flows[i];
        int32_t at = s->net == grid->options.net && flow->is_connected &&
                             is_source(flow, largest_a)
                         ? ird_grid_find_terminal(grid, s->component, s->pin)
                         : -1;
        if (at < 0) {
            continue;
        }
        bool is_idle = !(largest_a > 0);
        double way_ohm = is_idle ? 0 : fmax(flow->feed_drop_v / flow->ampere, 0);
        double below_v = is_idle ? flow->feed_drop_v : 0;
        IRD_TRY(add_source(grid, grid->terminals.items[at].node, s->ohm, way_ohm,
                           grid->options.source_v - sign * below_v, err));
    }
    return IRD_OK;
}
