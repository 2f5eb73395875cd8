/* SPDX-License-Identifier: BSD-3-Clause */
#include "check/check_grid.h"

#include "base/number.h"
#include "base/quantity.h"
#include "check/crossings.h"

static const char DOING[] = "checking the grid";

const char *ird_finding_kind_name(ird_finding_kind kind) {
    static const char *const names[] = {
        "island",       "floating_shape",      "rail_without_strap",
        "missing_via",  "missing_resistance",  "repeated_via",
        "switched_net", "unconnected_instance"};
    return (size_t)kind < sizeof names / sizeof *names ? names[kind] : "unknown";
}

void ird_findings_free(ird_findings *findings) {
    if (findings != NULL) {
        ird_free(findings->items.items);
        *findings = (ird_findings){0};
    }
}

size_t ird_findings_count(const ird_findings *findings, ird_finding_kind kind) {
    size_t count = 0;
    for (size_t i = 0; i < findings->items.count; i++) {
        count += findings->items.items[i].kind == kind;
    }
    return count;
}

static ird_status add(ird_findings *findings, const ird_finding *finding,
                      ird_error *err) {
    ird_status status = ird_vec_reserve(&findings->items, 1, DOING, err);
    if (status == IRD_OK) {
        findings->items.items[findings->items.count++] = *finding;
    }
    return status;
}

/* True where a source that the design itself has reaches the island. */
static bool is_driven(const ird_grid *grid, const ird_grid_island *island) {
    return island->sources > 0 && (grid->sources.type == IRD_SOURCE_PINS ||
                                   grid->sources.type == IRD_SOURCE_PADS ||
                                   grid->sources.type == IRD_SOURCE_SWITCHES);
}

/* What kind of finding an island is. False for none: it is reached, or it is nothing but
 * instance pins, which are found as instances. */
static bool judge(const ird_grid *grid, const ird_grid_island *island,
                  ird_finding_kind *kind) {
    bool is_rail = island->vias == 0 && island->layer >= 0 && island->terminals > 0;
    if (island->wires == 0 && island->vias == 0 && island->terminals > 0) {
        return false;
    }
    if (is_rail && !is_driven(grid, island)) {
        *kind = IRD_FINDING_RAIL;
        return true;
    }
    *kind = island->slabs == 1 && island->terminals == 0 ? IRD_FINDING_FLOATING
                                                         : IRD_FINDING_ISLAND;
    return island->sources == 0;
}

static ird_status check_islands(ird_findings *findings, const ird_grid *grid,
                                ird_error *err) {
    size_t count = grid->islands.count;
    ird_status status = IRD_OK;
    for (int pass = IRD_FINDING_ISLAND; pass <= IRD_FINDING_RAIL; pass++) {
        for (size_t i = 0; i < count && status == IRD_OK; i++) {
            const ird_grid_island *island = &grid->islands.items[i];
            ird_finding_kind kind = IRD_FINDING_ISLAND;
            if (!judge(grid, island, &kind) || (int)kind != pass) {
                continue;
            }
            ird_finding finding = {.kind = kind,
                                   .layer = island->layer,
                                   .layer_b = -1,
                                   .box = island->box,
                                   .component = -1,
                                   .pin = -1,
                                   .shapes = island->slabs,
                                   .instances = island->terminals};
            status = add(findings, &finding, err);
        }
    }
    return status;
}

/* Layers with metal or vias of the net and an assumed resistance. */
static ird_status check_resistances(ird_findings *findings, const ird_grid *grid,
                                    const ird_layer_rc *rc, ird_error *err) {
    size_t count = rc->values.count;
    size_t *uses = ird_alloc_zero(count, sizeof *uses);
    if (uses == NULL) {
        return ird_fail_memory(err, DOING);
    }
    for (size_t i = 0; i < grid->metals.count; i++) {
        uses[i] = grid->metals.items[i].slabs;
    }
    for (size_t i = 0; i < grid->vias.count; i++) {
        uses[grid->vias.items[i].cut] += grid->vias.items[i].is_assumed;
    }
    ird_status status = IRD_OK;
    for (size_t i = 0; i < count && status == IRD_OK; i++) {
        if (uses[i] > 0 && rc->values.items[i].origin == IRD_RC_ASSUMED) {
            ird_finding finding = {.kind = IRD_FINDING_RESISTANCE,
                                   .layer = (int32_t)i,
                                   .layer_b = -1,
                                   .component = -1,
                                   .pin = -1,
                                   .shapes = uses[i]};
            status = add(findings, &finding, err);
        }
    }
    ird_free(uses);
    return status;
}

