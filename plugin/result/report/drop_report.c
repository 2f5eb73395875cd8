/* SPDX-License-Identifier: BSD-3-Clause */
#include "report/drop_report.h"

#include <math.h>
#include <string.h>

#include "answer/basis.h"
#include "base/number.h"
#include "base/quantity.h"
#include "base/writer.h"
#include "plausible/plausible.h"

/* Label and quantity with an SI prefix. */
static void put_quantity(ird_writer *s, const char *label, double value,
                         const char *unit) {
    char number[IRD_QUANTITY_SIZE];
    ird_write(s, "%-17s: %s\n", label,
              isnan(value) ? "not known" : ird_quantity_write(number, value, unit));
}

static void put_digits(ird_writer *s, const char *label, double value, const char *unit) {
    char number[IRD_QUANTITY_SIZE];
    if (isnan(value)) {
        ird_write(s, "%-17s: not known\n", label);
    } else {
        ird_write(s, "%-17s: %s %s\n", label, ird_quantity_digits(number, value), unit);
    }
}

/* The same with digits enough to look unlike the other one. */
static void put_apart(ird_writer *s, const char *label, double value, double other,
                      const char *unit) {
    char number[IRD_QUANTITY_SIZE];
    if (isnan(value) || isnan(other)) {
        put_digits(s, label, value, unit);
    } else {
        ird_write(s, "%-17s: %s %s\n", label, ird_quantity_apart(number, value, other),
                  unit);
    }
}

static void put_supply(ird_writer *s, const ird_solved *solved,
                       const ird_solution *solution) {
    const char *origin = solved->supply_origin;
    bool is_other = fabs(solution->supply_v - solved->supply_v) > 1e-9;
    char number[2][IRD_QUANTITY_SIZE];
    ird_quantity_digits(number[0], solution->supply_v);
    if (solved->supply_v > 0 && (solved->grid->network.is_ground || is_other)) {
        ird_write(s, "%-17s: %s V%s; cells have %s V, %s\n", "Supply voltage", number[0],
                  solved->grid->network.is_ground ? "" : " at the sources",
                  ird_quantity_digits(number[1], solved->supply_v), origin);
        return;
    }
    ird_write(s, "%-17s: %s V, %s\n", "Supply voltage", number[0], origin);
}

/* Power of the connected loads, and what it was taken from. */
static void put_power(ird_writer *s, const ird_drop_report *report, double total_w) {
    static const char *const origins[] = {
        [IRD_POWER_ASSUMED] = "assumed: set it with set_power or read_power",
        [IRD_POWER_TOTAL] = "of a total, spread by cell area",
        [IRD_POWER_REPORT] = "from a power report",
        [IRD_POWER_ACTIVITY] = "by the activity",
    };
    const ird_power *power = report->solved->power;
    const char *file = report->solved->network_file;
    char number[IRD_QUANTITY_SIZE];
    ird_write(s, "%-17s: %s, %s%s\n", "Total power",
              isnan(total_w) ? "not known" : ird_quantity_write(number, total_w, "W"),
              power != NULL ? origins[power->origin] : "from ",
              power == NULL && file != NULL ? file : "");
    if (power != NULL && power->regions > 0) {
        ird_write(s, "%-17s: in %zu region%s, by scale_power\n", "Power scaled",
                  power->regions, ird_plural(power->regions));
    }
}

/* Whether percentages are of another voltage than that at the sources. */
static bool is_of_cells(const ird_solved *solved) {
    return !solved->grid->network.is_ground &&
           fabs(solved->solution->supply_v - solved->supply_v) > 1e-9;
}

static void put_corner(ird_writer *s, const ird_solved *solved) {
    const ird_corner *factors = solved->factors;
    char number[3][IRD_QUANTITY_SIZE];
    if (factors == NULL) {
        ird_write(s, "%-17s: %s\n", "Corner", solved->corner);
        return;
    }
    ird_write(s, "%-17s: %s: power x %s, resistances x %s, supply x %s\n", "Corner",
              solved->corner, ird_quantity_digits(number[0], factors->power),
              ird_quantity_digits(number[1], factors->resistance),
              ird_quantity_digits(number[2], factors->supply));
}

