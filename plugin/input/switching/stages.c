/* SPDX-License-Identifier: BSD-3-Clause */
#include "switching/stages.h"

#include <string.h>

static const char DOING[] = "finding the stages of a netlist";

void ird_stages_free(ird_stages *stages) {
    if (stages != NULL) {
        ird_free(stages->roles);
        ird_free(stages->levels);
        ird_free(stages->earliest);
        *stages = (ird_stages){0};
    }
}

/* What drives a component, by one of its pins. */
typedef struct edge {
    int32_t other; /* the driver, or of edges out the sink; -1: an input of the design */
    int32_t net;
    bool is_clock; /* the pin of the sink is a clock pin */
} edge;

typedef struct edges {
    size_t *starts; /* of each component, in items; one more than components */
    edge *items;
} edges;

typedef struct finder {
    const ird_design *design;
    const ird_technology *tech;
    const ird_liberty *liberty;
    const ird_netlist *netlist;
    ird_stages *stages;
    bool *clock_pins;  /* of each pin of macros */
    bool *is_gate;     /* of each macro: it hands a clock on */
    bool *is_register; /* of each macro */
    edges in, out;
    bool *is_reached;   /* from the clock's net; NULL: no net was given */
    int32_t *work;      /* room for all components */
    int32_t *waits_for; /* drivers whose level is not known yet */
} finder;

static void drop(finder *f) {
    ird_free(f->clock_pins);
    ird_free(f->is_register);
    ird_free(f->is_gate);
    ird_free(f->in.starts);
    ird_free(f->in.items);
    ird_free(f->out.starts);
    ird_free(f->out.items);
    ird_free(f->is_reached);
    ird_free(f->work);
    ird_free(f->waits_for);
}

/* --- cells ---------------------------------------------------------------------------
 */

static bool is_clock_name(const char *name) {
    static const char *const names[] = {"CK",    "CKN", "CKB", "CLK",  "CLKN",   "CLKB",
                                        "CLK_N", "CP",  "CPN", "GATE", "GATE_N", "GCLK"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strcasecmp(name, names[i]) == 0) {
            return true;
        }
    }
    return false;
}

/* Outputs of gates of a clock, where Liberty does not tell. */
static bool is_gated_name(const char *name) {
    static const char *const names[] = {"GCK", "GCLK", "GCP", "ECK", "ENCLK", "CLKOUT"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strcasecmp(name, names[i]) == 0) {
            return true;
        }
    }
    return false;
}

static bool is_clock_pin(const finder *f, const ird_liberty_cell *cell,
                         const ird_macro_pin *pin) {
    const char *name = ird_names_get(&f->tech->pin_names, pin->name);
    if (pin->use == IRD_USE_POWER || pin->use == IRD_USE_GROUND ||
        pin->direction == IRD_PIN_OUTPUT) {
        return false;
    }
    if (cell != NULL) {
        const ird_liberty_pin *known = ird_liberty_find_pin(f->liberty, cell, name);
        return known != NULL && known->is_clock;
    }
    return pin->use == IRD_USE_CLOCK || is_clock_name(name);
}

static ird_status judge_macros(finder *f, ird_error *err) {
    const ird_technology *tech = f->tech;
    f->clock_pins = ird_alloc_zero(tech->macro_pins.count, sizeof *f->clock_pins);
    f->is_register = ird_alloc_zero(tech->macros.count, sizeof *f->is_register);
    f->is_gate = ird_alloc_zero(tech->macros.count, sizeof *f->is_gate);
    if (f->clock_pins == NULL || f->is_register == NULL || f->is_gate == NULL) {
        return ird_fail_memory(err, DOING);
    }
    for (size_t m = 0; m < tech->macros.count; m++) {
        const ird_macro *macro = &tech->macros.items[m];
        const char *name = ird_names_get(&tech->macro_names, (int32_t)m);
        const ird_liberty_cell *cell =
            f->liberty != NULL ? ird_liberty_find(f->liberty, name) : NULL;
        bool has_clock = false, has_gated = false;
        for (size_t i = 0; i < macro->pin_count; i++) {
            size_t at = macro->first_pin + i;
            f->clock_pins[at] = is_clock_pin(f, cell, &tech->macro_pins.items[at]);
            has_clock |= f->clock_pins[at];
            has_gated |= is_gated_name(
                ird_names_get(&tech->pin_names, tech->macro_pins.items[at].name));
        }
        f->is_gate[m] = cell != NULL ? cell->is_clock_gate : has_clock && has_gated;
        f->is_register[m] =
            !f->is_gate[m] && (cell != NULL ? cell->is_sequential : has_clock);
    }
    return IRD_OK;
}

