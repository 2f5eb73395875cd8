/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Cells that take no part when a total power is spread: they hold no logic that switches.
 * Told by CLASS of LEF and its second word, which libraries keep up differently, and by
 * the pins.
 */
#ifndef IRD_POWER_IDLE_H
#define IRD_POWER_IDLE_H

#include "design/technology.h"

/* Why a cell draws nothing of a total. */
typedef enum ird_idle {
    IRD_IDLE_NOT,         /* it draws */
    IRD_IDLE_PAD,         /* CLASS PAD: fed by the board */
    IRD_IDLE_BUMP,        /* COVER BUMP, BUMP */
    IRD_IDLE_COVER,       /* COVER */
    IRD_IDLE_SWITCH,      /* hands on what others draw */
    IRD_IDLE_SPACER,      /* CORE SPACER */
    IRD_IDLE_TAP,         /* CORE WELLTAP */
    IRD_IDLE_ENDCAP,      /* ENDCAP */
    IRD_IDLE_ANTENNA,     /* CORE ANTENNACELL */
    IRD_IDLE_TIE,         /* CORE TIEHIGH, TIELOW */
    IRD_IDLE_FEEDTHROUGH, /* CORE FEEDTHRU */
    IRD_IDLE_NO_SIGNAL,   /* fillers and decaps that CLASS does not tell */
    IRD_IDLE_COUNT
} ird_idle;

ird_idle ird_macro_idle(const ird_technology *tech, const ird_macro *macro);

/* Whether a macro may be a power switch: a cell of the rows with two supply pins of one
 * use on routing layers (well pins are none) and a signal input, whose signal outputs, if
 * any, hand the enable on (SLEEP, ACK or SWITCH in their names). Level shifters,
 * isolation and retention cells have outputs of data. */
bool ird_macro_is_switch(const ird_technology *tech, const ird_macro *macro);

/* Whether the pin has metal on a routing layer. */
bool ird_macro_pin_has_metal(const ird_technology *tech, const ird_macro_pin *pin);

#endif
