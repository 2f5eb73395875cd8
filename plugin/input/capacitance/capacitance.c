/* SPDX-License-Identifier: BSD-3-Clause */
#include "capacitance/capacitance.h"

#include <math.h>
#include <string.h>

static const char DOING[] = "finding the capacitance of cells";

void ird_cell_capacitance_free(ird_cell_capacitance *cells) {
    if (cells != NULL) {
        ird_free(cells->items);
        *cells = (ird_cell_capacitance){0};
    }
}

/* --- input pins ----------------------------------------------------------------------
 */

typedef struct finder {
    const ird_design *design;
    const ird_technology *tech;
    const ird_netlist *netlist;
    double *pin_f;     /* of each pin of macros; 0 for outputs and supplies */
    bool *has_liberty; /* of each macro */
    ird_cell_capacitance *cells;
} finder;

static bool is_input(const ird_macro_pin *pin) {
    return pin->use != IRD_USE_POWER && pin->use != IRD_USE_GROUND &&
           (pin->direction == IRD_PIN_INPUT || pin->direction == IRD_PIN_INOUT);
}

static size_t count_inputs(const finder *f, const ird_macro *macro) {
    size_t count = 0;
    for (size_t i = 0; i < macro->pin_count; i++) {
        count += is_input(&f->tech->macro_pins.items[macro->first_pin + i]);
    }
    return count;
}

/* The input pins of a macro that Liberty does not have, all alike. */
static void take_by_area(finder *f, const ird_macro *macro, double half_pitch_um) {
    size_t inputs = count_inputs(f, macro);
    double whole_f = half_pitch_um > 0 ? IRD_GATE_F_PER_UM * macro->width_um *
                                             macro->height_um / half_pitch_um
                                       : 0;
    for (size_t i = 0; i < macro->pin_count && inputs > 0; i++) {
        size_t at = macro->first_pin + i;
        if (is_input(&f->tech->macro_pins.items[at])) {
            f->pin_f[at] = whole_f / (double)inputs;
        }
    }
}

static void take_by_liberty(finder *f, const ird_macro *macro, const ird_liberty *liberty,
                            const ird_liberty_cell *cell) {
    for (size_t i = 0; i < macro->pin_count; i++) {
        size_t at = macro->first_pin + i;
        const ird_macro_pin *pin = &f->tech->macro_pins.items[at];
        const ird_liberty_pin *known = ird_liberty_find_pin(
            liberty, cell, ird_names_get(&f->tech->pin_names, pin->name));
        f->pin_f[at] = is_input(pin) && known != NULL ? known->farad : 0;
    }
}

static ird_status find_pins(finder *f, const ird_liberty *liberty, ird_error *err) {
    const ird_technology *tech = f->tech;
    double half_pitch_um = ird_technology_half_pitch_um(tech);
    f->pin_f = ird_alloc_zero(tech->macro_pins.count, sizeof *f->pin_f);
    f->has_liberty = ird_alloc_zero(tech->macros.count, sizeof *f->has_liberty);
    if (f->pin_f == NULL || f->has_liberty == NULL) {
        return ird_fail_memory(err, DOING);
    }
    for (size_t m = 0; m < tech->macros.count; m++) {
        const ird_macro *macro = &tech->macros.items[m];
        const char *name = ird_names_get(&tech->macro_names, (int32_t)m);
        const ird_liberty_cell *cell =
            liberty != NULL ? ird_liberty_find(liberty, name) : NULL;
        f->has_liberty[m] = cell != NULL;
        if (cell != NULL) {
            take_by_liberty(f, macro, liberty, cell);
        } else {
            take_by_area(f, macro, half_pitch_um);
        }
    }
    return IRD_OK;
}

/* --- loads ---------------------------------------------------------------------------
 */

static const ird_macro *macro_of(const finder *f, int32_t component) {
    return &f->tech->macros.items[f->design->components.items[component].macro];
}

static double pin_farad(const finder *f, const ird_netlist_sink *sink) {
    const ird_macro *macro = macro_of(f, sink->component);
    for (size_t i = 0; i < macro->pin_count; i++) {
        if (f->tech->macro_pins.items[macro->first_pin + i].name == sink->pin) {
            return f->pin_f[macro->first_pin + i];
        }
    }
    return 0;
}

static void reach(const finder *f, int32_t component, ird_rect *box) {
    if (f->design->components.items[component].placement == IRD_UNPLACED) {
        return;
    }
    ird_rect own = ird_component_box(f->design, f->tech, (size_t)component);
    int64_t x_dbu = own.x0_dbu + (own.x1_dbu - own.x0_dbu) / 2;
    int64_t y_dbu = own.y0_dbu + (own.y1_dbu - own.y0_dbu) / 2;
    box->x0_dbu = x_dbu < box->x0_dbu ? x_dbu : box->x0_dbu;
    box->y0_dbu = y_dbu < box->y0_dbu ? y_dbu : box->y0_dbu;
    box->x1_dbu = x_dbu > box->x1_dbu ? x_dbu : box->x1_dbu;
    box->y1_dbu = y_dbu > box->y1_dbu ? y_dbu : box->y1_dbu;
}