static bool is_register(const finder *f, int32_t component) {
    return f->is_register[f->design->components.items[component].macro];
}

/* --- edges ---------------------------------------------------------------------------
 */

static bool at_clock_pin(const finder *f, const ird_netlist_sink *sink) {
    int32_t index = f->design->components.items[sink->component].macro;
    const ird_macro *macro = &f->tech->macros.items[index];
    for (size_t i = 0; i < macro->pin_count; i++) {
        if (f->tech->macro_pins.items[macro->first_pin + i].name == sink->pin) {
            return f->clock_pins[macro->first_pin + i];
        }
    }
    return false;
}

/* Where the edge of a sink goes; -1: into none of these lists. */
static int32_t owner(const finder *f, const ird_netlist_sink *sink, bool is_out) {
    return is_out ? f->netlist->drivers.items[sink->net] : sink->component;
}

/* Edges in by component that they go to, or out by component that drives them. */
static ird_status list_edges(finder *f, edges *list, bool is_out, ird_error *err) {
    size_t count = f->stages->count;
    size_t sinks = f->netlist->sinks.count;
    list->starts = ird_alloc_zero(count + 2, sizeof *list->starts);
    list->items = ird_alloc(sinks, sizeof *list->items);
    if (list->starts == NULL || list->items == NULL) {
        return ird_fail_memory(err, DOING);
    }
    size_t *next = list->starts + 1; /* shifted, so that it ends up in its place */
    for (size_t i = 0; i < sinks; i++) {
        int32_t at = owner(f, &f->netlist->sinks.items[i], is_out);
        if (at >= 0) {
            next[at + 1]++;
        }
    }
    for (size_t i = 0; i < count; i++) {
        next[i + 1] += next[i];
    }
    for (size_t i = 0; i < sinks; i++) {
        const ird_netlist_sink *sink = &f->netlist->sinks.items[i];
        int32_t at = owner(f, sink, is_out);
        if (at >= 0) {
            list->items[next[at]++] =
                (edge){owner(f, sink, !is_out), sink->net, at_clock_pin(f, sink)};
        }
    }
    return IRD_OK;
}

/* --- the clock -----------------------------------------------------------------------
 */

/* Whether a clock that comes in by this edge goes on to the outputs at once. */
static bool passes(const finder *f, int32_t component, const edge *in) {
    bool is_gate = f->is_gate[f->design->components.items[component].macro];
    return is_gate ? in->is_clock : !is_register(f, component);
}

/* Mark what the net of the clock reaches without passing a register. */
static ird_status reach(finder *f, const char *clock_net, ird_error *err) {
    int32_t net = ird_names_find(&f->netlist->names, clock_net, strlen(clock_net));
    if (net < 0) {
        ird_fail(err, IRD_CLOCK_NET,
                 "the clock net %.200s is none of the design's nets; give set_clock "
                 "-net one of the NETS of the DEF",
                 clock_net);
        ird_error_detail(err, clock_net, strlen(clock_net));
        return IRD_CLOCK_NET;
    }
    f->is_reached = ird_alloc_zero(f->stages->count, sizeof *f->is_reached);
    if (f->is_reached == NULL) {
        return ird_fail_memory(err, DOING);
    }
    size_t count = 0;
    int32_t driver = f->netlist->drivers.items[net];
    if (driver >= 0) {
        f->is_reached[driver] = true;
    }
    for (size_t i = 0; i < f->netlist->sinks.count; i++) {
        const ird_netlist_sink *sink = &f->netlist->sinks.items[i];
        const edge in = {-1, net, at_clock_pin(f, sink)};
        if (sink->net == net && !f->is_reached[sink->component] &&
            passes(f, sink->component, &in)) {
            f->is_reached[sink->component] = true;
            f->work[count++] = sink->component;
        }
    }
    while (count > 0) {
        int32_t at = f->work[--count];
        for (size_t i = f->out.starts[at]; i < f->out.starts[at + 1]; i++) {
            const edge *out = &f->out.items[i];
            if (!f->is_reached[out->other] && passes(f, out->other, out)) {
                f->is_reached[out->other] = true;
                f->work[count++] = out->other;
            }
        }
    }
    return IRD_OK;
}

