/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What is odd about the lines of a plan.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/quantity.h"
#include "plan/laying.h"

ird_status ird_laying_remark(ird_laying *laying, ird_plan_oddity kind, size_t count,
                             double um, double limit_um) {
    ird_plan_layout *made = laying->made;
    if (count == 0) {
        return IRD_OK;
    }
    IRD_TRY(ird_vec_reserve(&made->remarks, 1, "checking a plan", laying->err));
    made->remarks.items[made->remarks.count++] =
        (ird_plan_remark){laying->line, kind, count, um, limit_um};
    return IRD_OK;
}

ird_status ird_laying_check_width(ird_laying *laying, const ird_plan_line *line,
                                  int32_t layer, double die_um) {
    static const double slack = 1 - 1e-9;
    double least_um = laying->tech->layers.items[layer].width_um;
    if (least_um > 0 && line->width_um < least_um * slack) {
        IRD_TRY(ird_laying_remark(laying, IRD_ODD_NARROW, 1, line->width_um, least_um));
    }
    return line->width_um > die_um
               ? ird_laying_remark(laying, IRD_ODD_WIDE, 1, line->width_um, die_um)
               : IRD_OK;
}

ird_status ird_laying_check_places(ird_laying *laying, const ird_plan_line *line) {
    size_t outside, all;
    IRD_TRY(ird_plan_count_outside(line, &laying->view, &outside, &all, laying->err));
    return ird_laying_remark(laying, IRD_ODD_OUTSIDE, outside, 0, 0);
}

static int compare_remarks(const void *a, const void *b) {
    const ird_plan_remark *p = a, *q = b;
    if (p->line != q->line) {
        return p->line < q->line ? -1 : 1;
    }
    return (p->kind > q->kind) - (p->kind < q->kind);
}

void ird_laying_sort_remarks(ird_laying *laying) {
    ird_plan_layout *made = laying->made;
    if (made->remarks.count > 1) {
        qsort(made->remarks.items, made->remarks.count, sizeof *made->remarks.items,
              compare_remarks);
    }
}

const char *ird_plan_remark_text(char buffer[IRD_PLAN_REMARK_SIZE],
                                 const ird_plan_remark *remark, const ird_plan *plan) {
    const ird_plan_line *line = &plan->lines.items[remark->line];
    const char *layer = line->layer != NULL ? line->layer : "the layer of the pins";
    char um[2][IRD_QUANTITY_SIZE];
    bool is_one = remark->count == 1;
    bool is_source = line->kind == IRD_PLAN_SOURCE || line->kind == IRD_PLAN_BUMPS;
    const char *piece = line->kind == IRD_PLAN_RAILS ? "rail" : "stripe";
    ird_quantity_digits(um[0], remark->um);
    ird_quantity_digits(um[1], remark->limit_um);
    switch (remark->kind) {
    case IRD_ODD_NARROW:
        snprintf(buffer, IRD_PLAN_REMARK_SIZE,
                 "the %ss of net %.100s are %s um wide, less than the least of layer "
                 "%.100s, %s um",
                 piece, line->net, um[0], layer, um[1]);
        break;
    case IRD_ODD_WIDE:
        snprintf(buffer, IRD_PLAN_REMARK_SIZE,
                 "the %ss of net %.100s on %.100s are %s um wide, more than the die, %s "
                 "um: cut at its edges",
                 piece, line->net, layer, um[0], um[1]);
        break;
    case IRD_ODD_REPEATED:
        snprintf(buffer, IRD_PLAN_REMARK_SIZE,
                 "%zu %s%s of net %.100s on %.100s %s on metal of the net that is there "
                 "already: little or nothing is added",
                 remark->count, piece, is_one ? "" : "s", line->net, layer,
                 is_one ? "lies" : "lie");
        break;
    case IRD_ODD_OUTSIDE:
        snprintf(buffer, IRD_PLAN_REMARK_SIZE,
                 "%zu %s%s of net %.100s %s outside of the "
                 "die: %s",
                 remark->count, is_source ? "source" : piece, is_one ? "" : "s",
                 line->net, is_one ? "lies" : "lie",
                 is_source ? "taken to the nearest metal" : "left out");
        break;
    }
    return buffer;
}
