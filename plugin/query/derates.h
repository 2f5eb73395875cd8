/* SPDX-License-Identifier: BSD-3-Clause
 *
 * How much slower each instance is at what is left of its supply.
 */
#ifndef IRD_QUERY_DERATES_H
#define IRD_QUERY_DERATES_H

#include "query/dynamic_nets.h"
#include "report/derate_report.h"

typedef struct ird_derate_wish {
    int32_t nets[IRD_TRANSIENT_PAIR]; /* static: a power and a ground net, or one */
    size_t net_count;                 /* 0: the default power net, with the ground net
                                         where the design has one alone */
    bool of_dynamic;                  /* of the nets of the last drops in time */
    double alpha, vth_v;              /* NAN: by the node */
    const char *libraries[2];         /* Liberty files of two voltages; NULL: none */
} ird_derate_wish;

/* derates point into the session and the wish; free them with ird_derates_free. Raises
 * what solving does, what ird_liberty_read_delays does, LIBERTY_VOLTAGE where both files
 * are of one voltage, OPTION_VALUE where the law cannot be, and TRANSIENT_NETS where two
 * nets are not a power and a ground net. */
ird_status ird_session_make_derates(ird_session *session, const ird_derate_wish *wish,
                                    const ird_monitor *monitor, ird_derates *derates,
                                    ird_error *err);

#endif