/* Inputs of a component that carry no clock alone: with one they all are taken. */
static size_t data_inputs(const finder *f, int32_t component) {
    size_t count = 0;
    for (size_t i = f->in.starts[component]; i < f->in.starts[component + 1]; i++) {
        count += !f->in.items[i].is_clock;
    }
    return count;
}

/* Whether what drives a clock cell by this edge is one, too. */
static bool goes_back(const finder *f, int32_t component, const edge *in) {
    if (in->other < 0 || f->stages->roles[in->other] == IRD_ROLE_CLOCK ||
        !passes(f, component, in)) {
        return false;
    }
    if (f->is_reached != NULL) {
        return f->is_reached[in->other];
    }
    return in->is_clock || data_inputs(f, component) == 1;
}

static void mark_clock(finder *f) {
    uint8_t *roles = f->stages->roles;
    size_t count = 0;
    for (size_t i = 0; i < f->stages->count; i++) {
        for (size_t k = f->in.starts[i]; k < f->in.starts[i + 1]; k++) {
            const edge *in = &f->in.items[k];
            bool is_one = in->is_clock && in->other >= 0 &&
                          roles[in->other] != IRD_ROLE_CLOCK &&
                          (f->is_reached == NULL || f->is_reached[in->other]);
            if (is_one) {
                roles[in->other] = IRD_ROLE_CLOCK;
                f->work[count++] = in->other;
            }
        }
    }
    while (count > 0) {
        int32_t at = f->work[--count];
        for (size_t k = f->in.starts[at]; k < f->in.starts[at + 1]; k++) {
            const edge *in = &f->in.items[k];
            if (goes_back(f, at, in)) {
                roles[in->other] = IRD_ROLE_CLOCK;
                f->work[count++] = in->other;
            }
        }
    }
}

/* --- levels --------------------------------------------------------------------------
 */

/* Whether the level of a component follows from that of the driver of this edge. */
static bool follows(const finder *f, int32_t component, const edge *in) {
    if (in->other < 0) {
        return false;
    }
    switch ((ird_role)f->stages->roles[component]) {
    case IRD_ROLE_CLOCK:
        return f->stages->roles[in->other] == IRD_ROLE_CLOCK;
    case IRD_ROLE_REGISTER:
        return in->is_clock;
    default:
        return true;
    }
}

/* From the clock to the output of a register. */
enum { REGISTER_STAGES = 2 };

static void set_level(finder *f, int32_t component) {
    ird_stages *stages = f->stages;
    int32_t latest = 0, earliest = INT32_MAX;
    for (size_t i = f->in.starts[component]; i < f->in.starts[component + 1]; i++) {
        const edge *in = &f->in.items[i];
        bool follows_it = follows(f, component, in);
        if (follows_it && stages->levels[in->other] > latest) {
            latest = stages->levels[in->other];
        }
        if (in->other < 0 || follows_it) {
            int32_t from = in->other < 0 ? 0 : stages->earliest[in->other];
            earliest = from < earliest ? from : earliest;
        }
    }
    bool is_logic = stages->roles[component] == IRD_ROLE_LOGIC && earliest < latest;
    int32_t own = stages->roles[component] == IRD_ROLE_REGISTER ? REGISTER_STAGES : 1;
    stages->levels[component] = latest + own;
    stages->earliest[component] = (is_logic ? earliest : latest) + own;
}

/* One after the other, each once all that it follows is known. What is left then drives
 * itself, and is one behind what is known of it. */