static void put_drops(ird_writer *s, const ird_drop_report *report) {
    const ird_drop_figures figures = ird_drop_figures_of(report->solved);
    put_power(s, report, figures.total_power_w);
    put_supply(s, report->solved, report->solved->solution);
    put_apart(s, "Worstcase voltage", figures.worst_voltage_v, figures.average_voltage_v,
              "V");
    put_apart(s, "Average voltage", figures.average_voltage_v, figures.worst_voltage_v,
              "V");
    put_apart(s, "Average IR drop", 1e3 * figures.average_drop_v,
              1e3 * figures.worst_drop_v, "mV");
    put_apart(s, "Worstcase IR drop", 1e3 * figures.worst_drop_v,
              1e3 * figures.average_drop_v, "mV");
    put_digits(s, "Percentage drop", figures.percent,
               is_of_cells(report->solved) ? "% of what cells have" : "%");
}

static void put_worst(ird_writer *s, const ird_drop_report *report) {
    const ird_pin_summary *pins = report->pins;
    char x[32], y[32];
    if (!pins->has_worst) {
        return;
    }
    ird_number_write_fixed(x, sizeof x, 2, pins->worst_at.x_um);
    ird_number_write_fixed(y, sizeof y, 2, pins->worst_at.y_um);
    ird_write(s, "%-17s: %s at (%s %s) um\n", "Worst instance",
              ird_text_get(&pins->worst_name), x, y);
}

static void put_effective(ird_writer *s, const ird_drop_report *report) {
    const ird_effective_supply *effective = report->effective;
    char number[IRD_QUANTITY_SIZE];
    if (effective == NULL) {
        return;
    }
    ird_write(s, "%-17s: %s V at %s, both drops taken off\n", "Effective supply",
              ird_quantity_digits(number, effective->worst_v),
              ird_names_get(&report->solved->design->component_names,
                            effective->worst_component));
}

/* How much of the grid the plan added. */
static void put_plan(ird_writer *s, const ird_solved *solved) {
    const ird_special_net *net = solved->special_net;
    if (net->planned_wires == 0) {
        return;
    }
    ird_write(s, "%-17s: %zu planned stripe%s, %zu via%s\n", "Grid", net->planned_wires,
              ird_plural(net->planned_wires), net->planned_vias,
              ird_plural(net->planned_vias));
    if (net->assumed_vias > 0) {
        ird_write(s,
                  "%-17s: %zu of the vias %s one assumed cut, for LEF has none there\n",
                  "", net->assumed_vias, ird_form(net->assumed_vias, "is", "are"));
    }
    if (net->shorted_wires > 0) {
        ird_write(s, "%-17s: %zu of the stripes %s on metal of another net: a short\n",
                  "", net->shorted_wires, ird_form(net->shorted_wires, "lies", "lie"));
    }
}

static void put_sources(ird_writer *s, const ird_solved *solved, size_t nodes) {
    const ird_source_info *sources = &solved->grid->sources;
    if (solved->network_file != NULL) {
        ird_write(s, "%-17s: %zu of %s\n", "Sources", nodes, solved->network_file);
        return;
    }
    ird_write(s, "%-17s: %zu node%s at %zu place%s, %s%s\n", "Sources", nodes,
              ird_plural(nodes), sources->places, ird_plural(sources->places),
              solved->source_origin,
              sources->is_default
                  ? " by default: the drops depend on them, give the true ones "
                    "with set_sources"
                  : "");
    if (sources->missed > 0) {
        ird_write(s,
                  "%-17s: %zu of the places %s no metal under %s: taken to the "
                  "nearest node\n",
                  "", sources->missed, ird_form(sources->missed, "has", "have"),
                  ird_form(sources->missed, "it", "them"));
    }
    if (sources->outside > 0) {
        ird_write(s, "%-17s: %zu of the places %s outside of the die\n", "",
                  sources->outside, ird_form(sources->outside, "lies", "lie"));
    }
}

/* What of the grid itself is left out or assumed. */
static void put_defects(ird_writer *s, const ird_solved *solved) {
    const ird_factor_info info = ird_factor_get_info(solved->factor);
    if (info.island_count > 0) {
        ird_write(s, "%-17s: %zu that no source reaches, with %zu node%s; left out\n",
                  "Islands", info.island_count, info.floating, ird_plural(info.floating));
    }
    if (solved->grid->assumed_layers > 0) {
        ird_write(s, "%-17s: %zu layer%s an assumed one; report_layer_rc names %s\n",
                  "Resistances", solved->grid->assumed_layers,
                  ird_form(solved->grid->assumed_layers, " has", "s have"),
                  ird_form(solved->grid->assumed_layers, "it", "them"));
    }
}

