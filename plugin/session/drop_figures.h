/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What the drops of a net, and of a pair of nets, come to.
 */
#ifndef IRD_SESSION_DROP_FIGURES_H
#define IRD_SESSION_DROP_FIGURES_H

#include "session/net_grid.h"
#include "session/pin_drops.h"

/* The figures of a net, over all its nodes as PDNSim counts them. */
typedef struct ird_drop_figures {
    double worst_drop_v, average_drop_v;
    double pin_worst_drop_v, pin_average_drop_v; /* over the pins; NAN without any */
    double worst_voltage_v, average_voltage_v;
    double percent;       /* worst drop of the supply of the cells; NAN where not known */
    double total_power_w; /* of the connected loads; NAN likewise */
} ird_drop_figures;

ird_drop_figures ird_drop_figures_of(const ird_net_grid *solved,
                                     const ird_pin_summary *pins);

/* Where a power and a ground net are solved, what is left for each instance on both:
 * supply minus both drops, each at its worst pin. */
typedef struct ird_effective_supply {
    size_t instances; /* on both nets and connected to both; 0: nothing else is set */
    double swing_v;   /* supply minus ground without any drop */
    double worst_v, average_v;
    int32_t worst_component;
} ird_effective_supply;

/* left_v[component], one for each of the design; NAN where it is not on both. */
ird_status ird_session_left_v(const ird_session *session, const ird_net_grid *power,
                              const ird_net_grid *ground, double *left_v, ird_error *err);

ird_status ird_session_effective_supply(const ird_session *session,
                                        const ird_net_grid *power,
                                        const ird_net_grid *ground,
                                        ird_effective_supply *effective, ird_error *err);

#endif
