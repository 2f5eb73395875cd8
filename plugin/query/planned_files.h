/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The plan of a session as files for other programs.
 */
#ifndef IRD_QUERY_PLANNED_FILES_H
#define IRD_QUERY_PLANNED_FILES_H

#include "report/def_out.h"
#include "report/eco_out.h"
#include "session/session.h"

/* Which special nets of the session's design are meant. */
typedef struct ird_planned_nets {
    bool *wanted;   /* one a special net */
    size_t sources; /* that the plan has: in no file but that of the plan */
} ird_planned_nets;

void ird_planned_nets_free(ird_planned_nets *nets); /* leaves an empty one */

/* None of them, or all that have planned shapes. Raises SESSION_NO_DESIGN, SESSION_SPICE,
 * and PLAN_NOTHING where nothing is planned. Free it whatever the result. */
ird_status ird_planned_nets_make(ird_planned_nets *nets, const ird_session *session,
                                 bool all, ird_error *err);

/* Raises WRITE_SOURCE where the design has no DEF file or another one than was read, and
 * WRITE_REMOVED where the plan takes metal of one of these nets away. */
ird_status ird_session_write_def(const ird_session *session, const char *path,
                                 const ird_planned_nets *nets, const ird_monitor *monitor,
                                 ird_def_written *written, ird_error *err);

/* Raises WRITE_REMOVED. */
ird_status ird_session_write_eco(const ird_session *session, const char *path,
                                 const ird_planned_nets *nets, bool is_lyrdb,
                                 const char *version, ird_eco_written *written,
                                 ird_error *err);

ird_status ird_session_write_pdn(const ird_session *session, const char *path,
                                 const char *grid, ird_pdn_written *written,
                                 ird_error *err);

#endif
