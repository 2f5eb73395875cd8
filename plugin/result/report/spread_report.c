/* SPDX-License-Identifier: BSD-3-Clause */
#include "report/spread_report.h"

#include <math.h>
#include <stdlib.h>

#include "base/exact.h"
#include "base/quantity.h"
#include "base/writer.h"
#include "report/decap_report.h"

void ird_spread_plan_free(ird_spread_plan *plan) {
    if (plan != NULL) {
        ird_free(plan->steps.items);
        ird_free(plan->cells.items);
        *plan = (ird_spread_plan){0};
    }
}

static const char *volt(char number[IRD_QUANTITY_SIZE], double value_v) {
    return ird_quantity_write(number, value_v, "V");
}

static void write_box(ird_writer *w, const ird_rect_um *box) {
    char n[4][IRD_QUANTITY_SIZE];
    ird_write(w, "(%s, %s) to (%s, %s) um", ird_quantity_digits(n[0], box->x0_um),
              ird_quantity_digits(n[1], box->y0_um),
              ird_quantity_digits(n[2], box->x1_um),
              ird_quantity_digits(n[3], box->y1_um));
}

static void write_step(ird_writer *w, const ird_spread_step *step, size_t number) {
    char a[IRD_QUANTITY_SIZE], b[IRD_QUANTITY_SIZE], c[IRD_QUANTITY_SIZE];
    ird_write(w, "%zu: %zu cells of ", number, step->cells);
    write_box(w, &step->from);
    ird_write(w, " over %s times the area: %s to %s predicted\n",
              ird_quantity_digits(a, step->factor), volt(b, step->before_v),
              volt(c, step->predicted_v));
    ird_write(w, "   %s um2 of padding, ", ird_quantity_digits(a, step->padding_um2));
    write_box(w, &step->to);
    ird_write(w, " is %s %% full then, %s before\n",
              ird_quantity_digits(b, 100 * step->used_after),
              ird_quantity_digits(c, 100 * step->used_before));
}

ird_status ird_report_spread(ird_text *out, const ird_spread_plan *plan, ird_error *err) {
    ird_writer w = {.out = out, .err = err};
    char a[IRD_QUANTITY_SIZE], b[IRD_QUANTITY_SIZE];
    ird_write(
        &w,
        "hot cells of %s to move apart: worst drop %s, %s predicted (what placement "
        "makes of it is another matter)\n",
        plan->net, volt(a, plan->before_v), volt(b, plan->after_v));
    if (plan->is_met && plan->steps.count == 0) {
        ird_write(&w, "target %s: holds as it is\n", volt(a, plan->target_v));
    } else if (plan->is_met) {
        ird_write(&w, "target %s: would hold with %zu cells padded by %s um2\n",
                  volt(a, plan->target_v), plan->cells.count,
                  ird_quantity_digits(b, plan->padding_um2));
    } else {
        ird_write(&w, "target %s: cannot be met by moving cells apart%s\n",
                  volt(a, plan->target_v),
                  plan->lacks_room ? "; where it is hot there is no room around" : "");
    }
    for (size_t i = 0; i < plan->steps.count; i++) {
        write_step(&w, &plan->steps.items[i], i + 1);
    }
    return w.status;
}

/* --- Tcl -----------------------------------------------------------------------------
 */

static const char pad_proc[] =
    "proc irdrop_pad {left right names} {\n"
    "    foreach name $names {\n"
    "        set cells [get_cells -quiet $name]\n"
    "        if {[llength $cells] == 0 && [string first / $name] >= 0} {\n"
    "            set cells [get_cells -quiet [string map {/ {\\/}} $name]]\n"
    "        }\n"
    "        if {[llength $cells] == 0} {\n"
    "            puts \"irdrop: $name is not in the netlist any more\"\n"
    "            continue\n"
    "        }\n"
    "        set_placement_padding -instances $cells -left $left -right $right\n"
    "    }\n"
    "}\n";

static const char density_proc[] =
    "proc irdrop_density {x0 y0 x1 y1 percent} {\n"
    "    foreach corner {x0 y0 x1 y1} {\n"
    "        set $corner [ord::microns_to_dbu [set $corner]]\n"
    "    }\n"
    "    set blockage [odb::dbBlockage_create [ord::get_db_block] $x0 $y0 $x1 $y1]\n"
    "    $blockage setMaxDensity $percent\n"
    "}\n";

static int compare_cells(const void *a, const void *b) {
    const ird_spread_cell *x = a, *y = b;
    if (x->left + x->right != y->left + y->right) {
        return x->left + x->right < y->left + y->right ? 1 : -1;
    }
    return (x->component > y->component) - (x->component < y->component);
}

/* Cells of one padding together. */
static void write_padding(ird_writer *w, const ird_spread_plan *plan,
                          const ird_spread_cell *cells) {
    size_t count = plan->cells.count;
    ird_write(w, "%s", pad_proc);
    for (size_t i = 0; i < count && w->status == IRD_OK;) {
        size_t first = i;
        ird_write(w, "irdrop_pad %zu %zu [list", cells[i].left, cells[i].right);
        for (; i < count && cells[i].left == cells[first].left &&
               cells[i].right == cells[first].right;
             i++) {
            ird_write(w, " \\\n    ");
            if (w->status == IRD_OK) {
                w->status = ird_write_tcl_word(
                    w->out,
                    ird_names_get(&plan->design->component_names, cells[i].component),
                    w->err);
            }
        }
        ird_write(w, "]\n");
    }
}

/* How full a region is to be at most, so that its cells go where there is room: in whole
 * percent. */
static void write_density(ird_writer *w, const ird_spread_plan *plan) {
    ird_write(w, "%s", density_proc);
    for (size_t i = 0; i < plan->steps.count; i++) {
        const ird_spread_step *step = &plan->steps.items[i];
        const double corners[] = {step->from.x0_um, step->from.y0_um, step->from.x1_um,
                                  step->from.y1_um};
        ird_write(w, "irdrop_density");
        for (size_t k = 0; k < 4; k++) {
            char number[IRD_EXACT_SIZE];
            ird_write(w, " %s", ird_exact_number(number, corners[k]));
        }
        ird_write(w, " %.0f\n", fmax(1, floor(100 * step->used_before / step->factor)));
    }
}

ird_status ird_write_spread_tcl(ird_text *out, const ird_spread_plan *plan, bool padding,
                                bool density, ird_error *err) {
    ird_writer w = {.out = out, .err = err};
    char a[IRD_QUANTITY_SIZE], b[IRD_QUANTITY_SIZE];
    ird_spread_cell *cells = ird_alloc(plan->cells.count, sizeof *cells);
    if (cells == NULL) {
        return ird_fail_memory(err, "writing placement padding");
    }
    for (size_t i = 0; i < plan->cells.count; i++) {
        cells[i] = plan->cells.items[i];
    }
    qsort(cells, plan->cells.count, sizeof *cells, compare_cells);
    ird_write(&w,
              "# irdrop: hot cells of %s to move apart; source it in OpenROAD before "
              "placement.\n# Worst drop %s, %s predicted.\n",
              plan->net, volt(a, plan->before_v), volt(b, plan->after_v));
    if (density) {
        write_density(&w, plan);
    }
    if (padding) {
        write_padding(&w, plan, cells);
    }
    ird_free(cells);
    return w.status;
}
