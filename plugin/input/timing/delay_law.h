/* SPDX-License-Identifier: BSD-3-Clause
 *
 * How delays grow as the supply of a cell falls, where no library says it: the
 * alpha-power law (Sakurai and Newton, IEEE J. Solid-State Circuits 25, 1990), delay
 * proportional to V / (V - vth)^alpha.
 */
#ifndef IRD_TIMING_DELAY_LAW_H
#define IRD_TIMING_DELAY_LAW_H

#include "design/technology.h"

typedef struct ird_delay_law {
    double alpha; /* from 1 (carriers at their greatest speed) to 2 (long channels) */
    double vth_v;
} ird_delay_law;

/* Typical ones of a node, told by the half pitch of the densest routing layer: 1.5 and
 * 0.45 V from 0.12 um on (130 nm and older), 1.3 and 0.40 V from 0.05 um on (45 to 90
 * nm), 1.2 and 0.30 V below that, and where no layer has a pitch 1.3 and 0.40 V. */
ird_delay_law ird_delay_law_of(const ird_technology *tech);

/* The delay at volt over that at nominal_v; INFINITY at vth and below. */
double ird_delay_law_factor(const ird_delay_law *law, double nominal_v, double volt);

/* The same for a cell that takes `ratio` times as long at low_v as at high_v: straight
 * between them, and beyond, in logarithms of both. */
double ird_delay_between(double ratio, double high_v, double low_v, double nominal_v,
                         double volt);

#endif