void ird_put_basis(ird_writer *s, const ird_solved *solved) {
    ird_basis basis = {0};
    if (s->status == IRD_OK) {
        s->status = ird_basis_of_solved(&basis, solved, s->err);
    }
    ird_write(s, "%-17s: ", "Current");
    if (s->status == IRD_OK) {
        s->status = ird_basis_write(s->out, &basis, s->err);
    }
    ird_write(s, "\n");
}

static void put_unconnected(ird_writer *s, const ird_drop_report *report) {
    const ird_grid *grid = report->solved->grid;
    if (report->pins->unconnected > 0) {
        ird_write(s, "%-17s: %zu of %zu instance pin%s, left out; check_grid lists %s\n",
                  "Unconnected", report->pins->unconnected, report->pins->count,
                  ird_plural(report->pins->count),
                  ird_form(report->pins->unconnected, "it", "them"));
    }
    if (grid->well_pins > 0) {
        ird_write(s, "%-17s: %zu of instances, which draw no current\n", "Well pins",
                  grid->well_pins);
    }
    if (grid->unplaced_instances > 0) {
        ird_write(s, "%-17s: %zu instance%s, left out\n", "Unplaced",
                  grid->unplaced_instances, ird_plural(grid->unplaced_instances));
    }
    put_defects(s, report->solved);
}

/* Each on a line of its own. */
static void put_warnings(ird_writer *s, const ird_drop_report *report) {
    ird_text text = {0};
    if (s->status == IRD_OK) {
        s->status = ird_drop_warnings(&text, report->solved, s->err);
    }
    const char *line = ird_text_get(&text);
    while (s->status == IRD_OK && *line != '\0') {
        int length = (int)strcspn(line, "\n");
        ird_write(s, "%-17s: %.*s\n", "Warning", length, line);
        line += length + 1;
    }
    ird_text_free(&text);
}

/* What cannot be, of the drops and of what they rest on. */
static void put_doubts(ird_writer *s, const ird_solved *solved) {
    ird_doubt doubts[IRD_DOUBTS];
    size_t count = 0;
    if (s->status == IRD_OK) {
        s->status = ird_doubts_of_solved(doubts, &count, solved, s->err);
    }
    for (size_t i = 0; i < count; i++) {
        ird_write(s, "%-17s: IRD-%04d %s\n", "Implausible", (int)doubts[i].id,
                  doubts[i].text);
    }
}

static void put_shares(ird_writer *s, const ird_drop_report *report) {
    const ird_names *layers = &report->solved->grid->network.layer_names;
    for (size_t i = 0; i < report->share_count; i++) {
        const ird_layer_share *share = &report->shares[i];
        char number[IRD_QUANTITY_SIZE];
        bool is_via = share->layer_a != share->layer_b;
        const char *a =
            share->layer_a >= 0 ? ird_names_get(layers, share->layer_a) : "unnamed";
        const char *b =
            share->layer_b >= 0 ? ird_names_get(layers, share->layer_b) : "unnamed";
        ird_write(s, "%-17s: %s mV in %s%s%s\n", i == 0 ? "Worst drop" : "",
                  ird_quantity_digits(number, 1e3 * share->drop_v), a,
                  is_via ? " - " : "", is_via ? b : "");
    }
}

/* Where somebody has said it. */
static void put_temperature(ird_writer *s, const ird_solved *solved) {
    char number[IRD_QUANTITY_SIZE];
    if (solved->has_temperature) {
        ird_write(s, "%-17s: %s C%s%s\n", "Metal at",
                  ird_quantity_digits(number, solved->celsius),
                  solved->heat_map != NULL ? ", elsewhere as in " : "",
                  solved->heat_map != NULL ? solved->heat_map : "");
    }
}

