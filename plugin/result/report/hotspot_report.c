/* SPDX-License-Identifier: BSD-3-Clause */
#include "report/report.h"

#include <math.h>
#include <string.h>

#include "base/number.h"
#include "base/quantity.h"
#include "base/writer.h"
#include "plausible/plausible.h"
#include "report/time_basis.h"

/* "1 cell", "2 cells" */
/* --- header --------------------------------------------------------------------------
 */

static bool has_place(const ird_map *map) {
    return map->window.x0_um < map->window.x1_um && map->window.y0_um < map->window.y1_um;
}

static void put_window(ird_writer *w, const ird_map *map) {
    const double corners[] = {map->window.x0_um, map->window.y0_um, map->window.x1_um,
                              map->window.y1_um};
    char numbers[4][32];
    char pitch_x[IRD_QUANTITY_SIZE];
    char pitch_y[IRD_QUANTITY_SIZE];
    if (!has_place(map)) {
        ird_write(w, "Window      %zu x %zu pixels whose place is not known\n",
                  map->columns, map->rows);
        return;
    }
    for (size_t i = 0; i < 4; i++) {
        ird_number_write_fixed(numbers[i], sizeof numbers[i], 2, corners[i]);
    }
    ird_write(w, "Window      (%s %s) to (%s %s) um, %zu x %zu pixels of %s um x %s um\n",
              numbers[0], numbers[1], numbers[2], numbers[3], map->columns, map->rows,
              ird_quantity_digits(pitch_x, ird_map_pitch_x_um(map)),
              ird_quantity_digits(pitch_y, ird_map_pitch_y_um(map)));
}

/* "7 pin shapes of the net in the DEF" */
static void put_sources(ird_writer *w, const ird_raster *raster) {
    static const char *const kinds[IRD_SOURCES_COUNT][2] = {
        [IRD_SOURCES_PINS] = {"pin shape", " of the net in the DEF"},
        [IRD_SOURCES_TOP_LAYER] = {"end",
                                   " of the wires on its top layer (no pin of the net "
                                   "touches its metal)"},
        [IRD_SOURCES_NETWORK] = {"source", " of the netlist"},
        [IRD_SOURCES_PADS] = {"pad", ""},
        [IRD_SOURCES_BUMPS] = {"generated bump", ""},
        [IRD_SOURCES_STRAPS] = {"generated strap", ""},
        [IRD_SOURCES_FULL] = {"point", " of its top layer"},
        [IRD_SOURCES_FILE] = {"place", " of the file of sources"},
        [IRD_SOURCES_SWITCHES] = {"switch pin", ""},
        [IRD_SOURCES_PLANNED] = {"planned place", ""},
    };
    const char *const *kind = kinds[raster->source_origin];
    if (raster->source_origin == IRD_SOURCES_NONE) {
        ird_write(
            w, "Sources     none: the net has no metal, its grid is taken for uniform\n");
        return;
    }
    ird_write(w, "Sources     %s%zu %s%s%s%s\n",
              raster->sources_assumed ? "assumed: " : "", raster->source_count, kind[0],
              ird_plural(raster->source_count), kind[1],
              raster->sources_assumed && raster->source_origin != IRD_SOURCES_TOP_LAYER
                  ? " (the design has no pins or pads on the net); give them with "
                    "set_sources"
                  : "");
}