/* The sinks of a net stand together. */
static void find_load(finder *f, size_t first, size_t end) {
    const ird_netlist_sink *sinks = f->netlist->sinks.items;
    int32_t driver = f->netlist->drivers.items[sinks[first].net];
    ird_rect box = {INT64_MAX, INT64_MAX, INT64_MIN, INT64_MIN};
    double gates_f = 0;
    if (driver < 0) {
        return;
    }
    reach(f, driver, &box);
    for (size_t i = first; i < end; i++) {
        gates_f += pin_farad(f, &sinks[i]);
        reach(f, sinks[i].component, &box);
    }
    double length_um =
        box.x1_dbu >= box.x0_dbu
            ? ((double)(box.x1_dbu - box.x0_dbu) + (double)(box.y1_dbu - box.y0_dbu)) /
                  (double)f->design->units
            : 0;
    double wire_f = IRD_LOAD_PART * IRD_WIRE_F_PER_UM * length_um;
    f->cells->wire_f += wire_f;
    f->cells->items[driver].load_f += (float)(IRD_LOAD_PART * gates_f + wire_f);
}

static void find_loads(finder *f) {
    size_t count = f->netlist->sinks.count;
    const ird_netlist_sink *sinks = f->netlist->sinks.items;
    for (size_t first = 0, end; first < count; first = end) {
        for (end = first; end < count && sinks[end].net == sinks[first].net;) {
            end++;
        }
        find_load(f, first, end);
    }
}

/* --- cells ---------------------------------------------------------------------------
 */

/* Whether a cell without logic is there for its capacitance. */
static bool is_decap(const ird_technology *tech, size_t macro,
                     const ird_liberty *liberty) {
    const char *name = ird_names_get(&tech->macro_names, (int32_t)macro);
    const ird_liberty_cell *cell =
        liberty != NULL ? ird_liberty_find(liberty, name) : NULL;
    return ird_macro_is_physical_only(&tech->macros.items[macro]) &&
           (strcasestr(name, "decap") != NULL || (cell != NULL && cell->is_decap));
}

static void find_cells(finder *f, const ird_decap *decaps, const bool *are_decaps) {
    ird_cell_capacitance *cells = f->cells;
    for (size_t i = 0; i < cells->count; i++) {
        int32_t m = f->design->components.items[i].macro;
        const ird_macro *macro = &f->tech->macros.items[m];
        ird_held *held = &cells->items[i];
        double inputs_f = 0;
        for (size_t k = 0; k < macro->pin_count; k++) {
            inputs_f += f->pin_f[macro->first_pin + k];
        }
        held->intrinsic_f = (float)(IRD_INTRINSIC_PART * inputs_f);
        if (count_inputs(f, macro) > 0) {
            *(f->has_liberty[m] ? &cells->by_liberty : &cells->by_area) += 1;
        }
        if (decaps != NULL && !isnan(decaps[m].farad)) {
            held->decap_f = decaps[m].farad;
            held->decap_ohm = decaps[m].ohm;
            cells->decaps++;
        } else {
            cells->unsaid += are_decaps[m];
        }
    }
}

static void sum_up(ird_cell_capacitance *cells) {
    for (size_t i = 0; i < cells->count; i++) {
        cells->intrinsic_f += (double)cells->items[i].intrinsic_f;
        cells->load_f += (double)cells->items[i].load_f;
        cells->decap_f += cells->items[i].decap_f;
    }
}

static ird_status find(finder *f, const ird_liberty *liberty, const ird_decap *decaps,
                       ird_error *err) {
    size_t macros = f->tech->macros.count;
    f->cells->items = ird_alloc_zero(f->cells->count, sizeof *f->cells->items);
    bool *are_decaps = ird_alloc_zero(macros, sizeof *are_decaps);
    ird_status status = f->cells->items != NULL && are_decaps != NULL
                            ? find_pins(f, liberty, err)
                            : ird_fail_memory(err, DOING);
    if (status == IRD_OK) {
        for (size_t m = 0; m < macros; m++) {
            are_decaps[m] = is_decap(f->tech, m, liberty);
        }
        find_cells(f, decaps, are_decaps);
        if (f->netlist != NULL) {
            f->cells->has_nets = f->netlist->driven > 0;
            find_loads(f);
        }
        sum_up(f->cells);
    }
    ird_free(are_decaps);
    return status;
}

ird_status ird_cell_capacitance_find(ird_cell_capacitance *cells,
                                     const ird_design *design, const ird_technology *tech,
                                     const ird_liberty *liberty,
                                     const ird_netlist *netlist, const ird_decap *decaps,
                                     ird_error *err) {
    ird_cell_capacitance made = {.count = design->components.count};
    finder f = {.design = design, .tech = tech, .netlist = netlist, .cells = &made};
    ird_status status = find(&f, liberty, decaps, err);
    ird_free(f.pin_f);
    ird_free(f.has_liberty);
    if (status != IRD_OK) {
        ird_cell_capacitance_free(&made);
        return status;
    }
    ird_cell_capacitance_free(cells);
    *cells = made;
    return IRD_OK;
}
