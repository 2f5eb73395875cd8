/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The pins of a solved net one by one. Internal to answer/.
 */
#ifndef IRD_ANSWER_SOLVED_PINS_H
#define IRD_ANSWER_SOLVED_PINS_H

#include "answer/solved.h"
#include "base/text.h"

/* Where pins come from: terminals of a design, or loads of a network that came as a file
 * and knows no terminals. */
typedef struct ird_pins {
    const ird_solved *solved;
    bool are_loads;
    size_t count;
} ird_pins;

ird_pins ird_pins_of(const ird_solved *solved);

double ird_pin_drop_v(const ird_pins *p, size_t i); /* NAN where no source reaches */
ird_point_um ird_pin_place(const ird_pins *p, size_t i);

/* The name of its instance, or NULL for a load without one. */
const char *ird_pin_instance(const ird_pins *p, size_t i);

/* The name of a load's node, in the place of what text has. */
ird_status ird_pin_name_node(const ird_network *network, int32_t node, ird_text *text,
                             ird_error *err);

/* Its instance, or the node of a load without one, into an empty text. */
ird_status ird_pin_add_name(const ird_pins *p, size_t i, ird_text *name, ird_error *err);

#endif
