/* SPDX-License-Identifier: BSD-3-Clause */
#include "report/decap_report.h"

#include <math.h>
#include <string.h>

#include "base/exact.h"
#include "base/output.h"
#include "base/quantity.h"
#include "base/writer.h"
#include "report/xml_out.h"

void ird_decap_plan_free(ird_decap_plan *plan) {
    if (plan != NULL) {
        ird_free(plan->swaps.items);
        ird_free(plan->batches.items);
        *plan = (ird_decap_plan){0};
    }
}

static const char *instance_of(const ird_decap_plan *plan, const ird_decap_swap *swap) {
    return ird_names_get(&plan->design->component_names, swap->component);
}

static const char *macro_of(const ird_decap_plan *plan, int32_t macro) {
    return ird_names_get(&plan->tech->macro_names, macro);
}

/* --- for people ----------------------------------------------------------------------
 */

static const char *volt(char number[IRD_QUANTITY_SIZE], double value_v) {
    return ird_quantity_write(number, value_v, "V");
}

static void write_verdict(ird_writer *w, const ird_decap_plan *plan) {
    char a[IRD_QUANTITY_SIZE], b[IRD_QUANTITY_SIZE];
    size_t count = plan->swaps.count;
    if (plan->is_met && count == 0) {
        ird_write(w, "target %s: holds as it is\n", volt(a, plan->target_v));
    } else if (plan->is_met) {
        ird_write(w, "target %s: holds with %zu swap%s\n", volt(a, plan->target_v), count,
                  ird_plural(count));
    } else {
        ird_write(w,
                  "target %s: cannot be met by decaps: all %zu candidates together come "
                  "to %s\n",
                  volt(a, plan->target_v), plan->candidates, volt(b, plan->all_v));
        ird_write(w, "%zu swap%s %s to %s, nearly as far\n", count, ird_plural(count),
                  ird_form(count, "comes", "come"), volt(b, plan->after_v));
    }
}

static void write_candidates(ird_writer *w, const ird_decap_plan *plan) {
    char a[IRD_QUANTITY_SIZE];
    ird_write(w, "candidates: %zu of %zu filler%s", plan->candidates, plan->fillers,
              ird_plural(plan->fillers));
    if (plan->unmatched > 0) {
        ird_write(w, "; %zu have no decap of their size", plan->unmatched);
    }
    if (plan->unconnected > 0) {
        ird_write(w, "; %zu are not on the nets", plan->unconnected);
    }
    ird_write(w, "\nadded: %s", ird_quantity_write(a, plan->added_f, "F"));
    if (!isnan(plan->leakage_w)) {
        ird_write(w, ", %s of leakage", ird_quantity_write(a, plan->leakage_w, "W"));
    }
    ird_write(w, "\n");
}

static void write_batches(ird_writer *w, const ird_decap_plan *plan) {
    char a[IRD_QUANTITY_SIZE], b[IRD_QUANTITY_SIZE], c[IRD_QUANTITY_SIZE];
    if (plan->batches.count > 0) {
        ird_write(w, "%6s %10s %14s %14s %14s\n", "batch", "swaps", "before", "promised",
                  "solved again");
    }
    for (size_t i = 0; i < plan->batches.count; i++) {
        const ird_decap_batch *batch = &plan->batches.items[i];
        ird_write(w, "%6zu %10zu %14s %14s %14s", i + 1, batch->swaps,
                  volt(a, batch->before_v), volt(b, batch->promised_v),
                  volt(c, batch->found_v));
        if (batch->kept < batch->swaps) {
            ird_write(w, ", the first %zu do", batch->kept);
        }
        ird_write(w, "\n");
    }
}

static void write_swaps(ird_writer *w, const ird_decap_plan *plan, size_t most) {
    char a[IRD_QUANTITY_SIZE], b[IRD_QUANTITY_SIZE], x[IRD_QUANTITY_SIZE],
        y[IRD_QUANTITY_SIZE];
    double units = (double)plan->design->units;
    for (size_t i = 0; i < plan->swaps.count && i < most; i++) {
        const ird_decap_swap *swap = &plan->swaps.items[i];
        const ird_point *at = &plan->design->components.items[swap->component].at;
        ird_write(w, "%s: %s to %s at (%s, %s) um, %s, promised %s\n",
                  instance_of(plan, swap), macro_of(plan, swap->from),
                  macro_of(plan, swap->to),
                  ird_quantity_digits(x, (double)at->x_dbu / units),
                  ird_quantity_digits(y, (double)at->y_dbu / units),
                  ird_quantity_write(a, swap->farad, "F"), volt(b, swap->gain_v));
    }
    if (plan->swaps.count > most) {
        ird_write(w, "... and %zu more\n", plan->swaps.count - most);
    }
}

ird_status ird_report_decaps(ird_text *out, const ird_decap_plan *plan, size_t most,
                             ird_error *err) {
    ird_writer w = {.out = out, .err = err};
    char a[IRD_QUANTITY_SIZE], b[IRD_QUANTITY_SIZE];
    ird_write(&w, "decaps for %s%s%s: worst drop in time %s, %s with the swaps\n",
              plan->nets[0], plan->net_count > 1 ? " and " : "",
              plan->net_count > 1 ? plan->nets[1] : "", volt(a, plan->before_v),
              volt(b, plan->after_v));
    write_verdict(&w, plan);
    write_candidates(&w, plan);
    write_batches(&w, plan);
    write_swaps(&w, plan, most);
    return w.status;
}

/* --- Tcl -----------------------------------------------------------------------------
 */

