/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The planned grid of a session. It is kept by names, so that it outlives the design, and
 * laid onto each design that is read from LEF and DEF: everything else sees its shapes as
 * if the DEF had them.
 */
#ifndef IRD_SESSION_PLAN_SETTING_H
#define IRD_SESSION_PLAN_SETTING_H

#include "session/net_grid.h"

/* Add the lines of `more` to the plan and lay it anew: all of them or none. Raises
 * SESSION_NO_DESIGN, SESSION_SPICE, PLAN_NOTHING where a line adds nothing to the present
 * design, PLAN_SOURCES_SET, and what laying raises. */
ird_status ird_session_add_plan(ird_session *session, const ird_plan *more,
                                const ird_monitor *monitor, ird_error *err);

/* The same for the lines of a file; in the place of the whole plan where replaces is set.
 */
ird_status ird_session_read_plan(ird_session *session, const char *path, bool replaces,
                                 const ird_monitor *monitor, ird_error *err);

/* Forget the lines of a net (NULL: all of them). Raises PLAN_NET. */
ird_status ird_session_clear_plan(ird_session *session, const char *net,
                                  const ird_monitor *monitor, ird_error *err);

/* Forget one line, counted from 1 as plan_info lists them. Raises PLAN_LINE. */
ird_status ird_session_clear_plan_line(ird_session *session, size_t line,
                                       const ird_monitor *monitor, ird_error *err);

/* --- for who puts another design into a session --------------------------------------
 */

/* Put the plan onto a design that is about to be the session's, in one that was not yet
 * planned: layout is empty before, and afterwards where there is no plan. */
ird_status ird_session_lay_plan(const ird_session *session, const ird_technology *tech,
                                ird_design *design, ird_plan_layout *layout,
                                const ird_monitor *monitor, ird_error *err);

/* Lay the plan anew onto the present design, for the technology has changed. */
ird_status ird_session_lay_again(ird_session *session, const ird_monitor *monitor,
                                 ird_error *err);

/* --- sources -------------------------------------------------------------------------
 */

/* Where the plan has sources for the net, and set_sources did not choose another type:
 * make them, with those of a file that was set, the ones of options. planned holds them
 * and must outlive the use of options; free it whatever the result. */
ird_status ird_session_plan_sources(const ird_session *session, const char *net,
                                    ird_source_options *options, ird_source_file *planned,
                                    ird_error *err);

/* Whether the sources of an extracted grid are those of the plan. */
bool ird_session_sources_planned(const ird_session *session, const ird_net_grid *grid);

/* Where the sources of an extracted grid come from: "planned", or the name of their type.
 */
const char *ird_session_source_origin(const ird_session *session,
                                      const ird_net_grid *grid);

#endif