static void find_levels(finder *f) {
    ird_stages *stages = f->stages;
    size_t count = 0;
    for (size_t i = 0; i < stages->count; i++) {
        f->waits_for[i] = 0;
        for (size_t k = f->in.starts[i]; k < f->in.starts[i + 1]; k++) {
            f->waits_for[i] += follows(f, (int32_t)i, &f->in.items[k]);
        }
        if (f->waits_for[i] == 0) {
            f->work[count++] = (int32_t)i;
        }
    }
    for (size_t done = 0; done < count; done++) {
        int32_t at = f->work[done];
        set_level(f, at);
        for (size_t k = f->out.starts[at]; k < f->out.starts[at + 1]; k++) {
            const edge *out = &f->out.items[k];
            const edge back = {at, out->net, out->is_clock};
            if (follows(f, out->other, &back) && --f->waits_for[out->other] == 0) {
                f->work[count++] = out->other;
            }
        }
    }
    for (size_t i = 0; i < stages->count; i++) {
        if (stages->levels[i] == 0) {
            stages->in_loops++;
            set_level(f, (int32_t)i);
        }
    }
}

/* --- the whole -----------------------------------------------------------------------
 */

static ird_status begin(finder *f, ird_error *err) {
    ird_stages *stages = f->stages;
    stages->roles = ird_alloc_zero(stages->count, sizeof *stages->roles);
    stages->levels = ird_alloc_zero(stages->count, sizeof *stages->levels);
    stages->earliest = ird_alloc_zero(stages->count, sizeof *stages->earliest);
    f->work = ird_alloc(stages->count, sizeof *f->work);
    f->waits_for = ird_alloc(stages->count, sizeof *f->waits_for);
    return stages->roles != NULL && stages->levels != NULL && stages->earliest != NULL &&
                   f->work != NULL && f->waits_for != NULL
               ? IRD_OK
               : ird_fail_memory(err, DOING);
}

/* A register without a net behind it has a clock all the same. */
static void give_roles(finder *f) {
    for (size_t i = 0; i < f->stages->count; i++) {
        if (is_register(f, (int32_t)i)) {
            f->stages->roles[i] = IRD_ROLE_REGISTER;
        }
    }
    for (size_t net = 0; net < f->netlist->drivers.count; net++) {
        int32_t driver = f->netlist->drivers.items[net];
        if (driver >= 0 && f->stages->roles[driver] == IRD_ROLE_NONE) {
            f->stages->roles[driver] = IRD_ROLE_LOGIC;
        }
    }
}

static void finish(ird_stages *stages) {
    for (size_t i = 0; i < stages->count; i++) {
        stages->of_role[stages->roles[i]]++;
        if (stages->roles[i] == IRD_ROLE_NONE) {
            stages->levels[i] = stages->earliest[i] = 0;
        }
        if (stages->levels[i] > stages->deepest) {
            stages->deepest = stages->levels[i];
        }
    }
}

static ird_status find(finder *f, const char *clock_net, ird_error *err) {
    IRD_TRY(begin(f, err));
    IRD_TRY(judge_macros(f, err));
    IRD_TRY(list_edges(f, &f->in, false, err));
    IRD_TRY(list_edges(f, &f->out, true, err));
    if (clock_net != NULL) {
        IRD_TRY(reach(f, clock_net, err));
    }
    give_roles(f);
    mark_clock(f);
    find_levels(f);
    finish(f->stages);
    return IRD_OK;
}

ird_status ird_stages_find(ird_stages *stages, const ird_design *design,
                           const ird_technology *tech, const ird_liberty *liberty,
                           const ird_netlist *netlist, const char *clock_net,
                           ird_error *err) {
    ird_stages made = {.count = design->components.count};
    finder f = {.design = design,
                .tech = tech,
                .liberty = liberty,
                .netlist = netlist,
                .stages = &made};
    ird_status status = find(&f, clock_net, err);
    drop(&f);
    if (status != IRD_OK) {
        ird_stages_free(&made);
        return status;
    }
    ird_stages_free(stages);
    *stages = made;
    return IRD_OK;
}