static void put_net(ird_writer *w, const ird_answer *answer) {
    const ird_design *design = answer->design;
    const ird_raster *raster = answer->raster;
    const char *origin = answer->supply_origin;
    char volts[IRD_QUANTITY_SIZE];
    const ird_special_net *net = &design->special_nets.items[raster->options.net];
    ird_write(w, "Net         %s, %s net, supply %s%s%s\n",
              ird_names_get(&design->special_net_names, raster->options.net),
              net->use == IRD_USE_GROUND ? "ground" : "power",
              ird_quantity_write(volts, raster->options.supply_v, "V"),
              origin != NULL ? " " : "", origin != NULL ? origin : "");
    if (ird_answer_has_corner(answer)) {
        ird_write(w, "Corner      %s\n", answer->corner);
    }
    if (net->planned_wires > 0) {
        ird_write(w, "Grid        %zu planned stripe%s, %zu via%s\n", net->planned_wires,
                  ird_plural(net->planned_wires), net->planned_vias,
                  ird_plural(net->planned_vias));
    }
    if (answer->network_phrase != NULL) {
        ird_write(w, "Network     %s\n", answer->network_phrase);
    }
    put_sources(w, raster);
}

static const char *base_text(ird_power_origin origin) {
    switch (origin) {
    case IRD_POWER_ASSUMED:
        return "assumed (no power was given), by cell area";
    case IRD_POWER_TOTAL:
        return "a total for the design, by cell area";
    case IRD_POWER_REPORT:
    case IRD_POWER_ACTIVITY:
        break;
    }
    return "from the report";
}

/* Power scaled by activity, and how far the activity can be trusted. */
static void put_activity(ird_writer *w, const ird_power *power, const char *watts) {
    ird_write(w, "Power       %s, %s%s%s, scaled by switching activity\n", watts,
              base_text(power->base_origin), power->file != NULL ? " " : "",
              power->file != NULL ? power->file : "");
    ird_write(w, "Activity    %s, which has %.0f %% of the nets that instances drive%s\n",
              power->activity_file, 100 * power->activity_matched,
              power->activity_low ? "; few, check its scope" : "");
}

static void put_power(ird_writer *w, const ird_power *power) {
    char watts[IRD_QUANTITY_SIZE];
    ird_quantity_write(watts, power->total_w, "W");
    switch (power->origin) {
    case IRD_POWER_ASSUMED:
        ird_write(w,
                  "Power       assumed: %s, spread by cell area (no power was given)\n",
                  watts);
        break;
    case IRD_POWER_TOTAL:
        ird_write(w, "Power       %s for the design, spread by cell area\n", watts);
        break;
    case IRD_POWER_REPORT:
        ird_write(w, "Power       %s, from the report %s\n", watts, power->file);
        break;
    case IRD_POWER_ACTIVITY:
        put_activity(w, power, watts);
        break;
    }
    if (power->regions > 0) {
        ird_write(w, "Scaled      in %zu region%s, by scale_power\n", power->regions,
                  ird_plural(power->regions));
    }
}

static bool has_unit(const ird_answer *answer) {
    return answer->map->unit == answer->quantity->unit;
}

/* "drop in mV and in % of the supply" */
static void put_unit(ird_writer *w, const ird_answer *answer) {
    const ird_quantity *quantity = answer->quantity;
    const char *unit = ird_unit_name(answer->map->unit);
    if (has_unit(answer)) {
        ird_write(w, "Unit        %s in %s%s\n", quantity->text, quantity->people_unit,
                  quantity->is_of_supply && answer->raster != NULL
                      ? " and in % of the supply"
                      : "");
    } else if (answer->map->unit == IRD_UNIT_NORMALISED) {
        ird_write(w,
                  "Unit        relative, 1 = the worst place of the window; it carries "
                  "no volts\n");
    } else {
        ird_write(w, "Unit        %s\n",
                  *unit != '\0' ? unit : "unknown, as in the file");
    }
}

/* What one who has the grid is better served by. */
static void put_exact(ird_writer *w, const ird_answer *answer) {
    char text[2][IRD_QUANTITY_SIZE];
    if (answer->bound > 0 && answer->exact_s > 0) {
        ird_write(
            w, "Exact       solve needs %s for these currents, the prediction took %s\n",
            ird_quantity_write(text[0], answer->exact_s, "s"),
            ird_quantity_write(text[1], answer->predicted_s, "s"));
    }
}

