/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The design of the program that irdrop runs in, as files that it has just written.
 */
#ifndef IRD_QUERY_LIVE_DESIGN_H
#define IRD_QUERY_LIVE_DESIGN_H

#include "session/session.h"

typedef struct ird_live_voltage {
    const char *net;
    double voltage_v;
    bool is_required; /* else one for a net that the design does not have is left out */
} ird_live_voltage;

typedef struct ird_live_files {
    const char *const *lefs;
    size_t lef_count;
    const char *def;
    const char *power;  /* NULL: the power setting of the session stays */
    const char *corner; /* that the power is of; NULL where the host has none to name */
    double supply_v;    /* of power nets without a voltage of their own; 0: not known */
    const ird_live_voltage *voltages;
    size_t voltage_count;
} ird_live_files;

/* Put technology, design, voltages and power of the files in the place of the present
 * ones; the activity goes, which the host's power has in it; model and maps stay. The
 * files are not needed afterwards: power that came from them goes with the design, so
 * that a DEF read later has none. Raises what the readers, set_supply and read_power
 * raise. */
ird_status ird_session_read_live(ird_session *session, const ird_live_files *files,
                                 const ird_monitor *monitor, ird_error *err);

#endif
