/* SPDX-License-Identifier: BSD-3-Clause
 *
 * A net, or a power net with its ground net, with all that matters in time: a stage of
 * the session's store.
 */
#ifndef IRD_TIMED_NET_TRANSIENT_H
#define IRD_TIMED_NET_TRANSIENT_H

#include "charge/charge.h"
#include "timed/net_switching.h"
#include "session/wish.h"

typedef struct ird_net_transient {
    ird_network branches[IRD_TRANSIENT_MOST]; /* those with a package */
    const ird_network *networks[IRD_TRANSIENT_MOST];
    const ird_transient *timed; /* what is solved: transient, or that of the SPICE file */
    ird_cell *grids[IRD_TRANSIENT_MOST]; /* of an ird_net_grid each, in use */
    ird_cell *switching; /* of an ird_net_switching, in use; NULL: of a SPICE network */
    ird_cell *cells;     /* of an ird_cell_capacitance, in use; NULL likewise */
    int32_t nets[IRD_TRANSIENT_MOST];
    size_t net_count;
    ird_transient transient;
    ird_charge_drains drains; /* of its instances */
    ird_charge_left left;
    size_t unsaid_layers; /* with metal of the nets and without capacitance in LEF */
    double farad[IRD_CAPACITANCE_KINDS];
    bool has_package[IRD_TRANSIENT_MOST];
} ird_net_transient;

/* Of one net, or of two that feed the same instances, power first; or of all nets of a
 * SPICE network, with the currents of the file: a cell of an ird_net_transient. Raises
 * TRANSIENT_NETS where the two are not a power and a ground net, and what its parts
 * raise. */
ird_status ird_session_need_transient(ird_session *session, const int32_t *nets,
                                      size_t count, const ird_switching_wish *wish,
                                      const ird_monitor *monitor, ird_cell **transient,
                                      ird_error *err);

/* When it ends (0: a SPICE network does not say), and how long a cycle of its clock is
 * (0: it has none). */
double ird_net_transient_stop_s(const ird_net_transient *net);
double ird_net_transient_period_s(const ird_net_transient *net);

/* How long a package of the nets takes to ring once with what the net holds: of each net
 * 2 pi sqrt(L C), all inductors in parallel, all capacitors of its nodes; the shortest.
 * INFINITY where nothing can ring. What rings within a part of the net is faster, but is
 * damped by its resistors. */
double ird_net_transient_ring_s(const ird_net_transient *net);

/* The capacitance alone, without packages and currents. */
typedef struct ird_net_capacitance {
    double farad[IRD_CAPACITANCE_KINDS];
    const ird_cell_capacitance *cells; /* good until the command ends */
    ird_charge_left left;
    size_t unsaid_layers; /* as above */
} ird_net_capacitance;

ird_status ird_session_net_capacitance(ird_session *session, const int32_t *nets,
                                       size_t count, const ird_monitor *monitor,
                                       ird_net_capacitance *found, ird_error *err);

#endif