static void put_model(ird_writer *w, const ird_answer *answer) {
    if (answer->model != NULL) {
        ird_write(w, "Model       %s%s%s\n", answer->model,
                  answer->model_origin != NULL ? ", " : "",
                  answer->model_origin != NULL ? answer->model_origin : "");
    }
    put_unit(w, answer);
    if (answer->bound > 0) {
        const ird_quantity *quantity = answer->quantity;
        char digits[2][IRD_QUANTITY_SIZE];
        ird_write(w, "Prediction  worst %s %s, may be off by %s %s\n",
                  ird_quantity_digits(digits[0],
                                      quantity->per_unit * ird_answer_map_worst(answer)),
                  quantity->people_unit,
                  ird_quantity_digits(digits[1], quantity->per_unit * answer->bound),
                  quantity->people_unit);
    }
    put_exact(w, answer);
}

static void put_basis(ird_writer *w, const ird_basis *basis) {
    if (!basis->is_known) {
        return;
    }
    ird_write(w, "Current     ");
    if (w->status == IRD_OK) {
        w->status = ird_basis_write(w->out, basis, w->err);
    }
    ird_write(w, "\n");
}

/* one, many: what is said of one, and of several. */
static void put_note(ird_writer *w, size_t count, const char *one, const char *many) {
    if (count > 0) {
        ird_write(w, "Note        %zu %s\n", count, ird_form(count, one, many));
    }
}

/* What is not as it should be in the window of the maps. */
static void put_window_notes(ird_writer *w, const ird_raster *raster) {
    put_note(w, raster->cells_unplaced, "cell is not placed: its current is left out",
             "cells are not placed: their current is left out");
    put_note(w, raster->cells_outside, "cell lies outside the window",
             "cells lie outside the window");
    put_note(w, raster->cells_unconnected,
             "cell is not connected to the net: it draws nothing from it",
             "cells are not connected to the net: they draw nothing from it");
    put_note(w, raster->cells_sizeless, "cell has a macro without area: left out",
             "cells have a macro without area: left out");
    put_note(w, raster->pixels_overfull, "pixel holds more cell area than fits: overlap",
             "pixels hold more cell area than fits: overlap");
    put_note(w, raster->pixels_floating,
             "pixel has rails that no source reaches: taken for the weakest",
             "pixels have rails that no source reaches: taken for the weakest");
    put_note(w, raster->layers_assumed,
             raster->resistance_assumed
                 ? "layer, the only one of the net, has no resistance: width alone "
                   "counts"
                 : "layer or via of the net has no resistance: an assumed one is "
                   "taken, see report_layer_rc",
             raster->resistance_assumed
                 ? "layers, all of the net, have no resistance: width alone counts"
                 : "layers or vias of the net have no resistance: an assumed one is "
                   "taken, see report_layer_rc");
    put_note(w, raster->vias_assumed,
             "via of the net has no resistance: 10 squares of metal a cut taken",
             "vias of the net have no resistance: 10 squares of metal a cut taken");
    if (!(raster->current_total_a > 0)) {
        ird_write(w, "Note        no cell draws current from the net in the window: no "
                     "drop\n");
    }
    if (raster->connections_assumed) {
        ird_write(w,
                  "Note        the net names no connection: taken to feed every cell\n");
    }
}