static void put_accuracy(ird_writer *s, const ird_drop_report *report) {
    const ird_solved *solved = report->solved;
    const ird_factor_info info = ird_factor_get_info(solved->factor);
    char residual[32], balance[32];
    ird_number_write(residual, sizeof residual, 2, solved->solution->residual);
    ird_number_write(balance, sizeof balance, 2, solved->solution->kirchhoff);
    ird_write(s, "%-17s: %s, %zu nodes, %zu resistors\n", "Network",
              solved->network_phrase, info.nodes, info.resistors);
    put_temperature(s, solved);
    ird_write(s, "%-17s: residual %s, source against load current %s, method %s\n",
              "Accuracy", residual, balance, ird_solve_method_name(info.method));
    if (info.ranks > 0) {
        char bytes[IRD_QUANTITY_SIZE];
        ird_write(s, "%-17s: %zu processes, %s, %zu steps, largest process %s MB\n",
                  "Solved by", info.ranks, info.preconditioner,
                  solved->solution->iterations,
                  ird_quantity_digits(bytes, 1e-6 * info.rank_bytes));
    }
    double all_s = solved->extract_s + info.build_s + info.order_s + info.factor_s +
                   solved->solution->seconds;
    put_quantity(s, "Solved in", solved->spent_s > 0 ? solved->spent_s : all_s, "s");
}

ird_status ird_report_drop(ird_text *out, const ird_drop_report *report, ird_error *err) {
    ird_writer s = {.out = out, .err = err};
    ird_write(&s, "########## IR report #################\n");
    ird_write(&s, "%-17s: %s\n", "Net", report->solved->net);
    put_corner(&s, report->solved);
    put_drops(&s, report);
    put_worst(&s, report);
    put_effective(&s, report);
    put_plan(&s, report->solved);
    put_sources(&s, report->solved, report->solved->solution->source_count);
    ird_put_basis(&s, report->solved);
    put_unconnected(&s, report);
    put_doubts(&s, report->solved);
    put_warnings(&s, report);
    put_shares(&s, report);
    put_accuracy(&s, report);
    ird_write(&s, "######################################\n");
    return s.status;
}

ird_status ird_report_uniform(ird_text *out, const ird_solved *net,
                              const ird_uniform_drop *drop, ird_power_origin origin,
                              ird_error *err) {
    static const char *const origins[] = {
        [IRD_POWER_ASSUMED] = "assumed: give it with -total, set_power or read_power",
        [IRD_POWER_TOTAL] = "as given",
        [IRD_POWER_REPORT] = "of the instances in a power report",
        [IRD_POWER_ACTIVITY] = "of the instances by the activity",
    };
    ird_writer s = {.out = out, .err = err};
    double supply_v = net->supply_v;
    char number[IRD_QUANTITY_SIZE], x[32], y[32];
    ird_number_write_fixed(x, sizeof x, 2, drop->worst_at.x_um);
    ird_number_write_fixed(y, sizeof y, 2, drop->worst_at.y_um);
    ird_write(&s, "########## Even current ##############\n");
    ird_write(&s, "%-17s: %s\n", "Net", net->net);
    ird_write(&s, "%-17s: %s, %s\n", "Total power",
              ird_quantity_write(number, drop->total_a * supply_v, "W"), origins[origin]);
    ird_write(&s, "%-17s: %s, evenly along", "Drawn",
              ird_quantity_write(number, drop->total_a, "A"));
    ird_write(&s, " %s um of %s in the core\n",
              ird_quantity_digits(number, drop->metal_um),
              ird_names_get(&net->tech->layer_names, drop->layer));
    put_supply(&s, net, &drop->solution);
    put_digits(&s, "Average IR drop", 1e3 * drop->average_drop_v, "mV");
    put_digits(&s, "Worstcase IR drop", 1e3 * drop->worst_drop_v, "mV");
    put_digits(&s, "Percentage drop", 100.0 * drop->worst_drop_v / supply_v, "%");
    if (!isnan(drop->worst_drop_v)) {
        ird_write(&s, "%-17s: (%s %s) um\n", "Worst place", x, y);
    }
    ird_write(&s, "%-17s: %s\n", "Network", net->network_phrase);
    put_temperature(&s, net);
    put_plan(&s, net);
    put_sources(&s, net, drop->solution.source_count);
    if (drop->unconnected_a > 0.0) {
        put_quantity(&s, "Not reached", drop->unconnected_a, "A");
    }
    put_defects(&s, net);
    ird_write(&s, "######################################\n");
    return s.status;
}
