/* SPDX-License-Identifier: BSD-3-Clause */
#include "switching/clock.h"

#include <math.h>
#include <string.h>

#include "base/alloc.h"

void ird_clock_free(ird_clock *clock) {
    if (clock != NULL) {
        ird_free(clock->net);
        *clock = (ird_clock){0};
    }
}

ird_status ird_clock_set(ird_clock *clock, double period_s, const char *net,
                         double stage_s, ird_error *err) {
    ird_clock made = {.period_s = period_s, .stage_s = stage_s};
    if (!(period_s > 0) || !isfinite(period_s)) {
        return ird_fail(err, IRD_CLOCK_PERIOD,
                        "the clock period is %g ns; it must be above 0", period_s * 1e9);
    }
    if (net != NULL) {
        made.net = ird_copy_string(net, strlen(net));
        if (made.net == NULL) {
            return ird_fail_memory(err, "setting the clock");
        }
    }
    ird_clock_free(clock);
    *clock = made;
    return IRD_OK;
}
