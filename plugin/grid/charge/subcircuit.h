/* SPDX-License-Identifier: BSD-3-Clause
 *
 * A package as a subcircuit of a SPICE file: what lies between the ideal board and the
 * die.
 *
 *     .subckt NAME die1 die2 ... board
 *     R... node node ohm
 *     L... node node henry
 *     C... node node farad
 *     .ends
 *
 * The last port is the board, all others are at the die; node 0 (or gnd) is the ideal
 * ground, where only capacitors may end. It is that of all sources of the net together.
 */
#ifndef IRD_CHARGE_SUBCIRCUIT_H
#define IRD_CHARGE_SUBCIRCUIT_H

#include <stdint.h>

#include "base/alloc.h"
#include "base/error.h"

typedef enum ird_subcircuit_kind {
    IRD_SUBCIRCUIT_OHM,
    IRD_SUBCIRCUIT_HENRY,
    IRD_SUBCIRCUIT_FARAD
} ird_subcircuit_kind;

typedef struct ird_subcircuit_part {
    ird_subcircuit_kind kind;
    int32_t a, b; /* nodes; -1: the ideal ground */
    double value; /* >= 0 */
} ird_subcircuit_part;

/* Node 0 is the board, from 1 to die_ports the ports at the die, the others are inside.
 */
typedef struct ird_subcircuit {
    IRD_VEC(ird_subcircuit_part) parts;
    int32_t die_ports, nodes;
} ird_subcircuit; /* all zero is none */

void ird_subcircuit_free(ird_subcircuit *circuit); /* leaves none */
ird_status ird_subcircuit_copy(ird_subcircuit *copy, const ird_subcircuit *circuit,
                               ird_error *err);

/* The subcircuit of that name (NULL: the only one of the file), whatever the case. Raises
 * PACKAGE_FILE (none or several, other elements, a value that cannot be, a port at the
 * die without R and L to the board) and those of ird_input_open; circuit is as it was
 * then. */
ird_status ird_subcircuit_read(ird_subcircuit *circuit, const char *path,
                               const char *name, ird_error *err);

#endif