static ird_status check_repeated(ird_findings *findings, const ird_grid *grid,
                                 ird_error *err) {
    if (grid->repeated_vias == 0) {
        return IRD_OK;
    }
    ird_finding finding = {.kind = IRD_FINDING_REPEATED,
                           .layer = -1,
                           .layer_b = -1,
                           .component = -1,
                           .pin = -1,
                           .shapes = grid->repeated_vias};
    return add(findings, &finding, err);
}

/* A net without a source of its own that switches join to another. */
static ird_status check_switches(ird_findings *findings, const ird_grid *grid,
                                 const ird_design *design, const ird_technology *tech,
                                 ird_error *err) {
    size_t first = SIZE_MAX;
    size_t count =
        grid->sources.is_default ? ird_grid_switches(grid, design, tech, &first) : 0;
    if (count == 0) {
        return IRD_OK;
    }
    const ird_grid_terminal *terminal = &grid->terminals.items[first];
    ird_finding finding = {.kind = IRD_FINDING_SWITCHED,
                           .layer = -1,
                           .layer_b = -1,
                           .component = terminal->component,
                           .pin = terminal->pin,
                           .instances = count};
    return add(findings, &finding, err);
}

/* True where another pin of the same instance, a neighbour in the list, has metal: the
 * bulk pins of some libraries have none. */
static bool has_other_metal(const ird_grid *grid, size_t terminal) {
    const ird_grid_terminal *all = grid->terminals.items;
    for (size_t i = terminal; i-- > 0 && all[i].component == all[terminal].component;) {
        if (all[i].node >= 0) {
            return true;
        }
    }
    for (size_t i = terminal + 1;
         i < grid->terminals.count && all[i].component == all[terminal].component; i++) {
        if (all[i].node >= 0) {
            return true;
        }
    }
    return false;
}

static bool is_connected(const ird_grid *grid, size_t terminal) {
    const ird_grid_terminal *at = &grid->terminals.items[terminal];
    return at->node >= 0 ? grid->islands.items[at->island].sources > 0
                         : has_other_metal(grid, terminal);
}

size_t ird_grid_unconnected(const ird_grid *grid) {
    size_t count = 0;
    for (size_t i = 0; i < grid->terminals.count; i++) {
        count += !is_connected(grid, i);
    }
    return count;
}

static ird_status check_instances(ird_findings *findings, const ird_grid *grid,
                                  const ird_design *design, const ird_technology *tech,
                                  ird_error *err) {
    ird_status status = IRD_OK;
    for (size_t i = 0; i < grid->terminals.count && status == IRD_OK; i++) {
        const ird_grid_terminal *terminal = &grid->terminals.items[i];
        if (is_connected(grid, i)) {
            continue;
        }
        ird_finding finding = {
            .kind = IRD_FINDING_INSTANCE,
            .layer = terminal->layer,
            .layer_b = -1,
            .box = ird_component_box(design, tech, (size_t)terminal->component),
            .component = terminal->component,
            .pin = terminal->pin,
            .instances = 1};
        status = add(findings, &finding, err);
    }
    return status;
}

ird_status ird_check_grid(ird_findings *findings, const ird_grid *grid,
                          const ird_design *design, const ird_technology *tech,
                          const ird_layer_rc *rc, ird_error *err) {
    ird_findings result = {0};
    ird_status status = check_islands(&result, grid, err);
    if (status == IRD_OK) {
        status = ird_check_crossings(&result, grid, design, tech, err);
    }
    if (status == IRD_OK) {
        status = check_resistances(&result, grid, rc, err);
    }
    if (status == IRD_OK) {
        status = check_repeated(&result, grid, err);
    }
    if (status == IRD_OK) {
        status = check_switches(&result, grid, design, tech, err);
    }
    if (status == IRD_OK) {
        status = check_instances(&result, grid, design, tech, err);
    }
    if (status != IRD_OK) {
        ird_findings_free(&result);
        return status;
    }
    ird_findings_free(findings);
    *findings = result;
    return IRD_OK;
}

/* " at (x0, y0) - (x1, y1) um". */
static ird_status add_box(ird_text *text, ird_rect box, int64_t units, ird_error *err) {
    char at[4][32];
    int64_t values[4] = {box.x0_dbu, box.y0_dbu, box.x1_dbu, box.y1_dbu};
    for (int i = 0; i < 4; i++) {
        ird_number_write(at[i], sizeof at[i], 9, (double)values[i] / (double)units);
    }
    return ird_text_printf(text, err, " at (%s, %s) - (%s, %s) um", at[0], at[1], at[2],
                           at[3]);
}

