/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Factors of nets that their static drops have left, for a solution in time.
 */
#ifndef IRD_TIMED_NET_STATICS_H
#define IRD_TIMED_NET_STATICS_H

#include "dynamic/dynamic.h"
#include "timed/net_transient.h"

typedef struct ird_net_statics {
    ird_factor *factors[IRD_TRANSIENT_MOST];
    pthread_mutex_t lock;
    ird_dynamic_statics statics; /* which points to them */
    bool are_there;              /* of all nets, which have no package */
} ird_net_statics;               /* all zero: there are none */

/* Find those by these options; none is made. Good until ird_session_end_command; to be
 * ended whatever the result. */
ird_status ird_net_statics_find(ird_net_statics *found, ird_session *session,
                                const ird_net_transient *net,
                                const ird_solve_options *options, ird_error *err);
/* The same, but they are made where they are not there and no net has a package. */
ird_status ird_net_statics_need(ird_net_statics *found, ird_session *session,
                                const ird_net_transient *net,
                                const ird_solve_options *options,
                                const ird_monitor *monitor, ird_error *err);
void ird_net_statics_end(ird_net_statics *found);

/* For a wish about these networks; NULL where they are not there. */
const ird_dynamic_statics *ird_net_statics_get(const ird_net_statics *found);

#endif
