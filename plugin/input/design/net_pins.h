/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Which instance pins are on a special net: those that it names ( instance pin ), power
 * and ground pins of the names that it gives to every instance ( * pin ), and, where it
 * has no connection at all and is the only net of its use, every pin of that use. Pins
 * that only tie a well (ird_macro_pin_is_well) draw no current from its metal and are
 * told apart.
 */
#ifndef IRD_DESIGN_NET_PINS_H
#define IRD_DESIGN_NET_PINS_H

#include "design/design.h"

typedef struct ird_net_pins {
    bool *every;            /* per pin name of the technology: written with * */
    ird_connection *single; /* those that name an instance, sorted, each once */
    size_t single_count;
    bool is_by_use;
    ird_pin_use use;
    const ird_technology *tech;
} ird_net_pins; /* all zero is an empty one */

void ird_net_pins_free(ird_net_pins *pins); /* leaves an empty one */

ird_status ird_net_pins_make(ird_net_pins *pins, const ird_design *design,
                             const ird_technology *tech, int32_t net, ird_error *err);

/* True when this pin of the component, which must be one of its macro, is on the net and
 * ties no well. */
bool ird_net_pins_has(const ird_net_pins *pins, int32_t component,
                      const ird_macro_pin *pin);

/* True when it is on the net and ties a well. */
bool ird_net_pins_has_well(const ird_net_pins *pins, int32_t component,
                           const ird_macro_pin *pin);

/* How many of its pins each component has on the net: counts[components of the design].
 */
ird_status ird_net_pins_count(const ird_net_pins *pins, const ird_design *design,
                              int32_t *counts, ird_error *err);

#endif