static const char *layer_name(const ird_technology *tech, int32_t layer) {
    return layer >= 0 ? ird_names_get(&tech->layer_names, layer) : "several layers";
}

static ird_status say_resistance(ird_text *text, const ird_finding *finding,
                                 const ird_technology *tech, const ird_layer_rc *rc,
                                 ird_error *err) {
    const ird_rc_value *value = &rc->values.items[finding->layer];
    char ohm[32];
    ird_number_write(ohm, sizeof ohm, 4, value->ohm);
    bool is_cut = tech->layers.items[finding->layer].kind == IRD_LAYER_CUT;
    return ird_text_printf(
        text, err,
        "layer %s has no resistance; %s ohm per %s is assumed, %s%s; set it "
        "with set_layer_rc",
        layer_name(tech, finding->layer), ohm, is_cut ? "cut" : "square",
        value->assumed_from >= 0 ? "as for " : "a usual value",
        value->assumed_from >= 0 ? layer_name(tech, value->assumed_from) : "");
}

static ird_status say_instance(ird_text *text, const ird_finding *finding,
                               const ird_design *design, const ird_technology *tech,
                               ird_error *err) {
    const char *why = finding->layer < 0 ? "has no metal in LEF"
                                         : "lies on metal that no source reaches";
    ird_status status =
        ird_text_printf(text, err, "pin %s of instance %s %s",
                        ird_names_get(&tech->pin_names, finding->pin),
                        ird_names_get(&design->component_names, finding->component), why);
    return status == IRD_OK ? add_box(text, finding->box, design->units, err) : status;
}

static ird_status say_via(ird_text *text, const ird_finding *finding,
                          const ird_technology *tech, ird_error *err) {
    const char *low = layer_name(tech, finding->layer);
    const char *high = layer_name(tech, finding->layer_b);
    if (finding->shapes > 1) {
        return ird_text_printf(text, err,
                               "a wire of %s crosses %zu of %s without any via", high,
                               finding->shapes, low);
    }
    return ird_text_printf(text, err, "%s and %s cross without a via", low, high);
}

static ird_status say_switched(ird_text *text, const ird_finding *finding,
                               const ird_design *design, const ird_technology *tech,
                               ird_error *err) {
    int32_t macro = design->components.items[finding->component].macro;
    return ird_text_printf(
        text, err,
        "no pin or pad feeds it, but %zu instance pins of cells that may be power "
        "switches, %s of %s first, are on it; its sources are generated ones: give "
        "set_sources -type switches and the -resistance of a switch that is on",
        finding->instances, ird_names_get(&tech->pin_names, finding->pin),
        ird_names_get(&tech->macro_names, macro));
}

ird_status ird_finding_text(ird_text *text, const ird_finding *finding,
                            const ird_grid *grid, const ird_design *design,
                            const ird_technology *tech, const ird_layer_rc *rc,
                            ird_error *err) {
    const char *net = grid->network.net;
    const char *layer = layer_name(tech, finding->layer);
    ird_status status = ird_text_printf(text, err, "net %s: ", net);
    if (status != IRD_OK) {
        return status;
    }
    switch (finding->kind) {
    case IRD_FINDING_RESISTANCE:
        return say_resistance(text, finding, tech, rc, err);
    case IRD_FINDING_INSTANCE:
        return say_instance(text, finding, design, tech, err);
    case IRD_FINDING_SWITCHED:
        return say_switched(text, finding, design, tech, err);
    case IRD_FINDING_REPEATED:
        return ird_text_printf(
            text, err,
            "vias drawn again where one is already: %zu; they count in "
            "parallel, as in PDNSim, so that the drop comes out low",
            finding->shapes);
    case IRD_FINDING_VIA:
        status = say_via(text, finding, tech, err);
        break;
    case IRD_FINDING_RAIL:
        status =
            ird_text_printf(text, err,
                            "a rail on %s with %zu instance pins is not connected to "
                            "any strap",
                            layer, finding->instances);
        break;
    case IRD_FINDING_FLOATING:
        status =
            ird_text_printf(text, err, "a piece of %s is connected to nothing", layer);
        break;
    case IRD_FINDING_ISLAND:
        status = ird_text_printf(text, err,
                                 "%zu piece%s of metal on %s with %zu instance pin%s %s "
                                 "connected to no source",
                                 finding->shapes, ird_plural(finding->shapes), layer,
                                 finding->instances, ird_plural(finding->instances),
                                 ird_form(finding->shapes, "is", "are"));
        break;
    }
    return status == IRD_OK ? add_box(text, finding->box, design->units, err) : status;
}
