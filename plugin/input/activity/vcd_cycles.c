/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Toggles of a VCD file handed over cycle by cycle.
 */
#include <math.h>

#include "activity/vcd.h"

static const char *const doing = "reading VCD";

enum { HIGH = 2 }; /* as ird_vcd.bits has it */

static int64_t ticks_of(const ird_vcd *v, double at_s) {
    return (int64_t)fmin(rint(at_s / v->tick_s), 0x1p60);
}

/* Where the cycle ends, and whether its toggles are wanted. */
static void enter(ird_vcd *v) {
    const ird_cycle_wish *wish = v->pass->cycles;
    ird_vcd_cycle *c = &v->cycle;
    c->end = ticks_of(v, wish->from_s + (double)(c->number + 1) * wish->period_s);
    c->is_wanted = wish->wanted == NULL || (c->wanted < wish->wanted_count &&
                                            wish->wanted[c->wanted] == c->number);
    c->toggles.items.count = 0;
    v->is_done = c->number >= wish->cycles ||
                 (wish->wanted != NULL && c->wanted >= wish->wanted_count);
}

void ird_vcd_begin_cycles(ird_vcd *vcd) {
    vcd->cycle = (ird_vcd_cycle){.from = ticks_of(vcd, vcd->pass->cycles->from_s)};
    enter(vcd);
}

ird_status ird_vcd_pass_cycles(ird_vcd *vcd, int64_t ticks) {
    ird_vcd *v = vcd;
    ird_vcd_cycle *c = &v->cycle;
    const ird_cycle_wish *wish = v->pass->cycles;
    if (v->is_out_of_memory) {
        return ird_fail_memory(v->err, doing);
    }
    while (!v->is_done && ticks >= c->end) {
        if (c->is_wanted) {
            ird_cycle_toggles over = {c->number, &c->toggles};
            IRD_TRY(wish->take(wish->context, &over, v->err));
            c->wanted++;
        }
        c->number++;
        enter(v);
    }
    c->is_inside = !v->is_done && ticks >= c->from;
    return IRD_OK;
}

void ird_vcd_note_toggle(ird_vcd *vcd, size_t bit) {
    ird_vcd *v = vcd;
    ird_vcd_cycle *c = &v->cycle;
    int32_t driver = v->driver_of[bit];
    if (driver < 0 || !c->is_inside) {
        return;
    }
    if (!c->is_wanted) {
        return;
    }
    if (ird_vec_reserve(&c->toggles.items, 1, doing, NULL) != IRD_OK) {
        v->is_out_of_memory = true; /* told at the next time */
        return;
    }
    if (v->pass->edges_of != NULL) {
        driver = (v->bits[bit] & 3) == HIGH;
    }
    double at_s = (double)(v->now - v->first - c->from) * v->tick_s -
                  (double)c->number * v->pass->cycles->period_s;
    c->toggles.items.items[c->toggles.items.count++] = (ird_toggle){at_s, driver};
}