/* Whatever was left out, assumed or doubtful, one line each. */
static void put_notes(ird_writer *w, const ird_answer *answer) {
    const ird_design *design = answer->design;
    const ird_raster *raster = answer->raster;
    const ird_power *power = answer->raster != NULL ? answer->power : NULL;
    if (answer->outside != NULL) {
        ird_write(w,
                  "Note        inputs outside the training range: %s; the bound may not "
                  "hold\n",
                  answer->outside);
    }
    if (power != NULL) {
        put_note(w, power->unknown_instances,
                 "instance of the power report is not in the design: left out",
                 "instances of the power report are not in the design: left out");
        put_note(w, power->missing_instances,
                 "instance of the design is not in the power report: 0 W",
                 "instances of the design are not in the power report: 0 W each");
        put_note(w, power->not_a_number, "power of the report is nan: 0 W",
                 "powers of the report are nan: 0 W each");
        put_note(w, power->negative, "power of the report is negative: 0 W",
                 "powers of the report are negative: 0 W each");
        put_note(w, power->repeated, "instance comes twice in the power report, alike",
                 "instances come twice in the power report, alike");
    }
    if (raster != NULL && design != NULL) {
        put_note(w, design->special_nets.items[raster->options.net].assumed_vias,
                 "planned via is one assumed cut, for LEF has no via there",
                 "planned vias are one assumed cut, for LEF has no via there");
        put_note(w, design->special_nets.items[raster->options.net].shorted_wires,
                 "planned stripe lies on metal of another net: a short",
                 "planned stripes lie on metal of another net: a short");
    }
    if (raster != NULL) {
        put_window_notes(w, raster);
    }
}

/* Each line by itself, for pages take names and what is said. */
static void put_time_basis(ird_writer *w, const char *lines) {
    for (ird_slice line = ird_time_basis_next(&lines); line.size > 0;
         line = ird_time_basis_next(&lines)) {
        ird_write(w, "Rests on    %.*s\n", (int)line.size, line.data);
    }
}

/* What cannot be, before all else that is said of the result. */
static void put_doubts(ird_writer *w, const ird_answer *answer) {
    ird_doubt doubts[IRD_DOUBTS];
    size_t count = ird_doubts_find(doubts, answer);
    for (size_t i = 0; i < count; i++) {
        ird_write(w, "Implausible IRD-%04d %s\n", (int)doubts[i].id, doubts[i].text);
    }
}

static void put_header(ird_writer *w, const ird_answer *answer) {
    const ird_design *design = answer->raster != NULL ? answer->design : NULL;
    ird_write(w, "Design      %s\n",
              design != NULL && design->name != NULL ? design->name : "none");
    if (design != NULL && answer->raster != NULL) {
        put_net(w, answer);
    }
    if (answer->raster != NULL && answer->power != NULL) {
        put_power(w, answer->power);
    }
    put_basis(w, &answer->basis);
    put_time_basis(w, answer->time_basis);
    put_model(w, answer);
    put_window(w, answer->map);
    put_doubts(w, answer);
    put_notes(w, answer);
}

/* --- table ---------------------------------------------------------------------------
 */

/* A value of the map: "12.34 mV 1.122 %", or a bare number where it has no unit. */
static const char *value_text(char buffer[IRD_QUANTITY_VALUE_SIZE],
                              const ird_answer *answer, double value) {
    const char *unit = ird_unit_name(answer->map->unit);
    if (has_unit(answer)) {
        double supply_v =
            answer->raster != NULL ? answer->raster->options.supply_v : (double)NAN;
        return ird_quantity_text(buffer, answer->quantity, value, supply_v, " ");
    }
    return *unit != '\0' ? ird_quantity_write(buffer, value, unit)
                         : ird_quantity_digits(buffer, value);
}

/* Of a column with values of the map: "12.34 mV 1.122 %" or "308.3 uA". */
static int value_width(const ird_answer *answer) {
    return has_unit(answer) && answer->quantity->is_of_supply && answer->raster != NULL
               ? 18
               : 9;
}