ird_status ird_write_tcl_word(ird_text *out, const char *name, ird_error *err) {
    IRD_TRY(ird_text_add(out, "\"", 1, err));
    for (; *name != '\0'; name++) {
        if (strchr("\\\"$[]{}", *name) != NULL) {
            IRD_TRY(ird_text_add(out, "\\", 1, err));
        }
        IRD_TRY(ird_text_add(out, name, 1, err));
    }
    return ird_text_add(out, "\"", 1, err);
}

static const char tcl_head[] =
    "set irdrop_swapped 0\n"
    "proc irdrop_swap {instance from to} {\n"
    "    set inst [[ord::get_db_block] findInst $instance]\n"
    "    if {$inst eq \"NULL\" || [[$inst getMaster] getName] ne $from} {\n"
    "        puts \"irdrop: $instance is no $from any more; passed over\"\n"
    "        return\n"
    "    }\n"
    "    set master [[ord::get_db] findMaster $to]\n"
    "    if {$master eq \"NULL\" || ![$inst swapMaster $master]} {\n"
    "        puts \"irdrop: $instance cannot become $to\"\n"
    "        return\n"
    "    }\n"
    "    incr ::irdrop_swapped\n"
    "}\n";

ird_status ird_write_decap_tcl(ird_text *out, const ird_decap_plan *plan,
                               ird_error *err) {
    char a[IRD_QUANTITY_SIZE], b[IRD_QUANTITY_SIZE];
    ird_writer w = {.out = out, .err = err};
    ird_write(&w,
              "# irdrop: %zu fillers become decaps; source it in OpenROAD.\n"
              "# Worst drop in time %s, %s expected.\n%s",
              plan->swaps.count, volt(a, plan->before_v), volt(b, plan->after_v),
              tcl_head);
    for (size_t i = 0; i < plan->swaps.count && w.status == IRD_OK; i++) {
        const ird_decap_swap *swap = &plan->swaps.items[i];
        const char *words[] = {instance_of(plan, swap), macro_of(plan, swap->from),
                               macro_of(plan, swap->to)};
        ird_write(&w, "irdrop_swap");
        for (size_t k = 0; k < 3 && w.status == IRD_OK; k++) {
            ird_write(&w, " ");
            w.status =
                w.status == IRD_OK ? ird_write_tcl_word(out, words[k], err) : w.status;
        }
        ird_write(&w, "\n");
    }
    ird_write(&w, "puts \"irdrop: $irdrop_swapped of %zu fillers are decaps now\"\n",
              plan->swaps.count);
    return w.status;
}

/* --- KLayout -------------------------------------------------------------------------
 */

static void put_item(ird_xml_out *xml, const ird_decap_plan *plan,
                     const ird_decap_swap *swap, const char *cell) {
    double units = (double)plan->design->units;
    char numbers[4][IRD_EXACT_SIZE], box[4 * IRD_EXACT_SIZE + 16], text[300],
        volts[IRD_QUANTITY_SIZE];
    ird_rect r = ird_component_box(plan->design, plan->tech, (size_t)swap->component);
    const int64_t corners[] = {r.x0_dbu, r.y0_dbu, r.x1_dbu, r.y1_dbu};
    for (size_t i = 0; i < 4; i++) {
        ird_exact_number(numbers[i], (double)corners[i] / units);
    }
    snprintf(box, sizeof box, "box: (%s,%s;%s,%s)", numbers[0], numbers[1], numbers[2],
             numbers[3]);
    snprintf(text, sizeof text, "text: 'promised %s'", volt(volts, swap->gain_v));
    ird_xml_begin(xml, "item");
    ird_xml_leaf(xml, "tags", "");
    ird_xml_leaf(xml, "category", "decap");
    ird_xml_leaf(xml, "cell", cell);
    ird_xml_leaf(xml, "visited", "false");
    ird_xml_leaf(xml, "multiplicity", "1");
    ird_xml_begin(xml, "values");
    ird_xml_leaf(xml, "value", box);
    ird_xml_leaf(xml, "value", text);
    snprintf(text, sizeof text, "text: '%.100s to %.100s'", macro_of(plan, swap->from),
             macro_of(plan, swap->to));
    ird_xml_leaf(xml, "value", text);
    ird_xml_end(xml);
    ird_xml_end(xml);
}

ird_status ird_write_decap_lyrdb(const char *path, const ird_decap_plan *plan,
                                 ird_error *err) {
    ird_output output = {0};
    ird_xml_out xml = {0};
    const char *name = plan->design->name;
    const char *cell = name != NULL && *name != '\0' ? name : "TOP";
    IRD_TRY(ird_output_open(&output, path, err));
    ird_xml_out_open(&xml, output.stream, err);
    ird_xml_begin(&xml, "report-database");
    ird_xml_leaf(&xml, "description", "fillers to swap for decaps");
    ird_xml_leaf(&xml, "generator", "irdrop");
    ird_xml_leaf(&xml, "top-cell", cell);
    ird_xml_begin(&xml, "categories");
    ird_xml_begin(&xml, "category");
    ird_xml_leaf(&xml, "name", "decap");
    ird_xml_leaf(&xml, "description", "a filler that becomes a decap");
    ird_xml_end(&xml);
    ird_xml_end(&xml);
    ird_xml_begin(&xml, "cells");
    ird_xml_begin(&xml, "cell");
    ird_xml_leaf(&xml, "name", cell);
    ird_xml_end(&xml);
    ird_xml_end(&xml);
    ird_xml_begin(&xml, "items");
    for (size_t i = 0; i < plan->swaps.count; i++) {
        put_item(&xml, plan, &plan->swaps.items[i], cell);
    }
    ird_status status = ird_xml_out_close(&xml);
    if (status == IRD_OK) {
        status = ird_output_commit(&output, err);
    }
    ird_output_discard(&output);
    return status;
}
