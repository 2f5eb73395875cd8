/* SPDX-License-Identifier: BSD-3-Clause */
#include "report/derate_report.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/quantity.h"
#include "base/writer.h"
#include "report/decap_report.h"

void ird_derates_free(ird_derates *derates) {
    if (derates != NULL) {
        ird_free(derates->items.items);
        *derates = (ird_derates){0};
    }
}

double ird_derate_rounded(double factor, bool is_early) {
    static const double DIGITS = 1e4, ROUNDING = 1e-6;
    return (is_early ? floor(factor * DIGITS + ROUNDING)
                     : ceil(factor * DIGITS - ROUNDING)) /
           DIGITS;
}

/* --- what they rest on ---------------------------------------------------------------
 */

static void write_basis(ird_writer *w, const ird_derates *d, const char *before) {
    char a[IRD_QUANTITY_SIZE], b[IRD_QUANTITY_SIZE];
    ird_write(w, "%s%s of %s%s%s; 1 is at %s V%s\n", before,
              !d->is_dynamic ? "static drops"
              : d->has_means ? "drops in time, the mean while an instance switches,"
                             : "drops in time, the worst of an instance,",
              d->nets[0], d->net_count > 1 ? " and " : "",
              d->net_count > 1 ? d->nets[1] : "", ird_quantity_digits(a, d->nominal_v),
              d->is_assumed ? ", which is assumed: give it by set_supply" : "");
    if (d->libraries[0] != NULL) {
        ird_write(w,
                  "%s%zu by two libraries: the mean ratio of the entries of their tables "
                  "cell_rise and cell_fall,\n",
                  before, d->by_library);
        ird_write(w, "%sstraight in logarithms between %s V (%s)", before,
                  ird_quantity_digits(a, d->library_v[0]), d->libraries[0]);
        ird_write(w, " and %s V (%s)\n", ird_quantity_digits(b, d->library_v[1]),
                  d->libraries[1]);
    }
    if (d->beyond > 0) {
        ird_write(w, "%s%zu of these lie beyond the two voltages\n", before, d->beyond);
    }
    if (d->by_law > 0 || d->libraries[0] == NULL) {
        ird_write(w,
                  "%s%zu by the alpha-power law: delay as V / (V - vth)^alpha, alpha %s, "
                  "vth %s V\n",
                  before, d->by_law, ird_quantity_digits(a, d->law.alpha),
                  ird_quantity_digits(b, d->law.vth_v));
    }
    if (d->cut > 0) {
        ird_write(w, "%s%zu would be slower than %g times, and are cut there\n", before,
                  d->cut, IRD_DERATE_MOST);
    }
    if (d->unconnected > 0) {
        ird_write(w, "%s%zu cells are not on the nets, or no source reaches them\n",
                  before, d->unconnected);
    }
}

static const char *name_of(const ird_derates *d, const ird_derate *derate) {
    return ird_names_get(&d->design->component_names, derate->component);
}

ird_status ird_report_derates(ird_text *out, const ird_derates *d, ird_error *err) {
    ird_writer w = {.out = out, .err = err};
    char a[IRD_QUANTITY_SIZE], b[IRD_QUANTITY_SIZE];
    ird_write(&w, "derates of %zu instances, %zu of them not 1\n", d->items.count,
              d->written);
    if (d->items.count > 0) {
        const ird_derate *worst = &d->items.items[d->worst];
        char mean[IRD_QUANTITY_SIZE];
        ird_write(&w, "worst %s at %s, which has %s V left; mean %s\n",
                  ird_quantity_digits(a, worst->factor), name_of(d, worst),
                  ird_quantity_digits(b, worst->volt),
                  ird_quantity_digits(mean, d->mean));
    }
    write_basis(&w, d, "");
    return w.status;
}

/* --- Tcl -----------------------------------------------------------------------------
 */

static const char tcl_head[] =
    "set irdrop_derated 0\n"
    "set irdrop_missing 0\n"
    "proc irdrop_derate {flag derate names} {\n"
    "    foreach name $names {\n"
    "        set cells [get_cells -quiet $name]\n"
    "        if {[llength $cells] == 0 && [string first / $name] >= 0} {\n"
    "            set cells [get_cells -quiet [string map {/ {\\/}} $name]]\n"
    "        }\n"
    "        if {[llength $cells] == 0} {\n"
    "            incr ::irdrop_missing\n"
    "            continue\n"
    "        }\n"
    "        set_timing_derate $flag -cell_delay $derate $cells\n"
    "        incr ::irdrop_derated\n"
    "    }\n"
    "}\n";

typedef struct line {
    int64_t digits; /* the derate, times 1e4 */
    int32_t component;
} line;

static int compare_lines(const void *a, const void *b) {
    const line *x = a, *y = b;
    if (x->digits != y->digits) {
        return x->digits < y->digits ? 1 : -1;
    }
    return (x->component > y->component) - (x->component < y->component);
}

/* Instances of one derate together. */
static void write_lines(ird_writer *w, const ird_derates *d, const line *lines,
                        size_t count, const char *flag) {
    for (size_t i = 0; i < count && w->status == IRD_OK;) {
        ird_write(w, "irdrop_derate %s %lld.%04lld [list", flag,
                  (long long)(lines[i].digits / 10000),
                  (long long)(lines[i].digits % 10000));
        size_t first = i;
        for (; i < count && lines[i].digits == lines[first].digits; i++) {
            ird_write(w, " \\\n    ");
            if (w->status == IRD_OK) {
                w->status = ird_write_tcl_word(
                    w->out,
                    ird_names_get(&d->design->component_names, lines[i].component),
                    w->err);
            }
        }
        ird_write(w, "]\n");
    }
}

static ird_status write_flag(ird_writer *w, const ird_derates *d, bool is_early) {
    size_t count = 0;
    line *lines = ird_alloc(d->items.count, sizeof *lines);
    if (lines == NULL) {
        return ird_fail_memory(w->err, "writing derates");
    }
    for (size_t i = 0; i < d->items.count; i++) {
        const ird_derate *derate = &d->items.items[i];
        double value = ird_derate_rounded(derate->factor, is_early);
        line made = {(int64_t)llround(1e4 * value), derate->component};
        if (made.digits != 10000) {
            lines[count++] = made;
        }
    }
    qsort(lines, count, sizeof *lines, compare_lines);
    write_lines(w, d, lines, count, is_early ? "-early" : "-late");
    ird_free(lines);
    return w->status;
}

ird_status ird_write_derates(ird_text *out, const ird_derates *d, bool late, bool early,
                             ird_error *err) {
    ird_writer w = {.out = out, .err = err};
    ird_write(&w,
              "# irdrop: delays of cells by their supply; source it in OpenSTA behind "
              "link_design.\n");
    write_basis(&w, d, "# ");
    ird_write(&w, "# A derate that stands for an instance already is replaced.\n%s",
              tcl_head);
    if (late && w.status == IRD_OK) {
        w.status = write_flag(&w, d, false);
    }
    if (early && w.status == IRD_OK) {
        w.status = write_flag(&w, d, true);
    }
    ird_write(&w, "puts \"irdrop: $irdrop_derated derates are set, $irdrop_missing "
                  "instances are not in the netlist\"\n");
    return w.status;
}