static void put_row(ird_writer *w, const ird_answer *answer, const ird_hotspot *hotspot) {
    int width = value_width(answer);
    char peak[IRD_QUANTITY_VALUE_SIZE];
    char mean[IRD_QUANTITY_VALUE_SIZE];
    char place[6][32];
    char current[IRD_QUANTITY_SIZE];
    char cause[IRD_CAUSE_SIZE];
    const double places[] = {hotspot->peak_at.x_um, hotspot->peak_at.y_um,
                             hotspot->box.x0_um,    hotspot->box.y0_um,
                             hotspot->box.x1_um,    hotspot->box.y1_um};
    for (size_t i = 0; i < 6; i++) {
        ird_number_write_fixed(place[i], sizeof place[i], 2, places[i]);
    }
    ird_write(w, "%4zu  %*s  %*s  %8s %8s  %8s %8s %8s %8s  %6zu", hotspot->rank, width,
              value_text(peak, answer, hotspot->peak), width,
              value_text(mean, answer, hotspot->mean), place[0], place[1], place[2],
              place[3], place[4], place[5], hotspot->pixels);
    if (answer->raster != NULL) {
        ird_write(w, "  %6zu  %9s  %s", hotspot->instances,
                  ird_quantity_write(current, hotspot->current_a, "A"),
                  ird_hotspot_cause(cause, hotspot));
    }
    ird_write(w, "\n");
}

static void put_table(ird_writer *w, const ird_answer *answer,
                      const ird_hotspot_list *list) {
    int width = value_width(answer);
    bool has_um = has_place(answer->map);
    ird_write(w, "%4s  %*s  %*s  %17s  %35s  %6s%s\n", "rank", width, "peak", width,
              "mean", has_um ? "peak x y um" : "peak x y pixels",
              has_um ? "box x0 y0 x1 y1 um" : "box x0 y0 x1 y1 pixels", "pixels",
              answer->raster != NULL ? "   cells    current  cause" : "");
    for (size_t i = 0; i < list->count; i++) {
        put_row(w, answer, &list->items[i]);
    }
    if (list->found > list->count) {
        ird_write(w, "%zu more not shown\n", list->found - list->count);
    }
}

static void put_top(ird_writer *w, const ird_design *design, const ird_technology *tech,
                    const ird_hotspot_list *list) {
    ird_write(w, "\nInstances with the largest current in each\n");
    ird_write(w, "%4s  %9s  %s\n", "rank", "current", "instance");
    for (size_t i = 0; i < list->count; i++) {
        const ird_hotspot *hotspot = &list->items[i];
        for (size_t k = 0; k < hotspot->top_count; k++) {
            char current[IRD_QUANTITY_SIZE];
            int32_t component = hotspot->top[k].component;
            int32_t macro = design->components.items[component].macro;
            ird_write(w, "%4zu  %9s  %s%s%s%s\n", hotspot->rank,
                      ird_quantity_write(current, hotspot->top[k].current_a, "A"),
                      ird_names_get(&design->component_names, component),
                      tech != NULL ? " (" : "",
                      tech != NULL ? ird_names_get(&tech->macro_names, macro) : "",
                      tech != NULL ? ")" : "");
        }
    }
}

static bool has_top(const ird_hotspot_list *list) {
    bool any = false;
    for (size_t i = 0; i < list->count; i++) {
        any = any || list->items[i].top_count > 0;
    }
    return any;
}

/* Who is at the worst place, and on which layer it is, as far as that is known. */
static void put_worst_of(ird_writer *w, const ird_answer *answer,
                         const ird_hotspot *spot) {
    const ird_answer_pin *pin = ird_answer_worst_pin(answer);
    const char *instance = pin != NULL ? pin->name : NULL;
    if (answer->worst_layer != NULL) {
        ird_write(w, " on %s", answer->worst_layer);
    }
    if (answer->raster != NULL && spot->instances > 0) {
        char cause[IRD_CAUSE_SIZE];
        ird_write(w, ", cause %s", ird_hotspot_cause(cause, spot));
    }
    if (instance != NULL) {
        ird_write(w, ", worst instance %s", instance);
    } else if (answer->design != NULL && spot->top_count > 0) {
        ird_write(
            w, ", most current there by %s",
            ird_names_get(&answer->design->component_names, spot->top[0].component));
    }
}

/* "of it      43.38 mV in m1, 3.222 mV in m1 - m2" */
static void put_shares(ird_writer *w, const ird_answer *answer) {
    char number[IRD_QUANTITY_SIZE];
    const ird_quantity *quantity = answer->quantity;
    for (size_t i = 0; answer->network != NULL && i < answer->share_count; i++) {
        const ird_layer_share *share = &answer->shares[i];
        const ird_names *layers = &answer->network->layer_names;
        bool is_via = share->layer_a != share->layer_b;
        ird_write(w, "%s%s %s in %s%s%s", i == 0 ? "of it       " : ", ",
                  ird_quantity_digits(number, quantity->per_unit * share->drop_v),
                  quantity->people_unit,
                  share->layer_a >= 0 ? ird_names_get(layers, share->layer_a) : "unnamed",
                  is_via ? " - " : "",
                  !is_via               ? ""
                  : share->layer_b >= 0 ? ird_names_get(layers, share->layer_b)
                                        : "unnamed");
    }
    ird_write(w, "%s", answer->network != NULL && answer->share_count > 0 ? "\n" : "");
}

/* The worst place of a map in which nothing is hot. */
static void put_worst(ird_writer *w, const ird_answer *answer) {
    const double worst = ird_answer_map_worst(answer);
    const ird_hotspot_options options = {
        .threshold = nextafter(worst, -INFINITY), .max_count = 1, .top_instances = 1};
    ird_hotspot_list list = {0};
    char value[IRD_QUANTITY_VALUE_SIZE];
    char x[32], y[32];
    if (w->status != IRD_OK || answer->quantity->least_is_worst || !(worst > 0)) {
        return;
    }
    w->status = ird_hotspots_find(&list, answer->map, answer->raster, answer->design,
                                  answer->tech, answer->power, &options, w->err);
    if (w->status == IRD_OK && list.count > 0) {
        const ird_hotspot *spot = &list.items[0];
        ird_number_write_fixed(x, sizeof x, 2, spot->peak_at.x_um);
        ird_number_write_fixed(y, sizeof y, 2, spot->peak_at.y_um);
        ird_write(w, "Worst place %s at (%s %s)%s", value_text(value, answer, worst), x,
                  y, has_place(answer->map) ? " um" : " pixels");
        put_worst_of(w, answer, spot);
        ird_write(w, "\n");
        put_shares(w, answer);
    }
    ird_hotspot_list_free(&list);
}

/* What the numbers of the last column mean. */
static void put_causes(ird_writer *w, const ird_answer *answer,
                       const ird_hotspot_list *list) {
    for (size_t i = 0; i < list->count && answer->raster != NULL; i++) {
        if (!isnan(list->items[i].parts.grid_percent)) {
            ird_write(w,
                      "cause: what makes the peak larger than the median of the pixels "
                      "that draw current\n");
            return;
        }
    }
}

ird_status ird_report_hotspots(ird_text *out, const ird_answer *answer,
                               const ird_hotspot_list *list, ird_error *err) {
    ird_writer w = {out, IRD_OK, err};
    size_t before = out->bytes.count;
    char threshold[IRD_QUANTITY_VALUE_SIZE];
    put_header(&w, answer);
    value_text(threshold, answer, answer->threshold);
    ird_write(&w, "Hotspots    %zu %s %s\n", list->found,
              answer->quantity->least_is_worst ? "below" : "above", threshold);
    if (list->found > 0) {
        ird_write(&w, "\n");
        put_table(&w, answer, list);
        put_causes(&w, answer, list);
    } else {
        put_worst(&w, answer);
    }
    if (answer->raster != NULL && answer->design != NULL && has_top(list)) {
        put_top(&w, answer->design, answer->tech, list);
    }
    if (w.status != IRD_OK) {
        ird_text_truncate(out, before);
    }
    return w.status;
}

ird_status ird_report_header(ird_text *out, const ird_answer *answer, ird_error *err) {
    ird_writer w = {out, IRD_OK, err};
    size_t before = out->bytes.count;
    put_header(&w, answer);
    if (w.status != IRD_OK) {
        ird_text_truncate(out, before);
    }
    return w.status;
}
